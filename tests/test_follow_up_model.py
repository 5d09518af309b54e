"""Follow-ups: one a day for each decision, in the order of time."""

import datetime as dt

from talks.models import Confidence, FollowUp
from tests.base import RecordTestCase, make_follow_up


class FollowUpTestCase(RecordTestCase):
    def test_a_decision_has_one_on_a_day(self):
        with self.assertRefusedBy("follow_up_once_a_day"):
            make_follow_up(self.release, "2017-09-15", "lapsed")

    def test_two_decisions_may_each_have_one_on_the_same_day(self):
        make_follow_up(self.maps, "2017-09-15", "lapsed")
        self.assertEqual(FollowUp.objects.filter(earliest=dt.date(2017, 9, 15)).count(), 3)

    def test_it_cannot_end_before_it_starts(self):
        with self.assertRefusedBy("followup_ends_not_before_it_starts"):
            FollowUp.objects.filter(pk=self.undone.pk).update(latest=dt.date(2018, 6, 30))

    def test_it_is_reported_on_known_days(self):
        for date in ("2018-06/..", "../2018-06"):
            with self.subTest(date=date), self.assertRefusedBy("follow_up_on_known_days"):
                make_follow_up(self.maps, date, "pending")

    def test_it_came_from_one_meeting_at_most(self):
        make_follow_up(self.maps, "2018-05-15", "stalled", from_round=self.ninth)
        with self.assertRefusedBy("follow_up_from_one_meeting"):
            make_follow_up(self.maps, "2018-09-17", "stalled", from_round=self.ninth, from_event=self.summit)

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("followup_not_confirmed_is_no_fact"):
            make_follow_up(self.maps, "2018-01", "lapsed", confidence=Confidence.LOW)

    def test_those_known_by_a_day_stand_in_the_order_of_time(self):
        known = self.memorandum.follow_ups.known_by(self.as_of("2018-07-01"))
        self.assertEqual([follow_up.date for follow_up in known], ["2017-05-04", "2017-09-15", "2018-07"])
        self.assertEqual(self.memorandum.follow_ups.known_by(self.as_of("2018-06-30")).count(), 2)

    def test_its_id_names_the_decision_and_the_date(self):
        self.assertEqual(self.undone.slug, "astana-4-1-2018-07")

    def test_its_id_leaves_out_the_signs_of_spans_and_doubts(self):
        for date, slug in {
            "2018-01/2018-02": "astana-4-3-2018-01-2018-02",
            "2018-05~": "astana-4-3-2018-05",
        }.items():
            with self.subTest(date=date):
                self.assertEqual(make_follow_up(self.maps, date, "pending").slug, slug)
