"""What the dashboard shows, gathered from the record in a constant number of queries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from talks import headlines
from talks.charts.ticks import month_ticks
from talks.charts.timeline.layout import SCALES, WIDE, Layout, lay_out
from talks.charts.timeline.values import Bead, Lane, Mark, Slip, Span, Stretch, Timeline
from talks.dates import format_date, format_day
from talks.forms import DashboardForm
from talks.models import (
    AsOf,
    DateAnnouncement,
    Decision,
    Event,
    Round,
    Statement,
    Status,
    ZoneEvent,
)
from talks.models.searching import is_found
from talks.pages.frame import RecordPage, SharedPicture
from talks.pages.lists import ENTRIES_A_PAGE
from talks.pages.references import References

# Room for the whole record as it is shipped: the table says all that the drawing does.
ROWS_A_PAGE = 100
LONGEST_STALLED = 3
# Days shown before the first round, so that what led to it is in the picture.
DAYS_BEFORE = 40


@dataclass(frozen=True)
class StatusCount:
    """How many decisions have a status."""

    status: Status
    count: int


@dataclass(frozen=True)
class Interval:
    """A round with its decisions, and the events since it began up to the round after it.

    `round` is None for what came before all rounds. `year` is set where the year changes; the edition's
    day stands right after the interval whose `is_followed_by_edition` is set.
    """

    round: Round | None
    events: list[Event]
    events_headline: str = ""
    decisions: list[Decision] = field(default_factory=list)
    decisions_headline: str = ""
    slippage: str = ""
    year: int | None = None
    is_followed_by_edition: bool = False


@dataclass(frozen=True)
class TableRow:
    """A round or an event, and in words what it decided."""

    meeting: Round | Event
    is_round: bool
    decisions: str


class Dashboard(RecordPage):
    """The record as the dashboard shows it to one reader: language, filters, what is open.

    Reads the record once (at most 13 queries); everything else is computed from what was read.
    Phrases are in the active language.
    """

    section = "timeline"
    og_type = "website"
    has_chart = True
    form_class = DashboardForm

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.rounds = list(Round.objects.for_timeline(as_of))
        self.events = list(Event.objects.for_timeline(as_of))
        self.form = self.form_class(query, as_of, self.rounds, self.events)
        self.is_valid = self.form.is_valid()
        self.criteria = self.form.criteria()
        self.decisions = list(Decision.objects.for_dashboard(as_of, self.criteria))
        if as_of.is_rewound and self.criteria.query:
            for decision in self.decisions:
                decision.matches = decision.matches and is_found(decision, self.criteria.query)
        self.announcements = defaultdict(list)
        for announcement in DateAnnouncement.objects.known_by(as_of):
            self.announcements[announcement.round_id].append(announcement)
        self.zone_events = list(ZoneEvent.objects.known_by(as_of).select_related("event"))
        self._belongs = defaultdict(list)
        self._by_key = {decision.pk: decision for decision in self.decisions}
        for decision in self.decisions:
            self._belongs[decision.round_id, decision.event_id].append(decision)
            decision.earlier = self.decision_of_key(decision.carries_on_id)

    @property
    def title(self) -> str:
        return _("The Astana talks on Syria")

    @property
    def address(self) -> str:
        return reverse("dashboard")

    @property
    def shared_picture(self) -> SharedPicture:
        return SharedPicture("timeline", {}, self.timeline_headline())

    # The days to which the reader may go back

    @cached_property
    def first_day(self) -> dt.date:
        """Give the first day of which the record says something."""
        return min((meeting.earliest for meeting in [*self.rounds, *self.events]), default=self.on)

    def days_to_go_back(self) -> int:
        """Give the number of days from that day to the edition's."""
        return (self.edition.day - self.first_day).days

    def days_into_the_record(self) -> int:
        """Give the number of days from that day to the day shown."""
        return (self.on - self.first_day).days

    # Rounds and decisions

    def decision_of_key(self, key: int | None) -> Decision | None:
        """Give the decision that an entry refers to; None where it refers to none, or to a draft."""
        return self._by_key.get(key)

    def decisions_of(self, meeting: Round | Event) -> list[Decision]:
        """Give the decisions of a round or an event, as it counts them."""
        of_round = isinstance(meeting, Round)
        return self._belongs[(meeting.pk, None) if of_round else (None, meeting.pk)]

    @cached_property
    def held(self) -> list[Round]:
        """Give the rounds held by the edition's day, in the order of time."""
        return [meeting for meeting in self.rounds if meeting.is_held() and meeting.latest <= self.on]

    @cached_property
    def planned(self) -> list[Round]:
        """Give the rounds still to come."""
        return [meeting for meeting in self.rounds if meeting.is_planned()]

    @cached_property
    def decisions_of_rounds(self) -> list[Decision]:
        """Give all decisions taken at rounds, whatever the filters."""
        return [decision for decision in self.decisions if decision.round_id]

    @cached_property
    def matching(self) -> list[Decision]:
        """Give the decisions that the filters ask for, the newest first."""
        matching = [decision for decision in self.decisions if decision.matches]
        return sorted(matching, key=lambda decision: decision.decided_on, reverse=True)

    @cached_property
    def matching_of_rounds(self) -> list[Decision]:
        """Give those of them that were taken at rounds."""
        return [decision for decision in self.matching if decision.round_id]

    @cached_property
    def page(self) -> Page:
        """Give the page of the list of matching decisions that is asked for; the last where it is beyond."""
        return Paginator(self.matching, ENTRIES_A_PAGE).get_page(self.form.number())

    # Key figures and headlines

    def status_counts(self, decisions: list[Decision]) -> list[StatusCount]:
        """Count decisions by status, in the order in which statuses always stand; empty ones left out."""
        return [StatusCount(status, count) for status, count in headlines.counted_by_status(decisions)]

    @cached_property
    def key_statuses(self) -> list[StatusCount]:
        """Give the three counts that stand at the top, also where they are none."""
        counts = Counter(decision.status for decision in self.decisions_of_rounds)
        return [
            StatusCount(status, counts[status])
            for status in (Status.IMPLEMENTED, Status.PARTLY, Status.STALLED)
        ]

    @cached_property
    def outcome_counts(self) -> list[StatusCount]:
        """Count what became of the matching decisions of rounds."""
        return self.status_counts(self.matching_of_rounds)

    @cached_property
    def zones(self) -> list[Event]:
        """Give the de-escalation zones: those still in place, then those that ended last."""
        zones = [event for event in self.events if event.is_zone()]
        return sorted(zones, key=lambda zone: (zone.latest or dt.date.max, zone.slug), reverse=True)

    def zones_left(self) -> int:
        """Give how many zones were in place on the edition's day."""
        return sum(zone.latest is None or zone.latest > self.on for zone in self.zones)

    def timeline_headline(self) -> str:
        """Say what the timeline shows."""
        return headlines.timeline_headline(self.held, self.zones_left(), len(self.zones))

    def zones_headline(self) -> str:
        """Say how many de-escalation zones are left."""
        return headlines.zones_left(self.zones_left(), len(self.zones))

    def outcome_headline(self) -> str:
        """Say what became of the matching decisions of rounds."""
        return headlines.outcome_headline(self.matching_of_rounds)

    def stalled_longest(self) -> list[tuple[Decision, str]]:
        """Give the matching decisions of rounds that are stalled the longest, with for how long."""
        # The decisions stand in the order of time, those of a round as it counts them.
        stalled = [
            decision
            for decision in self.decisions_of_rounds
            if decision.matches and decision.status == Status.STALLED
        ]
        return [
            (decision, headlines.time_since(decision.decided_on, self.on))
            for decision in stalled[:LONGEST_STALLED]
        ]

    def legend(self) -> list[Status]:
        """Give the statuses that the timeline shows."""
        shown = {decision.status for decision in self.decisions_of_rounds}
        return [status for status in Status if status in shown]

    # What is open beside the timeline

    @cached_property
    def open_meeting(self) -> Round | Event | None:
        """Give the round or event whose panel is open: the one asked for, else the last round held."""
        asked = self.form.cleaned_data
        for meetings, slug in ((self.events, asked.get("event")), (self.rounds, asked.get("round"))):
            for meeting in meetings:
                if meeting.slug == slug:
                    return meeting
        return (self.held or self.rounds or self.events or [None])[-1]

    @cached_property
    def panel(self) -> "Panel | None":
        """Give what the panel shows. Two queries."""
        return Panel(self, self.open_meeting) if self.open_meeting else None

    # Which marks the filters leave in full ink

    def matches(self, meeting: Round | Event) -> bool:
        """Tell whether a round or an event is what the filters ask for, or one of its decisions is."""
        criteria = self.criteria
        if not criteria or any(decision.matches for decision in self.decisions_of(meeting)):
            return True
        if criteria.ask_for_decisions_only() or criteria.guarantors:
            return False
        is_named = is_found(meeting, criteria.query)
        return is_named and self._in_window(meeting)

    def _in_window(self, meeting: Round | Event) -> bool:
        since, until = self.criteria.since, self.criteria.until
        ends = meeting.latest or self.on
        return not ((since and ends < since) or (until and meeting.earliest > until))

    # The timeline

    @cached_property
    def timeline(self) -> Timeline:
        """Give the plain view-model from which both drawings are made."""
        language = get_language()
        first, last = self._extent()
        is_right_to_left = get_language_bidi()
        axis = self.form.cleaned_data.get("axis") or ("rtl" if is_right_to_left else "ltr")
        return Timeline(
            title=_("Timeline of the Astana rounds and what surrounded them"),
            description=_("%(headline)s. From %(first)s to %(last)s.")
            % {
                "headline": self.timeline_headline(),
                "first": format_day(first, language),
                "last": format_day(last, language),
            },
            language=language,
            first=first,
            last=last,
            edition_day=self.on,
            edition_label=(_("day shown: %(day)s") if self.as_of.is_rewound else _("edition day: %(day)s"))
            % {"day": format_day(self.on, language, months="short")},
            lanes=tuple(self._lanes()),
            ticks=tuple(month_ticks(first, last, language)),
            is_right_to_left=is_right_to_left,
            time_runs_left=axis == "rtl",
        )

    def layout(self, width: int = WIDE.width) -> Layout:
        """Give the timeline laid out for one of the widths at which it is drawn."""
        return lay_out(self.timeline, SCALES[width])

    def _extent(self) -> tuple[dt.date, dt.date]:
        """Give the first and last day shown: around the rounds, or the window asked for within the record."""
        if self.as_of.is_rewound:
            # The same days whichever day is shown, so that nothing moves under the slider.
            rounds = Round.objects.published().order_by().values_list("earliest", "latest")
        else:
            rounds = [(meeting.earliest, meeting.latest) for meeting in self.rounds]
        starts = [first for first, _last in rounds] or [self.on]
        ends = [last for _first, last in rounds if last] or [self.on]
        before, a_week = dt.timedelta(DAYS_BEFORE), dt.timedelta(6)
        last = max(*ends, self.edition.day) + dt.timedelta(3)
        since, until = self.criteria.since, self.criteria.until
        of_record = min([*starts, *(event.earliest for event in self.events if event.earliest)]) - before
        first = max(since, of_record) if since else min(starts) - before
        last = min(until, last) if until else last
        # A window outside the record is a week of nothing.
        if until and until < first:
            return until - a_week, until
        return first, max(last, first + a_week)

    def _lanes(self):
        by_track = defaultdict(list)
        for meeting in [*self.rounds, *self.events]:
            by_track[meeting.track].append(meeting)
        for track in sorted(by_track, key=lambda track: track.position):
            meetings = [meeting for meeting in by_track[track] if meeting.earliest]
            yield Lane(
                key=track.slug,
                title=track.name,
                subtitle=track.subtitle,
                marks=tuple(
                    self._round_mark(meeting) if isinstance(meeting, Round) else self._event_mark(meeting)
                    for meeting in meetings
                    if isinstance(meeting, Round) or not (meeting.is_zone() or meeting.pk in self._contested)
                ),
                spans=tuple(self._span(zone) for zone in self.zones if zone.track_id == track.pk),
            )

    @cached_property
    def _contested(self) -> set[int]:
        """Give the events that are drawn as a contested stretch of a zone of the same lane."""
        zones = {zone.pk: zone for zone in self.zones}
        return {
            item.event_id
            for item in self.zone_events
            if item.contested_date
            and item.zone_id in zones
            and item.event.track_id == zones[item.zone_id].track_id
        }

    def _describe(self, meeting: Round | Event) -> tuple[str, ...]:
        """Give title, place and date, and what was decided: line by line."""
        date = format_date(meeting.precise_date, get_language())
        decisions = self.decisions_of(meeting)
        where = headlines.in_a_row(filter(None, [meeting.place, date]))
        if isinstance(meeting, Round) and not meeting.is_held():
            where = f"{where} ({meeting.get_status_display()})"
        return tuple(filter(None, [meeting.title, where, headlines.meeting_counted(decisions)]))

    def address_in_chart(self, meeting: Round | Event, decision: Decision | None = None) -> str:
        """Give where a mark leads: to the panel that shows a round or an event, or a decision of it."""
        other = "event" if isinstance(meeting, Round) else "round"
        kind = "round" if isinstance(meeting, Round) else "event"
        return (
            self.form.query(**{kind: meeting.slug, other: None})
            + f"#{decision.slug if decision else 'panel'}"
        )

    def _round_mark(self, meeting: Round) -> Mark:
        lines = self._describe(meeting)
        is_faint = not self.matches(meeting)
        label = ""
        if not meeting.is_held():
            label = meeting.get_status_display()
        elif self.held and meeting.city != self.held[0].city:
            label = meeting.city
        return Mark(
            key=meeting.slug,
            kind=meeting.status,
            first=meeting.earliest,
            last=meeting.latest or meeting.earliest,
            title=". ".join(lines),
            href=self.address_in_chart(meeting),
            hover=lines,
            number=str(meeting.number),
            label=label,
            is_selected=meeting == self.open_meeting,
            is_faint=is_faint,
            is_vague=meeting.precise_date.precision != "day",
            beads=tuple(self._beads(meeting)),
            slips=tuple(self._slips(meeting)),
        )

    def _beads(self, meeting: Round) -> Iterator[Bead]:
        when = headlines.in_a_row([meeting.short_label, format_date(meeting.precise_date, get_language())])
        for decision in self._by_status(meeting):
            status = Status(decision.status).label
            lines = _("%(status)s: %(decision)s") % {"status": status, "decision": decision.title}, when
            yield Bead(
                status=decision.status,
                title=". ".join(lines),
                href=self.address_in_chart(meeting, decision),
                is_faint=not decision.matches,
                hover=lines,
            )

    def _by_status(self, meeting: Round) -> list[Decision]:
        order = list(Status)
        return sorted(self.decisions_of(meeting), key=lambda decision: order.index(decision.status))

    def _slips(self, meeting: Round):
        """Give the announced windows that do not touch the days on which the round met, each once."""
        language, seen = get_language(), set()
        for announcement in self.announcements[meeting.pk]:
            if not (meeting.is_held() and announcement.latest) or announcement.date in seen:
                continue
            seen.add(announcement.date)
            # A window without a start opens on the day on which it was announced.
            first = announcement.earliest or min(announcement.announced_on, announcement.latest)
            if announcement.latest < meeting.earliest or first > meeting.latest:
                yield Slip(
                    first,
                    announcement.latest,
                    _("%(round)s: announced on %(day)s for %(date)s, held %(held)s")
                    % {
                        "round": meeting.short_label,
                        "day": format_day(announcement.announced_on, language),
                        "date": format_date(announcement.precise_date, language),
                        "held": format_date(meeting.precise_date, language),
                    },
                )

    def _event_mark(self, event: Event) -> Mark:
        lines = self._describe(event)
        return Mark(
            key=event.slug,
            kind=event.kind,
            first=event.earliest,
            last=event.latest or self.on,
            title=". ".join((f"{event.get_kind_display()}: {lines[0]}", *lines[1:])),
            href=self.address_in_chart(event),
            hover=(lines[0], event.get_kind_display(), *lines[1:]),
            label=event.short_label,
            is_selected=event == self.open_meeting,
            is_faint=not self.matches(event),
            is_vague=event.precise_date.precision != "day",
        )

    def _span(self, zone: Event) -> Span:
        language = get_language()
        lines = (
            _("%(zone)s, de-escalation zone") % {"zone": zone.title},
            format_date(zone.precise_date, language),
        )
        ended = zone.latest is not None and zone.latest <= self.on
        return Span(
            key=zone.slug,
            label=zone.short_label,
            first=zone.earliest,
            last=zone.latest if ended else None,
            end_label=format_day(zone.latest, language, months="short") if ended else _("in place"),
            title=". ".join((*lines, zone.summary)),
            href=self.address_in_chart(zone),
            hover=lines,
            is_selected=zone == self.open_meeting,
            is_faint=not self.matches(zone),
            stretches=tuple(
                Stretch(
                    item.earliest or zone.earliest,
                    min(item.latest or self.on, self.on),
                    headlines.in_a_row([item.event.title, format_date(item.precise_date, language)]),
                )
                for item in self.zone_events
                if item.zone_id == zone.pk and item.contested_date
            ),
        )

    # The same as a list, for narrow screens and for those who do not read charts

    def intervals(self) -> list[Interval]:
        """Give the rounds newest first, each with the events up to the next; then what came before."""
        events = [event for event in self.events if not event.is_zone()]
        events.sort(key=lambda event: event.earliest, reverse=True)
        rounds = sorted(self.rounds, key=lambda meeting: meeting.earliest, reverse=True)
        intervals, year, newer = [], None, None
        for meeting, older in pairwise([*rounds, None]):
            since = [event for event in events if event.earliest >= meeting.earliest]
            events = events[len(since) :]
            decisions = self._by_status(meeting)
            intervals.append(
                Interval(
                    meeting,
                    since,
                    headlines.events_between(len(since), meeting, newer),
                    decisions,
                    headlines.meeting_counted(decisions),
                    headlines.slippage(meeting, self.announcements[meeting.pk]),
                    meeting.earliest.year if meeting.is_held() and meeting.earliest.year != year else None,
                    meeting.earliest > self.on and (older is None or older.earliest <= self.on),
                )
            )
            year, newer = meeting.earliest.year if meeting.is_held() else year, meeting
        if events:
            intervals.append(Interval(None, events, headlines.events_between(len(events), None, newer)))
        return intervals

    @cached_property
    def table(self) -> Page:
        """Give a page of rounds and events in one list, the newest first, as table rows."""
        meetings = [*self.rounds, *self.events]
        meetings.sort(key=lambda meeting: (meeting.earliest, meeting.slug), reverse=True)
        page = Paginator(meetings, ROWS_A_PAGE).get_page(self.form.number("rows"))
        page.object_list = [
            TableRow(
                meeting, isinstance(meeting, Round), headlines.meeting_counted(self.decisions_of(meeting))
            )
            for meeting in page.object_list
        ]
        return page


