"""Every saving at the desk leaves a revision: of each whole that it changed, before and after."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import reversion
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver

from talks.models import FormerAddress
from talks.models.turns import take_turns
from talks.versions import revisions
from talks.versions.wholes import (
    KINDS,
    UP,
    Key,
    Snapshot,
    fetch,
    key_of,
    kind,
    snapshot,
    whole_above,
    whole_of_each,
)

# Of these, whatever is saved is noted. Former addresses are mostly kept by themselves, not by an editor.
NOTED = tuple(model for model in KINDS if model is not FormerAddress)

_under_way: ContextVar["Recording | None"] = ContextVar("recording", default=None)


class Recording:
    """What one saving changes, as far as it is known: the wholes that are recorded when it is done."""

    def __init__(self, user: AbstractBaseUser | AnonymousUser | None, comment: str) -> None:
        self.user, self.comment = user, comment
        # Each whole as it was last recorded; nothing of one that is new.
        self._before: dict[Key, Snapshot] = {}
        # The whole of each row that was met.
        self._whole_of: dict[Key, Key] = {}
        # What goes, and was recorded before.
        self._going: set[Key] = set()

    def also(self, *entries: models.Model) -> None:
        """Record the wholes of these entries, too: of what is changed or made where no signal tells of it.

        Each row counts where it stands in the database and where it says that it belongs.
        """
        keys = {key for entry in entries for key in (key_of(entry), whole_above(entry)) if key}
        if unknown := keys - self._whole_of.keys():
            self._note(set(whole_of_each(unknown).values()))

    def _note(self, wholes: set[Key]) -> None:
        """Record wholes as they stand, where they were never recorded or changed since by other ways."""
        rows = fetch(wholes - self._before.keys())
        standing = {key_of(row): snapshot(row) for row in rows}
        last = revisions.last_recorded(standing)
        otherwise = [row for row in rows if standing[key_of(row)] != last.get(key_of(row))]
        _record(otherwise, revisions.AS_IT_STOOD)
        self._before |= standing
        self._whole_of |= {row: whole for whole, rows in standing.items() for row in rows}

    def made(self, row: models.Model) -> None:
        """Note a row that was saved, and may be new; its parts are found at once."""
        key, up = key_of(row), whole_above(row)
        whole = self._whole_of.get(up, up) if up else key
        self._whole_of[key] = whole
        if whole.model not in UP:
            self._before.setdefault(whole, {})

    def deleting(self, *rows: models.Model) -> None:
        """Record, before they go, those of these rows that are wholes."""
        self.also(*rows)
        going = {key for row in rows if (key := key_of(row)).model not in UP} - self._going
        _record(fetch(going), revisions.DELETED, self.user, self.comment)
        self._going |= going

    def finish(self) -> None:
        """Record the wholes that were changed, as they stand now; together, they were one saving."""
        changed = [row for row in fetch(self._before) if snapshot(row) != self._before[key_of(row)]]
        _record(changed, self.comment, self.user)


@contextmanager
def recorded(
    user: AbstractBaseUser | AnonymousUser | None, *entries: models.Model, comment: str = ""
) -> Iterator[Recording]:
    """Record what the block saves: who changed what, from what it was before to what it is then.

    Takes who saves and the entries that will be changed, as far as they are known; what the block saves or
    deletes by way of instances is noted by itself. What is changed without signals, by `update()` or
    `bulk_create()`, is named beforehand in `entries` or later to `also()` of what the block is given.
    Within another such block it only adds its entries to that. All in one transaction; number of queries:
    about a hundred, whatever is saved.
    """
    if (outer := _under_way.get()) is not None:
        outer.also(*entries)
        yield outer
        return
    with transaction.atomic():
        take_turns()
        recording = Recording(user, comment)
        recording.also(*entries)
        token = _under_way.set(recording)
        try:
            yield recording
        finally:
            _under_way.reset(token)
        if not transaction.get_rollback():
            recording.finish()


def _record(
    wholes: Sequence[models.Model],
    comment: str,
    user: AbstractBaseUser | AnonymousUser | None = None,
    words: str = "",
) -> None:
    """Write one revision of wholes that were fetched with all their parts."""
    if not wholes:
        return
    with reversion.create_revision(manage_manually=True):
        if user is not None and user.is_authenticated:
            reversion.set_user(user)
        reversion.set_comment(f"{comment} {words}".strip())
        for whole in wholes:
            reversion.add_to_revision(whole)


@receiver(pre_save)
def _about_to_save(sender: type[models.Model], instance: models.Model, **_signal: Any) -> None:
    if (recording := _under_way.get()) and kind(sender) in NOTED:
        recording.also(instance)


@receiver(post_save)
def _saved(sender: type[models.Model], instance: models.Model, **_signal: Any) -> None:
    if (recording := _under_way.get()) and kind(sender) in NOTED:
        recording.made(instance)


@receiver(pre_delete)
def _about_to_delete(sender: type[models.Model], instance: models.Model, **_signal: Any) -> None:
    if (recording := _under_way.get()) and kind(sender) in NOTED:
        recording.deleting(instance)


@receiver(m2m_changed)
def _about_to_relate(
    sender: type[models.Model],
    instance: models.Model,
    action: str,
    reverse: bool,
    model: type[models.Model],
    pk_set: set[int] | None,
    **_signal: Any,
) -> None:
    if (recording := _under_way.get()) and action.startswith("pre_") and kind(instance) in NOTED:
        changed = model._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
        for row in changed:
            recording.also(row)
