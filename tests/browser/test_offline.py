"""Slow lines and lost ones: what is said, what is kept on the reader's device, and that it can be undone."""

import re

from playwright.sync_api import expect

from tests.browser.base import BrowserTestCase, Reader, says

KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map((request) => new URL(request.url).pathname);
}"""
UNTIL_KEPT = f"""(paths) => new Promise((done) => {{
  const look = async () => {{
    const kept = await ({KEPT})();
    if (paths.every((path) => kept.includes(path))) done();
    else setTimeout(look, 50);
  }};
  look();
}})"""
COPY = "There is no connection: this is the copy of the page that was kept on this device on"
NO_LINE = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:|did not load|Failed to fetch"


class KeptPagesTestCase(BrowserTestCase):
    """Samar reads on a phone whose line comes and goes."""

    def visitor(self, path: str) -> Reader:
        """Give a reader whose first page is kept."""
        reader = self.reader(keeps_pages=True)
        reader.expected_failures = NO_LINE
        reader.open(path)
        reader.page.evaluate(UNTIL_KEPT, [path, f"{path[:4]}offline/"])
        return reader

    def test_a_page_that_was_visited_opens_again_without_a_line_and_says_of_when_it_is(self):
        reader = self.visitor("/ar/rounds/")
        page = reader.page
        expect(page.locator("#kept")).to_be_hidden()
        reader.open("/ar/decisions/astana-11-3/")
        reader.context.set_offline(True)
        reader.open("/ar/rounds/")
        expect(page.locator("#kept")).to_contain_text(says(COPY))
        expect(page.locator("#kept time")).to_have_attribute("datetime", re.compile(r"^20\d\d-"))
        expect(page.locator("h1")).to_be_visible()
        reader.context.set_offline(False)
        page.locator("#kept button").click()
        expect(page.locator("#kept")).to_be_hidden()

    def test_a_page_that_was_never_visited_says_so_and_lists_those_that_were(self):
        reader = self.visitor("/ar/rounds/")
        page = reader.page
        reader.context.set_offline(True)
        reader.open("/ar/topics/")
        expect(page.locator("h1")).to_have_text(says("No connection"))
        expect(page.locator("html")).to_have_attribute("lang", "ar")
        expect(page.locator("#kept-pages a")).to_have_count(1)
        page.locator("#kept-pages a").click()
        expect(page).to_have_url(f"{reader.site}/ar/rounds/")

    def test_the_desk_frames_and_data_are_never_kept(self):
        reader = self.visitor("/en/rounds/")
        for path in ("/en/admin/login/", "/en/embed/timeline/", "/data/rounds.csv", "/en/rounds.ics"):
            asked = "(path) => fetch(path, { credentials: 'omit' }).then((answer) => answer.text())"
            reader.page.evaluate(asked, path)
        kept = [path for path in reader.page.evaluate(KEPT) if not path.startswith("/static/")]
        self.assertEqual(set(kept), {"/en/rounds/", "/en/offline/"})

    def test_who_wants_nothing_kept_has_nothing_kept(self):
        reader = self.visitor("/ar/rounds/")
        page = reader.page
        page.locator("#display summary").click()
        page.get_by_role("button", name=says("Keep nothing")).click()
        pressed = page.locator("[data-kept-choice=off][aria-pressed=true]")
        expect(pressed).to_be_visible()
        reader.open("/ar/topics/")
        page.evaluate("new Promise((done) => requestIdleCallback(done))")
        self.assertEqual(
            page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)"), 0
        )
        self.assertEqual(page.evaluate("caches.keys()"), [])
        reader.context.set_offline(True)
        with self.assertRaisesRegex(Exception, "ERR_INTERNET_DISCONNECTED"):
            reader.open("/ar/rounds/")


class LostLineTestCase(BrowserTestCase):
    def test_what_was_asked_for_is_asked_again_and_nothing_typed_is_lost(self):
        reader = self.reader()
        reader.expected_failures = NO_LINE
        page = reader.open("/ar/decisions/")
        reader.context.set_offline(True)
        page.locator("#id_q").press_sequentially("إدلب")
        lost = page.locator("#lost")
        expect(lost).to_be_visible()
        expect(lost).to_contain_text(
            says("The connection was lost before the answer came. Nothing that you typed is gone.")
        )
        expect(page.locator("#id_q")).to_have_value("إدلب")
        reader.context.set_offline(False)
        lost.get_by_role("button", name=says("Try again")).click()
        expect(lost).to_be_hidden()
        reader.settle()
        self.assertEqual(reader.asked["q"], "إدلب")
        self.assertEqual(page.locator("[aria-busy]").count(), 0)

    def test_a_site_in_trouble_is_told_from_a_line_that_is_lost(self):
        reader = self.reader()
        reader.expected_failures = "503|htmx:"
        page = reader.open("/en/decisions/")
        page.route("**/decisions/?*", lambda route: route.fulfill(status=503, body=""))
        page.locator("#id_sort").select_option("oldest")
        lost = page.locator("#lost")
        expect(lost).to_contain_text("The site could not answer just now.")
        expect(lost).not_to_contain_text("connection", use_inner_text=True)
        page.unroute_all()
        lost.get_by_role("button").click()
        expect(lost).to_be_hidden()
        expect(page.locator("#id_sort")).to_have_value("oldest")

    def test_what_takes_longer_is_shown_to_be_under_way(self):
        reader = self.reader()
        page = reader.open("/en/decisions/")
        held = []
        page.route("**/decisions/?*", lambda route: held.append(route))
        page.locator("#id_sort").select_option("oldest")
        expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
        expect(page.locator(".progress")).to_have_css("opacity", "1")
        held[0].continue_()
        expect(page.locator(".progress")).to_have_css("opacity", "0")

    def test_a_chart_that_cannot_be_explored_stays_as_it_is_drawn_and_says_so(self):
        reader = self.reader(saves_data=True)
        reader.expected_failures = f"{NO_LINE}|Plotly"
        page = reader.open("/en/")
        page.route("**/plotly.min*", lambda route: route.abort())
        page.get_by_role("button", name="Explore: zoom and pan").click()
        expect(page.locator("#lost")).to_contain_text("The chart could not be loaded for exploring.")
        expect(page.locator(".drawing:visible svg.timeline")).to_have_css("opacity", "1")
        page.unroute_all()
        page.locator("#lost button").click()
        reader.wait_for_plotly()
