"""What an edition freezes: the record as readers see it on its day, in files that never change again."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from django.db import transaction

from talks.models import AsOf, Edition, EditionFile
from talks.models.turns import take_turns
from talks.record.editions import SUMS, Seen, frozen_forms, seen_on
from talks.record.files import content_of
from talks.record.frozen import read_as
from talks.record.kinds import KINDS
from talks.record.open_data.datasets import DATASETS
from talks.record.open_data.files import SCHEMA, write_csv, write_json, write_record, write_schema
from talks.record.open_data.package import (
    DESCRIPTION,
    PACKAGE,
    Written,
    file_of,
    write_description,
    write_package,
)
from talks.record.open_data.release import Release
from talks.record.open_data.spreadsheet import write_xlsx
from talks.record.open_data.tables import TABLES

Contents = dict[str, bytes]


# What the files hold


def data_files(edition: Edition, seen: Seen) -> Contents:
    """Give the data files of an edition by their names, byte for byte, from what readers see of it.

    The same record gives the same bytes, whatever the database.
    """
    contents = record_files(seen)
    with read_as(seen):
        release = Release(AsOf(edition, edition.day)).keeping_rows()
        for name, write in _tables(release):
            contents[name] = _written(write)
        written = {
            table.name: Written(len(contents[file_of(table)]), _sum(contents[file_of(table)]))
            for table in TABLES.values()
        }
        contents[DESCRIPTION] = _written(partial(write_description, release=release, written=written))
        contents[PACKAGE] = _written(partial(write_package, release=release, contents=contents))
    return contents


def record_files(seen: Seen) -> Contents:
    """Give the files of the record that `load` takes, one for each kind of entry."""
    return {
        kind.file: content_of(kind.about, kind.in_order(list(seen[kind.model].values()))) for kind in KINDS
    }


def _tables(release: Release) -> Iterator[tuple[str, Callable[[BinaryIO], None]]]:
    """Give the files of the open data by their names, each with what writes it."""
    for table in TABLES.values():
        yield file_of(table), partial(write_csv, table=table, release=release)
    for dataset in DATASETS.values():
        yield f"{dataset.name}.json", partial(write_json, dataset=dataset, release=release)
    yield "record.json", partial(write_record, release=release)
    yield SCHEMA, partial(write_schema, release=release)
    yield "record.xlsx", partial(write_xlsx, release=release)


def _written(write: Callable[[BinaryIO], None]) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# Keeping them


def freeze(edition: Edition) -> list[EditionFile]:
    """Write the files of a published edition and their sums, once; gives them."""
    return keep(edition, data_files(edition, seen_on(edition)), SUMS)


def keep(edition: Edition, contents: Contents, sums: str) -> list[EditionFile]:
    """Keep files, and in a file of the name `sums` their sums as sha256sum writes and checks them."""
    said = "".join(f"{_sum(content)}  {name}\n" for name, content in sorted(contents.items()))
    return EditionFile.objects.bulk_create(
        EditionFile(edition=edition, name=name, content=content, sha256=_sum(content))
        for name, content in (contents | {sums: said.encode()}).items()
    )


def freeze_current() -> None:
    """Freeze the current edition where that was not done: of one that came with the record's own files.

    Of those before it, nothing tells any more what readers saw. What was frozen before there were some of
    the files of today gets those beside it.
    """
    edition = Edition.objects.current()
    if edition and not edition.files.exists():
        freeze(edition)
    for edition in Edition.objects.published():
        add_missing_files(edition)


def add_missing_files(edition: Edition) -> None:
    """Write the files that an edition was frozen without, from what it froze; with sums of their own."""
    names = set(edition.files.values_list("name", flat=True))
    if SUMS not in names or _all_names() <= names:
        return
    contents = data_files(edition, frozen_forms(edition))
    missing = {name: content for name, content in contents.items() if name not in names}
    times = sum(name.startswith(SUMS) for name in names)
    keep(edition, missing, f"{SUMS}-{times + 1}")


def _all_names() -> set[str]:
    """Give the names of the files that an edition is frozen with today."""
    release = Release(AsOf(Edition(), dt.date.min))
    return {
        *(kind.file for kind in KINDS),
        *(name for name, _write in _tables(release)),
        DESCRIPTION,
        PACKAGE,
    }


def publish_edition(edition: Edition, moment: dt.datetime) -> Edition:
    """Make an edition the current one at this moment, and freeze its files; gives it as it is now.

    One that is published already stays as it is. Raises ValidationError for one that does not come after the
    last.
    """
    with transaction.atomic():
        take_turns()
        edition = Edition.objects.get(pk=edition.pk)
        if edition.is_published:
            return edition
        edition.full_clean()
        edition.is_published, edition.published_at = True, moment
        edition.save()
        freeze(edition)
    return edition
