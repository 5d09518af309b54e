"""Charts in frames of another site: its page is strict, its frames are in sandboxes, and need no script."""

import re
import time
from collections.abc import Iterator
from functools import cached_property, partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import Frame, Locator, Request, expect

from talks.embeds.charts import CHARTS
from tests.browser.base import SECONDS_TO_WAIT, BrowserTestCase, Reader
from tests.browser.test_exploring import MARKS, POINTS

# The sandboxes in which others show us: that of our snippet, of WordPress for strangers, none.
OURS, WORDPRESS, NONE = "allow-scripts allow-popups allow-popups-to-escape-sandbox", "allow-scripts", None
SECRET = "Ab3dEf6hIj"
WIDTHS = (360, 720, 1100)
# What a chart shows at most
FULLEST = {"timeline": "&lanes=all", "round": "&round=astana-10", "topic": "&topic=process"}
HEIGHT = 480  # what every frame has until it says how high it is
# Hears what frames say to the page around them, and from which of them it comes.
LISTEN = """
window.heard = [];
addEventListener("message", ({ source, data }) => {
  const frames = [...document.querySelectorAll("iframe")];
  heard.push({ frame: frames.findIndex((one) => one.contentWindow === source), data });
});
"""
NEEDED = "Math.ceil(document.getElementById('main').getBoundingClientRect().height)"
# Which parts stick out of their frame, of those that are seen
PARTS = "main, header:not(.unseen), .shown, .drawing > svg, .key, footer"
STICKING_OUT = """(parts) => [...document.querySelectorAll(parts)]
  .filter((part) => {
    const { left, right, top, bottom, width } = part.getBoundingClientRect();
    return width && (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1);
  }).map((part) => part.outerHTML.slice(0, 80))"""
# Lets thirty pictures of the page pass
A_WHILE = """new Promise((done) => {
  let left = 30;
  const step = () => left-- ? requestAnimationFrame(step) : done();
  step();
})"""


