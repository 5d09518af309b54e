"""Where readers find the entries of each table: an address in each language, from the root of the site."""

from functools import cache
from typing import Any

from django.urls import get_script_prefix, reverse
from django.utils.translation import override

from talks.record.fields import LANGUAGES

# The tables whose entries have pages, with the names of their addresses.
OWN_PAGE = {
    "rounds": "round",
    "events": "event",
    "decisions": "decision",
    "topics": "topic",
    "parties": "party",
    "people": "person",
    "sources": "source",
}
# The tables whose entries stand on the page of another, with the columns that name it. The name of its
# address is that of the column.
PAGE_OF = {
    "participations": ("round", "event"),
    "follow_ups": ("decision",),
    "statements": ("round", "event"),
    "announcements": ("round",),
    "differences": ("round", "event", "decision"),
}
A_SLUG = "a-slug"


def has_pages(table: str) -> bool:
    """Tell whether the entries of a table are on a page of the site."""
    return table in OWN_PAGE or table in PAGE_OF


def page_of(table: str, values: dict[str, Any]) -> dict[str, str]:
    """Give the address of an entry's page in each language, by its values: `/en/decisions/astana-4-1/`."""
    name, slug, place = OWN_PAGE.get(table), values["id"], ""
    if name is None:
        name = next(column for column in PAGE_OF[table] if values[column])
        slug, place = values[name], f"#{values['id']}"
    return {code: _pattern(name, code).replace(A_SLUG, slug) + place for code in LANGUAGES}


@cache
def _pattern(name: str, language: str) -> str:
    """Give the address of pages of this name, wherever the site begins."""
    with override(language):
        return "/" + reverse(name, args=[A_SLUG]).removeprefix(get_script_prefix())
