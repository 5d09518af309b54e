"""What lists of the record show and how they are narrowed down."""

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from talks.bilingual import language_of
from talks.dates import format_date, format_day


def count_of(relation: str, title: Any) -> Callable[[models.Model], int]:
    """Give a column with the number of rows of a relation; the list names it in `counted`, too."""

    @admin.display(description=title, ordering=f"{relation}__count")
    def column(entry: models.Model) -> int:
        return getattr(entry, f"{relation}__count")

    column.__name__ = relation
    return column


@admin.display(description=_("date"), ordering="earliest")
def when(entry: models.Model) -> str:
    """Show the date of an entry in words."""
    return format_date(entry.precise_date, get_language())


def day(name: str, title: Any) -> Callable[[models.Model], str | None]:
    """Give a column with a day in words."""

    @admin.display(description=title, ordering=name)
    def column(entry: models.Model) -> str | None:
        value = getattr(entry, name)
        return value and format_day(value, get_language())

    column.__name__ = name
    return column


@admin.display(description=_("round or event"))
def meeting(entry: models.Model) -> models.Model | None:
    """Show the round or the event that an entry belongs to."""
    return entry.round or entry.event


class WithoutSourceFilter(admin.SimpleListFilter):
    """Find what cites nothing yet."""

    title = _("sources")
    parameter_name = "sources"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("none", _("none cited"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(citations=None) if self.value() == "none" else queryset


class MissingLanguageFilter(admin.SimpleListFilter):
    """Find what lacks a text in one language that it has in another."""

    title = _("translation")
    parameter_name = "without"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        says = gettext("{language} is missing")
        return [
            (code, says.format(language=get_language_info(code)["name_translated"]))
            for code in settings.RECORD_LANGUAGES
        ]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        missing = self.value()
        if missing not in settings.RECORD_LANGUAGES:
            return queryset
        texts = [
            column.name.removesuffix(f"_{missing}")
            for column in queryset.model._meta.fields
            if language_of(column) == missing
        ]
        others = [code for code in settings.RECORD_LANGUAGES if code != missing]
        return queryset.filter(
            reduce(
                operator.or_,
                (
                    Q(**{to_attribute(name, missing): ""}) & ~Q(**{to_attribute(name, other): ""})
                    for name in texts
                    for other in others
                ),
            )
        )
