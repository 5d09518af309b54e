"""The columns of a table: what a cell holds, how it is written, and what it is in the record.

Every cell is a text, or a whole number on the way out; an empty one stands for nothing.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.widgets import Widget

from talks.dates import EdtfField
from talks.models import Citation
from talks.models.claims import Entry

# One database or the other cannot keep the null character and halves of surrogate pairs.
NOT_KEPT = re.compile(r"[\x00\ud800-\udfff]")
BETWEEN_IDS = re.compile(r"[\s;,،؛]+")

REQUIRED = _("This field is required.")
YES, NO = "yes", "no"
WORDS_FOR = {YES: {"yes", "true", "1", "نعم"}, NO: {"no", "false", "0", "لا"}}


class Words(Widget):
    """A text; its way is that of every sort of column that has no other."""

    how: Any = _("Text.")

    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.field = field
        # The entries that a cell may name, by their ids; set before a table is used.
        self.known: dict[str, Entry] = {}

    @property
    def target(self) -> type[models.Model] | None:
        """Give the model of the entries that a cell names."""
        return None

    @property
    def may_be_empty(self) -> bool:
        """Tell whether an empty cell is a value of its own."""
        return self.field.blank

    def default(self) -> Any:
        """Give what an entry has where nothing is said."""
        return self.field.get_default()

    def clean(self, value: str, row: Any = None, **_options: Any) -> Any:
        """Give what the record keeps for the text of a cell; raises ValidationError."""
        return self.field.clean(value, None)

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str | int:
        """Give the cell for what the record keeps."""
        if value is None:
            return ""
        return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


class Date(Words):
    how = ""  # the desk says it wherever a date is typed


class Day(Words):
    how = _("A day, as 2018-05-15.")


class Number(Words):
    how = _("A whole number.")

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str | int:
        return "" if value is None else int(value)


class Flag(Words):
    how = _("yes or no.")

    def clean(self, value: str, row: Any = None, **_options: Any) -> bool:
        for word, spellings in WORDS_FOR.items():
            if value.lower() in spellings:
                return word == YES
        raise ValidationError(gettext("‘{text}’ is neither yes nor no.").format(text=value))

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str | int:
        return YES if value else NO


class Code(Words):
    how = _("One of these codes:")

    def clean(self, value: str, row: Any = None, **_options: Any) -> str:
        codes = dict(self.field.flatchoices)
        if value not in codes:
            words = gettext("‘{text}’ is none of the codes {codes}.")
            raise ValidationError(words.format(text=value, codes=", ".join(codes)))
        return value


class Reference(Words):
    """The id of one entry."""

    @property
    def how(self) -> Any:
        return format_lazy(
            _("The id of an entry among the {kinds}."), kinds=self.target._meta.verbose_name_plural
        )

    @property
    def target(self) -> type[models.Model]:
        return self.field.related_model

    def clean(self, value: str, row: Any = None, **_options: Any) -> Entry:
        return self.entries([value])[0]

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str | int:
        return "" if value is None else value.slug

    def entries(self, slugs: Iterable[str]) -> list[Entry]:
        """Give the entries with these ids; raises ValidationError, one message for each that is not there."""
        words = gettext("There is no ‘{id}’ among the {kinds}.")
        kinds = self.target._meta.verbose_name_plural
        unknown = [words.format(id=slug, kinds=kinds) for slug in slugs if slug not in self.known]
        if unknown:
            raise ValidationError(unknown)
        return [self.known[slug] for slug in slugs]


class References(Reference):
    """The ids of several entries, in their order."""

    @property
    def how(self) -> Any:
        return format_lazy(
            _("Ids of entries among the {kinds}, with a semicolon or a space between them."),
            kinds=self.target._meta.verbose_name_plural,
        )

    @property
    def may_be_empty(self) -> bool:
        return True  # what publishing requires is another matter

    def default(self) -> list[str]:
        return []

    def clean(self, value: str, row: Any = None, **_options: Any) -> list[str]:
        slugs = [slug for slug in BETWEEN_IDS.split(value) if slug]
        self.entries(slugs)
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if twice:
            raise ValidationError([gettext("‘{id}’ stands there twice.").format(id=slug) for slug in twice])
        return slugs

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str | int:
        return "; ".join(value or [])

    def held(self) -> Iterable[tuple[int, str]]:
        """Give pairs of the key of a row of the table and the id of an entry that it names. One query."""
        through, near, far = self._table()
        # In the order in which they were written.
        return through.objects.order_by("pk").values_list(near, f"{far}__slug")

    def write(self, row: models.Model, slugs: list[str]) -> None:
        """Let a row name these entries and no others. Two queries."""
        through, near, far = self._table()
        through.objects.filter(**{near: row.pk}).delete()
        through.objects.bulk_create(through(**{near: row, far: entry}) for entry in self.entries(slugs))

    def _table(self) -> tuple[type[models.Model], str, str]:
        through = self.field.remote_field.through
        return through, self.field.m2m_field_name(), self.field.m2m_reverse_field_name()


class Sources(References):
    """The ids of the sources of a claim, the first cited first; `field` is the relation to the claim."""

    @property
    def target(self) -> type[models.Model]:
        return Citation._meta.get_field("source").related_model

    def held(self) -> Iterable[tuple[int, str]]:
        citations = Citation.objects.filter(**{f"{self.field.name}__isnull": False})
        return citations.order_by("position", "pk").values_list(self.field.attname, "source__slug")

    def write(self, row: models.Model, slugs: list[str]) -> None:
        """Let a claim cite these sources; citations that stay are kept. Three queries at most, and one."""
        citations = {
            citation.source_id: citation for citation in Citation.objects.filter(**{self.field.name: row})
        }
        new, moved = [], []
        for position, source in enumerate(self.entries(slugs)):
            citation = citations.pop(source.pk, None)
            if citation is None:
                new.append(Citation(source=source, position=position, **{self.field.name: row}))
            elif citation.position != position:
                citation.position = position
                moved.append(citation)
        if citations:
            Citation.objects.filter(pk__in=[citation.pk for citation in citations.values()]).delete()
        Citation.objects.bulk_create(new)
        Citation.objects.bulk_update(moved, ["position"])


class Column(Field):
    """A column by its name: the attribute of an entry, and the sort of its cells."""

    widget: Words

    @property
    def name(self) -> str:
        """Give the name that stands in the first row."""
        return self.column_name

    @property
    def label(self) -> str:
        """Give what it is called in the editor's language."""
        if isinstance(self.widget, Sources):
            return _("sources of what became of it") if self.name == "outcome_sources" else _("sources")
        label = self.widget.field.verbose_name
        if not self.language:
            return capfirst(label)
        language = get_language_info(self.language)["name_translated"]
        return format_lazy("{text} ({language})", text=capfirst(label), language=language)

    @property
    def language(self) -> str:
        """Give the code of the language that its texts are in; empty where they are in none."""
        return getattr(self.widget.field, "_translated_field_language_code", None) or ""

    @property
    def direction(self) -> str:
        """Give the direction of its cells, as HTML has it."""
        if self.language:
            return "rtl" if get_language_info(self.language)["bidi"] else "ltr"
        return "auto" if self.is_prose else "ltr"

    @property
    def is_prose(self) -> bool:
        """Tell whether its cells are texts for people."""
        return type(self.widget) is Words and not isinstance(
            self.widget.field, models.URLField | models.SlugField
        )

    @property
    def codes(self) -> list[tuple[str, str]]:
        """Give the codes that its cells may hold, with what they mean."""
        return list(self.widget.field.flatchoices or ()) if isinstance(self.widget, Code) else []

    @property
    def is_date(self) -> bool:
        """Tell whether its cells are dates at the precision at which they are known."""
        return isinstance(self.widget, Date)

    @property
    def is_list(self) -> bool:
        """Tell whether its cells name several entries."""
        return isinstance(self.widget, References)

    @property
    def is_required(self) -> bool:
        """Tell whether a new entry cannot do without it."""
        return not (self.widget.may_be_empty or self.name == "id" or self.widget.field.has_default())

    def get_value(self, instance: models.Model) -> Any:
        if self.is_list:
            return instance.lists[self.name]
        return getattr(instance, self.attribute, None)

    def save(
        self, instance: models.Model, row: dict[str, str], is_m2m: bool = False, **_options: Any
    ) -> None:
        """Set on an entry what a row says of it, where that is something else; raises ValidationError."""
        text, is_new = row[self.name], instance._state.adding
        if text == str(self.export(instance)) and not is_new:
            return
        value = self.read(text, is_new)
        if self.is_list:
            instance.lists[self.name] = value
        else:
            setattr(instance, self.attribute, value)

    def read(self, text: str, is_new: bool) -> Any:
        """Give what the record keeps for a cell; an empty one of a new entry stands for what is usual."""
        if NOT_KEPT.search(text):
            raise ValidationError(gettext("The text has a character that cannot be kept."))
        if text:
            return self.widget.clean(text)
        if self.widget.may_be_empty or (is_new and self.widget.field.has_default()):
            return self.widget.default()
        raise ValidationError(REQUIRED)


# The sorts of columns, the narrower before the wider: an EdtfField is a CharField, too.
SORTS: list[tuple[type[models.Field], type[Words]]] = [
    (EdtfField, Date),
    (models.DateField, Day),
    (models.BooleanField, Flag),
    (models.IntegerField, Number),
    (models.ForeignKey, Reference),
    (models.ManyToManyField, References),
    (models.Field, Words),
]


def column_of(model: type[models.Model], name: str) -> Column:
    """Give a column by its name, that of a field of the model.

    Three are named otherwise: `id` is the slug, `sources` are the citations, and `outcome_sources` the
    outcome's citations.
    """
    attribute = "slug" if name == "id" else name
    if name.endswith("sources"):
        claim = model._meta.get_field(name.replace("sources", "citations")).field
        return Column(attribute, name, Sources(claim))
    field = model._meta.get_field(attribute)
    sort = Code if field.choices else next(sort for kind, sort in SORTS if isinstance(field, kind))
    return Column(attribute, name, sort(field))
