"""Lists that turn their pages, and pages that have several of them."""

from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from translated_fields import to_attribute

from talks.bilingual import language_of_record
from talks.forms import ListsForm
from talks.models import AsOf, Source
from talks.pages.frame import RecordPage
from talks.pages.references import References

ENTRIES_A_PAGE = 25


def page_of(entries: QuerySet, number: int, *, count: int | None = None) -> Page:
    """Give one page of a list, read. Two queries; one where it is known how many entries there are."""
    paginator = Paginator(entries, ENTRIES_A_PAGE)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(number)
    page.object_list = list(page.object_list)
    return page


def name_in_order() -> str:
    """Give the column of names by which a list stands in the order of the reader's alphabet."""
    return to_attribute("name", language_of_record())


def in_meetings(entries: QuerySet) -> QuerySet:
    """Order what belongs to rounds or events by their days, the newest first."""
    return entries.order_by(Coalesce("round__earliest", "event__earliest").desc(), "-round", "-event", "pk")


class ListsPage(RecordPage):
    """A page with several lists of what a party or a person did, each of which turns its own pages."""

    section = "guarantors"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = ListsForm(query, as_of)
        self.form.is_valid()

    def lists(self) -> dict[str, Page]:
        """Give the lists of claims, by the names of `CLAIMS`, in the order in which the page shows them."""
        raise NotImplementedError

    @cached_property
    def sources(self) -> list[Source]:
        """Give the sources of what the page shows, numbered; each entry gets `cited`. One query."""
        shown = {name: page.object_list for name, page in self.lists().items()}
        references = References(**shown)
        for name, entries in shown.items():
            references.cite_each(name, entries)
        return references.sources
