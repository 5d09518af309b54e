"""The pages on which an editor pastes a joint statement: what is proposed, what is saved, what is refused."""

import re
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from reversion.models import Revision

from talks.admin.paste import MOST_CHARACTERS
from talks.joint_statement.paragraphs import MOST_PARAGRAPHS
from talks.models import Decision, Event, Round, State, Topic
from talks.roles import EDITORS, PUBLISHERS
from tests.base import Page, RecordTestCase, make_decision

LANGUAGES = settings.RECORD_LANGUAGES

ENGLISH = """Joint statement

The representatives of Iran, Russia and Turkey as guarantors of the Astana format:

1. Reaffirmed their commitment to the ceasefire;
2. Called for the release of detainees;
3. Expressed their gratitude to Kazakhstan.
"""
ARABIC = """بيان مشترك

إن ممثلي إيران وروسيا وتركيا بصفتها الدول الضامنة:

١- جددوا التزامهم بوقف إطلاق النار؛
٢- دعوا إلى الإفراج عن المحتجزين؛
٣- أعربوا عن امتنانهم لكازاخستان.
"""
KEPT = ["rows-2", "rows-3"]


class PasteTestCase(RecordTestCase):
    """Salma, an editor, has the statement of a round in hand."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        accounts = get_user_model().objects
        cls.salma = accounts.create_user("salma", is_staff=True)
        cls.salma.groups.add(Group.objects.get(name=EDITORS))
        cls.omar = accounts.create_user("omar", is_staff=True)
        cls.omar.groups.add(Group.objects.get(name=PUBLISHERS))

    def setUp(self) -> None:
        self.enterContext(override("en"))
        self.client.force_login(self.salma)

    def address(self, meeting: Round | Event, language: str = "en", page: str = "paste") -> str:
        with override(language):
            return reverse(f"admin:talks_{meeting._meta.model_name}_{page}", args=[meeting.pk])

    def propose(
        self, meeting: Round | Event, english: str = "", arabic: str = "", language: str = "en", **values: Any
    ) -> HttpResponse:
        """Send the statement, as the first page does."""
        page = self.client.get(self.address(meeting, language))
        sent = {"adopted_by": page.context["statement"]["adopted_by"].value()}
        sent |= {"step": "propose", "statement_en": english, "statement_ar": arabic}
        return self.client.post(self.address(meeting, language), sent | values)

    def filled_in(self, response: HttpResponse) -> dict[str, Any]:
        """Give what a browser would send if the editor kept what is proposed."""
        rows = response.context["rows"]
        forms = [response.context["statement"], rows.management_form, *rows.forms]
        sent = {field.html_name: field.value() for form in forms for field in form}
        return {name: value for name, value in sent.items() if value not in (None, False)} | {"step": "save"}

    def keep(self, meeting: Round | Event, response: HttpResponse, **changes: Any) -> HttpResponse:
        """Send the proposals with some changes; None takes a field away."""
        sent = self.filled_in(response) | {name.replace("__", "-"): value for name, value in changes.items()}
        sent = {name: value for name, value in sent.items() if value is not None}
        return self.client.post(self.address(meeting), sent)

    def assertNothingSaved(self, response: HttpResponse) -> None:
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.twelfth.decisions.count(), 0)


class FirstPageTestCase(PasteTestCase):
    def test_both_texts_stand_side_by_side_in_their_directions(self):
        for language in LANGUAGES:
            for meeting in (self.twelfth, self.summit):
                with self.subTest(language, meeting=meeting):
                    page = Page(self.client.get(self.address(meeting, language)))
                    [arabic] = page.all("textarea", name="statement_ar")
                    [english] = page.all("textarea", name="statement_en")
                    self.assertEqual((arabic["lang"], arabic["dir"]), ("ar", "rtl"))
                    self.assertEqual((english["lang"], english["dir"]), ("en", "ltr"))
                    # The browser would cut what is longer without a word.
                    self.assertNotIn("maxlength", arabic)

    def test_the_guarantors_are_adopters_and_the_sources_of_the_round_are_offered(self):
        response = self.client.get(self.address(self.fourth))
        for party in (self.russia, self.turkey, self.iran):
            self.assertContains(response, f'<option value="{party.pk}" selected>{party}</option>', html=True)
        self.assertContains(
            response, f'<option value="{self.tass.pk}" lang="en">{self.tass}</option>', html=True
        )
        self.assertNotContains(response, f"{self.sana}</option>")

    def test_nothing_pasted_is_said_beside_the_text(self):
        response = self.propose(self.twelfth, " \n ")
        self.assertContains(response, "Paste the text in one language at least.")

    def test_what_is_too_long_is_refused_in_words_and_kept(self):
        text = "1. نص. " * (MOST_CHARACTERS // 3)
        response = self.propose(self.twelfth, arabic=text)
        self.assertContains(response, "paste only the part with the decisions")
        self.assertContains(response, "1. نص. 1. نص.")
        response = self.propose(self.twelfth, "They agreed.\n\n" * (MOST_PARAGRAPHS + 1))
        self.assertContains(response, f"The text has {MOST_PARAGRAPHS + 1} paragraphs")

    def test_odd_characters_are_refused_or_told(self):
        self.assertContains(self.propose(self.twelfth, "1. A\0b"), "Null characters are not allowed.")
        response = self.propose(self.twelfth, "1. Ag\u200breed <b>on</b> & \U0001f54a.")
        self.assertContains(response, "1 invisible character was left out.")
        self.assertContains(response, "&lt;b&gt;on&lt;/b&gt;")
        self.assertNotContains(response, "<b>on</b>")

    def test_the_form_of_a_round_or_an_event_leads_here(self):
        for meeting in (self.twelfth, self.summit):
            response = self.client.get(self.address(meeting, page="change"))
            self.assertContains(response, f'href="{self.address(meeting)}"')
            self.assertContains(
                self.client.get(self.address(meeting)), f'href="{self.address(meeting, page="change")}"'
            )
        # A round that is not saved yet has no decisions.
        self.assertFalse(self.client.get(reverse("admin:talks_round_add")).context["may_paste"])


class ProposalsPageTestCase(PasteTestCase):
    def test_it_shows_a_row_for_each_paragraph_and_saves_nothing(self):
        for language in LANGUAGES:
            with self.subTest(language):
                response = self.propose(self.twelfth, ENGLISH, ARABIC, language)
                rows = response.context["rows"].forms
                self.assertEqual([row.prefix for row in rows if row["keep"].value()], KEPT)
                self.assertEqual([row["number"].value() for row in rows], [None, None, 1, 2, 3])
                self.assertNothingSaved(response)

    def test_it_marks_the_words_and_names_them_beside_the_topic(self):
        response = self.propose(self.twelfth, ENGLISH, ARABIC)
        self.assertContains(response, "release of <mark>detainees</mark>")
        self.assertContains(response, '<mark lang="ar">محتجز</mark>')
        self.assertContains(response, "عن <mark>المحتجزين</mark>")
        [box] = Page(response).all("input", name="rows-3-topics", value="detainees")
        self.assertIn("checked", box)
        [box] = Page(response).all("input", name="rows-3-topics", value="ceasefire")
        self.assertNotIn("checked", box)

    def test_it_says_why_a_paragraph_is_not_kept(self):
        response = self.propose(self.twelfth, ENGLISH)
        self.assertContains(response, "It gives thanks: “gratitude”.")
        self.assertContains(response, "It introduces what follows: it ends with a colon.")

    def test_it_moves_on_numbers_that_the_round_has(self):
        response = self.propose(self.fourth, ENGLISH)
        rows = response.context["rows"].forms
        self.assertEqual([row["number"].value() for row in rows[2:]], [4, 5, 6])
        self.assertContains(response, "Number 1 is taken: 4 is proposed.")

    def test_it_says_that_the_texts_do_not_match(self):
        response = self.propose(self.twelfth, ENGLISH, "١- قرروا.")
        self.assertContains(
            response, "The texts differ in the number of their paragraphs: Arabic 1, English 5."
        )

    def test_a_topic_of_the_record_that_the_table_does_not_know_is_proposed_by_its_name(self):
        Topic.objects.create(name_en="Water supply", name_ar="إمدادات المياه")
        response = self.propose(self.twelfth, "1. Decided to restore the water supply.")
        [box] = Page(response).all("input", name="rows-0-topics", value="water-supply")
        self.assertIn("checked", box)

    def test_it_has_no_inline_code_and_every_id_once(self):
        for language in LANGUAGES:
            for response in (
                self.client.get(self.address(self.fourth, language)),
                self.propose(self.fourth, ENGLISH, ARABIC, language),
            ):
                page = Page(response)
                ids = page.ids()
                self.assertCountEqual(ids, set(ids))
                for tag, attributes in page.elements:
                    self.assertFalse({"style", "onclick", "onchange"} & attributes.keys(), tag)
                for script in re.findall(r"<script\b[^>]*>", page.html):
                    self.assertIn("src=", script)

    def test_the_text_can_be_changed_again(self):
        sent = self.filled_in(self.propose(self.twelfth, ENGLISH, ARABIC)) | {"step": "text"}
        response = self.client.post(self.address(self.twelfth), sent)
        self.assertTemplateUsed(response, "admin/talks/paste.html")
        self.assertContains(response, "1. Reaffirmed their commitment to the ceasefire;")
        self.assertContains(response, "جددوا التزامهم")

    def test_its_queries_do_not_grow_with_the_rows(self):
        def count(paragraphs: int, step: str) -> int:
            text = "\n".join(f"{number}. Agreed on detainees." for number in range(1, paragraphs + 1))
            response = self.propose(self.twelfth, text, sources=[self.tass.pk])
            # Kept but wrong: it has no kind.
            sent = self.filled_in(response) | {"rows-0-kind": "", "step": step}
            with CaptureQueriesContext(connection) as queries:
                self.client.post(self.address(self.twelfth), sent)
            return len(queries)

        for step in ("propose", "save"):
            with self.subTest(step):
                self.assertEqual(count(2, step), count(30, step))


class SavingTestCase(PasteTestCase):
    def test_what_is_kept_becomes_drafts_of_the_round(self):
        response = self.propose(self.twelfth, ENGLISH, ARABIC, sources=[self.tass.pk, self.sana.pk])
        saved = self.keep(self.twelfth, response)
        self.assertRedirects(saved, self.address(self.twelfth, page="change"), fetch_redirect_response=False)
        first, second = self.twelfth.decisions.order_by("number")
        self.assertEqual((first.number, first.state, first.kind), (1, State.DRAFT, "commitment"))
        self.assertEqual(first.title_en, "Reaffirmed their commitment to the ceasefire")
        self.assertEqual(first.text_ar, "جددوا التزامهم بوقف إطلاق النار؛")
        self.assertEqual(list(first.topics.all()), [self.ceasefire])
        self.assertCountEqual(first.adopted_by.all(), [self.russia, self.turkey, self.iran])
        self.assertEqual([each.source for each in first.citations.all()], [self.tass, self.sana])
        self.assertEqual((second.number, second.kind), (2, "appeal"))
        self.assertEqual(list(second.topics.all()), [self.detainees])

    def test_it_says_how_many_were_added(self):
        for language, says in (("en", "2 draft decisions were added to “Astana 12”."), ("ar", "2")):
            with self.subTest(language):
                Decision.objects.filter(round=self.twelfth).delete()
                sent = self.filled_in(self.propose(self.twelfth, ENGLISH, language=language))
                response = self.client.post(self.address(self.twelfth, language), sent, follow=True)
                self.assertEqual(response.status_code, 200)
                [message] = response.context["messages"]
                self.assertIn(says, str(message))

    def test_it_is_in_the_history_of_the_round(self):
        self.keep(self.twelfth, self.propose(self.twelfth, ENGLISH))
        self.assertEqual(Revision.objects.latest("pk").user, self.salma)
        entry = LogEntry.objects.latest("pk")
        self.assertEqual((entry.user, entry.object_id), (self.salma, str(self.twelfth.pk)))
        self.assertIn("Called for the release of detainees", entry.get_change_message())

    def test_an_event_has_it_too(self):
        response = self.propose(self.summit, "1. Agreed on a zone in Idlib.")
        self.keep(self.summit, response, rows__0__topics=["ceasefire"])
        added = self.summit.decisions.get(number=2)
        self.assertEqual((added.event, added.round, added.state), (self.summit, None, State.DRAFT))

    def test_readers_do_not_see_drafts_of_a_published_round(self):
        self.keep(self.fourth, self.propose(self.fourth, ENGLISH))
        self.assertEqual(self.fourth.decisions.count(), 5)
        response = self.client.get(self.fourth.get_absolute_url())
        self.assertNotContains(response, "Called for the release of detainees")

    def test_a_draft_may_lack_a_language(self):
        self.keep(self.twelfth, self.propose(self.twelfth, arabic=ARABIC))
        self.assertEqual(set(self.twelfth.decisions.values_list("title_en", flat=True)), {""})

    def test_what_the_editor_changes_is_what_is_saved(self):
        response = self.propose(self.twelfth, ENGLISH)
        self.keep(
            self.twelfth,
            response,
            rows__2__keep=None,
            rows__3__number=7,
            rows__3__kind="commitment",
            rows__3__title_en="Release",
            rows__3__text_ar="نص",
            rows__3__topics=["ceasefire", "detainees"],
            rows__3__adopted_by=[self.kazakhstan.pk],
            rows__3__sources=[self.sana.pk],
        )
        [decision] = self.twelfth.decisions.all()
        self.assertEqual((decision.number, decision.kind, decision.title_en), (7, "commitment", "Release"))
        self.assertEqual(decision.text_ar, "نص")
        self.assertCountEqual(decision.topics.all(), [self.ceasefire, self.detainees])
        self.assertEqual(list(decision.adopted_by.all()), [self.kazakhstan])
        self.assertEqual([each.source for each in decision.citations.all()], [self.sana])

    def test_a_paragraph_that_was_not_proposed_can_be_kept(self):
        response = self.propose(self.twelfth, ENGLISH)
        self.keep(
            self.twelfth,
            response,
            rows__0__keep="on",
            rows__0__kind="agreement",
            rows__0__topics=["ceasefire"],
        )
        # Without a number, it takes the next free one.
        self.assertEqual(self.twelfth.decisions.get(title_en="Joint statement").number, 3)

    def test_numbers_may_be_exchanged_and_leave_gaps(self):
        response = self.propose(self.twelfth, ENGLISH)
        self.keep(self.twelfth, response, rows__2__number=9, rows__3__number=1)
        self.assertCountEqual(self.twelfth.decisions.values_list("number", flat=True), [1, 9])


class RefusedTestCase(PasteTestCase):
    def assertSays(self, field: str, says: str, **changes: Any) -> None:
        response = self.keep(self.twelfth, self.propose(self.twelfth, ENGLISH, ARABIC), **changes)
        self.assertNothingSaved(response)
        row = response.context["rows"].forms[3]
        self.assertIn(says, " ".join(row.errors.get(field, [])), row.errors)
        self.assertContains(response, says)

    def test_what_is_wrong_is_said_beside_its_field(self):
        self.assertSays("kind", "This field is required.", rows__3__kind="")
        self.assertSays("kind", "Select a valid choice", rows__3__kind="nonsense")
        self.assertSays("topics", "This field is required.", rows__3__topics=[])
        self.assertSays("topics", "Select a valid choice", rows__3__topics=["nonsense"])
        self.assertSays("number", "Another row has this number.", rows__3__number=1)
        self.assertSays("number", "greater than or equal to 1", rows__3__number=0)
        self.assertSays("number", "Enter a whole number.", rows__3__number="one")
        self.assertSays("title_ar", "in one language at least", rows__3__title_en="", rows__3__title_ar="")
        self.assertSays("text_ar", "in one language at least", rows__3__text_en="", rows__3__text_ar=" ")
        self.assertSays("title_en", "at most 120 characters", rows__3__title_en="x" * 121)
        self.assertSays("text_en", "Null characters", rows__3__text_en="a\0b")
        self.assertSays("sources", "Select a valid choice", rows__3__sources=["99999"])
        self.assertSays("sources", "Select a valid choice", rows__3__sources=["9" * 40])
        self.assertSays("adopted_by", "Select a valid choice", rows__3__adopted_by=["one"])

    def test_a_number_that_somebody_took_meanwhile_is_said(self):
        response = self.propose(self.twelfth, ENGLISH)
        make_decision(self.twelfth, 2, "Somebody was faster")
        refused = self.keep(self.twelfth, response)
        self.assertContains(refused, "Another decision of this meeting has this number.")
        self.assertEqual(self.twelfth.decisions.count(), 1)

    def test_what_was_typed_is_kept(self):
        response = self.keep(
            self.twelfth,
            self.propose(self.twelfth, ENGLISH, ARABIC),
            rows__2__keep=None,
            rows__3__title_en="My own words",
            rows__3__kind="",
            rows__3__sources=[self.sana.pk],
            rows__3__topics=["ceasefire"],
        )
        row = response.context["rows"].forms[3]
        self.assertEqual(row["title_en"].value(), "My own words")
        self.assertEqual(row["topics"].value(), ["ceasefire"])
        self.assertContains(
            response, f'<option value="{self.sana.pk}" lang="ar" selected>{self.sana}</option>', html=True
        )
        self.assertFalse(response.context["rows"].forms[2]["keep"].value())
        # The paragraph and its words stand where they stood.
        self.assertContains(response, "release of <mark>detainees</mark>")

    def test_what_is_dropped_may_be_wrong(self):
        response = self.propose(self.twelfth, ENGLISH)
        saved = self.keep(self.twelfth, response, rows__3__keep=None, rows__3__number=1, rows__3__kind="")
        self.assertEqual(saved.status_code, 302)
        self.assertEqual(self.twelfth.decisions.count(), 1)

    def test_nothing_kept_is_said(self):
        response = self.propose(self.twelfth, ENGLISH)
        refused = self.keep(self.twelfth, response, rows__2__keep=None, rows__3__keep=None)
        self.assertNothingSaved(refused)
        self.assertContains(refused, "Nothing is kept: keep one paragraph at least.")

    def test_nonsense_is_no_accident(self):
        sent = self.filled_in(self.propose(self.twelfth, ENGLISH))
        for change in (
            {"rows-TOTAL_FORMS": "x"},
            {"rows-TOTAL_FORMS": "100000"},
            {"rows-TOTAL_FORMS": "0"},
            {"statement_en": "\0"},
            {"statement_en": ""},
            {"adopted_by": ["x", "9" * 50, "-1"]},
            {"step": "nonsense"},
        ):
            with self.subTest(change):
                self.assertNothingSaved(self.client.post(self.address(self.twelfth), sent | change))


class PermissionsTestCase(PasteTestCase):
    def test_editors_and_publishers_may_and_on_what_is_published_too(self):
        for account in (self.salma, self.omar):
            self.client.force_login(account)
            for meeting in (self.fourth, self.twelfth, self.summit):
                with self.subTest(account.username, meeting=meeting):
                    self.assertEqual(self.client.get(self.address(meeting)).status_code, 200)

    def test_others_may_not(self):
        reader = get_user_model().objects.create_user("reader", is_staff=True)
        reader.user_permissions.add(*Permission.objects.filter(codename__in=["view_round", "change_round"]))
        self.client.force_login(reader)
        sent = {"step": "propose", "statement_en": ENGLISH}
        self.assertEqual(self.client.get(self.address(self.twelfth)).status_code, 403)
        self.assertEqual(self.client.post(self.address(self.twelfth), sent).status_code, 403)
        adder = get_user_model().objects.create_user("adder", is_staff=True)
        adder.user_permissions.add(*Permission.objects.filter(codename="add_decision"))
        self.client.force_login(adder)
        self.assertEqual(self.client.get(self.address(self.twelfth)).status_code, 403)

    def test_who_is_not_signed_in_is_asked_to_sign_in(self):
        self.client.logout()
        for response in (
            self.client.get(self.address(self.twelfth)),
            self.client.post(self.address(self.twelfth), {"step": "save"}),
        ):
            self.assertEqual(response.status_code, 302)
            self.assertIn("/admin/login/", response["Location"])

    def test_a_round_that_is_not_there_is_not_found(self):
        for pk in ("99999", "x"):
            address = self.address(self.twelfth).replace(f"/{self.twelfth.pk}/", f"/{pk}/")
            self.assertEqual(self.client.get(address).status_code, 404)
