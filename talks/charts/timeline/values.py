"""What a timeline shows, as plain values that know neither Django nor Plotly.

Days are `datetime.date`, both ends included. Texts are in the language of the timeline, ready to show.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from talks.charts.days import Tick


@dataclass(frozen=True)
class Bead:
    """One decision under its round."""

    status: str
    title: str
    href: str
    is_faint: bool = False
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slip:
    """A date that had been announced for a round that then met on other days."""

    first: date
    last: date
    title: str


@dataclass(frozen=True)
class Mark:
    """Something at a day or over a few days: a round (with a number), or an event (with a label)."""

    key: str
    kind: str
    first: date
    last: date
    title: str
    href: str
    hover: tuple[str, ...] = ()
    number: str = ""
    label: str = ""
    is_selected: bool = False
    is_faint: bool = False
    is_vague: bool = False
    beads: tuple[Bead, ...] = ()
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Days within a span on which it was contested."""

    first: date
    last: date
    title: str


@dataclass(frozen=True)
class Span:
    """Something that lasted: drawn as a bar from its first day to its end, or beyond the edition's day."""

    key: str
    label: str
    first: date
    last: date | None
    end_label: str
    title: str
    href: str
    hover: tuple[str, ...] = ()
    is_selected: bool = False
    is_faint: bool = False
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Lane:
    """One line of the timeline with its name at the side where time begins."""

    key: str
    title: str
    subtitle: str = ""
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """A whole timeline.

    `first` and `last` bound the days shown. `time_runs_left` turns the axis: the past is then on the
    right. `is_right_to_left` is the direction of the texts, which may differ from that of time.
    """

    title: str
    description: str
    language: str
    first: date
    last: date
    edition_day: date
    edition_label: str
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...] = field(default=())
    is_right_to_left: bool = False
    time_runs_left: bool = False

    def marks(self) -> Iterator[Mark]:
        """Yield every mark, lane by lane."""
        for lane in self.lanes:
            yield from lane.marks
