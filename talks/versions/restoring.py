"""The way back: an entry with its parts as a revision has it, or not at all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models import SET_NULL
from django.utils.translation import gettext as _

from talks.models import FormerAddress, State
from talks.models.claims import Claim, Entry, kind_of
from talks.versions.differences import RowChange, differences
from talks.versions.names import Names, fill, rebuilt
from talks.versions.recording import recorded
from talks.versions.revisions import RECOVERED, RESTORED, rows_of
from talks.versions.wholes import (
    KINDS,
    UP,
    WHOLES,
    Key,
    Snapshot,
    above,
    by_kind,
    chain,
    fetch,
    kept,
    key_of,
    kind,
    snapshot,
    under,
    whole_of_each,
)


@dataclass(frozen=True)
class Missing:
    """What a row refers to and is no longer there; `leaves_empty` where the row can do without it."""

    row: Key
    column: models.Field
    target: Key
    leaves_empty: bool


class CannotRestore(Exception):
    """Say what keeps a revision from being restored; nothing was changed."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(*messages)
        self.messages = messages


@dataclass
class Restoration:
    """What it would take to bring an entry back to where it stood in a revision.

    `then` and `now` are the entry with its parts; `around` what it is part of, as it stands now.
    """

    key: Key
    revision: int
    then: Snapshot
    now: Snapshot
    around: Snapshot
    missing: list[Missing] = field(default_factory=list)

    @classmethod
    def of(cls, key: Key, revision: int) -> "Restoration | None":
        """Find what it would take; None if the revision does not hold the entry. Some eighty queries."""
        then = under(key, rows_of([revision]).get(revision, {}))
        if key not in then:
            return None
        parents = {up for row, values in then.items() if (up := above(row, values))}
        wholes = set(whole_of_each({*then, *parents}).values())
        around = {row: values for whole in fetch(wholes) for row, values in snapshot(whole).items()}
        # Parts that belong elsewhere by now come back with what belongs to them there.
        now = {row: values for row, values in around.items() if any(up in then for up in chain(row, around))}
        for row, values in then.items():
            if "slug" in values and row in now:
                values["slug"] = now[row]["slug"]  # an address stays
        restoration = cls(key, revision, then, now, around)
        restoration._find_missing()
        return restoration

    @cached_property
    def written(self) -> Snapshot:
        """Give the rows that are not now as they were then."""
        return {row: values for row, values in self.then.items() if values != self.now.get(row)}

    @cached_property
    def leaving(self) -> set[Key]:
        """Give the rows that came later and go."""
        return self.now.keys() - self.then.keys()

    @cached_property
    def changes(self) -> list[RowChange]:
        """Give what differs between now and then."""
        return differences(self.now, self.then)

    @property
    def is_recovery(self) -> bool:
        """Tell whether the entry is gone now."""
        return self.key not in self.now

    def names(self) -> Names:
        """Give the names of all that it is about."""
        names = Names.of(self.changes, self.around, self.then)
        names.need(one.target for one in self.missing)
        names.need([self.key, *(one.row for one in self.missing)])
        names.find()
        return names

    def fingerprint(self) -> str:
        """Give what is another where the entry stands otherwise by now."""
        rows = sorted(
            (kind_of(row.model), row.pk, sorted(values.items())) for row, values in self.now.items()
        )
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def is_seen_by_readers(self) -> bool:
        """Tell whether readers see anything of what it would change, now or afterwards. A few queries."""
        touched = self.written.keys() | self.leaving
        now, then = self.around, self.around | self.then
        if any(_is_shown(row, rows) for row in touched for rows in (now, then) if row in rows):
            return True
        # What has no state of its own, such as a party, readers see as its own rule has it.
        for model, pks in by_kind(touched).items():
            if model in WHOLES and not issubclass(model, Claim):
                published = getattr(model._default_manager, "published", None)
                if published is not None and published().filter(pk__in=pks).exists():
                    return True
        return False

    def _find_missing(self) -> None:
        """Find what the rows refer to and is not there. A query for each kind of entry."""
        referring = [
            (row, column, Key(kind(column.related_model), pk))
            for row, values in self.written.items()
            for column in kept(row.model)
            if column.is_relation
            for pk in _keys(values[column.name])
        ]
        targets = {target for _row, _column, target in referring} - self.then.keys()
        there = {
            Key(model, pk)
            for model, pks in by_kind(targets).items()
            for pk in model._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
        } - self.leaving
        for row, column, target in referring:
            if target not in there and target not in self.then:
                can_do_without = column.many_to_many or column.remote_field.on_delete is SET_NULL
                self.missing.append(Missing(row, column, target, can_do_without))
        for one in self.missing:
            if one.leaves_empty:
                values = self.then[one.row]
                if one.column.many_to_many:
                    values[one.column.name] = [pk for pk in values[one.column.name] if pk != one.target.pk]
                else:
                    values[one.column.name] = None
        vars(self).pop("written", None)

    # The deed

    def carry_out(self, user: AbstractBaseUser) -> None:
        """Bring the entry back, as a new revision.

        Raises CannotRestore with what is in the way, one message for each; then nothing was changed.
        """
        names = self.names()
        if messages := [self._says_missing(one, names) for one in self.missing if not one.leaves_empty]:
            raise CannotRestore(messages)
        comment = f"{RECOVERED if self.is_recovery else RESTORED} {self.revision}"
        entries = [rebuilt(row, values) for row, values in self.written.items()]
        standing = fetch(self._wholes_now())
        with recorded(user, *standing, *unlinked_by(self.leaving), *entries, comment=comment) as recording:
            self._check(standing)
            self._take_out()
            for model, pks in by_kind(self.leaving).items():
                model._base_manager.filter(pk__in=pks).delete()
            self._write(entries, names)
            self._open_addresses()
            for entry in entries:
                recording.made(entry)

    def _wholes_now(self) -> set[Key]:
        return {row for row in self.around if row.model not in UP}

    def _check(self, standing: list[models.Model]) -> None:
        """Ask the wholes whether they may be as they were; a published edition may not."""
        for whole in standing:
            if values := self.written.get(key_of(whole)):
                fill(whole, values)
                try:
                    whole.clean()
                except ValidationError as broken:
                    raise CannotRestore(broken.messages) from broken

    def _take_out(self) -> None:
        """Take out the rows that change, before they come back as they were.

        So none stands in the way of another, such as decisions that exchange their numbers. What refers to
        them is checked by the database at the end, when they are back.
        """
        for model, pks in by_kind(self.written).items():
            model._base_manager.filter(pk__in=pks)._raw_delete(DEFAULT_DB_ALIAS)

    def _write(self, entries: list[models.Model], names: Names) -> None:
        """Write the rows as they were."""
        try:
            with transaction.atomic():
                for model in KINDS:
                    model._base_manager.bulk_create(entry for entry in entries if kind(entry) is model)
        except IntegrityError as error:
            raise CannotRestore(list(_what_is_in_the_way(entries, names)) or [str(error)]) from error
        for model in KINDS:
            for column in model._meta.local_many_to_many:
                self._relate(model, column)

    def _relate(self, model: type[models.Model], column: models.ManyToManyField) -> None:
        """Write what the rows of a kind are related to by many."""
        through, here, there = (
            column.remote_field.through,
            column.m2m_field_name(),
            column.m2m_reverse_field_name(),
        )
        rows = {row.pk: values[column.name] for row, values in self.written.items() if row.model is model}
        through._base_manager.filter(**{f"{here}__in": rows}).delete()
        through._base_manager.bulk_create(
            through(**{f"{here}_id": pk, f"{there}_id": other})
            for pk, others in rows.items()
            for other in others
        )

    def _open_addresses(self) -> None:
        """Let the addresses of what comes back no longer say that it was withdrawn."""
        for model, pks in by_kind(self.written.keys() - self.now.keys()).items():
            slugs = [self.then[Key(model, pk)].get("slug") for pk in pks]
            if issubclass(model, Entry):
                FormerAddress.objects.filter(kind=kind_of(model), slug__in=slugs).delete()

    def _says_missing(self, one: Missing, names: Names) -> str:
        says = _("“%(row)s” needs “%(target)s” (%(column)s), which was deleted since. Bring that back first.")
        return says % {
            "row": names.name(one.row),
            "target": names.name(one.target),
            "column": one.column.verbose_name,
        }


