"""The pages of decisions, of what became of them, and of the topics they are about."""

import datetime as dt

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from talks.admin import lists
from talks.admin.bulk import Bulk
from talks.admin.forms import CitingForm, DecisionForm, both
from talks.admin.inlines import FollowUpInline
from talks.admin.meetings import FOR_EDITORS, SOURCES
from talks.admin.pages import RecordAdmin
from talks.models import Decision, FollowUp, Status, Topic


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    fields = [both("name"), "position", "slug"]
    search_fields = ["slug"]
    list_display = ["name", "position", lists.count_of("decisions", _("decisions"))]
    counted = ("decisions",)


@admin.register(Decision)
class DecisionAdmin(Bulk, RecordAdmin):
    form = DecisionForm
    fieldsets = [
        (None, {"fields": [("round", "event"), ("number", "kind"), both("title"), both("text")]}),
        (
            _("Who and what about"),
            {"fields": [("topics", "adopted_by"), both("adopted_by_note"), "carries_on"]},
        ),
        (_("What became of it"), {"fields": [both("outcome"), "outcome_sources"]}),
        SOURCES,
        FOR_EDITORS,
    ]
    inlines = [FollowUpInline]
    autocomplete_fields = ["round", "event", "topics", "adopted_by", "carries_on"]
    search_fields = ["slug"]
    list_display = [
        "title",
        lists.meeting,
        lists.day("decided_on", _("date")),
        "kind",
        "became",
        "state",
        lists.count_of("follow_ups", _("follow-ups")),
        lists.count_of("citations", _("sources")),
    ]
    list_filter = [
        "kind",
        "state",
        "confidence",
        lists.WithoutSourceFilter,
        lists.MissingLanguageFilter,
        "topics",
        "round",
    ]
    list_select_related = ["round", "event"]
    counted = ("follow_ups", "citations")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        # Editors see all that is known, whatever the edition's day.
        return super().get_queryset(request).with_status(dt.date.max).with_day()

    @admin.display(description=_("what became of it"), ordering="status")
    def became(self, decision: Decision) -> str:
        return Status(decision.status).label


@admin.register(FollowUp)
class FollowUpAdmin(Bulk, RecordAdmin):
    form = CitingForm
    fieldsets = [
        (None, {"fields": ["decision", ("date", "status"), both("note"), ("from_round", "from_event")]}),
        SOURCES,
        FOR_EDITORS,
    ]
    autocomplete_fields = ["decision", "from_round", "from_event"]
    search_fields = ["search_text", "decision__search_text", "slug"]
    list_display = [
        "decision",
        lists.when,
        "status",
        "state",
        lists.count_of("citations", _("sources")),
    ]
    list_filter = ["status", "state", "confidence", lists.WithoutSourceFilter, lists.MissingLanguageFilter]
    list_select_related = ["decision"]
    counted = ("citations",)
