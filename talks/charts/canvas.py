"""What every Plotly figure is made of, at the pixels of the SVG whose place it takes.

What Plotly needs on a page from right to left was tested: each text that enters a figure is isolated
(Plotly forces left to right on its text), and names of months are our own, never a locale's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

import plotly.graph_objects as go

from talks.charts.days import Days, TimeScale
from talks.charts.texts import BOLD, label_width
from talks.charts.theme import FONT, PALETTES

RIGHT_TO_LEFT_ISOLATE, LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE = "\u2067", "\u2066", "\u2069"

# The symbol of each status, its size and its line in a mark of 16 pixels, as in templates/talks/_marks.html.
# A half-filled and a dotted ring are no symbols of Plotly's: shapes draw what is missing.
STATUS_SYMBOLS = {
    "implemented": ("circle", 13.5, 0),
    "partly": ("circle-open", 11.8, 1.7),
    "stalled": ("square", 11.6, 0),
    "lapsed": ("circle-x-open", 11.8, 1.7),
    "pending": ("circle-open", 11.2, 2.3),
    "unknown": ("circle", 11.8, 0),
    "principle": ("line-ew-open", 12.8 / 1.4, 2.8),  # Plotly draws this symbol longer than it is told
}
FAINT = 0.22
CIRCLE = 0.5523  # how long, of its radius, the arms of a curve are that bend it into a quarter of a circle


@dataclass(frozen=True)
class Area:
    """A part of the drawing that answers to the pointer: its ends, its middle line, its height."""

    x0: float
    x1: float
    y: float
    height: float
    key: str
    hover: str


@dataclass(frozen=True)
class StatusMark:
    """The mark of a status around a point."""

    x: float
    y: float
    size: float
    status: str
    key: str
    hover: str
    is_faint: bool = False


def isolate(text: str, is_right_to_left: bool) -> str:
    """Give a text that keeps its own direction whatever surrounds it, and is no markup to Plotly."""
    mark = RIGHT_TO_LEFT_ISOLATE if is_right_to_left else LEFT_TO_RIGHT_ISOLATE
    return f"{mark}{escape(text, quote=False)}{POP_ISOLATE}"


def as_moment(moment: datetime) -> str:
    """Give a moment as Plotly reads it."""
    return moment.isoformat(timespec="minutes")


class Canvas:
    """A figure in the making. Everything is placed in pixels, as in the SVG.

    With `days` the x axis is time, on which a reader may come nearer; what lies beside the days, such as the
    names of rows, is `is_fixed` then. Without, the axis is pixels and stays as it is.
    """

    def __init__(
        self,
        size: tuple[float, float],
        theme: str,
        *,
        is_right_to_left: bool,
        days: Days | None = None,
        overhang: float = 0,
    ) -> None:
        self.width, self.height = size
        self.colours = PALETTES[theme]
        self.is_right_to_left = is_right_to_left
        self.days = days
        # The ends of the axis, which may reach beyond the days so that a mark at their end is drawn whole.
        self.left, self.right = (days.left - overhang, days.right + overhang) if days else (0, self.width)
        self.shapes: list[dict] = []
        self.annotations: list[dict] = []
        self.traces: list[go.Scatter | go.Bar] = []

    @property
    def start_side(self) -> str:
        """Give the side at which texts begin."""
        return "right" if self.is_right_to_left else "left"

    @property
    def end_side(self) -> str:
        """Give the side at which texts end."""
        return "left" if self.is_right_to_left else "right"

    def text(self, text: str) -> str:
        """Isolate a text in the direction of the page."""
        return isolate(text, self.is_right_to_left)

    def hover(self, lines: Iterable[str], title: str) -> str:
        """Give the text of a hover label: the lines, or the title where there are none."""
        return "<br>".join(self.text(line) for line in tuple(lines) or (title,))

    # Places

    def at(self, x: float) -> str | float:
        """Give what stands on the x axis at a pixel."""
        return as_moment(self.days.moment_at(x)) if self.days else round(x, 1)

    def axis_of(self, x: float) -> str:
        """Name the axis on which a pixel stands: the second and third are pixels beside the days."""
        if self.days and x < self.left:
            return "x2"
        if self.days and x > self.right:
            return "x3"
        return "x"

    def across(self, x0: float, x1: float, is_fixed: bool) -> dict:
        """Give the ends of a shape."""
        if self.days and is_fixed:
            return {"xref": "paper", "x0": self._part(x0), "x1": self._part(x1)}
        return {"x0": self.at(x0), "x1": self.at(x1)}

    def _part(self, x: float) -> float:
        return round(x / self.width, 5)

    # What is drawn

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        color: str,
        width: float = 1,
        dash: str = "solid",
        layer: str = "below",
        is_fixed: bool = False,
    ) -> None:
        """Draw a straight line."""
        line = {"color": self.colours[color], "width": width, "dash": dash}
        ends = {**self.across(x0, x1, is_fixed), "y0": round(y0, 1), "y1": round(y1, 1)}
        self.shapes.append({"type": "line", "line": line, "layer": layer, **ends})

    def box(
        self,
        x0: float,
        x1: float,
        y: float,
        height: float,
        *,
        radius: float = 0,
        fill: str = "",
        line: str = "",
        width: float = 0,
        dash: str = "solid",
        **more,
    ) -> None:
        """Draw a box from x0 to x1 around the middle line y."""
        outline = {"width": width} | ({"color": self.colours[line], "dash": dash} if line else {})
        shape = {"layer": "below", "line": outline}
        if fill:
            shape["fillcolor"] = self.colours[fill]
        if radius:
            radius = min(radius, (x1 - x0) / 2)
            shape |= {"type": "path", "path": self._rounded(x0, x1, y - height / 2, y + height / 2, radius)}
        else:
            ends = {"y0": round(y - height / 2, 1), "y1": round(y + height / 2, 1)}
            shape |= {"type": "rect", "x0": self.at(x0), "x1": self.at(x1), **ends}
        self.shapes.append(shape | more)

    def _rounded(self, x0: float, x1: float, y0: float, y1: float, radius: float) -> str:
        """Give the path of a box with round corners."""
        bend = radius * (1 - CIRCLE)

        def to(command: str, *points: tuple[float, float]) -> str:
            # In a path a date and its time are joined by an underscore.
            places = (f"{str(self.at(x)).replace('T', '_')},{round(y, 1):g}" for x, y in points)
            return f"{command}{' '.join(places)}"

        return " ".join(
            [
                to("M", (x0 + radius, y0)),
                to("L", (x1 - radius, y0)),
                to("C", (x1 - bend, y0), (x1, y0 + bend), (x1, y0 + radius)),
                to("L", (x1, y1 - radius)),
                to("C", (x1, y1 - bend), (x1 - bend, y1), (x1 - radius, y1)),
                to("L", (x0 + radius, y1)),
                to("C", (x0 + bend, y1), (x0, y1 - bend), (x0, y1 - radius)),
                to("L", (x0, y0 + radius)),
                to("C", (x0, y0 + bend), (x0 + bend, y0), (x0 + radius, y0)),
                "Z",
            ]
        )

    def around(self, x: float, y: float, **shape) -> None:
        """Draw a shape whose own coordinates are pixels around a point."""
        sizing = {"xsizemode": "pixel", "ysizemode": "pixel"}
        self.shapes.append({"layer": "above", **sizing, **self._middle(x), "yanchor": round(y, 1), **shape})

    def _middle(self, x: float) -> dict:
        axis = self.axis_of(x)
        return {"xref": axis, "xanchor": self.at(x) if axis == "x" else round(x, 1)}

    def label(
        self,
        x: float,
        y: float,
        text: str,
        side: str,
        *,
        color: str = "soft",
        size: float = 12.5,
        bold: bool = False,
        beside: float | None = None,
        is_fixed: bool = False,
        **more,
    ) -> None:
        """Write a text whose left edge, middle or right edge (`side`) stands at x; never with tags, whose
        inline styles the page's policy would refuse.

        One that stands `beside` a place keeps its distance from it, however near a reader comes.
        """
        if side != "middle":
            more |= {"borderpad": 0, "borderwidth": 0}  # which Plotly would keep free between x and the text
        if self.days and is_fixed:
            more |= {"x": self._part(x), "xref": "paper"}
        elif beside is not None:
            more |= {"x": self.at(beside), "xshift": round(x - beside, 1)}
        else:
            more |= {"x": self.at(x)}
        self.annotations.append(
            {
                "y": round(y, 1),
                "text": self.text(text),
                "xanchor": {"left": "left", "right": "right", "middle": "center"}[side],
                "yanchor": "middle",
                "showarrow": False,
                "font": {"color": self.colours[color], "size": size, "weight": 700 if bold else 400},
                **more,
            }
        )

    def points(
        self, points: list[tuple], hovers: list[str], keys: list[str], marker: dict, *, axis: str = "x"
    ) -> None:
        """Draw points, each (x, y), that answer to the pointer."""
        self.traces.append(
            go.Scatter(
                mode="markers",
                xaxis=axis,
                x=[self.at(x) if axis == "x" else round(x, 1) for x, _y in points],
                y=[y for _x, y in points],
                hovertext=hovers,
                hoverinfo="text",
                customdata=keys,
                marker=marker,
                cliponaxis=True,
            )
        )

    def bars(self, areas: list[Area], marker: dict, *, axis: str = "x") -> None:
        """Draw bars that answer to the pointer, each from its left end to its right one."""
        starts, lengths = [], []
        for area in areas:
            if self.days and axis == "x":
                first, last = sorted(datetime.fromisoformat(self.at(x)) for x in (area.x0, area.x1))
                starts.append(as_moment(first))
                lengths.append((last - first).total_seconds() * 1000)
            else:
                starts.append(round(area.x0, 1))
                lengths.append(round(area.x1 - area.x0, 1))
        self.traces.append(
            go.Bar(
                orientation="h",
                xaxis=axis,
                base=starts,
                x=lengths,
                y=[area.y for area in areas],
                width=[area.height for area in areas],
                marker=marker,
                hovertext=[area.hover for area in areas],
                hoverinfo="text",
                customdata=[area.key for area in areas],
            )
        )

    def hotspots(self, areas: list[Area]) -> None:
        """Let parts of the drawing answer to the pointer that are drawn otherwise, such as texts."""
        for axis in ("x", "x2", "x3"):
            group = [area for area in areas if self.axis_of((area.x0 + area.x1) / 2) == axis]
            if group:
                self.bars(group, {"color": self.colours["card"], "opacity": 0}, axis=axis)

    def name_area(self, lines: list[tuple[str, float]], x: float, key: str, hover: str) -> Area:
        """Give the area of lines of text that begin at x, each with its baseline."""
        width = max(label_width(line, BOLD) for line, _y in lines)
        end = x - width if self.is_right_to_left else x + width
        first, last = lines[0][1], lines[-1][1]
        return Area(min(x, end), max(x, end), (first + last) / 2 - 4.5, last - first + 20, key, hover)

    def status_marks(self, marks: list[StatusMark]) -> None:
        """Draw the marks of statuses."""
        for mark in marks:
            self._finish(mark)
        for axis in ("x", "x2", "x3"):
            group = [mark for mark in marks if self.axis_of(mark.x) == axis]
            if group:
                self._status_points(group, axis)

    def _status_points(self, marks: list[StatusMark], axis: str) -> None:
        symbols = [STATUS_SYMBOLS[mark.status] for mark in marks]
        colours = [self.colours[mark.status] for mark in marks]
        marker = {
            "symbol": [symbol for symbol, _size, _line in symbols],
            "size": [
                round(size * mark.size / 16, 2)
                for (_symbol, size, _line), mark in zip(symbols, marks, strict=True)
            ],
            "color": colours,
            "opacity": [0 if mark.status == "unknown" else FAINT if mark.is_faint else 1 for mark in marks],
            "line": {
                "width": [
                    round(line * mark.size / 16, 2)
                    for (_symbol, _size, line), mark in zip(symbols, marks, strict=True)
                ],
                "color": colours,
            },
        }
        points = [(mark.x, round(mark.y, 1)) for mark in marks]
        hovers, keys = [mark.hover for mark in marks], [mark.key for mark in marks]
        self.points(points, hovers, keys, marker, axis=axis)

    def _finish(self, mark: StatusMark) -> None:
        """Draw what no symbol of Plotly's has: the lower half of a ring, and a dotted ring."""
        radius = round(5.9 * mark.size / 16, 2)
        ink = {"opacity": FAINT if mark.is_faint else 1}
        if mark.status == "partly":
            # Two arms of 4/3 of the radius bend a curve into half a circle; pixels count upwards here.
            arm = round(radius * 4 / 3, 2)
            half = f"M-{radius},0 C-{radius},-{arm} {radius},-{arm} {radius},0 Z"
            fill = {"fillcolor": self.colours["partly"], "line": {"width": 0}}
            self.around(mark.x, mark.y, type="path", path=half, **fill, **ink)
        elif mark.status == "unknown":
            width = round(2 * mark.size / 16, 2)
            line = {"color": self.colours["unknown"], "width": width, "dash": f"{width}px,{1.3 * width:g}px"}
            corners = {"x0": -radius, "x1": radius, "y0": -radius, "y1": radius}
            self.around(mark.x, mark.y, type="circle", **corners, line=line, **ink)

    def draw_scale(self, scale: TimeScale) -> None:
        """Draw years, months and the edition's day, as `days.draw_scale` does."""
        days = scale.days
        if scale.has_edition:
            self.box(
                *scale.after_edition, (scale.top + scale.floor) / 2, scale.floor - scale.top, fill="tint"
            )
        for tick in days.ticks(scale.ticks):
            x = days.x_of(tick.day)
            top, colour = (6, "rule") if tick.begins_a_year() else (scale.top, "line")
            self.line(x, top, x, scale.floor, color=colour)
            if tick.label:
                self.label(x, scale.floor + 12, tick.label, "middle")
            if tick.year:
                name = {"color": "ink", "size": 15, "bold": True, "beside": x}
                self.label(scale.year_x(tick), 13, tick.year, scale.year_side, **name)
        if scale.has_edition:
            x = days.x_of(scale.edition_day)
            self.line(x, scale.top, x, scale.floor + 20, color="ink", width=1.4, dash="2px,3px")
            label = {"color": "ink", "bold": True}
            self.label(scale.edition_label_x, scale.height - 12, scale.edition_label, "middle", **label)

    # The whole

    def figure(self, *, slack: int = 0, room_below: int = 0) -> go.Figure:
        """Give the figure; `slack` is how many days beyond those shown a reader may go.

        Plotly leaves away a hover label for which its drawing is too low: `room_below` is for labels alone.
        """
        height = self.height + room_below
        quiet = {"showgrid": False, "zeroline": False, "showticklabels": False}
        layout = {
            "template": "none",
            "width": self.width,
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 12.5, "color": self.colours["soft"]},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": "pan" if self.days else False,
            "barmode": "overlay",
            "hoverlabel": {
                "align": self.start_side,
                "font": {"family": FONT, "size": 14, "color": self.colours["ink"]},
                "bgcolor": self.colours["card"],
                "bordercolor": self.colours["rule"],
                "namelength": 0,
            },
            "yaxis": {
                "range": [self.height, 0],
                "domain": [room_below / height, 1],
                "fixedrange": True,
                **quiet,
            },
            "shapes": self.shapes,
            "annotations": self.annotations,
        }
        for name, axis in self._axes(slack).items():
            layout[name] = quiet | axis
        return go.Figure(data=self.traces, layout=layout)

    def _axes(self, slack: int) -> dict[str, dict]:
        """Give the axes that the traces need, each with its part of the width."""
        if self.days is None:
            return {"xaxis": {"range": [0, self.width], "fixedrange": True}}
        axes = {"xaxis": self._time_axis(slack) | {"domain": [self._part(self.left), self._part(self.right)]}}
        beside = {"x2": (0, self.left), "x3": (self.right, self.width)}
        for axis in {trace.xaxis for trace in self.traces} & beside.keys():
            ends = beside[axis]
            axes[f"xaxis{axis[1]}"] = {
                "range": list(ends),
                "domain": [self._part(end) for end in ends],
                "fixedrange": True,
                "anchor": "y",
            }
        return axes

    def _time_axis(self, slack: int) -> dict:
        shown = [self.days.moment_at(x) for x in (self.left, self.right)]
        return {
            "type": "date",
            "range": [as_moment(moment) for moment in shown],
            "minallowed": as_moment(min(shown) - timedelta(slack)),
            "maxallowed": as_moment(max(shown) + timedelta(slack)),
            "ticks": "",
        }
