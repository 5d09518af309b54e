"""By keyboard alone: the marks of charts in both drawings; what a change says, and what has focus then."""

from django.utils import translation
from playwright.sync_api import Page, expect

from talks import headlines
from talks.dates import format_date
from talks.models import Decision, Edition, Round, Status
from tests.browser.base import DESK, PHONE, TABLET, BrowserTestCase, Reader, says

# Presses each arrow on each mark of the drawings shown, and gives the marks to which no way leads from the
# first, those from which none leads back to it, those from which an arrow went against its direction, and how
# many stops of the tab key there are. The ends are what Home and End lead to from the first mark of a lane.
WALK = """() => [...document.querySelectorAll(".drawing > svg")]
  .filter((one) => one.clientWidth).map((svg) => {
  const marks = [...svg.querySelectorAll("a")];
  const stops = marks.filter((mark) => mark.tabIndex === 0).length;
  const press = (mark, key) => {
    mark.focus();
    mark.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
    return document.activeElement;
  };
  const arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  const ways = new Map(marks.map((mark) => [mark, arrows.map((key) => press(mark, key))]));
  const shape = (mark) => mark.querySelector(".hit, .disc, .shape, .bar, .slip-window, use") || mark;
  const box = (mark) => shape(mark).getBoundingClientRect();
  const isLevel = svg.matches(".timeline, .course"); // elsewhere the marks of a cell may stand in lines
  const goesWrong = (mark) => {
    const here = box(mark);
    const [left, right, up, down] = ways.get(mark).map(box);
    const isLeftOf = (one, other) => one.left < other.left && one.right < other.right;
    const isTurned = isLevel && (isLeftOf(here, left) || isLeftOf(right, here));
    return isTurned || up.top > here.top || down.top < here.top;
  };
  const reached = (from, next) => {
    const found = new Set([from]);
    for (const mark of found) next(mark).forEach((other) => found.add(other));
    return found;
  };
  const [first] = marks;
  const forth = reached(first, (mark) => ways.get(mark));
  const back = reached(first, (mark) => marks.filter((other) => ways.get(other).includes(mark)));
  const keys = (found) => found.map((mark) => mark.dataset.key);
  const ends = [first, ...[...svg.querySelectorAll("g.lane, g.row")].map((lane) => lane.querySelector("a"))]
    .filter(Boolean).map((mark) => keys([press(mark, "Home"), press(mark, "End")]));
  return {
    marks: marks.length, stops, ends,
    lost: keys(marks.filter((mark) => !forth.has(mark))),
    traps: keys(marks.filter((mark) => !back.has(mark))),
    wrong: keys(marks.filter(goesWrong)),
  };
})"""
# In Plotly's drawing, gives the marks without a ring around them that is seen.
UNSEEN = """async () => {
  const box = [...document.querySelectorAll(".drawing.explored")].find((one) => one.clientWidth);
  const unseen = [];
  for (const mark of box.querySelectorAll("svg a")) {
    mark.focus({ preventScroll: true });
    await new Promise((done) => requestAnimationFrame(done));
    const ring = box.querySelector(".focus-ring");
    const shape = mark.querySelector(".hit, .disc, .shape, .bar, .slip-window, use") || mark;
    const [at, around] = [shape, ring || box].map((one) => one.getBoundingClientRect());
    const isThere = ["left", "right", "top", "bottom"].every((side) => Math.abs(at[side] - around[side]) < 4);
    const { outlineStyle, outlineWidth } = getComputedStyle(ring || box);
    if (!isThere || outlineStyle !== "solid" || outlineWidth !== "3px") unseen.push(mark.dataset.key);
  }
  return unseen;
}"""


class KeyboardTestCase(BrowserTestCase):
    def assertOn(self, reader: Reader, key: str) -> None:
        """See that a mark has the focus."""
        expect(reader.drawing().locator(f"svg a[data-key='{key}']")).to_be_focused()

    def assertSays(self, page: Page, *sentences: str) -> None:
        """See that the live region comes to say this, and nothing else."""
        expect(page.locator("#said > *")).to_have_text(list(sentences))


