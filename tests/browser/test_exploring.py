"""Plotly's drawing: when it comes, that it takes the place of the server's, what a reader can do with it."""

import datetime as dt
import re

from django.utils import translation
from playwright.sync_api import expect

from talks.headlines import decisions_counted
from talks.models import Decision, Round
from tests.browser.base import DESK, PHONE, TABLET, BrowserTestCase, Reader, says

DAYS_OF_ROUND_9 = {"ar": "14 و15 مايو/أيار 2018", "en": "14–15 May 2018"}
ISOLATED = re.compile("^[\u2066\u2067](.*)\u2069$")

# Where Plotly put the points of its drawing, by what they stand for: the middle of each, in the window.
POINTS = """(plot) => {
  const points = {};
  const lines = plot._fullData.filter((trace) => trace.type === "scatter");
  for (const trace of lines) {
    const drawn = plot.querySelectorAll(`.trace${trace.uid} .points path`);
    if (drawn.length !== trace.customdata.length) throw new Error("a point was not drawn");
    trace.customdata.forEach((key, number) => {
      const box = drawn[number].getBoundingClientRect();
      points[key] = [box.left + box.width / 2, box.top + box.height / 2];
    });
  }
  return points;
}"""
# The same of the server's drawing.
MARKS = """(svg) => Object.fromEntries([...svg.querySelectorAll("a")].map((link) => {
  const box = (link.querySelector(".disc, .shape, .bar, use") || link).getBoundingClientRect();
  return [link.dataset.key, [box.left + box.width / 2, box.top + box.height / 2]];
}))"""


