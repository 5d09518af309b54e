"""What belongs together: an entry that stands for itself with all its parts, and how its versions are kept.

A round or an event is a whole with who took part, its decisions and all that hangs on them; what has no parts
is a whole of its own. Versions are kept of wholes only, so that every revision holds one as it stood.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import reversion
from django.core import serializers
from django.db import models
from django.db.models import Prefetch

from talks.dates import DerivedDayField
from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    Event,
    FollowUp,
    FormerAddress,
    Participation,
    Party,
    Person,
    Round,
    Source,
    Statement,
    Topic,
    Track,
    ZoneEvent,
)
from talks.search import SearchTextField

# The parts of each kind of entry, by the names of the relations, in the order in which they are read.
PARTS: dict[type[models.Model], tuple[str, ...]] = {
    Round: ("citations", "participations", "decisions", "statements", "announcements", "differences"),
    Event: ("citations", "participations", "decisions", "statements", "zone_events", "differences"),
    Decision: ("citations", "outcome_citations", "follow_ups", "differences"),
    Participation: ("citations",),
    Statement: ("citations",),
    DateAnnouncement: ("citations",),
    FollowUp: ("citations",),
    Difference: ("versions",),
    DifferenceVersion: ("citations",),
}
WITHOUT_PARTS = (Citation, ZoneEvent, Track, Topic, Party, Person, Source, Edition, FormerAddress)
# What the name of a part is made of, and is not fetched with its whole.
NAMED_WITH = {
    Participation: ("party",),
    Statement: ("speaker",),
    ZoneEvent: ("event",),
    Citation: ("source",),
}


class Key(NamedTuple):
    """Which row of the record."""

    model: type[models.Model]
    pk: int


class Step(NamedTuple):
    """The way from a part up to what it is part of: the column that names it, and its kind."""

    column: str
    model: type[models.Model]


def _relation(model: type[models.Model], name: str) -> models.ForeignKey:
    """Give the column of the parts that such a relation collects."""
    return model._meta.get_field(name).field


# The ways up from each kind of part, of which one is set. An event of a zone is part of the zone.
UP: dict[type[models.Model], list[Step]] = defaultdict(list)
for _whole, _names in PARTS.items():
    for _name in _names:
        UP[_relation(_whole, _name).model].append(Step(_relation(_whole, _name).attname, _whole))
UP = dict(UP)

KINDS: tuple[type[models.Model], ...] = (*PARTS, *WITHOUT_PARTS)
# What has a page of its own that lists what was recorded of it.
WHOLES = tuple(kind for kind in KINDS if kind not in UP)


def derived(column: models.Field) -> bool:
    """Tell whether a column is worked out from others whenever a row is saved: no version keeps it."""
    return isinstance(column, DerivedDayField | SearchTextField)


for _kind in KINDS:
    reversion.register(
        _kind,
        follow=PARTS.get(_kind, ()),
        exclude=[column.name for column in _kind._meta.fields if derived(column)],
    )


def kind(row: models.Model | type[models.Model]) -> type[models.Model]:
    """Give the kind of a row; a guarantor state is a party."""
    return row._meta.concrete_model


def key_of(row: models.Model) -> Key | None:
    """Give the key of a row; None while it is not saved."""
    return Key(kind(row), row.pk) if row.pk is not None else None


def whole_above(row: models.Model) -> Key | None:
    """Give what a row says it is part of, one step up; None of a whole."""
    for step in UP.get(kind(row), ()):
        if (pk := getattr(row, step.column)) is not None:
            return Key(step.model, pk)
    return None


def whole_of_each(keys: Iterable[Key]) -> dict[Key, Key]:
    """Give of which whole each of these rows is part in the database; those that are gone are left out.

    A query for each kind of part that is met on the way up, however many the rows.
    """
    stands_at = {key: key for key in keys}
    while climbing := {at for at in stands_at.values() if at.model in UP}:
        steps = {at: up for model, pks in by_kind(climbing).items() for at, up in _one_step_up(model, pks)}
        reached = ((key, steps.get(at, at)) for key, at in stands_at.items())
        stands_at = {key: at for key, at in reached if at not in climbing}
    return stands_at


def _one_step_up(model: type[models.Model], pks: set[int]) -> Iterator[tuple[Key, Key]]:
    for row in model._base_manager.filter(pk__in=pks).only(*(step.column for step in UP[model])):
        if up := whole_above(row):
            yield Key(model, row.pk), up


def by_kind(keys: Iterable[Key]) -> dict[type[models.Model], set[int]]:
    """Sort keys by the kind of their rows."""
    sorted_keys: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, pk in keys:
        sorted_keys[model].add(pk)
    return sorted_keys


@cache
def _with_parts(model: type[models.Model]) -> tuple[str | Prefetch, ...]:
    """Name all that is fetched with entries of a kind, so that nothing is asked row by row."""
    related = [column.name for column in model._meta.many_to_many]
    for name in PARTS.get(model, ()):
        part = _relation(model, name).model
        rows = part._base_manager.select_related(*NAMED_WITH.get(part, ()))
        related.append(Prefetch(name, rows.prefetch_related(*_with_parts(part))))
    return tuple(related)


def fetch(keys: Iterable[Key]) -> list[models.Model]:
    """Fetch wholes, or parts, with all their parts; those that are gone are left out.

    About twenty queries for rounds and as many for events, however many of them and of their parts.
    """
    return [
        row
        for model, pks in by_kind(keys).items()
        for row in model._base_manager.filter(pk__in=pks).prefetch_related(*_with_parts(model)).order_by("pk")
    ]


def parts(row: models.Model) -> Iterator[models.Model]:
    """Yield a row that was fetched with its parts, then these, in the order in which they are read."""
    yield row
    for name in PARTS.get(kind(row), ()):
        for part in getattr(row, name).all():
            yield from parts(part)


# Rows as versions keep them

# The values of a row by the names of its columns, as JSON has them; many-valued ones in order of their keys.
Values = dict[str, Any]
# Wholes as they stood, row by row.
Snapshot = dict[Key, Values]


def read(model: type[models.Model], serialized: str) -> Values:
    """Read what a version keeps of a row."""
    values = json.loads(serialized)[0]["fields"]
    for column in model._meta.many_to_many:
        values[column.name] = sorted(values.get(column.name, ()))
    return values


@cache
def kept(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Give the columns of a kind that versions keep, in the order in which they are read."""
    columns = (*model._meta.local_fields, *model._meta.local_many_to_many)
    return tuple(column for column in columns if not column.primary_key and not derived(column))


