"""What templates need to show a record: bilingual texts, precise dates, marks, addresses."""

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.db import models
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.urls import get_script_prefix, reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, override, pgettext
from translated_fields import to_attribute

from talks.bilingual import language_of_record, language_shown
from talks.charts.theme import EVENT_SHAPES
from talks.dates import PreciseDate, format_date, format_day, format_moment
from talks.forms import QueryForm
from talks.models import Decision, Party, Status, Topic
from talks.models.claims import Entry
from talks.models.sources import RIGHT_TO_LEFT
from talks.notation import digits_shown, months_shown
from talks.pages.citing import FORMATS, Citation
from talks.pages.frame import RecordPage
from talks.pages.search import Passage
from talks.transcribing import choices_of_language

register = template.Library()


@register.simple_tag
def text(of: Any, name: str) -> str | SafeString:
    """Give a bilingual text; marked with its language where it had to fall back to another."""
    language = language_shown(of, name)
    return marked(getattr(of, to_attribute(name, language)), language)


@register.simple_tag
def marked(shown: str, language: str = "") -> str | SafeString:
    """Give words marked with their language, that said or the one they know, where it is not the page's."""
    language = language or getattr(shown, "language", "")
    if language in ("", get_language()) or not shown:
        return shown
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction, shown)


@register.simple_tag
def passage(shown: Passage) -> SafeString:
    """Give what was found in a text, marked; with its language where it is not the reader's."""
    return marked(shown.html, shown.language)


@register.simple_tag(takes_context=True)
def at(context: Context, entry: Entry) -> str:
    """Give the address of an entry's page, on the day for which the present page speaks."""
    return _on_the_day(context, entry.get_absolute_url())


@register.simple_tag(takes_context=True)
def to(context: Context, path: str) -> str:
    """Give an address of the record on the day for which the present page speaks."""
    return _on_the_day(context, path)


@register.simple_tag
def page_languages(page: RecordPage) -> list[dict[str, str]]:
    """Give the address of a page in each language, and the one that suits whoever reads none of them."""
    translated = [
        {"code": code, "address": _translated(page.address, code)} for code, _name in settings.LANGUAGES
    ]
    return [*translated, {"code": "x-default", "address": translated[0]["address"]}]


@register.simple_tag(takes_context=True)
def address(context: Context, name: str, *args: Any, query: str = "") -> str:
    """Give the address of a page by its name, on the day for which the present page speaks.

    `query` is what else is asked of it: "topic=ceasefire".
    """
    path = reverse(name, args=args)
    return _on_the_day(context, f"{path}?{query}" if query else path)


def _on_the_day(context: Context, path: str) -> str:
    page = context.get("page")
    return page.on_the_day(path) if isinstance(page, RecordPage) else path


@register.simple_tag(takes_context=True)
def present_day(context: Context) -> str:
    """Give the address of the present page on the edition's day, with all else that is asked of it."""
    return _without(context["request"], "as_of")


@register.simple_tag(takes_context=True)
def present_edition(context: Context) -> str:
    """Give the address of the present page in the current edition, with all else that is asked of it."""
    return _without(context["request"], "edition")


@register.simple_tag
def newest_edition(address: str) -> str:
    """Give an address of the record in the newest edition, with all else that it asks for."""
    path, _mark, query = address.partition("?")
    return _with_query(path, QueryDict(query, mutable=True), "edition")


def _without(request: HttpRequest, parameter: str) -> str:
    return _with_query(request.path, request.GET.copy(), parameter)


def _with_query(path: str, query: QueryDict, left_out: str) -> str:
    query.pop(left_out, None)
    return f"{path}?{query.urlencode()}" if query else path


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """Give the full address of a path from the root of the site."""
    return context["request"].build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def citation(context: Context) -> Citation:
    """Give how the present page is cited."""
    return Citation.of(context["page"], context["request"].build_absolute_uri)


@register.simple_tag
def ways_to_cite(citation: Citation) -> list[dict[str, str]]:
    """Give the citation in each format for programs: its name in addresses, its label and its text."""
    return [
        {"name": name, "label": way.label, "text": way.write(citation)}
        for name, way in FORMATS.items()
        if way.ending != "txt"
    ]


@register.simple_tag(takes_context=True)
def subscription(context: Context, path: str) -> str:
    """Give the address with which programs subscribe to a calendar of the site (webcal)."""
    return re.sub(r"^https?:", "webcal:", context["request"].build_absolute_uri(path))


