"""What a form holds, told apart field by field: as it was opened, as it is now, and as somebody typed it.

A page's words are kept as plain values by row and field: `{"": {"title_en": "Round 4"}, "decisions-7": {…}}`.
The row of the entry itself has no name; a row of another entry is named by its form set and its primary key,
one that is not saved yet by a plus and its place, `decisions+2`. Lists of choices are sorted.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext

from talks.admin.sending import is_key
from talks.bilingual import language_of

Plain = str | list[str]
Words = dict[str, dict[str, Plain]]

ENTRY = ""
# What a row is of a form set, not of the record.
NOT_WORDS = {"id", "DELETE"}


@dataclass(frozen=True)
class Row:
    """A form of the page, under the name that its row has wherever words are kept."""

    name: str
    form: forms.ModelForm
    prefix: str = ""  # that of its form set; empty for the entry itself

    @property
    def is_new(self) -> bool:
        """Tell whether it is not saved yet."""
        return "+" in self.name

    @property
    def is_deleted(self) -> bool:
        """Tell whether the editor ticked that it is to go."""
        name = self.form.add_prefix("DELETE")
        return self.form.is_bound and bool(self.form.data.get(name))


def rows_of(form: forms.ModelForm, formsets: Iterable[forms.BaseInlineFormSet]) -> Iterator[Row]:
    """Give the rows of a page: the entry itself, then those of its form sets."""
    yield Row(ENTRY, form)
    for formset in formsets:
        for place, row in enumerate(formset.forms):
            pk = row.data.get(row.add_prefix("id")) if row.is_bound else row.instance.pk
            name = f"{formset.prefix}-{pk}" if pk else f"{formset.prefix}+{place}"
            yield Row(name, row, formset.prefix)


def _plain(field_: forms.Field, value: Any) -> Plain:
    """Give a value as text, whether it comes from the database or was typed."""
    if isinstance(field_, forms.ModelMultipleChoiceField):
        return sorted((str(getattr(one, "pk", one)) for one in value or ()), key=lambda pk: (len(pk), pk))
    if isinstance(field_, forms.ModelChoiceField):
        return str(getattr(value, "pk", value) or "")
    with suppress(ValidationError):  # what cannot be read is compared as it was typed
        value = field_.to_python(value)
    if value is None or value is False:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()


def words_of(rows: Iterable[Row]) -> Words:
    """Give what a page holds: what was typed into bound forms, else what the database holds.

    New rows that nobody filled in, and rows that are to go, are left out.
    """
    held: Words = {}
    for row in rows:
        if row.is_deleted or (row.is_new and not (row.form.is_bound and row.form.has_changed())):
            continue
        held[row.name] = {
            bound.name: _plain(bound.field, _raw(bound))
            for bound in row.form
            if bound.name not in NOT_WORDS
            and not bound.field.disabled
            and not isinstance(bound.field, forms.models.InlineForeignKeyField)
        }
    return held


def _raw(bound: forms.BoundField) -> Any:
    if bound.form.is_bound:
        return bound.data
    return bound.field.prepare_value(bound.initial)


def sealed(words: Words, salt: str) -> str:
    """Give words as a form can carry them, so that nobody changes them on the way."""
    return signing.dumps(words, salt=salt, compress=True)


def unsealed(text: str, salt: str) -> Words | None:
    """Give the words that `sealed` made a text of; None for any other text."""
    try:
        return signing.loads(text, salt=salt)
    except signing.BadSignature:
        return None


@dataclass(frozen=True)
class Difference:
    """A field that another editor changed since the form was opened.

    The values are plain. `html_name` is the field's name in the form that is shown; `is_contested` where the
    editor changed it as well, to something else.
    """

    row: Row
    name: str
    opened: Plain | None
    now: Plain | None
    typed: Plain | None

    @property
    def html_name(self) -> str:
        """Give the name of the field in the form."""
        return self.row.form.add_prefix(self.name)

    @property
    def is_contested(self) -> bool:
        """Tell whether both changed it, each to something else."""
        return self.typed not in (self.opened, self.now)

    @property
    def field(self) -> forms.Field:
        """Give the field of the form."""
        return self.row.form.fields[self.name]

    @property
    def label(self) -> str:
        """Give the label of the field, which names its language."""
        return capfirst(str(self.field.label or self.name))

    @property
    def entry(self) -> str:
        """Name the entry of the row."""
        return str(self.row.form.instance) if self.row.form.instance.pk else ""

    @property
    def kind(self) -> str:
        """Name the kind of the row's entry."""
        return capfirst(self.row.form._meta.model._meta.verbose_name)

    @property
    def language(self) -> str:
        """Give the code of the language of the field's text; empty for what is none."""
        try:
            return language_of(self.row.form._meta.model._meta.get_field(self.name)) or ""
        except FieldDoesNotExist:
            return ""

    def shown(self, value: Plain | None) -> str:
        """Give a value as readers of the page know it: names of entries and choices, not their keys."""
        if value in (None, "", []):
            return ""
        if isinstance(self.field, forms.BooleanField):
            return gettext("Yes")
        if isinstance(self.field, forms.ModelChoiceField):
            chosen = self.field.queryset.filter(pk__in=[pk for pk in _listed(value) if is_key(pk)])
            return "; ".join(map(str, chosen))
        choices = dict(getattr(self.field, "choices", None) or ())
        return str(choices.get(value, value))

    @property
    def shown_opened(self) -> str:
        """Give what it was when the form was opened."""
        return self.shown(self.opened)

    @property
    def shown_now(self) -> str:
        """Give what it is now."""
        return self.shown(self.now)

    @property
    def shown_typed(self) -> str:
        """Give what the editor typed."""
        return self.shown(self.typed)