def stands(row: models.Model) -> Values:
    """Give a row that was fetched as a version would keep it."""
    names = [column.name for column in kept(kind(row))]
    return read(kind(row), serializers.serialize("json", [row], fields=names))


def snapshot(whole: models.Model) -> Snapshot:
    """Give a whole that was fetched as its versions would keep it."""
    return {Key(kind(row), row.pk): stands(row) for row in parts(whole)}


def above(key: Key, values: Values) -> Key | None:
    """Give what a row said it was part of; None of a whole."""
    for step in UP.get(key.model, ()):
        if (pk := values.get(step.column.removesuffix("_id"))) is not None:
            return Key(step.model, pk)
    return None


def chain(key: Key, rows: Snapshot) -> Iterator[Key]:
    """Yield a row of a snapshot, what it was part of, and so on, as far up as the snapshot shows."""
    up: Key | None = key
    while up is not None:
        yield up
        up = above(up, rows.get(up, {}))


def root(key: Key, rows: Snapshot) -> Key:
    """Give the whole that a row of a snapshot belonged to."""
    return list(chain(key, rows))[-1]


def under(top: Key, rows: Snapshot) -> Snapshot:
    """Give an entry of a snapshot with all its parts."""
    return {key: values for key, values in rows.items() if top in chain(key, rows)}
