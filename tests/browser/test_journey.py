"""The way through the dashboard, with JavaScript and without it."""

import contextlib
import re

from playwright.sync_api import Error, expect

from talks.models import Decision
from tests.browser.base import PHONE, BrowserTestCase, Reader, name_of, says


def decisions_on(topic: str) -> int:
    return Decision.objects.published().filter(topics__slug=topic).count()


class JourneyTestCase(BrowserTestCase):
    """Filter, open a round, share the address, go back: each by one answer of htmx, never by a new page."""

    def change(self, reader: Reader, act) -> None:
        """Act once, and see that one answer of htmx changed the page, and no new page was loaded."""
        answers, documents = len(reader.htmx_requests()), len(reader.documents())
        with reader.page.expect_event("framenavigated"):
            act()
        reader.settle()
        self.assertEqual(len(reader.htmx_requests()) - answers, 1)
        self.assertEqual(len(reader.documents()) - documents, 0)

    def test_the_button_of_the_filters_counts_what_a_link_asks_for(self):
        reader = self.reader(width=PHONE)
        page = reader.open("/en/")
        self.change(reader, lambda: page.locator(".units a").first.click())
        self.assertEqual(reader.asked, {"status": "implemented", "at": "rounds"})
        self.assertEqual(page.evaluate("document.getElementById('id_status').value"), "implemented")
        self.assertEqual(page.locator("#badge").inner_text(), "2")
        self.change(reader, lambda: page.locator("#count a").click())
        self.assertEqual(page.evaluate("document.getElementById('id_status').value"), "")
        expect(page.locator("#badge")).to_be_hidden()

    def test_it_goes_from_a_filter_to_a_round_and_back(self):
        reader = self.reader()
        page = reader.open("/ar/")
        self.assertEqual(page.evaluate("[document.documentElement.lang, document.dir]"), ["ar", "rtl"])
        reader.wait_for_plotly()
        states = [reader.state()]

        # A topic: timeline, list and count change with the address.
        topic = "detainees"
        self.change(reader, lambda: page.get_by_label(says("Topic"), exact=True).select_option(topic))
        states.append(reader.state())
        self.assertEqual(reader.asked, {"topic": topic})
        found = decisions_on(topic)
        self.assertIn(str(found), states[1]["list"])
        self.assertIn(str(found), states[1]["count"])
        self.assertGreater(states[1]["faint"], states[0]["faint"])
        self.assertNotEqual(states[1]["rows"], states[0]["rows"])

        # A guarantor on top of it.
        self.change(reader, lambda: page.get_by_label(name_of("turkey"), exact=True).check())
        states.append(reader.state())
        self.assertEqual(reader.asked, {"topic": topic, "guarantor": "turkey"})

        # A round, by a click on its mark in Plotly's drawing.
        reader.wait_for_plotly()
        self.change(reader, lambda: reader.click_mark("astana-9"))
        states.append(reader.state())
        self.assertEqual(reader.asked["round"], "astana-9")
        self.assertEqual(page.url.partition("#")[2], "panel")
        expect(page.locator("#panel")).to_be_focused()

        # Round 11 with its ten decisions.
        reader.wait_for_plotly()
        self.change(reader, lambda: reader.click_mark("astana-11"))
        states.append(reader.state())
        self.assertEqual(reader.asked, {"topic": topic, "guarantor": "turkey", "round": "astana-11"})
        self.assertEqual(set(states[-1]["selected"]), {"astana-11"})
        self.assertIn(says("Round %(number)s") % {"number": 11}, page.inner_text("#panel .over"))
        expect(page.locator("#panel .decisions > li")).to_have_count(10)

        # The address opens the same for somebody else.
        other = self.reader(saves_data=True)
        other.page.goto(page.url)
        self.assertEqual(other.state(), states[-1])

        # Back, step by step, and forward again.
        documents = len(reader.documents())
        for state in states[-2::-1]:
            page.go_back()
            self.assertComesTo(reader, state)
        page.go_forward()
        self.assertComesTo(reader, states[1])
        self.assertEqual(len(reader.documents()), documents)

    def test_it_searches_while_a_reader_types(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/en/")
        field = page.get_by_label(says("Search the decisions", "en"), exact=True)
        self.change(reader, lambda: field.press_sequentially("Idlib", delay=20))
        self.assertEqual(reader.asked, {"q": "Idlib"})
        expect(field).to_be_focused()
        expect(field).to_have_value("Idlib")

    def test_it_keeps_the_filters_in_the_other_language(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/")
        self.change(reader, lambda: page.get_by_label(says("Topic"), exact=True).select_option("idlib"))
        self.change(reader, lambda: page.get_by_label(says("Follow-up"), exact=True).select_option("partly"))
        before = reader.state()
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/en/**")
        after = reader.state()
        self.assertEqual(after["controls"], before["controls"])
        self.assertEqual(reader.asked, {"topic": "idlib", "status": "partly"})
        self.assertEqual(len(after["rows"]), len(before["rows"]))
        self.assertNotEqual(after["rows"], before["rows"])

    def test_it_clears_all_filters_and_keeps_the_round(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/?round=astana-9&topic=idlib&guarantor=iran&q=x&since=2018-01-01&axis=ltr")
        link = page.locator("#count").get_by_role("link", name=says("Clear the filters"), exact=True)
        self.change(reader, link.click)
        self.assertEqual(reader.asked, {"round": "astana-9", "axis": "ltr"})
        fresh = self.reader(saves_data=True)
        fresh.page.goto(page.url)
        self.assertEqual(reader.state(), fresh.state())
        expect(page.locator("#count")).to_be_empty()

    def test_the_form_follows_what_links_ask_for(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/?since=2018-01&until=2018")
        self.change(reader, page.locator("#decisions tbody th a").first.click)
        other = self.reader(saves_data=True)
        other.page.goto(page.url)
        self.assertEqual(reader.state(), other.state())
        self.assertIn(["since", "2018-01-01"], reader.state()["controls"])
        self.assertIn(["until", "2018-12-31"], reader.state()["controls"])
        self.change(reader, page.locator(".units a").first.click)
        other.page.goto(page.url)
        self.assertEqual(reader.state(), other.state())

    def test_it_says_that_nothing_was_found_and_offers_to_clear(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/?q=qqqq")
        nothing = page.locator("#decisions")
        expect(nothing).to_contain_text(says("No decision fits what you ask for."))
        self.change(reader, nothing.get_by_role("link", name=says("Clear the filters"), exact=True).click)
        self.assertEqual(reader.asked, {})
        self.assertNotEqual(reader.state()["rows"], [])

    def test_it_turns_the_pages_of_the_list(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/")
        first = reader.state()
        self.change(reader, page.locator("#decisions a[rel=next]").click)
        self.assertEqual(reader.asked, {"page": "2"})
        self.assertFalse(set(first["rows"]) & set(reader.state()["rows"]))
        page.go_back()
        self.assertComesTo(reader, first)

    def test_it_names_a_filter_that_means_nothing_and_comes_back_to_it(self):
        reader = self.reader(saves_data=True)
        reader.expected_failures = "status of 400|htmx:historyCacheMissLoadError"
        page = reader.open("/ar/?topic=nonsense")
        expect(page.get_by_role("alert")).to_contain_text("nonsense")
        state = reader.state()
        self.change(reader, lambda: page.get_by_label(says("Topic"), exact=True).select_option("idlib"))
        expect(page.get_by_role("alert")).to_have_count(0)
        page.go_back()
        self.assertComesTo(reader, state)
        expect(page.get_by_role("alert")).to_contain_text("nonsense")

    def test_it_shows_the_last_step_of_a_reader_who_goes_back_in_a_hurry(self):
        reader = self.reader(saves_data=True)
        page = reader.open("/ar/")
        first = reader.state()
        self.change(reader, lambda: page.get_by_label(says("Topic"), exact=True).select_option("idlib"))
        self.change(reader, lambda: page.get_by_label(says("Follow-up"), exact=True).select_option("partly"))
        held = []
        page.route(re.compile("topic=idlib"), lambda route: held.append(route))
        page.go_back()
        page.go_back()
        self.assertComesTo(reader, first)
        for route in held:
            with contextlib.suppress(Error):  # a request that was given up needs no answer
                route.continue_()
        page.wait_for_load_state("networkidle")
        reader.settle()
        self.assertEqual(reader.state(), first)

    def test_it_works_on_a_phone_from_the_list_of_rounds(self):
        reader = self.reader(width=PHONE)
        page = reader.open("/ar/")
        page.get_by_text(says("Filter the decisions")).click()
        self.change(reader, lambda: page.get_by_label(says("Topic"), exact=True).select_option("idlib"))
        page.keyboard.press("Escape")
        self.change(reader, page.locator("a.stop").filter(has=page.get_by_text("9", exact=True)).click)
        self.assertEqual(reader.asked, {"topic": "idlib", "round": "astana-9"})
        expect(page.locator("#panel")).to_be_in_viewport()


class PlainJourneyTestCase(BrowserTestCase):
    """The same with JavaScript off: links, and a form with a button."""

    def test_it_goes_from_a_filter_to_a_round_and_back(self):
        reader = self.reader(java_script_enabled=False)
        page = reader.open("/ar/")
        page.get_by_label(says("Topic"), exact=True).select_option("idlib")
        page.get_by_label(name_of("turkey"), exact=True).check()
        page.get_by_role("button", name=says("Apply"), exact=True).click()
        page.wait_for_url("**topic=idlib**")
        self.assertEqual(
            {name: value for name, value in reader.asked.items() if value},
            {"topic": "idlib", "guarantor": "turkey"},
        )
        expect(page.get_by_label(says("Topic"), exact=True)).to_have_value("idlib")
        expect(page.locator("svg.timeline a.faint").first).to_be_attached()

        page.locator(".wide a[data-key=astana-9] .disc").click()
        page.wait_for_url("**round=astana-9**")
        page.locator(".wide a[data-key=astana-11] .disc").click()
        page.wait_for_url("**round=astana-11**#panel")
        self.assertEqual(reader.asked, {"topic": "idlib", "guarantor": "turkey", "round": "astana-11"})
        expect(page.locator("#panel .decisions > li")).to_have_count(10)
        page.locator("#panel .decisions summary").first.click()
        expect(page.locator("#panel .decisions details > div").first).to_be_visible()

        with self.subTest("another filter keeps the round"):
            page.get_by_label(says("Topic"), exact=True).select_option("ceasefire")
            page.get_by_role("button", name=says("Apply"), exact=True).click()
            page.wait_for_url("**topic=ceasefire**")
            self.assertEqual(reader.asked["round"], "astana-11")
        with self.subTest("cleared"):
            page.locator("#count").get_by_role("link", name=says("Clear the filters"), exact=True).click()
            page.wait_for_url("**?round=astana-11")
            expect(page.get_by_label(says("Topic"), exact=True)).to_have_value("")
        with self.subTest("back"):
            page.go_back()
            expect(page.get_by_label(says("Topic"), exact=True)).to_have_value("ceasefire")
        self.assertEqual(reader.htmx_requests(), [])

    def test_it_turns_pages_turns_time_and_switches_language(self):
        reader = self.reader(java_script_enabled=False)
        page = reader.open("/ar/")
        rows = page.locator("#decisions tbody th")
        first = rows.all_inner_texts()
        page.locator("#decisions a[rel=next]").click()
        page.wait_for_url("**page=2#decisions")
        self.assertFalse(set(first) & set(rows.all_inner_texts()))
        page.locator("#decisions a[rel=prev]").click()
        page.wait_for_url("**page=1#decisions")
        self.assertEqual(rows.all_inner_texts(), first)

        page.get_by_role("link", name=says("Let time run from left to right"), exact=True).click()
        page.wait_for_url("**axis=ltr**")
        self.assertLess(reader.middle("astana-1")[0], reader.middle("astana-11")[0])
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/en/?axis=ltr")

    def test_it_offers_no_button_that_does_nothing(self):
        reader = self.reader(java_script_enabled=False)
        page = reader.open("/ar/")
        expect(page.get_by_role("button", name=says("Explore: zoom and pan"), exact=True)).to_have_count(0)

    def test_it_works_on_a_phone(self):
        reader = self.reader(width=PHONE, java_script_enabled=False)
        page = reader.open("/ar/")
        page.get_by_text(says("Filter the decisions")).click()
        page.get_by_label(says("Topic"), exact=True).select_option("idlib")
        page.get_by_role("button", name=says("Apply"), exact=True).click()
        page.wait_for_url("**topic=idlib**")
        page.locator("a.stop").filter(has=page.get_by_text("9", exact=True)).click()
        page.wait_for_url("**round=astana-9#panel")
        expect(page.locator("#panel")).to_be_in_viewport()
