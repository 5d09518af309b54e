"""What the site says of itself: maps for crawlers, pages for what went wrong, and what no address breaks."""

import re
from unittest import mock
from xml.etree import ElementTree

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, SimpleTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from talks.models import Edition, Round, State, Topic
from talks.views import site
from tests.base import Page, PageTestCase, cite, make_decision, make_event, make_round, make_source

NAMESPACES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def readers_patterns() -> list[URLPattern]:
    """Give the addresses of readers' pages: all but the editors' desk."""
    patterns = []
    for found in get_resolver().url_patterns:
        inner = found.url_patterns if isinstance(found, URLResolver) else [found]
        patterns += [pattern for pattern in inner if isinstance(pattern, URLPattern)]
    return patterns


class MapsTestCase(PageTestCase):
    def xml(self, address: str) -> ElementTree.Element:
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200, address)
        self.assertEqual(answer["Content-Type"], "application/xml")
        return ElementTree.fromstring(answer.content)

    def listed(self) -> list[str]:
        """Give the addresses of the maps that the index lists."""
        return [location.text for location in self.xml("/sitemap.xml").iterfind("sitemap/loc", NAMESPACES)]

    def locations(self, section: str) -> list[str]:
        """Give the addresses of a map, from the root of the site."""
        found = self.xml(f"/sitemap-{section}.xml").iterfind("url/loc", NAMESPACES)
        return [location.text.removeprefix("http://testserver") for location in found]

    def test_the_index_lists_a_map_for_each_kind_of_page(self):
        kinds = ["pages", "round", "event", "decision", "topic", "party", "person", "source"]
        self.assertEqual(self.listed(), [f"http://testserver/sitemap-{kind}.xml" for kind in kinds])

    def test_every_address_of_every_map_has_a_page(self):
        for address in self.listed():
            for location in self.xml(address).iterfind("url/loc", NAMESPACES):
                with self.subTest(location.text):
                    self.assertEqual(self.client.get(location.text).status_code, 200)

    def test_every_page_without_a_name_in_its_address_is_in_the_map(self):
        # A search has no page of its own, nor what is not kept; data and feeds are no pages.
        left_out = {
            "search",
            "offline",
            "service-worker",
            "changes-feed",
            "timeline-figure",
            "matrix-figure",
            "sitemap",
            "oembed",
            "api",
        }
        names = {
            pattern.name
            for pattern in readers_patterns()
            if pattern.name and not pattern.pattern.converters and "." not in str(pattern.pattern)
        }
        self.assertEqual(names - left_out, set(site.PAGES))

    def test_a_page_stands_there_in_each_language_with_the_others(self):
        self.assertEqual(
            self.locations("round"),
            [
                f"/{code}/rounds/astana-{number}/"
                for number in (12, 4, 9)
                for code, _name in settings.LANGUAGES
            ],
        )
        for url in self.xml("/sitemap-round.xml").iterfind("url", NAMESPACES):
            links = {link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMESPACES)}
            self.assertEqual(set(links), {*dict(settings.LANGUAGES), "x-default"})
            self.assertEqual(links["x-default"], links["ar"])
            self.assertIn("/en/rounds/", links["en"])

    def test_pages_name_the_same_languages(self):
        page = self.read("/en/rounds/astana-4/")
        named = {
            link["hreflang"]: link["href"] for link in page.all("link", rel="alternate") if "hreflang" in link
        }
        [url] = [
            url
            for url in self.xml("/sitemap-round.xml").iterfind("url", NAMESPACES)
            if url.find("loc", NAMESPACES).text.endswith("/en/rounds/astana-4/")
        ]
        mapped = {link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMESPACES)}
        self.assertEqual(named, mapped)

    def test_the_day_of_change_is_the_edition_s(self):
        for address in ("/sitemap.xml", "/sitemap-decision.xml"):
            days = {day.text for day in self.xml(address).iterfind("*/lastmod", NAMESPACES)}
            self.assertEqual(days, {"2018-11-29"})
            self.assertNotIn("Last-Modified", self.client.get(address))

    def test_no_draft_is_in_a_map(self):
        draft = make_round(self.astana, 7, "2017-10-30", state=State.DRAFT)
        make_decision(draft, 1, "Work goes on")
        make_event(self.summits, "Secret call", "اتصال", "2018-10-01", state=State.DRAFT)
        source = make_source("Whisper")
        cite(source, round=draft)
        for kind in ("round", "event", "decision", "source"):
            locations = " ".join(self.locations(kind))
            for slug in ("astana-7", "secret-call", source.slug):
                self.assertNotIn(f"/{slug}", locations)

    def test_what_has_no_page_yet_is_in_no_map(self):
        make_event(self.summits, "Next summit", "القمة المقبلة", "2019-02-14")
        self.assertNotIn("/en/events/next-summit/", self.locations("event"))

    def test_a_map_that_is_full_goes_on_in_another(self):
        with mock.patch.object(site.PagesMap, "limit", 2 * len(settings.LANGUAGES)):
            self.assertIn("http://testserver/sitemap-event.xml?p=2", self.listed())
            pages = [self.xml(f"/sitemap-event.xml?p={page}") for page in (1, 2, 3)]
            found = [[one.text for one in page.iterfind("url/loc", NAMESPACES)] for page in pages]
            # Two pages in each language, two more, and one
            self.assertEqual([len(one) / len(settings.LANGUAGES) for one in found], [2, 2, 1])
            self.assertEqual(len({one for locations in found for one in locations}), sum(map(len, found)))
            self.assertEqual(self.client.get("/sitemap-event.xml?p=4").status_code, 404)

    def test_a_hundred_thousand_decisions_make_an_index_of_many_maps(self):
        self.assertEqual(site.ADDRESSES_A_MAP % len(settings.LANGUAGES), 0)
        with mock.patch.object(site.InEachLanguage, "__len__", return_value=200_000):
            self.assertIn("http://testserver/sitemap-decision.xml?p=20", self.listed())

    def test_nonsense_is_not_found(self):
        for address in ("/sitemap-weather.xml", "/sitemap-round.xml?p=x", "/sitemap-round.xml?p=%00"):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_without_an_edition_the_map_is_empty(self):
        Edition.objects.all().delete()
        self.assertEqual(self.listed(), [])

    def test_the_number_of_queries_does_not_grow(self):
        addresses = ("/sitemap.xml", "/sitemap-decision.xml", "/sitemap-source.xml", "/sitemap-topic.xml")
        counts = [self.count_queries(address) for address in addresses]
        for number in range(4, 34):
            decision = make_decision(self.fourth, number, f"Promise {number}")
            cite(make_source(f"Paper {number}"), decision=decision)
            Topic.objects.create(name_en=f"Topic {number}", name_ar="موضوع")
        self.assertEqual([self.count_queries(address) for address in addresses], counts)
        self.assertLessEqual(max(counts), 15)

    def count_queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.client.get(address)
        return len(queries)


