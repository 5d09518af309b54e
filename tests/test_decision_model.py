"""Decisions: what the database refuses, what became of them by a day, which fit what is asked."""

import datetime as dt

from django.utils.translation import override

from talks.models import Confidence, Decision, State, Status
from talks.models.decisions import Criteria
from talks.templatetags.talks import became
from tests.base import RecordTestCase, make_decision, make_event, make_follow_up, make_round


class DecisionTestCase(RecordTestCase):
    # What the database refuses

    def test_it_is_of_a_round_or_an_event(self):
        for what, values in {
            "neither": {"round": None},
            "both": {"round": self.fourth, "event": self.summit},
        }.items():
            with self.subTest(what), self.assertRefusedBy("decision_of_round_or_event"):
                Decision.objects.filter(pk=self.maps.pk).update(**values)

    def test_a_round_counts_its_decisions(self):
        with self.assertRefusedBy("decision_number_once_in_a_round"):
            make_decision(self.fourth, 3, "Another third")

    def test_an_event_counts_its_decisions(self):
        with self.assertRefusedBy("decision_number_once_in_an_event"):
            make_decision(self.summit, 1, "Another first")

    def test_it_cannot_carry_on_itself(self):
        self.maps.carries_on = self.maps
        with self.assertRefusedBy("decision_carries_on_another"):
            self.maps.save()

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("decision_not_confirmed_is_no_fact"):
            make_decision(self.fourth, 4, "Rumoured", confidence=Confidence.LOW)

    def test_what_is_not_confirmed_may_be_a_draft(self):
        make_decision(self.fourth, 4, "Rumoured", confidence=Confidence.LOW, state=State.DRAFT)
        self.assertEqual(self.fourth.decisions.count(), 4)

    # Itself

    def test_its_id_names_the_meeting_and_its_number(self):
        self.assertEqual([self.maps.slug, self.buffer.slug], ["astana-4-3", "sochi-summit-1"])

    def test_it_was_taken_on_the_last_day_of_its_meeting(self):
        self.assertEqual(self.maps.day, dt.date(2017, 5, 4))
        self.assertEqual(self.buffer.day, dt.date(2018, 9, 17))

    def test_of_a_meeting_that_goes_on_it_was_taken_on_the_first_day(self):
        self.assertEqual(make_decision(self.idlib, 1, "Posts").day, dt.date(2017, 9, 15))

    # Which decisions

    def test_readers_do_not_see_drafts(self):
        make_decision(self.fourth, 4, "Draft", state=State.DRAFT)
        self.assertCountEqual(
            Decision.objects.published(),
            [self.memorandum, self.release, self.maps, self.sovereignty, self.buffer],
        )

    def test_readers_do_not_see_what_belongs_to_a_draft(self):
        for meeting in (self.fourth, self.summit):
            meeting.state = State.DRAFT
            meeting.save()
        self.assertCountEqual(Decision.objects.published(), [self.sovereignty])

    def test_those_of_rounds_leave_out_those_of_events(self):
        self.assertNotIn(self.buffer, Decision.objects.of_rounds())
        self.assertEqual(Decision.objects.of_rounds().count(), 4)

    def test_they_stand_in_the_order_of_time_then_as_their_meeting_counts_them(self):
        self.assertEqual(
            list(Decision.objects.in_order_of_time()),
            [self.memorandum, self.release, self.maps, self.sovereignty, self.buffer],
        )

    def test_the_newest_may_stand_first(self):
        self.assertEqual(
            list(Decision.objects.in_order_of_time(newest_first=True)),
            [self.buffer, self.sovereignty, self.memorandum, self.release, self.maps],
        )

    def test_every_decision_has_a_day(self):
        open_end = make_round(self.astana, 13, "2019-04/..", status="postponed")
        for meeting in (open_end, self.idlib):
            decision = make_decision(meeting, 1, "Open")
            with self.subTest(meeting.slug):
                self.assertEqual(Decision.objects.with_day().get(pk=decision.pk).decided_on, decision.day)


