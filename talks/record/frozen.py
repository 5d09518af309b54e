"""A frozen edition opened for reading: its files in a database of their own, which never changes.

What every page asks of the record it can ask of that database. It is made from the edition's frozen files
when it is first asked for, on each machine by itself; its name holds their sum, so it is never out of date.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from uuid import uuid4

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from talks.models import Citation, DifferenceVersion, Edition, FormerAddress
from talks.models.frozen import read_from
from talks.record.editions import SUMS, Seen, frozen_forms
from talks.record.fields import Pks
from talks.record.files import RawEntry
from talks.record.kinds import KINDS
from talks.record.plan import Write
from talks.record.reading import FileEntry
from talks.record.writing import write_kind


class NotFrozen(Exception):
    """Say that the files of an edition were not kept: it is of before files were frozen."""


def is_frozen(edition: Edition) -> bool:
    """Tell whether the files of an edition were kept. One query."""
    return edition.files.filter(name=SUMS).exists()


@contextmanager
def frozen(edition: Edition) -> Iterator[Edition]:
    """Let everything within read the record as that edition froze it; gives the edition as it is there.

    Raises NotFrozen.
    """
    sums = edition.files.filter(name=SUMS).values_list("sha256", flat=True).first()
    if sums is None:
        raise NotFrozen(f"Edition {edition.number} has no frozen files.")
    path = settings.EDITIONS_DIR / f"{edition.number}-{sums[:20]}.sqlite3"
    if not path.exists():
        _make(path, frozen_forms(edition))
    with _database(f"file:{path}?mode=ro"):
        yield Edition.objects.get(number=edition.number)


@contextmanager
def read_as(seen: Seen) -> Iterator[None]:
    """Let everything within read what readers see of the record, before or after that is frozen."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "seen.sqlite3")
        _make(path, seen)
        with _database(f"file:{path}?mode=ro"):
            yield


@contextmanager
def _database(name: str) -> Iterator[str]:
    """Let everything within read the record from an SQLite file, and write it there; gives its alias."""
    settings_of_it = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {"uri": True}}
    configured = connections.configure_settings({DEFAULT_DB_ALIAS: settings_of_it})[DEFAULT_DB_ALIAS]
    alias = f"frozen-{uuid4().hex}"
    connections[alias] = DatabaseWrapper(configured, alias)
    try:
        with read_from(alias):
            yield alias
    finally:
        connections[alias].close()
        del connections[alias]


def _make(path: Path, seen: Seen) -> None:
    """Write the file, so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        beside = Path(file.name)
    try:
        with _database(f"file:{beside}") as alias:
            with connections[alias].schema_editor() as editor:
                for model in _models():
                    editor.create_model(model)
            with transaction.atomic(using=alias):
                _write(seen)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _models() -> list[type[models.Model]]:
    """Give the models of all that the files of the record hold, and of what its pages ask beside."""
    return [*(kind.model for kind in KINDS), DifferenceVersion, Citation, FormerAddress]


def _write(seen: Seen) -> None:
    pks: Pks = {}
    for kind in KINDS:
        # As in a plan: entries may name those of their own kind before these have a primary key.
        pks[kind.model] = {slug: -number for number, slug in enumerate(seen[kind.model], start=1)}
        entries = [
            FileEntry(kind, slug, form, RawEntry(form, 0, {}), is_sound=True)
            for slug, form in seen[kind.model].items()
        ]
        write_kind(kind, [Write(entry, kind.model(), is_new=True) for entry in entries], [], pks)
