"""A chart as a card for social media: of a fixed size, of which a telephone shows a third."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from talks.pictures.framing import Picture, Words, begin, finish, write_source
from talks.pictures.key import Row, draw_key, height_of, key_of_statuses, set_out
from talks.pictures.sheet import Drawing, Sheet

CARD = (1200, 630)
MARGIN, TOP, GAP = 48, 32, 32
FOOT = CARD[1] - 66  # where the line of the source begins
ROOM = CARD[0] - 2 * MARGIN
LIMITS, SMALL = 24, 20  # the sizes of what stands under the headline, and of key and source
HEADLINES = (54, 48, 42, 36)  # above the drawing: the largest that needs two lines at most
MOST_LINES = 2
MOST_OF_LIMITS = 4  # lines under the headline
HEADLINES_BESIDE = (54, 48, 42, 36, 30, 26)  # beside it: the largest that fits
SLACK = 16  # how far a line may seem to reach out of it: letters are taken for wider than they are
COLUMN = 350  # the room of a headline beside the drawing, at least
LARGEST = 2  # how much a drawing is enlarged at most
MUCH = 1.2  # how much larger a drawing must be for its headline to stand beside it


@dataclass(frozen=True)
class Place:
    """How a drawing stands in a card: from `left` and `top`, enlarged, its headline above or beside it."""

    drawing: Drawing
    key: list[Row]
    headline: list[str]
    limits: list[str]
    size: float
    is_beside: bool
    left: float
    top: float
    room: float
    height: float

    @property
    def scale(self) -> float:
        """Give how much the drawing is enlarged."""
        return min(self.room / self.drawing.width, self.height / self.drawing.height, LARGEST)

    @property
    def x(self) -> float:
        """Give where it begins from the left: in the middle of its room."""
        return self.left + (self.room - self.drawing.width * self.scale) / 2

    @property
    def y(self) -> float:
        """Give where it begins from the top: in the middle, or as high as the headline beside it."""
        free = self.height - self.drawing.height * self.scale
        return self.top + (0 if self.is_beside else free / 2)

    @property
    def worth(self) -> tuple[float, float]:
        """Give how well it can be seen; of two that are as large, how well it fills the room it is given."""
        width = self.drawing.width * self.scale
        return round(self.scale / (MUCH if self.is_beside else 1), 2), -width if self.is_beside else width


def frame_card(
    words: Words, drawings: Sequence[Drawing], theme: str, *, statuses: Collection[str] = ()
) -> Picture:
    """Give a card with the one of a chart's drawings that can be shown the largest.

    Its key explains the marks of these statuses, and no more: on a telephone little can be read.
    """
    sheet = begin(words, CARD[0])
    places = [
        way(sheet, words, drawing, set_out(sheet, key_of_statuses(drawing.svg, statuses), SMALL, ROOM))
        for way in ((_above, _beside) if words.headline else (_above,))
        for drawing in drawings
    ]
    place = max(places, key=lambda place: place.worth)
    y = sheet.write_lines(MARGIN, TOP, place.headline, place.size, colour="ink", is_bold=True)
    sheet.write_lines(MARGIN, y, place.limits, LIMITS, colour="soft")
    sheet.put(place.drawing, place.x, place.y, place.scale)
    draw_key(sheet, MARGIN, FOOT - 8 - height_of(place.key, SMALL), place.key, SMALL)
    sheet.rule(MARGIN, FOOT)
    write_source(sheet, words, MARGIN, FOOT + 10, SMALL)
    return finish(sheet, CARD[1], theme)


def _above(sheet: Sheet, words: Words, drawing: Drawing, key: list[Row]) -> Place:
    """Place a drawing under its headline."""
    for size in HEADLINES:
        headline = sheet.lines_of(words.headline, size, ROOM)
        if len(headline) <= MOST_LINES:
            break
    limits = _limits_of(sheet, words, drawing, ROOM)
    top = TOP + len(headline) * sheet.line(size) + len(limits) * sheet.line(LIMITS) + 10
    return Place(drawing, key, headline, limits, size, False, MARGIN, top, ROOM, _bottom(key) - top)


def _beside(sheet: Sheet, words: Words, drawing: Drawing, key: list[Row]) -> Place:
    """Place a drawing after its headline, which has the room that the drawing leaves."""
    height = _bottom(key) - TOP
    largest = min((ROOM - COLUMN - GAP) / drawing.width, height / drawing.height, LARGEST)
    room = drawing.width * largest
    column = ROOM - GAP - room
    limits = _limits_of(sheet, words, drawing, column)
    for size in HEADLINES_BESIDE:
        headline = sheet.lines_of(words.headline, size, column)
        fits = len(headline) * sheet.line(size) + len(limits) * sheet.line(LIMITS) <= height
        if fits and all(sheet.room_of(line, size) < column + SLACK for line in headline):
            break
    left = MARGIN if sheet.is_right_to_left else CARD[0] - MARGIN - room
    return Place(drawing, key, headline, limits, size, True, left, TOP, room, height)


def _limits_of(sheet: Sheet, words: Words, drawing: Drawing, room: float) -> list[str]:
    """Give what stands under the headline: to what the picture is limited, and what is not drawn."""
    said = (words.limits, drawing.left_out)
    return [line for part in said for line in sheet.lines_of(part, LIMITS, room, MOST_OF_LIMITS)]


def _bottom(key: list[Row]) -> float:
    """Give where the drawing ends at the latest."""
    return FOOT - 12 - (height_of(key, SMALL) + 8 if key else 0)
