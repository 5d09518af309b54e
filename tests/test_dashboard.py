"""The dashboard: what it shows in both languages, and what it promises caches, browsers and crawlers."""

import datetime as dt
import re
from unittest.mock import patch

from talks.charts.timeline.layout import SCALES
from talks.models import Edition, Event, Round, State, Status, ZoneEvent
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

PARTS = {"filters", "count", "languages", "results", "timeline", "panel", "decisions", "table", "table-rows"}
BOTH = ("/ar/", "/en/")


class DashboardTestCase(PageTestCase):
    # What it says

    def test_it_is_in_the_language_and_direction_of_its_address(self):
        for address, (language, direction, title) in {
            "/en/": ("en", "ltr", "The Astana talks on Syria"),
            "/ar/": ("ar", "rtl", "محادثات أستانا"),
        }.items():
            with self.subTest(address):
                page = self.read(address)
                self.assertEqual(page.all("html"), [{"lang": language, "dir": direction}])
                self.assertIn(title, page.words("main"))
                self.assertEqual(page.answer["Content-Language"], language)

    def test_every_part_is_there_in_both_languages(self):
        for address in BOTH:
            with self.subTest(address):
                self.assertLessEqual(PARTS, set(self.read(address).ids()))

    def test_it_counts_what_was_held_what_is_planned_and_what_was_decided(self):
        words = self.read("/en/").words("main")
        for figure in (
            "rounds held 2",
            "planned, February 2019 1",
            "decisions in the rounds 4",
            "carried out 0",
            "carried out in part 1",
            "stalled 1",
        ):
            self.assertIn(figure, words)
        words = self.read("/ar/").words("main")
        self.assertIn("فبراير/شباط 2019", words)

    def test_it_says_for_which_day_the_record_speaks(self):
        for address, day in {"/en/": "29 November 2018", "/ar/": "29 نوفمبر/تشرين الثاني 2018"}.items():
            with self.subTest(address):
                self.assertIn(day, self.read(address).words("main"))
                self.assertContains(self.client.get(address), f'<time datetime="2018-11-29">{day}</time>')

    def test_its_headlines_are_computed_from_the_record(self):
        page = self.read("/en/")
        self.assertEqual(page.words("timeline-headline"), "2 rounds in 12 months, 1 zone of 2 left")
        self.assertEqual(
            page.words("outcomes-headline"),
            "Of 3 decisions that can be measured, 0 were carried out, 1 in part",
        )
        self.assertEqual(page.words("decisions-headline"), "5 decisions, of the rounds and around them")

    def test_it_says_which_decision_has_been_stalled_the_longest(self):
        make_follow_up(self.maps, "2018-01", "stalled")
        make_follow_up(make_decision(self.ninth, 2, "Prisoners are named"), "2018-10", "stalled")
        words = self.read("/en/").words("results").partition("Stalled longest")[2]
        self.assertRegex(
            words,
            "^ Detainees are released Round 4, for 18 months Maps are drawn Round 4, for 18 months "
            "Prisoners are named Round 9, for 6 months",
        )

    def test_the_timeline_is_drawn_in_the_page_at_each_width(self):
        for address in BOTH:
            with self.subTest(address):
                page = self.read(address)
                widths = [int(box["data-width"]) for box in page.all("div") if "data-width" in box]
                self.assertEqual(widths, list(SCALES))
                drawings = page.all("svg", role="group")
                self.assertEqual([int(drawing["width"]) for drawing in drawings], widths)

    def test_the_timeline_stands_as_a_list_for_narrow_screens(self):
        words = self.read("/en/").words("timeline")
        stops = [
            "12 planned: February 2019",
            "edition day: 29 Nov 2018",
            "2018 9 14–15 May 2018",
            "2017 4 3–4 May 2017",
        ]
        places = [words.rindex(stop) for stop in stops]  # the drawings, which stand before it, have some, too
        self.assertEqual(places, sorted(places))
        # The summit, between the ninth round and the twelfth.
        self.assertIn("1 event between rounds 9 and 12", words)
        self.assertIn("De-escalation zones: 1 zone of 2 left", words)

    def test_the_timeline_stands_as_a_table_with_the_newest_first(self):
        words = self.read("/en/").words("table-rows")
        rows = [
            "February 2019 Astana 12 round, planned",
            "17 September 2018 Sochi summit summit Sochi 1 decision: pending",
            "14–15 May 2018 Astana 9 round, held Astana 1 decision: principle",
            "18 February – 14 April 2018 Offensive on Ghouta military development",
            "October 2017 Envoy visits Ankara ministers’ meeting",
            "since 15 September 2017 Idlib de-escalation zone",
            "22 July 2017 – 14 April 2018 Eastern Ghouta de-escalation zone",
            "3–4 May 2017 Astana 4 round, held Astana 3 decisions: 1 carried out in part, 1 stalled, 1 pend",
        ]
        places = [words.find(row) for row in rows]
        self.assertNotIn(-1, places, words)
        self.assertEqual(places, sorted(places))

    def test_a_long_table_turns_its_pages_and_each_row_leads_to_its_sources(self):
        self.assertTrue(self.read("/en/").all("a", href="/en/rounds/astana-4/#sources"))
        self.more_rounds(100)
        first, second = self.read("/en/"), self.read("/en/?rows=2")
        self.assertTrue(first.all("a", rel="next", href="?rows=2#table-rows"))
        self.assertNotIn("Envoy visits Ankara", second.words("table-rows"))
        self.assertNotEqual(first.words("table-rows"), second.words("table-rows"))
        self.assertIn("Pages are counted from 1.", self.read("/en/?rows=0", status=400).words("main"))

    def test_what_could_not_be_drawn_is_counted(self):
        make_event(self.summits, "Long before", "قبل ذلك", "2015-12-18")
        self.assertIn("Not drawn: 1 event outside these days", self.read("/en/").words("timeline"))
        make_event(self.summits, "Long before that", "قبل ذلك", "2015-10-30")
        self.assertIn("Not drawn: 2 events outside these days", self.read("/en/").words("timeline"))

    def test_a_text_without_arabic_is_shown_in_english_and_marked(self):
        self.assertContains(
            self.client.get("/ar/"), '<bdi lang="en" dir="ltr">Envoy visits Ankara</bdi>', html=True
        )

    def test_no_english_word_is_left_in_the_arabic_page(self):
        self.visit.delete()
        self.sana.publisher = "سانا"
        for address in (
            "/ar/",
            "/ar/?round=astana-12",
            "/ar/?event=sochi-summit",
            "/ar/?kind=nonsense&q=zzz",
        ):
            page = self.read(address, status=400 if "nonsense" in address else 200)
            # Names of publishers, languages and keys stand as they are; citations and addresses are code.
            for apart in (
                r'<details class="cite".*?</details>|<bdi class="address".*?</bdi>',
                r'<p [^>]*id="chart-keys".*?</p>|<cite>.*?</cite>|<script.*?</script>',
                r'<a [^>]*lang="\w+".*?</a>',
            ):
                page.html = re.sub(apart, "", page.html, flags=re.S)
            html = page.html
            texts = re.findall(r">([^<]+)<", html)
            texts += re.findall(
                r' (?:title|alt|aria-label|placeholder|content)="(.*?)"', html.split("<body")[1]
            )
            for text in texts:
                with self.subTest(address):
                    self.assertNotRegex(text.replace("nonsense", "").replace("zzz", ""), "[A-Za-z]{2,}")

    # Which way time runs

    def years_from_left_to_right(self, page) -> list[str]:
        years = re.findall(r'<text class="year" x="([\d.]+)"[^>]*>(\d+)</text>', page.html.split("narrow")[0])
        return [year for _x, year in sorted(years, key=lambda found: float(found[0]))]

    def test_time_runs_as_the_language_is_read(self):
        self.assertEqual(self.years_from_left_to_right(self.read("/en/")), ["2018", "2019"])
        self.assertEqual(self.years_from_left_to_right(self.read("/ar/")), ["2019", "2018"])

    def test_the_reader_may_turn_time_round(self):
        page = self.read("/ar/?axis=ltr")
        self.assertEqual(self.years_from_left_to_right(page), ["2018", "2019"])
        self.assertEqual(page.all("html"), [{"lang": "ar", "dir": "rtl"}])
        self.assertEqual({svg["direction"] for svg in page.all("svg", role="group")}, {"rtl"})
        self.assertEqual(self.years_from_left_to_right(self.read("/en/?axis=rtl")), ["2019", "2018"])

    def test_it_offers_the_other_direction_and_keeps_what_was_asked(self):
        for address, offered in {
            "/en/?kind=agreement": "?kind=agreement&axis=rtl",
            "/ar/?kind=agreement": "?kind=agreement&axis=ltr",
            "/ar/?axis=ltr&kind=agreement": "?kind=agreement&axis=rtl",
        }.items():
            with self.subTest(address):
                links = [link["href"] for link in self.read(address).all("a")]
                self.assertIn(
                    offered, [link.replace("axis=ltr&kind=agreement", "") or link for link in links]
                )

    # What it does not say

    def test_drafts_are_nowhere(self):
        draft = {"state": State.DRAFT}
        hidden = make_source("HIDDEN source", title="HIDDEN title")
        secret_round = make_round(self.astana, 5, "2017-07-04", title_en="HIDDEN round", **draft)
        secret_event = make_event(self.summits, "HIDDEN event", "سر", "2018-03", **draft)
        of_secret_round = make_decision(secret_round, 1, "HIDDEN decision of a round")
        make_decision(secret_event, 1, "HIDDEN decision of an event")
        secret = make_decision(self.fourth, 4, "HIDDEN decision", **draft)
        make_follow_up(self.maps, "2018-03", "lapsed", note_en="HIDDEN note", **draft)
        make_statement(self.fourth, self.minister, "2017-05-04", "HIDDEN words", **draft)
        make_statement(self.fourth, self.minister, "2017-05-04", "A good day.", about=secret)
        make_announcement(
            self.ninth, "2018-01-20", "2018-01-30", by_party=self.russia, note_en="HIDDEN", **draft
        )
        ZoneEvent.objects.create(zone=self.idlib, event=secret_event, contested_date="2018-03")
        self.maps.carries_on = of_secret_round
        self.maps.save()
        for claim in ({"decision": secret}, {"outcome": secret}, {"round": secret_round}):
            cite(hidden, **claim)
        for place in ("", "?round=astana-4", "?round=astana-9", "?event=idlib", "?q=hidden"):
            for address in (f"/en/{place}", f"/en/timeline.json{place}"):
                with self.subTest(address):
                    self.assertNotIn("HIDDEN", self.client.get(address).content.decode())
        for asked in ("round=astana-5", "event=hidden-event"):
            self.read(f"/en/?{asked}", status=400)

    def test_what_became_known_after_the_editions_day_is_not_said(self):
        make_follow_up(self.maps, "2018-11-30", "lapsed", note_en="LATER note")
        make_statement(self.fourth, self.minister, "2018-11-30", "LATER words")
        make_announcement(self.ninth, "2018-11-30", "2018-01-30", by_party=self.russia)
        later = make_source("LATER source")
        cite(later, statement=self.fourth.statements.get())
        words = self.read("/en/?round=astana-4").words("main")
        self.assertNotIn("LATER", words)
        self.assertNotIn("lapsed", words.partition("Follow-up")[2].partition("Apply")[2])

    def test_it_does_not_depend_on_todays_clock(self):
        pages = []
        for today in ("2018-11-29", "2031-01-01"):
            with patch("time.time", return_value=dt.datetime.fromisoformat(today).timestamp()):
                pages.append(self.read("/en/").html)
        self.assertEqual(*pages)

    # Where there is little to show

    def test_without_an_edition_it_says_so_and_points_to_the_editors_desk(self):
        for edition in ("unpublished", "none"):
            Edition.objects.update(is_published=False)
            if edition == "none":
                Edition.objects.all().delete()
            for language, words in {"en": "There is no edition of the record yet.", "ar": "طبعة"}.items():
                with self.subTest(edition, language=language):
                    page = self.read(f"/{language}/")
                    self.assertIn(words, page.words("main"))
                    self.assertTrue(page.all("a", href=f"/{language}/admin/"))

    def test_an_edition_of_an_empty_record_is_readable(self):
        Round.objects.all().delete()
        ZoneEvent.objects.all().delete()
        Event.objects.all().delete()
        for address in BOTH:
            for read in (self.read, self.swap):
                with self.subTest(address):
                    self.assertNotIn("panel", read(address).ids())
        self.assertEqual(self.read("/en/").words("timeline-headline"), "No round held yet")

    def test_a_round_held_after_the_editions_day_is_readable(self):
        Edition.objects.update(day=dt.date(2017, 1, 1))
        self.assertIn("No round held yet", self.read("/en/").words("timeline"))

    def test_a_window_without_a_start_is_readable(self):
        make_announcement(self.ninth, "2018-03-20", "../2018-04-30", by_party=self.kazakhstan)
        self.assertIn("until 30 April 2018", self.read("/en/?round=astana-9").words("panel"))
        ZoneEvent.objects.update(earliest=None)
        self.assertIn("Offensive on Ghouta", self.read("/en/?event=eastern-ghouta").words("main"))

    def test_an_event_among_the_rounds_is_readable(self):
        make_event(self.astana, "Expert meeting", "اجتماع خبراء", "2018-01-10", kind="technical-meeting")
        self.assertIn("Expert meeting", self.read("/en/").words("table-rows"))

    # Links

    def test_every_link_leads_to_what_it_names(self):
        make_statement(
            self.idlib, self.minister, "2018-10-01", "It holds.", about=self.buffer, relation="support"
        )
        self.maps.carries_on = self.memorandum
        self.maps.save()
        starts = ("/en/", "/en/?round=astana-4", "/en/?event=idlib&kind=commitment")
        pages = {start: self.read(start) for start in starts}
        for start in starts:
            for link in pages[start].all("a"):
                address, _hash, fragment = link["href"].partition("#")
                if address.startswith("http") or "/admin/" in address:
                    continue
                path = "/en/" + address if address.startswith("?") else address or start
                if path not in pages:
                    pages[path] = self.read(path)
                if fragment:
                    with self.subTest(start, link=link["href"]):
                        self.assertIn(fragment, pages[path].ids())
        self.assertGreater(len(pages), 20)

    def test_no_two_parts_have_the_same_id(self):
        for address in (*BOTH, "/en/?event=sochi-summit", "/en/?round=astana-12&q=maps"):
            with self.subTest(address):
                ids = self.read(address).ids()
                self.assertEqual(sorted(ids), sorted(set(ids)))

    def test_each_field_has_a_label(self):
        page = self.read("/en/")
        labels = {label.get("for") for label in page.all("label")}
        for tag in ("input", "select"):
            for field in page.all(tag):
                if field.get("type") not in {"hidden", "checkbox"} and "aria-label" not in field:
                    self.assertIn(field["id"], labels)

    # What it promises

    def test_its_policy_lets_it_load_our_own_files_alone(self):
        for address in (*BOTH, "/en/?kind=nonsense", "/en/timeline.json"):
            with self.subTest(address):
                answer = self.client.get(address)
                policy = dict(
                    part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
                )
                self.assertEqual(
                    policy,
                    {
                        "default-src": "'none'",
                        "script-src": "'self'",
                        "style-src": "'self'",
                        "img-src": "'self' data:",
                        "font-src": "'self'",
                        "connect-src": "'self'",
                        "worker-src": "'self'",
                        "form-action": "'self'",
                        "base-uri": "'none'",
                        "frame-ancestors": "'none'",
                    },
                )
                self.assertEqual(answer["X-Frame-Options"], "DENY")
                self.assertEqual(answer["X-Content-Type-Options"], "nosniff")

    def test_it_brings_no_inline_style_handler_or_script(self):
        for address in (*BOTH, "/en/?kind=nonsense"):
            page = self.read(address, status=400 if "nonsense" in address else 200)
            for tag, attributes in page.elements:
                with self.subTest(address, tag=tag):
                    self.assertNotEqual(tag, "style")
                    self.assertFalse([name for name in attributes if re.match("style$|on", name)])
                    if tag == "script":
                        # Blocks of data, which no browser runs.
                        data = {"application/json", "application/ld+json"}
                        self.assertTrue("src" in attributes or attributes["type"] in data)

    def test_it_loads_nothing_from_elsewhere(self):
        page = self.read("/ar/")
        loaded = [element["src"] for element in page.all("script") if "src" in element]
        loaded += [
            element["href"]
            for element in page.all("link")
            if element["rel"] not in {"canonical", "alternate", "cite-as"}
        ]
        loaded += [box["data-plotly"] for box in page.all("div") if "data-plotly" in box]
        self.assertGreater(len(loaded), 4)
        for address in loaded:
            self.assertRegex(address, r"^/static/.*\.[0-9a-f]{12}\.\w+$")

    def test_it_may_be_cached_by_whoever_stands_between(self):
        for address in BOTH:
            answer = self.client.get(address)
            self.assertEqual(
                set(answer["Cache-Control"].split(", ")),
                {"public", "max-age=0", "s-maxage=60", "must-revalidate"},
            )
            vary = {name.strip() for name in answer["Vary"].split(",")}
            self.assertLessEqual({"HX-Request", "HX-History-Restore-Request"}, vary)
            self.assertNotIn("Cookie", vary)
            self.assertNotIn("Accept-Language", vary)

    def test_it_sets_no_cookie(self):
        for address in (*BOTH, "/", "/en/timeline.json", "/en/?kind=nonsense"):
            with self.subTest(address):
                self.assertFalse(self.client.get(address).cookies)

    def test_a_reader_who_has_the_page_is_told_that_it_did_not_change(self):
        tag = self.client.get("/en/")["ETag"]
        self.assertEqual(self.client.get("/en/", headers={"If-None-Match": tag}).status_code, 304)
        make_follow_up(self.maps, "2018-03", "lapsed")
        self.assertEqual(self.client.get("/en/", headers={"If-None-Match": tag}).status_code, 200)

    def test_it_can_be_asked_for_its_headers_alone(self):
        for address in (*BOTH, "/en/timeline.json"):
            answer = self.client.head(address)
            self.assertEqual((answer.status_code, answer.content), (200, b""))

    def test_it_takes_nothing(self):
        for address in (*BOTH, "/en/timeline.json"):
            for send in (self.client.post, self.client.put, self.client.delete):
                self.assertEqual(send(address).status_code, 405)

    # How much it asks of the database

    def more_rounds(self, count: int) -> None:
        for number in range(20, 20 + count):
            day = dt.date(2015, 1, 1) + dt.timedelta(12 * number)
            meeting = make_round(self.astana, number, day.isoformat(), slug=f"more-{number}")
            decision = make_decision(
                meeting, 1, "More", adopted_by=[self.russia, self.iran], topics=[self.ceasefire]
            )
            make_follow_up(decision, day.isoformat(), "pending")
            make_announcement(meeting, "2015-01-01", "2015-01", by_person=self.minister)
            cite(self.tass, decision=decision)
            event = make_event(
                self.summits, f"More {number}", "المزيد", day.isoformat(), slug=f"event-{number}"
            )
            make_decision(event, 1, "More of an event", adopted_by=[self.turkey])
            make_statement(meeting, self.minister, day.isoformat(), "More words.")

    def test_it_asks_as_much_of_sixty_rounds_as_of_three(self):
        addresses = ("/en/", "/ar/?guarantor=iran&topic=ceasefire&q=more&since=2015", "/ar/timeline.json")
        for count in (0, 57):
            self.more_rounds(count)
            for address in addresses:
                for headers in ({}, {"HX-Request": "true"}):
                    with (
                        self.subTest(address, rounds=3 + count, **headers),
                        # One more where words are looked for.
                        self.assertNumQueries(10 if "json" in address else 13 if "q=" in address else 12),
                    ):
                        self.client.get(address, headers=headers)

    def test_every_status_may_be_on_the_page(self):
        for number, status in enumerate(Status, start=10):
            make_follow_up(make_decision(self.ninth, number, f"Decision {number}"), "2018-06", status)
        for address in BOTH:
            page = self.read(address)
            symbols = set(page.ids())
            self.assertLessEqual({f"mark-{status}" for status in Status}, symbols)


class FrontDoorTestCase(PageTestCase):
    """`/` sends readers to their language, to Arabic if in doubt."""

    def assertSent(self, accepted: str | None, address: str) -> None:
        headers = {"Accept-Language": accepted} if accepted is not None else {}
        self.assertRedirects(self.client.get("/", headers=headers), address)

    def test_readers_are_sent_to_their_language(self):
        self.assertSent("ar", "/ar/")
        self.assertSent("en", "/en/")
        self.assertSent("en-GB,en;q=0.9", "/en/")
        self.assertSent("ar-SY,ar;q=0.9,en;q=0.8", "/ar/")
        self.assertSent("fr,en;q=0.5,ar;q=0.2", "/en/")

    def test_readers_of_no_known_language_are_sent_to_arabic(self):
        for accepted in (None, "", "fr", "*", "nonsense;;q"):
            with self.subTest(accepted=accepted):
                self.assertSent(accepted, "/ar/")

    def test_caches_keep_the_languages_apart(self):
        self.assertEqual(self.client.get("/")["Vary"], "Accept-Language")

    def test_there_is_no_page_in_another_language(self):
        self.assertEqual(self.client.get("/fr/").status_code, 404)
