"""One round on a card: what it was, when and where, who took part, what it decided and what became of it.

Of more decisions than fit the first are drawn, and how many are left out is said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from talks.charts.elements import (
    as_text,
    begin_link,
    begin_svg,
    draw_box,
    draw_circle,
    draw_line,
    draw_status,
    write,
)
from talks.charts.texts import BOLD, IN_LONG_TEXTS, LETTER, label_width, wrap

MOST_ROWS = 12


@dataclass(frozen=True)
class Guest:
    """A party that took part; a guarantor has the name of its colour."""

    name: str
    colour: str = ""


@dataclass(frozen=True)
class Decided:
    """A decision: its title, and in a mark and a word what became of it."""

    key: str
    label: str
    status: str
    word: str
    href: str
    title: str = ""
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """A round. `facts` are lines on it, such as when and where it met; `guests` have the guarantors first.

    `none` is said where there is no decision, `more` how many decisions are left out.
    """

    key: str
    number: str
    name: str
    href: str
    title: str
    description: str
    language: str
    facts: tuple[str, ...] = ()
    guests: tuple[Guest, ...] = ()
    decisions: tuple[Decided, ...] = ()
    none: str = ""
    more: Callable[[int], str] = str
    is_planned: bool = False
    is_right_to_left: bool = False

    @property
    def shown(self) -> tuple[Decided, ...]:
        """Give the decisions that are drawn: the first."""
        return self.decisions[:MOST_ROWS]

    @property
    def left_out(self) -> int:
        """Count the decisions that are not drawn."""
        return len(self.decisions) - len(self.shown)


# Where everything stands


@dataclass(frozen=True)
class Scale:
    """The size of what depends on the width of the drawing."""

    width: int
    word_column: int


WIDE = Scale(width=1104, word_column=190)
NARROW = Scale(width=704, word_column=150)
SCALES = {scale.width: scale for scale in (WIDE, NARROW)}
WIDTHS = tuple(SCALES)

RADIUS = 20
HEAD = 54  # from the edge to what stands beside the disc
NAME_LETTER = 10.4  # the mean advance of a letter of the name of the round
NAME_LINE, LINE = 26, 20
SQUARE, BETWEEN = 10, 22  # the mark of a guarantor, and the space between two parties
TO_WORD, GAP = 24, 14  # from the edge to the word of a status, and after the words
AROUND = 12


@dataclass(frozen=True)
class PlacedGuest:
    """A party: where its name begins, and the middle of its square if it has one."""

    guest: Guest
    x: float
    y: float
    square_x: float | None


@dataclass(frozen=True)
class PlacedDecision:
    """A decision around its middle line `y`, with the lines of its texts and their baselines."""

    decided: Decided
    y: float
    height: float
    word: tuple[tuple[str, float], ...]
    label: tuple[tuple[str, float], ...]

    @property
    def bottom(self) -> float:
        """Give the lower end of the row."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Layout:
    """A card with a place for everything; texts are lines with their baselines."""

    card: Card
    scale: Scale
    name: tuple[tuple[str, float], ...]
    facts: tuple[tuple[str, float], ...]
    guests: tuple[PlacedGuest, ...]
    rule: float
    label_along: float
    rows: tuple[PlacedDecision, ...]
    note: str
    height: float

    @property
    def label_x(self) -> float:
        """Give where the titles of decisions begin: after the words of their statuses."""
        return self.x(self.label_along)

    def x(self, along: float) -> float:
        """Turn a distance from the edge at which lines begin into pixels from the left."""
        return self.scale.width - along if self.card.is_right_to_left else along

    @property
    def disc(self) -> tuple[float, float, float]:
        """Give the middle of the disc with the number, and the half of its width."""
        half = max(RADIUS, label_width(self.card.number, 9.5) / 2 + 6)
        return self.x(half + 1), RADIUS + 2, half

    @property
    def beside(self) -> float:
        """Give where the texts beside the disc begin."""
        return self.x(self.beside_along)

    @property
    def beside_along(self) -> float:
        """Give how far from the edge that is."""
        return max(HEAD, label_width(self.card.number, 9.5) + 26)

    @property
    def note_y(self) -> float:
        """Give the middle line of the note."""
        return self.height - 16


