"""The timeline as a Plotly figure, at the geometry of the SVG whose place it takes.

Time is the x axis, pixels from the top are the y axis, so that rows stand where the SVG has them.
What Plotly needs on a page from right to left was tested: each text that enters a figure is isolated
(Plotly forces left to right on its text), and names of months are our own, never a locale's.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from html import escape

import plotly.graph_objects as go

from talks.charts.layout import (
    Layout,
    PlacedBead,
    PlacedLane,
    PlacedMark,
    PlacedSpan,
    label_width,
    lane_name,
    ticks_shown,
)
from talks.charts.theme import FONT, THEMES

RIGHT_TO_LEFT_ISOLATE, LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE = "\u2067", "\u2066", "\u2069"

SYMBOLS = {
    "disc": "circle",
    "ring": "circle-open",
    "round": "circle",
    "diamond": "diamond",
    "diamond-open": "diamond-open",
    "square": "square",
    "square-open": "square-open",
    "triangle-up": "triangle-up",
    "triangle-down": "triangle-down",
}
# A half-filled and a dotted ring are no symbols of Plotly's: shapes draw what is missing.
STATUS_SYMBOLS = {
    "implemented": "circle",
    "partly": "circle-open",
    "stalled": "square",
    "lapsed": "circle-x-open",
    "pending": "circle-open",
    "unknown": "circle",
    "principle": "line-ew-open",
}
FAINT = 0.22
DAY_MS = 86_400_000


def draw(layout: Layout, *, theme: str = "light") -> go.Figure:
    """Give the figure of a timeline that was laid out, in the colours of the theme `light` or `dark`."""
    return _Drawing(layout, THEMES[theme]).figure()


def isolate(text: str, is_right_to_left: bool) -> str:
    """Give a text that keeps its own direction whatever surrounds it, and is no markup to Plotly."""
    mark = RIGHT_TO_LEFT_ISOLATE if is_right_to_left else LEFT_TO_RIGHT_ISOLATE
    return f"{mark}{escape(text, quote=False)}{POP_ISOLATE}"


def _moment(day: date, hours: float = 0) -> str:
    return (datetime.combine(day, time()) + timedelta(hours=hours)).isoformat(timespec="minutes")


class _Drawing:
    def __init__(self, layout: Layout, colours: dict[str, str]) -> None:
        self.layout = layout
        self.timeline = layout.timeline
        self.colours = colours
        self.shapes: list[dict] = []
        self.annotations: list[dict] = []
        self.traces: list[go.Scatter | go.Bar] = []

    def figure(self) -> go.Figure:
        self._mark_edition()
        for lane in self.layout.lanes:
            self._name_lane(lane)
            for row in lane.rows[:1]:
                self._line(x0=0, x1=1, xref="paper", y0=row, y1=row, color="line", width=1.5)
            self._draw_spans(lane.spans)
            self._draw_slips(lane.marks)
            self._draw_events([mark for mark in lane.marks if not mark.mark.number], *lane.rows[:1])
            self._draw_rounds([mark for mark in lane.marks if mark.mark.number])
        return go.Figure(data=self.traces, layout=self._layout())

    def _text(self, text: str) -> str:
        return isolate(text, self.timeline.is_right_to_left)

    def _hover(self, lines: tuple[str, ...], title: str) -> str:
        return "<br>".join(self._text(line) for line in lines or (title,))

    def _moment_at(self, x: float) -> str:
        """Give the moment that stands at a pixel of the SVG: the way back from `Layout.x`."""
        layout = self.layout
        along = layout.plot_right - x if self.timeline.time_runs_left else x - layout.plot_left
        hours = along / (layout.plot_right - layout.plot_left) * layout.days * 24
        return _moment(self.timeline.first, hours)

    def _line(self, *, color: str, width: float, dash: str = "solid", layer: str = "below", **where) -> None:
        line = {"color": self.colours[color], "width": width, "dash": dash}
        self.shapes.append({"type": "line", "line": line, "layer": layer, **where})

    def _label(
        self, x: str | float, y: float, text: str, side: str, *, color="soft", size=12.5, bold=False, **where
    ) -> None:
        """Write a text; never with tags, whose inline styles the page's policy would refuse."""
        self.annotations.append(
            {
                "x": x,
                "y": y,
                "text": self._text(text),
                "xanchor": {"left": "left", "right": "right", "middle": "center"}[side],
                "yanchor": "middle",
                "showarrow": False,
                "font": {"color": self.colours[color], "size": size, "weight": 700 if bold else 400},
                **where,
            }
        )

    def _name_lane(self, placed: PlacedLane) -> None:
        edge = {
            "x": 1 if self.timeline.time_runs_left else 0,
            "xref": "paper",
            "xshift": self.layout.scale.label_column * (1 if self.timeline.time_runs_left else -1),
            "side": "right" if self.timeline.time_runs_left else "left",
        }
        for line in lane_name(self.layout, placed):
            size = 14 if line.is_bold else 12.5
            colour = "ink" if line.is_bold else "soft"
            self._label(y=line.y - 5, text=line.text, color=colour, size=size, bold=line.is_bold, **edge)

    def _draw_spans(self, spans: tuple[PlacedSpan, ...]) -> None:
        if not spans:
            return
        bars = [(s, s.x0, s.x1, "zone") for s in spans]
        stretches = [(s, part.x0, part.x1, part.stretch) for s in spans for part in s.stretches]
        self._bars(
            [(s.y, x0, x1, s.span, self._hover(s.span.hover, s.span.title)) for s, x0, x1, _ in bars],
            "zone",
            18,
        )
        self._bars(
            [(s.y, x0, x1, s.span, self._hover((part.title,), "")) for s, x0, x1, part in stretches],
            "zone",
            18,
            hatched=True,
        )
        for placed in spans:
            start = self._moment_at(placed.start_x)
            ink = {"opacity": 2 * FAINT if placed.span.is_faint else 1}
            inset = {"xshift": placed.label_x - placed.start_x}
            self._label(start, placed.y, placed.span.label, placed.label_anchor, color="ink", **ink, **inset)
            if placed.end_label_x is not None:
                end = self._moment_at(placed.end_label_x)
                colour = "ink" if placed.end_x is None else "soft"
                self._label(end, placed.y, placed.span.end_label, placed.end_anchor, color=colour, **ink)
            if placed.end_x is not None:
                moment = self._moment_at(placed.end_x)
                self._line(
                    x0=moment,
                    x1=moment,
                    y0=placed.y - 10,
                    y1=placed.y + 10,
                    color="ink",
                    width=2.5,
                    layer="above",
                )

    def _bars(self, bars: list[tuple], colour: str, height: float, *, hatched: bool = False) -> None:
        """Draw bars as long as they lasted; each is (y, left, right, what it stands for, hover text)."""
        if not bars:
            return
        starts, lengths = [], []
        for _y, x0, x1, _thing, _hover in bars:
            first, last = sorted((self._moment_at(x0), self._moment_at(x1)))
            starts.append(first)
            lengths.append(
                (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds() * 1000
            )
        marker = {
            "color": [self.colours[colour]] * len(bars),
            "opacity": [FAINT if thing.is_faint else 1 for *_, thing, _hover in bars],
        }
        if hatched:
            # Of a pattern the marker's colour is the ink, not the ground.
            marker["color"] = [self.colours["hatch"]] * len(bars)
            if colour == "hatch":
                marker["line"] = {"color": self.colours["hatch"], "width": 1}
            marker["pattern"] = {"shape": "/", "size": 5, "solidity": 0.35, "bgcolor": self.colours["zone"]}
        self.traces.append(
            go.Bar(
                orientation="h",
                base=starts,
                x=lengths,
                y=[y for y, *_ in bars],
                width=height,
                marker=marker,
                hovertext=[hover for *_, hover in bars],
                hoverinfo="text",
                customdata=[thing.key for *_, thing, _hover in bars],
            )
        )

    def _draw_slips(self, marks: tuple[PlacedMark, ...]) -> None:
        points, texts, keys = [], [], []
        for placed in marks:
            for number, slip in enumerate(placed.slips, 1):
                middle = self._moment_at((slip.x0 + slip.x1) / 2)
                top = placed.y - self.layout.scale.radius - 2
                at_round = self._moment_at(placed.x)
                self._line(x0=middle, x1=at_round, y0=slip.y, y1=slip.y, color="soft", width=1, dash="dot")
                self._line(x0=at_round, x1=at_round, y0=slip.y, y1=top, color="soft", width=1, dash="dot")
                points.append((middle, slip.y))
                texts.append(self._hover((), slip.slip.title))
                keys.append(f"{placed.mark.key}-announced-{number}")
        if points:
            marker = {"symbol": "circle", "size": 7, "color": self.colours["card"]}
            marker["line"] = {"color": self.colours["soft"], "width": 1.2}
            self._points(points, texts, keys, marker)

    def _draw_events(self, marks: list[PlacedMark], base: float = 0) -> None:
        for shape in ("bar", "hatch"):
            by_colour = defaultdict(list)
            for placed in marks:
                if placed.shape == shape:
                    hover = self._hover(placed.mark.hover, placed.mark.title)
                    by_colour[placed.colour].append((placed.y, placed.x0, placed.x1, placed.mark, hover))
            for colour, bars in by_colour.items():
                self._bars(bars, colour, 12, hatched=shape == "hatch")
        points = [placed for placed in marks if placed.shape not in {"bar", "hatch"}]
        for placed in points:
            if placed.shape == "capsule":
                self._capsule(placed, placed.colour, 6)
        if points:
            marker = {
                "symbol": [SYMBOLS.get(placed.shape, "circle") for placed in points],
                "size": [
                    2 * self.layout.scale.mark - (3 if placed.shape in {"ring", "disc"} else 1)
                    for placed in points
                ],
                "color": [self.colours[placed.colour] for placed in points],
                "opacity": [
                    0 if placed.shape == "capsule" else FAINT if placed.mark.is_faint else 1
                    for placed in points
                ],
                "line": {
                    "width": [2.6 if placed.mark.is_selected else 1.8 for placed in points],
                    "color": [
                        self.colours["ink" if placed.mark.is_selected else placed.colour] for placed in points
                    ],
                },
            }
            self._points(
                [(self._moment_at(placed.x), placed.y) for placed in points],
                [self._hover(placed.mark.hover, placed.mark.title) for placed in points],
                [placed.mark.key for placed in points],
                marker,
            )
        for placed in marks:
            if placed.label_x is not None:
                self._label_event(placed, is_on_line=placed.y == base)

    def _label_event(self, placed: PlacedMark, *, is_on_line: bool) -> None:
        mark = placed.mark
        width = label_width(mark.label) * (1 if placed.label_anchor == "left" else -1)
        start, end = self._moment_at(placed.label_x), self._moment_at(placed.label_x + width)
        if is_on_line and max(start, end) < _moment(self.timeline.edition_day):
            # As the SVG's halo does, keep the lane's line out of the letters.
            self._line(x0=start, x1=end, y0=placed.y, y1=placed.y, color="card", width=10)
        self._label(
            start,
            placed.y,
            mark.label,
            placed.label_anchor,
            color="ink" if mark.is_selected else "soft",
            bold=mark.is_selected,
            opacity=2 * FAINT if mark.is_faint else 1,
        )

    def _capsule(self, placed: PlacedMark, colour: str, radius: float) -> None:
        """Draw a dashed capsule: all its days are possible, none is known."""
        y, radius = placed.y, min(radius, (placed.x1 - placed.x0) / 2)
        ends = (placed.x0, placed.x0 + radius, placed.x1 - radius, placed.x1)
        # In a path a date and its time are joined by an underscore.
        x0, a, b, x1 = (self._moment_at(x).replace("T", "_") for x in ends)
        up, down = y - radius, y + radius
        self.shapes.append(
            {
                "type": "path",
                "path": f"M{a},{up} L{b},{up} Q{x1},{up} {x1},{y} Q{x1},{down} {b},{down} "
                f"L{a},{down} Q{x0},{down} {x0},{y} Q{x0},{up} {a},{up} Z",
                "fillcolor": self.colours["card"],
                "line": {"color": self.colours[colour], "width": 1.8, "dash": "4px,3px"},
                "opacity": FAINT if placed.mark.is_faint else 1,
                "layer": "below",
            }
        )

    def _draw_rounds(self, marks: list[PlacedMark]) -> None:
        if not marks:
            return
        radius = self.layout.scale.radius
        for placed in marks:
            if placed.shape == "capsule":
                self._capsule(placed, "accent", radius)
        fills = ["ink" if placed.mark.is_selected else "accent" for placed in marks]
        marker = {
            "symbol": "circle",
            "size": 2 * radius,
            "color": [
                self.colours["card" if placed.shape == "capsule" else fill]
                for placed, fill in zip(marks, fills, strict=True)
            ],
            "opacity": [
                0.02 if placed.shape == "capsule" else FAINT if placed.mark.is_faint else 1
                for placed in marks
            ],
        }
        self._points(
            [(self._moment_at(placed.x), placed.y) for placed in marks],
            [self._hover(placed.mark.hover, placed.mark.title) for placed in marks],
            [placed.mark.key for placed in marks],
            marker,
        )
        for placed in marks:
            on = "card" if placed.mark.is_selected and placed.shape != "capsule" else "on-accent"
            colour = "accent" if placed.shape == "capsule" else on
            at = self._moment_at(placed.x)
            ink = {"opacity": 2 * FAINT if placed.mark.is_faint else 1}
            self._label(at, placed.y, placed.mark.number, "middle", color=colour, size=13, bold=True, **ink)
            if placed.mark.label:
                above = placed.shape != "capsule"
                y = placed.y + (-radius - 10 if above else radius + 12)
                self._label(at, y, placed.mark.label, "middle", **ink)
        self._draw_beads(marks)

    def _draw_beads(self, marks: list[PlacedMark]) -> None:
        beads = [(placed, number, bead) for placed in marks for number, bead in enumerate(placed.beads, 1)]
        if not beads:
            return
        for placed in marks:
            if column := placed.column_on(self.layout):
                top, bottom = column
                at = self._moment_at(placed.x)
                self._line(x0=at, x1=at, y0=top, y1=bottom, color="card", width=12)
        for placed, _number, bead in beads:
            self._finish_bead(placed, bead)
        statuses = [bead.bead.status for _placed, _number, bead in beads]
        marker = {
            "symbol": [STATUS_SYMBOLS[status] for status in statuses],
            "size": 8.5,
            "color": [self.colours[status] for status in statuses],
            "opacity": [
                0 if bead.bead.status == "unknown" else FAINT if bead.bead.is_faint else 1
                for _placed, _number, bead in beads
            ],
            "line": {"width": 1.6, "color": [self.colours[status] for status in statuses]},
        }
        self._points(
            [(self._moment_at(bead.x), bead.y) for _placed, _number, bead in beads],
            [self._hover((), bead.bead.title) for _placed, _number, bead in beads],
            [f"{placed.mark.key}-{number}" for placed, number, _bead in beads],
            marker,
        )
        for placed in marks:
            if placed.more_beads:
                at, last = self._moment_at(placed.x), placed.beads[-1]
                self._label(at, last.y + 12, f"+{placed.more_beads}", "middle")

    def _finish_bead(self, placed: PlacedMark, bead: PlacedBead) -> None:
        """Draw what no symbol of Plotly's has: the lower half of a ring, and a dotted ring."""
        shape = {
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": self._moment_at(placed.x),
            "yanchor": bead.y,
            "opacity": FAINT if bead.bead.is_faint else 1,
            "layer": "above",
        }
        if bead.bead.status == "partly":
            half = "M-4.2,0 C-4.2,5.6 4.2,5.6 4.2,0 Z"
            shape |= {"type": "path", "path": half, "fillcolor": self.colours["partly"], "line": {"width": 0}}
        elif bead.bead.status == "unknown":
            line = {"color": self.colours["unknown"], "width": 1.6, "dash": "1.5px,1.5px"}
            shape |= {"type": "circle", "x0": -4, "x1": 4, "y0": -4, "y1": 4, "line": line}
        else:
            return
        self.shapes.append(shape)

    def _points(self, points: list[tuple], texts: list[str], keys: list[str], marker: dict) -> None:
        self.traces.append(
            go.Scatter(
                mode="markers",
                x=[x for x, _y in points],
                y=[y for _x, y in points],
                hovertext=texts,
                hoverinfo="text",
                customdata=keys,
                marker=marker,
                cliponaxis=True,
            )
        )

    def _mark_edition(self) -> None:
        timeline, layout = self.timeline, self.layout
        if not layout.has(timeline.edition_day, timeline.edition_day):
            return
        at = _moment(timeline.edition_day)
        self.shapes.insert(
            0,
            {
                "type": "rect",
                "x0": at,
                "x1": _moment(timeline.last + timedelta(1)),
                "y0": layout.top,
                "y1": layout.floor,
                "fillcolor": self.colours["tint"],
                "line": {"width": 0},
                "layer": "below",
            },
        )
        self._line(x0=at, x1=at, y0=24, y1=layout.floor + 20, color="ink", width=1.4, dash="2px,3px")
        middle = self._moment_at(layout.edition_label_x)
        self._label(middle, layout.height - 12, timeline.edition_label, "middle", color="ink", bold=True)

    def _layout(self) -> dict:
        layout, timeline, colours = self.layout, self.timeline, self.colours
        ticks = ticks_shown(layout)
        for tick in ticks:
            at = _moment(tick.day)
            top, colour = (6, "rule") if tick.begins_a_year() else (24, "line")
            self._line(x0=at, x1=at, y0=top, y1=layout.floor, color=colour, width=1)
            if tick.label:
                self._label(at, layout.floor + 12, tick.label, "middle")
            if tick.year:
                side = "right" if timeline.time_runs_left else "left"
                self._label(
                    at,
                    13,
                    tick.year,
                    side,
                    color="ink",
                    size=15,
                    bold=True,
                    xshift=-6 if timeline.time_runs_left else 6,
                )
        days = [_moment(timeline.first), _moment(timeline.last + timedelta(1))]
        align = "right" if timeline.is_right_to_left else "left"
        return {
            "template": "none",
            "width": layout.scale.width,
            "height": layout.height,
            "margin": {
                "l": layout.plot_left,
                "r": layout.scale.width - layout.plot_right,
                "t": 0,
                "b": 0,
                "pad": 0,
                "autoexpand": False,
            },
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 12.5, "color": colours["soft"]},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": "pan",
            "barmode": "overlay",
            "hoverlabel": {
                "align": align,
                "font": {"family": FONT, "size": 14, "color": colours["ink"]},
                "bgcolor": colours["card"],
                "bordercolor": colours["rule"],
                "namelength": 0,
            },
            "xaxis": {
                "type": "date",
                "range": days[::-1] if timeline.time_runs_left else days,
                "minallowed": _moment(timeline.first - timedelta(60)),
                "maxallowed": _moment(timeline.last + timedelta(60)),
                "showgrid": False,
                "zeroline": False,
                "showticklabels": False,
                "ticks": "",
            },
            "yaxis": {
                "range": [layout.height, 0],
                "side": "right" if timeline.time_runs_left else "left",
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "showticklabels": False,
            },
            "shapes": self.shapes,
            "annotations": self.annotations,
        }
