"""What the browser tests share: the real record behind a live server, and Chromium before it.

Every page that a test opens is watched: it may break no rule of its policy, ask no other host for anything,
keep nothing in the reader's browser and raise no error.
"""

import contextlib
import io
import logging
import os
import re
import sqlite3
import time
from collections.abc import Callable
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from django.core.management import call_command
from django.db import connection
from django.test import LiveServerTestCase, tag
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import (
    BrowserContext,
    Error,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from talks.models import Party

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# The popup under the address bar is a page of its own, made for each window: it costs more than our pages do.
# The switch replaces Playwright's own list, so what matters of that stands here, too.
FEATURES_OFF = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning"
)
# No sandbox inside a container, no drawing by a card, no requests of Chromium's own.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={FEATURES_OFF}",
]
SECONDS_TO_WAIT = 10
# What Playwright says where a reader's browser is to keep no pages.
BLOCKED = "Service Worker registration blocked"
PHONE, TABLET, DESK = 360, 768, 1280

# What is on the page, in the reader's words: to compare one state of it with another.
STATE = """() => {
  const words = (selector) => [...document.querySelectorAll(selector)].map((found) => found.innerText.trim());
  return {
    address: location.pathname + location.search.replace(/^\\?$/, ""),
    language: document.documentElement.lang,
    other_language: document.querySelector("#languages a").getAttribute("href").replace(/\\?$/, ""),
    controls: [...new FormData(document.getElementById("filters"))].filter(([, value]) => value),
    alerts: words("[role=alert]:not([hidden])"),
    count: words("#count")[0],
    list: words("#decisions h2")[0],
    rows: words("#decisions tbody th"),
    panel: words("#panel h2")[0],
    selected: [...document.querySelectorAll("svg.timeline a.selected")].map((link) => link.dataset.key),
    faint: document.querySelectorAll("svg.timeline a.faint").length,
    first_mark: document.querySelector("svg.timeline circle.disc").getAttribute("cx"),
  };
}"""

# Opens whatever is folded away.
OPEN_ALL = "document.querySelectorAll('details').forEach((folded) => { folded.open = true; })"

# Runs in each page before its own scripts; the page's policy does not bind it.
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
// A frame in a sandbox, which has no origin, may not even look.
const stores = () => { try { return [localStorage, sessionStorage]; } catch { return [{}, {}]; } };
const [local, session] = stores();
window.kept = async () => [
  ...Object.keys(local), ...Object.keys(session), document.cookie,
  ...(await indexedDB.databases()).map((kept) => kept.name), ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map((kept) => kept.scope),
].filter(Boolean);
window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def says(text: str, language: str = "ar") -> str:
    """Give what the interface says for an English text."""
    with translation.override(language):
        return gettext(text)


def name_of(party: str, language: str = "ar") -> str:
    """Give the name of a party."""
    with translation.override(language):
        return Party.objects.get(slug=party).name


