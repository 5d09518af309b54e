"""The guarantors side by side: who led them, what they adopted together and apart, what they said."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import headlines
from talks.forms import QueryForm
from talks.models import (
    AsOf,
    DateAnnouncement,
    Decision,
    Event,
    GuarantorState,
    Participation,
    Party,
    Person,
    Round,
    Statement,
    Status,
)
from talks.pages.attendance import Attendance, rounds_in_order
from talks.pages.frame import CONTEXT, Absolute, RecordPage
from talks.pages.lists import page_of
from talks.pages.parties import party_data
from talks.pages.thread import taken_on


@dataclass
class Adopted:
    """How many decisions a guarantor adopted, by what became of them, and how many without all the others."""

    counts: Counter = field(default_factory=Counter)
    not_with_all: int = 0

    @property
    def total(self) -> int:
        """Count them all."""
        return self.counts.total()

    @property
    def with_all(self) -> int:
        """Count those that all guarantors adopted."""
        return self.total - self.not_with_all


@dataclass
class Apart:
    """A round or an event with decisions that some guarantors adopted and others did not.

    `adopted` are, for each guarantor in order, the decisions that it adopted; `others` are the parties that
    adopted any of them and are no guarantors.
    """

    meeting: Round | Event
    adopted: list[tuple[Party, list[Decision]]]
    others: list[Party]


@dataclass
class Spoke:
    """What was said for a guarantor: how often in which tone, and by whom most often."""

    counts: Counter = field(default_factory=Counter)
    by_speaker: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Count the statements."""
        return self.counts.total()

    def told(self) -> str:
        """Say how many had which tone: "5 positive, 13 neutral"."""
        return headlines.stances_counted(self.counts)

    @property
    def most(self) -> tuple[Person, int] | None:
        """Give who spoke most often, and how often; None where nobody spoke more often than the others."""
        first, second = (self.by_speaker.most_common(2) + [(None, 0)] * 2)[:2]
        return first if first[1] > second[1] else None


@dataclass
class Column:
    """A guarantor, and what stands beside the others'.

    `by_status` are the counts of what it adopted by the statuses that any has, with the addresses of their
    lists; `address` is that of the list of all.
    """

    party: Party
    attendance: Attendance
    adopted: Adopted
    by_status: list[tuple[Status, int, str]]
    address: str
    spoke: Spoke
    announced: int


