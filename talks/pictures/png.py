"""Pictures as PNG: drawn by resvg in a face that is installed with the site, never one of the machine's.

resvg shapes Arabic, but takes every text for one that runs from left to right: where it begins, and where the
stop at its end stands, has to be said in its terms.
"""

from functools import cache, lru_cache
from xml.etree.ElementTree import Element, fromstring, tostring

import fontpkg
import resvg_py

FACE = "IBM Plex Sans Arabic"
# Of the same family: it has the Cyrillic letters that the face has not.
FACE_OF_OTHER_SCRIPTS = "IBM Plex Sans"
WEIGHTS = (400, 700)
# What keeps the direction of a text whatever surrounds it, and is not drawn (Unicode's bidirectional rules).
ISOLATES = {"rtl": "\u2067", "ltr": "\u2066"}
END_OF_ISOLATE = "\u2069"
SWAPPED = {"start": "end", "end": "start"}


# A picture that is asked for again is not drawn again: the same SVG gives the same pixels, whoever asks.
@lru_cache(maxsize=32)
def as_png(svg: str, scale: int = 1) -> bytes:
    """Draw a picture `scale` times as large as it says, in pixels."""
    return resvg_py.svg_to_bytes(
        svg_string=in_terms_of_resvg(svg),
        zoom=scale,
        skip_system_fonts=True,
        font_files=list(font_files()),
        font_family=FACE,
        sans_serif_family=FACE,
    )


@cache
def font_files() -> tuple[str, ...]:
    """Give where the files of the faces are."""
    of_face = (fontpkg.path(FACE, weight=weight) for weight in WEIGHTS)
    return tuple(map(str, (*of_face, fontpkg.path(FACE_OF_OTHER_SCRIPTS))))


def in_terms_of_resvg(svg: str) -> str:
    """Let texts from right to left begin on the right, and keep each in its direction."""
    root = fromstring(svg)
    _turn_texts(root, "ltr")
    return tostring(root, encoding="unicode")


def _turn_texts(element: Element, direction: str) -> None:
    direction = element.get("direction", direction)
    if element.tag.endswith("}text") and element.text:
        if direction == "rtl":
            anchor = element.get("text-anchor", "start")
            element.set("text-anchor", SWAPPED.get(anchor, anchor))
        element.text = f"{ISOLATES[direction]}{element.text}{END_OF_ISOLATE}"
    for child in element:
        _turn_texts(child, direction)
