"""What the import of a table changes, row by row and cell by cell, or what keeps it from being imported."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from talks.tables.columns import Column


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Fault:
    """What is wrong, in the editor's language, and where: the row counts as spreadsheets do, from 1."""

    row: int
    column: str
    words: str
    value: str = ""


@dataclass(frozen=True)
class Change:
    """A cell that is not what the record has."""

    column: Column
    old: str
    new: str


@dataclass
class Line:
    """A row of the file: its number, the entry that it is about, and what becomes of that.

    `pk` is empty for an entry that is not in the record yet; `slug` where its id is still to be proposed.
    """

    row: int
    slug: str
    fate: Fate
    pk: int | None = None
    changes: list[Change] = field(default_factory=list)


@dataclass
class Difference:
    """All that the import of a table would do. With a fault, nothing is done.

    `doubts` do not keep it from being done, if the editor says that it is meant so.
    """

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubts: list[Fault] = field(default_factory=list)

    def count(self) -> dict[str, int]:
        """Count the rows by what becomes of them."""
        counted = Counter(line.fate for line in self.lines)
        return {fate.value: counted[fate] for fate in Fate}

    def changed_lines(self) -> list[Line]:
        """Give the rows that are not as the record has them."""
        return [line for line in self.lines if line.fate != Fate.UNCHANGED]

    def fingerprint(self) -> str:
        """Give what tells whether two imports would do the same."""
        told = [
            [line.row, line.pk, line.fate, [[change.column.name, change.old, change.new] for change in line.changes]]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
