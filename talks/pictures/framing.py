"""A chart as a picture that stands alone: headline, drawing, key, and a line on where it is from.

Lengths are in pixels.
"""

from collections.abc import Collection
from dataclasses import dataclass
from xml.etree.ElementTree import tostring

from talks.pictures.key import draw_key, key_of, set_out
from talks.pictures.png import as_png
from talks.pictures.sheet import Drawing, Sheet, leave_out_unused
from talks.pictures.styling import dress

MARGIN = 24
HEADLINE, TEXT, SMALL = 23, 16, 13.5  # the sizes of texts

# Of what is wrong, which may be as long as an address: so much is said.
MOST_SENTENCES, MOST_LINES = 8, 4


@dataclass(frozen=True)
class Words:
    """What a picture says, in its language.

    `limits` say of what part of the record it is; they and the `headline` may be empty. `title` names the
    picture to machines, `description` says what is to be seen.
    """

    headline: str
    limits: str
    title: str
    description: str
    source_line: str
    site: str
    language: str
    is_right_to_left: bool


@dataclass(frozen=True)
class Picture:
    """A finished picture: the text of an SVG file, and its size."""

    svg: str
    width: int
    height: int

    def png(self, scale: int = 1) -> bytes:
        """Give it as PNG, so many pixels for each of its own."""
        return as_png(self.svg, scale)


def frame(words: Words, drawing: Drawing, theme: str, *, statuses: Collection[str] = ()) -> Picture:
    """Give a picture of a drawing at its own size, with a margin around it.

    `statuses` are those whose marks the key explains.
    """
    sheet = begin(words, drawing.width + 2 * MARGIN)
    y = MARGIN - 8.0
    lines = sheet.lines_of(words.headline, HEADLINE, drawing.width)
    y = sheet.write_lines(MARGIN, y, lines, HEADLINE, colour="ink", is_bold=True)
    lines = sheet.lines_of(words.limits, TEXT, drawing.width)
    y = sheet.write_lines(MARGIN, y, lines, TEXT, colour="soft") + 12
    sheet.put(drawing, MARGIN, y)
    y += drawing.height + 10
    if lines := sheet.lines_of(drawing.left_out, SMALL, drawing.width):
        y = sheet.write_lines(MARGIN, y - 6, lines, SMALL, colour="soft") + 6
    if rows := set_out(sheet, key_of(drawing.svg, statuses), SMALL, drawing.width):
        sheet.rule(MARGIN, y)
        y = draw_key(sheet, MARGIN, y + 8, rows, SMALL) + 4
    sheet.rule(MARGIN, y)
    return finish(sheet, write_source(sheet, words, MARGIN, y + 8, SMALL) + 10, theme)


def frame_sentences(words: Words, sentences: list[str], width: float, theme: str = "light") -> Picture:
    """Give a picture that says why there is none of what was asked for."""
    sheet = begin(words, width)
    room = width - 2 * MARGIN
    lines = sheet.lines_of(words.headline, HEADLINE, room)
    y = sheet.write_lines(MARGIN, MARGIN - 8, lines, HEADLINE, colour="ink", is_bold=True) + 8
    for sentence in sentences[:MOST_SENTENCES]:
        lines = sheet.lines_of(sentence, TEXT, room, MOST_LINES)
        y = sheet.write_lines(MARGIN, y, lines, TEXT, colour="ink") + 8
    sheet.rule(MARGIN, y)
    return finish(sheet, write_source(sheet, words, MARGIN, y + 8, SMALL) + 10, theme)


def begin(words: Words, width: float) -> Sheet:
    """Begin a picture of a width that says something."""
    return Sheet(
        width,
        title=words.title,
        description=" ".join(filter(None, [words.description, words.source_line])),
        language=words.language,
        is_right_to_left=words.is_right_to_left,
    )


def write_source(sheet: Sheet, words: Words, margin: float, y: float, size: float) -> float:
    """Write the line of the source and the name of the site at the other side; give where they end.

    The name stands on the last line, or on one of its own where that has no room for it.
    """
    room = sheet.width - 2 * margin
    lines = sheet.lines_of(words.source_line, size, room)
    end = sheet.write_lines(margin, y, lines, size, colour="soft")
    brand = sheet.width_of_brand(words.site, size)
    if not lines or sheet.room_of(lines[-1], size) + size + brand > room:
        end += sheet.line(size)
    sheet.write_brand(margin, end - sheet.line(size) * 0.3, words.site, size)
    return end


def finish(sheet: Sheet, height: float, theme: str) -> Picture:
    """Give what was made as a picture in the colours of a theme."""
    svg = sheet.end(height)
    dress(svg, theme)
    leave_out_unused(svg)
    return Picture(tostring(svg, encoding="unicode"), int(svg.attrib["width"]), int(svg.attrib["height"]))
