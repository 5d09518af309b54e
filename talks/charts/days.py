"""Days along a chart: where each stands, whichever way time runs, and the scale of months beneath them.

Positions along time are counted from the side where time begins; `Days.x` turns them into pixels from the
left, so that no drawing is ever mirrored by a transform.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import Element

from talks.charts.elements import anchor_of, draw_box, draw_line, write
from talks.charts.texts import label_width

BOLD_LABEL = 7  # the mean advance of a letter of a bold label


@dataclass(frozen=True)
class Tick:
    """A first day of a month; `label` is empty where the scale does not name it."""

    day: date
    label: str
    year: str = ""

    def begins_a_year(self) -> bool:
        """Tell whether the year changes here, not only its name stands here."""
        return (self.day.month, self.day.day) == (1, 1)


@dataclass(frozen=True)
class Days:
    """The days from `first` to `last`, both included, between two edges of a drawing."""

    first: date
    last: date
    left: float
    right: float
    runs_left: bool = False

    @property
    def extent(self) -> float:
        """Give how long all days together are, in pixels."""
        return self.right - self.left

    @property
    def count(self) -> int:
        """Give how many days there are."""
        return (self.last - self.first).days + 1

    def along(self, day: date) -> float:
        """Give how far into time the beginning of a day is: 0 at the first day shown."""
        return (day - self.first).days / self.count * self.extent

    def x(self, along: float) -> float:
        """Turn a position along time into pixels from the left."""
        return self.right - along if self.runs_left else self.left + along

    def to_along(self, x: float) -> float:
        """Turn pixels from the left into a position along time: the way back from `x`."""
        return self.right - x if self.runs_left else x - self.left

    def x_of(self, day: date) -> float:
        """Give where the beginning of a day stands, in pixels from the left."""
        return self.x(self.along(day))

    def moment_at(self, x: float) -> datetime:
        """Give the moment that stands at a pixel, to the minute."""
        minutes = round(self.count * 24 * 60 * self.to_along(x) / self.extent)
        return datetime.combine(self.first, time()) + timedelta(minutes=minutes)

    def has(self, first: date, last: date) -> bool:
        """Tell whether any of these days is shown."""
        return first <= self.last and last >= self.first

    def part_shown(self, first: date, last: date) -> tuple[float, float]:
        """Give how far into time the part of these days begins and ends that is shown."""
        return max(self.along(first), 0), min(self.along(last + timedelta(1)), self.extent)

    def between(self, first: date, last: date) -> tuple[float, float]:
        """Give the left and the right end of what is shown of these days."""
        x0, x1 = sorted(map(self.x, self.part_shown(first, last)))
        return x0, x1

    def ticks(self, ticks: tuple[Tick, ...]) -> tuple[Tick, ...]:
        """Give the ticks that fall on the days shown."""
        return tuple(tick for tick in ticks if self.has(tick.day, tick.day))


@dataclass(frozen=True)
class TimeScale:
    """Years above the days, months beneath them, and the line of the edition's day through them.

    `top` and `floor` are the upper and lower end of what stands in between; the edition's label stands at
    the foot of the drawing, which is `width` wide and `height` high.
    """

    days: Days
    ticks: tuple[Tick, ...]
    edition_day: date
    edition_label: str
    width: float
    height: float
    top: float
    floor: float

    @property
    def has_edition(self) -> bool:
        """Tell whether the edition's day is among the days shown."""
        return self.days.has(self.edition_day, self.edition_day)

    @property
    def after_edition(self) -> tuple[float, float]:
        """Give the left and the right end of the days from the edition's on."""
        low, high = sorted((self.days.x_of(self.edition_day), self.days.x(self.days.extent)))
        return low, high

    @property
    def edition_label_x(self) -> float:
        """Give the middle of the edition day's label: at the day, or as near as it has room."""
        half = label_width(self.edition_label, BOLD_LABEL) / 2
        return min(max(self.days.x_of(self.edition_day), half), self.width - half)

    @property
    def year_side(self) -> str:
        """Give the side at which the name of a year begins, beside the line where the year does."""
        return "right" if self.days.runs_left else "left"

    def year_x(self, tick: Tick) -> float:
        """Give where the name of a year begins."""
        return self.days.x_of(tick.day) + (-6 if self.days.runs_left else 6)


def draw_scale(svg: Element, scale: TimeScale, *, is_right_to_left: bool) -> None:
    """Draw years, months and the edition's day; the days after it are tinted."""
    if scale.has_edition:
        draw_box(svg, "after", *scale.after_edition, (scale.top + scale.floor) / 2, scale.floor - scale.top)
    for tick in scale.days.ticks(scale.ticks):
        x = scale.days.x_of(tick.day)
        is_year = tick.begins_a_year()
        css, top = ("grid year-line", 6) if is_year else ("grid", scale.top)
        draw_line(svg, css, x, top, x, scale.floor)
        if tick.label:
            write(svg, "tick", x, scale.floor + 16, tick.label, "middle")
        if tick.year:
            anchor = anchor_of(scale.year_side, is_right_to_left)
            write(svg, "year", scale.year_x(tick), 17, tick.year, anchor)
    if scale.has_edition:
        x = scale.days.x_of(scale.edition_day)
        draw_line(svg, "edition", x, scale.top, x, scale.floor + 22)
        write(svg, "edition-label", scale.edition_label_x, scale.height - 8, scale.edition_label, "middle")