class MarksTestCase(KeyboardTestCase):
    def without_plotly(self, **options) -> Reader:
        """Give a reader who has the server's drawing alone."""
        reader = self.reader(**options)
        reader.expected_failures = "ERR_FAILED|Plotly did not load"
        reader.page.route("**/plotly.min*", lambda route: route.abort())
        return reader

    def test_arrows_lead_to_every_mark_of_every_chart_and_away_from_each(self):
        reader = self.without_plotly()
        first_and_last = ["astana-1", "astana-12"]
        for path, width, ends in (
            ("/ar/", DESK, first_and_last),
            ("/en/", TABLET, first_and_last),
            ("/en/?axis=rtl", DESK, first_and_last),
            ("/ar/?axis=ltr&since=2018-01", TABLET, None),
            ("/ar/topics/", DESK, first_and_last),
            ("/en/topics/idlib/", TABLET, None),
            ("/ar/guarantors/", DESK, first_and_last),
            ("/en/rounds/astana-9/", DESK, None),
            ("/en/embed/timeline/?lanes=all", TABLET, first_and_last),
            ("/ar/embed/outcomes/", TABLET, None),
        ):
            with self.subTest(path=path, width=width):
                reader.look(width=width)
                page = reader.open(path)
                drawings = page.evaluate(WALK)
                self.assertTrue(drawings)
                for drawing in drawings:
                    self.assertGreater(drawing["marks"], 4)
                    self.assertEqual(drawing["stops"], 1)
                    self.assertEqual((drawing["lost"], drawing["traps"], drawing["wrong"]), ([], [], []))
                    if ends:
                        self.assertEqual(drawing["ends"][0], ends)

    def test_the_focused_mark_is_seen_in_plotlys_drawing_too(self):
        reader = self.reader()
        for path, width in (("/ar/", TABLET), ("/en/topics/", DESK), ("/ar/topics/idlib/", DESK)):
            with self.subTest(path=path, width=width):
                reader.look(width=width)
                page = reader.open(path)
                reader.drawing().locator("svg a[tabindex='0']").focus()
                reader.wait_for_plotly()
                with self.subTest("and told, also where it had the focus before Plotly came"):
                    expect(page.locator(".plot .hovertext")).to_have_count(1)
                self.assertEqual(page.evaluate(UNSEEN), [])
        with self.subTest("nearer, too"):
            page.get_by_role("button", name=says("Zoom in"), exact=True).press("Enter")
            mark = reader.drawing().locator("a[data-key='astana-6-4:1']")
            mark.focus()
            expect(page.locator(".focus-ring")).to_be_visible()
            before, ring = mark.locator(".hit").bounding_box(), page.locator(".focus-ring").bounding_box()
            self.assertAlmostEqual(ring["width"] * 0.6, before["width"], delta=1)
        with self.subTest("and no longer when the reader leaves the chart"):
            mark.press("Shift+Tab")
            expect(page.locator(".focus-ring, .plot .hovertext")).to_have_count(0)

    def test_a_reader_goes_through_the_timeline_opens_a_mark_and_comes_back(self):
        reader = self.reader()
        for language, later in (("ar", "ArrowLeft"), ("en", "ArrowRight")):
            with self.subTest(language=language), translation.override(language):
                page = reader.open(f"/{language}/")
                reader.wait_for_plotly()
                page.get_by_role("link", name=says("As a table", language), exact=True).focus()
                hint = page.locator("#chart-keys")
                expect(hint).to_be_hidden()
                page.keyboard.press("Tab")
                expect(hint).to_be_visible()
                expect(reader.drawing().locator("svg.timeline")).to_have_accessible_description(
                    hint.text_content()
                )
                page.keyboard.press("Home")
                self.assertOn(reader, "astana-1")
                page.keyboard.press(later)
                self.assertOn(reader, "astana-2")
                ninth = Round.objects.get(slug="astana-9")
                reader.drawing().locator("a[data-key='astana-9']").focus()
                decisions = (
                    Decision.objects.published()
                    .filter(round=ninth)
                    .with_status(Edition.objects.latest("day").day)
                )
                mark = reader.drawing().locator("a[data-key='astana-9']")
                date = format_date(ninth.precise_date, language)
                for told in (ninth.title, date, headlines.meeting_counted(decisions)):
                    self.assertIn(told, mark.locator("title").text_content())
                expect(mark).to_have_accessible_name(mark.locator("title").text_content())
                page.keyboard.press("ArrowDown")
                self.assertOn(reader, "astana-9-1")
                bead = reader.drawing().locator("a[data-key='astana-9-1'] title").text_content()
                self.assertTrue(bead.startswith(str(Status("implemented").label)), bead)
                self.assertIn(date, bead)

                page.keyboard.press("Escape")
                expect(page.locator(".plot .hovertext")).to_have_count(0)
                page.keyboard.press("Enter")
                page.wait_for_url("**round=astana-9#**")
                reader.settle()
                opened = page.locator("#panel details[open] [role=group]")
                expect(opened).to_be_focused()
                expect(opened).to_have_accessible_name(
                    f"{Status('implemented').label} {opened.locator('xpath=../summary').inner_text()}"
                )
                page.keyboard.press("Escape")
                self.assertOn(reader, "astana-9-1")

                page.keyboard.press("t")
                expect(page.locator("#table-rows")).to_be_focused()
                expect(page.locator("#table-rows")).to_be_visible()
                page.keyboard.press("Tab")
                page.keyboard.press("Escape")
                self.assertOn(reader, "astana-9-1")
                page.keyboard.press("Tab")
                expect(page.locator(".drawing a:focus")).to_have_count(0)

    def test_on_a_phone_escape_leads_back_to_the_round_in_the_list(self):
        reader = self.reader(width=PHONE, saves_data=True)
        page = reader.open("/en/")
        stop = page.locator(".intervals .stop").nth(3)
        address = stop.get_attribute("href")
        stop.press("Enter")
        page.wait_for_url("**#panel")
        reader.settle()
        expect(page.locator("#panel")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(f".intervals .stop[href='{address}']")).to_be_focused()

    def test_every_chart_has_its_table_one_key_away(self):
        reader = self.without_plotly()
        for path, table in (
            ("/ar/topics/", "table-rows"),
            ("/en/topics/idlib/", "table-rows"),
            ("/ar/guarantors/", "seats-russia"),
            ("/en/parties/iran/", "seats-iran"),
            ("/ar/rounds/astana-9/", "announced-rows"),
        ):
            with self.subTest(path=path):
                page = reader.open(path)
                drawing = reader.drawing().first
                expect(drawing.locator("> svg")).to_have_attribute("aria-keyshortcuts", "T")
                mark = drawing.locator("svg a[tabindex='0']")
                mark.press("KeyT")
                expect(page.locator(f"#{table}")).to_be_focused()
                expect(page.locator(f"#{table}")).to_be_visible()
                page.keyboard.press("Escape")
                expect(mark).to_be_focused()
        with self.subTest("to whose rows the marks of announced dates lead"):
            mark.press("Enter")
            expect(page.locator(mark.get_attribute("href"))).to_be_focused()
            page.keyboard.press("Escape")
            expect(mark).to_be_focused()


