"""What became of each decision, day by day: a row a decision, a bar for each stretch of days of one status.

Bars speak as marks do: filled, half filled, outlined, dotted, a line. A mark stands where a status begins;
at the end of the row stands in words the status of the edition's day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from talks.charts.days import Days, Tick, TimeScale, draw_scale
from talks.charts.elements import (
    as_text,
    begin_link,
    begin_svg,
    draw_box,
    draw_line,
    draw_status,
    write,
)
from talks.charts.texts import BOLD, IN_LONG_TEXTS, LETTER, label_width, wrap

MOST_ROWS = 40


@dataclass(frozen=True)
class Step:
    """The days on which a decision had one status, both ends included."""

    first: date
    last: date
    status: str
    title: str
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class CourseRow:
    """A decision and its steps in the order of time; `status` is that of the edition's day."""

    key: str
    label: str
    sublabel: str
    href: str
    steps: tuple[Step, ...]
    status: str
    status_label: str


@dataclass(frozen=True)
class Course:
    """The decisions of a topic in the order of time.

    `guides` are days that stand as dotted lines behind the rows, such as the rounds, with short labels.
    """

    title: str
    description: str
    language: str
    first: date
    last: date
    edition_day: date
    edition_label: str
    ticks: tuple[Tick, ...]
    rows: tuple[CourseRow, ...]
    is_right_to_left: bool = False
    guides: tuple[Tick, ...] = ()

    @property
    def shown(self) -> tuple[CourseRow, ...]:
        """Give the rows that are drawn: the latest."""
        return self.rows[-MOST_ROWS:]

    @property
    def left_out(self) -> int:
        """Count the rows that are not drawn."""
        return len(self.rows) - len(self.shown)


# Where everything stands


@dataclass(frozen=True)
class Scale:
    """The size of what depends on the width of the drawing."""

    width: int
    label_column: int
    status_column: int
    label_lines: int
    sublabel_lines: int


WIDE = Scale(width=1104, label_column=380, status_column=184, label_lines=2, sublabel_lines=1)
NARROW = Scale(width=704, label_column=226, status_column=124, label_lines=3, sublabel_lines=2)
SCALES = {scale.width: scale for scale in (WIDE, NARROW)}
WIDTHS = tuple(SCALES)

NAME = 1.06  # how much larger names are than labels
MARK, BAR = 15, 9
HALO = 9.5  # the room around the middle of a mark
GAP = 16  # between the labels and the days
TO_STATUS, TO_WORD = 22, 36  # from the last day to the mark of the status, and to its word
LINE = 16
TOP, GUIDE, BOTTOM = 24, 18, 44


@dataclass(frozen=True)
class PlacedStep:
    """A step: its ends, where it begins, the ends of its bar, and whether its mark has room."""

    step: Step
    key: str
    x0: float
    x1: float
    x: float
    bar: tuple[float, float] | None
    has_mark: bool

    @property
    def area(self) -> tuple[float, float]:
        """Give the ends of what answers to the pointer: its mark is part of it."""
        if not self.has_mark:
            return self.x0, max(self.x1, self.x0 + 1)
        return min(self.x0, self.x - HALO), max(self.x1, self.x + HALO)


@dataclass(frozen=True)
class PlacedRow:
    """A row around its middle line `y`, with the lines of its texts and their baselines."""

    row: CourseRow
    y: float
    top: float
    bottom: float
    label: tuple[tuple[str, float], ...]
    sublabel: tuple[tuple[str, float], ...]
    word: tuple[tuple[str, float], ...]
    steps: tuple[PlacedStep, ...]

    @property
    def now_key(self) -> str:
        """Give the key of the mark of its present status."""
        return f"{self.row.key}:now"


