"""The rounds as a calendar (RFC 5545): held ones are certain, planned ones tentative, each as it is known.

A calendar has days and no coarser dates. So whoever subscribes sees every day that a date can mean, free
for whatever else they plan, and reads in the summary what is not known: "Round 12 – planned, month only".
"""

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import STATUS, TRANSP, Calendar, Event

from talks import headlines
from talks.bilingual import language_shown
from talks.dates import PreciseDate, format_date, format_day
from talks.models import AsOf, DateAnnouncement, Decision, Round
from talks.pages.atom import midnight
from talks.pages.data_forms import CalendarForm
from talks.pages.frame import Absolute, RecordPage
from talks.pages.lasting import id_of, lasting_id

STATUSES = {
    Round.Status.HELD: STATUS.CONFIRMED,
    Round.Status.PLANNED: STATUS.TENTATIVE,
    # iCalendar knows no "postponed": the summary says so.
    Round.Status.POSTPONED: STATUS.TENTATIVE,
    Round.Status.CANCELLED: STATUS.CANCELLED,
}
# Calendars ask again once a day.
REFRESH = dt.timedelta(days=1)
A_DAY = dt.timedelta(1)


class RoundCalendar(RecordPage):
    """The rounds known on the day, or the one that is asked for, as a calendar. Three queries.

    Raises ValidationError for what means nothing.
    """

    section = "rounds"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.rounds = list(Round.objects.for_timeline(as_of))
        self.form = CalendarForm(query, as_of, self.rounds)
        self.form.refuse_errors()
        if asked := self.form.cleaned_data["round"]:
            self.rounds = [meeting for meeting in self.rounds if meeting.slug == asked]

    @property
    def title(self) -> str:
        return _("Rounds of the Astana talks")

    @property
    def description(self) -> str:
        return _(
            "The rounds held and planned, as the Astana Record knows them. A planned date is tentative; "
            "where only the month is known, every day of the month is shown."
        )

    @property
    def address(self) -> str:
        return reverse("round-calendar")

    @property
    def file_name(self) -> str:
        """Give a name for the file, without letters that a header cannot have."""
        return f"{self.form.cleaned_data['round'] or 'astana-rounds'}-{get_language()}.ics"

    def write(self, absolute: Absolute) -> bytes:
        """Give the calendar; `absolute` makes full addresses."""
        language, moment = get_language(), midnight(self.edition.day)
        calendar = Calendar.new(
            prodid=f"-//Astana Record//Rounds//{language.upper()}",
            method="PUBLISH",
            calscale="GREGORIAN",
            name=self.title,
            description=self.description,
            uid=lasting_id("calendar", "rounds", language),
            url=absolute(self.on_the_day(reverse("round-list"))),
            last_modified=moment,
        )
        # RFC 7986 wants the kind of value said of both.
        source = absolute(self.address + self.form.query().rstrip("?"))
        calendar.add("source", source, parameters={"VALUE": "URI"})
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "P1D")
        counted, announced = self._counted(), self._announced()
        for meeting in self.rounds:
            calendar.add_component(self._event(meeting, counted[meeting.pk], announced[meeting.pk], absolute))
        return calendar.to_ical()

    def _counted(self) -> dict[int, Counter[str]]:
        """Count the decisions of each round by status. One query."""
        counted = defaultdict(Counter)
        taken = Decision.objects.known_by(self.as_of).filter(round__in=self.rounds).order_by()
        for key, status, count in taken.values_list("round", "status").annotate(count=Count("pk")):
            counted[key][status] = count
        return counted

    def _announced(self) -> dict[int, list[DateAnnouncement]]:
        """Give the dates announced for each round. One query."""
        announced = defaultdict(list)
        for made in DateAnnouncement.objects.known_by(self.as_of).filter(round__in=self.rounds):
            announced[made.round_id].append(made)
        return announced

    def _event(
        self, meeting: Round, counted: Counter[str], announced: list[DateAnnouncement], absolute: Absolute
    ) -> Event:
        """Give one round as an event.

        DTSTAMP is the edition's day: no clock is read. SEQUENCE grows with each edition, with each date
        that is announced for the round, and once it is held; none of which is ever taken back.
        """
        first, last = days_shown(meeting.precise_date)
        address = absolute(self.on_the_day(meeting.get_absolute_url()))
        event = Event.new(
            uid=id_of(meeting),
            stamp=midnight(self.edition.day),
            sequence=self.edition.number + len(announced) + meeting.is_held(),
            start=first,
            end=last + A_DAY,
            status=STATUSES[Round.Status(meeting.status)],
            # Nobody's day is taken by it.
            transparency=TRANSP.TRANSPARENT,
            url=address,
        )
        words = {"LANGUAGE": get_language()}
        event.add("summary", summary(meeting), {"LANGUAGE": language_shown(meeting, "title")})
        lines = [*self._told(meeting, counted, announced), address]
        event.add("description", "\n".join(lines), words)
        if where := place(meeting):
            event.add("location", where, {"LANGUAGE": language_shown(meeting, "city")})
        return event

    def _told(self, meeting: Round, counted: Counter[str], announced: list[DateAnnouncement]) -> list[str]:
        """Say of a round, line by line, when it is or was, what is not known of that, and where it led."""
        date = {"date": format_date(meeting.precise_date, get_language(), is_lasting=False)}
        sentences = {
            Round.Status.HELD: _("Held: %(date)s."),
            Round.Status.PLANNED: _("Planned for: %(date)s."),
            Round.Status.POSTPONED: _("Postponed; it was planned for: %(date)s."),
            Round.Status.CANCELLED: _("Cancelled; it was planned for: %(date)s."),
        }
        lines = [sentences[Round.Status(meeting.status)] % date, *what_is_not_known(meeting.precise_date)]
        if announced:
            lines.append(headlines.announcements_counted(announced))
        if moved := headlines.slippage(meeting, announced):
            lines.append(moved)
        if counted:
            lines.append(headlines.meeting_told(counted))
        names = {"number": self.edition.number, "day": format_day(self.on, get_language())}
        lines.append(_("Astana Record, edition %(number)s: the record as it stood on %(day)s.") % names)
        return lines


