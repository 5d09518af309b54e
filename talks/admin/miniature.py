"""A small timeline in the form of a round or an event, which shows its date as it is typed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from talks import headlines
from talks.admin.forms import both
from talks.admin.sending import is_key
from talks.charts.ticks import month_ticks
from talks.charts.timeline import svg
from talks.charts.timeline.layout import Scale, lay_out
from talks.charts.timeline.values import Lane, Mark, Span, Timeline
from talks.dates import DateError, PreciseDate, format_date, format_day
from talks.models import Edition, Event, Round, State, Track
from talks.models.claims import kind_of
from talks.publishing import faults_of, overlapping

# Of what is typed, what the drawing shows: chosen from a list, or written.
CHOSEN = {Round: ("track", "status"), Event: ("track", "kind")}
WRITTEN = {
    Round: ("date", "number", *both("title")),
    Event: ("date", *both("title"), *both("short_label")),
}
# The drawing at two widths: on a phone, fewer months before and after the date.
DRAWINGS = {
    "wide": (Scale(width=640, label_column=112, radius=11, mark=6), 3),
    "narrow": (Scale(width=320, label_column=76, radius=9.5, mark=5), 2),
}
# Marks are links in every drawing; these lead where the date is typed, so that nobody leaves the form.
AT_THE_DATE = "#id_date"
AS_TYPED = "as-typed"


def as_typed(entry: Round | Event, value: Callable[[str], Any]) -> str:
    """Set on an entry what is typed of it; give in words what is wrong with its date, else an empty text.

    `value` gives what is typed in a field, as text or as it stands in the database. One query.
    """
    for name in (*WRITTEN[type(entry)], *CHOSEN[type(entry)]):
        text = str(value(name) or "").strip()
        if name == "track":
            entry.track = Track.objects.filter(pk=int(text)).first() if is_key(text) else None
        elif name == "number":
            entry.number = int(text) if is_key(text) else None
        else:
            setattr(entry, name, text)
    entry.earliest = entry.latest = None
    if not entry.date:
        return ""
    try:
        date = PreciseDate.parse(entry.date)
    except DateError as error:
        return str(error)
    entry.earliest, entry.latest = date.earliest, date.latest
    if entry.earliest is None:
        return _("Say when it starts, if only by the month or the year.")
    if isinstance(entry, Round) and entry.is_held() and entry.latest is None:
        return _("A round that was held has a first and a last day.")
    return ""


class Miniature:
    """The months around an entry as it is typed, with the rounds there, whether readers see them or not.

    For an event also what else its lane has then. Five queries, six for an event.
    """

    def __init__(self, entry: Round | Event, fault: str = "") -> None:
        self.entry = entry
        self.fault = fault
        self.edition = Edition.objects.current()

    # How the form keeps it up to date

    @property
    def address(self) -> str:
        """Give where it is drawn anew."""
        address = reverse(f"admin:talks_{kind_of(self.entry)}_miniature")
        return f"{address}?entry={self.entry.pk}" if self.entry.pk else address

    @property
    def fields(self) -> str:
        """Give the fields that are sent, as a selector."""
        return ", ".join(f"#id_{name}" for name in (*WRITTEN[type(self.entry)], *CHOSEN[type(self.entry)]))

    @property
    def trigger(self) -> str:
        """Give when it is drawn anew, in the words of htmx."""
        written = (f"input changed delay:400ms from:#id_{name}" for name in WRITTEN[type(self.entry)])
        chosen = (f"change from:#id_{name}" for name in CHOSEN[type(self.entry)])
        return ", ".join([*written, *chosen])

    # What it says

    @property
    def is_drawn(self) -> bool:
        """Tell whether there are days to show: its own, else those around the edition's."""
        return not self.fault and (self.entry.earliest is not None or self.edition is not None)

    @property
    def when(self) -> str:
        """Give its date in words."""
        has_date = self.entry.date and not self.fault
        return format_date(self.entry.precise_date, get_language()) if has_date else ""

    @cached_property
    def overlapped(self) -> list[Round]:
        """Give the other rounds of its track whose days touch its own."""
        has_days = isinstance(self.entry, Round) and self.entry.earliest and self.entry.track_id
        return list(overlapping(self.entry).select_related("track")) if has_days and not self.fault else []

    def notes(self) -> Iterator[str]:
        """Yield what an editor should know of these days."""
        if self.fault or not self.entry.earliest:
            return
        if self.overlapped:
            yield _("These days touch those of other rounds: %(rounds)s.") % {
                "rounds": headlines.in_a_row(map(_named, self.overlapped))
            }
        if isinstance(self.entry, Round):
            for fault in faults_of(self.entry, None, self.edition):
                if fault.field in {"date", "status"}:
                    yield fault.words
        elif self.edition and self.entry.earliest > self.edition.day:
            yield _(
                "Readers see it once an edition speaks for its first day; the current one ends on %(day)s."
            ) % {"day": format_day(self.edition.day, get_language())}

    # What it draws

    def drawings(self) -> list[dict[str, str]]:
        """Give the drawing at each width: `name` and `svg`."""
        if not self.is_drawn:
            return []
        return [
            {
                "name": name,
                "svg": svg.draw(lay_out(self._timeline(months), scale), name=f"miniature-{name}"),
            }
            for name, (scale, months) in DRAWINGS.items()
        ]

    def _days(self, months: int) -> tuple[dt.date, dt.date]:
        """Give the first and the last day of what is shown: whole months around the date."""
        first = self.entry.earliest or self.edition.day
        last = self.entry.latest or (max(first, self.edition.day) if self.edition else first)
        return _month_on(first, -months), _month_on(last, months + 1) - dt.timedelta(1)

    def _timeline(self, months: int) -> Timeline:
        language, is_right_to_left = get_language(), get_language_bidi()
        first, last = self._days(months)
        edition_day = self.edition.day if self.edition else dt.date.min
        return Timeline(
            title=_("The months around it"),
            description=headlines.in_a_row(filter(None, [self.entry.title, self.when])),
            language=language,
            first=first,
            last=last,
            edition_day=edition_day,
            edition_label=_("edition day: %(day)s")
            % {"day": format_day(edition_day, language, months="short")},
            lanes=tuple(self._lanes(first, last)),
            ticks=tuple(month_ticks(first, last, language)),
            is_right_to_left=is_right_to_left,
            time_runs_left=is_right_to_left,
        )

    @cached_property
    def _others(self) -> list[Round | Event]:
        """Give what else stands on the days of the widest drawing: rounds, and events of an event's track."""
        first, last = self._days(max(months for _scale, months in DRAWINGS.values()))
        rounds = self._around(Round.objects, first, last)
        if isinstance(self.entry, Round):
            return list(rounds)
        return [*rounds, *self._around(Event.objects.filter(track=self.entry.track_id), first, last)]

    def _around(self, meetings: QuerySet, first: dt.date, last: dt.date) -> QuerySet:
        shown = meetings.filter(Q(latest=None) | Q(latest__gte=first), earliest__lte=last)
        if shown.model is type(self.entry):
            shown = shown.exclude(pk=self.entry.pk)
        return shown.select_related("track").order_by("earliest")

    def _lanes(self, first: dt.date, last: dt.date) -> Iterator[Lane]:
        by_track = defaultdict(list)
        for meeting in self._others:
            if meeting not in self.overlapped:
                by_track[meeting.track].append(meeting)
        has_track = self.entry.track_id is not None
        if self.entry.earliest and has_track:
            by_track[self.entry.track].append(self.entry)
        for track in sorted(by_track, key=lambda track: (track.position, track.slug)):
            yield self._lane(track.slug, track.name, by_track[track])
        if self.entry.earliest and not has_track:
            yield self._lane(AS_TYPED, "", [self.entry])
        if self.overlapped:
            # In one line they would cover each other.
            yield self._lane("overlapped", _("At the same time"), self.overlapped)

    def _lane(self, key: str, title: str, meetings: list[Round | Event]) -> Lane:
        return Lane(
            key=key,
            title=title,
            marks=tuple(self._mark(one) for one in meetings if isinstance(one, Round) or not one.is_zone()),
            spans=tuple(self._span(one) for one in meetings if isinstance(one, Event) and one.is_zone()),
        )

    def _mark(self, meeting: Round | Event) -> Mark:
        is_round = isinstance(meeting, Round)
        return Mark(
            key=meeting.slug or AS_TYPED,
            kind=meeting.status if is_round else meeting.kind,
            first=meeting.earliest,
            last=meeting.latest or meeting.earliest,
            title=_named(meeting),
            href=AT_THE_DATE,
            number=str(meeting.number or "?") if is_round else "",
            label=self._label(meeting) if is_round else meeting.short_label,
            is_selected=meeting is self.entry,
            is_faint=meeting is not self.entry and meeting.state != State.PUBLISHED,
            is_vague=meeting.precise_date.precision != "day",
        )

    def _label(self, meeting: Round) -> str:
        """Say of a round that it was not held, or that readers do not see it."""
        if meeting is not self.entry and meeting.state != State.PUBLISHED:
            return meeting.get_state_display()
        return "" if meeting.is_held() else str(meeting.get_status_display())

    def _span(self, zone: Event) -> Span:
        return Span(
            key=zone.slug or AS_TYPED,
            label=zone.short_label,
            first=zone.earliest,
            last=zone.latest,
            end_label=format_day(zone.latest, get_language(), months="short") if zone.latest else "",
            title=_named(zone),
            href=AT_THE_DATE,
            is_selected=zone is self.entry,
            is_faint=zone is not self.entry and zone.state != State.PUBLISHED,
        )


