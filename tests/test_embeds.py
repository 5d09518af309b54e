"""Charts in frames of other sites: what the page of a frame is and promises, and that no other is one."""

import datetime as dt
import json
import re
from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.test import SimpleTestCase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils.timezone import now
from django.utils.translation import activate

from talks.charts.theme import LIGHT
from talks.embeds.charts import CHARTS
from talks.embeds.timeline_list import MOST_ROWS
from talks.models import Decision, Edition, Round
from talks.record.freezing import freeze_current, publish_edition
from tests.base import Page, PageTestCase, make_decision, make_event, make_round

LANGUAGES = {"ar": "rtl", "en": "ltr"}
TIMELINE = "/en/embed/timeline/"
# What a chart cannot be shown without.
NEEDED = {"topic": "?topic=ceasefire"}
# What others add to the addresses of frames.
ADDED = "initialWidth=720&childId=a&parentTitle=News&parentUrl=http%3A%2F%2Fnews.example%2F&v=7&utm_source=x"


def policy(answer: HttpResponse) -> dict[str, str]:
    """Give the rules of an answer's policy by their names."""
    rules = (rule.strip().partition(" ") for rule in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _blank, value in rules}


class EveryFrameTestCase(PageTestCase):
    """Every chart in both languages, and what is refused: each page is read once."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        charts = {f"{name}/{NEEDED.get(name, '')}": 200 for name in CHARTS}
        paths = charts | {"timeline/?theme=pink": 400, "nothing/": 404}
        cls.pages = [
            (language, status, Page(cls.client_class().get(f"/{language}/embed/{path}")))
            for language in LANGUAGES
            for path, status in paths.items()
        ]
        activate(settings.LANGUAGE_CODE)

    def each(self) -> Iterator[Page]:
        """Yield every page."""
        for language, status, page in self.pages:
            with self.subTest(page.answer.request["PATH_INFO"]):
                self.assertEqual(page.answer.status_code, status)
                self.assertEqual(page.all("html")[0]["lang"], language)
                yield page

    def test_anyone_may_frame_it_and_it_loads_nothing_but_files_of_ours(self):
        for page in self.each():
            self.assertEqual(
                policy(page.answer),
                {
                    "default-src": "'none'",
                    "script-src": "'self'",
                    "style-src": "'self'",
                    "img-src": "'self' data:",
                    "font-src": "'self'",
                    "connect-src": "'none'",
                    "worker-src": "'none'",
                    "base-uri": "'none'",
                    "form-action": "'none'",
                    "frame-ancestors": "*",
                },
            )
            self.assertNotIn("X-Frame-Options", page.answer)
            self.assertEqual(page.answer["Cross-Origin-Resource-Policy"], "cross-origin")
            self.assertEqual(page.answer["Referrer-Policy"], "no-referrer")

    def test_it_is_the_same_for_everyone_and_may_be_kept(self):
        for page in self.each():
            answer = page.answer
            self.assertFalse(answer.cookies)
            self.assertNotIn("Cookie", answer.get("Vary", ""))
            self.assertIn("public", answer["Cache-Control"])
            if answer.status_code == 200:
                again = self.client.get(
                    f"{answer.request['PATH_INFO']}?{answer.request['QUERY_STRING']}",
                    headers={"If-None-Match": answer["ETag"]},
                )
                self.assertEqual(again.status_code, 304)

    def test_it_is_a_page_in_its_language_with_one_heading(self):
        for page in self.each():
            language = page.answer.request["PATH_INFO"][1:3]
            self.assertEqual(page.all("html"), [{"lang": language, "dir": LANGUAGES[language]}])
            self.assertEqual(len(page.all("h1")), 1)
            self.assertEqual(sorted(page.ids()), sorted(set(page.ids())))

    def test_every_link_opens_a_page_of_its_own_that_is_told_nothing(self):
        for page in self.each():
            links = page.all("a")
            self.assertTrue(links)
            self.assertEqual(links, page.all("a", target="_blank", rel="noopener"))

    def test_nothing_in_it_is_inline_or_from_elsewhere(self):
        for page in self.each():
            for tag, attributes in page.elements:
                self.assertFalse(
                    [name for name in attributes if name == "style" or name.startswith("on")], tag
                )
            for script in page.all("script"):
                self.assertTrue(script.get("src", "").startswith("/") or script["type"] == "application/json")
            self.assertFalse(page.all("script", type="module") + page.all("style") + page.all("form"))

    def test_it_is_read_and_not_written(self):
        self.assertEqual(self.client.post(TIMELINE).status_code, 405)
        self.assertEqual(self.client.head(TIMELINE).status_code, 200)


class OptionsTestCase(PageTestCase):
    def test_the_theme_is_that_of_the_system_or_the_one_asked_for(self):
        for query, theme in (
            ("", None),
            ("?theme=auto", None),
            ("?theme=light", "light"),
            ("?theme=dark", "dark"),
        ):
            (html,) = self.read(TIMELINE + query).all("html")
            self.assertEqual(html.get("data-theme"), theme, query)

    def test_the_headline_names_the_talks_and_is_there_for_the_ear_when_it_is_not_shown(self):
        page = self.read(TIMELINE)
        self.assertIn("<h1>2 rounds of the Astana talks in 12 months, 1 zone of 2 left</h1>", page.html)
        self.assertEqual(page.all("header"), [{}])
        page = self.read(f"{TIMELINE}?title=off")
        self.assertEqual(page.all("header"), [{"class": "unseen"}])
        self.assertEqual(len(page.all("h1")), 1)

    def test_a_fixed_height_is_said_to_the_page_and_draws_what_can_be_read_at_it(self):
        self.assertEqual(self.read(TIMELINE).all("body"), [{}])
        for height, beads in ((600, True), (420, False)):
            page = self.read(f"{TIMELINE}?height={height}")
            self.assertEqual(page.all("body"), [{"data-height": str(height)}])
            self.assertEqual(bool(page.all("a", **{"data-key": "astana-4-1"})), beads)
            self.assertEqual("carried out in part" in page.html.partition('class="key"')[2], beads)

    def test_what_is_wrong_is_named_in_the_language_of_the_frame(self):
        for query, said in (
            ("theme=pink", "theme: “pink” is no theme"),
            ("title=maybe", "title: “maybe” neither shows nor hides"),
            ("height=9000", "height: A frame is 1000 pixels high at most"),
            ("height=tall", "height: The height must be a number"),
            ("lanes=moon", "lanes: “moon” is no lane"),
            ("edition=7", "edition: “7” is no edition"),
            ("as_of=never", "as_of: “never” is no day"),
            ("colour=red", "“colour” is no option of this chart"),
        ):
            with self.subTest(query):
                self.assertIn(said, self.read(f"{TIMELINE}?{query}", status=400).words("main"))
        page = self.read("/ar/embed/timeline/?theme=pink&height=9000", status=400)
        self.assertEqual(len(page.all("p", role="alert")), 2)
        self.assertIn("theme", page.words("main"))

    def test_a_refusal_wears_the_theme_asked_for(self):
        (html,) = self.read(f"{TIMELINE}?theme=dark&lanes=moon", status=400).all("html")
        self.assertEqual(html["data-theme"], "dark")

    def test_what_others_add_to_the_address_is_let_be(self):
        self.assertEqual(self.read(f"{TIMELINE}?{ADDED}").words("main"), self.read(TIMELINE).words("main"))

    def test_links_carry_the_day_on(self):
        page = self.read(f"{TIMELINE}?as_of=2018-06-01")
        self.assertEqual({link["href"].partition("?")[2] for link in page.all("a")}, {"as_of=2018-06-01"})
        self.assertIn("as it stood on 1 June 2018", page.words("main"))

    def test_without_an_edition_there_is_no_chart(self):
        self.edition.delete()
        page = self.read(TIMELINE, status=404)
        self.assertIn("There is no edition of the record yet.", page.words("main"))


class TimelineInFrameTestCase(PageTestCase):
    def figure(self, page: Page) -> str:
        """Give the text of the figure that stands in a page."""
        return re.search(r'<script id="figure-704" type="application/json">(.*?)</script>', page.html, re.S)[
            1
        ]

    def test_the_figure_stands_in_the_page_in_the_colours_of_the_page(self):
        for language in LANGUAGES:
            page = self.read(f"/{language}/embed/timeline/")
            (drawing,) = page.all("div", **{"data-figure": "#figure-704"})
            self.assertEqual(drawing["data-width"], "704")
            figure = self.figure(page)
            keys = [key for trace in json.loads(figure)["data"] for key in trace.get("customdata", ())]
            self.assertIn("astana-9", keys)
            self.assertLess(set(re.findall(r"var\(--([\w-]+)\)", figure)), LIGHT.keys())
            self.assertNotRegex(figure, r"#[0-9a-f]{6}")
            locale = re.search(
                r'<script id="plotly-locale" type="application/json">(.*?)</script>', page.html
            )
            self.assertEqual(json.loads(locale[1])["name"], language)

    def test_no_title_can_end_the_block_of_the_figure(self):
        Round.objects.filter(pk=self.ninth.pk).update(title_en="</script><b>&amp;")
        figure = json.loads(self.figure(self.read(TIMELINE)))
        hovers = [text for trace in figure["data"] for text in trace["hovertext"]]
        # As Plotly reads it, which knows tags of its own.
        self.assertTrue([text for text in hovers if "&lt;/script&gt;&lt;b&gt;&amp;amp;" in text])

    def test_a_phone_gets_the_rounds_as_a_list_the_newest_first(self):
        page = self.read(TIMELINE)
        rows = page.all("a", **{"class": "row planned"}) + page.all("a", **{"class": "row held"})
        rows += page.all("a", **{"class": "row held selected"})
        listed = page.html.partition('<div class="list" id="in-words">')[2]
        order = sorted(rows, key=lambda row: listed.index(f'"{row["class"]}" href="{row["href"]}"'))
        self.assertEqual(
            [row["href"] for row in order],
            ["/en/rounds/astana-12/", "/en/rounds/astana-9/", "/en/rounds/astana-4/"],
        )
        words = " ".join(re.sub(r"<[^>]+>", " ", listed).split())
        self.assertTrue(
            words.startswith("12 Feb 2019 Astana, planned edition day: 29 Nov 2018 9"), words[:80]
        )
        self.assertIn("3–4 May 2017 Astana", words)
        self.assertIn("De-escalation zones: 1 zone of 2 left", words)
        self.assertIn("Idlib in place", words)
        for status in ("partly", "stalled", "pending"):
            self.assertIn(f'href="#mark-{status}"', listed)

    def test_the_list_ends_where_there_is_no_more_room_and_says_how_many_are_left(self):
        for number in range(20, 20 + MOST_ROWS):
            make_round(self.astana, number, f"2015-01-{number - 10}")
        page = self.read(TIMELINE)
        self.assertEqual(len(re.findall('class="row (?:held|planned)', page.html)), MOST_ROWS)
        self.assertIn("3 earlier rounds</a>", page.html)

    def test_lanes_without_rounds_are_listed_by_their_events(self):
        page = self.read(f"{TIMELINE}?lanes=summits")
        listed = page.html.partition('<div class="list" id="in-words">')[2].partition('<ul class="key">')[0]
        words = " ".join(re.sub(r"<[^>]+>", " ", listed).split())
        self.assertEqual(words, "17 Sep 2018 Sochi summit Oct 2017 Envoy visits Ankara")

    def test_the_key_has_the_kinds_that_are_drawn(self):
        key = re.findall(r'<li class="kind">.*?</svg>(.*?)</li>', self.read(TIMELINE).html)
        self.assertEqual(
            key, ["summit", "ministers’ meeting", "military development", "date announced, then moved"]
        )
        key = re.findall(r'<li class="kind">.*?</svg>(.*?)</li>', self.read(f"{TIMELINE}?lanes=astana").html)
        self.assertEqual(key, ["date announced, then moved"])

    def test_more_rounds_cost_no_more_queries(self):
        before = self.queries_of(TIMELINE)
        for number in range(20, 26):
            meeting = make_round(self.astana, number, f"2018-{number - 18:02}-01")
            make_decision(meeting, 1, f"Decision of {number}")
            make_event(self.summits, f"Summit {number}", f"قمة {number}", f"2018-{number - 18:02}-20")
        self.assertEqual(self.queries_of(TIMELINE), before)


class FrozenFrameTestCase(PageTestCase):
    """Edition 1 was frozen; then edition 2 came, with another title."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze_current()
        Decision.objects.filter(pk=cls.memorandum.pk).update(title_en="Zones are corrected")
        publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 2)), now())

    def test_a_frame_follows_the_newest_edition(self):
        page = self.read(TIMELINE)
        self.assertIn("Zones are corrected", page.html)
        self.assertNotIn("has come since", page.html)

    def test_one_that_stays_at_an_edition_says_quietly_that_a_newer_one_has_come(self):
        page = self.read(f"{TIMELINE}?edition=1&lanes=all")
        self.assertNotIn("Zones are corrected", page.html)
        self.assertIn("De-escalation zones are set up", page.html)
        self.assertIn("Edition 1; edition 2 has come since.", page.words("main"))
        self.assertIn('<a href="/en/" target="_blank" rel="noopener">See it</a>', page.html)
        self.assertIn("as it stood on 29 November 2018", page.words("main"))
        marks = [link["href"] for link in page.all("a") if "data-key" in link]
        self.assertEqual({href.partition("?")[2] for href in marks}, {"edition=1"})

    def test_one_that_stays_at_the_newest_edition_has_nothing_to_say(self):
        self.assertNotIn("has come since", self.read(f"{TIMELINE}?edition=2").html)


