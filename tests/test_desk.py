"""The desk: what waits for an editor and for a publisher, and the way to each form."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.models import User as Account
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from talks.admin.desk import LINES_ON_THE_DESK, Line, Section
from talks.admin.history import recorded
from talks.models import (
    Difference,
    DifferenceVersion,
    Edition,
    Event,
    OpenForm,
    Participation,
    Proposal,
    Round,
    State,
    Status,
)
from talks.roles import EDITORS, PUBLISHERS
from tests.base import (
    Page,
    RecordTestCase,
    cite,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_statement,
)

DRAFT, REVIEW = {"state": State.DRAFT}, {"state": State.REVIEW}


def account(name: str, role: str | None) -> Account:
    """Make somebody who may sign in to the desk."""
    made = get_user_model().objects.create_user(name, is_staff=True)
    if role:
        made.groups.add(Group.objects.get(name=role))
    return made


def named(name: str, *args: Any, language: str = "en") -> str:
    """Give an address in a language."""
    with override(language):
        return reverse(name, args=args)


class DeskTestCase(RecordTestCase):
    """Omar writes, Nadia publishes."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.omar, cls.nadia = account("omar", EDITORS), account("nadia", PUBLISHERS)

    def setUp(self) -> None:
        self.client.force_login(self.omar)

    def desk(self, language: str = "en") -> HttpResponse:
        return self.client.get(named("admin:index", language=language))

    def section(self, name: str) -> Section:
        """Give a section as the desk shows it."""
        context = self.desk().context
        return next(one for one in [*context["sections"], *context["going_on"]] if one.name == name)

    def lines(self, name: str) -> list[tuple[str, str]]:
        """Give the kinds and titles of what a section shows."""
        return [(line.kind, line.title) for line in self.section(name).lines]

    def line(self, name: str, title: str) -> Line:
        return next(line for line in self.section(name).lines if line.title == title)

    def titles(self, name: str) -> set[str]:
        return {title for _kind, title in self.lines(name)}

    def propose(self, entry: Round | Event, by: Account, **values: Any) -> Proposal:
        of = {"kind": entry._meta.model_name, "entry": entry.pk, "title": str(entry), "proposed_by": by}
        defaults = {"typed": "", "opened": {}, "proposed_at": timezone.now()}
        return Proposal.objects.create(**of | defaults | values)

    def refuse(self, proposal: Proposal, reason: str = "It is not so.") -> None:
        Proposal.objects.filter(pk=proposal.pk).update(
            state="refused", reason=reason, decided_by=self.nadia, decided_at=timezone.now()
        )


