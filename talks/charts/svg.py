"""The timeline as SVG, complete in the page's first response.

Every mark is a link with its text alternative; colours come from the style sheet by class. The shapes
of the statuses are the symbols of templates/talks/_marks.html, which the page holds once.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

from talks.charts.layout import Layout, PlacedLane, PlacedMark, PlacedSlip, PlacedSpan, lane_name, ticks_shown


def draw(layout: Layout, *, name: str) -> str:
    """Give the SVG element of a timeline as text.

    `name` is the start of the ids inside, so that two drawings can stand in one page. The links carry
    `data-key`, by which Plotly's drawing finds the same mark.
    """
    timeline = layout.timeline
    direction = "rtl" if timeline.is_right_to_left else "ltr"
    svg = Element(
        "svg",
        {
            "class": "timeline",
            "viewBox": f"0 0 {layout.scale.width} {layout.height:g}",
            "width": str(layout.scale.width),
            "height": f"{layout.height:g}",
            "role": "group",
            "direction": direction,
            "aria-labelledby": f"{name}-title {name}-description",
        },
    )
    SubElement(svg, "title", {"id": f"{name}-title"}).text = timeline.title
    SubElement(svg, "desc", {"id": f"{name}-description"}).text = timeline.description
    _draw_scale(svg, layout)
    for lane in layout.lanes:
        _draw_lane(svg, layout, lane)
    return tostring(svg, encoding="unicode")


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _line(parent: Element, css: str, x0: float, y0: float, x1: float, y1: float) -> None:
    SubElement(
        parent,
        "line",
        {"class": css, "x1": _number(x0), "y1": _number(y0), "x2": _number(x1), "y2": _number(y1)},
    )


def _box(parent: Element, css: str, x0: float, x1: float, y: float, height: float, radius: float = 0) -> None:
    box = {
        "class": css,
        "x": _number(x0),
        "y": _number(y - height / 2),
        "width": _number(max(x1 - x0, 1)),
        "height": _number(height),
    }
    SubElement(parent, "rect", box | ({"rx": _number(radius)} if radius else {}))


def _text(parent: Element, layout: Layout, css: str, x: float, y: float, text: str, side: str) -> None:
    """Write a text whose left edge, middle or right edge (`side`) stands at x."""
    anchors = {"left": "start", "middle": "middle", "right": "end"}
    if layout.timeline.is_right_to_left:
        anchors |= {"left": "end", "right": "start"}
    attributes = {"class": css, "x": _number(x), "y": _number(y)}
    if anchors[side] != "start":
        attributes["text-anchor"] = anchors[side]
    SubElement(parent, "text", attributes).text = text


def _draw_scale(svg: Element, layout: Layout) -> None:
    timeline = layout.timeline
    # Years and quarters at the top and bottom; the days after the edition's are tinted.
    edition_x = (
        layout.x_of(timeline.edition_day) if layout.has(timeline.edition_day, timeline.edition_day) else None
    )
    if edition_x is not None:
        end = layout.x(layout.plot_right - layout.plot_left)
        low, high = sorted((edition_x, end))
        SubElement(
            svg,
            "rect",
            {
                "class": "after",
                "x": _number(low),
                "y": "24",
                "width": _number(high - low),
                "height": _number(layout.floor - 24),
            },
        )
    side = "right" if timeline.time_runs_left else "left"
    for tick in ticks_shown(layout):
        x = layout.x_of(tick.day)
        is_year = tick.begins_a_year()
        _line(svg, "grid year-line" if is_year else "grid", x, 6 if is_year else 24, x, layout.floor)
        if tick.label:
            _text(svg, layout, "tick", x, layout.floor + 16, tick.label, "middle")
        if tick.year:
            _text(svg, layout, "year", x + (-6 if side == "right" else 6), 17, tick.year, side)
    if edition_x is not None:
        _line(svg, "edition", edition_x, 24, edition_x, layout.floor + 22)
        x, y = layout.edition_label_x, layout.height - 8
        _text(svg, layout, "edition-label", x, y, timeline.edition_label, "middle")


def _draw_lane(svg: Element, layout: Layout, placed: PlacedLane) -> None:
    timeline = layout.timeline
    group = SubElement(svg, "g", {"class": f"lane lane-{placed.lane.key}"})
    side = "right" if timeline.time_runs_left else "left"
    edge = layout.scale.width if timeline.time_runs_left else 0
    for line in lane_name(layout, placed):
        _text(group, layout, "lane-name" if line.is_bold else "lane-subtitle", edge, line.y, line.text, side)
    for row in placed.rows[:1]:
        _line(group, "base", layout.plot_left, row, layout.plot_right, row)
    for span in placed.spans:
        _draw_span(group, layout, span)
    for mark in placed.marks:
        for number, slip in enumerate(mark.slips, 1):
            _draw_slip(group, layout, mark, slip, number)
    for mark in placed.marks:
        _draw_mark(group, layout, mark)


def _link(parent: Element, href: str, title: str, css: str, key: str) -> Element:
    link = SubElement(parent, "a", {"href": href, "class": css, "data-key": key})
    SubElement(link, "title").text = title
    return link


def _css(name: str, part) -> str:
    selected = " selected" if getattr(part, "is_selected", False) else ""
    return f"{name}{selected}{' faint' if part.is_faint else ''}"


def _draw_slip(parent: Element, layout: Layout, mark: PlacedMark, slip: PlacedSlip, number: int) -> None:
    faint = " faint" if mark.mark.is_faint else ""
    middle = (slip.x0 + slip.x1) / 2
    top = mark.y - layout.scale.radius - 2
    points = f"M{_number(middle)} {_number(slip.y)}H{_number(mark.x)}V{_number(top)}"
    SubElement(parent, "path", {"class": f"slip-line{faint}", "d": points})
    key = f"{mark.mark.key}-announced-{number}"
    link = _link(parent, mark.mark.href, slip.slip.title, f"slip{faint}", key)
    _box(link, "slip-window", min(slip.x0, middle - 3), max(slip.x1, middle + 3), slip.y, 7, 3)


def _draw_mark(parent: Element, layout: Layout, placed: PlacedMark) -> None:
    mark = placed.mark
    if mark.number:
        _draw_round(parent, layout, placed)
        return
    link = _link(parent, mark.href, mark.title, _css(f"mark {placed.colour} {placed.shape}", mark), mark.key)
    _draw_shape(link, placed, layout.scale.mark)
    if placed.label_x is not None:
        _text(link, layout, "label", placed.label_x, placed.y + 4.5, mark.label, placed.label_anchor)


def _draw_round(parent: Element, layout: Layout, placed: PlacedMark) -> None:
    mark, radius = placed.mark, layout.scale.radius
    link = _link(parent, mark.href, mark.title, _css(f"round {mark.kind}", mark), mark.key)
    if placed.shape == "capsule":
        _box(link, "disc", placed.x0, placed.x1, placed.y, 2 * radius, radius)
    else:
        disc = {"class": "disc", "cx": _number(placed.x), "cy": _number(placed.y), "r": _number(radius)}
        SubElement(link, "circle", disc)
    _text(link, layout, "number", placed.x, placed.y + 4.5, mark.number, "middle")
    if mark.label:
        # Above the round where there are no slipped dates in the way, else to the side of the beads.
        y = placed.y + radius + 16 if placed.shape == "capsule" else placed.y - radius - 6
        _text(link, layout, "label", placed.x, y, mark.label, "middle")
    if column := placed.column_on(layout):
        _line(parent, "behind", placed.x, column[0], placed.x, column[1])
    for number, bead in enumerate(placed.beads, 1):
        link = _link(parent, bead.bead.href, bead.bead.title, _css("bead", bead.bead), f"{mark.key}-{number}")
        use = {"href": f"#mark-{bead.bead.status}", "class": f"status-{bead.bead.status}"}
        SubElement(
            link,
            "use",
            use | {"x": _number(bead.x - 5), "y": _number(bead.y - 5), "width": "10", "height": "10"},
        )
    if placed.more_beads:
        last = placed.beads[-1]
        _text(parent, layout, "label", last.x, last.y + 16, f"+{placed.more_beads}", "middle")


def _draw_shape(link: Element, placed: PlacedMark, half: float) -> None:
    x, y, shape = placed.x, placed.y, placed.shape
    if shape in {"bar", "hatch", "capsule"}:
        _box(link, "shape", placed.x0, placed.x1, y, 12, 2 if shape != "capsule" else 6)
    elif shape in {"square", "square-open"}:
        _box(link, "shape", x - half + 1, x + half - 1, y, 2 * half - 2, 1)
    elif shape in {"disc", "ring"}:
        SubElement(
            link, "circle", {"class": "shape", "cx": _number(x), "cy": _number(y), "r": _number(half - 1.5)}
        )
    else:
        SubElement(link, "path", {"class": "shape", "d": outline(shape, x, y, half)})


def outline(shape: str, x: float, y: float, half: float) -> str:
    """Give the path of a diamond or a triangle around a point."""
    corners = {
        "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
        "triangle-up": ((0, -1), (1, 0.85), (-1, 0.85)),
        "triangle-down": ((0, 1), (1, -0.85), (-1, -0.85)),
    }[shape.removesuffix("-open")]
    points = [f"{_number(x + half * dx)} {_number(y + half * dy)}" for dx, dy in corners]
    return f"M{'L'.join(points)}z"


def _draw_span(parent: Element, layout: Layout, placed: PlacedSpan) -> None:
    span, timeline = placed.span, layout.timeline
    link = _link(parent, span.href, span.title, _css("span", span), span.key)
    _box(link, "bar", placed.x0, placed.x1, placed.y, 18)
    for stretch in placed.stretches:
        _box(link, "stretch", stretch.x0, stretch.x1, placed.y, 18)
    if placed.end_x is not None:
        _line(link, "end", placed.end_x, placed.y - 10, placed.end_x, placed.y + 10)
    else:
        tip = placed.x0 if timeline.time_runs_left else placed.x1
        reach = -7 if timeline.time_runs_left else 7
        corners = [(tip, placed.y - 9), (tip + reach, placed.y), (tip, placed.y + 9)]
        points = f"M{'L'.join(f'{_number(x)} {_number(y)}' for x, y in corners)}z"
        SubElement(link, "path", {"class": "bar", "d": points})
    _text(link, layout, "span-name", placed.label_x, placed.y + 4.5, span.label, placed.label_anchor)
    if placed.end_label_x is not None:
        css = "label" if placed.end_x is not None else "span-name"
        _text(link, layout, css, placed.end_label_x, placed.y + 4.5, span.end_label, placed.end_anchor)
