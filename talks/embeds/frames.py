"""What stands in a frame: the drawings of a chart, and the same as data for Plotly.

A frame has no wide drawing: the narrow one is scaled to the width that the frame gets, and where a chart is
drawn for phones, too, that one stands in its place there. A wide one, with a figure of its own, would cost
every reader half as much again, and most frames stand in the column of an article. In a sandbox a frame may
fetch nothing, so the figures are in the page, in the colours of the page.
"""

import json
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from plotly.graph_objects import Figure

from talks.embeds.travelling import TravellingChart

# Out of a frame every link opens a page of its own, which is told nothing of the page around the frame.
OUTSIDE = 'target="_blank" rel="noopener"'
# As json_script does, whose letters beyond ASCII would be escaped, too, and twice as long: what could end the
# block or the page's markup is escaped.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Drawing:
    """A drawing of a frame: for which frames it is, its width, its SVG, and its figure as a block of data.

    `left_out` says what it has no room for.
    """

    name: str
    width: int
    svg: SafeString
    figure: SafeString
    left_out: str


def drawings_of(chart: TravellingChart) -> list[Drawing]:
    """Give the drawings of a chart for a frame, all but the wide one; none where it is of words alone."""
    if chart.is_of_words:
        return []
    names = zip(("narrow", "phone"), chart.widths[1:], strict=False)
    return [_draw(chart, name, width) for name, width in names]


def _draw(chart: TravellingChart, name: str, width: int) -> Drawing:
    svg = chart.draw_svg(width).replace("<a ", f"<a {OUTSIDE} ")
    figure = as_block(chart.draw_figure(width, "page"), f"figure-{width}")
    return Drawing(name, width, mark_safe(svg), figure, chart.left_out_told(width))


def as_block(figure: Figure, name: str) -> SafeString:
    """Give a figure as a block of data for a page, of which `name` is the id."""
    plain = json.loads(figure.to_json())
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return format_html('<script id="{}" type="application/json">{}</script>', name, mark_safe(text))
