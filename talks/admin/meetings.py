"""The pages of tracks, rounds and events, and of who took part; a round is entered whole, on one page."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from talks.admin import lists
from talks.admin.bulk import Bulk
from talks.admin.forms import CitingForm, RoundForm, both
from talks.admin.inlines import (
    AnnouncementInline,
    DecisionInline,
    ParticipationInline,
    StatementInline,
    ZoneEventInline,
)
from talks.admin.miniature import Drawn
from talks.admin.pages import PartAdmin, RecordAdmin
from talks.admin.paste import Pasted
from talks.models import DateAnnouncement, Event, Participation, Party, Round, Track, ZoneEvent

SOURCES = (_("Sources"), {"fields": ["sources", "confidence"]})
FOR_EDITORS = (_("For editors"), {"fields": ["editors_note", "slug"], "classes": ["collapse"]})


@admin.register(Track)
class TrackAdmin(RecordAdmin):
    fields = [both("name"), both("subtitle"), "position", "slug"]
    search_fields = [*both("name"), "slug"]
    list_display = [
        "name",
        "position",
        lists.count_of("rounds", _("rounds")),
        lists.count_of("events", _("events")),
    ]
    counted = ("rounds", "events")


@admin.register(Round)
class RoundAdmin(Bulk, Drawn, Pasted, RecordAdmin):
    form = RoundForm
    fieldsets = [
        (None, {"fields": [("track", "number"), both("title"), both("short_label")]}),
        (
            _("When and where"),
            {"fields": [("date", "status"), "overlap_confirmed", both("city"), both("venue"), "country"]},
        ),
        (_("What happened"), {"fields": [both("summary")]}),
        SOURCES,
        FOR_EDITORS,
    ]
    inlines = [ParticipationInline, DecisionInline, StatementInline, AnnouncementInline]
    autocomplete_fields = ["track"]
    search_fields = ["slug"]
    list_display = [
        "title",
        "number",
        lists.when,
        "status",
        "state",
        lists.count_of("decisions", _("decisions")),
        lists.count_of("citations", _("sources")),
    ]
    list_filter = [
        "status",
        "state",
        "confidence",
        lists.WithoutSourceFilter,
        lists.MissingLanguageFilter,
        "track",
    ]
    counted = ("decisions", "citations")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose the next round of the Astana track, in the city of the last one."""
        track = Track.objects.filter(slug="astana").annotate(last=Max("rounds__number")).first()
        if track is None:
            return super().get_changeform_initial_data(request)
        proposed = {"track": track.pk, "number": (track.last or 0) + 1}
        if before := track.rounds.order_by("number").last():
            proposed |= {name: getattr(before, name) for name in (*both("city"), "country")}
        for code in settings.RECORD_LANGUAGES:
            with override(code):
                proposed[to_attribute("short_label", code)] = gettext("Round %(number)s") % proposed
        return proposed | super().get_changeform_initial_data(request)

    def get_inline_instances(self, request: HttpRequest, obj: Round | None = None) -> list[Any]:
        """Let all that a new round asks for lie open, with a row for each guarantor."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines if obj is None else ():
            inline.classes = []
            if isinstance(inline, ParticipationInline) and request.method == "GET":
                inline.extra = Party.objects.guarantors().count()
        return inlines

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Round, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Begin a new round with the three guarantors as participants."""
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if prefix == "participations" and obj.pk is None and "data" not in options:
            guarantors = Party.objects.guarantors()
            options["initial"] = [
                {"party": party.pk, "role": Participation.Role.GUARANTOR, "position": position}
                for position, party in enumerate(guarantors, start=1)
            ]
        return options


@admin.register(Event)
class EventAdmin(Drawn, Pasted, RecordAdmin):
    form = CitingForm
    fieldsets = [
        (None, {"fields": [("track", "kind"), both("title"), both("short_label")]}),
        (_("When and where"), {"fields": ["date", both("place")]}),
        (_("What happened"), {"fields": [both("summary")]}),
        SOURCES,
        FOR_EDITORS,
    ]
    inlines = [ParticipationInline, DecisionInline, StatementInline, ZoneEventInline]
    autocomplete_fields = ["track"]
    search_fields = ["slug"]
    list_display = [
        "title",
        "kind",
        lists.when,
        "track",
        "state",
        lists.count_of("decisions", _("decisions")),
        lists.count_of("citations", _("sources")),
    ]
    list_filter = [
        "kind",
        "track",
        "state",
        "confidence",
        lists.WithoutSourceFilter,
        lists.MissingLanguageFilter,
    ]
    list_select_related = ["track"]
    counted = ("decisions", "citations")


@admin.register(Participation)
class ParticipationAdmin(RecordAdmin):
    form = CitingForm
    fieldsets = [
        (None, {"fields": [("round", "event"), ("party", "role", "head"), both("note"), "position"]}),
        SOURCES,
        FOR_EDITORS,
    ]
    autocomplete_fields = ["round", "event", "party", "head"]
    search_fields = [
        *both("party__name"),
        *both("head__name"),
        *both("round__title"),
        *both("event__title"),
    ]
    list_display = [
        "party",
        lists.meeting,
        "role",
        "head",
        "state",
        lists.count_of("citations", _("sources")),
    ]
    list_filter = ["role", "state", "confidence", lists.WithoutSourceFilter, "party"]
    list_select_related = ["party", "round", "event", "head"]
    counted = ("citations",)


@admin.register(DateAnnouncement)
class DateAnnouncementAdmin(RecordAdmin):
    form = CitingForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "round",
                    ("announced_on", "date"),
                    ("by_person", "by_party"),
                    "decision",
                    both("note"),
                ]
            },
        ),
        SOURCES,
        FOR_EDITORS,
    ]
    autocomplete_fields = ["round", "by_person", "by_party", "decision"]
    search_fields = [*both("round__title"), *both("by_person__name"), *both("by_party__name")]
    list_display = [
        "round",
        lists.day("announced_on", _("announced on")),
        lists.when,
        "by",
        "state",
        lists.count_of("citations", _("sources")),
    ]
    list_filter = ["state", "confidence", lists.WithoutSourceFilter, "round"]
    list_select_related = ["round", "by_person", "by_party"]
    counted = ("citations",)

    @admin.display(description=_("by"))
    def by(self, announcement: DateAnnouncement) -> Any:
        return announcement.by_person or announcement.by_party


@admin.register(ZoneEvent)
class ZoneEventAdmin(PartAdmin):
    fields = [("zone", "event"), "contested_date", "slug"]
    autocomplete_fields = ["zone", "event"]
    search_fields = [*both("zone__title"), *both("event__title")]
    list_display = ["zone", "event", "contested"]
    list_select_related = ["zone", "event"]

    @admin.display(description=_("contested on"), ordering="earliest")
    def contested(self, entry: ZoneEvent) -> str:
        return lists.when(entry) if entry.contested_date else ""
