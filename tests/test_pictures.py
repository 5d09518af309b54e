"""The charts as pictures: what stands in them, how they are drawn, and what is refused."""

import datetime as dt
import re
import struct
from xml.etree.ElementTree import Element, fromstring

import resvg_py
from django.http import HttpResponse
from django.utils.timezone import now

from talks.charts.theme import THEMES
from talks.embeds.charts import CHARTS
from talks.models import Edition, Round
from talks.pictures.png import FACE, as_png, font_files, in_terms_of_resvg
from talks.record.freezing import freeze_current, publish_edition
from tests.base import PageTestCase

SVG = "{http://www.w3.org/2000/svg}"
# What each chart is asked here: one of a topic needs to know which.
ASKED = {name: "topic=detainees&" if name == "topic" else "" for name in CHARTS}


def text_of(svg: Element) -> str:
    """Give the words of a picture, as a reader sees them."""
    return " ".join(text.text or "" for text in svg.iter(f"{SVG}text"))


def size_of(png: bytes) -> tuple[int, int]:
    """Give the width and the height that a PNG says it has."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and png[12:16] == b"IHDR"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def draw_word(word: str, direction: str = "rtl", anchor: str = "start") -> bytes:
    """Draw a word in our face, its right edge at the same place from right to left and the other way."""
    return as_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50" direction="{direction}">'
        f'<text x="190" y="35" font-size="24" font-family="{FACE}" text-anchor="{anchor}">{word}</text></svg>'
    )


class DrawingTestCase(PageTestCase):
    """A picture is a file by itself: whoever opens it sees what the page shows."""

    def svg(self, address: str, status: int = 200) -> Element:
        answer = self.client.get(address)
        self.assertEqual((answer.status_code, answer["Content-Type"]), (status, "image/svg+xml"), address)
        return fromstring(answer.content)

    def test_it_says_what_the_chart_says_of_which_day_and_whose_it_is(self):
        said = {
            "en": ["rounds", "Source: Astana Record, 2 sources", "29 November 2018", "Astana Record"],
            "ar": ["جولتان", "مصدران", "29 نوفمبر/تشرين الثاني 2018", "سجل أستانا"],
        }
        for language, words in said.items():
            svg = self.svg(f"/{language}/charts/timeline.svg")
            for word in words:
                with self.subTest(language, word=word):
                    self.assertIn(word, text_of(svg))

    def test_its_direction_is_that_of_its_language(self):
        for language, direction in (("ar", "rtl"), ("en", "ltr")):
            svg = self.svg(f"/{language}/charts/timeline.svg")
            self.assertEqual(svg.get("direction"), direction)
            self.assertEqual(svg.get("{http://www.w3.org/XML/1998/namespace}lang"), language)
            # The headline begins where reading does.
            headline = next(svg.iter(f"{SVG}text"))
            at_start = float(headline.get("x")) < float(svg.get("width")) / 2
            self.assertEqual(at_start, direction == "ltr")

    def test_it_needs_nothing_but_itself(self):
        for name, asked in ASKED.items():
            for more in ("", "size=card", "width=1104&theme=dark"):
                with self.subTest(name, more=more):
                    svg = self.svg(f"/ar/charts/{name}.svg?{asked}{more}")
                    ids = [element.get("id") for element in svg.iter() if element.get("id")]
                    self.assertEqual(len(ids), len(set(ids)))
                    tags = {element.tag.removeprefix(SVG) for element in svg.iter()}
                    self.assertLessEqual(tags & {"a", "script", "style", "image", "foreignObject"}, set())
                    for element in svg.iter():
                        self.assertLessEqual(element.attrib.keys() & {"class", "style", "data-key"}, set())
                        for attribute, value in element.attrib.items():
                            self.assertNotRegex(value, r"var\(|//")
                            if attribute == "href" or "url(" in value:
                                self.assertIn(re.fullmatch(r"(?:url\()?#([\w-]+)\)?", value)[1], ids)

    def test_it_wears_what_the_page_wears_in_either_theme(self):
        for theme, colours in THEMES.items():
            with self.subTest(theme):
                svg = self.svg(f"/en/charts/timeline.svg?theme={theme}")
                ground = svg.find(f"{SVG}rect")
                self.assertEqual(ground.get("fill"), colours["card"])
                self.assertEqual(ground.get("width"), svg.get("width"))
                fourth = next(text for text in svg.iter(f"{SVG}text") if text.text == "4")
                self.assertEqual(fourth.get("fill"), colours["on-accent"])
                # As the sheet has it for the numbers of a narrow drawing.
                self.assertEqual(fourth.get("font-size"), "11.5px")
                discs = [circle.get("fill") for circle in svg.iter(f"{SVG}circle")]
                self.assertIn(colours["accent"], discs)
                uses = {use.get("href"): use.get("color") for use in svg.iter(f"{SVG}use")}
                self.assertEqual(uses["#mark-stalled"], colours["stalled"])

    def test_it_explains_the_marks_that_it_has_and_no_others(self):
        words = text_of(self.svg("/en/charts/timeline.svg?lanes=all"))
        for word in ("carried out in part", "stalled", "summit", "date announced, then moved"):
            self.assertIn(word, words)
        for word in ("lapsed", "congress", "working group"):
            self.assertNotIn(word, words)

    def test_it_can_do_without_its_headline(self):
        with_it, without = (self.svg(f"/en/charts/timeline.svg?title={title}") for title in ("on", "off"))
        headline = next(with_it.iter(f"{SVG}text")).text
        self.assertNotIn(headline, text_of(without))
        self.assertLess(float(without.get("height")), float(with_it.get("height")))
        # Its name stays for those who do not see it.
        self.assertEqual(without.find(f"{SVG}title").text, with_it.find(f"{SVG}title").text)

    def test_it_is_named_and_described_for_those_who_do_not_see_it(self):
        svg = self.svg("/en/charts/topic.svg?topic=detainees")
        named = {part.get("id"): part.text for part in svg if part.tag in {f"{SVG}title", f"{SVG}desc"}}
        self.assertEqual(svg.get("role"), "img")
        self.assertEqual(svg.get("aria-labelledby").split(), list(named))
        title, description = named.values()
        self.assertIn("Detainees", title)
        self.assertIn("29 November 2018", description)

    def test_it_says_to_what_it_is_limited(self):
        words = text_of(self.svg("/en/charts/outcomes.svg?guarantor=russia"))
        self.assertIn("Adopted by Russia", words)

    def test_it_speaks_for_the_day_that_is_asked_for(self):
        words = text_of(self.svg("/en/charts/timeline.svg?as_of=2017-12"))
        self.assertIn("31 December 2017", words)
        self.assertNotIn("29 November 2018", words)


class FrozenPictureTestCase(PageTestCase):
    """A picture of an edition stays what it was, whatever the record says since."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze_current()
        Round.objects.filter(pk=cls.fourth.pk).update(title_en="Astana, corrected")
        publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 2)), now())

    def test_it_is_of_the_edition_that_is_asked_for(self):
        for query, title, day in (
            ("", "Astana, corrected", "2 May 2019"),
            ("&edition=1", "Astana 4", "29 November 2018"),
        ):
            answer = self.client.get(f"/en/charts/round.svg?round=astana-4{query}")
            words = text_of(fromstring(answer.content))
            with self.subTest(query):
                self.assertIn(title, words)
                self.assertIn(day, words)


