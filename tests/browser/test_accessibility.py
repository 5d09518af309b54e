"""axe-core finds nothing wrong: every rule of it, both languages, three widths, both themes."""

from axe_playwright_python.sync_playwright import Axe

from talks.models import Edition
from tests.browser.base import DESK, OPEN_ALL, PHONE, TABLET, BrowserTestCase, Reader

# For pages that differ in little from the dashboard: each width once, the themes in turn, by language.
IN_TURN = {
    "ar": ((DESK, "light"), (TABLET, "dark"), (PHONE, "light")),
    "en": ((DESK, "dark"), (TABLET, "light"), (PHONE, "dark")),
}
PAGES = [
    "rounds/",
    "rounds/astana-5/",
    "rounds/astana-12/",
    "events/northern-homs/",
    "decisions/?topic=idlib",
    "decisions/astana-11-3/",
    "topics/",
    "topics/constitutional-committee/",
    "guarantors/",
    "parties/",
    "parties/united-nations/",
    "people/",
    "people/staffan-de-mistura/",
    "sources/?language=ar",
    "sources/tass-926628/",
    "differences/",
    "search/?q=sochi",
    "search/?q=Lavrentyev",
    "changes/",
    "rounds/astana-9/?as_of=2018-03-20",
]
EACH = [(width, theme) for width in (DESK, TABLET, PHONE) for theme in ("light", "dark")]


class InLanguage:
    language: str

    def assertAccessible(self, reader: Reader, looks) -> None:
        """See that axe-core finds nothing, at each width and in each theme that is asked for."""
        for width, theme in looks:
            reader.look(width=width, theme=theme)
            found = Axe().run(reader.page)
            with self.subTest(page=reader.page.url, width=width, theme=theme):
                self.assertEqual(found.violations_count, 0, found.generate_report())

    def test_the_dashboard_with_an_open_panel_and_plotly(self):
        reader = self.reader()
        page = reader.open(f"/{self.language}/?round=astana-11&topic=idlib&guarantor=turkey")
        page.evaluate(OPEN_ALL)
        reader.wait_for_plotly()
        self.assertAccessible(reader, EACH)

    def test_pages_that_find_nothing_or_say_no(self):
        reader = self.reader(saves_data=True)
        reader.expected_failures = "status of 4"
        for query in ("?q=qqqq", "?topic=nonsense&event=sochi-memorandum-2018&axis=ltr"):
            reader.open(f"/{self.language}/{query}")
            self.assertAccessible(reader, IN_TURN[self.language])
        reader.open(f"/{self.language}/nowhere/")
        self.assertAccessible(reader, EACH[:2])

    def test_every_kind_of_page(self):
        reader = self.reader(saves_data=True)
        for path in PAGES:
            page = reader.open(f"/{self.language}/{path}")
            page.evaluate(OPEN_ALL)
            self.assertAccessible(reader, IN_TURN[self.language])

    def test_a_site_without_a_record(self):
        Edition.objects.update(is_published=False)
        self.addCleanup(Edition.objects.update, is_published=True)
        reader = self.reader()
        reader.open(f"/{self.language}/")
        self.assertAccessible(reader, EACH[:2])


class ArabicAccessibilityTestCase(InLanguage, BrowserTestCase):
    language = "ar"


class EnglishAccessibilityTestCase(InLanguage, BrowserTestCase):
    language = "en"
