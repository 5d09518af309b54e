"""Entries as they stand on the page of the entry that they belong to, whose link is set by that."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from talks.admin.forms import (
    DecisionForm,
    DecisionFormSet,
    FollowUpFormSet,
    VersionForm,
    VersionFormSet,
    both,
)
from talks.admin.pages import RecordInline
from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    DifferenceVersion,
    FollowUp,
    Participation,
    Statement,
    ZoneEvent,
)

# Together wherever one of them is: a rule of the database is about both.
STANDING = ("state", "confidence")


class CitationInline(RecordInline, admin.TabularInline):
    model = Citation
    verbose_name = _("source")
    verbose_name_plural = _("sources")
    fields = ["source", "position"]
    autocomplete_fields = ["source"]
    select_related = ("source",)


class PartInline(RecordInline, admin.StackedInline):
    """A kind of entry with a page of its own, where its sources are cited."""

    show_change_link = True
    classes = ["collapse"]


class ParticipationInline(PartInline):
    model = Participation
    fields = [("party", "role", "head"), both("note"), ("position", *STANDING)]
    autocomplete_fields = ["party", "head"]
    select_related = ("party", "head", "round", "event")


class DecisionInline(PartInline):
    model = Decision
    form = DecisionForm
    formset = DecisionFormSet
    classes = []  # what the page is about lies open
    fields = [
        ("number", "kind", "carries_on"),
        both("title"),
        both("text"),
        ("topics", "adopted_by"),
        both("adopted_by_note"),
        both("outcome"),
        STANDING,
    ]
    autocomplete_fields = ["topics", "adopted_by", "carries_on"]
    select_related = ("carries_on",)
    prefetch_related = ("topics", "adopted_by")
    ordering = ["number"]


class StatementInline(PartInline):
    model = Statement
    fields = [("speaker", "day", "stance"), both("gist"), ("about", "relation"), STANDING]
    autocomplete_fields = ["speaker", "about"]
    select_related = ("speaker", "about")


class AnnouncementInline(PartInline):
    model = DateAnnouncement
    fields = [("announced_on", "date"), ("by_person", "by_party"), "decision", both("note"), STANDING]
    autocomplete_fields = ["by_person", "by_party", "decision"]
    select_related = ("by_person", "by_party", "decision", "round")


class ZoneEventInline(RecordInline, admin.TabularInline):
    model = ZoneEvent
    fk_name = "zone"
    fields = ["event", "contested_date"]
    autocomplete_fields = ["event"]
    select_related = ("zone", "event")
    classes = ["collapse"]


class FollowUpInline(PartInline):
    model = FollowUp
    formset = FollowUpFormSet
    classes = []
    fields = [("date", "status"), both("note"), ("from_round", "from_event"), STANDING]
    autocomplete_fields = ["from_round", "from_event"]
    select_related = ("decision", "from_round", "from_event")


class DecisionCitationInline(CitationInline):
    fk_name = "decision"


class OutcomeCitationInline(CitationInline):
    fk_name = "outcome"
    verbose_name = _("source of what became of it")
    verbose_name_plural = _("sources of what became of it")


class VersionInline(PartInline):
    model = DifferenceVersion
    form = VersionForm
    formset = VersionFormSet
    classes = []
    fields = [both("text"), ("is_followed", "position")]