@register.simple_tag(takes_context=True)
def oembed_address(context: Context, written_as: str) -> str:
    """Give the full address at which oEmbed answers for the present page as it is asked for, in a format."""
    page, form, full = context["page"], context.get("form"), context["request"].build_absolute_uri
    present = page.on_the_day(page.address) if form is None else page.address + form.query().rstrip("?")
    query = urlencode({"url": full(present), "format": written_as})
    return full(f"{reverse('oembed')}?{query}")


@register.simple_tag(takes_context=True)
def embed_builder(context: Context, chart: str, *filters: str, **options: str) -> str:
    """Give the address of the builder for a chart of the present page, as it is shown.

    `filters` names what the page's form and the chart both know, `options` says what the page itself is of.
    """
    page, form = context["page"], context.get("form")
    left_out = [name for name in getattr(form, "fields", ()) if name not in filters]
    shown = form.query(**dict.fromkeys(left_out)).lstrip("?") if form else page.as_of.query
    asked = urlencode({"chart": chart, **options})
    return f"{reverse('embed-builder')}?{asked}{'&' if shown else ''}{shown}"


@register.simple_tag(takes_context=True)
def in_language(context: Context, code: str) -> str:
    """Give the address of the present page in another language, with all that is asked of it."""
    request, form = context["request"], context.get("form")
    if request.resolver_match is None:
        with override(code):
            return reverse("dashboard")
    if form is None:
        return _translated(request.get_full_path(), code)
    asked = form.query(page=form.cleaned_data.get("page"))
    return _translated(request.path, code) + asked.rstrip("?")


def _translated(address: str, code: str) -> str:
    """Give an address of the site in another language, wherever the site begins."""
    return translate_url(f"/{address.removeprefix(get_script_prefix())}", code)


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> SafeString:
    """Give what the page is about in schema.org's terms, as blocks of data that no browser runs."""
    page, full = context["page"], context["request"].build_absolute_uri
    blocks = [*page.structured_data(full), page.breadcrumb_data(full)]
    # As json_script does: what could end the block or the page's markup is escaped.
    safe = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
    return format_html_join(
        "",
        '<script type="application/ld+json">{}</script>',
        ((mark_safe(json.dumps(block, ensure_ascii=False).translate(safe)),) for block in blocks),
    )


@register.simple_tag
def became(decision: Decision) -> str | SafeString:
    """Give in words what became of a decision; empty where nothing is said of it."""
    return text(*decision.what_became_of_it()) or ""


@register.simple_tag
def names(of: Iterable[Any]) -> SafeString:
    """Give the names of parties or topics as a list in the reader's language: "Russia, Turkey and Iran"."""
    shown = [text(one, "name") for one in of]
    # Translators: between two names of a list.
    comma = pgettext("between names", ", ")
    # Translators: before the last name of a list.
    last = pgettext("before the last name", " and ")
    listed = format_html_join(comma, "{}", ((name,) for name in shown[:-1]))
    return format_html("{}{}{}", listed, last if listed else "", shown[-1] if shown else "")


@register.simple_tag(takes_context=True)
def parties(context: Context, of: Iterable[Party]) -> SafeString:
    """Give parties as links, each with the colour of its state where it is a guarantor."""
    return format_html_join(
        "",
        '<a class="party {}" href="{}">{}</a> ',
        (
            (party.slug if party.is_guarantor() else "", at(context, party), text(party, "name"))
            for party in of
        ),
    )


@register.simple_tag(takes_context=True)
def topics(context: Context, of: Iterable[Topic]) -> SafeString:
    """Give topics as a list of links in the reader's language."""
    # Translators: between two names of a list.
    comma = pgettext("between names", ", ")
    links = ((at(context, topic), text(topic, "name")) for topic in of)
    return format_html_join(comma, '<a href="{}">{}</a>', links)


