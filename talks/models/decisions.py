"""What was decided, and what became of it."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from talks.bilingual import bilingual
from talks.models.claims import Claim, ClaimQuerySet, Entry, NamedQuerySet, State, exactly_one, joined
from talks.models.editions import AsOf
from talks.models.meetings import Dated, Event, OfMeeting, OfMeetingQuerySet, Round
from talks.models.parties import Party
from talks.models.searching import SearchedQuerySet, looked_for
from talks.search import Query, SearchTextField


class TopicQuerySet(SearchedQuerySet, NamedQuerySet):
    """Readers see what a published decision is about."""

    named_by = ("decisions",)


class Topic(Entry):
    """A matter that decisions are about."""

    name = bilingual(models.CharField(_("name"), max_length=80))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    search_text = SearchTextField(names=("name_en", "name_ar"))

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    def proposed_slug(self) -> str:
        return slugify(self.name_en) or "topic"

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class Status(models.TextChoices):
    """What became of a decision, in the order in which it is shown everywhere.

    The rules stand in FACTS.md of the research, "How statuses are given": one question asked of every
    decision alike, what did it set out to do, and what is reported of that by a given day.
    """

    IMPLEMENTED = "implemented", _("carried out")
    PARTLY = "partly", _("carried out in part")
    STALLED = "stalled", _("stalled")
    LAPSED = "lapsed", _("lapsed")
    PENDING = "pending", _("pending")
    UNKNOWN = "unknown", _("not known")
    # A statement that nobody could carry out: no follow-up is expected.
    PRINCIPLE = "principle", _("principle")


class TakenAt(models.TextChoices):
    """Where a decision was taken."""

    ROUNDS = "rounds", _("At the rounds")
    EVENTS = "events", _("Around the rounds")


@dataclass(frozen=True)
class Criteria:
    """What a reader asks decisions for; what is empty does not matter.

    `guarantors` are slugs, one of which must have adopted it; of `text` every word is looked for, in the
    decision and in the names of where it was taken and of its topics; the round or event touches the days
    from `since` to `until`.
    """

    guarantors: tuple[str, ...] = ()
    topic: str = ""
    kind: str = ""
    status: str = ""
    taken_at: str = ""
    text: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @cached_property
    def query(self) -> Query:
        """Give what the text looks for. One query; none for an empty text."""
        return looked_for(self.text)

    def without(self, *names: str) -> Self:
        """Give what asks for the same, but does not care for these; the text is not read again."""
        others = replace(self, **{name: getattr(Criteria, name) for name in names})
        if "text" not in names:
            vars(others)["query"] = self.query
        return others

    def ask_for_decisions_only(self) -> bool:
        """Tell whether they ask for something that only decisions have."""
        return bool(self.topic or self.kind or self.status or self.taken_at)

    def __bool__(self) -> bool:
        return self != Criteria()


class DecisionQuerySet(SearchedQuerySet, OfMeetingQuerySet):
    named_with = ("round", "event", "topics")

    def known_by(self, as_of: AsOf) -> Self:
        """Give the published decisions taken by that day, as they stood on it, with their status then.

        A round has decided when it ends, or begins where its end is open; an event when it begins.
        """
        on = as_of.on
        ended = Q(round__latest__lte=on) | Q(round__latest=None, round__earliest__lte=on)
        taken = ended | Q(event__earliest__lte=on)
        return self.published().filter(taken).with_status(as_of.on).as_it_stood(as_of)

    def of_rounds(self) -> Self:
        """Keep the decisions that were taken at a round."""
        return self.filter(round__isnull=False)

    def with_status(self, on: dt.date) -> Self:
        """Add the latest published follow-up known by the end of the day `on`.

        It stands in `status`, `status_day`, `follow_up_id` and `follow_up_note_ar`, `follow_up_note_en`.
        A decision of which nothing is reported by then is pending, and has no `status_day`.
        """
        known = FollowUp.objects.filter(state=State.PUBLISHED, decision=OuterRef("pk"), earliest__lte=on)
        # No two of a decision have the same days; so this order is that of an index.
        latest = known.order_by("-earliest", "-latest")
        return self.annotate(
            status=Coalesce(Subquery(latest.values("status")[:1]), models.Value(Status.PENDING.value)),
            status_day=Subquery(latest.values("earliest")[:1]),
            follow_up_id=Subquery(latest.values("pk")[:1]),
            follow_up_note_ar=Subquery(latest.values("note_ar")[:1]),
            follow_up_note_en=Subquery(latest.values("note_en")[:1]),
        )

    def stalled(self, on: dt.date) -> Self:
        """Keep the decisions that were stalled on that day, the one longest without a result first."""
        return self.with_status(on).filter(status=Status.STALLED).in_order_of_time()

    def with_day(self) -> Self:
        """Add `decided_on`: the last day of the round or event that took it, or the first of an open one."""
        days = ("round__latest", "round__earliest", "event__latest", "event__earliest")
        return self.annotate(decided_on=Coalesce(*days))

    def in_order_of_time(self, newest_first: bool = False) -> Self:
        """Order by the day of the decision, then as its round or event counts them; adds `decided_on`."""
        day = "-decided_on" if newest_first else "decided_on"
        return self.with_day().order_by(day, "round", "event", "number")

    def with_match(self, criteria: Criteria) -> Self:
        """Add `matches`: whether the criteria ask for it. Needs `with_status` and `with_day`."""
        condition = ~Q(pk=None)  # always true; an empty Q cannot be annotated
        if criteria.guarantors:
            adopters = Decision.adopted_by.through.objects.filter(decision=OuterRef("pk"))
            condition &= Exists(adopters.filter(party__slug__in=criteria.guarantors))
        if criteria.topic:
            topics = Decision.topics.through.objects.filter(decision=OuterRef("pk"))
            condition &= Exists(topics.filter(topic__slug=criteria.topic))
        if criteria.kind:
            condition &= Q(kind=criteria.kind)
        if criteria.status:
            condition &= Q(status=criteria.status)
        if criteria.taken_at:
            condition &= Q(round__isnull=criteria.taken_at != TakenAt.ROUNDS)
        condition &= self.found(criteria.query)
        if criteria.since:
            condition &= Q(decided_on__gte=criteria.since)
        if criteria.until:
            condition &= Q(round__earliest__lte=criteria.until) | Q(event__earliest__lte=criteria.until)
        return self.annotate(matches=models.ExpressionWrapper(condition, models.BooleanField()))

    def asked_for(self, criteria: Criteria) -> Self:
        """Keep what the criteria ask for, which may be everything. Needs `with_status`."""
        return self.with_day().with_match(criteria).filter(matches=True) if criteria else self

    def taken_between(self, first: dt.date, last: dt.date) -> Self:
        """Keep what was taken from one day to another, as `known_by` has it; adds the day, `taken_on`."""
        day = Coalesce("round__latest", "round__earliest", "event__earliest")
        return self.annotate(taken_on=day).filter(taken_on__range=(first, last))

    def chain_of(self, decision: "Decision") -> Self:
        """Keep a decision, all earlier ones that it carries on, and all later ones that carry it on.

        However long the chain is, the database follows it in one query; UNION ends it where it is a circle.
        """
        table = f'"{Decision._meta.db_table}"'
        keys = RawSQL(
            f"""
            WITH RECURSIVE earlier(id, carries_on_id) AS (
                SELECT id, carries_on_id FROM {table} WHERE id = %s
                UNION
                SELECT one.id, one.carries_on_id
                FROM {table} one JOIN earlier ON one.id = earlier.carries_on_id
            ), later(id) AS (
                SELECT id FROM {table} WHERE id = %s
                UNION
                SELECT one.id FROM {table} one JOIN later ON one.carries_on_id = later.id
            )
            SELECT id FROM earlier UNION SELECT id FROM later
            """,
            [decision.pk, decision.pk],
        )
        return self.filter(pk__in=keys)

    def for_page(self, as_of: AsOf) -> Self:
        """Give the decisions known on that day, with all that the page of one shows of it alone."""
        known = self.known_by(as_of).select_related("round__track", "event__track")
        return known.prefetch_related("topics", "adopted_by")

    def for_dashboard(self, as_of: AsOf, criteria: Criteria) -> Self:
        """Give each decision known on that day, with all that the dashboard shows of it.

        In the order of time. Three queries in all: the decisions with the status known on that day and
        whether they match the criteria, their topics, and those who adopted them; where words are looked
        for, one more.
        """
        return (
            self.known_by(as_of)
            .in_order_of_time()
            .with_match(criteria)
            .select_related("round", "event")
            .prefetch_related("topics", "adopted_by")
        )


class Decision(OfMeeting, Claim):
    """One thing that a round or an event decided."""

    MENTIONS = ("carries_on",)

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("agreement")
        MECHANISM = "mechanism", _("mechanism")
        COMMITMENT = "commitment", _("commitment")
        APPEAL = "appeal", _("appeal")
        ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")
        SCHEDULING = "scheduling", _("scheduling")

    round = models.ForeignKey(
        Round, models.CASCADE, verbose_name=_("round"), null=True, blank=True, related_name="decisions"
    )
    event = models.ForeignKey(
        Event, models.CASCADE, verbose_name=_("event"), null=True, blank=True, related_name="decisions"
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("Its place among the decisions of the round or event.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="decisions")
    title = bilingual(models.CharField(_("title"), max_length=120))
    text = bilingual(models.TextField(_("text")))
    adopted_by = models.ManyToManyField(
        Party, verbose_name=_("adopted by"), blank=True, related_name="decisions_adopted"
    )
    adopted_by_note = bilingual(models.CharField(_("who adopted it, in words"), max_length=300, blank=True))
    carries_on = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("carries on"),
        null=True,
        blank=True,
        related_name="carried_on_by",
        help_text=_("The earlier decision on the same matter that it carries on."),
    )
    outcome = bilingual(
        models.TextField(
            _("what became of it"),
            blank=True,
            help_text=_(
                "In a sentence or two, as on the edition’s day; the dated steps stand in the follow-ups."
            ),
        )
    )
    search_text = SearchTextField(
        names=("title_en", "title_ar"),
        of=(
            *("text_en", "text_ar"),
            *("adopted_by_note_en", "adopted_by_note_ar"),
            *("outcome_en", "outcome_ar"),
        ),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["round", "event", "number"]
        indexes = [models.Index(fields=["state", "kind"], name="decision_by_kind")]
        constraints = [
            *Claim.Meta.constraints,
            models.CheckConstraint(
                condition=exactly_one("round", "event"),
                name="decision_of_round_or_event",
                violation_error_message=_("Name a round or an event, one of the two."),
            ),
            models.UniqueConstraint(fields=["round", "number"], name="decision_number_once_in_a_round"),
            models.UniqueConstraint(fields=["event", "number"], name="decision_number_once_in_an_event"),
            models.CheckConstraint(
                condition=~Q(carries_on=models.F("id")),
                name="decision_carries_on_another",
                violation_error_message=_("A decision cannot carry on itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def proposed_slug(self) -> str:
        return joined(self.meeting, self.number)

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.slug])

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away what was not known on that day: its outcome speaks as of the edition's."""
        super().stand_as_of(as_of)
        self.outcome_ar = self.outcome_en = ""

    def is_known(self, as_of: AsOf) -> bool:
        """Tell whether readers may see it and it was taken by that day."""
        taken = self.day if self.round_id else self.event.earliest
        return self.is_published() and self.meeting.is_published() and taken <= as_of.on

    @property
    def day(self) -> dt.date:
        """Give the last day of the round or event that took it."""
        return self.meeting.latest or self.meeting.earliest

    def what_became_of_it(self) -> tuple[Any, str]:
        """Give where to read what became of it: an object and the name of its bilingual text.

        It is the outcome, else the note of the latest follow-up. Needs `with_status`.
        """
        if self.outcome:
            return self, "outcome"
        return SimpleNamespace(note_ar=self.follow_up_note_ar, note_en=self.follow_up_note_en), "note"

    @property
    def meeting(self) -> Round | Event:
        """Give the round or event that took it."""
        return self.round or self.event


