"""The builder of embeds in a browser: its preview follows, its texts are copied, and all without scripts."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Locator, Page, expect

from talks.embeds.snippets import script_address
from tests.browser.base import DESK, OPEN_ALL, PHONE, BrowserTestCase, Reader, says
from tests.browser.test_embeds import Newsroom

BUILDER = "/en/embed/"


def text_of(page: Page, name: str) -> str:
    """Give a text to paste."""
    return page.locator(f"#paste-{name}").input_value()


def frame_of(page: Page) -> str:
    """Give the address of the frame in the text that has no script."""
    return unescape(re.search(r'src="([^"]*)"', text_of(page, "frame"))[1])


# Else Django's test server takes "/" for where uploads are, and serves our sources in the place of the site.
@override_settings(MEDIA_URL="/media/")
class BuilderTestCase(BrowserTestCase):
    def build(self, address: str = BUILDER, **options) -> tuple[Reader, Page]:
        reader = self.reader(**options)
        return reader, reader.open(address)

    def test_the_preview_and_the_texts_follow_what_is_chosen(self):
        reader, page = self.build()
        page.get_by_role("combobox", name="Colours").select_option("dark")
        reader.settle()
        expect(page.frame_locator("iframe.preview").locator("html")).to_have_attribute("data-theme", "dark")
        page.get_by_label("Turkey", exact=True).check()
        reader.settle()
        asked = {"theme": ["dark"], "guarantor": ["turkey"]}
        self.assertEqual(parse_qs(urlsplit(frame_of(page)).query), asked)
        self.assertLessEqual({"theme": "dark", "guarantor": "turkey"}.items(), reader.asked.items())
        self.assertEqual(len(reader.documents()) - len(reader.asked_for("/en/embed/timeline/")), 1)
        self.assertTrue(page.get_by_label("Turkey", exact=True).is_checked())

    def test_going_back_undoes_the_last_choice(self):
        reader, page = self.build()
        page.get_by_label("Headline").select_option("off")
        reader.settle()
        self.assertIn("title=off", frame_of(page))
        # What the frame went through is no step of the page.
        page.go_back()
        page.wait_for_url(re.compile(r"/en/embed/$"))
        expect(page.get_by_label("Headline")).to_have_value("on")
        self.assertNotIn("title=off", frame_of(page))

    def test_another_language_and_an_edition(self):
        reader, page = self.build()
        page.get_by_role("combobox", name="Language", exact=True).select_option("ar")
        reader.settle()
        self.assertEqual(urlsplit(frame_of(page)).path, "/ar/embed/timeline/")
        expect(page.frame_locator("iframe.preview").locator("html")).to_have_attribute("dir", "rtl")
        page.get_by_label("Edition", exact=True).select_option("1")
        reader.settle()
        self.assertIn("edition=1", frame_of(page))

    def test_the_preview_is_as_high_as_the_chart_needs(self):
        for width in (DESK, PHONE):
            reader, page = self.build("/ar/embed/?chart=outcomes", width=width)
            preview = page.locator("iframe.preview")
            preview.scroll_into_view_if_needed()
            expect(preview).to_have_attribute("style", re.compile(r"height: \d+px"))
            needed = page.frame_locator("iframe.preview").locator("main").bounding_box()["height"]
            self.assertAlmostEqual(preview.bounding_box()["height"], needed, delta=4)

    def test_what_is_wrong_is_said_beside_its_field_and_stays_until_it_is_right(self):
        reader, page = self.build()
        reader.expected_failures = "status of 400"
        height = page.get_by_label("Fixed height, in pixels")
        height.fill("5")
        height.press("Tab")
        expect(page.locator("#id_height_error")).to_contain_text("200")
        expect(height).to_have_value("5")
        expect(height).to_have_attribute("aria-invalid", "true")
        self.assertIn("id_height_error", height.get_attribute("aria-describedby"))
        self.assertNotIn("height=5&", text_of(page, "frame"))
        height.fill("500")
        height.press("Tab")
        expect(page.locator("#id_height_error")).to_be_empty()
        self.assertIsNone(height.get_attribute("aria-invalid"))
        self.assertIn('height="500"', text_of(page, "frame"))

    def test_a_button_copies_its_text_and_says_so(self):
        reader, page = self.build("/ar/embed/")
        reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for name in ("script", "frame", "picture", "address"):
            page.locator(f"[data-copies=paste-{name}]").click()
            said = page.locator(f"[data-copies=paste-{name}]").get_attribute("data-said")
            expect(page.locator("#copied")).to_have_text(said)
            self.assertEqual(page.evaluate("navigator.clipboard.readText()"), text_of(page, name))

    def test_it_copies_where_the_clipboard_is_kept_from_scripts(self):
        reader, page = self.build()
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page.locator("[data-copies=paste-address]").click()
        expect(page.locator("#copied")).to_contain_text("The address alone")

    def test_without_scripts_it_is_a_form_with_a_button_and_boxes_to_copy_from(self):
        reader, page = self.build(java_script_enabled=False)
        page.get_by_role("link", name="A topic").click()
        page.get_by_label("Topic", exact=True).select_option("detainees")
        page.get_by_role("combobox", name="Colours").select_option("dark")
        page.get_by_role("button", name="Apply").click()
        self.assertEqual(
            parse_qs(urlsplit(frame_of(page)).query), {"topic": ["detainees"], "theme": ["dark"]}
        )
        expect(page.frame_locator("iframe.preview").locator("h1")).to_be_attached()
        expect(page.locator(".copy:visible")).to_have_count(0)
        expect(page.locator("#paste-frame")).not_to_be_editable()

    def test_without_scripts_on_a_phone_the_options_open(self):
        _reader, page = self.build(java_script_enabled=False, width=PHONE)
        expect(page.get_by_role("combobox", name="Colours")).not_to_be_visible()
        page.get_by_text("Options", exact=True).click()
        expect(page.get_by_role("combobox", name="Colours")).to_be_visible()

    def test_every_chart_leads_to_it_and_nothing_is_cut_off_on_a_phone(self):
        for language in ("ar", "en"):
            for path in ("", "topics/", "topics/idlib/", "rounds/astana-11/"):
                reader, page = self.build(f"/{language}/{path}", width=PHONE, saves_data=True)
                links = page.get_by_role("link", name=says("Embed or download this chart", language))
                for link in links.all():
                    expect(link).to_be_visible()
                    self.assertGreaterEqual(link.bounding_box()["height"], 44)
                links.first.click()
                page.wait_for_url(re.compile(rf"/{language}/embed/\?chart="))
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), PHONE)

    def test_what_is_pasted_runs_under_a_strict_policy_and_keeps_the_height_right(self):
        _reader, page = self.build("/en/embed/?chart=outcomes")
        pasted = text_of(page, "script")
        newsroom = Newsroom(self.live_server_url)
        self.addCleanup(newsroom.close)
        newsroom.script = self.live_server_url + script_address()
        newsroom.pages["/article"] = f"<!doctype html><title>News</title>{pasted * 2}"
        context = self.browser.new_context()
        self.addCleanup(context.close)
        article, said = context.new_page(), []
        article.on("console", lambda message: said.append(message.text))
        article.goto(f"{newsroom.address}/article")
        for width in (700, 360, 1100):
            article.set_viewport_size({"width": width, "height": 900})
            for place in range(2):
                frame = article.locator("iframe").nth(place)
                frame.scroll_into_view_if_needed()
                content = frame.content_frame.locator("main")
                expect(content).to_be_attached()
                self.assertEqual(said, [])
                self.assertComesToFit(frame, content)
        self.assertEqual(said, [])

    def assertComesToFit(self, frame: Locator, content: Locator) -> None:
        """See that a frame comes to be as high as what is in it."""
        for _time in range(100):
            high, needed = frame.bounding_box()["height"], content.bounding_box()["height"]
            if abs(high - needed) < 4:
                return
            frame.page.wait_for_timeout(30)
        self.assertAlmostEqual(high, needed, delta=4)


class AccessibilityTestCase(BrowserTestCase):
    PAGES = ("embed/", "embed/?chart=topics&theme=dark&edition=1", "embed/site-owners/")

    def test_axe_finds_nothing_at_each_width_in_both_languages(self):
        for language in ("ar", "en"):
            for path in self.PAGES:
                reader = self.reader()
                page = reader.open(f"/{language}/{path}")
                page.evaluate(OPEN_ALL)
                self.assertAccessible(reader)

    def test_axe_finds_nothing_where_something_is_wrong(self):
        reader = self.reader()
        reader.expected_failures = "status of 400"
        page = reader.open("/ar/embed/?chart=round&height=5&theme=purple&colour=red&as_of=never")
        page.evaluate(OPEN_ALL)
        self.assertAccessible(reader)

    def assertAccessible(self, reader: Reader) -> None:
        for width, theme in ((DESK, "light"), (PHONE, "dark")):
            reader.look(width=width, theme=theme)
            found = Axe().run(reader.page)
            with self.subTest(page=reader.page.url, width=width):
                self.assertEqual(found.violations_count, 0, found.generate_report())
