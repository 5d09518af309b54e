"""The topics by rounds, and the page of each topic with its thread."""

import datetime as dt
import re
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from talks.models import State, Status, Topic
from tests.base import (
    PageTestCase,
    cite,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_statement,
)

MOST_QUERIES = 15


class TopicListTestCase(PageTestCase):
    ADDRESS = "/en/topics/"

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.refugees = Topic.objects.create(name_en="Return of refugees", name_ar="عودة اللاجئين", position=3)
        # At a round where nothing else stands on detainees.
        cls.group = make_decision(cls.ninth, 2, "A working group meets", topics=[cls.detainees])
        # Not of a round: it counts nowhere on this page.
        make_decision(cls.summit, 2, "Refugees may return", topics=[cls.refugees])

    def test_it_says_what_stands_out(self):
        page = self.read(self.ADDRESS)
        (headline,) = re.findall("<h1>(.*?)</h1>", page.html)
        self.assertEqual(headline, "Detainees came up in 2 of 2 rounds and was never carried out in full")
        self.assertIn("5 decisions of 2 rounds by topic", page.words("main"))

    def test_what_may_have_been_carried_out_is_not_said_to_be_undone(self):
        make_follow_up(self.group, "2018-06-01", "unknown")
        (headline,) = re.findall("<h1>(.*?)</h1>", self.read(self.ADDRESS).html)
        self.assertEqual(headline, "Detainees came up in 2 of 2 rounds, more than any other topic")

    def test_where_none_came_up_most_it_counts(self):
        make_follow_up(self.group, "2018-06-01", "implemented")
        make_decision(self.ninth, 3, "The truce holds", topics=[self.ceasefire])
        make_follow_up(self.maps, "2018-06-01", "unknown")
        (headline,) = re.findall("<h1>(.*?)</h1>", self.read(self.ADDRESS).html)
        self.assertEqual(headline, "6 decisions of 2 rounds by topic")

    def test_a_topic_without_decisions_of_a_round_is_named_as_such(self):
        page = self.read(self.ADDRESS)
        self.assertIn("Return of refugees never led to a decision in a round.", page.words("main"))
        self.assertIn("none", page.words("return-of-refugees"))

    def test_the_table_counts_by_status_and_leads_to_the_decisions(self):
        page = self.read(self.ADDRESS)
        words = page.words("ceasefire")
        self.assertRegex(words, "^Ceasefire Rounds: 4")
        for address in (
            "/en/decisions/?topic=ceasefire&status=partly&at=rounds",
            "/en/decisions/?topic=ceasefire&at=rounds",
            "/en/decisions/?topic=ceasefire&round=astana-4",
            "/en/decisions/?status=stalled&at=rounds",
            "/en/decisions/?at=rounds",
        ):
            with self.subTest(address):
                self.assertTrue(page.all("a", href=address))
        self.assertFalse(page.all("a", href="/en/decisions/?topic=ceasefire&status=stalled&at=rounds"))

    def test_the_lists_that_it_leads_to_have_as_many_decisions(self):
        for query, count in {
            "topic=ceasefire&round=astana-4": 2,
            "topic=ceasefire&status=partly&at=rounds": 1,
            "topic=detainees&at=rounds": 2,
            "at=rounds": 5,
        }.items():
            with self.subTest(query):
                words = self.read(f"/en/decisions/?{query}").words("main")
                self.assertRegex(words, rf"\b{count} (of 7 decisions|decisions?)")

    def test_each_mark_of_the_chart_leads_to_the_decisions_of_round_and_topic(self):
        page = self.read(self.ADDRESS)
        (cell, _narrow) = page.all("a", **{"data-key": "ceasefire:astana-4:partly"})
        self.assertEqual(cell["href"], "/en/decisions/?topic=ceasefire&round=astana-4")
        self.assertIn("Ceasefire. Astana 4, 3–4 May 2017: 1 carried out in part", page.html)

    def test_the_planned_round_has_a_column_and_no_decision(self):
        page = self.read(self.ADDRESS)
        self.assertEqual(page.all("a", **{"data-key": "astana-12"})[0]["href"], "/en/rounds/astana-12/")
        self.assertIn("planned", page.html)

    def test_topics_stand_in_the_order_in_which_they_first_came_up(self):
        make_decision(
            make_round(self.astana, 1, "2017-01-23/2017-01-24"), 1, "Prisoners", topics=[self.detainees]
        )
        html = self.read(self.ADDRESS).html
        rows = re.findall('<tr id="(.*?)"', html)
        self.assertEqual(rows, ["detainees", "ceasefire", "return-of-refugees"])

    def test_a_decision_on_two_topics_counts_with_each_and_once_in_all(self):
        self.memorandum.topics.add(self.detainees)
        page = self.read(self.ADDRESS)
        self.assertRegex(page.words("ceasefire"), "all: 2$")
        self.assertRegex(page.words("detainees"), "all: 3$")
        self.assertIn("Decisions of the rounds", page.words("table"))
        self.assertIn("all: 5", page.words("table"))
        self.assertIn("A decision on several topics counts with each of them", page.words("table"))

    def test_drafts_are_counted_nowhere(self):
        make_decision(self.ninth, 9, "A secret", topics=[self.refugees], state=State.DRAFT)
        draft = make_round(self.astana, 10, "2018-07-30/2018-07-31", state=State.DRAFT)
        make_decision(draft, 1, "Another", topics=[self.refugees])
        page = self.read(self.ADDRESS)
        self.assertIn("5 decisions of 2 rounds", page.words("main"))
        self.assertFalse(page.all("a", **{"data-key": "astana-10"}))

    def test_it_has_the_same_in_arabic(self):
        page = self.read("/ar/topics/")
        self.assertIn("وقف إطلاق النار", page.words("ceasefire"))
        self.assertTrue(page.all("a", href="/ar/decisions/?topic=ceasefire&round=astana-4"))

    def test_it_goes_back_to_an_earlier_day(self):
        page = self.read("/en/topics/?as_of=2018-02-01")
        self.assertIn("3 decisions of 1 round by topic", page.words("main"))
        self.assertTrue(
            page.all("a", href="/en/decisions/?topic=ceasefire&status=implemented&at=rounds&as_of=2018-02-01")
        )
        self.assertFalse(page.all("a", href="/en/decisions/?topic=detainees&round=astana-9&as_of=2018-02-01"))

    def test_before_the_first_round_there_is_nothing_to_count(self):
        page = self.read("/en/topics/?as_of=2017-05-03")
        self.assertIn("0 decisions of 0 rounds by topic", page.words("main"))

    def test_where_there_are_more_rounds_than_fit_the_latest_are_drawn(self):
        for number in range(13, 33):
            day = dt.date(2018, 6, number - 12)
            meeting = make_round(self.astana, number, str(day))
            make_decision(meeting, 1, f"Decision {number}", topics=[self.ceasefire])
        page = self.read(self.ADDRESS)
        self.assertIn("Not drawn: 7 earlier rounds.", page.words("matrix"))
        self.assertFalse(page.all("a", **{"data-key": "astana-4"}))
        self.assertTrue(page.all("a", **{"data-key": "ceasefire:astana-32:pending"}))
        self.assertIn("and 6 earlier", page.words("ceasefire"))
        self.assertIn("all: 22", page.words("ceasefire"))

    def test_the_number_of_queries_does_not_grow(self):
        with CaptureQueriesContext(connection) as few:
            self.read(self.ADDRESS)
        for number in range(13, 33):
            meeting = make_round(self.astana, number, f"2018-06-{number - 12:02}")
            topic = Topic.objects.create(name_en=f"Topic {number}", name_ar=f"موضوع {number}")
            make_decision(meeting, 1, f"Decision {number}", topics=[topic, self.ceasefire])
        with self.assertNumQueries(len(few)):
            self.read(self.ADDRESS)
        self.assertLessEqual(len(few), MOST_QUERIES)


