"""The files of a folder, read into entries and checked for all that they tell by themselves."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.db import models

from talks.record.fields import Form
from talks.record.files import RawEntry, read_file
from talks.record.kinds import KIND_OF, KINDS, Kind
from talks.record.problems import Problem, RecordError


@dataclass(frozen=True)
class FileEntry:
    """Hold an entry of a file: its form, and whether that is free of faults."""

    kind: Kind
    slug: str
    form: Form
    raw: RawEntry
    is_sound: bool

    def problem(self, key: str, message: str) -> Problem:
        """Give a problem with a key of the entry, with a part of one, or with several."""
        first = re.split(r"[ ,]", key)[0]
        line = self.raw.lines.get(first, self.raw.line)
        return Problem(self.kind.file, message, self.slug, key, line)


@dataclass
class Record:
    """Hold what the files have: the entries by model and id, and what is wrong with them."""

    entries: dict[type[models.Model], dict[str, FileEntry]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_record(folder: Path) -> Record:
    """Read every file; raises RecordError where one cannot be read at all."""
    if not folder.is_dir():
        raise RecordError([Problem(str(folder), "is not a folder")])
    files = {kind.file for kind in KINDS}
    unreadable = [
        Problem(path.name, "holds no kind of entry that the record knows")
        for path in sorted(folder.glob("*.y*ml"))
        if path.name not in files
    ]
    record = Record()
    for kind in KINDS:
        raw_entries, problems = read_file(folder / kind.file)
        unreadable += problems
        entries = record.entries[kind.model] = {}
        for raw in raw_entries:
            form, faults = kind.read(raw.values)
            slug = _named(form.get(kind.keys[0].name, raw.values.get(kind.keys[0].name)))
            entry = FileEntry(kind, slug, form, raw, is_sound=not faults)
            record.problems += [entry.problem(key, message) for key, message in faults]
            if slug and slug in entries:
                message = f"stands twice, first on line {entries[slug].raw.line}"
                record.problems.append(entry.problem(kind.keys[0].name, message))
            else:
                entries[slug] = entry
    if unreadable:
        # What the others refer to may stand in it, so that there is no end of further problems.
        raise RecordError([*unreadable, *record.problems])
    for entries in record.entries.values():
        for entry in entries.values():
            for key, model, slug in entry.kind.references(entry.form):
                if slug not in record.entries[model]:
                    message = f"refers to ‘{slug}’, which is not in {KIND_OF[model].file}"
                    record.problems.append(entry.problem(key, message))
    return record


def _named(value: object) -> str:
    """Give the id that an entry goes by in problems: as it stands in the file where it cannot be read."""
    return "" if value is None else str(value)
