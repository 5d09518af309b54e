"""The HTML of every kind of page, of readers and of editors: valid, in order, and each run in its language.

The pages are those of the real record, made once for all tests.
"""

import io
import re
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, TestCase, tag
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import get_language, get_language_from_path, get_language_info, override

from talks.models import Edition, FormerAddress, Round, Topic
from tests.nu import complaints

# A page of each kind, and what else they can show: nothing, what is wrong, an earlier day, other months.
READERS = [
    "",
    "?round=astana-11&topic=idlib",
    "?event=sochi-memorandum-2018&axis=ltr",
    "?q=qqqq",
    "?topic=nonsense&since=never",
    "?as_of=2018-02-01&months=levantine&digits=arabic-indic",
    "rounds/",
    "rounds/astana-9/",
    "rounds/astana-11/",
    "rounds/astana-11/?edition=1",
    "rounds/astana-12/",
    "events/sochi-memorandum-2018/",
    "events/northern-homs/",
    "decisions/",
    "decisions/?topic=idlib&q=zone",
    "decisions/?q=qqqq",
    "decisions/?topic=nonsense",
    "decisions/astana-11-3/",
    "topics/",
    "topics/constitutional-committee/",
    "topics/idlib/?as_of=2017-02-01",
    "guarantors/",
    "parties/",
    "parties/russia/",
    "parties/united-nations/",
    "people/",
    "people/staffan-de-mistura/",
    "sources/",
    "sources/?q=qqqq",
    "sources/tass-926628/",
    "differences/",
    "differences/?as_of=2017-01-24",
    "search/",
    "search/?q=sochi",
    "search/?q=qqqq",
    "changes/",
    "changes/?since=2018-11-29",
    "data/",
    "editions/",
    "editions/1/",
    "offline/",
    "embed/",
    "embed/?chart=round&round=astana-11",
    "embed/?chart=round&round=nonsense",
    "embed/site-owners/",
    "embed/timeline/",
    "embed/outcomes/",
    "embed/topics/",
    "embed/round/?round=astana-11",
    "embed/topic/?topic=idlib",
    "embed/topic/?topic=nonsense",
    "rounds/?as_of=never",
    "rounds/astana-99/",
    "topics/withdrawn/",
    "nowhere/",
]
# Of the languages of the interface alone.
IN_OTHER_LANGUAGES = ["", "rounds/astana-11/", "embed/timeline/", "data/"]
# What htmx puts into a page that is there: it asks from the element of this id.
PARTS = {
    "?round=astana-9&topic=idlib": "filters",
    "?topic=nonsense": "filters",
    "decisions/?topic=idlib": "filters",
    "sources/?q=sochi": "filters",
}
# What is let pass, and why: it is Django's, or the checker does not know yet what browsers do.
LET_PASS = {
    "Attribute “disabled” not allowed on element “div”": "django.contrib.auth: a password that is kept",
    "“field-sizing”: Property “field-sizing” doesn't exist": "CSS Basic User Interface 4",
    "“paint-order”: Property “paint-order” doesn't exist": "SVG 2",
    "“y”: Property “y” doesn't exist": "SVG 2, where it is a property of shapes",
}


