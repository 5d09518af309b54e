"""Where everything of a timeline stands, in pixels: computed once, drawn as SVG and by Plotly alike."""

from dataclasses import dataclass

from talks.charts.days import Days, TimeScale
from talks.charts.texts import label_width, wrap
from talks.charts.theme import EVENT_SHAPES
from talks.charts.timeline.values import Bead, Lane, Mark, Slip, Span, Stretch, Timeline

MAX_ROWS = 4  # rows of marks in a lane; what needs more is not drawn, but counted and listed in the table
MAX_BEADS = 16  # beads under a round; the rest are counted in a "+n"
ROW = 17
BEAD, BEAD_STEP = 10, 12
GAP = 6
NAME_LETTER = 7.9  # the mean advance of a letter of a lane's name
TOP, BOTTOM = 26, 44  # above and below the lanes


@dataclass(frozen=True)
class Scale:
    """The size of what depends on the width of the drawing."""

    width: int
    label_column: int
    radius: float
    mark: float

    @property
    def edge(self) -> int:
        """Give the free space beyond the last day."""
        return 12


WIDE = Scale(width=1104, label_column=156, radius=12, mark=6.5)
NARROW = Scale(width=704, label_column=112, radius=9.5, mark=6)
SCALES = {scale.width: scale for scale in (WIDE, NARROW)}


@dataclass(frozen=True)
class PlacedBead:
    bead: Bead
    x: float
    y: float


@dataclass(frozen=True)
class PlacedSlip:
    slip: Slip
    x0: float
    x1: float
    y: float


@dataclass(frozen=True)
class PlacedMark:
    """A mark: its middle `x`, its ends `x0` < `x1`, and where its label stands, if it has room for one."""

    mark: Mark
    shape: str
    colour: str
    x: float
    x0: float
    x1: float
    y: float
    label_x: float | None = None
    label_anchor: str = ""
    beads: tuple[PlacedBead, ...] = ()
    more_beads: int = 0
    slips: tuple[PlacedSlip, ...] = ()

    def column_on(self, layout: "Layout") -> tuple[float, float] | None:
        """Give top and bottom of its column of beads where the line of the edition's day would cross them."""
        if not self.beads or abs(layout.days.x_of(layout.timeline.edition_day) - self.x) > 6:
            return None
        return self.beads[0].y - 8, self.beads[-1].y + 8


@dataclass(frozen=True)
class PlacedStretch:
    stretch: Stretch
    x0: float
    x1: float


@dataclass(frozen=True)
class PlacedSpan:
    """A span: a bar from `x0` to `x1`; `end_x` is the side at which it ended, None where it goes on.

    `end_label_x` is None where there is no room for the label of the end.
    """

    span: Span
    x0: float
    x1: float
    start_x: float
    end_x: float | None
    y: float
    label_x: float
    label_anchor: str
    end_label_x: float | None
    end_anchor: str
    stretches: tuple[PlacedStretch, ...]


@dataclass(frozen=True)
class PlacedLane:
    lane: Lane
    y: float
    marks: tuple[PlacedMark, ...]
    spans: tuple[PlacedSpan, ...]
    rows: tuple[float, ...]


@dataclass(frozen=True)
class Layout:
    """A timeline with a place for everything; `left_out` holds the marks that could not be drawn readably."""

    timeline: Timeline
    scale: Scale
    days: Days
    height: float
    lanes: tuple[PlacedLane, ...]
    left_out: tuple[Mark, ...]

    @property
    def floor(self) -> float:
        """Give the lower end of the lanes, where the scale of time stands."""
        return self.height - BOTTOM

    @property
    def time_scale(self) -> TimeScale:
        """Give the scale of time, which stands around the lanes."""
        return TimeScale(
            self.days,
            self.timeline.ticks,
            self.timeline.edition_day,
            self.timeline.edition_label,
            width=self.scale.width,
            height=self.height,
            top=TOP - 2,
            floor=self.floor,
        )


def lay_out(timeline: Timeline, scale: Scale = WIDE) -> Layout:
    """Give every part of a timeline its place on a drawing of the scale's width."""
    margins = (scale.label_column, scale.edge)
    before, after = margins[::-1] if timeline.time_runs_left else margins
    days = Days(timeline.first, timeline.last, before, scale.width - after, timeline.time_runs_left)
    frame = Layout(timeline, scale, days, 0, (), ())
    lanes: list[PlacedLane] = []
    left_out: list[Mark] = []
    y = float(TOP)
    for lane in timeline.lanes:
        shown = [mark for mark in lane.marks if frame.days.has(mark.first, mark.last)]
        left_out += [mark for mark in lane.marks if not frame.days.has(mark.first, mark.last)]
        placed, crowded, depth = _place_lane(frame, lane, shown, y)
        left_out += crowded
        lanes.append(placed)
        y += depth
    return Layout(timeline, scale, days, round(y + BOTTOM), tuple(lanes), tuple(left_out))


