"""The timeline as SVG, complete in the page's first response: every mark is a link with its text."""

from xml.etree.ElementTree import Element, SubElement

from talks.charts.days import draw_scale
from talks.charts.elements import (
    anchor_of,
    as_text,
    begin_link,
    begin_svg,
    draw_box,
    draw_circle,
    draw_line,
    draw_path,
    draw_status,
    pixels,
    write,
)
from talks.charts.timeline.layout import (
    BEAD,
    Layout,
    PlacedLane,
    PlacedMark,
    PlacedSlip,
    PlacedSpan,
    lane_name,
)


def draw(layout: Layout, *, name: str) -> str:
    """Give the SVG element of a timeline as text.

    `name` is the start of the ids inside, so that two drawings can stand in one page. The links carry
    `data-key`, by which Plotly's drawing finds the same mark.
    """
    timeline = layout.timeline
    svg = begin_svg(
        "timeline",
        (layout.scale.width, layout.height),
        name=name,
        title=timeline.title,
        description=timeline.description,
        language=timeline.language,
        is_right_to_left=timeline.is_right_to_left,
    )
    svg.set("data-time", "rtl" if timeline.time_runs_left else "ltr")
    draw_scale(svg, layout.time_scale, is_right_to_left=timeline.is_right_to_left)
    for lane in layout.lanes:
        _draw_lane(svg, layout, lane)
    return as_text(svg)


def _text(parent: Element, layout: Layout, css: str, x: float, y: float, words: str, side: str) -> None:
    write(parent, css, x, y, words, anchor_of(side, layout.timeline.is_right_to_left))


def _draw_lane(svg: Element, layout: Layout, placed: PlacedLane) -> None:
    timeline = layout.timeline
    group = SubElement(svg, "g", {"class": f"lane lane-{placed.lane.key}"})
    side = "right" if timeline.time_runs_left else "left"
    edge = layout.scale.width if timeline.time_runs_left else 0
    for line in lane_name(layout, placed):
        _text(group, layout, "lane-name" if line.is_bold else "lane-subtitle", edge, line.y, line.text, side)
    for row in placed.rows[:1]:
        draw_line(group, "base", layout.days.left, row, layout.days.right, row)
    for span in placed.spans:
        _draw_span(group, layout, span)
    for mark in placed.marks:
        for number, slip in enumerate(mark.slips, 1):
            _draw_slip(group, layout, mark, slip, number)
    for mark in placed.marks:
        _draw_mark(group, layout, mark)


def _css(name: str, part) -> str:
    selected = " selected" if getattr(part, "is_selected", False) else ""
    return f"{name}{selected}{' faint' if part.is_faint else ''}"


def _draw_slip(parent: Element, layout: Layout, mark: PlacedMark, slip: PlacedSlip, number: int) -> None:
    faint = " faint" if mark.mark.is_faint else ""
    middle = (slip.x0 + slip.x1) / 2
    top = mark.y - layout.scale.radius - 2
    points = f"M{pixels(middle)} {pixels(slip.y)}H{pixels(mark.x)}V{pixels(top)}"
    draw_path(parent, f"slip-line{faint}", points)
    key = f"{mark.mark.key}-announced-{number}"
    link = begin_link(parent, mark.mark.href, slip.slip.title, f"slip{faint}", key)
    draw_box(link, "slip-window", min(slip.x0, middle - 3), max(slip.x1, middle + 3), slip.y, 7, 3)


def _draw_mark(parent: Element, layout: Layout, placed: PlacedMark) -> None:
    mark = placed.mark
    if mark.number:
        _draw_round(parent, layout, placed)
        return
    css = _css(f"mark {placed.colour} {placed.shape}", mark)
    link = begin_link(parent, mark.href, mark.title, css, mark.key)
    _draw_shape(link, placed, layout.scale.mark)
    if placed.label_x is not None:
        _text(link, layout, "label", placed.label_x, placed.y + 4.5, mark.label, placed.label_anchor)