class WaitingTestCase(DeskTestCase):
    def test_a_draft_is_one_click_from_its_form(self):
        draft = make_round(self.astana, 13, "2019-04", status="planned", **DRAFT)
        [line] = self.section("drafts").lines
        self.assertEqual((line.kind, line.title, line.state_label), ("Round", "Astana 13", "draft"))
        self.assertEqual(line.address, named("admin:talks_round_change", draft.pk))
        self.assertContains(self.desk(), f'<a href="{line.address}"><bdi>Astana 13</bdi></a>', html=True)

    def test_what_is_part_of_a_draft_comes_with_it(self):
        draft = make_round(self.astana, 13, "2019-04", status="planned", **DRAFT)
        make_follow_up(make_decision(draft, 1, "One", **DRAFT), "2019-04", "pending", **DRAFT)
        make_decision(draft, 2, "Two", **DRAFT)
        Participation.objects.create(round=draft, party=self.iran)
        [line] = self.section("drafts").lines
        self.assertIn("2 decisions", line.notes)

    def test_a_draft_of_something_published_stands_for_itself(self):
        make_decision(self.fourth, 9, "One more", **DRAFT)
        make_statement(self.fourth, self.minister, "2017-05-05", "Well.", **DRAFT)
        self.assertEqual(
            self.lines("drafts"), [("Decision", "One more"), ("Statement", "Kairat Abdrakhmanov")]
        )
        self.assertEqual(self.line("drafts", "One more").about, "Astana 4")

    def test_review_has_what_was_sent_and_what_is_proposed(self):
        make_event(self.summits, "A summit in Tehran", "قمة طهران", "2018-09-07", **REVIEW)
        self.propose(self.ninth, self.omar)
        self.refuse(self.propose(self.fourth, self.omar))
        self.assertEqual(self.lines("review"), [("Round", "Astana 9"), ("Event", "A summit in Tehran")])
        proposed = self.line("review", "Astana 9")
        self.assertEqual((proposed.about, proposed.by), ("proposed revision", "omar"))
        self.assertIn("proposal=", proposed.address)

    def test_proposals_are_called_as_their_entries_are_called_now(self):
        self.propose(self.ninth, self.omar, title="أستانا 9")
        gone = make_event(self.summits, "What is gone", "ذهب", "2018-01")
        self.propose(gone, self.omar)
        gone.delete()
        self.assertEqual(self.titles("review"), {"Astana 9", "What is gone"})

    def test_refused_proposals_are_mine_and_say_why(self):
        self.refuse(self.propose(self.ninth, self.omar), "TASS says otherwise.")
        self.refuse(self.propose(self.fourth, self.nadia))
        [line] = self.section("refused").lines
        self.assertEqual(
            (line.title, list(line.notes), line.by), ("Astana 9", ["TASS says otherwise."], "nadia")
        )
        self.assertContains(self.desk(), "TASS says otherwise.")

    def test_a_refused_proposal_goes_when_it_is_made_anew(self):
        self.refuse(self.propose(self.ninth, self.omar, proposed_at=timezone.now() - dt.timedelta(days=1)))
        self.propose(self.ninth, self.omar)
        self.assertEqual(self.lines("refused"), [])
        self.assertContains(self.desk(), "None of your proposals was refused.")

    def test_it_says_by_whom(self):
        with recorded(self.nadia):
            make_event(self.summits, "A summit in Tehran", "قمة طهران", "2018-09-07", **DRAFT)
        line = self.line("drafts", "A summit in Tehran")
        self.assertEqual(line.by, "nadia")
        self.assertTrue(line.when)


class IncompleteTestCase(DeskTestCase):
    def test_a_language_that_is_missing_is_named(self):
        cite(self.tass, event=self.visit)
        line = self.line("incomplete", "Envoy visits Ankara")
        self.assertEqual(list(line.notes), ["Arabic is missing"])
        self.assertEqual(line.state_label, "published")

    def test_a_text_that_may_be_empty_is_missing_in_neither(self):
        cite(self.tass, round=self.ninth)
        self.assertNotIn("Astana 9", self.titles("incomplete"))
        Round.objects.filter(pk=self.ninth.pk).update(venue_en="Rixos")
        self.assertIn("Arabic is missing", self.line("incomplete", "Astana 9").notes)

    def test_what_cites_nothing_is_named(self):
        self.assertIn("no source", self.line("incomplete", "Astana 9").notes)
        cite(self.tass, round=self.ninth)
        self.assertNotIn("Astana 9", self.titles("incomplete"))

    def test_what_became_of_a_decision_is_no_source_of_it(self):
        cite(self.tass, outcome=self.maps)
        section = self.client.get(named("admin:desk_section", "incomplete")).context["section"]
        self.assertIn("Maps are drawn", {line.title for line in section.lines})

    def test_a_difference_rests_on_the_sources_of_its_versions(self):
        both = {"text_ar": "نص", "text_en": "Text", "why_ar": "سبب", "why_en": "Reason"}
        difference = Difference.objects.create(round=self.fourth, field="dates", state="published", **both)
        version = DifferenceVersion.objects.create(difference=difference, text_ar="نص", text_en="Text")
        about = [self.fourth.pk, named("admin:talks_difference_change", difference.pk)]
        self.assertIn(about[1], [line.address for line in self.full("incomplete")])
        cite(self.tass, version=version)
        self.assertNotIn(about[1], [line.address for line in self.full("incomplete")])

    def test_people_and_topics_need_both_languages(self):
        type(self.ceasefire).objects.filter(pk=self.ceasefire.pk).update(name_ar="")
        self.assertIn("Ceasefire", {line.title for line in self.full("incomplete")})

    def test_what_readers_see_stands_first(self):
        make_round(self.astana, 13, "2019-04", status="planned", **DRAFT)
        states = [line.state for line in self.full("incomplete")]
        self.assertEqual(states[-1], "draft")

    def full(self, name: str) -> list[Line]:
        return self.client.get(named("admin:desk_section", name)).context["section"].lines


