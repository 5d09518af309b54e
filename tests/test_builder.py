"""The builder of embeds: a chart and its options, and what shows it on another site."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.test import override_settings

from talks.embeds.builder import OWN
from talks.embeds.charts import CHARTS
from talks.embeds.options import ADDED_BY_OTHERS
from talks.embeds.snippets import SCRIPT, script_address, script_sum
from talks.models import Round
from tests.base import Page, PageTestCase

SITE = "http://testserver"
BUILDER = "/en/embed/"
# The sum of the script as it was published. Sites have it in their pages, and would not run another one.
PUBLISHED = "sha384-CzRbyvAsFiGP/gtCrWkEpsrHn0K3jCZGymxaM2ijJNEvRyeXlrBzQBSjBdEveSqM"
# What may be asked of each chart here, none of it the default.
ASKED = {
    "timeline": "lanes=astana&guarantor=russia&topic=ceasefire&theme=dark&title=off&height=640",
    "topics": "topic=ceasefire&since=2017-05&theme=light",
    "outcomes": "guarantor=russia&guarantor=iran&until=2018",
    "round": "round=astana-4&title=off",
    "topic": "topic=detainees&as_of=2018-02-01",
}


class Pasted(HTMLParser):
    """What a snippet puts into a page: its elements with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.said = ""
        self.feed(html)

    def one(self, tag: str) -> dict[str, str]:
        (found,) = [attributes for name, attributes in self.elements if name == tag]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.said += data


def snippets(page: Page) -> dict[str, str]:
    """Give the texts to paste, by their names."""
    found = re.findall(r'<textarea id="paste-(\w+)"[^>]*>(.*?)</textarea>', page.html, re.S)
    return {name: unescape(text) for name, text in found}


def paste(page: Page, name: str) -> Pasted:
    return Pasted(snippets(page)[name])


