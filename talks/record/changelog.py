"""What an edition changed since the one before, in words: kinds, entries, fields, and what each held."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from talks.bilingual import language_of_record
from talks.dates import DateError, PreciseDate, format_date, format_day
from talks.models import Edition
from talks.record.editions import (
    EntryChange,
    FieldChange,
    Seen,
    changes_between,
    count_changes,
    frozen_forms,
    seen_on,
)
from talks.record.fields import Date, Day, Flag, Form, Key, Reference, References, Sources, Text
from talks.record.kinds import KIND_OF, Kind
from talks.record.report import Fate

FATES = {Fate.ADDED: _("added"), Fate.CHANGED: _("changed"), Fate.REMOVED: _("removed")}
# The addresses of entries that changed, by the name of the kind and the id.
Addresses = dict[tuple[str, str], str]
AddressesOf = Callable[[list[EntryChange]], Addresses]
# What an entry is called by, where it has a name of its own; else by what it belongs to.
NAMES = ("title", "name")
BELONGS_TO = ("decision", "party", "speaker", "zone", "event", "round")


@dataclass(frozen=True)
class Held:
    """What a field held: texts, one below the other; in which language, where the record knows it."""

    texts: list[str]
    language: str = ""

    @property
    def direction(self) -> str:
        """Give the direction in which the texts are written."""
        if not self.language:
            return "auto"
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


@dataclass(frozen=True)
class FieldWords:
    """A field that changed, in words."""

    label: str
    old: Held
    new: Held


@dataclass(frozen=True)
class EntryWords:
    """An entry that changed, in words."""

    kind: str
    title: str
    fate: str
    fate_label: str
    address: str
    fields: list[FieldWords]


@dataclass(frozen=True)
class KindCount:
    """How many entries of a kind were added, changed and removed."""

    kind: str
    added: int
    changed: int
    removed: int


@dataclass
class Since:
    """What changes for readers with an edition: what they see of it, and what they saw of the one before."""

    edition: Edition

    @cached_property
    def last(self) -> Edition | None:
        """Give the published edition that it follows."""
        return Edition.objects.using(self.edition._state.db).before(self.edition)

    @cached_property
    def before(self) -> Seen | None:
        """Give what readers saw of the edition before; None where that was not frozen, or there is none."""
        return frozen_forms(self.last) if self.last else None

    @cached_property
    def after(self) -> Seen | None:
        """Give what readers see of this one: from its files, or from the record as long as it has none."""
        return frozen_forms(self.edition) if self.edition.is_published else seen_on(self.edition)

    @cached_property
    def changes(self) -> list[EntryChange]:
        """Give all that changed."""
        return changes_between(self.before, self.after) if self.can_be_told else []

    @property
    def can_be_told(self) -> bool:
        """Tell whether the two can be compared."""
        return self.before is not None and self.after is not None

    def counts(self) -> list[KindCount]:
        """Count what changed, kind by kind."""
        return counts_in_words(self.changes)

    def page(
        self, number: int | str | None, length: int, addresses: AddressesOf
    ) -> tuple[Page, list[EntryWords]]:
        """Give one page of what changed, and its entries in words; `addresses` finds those of changes."""
        page = Paginator(self.changes, length).get_page(number)
        shown = list(page.object_list)
        return page, in_words(shown, self.before or {}, self.after or {}, addresses(shown))


def counts_in_words(changes: list[EntryChange]) -> list[KindCount]:
    """Count the changes, kind by kind."""
    return [
        KindCount(_plural(kind), counts[Fate.ADDED], counts[Fate.CHANGED], counts[Fate.REMOVED])
        for kind, counts in count_changes(changes).items()
    ]


def in_words(changes: list[EntryChange], before: Seen, after: Seen, addresses: Addresses) -> list[EntryWords]:
    """Put changes into words; `addresses` are those of their entries."""
    names = Names(before, after)
    return [
        EntryWords(
            kind=capfirst(str(change.kind.model._meta.verbose_name)),
            title=names.of(change.kind.model, change.slug),
            fate=change.fate.name.lower(),
            fate_label=str(FATES[change.fate]),
            address=addresses.get((change.kind.name, change.slug), ""),
            fields=[_field_in_words(field, names) for field in change.fields],
        )
        for change in changes
    ]


def _plural(kind: Kind) -> str:
    return capfirst(str(kind.model._meta.verbose_name_plural))


class Names:
    """What entries are called, in the reader's language, as they are now or were before."""

    def __init__(self, before: Seen, after: Seen) -> None:
        self._seen = (after, before)
        self._language = language_of_record()

    def of(self, model: type[models.Model], slug: str) -> str:
        """Give what an entry is called; its id where it is in neither of the two."""
        form = next((seen[model][slug] for seen in self._seen if slug in seen.get(model, {})), None)
        return slug if form is None else self._of_form(KIND_OF[model], form) or slug

    def _of_form(self, kind: Kind, form: Form) -> str:
        for name in NAMES:
            if isinstance(text := form.get(name), dict):
                return text.get(self._language) or next(iter(text.values()), "")
        if kind.name == "sources":
            return ": ".join(filter(None, [form.get("publisher"), form.get("title")]))
        keys = {key.name: key for key in kind.keys}
        parts = [
            self.of(keys[name].target, form[name])
            for name in BELONGS_TO
            if isinstance(keys.get(name), Reference) and name in form
        ]
        dates = (value_in_words(keys[name], form[name], self) for name in ("date", "day") if name in form)
        return " – ".join([*parts, *(date[0] for date in dates if date)])


def _field_in_words(field: FieldChange, names: Names) -> FieldWords:
    label = label_of(field.key, field.language)
    if field.part:
        said = {"number": field.part, "field": label}
        label = gettext("Version %(number)s: %(field)s") % said
    old, new = (
        Held(value_in_words(field.key, value, names), field.language) for value in (field.old, field.new)
    )
    return FieldWords(label, old, new)


def label_of(key: Key, language: str) -> str:
    """Give what a field is called in forms, with its language where it has one."""
    if isinstance(key, Text):
        said = {
            "text": capfirst(str(key.columns[language].verbose_name)),
            "language": get_language_info(language)["name_translated"],
        }
        return gettext("{text} ({language})").format(**said)
    if isinstance(key, Sources):
        return capfirst(
            gettext("sources of what became of it") if key.name != "sources" else gettext("sources")
        )
    return capfirst(str(key.column.verbose_name))


def value_in_words(key: Key, value: Any, names: Names) -> list[str]:
    """Give the value of a field as forms show it; nothing of one that is empty."""
    if value is None or value in ("", []):
        return []
    match key:
        case References():
            return [names.of(key.target, slug) for slug in value]
        case Reference():
            return [names.of(key.target, value)]
        case Flag():
            return [gettext("Yes") if value else gettext("No")]
        case Date():
            return [_date_in_words(value)]
        case Day():
            return [format_day(dt.date.fromisoformat(value), get_language())]
    choices = dict(getattr(key.column, "flatchoices", ()) or ())
    return [str(choices.get(value, value))]


def _date_in_words(edtf: str) -> str:
    try:
        return format_date(PreciseDate.parse(edtf), get_language())
    except DateError:
        return edtf
