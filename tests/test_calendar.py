"""The rounds as a calendar: what a program that subscribes to it reads."""

import datetime as dt
from unittest.mock import patch

from django.utils.timezone import now
from icalendar import Calendar, Event

from talks.models import Edition, Round, State
from talks.record.freezing import freeze_current, publish_edition
from tests.base import PageTestCase, make_announcement, make_decision, make_round


class CalendarTestCase(PageTestCase):
    def calendar(self, query: str = "", language: str = "en") -> Calendar:
        answer = self.client.get(f"/{language}/rounds.ics{query}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Content-Type"], "text/calendar; charset=utf-8")
        return Calendar.from_ical(answer.content)

    def event(self, meeting: Round, query: str = "", language: str = "en") -> Event:
        """Give the event of a round, found by where it leads."""
        (found,) = [
            event
            for event in self.calendar(query, language).events
            if event["URL"].partition("?")[0].endswith(f"/rounds/{meeting.slug}/")
        ]
        return found

    def days(self, event: Event) -> tuple[str, str]:
        """Give the day on which an event starts, and the one before which it ends, where both are days."""
        for name in ("DTSTART", "DTEND"):
            self.assertEqual(event[name].params["VALUE"], "DATE")
        return event.start.isoformat(), event.end.isoformat()

    def replan(self, date: str, status: str = "planned") -> Event:
        """Give the event of a planned round with another date."""
        self.twelfth.date, self.twelfth.status = date, status
        self.twelfth.save()
        return self.event(self.twelfth)

    # The rounds

    def test_a_round_that_was_held_is_certain_and_lasts_all_its_days(self):
        event = self.event(self.fourth)
        self.assertEqual(self.days(event), ("2017-05-03", "2017-05-05"))
        self.assertEqual(event.status, "CONFIRMED")
        self.assertEqual(event["SUMMARY"], "Astana 4")
        self.assertEqual(event["LOCATION"], "Astana")
        self.assertEqual(event["URL"], "http://testserver/en/rounds/astana-4/")
        told = event["DESCRIPTION"].splitlines()
        self.assertEqual(told[0], "Held: 3–4 May 2017.")
        self.assertIn("3 decisions: 1 carried out in part, 1 stalled, 1 pending", told)
        self.assertIn("Astana Record, edition 1: the record as it stood on 29 November 2018.", told)
        self.assertEqual(told[-1], event["URL"])

    def test_a_round_that_slipped_says_by_how_much(self):
        told = self.event(self.ninth)["DESCRIPTION"]
        self.assertIn("2 announcements named 2 different dates", told)
        self.assertIn("Held 75 days after the end of the first window announced for it", told)

    def test_a_planned_round_of_which_only_the_month_is_known_is_tentative_and_says_so(self):
        event = self.event(self.twelfth)
        self.assertEqual(self.days(event), ("2019-02-01", "2019-03-01"))
        self.assertEqual(event.status, "TENTATIVE")
        self.assertEqual(event["SUMMARY"], "Astana 12 – planned, month only")
        self.assertIn("Planned for: February 2019.", event["DESCRIPTION"])
        self.assertIn("Known only to the month: every day that it can be is shown.", event["DESCRIPTION"])

    def test_what_its_title_says_is_not_said_again(self):
        Round.objects.filter(pk=self.twelfth.pk).update(title_en="Twelfth round (planned)")
        self.assertEqual(self.event(self.twelfth)["SUMMARY"], "Twelfth round (planned) – month only")

    def test_nobodys_day_is_taken_by_a_round(self):
        self.assertEqual({event.transparency for event in self.calendar().events}, {"TRANSPARENT"})

    def test_one_that_is_put_off_or_called_off_says_so(self):
        for status, told in {
            "postponed": ("TENTATIVE", "postponed", "Postponed; it was planned for: 20–21 February 2019."),
            "cancelled": ("CANCELLED", "cancelled", "Cancelled; it was planned for: 20–21 February 2019."),
        }.items():
            with self.subTest(status):
                event = self.replan("2019-02-20/2019-02-21", status=status)
                self.assertEqual(event.status, told[0])
                self.assertEqual(event["SUMMARY"], f"Astana 12 – {told[1]}")
                self.assertIn(told[2], event["DESCRIPTION"])
                self.assertEqual(self.days(event), ("2019-02-20", "2019-02-22"))

    def test_every_precision_of_a_date_shows_the_days_that_it_can_be(self):
        for date, (first, after, remark, told) in {
            "2019-02-20": ("2019-02-20", "2019-02-21", "planned", "Planned for: 20 February 2019."),
            "2019": ("2019-01-01", "2020-01-01", "planned, year only", "Known only to the year"),
            "2019-02/2019-03": ("2019-02-01", "2019-04-01", "planned, month only", "only to the month"),
            "2019-12": ("2019-12-01", "2020-01-01", "planned, month only", "only to the month"),
            "2019-02-20~": ("2019-02-20", "2019-02-21", "planned, date approximate", "is approximate"),
            "2019-02?": ("2019-02-01", "2019-03-01", "planned, month only, date uncertain", "is uncertain"),
            "2020-02%": (
                *("2020-02-01", "2020-03-01"),
                *("planned, month only, date approximate, date uncertain", "is uncertain"),
            ),
            "2019-02/..": ("2019-02-01", "2019-03-01", "planned, month only, day open", "It is to be after"),
        }.items():
            with self.subTest(date):
                event = self.replan(date)
                self.assertEqual(self.days(event), (first, after))
                self.assertEqual(event["SUMMARY"], f"Astana 12 – {remark}")
                self.assertIn(told, event["DESCRIPTION"])

    def test_a_date_whose_beginning_is_open_shows_its_end(self):
        make_announcement(self.twelfth, "2018-11-20", "../2019-02", by_party=self.kazakhstan)
        event = self.event(self.twelfth, "?as_of=2018-11-28")
        self.assertEqual(self.days(event), ("2019-02-01", "2019-03-01"))
        self.assertIn("It is to be by then; how long before is not known.", event["DESCRIPTION"])

    def test_it_can_be_of_one_round(self):
        (event,) = self.calendar("?round=astana-9").events
        self.assertEqual(event["SUMMARY"], "Astana 9")
        answer = self.client.get("/en/rounds.ics?round=astana-9")
        self.assertEqual(answer["Content-Disposition"], 'inline; filename="astana-9-en.ics"')

    # What stays and what grows

    def test_an_event_keeps_its_id_in_every_language_and_edition_and_on_every_host(self):
        ids = {event["UID"] for event in self.calendar().events}
        self.assertEqual(len(ids), 3)
        self.assertEqual({event["UID"] for event in self.calendar(language="ar").events}, ids)
        self.assertLess({event["UID"] for event in self.calendar("?as_of=2018-06-01").events}, ids)
        answer = self.client.get("/en/rounds.ics", headers={"host": "localhost"})
        self.assertEqual({event["UID"] for event in Calendar.from_ical(answer.content).events}, ids)
        # The very one: another would be a new event to everyone who has subscribed.
        self.assertEqual(self.event(self.fourth)["UID"], "435e4771-2a68-501c-8f12-69aa32d7f8f5")

    def test_its_sequence_grows_with_every_date_announced_and_once_it_is_held(self):
        before = self.event(self.twelfth).sequence
        make_announcement(self.twelfth, "2018-11-28", "2019-02-20", by_party=self.kazakhstan)
        Round.objects.filter(pk=self.twelfth.pk).update(date="2019-02-20")
        announced = self.event(self.twelfth).sequence
        self.assertEqual(announced, before + 1)
        Edition.objects.create(number=2, day=dt.date(2019, 5, 1), is_published=True)
        later = self.event(self.twelfth).sequence
        self.assertEqual(later, announced + 1)
        Round.objects.filter(pk=self.twelfth.pk).update(status=Round.Status.HELD)
        self.assertEqual(self.event(self.twelfth).sequence, later + 1)

    def test_it_is_of_the_editions_day_whatever_the_clock_says(self):
        for event in self.calendar().events:
            self.assertEqual(event.stamp, dt.datetime(2018, 11, 29, tzinfo=dt.UTC))
        answers = []
        for today in ("2018-11-29", "2031-01-01"):
            with patch("time.time", return_value=dt.datetime.fromisoformat(today).timestamp()):
                answers.append(self.client.get("/en/rounds.ics").content)
        self.assertEqual(*answers)

    def test_a_calendar_of_an_edition_says_for_ever_what_it_said(self):
        freeze_current()
        before = self.event(self.twelfth, "?edition=1")
        Round.objects.filter(pk=self.twelfth.pk).update(title_en="Moved", date="2019-04")
        publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 1)), now())
        self.assertEqual(self.event(self.twelfth)["SUMMARY"], "Moved – planned, month only")
        frozen = self.event(self.twelfth, "?edition=1")
        self.assertEqual(frozen, before)
        self.assertEqual(frozen["URL"], "http://testserver/en/rounds/astana-12/?edition=1")

    def test_it_can_be_asked_as_it_stood_on_a_day(self):
        event = self.event(self.ninth, "?as_of=2018-03-20")
        self.assertEqual(self.days(event), ("2018-04-01", "2018-05-01"))
        self.assertEqual(event["SUMMARY"], "Round 9 – planned, month only")
        self.assertEqual(event["URL"], "http://testserver/en/rounds/astana-9/?as_of=2018-03-20")
        self.assertNotIn("LOCATION", event)

    # The calendar

    def test_it_says_what_it_is_and_how_often_to_ask_again(self):
        calendar = self.calendar()
        self.assertEqual(calendar["VERSION"], "2.0")
        self.assertEqual(calendar["PRODID"], "-//Astana Record//Rounds//EN")
        self.assertEqual(calendar["METHOD"], "PUBLISH")
        for name in ("NAME", "X-WR-CALNAME"):
            self.assertEqual(calendar[name], "Rounds of the Astana talks")
        self.assertEqual(calendar["REFRESH-INTERVAL"].params["VALUE"], "DURATION")
        self.assertEqual(calendar.refresh_interval, dt.timedelta(days=1))
        self.assertEqual(calendar["SOURCE"], "http://testserver/en/rounds.ics")
        self.assertEqual(calendar["URL"], "http://testserver/en/rounds/")

    def test_it_is_in_the_language_of_its_address(self):
        calendar = self.calendar(language="ar")
        self.assertEqual(calendar["PRODID"], "-//Astana Record//Rounds//AR")
        event = self.event(self.fourth, language="ar")
        self.assertEqual(event["SUMMARY"], "أستانا 4")
        self.assertEqual(event["SUMMARY"].params["LANGUAGE"], "ar")
        self.assertEqual(event["LOCATION"], "أستانا")
        self.assertEqual(event["URL"], "http://testserver/ar/rounds/astana-4/")
        self.assertRegex(event["DESCRIPTION"], "[\u0620-\u064a]")

    def test_a_text_that_is_not_in_the_readers_language_says_in_which_it_is(self):
        Round.objects.filter(pk=self.fourth.pk).update(title_ar="")
        event = self.event(self.fourth, language="ar")
        self.assertEqual(event["SUMMARY"], "Astana 4")
        self.assertEqual(event["SUMMARY"].params["LANGUAGE"], "en")

    def test_its_lines_are_as_long_as_may_be_and_break_no_letter(self):
        Round.objects.filter(pk=self.fourth.pk).update(title_ar="جولة " * 30, venue_ar="فندق; «ريكسوس»، أ\\ب")
        content = self.client.get("/ar/rounds.ics").content
        lines = content.split(b"\r\n")
        self.assertEqual(lines[-1], b"")
        self.assertNotIn(b"\n", content.replace(b"\r\n", b""))
        self.assertGreater(max(map(len, lines)), 70)
        for line in lines:
            self.assertLessEqual(len(line), 75)
            line.decode()
        event = self.event(self.fourth, language="ar")
        self.assertEqual(event["SUMMARY"].split(), ["جولة"] * 30)
        self.assertIn("فندق; «ريكسوس»، أ\\ب", event["LOCATION"])

    def test_drafts_are_nowhere(self):
        make_round(self.astana, 13, "2019-04", status="planned", title_en="HIDDEN", state=State.DRAFT)
        make_announcement(self.twelfth, "2018-11-20", "2019-03", by_party=self.iran, state=State.REVIEW)
        make_decision(self.fourth, 9, "HIDDEN", state=State.DRAFT)
        before = self.event(self.twelfth).sequence
        content = self.client.get("/en/rounds.ics").content.decode()
        self.assertNotIn("HIDDEN", content)
        self.assertIn("3 decisions", content)
        self.assertEqual(before, self.edition.number)
        self.assertEqual(self.client.get("/en/rounds.ics?round=astana-13").status_code, 400)

    # The address

    def test_the_pages_of_the_rounds_lead_to_it(self):
        for language in ("en", "ar"):
            page = self.read(f"/{language}/rounds/")
            self.assertTrue(page.all("a", href=f"/{language}/rounds.ics", type="text/calendar"))
            self.assertTrue(page.all("a", href=f"webcal://testserver/{language}/rounds.ics"))
        page = self.read("/en/rounds/astana-12/?as_of=2018-11-28", status=None)
        self.assertTrue(self.read("/en/rounds/astana-12/").all("a", href="/en/rounds.ics?round=astana-12"))
        rewound = self.read("/en/rounds/astana-9/?as_of=2018-03-20")
        self.assertTrue(rewound.all("a", href="/en/rounds.ics?round=astana-9&as_of=2018-03-20"))

    def test_what_means_nothing_is_named(self):
        for query, told in {
            "round=astana-99": "round: “astana-99” is no round of the record.",
            "rond=astana-9": "“rond” means nothing here; what can be asked: round, edition, as_of.",
            "page=2": "“page” means nothing here",
            "as_of=soon": "as_of: “soon” is no day, month or year",
            "edition=7": "edition: “7” is no edition of the record",
        }.items():
            with self.subTest(query):
                answer = self.client.get(f"/en/rounds.ics?{query}")
                self.assertEqual(answer.status_code, 400)
                self.assertEqual(answer["Content-Type"], "text/plain; charset=utf-8")
                self.assertIn(told, answer.content.decode())
        self.assertEqual(self.client.get("/en/rounds.ics?utm_source=mail&round=").status_code, 200)

    def test_it_is_open_to_all_sites_and_kept_by_whoever_asks_again(self):
        answer = self.client.get("/en/rounds.ics")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        self.assertIn("s-maxage=60", answer["Cache-Control"])
        again = self.client.get("/en/rounds.ics", headers={"If-None-Match": answer["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_without_a_round_it_is_an_empty_calendar(self):
        Round.objects.all().delete()
        self.assertEqual(self.calendar().events, [])

    def test_it_asks_the_database_as_often_for_forty_rounds_as_for_three(self):
        few = self.queries_of("/en/rounds.ics")
        for number in range(20, 57):
            meeting = make_round(self.astana, number, f"2018-06-{number % 28 + 1:02}")
            make_decision(meeting, 1, "More")
            make_announcement(meeting, "2018-05-01", "2018-06", by_party=self.iran)
        self.assertEqual(self.queries_of("/en/rounds.ics"), few)
        self.assertLessEqual(few, 5)
