"""The columns of each table of the open data: their names, their sort, what they hold and refer to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from translated_fields import to_attribute

from talks.models import Decision
from talks.models.claims import Confidence
from talks.models.decisions import Status
from talks.record.editions import FOR_EDITORS
from talks.record.fields import (
    LANGUAGES,
    Date,
    Day,
    Flag,
    Key,
    Number,
    Reference,
    References,
    Sources,
    Text,
    Versions,
)
from talks.record.kinds import KIND_OF, Kind
from talks.record.open_data.addresses import has_pages
from talks.record.open_data.words import about_column

# What says nothing to readers: all that they see is published.
NOT_OPEN = {FOR_EDITORS, "state"}
# A code that no published entry has.
NEVER_OPEN = {Confidence.LOW}


class Sort(StrEnum):
    """What the values of a column are."""

    ID = "id"
    IDS = "ids"
    TEXT = "text"
    TEXTS = "texts"  # one in each language of the record
    CODE = "code"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    DATE = "date"  # in EDTF
    URL = "url"
    PAGES = "pages"  # an address of this site in each language
    VERSIONS = "versions"


# The sorts of which a table has a column for each language.
IN_LANGUAGES = {Sort.TEXTS, Sort.PAGES}
SORT_OF: list[tuple[type[Key], Sort]] = [
    (Text, Sort.TEXTS),
    (Versions, Sort.VERSIONS),
    (References, Sort.IDS),
    (Reference, Sort.ID),
    (Flag, Sort.FLAG),
    (Number, Sort.NUMBER),
    (Day, Sort.DAY),
    (Date, Sort.DATE),
]


@dataclass(frozen=True)
class Column:
    """A column: its name in files, a title and what it holds, both translated when they are shown.

    `is_required` tells that no entry is without a value. `names` is the table whose ids it holds, `codes` are
    the values that it may have, with their words. Versions have columns of their own, which are its `parts`.
    """

    name: str
    sort: Sort
    title: Any
    about: Any
    is_required: bool = False
    names: str = ""
    codes: tuple[tuple[str, Any], ...] = ()
    parts: tuple["Column", ...] = ()

    @property
    def headings(self) -> list[str]:
        """Give the names of its columns in a table: one for each language where it is in languages."""
        if self.sort in IN_LANGUAGES:
            return [to_attribute(self.name, code) for code in LANGUAGES]
        return [self.name]

    @property
    def nothing(self) -> Any:
        """Give what stands for no value in JSON."""
        if self.sort in IN_LANGUAGES:
            return {}
        return [] if self.sort in {Sort.IDS, Sort.VERSIONS} else None


def in_each_language(words: Any) -> dict[str, str]:
    """Give words in each language of the record."""
    said = {}
    for code in LANGUAGES:
        with override(code):
            said[code] = str(words)
    return said


def columns_of(kind: Kind) -> list[Column]:
    """Give the columns of the table of a kind of entry, in their order."""
    columns = []
    for key in kind.keys:
        if key.name in NOT_OPEN:
            continue
        columns.append(_column(kind.name, key))
        if columns[-1].sort is Sort.DATE:
            columns += _bounds(kind)
        if key.name == "outcome_sources":
            columns += _status()
    if has_pages(kind.name):
        columns.append(Column("page", Sort.PAGES, _("page"), about_column(kind.name, "page"), True))
    return columns


def _column(table: str, key: Key) -> Column:
    sort = next((sort for of, sort in SORT_OF if isinstance(key, of)), Sort.TEXT)
    codes = tuple(getattr(key.column, "flatchoices", ()) or ())
    if key.name == "id":
        sort = Sort.ID
    elif key.name == "url":
        sort = Sort.URL
    elif codes:
        sort = Sort.CODE
    return Column(
        key.name,
        sort,
        _title(key),
        about_column(table, key.name),
        is_required=_is_never_empty(key),
        names=KIND_OF[key.target].name if isinstance(key, Reference | References) else "",
        codes=tuple((code, words) for code, words in codes if code not in NEVER_OPEN),
        parts=_parts(key) if isinstance(key, Versions) else (),
    )


def _title(key: Key) -> Any:
    """Give what forms call the field."""
    if isinstance(key, Text):
        return key.columns[LANGUAGES[0]].verbose_name
    if isinstance(key, Sources):
        return _("sources") if key.name == "sources" else _("sources of what became of it")
    return _("versions") if isinstance(key, Versions) else key.column.verbose_name


def _is_never_empty(key: Key) -> bool:
    """Tell whether every entry has a value; a text in languages and a list may be empty all the same."""
    if isinstance(key, Text | Versions | References):
        return key.required
    return isinstance(key, Flag) or not (key.column.null or key.column.blank) or key.name == "id"


def _bounds(kind: Kind) -> list[Column]:
    """Give the days that follow from the date before them."""
    fields = {field.name: field for field in kind.model._meta.fields}
    return [
        Column(name, Sort.DAY, fields[name].verbose_name, about_column(kind.name, name))
        for name in ("earliest", "latest")
    ]


def _status() -> list[Column]:
    table, title = KIND_OF[Decision].name, _("status")
    return [
        Column("status", Sort.CODE, title, about_column(table, "status"), True, codes=tuple(Status.choices)),
        Column("status_day", Sort.DAY, _("day of the status"), about_column(table, "status_day")),
    ]


def _parts(key: Versions) -> tuple[Column, ...]:
    return tuple(_column("difference_versions", part) for part in key.keys)
