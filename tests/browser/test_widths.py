"""Pages fit the screen, and what a finger must hit is large enough."""

from django.conf import settings

from tests.browser.base import DESK, OPEN_ALL, PHONE, TABLET, BrowserTestCase

TINY = 320
FINGER = 44

PAGES = (
    "",
    "?event=sochi-memorandum-2018",
    "?q=qqqq",
    "?topic=nonsense",
    "rounds/",
    "rounds/astana-11/",
    "rounds/astana-12/",
    "events/sochi-memorandum-2018/",
    "decisions/?topic=idlib",
    "decisions/astana-11-3/",
    "topics/",
    "topics/constitutional-committee/",
    "guarantors/",
    "parties/",
    "parties/turkey/",
    "people/",
    "people/staffan-de-mistura/",
    "sources/",
    "sources/abc-2018-07-13/",
    "differences/",
    "search/?q=sochi",
    "changes/",
    "data/",
    "editions/",
    "embed/",
    "embed/site-owners/",
    "nowhere/",
)
# What reaches beyond the sides of the window and is not cut off by what holds it.
BEYOND = """() => {
  const width = document.documentElement.clientWidth;
  const beyond = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.width > 1 && box.height > 1
      && (box.left < -1 || box.right > width + 1) && !element.closest(".plot, .skip, #js-plotly-tester");
  });
  const named = beyond.map((element) => element.cloneNode().outerHTML.slice(0, 80));
  return [document.documentElement.scrollWidth - width, [...new Set(named)]];
}"""
# Links, buttons and fields that are lower than a finger. A link within a sentence may be as low as its
# line, and so may a mark of the chart and the number of a source; a field is as large as its label.
SMALL = """(finger) => {
  const small = [];
  for (const element of document.querySelectorAll("a, button, input, select, summary, textarea")) {
    if (element.closest("svg, .refs") || !element.checkVisibility({ visibilityProperty: true })) continue;
    const target = (element.type === "checkbox" && element.closest("label")) || element;
    const box = target.getBoundingClientRect();
    if (!box.height || element.matches(".skip")) continue;
    const sentence = element.closest("p, cite, td, blockquote");
    const isInSentence = element.tagName === "A" && sentence
      && sentence.textContent.trim().length > element.textContent.trim().length + 3;
    if (!isInSentence && box.height < finger - 0.5) {
      const around = element.parentElement.cloneNode().outerHTML;
      small.push(`${Math.round(box.height)}px in ${around}: ${element.textContent.trim().slice(0, 30)}`);
    }
  }
  return small;
}"""


class WidthsTestCase(BrowserTestCase):
    def test_every_page_fits_every_screen_and_on_a_phone_every_finger(self):
        reader = self.reader(width=PHONE, has_touch=True, saves_data=True)
        reader.expected_failures = "status of 4"
        for language in ("ar", "en"):
            for path in PAGES:
                page = reader.open(f"/{language}/{path}")
                with self.subTest(language=language, path=path):
                    self.assertEqual(page.evaluate(BEYOND), [0, []])
                    page.evaluate(OPEN_ALL)
                    self.assertEqual(page.evaluate(SMALL, FINGER), [])
                for width in (TINY, PHONE, TABLET, DESK):
                    page.set_viewport_size({"width": width, "height": 800})
                    with self.subTest(language=language, path=path, width=width):
                        self.assertEqual(page.evaluate(BEYOND), [0, []])
                page.set_viewport_size({"width": PHONE, "height": 800})

    def test_the_header_takes_two_rows_of_a_phone_in_every_language(self):
        reader = self.reader(width=PHONE, has_touch=True)
        for language, _name in settings.LANGUAGES:
            page = reader.open(f"/{language}/editions/")
            with self.subTest(language=language):
                self.assertLess(page.locator(".top").bounding_box()["height"], 3 * FINGER)
            for opened in (".sections", ".display"):
                page.locator(f"{opened} > summary").click()
                with self.subTest(language=language, opened=opened):
                    self.assertEqual(page.evaluate(BEYOND), [0, []])
                    self.assertEqual(page.evaluate(SMALL, FINGER), [])