class PixelsTestCase(PageTestCase):
    """As PNG a picture is the same wherever the site runs."""

    def png(self, address: str, status: int = 200) -> bytes:
        answer = self.client.get(address)
        self.assertEqual((answer.status_code, answer["Content-Type"]), (status, "image/png"), address)
        return answer.content

    def test_it_is_as_large_as_the_svg_or_twice_as_large(self):
        svg = fromstring(self.client.get("/ar/charts/outcomes.svg").content)
        width, height = int(svg.get("width")), int(svg.get("height"))
        self.assertEqual(width, 704 + 48)
        self.assertEqual(size_of(self.png("/ar/charts/outcomes.png")), (width, height))
        self.assertEqual(size_of(self.png("/ar/charts/outcomes.png?scale=2")), (2 * width, 2 * height))
        self.assertEqual(size_of(self.png("/ar/charts/outcomes.png?width=1104"))[0], 1104 + 48)

    def test_a_card_has_the_size_that_social_media_ask_for(self):
        for name, asked in ASKED.items():
            with self.subTest(name):
                self.assertEqual(size_of(self.png(f"/ar/charts/{name}.png?{asked}size=card")), (1200, 630))
        self.assertEqual(size_of(self.png("/en/charts/outcomes.png?size=card&scale=2")), (2400, 1260))

    def test_arabic_letters_are_joined(self):
        # Seen, jeem and lam as they join, each written as the form that it takes there; and apart.
        joined, apart = "\ufeb3\ufea0\ufede", "\ufeb1\ufe9d\ufedd"
        self.assertEqual(draw_word("سجل"), draw_word(joined))
        self.assertNotEqual(draw_word("سجل"), draw_word(apart))

    def test_a_text_from_right_to_left_ends_on_the_left(self):
        # What follows the last word stands to the left of it, whatever the script of that word.
        self.assertEqual(draw_word("Sochi."), draw_word(".Sochi", "ltr", "end"))
        self.assertEqual(draw_word("(2018) Sochi"), draw_word("Sochi (2018)", "ltr", "end"))
        self.assertNotEqual(draw_word("Sochi."), draw_word("Sochi.", "ltr", "end"))

    def test_the_fonts_of_the_machine_change_nothing(self):
        for language in ("ar", "en"):
            svg = self.client.get(f"/{language}/charts/timeline.svg?lanes=all").content.decode()
            with_all_there_are = resvg_py.svg_to_bytes(
                svg_string=in_terms_of_resvg(svg), font_files=list(font_files()), skip_system_fonts=False
            )
            with self.subTest(language):
                self.assertEqual(with_all_there_are, as_png(svg))

    def test_both_weights_of_the_face_are_there(self):
        weights = [
            as_png(
                '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">'
                f'<text y="35" font-family="{FACE}" font-weight="{weight}">Astana</text></svg>'
            )
            for weight in (400, 700)
        ]
        self.assertNotEqual(*weights)


