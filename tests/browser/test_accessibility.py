"""axe-core finds nothing wrong: every rule of it, every kind of page, both languages, wide and narrow, light
and dark; and what it does not see: that the link past the menu works."""

from collections.abc import Iterable, Iterator

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from talks.models import Decision, Difference, Edition, Event, FormerAddress, GuarantorState, Round, Source
from tests.base import RecordTestCase, make_statement
from tests.browser.base import DESK, OPEN_ALL, PHONE, TABLET, BrowserTestCase, Reader
from tests.test_open_data import make_difference

# The width, the theme of the system, and the one that the reader chose, if any: each page in each language is
# looked at wide and narrow, light and dark, and in the other pairs in the other language.
WIDE_LIGHT, NARROW_DARK = (DESK, "light", ""), (PHONE, "dark", "")
WIDE_DARK, NARROW_LIGHT = (DESK, "light", "dark"), (PHONE, "dark", "light")
LOOKS = {"ar": [WIDE_LIGHT, NARROW_DARK], "en": [WIDE_DARK, NARROW_LIGHT]}
# Every kind of page, with what it says when it finds nothing or cannot answer.
PAGES = [
    "?round=astana-9&topic=ceasefire",
    "?event=sochi-summit&axis=rtl&months=levantine",
    "?q=qqqq",
    "?topic=nonsense&since=never",
    "rounds/",
    "rounds/astana-4/",
    "rounds/astana-9/?as_of=2018-03-20",
    "rounds/astana-12/",
    "events/sochi-summit/",
    "events/eastern-ghouta/",
    "decisions/?topic=ceasefire",
    "decisions/?q=qqqq",
    "decisions/astana-4-1/",
    "topics/",
    "topics/ceasefire/",
    "guarantors/",
    "parties/",
    "parties/russia/",
    "people/",
    "people/kairat-abdrakhmanov/",
    "sources/?q=a",
    "sources/tass-2017-05-04/",
    "differences/",
    "search/",
    "search/?q=zone",
    "search/?q=qqqq",
    "changes/",
    "data/",
    "editions/",
    "editions/1/",
    "offline/",
    "embed/?chart=timeline",
    "embed/?chart=round&round=nonsense",
    "embed/site-owners/",
    "embed/timeline/",
    "embed/outcomes/",
    "embed/topics/",
    "embed/round/?round=astana-4",
    "embed/topic/?topic=ceasefire",
    "embed/topic/?topic=nonsense",
    "rounds/?as_of=never",
    "topics/withdrawn/",
    "nowhere/",
]
# Of the record itself, where a page has everything.
FULL_PAGES = ["rounds/astana-11/", "topics/constitutional-committee/", "guarantors/", "sources/?language=ar"]
CHOOSE = """(theme) => {
  const page = document.documentElement;
  page.dataset.asked ??= page.dataset.theme || "";
  page.dataset.theme = theme || page.dataset.asked;
  if (!page.dataset.theme) delete page.dataset.theme;
}"""


class Accessible(BrowserTestCase):
    def assertAccessible(self, page: Page, looks: list) -> None:
        """See that axe-core finds nothing, however the page is looked at."""
        for width, system, chosen in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=system)
            page.evaluate(CHOOSE, chosen)
            found = [
                f"{violation['id']}: {node['target']} {node['html'][:120]} {node['failureSummary'][:160]}"
                for violation in Axe().run(page).response["violations"]
                for node in violation["nodes"]
            ]
            with self.subTest(page=page.url, width=width, system=system, chosen=chosen):
                self.assertEqual(found, [])

    def assertAllAccessible(self, reader: Reader, paths: Iterable[str]) -> None:
        """See the same of pages in both languages, with everything opened that is folded away."""
        for language, looks in LOOKS.items():
            for path in paths:
                page = reader.open(f"/{language}/{path}")
                page.evaluate(OPEN_ALL)
                self.assertAccessible(page, looks)


