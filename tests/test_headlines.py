"""Headlines: sentences that are computed from the record, in both languages."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

from django.test import SimpleTestCase
from django.utils.translation import override

from talks import headlines
from talks.dates import PreciseDate
from talks.models import DateAnnouncement, Decision, Round, Status


def round_of(number: int, date: str, status: str = Round.Status.HELD) -> Round:
    """Give a round as the database would give it back."""
    precise = PreciseDate.parse(date)
    return Round(number=number, date=date, earliest=precise.earliest, latest=precise.latest, status=status)


def decisions(*statuses: str) -> list[Decision]:
    """Give decisions of which this became."""
    return [SimpleNamespace(status=status) for status in statuses]


def announcements(*dates: str) -> list[DateAnnouncement]:
    """Give announcements for these dates, in the order in which they were made."""
    return [DateAnnouncement(date=date, latest=PreciseDate.parse(date).latest) for date in dates]


DAY = dt.date(2018, 11, 29)
FOURTH = round_of(4, "2017-05-03/2017-05-04")
NINTH = round_of(9, "2018-05-14/2018-05-15")


class HeadlinesTestCase(SimpleTestCase):
    def assertSays(self, english: str, phrase: Callable, *arguments) -> None:
        """Expect this phrase in English, and another in Arabic."""
        with override("en"):
            self.assertEqual(phrase(*arguments), english)
        with override("ar"):
            arabic = phrase(*arguments)
        self.assertNotEqual(arabic, english)
        self.assertRegex(arabic, r"[\u0620-\u064a]")
        self.assertNotRegex(arabic, r"[A-Za-z%]")

    def test_it_counts_decisions_rounds_and_months(self):
        self.assertSays("1 decision", headlines.decisions_counted, 1)
        self.assertSays("10 decisions", headlines.decisions_counted, 10)
        self.assertSays("1 round", headlines.rounds_counted, 1)
        self.assertSays("11 rounds", headlines.rounds_counted, 11)
        self.assertSays("1 month", headlines.months_counted, 1)
        self.assertSays("22 months", headlines.months_counted, 22)
        self.assertSays("less than a month", headlines.months_counted, 0)

    def test_it_counts_in_the_six_forms_of_arabic(self):
        with override("ar"):
            phrases = [headlines.decisions_counted(count) for count in (0, 1, 2, 3, 11, 100)]
        words = {phrase.translate({ord(digit): None for digit in "0123456789"}).strip() for phrase in phrases}
        self.assertEqual(len(words), 6, phrases)

    def test_it_says_what_became_of_one_or_more(self):
        for status, english in {
            Status.IMPLEMENTED: "2 carried out",
            Status.PARTLY: "2 carried out in part",
            Status.STALLED: "2 stalled",
            Status.LAPSED: "2 lapsed",
            Status.PENDING: "2 pending",
            Status.UNKNOWN: "2 not known",
            Status.PRINCIPLE: "2 principles",
        }.items():
            with self.subTest(status):
                self.assertSays(english, headlines.status_counted, status, 2)
        self.assertSays("1 principle", headlines.status_counted, Status.PRINCIPLE, 1)

    def test_it_has_words_for_every_status(self):
        for status in Status:
            with self.subTest(status), override("en"):
                self.assertTrue(headlines.status_counted(status, 1).startswith("1 "))

    def test_statuses_stand_in_their_order_whatever_the_order_of_the_decisions(self):
        self.assertSays(
            "1 carried out, 2 pending",
            headlines.statuses_counted,
            decisions("pending", "implemented", "pending"),
        )

    def test_a_meeting_with_its_decisions(self):
        self.assertSays(
            "3 decisions: 1 stalled, 2 principles",
            headlines.meeting_counted,
            decisions("principle", "stalled", "principle"),
        )

    def test_a_meeting_with_one_decision_does_not_count_twice(self):
        self.assertSays("1 decision: pending", headlines.meeting_counted, decisions("pending"))

    def test_a_meeting_without_decisions_says_nothing(self):
        self.assertEqual(headlines.meeting_counted([]), "")

    def test_the_zones_that_are_left(self):
        self.assertSays("1 zone of 4 left", headlines.zones_left, 1, 4)
        self.assertSays("2 zones of 4 left", headlines.zones_left, 2, 4)
        self.assertSays("no zone of 4 left", headlines.zones_left, 0, 4)

    def test_the_timeline_in_one_line(self):
        say = headlines.timeline_headline
        self.assertSays("2 rounds in 12 months, 1 zone of 4 left", say, [FOURTH, NINTH], 1, 4)
        self.assertSays("2 rounds in 12 months", say, [FOURTH, NINTH], 0, 0)
        self.assertSays("No round held yet", say, [], 4, 4)

    def test_the_events_between_rounds(self):
        say = headlines.events_between
        self.assertSays("2 events between rounds 4 and 9", say, 2, FOURTH, NINTH)
        self.assertSays("1 event between rounds 4 and 9", say, 1, FOURTH, NINTH)
        self.assertSays("3 events since round 9", say, 3, NINTH, None)
        self.assertSays("1 event before round 4", say, 1, None, FOURTH)
        self.assertSays("2 events", say, 2, None, None)

    def test_a_round_that_was_held(self):
        say = headlines.round_headline
        self.assertSays("2 decisions: 2 pending", say, FOURTH, decisions("pending", "pending"), DAY)
        self.assertSays("No decision in the record", say, FOURTH, [], DAY)

    def test_a_round_that_is_under_way(self):
        self.assertSays("Under way on this day", headlines.round_headline, FOURTH, [], dt.date(2017, 5, 3))

    def test_a_round_that_is_planned(self):
        say = headlines.round_headline
        to_the_month = round_of(12, "2019-02", Round.Status.PLANNED)
        to_the_day = round_of(12, "2019-02-14/2019-02-15", Round.Status.PLANNED)
        self.assertSays("Planned for February 2019, the day not fixed", say, to_the_month, [], DAY)
        self.assertSays("Planned for 14–15 February 2019", say, to_the_day, [], DAY)

    def test_what_became_of_those_that_can_be_measured(self):
        say = headlines.outcome_headline
        self.assertSays(
            "Of 4 decisions that can be measured, 2 were carried out, 1 in part",
            say,
            decisions("implemented", "implemented", "partly", "stalled", "principle"),
        )
        self.assertSays(
            "Of 1 decision that can be measured, 0 were carried out, 0 in part",
            say,
            decisions("stalled"),
        )
        for none in ([], decisions("principle")):
            self.assertSays("No decision here that can be measured", say, none)

    def test_how_late_a_round_was_held(self):
        say = headlines.slippage
        first = "Held {} after the end of the first window announced for it"
        self.assertSays(
            first.format("75 days"), say, NINTH, announcements("2018-02-15/2018-02-28", "2018-04")
        )
        self.assertSays(first.format("1 day"), say, NINTH, announcements("2018-05-13"))

    def test_a_round_that_was_not_late_says_nothing(self):
        for what, (meeting, dates) in {
            "held as announced": (NINTH, ["2018-05-14/2018-05-15"]),
            "held early": (NINTH, ["2018-06"]),
            "nothing announced": (NINTH, []),
            "announced without an end": (NINTH, ["2018-03/.."]),
            "not held": (round_of(12, "2019-02", Round.Status.PLANNED), ["2018-12"]),
        }.items():
            with self.subTest(what):
                self.assertEqual(headlines.slippage(meeting, announcements(*dates)), "")

    def test_how_long_something_has_lasted(self):
        say = headlines.time_since
        self.assertSays("for 18 months", say, dt.date(2017, 5, 4), dt.date(2018, 11, 29))
        self.assertSays("for 1 month", say, dt.date(2018, 10, 28), dt.date(2018, 11, 29))
        self.assertSays("for less than a month", say, dt.date(2018, 11, 1), dt.date(2018, 11, 29))