class BuilderTestCase(PageTestCase):
    def build(self, query: str = "", *, status: int = 200, **headers: str) -> Page:
        return self.read(f"{BUILDER}?{query}", status=status, **headers)

    def path_of(self, address: str) -> str:
        self.assertTrue(address.startswith(f"{SITE}/"), address)
        return address.removeprefix(SITE)

    def test_every_chart_can_be_picked_and_every_option_chosen(self):
        for name, chart in CHARTS.items():
            with self.subTest(name):
                page = self.build(f"chart={name}")
                self.assertEqual([box["value"] for box in page.all("input", name="chart")], [name])
                self.assertTrue(page.all("a", **{"aria-current": "true"}))
                fields = {
                    found["name"]
                    for tag in ("input", "select")
                    for found in page.all(tag)
                    if found.get("name") not in (None, "q")
                }
                options = chart.options(page.answer.wsgi_request.GET, self.as_of()).fields
                self.assertEqual(fields - {*OWN}, {*options})

    def test_what_is_pasted_asks_for_what_was_chosen(self):
        for name, asked in ASKED.items():
            with self.subTest(name):
                page = self.build(f"chart={name}&{asked}")
                frame = paste(page, "frame").one("iframe")
                src = urlsplit(self.path_of(frame["src"]))
                self.assertEqual(src.path, f"/en/embed/{name}/")
                expected = {key: ",".join(values) for key, values in parse_qs(asked).items()}
                self.assertEqual({key: text for key, (text,) in parse_qs(src.query).items()}, expected)
                self.read(self.path_of(frame["src"]))
                (preview,) = page.all("iframe")
                self.assertEqual(SITE + preview["src"], frame["src"])
                self.assertShowsAPicture(paste(page, "picture"))

    def assertShowsAPicture(self, picture: Pasted) -> None:
        """See that a picture leads to a page, has room in a mail, and says what it shows and of which day."""
        image = picture.one("img")
        self.assertLessEqual(int(image["width"]), 600)
        self.assertGreater(int(image["height"]), 100)
        self.assertIn("Source: Astana Record", image["alt"])
        self.assertIn("scale=2", image["src"])
        self.path_of(picture.one("a")["href"])

    def test_the_frame_is_named_lazy_sandboxed_and_without_a_style(self):
        page = self.build("chart=topic&topic=ceasefire")
        frame = paste(page, "frame").one("iframe")
        self.assertEqual(frame["title"], "Ceasefire · Astana Record")
        self.assertEqual((frame["width"], frame["loading"]), ("100%", "lazy"))
        self.assertEqual(frame["referrerpolicy"], "no-referrer")
        self.assertEqual(frame["sandbox"], "allow-scripts allow-popups allow-popups-to-escape-sandbox")
        self.assertTrue(200 <= int(frame["height"]) <= 1000)
        for text in snippets(page).values():
            self.assertNotRegex(text, r"\s(style|on\w+)=")

    def test_a_height_that_was_chosen_is_that_of_the_frame(self):
        self.assertEqual(paste(self.build("height=640"), "frame").one("iframe")["height"], "640")

    def test_a_credit_stands_outside_the_frame_in_its_own_direction(self):
        for language, direction in {"ar": "rtl", "en": "ltr"}.items():
            pasted = paste(self.build(f"chart=round&round=astana-4&language={language}"), "frame")
            self.assertEqual(pasted.one("p"), {"lang": language, "dir": direction})
            self.assertEqual(pasted.one("a")["href"], f"{SITE}/{language}/rounds/astana-4/")
            self.assertTrue(pasted.said.strip())

    def test_the_language_of_the_chart_is_chosen_apart_from_that_of_the_page(self):
        page = self.build("chart=round&round=astana-4&language=ar")
        self.assertEqual(page.all("html")[0]["lang"], "en")
        frame = paste(page, "frame").one("iframe")
        self.assertTrue(frame["src"].startswith(f"{SITE}/ar/embed/round/"))
        self.assertTrue(frame["title"].startswith("أستانا 4"))
        self.assertIn(">What it does<", page.html)

    def test_the_script_has_an_address_that_stays_and_the_sum_of_what_stands_there(self):
        script = paste(self.build(), "script").one("script")
        self.assertEqual(script["src"], f"{SITE}/static/js/astana-embed.js")
        content = (settings.BASE_DIR / "static" / SCRIPT).read_bytes()
        expected = base64.b64encode(hashlib.sha384(content).digest()).decode()
        self.assertEqual(script["integrity"], f"sha384-{expected}")
        self.assertEqual((script["crossorigin"], script["async"]), ("anonymous", ""))

    def test_what_was_published_is_never_changed_a_new_script_gets_a_new_name(self):
        self.assertEqual(script_sum(), PUBLISHED)

    def test_what_is_served_there_is_what_the_sum_is_of_and_open_to_other_sites(self):
        answer = self.client.get(script_address())
        self.assertEqual(answer.status_code, 200)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        summed = base64.b64encode(hashlib.sha384(content).digest()).decode()
        self.assertEqual(script_sum(), f"sha384-{summed}")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")

    def test_a_picture_is_as_high_for_its_width_as_was_said(self):
        image = paste(self.build("chart=round&round=astana-4"), "picture").one("img")
        content = self.client.get(self.path_of(image["src"])).content
        width, height = (int.from_bytes(content[place : place + 4], "big") for place in (16, 20))
        self.assertAlmostEqual(width / height, int(image["width"]) / int(image["height"]), delta=0.01)

    def test_files_can_be_taken(self):
        page = self.build("chart=outcomes&guarantor=russia&height=640&theme=dark")
        types = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json"}
        addresses = [link["href"] for link in page.all("a") if "/charts/outcomes." in link.get("href", "")]
        self.assertEqual({urlsplit(address).path.rpartition(".")[2] for address in addresses}, types.keys())
        for address in addresses:
            answer = self.client.get(self.path_of(address))
            self.assertEqual(answer.status_code, 200, address)
            ending = urlsplit(address).path.rpartition(".")[2]
            self.assertEqual(answer["Content-Type"], types[ending])

    def test_an_address_alone_is_there_to_be_pasted(self):
        self.assertEqual(snippets(self.build("chart=topics"))["address"], f"{SITE}/en/embed/topics/")

    # Live or frozen

    def test_it_follows_the_newest_edition_or_stays_at_one(self):
        self.assertNotIn("edition", paste(self.build(), "frame").one("iframe")["src"])
        page = self.build("edition=1")
        frame = paste(page, "frame").one("iframe")
        self.assertIn("edition=1", frame["src"])
        self.assertEqual(page.all("option", value="1", selected=""), [{"value": "1", "selected": ""}])

    def test_what_a_frozen_chart_says_is_its_name_and_a_live_one_has_one_that_stays_true(self):
        self.assertEqual(paste(self.build(), "frame").one("iframe")["title"], "Timeline · Astana Record")
        frozen = paste(self.build("edition=1"), "frame").one("iframe")["title"]
        self.assertNotEqual(frozen, "Timeline · Astana Record")

    # What is wrong

    def test_what_is_wrong_is_named_beside_its_field_and_nothing_typed_is_lost(self):
        page = self.build("chart=topics&since=2017-13&height=5&topic=ceasefire&theme=purple", status=400)
        self.assertIn("2017-13", page.words("id_since_error"))
        self.assertIn("200", page.words("id_height_error"))
        self.assertIn("purple", page.words("id_theme_error"))
        for name, value in {"since": "2017-13", "height": "5"}.items():
            (field,) = page.all("input", name=name)
            self.assertEqual((field["value"], field["aria-invalid"]), (value, "true"))
            self.assertNotEqual(field["type"], "date")
        # The rest still holds.
        self.assertEqual(
            paste(page, "frame").one("iframe")["src"], f"{SITE}/en/embed/topics/?topic=ceasefire"
        )

    def test_a_month_stays_a_month(self):
        (field,) = self.build("since=2017-05").all("input", name="since")
        self.assertIn(field["value"], ("2017-05", "2017-05-01"))

    def test_a_calendar_has_no_greatest_length_which_only_texts_may_have(self):
        for field in self.build().all("input", type="date"):
            self.assertNotIn("maxlength", field)

    def test_an_edition_and_a_day_that_are_none_are_named_beside_their_fields(self):
        page = self.build("edition=99&theme=dark", status=400)
        self.assertIn("99", page.words("id_edition_error"))
        self.assertIn("theme=dark", paste(page, "frame").one("iframe")["src"])
        page = self.build("as_of=never", status=400)
        self.assertIn("never", page.words("id_as_of_error"))
        (field,) = page.all("input", name="as_of")
        self.assertEqual((field["value"], field["type"]), ("never", "text"))

    def test_a_chart_that_no_edition_can_draw_is_refused_in_words(self):
        Round.objects.all().delete()
        page = self.build("chart=round", status=400)
        self.assertIn("round: The record has no round by this day.", page.html)

    def test_a_chart_a_language_and_an_option_that_are_none_are_named(self):
        for query in ("chart=nothing", "language=fr", "colour=red", "chart=topic&topic=nothing"):
            with self.subTest(query):
                page = self.build(query, status=400)
                value = query.rpartition("=")[2]
                alert = re.search(r'role="alert">(.*?)</div>', page.html, re.S)[1]
                self.assertIn(value if value != "red" else "colour", alert)
                self.assertTrue(snippets(page)["frame"])

    # The page

    def test_htmx_gets_the_part_that_changes_and_the_address_of_it(self):
        page = self.swap(f"{BUILDER}?chart=timeline&theme=dark&height=&language=en")
        self.assertFalse(page.all("html"))
        self.assertTrue(snippets(page)["frame"])
        self.assertEqual(page.answer["HX-Push-Url"], f"{BUILDER}?chart=timeline&theme=dark&language=en")

    def test_htmx_gets_what_is_wrong_for_each_field_and_keeps_it_in_the_address(self):
        page = self.swap(f"{BUILDER}?chart=timeline&height=5", status=400)
        self.assertIn("200", page.words("id_height_error"))
        self.assertEqual(page.all("div", id="id_height_error")[0]["data-hx-swap-oob"], "innerHTML")
        self.assertEqual(page.answer["HX-Push-Url"], f"{BUILDER}?chart=timeline&height=5")

    def test_it_alone_shows_frames_and_only_our_own(self):
        policy = self.build().answer["Content-Security-Policy"]
        self.assertIn("frame-src 'self'", policy)
        self.assertIn("frame-ancestors 'none'", policy)
        for address in ("/en/", "/en/embed/site-owners/", "/en/topics/"):
            self.assertNotIn("frame-src", self.read(address).answer["Content-Security-Policy"])

    def test_every_option_is_explained_with_its_values_in_both_languages(self):
        for language, names in {"ar": CHARTS.keys(), "en": ["timeline"]}.items():
            for name in names:
                chart, page = CHARTS[name], self.read(f"/{language}/embed/?chart={name}")
                table = page.html.partition('id="options"')[2]
                rows = dict(re.findall(r"<code>([a-z_]+)</code> <span.*?<td>(.*?)</td>", table, re.S))
                options = chart.options(page.answer.wsgi_request.GET, self.as_of()).fields
                with self.subTest(name, language=language):
                    self.assertLessEqual({*options} - {*OWN}, rows.keys())
                    self.assertTrue(all(rows[option].strip() for option in {*options} - {*OWN}))
                    self.assertIn("<code>dark</code>", table)

    def test_picking_another_chart_keeps_what_every_chart_has(self):
        page = self.build("chart=timeline&theme=dark&language=ar&edition=1&lanes=astana&height=640")
        (address,) = [link["href"] for link in page.all("a") if link["href"].startswith("?chart=outcomes")]
        self.assertEqual(
            {name: value for name, (value,) in parse_qs(address[1:]).items()},
            {"chart": "outcomes", "theme": "dark", "language": "ar", "edition": "1"},
        )
        self.read(BUILDER + address)

    def test_queries_do_not_grow_with_what_is_chosen(self):
        self.build()
        fewest = self.queries_of(f"{BUILDER}?chart=timeline")
        self.assertLessEqual(self.queries_of(f"{BUILDER}?chart=timeline&{ASKED['timeline']}"), fewest + 2)
        self.assertLess(fewest, 60)

    def test_its_own_names_are_no_options_of_a_chart(self):
        for chart in CHARTS.values():
            query = self.build().answer.wsgi_request.GET
            self.assertFalse({*OWN} & {*chart.options(query, self.as_of()).fields, *ADDED_BY_OTHERS})


