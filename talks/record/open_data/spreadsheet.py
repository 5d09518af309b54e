"""The record as one XLSX file: a sheet for each table, and first one that says what they hold."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from openpyxl import Workbook
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from talks.cells import LONGEST_CELL, TextCells, column_letter
from talks.record.fields import LANGUAGES
from talks.record.open_data.archive import add, new_archive
from talks.record.open_data.columns import Column, in_each_language
from talks.record.open_data.guide import sentences
from talks.record.open_data.release import Release
from talks.record.open_data.tables import TABLES, Table

READ_ME = "read me"
# A sheet has no room for longer texts, nor do readers of tables.
CUT = " […]"
IN_MEMORY = 8 * 1024 * 1024
HEADINGS = (
    gettext_noop("table"),
    gettext_noop("column"),
    gettext_noop("what it holds"),
    gettext_noop("its codes"),
)


def write_xlsx(file: BinaryIO, release: Release) -> None:
    """Write the record as XLSX: every text is of the kind Text, so that none becomes a date or a formula.

    The same record gives the same bytes: what the file says of its own making is the day of the edition.
    """
    book = Workbook(write_only=True)
    _write_read_me(book, release)
    for table in TABLES.values():
        _write_table(book, table, release)
    moment = dt.datetime.combine(release.as_of.edition.day, dt.time())
    with override("en"):
        book.properties.title, book.properties.creator = release.title, _("Astana Record")
    with SpooledTemporaryFile(IN_MEMORY) as made:
        book.save(made)
        book.properties.created = book.properties.modified = moment
        made.seek(0)
        with zipfile.ZipFile(made) as parts, new_archive(file) as archive:
            for part in parts.infolist():
                content = tostring(book.properties.to_tree()) if part.filename == ARC_CORE else None
                with add(archive, part.filename, release.as_of.edition.day) as target:
                    if content is not None:
                        target.write(content)
                    else:
                        with parts.open(part) as source:
                            while chunk := source.read(io.DEFAULT_BUFFER_SIZE):
                                target.write(chunk)


def _write_table(book: Workbook, table: Table, release: Release) -> None:
    sheet = _new_sheet(book, table.name, [16 if len(name) < 12 else 28 for name in table.headings])
    text = TextCells(sheet)
    sheet.append([text(heading, bold=True) for heading in table.headings])
    for line in table.lines(release.rows(table.dataset), release.site):
        sheet.append([text(_cut(cell)) if isinstance(cell, str) else cell for cell in line])


def _write_read_me(book: Workbook, release: Release) -> None:
    sheet = _new_sheet(book, READ_ME, [22, 22, 60, 60, 40, 40], freeze=None)
    text = TextCells(sheet)
    for code in LANGUAGES:
        with override(code):
            sheet.append([text(release.title, bold=True)])
            for sentence in [*sentences(release), _cut_told()]:
                sheet.append([text(sentence)])
        sheet.append([])
    sheet.append([text(heading, bold=True) for heading in _headings()])
    for table in TABLES.values():
        about = in_each_language(table.about)
        sheet.append([text(cell) for cell in (table.name, "", *about.values())])
        for column in table.columns:
            sheet.append([text(cell) for cell in _about(table, column)])


def _headings() -> Iterator[str]:
    table, column, *others = HEADINGS
    with override("en"):
        yield from (_(table), _(column))
    for heading in others:
        for code in LANGUAGES:
            with override(code):
                yield _(heading)


def _about(table: Table, column: Column) -> Iterator[str]:
    about = in_each_language(column.about)
    yield from (table.name, ", ".join(column.headings), *about.values())
    for code in LANGUAGES:
        with override(code):
            yield "; ".join(f"{value}: {words}" for value, words in column.codes)


def _cut_told() -> str:
    return _("A text that is too long for a cell of a spreadsheet is cut and ends in […]; CSV has it whole.")


def _new_sheet(book: Workbook, name: str, widths: list[int], freeze: str | None = "B2") -> Any:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = freeze
    for place, width in enumerate(widths):
        sheet.column_dimensions[column_letter(place)].width = width
    return sheet


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + CUT
