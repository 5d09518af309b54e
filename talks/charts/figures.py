"""The smaller charts as Plotly figures, at the geometry of the SVG whose place they take."""

from itertools import pairwise

import plotly.graph_objects as go

from talks.charts import attendance, card, course, matrix, outcomes
from talks.charts.canvas import Area, Canvas, StatusMark

ROOM_FOR_LABEL = 72  # three lines


def draw_matrix(values: matrix.Matrix, *, width: int = matrix.WIDE.width, theme: str = "light") -> go.Figure:
    """Give the figure of topics by rounds."""
    return _MatrixDrawing(matrix.lay_out(values, width), theme).figure()


def draw_attendance(
    values: attendance.Strip, *, width: int = attendance.WIDTH, theme: str = "light"
) -> go.Figure:
    """Give the figure of the rounds that a party attended."""
    size = (width, attendance.height_of(values))
    canvas = Canvas(size, theme, is_right_to_left=values.is_right_to_left)
    placed = attendance.lay_out(values)
    for seat in placed:
        _draw_seat(canvas, seat, values.colour)
    canvas.hotspots(
        [
            Area(
                seat.x - seat.half,
                seat.x + seat.half,
                seat.y,
                2 * seat.half,
                seat.seat.key,
                canvas.hover(seat.seat.hover, seat.seat.title),
            )
            for seat in placed
        ]
    )
    return canvas.figure(room_below=ROOM_FOR_LABEL)


def draw_course(values: course.Course, *, width: int = course.WIDE.width, theme: str = "light") -> go.Figure:
    """Give the figure of what became of each decision."""
    return _CourseDrawing(course.lay_out(values, width), theme).figure()


def draw_outcomes(
    values: outcomes.Outcomes, *, width: int = outcomes.WIDE.width, theme: str = "light"
) -> go.Figure:
    """Give the figure of what became of decisions."""
    layout = outcomes.lay_out(values, width)
    canvas = Canvas((width, layout.height), theme, is_right_to_left=values.is_right_to_left)
    for y in outcomes.lines_between(layout):
        canvas.line(0, y, width, y, color="line")
    marks = []
    for row in layout.rows:
        outcome, hover = row.outcome, canvas.hover(row.outcome.hover, row.outcome.title)
        for line, y in row.word:
            canvas.label(layout.word_x, y - 4.5, line, canvas.start_side, color="ink", size=14, bold=True)
        count = {"color": "ink", "size": 15, "bold": True}
        canvas.label(layout.count_x, row.y, str(outcome.count), canvas.end_side, **count)
        places = [(layout.mark_x, row.y, 16), *((x, y, layout.scale.mark) for x, y in row.units)]
        marks += [StatusMark(x, y, size, outcome.status, outcome.status, hover) for x, y, size in places]
    canvas.hotspots(
        [
            Area(
                0, width, row.y, row.bottom - row.top, row.outcome.status, canvas.hover((), row.outcome.title)
            )
            for row in layout.rows
        ]
    )
    canvas.status_marks(marks)
    if layout.note:
        canvas.label(layout.start, layout.note_y, layout.note, canvas.start_side)
    return canvas.figure()


def draw_card(values: card.Card, *, width: int = card.WIDE.width, theme: str = "light") -> go.Figure:
    """Give the figure of the card of a round: a table of marks and words, for those who go on with it."""
    return _CardDrawing(card.lay_out(values, width), theme).figure()


