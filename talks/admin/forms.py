"""How the record is typed: each text in its own direction, each broken rule said before it is saved."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from talks.dates import DerivedDayField, EdtfField
from talks.models import Decision, DifferenceVersion

# What is written from left to right in any language; of a span with an open end, even the order would change.
MACHINE_TEXTS = (EdtfField, models.DateField, models.SlugField, models.URLField)

HOW_TO_WRITE_A_DATE = format_lazy(
    _(
        "As exactly as it is known: a day {day}, several days {days}, a month {month}, a year {year}; "
        "with an open end {open}. After a date, {about} says approximate and {doubt} uncertain."
    ),
    **{
        name: format_html('<bdi dir="ltr">{}</bdi>', text)
        for name, text in {
            "day": "2018-05-15",
            "days": "2017-01-23/2017-01-24",
            "month": "2019-02",
            "year": "2019",
            "open": "2017-06-14/..",
            "about": "~",
            "doubt": "?",
        }.items()
    },
)


def both(name: str) -> tuple[str, ...]:
    """Name the columns of a bilingual text; in one line of a form they stand side by side."""
    return tuple(to_attribute(name, language) for language in settings.RECORD_LANGUAGES)


def language_of(column: models.Field) -> str | None:
    """Give the code of the language that a column of a bilingual text is for."""
    return getattr(column, "_translated_field_language_code", None)


class KnownRows:
    """An autocomplete that asks the database only for chosen rows that it does not hold already."""

    known: Iterable[models.Model] = ()

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[tuple[None, list, int]]:
        rows = [row for row in self.known if str(row.pk) in value]
        if len(rows) < len([chosen for chosen in value if chosen]):
            return super().optgroups(name, value, attr)
        choices = [(row.pk, self.choices.field.label_from_instance(row), True) for row in rows]
        if not self.is_required and not self.allow_multiple_selected:
            choices.insert(0, ("", "", False))
        return [(None, [self.create_option(name, *choice, at) for at, choice in enumerate(choices)], 0)]


class RowSelect(KnownRows, AutocompleteSelect):
    pass


class RowsSelect(KnownRows, AutocompleteSelectMultiple):
    pass


class RecordForm(forms.ModelForm):
    """A form that says which rule of the database is broken, whichever columns the rule is about."""

    # Columns whose rules the form set keeps, which sees all rows as they will be.
    left_to_form_set: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", None)  # within the links to add and to change
            if isinstance(widget, KnownRows):
                widget.known = self._rows_at_hand(name)

    def _rows_at_hand(self, name: str) -> Iterable[models.Model]:
        """Give the rows of a relation, as far as they came with the instance."""
        if self.instance._meta.get_field(name).many_to_many:
            return getattr(self.instance, "_prefetched_objects_cache", {}).get(name, ())
        row = self.instance._state.fields_cache.get(name)
        return [row] if row else []

    def _post_clean(self) -> None:
        # Django leaves out the rules on columns that are not typed: derived days, ids, an inline's parent.
        super()._post_clean()
        if self.instance.pk and not self.has_changed():
            return
        try:
            self.instance.validate_constraints(exclude=set(self._unknown_columns()))
        except ValidationError as broken:
            for error in (error for errors in broken.error_dict.values() for error in errors):
                for message in self._words_for(error):
                    if message not in self.non_field_errors():
                        self.add_error(None, message)

    def _words_for(self, error: ValidationError) -> list[str]:
        """Give the words of a broken rule; on the page of a row's parent, they need not name that."""
        names = (error.params or {}).get("unique_check", ())
        own = [name for name in names if not isinstance(self.fields.get(name), InlineForeignKeyField)]
        return error.messages if len(own) == len(names) else [twice_on_a_page(self.instance, own)]

    def _unknown_columns(self) -> Iterator[str]:
        """Name the columns whose values are wrong already, or known only when the row is saved."""
        yield from (*self.errors, *self.left_to_form_set)
        for column in self.instance._meta.concrete_fields:
            derived_of_wrong = isinstance(column, DerivedDayField) and column.of in self.errors
            is_parent = isinstance(self.fields.get(column.name), InlineForeignKeyField)
            unsaved = column.primary_key or is_parent
            if derived_of_wrong or (unsaved and getattr(self.instance, column.attname) is None):
                yield column.name


