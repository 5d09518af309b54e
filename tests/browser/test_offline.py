"""Slow lines and lost ones: what is said, what is kept on the reader's device, and that it can be undone."""

import re
import time

from django.templatetags.static import static
from playwright.sync_api import expect

from tests.browser.base import SECONDS_TO_WAIT, BrowserTestCase, Reader, says

# The addresses of what is kept, by the kind of cache
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    kept[name.split("-")[1]] = requests.map(({ url }) => url.replace(location.origin, ""));
  }
  return kept;
}"""
# An address is listed while its copy is still being written: what answers is kept.
HAS_KEPT = """async ([address, kind]) => {
  const [name] = (await caches.keys()).filter((name) => name.split("-")[1] === kind);
  const isServed = Boolean(navigator.serviceWorker.controller);
  return isServed && Boolean(name) && Boolean(await (await caches.open(name)).match(address));
}"""
COPY = "There is no connection: this is the copy of the page that was kept on this device on"
COPY_OF_DOWN = "The site does not answer: this is the copy of the page that was kept on this device on"
NO_LINE = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:|did not load|Failed to fetch|503"


class KeptPagesTestCase(BrowserTestCase):
    """Samar reads on a phone whose line comes and goes."""

    def visitor(self, path: str) -> Reader:
        """Give a reader whose first page is kept, with what it loaded."""
        reader = self.reader(keeps_pages=True)
        reader.expected_failures = NO_LINE
        reader.open(path)
        self.assertComesToKeep(reader, path)
        self.assertComesToKeep(reader, f"{path[:3]}/offline/", "files")
        return reader

    def assertComesToKeep(self, reader: Reader, address: str, kind: str = "pages") -> None:
        self.assertComesToBe(reader, True, HAS_KEPT, [address, kind])

    def assertComesToBe(self, reader: Reader, wanted, expression: str, argument=None) -> None:
        """See that what a script finds comes to be so in time: Playwright waits for no promise."""
        end = time.monotonic() + SECONDS_TO_WAIT
        while (found := reader.page.evaluate(expression, argument)) != wanted and time.monotonic() < end:
            reader.page.wait_for_timeout(30)
        self.assertEqual(found, wanted)

    def kept(self, reader: Reader) -> dict[str, list[str]]:
        return reader.page.evaluate(KEPT)

    def test_a_page_that_was_visited_opens_again_without_a_line_and_says_of_when_it_is(self):
        reader = self.visitor("/ar/")
        page = reader.page
        copy = page.locator("#kept")
        expect(copy).to_be_hidden()
        # What htmx made of a page is kept whole.
        reader.click_mark("astana-9")
        self.assertComesToKeep(reader, "/ar/?round=astana-9")
        panel = page.locator("#panel h2").inner_text()
        reader.context.set_offline(True)
        page.reload()
        expect(copy.get_by_text(says(COPY))).to_be_visible()
        expect(copy.locator("time")).to_have_attribute("datetime", re.compile(r"^20\d\d-"))
        # In the months and digits of the page
        expect(copy.locator("time")).to_have_text(re.compile(r"^\d{1,2} [^/]+/[^/]+ 20\d\d "))
        expect(page.locator("#panel h2")).to_have_text(panel)
        expect(page.locator("body")).to_have_css("margin", "0px")
        page.go_back()
        expect(page).to_have_url(f"{reader.site}/ar/")
        expect(copy).to_be_visible()
        # The site's own address leads to what is kept of it.
        reader.open("/")
        expect(page).to_have_url(f"{reader.site}/ar/")
        reader.context.set_offline(False)
        copy.get_by_role("button", name=says("Try again")).click()
        expect(copy).to_be_hidden()

    def test_a_page_that_was_never_visited_says_so_and_lists_those_that_were(self):
        reader = self.visitor("/ar/rounds/")
        page = reader.page
        reader.open("/ar/rounds/?edition=1")
        reader.context.set_offline(True)
        reader.open("/ar/topics/")
        expect(page.locator("h1")).to_have_text(says("No connection"))
        expect(page.locator("html")).to_have_attribute("lang", "ar")
        pages = page.locator("#kept-pages a")
        expect(pages).to_have_count(1)
        expect(pages).to_have_text(says("Rounds of the Astana talks"))
        # Another language, of which nothing is kept
        reader.open("/ru/topics/")
        expect(page.locator("h1")).to_have_text(says("No connection"))
        pages.click()
        expect(page).to_have_url(f"{reader.site}/ar/rounds/")
        expect(page.locator("#kept")).to_be_visible()

    def test_a_site_that_is_down_is_told_from_a_line_that_is_lost(self):
        reader = self.visitor("/en/decisions/")
        page = reader.page
        reader.context.route("**/en/decisions/", lambda route: route.fulfill(status=503, body=""))
        page.reload()
        expect(page.get_by_text(COPY_OF_DOWN)).to_be_visible()
        expect(page.get_by_text(COPY)).to_be_hidden()
        expect(page.locator("#decisions tbody th").first).to_be_visible()

    def test_the_newest_are_kept_and_never_the_desk_frames_or_data(self):
        reader = self.visitor("/en/rounds/")
        page = reader.page
        of_desk = static("admin/css/base.css")
        passed = ("/en/admin/login/", "/en/embed/timeline/", "/data/rounds.csv", "/en/rounds.ics", "/api/v1/")
        reader.expected_failures = "404"
        for path in (*passed, "/en/changes.atom", "/en/charts/timeline.svg", "/en/nowhere/", of_desk):
            page.evaluate(
                "(path) => fetch(path, { credentials: 'omit' }).then((answer) => answer.text())", path
            )
        pages = self.kept(reader)["pages"]
        self.assertEqual(pages, ["/en/rounds/"])
        filled = """async () => {
          const [name] = (await caches.keys()).filter((name) => name.startsWith("astana-pages-"));
          const cache = await caches.open(name);
          for (let at = 1; at <= 130; at += 1) await cache.put(`/en/topics/${at}/`, new Response(""));
        }"""
        page.evaluate(filled)
        reader.open("/en/sources/")
        self.assertComesToBe(reader, 120, f"async () => (await ({KEPT})()).pages.length")
        kept = self.kept(reader)
        self.assertEqual(kept["pages"][-2:], ["/en/topics/130/", "/en/sources/"])
        self.assertNotIn(of_desk, kept["files"])
        self.assertEqual(
            [path for path in kept["files"] if not path.startswith("/static/")], ["/en/offline/"]
        )

    def test_who_wants_nothing_kept_has_nothing_kept_until_they_do(self):
        reader = self.visitor("/ar/decisions/")
        page = reader.page
        choices = page.locator("#display-kept")
        page.locator("#display summary").click()
        expect(choices).to_contain_text("1")
        choices.get_by_role("button", name=says("Keep nothing")).click()
        expect(choices).to_contain_text("0")
        self.assertEqual(self.kept(reader), {})
        # The worker lives on until the page is left, and keeps nothing of what it brings.
        page.locator("#id_sort").select_option("oldest")
        page.wait_for_url("**/?sort=oldest")
        reader.settle()
        self.assertEqual(self.kept(reader), {})
        reader.open("/ar/topics/")
        workers = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        self.assertEqual(page.evaluate(workers), 0)
        self.assertEqual(self.kept(reader), {})
        page.locator("#display summary").click()
        choices.get_by_role("button", name=says("Keep what I visit")).click()
        expect(choices).to_contain_text("1")
        self.assertEqual(self.kept(reader)["pages"], ["/ar/topics/"])


class LostLineTestCase(BrowserTestCase):
    def test_what_was_asked_for_is_asked_again_and_nothing_typed_is_lost(self):
        reader = self.reader()
        reader.expected_failures = NO_LINE
        page = reader.open("/ar/decisions/")
        reader.context.set_offline(True)
        page.locator("#id_q").focus()
        page.keyboard.insert_text("إدلب")
        lost = page.locator("#lost")
        words = says("The connection was lost before the answer came. Nothing that you typed is gone.")
        expect(lost.get_by_text(words)).to_be_visible()
        expect(page.locator("#id_q")).to_have_value("إدلب")
        reader.context.set_offline(False)
        lost.get_by_role("button", name=says("Try again")).click()
        expect(lost).to_be_hidden()
        expect(page.locator("#id_q")).to_be_focused()
        page.wait_for_url("**q=*")
        reader.settle()
        self.assertEqual(reader.asked["q"], "إدلب")
        self.assertEqual(page.locator("[aria-busy]").count(), 0)
        # Going back is something asked for, too.
        reader.context.set_offline(True)
        page.go_back()
        expect(lost.get_by_text(words)).to_be_visible()
        reader.context.set_offline(False)
        lost.get_by_role("button").click()
        expect(lost).to_be_hidden()
        expect(page.locator("#id_q")).to_have_value("")

    def test_a_site_in_trouble_is_told_from_a_line_that_is_lost(self):
        reader = self.reader()
        reader.expected_failures = NO_LINE
        page = reader.open("/en/")
        page.route("**/en/?*", lambda route: route.fulfill(status=503, body=""))
        reader.click_mark("astana-9")
        lost = page.locator("#lost")
        expect(lost.get_by_text("The site could not answer just now.")).to_be_visible()
        expect(lost.get_by_text("The connection was lost")).to_be_hidden()
        page.unroute_all()
        lost.get_by_role("button").click()
        expect(lost).to_be_hidden()
        expect(page).to_have_url(f"{reader.site}/en/?round=astana-9#panel")
        expect(page.locator("#panel")).to_be_focused()

    def test_what_takes_longer_is_shown_and_said_to_be_under_way(self):
        reader = self.reader()
        page = reader.open("/en/decisions/")
        progress, said = page.locator(".progress"), page.locator("#said")
        held = []
        page.route("**/decisions/?*", lambda route: held.append(route))
        page.locator("#id_sort").select_option("oldest")
        expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
        expect(progress).to_have_css("opacity", "1")
        expect(said).to_have_text("The answer is on its way.")
        held[0].continue_()
        expect(progress).to_have_css("opacity", "0")
        expect(said).not_to_have_text("The answer is on its way.")

    def test_a_chart_that_cannot_be_explored_stays_as_it_is_drawn_and_says_so(self):
        reader = self.reader(saves_data=True)
        reader.expected_failures = f"{NO_LINE}|Plotly"
        page = reader.open("/en/")
        page.route("**/plotly.min*", lambda route: route.abort())
        page.get_by_role("button", name="Explore: zoom and pan").click()
        expect(page.get_by_text("The chart could not be loaded for exploring.")).to_be_visible()
        expect(page.locator(".drawing:visible svg.timeline")).to_have_css("opacity", "1")
        page.unroute_all()
        page.locator("#lost button").click()
        reader.wait_for_plotly()
