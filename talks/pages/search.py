"""What is found in the whole record, kind by kind, as it was known on a day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from translated_fields import to_attribute

from talks import headlines
from talks.bilingual import language_shown
from talks.forms import SearchForm
from talks.models import (
    AsOf,
    Decision,
    Difference,
    Edition,
    Event,
    FollowUp,
    Party,
    Person,
    Round,
    Source,
    Statement,
    Topic,
)
from talks.models.searching import SearchedQuerySet, is_found, names_of_record
from talks.pages import lines
from talks.pages.frame import RecordPage
from talks.pages.lists import ENTRIES_A_PAGE
from talks.search import MOST_TERMS, Names, Query, correct, excerpt, mark, parse, search_text, words

RESULTS_A_GROUP = 5
EXAMPLES = 8
# Publishers have their names in Latin letters alone.
PUBLISHERS_LANGUAGE = "en"


@dataclass(frozen=True)
class Kind:
    """A kind of entry that is found: its key in addresses, and what a line of the results shows of it.

    `known` gives the entries that readers may see and that were known on a day; `order` stands after what is
    named as the reader asked; `title` and `texts` name the texts in which what was found is marked.
    """

    key: str
    known: Callable[[AsOf], SearchedQuerySet]
    order: tuple[Any, ...]
    related: tuple[str, ...] = ()
    title: str = ""
    texts: tuple[str, ...] = ()


def _begun(*meetings: str) -> models.OrderBy:
    """Give the order by the first day of a round or event, the newest first."""
    return Coalesce(*(f"{meeting}__earliest" for meeting in meetings)).desc()


# In the order in which they are shown.
KINDS = (
    Kind(
        "rounds",
        lambda as_of: Round.objects.known_by(as_of),
        ("-earliest", "-number"),
        title="title",
        texts=("summary", "venue", "city"),
    ),
    Kind(
        "events",
        lambda as_of: Event.objects.known_by(as_of),
        ("-earliest", "slug"),
        title="title",
        texts=("summary", "place"),
    ),
    Kind(
        "decisions",
        lambda as_of: Decision.objects.known_by(as_of).with_day(),
        ("-decided_on", "-round_id", "-event_id", "number"),
        related=("round", "event"),
        title="title",
        texts=("text", "outcome", "adopted_by_note"),
    ),
    Kind(
        "statements",
        lambda as_of: Statement.objects.known_by(as_of),
        ("-day", "slug"),
        related=("speaker__party", "round", "event"),
        texts=("gist",),
    ),
    Kind(
        "follow-ups",
        lambda as_of: FollowUp.objects.known_by(as_of),
        ("-earliest", "slug"),
        related=("decision__round", "decision__event"),
        texts=("note",),
    ),
    Kind("topics", lambda as_of: Topic.objects.known_by(as_of), ("position", "slug"), title="name"),
    Kind(
        "parties",
        lambda as_of: Party.objects.known_by(as_of),
        (F("guarantor_order").asc(nulls_last=True), "slug"),
        title="name",
        texts=("role_note",),
    ),
    Kind(
        "people",
        lambda as_of: Person.objects.known_by(as_of),
        ("slug",),
        related=("party",),
        title="name",
        texts=("office",),
    ),
    Kind(
        "sources",
        lambda as_of: Source.objects.known_by(as_of),
        (F("published").desc(nulls_last=True), "slug"),
        title="title",
        texts=("publisher",),
    ),
    Kind(
        "differences",
        lambda as_of: Difference.objects.known_by(as_of),
        (_begun("round", "event", "decision__round", "decision__event"), "slug"),
        related=("round", "event", "decision__round", "decision__event"),
        texts=("text", "why"),
    ),
)
KIND_OF_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Passage:
    """A text, the piece of it that is shown, with what was found marked, and the language it is in."""

    text: str
    html: SafeString
    language: str


class Hit:
    """An entry that was found, with its title and the piece of its texts in which it was found."""

    def __init__(self, entry: models.Model, kind: Kind, query: Query) -> None:
        self.entry = entry
        self._kind = kind
        self._query = query

    @cached_property
    def title(self) -> Passage | None:
        """Give its title in the reader's language, marked; None of an entry that has none."""
        for text, language in _texts(self.entry, self._kind.title):
            return Passage(text, mark(text, self._query), language)
        return None

    @cached_property
    def excerpt(self) -> Passage | None:
        """Give the piece of its texts in which most is found, of equals in the reader's language."""
        title = search_text("", self.title.text) if self.title else ""
        terms = [term for term in self._query.terms if not term.is_in(title)]
        # Where the title says all, not what says it again, but what the entry is about.
        names = self._kind.texts if terms else self._kind.texts[:1]
        terms = terms or self._query.terms
        best, most = None, -1
        for text, language in _texts(self.entry, *names):
            column = search_text("", text)
            count = sum(term.is_in(column) for term in terms)
            if count > most:
                best, most = (text, language), count
            if count == len(terms):
                break
        if best is None:
            return None
        text, language = best
        return Passage(text, excerpt(text, self._query), language)