class EveryPageTestCase(Accessible):
    """The talks in small, which have one of everything."""

    @classmethod
    def _load_record(cls):
        class Cast(RecordTestCase):
            pass

        Cast.setUpTestData()
        make_statement(Cast.fourth, Cast.minister, "2017-05-04", "It went well.")
        make_difference(Cast)
        FormerAddress.objects.create(kind="topic", slug="withdrawn")

    def test_pages_of_readers(self):
        reader = self.reader(saves_data=True)
        reader.expected_failures = "status of 4"
        self.assertAllAccessible(reader, PAGES)

    def test_pages_in_languages_of_the_interface_alone(self):
        reader = self.reader(saves_data=True)
        for language in ("ru", "fa"):
            self.assertAccessible(reader.open(f"/{language}/rounds/astana-4/"), [WIDE_LIGHT])

    def test_what_opens_over_a_page(self):
        reader = self.reader(saves_data=True)
        for language, looks in LOOKS.items():
            page = reader.open(f"/{language}/decisions/")
            for over in ("#display", ".sections", ".filters details", ".facets details"):
                for look in looks:
                    page.set_viewport_size({"width": look[0], "height": 900})
                    page.evaluate("(over) => { document.querySelector(over).open = true; }", over)
                    self.assertAccessible(page, [look])
                    page.evaluate("(over) => { document.querySelector(over).open = false; }", over)

    def test_pages_of_the_desk(self):
        self.client.force_login(User.objects.create_superuser("nadia"))
        context = self.browser.new_context(reduced_motion="reduce")
        self.addCleanup(context.close)
        session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.live_server_url}
        page = context.new_page()
        for language, looks in LOOKS.items():
            page.goto(f"{self.live_server_url}/{language}/admin/login/")
            self.assertAccessible(page, looks)
            context.add_cookies([cookie])
            with override(language):
                for address in pages_of_the_desk():
                    page.goto(self.live_server_url + address)
                    page.evaluate(OPEN_ALL)
                    self.assertAccessible(page, looks)
            context.clear_cookies()

    def test_the_first_key_leads_past_the_menu(self):
        reader = self.reader(saves_data=True)
        for path in ("", "rounds/astana-4/", "nowhere/"):
            reader.expected_failures = "status of 404"
            page = reader.open(f"/ar/{path}")
            page.keyboard.press("Tab")
            skip = page.locator(":focus")
            expect(skip).to_have_attribute("href", "#main")
            expect(skip).to_be_in_viewport()
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            self.assertTrue(page.evaluate("document.querySelector('main').contains(document.activeElement)"))

    def test_a_site_without_a_record(self):
        Edition.objects.update(is_published=False)
        self.addCleanup(Edition.objects.update, is_published=True)
        reader = self.reader()
        for language, looks in LOOKS.items():
            self.assertAccessible(reader.open(f"/{language}/"), looks)


def pages_of_the_desk() -> Iterator[str]:
    """Yield the addresses of the desk in the present language, of each kind one."""
    for name in ("index", "guide", "deleted", "password_change"):
        yield reverse(f"admin:{name}")
    yield reverse("admin:desk_section", args=["overdue"])
    meeting, decision = Round.objects.get(slug="astana-4"), Decision.objects.get(slug="astana-4-1")
    for kind in ("round", "decision", "source", "difference", "edition"):
        yield reverse(f"admin:talks_{kind}_changelist")
    for page in ("change", "history", "delete", "paste"):
        yield reverse(f"admin:talks_round_{page}", args=[meeting.pk])
    yield reverse("admin:talks_round_import")
    yield reverse("admin:talks_round_add")
    yield reverse("admin:talks_decision_change", args=[decision.pk])
    for model in (Event, GuarantorState, Source, Difference, Edition, User, Group):
        entry = model._base_manager.order_by("pk").last()
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[entry.pk])


class FullRecordTestCase(Accessible):
    def test_pages_that_have_everything(self):
        reader = self.reader(saves_data=True)
        self.assertAllAccessible(reader, FULL_PAGES)

    def test_the_dashboard_with_an_open_panel_and_plotly(self):
        for language in settings.RECORD_LANGUAGES:
            reader: Reader = self.reader()
            page = reader.open(f"/{language}/?round=astana-11&topic=idlib&guarantor=turkey")
            page.evaluate(OPEN_ALL)
            reader.wait_for_plotly()
            self.assertAccessible(page, [*LOOKS["ar"], *LOOKS["en"], (TABLET, "light", "")])