def _place_lane(
    frame: Layout, lane: Lane, marks: list[Mark], top: float
) -> tuple[PlacedLane, list[Mark], float]:
    """Rounds stand at the top of their lane, below them its spans, then its events."""
    rounds, depth = _place_rounds(frame, [mark for mark in marks if mark.number], top)
    lines = [placed.y for placed in rounds[:1]]
    y = top + depth + ROW
    spans = []
    for span in lane.spans:
        # One that goes on is drawn up to the edition's day.
        if frame.days.has(span.first, span.last or frame.timeline.edition_day):
            spans.append(_place_span(frame, span, y))
            y += 25
    if spans:
        y += 2
    events, crowded, rows = _place_events(frame, [mark for mark in marks if not mark.number], y)
    used = [y + ROW * row for row in range(rows)]
    if used:
        depth = used[-1] - top + 24
    elif spans:
        depth = spans[-1].y - top + 26
    elif not rounds:
        depth = ROW + 24
    middle = (lines + [span.y for span in spans] + [y])[0]
    placed = PlacedLane(lane, middle, (*rounds, *events), tuple(spans), (*lines, *used))
    # Its name may have more lines than it has rows.
    depth = max([depth, *(line.y - top + 8 for line in lane_name(frame, placed))])
    return placed, crowded, depth


def _place_rounds(frame: Layout, marks: list[Mark], top: float) -> tuple[list[PlacedMark], float]:
    """Rounds stand in one line, their decisions hang below, the dates that slipped stand above."""
    if not marks:
        return [], 0
    scale = frame.scale
    has_slips = any(mark.slips for mark in marks)
    y = top + (44 if has_slips else 30)
    placed = []
    deepest = 0
    for mark in marks:
        middle, x0, x1 = _ends(frame, mark, scale.radius)
        if mark.is_vague:
            middle = (x0 + x1) / 2
        first = y + scale.radius + 13
        beads = tuple(
            PlacedBead(bead, middle, first + BEAD_STEP * row)
            for row, bead in enumerate(mark.beads[:MAX_BEADS])
        )
        more = max(0, len(mark.beads) - MAX_BEADS)
        deepest = max(deepest, len(beads) + bool(more))
        slips = tuple(
            PlacedSlip(slip, *frame.days.between(slip.first, slip.last), top + 18)
            for slip in mark.slips
            if frame.days.has(slip.first, slip.last)
        )
        shape = "capsule" if mark.is_vague or mark.kind == "planned" else "round"
        if shape == "capsule" and x1 - x0 < 2 * scale.radius + 8:
            x0, x1 = middle - scale.radius - 4, middle + scale.radius + 4
        placed.append(
            PlacedMark(
                mark,
                shape,
                "accent",
                middle,
                x0,
                x1,
                y,
                middle,
                "middle",
                beads=beads,
                more_beads=more,
                slips=slips,
            )
        )
    depth = y - top + scale.radius + BEAD_STEP * max(deepest, 1) + 26
    return placed, depth


def _ends(frame: Layout, mark: Mark, half: float) -> tuple[float, float, float]:
    """Give the middle, the left and the right end of a mark; at least `half` to each side of the middle."""
    x0, x1 = frame.days.between(mark.first, mark.last)
    middle = (x0 + x1) / 2
    return middle, min(x0, middle - half), max(x1, middle + half)


def _place_events(frame: Layout, marks: list[Mark], top: float) -> tuple[list[PlacedMark], list[Mark], int]:
    """Put each mark into the first row with room for it and its label, else for it alone, else nowhere."""
    rows: list[list[tuple[float, float]]] = [[] for _ in range(MAX_ROWS)]
    placed, crowded = [], []
    for mark in sorted(marks, key=lambda mark: (mark.first, mark.last)):
        shape, colour = EVENT_SHAPES.get(mark.kind, ("ring", "soft"))
        if mark.is_vague and shape == "ring":
            shape = "capsule"
        half = 4 if shape in {"bar", "hatch"} else frame.scale.mark
        x, x0, x1 = _ends(frame, mark, half)
        if shape not in {"bar", "hatch", "capsule"}:
            x0, x1 = x - half, x + half
        for row, taken, label_x, anchor in _places(frame, rows, mark.label, x0, x1):
            rows[row].append(taken)
            placed.append(PlacedMark(mark, shape, colour, x, x0, x1, top + ROW * row, label_x, anchor))
            break
        else:
            crowded.append(mark)
    used = max((row + 1 for row, taken in enumerate(rows) if taken), default=0)
    return placed, crowded, used


