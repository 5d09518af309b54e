"""The timeline as it travels."""

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property, partial

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from plotly.graph_objects import Figure

from talks import headlines
from talks.charts.timeline import figure, svg
from talks.charts.timeline.layout import NARROW, SCALES, WIDE, Layout, lay_out
from talks.charts.timeline.values import Lane, Timeline
from talks.embeds.options import TimelineOptions
from talks.embeds.timeline_list import TimelineList
from talks.embeds.travelling import TravellingChart, limits_asked
from talks.models import AsOf, Decision, Event, Round, Status
from talks.pages.dashboard import Dashboard

# In a frame lower than this, the marks of decisions would be too small to be read.
LOWEST_WITH_DECISIONS = 560


# How wide the rounds alone may be drawn for a card, whatever room its headline leaves them.
WIDTHS_OF_CARD = range(NARROW.width, 1000, 98)

# How high a row of the list of a narrow frame is, and a line of its words, in pixels.
ROW, LINE = 48, 25


class TimelineChart(Dashboard):
    """The dashboard's timeline, in which every mark leads to the page of what it stands for."""

    def __init__(self, query: QueryDict, as_of: AsOf, beside: Collection[str]) -> None:
        self.form_class = partial(TimelineOptions, beside=beside)
        super().__init__(query, as_of)

    def address_in_chart(self, meeting: Round | Event, decision: Decision | None = None) -> str:
        return self.on_the_day((decision or meeting).get_absolute_url())


class TravellingTimeline(TravellingChart):
    """The timeline of the rounds and what surrounded them; by default with the lanes of its main story."""

    name = "timeline"
    label = gettext_lazy("Timeline")
    widths = (WIDE.width, NARROW.width)

    def __init__(self, query: QueryDict, as_of: AsOf, beside: Collection[str] = ()) -> None:
        self.board = TimelineChart(query, as_of, beside)
        super().__init__(query, as_of, beside, form=self.board.form)

    @classmethod
    def options(cls, query: QueryDict, as_of: AsOf, beside: Collection[str] = ()) -> TimelineOptions:
        rounds = list(Round.objects.for_timeline(as_of))
        return TimelineOptions(query, as_of, rounds, list(Event.objects.for_timeline(as_of)), beside)

    def headline(self) -> str:
        board = self.board
        return headlines.timeline_headline(
            board.held, board.zones_left(), len(board.zones), names_the_talks=True
        )

    @property
    def description(self) -> str:
        return self.timeline.description

    def limits(self) -> list[str]:
        return limits_asked(self.form)

    def legend(self) -> list[Status]:
        return self.board.legend() if any(mark.beads for mark in self.drawn.marks()) else []

    def has_slips(self) -> bool:
        """Tell whether dates are drawn that were announced, then moved."""
        return any(mark.slips for mark in self.drawn.marks())

    @property
    def page_address(self) -> str:
        names = ("guarantor", "topic", "since", "until", "round", "axis")
        return self.filtered(reverse("dashboard"), *names)

    @cached_property
    def timeline(self) -> Timeline:
        """Give the plain view-model, with the lanes that are asked for."""
        asked = self.form.cleaned_data.get("lanes")
        whole = self.board.timeline
        if "all" in (asked or ()):
            return whole
        lanes = [lane for lane in whole.lanes if (lane.key in asked if asked else _is_main(lane))]
        return replace(whole, lanes=tuple(lanes))

    @cached_property
    def drawn(self) -> Timeline:
        """Give what is drawn: where a frame is too low for them, the rounds alone without their decisions."""
        height = self.form.cleaned_data.get("height")
        if not height or height >= LOWEST_WITH_DECISIONS:
            return self.timeline
        lanes = (
            replace(lane, marks=tuple(replace(mark, beads=(), slips=()) for mark in lane.marks))
            for lane in self.timeline.lanes
        )
        return replace(self.timeline, lanes=tuple(lanes))

    @cached_property
    def listed(self) -> TimelineList:
        """Give the same in words: the list of a narrow frame, and what the key explains."""
        return TimelineList(self.timeline, [*self.board.rounds, *self.board.events])

    def draw_svg(self, width: int) -> str:
        return svg.draw(self._layout(width), name=f"of-{width}")

    def draw_figure(self, width: int, theme: str) -> Figure:
        return figure.draw(self._layout(width), theme=theme)

    def left_out_told(self, width: int) -> str:
        layout = self._layout(width)
        count = sum(layout.days.has(mark.first, mark.last) for mark in layout.left_out)
        if not count:
            return ""
        phrase = ngettext(
            "Not drawn for lack of room: %(count)s event",
            "Not drawn for lack of room: %(count)s events",
            count,
        )
        return phrase % {"count": count}

    def drawings_for_card(self) -> list[tuple[str, str]]:
        """Give the lanes that are asked for; else the rounds alone, which can then be large."""
        if self.form.cleaned_data.get("lanes"):
            return super().drawings_for_card()
        lanes = [lane for lane in self.timeline.lanes if any(mark.number for mark in lane.marks)]
        rounds = replace(self.timeline, lanes=tuple(lanes or self.timeline.lanes))
        scales = [replace(NARROW, width=width) for width in WIDTHS_OF_CARD]
        return [(svg.draw(lay_out(rounds, scale), name="of-card"), "") for scale in scales]

    def drawn_height(self, width: int) -> float:
        return self._layout(width).height

    def list_height(self, room: int) -> float:
        zones = len(self.listed.zones())
        return ROW * (len(self.listed.rows()) + bool(self.listed.left_out())) + LINE * (
            zones + 1 + bool(zones)
        )

    def _layout(self, width: int) -> Layout:
        return lay_out(self.drawn, SCALES[width])


def _is_main(lane: Lane) -> bool:
    """Tell whether a lane has rounds, zones or summits, which is shown where no lanes are asked for."""
    return bool(lane.spans) or any(mark.number or mark.kind == Event.Kind.SUMMIT for mark in lane.marks)
