"""The fields of what the API can be asked. A field's label says what it keeps, for the description."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talks.models import AsOf, FormerAddress
from talks.record.open_data.datasets import DATASETS

# What an id is, in the regular expressions of Python and of JSON Schema alike.
LONGEST_ID = 80
ID = "^[-a-zA-Z0-9_]{1,80}$"


def on_edition_day(as_of: AsOf) -> AsOf:
    """Give the edition's own day: who asks on an earlier one may name what came later, and finds nothing."""
    return AsOf(as_of.edition, as_of.edition.day)


class IdField(forms.CharField):
    """An id, whether or not an entry has it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_ID, required=False, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not re.fullmatch(ID, text):
            words = _("“%(value)s” is no id: an id has Latin letters, digits, hyphens and underscores.")
            raise forms.ValidationError(words, params={"value": text})
        return text


class EntryField(IdField):
    """The id of an entry of a dataset; one that it had before is understood, too."""

    def __init__(self, dataset: str, **options: Any) -> None:
        self.dataset = dataset
        super().__init__(**options)

    def entries(self, as_of: AsOf) -> QuerySet:
        """Give the entries that may be named."""
        return DATASETS[self.dataset].entries(on_edition_day(as_of))

    def in_the_record(self, slug: str, as_of: AsOf) -> str:
        """Give the id that it has now. One query, or three. Raises ValidationError where nothing has it."""
        entries = self.entries(as_of)
        if entries.filter(slug=slug).exists():
            return slug
        former = FormerAddress.objects.of(entries.model, slug)
        if former and former.present and entries.filter(slug=former.present).exists():
            return former.present
        words = _("“%(value)s” is the id of nothing in the dataset “%(dataset)s”.")
        raise forms.ValidationError(words, params={"value": slug, "dataset": self.dataset})


class GuarantorsField(EntryField):
    """The ids of any number of guarantor states: `guarantor=russia&guarantor=iran`."""

    widget = forms.SelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__("parties", **options)

    def clean(self, value: Any) -> list[str]:
        return [slug for slug in map(super().clean, value or []) if slug]

    def entries(self, as_of: AsOf) -> QuerySet:
        return super().entries(as_of).filter(guarantor_order__isnull=False)

    def in_the_record(self, slugs: list[str], as_of: AsOf) -> list[str]:
        """Give the ids that they have now. A query for each."""
        return [super(GuarantorsField, self).in_the_record(slug, as_of) for slug in slugs]


class SourceValueField(forms.CharField):
    """What some source has in a column, such as its publisher."""

    def __init__(self, column: str, invalid: Any, **options: Any) -> None:
        self.column, self.invalid = column, invalid
        super().__init__(max_length=120, required=False, **options)

    def in_the_record(self, value: str, as_of: AsOf) -> str:
        """Give the value. One query. Raises ValidationError where no source has it."""
        sources = DATASETS["sources"].entries(on_edition_day(as_of))
        if not sources.filter(**{self.column: value}).exists():
            raise forms.ValidationError(self.invalid, params={"value": value})
        return value


class CodeField(forms.ChoiceField):
    """One of a few codes."""

    def __init__(self, codes: list[tuple[str, Any]], **options: Any) -> None:
        self.codes = [code for code, _words in codes]
        super().__init__(choices=[("", ""), *codes], required=False, **options)

    def validate(self, value: str) -> None:
        if value and value not in self.codes:
            words = _("“%(value)s” is none of these: %(codes)s.")
            raise forms.ValidationError(words, params={"value": value, "codes": ", ".join(self.codes)})
