"""The pages of rounds and events: what was decided and said there, by whom, and what became of it."""

import datetime as dt
from collections import defaultdict
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from talks import headlines
from talks.bilingual import language_shown
from talks.charts.slippage import Announced, Slippage
from talks.charts.ticks import month_ticks
from talks.dates import DatePart, format_date, format_day, format_month
from talks.forms import QueryForm
from talks.models import (
    AsOf,
    DateAnnouncement,
    Decision,
    Difference,
    Event,
    FollowUp,
    Participation,
    Round,
    Statement,
    Status,
)
from talks.pages.feeds import links_of_rounds
from talks.pages.frame import CONTEXT, Absolute, Crumb, FeedLink, RecordPage, SharedPicture
from talks.pages.lists import page_of
from talks.pages.references import References

# schema.org's words for what may become of an event that is announced.
EVENT_STATUS = {
    Round.Status.PLANNED: "EventScheduled",
    Round.Status.HELD: "EventScheduled",
    Round.Status.POSTPONED: "EventPostponed",
    Round.Status.CANCELLED: "EventCancelled",
}


class RoundList(RecordPage):
    """The rounds, the newest first, each with where it led and how far its date slipped. Six queries."""

    section = "rounds"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = QueryForm(query, as_of)
        self.form.is_valid()

    @property
    def title(self) -> str:
        return _("Rounds of the Astana talks")

    @cached_property
    def description(self) -> str:
        first = Round.objects.published().order_by("earliest").values_list("earliest", flat=True).first()
        since = format_month(first or self.on, get_language())
        return _("Every round since %(month)s: when it met, what it decided, how far its date moved.") % {
            "month": since
        }

    @property
    def address(self) -> str:
        return reverse("round-list")

    @cached_property
    def page(self) -> Page:
        """Give the page of the list that is asked for, its rounds with decisions and announced dates."""
        rounds = Round.objects.known_by(self.as_of).select_related("track").order_by("-earliest", "-number")
        page = page_of(rounds, self.form.number())
        shown = page.object_list
        decisions, announcements = defaultdict(list), defaultdict(list)
        for decision in Decision.objects.known_by(self.as_of).filter(round__in=shown).order_by("number"):
            decisions[decision.round_id].append(decision)
        for announcement in DateAnnouncement.objects.known_by(self.as_of).filter(round__in=shown):
            announcements[announcement.round_id].append(announcement)
        for meeting in shown:
            meeting.shown_decisions = decisions[meeting.pk]
            meeting.counted = headlines.meeting_counted(meeting.shown_decisions)
            meeting.announced = announcements[meeting.pk]
            meeting.slippage = headlines.slippage_in_short(meeting, meeting.announced)
            meeting.under_way = meeting.is_under_way(self.on)
        return page

    def planned(self) -> list[Round]:
        """Give the rounds of the page that have not met."""
        return [meeting for meeting in self.page.object_list if not meeting.is_held()]

    def held(self) -> list[Round]:
        """Give the rounds of the page that met."""
        return [meeting for meeting in self.page.object_list if meeting.is_held()]

    def feeds(self) -> list[FeedLink]:
        return links_of_rounds()

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        series = self.series_data(absolute)
        series["subEvent"] = [event_data(meeting, absolute) for meeting in self.page.object_list]
        return [{"@context": CONTEXT, **series}]


