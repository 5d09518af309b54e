"""The list of decisions, what stands beside it, and the page of each decision."""

import re
from urllib.parse import parse_qs, urlsplit

from talks.models import (
    Decision,
    Difference,
    DifferenceVersion,
    FollowUp,
    Party,
    Person,
    State,
    Statement,
    Status,
)
from tests.base import (
    Page,
    PageTestCase,
    RecordTestCase,
    cite,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_source,
    make_statement,
)

# For each part of the address a value that means nothing, and words in which the page says so.
NONSENSE = {
    "guarantor=atlantis": "Adopted by: “atlantis” is no guarantor state.",
    "topic=weather": "Topic: “weather” is no topic of the record.",
    "kind=whim": "Kind of decision: “whim” is no kind of decision.",
    "status=done": "Follow-up: “done” is no status of a follow-up.",
    "at=nowhere": "Taken at: “nowhere” is no place where decisions are taken: say rounds or events.",
    "since=soon": "From: “soon” is no day, month or year: write 2018-02-01, 2018-02 or 2018.",
    "since=2018&until=2017": "To: The last day lies before the first.",
    "round=astana-99": "Round: “astana-99” is no round of the record.",
    "round=%00": "Round: “\x00” is no round of the record.",
    "sort=size": "Sorted by: “size” is no order of the decisions: say oldest, status or round.",
    "page=0": "Page: Pages are counted from 1.",
    "q=" + "a" * 101: "Search the decisions: Ask in 100 characters at most, not 101.",
}