class _MatrixDrawing(Canvas):
    def __init__(self, layout: matrix.Layout, theme: str) -> None:
        size = (layout.scale.width, layout.height)
        super().__init__(size, theme, is_right_to_left=layout.matrix.is_right_to_left)
        self.layout = layout
        self._draw_columns()
        for row in layout.rows:
            self._draw_row(row)
        self._draw_totals()
        self._draw_marks()

    def _rule(self, y: float, colour: str) -> None:
        self.line(0, y, self.width, y, color=colour)

    def _draw_columns(self) -> None:
        layout, y, radius = self.layout, self.layout.head_y, self.layout.scale.radius
        foot = layout.height - matrix.FOOT
        for placed in layout.columns:
            column, x = placed.column, placed.x
            if column.is_planned or column.is_selected:
                self.box(*layout.column_edges(placed), foot / 2, foot, fill="tint")
            ground, ink = ("ink", "card") if column.is_selected else ("accent", "on-accent")
            disc = {"fill": ground}
            if column.is_planned:
                disc = {"fill": "card", "line": ground, "width": 1.8, "dash": "4px,3px"}
            self.box(x - placed.half, x + placed.half, y, 2 * radius, radius=radius, **disc)
            number = {"color": ground if column.is_planned else ink, "size": 13, "bold": True}
            self.label(x, y, column.number, "middle", **number)
            label = {"color": "ink", "bold": True} if column.is_selected else {}
            for line, line_y in placed.label:
                self.label(x, line_y - 4.5, line, "middle", size=12, **label)
            if column.total:
                self.label(x, layout.foot_y, str(column.total), "middle", color="ink", size=13, bold=True)
        self.hotspots(
            [
                Area(
                    placed.x - placed.half,
                    placed.x + placed.half,
                    y,
                    2 * radius,
                    placed.column.key,
                    self.hover(placed.column.hover, placed.column.title or placed.column.label),
                )
                for placed in layout.columns
            ]
        )

    def _draw_row(self, placed: matrix.PlacedRow) -> None:
        row, name = placed.row, {"color": "ink", "size": 13, "bold": True}
        style = name if row.total else {"color": "soft", "size": 13}
        for line, y in placed.name:
            self.label(self.layout.start, y - 4.5, line, self.start_side, **style)
        for start, end in placed.thread:
            self.line(start, placed.y, end, placed.y, color="line", width=1.5)
        for mark in placed.cells:
            if mark.number_x is not None:
                count = {"color": "ink", "size": 12, "bold": True}
                self.label(mark.number_x, mark.y, str(mark.cell.count), self.start_side, **count)
        total = matrix.total_text(self.layout.matrix, row)
        self.label(self.layout.end, placed.y, total, self.end_side, **style)
        self._rule(placed.bottom, "line")

    def _draw_totals(self) -> None:
        layout, values = self.layout, self.layout.matrix
        self._rule(layout.head, "rule")
        self._rule(layout.height - matrix.FOOT, "rule")
        self.label(layout.end, layout.heading_y - 4.5, values.total_heading, self.end_side)
        self.label(layout.start, layout.foot_y, values.total_name, self.start_side)
        total = {"color": "ink", "size": 13, "bold": True}
        self.label(layout.end, layout.foot_y, str(values.total), self.end_side, **total)

    def _draw_marks(self) -> None:
        self.hotspots(
            [
                self.name_area(
                    [(line, y) for line, y in row.name],
                    self.layout.start,
                    row.row.key,
                    self.hover(row.row.hover, row.row.title or row.row.name),
                )
                for row in self.layout.rows
            ]
        )
        self.status_marks(
            [
                StatusMark(
                    mark.x,
                    mark.y,
                    mark.size,
                    mark.cell.status,
                    matrix.cell_key(row.row, mark.cell),
                    self.hover(mark.cell.hover, mark.cell.title),
                )
                for row in self.layout.rows
                for mark in row.cells
            ]
        )


def _draw_seat(canvas: Canvas, placed: attendance.PlacedSeat, colour: str) -> None:
    seat, half = placed.seat, placed.half
    ends = (placed.x - half, placed.x + half)
    outline = {
        "led": {"fill": colour},
        "attended": {"line": colour, "width": 1.6, "dash": "3px,2px"},
        "absent": {"line": "rule", "width": 1},
        "planned": {"line": "accent", "width": 1.6, "dash": "3px,2px"},
    }[seat.state]
    canvas.box(*ends, placed.y, 2 * half, radius=placed.radius, **outline)
    ink = {"led": "on-accent", "attended": "ink", "absent": "soft", "planned": "accent"}[seat.state]
    size = 12 if len(seat.number) < 4 else 9.5
    canvas.label(placed.x, placed.y, seat.number, "middle", color=ink, size=size, bold=seat.state != "absent")


