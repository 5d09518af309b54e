"""What a picture is made on: a ground of a size, with words, the drawing and its marks put in their places.

Places along a line are counted from where reading begins: `Sheet.x` turns them into pixels from the left.
"""

import re
from dataclasses import dataclass
from math import ceil
from typing import Any, Self
from xml.etree.ElementTree import Element, SubElement, fromstring

from django.template.loader import render_to_string

from talks.charts.elements import begin_svg, draw_line, pixels, write
from talks.charts.texts import wrap

# How wide letters are, by the size of the text: a little wider than those of our face, for faces of others.
ADVANCES = {
    **dict.fromkeys("iljI.,:;'’|! ·", 0.29),
    **dict.fromkeys("ftr()[]-–J", 0.4),
    **dict.fromkeys("mwMW—…%", 0.9),
    **dict.fromkeys("اأإآلرزدذو", 0.38),
    **dict.fromkeys("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652", 0),  # marks over other letters
}
DIGIT, CAPITAL, LATIN, ARABIC = 0.61, 0.67, 0.57, 0.52
# What a line does not break at, though there is a blank: between a number and what it counts, before a dash.
UNBROKEN = re.compile(r"(?<=\d) (?=\w)| (?=—)")
GLUE = "\u2060"
# The height of a line, by the size of its letters.
LINES = {"ar": 1.5, "en": 1.3}
# Where a picture refers to a part of itself.
REFERENCE = re.compile(r"(?:url\()?#([\w-]+)\)?")
# The sign of the site, as in static/img/mark.svg.
SIGN = {
    "russia": "M12 3.2A8.8 8.8 0 0 1 19.6 16.4",
    "turkey": "M18.4 18.1A8.8 8.8 0 0 1 5.6 18.1",
    "iran": "M4.4 16.4A8.8 8.8 0 0 1 12 3.2",
}


# A drawing that is narrower than this has smaller numbers in its marks; the style sheet calls it `narrow`.
WIDE = 1100


@dataclass(frozen=True)
class Drawing:
    """A drawing of the page at one of its widths, and what it leaves out for lack of room, in words."""

    svg: Element
    left_out: str

    @classmethod
    def of(cls, text: str, left_out: str = "") -> Self:
        """Take a drawing as a page has it, without its links: they lead nowhere from a file."""
        svg = fromstring(text)
        for element in svg.iter():
            for of_links in ("href", "data-key") if element.tag == "a" else ():
                element.attrib.pop(of_links, None)
            element.tag = "g" if element.tag == "a" else element.tag
        # The picture has a title and a description of its own.
        for part in [part for part in svg if part.tag in {"title", "desc"}]:
            svg.remove(part)
        for name_of_page in ("role", "aria-labelledby", "lang"):
            svg.attrib.pop(name_of_page, None)
        return cls(svg, left_out)

    @property
    def width(self) -> float:
        """Give the width, in pixels."""
        return float(self.svg.attrib["width"])

    @property
    def height(self) -> float:
        """Give the height, in pixels."""
        return float(self.svg.attrib["height"])


