"""What is given out as data: the record of an edition as of a day, with its licence and how to name it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.dates import format_day
from talks.models import AsOf
from talks.record.open_data.datasets import Dataset, Row

# What begins the names of files that readers save.
NAME = "astana-record"


@dataclass(frozen=True)
class Release:
    """The data of an edition as of a day; `site` begins the addresses in it: `https://record.example`.

    What is frozen has no site: its addresses begin at the root of whichever site keeps it, and its files
    stand beside each other.
    """

    as_of: AsOf
    site: str = ""
    _kept: dict[str, list[Row]] | None = None

    def keeping_rows(self) -> Self:
        """Give the same for several files: the rows of each dataset are read once and kept."""
        return replace(self, _kept={})

    def rows(self, dataset: Dataset) -> Iterable[Row]:
        """Give the rows of a dataset, in the order of their ids."""
        if self._kept is None:
            return dataset.all_rows(self.as_of)
        if dataset.name not in self._kept:
            self._kept[dataset.name] = list(dataset.all_rows(self.as_of))
        return self._kept[dataset.name]

    @property
    def day(self) -> dt.date:
        """Give the day for which the data speaks."""
        return self.as_of.on

    @property
    def stem(self) -> str:
        """Give what begins the names of its files: `astana-record-1-2018-11-29`."""
        return f"{NAME}-{self.as_of.edition.number}-{self.day.isoformat()}"

    @property
    def title(self) -> str:
        """Give what the data is called, in the reader's language."""
        said = {"number": self.as_of.edition.number, "day": format_day(self.day, get_language())}
        return _("The Astana Record, edition %(number)s: the record as it stood on %(day)s") % said

    @property
    def attribution(self) -> str:
        """Give how the data is to be named where it is used, in the reader's language."""
        edition = self.as_of.edition
        said = {"number": edition.number, "day": format_day(edition.day, get_language())}
        return _("Astana Record, edition %(number)s (%(day)s)") % said

    def at(self, name: str, *args: str) -> str:
        """Give the full address of something of the site."""
        return self.site + "/" + reverse(name, args=args).removeprefix(get_script_prefix())

    def on_the_day(self, name: str, *args: str) -> str:
        """Give the full address of something of the site in this edition and on this day."""
        query = self.as_of.query
        return f"{self.at(name, *args)}?{query}" if query else self.at(name, *args)


def licence() -> dict[str, str]:
    """Give the licence of the data as JSON names it."""
    return {
        "name": settings.DATA_LICENCE,
        "title": settings.DATA_LICENCE_TITLE,
        "url": settings.DATA_LICENCE_URL,
    }


def metadata(release: Release) -> dict[str, Any]:
    """Give what JSON says of the data before the data itself."""
    edition = release.as_of.edition
    return {
        "edition": {"number": edition.number, "day": edition.day.isoformat()},
        "as_of": release.day.isoformat(),
        "license": licence(),
    }
