"""The sources, what rests on each of them, and where they contradict each other."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Prefetch, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower
from django.forms import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import headlines
from talks.dates import format_day
from talks.forms import DifferencesForm, QueryForm, SourcesForm
from talks.models import AsOf, Citation, Difference, Round, Source
from talks.models.searching import looked_for
from talks.pages import lines
from talks.pages.frame import CONTEXT, Absolute, Crumb, RecordPage
from talks.pages.lists import ENTRIES_A_PAGE, page_of
from talks.pages.references import References

CLAIMS_A_PAGE = 50

# The filters that say how many sources fit each of their choices.
FACETS = ("publisher", "language", "kind")
ORDERS = {
    "": [Lower("publisher"), F("published").desc(nulls_last=True), "slug"],
    "date": [F("published").desc(nulls_last=True), Lower("publisher"), "slug"],
    "claims": ["-claims", Lower("publisher"), "slug"],
}


class SourceList(RecordPage):
    """The sources on which a claim rests that was known on the day: filtered, in order. At most 8 queries."""

    section = "sources"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.known = Source.objects.known_by(as_of)
        self.counts = list(self.known.counted_by(*FACETS))
        self.publishers = sorted({row[0] for row in self.counts}, key=str.casefold)
        self.languages = sorted({row[1] for row in self.counts})
        self.form = SourcesForm(query, as_of, self.publishers, self.languages)
        self.form.is_valid()
        asked = self.form.cleaned_data
        self.asked = {name: asked[name] for name in FACETS if asked.get(name)}
        self.found = self._found(asked.get("q", ""))

    def _found(self, text: str) -> QuerySet[Source]:
        """Give the sources that fit the text, and offer in the form what fits of the rest."""
        found, counts = self.known, self.counts
        if text:
            found = found.matching(looked_for(text))
            counts = list(found.counted_by(*FACETS))
        for name in FACETS:
            fitting: Counter[str] = Counter()
            for *values, count in counts:
                of = dict(zip(FACETS, values, strict=True))
                if all(of[other] == value for other, value in self.asked.items() if other != name):
                    fitting[of[name]] += count
            self.form.offer(name, fitting)
        return found.filter(**self.asked)

    @property
    def title(self) -> str:
        return _("Sources")

    @property
    def description(self) -> str:
        return _("Every source on which the record rests, with what it supports.")

    @property
    def address(self) -> str:
        return reverse("source-list")

    def facets(self) -> list[BoundField]:
        """Give the fields that say how many sources fit each of their choices."""
        return [self.form[name] for name in FACETS]

    @cached_property
    def all(self) -> int:
        """Give how many sources there are in all."""
        return sum(row[-1] for row in self.counts)

    def headline(self) -> str:
        """Say how many sources there are, of how many publishers, in how many languages."""
        return headlines.sources_in_all(self.all, len(self.publishers), len(self.languages))

    @cached_property
    def page(self) -> Page:
        """Give the page of the list that is asked for, each source with how many claims rest on it."""
        order = self.form.cleaned_data.get("sort") or ""
        found = self.found.with_claims(self.as_of) if order == "claims" else self.found
        paginator = Paginator(found.order_by(*ORDERS[order]), ENTRIES_A_PAGE)
        page = paginator.get_page(self.form.number())
        shown = list(page.object_list)
        resting = Citation.objects.known_by(self.as_of).filter(source__in=shown).order_by()
        claims = dict(resting.values_list("source").annotate(Count("pk")))
        for source in shown:
            source.claims = claims[source.pk]
        page.object_list = shown
        return page


@dataclass(frozen=True)
class Kind:
    """A kind of claim: its name in `CLAIMS`, how its lines are made, their order, what is read with them."""

    name: str
    line: Callable[[Any], lines.Line]
    order: tuple[Any, ...]
    related: tuple[str, ...] = ()


# The newest first; in the order in which a source's page shows them.
_BY_MEETING = Coalesce("round__earliest", "event__earliest").desc()
_DECISION = (Coalesce("round__latest", "event__earliest").desc(), "round", "event", "number")
KINDS = (
    Kind("round", lines.of_round, ("-earliest", "-number")),
    Kind("event", lines.of_event, ("-earliest", "slug")),
    Kind("decision", lines.of_decision, _DECISION, ("round", "event")),
    Kind("outcome", lines.of_outcome, _DECISION, ("round", "event")),
    Kind(
        "follow_up",
        lines.of_follow_up,
        ("-earliest", "-latest", "slug"),
        ("decision__round", "decision__event"),
    ),
    Kind("statement", lines.of_statement, ("-day", "slug"), ("speaker", "round", "event")),
    Kind(
        "participation",
        lines.of_participation,
        (_BY_MEETING, "position", "pk"),
        ("party", "head", "round", "event"),
    ),
    Kind("announcement", lines.of_announcement, ("-announced_on", "slug")),
    Kind(
        "version",
        lines.of_version,
        ("difference__slug", "position", "pk"),
        ("difference__round", "difference__event", "difference__decision"),
    ),
)


@dataclass(frozen=True)
class ClaimGroup:
    """The claims of a kind that rest on a source: how many in all, and those on this page."""

    name: str
    headline: str
    lines: list[lines.Line]


class SourcePage(RecordPage):
    """One source, and every claim that rests on it. At most 14 queries."""

    section = "sources"

    def __init__(self, query: QueryDict, as_of: AsOf, source: Source) -> None:
        super().__init__(as_of)
        self.source = source
        self.form = QueryForm(query, as_of)
        self.form.is_valid()
        resting = Citation.objects.known_by(as_of).filter(source=source)
        self.counts = resting.aggregate(**{kind.name + "s": Count(kind.name) for kind in KINDS})

    @property
    def title(self) -> str:
        source = self.source
        if source.title:
            # Translators: a publisher and the title of what was published.
            return _("%(publisher)s: %(title)s") % {"publisher": source.publisher, "title": source.title}
        if source.published:
            day = format_day(source.published, get_language())
            return _("%(publisher)s, %(date)s") % {"publisher": source.publisher, "date": day}
        return source.publisher

    @property
    def short_title(self) -> str:
        return self.source.publisher

    @property
    def language_of_title(self) -> str:
        return self.source.language if self.source.title else self.language_of_short_title

    @property
    def language_of_short_title(self) -> str:
        return "en"  # the record names publishers in Latin letters

    @property
    def description(self) -> str:
        return headlines.cut(f"{self.title}. {self.headline()}.")

    @property
    def address(self) -> str:
        return self.source.get_absolute_url()

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Sources"), reverse("source-list"))]

    def of_publisher(self) -> str:
        """Give the query for which the list of sources shows those of its publisher."""
        return urlencode({"publisher": self.source.publisher})

    @cached_property
    def total(self) -> int:
        """Give how many claims rest on it."""
        return sum(self.counts.values())

    def headline(self) -> str:
        """Say how many claims rest on it."""
        count = self.total
        return ngettext("%(count)s claim rests on it", "%(count)s claims rest on it", count) % {
            "count": count
        }

    @cached_property
    def page(self) -> Page:
        """Give the page of the claims that is asked for, as their places among all."""
        asked = self.form.number()
        return Paginator(range(self.total), CLAIMS_A_PAGE).get_page(asked)

    @cached_property
    def groups(self) -> list[ClaimGroup]:
        """Give the claims of this page, kind by kind. A query for each kind that has any."""
        groups, start = [], 0
        for kind in KINDS:
            count = self.counts[kind.name + "s"]
            places = [place - start for place in self.page.object_list if start <= place < start + count]
            if places:
                claims = self._claims(kind)[places[0] : places[-1] + 1]
                headline = headlines.entries_counted(kind.name, count)
                groups.append(ClaimGroup(kind.name, headline, [kind.line(claim) for claim in claims]))
            start += count
        return groups

    def _claims(self, kind: Kind) -> QuerySet:
        cited_by = "outcome_citations" if kind.name == "outcome" else "citations"
        claims = Citation.objects.claims(kind.name, self.as_of).filter(**{f"{cited_by}__source": self.source})
        if kind.name == "announcement":
            # Before it met, a round has the name under which it was announced.
            claims = claims.prefetch_related(Prefetch("round", Round.objects.known_by(self.as_of)))
        elif kind.related:
            claims = claims.select_related(*kind.related)
        return claims.order_by(*kind.order)

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        source = self.source
        is_news = source.kind == Source.Kind.NEWS
        data = {
            "@context": CONTEXT,
            "@type": "NewsArticle" if is_news else "CreativeWork",
            "@id": source.url or absolute(self.address),
            "name": source.title or self.title,
            "publisher": {"@type": "Organization", "name": source.publisher},
            "inLanguage": source.language,
            "subjectOf": {"@type": "WebPage", "@id": absolute(self.address), "url": absolute(self.address)},
        }
        if is_news:
            data["headline"] = data["name"]
        if source.url:
            data["url"] = source.url
        if source.published:
            data["datePublished"] = source.published.isoformat()
        return [data]


@dataclass(frozen=True)
class Field:
    """Something on which sources differ: its word, how often they do, and the differences of this page."""

    value: str
    label: str
    count: int
    differences: list[Difference]


class DifferenceList(RecordPage):
    """Every fact on which sources contradict each other, by what differs. Six queries."""

    section = "sources"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.known = Difference.objects.known_by(as_of)
        self.form = DifferencesForm(query, as_of)
        self.form.is_valid()
        self.field = self.form.cleaned_data.get("field") or ""
        versions = [version for difference in self.page.object_list for version in difference.versions.all()]
        references = References(version=versions)
        references.cite_each("version", versions)
        self.sources = references.sources

    @property
    def title(self) -> str:
        return _("Where sources differ")

    @property
    def description(self) -> str:
        return _(
            "Dates, heads of delegation, figures: where sources contradict each other, each version with "
            "its sources, which one the record follows, and why."
        )

    @property
    def address(self) -> str:
        return reverse("difference-list")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Sources"), reverse("source-list"))]

    @cached_property
    def counts(self) -> dict[str, int]:
        """Give how many differences there are of each field."""
        return dict(self.known.order_by().values_list("field").annotate(Count("pk")))

    @property
    def total(self) -> int:
        """Give how many differences there are in all."""
        return sum(self.counts.values())

    def headline(self) -> str:
        """Say how many differences the record has."""
        return headlines.differences_counted(self.total)

    def fields(self) -> list[Field]:
        """Give what sources differ on, each with how often; for the links to them."""
        return [
            Field(value, label, self.counts[value], [])
            for value, label in Difference.Field.choices
            if value in self.counts
        ]

    @cached_property
    def page(self) -> Page:
        """Give the page of the list that is asked for: by what differs, the newest first."""
        days = ("round__earliest", "event__earliest", "decision__round__latest", "decision__event__earliest")
        place = Case(
            *(When(field=value, then=Value(place)) for place, value in enumerate(Difference.Field.values))
        )
        found = self.known.filter(field=self.field) if self.field else self.known
        found = found.select_related("round", "event", "decision").prefetch_related("versions")
        found = found.order_by(place, Coalesce(*days).desc(), "slug")
        return page_of(found, self.form.number())

    def groups(self) -> list[Field]:
        """Give the differences of this page by what differs."""
        return [
            Field(value, Difference.Field(value).label, self.counts[value], list(differences))
            for value, differences in groupby(self.page.object_list, attrgetter("field"))
        ]
