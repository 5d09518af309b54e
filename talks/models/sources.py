"""Where the record has its claims from."""

from typing import Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from talks.models.claims import Entry, exactly_one

# The claims that can cite a source, by the name of the relation. `outcome` is what became of a decision.
CLAIMS = (
    "round",
    "event",
    "participation",
    "decision",
    "outcome",
    "follow_up",
    "statement",
    "announcement",
    "version",
)


class Source(Entry):
    """A published text: a statement of a ministry, a news report, a reference work."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("official source")
        NEWS = "news", _("news report")
        REFERENCE = "reference", _("reference work")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    publisher = models.CharField(_("publisher"), max_length=120)
    title = models.CharField(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("In its own language; empty where it is not known."),
    )
    title_from_address = models.BooleanField(_("title read off the address"), default=False)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=3, help_text=_("Two-letter code, such as ar."))
    published = models.DateField(_("day of publication"), null=True, blank=True)
    editors_note = models.TextField(_("note for editors"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "published", "slug"]
        indexes = [models.Index(fields=["publisher", "published"], name="source_by_publisher")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title or self.slug}"

    def proposed_slug(self) -> str:
        return "-".join(filter(None, [slugify(self.publisher) or "source", str(self.published or "")]))

    def is_right_to_left(self) -> bool:
        """Tell whether its title is written from right to left."""
        return self.language in {"ar", "fa", "he", "ur"}


class CitationQuerySet(models.QuerySet):
    def for_panel(self, meeting: models.Model, follow_ups: list[int]) -> Self:
        """Give all that a panel cites of a round or an event.

        Ordered as the panel speaks: the meeting, what it decided and what became of it (`follow_ups` are
        the keys of those shown), what was said, and for when it had been announced.
        """
        of = "round" if meeting._meta.model_name == "round" else "event"
        return (
            self.filter(
                (models.Q(announcement__round=meeting) if of == "round" else models.Q())
                | models.Q(**{of: meeting})
                | models.Q(**{f"decision__{of}": meeting})
                | models.Q(**{f"outcome__{of}": meeting})
                | models.Q(follow_up__in=follow_ups)
                | models.Q(**{f"statement__{of}": meeting})
            )
            .select_related("source")
            .annotate(
                # What stands first is cited first; nulls sort differently on the two databases.
                place=models.Case(
                    models.When(**{f"{of}__isnull": False}, then=0),
                    models.When(statement__isnull=False, then=2),
                    models.When(announcement__isnull=False, then=3),
                    default=1,
                ),
                number=Coalesce("decision__number", "outcome__number", "follow_up__decision__number", 0),
            )
            .order_by("place", "number", "statement__day", "statement", "announcement", "position", "pk")
        )


class Citation(models.Model):
    """One claim resting on one source."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="citations")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    round = models.ForeignKey("Round", models.CASCADE, null=True, blank=True, related_name="citations")
    event = models.ForeignKey("Event", models.CASCADE, null=True, blank=True, related_name="citations")
    participation = models.ForeignKey(
        "Participation", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    decision = models.ForeignKey("Decision", models.CASCADE, null=True, blank=True, related_name="citations")
    outcome = models.ForeignKey(
        "Decision", models.CASCADE, null=True, blank=True, related_name="outcome_citations"
    )
    follow_up = models.ForeignKey("FollowUp", models.CASCADE, null=True, blank=True, related_name="citations")
    statement = models.ForeignKey(
        "Statement", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    announcement = models.ForeignKey(
        "DateAnnouncement", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    version = models.ForeignKey(
        "DifferenceVersion", models.CASCADE, null=True, blank=True, related_name="citations"
    )

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one(*CLAIMS), name="citation_of_one_claim"),
            *(
                models.UniqueConstraint(fields=["source", claim], name=f"{claim}_cites_a_source_once")
                for claim in CLAIMS
            ),
        ]

    def __str__(self) -> str:
        return str(self.source)
