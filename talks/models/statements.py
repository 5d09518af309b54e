"""What was said of the talks, and where sources contradict each other."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from talks.bilingual import bilingual
from talks.models.claims import Claim, ClaimQuerySet, State, exactly_one, joined
from talks.models.decisions import Decision
from talks.models.editions import AsOf
from talks.models.meetings import Event, OfMeeting, OfMeetingQuerySet, Round
from talks.models.parties import Person
from talks.models.searching import SearchedQuerySet
from talks.search import SearchTextField


class StatementQuerySet(SearchedQuerySet, OfMeetingQuerySet):
    named_with = ("speaker",)

    def known_by(self, as_of: AsOf) -> Self:
        """Give what was said by that day of rounds and events that readers may see."""
        return self.published().filter(day__lte=as_of.on).as_it_stood(as_of)


class Statement(OfMeeting, Claim):
    """What somebody said of a round or an event; where it is about one decision, linked to it."""

    MENTIONS = ("about",)

    class Stance(models.TextChoices):
        POSITIVE = "positive", _("positive")
        NEUTRAL = "neutral", _("neutral")
        CRITICAL = "critical", _("critical")

    class Relation(models.TextChoices):
        SUPPORT = "support", _("support")
        DISSENT = "dissent", _("objection")
        COMMENT = "comment", _("comment")

    round = models.ForeignKey(
        Round, models.CASCADE, verbose_name=_("round"), null=True, blank=True, related_name="statements"
    )
    event = models.ForeignKey(
        Event, models.CASCADE, verbose_name=_("event"), null=True, blank=True, related_name="statements"
    )
    speaker = models.ForeignKey(Person, models.PROTECT, verbose_name=_("speaker"), related_name="statements")
    day = models.DateField(_("day"))
    stance = models.CharField(
        _("stance"),
        max_length=8,
        choices=Stance.choices,
        help_text=_("How it speaks of the outcome; not whether the speaker is right."),
    )
    gist = bilingual(models.TextField(_("gist")))
    search_text = SearchTextField(of=("gist_en", "gist_ar"))
    about = models.ForeignKey(
        Decision,
        models.SET_NULL,
        verbose_name=_("about the decision"),
        null=True,
        blank=True,
        related_name="statements",
    )
    relation = models.CharField(
        _("relation to the decision"), max_length=8, choices=Relation.choices, blank=True
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["day", "slug"]
        indexes = [models.Index(fields=["state", "day"], name="statement_by_day")]
        constraints = [
            *Claim.Meta.constraints,
            models.CheckConstraint(
                condition=exactly_one("round", "event"),
                name="statement_of_round_or_event",
                violation_error_message=_("Name a round or an event, one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker}, {self.day}"

    def proposed_slug(self) -> str:
        return joined(self.round or self.event, self.speaker)

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#{self.slug}"

    def dissents(self) -> bool:
        """Tell whether it objects to the decision that it is about, or speaks critically of it."""
        return self.relation == self.Relation.DISSENT or self.stance == self.Stance.CRITICAL

    def is_objection(self) -> bool:
        """Tell whether it objects outright."""
        return self.relation == self.Relation.DISSENT

    @property
    def meeting(self) -> Round | Event:
        """Give the round or event of which it was said."""
        return self.round or self.event


class DifferenceQuerySet(SearchedQuerySet, ClaimQuerySet):
    def published(self) -> Self:
        """Keep what readers may see: published, about a round, an event or a decision that they may see."""
        published = State.PUBLISHED
        decided = models.Q(decision__round__state=published) | models.Q(decision__event__state=published)
        about = (
            models.Q(round__state=published)
            | models.Q(event__state=published)
            | models.Q(decided, decision__state=published)
        )
        return super().published().filter(about)

    def known_by(self, as_of: AsOf) -> Self:
        """Keep differences about rounds, events and decisions that readers may see and had begun by then."""
        begun = as_of.on
        about = (
            models.Q(round__earliest__lte=begun)
            | models.Q(event__earliest__lte=begun)
            | models.Q(decision__round__latest__lte=begun)
            | models.Q(decision__event__earliest__lte=begun)
        )
        if not as_of.is_rewound:
            about |= models.Q(round__isnull=False) & ~models.Q(round__status=Round.Status.HELD)
        known = self.published().filter(about)
        if as_of.is_rewound:
            # Sources that came out later may be what contradicts.
            known = known.exclude(versions__citations__source__published__gt=begun)
        return known


class Difference(Claim):
    """A fact on which sources contradict each other: the versions, which one is followed, and why."""

    class Field(models.TextChoices):
        DATES = "dates", _("dates")
        PLACE = "place", _("place")
        PARTICIPANTS = "participants", _("who took part")
        HEAD = "head", _("head of delegation")
        FIGURES = "figures", _("figures")
        TEXT = "text", _("wording")
        CAUSE = "cause", _("cause")

    round = models.ForeignKey(
        Round, models.CASCADE, verbose_name=_("round"), null=True, blank=True, related_name="differences"
    )
    event = models.ForeignKey(
        Event, models.CASCADE, verbose_name=_("event"), null=True, blank=True, related_name="differences"
    )
    decision = models.ForeignKey(
        Decision,
        models.CASCADE,
        verbose_name=_("decision"),
        null=True,
        blank=True,
        related_name="differences",
    )
    field = models.CharField(_("what differs"), max_length=12, choices=Field.choices)
    text = bilingual(models.TextField(_("how sources differ")))
    why = bilingual(models.TextField(_("why the record follows what it follows")))
    search_text = SearchTextField(of=("text_en", "text_ar", "why_en", "why_ar"))

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference between sources")
        verbose_name_plural = _("differences between sources")
        ordering = ["slug"]
        constraints = [
            *Claim.Meta.constraints,
            models.CheckConstraint(
                condition=exactly_one("round", "event", "decision"),
                name="difference_about_one_thing",
                violation_error_message=_("Name a round, an event or a decision, one of the three."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.get_field_display()}"

    def proposed_slug(self) -> str:
        return joined(self.about, self.field)

    def get_absolute_url(self) -> str:
        return f"{self.about.get_absolute_url()}#{self.slug}"

    @property
    def about(self) -> Round | Event | Decision:
        """Give the round, event or decision whose facts differ between sources."""
        return self.round or self.event or self.decision


class DifferenceVersionQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Keep the versions of differences that readers may see."""
        return self.filter(
            models.Exists(Difference.objects.published().filter(pk=models.OuterRef("difference")))
        )

    def known_by(self, as_of: AsOf) -> Self:
        """Keep the versions of differences that readers may see and that were known by that day."""
        return self.filter(
            models.Exists(Difference.objects.known_by(as_of).filter(pk=models.OuterRef("difference")))
        )


class DifferenceVersion(models.Model):
    """One version of a fact on which sources differ, with the sources that give it."""

    difference = models.ForeignKey(
        Difference, models.CASCADE, verbose_name=_("difference"), related_name="versions"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = bilingual(models.TextField(_("version")))
    is_followed = models.BooleanField(_("the record follows it"), default=False)

    objects = DifferenceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["difference"],
                condition=models.Q(is_followed=True),
                name="difference_follows_one_version",
                violation_error_message=_("The record follows one version at most."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return self.difference.get_absolute_url()
