"""Without JavaScript everything can be read, filtered, searched and turned to one's liking."""

import re

from playwright.sync_api import Page, expect

from tests.browser.base import DESK, PHONE, BrowserTestCase, Reader, says

BACK_TO_MARCH = "2018-03-20"


class WithoutScripts:
    width: int

    def open(self, path: str) -> Reader:
        reader = self.reader(width=self.width, java_script_enabled=False)
        reader.open(path)
        return reader

    def unfold(self, page: Page, box: str) -> None:
        """Open what is folded away, as on a phone, where it is."""
        summary = page.locator(f"{box} > summary")
        if summary.is_visible() and not page.locator(box).get_attribute("open"):
            summary.click()

    def test_a_reader_goes_from_the_timeline_to_a_round_and_to_its_source(self):
        reader = self.open("/ar/")
        page = reader.page
        page.locator("a[href*='round=astana-11']:visible").first.click()
        page.locator("#panel a[href$='/rounds/astana-11/']").first.click()
        expect(page).to_have_url(re.compile("/ar/rounds/astana-11/$"))
        # The number of a source leads down to it; that on to what rests on it, and to where it stands.
        online = page.locator("#sources li:has(cite > a)").first.get_attribute("id")
        page.locator(f"main .refs a[href='#{online}']").first.click()
        source = page.locator("#sources li:target")
        expect(source).to_be_visible()
        source.locator("a[href*='/ar/sources/']").click()
        out = page.locator("a.out")
        self.assertRegex(out.get_attribute("href"), "^https?://")
        page.locator("#claims a").first.click()
        expect(page.locator("h1")).to_be_visible()

    def test_a_reader_filters_decisions_sorts_them_and_pages_through_them(self):
        reader = self.open("/en/decisions/")
        page = reader.page
        whole = page.locator("#decisions tbody tr").count()
        page.locator(".pager a[rel=next]").click()
        self.assertEqual(reader.asked["page"], "2")
        expect(page.locator("#decisions tbody tr").first).to_be_visible()

        self.unfold(page, ".filters details")
        page.select_option("#id_round", "astana-11")
        page.select_option("#id_sort", "status")
        page.locator(".filters button[type=submit]").click()
        self.assertEqual(reader.asked | {"round": "astana-11", "sort": "status"}, reader.asked)
        few = page.locator("#decisions tbody tr").count()
        self.assertTrue(0 < few < whole)

        self.unfold(page, ".facets details")
        page.locator("#facet-status a").first.click()
        self.assertIn("status", reader.asked)
        page.locator("#count a.clear").click()
        expect(page.locator("#decisions tbody tr")).to_have_count(whole)

    def test_a_reader_filters_the_timeline(self):
        reader = self.open("/ar/")
        page = reader.page
        self.unfold(page, ".filters details")
        page.check("[name=guarantor][value=iran]")
        page.select_option("#id_topic", "idlib")
        page.locator(".filters button[type=submit]").click()
        self.assertEqual((reader.asked["guarantor"], reader.asked["topic"]), ("iran", "idlib"))
        expect(page.locator("#count")).not_to_be_empty()
        found, all_of_them = map(int, re.findall(r"\d+", page.locator("#count p").inner_text())[:2])
        self.assertTrue(0 < found < all_of_them)
        expect(page.locator("#decisions tbody tr")).to_have_count(found)

    def test_a_reader_searches_from_any_page(self):
        reader = self.open("/ar/parties/")
        page = reader.page
        page.fill(".search-box [name=q]", "سوتشي")
        page.press(".search-box [name=q]", "Enter")
        self.assertEqual(reader.path, "/ar/search/")
        expect(page.locator("#results section.found").first).to_be_visible()
        page.locator("#results .line-list a").first.click()
        expect(page.locator("h1")).to_be_visible()

    def test_a_reader_changes_language_months_and_digits_and_keeps_the_place(self):
        reader = self.open("/ar/rounds/astana-9/")
        page = reader.page
        page.locator("#display > summary").click()
        page.locator("#display a[data-keep=months][data-value=levantine]").click()
        expect(page.locator(".facts")).to_contain_text("أيار")
        expect(page.locator(".facts")).not_to_contain_text("مايو")
        page.locator("#display > summary").click()
        page.locator("#display a[data-keep=digits][data-value=arabic-indic]").click()
        expect(page.locator(".facts")).to_contain_text("٢٠١٨")
        # Links carry it on.
        self.unfold(page, ".sections")
        page.locator(".menu a[href*='/ar/rounds/']").click()
        expect(page.locator("#held")).to_contain_text("٢٠١٨")
        page.locator("#languages > a[hreflang=en]").click()
        self.assertEqual(reader.path, "/en/rounds/")
        expect(page.locator("h1")).to_have_text("Rounds of the Astana talks")

    def test_a_reader_goes_back_to_a_day_and_returns(self):
        reader = self.open("/ar/")
        page = reader.page
        page.fill("#id_as_of", BACK_TO_MARCH)
        page.locator("#rewind button").click()
        expect(page.locator("#day-shown")).to_contain_text("20")
        self.unfold(page, ".sections")
        page.locator(".menu a[href*='/ar/rounds/']").click()
        self.assertEqual(reader.asked, {"as_of": BACK_TO_MARCH})
        expect(page.locator("#planned")).to_be_visible()
        page.locator("#day-shown a").click()
        self.assertEqual(reader.asked, {})
        self.unfold(page, ".sections")
        page.locator(".menu a[href$='/ar/changes/']").click()
        page.fill("#id_since", "2018-07-01")
        page.fill("#id_until", "2018-08-01")
        page.locator("main form button[type=submit]").click()
        self.assertEqual((reader.asked["since"], reader.asked["until"]), ("2018-07-01", "2018-08-01"))
        expect(page.locator("#rounds th a")).to_have_attribute("href", re.compile("/astana-10/"))

    def test_nothing_is_offered_that_needs_a_script(self):
        reader = self.open("/ar/")
        page = reader.page
        self.unfold(page, "#display")
        for needing in (".explore", "#display button", "#lost", "#kept"):
            for button in page.locator(needing).all():
                self.assertFalse(button.is_visible(), needing)
        expect(page.locator(".drawing:visible, .intervals:visible").first).to_be_visible()
        self.assertEqual(says("Display"), page.locator("#display > summary").inner_text().strip(" ▾"))


class PhoneTestCase(WithoutScripts, BrowserTestCase):
    width = PHONE


class WideTestCase(WithoutScripts, BrowserTestCase):
    width = DESK
