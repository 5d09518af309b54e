"""The topics by rounds, and the page of each: what became of its decisions, and its story as one thread."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from talks import headlines
from talks.bilingual import language_shown
from talks.charts.course import MOST_ROWS, Course, CourseRow, Step
from talks.charts.days import Tick
from talks.charts.matrix import WIDE, Cell, Column, Matrix, Row
from talks.charts.ticks import month_ticks
from talks.dates import PreciseDate, format_date, format_day, format_month, months_between
from talks.forms import QueryForm
from talks.models import AsOf, Decision, FollowUp, Round, Status, Topic
from talks.models.decisions import Criteria
from talks.pages.feeds import links_of_topic
from talks.pages.frame import CONTEXT, Absolute, Crumb, FeedLink, RecordPage, SharedPicture
from talks.pages.thread import Thread, taken_on

# As many rounds as the widest drawing has room for: the latest.
ROUNDS_SHOWN = WIDE.most_columns
RELATED_TOPICS = 8
EVERYTHING = Criteria()


@dataclass(frozen=True)
class TopicCount:
    """How many decisions of rounds on a topic have a status, and the address of their list."""

    status: Status
    count: int
    address: str


@dataclass(frozen=True)
class TopicRow:
    """A topic in the table: its rounds with the addresses of what they decided on it, and its counts.

    `rounds` are those among the rounds shown, `times` is the number of all rounds in which it came up.
    """

    topic: Topic
    rounds: list[tuple[Round, str]]
    times: int
    counts: list[TopicCount]
    total: int
    address: str

    @property
    def earlier(self) -> int:
        """Count the rounds in which it came up before those shown."""
        return self.times - len(self.rounds)


class TopicList(RecordPage):
    """Which round dealt with which topics, as a matrix and as a table. Decisions of rounds alone count.

    Of all decisions, or of those that the criteria ask for and that are on one of the `topics`, which are
    slugs. The `selected` round stands out. Ten queries, and every count is made by the database.
    """

    section = "topics"
    has_chart = True

    def __init__(
        self,
        as_of: AsOf,
        criteria: Criteria = EVERYTHING,
        topics: Collection[str] = (),
        selected: Round | None = None,
    ) -> None:
        super().__init__(as_of)
        self.criteria, self.topics, self.selected = criteria, topics, selected
        known = Round.objects.known_by(as_of).touching(criteria.since, criteria.until)
        latest = known.order_by("-earliest", "-number")
        self.rounds = list(latest[:ROUNDS_SHOWN])[::-1]
        if selected and self.rounds and selected.earliest < self.rounds[0].earliest:
            self.rounds = list(latest.filter(earliest__lte=selected.earliest)[:ROUNDS_SHOWN])[::-1]
        has_ended = Q(status=Round.Status.HELD, latest__lte=self.on)
        counted = known.aggregate(known=Count("pk"), held=Count("pk", filter=has_ended))
        self.rounds_known, self.rounds_held = counted["known"], counted["held"]
        self._count()

    def _count(self) -> None:
        """Let the database count decisions by topic, round and status."""
        decisions = Decision.objects.known_by(self.as_of).of_rounds().asked_for(self.criteria).order_by()
        if self.topics:
            on_them = Decision.topics.through.objects.filter(topic__slug__in=self.topics)
            decisions = decisions.filter(pk__in=on_them.values("decision"))
        by_cell = decisions.filter(round__in=self.rounds).values_list("topics", "round", "status")
        self._cells = defaultdict(list)
        for topic, meeting, status, count in by_cell.annotate(Count("pk")):
            self._cells[topic, meeting].append((Status(status), count))
        self._totals = defaultdict(dict)
        for topic, status, count in decisions.values_list("topics", "status").annotate(Count("pk")):
            self._totals[topic][status] = count
        when = Min("round__earliest"), Count("round", distinct=True)
        self._came_up = {
            topic: (first, times) for topic, first, times in decisions.values_list("topics").annotate(*when)
        }
        self.counts = dict(decisions.values_list("status").annotate(Count("pk")))
        self._of_round = defaultdict(dict)
        of_rounds = decisions.filter(round__in=self.rounds).values_list("round", "status")
        for meeting, status, count in of_rounds.annotate(Count("pk")):
            self._of_round[meeting][status] = count

    @property
    def title(self) -> str:
        return _("Topics of the Astana talks by rounds")

    @property
    def short_title(self) -> str:
        return _("Topics")

    @property
    def shared_picture(self) -> SharedPicture:
        return SharedPicture("topics", {}, self.headline())

    @property
    def description(self) -> str:
        return headlines.cut(f"{self.headline()}. {self.summary()}")

    @property
    def address(self) -> str:
        return reverse("topic-list")

    # The table

    @cached_property
    def all_topics(self) -> list[Topic]:
        """Give the topics in the order in which they first came up in a round; then those that never did."""
        known = Topic.objects.known_by(self.as_of)
        topics = list(known.filter(slug__in=self.topics) if self.topics else known)
        never = dt.date.max, 0

        def place(topic: Topic) -> tuple[Any, ...]:
            first, _times = self._came_up.get(topic.pk, never)
            return first, -sum(self._totals[topic.pk].values()), topic.position, topic.slug

        return sorted(topics, key=place)

    @cached_property
    def statuses(self) -> list[Status]:
        """Give the statuses that decisions of rounds have, in the order in which statuses always stand."""
        return [status for status in Status if self.counts.get(status)]

    @cached_property
    def rows(self) -> list[TopicRow]:
        """Give the rows of the table."""
        return [self._row(topic) for topic in self.all_topics]

    def _row(self, topic: Topic) -> TopicRow:
        counts = self._totals[topic.pk]
        return TopicRow(
            topic,
            [
                (meeting, self._list(topic=topic.slug, round=meeting.slug))
                for meeting in self.rounds
                if self._cells.get((topic.pk, meeting.pk))
            ],
            self._came_up.get(topic.pk, (None, 0))[1],
            [
                TopicCount(
                    status, counts.get(status, 0), self._list(topic=topic.slug, status=status, at="rounds")
                )
                for status in self.statuses
            ],
            sum(counts.values()),
            self._list(topic=topic.slug, at="rounds"),
        )

    def totals(self) -> list[TopicCount]:
        """Give the last row: the decisions of rounds by status, each once whatever its topics."""
        return [
            TopicCount(status, self.counts[status], self._list(status=status, at="rounds"))
            for status in self.statuses
        ]

    @property
    def total(self) -> int:
        """Count the decisions of rounds."""
        return sum(self.counts.values())

    def total_address(self) -> str:
        """Give the address of the list of all decisions of rounds."""
        return self._list(at="rounds")

    def never_came_up(self) -> list[Topic]:
        """Give the topics on which no round decided anything."""
        return [row.topic for row in self.rows if not row.total]

    def has_decisions_on_several(self) -> bool:
        """Tell whether a decision counts with more than one topic."""
        on_none = sum(self._totals[None].values())
        return sum(row.total for row in self.rows) > self.total - on_none

    def _list(self, **asked: str) -> str:
        """Give the address of the list of decisions that ask for this, besides what all are asked for."""
        criteria = self.criteria
        of_all = {"guarantor": criteria.guarantors, "since": criteria.since, "until": criteria.until}
        asked |= {name: value for name, value in of_all.items() if value}
        return self.on_the_day(f"{reverse('decision-list')}?{urlencode(asked, doseq=True)}")

    # What it says

    def headline(self) -> str:
        """Say what stands out: what came up most and was never carried out in full, else what came up most.

        Nothing was carried out in full of a topic where each decision that can be measured has another
        status, and none is not known. Where not all decisions are counted, their number is.
        """
        if self.criteria or self.topics:
            return self._headline_of_some()
        came_up = sorted(self.rows, key=lambda row: (-row.times, -row.total))
        never = [row for row in came_up if row.times > 1 and self._was_never_carried_out(row)]
        if never or (came_up and came_up[0].times > max([row.times for row in came_up[1:]], default=0)):
            row = (never or came_up)[0]
            return headlines.topics_headline(
                row.topic.name, row.times, self.rounds_held, never_in_full=bool(never)
            )
        return _("%(decisions)s of %(rounds)s by topic") % self._counted

    def _headline_of_some(self) -> str:
        if len(self.rows) == 1:
            row = self.rows[0]
            return headlines.topic_counted(row.topic.name, row.times, self.rounds_held)
        return _("%(decisions)s of %(rounds)s by topic") % self._counted

    def _was_never_carried_out(self, row: TopicRow) -> bool:
        counts = self._totals[row.topic.pk]
        measured = row.total - counts.get(Status.PRINCIPLE, 0)
        return measured > 0 and not counts.get(Status.IMPLEMENTED) and not counts.get(Status.UNKNOWN)

    @property
    def _counted(self) -> dict[str, str]:
        return {
            "decisions": headlines.decisions_counted(self.total),
            "rounds": headlines.rounds_counted(self.rounds_held),
        }

    def summary(self) -> str:
        """Say what is counted, and in which order."""
        return (
            _("%(decisions)s of %(rounds)s by topic, in the order in which the topics first came up.")
            % self._counted
        )

    # The chart

    @cached_property
    def matrix(self) -> Matrix:
        """Give the plain view-model of the chart."""
        return Matrix(
            title=_("Topics by rounds"),
            description=self.headline(),
            language=get_language(),
            columns=tuple(self._column(meeting) for meeting in self.rounds),
            rows=tuple(self._matrix_row(row) for row in self.rows),
            total=self.total,
            total_heading=_("decisions"),
            total_name=_("Decisions in the round"),
            none=_("none"),
            is_right_to_left=get_language_bidi(),
        )

    def left_out(self, width: int) -> int:
        """Count the rounds that are not drawn at a width."""
        return self.rounds_known - len(self.matrix.shown(width))

    def _column(self, meeting: Round) -> Column:
        language = get_language()
        when = format_month(meeting.earliest, language, months="short")
        where = headlines.in_a_row([meeting.title, format_date(meeting.precise_date, language)])
        counts = self._of_round[meeting.pk]
        lines = tuple(filter(None, [where, headlines.meeting_told(counts)]))
        return Column(
            key=meeting.slug,
            number=str(meeting.number),
            label=when if meeting.is_held() else meeting.get_status_display(),
            href=self.on_the_day(meeting.get_absolute_url()),
            total=sum(counts.values()),
            is_planned=not meeting.is_held(),
            title=". ".join(lines),
            is_selected=meeting == self.selected,
            hover=lines,
        )

    def _matrix_row(self, row: TopicRow) -> Row:
        lines = tuple(filter(None, [row.topic.name, headlines.meeting_told(self._totals[row.topic.pk])]))
        return Row(
            key=row.topic.slug,
            name=row.topic.name,
            href=self.on_the_day(row.topic.get_absolute_url()),
            total=row.total,
            title=". ".join(lines),
            hover=lines,
            cells=tuple(
                self._cell(row.topic, meeting, status, count, address)
                for meeting, address in row.rounds
                for status, count in sorted(
                    self._cells[row.topic.pk, meeting.pk], key=lambda counted: list(Status).index(counted[0])
                )
            ),
        )

    def _cell(self, topic: Topic, meeting: Round, status: Status, count: int, address: str) -> Cell:
        became = headlines.status_counted(status, count)
        where = headlines.in_a_row([meeting.title, format_date(meeting.precise_date, get_language())])
        return Cell(
            column=meeting.slug,
            status=status.value,
            count=count,
            title=_("%(topic)s. %(round)s: %(statuses)s")
            % {"topic": topic.name, "round": where, "statuses": became},
            href=address,
            hover=(topic.name, where, became),
        )

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        return [
            {
                "@context": CONTEXT,
                "@type": "CollectionPage",
                "@id": absolute(self.address),
                "name": self.title,
                "description": self.description,
                "about": self.series_data(absolute),
                "hasPart": [_topic_data(row.topic, absolute) for row in self.rows],
                "inLanguage": get_language(),
            }
        ]


@dataclass(frozen=True)
class Followed:
    """A decision of a topic: what had become of it day by day, the last step being the present one."""

    decision: Decision
    steps: tuple[Step, ...]

    @property
    def since(self) -> dt.date:
        """Give the first day of its present status."""
        return self.steps[-1].first


class TopicPage(RecordPage):
    """One topic: its decisions day by day, for how long nothing has changed, and its story as one thread.

    At most 14 queries.
    """

    section = "topics"
    has_chart = True

    def __init__(self, query: QueryDict, as_of: AsOf, topic: Topic) -> None:
        super().__init__(as_of)
        self.topic = topic
        self.form = QueryForm(query, as_of)
        self.form.is_valid()
        self._known = Decision.objects.known_by(as_of).filter(topics=topic)
        self.counts, self.first_day = self._count()

    def _count(self) -> tuple[dict[str, int], dt.date | None]:
        """Give how many decisions have which status, and the day of the first of them."""
        by_status = self._known.annotate(taken_on=taken_on()).order_by().values_list("status")
        counted = list(by_status.annotate(Count("pk"), Min("taken_on")))
        days = [first for _status, _count, first in counted]
        return {status: count for status, count, _first in counted}, min(days, default=None)

    @property
    def title(self) -> str:
        return self.topic.name

    @property
    def language_of_title(self) -> str:
        return language_shown(self.topic, "name")

    @property
    def description(self) -> str:
        said = [f"{self.topic.name}: {self.headline()}.", self.state()]
        return headlines.cut(" ".join(filter(None, said)))

    @property
    def address(self) -> str:
        return self.topic.get_absolute_url()

    @property
    def shared_picture(self) -> SharedPicture:
        return SharedPicture("topic", {"topic": self.topic.slug}, self.description)

    def feeds(self) -> list[FeedLink]:
        return links_of_topic(self.topic)

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Topics"), reverse("topic-list"))]

    @property
    def total(self) -> int:
        """Count its decisions."""
        return sum(self.counts.values())

    def status_counts(self) -> list[tuple[Status, int]]:
        """Count its decisions by status, in the order in which statuses always stand."""
        return [(status, self.counts[status]) for status in Status if self.counts.get(status)]

    def headline(self) -> str:
        """Say in how many months how many decisions were taken on it, and how many were carried out."""
        months = months_between(self.first_day, self.on) if self.first_day else 0
        return headlines.topic_headline(self.counts, months)

    @cached_property
    def _changes(self) -> list[FollowUp]:
        """Give the follow-ups that last changed the status of a decision, and last to carried out.

        A status that a decision has on the day on which it is taken is no change. One query.
        """
        reported = FollowUp.objects.known_by(self.as_of).filter(decision__in=self._known.values("pk"))
        reported = reported.with_status_before().annotate(taken_on=taken_on("decision__"))
        reported = reported.exclude(status=F("status_before")).order_by("-earliest", "-latest", "-pk")
        done = reported.filter(status=Status.IMPLEMENTED).values("pk")[:1]
        changed = reported.filter(earliest__gt=F("taken_on")).values("pk")[:1]
        last = Q(pk__in=Subquery(done)) | Q(pk__in=Subquery(changed))
        return list(reported.filter(last).select_related("decision"))

    @property
    def last_change(self) -> FollowUp | None:
        """Give the latest follow-up that gave a decision on it another status than it had before."""
        return next((change for change in self._changes if change.earliest > change.taken_on), None)

    @property
    def _last_done(self) -> FollowUp | None:
        return next((change for change in self._changes if change.status == Status.IMPLEMENTED), None)

    def state(self) -> str:
        """Say for how long it has been in its present state; see `headlines.topic_state` for the rule."""
        if not self.first_day:
            return ""
        return headlines.topic_state(self.counts, self.first_day, self._last_done, self.last_change, self.on)

    # What became of each decision

    @cached_property
    def followed(self) -> list[Followed]:
        """Give the latest decisions on it in the order of time, each with its steps. Two queries."""
        latest = self._known.annotate(taken_on=taken_on()).select_related("round", "event")
        newest_first = latest.order_by("-taken_on", "-round", "-event", "-number")
        decisions = list(newest_first[:MOST_ROWS])[::-1]
        history = defaultdict(list)
        reported = FollowUp.objects.known_by(self.as_of).filter(decision__in=decisions)
        for decision, day, status in reported.values_list("decision", "earliest", "status"):
            history[decision].append((day, status))
        return [
            Followed(decision, tuple(self._steps(decision, history[decision.pk]))) for decision in decisions
        ]

    def _steps(self, decision: Decision, history: list[tuple[dt.date, str]]):
        """Yield for which days a decision had which status: pending until anything is reported of it."""
        begun = [(decision.taken_on, Status.PENDING.value)]
        for day, status in history:
            first = max(day, decision.taken_on)
            if begun[-1][0] == first:
                begun.pop()  # a status that did not last for a day
            if not begun or begun[-1][1] != status:
                begun.append((first, status))
        for (first, status), following in pairwise([*begun, None]):
            last = following[0] - dt.timedelta(1) if following else self.on
            lasting = PreciseDate.of_days(first, last) if following else PreciseDate.parse(f"{first}/..")
            label, days = Status(status).label, format_date(lasting, get_language())
            yield Step(
                first,
                last,
                status,
                title=_("%(decision)s. %(status)s, %(days)s")
                % {"decision": decision.title, "status": label, "days": days},
                hover=(decision.title, label, days),
            )

    @cached_property
    def course(self) -> Course:
        """Give the plain view-model of the chart."""
        return self.course_of(self.followed)

    def course_of(self, followed: list[Followed]) -> Course:
        """Give the plain view-model of the chart of some of its decisions."""
        language = get_language()
        first = min([row.decision.taken_on for row in followed], default=self.on).replace(day=1)
        rounds = {row.decision.round for row in followed if row.decision.round}
        day = format_day(self.on, language, months="short")
        label = _("day shown: %(day)s") if self.as_of.is_rewound else _("edition day: %(day)s")
        return Course(
            title=_("%(topic)s: what became of each decision") % {"topic": self.topic.name},
            description=self.headline(),
            language=language,
            first=first,
            last=self.on,
            edition_day=self.on,
            edition_label=label % {"day": day},
            ticks=tuple(month_ticks(first, self.on, language)),
            rows=tuple(self._course_row(row) for row in followed),
            is_right_to_left=get_language_bidi(),
            guides=tuple(
                Tick(meeting.latest, meeting.short_label)
                for meeting in sorted(rounds, key=lambda meeting: meeting.latest)
            ),
        )

    def _course_row(self, row: Followed) -> CourseRow:
        decision = row.decision
        date = format_date(decision.meeting.precise_date, get_language())
        return CourseRow(
            key=decision.slug,
            label=decision.title,
            sublabel=headlines.in_a_row([decision.meeting.short_label, date]),
            href=self.on_the_day(decision.get_absolute_url()),
            steps=row.steps,
            status=decision.status,
            status_label=Status(decision.status).label,
        )

    def left_out(self) -> int:
        """Count the decisions that are not drawn: the earliest."""
        return self.total - len(self.followed)

    @property
    def latest(self) -> Decision | None:
        """Give the decision taken last."""
        return self.followed[-1].decision if self.followed else None

    # The thread

    @cached_property
    def thread(self) -> Thread:
        """Give the page of the thread that is asked for."""
        return Thread(self.as_of, self._known, self.form.number())

    @property
    def sources(self):
        """Give the sources of what the page shows of the thread."""
        return self.thread.sources

    @cached_property
    def related(self) -> list[Topic]:
        """Give the topics with which it shares decisions, the one with most first. One query."""
        others = Topic.objects.filter(decisions__in=self._known.values("pk")).exclude(pk=self.topic.pk)
        shared = others.annotate(shared=Count("decisions", distinct=True))
        return list(shared.order_by("-shared", "position", "slug")[:RELATED_TOPICS])

    def all_decisions(self) -> str:
        """Give the address of the list of its decisions."""
        return self.on_the_day(f"{reverse('decision-list')}?{urlencode({'topic': self.topic.slug})}")

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        return [
            {
                "@context": CONTEXT,
                "@type": "CollectionPage",
                "@id": absolute(self.address),
                "name": self.topic.name,
                "headline": self.headline(),
                "description": self.description,
                "about": _topic_data(self.topic, absolute),
                "isPartOf": self.series_data(absolute),
                "inLanguage": get_language(),
            }
        ]


def _topic_data(topic: Topic, absolute: Absolute) -> dict[str, Any]:
    return {"@type": "DefinedTerm", "name": topic.name, "url": absolute(topic.get_absolute_url())}