def _texts(entry: models.Model, *names: str) -> Iterator[tuple[str, str]]:
    """Yield texts of an entry and their languages: first as the reader reads them, then the others."""
    others = []
    for name in filter(None, names):
        if hasattr(entry, to_attribute(name, settings.RECORD_LANGUAGES[0])):
            shown = language_shown(entry, name)
            languages = sorted(settings.RECORD_LANGUAGES, key=lambda language: language != shown)
            texts = [(getattr(entry, to_attribute(name, language)), language) for language in languages]
        else:
            texts = [(getattr(entry, name), entry.language)]
        yield from filter(_is_there, texts[:1])
        others += filter(_is_there, texts[1:])
    yield from others


def _is_there(text: tuple[str, str]) -> bool:
    return bool(text[0])


@dataclass(frozen=True)
class Group:
    """What was found of one kind: how many in all, and some of them.

    `page` is the page of all of them that was asked for; None among other groups.
    """

    kind: Kind
    total: int
    hits: list[Hit]
    page: Page | None = None

    @property
    def key(self) -> str:
        """Give the key of the kind in addresses."""
        return self.kind.key

    @property
    def entries(self) -> list[models.Model]:
        """Give the entries that stand here."""
        return [hit.entry for hit in self.hits]

    @property
    def more(self) -> int:
        """Give how many were found beside those that stand here."""
        return self.total - len(self.hits)


@dataclass(frozen=True)
class SearchResults:
    """What was found: the groups in which something was, and a better spelling where nothing was."""

    query: Query
    groups: list[Group] = field(default_factory=list)
    suggestion: str = ""

    @property
    def total(self) -> int:
        """Give how many entries were found."""
        return sum(group.total for group in self.groups)

    def group(self, key: str) -> Group | None:
        """Give the group of a kind; None where nothing of the kind was found."""
        return next((group for group in self.groups if group.key == key), None)


def search(text: str, as_of: AsOf, limit: int = RESULTS_A_GROUP) -> SearchResults:
    """Give what a text finds in the whole record, as it was known on a day: the first few of each kind.

    Those that are named as the reader asked stand first, then the newest. 12 queries at most.
    """
    names, query = _looked_for(text)
    if not query:
        return SearchResults(query)
    find = _found_then if as_of.is_rewound else _found_today
    found = list(find(query, as_of, limit))
    groups = [
        Group(kind, total, [Hit(entry, kind, query) for entry in entries])
        for kind, total, entries in found
        if total
    ]
    return SearchResults(query, groups, "" if found else _suggestion(query, names, as_of))


