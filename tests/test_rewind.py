"""The record as it stood on an earlier day."""

import datetime as dt

from talks.models import Decision, Event, Participation, Round, State
from tests.base import (
    PageTestCase,
    cite,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_source,
    make_statement,
)


class RoundAsItStoodTestCase(PageTestCase):
    def stood(self, day: str) -> dict[int, Round]:
        """Give the rounds known on that day by their number."""
        return {meeting.number: meeting for meeting in Round.objects.for_timeline(self.as_of(day))}

    def test_later_rounds_are_gone(self):
        self.assertEqual(set(self.stood("2018-02-01")), {4})

    def test_what_had_been_announced_is_planned_for_the_date_announced_last(self):
        for day, date in {"2018-02-06": "2018-02-15/2018-02-28", "2018-03-16": "2018-04"}.items():
            with self.subTest(day):
                ninth = self.stood(day)[9]
                self.assertEqual((ninth.status, ninth.date), (Round.Status.PLANNED, date))
                self.assertEqual((ninth.title_en, ninth.title_ar), ("Round 9", "الجولة 9"))
                self.assertEqual((ninth.city_en, ninth.summary_en), ("", ""))

    def test_it_was_held_once_it_had_ended_and_under_way_before(self):
        held = self.stood("2018-05-15")[9]
        self.assertTrue(held.is_held())
        self.assertFalse(held.is_under_way(self.as_of("2018-05-15").on))
        self.assertTrue(self.stood("2018-05-14")[9].is_under_way(self.as_of("2018-05-14").on))

    def test_on_the_editions_day_nothing_is_taken_away(self):
        self.assertEqual(set(self.stood("")), {4, 9, 12})
        self.assertEqual(self.stood("")[4].summary_en, "Zones were agreed.")


class EventAsItStoodTestCase(PageTestCase):
    def test_of_what_still_lasted_the_end_is_not_known(self):
        Event.objects.filter(pk=self.ghouta.pk).update(summary_en="It fell.")
        during = Event.objects.known_by(self.as_of("2018-03-01")).get(pk=self.ghouta.pk)
        self.assertEqual((during.date, during.latest, during.summary_en), ("2017-07-22/..", None, ""))
        after = Event.objects.known_by(self.as_of("2018-04-14")).get(pk=self.ghouta.pk)
        self.assertEqual((after.date, after.summary_en), ("2017-07-22/2018-04-14", "It fell."))

    def test_what_had_not_begun_is_not_there(self):
        self.assertFalse(Event.objects.known_by(self.as_of("2018-09-16")).filter(pk=self.summit.pk).exists())
        self.assertTrue(Event.objects.known_by(self.as_of("2018-09-17")).filter(pk=self.summit.pk).exists())

    def test_what_belongs_to_it_says_no_more(self):
        Participation.objects.create(event=self.ghouta, party=self.turkey, state=State.PUBLISHED)
        page = self.read("/en/parties/turkey/?as_of=2018-03-01")
        self.assertIn("since 22 July 2017", page.words("main"))
        self.assertNotIn("14 April 2018", page.words("main"))


class MentionedTestCase(PageTestCase):
    """What an entry mentions is named only where readers may see it."""

    def test_a_draft_that_is_mentioned_stays_unnamed(self):
        make_follow_up(self.maps, "2018-09-17", "partly", from_event=self.summit)
        later = make_decision(self.ninth, 2, "Maps are redrawn", carries_on=self.buffer)
        page = self.read("/en/rounds/astana-4/")
        self.assertIn("Sochi summit", page.words("decisions"))
        self.assertIn("A buffer zone is set up", self.read("/en/rounds/astana-9/").words(later.slug))
        Event.objects.filter(pk=self.summit.pk).update(state=State.DRAFT)
        self.assertNotIn("Sochi summit", self.read("/en/rounds/astana-4/").words("decisions"))
        self.assertNotIn("A buffer zone", self.read("/en/rounds/astana-9/").words(later.slug))

    def test_what_came_later_stays_unnamed(self):
        make_statement(self.fourth, self.minister, "2018-05-14", "On that.", about=self.sovereignty)
        mentioned = "Sovereignty is affirmed"
        self.assertIn(mentioned, self.read("/en/people/kairat-abdrakhmanov/").html)
        self.assertNotIn(mentioned, self.read("/en/people/kairat-abdrakhmanov/?as_of=2018-05-14").html)

    def test_offices_are_told_as_of_the_editions_day_alone(self):
        self.assertIn("Foreign minister", self.read("/en/people/kairat-abdrakhmanov/").html)
        self.assertNotIn(
            "Foreign minister", self.read("/en/people/kairat-abdrakhmanov/?as_of=2018-02-01").html
        )