class EmbedLinksTestCase(PageTestCase):
    """Every chart leads to the builder with the state in which it is shown."""

    def links(self, address: str, **headers: str) -> dict[str, dict[str, str]]:
        """Give what the links to the builder ask for, by chart."""
        page = self.read(address, **headers)
        asked = [
            {name: ",".join(values) for name, values in parse_qs(urlsplit(link["href"]).query).items()}
            for link in page.all("a")
            if "/embed/?chart=" in link.get("href", "")
        ]
        for link in page.all("a"):
            if "/embed/?chart=" in link.get("href", ""):
                self.read(link["href"])
        return {one.pop("chart"): one for one in asked}

    def test_each_page_leads_there(self):
        self.assertEqual(self.links("/en/"), {"timeline": {}, "outcomes": {}})
        self.assertEqual(self.links("/ar/topics/"), {"topics": {}})
        self.assertEqual(self.links("/en/topics/ceasefire/"), {"topic": {"topic": "ceasefire"}})
        self.assertEqual(self.links("/en/rounds/astana-4/"), {"round": {"round": "astana-4"}})

    def test_filters_the_day_and_the_edition_go_with_it(self):
        asked = "guarantor=russia&guarantor=iran&topic=ceasefire&round=astana-4&axis=rtl&as_of=2017-12-31"
        links = self.links(f"/en/?{asked}&q=zone&status=partly&rows=2&edition=1")
        self.assertEqual(
            links["timeline"],
            {
                "guarantor": "russia,iran",
                "topic": "ceasefire",
                "round": "astana-4",
                "axis": "rtl",
                "as_of": "2017-12-31",
                "edition": "1",
            },
        )
        self.assertEqual(links["outcomes"], {"as_of": "2017-12-31", "edition": "1"})
        self.assertEqual(
            self.links("/en/rounds/astana-4/?as_of=2017-12-31"),
            {"round": {"round": "astana-4", "as_of": "2017-12-31"}},
        )

    def test_it_follows_what_htmx_changes(self):
        links = self.links("/en/?topic=detainees", hx_request="true", hx_trigger="filters")
        self.assertEqual(links["timeline"], {"topic": "detainees"})


