"""Who changed what and when at the desk, and the way back."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, models
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from reversion.models import Revision, Version

from talks.models import (
    Citation,
    Decision,
    Edition,
    FormerAddress,
    Participation,
    Party,
    Person,
    Round,
    Source,
    State,
)
from talks.roles import EDITORS, PUBLISHERS
from talks.versions.recording import recorded
from tests.base import Page as PageRead
from tests.base import cite, make_decision, make_follow_up, make_round, make_source
from tests.test_admin import EditorTestCase, Page, address, named


class RecordingTestCase(EditorTestCase):
    def revisions(self) -> list[tuple[str, str]]:
        """Give who made each revision and how it is marked, the newest first."""
        return [(str(one.user or ""), one.comment) for one in Revision.objects.order_by("-pk")]

    def test_a_saving_leaves_what_was_there_before_and_what_is_there_now(self):
        with recorded(self.editor, self.fourth, comment="A better summary."):
            self.fourth.summary_en = "Zones were agreed on."
            self.fourth.save()
        self.assertEqual(self.revisions(), [("editor", "A better summary."), ("", ":as-it-stood")])

    def test_what_changes_nothing_leaves_nothing(self):
        for _time in range(2):
            with recorded(self.editor, self.fourth):
                self.fourth.save()
        self.assertEqual(self.revisions(), [("", ":as-it-stood")])

    def test_what_was_changed_by_other_ways_is_nobodys(self):
        for summary in ("One.", "Two."):
            with recorded(self.editor, self.fourth):
                self.fourth.summary_en = summary
                self.fourth.save()
            Round.objects.filter(pk=self.fourth.pk).update(summary_ar=summary)
        self.assertEqual([who for who, _mark in self.revisions()], ["editor", "", "editor", ""])

    def test_a_decision_saved_alone_is_recorded_with_its_round(self):
        with recorded(self.editor, self.release):
            self.release.title_en = "All detainees are released"
            self.release.save()
        newest = Revision.objects.order_by("-pk").first()
        self.assertTrue(Version.objects.get_for_object(self.fourth).filter(revision=newest).exists())
        self.assertTrue(Version.objects.get_for_object(self.memorandum).filter(revision=newest).exists())

    def test_what_no_one_named_is_recorded_too(self):
        with recorded(self.editor):
            decision = make_decision(self.ninth, 2, "Maps are made")
            cite(self.tass, decision=decision)
            make_follow_up(decision, "2018-06", "pending")
        self.assertEqual(self.revisions(), [("editor", ""), ("", ":as-it-stood")])
        for made in (self.ninth, decision, Citation.objects.get(decision=decision)):
            self.assertEqual(Version.objects.get_for_object(made).first().revision.user, self.editor)

    def test_a_decision_that_moves_is_recorded_with_both_rounds(self):
        with recorded(self.editor):
            self.release.round = self.ninth
            self.release.number = 2
            self.release.save()
        newest = Revision.objects.order_by("-pk").first()
        for meeting in (self.fourth, self.ninth):
            self.assertTrue(Version.objects.get_for_object(meeting).filter(revision=newest).exists())

    def test_what_is_deleted_is_recorded_first(self):
        with recorded(self.editor, comment="Never held."):
            self.fourth.delete()
        self.assertEqual(self.revisions(), [("editor", ":deleted Never held."), ("", ":as-it-stood")])

    def test_what_fails_leaves_nothing(self):
        with self.assertRaises(ZeroDivisionError), recorded(self.editor, self.fourth):
            self.fourth.summary_en = "…"
            self.fourth.save()
            raise ZeroDivisionError
        self.assertEqual(self.revisions(), [])

    def test_a_large_round_costs_no_query_a_row(self):
        def cost(meeting: Round) -> int:
            with CaptureQueriesContext(connection) as queries, recorded(self.editor, meeting):
                Round.objects.filter(pk=meeting.pk).update(summary_en="Much was said.")
            return len(queries)

        small, large = (make_round(self.astana, number, f"20{number}-01-01") for number in (21, 22))
        for number in range(1, 18):
            about = {"topics": [self.ceasefire], "adopted_by": [self.iran]}
            decision = make_decision(large, number, f"Decision {number}", **about)
            cite(self.tass, decision=decision)
            cite(self.tass, follow_up=make_follow_up(decision, "2022-02", "pending"))
        make_decision(small, 1, "A decision", topics=[self.ceasefire])
        cost(self.ninth)
        of_small = cost(small)
        of_large = cost(large)
        self.assertLess(of_large, 130)
        self.assertLess(of_large, of_small + 30)


class HistoryTestCase(EditorTestCase):
    """Amal is an editor, Basil a publisher; what Amal does is told by her name."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        people = get_user_model().objects
        cls.amal, cls.basil = (people.create_user(name, is_staff=True) for name in ("amal", "basil"))
        cls.amal.groups.add(Group.objects.get(name=EDITORS))
        cls.basil.groups.add(Group.objects.get(name=PUBLISHERS))

    def setUp(self) -> None:
        self.client.force_login(self.basil)

    def change(self, entry: models.Model, by: Any = None, **values: Any) -> Revision:
        """Save an entry with other values; gives the revision that this leaves."""
        with recorded(by or self.amal, entry):
            for name, value in values.items():
                setattr(entry, name, value)
            entry.save()
        return Revision.objects.order_by("-pk").first()

    def state(self, number: int) -> Party:
        """Make a state that is called by a number."""
        names = {"name_en": f"State {number}", "name_ar": f"دولة {number}"}
        return Party.objects.create(kind=Party.Kind.STATE, **names)

    def delete(self, *entries: models.Model, by: Any = None) -> None:
        """Delete entries as the page of their list does."""
        self.client.force_login(by or self.amal)
        kind = type(entries[0])
        sent = {"action": "delete_selected", "post": "yes", "_selected_action": [one.pk for one in entries]}
        answer = self.client.post(address(kind), sent)
        self.assertEqual(answer.status_code, 302)
        self.client.force_login(self.basil)

    def history(self, entry: models.Model, language: str = "en", query: str = "") -> str:
        """Give what the history of an entry says, with single blanks."""
        return self.shown(address(type(entry), "history", entry, language) + query)

    def shown(self, url: str) -> str:
        """Give what stands on a page apart from the menu, with single blanks."""
        answer = self.client.get(url)
        self.assertEqual(answer.status_code, 200)
        return " ".join(answer.content.decode().partition("<main")[2].partition("</main>")[0].split())

    def version(self, entry: models.Model, revision: Revision | int, language: str = "en") -> str:
        """Give the address of an entry as a revision has it."""
        number = revision if isinstance(revision, int) else revision.pk
        return f"{address(type(entry), 'version', entry, language)}?revision={number}"

    def restore(self, url: str) -> HttpResponse:
        """Look at what a revision would change, and press the button."""
        page = PageRead(self.client.get(url))
        stands = page.all("input", name="stands")
        self.assertTrue(stands, "The page has no button.")
        return self.client.post(url, {"stands": stands[0]["value"]})

    def assertRestored(self, url: str) -> None:
        answer = self.restore(url)
        self.assertEqual(answer.status_code, 302)

    def last_of(self, entry: models.Model) -> int:
        """Give the number of the last revision that holds an entry."""
        return Version.objects.get_for_object(entry).first().revision_id