class AnswerTestCase(PageTestCase):
    """Pictures go out to other sites: harmless, kept by caches, and refused in their own format."""

    def refused(self, address: str, status: int = 400) -> str:
        """Ask for the same wrong thing as SVG and as PNG; give what the SVG says."""
        answers: list[HttpResponse] = [
            self.client.get(address.replace(".svg", ending)) for ending in (".svg", ".png")
        ]
        types = [(answer.status_code, answer["Content-Type"]) for answer in answers]
        self.assertEqual(types, [(status, "image/svg+xml"), (status, "image/png")], address)
        size_of(answers[1].content)
        return text_of(fromstring(answers[0].content))

    def test_what_is_asked_for_wrongly_is_said_in_a_picture(self):
        for asked, said in {
            "width=5": "width: “5” is no width of this chart: it is drawn 1104 / 704 pixels wide.",
            "width=wide": "width: “wide” is no width",
            "size=large": "size: “large” is no size: say card, or ask for a width.",
            "size=card&width=704": "width: A card is 1200 × 630 pixels",
            "theme=auto": "theme: “auto” is no theme of a picture: say light or dark.",
            "theme=red": "theme: “red” is no theme of a picture",
            "title=no": "title: “no” neither shows nor hides the title",
            "lanes=sea": "lanes: “sea” is no lane of the timeline.",
            "colour=red": "“colour” is no option of this chart.",
            "edition=9": "edition: ",
            "as_of=yesterday": "as_of: ",
        }.items():
            with self.subTest(asked):
                self.assertIn(said, self.refused(f"/en/charts/timeline.svg?{asked}"))

    def test_all_that_is_wrong_is_said_at_once(self):
        said = self.refused("/en/charts/timeline.svg?width=5&lanes=sea&colour=red")
        for name in ("width: ", "lanes: ", "“colour”", "Its options: ", "scale"):
            self.assertIn(name, said)

    def test_a_scale_is_that_of_pixels(self):
        self.assertIn("scale: “3” is no scale: say 1 or 2.", self.refused("/en/charts/timeline.svg?scale=3"))
        answer = self.client.get("/en/charts/timeline.svg?scale=2")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("scale: Only a PNG has a scale", text_of(fromstring(answer.content)))

    def test_a_chart_that_is_not_there_is_none(self):
        self.refused("/en/charts/weather.svg", status=404)
        self.assertIn("topic: ", self.refused("/en/charts/topic.svg?topic=weather"))

    def test_what_is_typed_into_an_address_stays_a_text(self):
        said = self.refused("/en/charts/timeline.svg?lanes=<script>alert(1)</script>%00%08%0b%EF%BF%BF")
        self.assertIn("<script>", said)

    def test_a_picture_of_what_is_wrong_does_not_grow_with_it(self):
        asked = "&".join(f"option{number}={number}" for number in range(500))
        answer = self.client.get(f"/en/charts/timeline.png?{asked}&lanes={'sea' * 500}")
        self.assertEqual(answer.status_code, 400)
        self.assertLess(size_of(answer.content)[1], 1000)

    def test_it_can_do_nothing_where_it_is_opened(self):
        for address in ("timeline.svg", "timeline.png?size=card", "timeline.svg?width=5", "weather.svg"):
            answer = self.client.get(f"/en/charts/{address}")
            policy = dict(part.partition(" ")[::2] for part in answer["Content-Security-Policy"].split("; "))
            with self.subTest(address):
                self.assertEqual(policy["default-src"], "'none'")
                self.assertIn("sandbox", policy)
                self.assertFalse([name for name in policy if name.endswith("-src") and name != "default-src"])
                self.assertEqual(answer["X-Content-Type-Options"], "nosniff")

    def test_every_site_may_show_it_and_caches_may_keep_it(self):
        address = "/ar/charts/outcomes.png"
        answer = self.client.get(address)
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        self.assertEqual(answer["Cross-Origin-Resource-Policy"], "cross-origin")
        self.assertIn("public", answer["Cache-Control"])
        self.assertNotIn("Cookie", answer.get("Vary", ""))
        self.assertFalse(answer.cookies)
        again = self.client.get(address, headers={"if-none-match": answer["ETag"]})
        self.assertEqual((again.status_code, again.content), (304, b""))

    def test_it_has_a_name_of_its_own_when_it_is_kept(self):
        answer = self.client.get("/ar/charts/timeline.svg?as_of=2017-12-31")
        name = 'inline; filename="astana-record-timeline-2017-12-31-ar.svg"'
        self.assertEqual(answer["Content-Disposition"], name)

    def test_it_is_only_read(self):
        self.assertEqual(self.client.post("/en/charts/timeline.svg").status_code, 405)
        self.assertEqual(self.client.head("/en/charts/timeline.svg").status_code, 200)