class OverdueTestCase(DeskTestCase):
    def test_decisions_not_heard_of_since_the_last_round_are_overdue(self):
        # Of the others, more was reported, or no more is expected.
        self.assertEqual(
            self.lines("overdue"), [("Decision", "Maps are drawn"), ("Decision", "Detainees are released")]
        )
        line = self.line("overdue", "Detainees are released")
        self.assertEqual(list(line.notes), ["stalled", "last heard of on 15 September 2017"])

    def test_so_are_those_only_that_something_is_expected_of(self):
        for status in Status:
            follow_up = make_follow_up(self.maps, "2017-06", status)
            with self.subTest(status):
                expected = status in (Status.PARTLY, Status.STALLED, Status.PENDING, Status.UNKNOWN)
                self.assertEqual("Maps are drawn" in self.titles("overdue"), expected)
            follow_up.delete()

    def test_a_follow_up_of_the_days_of_the_round_is_none_too_old(self):
        make_follow_up(self.maps, "2018-05", "stalled")
        self.assertNotIn("Maps are drawn", self.titles("overdue"))

    def test_a_draft_of_a_follow_up_tells_nothing_yet(self):
        make_follow_up(self.maps, "2018-06", "stalled", **DRAFT)
        self.assertIn("Maps are drawn", self.titles("overdue"))

    def test_a_round_is_overdue_when_the_editions_day_has_passed_it(self):
        self.assertNotIn("Astana 12", self.titles("overdue"))
        Edition.objects.create(number=2, day=dt.date(2019, 3, 1), is_published=True)
        self.assertEqual(list(self.line("overdue", "Astana 12").notes), ["planned, and its day has passed"])
        Round.objects.filter(pk=self.twelfth.pk).update(status="postponed")
        self.assertNotIn("Astana 12", self.titles("overdue"))

    def test_all_is_relative_to_the_editions_day(self):
        Edition.objects.filter(pk=self.edition.pk).update(day=dt.date(2017, 12, 1))
        self.assertEqual(self.lines("overdue"), [])
        self.assertContains(self.desk(), "Nothing is overdue.")

    def test_without_an_edition_nothing_is(self):
        Edition.objects.all().delete()
        self.assertEqual(self.lines("overdue"), [])
        self.assertContains(self.desk(), "No edition is published")


class GoingOnTestCase(DeskTestCase):
    def test_recent_changes_say_who_saved_what(self):
        with recorded(self.nadia, comment="Put right"):
            self.fourth.summary_en = "Zones were agreed upon."
            self.fourth.save()
        [line] = self.section("changes").lines
        self.assertEqual((line.kind, line.title, line.by), ("Round", "Astana 4", "nadia"))
        self.assertEqual(list(line.notes), ["Put right"])
        self.assertEqual(line.address, named("admin:talks_round_change", self.fourth.pk))

    def test_from_what_was_deleted_they_lead_to_where_it_is_brought_back(self):
        with recorded(self.nadia):
            self.visit.delete()
        line = self.line("changes", "Envoy visits Ankara")
        self.assertEqual((line.address, list(line.notes)), (named("admin:talks_event_deleted"), ["deleted"]))
        self.assertEqual(self.client.get(line.address).status_code, 200)

    def test_forms_are_open_for_a_minute_after_they_were_seen(self):
        now = timezone.now()
        for editor, kind, entry, seconds in [
            (self.nadia, "round", self.fourth.pk, 20),
            (self.omar, "event", 0, 30),
            (self.nadia, "round", self.ninth.pk, 100),
            (self.nadia, "retired", 7, 5),
        ]:
            seen = now - dt.timedelta(seconds=seconds)
            OpenForm.objects.create(editor=editor, kind=kind, entry=entry, seen_at=seen)
        shown = [(line.kind, line.title, line.by) for line in self.section("open").lines]
        self.assertEqual(
            shown, [("", "retired", "nadia"), ("Round", "Astana 4", "nadia"), ("Event", "A new entry", "you")]
        )

    def test_where_nothing_goes_on_it_says_so(self):
        self.assertContains(self.desk(), "Nobody has a form open.")
        self.assertContains(self.desk(), "Nothing was saved at the desk yet.")
        self.assertContains(self.desk(), "Nothing waits for review.")


