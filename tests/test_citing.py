"""How pages are cited: what a reader copies, and what programs that keep references read."""

import datetime as dt
import json
import re
from urllib.parse import parse_qs, urlsplit

import bibtexparser
import rispy
from django.utils.timezone import now
from django.utils.translation import override

from talks.models import Decision, Edition, Round, State
from talks.pages.citing import FORMATS, Citation
from talks.record.freezing import freeze_current, publish_edition
from tests.base import PageTestCase, make_decision
from tests.test_every_page import PAGES

ADDRESS = "/en/decisions/astana-4-1/"
LASTING = f"http://testserver{ADDRESS}?edition=1"
# What could break out of a format: signs of TeX, braces, quotes, new lines, tags of RIS, markup, controls.
NASTY = 'A {brace & 100% of $5 #1_a ~^ \\end "q"\r\nER  - \nTY  - JOUR <em>x</em>, {{y}\x0b @misc{z,'
ON_ONE_LINE = 'A {brace & 100% of $5 #1_a ~^ \\end "q" ER - TY - JOUR <em>x</em>, {{y} @misc{z,'


class CitingTestCase(PageTestCase):
    def cite(self, way: str, address: str = ADDRESS) -> str:
        mark = "&" if "?" in address else "?"
        answer = self.client.get(f"{address}{mark}cite={way}")
        self.assertEqual(answer.status_code, 200, f"{address}{mark}cite={way}")
        return answer.content.decode()

    def bibtex(self, address: str = ADDRESS) -> dict[str, str]:
        library = bibtexparser.parse_string(self.cite("bibtex", address))
        self.assertEqual(library.failed_blocks, [])
        (entry,) = library.entries
        self.assertEqual(entry.entry_type, "misc")
        return {"key": entry.key, **{field.key: field.value for field in entry.fields}}

    def ris(self, address: str = ADDRESS) -> dict:
        (entry,) = rispy.loads(self.cite("ris", address))
        return entry

    def csl(self, address: str = ADDRESS) -> dict:
        (item,) = json.loads(self.cite("csl-json", address))
        return item

    # As text

    def test_apa_names_author_day_title_edition_and_lasting_address(self):
        self.assertEqual(
            self.cite("apa"),
            "Astana Record. (2018, November 29). De-escalation zones are set up. "
            f"In Astana Record (Edition 1). {LASTING}",
        )

    def test_chicago_names_them_in_its_own_order(self):
        self.assertEqual(
            self.cite("chicago"),
            "Astana Record. “De-escalation zones are set up.” Astana Record, edition 1, November 29, 2018. "
            f"{LASTING}.",
        )

    def test_a_title_that_ends_with_its_own_mark_gets_no_other(self):
        Decision.objects.filter(pk=self.memorandum.pk).update(title_en="Who draws the maps?")
        self.assertIn("). Who draws the maps? In ", self.cite("apa"))
        self.assertIn("“Who draws the maps?” ", self.cite("chicago"))

    def test_a_page_as_it_stood_on_a_day_says_so_and_its_address_keeps_the_day(self):
        address = f"{ADDRESS}?as_of=2018-01-15"
        self.assertIn("set up [as it stood on 15 January 2018]. In", self.cite("apa", address))
        for cited in (
            self.cite("apa", address).rpartition(" ")[2],
            self.bibtex(address)["url"],
            self.ris(address)["urls"][0],
            self.csl(address)["URL"],
        ):
            self.assertEqual(cited, f"{LASTING}&as_of=2018-01-15")

    def test_what_was_asked_of_a_list_is_no_part_of_its_address(self):
        self.assertEqual(
            self.csl("/en/decisions/?topic=ceasefire&page=1")["URL"],
            "http://testserver/en/decisions/?edition=1",
        )
        self.assertEqual(self.csl("/en/search/?q=zones")["title"], "Search the record")

    def test_arabic_names_the_record_in_arabic_and_isolates_what_is_latin(self):
        said = self.cite("apa", "/ar/decisions/astana-4-1/")
        self.assertTrue(said.startswith("سجل أستانا. "))
        self.assertIn("إنشاء مناطق خفض التصعيد", said)
        self.assertNotIn("\u2068", said)
        Decision.objects.filter(pk=self.memorandum.pk).update(title_ar="مذكرة UN 2254")
        said = self.cite("apa", "/ar/decisions/astana-4-1/")
        self.assertIn("\u2068مذكرة UN 2254.\u2069", said)
        # An address is never followed by a sign that nobody sees but every browser takes for a part of it.
        self.assertTrue(said.endswith("http://testserver/ar/decisions/astana-4-1/?edition=1"))

    # For programs

    def test_bibtex_is_read_by_bibtexparser(self):
        self.assertEqual(
            self.bibtex(),
            {
                "key": "astana-record-1-en-decisions-astana-4-1",
                "author": "{Astana Record}",
                "title": "{De-escalation zones are set up}",
                "howpublished": "Edition 1",
                "edition": "1",
                "year": "2018",
                "month": "nov",
                "day": "29",
                "url": LASTING,
                "language": "en",
            },
        )
        arabic = self.bibtex("/ar/decisions/astana-4-1/")
        self.assertEqual(arabic["title"], "{إنشاء مناطق خفض التصعيد}")
        self.assertEqual(arabic["author"], "{سجل أستانا}")
        self.assertEqual(arabic["key"], "astana-record-1-ar-decisions-astana-4-1")

    def test_ris_is_read_by_rispy(self):
        self.assertEqual(
            self.ris(),
            {
                "type_of_reference": "ENCYC",
                "id": "astana-record-1-en-decisions-astana-4-1",
                "authors": ["Astana Record"],
                "title": "De-escalation zones are set up",
                "secondary_title": "Astana Record",
                "year": "2018",
                "date": "2018/11/29",
                "edition": "1",
                "language": "en",
                "urls": [LASTING],
            },
        )
        self.assertEqual(self.ris("/ar/decisions/astana-4-1/")["title"], "إنشاء مناطق خفض التصعيد")
        for line in self.cite("ris").split("\r\n")[:-1]:
            self.assertRegex(line, r"^[A-Z][A-Z0-9]  - [^\r\n]*$")

    def test_csl_json_has_what_its_schema_knows(self):
        self.assertEqual(
            self.csl(),
            {
                "id": "astana-record-1-en-decisions-astana-4-1",
                "type": "entry-encyclopedia",
                "title": "De-escalation zones are set up",
                "author": [{"literal": "Astana Record"}],
                "container-title": "Astana Record",
                "issued": {"date-parts": [[2018, 11, 29]]},
                "edition": "1",
                "language": "en",
                "URL": LASTING,
            },
        )
        self.assertEqual(self.csl("/ar/decisions/astana-4-1/")["author"], [{"literal": "سجل أستانا"}])

    def test_no_title_breaks_out_of_its_format(self):
        Decision.objects.filter(pk=self.memorandum.pk).update(title_en=NASTY, title_ar=f"{NASTY} قرار")
        for address in (ADDRESS, "/ar/decisions/astana-4-1/"):
            with self.subTest(address):
                end = " قرار" if address.startswith("/ar/") else ""
                self.assertEqual(self.csl(address)["title"], ON_ONE_LINE + end)
                self.assertEqual(self.ris(address)["title"], ON_ONE_LINE + end)
                title = self.bibtex(address)["title"]
                self.assertEqual(title.count("{"), title.count("}"))
                self.assertIn(r"A \textbraceleft{}brace \& 100\% of \$5 \#1\_a \textasciitilde{}", title)
                self.assertEqual(self.cite("apa", address).count("\n"), 0)
                page = self.read(address)
                self.assertIn("A {brace", page.words("cite"))
                self.assertFalse(page.all("em"), "markup of the title")

    def test_data_is_cited_as_a_set_of_data(self):
        citation = Citation(
            title="Data of the Astana Record",
            path="/en/data/?edition=1",
            address="http://testserver/en/data/?edition=1",
            edition=self.edition,
            language="en",
            is_dataset=True,
        )
        self.enterContext(override("en"))
        self.assertEqual(
            citation.apa(),
            "Astana Record. (2018, November 29). Data of the Astana Record (Edition 1) [Data set]. "
            "http://testserver/en/data/?edition=1",
        )
        self.assertEqual(
            citation.chicago(),
            "Astana Record. Data of the Astana Record. Edition 1, November 29, 2018. Data set. "
            "http://testserver/en/data/?edition=1.",
        )
        self.assertIn("<i><bdi>Data of the Astana Record</bdi></i> (Edition 1)", citation.apa_html())
        (entry,) = rispy.loads(citation.ris())
        self.assertEqual(entry["type_of_reference"], "DATA")
        (item,) = json.loads(citation.csl_json())
        self.assertEqual((item["type"], item["version"]), ("dataset", "1"))
        (entry,) = bibtexparser.parse_string(citation.bibtex()).entries
        self.assertEqual(entry.fields_dict["howpublished"].value, "Data set, edition 1")

    def test_each_comes_as_what_it_is_under_a_name_of_its_own(self):
        for way, (content_type, kept, ending) in {
            "apa": ("text/plain; charset=utf-8", "inline", "txt"),
            "chicago": ("text/plain; charset=utf-8", "inline", "txt"),
            "bibtex": ("application/x-bibtex; charset=utf-8", "attachment", "bib"),
            "ris": ("application/x-research-info-systems; charset=utf-8", "attachment", "ris"),
            "csl-json": ("application/vnd.citationstyles.csl+json", "attachment", "json"),
        }.items():
            with self.subTest(way):
                answer = self.client.get(f"/ar/decisions/astana-4-1/?cite={way}")
                self.assertEqual(answer["Content-Type"], content_type)
                name = f"astana-record-1-ar-decisions-astana-4-1.{ending}"
                self.assertEqual(answer["Content-Disposition"], f'{kept}; filename="{name}"')
                self.assertEqual(answer["X-Robots-Tag"], "noindex")
                self.assertIn("s-maxage=60", answer["Cache-Control"])
                self.assertFalse(answer.cookies)
                again = self.client.get(
                    f"/ar/decisions/astana-4-1/?cite={way}", headers={"If-None-Match": answer["ETag"]}
                )
                self.assertEqual(again.status_code, 304)

    # On the pages

    def test_every_page_says_how_it_is_cited_and_leads_to_each_file(self):
        keys = set()
        for language in ("en", "ar"):
            for path in PAGES:
                address = f"/{language}/{path}"
                with self.subTest(address):
                    page = self.read(address)
                    words = page.words("cite")
                    lasting = f"http://testserver{address.partition('?')[0]}?edition=1"
                    self.assertEqual(words.count(lasting), 5)
                    self.assertEqual([link["href"] for link in page.all("link", rel="cite-as")], [lasting])
                    links = [link["href"] for link in page.all("a") if "cite=" in link["href"]]
                    self.assertEqual(
                        [link.partition("&cite=")[2] for link in links], ["bibtex", "ris", "csl-json"]
                    )
                    (item,) = json.loads(self.client.get(links[-1]).content)
                    self.assertEqual(item["URL"], lasting)
                    keys.add(item["id"])
        # "search/" stands there twice: what is looked for is not cited.
        self.assertEqual(len(keys), 2 * (len(PAGES) - 1))

    def test_reference_managers_find_it_in_the_head(self):
        for language, author in {"en": "Astana Record", "ar": "سجل أستانا"}.items():
            page = self.read(f"/{language}/rounds/astana-4/")
            found = {
                meta["name"]: meta["content"]
                for meta in page.all("meta")
                if meta.get("name", "").startswith("citation_")
            }
            self.assertEqual(
                found,
                {
                    "citation_title": {"en": "Astana 4", "ar": "أستانا 4"}[language],
                    "citation_author": author,
                    "citation_publisher": author,
                    "citation_publication_date": "2018/11/29",
                    "citation_language": language,
                    "citation_public_url": f"http://testserver/{language}/rounds/astana-4/?edition=1",
                },
            )

    def test_pages_that_say_no_are_not_cited(self):
        for address, status in {
            "/en/nowhere/": 404,
            "/en/rounds/astana-99/": 404,
            "/en/decisions/?topic=nonsense": 400,
            "/en/?as_of=soon": 400,
        }.items():
            with self.subTest(address):
                self.assertNotIn("cite", self.read(address, status=status).ids())
        Edition.objects.update(is_published=False)
        self.assertNotIn("cite", self.read("/en/").ids())

    def test_tools_are_not_cited(self):
        for address in ("/en/embed/", "/ar/embed/site-owners/"):
            page = self.read(address)
            self.assertNotIn("cite", page.ids())
            self.assertEqual(page.all("link", rel="cite-as"), [])
        page = self.read("/en/embed/?cite=ris", status=400)
        self.assertIn("cite", page.words("main"))

    def test_parts_of_pages_are_as_they_were(self):
        part = self.swap("/en/decisions/?topic=ceasefire")
        self.assertNotIn("cite", part.ids())
        self.assertIn("results", part.ids())

    def test_it_costs_no_query(self):
        with_it = self.queries_of(ADDRESS)
        self.assertLessEqual(self.queries_of(f"{ADDRESS}?cite=ris"), with_it)

    # For ever

    def test_a_cited_address_says_the_same_when_a_later_edition_has_come(self):
        freeze_current()
        cited = {way: self.cite(way) for way in FORMATS}
        text = self.read(ADDRESS).words("main").partition("Cite this page")[0]
        Decision.objects.filter(pk=self.memorandum.pk).update(
            title_en="Zones are corrected", slug="moved", text_en="They decided otherwise."
        )
        Round.objects.filter(pk=self.fourth.pk).update(title_en="Corrected")
        second = Edition.objects.create(number=2, day=dt.date(2019, 5, 2))
        publish_edition(second, now())
        path = urlsplit(LASTING)
        self.assertEqual(parse_qs(path.query), {"edition": ["1"]})
        again = self.read(f"{path.path}?{path.query}")
        self.assertEqual(again.words("main").partition("Cite this page")[0], text)
        for way, said in cited.items():
            self.assertEqual(self.cite(way, f"{path.path}?{path.query}"), said)
        # The present page is cited as of the edition that has come.
        self.assertIn(
            "Zones are corrected. In Astana Record (Edition 2).", self.cite("apa", "/en/decisions/moved/")
        )
        self.assertEqual(self.csl("/en/decisions/moved/")["issued"], {"date-parts": [[2019, 5, 2]]})

    def test_a_draft_is_not_cited(self):
        make_decision(self.ninth, 7, "HIDDEN", slug="hidden", state=State.DRAFT)
        for way in FORMATS:
            answer = self.client.get(f"/en/decisions/hidden/?cite={way}")
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn("HIDDEN", answer.content.decode())

    # What means nothing

    def test_a_way_that_is_none_is_named_with_those_there_are(self):
        for language in ("en", "ar"):
            page = self.read(f"/{language}/rounds/?cite=zotero", status=400)
            self.assertRegex(page.words("main"), "zotero.*apa, chicago, bibtex, ris, csl-json")
        self.assertIn(
            "cite: “zotero” is no way to cite", self.read("/en/?cite=zotero", status=400).words("main")
        )
        self.assertEqual(self.read("/en/rounds/?cite=").answer["Content-Type"], "text/html; charset=utf-8")

    def test_what_else_is_wrong_is_named_in_the_format_asked_for(self):
        for query, told in {
            "topic=nonsense": "topic: “nonsense” is no topic of the record.",
            "as_of=soon": "as_of: “soon” is no day, month or year",
            "edition=9": "edition: “9” is no edition of the record",
        }.items():
            for way in ("apa", "bibtex", "ris"):
                with self.subTest(query, way=way):
                    answer = self.client.get(f"/en/decisions/?{query}&cite={way}")
                    self.assertEqual(answer.status_code, 400)
                    self.assertEqual(answer["Content-Type"], "text/plain; charset=utf-8")
                    self.assertIn(told, answer.content.decode())
            answer = self.client.get(f"/en/decisions/?{query}&cite=csl-json")
            (error,) = json.loads(answer.content)["errors"]
            self.assertEqual((answer.status_code, error["parameter"]), (400, re.match(r"\w+", query)[0]))