class HistoryPageTestCase(HistoryTestCase):
    def test_it_says_who_changed_which_text_and_marks_the_words(self):
        self.change(self.fourth, summary_en="Four zones were agreed.", summary_ar="اتفق على المناطق.")
        page = self.history(self.fourth)
        self.assertIn("amal", page)
        self.assertIn("Summary (English)", page)
        self.assertIn("<del>Zones</del> were agreed.", page)
        self.assertIn("<ins>Four zones</ins> were agreed.", page)
        self.assertIn('<td lang="ar" dir="rtl" data-side="After"><ins>اتفق</ins> على', page)
        self.assertIn("How the entry stood before it was first changed at the desk.", page)

    def test_it_speaks_arabic(self):
        self.change(self.release, status=None, adopted_by_note_ar="بعضهم")
        page = self.history(self.release, "ar")
        self.assertIn('dir="rtl"', page)
        self.assertIn("إطلاق سراح المعتقلين", page)

    def test_it_tells_of_a_round_together_with_all_that_belongs_to_it(self):
        self.change(self.release, text_en="All are released.")
        with recorded(self.amal, self.fourth):
            cite(self.sana, round=self.fourth)
            follow_up = make_follow_up(self.maps, "2018-01", "pending")
            self.said.delete()
        page = self.history(self.fourth)
        for words in ("Detainees are released", "سانا", str(follow_up), "Kairat Abdrakhmanov, 2017-05-04"):
            with self.subTest(words):
                self.assertIn(words.split(":")[0], page)
        self.assertIn("<ins><bdi>سانا: البيان الختامي</bdi></ins>", page)

    def test_names_stand_for_what_is_related(self):
        self.change(self.delegation, head=self.minister)
        with recorded(self.amal, self.release):
            self.release.topics.set([self.ceasefire])
        page = self.history(self.fourth)
        self.assertIn("<ins><bdi>Kairat Abdrakhmanov</bdi></ins>", page)
        self.assertIn("<del><bdi>Detainees</bdi></del>", page)
        self.assertIn("<ins><bdi>Ceasefire</bdi></ins>", page)

    def test_what_was_named_and_is_gone_keeps_its_name(self):
        with recorded(self.amal):
            aide = Person.objects.create(name_en="An aide", name_ar="مساعد", party=self.kazakhstan)
        self.change(self.delegation, head=aide)
        self.change(self.delegation, head=None)
        with recorded(self.amal, aide):
            aide.delete()
        self.assertIn("<del><bdi>An aide</bdi></del>", self.history(self.fourth))

    def test_a_decisions_page_tells_of_the_decision_alone(self):
        self.change(self.release, text_en="All are released.")
        self.change(self.fourth, summary_en="A text of the round.")
        page = self.history(self.release)
        self.assertIn("All", page)
        self.assertNotIn("A text of the round", page)
        self.assertIn("The history of the whole", page)

    def test_it_has_no_derived_columns_and_no_ids(self):
        self.change(self.fourth, date="2017-05-03/2017-05-05", title_en="The fourth round")
        page = self.history(self.fourth)
        self.assertIn("<del><bdi>3–4 May 2017</bdi></del>", page)
        self.assertNotIn("day</th>", page)
        self.assertNotIn("search", page)
        self.assertEqual(page.count('<th scope="row">'), 2)

    def test_a_move_is_told_in_both_rounds(self):
        with recorded(self.amal, self.release):
            self.release.round, self.release.number = self.ninth, 2
            self.release.save()
        self.assertIn("moved to “Astana 9”", self.history(self.fourth))
        self.assertIn("Detainees are released", self.history(self.ninth))

    def test_it_turns_its_pages(self):
        for number in range(25):
            self.change(self.fourth, summary_en=f"Text {number}.")
        page = self.history(self.fourth)
        self.assertIn("24.", page)
        self.assertNotIn("Text <del>3.", page)
        older = Version.objects.get_for_object(self.fourth)[19].revision_id
        self.assertIn(f"?before={older}", page)
        self.assertIn("3.", self.history(self.fourth, query=f"?before={older}"))

    def test_every_kind_has_one_without_inline_code(self):
        for entry in (
            self.fourth,
            self.ghouta,
            self.release,
            self.russia,
            self.minister,
            self.tass,
            self.edition,
        ):
            for language in ("ar", "en"):
                with self.subTest(entry, language=language):
                    with recorded(self.amal, entry):
                        pass
                    answer = self.client.get(address(type(entry), "history", entry, language))
                    self.assertEqual(Page(answer).inline_code(), [])
                    self.assertEqual(answer.status_code, 200)

    def test_what_was_never_changed_says_so(self):
        self.assertIn("Nothing was changed at the desk yet", self.history(self.twelfth))

    def test_what_never_was_is_not_found(self):
        answer = self.client.get(named("admin:talks_round_history", 987654))
        self.assertRedirects(answer, named("admin:index"))
        self.assertEqual(self.client.get(named("admin:talks_round_history", "x")).status_code, 404)
        self.change(self.fourth, summary_en="…")
        self.assertEqual(self.client.get(self.version(self.fourth, 987654)).status_code, 404)
        self.assertEqual(self.client.get(address(Round, "version", self.fourth)).status_code, 404)

    def test_its_queries_do_not_grow_with_what_it_tells(self):
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.history(self.fourth)
            return len(queries)

        self.change(self.fourth, summary_en="A first text.")
        few = cost()
        for number in range(10, 20):
            with recorded(self.amal, self.fourth):
                decision = make_decision(self.fourth, number, f"Decision {number}", topics=[self.ceasefire])
                cite(self.tass, follow_up=make_follow_up(decision, "2018-01", "pending"))
                Participation.objects.create(round=self.ninth, party=self.state(number))
        self.assertLessEqual(cost(), few + 8)


