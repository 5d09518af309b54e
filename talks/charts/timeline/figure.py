"""The timeline as a Plotly figure, at the geometry of the SVG whose place it takes."""

from collections import defaultdict

import plotly.graph_objects as go

from talks.charts.canvas import FAINT, Area, Canvas, StatusMark
from talks.charts.texts import label_width
from talks.charts.timeline.layout import BEAD, Layout, PlacedLane, PlacedMark, PlacedSpan, lane_name

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
SLACK = 60  # days beyond those of the timeline to which a reader may go


def draw(layout: Layout, *, theme: str = "light") -> go.Figure:
    """Give the figure of a timeline that was laid out, in the colours of the theme `light` or `dark`."""
    drawing = _Drawing(layout, theme)
    drawing.draw()
    return drawing.figure(slack=SLACK)


class _Drawing(Canvas):
    def __init__(self, layout: Layout, theme: str) -> None:
        timeline = layout.timeline
        size = (layout.scale.width, layout.height)
        super().__init__(size, theme, is_right_to_left=timeline.is_right_to_left, days=layout.days)
        self.layout = layout
        self.timeline = timeline

    def draw(self) -> None:
        self.draw_scale(self.layout.time_scale)
        for lane in self.layout.lanes:
            self._name_lane(lane)
            for row in lane.rows[:1]:
                ends = (self.layout.days.left, row, self.layout.days.right, row)
                self.line(*ends, color="line", width=1.5, is_fixed=True)
            self._draw_spans(lane.spans)
            self._draw_slips(lane.marks)
            self._draw_events([mark for mark in lane.marks if not mark.mark.number], *lane.rows[:1])
            self._draw_rounds([mark for mark in lane.marks if mark.mark.number])

    def _name_lane(self, placed: PlacedLane) -> None:
        edge, side = (self.width, "right") if self.timeline.time_runs_left else (0, "left")
        for line in lane_name(self.layout, placed):
            size = 14 if line.is_bold else 12.5
            colour = "ink" if line.is_bold else "soft"
            style = {"color": colour, "size": size, "bold": line.is_bold}
            self.label(edge, line.y - 5, line.text, side, is_fixed=True, **style)

    def _draw_spans(self, spans: tuple[PlacedSpan, ...]) -> None:
        if not spans:
            return
        bars = [(s, s.x0, s.x1, self.hover(s.span.hover, s.span.title)) for s in spans]
        stretches = [
            (s, part.x0, part.x1, self.hover((), part.stretch.title)) for s in spans for part in s.stretches
        ]
        for drawn, is_hatched in ((bars, False), (stretches, True)):
            areas = [Area(x0, x1, s.y, 18, s.span.key, hover) for s, x0, x1, hover in drawn]
            self._lasting(areas, [s.span.is_faint for s, *_ in drawn], "zone", is_hatched=is_hatched)
        for placed in spans:
            ink = {"opacity": 2 * FAINT if placed.span.is_faint else 1}
            name = {"color": "ink", "beside": placed.start_x}
            self.label(placed.label_x, placed.y, placed.span.label, placed.label_anchor, **name, **ink)
            if placed.end_label_x is not None:
                colour = "ink" if placed.end_x is None else "soft"
                end = (placed.end_label_x, placed.y, placed.span.end_label, placed.end_anchor)
                self.label(*end, color=colour, **ink)
            if placed.end_x is not None:
                ends = (placed.end_x, placed.y - 10, placed.end_x, placed.y + 10)
                self.line(*ends, color="ink", width=2.5, layer="above")

    def _lasting(
        self, areas: list[Area], are_faint: list[bool], colour: str, *, is_hatched: bool = False
    ) -> None:
        """Draw bars as long as they lasted."""
        if not areas:
            return
        marker = {
            "color": [self.colours[colour]] * len(areas),
            "opacity": [FAINT if is_faint else 1 for is_faint in are_faint],
        }
        if is_hatched:
            # Of a pattern the marker's colour is the ink, not the ground.
            marker["color"] = [self.colours["hatch"]] * len(areas)
            if colour == "hatch":
                marker["line"] = {"color": self.colours["hatch"], "width": 1}
            marker["pattern"] = {"shape": "/", "size": 5, "solidity": 0.35, "bgcolor": self.colours["zone"]}
        self.bars(areas, marker)

    def _draw_slips(self, marks: tuple[PlacedMark, ...]) -> None:
        points, texts, keys = [], [], []
        for placed in marks:
            for number, slip in enumerate(placed.slips, 1):
                middle = (slip.x0 + slip.x1) / 2
                top = placed.y - self.layout.scale.radius - 2
                self.line(middle, slip.y, placed.x, slip.y, color="soft", dash="dot")
                self.line(placed.x, slip.y, placed.x, top, color="soft", dash="dot")
                points.append((middle, slip.y))
                texts.append(self.hover((), slip.slip.title))
                keys.append(f"{placed.mark.key}-announced-{number}")
        if points:
            marker = {"symbol": "circle", "size": 7, "color": self.colours["card"]}
            marker["line"] = {"color": self.colours["soft"], "width": 1.2}
            self.points(points, texts, keys, marker)

    def _draw_events(self, marks: list[PlacedMark], base: float = 0) -> None:
        for shape in ("bar", "hatch"):
            by_colour = defaultdict(list)
            for placed in marks:
                if placed.shape == shape:
                    by_colour[placed.colour].append(placed)
            for colour, bars in by_colour.items():
                areas = [
                    Area(placed.x0, placed.x1, placed.y, 12, placed.mark.key, self._hover_of(placed))
                    for placed in bars
                ]
                are_faint = [placed.mark.is_faint for placed in bars]
                self._lasting(areas, are_faint, colour, is_hatched=shape == "hatch")
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
            self._marks(points, marker)
        for placed in marks:
            if placed.label_x is not None:
                self._label_event(placed, is_on_line=placed.y == base)

    def _hover_of(self, placed: PlacedMark) -> str:
        return self.hover(placed.mark.hover, placed.mark.title)

    def _marks(self, marks: list[PlacedMark], marker: dict) -> None:
        points = [(placed.x, placed.y) for placed in marks]
        hovers = [self._hover_of(placed) for placed in marks]
        self.points(points, hovers, [placed.mark.key for placed in marks], marker)

    def _label_event(self, placed: PlacedMark, *, is_on_line: bool) -> None:
        mark = placed.mark
        width = label_width(mark.label) * (1 if placed.label_anchor == "left" else -1)
        end = placed.label_x + width
        edition = self.layout.days.along(self.timeline.edition_day)
        if is_on_line and max(map(self.layout.days.to_along, (placed.label_x, end))) < edition:
            # As the SVG's halo does, keep the lane's line out of the letters.
            self.line(placed.label_x, placed.y, end, placed.y, color="card", width=10)
        self.label(
            placed.label_x,
            placed.y,
            mark.label,
            placed.label_anchor,
            color="ink" if mark.is_selected else "soft",
            bold=mark.is_selected,
            opacity=2 * FAINT if mark.is_faint else 1,
        )

    def _capsule(self, placed: PlacedMark, colour: str, radius: float) -> None:
        """Draw a dashed capsule: all its days are possible, none is known."""
        dashed = {"fill": "card", "line": colour, "width": 1.8, "dash": "4px,3px"}
        ink = {"opacity": FAINT if placed.mark.is_faint else 1}
        self.box(placed.x0, placed.x1, placed.y, 2 * radius, radius=radius, **dashed, **ink)

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
        self._marks(marks, marker)
        for placed in marks:
            on = "card" if placed.mark.is_selected and placed.shape != "capsule" else "on-accent"
            colour = "accent" if placed.shape == "capsule" else on
            ink = {"opacity": 2 * FAINT if placed.mark.is_faint else 1}
            number = {"color": colour, "size": 13, "bold": True}
            self.label(placed.x, placed.y, placed.mark.number, "middle", **number, **ink)
            if placed.mark.label:
                above = placed.shape != "capsule"
                y = placed.y + (-radius - 10 if above else radius + 12)
                self.label(placed.x, y, placed.mark.label, "middle", **ink)
        self._draw_beads(marks)

    def _draw_beads(self, marks: list[PlacedMark]) -> None:
        for placed in marks:
            if column := placed.column_on(self.layout):
                top, bottom = column
                self.line(placed.x, top, placed.x, bottom, color="card", width=12)
        self.status_marks(
            [
                StatusMark(
                    bead.x,
                    bead.y,
                    BEAD,
                    bead.bead.status,
                    f"{placed.mark.key}-{number}",
                    self.hover(bead.bead.hover, bead.bead.title),
                    is_faint=bead.bead.is_faint,
                )
                for placed in marks
                for number, bead in enumerate(placed.beads, 1)
            ]
        )
        for placed in marks:
            if placed.more_beads:
                last = placed.beads[-1]
                self.label(last.x, last.y + 12, f"+{placed.more_beads}", "middle")
