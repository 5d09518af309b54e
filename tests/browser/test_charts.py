"""The charts of the other pages: the server draws them whole, Plotly comes when a reader reaches for one."""

from django.utils import translation
from playwright.sync_api import expect

from talks.models import Topic
from tests.browser.base import DESK, TABLET, BrowserTestCase, Reader, says

# The middle of each mark and of each point that has the same key, in the window.
PAIRS = """(box) => {
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const plot = box.querySelector(".plot");
  const pairs = [];
  for (const trace of plot._fullData.filter((trace) => trace.type === "scatter")) {
    const drawn = plot.querySelectorAll(`.trace${trace.uid} .points path`);
    trace.customdata.forEach((key, number) => {
      const mark = box.querySelector(`svg a[data-key="${CSS.escape(key)}"] use`);
      pairs.push([key, middle(mark), middle(drawn[number])]);
    });
  }
  return pairs;
}"""


class ChartsTestCase(BrowserTestCase):
    def link(self, reader: Reader, key: str):
        """Give a link of the server's drawing."""
        return reader.drawing().locator(f"svg a[data-key='{key}']")

    def reach(self, reader: Reader) -> None:
        """Move the pointer to the chart, and wait until Plotly has come."""
        reader.drawing().scroll_into_view_if_needed()
        reader.drawing().hover()
        reader.wait_for_plotly()

    def test_plotly_comes_when_a_reader_reaches_for_the_chart_and_not_before(self):
        for path in ("/ar/topics/", "/en/topics/idlib/"):
            with self.subTest(path=path):
                reader = self.reader()
                page = reader.open(path)
                page.evaluate("new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")
                self.assertEqual(reader.asked_for(r"plotly\.min|\.json"), [])
                self.reach(reader)
                self.assertEqual(page.evaluate("moved"), 0)

    def test_its_marks_lie_where_the_server_drew_them(self):
        for path in ("/ar/topics/", "/en/topics/", "/ar/topics/idlib/", "/en/topics/idlib/"):
            for width in (DESK, TABLET):
                with self.subTest(path=path, width=width):
                    reader = self.reader(width=width)
                    reader.open(path)
                    self.reach(reader)
                    pairs = reader.drawing().evaluate(PAIRS)
                    self.assertGreater(len(pairs), 10)
                    for key, mark, point in pairs:
                        self.assertAlmostEqual(mark[0], point[0], delta=2, msg=key)
                        self.assertAlmostEqual(mark[1], point[1], delta=2, msg=key)

    def test_a_name_says_what_it_is_and_leads_there_in_plotlys_drawing_too(self):
        for language in ("ar", "en"):
            with self.subTest(language=language):
                reader = self.reader()
                page = reader.open(f"/{language}/topics/")
                self.reach(reader)
                box = self.link(reader, "idlib").bounding_box()
                page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                with translation.override(language):
                    name = Topic.objects.get(slug="idlib").name
                expect(page.locator(".plot .hovertext")).to_contain_text(name)
                page.mouse.down()
                page.mouse.up()
                page.wait_for_url(f"**/{language}/topics/idlib/")

    def test_keys_move_between_its_marks_and_what_has_the_focus_is_told(self):
        reader = self.reader()
        page = reader.open("/ar/topics/")
        expect(reader.drawing().locator("svg a[tabindex='0']")).to_have_count(1)
        self.reach(reader)
        self.link(reader, "idlib").focus()
        page.keyboard.press("ArrowLeft")
        focused = page.evaluate("document.activeElement.dataset.key")
        self.assertTrue(focused.startswith("idlib:astana-"), focused)
        expect(page.locator(".plot .hovertext")).to_have_count(1)

    def test_plotlys_drawing_follows_the_colours_that_a_reader_chooses(self):
        reader = self.reader(color_scheme="light")
        page = reader.open("/en/topics/")
        self.reach(reader)
        page.locator("#display > summary").click()
        with page.expect_response("**/by-rounds.json*theme=dark*"):
            page.get_by_role("button", name=says("Dark", "en"), exact=True).click()
        reader.wait_for_plotly()
        # It is kept for the next page; who reads this test wants nothing kept.
        with page.expect_response("**/by-rounds.json*theme=light*"):
            page.get_by_role("button", name=says("As on my device", "en"), exact=True).click()
        reader.wait_for_plotly()
