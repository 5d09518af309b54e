"""The picture of a chart that travels, from what the chart says and draws."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from talks.pictures.card import frame_card
from talks.pictures.framing import Picture, Words, frame, frame_sentences
from talks.pictures.sheet import Drawing

# What is typed into an address, and may not stand in a file of XML.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# How wide what says why there is no picture is, in pixels.
WIDTH_OF_REFUSAL = 752


class Chart(Protocol):
    """What a picture needs to know of a chart: that which talks.embeds.travelling says of each."""

    form: Any
    widths: tuple[int, ...]

    def headline(self) -> str: ...
    def limits(self) -> list[str]: ...
    def left_out_told(self, width: int) -> str: ...
    def legend(self) -> Iterable[str]: ...
    def draw_svg(self, width: int) -> str: ...
    def drawings_for_card(self) -> Iterable[tuple[str, str]]: ...
    @property
    def description(self) -> str: ...
    @property
    def source_line(self) -> str: ...


def width_of_column(widths: Sequence[int]) -> int:
    """Give the width that can be read in a column of text: the second, where a chart has more than one."""
    return widths[:2][-1]


def picture_of(chart: Chart, *, width: int = 0, theme: str = "light") -> Picture:
    """Give the picture of a chart at one of its widths; where none is said, at that of a column of text."""
    width = width or width_of_column(chart.widths)
    drawing = Drawing.of(chart.draw_svg(width), chart.left_out_told(width))
    return frame(_words(chart), drawing, theme, statuses=list(chart.legend()))


def card_of(chart: Chart, *, theme: str = "light") -> Picture:
    """Give the card of a chart for social media."""
    drawings = [Drawing.of(svg, left_out) for svg, left_out in chart.drawings_for_card()]
    return frame_card(_words(chart), drawings, theme, statuses=list(chart.legend()))


def refusal_of(sentences: list[str]) -> Picture:
    """Give a picture that says why there is none of what was asked for, which may be quoted in it."""
    sentences = [NOT_IN_XML.sub("\ufffd", sentence) for sentence in sentences]
    title = _("This picture could not be drawn")
    words = Words(
        headline=title,
        limits="",
        title=title,
        description="",
        source_line="",
        **_language(),
    )
    return frame_sentences(words, sentences, WIDTH_OF_REFUSAL)


def _words(chart: Chart) -> Words:
    has_title = chart.form.has_title
    return Words(
        headline=chart.headline() if has_title else "",
        limits=" · ".join(chart.limits()),
        title=chart.headline(),
        description=chart.description,
        source_line=chart.source_line,
        **_language(),
    )


def _language() -> dict[str, Any]:
    return {
        "site": _("Astana Record"),
        "language": get_language(),
        "is_right_to_left": get_language_bidi(),
    }
