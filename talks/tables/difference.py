"""What the import of a table changes, row by row and cell by cell, or what keeps it from being imported."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

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


# Comparing word by word takes a time that grows with the product of both lengths.
MOST_WORDS = 2000
# Below this, what two texts have in common is chance.
LITTLE = 0.4


class Part(NamedTuple):
    """A piece of a text that was changed: it was there, is there now, or both."""

    text: str
    is_old: bool
    is_new: bool


@dataclass(frozen=True)
class Change:
    """A cell that is not what the record has."""

    column: Column
    old: str
    new: str

    def parts(self) -> list[Part]:
        """Give the text before and after in one, word by word; as a whole where little of it stays."""
        old, new = (re.findall(r"\S+\s*", text) for text in (self.old, self.new))
        compared = SequenceMatcher(None, old, new, autojunk=False)
        is_long = max(len(old), len(new)) > MOST_WORDS
        if not self.column.is_prose or is_long or compared.ratio() < LITTLE:
            return [part for part in (Part(self.old, True, False), Part(self.new, False, True)) if part.text]
        parts = []
        for what, i, j, k, m in compared.get_opcodes():
            if what == "equal":
                parts.append(Part("".join(new[k:m]), True, True))
                continue
            pieces = (Part("".join(old[i:j]), True, False), Part("".join(new[k:m]), False, True))
            parts += [part for part in pieces if part.text]
        return parts


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
            [
                line.row,
                line.pk,
                line.fate,
                [[change.column.name, change.old, change.new] for change in line.changes],
            ]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
