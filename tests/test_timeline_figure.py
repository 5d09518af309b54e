"""The timeline as data for Plotly's drawing, at its own address."""

import re

import plotly.io

from talks.charts.theme import THEMES
from talks.charts.timeline.layout import SCALES
from talks.models import Edition
from tests.base import PageTestCase


class TimelineFigureTestCase(PageTestCase):
    def figure(self, query: str = "", language: str = "en"):
        answer = self.client.get(f"/{language}/timeline.json{query}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Content-Type"], "application/json")
        return plotly.io.from_json(answer.content.decode())

    def hovers(self, figure) -> list[str]:
        return [
            re.sub("[\u2066-\u2069]", "", text).replace("<br>", " | ")
            for trace in figure.data
            for text in trace.hovertext
        ]

    def test_the_page_names_its_address_with_what_was_asked(self):
        for address, figure in {
            "/en/": "/en/timeline.json?",
            "/ar/?kind=agreement&round=astana-4": "/ar/timeline.json?kind=agreement&round=astana-4",
        }.items():
            for read in (self.read, self.swap):
                drawings = [div for div in read(address).all("div") if "data-figure" in div]
                self.assertEqual([div["data-figure"] for div in drawings], [figure, figure])

    def test_it_is_as_wide_as_was_asked(self):
        self.assertEqual(self.figure().layout.width, 1104)
        for width in SCALES:
            self.assertEqual(self.figure(f"?width={width}").layout.width, width)

    def test_it_wears_the_theme_that_was_asked(self):
        for theme, colours in THEMES.items():
            text = self.figure(f"?theme={theme}").to_json()
            self.assertIn(colours["accent"], text)

    def test_hovering_a_round_says_its_title_date_and_number_of_decisions(self):
        self.assertIn(
            "Astana 4 | Astana, 3–4 May 2017 | 3 decisions: 1 carried out in part, 1 stalled, 1 pending",
            self.hovers(self.figure()),
        )
        self.assertIn("Astana 12 | Astana, February 2019 (planned)", self.hovers(self.figure()))

    def test_hovering_says_it_in_arabic(self):
        hovers = self.hovers(self.figure(language="ar"))
        self.assertTrue(any(hover.startswith("أستانا 4 | أستانا") for hover in hovers), hovers)
        self.assertTrue(any("3 قرارات" in hover for hover in hovers), hovers)

    def test_hovering_an_event_a_zone_or_a_decision_says_what_it_is(self):
        hovers = self.hovers(self.figure())
        for text in (
            "Sochi summit | summit | Sochi, 17 September 2018 | 1 decision: pending",
            "Idlib, de-escalation zone | since 15 September 2017",
            "stalled: Detainees are released | Round 4, 3–4 May 2017",
            "Offensive on Ghouta, 18 February – 14 April 2018",
        ):
            self.assertIn(text, hovers)

    def test_time_runs_as_the_language_is_read_or_as_was_asked(self):
        for query, language, runs_left in [
            ("", "en", False),
            ("", "ar", True),
            ("?axis=rtl", "en", True),
            ("?axis=ltr", "ar", False),
        ]:
            start, end = self.figure(query, language).layout.xaxis.range
            self.assertEqual(start > end, runs_left)

    def test_it_knows_the_filters(self):
        points = {
            key: opacity
            for trace in self.figure("?topic=detainees").data
            if trace.type == "scatter" and trace.marker.opacity is not None
            for key, opacity in zip(trace.customdata, trace.marker.opacity, strict=True)
        }
        self.assertEqual(points["astana-4-2"], 1)
        self.assertLess(points["astana-4-1"], 0.5)

    def test_every_mark_of_the_page_can_be_hovered(self):
        page = self.read("/en/")
        keys = {link["data-key"] for link in page.all("a") if "data-key" in link}
        hovered = {key for trace in self.figure().data for key in trace.customdata}
        self.assertLessEqual(keys, hovered)

    def test_it_names_what_means_nothing(self):
        for query, words in {
            "?width=5": "“5” is no width of this chart.",
            "?width=wide": "“wide” is no width of this chart.",
            "?theme=neon": "“neon” is no theme: say light or dark.",
            "?kind=whim": "“whim” is no kind of decision.",
            "?since=soon": "“soon” is no day, month or year: write 2018-02-01, 2018-02 or 2018.",
            "?kind=whim&topic=weather": "“weather” is no topic of the record.",
        }.items():
            with self.subTest(query):
                answer = self.client.get(f"/en/timeline.json{query}")
                self.assertContains(answer, words, status_code=400)
                self.assertEqual(answer["Content-Type"], "application/json")

    def test_what_a_reader_typed_is_never_code(self):
        for name in ("width", "theme", "kind", "since"):
            answer = self.client.get("/en/timeline.json", {name: "<script>alert(1)</script>"})
            with self.subTest(name):
                self.assertEqual(answer.status_code, 400)
                self.assertEqual(answer["Content-Type"], "application/json")
                self.assertEqual(answer["X-Content-Type-Options"], "nosniff")

    def test_without_an_edition_there_is_none(self):
        Edition.objects.update(is_published=False)
        for language in ("en", "ar"):
            answer = self.client.get(f"/{language}/timeline.json")
            self.assertEqual(answer.status_code, 404)
            self.assertEqual(answer["Content-Type"], "application/json")
