"""What was changed, in words: each column by its name and language, the words that differ marked."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from talks.bilingual import language_of
from talks.dates import DateError, EdtfField, PreciseDate, format_date, format_day, format_moment
from talks.models import Source
from talks.versions.differences import ColumnChange, RowChange
from talks.versions.names import Names
from talks.versions.wholes import Key, kind

# Beyond so many words, a text is shown whole on either side: to compare it would take too long.
LONGEST_COMPARED = 3000
SOURCES = {"citations": _("sources"), "outcome_citations": _("sources of what became of it")}


@dataclass(frozen=True)
class Told:
    """A column that differs, as it is shown; `language` and `direction` are those of its text."""

    label: str
    old: SafeString | str
    new: SafeString | str
    language: str = ""
    direction: str = ""


@dataclass(frozen=True)
class ToldRow:
    """A row that differs, as it is shown: of which kind, by name, what became of it and what differs."""

    kind: str
    name: str
    address: str
    change: RowChange
    moved_to: str
    columns: list[Told]


def kind_of_row(key: Key) -> str:
    """Give the name of a kind: "Decision"."""
    return capfirst(str(key.model._meta.verbose_name))


def page_of(key: Key, page: str = "change") -> str:
    """Give the address of an entry's page at the desk; empty for what has none."""
    try:
        return reverse(f"admin:talks_{key.model._meta.model_name}_{page}", args=[key.pk])
    except NoReverseMatch:
        return ""


def told(changes: Iterable[RowChange], names: Names) -> list[ToldRow]:
    """Give changes as they are shown, in the language of the page."""
    return [_row(change, names) for change in changes]


def _row(change: RowChange, names: Names) -> ToldRow:
    name = names.name(change.key, change.new or change.old)
    columns = [_column(column, change, names) for column in change.columns]
    moved = names.name(change.moved_to) if change.moved_to else ""
    return ToldRow(kind_of_row(change.key), name, page_of(change.key), change, moved, columns)


def _column(change: ColumnChange, row: RowChange, names: Names) -> Told:
    column = change.column
    if isinstance(column, models.ForeignObjectRel):
        label = str(SOURCES[column.get_accessor_name()])
        return Told(capfirst(label), *_lists(change.old, change.new, Source, names))
    label = capfirst(str(column.verbose_name))
    if column.many_to_many:
        return Told(label, *_lists(change.old or [], change.new or [], kind(column.related_model), names))
    if not is_text(column):
        old, new = (in_words(column, value, names) for value in (change.old, change.new))
        return Told(label, _whole("del", old), _whole("ins", new))
    old, new = compared(change.old or "", change.new or "")
    if (language := language_of(column)) is None:
        return Told(label, old, new, direction="ltr" if is_machine_text(column) else "auto")
    of_language = get_language_info(language)
    label = gettext("{text} ({language})").format(text=label, language=of_language["name_translated"])
    return Told(label, old, new, language, "rtl" if of_language["bidi"] else "ltr")


def is_text(column: models.Field) -> bool:
    """Tell whether a column holds words, not a choice or a date."""
    if column.choices or isinstance(column, EdtfField):
        return False
    return isinstance(column, models.CharField | models.TextField)


def is_machine_text(column: models.Field) -> bool:
    """Tell whether a text is written from left to right in any language."""
    return isinstance(column, models.SlugField | models.URLField)


def in_words(column: models.Field, value: Any, names: Names) -> str:
    """Give a value of a version in words; empty for none."""
    if value is None or value == "":
        return ""
    if column.is_relation:
        name = names.name(Key(kind(column.related_model), value))
        return name or gettext("something that is no longer known")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(column, EdtfField):
        return _date(value)
    if isinstance(column, models.DateTimeField):
        return format_moment(column.to_python(value), get_language())
    if isinstance(column, models.DateField):
        return format_day(column.to_python(value), get_language())
    return str(value)


def _date(value: str) -> str:
    try:
        return format_date(PreciseDate.parse(value), get_language())
    except DateError:
        return value


def _whole(tag: str, text: Any) -> SafeString | str:
    return format_html(f"<{tag}><bdi>{{}}</bdi></{tag}>", text) if text else ""


def _lists(old: list[int], new: list[int], model: type[models.Model], names: Names) -> Iterator[SafeString]:
    """Give two lists of entries, with those marked that are in one of them only."""
    for tag, entries, others in (("del", old, new), ("ins", new, old)):
        items = (
            (text if pk in others else _whole(tag, text),)
            for pk in entries
            for text in [names.name(Key(model, pk)) or gettext("something that is no longer known")]
        )
        yield format_html_join("", '<li dir="auto">{}</li>', items)


def compared(old: str, new: str) -> tuple[SafeString | str, SafeString | str]:
    """Give two texts, with the words marked that are only in the first, and those only in the second."""
    before, after = (list(re.finditer(r"\S+", text)) for text in (old, new))
    if max(len(before), len(after)) > LONGEST_COMPARED:
        return _whole("del", old), _whole("ins", new)
    words = ([word[0] for word in text] for text in (before, after))
    steps = difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    differing = [step for step in steps if step[0] != "equal"]
    return (
        _marked("del", old, [before[start:end] for _step, start, end, _s, _e in differing]),
        _marked("ins", new, [after[start:end] for _step, _s, _e, start, end in differing]),
    )


def _marked(tag: str, text: str, stretches: Iterable[list[re.Match[str]]]) -> SafeString:
    """Give a text with stretches of its words marked, and the blanks between them."""
    shown, at = [], 0
    for words in filter(None, stretches):
        start, end = words[0].start(), words[-1].end()
        shown += [conditional_escape(text[at:start]), format_html(f"<{tag}>{{}}</{tag}>", text[start:end])]
        at = end
    return SafeString("".join([*shown, conditional_escape(text[at:])]))