class Readable(HTMLParser):
    """A page as it is read out: its headings, and what is said in which language."""

    # The title of a window has no parts that could be marked. Nor has what a chart says of a mark, in which
    # names of the record and words of the interface are one text; the page says how the names are written.
    SILENT = {"title", "script", "style", "code", "pre", "textarea", "template"}
    VOID = {
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "source",
            "track",
            "wbr",
        )
    }
    SAID = ("alt", "aria-label", "placeholder", "title")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    @property
    def page_language(self) -> str:
        return self.open[0][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        language = values.get("lang", self.language)
        self.tags.append(tag)
        self.ids.add(values.get("id", ""))
        if tag == "a":
            self.links.append(values.get("href", ""))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag != "link":  # those of the head are read by programs
            self.said += [(language, values[name]) for name in self.SAID if values.get(name)]
        if tag not in self.VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        silent = self.SILENT if self.page_language in settings.RECORD_LANGUAGES else {*self.SILENT, "svg"}
        if not any(tag in silent for tag, _language in self.open):
            self.said.append((self.language, data))


# The script that each language is written in, and what is a run of another script. Names in Latin letters
# stand in texts of any language: they are a run where they are a phrase.
SCRIPTS = {"Arabic": ("ar", "fa"), "Cyrillic": ("bg", "kk", "ru", "uk")}
SCRIPT_OF = {code: script for script, codes in SCRIPTS.items() for code in codes}
RUNS = {
    "Arabic": re.compile(r"[\u0621-\u064a\u0670-\u06d3]{2,}"),
    "Cyrillic": re.compile(r"[\u0400-\u04ff]{2,}"),
    "Latin": re.compile(r"[A-Za-z][a-z’'-]+(?:[ ,]+[A-Za-z][a-z’'-]*){2,}"),
}


def unmarked(page: Readable) -> Iterator[str]:
    """Yield the runs of words in another script than that of the language which the page says they are in."""
    for language, said in page.said:
        own = SCRIPT_OF.get(language[:2], "Latin")
        for script, run in RUNS.items():
            if script != own and (found := run.search(said)):
                yield f"{found[0]} (as {language})"


# Pages of the desk on which entries and permissions have one name, made of words of several languages.
NAMED_IN_ONE = r"/admin/(auth|talks/source)/|/(change|paste)/"


class Made(NamedTuple):
    """A page as it was answered: its address, the name of its route, and its HTML."""

    address: str
    route: str
    html: str

    @classmethod
    def answered(cls, address: str, answer: HttpResponse) -> "Made":
        match = getattr(answer.wsgi_request, "resolver_match", None)
        return cls(address, match.view_name if match else "", answer.content.decode())

    @property
    def file_name(self) -> str:
        return re.sub(r"[^\w=-]+", "_", self.address).strip("_") + ".html"

    @property
    def is_part(self) -> bool:
        return "<html" not in self.html

    @property
    def document(self) -> str:
        """Give the page, and a part as what stands in a page."""
        if not self.is_part:
            return self.html
        code = get_language_from_path(self.address)
        direction = "rtl" if get_language_info(code)["bidi"] else "ltr"
        head = f'<html lang="{code}" dir="{direction}"><head><title>Part</title></head>'
        return f"<!doctype html>{head}<body><h1>Part</h1>{self.html}</body></html>"

    @property
    def read(self) -> Readable:
        return Readable(self.document)


@tag("html")
class HtmlTestCase(TestCase):
    maxDiff = None

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_record", stdout=io.StringIO())
        FormerAddress.objects.create(kind="topic", slug="withdrawn")
        with override(get_language()):
            cls.pages = [*cls.of_readers(), *cls.of_the_desk()]

    @classmethod
    def of_readers(cls) -> Iterator[Made]:
        client = Client()
        for code, _name in settings.LANGUAGES:
            for page in READERS if code in settings.RECORD_LANGUAGES else IN_OTHER_LANGUAGES:
                yield Made.answered(f"/{code}/{page}", client.get(f"/{code}/{page}"))
        for page, part in PARTS.items():
            headers = {"hx-request": "true", "hx-trigger": part}
            for code in settings.RECORD_LANGUAGES:
                answer = client.get(f"/{code}/{page}", headers=headers)
                yield Made.answered(f"/{code}/{page}#{part}", answer)

    @classmethod
    def of_the_desk(cls) -> Iterator[Made]:
        client = Client()
        yield Made.answered("/ar/admin/login/", client.get("/ar/admin/login/"))
        client.force_login(get_user_model().objects.create_superuser("nadia"))
        for code in settings.RECORD_LANGUAGES:
            with override(code):
                # Something to be told of by the histories.
                topic = {"name_en": f"Prisons {code}", "name_ar": f"السجون {code}", "position": 90}
                client.post(reverse("admin:talks_topic_add"), topic)
                for address in addresses_of_the_desk():
                    yield Made.answered(address, client.get(address))
                form = reverse("admin:talks_source_add")
                yield Made.answered(f"{form}#errors", client.post(form, {}))

    def test_the_checker_finds_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            for page in self.pages:
                Path(folder, page.file_name).write_text(page.document)
            sheets = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
            said = complaints([Path(folder), *sheets])
        self.assertEqual([one for one in said if not any(text in one for text in LET_PASS)], [])
        no_longer_said = [text for text in LET_PASS if not any(text in one for one in said)]
        self.assertEqual(no_longer_said, [], "The checker has learned: let it pass no longer.")

    def test_every_kind_of_page_is_among_them(self):
        shown = {page.route for page in self.pages}
        in_languages = next(one for one in get_resolver().url_patterns if isinstance(one, URLResolver))
        for pattern in in_languages.url_patterns:
            if isinstance(pattern, URLPattern) and re.fullmatch("(.*/)?", str(pattern.pattern)):
                with self.subTest(pattern.name):
                    self.assertIn(pattern.name, shown)

    def assertNone(self, wrong: dict[str, list]) -> None:
        """See that nothing is wrong with any page."""
        self.assertEqual({address: what for address, what in wrong.items() if what}, {})

    def test_the_first_heading_is_the_only_one_of_its_level_and_none_is_left_out(self):
        wrong = {}
        for page in self.whole_pages():
            levels = page.read.headings
            leaps = [step for step in pairwise(levels) if step[1] > step[0] + 1]
            wrong[page.address] = leaps if levels[:1] == [1] and levels.count(1) == 1 else levels
        self.assertNone(wrong)

    def test_the_first_link_leads_to_what_the_page_is_about(self):
        wrong = {}
        for page in self.whole_pages():
            if "/embed/" not in page.address.replace("/embed/?", "") and page.read.links:
                first, mains = page.read.links[0], page.read.tags.count("main")
                wrong[page.address] = [] if first[1:] in page.read.ids and mains == 1 else [first, mains]
        self.assertNone(wrong)

    def test_words_of_another_language_say_so(self):
        pages = (page for page in self.pages if not re.search(NAMED_IN_ONE, page.address))
        self.assertNone({page.address: sorted(set(unmarked(page.read))) for page in pages})

    def whole_pages(self) -> list[Made]:
        return [page for page in self.pages if not page.is_part]


def addresses_of_the_desk() -> Iterator[str]:
    """Yield the addresses of the desk in the present language, of each kind one."""
    for name in ("index", "guide", "deleted", "password_change", "password_change_done"):
        yield reverse(f"admin:{name}")
    for section in ("review", "incomplete", "overdue", "changes"):
        yield reverse("admin:desk_section", args=[section])
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{base}_changelist")
        yield reverse(f"{base}_add")
        if entry := model._base_manager.order_by("pk").last():
            yield reverse(f"{base}_change", args=[entry.pk])
    newest = Topic.objects.order_by("pk").last().pk
    for page in ("history", "version", "delete"):
        yield reverse(f"admin:talks_topic_{page}", args=[newest])
    meeting = Round.objects.get(slug="astana-11")
    yield reverse("admin:talks_round_paste", args=[meeting.pk])
    yield reverse("admin:talks_round_import")
    yield reverse("admin:talks_round_deleted")
    yield reverse("admin:talks_edition_publish", args=[Edition.objects.get().pk])
    yield f"{reverse('admin:preview', args=['round', meeting.pk])}{get_language()}/rounds/{meeting.slug}/"
