"""Take the record from its files into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from talks.record import RecordError, load


class Command(BaseCommand):
    help = (
        "Takes the record from its files into the database. What editors changed or deleted since the last "
        "load stays as they left it; what they made is never touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "talks" / "data",
            help="where the files are; talks/data unless given",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="make the database as the files are: undo what editors changed or deleted of what was "
            "loaded, and remove what is no longer in the files",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder, dry_run = options["folder"], options["dry_run"]
        try:
            report = load(folder, overwrite=options["overwrite"], dry_run=dry_run)
        except RecordError as error:
            raise CommandError(f"Nothing was loaded from {folder}:\n{error}") from error
        self.stdout.write(str(report))
        self.stdout.write("Nothing was written: this was a dry run." if dry_run else f"Loaded from {folder}.")
