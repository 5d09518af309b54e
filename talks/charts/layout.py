"""Where everything of a timeline stands, in pixels: computed once, drawn as SVG and by Plotly alike.

Positions along time are counted from the side where time begins; `Layout.x` turns them into pixels
from the left, so that no drawing is ever mirrored by a transform.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from talks.charts.theme import EVENT_SHAPES
from talks.charts.values import Bead, Lane, Mark, Slip, Span, Stretch, Tick, Timeline

MAX_ROWS = 4  # rows of marks in a lane; what needs more is not drawn, but counted and listed in the table
MAX_BEADS = 16  # beads under a round; the rest are counted in a "+n"
ROW = 17
BEAD_STEP = 12
GAP = 6
LETTER = 6.7  # the mean advance of a letter at the label size, on the wide side for both scripts


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
        if not self.beads or abs(layout.x_of(layout.timeline.edition_day) - self.x) > 6:
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
    height: float
    lanes: tuple[PlacedLane, ...]
    left_out: tuple[Mark, ...]
    top: int = 26
    bottom: int = 44
    days: float = field(default=1)

    @property
    def plot_left(self) -> float:
        """Give the left end of the days, in pixels from the left of the drawing."""
        return self.scale.edge if self.timeline.time_runs_left else self.scale.label_column

    @property
    def plot_right(self) -> float:
        """Give the right end of the days."""
        taken = self.scale.label_column if self.timeline.time_runs_left else self.scale.edge
        return self.scale.width - taken

    @property
    def floor(self) -> float:
        """Give the lower end of the lanes, where the scale of time stands."""
        return self.height - self.bottom

    def along(self, day: date) -> float:
        """Give how far into time the beginning of a day is: 0 at the first day shown."""
        return (day - self.timeline.first).days / self.days * (self.plot_right - self.plot_left)

    def x(self, along: float) -> float:
        """Turn a position along time into pixels from the left."""
        return self.plot_right - along if self.timeline.time_runs_left else self.plot_left + along

    def x_of(self, day: date) -> float:
        """Give where the beginning of a day stands, in pixels from the left."""
        return self.x(self.along(day))

    @property
    def edition_label_x(self) -> float:
        """Give the middle of the edition day's label: at the day, or as near as it has room."""
        half = 7 * len(self.timeline.edition_label) / 2
        return min(max(self.x_of(self.timeline.edition_day), half), self.scale.width - half)

    def part_shown(self, first: date, last: date) -> tuple[float, float]:
        """Give how far into time the part of these days begins and ends that is shown."""
        begins, ends = self.along(first), self.along(last + timedelta(1))
        return max(begins, 0), min(ends, self.plot_right - self.plot_left)

    def has(self, first: date, last: date) -> bool:
        """Tell whether any of these days is shown."""
        return first <= self.timeline.last and last >= self.timeline.first


def label_width(text: str) -> float:
    """Give about how wide a label is, in pixels at the label size."""
    return len(text) * LETTER


def lay_out(timeline: Timeline, scale: Scale = WIDE) -> Layout:
    """Give every part of a timeline its place on a drawing of the scale's width."""
    days = (timeline.last - timeline.first).days + 1
    frame = Layout(timeline, scale, 0, (), (), days=days)
    lanes: list[PlacedLane] = []
    left_out: list[Mark] = []
    y = float(frame.top)
    for lane in timeline.lanes:
        shown = [mark for mark in lane.marks if frame.has(mark.first, mark.last)]
        left_out += [mark for mark in lane.marks if not frame.has(mark.first, mark.last)]
        placed, crowded, depth = _place_lane(frame, lane, shown, y)
        left_out += crowded
        lanes.append(placed)
        y += depth
    return Layout(timeline, scale, round(y + frame.bottom), tuple(lanes), tuple(left_out), days=days)


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
        if frame.has(span.first, span.last or frame.timeline.edition_day):
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
            PlacedSlip(slip, *_between(frame, slip.first, slip.last), top + 18)
            for slip in mark.slips
            if frame.has(slip.first, slip.last)
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
    x0, x1 = _between(frame, mark.first, mark.last)
    middle = (x0 + x1) / 2
    return middle, min(x0, middle - half), max(x1, middle + half)


def _between(frame: Layout, first: date, last: date) -> tuple[float, float]:
    """Give the left and the right end of what is shown of these days."""
    x0, x1 = sorted(frame.x(along) for along in frame.part_shown(first, last))
    return x0, x1


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
    edition = frame.x_of(frame.timeline.edition_day)
    candidates.sort(key=lambda place: place[1] < edition < place[2] and not x0 <= edition <= x1)
    candidates += [(row, x0 - 2, x1 + 2, None, "") for row in range(len(rows))]
    for row, start, end, label_x, anchor in candidates:
        is_inside = label_x is None or _is_inside(frame, start, end)
        if is_inside and all(end <= other[0] or start >= other[1] for other in rows[row]):
            yield row, (start, end), label_x, anchor


def _is_inside(frame: Layout, start: float, end: float) -> bool:
    """Tell whether a mark with its label stands within the drawing and beside the names of the lanes."""
    if frame.timeline.time_runs_left:
        return start + GAP >= frame.plot_left - 8 and end <= frame.plot_right + 4
    return start >= frame.plot_left - 4 and end - GAP <= frame.plot_right + 8


def _place_span(frame: Layout, span: Span, y: float) -> PlacedSpan:
    begins, ends = frame.part_shown(span.first, span.last or frame.timeline.edition_day)
    ended = span.last is not None and span.last <= frame.timeline.last
    edge = frame.plot_right - frame.plot_left + frame.scale.edge

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
        *sorted((frame.x(begins), frame.x(ends))),
        start_x=frame.x(begins),
        end_x=frame.x(ends) if ended else None,
        y=y,
        label_x=frame.x(begins + (8 if runs_on else -8)),
        label_anchor=side(runs_on),
        end_label_x=frame.x(beyond if is_beyond else within) if has_end else None,
        end_anchor=side(is_beyond),
        stretches=tuple(
            PlacedStretch(stretch, *_between(frame, stretch.first, stretch.last))
            for stretch in span.stretches
            if frame.has(stretch.first, stretch.last)
        ),
    )


def ticks_shown(layout: Layout) -> tuple[Tick, ...]:
    """Give the ticks that fall on the days shown."""
    return tuple(tick for tick in layout.timeline.ticks if layout.has(tick.day, tick.day))


@dataclass(frozen=True)
class NameLine:
    """A line of a lane's name: its baseline `y`, in bold for the title, quiet for the subtitle."""

    text: str
    y: float
    is_bold: bool


def lane_name(layout: Layout, placed: PlacedLane) -> list[NameLine]:
    """Give the lines of a lane's name, broken where they are wider than their column."""
    title = _wrap(placed.lane.title, layout.scale.label_column - 8)
    lines = []
    y = placed.y + 5 - (8 if len(title) > 1 else 0)
    for line in title:
        lines.append(NameLine(line, y, True))
        y += 17
    for line in _wrap(placed.lane.subtitle, layout.scale.label_column + 6):
        lines.append(NameLine(line, y, False))
        y += 15
    return lines


def _wrap(text: str, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if not lines or len(longer) * 7.9 > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
