"""The keys of an entry, each with its way between the file and the database.

A form is an entry as the files hold it: keys to texts, numbers, flags, lists of ids, texts by language.
It leaves out what has its default, so that two forms of the same entry are equal.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from translated_fields import TranslatedField, to_attribute

from talks.dates import EdtfField
from talks.models import Citation, DifferenceVersion, State
from talks.models.claims import Confidence

Form = dict[str, Any]
# The id of every entry by its primary key, and the other way round.
Slugs = dict[type[models.Model], dict[int, str]]
Pks = dict[type[models.Model], dict[str, int]]
# The primary keys of the rows of which something is asked; None asks it of all.
Owners = Collection[int] | None

# English first: the files are read from left to right.
LANGUAGES = sorted(settings.RECORD_LANGUAGES, key=lambda code: (code != "en", code))

# One database or the other cannot keep the null character and halves of surrogate pairs.
NOT_KEPT = re.compile(r"[\x00\ud800-\udfff]")
NOT_A_TEXT = "is not a text; one that looks like a number, a flag or nothing stands in quotes"


class Unreadable(Exception):
    """Say what is wrong with the value of a key; where it has parts, in pairs of a part and the words."""

    def __init__(self, *faults: str | tuple[str, str]) -> None:
        super().__init__(*faults)
        self.faults = [("", fault) if isinstance(fault, str) else fault for fault in faults]


class Key:
    """A key of an entry. What it reads and takes is in the form of the files; what it puts, in the row's."""

    required = False

    def __init__(self, model: type[models.Model], name: str, column: Any) -> None:
        self.model, self.name, self.column = model, name, column

    def default(self, form: Form) -> Any:
        """Give what an absent key stands for."""
        return None

    def read(self, value: Any) -> Any:
        """Give the value in its one right form; raises Unreadable."""
        raise NotImplementedError

    def fetch(self, owners: Owners = None) -> dict[int, Any]:
        """Give what other tables hold, by the primary key of the row; empty where the row has it all.

        `owners` are the rows of which it is asked, all of them where it is left out.
        """
        return {}

    def take(self, row: models.Model, fetched: dict[int, Any], slugs: Slugs) -> Any:
        """Give the value that the database has."""
        return fetched.get(row.pk)

    def put(self, row: models.Model, value: Any, pks: Pks) -> None:
        """Set the value on a row that is about to be written."""

    def clear(self, owners: list[int]) -> None:
        """Delete what other tables hold of the rows with these primary keys."""

    def write(self, values: dict[int, Any], pks: Pks) -> None:
        """Write what other tables hold, by the primary key of the row."""

    def references(self, value: Any) -> Iterator[tuple[type[models.Model], str]]:
        """Give the entries that the value names."""
        yield from ()


def read_keys(keys: list[Key], values: Any) -> tuple[Form, list[tuple[str, str]]]:
    """Read a mapping into a form; gives the faults, too: pairs of a key and what is wrong with it."""
    if not isinstance(values, dict):
        return {}, [("", "is not made of keys and values")]
    form: Form = {}
    known = {key.name for key in keys}
    faults = [(name, "is not a key of such an entry") for name in values if name not in known]
    for key in keys:
        value = values.get(key.name)
        if value is None or value in ("", [], {}):
            if key.required:
                faults.append((key.name, "is missing"))
            continue
        try:
            value = key.read(value)
        except Unreadable as unreadable:
            faults += [(f"{key.name} {part}".strip(), words) for part, words in unreadable.faults]
            continue
        if value != key.default(form):
            form[key.name] = value
    return form, faults


def take_keys(keys: list[Key], row: models.Model, fetched: dict[str, dict[int, Any]], slugs: Slugs) -> Form:
    """Give the form of a row; `fetched` is what each key fetched from other tables."""
    form: Form = {}
    for key in keys:
        value = key.take(row, fetched[key.name], slugs)
        if value not in (None, "", [], {}) and value != key.default(form):
            form[key.name] = value
    return form


def put_keys(keys: list[Key], row: models.Model, form: Form, pks: Pks) -> None:
    """Set on a row what a form says."""
    for key in keys:
        key.put(row, form.get(key.name, key.default(form)), pks)