def _draw_round(parent: Element, layout: Layout, placed: PlacedMark) -> None:
    mark, radius = placed.mark, layout.scale.radius
    link = begin_link(parent, mark.href, mark.title, _css(f"round {mark.kind}", mark), mark.key)
    if placed.shape == "capsule":
        draw_box(link, "disc", placed.x0, placed.x1, placed.y, 2 * radius, radius)
    else:
        draw_circle(link, "disc", placed.x, placed.y, radius)
    _text(link, layout, "number", placed.x, placed.y + 4.5, mark.number, "middle")
    if mark.label:
        # Above the round where there are no slipped dates in the way, else to the side of the beads.
        y = placed.y + radius + 16 if placed.shape == "capsule" else placed.y - radius - 6
        _text(link, layout, "label", placed.x, y, mark.label, "middle")
    if column := placed.column_on(layout):
        draw_line(parent, "behind", placed.x, column[0], placed.x, column[1])
    for number, bead in enumerate(placed.beads, 1):
        decided = bead.bead
        link = begin_link(parent, decided.href, decided.title, _css("bead", decided), f"{mark.key}-{number}")
        draw_status(link, decided.status, bead.x, bead.y, BEAD)
    if placed.more_beads:
        last = placed.beads[-1]
        _text(parent, layout, "label", last.x, last.y + 16, f"+{placed.more_beads}", "middle")


def _draw_shape(link: Element, placed: PlacedMark, half: float) -> None:
    x, y, shape = placed.x, placed.y, placed.shape
    if shape in {"bar", "hatch", "capsule"}:
        draw_box(link, "shape", placed.x0, placed.x1, y, 12, 2 if shape != "capsule" else 6)
    elif shape in {"square", "square-open"}:
        draw_box(link, "shape", x - half + 1, x + half - 1, y, 2 * half - 2, 1)
    elif shape in {"disc", "ring"}:
        draw_circle(link, "shape", x, y, half - 1.5)
    else:
        draw_path(link, "shape", outline(shape, x, y, half))


def outline(shape: str, x: float, y: float, half: float) -> str:
    """Give the path of a diamond or a triangle around a point."""
    corners = {
        "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
        "triangle-up": ((0, -1), (1, 0.85), (-1, 0.85)),
        "triangle-down": ((0, 1), (1, -0.85), (-1, -0.85)),
    }[shape.removesuffix("-open")]
    points = [f"{pixels(x + half * dx)} {pixels(y + half * dy)}" for dx, dy in corners]
    return f"M{'L'.join(points)}z"


def _draw_span(parent: Element, layout: Layout, placed: PlacedSpan) -> None:
    span, timeline = placed.span, layout.timeline
    link = begin_link(parent, span.href, span.title, _css("span", span), span.key)
    draw_box(link, "bar", placed.x0, placed.x1, placed.y, 18)
    for stretch in placed.stretches:
        draw_box(link, "stretch", stretch.x0, stretch.x1, placed.y, 18)
    if placed.end_x is not None:
        draw_line(link, "end", placed.end_x, placed.y - 10, placed.end_x, placed.y + 10)
    else:
        tip = placed.x0 if timeline.time_runs_left else placed.x1
        reach = -7 if timeline.time_runs_left else 7
        corners = [(tip, placed.y - 9), (tip + reach, placed.y), (tip, placed.y + 9)]
        points = f"M{'L'.join(f'{pixels(x)} {pixels(y)}' for x, y in corners)}z"
        draw_path(link, "bar", points)
    _text(link, layout, "span-name", placed.label_x, placed.y + 4.5, span.label, placed.label_anchor)
    if placed.end_label_x is not None:
        css = "label" if placed.end_x is not None else "span-name"
        _text(link, layout, css, placed.end_label_x, placed.y + 4.5, span.end_label, placed.end_anchor)
