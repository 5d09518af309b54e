"""What each table of the open data holds: which entries readers see, and the values of each of them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from talks.models import AsOf, Edition
from talks.models.claims import Claim, Entry
from talks.record.editions import owners
from talks.record.fields import Form, Key, Reference, Slugs
from talks.record.kinds import KINDS, Kind
from talks.record.open_data.addresses import page_of
from talks.record.open_data.columns import NOT_OPEN, Column, Sort, columns_of

Row = dict[str, Any]

# So many entries are held in memory while a file is written.
ENTRIES_AT_ONCE = 2000


@dataclass(frozen=True)
class Dataset:
    """The table of one kind of entry: a row an entry, its values ready for JSON.

    Texts in languages are mappings of language codes, dates are EDTF, days ISO 8601, lists are lists of ids,
    pages are addresses from the root of the site; what an entry does not have is null, an empty text in
    languages or an empty list.
    """

    kind: Kind

    @property
    def name(self) -> str:
        """Give its name in addresses and files: `follow_ups`."""
        return self.kind.name

    @cached_property
    def keys(self) -> list[Key]:
        """Give the keys of its entries that readers may see, in the order of the files."""
        return [key for key in self.kind.keys if key.name not in NOT_OPEN]

    @cached_property
    def columns(self) -> list[Column]:
        """Give the columns of its rows, in their order: the keys, and what follows from them."""
        return columns_of(self.kind)

    def entries(self, as_of: AsOf) -> models.QuerySet:
        """Give the entries that readers see on that day, in the order of their ids.

        What is said of a round that they do not see is left out, as is what mentions it.
        """
        model = self.kind.model
        known = model.objects.known_by(as_of).select_related(*_mentioned(model))
        for key in owners(self.kind):
            if not issubclass(key.target, Claim):
                continue
            # Asked of each entry by itself, so that a page of them is not dearer where there are many.
            seen = DATASET_OF[key.target].entries(as_of).order_by().filter(pk=OuterRef(key.column.attname))
            is_seen = Q(Exists(seen))
            if key.column.null:
                is_seen |= Q(**{f"{key.name}__isnull": True})
            # How an entry stood on an earlier day depends on what it belongs to.
            known = known.filter(is_seen).select_related(key.name)
        return known.order_by("slug")

    def all_rows(self, as_of: AsOf) -> Iterator[Row]:
        """Give the rows of all entries that readers see on that day; a few thousand are read at once.

        They are in the order of their ids, whatever the database takes for the order of letters.
        """
        entries = self.entries(as_of)
        few = list(entries[: ENTRIES_AT_ONCE + 1])
        if len(few) <= ENTRIES_AT_ONCE:
            yield from self.rows(sorted(few, key=attrgetter("slug")))
            return
        slugs = dict(entries.values_list("pk", "slug"))
        pks = sorted(slugs, key=slugs.__getitem__)
        for start in range(0, len(pks), ENTRIES_AT_ONCE):
            some = entries.filter(pk__in=pks[start : start + ENTRIES_AT_ONCE])
            yield from self.rows(sorted(some, key=attrgetter("slug")))

    def rows(self, entries: Iterable[models.Model]) -> list[Row]:
        """Give the rows of some of its entries. A query for each list and each kind that they refer to."""
        entries = list(entries)
        pks = [entry.pk for entry in entries]
        forms = self.kind.forms_of(entries, self._slugs(entries), pks)
        return [self._row(entry, form) for entry, form in zip(entries, forms, strict=True)]

    def _slugs(self, entries: list[models.Model]) -> Slugs:
        """Give the ids of all that the entries refer to."""
        wanted: dict[type[models.Model], set[int]] = {}
        for key in self.keys:
            if isinstance(key, Reference):
                wanted.setdefault(key.target, set()).update(
                    getattr(entry, key.column.attname) for entry in entries
                )
        return {
            model: dict(model._base_manager.filter(pk__in=pks - {None}).values_list("pk", "slug"))
            for model, pks in wanted.items()
        }

    def _row(self, entry: models.Model, form: Form) -> Row:
        values = {key.name: form.get(key.name, key.default(form)) for key in self.keys}
        if not values.get("outcome"):
            values["outcome_sources"] = []  # of an outcome that came later
        if getattr(entry, "cites_what_came_later", False):
            values["sources"] = []
        row: Row = {}
        for column in self.columns:
            if column.sort is Sort.PAGES:
                row[column.name] = page_of(self.name, values)
            elif column.sort is Sort.VERSIONS:
                row[column.name] = [_part(column, version) for version in values[column.name]]
            elif column.name in values:
                row[column.name] = values[column.name] or _nothing(column, values[column.name])
            else:  # what follows from a date, or from the follow-ups
                value = getattr(entry, column.name)
                row[column.name] = value.isoformat() if isinstance(value, dt.date) else value
        return row


def _part(column: Column, values: Form) -> Row:
    """Give one of the versions of an entry."""
    return {
        part.name: values.get(part.name) or _nothing(part, values.get(part.name)) for part in column.parts
    }


def _nothing(column: Column, value: Any) -> Any:
    """Give what stands for an empty value: nought and no are values."""
    if column.sort is Sort.FLAG:
        return False
    return value if column.sort is Sort.NUMBER else column.nothing


def _mentioned(model: type[models.Model]) -> list[str]:
    """Name the relations to claims that entries mention, with their meetings, which tell if they are seen."""
    names = []
    for name in getattr(model, "MENTIONS", ()):
        of = {field.name for field in model._meta.get_field(name).related_model._meta.fields}
        names += [name, *(f"{name}__{meeting}" for meeting in ("round", "event") if meeting in of)]
    return names


DATASETS = {
    kind.name: Dataset(kind) for kind in KINDS if issubclass(kind.model, Entry) and kind.model is not Edition
}
DATASET_OF = {dataset.kind.model: dataset for dataset in DATASETS.values()}
