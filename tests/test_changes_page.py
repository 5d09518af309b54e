"""What changed between two days: the page and the feed."""

import datetime as dt
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from talks.models import Decision, Edition, Event, FollowUp, Round, State, ZoneEvent
from tests.base import (
    PageTestCase,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_statement,
)

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


class ChangesPageTestCase(PageTestCase):
    PAGE = "/en/changes/"

    # The days

    def test_by_default_it_shows_what_changed_since_the_round_before_the_last_ended(self):
        page = self.read(self.PAGE)
        words = page.words("main")
        self.assertIn(
            "5 May 2017 – 29 November 2018: 1 round held, 2 decisions taken, 5 follow-ups reported.", words
        )
        self.assertIn("Shown is what changed since round 4 ended.", words)
        values = {field["name"]: field["value"] for field in page.all("input", type="date")}
        self.assertEqual(values, {"since": "2017-05-05", "until": "2018-11-29"})

    def test_with_fewer_than_two_rounds_it_begins_with_the_record(self):
        self.assertIn(
            "3 May 2017 – 1 February 2018", self.read(self.PAGE + "?as_of=2018-02-01").words("main")
        )

    def test_it_has_the_same_in_arabic(self):
        words = self.read("/ar/changes/").words("main")
        for said in ("من 5 مايو/أيار 2017 إلى 29 نوفمبر/تشرين الثاني 2018", "تأكيد السيادة", "متعثر"):
            self.assertIn(said, words)

    def test_the_days_that_are_asked_for_count_themselves(self):
        for query, told in {
            "?since=2017-05-04&until=2017-09-14": "4 May – 14 September 2017: 1 round held, 3 decisions",
            "?since=2017-05-05&until=2017-09-14": "5 May – 14 September 2017: 0 rounds held, 0 decisions",
            "?since=2017-05&until=2017-05-03": "3 May 2017: 0 rounds held, 0 decisions taken, 0 follow-ups",
            "?since=2018-09-17&until=2018-09-17": "17 September 2018: 0 rounds held, 1 decision taken",
            "?since=2017-09-15": "15 September 2017 – 29 November 2018: 1 round held, 2 decisions taken",
            "?until=2018-05-15": "5 May 2017 – 15 May 2018: 1 round held, 1 decision taken, 3 follow-ups",
            "?since=2017&until=2017": "3 May – 31 December 2017: 1 round held",
        }.items():
            with self.subTest(query):
                self.assertIn(told, self.read(self.PAGE + query).words("main"))

    def test_all_that_is_known_changed_once(self):
        """Consecutive days leave nothing out and tell nothing twice."""
        days = [
            "2017-05-03",
            "2017-05-04",
            "2017-09-15",
            "2018-05-14",
            "2018-05-15",
            "2018-09-17",
            "2018-11-29",
        ]
        pieces = [{"since": days[0], "until": days[0]}]
        for before, last in zip(days, days[1:], strict=False):
            first = dt.date.fromisoformat(before) + dt.timedelta(1)
            pieces.append({"since": first.isoformat(), "until": last})
        counts = [self.client.get(self.PAGE, piece).context["page"].counts for piece in pieces]
        self.assertEqual(sum(count["decisions"] for count in counts), Decision.objects.count())
        self.assertEqual(sum(count["follow_ups"] for count in counts), FollowUp.objects.count())
        self.assertEqual(sum(count["rounds"] for count in counts), 2)

    def test_it_offers_the_last_few_rounds_to_begin_with(self):
        for number in range(20, 27):
            make_round(self.astana, number, f"2018-06-{number}")
        page = self.read(self.PAGE + "?until=2018-11-20")
        words = page.words("main")
        for number in (26, 25, 24, 23, 22):
            self.assertIn(f"since round {number}", words)
        self.assertNotIn("since round 21", words)
        (shown,) = page.all("a", **{"aria-current": "true"})
        self.assertEqual(
            parse_qs(shown["href"].strip("?")), {"since": ["2018-06-26"], "until": ["2018-11-20"]}
        )
        self.assertTrue(page.all("a", href="?since=2017-05-03"))

    def test_days_outside_the_record_are_moved_to_the_nearest_which_is_said(self):
        page = self.read(self.PAGE + "?since=2010-01-01&until=2030-01-01")
        words = page.words("main")
        self.assertIn("3 May 2017 – 29 November 2018: 2 rounds held", words)
        self.assertIn("1 January 2010 lies outside the record; the period begins with 3 May 2017", words)
        self.assertIn("1 January 2030 lies outside the record; the period ends with 29 November 2018", words)
        for query in ("?since=2030", "?until=2010", "?since=2030&until=2031", "?since=2001&until=2002"):
            with self.subTest(query):
                self.assertIn("lies outside the record", self.read(self.PAGE + query).words("main"))

    def test_days_in_the_wrong_order_are_refused_in_words(self):
        for language, told in {"en": "To: The last day lies before the first.", "ar": "إلى:"}.items():
            page = self.read(f"/{language}/changes/?since=2018-05&until=2017-05", status=400)
            self.assertIn(told, page.words("main"))
            self.assertIn("feed", page.ids())

    def test_what_is_no_day_is_refused_in_words(self):
        for query, told in {
            "since=soon": "From: “soon” is no day, month or year: write 2018-02-01, 2018-02 or 2018.",
            "until=2018-02-30": "To: “2018-02-30” is no day, month or year",
            "page=last": "Page: The page must be a number.",
        }.items():
            with self.subTest(query):
                page = self.read(f"{self.PAGE}?{query}", status=400)
                self.assertIn(told, page.words("main"))
                self.assertIn("Sovereignty is affirmed", page.words("decisions"))

    # What changed

    def test_it_lists_the_rounds_held_and_the_dates_announced(self):
        make_announcement(self.twelfth, "2018-11-28", "2019-02", by_party=self.kazakhstan)
        page = self.read(self.PAGE)
        words = page.words("rounds")
        self.assertIn("14–15 May 2018 Astana 9 Astana 1 decision: principle Sources", words)
        self.assertIn("3 dates announced for rounds", words)
        self.assertIn("28 November 2018 Round 12 February 2019 Kazakhstan Sources", words)
        self.assertIn("16 March 2018 Round 9 April 2018 Kairat Abdrakhmanov", words)
        places = [words.index(day) for day in ("28 November", "16 March", "6 February")]
        self.assertEqual(places, sorted(places))
        self.assertTrue(page.all("a", href="/en/rounds/astana-9/#sources"))
        self.assertTrue(page.all("a", href=f"/en/rounds/astana-9/#{self.first_window.slug}"))

    def test_it_lists_the_decisions_taken_the_newest_first(self):
        page = self.read(self.PAGE)
        self.assertIn(
            "17 September 2018 A buffer zone is set up Sochi summit pending Sources "
            "15 May 2018 Sovereignty is affirmed Round 9 principle Sources",
            page.words("decisions"),
        )
        self.assertTrue(page.all("a", href="/en/decisions/sochi-summit-1/#sources"))

    def test_it_lists_the_follow_ups_with_the_status_before_where_it_changed(self):
        words = self.read(self.PAGE).words("follow-ups")
        self.assertIn(
            "July 2018 De-escalation zones are set up Round 4 carried out then carried out in part "
            "One zone is left.",
            words,
        )
        self.assertIn("15 September 2017 Detainees are released Round 4 pending then stalled", words)
        # What is said of a decision where it is taken changes nothing.
        self.assertIn("17 September 2018 A buffer zone is set up Sochi summit pending Sources", words)
        self.assertIn("15 May 2018 Sovereignty is affirmed Round 9 principle Sources", words)
        self.assertIn("3 of them gave decisions another status.", self.read(self.PAGE).words("main"))

    def test_a_follow_up_that_says_the_same_again_changes_nothing(self):
        make_follow_up(self.release, "2018-10-01", "stalled", note_en="Still nothing.")
        make_follow_up(self.sovereignty, "2018-10-02", "principle")
        words = self.read(self.PAGE + "?since=2018-10").words("main")
        self.assertIn("None of them gave a decision another status.", words)
        self.assertIn("1 October 2018 Detainees are released Round 4 stalled Still nothing.", words)

    def test_a_follow_up_says_where_it_was_reported_and_leads_to_its_sources(self):
        FollowUp.objects.filter(pk=self.undone.pk).update(from_round=self.ninth, confidence="medium")
        page = self.read(self.PAGE)
        self.assertIn(
            "in part confirmed in part One zone is left. Round 9 · Sources", page.words("follow-ups")
        )
        self.assertTrue(page.all("a", href=f"/en/decisions/astana-4-1/#{self.undone.slug}"))

    def test_it_counts_what_else_happened_and_lists_the_events(self):
        make_statement(self.ninth, self.minister, "2018-05-15", "Well.")
        page = self.read(self.PAGE)
        self.assertIn("Also: 2 dates announced for rounds, 5 events, 1 statement.", page.words("main"))
        words = page.words("events")
        self.assertIn("5 events began around the rounds", words)
        places = [
            words.index(name) for name in ("Sochi summit", "Offensive", "Envoy visits", "Eastern Ghouta")
        ]
        self.assertEqual(places, sorted(places))

    def test_days_on_which_nothing_changed_say_so(self):
        words = self.read(self.PAGE + "?since=2018-10-01&until=2018-10-02").words("main")
        self.assertIn("Nothing in the record changed between these days.", words)
        self.assertNotIn("decisions", self.read(self.PAGE + "?since=2018-10-01&until=2018-10-02").ids())

    def test_drafts_are_nowhere(self):
        draft = {"state": State.DRAFT}
        hidden = make_round(self.astana, 5, "2017-07-04", title_en="HIDDEN", short_label_en="HIDDEN", **draft)
        make_decision(hidden, 1, "HIDDEN")
        secret = make_decision(self.ninth, 2, "HIDDEN", **draft)
        make_follow_up(secret, "2018-06", "stalled", note_en="HIDDEN")
        make_follow_up(self.maps, "2018-06", "stalled", note_en="HIDDEN", **draft)
        make_event(self.summits, "HIDDEN", "سر", "2018-03", **draft)
        make_statement(self.ninth, self.minister, "2018-05-15", "HIDDEN", **draft)
        make_announcement(hidden, "2017-06-20", "2017-07", by_party=self.russia, note_en="HIDDEN")
        for address in (self.PAGE, "/en/changes.atom"):
            page = self.client.get(address).content.decode()
            self.assertNotIn("HIDDEN", page)
        self.assertIn("1 round held, 2 decisions taken, 5 follow-ups", self.read(self.PAGE).words("main"))

    def test_what_came_after_the_day_shown_is_not_there(self):
        page = self.read(self.PAGE + "?as_of=2018-05-14&until=2018-11")
        self.assertIn(
            "30 November 2018 lies outside the record; the period ends with 14 May", page.words("main")
        )
        self.assertNotIn("Sovereignty", page.html)
        self.assertTrue(page.all("a", href="/en/changes.atom?as_of=2018-05-14"))
        self.assertTrue(page.all("input", name="as_of", value="2018-05-14"))

    def test_an_empty_record_is_readable(self):
        ZoneEvent.objects.all().delete()
        Round.objects.all().delete()
        Event.objects.all().delete()
        for address in (self.PAGE, "/ar/changes/", self.PAGE + "?since=2018", "/en/changes.atom"):
            self.assertEqual(self.client.get(address).status_code, 200)

    # Much of it

    def more(self, first: int, last: int) -> None:
        for number in range(first, last):
            day = f"2018-{number % 5 + 6:02}-{number % 28 + 1:02}"
            meeting = make_round(self.astana, 100 + number, day, slug=f"more-{number}")
            decision = make_decision(meeting, 1, f"More {number}", topics=[self.ceasefire])
            make_follow_up(decision, "2018-11-01", "stalled", from_round=meeting)
            make_event(self.summits, f"More {number}", "المزيد", day, slug=f"event-{number}")
            make_announcement(meeting, "2018-05-20", day, by_person=self.minister)

    def test_follow_ups_go_on_on_further_pages_and_the_rest_in_the_lists(self):
        self.more(0, 60)
        page = self.read(self.PAGE + "?since=2018-05-16&page=2")
        self.assertIn("Previous page Page 2 of 3 Next page", page.words("follow-ups"))
        self.assertIn("11 more stand in the list of decisions.", page.words("decisions"))
        self.assertTrue(page.all("a", href="/en/decisions/?since=2018-05-16&until=2018-11-29"))
        self.assertIn("10 more stand in the list of rounds.", page.words("rounds"))
        self.assertIn("more stand on the timeline.", page.words("events"))
        (following,) = page.all("a", rel="next")
        self.assertEqual(
            parse_qs(urlsplit(following["href"]).query), {"since": ["2018-05-16"], "page": ["3"]}
        )

    def test_it_asks_the_database_as_often_for_sixty_rounds_as_for_two(self):
        addresses = (self.PAGE, self.PAGE + "?as_of=2018-11-20&since=2017", "/en/changes.atom")
        few = [self.queries_of(address) for address in addresses]
        self.more(0, 60)
        self.assertEqual([self.queries_of(address) for address in addresses], few)
        self.assertLessEqual(max(few), 15)


