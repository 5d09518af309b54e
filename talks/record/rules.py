"""What only files and database together tell: whether a plan can be carried out."""

from django.core.exceptions import ValidationError
from django.db import models

from talks.dates import DerivedDayField
from talks.record.kinds import KIND_OF, Kind
from talks.record.plan import Plan
from talks.record.problems import Problem
from talks.record.reading import Record


def broken_references(record: Record, plan: Plan) -> list[Problem]:
    """Find what would refer to an entry that editors deleted, and removals of what is still referred to."""
    problems = []
    for model, forms in plan.forms.items():
        kind = KIND_OF[model]
        written = {write.entry.slug for write in plan.writes[model]}
        for slug, form in forms.items():
            for key, target, named in kind.references(form):
                if named in plan.pks[target]:
                    continue
                file = KIND_OF[target].file
                if named in plan.removals[target]:
                    message = (
                        f"cannot be removed: ‘{slug}’ of {kind.file}, which is the editors’, refers to it"
                    )
                    problems.append(Problem(file, message, named))
                elif slug in written and named in record.entries[target]:
                    message = f"refers to ‘{named}’ of {file}, which editors deleted"
                    problems.append(record.entries[model][slug].problem(key, message))
    return problems


def broken_rules(record: Record, plan: Plan) -> list[Problem]:
    """Find the entries that break a rule of the database."""
    problems = []
    for model, writes in plan.writes.items():
        kind = KIND_OF[model]
        for write in writes:
            references = kind.references(write.entry.form)
            if any(slug not in plan.pks[target] for _key, target, slug in references):
                continue  # it was found to be broken before this
            kind.fill(write.row, write.entry.form, plan.pks)
            for rule in model._meta.constraints:
                if not isinstance(rule, models.CheckConstraint):
                    continue
                try:
                    rule.validate(model, write.row)
                except ValidationError as error:
                    keys = _keys_of(kind, rule.condition.referenced_base_fields)
                    problems.append(write.entry.problem(", ".join(keys), " ".join(error.messages)))
        problems += _doubles(record, plan, kind)
    return problems


def _doubles(record: Record, plan: Plan, kind: Kind) -> list[Problem]:
    """Find the entries that are to be written and have what only one entry may have."""
    model = kind.model
    # Ids are unlike each other as they are.
    rules = [[column] for column in model._meta.fields if column.unique and column.name not in ("id", "slug")]
    rules += [
        [model._meta.get_field(name) for name in rule.fields]
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields and rule.condition is None
    ]
    written = {write.entry.slug for write in plan.writes[model]}
    problems = []
    for rule in rules:
        first: dict[tuple[object, ...], str] = {}
        for slug, row in plan.rows[model].items():
            values = tuple(getattr(row, column.attname) for column in rule)
            other = first.setdefault(values, slug)
            if None in values or other == slug or not written & {slug, other}:
                continue
            slug, other = (slug, other) if slug in written else (other, slug)
            keys = _keys_of(kind, {column.name for column in rule})
            message = f"‘{other}’ has the same"
            if other not in written:
                message += " (it is in the database and stays as it is)"
            problems.append(record.entries[model][slug].problem(", ".join(keys), message))
    return problems


def _keys_of(kind: Kind, columns: set[str]) -> list[str]:
    """Name the keys that a rule about these columns is about."""
    derived = {
        column.name: column.of for column in kind.model._meta.fields if isinstance(column, DerivedDayField)
    }
    names = {derived.get(name, name) for name in columns - {"id"}}  # in the files, the id is the slug
    return [key.name for key in kind.keys if key.name in names]


def refused_by_models(plan: Plan) -> list[Problem]:
    """Ask the models' own `clean` of each entry written, now that it finds all others in the database."""
    problems = []
    for model, writes in plan.writes.items():
        if model.clean is models.Model.clean:
            continue
        for write in writes:
            try:
                write.row.clean()
            except ValidationError as error:
                faults = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
                for name, messages in faults.items():
                    problems.append(write.entry.problem(name.strip("_"), " ".join(messages)))
    return problems
