"""Months and digits as the reader likes: both names or one, Western digits or the language's own."""

import json
import re

from django.test import SimpleTestCase
from django.utils.translation import override

from talks.dates import PreciseDate, format_date
from talks.notation import Notation
from talks.transcribing import figure, markup, transcription
from tests.base import PageTestCase

LIKED = "months=levantine&digits=arabic-indic"


def written(text: str, *, language: str = "ar", months: str | None = None, digits: str | None = None) -> str:
    """Give a piece of a page as a reader of the language gets it."""
    with override(language), Notation(months, digits).in_use():
        transcribe = transcription()
        return text if transcribe is None else markup(text, transcribe)


class WordsTestCase(SimpleTestCase):
    def test_a_month_that_text_names_twice_is_named_as_the_reader_likes(self):
        text = "<p>في 29 نوفمبر/تشرين الثاني 2018</p>"
        self.assertEqual(written(text, months="levantine"), "<p>في 29 تشرين الثاني 2018</p>")
        self.assertEqual(written(text, months="gregorian"), "<p>في 29 نوفمبر 2018</p>")
        self.assertEqual(written(text, months="both"), text)

    def test_dates_in_charts_have_the_one_name_that_the_reader_likes(self):
        date = PreciseDate.parse("2018-11-29")
        for months, printed in {"levantine": "29 تشرين الثاني 2018", "gregorian": "29 نوفمبر 2018"}.items():
            with Notation(months).in_use():
                self.assertEqual(format_date(date, "ar", months="short"), printed)
                self.assertEqual(format_date(date, "ar"), printed)
                self.assertEqual(format_date(date, "en"), "29 November 2018")

    def test_digits_are_those_of_the_language(self):
        self.assertEqual(written("<p>2019, 45%</p>", digits="arabic-indic"), "<p>٢٠١٩, ٤٥٪</p>")
        self.assertEqual(written("<p>1,250.5</p>", digits="arabic-indic"), "<p>١٬٢٥٠٫٥</p>")
        self.assertEqual(
            written("<p>28.11.2018; 2018,2019</p>", digits="arabic-indic"), "<p>٢٨.١١.٢٠١٨; ٢٠١٨,٢٠١٩</p>"
        )
        self.assertEqual(written("<p>2019</p>", language="fa", digits="arabic-indic"), "<p>۲۰۱۹</p>")
        self.assertEqual(written("<p>2019</p>", language="en", digits="arabic-indic"), "<p>2019</p>")

    def test_persian_has_its_own_digits_where_nothing_else_is_asked_for_and_arabic_western_ones(self):
        self.assertEqual(written("<p>2019</p>", language="fa"), "<p>۲۰۱۹</p>")
        self.assertEqual(written("<p>2019</p>", language="fa", digits="western"), "<p>2019</p>")
        self.assertEqual(written("<p>2019</p>"), "<p>2019</p>")

    def test_what_is_code_stays(self):
        for text in [
            '<a href="/ar/rounds/astana-11/?page=2">x</a>',
            '<time datetime="2018-11-29">x</time>',
            '<input type="number" value="12">',
            "<code>edition=1</code>",
            '<script type="application/ld+json">{"number": 11}</script>',
            "<textarea>2018</textarea>",
            '<p><bdi lang="en" dir="ltr">Geneva 8 of <b>2017</b></bdi></p>',
            '<span lang="ru" title="2018">2018</span>',
            "<p>S/2018/983 2018-11-29 &#1632; UTC+3</p>",
            '<svg><path d="M12 3.2A8.8 8.8 0 0 1"/></svg>',
            "<svg><text>Geneva, June 2018</text></svg>",
        ]:
            with self.subTest(text):
                self.assertEqual(written(text, digits="arabic-indic"), text)

    def test_a_quotation_in_another_language_stays_whatever_its_element(self):
        page = '<figure lang="en"><p>In 2017</p></figure><p>2018</p>'
        wanted = page.replace("2018", "٢٠١٨")
        self.assertEqual(written(page, digits="arabic-indic"), wanted)

    def test_what_stands_after_a_run_that_stays_is_written_as_asked(self):
        page = '<div><bdi lang="en">8 <bdi>9</bdi> 10</bdi> 11</div><svg><use href="#1"/></svg>12'
        wanted = page.replace(" 11<", " ١١<").replace(">12", ">١٢")
        self.assertEqual(written(page, digits="arabic-indic"), wanted)

    def test_a_name_in_latin_letters_keeps_its_digits_beside_a_date_that_is_written_as_asked(self):
        hover = "<text>\u2068Detainee group 2\u2069: \u206814 مارس 2018\u2069، 3</text>"
        wanted = "<text>\u2068Detainee group 2\u2069: \u2068١٤ مارس ٢٠١٨\u2069، ٣</text>"
        self.assertEqual(written(hover, digits="arabic-indic"), wanted)

    def test_what_is_spoken_is_written_as_what_is_seen(self):
        page = '<svg aria-label="الجولة 11"><title>الجولة 11</title></svg>'
        self.assertEqual(written(page, digits="arabic-indic"), page.replace("11", "١١"))

    def test_the_days_of_a_figure_stay_and_its_words_are_written_as_asked(self):
        drawn = {"data": [{"x": ["2018-11-29"], "hovertext": ["29 نوفمبر/تشرين الثاني 2018"], "size": 12}]}
        with override("ar"), Notation("levantine", "arabic-indic").in_use():
            [trace] = figure(drawn, transcription())["data"]
        self.assertEqual(trace, {"x": ["2018-11-29"], "hovertext": ["٢٩ تشرين الثاني ٢٠١٨"], "size": 12})


