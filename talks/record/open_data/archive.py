"""ZIP archives that are the same byte for byte wherever and whenever they are made."""

import datetime as dt
import zipfile
from typing import IO, BinaryIO

# A plain file that everybody may read, as Unix says it; archives are said to be made there.
MODE = 0o100644 << 16
UNIX = 3


def new_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Begin an archive in a file."""
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)


def add(archive: zipfile.ZipFile, name: str, day: dt.date) -> IO[bytes]:
    """Begin a file of an archive, of that day; gives what it is written to."""
    part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, MODE, UNIX
    return archive.open(part, "w")
