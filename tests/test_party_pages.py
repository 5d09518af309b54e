"""The guarantors side by side, the parties and the people, and the page of each."""

import datetime as dt
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from talks.models import Participation, Party, Person, Round, State
from tests.base import (
    PUBLISHED,
    PageTestCase,
    cite,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_statement,
    of,
)

MOST_QUERIES = 15


def make_participation(meeting, party: Party, head: Person | None = None, **values) -> Participation:
    """Let a party take part in a round or an event."""
    return Participation.objects.create(party=party, head=head, **of(meeting), **PUBLISHED | values)


class PartyTestCase(PageTestCase):
    """The talks in small, with who came.

    Round 4: Russia, led by Lavrentiev, and Turkey, whose head nobody names. Round 9: Russia alone, led by
    him; Kazakhstan, too, as the host. Of round 10, in Sochi, the record does not say who came.
    """

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.lavrentiev = Person.objects.create(
            name_en="Alexander Lavrentiev",
            name_ar="ألكسندر لافرنتييف",
            office_en="Special envoy",
            office_ar="المبعوث الخاص",
            party=cls.russia,
        )
        Party.objects.filter(pk=cls.russia.pk).update(
            role_note_en="Ally of Damascus", role_note_ar="حليف دمشق"
        )
        cls.tenth = make_round(cls.astana, 10, "2018-07-30/2018-07-31", city_en="Sochi", country="RU")
        cls.came = make_participation(cls.fourth, cls.russia, cls.lavrentiev, role="guarantor")
        make_participation(
            cls.fourth, cls.turkey, role="guarantor", note_en="It came late.", note_ar="وصلت متأخرة."
        )
        make_participation(cls.ninth, cls.russia, cls.lavrentiev, role="guarantor")
        make_participation(cls.ninth, cls.kazakhstan, role="host")
        make_participation(cls.summit, cls.turkey)
        cite(cls.tass, participation=cls.came)
        cls.said = make_statement(
            cls.fourth,
            cls.lavrentiev,
            "2017-05-04",
            "It is a step forward.",
            stance="positive",
            about=cls.memorandum,
            relation="support",
        )
        cite(cls.sana, statement=cls.said)

    def headline(self, page) -> str:
        return re.findall("<h1>(.*?)</h1>", page.html)[0]