class RobotsTestCase(PageTestCase):
    def test_crawlers_are_led_to_the_map_and_kept_from_the_desk(self):
        answer = self.client.get("/robots.txt")
        self.assertEqual(answer["Content-Type"], "text/plain; charset=utf-8")
        lines = answer.content.decode().splitlines()
        for line in (
            "User-agent: *",
            "Disallow: /ar/admin/",
            "Disallow: /en/admin/",
            "Disallow: /*.json$",
            "Sitemap: http://testserver/sitemap.xml",
        ):
            self.assertIn(line, lines)
        self.assertNotIn("Disallow: /", lines)


class NotFoundTestCase(PageTestCase):
    def test_it_is_in_the_language_of_the_address_with_a_line_in_the_other(self):
        for address, (language, words, other, line) in {
            "/en/nonsense/": ("en", "Page not found", "ar", "لا توجد في السجل صفحة بهذا العنوان"),
            "/ar/nonsense/": ("ar", "الصفحة غير موجودة", "en", "The record has no page at this address."),
            "/en/rounds/astana-99/": ("en", "Page not found", "ar", "لا توجد في السجل"),
        }.items():
            with self.subTest(address):
                page = self.read(address, status=404)
                self.assertEqual(page.all("html")[0]["lang"], language)
                self.assertIn(words, page.words("main"))
                self.assertIn(line, page.words("main"))
                self.assertTrue(page.all("p", lang=other))
                self.assertTrue(page.all("a", href=f"/{other}/", hreflang=other))

    def test_without_a_language_in_the_address_the_browser_s_counts(self):
        for asked, language in {"en-GB,en": "en", "ar": "ar", "fr": "ar"}.items():
            page = self.read("/nonsense", status=404, accept_language=asked)
            self.assertEqual(page.all("html")[0]["lang"], language)

    def test_it_leads_on(self):
        page = self.read("/en/sochi-summit/", status=404)
        links = [link["href"] for link in page.all("a")]
        for address in ("/en/", "/en/rounds/", "/en/decisions/", "/en/search/?q=sochi%20summit"):
            self.assertIn(address, links)
        self.assertIn("Search the record for “sochi summit”", page.words("main"))

    def test_what_is_no_word_is_not_looked_for(self):
        self.assertNotIn("?q=", self.read("/en/%00/", status=404).html)

    def test_a_long_address_is_cut(self):
        page = self.read(f"/en/{'astana-' * 100}/", status=404)
        [address] = [link["href"] for link in page.all("a") if "?q=" in link["href"]]
        self.read(address)

    def test_it_asks_nothing_of_the_database(self):
        with self.assertNumQueries(0):
            self.read("/en/nonsense/", status=404)

    def test_what_stands_in_an_address_is_never_code(self):
        page = self.read("/en/%3Cscript%3Ealert(1)%3C/script%3E/", status=404)
        self.assertNotIn("<script>alert", page.html)