def search_kind(key: str, text: str, as_of: AsOf, page: int = 1) -> SearchResults:
    """Give one page of all that a text finds of one kind; the last where it is beyond. 5 queries at most."""
    names, query = _looked_for(text)
    if not query:
        return SearchResults(query)
    kind = KIND_OF_KEY[key]
    entries = _ranked(kind, query, as_of)
    if as_of.is_rewound:
        keys = [entry.pk for entry in entries.with_names() if is_found(entry, query)]
    else:
        keys = list(entries.values_list("pk", flat=True))
    if not keys:
        return SearchResults(query, suggestion=_suggestion(query, names, as_of))
    shown = Paginator(keys, ENTRIES_A_PAGE).get_page(page)
    hits = [Hit(entry, kind, query) for entry in _entries(kind, shown, as_of)]
    return SearchResults(query, [Group(kind, len(keys), hits, shown)])


def _looked_for(text: str) -> tuple[Names, Query]:
    """Give the record's names, and what a text looks for with their help. One query, none for no text."""
    if not parse(text):
        return Names(), Query(text)
    names = names_of_record()
    return names, parse(text, names)


Found = Iterable[tuple[Kind, int, list[models.Model]]]


def _ranked(kind: Kind, query: Query, as_of: AsOf) -> SearchedQuerySet:
    """Give what is found of a kind: what is named as the reader asked first, then the newest."""
    found = kind.known(as_of).matching(query).with_named(query)
    return found.order_by("-is_named", *kind.order)


def _found_then(query: Query, as_of: AsOf, limit: int) -> Found:
    """Yield what is found of each kind as it stood on an earlier day. A query for each kind, and one more.

    All that today's texts find is read, to leave out what is found only in words that were not there yet;
    of a kind it may be all.
    """
    for kind in KINDS:
        if entries := list(_ranked(kind, query, as_of).with_names().select_related(*kind.related)):
            known = [entry for entry in entries if is_found(entry, query)]
            yield kind, len(known), known[:limit]


def _found_today(query: Query, as_of: AsOf, limit: int) -> Found:
    """Yield what is found of each kind. One query for all kinds, and one for each kind that has any."""
    first, *others = (_first_keys(place, query, as_of, limit) for place in range(len(KINDS)))
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for place, *row in first.union(*others, all=True):
        found[place].append(row)
    for place, rows in sorted(found.items()):
        kind = KINDS[place]
        keys = [key for _order, key, _total in sorted(rows)]
        yield kind, rows[0][2], _entries(kind, keys, as_of)


def _entries(kind: Kind, keys: Iterable[int], as_of: AsOf) -> list[models.Model]:
    """Give the entries of these keys, in their order, with what a line shows of them. One query."""
    keys = list(keys)
    entries = kind.known(as_of).select_related(*kind.related).in_bulk(keys)
    return [entries[key] for key in keys]


def _first_keys(place: int, query: Query, as_of: AsOf, limit: int) -> models.QuerySet:
    """Give the keys of the first entries that are found of a kind: its place, theirs, the keys, the total."""
    kind = KINDS[place]
    found = kind.known(as_of).matching(query).with_named(query)
    order = Window(RowNumber(), order_by=["-is_named", *kind.order])
    counted = found.annotate(of_kind=Value(place), order=order, total=Window(Count("pk")))
    return counted.filter(order__lte=limit).order_by().values_list("of_kind", "order", "pk", "total")


def _suggestion(query: Query, names: Names, as_of: AsOf) -> str:
    """Give the reader's text with the words that are found nowhere spelt as a name near them. One query.

    Empty where no name is near.
    """
    asked = [word for word in words(query.text)[:MOST_TERMS] if not names.know(word)]
    near = {word: spelling for word in asked if (spelling := names.nearest(word))}
    if not near:
        return ""
    is_somewhere = {
        f"word_{place}": ExpressionWrapper(
            reduce(or_, (Exists(kind.known(as_of).saying(parse(word, names))) for kind in KINDS)),
            models.BooleanField(),
        )
        for place, word in enumerate(near)
    }
    # One row, of which all words are asked at once.
    [found] = Edition.objects.filter(pk=as_of.edition.pk).annotate(**is_somewhere).values_list(*is_somewhere)
    misspelt = {word: near[word] for word, is_found in zip(near, found, strict=True) if not is_found}
    return correct(query.text, misspelt) if misspelt else ""


