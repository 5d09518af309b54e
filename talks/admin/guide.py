"""The guide for editors at the desk: `docs/editors.<language>.md`, which read as well without it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, path, reverse
from django.urls.resolvers import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_info, override
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

FOLDER = settings.BASE_DIR / "docs"
# How one guide names the other.
OTHER_GUIDE = re.compile(r"editors\.([\w-]+)\.md")
# The other language of a guide in each of the record's, and runs of its letters.
OTHER_LETTERS = {
    "ar": ("en", re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})*(?!;)")),
    "en": ("ar", re.compile(r"[\u0621-\u06d3]+(?:[ /][\u0621-\u06d3]+)*")),
}
# What the guide calls by its address is a page of the desk, and a link there.
PAGE_OF_THE_DESK = re.compile(r"/[\w-]+/admin/[\w/-]*")


@dataclass(frozen=True)
class Heading:
    """A heading of the guide: how deep it is, its text, and the anchor under which it is found."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Guide:
    """The guide in one language: its title, its headings, and all below the title as HTML."""

    language: str
    title: str
    headings: list[Heading]
    html: SafeString

    @property
    def is_right_to_left(self) -> bool:
        """Tell whether it is written from right to left."""
        return get_language_info(self.language)["bidi"]

    @property
    def sections(self) -> list[Heading]:
        """Give the headings that its contents list."""
        return [heading for heading in self.headings if heading.level == 2]


def guide_in(language: str) -> Guide | None:
    """Give the guide in a language, else in one of the record's that has it; None where there is none."""
    for code in (language, settings.FALLBACK_RECORD_LANGUAGE, *settings.RECORD_LANGUAGES):
        file = FOLDER / f"editors.{code}.md"
        if file.is_file():
            return read_guide(file, code)
    return None


def read_guide(file: Path, language: str) -> Guide:
    """Read a guide, whose first line is its title; HTML in it is shown as it stands."""
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_GuideRenderer).enable("table")
    tokens = markdown.parse(file.read_text("utf-8"))
    title, *headings = _headings(tokens)
    # The title is that of the page.
    below = tokens[next(at for at, token in enumerate(tokens) if token.type == "heading_close") + 1 :]
    html = markdown.renderer.render(below, markdown.options, {"language": language})
    # The parser escapes whatever HTML stands in the file.
    return Guide(language, title.text, headings, mark_safe(html))


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """Yield the headings, each of which gets its anchor: that of the same file on GitHub."""
    for token, inside in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            anchor = slugify(inside.content, allow_unicode=True)
            token.attrSet("id", anchor)
            yield Heading(int(token.tag[1:]), inside.content, anchor)


class _GuideRenderer(RendererHTML):
    """Writes HTML for the desk: no inline styles, links to its pages, codes from left to right."""

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write words; those in the letters of the record's other language say so."""
        other, run = OTHER_LETTERS[env["language"]]
        return run.sub(rf'<bdi lang="{other}">\g<0></bdi>', super().text(tokens, idx, options, env))

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write a code; the address of a page of the desk leads there."""
        text = tokens[idx].content
        code = format_html('<code dir="ltr">{}</code>', text)
        if not PAGE_OF_THE_DESK.fullmatch(text):
            return code
        return format_html('<a href="{}">{}</a>', get_script_prefix() + text[1:], code)

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Begin a link; that to the guide in another language leads to this page in it."""
        if other := OTHER_GUIDE.fullmatch(str(tokens[idx].attrs["href"])):
            with override(other[1]):
                tokens[idx].attrs |= {"href": reverse("admin:guide"), "hreflang": other[1], "lang": other[1]}
        return self.renderToken(tokens, idx, options, env)

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Begin a cell, which is aligned as the page has it."""
        tokens[idx].attrs.pop("style", None)
        return self.renderToken(tokens, idx, options, env)

    td_open = th_open

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Begin a table, which on a narrow screen is moved by itself."""
        return '<div class="guide-table" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"


class GuidePage:
    """The page of the desk that shows the guide, for the site of the editors."""

    def get_urls(self) -> list[URLPattern]:
        return [path("guide/", self.admin_view(self.guide), name="guide"), *super().get_urls()]

    def guide(self, request: HttpRequest) -> HttpResponse:
        """Show the guide in the language of the page."""
        guide = guide_in(get_language())
        if guide is None:
            raise Http404
        context = self.each_context(request) | {"title": guide.title, "guide": guide}
        request.current_app = self.name
        return TemplateResponse(request, "admin/guide.html", context)
