"""The pages of what was said, and of where sources contradict each other."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from talks.admin import lists
from talks.admin.forms import CitingForm, both
from talks.admin.inlines import VersionInline
from talks.admin.meetings import FOR_EDITORS, SOURCES
from talks.admin.pages import PartAdmin, RecordAdmin
from talks.models import Difference, DifferenceVersion, Statement


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    form = CitingForm
    fieldsets = [
        (None, {"fields": [("round", "event"), ("speaker", "day", "stance"), both("gist")]}),
        (_("About a decision"), {"fields": [("about", "relation")]}),
        SOURCES,
        FOR_EDITORS,
    ]
    autocomplete_fields = ["round", "event", "speaker", "about"]
    search_fields = [
        "search_text",
        "speaker__search_text",
        "round__search_text",
        "event__search_text",
        "slug",
    ]
    list_display = [
        "speaker",
        lists.day("day", _("day")),
        lists.meeting,
        "stance",
        "relation",
        "state",
        lists.count_of("citations", _("sources")),
    ]
    list_filter = [
        "stance",
        "relation",
        "state",
        "confidence",
        lists.WithoutSourceFilter,
        lists.MissingLanguageFilter,
        "round",
    ]
    list_select_related = ["speaker", "round", "event"]
    counted = ("citations",)


@admin.register(Difference)
class DifferenceAdmin(RecordAdmin):
    fieldsets = [
        (None, {"fields": [("round", "event", "decision"), "field", both("text"), both("why")]}),
        (_("Sources"), {"fields": ["confidence"]}),
        FOR_EDITORS,
    ]
    inlines = [VersionInline]
    autocomplete_fields = ["round", "event", "decision"]
    search_fields = ["slug"]
    list_display = ["about", "field", "state", lists.count_of("versions", _("versions"))]
    list_filter = ["field", "state", "confidence", lists.MissingLanguageFilter]
    list_select_related = ["round", "event", "decision"]
    counted = ("versions",)


@admin.register(DifferenceVersion)
class DifferenceVersionAdmin(PartAdmin):
    form = CitingForm
    fields = ["difference", both("text"), "sources", ("is_followed", "position")]
    autocomplete_fields = ["difference"]
    search_fields = both("text")
    list_display = ["text", "difference", "is_followed", lists.count_of("citations", _("sources"))]
    list_filter = [lists.WithoutSourceFilter]
    list_select_related = ["difference__round", "difference__event", "difference__decision"]
    counted = ("citations",)
