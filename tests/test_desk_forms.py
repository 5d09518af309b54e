"""The desk's forms: nobody overwrites anybody, nothing typed is lost, publishers decide what readers see."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override

from talks.models import (
    Decision,
    Difference,
    DifferenceVersion,
    OpenForm,
    Person,
    Proposal,
    Round,
    Source,
    State,
)
from talks.roles import EDITORS, PUBLISHERS
from tests.base import cite, make_decision, make_round
from tests.test_admin import EditorTestCase, address, in_both_languages, named


class DeskFormTestCase(EditorTestCase):
    """Salma is an editor, Omar a publisher; each sits at a browser of their own."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.salma, cls.omar = (
            get_user_model().objects.create_user(name, password="a long password", is_staff=True)
            for name in ("salma", "omar")
        )
        cls.salma.groups.set([Group.objects.get(name=EDITORS)])
        cls.omar.groups.set([Group.objects.get(name=PUBLISHERS)])

    def setUp(self) -> None:
        super().setUp()
        self.as_salma, self.as_omar = self.client_class(), self.client_class()
        self.as_salma.force_login(self.salma)
        self.as_omar.force_login(self.omar)
        self.url = address(Round, "change", self.twelfth)

    def opened(self, client: Any, url: str | None = None) -> dict[str, Any]:
        """Let somebody open a form: gives what their browser would send."""
        self.client, present = client, self.client
        try:
            return self.filled_in(url or self.url)
        finally:
            self.client = present

    def errors(self, answer: HttpResponse) -> list[Any]:
        formsets = [inline.formset for inline in answer.context["inline_admin_formsets"]]
        return [answer.context["adminform"].form.errors, *(formset.errors for formset in formsets)]

    def a_draft(self, **values: Any) -> Round:
        meeting = make_round(self.astana, 13, "2019-06", status="planned", **{"state": State.DRAFT} | values)
        cite(self.tass, round=meeting)
        return meeting


