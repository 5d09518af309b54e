"""What the site says of itself: maps and rules for crawlers, and pages for what went wrong."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override

from talks.models import AsOf, Decision, Edition, Event, Party, Person, Round, Source, Topic
from talks.views.reading import fresh_for_a_minute, only_reads, words_of_address

# The pages that are there whatever the record holds, by their names.
PAGES = (
    "dashboard",
    "round-list",
    "decision-list",
    "topic-list",
    "guarantors",
    "party-list",
    "person-list",
    "source-list",
    "difference-list",
    "changes",
    "data",
    "edition-list",
    "embed-builder",
    "site-owners",
)
# The pages of entries: the name of each, and the entries that have one.
ENTRIES: dict[str, Callable[[AsOf], QuerySet]] = {
    "round": lambda as_of: Round.objects.known_by(as_of),
    "event": lambda as_of: Event.objects.known_by(as_of),
    "decision": lambda as_of: Decision.objects.known_by(as_of),
    "topic": lambda as_of: Topic.objects.known_by(as_of),
    "party": lambda as_of: Party.objects.known_by(as_of),
    "person": lambda as_of: Person.objects.known_by(as_of),
    "source": lambda as_of: Source.objects.known_by(as_of),
}
# Addresses in one map, all languages counted: each comes with those of its other languages.
ADDRESSES_A_MAP = 10_000 // len(settings.LANGUAGES) * len(settings.LANGUAGES)

# Crawlers


class InEachLanguage:
    """Pages, each once for every language of the site: only those of a slice are read from the database."""

    def __init__(self, pages: QuerySet | tuple[str, ...]) -> None:
        self.pages = pages
        self.languages = [code for code, _name in settings.LANGUAGES]

    def __len__(self) -> int:
        count = self.pages.count() if isinstance(self.pages, QuerySet) else len(self.pages)
        return count * len(self.languages)

    def __getitem__(self, places: slice) -> list[tuple[str, str]]:
        # A map has room for whole pages: ADDRESSES_A_MAP is a multiple of the number of languages.
        start, stop = (place // len(self.languages) for place in (places.start, places.stop))
        return [(page, code) for page in self.pages[start:stop] for code in self.languages]


class PagesMap(Sitemap):
    """The addresses of pages in each language, each with those of its other languages.

    `address` gives that of one of `pages` in the language that is active.
    """

    i18n = True
    alternates = True
    limit = ADDRESSES_A_MAP

    def __init__(
        self, edition: Edition, pages: QuerySet | tuple[str, ...], address: Callable[[str], str]
    ) -> None:
        self.pages = InEachLanguage(pages)
        self.address = address
        self.lastmod = edition.day

    def _items(self) -> InEachLanguage:
        return self.pages

    def location(self, page: str) -> str:
        return self.address(page)

    def _urls(self, *place: Any) -> list[dict[str, Any]]:
        urls = super()._urls(*place)
        for url in urls:
            [default] = (one for one in url["alternates"] if one["lang_code"] == settings.LANGUAGE_CODE)
            url["alternates"].append({**default, "lang_code": "x-default"})
        return urls


def _maps() -> dict[str, PagesMap]:
    """Give the maps of the site by their names; none where there is no edition. One query."""
    edition = Edition.objects.current()
    if edition is None:
        return {}
    as_of = AsOf(edition, edition.day)
    maps = {"pages": PagesMap(edition, PAGES, reverse)}
    for name, known in ENTRIES.items():
        slugs = known(as_of).order_by("slug").values_list("slug", flat=True)
        maps[name] = PagesMap(edition, slugs, partial(_address, name))
    return maps


def _address(name: str, slug: str) -> str:
    return reverse(name, args=[slug])


def _without_day(answer: HttpResponse) -> HttpResponse:
    """Take away the day of the last change: corrections within an edition do not move it."""
    answer.headers.pop("Last-Modified", None)
    return answer


@only_reads
@fresh_for_a_minute
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the maps of the site. One query for each kind of page, and one more."""
    return _without_day(sitemap_views.index(request, _maps(), sitemap_url_name="sitemap-section"))


@only_reads
@fresh_for_a_minute
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """Give one map: the addresses of all pages of a kind, in every language. Three queries."""
    return _without_day(sitemap_views.sitemap(request, _maps(), section))


@only_reads
@fresh_for_a_minute
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the map of the site is, and to leave the editors' desk and the charts' data."""
    desks = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            desks.append(reverse("admin:index"))
    lines = ["User-agent: *", *(f"Disallow: {desk}" for desk in desks), "Disallow: /*.json$", ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# What went wrong


def _answer(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """Answer with the page for a status, in the language of the address or else the reader's.

    Nothing is asked of the database, and nothing is taken for granted that a middleware would have done.
    """
    with override(get_language_from_request(request, check_path=True)):
        return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request could not be read."""
    return _answer(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a page is not for this reader."""
    return _answer(request, 403)


def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not sent from our own page, or too late; the desk's forms are kept."""
    context = {"is_about_a_form": True}
    match = request.resolver_match
    name = match.view_name if match else ""
    if name.startswith("admin:talks_") and getattr(request, "user", None) and request.user.is_staff:
        base, _line, page = name.rpartition("_")
        if page == "add" or (page == "change" and match.kwargs["object_id"].isdecimal()):
            end, args = ("keep_new", []) if page == "add" else ("keep", [match.kwargs["object_id"]])
            typed = request.POST.copy()
            typed.pop("csrfmiddlewaretoken", None)
            context |= {"keep_url": reverse(f"{base}_{end}", args=args), "typed": typed.urlencode()}
    return _answer(request, 403, **context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no page, and offer to search for what the address names."""
    return _answer(request, 404, looked_for=words_of_address(request.path))