class MeetingPage(RecordPage):
    """What a round's page and an event's have in common.

    Decisions with the whole history of their follow-ups, who took part, what was said, where sources
    differ, and the sources of it all, numbered. At most 14 queries.
    """

    kind = ""

    def __init__(self, as_of: AsOf, meeting: Round | Event) -> None:
        super().__init__(as_of)
        self.meeting = meeting
        of = {self.kind: meeting}
        self.decisions = list(
            Decision.objects.known_by(as_of)
            .filter(**of)
            .order_by("number")
            .select_related("carries_on__round", "carries_on__event")
            .prefetch_related("topics", "adopted_by")
        )
        self.follow_ups = list(
            FollowUp.objects.known_by(as_of)
            .filter(decision__in=self.decisions)
            .select_related("from_round", "from_event")
        )
        self.participations = list(
            Participation.objects.known_by(as_of).filter(**of).select_related(self.kind, "party", "head")
        )
        self.statements = list(
            Statement.objects.known_by(as_of)
            .filter(Q(**of) | Q(about__in=self.decisions))
            .select_related("speaker__party", "about__round", "about__event", "round", "event")
        )
        self.differences = list(
            Difference.objects.known_by(as_of)
            .filter(Q(**of) | Q(decision__in=self.decisions))
            .prefetch_related("versions")
        )
        self.announcements = self.read_announcements()
        self._arrange()
        self._number_sources()

    def read_announcements(self) -> list[DateAnnouncement]:
        """Give the dates announced for it; events have none."""
        return []

    def _arrange(self) -> None:
        """Put each follow-up, statement and difference beside what it is about."""
        history, about, doubts = defaultdict(list), defaultdict(list), defaultdict(list)
        for follow_up in self.follow_ups:
            history[follow_up.decision_id].append(follow_up)
        for statement in self.statements:
            about[statement.about_id].append(statement)
        for difference in self.differences:
            doubts[difference.decision_id].append(difference)
        for decision in self.decisions:
            decision.history = history[decision.pk][::-1]
            decision.said = about.pop(decision.pk, [])
            decision.doubts = doubts.pop(decision.pk, [])
        self.other_statements = [statement for kept in about.values() for statement in kept]
        self.differences_of_meeting = doubts[None]

    def _number_sources(self) -> None:
        """Number the sources in the order in which the page cites them."""
        versions = [version for difference in self.differences for version in difference.versions.all()]
        references = References(
            **{self.kind: [self.meeting]},
            decision=self.decisions,
            outcome=self.decisions,
            follow_up=self.follow_ups,
            participation=self.participations,
            statement=self.statements,
            announcement=self.announcements,
            version=versions,
        )
        # Of a round that had not met by the day shown, what it cites is known only from later.
        self.cited = references.cite((self.kind, self.meeting)) if self.meeting.summary else []
        references.cite_each("announcement", self.announcements)
        for decision in self.decisions:
            decision.cited = references.cite(("decision", decision))
            decision.outcome_cited = references.cite(("outcome", decision)) if decision.outcome else []
            references.cite_each("follow_up", decision.history)
            references.cite_each("statement", decision.said)
            for difference in decision.doubts:
                references.cite_each("version", difference.versions.all())
        references.cite_each("participation", self.participations)
        for difference in self.differences_of_meeting:
            references.cite_each("version", difference.versions.all())
        references.cite_each("statement", self.other_statements)
        self.sources = references.sources

    @property
    def title(self) -> str:
        return self.meeting.title

    @property
    def language_of_title(self) -> str:
        return language_shown(self.meeting, "title")

    @property
    def address(self) -> str:
        return self.meeting.get_absolute_url()

    @property
    def description(self) -> str:
        date = format_date(self.meeting.precise_date, get_language())
        said = self.meeting.summary or self.headline()
        return headlines.cut(said if date in said else f"{date}. {said}")

    def headline(self) -> str:
        """Say what was decided and what became of it."""
        return headlines.meeting_counted(self.decisions)

    def status_counts(self) -> list[tuple[Status, int]]:
        """Count its decisions by status, in the order in which statuses always stand."""
        return headlines.counted_by_status(self.decisions)

    def differences_about_dates(self) -> list[Difference]:
        """Give where sources differ on when it met, to be named beside the date."""
        return self._differences_on(Difference.Field.DATES)

    def differences_about_participants(self) -> list[Difference]:
        """Give where sources differ on who came and who led them, to be named beside the list."""
        return self._differences_on(Difference.Field.PARTICIPANTS, Difference.Field.HEAD)

    def _differences_on(self, *fields: str) -> list[Difference]:
        return [difference for difference in self.differences_of_meeting if difference.field in fields]

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        event = {"@context": CONTEXT, **event_data(self.meeting, absolute)}
        event["description"] = self.description
        if self.kind == "round":
            event["superEvent"] = self.series_data(absolute)
        organisations = [
            {
                "@type": "Organization",
                "name": taking_part.party.name,
                "url": absolute(taking_part.party.get_absolute_url()),
            }
            for taking_part in self.participations
        ]
        if organisations:
            event["attendee"] = organisations
        return [event, *(quotation_data(statement, absolute) for statement in self.statements)]


