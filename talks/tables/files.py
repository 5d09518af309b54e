"""Tables as files: CSV and XLSX are read into rows of texts, and written so that no cell is a formula."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from talks.cells import LONGEST_CELL, TextCells, as_written, bare, column_letter, guarded
from talks.tables.difference import Fault

MOST_BYTES = 5 * 1024 * 1024
# An XLSX file is a ZIP archive: a small one can unpack to more than fits in memory.
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 5000
MOST_COLUMNS = 60


class UnreadableFile(Exception):
    """Say, in the editor's language, why a file cannot be read as a table."""


class TooLongForXlsx(Exception):
    """Say, in the editor's language, that a text does not fit in a cell of an XLSX file."""


@dataclass
class Sheet:
    """Hold a table as it stands in a file: the headings, and the rows with their numbers, all of texts."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault] = field(default_factory=list)


def tidy(text: str) -> str:
    """Give a text with the line breaks of the record, and no white space at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


# Reading


def read(name: str, content: bytes) -> Sheet:
    """Read a file by its name and content; raises UnreadableFile. Faults of single cells are in the sheet."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            _("The file is larger than {size}. Split it into several.").format(
                size=filesizeformat(MOST_BYTES)
            )
        )
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    ending = PurePath(name).suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise UnreadableFile(_("The file is neither CSV nor XLSX: its name ends in neither .csv nor .xlsx."))
    is_archive = content.startswith(b"PK")
    if ending == ".xlsx" and not is_archive:
        raise UnreadableFile(_("The file is named .xlsx, but it is no XLSX file."))
    if ending == ".csv" and is_archive:
        raise UnreadableFile(_("The file is named .csv, but it is no text. Is it an XLSX file?"))
    faults: list[Fault] = []
    rows = _rows_of_xlsx(content, faults) if is_archive else _rows_of_csv(content)
    return _as_sheet(rows, faults)


def _as_sheet(rows: Iterator[list[str]], faults: list[Fault]) -> Sheet:
    headings = [heading.strip().casefold() for heading in next(rows, [])]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise UnreadableFile(_("The first row has to name the columns, and is empty."))
    filled = []
    for number, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        if len(filled) == MOST_ROWS:
            words = _("The file has more than {count} rows. Split it into several.")
            raise UnreadableFile(words.format(count=MOST_ROWS))
        if len(cells) < len(headings):
            faults.append(Fault(number, "", _("The row has fewer cells than there are headings.")))
        elif any(cells[len(headings) :]):
            faults.append(Fault(number, "", _("The row has more cells than there are headings.")))
        filled.append((number, cells[: len(headings)]))
    if not filled:
        raise UnreadableFile(_("The file has headings, but no rows."))
    return Sheet(headings, filled, faults)


def _rows_of_csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            _(
                "The file is not in UTF-8, so that Arabic would be garbled. In Excel, save it as “CSV UTF-8” "
                "or as XLSX."
            )
        ) from error
    first = text.partition("\n")[0]
    if said := re.fullmatch(r"sep=(.)\r?", first, re.I):  # a line for Excel, which it does not show
        delimiter, text = said[1], text.partition("\n")[2]
    else:
        delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield [bare(cell) for cell in row]
    except csv.Error as error:
        words = _("The file cannot be read as CSV, from its line {line}: are its quotation marks in pairs?")
        raise UnreadableFile(words.format(line=reader.line_num)) from error


def _rows_of_xlsx(content: bytes, faults: list[Fault]) -> Iterator[list[str]]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        # Past the last row of the table, a sheet can go on for a million empty ones.
        rows = book.worksheets[0].iter_rows(max_row=2 * MOST_ROWS, max_col=MOST_COLUMNS)
        headings: list[str] = []
        for number, row in enumerate(rows, start=1):
            cells = []
            for place, cell in enumerate(row):
                try:
                    cells.append(bare(_text_of(cell)))
                except ValueError as error:
                    heading = headings[place] if place < len(headings) else ""
                    faults.append(Fault(number, heading.strip(), str(error), str(cell.value)))
                    cells.append("")
            headings = headings or cells
            yield cells
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise UnreadableFile(
            _("The file cannot be read as XLSX: it is damaged, protected by a password or of another kind.")
        ) from error


def _refuse_bombs(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFile(_("The file is damaged: it cannot be unpacked.")) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableFile(_("The file holds too much. Split it into several."))


def _text_of(cell: Any) -> str:
    """Give the text of a cell of XLSX; raises ValueError, in words, for what is no value."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError(_("The cell holds a formula. Put its value in its place."))
    if cell.data_type == "e":
        raise ValueError(_("The cell holds an error of the spreadsheet."))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):  # a datetime, too: Excel knows no day without a time
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return as_written(str(value))


# Writing


def write_csv(headings: list[str], rows: Iterable[Iterable[str | int]]) -> bytes:
    """Write a table as CSV in UTF-8, with the mark by which Excel knows it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows([guarded(str(value)) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", errors="replace")


def write_xlsx(title: str, headings: list[str], rows: Iterable[Iterable[str | int]]) -> bytes:
    """Write a table as XLSX: texts are of the kind Text, so that none becomes a date or a number.

    Raises TooLongForXlsx.
    """
    cells = [list(row) for row in rows]
    if any(isinstance(value, str) and len(value) > LONGEST_CELL for row in cells for value in row):
        raise TooLongForXlsx(_("A text is too long for a cell of XLSX. Export as CSV."))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for place, heading in enumerate(headings):
        sheet.column_dimensions[column_letter(place)].width = 16 if len(heading) < 12 else 28
    text = TextCells(sheet)
    sheet.append([text(guarded(heading), bold=True) for heading in headings])
    for row in cells:
        sheet.append([value if isinstance(value, int) else text(guarded(value)) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
