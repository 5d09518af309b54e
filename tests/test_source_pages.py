"""The list of sources, the page of each, and the list of facts on which sources differ."""

import datetime as dt
import json
import re
from urllib.parse import parse_qs, urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext

from talks.models import (
    CLAIMS,
    AsOf,
    Citation,
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Event,
    FollowUp,
    Participation,
    Round,
    Source,
    State,
    Statement,
)
from tests.base import (
    PUBLISHED,
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

AS_OF_MAY_2017 = "as_of=2017-06-01"


def make_difference(field: str, about: dict, *versions: str, **values) -> Difference:
    """Make a difference about a round, an event or a decision; its first version is followed."""
    defaults = {
        "text_en": f"Sources differ: {field}.",
        "text_ar": "المصادر مختلفة.",
        "why_en": "It is nearer.",
    }
    difference = Difference.objects.create(field=field, **about, **PUBLISHED | defaults | values)
    for position, text in enumerate(versions):
        difference.versions.create(text_en=text, position=position, is_followed=position == 0)
    return difference


class KnownSourcesTestCase(PageTestCase):
    """Which sources readers may see: those on which something rests that is published and known by then."""

    def known(self, day: str = "2018-11-29") -> set[str]:
        as_of = AsOf(self.edition, dt.date.fromisoformat(day))
        return set(Source.objects.known_by(as_of).values_list("publisher", flat=True))

    def test_a_source_is_known_with_the_first_claim_that_rests_on_it(self):
        self.assertEqual(self.known(), {"TASS", "سانا"})
        self.assertEqual(self.known("2017-05-03"), {"TASS"})
        self.assertEqual(self.known("2017-05-02"), set())

    def test_nothing_rests_on_a_source_that_nobody_cites(self):
        make_source("Nobody’s")
        self.assertNotIn("Nobody’s", self.known())

    def claims(self, **state) -> dict:
        """Make a claim of every kind, in a state, by the name of the relation."""
        meeting = make_round(self.astana, 7, "2017-10-30/2017-10-31", **state)
        decision = make_decision(meeting, 1, "Work goes on", outcome_en="It did.", outcome_ar="مضى.", **state)
        difference = make_difference("figures", {"decision": self.release}, "10", "20", **state)
        return {
            "round": meeting,
            "event": make_event(self.summits, "Call", "اتصال", "2017-11-01", **state),
            "participation": Participation.objects.create(
                round=self.fourth, party=self.russia, **PUBLISHED | state
            ),
            "decision": decision,
            "outcome": decision,
            "follow_up": make_follow_up(self.maps, "2018-01", "stalled", **state),
            "statement": make_statement(self.fourth, self.minister, "2017-05-04", "Good.", **state),
            "announcement": make_announcement(
                self.ninth, "2018-01-02", "2018-02", by_person=self.minister, **state
            ),
            "version": difference.versions.first(),
        }

    def test_a_source_of_any_kind_of_claim_is_known(self):
        claims = self.claims()
        self.assertEqual(set(claims), set(CLAIMS))
        for name, claim in claims.items():
            with self.subTest(name):
                cite(make_source(f"Source of {name}"), **{name: claim})
                self.assertIn(f"Source of {name}", self.known())

    def test_a_source_of_drafts_alone_is_not(self):
        for name, claim in self.claims(state=State.DRAFT).items():
            with self.subTest(name):
                source = make_source(f"Source of {name}")
                cite(source, **{name: claim})
                self.assertNotIn(source.publisher, self.known())
                self.read(source.get_absolute_url().replace("/ar/", "/en/"), status=404)

    def test_what_belongs_to_a_draft_is_a_draft(self):
        draft = make_round(self.astana, 7, "2017-10-30", state=State.DRAFT)
        decision = make_decision(draft, 1, "Work goes on", outcome_en="It did.")
        self.assertEqual(decision.state, State.PUBLISHED)
        claims = {
            "decision": decision,
            "outcome": decision,
            "follow_up": make_follow_up(decision, "2018-01", "stalled"),
            "participation": Participation.objects.create(round=draft, party=self.iran, **PUBLISHED),
            "statement": make_statement(draft, self.minister, "2017-10-30", "Good."),
            "announcement": make_announcement(draft, "2017-10-01", "2017-10", by_person=self.minister),
            "version": make_difference("dates", {"round": draft}, "30", "31").versions.first(),
        }
        for name, claim in claims.items():
            with self.subTest(name):
                cite(make_source(f"Source of {name}"), **{name: claim})
                self.assertNotIn(f"Source of {name}", self.known())

    def test_what_became_of_a_decision_is_known_on_the_edition_s_day_alone(self):
        Decision.objects.filter(pk=self.release.pk).update(outcome_en="None was released.")
        cite(make_source("ICRC"), outcome=self.release)
        self.assertIn("ICRC", self.known())
        self.assertNotIn("ICRC", self.known("2018-11-28"))

    def test_an_outcome_that_is_not_told_rests_on_nothing(self):
        cite(make_source("ICRC"), outcome=self.release)
        self.assertNotIn("ICRC", self.known())

    def test_each_is_counted_with_what_is_known(self):
        as_of = AsOf(self.edition, dt.date(2017, 5, 3))
        for day, claims in {as_of: 1, AsOf(self.edition, self.edition.day): 2}.items():
            self.assertEqual(Source.objects.with_claims(day).get(pk=self.tass.pk).claims, claims)


class SourceListTestCase(PageTestCase):
    def titles(self, page: Page) -> list[str]:
        """Give the publishers in the list, in its order."""
        words = page.words("list") if "list" in page.ids() else ""
        found = [name for name in Source.objects.values_list("publisher", flat=True) if name in words]
        return sorted(found, key=words.index)

    def make_some(self) -> None:
        """Make three sources more, on which rests one claim, three and two."""
        reports = [
            ("Reuters", "en", "news", "2018-05-15", "Talks end", [self.ninth]),
            ("Anadolu", "tr", "official", "2017-05-05", "Astana'da mutabakat", [self.fourth, self.ninth]),
            ("reliefweb", "en", "reference", "", "", [self.fourth]),
        ]
        for publisher, language, kind, day, title, rounds in reports:
            source = make_source(
                publisher,
                language=language,
                kind=kind,
                title=title,
                published=dt.date.fromisoformat(day) if day else None,
                url=f"https://www.{publisher.lower()}.example/report/",
            )
            for meeting in rounds:
                cite(source, round=meeting)
        cite(Source.objects.get(publisher="Anadolu"), decision=self.maps)

    # What it shows

    def test_it_lists_sources_with_what_rests_on_them(self):
        page = self.read("/en/sources/")
        words = page.words("list")
        self.assertIn("TASS Title not known, tass.example/4 4 May 2017 English news report 2 claims", words)
        self.assertIn("سانا البيان الختامي day not known Arabic official source 1 claim", words)
        self.assertIn("2 sources of 2 publishers, in 2 languages", page.words("main"))

    def test_it_is_there_in_arabic(self):
        page = self.read("/ar/sources/")
        self.assertEqual(page.all("html"), [{"lang": "ar", "dir": "rtl"}])
        self.assertIn("البيان الختامي", page.words("list"))
        self.assertIn("4 مايو/أيار 2017", page.words("list"))

    def test_a_title_stands_in_its_own_language_and_direction(self):
        self.make_some()
        page = self.read("/ar/sources/")
        self.assertTrue(page.all("bdi", lang="ar", dir="rtl"))
        self.assertTrue(page.all("bdi", lang="tr", dir="ltr"))

    def test_each_leads_to_its_page(self):
        for query in ("", f"?{AS_OF_MAY_2017}"):
            links = [link["href"] for link in self.read(f"/en/sources/{query}").all("a")]
            self.assertIn(f"/en/sources/tass-2017-05-04/{query}", links)
            self.assertIn(f"/en/differences/{query}", links)

    def test_the_section_is_marked_in_the_menu(self):
        for address in ("/en/sources/", "/en/sources/tass-2017-05-04/", "/en/differences/"):
            current = self.read(address).all("a", **{"aria-current": "page"})
            self.assertEqual([link["href"] for link in current], ["/en/sources/"])

    def test_it_stands_as_the_record_did_on_a_day(self):
        page = self.read(f"/en/sources/?{AS_OF_MAY_2017}")
        self.assertIn("The record as it stood on 1 June 2017", page.words("day-shown"))
        cite(self.sana, round=self.ninth)
        self.assertIn("سانا البيان الختامي day not known Arabic official source 1 claim", page.words("list"))

    def test_an_empty_record_says_so(self):
        Citation.objects.all().delete()
        page = self.read("/en/sources/")
        self.assertIn("By this day no source stands in the record.", page.words("results"))

    # Filters

    def test_each_filter_keeps_what_fits(self):
        self.make_some()
        for query, publishers in {
            "": ["Anadolu", "reliefweb", "Reuters", "TASS", "سانا"],
            "?publisher=TASS": ["TASS"],
            "?language=en": ["reliefweb", "Reuters", "TASS"],
            "?kind=official": ["Anadolu", "سانا"],
            "?q=talks": ["Reuters"],
            "?q=REUTERS end": ["Reuters"],
            "?q=البيان": ["سانا"],
            "?q=mutabakat": ["Anadolu"],
            "?language=en&kind=news": ["Reuters", "TASS"],
            "?language=en&kind=official": [],
            "?sort=date": ["Reuters", "Anadolu", "TASS", "reliefweb", "سانا"],
            "?sort=claims": ["Anadolu", "TASS", "reliefweb", "Reuters", "سانا"],
        }.items():
            for read in (self.read, self.swap):
                with self.subTest(query, read=read.__name__):
                    self.assertEqual(self.titles(read(f"/en/sources/{query}")), publishers)

    def test_it_offers_what_fits_with_how_much(self):
        self.make_some()
        page = self.read("/en/sources/?language=en")
        options = {option["value"] for option in page.all("option")}
        self.assertLessEqual({"TASS", "Reuters", "reliefweb", "en", "ar", "tr", "news"}, options)
        # Of publishers, those that fit the language; of languages, all.
        self.assertNotIn("Anadolu", options)
        self.assertContains(page.answer, "English (3)")
        self.assertContains(page.answer, "Turkish (1)")
        self.assertContains(page.answer, "news report (2)")
        self.assertContains(page.answer, "TASS (1)")

    def test_the_counts_follow_what_is_looked_for(self):
        self.make_some()
        page = self.read("/en/sources/?q=talks")
        self.assertContains(page.answer, "English (1)")
        self.assertNotContains(page.answer, "Turkish (")

    def test_what_is_chosen_stays_in_the_list_though_nothing_fits(self):
        self.make_some()
        page = self.read("/en/sources/?publisher=Anadolu&language=en")
        self.assertContains(page.answer, "Anadolu (0)")
        chosen = {option["value"] for option in page.all("option") if "selected" in option}
        self.assertEqual(chosen, {"Anadolu", "en", ""})
        self.assertIn("0 of 5 sources fit what you ask for.", page.words("count"))

    def test_it_says_how_many_fit_and_offers_to_clear(self):
        page = self.read("/en/sources/?language=ar&sort=date")
        self.assertEqual(page.words("count"), "1 of 2 sources fits what you ask for. Clear the filters")
        self.assertEqual([link["href"] for link in page.all("a", **{"class": "clear"})], ["?sort=date"])

    def test_it_names_what_means_nothing(self):
        for query, words in {
            "publisher=Nobody": "Publisher: “Nobody” is no publisher of the record.",
            "language=tlh": "Language: “tlh” is no language of a source.",
            "kind=rumour": "Kind of source: “rumour” is no kind of source.",
            "sort=size": "Sorted by: “size” is no order of the sources: say date or claims.",
            "page=last": "Page: The page must be a number.",
            "q=" + "a" * 101: "Search titles and publishers: Ask in 100 characters at most, not 101.",
            "q=%00": "Search titles and publishers: Null characters are not allowed.",
            "publisher=%00": "is no publisher of the record.",
        }.items():
            for read in (self.read, self.swap):
                with self.subTest(query[:30], read=read.__name__):
                    page = read(f"/en/sources/?{query}", status=400)
                    self.assertIn(words, page.words("results"))
                    self.assertEqual(self.titles(page), ["TASS", "سانا"])

    def test_pages_have_twenty_five(self):
        for number in range(60):
            cite(make_source(f"Paper {number:02}"), round=self.fourth)
        for number, count in {1: 25, 2: 25, 3: 12, 99: 12}.items():
            with self.subTest(page=number):
                self.assertEqual(len(self.titles(self.read(f"/en/sources/?page={number}"))), count)
        following = self.read("/en/sources/?language=en&page=2").all("a", rel="next")[0]["href"]
        self.assertEqual(parse_qs(urlsplit(following).query), {"language": ["en"], "page": ["3"]})

    # htmx

    def test_htmx_gets_the_part_that_filters_change(self):
        whole = self.read("/en/sources/?language=ar")
        part = self.swap("/en/sources/?language=ar&publisher=&q=")
        self.assertNotIn("<html", part.html)
        for name in ("list", "count", "languages"):
            self.assertEqual(part.words(name), whole.words(name))
        self.assertEqual(part.answer["HX-Push-Url"], "/en/sources/?language=ar")

    def test_htmx_gets_what_the_fields_offer_and_the_fields_stay(self):
        part = self.swap("/en/sources/?language=ar")
        self.assertFalse([one for one in part.all("select") if "id" in one or "name" in one])
        swapped = [one["data-hx-swap-oob"] for one in part.all("select")]
        for field in ("publisher", "language", "kind"):
            self.assertIn(f"innerHTML:#id_{field}", swapped)
        whole = self.read("/en/sources/?language=ar")
        self.assertTrue(whole.all("select", id="id_publisher"))
        self.assertNotIn("data-hx-swap-oob", whole.html)

    def test_links_to_other_pages_load_those(self):
        # What htmx boosts stands in the list itself: a link to a source would put its page into the list.
        page = self.read("/en/sources/")
        self.assertNotIn("data-hx-boost", page.all("div", id="results")[0])

    # Queries

    def test_the_number_of_queries_does_not_grow(self):
        addresses = (
            "/en/sources/",
            "/en/sources/?q=tass&language=en&sort=claims",
            "/ar/sources/?q=tass",
        )
        counts = [self.count_queries(address) for address in addresses]
        for number in range(60):
            source = make_source(f"TASS {number:02}")
            for claim in ({"round": self.fourth}, {"decision": self.maps}, {"event": self.summit}):
                cite(source, **claim)
        self.assertEqual([self.count_queries(address) for address in addresses], counts)
        self.assertLessEqual(max(counts), 15)

    def count_queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.read(address)
        return len(queries)


class SourcePageTestCase(PageTestCase):
    ADDRESS = "/en/sources/tass-2017-05-04/"

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        # A claim of every kind rests on it; two already do.
        cls.fourth.decisions.filter(pk=cls.memorandum.pk).update(
            outcome_en="One zone of four was left.", outcome_ar="بقيت منطقة."
        )
        cls.delegation = Participation.objects.create(
            round=cls.fourth, party=cls.kazakhstan, head=cls.minister, role="host", **PUBLISHED
        )
        cls.statement = make_statement(cls.fourth, cls.minister, "2017-05-04", "A good day.")
        cls.difference = make_difference("figures", {"decision": cls.release}, "Ten.", "Twenty.")
        for claim in (
            {"event": cls.summit},
            {"outcome": cls.memorandum},
            {"follow_up": cls.undone},
            {"participation": cls.delegation},
            {"statement": cls.statement},
            {"announcement": cls.second_window},
            {"version": cls.difference.versions.first()},
        ):
            cite(cls.tass, **claim)

    def test_it_says_what_the_source_is_and_leads_to_it(self):
        page = self.read(self.ADDRESS)
        self.assertIn("TASS, 4 May 2017", page.words("main"))
        self.assertIn("The title is not known.", page.words("main"))
        self.assertIn("Published 4 May 2017 Language English Kind news report", page.words("main"))
        [link] = page.all("a", href="https://tass.example/4")
        self.assertEqual(link["rel"], "noreferrer")
        self.assertTrue(page.all("a", href="/en/sources/?publisher=TASS"))

    def test_a_title_stands_in_its_own_language(self):
        page = self.read("/en/sources/source/")
        self.assertIn('<h1><bdi lang="ar" dir="rtl">البيان الختامي</bdi></h1>', page.html)
        self.assertNotIn("read off the address", page.words("main"))

    def test_it_says_where_the_title_is_read_off_the_address(self):
        Source.objects.filter(pk=self.sana.pk).update(title_from_address=True)
        self.assertIn("The title was read off the address", self.read("/en/sources/source/").words("main"))

    def test_it_lists_every_claim_that_rests_on_it(self):
        page = self.read(self.ADDRESS)
        self.assertEqual(page.words("claims-headline"), "9 claims rest on it")
        for name, words in {
            "round": "1 round 3–4 May 2017 Astana 4 Zones were agreed.",
            "event": "1 event 17 September 2018 Sochi summit summit",
            "decision": "1 decision 3–4 May 2017 Detainees are released Astana 4 They decided: Detainees",
            "outcome": "What became of 1 decision 3–4 May 2017 carried out in part "
            "De-escalation zones are set up Astana 4 One zone of four was left.",
            "follow_up": "1 follow-up July 2018 carried out in part De-escalation zones are set up Astana 4 "
            "One zone is left.",
            "statement": "1 statement 4 May 2017 Kairat Abdrakhmanov neutral Astana 4 A good day.",
            "participation": "1 delegation that took part 3–4 May 2017 Kazakhstan host Astana 4 "
            "Led by Kairat Abdrakhmanov",
            "announcement": "1 date announced 16 March 2018 Kairat Abdrakhmanov Astana 9 "
            "Announced for April 2018",
            "version": "1 version where sources differ Detainees are released the record follows this Ten.",
        }.items():
            with self.subTest(name):
                self.assertIn(words, page.words(name))

    def test_each_claim_is_one_click_away(self):
        for query in ("", "?as_of=2018-10"):
            links = {link["href"] for link in self.read(self.ADDRESS + query).all("a")}
            day = "?as_of=2018-10-31" if query else ""
            for address in (
                f"rounds/astana-4/{day}",
                f"events/sochi-summit/{day}",
                f"decisions/astana-4-2/{day}",
                f"decisions/astana-4-1/{day}#{self.undone.slug}",
                f"rounds/astana-4/{day}#{self.statement.slug}",
                f"rounds/astana-4/{day}#{self.delegation.slug}",
                f"rounds/astana-9/{day}#{self.second_window.slug}",
                f"decisions/astana-4-2/{day}#{self.difference.slug}",
            ):
                with self.subTest(address):
                    self.assertIn(f"/en/{address}", links)

    def test_it_is_there_in_arabic(self):
        page = self.read("/ar/sources/tass-2017-05-04/")
        for words in ("إطلاق سراح المعتقلين", "بقيت منطقة.", "خيرت عبد الرحمنوف", "مايو/أيار 2017"):
            self.assertIn(words, page.words("claims"))

    def test_it_lists_what_was_known_on_a_day(self):
        page = self.read(f"{self.ADDRESS}?as_of=2018-03-20")
        self.assertEqual(page.words("claims-headline"), "6 claims rest on it")
        ids = page.ids()
        for known in ("round", "decision", "statement", "participation", "announcement", "version"):
            self.assertIn(known, ids)
        for unknown in ("event", "outcome", "follow_up"):
            self.assertNotIn(unknown, ids)

    def test_a_round_that_had_not_met_has_no_title_yet(self):
        Round.objects.filter(pk=self.ninth.pk).update(title_en="Ninth round, in Sochi")
        self.assertNotIn("in Sochi", self.read(f"{self.ADDRESS}?as_of=2018-03-20").words("announcement"))
        self.assertIn("in Sochi", self.read(f"{self.ADDRESS}?as_of=2018-06").words("announcement"))

    def test_no_draft_is_listed(self):
        for model in (Statement, FollowUp, DateAnnouncement, Participation, Difference, Event):
            model.objects.update(state=State.DRAFT)
        page = self.read(self.ADDRESS)
        self.assertEqual(page.words("claims-headline"), "3 claims rest on it")
        for words in ("A good day.", "One zone is left.", "Ten.", "Sochi"):
            self.assertNotIn(words, page.words("main"))

    def test_many_claims_stand_on_pages_of_fifty(self):
        for number in range(4, 124):
            cite(self.tass, decision=make_decision(self.fourth, number, f"Promise {number:03}"))
        titles = []
        for number, count in {1: 50, 2: 50, 3: 29}.items():
            page = self.read(f"{self.ADDRESS}?page={number}")
            rows = re.findall(r"<li>\s*<span class=\"soft\">", page.html)
            self.assertEqual(len(rows), count)
            titles += re.findall(r">(Promise \d+)</a>", page.html)
        self.assertEqual(titles, [f"Promise {number:03}" for number in range(4, 124)])
        self.assertIn("121 decisions", self.read(f"{self.ADDRESS}?page=2").words("decision"))
        self.assertNotIn("round", self.read(f"{self.ADDRESS}?page=2").ids())

    def test_a_page_that_is_none_is_named(self):
        page = self.read(f"{self.ADDRESS}?page=0", status=400)
        self.assertIn("Page: Pages are counted from 1.", page.words("claims"))

    def test_there_is_no_page_of_what_nobody_cites(self):
        unknown = make_source("Nobody’s")
        self.read(f"/en/sources/{unknown.slug}/", status=404)
        self.read("/en/sources/no-such-source/", status=404)

    def test_it_says_that_a_source_came_later(self):
        page = self.read("/en/sources/source/?as_of=2017-05-03", status=404)
        self.assertIn("it came later", page.words("main"))

    def test_it_does_not_say_so_of_a_source_of_drafts(self):
        draft = make_event(self.summits, "Call", "اتصال", "2017-11-01", state=State.DRAFT)
        source = make_source("Leak")
        cite(source, event=draft)
        page = self.read(f"/en/sources/{source.slug}/?as_of=2017-05-03", status=404)
        self.assertNotIn("it came later", page.words("main"))

    def test_machines_read_what_it_is(self):
        [article] = self.data(self.ADDRESS, "NewsArticle")
        self.assertEqual(article["publisher"], {"@type": "Organization", "name": "TASS"})
        self.assertEqual((article["inLanguage"], article["datePublished"]), ("en", "2017-05-04"))
        self.assertEqual(article["url"], "https://tass.example/4")
        [work] = self.data("/en/sources/source/", "CreativeWork")
        self.assertEqual((work["name"], work["inLanguage"]), ("البيان الختامي", "ar"))
        self.assertNotIn("datePublished", work)

    def data(self, address: str, kind: str) -> list[dict]:
        """Give the blocks of data of a page that are of this type."""
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', self.read(address).html)
        return [block for block in map(json.loads, blocks) if block["@type"] == kind]

    def test_the_number_of_queries_does_not_grow(self):
        addresses = (self.ADDRESS, f"{self.ADDRESS}?as_of=2018-10", f"{self.ADDRESS}?as_of=2016")
        counts = [self.count_queries(address) for address in addresses]
        for number in range(4, 12):
            decision = make_decision(self.fourth, number, f"Promise {number}", outcome_en="Done.")
            cite(self.tass, decision=decision)
            cite(self.tass, outcome=decision)
            cite(self.tass, follow_up=make_follow_up(decision, "2018-02", "stalled"))
            event = make_event(self.summits, f"Call {number}", "اتصال", "2017-11-01")
            cite(self.tass, event=event)
            cite(self.tass, statement=make_statement(event, self.minister, "2017-11-01", "Good."))
            party = Participation.objects.create(event=event, party=self.iran, **PUBLISHED)
            cite(self.tass, participation=party)
            meeting = make_round(self.astana, number + 20, f"2018-03-{number:02}")
            cite(self.tass, round=meeting)
            announced = make_announcement(meeting, "2018-01-02", "2018-03", by_person=self.minister)
            cite(self.tass, announcement=announced)
            difference = make_difference("dates", {"event": event}, "One.", "Two.")
            cite(self.tass, version=difference.versions.first())
        more = [self.count_queries(address) for address in addresses]
        self.assertLessEqual(max(more), max(counts))
        self.assertLessEqual(max(counts), 15)

    def count_queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.read(address)
        return len(queries)


class DifferenceListTestCase(PageTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.of_date = make_difference("dates", {"round": cls.ninth}, "14 and 15 May.", "13 May.")
        cls.of_count = make_difference("figures", {"decision": cls.release}, "Ten.", "Twenty.")
        cls.of_place = make_difference("dates", {"event": cls.summit}, "17 September.", "16 September.")
        cite(cls.tass, version=cls.of_date.versions.first())
        cite(cls.sana, version=cls.of_date.versions.last())
        cite(cls.tass, version=cls.of_count.versions.first())

    def test_it_lists_them_by_what_differs_the_newest_first(self):
        page = self.read("/en/differences/")
        self.assertIn("On 3 facts sources differ", page.words("main"))
        words = page.words("dates")
        self.assertLess(words.index("Sochi summit"), words.index("Astana 9"))
        self.assertNotIn("Detainees", words)
        self.assertIn("Figures Detainees are released", page.words("figures"))

    def test_both_versions_stand_with_their_sources_which_is_followed_and_why(self):
        words = self.read("/en/differences/").words(self.of_date.slug)
        self.assertEqual(
            words,
            "Astana 9 Sources differ: dates. 14 and 15 May. 1 the record follows this 13 May. 2 "
            "It is nearer.",
        )
        self.assertIn("TASS", self.read("/en/differences/").words("source-1"))
        self.assertIn("سانا", self.read("/en/differences/").words("source-2"))

    def test_each_leads_to_the_fact(self):
        for query in ("", "?as_of=2018-10-31"):
            links = [link["href"] for link in self.read(f"/en/differences/{query}").all("a")]
            self.assertIn(f"/en/rounds/astana-9/{query}#{self.of_date.slug}", links)
            self.assertIn(f"/en/decisions/astana-4-2/{query}#{self.of_count.slug}", links)
            self.assertIn(f"/en/events/sochi-summit/{query}#{self.of_place.slug}", links)

    def test_they_stand_beside_the_fact(self):
        self.assertIn("14 and 15 May.", self.read("/en/rounds/astana-9/").words(self.of_date.slug))

    def test_it_is_there_in_arabic(self):
        self.assertIn("المصادر مختلفة.", self.read("/ar/differences/").words("dates"))

    def test_it_keeps_those_of_one_field(self):
        for read in (self.read, self.swap):
            page = read("/en/differences/?field=figures")
            self.assertNotIn("dates", page.ids())
            self.assertIn("figures", page.ids())
        links = [link["href"] for link in self.read("/en/differences/").all("a", **{"aria-current": "true"})]
        self.assertEqual(links, ["?"])

    def test_the_links_say_how_many_there_are_of_each(self):
        self.assertIn("All 3 Dates 2 Figures 1", self.read("/en/differences/").words("results"))

    def test_it_names_what_means_nothing(self):
        page = self.read("/en/differences/?field=taste", status=400)
        self.assertIn("“taste” is nothing on which sources differ", page.words("results"))

    def test_no_draft_is_listed_and_none_of_a_draft(self):
        Difference.objects.filter(pk=self.of_date.pk).update(state=State.DRAFT)
        Event.objects.filter(pk=self.summit.pk).update(state=State.DRAFT)
        page = self.read("/en/differences/")
        self.assertNotIn("dates", page.ids())

    def test_it_lists_what_was_known_on_a_day(self):
        page = self.read("/en/differences/?as_of=2018-06-01")
        self.assertIn("Astana 9", page.words("dates"))
        self.assertNotIn("Sochi", page.words("results"))
        self.assertIn(
            "sources contradicted each other on nothing",
            self.read("/en/differences/?as_of=2017-05-01").words("results"),
        )

    def test_a_page_has_twenty_five_and_a_constant_number_of_queries(self):
        with CaptureQueriesContext(connection) as few:
            self.read("/en/differences/")
        for number in range(30):
            difference = make_difference("place", {"round": self.fourth}, f"Hall {number}", "Hall A")
            cite(self.tass, version=difference.versions.first())
        with CaptureQueriesContext(connection) as many:
            page = self.read("/en/differences/")
        self.assertEqual(len(page.all("article")), 25)
        self.assertEqual(len(many), len(few))
        self.assertLessEqual(len(many), 15)
        self.assertEqual(len(self.read("/en/differences/?page=2").all("article")), 8)

    def test_a_version_leads_to_its_difference(self):
        version = DifferenceVersion.objects.first()
        self.assertEqual(version.get_absolute_url(), version.difference.get_absolute_url())
