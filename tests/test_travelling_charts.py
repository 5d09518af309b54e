"""Charts that travel: what each shows for what is asked of it, in a frame and as a figure for Plotly."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import plotly.io
from django.http import HttpResponse, QueryDict
from django.utils.timezone import now
from django.utils.translation import override

from talks.embeds.charts import CHARTS, TravellingChart
from talks.embeds.options import HIGHEST, LOWEST
from talks.embeds.topic import MOST_SHOWN
from talks.models import AsOf, Decision, Edition, Participation, Round
from talks.record.freezing import freeze_current, publish_edition
from tests.base import Page, PageTestCase, make_decision, make_follow_up, make_round
from tests.drawings import DrawnFigure

LANGUAGES = ("ar", "en")
# What a chart cannot be drawn without.
NEEDED = {"topic": {"topic": "ceasefire"}}
# The edition and the day that are shown where nothing is asked.
OF_TODAY = {"edition": "", "as_of": ""}


class ChartsTestCase(PageTestCase):
    """A reader of another site before the talks in small."""

    def frame(self, name: str, language: str = "en", status: int = 200, **asked: Any) -> Page:
        """Open a chart in its frame."""
        query = urlencode(NEEDED.get(name, {}) | asked, doseq=True)
        return self.read(f"/{language}/embed/{name}/?{query}", status=status)

    def data(self, name: str, language: str = "en", **asked: Any) -> HttpResponse:
        """Ask for the figure of a chart."""
        return self.client.get(f"/{language}/charts/{name}.json", NEEDED.get(name, {}) | asked)

    def figure(self, name: str, language: str = "en", **asked: Any) -> DrawnFigure:
        """Give the figure of a chart as Plotly reads it."""
        answer = self.data(name, language, **asked)
        self.assertEqual(answer.status_code, 200, answer.content)
        return DrawnFigure(plotly.io.from_json(answer.content.decode()))

    def keys(self, name: str, **asked: Any) -> set[str]:
        """Give the keys of what answers to the pointer in a figure."""
        return set(self.figure(name, **asked).places())

    def chart(self, name: str, query: str = "", as_of: AsOf | None = None) -> TravellingChart:
        """Give a chart with what a query asks of it."""
        return CHARTS[name](QueryDict(query), as_of or self.as_of())

    def each(self) -> Iterator[tuple[str, str]]:
        """Yield every chart in both languages."""
        for name in CHARTS:
            for language in LANGUAGES:
                with self.subTest(name, language=language):
                    yield name, language

    def headline(self, page: Page) -> str:
        return re.search(r"<h1>(.*?)</h1>", page.html).group(1)

    def limits(self, page: Page) -> str:
        found = re.search(r'<p class="limits">(.*?)</p>', page.html, re.S)
        return found.group(1) if found else ""


class EveryChartTestCase(ChartsTestCase):
    def test_it_stands_in_a_frame_with_its_headline(self):
        for name, language in self.each():
            with override(language):
                said = self.chart(name, urlencode(NEEDED.get(name, {}))).headline()
            self.assertEqual(self.headline(self.frame(name, language)), said)

    def test_plotly_draws_its_figure_at_each_width_in_each_theme(self):
        for name, language in self.each():
            for width in CHARTS[name].widths:
                light = self.figure(name, language, width=width)
                self.assertEqual(light.layout.width, width)
                self.assertTrue(light.figure.data)
            dark = self.figure(name, language, width=width, theme="dark")
            self.assertEqual(set(light.places()), set(dark.places()))
            self.assertNotEqual(light.json, dark.json)

    def test_where_nothing_is_said_the_figure_is_the_wide_one_in_light(self):
        for name, language in self.each():
            plain = self.data(name, language).content
            self.assertEqual(plain, self.data(name, language, width="", theme="light").content)
            self.assertEqual(json.loads(plain)["layout"]["width"], CHARTS[name].widths[0])

    def test_pages_of_any_site_may_read_the_figure(self):
        for name, language in self.each():
            answer = self.data(name, language)
            self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
            self.assertEqual(answer["Content-Type"], "application/json")

    def test_what_no_chart_is_called_is_not_there(self):
        answer = self.client.get("/en/charts/weather.json")
        self.assertContains(answer, "There is no chart of the name “weather”", status_code=404)
        self.assertEqual(answer["Content-Type"], "application/json")
        self.read("/en/embed/weather/", status=404)

    def test_every_mark_leads_to_a_page_of_the_record_on_the_same_day(self):
        led_to = set()
        for name, language in self.each():
            page = self.frame(name, language, as_of="2018-07-31", edition="1")
            addresses = {link["href"].partition("#")[0] for link in page.all("a")}
            self.assertTrue(addresses)
            for address in addresses:
                self.assertRegex(address, rf"^/{language}/")
                self.assertIn("edition=1&as_of=2018-07-31", address)
            led_to |= addresses if language == "en" else set()
        for address in led_to:
            self.assertEqual(self.client.get(address).status_code, 200, address)

    def test_it_shows_what_was_known_on_the_day(self):
        for name, language in self.each():
            self.assertNotEqual(self.data(name, language, as_of="2017-06").content, self.data(name).content)

    def test_its_colours_headline_and_height_are_asked_for(self):
        for name, language in self.each():
            page = self.frame(name, language, theme="dark", title="off", height="420")
            self.assertEqual(page.all("html")[0]["data-theme"], "dark")
            self.assertEqual(page.all("body")[0]["data-height"], "420")
            self.assertEqual(page.all("header", **{"class": "unseen"}), [{"class": "unseen"}])

    def test_it_is_described_for_those_who_do_not_see_it(self):
        for name, language in self.each():
            with override(language):
                chart = self.chart(name, urlencode(NEEDED.get(name, {})))
                self.assertGreater(len(chart.description), 20)
                self.assertNotIn("..", chart.description)

    # What is asked wrongly

    def test_a_round_of_a_later_day_is_not_said_to_be_none_of_the_record(self):
        for name in ("timeline", "topics", "outcomes", "round"):
            page = self.frame(name, round="astana-9", as_of="2017-10-01", status=400)
            self.assertIn("round: “astana-9” is no round that was known by the day shown.", page.html)

    def test_a_day_outside_the_record_is_refused_and_not_moved(self):
        for day in ("2030", "1999-01-01"):
            page = self.frame("timeline", as_of=day, status=400)
            self.assertIn("as_of: The record speaks for the days from 2017-05-03 to 2018-11-29.", page.html)
            [error] = self.data("timeline", as_of=day).json()["errors"]
            self.assertEqual(error["parameter"], "as_of")

    def test_an_option_that_means_nothing_is_named_in_either_format(self):
        for name in CHARTS:
            options = self.chart(name, urlencode(NEEDED.get(name, {}))).form.fields
            for option in options.keys() - OF_TODAY.keys():
                wrong = NEEDED.get(name, {}) | {option: "<nonsense>"}
                with self.subTest(name, option=option):
                    answer = self.client.get(f"/en/charts/{name}.json", wrong)
                    self.assertEqual(answer.status_code, 400)
                    self.assertEqual([said["parameter"] for said in answer.json()["errors"]], [option])
            wrong = dict.fromkeys(options, "<nonsense>")
            page = self.read(f"/en/embed/{name}/?{urlencode(wrong | OF_TODAY)}", status=400)
            said = re.findall(r'<p role="alert">(?:<bdi>)?([a-z]+): ', page.html)
            self.assertEqual(set(said), options.keys() - OF_TODAY.keys())
            self.assertNotIn("<nonsense>", page.html)

    def test_what_is_said_of_it_is_in_the_readers_language(self):
        answer = self.data("outcomes", "ar", topic="weather")
        self.assertEqual(answer.json()["language"], "ar")
        self.assertIn("لا موضوع في السجل", answer.json()["errors"][0]["message"])

    def test_an_option_of_no_chart_is_named_with_those_that_there_are(self):
        for name, language in self.each():
            for told in (
                self.frame(name, language, status=400, whim="1").html,
                json.dumps(self.data(name, language, whim="1").json(), ensure_ascii=False),
            ):
                self.assertIn("whim", told)
                self.assertIn("theme, months, digits, title, height", told)
        self.assertIn("height, width", self.data("topics", whim="1").content.decode())

    def test_the_width_of_a_figure_is_no_option_of_a_frame(self):
        self.frame("topics", status=400, width="704")
        answer = self.data("topics", width="700")
        self.assertEqual(answer.status_code, 400)
        [said] = answer.json()["errors"]
        self.assertEqual(said["parameter"], "width")
        self.assertIn("1104, 704", said["message"])

    def test_a_figure_has_no_theme_but_light_and_dark(self):
        [said] = self.data("topics", theme="auto").json()["errors"]
        self.assertEqual(said["parameter"], "theme")

    def test_a_day_or_an_edition_that_is_none_is_named(self):
        for name, language in self.each():
            for option, value in (("as_of", "yesterday"), ("edition", "77")):
                answer = self.data(name, language, **{option: value})
                self.assertEqual(answer.status_code, 400)
                self.assertEqual([said["parameter"] for said in answer.json()["errors"]], [option])
                self.frame(name, language, status=400, **{option: value})

    def test_what_is_said_twice_and_differently_is_named_and_not_chosen_between(self):
        for option, values in {
            "theme": ["light", "dark"],
            "height": ["300", "400"],
            "round": ["astana-4", "astana-9"],
            "edition": ["7", "1"],
            "as_of": ["2018-07", "2017-07"],
        }.items():
            page = self.frame("timeline", status=400, **{option: values})
            self.assertIn(f"{option}: It can be said only once.", page.html)
        answer = self.client.get("/en/charts/timeline.json", {"width": ["1104", "704"]})
        self.assertEqual(answer.status_code, 400)
        self.assertIn("width: It can be said only once.", answer.content.decode())
        self.frame("timeline", theme=["dark", "dark"])

    def test_the_last_day_may_not_lie_before_the_first(self):
        for name in ("timeline", "topics", "outcomes"):
            answer = self.data(name, since="2018", until="2017")
            self.assertEqual([said["parameter"] for said in answer.json()["errors"]], ["until"])

    # Its options, as they are offered and written

    def test_every_option_says_what_it_is_and_does(self):
        for name, language in self.each():
            with override(language):
                form = CHARTS[name].options(QueryDict(), self.as_of())
                for option, field in form.fields.items():
                    self.assertTrue(str(field.label), option)
                    self.assertTrue(str(field.help_text), option)
                    self.assertTrue(str(form[option]), option)

    def test_its_own_options_come_first(self):
        common = ["edition", "as_of", "theme", "months", "digits", "title", "height"]
        for name, own in {
            "timeline": ["lanes", "guarantor", "topic", "since", "until", "round", "axis"],
            "topics": ["guarantor", "topic", "since", "until", "round"],
            "outcomes": ["guarantor", "topic", "since", "until", "round"],
            "round": ["round"],
            "topic": ["topic"],
        }.items():
            self.assertEqual(list(CHARTS[name].options(QueryDict(), self.as_of()).fields), own + common)

    def test_what_is_asked_stands_in_the_form(self):
        query = QueryDict("lanes=astana,zones&guarantor=iran&since=2017-05&round=astana-4&theme=dark")
        form = CHARTS["timeline"].options(query, self.as_of())
        for option, words in {
            "lanes": 'value="astana" id="id_lanes_1" checked',
            "guarantor": 'value="iran" id="id_guarantor_2" checked',
            "since": 'value="2017-05-01"',
            "round": '<option value="astana-4" selected>',
            "theme": '<option value="dark" selected>',
        }.items():
            self.assertIn(words, str(form[option]))
        self.assertIn('type="date"', str(form["until"]))

    def test_editions_are_offered(self):
        form = CHARTS["topics"].options(QueryDict(), self.as_of())
        with override("en"):
            offered = str(form["edition"])
        self.assertInHTML('<option value="1">edition 1, as of 29 November 2018</option>', offered)

    def test_of_all_queries_that_ask_for_the_same_one_is_written(self):
        for name, query, written in (
            ("timeline", "title=on&theme=auto&axis=ltr", ""),
            ("timeline", "lanes=zones&lanes=astana", "lanes=astana,zones"),
            ("timeline", "height=420&theme=dark&since=2017-05", "since=2017-05&theme=dark&height=420"),
            ("topics", "topic=detainees,ceasefire&title=off", "topic=ceasefire,detainees&title=off"),
            ("outcomes", "guarantor=iran&guarantor=russia&guarantor=", "guarantor=russia,iran"),
            ("round", "round=&utm_source=paper&initialWidth=300", ""),
            ("topic", "topic=ceasefire", "topic=ceasefire"),
        ):
            with self.subTest(name, query=query), override("en"):
                chart = self.chart(name, query)
                self.assertEqual(chart.query(), written)
                self.assertEqual(self.chart(name, written).query(), written)

    def test_the_query_keeps_the_day_and_the_edition_and_can_be_changed(self):
        chart = self.chart("outcomes", "topic=ceasefire", self.as_of("2018-07-31"))
        self.assertEqual(chart.query(), "topic=ceasefire&as_of=2018-07-31")
        self.assertEqual(chart.query(topic="", theme="dark"), "as_of=2018-07-31&theme=dark")
        pinned = self.chart("outcomes", as_of=AsOf(self.edition, self.edition.day, is_pinned=True))
        with override("en"):
            self.assertEqual(pinned.address_as("chart-json"), "/en/charts/outcomes.json?edition=1")
            self.assertEqual(self.chart("outcomes").address_as(), "/en/embed/outcomes/")

    def test_a_frame_is_as_high_as_it_may_be(self):
        for name, language in self.each():
            with override(language):
                chart = self.chart(name, urlencode(NEEDED.get(name, {})))
                for width in (240, 360, 720, 1100, 3000):
                    self.assertIn(chart.frame_height(width), range(LOWEST, HIGHEST + 1))

    # How much it costs

    def test_it_asks_the_database_as_often_whatever_the_record_holds(self):
        addresses = [
            f"/en/{path}?{urlencode(NEEDED.get(name, {}))}"
            for name in CHARTS
            for path in (f"embed/{name}/", f"charts/{name}.json")
        ]
        few = {address: self.queries_of(address) for address in addresses}
        for number in range(100, 160):
            meeting = make_round(self.astana, number, f"2016-0{number % 9 + 1}-{number % 27 + 1:02}")
            for place in (1, 2):
                decision = make_decision(
                    meeting,
                    place,
                    f"Decision {number}-{place}",
                    adopted_by=[self.russia, self.iran],
                    topics=[self.ceasefire],
                )
                make_follow_up(decision, "2017-01", "partly")
        many = {address: self.queries_of(address) for address in addresses}
        self.assertEqual(many, few)
        self.assertLess(max(many.values()), 24)


class FrozenChartTestCase(ChartsTestCase):
    """Edition 1 was frozen; then a decision got another title, and edition 2 came."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze_current()
        Decision.objects.filter(pk=cls.sovereignty.pk).update(title_en="Sovereignty is corrected")
        Round.objects.filter(pk=cls.ninth.pk).update(title_en="Round corrected")
        make_follow_up(cls.maps, "2019-01", "implemented")
        publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 2)), now())

    def test_a_chart_stays_at_the_edition_that_is_asked_for(self):
        self.assertIn("implemented", self.keys("outcomes"))
        self.assertNotIn("implemented", self.keys("outcomes", edition="1"))
        self.assertIn("Round corrected", self.headline(self.frame("round", round="astana-9")))
        frozen = self.frame("round", round="astana-9", edition="1")
        self.assertNotIn("corrected", frozen.html)
        self.assertIn("?edition=1", frozen.html)

    def test_all_editions_are_offered_whichever_is_read(self):
        for asked in ("", "edition=1"):
            form = CHARTS["round"].options(QueryDict(asked), self.as_of())
            self.assertEqual(str(form["edition"]).count("<option"), 3)

    def test_every_chart_can_be_had_of_it(self):
        for name in CHARTS:
            with self.subTest(name):
                self.assertIn("edition=1", self.frame(name, edition="1").html)
                self.figure(name, edition="1")