class FollowUpQuerySet(SearchedQuerySet, ClaimQuerySet):
    def published(self) -> Self:
        """Keep what readers may see: published, of a decision that they may see."""
        decision_is_published = Q(
            Q(decision__round__state=State.PUBLISHED) | Q(decision__event__state=State.PUBLISHED),
            decision__state=State.PUBLISHED,
        )
        return self.filter(decision_is_published, state=State.PUBLISHED)

    def known_by(self, as_of: AsOf) -> Self:
        """Keep what readers may see and was known by the end of that day, in the order of time."""
        on = as_of.on
        ended = Q(decision__round__latest__lte=on) | Q(
            decision__round__latest=None, decision__round__earliest__lte=on
        )
        taken = ended | Q(decision__event__earliest__lte=on)
        reported = self.published().filter(taken, earliest__lte=on).as_it_stood(as_of)
        return reported.order_by("earliest", "latest", "pk")

    def with_status_before(self) -> Self:
        """Add `status_before`: what its decision had before it; pending where it is the first reported."""
        earlier = Q(earliest__lt=OuterRef("earliest")) | Q(
            earliest=OuterRef("earliest"), latest__lt=OuterRef("latest")
        )
        before = FollowUp.objects.filter(earlier, state=State.PUBLISHED, decision=OuterRef("decision"))
        latest = before.order_by("-earliest", "-latest", "-pk").values("status")[:1]
        pending = models.Value(Status.PENDING.value)
        return self.annotate(status_before=Coalesce(Subquery(latest), pending))