class RestoreTestCase(HistoryTestCase):
    def test_a_text_comes_back(self):
        before = self.fourth.summary_en
        self.change(self.fourth, summary_en="Nothing was agreed.")
        first = Version.objects.get_for_object(self.fourth).last().revision
        self.assertIn("<del>Nothing was</del> agreed.", self.shown(self.version(self.fourth, first)))
        self.assertRestored(self.version(self.fourth, first))
        self.fourth.refresh_from_db()
        self.assertEqual(self.fourth.summary_en, before)
        newest = Revision.objects.order_by("-pk").first()
        self.assertEqual((newest.user, newest.comment), (self.basil, f":restored {first.pk}"))
        self.assertIn("An earlier version was restored.", self.history(self.fourth))

    def test_the_whole_comes_back_with_its_parts(self):
        with recorded(self.amal, self.fourth):
            pass
        before, first = self.database(), self.last_of(self.fourth)
        with recorded(self.amal, self.fourth):
            self.maps.delete()
            self.memorandum.number, self.release.number = 7, 8
            self.memorandum.save()
            self.release.save()
            self.release.topics.set([self.ceasefire])
            Citation.objects.filter(decision=self.release).update(source=self.sana)
            make_decision(self.fourth, 3, "Something else", slug="something-else")
            self.followed.delete()
        with recorded(self.amal, self.fourth):
            # Numbers exchanged.
            Decision.objects.filter(pk=self.memorandum.pk).update(number=1000)
            Decision.objects.filter(pk=self.release.pk).update(number=1)
            Decision.objects.filter(pk=self.memorandum.pk).update(number=2)
        self.assertRestored(self.version(self.fourth, first))
        after = self.database()
        after["FormerAddress"] = [row for row in after["FormerAddress"] if row["slug"] != "something-else"]
        for name, rows in before.items():
            with self.subTest(name):
                self.assertEqual(after[name], rows)

    def test_search_finds_what_came_back(self):
        self.change(self.release, title_en="Nobody is released")
        self.assertRestored(
            self.version(self.release, Version.objects.get_for_object(self.release).last().revision)
        )
        self.release.refresh_from_db()
        self.assertIn("detainees", self.release.search_text)

    def test_only_the_decision_comes_back_from_its_own_page(self):
        self.change(self.release, text_en="All are released.")
        self.change(self.fourth, summary_en="A text of the round.")
        self.assertRestored(
            self.version(self.release, Version.objects.get_for_object(self.release).last().revision)
        )
        self.release.refresh_from_db()
        self.fourth.refresh_from_db()
        self.assertEqual(self.release.text_en, "They decided: Detainees are released.")
        self.assertEqual(self.fourth.summary_en, "A text of the round.")

    def test_an_address_stays(self):
        twelfth = make_round(self.astana, 13, "2019-03", status="planned", state=State.DRAFT)
        self.change(twelfth, summary_en="One.")
        self.change(twelfth, slug="the-thirteenth", summary_en="Two.")
        self.assertRestored(self.version(twelfth, Version.objects.get_for_object(twelfth).last().revision))
        twelfth.refresh_from_db()
        self.assertEqual((twelfth.slug, twelfth.summary_en), ("the-thirteenth", ""))

    def test_a_number_taken_since_is_said_and_nothing_changes(self):
        self.change(self.ninth, number=10)
        make_round(self.astana, 9, "2018-06-01/2018-06-02", slug="another-ninth")
        url = self.version(self.ninth, Version.objects.get_for_object(self.ninth).last().revision)
        before = self.database()
        answer = self.restore(url)
        self.assertContains(answer, "This track already has a round with this number.", status_code=409)
        self.assertContains(answer, "Nothing was changed.", status_code=409)
        self.assertEqual(self.database(), before)

    def test_a_source_deleted_since_is_said_and_nothing_changes(self):
        with recorded(self.amal):
            spare = make_source("Spare")
            citation = cite(spare, round=self.ninth)
        first = self.last_of(self.ninth)
        with recorded(self.amal, self.ninth):
            citation.delete()
        self.delete(spare)
        answer = self.client.get(self.version(self.ninth, first))
        self.assertContains(answer, "It cannot come back as long as this is deleted:")
        self.assertContains(answer, "Spare: spare")
        before = self.database()
        stands = answer.context["stands"]
        answer = self.client.post(self.version(self.ninth, first), {"stands": stands})
        self.assertContains(answer, "which was deleted since. Bring that back first.", status_code=409)
        self.assertEqual(self.database(), before)

    def test_a_link_to_what_is_gone_stays_empty_and_that_is_said(self):
        self.change(self.sovereignty, carries_on=self.maps)
        first = self.last_of(self.sovereignty)
        self.change(self.sovereignty, text_en="Otherwise.")
        self.delete(self.maps, by=self.basil)
        answer = self.client.get(self.version(self.sovereignty, first))
        self.assertContains(answer, "This was deleted since and stays empty:")
        self.assertRestored(self.version(self.sovereignty, first))
        self.sovereignty.refresh_from_db()
        self.assertIsNone(self.sovereignty.carries_on)

    def test_what_was_changed_meanwhile_is_shown_again(self):
        self.change(self.fourth, summary_en="One.")
        url = self.version(self.fourth, Version.objects.get_for_object(self.fourth).last().revision)
        stands = self.client.get(url).context["stands"]
        self.change(self.fourth, summary_en="Two.")
        answer = self.client.post(url, {"stands": stands})
        self.assertContains(answer, "The entry was changed while this page was open.", status_code=409)
        self.fourth.refresh_from_db()
        self.assertEqual(self.fourth.summary_en, "Two.")

    def test_editors_restore_drafts_and_publishers_what_readers_see(self):
        draft = make_round(self.astana, 13, "2019-03", status="planned", state=State.DRAFT)
        for meeting in (draft, self.fourth):
            self.change(meeting, summary_en="Another text.")
        drafts, published = (
            self.version(meeting, Version.objects.get_for_object(meeting).last().revision)
            for meeting in (draft, self.fourth)
        )
        self.client.force_login(self.amal)
        self.assertRestored(drafts)
        self.assertContains(self.client.get(published), "only a publisher may do it")
        self.assertEqual(self.client.post(published, {"stands": "…"}).status_code, 403)

    def test_editors_cannot_publish_by_restoring(self):
        self.change(self.fourth, state=State.DRAFT)
        url = self.version(self.fourth, Version.objects.get_for_object(self.fourth).last().revision)
        self.client.force_login(self.amal)
        self.assertContains(self.client.get(url), "only a publisher may do it")
        self.assertEqual(self.client.post(url, {"stands": "…"}).status_code, 403)

    def test_a_reader_sees_nothing_of_it(self):
        self.change(self.fourth, summary_en="…")
        self.client.logout()
        for url in (
            address(Round, "history", self.fourth),
            self.version(self.fourth, self.last_of(self.fourth)),
            address(Round, "deleted"),
            named("admin:deleted"),
        ):
            with self.subTest(url):
                self.assertEqual(self.client.get(url).status_code, 302)

    def test_a_published_edition_is_not_brought_back_to_a_draft(self):
        self.edition.is_published = False
        type(self.edition).objects.filter(pk=self.edition.pk).update(is_published=False)
        with recorded(self.basil, self.edition):
            type(self.edition).objects.filter(pk=self.edition.pk).update(is_published=True)
        first = Version.objects.get_for_object(self.edition).last().revision
        answer = self.restore(self.version(self.edition, first))
        self.assertContains(answer, "A published edition cannot be taken back.", status_code=409)