class Guarantors(RecordPage):
    """The guarantors side by side, on everything that the record holds: the rounds and what surrounded them.

    At most 13 queries; every count is made by the database.
    """

    section = "guarantors"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = QueryForm(query, as_of)
        self.form.is_valid()
        self.states = list(GuarantorState.objects.known_by(as_of))
        self._count_adopted()

    @property
    def title(self) -> str:
        return _("The guarantors of the Astana talks side by side")

    @property
    def short_title(self) -> str:
        return _("Guarantors")

    @property
    def description(self) -> str:
        return headlines.cut(f"{self.headline()}. {self.summary()}")

    @property
    def address(self) -> str:
        return reverse("guarantors")

    def headline(self) -> str:
        """Say how many decisions all guarantors adopted, and how many more each."""
        adopted = zip(self.states, self._adopted, strict=True)
        more = [(party.name, adopted.not_with_all) for party, adopted in adopted]
        return headlines.guarantors_headline(self.with_all, self.total, more)

    def summary(self) -> str:
        """Say what is compared."""
        return headlines.guarantors_summary(len(self.rounds_begun), self.total - self.with_all)

    @cached_property
    def columns(self) -> list[Column]:
        """Give what stands in the column of each guarantor. Four queries."""
        shown = [status for status in Status if any(adopted.counts[status] for adopted in self._adopted)]
        return [
            Column(
                party,
                attendance,
                adopted,
                [
                    (status, adopted.counts[status], self._list(guarantor=party.slug, status=status.value))
                    for status in shown
                ],
                self._list(guarantor=party.slug),
                self._spoke[party.pk],
                self._announced[party.pk],
            )
            for party, attendance, adopted in zip(self.states, self._attendances, self._adopted, strict=True)
        ]

    @property
    def width(self) -> int:
        """Give how many columns the table has, that of the names of its rows included."""
        return len(self.states) + 1

    # The rounds

    @cached_property
    def _attendances(self) -> list[Attendance]:
        """Give which rounds each attended and who led it. Two queries."""
        rounds = rounds_in_order(self.as_of)
        parts = Participation.objects.known_by(self.as_of)
        of_party = defaultdict(list)
        for part in parts.filter(party__in=self.states, round__isnull=False).select_related("head"):
            of_party[part.party_id].append(part)
        return [Attendance(party, rounds, of_party[party.pk]) for party in self.states]

    @property
    def rounds_begun(self) -> list[Round]:
        """Give the rounds that had begun by the day shown."""
        return self._attendances[0].begun if self._attendances else []

    # The decisions

    def _flagged(self) -> QuerySet:
        """Give the decisions known, each with whether each guarantor adopted it."""
        adopters = Decision.adopted_by.through.objects.filter(decision=OuterRef("pk"))
        flags = {
            name: Exists(adopters.filter(party=party))
            for name, party in zip(self._flags, self.states, strict=True)
        }
        return Decision.objects.known_by(self.as_of).annotate(**flags)

    @property
    def _flags(self) -> list[str]:
        return [f"adopted_by_{party.guarantor_order}" for party in self.states]

    def _count_adopted(self) -> None:
        """Let the database count decisions by their adopters and what became of them."""
        counted = self._flagged().order_by().values_list(*self._flags, "status").annotate(Count("pk"))
        self._adopted = [Adopted() for _party in self.states]
        self.total = self.with_all = 0
        for *flags, status, count in counted:
            self.total += count
            self.with_all += count if flags and all(flags) else 0
            for adopted, flag in zip(self._adopted, flags, strict=True):
                if flag:
                    adopted.counts[status] += count
                    adopted.not_with_all += 0 if all(flags) else count

    @cached_property
    def most(self) -> int:
        """Give the largest count of decisions of one status that a guarantor adopted."""
        return max([count for adopted in self._adopted for count in adopted.counts.values()], default=0)

    def _list(self, **asked: str) -> str:
        return self.on_the_day(f"{reverse('decision-list')}?{urlencode(asked)}")

    @cached_property
    def page(self) -> Page:
        """Give the page of the rounds and events whose decisions some guarantors did not adopt.

        The newest first; four queries.
        """
        some, each = Q(), Q()
        for flag in self._flags:
            some |= Q(**{flag: True})
            each &= Q(**{flag: True})
        apart = self._flagged().filter(some & ~each) if self.states else Decision.objects.none()
        meetings = apart.annotate(taken_on=taken_on()).order_by().values("round", "event")
        meetings = meetings.annotate(last=Max("taken_on")).order_by("-last", "-round", "-event")
        page = page_of(meetings, self.form.number())
        of_page = Q(round__in=[row["round"] for row in page.object_list if row["round"]]) | Q(
            event__in=[row["event"] for row in page.object_list if row["event"]]
        )
        decisions = apart.filter(of_page).select_related("round", "event").prefetch_related("adopted_by")
        by_meeting = defaultdict(list)
        for decision in decisions.order_by("number"):
            by_meeting[decision.round_id, decision.event_id].append(decision)
        page.object_list = [self._apart(by_meeting[row["round"], row["event"]]) for row in page.object_list]
        return page

    def _apart(self, decisions: list[Decision]) -> Apart:
        decisions = sorted(decisions, key=lambda decision: list(Status).index(decision.status))
        others = {party for decision in decisions for party in decision.adopted_by.all()}
        return Apart(
            decisions[0].meeting,
            [
                (party, [decision for decision in decisions if getattr(decision, flag)])
                for party, flag in zip(self.states, self._flags, strict=True)
            ],
            sorted((party for party in others if not party.is_guarantor()), key=lambda party: party.slug),
        )

    # What was said and announced

    @cached_property
    def _spoke(self) -> dict[int, Spoke]:
        """Give what was said for each. One query."""
        said = Statement.objects.known_by(self.as_of).filter(speaker__party__in=self.states)
        speaker = ("pk", "slug", "name_en", "name_ar", "party_id")
        counted = said.order_by().values_list("stance", *(f"speaker__{name}" for name in speaker))
        spoke = {party.pk: Spoke() for party in self.states}
        for stance, *values, count in counted.annotate(Count("pk")):
            person = Person(**dict(zip(speaker, values, strict=True)))
            spoke[person.party_id].counts[stance] += count
            spoke[person.party_id].by_speaker[person] += count
        return spoke

    @cached_property
    def _announced(self) -> Counter:
        made = DateAnnouncement.objects.known_by(self.as_of).order_by()
        by_party = made.annotate(by=Coalesce("by_party_id", "by_person__party_id"))
        return Counter(dict(by_party.values_list("by").annotate(Count("pk"))))

    @property
    def announcements(self) -> int:
        """Count the announcements of dates, whoever made them."""
        return self._announced.total()

    @cached_property
    def announced_most(self) -> tuple[Party, int] | None:
        """Give who announced most dates, and how many, where it is no guarantor. One query."""
        for key, count in self._announced.most_common(1):
            party = Party.objects.get(pk=key)
            return None if party.is_guarantor() else (party, count)
        return None

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        return [
            {
                "@context": CONTEXT,
                "@type": "CollectionPage",
                "@id": absolute(self.address),
                "name": self.title,
                "headline": self.headline(),
                "about": [party_data(party, absolute) for party in self.states],
                "isPartOf": self.series_data(absolute),
                "inLanguage": get_language(),
            }
        ]