class WithdrawnTestCase(PageTestCase):
    def test_what_was_deleted_is_gone_and_says_so_in_both_languages(self):
        self.ninth.delete()
        page = self.read("/en/rounds/astana-9/", status=410)
        self.assertIn("This page was withdrawn", page.words("main"))
        self.assertTrue(page.all("p", lang="ar", dir="rtl"))


class NotAllowedTestCase(PageTestCase):
    def test_a_form_from_elsewhere_is_refused_in_the_reader_s_language(self):
        for language, other in {"en": "ar", "ar": "en"}.items():
            answer = Client(enforce_csrf_checks=True).post(f"/{language}/admin/login/", {"username": "x"})
            self.assertEqual(answer.status_code, 403)
            page = Page(answer)
            self.assertEqual(page.all("html")[0]["lang"], language)
            self.assertTrue(page.all("p", lang=other))
            if language == "en":
                self.assertIn("What you sent was not accepted", page.words("main"))

    def test_what_an_editor_may_not_do_is_refused(self):
        editor = User.objects.create_user("editor", password="long enough", is_staff=True)
        self.client.force_login(editor)
        page = self.read(reverse("admin:talks_round_changelist").replace("/ar/", "/en/"), status=403)
        self.assertIn("Not allowed", page.words("main"))

    def test_it_asks_nothing_of_the_database(self):
        request = RequestFactory().get("/en/")
        with self.assertNumQueries(0):
            self.assertEqual(site.not_allowed(request, PermissionDenied()).status_code, 403)


