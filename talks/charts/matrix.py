"""Topics by rounds: how many decisions of each topic a round took, and what became of them.

A mark's area is the number of decisions, its shape and colour their status. A row runs from the round in
which its topic first came up to the last; where there are more rounds than fit, the last ones are drawn.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from xml.etree.ElementTree import Element, SubElement

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
from talks.charts.texts import BOLD, LETTER, label_width, wrap


@dataclass(frozen=True)
class Cell:
    """The decisions of one topic that one round took and that have one status."""

    column: str
    status: str
    count: int
    title: str
    href: str
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A round, with the number of all its decisions; `label` says when it was. One may be selected."""

    key: str
    number: str
    label: str
    href: str
    total: int = 0
    is_planned: bool = False
    title: str = ""
    is_selected: bool = False
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A topic, with the number of all its decisions."""

    key: str
    name: str
    href: str
    total: int
    cells: tuple[Cell, ...] = ()
    title: str = ""
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """All topics by all rounds, in the order of time.

    `total_heading` stands over the totals of the rows, `total_name` before those of the columns, `none` in
    the place of a total of nothing.
    """

    title: str
    description: str
    language: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    total_heading: str = ""
    total_name: str = ""
    none: str = "0"
    is_right_to_left: bool = False

    def shown(self, width: int) -> tuple[Column, ...]:
        """Give the columns that are drawn at a width: as many as fit, the last or from the selected on."""
        most = SCALES[width].most_columns
        first = max(len(self.columns) - most, 0)
        selected = (place for place, column in enumerate(self.columns) if column.is_selected)
        first = min([first, *selected])
        return self.columns[first : first + most]

    def left_out(self, width: int) -> int:
        """Count the columns that are not drawn at a width."""
        return len(self.columns) - len(self.shown(width))


# Where everything stands


@dataclass(frozen=True)
class Scale:
    """The size of what depends on the width of the drawing."""

    width: int
    name_column: int
    total_column: int
    column: int
    radius: float
    row: int

    @property
    def most_columns(self) -> int:
        """Give how many columns fit."""
        return (self.width - self.name_column - self.total_column) // self.column


WIDE = Scale(width=1104, name_column=232, total_column=84, column=48, radius=13, row=42)
NARROW = Scale(width=704, name_column=146, total_column=54, column=41, radius=11, row=40)
SCALES = {scale.width: scale for scale in (WIDE, NARROW)}
WIDTHS = tuple(SCALES)

WIDEST_COLUMN = 88
LARGEST, SMALLEST = 16, 7  # the size of the mark of one decision
# Marks stand in one line, at worst a third smaller; what needs more room stands in more lines.
SIZES = ((1, range(LARGEST, 10, -1)), (2, range(14, 8, -1)), (4, range(12, SMALLEST - 1, -1)))
GAP = 4
DIGIT = 7.4  # the advance of a digit beside a mark
LABEL_LETTER = 6.2  # the mean advance of a letter of a column's label
LINE = 16
FOOT = 38


@dataclass(frozen=True)
class PlacedCell:
    """The mark of a cell: its middle, its size, and where its number begins if it has one."""

    cell: Cell
    x: float
    y: float
    size: float
    number_x: float | None


@dataclass(frozen=True)
class PlacedRow:
    """A row around its middle line `y`, with the lines of its name and the pieces of its thread."""

    row: Row
    y: float
    bottom: float
    name: tuple[tuple[str, float], ...]
    cells: tuple[PlacedCell, ...]
    thread: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class PlacedColumn:
    """A column: its middle, the half of its disc's width, and the lines of its label."""

    column: Column
    x: float
    half: float
    label: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Layout:
    """A matrix with a place for everything that is drawn at a width."""

    matrix: Matrix
    scale: Scale
    name_column: float
    column_width: float
    head: float
    columns: tuple[PlacedColumn, ...]
    rows: tuple[PlacedRow, ...]
    height: float

    @property
    def head_y(self) -> float:
        """Give the middle of the discs at the head of the columns."""
        return self.scale.radius + 5

    @property
    def heading_y(self) -> float:
        """Give the baseline of the heading of the totals: the last line of the columns' labels."""
        return self.head - 8

    @property
    def foot_y(self) -> float:
        """Give the middle line of the totals of the columns."""
        return self.height - FOOT / 2

    @property
    def start(self) -> float:
        """Give the edge at which rows begin."""
        return self.x(0)

    @property
    def end(self) -> float:
        """Give the edge at which rows end, where their totals stand."""
        return self.x(self.scale.width)

    def x(self, along: float) -> float:
        """Turn a distance from the edge at which rows begin into pixels from the left."""
        return self.scale.width - along if self.matrix.is_right_to_left else along

    def column_edges(self, placed: PlacedColumn) -> tuple[float, float]:
        """Give the left and the right edge of a column."""
        return placed.x - self.column_width / 2, placed.x + self.column_width / 2


