"""What the browser tests share: the real record behind a live server, and Chromium before it.

Every page that a test opens is watched: it may break no rule of its policy, ask no other host for anything,
keep nothing in the reader's browser and raise no error.
"""

import io
import os
import re
from collections.abc import Callable
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from django.core.management import call_command
from django.test import LiveServerTestCase, tag
from playwright.sync_api import BrowserContext, Error, Page, Request, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Chromium as itself: no sandbox inside a container, no drawing by a card, no requests of its own.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_WAIT = 10
PHONE, TABLET, DESK = 360, 768, 1280

# Runs in each page before its own scripts; the page's policy does not bind it.
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((kept) => kept.name), ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map((kept) => kept.scope), document.cookie,
].filter(Boolean)"""


class Reader:
    """A reader with a browser of their own: what they see, and what their browser was asked to do."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.requests: list[Request] = []
        self.offences: list[str] = []
        self.failing_is_expected = False
        context.set_default_timeout(SECONDS_TO_WAIT * 1000)
        context.expose_binding("report", lambda _source, what: self.offences.append(f"policy: {what}"))
        context.add_init_script(WATCH)
        context.on("request", self._note_request)
        context.on("weberror", lambda error: self.offences.append(f"error: {error.error}"))
        context.on("console", self._note_message)
        self.page = context.new_page()

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((f"{self.site}/", "data:")):
            self.offences.append(f"asked another host: {request.url}")

    def _note_message(self, message) -> None:
        of_answer = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type in {"error", "warning"} and not (of_answer and self.failing_is_expected):
            self.offences.append(f"console: {message.text} ({message.location.get('url')})")

    def open(self, path: str) -> Page:
        """Open a path of the site, as typed into the address bar."""
        self.page.goto(self.site + path)
        return self.page

    def all_offences(self) -> list[str]:
        """Give what pages did that no page may do, now that all is over."""
        for page in self.context.pages:
            try:
                self.offences += [f"kept in the browser: {kept}" for kept in page.evaluate(KEPT)]
            except Error as problem:
                if page.url != "about:blank":
                    self.offences.append(f"{page.url}: {problem}")
        self.offences += [f"cookie: {cookie['name']}" for cookie in self.context.cookies()]
        return self.offences

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

    @staticmethod
    def static_handler(application: Callable) -> Callable:
        """Leave the static files to the site itself, which serves what was collected as it does to readers."""
        return application

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Playwright runs a loop in this thread: Django takes it for asynchronous code.
        cls.enterClassContext(mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="true"))
        cls.addClassCleanup(call_command, "flush", interactive=False, verbosity=0)
        call_command("load_record", stdout=io.StringIO())
        chromium = cls.enterClassContext(sync_playwright()).chromium
        cls.browser = chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        cls.addClassCleanup(cls.browser.close)

    def _fixture_teardown(self):
        """Keep the record from test to test."""

    def reader(self, *, width: int = DESK, height: int = 900, **options) -> Reader:
        """Give a new reader, whose pages are found to have done no harm when the test ends."""
        options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"} | options
        context = self.browser.new_context(**options)
        self.addCleanup(context.close)
        reader = Reader(context, self.live_server_url)
        self.addCleanup(lambda: self.assertEqual(reader.all_offences(), []))
        return reader
