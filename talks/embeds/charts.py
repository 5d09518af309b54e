"""The charts that travel, by their names in addresses: what each draws, says, and where it leads."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from talks import headlines
from talks.charts.timeline import figure, svg
from talks.charts.timeline.layout import NARROW, SCALES, WIDE, Layout, lay_out
from talks.charts.timeline.values import Lane, Timeline
from talks.dates import format_day
from talks.embeds.options import ChartOptions, TimelineOptions
from talks.models import AsOf, Decision, Event, Round, Source
from talks.pages.dashboard import Dashboard
from talks.pages.frame import RecordPage


class TravellingChart(RecordPage):
    """A chart as it stands on other sites: in a frame, as a picture, as a figure.

    Takes the query of an address and the day asked for; raises ValidationError with what is wrong in it, by
    parameter. Whatever it says is in the active language.
    """

    # Its name in addresses, and what the builder calls it.
    name = ""
    label: Any = ""
    # The widths at which it is drawn, the widest first, in pixels.
    widths: tuple[int, ...] = ()
    form: ChartOptions

    @property
    def title(self) -> str:
        return self.headline()

    def headline(self) -> str:
        """Say what the chart shows: the headline of the frame and of the picture."""
        raise NotImplementedError

    @property
    def page_address(self) -> str:
        """Give the address of the page on which the whole of it can be read."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        return reverse("embed", args=[self.name])

    def draw_svg(self, width: int) -> str:
        """Give the drawing at one of its widths, as the text of an SVG element."""
        raise NotImplementedError

    def drawings(self) -> list[dict[str, Any]]:
        """Give the drawings of the frame, the widest first: `name`, `width` and `svg` of each."""
        return [
            {"name": name, "width": width, "svg": self.draw_svg(width)}
            for name, width in zip(("wide", "narrow"), self.widths, strict=True)
        ]

    def draw_figure(self, width: int, theme: str) -> Figure:
        """Give Plotly's figure at one of its widths, in the colours of a theme of talks.charts.theme."""
        raise NotImplementedError

    @property
    def source_line(self) -> str:
        """Name the record, how many sources it rests on, and the day for which it speaks. One query."""
        count = Source.objects.known_by(self.as_of).count()
        return _("Source: Astana Record, %(sources)s, as it stood on %(day)s") % {
            "sources": headlines.sources_counted(count),
            "day": format_day(self.on, get_language()),
        }


class TimelineChart(Dashboard):
    """The dashboard's timeline, in which every mark leads to the page of what it stands for."""

    form_class = TimelineOptions

    def address_in_chart(self, meeting: Round | Event, decision: Decision | None = None) -> str:
        return self.on_the_day((decision or meeting).get_absolute_url())


class TravellingTimeline(TravellingChart):
    """The timeline of the rounds and what surrounded them; by default with the lanes of its main story."""

    name = "timeline"
    label = gettext_lazy("Timeline")
    widths = (WIDE.width, NARROW.width)

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.board = TimelineChart(query, as_of)
        self.form = self.board.form
        self.form.refuse_errors()

    def headline(self) -> str:
        return self.board.timeline_headline()

    @property
    def page_address(self) -> str:
        return self.on_the_day(reverse("dashboard"))

    @cached_property
    def timeline(self) -> Timeline:
        """Give the plain view-model, with the lanes that are asked for."""
        asked = self.form.cleaned_data.get("lanes")
        whole = self.board.timeline
        if "all" in (asked or ()):
            return whole
        lanes = [lane for lane in whole.lanes if (lane.key in asked if asked else _is_main(lane))]
        return replace(whole, lanes=tuple(lanes))

    def draw_svg(self, width: int) -> str:
        return svg.draw(self._layout(width), name=f"of-{width}")

    def draw_figure(self, width: int, theme: str) -> Figure:
        return figure.draw(self._layout(width), theme=theme)

    def _layout(self, width: int) -> Layout:
        return lay_out(self.timeline, SCALES[width])


def _is_main(lane: Lane) -> bool:
    """Tell whether a lane has rounds, zones or summits, which is shown where no lanes are asked for."""
    return bool(lane.spans) or any(mark.number or mark.kind == Event.Kind.SUMMIT for mark in lane.marks)


# The charts that travel, in the order in which the builder offers them.
CHARTS: dict[str, type[TravellingChart]] = {chart.name: chart for chart in (TravellingTimeline,)}
