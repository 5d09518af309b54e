"""What a load is to do: files and database compared, entry by entry."""

from dataclasses import dataclass, field

from django.db import models

from talks.models import LoadedEntry
from talks.record.fields import Form, Pks
from talks.record.kinds import KINDS, Kind, fingerprint
from talks.record.reading import FileEntry, Record
from talks.record.report import Change, Fate
from talks.record.stock import Stock


@dataclass
class Write:
    """Hold an entry that is to be written, and the row that it is written into."""

    entry: FileEntry
    row: models.Model
    is_new: bool


@dataclass
class Plan:
    """Hold what is to be done, and the record as it will be when that is done."""

    changes: list[Change] = field(default_factory=list)
    writes: dict[type[models.Model], list[Write]] = field(default_factory=dict)
    removals: dict[type[models.Model], dict[str, int]] = field(default_factory=dict)
    # The fingerprints to be remembered, and the primary keys of those to be forgotten.
    loaded: list[LoadedEntry] = field(default_factory=list)
    unloaded: list[int] = field(default_factory=list)
    # The record, by model and id. What is not written yet has a primary key of its own below nought.
    rows: dict[type[models.Model], dict[str, models.Model]] = field(default_factory=dict)
    forms: dict[type[models.Model], dict[str, Form]] = field(default_factory=dict)
    pks: Pks = field(default_factory=dict)


def make_plan(record: Record, stock: Stock, overwrite: bool) -> Plan:
    """Say what becomes of every entry of the files, and of those in the database that the files lack."""
    plan = Plan()
    loaded = {(last.file, last.slug): last for last in LoadedEntry.objects.all()}
    for kind in KINDS:
        model = kind.model
        plan.writes[model], plan.removals[model] = [], {}
        plan.rows[model], plan.forms[model] = dict(stock.rows[model]), dict(stock.forms[model])
        plan.pks[model] = {slug: row.pk for slug, row in stock.rows[model].items()}
        for slug, entry in record.entries[model].items():
            _plan_entry(plan, entry, loaded.get((kind.file, slug)), overwrite)
        for slug in sorted(stock.forms[model].keys() - record.entries[model].keys()):
            _plan_absence(plan, kind, slug, loaded.get((kind.file, slug)), overwrite)
        # What neither the files nor the database have any more would be a new entry if it came back.
        there = record.entries[model].keys() | plan.forms[model].keys()
        plan.unloaded += [
            last.pk for (file, slug), last in loaded.items() if file == kind.file and slug not in there
        ]
    return plan


def _plan_entry(plan: Plan, entry: FileEntry, last: LoadedEntry | None, overwrite: bool) -> None:
    """Plan for an entry of the files; `last` is what was loaded of it before."""
    kind, slug = entry.kind, entry.slug
    rows, forms, pks = plan.rows[kind.model], plan.forms[kind.model], plan.pks[kind.model]
    if not entry.is_sound:
        # Nothing is known of it but that there will be an entry of this id.
        rows.pop(slug, None)
        forms.pop(slug, None)
        pks.setdefault(slug, -1 - len(pks))
        return

    now, wanted = forms.get(slug), fingerprint(entry.form)
    if now is None:
        fate = Fate.DELETED if last and not overwrite else Fate.ADDED
    elif now == entry.form:
        fate = Fate.UNCHANGED
    else:
        is_as_loaded = last is not None and fingerprint(now) == last.fingerprint
        fate = Fate.CHANGED if is_as_loaded or overwrite else Fate.KEPT
    plan.changes.append(Change(kind.file, slug, fate, () if now is None else kind.differing(now, entry.form)))

    if fate in (Fate.ADDED, Fate.CHANGED):
        if fate == Fate.ADDED:
            pks[slug] = -1 - len(pks)
            rows[slug] = kind.model(pk=pks[slug])
        forms[slug] = entry.form
        plan.writes[kind.model].append(Write(entry, rows[slug], is_new=fate == Fate.ADDED))
    if fate not in (Fate.KEPT, Fate.DELETED) and (last is None or last.fingerprint != wanted):
        plan.loaded.append(LoadedEntry(file=kind.file, slug=slug, fingerprint=wanted))


def _plan_absence(plan: Plan, kind: Kind, slug: str, last: LoadedEntry | None, overwrite: bool) -> None:
    """Plan for an entry that the files lack: one that was not loaded before is the editors' own."""
    if last is None:
        return
    if fingerprint(plan.forms[kind.model][slug]) != last.fingerprint:
        fate = Fate.KEPT
    elif not overwrite:
        fate = Fate.GONE
    else:
        fate = Fate.REMOVED
        plan.removals[kind.model][slug] = plan.pks[kind.model].pop(slug)
        del plan.rows[kind.model][slug], plan.forms[kind.model][slug]
    plan.changes.append(Change(kind.file, slug, fate))