class DeskPageTestCase(DeskTestCase):
    def order(self) -> list[str]:
        return [section.name for section in self.desk().context["sections"]]

    def test_first_comes_what_the_role_can_act_on(self):
        self.assertEqual(self.order()[:2], ["drafts", "refused"])
        self.client.force_login(self.nadia)
        self.assertEqual(self.order()[0], "review")

    def test_it_says_for_which_day_the_record_speaks(self):
        says = "The record speaks for the end of 29 November 2018: edition 1."
        self.assertEqual(self.says_of_editions(), says)
        self.client.force_login(self.nadia)
        self.assertEqual(self.says_of_editions(), f"{says} Prepare the next edition")
        Edition.objects.create(number=2, day=dt.date(2019, 3, 1))
        self.assertEqual(self.says_of_editions(), f"{says} Edition 2 is being prepared, for 1 March 2019.")

    def says_of_editions(self) -> str:
        return Page(self.desk()).words("desk-edition")

    def test_a_long_list_is_cut_and_leads_to_all_of_it(self):
        for number in range(20, 20 + LINES_ON_THE_DESK + 20):
            make_round(self.astana, number, "2019-04", status="planned", **DRAFT)
        section = self.section("drafts")
        self.assertEqual((len(section.lines), section.count), (10, 30))
        address = named("admin:desk_section", "drafts")
        self.assertContains(self.desk(), f'<a href="{address}">All 30 entries</a>', html=True)
        self.assertEqual(len(self.client.get(address).context["section"].lines), 25)
        second = self.client.get(address, {"page": 2})
        self.assertEqual(len(second.context["section"].lines), 5)
        self.assertContains(second, 'aria-current="page">2</b>')

    def test_odd_addresses_are_answered_in_words(self):
        for page in ("0", "-1", "x", "99"):
            answer = self.client.get(named("admin:desk_section", "overdue"), {"page": page})
            self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.client.get(named("admin:desk_section", "nothing")).status_code, 404)
        for number in ("9", "x", "-1", "99999999999999999999", "²"):
            answer = self.client.get(named("admin:desk_section", "overdue"), {"edition": number})
            self.assertEqual(answer.status_code, 404, number)

    def test_a_list_can_be_asked_for_the_day_of_an_edition_to_come(self):
        Edition.objects.create(number=2, day=dt.date(2019, 3, 1))
        answer = self.client.get(named("admin:desk_section", "overdue"), {"edition": 2})
        self.assertIn("Astana 12", [line.title for line in answer.context["section"].lines])

    def test_every_list_has_its_page_in_both_languages(self):
        for language, direction in (("ar", "rtl"), ("en", "ltr")):
            for name in ("drafts", "review", "refused", "incomplete", "overdue", "changes", "open"):
                answer = self.client.get(named("admin:desk_section", name, language=language))
                self.assertContains(answer, f'<html lang="{language}" dir="{direction}">')
                other = "en" if language == "ar" else "ar"
                self.assertContains(answer, named("admin:desk_section", name, language=other))

    def test_only_who_may_see_the_entries_sees_the_lists(self):
        self.client.force_login(account("guest", None))
        self.assertNotIn("sections", self.desk().context)
        self.assertContains(self.desk(), "You don’t have permission to view or edit anything.")
        address = named("admin:desk_section", "drafts")
        self.assertEqual(self.client.get(address).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(address), f"{named('admin:login')}?next={address}")
        self.client.force_login(get_user_model().objects.create_user("reader"))
        self.assertEqual(self.client.get(address).status_code, 302)

    def test_the_number_of_queries_does_not_grow(self):
        self.add_rows(range(20, 23))
        addresses = [named("admin:index")]
        addresses += [
            named("admin:desk_section", name) for name in ("drafts", "review", "incomplete", "overdue")
        ]
        few = {address: self.queries(address) for address in addresses}
        self.add_rows(range(23, 80))
        for address, number in few.items():
            with self.subTest(address):
                # A page that is full names fewer kinds, and reads those alone.
                self.assertLessEqual(self.queries(address), number)
        self.assertLessEqual(few[named("admin:index")], 35)

    def queries(self, address: str) -> int:
        self.client.get(address)
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)

    def add_rows(self, numbers: range) -> None:
        """Add to every list, a row for each number."""
        for number in numbers:
            for state, place in ((DRAFT, number), (REVIEW, 1000 + number)):
                make_round(self.astana, place, "2018-06", status="planned", **state)
                make_event(self.summits, f"Event {place}", "", "2018-06", **state)
                decision = make_decision(self.fourth, place, "Once more", **state)
                heard_of = make_decision(self.fourth, 3000 + place, "Not heard of")
                make_follow_up(heard_of, "2017-06", "stalled", **state)
                make_statement(self.fourth, self.minister, "2017-05-05", "Well.", about=decision, **state)
            self.propose(self.fourth, self.omar)
            proposal = self.propose(self.ninth, self.omar)
            Proposal.objects.filter(pk=proposal.pk).update(entry=number)
            self.refuse(proposal)
            OpenForm.objects.create(editor=self.omar, kind="round", entry=number, seen_at=timezone.now())
            with recorded(self.omar):
                self.tass.title = f"Zones are agreed, {number}"
                self.tass.save()


