"""One table for each kind of entry: taken out of the record, compared with it, written into it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models.sql import DeleteQuery
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from import_export.resources import ModelResource, modelresource_factory

from talks.dates import DerivedDayField, format_date
from talks.models import Decision, Edition, FollowUp, Round, Source
from talks.models.claims import Claim, Entry
from talks.publishing import faults_of, faults_of_decision, overlapping
from talks.tables.columns import Column, Reference, column_of
from talks.tables.difference import Change, Difference, Fate, Fault, Line
from talks.tables.files import Sheet, tidy

# What is said of one entry after the other ends here: the rest will be alike.
MOST_FAULTS = 200

Recording = Callable[[Iterable[models.Model]], AbstractContextManager]


def _not_recorded(_entries: Iterable[models.Model]) -> AbstractContextManager:
    return nullcontext()


class Table(ModelResource):
    """The entries of one kind, a row each.

    Rows are matched by id. An absent column leaves its values alone, an empty cell clears its value, and
    what the table does not name stays as it is. `may_publish` tells whether a row may change what readers
    see. `recording` is given the entries that are about to be saved, and is entered around that.
    """

    def __init__(self, may_publish: bool = False, recording: Recording = _not_recorded) -> None:
        super().__init__()
        self.may_publish, self.recording = may_publish, recording

    @classmethod
    def columns(cls) -> list[Column]:
        """Give the columns in their order."""
        return [cls.fields[name] for name in cls._meta.fields]

    # Out of the record

    def export(self, queryset: models.QuerySet | None = None, **options: Any) -> tablib.Dataset:
        """Give the entries of a queryset as a table, in its order. A query, and one for each list of ids."""
        entries = list(self._with_references(self.get_queryset() if queryset is None else queryset))
        self._fetch_lists(entries)
        return super().export(entries, **options)

    def _with_references(self, queryset: models.QuerySet) -> models.QuerySet:
        names = [field.name for field in queryset.model._meta.fields if isinstance(field, models.ForeignKey)]
        return queryset.select_related(*names)

    def _fetch_lists(self, entries: Iterable[Entry]) -> None:
        """Give each entry `lists`: by the names of the columns, the ids of what it names."""
        by_key: dict[int | None, Entry] = {}
        for entry in entries:
            entry.lists = {column.name: [] for column in self.get_import_fields() if column.is_list}
            by_key[entry.pk] = entry
        for column in self.get_import_fields():
            if column.is_list:
                for key, slug in column.widget.held():
                    if key in by_key:
                        by_key[key].lists[column.name].append(slug)

    # Into the record

    def take_in(self, sheet: Sheet, dry_run: bool = True) -> Difference:
        """Write a table into the record, all of it or nothing, and tell what that changed.

        Nothing is written where the difference has faults. With `dry_run`, everything is tried, and taken
        back. Number of queries: fifteen or so, and what saving needs of each row that is new or changed.
        """
        self.difference = Difference(faults=list(sheet.faults) or self._faults_of_headings(sheet))
        if self.difference.faults:
            return self.difference
        self.sheet, self.cells = sheet, dict(sheet.rows)
        dataset = tablib.Dataset(*([tidy(cell) for cell in cells] for _row, cells in sheet.rows))
        dataset.headers = sheet.headings
        with transaction.atomic():
            self._look_up(dataset)
            result = self.import_data(dataset, dry_run=dry_run, use_transactions=True)
            for row in result.rows:
                for unforeseen in row.errors:
                    raise unforeseen.error
        # Each once, as rows that are alike are both told of the other.
        found = dict.fromkeys(self.difference.faults)
        self.difference.faults = sorted(found, key=lambda fault: fault.row)
        return self.difference

    def _faults_of_headings(self, sheet: Sheet) -> list[Fault]:
        known = [column.name for column in self.columns()]
        faults = []
        for place, heading in enumerate(sheet.headings):
            if heading not in known:
                faults.append(Fault(1, heading, _("This table has no such column.")))
            elif heading in sheet.headings[:place]:
                faults.append(Fault(1, heading, _("The column stands there twice.")))
        if "id" not in sheet.headings:
            faults.append(Fault(1, "id", _("The column is missing; entries are found by it.")))
        return faults

    def _look_up(self, dataset: tablib.Dataset) -> None:
        """Fetch what the rows are compared with, and make what is new, so that other rows can name it."""
        model = self._meta.model
        # All of the kind: what is unique must be unlike entries, too, that the table does not name.
        self.kept = {entry.slug: entry for entry in self._with_references(model._base_manager.order_by("pk"))}
        self.taken = _unique_values(model, self.kept.values())
        self.public = self._seen_by_readers()
        self.edition = Edition.objects.current()
        self.seen: set[str] = set()
        self.entries: list[Entry] = []
        for slug in dataset["id"]:
            entry = self.kept.get(slug) or model(slug=slug)
            self.entries.append(entry)
        self._fetch_lists([*self.kept.values(), *self.entries])
        by_slug = self.kept | {entry.slug: entry for entry in self.entries if entry.slug}
        known: dict[type[models.Model], dict[str, Entry]] = {model: by_slug}
        for column in self.get_import_fields():
            target = column.widget.target
            if target and target not in known:
                known[target] = {entry.slug: entry for entry in target._base_manager.all()}
            column.widget.known = known.get(target, {})
        if any(entry.pk is None for entry in self.entries):
            self._miss_columns(dataset.headers)

    def _seen_by_readers(self) -> set[int]:
        """Give the keys of what a change would show in at once: of claims, the published ones."""
        if issubclass(self._meta.model, Claim):
            return {entry.pk for entry in self.kept.values() if entry.is_published()}
        return set(self._meta.model.objects.published().values_list("pk", flat=True))

    def _miss_columns(self, headings: list[str]) -> None:
        for column in self.get_import_fields():
            if column.is_required and column.name not in headings:
                words = _("The column is missing, and a new entry needs it.")
                self.difference.faults.append(Fault(1, column.name, words))

    def get_instance(self, instance_loader: Any, row: dict[str, str]) -> Entry | None:
        """Give the entry of the row that is read next, where the record has it."""
        entry = self.entries[len(self.difference.lines)]
        return entry if entry.pk else None

    def init_instance(self, row: dict[str, str] | None = None) -> Entry:
        """Give the new entry of the row that is read next."""
        return self.entries[len(self.difference.lines)]

    def after_init_instance(self, instance: Entry, new: bool, row: dict[str, str], **options: Any) -> None:
        """Begin the line of a row: what the entry has before the row is read."""
        number = self.sheet.rows[len(self.difference.lines)][0]
        line = Line(number, row["id"], Fate.NEW if new else Fate.UNCHANGED, instance.pk)
        self.difference.lines.append(line)
        self.before = {column.name: self._text(column, instance, new) for column in self._read(row)}

    def import_instance(self, instance: Entry, row: dict[str, str], **options: Any) -> None:
        """Set on an entry what its row says; raises ValidationError with the faults of each column."""
        line, faults = self.difference.lines[-1], {}
        if row["id"] and row["id"] in self.seen:
            faults["id"] = [_("This id stands in another row, too.")]
        self.seen.add(row["id"])
        for column in self._read(row):
            try:
                column.save(instance, row)
            except ValidationError as error:
                faults[column.name] = error.messages
        for column in self._read(row):
            text = self._text(column, instance, new=False)
            if text != self.before[column.name] and column.name not in faults:
                line.changes.append(Change(column, self.before[column.name], text))
        if line.changes and line.fate != Fate.NEW:
            line.fate = Fate.CHANGED
        if faults:
            raise ValidationError(faults)

    def _read(self, row: dict[str, str]) -> list[Column]:
        return [column for column in self.get_import_fields() if column.name in row and column.name != "id"]

    def _text(self, column: Column, entry: Entry, new: bool) -> str:
        return "" if new else str(column.export(entry))

    def skip_row(
        self, instance: Entry, original: None, row: dict[str, str], import_validation_errors: Any = None
    ) -> bool:
        """Tell whether a row says nothing but what the record has."""
        return self.difference.lines[-1].fate == Fate.UNCHANGED and not import_validation_errors

    def validate_instance(
        self, instance: Entry, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Keep the rules on one entry; raises ValidationError, and notes the faults in the difference."""
        faults = {name: list(errors) for name, errors in (import_validation_errors or {}).items()}
        # What a foreign key names is known to be there, and is not asked for once more. Of a column that the
        # file lacks, nothing is said that is not said once for all rows.
        own = {field.name for field in instance._meta.fields if isinstance(field, models.ForeignKey)}
        own |= {column.attribute for column in self.columns() if column.name not in self.sheet.headings}
        for keeps_its_rules in (
            lambda: instance.clean_fields(exclude=own | {self._attribute(name) for name in faults}),
            instance.clean,
        ):
            try:
                keeps_its_rules()
            except ValidationError as error:
                for name, errors in error.update_error_dict({}).items():
                    faults.setdefault(self._column(name), []).extend(errors)
        texts = {
            name: [words for error in errors for words in error.messages] for name, errors in faults.items()
        }
        for name, words in self._refusals(instance):
            texts.setdefault(name, []).append(words)
        if texts:
            self._note(self.difference.lines[-1], texts)
            raise ValidationError(texts)

    def _refusals(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """Say what keeps an entry from being changed by this editor, or from being published."""
        becomes_public = isinstance(entry, Claim) and entry.is_published()
        was_public = entry.pk in self.public
        if (becomes_public or was_public) and not self.may_publish:
            column = "state" if isinstance(entry, Claim) else "id"
            yield column, _("Readers see it, or would see it: a publisher has to import this row.")
        if becomes_public:
            for fault in faults_of(entry, len(entry.lists["sources"]), self.edition):
                yield self._column(fault.field), fault.words
        if becomes_public and isinstance(entry, Decision):
            named = {name: len(entry.lists[name]) for name in ("topics", "outcome_sources")}
            for fault in faults_of_decision(entry, **named):
                yield fault.field, fault.words

    def _attribute(self, name: str) -> str:
        return "slug" if name == "id" else name

    def _column(self, name: str) -> str:
        """Name the column that holds a field of the model, or the one that it follows from."""
        for field in self._meta.model._meta.fields:
            if isinstance(field, DerivedDayField) and field.name == name:
                return field.of
        return {"slug": "id", NON_FIELD_ERRORS: ""}.get(name, name)

    def _note(self, line: Line, faults: dict[str, list[str]]) -> None:
        cells = dict(zip(self.sheet.headings, self.cells[line.row], strict=True))
        line.fate = Fate.FAULTY
        self.difference.faults += [
            Fault(line.row, name, words, cells.get(name, ""))
            for name, messages in faults.items()
            for words in messages
        ]

    def save_instance(self, instance: Entry, is_create: bool, row: dict[str, str], **options: Any) -> None:
        """Keep an entry for `bulk_create`, which saves all of them."""
        self.create_instances.append((self.difference.lines[-1], instance))

    def bulk_create(
        self, using_transactions: bool, dry_run: bool, raise_errors: bool, **options: Any
    ) -> None:
        """Save what is new and what is changed, unless something is wrong with any row."""
        saved, self.create_instances = self.create_instances, []
        if not self.difference.faults:
            self._find_doubles(saved)
        if self.difference.faults or not saved:
            return
        entries = [entry for _line, entry in saved]
        try:
            with transaction.atomic(), nullcontext() if dry_run else self.recording(entries):
                self._save(saved)
        except IntegrityError:
            self._find_broken_rules(saved)
            if not self.difference.faults:
                raise
            return
        for line, entry in saved:
            line.slug = entry.slug
            if isinstance(entry, Round) and entry.is_published():
                self._doubt(line, entry)

    def _doubt(self, line: Line, meeting: Round) -> None:
        changed = {change.column.name for change in line.changes}
        if changed & {"date", "track", "status", "state"}:
            for other in overlapping(meeting):
                date = format_date(other.precise_date, get_language())
                words = _("Overlaps with {round} ({date}). If that is right, tick the box that says so.")
                doubt = Fault(line.row, "date", words.format(round=other, date=date), meeting.date)
                self.difference.doubts.append(doubt)

    def _find_doubles(self, saved: list[tuple[Line, Entry]]) -> None:
        """Find the entries that would have what another one has, of what only one may have."""
        model = self._meta.model
        everything = self.kept | {entry.slug or f"\0{line.row}": entry for line, entry in saved}
        lines = {id(entry): line for line, entry in saved}
        for names in _unique_together(model):
            first: dict[tuple, Entry] = {}
            for entry in everything.values():
                values = _values(entry, names)
                other = first.setdefault(values, entry)
                if None in values or other is entry:
                    continue
                changed, unlike = (entry, other) if id(entry) in lines else (other, entry)
                if line := lines.get(id(changed)):
                    labels = ", ".join(dict.fromkeys(self._label(name) for name in names))
                    words = (
                        _("‘{id}’ has the same: {columns}.")
                        if unlike.slug
                        else _("Another row has the same: {columns}.")
                    )
                    column = self._column(names[-1])
                    self._note(line, {column: [words.format(id=unlike.slug, columns=labels)]})

    def _label(self, name: str) -> str:
        return str(self._meta.model._meta.get_field(self._column(name)).verbose_name)

    def _save(self, saved: list[tuple[Line, Entry]]) -> None:
        """Save entries one by one, in an order and a way in which none is in the way of another."""
        model = self._meta.model
        # What wants a value that another entry gives up, such as its number, would find it still taken. Those
        # entries are taken out and put back: this deletion reaches no other table, and the databases look for
        # what refers to a row at the end of the transaction only.
        giving_up = {
            self.taken[names][values].pk
            for names in self.taken
            for _line, entry in saved
            if (values := _values(entry, names)) in self.taken[names]
            and self.taken[names][values] is not entry
        }
        if giving_up:
            DeleteQuery(model).delete_batch(list(giving_up), DEFAULT_DB_ALIAS)
        later = []
        # A proposed id makes way for one that is named.
        for _line, entry in sorted(saved, key=lambda pair: not pair[1].slug):
            for column in self.get_import_fields():
                target = getattr(entry, column.attribute, None) if type(column.widget) is Reference else None
                if column.widget.target is model and target is not None and target.pk is None:
                    later.append((entry, column.attribute, target))
                    setattr(entry, column.attribute, None)
            entry.save(force_insert=entry.pk in giving_up)
        for entry, attribute, target in later:
            setattr(entry, attribute, target)
            entry.save(update_fields=[attribute])
        for line, entry in saved:
            for change in line.changes:
                if change.column.is_list:
                    change.column.widget.write(entry, entry.lists[change.column.name])

    def _find_broken_rules(self, saved: list[tuple[Line, Entry]]) -> None:
        """Ask of each entry which rule it breaks, as the database refused one of them."""
        model = self._meta.model
        for line, entry in saved:
            for rule in model._meta.constraints:
                if not isinstance(rule, models.CheckConstraint):
                    continue
                try:
                    rule.validate(model, entry)
                except ValidationError as error:
                    columns = {self._column(name) for name in rule.condition.referenced_base_fields}
                    named = [column.name for column in self.columns() if column.name in columns]
                    self._note(line, {named[-1] if named else "": error.messages})
            if len(self.difference.faults) >= MOST_FAULTS:
                return


def _unique_together(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Give the columns that no two entries may have alike; ids are unlike each other as they are."""
    return [
        rule.fields
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields and rule.condition is None
    ]


def _values(entry: Entry, names: Iterable[str]) -> tuple:
    """Give the values that an entry has in these columns."""
    return tuple(getattr(entry, entry._meta.get_field(name).attname) for name in names)


def _unique_values(
    model: type[models.Model], entries: Iterable[Entry]
) -> dict[tuple[str, ...], dict[tuple, Entry]]:
    """Give which entry has which values, of the columns that no two may have alike."""
    taken: dict[tuple[str, ...], dict[tuple, Entry]] = {names: {} for names in _unique_together(model)}
    for names, by_values in taken.items():
        for entry in entries:
            if None not in (values := _values(entry, names)):
                by_values[values] = entry
    return taken


def _table_of(model: type[models.Model], columns: str) -> type[Table]:
    names = columns.split()
    options = {"fields": names, "use_bulk": True, "batch_size": None, "skip_diff": True}
    return modelresource_factory(model, Table, options, {name: column_of(model, name) for name in names})


TABLES: dict[type[models.Model], type[Table]] = {
    Round: _table_of(
        Round,
        "id track number title_ar title_en short_label_ar short_label_en date status city_ar city_en country "
        "venue_ar venue_en summary_ar summary_en sources confidence state editors_note",
    ),
    Decision: _table_of(
        Decision,
        "id round event number kind topics title_ar title_en text_ar text_en adopted_by adopted_by_note_ar "
        "adopted_by_note_en carries_on sources outcome_ar outcome_en outcome_sources confidence state "
        "editors_note",
    ),
    FollowUp: _table_of(
        FollowUp,
        "id decision date status note_ar note_en from_round from_event sources confidence state editors_note",
    ),
    Source: _table_of(
        Source, "id kind publisher title title_from_address url language published editors_note"
    ),
}
