"""The pages of rounds and events, and the list of rounds."""

import datetime as dt

from talks.models import Difference, DifferenceVersion, Participation, Person, Round, State, Statement
from tests.base import (
    PageTestCase,
    cite,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_source,
    make_statement,
)


class RoundPageTestCase(PageTestCase):
    ADDRESS = "/en/rounds/astana-4/"

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.envoy = Person.objects.create(
            name_en="Staffan de Mistura",
            name_ar="ستيفان دي ميستورا",
            office_en="UN envoy",
            party=cls.kazakhstan,
        )
        Participation.objects.create(
            round=cls.fourth, party=cls.russia, role="guarantor", head=cls.envoy, state=State.PUBLISHED
        )
        cls.came = Participation.objects.create(
            round=cls.fourth,
            party=cls.turkey,
            role="guarantor",
            note_en="Its minister stayed away.",
            note_ar="غاب وزيرها.",
            state=State.PUBLISHED,
        )
        cite(cls.tass, participation=cls.came)

    def test_it_says_when_where_and_what_came_of_it(self):
        page = self.read(self.ADDRESS)
        self.assertIn("3–4 May 2017", page.words("main"))
        self.assertIn("Astana", page.words("main"))
        self.assertIn("Zones were agreed.", page.words("main"))
        self.assertIn("What was decided: 3 decisions", page.words("decisions-headline"))

    def test_it_has_the_same_in_arabic(self):
        page = self.read("/ar/rounds/astana-4/")
        self.assertIn("3 و4 مايو/أيار 2017", page.words("main"))
        self.assertIn("إنشاء مناطق خفض التصعيد", page.words("decisions"))
        self.assertEqual(page.all("html")[0]["dir"], "rtl")

    def test_a_decision_shows_kind_topics_adopters_and_every_follow_up(self):
        words = self.read(self.ADDRESS).words("astana-4-1")
        for said in (
            "agreement",
            "Ceasefire",
            "Russia",
            "Turkey",
            "Iran",
            "carried out in part",
            "3 follow-ups",
        ):
            with self.subTest(said):
                self.assertIn(said, words)
        for day in ("4 May 2017", "15 September 2017", "July 2018"):
            with self.subTest(day):
                self.assertIn(day, words)

    def test_who_came_and_who_led_them(self):
        words = self.read(self.ADDRESS).words("participants")
        self.assertIn("Staffan de Mistura", words)
        self.assertIn("not named in the sources", words)
        self.assertIn("Its minister stayed away.", words)

    def test_each_claim_leads_to_its_sources(self):
        page = self.read(self.ADDRESS)
        self.assertIn("TASS", page.words("source-1"))
        self.assertIn("البيان الختامي", page.words("source-2"))
        self.assertTrue(page.all("a", href="#source-2"))
        self.assertTrue(page.all("a", href="https://sana.example/4"))
        self.assertTrue(page.all("a", href="/en/sources/tass-2017-05-04/"))

    def test_an_objection_stands_with_the_decision_that_it_is_about(self):
        objection = make_statement(
            self.fourth,
            self.envoy,
            "2017-05-04",
            "Nothing has moved.",
            about=self.release,
            relation=Statement.Relation.DISSENT,
        )
        page = self.read(self.ADDRESS)
        self.assertIn("Objection", page.words("astana-4-2"))
        self.assertIn("Nothing has moved.", page.words(objection.slug))
        self.assertIn("Nothing has moved.", page.words("astana-4-2"))

    def test_sources_that_differ_are_named_beside_the_fact(self):
        difference = Difference.objects.create(
            round=self.fourth,
            field="dates",
            text_en="One or two days.",
            text_ar="يوم أو يومان.",
            why_en="Both days were used.",
            why_ar="استخدم اليومان.",
            state=State.PUBLISHED,
        )
        followed = DifferenceVersion.objects.create(
            difference=difference, text_en="Two days.", text_ar="يومان.", is_followed=True
        )
        DifferenceVersion.objects.create(
            difference=difference, text_en="One day.", text_ar="يوم.", position=1
        )
        cite(self.tass, version=followed)
        page = self.read(self.ADDRESS)
        self.assertTrue(page.all("a", href=f"#{difference.slug}"))
        words = page.words(difference.slug)
        for said in (
            "One or two days.",
            "Two days.",
            "the record follows this",
            "One day.",
            "Both days were used.",
        ):
            with self.subTest(said):
                self.assertIn(said, words)
        for draft in (True, False):
            Difference.objects.update(state=State.DRAFT if draft else State.PUBLISHED)
            self.assertEqual("One or two days." in self.read(self.ADDRESS).html, not draft)

    def test_every_date_announced_stands_in_order_and_says_how_late_it_was(self):
        page = self.read("/en/rounds/astana-9/")
        self.assertIn(
            "Held 75 days after the end of the first window announced for it",
            page.words("announced-headline"),
        )
        self.assertIn("2 announcements named 2 different dates", page.words("announced"))
        first, second = self.first_window.slug, self.second_window.slug
        self.assertIn("6 February 2018", page.words(first))
        self.assertIn("15–28 February 2018", page.words(first))
        self.assertLess(page.html.index(f'id="{first}"'), page.html.index(f'id="{second}"'))

    def test_a_planned_round_says_by_which_decision_and_that_its_day_is_open(self):
        next_round = make_decision(self.ninth, 2, "The next round in February", kind="scheduling")
        make_announcement(
            self.twelfth, "2018-05-15", "2019-02", by_party=self.kazakhstan, decision=next_round
        )
        words = self.read("/en/rounds/astana-12/").words("plan")
        self.assertIn("Planned for February 2019, the day not fixed", words)
        self.assertIn("It has not met yet", words)
        self.assertIn("Set by: The next round in February (Round 9)", words)

    def test_the_events_around_it_and_the_rounds_beside_it(self):
        fifth = make_round(self.astana, 5, "2017-07-04/2017-07-05")
        make_event(self.summits, "Tehran summit", "قمة طهران", "2017-06-07")
        page = self.read("/en/rounds/astana-5/")
        self.assertIn("Before: since round 4", page.words("before-headline"))
        self.assertIn("Tehran summit", page.words("main"))
        self.assertEqual(page.all("a", rel="prev")[0]["href"], "/en/rounds/astana-4/")
        self.assertEqual(self.read(self.ADDRESS).all("a", rel="next")[0]["href"], fifth.get_absolute_url())

    def test_what_is_a_draft_is_nowhere(self):
        make_decision(self.fourth, 9, "A secret decision", state=State.DRAFT)
        make_follow_up(self.maps, "2018-01-01", "lapsed", note_en="A secret report.", state=State.DRAFT)
        make_statement(self.fourth, self.envoy, "2017-05-04", "Secret words.", state=State.DRAFT)
        Participation.objects.create(round=self.fourth, party=self.iran, note_en="A secret guest.")
        page = self.read(self.ADDRESS)
        self.assertNotIn("ecret", page.html)
        Round.objects.filter(pk=self.fourth.pk).update(state=State.DRAFT)
        self.read(self.ADDRESS, status=404)

    def test_it_tells_machines_what_the_round_is(self):
        data = self.read(self.ADDRESS).structured_data("Event")
        self.assertEqual(data["name"], "Astana 4")
        self.assertEqual((data["startDate"], data["endDate"]), ("2017-05-03", "2017-05-04"))
        self.assertEqual(data["eventStatus"], "https://schema.org/EventScheduled")
        self.assertEqual(data["superEvent"]["@type"], "EventSeries")
        planned = self.read("/en/rounds/astana-12/").structured_data("Event")
        self.assertEqual(planned["startDate"], "2019-02")

    def test_it_asks_the_database_as_much_of_many_as_of_few(self):
        counts = []
        for first in (10, 20):
            for number in range(first, first + 10):
                decision = make_decision(
                    self.fourth, number, f"Decision {number}", carries_on=self.memorandum
                )
                make_follow_up(decision, "2018-01-01", "partly")
                said = make_statement(self.fourth, self.envoy, "2017-05-04", "Words.", slug=f"said-{number}")
                cite(make_source(f"Source {number}"), statement=said)
            counts.append(self.queries_of(self.ADDRESS))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 15)


