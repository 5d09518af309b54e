"""Readers go through the record with a question: page by page, back in time, and by search."""

from playwright.sync_api import expect

from tests.browser.base import PHONE, BrowserTestCase, Reader


class InLanguage:
    language: str
    title_of_committee: str
    word_for_sochi: str
    misspelt: str
    meant: str

    def open(self, reader: Reader, path: str):
        return reader.open(f"/{self.language}/{path}")

    def test_from_the_dashboard_to_a_source_and_back(self):
        reader = self.reader(saves_data=True)
        page = self.open(reader, "")
        page.locator(f".menu a[href='/{self.language}/rounds/']").click()
        page.locator("#held tbody th > a").first.click()
        self.assertEqual(reader.path, f"/{self.language}/rounds/astana-11/")
        page.locator("#astana-11-3 h3 a").click()
        self.assertEqual(reader.path, f"/{self.language}/decisions/astana-11-3/")
        page.locator("main a[href$='/topics/constitutional-committee/']").first.click()
        expect(page.locator("main")).to_contain_text(self.title_of_committee)
        number = page.locator(".refs a").first
        number.click()
        self.assertRegex(page.url, "#source-1$")
        page.locator("#source-1 a[href*='/sources/']").click()
        self.assertRegex(reader.path, f"^/{self.language}/sources/")
        page.locator(f".crumbs a[href='/{self.language}/']").click()
        self.assertEqual(reader.path, f"/{self.language}/")

    def test_back_in_time_by_the_slider(self):
        reader = self.reader()
        page = self.open(reader, "?topic=ceasefire")
        slider = page.locator("#rewind-slider")
        before = page.locator("#timeline-headline").inner_text()
        slider.focus()
        slider.scroll_into_view_if_needed()
        page.keyboard.press("Home")
        expect(page.locator(".day-shown p")).to_be_visible()
        expect(slider).to_be_in_viewport()
        self.assertEqual(reader.asked["topic"], "ceasefire")
        self.assertRegex(reader.asked["as_of"], r"^201\d-\d\d-\d\d$")
        expect(page.locator("#timeline-headline")).not_to_have_text(before)
        expect(page.locator("#rewind-slider")).to_be_focused()
        # The way of time is that of the reader: forward is where later days stand.
        forward, day = (
            ("ArrowLeft", page.locator("#id_as_of").input_value())
            if self.language == "ar"
            else ("ArrowRight", page.locator("#id_as_of").input_value())
        )
        page.keyboard.press(forward)
        expect(page.locator("#id_as_of")).not_to_have_value(day)
        self.assertGreater(page.locator("#id_as_of").input_value(), day)
        reader.settle()
        page.locator(f".menu a[href*='/{self.language}/rounds/']").click()
        self.assertIn("as_of", reader.asked)
        page.locator(".day-shown a").click()
        self.assertEqual(reader.asked, {})

    def test_back_in_time_without_scripts(self):
        reader = self.reader(java_script_enabled=False)
        page = self.open(reader, "")
        expect(page.locator("#rewind-slider")).to_be_hidden()
        page.locator("#id_as_of").fill("2018-02-01")
        page.locator("#rewind button").click()
        self.assertEqual(reader.asked["as_of"], "2018-02-01")
        expect(page.locator(".day-shown p")).to_be_visible()

    def test_search_as_one_types(self):
        reader = self.reader(saves_data=True)
        page = self.open(reader, "search/")
        field = page.locator("main input[name=q]")
        field.press_sequentially(self.word_for_sochi, delay=20)
        expect(page.locator("main mark").first).to_be_visible()
        expect(field).to_be_focused()
        expect(field).to_have_value(self.word_for_sochi)
        reader.settle()
        self.assertEqual(reader.asked["q"], self.word_for_sochi)
        found = page.locator("#results").inner_text()
        self.open(reader, "search/?q=Sochi")
        there = {link.get_attribute("href") for link in page.locator("#results a").all()}
        self.open(reader, "search/?q=سوتشي")
        self.assertEqual(
            {self.without_query(href) for href in there},
            {self.without_query(link.get_attribute("href")) for link in page.locator("#results a").all()},
        )
        self.assertTrue(found)

    @staticmethod
    def without_query(href: str) -> str:
        return href.partition("?q=")[0]

    def test_a_misspelt_name_gets_a_hint(self):
        reader = self.reader(saves_data=True)
        page = self.open(reader, f"search/?q={self.misspelt}")
        page.locator("main a", has_text=self.meant).first.click()
        expect(page.locator("main mark").first).to_be_visible()

    def test_search_without_scripts_from_the_top_of_any_page(self):
        reader = self.reader(java_script_enabled=False)
        page = self.open(reader, "rounds/")
        page.locator(".search-box input[name=q]").fill(self.word_for_sochi)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{self.language}/search/**")
        expect(page.locator("main mark").first).to_be_visible()

    def test_decisions_are_filtered_and_sorted_in_place(self):
        reader = self.reader(saves_data=True)
        page = self.open(reader, "decisions/")
        loaded = len(reader.documents())
        rows = page.locator("#results tbody tr")
        first = rows.first.inner_text()
        page.locator("#results thead a").first.click()
        reader.settle()
        expect(rows.first).not_to_have_text(first)
        expect(page.locator("#results thead a").first).to_be_focused()
        page.locator("#facet-topic a[href*='topic=idlib']").click()
        reader.settle()
        expect(page.locator("#results")).to_be_visible()
        self.assertEqual(reader.asked["topic"], "idlib")
        self.assertEqual(len(reader.documents()), loaded)

    def test_the_menu_opens_on_a_phone_and_nothing_scrolls_sideways(self):
        reader = self.reader(width=PHONE, saves_data=True)
        for path in (
            "rounds/astana-5/",
            "decisions/",
            "topics/",
            "guarantors/",
            "sources/",
            "search/?q=sochi",
        ):
            page = self.open(reader, path)
            with self.subTest(path):
                wide = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                self.assertEqual(wide, 0)
        menu = page.locator(".menu a").first
        expect(menu).to_be_hidden()
        page.locator(".sections summary").click()
        expect(menu).to_be_visible()


class ArabicReadingTestCase(InLanguage, BrowserTestCase):
    language = "ar"
    title_of_committee = "اللجنة الدستورية"
    word_for_sochi = "بسوتشي"
    misspelt = "لافرنتيف"
    meant = "لافرنتييف"


class EnglishReadingTestCase(InLanguage, BrowserTestCase):
    language = "en"
    title_of_committee = "Constitutional committee"
    word_for_sochi = "sochi"
    misspelt = "Lavrentyev"
    meant = "Lavrentiev"
