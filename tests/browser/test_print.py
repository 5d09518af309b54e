"""Pages print as papers: black on white, without what only a screen can use, their addresses spelled out."""

import re

from playwright.sync_api import Page, expect

from tests.browser.base import BrowserTestCase

# What a reader can do nothing with on paper.
OF_SCREENS = (
    ".sections, .search-box, .languages, .crumbs, .along, .ways, .neighbours, .cite, .history, .around, "
    ".drawing, main button, main form"
)
PARTS_OF_A_BRIEF = (
    "h1",
    ".facts time",
    ".decision h3",
    ".became > .status",
    ".became > p + p",
    "p.who",
    "blockquote",
    "#differences .followed",
)
# The sheet in CSS pixels, without its margins: 210 mm by 297 mm, less 11 mm and 9 mm on each side.
SHEET = {"width": 710, "height": 1054}
SOURCES = """() => [...document.querySelectorAll(".source-list li")].map((source) => ({
  leads_to: source.querySelector("cite a")?.getAttribute("href") ?? "",
  prints: [...source.querySelectorAll("bdi.address")]
    .filter((address) => address.checkVisibility())
    .map((address) => JSON.parse(getComputedStyle(address, "::after").content)).join(),
}))"""
# The smallest type of running text, and of numbers of sources and addresses, in points.
SMALLEST = """() => {
  const small = { text: 99, address: 99 };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const box = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !box.checkVisibility()) continue;
    const kind = box.closest(".address, .refs") ? "address" : "text";
    small[kind] = Math.min(small[kind], parseFloat(getComputedStyle(box).fontSize) * 0.75);
  }
  return small;
}"""


def sheets(page: Page) -> int:
    """Give on how many sheets of A4 a page prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


class PrintTestCase(BrowserTestCase):
    def assertBlackOnWhite(self, page: Page) -> None:
        for element, name, value in (
            ("body", "background-color", "rgb(255, 255, 255)"),
            ("main h1", "color", "rgb(0, 0, 0)"),
            ("main p a", "color", "rgb(0, 0, 0)"),
            ("main p a", "text-decoration-line", "none"),
        ):
            expect(page.locator(element).first).to_have_css(name, value)

    def test_a_round_prints_as_a_brief_on_two_sheets(self):
        reader = self.reader()
        for path in (
            "ar/rounds/astana-11",
            "en/rounds/astana-11",
            "ar/rounds/astana-6",
            "en/rounds/astana-6",
            *(f"{language}/rounds/astana-11" for language in ("ru", "tr", "fa", "kk")),
        ):
            with self.subTest(path):
                self.assertEqual(sheets(reader.open(f"/{path}/")), 2)

    def test_the_brief_says_what_was_decided_said_and_disputed_and_on_what_it_rests(self):
        for language in ("ar", "en"):
            page = self.reader().open(f"/{language}/rounds/astana-11/")
            expect(page.locator(".in-print:visible")).to_have_count(0)
            page.evaluate("document.documentElement.dataset.theme = 'dark'")
            page.emulate_media(media="print", color_scheme="dark")
            with self.subTest(language):
                self.assertBlackOnWhite(page)
                expect(page.locator(OF_SCREENS).locator("visible=true")).to_have_count(0)
                for part in PARTS_OF_A_BRIEF:
                    every = page.locator(f"main {part}")
                    expect(every.locator("visible=true")).to_have_count(every.count())
                sources = page.evaluate(SOURCES)
                self.assertGreater(len(sources), 30)
                self.assertEqual([each["prints"] for each in sources], [each["leads_to"] for each in sources])
                lasting = page.locator("link[rel=cite-as]").get_attribute("href")
                address = page.locator(".foot bdi.address")
                expect(address).to_have_text(lasting)
                expect(address).to_be_visible()
                smallest = page.evaluate(SMALLEST)
                self.assertGreaterEqual(smallest["text"], 7.49)
                self.assertGreaterEqual(smallest["address"], 6.49)

    def test_the_timeline_prints_as_the_server_drew_it_with_its_key_and_table(self):
        reader = self.reader()
        page = reader.open("/ar/")
        reader.wait_for_plotly()
        rows = page.locator("#table-rows tbody tr")
        expect(rows.first).to_be_hidden()
        page.emulate_media(media="print")
        page.set_viewport_size(SHEET)
        drawing = page.locator("#timeline .drawing:visible > svg")
        expect(drawing).to_have_count(1)
        expect(drawing).to_have_css("opacity", "1")
        self.assertLessEqual(drawing.bounding_box()["width"], SHEET["width"])
        expect(page.locator(".plot:visible")).to_have_count(0)
        key = page.locator("#timeline .key")
        expect(key.locator("visible=true")).to_have_count(key.count())
        self.assertLess(key.last.bounding_box()["y"], SHEET["height"])
        expect(page.locator("#filters, #rewind, .tools, .pager").locator("visible=true")).to_have_count(0)
        expect(rows.first).to_be_visible()
        expect(page.locator("table:visible thead:visible")).to_have_count(
            page.locator("table:visible").count()
        )
        self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), SHEET["width"])

    def test_a_decision_and_a_topic_print_whole_in_black_on_white(self):
        reader = self.reader(color_scheme="dark")
        for path in ("en/decisions/astana-11-3", "ar/topics/constitutional-committee"):
            page = reader.open(f"/{path}/")
            page.emulate_media(media="print")
            with self.subTest(path):
                self.assertBlackOnWhite(page)
                folded = page.locator("main details:not(.cite) > :not(summary)")
                expect(folded.locator("visible=true")).to_have_count(folded.count())
                sources = page.evaluate(SOURCES)
                self.assertEqual([each["prints"] for each in sources], [each["leads_to"] for each in sources])
