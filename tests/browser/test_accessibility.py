"""axe-core finds nothing wrong: every rule of it, both languages, three widths, both themes."""

from axe_playwright_python.sync_playwright import Axe

from talks.models import Edition
from tests.browser.base import DESK, PHONE, TABLET, BrowserTestCase

# Opened as far as it goes: what is folded away is checked, too.
OPEN_ALL = "document.querySelectorAll('details').forEach((folded) => { folded.open = true; })"


# For pages that differ in little from the dashboard: each width once, the themes in turn, by language.
IN_TURN = {
    "ar": ((DESK, "light"), (TABLET, "dark"), (PHONE, "light")),
    "en": ((DESK, "dark"), (TABLET, "light"), (PHONE, "dark")),
}
EACH = [(width, theme) for width in (DESK, TABLET, PHONE) for theme in ("light", "dark")]


class InLanguage:
    language: str

    def check(self, query: str, looks, *, status: int = 200) -> None:
        """See that axe-core finds nothing, at each width and in each theme that is asked for."""
        reader = self.reader()
        reader.expected_failures = "status of 400" if status == 400 else ""
        page = reader.open(f"/{self.language}/{query}")
        page.evaluate(OPEN_ALL)
        reader.wait_for_plotly()
        for width, theme in looks:
            reader.look(width=width, theme=theme)
            found = Axe().run(page)
            with self.subTest(query=query, width=width, theme=theme):
                self.assertEqual(found.violations_count, 0, found.generate_report())

    def test_the_dashboard_with_the_panel_of_a_round(self):
        self.check("?round=astana-11&topic=idlib&guarantor=turkey", EACH)

    def test_nothing_found(self):
        self.check("?q=qqqq", IN_TURN[self.language])

    def test_a_filter_that_means_nothing_and_the_panel_of_an_event(self):
        self.check("?topic=nonsense&event=sochi-memorandum-2018&axis=ltr", IN_TURN[self.language], status=400)

    def test_a_site_without_a_record(self):
        Edition.objects.update(is_published=False)
        self.addCleanup(Edition.objects.update, is_published=True)
        page = self.reader(width=PHONE).open(f"/{self.language}/")
        found = Axe().run(page)
        self.assertEqual(found.violations_count, 0, found.generate_report())


class ArabicAccessibilityTestCase(InLanguage, BrowserTestCase):
    language = "ar"


class EnglishAccessibilityTestCase(InLanguage, BrowserTestCase):
    language = "en"