def _named(meeting: Round | Event) -> str:
    """Name a round or an event with its date: "Astana 11 (28–29 November 2018)"."""
    date = format_date(meeting.precise_date, get_language())
    # Translators: what a round or an event is called, then its date.
    return _("%(title)s (%(date)s)") % {"title": meeting.title, "date": date} if meeting.title else date


def _month_on(day: dt.date, months: int) -> dt.date:
    """Give the first day of the month that lies so many months from that of a day."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


class Drawn:
    """For the pages of rounds and of events: the form has a small timeline, `miniature`.

    The change form includes templates/admin/_miniature.html, and loads htmx.
    """

    def get_urls(self) -> list[URLPattern]:
        view = self._unless_signed_out(self.admin_site.admin_view(require_safe(self.miniature)))
        name = f"talks_{self.opts.model_name}_miniature"
        return [path("miniature/", view, name=name), *super().get_urls()]

    def _unless_signed_out(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """Refuse htmx, which else would put the page on which to sign in where the drawing was."""

        def answer(request: HttpRequest) -> HttpResponse:
            if request.htmx and not self.admin_site.has_permission(request):
                raise PermissionDenied
            return view(request)

        return answer

    def miniature(self, request: HttpRequest) -> HttpResponse:
        """Draw what is typed in the fields that the address names, around an `entry` or for a new one."""
        if not (self.has_view_or_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        key = request.GET.get("entry", "")
        entry = self.model.objects.filter(pk=int(key)).first() if is_key(key) else None
        entry = entry or self.model()
        drawn = Miniature(entry, as_typed(entry, request.GET.get))
        return render(request, "admin/_miniature.html", {"miniature": drawn})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        form, saved = context["adminform"].form, context.get("original")

        def value(name: str) -> Any:
            if name in form.fields:
                return form[name].value()
            return getattr(saved, "track_id" if name == "track" else name, None)

        entry = self.model(pk=saved.pk, slug=saved.slug, state=saved.state) if saved else self.model()
        context["miniature"] = Miniature(entry, as_typed(entry, value))
        return super().render_change_form(request, context, *args, **options)