def days_shown(date: PreciseDate) -> tuple[dt.date, dt.date]:
    """Give the first and the last day that a calendar shows for a date: all that it can mean.

    Of a date with an open side they are those of the side that is known.
    """
    return (date.start or date.end).earliest, (date.end or date.start).latest


def what_is_not_known(date: PreciseDate) -> list[str]:
    """Say in sentences what is not known of a date; nothing of one that is known to the day."""
    doubts = {
        _("Known only to the month: every day that it can be is shown."): date.precision == "month",
        _("Known only to the year: every day that it can be is shown."): date.precision == "year",
        _("The date is approximate: it can be earlier or later."): date.is_approximate,
        _("The date is uncertain: the sources leave it in doubt."): date.is_uncertain,
        _("It is to be after that; how long after is not known."): date.end is None,
        _("It is to be by then; how long before is not known."): date.start is None,
    }
    return [said for said, holds in doubts.items() if holds]


def summary(meeting: Round) -> str:
    """Give the title of a round and what is not certain of it; that it is planned may stand in its title."""
    date, status = meeting.precise_date, Round.Status(meeting.status)
    remarks = {
        status.label: not meeting.is_held() and str(status.label) not in meeting.title,
        _("month only"): date.precision == "month",
        _("year only"): date.precision == "year",
        _("date approximate"): date.is_approximate,
        _("date uncertain"): date.is_uncertain,
        _("day open"): date.is_open_ended,
    }
    said = [str(remark) for remark, holds in remarks.items() if holds]
    if not said:
        return meeting.title
    return _("%(title)s – %(remarks)s") % {"title": meeting.title, "remarks": headlines.in_a_row(said)}


def place(meeting: Round) -> str:
    """Give where a round meets: its venue and its city; empty where neither is known."""
    return headlines.in_a_row(filter(None, [meeting.venue, meeting.city]))