@dataclass(frozen=True)
class Layout:
    """A course with a place for everything that is drawn at a width."""

    course: Course
    scale: Scale
    days: Days
    top: float
    height: float
    rows: tuple[PlacedRow, ...]
    guides: tuple[tuple[float, str], ...]

    @property
    def time_scale(self) -> TimeScale:
        """Give the scale of time."""
        course = self.course
        return TimeScale(
            self.days,
            course.ticks,
            course.edition_day,
            course.edition_label,
            width=self.scale.width,
            height=self.height,
            top=self.top,
            floor=self.height - BOTTOM,
        )

    @property
    def start(self) -> float:
        """Give the edge at which the labels begin."""
        return self.scale.width if self.course.is_right_to_left else 0

    @property
    def status_x(self) -> float:
        """Give the middle of the marks of the present statuses."""
        return self.beyond(self.days.x(self.days.extent), TO_STATUS)

    @property
    def word_x(self) -> float:
        """Give where the words of the present statuses begin."""
        return self.beyond(self.days.x(self.days.extent), TO_WORD)

    def beyond(self, x: float, distance: float) -> float:
        """Give what lies so far from a place in the direction of reading."""
        return x - distance if self.course.is_right_to_left else x + distance


def lay_out(course: Course, width: int = WIDE.width) -> Layout:
    """Give every part of a course its place."""
    scale = SCALES[width]
    words = {row.key: _word(row, scale) for row in course.shown}
    widest = max((label_width(line, BOLD) for word in words.values() for line in word), default=0)
    margins = (scale.label_column, TO_WORD + max(widest, 3 * BOLD))
    left, right = margins[::-1] if course.is_right_to_left else margins
    days = Days(course.first, course.last, left, width - right, course.is_right_to_left)
    top = float(TOP + GUIDE * bool(course.guides))
    empty = Layout(course, scale, days, top, 0, (), ())
    rows, y = [], top
    for row in course.shown:
        rows.append(_place_row(empty, row, words[row.key], y))
        y = rows[-1].bottom
    return Layout(
        course, scale, days, top, round(y + BOTTOM), tuple(rows), tuple(_place_guides(days, course))
    )


def _word(row: CourseRow, scale: Scale) -> list[str]:
    return wrap(row.status_label, scale.status_column - TO_WORD, letter=BOLD, lines=2)


def _place_guides(days: Days, course: Course) -> Iterator[tuple[float, str]]:
    """Yield the guides on the days shown; the label of one that is too near to the last is left away."""
    taken = None
    for guide in days.ticks(course.guides):
        x = days.x_of(guide.day)
        half = label_width(guide.label) / 2 + 3
        is_free = taken is None or abs(x - taken) > half
        yield x, guide.label if is_free else ""
        if is_free:
            taken = x - half if days.runs_left else x + half


def _place_row(layout: Layout, row: CourseRow, word: list[str], top: float) -> PlacedRow:
    room = layout.scale.label_column - GAP
    letter = IN_LONG_TEXTS.get(layout.course.language, LETTER)
    label = wrap(row.label, room, letter=NAME * letter, lines=layout.scale.label_lines)
    sublabel = wrap(row.sublabel, room, letter=letter, lines=layout.scale.sublabel_lines)
    depth = max(LINE * (len(label) + len(sublabel)) + 12, LINE * len(word) + 12, 34)
    y = top + depth / 2
    first_line = y - LINE * (len(label) + len(sublabel) - 1) / 2 + 4.5
    first_word = y - LINE * (len(word) - 1) / 2 + 4.5
    baseline = first_line + LINE * len(label)
    return PlacedRow(
        row,
        y,
        top,
        top + depth,
        tuple((line, first_line + LINE * place) for place, line in enumerate(label)),
        tuple((line, baseline + LINE * place) for place, line in enumerate(sublabel)),
        tuple((line, first_word + LINE * place) for place, line in enumerate(word)),
        tuple(_place_steps(layout.days, row, layout.course.edition_day)),
    )