class ReviewTestCase(DeskFormTestCase):
    def test_an_editor_sends_a_draft_to_review_and_a_publisher_publishes_it(self):
        meeting = self.a_draft()
        decision = make_decision(meeting, 1, "A committee", topics=[self.ceasefire], state=State.DRAFT)
        cite(self.tass, decision=decision)
        url = address(Round, "change", meeting)
        sent = self.opened(self.as_salma, url) | {"_review": "1"}
        self.assertEqual(self.as_salma.post(url, sent).status_code, 302)
        meeting.refresh_from_db()
        self.assertEqual(meeting.state, State.REVIEW)
        self.assertEqual(self.as_salma.get(meeting.get_absolute_url()).status_code, 404)

        url = address(Round, "change", meeting, language="ar")
        sent = self.opened(self.as_omar, url) | {"_publish": "1"}
        answer = self.as_omar.post(url, sent)
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        for entry in (meeting, decision):
            entry.refresh_from_db()
            self.assertEqual(entry.state, State.PUBLISHED)

    def test_an_editor_cannot_publish(self):
        meeting = self.a_draft()
        url = address(Round, "change", meeting)
        sent = self.opened(self.as_salma, url) | {"_publish": "1"}
        self.assertEqual(self.as_salma.post(url, sent).status_code, 403)
        meeting.refresh_from_db()
        self.assertEqual(meeting.state, State.DRAFT)

    def test_a_publisher_takes_back_and_an_editor_cannot(self):
        for client, status, state in [
            (self.as_salma, 403, State.PUBLISHED),
            (self.as_omar, 302, State.DRAFT),
        ]:
            sent = self.opened(client) | {"_draft": "1"}
            self.assertEqual(client.post(self.url, sent).status_code, status)
            self.twelfth.refresh_from_db()
            self.assertEqual(self.twelfth.state, state)

    def test_a_new_round_begins_with_the_guarantors_and_the_next_number(self):
        answer = self.as_salma.get(address(Round, "add"))
        form = answer.context["adminform"].form
        self.assertEqual(form["number"].value(), 13)
        self.assertEqual(form["status"].value(), "planned")
        self.assertEqual(form["city_ar"].value(), self.twelfth.city_ar)
        participants = answer.context["inline_admin_formsets"][0].formset.forms
        self.assertEqual(
            [row["party"].value() for row in participants], [self.russia.pk, self.turkey.pk, self.iran.pk]
        )

    def test_a_decision_of_a_new_round_gets_its_number_adopters_and_first_follow_up(self):
        sent = self.opened(self.as_salma, address(Round, "add"))
        sent |= in_both_languages("title", "أستانا 13", "Astana 13") | {"date": "2019-06"}
        row = self.a_decision(first_status="pending", first_date="2019-06", sources=[self.tass.pk])
        row |= {"adopted_by": [self.russia.pk, self.turkey.pk]}
        del row["number"]
        sent = self.add_row(self.add_row(sent, "decisions", **row), "decisions", **row)
        answer = self.as_salma.post(address(Round, "add"), sent)
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        meeting = Round.objects.get(number=13)
        self.assertEqual([one.number for one in meeting.decisions.order_by("number")], [1, 2])
        first = meeting.decisions.get(number=1)
        self.assertEqual((first.state, first.citations.get().source), (State.DRAFT, self.tass))
        [follow_up] = first.follow_ups.all()
        self.assertEqual((follow_up.status, follow_up.date, follow_up.state), ("pending", "2019-06", "draft"))
        self.assertEqual(follow_up.citations.get().source, self.tass)
        self.assertEqual(meeting.participations.count(), 3)

    def test_new_rows_cite_what_the_round_cites_unless_they_say_otherwise(self):
        sent = self.opened(self.as_salma, address(Round, "add"))
        sent |= in_both_languages("title", "أستانا 13", "Astana 13") | {"date": "2019-06"}
        sent |= {"sources": [self.sana.pk, self.tass.pk]}
        sent = self.add_row(sent, "decisions", **self.a_decision(sources=[], first_status="pending"))
        sent = self.add_row(sent, "decisions", **self.a_decision(number=2, sources=[self.tass.pk]))
        answer = self.as_salma.post(address(Round, "add"), sent)
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        meeting = Round.objects.get(number=13)
        first, second = meeting.decisions.order_by("number")
        for entry in (meeting, first, first.follow_ups.get(), *meeting.participations.all()):
            self.assertEqual([row.source for row in entry.citations.all()], [self.sana, self.tass])
        self.assertEqual([row.source for row in second.citations.all()], [self.tass])
        # What is there already keeps its own: without any, it has none.
        self.assertEqual(self.as_salma.get(address(Round, "change", meeting)).status_code, 200)

    def test_what_waits_for_review_is_not_published_by_saving_its_round(self):
        decision = make_decision(self.fourth, 9, "A committee", topics=[self.ceasefire], state=State.REVIEW)
        cite(self.tass, decision=decision)
        url = address(Round, "change", self.fourth)
        sent = self.opened(self.as_omar, url) | {"title_en": "Astana four"}
        self.assertEqual(self.as_omar.post(url, sent).status_code, 302)
        decision.refresh_from_db()
        self.assertEqual(decision.state, State.REVIEW)

    def test_a_move_that_is_refused_leaves_the_page_as_it_was(self):
        for sent, says in [
            ({"_draft": "1", "date": "soon"}, "Save for readers"),
            ({"title_ar": ""}, "Back to draft"),
        ]:
            answer = self.as_omar.post(self.url, self.opened(self.as_omar) | sent)
            self.assertContains(answer, "state-published")
            self.assertContains(answer, says)
        url = address(Round, "change", self.a_draft())
        answer = self.as_salma.post(url, self.opened(self.as_salma, url) | {"_review": "1", "date": "soon"})
        self.assertContains(answer, "state-draft")
        self.assertContains(answer, "Send to review")

    def test_a_difference_is_published_with_its_versions_or_not_at_all(self):
        difference = Difference.objects.create(
            round=self.twelfth,
            field=Difference.Field.DATES,
            **in_both_languages("text", "تختلف المصادر.", "Sources differ."),
            **in_both_languages("why", "لأنه رسمي.", "It is official."),
        )
        url = address(Difference, "change", difference)
        for version in (None, DifferenceVersion(difference=difference, text_en="English alone")):
            if version:
                version.save()
            answer = self.as_omar.post(url, self.opened(self.as_omar, url) | {"_publish": "1"})
            self.assertContains(answer, "Nothing is published without a source")
            difference.refresh_from_db()
            self.assertEqual(difference.state, State.DRAFT)