class RoundUnderWayTestCase(PageTestCase):
    def test_notes_on_who_came_are_not_known_yet(self):
        Participation.objects.create(
            round=self.ninth, party=self.russia, note_en="It left early.", state=State.PUBLISHED
        )
        for day, is_told in {"2018-05-14": False, "2018-05-15": True}.items():
            for address in ("/en/rounds/astana-9/", "/en/parties/russia/"):
                with self.subTest(address, day=day):
                    self.assertEqual("It left early." in self.read(f"{address}?as_of={day}").html, is_told)


class SourcesOfLaterTestCase(PageTestCase):
    def test_a_source_that_came_out_later_says_so(self):
        cite(make_source("Late News", published=dt.date(2018, 6, 1)), round=self.fourth)
        past = self.read("/en/rounds/astana-4/?as_of=2018-02-01")
        self.assertEqual(past.html.count("published later"), 1)
        self.assertIn("published later", past.words("source-1") + past.words("source-2"))
        self.assertNotIn("published later", self.read("/en/rounds/astana-4/").html)


class DecisionAsItStoodTestCase(PageTestCase):
    def status(self, day: str) -> str:
        return Decision.objects.known_by(self.as_of(day)).get(pk=self.memorandum.pk).status

    def test_its_status_is_the_one_known_by_then(self):
        self.assertEqual(self.status("2017-05-04"), "pending")
        self.assertEqual(self.status("2018-02-01"), "implemented")
        self.assertEqual(self.status(""), "partly")

    def test_its_outcome_speaks_of_the_editions_day_alone(self):
        Decision.objects.filter(pk=self.memorandum.pk).update(
            outcome_en="One is left.", outcome_ar="بقيت واحدة."
        )
        page = self.read("/en/rounds/astana-4/?as_of=2018-02-01")
        self.assertNotIn("One is left.", page.html)
        self.assertIn("One is left.", self.read("/en/rounds/astana-4/").html)

    def test_a_round_has_decided_when_it_ends(self):
        self.assertFalse(Decision.objects.known_by(self.as_of("2017-05-03")).exists())


class RewoundPageTestCase(PageTestCase):
    PAGES = [
        "/en/",
        "/en/rounds/",
        "/en/rounds/astana-4/",
        "/en/events/eastern-ghouta/",
        "/en/decisions/",
        "/en/decisions/astana-4-1/",
        "/en/topics/",
        "/en/topics/ceasefire/",
        "/en/guarantors/",
        "/en/parties/",
        "/en/parties/russia/",
        "/en/people/",
        "/en/people/kairat-abdrakhmanov/",
        "/en/sources/",
        "/en/sources/tass-2017-05-04/",
        "/en/differences/",
        "/en/search/",
        "/en/changes/",
    ]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_statement(cls.fourth, cls.minister, "2017-05-04", "It went well.")

    def test_every_page_says_which_day_it_shows_and_leads_back(self):
        for address in self.PAGES:
            with self.subTest(address):
                page = self.read(f"{address}?as_of=2018-02-01")
                self.assertIn("The record as it stood on 1 February 2018", page.words("day-shown"))
                self.assertTrue(page.all("a", href=address))
                self.assertEqual(self.read(address).words("day-shown"), "")

    def test_every_page_keeps_the_day_in_its_links(self):
        for address in self.PAGES:
            with self.subTest(address):
                page = self.read(f"{address}?as_of=2018-02-01")
                back = {address, f"/ar{address[3:]}"}
                for link in page.all("a"):
                    href = link["href"].partition("#")[0]
                    if href.startswith("/") and href not in back and "admin" not in href:
                        self.assertIn("as_of=2018-02-01", href)

    def test_every_page_shows_a_month_as_its_last_day(self):
        self.assertIn("28 February 2018", self.read("/en/rounds/?as_of=2018-02").words("day-shown"))

    def test_a_day_outside_the_record_is_the_nearest_and_said(self):
        for address in self.PAGES:
            with self.subTest(address):
                early = self.read(f"{address}?as_of=1999-01-01", status=None)
                if early.answer.status_code == 200:
                    self.assertIn("does not reach back to 1 January 1999", early.words("day-shown"))
                late = self.read(f"{address}?as_of=2030-01-01")
                self.assertIn("does not reach 1 January 2030", late.words("day-shown"))
                self.assertIn("29 November 2018", late.words("day-shown"))

    def test_a_day_in_another_century_is_one_all_the_same(self):
        for asked, said in {
            "1500-01-01": "reach back to 1 January 1500",
            "1500": "back to 1 January 1500",
            "9999-12-31": "does not reach 31 December 9999",
        }.items():
            with self.subTest(asked):
                self.assertIn(said, self.read(f"/en/rounds/?as_of={asked}").words("day-shown"))
        for asked in ("0000-01-01", "1500-13", "9999-02-30"):
            self.read(f"/en/rounds/?as_of={asked}", status=400)

    def test_a_day_that_is_none_is_named(self):
        for address in self.PAGES:
            for asked in ("yesterday", "2018-13-01", "2018-02-30", "2018-02-01~", "%00"):
                with self.subTest(address, asked=asked):
                    page = self.read(f"{address}?as_of={asked}", status=400)
                    self.assertNotIn("\x00", page.html)
        self.assertIn("“2018-02-30” is no day", self.read("/en/?as_of=2018-02-30", status=400).words("main"))
        self.assertIn("2018-02-30", self.read("/ar/?as_of=2018-02-30", status=400).words("main"))

    def test_an_empty_day_is_the_editions(self):
        self.assertEqual(self.read("/en/?as_of=").words("day-shown"), "")

    def test_a_page_that_came_later_says_so(self):
        page = self.read("/en/rounds/astana-9/?as_of=2017-12-01", status=404)
        self.assertIn("On 1 December 2017 the record had nothing at this address", page.words("main"))
        self.assertTrue(page.all("a", href="/en/rounds/astana-9/"))

    def test_a_page_of_the_past_is_not_for_search_engines(self):
        self.assertTrue(self.read("/en/rounds/?as_of=2018-02-01").all("meta", name="robots"))
        self.assertFalse(self.read("/en/rounds/").all("meta", name="robots"))