class TimelineTestCase(ChartsTestCase):
    def test_by_default_it_has_the_lanes_of_rounds_summits_and_zones(self):
        keys = self.keys("timeline")
        self.assertLessEqual({"astana-9", "sochi-summit", "idlib"}, keys)

    def test_lanes_are_asked_for(self):
        zones = self.keys("timeline", lanes="zones")
        self.assertLessEqual({"eastern-ghouta", "idlib"}, zones)
        self.assertFalse({"astana-9", "sochi-summit"} & zones)
        every = self.keys("timeline", lanes="all")
        self.assertEqual(every, self.keys("timeline", lanes="astana,summits,zones"))
        self.assertEqual(every, self.keys("timeline", lanes=["astana", "summits", "zones"]))

    def test_filters_let_what_they_ask_for_stand_out(self):
        def faint(**asked: Any) -> set[str]:
            page = self.frame("timeline", **asked)
            marks = re.findall(r'<a [^>]*class="([^"]*)" data-key="([^"]+)"', page.html)
            return {key for css, key in marks if "faint" in css.split()}

        self.assertNotIn("astana-4", faint())
        self.assertIn("astana-9", faint(topic="ceasefire"))
        self.assertNotIn("astana-4", faint(topic="ceasefire"))

    def test_a_window_moves_its_ends(self):
        keys = self.keys("timeline", since="2018", until="2018-08")
        self.assertIn("astana-9", keys)
        self.assertNotIn("astana-4", keys)
        self.assertIn(
            "From 1 January 2018 to 31 August 2018",
            self.limits(self.frame("timeline", since="2018", until="2018-08")),
        )

    def test_the_round_asked_for_stands_out_else_the_last_one_held(self):
        for asked, selected in (({}, "astana-9"), ({"round": "astana-4"}, "astana-4")):
            page = self.frame("timeline", **asked)
            found = re.findall(r'class="round [a-z]+ selected" data-key="([^"]+)"', page.html)
            self.assertEqual(found, [selected])

    def test_time_runs_as_the_language_reads_or_as_is_asked(self):
        def runs_left(language: str, **asked: str) -> bool:
            places = self.figure("timeline", language, **asked).places()
            return places["astana-9"].x < places["astana-4"].x

        self.assertEqual([runs_left("en"), runs_left("ar")], [False, True])
        self.assertEqual([runs_left("en", axis="rtl"), runs_left("ar", axis="ltr")], [True, False])

    def test_it_leads_to_the_dashboard_with_the_same_filters(self):
        with override("en"):
            chart = self.chart(
                "timeline", "guarantor=russia,iran&topic=ceasefire&until=2018&lanes=all&theme=dark"
            )
            self.assertEqual(
                chart.page_address, "/en/?guarantor=russia&guarantor=iran&topic=ceasefire&until=2018"
            )
            self.assertEqual(self.chart("timeline", "axis=rtl").page_address, "/en/?axis=rtl")
        self.read(chart.page_address)

    def test_its_text_says_from_when_to_when(self):
        with override("en"):
            self.assertIn("From 24 March 2017", self.chart("timeline").description)


