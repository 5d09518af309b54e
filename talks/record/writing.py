"""How entries come into the database, kind by kind."""

from django.db import DEFAULT_DB_ALIAS
from django.db.models.sql import DeleteQuery

from talks.record.fields import Pks, Reference
from talks.record.kinds import Kind
from talks.record.plan import Write


def write_kind(kind: Kind, writes: list[Write], removed: list[int], pks: Pks) -> None:
    """Write and remove entries of one kind, and note the primary keys of the new ones."""
    rows = [write.row for write in writes]
    within = [key for key in kind.keys if isinstance(key, Reference) and key.target is kind.model]
    for write in writes:
        # Once more, as what it refers to has its lasting primary key by now, unless it is of this kind.
        kind.fill(write.row, write.entry.form, pks)
        for key in within:
            key.put(write.row, None, pks)
        if write.is_new:
            write.row.pk = None

    # Changed rows are taken out and put back: updated one by one, two that swap their numbers would be in
    # each other's way. This deletion reaches no other table, and the databases look for what refers to a row
    # at the end of the transaction only; by then, nothing refers to those that were removed for good.
    taken_out = removed + [write.row.pk for write in writes if not write.is_new]
    DeleteQuery(kind.model).delete_batch(taken_out, DEFAULT_DB_ALIAS)
    kind.model.objects.bulk_create(rows)
    pks[kind.model].update((write.entry.slug, write.row.pk) for write in writes)

    for key in within:
        for write in writes:
            key.put(write.row, write.entry.form.get(key.name), pks)
        kind.model.objects.bulk_update(rows, [key.name])
    for key in kind.keys:
        key.clear(taken_out)
        key.write({write.row.pk: write.entry.form.get(key.name) for write in writes}, pks)
