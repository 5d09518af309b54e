"""What differs between two states of a whole: row by row, and within a row column by column."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models

from talks.models import Citation
from talks.versions.wholes import PARTS, UP, Key, Snapshot, Values, kept

# What comes last wherever columns are listed: what the desk keeps of an entry, after what it says.
LAST = ("position", "confidence", "state", "editors_note", "slug")
# What says nothing of a row that is new or gone.
QUIET = {"position", "slug"}


@dataclass(frozen=True)
class ColumnChange:
    """A column that differs, or the relation to what the row cites, with its values as versions keep them."""

    column: models.Field | models.ForeignObjectRel
    old: Any
    new: Any


@dataclass
class RowChange:
    """A row that differs. It is new where `old` is None, gone where `new` is.

    `moved_to` is what it is part of now, where it went to another whole.
    """

    key: Key
    old: Values | None
    new: Values | None
    columns: list[ColumnChange] = field(default_factory=list)
    moved_to: Key | None = None

    @property
    def is_new(self) -> bool:
        return self.old is None

    @property
    def is_gone(self) -> bool:
        return self.new is None


@cache
def columns_of(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Give the columns of a kind in the order in which their differences are read."""
    return tuple(
        sorted(kept(model), key=lambda column: LAST.index(column.name) + 1 if column.name in LAST else 0)
    )


@cache
def _citing(column: str) -> models.ForeignObjectRel:
    """Give the relation from a claim to its citations that such a column of theirs makes."""
    return Citation._meta.get_field(column).remote_field


@cache
def cites_by(model: type[models.Model]) -> tuple[models.ForeignObjectRel, ...]:
    """Give the relations by which a kind cites its sources."""
    relations = (model._meta.get_field(name) for name in PARTS.get(model, ()))
    return tuple(relation for relation in relations if relation.related_model is Citation)


def sources(rows: Snapshot) -> dict[tuple[Key, models.ForeignObjectRel], list[int]]:
    """Give the keys of the sources that each claim cites, in order, by the relation."""
    cited: dict[tuple[Key, models.ForeignObjectRel], list[tuple[int, int, int]]] = defaultdict(list)
    for key, values in rows.items():
        if key.model is Citation:
            step = next(step for step in UP[Citation] if values[step.column.removesuffix("_id")] is not None)
            name = step.column.removesuffix("_id")
            place = (values["position"], key.pk, values["source"])
            cited[Key(step.model, values[name]), _citing(name)].append(place)
    return {claim: [source for _position, _pk, source in sorted(places)] for claim, places in cited.items()}


def differences(before: Snapshot, after: Snapshot) -> list[RowChange]:
    """Find the rows that differ, in the order of the later state, those that are gone at the end.

    What a claim cites is told with the claim; citations are no rows of their own.
    """
    cited = sources(before), sources(after)
    keys = dict.fromkeys([*after, *before])
    changes = (_change(key, before, after, cited) for key in keys if key.model is not Citation)
    return [change for change in changes if change.columns or change.is_new or change.is_gone]


def _change(key: Key, before: Snapshot, after: Snapshot, cited: tuple[dict, dict]) -> RowChange:
    old, new = before.get(key), after.get(key)
    if old == new and all(
        cited[0].get((key, one)) == cited[1].get((key, one)) for one in cites_by(key.model)
    ):
        return RowChange(key, old, new)
    return RowChange(key, old, new, list(_columns(key, old, new, cited)))


def _columns(
    key: Key, old: Values | None, new: Values | None, cited: tuple[dict, dict]
) -> Iterator[ColumnChange]:
    whole_row = old is None or new is None
    parents = {step.column for step in UP.get(key.model, ())}
    for column in columns_of(key.model):
        if whole_row and (column.attname in parents or column.name in QUIET):
            continue
        was, is_now = ((values or {}).get(column.name) for values in (old, new))
        if (was or None) != (is_now or None):
            yield ColumnChange(column, was, is_now)
    for relation in cites_by(key.model):
        was, is_now = (of.get((key, relation), []) for of in cited)
        if was != is_now:
            yield ColumnChange(relation, was, is_now)