class LoadingPlotlyTestCase(BrowserTestCase):
    def assertNotLoaded(self, reader: Reader) -> None:
        """See that nothing of Plotly was asked for, also when the browser has had its idle time."""
        reader.page.evaluate("new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")
        self.assertEqual(reader.asked_for(r"plotly\.min|timeline\.json"), [])

    def test_it_comes_after_the_drawing_of_the_server(self):
        reader = self.reader()
        page = reader.open("/ar/")
        self.assertGreater(len(page.locator(".wide svg.timeline a").all()), 100)
        reader.wait_for_plotly()
        [script] = reader.asked_for(r"plotly\.min")
        [document] = reader.documents()
        self.assertGreaterEqual(
            script.timing["startTime"], document.timing["startTime"] + document.timing["responseEnd"]
        )
        self.assertIn('svg class="timeline"', document.response().text())
        self.assertRegex(script.response().headers["content-encoding"], "br|gzip")
        self.assertIn("immutable", script.response().headers["cache-control"])

    def test_it_does_not_come_by_itself_on_a_phone(self):
        reader = self.reader(width=PHONE)
        reader.open("/ar/")
        self.assertNotLoaded(reader)

    def test_it_does_not_come_by_itself_where_data_is_saved(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/")
        self.assertTrue(page.evaluate("navigator.connection.saveData"))
        self.assertNotLoaded(reader)
        with self.subTest("nor with a filter, which needs none of it"):
            page.get_by_label(says("Topic"), exact=True).select_option("idlib")
            page.wait_for_url("**topic=idlib**")
            reader.settle()
            self.assertNotLoaded(reader)

    def test_it_comes_when_the_pointer_reaches_the_chart(self):
        reader = self.reader(saves_data=True)
        reader.open("/ar/")
        self.assertNotLoaded(reader)
        reader.point_at("astana-4")
        reader.wait_for_plotly()

    def test_it_comes_when_the_focus_reaches_the_chart(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/")
        page.get_by_role("link", name=says("As a table"), exact=True).focus()
        self.assertNotLoaded(reader)
        page.keyboard.press("Tab")
        reader.wait_for_plotly()

    def test_it_comes_by_the_button(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/")
        page.get_by_role("button", name=says("Explore: zoom and pan"), exact=True).click()
        reader.wait_for_plotly()
        expect(page.get_by_role("button", name=says("Zoom in"), exact=True)).to_be_visible()
        expect(page.get_by_role("button", name=says("Explore: zoom and pan"), exact=True)).to_be_hidden()

    def test_it_comes_when_a_finger_reaches_the_chart(self):
        reader = self.reader(width=TABLET, has_touch=True, saves_data=True)
        reader.open("/ar/")
        self.assertNotLoaded(reader)
        reader.drawing().scroll_into_view_if_needed()
        box = reader.drawing().bounding_box()
        reader.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 8)
        reader.wait_for_plotly()

    def test_the_chart_works_where_plotly_does_not_come(self):
        reader = self.reader()
        reader.expected_failures = "ERR_FAILED|Plotly did not load"
        page = reader.page
        page.route("**/plotly.min*", lambda route: route.abort())
        reader.open("/ar/")
        page.get_by_label(says("Topic"), exact=True).select_option("idlib")
        page.wait_for_url("**topic=idlib**")
        reader.settle()
        reader.click_mark("astana-9")
        page.wait_for_url("**round=astana-9**")
        reader.settle()
        expect(page.locator("#panel")).to_be_focused()
        self.assertEqual(len(reader.documents()), 1)
        expect(page.get_by_role("button", name=says("Explore: zoom and pan"), exact=True)).to_be_visible()
        with self.subTest("and where it comes at the second try"):
            page.unroute("**/plotly.min*")
            page.get_by_role("button", name=says("Explore: zoom and pan"), exact=True).click()
            reader.wait_for_plotly()


class ExploringTestCase(BrowserTestCase):
    def exploring_reader(self, path: str, **options) -> Reader:
        """Give a reader who has Plotly's drawing before them."""
        reader = self.reader(**options)
        reader.open(path)
        reader.wait_for_plotly()
        return reader

    def test_the_page_does_not_move_when_it_takes_the_place(self):
        for path, options in (
            ("/ar/", {"width": DESK}),
            ("/en/", {"width": TABLET, "color_scheme": "dark"}),
        ):
            with self.subTest(path=path):
                reader = self.reader(**options)
                page = reader.open(path)
                before = page.evaluate("document.body.getBoundingClientRect().height")
                reader.wait_for_plotly()
                page.evaluate(
                    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
                )
                self.assertEqual(page.evaluate("moved"), 0)
                self.assertEqual(page.evaluate("document.body.getBoundingClientRect().height"), before)

    def test_it_is_laid_out_by_its_style_sheet(self):
        reader = self.exploring_reader("/ar/")
        style = reader.page.locator(".main-svg").first.evaluate("(svg) => getComputedStyle(svg).position")
        self.assertEqual(style, "absolute")
        drawing, plot = reader.drawing(), reader.page.locator(".plot .main-svg").first
        self.assertAlmostEqual(plot.bounding_box()["y"], drawing.bounding_box()["y"], delta=1)
        self.assertAlmostEqual(
            plot.bounding_box()["height"], drawing.locator("svg.timeline").bounding_box()["height"], delta=2
        )

    def test_marks_lie_where_the_server_drew_them(self):
        reader = self.reader()
        for path, width in (
            ("/ar/", DESK),
            ("/ar/?axis=ltr", TABLET),
            ("/en/?axis=rtl&since=2018-01&until=2018-12", DESK),
        ):
            with self.subTest(path=path, width=width):
                reader.look(width=width)
                reader.open(path)
                reader.wait_for_plotly()
                marks = reader.drawing().locator("svg.timeline").evaluate(MARKS)
                points = reader.page.locator(".plot").evaluate(POINTS)
                self.assertIn("astana-9", points)
                self.assertEqual(set(points) - set(marks), set())
                moved = {
                    key: (points[key], marks[key])
                    for key in points
                    if max(abs(points[key][0] - marks[key][0]), abs(points[key][1] - marks[key][1])) > 2
                }
                self.assertEqual(moved, {})

    def test_it_tells_of_a_round_under_the_pointer(self):
        reader = self.reader()
        for path, width, theme in (
            ("/ar/", DESK, "light"),
            ("/ar/?axis=ltr", DESK, "dark"),
            ("/en/", TABLET, "light"),
        ):
            with self.subTest(path=path, width=width, theme=theme):
                language = path[1:3]
                reader.look(width=width, theme=theme)
                reader.open(path)
                reader.wait_for_plotly()
                reader.point_at("astana-9")
                label = reader.page.locator(".hoverlayer .hovertext")
                expect(label).to_have_count(1)
                lines = label.locator("text.nums tspan.line").all_text_contents()
                self.assertEqual([line for line in lines if not ISOLATED.match(line)], [])
                opening = "\u2067" if language == "ar" else "\u2066"
                self.assertEqual({line[0] for line in lines}, {opening})
                shown = [ISOLATED.match(line)[1] for line in lines]
                self.assertEqual(len(shown), 3)
                with translation.override(language):
                    self.assertEqual(shown[0], Round.objects.get(slug="astana-9").title)
                    self.assertIn(DAYS_OF_ROUND_9[language], shown[1])
                    count = Decision.objects.published().filter(round__slug="astana-9").count()
                    self.assertTrue(shown[2].startswith(decisions_counted(count)), shown[2])
                text, around = label.bounding_box(), reader.drawing().bounding_box()
                self.assertGreaterEqual(text["x"], around["x"] - 1)
                self.assertLessEqual(text["x"] + text["width"], around["x"] + around["width"] + 1)
                self.assertGreaterEqual(text["y"], around["y"] - 1)
                self.assertLessEqual(text["y"] + text["height"], around["y"] + around["height"] + 1)
                reader.page.mouse.move(0, 0)

    def test_it_tells_of_the_mark_that_has_the_focus(self):
        reader = self.exploring_reader("/ar/")
        page = reader.page
        label = page.locator(".plot .hovertext")
        for key in ("astana-9", "astana-12", "astana-4-1", "geneva-4", "idlib", "sochi-summit-2017"):
            with self.subTest(key=key):
                mark = reader.drawing().locator(f"a[data-key='{key}']")
                mark.focus()
                name = mark.locator("title").text_content()
                # Its own words: of a zone not those of an offensive within it.
                expect(label).to_contain_text(name.partition(". ")[0].rpartition(": ")[2])
        with self.subTest("brought into view where the reader had moved away"):
            for _ in range(3):
                page.get_by_role("button", name=says("Zoom in"), exact=True).click()
            reader.drawing().locator("a[data-key='astana-1']").focus()
            expect(label).to_have_count(1)
            point = page.locator(".plot").evaluate(POINTS)["astana-1"]
            box = reader.drawing().bounding_box()
            self.assertTrue(box["x"] < point[0] < box["x"] + box["width"])

    def test_it_zooms_and_pans(self):
        reader = self.exploring_reader("/ar/", height=1500)
        page = reader.page

        def days() -> list[str]:
            return page.locator(".plot").evaluate("(plot) => plot.layout.xaxis.range")

        def length() -> float:
            first, last = (dt.datetime.fromisoformat(moment) for moment in days())
            return abs(last - first).total_seconds()

        whole, all_of_it = days(), length()
        self.assertGreater(whole[0], whole[1])
        page.get_by_role("button", name=says("Zoom in"), exact=True).click()
        near = length()
        self.assertLess(near, all_of_it)
        page.get_by_role("button", name=says("Zoom out"), exact=True).click()
        self.assertAlmostEqual(length() / all_of_it, 1, places=3)

        page.get_by_role("button", name=says("Zoom in"), exact=True).click()
        before = days()
        box = reader.drawing().bounding_box()
        # Somewhere between the lanes' marks, where the pointer takes hold of the ground.
        page.mouse.move(box["x"] + 500, box["y"] + box["height"] - 50)
        page.mouse.down()
        page.mouse.move(box["x"] + 600, box["y"] + box["height"] - 50, steps=4)
        page.mouse.up()
        self.assertNotEqual(days(), before)
        self.assertAlmostEqual(length() / near, 1, places=2)
        self.assertGreater(days()[0], before[0], "time runs to the left: what lies later comes from the left")
        self.assertEqual(reader.path + "?" * bool(reader.asked), "/ar/")

        page.get_by_role("button", name=says("Show all"), exact=True).click()
        self.assertEqual(days(), whole)

    def test_it_keeps_the_zoom_when_the_filters_change(self):
        reader = self.exploring_reader("/ar/")
        page = reader.page
        page.get_by_role("button", name=says("Zoom in"), exact=True).click()
        days = page.locator(".plot").evaluate("(plot) => plot.layout.xaxis.range")
        page.get_by_label(says("Topic"), exact=True).select_option("idlib")
        page.wait_for_url("**topic=idlib**")
        reader.settle()
        reader.wait_for_plotly()
        self.assertEqual(page.locator(".plot").evaluate("(plot) => plot.layout.xaxis.range"), days)
        self.assertEqual(len(reader.asked_for(r"plotly\.min")), 1)
        with self.subTest("which a window of days replaces"):
            page.get_by_label(says("From"), exact=True).fill("2018-01-01")
            page.get_by_label(says("From"), exact=True).blur()
            page.wait_for_url("**since=2018-01-01**")
            reader.settle()
            reader.wait_for_plotly()
            shown = page.locator(".plot").evaluate("(plot) => plot.layout.xaxis.range")
            self.assertEqual(min(shown)[:10], "2018-01-01")

    def test_a_click_on_a_decision_opens_it_in_the_panel(self):
        reader = self.exploring_reader("/ar/")
        page = reader.page
        reader.click_mark("astana-11-1")
        page.wait_for_url("**round=astana-11#**")
        reader.settle()
        slug = page.url.partition("#")[2]
        self.assertTrue(Decision.objects.filter(round__slug="astana-11", slug=slug).exists())
        expect(page.locator(f"[id='{slug}']")).to_be_visible()
        expect(page.locator(f"[id='{slug}']")).to_be_focused()

    def test_it_follows_the_width_of_the_window(self):
        reader = self.exploring_reader("/en/")
        page = reader.page
        page.set_viewport_size({"width": 1210, "height": 900})
        marks = reader.drawing().locator("svg.timeline").evaluate(MARKS)
        points = page.locator(".plot").evaluate(POINTS)
        for key in ("astana-1", "astana-9", "astana-12"):
            self.assertAlmostEqual(points[key][0], marks[key][0], delta=2)
            self.assertAlmostEqual(points[key][1], marks[key][1], delta=2)