class PagesTestCase(PageTestCase):
    def test_a_page_is_written_as_its_address_says_and_leads_on_in_the_same_way(self):
        page = self.read(f"/ar/rounds/?{LIKED}").html
        self.assertIn("أيار ٢٠١٨", page)
        self.assertNotIn("مايو", page)
        for address in (f"/ar/rounds/astana-9/?{LIKED}", f"/ar/decisions/?{LIKED}"):
            self.assertIn(f'href="{address.replace("&", "&amp;")}"', page)
        # Files and feeds have one way, and so has the address under which the page is known.
        self.assertIn('<link rel="canonical" href="http://testserver/ar/rounds/">', page)
        self.assertNotIn("rounds.atom?", page)

    def test_readers_choose_between_ways_that_their_language_has(self):
        for language, names in {"ar": ["months", "digits"], "fa": ["digits"], "en": [], "ru": []}.items():
            with self.subTest(language):
                page = self.read(f"/{language}/decisions/?status=pending")
                ways = [link for link in page.all("a") if "data-keep" in link]
                self.assertEqual(list(dict.fromkeys(way["data-keep"] for way in ways)), names)
                for way in ways:
                    self.assertIn("status=pending", way["href"])
                    self.read(way["href"])

    def test_a_filter_keeps_the_way(self):
        page = self.read(f"/ar/decisions/?status=pending&{LIKED}")
        hidden = {one["name"]: one["value"] for one in page.all("input", type="hidden", form="filters")}
        self.assertEqual((hidden["months"], hidden["digits"]), ("levantine", "arabic-indic"))
        self.assertIn(f"?status=pending&amp;{LIKED}".replace("&digits", "&amp;digits"), page.html)

    def test_what_is_no_way_is_named(self):
        words = {"en": "“roman” is no kind of digits", "ar": "«roman» ليست نوعاً من الأرقام"}
        for language, said in words.items():
            for path in ("", "embed/timeline/"):
                with self.subTest(path, language=language):
                    self.assertIn(said, self.read(f"/{language}/{path}?digits=roman", status=400).html)
        answer = self.client.get("/en/timeline.json?months=mayan")
        self.assertEqual((answer.status_code, answer.json()["errors"][0]["parameter"]), (400, "months"))

    def test_charts_are_written_so_whether_drawn_or_explored(self):
        self.assertContains(self.client.get(f"/ar/charts/timeline.svg?{LIKED}"), "٢٠١٨")
        figure = json.dumps(self.client.get(f"/ar/timeline.json?{LIKED}").json(), ensure_ascii=False)
        self.assertIn("أيار ٢٠١٨", figure)
        self.assertNotIn("مايو", figure)

    def test_a_frame_is_written_so_with_the_figure_that_it_holds(self):
        frame = self.read(f"/ar/embed/timeline/?{LIKED}").html
        self.assertIn("٢٠١٨", frame)
        self.assertNotIn("مايو", frame)
        json.loads(frame.partition('id="figure-704" type="application/json">')[2].partition("</script>")[0])

    def test_what_is_pasted_into_another_site_says_how_it_is_written(self):
        builder = self.read(f"/ar/embed/?chart=timeline&{LIKED}").html
        self.assertIn(f"/ar/embed/timeline/?{LIKED.replace('&', '&amp;amp;')}", builder)

    def test_pictures_are_written_so(self):
        usual, liked = (
            self.client.get(f"/ar/charts/timeline.png{query}").content for query in ("", f"?{LIKED}")
        )
        self.assertNotEqual(usual, liked)


class LanguagesTestCase(PageTestCase):
    """Anna reads Russian, Dariush Persian: the record itself is in English there, and says so."""

    def test_the_interface_is_theirs_and_the_texts_of_the_record_are_marked(self):
        for language, direction in {"ru": "ltr", "tr": "ltr", "fa": "rtl", "kk": "ltr"}.items():
            with self.subTest(language):
                page = self.read(f"/{language}/rounds/astana-4/")
                self.assertEqual(page.all("html"), [{"lang": language, "dir": direction}])
                self.assertEqual({run["lang"] for run in page.all("bdi") if "lang" in run}, {"en"})
                self.assertTrue(page.all("div", **{"class": "fallback"}))
        self.assertFalse(self.read("/en/rounds/astana-4/").all("div", **{"class": "fallback"}))

    def test_in_drawings_too(self):
        for path in ("", "topics/"):
            with self.subTest(path):
                texts = self.read(f"/ru/{path}").all("text")
                self.assertEqual({text["lang"] for text in texts if "lang" in text}, {"en"})
                self.assertTrue([text for text in texts if "lang" not in text])

    def test_in_choices_too(self):
        for path in ("", "embed/"):
            with self.subTest(path):
                page = self.client.get(f"/ru/{path}").content.decode()
                boxes = re.findall(r'<input type="checkbox" name="guarantor"[^>]*>\s*(.*?)</label>', page)
                self.assertTrue(boxes)
                for box in boxes:
                    self.assertRegex(box, '^<bdi lang="en"')

    def test_each_page_leads_to_itself_in_every_language(self):
        links = self.read("/ru/decisions/?status=pending").all("a")
        offered = {
            link["hreflang"] for link in links if "hreflang" in link and "status=pending" in link["href"]
        }
        self.assertEqual(offered, {"ar", "en", "tr", "fa", "kk"})

    def test_the_way_in_is_in_the_language_that_the_browser_asks_for(self):
        for asked, address in {"ru-RU,ru;q=0.9": "/ru/", "kk": "/kk/", "fr": "/ar/", "tr,en": "/tr/"}.items():
            self.assertRedirects(self.client.get("/", headers={"accept-language": asked}), address)