class SiteOwnersTestCase(PageTestCase):
    ADDRESS = "/en/embed/site-owners/"

    @override_settings(ALLOWED_HOSTS=["record.example"])
    def test_it_names_the_host_that_was_asked_and_no_other(self):
        page = self.read(self.ADDRESS, host="record.example")
        texts = snippets(page)
        self.assertIn("https?://record\\.example/(ar|en)/", texts["wordpress"])
        self.assertIn("http://record.example/oembed", texts["wordpress"])
        self.assertIn("frame-src http://record.example;", texts["policy"])
        self.assertIn("http://record.example/static/js/astana-embed.js", texts["policy"])
        for text in texts.values():
            self.assertLessEqual({*re.findall(r"https?://([\w.-]+)", text)}, {"record.example"})

    def test_wagtails_setting_is_python_and_knows_our_addresses(self):
        text = snippets(self.read(self.ADDRESS))["wagtail"]
        code = text.partition("\n\n")[2]
        names: dict = {"all_providers": []}
        exec(code, names)
        ((finder,), record) = names["WAGTAILEMBEDS_FINDERS"], names["astana_record"]
        self.assertEqual(finder["providers"], [record])
        self.assertEqual(record["endpoint"], f"{SITE}/oembed")
        (pattern,) = record["urls"]
        for address in ("/en/", "/ar/embed/topics/?theme=dark"):
            self.assertTrue(re.match(pattern, SITE + address))
        self.assertFalse(re.match(pattern, "http://testserverXelsewhere/en/"))

    def test_the_builder_leads_there_and_back(self):
        self.assertTrue(self.read(BUILDER).all("a", href=self.ADDRESS))
        self.assertTrue(self.read(self.ADDRESS).all("a", href=BUILDER))

    def test_it_is_there_in_arabic(self):
        self.assertEqual(self.read("/ar/embed/site-owners/").all("html")[0]["dir"], "rtl")