class FollowUp(Claim, Dated):
    """A dated report of what became of a decision. The status is the record's own judgement."""

    MENTIONS = ("from_round", "from_event")

    decision = models.ForeignKey(
        Decision, models.CASCADE, verbose_name=_("decision"), related_name="follow_ups"
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    note = bilingual(models.TextField(_("note"), blank=True))
    search_text = SearchTextField(of=("note_en", "note_ar"))
    from_round = models.ForeignKey(
        Round,
        models.SET_NULL,
        verbose_name=_("from the round"),
        null=True,
        blank=True,
        related_name="follow_ups_reported",
    )
    from_event = models.ForeignKey(
        Event,
        models.SET_NULL,
        verbose_name=_("from the event"),
        null=True,
        blank=True,
        related_name="follow_ups_reported",
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["decision", "earliest", "latest"]
        # The index serves the latest follow-up of each decision, asked for on every page.
        indexes = [models.Index(fields=["decision", "-earliest", "-latest"], name="follow_up_latest")]
        constraints = [
            *Claim.Meta.constraints,
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(earliest__isnull=False, latest__isnull=False),
                name="follow_up_on_known_days",
                violation_error_message=_("A follow-up is reported on a day, in a month or over some days."),
            ),
            models.UniqueConstraint(
                fields=["decision", "earliest", "latest"],
                name="follow_up_once_a_day",
                violation_error_message=_("This decision already has a follow-up on that day."),
            ),
            models.CheckConstraint(
                condition=Q(from_round__isnull=True) | Q(from_event__isnull=True),
                name="follow_up_from_one_meeting",
                violation_error_message=_("Name a round or an event, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_status_display()} ({self.date})"

    def get_absolute_url(self) -> str:
        return f"{self.decision.get_absolute_url()}#{self.slug}"

    def proposed_slug(self) -> str:
        # Of the date, a slug cannot have what marks spans, open ends and doubts.
        return slugify(f"{self.decision.slug}-{self.date}".replace("/", "-"))
