"""From the files into the database: everything is checked first, then written in one transaction."""

from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.db.models.sql import DeleteQuery
from django.utils import translation

from talks.models import Edition, LoadedEntry
from talks.models.turns import take_turns
from talks.record.editions import freeze_current
from talks.record.fields import Pks, Reference
from talks.record.kinds import KINDS, Kind
from talks.record.plan import Plan, Write, make_plan
from talks.record.problems import Problem, RecordError
from talks.record.reading import read_record
from talks.record.report import Report
from talks.record.rules import broken_references, broken_rules, refused_by_models
from talks.record.stock import take_stock


def load(folder: Path | str, *, overwrite: bool = False, dry_run: bool = False) -> Report:
    """Take the record from the files of a folder into the database, and tell what that changed.

    Entries are matched by id. What editors changed or deleted since the last load stays as they left it, and
    what is no longer in the files stays in the database, unless `overwrite`; entries that editors made are
    never touched. With `dry_run` everything is tried, and taken back. Raises RecordError with every problem
    found; the database is then as it was. The first load of an edition freezes its files.
    """
    with translation.override("en"):  # problems and reports are for the command line
        record = read_record(Path(folder))
        try:
            with transaction.atomic():
                take_turns()
                plan = make_plan(record, take_stock(), overwrite)
                problems = [*record.problems, *broken_references(record, plan), *broken_rules(record, plan)]
                if not problems:
                    _write(plan)
                    problems = refused_by_models(plan)
                if problems:
                    raise RecordError(problems)
                if dry_run:
                    transaction.set_rollback(True)
                elif plan.writes[Edition]:
                    freeze_current()
        except DatabaseError as error:
            raise RecordError([Problem("database", " ".join(str(error).split()))]) from error
    return Report(plan.changes)


def _write(plan: Plan) -> None:
    """Do what is planned, in the order in which entries refer to each other."""
    for kind in KINDS:
        write_kind(kind, plan.writes[kind.model], list(plan.removals[kind.model].values()), plan.pks)
    LoadedEntry.objects.filter(pk__in=plan.unloaded).delete()
    LoadedEntry.objects.bulk_create(
        plan.loaded, update_conflicts=True, unique_fields=["file", "slug"], update_fields=["fingerprint"]
    )


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