class ChangesFeedTestCase(PageTestCase):
    FEED = "/en/changes.atom"

    def feed(self, query: str = "", language: str = "en") -> ElementTree.Element:
        answer = self.client.get(f"/{language}/changes.atom{query}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Content-Type"], "application/atom+xml; charset=utf-8")
        return ElementTree.fromstring(answer.content)

    def texts(self, feed: ElementTree.Element, path: str) -> list[str]:
        return [element.text or "" for element in feed.findall(path, ATOM)]

    def test_the_page_leads_to_it(self):
        page = self.read("/en/changes/")
        (link,) = page.all("link", type="application/atom+xml")
        self.assertEqual(link["href"], "http://testserver/en/changes.atom")
        self.assertEqual(link["rel"], "alternate")
        self.assertTrue(page.all("a", href=self.FEED))
        self.assertTrue(page.all("a", href=self.FEED + "?since=2017-05-05&until=2018-11-29"))

    def test_it_says_what_it_is(self):
        feed = self.feed()
        self.assertEqual(feed.tag, "{http://www.w3.org/2005/Atom}feed")
        self.assertEqual(feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"], "en")
        links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall("atom:link", ATOM)}
        self.assertEqual(
            links,
            {
                "alternate": "http://testserver/en/changes/",
                "self": "http://testserver/en/changes.atom",
                "license": "https://creativecommons.org/licenses/by/4.0/",
            },
        )
        self.assertEqual(self.texts(feed, "atom:id"), ["http://testserver/en/changes.atom"])
        self.assertTrue(self.texts(feed, "atom:author/atom:name")[0])
        self.assertEqual(self.texts(feed, "atom:updated"), ["2018-09-17T00:00:00+00:00"])

    def test_it_is_in_the_language_of_its_address(self):
        feed = self.feed(language="ar")
        self.assertEqual(feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"], "ar")
        self.assertIn("إنشاء منطقة عازلة", "".join(self.texts(feed, "atom:entry/atom:title")))
        links = [link.attrib["href"] for link in feed.findall("atom:entry/atom:link", ATOM)]
        self.assertTrue(all(link.startswith("http://testserver/ar/") for link in links))

    def test_it_tells_all_that_changed_the_newest_first(self):
        feed = self.feed()
        titles = self.texts(feed, "atom:entry/atom:title")
        self.assertEqual(
            titles,
            [
                "Decision, Sochi summit: A buffer zone is set up",
                "A buffer zone is set up: pending",
                "De-escalation zones are set up: carried out in part (before: carried out)",
                "Round held: Astana 9",
                "Decision, Round 9: Sovereignty is affirmed",
                "Sovereignty is affirmed: principle",
                "Date announced for round 9: April 2018",
                "Date announced for round 9: 15–28 February 2018",
                "De-escalation zones are set up: carried out (before: pending)",
                "Detainees are released: stalled (before: pending)",
                "Round held: Astana 4",
                "Decision, Round 4: De-escalation zones are set up",
                "Decision, Round 4: Detainees are released",
                "Decision, Round 4: Maps are drawn",
                "De-escalation zones are set up: pending",
            ],
        )
        days = self.texts(feed, "atom:entry/atom:updated")
        self.assertEqual(days, sorted(days, reverse=True))
        self.assertEqual(days[2], "2018-07-01T00:00:00+00:00")
        summaries = self.texts(feed, "atom:entry/atom:summary")
        self.assertEqual(summaries[2], "One zone is left.")

    def test_each_item_has_a_lasting_id_and_a_full_address(self):
        ids = self.texts(self.feed(), "atom:entry/atom:id")
        self.assertEqual(len(ids), len(set(ids)))
        self.assertIn("http://testserver/en/rounds/astana-9/", ids)
        self.assertIn(f"http://testserver/en/decisions/astana-4-1/#{self.undone.slug}", ids)
        rewound = self.feed("?as_of=2018-06-01")
        self.assertLessEqual(set(self.texts(rewound, "atom:entry/atom:id")), set(ids))
        links = [link.attrib["href"] for link in rewound.findall("atom:entry/atom:link", ATOM)]
        self.assertIn("http://testserver/en/rounds/astana-9/?as_of=2018-06-01", links)

    def test_it_keeps_to_the_days_that_are_asked_for(self):
        feed = self.feed("?since=2018-07&until=2018-09-01")
        self.assertEqual(len(feed.findall("atom:entry", ATOM)), 1)
        links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall("atom:link", ATOM)}
        self.assertEqual(links["alternate"], "http://testserver/en/changes/?since=2018-07&until=2018-09-01")
        self.assertEqual(len(self.feed("?as_of=2017-05-04").findall("atom:entry", ATOM)), 5)

    def test_it_has_the_latest_fifty(self):
        for number in range(10, 80):
            make_decision(self.ninth, number, f"Promise {number}")
        entries = self.feed().findall("atom:entry", ATOM)
        self.assertEqual(len(entries), 50)

    def test_an_empty_feed_is_as_old_as_its_last_day_whatever_the_clock_says(self):
        feed = self.feed("?since=2018-10-01&until=2018-10-02")
        self.assertEqual(self.texts(feed, "atom:updated"), ["2018-10-02T00:00:00+00:00"])
        answers = []
        for today in ("2018-11-29", "2031-01-01"):
            with patch("time.time", return_value=dt.datetime.fromisoformat(today).timestamp()):
                answers.append(self.client.get(self.FEED).content)
        self.assertEqual(*answers)

    def test_what_looks_like_markup_or_cannot_be_in_xml_does_no_harm(self):
        FollowUp.objects.filter(pk=self.undone.pk).update(note_en="<b>Bold</b> & \x0bbrave")
        Decision.objects.filter(pk=self.buffer.pk).update(title_en="Zone <& more>")
        feed = self.feed()
        # The text of a summary is HTML.
        self.assertIn("&lt;b&gt;Bold&lt;/b&gt; &amp; brave", self.texts(feed, "atom:entry/atom:summary"))
        self.assertIn("Zone <& more>: pending", self.texts(feed, "atom:entry/atom:title"))

    def test_what_means_nothing_is_refused_in_xml(self):
        for query, told in {
            "since=soon": "“soon” is no day, month or year",
            "as_of=soon": "“soon” is no day, month or year",
            "since=2018&until=2017": "The last day lies before the first.",
        }.items():
            with self.subTest(query):
                answer = self.client.get(f"{self.FEED}?{query}")
                self.assertEqual(answer.status_code, 400)
                self.assertEqual(answer["Content-Type"], "application/xml; charset=utf-8")
                self.assertIn(told, answer.content.decode())
                arabic = self.client.get(f"/ar/changes.atom?{query}")
                self.assertEqual(arabic.status_code, 400)
                self.assertRegex(arabic.content.decode(), "[\u0620-\u064a]")

    def test_without_an_edition_there_is_none(self):
        Edition.objects.update(is_published=False)
        answer = self.client.get(self.FEED)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("There is no edition of the record yet.", answer.content.decode())

    def test_it_is_kept_by_whoever_asks_again(self):
        answer = self.client.get(self.FEED)
        self.assertIn("s-maxage=60", answer["Cache-Control"])
        self.assertFalse(answer.cookies)
        again = self.client.get(self.FEED, headers={"If-None-Match": answer["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(self.client.head(self.FEED).status_code, 200)
        self.assertEqual(self.client.post(self.FEED).status_code, 405)
