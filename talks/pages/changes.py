"""What changed between two days: rounds held, dates announced, decisions taken, follow-ups reported."""

import datetime as dt
from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import headlines
from talks.dates import PreciseDate, format_day
from talks.forms import ChangesForm
from talks.models import AsOf, DateAnnouncement, Decision, Event, FollowUp, Round, Statement, Status
from talks.models.decisions import DecisionQuerySet, FollowUpQuerySet
from talks.pages.atom import (
    ITEMS_IN_FEED,
    Atom,
    Category,
    Item,
    date_announced,
    decision_taken,
    follow_up_reported,
    latest,
    round_held,
)
from talks.pages.frame import Absolute, FeedLink, RecordPage
from talks.pages.lists import ENTRIES_A_PAGE

# Of each kind so many stand on the page; follow-ups go on on further pages.
SHOWN = 50
# The page offers to show what changed since each of so many rounds.
ROUNDS_OFFERED = 5
A_DAY = dt.timedelta(1)


class SinceRound(NamedTuple):
    """A round since which the page can show what changed, and the query for that."""

    meeting: Round
    query: str
    is_shown: bool


class Changes(RecordPage):
    """What changed between two days, both included.

    Without days it is what changed since the round before the last one ended. At most 15 queries.
    """

    section = "changes"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = ChangesForm(query, as_of)
        self.form.is_valid()
        self.first_day = as_of.edition.first_day()
        self._asked_since = self.form.cleaned_data.get("since")
        self._asked_until = self.form.cleaned_data.get("until")
        self.until = self._within_record(self._asked_until or self.on)
        self.since = self._within_record(self._asked_since or self._by_default())
        # A first day that lies after the last is named by the form; the page shows what it would by default.
        self.since = min(self.since, self.until)

    def _within_record(self, day: dt.date) -> dt.date:
        return min(max(day, self.first_day), max(self.on, self.first_day))

    @cached_property
    def rounds_before(self) -> list[Round]:
        """Give the rounds that had ended by the last day, the newest first: as many as are offered."""
        ended = Round.objects.known_by(self.as_of).held(self.until)
        return list(ended.order_by("-latest", "-number")[:ROUNDS_OFFERED])

    def _by_default(self) -> dt.date:
        """Give the day after the last but one round ended, or the record's first where there is none."""
        return self.rounds_before[1].latest + A_DAY if len(self.rounds_before) > 1 else self.first_day

    @property
    def title(self) -> str:
        return _("What changed")

    @property
    def description(self) -> str:
        return self.headline()

    @property
    def address(self) -> str:
        return reverse("changes")

    # The days

    @property
    def days(self) -> PreciseDate:
        """Give the days between which the page says what changed."""
        return PreciseDate.of_days(self.since, self.until)

    def is_by_default(self) -> bool:
        """Tell whether no day was asked for."""
        return not (self._asked_since or self._asked_until)

    def moved(self) -> list[str]:
        """Say which of the days asked for lie outside the record, and which stand in their place."""
        told = []
        language = get_language()
        if self._asked_since and self._asked_since != self.since:
            told.append(
                _("%(asked)s lies outside the record; the period begins with %(day)s, the nearest day.")
                % {"asked": format_day(self._asked_since, language), "day": format_day(self.since, language)}
            )
        if self._asked_until and self._asked_until != self.until:
            told.append(
                _("%(asked)s lies outside the record; the period ends with %(day)s, the nearest day.")
                % {"asked": format_day(self._asked_until, language), "day": format_day(self.until, language)}
            )
        return told

    def since_rounds(self) -> list[SinceRound]:
        """Give the last few rounds, since each of which the page can show what changed."""
        offered = []
        for meeting in self.rounds_before:
            since = meeting.latest + A_DAY
            if since <= self.until:
                query = self.form.query(
                    since=since.isoformat(), until=self._asked_until and self._asked_until.isoformat()
                )
                offered.append(SinceRound(meeting, query, since == self.since))
        return offered

    @property
    def since_round(self) -> Round | None:
        """Give the round since whose end the page shows what changed."""
        for meeting in self.rounds_before:
            if meeting.latest + A_DAY == self.since:
                return meeting
        return None

    def whole_query(self) -> str:
        """Give the query with which the page shows all of the record."""
        return self.form.query(since=self.first_day.isoformat(), until=None)

    def is_whole(self) -> bool:
        """Tell whether it shows all of the record."""
        return (self.since, self.until) == (self.first_day, self.on)

    # What changed

    @cached_property
    def _rounds(self) -> QuerySet[Round]:
        held = Round.objects.known_by(self.as_of).held(self.until).filter(latest__gte=self.since)
        return held.order_by("-latest", "-number")

    @cached_property
    def _announcements(self) -> QuerySet[DateAnnouncement]:
        made = DateAnnouncement.objects.known_by(self.as_of)
        made = made.filter(announced_on__range=(self.since, self.until)).select_related("round__track")
        return made.order_by("-announced_on", "-pk")

    @cached_property
    def _decisions(self) -> DecisionQuerySet:
        taken = Decision.objects.known_by(self.as_of).taken_between(self.since, self.until)
        return taken.order_by("-taken_on", "round_id", "event_id", "number")

    @cached_property
    def _follow_ups(self) -> FollowUpQuerySet:
        """Give what was reported, the newest first; `_told` adds what is told of it."""
        reported = FollowUp.objects.known_by(self.as_of).filter(earliest__range=(self.since, self.until))
        return reported.order_by("-earliest", "-latest", "decision__round_id", "decision__number", "pk")

    @property
    def _turns(self) -> QuerySet[FollowUp]:
        """Give the follow-ups that gave their decisions another status, by the rule of `_is_turn`."""
        later = _told(self._follow_ups).filter(earliest__gt=F("decided_on"))
        return later.exclude(status=F("status_before")).exclude(status=Status.PRINCIPLE)

    @cached_property
    def _events(self) -> QuerySet[Event]:
        begun = Event.objects.known_by(self.as_of).filter(earliest__range=(self.since, self.until))
        return begun.order_by("-earliest", "slug")

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count what changed, by kind. One query."""
        statements = Statement.objects.known_by(self.as_of).filter(day__range=(self.since, self.until))
        first, *others = (
            entries.order_by().annotate(what=Value(what)).values("what").annotate(count=Count("pk"))
            for what, entries in {
                "rounds": self._rounds,
                "announcements": self._announcements,
                "decisions": self._decisions,
                "follow_ups": self._follow_ups,
                "turns": self._turns,
                "events": self._events,
                "statements": statements,
            }.items()
        )
        counted = first.values_list("what", "count").union(
            *(other.values_list("what", "count") for other in others), all=True
        )
        return dict(counted)

    @cached_property
    def rounds(self) -> list[Round]:
        """Give the rounds held, the newest first, each with what it decided in words. Two queries."""
        rounds = list(self._rounds[:SHOWN])
        taken = Decision.objects.known_by(self.as_of).filter(round__in=rounds).order_by()
        statuses: dict[int, Counter[str]] = defaultdict(Counter)
        for key, status, count in taken.values_list("round", "status").annotate(count=Count("pk")):
            statuses[key][status] = count
        for meeting in rounds:
            meeting.counted = headlines.meeting_told(statuses[meeting.pk])
        return rounds

    @cached_property
    def announcements(self) -> list[DateAnnouncement]:
        """Give the dates announced for rounds, the newest announcement first."""
        return list(self._announcements[:SHOWN])

    @cached_property
    def decisions(self) -> list[Decision]:
        """Give the decisions taken, the newest first. Two queries."""
        return read_decisions(self._decisions, SHOWN)

    @cached_property
    def follow_ups(self) -> Page:
        """Give the page of the follow-ups reported that is asked for, the newest first. Two queries."""
        paginator = Paginator(self._follow_ups.values_list("pk", flat=True), ENTRIES_A_PAGE)
        paginator.count = self.counts["follow_ups"]
        page = paginator.get_page(self.form.number())
        page.object_list = read_follow_ups(list(page.object_list), self.as_of)
        return page

    @cached_property
    def events(self) -> list[Event]:
        """Give the events that began, the newest first."""
        return list(self._events[:SHOWN])

    def is_quiet(self) -> bool:
        """Tell whether nothing changed."""
        return not any(self.counts.values())

    def left_out(self) -> dict[str, int]:
        """Give how many of each kind do not stand on the page."""
        return {what: max(count - SHOWN, 0) for what, count in self.counts.items()}

    def headline(self) -> str:
        """Say how much changed between which days."""
        counts = self.counts
        return headlines.changes_told(self.days, counts["rounds"], counts["decisions"], counts["follow_ups"])

    def turns_told(self) -> str:
        """Say how many of the follow-ups gave a decision another status."""
        return headlines.turns_told(self.counts["turns"])

    def around_told(self) -> str:
        """Say what else happened."""
        return headlines.around_told(
            self.counts["announcements"], self.counts["events"], self.counts["statements"]
        )

    # Where to read on

    def feeds(self) -> list[FeedLink]:
        return [FeedLink(self.title, reverse("changes-feed"))]

    @property
    def days_query(self) -> str:
        """Give the days as the query of other lists."""
        return urlencode({"since": self.since.isoformat(), "until": self.until.isoformat()})

    @property
    def feed_of_days_address(self) -> str:
        """Give the address of the feed of these days."""
        return self.on_the_day(f"{reverse('changes-feed')}?{self.days_query}")


def read_decisions(taken: DecisionQuerySet, count: int) -> list[Decision]:
    """Give the first so many, which know the day, `taken_on`, with their rounds and events. Two queries.

    Their keys are found first: what is told of them is read of them alone.
    """
    found = list(taken.values_list("pk", "taken_on")[:count])
    known = Decision.objects.known_by(taken.as_of).select_related("round", "event")
    decisions = known.in_bulk([key for key, _day in found])
    for key, day in found:
        decisions[key].taken_on = day
    return [decisions[key] for key, _day in found]


def read_follow_ups(keys: list[int], as_of: AsOf) -> list[FollowUp]:
    """Give these follow-ups in this order, with all that is told of them. One query."""
    told = _told(FollowUp.objects.filter(pk__in=keys).as_it_stood(as_of))
    related = told.select_related("decision__round", "decision__event", "from_round", "from_event")
    follow_ups = {follow_up.pk: follow_up for follow_up in related}
    for follow_up in follow_ups.values():
        follow_up.is_turn = _is_turn(follow_up)
    return [follow_ups[key] for key in keys]


def _told(follow_ups: FollowUpQuerySet) -> FollowUpQuerySet:
    """Add the status before each, and the last day of the round or event that took its decision."""
    days = ("round__latest", "round__earliest", "event__latest", "event__earliest")
    decided_on = Coalesce(*(f"decision__{day}" for day in days))
    return follow_ups.with_status_before().annotate(decided_on=decided_on)


def _is_turn(follow_up: FollowUp) -> bool:
    """Tell whether a follow-up gave its decision another status.

    What is said of a decision where it is taken is its first status, and a principle never was anything else.
    """
    is_later = follow_up.earliest > follow_up.decided_on
    is_other = follow_up.status not in (follow_up.status_before, Status.PRINCIPLE)
    return is_later and is_other


# The feed


class ChangesFeed(Changes):
    """The latest of what changed, as items of a feed: all of the record where no days are asked for."""

    def _by_default(self) -> dt.date:
        return self.first_day

    @cached_property
    def items(self) -> list[Item]:
        """Give the latest items of all kinds, the newest first. Six queries."""
        follow_ups = self._follow_ups.values_list("pk", flat=True)[:ITEMS_IN_FEED]
        return latest(
            [
                *map(round_held, self._rounds[:ITEMS_IN_FEED]),
                *map(date_announced, self._announcements[:ITEMS_IN_FEED]),
                *map(decision_taken, read_decisions(self._decisions, ITEMS_IN_FEED)),
                *map(follow_up_reported, read_follow_ups(list(follow_ups), self.as_of)),
            ]
        )

    def write(self, absolute: Absolute) -> str:
        """Give the feed as Atom 1.0; `absolute` makes full addresses."""
        own = self.form.query().rstrip("?")
        feed = Atom(
            self.until,
            title=_("%(site)s: what changed") % {"site": _("Astana Record")},
            link=absolute(self.address + own),
            description=_("Rounds held, dates announced, decisions taken and follow-ups reported."),
            feed_url=absolute(reverse("changes-feed") + own),
            feed_guid=absolute(reverse("changes-feed") + own),
        )
        for item in self.items:
            link = absolute(self.on_the_day(item.address))
            feed.add(item, absolute(item.address), link, [Category(item.kind)])
        return feed.writeString("utf-8")