def lay_out(matrix: Matrix, width: int = WIDE.width) -> Layout:
    """Give every part of a matrix its place."""
    scale, columns = SCALES[width], matrix.shown(width)
    room = width - scale.name_column - scale.total_column
    column_width = min(room / max(len(columns), 1), WIDEST_COLUMN)
    name_column = width - scale.total_column - column_width * len(columns)
    middles = {column.key: name_column + column_width * (place + 0.5) for place, column in enumerate(columns)}
    empty = Layout(matrix, scale, name_column, column_width, 0, (), (), 0)
    labels = _labels(columns, column_width + 3)
    heads = tuple(
        _place_column(empty, column, middles[column.key], label)
        for column, label in zip(columns, labels, strict=True)
    )
    head = max((y + 8 for placed in heads for _line, y in placed.label), default=2 * scale.radius + 25)
    unit = _unit(matrix, middles.keys(), column_width)
    rows, y = [], head
    for row in matrix.rows:
        rows.append(_place_row(empty, row, middles, y, unit))
        y = rows[-1].bottom
    return Layout(matrix, scale, name_column, column_width, head, heads, tuple(rows), round(y + FOOT))


def _labels(columns: tuple[Column, ...], room: float) -> list[list[str]]:
    """Break the labels of the columns: all stand in one line, or all that can in two."""
    is_long = any(label_width(column.label, LABEL_LETTER) > room - GAP for column in columns)
    parts = [column.label.rsplit(" ", 1) if is_long else [column.label] for column in columns]
    return [
        [line for part in label for line in wrap(part, room, letter=LABEL_LETTER, lines=1)] for label in parts
    ]


def _place_column(layout: Layout, column: Column, along: float, label: list[str]) -> PlacedColumn:
    radius = layout.scale.radius
    y = layout.head_y + radius + 15
    return PlacedColumn(
        column,
        layout.x(along),
        max(radius + 4 * column.is_planned, label_width(column.number, DIGIT) / 2 + 3.5),
        tuple((line, y + 14 * place) for place, line in enumerate(label)),
    )


def _unit(matrix: Matrix, columns, column_width: float) -> int:
    """Give the largest size of the mark of one decision with which all cells fit."""
    by_cell: dict[tuple[str, str], list[Cell]] = {}
    for row in matrix.rows:
        for cell in row.cells:
            if cell.column in columns:
                by_cell.setdefault((row.key, cell.column), []).append(cell)
    for lines, sizes in SIZES:
        for unit in sizes:
            room = column_width - GAP
            if all(_fit(cells, unit, room, lines) for cells in by_cell.values()):
                return unit
    return SMALLEST


def _fit(cells: list[Cell], unit: float, room: float, lines: int) -> bool:
    broken = _lines(cells, unit, room)
    return len(broken) <= lines and all(_width(line, unit) <= room for line in broken)


def _lines(cells: list[Cell], unit: float, room: float) -> list[list[Cell]]:
    """Break the marks of a cell into lines."""
    lines: list[list[Cell]] = []
    for cell in cells:
        if lines and _width([*lines[-1], cell], unit) <= room:
            lines[-1].append(cell)
        else:
            lines.append([cell])
    return lines


def _width(cells: list[Cell], unit: float) -> float:
    return sum(_size(cell, unit) + _number_width(cell) for cell in cells) + GAP * (len(cells) - 1)


def _size(cell: Cell, unit: float) -> float:
    return unit * sqrt(cell.count)


def _number_width(cell: Cell) -> float:
    return 2 + DIGIT * len(str(cell.count)) if cell.count > 1 else 0


def _place_row(layout: Layout, row: Row, middles: dict[str, float], top: float, unit: float) -> PlacedRow:
    """Place the marks of a row in the middle of their columns, and its thread in the gaps between them."""
    name = wrap(row.name, layout.name_column - 10, letter=BOLD if row.total else LETTER, lines=3)
    by_column: dict[str, list[Cell]] = {}
    for cell in row.cells:
        by_column.setdefault(cell.column, []).append(cell)
    room = layout.column_width - GAP
    broken = {key: _lines(by_column[key], unit, room) for key in middles if key in by_column}
    heights = {
        key: [max(_size(cell, unit) for cell in line) for line in lines] for key, lines in broken.items()
    }
    deepest = max((sum(sizes) + 3 * (len(sizes) - 1) for sizes in heights.values()), default=0)
    depth = max(layout.scale.row, deepest + 12, LINE * len(name) + 10)
    y = top + depth / 2
    placed, taken = [], []
    for key, lines in broken.items():
        line_y = y - (sum(heights[key]) + 3 * (len(lines) - 1)) / 2
        for line, height in zip(lines, heights[key], strict=True):
            placed += _place_line(layout, line, middles[key], line_y + height / 2, unit)
            line_y += height + 3
        half = max(_width(line, unit) for line in lines) / 2
        taken.append((middles[key] - half, middles[key] + half))
    if taken and any(key not in middles for key in by_column):
        # It came up before what is drawn.
        taken.insert(0, (0, layout.name_column))
    thread = [(end + GAP, start - GAP) for (_start, end), (start, _end) in pairwise(taken)]
    first_line = y - LINE * (len(name) - 1) / 2 + 4.5
    return PlacedRow(
        row,
        y,
        top + depth,
        tuple((line, first_line + LINE * place) for place, line in enumerate(name)),
        tuple(placed),
        tuple((layout.x(start), layout.x(end)) for start, end in thread if end - start > 2 * GAP),
    )