def lay_out(card: Card, width: int = WIDE.width) -> Layout:
    """Give every part of a card its place."""
    scale = SCALES[width]
    words = {decided.key: _word(decided, scale) for decided in card.shown}
    widest = max((label_width(line, BOLD) for word in words.values() for line in word), default=0)
    label_along = min(TO_WORD + widest + GAP, scale.word_column)
    empty = Layout(card, scale, (), (), (), 0, label_along, (), "", 0)
    room = width - empty.beside_along
    name = _lines(wrap(card.name, room, letter=NAME_LETTER, lines=2), 20, NAME_LINE)
    y = name[-1][1] if name else 0
    said = [line for fact in card.facts for line in wrap(fact, room, lines=2)]
    facts = _lines(said, y + 23, LINE)
    y = facts[-1][1] if facts else y
    guests = _place_guests(empty, y + 24 - 4.5)
    y = guests[-1].y + 4.5 if guests else y
    rule = max(y + 14, 2 * RADIUS + 14)
    rows, y = [], rule
    for decided in card.shown:
        rows.append(_place_row(empty, decided, words[decided.key], y))
        y = rows[-1].bottom
    note = card.more(card.left_out) if card.left_out else card.none if not rows else ""
    height = round(y + (32 if note else 2))
    return Layout(card, scale, name, facts, guests, rule, label_along, tuple(rows), note, height)


def _word(decided: Decided, scale: Scale) -> list[str]:
    return wrap(decided.word, scale.word_column - TO_WORD - GAP, letter=BOLD, lines=2)


def _lines(lines: list[str], first: float, pitch: float) -> tuple[tuple[str, float], ...]:
    return tuple((line, first + pitch * place) for place, line in enumerate(lines))


def _place_guests(layout: Layout, y: float) -> tuple[PlacedGuest, ...]:
    """Place the parties one after the other, in as many lines as they need."""
    placed, first = [], layout.beside_along
    letter = IN_LONG_TEXTS.get(layout.card.language, LETTER)
    along = first
    for guest in layout.card.guests:
        square = (SQUARE + 6) * bool(guest.colour)
        width = square + label_width(guest.name, letter)
        if along > first and along + width > layout.scale.width:
            along, y = first, y + LINE + 2
        square_x = layout.x(along + SQUARE / 2) if guest.colour else None
        placed.append(PlacedGuest(guest, layout.x(along + square), y, square_x))
        along += width + BETWEEN
    return tuple(placed)


def _place_row(layout: Layout, decided: Decided, word: list[str], top: float) -> PlacedDecision:
    label = wrap(decided.label, layout.scale.width - layout.label_along, letter=LETTER, lines=2)
    depth = LINE * max(len(word), len(label), 1) + AROUND
    y = top + depth / 2
    return PlacedDecision(
        decided,
        y,
        depth,
        _lines(word, y - LINE * (len(word) - 1) / 2 + 4.5, LINE),
        _lines(label, y - LINE * (len(label) - 1) / 2 + 4.5, LINE),
    )


# The drawing


def draw_svg(card: Card, *, width: int = WIDE.width, name: str = "card") -> str:
    """Give the card of a round as an SVG element."""
    layout = lay_out(card, width)
    svg = begin_svg(
        "card",
        (width, layout.height),
        name=name,
        title=card.title,
        description=card.description,
        language=card.language,
        is_right_to_left=card.is_right_to_left,
    )
    _draw_head(svg, layout)
    for guest in layout.guests:
        if guest.square_x is not None:
            ends = (guest.square_x - SQUARE / 2, guest.square_x + SQUARE / 2)
            draw_box(svg, f"square {guest.guest.colour}", *ends, guest.y, SQUARE, 2)
        write(svg, "guest", guest.x, guest.y + 4.5, guest.guest.name)
    draw_line(svg, "rule", 0, layout.rule, width, layout.rule)
    for placed in layout.rows[:-1]:
        draw_line(svg, "grid", 0, placed.bottom, width, placed.bottom)
    for placed in layout.rows:
        _draw_row(svg, layout, placed)
    if layout.note:
        write(svg, "note", layout.x(0), layout.note_y + 4.5, layout.note)
    return as_text(svg)


def _draw_head(svg: Element, layout: Layout) -> None:
    card = layout.card
    x, y, half = layout.disc
    css = f"round {'planned' if card.is_planned else 'held'}"
    link = begin_link(svg, card.href, card.title, css, card.key)
    if half > RADIUS:
        draw_box(link, "disc", x - half, x + half, y, 2 * RADIUS, RADIUS)
    else:
        draw_circle(link, "disc", x, y, RADIUS)
    write(link, "number", x, y + 6, card.number, "middle")
    for line, line_y in layout.name:
        write(link, "name", layout.beside, line_y, line)
    for line, line_y in layout.facts:
        write(svg, "fact", layout.beside, line_y, line)


def _draw_row(svg: Element, layout: Layout, placed: PlacedDecision) -> None:
    decided = placed.decided
    link = begin_link(svg, decided.href, decided.title or decided.label, "row", decided.key)
    draw_status(link, decided.status, layout.x(8), placed.y, 16)
    for line, y in placed.word:
        write(link, "word", layout.x(TO_WORD), y, line)
    for line, y in placed.label:
        write(link, "row-name", layout.label_x, y, line)
