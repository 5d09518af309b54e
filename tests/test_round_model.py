"""Rounds: what the database refuses of them, which are held and planned, how they are named."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import override

from talks.models import Confidence, Round, State, Track
from tests.base import RecordTestCase, make_round


class RoundTestCase(RecordTestCase):
    # What the database refuses

    def test_it_cannot_end_before_it_starts(self):
        with self.assertRefusedBy("round_ends_not_before_it_starts"):
            Round.objects.filter(pk=self.fourth.pk).update(latest=dt.date(2017, 5, 2))

    def test_a_track_has_each_number_once(self):
        with self.assertRefusedBy("round_number_once_in_a_track"):
            make_round(self.astana, 4, "2017-06")

    def test_another_track_counts_for_itself(self):
        geneva = Track.objects.create(slug="geneva", name_en="Geneva", name_ar="جنيف")
        make_round(geneva, 4, "2017-02-23/2017-03-03")
        self.assertEqual(Round.objects.filter(number=4).count(), 2)

    def test_it_starts_on_a_known_day_even_if_it_is_planned(self):
        with self.assertRefusedBy("round_starts_on_a_known_day"):
            make_round(self.astana, 5, "../2018-05", status=Round.Status.PLANNED)

    def test_a_round_that_was_held_has_a_last_day(self):
        with self.assertRefusedBy("round_held_on_known_days"):
            make_round(self.astana, 5, "2018-05/..")

    def test_a_planned_round_may_have_an_open_end(self):
        make_round(self.astana, 5, "2018-05/..", status=Round.Status.PLANNED)
        self.assertIsNone(Round.objects.get(number=5).latest)

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("round_not_confirmed_is_no_fact"):
            make_round(self.astana, 5, "2017-07-04", confidence=Confidence.LOW)

    def test_what_is_not_confirmed_may_be_a_draft(self):
        make_round(self.astana, 5, "2017-07-04", confidence=Confidence.LOW, state=State.DRAFT)
        self.assertTrue(Round.objects.filter(number=5).exists())

    def test_an_editor_is_told_what_is_wrong_in_words(self):
        twice = Round(track=self.astana, number=4, status=Round.Status.HELD, date="2017-06/..")
        twice.earliest = dt.date(2017, 6, 1)
        with override("en"), self.assertRaises(ValidationError) as caught:
            twice.validate_constraints()
        self.assertEqual(
            sorted(caught.exception.messages),
            [
                "A round that was held has a first and a last day.",
                "This track already has a round with this number.",
            ],
        )

    # Which rounds

    def test_held_leaves_out_what_is_planned_postponed_or_cancelled(self):
        for number, status in enumerate(("postponed", "cancelled"), start=20):
            make_round(self.astana, number, "2018-10", status=status)
        self.assertCountEqual(Round.objects.held(), [self.fourth, self.ninth])

    def test_held_by_a_day_means_ended_by_that_day(self):
        for day, rounds in {
            dt.date(2018, 5, 14): [self.fourth],
            dt.date(2018, 5, 15): [self.fourth, self.ninth],
        }.items():
            with self.subTest(day=day):
                self.assertCountEqual(Round.objects.held(on=day), rounds)

    def test_planned_is_what_is_still_to_come(self):
        self.assertCountEqual(Round.objects.planned(), [self.twelfth])

    def test_the_timeline_has_published_rounds_in_the_order_of_time(self):
        make_round(self.astana, 5, "2017-07-04/2017-07-05")
        make_round(self.astana, 6, "2017-09-14/2017-09-15", state=State.DRAFT)
        numbers = [meeting.number for meeting in Round.objects.for_timeline(self.as_of())]
        self.assertEqual(numbers, [4, 5, 9, 12])

    # Questions

    def test_it_tells_whether_it_is_planned_or_was_held(self):
        self.assertEqual((self.fourth.is_planned(), self.fourth.is_held()), (False, True))
        self.assertEqual((self.twelfth.is_planned(), self.twelfth.is_held()), (True, False))

    def test_a_month_is_its_first_to_its_last_day(self):
        days = (self.twelfth.earliest, self.twelfth.latest)
        self.assertEqual(days, (dt.date(2019, 2, 1), dt.date(2019, 2, 28)))
        self.assertEqual(self.twelfth.precise_date.precision, "month")

    def test_its_place_is_said_in_the_readers_language(self):
        for language, place in {"en": "Astana", "ar": "أستانا"}.items():
            with self.subTest(language), override(language):
                self.assertEqual(self.fourth.place, place)

    # Its id

    def test_its_id_is_made_of_its_track_and_number(self):
        self.assertEqual(self.fourth.slug, "astana-4")

    def test_its_id_lasts_when_its_number_is_corrected(self):
        self.fourth.number = 5
        self.fourth.save()
        self.fourth.refresh_from_db()
        self.assertEqual(self.fourth.slug, "astana-4")

    def test_an_id_that_is_taken_gets_a_number(self):
        make_round(self.astana, 5, "2017-07-04", slug="astana-6")
        self.assertEqual(make_round(self.astana, 6, "2017-09-14").slug, "astana-6-2")
        make_round(self.astana, 7, "2017-10-30", slug="astana-8")
        make_round(self.astana, 10, "2018-07-30", slug="astana-8-2")
        self.assertEqual(make_round(self.astana, 8, "2017-12-21").slug, "astana-8-3")

    def test_an_id_given_by_an_editor_is_kept(self):
        self.assertEqual(make_round(self.astana, 5, "2017-07-04", slug="the-fifth").slug, "the-fifth")