class TopicsTestCase(ChartsTestCase):
    CELLS = {"ceasefire:astana-4:partly", "ceasefire:astana-4:pending", "detainees:astana-4:stalled"}

    def cells(self, **asked: Any) -> set[str]:
        return {key for key in self.keys("topics", **asked) if ":" in key}

    def test_it_has_the_matrix_of_the_page(self):
        self.assertEqual(self.cells(), self.CELLS)
        self.assertEqual(self.data("topics").content, self.client.get("/en/topics/by-rounds.json").content)

    def test_guarantors_are_asked_for(self):
        self.assertEqual(self.cells(guarantor="turkey"), {"ceasefire:astana-4:partly"})
        both = {"ceasefire:astana-4:partly", "detainees:astana-4:stalled"}
        self.assertEqual(self.cells(guarantor="turkey,russia"), both)
        page = self.frame("topics", guarantor=["turkey", "russia"])
        self.assertIn("Adopted by one of these: Russia, Turkey", self.limits(page))
        self.assertEqual(self.headline(page), "3 decisions of 2 rounds by topic")

    def test_rows_are_asked_for(self):
        keys = self.keys("topics", topic="detainees")
        self.assertEqual({key for key in keys if "ceasefire" in key}, set())
        page = self.frame("topics", topic="detainees")
        self.assertEqual(self.headline(page), "Detainees came up in 1 of 2 rounds")
        self.assertEqual(self.cells(topic="detainees,ceasefire"), self.CELLS)

    def test_totals_are_those_of_the_rows_asked_for(self):
        make_decision(self.fourth, 4, "Both", topics=[self.ceasefire, self.detainees])
        matrix = self.chart("topics", "topic=detainees,ceasefire").page.matrix
        self.assertEqual(matrix.total, 4)
        self.assertEqual([column.total for column in matrix.columns], [4, 0, 0])

    def test_a_window_of_rounds_is_asked_for(self):
        self.assertEqual(self.keys("topics", since="2018-05-15") & {"astana-4", "astana-9"}, {"astana-9"})
        self.assertEqual(self.keys("topics", until="2017-05-03") & {"astana-4", "astana-9"}, {"astana-4"})
        self.assertEqual(self.cells(since="2018"), set())

    def test_the_round_asked_for_stands_out(self):
        page = self.frame("topics", round="astana-4")
        found = re.findall(r'class="round held selected" data-key="([^"]+)"', page.html)
        self.assertEqual(found, ["astana-4"])
        self.assertNotIn(" selected", self.frame("topics").html)

    def test_a_round_of_long_ago_that_is_asked_for_is_drawn(self):
        for number in range(20, 40):
            make_round(self.astana, number, f"2018-07-{number - 10:02}")
        self.assertNotIn("astana-4", self.keys("topics"))
        self.assertIn("astana-4", self.keys("topics", round="astana-4"))
        self.assertIn("astana-4", self.keys("topics", round="astana-4", width=704))
        self.assertIn("Not drawn: 11 rounds", self.frame("topics").html)

    def test_its_marks_lead_to_the_decisions_that_they_count(self):
        page = self.frame("topics", guarantor="russia", since="2017", until="2018-12")
        [mark] = page.all("a", **{"data-key": "ceasefire:astana-4:partly"})
        listed = self.read(mark["href"])
        self.assertIn("De-escalation zones are set up", listed.html)
        self.assertNotIn("Detainees are released", listed.html)
        self.assertIn("guarantor=russia&since=2017-01-01&until=2018-12-31", mark["href"])

    def test_a_phone_gets_the_same_as_a_list(self):
        page = self.frame("topics", "ar")
        rows = page.all("a", href="/ar/topics/ceasefire/", **{"class": "row of-topic"})
        self.assertEqual(len(rows), 1)
        self.assertIn("وقف إطلاق النار", page.html)

    def test_its_key_names_the_statuses_that_it_shows(self):
        self.assertEqual(self.chart("topics").legend(), ["partly", "stalled", "pending", "principle"])
        self.assertEqual(self.chart("topics", "topic=detainees").legend(), ["stalled"])