class DecisionStatusTestCase(RecordTestCase):
    """What became of a decision, as it was known on a day."""

    def status_on(self, day: str, decision: Decision) -> tuple:
        found = Decision.objects.with_status(dt.date.fromisoformat(day)).get(pk=decision.pk)
        return found.status, found.status_day and found.status_day.isoformat()

    def test_it_is_the_latest_follow_up_known_by_that_day(self):
        for day, status in {
            "2017-05-04": (Status.PENDING, "2017-05-04"),
            "2017-09-14": (Status.PENDING, "2017-05-04"),
            "2017-09-15": (Status.IMPLEMENTED, "2017-09-15"),
            "2018-06-30": (Status.IMPLEMENTED, "2017-09-15"),
            # Known to the month alone: from its first day on.
            "2018-07-01": (Status.PARTLY, "2018-07-01"),
            "2018-11-29": (Status.PARTLY, "2018-07-01"),
        }.items():
            with self.subTest(day=day):
                self.assertEqual(self.status_on(day, self.memorandum), status)

    def test_of_which_nothing_is_reported_it_is_pending_since_no_day(self):
        self.assertEqual(self.status_on("2018-11-29", self.maps), (Status.PENDING, None))
        self.assertEqual(self.status_on("2017-05-03", self.memorandum), (Status.PENDING, None))

    def test_a_draft_changes_nothing(self):
        make_follow_up(self.memorandum, "2018-10", "lapsed", state=State.DRAFT)
        self.assertEqual(self.status_on("2018-11-29", self.memorandum), (Status.PARTLY, "2018-07-01"))

    def test_of_two_that_begin_together_the_one_that_ends_later_counts(self):
        make_follow_up(self.maps, "2018-03-01", "stalled")
        make_follow_up(self.maps, "2018-03", "lapsed")
        self.assertEqual(self.status_on("2018-11-29", self.maps), (Status.LAPSED, "2018-03-01"))

    def test_stalled_keeps_those_that_were_stalled_on_that_day(self):
        for day, decisions in {
            dt.date(2017, 9, 14): [],
            dt.date(2017, 9, 15): [self.release],
            dt.date(2018, 11, 29): [self.release],
        }.items():
            with self.subTest(day=day):
                self.assertEqual(list(Decision.objects.stalled(on=day)), decisions)

    def test_stalled_has_the_one_longest_without_a_result_first(self):
        make_follow_up(self.buffer, "2018-10", "stalled")
        self.assertEqual(
            list(Decision.objects.stalled(on=dt.date(2018, 11, 29))), [self.release, self.buffer]
        )

    def what_became_of(self, decision: Decision) -> str:
        return became(Decision.objects.with_status(dt.date(2018, 11, 29)).get(pk=decision.pk))

    def test_in_words_it_is_the_note_of_the_latest_follow_up(self):
        for language, words in {"en": "One zone is left.", "ar": "بقيت منطقة."}.items():
            with self.subTest(language), override(language):
                self.assertEqual(self.what_became_of(self.memorandum), words)

    def test_in_words_it_is_the_outcome_where_an_editor_wrote_one(self):
        self.memorandum.outcome_en = "Three of four zones fell."
        self.memorandum.save()
        with override("en"):
            self.assertEqual(self.what_became_of(self.memorandum), "Three of four zones fell.")

    def test_in_words_it_is_nothing_where_nothing_is_reported(self):
        with override("en"):
            self.assertEqual(self.what_became_of(self.maps), "")