# The page


# How an entry of each kind stands in the results, and the name of the kind in sentences.
LINES: dict[str, tuple[str, Callable[[Any], lines.Line]]] = {
    "rounds": ("round", lines.of_round),
    "events": ("event", lines.of_event),
    "decisions": ("decision", lines.of_decision_and_status),
    "statements": ("statement", lines.of_statement),
    "follow-ups": ("follow_up", lines.of_follow_up),
    "topics": ("topic", lines.of_topic),
    "parties": ("party", lines.of_party),
    "people": ("person", lines.of_person),
    "sources": ("source", lines.of_source),
    "differences": ("difference", lines.of_difference),
}


@dataclass(frozen=True)
class FoundLine:
    """An entry that was found, as it stands in the results; what was found is marked in title and excerpt."""

    line: lines.Line
    title: Passage
    excerpt: Passage | None


@dataclass(frozen=True)
class FoundGroup:
    """What was found of one kind, in the reader's words."""

    group: Group
    headline: str
    lines: list[FoundLine]


class SearchPage(RecordPage):
    """What a text finds in the record, kind by kind, or page by page of one kind. 14 queries at most."""

    section = "search"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = SearchForm(query, as_of, list(KIND_OF_KEY))
        self.form.is_valid()
        self.text = self.form.cleaned_data.get("q", "")
        self.kind = self.form.cleaned_data.get("kind", "")

    @property
    def title(self) -> str:
        return _("Search: %(text)s") % {"text": self.text} if self.text else _("Search the record")

    @property
    def short_title(self) -> str:
        return _("Search")

    @property
    def cited_title(self) -> str:
        # What is looked for is no part of the lasting address.
        return _("Search the record")

    @property
    def description(self) -> str:
        return _("Rounds, events, decisions, people and sources of the Astana talks, in Arabic and English.")

    @property
    def address(self) -> str:
        return reverse("search")

    @cached_property
    def results(self) -> SearchResults:
        """Give what was found."""
        if self.kind:
            page = self.form.number()
            return search_kind(self.kind, self.text, self.as_of, page)
        return search(self.text, self.as_of)

    def headline(self) -> str:
        """Say how much was found; empty where nothing is looked for."""
        if not self.text:
            return ""
        if not self.results.total:
            return _("Nothing found for “%(text)s”") % {"text": self.text}
        return headlines.entries_found(self.results.total, self.text)

    @cached_property
    def groups(self) -> list[FoundGroup]:
        """Give what was found, kind by kind."""
        groups = []
        for group in self.results.groups:
            headline = headlines.entries_counted(LINES[group.key][0], group.total)
            groups.append(FoundGroup(group, headline, [self._line(group, hit) for hit in group.hits]))
        return groups

    def _line(self, group: Group, hit: Hit) -> FoundLine:
        line = LINES[group.key][1](hit.entry)
        return FoundLine(line, hit.title or self._heading(line), hit.excerpt)

    def _heading(self, line: lines.Line) -> Passage:
        """Give what an entry is called that has no title of its own, such as a statement by its speaker."""
        if line.heading is None:
            return Passage(line.name, mark(line.name, self.results.query), PUBLISHERS_LANGUAGE)
        language = language_shown(*line.heading)
        text = getattr(line.heading.of, to_attribute(line.heading.name, language))
        return Passage(text, mark(text, self.results.query), language)

    @cached_property
    def examples(self) -> list[Topic]:
        """Give topics of the record, to begin with where nothing is looked for."""
        return list(Topic.objects.known_by(self.as_of)[:EXAMPLES])
