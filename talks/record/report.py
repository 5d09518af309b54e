"""What a load did, entry by entry, as the command line tells it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from talks.record.kinds import KINDS


class Fate(StrEnum):
    """What becomes of an entry in a load."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept as editors have it"
    DELETED = "deleted by editors, not brought back"
    GONE = "no longer in the files, left in the database"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """What becomes of one entry; `fields` are the keys in which the file and the database differ."""

    file: str
    entry: str
    fate: Fate
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.file} {self.entry}: {self.fate}{fields}"


@dataclass
class Report:
    """What a load did; after a dry run, what it would do."""

    changes: list[Change] = field(default_factory=list)

    def count(self, fate: Fate, file: str | None = None) -> int:
        """Count the entries with this fate, in all files or in one."""
        return sum(change.fate == fate and file in (None, change.file) for change in self.changes)

    def __str__(self) -> str:
        """Give a line for each file with its counts, and one for each entry that is worth naming."""
        lines = []
        for kind in KINDS:
            counts = Counter(change.fate for change in self.changes if change.file == kind.file)
            words = [f"{counts[fate]} {fate}" for fate in Fate if counts[fate]]
            lines.append(f"{kind.file:<22}{'; '.join(words) or 'nothing'}")
        # A first load adds thousands: what was added is named only where the record was there before.
        known = any(change.fate != Fate.ADDED for change in self.changes)
        named = [
            str(change)
            for change in self.changes
            if change.fate != Fate.UNCHANGED and (change.fate != Fate.ADDED or known)
        ]
        return "\n".join([*lines, *([""] if named else []), *named])