class DecisionListTestCase(PageTestCase):
    ALL = "/en/decisions/"

    def titles(self, page: Page) -> list[str]:
        """Give the decisions in the list, by their English titles."""
        words = page.words("decisions")
        found = [title for title in Decision.objects.values_list("title_en", flat=True) if title in words]
        return sorted(found, key=words.index)

    def assertListed(self, query: str, *decisions: Decision) -> None:
        for read in (self.read, self.swap):
            with self.subTest(query, read=read.__name__):
                self.assertEqual(self.titles(read(self.ALL + query)), [one.title_en for one in decisions])

    def facet(self, page: Page, name: str) -> str:
        """Give the words of a facet without its name."""
        return page.words(f"facet-{name}").removeprefix(page.words(f"facet-{name}-name")).strip()

    # What is listed

    def test_all_are_listed_with_the_newest_first(self):
        self.assertListed("", self.buffer, self.sovereignty, self.memorandum, self.release, self.maps)

    def test_a_row_says_what_was_decided_where_by_whom_and_what_became_of_it(self):
        words = self.read(self.ALL).words("decisions")
        self.assertIn(
            "De-escalation zones are set up agreement · Sources 3–4 May 2017 Round 4 no. 1 Ceasefire "
            "Russia Turkey Iran carried out in part July 2018",
            words,
        )
        self.assertIn("Maps are drawn commitment · Sources 3–4 May 2017 Round 4 no. 3 Ceasefire", words)
        self.assertIn("pending nothing reported", words)

    def test_it_says_the_same_in_arabic(self):
        words = self.read("/ar/decisions/").words("decisions")
        for said in ("إنشاء مناطق خفض التصعيد", "وقف إطلاق النار", "روسيا", "منفذ جزئياً", "يوليو/تموز 2018"):
            self.assertIn(said, words)

    def test_a_row_leads_to_the_decision_its_sources_its_round_and_topics(self):
        page = self.read(self.ALL)
        for address in (
            "/en/decisions/astana-4-1/",
            "/en/decisions/astana-4-1/#sources",
            "/en/rounds/astana-4/",
            "/en/events/sochi-summit/",
            "/en/topics/ceasefire/",
            "/en/parties/russia/",
        ):
            self.assertTrue(page.all("a", href=address), address)

    def test_what_is_confirmed_in_part_says_so(self):
        Decision.objects.filter(pk=self.maps.pk).update(confidence="medium")
        self.assertIn("Maps are drawn confirmed in part", self.read(self.ALL).words("decisions"))

    def test_who_adopted_it_may_be_told_in_words(self):
        Decision.objects.filter(pk=self.maps.pk).update(adopted_by_note_en="All who were there")
        self.assertIn("All who were there", self.read(self.ALL).words("decisions"))

    def test_each_filter_keeps_what_fits(self):
        for query, decisions in {
            "?guarantor=iran": [self.sovereignty, self.memorandum],
            "?guarantor=iran&guarantor=turkey": [self.buffer, self.sovereignty, self.memorandum],
            "?topic=detainees": [self.release],
            "?kind=agreement": [self.memorandum],
            "?status=pending": [self.buffer, self.maps],
            "?q=MAPS": [self.maps],
            "?q=sochi": [self.buffer],
            "?at=events": [self.buffer],
            "?since=2018-06": [self.buffer],
            "?until=2017": [self.memorandum, self.release, self.maps],
            "?round=astana-4": [self.memorandum, self.release, self.maps],
            "?round=astana-9&guarantor=iran": [self.sovereignty],
            "?round=astana-12": [],
            "?guarantor=russia&topic=detainees&kind=commitment&status=stalled&q=released": [self.release],
            "?q=&guarantor=&topic=&kind=&status=&since=&until=&round=&at=&sort=&page=": [
                self.buffer,
                self.sovereignty,
                self.memorandum,
                self.release,
                self.maps,
            ],
        }.items():
            self.assertListed(query, *decisions)

    def test_drafts_are_nowhere(self):
        draft = {"state": State.DRAFT}
        make_decision(self.fourth, 4, "HIDDEN decision", topics=[self.ceasefire], **draft)
        hidden = make_round(self.astana, 5, "2017-07-04", title_en="HIDDEN", short_label_en="HIDDEN", **draft)
        make_decision(hidden, 1, "HIDDEN decision of a round", topics=[self.ceasefire])
        make_follow_up(self.maps, "2018-03", "lapsed", **draft)
        for query in ("", "?topic=ceasefire", "?q=hidden"):
            with self.subTest(query):
                page = self.read(self.ALL + query)
                self.assertNotIn("HIDDEN", page.html)
                self.assertNotIn("lapsed", page.words("results"))
        self.assertIn("Ceasefire 2", self.facet(self.read(self.ALL), "topic"))
        self.read(self.ALL + "?round=astana-5", status=400)

    # The order

    def test_the_reader_chooses_the_order(self):
        all_four = [self.memorandum, self.release, self.maps, self.sovereignty]
        self.assertListed("?sort=oldest", *all_four, self.buffer)
        self.assertListed("?sort=round", *all_four, self.buffer)
        self.assertListed(
            "?sort=status", self.memorandum, self.release, self.buffer, self.maps, self.sovereignty
        )

    def test_the_heads_of_columns_lead_to_their_order_and_say_what_it_is(self):
        for query, (name, direction, leads_to) in {
            "": ("Date", "descending", "?sort=oldest"),
            "?sort=oldest": ("Date", "ascending", "?"),
            "?sort=status": ("Follow-up", "ascending", "?"),
            "?sort=round": ("Taken at", "ascending", "?"),
        }.items():
            with self.subTest(query):
                page = self.read(self.ALL + query)
                (head,) = [head for head in page.all("th", scope="col") if "aria-sort" in head]
                self.assertEqual(head["aria-sort"], direction)
                (link,) = re.findall(f'aria-sort="{direction}"><a [^>]*href="([^"]*)">{name}</a>', page.html)
                self.assertEqual(link, leads_to)
        page = self.read(self.ALL + "?kind=agreement")
        self.assertTrue(page.all("a", href="?kind=agreement&sort=status"))

    # Facets

    def test_each_choice_says_how_many_it_would_give(self):
        page = self.read(self.ALL)
        self.assertEqual(self.facet(page, "topic"), "Ceasefire 2 Detainees 1")
        self.assertEqual(self.facet(page, "status"), "carried out in part 1 stalled 1 pending 2 principle 1")
        self.assertEqual(self.facet(page, "kind"), "agreement 1 commitment 3 acknowledgement 1")
        self.assertEqual(self.facet(page, "guarantor"), "Russia 4 Turkey 3 Iran 2")

    def test_a_facets_own_choice_does_not_count_in_it(self):
        page = self.read(self.ALL + "?topic=ceasefire&status=pending")
        self.assertEqual(self.facet(page, "topic"), "Ceasefire 1 chosen; take it away All")
        self.assertEqual(
            self.facet(page, "status"), "carried out in part 1 pending 1 chosen; take it away All"
        )
        self.assertEqual(self.facet(page, "kind"), "commitment 1")
        self.assertNotIn("facet-guarantor", page.ids())  # nobody is named to have adopted the maps

    def test_each_choice_gives_as_many_as_it_says(self):
        make_decision(self.ninth, 2, "More", adopted_by=[self.iran], topics=[self.ceasefire, self.detainees])
        for query in ("", "?status=pending", "?guarantor=iran&q=a", "?topic=ceasefire&kind=commitment"):
            for facet in self.list_of(query).facets:
                for option in facet.options:
                    if not option.is_chosen and not (facet.name == "guarantor" and facet.is_set):
                        with self.subTest(query, option=option.value):
                            then = self.read(self.ALL + option.query)
                            self.assertEqual(len(self.titles(then)), option.count)

    def list_of(self, query: str):
        return self.client.get(self.ALL + query).context["page"]

    def test_a_choice_that_is_made_is_marked_and_can_be_taken_away(self):
        page = self.read(self.ALL + "?guarantor=iran&kind=agreement")
        chosen = [link["href"] for link in page.all("a", **{"aria-current": "true"})]
        self.assertEqual(chosen, ["?guarantor=iran", "?kind=agreement"])
        self.assertTrue(page.all("a", href="?guarantor=iran&guarantor=russia&kind=agreement"))

    def test_a_choice_that_nothing_fits_is_still_there(self):
        page = self.read(self.ALL + "?topic=detainees&status=pending")
        self.assertIn("Detainees 0 chosen; take it away", self.facet(page, "topic"))
        self.assertIn("pending 0 chosen; take it away", self.facet(page, "status"))

    def test_a_decision_on_two_topics_counts_with_both_and_once_in_all(self):
        self.memorandum.topics.add(self.detainees)
        page = self.read(self.ALL + "?kind=agreement")
        self.assertEqual(self.facet(page, "topic"), "Ceasefire 1 Detainees 1")
        self.assertIn("1 of 5 decisions fits", page.words("count"))

    # What is asked for

    def test_it_says_how_many_fit_and_offers_to_clear(self):
        self.assertEqual(self.read(self.ALL).words("count"), "5 decisions")
        page = self.read(self.ALL + "?status=pending&sort=oldest")
        self.assertEqual(page.words("count"), "2 of 5 decisions fit what you ask for. Clear the filters")
        self.assertEqual({link["href"] for link in page.all("a", **{"class": "clear"})}, {"?sort=oldest"})

    def test_each_filter_that_is_set_is_named_and_can_be_taken_away(self):
        page = self.read(
            self.ALL + "?q=zone&guarantor=russia&guarantor=turkey&since=2017-05&at=events&round=astana-4"
        )
        for said in (
            "Search the decisions: zone",
            "Adopted by: Russia, Turkey",
            "From: 1 May 2017",
            "Taken at: Around the rounds",
            "Round: Round 4",
        ):
            self.assertIn(said, page.words("decisions"))
        without = "?q=zone&guarantor=russia&guarantor=turkey&since=2017-05&round=astana-4"
        self.assertIn(parse_qs(without[1:]), [parse_qs(link["href"][1:]) for link in page.all("a")])

    def test_nothing_found_says_why_and_what_to_try(self):
        for read in (self.read, self.swap):
            page = read(self.ALL + "?q=released&kind=agreement")
            words = page.words("decisions")
            self.assertIn("No decision fits what you ask for. Clear the filters", words)
            self.assertIn("Without “Search the decisions: released”: 1 decision", words)
            self.assertIn("Without “Kind of decision: agreement”: 1 decision", words)
            self.assertTrue(page.all("a", href="/en/search/?q=released"))
            self.assertTrue(page.all("a", href="?q=released"))

    def test_nothing_found_says_where_it_does_not_help_to_leave_one_out(self):
        words = self.read(self.ALL + "?q=unheard-of&kind=appeal&status=lapsed").words("decisions")
        self.assertIn("Leaving out one of these alone does not help", words)
        self.assertNotIn("0 decisions", words)

    def test_the_form_shows_what_was_asked_and_carries_on_what_was_chosen_beside_it(self):
        page = self.read(
            self.ALL + "?q=a&round=astana-4&at=rounds&since=2017-05&sort=status&topic=ceasefire"
            "&guarantor=russia&guarantor=iran&as_of=2018-02-01"
        )
        selected = {option["value"] for option in page.all("option") if "selected" in option}
        self.assertEqual(selected, {"astana-4", "rounds", "status"})
        hidden = [
            (field["name"], field["value"]) for field in page.all("input", type="hidden", form="filters")
        ]
        self.assertEqual(
            hidden,
            [
                ("as_of", "2018-02-01"),
                ("topic", "ceasefire"),
                ("guarantor", "russia"),
                ("guarantor", "iran"),
            ],
        )
        (form,) = page.all("form", id="filters")
        self.assertEqual((form["method"], form["action"]), ("get", self.ALL))

    def test_an_older_round_than_the_form_offers_can_be_asked_for(self):
        for number in range(100, 160):
            make_round(self.astana, number, "2018-06-01", slug=f"other-{number}")
        page = self.read(self.ALL + "?round=astana-4")
        self.assertEqual(len(self.titles(page)), 3)
        self.assertTrue(page.all("option", value="astana-4"))

    # What means nothing

    def test_it_names_what_means_nothing_and_stays_readable(self):
        for query, words in NONSENSE.items():
            for read in (self.read, self.swap):
                with self.subTest(query[:40], read=read.__name__):
                    page = read(f"{self.ALL}?{query}", status=400)
                    self.assertIn(words, page.words("results"))
                    self.assertEqual(len(self.titles(page)), 5 if "since=2018&" not in query else 2)

    def test_what_means_something_is_done_all_the_same(self):
        page = self.read(self.ALL + "?topic=weather&kind=agreement", status=400)
        self.assertEqual(self.titles(page), [self.memorandum.title_en])
        for link in page.all("a"):
            self.assertNotIn("weather", link["href"])

    # htmx

    def test_the_part_that_htmx_gets_is_the_same_as_in_the_whole_page(self):
        query = "?kind=commitment&status=pending&sort=oldest"
        whole, part = self.read(self.ALL + query), self.swap(self.ALL + query)
        self.assertNotIn("<html", part.html)
        self.assertFalse(part.all("form"))
        for name in ("decisions", "facet-topic", "facet-status", "count", "languages"):
            with self.subTest(name):
                self.assertEqual(part.words(name), whole.words(name))
        self.assertEqual(part.all("div", id="count")[0]["data-hx-swap-oob"], "innerHTML")
        self.assertNotIn("data-hx-swap-oob", whole.html)

    def test_the_address_to_share_has_no_empty_values(self):
        pushed = self.swap(self.ALL + "?q=&round=&kind=appeal&guarantor=iran&since=&sort=").answer[
            "HX-Push-Url"
        ]
        address = urlsplit(pushed)
        self.assertEqual(address.path, self.ALL)
        self.assertEqual(parse_qs(address.query), {"kind": ["appeal"], "guarantor": ["iran"]})

    def test_a_step_back_gets_the_whole_page(self):
        page = self.read(self.ALL, hx_request="true", hx_history_restore_request="true")
        self.assertTrue(page.all("html"))

    def test_links_to_other_pages_load_them_whole(self):
        page = self.read(self.ALL + "?kind=commitment")
        boosted = [tag for tag, attributes in page.elements if attributes.get("data-hx-boost") == "true"]
        self.assertEqual(sorted(boosted), ["a", "aside", "div", "thead", "ul"])
        (results,) = page.all("div", id="results")
        self.assertNotIn("data-hx-boost", results)
        for address in ("decisions/astana-4-1/", "rounds/astana-4/", "events/sochi-summit/", "rounds/"):
            self.assertTrue(self.read(f"/en/{address}", hx_request="true").all("html"))

    # An earlier day

    def test_it_lists_what_was_known_on_a_day_with_the_status_of_that_day(self):
        page = self.read(self.ALL + "?as_of=2018-02-01")
        self.assertEqual(
            self.titles(page), [one.title_en for one in (self.memorandum, self.release, self.maps)]
        )
        self.assertIn("carried out 15 September 2017", page.words("decisions"))
        self.assertIn("Ceasefire 2", self.facet(page, "topic"))
        self.assertTrue(page.all("a", href="?as_of=2018-02-01&kind=agreement"))
        self.assertTrue(page.all("a", href="/en/decisions/astana-4-1/?as_of=2018-02-01"))
        self.assertFalse(page.all("option", value="astana-9"))

    # Pages

    def many(self, count: int) -> None:
        for number in range(2, 2 + count):
            decision = make_decision(
                self.ninth,
                number,
                f"Promise {number:03}",
                kind=Decision.Kind.APPEAL,
                adopted_by=[self.russia, self.iran],
                topics=[self.ceasefire],
            )
            make_follow_up(decision, "2018-06-01", "pending")

    def test_a_page_has_twenty_five_and_no_decision_is_on_two(self):
        self.many(60)
        listed = []
        for number, words in {1: "Page 1 of 3 Next page", 2: "Previous page Page 2 of 3 Next page"}.items():
            page = self.read(f"{self.ALL}?kind=appeal&page={number}")
            self.assertIn(words, page.words("decisions"))
            self.assertEqual(len(self.titles(page)), 25)
            listed += self.titles(page)
        for number in (3, 99):
            page = self.read(f"{self.ALL}?kind=appeal&page={number}")
            self.assertIn("Previous page Page 3 of 3", page.words("decisions"))
        listed += self.titles(page)
        self.assertEqual(listed, [f"Promise {number:03}" for number in range(2, 62)])

    def test_links_between_pages_keep_what_was_asked(self):
        self.many(60)
        page = self.read(self.ALL + "?kind=appeal&page=2&sort=oldest")
        for relation, number in {"prev": "1", "next": "3"}.items():
            address = urlsplit(page.all("a", rel=relation)[0]["href"])
            self.assertEqual(
                parse_qs(address.query), {"kind": ["appeal"], "sort": ["oldest"], "page": [number]}
            )
            self.assertEqual(address.fragment, "decisions")

    def test_it_asks_the_database_as_often_for_sixty_as_for_five(self):
        addresses = [
            self.ALL,
            self.ALL
            + "?as_of=2018-07-01&q=a&topic=ceasefire&guarantor=russia&kind=commitment&round=astana-4",
            self.ALL + "?sort=status&status=pending&page=1",
        ]
        few = [self.queries_of(address) for address in addresses]
        self.many(60)
        many = [self.queries_of(address) for address in addresses]
        self.assertEqual(many, few)
        self.assertLessEqual(max(many), 15)

    def test_it_is_an_item_list_for_machines(self):
        data = self.read(self.ALL + "?topic=ceasefire").structured_data("ItemList")
        self.assertEqual(data["numberOfItems"], 2)
        self.assertEqual(
            [(item["position"], item["url"]) for item in data["itemListElement"]],
            [
                (1, "http://testserver/en/decisions/astana-4-1/"),
                (2, "http://testserver/en/decisions/astana-4-3/"),
            ],
        )


