"""What opens over the page on a phone: filters as a sheet, the menu, and how the page is shown."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.base import PHONE, BrowserTestCase, says

# A sheet lies at the foot of the window, over its whole width; its head and, where a button applies it, its
# foot are in view however far it is scrolled; the page behind stands still.
SHEET = """(sheet) => {
  const box = (element) => element.getBoundingClientRect();
  const isSeen = (element) => box(element).top >= box(sheet).top && box(element).bottom <= innerHeight;
  const inView = [sheet.querySelector("summary"), ...sheet.querySelectorAll(".apply button")];
  const always = [0, sheet.scrollHeight].every((far) => {
    sheet.scrollTop = far;
    return inView.every(isSeen);
  });
  const scrolls = getComputedStyle(document.documentElement).overflowY !== "hidden";
  const place = [box(sheet).left, box(sheet).width, box(sheet).bottom - innerHeight];
  return { place, always, scrolls, parts: inView.length };
}"""
LISTS = (
    # The list, its sheet, how many filters are set, and whether a button applies them.
    ("/ar/?topic=idlib&guarantor=iran", ".filters", 2, True),
    ("/en/decisions/?topic=idlib&status=pending&q=zone", ".filters", 3, True),
    ("/ar/decisions/?topic=idlib&status=pending&q=", ".facets", 2, False),
    ("/en/sources/?kind=official", ".filters", 1, True),
    ("/ar/embed/?chart=timeline&theme=dark", ".to-choose", 1, True),
)


class SheetTestCase(BrowserTestCase):
    def sheet(self, page: Page, of: str) -> tuple[Locator, Locator]:
        """Give a sheet and the button that opens it."""
        sheet = page.locator(f"{of} > .sheet")
        return sheet, sheet.locator("summary")

    def test_filters_open_as_a_sheet_that_says_how_many_are_set(self):
        reader = self.reader(width=PHONE, height=640, has_touch=True, saves_data=True)
        for path, of, count, applies in LISTS:
            with self.subTest(path=path, of=of):
                page = reader.open(path)
                sheet, button = self.sheet(page, of)
                expect(button.locator(".badge")).to_have_text(str(count))
                expect(sheet).not_to_have_attribute("open", "")
                button.click()
                seen = sheet.evaluate(SHEET)
                self.assertEqual(seen["place"], [0, PHONE, 0])
                self.assertEqual([seen["always"], seen["scrolls"], seen["parts"]], [True, False, 1 + applies])

                page.keyboard.press("Tab")
                page.keyboard.press("Escape")
                expect(sheet).not_to_have_attribute("open", "")
                expect(button).to_be_focused()
                # Beside the sheet nothing of the page is touched: it is closed, and that is all.
                button.click()
                page.touchscreen.tap(PHONE / 2, 24)
                expect(sheet).not_to_have_attribute("open", "")
                self.assertTrue(page.url.endswith(path))

    def test_applying_leads_back_to_the_list(self):
        reader = self.reader(width=PHONE, saves_data=True)
        reader.expected_failures = "htmx:(sendAbort|afterRequest)"  # the button overtakes the choice
        page = reader.open("/ar/sources/")
        sheet, button = self.sheet(page, ".filters")
        button.click()
        page.get_by_label(says("Kind of source"), exact=True).select_option("official")
        page.get_by_role("button", name=says("Apply"), exact=True).click()
        expect(sheet).not_to_have_attribute("open", "")
        expect(button).to_be_focused()
        expect(button.locator(".badge")).to_have_text("1")

    def test_facets_stay_open_while_several_are_chosen(self):
        reader = self.reader(width=PHONE, saves_data=True)
        page = reader.open("/ar/decisions/")
        sheet, button = self.sheet(page, ".facets")
        button.click()
        for count, chosen in enumerate(("#topic-idlib", "#status-pending"), start=1):
            page.locator(chosen).focus()
            page.keyboard.press("Enter")
            expect(button.locator(".badge")).to_have_text(str(count))
            expect(page.locator(chosen)).to_be_focused()
        button.click()
        expect(sheet).not_to_have_attribute("open", "")

    def test_without_scripts_a_sheet_opens_applies_and_closes(self):
        reader = self.reader(width=PHONE, java_script_enabled=False)
        page = reader.open("/ar/decisions/")
        sheet, button = self.sheet(page, ".filters")
        search = page.get_by_label(says("Search the decisions"), exact=True)
        for _time in range(2):
            button.click()
            expect(search).to_be_in_viewport()
            button.click()
            expect(search).to_be_hidden()
        button.click()
        search.fill("idlib")
        page.get_by_role("button", name=says("Apply"), exact=True).click()
        page.wait_for_url("**q=idlib**")
        expect(button.locator(".badge")).to_have_text("1")
        expect(page.get_by_label(says("Search the decisions"), exact=True)).to_be_hidden()


class HeaderTestCase(BrowserTestCase):
    def test_menu_and_display_close_on_escape_and_on_going_elsewhere(self):
        reader = self.reader(width=PHONE)
        page = reader.open("/ar/editions/")
        menu, display = page.locator(".sections"), page.locator("#display")
        display.locator("summary").click()
        expect(display.get_by_role("button", name=says("Dark"), exact=True)).to_be_in_viewport()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(display).not_to_have_attribute("open", "")
        expect(display.locator("summary")).to_be_focused()

        display.locator("summary").click()
        menu.locator("summary").click()
        expect(display).not_to_have_attribute("open", "")
        expect(menu.get_by_role("link").last).to_be_in_viewport()
        page.locator("h1").click(position={"x": 5, "y": 5}, force=True)
        expect(menu).not_to_have_attribute("open", "")

        display.locator("summary").click()
        page.locator(".crumbs a").first.focus()
        expect(display).not_to_have_attribute("open", "")
