"""The dates announced for one round: a row an announcement, from the day on which it was made to the date.

The days on which the round met run through all rows; an arrow above them tells how late that was.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element

from talks.charts.days import Days, Tick
from talks.charts.elements import (
    as_text,
    begin_link,
    begin_svg,
    draw_box,
    draw_circle,
    draw_line,
    draw_path,
    pixels,
    write,
)
from talks.charts.texts import BOLD, label_width, wrap


@dataclass(frozen=True)
class Announced:
    """A date announced on a `day`, in words `label`: from `first` to `last`, which is None for an open end.

    `window` is the date in words; `is_vague` says that it was meant about so.
    """

    key: str
    day: date
    first: date
    last: date | None
    label: str
    who: str
    title: str
    href: str
    window: str = ""
    is_vague: bool = False


@dataclass(frozen=True)
class Slippage:
    """The announcements for a round in the order in which they were made, and when it was `held`.

    `gap_from` is the last day of the first window; `gap_label` says how long after it the round met.
    `heading` stands over the days of the announcements.
    """

    title: str
    description: str
    language: str
    first: date
    last: date
    ticks: tuple[Tick, ...]
    announcements: tuple[Announced, ...]
    held: tuple[date, date] | None = None
    held_label: str = ""
    gap_label: str = ""
    gap_from: date | None = None
    heading: str = ""
    is_right_to_left: bool = False


# Where everything stands


@dataclass(frozen=True)
class Scale:
    """The size of what depends on the width of the drawing."""

    width: int
    label_column: int
    window_column: int
    is_speaker_beside: bool


WIDE = Scale(width=1104, label_column=316, window_column=226, is_speaker_beside=True)
NARROW = Scale(width=704, label_column=182, window_column=164, is_speaker_beside=False)
SCALES = {scale.width: scale for scale in (WIDE, NARROW)}
WIDTHS = tuple(SCALES)

ROW, LINE = 34, 16
TOP, BOTTOM = 36, 28
ARROW = 18  # how much more stands above the rows where an arrow does
GAP = 18  # between the days and the texts beside them
BAR = 14
VAGUE = 8  # the radius of a day that was meant about so


@dataclass(frozen=True)
class PlacedWindow:
    """An announcement around its middle line `y`: where its day and its window stand.

    `end_x` is the tip of the arrow of an open end, None where there is an end.
    """

    announced: Announced
    y: float
    bottom: float
    x: float
    x0: float
    x1: float
    end_x: float | None
    label_y: float
    who: tuple[tuple[str, float], ...]
    window: tuple[tuple[str, float], ...]
    is_kept: bool

    @property
    def is_about_a_day(self) -> bool:
        """Tell whether so few days were meant about so that only a circle can show them."""
        return self.announced.is_vague and self.x1 - self.x0 < 2 * VAGUE

    def nearest(self) -> float:
        """Give the end of the window that is nearer to the day of the announcement."""
        return min((self.x0, self.x1), key=lambda x: abs(x - self.x))


@dataclass(frozen=True)
class Layout:
    """A slippage with a place for everything."""

    slippage: Slippage
    scale: Scale
    days: Days
    windows: tuple[PlacedWindow, ...]
    height: float

    @property
    def top(self) -> float:
        """Give the upper end of the rows."""
        return TOP + ARROW * (self.gap is not None)

    @property
    def floor(self) -> float:
        """Give the lower end of the rows."""
        return self.height - BOTTOM

    @property
    def start(self) -> float:
        """Give the edge at which the labels begin."""
        return self.scale.width if self.slippage.is_right_to_left else 0

    @property
    def who_x(self) -> float:
        """Give where the names of those who announced begin: beside the day, or beneath it."""
        return self.beyond(self.start, self.day_column * self.scale.is_speaker_beside)

    @property
    def day_column(self) -> float:
        """Give how much room the days of the announcements take."""
        return 12 + max((label_width(said.label, 7) for said in self.slippage.announcements), default=0)

    @property
    def window_x(self) -> float:
        """Give where the dates in words begin."""
        return self.beyond(self.days.x(self.days.extent), GAP)

    @property
    def held(self) -> tuple[float, float] | None:
        """Give the left and the right end of the days on which the round met."""
        held = self.slippage.held
        return self.days.between(*held) if held and self.days.has(*held) else None

    @property
    def gap(self) -> tuple[float, float] | None:
        """Give where the gap begins and ends, in the order of time."""
        slippage = self.slippage
        if not (slippage.held and slippage.gap_from and self.days.has(slippage.gap_from, slippage.gap_from)):
            return None
        return self.days.x_of(slippage.gap_from + timedelta(1)), self.days.x_of(slippage.held[0])

    def beyond(self, x: float, distance: float) -> float:
        """Give what lies so far from a place in the direction of reading."""
        return x - distance if self.slippage.is_right_to_left else x + distance

    def within(self, x: float, text: str) -> float:
        """Give the middle of a text that stands at x, or as near as it has room in the drawing."""
        half = label_width(text, BOLD) / 2
        return min(max(x, half), self.scale.width - half)


def lay_out(slippage: Slippage, width: int = WIDE.width) -> Layout:
    """Give every part of a slippage its place."""
    scale = SCALES[width]
    margins = (scale.label_column, scale.window_column)
    left, right = margins[::-1] if slippage.is_right_to_left else margins
    days = Days(slippage.first, slippage.last, left, width - right, slippage.is_right_to_left)
    empty = Layout(slippage, scale, days, (), 0)
    windows, y = [], empty.top
    for announced in slippage.announcements:
        windows.append(_place_window(empty, announced, y))
        y = windows[-1].bottom
    return Layout(slippage, scale, days, tuple(windows), round(y + 4 + BOTTOM))


def _place_window(layout: Layout, announced: Announced, top: float) -> PlacedWindow:
    days, scale = layout.days, layout.scale
    room = scale.label_column - GAP - layout.day_column * scale.is_speaker_beside
    who = wrap(announced.who, room, lines=2)
    is_kept = (announced.first, announced.last) == layout.slippage.held
    window = wrap(announced.window, scale.window_column - GAP, letter=BOLD if is_kept else 7, lines=2)
    said = len(who) + (not scale.is_speaker_beside)
    depth = max(ROW, LINE * max(said, len(window)) + 10)
    y = top + depth / 2
    label_y, *beneath = _baselines(y, max(said, 1))
    x0, x1 = days.between(announced.first, max(announced.last or days.last, announced.first))
    return PlacedWindow(
        announced,
        y,
        top + depth,
        days.x(min(max(days.along(announced.day), 0), days.extent)),
        x0,
        x1,
        None if announced.last else layout.beyond(days.x(days.extent), -3),
        label_y,
        tuple(zip(who, [label_y, *beneath] if scale.is_speaker_beside else beneath, strict=False)),
        tuple(zip(window, _baselines(y, len(window)), strict=True)),
        is_kept,
    )


def _baselines(y: float, lines: int) -> list[float]:
    """Give the baselines of so many lines of text around a middle line."""
    return [y + 4.5 + LINE * (place - (lines - 1) / 2) for place in range(lines)]


# The drawing


def draw_svg(slippage: Slippage, *, width: int = WIDE.width, name: str = "slippage") -> str:
    """Give a slippage as an SVG element."""
    layout = lay_out(slippage, width)
    svg = begin_svg(
        "slippage",
        (width, layout.height),
        name=name,
        title=slippage.title,
        description=slippage.description,
        language=slippage.language,
        is_right_to_left=slippage.is_right_to_left,
    )
    _draw_months(svg, layout)
    if layout.held:
        draw_box(svg, "held-days", *layout.held, (layout.top + layout.floor) / 2, layout.floor - layout.top)
    write(svg, "heading", layout.start, layout.top - 12, slippage.heading)
    _draw_gap(svg, layout)
    for above, _window in pairwise(layout.windows):
        draw_line(svg, "grid", 0, above.bottom, width, above.bottom)
    for placed in layout.windows:
        _draw_window(svg, layout, placed)
    return as_text(svg)


def _draw_months(svg: Element, layout: Layout) -> None:
    """Draw a line where a month begins, and its name in its middle where it has room."""
    days, ticks = layout.days, layout.days.ticks(layout.slippage.ticks)
    ends = [days.x_of(tick.day) for tick in ticks[1:]] + [days.x(days.extent)]
    free = None
    for tick, end in zip(ticks, ends, strict=True):
        x = days.x_of(tick.day)
        draw_line(svg, "grid", x, layout.top, x, layout.floor)
        text = f"{tick.label} {tick.year}".strip()
        middle, half = (x + end) / 2, label_width(text) / 2
        if tick.label and (free is None or abs(middle - free) >= half + 4):
            write(svg, "tick", middle, layout.floor + 18, text, "middle")
            free = layout.beyond(middle, half)


def _draw_gap(svg: Element, layout: Layout) -> None:
    """Draw the arrow from the end of the first window to the days on which the round met."""
    slippage = layout.slippage
    if layout.held:
        later = layout.held[0] if slippage.is_right_to_left else layout.held[1]
        write(svg, "held-label", layout.beyond(later, 9), layout.top - 12, slippage.held_label)
    if layout.gap:
        start, end = layout.gap
        y = layout.top - 16
        foot = next(
            (placed.y for placed in layout.windows if placed.announced.last == slippage.gap_from), layout.top
        )
        draw_line(svg, "gap", start, y - 4, start, foot)
        draw_path(svg, "gap", _arrow(start, end, y, layout.beyond(0, 6)))
        middle = layout.within((start + end) / 2, slippage.gap_label)
        write(svg, "gap-label", middle, y - 9, slippage.gap_label, "middle")


def _arrow(start: float, end: float, y: float, back: float) -> str:
    """Give the path of an arrow whose barbs reach so far back."""
    barb = f"{pixels(end - back)} "
    tip = f"{pixels(end)} {pixels(y)}"
    return f"M{pixels(start)} {pixels(y)}L{tip}M{barb}{pixels(y - 4)}L{tip}L{barb}{pixels(y + 4)}"


def _draw_window(svg: Element, layout: Layout, placed: PlacedWindow) -> None:
    announced, y = placed.announced, placed.y
    css = "announced kept" if placed.is_kept else "announced"
    link = begin_link(svg, announced.href, announced.title, css, announced.key)
    write(link, "day", layout.start, placed.label_y, announced.label)
    for line, line_y in placed.who:
        write(link, "who", layout.who_x, line_y, line)
    draw_line(link, "lead", placed.x, y, placed.nearest(), y)
    if placed.end_x is not None:
        first = layout.days.x_of(announced.first)
        draw_line(link, "open", first, y - 6, first, y + 6)
        draw_path(link, "shape open", _arrow(first, placed.end_x, y, layout.beyond(0, 7)))
    elif placed.is_about_a_day:
        draw_circle(link, "shape vague", (placed.x0 + placed.x1) / 2, y, VAGUE)
    else:
        css = "shape vague" if announced.is_vague else "shape"
        draw_box(link, css, placed.x0, max(placed.x1, placed.x0 + 2), y, BAR)
    draw_circle(link, "dot", placed.x, y, 3.5)
    for line, line_y in placed.window:
        write(link, "window", layout.window_x, line_y, line)
