"""The guide for editors: in both languages alike, true to the desk, and shown there."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.models import User as Account
from django.test import SimpleTestCase
from django.utils.translation import override

from talks.admin.guide import PAGE_OF_THE_DESK, Guide, guide_in, read_guide
from talks.dates import PreciseDate, format_date
from talks.models import Decision, FollowUp, Round, Source, Status
from talks.roles import EDITORS, PUBLISHERS
from talks.tables.resources import TABLES
from tests.base import PageTestCase

# What stands under which heading, by its level: the English and the Arabic guide have the same.
HEADINGS = [
    (2, "What the record is and who does what", "ما السجل ومن يعمل فيه"),
    (2, "A round in five minutes", "جولة في خمس دقائق"),
    (3, "How a date is written", "كيف يكتب التاريخ"),
    (3, "Planned rounds", "الجولات المقررة"),
    (2, "Pasting a joint statement", "لصق بيان مشترك"),
    (2, "From draft to published", "من المسودة إلى النشر"),
    (3, "What publishing requires", "ما يشترطه النشر"),
    (3, "Changing what is published", "تعديل المنشور"),
    (2, "Seeing it before readers do", "المعاينة قبل النشر"),
    (2, "Nothing you typed is lost", "لا يضيع ما تكتبه"),
    (3, "When two edit at once", "محرران في وقت واحد"),
    (3, "When the session ran out", "إذا انتهت الجلسة"),
    (2, "History and what was deleted", "سجل التعديلات وما حذف"),
    (2, "The lists of the desk", "قوائم مكتب التحرير"),
    (2, "Follow-ups and how a status is given", "المتابعات وكيف تحدد الحالة"),
    (2, "Many entries at once", "مدخلات كثيرة دفعة واحدة"),
    (2, "A new edition", "طبعة جديدة"),
    (2, "Accounts", "الحسابات"),
    (2, "House rules of wording", "قواعد الصياغة"),
]
LONGEST = 260  # lines


def text_of(language: str) -> str:
    """Give a guide as it was written."""
    return (settings.BASE_DIR / "docs" / f"editors.{language}.md").read_text("utf-8")


def sections_of(language: str) -> list[str]:
    """Give what stands before the first heading below the title, then what stands under each."""
    return re.split(r"(?m)^#{2,} .*$", text_of(language))


def section_of(language: str, title: str) -> str:
    """Give what a guide has under a heading, which is named by its English text."""
    return sections_of(language)[1 + [english for _level, english, _arabic in HEADINGS].index(title)]


def labels_in(text: str) -> list[str]:
    """Give the words of the desk that a text quotes: those in bold."""
    return [" ".join(label.split()) for label in re.findall(r"\*\*(.+?)\*\*", text, re.S)]


def codes_in(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def rows_in(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a text's tables, without their headings."""
    for line in re.findall(r"(?m)^\|(.+)\|$(?<!---\|)", text):
        yield [cell.strip() for cell in line.split("|")]


class Words:
    """The words of the interface in English and Arabic: our own, and those of Django's admin."""

    def __init__(self) -> None:
        folder = Path(django.__file__).parent / "contrib"
        folders = [*settings.LOCALE_PATHS, folder / "admin" / "locale", folder / "auth" / "locale"]
        catalogues = [Path(folder, "ar", "LC_MESSAGES", "django.po") for folder in folders]
        self.pairs = [
            (self.pattern(entry.msgid), self.pattern(words))
            for catalogue in catalogues
            if catalogue.exists()
            for entry in polib.pofile(str(catalogue))
            for words in [entry.msgstr, *entry.msgstr_plural.values()]
            if words and sum(map(str.isalpha, re.sub(r"%\(\w+\)s|{\w+}", "", entry.msgid))) > 2
        ]

    @staticmethod
    def pattern(words: str) -> re.Pattern[str]:
        """Give what matches words with anything in their gaps; a colon that ends them need not stand."""
        words = words.replace("\u2068", "").replace("\u2069", "").removesuffix(":")
        known = re.split(r"%\(\w+\)[sd]|%s|{\w+}", words)
        return re.compile(".+".join(map(re.escape, known)), re.IGNORECASE)

    def in_arabic(self, label: str) -> list[re.Pattern[str]]:
        """Give what a label of the English interface is in the Arabic one; nothing for what is none."""
        found = [(english, arabic) for english, arabic in self.pairs if english.fullmatch(label)]
        exact = [arabic for english, arabic in found if ".+" not in english.pattern]
        return exact or [arabic for _english, arabic in found]


