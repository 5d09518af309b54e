"""What the API answers: the list of its datasets, a page of one of them, an entry."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from talks.api.filters import ListForm
from talks.record.open_data.columns import Sort, in_each_language
from talks.record.open_data.datasets import DATASETS, Dataset, Row
from talks.record.open_data.release import Release, metadata
from talks.record.open_data.words import TABLES

TITLE = _("The Astana Record: read API")


def index_of(release: Release) -> dict[str, Any]:
    """Give what there is to be asked for, and where it is described."""
    return metadata(release) | {
        "title": in_each_language(TITLE),
        "documentation": {code: _documentation(release, code) for code in settings.RECORD_LANGUAGES},
        "description": release.at("api-description"),
        "datasets": [
            {
                "name": name,
                "about": in_each_language(TABLES[name]),
                "entries": release.on_the_day("api-list", name),
            }
            for name in DATASETS
        ],
    }


def _documentation(release: Release, language: str) -> str:
    with override(language):
        return release.on_the_day("data") + "#api"


class EntriesPage(NamedTuple):
    """A page of a dataset: how many entries there are on all pages, its rows, and where the next one begins.

    The last page has no `next_after`. Only the first one counts: whoever reads all of them has been told.
    """

    count: int | None
    rows: list[Row]
    next_after: str | None


def entries_page(release: Release, dataset: Dataset, form: ListForm) -> EntriesPage:
    """Give the page of a dataset that a form asks for. A query for it, one for the count, and its rows'."""
    kept = form.keep(dataset.entries(release.as_of))
    after = form.cleaned_data["after"]
    # Also of the first page it is asked that it begins after something: so all are found by the index of ids.
    found = list(kept.filter(slug__gt=after)[: form.length + 1])
    shown = found[: form.length]
    return EntriesPage(
        count=None if after else kept.count(),
        rows=rows_of(release, dataset, shown),
        next_after=shown[-1].slug if len(found) > len(shown) else None,
    )


def rows_of(release: Release, dataset: Dataset, entries: list[models.Model]) -> list[Row]:
    """Give the rows of entries of a dataset, with full addresses: their pages, and their own in the API."""
    pages = [column.name for column in dataset.columns if column.sort is Sort.PAGES]
    found = dataset.rows(entries)
    for row in found:
        for name in pages:
            row[name] = {code: _on_the_day(release, page) for code, page in row[name].items()}
        row["self"] = release.on_the_day("api-entry", dataset.name, row["id"])
    return found


def _on_the_day(release: Release, page: str) -> str:
    path, mark, place = page.partition("#")
    query = release.as_of.query
    return f"{release.site}{path}{'?' if query else ''}{query}{mark}{place}"