class RecoverTestCase(HistoryTestCase):
    def gone(self) -> str:
        return self.shown(named("admin:deleted"))

    def test_a_round_comes_back_with_all_that_went_with_it(self):
        cite(self.tass, follow_up=self.undone)
        before, url = self.database(), self.fourth.get_absolute_url()
        self.delete(self.fourth, by=self.basil)
        self.assertEqual(self.client.get(url).status_code, 410)
        self.assertFalse(Decision.objects.filter(pk=self.release.pk).exists())
        page = self.gone()
        self.assertIn("Astana 4", page)
        self.assertIn("basil", page)
        self.assertIn("Decisions: 3", page)
        self.assertNotIn("Maps are drawn", page)
        self.assertRestored(self.version(self.fourth, self.last_of(self.fourth)))
        self.assertEqual(self.database(), before)
        self.assertEqual(self.client.get(url).status_code, 200)
        self.assertEqual(Revision.objects.order_by("-pk").first().comment[:10], ":recovered")
        self.assertIn("Nothing was deleted.", self.gone())
        self.assertIn("The entry was brought back after it was deleted.", self.history(self.fourth))

    def test_a_decision_deleted_alone_comes_back_into_its_round(self):
        self.delete(self.maps, by=self.basil)
        self.assertIn("Maps are drawn", self.gone())
        self.assertIn("basil", self.gone())
        self.assertIn("basil deleted this entry on", self.history(self.maps))
        self.assertRestored(self.version(self.maps, self.last_of(self.maps)))
        self.assertTrue(self.fourth.decisions.filter(pk=self.maps.pk).exists())

    def test_what_lost_a_link_is_recorded_so(self):
        self.change(self.sovereignty, carries_on=self.maps)
        self.delete(self.maps, by=self.basil)
        page = self.history(self.ninth)
        self.assertIn("basil", page)
        self.assertIn("<del><bdi>Maps are drawn</bdi></del>", page)

    def test_a_source_comes_back(self):
        spare = make_source("Spare")
        url = spare.get_absolute_url()
        self.delete(spare)
        self.assertContains(self.client.get(address(Source, "deleted")), "Spare")
        self.client.force_login(self.amal)
        self.assertRestored(self.version(spare, self.last_of(spare)))
        self.assertTrue(Source.objects.filter(pk=spare.pk, slug="spare").exists())
        self.assertFalse(FormerAddress.objects.filter(slug="spare").exists())
        self.assertNotEqual(self.client.get(url).status_code, 410)

    def test_what_was_replaced_since_is_said(self):
        self.delete(self.maps, by=self.basil)
        make_decision(self.fourth, 3, "Other maps are drawn")
        before = self.database()
        answer = self.restore(self.version(self.maps, self.last_of(self.maps)))
        self.assertContains(answer, "cannot come back", status_code=409)
        self.assertEqual(self.database(), before)

    def test_a_part_waits_for_its_whole(self):
        self.delete(self.maps, by=self.basil)
        last = self.last_of(self.maps)
        self.delete(self.fourth, by=self.basil)
        answer = self.client.get(self.version(self.maps, last))
        self.assertContains(answer, "It cannot come back as long as this is deleted:")
        self.assertContains(answer, "Astana 4")

    def test_editors_bring_back_drafts_only(self):
        draft = make_round(self.astana, 13, "2019-03", status="planned", state=State.DRAFT)
        self.delete(draft)
        self.delete(self.ninth, by=self.basil)
        self.client.force_login(self.amal)
        self.assertRestored(self.version(draft, self.last_of(draft)))
        url = self.version(self.ninth, self.last_of(self.ninth))
        self.assertContains(self.client.get(url), "only a publisher may do it")
        self.assertEqual(self.client.post(url, {"stands": "…"}).status_code, 403)

    def test_it_is_listed_in_both_languages(self):
        self.delete(self.maps, by=self.basil)
        for language, words in (("ar", "رسم الخرائط"), ("en", "Maps are drawn")):
            for url in (
                address(Decision, "deleted", language=language),
                named("admin:deleted", language=language),
            ):
                answer = self.client.get(url)
                self.assertContains(answer, words)
                self.assertEqual(Page(answer).inline_code(), [])