class ChangesTestCase(KeyboardTestCase):
    """What htmx changed is said once, and the focus is never lost."""

    def act(self, reader: Reader, act) -> None:
        """Act, and wait until the answer of htmx is in its place."""
        with reader.page.expect_response(lambda response: "hx-request" in response.request.headers):
            act()
        reader.settle()

    def test_a_list_says_what_fits_how_it_is_sorted_and_which_page_it_shows(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/en/decisions/")
        said = page.locator("#said > *")
        expect(said).to_have_count(0)
        expect(page.locator("[role=status]:visible")).to_have_count(1)
        self.act(reader, lambda: page.locator("th a").first.press("Enter"))
        expect(page.locator("th a").first).to_be_focused()
        self.assertSays(page, "Sorted by: oldest first")
        self.act(reader, lambda: page.locator("a[rel=next]").press("Enter"))
        expect(page.locator("#decisions")).to_be_focused()
        self.assertSays(page, page.locator(".pager span").inner_text())
        facet = page.locator("#status-stalled")
        self.act(reader, lambda: facet.press("Enter"))
        expect(facet).to_be_focused()
        self.assertSays(page, page.locator("#count [data-said]").inner_text())
        self.act(reader, lambda: page.locator(".asked a").first.press("Enter"))
        expect(page.locator("#decisions")).to_be_focused()
        self.assertSays(page, page.locator("#count [data-said]").inner_text())

    def test_the_dashboard_says_what_fits_and_which_day_it_shows(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/")
        self.act(reader, lambda: page.get_by_label(says("Topic"), exact=True).select_option("idlib"))
        self.assertSays(page, page.locator("#count [data-said]").inner_text())
        self.act(reader, lambda: page.locator("#count a").press("Enter"))
        expect(page.locator("#decisions")).to_be_focused()
        self.assertSays(page, page.locator("#decisions-headline").inner_text())
        slider = page.locator("#rewind-slider")
        self.act(reader, lambda: slider.press("PageDown"))
        expect(slider).to_be_focused()
        day, count = page.locator("#day-shown [data-said]"), page.locator("#decisions-headline")
        self.assertSays(page, day.inner_text(), count.inner_text())
        with self.subTest("and going back keeps the focus in the page"):
            page.go_back()
            expect(page.locator("#day-shown p")).to_have_count(0)
            self.assertNotEqual(page.evaluate("document.activeElement.tagName"), "BODY")