class DecisionMatchTestCase(RecordTestCase):
    """Which decisions fit what a reader asks."""

    def assertFit(self, expected: list[Decision], **asked) -> None:
        decisions = Decision.objects.for_dashboard(self.as_of(), Criteria(**asked))
        fit = [decision.title_en for decision in decisions if decision.matches]
        self.assertEqual(fit, [decision.title_en for decision in expected], asked)

    def test_all_fit_where_nothing_is_asked(self):
        self.assertFit([self.memorandum, self.release, self.maps, self.sovereignty, self.buffer])

    def test_what_does_not_fit_is_still_there(self):
        decisions = Decision.objects.for_dashboard(self.as_of(), Criteria(kind="agreement"))
        self.assertEqual(len(decisions), 5)

    def test_a_guarantor_that_adopted_it(self):
        self.assertFit([self.memorandum, self.release, self.sovereignty, self.buffer], guarantors=("russia",))
        self.assertFit([self.memorandum, self.sovereignty], guarantors=("iran",))

    def test_one_of_several_guarantors(self):
        self.assertFit([self.memorandum, self.sovereignty, self.buffer], guarantors=("turkey", "iran"))

    def test_a_topic(self):
        self.assertFit([self.memorandum, self.maps], topic="ceasefire")

    def test_a_kind(self):
        self.assertFit([self.sovereignty], kind="acknowledgement")

    def test_a_status_on_the_editions_day(self):
        self.assertFit([self.memorandum], status="partly")
        self.assertFit([self.maps, self.buffer], status="pending")

    def test_words_of_its_title_or_text(self):
        self.assertFit([self.maps], text="maps")
        self.assertFit([self.maps], text="decided: maps are")

    def test_words_of_the_name_of_the_round_or_event_that_took_it(self):
        self.assertFit([self.memorandum, self.release, self.maps], text="round 4")
        self.assertFit([self.buffer], text="sochi summit")
        self.assertFit([], text="zones were agreed")  # only its summary says so

    def test_words_in_arabic_however_they_are_spelled(self):
        for spelling in ("إنشاء مناطق", "انشاء مناطق", "إنْشَاءُ مَنَاطِق", "إنشـاء   مناطق"):
            with self.subTest(spelling):
                self.assertFit([self.memorandum], text=spelling)

    def test_signs_are_looked_for_as_they_stand(self):
        share = make_decision(self.ninth, 2, "100% of the files_a are named")
        for sign in ("100%", "files_a"):
            self.assertFit([share], text=sign)
        self.assertFit([], text="zon%s")
        self.assertFit([], text="m_ps")

    def test_a_first_day_which_counts(self):
        self.assertFit([self.sovereignty, self.buffer], since=dt.date(2018, 5, 15))
        self.assertFit([self.buffer], since=dt.date(2018, 5, 16))

    def test_words_in_any_order_in_the_decision_its_topics_and_where_it_was_taken(self):
        self.assertFit([self.release], text="released detainees")
        self.assertFit([], text="released maps")

    def test_where_it_was_taken(self):
        self.assertFit([self.buffer], taken_at="events")

    def test_a_last_day_which_counts(self):
        self.assertFit([self.memorandum, self.release, self.maps], until=dt.date(2017, 5, 4))
        self.assertFit([self.memorandum, self.release, self.maps], until=dt.date(2017, 5, 3))
        self.assertFit([], until=dt.date(2017, 5, 2))

    def test_all_that_is_asked_at_once(self):
        self.assertFit(
            [self.release], guarantors=("russia",), topic="detainees", status="stalled", text="معتقلين"
        )
        self.assertFit([], guarantors=("iran",), topic="detainees")

    def test_criteria_know_whether_they_ask_for_anything(self):
        self.assertFalse(Criteria())
        self.assertTrue(Criteria(text="maps"))
        self.assertTrue(Criteria(until=dt.date(2017, 5, 3)))

    def test_criteria_know_what_only_decisions_have(self):
        for asked in ({"topic": "ceasefire"}, {"kind": "agreement"}, {"status": "partly"}):
            self.assertTrue(Criteria(**asked).ask_for_decisions_only(), asked)
        for asked in ({"text": "maps"}, {"guarantors": ("iran",)}, {"since": dt.date(2017, 5, 3)}):
            self.assertFalse(Criteria(**asked).ask_for_decisions_only(), asked)

    def test_it_takes_three_queries_for_all_that_is_shown_and_one_for_words(self):
        make_event(self.summits, "Another", "أخرى", "2018-10-27")
        for criteria, queries in [(Criteria(kind="agreement"), 3), (Criteria(text="a"), 4)]:
            with self.assertNumQueries(queries), override("en"):
                for decision in Decision.objects.for_dashboard(self.as_of(), criteria):
                    str(decision.meeting)
                    list(decision.topics.all())
                    list(decision.adopted_by.all())
                    str(decision.carries_on)