class OutcomesTestCase(ChartsTestCase):
    def counts(self, query: str = "", as_of: AsOf | None = None) -> dict[str, int]:
        return self.chart("outcomes", query, as_of).counts

    def test_it_counts_the_decisions_of_rounds_by_status(self):
        self.assertEqual(self.counts(), {"partly": 1, "stalled": 1, "pending": 1, "principle": 1})
        self.assertEqual(
            self.headline(self.frame("outcomes")),
            "Of 3 decisions that can be measured, 0 were carried out, 1 in part",
        )

    def test_what_is_asked_for_is_counted(self):
        for query, counts in {
            "guarantor=turkey": {"partly": 1, "principle": 1},
            "guarantor=turkey,russia": {"partly": 1, "stalled": 1, "principle": 1},
            "topic=ceasefire": {"partly": 1, "pending": 1},
            "since=2018": {"principle": 1},
            "until=2017-12": {"partly": 1, "stalled": 1, "pending": 1},
            "round=astana-9": {"principle": 1},
            "round=astana-9&topic=ceasefire": {},
        }.items():
            with self.subTest(query):
                self.assertEqual(self.counts(query), counts)

    def test_it_says_what_is_counted(self):
        page = self.frame("outcomes", guarantor="turkey", topic="ceasefire", since="2017", round="astana-4")
        self.assertEqual(
            self.limits(page).split(" · "),
            [self.fourth.title_en, "Adopted by Turkey", "Topic: Ceasefire", "From 1 January 2017 on"],
        )
        self.assertEqual(self.limits(self.frame("outcomes")), "")
        self.assertEqual(self.limits(self.frame("outcomes", until="2017")), "Up to 31 December 2017")

    def test_where_there_is_none_it_says_so(self):
        page = self.frame("outcomes", round="astana-9", topic="ceasefire")
        self.assertIn("No decision in the record", page.html)
        self.assertIn("No decision here that can be measured", self.headline(page))
        with override("en"):
            chart = self.chart("outcomes", "round=astana-9&topic=ceasefire")
            self.assertEqual(chart.description, "No decision in the record")

    def test_it_counts_what_was_known_on_the_day(self):
        self.assertEqual(
            self.counts(as_of=self.as_of("2018-03-01")), {"implemented": 1, "stalled": 1, "pending": 1}
        )

    def test_a_row_leads_to_its_decisions_and_the_link_to_all_of_them(self):
        page = self.frame("outcomes", topic="ceasefire", since="2017-05")
        [row, _phone] = page.all("a", **{"data-key": "partly"})
        self.assertEqual(row["href"], "/en/decisions/?topic=ceasefire&since=2017-05&at=rounds&status=partly")
        self.assertIn("De-escalation zones are set up", self.read(row["href"]).html)
        whole = page.all("a", href="/en/decisions/?topic=ceasefire&since=2017-05&at=rounds")
        self.assertEqual(len(whole), 1)

    def test_its_text_gives_the_counts(self):
        with override("en"):
            self.assertIn(
                "1 carried out in part, 1 stalled, 1 pending, 1 principle.",
                self.chart("outcomes").description,
            )

    def test_of_thousands_each_mark_stands_for_several(self):
        decisions = [
            Decision(
                slug=f"d-{number}",
                round=self.ninth,
                number=number,
                kind="appeal",
                state="published",
                confidence="high",
            )
            for number in range(10, 3010)
        ]
        Decision.objects.bulk_create(decisions)
        page = self.frame("outcomes")
        self.assertIn("Each mark stands for about", page.html)
        self.assertLess(len(page.html), 120_000)