class GuidesTestCase(SimpleTestCase):
    """What is written in the two files."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.words = Words()

    def test_both_have_the_same_headings_in_order(self):
        for place, language in enumerate(("en", "ar"), start=1):
            guide = guide_in(language)
            with self.subTest(language):
                self.assertEqual(guide.language, language)
                found = [(heading.level, heading.text) for heading in guide.headings]
                self.assertEqual(found, [(heading[0], heading[place]) for heading in HEADINGS])
                self.assertEqual(len({heading.anchor for heading in guide.headings}), len(HEADINGS))

    def test_they_quote_the_words_of_the_desk_exactly_and_the_same_ones_in_each_section(self):
        for (_level, title, _arabic), english, arabic in zip(
            [(1, "", ""), *HEADINGS], sections_of("en"), sections_of("ar"), strict=True
        ):
            quoted, meant = labels_in(arabic), []
            for label in labels_in(english):
                with self.subTest(title, label=label):
                    in_arabic = self.words.in_arabic(label)
                    self.assertTrue(in_arabic, "The interface has no such words, or not in Arabic yet.")
                    self.assertTrue(
                        any(words.fullmatch(one) for words in in_arabic for one in quoted),
                        f"The Arabic guide does not quote it as {[words.pattern for words in in_arabic]}.",
                    )
                    meant += in_arabic
            for label in quoted:
                with self.subTest(title, label=label):
                    self.assertTrue(any(words.fullmatch(label) for words in meant))

    def test_they_quote_every_status_and_give_its_rule(self):
        for language in ("en", "ar"):
            rows = rows_in(section_of(language, "Follow-ups and how a status is given"))
            with self.subTest(language), override(language):
                explained = [label for cells in rows for label in labels_in(cells[0])]
                self.assertCountEqual(explained, [str(status.label) for status in Status])

    def test_they_name_the_same_codes(self):
        english, arabic = (
            {code.replace("/en/", "/ar/") for code in codes_in(text_of(language))}
            for language in ("en", "ar")
        )
        self.assertEqual(english, arabic)

    def test_they_show_dates_as_readers_see_them(self):
        for language in ("en", "ar"):
            rows = [
                cells
                for cells in rows_in(section_of(language, "How a date is written"))
                if codes_in(cells[0])
            ]
            self.assertEqual(len(rows), 7)
            for code, words, _when in rows:
                with self.subTest(language, date=code):
                    self.assertEqual(format_date(PreciseDate.parse(code.strip("`")), language), words)

    def test_they_name_the_columns_of_each_table(self):
        for language in ("en", "ar"):
            rows = [codes_in(cells[-1]) for cells in rows_in(text_of(language))]
            for model in (Round, Decision, FollowUp, Source):
                with self.subTest(language, table=model.__name__):
                    self.assertIn([column.name for column in TABLES[model].columns()], rows)

    def test_they_name_the_groups_by_their_names(self):
        for language in ("en", "ar"):
            self.assertLessEqual({EDITORS, PUBLISHERS}, {*codes_in(text_of(language))})

    def test_they_are_read_in_one_go(self):
        for language in ("en", "ar"):
            self.assertLess(len(text_of(language).splitlines()), LONGEST)

    def test_the_readme_leads_to_both(self):
        readme = (settings.BASE_DIR / "README.md").read_text("utf-8")
        for language in ("en", "ar"):
            self.assertIn(f"(docs/editors.{language}.md)", readme)


class ReadingTestCase(SimpleTestCase):
    """What becomes of Markdown on its way to the page."""

    def read(self, below: str) -> Guide:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "guide.md")
            file.write_text(f"# A guide\n\n{below}", "utf-8")
            return read_guide(file, "en")

    def test_html_in_it_is_shown_and_does_nothing(self):
        html = self.read("<script>alert(1)</script>\n\n[press](javascript:alert) `<b>`").html
        self.assertNotRegex(html, r"<(script|b)\b|href=.javascript")
        self.assertIn("&lt;script&gt;", html)

    def test_nothing_in_it_has_a_style_of_its_own(self):
        html = self.read("| one | two |\n|:-:|--:|\n| 1 | 2 |\n").html
        self.assertIn("<td>1</td>", html)
        self.assertNotIn("style=", html)

    def test_headings_have_anchors_and_the_title_stands_apart(self):
        guide = self.read("## Two editors, at once\n")
        self.assertEqual((guide.title, guide.headings[0].anchor), ("A guide", "two-editors-at-once"))
        self.assertIn('<h2 id="two-editors-at-once">', guide.html)
        self.assertNotIn("A guide", guide.html)

    def test_pages_of_the_desk_and_the_other_guide_are_links(self):
        html = self.read("`/en/admin/deleted/`, `2019-02` and [Arabic](editors.ar.md)").html
        self.assertIn('<a href="/en/admin/deleted/"><code dir="ltr">/en/admin/deleted/</code></a>', html)
        self.assertIn('<code dir="ltr">2019-02</code>', html)
        self.assertIn('href="/ar/admin/guide/"', html)

    def test_a_language_without_a_guide_gets_one_of_the_records_own(self):
        self.assertEqual(guide_in("tr").language, settings.FALLBACK_RECORD_LANGUAGE)


class GuidePageTestCase(PageTestCase):
    """Omar writes, Nadia publishes, Rami reads."""

    def sign_in(self, name: str, role: str | None = None, **options: bool) -> Account:
        account = get_user_model().objects.create_user(name, **options)
        if role:
            account.groups.add(Group.objects.get(name=role))
        self.client.force_login(account)
        return account

    def test_editors_and_publishers_read_it_in_their_language(self):
        for name, role in (("omar", EDITORS), ("nadia", PUBLISHERS)):
            self.sign_in(name, role, is_staff=True)
            for language, title, direction in (
                ("en", "Guide for editors", "ltr"),
                ("ar", "دليل المحررين", "rtl"),
            ):
                with self.subTest(name, language=language):
                    page = self.read(f"/{language}/admin/guide/")
                    self.assertContains(page.answer, f"<h1>{title}</h1>")
                    self.assertTrue(page.all("html", lang=language, dir=direction))
                    guide = guide_in(language)
                    anchors = {f"#{section.anchor}" for section in guide.sections}
                    self.assertLessEqual(anchors, {link.get("href") for link in page.all("a")})
                    self.assertLessEqual({heading.anchor for heading in guide.headings}, {*page.ids()})

    def test_nobody_else_does(self):
        for language in ("en", "ar"):
            with self.subTest(language):
                answer = self.client.get(f"/{language}/admin/guide/")
                self.assertRedirects(answer, f"/{language}/admin/login/?next=/{language}/admin/guide/")
        self.sign_in("rami")
        self.assertEqual(self.client.get("/en/admin/guide/").status_code, 302)

    def test_the_desk_and_the_header_of_every_page_lead_to_it(self):
        self.sign_in("omar", EDITORS, is_staff=True)
        for language in ("en", "ar"):
            for page in ("", "talks/round/add/", "talks/source/", "deleted/", "guide/"):
                with self.subTest(language, page=page):
                    links = self.read(f"/{language}/admin/{page}").all("a", href=f"/{language}/admin/guide/")
                    self.assertEqual(len(links), 1 if page else 2)

    def test_it_leads_to_the_other_language(self):
        self.sign_in("omar", EDITORS, is_staff=True)
        # In the header and in the guide's first line.
        self.assertEqual(len(self.read("/en/admin/guide/").all("a", href="/ar/admin/guide/")), 2)
        self.assertEqual(len(self.read("/ar/admin/guide/").all("a", href="/en/admin/guide/")), 2)

    def test_every_page_that_it_names_is_there(self):
        self.sign_in("root", is_staff=True, is_superuser=True)
        for language in ("en", "ar"):
            pages = {code for code in codes_in(text_of(language)) if PAGE_OF_THE_DESK.fullmatch(code)}
            self.assertGreater(len(pages), 4)
            for page in pages:
                with self.subTest(page=page):
                    self.read(page)

    def test_its_page_has_no_code_and_no_look_of_its_own(self):
        self.sign_in("omar", EDITORS, is_staff=True)
        for tag, attributes in self.read("/en/admin/guide/").elements:
            self.assertFalse({"style", "onclick", "onload"} & attributes.keys(), tag)
            self.assertNotEqual(tag, "style")
            self.assertTrue(tag != "script" or attributes.get("src"))
