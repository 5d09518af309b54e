"""Names, figures and codes in another script keep their order within a line."""

from tests.browser.base import OPEN_ALL, BrowserTestCase

# Words of the other script that stand in one run of the page's text, and numbers that are joined by a sign:
# give those runs whose words do not stand in the order in which that script is read. Isolates end a run.
FLIPPED = r"""(isArabic) => {
  const arabic = "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff";
  const runs = isArabic
    ? new RegExp(`[A-Za-z0-9][^${arabic}\u2066-\u2069\n،؛؟]*[A-Za-z0-9]`, "g")
    : new RegExp(`[${arabic}][^A-Za-z\u2066-\u2069\n]*[${arabic}]`, "g");
  const words = isArabic ? /[A-Za-z0-9]+/g : new RegExp(`[${arabic}]+`, "g");
  const flipped = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let measured = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode, around = text.parentElement;
    if (!around.checkVisibility() || around.closest("script, .unseen, select, textarea")) continue;
    for (const run of text.data.matchAll(runs)) {
      const boxes = [...run[0].matchAll(words)].map((word) => {
        const range = document.createRange(), start = run.index + word.index;
        range.setStart(text, start);
        range.setEnd(text, start + word[0].length);
        return range.getBoundingClientRect();
      });
      const goesBack = boxes.slice(1).some((box, before) => {
        const isSameLine = Math.abs(box.top - boxes[before].top) < 4;
        measured += isSameLine;
        return isSameLine && (box.left < boxes[before].left) === isArabic;
      });
      if (goesBack) flipped.push(run[0]);
    }
  }
  return [measured, flipped];
}"""


class MixedScriptsTestCase(BrowserTestCase):
    def test_runs_of_the_other_script_and_joined_numbers_never_flip(self):
        reader = self.reader(saves_data=True)
        for language in ("ar", "en"):
            measured = 0
            for path in ("rounds/astana-11/", "guarantors/", "sources/", "data/"):
                page = reader.open(f"/{language}/{path}")
                page.evaluate(OPEN_ALL)
                with self.subTest(language=language, path=path):
                    count, flipped = page.evaluate(FLIPPED, language == "ar")
                    measured += count
                    self.assertEqual(flipped, [])
            self.assertGreater(measured, 100)
