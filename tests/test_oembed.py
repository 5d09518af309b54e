"""oEmbed: a site that is given an address of the record gets what to show in its place."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree.ElementTree import fromstring

import micawber
import oembedpy.consumer
import oembedpy.discovery
from django.test import LiveServerTestCase, SimpleTestCase, override_settings

from talks.models import Edition, State, Topic
from tests import wordpress
from tests.base import Page, PageTestCase, RecordTestCase

SITE = "http://testserver"
# A page of each kind that has a chart, and the frame in which it stands on other sites.
CHARTS = {
    "/en/": "/en/embed/timeline/",
    "/en/topics/": "/en/embed/topics/",
    "/en/topics/ceasefire/": "/en/embed/topic/?topic=ceasefire",
    "/en/rounds/astana-4/": "/en/embed/round/?round=astana-4",
    "/ar/rounds/astana-12/": "/ar/embed/round/?round=astana-12",
    "/ar/embed/timeline/?theme=dark&title=off": "/ar/embed/timeline/?theme=dark&title=off",
    "/en/embed/outcomes/": "/en/embed/outcomes/",
    "/en/embed/topic/?topic=detainees": "/en/embed/topic/?topic=detainees",
}


def frame_of(html: str) -> dict[str, str]:
    """Give the attributes of the one frame in a piece of HTML."""
    (frame,) = re.findall(r"<iframe (.*?)></iframe>", html)
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', frame)}


class OEmbedTestCase(PageTestCase):
    def ask(self, address: str, *, status: int = 200, **asked: Any):
        """Ask for an address of the site, given from its root, or for a full one."""
        url = f"{SITE}{address}" if address.startswith("/") else address
        answer = self.client.get("/oembed", {"url": url, **asked})
        self.assertEqual(answer.status_code, status, (address, answer.content.decode()))
        return answer

    def answer(self, address: str, **asked: Any) -> dict[str, Any]:
        return self.ask(address, **asked).json()

    def frame(self, address: str, **asked: Any) -> dict[str, str]:
        """Give the attributes of the frame that is to be shown for an address."""
        return frame_of(self.answer(address, **asked)["html"])

    def test_every_page_with_a_chart_has_a_frame_that_can_be_opened(self):
        for address, frame in CHARTS.items():
            with self.subTest(address):
                self.assertEqual(self.frame(address)["src"], SITE + frame)
                self.read(frame)

    def test_it_says_what_the_standard_asks_for(self):
        answer = self.answer("/en/rounds/astana-4/")
        self.assertEqual((answer["type"], answer["version"]), ("rich", "1.0"))
        self.assertEqual((answer["provider_name"], answer["provider_url"]), ("Astana Record", f"{SITE}/en/"))
        self.assertTrue(answer["title"].startswith("Astana 4"))
        self.assertGreater(answer["cache_age"], 0)
        self.assertIs(type(answer["width"]), int)
        self.assertIs(type(answer["height"]), int)

    def test_it_is_json_or_xml_with_the_same_in_both(self):
        plain = self.ask("/en/topics/ceasefire/")
        self.assertEqual(plain["Content-Type"], "application/json")
        in_xml = self.ask("/en/topics/ceasefire/", format="xml")
        self.assertEqual(in_xml["Content-Type"].partition(";")[0], "text/xml")
        root = fromstring(in_xml.content)
        self.assertEqual(root.tag, "oembed")
        self.assertEqual(
            {child.tag: child.text for child in root},
            {name: str(value) for name, value in plain.json().items()},
        )

    def test_it_speaks_the_language_of_the_address(self):
        answer = self.answer("/ar/rounds/astana-4/")
        self.assertEqual(answer["provider_url"], f"{SITE}/ar/")
        self.assertIn("أستانا 4", answer["html"])
        self.assertIn("2018", answer["html"])

    def test_wordpress_drops_nothing_of_it_and_shows_the_quotation_first(self):
        for address in CHARTS:
            with self.subTest(address):
                html = self.answer(address)["html"]
                shown, dropped = wordpress.filter_result(html)
                self.assertEqual(dropped, [])
                self.assertTrue(shown.startswith('<blockquote class="wp-embedded-content"'))
                self.assertEqual(shown.count("<iframe"), 1)
                self.assertIn(f"#?secret={wordpress.SECRET}", shown)

    def test_the_quotation_has_title_day_and_link(self):
        html = self.answer("/en/topics/ceasefire/")["html"]
        quotation = html.partition("</blockquote>")[0]
        self.assertIn(f'<a href="{SITE}/en/topics/ceasefire/">Ceasefire — ', quotation)
        self.assertIn("29 November 2018", quotation)

    def test_titles_are_words_and_never_markup(self):
        Topic.objects.filter(pk=self.ceasefire.pk).update(name_en='<script>alert(1)</script> & "more"')
        answer = self.answer("/en/topics/ceasefire/")
        self.assertNotIn("<script", answer["html"])
        self.assertIn("<script>", answer["title"])
        self.assertEqual(wordpress.filter_result(answer["html"])[1], [])
        in_xml = fromstring(self.ask("/en/topics/ceasefire/", format="xml").content)
        self.assertEqual(in_xml.findtext("title"), answer["title"])

    # Size

    def test_it_is_no_larger_than_was_asked_for(self):
        for address in ("/en/", "/en/topics/", "/ar/embed/outcomes/"):
            for asked in ({"maxwidth": 320}, {"maxheight": 300}, {"maxwidth": 200, "maxheight": 100}):
                with self.subTest(address, **asked):
                    answer = self.answer(address, **asked)
                    self.assertLessEqual(answer["width"], asked.get("maxwidth", 1000))
                    self.assertLessEqual(answer["height"], asked.get("maxheight", 1000))
                    frame = frame_of(answer["html"])
                    self.assertEqual(frame["width"], str(answer["width"]))
                    self.assertEqual(frame["height"], str(answer["height"]))

    def test_a_frame_that_gets_less_height_than_it_needs_is_told(self):
        src = self.frame("/en/", maxheight=300)["src"]
        self.assertIn("height=300", src)
        self.read(src.removeprefix(SITE))
        self.assertNotIn("height=", self.frame("/en/", maxheight=1000)["src"])

    def test_a_height_that_the_address_asks_for_is_that_of_the_frame(self):
        answer = self.answer("/en/embed/timeline/?height=640")
        self.assertEqual(answer["height"], 640)

    def test_the_thumbnail_comes_where_it_has_room(self):
        names = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}
        answer = self.answer("/en/topics/ceasefire/")
        self.assertLessEqual(names, answer.keys())
        self.assertEqual((answer["thumbnail_width"], answer["thumbnail_height"]), (1200, 630))
        picture = self.client.get(answer["thumbnail_url"].removeprefix(SITE))
        self.assertEqual(picture["Content-Type"], "image/png")
        for asked in ({"maxwidth": 800}, {"maxheight": 600}):
            self.assertFalse(names & self.answer("/en/topics/ceasefire/", **asked).keys())

    # What is carried on

    def test_filters_that_the_chart_knows_go_with_it_and_others_do_not(self):
        frame = self.frame("/en/?guarantor=russia&topic=ceasefire&q=zone&rows=2&utm_source=mail")
        self.assertEqual(
            parse_qs(urlsplit(frame["src"]).query), {"guarantor": ["russia"], "topic": ["ceasefire"]}
        )

    def test_the_day_and_the_edition_go_with_it(self):
        frame = self.frame("/en/?as_of=2017-12-31&edition=1")
        self.assertEqual(parse_qs(urlsplit(frame["src"]).query), {"as_of": ["2017-12-31"], "edition": ["1"]})
        self.assertIn("31 December 2017", self.answer("/en/?as_of=2017-12-31")["html"])

    def test_a_former_address_leads_to_the_present_one(self):
        self.ceasefire.slug = "truce"
        self.ceasefire.save()
        frame = self.frame("/en/topics/ceasefire/")
        self.assertEqual(frame["src"], f"{SITE}/en/embed/topic/?topic=truce")

    def test_own_addresses_are_known_whatever_their_scheme_port_and_anchor(self):
        for url in (
            f"{SITE}:80/en/topics/ceasefire/",
            "https://testserver/en/topics/ceasefire/",
            "https://TESTSERVER:443/en/topics/ceasefire/#thread",
            f"{SITE}/en/topics/{quote('ceasefire')}/?",
        ):
            with self.subTest(url):
                self.assertEqual(self.frame(url)["src"], f"{SITE}/en/embed/topic/?topic=ceasefire")

    # What it refuses

    def test_addresses_of_others_and_pages_without_a_chart_are_not_there(self):
        for url in (
            "http://elsewhere.example/en/",
            "http://testserver.elsewhere.example/en/",
            "http://testserver:8000/en/",
            "http://testserver@elsewhere.example/en/",
            "http://user@testserver/en/",
            "http://elsewhere.example\\@testserver/en/",
            "//testserver/en/",
            "ftp://testserver/en/",
            "javascript:alert(1)",
            "http://[testserver/en/",
            "http://testserver:port/en/",
            "nonsense",
            f"{SITE}/",
            f"{SITE}/en/nowhere/",
            f"{SITE}/fr/",
            f"{SITE}/en/decisions/",
            f"{SITE}/en/events/sochi-summit/",
            f"{SITE}/en/admin/",
            f"{SITE}/en/embed/",
            f"{SITE}/en/embed/nothing/",
            f"{SITE}/en/rounds/astana-99/",
            f"{SITE}/en/topics/%00/",
        ):
            with self.subTest(url):
                answer = self.ask(url, status=404)
                self.assertEqual([error["parameter"] for error in answer.json()["errors"]], ["url"])

    def test_what_readers_do_not_see_is_not_there(self):
        self.ask("/en/rounds/astana-9/?as_of=2018-01-01", status=404)
        self.ninth.state = State.DRAFT
        self.ninth.save()
        for address in ("/en/rounds/astana-9/", "/en/embed/round/?round=astana-9"):
            self.ask(address, status=404)

    def test_what_was_deleted_is_not_there(self):
        self.ask("/en/topics/detainees/")
        self.release.delete()
        self.detainees.delete()
        self.ask("/en/topics/detainees/", status=404)

    def test_an_address_that_its_page_refuses_is_not_there(self):
        for address in (
            "/en/?topic=nonsense",
            "/en/?as_of=never",
            "/en/?edition=7",
            "/en/embed/timeline/?colour=red",
            "/en/embed/timeline/?height=5",
        ):
            with self.subTest(address):
                self.ask(address, status=404)

    def test_a_record_without_an_edition_has_no_charts(self):
        Edition.objects.update(is_published=False)
        self.ask("/en/", status=404)

    def test_other_formats_are_not_implemented(self):
        answer = self.ask("/en/", status=501, format="yaml")
        self.assertEqual(answer.json()["errors"][0]["parameter"], "format")

    def test_a_bad_size_is_named_in_the_format_that_was_asked_for(self):
        for name in ("maxwidth", "maxheight"):
            for value in ("wide", "0", "-5", "12.5", "9" * 5000):
                with self.subTest(**{name: value[:8]}):
                    errors = self.ask("/en/", status=400, **{name: value}).json()["errors"]
                    self.assertEqual([error["parameter"] for error in errors], [name])
                    in_xml = self.ask("/en/", status=400, format="xml", **{name: value})
                    (error,) = fromstring(in_xml.content)
                    self.assertEqual(error.get("parameter"), name)

    def test_what_is_said_twice_and_differently_is_named(self):
        for name, values in {
            "url": [f"{SITE}/en/topics/", f"{SITE}/en/"],
            "maxwidth": ["300", "400"],
            "maxheight": ["300", "400"],
            "format": ["xml", "json"],
        }.items():
            answer = self.client.get("/oembed", {"url": f"{SITE}/en/"} | {name: values})
            self.assertEqual(answer.status_code, 400, name)
            self.assertEqual([error["parameter"] for error in answer.json()["errors"]], [name])

    def test_the_address_has_to_be_said(self):
        answer = self.client.get("/oembed")
        self.assertEqual(answer.status_code, 400)
        self.assertEqual([error["parameter"] for error in answer.json()["errors"]], ["url"])

    def test_what_it_does_not_know_is_left_aside(self):
        plain = self.answer("/en/")
        self.assertEqual(self.answer("/en/", dnt=1, callback="f", edition="none", as_of="never"), plain)

    def test_every_site_may_ask_and_nobody_may_send(self):
        answer = self.ask("/en/")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        self.assertFalse(answer.cookies)
        self.assertEqual(self.client.post("/oembed", {"url": f"{SITE}/en/"}).status_code, 405)
        self.assertEqual(self.client.options("/oembed").status_code, 204)

    @override_settings(ALLOWED_HOSTS=["*"])
    def test_its_host_is_the_one_that_was_asked(self):
        asked = {"url": "http://record.example/en/"}
        answer = self.client.get("/oembed", asked, headers={"host": "record.example"}).json()
        self.assertIn('src="http://record.example/en/embed/timeline/"', answer["html"])
        self.assertEqual(self.client.get("/oembed", asked).status_code, 404)


class DiscoveryTestCase(PageTestCase):
    def links(self, page: Page) -> dict[str, str]:
        return {
            link["type"]: link["href"]
            for link in page.all("link", rel="alternate")
            if link.get("type", "").endswith("+oembed")
        }

    def test_every_page_with_a_chart_names_its_address_early_in_its_head(self):
        for address, frame in CHARTS.items():
            with self.subTest(address):
                page = self.read(address)
                self.assertEqual([*self.links(page)], ["application/json+oembed", "text/xml+oembed"])
                for kind, href in self.links(page).items():
                    begins = page.answer.content[:20_000]
                    self.assertIn(f'type="{kind}"'.encode(), begins.partition(b"</head>")[0])
                    asked = parse_qs(urlsplit(href).query)
                    self.assertEqual(asked["url"], [SITE + address])
                    answer = self.client.get(href.removeprefix(SITE))
                    self.assertIn(SITE + frame, unescape(answer.content.decode()).replace("&amp;", "&"))

    def test_it_has_the_title_of_the_page(self):
        for link in self.read("/en/topics/ceasefire/").all("link", type="application/json+oembed"):
            self.assertTrue(link["title"])

    def test_it_names_the_page_as_it_is_shown(self):
        page = self.read("/en/?guarantor=russia&guarantor=iran&topic=&as_of=2017-12-31")
        (url,) = parse_qs(urlsplit(self.links(page)["application/json+oembed"]).query)["url"]
        self.assertEqual(
            parse_qs(urlsplit(url).query), {"guarantor": ["russia", "iran"], "as_of": ["2017-12-31"]}
        )

    def test_pages_without_a_chart_have_none(self):
        for address in ("/en/decisions/", "/en/events/sochi-summit/", "/en/rounds/", "/en/embed/"):
            with self.subTest(address):
                self.assertEqual(self.links(self.read(address)), {})


class ConsumersTestCase(LiveServerTestCase):
    """What others wrote asks the running site: one by a pattern of addresses, one by what the page says."""

    def setUp(self) -> None:
        class Cast(RecordTestCase):
            """The talks in small, for a server that runs in a thread of its own."""

        Cast.setUpTestData()

    def test_micawber_finds_the_chart_by_the_pattern_of_its_address(self):
        providers = micawber.ProviderRegistry()
        providers.register(
            rf"{re.escape(self.live_server_url)}/(ar|en)/\S*",
            micawber.Provider(f"{self.live_server_url}/oembed"),
        )
        address = f"{self.live_server_url}/ar/topics/ceasefire/"
        answer = providers.request(address, maxwidth=600)
        self.assertEqual((answer["type"], answer["width"]), ("rich", 600))
        html = micawber.parse_html(f"<p>{address}</p>", providers)
        self.assertIn(f'src="{self.live_server_url}/ar/embed/topic/?topic=ceasefire"', html)
        with self.assertRaises(micawber.ProviderException):
            providers.request(f"{self.live_server_url}/ar/decisions/")

    def test_oembedpy_finds_the_chart_by_what_the_page_says(self):
        for path in ("/en/", "/ar/rounds/astana-4/", "/en/embed/outcomes/?theme=dark"):
            with self.subTest(path):
                endpoint, asked = oembedpy.discovery.find_from_content(self.live_server_url + path)
                asked.max_width = 500
                for asked.format in ("json", "xml"):
                    content = oembedpy.consumer.fetch_content(endpoint, asked)
                    self.assertEqual(int(content.width), 500)
                    self.assertIn(f'<iframe src="{self.live_server_url}/', content.html)
                    self.assertEqual(content._extra, {})


class WordPressTestCase(SimpleTestCase):
    """The filter that is told again here drops what WordPress drops."""

    def test_it_keeps_a_quotation_and_a_frame_and_drops_the_rest(self):
        shown, dropped = wordpress.filter_result(
            '<blockquote class="x"><a href="/" rel="me">Title</a></blockquote><script src="/x.js"></script>'
            '<iframe src="/x" width="5" loading="lazy" allow="fullscreen"></iframe>'
        )
        self.assertEqual(
            dropped, ["blockquote[class]", "a[rel]", "script", "iframe[loading]", "iframe[allow]"]
        )
        self.assertEqual(
            shown,
            '<blockquote class="wp-embedded-content" data-secret="abcdefghij"><a href="/">Title</a>'
            '</blockquote><iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted"'
            ' style="position: absolute; visibility: hidden;" src="/x#?secret=abcdefghij"'
            ' data-secret="abcdefghij" width="5"></iframe>',
        )

    def test_without_a_frame_it_shows_nothing(self):
        self.assertEqual(wordpress.filter_result('<blockquote><a href="/">Title</a></blockquote>')[0], "")