class SharedPagesTestCase(PageTestCase):
    """Where a page is shared, its chart stands beside its title, in its language and of its day."""

    def image_of(self, address: str) -> dict[str, str]:
        """Give what a page says of its picture, and follow it."""
        page = self.read(address)
        said = {
            meta["property"]: meta["content"]
            for meta in page.all("meta")
            if meta.get("property", "").startswith("og:image")
        }
        self.assertTrue(page.all("meta", name="twitter:card", content="summary_large_image"))
        self.assertTrue(said["og:image"].startswith("http://testserver/"), said["og:image"])
        picture = self.client.get(said["og:image"].removeprefix("http://testserver"))
        self.assertEqual((picture.status_code, picture["Content-Type"]), (200, said["og:image:type"]))
        size = int(said["og:image:width"]), int(said["og:image:height"])
        self.assertEqual(size_of(picture.content), size)
        self.assertEqual(size, (1200, 630))
        return said

    def test_a_page_with_a_chart_has_its_own(self):
        for address, picture, alternative in (
            ("/en/", "/en/charts/timeline.png?size=card", "2 rounds"),
            ("/ar/topics/", "/ar/charts/topics.png?size=card", ""),
            ("/en/topics/detainees/", "/en/charts/topic.png?topic=detainees&size=card", "Detainees"),
            ("/en/rounds/astana-4/", "/en/charts/round.png?round=astana-4&size=card", "Astana 4"),
            ("/en/rounds/astana-12/", "/en/charts/round.png?round=astana-12&size=card", "Astana 12"),
        ):
            with self.subTest(address):
                said = self.image_of(address)
                self.assertEqual(said["og:image"], f"http://testserver{picture}")
                self.assertIn(alternative, said["og:image:alt"])

    def test_any_other_page_has_the_timeline(self):
        for address in ("/en/sources/", self.memorandum.get_absolute_url()):
            with self.subTest(address):
                self.assertIn("/charts/timeline.png?size=card", self.image_of(address)["og:image"])

    def test_the_picture_is_of_the_day_of_the_page(self):
        said = self.image_of("/en/rounds/astana-4/?as_of=2017-12-31")
        self.assertEqual(
            said["og:image"],
            "http://testserver/en/charts/round.png?round=astana-4&size=card&as_of=2017-12-31",
        )
