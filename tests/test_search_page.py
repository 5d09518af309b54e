"""The search page: everything at once, in both languages, as readers type."""

from urllib.parse import parse_qs, quote, urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext

from talks.models import Person, Source, State
from tests.base import (
    PUBLISHED,
    PageTestCase,
    cite,
    make_decision,
    make_event,
    make_follow_up,
    make_source,
    make_statement,
)


class SearchPageTestCase(PageTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_statement(
            cls.summit, cls.minister, "2018-09-18", "Sochi was a good day.", gist_ar="يوم جيد في سوتشي."
        )
        make_follow_up(
            cls.buffer, "2018-10-10", "partly", note_en="Sochi is half done.", note_ar="نفذ نصف سوتشي."
        )
        cls.report = make_source("Reuters", title="Sochi summit ends", url="https://reuters.example/1")
        cite(cls.report, event=cls.summit)
        cls.summit.differences.create(
            field="dates",
            text_en="The Sochi summit is dated to two days.",
            text_ar="اختلف موعد قمة سوتشي.",
            why_en="Local time.",
            why_ar="التوقيت المحلي.",
            **PUBLISHED,
        )
        envoy = Person.objects.create(
            name_en="Sochi envoy",
            name_ar="مبعوث سوتشي",
            office_en="Envoy",
            office_ar="مبعوث",
            party=cls.russia,
        )
        make_statement(cls.ninth, envoy, "2018-05-15", "No comment.")

    def groups(self, query: str, language: str = "en") -> list[str]:
        """Give the kinds of entries that are found, in the order of the page."""
        page = self.read(f"/{language}/search/?{query}")
        return [one["id"] for one in page.all("section") if "found" in one.get("class", "")]

    # What is found

    def test_it_finds_everything_at_once_kind_by_kind(self):
        page = self.read("/en/search/?q=Sochi")
        kinds = ["events", "decisions", "statements", "follow-ups", "people", "sources", "differences"]
        self.assertEqual(self.groups("q=Sochi"), kinds)
        for kind, words in {
            "events": "1 event 17 September 2018 Sochi summit summit",
            "decisions": "1 decision 17 September 2018 carried out in part A buffer zone is set up",
            "statements": "18 September 2018 Kairat Abdrakhmanov neutral Sochi summit Sochi was a good day.",
            "follow-ups": "1 follow-up 10 October 2018 carried out in part A buffer zone is set up "
            "Sochi summit Sochi is half done.",
            "people": "1 person or institution Sochi envoy Russia Envoy",
            "sources": "1 source Sochi summit ends news report Reuters",
            "differences": "1 fact on which sources differ Sochi summit dates The Sochi summit is dated",
        }.items():
            with self.subTest(kind):
                self.assertIn(words, page.words(kind))

    def test_either_language_finds_the_same(self):
        for language in ("en", "ar"):
            self.assertEqual(self.groups("q=Sochi", language), self.groups(f"q={quote('سوتشي')}", language))

    def test_what_was_found_is_marked(self):
        page = self.read("/en/search/?q=sochi")
        self.assertIn("<mark>Sochi</mark> summit</a>", page.html)
        self.assertIn("<mark>Sochi</mark> is half done.", page.html)
        self.assertIn("<mark>سوتشي</mark>", self.read(f"/ar/search/?q={quote('سوتشي')}").html)

    def test_each_result_is_one_click_away(self):
        links = {link["href"] for link in self.read("/en/search/?q=sochi").all("a")}
        for address in (
            "/en/events/sochi-summit/",
            "/en/decisions/sochi-summit-1/",
            "/en/people/sochi-envoy/",
        ):
            self.assertIn(address, links)
        self.assertIn(f"/en/sources/{self.report.slug}/", links)

    def test_it_says_how_much_was_found(self):
        self.assertEqual(self.read("/en/search/?q=Sochi").words("count"), "8 entries found for “Sochi”")
        self.assertEqual(self.read("/en/search/?q=maps").words("count"), "1 entry found for “maps”")

    def test_it_finds_what_was_known_on_a_day(self):
        page = self.read("/en/search/?q=sochi&as_of=2018-06-01")
        self.assertNotIn("events", page.ids())
        self.assertNotIn("sources", page.ids())
        self.assertIn("people", page.ids())
        self.assertIn("/en/people/sochi-envoy/?as_of=2018-06-01", [link["href"] for link in page.all("a")])

    def test_no_draft_is_found_and_no_source_of_drafts(self):
        draft = make_event(self.summits, "Secret call", "اتصال سري", "2018-10-01", state=State.DRAFT)
        cite(make_source("Whisper", title="Secret source"), event=draft)
        self.assertEqual(self.groups("q=secret"), [])

    # Page by page

    def many(self, count: int) -> None:
        for number in range(2, 2 + count):
            make_decision(self.ninth, number, f"Promise {number:03}", f"وعد {number:03}")

    def test_a_group_shows_the_first_and_leads_to_all(self):
        self.many(60)
        page = self.read("/en/search/?q=promise")
        self.assertEqual(page.html.count("They decided: <mark>Promise</mark>"), 5)
        [link] = [one for one in page.all("a") if one.get("aria-describedby") == "decisions-headline"]
        self.assertEqual(parse_qs(urlsplit(link["href"]).query), {"q": ["promise"], "kind": ["decisions"]})
        self.assertIn("60 decisions", page.words("decisions-headline"))
        self.assertIn("Show all 60", page.words("decisions"))

    def test_a_kind_stands_on_pages_of_twenty_five(self):
        self.many(60)
        for number, count in {1: 25, 2: 25, 3: 10}.items():
            page = self.read(f"/en/search/?q=promise&kind=decisions&page={number}")
            self.assertEqual(page.html.count("They decided: <mark>Promise</mark>"), count)
            self.assertIn(f"Page {number} of 3", page.words("decisions"))
        self.assertIn("Search all kinds of entries", page.words("results"))
        kept = {field["name"]: field["value"] for field in page.all("input", type="hidden", form="filters")}
        self.assertEqual(kept, {"kind": "decisions"})

    # Nothing found, nothing asked

    def test_a_misspelt_name_gets_a_better_spelling(self):
        page = self.read("/en/search/?q=Abdrakmanov&kind=people&as_of=2018-06-01")
        self.assertIn("Did you mean: Abdrakhmanov", page.words("results"))
        [link] = [one for one in page.all("a") if "q=Abdrakhmanov" in one["href"]]
        asked = parse_qs(urlsplit(link["href"]).query)
        self.assertEqual(asked, {"q": ["Abdrakhmanov"], "kind": ["people"], "as_of": ["2018-06-01"]})
        self.assertIn("Did you mean: Sochi", self.read("/en/search/?q=Sotchi").words("results"))

    def test_nothing_found_says_so_and_what_to_try(self):
        page = self.read("/en/search/?q=xyzzy")
        self.assertEqual(page.words("count"), "Nothing found for “xyzzy”")
        self.assertIn("Try fewer words", page.words("results"))
        self.assertNotIn("Did you mean", page.words("results"))

    def test_nothing_asked_says_what_can_be_found_and_where_to_begin(self):
        for query in ("", "?q=", "?q=+.+"):
            page = self.read(f"/en/search/{query}")
            self.assertIn("all are searched at once", page.words("results"))
            self.assertEqual(page.words("count"), "")
            examples = [link["href"] for link in page.all("a") if link["href"].startswith("?q=")]
            self.assertEqual(examples, ["?q=Ceasefire", "?q=Detainees"])
            self.assertEqual(page.answer["Cache-Control"], "public, max-age=0, s-maxage=60, must-revalidate")
        self.assertEqual(self.groups("q=Ceasefire")[-1], "topics")

    # The form

    def test_the_text_stands_in_the_field_and_nowhere_as_code(self):
        hostile = '"><script>alert(1)</script>'
        page = self.read(f"/en/search/?q={quote(hostile)}")
        self.assertEqual(page.all("input", id="id_q")[0]["value"], hostile)
        self.assertNotIn("<script>alert", page.html)

    def test_there_is_one_field_on_the_page_and_one_in_the_head_of_others(self):
        for address in ("/en/search/", "/ar/search/?q=sochi", "/en/sources/", "/en/"):
            with self.subTest(address):
                page = self.read(address)
                self.assertEqual(len(page.all("form", role="search")), 1)
        field = self.read("/en/sources/").all("form", role="search")[0]
        self.assertEqual(field["action"], "/en/search/")

    def test_the_form_works_without_a_script_and_as_one_types(self):
        [form] = self.read("/ar/search/").all("form", id="filters")
        self.assertEqual((form["method"], form["action"]), ("get", "/ar/search/"))
        self.assertEqual(form["data-hx-get"], form["action"])
        self.assertIn("input delay:300ms from:#id_q", form["data-hx-trigger"])

    def test_it_names_what_means_nothing(self):
        for query, words in {
            "q=" + "a" * 101: "Search the record: Ask in 100 characters at most, not 101.",
            "q=%00": "Search the record: Null characters are not allowed.",
            "q=sochi&kind=rumours": "Kind of entry: “rumours” is no kind of entry that is searched.",
            "q=sochi&kind=%00": "is no kind of entry that is searched.",
            "q=sochi&page=x": "Page: The page must be a number.",
        }.items():
            for read in (self.read, self.swap):
                with self.subTest(query[:30]):
                    self.assertIn(words, read(f"/en/search/?{query}", status=400).words("results"))

    # htmx

    def test_htmx_gets_the_results_and_a_count_to_read_out(self):
        whole, part = self.read("/en/search/?q=sochi"), self.swap("/en/search/?q=sochi")
        self.assertNotIn("<html", part.html)
        self.assertFalse(part.all("form"))
        for name in ("events", "sources", "count", "languages"):
            self.assertEqual(part.words(name), whole.words(name))
        self.assertTrue(part.all("p", **{"data-said": "count"}))

    def test_the_address_follows_without_a_step_for_every_letter(self):
        answer = self.swap("/en/search/?q=sochi+summit&kind=").answer
        self.assertEqual(answer["HX-Replace-Url"], "/en/search/?q=sochi+summit")
        self.assertNotIn("HX-Push-Url", answer)

    def test_the_other_language_keeps_the_question(self):
        link = self.read("/en/search/?q=sochi&kind=events").all("a", hreflang="ar")[0]
        self.assertEqual(link["href"], "/ar/search/?q=sochi&kind=events")

    def test_crawlers_index_the_page_and_no_answer(self):
        self.assertFalse(self.read("/en/search/").all("meta", name="robots"))
        self.assertTrue(self.read("/en/search/?q=sochi").all("meta", name="robots"))

    # Queries

    def test_the_number_of_queries_does_not_grow(self):
        addresses = [
            "/en/search/?q=s",
            "/en/search/?q=sochi",
            "/ar/search/?q=sochi&as_of=2018-11-01",
            "/en/search/?q=sochi&kind=decisions",
            "/en/search/?q=Sotchi",
            "/en/search/",
        ]
        counts = [self.count_queries(address) for address in addresses]
        for number in range(2, 32):
            decision = make_decision(self.summit, number, f"Sochi promise {number}")
            make_follow_up(decision, "2018-10-10", "stalled", note_en="Sochi waits.")
            make_statement(self.summit, self.minister, "2018-09-18", "Sochi, again.")
            cite(make_source(f"Sochi News {number}"), decision=decision)
        self.assertEqual([self.count_queries(address) for address in addresses], counts)
        self.assertLessEqual(max(counts), 15)
        self.assertEqual(Source.objects.filter(publisher__startswith="Sochi").count(), 30)

    def count_queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.read(address)
        return len(queries)