class Reader:
    """A reader with a browser of their own: what they see, and what their browser was asked to do."""

    def __init__(self, context: BrowserContext, site: str, runs_scripts: bool) -> None:
        self.runs_scripts = runs_scripts
        self.keeps_pages = False
        self.context = context
        self.site = site
        self.requests: list[Request] = []
        self.offences: list[str] = []
        self.expected_failures = ""
        context.set_default_timeout(SECONDS_TO_WAIT * 1000)
        context.expose_binding("report", lambda _source, what: self.offences.append(f"policy: {what}"))
        context.add_init_script(WATCH)
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("weberror", lambda error: self.offences.append(f"error: {error.error}"))
        context.on("console", self._note_message)
        self.page = context.new_page()

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((f"{self.site}/", "data:")):
            self.offences.append(f"asked another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if "set-cookie" in response.headers:
            self.offences.append(f"set a cookie: {response.url}")

    def _note_message(self, message) -> None:
        expected = f"{self.expected_failures}|{BLOCKED}" if self.expected_failures else BLOCKED
        is_expected = re.search(expected, message.text)
        if message.type in {"error", "warning"} and not is_expected:
            self.offences.append(f"console: {message.text} ({message.location.get('url')})")

    def look(self, *, width: int = DESK, theme: str = "light") -> None:
        """Turn to a screen of another width or to the other theme."""
        self.page.set_viewport_size({"width": width, "height": self.page.viewport_size["height"]})
        self.page.emulate_media(color_scheme=theme)

    def open(self, path: str) -> Page:
        """Open a path of the site, as typed into the address bar."""
        self.page.goto(self.site + path)
        return self.page

    def all_offences(self) -> list[str]:
        """Give what pages did that no page may do, now that all is over."""
        if self.page.url != "about:blank" and self.runs_scripts and not self.keeps_pages:
            self.offences += [f"kept in the browser: {kept}" for kept in self.page.evaluate("kept()")]
        self.offences += [f"cookie: {cookie['name']}" for cookie in self.context.cookies()]
        return self.offences

    # What they see

    def state(self) -> dict:
        """Give what the page shows of the record, and what its form says."""
        return self.page.evaluate(STATE)

    def drawing(self) -> Locator:
        """Give the box of the drawing that this width of screen shows."""
        return self.page.locator(".drawing:visible")

    def mark(self, key: str) -> Locator:
        """Give the shape of a mark in the server's drawing."""
        return (
            self.drawing()
            .locator(f"svg.timeline a[data-key='{key}']")
            .locator(".disc, .shape, .bar, use")
            .first
        )

    def middle(self, key: str) -> tuple[float, float]:
        """Give where the middle of a mark of the server's drawing stands in the window."""
        box = self.mark(key).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def point_at(self, key: str) -> None:
        """Move the pointer to a mark, whichever drawing shows it."""
        self.mark(key).scroll_into_view_if_needed()
        self.page.mouse.move(*self.middle(key))

    def click_mark(self, key: str) -> None:
        """Click on a mark, whichever drawing shows it."""
        self.point_at(key)
        self.page.mouse.down()
        self.page.mouse.up()

    def settle(self) -> None:
        """Wait until htmx has put its answer in place."""
        at_work = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
        expect(self.page.locator(at_work)).to_have_count(0)

    def wait_for_plotly(self) -> None:
        """Wait until Plotly's drawing stands in the place of the server's."""
        self.drawing().and_(self.page.locator(".explored")).wait_for()

    # The address

    @property
    def path(self) -> str:
        """Give the path of the page's address."""
        return urlsplit(self.page.url).path

    @property
    def asked(self) -> dict[str, str]:
        """Give what the page's address asks for."""
        return {name: ",".join(values) for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    # What was asked of the server

    def asked_for(self, pattern: str) -> list[Request]:
        """Give the requests whose address holds the pattern."""
        return [request for request in self.requests if re.search(pattern, request.url)]

    def documents(self) -> list[Request]:
        """Give the requests for whole pages."""
        return [request for request in self.requests if request.is_navigation_request()]

    def htmx_requests(self) -> list[Request]:
        """Give the requests that htmx made."""
        return [request for request in self.requests if request.headers.get("hx-request")]


@tag("browser")
class BrowserTestCase(LiveServerTestCase):
    """Open the real record in Chromium. The record is loaded once for a class, so tests only read it."""

    maxDiff = None
    loaded: sqlite3.Connection | None = None

    @staticmethod
    def static_handler(application: Callable) -> Callable:
        """Leave the static files to the site itself, which serves what was collected."""
        return application

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A page that is left while it loads is no news.
        server = logging.getLogger("django.server")
        cls.addClassCleanup(server.setLevel, server.level)
        server.setLevel(logging.WARNING)
        # Playwright runs a loop in this thread: Django takes it for asynchronous code.
        cls.enterClassContext(mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="true"))
        cls.addClassCleanup(call_command, "flush", interactive=False, verbosity=0)
        cls._load_record()
        chromium = cls.enterClassContext(sync_playwright()).chromium
        cls.browser = chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def _load_record(cls):
        """Load the record; a copy of what was loaded for one class serves those after it."""
        connection.ensure_connection()
        if BrowserTestCase.loaded:
            BrowserTestCase.loaded.backup(connection.connection)
            return
        call_command("load_record", stdout=io.StringIO())
        if connection.vendor == "sqlite":
            BrowserTestCase.loaded = sqlite3.connect(":memory:")
            connection.connection.backup(BrowserTestCase.loaded)

    def _fixture_teardown(self):
        """Keep the record from test to test."""

    def reader(
        self,
        *,
        width: int = DESK,
        height: int = 900,
        saves_data: bool = False,
        keeps_pages: bool = False,
        **options,
    ) -> Reader:
        """Give a new reader, whose pages are found to have done no harm when the test ends.

        To one who saves data Plotly does not come by itself. One who `keeps_pages` has a service worker, and
        what it kept is no harm; to others every request is the page's own.
        """
        options = {
            "viewport": {"width": width, "height": height},
            "reduced_motion": "reduce",
            "service_workers": "allow" if keeps_pages else "block",
        } | options
        context = self.browser.new_context(**options)
        self.addCleanup(context.close)
        reader = Reader(context, self.live_server_url, options.get("java_script_enabled", True))
        reader.keeps_pages = keeps_pages
        self.addCleanup(lambda: self.assertEqual(reader.all_offences(), []))
        if saves_data:
            chromium = context.new_cdp_session(reader.page)
            chromium.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
        return reader

    def assertComesTo(self, reader: Reader, state: dict) -> None:
        """See that the page comes to show a state in time."""
        end = time.monotonic() + SECONDS_TO_WAIT
        while time.monotonic() < end:
            with contextlib.suppress(Error):  # the page may be on its way out
                if reader.state() == state:
                    break
            reader.page.wait_for_timeout(30)
        self.assertEqual(reader.state(), state)
