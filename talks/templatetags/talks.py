"""What templates need to show a record: bilingual texts, precise dates, marks, addresses."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, pgettext
from translated_fields import to_attribute

from talks.bilingual import language_shown
from talks.dates import PreciseDate, format_date, format_day
from talks.forms import DashboardForm
from talks.models import Decision, Status

register = template.Library()


@register.simple_tag
def text(of: Any, name: str) -> str | SafeString:
    """Give a bilingual text; marked with its language where it had to fall back to another."""
    language = language_shown(of, name)
    shown = getattr(of, to_attribute(name, language))
    if language == get_language() or not shown:
        return shown
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction, shown)


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


@register.simple_tag
def other_languages() -> list[dict[str, str]]:
    """Give the languages other than the reader's: code, the language's own name, direction."""
    return [
        {"code": code, "name": name, "direction": "rtl" if get_language_info(code)["bidi"] else "ltr"}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


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
def marks(status: str, count: int) -> SafeString:
    """Give as many marks of a status as there are decisions."""
    return format_html_join("", "{}", ((mark(status),) for _ in range(count)))


@register.simple_tag
def refs(numbers: list[int]) -> SafeString:
    """Give links to numbered sources of the panel."""
    links = format_html_join("", '<a href="#source-{0}">{0}</a>', ((number,) for number in numbers))
    return format_html('<span class="refs">{}</span>', links) if numbers else SafeString("")


@register.simple_tag
def query(form: DashboardForm, **changes: Any) -> str:
    """Give the query of the page's address with some of it changed; an empty value takes a part away."""
    return form.query(**changes)


@register.filter
def status_label(status: str) -> str:
    """Give the word for a status."""
    return Status(status).label