class GuarantorsTestCase(PartyTestCase):
    ADDRESS = "/en/guarantors/"

    def test_its_headline_counts_what_they_adopted_together_and_apart(self):
        page = self.read(self.ADDRESS)
        self.assertEqual(
            self.headline(page),
            "2 of 5 decisions carry the names of all guarantors; besides these: Russia 2, Turkey 1",
        )
        self.assertIn("3 decisions lack the name of at least one guarantor.", page.words("main"))

    def test_it_says_who_led_and_what_is_not_known(self):
        words = self.read(self.ADDRESS).words("compare")
        self.assertIn("Alexander Lavrentiev rounds 4–9", words)
        self.assertIn("Took part, its head not named in the sources: round 4", words)
        self.assertIn("Not on the list of participants: round 9", words)
        self.assertIn("Not on the list of participants: rounds 4–9", words)
        # Of round 10 the record has no list at all.
        self.assertNotIn("round 10", words)

    def test_seats_say_of_each_round_what_the_record_holds(self):
        html = self.read(self.ADDRESS).html
        for title in (
            "Astana 4, 3–4 May 2017. Led by Alexander Lavrentiev",
            "Astana 4, 3–4 May 2017. Took part; its head is not named in the sources",
            "Astana 9, 14–15 May 2018. Not on the list of participants",
            "Astana 10, 30–31 July 2018. The record has no list of participants",
            "Astana 12, February 2019. planned",
        ):
            with self.subTest(title):
                self.assertIn(f"<title>{title}</title>", html)

    def test_it_says_who_hosted_a_round(self):
        page = self.read(self.ADDRESS)
        self.assertRegex(page.words("compare"), "Rounds hosted Russia 1 Round 10 Turkey 0 Iran 0")
        self.assertTrue(page.all("a", href="/en/rounds/astana-10/"))

    def test_it_counts_what_each_adopted_by_what_became_of_it(self):
        page = self.read(self.ADDRESS)
        self.assertRegex(
            page.words("compare"),
            "Russia 4 2 of them with all the others "
            "carried out in part 1 stalled 1 pending 1 principle 1 "
            "Turkey 3 2 of them with all the others "
            "carried out in part 1 stalled 0 pending 1 principle 1 ",
        )
        self.assertTrue(page.all("a", href="/en/decisions/?guarantor=russia&status=stalled"))
        self.assertTrue(page.all("a", href="/en/decisions/?guarantor=iran"))
        self.assertFalse(page.all("a", href="/en/decisions/?guarantor=turkey&status=stalled"))

    def test_the_lists_that_it_leads_to_have_as_many_decisions(self):
        words = self.read("/en/decisions/?guarantor=russia&status=stalled").words("main")
        self.assertRegex(words, r"\b1 (of 5 decisions|decision)")

    def test_it_lists_what_was_adopted_without_one_of_them(self):
        self.buffer.adopted_by.add(self.kazakhstan)
        page = self.read(self.ADDRESS)
        words = page.words("compare").partition("Adopted without one or more of the others")[2]
        self.assertRegex(
            words,
            "^ Russia 2 Turkey 1 Iran 0 "
            "Sochi summit 17 September 2018 with Kazakhstan "
            "Russia pending: A buffer zone is set up Turkey pending: A buffer zone is set up "
            "Iran not among those who adopted it "
            "Astana 4 3–4 May 2017 "
            "Russia stalled: Detainees are released Turkey not among those who adopted it ",
        )
        self.assertTrue(page.all("a", href="/en/decisions/sochi-summit-1/"))

    def test_it_counts_statements_and_announced_dates(self):
        make_announcement(self.ninth, "2018-03-01", "2018-04", by_party=self.turkey)
        make_statement(self.ninth, self.lavrentiev, "2018-05-15", "No news.")
        words = self.read(self.ADDRESS).words("compare")
        self.assertIn(
            "Statements in the record Russia 2 1 positive, 1 neutral 2 of them from Alexander", words
        )
        self.assertIn("Dates of rounds announced Russia 0 of 3 announcements", words)
        self.assertIn("Turkey 1 of 3 announcements", words)
        self.assertIn(
            "More dates were announced by Kazakhstan than by anybody else: 2 of 3.",
            self.read(self.ADDRESS).words("main"),
        )

    def test_drafts_are_counted_nowhere(self):
        draft = {"state": State.DRAFT}
        make_decision(self.ninth, 8, "A secret", adopted_by=[self.iran], **draft)
        make_statement(self.ninth, self.lavrentiev, "2018-05-15", "A secret word.", **draft)
        make_participation(self.tenth, self.iran, self.minister, **draft)
        page = self.read(self.ADDRESS)
        self.assertIn("2 of 5 decisions", self.headline(page))
        self.assertNotIn("secret", page.html)
        self.assertNotIn("Kairat", page.words("compare"))

    def test_it_has_the_same_in_arabic(self):
        page = self.read("/ar/guarantors/")
        for part in ("روسيا", "تركيا", "إيران", "ألكسندر لافرنتييف", "قمة سوتشي"):
            self.assertIn(part, page.words("compare"))

    def test_it_goes_back_to_an_earlier_day(self):
        page = self.read(f"{self.ADDRESS}?as_of=2018-02-01")
        self.assertEqual(
            self.headline(page),
            "1 of 3 decisions carry the names of all guarantors; besides these: Russia 1",
        )
        words = page.words("compare")
        self.assertIn("Alexander Lavrentiev round 4", words)
        self.assertNotIn("Sochi", words)
        # What the record says of a party's part speaks for the day of the edition.
        self.assertNotIn("Ally of Damascus", words)
        self.assertTrue(page.all("a", href="/en/decisions/?guarantor=russia&as_of=2018-02-01"))

    def test_before_the_first_round_there_is_nothing_to_compare(self):
        page = self.read(f"{self.ADDRESS}?as_of=2017-05-03")
        self.assertEqual(self.headline(page), "No decision yet")

    def test_a_page_that_is_no_number_is_named(self):
        page = self.read(f"{self.ADDRESS}?page=0", status=400)
        self.assertIn("Pages are counted from 1.", page.words("main"))

    def test_the_number_of_queries_does_not_grow(self):
        with CaptureQueriesContext(connection) as few:
            self.read(f"{self.ADDRESS}?as_of=2018-11-01")
        self.assertLessEqual(len(few), MOST_QUERIES)
        with CaptureQueriesContext(connection) as few:
            self.read(self.ADDRESS)
        for number in range(13, 53):
            meeting = make_round(
                self.astana, number, str(dt.date(2018, 8, number - 12 if number < 43 else 31))
            )
            head = Person.objects.create(name_en=f"Head {number}", name_ar=f"رئيس {number}", party=self.iran)
            make_participation(meeting, self.iran, head)
            make_decision(meeting, 1, f"Decision {number}", adopted_by=[self.iran, self.kazakhstan])
            make_statement(meeting, head, "2018-09-01", f"Word {number}.")
        with self.assertNumQueries(len(few)):
            page = self.read(self.ADDRESS)
        self.assertIn("Page 1 of 2", page.words("compare"))