class DecisionPageTestCase(PageTestCase):
    ADDRESS = "/en/decisions/astana-4-1/"

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.envoy = Person.objects.create(
            name_en="Staffan de Mistura",
            name_ar="ستيفان دي ميستورا",
            office_en="UN envoy",
            party=Party.objects.create(kind=Party.Kind.UN, name_en="United Nations", name_ar="الأمم المتحدة"),
        )

    def test_it_says_what_was_decided_when_where_and_by_whom(self):
        words = self.read(self.ADDRESS).words("main")
        for said in (
            "agreement De-escalation zones are set up",
            "They decided: De-escalation zones are set up.",
            "Date 3–4 May 2017",
            "Taken at Astana 4 no. 1 of 3 decisions",
            "Topic Ceasefire",
            "Adopted by Russia Turkey Iran",
        ):
            self.assertIn(said, words)

    def test_it_has_the_same_in_arabic(self):
        page = self.read("/ar/decisions/astana-4-1/")
        for said in ("إنشاء مناطق خفض التصعيد", "3 و4 مايو/أيار 2017", "روسيا", "منفذ جزئياً", "بقيت منطقة."):
            self.assertIn(said, page.words("main"))

    def test_the_way_to_it_leads_through_its_round_or_event(self):
        way = self.read(self.ADDRESS).structured_data("BreadcrumbList")["itemListElement"]
        self.assertEqual(
            [(step["name"], step["item"].removeprefix("http://testserver")) for step in way],
            [
                ("Timeline", "/en/"),
                ("Rounds", "/en/rounds/"),
                ("Round 4", "/en/rounds/astana-4/"),
                ("De-escalation zones are set up", self.ADDRESS),
            ],
        )
        page = self.read("/en/decisions/sochi-summit-1/")
        self.assertTrue(page.all("a", href="/en/events/sochi-summit/"))
        self.assertIn("its one decision", page.words("main"))

    def test_it_tells_its_whole_history_the_latest_first(self):
        FollowUp.objects.filter(pk=self.undone.pk).update(from_round=self.ninth, confidence="medium")
        cite(self.tass, follow_up=self.undone)
        words = self.read(self.ADDRESS).words("became")
        self.assertIn("3 follow-ups carried out in part July 2018 confirmed in part One zone is left.", words)
        places = [words.index(said) for said in ("July 2018 conf", "15 September 2017", "4 May 2017")]
        self.assertEqual(places, sorted(places))
        self.assertIn("Astana 9", words)

    def test_it_says_how_long_it_has_been_in_its_present_status(self):
        for slug, told in {
            "astana-4-1": "In this status since July 2018, for 4 months.",
            "astana-4-2": "In this status since 15 September 2017, for 14 months.",
            "astana-4-3": "Nothing was reported of it in the 18 months since it was taken.",
            "astana-9-1": "It is a statement of principle with no agreed step to measure: no follow-up is",
        }.items():
            with self.subTest(slug):
                self.assertIn(told, self.read(f"/en/decisions/{slug}/").words("became"))

    def test_a_status_lasts_since_the_first_report_that_says_it(self):
        make_follow_up(self.release, "2018-01-10", "stalled")
        make_follow_up(self.release, "2018-11-29", "stalled")
        words = self.read("/en/decisions/astana-4-2/").words("became")
        self.assertIn("In this status since 15 September 2017, for 14 months.", words)
        make_follow_up(self.maps, "2018-11-29", "lapsed")
        words = self.read("/en/decisions/astana-4-3/").words("became")
        self.assertIn("In this status since 29 November 2018, the day shown.", words)

    def test_the_outcome_says_of_which_day_it_speaks_and_is_not_known_before(self):
        Decision.objects.filter(pk=self.memorandum.pk).update(outcome_en="Three zones are gone.")
        cite(self.tass, outcome=self.memorandum)
        words = self.read(self.ADDRESS).words("became")
        self.assertRegex(words, "Three zones are gone. 2 as of 29 November 2018")
        words = self.read(self.ADDRESS + "?as_of=2018-02-01").words("main")
        self.assertNotIn("Three zones", words)

    # What was said of it, and where sources differ

    def test_an_objection_stands_apart_from_what_else_was_said(self):
        objection = make_statement(
            self.fourth, self.envoy, "2017-05-05", "He warned.", about=self.memorandum, relation="dissent"
        )
        make_statement(
            self.fourth, self.minister, "2017-05-04", "He praised.", about=self.memorandum, relation="support"
        )
        make_statement(self.fourth, self.minister, "2017-05-06", "He spoke of the weather.")
        cite(self.tass, statement=objection)
        page = self.read(self.ADDRESS)
        self.assertIn("Objection Staffan de Mistura, UN envoy", page.words(objection.slug))
        self.assertRegex(page.words(objection.slug), r"He warned. \d")
        self.assertNotIn("He warned.", page.words("statements"))
        self.assertIn("He praised.", page.words("statements"))
        self.assertNotIn("weather", page.words("main"))
        words = page.words("main")
        self.assertLess(words.index("He warned."), words.index("What became of it"))

    def differ(self, field: str, **values) -> Difference:
        difference = Difference.objects.create(
            decision=self.memorandum,
            field=field,
            text_en=f"On the {field} they differ.",
            text_ar="يختلفون.",
            why_en="One is official.",
            why_ar="أحدهما رسمي.",
            **{"state": State.PUBLISHED} | values,
        )
        for place, (said, source) in enumerate({"Four": self.sana, "Three": self.tass}.items()):
            version = DifferenceVersion.objects.create(
                difference=difference,
                text_en=f"{said} by the {field}.",
                text_ar="رواية",
                is_followed=not place,
                position=place,
            )
            cite(source, version=version)
        return difference

    def test_where_sources_differ_it_is_said_beside_the_fact_with_both_versions(self):
        figures, dates = self.differ("figures"), self.differ("dates")
        self.differ("text", state=State.DRAFT)
        page = self.read(self.ADDRESS)
        self.assertEqual(
            page.words(figures.slug),
            "Sources differ: figures On the figures they differ. Four by the figures. 1 the record follows "
            "this Three by the figures. 2 One is official.",
        )
        self.assertTrue(page.all("a", href=f"#{figures.slug}"))
        self.assertTrue(page.all("a", href=f"#{dates.slug}"))
        self.assertNotIn("On the text", page.words("main"))
        words = page.words("main")
        self.assertIn("They decided: De-escalation zones are set up. 1 sources differ: figures", words)
        self.assertIn("3–4 May 2017 sources differ", words)

    # The chain

    def chain(self) -> list[Decision]:
        """Let the buffer zone and another decision carry on sovereignty, and it the memorandum."""
        self.sovereignty.carries_on = self.memorandum
        self.sovereignty.save()
        self.buffer.carries_on = self.sovereignty
        self.buffer.save()
        visit = make_event(self.summits, "Tehran summit", "قمة طهران", "2018-09-20")
        other = make_decision(visit, 1, "Patrols are sent", carries_on=self.sovereignty)
        return [self.memorandum, self.sovereignty, self.buffer, other]

    def test_it_shows_all_that_it_carries_on_and_all_that_carry_it_on(self):
        first, middle, left, right = self.chain()
        titles = {one: one.title_en for one in (first, middle, left, right)}
        for decision, chain in {
            first: [first, middle, left, right],
            middle: [first, middle, left, right],
            left: [first, middle, left],
            right: [first, middle, right],
        }.items():
            with self.subTest(decision.slug):
                page = self.read(decision.get_absolute_url().replace("/ar/", "/en/"))
                words = page.words("chain")
                shown = [title for title in titles.values() if title in words]
                self.assertEqual(sorted(shown, key=words.index), [titles[one] for one in chain])
                self.assertIn(f"{titles[decision]} this decision", words)
                self.assertEqual(len(page.all("li", **{"class": "here"})), 1)

    def test_the_chain_says_what_became_of_each_and_which_one_it_carries_on(self):
        first, _middle, _left, _right = self.chain()
        words = self.read(self.ADDRESS).words("chain")
        self.assertIn("14–15 May 2018 · Round 9 Sovereignty is affirmed principle", words)
        # The last carries on not the one before it, but that before.
        self.assertIn("Patrols are sent Carries on: Sovereignty is affirmed (Round 9) pending", words)
        self.assertEqual(words.count("Carries on:"), 1)

    def test_the_chain_of_an_earlier_day_ends_there(self):
        self.chain()
        words = self.read(self.ADDRESS + "?as_of=2018-06-01").words("chain")
        self.assertIn("Sovereignty", words)
        self.assertNotIn("buffer", words)
        self.assertNotIn("chain", self.read(self.ADDRESS + "?as_of=2018-02-01").ids())

    def test_a_draft_is_in_no_chain(self):
        _first, middle, *_rest = self.chain()
        Decision.objects.filter(pk=middle.pk).update(state=State.DRAFT)
        self.assertNotIn("Sovereignty", self.read(self.ADDRESS).html)

    # Where to go on

    def test_it_leads_to_the_decisions_before_and_after_it_of_the_same_round(self):
        page = self.read("/en/decisions/astana-4-2/")
        self.assertTrue(page.all("a", rel="prev", href="/en/decisions/astana-4-1/"))
        self.assertTrue(page.all("a", rel="next", href="/en/decisions/astana-4-3/"))
        Decision.objects.filter(pk=self.release.pk).update(state=State.DRAFT)
        page = self.read("/en/decisions/astana-4-3/?as_of=2018-02-01")
        self.assertTrue(page.all("a", rel="prev", href="/en/decisions/astana-4-1/?as_of=2018-02-01"))
        self.assertFalse(page.all("a", rel="next"))

    def test_its_sources_are_numbered_in_the_order_in_which_it_cites_them(self):
        report, comment = make_source("Reuters"), make_source("AFP")
        cite(report, follow_up=self.undone)
        said = make_statement(
            self.fourth, self.envoy, "2017-05-05", "Hm.", about=self.memorandum, relation="comment"
        )
        cite(comment, statement=said)
        page = self.read(self.ADDRESS)
        sources = page.words("sources")
        places = [
            sources.index(f"{number} {name}") for number, name in enumerate(["سانا", "Reuters", "AFP"], 1)
        ]
        self.assertEqual(places, sorted(places))
        for link in page.all("a"):
            if link["href"].startswith("#source-"):
                self.assertIn(link["href"][1:], page.ids())

    def test_it_is_a_creative_work_of_an_event_for_machines(self):
        self.chain()
        data = self.read("/en/decisions/astana-9-1/").structured_data("CreativeWork")
        self.assertEqual(data["name"], "Sovereignty is affirmed")
        self.assertEqual(data["datePublished"], "2018-05-15")
        self.assertEqual(data["isPartOf"]["@type"], "Event")
        self.assertEqual(data["isPartOf"]["url"], "http://testserver/en/rounds/astana-9/")
        self.assertEqual(data["isBasedOn"], ["http://testserver/en/decisions/astana-4-1/"])
        self.assertEqual([who["name"] for who in data["creator"]], ["Russia", "Turkey", "Iran"])
        data = self.read(self.ADDRESS).structured_data("CreativeWork")
        self.assertEqual([source["name"] for source in data["citation"]], ["البيان الختامي"])

    # What is not there

    def test_what_is_not_there_is_not_found(self):
        make_decision(self.fourth, 4, "HIDDEN", state=State.DRAFT)
        for slug in ("nothing", "astana-4-4"):
            self.read(f"/en/decisions/{slug}/", status=404)

    def test_what_came_later_than_the_day_shown_is_not_found_and_says_so(self):
        page = self.read("/en/decisions/astana-9-1/?as_of=2018-02-01", status=404)
        self.assertIn("it came later", page.words("main"))

    def test_its_history_of_an_earlier_day_ends_there(self):
        words = self.read(self.ADDRESS + "?as_of=2018-02-01").words("main")
        self.assertIn("2 follow-ups", words)
        self.assertNotIn("July 2018", words)
        self.assertIn("In this status since 15 September 2017, for 4 months.", words)

    def test_drafts_are_nowhere(self):
        draft = {"state": State.DRAFT}
        make_follow_up(self.memorandum, "2018-08", "lapsed", note_en="HIDDEN", **draft)
        make_statement(self.fourth, self.envoy, "2017-05-05", "HIDDEN", about=self.memorandum, **draft)
        make_decision(self.fourth, 4, "HIDDEN", carries_on=self.memorandum, **draft)
        hidden = make_source("HIDDEN")
        cite(hidden, follow_up=FollowUp.objects.get(note_en="HIDDEN"))
        cite(hidden, statement=Statement.objects.get())
        self.assertNotIn("HIDDEN", self.read(self.ADDRESS).html)

    def test_it_asks_the_database_as_often_for_a_long_history_as_for_a_short_one(self):
        few = self.queries_of(self.ADDRESS)
        before = self.memorandum
        for number in range(4, 40):
            before = make_decision(self.fourth, number, f"More {number}", carries_on=before)
            make_follow_up(
                self.memorandum, f"2018-08-{number % 28 + 1:02}/2018-09-{number % 30 + 1:02}", "stalled"
            )
            make_statement(
                self.fourth,
                self.envoy,
                "2017-05-05",
                "More.",
                about=self.memorandum,
                slug=f"more-{number}",
                relation="comment" if number % 2 else "dissent",
            )
        self.differ("figures")
        # The versions of where sources differ.
        self.assertEqual(self.queries_of(self.ADDRESS), few + 1)
        self.assertLessEqual(few, 14)