class Newsroom:
    """Another site, whose pages hold nothing but frames, under a policy that allows no more than these."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.script = site + staticfiles_storage.url("js/astana-embed.js")
        self.pages: dict[str, str] = {}
        newsroom = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", newsroom.policy)
                self.end_headers()
                self.wfile.write(newsroom.pages.get(self.path, "").encode())

            def log_message(self, *_words) -> None:
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @cached_property
    def address(self) -> str:
        """Give where the site is."""
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def policy(self) -> str:
        """Give the policy of every page."""
        return f"default-src 'none'; frame-src {self.site} {self.address}; script-src {self.script}"

    def close(self) -> None:
        """Close the site."""
        self.server.shutdown()
        self.server.server_close()

    def print(self, path: str, *frames: str) -> str:
        """Print a page with some frames and our script; gives its address."""
        script = f'<script src="{self.script}" async></script>'
        head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>News</title>'
        self.pages[path] = head + script + "\n".join(frames)
        return self.address + path

    def frame(self, path: str, *, width: int = 720, sandbox: str | None = OURS, height: int = HEIGHT) -> str:
        """Give a frame with a page of ours."""
        boxed = "" if sandbox is None else f' sandbox="{sandbox}"'
        address = path if path.startswith("http") else self.site + path
        return (
            f'<p><iframe src="{escape(address)}" title="Chart" width="{width}" height="{height}"'
            f'{boxed} frameborder="0"></iframe></p>'
        )


class NewsReader(Reader):
    """Someone who reads the news there."""

    newsroom: Newsroom

    def _note_request(self, request: Request) -> None:
        if request.url.startswith(f"{self.newsroom.address}/"):
            return
        super()._note_request(request)

    def frames(self) -> list[Frame]:
        """Give the frames of the page, in its order."""
        return [element.content_frame() for element in self.page.query_selector_all("iframe")]

    def open_frame(self, address: str) -> Frame:
        """Open a page of the newsroom and give the last of its frames."""
        self.page.goto(address)
        return self.frames()[-1]

    def heard(self, number: int = 0) -> list:
        """Give what the page around heard from a frame."""
        return self.page.evaluate("(number) => heard.filter((one) => one.frame === number)", number)

    def heights(self, number: int = 0) -> list[int]:
        """Give the heights of which a frame told in our own words, one after the other."""
        said = [one["data"] for one in self.heard(number)]
        return [
            data["height"] for data in said if isinstance(data, dict) and data.get("type") == "astana:height"
        ]

    def wait_for_height(self, number: int = 0, needed: int | None = None) -> None:
        """Wait until a frame is as high as its content needs, or as is said."""
        if needed is None:
            needed = self.frames()[number].evaluate(NEEDED)
        height = f"document.querySelectorAll('iframe')[{number}].clientHeight"
        self.wait_until(f"{height} === {needed}")

    def wait_until(self, expression: str) -> None:
        """Wait until something is true of the page around; its policy lets nobody wait within it."""
        end = time.monotonic() + SECONDS_TO_WAIT
        while not self.page.evaluate(expression):
            if time.monotonic() > end:
                raise AssertionError(f"It never came to be that {expression}")
            self.page.wait_for_timeout(30)


class FramesTestCase(BrowserTestCase):
    def setUp(self) -> None:
        self.newsroom = Newsroom(self.live_server_url)
        self.addCleanup(self.newsroom.close)

    def news_reader(self, **options) -> NewsReader:
        """Give a reader of the newsroom, as `reader` does."""
        options = {"viewport": {"width": 1280, "height": 1000}, "reduced_motion": "reduce"} | options
        context = self.browser.new_context(**options)
        self.addCleanup(context.close)
        context.add_init_script(LISTEN)
        kind = type("HerReader", (NewsReader,), {"newsroom": self.newsroom})
        reader = kind(context, self.live_server_url, options.get("java_script_enabled", True))
        self.addCleanup(lambda: self.assertEqual(reader.all_offences(), []))
        return reader

    def shown_in(self, frame: Frame, width: int) -> Locator:
        """Give what shows the chart in a frame of a width."""
        return frame.locator(".list" if width < 640 else ".drawing.narrow svg.timeline")

    def in_each_sandbox(self) -> Iterator[tuple[int, str | None, str]]:
        """Give the width, the sandbox and the path of frames: each of each in Arabic, in English in turn."""
        boxes = (OURS, WORDPRESS, NONE)
        in_turn = [(width, box, "en") for width, box in zip(WIDTHS, boxes, strict=True)]
        for width, sandbox, language in [*((w, box, "ar") for w in WIDTHS for box in boxes), *in_turn]:
            secret = f"#?secret={SECRET}" if sandbox == WORDPRESS else ""
            yield width, sandbox, f"/{language}/embed/timeline/{secret}"

    def test_a_strict_page_shows_them_as_high_as_they_need_in_each_sandbox(self):
        cases = list(self.in_each_sandbox())
        frames = (self.newsroom.frame(path, width=width, sandbox=box) for width, box, path in cases)
        reader = self.news_reader()
        reader.page.goto(self.newsroom.print("/", *frames), wait_until="domcontentloaded")
        for number, (frame, (width, sandbox, path)) in enumerate(zip(reader.frames(), cases, strict=True)):
            with self.subTest(path=path, width=width, sandbox=sandbox):
                reader.page.locator("iframe").nth(number).scroll_into_view_if_needed()
                expect(self.shown_in(frame, width)).to_be_visible()
                reader.wait_for_height(number)
                self.assertLessEqual(frame.evaluate(NEEDED), 1000)
                self.assertEqual(frame.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
                self.assertEqual(frame.evaluate("document.documentElement.scrollHeight - innerHeight"), 0)
                origin = "null" if sandbox else self.live_server_url
                self.assertEqual(frame.evaluate("origin"), origin)
        self.assertEqual(reader.asked_for(r"plotly\.min"), [])

    def test_a_frame_is_explored_by_keyboard_and_told_in_words(self):
        for path in ("/ar/embed/timeline/", "/en/embed/outcomes/"):
            with self.subTest(path=path):
                framed = self.newsroom.frame(path, sandbox=WORDPRESS, height=700)
                frame = self.news_reader().open_frame(self.newsroom.print("/", framed))
                drawing, words = frame.locator(".drawing.narrow"), frame.locator("#in-words")
                mark = drawing.locator("svg a[tabindex='0']")
                mark.focus()
                drawing.and_(frame.locator(".explored")).wait_for()
                expect(frame.locator(".focus-ring")).to_be_visible()
                expect(words).to_be_hidden()
                mark.press("t")
                expect(words).to_be_focused()
                expect(drawing).to_be_hidden()
                words.press("Escape")
                expect(mark).to_be_focused()
                expect(words).to_be_hidden()

    def test_a_frame_speaks_as_each_kind_of_page_listens(self):
        address = f"/ar/embed/timeline/?childId=chart-1&initialWidth=720#?secret={SECRET}"
        reader = self.news_reader()
        frame = reader.open_frame(self.newsroom.print("/", self.newsroom.frame(address, sandbox=WORDPRESS)))
        reader.wait_for_height()
        height = frame.evaluate(NEEDED)
        said = [one["data"] for one in reader.heard()]
        for words in (
            {"message": "height", "value": height, "secret": SECRET},
            {"sentinel": "amp", "type": "embed-size", "height": height},
            f'{{"src":"{self.live_server_url}{address}","context":"iframe.resize","height":{height}}}',
            f"pymxPYMxchart-1xPYMxheightxPYMx{height}",
            {"type": "astana:height", "height": height, "id": "chart-1"},
        ):
            self.assertIn(words, said)

        with self.subTest("and again to WordPress once that is ready"):
            reader.page.evaluate("heard.length = 0")
            say = "(data) => document.querySelector('iframe').contentWindow.postMessage(data, '*')"
            reader.page.evaluate(say, {"message": "ready", "secret": "AnotherOne"})
            reader.page.evaluate(say, {"message": "ready", "secret": SECRET})
            reader.wait_until("heard.length > 0")
            answers = [one["data"] for one in reader.heard() if one["data"]]
            self.assertEqual(answers[0], {"message": "height", "value": height, "secret": SECRET})

        with self.subTest("a link is followed by WordPress, whose sandbox opens no window"):
            frame.locator(".about a").click()
            links = "heard.map((one) => one.data).filter((data) => data.message === 'link')"
            reader.wait_until(f"{links}.length")
            link = reader.page.evaluate(links)[0]
            self.assertEqual(
                link, {"message": "link", "value": f"{self.live_server_url}/ar/", "secret": SECRET}
            )
            self.assertEqual(len(reader.context.pages), 1)

    def test_a_frame_without_a_secret_keeps_to_the_words_that_need_none(self):
        reader = self.news_reader()
        reader.open_frame(self.newsroom.print("/", self.newsroom.frame("/en/embed/timeline/")))
        reader.wait_for_height()
        kinds = {
            data.get("type") or data.get("message") if isinstance(data, dict) else data[:6]
            for data in (one["data"] for one in reader.heard())
        }
        self.assertEqual(kinds, {"embed-size", "astana:height", '{"src"'})

    def test_a_page_that_is_in_no_frame_is_silent(self):
        reader = self.reader()
        reader.context.add_init_script(LISTEN)
        page = reader.open(f"/ar/embed/timeline/#?secret={SECRET}")
        page.set_viewport_size({"width": 500, "height": 700})
        expect(page.locator(".list")).to_be_visible()
        self.assertEqual(page.evaluate("heard"), [])

    def test_links_open_in_a_window_of_their_own(self):
        reader = self.news_reader()
        frame = reader.open_frame(self.newsroom.print("/", self.newsroom.frame("/en/embed/timeline/")))
        with reader.context.expect_page() as opened:
            frame.locator("svg a[data-key='astana-9']").click()
        opened.value.wait_for_load_state()
        self.assertEqual(opened.value.url, f"{self.live_server_url}/en/rounds/astana-9/")
        self.assertIsNone(opened.value.evaluate("opener"))

    def test_the_script_follows_the_width_of_several_frames_and_of_those_that_come_later(self):
        frame = partial(self.newsroom.frame, "/en/embed/timeline/")
        reader = self.news_reader()
        reader.page.goto(self.newsroom.print("/", frame(width=1100), frame(width=720)))
        for number in (0, 1):
            reader.page.locator("iframe").nth(number).scroll_into_view_if_needed()
            reader.wait_for_height(number)
        before = reader.heights(1)
        reader.page.evaluate("document.querySelectorAll('iframe')[1].width = 400")
        expect(reader.frames()[1].locator(".list")).to_be_visible()
        reader.wait_for_height(1)
        self.assertNotEqual(reader.heights(1)[-1], before[-1])
        reader.page.evaluate(
            "document.body.append(document.querySelector('iframe').cloneNode()),"
            "document.querySelectorAll('iframe')[2].style.height = '300px'"
        )
        reader.page.locator("iframe").nth(2).scroll_into_view_if_needed()
        expect(self.shown_in(reader.frames()[2], 1100)).to_be_visible()
        reader.wait_for_height(2)

    def test_it_is_said_once_and_no_frame_rocks(self):
        reader = self.news_reader()
        reader.page.goto(self.newsroom.print("/", self.newsroom.frame("/ar/embed/timeline/")))
        reader.wait_for_height()
        # A page that is given a bar by the height of the frame, and takes the bar's width from the frame.
        reader.page.evaluate("""() => {
          const frame = document.querySelector("iframe");
          const whole = frame.clientHeight;
          frame.width = 705;
          new ResizeObserver(() => { frame.width = frame.clientHeight < whole ? 720 : 705; }).observe(frame);
        }""")
        reader.page.evaluate(A_WHILE)
        # Once by itself, and once more where the script asked for it before or after.
        self.assertLessEqual(len(reader.heights()), 3)
        self.assertEqual(len(set(reader.heights())), 1)

    def test_the_script_believes_only_the_frame_itself_and_only_numbers_within_bounds(self):
        forger = self.newsroom.print("/forger")
        frames = (self.newsroom.frame("/ar/embed/timeline/"), self.newsroom.frame(forger, sandbox=NONE))
        reader = self.news_reader()
        reader.page.goto(self.newsroom.print("/", *frames))
        reader.wait_for_height()
        chart, other = reader.frames()
        height = chart.evaluate(NEEDED)
        heights = "[...document.querySelectorAll('iframe')].map((frame) => frame.clientHeight)"
        say = "(height) => parent.postMessage({ type: 'astana:height', height }, '*')"
        other.evaluate(say, 999)
        for wrong in ("999px", None, [999], float("inf")):
            chart.evaluate(say, wrong)
        chart.evaluate("parent.postMessage('astana:height', '*')")
        chart.evaluate("parent.postMessage({ sentinel: 'amp', height: 999 }, '*')")
        reader.wait_until("heard.some(({ frame }) => frame === 1)")
        reader.wait_until("heard.some(({ frame, data }) => frame === 0 && data.height === 999)")
        self.assertEqual(reader.page.evaluate(heights), [height, HEIGHT])
        for said, set_to in ((100_000, 1000), (-5, 200), (333.2, 334)):
            chart.evaluate(say, said)
            reader.wait_until(f"{heights}[0] === {set_to}")

    def test_plotly_comes_to_whoever_reaches_for_it_in_the_colours_of_the_frame(self):
        for language, theme, sandbox in (("ar", "dark", WORDPRESS), ("en", "auto", OURS)):
            with self.subTest(language=language, theme=theme):
                address = f"/{language}/embed/timeline/?theme={theme}"
                page = self.newsroom.print(f"/{language}", self.newsroom.frame(address, sandbox=sandbox))
                reader = self.news_reader()
                frame = reader.open_frame(page)
                reader.wait_for_height()
                self.assertEqual(reader.asked_for("plotly.min"), [])
                box = frame.locator(".drawing.narrow")
                box.hover(position={"x": 5, "y": 5})
                frame.locator(".drawing.narrow.explored").wait_for()
                self.assertEqual(len(reader.asked_for(r"plotly\.min")), 1)
                style = frame.locator(".main-svg").first.evaluate("(svg) => getComputedStyle(svg).position")
                self.assertEqual(style, "absolute")

                marks = box.locator("svg.timeline").evaluate(MARKS)
                points = frame.locator(".plot").evaluate(POINTS)
                self.assertIn("astana-9", points)
                moved = {
                    key: (points[key], marks[key])
                    for key in points
                    if max(abs(points[key][place] - marks[key][place]) for place in (0, 1)) > 2
                }
                self.assertEqual(moved, {})

                frame.locator("svg.timeline a[data-key='astana-9'] .disc").hover(force=True)
                label = frame.locator(".hoverlayer .hovertext")
                expect(label).to_have_count(1)
                ground = frame.locator(".hovertext path").first
                shown = ground.evaluate("(path) => getComputedStyle(path).fill.match(/\\d+/g).map(Number)")
                self.assertEqual(shown[:3], [24, 32, 40] if theme == "dark" else [255, 255, 255])
                self.assertNotIn("var(", frame.locator(".plot").inner_html())

        with self.subTest("and again in others when the reader's system turns dark"):
            reader.page.emulate_media(color_scheme="dark")
            number = frame.locator(".plot .annotation-text", has_text=re.compile("Astana rounds"))
            expect(number).to_have_css("fill", "rgb(233, 238, 242)")

    def test_without_javascript_all_that_is_asked_for_holds(self):
        cases = [
            ("/ar/embed/timeline/?height=420&theme=dark", 720, 420),
            ("/en/embed/timeline/?height=600&title=off", 1100, 600),
            ("/ar/embed/timeline/?height=300", 360, 300),
            ("/en/embed/timeline/?height=200", 720, 200),
        ]
        page = self.newsroom.print(
            "/", *(self.newsroom.frame(path, width=width, height=height) for path, width, height in cases)
        )
        reader = self.news_reader(java_script_enabled=False)
        reader.page.goto(page)
        for frame, (path, width, height) in zip(reader.frames(), cases, strict=True):
            with self.subTest(path=path, width=width):
                frame.wait_for_load_state()
                shown = ".list" if height < 340 or width < 640 else ".drawing.narrow svg.timeline"
                expect(frame.locator(shown)).to_be_visible()
                expect(frame.locator(".about a")).to_be_visible()
                self.assertEqual(frame.evaluate(STICKING_OUT, PARTS), [])
                self.assertEqual(frame.evaluate("document.documentElement.scrollHeight"), height)
                self.assertEqual(frame.evaluate("document.getElementById('main').clientHeight"), height)
                background = frame.evaluate("getComputedStyle(document.body).backgroundColor")
                is_dark = "theme=dark" in path
                self.assertEqual(background, "rgb(24, 32, 40)" if is_dark else "rgb(255, 255, 255)")

    def test_a_frame_too_low_for_its_headline_is_scrolled_as_a_whole(self):
        frame = self.newsroom.frame("/en/embed/outcomes/?height=200&guarantor=russia", width=320, height=200)
        reader = self.news_reader(java_script_enabled=False)
        reader.page.goto(self.newsroom.print("/", frame))
        (shown,) = reader.frames()
        expect(shown.locator(".limits")).to_be_visible()
        drawing = shown.locator(".drawing:visible > svg")
        self.assertGreater(drawing.bounding_box()["height"], 100)
        above = "document.querySelector('.shown').getBoundingClientRect().bottom"
        self.assertLessEqual(
            shown.evaluate(above), shown.evaluate("document.querySelector('footer').offsetTop + 1")
        )

    def test_a_word_that_is_longer_than_the_frame_is_broken(self):
        frame = self.newsroom.frame("/en/embed/timeline/?theme=" + "x" * 400, width=320)
        reader = self.news_reader()
        reader.expected_failures = "status of 40"
        reader.page.goto(self.newsroom.print("/", frame))
        (shown,) = reader.frames()
        expect(shown.get_by_role("alert")).to_be_visible()
        self.assertEqual(shown.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)

    def test_what_is_refused_is_read_in_the_frame(self):
        frames = [
            self.newsroom.frame(path, width=360)
            for path in (
                "/ar/embed/timeline/?theme=pink",
                "/en/embed/nothing/",
                "/en/embed/timeline/?edition=99",
            )
        ]
        reader = self.news_reader()
        reader.expected_failures = "status of 40"
        reader.page.goto(self.newsroom.print("/", *frames))
        for number, frame in enumerate(reader.frames()):
            expect(frame.get_by_role("alert")).to_be_visible()
            reader.wait_for_height(number, 200)
        self.assertTrue(re.search("theme", reader.frames()[0].get_by_role("alert").inner_text()))


class EveryChartTestCase(BrowserTestCase):
    def test_it_is_light_no_higher_than_a_frame_may_be_and_accessible(self):
        for language, theme, examined in (("ar", "light", 360), ("en", "dark", 720)):
            for name in CHARTS:
                with self.subTest(language=language, chart=name):
                    # One who has nothing of ours yet
                    reader = self.reader(extra_http_headers={"Accept-Encoding": "gzip"})
                    page = reader.open(f"/{language}/embed/{name}/?theme={theme}{FULLEST.get(name, '')}")
                    loaded = [asked for asked in reader.requests if not asked.url.endswith(".svg")]
                    sizes = {asked.url: asked.sizes()["responseBodySize"] for asked in loaded}
                    self.assertGreaterEqual(len(sizes), 4, "the page, two style sheets and a script")
                    self.assertLess(sum(sizes.values()), 40_000, sizes)
                    for width in WIDTHS:
                        page.set_viewport_size({"width": width, "height": 800})
                        self.assertLessEqual(page.evaluate(NEEDED), 1000, width)
                        self.assertEqual(
                            page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0
                        )
                        if width == examined:
                            found = Axe().run(page)
                            self.assertEqual(found.violations_count, 0, found.generate_report())
