"""The list of decisions, filtered and counted by the database, and the page of each of them."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import StrIndex
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import headlines
from talks.bilingual import language_shown
from talks.dates import format_day
from talks.forms import DecisionListForm
from talks.models import (
    AsOf,
    Decision,
    Difference,
    FollowUp,
    Party,
    Round,
    Source,
    Statement,
    Status,
    Topic,
)
from talks.models.decisions import DecisionQuerySet
from talks.pages.feeds import links_of_decisions
from talks.pages.frame import CONTEXT, Absolute, Crumb, FeedLink, RecordPage
from talks.pages.lists import ENTRIES_A_PAGE
from talks.pages.meetings import event_data, quotation_data
from talks.pages.references import References

# The form offers so many rounds, the newest; of an older one the list is reached from its page.
ROUNDS_OFFERED = 50

# The orders of the list. Decisions of one meeting stand together, as it counts them.
AS_COUNTED = ("round_id", "event_id", "number")
ORDERS = {
    "": ("-decided_on", *AS_COUNTED),
    "oldest": ("decided_on", *AS_COUNTED),
    # Where the status stands among all of them: so the database looks it up once for each decision.
    "status": (StrIndex(Value(" ".join(Status)), F("status")), "-decided_on", *AS_COUNTED),
    "round": (F("round__number").asc(nulls_last=True), "decided_on", *AS_COUNTED),
}
# What criteria call that which the form calls otherwise.
IN_CRITERIA = {"guarantor": "guarantors", "at": "taken_at", "q": "text"}


class Option(NamedTuple):
    """A choice of a facet: how many decisions it would give, and the query of the list with it.

    Of one that is chosen, the query takes it away. `entry` is the topic or party, None for other choices.
    """

    value: str
    label: str
    count: int
    query: str
    is_chosen: bool
    entry: Topic | Party | None = None


class Facet(NamedTuple):
    """The choices of a filter with their counts, and the query of the list without it."""

    name: str
    label: str
    options: list[Option]
    cleared_query: str
    is_set: bool


class Asked(NamedTuple):
    """A filter that is set: in words, the query of the list without it, and how many would fit then."""

    label: str
    query: str
    count: int = 0


class Heading(NamedTuple):
    """The head of a column: where it sorts the list, the query for that, and how it is sorted now."""

    label: str
    query: str = ""
    sorted: str = ""


class DecisionList(RecordPage):
    """The decisions known on the day that fit, a page of them in the order asked for, with facets.

    The database filters, counts and sorts; only the rows of the page are read. At most 15 queries.
    """

    section = "decisions"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = DecisionListForm(query, as_of, self._rounds(query.get("round", "")))
        self.form.is_valid()
        self.criteria = self.form.criteria()
        self.round = self.form.cleaned_data.get("round", "")
        self.sort = self.form.cleaned_data.get("sort", "")

    def _rounds(self, asked: str) -> list[Round]:
        """Give the newest rounds held, and the one asked for. One query."""
        asked = asked if re.fullmatch(r"[-\w]+", asked) else ""
        known = Round.objects.known_by(self.as_of).filter(
            Q(status=Round.Status.HELD, latest__lte=self.on) | Q(slug=asked)
        )
        is_asked = Case(When(slug=asked, then=0), default=1)
        offered = known.order_by(is_asked, "-earliest", "-number")[:ROUNDS_OFFERED]
        return sorted(offered, key=lambda meeting: (meeting.earliest, meeting.number), reverse=True)

    @property
    def title(self) -> str:
        return _("Decisions of the rounds and around them")

    @property
    def short_title(self) -> str:
        return _("Decisions")

    @property
    def description(self) -> str:
        return _("Every decision of the Astana rounds and around them, who adopted it and what became of it.")

    @property
    def address(self) -> str:
        return reverse("decision-list")

    def feeds(self) -> list[FeedLink]:
        return links_of_decisions()

    # What fits

    def _fitting(self, *without: str) -> DecisionQuerySet:
        """Give what fits all that is asked for, but for these filters; in no order."""
        known = Decision.objects.known_by(self.as_of).with_day()
        if self.round and "round" not in without:
            known = known.filter(round__slug=self.round)
        names = [IN_CRITERIA.get(name, name) for name in without if name != "round"]
        return known.with_match(self.criteria.without(*names)).filter(matches=True).order_by()

    def _counted_by(self, *fields: str, without: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Count what fits but for these filters by some fields: their values, then the count. One query."""
        return list(self._fitting(*without).values_list(*fields).annotate(count=Count("pk")))

    @cached_property
    def _by_kind_and_status(self) -> list[tuple[str, str, int]]:
        return self._counted_by("kind", "status", without=("kind", "status"))

    @cached_property
    def total(self) -> int:
        """Give how many decisions fit."""
        kind, status = self.criteria.kind, self.criteria.status
        return sum(
            count
            for of_kind, with_status, count in self._by_kind_and_status
            if kind in ("", of_kind) and status in ("", with_status)
        )

    @cached_property
    def all(self) -> int:
        """Give how many decisions there are, whatever is asked for."""
        return Decision.objects.known_by(self.as_of).count() if self.form.count_set() else self.total

    @cached_property
    def page(self) -> Page:
        """Give the page of the list that is asked for; the last where it is beyond. Five queries."""
        order = ORDERS[self.sort]
        keys = Paginator(self._fitting().order_by(*order).values_list("pk", flat=True), ENTRIES_A_PAGE)
        keys.count = self.total
        page = keys.get_page(self.form.number())
        page.object_list = self._read(list(page.object_list))
        return page

    def _read(self, keys: list[int]) -> list[Decision]:
        """Give these decisions in this order, with all that a row shows."""
        if not keys:
            return []
        known = Decision.objects.known_by(self.as_of).select_related("round", "event")
        decisions = known.prefetch_related("topics", "adopted_by").in_bulk(keys)
        latest = FollowUp.objects.in_bulk(
            decision.follow_up_id for decision in decisions.values() if decision.follow_up_id
        )
        for decision in decisions.values():
            decision.latest_follow_up = latest.get(decision.follow_up_id)
        return [decisions[key] for key in keys]

    # Facets

    @cached_property
    def facets(self) -> list[Facet]:
        """Give the facets, each counted as if nothing of it were chosen. Two queries and the list's own."""
        kinds, statuses = Counter(), Counter()
        for kind, status, count in self._by_kind_and_status:
            if self.criteria.status in ("", status):
                kinds[kind] += count
            if self.criteria.kind in ("", kind):
                statuses[status] += count
        topics = dict(self._counted_by("topics", without=("topic",)))
        adopters = dict(self._counted_by("adopted_by", without=("guarantor",)))
        return [
            self._facet("topic", [(topic.slug, topic.name, topic) for topic in self.form.topics], topics),
            self._facet("status", [(value, label, None) for value, label in Status.choices], statuses),
            self._facet("kind", [(value, label, None) for value, label in Decision.Kind.choices], kinds),
            self._facet(
                "guarantor", [(party.slug, party.name, party) for party in self.form.guarantors], adopters
            ),
        ]

    def _facet(
        self, name: str, choices: Iterable[tuple[str, str, Topic | Party | None]], counts: dict[Any, int]
    ) -> Facet:
        """Give a facet of its choices; `counts` are by the key of the entry, or else by the value.

        What nothing fits is left out, unless it is chosen. Topics stand in the order of their counts.
        """
        chosen = self.form.cleaned_data.get(name) or []
        chosen = chosen if isinstance(chosen, list) else [chosen]
        options = []
        for value, label, entry in choices:
            count = counts.get(entry.pk if entry else value, 0)
            is_chosen = value in chosen
            if not count and not is_chosen:
                continue
            if name != "guarantor":
                then = None if is_chosen else value
            else:
                then = [one for one in chosen if one != value] if is_chosen else [*chosen, value]
            options.append(Option(value, label, count, self.form.query(**{name: then}), is_chosen, entry))
        if name == "topic":
            options.sort(key=lambda option: -option.count)
        label = str(self.form.fields[name].label)
        return Facet(name, label, options, self.form.query(**{name: None}), bool(chosen))

    def count_facets_set(self) -> int:
        """Give how many facets have a choice."""
        return sum(facet.is_set for facet in self.facets)

    # What is asked for

    def asked(self) -> list[Asked]:
        """Give the filters that are set, each in words."""
        names = [name for name in self.form.fields if name not in (*self.form.PLACE, "page")]
        return [
            Asked(self._in_words(name), self.form.query(**{name: None}))
            for name in names
            if self.form.cleaned_data.get(name)
        ]

    def _in_words(self, name: str) -> str:
        value, field = self.form.cleaned_data[name], self.form.fields[name]
        if name == "q":
            said = value
        elif name in ("since", "until"):
            said = format_day(value, get_language())
        else:
            labels = dict(field.choices)
            values = value if isinstance(value, list) else [value]
            said = headlines.in_a_row(str(labels[one]) for one in values)
        return _("%(filter)s: %(value)s") % {"filter": field.label, "value": said}

    def instead(self) -> list[Asked]:
        """Give, where nothing fits, what fits without one of the filters; the most first. One query."""
        set_now = [name for name in self.form.fields if name not in (*self.form.PLACE, "page")]
        set_now = [name for name in set_now if self.form.cleaned_data.get(name)]
        if self.total or len(set_now) < 2:
            return []
        first, *others = (
            self._fitting(name).annotate(left_out=Value(name)).values("left_out").annotate(count=Count("pk"))
            for name in set_now
        )
        counts = {row["left_out"]: row["count"] for row in first.union(*others, all=True)}
        return [
            Asked(self._in_words(name), self.form.query(**{name: None}), counts[name])
            for name in sorted(counts, key=lambda name: -counts[name])
            if counts[name]
        ]

    @property
    def search_query(self) -> str:
        """Give the query of the search of the whole record for the same words."""
        return urlencode({"q": self.criteria.text})

    # Order

    def headings(self) -> list[Heading]:
        """Give the heads of the columns; those that sort the list lead to it in their order."""
        by_day = {"": "descending", "oldest": "ascending"}.get(self.sort, "")
        return [
            Heading(_("Decision")),
            Heading(_("Date"), self.form.query(sort="oldest" if self.sort == "" else None), by_day),
            self._sorting("round", _("Taken at")),
            Heading(_("Topic")),
            Heading(_("Adopted by")),
            self._sorting("status", _("Follow-up")),
        ]

    def _sorting(self, order: str, label: str) -> Heading:
        is_so = self.sort == order
        return Heading(label, self.form.query(sort=None if is_so else order), "ascending" if is_so else "")

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        start = self.page.start_index()
        return [
            {
                "@context": CONTEXT,
                "@type": "ItemList",
                "name": self.title,
                "url": absolute(self.address),
                "numberOfItems": self.total,
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": place,
                        "name": decision.title,
                        "url": absolute(decision.get_absolute_url()),
                    }
                    for place, decision in enumerate(self.page.object_list, start=start)
                ],
            }
        ]