class EventPageTestCase(PageTestCase):
    def test_it_says_what_it_was_and_what_it_decided(self):
        page = self.read("/en/events/sochi-summit/")
        for said in (
            "summit",
            "Sochi summit",
            "17 September 2018",
            "Sochi",
            "A buffer zone is set up",
            "pending",
        ):
            with self.subTest(said):
                self.assertIn(said, page.words("main"))
        self.assertIn("قمة سوتشي", self.read("/ar/events/sochi-summit/").words("main"))

    def test_it_stands_between_rounds(self):
        links = {link["href"] for link in self.read("/en/events/sochi-summit/").all("a")}
        self.assertLessEqual({"/en/rounds/astana-9/", "/en/rounds/astana-12/"}, links)

    def test_a_zone_tells_its_story(self):
        page = self.read("/en/events/eastern-ghouta/")
        self.assertIn("Offensive on Ghouta", page.words("zone"))

    def test_what_is_missing_in_arabic_is_marked(self):
        page = self.read("/ar/events/envoy-visits-ankara/")
        self.assertTrue(page.all("bdi", lang="en", dir="ltr"))


class RoundListTestCase(PageTestCase):
    ADDRESS = "/en/rounds/"

    def test_planned_and_held_stand_apart_the_newest_first(self):
        page = self.read(self.ADDRESS)
        self.assertIn("Astana 12", page.words("planned"))
        self.assertIn("February 2019", page.words("planned"))
        held = page.words("held")
        self.assertNotIn("Astana 12", held)
        self.assertLess(held.index("Astana 9"), held.index("Astana 4"))

    def test_a_column_says_how_far_each_date_moved(self):
        make_announcement(self.fourth, "2017-04-01", "2017-05", by_party=self.russia)
        held = self.read(self.ADDRESS).words("held")
        self.assertIn("75 days later", held)
        self.assertIn("as first announced", held)
        self.assertIn("not held yet", self.read_planned())

    def read_planned(self) -> str:
        make_announcement(self.twelfth, "2018-11-29", "2019-02", by_party=self.turkey)
        return self.read(self.ADDRESS).words("planned")

    def test_a_round_held_before_its_first_date_says_so(self):
        make_announcement(self.fourth, "2017-04-01", "2017-05-10", by_party=self.russia)
        self.assertIn("6 days earlier", self.read(self.ADDRESS).words("held"))

    def test_it_is_paged(self):
        for number in range(100, 130):
            make_round(self.astana, number, (dt.date(2010, 1, 1) + dt.timedelta(number)).isoformat())
        first, second = self.read(self.ADDRESS), self.read(f"{self.ADDRESS}?page=2")
        self.assertIn("Page 1 of 2", first.words("held"))
        self.assertNotIn("Astana 100", first.words("held"))
        self.assertIn("Astana 100", second.words("held"))
        self.assertEqual(first.all("a", rel="next")[0]["href"], "?page=2#held")

    def test_a_page_that_is_none_is_named(self):
        self.assertIn(
            "Pages are counted from 1.", self.read(f"{self.ADDRESS}?page=0", status=400).words("main")
        )
