"""The rounds that a party attended, as a small strip of seats; it is 336 pixels wide, which a phone has."""

from dataclasses import dataclass
from typing import Literal

from talks.charts.elements import as_text, begin_link, begin_svg, draw_box, write

SEAT = 28
SEATS_A_LINE = 12
MOST_SEATS = 36
WIDTH = SEAT * SEATS_A_LINE
WIDTHS = (WIDTH,)
GAP = 3


@dataclass(frozen=True)
class Seat:
    """A round: `led` by a head who is known, `attended` without one, `absent` from, or still `planned`."""

    key: str
    number: str
    state: Literal["led", "attended", "absent", "planned"]
    title: str
    href: str
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Strip:
    """All rounds in the order of time; `colour` is the name of the party's colour, such as "russia"."""

    title: str
    language: str
    seats: tuple[Seat, ...]
    colour: str = "accent"
    is_right_to_left: bool = False

    @property
    def shown(self) -> tuple[Seat, ...]:
        """Give the seats that are drawn: the last."""
        return self.seats[-MOST_SEATS:]

    @property
    def left_out(self) -> int:
        """Count the seats that are not drawn."""
        return len(self.seats) - len(self.shown)


@dataclass(frozen=True)
class PlacedSeat:
    """A seat around its middle."""

    seat: Seat
    x: float
    y: float

    @property
    def half(self) -> float:
        """Give the half of its width, which is also that of its height."""
        return (SEAT - GAP) / 2

    @property
    def radius(self) -> float:
        """Give the radius of its corners: what is planned is round."""
        return self.half if self.seat.state == "planned" else 3


def lay_out(strip: Strip) -> tuple[PlacedSeat, ...]:
    """Give every seat its place: in the direction of reading, a dozen a line."""
    placed = []
    for place, seat in enumerate(strip.shown):
        line, along = divmod(place, SEATS_A_LINE)
        x = SEAT * (along + 0.5)
        placed.append(PlacedSeat(seat, WIDTH - x if strip.is_right_to_left else x, SEAT * (line + 0.5)))
    return tuple(placed)


def height_of(strip: Strip) -> int:
    """Give the height of its drawing."""
    return SEAT * max(1, -(-len(strip.shown) // SEATS_A_LINE))


def draw_svg(strip: Strip, *, width: int = WIDTH, name: str = "attendance") -> str:
    """Give a strip as an SVG element."""
    svg = begin_svg(
        f"attendance {strip.colour}",
        (width, height_of(strip)),
        name=name,
        title=strip.title,
        language=strip.language,
        is_right_to_left=strip.is_right_to_left,
    )
    for placed in lay_out(strip):
        seat, half = placed.seat, placed.half
        link = begin_link(svg, seat.href, seat.title, f"seat {seat.state}", seat.key)
        draw_box(link, "shape", placed.x - half, placed.x + half, placed.y, 2 * half, placed.radius)
        css = "number long" if len(seat.number) > 3 else "number"
        write(link, css, placed.x, placed.y + 4.5, seat.number, "middle")
    return as_text(svg)
