"""How much room texts take, and how they are broken where there is less."""

LETTER = 6.7  # the mean advance of a letter at the label size, on the wide side for both scripts
BOLD = 7.6  # the same of a bold name
IN_LONG_TEXTS = {"ar": 5.9}  # the same by language where a text is so long that its letters even out


def label_width(text: str, letter: float = LETTER) -> float:
    """Give about how wide a label is, in pixels at the label size."""
    return len(text) * letter


def wrap(text: str, room: float, *, letter: float = LETTER, lines: int | None = None) -> list[str]:
    """Break a text between words so that its lines fit; what `lines` do not hold ends in an ellipsis.

    The lines of a text that knows its language know it, too.
    """
    broken: list[str] = []
    for word in text.split():
        longer = f"{broken[-1]} {word}" if broken else word
        if not broken or label_width(longer, letter) > room:
            broken.append(word)
        else:
            broken[-1] = longer
    if lines is not None:
        is_longer = len(broken) > lines
        broken = broken[:lines]
        if is_longer:
            broken[-1] += "…"
        broken = [_cut(line, room, letter) for line in broken]
    language = getattr(text, "language", "")
    return [type(text)(line, language) for line in broken] if language else broken


def _cut(line: str, room: float, letter: float) -> str:
    """Shorten a line that is too long for its room, at a blank where it has one."""
    if label_width(line, letter) <= room:
        return line
    short = line[: max(1, int(room / letter) - 1)]
    return f"{short.rpartition(' ')[0] or short}…"