class DeletingTestCase(HistoryTestCase):
    def test_it_says_what_would_go_and_which_addresses_readers_lose(self):
        for language in ("ar", "en"):
            with override(language):
                answer = self.client.get(address(Round, "delete", self.fourth, language))
                for entry in (
                    self.fourth,
                    self.maps,
                    self.undone,
                    self.said,
                    self.difference,
                    self.delegation,
                ):
                    self.assertContains(answer, str(entry))
                for entry in (self.fourth, self.maps):
                    self.assertContains(answer, f'<bdi dir="ltr">{entry.get_absolute_url()}</bdi>')
                self.assertEqual(Page(answer).inline_code(), [])

    def test_it_says_what_would_lose_its_link(self):
        self.change(self.sovereignty, carries_on=self.maps)
        answer = self.client.get(address(Decision, "delete", self.maps))
        self.assertContains(answer, "What would lose its link")
        self.assertContains(answer, "Sovereignty is affirmed")

    def test_it_says_what_stands_against_it_and_where_to_free_it(self):
        answer = self.client.get(address(Source, "delete", self.tass))
        for claim in (self.fourth, self.release):
            self.assertContains(answer, address(type(claim), "change", claim))
        answer = self.client.get(address(Person, "delete", self.minister))
        self.assertContains(answer, "It cannot be deleted as long as these entries name it.")
        self.assertContains(answer, str(self.said))

    def test_editors_delete_only_what_readers_do_not_see(self):
        draft = make_round(self.astana, 13, "2019-03", status="planned", state=State.DRAFT)
        self.client.force_login(self.amal)
        for entry, status in ((self.fourth, 403), (self.maps, 403), (draft, 302)):
            url = address(type(entry), "delete", entry)
            with self.subTest(entry):
                self.assertEqual(self.client.get(url).status_code, 200)
                self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, status)
        self.assertContains(
            self.client.get(address(Round, "delete", self.fourth)), "A publisher may delete what readers see."
        )
        self.assertTrue(Round.objects.filter(pk=self.fourth.pk).exists())
        self.assertFalse(Round.objects.filter(pk=draft.pk).exists())

    def test_its_queries_do_not_grow_with_what_goes(self):
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.client.get(address(Round, "delete", self.fourth))
            return len(queries)

        few = cost()
        for number in range(10, 20):
            decision = make_decision(self.fourth, number, f"Decision {number}", topics=[self.ceasefire])
            cite(self.tass, follow_up=make_follow_up(decision, "2018-01", "pending"))
        self.assertLessEqual(cost(), few + 2)

    def test_a_published_edition_cannot_be_chosen_for_deletion(self):
        sent = {"action": "delete_selected", "post": "yes", "_selected_action": [self.edition.pk]}
        self.client.post(address(Edition), sent)
        self.assertTrue(Edition.objects.filter(pk=self.edition.pk).exists())