class PartyListTestCase(PartyTestCase):
    def test_it_lists_the_parties_by_kind_with_what_each_did(self):
        un = Party.objects.create(kind="un", name_en="United Nations", name_ar="الأمم المتحدة")
        make_participation(self.summit, un)
        words = self.read("/en/parties/").words("parties")
        self.assertRegex(
            words,
            "Guarantors .* Russia .*Turkey .*Iran .*Other states .*Kazakhstan .*United Nations .*United",
        )
        self.assertIn(
            "Russia Ally of Damascus Rounds attended: 2 Other meetings: 0 Decisions adopted: 4", words
        )
        self.assertIn("Turkey Rounds attended: 1 Other meetings: 1 Decisions adopted: 3", words)

    def test_it_leads_to_each(self):
        page = self.read("/ar/parties/")
        self.assertTrue(page.all("a", href="/ar/parties/kazakhstan/"))
        self.assertIn("كازاخستان", page.words("parties"))

    def test_it_counts_what_was_known_on_the_day(self):
        page = self.read("/en/parties/?as_of=2018-02-01")
        self.assertIn("Russia Rounds attended: 1", page.words("parties"))
        self.assertTrue(page.all("a", href="/en/parties/russia/?as_of=2018-02-01"))

    def test_a_long_list_turns_pages_with_as_many_queries(self):
        with CaptureQueriesContext(connection) as few:
            self.read("/en/parties/")
        self.assertLessEqual(len(few), MOST_QUERIES)
        for number in range(40):
            party = Party.objects.create(
                kind="organisation", name_en=f"Body {number}", name_ar=f"جهة {number}"
            )
            make_participation(self.fourth, party)
        with self.assertNumQueries(len(few)):
            words = self.read("/en/parties/").words("parties")
        self.assertIn("Page 1 of 2", words)
        self.assertIn("Page 2 of 2", self.read("/en/parties/?page=2").words("parties"))


