"""The filters of the dashboard: what fits, what means nothing, and how htmx and plain forms are answered."""

import re
from urllib.parse import parse_qs, urlsplit

from talks.models import Decision
from tests.base import Page, PageTestCase, make_decision

# For each part of the address a value that means nothing, and words in which the page says so.
NONSENSE = {
    "guarantor=atlantis": "Adopted by: “atlantis” is no guarantor state.",
    # The host is a party, but adopts nothing.
    "guarantor=kazakhstan": "Adopted by: “kazakhstan” is no guarantor state.",
    "topic=weather": "Topic: “weather” is no topic of the record.",
    "kind=whim": "Kind of decision: “whim” is no kind of decision.",
    "status=done": "Follow-up: “done” is no status of a follow-up.",
    "since=soon": "From: “soon” is no day, month or year: write 2018-02-01, 2018-02 or 2018.",
    "since=2018-02-30": "From: “2018-02-30” is no day, month or year",
    "since=2017/2018": "From: “2017/2018” is no day, month or year",
    "since=../2018": "From: “../2018” is no day, month or year",
    "until=13-2018": "To: “13-2018” is no day, month or year",
    "until=99999": "To: “99999” is no day, month or year",
    "since=2018&until=2017": "To: The last day lies before the first.",
    "q=" + "a" * 101: "Search the decisions: Ask in 100 characters at most, not 101.",
    "at=nowhere": "Taken at: “nowhere” is no place where decisions are taken: say rounds or events.",
    "q=%00": "Search the decisions: Null characters are not allowed.",
    "axis=down": "Direction of time: “down” is no direction of time: say ltr or rtl.",
    "round=astana-99": "Round: “astana-99” is no round of the record.",
    "event=party": "Event: “party” is no event of the record.",
    "page=last": "Page: The page must be a number.",
    "page=0": "Page: Pages are counted from 1.",
}


