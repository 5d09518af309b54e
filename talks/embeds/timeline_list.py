"""The timeline in words: the list that stands in its place in a frame as narrow as a phone, and its key."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import get_language, ngettext

from talks.charts.timeline.values import Bead, Mark, Span, Timeline
from talks.dates import format_date
from talks.models import Event, Round

# So many rounds or events, the newest, are listed; a page that is not in a frame has them all.
MOST_ROWS = 12


@dataclass(frozen=True)
class Row:
    """A round or an event: its `number` is empty where it has none, `status` where a round was held."""

    mark: Mark
    title: str
    date: str
    place: str
    status: str
    is_followed_by_edition: bool

    @property
    def beads(self) -> tuple[Bead, ...]:
        """Give its decisions."""
        return self.mark.beads


class TimelineList:
    """What the lanes of a timeline show, the newest first: the rounds, or the events where there are none."""

    def __init__(self, timeline: Timeline, meetings: Iterable[Round | Event]) -> None:
        """Take a timeline and the rounds and events of which it was made."""
        self.timeline = timeline
        self.meetings = {meeting.slug: meeting for meeting in meetings}
        marks = [mark for mark in timeline.marks() if self._is_shown(mark.first, mark.last)]
        rounds = [mark for mark in marks if mark.number]
        self.marks = sorted(rounds or marks, key=lambda mark: mark.first, reverse=True)
        self.events = [mark for mark in marks if not mark.number]

    def _is_shown(self, first, last) -> bool:
        return first <= self.timeline.last and last >= self.timeline.first

    def rows(self) -> list[Row]:
        """Give the rows that there is room for; the day of the edition follows those after it."""
        on = self.timeline.edition_day
        return [
            self._row(mark, mark.first > on and (older is None or older.first <= on))
            for mark, older in pairwise([*self.marks[:MOST_ROWS], None])
        ]

    def _row(self, mark: Mark, is_followed_by_edition: bool) -> Row:
        meeting = self.meetings[mark.key]
        is_to_come = isinstance(meeting, Round) and not meeting.is_held()
        return Row(
            mark,
            title=meeting.title,
            date=format_date(meeting.precise_date, get_language(), months="short"),
            place=meeting.place,
            status=meeting.get_status_display() if is_to_come else "",
            is_followed_by_edition=is_followed_by_edition,
        )

    def left_out(self) -> str:
        """Say how many older ones there is no room for; empty where there are none."""
        count = len(self.marks) - MOST_ROWS
        if count <= 0:
            return ""
        if self.marks[0].number:
            phrase = ngettext("%(count)s earlier round", "%(count)s earlier rounds", count)
        else:
            phrase = ngettext("%(count)s earlier event", "%(count)s earlier events", count)
        return phrase % {"count": count}

    def zones(self) -> list[Span]:
        """Give the zones, with when each ended."""
        return [
            span
            for lane in self.timeline.lanes
            for span in lane.spans
            if self._is_shown(span.first, span.last or self.timeline.edition_day)
        ]

    # The key

    def kinds(self) -> list[Event.Kind]:
        """Give the kinds of events that the lanes show, in the order in which they always stand."""
        shown = {mark.kind for mark in self.events}
        if any(span.stretches for span in self.zones()):
            shown.add(Event.Kind.MILITARY)
        return [kind for kind in Event.Kind if kind in shown]