def _listed(value: Plain) -> list[str]:
    return value if isinstance(value, list) else [value]


@dataclass
class Comparison:
    """What changed under a form since it was opened: fields, rows that came, and rows that went."""

    differences: list[Difference] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    state: str = ""  # that into which others brought the entry, in words

    def __bool__(self) -> bool:
        return bool(self.differences or self.added or self.deleted or self.state)

    @property
    def contested(self) -> list[Difference]:
        """Give the fields that both changed."""
        return [difference for difference in self.differences if difference.is_contested]


def compare(opened: Words, now_rows: list[Row], typed: Words) -> Comparison:
    """Compare what a form held when it was opened with what it would hold now, and with what was typed."""
    now = words_of(now_rows)
    comparison = Comparison(deleted=[name for name in opened if name not in now])
    for row in now_rows:
        if row.name not in now:
            continue
        if row.name not in opened:
            comparison.added.append(row)
            continue
        for name, value in now[row.name].items():
            before = opened[row.name].get(name)
            if before != value:
                mine = typed.get(row.name, {}).get(name, before)
                comparison.differences.append(Difference(row, name, before, value, mine))
    return comparison


def changed(opened: Words, rows: list[Row]) -> list[Difference]:
    """Give what was typed into forms that differs from what they held when they were opened."""
    typed = words_of(rows)
    return [
        Difference(row, name, opened.get(row.name, {}).get(name), None, value)
        for row in rows
        if row.name in typed
        for name, value in typed[row.name].items()
        if opened.get(row.name, {}).get(name, _nothing_like(value)) != value
    ]


def _nothing_like(value: Plain) -> Plain:
    return [] if isinstance(value, list) else ""


def merged(
    sent: QueryDict,
    typed_rows: list[Row],
    now_rows: list[Row],
    comparison: Comparison,
    opened: Words,
    *,
    deletes_changed: bool = False,
) -> QueryDict:
    """Give what was sent, with what others saved in every field that the editor left as it was.

    Of fields that both changed the editor's text stays. Rows that others deleted go, but for those that the
    editor changed: they become new ones. Rows that others added come. A row that others changed does not go
    unless the editor, who sees now what it holds, asks for it again; or `deletes_changed` says so.
    """
    data = sent.copy()
    by_name = {row.name: row for row in typed_rows}
    for difference in comparison.differences:
        mine = by_name.get(difference.row.name)
        if mine is None or (mine.is_deleted and deletes_changed):
            continue
        data.pop(mine.form.add_prefix("DELETE"), None)
        html_name = mine.form.add_prefix(difference.name)
        if not difference.is_contested:
            data.setlist(html_name, [value for value in _listed(difference.now or []) if value])
    lost = {name for name in comparison.deleted if name in by_name}
    edited = {name for name in lost if words_of([by_name[name]]).get(name) not in (None, opened[name])}
    return _renumbered(data, typed_rows, now_rows, lost - edited)


def with_theirs(sent: QueryDict, typed_rows: list[Row], now_rows: list[Row]) -> QueryDict:
    """Give what was sent, with what the record holds in the fields of which `take:<field>` says `theirs`."""
    data, now = sent.copy(), words_of(now_rows)
    for row in typed_rows:
        for name, value in now.get(row.name, {}).items():
            html_name = row.form.add_prefix(name)
            if data.get(f"take:{html_name}") == "theirs":
                data.setlist(html_name, [one for one in _listed(value) if one])
    return data


def as_new(sent: QueryDict, typed_rows: list[Row]) -> QueryDict:
    """Give what was sent as the form of a new entry would send it: all its rows are new."""
    data = sent.copy()
    for row in typed_rows:
        for name, field_ in row.form.fields.items():
            if isinstance(field_, forms.models.InlineForeignKeyField):  # it names the entry that is gone
                data.pop(row.form.add_prefix(name), None)
    return _renumbered(data, typed_rows, [], {row.name for row in typed_rows if row.is_deleted})


def _renumbered(data: QueryDict, typed_rows: list[Row], now_rows: list[Row], gone: set[str]) -> QueryDict:
    """Number the rows of each form set as the database has them now: those saved first, then the new ones."""
    result = data.copy()
    for prefix in {row.prefix for row in [*typed_rows, *now_rows] if row.prefix}:
        for key in [key for key in result if key.startswith(f"{prefix}-") and key != prefix]:
            if key.removeprefix(f"{prefix}-").split("-")[0].isdigit():
                del result[key]
        mine = {row.name: row for row in typed_rows if row.prefix == prefix}
        saved = [row for row in now_rows if row.prefix == prefix and not row.is_new]
        names = {row.name for row in saved}
        new = [row for name, row in mine.items() if name not in names and name not in gone]
        for place, row in enumerate([*saved, *new]):
            _write_row(result, data, prefix, place, row, mine.get(row.name), row.name in names)
        result[f"{prefix}-TOTAL_FORMS"] = str(len(saved) + len(new))
        result[f"{prefix}-INITIAL_FORMS"] = str(len(saved))
    return result


def _write_row(
    result: QueryDict, data: QueryDict, prefix: str, place: int, row: Row, mine: Row | None, is_saved: bool
) -> None:
    """Write one row under its new number: as it was typed, or as the database has it."""
    target = f"{prefix}-{place}-"
    if mine is not None:
        source = mine.form.prefix + "-"
        for key in [key for key in data if key.startswith(source)]:
            result.setlist(target + key.removeprefix(source), data.getlist(key))
    else:
        for name, value in words_of([row])[row.name].items():
            result.setlist(target + name, [one for one in _listed(value) if one])
    result[f"{target}id"] = str(row.form.instance.pk) if is_saved else ""
