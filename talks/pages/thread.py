"""The story of a topic as one thread: what was decided, reported and said, in the order of time."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from talks import headlines
from talks.models import AsOf, Decision, Event, FollowUp, Round, Statement
from talks.models.decisions import DecisionQuerySet
from talks.pages.references import References

MOMENTS_A_PAGE = 100
# A silence is named where at least so many days pass without an entry.
SILENCE = 60

# What a moment is, in the order in which those of one day stand.
DECIDED, REPORTED, SAID = range(3)


def taken_on(of: str = "") -> Coalesce:
    """Give the day since which a decision is known: the last of its round, the first of its event.

    `of` is the way to the decision: "decision__". Compare it as an annotation: in a condition itself, it
    would keep only what has a round and an event.
    """
    return Coalesce(f"{of}round__latest", f"{of}event__earliest")


@dataclass(frozen=True)
class Moment:
    """An entry of the thread as the database lists it: its day, what it is, and its key."""

    kind: int
    day: dt.date
    key: int


@dataclass
class Decided:
    """Decisions of one round or event."""

    day: dt.date
    meeting: Round | Event
    decisions: list[Decision]
    kind: str = "decided"

    @property
    def is_round(self) -> bool:
        """Tell whether it is a round that took them."""
        return isinstance(self.meeting, Round)


@dataclass
class Reported:
    """What was reported on a day of one decision, or of several in the same words."""

    day: dt.date
    follow_ups: list[FollowUp]
    cited: list[int] = field(default_factory=list)
    kind: str = "reported"

    @property
    def first(self) -> FollowUp:
        """Give one of the follow-ups: their dates and words are the same."""
        return self.follow_ups[0]


@dataclass
class Said:
    """A statement about one of the decisions."""

    day: dt.date
    statement: Statement
    kind: str = "said"


@dataclass
class Silence:
    """Days between two entries on which nothing is recorded; `day` is that of the later one."""

    day: dt.date
    days: int
    kind: str = "silence"

    def told(self) -> str:
        """Say how long it lasted."""
        return headlines.silence(self.days)


class Thread:
    """One page of the thread of a topic, from the first decision to the day shown.

    `decisions` are those of the topic that were known on the day. What is told: the decisions where they
    were taken, what was reported of them and said about them, and the silences in between. A follow-up that
    says in no words on the day of the decision what its status is, is told with the decision. Seven queries.
    """

    def __init__(self, as_of: AsOf, decisions: DecisionQuerySet, number: int) -> None:
        self._as_of = as_of
        self._known = decisions
        listed = self._moments()
        self.page: Page = Paginator(listed, MOMENTS_A_PAGE).get_page(number)
        start = max(self.page.start_index() - 1, 0)
        # The moment before the page, too: the silence since then is told.
        before = 1 if start else 0
        shown = [
            Moment(kind, day, key)
            for kind, day, *_order, key in listed[start - before : start + MOMENTS_A_PAGE]
        ]
        self._before, self._shown = shown[:before], shown[before:]
        self._read()
        self.entries = list(self._entries())
        self._number_sources()

    def _moments(self) -> QuerySet:
        """List everything that the thread tells: what it is, its day, its place on it, its key."""
        of_topic, none = self._known.order_by().values("pk"), Value(0)
        decided = self._known.annotate(
            what=Value(DECIDED),
            on=taken_on(),
            in_round=Coalesce("round_id", none),
            at_event=Coalesce("event_id", none),
            place=F("number"),
        )
        told_with_it = Q(note_en="", note_ar="", earliest__lte=F("taken_on"))
        reported = (
            FollowUp.objects.known_by(self._as_of)
            .filter(decision__in=of_topic)
            .annotate(taken_on=taken_on("decision__"))
            .exclude(told_with_it)
            .annotate(what=Value(REPORTED), on=F("earliest"), in_round=none, at_event=none, place=none)
        )
        said = (
            Statement.objects.known_by(self._as_of)
            .filter(about__in=of_topic)
            .annotate(what=Value(SAID), on=F("day"), in_round=none, at_event=none, place=none)
        )
        columns = ("what", "on", "in_round", "at_event", "place", "pk")
        lists = [entries.order_by().values_list(*columns) for entries in (decided, reported, said)]
        return (
            lists[0].union(*lists[1:], all=True).order_by("on", *(name for name in columns if name != "on"))
        )

    def _keys(self, kind: int) -> list[int]:
        return [moment.key for moment in self._shown if moment.kind == kind]

    def _read(self) -> None:
        """Read the entries of the page."""
        decisions = self._known.filter(pk__in=self._keys(DECIDED))
        follow_ups = FollowUp.objects.known_by(self._as_of).filter(pk__in=self._keys(REPORTED))
        statements = Statement.objects.known_by(self._as_of).filter(pk__in=self._keys(SAID))
        self.decisions = decisions.select_related("round", "event").prefetch_related("adopted_by").in_bulk()
        self.follow_ups = follow_ups.with_status_before().select_related("decision").in_bulk()
        self.statements = statements.select_related("speaker", "about__round", "about__event").in_bulk()

    def _entries(self) -> Iterator[Decided | Reported | Said | Silence]:
        """Yield what stands on the page, in the order of time, with the silences."""
        last = self._before[0].day if self._before else None
        for day, moments in groupby(self._shown, key=lambda moment: moment.day):
            if last and (day - last).days - 1 >= SILENCE:
                yield Silence(day, (day - last).days - 1)
            yield from self._entries_of(day, list(moments))
            last = day
        if last and not self.page.has_next() and (self._as_of.on - last).days >= SILENCE:
            yield Silence(self._as_of.on, (self._as_of.on - last).days)

    def _entries_of(self, day: dt.date, moments: list[Moment]) -> Iterator[Decided | Reported | Said]:
        """Yield the entries of a day: one for what a meeting decided, one for what the same words report."""
        decided: dict[Round | Event, Decided] = {}
        reported: dict[tuple[str, str, str], Reported] = {}
        for moment in moments:
            if moment.kind == DECIDED:
                decision = self.decisions[moment.key]
                entry = decided.setdefault(decision.meeting, Decided(day, decision.meeting, []))
                entry.decisions.append(decision)
            elif moment.kind == REPORTED:
                follow_up = self.follow_ups[moment.key]
                words = (follow_up.date, follow_up.note_en, follow_up.note_ar)
                reported.setdefault(words, Reported(day, [])).follow_ups.append(follow_up)
        yield from decided.values()
        yield from reported.values()
        for moment in moments:
            if moment.kind == SAID:
                yield Said(day, self.statements[moment.key])

    def _number_sources(self) -> None:
        """Number the sources in the order in which the thread cites them."""
        latest = [decision.follow_up_id for decision in self.decisions.values() if decision.follow_up_id]
        references = References(
            decision=self.decisions.values(),
            follow_up=[*self.follow_ups, *latest],
            statement=self.statements.values(),
        )
        for entry in self.entries:
            if isinstance(entry, Decided):
                for decision in entry.decisions:
                    decision.cited = references.cite(("decision", decision))
                    decision.status_cited = references.cite(("follow_up", decision.follow_up_id))
            elif isinstance(entry, Reported):
                entry.cited = references.cite(*(("follow_up", one) for one in entry.follow_ups))
            elif isinstance(entry, Said):
                entry.statement.cited = references.cite(("statement", entry.statement))
        self.sources = references.sources

    def years(self) -> list[tuple[int, list[Decided | Reported | Said | Silence]]]:
        """Give the entries year by year."""
        by_year = groupby(self.entries, key=lambda entry: entry.day.year)
        return [(year, list(entries)) for year, entries in by_year]
