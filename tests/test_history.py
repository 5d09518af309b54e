"""Who changed what and when at the desk, and the way back."""

from django.contrib.auth import get_user_model
from django.test.utils import CaptureQueriesContext
from django.db import connection
from reversion.models import Revision, Version

from talks.models import Citation, Decision, Round, ZoneEvent
from talks.versions.recording import recorded
from tests.base import cite, make_decision, make_event, make_follow_up, make_round
from tests.test_admin import EditorTestCase


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
            1 / 0
        self.assertEqual(self.revisions(), [])

    def test_a_large_round_costs_no_query_a_row(self):
        def cost(meeting: Round) -> int:
            with CaptureQueriesContext(connection, ) as queries:
                with recorded(self.editor, meeting):
                    Round.objects.filter(pk=meeting.pk).update(summary_en="Much was said.")
            return len(queries)

        small, large = (make_round(self.astana, number, f"20{number}-01-01") for number in (21, 22))
        for number in range(1, 18):
            decision = make_decision(large, number, f"Decision {number}", topics=[self.ceasefire], adopted_by=[self.iran])
            cite(self.tass, decision=decision)
            cite(self.tass, follow_up=make_follow_up(decision, "2022-02", "pending"))
        make_decision(small, 1, "A decision", topics=[self.ceasefire])
        cost(self.ninth)
        of_small = cost(small)
        of_large = cost(large)
        print(of_small, of_large)
        self.assertLess(of_large, 130)
        self.assertLess(of_large, of_small + 30)
