"""The record as it is shipped: what it holds, and what holds for all of it."""

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db.models import Count, F
from django.test import TestCase

from talks.models import (
    Confidence,
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    Event,
    FollowUp,
    Participation,
    Party,
    Round,
    Source,
    State,
    Statement,
    ZoneEvent,
)
from talks.record import load
from talks.record.fields import Text
from talks.record.kinds import KINDS

DAY = dt.date(2018, 11, 29)
CLAIMS = [Round, Event, Participation, Decision, FollowUp, Statement, DateAnnouncement]


class RecordDataTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load(settings.BASE_DIR / "talks" / "data")

    def test_it_is_all_there(self) -> None:
        counts = {kind.name: kind.model.objects.count() for kind in KINDS}
        self.assertEqual(
            counts,
            {
                "edition": 1,
                "tracks": 7,
                "topics": 15,
                "parties": 21,
                "people": 46,
                "sources": 540,
                "rounds": 12,
                "events": 51,  # and four of them the zones
                "zone_events": 17,
                "participations": 272,
                "decisions": 155,
                "follow_ups": 355,
                "statements": 89,
                "announcements": 41,
                "differences": 45,
            },
        )
        self.assertEqual(Event.objects.zones().count(), 4)
        self.assertEqual(Decision.objects.of_rounds().count(), 88)
        self.assertEqual(Decision.objects.filter(carries_on__isnull=False).count(), 86)

    def test_its_edition_is_the_day_of_the_eleventh_round(self) -> None:
        edition = Edition.objects.current()
        self.assertEqual((edition.number, edition.day), (1, DAY))
        self.assertEqual(Round.objects.held().get(number=11).latest, DAY)

    def test_it_has_eleven_rounds_held_and_the_twelfth_planned_for_a_month(self) -> None:
        self.assertEqual(
            list(Round.objects.held(DAY).order_by("number").values_list("number", flat=True)),
            list(range(1, 12)),
        )
        planned = Round.objects.planned().get()
        self.assertEqual((planned.number, planned.date), (12, "2019-02"))
        self.assertEqual(set(Round.objects.values_list("track__slug", flat=True)), {"astana"})

    def test_it_names_the_guarantors_in_their_order(self) -> None:
        self.assertEqual([party.slug for party in Party.objects.guarantors()], ["russia", "turkey", "iran"])

    def test_it_gives_each_decision_of_the_rounds_its_status(self) -> None:
        statuses = Decision.objects.of_rounds().published().with_status(DAY).values_list("status", flat=True)
        self.assertEqual(
            Counter(statuses),
            {"implemented": 18, "partly": 38, "stalled": 4, "pending": 7, "unknown": 6, "principle": 15},
        )

    def test_it_gives_each_decision_its_status(self) -> None:
        decisions = Decision.objects.published().with_status(DAY)
        self.assertEqual(
            Counter(decision.status for decision in decisions),
            {
                "implemented": 32,
                "partly": 64,
                "stalled": 10,
                "lapsed": 5,
                "pending": 16,
                "unknown": 7,
                "principle": 21,
            },
        )
        self.assertEqual([decision.slug for decision in decisions if not decision.status_day], [])

    def test_it_follows_up_no_decision_before_it_was_begun(self) -> None:
        for of in ("round", "event"):
            early = FollowUp.objects.filter(latest__lt=F(f"decision__{of}__earliest"))
            self.assertEqual(list(early.values_list("slug", flat=True)), [])

    def test_it_carries_on_earlier_decisions_only(self) -> None:
        decisions = {decision.pk: decision for decision in Decision.objects.with_day()}
        for decision in decisions.values():
            if decision.carries_on_id:
                with self.subTest(decision.slug):
                    self.assertLessEqual(decisions[decision.carries_on_id].decided_on, decision.decided_on)

    def test_it_numbers_the_decisions_of_each_meeting_from_one(self) -> None:
        for model in (Round, Event):
            for meeting in model.objects.prefetch_related("decisions"):
                numbers = sorted(decision.number for decision in meeting.decisions.all())
                with self.subTest(meeting.slug):
                    self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_every_published_claim_cites_a_source(self) -> None:
        for model in CLAIMS:
            unsourced = model.objects.published().filter(citations=None)
            with self.subTest(model.__name__):
                self.assertEqual(list(unsourced.values_list("slug", flat=True)), [])
        versions = DifferenceVersion.objects.filter(difference__state=State.PUBLISHED, citations=None)
        self.assertFalse(versions.exists())
        outcomes = Decision.objects.exclude(outcome_en="").filter(outcome_citations=None)
        self.assertEqual(list(outcomes.values_list("slug", flat=True)), [])

    def test_every_source_is_cited(self) -> None:
        uncited = Source.objects.annotate(uses=Count("citations")).filter(uses=0)
        self.assertEqual(list(uncited.values_list("slug", flat=True)), [])

    def test_nothing_in_it_was_known_only_later(self) -> None:
        self.assertFalse(Source.objects.filter(published__gt=DAY).exists())
        self.assertFalse(Statement.objects.filter(day__gt=DAY).exists())
        self.assertFalse(DateAnnouncement.objects.filter(announced_on__gt=DAY).exists())
        self.assertFalse(FollowUp.objects.filter(latest__gt=DAY).exists())
        self.assertFalse(Event.objects.filter(latest__gt=DAY).exists())

    def test_it_says_everything_in_both_languages(self) -> None:
        for kind in KINDS:
            texts = [key for key in kind.keys if isinstance(key, Text)]
            for row in kind.model.objects.all():
                for key in texts:
                    written = {bool(getattr(row, column.attname)) for column in key.columns.values()}
                    self.assertEqual(len(written), 1, f"{kind.file} {row.pk}: {key.name}")
        self.assertFalse(DifferenceVersion.objects.filter(text_ar="").exists())
        self.assertFalse(DifferenceVersion.objects.filter(text_en="").exists())

    def test_only_what_is_not_confirmed_is_a_draft(self) -> None:
        drafts = [
            entry.slug for model in [*CLAIMS, Difference] for entry in model.objects.filter(state=State.DRAFT)
        ]
        self.assertEqual(drafts, ["astana-8-s6"])
        self.assertEqual(Statement.objects.get(slug="astana-8-s6").confidence, Confidence.LOW)

    def test_it_knows_dates_no_better_than_its_sources(self) -> None:
        dates = dict(Event.objects.values_list("slug", "date"))
        self.assertEqual(dates["southeast-idlib-offensive"], "2017-12/2018-01-21")
        self.assertEqual(dates["detainees-working-group-3"], "2018-06")
        self.assertTrue(FollowUp.objects.filter(decision__slug="geneva-6-1", date="2017-06").exists())

    def test_it_tells_how_long_each_zone_lasted(self) -> None:
        self.assertEqual(
            dict(Event.objects.zones().values_list("slug", "date")),
            {
                "idlib": "2017-05-06/..",
                "northern-homs": "2017-05-06/2018-05-16",
                "eastern-ghouta": "2017-05-06/2018-04-14",
                "south-west": "2017-05-06/2018-07-31",
            },
        )
        self.assertEqual(ZoneEvent.objects.exclude(contested_date="").count(), 5)
        for contested in ZoneEvent.objects.exclude(contested_date="").select_related("zone"):
            self.assertGreaterEqual(contested.earliest, contested.zone.earliest)
            self.assertLessEqual(contested.latest, contested.zone.latest or DAY)

    def test_its_titles_of_sources_are_titles_and_no_remarks(self) -> None:
        self.assertEqual(list(Source.objects.filter(title__startswith="[").values_list("slug")), [])

    def test_its_labels_for_charts_are_unlike_each_other(self) -> None:
        for code in settings.RECORD_LANGUAGES:
            labels = [
                label
                for model in (Round, Event)
                for label in model.objects.values_list(f"short_label_{code}", flat=True)
            ]
            self.assertEqual([label for label, number in Counter(labels).items() if number > 1], [])