@register.simple_tag
def other_languages() -> list[dict[str, str]]:
    """Give the languages other than the reader's: code, the language's own name, direction."""
    return [
        {"code": code, "name": name, "direction": "rtl" if get_language_info(code)["bidi"] else "ltr"}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


@register.simple_tag
def other_record_languages() -> list[dict[str, str]]:
    """Give the same of the languages in which the record itself is written."""
    return [other for other in other_languages() if other["code"] in settings.RECORD_LANGUAGES]


@register.simple_tag
def fallback() -> dict[str, str] | None:
    """Name the reader's language and that of the record's texts, where they are not the same."""
    own, record = get_language(), language_of_record()
    if own == record:
        return None
    names = {"own_name": own, "record_name": record}
    return {name: get_language_info(code)["name_translated"] for name, code in names.items()}


@register.simple_tag(takes_context=True)
def notation_choices(context: Context) -> list[dict[str, Any]]:
    """Give the ways of writing months and digits between which readers of the language can choose.

    Each has its name in addresses, its label and its options; an option leads to the present page.
    """
    present = {"months": months_shown(), "digits": digits_shown()}
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {
                    "value": value,
                    "label": shown,
                    "address": _present_with(context, name, value),
                    "is_chosen": value == present[name],
                }
                for value, shown in options
            ],
        }
        for name, label, options in choices_of_language()
    ]


def _present_with(context: Context, name: str, value: str) -> str:
    """Give the address of the present page with all that is asked of it, and this in this way."""
    path, _mark, query = in_language(context, get_language()).partition("?")
    asked = QueryDict(query, mutable=True)
    asked[name] = value
    return f"{path}?{asked.urlencode()}"


@register.simple_tag
def date(precise: PreciseDate, is_lasting: bool = True) -> SafeString:
    """Give a date in the reader's language, at its precision; an open end that does not last is "after"."""
    shown = format_date(precise, get_language(), is_lasting=is_lasting)
    is_single = "/" not in precise.text and not precise.is_approximate and not precise.is_uncertain
    if is_single:
        return format_html('<time datetime="{}">{}</time>', precise.text, shown)
    return format_html('<span class="date">{}</span>', shown)


@register.simple_tag
def day(value: dt.date) -> SafeString:
    """Give a day in the reader's language."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), format_day(value, get_language()))


@register.simple_tag
def mark(status: str) -> SafeString:
    """Give the mark of a status; the word stands beside it, so that readers by ear skip the mark."""
    return format_html(
        '<svg class="glyph status-{0}" viewBox="0 0 16 16" aria-hidden="true"><use href="#mark-{0}"/></svg>',
        status,
    )


@register.simple_tag
def event_mark(kind: str) -> SafeString:
    """Give the mark that the timeline gives a kind of event; its word stands beside it."""
    shape, colour = EVENT_SHAPES.get(kind, ("bar", "un"))
    return format_html(
        '<svg class="glyph mark {} {}" viewBox="0 0 16 16" aria-hidden="true"><use href="#shape-{}"/></svg>',
        colour,
        shape,
        shape,
    )


@register.simple_tag
def marks(status: str, count: int) -> SafeString:
    """Give as many marks of a status as there are decisions."""
    return format_html_join("", "{}", ((mark(status),) for _ in range(count)))


@register.simple_tag
def share(status: str, count: int, most: int) -> SafeString:
    """Give a bar as long as a count of decisions, the largest count being the whole length.

    It speaks as the mark of the status does, and the count stands beside it.
    """
    length = round(100 * count / most, 1) if most else 0
    start = 100 - length if get_language_info(get_language())["bidi"] else 0
    return format_html(
        '<svg class="share status-{0} {0}" aria-hidden="true">'
        '<rect class="whole" x="{1}%" y="1" width="{2}%" height="8"/>'
        '<rect class="half" x="{1}%" y="5" width="{2}%" height="4"/></svg>',
        status,
        f"{start:g}",
        f"{length:g}",
    )


@register.simple_tag
def refs(numbers: list[int]) -> SafeString:
    """Give links to numbered sources of the panel."""
    links = format_html_join("", '<a href="#source-{0}">{0}</a>', ((number,) for number in numbers))
    return format_html('<span class="refs">{}</span>', links) if numbers else SafeString("")


@register.simple_tag
def query(form: QueryForm, **changes: Any) -> str:
    """Give the query of the page's address with some of it changed; an empty value takes a part away."""
    return form.query(**changes)


@register.simple_tag
def query_of_page(form: QueryForm, number: int, of_list: str = "") -> str:
    """Give the query of the page's address with another page of a list, where there are several of them."""
    return form.query(**{of_list or "page": number})


@register.filter
def moment(value: dt.datetime) -> str:
    """Give a moment in words, in UTC: "24 November 2026, 22:41 UTC"."""
    return format_moment(value, get_language())


@register.filter
def kind_name(entry: models.Model) -> str:
    """Give the name of the kind of an entry: "decision"."""
    return entry._meta.verbose_name


@register.filter
def status_label(status: str) -> str:
    """Give the word for a status."""
    return Status(status).label