class RoundTestCase(ChartsTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        for place, party in enumerate([cls.kazakhstan, cls.iran, cls.turkey, cls.russia]):
            Participation.objects.create(
                round=cls.ninth, party=party, position=place, state="published", confidence="high"
            )

    def test_by_default_it_is_the_last_one_held_and_says_so(self):
        page = self.frame("round")
        self.assertIn(self.ninth.title_en, self.headline(page))
        self.assertEqual(self.limits(page), "The last round held by 29 November 2018")
        page = self.frame("round", as_of="2018-05-14")
        self.assertIn(self.fourth.title_en, self.headline(page))
        self.assertEqual(self.limits(page), "The last round held by 14 May 2018")

    def test_before_all_rounds_it_is_the_first_one_to_come(self):
        Round.objects.filter(number__lt=12).delete()
        page = self.frame("round")
        self.assertEqual(self.limits(page), "The first round to come")
        self.assertIn("Planned for February 2019, the day not fixed", self.headline(page))

    def test_without_a_round_it_says_so(self):
        Round.objects.all().delete()
        self.assertIn("The record has no round by this day.", self.frame("round", status=400).html)
        [said] = self.data("round").json()["errors"]
        self.assertEqual(said["parameter"], "round")

    def test_the_round_asked_for_stays(self):
        page = self.frame("round", round="astana-4")
        self.assertIn(self.fourth.title_en, self.headline(page))
        self.assertEqual(self.limits(page), "")

    def test_it_says_when_where_and_how_late_it_met(self):
        html = self.frame("round", round="astana-9").html
        self.assertIn("14–15 May 2018 · Astana", html)
        self.assertIn("Held 75 days after the end of the first window announced for it", html)

    def test_a_planned_one_is_shown_as_planned_at_its_precision(self):
        page = self.frame("round", round="astana-12")
        self.assertIn("planned · February 2019", page.html)
        self.assertIn("It has not met yet, so it has decided nothing.", page.html)
        self.assertIn('class="number planned"', page.html)
        words = [word.text for word in self.figure("round", round="astana-12").words()]
        self.assertIn("planned · February 2019 · Astana", words)

    def test_one_under_way_says_so(self):
        page = self.frame("round", round="astana-9", as_of="2018-05-14")
        self.assertIn("Under way on this day", self.headline(page))
        self.assertIn("under way · ", page.html)

    def test_guarantors_are_named_first_each_with_its_colour(self):
        html = self.frame("round").html
        names = re.findall(r'<li(?: class="guarantor ([a-z]+)")?>([A-Z][a-z]+)</li>', html)
        self.assertEqual(
            names,
            [("russia", "Russia"), ("turkey", "Turkey"), ("iran", "Iran"), ("", "Kazakhstan")],
        )

    def test_each_decision_leads_to_its_page_with_its_mark_and_word(self):
        page = self.frame("round", round="astana-4")
        for decision, status, word in (
            (self.memorandum, "partly", "carried out in part"),
            (self.release, "stalled", "stalled"),
            (self.maps, "pending", "pending"),
        ):
            address = f"/en/decisions/{decision.slug}/"
            self.assertEqual(len(page.all("a", href=address)), 1)
            row = page.html.partition(f'href="{address}"')[2].partition("</a>")[0]
            self.assertIn(f"#mark-{status}", row)
            self.assertIn(word, row)
            self.assertIn(decision.title_en, row)

    def test_of_many_decisions_the_rest_is_counted(self):
        for number in range(4, 24):
            make_decision(self.fourth, number, f"Decision {number}")
        page = self.frame("round", round="astana-4")
        self.assertIn("+11 more decisions", page.html)
        self.assertIn(
            "+11 more decisions", [word.text for word in self.figure("round", round="astana-4").words()]
        )

    def test_without_its_headline_it_still_says_which_round_it_is(self):
        page = self.frame("round", round="astana-4", title="off")
        self.assertIn(f"<b>{self.fourth.title_en}</b>", page.html)

    def test_its_frame_is_of_words_and_loads_no_plotly(self):
        page = self.frame("round")
        self.assertNotIn("plotly", page.html)


class TopicTestCase(ChartsTestCase):
    def test_it_has_to_be_said_which(self):
        page = self.read("/en/embed/topic/", status=400)
        self.assertIn("topic: Say which topic", page.html)
        [said] = self.client.get("/ar/charts/topic.json").json()["errors"]
        self.assertEqual(said["parameter"], "topic")

    def test_it_says_what_was_carried_out_and_since_when_nothing_was(self):
        page = self.frame("topic")
        self.assertTrue(
            self.headline(page).startswith("Ceasefire — 18 months and 2 decisions: "), self.headline(page)
        )
        self.assertIn(
            "No decision on it has been reported carried out in full since 15 September 2017",
            self.limits(page),
        )

    def test_it_has_the_course_of_the_page(self):
        self.assertEqual(
            self.data("topic").content, self.client.get("/en/topics/ceasefire/course.json").content
        )

    def test_a_phone_gets_the_decisions_as_a_list_the_newest_first(self):
        html = self.frame("topic").html.partition('class="list"')[2]
        self.assertLess(html.index("Maps are drawn"), html.index("De-escalation zones are set up"))
        self.assertIn("carried out in part", html)
        self.assertIn("3–4 May 2017", html)

    def test_of_many_decisions_the_latest_are_shown_and_the_rest_is_counted(self):
        for number in range(10, 40):
            make_decision(self.ninth, number, f"Decision {number}", topics=[self.ceasefire])
        page = self.frame("topic")
        shown = len(self.chart("topic", "topic=ceasefire").drawn)
        self.assertLessEqual(shown, MOST_SHOWN)
        self.assertIn(f"Not drawn: {32 - shown} earlier decisions", page.html)
        self.assertIn("Decision 39", page.html)
        self.assertLess(self.figure("topic", width=704).layout.height, 700)

    def test_before_the_first_decision_on_it_it_says_that_there_is_none(self):
        page = self.frame("topic", as_of="2017-05-03")
        self.assertEqual(self.headline(page), "Ceasefire — No decision on it yet")
        self.assertEqual(self.limits(page), "")

    def test_it_leads_to_the_story(self):
        with override("ar"):
            self.assertEqual(self.chart("topic", "topic=detainees").page_address, "/ar/topics/detainees/")