def _tidy(text: str) -> str:
    """Browsers send other line breaks than files have, and white space at the ends says nothing."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _checked(column: models.Field, value: Any) -> Any:
    """Give a value as its column cleans it; raises Unreadable in the words of the column."""
    if isinstance(value, str):
        value = _tidy(value)
        if NOT_KEPT.search(value):
            raise Unreadable("has a character that cannot be kept")
    if column.choices and value not in dict(column.flatchoices):
        choices = ", ".join(str(choice) for choice, _label in column.flatchoices)
        raise Unreadable(f"‘{value}’ is none of {choices}")
    try:
        return column.clean(value, None)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from error


class Words(Key):
    """A text in one column: a word, a name, an address, a choice."""

    def __init__(self, model: type[models.Model], name: str, column: Any) -> None:
        super().__init__(model, name, column)
        self.required = not column.blank and not column.has_default()

    def default(self, form: Form) -> Any:
        return self.column.get_default()

    def read(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise Unreadable(NOT_A_TEXT)
        return _checked(self.column, value)

    def take(self, row: models.Model, fetched: dict[int, Any], slugs: Slugs) -> Any:
        value = getattr(row, self.column.attname)
        return _tidy(value) if isinstance(value, str) else value

    def put(self, row: models.Model, value: Any, pks: Pks) -> None:
        setattr(row, self.column.attname, value)


class Number(Words):
    """A whole number."""

    def read(self, value: Any) -> Any:
        if type(value) is not int:
            raise Unreadable("is not a whole number")
        return _checked(self.column, value)


class Flag(Words):
    """Yes or no, written true or false."""

    def read(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise Unreadable("is neither true nor false")
        return value


class Published(Flag):
    """Whether readers see an edition: yes, unless the file says no."""

    def default(self, form: Form) -> bool:
        return True


class Day(Words):
    """A day, as 2018-11-29."""

    def read(self, value: Any) -> str:
        return _checked(self.column, str(value)).isoformat()

    def take(self, row: models.Model, fetched: dict[int, Any], slugs: Slugs) -> str | None:
        day = super().take(row, fetched, slugs)
        return day and day.isoformat()

    def put(self, row: models.Model, value: Any, pks: Pks) -> None:
        super().put(row, value and dt.date.fromisoformat(value), pks)


class Moment(Words):
    """A moment, as 2019-05-02T09:30:00+00:00."""

    def read(self, value: Any) -> str:
        moment = _checked(self.column, str(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).isoformat()

    def take(self, row: models.Model, fetched: dict[int, Any], slugs: Slugs) -> str | None:
        moment = super().take(row, fetched, slugs)
        return moment and moment.isoformat()

    def put(self, row: models.Model, value: Any, pks: Pks) -> None:
        super().put(row, value and dt.datetime.fromisoformat(value), pks)


class Date(Words):
    """A date at its precision, in EDTF. A year alone looks like a number to YAML."""

    def read(self, value: Any) -> str:
        return _checked(self.column, str(value))


class StateOfClaim(Words):
    """Draft or published. Absent, it follows from the rest of the claim, which stands before it."""

    def default(self, form: Form) -> str:
        """Give draft for what is not confirmed or lacks a source, and published for all else."""
        # A difference has its sources in its versions.
        sourced = all(part.get("sources") for part in form.get("versions", [form]))
        return State.PUBLISHED if sourced and form.get("confidence") != Confidence.LOW else State.DRAFT


class Text(Key):
    """A text in the languages of the record, a column each."""

    def __init__(self, model: type[models.Model], name: str, column: TranslatedField) -> None:
        super().__init__(model, name, column)
        self.columns = {code: model._meta.get_field(to_attribute(name, code)) for code in LANGUAGES}
        self.required = not self.columns[LANGUAGES[0]].blank

    def default(self, form: Form) -> Any:
        return {}

    def read(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise Unreadable(f"is not a text for each of {', '.join(LANGUAGES)}")
        faults = [(code, "is not a language of the record") for code in value if code not in LANGUAGES]
        texts = {}
        for code in LANGUAGES:
            text = value.get(code)
            if text is not None and not isinstance(text, str):
                faults.append((code, NOT_A_TEXT))
            elif not text or not _tidy(text):
                faults.append((code, "is missing"))
            else:
                try:
                    texts[code] = _checked(self.columns[code], text)
                except Unreadable as unreadable:
                    faults += [(code, words) for _part, words in unreadable.faults]
        if faults:
            raise Unreadable(*faults)
        return texts

    def take(self, row: models.Model, fetched: dict[int, Any], slugs: Slugs) -> dict[str, str]:
        texts = {code: _tidy(getattr(row, column.attname)) for code, column in self.columns.items()}
        return {code: text for code, text in texts.items() if text}

    def put(self, row: models.Model, value: Any, pks: Pks) -> None:
        for code, column in self.columns.items():
            setattr(row, column.attname, value.get(code, ""))


def _of(rows: models.Manager | models.QuerySet, column: str, owners: Owners) -> models.QuerySet:
    """Keep the rows of the owners, by the column that names them."""
    return rows.all() if owners is None else rows.filter(**{f"{column}__in": owners})


def _id(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"‘{value}’ is not an id")
    return value.strip()


def _ids(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Unreadable("is not a list of ids")
    ids = [_id(item) for item in value]
    twice = sorted({slug for slug in ids if ids.count(slug) > 1})
    if twice:
        raise Unreadable(*(f"names ‘{slug}’ twice" for slug in twice))
    return ids


class Reference(Key):
    """The id of another entry, in a foreign key."""

    def __init__(self, model: type[models.Model], name: str, column: models.ForeignKey) -> None:
        super().__init__(model, name, column)
        self.required = not column.null
        self.target = column.related_model

    def read(self, value: Any) -> str:
        return _id(value)

    def take(self, row: models.Model, fetched: dict[int, Any], slugs: Slugs) -> str | None:
        pk = getattr(row, self.column.attname)
        return None if pk is None else slugs[self.target][pk]

    def put(self, row: models.Model, value: Any, pks: Pks) -> None:
        setattr(row, self.column.attname, None if value is None else pks[self.target][value])

    def references(self, value: Any) -> Iterator[tuple[type[models.Model], str]]:
        yield self.target, value


class References(Key):
    """Ids of other entries, in their order, in a table of their own."""

    def __init__(self, model: type[models.Model], name: str, column: models.ManyToManyField) -> None:
        super().__init__(model, name, column)
        self.required = not column.blank
        self.target = column.related_model
        self.through = column.remote_field.through
        self.near, self.far = f"{column.m2m_field_name()}_id", f"{column.m2m_reverse_field_name()}_id"

    def read(self, value: Any) -> list[str]:
        return _ids(value)

    def fetch(self, owners: Owners = None) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        links = _of(self.through.objects, self.near, owners)
        # In the order in which they were written, which is that of the file.
        for pk, slug in links.order_by("pk").values_list(self.near, f"{self.far.removesuffix('_id')}__slug"):
            found.setdefault(pk, []).append(slug)
        return found

    def clear(self, owners: list[int]) -> None:
        self.through.objects.filter(**{f"{self.near}__in": owners}).delete()

    def write(self, values: dict[int, Any], pks: Pks) -> None:
        self.through.objects.bulk_create(
            self.through(**{self.near: pk, self.far: pks[self.target][slug]})
            for pk, ids in values.items()
            for slug in ids or []
        )

    def references(self, value: Any) -> Iterator[tuple[type[models.Model], str]]:
        for slug in value:
            yield self.target, slug


class Sources(References):
    """Ids of the sources of a claim, in their order, each a citation."""

    def __init__(self, model: type[models.Model], name: str, column: models.ManyToOneRel) -> None:
        Key.__init__(self, model, name, column)
        self.claim = column.field
        self.target = Citation._meta.get_field("source").related_model

    def fetch(self, owners: Owners = None) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        citations = Citation.objects.filter(**{f"{self.claim.name}__isnull": False})
        citations = _of(citations, self.claim.attname, owners).order_by("position", "pk")
        for pk, slug in citations.values_list(self.claim.attname, "source__slug"):
            found.setdefault(pk, []).append(slug)
        return found

    def clear(self, owners: list[int]) -> None:
        Citation.objects.filter(**{f"{self.claim.attname}__in": owners}).delete()

    def write(self, values: dict[int, Any], pks: Pks) -> None:
        Citation.objects.bulk_create(
            Citation(source_id=pks[self.target][slug], position=position, **{self.claim.attname: pk})
            for pk, ids in values.items()
            for position, slug in enumerate(ids or [])
        )


class Versions(Key):
    """The versions of a fact on which sources differ: entries within the entry, without an id."""

    required = True

    def __init__(self, model: type[models.Model], name: str, column: models.ManyToOneRel) -> None:
        super().__init__(model, name, column)
        self.keys = [key_of(DifferenceVersion, name) for name in ("text", "is_followed", "sources")]

    def read(self, value: Any) -> list[Form]:
        if not isinstance(value, list):
            raise Unreadable("is not a list of versions")
        versions, faults = [], []
        for number, item in enumerate(value, start=1):
            version, found = read_keys(self.keys, item)
            versions.append(version)
            faults += [(f"{number} {name}".strip(), words) for name, words in found]
        if sum("is_followed" in version for version in versions) > 1:
            faults.append(("", "the record follows one version at most"))
        if faults:
            raise Unreadable(*faults)
        return versions

    def fetch(self, owners: Owners = None) -> dict[int, list[Form]]:
        versions = list(_of(DifferenceVersion.objects, "difference_id", owners).order_by("position", "pk"))
        of_them = None if owners is None else [version.pk for version in versions]
        fetched = {key.name: key.fetch(of_them) for key in self.keys}
        found: dict[int, list[Form]] = {}
        for version in versions:
            form = take_keys(self.keys, version, fetched, {})
            found.setdefault(version.difference_id, []).append(form)
        return found

    def clear(self, owners: list[int]) -> None:
        DifferenceVersion.objects.filter(difference__in=owners).delete()

    def write(self, values: dict[int, Any], pks: Pks) -> None:
        forms, rows = [], []
        for pk, versions in values.items():
            for position, form in enumerate(versions or []):
                row = DifferenceVersion(difference_id=pk, position=position)
                put_keys(self.keys, row, form, pks)
                forms.append(form)
                rows.append(row)
        DifferenceVersion.objects.bulk_create(rows)
        for key in self.keys:
            key.write({row.pk: form.get(key.name) for row, form in zip(rows, forms, strict=True)}, pks)

    def references(self, value: Any) -> Iterator[tuple[type[models.Model], str]]:
        for version in value:
            for key in self.keys:
                if key.name in version:
                    yield from key.references(version[key.name])


# The sorts of columns, the narrower before the wider: an EdtfField is a CharField, too.
SORTS: list[tuple[type[Any], type[Key]]] = [
    (EdtfField, Date),
    (models.DateTimeField, Moment),
    (models.DateField, Day),
    (models.BooleanField, Flag),
    (models.IntegerField, Number),
    (models.ForeignKey, Reference),
    (models.ManyToManyField, References),
    (models.CharField, Words),
    (models.TextField, Words),
]
# The keys whose default is not that of their column.
NAMED: dict[str, type[Key]] = {"state": StateOfClaim, "is_published": Published}


def key_of(model: type[models.Model], name: str) -> Key:
    """Give the conversion for a key of a model's entries, found from the attribute of the same name.

    Three keys are named otherwise: `id` is the slug, `sources` are the citations, and `outcome_sources`
    the outcome's citations.
    """
    attribute = getattr(model, name, None)
    if isinstance(attribute, TranslatedField):
        return Text(model, name, attribute)
    column = model._meta.get_field("slug" if name == "id" else name.replace("sources", "citations"))
    if name in NAMED:
        return NAMED[name](model, name, column)
    if isinstance(column, models.ManyToOneRel):
        sort: type[Key] = Sources if column.related_model is Citation else Versions
    else:
        sort = next(sort for field, sort in SORTS if isinstance(column, field))
    return sort(model, name, column)
