"""Events and the stories of zones: what the database refuses of them, and what the timeline gets."""

import datetime as dt

from talks.models import Confidence, Event, State, ZoneEvent
from tests.base import RecordTestCase, make_event


class EventTestCase(RecordTestCase):
    def test_it_cannot_end_before_it_starts(self):
        with self.assertRefusedBy("event_ends_not_before_it_starts"):
            Event.objects.filter(pk=self.ghouta.pk).update(latest=dt.date(2017, 7, 21))

    def test_it_starts_on_a_known_day(self):
        with self.assertRefusedBy("event_starts_on_a_known_day"):
            make_event(self.summits, "Some time before May", "قبل أيار", "../2018-05")

    def test_one_that_goes_on_has_no_last_day(self):
        self.assertEqual((self.idlib.earliest, self.idlib.latest), (dt.date(2017, 9, 15), None))

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("event_not_confirmed_is_no_fact"):
            make_event(self.summits, "Rumour", "شائعة", "2018-01", confidence=Confidence.LOW)

    def test_zones_are_the_events_that_are_zones(self):
        self.assertCountEqual(Event.objects.zones(), [self.ghouta, self.idlib])
        self.assertEqual((self.idlib.is_zone(), self.summit.is_zone()), (True, False))

    def test_the_timeline_has_published_events_lane_by_lane_in_the_order_of_time(self):
        make_event(self.summits, "Draft summit", "مسودة", "2018-10-27", state=State.DRAFT)
        self.assertEqual(
            list(Event.objects.for_timeline(self.as_of())),
            [self.visit, self.summit, self.ghouta, self.idlib, self.offensive],
        )

    def test_its_id_is_made_of_its_english_title(self):
        self.assertEqual(self.summit.slug, "sochi-summit")
        self.assertEqual(make_event(self.summits, "Sochi summit!", "سوتشي", "2018-10").slug, "sochi-summit-2")

    def test_its_id_is_made_where_the_title_has_no_latin_letters(self):
        self.assertEqual(make_event(self.summits, "", "قمة", "2018-10").slug, "event")

    def test_a_long_title_gives_an_id_that_fits(self):
        first, second = (make_event(self.summits, "Long " * 40, "طويل", "2018-10") for _ in range(2))
        self.assertLessEqual(len(second.slug), 80)
        self.assertNotEqual(first.slug, second.slug)


class ZoneEventTestCase(RecordTestCase):
    def test_a_zone_names_an_event_once(self):
        with self.assertRefusedBy("zone_names_an_event_once"):
            ZoneEvent.objects.create(zone=self.ghouta, event=self.offensive)

    def test_a_contest_cannot_end_before_it_starts(self):
        with self.assertRefusedBy("zone_contested_ends_not_before_it_starts"):
            ZoneEvent.objects.update(latest=dt.date(2018, 2, 17))

    def test_its_id_names_the_zone_and_the_event(self):
        self.assertEqual(ZoneEvent.objects.get().slug, "eastern-ghouta-offensive-on-ghouta")

    def test_an_event_without_a_contest_has_no_days(self):
        agreed = ZoneEvent.objects.create(zone=self.ghouta, event=self.summit)
        self.assertEqual((agreed.earliest, agreed.latest), (None, None))
