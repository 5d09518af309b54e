"""Where the record has its claims from."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from talks.models.claims import ClaimQuerySet, Entry, NamedQuerySet, exactly_one
from talks.models.editions import AsOf
from talks.models.searching import SearchedQuerySet
from talks.search import SearchTextField

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


# The languages of the sources, by their codes; others are called by their code.
LANGUAGES = {
    "ar": _("Arabic"),
    "bg": _("Bulgarian"),
    "de": _("German"),
    "en": _("English"),
    "es": _("Spanish"),
    "fa": _("Persian"),
    "fr": _("French"),
    "he": _("Hebrew"),
    "hu": _("Hungarian"),
    "id": _("Indonesian"),
    "it": _("Italian"),
    "kk": _("Kazakh"),
    "nl": _("Dutch"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "sl": _("Slovenian"),
    "sr": _("Serbian"),
    "tr": _("Turkish"),
    "zh": _("Chinese"),
}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


def language_name(code: str) -> str:
    """Give the name of a language in that of the reader."""
    return str(LANGUAGES.get(code, code))


class SourceQuerySet(SearchedQuerySet, NamedQuerySet):
    named_by = ("citations",)

    def known_by(self, as_of: AsOf) -> Self:
        """Keep the sources on which a claim rests that readers may see and that was known by that day."""
        return self.filter(Exists(Citation.objects.known_by(as_of).filter(source=OuterRef("pk"))))

    def with_claims(self, as_of: AsOf) -> Self:
        """Add `claims`: how many claims that were known by that day rest on each."""
        resting = Citation.objects.known_by(as_of).filter(source=OuterRef("pk")).order_by().values("source")
        counted = resting.annotate(count=Count("pk")).values("count")
        return self.annotate(claims=Coalesce(Subquery(counted), 0))

    def counted_by(self, *fields: str) -> models.QuerySet:
        """Count the sources for each combination of values of these fields: the values, then the count."""
        return self.order_by().values_list(*fields).annotate(count=Count("pk")).order_by(*fields)


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
    search_text = SearchTextField(names=("title", "publisher"), of=("url",))

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "published", "slug"]
        indexes = [models.Index(fields=["publisher", "published"], name="source_by_publisher")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title or self.slug}"

    def proposed_slug(self) -> str:
        return "-".join(filter(None, [slugify(self.publisher) or "source", str(self.published or "")]))

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])

    def is_right_to_left(self) -> bool:
        """Tell whether its title is written from right to left."""
        return self.language in RIGHT_TO_LEFT

    @property
    def language_name(self) -> str:
        """Give the name of its language in that of the reader."""
        return language_name(self.language)

    @property
    def short_url(self) -> str:
        """Give its address as people write it, without how it is fetched; empty where it has none."""
        return self.url.partition("://")[2].removeprefix("www.").rstrip("/")


class CitationQuerySet(models.QuerySet):
    def of_claims(self, **claims: Iterable[models.Model | int]) -> Self:
        """Keep what these claims cite, with the sources; the names are those of `CLAIMS`.

        `of_claims(round=[meeting], statement=statements)` asks each relation's own index.
        """
        condition = models.Q(pk__in=[])
        for name, cited_by in claims.items():
            condition |= models.Q(**{f"{name}__in": cited_by})
        return self.filter(condition).select_related("source").order_by("position", "pk")

    def published(self) -> Self:
        """Keep the citations of claims that readers may see."""
        return self._made_by({name: _telling(name, self._entries(name).published()) for name in CLAIMS})

    def known_by(self, as_of: AsOf) -> Self:
        """Keep the citations of claims that readers may see and that were known by that day."""
        return self._made_by({name: self.claims(name, as_of) for name in CLAIMS})

    def claims(self, name: str, as_of: AsOf) -> ClaimQuerySet | None:
        """Give the claims of a relation that were known by a day, as their own rule has it.

        None where there are none: of what became of a decision, only the edition speaks.
        """
        if name == "outcome" and as_of.is_rewound:
            return None
        return _telling(name, self._entries(name).known_by(as_of))

    def _entries(self, name: str) -> models.Manager:
        return self.model._meta.get_field(name).related_model.objects

    def _made_by(self, claims: dict[str, ClaimQuerySet | None]) -> Self:
        """Keep the citations of these claims, by the names of their relations."""
        made = (
            # Of the nine relations one is set: the others are out before anything is looked up.
            Q(Exists(of_name.filter(pk=OuterRef(name))), **{f"{name}__isnull": False})
            for name, of_name in claims.items()
            if of_name is not None
        )
        return self.filter(reduce(or_, made))


def _telling(name: str, claims: ClaimQuerySet) -> ClaimQuerySet:
    """Keep what says anything of the claim of that name: an outcome is one where there is a text."""
    return claims.exclude(outcome_ar="", outcome_en="") if name == "outcome" else claims


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
