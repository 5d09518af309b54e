"""From the files into the database: everything is checked first, then written in one transaction."""

from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils import translation

from talks.models import Edition, LoadedEntry
from talks.models.turns import take_turns
from talks.record.freezing import freeze_current
from talks.record.kinds import KINDS
from talks.record.plan import Plan, make_plan
from talks.record.problems import Problem, RecordError
from talks.record.reading import read_record
from talks.record.report import Report
from talks.record.rules import broken_references, broken_rules, refused_by_models
from talks.record.stock import take_stock
from talks.record.writing import write_kind


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