class FiltersTestCase(PageTestCase):
    # What fits

    def titles(self, page: Page) -> list[str]:
        """Give the decisions in the list, by their English titles."""
        words = page.words("decisions")
        found = [title for title in Decision.objects.values_list("title_en", flat=True) if title in words]
        return sorted(found, key=words.index)

    def assertListed(self, query: str, *decisions: Decision) -> None:
        for read in (self.read, self.swap):
            self.assertEqual(self.titles(read(f"/en/{query}")), [one.title_en for one in decisions], query)

    def test_all_are_listed_with_the_newest_first(self):
        self.assertListed("", self.buffer, self.sovereignty, self.memorandum, self.release, self.maps)

    def test_each_filter_keeps_what_fits(self):
        for query, decisions in {
            "?guarantor=iran": [self.sovereignty, self.memorandum],
            "?guarantor=iran&guarantor=turkey": [self.buffer, self.sovereignty, self.memorandum],
            "?topic=detainees": [self.release],
            "?kind=agreement": [self.memorandum],
            "?status=pending": [self.buffer, self.maps],
            "?q=MAPS": [self.maps],
            "?q=sochi": [self.buffer],
            "?since=2018-05-15": [self.buffer, self.sovereignty],
            "?since=2018-06": [self.buffer],
            "?until=2017": [self.memorandum, self.release, self.maps],
            "?until=2017-05-03": [self.memorandum, self.release, self.maps],
            "?until=2017-05-02": [],
            "?at=rounds": [self.sovereignty, self.memorandum, self.release, self.maps],
            "?at=events": [self.buffer],
            "?q=sochi zone": [self.buffer],
            "?q=.": [self.buffer, self.sovereignty, self.memorandum, self.release, self.maps],
            "?since=2018&until=2018-05": [self.sovereignty],
            "?guarantor=russia&topic=detainees&kind=commitment&status=stalled&q=released": [self.release],
        }.items():
            with self.subTest(query):
                self.assertListed(query, *decisions)

    def test_words_are_found_in_arabic_however_they_are_spelled(self):
        for spelling in ("إنشاء مناطق", "انشاء  مناطق", "إنشـاء مَناطق"):
            with self.subTest(spelling):
                self.assertListed(f"?q={spelling}", self.memorandum)

    def test_empty_values_ask_for_nothing(self):
        page = self.read("/en/?q=&guarantor=&topic=&kind=&status=&since=&until=&round=&event=&axis=&page=")
        self.assertEqual(len(self.titles(page)), 5)
        self.assertEqual(page.words("count"), "")

    def test_what_it_does_not_know_is_no_business_of_its(self):
        self.assertEqual(len(self.titles(self.read("/en/?utm_source=letter&colour=red"))), 5)

    def test_it_says_how_many_fit_and_offers_to_clear(self):
        page = self.read("/en/?status=pending&axis=rtl&round=astana-4")
        self.assertEqual(page.words("count"), "2 of 5 decisions fit what you ask for. Clear the filters")
        clear = page.all("a", **{"class": "clear"})
        self.assertEqual({link["href"] for link in clear}, {"?axis=rtl&round=astana-4"})

    def test_nothing_found_says_so_and_offers_to_clear(self):
        for read in (self.read, self.swap):
            page = read("/en/?q=unheard-of&round=astana-4")
            self.assertIn("No decision fits what you ask for. Clear the filters", page.words("decisions"))
            self.assertIn("0 of 5 decisions fit what you ask for.", page.words("count"))
            clear = page.all("a", **{"class": "clear"})
            self.assertEqual([link["href"] for link in clear], ["?round=astana-4"] * 2)

    def test_what_does_not_fit_grows_faint_on_the_timeline(self):
        page = self.read("/en/?topic=detainees")
        faint = {link["data-key"] for link in page.all("a") if "faint" in link.get("class", "")}
        bright = {link["data-key"] for link in page.all("a") if "data-key" in link} - faint
        self.assertEqual(bright, {"astana-4", "astana-4-2"})
        self.assertLessEqual({"astana-9", "sochi-summit", "astana-4-1", "idlib"}, faint)

    def test_words_find_rounds_and_events_without_decisions_on_the_timeline(self):
        page = self.read("/en/?q=ankara")
        bright = {
            link["data-key"]
            for link in page.all("a")
            if "data-key" in link and "faint" not in link.get("class", "")
        }
        self.assertEqual(bright, {"envoy-visits-ankara"})

    def test_a_window_of_days_is_what_the_timeline_shows(self):
        page = self.read("/en/?since=2018&until=2018-06")
        keys = {link["data-key"] for link in page.all("a") if "data-key" in link}
        self.assertEqual(keys & {"astana-4", "astana-9", "astana-12"}, {"astana-9"})

    def test_a_window_outside_the_record_shows_days_of_that_window(self):
        for window, days in {
            "until=1950": "From 25 December 1950 to 31 December 1950",
            "since=2099": "From 1 January 2099 to 7 January 2099",
        }.items():
            self.assertIn(days, self.read(f"/en/?{window}").words("wide-description"))

    def test_any_window_is_readable(self):
        for window in (
            "until=1950",
            "since=2099",
            "since=1900&until=2100",
            "since=2018-03-01&until=2018-03-01",
        ):
            with self.subTest(window):
                self.read(f"/en/?{window}")
                self.assertEqual(self.client.get(f"/ar/timeline.json?{window}").status_code, 200)

    def test_the_counts_are_of_what_fits(self):
        page = self.read("/en/?topic=ceasefire")
        self.assertEqual(
            page.words("outcomes-headline"),
            "Of 2 decisions that can be measured, 0 were carried out, 1 in part",
        )

    # What was asked, in the form

    def test_the_form_shows_what_was_asked(self):
        page = self.read(
            "/en/?q=zones&guarantor=russia&guarantor=iran&topic=ceasefire&kind=agreement&status=partly"
            "&since=2017-05&until=2018&at=rounds"
        )
        checked = [box["value"] for box in page.all("input", type="checkbox") if "checked" in box]
        self.assertEqual(checked, ["russia", "iran"])
        chosen = {option["value"] for option in page.all("option") if "selected" in option}
        self.assertEqual(chosen, {"ceasefire", "agreement", "partly", "rounds"})
        values = {field["id"]: field.get("value") for field in page.all("input") if "id" in field}
        for name, value in {"id_q": "zones", "id_since": "2017-05-01", "id_until": "2018-12-31"}.items():
            self.assertEqual(values[name], value)

    def test_the_form_works_without_a_script(self):
        for language in ("en", "ar"):
            (form,) = self.read(f"/{language}/").all("form", id="filters")
            self.assertEqual((form["method"], form["action"]), ("get", f"/{language}/"))
            self.assertEqual(form["data-hx-get"], form["action"])

    def test_the_form_keeps_where_the_reader_stands(self):
        page = self.read("/en/?axis=rtl&round=astana-4&kind=agreement")
        kept = {field["name"]: field["value"] for field in page.all("input", type="hidden", form="filters")}
        self.assertEqual(kept, {"axis": "rtl", "round": "astana-4"})

    def test_it_offers_the_guarantors_in_their_order_and_what_the_record_has(self):
        page = self.read("/en/")
        offered = [box["value"] for box in page.all("input", type="checkbox", name="guarantor")]
        self.assertEqual(offered, ["russia", "turkey", "iran"])
        options = [option["value"] for option in page.all("option")]
        self.assertLessEqual({"ceasefire", "detainees", "agreement", "principle", "stalled"}, set(options))
        self.assertEqual(options.count(""), 4)

    def test_the_language_link_keeps_what_was_asked(self):
        for address, other in {
            "/en/?q=zones&guarantor=iran&guarantor=russia&round=astana-4&axis=rtl": "/ar/",
            "/ar/?since=2018-05&status=pending": "/en/",
        }.items():
            for read in (self.read, self.swap):
                with self.subTest(address):
                    page = read(address)
                    link = next(link for link in page.all("a", hreflang=other.strip("/")))
                    there, here = urlsplit(link["href"]), urlsplit(address)
                    self.assertEqual(there.path, other)
                    self.assertEqual(parse_qs(there.query), parse_qs(here.query))

    # What means nothing

    def test_it_names_the_filter_that_means_nothing_and_stays_readable(self):
        for query, words in NONSENSE.items():
            for read in (self.read, self.swap):
                with self.subTest(query[:40], read=read.__name__):
                    page = read(f"/en/?{query}", status=400)
                    self.assertIn(words, page.words("results"))
                    self.assertTrue(page.words("panel-headline"))
                    self.assertTrue(page.words("table-rows"))
                    self.assertEqual(len(page.all("svg", role="group")), 2)

    def test_it_names_it_in_arabic_too(self):
        for query in NONSENSE:
            with self.subTest(query[:40]):
                html = self.read(f"/ar/?{query}", status=400).html
                alert = re.search(r'<div class="errors" role="alert">(.*?)</div>', html, re.S)[1]
                words = re.sub(r"<.*?>|«.*?»|ltr|rtl|rounds|events", "", alert)
                self.assertRegex(words, "[\u0620-\u064a]")
                self.assertNotRegex(words, "[A-Za-z]")

    def test_what_means_something_is_done_all_the_same(self):
        self.assertEqual(
            self.titles(self.read("/en/?topic=weather&kind=agreement", status=400)),
            [self.memorandum.title_en],
        )

    def test_what_means_nothing_is_in_no_link(self):
        page = self.read("/en/?topic=weather&kind=agreement&round=astana-99", status=400)
        for link in page.all("a"):
            self.assertNotIn("weather", link["href"])
            self.assertNotIn("astana-99", link["href"])
        self.assertIn("/ar/?kind=agreement", [link["href"] for link in page.all("a", hreflang="ar")])

    def test_several_are_all_named(self):
        words = self.read("/en/?topic=weather&kind=whim&page=x", status=400).words("results")
        for name in ("“weather”", "“whim”", "The page must be a number."):
            self.assertIn(name, words)

    def test_what_a_reader_typed_is_never_code(self):
        hostile = '"><script>alert(1)</script>'
        for name in ("q", "topic", "since", "guarantor", "round"):
            answer = self.client.get("/en/", {name: hostile})
            with self.subTest(name):
                self.assertNotContains(answer, "<script>alert", status_code=200 if name == "q" else 400)

    # htmx

    def test_htmx_gets_the_part_that_filters_change(self):
        for language in ("en", "ar"):
            page = self.swap(f"/{language}/?kind=agreement")
            self.assertNotIn("<html", page.html)
            self.assertEqual([form["id"] for form in page.all("form")], ["rewind"])
            self.assertEqual(page.elements[0], ("div", page.all("div", id="results")[0]))
            for part in ("timeline", "panel", "decisions", "table"):
                self.assertIn(part, page.ids())

    def test_the_part_is_the_same_as_in_the_whole_page(self):
        whole, part = self.read("/en/?kind=agreement"), self.swap("/en/?kind=agreement")
        for name in ("timeline", "panel", "outcomes-headline", "decisions", "table", "count", "languages"):
            with self.subTest(name):
                self.assertEqual(part.words(name), whole.words(name))

    def test_the_count_and_the_language_link_come_out_of_band(self):
        page = self.swap("/en/?kind=agreement")
        self.assertEqual(page.all("div", id="count")[0]["data-hx-swap-oob"], "innerHTML")
        self.assertEqual(page.all("div", id="languages")[0]["data-hx-swap-oob"], "true")
        self.assertNotIn("data-hx-swap-oob", self.read("/en/?kind=agreement").html)

    def test_a_step_back_that_htmx_has_not_kept_gets_the_whole_page(self):
        page = self.read("/en/?kind=agreement", hx_request="true", hx_history_restore_request="true")
        self.assertTrue(page.all("html"))
        self.assertIn("filters", page.ids())
        self.assertNotIn("data-hx-swap-oob", page.html)

    def test_the_address_to_share_has_no_empty_values(self):
        for asked, shared in {
            "?q=&guarantor=iran&topic=&kind=appeal&status=&since=&until=": "?guarantor=iran&kind=appeal",
            "?q=&topic=": "",
            "?q=zones+%26+maps&round=astana-4": "?q=zones+%26+maps&round=astana-4",
            "?q=zones&page=2": "?q=zones",
        }.items():
            with self.subTest(asked):
                pushed = self.swap(f"/en/{asked}").answer["HX-Push-Url"]
                there, here = urlsplit(pushed), urlsplit(f"/en/{shared}")
                self.assertEqual((there.path, parse_qs(there.query)), (here.path, parse_qs(here.query)))
                self.assertFalse(pushed.endswith("?"))

    def test_the_address_to_share_leaves_out_what_means_nothing(self):
        page = self.swap("/en/?topic=weather&kind=agreement", status=400)
        self.assertEqual(page.answer["HX-Push-Url"], "/en/?kind=agreement")

    def test_links_push_their_own_address(self):
        for headers in ({}, {"hx_request": "true"}, {"hx_request": "true", "hx_trigger": "results"}):
            self.assertNotIn("HX-Push-Url", self.read("/en/?kind=agreement", **headers).answer)

    # Pages of the list

    def many(self, count: int) -> None:
        for number in range(2, 2 + count):
            make_decision(self.ninth, number, f"Promise {number:03}", kind=Decision.Kind.APPEAL)

    def test_a_page_of_the_list_has_twenty_five(self):
        self.many(60)
        for number, (count, words) in {
            1: (25, "Page 1 of 3 Older decisions"),
            2: (25, "Newer decisions Page 2 of 3 Older decisions"),
            3: (10, "Newer decisions Page 3 of 3"),
        }.items():
            with self.subTest(page=number):
                page = self.read(f"/en/?kind=appeal&page={number}")
                self.assertEqual(len(self.titles(page)), count)
                self.assertTrue(page.words("decisions").endswith(words), page.words("decisions")[-80:])

    def test_no_decision_is_on_two_pages(self):
        self.many(60)
        listed = [
            title
            for number in (1, 2, 3)
            for title in self.titles(self.read(f"/en/?kind=appeal&page={number}"))
        ]
        self.assertEqual(listed, [f"Promise {number:03}" for number in range(2, 62)])

    def test_a_short_list_has_no_pages(self):
        self.assertNotIn("Page 1", self.read("/en/").words("decisions"))

    def test_beyond_the_last_page_is_the_last(self):
        self.many(30)
        page = self.read("/en/?kind=appeal&page=99")
        self.assertIn("Page 2 of 2", page.words("decisions"))

    def test_links_between_pages_keep_what_was_asked(self):
        self.many(60)
        page = self.read("/en/?kind=appeal&guarantor=&page=2&axis=rtl")
        for relation, number in {"prev": "1", "next": "3"}.items():
            address = urlsplit(page.all("a", rel=relation)[0]["href"])
            self.assertEqual(parse_qs(address.query), {"kind": ["appeal"], "axis": ["rtl"], "page": [number]})
            self.assertEqual(address.fragment, "decisions")

    def test_other_links_begin_again_at_the_first_page(self):
        self.many(60)
        page = self.read("/en/?kind=appeal&page=2")
        for link in page.all("a"):
            if link.get("rel") not in {"prev", "next"} and "hreflang" not in link:
                self.assertNotIn("page=", link["href"])