class ConflictTestCase(DeskFormTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.first, self.second = self.as_omar, self.client_class()
        self.second.force_login(self.editor)

    def test_who_saves_second_sees_what_the_first_changed_and_overwrites_nothing(self):
        one, other = self.opened(self.first), self.opened(self.second)
        self.first.post(
            self.url, one | {"title_en": "Saved first", "summary_ar": "ملخص", "summary_en": "Sum"}
        )
        answer = self.second.post(
            self.url, other | {"title_en": "Saved second", "venue_en": "Hotel", "venue_ar": "فندق"}
        )

        self.assertEqual(answer.status_code, 409)
        self.twelfth.refresh_from_db()
        self.assertEqual((self.twelfth.title_en, self.twelfth.venue_en), ("Saved first", ""))
        self.assertContains(answer, "omar saved it", status_code=409)
        for words in ("Saved first", "Saved second", "Hotel", "ملخص"):
            self.assertContains(answer, words, status_code=409)
        form = answer.context["adminform"].form
        # What only the first changed is taken over, what the second typed stands.
        self.assertEqual(form["summary_ar"].value(), "ملخص")
        self.assertEqual((form["title_en"].value(), form["venue_en"].value()), ("Saved second", "Hotel"))

    def merged_form(self, answer: HttpResponse) -> dict[str, Any]:
        """Give what the conflict page would send."""
        context = answer.context
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        sent = {bound.html_name: bound.value() for form in forms for bound in form}
        sent["_opened"] = context.get("opened")
        return {name: value for name, value in sent.items() if value is not None and value is not False}

    def test_the_second_merges_field_by_field(self):
        for take, title in [("mine", "Saved second"), ("theirs", "Saved first")]:
            one, other = self.opened(self.first), self.opened(self.second)
            self.first.post(self.url, one | {"title_en": "Saved first"})
            answer = self.second.post(
                self.url, other | {"title_en": "Saved second", **in_both_languages("venue", "فندق", "Hotel")}
            )
            sent = self.merged_form(answer) | {"take:title_en": take}
            answer = self.second.post(self.url, sent)
            self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
            self.twelfth.refresh_from_db()
            self.assertEqual((self.twelfth.title_en, self.twelfth.venue_en), (title, "Hotel"))
            Round.objects.filter(pk=self.twelfth.pk).update(title_en="Astana 12", venue_en="", venue_ar="")

    def test_the_other_s_text_stays_taken_when_a_third_saves_meanwhile(self):
        one, other = self.opened(self.first), self.opened(self.second)
        self.first.post(self.url, one | {"title_en": "Saved first"})
        answer = self.second.post(self.url, other | {"title_en": "Saved second"})
        sent = self.merged_form(answer) | {"take:title_en": "theirs"}
        self.first.post(self.url, self.opened(self.first) | in_both_languages("venue", "فندق", "Hotel"))
        answer = self.second.post(self.url, sent)
        self.assertEqual(answer.status_code, 409)
        form = answer.context["adminform"].form
        self.assertEqual((form["title_en"].value(), form["venue_en"].value()), ("Saved first", "Hotel"))

    def test_a_row_that_the_other_changed_is_not_deleted_unseen(self):
        url = address(Round, "change", self.fourth)
        one, other = self.opened(self.first, url), self.opened(self.second, url)
        self.first.post(url, one | {"decisions-0-title_ar": "عنوان جديد"})
        answer = self.second.post(url, other | {"decisions-0-DELETE": "on"})
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(self.second.post(url, self.merged_form(answer)).status_code, 302)
        self.memorandum.refresh_from_db()
        self.assertEqual(self.memorandum.title_ar, "عنوان جديد")

    def test_what_the_other_published_is_not_changed_as_a_draft(self):
        url = address(Round, "change", self.a_draft())
        one, other = (self.opened(client, url) for client in (self.first, self.second))
        other["_state"] = self.second.get(url).context["state_opened"]
        self.assertEqual(self.first.post(url, one | {"_publish": "1"}).status_code, 302)
        for button in ("_save", "_review"):
            answer = self.second.post(url, other | {"title_en": "Half a tit", button: "1"})
            self.assertContains(answer, "another state: published", status_code=409)
            self.assertContains(answer, "Half a tit", status_code=409)
            self.assertFalse(Round.objects.filter(title_en="Half a tit").exists())
            self.assertEqual(Round.objects.get(number=13).state, State.PUBLISHED)

    def test_rows_are_guarded_as_well(self):
        url = address(Round, "change", self.fourth)
        one, other = self.opened(self.first, url), self.opened(self.second, url)
        self.first.post(url, one | {"decisions-0-title_ar": "عنوان جديد"})
        answer = self.second.post(url, other | {"decisions-0-title_ar": "عنوان آخر"})
        self.assertEqual(answer.status_code, 409)
        self.memorandum.refresh_from_db()
        self.assertEqual(self.memorandum.title_ar, "عنوان جديد")
        self.assertContains(answer, "عنوان آخر", status_code=409)

    def test_a_decision_changed_on_its_own_page_is_guarded_on_the_page_of_its_round(self):
        url = address(Round, "change", self.fourth)
        other = self.opened(self.second, url)
        own = address(Decision, "change", self.memorandum)
        self.assertEqual(
            self.first.post(own, self.opened(self.first, own) | {"title_en": "Mine"}).status_code, 302
        )
        answer = self.second.post(url, other | {"decisions-0-title_en": "Yours"})
        self.assertEqual(answer.status_code, 409)
        self.memorandum.refresh_from_db()
        self.assertEqual(self.memorandum.title_en, "Mine")

    def test_a_row_that_the_other_deleted_comes_back_as_a_new_one_if_it_was_changed(self):
        url = address(Round, "change", self.fourth)
        one, other = self.opened(self.first, url), self.opened(self.second, url)
        self.first.post(url, one | {"decisions-2-DELETE": "on"})
        self.assertFalse(Decision.objects.filter(pk=self.maps.pk).exists())
        answer = self.second.post(url, other | {"decisions-2-title_en": "Maps, drawn anew"})
        self.assertEqual(answer.status_code, 409)
        answer = self.second.post(url, self.merged_form(answer))
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        self.assertTrue(self.fourth.decisions.filter(title_en="Maps, drawn anew").exists())
        self.assertEqual(self.fourth.decisions.count(), 3)

    def test_a_row_that_the_other_added_stays(self):
        url = address(Round, "change", self.fourth)
        one, other = self.opened(self.first, url), self.opened(self.second, url)
        self.first.post(
            url, self.add_row(one, "decisions", **self.a_decision(number=9, sources=[self.tass.pk]))
        )
        self.assertEqual(self.fourth.decisions.count(), 4)
        answer = self.second.post(
            url, self.add_row(other, "decisions", **self.a_decision(number=8, sources=[self.tass.pk]))
        )
        self.assertEqual(answer.status_code, 409)
        answer = self.second.post(url, self.merged_form(answer))
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        self.assertEqual(sorted(one.number for one in self.fourth.decisions.all()), [1, 2, 3, 8, 9])

    def test_a_form_that_does_not_say_what_it_held_is_not_saved(self):
        sent = self.opened(self.second) | {"title_en": "Blind"}
        for token in ("", "made up"):
            answer = self.second.post(self.url, sent | {"_opened": token})
            self.assertEqual(answer.status_code, 409)
            self.twelfth.refresh_from_db()
            self.assertNotEqual(self.twelfth.title_en, "Blind")
            self.assertContains(answer, "Blind", status_code=409)

    def test_it_says_so_in_arabic(self):
        url = address(Round, "change", self.twelfth, language="ar")
        one, other = self.opened(self.first), self.opened(self.second)
        self.first.post(self.url, one | {"title_en": "Saved first"})
        answer = self.second.post(url, other | {"title_en": "Saved second"})
        self.assertContains(answer, 'dir="rtl"', status_code=409)
        self.assertContains(answer, 'lang="en"', status_code=409)

    def test_the_text_outlives_an_entry_that_the_other_deleted(self):
        url = address(Round, "change", self.fourth)
        other = self.opened(self.second, url) | {"decisions-0-title_en": "Typed for an hour"}
        Round.objects.filter(pk=self.fourth.pk).delete()
        answer = self.second.post(url, other)
        self.assertEqual(answer.url, f"{address(Round, 'add')}?kept=1")
        page = self.second.get(answer.url)
        self.assertContains(page, "Somebody deleted this entry")
        self.assertContains(page, "Typed for an hour")
        answer = self.second.post(address(Round, "add"), self.merged_form(page))
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        self.assertEqual(Round.objects.get(number=4).decisions.count(), 3)

    def test_saving_twice_in_a_row_is_no_conflict(self):
        for title in ("Once", "Twice"):
            answer = self.first.post(
                self.url, self.opened(self.first) | {"title_en": title, "_continue": "1"}
            )
            self.assertEqual(answer.status_code, 302)

    def test_others_who_have_the_form_open_are_named(self):
        with override("en"):
            address_open = reverse("admin:talks_round_open", args=[self.twelfth.pk])
        self.first.post(address_open)
        self.assertContains(self.second.get(self.url), "omar has this entry open")
        self.assertContains(self.second.post(address_open), "omar has this entry open")
        self.assertNotContains(self.first.post(address_open), "omar has")


class ProposalTestCase(DeskFormTestCase):
    def propose(self, **typed: Any) -> Proposal:
        answer = self.as_salma.post(self.url, self.opened(self.as_salma) | typed)
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        return Proposal.objects.latest("pk")

    def of(self, proposal: Proposal) -> str:
        return f"{self.url}?proposal={proposal.pk}"

    def test_readers_keep_the_published_text_until_a_publisher_accepts(self):
        before = self.database()
        proposal = self.propose(title_en="A better title")
        self.assertEqual(self.database(), before)
        self.assertEqual((proposal.proposed_by, proposal.state), (self.salma, "waiting"))

        page = self.as_omar.get(self.of(proposal))
        self.assertContains(page, "A better title")
        self.assertContains(page, "Proposed by salma")
        sent = self.opened(self.as_omar, self.of(proposal))
        self.assertEqual(sent["title_en"], "A better title")
        self.assertEqual(self.as_omar.post(self.of(proposal), sent | {"_save": "1"}).status_code, 302)
        self.twelfth.refresh_from_db()
        proposal.refresh_from_db()
        self.assertEqual(self.twelfth.title_en, "A better title")
        self.assertEqual((proposal.state, proposal.decided_by), ("accepted", self.omar))

    def test_it_is_refused_with_a_reason_which_its_author_reads(self):
        proposal = self.propose(title_en="A better title")
        sent = self.opened(self.as_omar, self.of(proposal))
        answer = self.as_omar.post(self.of(proposal), sent | {"_refuse": "1", "_reason": " "})
        self.assertContains(answer, "Say why it is refused.")
        answer = self.as_omar.post(
            self.of(proposal), sent | {"_refuse": "1", "_reason": "No source says so."}
        )
        self.assertEqual(answer.status_code, 302)
        self.twelfth.refresh_from_db()
        self.assertNotEqual(self.twelfth.title_en, "A better title")
        page = self.as_salma.get(self.of(proposal))
        self.assertContains(page, "No source says so.")
        self.assertContains(page, "A better title")

    def test_its_author_revises_and_withdraws_it(self):
        proposal = self.propose(title_en="A better title")
        sent = self.opened(self.as_salma, self.of(proposal)) | {"title_en": "The best title"}
        self.assertEqual(self.as_salma.post(self.of(proposal), sent).status_code, 302)
        self.assertEqual(Proposal.objects.count(), 1)
        self.assertIn("title_en=The+best+title", Proposal.objects.get().typed)
        sent = self.opened(self.as_salma, self.of(proposal)) | {"_withdraw": "1"}
        self.assertEqual(self.as_salma.post(self.of(proposal), sent).status_code, 302)
        self.assertEqual(Proposal.objects.get().state, "withdrawn")

    def test_a_publisher_accepts_no_other_text_than_was_read(self):
        proposal = self.propose(title_en="A better title")
        page = self.as_omar.get(self.of(proposal))
        self.assertContains(page, proposal.proposed_at.isoformat())
        sent = self.opened(self.as_omar, self.of(proposal))
        sent["_proposed_at"] = proposal.proposed_at.isoformat()
        revised = self.opened(self.as_salma, self.of(proposal)) | {"title_en": "The best title"}
        self.as_salma.post(self.of(proposal), revised)
        self.assertRedirects(self.as_omar.post(self.of(proposal), sent), self.of(proposal))
        self.twelfth.refresh_from_db()
        proposal.refresh_from_db()
        self.assertNotEqual(self.twelfth.title_en, "A better title")
        self.assertEqual(proposal.state, "waiting")

    def test_what_was_refused_stays_refused_with_its_reason(self):
        proposal = self.propose(title_en="A better title")
        Proposal.objects.update(state="refused", reason="No source says so.")
        self.as_omar.post(self.of(proposal), self.opened(self.as_omar))
        proposal.refresh_from_db()
        self.assertEqual((proposal.state, proposal.reason), ("refused", "No source says so."))

    def test_what_is_proposed_is_previewed_before_it_is_sent(self):
        sent = self.opened(self.as_salma) | {"title_en": "A better title", "_preview": "en"}
        self.assertContains(self.as_salma.post(self.url, sent), "A better title")
        self.assertFalse(Proposal.objects.exists())

    def test_what_others_changed_meanwhile_is_kept_when_it_is_accepted(self):
        proposal = self.propose(title_en="A better title")
        self.as_omar.post(self.url, self.opened(self.as_omar) | in_both_languages("venue", "فندق", "Hotel"))
        sent = self.opened(self.as_omar, self.of(proposal))
        self.assertEqual(self.as_omar.post(self.of(proposal), sent).status_code, 302)
        self.twelfth.refresh_from_db()
        self.assertEqual((self.twelfth.title_en, self.twelfth.venue_en), ("A better title", "Hotel"))

    def test_new_rows_are_proposed_with_the_round(self):
        self.url = address(Round, "change", self.fourth)
        sent = self.add_row(
            self.opened(self.as_salma), "decisions", **self.a_decision(number=7, sources=[self.tass.pk])
        )
        self.assertEqual(self.as_salma.post(self.url, sent).status_code, 302)
        self.assertEqual(self.fourth.decisions.count(), 3)
        proposal = Proposal.objects.get()
        sent = self.opened(self.as_omar, self.of(proposal))
        answer = self.as_omar.post(self.of(proposal), sent)
        self.assertEqual(answer.status_code, 302, answer.context and self.errors(answer))
        self.assertEqual(self.fourth.decisions.get(number=7).state, State.PUBLISHED)

    def test_what_a_publisher_would_have_to_refuse_is_refused_at_once(self):
        answer = self.as_salma.post(self.url, self.opened(self.as_salma) | {"title_ar": ""})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("title_ar", self.errors(answer)[0])
        self.assertFalse(Proposal.objects.exists())

    def test_a_person_whom_readers_see_is_changed_by_proposal(self):
        url = address(Person, "change", self.minister)
        self.as_salma.post(url, self.opened(self.as_salma, url) | {"name_en": "Another name"})
        self.minister.refresh_from_db()
        self.assertNotEqual(self.minister.name_en, "Another name")
        self.assertTrue(Proposal.objects.filter(kind="person").exists())

    def test_a_proposal_goes_with_its_entry(self):
        proposal = self.propose(title_en="A better title")
        with override("en"):
            delete = reverse("admin:talks_round_delete", args=[self.twelfth.pk])
        self.assertEqual(self.as_omar.post(delete, {"post": "yes"}).status_code, 302)
        self.assertFalse(Round.objects.filter(pk=self.twelfth.pk).exists())
        proposal.refresh_from_db()
        self.assertEqual(proposal.state, "withdrawn")

    def test_proposals_of_others_are_read_and_not_withdrawn(self):
        proposal = self.propose(title_en="A better title")
        nadia = get_user_model().objects.create_user("nadia", is_staff=True)
        nadia.groups.set([Group.objects.get(name=EDITORS)])
        self.client.force_login(nadia)
        page = self.client.get(self.of(proposal))
        self.assertContains(page, "A better title")
        self.assertNotContains(page, "_withdraw")
        sent = self.opened(self.client, self.of(proposal))
        self.assertEqual(self.client.post(self.of(proposal), sent | {"_withdraw": "1"}).status_code, 403)
        # What Nadia makes of it is a proposal of her own.
        self.assertEqual(self.client.post(self.of(proposal), sent | {"title_en": "Hers"}).status_code, 302)
        self.assertEqual([one.proposed_by for one in Proposal.objects.order_by("pk")], [self.salma, nadia])
        for junk in ("junk", "²", "9" * 5000):
            self.assertEqual(self.client.get(f"{self.url}?proposal={junk}").status_code, 404)


class KeepingTestCase(DeskFormTestCase):
    def test_what_is_typed_is_kept_and_taken_up_again(self):
        sent = self.opened(self.as_salma) | {"title_en": "Half a tit"}
        with override("en"):
            keep = reverse("admin:talks_round_keep", args=[self.twelfth.pk])
        self.assertContains(self.as_salma.post(keep, sent), "kept at the desk")
        self.assertContains(self.as_salma.get(self.url), "?kept=1")
        page = self.as_salma.get(f"{self.url}?kept=1")
        self.assertEqual(page.context["adminform"].form["title_en"].value(), "Half a tit")
        self.twelfth.refresh_from_db()
        self.assertNotEqual(self.twelfth.title_en, "Half a tit")
        self.assertNotContains(self.as_omar.get(self.url), "?kept=1")

    def test_it_is_dropped_or_gone_when_saved(self):
        for end in ("drop", "save"):
            OpenForm.objects.create(
                editor=self.omar,
                kind="round",
                entry=self.twelfth.pk,
                typed="title_en=x",
                seen_at="2018-11-29T00:00Z",
                typed_at="2018-11-29T00:00Z",
            )
            if end == "drop":
                with override("en"):
                    self.as_omar.post(reverse("admin:talks_round_drop", args=[self.twelfth.pk]))
            else:
                self.as_omar.post(self.url, self.opened(self.as_omar))
            self.assertFalse(OpenForm.objects.exists())

    def test_a_session_that_ran_out_costs_nothing_but_to_sign_in(self):
        for url in [self.url, address(Round, "add")]:
            sent = self.opened(self.as_salma, url) | {"title_en": "Typed for an hour"}
            self.as_salma.logout()
            page = self.as_salma.post(url, sent)
            self.assertContains(page, "You were signed out meanwhile")
            form = {"username": "salma", "password": "wrong", "next": url, "_typed": page.context["typed"]}
            again = self.as_salma.post(f"{named('admin:login')}?next={url}", form)
            self.assertEqual(again.context["typed"], form["_typed"])
            answer = self.as_salma.post(
                f"{named('admin:login')}?next={url}", form | {"password": "a long password"}
            )
            self.assertRedirects(answer, f"{url}?kept=1")
            page = self.as_salma.get(answer.url)
            self.assertEqual(page.context["adminform"].form["title_en"].value(), "Typed for an hour")
            self.assertContains(page, "It is not saved yet")

    def test_a_form_that_was_open_while_somebody_signed_in_elsewhere_keeps_its_text(self):
        browser = self.client_class(enforce_csrf_checks=True)
        browser.force_login(self.salma)
        browser.get(self.url)
        answer = browser.post(self.url, {"title_en": "Typed before", "csrfmiddlewaretoken": "old"})
        self.assertContains(answer, "Back to the form, with what you typed", status_code=403)
        self.assertContains(answer, "Typed+before", status_code=403)

    def test_an_open_form_says_that_its_editor_is_signed_out(self):
        with override("en"):
            keep = reverse("admin:talks_round_keep", args=[self.twelfth.pk])
        self.as_salma.logout()
        self.assertContains(self.as_salma.post(keep, {"title_en": "x"}), "You are signed out")
        self.assertFalse(OpenForm.objects.exists())

    def test_after_signing_in_again_the_rest_of_the_address_stands(self):
        url = f"{address(Source, 'add')}?_popup=1&_to_field=id"
        self.as_salma.logout()
        page = self.as_salma.post(url, {"title": "A statement"})
        form = {
            "username": "salma",
            "password": "a long password",
            "next": url,
            "_typed": page.context["typed"],
        }
        answer = self.as_salma.post(named("admin:login"), form)
        self.assertRedirects(answer, f"{url}&kept=1")

    def test_addresses_of_no_entry_are_no_fault_of_the_desk(self):
        signed_out = self.client_class()
        for junk in ("²", "9" * 30, "abc"):
            for page in ("change", "keep", "open", "drop"):
                url = self.url.replace(f"/{self.twelfth.pk}/change", f"/{junk}/{page}")
                for client in (self.as_salma, signed_out):
                    self.assertLess(client.post(url, {"title_en": "x"}).status_code, 500)
