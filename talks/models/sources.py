"""Where the record has its claims from."""

from collections.abc import Iterable
from typing import Self

from django.db import models
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
    def of_claims(self, **claims: Iterable[models.Model | int]) -> Self:
        """Keep what these claims cite, with the sources; the names are those of `CLAIMS`.

        `of_claims(round=[meeting], statement=statements)` asks each relation's own index.
        """
        condition = models.Q(pk__in=[])
        for name, cited_by in claims.items():
            condition |= models.Q(**{f"{name}__in": cited_by})
        return self.filter(condition).select_related("source").order_by("position", "pk")


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

    def claim(self) -> tuple[str, int]:
        """Give the claim that rests on the source: the name of its relation, one of `CLAIMS`, and its key."""
        return next((name, pk) for name in CLAIMS if (pk := getattr(self, f"{name}_id")))