class PartyPageTestCase(PartyTestCase):
    ADDRESS = "/en/parties/russia/"

    def test_it_says_what_it_attended_and_who_led_it_when(self):
        page = self.read(self.ADDRESS)
        self.assertIn("Ally of Damascus", page.words("main"))
        self.assertIn("Rounds attended 2 of 3 rounds", page.words("main"))
        self.assertIn("Alexander Lavrentiev rounds 4–9 · 3 May 2017 – 15 May 2018", page.words("rounds"))

    def test_heads_that_are_not_known_are_said_to_be(self):
        words = self.read("/en/parties/turkey/").words("rounds")
        self.assertIn("Took part, its head not named in the sources: round 4", words)
        self.assertIn("Not on the list of participants: round 9", words)

    def test_of_very_many_rounds_the_latest_are_drawn(self):
        for number in range(13, 53):
            make_round(self.astana, number, str(dt.date(2018, 8, 1) + dt.timedelta(number)))
        for address, part in {self.ADDRESS: "rounds", "/en/guarantors/": "compare"}.items():
            page = self.read(address)
            self.assertIn("Not drawn: 8 earlier rounds.", page.words(part))
            self.assertFalse(page.all("a", **{"data-key": "astana-4"}))
            self.assertTrue(page.all("a", **{"data-key": "astana-52"}))

    def test_what_it_adopted_leads_to_the_decisions(self):
        page = self.read(self.ADDRESS)
        self.assertIn("4 decisions adopted carried out in part 1 stalled 1", page.words("adopted"))
        self.assertTrue(page.all("a", href="/en/decisions/?guarantor=russia&status=pending"))

    def test_what_others_adopted_is_listed(self):
        self.maps.adopted_by.add(self.kazakhstan)
        page = self.read("/en/parties/kazakhstan/")
        self.assertIn("1 decision adopted pending 1", page.words("adopted"))
        self.assertIn("Maps are drawn", page.words("decisions"))
        self.assertTrue(page.all("a", href="/en/decisions/astana-4-3/#sources"))
        self.assertFalse(page.all("a", href="/en/decisions/?guarantor=kazakhstan"))

    def test_it_tells_what_its_people_said_and_announced(self):
        page = self.read(self.ADDRESS)
        self.assertIn("Alexander Lavrentiev", page.words("statements"))
        self.assertIn("It is a step forward.", page.words("statements"))
        self.assertIn("support: De-escalation zones are set up", page.words("statements"))
        host = self.read("/en/parties/kazakhstan/")
        self.assertIn("2 dates announced for rounds", host.words("dates"))
        self.assertRegex(host.words("dates"), "16 March 2018 Kairat Abdrakhmanov April 2018 Round 9")

    def test_it_tells_where_it_took_part_with_notes_and_sources(self):
        page = self.read("/en/parties/turkey/")
        self.assertRegex(page.words("meetings"), "Sochi summit .*Astana 4 .*It came late.")
        page = self.read(self.ADDRESS)
        self.assertIn("2 sources", page.words("sources"))
        self.assertIn("TASS", page.words("sources"))
        self.assertTrue(page.all("a", href="#source-2"))

    def test_it_names_its_people(self):
        page = self.read(self.ADDRESS)
        self.assertIn("Alexander Lavrentiev Special envoy", page.words("people"))
        self.assertTrue(page.all("a", href="/en/people/alexander-lavrentiev/"))

    def test_it_has_the_same_in_arabic(self):
        page = self.read("/ar/parties/russia/")
        self.assertIn("حليف دمشق", page.words("main"))
        self.assertIn("ألكسندر لافرنتييف", page.words("rounds"))

    def test_machines_are_told_what_it_is(self):
        self.assertEqual(self.read(self.ADDRESS).structured_data("Country")["identifier"], "RU")
        un = Party.objects.create(kind="un", name_en="United Nations", name_ar="الأمم المتحدة")
        make_participation(self.summit, un)
        self.assertEqual(
            self.read("/en/parties/united-nations/").structured_data("Organization")["name"], "United Nations"
        )

    def test_drafts_stand_nowhere(self):
        draft = {"state": State.DRAFT}
        make_statement(self.ninth, self.lavrentiev, "2018-05-15", "A secret word.", **draft)
        make_participation(self.tenth, self.russia, note_en="A secret note.", **draft)
        make_announcement(self.tenth, "2018-07-01", "2018-07", by_party=self.russia, **draft)
        page = self.read(self.ADDRESS)
        self.assertNotIn("secret", page.html)
        self.assertNotIn("dates", page.ids())
        self.assertIn("2 of 3 rounds", page.words("main"))

    def test_it_goes_back_to_an_earlier_day(self):
        page = self.read(f"{self.ADDRESS}?as_of=2018-02-01")
        self.assertIn("1 of 1 round", page.words("main"))
        self.assertNotIn("Ally of Damascus", page.html)
        self.assertNotIn("Astana 9", page.words("main"))
        early = self.read(f"{self.ADDRESS}?as_of=2017-05-03")
        self.assertNotIn("statements", early.ids())
        self.assertIn("0 decisions adopted", early.words("adopted"))

    def test_each_list_turns_its_own_pages(self):
        for number in range(13, 73):
            meeting = make_round(self.astana, number, str(dt.date(2018, 8, 1) + dt.timedelta(number)))
            make_participation(meeting, self.russia, note_en=f"Note {number}.", note_ar="ملاحظة.")
            make_statement(meeting, self.lavrentiev, "2018-09-01", f"Word {number}.")
        page = self.read(f"{self.ADDRESS}?statements=2")
        self.assertIn("Page 2 of 3", page.words("statements"))
        self.assertIn("Page 1 of 3", page.words("meetings"))
        self.assertTrue(page.all("a", href="?statements=3#statements"))
        self.assertTrue(page.all("a", href="?statements=2&meetings=2#meetings"))

    def test_a_page_that_is_no_number_is_named(self):
        page = self.read(f"{self.ADDRESS}?statements=two", status=400)
        self.assertIn("Page of the statements: The page must be a number.", page.words("main"))
        self.assertIn("It is a step forward.", page.words("statements"))

    def test_what_is_no_party_is_not_found(self):
        self.read("/en/parties/atlantis/", status=404)

    def test_the_number_of_queries_does_not_grow(self):
        for address in (self.ADDRESS, "/en/parties/kazakhstan/"):
            with CaptureQueriesContext(connection) as few:
                self.read(f"{address}?as_of=2018-11-01")
            self.assertLessEqual(len(few), MOST_QUERIES)
        self.maps.adopted_by.add(self.kazakhstan)
        make_statement(self.fourth, self.minister, "2017-05-04", "Welcome.")
        with CaptureQueriesContext(connection) as few:
            self.read("/en/parties/kazakhstan/")
        for number in range(13, 53):
            meeting = make_round(self.astana, number, str(dt.date(2018, 8, 1) + dt.timedelta(number)))
            head = Person.objects.create(
                name_en=f"Head {number}", name_ar=f"رئيس {number}", party=self.kazakhstan
            )
            make_participation(meeting, self.kazakhstan, head)
            decision = make_decision(meeting, 1, f"Decision {number}", adopted_by=[self.kazakhstan])
            make_follow_up(decision, "2018-10-01", "partly")
            make_statement(meeting, head, "2018-10-01", f"Word {number}.", about=decision)
            make_announcement(meeting, "2018-07-01", "2018-08", by_person=head)
        with self.assertNumQueries(len(few)):
            self.read("/en/parties/kazakhstan/")


