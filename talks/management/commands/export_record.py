"""Write the record from the database into files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from talks.record import export


class Command(BaseCommand):
    help = "Writes the whole record, drafts included, into files that load_record takes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where to; its record files are replaced")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = export(options["folder"])
        except OSError as error:
            raise CommandError(f"{options['folder']} cannot be written: {error.strerror}") from error
        for file, count in counts.items():
            self.stdout.write(f"{file:<22}{count}")
