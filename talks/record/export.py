"""From the database into the files."""

from pathlib import Path

from django.db import transaction

from talks.record.files import write_file
from talks.record.kinds import KINDS
from talks.record.stock import take_stock


def export(folder: Path | str) -> dict[str, int]:
    """Write the whole record, drafts included, into the files of a folder; gives the entries in each file.

    The folder is made where it is missing, its record files are replaced, and other files in it are left
    alone. Raises OSError where it cannot be written.
    """
    folder = Path(folder)
    with transaction.atomic():
        stock = take_stock()
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        write_file(folder / kind.file, kind.about, kind.in_order(list(stock.forms[kind.model].values())))
    return {kind.file: len(stock.forms[kind.model]) for kind in KINDS}
