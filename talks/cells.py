"""Texts in the cells of spreadsheets: none of them becomes a formula, and XML can have each of them."""

import re
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

# What Excel can keep in a cell, less what guards a text and spells it out.
LONGEST_CELL = 32_000

# A spreadsheet takes what begins so for a formula, also after blanks. One apostrophe before it says that it
# is a text; a text that has apostrophes of its own before such a sign gets one more, so that it reads back.
_FORMULA = r"(?:[\t\r\n]|\s*[=+\-@＝＋－＠])"
TO_BE_GUARDED = re.compile(rf"'*{_FORMULA}")
GUARDED = re.compile(rf"'+{_FORMULA}")

# How XLSX spells a character that XML cannot have.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SPELLED_OUT = re.compile(r"_x([0-9A-Fa-f]{4})_")


def guarded(text: str) -> str:
    """Give a text as it is safe in the cell of a spreadsheet."""
    return f"'{text}" if TO_BE_GUARDED.match(text) else text


def bare(text: str) -> str:
    """Give the text that `guarded` was given."""
    return text[1:] if GUARDED.match(text) else text


def spelled_out(text: str) -> str:
    """Give a text as XLSX writes it."""
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def as_written(text: str) -> str:
    """Give the text that `spelled_out` was given."""
    return _SPELLED_OUT.sub(lambda code: chr(int(code[1], 16)), text)


class TextCells:
    """Makes cells for a sheet of XLSX that are texts whatever they look like: dates, numbers, errors."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        # To look up a style anew for each cell would be most of the work.
        self._styles = {is_bold: self._style(is_bold) for is_bold in (False, True)}

    def __call__(self, text: str, *, bold: bool = False) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell._value, cell.data_type = spelled_out(text), "s"  # else `#N/A` would become an error
        cell._style = self._styles[bold]
        return cell

    def _style(self, is_bold: bool) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = "@"
        cell.alignment = Alignment(vertical="top")
        if is_bold:
            cell.font = Font(bold=True)
        return cell._style


def column_letter(place: int) -> str:
    """Give the letters of a column by its place, from nought: A, B … Z, AA; up to ZZ."""
    return f"{chr(64 + place // 26) if place >= 26 else ''}{chr(65 + place % 26)}"
