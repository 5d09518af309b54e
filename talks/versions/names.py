"""What the rows of versions are called: as they were then, as they are now, or as they were last recorded."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import models
from django.db.models import Max
from reversion.models import Version

from talks.models import Source
from talks.versions.differences import RowChange
from talks.versions.wholes import (
    KINDS,
    NAMED_WITH,
    UP,
    Key,
    Snapshot,
    Values,
    above,
    by_kind,
    kept,
    kind,
    read,
)


def fill(entry: models.Model, values: Values) -> models.Model:
    """Give an instance the values that a version keeps, without what it is related to by many. Not saved."""
    for column in kept(kind(entry)):
        if not column.many_to_many and column.name in values:
            setattr(entry, column.attname, column.to_python(values[column.name]))
    return entry


def rebuilt(key: Key, values: Values) -> models.Model:
    """Make the instance that a version keeps. Not saved."""
    return fill(key.model(pk=key.pk), values)


def naming(model: type[models.Model]) -> set[str]:
    """Name the relations that the name of an entry is made of."""
    return {*NAMED_WITH.get(model, ()), *(step.column.removesuffix("_id") for step in UP.get(model, ()))}


def mentioned(key: Key, values: Values | None) -> Iterator[Key]:
    """Yield what a row of a version refers to."""
    for column in kept(key.model):
        value = (values or {}).get(column.name)
        if column.is_relation and kind(column.related_model) in KINDS:
            for pk in value if column.many_to_many else [value]:
                if pk is not None:
                    yield Key(kind(column.related_model), pk)


class Names:
    """The names of rows, and of what they refer to, in the language of the page."""

    def __init__(self, rows: Snapshot) -> None:
        self._rows = rows
        self._found: dict[Key, models.Model] = {}
        self._needed: set[Key] = set()

    @classmethod
    def of(cls, changes: Sequence[RowChange], *rows: Snapshot) -> "Names":
        """Find the names of all that these changes tell of; rows are what surrounds them, the newest last."""
        names = cls({key: values for snapshot in rows for key, values in snapshot.items()})
        names.need(change.moved_to for change in changes if change.moved_to)
        for change in changes:
            for values in (change.old, change.new):
                names.need([change.key], values)
            for column in change.columns:
                if isinstance(column.column, models.ForeignObjectRel):
                    names._needed.update(Key(Source, pk) for pk in (*column.old, *column.new))
        names.find()
        return names

    def need(self, keys: Iterable[Key], values: Values | None = None) -> None:
        """Note rows whose names are needed, with all that they refer to, and so on up to their wholes."""
        for key in keys:
            self._needed.add(key)
            up: Key | None = key
            while up is not None and (row := values or self._rows.get(up)) is not None:
                self._needed.update(mentioned(up, row))
                up, values = above(up, row), None

    def find(self) -> None:
        """Fetch what is needed and not known yet. A query for each kind, one more where something is gone."""
        for model, pks in by_kind(self._needed - self._found.keys() - self._rows.keys()).items():
            there = model._base_manager.select_related(*naming(model)).in_bulk(pks)
            self._found |= {Key(model, pk): row for pk, row in there.items()}
            if gone := pks - there.keys():
                self._found |= self._last_known(model, gone)

    def _last_known(self, model: type[models.Model], pks: set[int]) -> dict[Key, models.Model]:
        versions = Version.objects.get_for_model(model).filter(object_id__in=[str(pk) for pk in pks])
        last = versions.order_by().values("object_id").annotate(last=Max("pk")).values("last")
        found = Version.objects.filter(pk__in=last).values_list("object_id", "serialized_data")
        keys = ((Key(model, int(pk)), serialized) for pk, serialized in found)
        return {key: rebuilt(key, read(model, serialized)) for key, serialized in keys}

    def entry(self, key: Key, values: Values | None = None) -> models.Model | None:
        """Give an entry with what its name is made of; None if nothing is known of it."""
        values = values or self._rows.get(key)
        if values is None:
            return self._found.get(key)
        entry = rebuilt(key, values)
        for name in naming(key.model):
            column = key.model._meta.get_field(name)
            if (pk := values.get(name)) is not None:
                related = self.entry(Key(kind(column.related_model), pk))
                if related is None:
                    return None
                setattr(entry, name, related)
        return entry

    def name(self, key: Key, values: Values | None = None) -> str:
        """Give the name of an entry; empty if nothing is known of it."""
        entry = self.entry(key, values)
        return "" if entry is None else str(entry)