class RewoundDashboardTestCase(PageTestCase):
    def test_key_figures_and_headlines_follow(self):
        past, present = self.read("/en/?as_of=2018-02-01"), self.read("/en/")
        self.assertIn("1 round in less than a month, 2 zones of 2 left", past.words("timeline-headline"))
        self.assertIn("2 rounds in 12 months, 1 zone of 2 left", present.words("timeline-headline"))
        self.assertIn("3 decisions", past.words("decisions-headline"))
        self.assertIn("5 decisions", present.words("decisions-headline"))

    def test_an_announced_round_is_planned(self):
        words = self.read("/en/?as_of=2018-02-06").words("main")
        self.assertIn("15–28 February 2018", words)

    def test_a_form_without_scripts_goes_back_and_keeps_what_is_asked_for(self):
        page = self.read("/en/?topic=ceasefire")
        day = page.all("input", name="as_of")[0]
        self.assertEqual((day["type"], day["min"], day["max"]), ("date", "2017-05-03", "2018-11-29"))
        self.assertTrue(page.all("input", type="hidden", name="topic", value="ceasefire"))
        slider = page.all("input", id="rewind-slider")[0]
        self.assertIn("hidden", slider)
        self.assertEqual((slider["max"], slider["value"]), ("575", "575"))

    def test_the_filters_keep_the_day(self):
        page = self.read("/en/?as_of=2018-02-01")
        self.assertTrue(page.all("input", name="as_of", value="2018-02-01", form="filters"))

    def test_the_slider_gets_the_whole_page_and_its_address(self):
        answer = self.client.get(
            "/en/?as_of=2018-11-29&topic=ceasefire", headers={"HX-Request": "true", "HX-Trigger": "rewind"}
        )
        self.assertContains(answer, "<title>")
        self.assertEqual(answer["HX-Push-Url"], "/en/?topic=ceasefire")

    def test_the_figure_for_plotly_follows(self):
        past = self.client.get("/en/timeline.json?as_of=2018-02-01")
        self.assertNotContains(past, "Sochi summit")
        self.assertContains(self.client.get("/en/timeline.json"), "Sochi summit")
        self.assertEqual(self.client.get("/en/timeline.json?as_of=soon").status_code, 400)

    def test_it_asks_the_database_no_more_than_fifteen_times(self):
        make_event(self.summits, "Early", "مبكر", "2016-12-20")
        make_announcement(self.twelfth, "2018-01-20", "2019-02", by_party=self.russia)
        self.assertLessEqual(self.queries_of("/en/?as_of=2018-02-01"), 15)
