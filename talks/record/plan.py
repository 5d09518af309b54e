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
    """Hold what is to be done, and the record as it is when that is done."""

    changes: list[Change] = field(default_factory=list)
    writes: dict[type[models.Model], list[Write]] = field(default_factory=dict)
    removals: dict[type[models.Model], dict[str, int]] = field(default_factory=dict)
    # The fingerprints to be remembered, and those to be forgotten.
    loaded: list[LoadedEntry] = field(default_factory=list)
    unloaded: list[int] = field(default_factory=list)
    # All entries, by model and id. One that is not written yet has a primary key below nought meanwhile.
    rows: dict[type[models.Model], dict[str, models.Model]] = field(default_factory=dict)
    forms: dict[type[models.Model], dict[str, Form]] = field(default_factory=dict)
    pks: Pks = field(default_factory=dict)


def make_plan(record: Record, stock: Stock, overwrite: bool) -> Plan:
    plan = Plan()
    loaded = {(entry.file, entry.slug): entry for entry in LoadedEntry.objects.all()}
    for kind in KINDS:
        model = kind.model
        rows, forms = plan.rows[model], plan.forms[model] = dict(stock.rows[model]), dict(stock.forms[model])
        pks = plan.pks[model] = {slug: row.pk for slug, row in rows.items()}
        plan.writes[model], plan.removals[model] = [], {}

        for slug, entry in record.entries[model].items():
            now, last = stock.forms[model].get(slug), loaded.pop((kind.file, slug), None)
            if not entry.is_sound:
                # Nothing is known of it but that there will be one of this id.
                rows.pop(slug, None)
                forms.pop(slug, None)
                pks.setdefault(slug, -1 - len(pks))
                continue
            fate = _fate(entry.form, now, last, overwrite)
            differing = () if now is None else _differing(kind, now, entry.form)
            plan.changes.append(Change(kind.file, slug, fate, differing))
            if fate in (Fate.ADDED, Fate.CHANGED):
                is_new = fate == Fate.ADDED
                rows[slug] = model(pk=-1 - len(pks)) if is_new else rows[slug]
                forms[slug], pks[slug] = entry.form, rows[slug].pk
                plan.writes[model].append(Write(entry, rows[slug], is_new))
            if fate not in (Fate.KEPT, Fate.DELETED):
                wanted = fingerprint(entry.form)
                if not last or last.fingerprint != wanted:
                    plan.loaded.append(LoadedEntry(file=kind.file, slug=slug, fingerprint=wanted))

        for slug, now in stock.forms[model].items():
            last = None if slug in record.entries[model] else loaded.get((kind.file, slug))
            if last is None:
                continue  # the files have it, or editors made it
            if fingerprint(now) != last.fingerprint:
                fate = Fate.KEPT
            elif not overwrite:
                fate = Fate.GONE
            else:
                fate = Fate.REMOVED
                plan.removals[model][slug] = pks.pop(slug)
                del rows[slug], forms[slug]
            plan.changes.append(Change(kind.file, slug, fate))
            if fate != Fate.REMOVED:
                del loaded[kind.file, slug]

    # What neither the files nor the database have any more may come back as a new entry one day.
    plan.unloaded = [entry.pk for entry in loaded.values()]
    return plan


def _fate(wanted: Form, now: Form | None, last: LoadedEntry | None, overwrite: bool) -> Fate:
    """Say what becomes of an entry of the files: `now` is what the database has, `last` what was loaded."""
    if now is None:
        return Fate.DELETED if last and not overwrite else Fate.ADDED
    if now == wanted:
        return Fate.UNCHANGED
    unchanged_since = last is not None and fingerprint(now) == last.fingerprint
    return Fate.CHANGED if overwrite or unchanged_since else Fate.KEPT


def _differing(kind: Kind, one: Form, other: Form) -> tuple[str, ...]:
    return tuple(key.name for key in kind.keys if one.get(key.name) != other.get(key.name))