def twice_on_a_page(row: models.Model | type[models.Model], names: Iterable[str]) -> str:
    """Say that two rows have the same in these columns."""
    labels = ", ".join(str(row._meta.get_field(name).verbose_name) for name in names)
    return gettext("Another row has the same: %(columns)s.") % {"columns": labels}


class RecordFormSet(BaseInlineFormSet):
    """The rows of an entry that stand on its page."""

    def get_unique_error_message(self, unique_check: Iterable[str]) -> str:
        return twice_on_a_page(self.model, [name for name in unique_check if name != self.fk.name])

    def kept_forms(self) -> list[RecordForm]:
        """Give the forms of the rows that will be there, as far as they are right."""
        kept = (form for form in self.forms if form not in self.deleted_forms)
        return [form for form in kept if form.is_valid() and (form.has_changed() or form.instance.pk)]

    def giving_up(self, name: str) -> list[int]:
        """Give the ids of the rows that are saved with another value of a column, or deleted."""
        leaving = (
            form for form in self.initial_forms if form in self.deleted_forms or name in form.changed_data
        )
        return [form.instance.pk for form in leaving]


class DecisionForm(RecordForm):
    left_to_form_set = ("number",)


class DecisionFormSet(RecordFormSet):
    """The decisions of a round or event, which may exchange their numbers."""

    def save(self, commit: bool = True) -> list[Decision]:
        # The database knows a number once, and rows are saved one by one: each first takes one that is free.
        taken = {form.instance.number for form in self.kept_forms()}
        taken.update(self.get_queryset().values_list("number", flat=True))
        spare = (number for number in count(1000) if number not in taken)
        for pk in self.giving_up("number"):
            Decision.objects.filter(pk=pk).update(number=next(spare))
        return super().save(commit)


class FollowUpFormSet(RecordFormSet):
    """The follow-ups of a decision, of which a day has one."""

    def clean(self) -> None:
        super().clean()
        days = set()
        for form in self.kept_forms():
            span = (form.instance.earliest, form.instance.latest)
            if span in days:
                form.add_error("date", _("This decision already has a follow-up on that day."))
            elif None not in span:
                days.add(span)


class VersionForm(RecordForm):
    left_to_form_set = ("is_followed",)


class VersionFormSet(RecordFormSet):
    """The versions of a difference, of which the record follows one at most."""

    def clean(self) -> None:
        super().clean()
        if sum(form.instance.is_followed for form in self.kept_forms()) > 1:
            raise ValidationError(_("The record follows one version at most."))

    def save(self, commit: bool = True) -> list[DifferenceVersion]:
        # The one given up goes first: the database allows one at any moment.
        DifferenceVersion.objects.filter(pk__in=self.giving_up("is_followed")).update(is_followed=False)
        return super().save(commit)


class TypedInDirection:
    """A page or an inline whose texts are typed in the direction of their language, whatever the page's."""

    form = RecordForm

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        """Give the field of a form its direction, its language and a word on how to fill it in."""
        if isinstance(db_field, models.URLField):
            options["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **options)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            # The cross beside a choice would delete the entry chosen, not the choice.
            field.widget.can_delete_related = False
        if field is None or db_field.is_relation or db_field.choices:
            return field
        attributes = field.widget.attrs
        if language := language_of(db_field):
            of_language = get_language_info(language)
            attributes |= {"lang": language, "dir": "rtl" if of_language["bidi"] else "ltr"}
            field.label = format_lazy(
                "{text} ({language})",
                text=capfirst(db_field.verbose_name),
                language=of_language["name_translated"],
            )
        elif isinstance(db_field, MACHINE_TEXTS):
            attributes["dir"] = "ltr"
        elif isinstance(db_field, models.CharField | models.TextField):
            attributes["dir"] = "auto"
        if isinstance(db_field, models.TextField):
            attributes["rows"] = 3
        if isinstance(db_field, EdtfField):
            what_for = db_field.help_text
            field.help_text = (
                format_lazy("{} {}", what_for, HOW_TO_WRITE_A_DATE) if what_for else HOW_TO_WRITE_A_DATE
            )
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            options["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            options["widget"] = RowsSelect(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **options)
