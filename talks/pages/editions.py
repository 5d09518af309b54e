"""The editions of the record: their frozen files, and what each changed since the one before."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, QuerySet
from django.db.models.functions import Length
from django.http import QueryDict
from django.urls import reverse, translate_url
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.bilingual import language_of_record
from talks.dates import PreciseDate, format_day
from talks.forms import QueryForm
from talks.models import AsOf, Edition, EditionFile, Event, Round
from talks.pages.frame import Absolute, Crumb, RecordPage
from talks.pages.lists import ENTRIES_A_PAGE
from talks.pages.open_data import OfData, dataset_data
from talks.record.changelog import Addresses, EntryWords, Since
from talks.record.editions import SUMS, EntryChange
from talks.record.kinds import KINDS
from talks.record.open_data.addresses import has_pages, page_of
from talks.record.open_data.files import TYPES
from talks.record.report import Fate


def _place(file: EditionFile) -> tuple[int, str, str]:
    """Give the place of a file among others: the whole record, its tables by their format, the sums."""
    name, _dot, ending = file.name.rpartition(".")
    is_whole = file.name.startswith(("record.", "datapackage."))
    return (0 if is_whole else 2 if file.name.startswith(SUMS) else 1), ending, name


def published_editions() -> QuerySet[Edition]:
    """Give the editions that readers got, the newest first: also while they read in an earlier one."""
    return Edition.objects.using(DEFAULT_DB_ALIAS).published()


class EditionList(RecordPage):
    """All editions. One query."""

    section = "data"

    @property
    def title(self) -> str:
        return _("Editions")

    @property
    def description(self) -> str:
        return _(
            "Each edition is the record as it stood on a day. Its files are written once and never change "
            "again."
        )

    @property
    def address(self) -> str:
        return reverse("edition-list")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Data"), reverse("data"))]

    @cached_property
    def editions(self) -> list[Edition]:
        """Give the editions, the newest first, each with how many files it has."""
        return list(published_editions().annotate(count_of_files=Count("files")))


@dataclass(frozen=True)
class CountOf:
    """How many entries of a kind an edition holds."""

    kind: str
    count: int


class EditionPage(OfData):
    """One edition: what it holds, its files and their sums, and what it changed. Six queries at most."""

    def __init__(self, query: QueryDict, as_of: AsOf, shown: Edition) -> None:
        """Take the address's query, the day that readers read on, and the edition that the page is about."""
        super().__init__(as_of)
        self.shown = shown
        self.since = Since(shown)
        self.form = QueryForm(query, as_of)
        self.form.is_valid()

    @property
    def title(self) -> str:
        return _("Edition %(number)s") % {"number": self.shown.number}

    @property
    def cited_title(self) -> str:
        return _("The data of the Astana Record")

    @property
    def cited_edition(self) -> Edition:
        return self.shown

    @property
    def description(self) -> str:
        said = {"number": self.shown.number, "day": format_day(self.shown.day, get_language())}
        return (
            _("Edition %(number)s is the record as it stood on %(day)s. Its files never change again.") % said
        )

    @property
    def address(self) -> str:
        return reverse("edition", args=[self.shown.number])

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Data"), reverse("data")), Crumb(_("Editions"), reverse("edition-list"))]

    @cached_property
    def files(self) -> list[EditionFile]:
        """Give its frozen files, each with its size in bytes and without what it holds."""
        files = self.shown.files.without_content().annotate(size=Length("content"))
        return sorted(files, key=_place)

    def sums(self) -> list[EditionFile]:
        """Give the files with the sums of the others."""
        return [file for file in self.files if file.name.startswith(SUMS)]

    @cached_property
    def counts(self) -> list[CountOf]:
        """Give how many entries of each kind it holds."""
        seen = self.since.after or {}
        return [
            CountOf(capfirst(str(kind.model._meta.verbose_name_plural)), len(seen[kind.model]))
            for kind in KINDS
            if seen.get(kind.model) and kind.model is not Edition
        ]

    @cached_property
    def changed(self) -> tuple[Page, list[EntryWords]]:
        """Give the page of what changed that is asked for, and its entries in words."""
        return self.since.page(self.form.number(), ENTRIES_A_PAGE, self._addresses)

    def _addresses(self, changes: list[EntryChange]) -> Addresses:
        """Give where readers find what changed, in this edition; in the one before it what was removed."""
        return {
            (change.kind.name, change.slug): self._address(change)
            for change in changes
            if has_pages(change.kind.name)
        }

    def _address(self, change: EntryChange) -> str:
        edition = self.since.last if change.fate is Fate.REMOVED else self.shown
        values = {key.name: change.form.get(key.name) for key in change.kind.keys}
        address = page_of(change.kind.name, values)[language_of_record()]
        path, mark, place = translate_url(address, get_language()).partition("#")
        return f"{path}?edition={edition.number}{mark}{place}"

    @cached_property
    def first_day(self) -> dt.date:
        """Give the first day of which the edition says something; its own day in an empty one."""
        seen = self.since.after or {}
        dated = [form["date"] for model in (Round, Event) for form in seen.get(model, {}).values()]
        firsts = (PreciseDate.parse(date).earliest for date in dated)
        return min(filter(None, firsts), default=self.shown.day)

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        downloads = [
            (file.name, absolute(reverse("edition-file", args=[self.shown.number, file.name])))
            for file in self.files
            if file.name.rpartition(".")[2] in TYPES
        ]
        return [dataset_data(self, self.shown, downloads, absolute)]
