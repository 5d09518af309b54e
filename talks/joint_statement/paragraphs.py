"""How the text of a joint statement falls into paragraphs, and which of two languages belong together."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from talks.search import normalise

# A statement has a score of them; what has more is no statement, or more than one.
MOST_PARAGRAPHS = 60

_UNREADABLE = "\ufffd"
# Of the invisible characters, these two are part of how a word is written.
_JOINERS = {"\u200c", "\u200d"}
_SENTENCE_END = (".", "!", "?", "؟", ":", ";", "؛", "…", ".»", ".”", '."', ".’")
_ITEM_END = (*_SENTENCE_END, ",", "،")

_BULLET = re.compile(r"[–—•·▪●◦*‣∙■-](?:\s+|(?=[^\W\d_]))")
_NUMBER = re.compile(
    r"""
    (?:(?:article|item|point|paragraph|المادة|البند|الفقرة)\s+)?
    (?:
        [(\[]\s*(\d{1,2})\s*[)\]]\s*[.:–—-]?   # (1)  [1]  (٢)-
      | (\d{1,2})\s*[.):](?!\d)                # 1.  1)  but not 1.5
      | (\d{1,2})\s*[–—ـ-](?!\s*\d)            # ١-  but not 3–4 May
    )
    \s*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ORDINAL = re.compile(r"((?:[^\W\d_]|[\u064b-\u0652])+(?:[ ]عشر)?)\s*[:.،,)–—-]+\s*")
_ENGLISH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ARABIC = "اولا ثانيا ثالثا رابعا خامسا سادسا سابعا ثامنا تاسعا عاشرا"
_ARABIC_TEENS = "حادي ثاني ثالث رابع خامس سادس سابع ثامن تاسع"
# By the ordinal as it is compared.
_ORDINALS = {
    **{ordinal: number for number, ordinal in enumerate(_ENGLISH.split(), start=1)},
    **{f"{ordinal}ly": number for number, ordinal in enumerate(_ENGLISH.split(), start=1)},
    **{ordinal: number for number, ordinal in enumerate(_ARABIC.split(), start=1)},
    **{f"{ordinal} عشر": number for number, ordinal in enumerate(_ARABIC_TEENS.split(), start=11)},
}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph without its numbering, and the number that it carries in the text."""

    text: str
    number: int | None = None


# Odd characters


def cleaned(text: str) -> str:
    """Give a text without invisible characters, all its lines ended alike."""
    lines = "\n".join(text.splitlines()).replace("\t", " ")
    return "".join(letter for letter in lines if letter == "\n" or not _is_invisible(letter))


def count_invisible(text: str) -> int:
    """Count the characters of a text that `cleaned` leaves out."""
    return sum(map(_is_invisible, "".join(text.splitlines()).replace("\t", " ")))


def count_unreadable(text: str) -> int:
    """Count the characters of a text that were lost on its way here."""
    return text.count(_UNREADABLE)


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs"} and letter not in _JOINERS


# Paragraphs


def paragraphs(text: str) -> list[Paragraph]:
    """Give the paragraphs of a text in order, with single blanks for white space.

    A paragraph begins after a blank line, and where a line begins with a number, an ordinal or a bullet; one
    in the midst of a sentence counts only if it goes on from the last. Other line breaks are soft, save
    after a line that ends a sentence where two in three of the lines that stand together do, or where it is
    clearly shorter than the longest of them.
    """
    found = []
    last = 0
    for lines in _blocks(cleaned(text)):
        for number, item in _items(lines, last):
            last = number or last
            found.append(Paragraph(item, number))
    return found


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines that stand together between blank ones."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    for is_blank, together in groupby(lines, key=lambda line: not line):
        if not is_blank:
            yield list(together)


def _items(lines: list[str], last: int) -> Iterator[tuple[int | None, str]]:
    """Yield the paragraphs in lines that stand together, with their numbers; `last` is the number before."""
    ends_paragraph = _ends_of_paragraphs(lines)
    number, item, before = None, "", ""
    for line in lines:
        marker, rest = _without_marker(line)
        goes_on = before and not before.endswith(_ITEM_END) and marker not in {None, last + 1}
        if rest == line or goes_on:
            marker, rest, begins = None, line, not before or ends_paragraph(before)
        else:
            begins = True
        if begins:
            if item:
                yield number, item
            number, item = marker, rest
        else:
            item = _joined(item, rest)
        last, before = marker or last, line
    if item:
        yield number, item


def _ends_of_paragraphs(lines: list[str]) -> Callable[[str], bool]:
    """Give what tells of one of these lines whether a paragraph may end with it."""
    ends = [line for line in lines if line.endswith(_SENTENCE_END)]
    are_sentences = len(ends) * 3 >= len(lines) * 2
    longest = max(map(len, lines))
    return lambda line: line in ends and (are_sentences or len(line) * 4 < longest * 3)


def _joined(start: str, rest: str) -> str:
    """Join two lines; what a hyphen parts at the end of a line was one word."""
    is_one_word = re.search(r"[^\W\d_]-$", start) and rest[:1].islower()
    return f"{start}{rest}" if is_one_word else f"{start} {rest}".strip()


def _without_marker(line: str) -> tuple[int | None, str]:
    """Give the number with which a line begins, if any, and the line without it, or without its bullet."""
    if found := _NUMBER.match(line):
        return int(next(filter(None, found.groups()))) or None, line[found.end() :]
    if (found := _ORDINAL.match(line)) and (number := _ORDINALS.get(normalise(found[1]))):
        return number, line[found.end() :]
    if found := _BULLET.match(line):
        return None, line[found.end() :]
    return None, line


# Pairs

# What is one paragraph in several languages, by language; it may be missing in some.
Pair = dict[str, Paragraph]


def are_numbered_alike(texts: Mapping[str, Sequence[Paragraph]]) -> bool:
    """Tell whether every text that is there carries numbers, or none does."""
    numbered = {any(each.number for each in of_text) for of_text in texts.values() if of_text}
    return len(numbered) < 2


def paired(texts: Mapping[str, Sequence[Paragraph]]) -> list[Pair]:
    """Give the paragraphs of a statement in its languages as pairs, in order.

    By their numbers where all the texts have them; those without one by their order after the last number.
    Else by their order alone.
    """
    alike = are_numbered_alike(texts)
    placed = {
        language: dict(zip(_places(of_text, alike), of_text, strict=True))
        for language, of_text in texts.items()
    }
    return [
        {language: by_place[place] for language, by_place in placed.items() if place in by_place}
        for place in _merged(placed.values())
    ]


# A number, which time it stands in the text, and how many paragraphs after it.
_Place = tuple[int, int, int]


def _places(of_text: Sequence[Paragraph], by_number: bool) -> Iterator[_Place]:
    times: Counter[int] = Counter()
    number, after = 0, 0
    for paragraph in of_text:
        after += 1
        if by_number and paragraph.number:
            number, after = paragraph.number, 0
            times[number] += 1
        yield number, times[number], after


def _merged(of_texts: Iterable[Iterable[_Place]]) -> list[_Place]:
    """Give the places of all texts once, each text in its own order."""
    merged: list[_Place] = []
    for places in of_texts:
        at = 0
        for place in places:
            if place in merged:
                at = merged.index(place) + 1
            else:
                merged.insert(at, place)
                at += 1
    return merged
