"""Entries as they stand on the page of the entry that they belong to, whose link is set by that."""

from django.contrib import admin

from talks.admin.forms import (
    DecisionFormSet,
    DecisionRowForm,
    FollowUpFormSet,
    RowForm,
    VersionForm,
    VersionFormSet,
    both,
)
from talks.admin.pages import RecordInline
from talks.models import (
    DateAnnouncement,
    Decision,
    DifferenceVersion,
    FollowUp,
    Participation,
    Statement,
    ZoneEvent,
)

# The standing of a row: readers see it as soon as they see the entry, unless it is kept back.
STANDING = ("confidence", "held_back")
CITATIONS = "citations__source"


class PartInline(RecordInline, admin.StackedInline):
    """A kind of entry with a page of its own, where its sources are cited."""

    form = RowForm
    show_change_link = True
    classes = ["collapse"]
    prefetch_related = (CITATIONS,)


class ParticipationInline(PartInline):
    model = Participation
    fields = [("party", "role", "head"), both("note"), "sources", ("position", *STANDING)]
    autocomplete_fields = ["party", "head"]
    select_related = ("party", "head", "round", "event")


class DecisionInline(PartInline):
    model = Decision
    form = DecisionRowForm
    formset = DecisionFormSet
    classes = []  # what the page is about lies open
    fields = [
        ("number", "kind", "carries_on"),
        both("title"),
        both("text"),
        ("topics", "adopted_by"),
        both("adopted_by_note"),
        "sources",
        ("first_status", "first_date"),
        both("outcome"),
        "outcome_sources",
        STANDING,
    ]
    autocomplete_fields = ["topics", "adopted_by", "carries_on"]
    select_related = ("carries_on",)
    prefetch_related = ("topics", "adopted_by", "follow_ups", CITATIONS, "outcome_citations__source")
    ordering = ["number"]


class StatementInline(PartInline):
    model = Statement
    fields = [("speaker", "day", "stance"), both("gist"), ("about", "relation"), "sources", STANDING]
    autocomplete_fields = ["speaker", "about"]
    select_related = ("speaker", "about")


class AnnouncementInline(PartInline):
    model = DateAnnouncement
    fields = [
        ("announced_on", "date"),
        ("by_person", "by_party"),
        "decision",
        both("note"),
        "sources",
        STANDING,
    ]
    autocomplete_fields = ["by_person", "by_party", "decision"]
    select_related = ("by_person", "by_party", "decision", "round")


class ZoneEventInline(RecordInline, admin.StackedInline):
    model = ZoneEvent
    fk_name = "zone"
    fields = [("event", "contested_date")]
    autocomplete_fields = ["event"]
    select_related = ("zone", "event")
    classes = ["collapse"]


class FollowUpInline(PartInline):
    model = FollowUp
    formset = FollowUpFormSet
    classes = []
    fields = [("date", "status"), both("note"), ("from_round", "from_event"), "sources", STANDING]
    autocomplete_fields = ["from_round", "from_event"]
    select_related = ("decision", "from_round", "from_event")


class VersionInline(PartInline):
    model = DifferenceVersion
    form = VersionForm
    formset = VersionFormSet
    classes = []
    fields = [both("text"), "sources", ("is_followed", "position")]
