"""The key of a picture: the marks that its drawing has, each with its word, in the order of the page's."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext_lazy as _

from talks.models import Status
from talks.pictures.sheet import Sheet

# By the size of the text: a mark, the space beside it and between entries, and a line.
MARK, BESIDE, BETWEEN, LINE = 1.1, 0.5, 1.5, 1.7


@dataclass(frozen=True)
class Entry:
    """A mark, a symbol of templates/talks/_marks.html with the classes of its colours, and its word."""

    symbol: str
    css: str
    word: str


# Entries with how far from the beginning of their row each stands.
Row = list[tuple[float, Entry]]


# The kinds of events by shape and colour, as the page's own key names them.
EVENTS: tuple[tuple[str, str, Any], ...] = (
    ("bar", "un", _("UN-led round")),
    ("diamond", "summit", _("summit")),
    ("diamond-open", "summit", _("ministers’ meeting")),
    ("triangle-up", "summit", _("congress")),
    ("ring", "summit", _("technical meeting")),
    ("square", "pact", _("agreement or truce")),
    ("square-open", "pact", _("Security Council resolution")),
    ("hatch", "hatch", _("military development")),
    ("triangle-down", "release", _("release of detainees")),
    ("ring", "release", _("working group")),
)


def key_of(drawing: Element, statuses: Collection[str]) -> Iterator[Entry]:
    """Yield an entry for each of these statuses and each kind of event that a drawing shows.

    And for dates that were announced and then moved.
    """
    yield from key_of_statuses(drawing, statuses)
    classes = [set(element.get("class", "").split()) for element in drawing.iter()]
    for shape, colour, word in EVENTS:
        if any({"mark", shape, colour} <= of_one for of_one in classes):
            yield Entry(f"shape-{shape}", f"mark {colour} {shape}", str(word))
    if any("slip-window" in of_one for of_one in classes):
        yield Entry("shape-window", "", str(_("date announced, then moved")))


def key_of_statuses(drawing: Element, statuses: Collection[str]) -> Iterator[Entry]:
    """Yield an entry for each of these statuses that a drawing shows."""
    used = {element.get("href") for element in drawing.iter("use")}
    for status in Status:
        if status in statuses and f"#mark-{status}" in used:
            yield Entry(f"mark-{status}", f"status-{status}", str(status.label))


def set_out(sheet: Sheet, entries: Iterable[Entry], size: float, room: float) -> list[Row]:
    """Set a key out in as many rows as it needs."""
    rows: list[Row] = []
    taken = room
    for entry in entries:
        width = (MARK + BESIDE) * size + sheet.room_of(entry.word, size)
        if taken + width > room:
            rows.append([])
            taken = 0
        rows[-1].append((taken, entry))
        taken += width + BETWEEN * size
    return rows


def height_of(rows: list[Row], size: float) -> float:
    """Give how high a key is."""
    return len(rows) * LINE * size


def draw_key(sheet: Sheet, inset: float, y: float, rows: list[Row], size: float) -> float:
    """Draw a key beneath y; give where it ends."""
    for row in rows:
        line = y + size
        for place, entry in row:
            box = sheet.box(inset + place, line - 0.9 * size, MARK * size)
            SubElement(sheet.svg, "use", {"href": f"#{entry.symbol}", "class": entry.css} | box)
            sheet.write(inset + place + (MARK + BESIDE) * size, line, entry.word, size, colour="soft")
        y += LINE * size
    return y
