"""The panel beside the timeline: what one round or event decided, what was said of it, and its sources."""

import datetime as dt
import re

from talks.models import Citation, Event, Round
from tests.base import (
    Page,
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


def sources_cited_by(page: Page, words: str) -> list[str]:
    """Give the numbers that stand after some words in the panel."""
    found = re.search(
        re.escape(words) + r"((?:\s|<[^a].*?>|<[a-z]+>)*(<a href=\"#source-\d+\">\d+</a>)*)", page.html
    )
    return re.findall(r"#source-(\d+)", found[1])


class PanelTestCase(PageTestCase):
    # Which is open

    def test_the_last_round_that_was_held_is_open(self):
        page = self.read("/en/")
        self.assertIn("Round 9 · Astana · 14–15 May 2018", page.words("panel"))

    def test_a_round_held_after_the_editions_day_is_not_the_last(self):
        make_round(self.astana, 13, "2019-04-25/2019-04-26")
        self.assertIn("Round 9", self.read("/en/").words("panel"))

    def test_a_round_is_opened_by_its_address(self):
        for read in (self.read, self.swap):
            page = read("/en/?round=astana-4")
            self.assertIn("Round 4 · Astana · 3–4 May 2017", page.words("panel"))
            self.assertEqual(
                page.words("panel-headline"), "3 decisions: 1 carried out in part, 1 stalled, 1 pending"
            )
            self.assertIn("Zones were agreed.", page.words("panel"))

    def test_an_event_is_opened_by_its_address(self):
        for read in (self.read, self.swap):
            page = read("/en/?event=sochi-summit")
            self.assertIn("summit · Sochi · 17 September 2018", page.words("panel"))
            self.assertEqual(page.words("panel-headline"), "Sochi summit")
            self.assertIn("A buffer zone is set up", page.words("panel"))

    def test_a_zone_is_opened_by_its_address(self):
        words = self.read("/en/?event=idlib").words("panel")
        self.assertIn("de-escalation zone · since 15 September 2017 Idlib", words)

    def test_what_is_open_is_marked_on_the_timeline(self):
        for query, key in {"": "astana-9", "?round=astana-4": "astana-4", "?event=idlib": "idlib"}.items():
            page = self.read(f"/en/{query}")
            selected = {
                link["data-key"]
                for link in page.all("a")
                if "data-key" in link and "selected" in link["class"]
            }
            self.assertEqual(selected, {key})

    def test_it_speaks_arabic(self):
        words = self.read("/ar/?round=astana-4").words("panel")
        for phrase in ("أستانا", "3 و4 مايو/أيار 2017", "إنشاء مناطق خفض التصعيد", "روسيا", "بقيت منطقة."):
            self.assertIn(phrase, words)

    def test_filters_take_nothing_from_it(self):
        page = self.read("/en/?round=astana-4&topic=detainees")
        self.assertIn("De-escalation zones are set up", page.words("panel"))

    # Decisions

    def test_a_decision_says_what_it_is_who_adopted_it_and_what_became_of_it(self):
        page = self.read("/en/?round=astana-4")
        self.assertEqual(
            page.words("astana-4-1"),
            "They decided: De-escalation zones are set up. agreement · adopted by Russia, Turkey and Iran "
            "carried out in part (1 July 2018): One zone is left. Its page, with every follow-up",
        )

    def test_a_decision_of_which_nothing_is_reported_is_pending_and_says_no_more(self):
        page = self.read("/en/?round=astana-4")
        self.assertEqual(
            page.words("astana-4-3"),
            "They decided: Maps are drawn. commitment Its page, with every follow-up",
        )
        self.assertIn("pending Maps are drawn", page.words("panel"))

    def test_decisions_stand_as_their_round_counts_them(self):
        words = self.read("/en/?round=astana-4").words("panel")
        places = [words.index(title.title_en) for title in (self.memorandum, self.release, self.maps)]
        self.assertEqual(places, sorted(places))

    def test_a_decision_names_the_one_that_it_carries_on(self):
        again = make_decision(self.ninth, 2, "Lists are exchanged", carries_on=self.release)
        self.assertIn("Carries on: Detainees are released", self.read("/en/").words(again.slug))

    def test_an_outcome_that_an_editor_wrote_stands_before_the_note(self):
        self.memorandum.outcome_en = "Three of the zones fell."
        self.memorandum.save()
        words = self.read("/en/?round=astana-4").words("astana-4-1")
        self.assertIn("Three of the zones fell.", words)
        self.assertNotIn("One zone is left.", words)

    def test_who_adopted_it_may_be_said_in_words(self):
        self.maps.adopted_by_note_en = "the working group"
        self.maps.save()
        self.assertIn("· the working group", self.read("/en/?round=astana-4").words("astana-4-3"))

    def test_the_status_is_that_of_the_editions_day(self):
        make_follow_up(self.maps, "2018-11-29", "lapsed", note_en="On the day.")
        make_follow_up(self.maps, "2018-11-30", "implemented", note_en="On the next.")
        words = self.read("/en/?round=astana-4").words("astana-4-3")
        self.assertIn("lapsed (29 November 2018): On the day.", words)

    # Rounds that are planned, or were held late

    def test_a_planned_round_says_for_when_and_that_it_has_decided_nothing(self):
        page = self.read("/en/?round=astana-12")
        self.assertEqual(page.words("panel-headline"), "Planned for February 2019, the day not fixed")
        self.assertIn("It has not met yet, so it has decided nothing.", page.words("panel"))
        page = self.read("/ar/?round=astana-12")
        self.assertIn("فبراير/شباط 2019", page.words("panel-headline"))

    def test_a_round_held_late_says_how_late(self):
        words = self.read("/en/?round=astana-9").words("panel")
        self.assertIn("Held 75 days after the end of the first window announced for it", words)

    def test_it_names_each_date_that_was_announced_and_who_announced_it(self):
        make_announcement(self.ninth, "2018-04-20", "2018-05-14/2018-05-15", by_party=self.kazakhstan)
        words = self.read("/en/?round=astana-9").words("panel").partition("Dates announced for it")[2]
        for said in (
            "6 February 2018 · Kairat Abdrakhmanov 15–28 February 2018",
            "16 March 2018 · Kairat Abdrakhmanov April 2018",
            "20 April 2018 · Kazakhstan 14–15 May 2018",
        ):
            self.assertIn(said, words)

    def test_dates_that_slipped_are_drawn_and_those_that_held_are_not(self):
        make_announcement(self.ninth, "2018-04-20", "2018-05-14/2018-05-15", by_party=self.kazakhstan)
        # Announced once more for the same days.
        make_announcement(self.ninth, "2018-02-07", "2018-02-15/2018-02-28", by_party=self.russia)
        titles = re.findall(
            r'class="slip"[^>]*><title>(.*?)</title>', self.read("/en/").html.split("narrow")[0]
        )
        self.assertEqual(
            titles,
            [
                "Round 9: announced on 6 February 2018 for 15–28 February 2018, held 14–15 May 2018",
                "Round 9: announced on 16 March 2018 for April 2018, held 14–15 May 2018",
            ],
        )

    def test_a_round_without_decisions_says_so(self):
        make_round(self.astana, 10, "2018-07-30/2018-07-31")
        self.assertEqual(self.read("/en/").words("panel-headline"), "No decision in the record")

    # What was said

    def test_statements_say_who_spoke_when_and_how(self):
        make_statement(self.fourth, self.minister, "2017-05-04", "A good day.", stance="positive")
        words = self.read("/en/?round=astana-4").words("panel")
        self.assertIn(
            "Kairat Abdrakhmanov , Foreign minister · 4 May 2017 positive A good day.".replace(" ,", ","),
            words,
        )

    def test_a_statement_leads_to_the_decision_that_it_is_about(self):
        make_statement(
            self.idlib, self.minister, "2018-10-01", "It holds.", about=self.buffer, relation="support"
        )
        page = self.read("/en/?event=idlib")
        self.assertIn("support: A buffer zone is set up", page.words("panel"))
        # Once here, once in the list of decisions.
        self.assertEqual(len(page.all("a", href="?event=sochi-summit#sochi-summit-1")), 2)

    def test_statements_of_other_meetings_are_not_there(self):
        make_statement(self.ninth, self.minister, "2018-05-15", "Another day.")
        self.assertNotIn("Another day.", self.read("/en/?round=astana-4").words("panel"))

    # Sources

    def test_sources_are_numbered_as_the_panel_cites_them(self):
        page = self.read("/en/?round=astana-4")
        self.assertIn("2 sources", page.words("panel"))
        self.assertEqual(
            [page.words(f"source-{number}") for number in (1, 2)],
            ["TASS news report · 4 May 2017", "سانا البيان الختامي official source"],
        )
        self.assertEqual(sources_cited_by(page, "Zones were agreed."), ["1"])

    def test_every_number_leads_to_a_source_and_every_source_has_one(self):
        said = make_statement(self.fourth, self.minister, "2017-05-04", "A good day.")
        for number, claim in enumerate(
            (
                {"statement": said},
                {"follow_up": self.undone},
                {"outcome": self.release},
                {"round": self.fourth},
            )
        ):
            cite(make_source(f"Paper {number}"), **claim)
        page = self.read("/en/?round=astana-4")
        cited = {link["href"] for link in page.all("a") if link["href"].startswith("#source-")}
        listed = {f"#{name}" for name in page.ids() if name.startswith("source-")}
        self.assertEqual(cited, listed)
        # What an outcome cites counts where there is one in words; else what the follow-up cites.
        self.assertNotIn("Paper 2", page.words("panel"))
        self.release.outcome_en = "Some were."
        self.release.save()
        self.assertIn("Paper 2", self.read("/en/?round=astana-4").words("panel"))

    def test_a_source_that_is_cited_twice_has_one_number(self):
        Citation.objects.all().delete()
        for claim in ({"round": self.fourth}, {"decision": self.memorandum}, {"decision": self.maps}):
            cite(self.tass, **claim)
        page = self.read("/en/?round=astana-4")
        self.assertIn("1 source", page.words("panel"))
        self.assertEqual(len([link for link in page.all("a") if link["href"] == "#source-1"]), 3)

    def test_the_sources_of_announced_dates_are_among_them(self):
        cite(make_source("Al-Ghad"), announcement=self.first_window)
        self.assertIn("Al-Ghad", self.read("/en/?round=astana-9").words("panel"))

    def test_a_source_is_a_link_that_does_not_tell_where_the_reader_came_from(self):
        link = self.read("/en/?round=astana-4").all("a", href="https://tass.example/4")[0]
        self.assertEqual(link["rel"], "noreferrer")

    def test_the_title_of_a_source_keeps_its_own_language_and_direction(self):
        title = self.read("/en/?round=astana-4").all("span", lang="ar")[0]
        self.assertEqual(title["dir"], "rtl")

    # What is to come

    def test_it_never_counts_on_a_round_being_there(self):
        Round.objects.filter(status="held").delete()
        self.assertIn("Round 12", self.read("/en/").words("panel"))
        Round.objects.all().delete()
        self.assertTrue(Event.objects.exists())
        page = self.read("/en/")
        self.assertTrue(page.words("panel"))
        self.assertNotIn("None", page.words("main"))

    def test_what_began_after_the_edition_s_day_is_not_part_of_it(self):
        later = make_round(self.astana, 14, "2018-12-01/2018-12-02", status="held")
        make_decision(later, 1, "Taken too late")
        make_event(self.summits, "A summit after the day", "قمة بعد اليوم", "2018-12-05")
        words = self.read("/en/").words("main")
        self.assertNotIn("Taken too late", words)
        self.assertNotIn("A summit after the day", words)
        self.assertEqual(self.client.get("/en/?round=astana-14").status_code, 400)

    def test_a_decision_that_has_no_day_yet_is_readable(self):
        postponed = make_round(self.astana, 13, "2018-10/..", status="postponed")
        decision = make_decision(postponed, 1, "To be decided")
        self.assertEqual(decision.day, dt.date(2018, 10, 1))
        self.assertIn("To be decided", self.read("/en/?round=astana-13").words("panel"))