class TopicPageTestCase(PageTestCase):
    ADDRESS = "/en/topics/ceasefire/"

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.praise = make_statement(
            cls.fourth, cls.minister, "2017-05-05", "A good step.", about=cls.memorandum, relation="support"
        )
        # Of the same round, about nothing in particular.
        make_statement(cls.fourth, cls.minister, "2017-05-06", "Fine weather in Astana.")
        cite(cls.sana, statement=cls.praise)
        cite(cls.tass, follow_up=cls.undone)

    def test_its_headline_is_computed_from_its_decisions(self):
        page = self.read(self.ADDRESS)
        (headline,) = re.findall("<h1>(.*?)</h1>", page.html)
        self.assertEqual(headline, "18 months and 2 decisions: none carried out in full")
        make_follow_up(self.maps, "2018-10-01", "implemented")
        (headline,) = re.findall("<h1>(.*?)</h1>", self.read(self.ADDRESS).html)
        self.assertEqual(headline, "18 months and 2 decisions: 1 carried out in full")

    def test_a_single_decision_is_named_by_what_became_of_it(self):
        (headline,) = re.findall("<h1>(.*?)</h1>", self.read("/en/topics/detainees/").html)
        self.assertEqual(headline, "18 months and 1 decision: stalled")

    def test_it_says_for_how_long_nothing_was_carried_out(self):
        said = "No decision on it has been reported carried out in full since 15 September 2017: 440 days."
        self.assertIn(said, self.read(self.ADDRESS).words("main"))
        said = (
            "No decision on it has been reported carried out in full since the first was taken on "
            "4 May 2017: 574 days."
        )
        self.assertIn(said, self.read("/en/topics/detainees/").words("main"))

    def test_it_says_so_on_the_day_on_which_it_was(self):
        make_follow_up(self.maps, "2018-11-29", "implemented")
        said = "A decision on it was reported carried out in full on the day shown, 29 November 2018."
        self.assertIn(said, self.read(self.ADDRESS).words("main"))

    def test_of_a_report_of_a_month_it_counts_no_days(self):
        make_follow_up(self.release, "2018-08", "implemented")
        make_decision(self.ninth, 2, "Prisoners are named", topics=[self.detainees])
        said = "No decision on it has been reported carried out in full since August 2018."
        self.assertIn(said, self.read("/en/topics/detainees/").words("main"))

    def test_where_nothing_is_left_to_carry_out_it_says_since_when_nothing_changed(self):
        principles = Topic.objects.create(name_en="Sovereignty", name_ar="السيادة")
        self.sovereignty.topics.add(principles)
        page = self.read("/en/topics/sovereignty/")
        said = (
            "The status of no decision on it has changed since the first was taken on 15 May 2018: 198 days."
        )
        self.assertIn(said, page.words("main"))
        make_follow_up(self.release, "2018-10-30", "implemented")
        said = "The status of no decision on it has changed since 30 October 2018: 30 days."
        self.assertIn(said, self.read("/en/topics/detainees/").words("main"))

    def test_the_latest_change_of_a_status_is_named(self):
        words = self.read(self.ADDRESS).words("main")
        self.assertIn(
            "Latest change of a status De-escalation zones are set up carried out in part July 2018", words
        )

    def test_the_thread_tells_in_the_order_of_time_what_was_decided_reported_and_said(self):
        words = self.read(self.ADDRESS).words("thread")
        told = (
            "2017",
            "3–4 May 2017",
            "Astana 4",
            "De-escalation zones are set up They decided",
            "Maps are drawn",
            "5 May 2017",
            "Kairat Abdrakhmanov",
            "A good step.",
            "support: De-escalation zones are set up",
            "132 days in which nothing is recorded",
            "15 September 2017",
            "pending then carried out: De-escalation zones are set up",
            "2018",
            "288 days in which nothing is recorded",
            "July 2018",
            "One zone is left.",
            "carried out then carried out in part: De-escalation zones are set up",
            "151 days in which nothing is recorded",
            "29 November 2018 · day of the edition",
        )
        place = 0
        for part in told:
            self.assertIn(part, words[place:])
            place = words.index(part, place) + len(part)

    def test_it_tells_nothing_that_is_about_no_decision_on_it(self):
        words = self.read(self.ADDRESS).words("thread")
        self.assertNotIn("Fine weather", words)
        self.assertNotIn("Detainees are released", words)

    def test_a_status_that_says_no_more_on_the_day_of_the_decision_is_told_with_it(self):
        self.assertEqual(self.read("/en/topics/ceasefire/").words("thread").count("4 May 2017"), 1)

    def test_what_the_same_words_report_of_several_decisions_is_told_once(self):
        for decision in (self.memorandum, self.maps):
            make_follow_up(
                decision, "2018-10-05", "stalled", note_en="The talks broke off.", note_ar="انهارت."
            )
        words = self.read(self.ADDRESS).words("thread")
        self.assertEqual(words.count("The talks broke off."), 1)
        self.assertIn("carried out in part then stalled: De-escalation zones are set up", words)
        self.assertIn("pending then stalled: Maps are drawn", words)

    def test_a_short_pause_is_no_silence(self):
        make_follow_up(self.maps, "2018-10-01", "partly", note_en="Drawn.", note_ar="رسمت.")
        words = self.read(self.ADDRESS).words("thread")
        self.assertNotIn("59 days", words)
        self.assertIn("91 days in which nothing is recorded", words)

    def test_what_it_tells_leads_to_its_sources(self):
        page = self.read(self.ADDRESS)
        self.assertIn("2 sources", page.words("sources"))
        self.assertTrue(page.all("a", href="#source-1"))
        self.assertTrue(page.all("a", href="#source-2"))

    def test_decisions_of_events_are_told_too(self):
        self.buffer.topics.add(self.ceasefire)
        page = self.read(self.ADDRESS)
        self.assertIn("Sochi summit", page.words("thread"))
        self.assertIn("18 months and 3 decisions", page.words("main"))

    def test_the_chart_shows_which_status_a_decision_had_when(self):
        page = self.read(self.ADDRESS)
        for title in (
            "De-escalation zones are set up. pending, 4 May – 14 September 2017",
            "De-escalation zones are set up. carried out, 15 September 2017 – 30 June 2018",
            "De-escalation zones are set up. carried out in part, since 1 July 2018",
            "Maps are drawn. pending, since 4 May 2017",
        ):
            with self.subTest(title):
                self.assertIn(title, page.html)
        self.assertIn("1 July 2018", page.words("course-table"))

    def test_topics_that_share_decisions_lead_to_each_other(self):
        self.memorandum.topics.add(self.detainees)
        self.assertTrue(self.read(self.ADDRESS).all("a", href="/en/topics/detainees/"))
        self.assertTrue(self.read("/en/topics/detainees/").all("a", href="/en/topics/ceasefire/"))

    def test_a_topic_that_had_not_come_up_says_so(self):
        topic = Topic.objects.create(name_en="Reconstruction", name_ar="إعادة الإعمار")
        make_decision(self.ninth, 7, "Towns are rebuilt", topics=[topic])
        page = self.read("/en/topics/reconstruction/?as_of=2018-02-01")
        self.assertIn("No decision on it yet", page.words("main"))
        self.assertNotIn("thread", page.ids())

    def test_it_has_the_same_in_arabic(self):
        page = self.read("/ar/topics/ceasefire/")
        self.assertIn("إنشاء مناطق خفض التصعيد", page.words("thread"))
        self.assertIn("بقيت منطقة.", page.words("thread"))
        self.assertIn("يوليو/تموز 2018", page.words("thread"))

    def test_drafts_stand_nowhere(self):
        make_decision(self.ninth, 5, "A secret decision", topics=[self.ceasefire], state=State.DRAFT)
        make_follow_up(self.maps, "2018-09-01", "lapsed", note_en="A secret report.", state=State.DRAFT)
        make_statement(
            self.fourth,
            self.minister,
            "2018-09-02",
            "A secret word.",
            about=self.maps,
            state=State.DRAFT,
        )
        page = self.read(self.ADDRESS)
        self.assertNotIn("secret", page.html)
        self.assertNotIn("lapsed", page.words("main"))

    def test_it_goes_back_to_an_earlier_day(self):
        page = self.read(f"{self.ADDRESS}?as_of=2018-02-01")
        words = page.words("main")
        self.assertIn("8 months and 2 decisions: 1 carried out in full", words)
        self.assertIn("since 15 September 2017: 139 days.", words)
        self.assertNotIn("One zone is left.", words)
        self.assertIn("1 February 2018 · day shown", words)
        self.assertTrue(page.all("a", href="/en/rounds/astana-4/?as_of=2018-02-01"))

    def test_before_its_first_decision_it_has_no_story(self):
        page = self.read(f"{self.ADDRESS}?as_of=2017-05-03")
        self.assertIn("By this day no decision on it had been taken", page.words("main"))
        self.assertNotIn("thread", page.ids())

    def test_a_decision_of_an_event_is_told_since_it_began(self):
        long = make_event(self.summits, "Geneva talks", "محادثات جنيف", "2018-03-01/2018-03-20")
        make_decision(long, 1, "A paper is tabled", topics=[self.ceasefire])
        page = self.read(f"{self.ADDRESS}?as_of=2018-03-05")
        self.assertIn("A paper is tabled", page.words("thread"))
        self.assertIn("since 1 March 2018", page.words("thread"))

    def test_a_long_thread_turns_pages(self):
        for day in range(150):
            moment = dt.date(2018, 7, 2) + dt.timedelta(day)
            make_follow_up(self.maps, str(moment), "pending", note_en=f"Step {day}.", note_ar=f"خطوة {day}.")
        first = self.read(self.ADDRESS)
        self.assertIn("Page 1 of 2", first.words("thread"))
        self.assertIn("Step 0.", first.words("thread"))
        self.assertNotIn("day of the edition", first.words("thread"))
        last = self.read(f"{self.ADDRESS}?page=2")
        self.assertIn("Step 149.", last.words("thread"))
        self.assertNotIn("Step 0.", last.words("thread"))
        self.assertIn("day of the edition", last.words("thread"))

    def test_a_silence_between_two_pages_is_named(self):
        make_follow_up(self.maps, "2018-10-01", "partly", note_en="Drawn.", note_ar="رسمت.")
        with patch("talks.pages.thread.MOMENTS_A_PAGE", 5):
            words = self.read(f"{self.ADDRESS}?page=2").words("thread")
        self.assertRegex(words, "2018 91 days in which nothing is recorded 1 October 2018")

    def test_a_page_that_is_no_number_is_named(self):
        page = self.read(f"{self.ADDRESS}?page=first", status=400)
        self.assertIn("The page must be a number.", page.words("main"))
        self.assertIn("thread", page.ids())

    def test_what_is_no_topic_is_not_found(self):
        self.read("/en/topics/weather/", status=404)

    def test_the_number_of_queries_does_not_grow(self):
        self.memorandum.topics.add(self.detainees)
        for address in (self.ADDRESS, f"{self.ADDRESS}?as_of=2018-10-01"):
            with CaptureQueriesContext(connection) as few:
                self.read(address)
            self.assertLessEqual(len(few), MOST_QUERIES)
        with CaptureQueriesContext(connection) as few:
            self.read(self.ADDRESS)
        for number in range(13, 63):
            day = dt.date(2018, 5, 20) + dt.timedelta(number)
            meeting = make_round(self.astana, number, str(day))
            decision = make_decision(
                meeting, 1, f"Decision {number}", topics=[self.ceasefire], adopted_by=[self.russia]
            )
            make_follow_up(decision, str(day), "partly", note_en=f"Note {number}.", note_ar="ملاحظة.")
            make_statement(meeting, self.minister, str(day), f"Word {number}.", about=decision)
        with self.assertNumQueries(len(few)):
            page = self.read(self.ADDRESS)
        self.assertIn("12 earlier decisions are left out here", page.words("course"))


