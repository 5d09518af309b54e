"""Which way time runs, and that keys and names follow what the reader sees."""

import re

from playwright.sync_api import expect

from tests.browser.base import DESK, TABLET, BrowserTestCase, Reader, says

MONTHS = {
    "ar": {
        "%B": "يناير/كانون الثاني فبراير/شباط مارس/آذار أبريل/نيسان مايو/أيار يونيو/حزيران "
        "يوليو/تموز أغسطس/آب سبتمبر/أيلول أكتوبر/تشرين الأول نوفمبر/تشرين الثاني ديسمبر/كانون الأول",
        "%b": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    },
    "en": {
        "%B": "January February March April May June July August September October November December",
        "%b": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    },
}
# Let Plotly itself write the name of each month of 2018 at a tick of the axis.
TICKS = """async (plot, format) => {
  await Plotly.relayout(plot, {
    "xaxis.minallowed": null, "xaxis.maxallowed": null, "xaxis.range": ["2018-01-01", "2018-12-02"],
    "xaxis.showticklabels": true, "xaxis.tickformat": format, "xaxis.tickmode": "linear",
    "xaxis.tick0": "2018-01-01", "xaxis.dtick": "M1", "xaxis.ticklabeloverflow": "allow",
    "xaxis.ticklabelposition": "inside", "xaxis.tickangle": 0,
  });
  const ticks = [...plot.querySelectorAll(".xaxislayer-above .xtick text, .xaxislayer-below .xtick text")];
  return ticks.map((tick) => tick.textContent.trim());
}"""
# From every mark, go one step by each arrow key; give the steps that were made.
STEPS = """(svg) => {
  const middle = (link) => {
    const box = (link.querySelector(".disc, .shape, .bar, use") || link).getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const steps = [];
  for (const link of svg.querySelectorAll("a")) {
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
      link.focus({ preventScroll: true });
      link.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      const there = document.activeElement;
      steps.push([link.dataset.key, key, there.dataset.key, middle(link), middle(there)]);
    }
  }
  return steps;
}"""


class DirectionTestCase(BrowserTestCase):
    def assertTimeRuns(self, reader: Reader, way: str) -> None:
        """See that the rounds stand in the order of time, from one side to the other, in both drawings."""
        reader.wait_for_plotly()
        rounds = [f"astana-{number}" for number in range(1, 13)]
        marks = [reader.middle(key)[0] for key in rounds]
        points = reader.page.locator(".plot").evaluate(
            """(plot, rounds) => {
              const trace = plot._fullData.find((trace) => trace.customdata && rounds.every(
                (key) => trace.customdata.includes(key)));
              const drawn = [...plot.querySelectorAll(`.trace${trace.uid} .points path`)];
              return rounds.map((key) => drawn[trace.customdata.indexOf(key)].getBoundingClientRect().left);
            }""",
            rounds,
        )
        for drawing in (marks, points):
            self.assertEqual(drawing, sorted(drawing, reverse=way == "left"))
            self.assertGreater(abs(drawing[0] - drawing[-1]), 300)

    def test_time_runs_as_the_language_does_and_can_be_turned(self):
        for language, way, other, axis in (("ar", "left", "right", "ltr"), ("en", "right", "left", "rtl")):
            with self.subTest(language=language):
                reader = self.reader()
                page = reader.open(f"/{language}/?topic=idlib")
                self.assertTimeRuns(reader, way)
                turn = f"Let time run from {'left to right' if axis == 'ltr' else 'right to left'}"
                page.get_by_role("link", name=says(turn, language), exact=True).click()
                page.wait_for_url(f"**axis={axis}**")
                reader.settle()
                self.assertEqual(reader.asked, {"topic": "idlib", "axis": axis})
                self.assertTimeRuns(reader, other)
                # The address keeps it: through a filter, in another browser, and back.
                page.get_by_label(says("Topic", language), exact=True).select_option("ceasefire")
                page.wait_for_url("**topic=ceasefire**")
                reader.settle()
                self.assertEqual(reader.asked["axis"], axis)
                first, last = reader.middle("astana-1")[0], reader.middle("astana-11")[0]
                self.assertEqual("right" if first < last else "left", other)
                page.go_back()
                page.go_back()
                page.wait_for_url(f"**/{language}/?topic=idlib")
                expect(page.get_by_role("link", name=says(turn, language), exact=True)).to_be_visible()
                self.assertTimeRuns(reader, way)