class RoundPage(MeetingPage):
    """One round, held or planned, with the events since the round before it."""

    section = "rounds"
    kind = "round"
    has_chart = True

    def __init__(self, as_of: AsOf, meeting: Round) -> None:
        super().__init__(as_of, meeting)
        rounds = Round.objects.known_by(as_of).filter(track=meeting.track)
        near = rounds.filter(number__in=[meeting.number - 1, meeting.number + 1]).select_related("track")
        by_number = {other.number: other for other in near}
        self.previous = by_number.get(meeting.number - 1)
        self.next = by_number.get(meeting.number + 1)
        self.before, self.after = self._read_events()

    def read_announcements(self) -> list[DateAnnouncement]:
        announced = DateAnnouncement.objects.known_by(self.as_of).filter(round=self.meeting)
        return list(announced.select_related("decision__round"))

    def _read_events(self) -> tuple[list[Event], list[Event]]:
        """Give the events since the previous round began, and those since this one; the newest first."""
        meeting, events = self.meeting, Event.objects.known_by(self.as_of).exclude(kind=Event.Kind.ZONE)
        since = self.previous.earliest if self.previous else dt.date.min
        until = self.next.earliest if self.next else dt.date.max
        near = list(events.filter(earliest__gte=since, earliest__lt=until).order_by("-earliest", "slug"))
        before = [event for event in near if event.earliest < meeting.earliest]
        after = [event for event in near if event.earliest >= meeting.earliest]
        return before, after

    @property
    def short_title(self) -> str:
        return _("Round %(number)s") % {"number": self.meeting.number}

    @property
    def shared_picture(self) -> SharedPicture:
        said = _("%(round)s — %(headline)s") % {"round": self.title, "headline": self.headline()}
        return SharedPicture("round", {"round": self.meeting.slug}, said)

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Rounds"), reverse("round-list"))]

    def headline(self) -> str:
        return headlines.round_headline(self.meeting, self.decisions, self.on)

    def is_under_way(self) -> bool:
        """Tell whether it had begun by the day shown and not ended."""
        return self.meeting.is_under_way(self.on)

    def slippage(self) -> str:
        """Say how long after the first window announced for it the round was held."""
        return headlines.slippage(self.meeting, self.announcements)

    @property
    def has_slippage_chart(self) -> bool:
        """Tell whether there is something to draw: more than one date announced for it."""
        return len(self.announcements) > 1

    @cached_property
    def slippage_chart(self) -> Slippage:
        """Give the plain view-model of the chart of the dates announced for it."""
        meeting, language = self.meeting, get_language()
        windows = [_announced(announcement, language) for announcement in self.announcements]
        has_met = meeting.is_held() and not meeting.is_under_way(self.on)
        held = (meeting.earliest, meeting.latest) if has_met else None
        days = [day for window in windows for day in (window.day, window.first, window.last) if day]
        first, last = min([*days, *(held or ())]), max([*days, *(held or ())])
        moved = headlines.days_moved(meeting, self.announcements)
        ends = [window.last for window in windows if window.last]
        return Slippage(
            title=_("Dates announced for it"),
            description=self.announced_headline(),
            language=language,
            first=first.replace(day=1),
            last=last + dt.timedelta(7),
            ticks=tuple(month_ticks(first.replace(day=1), last, language)),
            announcements=tuple(windows),
            held=held,
            held_label=_("held %(date)s")
            % {"date": format_date(meeting.precise_date, language, months="short")}
            if held
            else "",
            gap_label=headlines.days_counted(moved) if moved > 0 else "",
            gap_from=ends[0] if moved > 0 else None,
            heading=_("announced on"),
            is_right_to_left=get_language_bidi(),
        )

    def announced_headline(self) -> str:
        """Say how many announcements named how many dates."""
        return headlines.announcements_counted(self.announcements)

    @property
    def planned_by(self) -> list[Decision]:
        """Give the decisions of earlier rounds that set a date for it, where it is still to come."""
        if self.meeting.is_held():
            return []
        return [announced.decision for announced in self.announcements if announced.decision]