class AttendanceFigureTestCase(PartyTestCase):
    def test_it_has_the_seats_of_the_page(self):
        answer = self.client.get("/en/parties/russia/attendance.json?theme=dark")
        self.assertEqual(answer["Content-Type"], "application/json")
        keys = {key for trace in answer.json()["data"] for key in trace["customdata"]}
        self.assertEqual(keys, {"astana-4", "astana-9", "astana-10", "astana-12"})

    def test_what_it_cannot_draw_it_refuses(self):
        for query in ("width=1104", "theme=pink", "as_of=never"):
            with self.subTest(query):
                answer = self.client.get(f"/en/parties/russia/attendance.json?{query}")
                self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.client.get("/en/parties/atlantis/attendance.json").status_code, 404)


class PersonListTestCase(PartyTestCase):
    def test_it_lists_everyone_with_office_party_and_counts(self):
        words = self.read("/en/people/").words("people")
        self.assertIn("Alexander Lavrentiev Special envoy Russia Led a delegation: 2 Statements: 1", words)
        self.assertRegex(words, "Kairat Abdrakhmanov Foreign minister Kazakhstan .*Dates announced: 2")

    def test_it_stands_in_the_order_of_the_readers_alphabet(self):
        zed = Person.objects.create(name_en="Zed", name_ar="أحمد", party=self.iran)
        make_participation(self.summit, self.iran, zed)
        words = self.read("/en/people/").words("people")
        self.assertLess(words.index("Kairat"), words.index("Zed"))
        words = self.read("/ar/people/").words("people")
        self.assertLess(words.index("أحمد"), words.index("خيرت"))

    def test_of_an_earlier_day_it_lists_those_known_by_then(self):
        newcomer = Person.objects.create(name_en="Newcomer", name_ar="قادم", party=self.iran)
        make_participation(self.summit, self.iran, newcomer)
        self.assertIn("Newcomer", self.read("/en/people/").words("people"))
        words = self.read("/en/people/?as_of=2018-02-01").words("people")
        self.assertIn("Alexander Lavrentiev Russia Led a delegation: 1", words)
        self.assertNotIn("Newcomer", words)
        self.assertNotIn("Kairat", words)

    def test_a_long_list_turns_pages_with_as_many_queries(self):
        with CaptureQueriesContext(connection) as few:
            self.read("/en/people/")
        self.assertLessEqual(len(few), MOST_QUERIES)
        for number in range(60):
            person = Person.objects.create(
                name_en=f"Voice {number}", name_ar=f"صوت {number}", party=self.iran
            )
            make_statement(self.ninth, person, "2018-05-15", "Word.")
        with self.assertNumQueries(len(few)):
            words = self.read("/en/people/").words("people")
        self.assertIn("Page 1 of 3", words)


