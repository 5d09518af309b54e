"""The pages of who takes part and who speaks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import F, Max
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from talks.admin import lists
from talks.admin.forms import both
from talks.admin.pages import RecordAdmin
from talks.models import GuarantorState, Party, Person


@admin.register(Party)
class PartyAdmin(RecordAdmin):
    fields = [both("name"), ("kind", "iso"), both("role_note"), "guarantor_order", "slug"]
    search_fields = ["slug", "iso"]
    list_display = [
        "name",
        "kind",
        "guarantor_order",
        lists.count_of("participations", _("participations")),
        lists.count_of("decisions_adopted", _("decisions adopted")),
    ]
    list_filter = ["kind", lists.MissingLanguageFilter]
    ordering = [F("guarantor_order").asc(nulls_last=True), "slug"]
    counted = ("participations", "decisions_adopted")


@admin.register(GuarantorState)
class GuarantorStateAdmin(PartyAdmin):
    fields = [both("name"), ("guarantor_order", "iso"), both("role_note"), "slug"]
    list_filter = [lists.MissingLanguageFilter]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        """Ask for the place among the guarantors, without which it would be no guarantor state."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "guarantor_order":
            field.required, field.help_text = True, ""
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = Party.objects.aggregate(last=Max("guarantor_order"))["last"] or 0
        return {"guarantor_order": last + 1} | super().get_changeform_initial_data(request)

    def save_model(
        self, request: HttpRequest, obj: GuarantorState, form: forms.ModelForm, change: bool
    ) -> None:
        obj.kind = Party.Kind.STATE
        super().save_model(request, obj, form, change)


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    fields = [both("name"), both("office"), ("party", "is_institution"), "slug"]
    autocomplete_fields = ["party"]
    search_fields = ["slug"]
    list_display = [
        "name",
        "office",
        "party",
        "is_institution",
        lists.count_of("statements", _("statements")),
    ]
    list_filter = ["party", "is_institution", lists.MissingLanguageFilter]
    list_select_related = ["party"]
    counted = ("statements",)