class KeyboardTestCase(BrowserTestCase):
    def keyboard_reader(self) -> Reader:
        """Give a reader for whom Plotly never arrives, so that each key is answered by the drawing alone."""
        reader = self.reader()
        endless = "window.Plotly = { newPlot: () => new Promise(() => {}) };"
        reader.page.route("**/plotly.min*", lambda route: route.fulfill(body=endless))
        return reader

    def test_arrow_keys_go_where_they_point(self):
        reader = self.keyboard_reader()
        for path, width in (("/ar/", DESK), ("/en/", TABLET)):
            with self.subTest(path=path):
                reader.look(width=width)
                reader.open(path)
                steps = reader.drawing().locator("svg.timeline").evaluate(STEPS)
                wrong = []
                for here, key, there, (x, y), (to_x, to_y) in steps:
                    ahead = {
                        "ArrowLeft": x - to_x,
                        "ArrowRight": to_x - x,
                        "ArrowUp": y - to_y,
                        "ArrowDown": to_y - y,
                    }[key]
                    if here != there and ahead <= 0:
                        wrong.append((here, key, there))
                self.assertEqual(wrong, [])
                self.assertEqual(self.unreachable(steps), set())

    def unreachable(self, steps: list) -> set[str]:
        """Give the marks to which no way leads from the first round."""
        ways: dict[str, set[str]] = {}
        for here, _key, there, *_places in steps:
            ways.setdefault(here, set()).add(there)
        reached, ahead = set(), {"astana-1"}
        while ahead:
            here = ahead.pop()
            reached.add(here)
            ahead |= ways[here] - reached
        return set(ways) - reached

    def test_left_is_later_in_arabic_and_earlier_in_english(self):
        reader = self.keyboard_reader()
        for path, left_of_9 in (
            ("/ar/", "10"),
            ("/ar/?axis=ltr", "8"),
            ("/en/", "8"),
            ("/en/?axis=rtl", "10"),
        ):
            with self.subTest(path=path):
                page = reader.open(path)
                page.locator(".wide a[data-key=astana-9]").focus()
                page.keyboard.press("ArrowLeft")
                expect(page.locator(f".wide a[data-key=astana-{left_of_9}]")).to_be_focused()
                page.keyboard.press("ArrowRight")
                expect(page.locator(".wide a[data-key=astana-9]")).to_be_focused()
                page.keyboard.press("ArrowDown")
                expect(page.locator(".wide a[data-key=astana-9-1]")).to_be_focused()

    def test_the_chart_is_one_stop_of_the_tab_key(self):
        reader = self.keyboard_reader()
        page = reader.open("/ar/")
        chart = reader.drawing()
        expect(chart.locator("a[tabindex='0']")).to_have_count(1)
        page.get_by_role("link", name=says("As a table"), exact=True).focus()
        page.keyboard.press("Tab")
        # It is where the reader is: at the round that is open.
        expect(page.locator(".wide a[data-key=astana-11]")).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        self.assertFalse(page.evaluate("!!document.activeElement.closest('.drawing')"))
        page.keyboard.press("Shift+Tab")
        expect(page.locator(".wide a[data-key=astana-10]")).to_be_focused()

    def test_enter_opens_what_has_the_focus(self):
        reader = self.keyboard_reader()
        page = reader.open("/ar/")
        page.locator(".wide a[data-key=astana-11]").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url("**round=astana-10#panel")
        reader.settle()
        expect(page.locator("#panel")).to_be_focused()
        expect(page.locator("#panel .over")).to_contain_text("10")
        self.assertEqual(len(reader.documents()), 1)

    def test_every_mark_has_a_name(self):
        reader = self.keyboard_reader()
        for path in ("/ar/", "/en/"):
            with self.subTest(path=path):
                reader.open(path)
                links = reader.drawing().locator("svg.timeline a").count()
                heard = reader.drawing().locator("svg.timeline").aria_snapshot().splitlines()
                named = [line for line in heard if re.match(r"""\s*- '?link ".""", line)]
                self.assertGreater(links, 100)
                self.assertEqual(len(named), links)
                self.assertIn("group", heard[0])


class MonthNamesTestCase(BrowserTestCase):
    def test_plotly_writes_our_names_of_all_twelve_months(self):
        for language, formats in MONTHS.items():
            reader = self.reader()
            page = reader.open(f"/{language}/")
            reader.wait_for_plotly()
            locale = page.evaluate("JSON.parse(document.getElementById('plotly-locale').textContent).format")
            for written, given in (("%B", "months"), ("%b", "shortMonths")):
                with self.subTest(language=language, format=written):
                    self.assertEqual(" ".join(locale[given]), formats[written])
                    self.assertEqual(len(locale[given]), 12)
                    ticks = page.locator(".plot").evaluate(TICKS, written)
                    self.assertEqual(" ".join(ticks), formats[written])
            with self.subTest(language=language, of="the words of the page"):
                self.assertEqual(locale["months"][4], {"ar": "مايو/أيار", "en": "May"}[language])
                self.assertFalse(any(character.isdigit() for character in "".join(locale["shortMonths"])))
