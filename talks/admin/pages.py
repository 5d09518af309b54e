"""What every page and every inline of the editors has."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.http import HttpRequest

from talks.admin.forms import RecordFormSet, TypedInDirection
from talks.models import State
from talks.models.searching import SearchedQuerySet, looked_for
from talks.search import normalise


class RecordAdmin(TypedInDirection, admin.ModelAdmin):
    """The list and the page of a kind of entry."""

    counted: tuple[str, ...] = ()  # relations whose rows the list counts
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        counts = (Count(relation, distinct=True) for relation in self.counted)
        return super().get_queryset(request).annotate(*counts)

    def get_ordering(self, request: HttpRequest) -> list[Any] | tuple[Any, ...]:
        """Keep the model's order, which counting would take away."""
        return super().get_ordering(request) or self.opts.ordering

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Look for a text as readers' searches do, and in `search_fields` as well.

        The columns of other entries, which stand there, are normalised.
        """
        if any(name.endswith("search_text") for name in self.search_fields):
            search_term = normalise(search_term)
        if not isinstance(queryset, SearchedQuerySet) or not (query := looked_for(search_term)):
            return super().get_search_results(request, queryset, search_term)
        every, _may_repeat = super().get_search_results(request, self.model._base_manager.all(), search_term)
        by_fields = every.order_by().values("pk")
        return queryset.filter(queryset.found(query) | models.Q(pk__in=by_fields)), False

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """Let no id change that others may have noted; that of a draft may."""
        fields = tuple(super().get_readonly_fields(request, obj))
        noted = obj is not None and getattr(obj, "state", State.PUBLISHED) == State.PUBLISHED
        return (*fields, "slug") if noted and hasattr(obj, "slug") else fields


class PartAdmin(RecordAdmin):
    """The page of what is part of another entry: reached from there, and not in the menu."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


class RecordInline(TypedInDirection, admin.options.InlineModelAdmin):
    """Rows of an entry on its page."""

    formset = RecordFormSet
    extra = 0
    select_related: tuple[str, ...] = ()
    prefetch_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related(*self.select_related).prefetch_related(*self.prefetch_related)