def _place_steps(days: Days, row: CourseRow, edition_day: date) -> Iterator[PlacedStep]:
    """Yield the steps on the days shown. Bars leave room for marks, so that no ground needs to cover them.

    Of two beginnings that are closer than a mark is wide, only the later has its mark: its status is the
    one that lasted.
    """
    end_of_all = min(max(days.along(edition_day), 0), days.extent)
    steps = [step for step in row.steps if days.has(step.first, step.last)]
    parts = [days.part_shown(step.first, step.last) for step in steps]
    begins = [min(begin, end_of_all) for begin, _end in parts]
    ends = [max(min(end, end_of_all), begin) for (_begin, end), begin in zip(parts, begins, strict=True)]
    for place, step in enumerate(steps):
        begin, end = begins[place], ends[place]
        is_last = place == len(steps) - 1
        has_mark = step.first >= days.first and (is_last or begins[place + 1] - begin >= MARK)
        bar = (begin + HALO * has_mark, end - HALO * (not is_last))
        x0, x1 = sorted((days.x(begin), days.x(end)))
        bar_x0, bar_x1 = sorted(map(days.x, bar))
        yield PlacedStep(
            step,
            f"{row.key}:{place + 1}",
            x0,
            x1,
            days.x(begin),
            (bar_x0, bar_x1) if bar[1] - bar[0] >= 1 else None,
            has_mark,
        )


# The drawing


def draw_svg(course: Course, *, width: int = WIDE.width, name: str = "course") -> str:
    """Give a course as an SVG element."""
    layout = lay_out(course, width)
    svg = begin_svg(
        "course",
        (width, layout.height),
        name=name,
        title=course.title,
        description=course.description,
        language=course.language,
        is_right_to_left=course.is_right_to_left,
    )
    scale = layout.time_scale
    for x, label in layout.guides:
        draw_line(svg, "guide", x, layout.top, x, scale.floor)
        if label:
            write(svg, "tick", x, layout.top - 7, label, "middle")
    for above, _row in pairwise(layout.rows):
        draw_line(svg, "grid", 0, above.bottom, width, above.bottom)
    draw_scale(svg, scale, is_right_to_left=course.is_right_to_left)
    for placed in layout.rows:
        _draw_row(svg, layout, placed)
    return as_text(svg)


def name_of(row: CourseRow) -> str:
    """Give the name of a row in full, however little of it fits."""
    return ". ".join(filter(None, [row.label, row.sublabel]))


def now_of(row: CourseRow) -> str:
    """Say what the present status is: what the last step says."""
    return row.steps[-1].title if row.steps else row.status_label


def _draw_row(svg: Element, layout: Layout, placed: PlacedRow) -> None:
    row = placed.row
    group = SubElement(svg, "g", {"class": "row"})
    link = begin_link(group, row.href, name_of(row), "name", row.key)
    for line, y in placed.label:
        write(link, "row-name", layout.start, y, line)
    for line, y in placed.sublabel:
        write(link, "sublabel", layout.start, y, line)
    for step in placed.steps:
        link = begin_link(group, row.href, step.step.title, f"step status-{step.step.status}", step.key)
        draw_box(link, "hit", *step.area, placed.y, 2 * HALO)
        if step.bar:
            _draw_bar(link, step.step.status, *step.bar, placed.y)
        if step.has_mark:
            draw_status(link, step.step.status, step.x, placed.y, MARK)
    link = begin_link(group, row.href, now_of(row), "now", placed.now_key)
    draw_status(link, row.status, layout.status_x, placed.y, MARK + 1)
    for line, y in placed.word:
        write(link, "word", layout.word_x, y, line)


def _draw_bar(link: Element, status: str, x0: float, x1: float, y: float) -> None:
    """Draw the bar of a step in the manner of its status."""
    if status in {"unknown", "principle"}:
        draw_line(link, f"bar {status}", x0, y, x1, y)
        return
    draw_box(link, f"bar {status}", x0, x1, y, BAR)
    if status == "partly":
        draw_box(link, "fill", x0, x1, y + BAR / 4, BAR / 2)