class Sheet:
    """A picture while it is made, `width` pixels wide; its height is said at the end."""

    def __init__(
        self, width: float, *, title: str, description: str, language: str, is_right_to_left: bool
    ) -> None:
        self.width = width
        self.language = language
        self.is_right_to_left = is_right_to_left
        self.svg = begin_svg(
            "picture",
            (width, 0),
            name="picture",
            title=title,
            description=description,
            language=language,
            is_right_to_left=is_right_to_left,
        )
        self.svg.set("xmlns", "http://www.w3.org/2000/svg")
        self.svg.set("xml:lang", self.svg.attrib.pop("lang"))
        self.svg.set("role", "img")
        self.svg.set("font-family", "var(--face)")
        self.ground = SubElement(self.svg, "rect", {"fill": "var(--card)"})

    def end(self, height: float) -> Element:
        """Say how high the picture is, and give it with the marks of a page, to which it refers."""
        size = {"width": pixels(self.width), "height": pixels(ceil(height))}
        self.svg.attrib |= size | {"viewBox": f"0 0 {size['width']} {size['height']}"}
        self.ground.attrib |= size
        page = fromstring(render_to_string("talks/_marks.html"))
        self.svg.insert(list(self.svg).index(self.ground), page.find("defs"))
        return self.svg

    def x(self, inset: float) -> float:
        """Turn a place counted from where reading begins into pixels from the left."""
        return self.width - inset if self.is_right_to_left else inset

    def room_of(self, text: str, size: float) -> float:
        """Give about how wide a text is."""
        return sum(map(_advance, text)) * size

    def lines_of(self, text: str, size: float, room: float, most: int | None = None) -> list[str]:
        """Break a text into as few lines as have room, about as long as each other; cut what needs more."""
        letter = self.room_of(text, size) / max(len(text), 1)
        glued = UNBROKEN.sub(GLUE, text)
        lines = wrap(glued, room, letter=letter, lines=most)
        for narrower in range(int(room), 0, -int(size)):
            if len(balanced := wrap(glued, narrower, letter=letter)) > len(lines) or len(lines) == most:
                break
            lines = balanced
        return [line.replace(GLUE, " ") for line in lines]

    def write(
        self,
        inset: float,
        y: float,
        text: str,
        size: float,
        *,
        colour: str,
        is_bold: bool = False,
        is_end: bool = False,
    ) -> None:
        """Write a line that begins at a place, or ends there, with its letters standing on `y`."""
        element = write(self.svg, "", self.x(inset), y, text, "end" if is_end else "start")
        element.attrib |= {"font-size": pixels(size), "fill": f"var(--{colour})"}
        if is_bold:
            element.set("font-weight", "700")

    def line(self, size: float) -> float:
        """Give the height of a line of a text, in pixels, by the size of its letters."""
        return size * (LINES.get(self.language) or max(LINES.values()))

    def write_lines(self, inset: float, y: float, lines: list[str], size: float, **style: Any) -> float:
        """Write lines beneath y; give where they end."""
        for line in lines:
            y += self.line(size)
            self.write(inset, y - self.line(size) * 0.3, line, size, **style)
        return y

    def rule(self, inset: float, y: float) -> None:
        """Draw a thin line across, as far from both sides."""
        draw_line(self.svg, "", inset, y, self.width - inset, y)
        self.svg[-1].set("stroke", "var(--line)")

    def put(self, drawing: Drawing, x: float, y: float, scale: float = 1) -> None:
        """Put a drawing at a place from the left and the top, as large as it is times `scale`."""
        name = "wide" if drawing.width >= WIDE else "narrow"
        box = SubElement(self.svg, "g", {"class": f"drawing {name}"})
        size = {"width": pixels(drawing.width * scale), "height": pixels(drawing.height * scale)}
        drawing.svg.attrib |= {"x": pixels(x), "y": pixels(y), "overflow": "visible"} | size
        box.append(drawing.svg)

    def width_of_brand(self, name: str, size: float) -> float:
        """Give about how wide the name of the site with its sign is."""
        return 1.8 * size + self.room_of(name, size)

    def write_brand(self, inset: float, y: float, name: str, size: float) -> None:
        """Write the name of the site, then its sign, so far from where lines end, standing on `y`."""
        side, end = 1.3 * size, self.width - inset
        self.write(end - side - 0.45 * size, y, name, size, colour="accent", is_bold=True, is_end=True)
        box = self.box(end - side, y - 1.05 * size, side)
        sign = SubElement(self.svg, "svg", box | {"viewBox": "0 0 24 24"})
        for colour, path in SIGN.items():
            arc = {"d": path, "fill": "none", "stroke": f"var(--{colour})", "stroke-width": "4.5"}
            SubElement(sign, "path", arc)

    def box(self, inset: float, y: float, side: float) -> dict[str, str]:
        """Give the attributes of a square that begins at a place."""
        left = min(self.x(inset), self.x(inset + side))
        return {"x": pixels(left), "y": pixels(y), "width": pixels(side), "height": pixels(side)}


def _advance(letter: str) -> float:
    """Give about how wide a letter is, by the size of the text."""
    if letter in ADVANCES:
        return ADVANCES[letter]
    if letter.isdigit():
        return DIGIT
    if letter >= "\u0590":
        return ARABIC
    return CAPITAL if letter.isupper() else LATIN


def leave_out_unused(svg: Element) -> None:
    """Take out of the definitions of a finished picture what nothing in it refers to."""
    definitions = svg.find("defs")
    known = {mark.get("id"): mark for mark in definitions}
    for mark in known.values():
        definitions.remove(mark)
    unseen = [svg]
    while unseen:
        for element in unseen.pop().iter():
            for value in element.attrib.values():
                name = REFERENCE.fullmatch(value)
                mark = known.pop(name[1], None) if name else None
                if mark is not None:
                    definitions.append(mark)
                    unseen.append(mark)