class BadRequestTestCase(PageTestCase):
    def test_a_day_that_is_none_is_named_in_both_languages(self):
        page = self.read("/en/rounds/?as_of=someday", status=400)
        self.assertIn("“someday” is no day, month or year", page.words("main"))
        self.assertTrue(page.all("a", href="/en/rounds/"))
        self.assertTrue(page.all("p", lang="ar"))

    def test_a_request_that_cannot_be_read_gets_a_page(self):
        many = "&".join(["a"] * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
        for answer in (
            self.client.get(f"/en/?{many}"),
            self.client.get("/en/", headers={"host": "evil.example"}),
        ):
            self.assertEqual(answer.status_code, 400)
            page = Page(answer)
            self.assertEqual(page.all("html")[0]["lang"], "en")
            self.assertIn("The request could not be read.", page.words("main"))

    def test_it_needs_nothing_that_a_middleware_does(self):
        with self.assertNumQueries(0):
            answer = site.bad_request(RequestFactory().get("/ar/"), ValueError())
        self.assertEqual(answer.status_code, 400)
        self.assertIn('lang="ar" dir="rtl"', answer.content.decode())


class FailedTestCase(SimpleTestCase):
    def test_it_says_so_in_both_languages_without_database_and_translation(self):
        def fail(*_arguments: object) -> HttpResponse:
            raise RuntimeError

        client = Client(raise_request_exception=False)
        with (
            mock.patch("talks.views.reading.Edition.objects.current", fail),
            self.assertLogs("django.request"),
        ):
            answer = client.get("/en/rounds/")
        self.assertEqual(answer.status_code, 500)
        page = Page(answer)
        self.assertTrue(page.all("html", lang="ar", dir="rtl"))
        self.assertTrue(page.all("div", lang="en", dir="ltr"))
        self.assertTrue(page.all("a", href="/ar/"))
        self.assertTrue(page.all("a", href="/en/"))


class ReadOnlyTestCase(PageTestCase):
    """Readers' pages are read: whatever else is asked of them is told so, in the terms of HTTP."""

    def addresses(self) -> list[str]:
        """Give an address of every readers' page, for entries that may be missing."""
        found = []
        for pattern in readers_patterns():
            names = {"section": "round", "number": 1}
            arguments = {name: names.get(name, "x") for name in pattern.pattern.converters}
            # What answers to anything beneath an address has no name.
            if pattern.name or not isinstance(pattern.pattern, RegexPattern):
                found.append(reverse(pattern.name or pattern.callback, kwargs=arguments))
        return found

    def test_nothing_can_be_sent_to_it(self):
        client = Client(enforce_csrf_checks=True)
        self.assertGreater(len(self.addresses()), 20)
        for address in self.addresses():
            for send in (client.post, client.put, client.delete):
                with self.subTest(address, method=send.__name__):
                    answer = send(address)
                    self.assertEqual(answer.status_code, 405)
                    # Scripts of other sites ask with OPTIONS before they read data.
                    self.assertIn(answer["Allow"], {"GET, HEAD", "GET, HEAD, OPTIONS"})

    def test_no_value_in_an_address_breaks_a_page(self):
        names = ("q", "page", "as_of", "kind", "topic", "status", "guarantor", "since", "until", "at", "axis")
        names += (
            "publisher",
            "language",
            "sort",
            "field",
            "round",
            "event",
            "width",
            "theme",
            "from",
            "to",
            "p",
        )
        long, odd = ("9" * 5000, "x" * 5000), ("a%00b", "%F0%9F%98%80", "%ED%A0%80", "%27%22%3C")
        queries = [f"{name}=%00" for name in names]
        queries += ["&".join(f"{name}={value}" for name in names if name != "as_of") for value in long + odd]
        queries += [f"as_of={value}" for value in long + odd]
        lists = [reverse(name).replace("/ar/", "/en/") for name in (*site.PAGES, "search", "timeline-figure")]
        for address in lists:
            for query in queries:
                with self.subTest(address, query=query[:40]):
                    self.assertIn(self.client.get(f"{address}?{query}").status_code, {200, 400, 404})

    def test_no_address_breaks_the_site(self):
        for address in (
            "/en/rounds/%00/",
            "/%00",
            "/en/sources/" + "a" * 5000 + "/",
            "/en/%FF/",
            "//",
            "/en//",
        ):
            with self.subTest(address[:30]):
                self.assertIn(self.client.get(address).status_code, {301, 302, 404})

    def test_a_page_of_every_kind_is_one_whole_document(self):
        self.assertTrue(Round.objects.exists())
        for address in ("/en/sources/", "/en/nonsense/", "/en/search/?q=%00"):
            html = self.client.get(address).content.decode()
            self.assertEqual(len(re.findall("<h1", html)), 1, address)