class MenuTestCase(DeskTestCase):
    def menu(self) -> dict[str, list[str]]:
        return {
            str(group["name"]): [str(kind["name"]) for kind in group["models"]]
            for group in self.desk().context["app_list"]
        }

    def test_it_stands_in_groups_and_guarantor_states_have_an_entry_of_their_own(self):
        menu = self.menu()
        self.assertEqual(menu["The talks"][:2], ["Rounds", "Events"])
        self.assertEqual(menu["Who takes part"], ["Guarantor states", "Parties", "People"])
        self.assertContains(self.desk(), named("admin:talks_guarantorstate_changelist"))

    def test_a_superuser_finds_the_accounts_there(self):
        self.client.force_login(get_user_model().objects.create_superuser("root"))
        self.assertEqual(len(self.menu()["Accounts"]), 2)
        self.assertNotIn("More", self.menu())

    def test_the_page_of_an_application_still_lists_its_kinds(self):
        answer = self.client.get(named("admin:app_list", "talks"))
        self.assertContains(answer, named("admin:talks_round_changelist"))

    def test_every_page_has_it_beside_itself(self):
        answer = self.client.get(named("admin:talks_round_changelist"))
        self.assertContains(answer, "Who takes part")

    def test_what_is_added_most_is_one_click_away(self):
        for name in ("round", "event", "decision", "source"):
            self.assertContains(self.desk(), f'class="addlink" href="{named(f"admin:talks_{name}_add")}"')


class ReadersTestCase(DeskTestCase):
    def test_what_waits_is_seen_nowhere_else(self):
        make_event(self.summits, "A summit in Tehran", "قمة طهران", "2018-09-07", **DRAFT)
        self.client.logout()
        self.assertNotContains(self.client.get(named("dashboard")), "Tehran")
