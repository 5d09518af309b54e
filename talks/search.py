"""How texts are searched: their one spelling, the column that holds it, what is looked for, and marks."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The one spelling

# What NFKD leaves apart: alef wasla, alef maqsura, ta marbuta, the Persian ya and kaf, the dotless i.
_SAME_LETTER = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ı": "i"})
_TATWEEL = "\u0640"
# Two seats of one hamza: Cairo writes مسئول and شئون where others write مسؤول and شؤون.
_SAME_HAMZA = ("ئو", "ؤو")
# The record writes أستانا; many newsrooms write أستانة, which comes out as the first of these.
_SAME_NAME = ("استانه", "استانا")
# Marks and signs by their Unicode category: format characters (such as isolates), combining marks,
# opening and closing quotation marks.
_MARKS = {"Mn", "Me"}
_UNHEARD = {"Cf", "Pi", "Pf", *_MARKS}
_WORD = re.compile(r"[^\W_]+")


def normalise(text: str) -> str:
    """Give a text in the one spelling in which it is stored for search and looked up.

    Case, diacritics (Arabic and Latin), tatweel, quotation marks, invisible characters and the forms of
    alef, ya, ta marbuta and hamza do not matter; Arabic-Indic digits become Western ones, dashes hyphens;
    white space is single blanks.
    """
    heard = "".join(map(_heard, text.replace(*_SAME_HAMZA)))
    return " ".join(heard.split()).replace(*_SAME_NAME)


@lru_cache(maxsize=4096)
def _heard(letter: str) -> str:
    """Give what counts of one character: mostly one letter, of some two, of marks nothing."""
    spelt = unicodedata.normalize("NFKD", letter).casefold().translate(_SAME_LETTER)
    return "".join(map(_counts, spelt))


def _counts(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _UNHEARD or letter in {_TATWEEL, '"', "'"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(letter))
    return "-" if category == "Pd" else letter


def words(text: str) -> list[str]:
    """Give the words of a text, normalised: what has letters or digits. A hyphen parts two words."""
    return _WORD.findall(normalise(text))


@dataclass(frozen=True)
class _PlacedWord:
    """A word as it is compared, and where it stands in the text as it is written."""

    word: str
    start: int
    end: int


def _placed_words(text: str) -> Iterator[_PlacedWord]:
    """Yield the words of a text that `words` gives, with their places."""
    heard, places = [], []
    for place, letter in enumerate(text.replace(*_SAME_HAMZA)):
        for counted in _heard(letter):
            heard.append(counted)
            places.append(place)
    # Neither of the replacements changes the length.
    for found in _WORD.finditer("".join(heard).replace(*_SAME_NAME)):
        end = places[found.end() - 1] + 1
        while end < len(text) and unicodedata.category(text[end]) in _MARKS:
            end += 1
        yield _PlacedWord(found[0], places[found.start()], end)


# What Arabic writes joined to a word

_ARTICLES = ("ال", "بال", "كال", "لل")
_PREFIXES = [
    (conjunction + joined, joined in _ARTICLES)
    for conjunction in ("", "و", "ف")
    for joined in ("", "ب", "ل", "ك", *_ARTICLES)
    if conjunction + joined
]


def _readings(word: str) -> Iterator[tuple[str, bool]]:
    """Yield what is left of a word without what may be joined before it, and whether that is an article.

    At least three letters are left, two after an article, so that words that merely begin so stay whole.
    """
    for prefix, has_article in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= (2 if has_article else 3):
            yield rest, has_article


def stems(word: str) -> list[str]:
    """Give a normalised word without the article and the prefixes of Arabic: every reading, none for most."""
    return [rest for rest, _has_article in _readings(word)]


def _bare(word: str) -> str:
    """Give a word without its article."""
    return word[2:] if word.startswith("ال") and len(word) >= 4 else word


def _is_arabic(word: str) -> bool:
    return "\u0621" <= word[0] <= "\u064a"


# The column


def search_text(names: str, text: str) -> str:
    """Give the text in which an entry is looked for, from its names and the rest of what it says.

    Every word has a blank before and after it: names first, then the rest, then the stems of Arabic words.
    The names and their stems stand once more at the end, between bars instead of blanks, so that a word can
    also be looked for in names alone. The empty text stays empty.
    """
    named = words(names)
    said = [*named, *words(text)]
    if not said:
        return ""
    in_text = f" {' '.join(_with_stems(said))} "
    return f"{in_text}|{'|'.join(_with_stems(named))}|" if named else in_text


def _with_stems(said: list[str]) -> list[str]:
    """Give the words in their order, then the stems that are not among them, each once."""
    there = set(said)
    added = dict.fromkeys(stem for word in said for stem in stems(word) if stem not in there)
    return [*said, *added]


def _address_words(address: str) -> str:
    """Give what can be read in a web address: its host and the last part of its path."""
    parts = urlsplit(address)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return f"{(parts.hostname or '').removeprefix('www.')} {re.sub(r'[.]html?$', '', last)}"


class SearchTextField(models.TextField):
    """The normalised text of other fields of the same row, kept in step on every save.

    `names` and `of` name the fields, those that name the entry and the others; a bilingual one by each of
    its columns.
    """

    def __init__(
        self, *args: Any, names: tuple[str, ...] = (), of: tuple[str, ...] = (), **options: Any
    ) -> None:
        self.names, self.of = names, of
        super().__init__(*args, **{"editable": False, "blank": True, "default": "", **options})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "names": self.names, "of": self.of}

    def text_of(self, row: models.Model) -> str:
        """Give the text of a row as it stands now."""
        return search_text(*(" ".join(_read(row, name) for name in names) for names in (self.names, self.of)))

    def pre_save(self, row: models.Model, add: bool) -> str:
        text = self.text_of(row)
        setattr(row, self.attname, text)
        return text


def _read(row: models.Model, name: str) -> str:
    value = getattr(row, name) or ""
    return _address_words(value) if isinstance(row._meta.get_field(name), models.URLField) else value


# The record's own names


class Names:
    """The names of the record, each with the same name in the other language, and the words they are made of.

    Takes triples: a name in one language, in the other, and whether it is a person's, whose last word is a
    name of its own. Any other name is known as a whole: "United Nations" is الأمم المتحدة, but "Nations" is
    not المتحدة. What stands in parentheses is a second name.
    """

    def __init__(self, names: Iterable[tuple[str, str, bool]] = ()) -> None:
        self._others: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        self._spelt: dict[str, str] = {}
        for one, other, is_person in names:
            self._note_spelling(one)
            self._note_spelling(other)
            pairs = list(zip_longest(re.split(r"[()]", one), re.split(r"[()]", other)))
            if any(None in pair for pair in pairs):
                pairs = [(one, other)]
            for ours, theirs in ((words(ours), words(theirs)) for ours, theirs in pairs):
                self._link(ours, theirs)
                if is_person:
                    self._link(ours[-1:], theirs[-1:])

    def _note_spelling(self, name: str) -> None:
        for placed in _placed_words(name):
            written = name[placed.start : placed.end]
            self._spelt.setdefault(placed.word, written)
            self._spelt.setdefault(_bare(placed.word), written)

    def _link(self, ours: list[str], theirs: list[str]) -> None:
        if ours and theirs:
            self._others[tuple(map(_bare, ours))][" ".join(theirs)] = None
            self._others[tuple(map(_bare, theirs))][" ".join(ours)] = None

    def know(self, word: str) -> bool:
        """Tell whether a normalised word is one of those that the names are made of."""
        return word in self._spelt

    def others(self, name: Sequence[str]) -> list[str]:
        """Give a name, as its normalised words, in the other language: all that may be meant, or none."""
        return list(self._others.get(tuple(map(_bare, name)), ()))

    def nearest(self, word: str) -> str:
        """Give the word of a name that a misspelt normalised word may mean, as the record writes it.

        Empty where nothing is near, and of words so short that something always is.
        """
        for form in (word, *stems(word)):
            if len(form) > 3 and (near := difflib.get_close_matches(form, self._spelt, n=1, cutoff=0.8)):
                return self._spelt[near[0]]
        return ""


NO_NAMES = Names()


# What is looked for

# So many at most, as each costs time.
MOST_TERMS = 8
# Words in quotation marks, or what stands between blanks and commas.
_PIECE = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|[^\s,;،؛/]+')


@dataclass(frozen=True)
class Term:
    """One word or phrase that is looked for: its spellings, one of which must be found."""

    spellings: tuple[str, ...]

    @property
    def needles(self) -> list[str]:
        """Give what the column of an entry contains where the term is found in it: one of these."""
        return [_needle(spelling) for spelling in self.spellings]

    @property
    def needles_in_names(self) -> list[str]:
        """Give what the column contains where the term is found in the names of the entry."""
        return [needle.replace(" ", "|") for needle in self.needles]

    def is_in(self, column: str) -> bool:
        """Tell whether it is found in a text that `search_text` made."""
        return any(needle in column for needle in self.needles)

    def is_in_names(self, column: str) -> bool:
        """Tell whether it is found in the names that `search_text` put into a text."""
        return any(needle in column for needle in self.needles_in_names)


@dataclass(frozen=True)
class Query:
    """What a reader looks for: every term must be found. Empty where nothing is."""

    text: str = ""
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def is_in(self, column: str) -> bool:
        """Tell whether every term is found in a text that `search_text` made."""
        return all(term.is_in(column) for term in self.terms)


def parse(text: str, names: Names = NO_NAMES) -> Query:
    """Give what a text looks for, with the help of the record's names.

    Every word is a term and is found where a word begins with it; words in quotation marks and words joined
    by a hyphen are one, found as a phrase. An Arabic word is also looked for without the article, and
    without a joined letter where what is left is long enough, or is a word of a name; a name also as it is
    in the other language.
    """
    pieces = [piece for found in _PIECE.findall(text) if (piece := tuple(words(found)))]
    pieces = list(dict.fromkeys(pieces))[:MOST_TERMS]
    forms = [_forms(piece, names) for piece in pieces]
    spellings = [dict.fromkeys(_plainest(of_piece)) for of_piece in forms]
    # A name may have several words, each of them a term: any run of pieces may be one.
    for start, first in enumerate(forms):
        for end in range(start + 1, len(pieces) + 1):
            rest = [word for piece in pieces[start + 1 : end] for word in piece]
            for form in first:
                for other in names.others([*form, *rest]):
                    for found in spellings[start:end]:
                        found[other if " " in other else _bare(other)] = None
    return Query(text, tuple(Term(tuple(found)) for found in spellings))


def _forms(piece: Sequence[str], names: Names) -> list[Sequence[str]]:
    """Give a piece as it was asked for, and without what is joined to its only word."""
    if len(piece) > 1:
        return [piece]
    [word] = piece
    return [
        piece,
        *(
            [rest]
            for rest, has_article in _readings(word)
            # The first letter of a name is no prefix.
            if has_article or ((len(rest) >= 4 or names.know(rest)) and not names.know(word))
        ),
    ]


def _plainest(forms: list[Sequence[str]]) -> list[str]:
    """Give the spellings that find what all of these do: an entry has the stems of its words, too."""
    spellings = [" ".join(form) for form in forms]
    return [spelling for spelling in spellings if not {*stems(spelling)} & {*spellings}]


def _is_short_number(word: str) -> bool:
    # Round 4 is not round 40; of a longer number the beginning will do.
    return word.isdecimal() and len(word) < 3


def _opening(spelling: str) -> str | None:
    """Give the first word of an Arabic phrase as it ends, whatever is joined before it; None of others.

    Joined letters stand before the first word of a phrase: للجنة الدستورية.
    """
    first, _blank, rest = spelling.partition(" ")
    return _bare(first) if rest and _is_arabic(first) and len(_bare(first)) > 2 else None


def _needle(spelling: str) -> str:
    first, *rest = spelling.split()
    opening = _opening(spelling) or f" {first}"
    return " ".join([opening, *rest]) + (" " if _is_short_number(spelling.split()[-1]) else "")


def correct(text: str, spellings: dict[str, str]) -> str:
    """Give what a reader wrote with some words written otherwise: by the normalised word, the better one."""
    parts, end = [], 0
    for placed in _placed_words(text):
        parts += [text[end : placed.start], spellings.get(placed.word, text[placed.start : placed.end])]
        end = placed.end
    return "".join([*parts, text[end:]])


# What is found, marked


def mark(text: str, query: Query) -> SafeString:
    """Give a text with the words marked that a query finds in it."""
    return _marked(text, _found(text, query), 0, len(text))


def excerpt(text: str, query: Query, length: int = 160) -> SafeString:
    """Give the piece of a text around the first words that a query finds in it, marked.

    It is cut between words and about so long; an ellipsis stands where it is cut.
    """
    found = _found(text, query)
    if len(text) <= length:
        return _marked(text, found, 0, len(text))
    first, end_of_first = found[0] if found else (0, 0)
    start = max(0, min(first - length // 4, len(text) - length))
    end = min(len(text), start + length)
    if start:
        start = text.find(" ", start, first) + 1 or first
    if end < len(text):
        cut = text.rfind(" ", end_of_first, end + 1)
        end = cut if cut > 0 else max(end, end_of_first)
    shown = _marked(text, found, start, end)
    return format_html("{}{}{}", "… " if start else "", shown, " …" if end < len(text) else "")


def _found(text: str, query: Query) -> list[tuple[int, int]]:
    """Give where the words stand that a query finds: starts and ends, in order, none within another."""
    placed = list(_placed_words(text))
    said = [word.word for word in placed]
    found: list[tuple[int, int]] = []
    for place, word in enumerate(placed):
        counts = (
            _count_found(said[place : place + len(spelling.split())], spelling)
            for term in query.terms
            for spelling in term.spellings
        )
        if count := max(counts, default=0):
            end = placed[place + count - 1].end
            if found and word.start < found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            else:
                found.append((word.start, end))
    return found


def _count_found(said: list[str], spelling: str) -> int:
    """Give of how many words a spelling is, if it is found in as many words of a text; else 0."""
    looked_for = spelling.split()
    if len(said) < len(looked_for):
        return 0
    *before, last = said
    forms = [last] if before else [last, *stems(last)]
    if _is_short_number(looked_for[-1]):
        is_found = looked_for[-1] in forms
    else:
        is_found = any(form.startswith(looked_for[-1]) for form in forms)
    if before and is_found:
        opening = _opening(spelling)
        is_found = before[0].endswith(opening) if opening else before[0] == looked_for[0]
        is_found = is_found and before[1:] == looked_for[1:-1]
    return len(looked_for) if is_found else 0


def _marked(text: str, found: list[tuple[int, int]], start: int, end: int) -> SafeString:
    """Give a piece of a text with the places that were found in it marked."""
    parts = []
    for first, last in found:
        if start <= first and last <= end:
            parts.append((text[start:first], text[first:last]))
            start = last
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[start:end])
