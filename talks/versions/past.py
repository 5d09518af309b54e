"""The history of an entry: its revisions, each with what it changed of the entry and its parts."""

from dataclasses import dataclass
from functools import cached_property

from reversion.models import Revision, Version

from talks.versions.differences import RowChange, differences
from talks.versions.names import Names
from talks.versions.revisions import AS_IT_STOOD, DELETED, MARKS, RECOVERED, RESTORED, rows_of
from talks.versions.wholes import Key, Snapshot, root, under

# How many revisions a page shows, and how many are looked through for those that changed an entry.
ON_A_PAGE = 20
LOOKED_THROUGH = 100


@dataclass
class Past:
    """One revision of an entry: who made it and when, and what of the entry it changed.

    `rows` is all that it holds. The first that is known has nothing before it.
    """

    revision: Revision
    rows: Snapshot
    changes: list[RowChange]
    is_first: bool

    @cached_property
    def mark(self) -> str:
        """Give what kind of revision it is; empty for a plain saving."""
        first = self.revision.comment.partition(" ")[0]
        return first if first in MARKS else ""

    @property
    def words(self) -> str:
        """Give what was said when it was made."""
        words = self.revision.comment.removeprefix(self.mark).strip()
        return "" if self.mark in (RESTORED, RECOVERED) else words

    @property
    def is_deletion(self) -> bool:
        return self.mark == DELETED

    @property
    def is_baseline(self) -> bool:
        return self.mark == AS_IT_STOOD

    @property
    def is_restoration(self) -> bool:
        return self.mark == RESTORED

    @property
    def is_recovery(self) -> bool:
        return self.mark == RECOVERED

    def tells_something(self) -> bool:
        """Tell whether it belongs into the history of the entry."""
        return bool(self.changes) or self.is_first or self.is_deletion or self.is_recovery


@dataclass
class Page:
    """Some revisions of an entry, the newest first; where there are more, they stand before `older`."""

    pasts: list[Past]
    older: int | None = None

    def names(self) -> Names:
        """Give the names of all that it tells of."""
        changes = [change for past in self.pasts for change in past.changes]
        return Names.of(changes, *(past.rows for past in reversed(self.pasts)))


def history(key: Key, before: int | None = None) -> Page:
    """Give the newest revisions that changed an entry or its parts, or the newest before one.

    At most LOOKED_THROUGH revisions are looked through, in a dozen queries.
    """
    found = Version.objects.get_for_object_reference(*key).order_by("-revision_id")
    if before:
        found = found.filter(revision__lt=before)
    numbers = list(found.values_list("revision_id", flat=True)[: LOOKED_THROUGH + 1])
    pasts: list[Past] = []
    for start in range(0, min(len(numbers), LOOKED_THROUGH), ON_A_PAGE):
        # One more than is told of: what the last of them is compared with.
        window = numbers[start : start + ON_A_PAGE + 1]
        for past in _told(key, window, window[:ON_A_PAGE]):
            if past.tells_something():
                pasts.append(past)
            if len(pasts) == ON_A_PAGE:
                return Page(pasts, None if past.is_first else past.revision.pk)
    return Page(pasts, numbers[LOOKED_THROUGH - 1] if len(numbers) > LOOKED_THROUGH else None)


def _told(key: Key, window: list[int], told: list[int]) -> list[Past]:
    rows = rows_of(window)
    revisions = Revision.objects.select_related("user").in_bulk(told)
    earlier = dict(zip(window, window[1:], strict=False))
    return [_past(key, revisions[number], rows[number], rows.get(earlier.get(number))) for number in told]


def _past(key: Key, revision: Revision, rows: Snapshot, before: Snapshot | None) -> Past:
    past = Past(revision, rows, [], before is None)
    if before is not None or not past.mark:
        past.changes = differences(under(key, before or {}), under(key, rows))
    for change in past.changes:
        if change.is_gone and change.key in rows:
            change.moved_to = root(change.key, rows)
    return past
