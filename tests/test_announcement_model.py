"""Announced dates: who announced them, and which were public by a day."""

import datetime as dt

from talks.models import Confidence, DateAnnouncement
from tests.base import RecordTestCase, make_announcement


class AnnouncementTestCase(RecordTestCase):
    def test_somebody_made_it(self):
        with self.assertRefusedBy("announcement_by_person_or_party"):
            make_announcement(self.twelfth, "2018-11-29", "2019-02")

    def test_a_person_or_a_party_made_it_but_not_both(self):
        with self.assertRefusedBy("announcement_by_person_or_party"):
            make_announcement(
                self.twelfth, "2018-11-29", "2019-02", by_person=self.minister, by_party=self.kazakhstan
            )

    def test_it_cannot_end_before_it_starts(self):
        with self.assertRefusedBy("dateannouncement_ends_not_before_it_starts"):
            DateAnnouncement.objects.update(latest=dt.date(2018, 1, 1))

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("dateannouncement_not_confirmed_is_no_fact"):
            make_announcement(
                self.twelfth, "2018-11-29", "2019-02", by_party=self.russia, confidence=Confidence.LOW
            )

    def test_it_was_public_from_the_day_on_which_it_was_made(self):
        for day, announcements in {
            "2018-02-05": [],
            "2018-02-06": [self.first_window],
            "2018-03-16": [self.first_window, self.second_window],
        }.items():
            with self.subTest(day=day):
                self.assertEqual(list(self.ninth.announcements.known_by(self.as_of(day))), announcements)

    def test_it_is_kept_when_the_date_slips(self):
        make_announcement(self.ninth, "2018-04-20", "2018-05-14/2018-05-15", by_party=self.kazakhstan)
        dates = [announcement.date for announcement in self.ninth.announcements.all()]
        self.assertEqual(dates, ["2018-02-15/2018-02-28", "2018-04", "2018-05-14/2018-05-15"])

    def test_its_id_names_the_round_and_the_day(self):
        self.assertEqual(self.first_window.slug, "astana-9-announced-2018-02-06")