class _CourseDrawing(Canvas):
    def __init__(self, layout: course.Layout, theme: str) -> None:
        values = layout.course
        size = (layout.scale.width, layout.height)
        direction = {"is_right_to_left": values.is_right_to_left}
        super().__init__(size, theme, days=layout.days, overhang=course.HALO, **direction)
        self.layout = layout
        floor = layout.time_scale.floor
        for x, label in layout.guides:
            self.line(x, layout.top, x, floor, color="rule", dash="1px,3px")
            if label:
                self.label(x, layout.top - 11, label, "middle")
        for above, _row in pairwise(layout.rows):
            self.line(0, above.bottom, self.width, above.bottom, color="line", is_fixed=True)
        self.draw_scale(layout.time_scale)
        for row in layout.rows:
            self._draw_texts(row)
            for step in row.steps:
                if step.bar:
                    self._draw_bar(step.step.status, *step.bar, row.y)
        self._draw_marks()

    def _draw_texts(self, placed: course.PlacedRow) -> None:
        for line, y in placed.label:
            ink = {"color": "ink", "size": 13}
            self.label(self.layout.start, y - 4.5, line, self.start_side, is_fixed=True, **ink)
        for line, y in placed.sublabel:
            self.label(self.layout.start, y - 4.5, line, self.start_side, is_fixed=True)
        for line, y in placed.word:
            ink = {"color": "ink", "size": 13, "bold": True}
            self.label(self.layout.word_x, y - 4.5, line, self.start_side, is_fixed=True, **ink)

    def _draw_bar(self, status: str, x0: float, x1: float, y: float) -> None:
        height = course.BAR
        if status in {"unknown", "principle"}:
            dash = "2px,3px" if status == "unknown" else "solid"
            self.line(x0, y, x1, y, color=status, width=2.4, dash=dash)
        elif status in {"implemented", "stalled"}:
            self.box(x0, x1, y, height, fill=status)
        else:
            dash = "3px,2px" if status == "lapsed" else "solid"
            self.box(x0, x1, y, height, line=status, width=1.5, dash=dash)
        if status == "partly":
            self.box(x0, x1, y + height / 4, height / 2, fill=status)

    def _draw_marks(self) -> None:
        rows = self.layout.rows
        self.hotspots([area(row) for row in rows for area in (self._name, self._word)])
        self.hotspots([self._stretch(step, row.y) for row in rows for step in row.steps])
        begun = [(step, row.y) for row in rows for step in row.steps if step.has_mark]
        self.status_marks(
            [
                StatusMark(step.x, y, course.MARK, step.step.status, step.key, self._hover_of(step))
                for step, y in begun
            ]
            + [
                StatusMark(
                    self.layout.status_x,
                    row.y,
                    course.MARK + 1,
                    row.row.status,
                    row.now_key,
                    self.hover((), course.now_of(row.row)),
                )
                for row in rows
            ]
        )

    def _hover_of(self, placed: course.PlacedStep) -> str:
        return self.hover(placed.step.hover, placed.step.title)

    def _name(self, placed: course.PlacedRow) -> Area:
        lines = [*placed.label, *placed.sublabel]
        hover = self.hover((), course.name_of(placed.row))
        return self.name_area(lines, self.layout.start, placed.row.key, hover)

    def _word(self, placed: course.PlacedRow) -> Area:
        hover = self.hover((), course.now_of(placed.row))
        return self.name_area(list(placed.word), self.layout.word_x, placed.now_key, hover)

    def _stretch(self, placed: course.PlacedStep, y: float) -> Area:
        return Area(*placed.area, y, 2 * course.HALO, placed.key, self._hover_of(placed))


class _CardDrawing(Canvas):
    def __init__(self, layout: card.Layout, theme: str) -> None:
        size = (layout.scale.width, layout.height)
        super().__init__(size, theme, is_right_to_left=layout.card.is_right_to_left)
        self.layout = layout
        self._draw_head()
        self._draw_guests()
        self.line(0, layout.rule, self.width, layout.rule, color="rule")
        for row in layout.rows[:-1]:
            self.line(0, row.bottom, self.width, row.bottom, color="line")
        for row in layout.rows:
            self._draw_texts(row)
        if layout.note:
            self.label(layout.x(0), layout.note_y, layout.note, self.start_side)
        self._draw_marks()

    def _draw_head(self) -> None:
        layout, values = self.layout, self.layout.card
        x, y, half = layout.disc
        disc = {"fill": "accent"}
        if values.is_planned:
            disc = {"fill": "card", "line": "accent", "width": 1.8, "dash": "4px,3px"}
        self.box(x - half, x + half, y, 2 * card.RADIUS, radius=card.RADIUS, **disc)
        ink = "accent" if values.is_planned else "on-accent"
        self.label(x, y + 1.5, values.number, "middle", color=ink, size=16, bold=True)
        for line, line_y in layout.name:
            self.label(layout.beside, line_y - 4.5, line, self.start_side, color="ink", size=19, bold=True)
        for line, line_y in layout.facts:
            self.label(layout.beside, line_y - 4.5, line, self.start_side, size=13.5)

    def _draw_guests(self) -> None:
        for placed in self.layout.guests:
            if placed.square_x is not None:
                ends = (placed.square_x - card.SQUARE / 2, placed.square_x + card.SQUARE / 2)
                self.box(*ends, placed.y, card.SQUARE, radius=2, fill=placed.guest.colour)
            self.label(placed.x, placed.y, placed.guest.name, self.start_side, color="ink", size=13)

    def _draw_texts(self, placed: card.PlacedDecision) -> None:
        layout = self.layout
        for line, y in placed.word:
            self.label(
                layout.x(card.TO_WORD), y - 4.5, line, self.start_side, color="ink", size=13, bold=True
            )
        for line, y in placed.label:
            self.label(layout.label_x, y - 4.5, line, self.start_side, color="ink", size=13)

    def _draw_marks(self) -> None:
        layout, values = self.layout, self.layout.card
        x, y, half = layout.disc
        areas = [Area(x - half, x + half, y, 2 * card.RADIUS, values.key, self.hover((), values.title))]
        for row in layout.rows:
            name = row.decided.hover, row.decided.title or row.decided.label
            areas.append(Area(0, self.width, row.y, row.height, row.decided.key, self.hover(*name)))
        self.hotspots(areas)
        self.status_marks(
            [
                StatusMark(
                    layout.x(8),
                    row.y,
                    16,
                    row.decided.status,
                    row.decided.key,
                    self.hover(row.decided.hover, row.decided.title or row.decided.label),
                )
                for row in layout.rows
            ]
        )
