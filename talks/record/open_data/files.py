"""The data as files: CSV and JSON of each table, and the whole record as one JSON file."""

import csv
import io
import json
from typing import Any, BinaryIO

from talks.cells import guarded
from talks.record.open_data.columns import Sort
from talks.record.open_data.datasets import DATASETS, Dataset
from talks.record.open_data.release import Release, metadata
from talks.record.open_data.schema import record_schema
from talks.record.open_data.tables import Cell, Table

SCHEMA = "record.schema.json"
# What files are, by the ends of their names.
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
    "zip": "application/zip",
}


def write_csv(file: BinaryIO, table: Table, release: Release, *, for_excel: bool = False) -> None:
    """Write a table as CSV: RFC 4180, in UTF-8, the columns named in the first line.

    For Excel it begins with the mark by which that knows UTF-8, and a text that would be taken for a formula
    has an apostrophe before it. All others get every text as it is.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if for_excel else "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(table.headings)
    for line in table.lines(release.rows(table.dataset), release.site):
        cells = [_in_csv(cell) for cell in line]
        writer.writerow([guarded(cell) for cell in cells] if for_excel else cells)
    text.flush()
    text.detach()


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def write_json(file: BinaryIO, dataset: Dataset, release: Release) -> None:
    """Write a dataset as JSON: what it is, then its rows, one a line."""
    _write(file, _opened({"dataset": dataset.name} | metadata(release)), ', "rows": ')
    _write_rows(file, dataset, release)
    _write(file, "}\n")


def write_record(file: BinaryIO, release: Release) -> None:
    """Write the whole record as one JSON file, which names its schema."""
    schema = release.at("record-schema") if release.site else SCHEMA
    _write(file, _opened({"$schema": schema} | metadata(release)), ', "datasets": {')
    for place, dataset in enumerate(DATASETS.values()):
        _write(file, ",\n" if place else "\n", _in_json(dataset.name), ": ")
        _write_rows(file, dataset, release)
    _write(file, "\n}}\n")


def write_schema(file: BinaryIO, release: Release) -> None:
    """Write the JSON Schema of the whole record."""
    _write(file, json.dumps(record_schema(release), ensure_ascii=False, indent=1), "\n")


def _write_rows(file: BinaryIO, dataset: Dataset, release: Release) -> None:
    pages = [column.name for column in dataset.columns if column.sort is Sort.PAGES]
    _write(file, "[")
    for place, row in enumerate(release.rows(dataset)):
        full = {name: {code: release.site + page for code, page in row[name].items()} for name in pages}
        _write(file, ",\n" if place else "\n", _in_json(row | full))
    _write(file, "\n]")


def _opened(members: dict[str, Any]) -> str:
    """Give an object in JSON to which more is about to be written."""
    return _in_json(members)[:-1]


def _in_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(file: BinaryIO, *texts: str) -> None:
    for text in texts:
        file.write(text.encode())
