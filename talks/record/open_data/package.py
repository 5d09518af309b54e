"""The record as a data package of Frictionless Data: its tables as CSV, and what describes their columns.

The description follows version 2 of the Data Package standard. Words are in English; those in other languages
stand in properties of the same name that end in the code of the language, such as `title@ar`.
"""

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from talks.record.fields import LANGUAGES
from talks.record.open_data.archive import add, new_archive
from talks.record.open_data.columns import IN_LANGUAGES, Column, Sort, in_each_language
from talks.record.open_data.files import write_csv
from talks.record.open_data.guide import sentences
from talks.record.open_data.release import NAME, Release
from talks.record.open_data.tables import BETWEEN_IDS, TABLES, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTION = "datapackage.json"
PACKAGE = "datapackage.zip"
READ_ME = "README.md"
TYPES = {Sort.NUMBER: "integer", Sort.FLAG: "boolean", Sort.DAY: "date", Sort.IDS: "list"}

Properties = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """What is known of a file that was written: how many bytes, and their SHA-256 sum."""

    size: int
    sha256: str


def write_package(file: BinaryIO, release: Release, contents: Mapping[str, bytes] | None = None) -> None:
    """Write the package as a ZIP archive: the tables as CSV, their description, and what to know first.

    `contents` are those of its files that are written already, by their names.
    """
    day = release.as_of.edition.day
    contents, written = contents or {}, {}
    with new_archive(file) as archive:
        for table in TABLES.values():
            name = file_of(table)
            with add(archive, name, day) as target:
                summed = _Summed(target)
                if name in contents:
                    summed.write(contents[name])
                else:
                    write_csv(summed, table, release)
                written[table.name] = summed.written()
        with add(archive, DESCRIPTION, day) as target:
            write_description(target, release, written)
        with add(archive, READ_ME, day) as target:
            target.write(_read_me(release).encode())


def write_description(file: BinaryIO, release: Release, written: Mapping[str, Written] | None = None) -> None:
    """Write `datapackage.json`; the tables stand beside it where they were `written`, else on the site."""
    properties = description(release, written or {})
    file.write((json.dumps(properties, ensure_ascii=False, indent=1) + "\n").encode())


def description(release: Release, written: Mapping[str, Written]) -> Properties:
    """Give what describes the package."""
    edition = release.as_of.edition
    said: Properties = {
        "$schema": PROFILE,
        "name": NAME,
        **_in_languages("title", lambda: release.title),
        **_in_languages("description", lambda: "\n\n".join(sentences(release))),
        "version": f"{edition.number}.0.0",
        "created": dt.datetime.combine(edition.day, dt.time(), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "languages": LANGUAGES,
        "licenses": [
            {
                "name": settings.DATA_LICENCE,
                "path": settings.DATA_LICENCE_URL,
                "title": settings.DATA_LICENCE_TITLE,
            }
        ],
        "contributors": [{"title": _astana_record(), "roles": ["creator"]}],
        "sources": [{"title": _the_table_of_sources()}],
        "keywords": ["Astana", "Syria", "peace talks"],
    }
    if release.site:
        said["homepage"] = release.at("data")
    return said | {"resources": [_resource(table, release, written) for table in TABLES.values()]}


def file_of(table: Table) -> str:
    """Give the name of the file of a table."""
    return f"{table.name}.csv"


def _astana_record() -> str:
    with override("en"):
        return _("Astana Record")


def _the_table_of_sources() -> str:
    with override("en"):
        return _("The sources of each entry stand in the table “sources”.")


def _in_languages(name: str, words: Callable[[], str]) -> dict[str, str]:
    """Give a property in English, and beside it in each other language."""
    said = {}
    for code in LANGUAGES:
        with override(code):
            said[name if code == "en" else f"{name}@{code}"] = words()
    return said


def _resource(table: Table, release: Release, written: Mapping[str, Written]) -> Properties:
    is_beside = table.name in written
    said: Properties = {
        "name": table.name,
        "type": "table",
        "path": file_of(table) if is_beside else release.on_the_day("data-csv", table.name),
        **_in_languages("title", lambda: table.title),
        **_in_languages("description", lambda: str(table.about)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
    }
    if is_beside:
        said |= {"bytes": written[table.name].size, "hash": f"sha256:{written[table.name].sha256}"}
    return said | {"schema": _schema(table)}


def _schema(table: Table) -> Properties:
    schema: Properties = {
        "fields": [
            _field(column, heading, code)
            for column in table.columns
            for heading, code in zip(column.headings, _codes(column), strict=True)
        ],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    # Of a list of ids, no key can be made.
    named = [column for column in table.columns if column.names and column.sort is Sort.ID]
    if named:
        schema["foreignKeys"] = [
            {
                "fields": [column.name],
                # A table that names itself says so with an empty name.
                "reference": {
                    "resource": "" if column.names == table.name else column.names,
                    "fields": ["id"],
                },
            }
            for column in named
        ]
    return schema


def _codes(column: Column) -> list[str]:
    """Give the language of each of its columns in a table; none of one that is in no language."""
    return LANGUAGES if column.sort in IN_LANGUAGES else [""]


def _field(column: Column, heading: str, language: str) -> Properties:
    field: Properties = {"name": heading, "type": TYPES.get(column.sort, "string")}
    field |= _in_languages("title", lambda: capfirst(str(column.title)))
    field |= _in_languages("description", lambda: str(column.about))
    if language:
        field["language"] = language
    if column.sort is Sort.IDS:
        field |= {"itemType": "string", "delimiter": BETWEEN_IDS, "names": column.names}
    constraints: Properties = {}
    if column.is_required and column.sort not in {Sort.TEXTS, Sort.IDS}:
        constraints["required"] = True
    if column.name == "id":
        constraints["unique"] = True
    if column.codes:
        constraints["enum"] = [str(code) for code, _words in column.codes]
        field["codes"] = {str(code): in_each_language(words) for code, words in column.codes}
    return field | ({"constraints": constraints} if constraints else {})


def _read_me(release: Release) -> str:
    parts = []
    for code in LANGUAGES:
        with override(code):
            lines = [f"# {release.title}", *sentences(release)]
            lines.append("\n".join(f"- `{file_of(table)}`: {table.about}" for table in TABLES.values()))
            lines.append(_("The file datapackage.json describes every column."))
            parts.append("\n\n".join(lines))
    return "\n\n---\n\n".join(parts) + "\n"


class _Summed(io.BufferedIOBase):
    """A file that counts and sums what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._size, self._sum = file, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:
        self._size += len(content)
        self._sum.update(content)
        return self._file.write(content)

    def written(self) -> Written:
        return Written(self._size, self._sum.hexdigest())