class PersonPageTestCase(PartyTestCase):
    ADDRESS = "/en/people/alexander-lavrentiev/"

    def test_it_says_which_office_they_held_and_for_whom(self):
        page = self.read(self.ADDRESS)
        self.assertIn("Special envoy", page.words("main"))
        self.assertTrue(page.all("a", href="/en/parties/russia/"))
        self.assertIn("Led a delegation 2 times, 1 statement in the record.", page.words("main"))

    def test_it_tells_what_they_led_said_and_announced(self):
        page = self.read(self.ADDRESS)
        self.assertRegex(page.words("meetings"), "14–15 May 2018 Astana 9 Russia .*3–4 May 2017 Astana 4")
        self.assertRegex(
            page.words("statements"),
            "4 May 2017 · Astana 4 positive It is a step forward. .*support: De-escalation zones are set up",
        )
        self.assertTrue(page.all("a", href="/en/decisions/astana-4-1/"))
        host = self.read("/en/people/kairat-abdrakhmanov/")
        self.assertIn("2 dates announced for rounds", host.words("dates"))

    def test_what_it_tells_leads_to_its_sources(self):
        page = self.read(self.ADDRESS)
        self.assertIn("2 sources", page.words("sources"))
        self.assertTrue(page.all("a", href="#source-1"))

    def test_who_did_nothing_by_an_earlier_day_has_a_page_that_says_so(self):
        newcomer = Person.objects.create(name_en="Newcomer", name_ar="قادم", party=self.iran)
        make_participation(self.summit, self.iran, newcomer)
        page = self.read("/en/people/newcomer/?as_of=2018-02-01")
        self.assertIn("The record tells nothing that they led or said by this day.", page.words("main"))

    def test_it_has_the_same_in_arabic(self):
        page = self.read("/ar/people/alexander-lavrentiev/")
        self.assertIn("المبعوث الخاص", page.words("main"))
        self.assertIn("أستانا 9", page.words("meetings"))

    def test_machines_are_told_whether_it_is_a_person(self):
        person = self.read(self.ADDRESS).structured_data("Person")
        self.assertEqual((person["jobTitle"], person["affiliation"]["name"]), ("Special envoy", "Russia"))
        ministry = Person.objects.create(
            name_en="Foreign Ministry", name_ar="وزارة الخارجية", party=self.turkey, is_institution=True
        )
        make_statement(self.ninth, ministry, "2018-05-15", "A word.")
        ministry = self.read("/en/people/foreign-ministry/").structured_data("Organization")
        self.assertEqual(ministry["parentOrganization"]["name"], "Turkey")

    def test_drafts_stand_nowhere(self):
        draft = {"state": State.DRAFT}
        make_statement(self.ninth, self.lavrentiev, "2018-05-15", "A secret word.", **draft)
        planned = make_round(self.astana, 13, "2018-08-01", status=Round.Status.HELD, **draft)
        make_participation(planned, self.russia, self.lavrentiev)
        page = self.read(self.ADDRESS)
        self.assertNotIn("secret", page.html)
        self.assertNotIn("Astana 13", page.html)

    def test_it_goes_back_to_an_earlier_day(self):
        page = self.read(f"{self.ADDRESS}?as_of=2018-02-01")
        self.assertIn("Led a delegation 1 time, 1 statement in the record.", page.words("main"))
        self.assertTrue(page.all("a", href="/en/rounds/astana-4/?as_of=2018-02-01"))

    def test_a_page_that_is_no_number_is_named(self):
        self.read(f"{self.ADDRESS}?meetings=-1", status=400)

    def test_what_is_nobody_is_not_found(self):
        self.read("/en/people/nobody/", status=404)

    def test_the_number_of_queries_does_not_grow(self):
        make_announcement(self.tenth, "2018-07-01", "2018-07", by_person=self.lavrentiev)
        with CaptureQueriesContext(connection) as few:
            self.read(self.ADDRESS)
        self.assertLessEqual(len(few), MOST_QUERIES)
        for number in range(13, 53):
            event = make_event(self.summits, f"Summit {number}", "قمة", f"2018-08-{number % 28 + 1:02}")
            make_participation(event, self.russia, self.lavrentiev)
            make_statement(event, self.lavrentiev, "2018-09-01", f"Word {number}.")
        with self.assertNumQueries(len(few)):
            self.read(self.ADDRESS)
