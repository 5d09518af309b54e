"""The page for researchers: what data there is, what its columns hold, how to read and to cite it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.models import Edition, Status
from talks.pages.frame import CONTEXT, Absolute, RecordPage
from talks.record.open_data.columns import Column, Sort
from talks.record.open_data.datasets import DATASETS
from talks.record.open_data.files import TYPES
from talks.record.open_data.guide import reading
from talks.record.open_data.release import licence
from talks.record.open_data.tables import TABLES, Table

SORTS = {
    Sort.ID: gettext_lazy("id"),
    Sort.IDS: gettext_lazy("list of ids"),
    Sort.TEXT: gettext_lazy("text"),
    Sort.TEXTS: gettext_lazy("text in each language"),
    Sort.CODE: gettext_lazy("one of these codes"),
    Sort.NUMBER: gettext_lazy("whole number"),
    Sort.FLAG: gettext_lazy("true or false"),
    Sort.DAY: gettext_lazy("day (ISO 8601)"),
    Sort.DATE: gettext_lazy("date in EDTF"),
    Sort.URL: gettext_lazy("address"),
    Sort.PAGES: gettext_lazy("address in each language"),
}

# The rules by which a status is given: what did a decision set out to do, and what is reported of that?
STATUSES = {
    Status.IMPLEMENTED: gettext_lazy(
        "What the decision set out to do was done, where and when it said; of a lasting undertaking, that it "
        "was kept."
    ),
    Status.PARTLY: gettext_lazy(
        "A part was done; or all of it later or elsewhere than set; or it was undone in part; or those "
        "concerned disagree whether it was done in full."
    ),
    Status.STALLED: gettext_lazy(
        "Its term passed, or three months where it had none, without a result on the thing decided, and it "
        "was not known to be given up."
    ),
    Status.LAPSED: gettext_lazy(
        "It was overtaken as a whole or given up: what it was about no longer existed, or its term ran out "
        "without effect."
    ),
    Status.PENDING: gettext_lazy("Its term had not come; or it had none, and no result was due yet."),
    Status.UNKNOWN: gettext_lazy("Something could be observed, but no report found lets one judge it."),
    Status.PRINCIPLE: gettext_lazy(
        "A statement of principle, a general appeal or an acknowledgement: no follow-up is expected."
    ),
}


@dataclass(frozen=True)
class File:
    """A file that holds the whole record: what it is, and its address."""

    name: str
    about: str
    address: str


@dataclass(frozen=True)
class DocumentedColumn:
    """A column in words."""

    column: Column

    @property
    def sort(self) -> str:
        """Give what its values are."""
        return str(SORTS[self.column.sort])

    @property
    def title(self) -> str:
        """Give what it is called."""
        return capfirst(str(self.column.title))

    @property
    def anchor(self) -> str:
        """Give the anchor of the table whose ids it holds; empty where it holds none."""
        return f"table-{self.column.names}" if self.column.names else ""


@dataclass(frozen=True)
class DocumentedTable:
    """A table with its columns in words, and how many entries it has on the day."""

    table: Table

    @property
    def has_json(self) -> bool:
        """Tell whether there is a JSON file of it; versions stand within their differences there."""
        return self.table.name in DATASETS

    def columns(self) -> list[DocumentedColumn]:
        """Give its columns."""
        return [DocumentedColumn(column) for column in self.table.columns]


class OfData(RecordPage):
    """A page about data, with its licence."""

    section = "data"
    is_dataset = True

    def licence(self) -> dict[str, str]:
        """Give the licence of the data: its name, title and url."""
        return licence()


class DataPage(OfData):
    """What there is for researchers."""

    @property
    def title(self) -> str:
        return _("Data")

    @property
    def cited_title(self) -> str:
        return _("The data of the Astana Record")

    @property
    def description(self) -> str:
        return _(
            "The whole record as tables: CSV, JSON, XLSX and a data package, each column documented, with a "
            "read API, feeds and a calendar, free to use."
        )

    @property
    def address(self) -> str:
        return reverse("data")

    @cached_property
    def tables(self) -> list[DocumentedTable]:
        """Give the tables in the order of the files."""
        return [DocumentedTable(table) for table in TABLES.values()]

    def files(self) -> list[File]:
        """Give the files that hold the whole record."""
        return [
            File("record.xlsx", _("Spreadsheet with a sheet for each table"), reverse("record-xlsx")),
            File("datapackage.zip", _("Data package: all tables as CSV"), reverse("data-package-zip")),
            File("record.json", _("Everything as one JSON file"), reverse("record-json")),
            File("record.schema.json", _("The JSON Schema of that file"), reverse("record-schema")),
            File("datapackage.json", _("The description of the data package"), reverse("data-package")),
        ]

    def reading(self) -> list[str]:
        """Give how the values of the tables are to be read."""
        return reading()

    def statuses(self) -> list[tuple[Status, str]]:
        """Give the statuses of decisions, each with the rule by which it is given."""
        return [(status, str(STATUSES[status])) for status in Status]

    @cached_property
    def first_day(self) -> dt.date:
        """Give the first day of which the record says something."""
        return self.edition.first_day()

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        downloads = [(file.name, absolute(self.on_the_day(file.address))) for file in self.files()]
        downloads += [
            (f"{name}.csv", absolute(self.on_the_day(reverse("data-csv", args=[name])))) for name in TABLES
        ]
        return [dataset_data(self, self.edition, downloads, absolute)]


def dataset_data(
    page: Any, edition: Edition, downloads: Iterable[tuple[str, str]], absolute: Absolute
) -> dict[str, Any]:
    """Give the data of an edition as a Dataset of schema.org; `downloads` are names of files and addresses.

    `page` is about it, and says its first day.
    """
    name = _("Astana Record")
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": absolute(page.address),
        "name": page.cited_title,
        "description": page.description,
        "url": absolute(page.address),
        "inLanguage": settings.RECORD_LANGUAGES,
        "license": settings.DATA_LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": name, "url": absolute(reverse("dashboard"))},
        "version": str(edition.number),
        "dateModified": edition.day.isoformat(),
        "temporalCoverage": f"{page.first_day.isoformat()}/{edition.day.isoformat()}",
        "spatialCoverage": {"@type": "Country", "name": _("Syria")},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": TYPES[name.rpartition(".")[2]].partition(";")[0],
                "contentUrl": address,
            }
            for name, address in downloads
        ],
    }
