"""The tables of the open data as flat rows of cells: for CSV, spreadsheets and the data package."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from talks.models import Difference, DifferenceVersion
from talks.record.fields import LANGUAGES
from talks.record.kinds import KIND_OF
from talks.record.open_data.columns import IN_LANGUAGES, Column, Sort
from talks.record.open_data.datasets import DATASETS, Dataset, Row
from talks.record.open_data.words import TABLES as ABOUT
from talks.record.open_data.words import about_column

# What stands between the ids of a list; no id has it.
BETWEEN_IDS = "; "

Cell = str | int | bool | None


@dataclass(frozen=True)
class Table:
    """A flat table: that of a dataset, or of the versions within its entries.

    `key` names the columns that tell its rows apart.
    """

    name: str
    dataset: Dataset
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)

    @property
    def title(self) -> str:
        """Give what the table is called, in the reader's language."""
        model = DifferenceVersion if self.is_of_versions else self.dataset.kind.model
        return capfirst(str(model._meta.verbose_name_plural))

    @property
    def about(self) -> Any:
        """Give what the table holds, translated when it is shown."""
        return ABOUT[self.name]

    @property
    def is_of_versions(self) -> bool:
        """Tell whether its rows are the versions within the entries of the dataset."""
        return self.name != self.dataset.name

    @cached_property
    def headings(self) -> list[str]:
        """Give the names of its columns, with one for each language of what is in languages."""
        return [heading for column in self.columns for heading in column.headings]

    def lines(self, rows: Iterable[Row], site: str = "") -> Iterator[list[Cell]]:
        """Give the cells of each line of some rows of the dataset; `site` begins the addresses of pages."""
        if self.is_of_versions:
            rows = _versions_of(rows)
        for row in rows:
            yield [cell for column in self.columns for cell in _cells(column, row[column.name], site)]


def _versions_of(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        for number, version in enumerate(row["versions"], start=1):
            yield {"difference": row["id"], "number": number} | version


def _cells(column: Column, value: Any, site: str) -> list[Cell]:
    if column.sort is Sort.PAGES:
        return [site + value[code] for code in LANGUAGES]
    if column.sort in IN_LANGUAGES:
        return [value.get(code) for code in LANGUAGES]
    return [BETWEEN_IDS.join(value) or None if column.sort is Sort.IDS else value]


def _make() -> Iterator[Table]:
    for name, dataset in DATASETS.items():
        columns = tuple(column for column in dataset.columns if column.sort is not Sort.VERSIONS)
        yield Table(name, dataset, columns)
    differences = DATASETS[KIND_OF[Difference].name]
    [versions] = (column for column in differences.columns if column.sort is Sort.VERSIONS)
    name = "difference_versions"
    own = (
        Column(
            "difference",
            Sort.ID,
            _("difference between sources"),
            about_column(name, "difference"),
            is_required=True,
            names=differences.name,
        ),
        Column("number", Sort.NUMBER, _("number"), about_column(name, "number"), is_required=True),
    )
    yield Table(name, differences, (*own, *versions.parts), key=("difference", "number"))


TABLES = {table.name: table for table in _make()}
