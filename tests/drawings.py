"""What a reader sees of a chart, read back from its SVG and from the JSON of its Plotly figure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree import ElementTree

import plotly.graph_objects as go
import plotly.io

from talks.charts.texts import label_width

MARKUP = "<b>bold</b> <a href='javascript:alert(1)'>& so</a><br>on"


@dataclass(frozen=True)
class Box:
    """Where something stands, in pixels."""

    x0: float
    x1: float
    y: float
    height: float = 0

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    def mirrored(self, width: float) -> "Box":
        """Give the same in a drawing that is its mirror image."""
        return Box(width - self.x1, width - self.x0, self.y, self.height)

    def overlaps(self, other: "Box") -> bool:
        """Tell whether two boxes have a part in common."""
        apart = abs(self.y - other.y) >= (self.height + other.height) / 2 - 0.1
        return not apart and self.x0 < other.x1 - 0.1 and other.x0 < self.x1 - 0.1


@dataclass(frozen=True)
class Word:
    """A text in a drawing: its words, and the box in which they stand."""

    text: str
    side: str
    x: float
    y: float
    css: str = ""

    def box(self, letter: float) -> Box:
        """Give about the box of the letters."""
        width = label_width(self.text, letter)
        left = {"left": self.x, "center": self.x - width / 2, "right": self.x - width}[self.side]
        return Box(left, left + width, self.y, 12)


class DrawnSvg:
    """An SVG element as it stands in a page, which has to be XML."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = ElementTree.fromstring(text)
        self.width, self.height = float(self.root.get("width")), float(self.root.get("height"))

    def links(self) -> dict[str, ElementTree.Element]:
        """Give the links by the key under which Plotly's drawing knows the same mark."""
        return {link.get("data-key"): link for link in self.root.iter("a")}

    def all(self, css: str) -> list[ElementTree.Element]:
        """Give the elements that have a class."""
        return [element for element in self.root.iter() if css in element.get("class", "").split()]

    def words(self) -> list[Word]:
        """Give the texts that stand in the drawing, at the middle of their letters."""
        sides = {"start": "left", "middle": "center", "end": "right"}
        if self.root.get("direction") == "rtl":
            sides |= {"start": "right", "end": "left"}
        return [
            Word(
                text.text or "",
                sides[text.get("text-anchor", "start")],
                float(text.get("x")),
                float(text.get("y")) - 4.5,
                text.get("class"),
            )
            for text in self.root.iter("text")
        ]

    def named(self, css: str) -> list[str]:
        """Give the texts that have a class."""
        return [word.text for word in self.words() if css in word.css.split()]

    def place(self, css: str) -> Box:
        """Give where the only element of a class stands."""
        [element] = self.all(css)
        return box_of(element)


def box_of(element: ElementTree.Element) -> Box:
    """Give where a shape stands."""
    numbers = {
        name: float(value) for name, value in element.attrib.items() if re.fullmatch(r"-?[\d.]+", value)
    }
    if element.tag == "circle":
        x, y, radius = numbers["cx"], numbers["cy"], numbers["r"]
        return Box(x - radius, x + radius, y, 2 * radius)
    if element.tag == "line":
        x0, x1 = sorted((numbers["x1"], numbers["x2"]))
        return Box(x0, x1, (numbers["y1"] + numbers["y2"]) / 2, abs(numbers["y1"] - numbers["y2"]))
    if element.tag == "path":
        values = [float(value) for value in re.findall(r"[\d.]+", element.get("d"))]
        xs, ys = values[::2], values[1::2]
        return Box(min(xs), max(xs), (min(ys) + max(ys)) / 2, max(ys) - min(ys))
    x, y, width, height = (numbers[name] for name in ("x", "y", "width", "height"))
    return Box(x, x + width, y + height / 2, height)


def mark_of(link: ElementTree.Element) -> Box:
    """Give where the mark of a status in a link stands."""
    return box_of(next(element for element in link if element.tag == "use"))


class DrawnFigure:
    """A figure as its reader meets it, taken from its JSON: pixels, hover texts, words."""

    def __init__(self, figure: go.Figure) -> None:
        self.json = figure.to_json()
        self.figure = plotly.io.from_json(self.json)
        self.layout = self.figure.layout

    def x(self, value: str | float, axis: str = "x") -> float:
        """Give the pixel at which a value of an x axis stands."""
        axis = self.layout[f"xaxis{axis[1:]}"]
        start, end = map(_as_number, axis.range)
        left, right = (part * self.layout.width for part in axis.domain or (0, 1))
        return left + (_as_number(value) - start) / (end - start) * (right - left)

    def points(self) -> Iterator[tuple[str, Box, str]]:
        """Yield key, place and hover text of whatever answers to the pointer, from back to front."""
        for trace in self.figure.data:
            axis = trace.xaxis or "x"
            for place, key in enumerate(trace.customdata):
                if trace.type == "bar":
                    base = trace.base[place]
                    if isinstance(base, str):
                        moment = datetime.fromisoformat(base) + timedelta(milliseconds=trace.x[place])
                        end = moment.isoformat()
                    else:
                        end = base + trace.x[place]
                    x0, x1 = sorted((self.x(base, axis), self.x(end, axis)))
                    box = Box(x0, x1, trace.y[place], trace.width[place])
                else:
                    x = self.x(trace.x[place], axis)
                    box = Box(x, x, trace.y[place])
                yield key, box, trace.hovertext[place]

    def places(self) -> dict[str, Box]:
        """Give the place of each mark by its key: that of the point, where an area has the same key."""
        places: dict[str, Box] = {}
        for key, box, _hover in self.points():
            if key not in places or box.width <= places[key].width:
                places[key] = box
        return places

    def areas(self) -> dict[str, Box]:
        """Give the widest place that answers to the pointer, by key."""
        areas: dict[str, Box] = {}
        for key, box, _hover in self.points():
            if key not in areas or box.width > areas[key].width:
                areas[key] = box
        return areas

    def hovers(self) -> dict[str, str]:
        """Give the hover texts by key, a line a line, without isolates."""
        return {key: bare(hover.replace("<br>", "\n")) for key, _box, hover in self.points()}

    def words(self) -> list[Word]:
        """Give the texts that stand in the figure."""
        return [
            Word(
                bare(note.text),
                note.xanchor,
                (note.x * self.layout.width if note.xref == "paper" else self.x(note.x)) + (note.xshift or 0),
                note.y,
            )
            for note in self.layout.annotations
        ]

    def texts(self) -> list[str]:
        """Give every text of the figure as it was written."""
        return [note.text for note in self.layout.annotations] + [hover for *_, hover in self.points()]