class Panel:
    """What is shown of one round or event: its decisions, what was said of it, its sources in numbers."""

    def __init__(self, board: Dashboard, meeting: Round | Event) -> None:
        self.meeting = meeting
        self.on = board.on
        self.is_round = isinstance(meeting, Round)
        self.decisions = board.decisions_of(meeting)
        of = {"round": meeting} if self.is_round else {"event": meeting}
        self.statements = list(
            Statement.objects.known_by(board.as_of).filter(**of).select_related("speaker__party")
        )
        for statement in self.statements:
            statement.decision = board.decision_of_key(statement.about_id)
        self.announcements = board.announcements[meeting.pk] if self.is_round else []
        self.slippage = headlines.slippage(meeting, self.announcements) if self.is_round else ""
        kind = "round" if self.is_round else "event"
        references = References(
            **{kind: [meeting]},
            decision=self.decisions,
            outcome=self.decisions,
            follow_up=[decision.follow_up_id for decision in self.decisions if decision.follow_up_id],
            statement=self.statements,
            announcement=self.announcements,
        )
        self.cited = references.cite((kind, meeting))
        for decision in self.decisions:
            became = ("outcome", decision) if decision.outcome else ("follow_up", decision.follow_up_id)
            decision.cited = references.cite(("decision", decision), became)
        references.cite_each("statement", self.statements)
        references.cite_each("announcement", self.announcements)
        self.sources = references.sources

    def headline(self) -> str:
        """Say what the round decided; of an event, its title."""
        if self.is_round:
            return headlines.round_headline(self.meeting, self.decisions, self.on)
        return self.meeting.title