class EventPage(MeetingPage):
    """One event that surrounded the rounds."""

    section = "timeline"
    kind = "event"

    def __init__(self, as_of: AsOf, meeting: Event) -> None:
        super().__init__(as_of, meeting)
        self.zone_events = self._read_zone_events() if meeting.is_zone() else []
        rounds = Round.objects.known_by(as_of).select_related("track")
        before = rounds.filter(earliest__lte=meeting.earliest).order_by("-earliest")[:1]
        after = rounds.filter(earliest__gt=meeting.earliest).order_by("earliest")[:1]
        self.previous = next(iter(before), None)
        self.next = next(iter(after), None)

    def _read_zone_events(self) -> list[Event]:
        """Give the events of the story of a de-escalation zone, in the order of time."""
        events = Event.objects.known_by(self.as_of).filter(in_zones__zone=self.meeting)
        return list(events.order_by("earliest", "slug"))

    @property
    def short_title(self) -> str:
        return self.meeting.short_label

    @property
    def language_of_short_title(self) -> str:
        return language_shown(self.meeting, "short_label")

    def crumbs(self) -> list[Crumb]:
        return []


def event_data(meeting: Round | Event, absolute: Absolute) -> dict[str, Any]:
    """Give a round or an event as an Event of schema.org."""
    data = {
        "@type": "Event",
        "@id": absolute(meeting.get_absolute_url()),
        "url": absolute(meeting.get_absolute_url()),
        "name": meeting.title,
        "startDate": _iso(meeting.precise_date.start),
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "inLanguage": get_language(),
    }
    if meeting.latest and meeting.precise_date.end:
        data["endDate"] = _iso(meeting.precise_date.end)
    if isinstance(meeting, Round):
        data["eventStatus"] = f"{CONTEXT}/{EVENT_STATUS[Round.Status(meeting.status)]}"
    if meeting.place:
        where = {"@type": "PostalAddress", "addressLocality": meeting.place}
        if isinstance(meeting, Round) and meeting.country:
            where["addressCountry"] = meeting.country
        data["location"] = {"@type": "Place", "name": meeting.place, "address": where}
    return data


def _announced(announcement: DateAnnouncement, language: str) -> Announced:
    """Give an announced date as the chart takes it."""
    date = announcement.precise_date
    window = format_date(date, language, months="short", is_lasting=False)
    day = format_day(announcement.announced_on, language, months="short")
    return Announced(
        key=announcement.slug,
        day=announcement.announced_on,
        first=date.earliest or announcement.announced_on,
        last=date.latest,
        label=day,
        who=announcement.announced_by.name,
        title=_("%(day)s, %(who)s: %(window)s")
        % {"day": day, "who": announcement.announced_by.name, "window": window},
        href=f"#{announcement.slug}",
        window=window,
        is_vague=date.is_approximate or date.is_uncertain,
    )


def _iso(part: DatePart | None) -> str | None:
    """Give a part of a date as ISO 8601 at its precision, which has no sign for doubt."""
    return part and str(part).rstrip("~?%")


def quotation_data(statement: Statement, absolute: Absolute) -> dict[str, Any]:
    """Give what was said as a Claim of schema.org: the record tells the gist, it does not quote."""
    return {
        "@context": CONTEXT,
        "@type": "Claim",
        "@id": absolute(statement.get_absolute_url()),
        "text": statement.gist,
        "datePublished": statement.day.isoformat(),
        "author": {
            "@type": "Organization" if statement.speaker.is_institution else "Person",
            "name": statement.speaker.name,
            "url": absolute(statement.speaker.get_absolute_url()),
        },
        "about": absolute(statement.meeting.get_absolute_url()),
        "inLanguage": get_language(),
    }
