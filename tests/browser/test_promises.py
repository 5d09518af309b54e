"""What no page does: ask another host, set a cookie, keep anything in the browser, break its own policy.

Each test of this package watches for it; here every kind of page is opened.
"""

from talks.models import Edition
from tests.browser.base import BrowserTestCase

PAGES = {
    "the dashboard": ("", 200),
    "a round": ("?round=astana-11", 200),
    "an event": ("?event=sochi-memorandum-2018", 200),
    "nothing found": ("?q=qqqq", 200),
    "filters that mean nothing": ("?topic=nonsense&since=never", 400),
    "the rounds": ("rounds/", 200),
    "a round's own page": ("rounds/astana-9/", 200),
    "an event's own page": ("events/sochi-memorandum-2018/", 200),
    "the decisions": ("decisions/", 200),
    "a decision": ("decisions/astana-11-3/", 200),
    "the topics": ("topics/", 200),
    "a topic": ("topics/constitutional-committee/", 200),
    "the guarantors": ("guarantors/", 200),
    "a party": ("parties/turkey/", 200),
    "a person": ("people/staffan-de-mistura/", 200),
    "the sources": ("sources/", 200),
    "a search": ("search/?q=sochi", 200),
    "what changed": ("changes/", 200),
    "an earlier day": ("?as_of=2018-02-01", 200),
    "a day that is none": ("rounds/?as_of=never", 400),
    "an address that leads nowhere": ("nowhere/", 404),
}


class PromisesTestCase(BrowserTestCase):
    def test_every_page_keeps_to_itself(self):
        for language in ("ar", "en"):
            reader = self.reader(saves_data=True)
            reader.expected_failures = "status of 4"
            for name, (path, status) in PAGES.items():
                with self.subTest(language=language, page=name):
                    answer = reader.page.goto(f"{self.live_server_url}/{language}/{path}")
                    self.assertEqual(answer.status, status)
                    policy = answer.headers["content-security-policy"].split("; ")
                    self.assertLessEqual(
                        {"default-src 'none'", "script-src 'self'", "style-src 'self'"}, {*policy}
                    )
                    if name == "the dashboard":
                        reader.drawing().hover()
                        reader.wait_for_plotly()
                    self.assertEqual(reader.all_offences(), [])

    def test_the_front_door_asks_for_nothing_but_the_language(self):
        for spoken, shown in (("en-GB", "en"), ("ar-SY", "ar"), ("fr", "ar")):
            with self.subTest(spoken=spoken):
                reader = self.reader(locale=spoken, saves_data=True)
                reader.open("/")
                self.assertEqual(reader.path, f"/{shown}/")

    def test_the_page_without_a_record_keeps_to_itself(self):
        Edition.objects.update(is_published=False)
        self.addCleanup(Edition.objects.update, is_published=True)
        for language in ("ar", "en"):
            with self.subTest(language=language):
                reader = self.reader()
                reader.open(f"/{language}/")
                self.assertEqual(reader.all_offences(), [])

    def test_the_watch_sees_what_it_is_there_for(self):
        reader = self.reader()
        page = reader.open("/ar/")
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
        page.evaluate(
            "document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.invalid/' }))"
        )
        page.evaluate("document.cookie = 'seen=1'")
        page.evaluate("localStorage.setItem('seen', 1)")
        page.wait_for_load_state("networkidle")
        seen = " ".join(reader.all_offences())
        reader.offences.clear()
        reader.context.clear_cookies()
        page.evaluate("localStorage.clear()")
        for offence in ("policy: style-src", "policy: img-src", "kept in the browser: seen", "cookie: seen"):
            with self.subTest(offence=offence):
                self.assertIn(offence, seen)