class TopicFigureTestCase(PageTestCase):
    def figure(self, address: str) -> dict:
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200, address)
        self.assertEqual(answer["Content-Type"], "application/json")
        return answer.json()

    def test_it_has_the_marks_of_the_page_at_each_width_and_theme(self):
        for name, mark in {
            "by-rounds.json": "ceasefire:astana-4:partly",
            "ceasefire/course.json": "astana-4-1:1",
        }.items():
            for width in (1104, 704):
                for theme in ("light", "dark"):
                    address = f"/en/topics/{name}?width={width}&theme={theme}"
                    with self.subTest(address):
                        figure = self.figure(address)
                        keys = {key for trace in figure["data"] for key in trace["customdata"]}
                        self.assertIn(mark, keys)
                        self.assertEqual(figure["layout"]["width"], width)

    def test_it_is_that_of_the_day_asked_for(self):
        figure = self.figure("/en/topics/by-rounds.json?as_of=2018-02-01")
        keys = {key for trace in figure["data"] for key in trace["customdata"]}
        self.assertIn("ceasefire:astana-4:implemented", keys)
        self.assertNotIn("ceasefire:astana-4:partly", keys)

    def test_what_it_cannot_draw_it_refuses_in_words(self):
        for query, reason in {
            "width=5": "“5” is no width of this chart.",
            "theme=pink": "“pink” is no theme: say light or dark.",
            "as_of=never": "“never” is no day, month or year",
        }.items():
            for name in ("by-rounds.json", "ceasefire/course.json"):
                with self.subTest(query, name=name):
                    answer = self.client.get(f"/en/topics/{name}?{query}")
                    self.assertEqual(answer.status_code, 400)
                    self.assertEqual(answer["Content-Type"], "application/json")
                    self.assertIn(reason, answer.content.decode())

    def test_what_is_no_topic_has_no_figure(self):
        self.assertEqual(self.client.get("/en/topics/weather/course.json").status_code, 404)

    def test_statuses_have_the_order_that_they_have_everywhere(self):
        page = self.read("/en/topics/")
        self.assertEqual(
            re.findall("status-([a-z]+)", page.html.partition('class="key bare"')[2].partition("</ul>")[0]),
            [status.value for status in Status if status in {"partly", "stalled", "pending", "principle"}],
        )
