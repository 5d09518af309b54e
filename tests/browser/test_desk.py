"""The desk in a browser: a round on its way from the keyboard of an editor to the timeline of the readers."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    Edition,
    Proposal,
    Round,
    Source,
    State,
    Topic,
    Track,
)
from talks.roles import EDITORS, PUBLISHERS, give_roles_their_permissions
from tests.browser.base import BrowserTestCase

PASSWORD = "a long password for tests"

# What later reports say of the twelfth round, in the record's words; see FACTS.md of the research, "Later".
DECISIONS = [
    ("إدانة القرار الأمريكي بشأن الجولان", "The US decision on the Golan is condemned"),
    ("دعوة العراق ولبنان بصفة مراقبين", "Iraq and Lebanon are invited as observers"),
    ("مواصلة المشاورات بشأن اللجنة الدستورية", "Consultations on the constitutional committee go on"),
    ("مواصلة الإفراج المتبادل عن المحتجزين", "The mutual release of detainees goes on"),
    ("تنفيذ تفاهمات إدلب", "The understandings on Idlib are carried out"),
]


class DeskTestCase(BrowserTestCase):
    """Salma, an editor, and Omar, a publisher, each at a browser of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        give_roles_their_permissions()
        for name, role in (("salma", EDITORS), ("omar", PUBLISHERS)):
            account = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True)
            account.groups.set([Group.objects.get(name=role)])

    def at_the_desk(self, name: str, language: str = "en", **options) -> Page:
        """Let somebody sign in; gives the page of their browser, which keeps a session."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 1000}, **options)
        self.addCleanup(context.close)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if said.type == "error" and "40" not in said.text else None,
        )
        self.addCleanup(lambda: self.assertEqual(faults, []))
        page.goto(f"{self.live_server_url}/{language}/admin/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        expect(page.locator("#user-tools")).to_be_visible()
        return page

    def open(self, page: Page, path: str) -> None:
        page.goto(f"{self.live_server_url}{path}")

    def choose(self, page: Page, field: str, *terms: str) -> None:
        """Choose entries in a field with choices that are found by typing."""
        for term in terms:
            box = page.locator(f"#id_{field} + .select2-container")
            box.click()
            entry = page.locator(".select2-container--open .select2-search__field").last
            entry.fill(term)
            page.locator(".select2-results__option--highlighted").first.wait_for()
            expect(page.locator(".select2-results__option--highlighted").first).not_to_have_text("Searching…")
            entry.press("Enter")


class JourneyTestCase(DeskTestCase):
    def test_a_round_goes_from_the_editor_to_the_timeline(self):
        # The twelfth round as it came to be held; the record's own entry plans it for February.
        for meeting in Round.objects.filter(slug="astana-12"):
            DateAnnouncement.objects.filter(round=meeting).delete()
            meeting.delete()
        Edition.objects.create(number=2, day=dt.date(2019, 4, 26), is_published=True)
        source = Source.objects.first()

        page = self.at_the_desk("salma")
        self.open(page, "/en/admin/talks/round/add/")
        expect(page.locator("#id_number")).to_have_value("12")
        page.fill("#id_title_ar", "الجولة الثانية عشرة من محادثات أستانا")
        page.fill("#id_title_en", "Twelfth round of the Astana talks")
        page.fill("#id_date", "2019-04-25/2019-04-26")
        page.select_option("#id_status", "held")
        page.fill("#id_city_ar", "نور سلطان")
        page.fill("#id_city_en", "Nur-Sultan")
        self.choose(page, "sources", source.slug)
        for row, (arabic, english) in enumerate(DECISIONS):
            page.locator("#decisions-group .add-row a").click()
            page.fill(f"#id_decisions-{row}-title_ar", arabic)
            page.fill(f"#id_decisions-{row}-title_en", english)
            page.fill(f"#id_decisions-{row}-text_ar", f"{arabic}.")
            page.fill(f"#id_decisions-{row}-text_en", f"{english}.")
            self.choose(page, f"decisions-{row}-topics", "constitutional")
            page.select_option(f"#id_decisions-{row}-first_status", "pending")
        expect(page.locator("#kept")).to_contain_text("kept at the desk")
        # Without a line nothing is sent, and nothing is gone.
        expect(page.locator("#lost")).to_be_hidden()
        page.context.set_offline(True)
        page.locator("[name=_review]").last.click()
        expect(page.locator("#lost")).to_be_visible()
        expect(page.locator("#id_city_en")).to_have_value("Nur-Sultan")
        page.context.set_offline(False)
        expect(page.locator("#lost")).to_be_hidden()
        page.locator("[name=_review]").last.click()
        expect(page.locator(".messagelist")).to_contain_text("waits for review")
        held = Round.objects.get(number=12, track__slug="astana")
        self.assertEqual((held.state, held.decisions.count(), held.participations.count()), ("review", 5, 3))
        for claim in (held, *held.decisions.all(), *held.participations.all()):
            self.assertEqual([row.source for row in claim.citations.all()], [source])
        self.assertEqual(
            [
                party.guarantor_order
                for party in held.decisions.get(number=1).adopted_by.order_by("guarantor_order")
            ],
            [1, 2, 3],
        )

        reader = self.reader(java_script_enabled=False)
        reader.page.goto(f"{self.live_server_url}/en/rounds/")
        self.assertNotIn("Nur-Sultan", reader.page.content())

        page = self.at_the_desk("omar", language="ar")
        self.open(page, f"/ar/admin/talks/round/{held.pk}/change/")
        page.locator("[name=_publish]").last.click()
        expect(page.locator(".messagelist .success")).to_be_visible()
        held.refresh_from_db()
        self.assertEqual(held.state, State.PUBLISHED)

        reader.page.goto(f"{self.live_server_url}/en/")
        self.assertTrue(reader.page.locator(f"a[href*='{held.slug}']").count())
        reader.page.goto(f"{self.live_server_url}/ar/rounds/{held.slug}/")
        for arabic, _english in DECISIONS:
            expect(reader.page.get_by_text(arabic, exact=True).first).to_be_visible()
        feed = reader.context.request.get(f"{self.live_server_url}/en/changes.atom").text()
        self.assertIn("Twelfth round of the Astana talks", feed)


class TwoEditorsTestCase(DeskTestCase):
    def test_the_second_sees_what_the_first_changed_and_loses_nothing(self):
        meeting = Round.objects.get(slug="astana-11")
        path = f"/en/admin/talks/round/{meeting.pk}/change/"
        first, second = self.at_the_desk("omar"), self.at_the_desk("omar")
        self.open(first, path)
        self.open(second, path)
        second.fill("#id_venue_en", "A hotel")
        second.fill("#id_venue_ar", "فندق")
        first.fill("#id_summary_en", "A summary by the first.")
        first.locator("[name=_continue]").last.click()
        expect(first.locator(".messagelist")).to_be_visible()
        second.locator("[name=_save]:visible").last.click()

        conflict = second.locator(".conflict")
        expect(conflict).to_be_focused()
        expect(conflict).to_contain_text("A summary by the first.")
        expect(second.locator("#id_venue_en")).to_have_value("A hotel")
        expect(second.locator("#id_summary_en")).to_have_value("A summary by the first.")
        conflict.locator("[name=_save]").click()
        expect(second.locator(".messagelist")).to_be_visible()
        meeting.refresh_from_db()
        self.assertEqual((meeting.venue_en, meeting.summary_en), ("A hotel", "A summary by the first."))

    def test_the_form_says_who_else_has_it_open(self):
        meeting = Round.objects.get(slug="astana-10")
        path = f"/ar/admin/talks/round/{meeting.pk}/change/"
        first = self.at_the_desk("salma", language="ar")
        self.open(first, path)
        expect(first.locator("#others")).to_be_attached()
        first.wait_for_timeout(500)
        second = self.at_the_desk("omar", language="ar")
        self.open(second, path)
        expect(second.locator("#others")).to_contain_text("salma")


class LostLineTestCase(DeskTestCase):
    def test_a_line_that_comes_back_keeps_nothing_of_a_form_in_which_nothing_was_typed(self):
        page = self.at_the_desk("salma")
        sent = []
        page.on("request", lambda request: sent.append(request.url) if "/keep/" in request.url else None)
        self.open(page, "/en/admin/talks/topic/add/")
        page.context.set_offline(True)
        page.context.set_offline(False)
        page.wait_for_timeout(2500)
        self.assertEqual(sent, [])


class SessionTestCase(DeskTestCase):
    def test_a_session_that_ran_out_while_typing_costs_one_login(self):
        meeting = Round.objects.get(slug="astana-9")
        page = self.at_the_desk("salma")
        self.open(page, f"/en/admin/talks/round/{meeting.pk}/change/")
        page.fill("#id_summary_en", "Typed for an hour.")
        page.context.clear_cookies(name="sessionid")
        page.locator("[name=_save]:visible").last.click()
        expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
        page.fill("[name=username]", "salma")
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        expect(page.locator("#id_summary_en")).to_have_value("Typed for an hour.")
        self.assertFalse(Proposal.objects.exists())


class RefusalTestCase(DeskTestCase):
    """Omar presses *Publish* on a draft that lacks something: he is told beside the field what it is."""

    def a_draft(self, **values) -> Round:
        """Make a thirteenth round, planned for March 2019, with a source and a decision that has one, too."""
        track = Track.objects.get(slug="astana")
        texts = {
            **{"title_ar": "الجولة الثالثة عشرة من محادثات أستانا", "title_en": "Thirteenth round"},
            **{"short_label_ar": "الجولة 13", "short_label_en": "Round 13"},
        }
        draft = Round.objects.create(track=track, number=13, **{"date": "2019-03"} | texts | values)
        self.addCleanup(lambda: Round.objects.filter(pk=draft.pk).delete())
        decision = Decision.objects.create(
            round=draft,
            number=1,
            kind=Decision.Kind.COMMITMENT,
            **{
                "title_ar": "لجنة",
                "title_en": "A committee",
                "text_ar": "قرروا.",
                "text_en": "They decided.",
            },
        )
        decision.topics.add(Topic.objects.first())
        for claim in ({"round": draft}, {"decision": decision}):
            Citation.objects.create(source=Source.objects.first(), **claim)
        return draft

    def assertRefused(self, draft: Round, field: str, says: str, language: str = "en") -> None:
        """Press *Publish*: the words stand beside the field, what was typed is there, readers see nothing."""
        page = self.at_the_desk("omar", language)
        self.open(page, f"/{language}/admin/talks/round/{draft.pk}/change/")
        page.fill("#id_summary_en", "Typed before it was refused.")
        page.fill("#id_summary_ar", "كتب قبل الرفض.")
        page.locator("[name=_publish]").last.click()
        expect(page.locator(f"#id_{field}_error")).to_contain_text(says)
        expect(page.locator("#id_summary_en")).to_have_value("Typed before it was refused.")
        draft.refresh_from_db()
        self.assertEqual((draft.state, draft.summary_en), (State.DRAFT, ""))

    def test_the_arabic_is_missing(self):
        self.assertRefused(self.a_draft(title_ar=""), "title_ar", "the text in Arabic")

    def test_the_english_is_missing(self):
        self.assertRefused(self.a_draft(title_en=""), "title_en", "the text in English")

    def test_it_says_so_in_arabic(self):
        self.assertRefused(self.a_draft(title_en=""), "title_en", "الإنكليزية", language="ar")

    def test_the_round_has_no_source(self):
        draft = self.a_draft()
        draft.citations.all().delete()
        self.assertRefused(draft, "sources", "without a source")

    def test_a_decision_has_no_source(self):
        draft = self.a_draft()
        Citation.objects.filter(decision__round=draft).delete()
        self.assertRefused(draft, "decisions-0-sources", "without a source")

    def test_a_held_round_is_dated_to_the_month(self):
        self.assertRefused(self.a_draft(status="held", date="2018-10"), "date", "dated to the day")

    def test_it_was_held_after_the_day_of_the_edition(self):
        draft = self.a_draft(status="held", date="2019-04-25/2019-04-26")
        self.assertRefused(draft, "status", "cannot have been held")

    def test_it_is_planned_for_a_day_that_has_passed(self):
        self.assertRefused(self.a_draft(date="2018-10"), "status", "no longer planned")

    def test_it_overlaps_another_round(self):
        self.assertRefused(self.a_draft(date="2019-02"), "date", "Overlaps with")

    def test_it_is_not_confirmed(self):
        self.assertRefused(self.a_draft(confidence="low"), "confidence", "cannot be published as fact")