def bare(text: str) -> str:
    """Give a text without what isolates it."""
    return re.sub("[\u2066-\u2069]", "", text)


def _as_number(value: str | float) -> float:
    return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else value


class ChartAssertions:
    """What holds for every chart, in the words of its test."""

    def assertStandsAlone(self, drawn: DrawnSvg) -> None:
        """Expect that every mark is a named link, and that nothing needs a style or a script of its own."""
        for link in drawn.root.iter("a"):
            self.assertEqual(link[0].tag, "title")
            self.assertTrue(link[0].text)
            self.assertTrue(link.get("href"))
        self.assertEqual(len(drawn.links()), len(list(drawn.root.iter("a"))), "two links have the same key")
        for element in drawn.root.iter():
            self.assertNotIn(element.tag, {"style", "script", "foreignObject", "animate"})
            for name in element.attrib:
                self.assertNotRegex(name, "^(style|on.*|fill|stroke|transform)$")
        self.assertNotRegex(re.sub(r"<(title|desc|text).*?</\1>", "", drawn.text), r"\d\.\d\d")
        names = drawn.root.get("aria-labelledby").split()
        texts = {element.get("id"): element.text for element in drawn.root if element.get("id")}
        self.assertEqual(list(texts), names)
        self.assertTrue(all(texts.values()))

    def assertNothingOverlaps(self, boxes: dict[str, Box], width: float) -> None:
        """Expect that each has its own room, within the drawing."""
        things = sorted(boxes.items(), key=lambda thing: thing[1].y)
        for place, (name, box) in enumerate(things):
            self.assertGreaterEqual(box.x0, -0.1, name)
            self.assertLessEqual(box.x1, width + 0.1, name)
            for other, there in things[place + 1 :]:
                self.assertFalse(box.overlaps(there), (name, box, other, there))

    def assertMirrored(self, drawn: DrawnSvg, mirrored: DrawnSvg) -> None:
        """Expect that from right to left everything stands at the other side and nothing else changes."""
        self.assertEqual((drawn.width, drawn.height), (mirrored.width, mirrored.height))
        shapes = {"rect", "circle", "use", "line", "path"}
        ours, theirs = (
            [element for element in root.iter() if element.tag in shapes]
            for root in (drawn.root, mirrored.root)
        )
        self.assertEqual([one.get("class") for one in ours], [one.get("class") for one in theirs])
        for one, other in zip(ours, theirs, strict=True):
            expected, found = box_of(one).mirrored(drawn.width), box_of(other)
            for name in ("x0", "x1", "y", "height"):
                self.assertAlmostEqual(getattr(expected, name), getattr(found, name), delta=0.21)
        sides = {"left": "right", "right": "left", "center": "center"}
        for one, other in zip(drawn.words(), mirrored.words(), strict=True):
            self.assertEqual((one.text, sides[one.side]), (other.text, other.side))
            self.assertAlmostEqual(drawn.width - one.x, other.x, delta=0.21)

    def assertSamePlace(self, drawn: DrawnSvg, figure: DrawnFigure) -> None:
        """Expect that Plotly's drawing has every link and every text where the SVG has it."""
        self.assertEqual(drawn.width, figure.layout.width)
        self.assertEqual(set(drawn.links()), set(figure.places()))
        missing = figure.words()
        for word in drawn.words():
            there = [
                other
                for other in missing
                if (other.text, other.side) == (word.text, word.side)
                and abs(other.x - word.x) < 1
                and abs(other.y - word.y) < 2
            ]
            self.assertTrue(there, word)
            missing.remove(there[0])
        self.assertEqual(missing, [])

    def assertReadsProperly(self, figure: DrawnFigure, is_right_to_left: bool) -> None:
        """Expect that each line is isolated in the direction of the page and is no markup."""
        mark = "\u2067" if is_right_to_left else "\u2066"
        lines = [line for text in figure.texts() for line in text.split("<br>")]
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line, f"^{mark}[^\u2066-\u2069]+\u2069$")
            self.assertNotRegex(line, "[<>]|&(?!amp;|lt;|gt;)")