class OtherPagesTestCase(PageTestCase):
    """No address but those of charts in frames may be framed, whatever it answers."""

    VALUES = {"slug": "astana-4", "int": "1", "str": "x", "path": "x", "uuid": "0" * 32}

    def addresses(self, resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, str]]:
        """Yield an address for each pattern of the site, with the pattern's name."""
        for pattern in resolver.url_patterns:
            part = pattern.pattern
            if isinstance(part, LocalePrefixPattern):
                path = "en/"
            elif isinstance(part, RoutePattern):
                path = re.sub(r"<(?:(\w+):)?(\w+)>", self._value, str(part))
            else:
                path = "x"
            if isinstance(pattern, URLPattern):
                yield prefix + path, pattern.name or ""
            else:
                yield from self.addresses(pattern, prefix + path)

    def _value(self, found: re.Match) -> str:
        return "timeline" if found[2] == "name" else self.VALUES.get(found[1] or "str", "x")

    def test_no_other_page_may_be_framed(self):
        framed = set()
        for address, name in self.addresses(get_resolver()):
            answer = self.client.get(address)
            if policy(answer)["frame-ancestors"] == "'none'" and answer["X-Frame-Options"] == "DENY":
                continue
            framed.add(name)
        self.assertEqual(framed, {"embed"})

    def test_nor_what_is_not_there(self):
        for address in ("/en/embed/time.line/", "/fr/embed/timeline/", "/nowhere"):
            answer = self.client.get(address, follow=True)
            self.assertEqual(answer.status_code, 404)
            self.assertEqual(policy(answer)["frame-ancestors"], "'none'", address)


class ScriptsTestCase(SimpleTestCase):
    def test_the_script_of_other_sites_is_small_and_may_be_loaded_by_all_of_them(self):
        answer = self.client.get(staticfiles_storage.url("js/astana-embed.js"))
        self.assertLess(len(b"".join(answer)), 2000)
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        self.assertIn("javascript", answer["Content-Type"])