def _place_line(layout: Layout, cells: list[Cell], middle: float, y: float, unit: float) -> list[PlacedCell]:
    along = middle - _width(cells, unit) / 2
    placed = []
    for cell in cells:
        size = _size(cell, unit)
        number_x = layout.x(along + size + 2) if cell.count > 1 else None
        # However many decisions, a mark stays in its column.
        shown = min(size, layout.column_width - GAP)
        placed.append(PlacedCell(cell, layout.x(along + size / 2), y, shown, number_x))
        along += size + _number_width(cell) + GAP
    return placed


# The drawing


def cell_key(row: Row, cell: Cell) -> str:
    """Give the key of a mark, the same in both drawings."""
    return f"{row.key}:{cell.column}:{cell.status}"


def total_text(matrix: Matrix, row: Row) -> str:
    """Give what stands at the end of a row."""
    return str(row.total) if row.total else matrix.none


def draw_svg(matrix: Matrix, *, width: int = WIDE.width, name: str = "matrix") -> str:
    """Give a matrix as an SVG element."""
    layout = lay_out(matrix, width)
    svg = begin_svg(
        "matrix",
        (width, layout.height),
        name=name,
        title=matrix.title,
        description=matrix.description,
        language=matrix.language,
        is_right_to_left=matrix.is_right_to_left,
    )
    foot = layout.height - FOOT
    for placed in layout.columns:
        if placed.column.is_planned or placed.column.is_selected:
            css = "chosen" if placed.column.is_selected else "after"
            draw_box(svg, css, *layout.column_edges(placed), foot / 2, foot)
    for placed in layout.columns:
        _draw_column(svg, layout, placed)
    write(svg, "heading", layout.end, layout.heading_y, matrix.total_heading, "end")
    draw_line(svg, "rule", 0, layout.head, width, layout.head)
    for placed in layout.rows:
        _draw_row(svg, layout, placed)
    draw_line(svg, "rule", 0, foot, width, foot)
    y = layout.foot_y + 4.5
    write(svg, "heading", layout.start, y, matrix.total_name)
    write(svg, "total", layout.end, y, str(matrix.total), "end")
    return as_text(svg)


def _draw_column(svg: Element, layout: Layout, placed: PlacedColumn) -> None:
    column, radius, y = placed.column, layout.scale.radius, layout.head_y
    kind = ("planned" if column.is_planned else "held") + " selected" * column.is_selected
    link = begin_link(svg, column.href, column.title or column.label, f"round {kind}", column.key)
    if placed.half > radius:
        draw_box(link, "disc", placed.x - placed.half, placed.x + placed.half, y, 2 * radius, radius)
    else:
        draw_circle(link, "disc", placed.x, y, radius)
    write(link, "number", placed.x, y + 4.5, column.number, "middle")
    for line, line_y in placed.label:
        write(svg, "label" + " selected" * column.is_selected, placed.x, line_y, line, "middle")
    if column.total:
        write(svg, "total", placed.x, layout.foot_y + 4.5, str(column.total), "middle")


def _draw_row(svg: Element, layout: Layout, placed: PlacedRow) -> None:
    row = placed.row
    group = SubElement(svg, "g", {"class": "row" if row.total else "row none"})
    link = begin_link(group, row.href, row.title or row.name, "name", row.key)
    for line, y in placed.name:
        write(link, "row-name", layout.start, y, line)
    for start, end in placed.thread:
        draw_line(group, "thread", start, placed.y, end, placed.y)
    for mark in placed.cells:
        cell = mark.cell
        link = begin_link(group, cell.href, cell.title, "cell", cell_key(row, cell))
        draw_status(link, cell.status, mark.x, mark.y, mark.size)
        if mark.number_x is not None:
            write(link, "count", mark.number_x, mark.y + 4.5, str(cell.count))
    write(group, "total", layout.end, placed.y + 4.5, total_text(layout.matrix, row), "end")
    draw_line(group, "grid", 0, placed.bottom, layout.scale.width, placed.bottom)
