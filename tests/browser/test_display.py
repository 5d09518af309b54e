"""How the reader likes the pages: remembered on their device, without a cookie, and carried by addresses."""

import re

from playwright.sync_api import expect

from tests.browser.base import BrowserTestCase


class DisplayTestCase(BrowserTestCase):
    """Rami reads at night, and dates as at home in Aleppo."""

    def test_what_was_chosen_holds_on_every_page_and_what_is_shared_says_it_itself(self):
        reader = self.reader(saves_data=True)
        reader.keeps_pages = True  # his choices
        page = reader.open("/ar/rounds/")
        expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile("."))
        page.locator("#display summary").click()
        page.locator("[data-theme-choice=dark]").click()
        expect(page.locator("[data-theme-choice=dark]")).to_have_attribute("aria-pressed", "true")
        page.locator("[data-keep=months][data-value=levantine]").click()
        expect(page).to_have_url(re.compile(r"months=levantine$"))
        with self.subTest("on a page whose address says nothing of it"):
            reader.open("/ar/decisions/")
            expect(page).to_have_url(re.compile(r"/ar/decisions/\?months=levantine$"))
            expect(page.locator("html")).to_have_attribute("data-theme", "dark")
            expect(page.locator("body")).to_have_css("background-color", "rgb(16, 22, 28)")
        with self.subTest("an address that says how it is read is read so"):
            reader.open("/ar/decisions/?months=both")
            expect(page.locator("[data-value=both]")).to_have_attribute("aria-current", "true")
        with self.subTest("a language that has no such choice"):
            reader.open("/en/decisions/")
            expect(page).to_have_url(f"{reader.site}/en/decisions/")
        with self.subTest("as on the device again"):
            page.locator("#display summary").click()
            page.locator("[data-theme-choice='']").click()
            page.reload()
            expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile("."))
        self.assertEqual(page.evaluate("Object.keys(localStorage)"), ["astana-months"])
