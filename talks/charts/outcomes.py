"""What became of decisions: a row a status with its mark, its word, its count and a mark a decision.

Marks stand in lines. Where a status has more decisions than its lines hold, each mark stands for so many of
them that all rows fit, and a line beneath says for how many.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count as count_up
from xml.etree.ElementTree import Element

from talks.charts.elements import as_text, begin_link, begin_svg, draw_box, draw_line, draw_status, write
from talks.charts.texts import BOLD, label_width, wrap


@dataclass(frozen=True)
class Outcome:
    """How many decisions have a status; `word` is its name."""

    status: str
    word: str
    count: int
    title: str
    href: str
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcomes:
    """The statuses that decisions have, in the order in which they always stand.

    `none` is said where there is no decision. `unit_label` says for how many decisions a mark stands.
    """

    title: str
    description: str
    language: str
    rows: tuple[Outcome, ...]
    none: str = ""
    unit_label: Callable[[int], str] = str
    is_right_to_left: bool = False


# Where everything stands


@dataclass(frozen=True)
class Scale:
    """The size of what depends on the width of the drawing; `lines` is how many a row has at most."""

    width: int
    word_column: int
    row: int
    lines: int
    mark: float
    pitch: float


WIDE = Scale(width=1104, word_column=220, row=38, lines=3, mark=14, pitch=19)
NARROW = Scale(width=704, word_column=170, row=38, lines=4, mark=14, pitch=18)
PHONE = Scale(width=328, word_column=112, row=44, lines=6, mark=12, pitch=15)
SCALES = {scale.width: scale for scale in (WIDE, NARROW, PHONE)}
WIDTHS = tuple(SCALES)

TO_WORD = 24  # from the edge to the word, beside the mark of the status
GAP = 14  # after the words, and after the counts
DIGIT = 8.8  # the advance of a digit of a count
LINE, UNIT_LINE = 17, 19
AROUND = 18
NOTE = 30
# For how many decisions a mark may stand: 1, 2, 5, 10, 20, 50 and so on.
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class PlacedOutcome:
    """A row around its middle line `y`: the lines of its word, and the middles of its marks."""

    outcome: Outcome
    y: float
    top: float
    bottom: float
    word: tuple[tuple[str, float], ...]
    units: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Layout:
    """What became of decisions, with a place for everything; `unit` is what a mark stands for."""

    outcomes: Outcomes
    scale: Scale
    unit: int
    word_column: float
    count_column: float
    rows: tuple[PlacedOutcome, ...]
    height: float

    def x(self, along: float) -> float:
        """Turn a distance from the edge at which rows begin into pixels from the left."""
        return self.scale.width - along if self.outcomes.is_right_to_left else along

    @property
    def start(self) -> float:
        """Give the edge at which rows begin."""
        return self.x(0)

    @property
    def mark_x(self) -> float:
        """Give the middle of the marks of the statuses."""
        return self.x(8)

    @property
    def word_x(self) -> float:
        """Give where the words begin."""
        return self.x(TO_WORD)

    @property
    def count_x(self) -> float:
        """Give where the counts end."""
        return self.x(self.word_column + self.count_column)

    @property
    def note(self) -> str:
        """Say what stands beneath the rows: that there are none, or for how many decisions a mark stands."""
        if not self.rows:
            return self.outcomes.none
        return self.outcomes.unit_label(self.unit) if self.unit > 1 else ""

    @property
    def note_y(self) -> float:
        """Give the middle line of the note."""
        return self.height - NOTE / 2


def lay_out(outcomes: Outcomes, width: int = WIDE.width) -> Layout:
    """Give every part its place."""
    scale = SCALES[width]
    words = [wrap(row.word, scale.word_column - TO_WORD, letter=BOLD, lines=2) for row in outcomes.rows]
    widest = max((label_width(line, BOLD) for word in words for line in word), default=0)
    word_column = min(TO_WORD + widest + GAP, scale.word_column)
    count_column = DIGIT * max((len(str(row.count)) for row in outcomes.rows), default=1)
    a_line = int((width - word_column - count_column - GAP) / scale.pitch)
    unit = _unit(max((row.count for row in outcomes.rows), default=0), a_line * scale.lines)
    empty = Layout(outcomes, scale, unit, word_column, count_column, (), 0)
    rows, y = [], 0.0
    for row, word in zip(outcomes.rows, words, strict=True):
        rows.append(_place(empty, row, word, a_line, y))
        y = rows[-1].bottom
    has_note = unit > 1 or not rows
    return Layout(outcomes, scale, unit, word_column, count_column, tuple(rows), round(y + NOTE * has_note))


def _unit(most: int, room: int) -> int:
    """Give for how many decisions a mark stands, so that the largest count has room."""
    sizes = (step * 10**power for power in count_up() for step in STEPS)
    return next(size for size in sizes if most <= size * room)


def _place(layout: Layout, row: Outcome, word: list[str], a_line: int, top: float) -> PlacedOutcome:
    scale, marks = layout.scale, max(round(row.count / layout.unit), 1)
    lines = -(-marks // a_line)
    depth = max(scale.row, UNIT_LINE * lines + AROUND, LINE * len(word) + AROUND)
    y = top + depth / 2
    first = y - LINE * (len(word) - 1) / 2 + 4.5
    start = layout.word_column + layout.count_column + GAP + scale.mark / 2
    first_line = y - UNIT_LINE * (lines - 1) / 2
    return PlacedOutcome(
        row,
        y,
        top,
        top + depth,
        tuple((line, first + LINE * place) for place, line in enumerate(word)),
        tuple(
            (layout.x(start + scale.pitch * (place % a_line)), first_line + UNIT_LINE * (place // a_line))
            for place in range(marks)
        ),
    )


# The drawing


def draw_svg(outcomes: Outcomes, *, width: int = WIDE.width, name: str = "outcomes") -> str:
    """Give what became of decisions as an SVG element."""
    layout = lay_out(outcomes, width)
    svg = begin_svg(
        "outcomes",
        (width, layout.height),
        name=name,
        title=outcomes.title,
        description=outcomes.description,
        language=outcomes.language,
        is_right_to_left=outcomes.is_right_to_left,
    )
    for line_y in lines_between(layout):
        draw_line(svg, "grid", 0, line_y, width, line_y)
    for placed in layout.rows:
        _draw_row(svg, layout, placed)
    if layout.note:
        write(svg, "note", layout.start, layout.note_y + 4.5, layout.note)
    return as_text(svg)


def lines_between(layout: Layout) -> Iterator[float]:
    """Yield where lines part the rows."""
    yield from (placed.bottom for placed in layout.rows[:-1])


def _draw_row(svg: Element, layout: Layout, placed: PlacedOutcome) -> None:
    row = placed.outcome
    link = begin_link(svg, row.href, row.title, "row", row.status)
    draw_box(link, "hit", 0, layout.scale.width, placed.y, placed.bottom - placed.top)
    draw_status(link, row.status, layout.mark_x, placed.y, 16)
    for line, y in placed.word:
        write(link, "word", layout.word_x, y, line)
    write(link, "count", layout.count_x, placed.y + 5, str(row.count), "end")
    for x, y in placed.units:
        draw_status(link, row.status, x, y, layout.scale.mark)
