"""What the SVG of every chart is made of: its frame, lines, boxes, texts, links and the marks of statuses.

Colours come from the style sheet by class. The shapes of the statuses are the symbols of
templates/talks/_marks.html, which the page holds once.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

SIDES = {"left": "start", "middle": "middle", "right": "end"}
SIDES_OF_RIGHT_TO_LEFT = {"left": "end", "middle": "middle", "right": "start"}


def begin_svg(
    css: str,
    size: tuple[float, float],
    *,
    name: str,
    title: str,
    description: str = "",
    language: str,
    is_right_to_left: bool,
) -> Element:
    """Begin the drawing of a chart: an SVG element with its name and description.

    `name` is the start of the ids inside, so that two drawings can stand in one page. The marks within are
    links, which a group may hold and an image may not.
    """
    width, height = map(pixels, size)
    names = [f"{name}-title"] + [f"{name}-description"] * bool(description)
    svg = Element(
        "svg",
        {
            "class": css,
            "viewBox": f"0 0 {width} {height}",
            "width": width,
            "height": height,
            "role": "group",
            "lang": language,
            "direction": "rtl" if is_right_to_left else "ltr",
            "aria-labelledby": " ".join(names),
        },
    )
    SubElement(svg, "title", {"id": f"{name}-title"}).text = title
    if description:
        SubElement(svg, "desc", {"id": f"{name}-description"}).text = description
    return svg


def as_text(svg: Element) -> str:
    """Give a drawing as text, to stand in a page."""
    return tostring(svg, encoding="unicode")


def pixels(value: float) -> str:
    """Write a number of pixels, to a tenth."""
    return f"{round(value, 1):g}"


def draw_line(parent: Element, css: str, x0: float, y0: float, x1: float, y1: float) -> None:
    """Draw a straight line."""
    ends = {"x1": pixels(x0), "y1": pixels(y0), "x2": pixels(x1), "y2": pixels(y1)}
    SubElement(parent, "line", {"class": css} | ends)


def draw_box(
    parent: Element, css: str, x0: float, x1: float, y: float, height: float, radius: float = 0
) -> None:
    """Draw a box from x0 to x1 around the middle line y."""
    attributes = {
        "class": css,
        "x": pixels(x0),
        "y": pixels(y - height / 2),
        "width": pixels(max(x1 - x0, 1)),
        "height": pixels(height),
    }
    SubElement(parent, "rect", attributes | ({"rx": pixels(radius)} if radius else {}))


def draw_circle(parent: Element, css: str, x: float, y: float, radius: float) -> None:
    """Draw a circle."""
    SubElement(parent, "circle", {"class": css, "cx": pixels(x), "cy": pixels(y), "r": pixels(radius)})


def draw_path(parent: Element, css: str, points: str) -> None:
    """Draw a path."""
    SubElement(parent, "path", {"class": css, "d": points})


def write(parent: Element, css: str, x: float, y: float, words: str, anchor: str = "start") -> Element:
    """Write words that start, have their middle or end at x: from right to left they start on the right.

    Words that know their `language` are in another than the drawing, and are marked with it.
    """
    attributes = {"class": css, "x": pixels(x), "y": pixels(y)}
    if language := getattr(words, "language", ""):
        attributes["lang"] = language
    if anchor != "start":
        attributes["text-anchor"] = anchor
    text = SubElement(parent, "text", attributes)
    text.text = words
    return text


def anchor_of(side: str, is_right_to_left: bool) -> str:
    """Give the anchor of words whose left edge, middle or right edge (`side`) stands at a place."""
    return (SIDES_OF_RIGHT_TO_LEFT if is_right_to_left else SIDES)[side]


def begin_link(parent: Element, href: str, title: str, css: str, key: str) -> Element:
    """Begin a link with its text alternative; `key` is that of the same mark in Plotly's drawing."""
    element = SubElement(parent, "a", {"href": href, "class": css, "data-key": key})
    SubElement(element, "title").text = title
    return element


def draw_status(parent: Element, status: str, x: float, y: float, size: float) -> None:
    """Draw the mark of a status around a point."""
    corner = {"x": pixels(x - size / 2), "y": pixels(y - size / 2)}
    extent = {"width": pixels(size), "height": pixels(size)}
    SubElement(parent, "use", {"href": f"#mark-{status}", "class": f"status-{status}"} | corner | extent)