def _places(frame, rows, label, x0, x1):
    """Yield the places that are free: a row, what is taken there, and where the label stands."""
    width = label_width(label)
    right = (x0 - 1, x1 + GAP + width + GAP, x1 + GAP, "left")
    left = (x0 - GAP - width - GAP, x1 + 1, x0 - GAP, "right")
    # The label follows the mark in the direction of time; before it where there is no room after.
    sides = [left, right] if frame.timeline.time_runs_left else [right, left]
    candidates = [(row, *side) for row in range(len(rows)) for side in sides]
    # A label that the line of the edition's day would cross waits until there is no other place.
    edition = frame.days.x_of(frame.timeline.edition_day)
    candidates.sort(key=lambda place: place[1] < edition < place[2] and not x0 <= edition <= x1)
    candidates += [(row, x0 - 2, x1 + 2, None, "") for row in range(len(rows))]
    for row, start, end, label_x, anchor in candidates:
        is_inside = label_x is None or _is_inside(frame, start, end)
        if is_inside and all(end <= other[0] or start >= other[1] for other in rows[row]):
            yield row, (start, end), label_x, anchor


def _is_inside(frame: Layout, start: float, end: float) -> bool:
    """Tell whether a mark with its label stands within the drawing and beside the names of the lanes."""
    if frame.timeline.time_runs_left:
        return start + GAP >= frame.days.left - 8 and end <= frame.days.right + 4
    return start >= frame.days.left - 4 and end - GAP <= frame.days.right + 8


def _place_span(frame: Layout, span: Span, y: float) -> PlacedSpan:
    begins, ends = frame.days.part_shown(span.first, span.last or frame.timeline.edition_day)
    ended = span.last is not None and span.last <= frame.timeline.last
    edge = frame.days.extent + frame.scale.edge

    # The label runs from the bar's beginning, or up to it where the drawing ends too soon.
    width = label_width(span.label)
    runs_on = begins + 8 + width <= edge or begins - 8 - width < 0
    taken = begins + 8 + width if runs_on else begins
    # The end's label stands beyond an end, else within the bar, else nowhere.
    end_width = label_width(span.end_label)
    beyond, within = max(ends + GAP + 1, taken + GAP), ends - GAP - 1
    is_beyond = ended and beyond + end_width <= edge
    has_end = is_beyond or within - end_width >= taken + GAP

    def side(is_after: bool) -> str:
        return "right" if is_after == frame.timeline.time_runs_left else "left"

    return PlacedSpan(
        span,
        *sorted((frame.days.x(begins), frame.days.x(ends))),
        start_x=frame.days.x(begins),
        end_x=frame.days.x(ends) if ended else None,
        y=y,
        label_x=frame.days.x(begins + (8 if runs_on else -8)),
        label_anchor=side(runs_on),
        end_label_x=frame.days.x(beyond if is_beyond else within) if has_end else None,
        end_anchor=side(is_beyond),
        stretches=tuple(
            PlacedStretch(stretch, *frame.days.between(stretch.first, stretch.last))
            for stretch in span.stretches
            if frame.days.has(stretch.first, stretch.last)
        ),
    )


@dataclass(frozen=True)
class NameLine:
    """A line of a lane's name: its baseline `y`, in bold for the title, quiet for the subtitle."""

    text: str
    y: float
    is_bold: bool


def lane_name(layout: Layout, placed: PlacedLane) -> list[NameLine]:
    """Give the lines of a lane's name, broken where they are wider than their column."""
    title = wrap(placed.lane.title, layout.scale.label_column - 8, letter=NAME_LETTER)
    lines = []
    y = placed.y + 5 - (8 if len(title) > 1 else 0)
    for line in title:
        lines.append(NameLine(line, y, True))
        y += 17
    for line in wrap(placed.lane.subtitle, layout.scale.label_column + 6, letter=NAME_LETTER):
        lines.append(NameLine(line, y, False))
        y += 15
    return lines