class ChainTestCase(RecordTestCase):
    """The database follows a chain of decisions, whatever its shape."""

    def link(self, *decisions: Decision) -> None:
        for earlier, later in zip(decisions, decisions[1:], strict=False):
            later.carries_on = earlier
            later.save()

    def assertChain(self, decision: Decision, *chain: Decision) -> None:
        with self.assertNumQueries(1):
            found = set(Decision.objects.chain_of(decision))
        self.assertEqual(found, set(chain))

    def test_a_decision_alone_is_its_own_chain(self):
        self.assertChain(self.maps, self.maps)

    def test_it_goes_both_ways_to_the_end(self):
        chain = [self.memorandum, self.release, self.maps, self.sovereignty]
        self.link(*chain)
        for decision in chain:
            self.assertChain(decision, *chain)

    def test_what_carries_on_the_same_decision_is_no_part_of_it(self):
        self.link(self.memorandum, self.release)
        self.link(self.memorandum, self.maps)
        self.assertChain(self.release, self.memorandum, self.release)
        self.assertChain(self.memorandum, self.memorandum, self.release, self.maps)

    def test_a_circle_has_an_end(self):
        self.link(self.memorandum, self.release, self.maps, self.memorandum)
        self.assertChain(self.release, self.memorandum, self.release, self.maps)

    def test_it_goes_together_with_other_conditions(self):
        self.link(self.memorandum, self.release, self.maps)
        known = Decision.objects.known_by(self.as_of()).chain_of(self.release).filter(kind="commitment")
        self.assertEqual([one.pk for one in known.in_order_of_time()], [self.release.pk, self.maps.pk])


class EveryStatusTestCase(PageTestCase):
    def test_every_status_may_be_on_the_page(self):
        for number, status in enumerate(Status, start=10):
            decision = make_decision(self.ninth, number, f"Decision {number}")
            make_follow_up(decision, "2018-06", status)
            with self.subTest(status):
                page = self.read(f"/en/decisions/{decision.slug}/")
                self.assertIn(str(Status(status).label), page.words("became"))
                self.assertIn(f"mark-{status}", page.ids())