def _keys(value: Any) -> list[int]:
    """Give the keys that a relation's column of a version holds."""
    return value if isinstance(value, list) else [value] if value is not None else []


def _is_shown(row: Key, rows: Snapshot) -> bool:
    """Tell whether readers see a row of a snapshot: it and all that it is part of is published."""
    states = [rows[up]["state"] for up in chain(row, rows) if up in rows and issubclass(up.model, Claim)]
    shown = [values for up in chain(row, rows) if (values := rows.get(up)) and values.get("is_published")]
    return bool(shown) or (bool(states) and all(state == State.PUBLISHED for state in states))


def unlinked_by(going: set[Key]) -> list[models.Model]:
    """Give the rows that stay, but name one of these, and will name nothing in its place. A few queries."""
    rows: dict[Key, models.Model] = {}
    for model, pks in by_kind(going).items():
        for relation in model._meta.related_objects:
            if relation.on_delete is SET_NULL and relation.related_model in KINDS:
                found = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})
                rows |= {key_of(row): row for row in found}
    return [row for key, row in rows.items() if key not in going]


def _what_is_in_the_way(entries: list[models.Model], names: Names) -> Iterator[str]:
    """Say of each row that the database refuses what stands in its way; where it is in doubt, nothing."""
    for entry in entries:
        try:
            with transaction.atomic():
                type(entry)._base_manager.bulk_create([entry])
        except IntegrityError:
            name = names.name(key_of(entry))
            for message in _broken_rules(entry):
                yield _("“%(row)s” cannot come back: %(why)s") % {"row": name, "why": message}


def _broken_rules(entry: models.Model) -> list[str]:
    messages = []
    for check in (entry.validate_unique, entry.validate_constraints):
        try:
            check()
        except ValidationError as broken:
            messages += broken.messages
    return list(dict.fromkeys(messages))