class DecisionPage(RecordPage):
    """One decision: its text, its whole history, what was said of it, and what it carries on.

    At most 13 queries.
    """

    section = "decisions"

    def __init__(self, as_of: AsOf, decision: Decision) -> None:
        super().__init__(as_of)
        self.decision = decision
        self.meeting = decision.meeting
        known = FollowUp.objects.known_by(as_of).filter(decision=decision)
        decision.history = list(known.select_related("from_round", "from_event"))[::-1]
        statements = Statement.objects.known_by(as_of).filter(about=decision)
        decision.said = list(statements.select_related("speaker__party", "round", "event"))
        differences = Difference.objects.known_by(as_of).filter(decision=decision)
        decision.doubts = list(differences.prefetch_related("versions"))
        self.chain = self._read_chain()
        self._number_sources()

    def _read_chain(self) -> list[Decision]:
        """Give it among those that it carries on and that carry it on, in the order of time; else nothing.

        Each knows the decision that it carries on, `earlier`, where that does not stand right before it.
        """
        known = Decision.objects.known_by(self.as_of).chain_of(self.decision)
        chain = list(known.in_order_of_time().select_related("round", "event"))
        by_key = {decision.pk: decision for decision in chain}
        before = None
        for decision in chain:
            earlier = by_key.get(decision.carries_on_id)
            decision.earlier = earlier if earlier is not before else None
            decision.is_here = decision.pk == self.decision.pk
            before = decision
        return chain if len(chain) > 1 else []

    def _number_sources(self) -> None:
        """Number the sources in the order in which the page cites them."""
        decision = self.decision
        versions = [version for difference in decision.doubts for version in difference.versions.all()]
        references = References(
            decision=[decision],
            outcome=[decision],
            follow_up=decision.history,
            statement=decision.said,
            version=versions,
        )
        decision.cited = references.cite(("decision", decision))
        references.cite_each("statement", self.objections())
        references.cite_each("version", versions)
        decision.outcome_cited = references.cite(("outcome", decision)) if decision.outcome else []
        references.cite_each("follow_up", decision.history)
        references.cite_each("statement", decision.said)
        self.sources = references.sources

    @cached_property
    def _siblings(self) -> list[Decision]:
        """Give the decisions of the same round or event, as it counts them."""
        of = {"round": self.decision.round_id, "event": self.decision.event_id}
        known = Decision.objects.known_by(self.as_of).filter(**{name: key for name, key in of.items() if key})
        return list(known.order_by("number").defer("text_ar", "text_en", "search_text"))

    @cached_property
    def neighbours(self) -> tuple[Decision | None, Decision | None]:
        """Give the decisions before and after it of the same round or event."""
        place = [decision.pk for decision in self._siblings].index(self.decision.pk)
        before, after = self._siblings[:place], self._siblings[place + 1 :]
        return (before[-1] if before else None), (after[0] if after else None)

    def of_how_many(self) -> int:
        """Give how many decisions its round or event took."""
        return len(self._siblings)

    @property
    def is_of_round(self) -> bool:
        """Tell whether a round took it."""
        return self.decision.round_id is not None

    @property
    def title(self) -> str:
        return self.decision.title

    @property
    def language_of_title(self) -> str:
        return language_shown(self.decision, "title")

    @property
    def short_title(self) -> str:
        return _("Decision %(number)s") % {"number": self.decision.number}

    @property
    def description(self) -> str:
        said = _("%(status)s: %(text)s") % {
            "status": Status(self.decision.status).label,
            "text": self.decision.text,
        }
        return headlines.cut(said[:1].upper() + said[1:])

    @property
    def address(self) -> str:
        return self.decision.get_absolute_url()

    def crumbs(self) -> list[Crumb]:
        meeting = self.meeting
        if not self.is_of_round:
            language = language_shown(meeting, "short_label")
            return [Crumb(meeting.short_label, meeting.get_absolute_url(), language)]
        name = _("Round %(number)s") % {"number": meeting.number}
        return [Crumb(_("Rounds"), reverse("round-list")), Crumb(name, meeting.get_absolute_url())]

    def lasting(self) -> str:
        """Say since when it has had its present status."""
        return headlines.status_lasting(self.decision, self.decision.history, self.on)

    def objections(self) -> list[Statement]:
        """Give the statements that object to it or speak critically of it."""
        return [said for said in self.decision.said if said.dissents()]

    def other_statements(self) -> list[Statement]:
        """Give what else was said of it."""
        return [said for said in self.decision.said if not said.dissents()]

    def differences_about_dates(self) -> list[Difference]:
        """Give where sources differ on when it was taken, to be named beside the date."""
        return [
            difference for difference in self.decision.doubts if difference.field == Difference.Field.DATES
        ]

    def differences_about_the_rest(self) -> list[Difference]:
        """Give where sources differ on anything else, to be named beside the text."""
        return [
            difference for difference in self.decision.doubts if difference.field != Difference.Field.DATES
        ]

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        decision, meeting = self.decision, self.meeting
        data = {
            "@context": CONTEXT,
            "@type": "CreativeWork",
            "@id": absolute(self.address),
            "url": absolute(self.address),
            "name": decision.title,
            "text": decision.text,
            "genre": decision.get_kind_display(),
            "position": decision.number,
            "datePublished": meeting.earliest.isoformat(),
            "inLanguage": get_language(),
            "creativeWorkStatus": str(Status(decision.status).label),
            "isPartOf": event_data(meeting, absolute),
            "citation": [_citation(source) for source in self.sources],
        }
        if self.is_of_round:
            data["datePublished"] = decision.day.isoformat()
        related = {
            "about": [
                {"@type": "Thing", "name": topic.name, "url": absolute(topic.get_absolute_url())}
                for topic in decision.topics.all()
            ],
            "creator": [
                {"@type": "Organization", "name": party.name, "url": absolute(party.get_absolute_url())}
                for party in decision.adopted_by.all()
            ],
            "isBasedOn": [
                absolute(earlier.get_absolute_url())
                for earlier in self.chain
                if earlier.pk == decision.carries_on_id
            ],
        }
        data |= {name: values for name, values in related.items() if values}
        return [data, *(quotation_data(statement, absolute) for statement in decision.said)]


def _citation(source: Source) -> dict[str, Any]:
    """Give a source as a CreativeWork of schema.org."""
    data = {
        "@type": "CreativeWork",
        "name": source.title or source.publisher,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "inLanguage": source.language,
        "url": source.url,
        "datePublished": source.published and source.published.isoformat(),
    }
    return {name: value for name, value in data.items() if value}
