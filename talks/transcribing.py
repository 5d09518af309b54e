"""An answer turned into the months and digits that its reader asked for: pages, charts, figures.

Only what is read is turned: the words between tags and in the attributes that are shown or spoken. Addresses,
code, what is typed into fields, and runs in another language stay as they are.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.dates import DateLanguage
from talks.notation import WESTERN_DIGITS, digits_shown, months_shown, own_digits

Transcribe = Callable[[str], str]

# A tag may have ">" within the quotes of an attribute.
TAG = re.compile(r"""(<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')+>)""", re.DOTALL)
NAME = re.compile(r"</?([A-Za-z][\w:-]*)")
LANGUAGE = re.compile(r"""\s(?:xml:)?lang=["']?([A-Za-z]+)""")
SPOKEN = re.compile(
    r"""(\s(?:aria-label|aria-valuetext|aria-description|title|placeholder|alt|label)=)("[^"]*")"""
)
ENTITY = re.compile(r"(&[#\w]+;)")
# What is code whatever the language: a word with Latin letters (an address, a document's symbol), a date as
# it is typed.
CODE = re.compile(r"(\S*[A-Za-z]\S*|\d{4}-\d\d(?:-\d\d)?(?:/[\d.-]+)?)")
# A run of its own within a text, as charts set off names and dates (Unicode's isolates); and the letters that
# tell a run in Latin script, which is another language's, from one in the reader's.
RUN = re.compile("([\u2066-\u2068][^\u2066-\u2069]*\u2069)")
LATIN, OWN_SCRIPT = re.compile("[A-Za-z]"), re.compile("[\u0600-\u06ff]")
# What is between digits or after them has signs of its own, too.
SIGNS = (
    (re.compile(r"(?<![\d,])(\d{1,3}(?:,\d{3})+)(?!\d|,\d)"), lambda number: number[1].replace(",", "٬")),
    (re.compile(r"(?<![\d.])(\d+)\.(\d+)(?![\d.]*\d)"), r"\1٫\2"),
    (re.compile(r"(?<=\d)%"), "٪"),
)
AS_IT_STANDS = {"script", "style", "textarea", "code", "pre"}
WITHOUT_END = {
    "br",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "use",
    "path",
    "rect",
    "circle",
    "line",
    "col",
    "wbr",
}
# What is kept of a block of data, which is turned as a figure: no name that an element could have.
FIGURE = "#figure"
# Where a Plotly figure has words.
WORDS_OF_FIGURES = {"text", "hovertext", "ticktext", "title", "name"}


def transcribed(response: HttpResponse) -> HttpResponse:
    """Turn an answer into the notation in use; one that is no page, SVG or figure stays as it is."""
    transcribe = transcription()
    if transcribe is None or response.streaming:
        return response
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind in ("text/html", "image/svg+xml"):
        response.content = markup(response.content.decode(), transcribe).encode()
    elif kind == "application/json":
        response.content = json.dumps(
            figure(json.loads(response.content), transcribe), ensure_ascii=False
        ).encode()
    return response


def choices_of_language() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Give what readers of the language can choose: its name in addresses, its label, and its options.

    An option is the value in addresses and how it looks.
    """
    names, own, choices = DateLanguage.of(get_language()), own_digits(), []
    if names.has_two_names:
        options = {"both": "full", "gregorian": "gregorian", "levantine": "levantine"}
        # February, whose names are short
        looks = [(value, names.months[naming][0][1]) for value, naming in options.items()]
        choices.append(("months", _("Names of months"), looks))
    if own != WESTERN_DIGITS:
        looks = [("western", "2019"), ("arabic-indic", "2019".translate(str.maketrans(WESTERN_DIGITS, own)))]
        choices.append(("digits", _("Digits"), looks))
    return choices


def transcription() -> Transcribe | None:
    """Give what turns a text of the reader's language into the notation in use; None for the usual."""
    language, months, digits = get_language(), months_shown(), digits_shown()
    own = own_digits() if digits == "arabic-indic" else ""
    changes_months = months != "both" and DateLanguage.of(language).has_two_names
    if not changes_months and own in ("", WESTERN_DIGITS):
        return None
    return _transcription(language, months if changes_months else "both", own)


@cache
def _transcription(language: str, months: str, own: str) -> Transcribe:
    names = DateLanguage.of(language).months
    wanted = dict(zip(names["full"][0], names[months][0], strict=True)) if months != "both" else {}
    pairs = re.compile("|".join(map(re.escape, wanted))) if wanted else None
    digits = str.maketrans(WESTERN_DIGITS, own) if own else None

    def transcribe(text: str) -> str:
        if pairs:
            text = pairs.sub(lambda found: wanted[found[0]], text)
        if digits and any(letter.isdigit() for letter in text):
            text = "".join(_in_digits(run, digits) for run in RUN.split(text))
        return text

    return transcribe


def _in_digits(run: str, digits: dict[int, str]) -> str:
    if LATIN.search(run) and not OWN_SCRIPT.search(run):
        return run
    parts = CODE.split(run)
    for place in range(0, len(parts), 2):
        for sign, own in SIGNS:
            parts[place] = sign.sub(own, parts[place])
        parts[place] = parts[place].translate(digits)
    return "".join(parts)


def drawn(svg: str) -> str:
    """Give an SVG in the notation in use, for what is made of it before it is an answer."""
    transcribe = transcription()
    return markup(svg, transcribe) if transcribe else svg


def markup(page: str, transcribe: Transcribe) -> str:
    """Turn the words of a page or an SVG, in HTML or XML."""
    language, parts = get_language(), TAG.split(page)
    kept, depth = "", 0  # the element that stays as it is, and how many of its name are open
    for place, part in enumerate(parts):
        if not place % 2:
            if not kept:
                parts[place] = _between_entities(part, transcribe)
            elif kept == FIGURE:
                parts[place] = _figure_in_page(part, transcribe)
            continue
        name = _name(part)
        if kept:
            if name == kept or kept == FIGURE:
                depth += -1 if part.startswith("</") else 0 if part.endswith("/>") else 1
                kept = kept if depth else ""
            continue
        if not part.endswith("/>") and name not in WITHOUT_END:
            kept = _stays(part, name, language)
            depth = 1 if kept else 0
        if not _is_foreign(part, language):
            parts[place] = SPOKEN.sub(lambda found: found[1] + _between_entities(found[2], transcribe), part)
    return "".join(parts)


def _name(tag: str) -> str:
    found = NAME.match(tag)
    return found[1].lower() if found else ""


def _stays(tag: str, name: str, language: str) -> str:
    """Name what is kept as it stands from this tag on: its element, or the figure that it holds as data."""
    if name == "script" and 'id="figure-' in tag:
        return FIGURE
    is_kept = name in AS_IT_STANDS or 'translate="no"' in tag or _is_foreign(tag, language)
    return name if is_kept and not tag.startswith("</") else ""


def _is_foreign(tag: str, language: str) -> bool:
    found = LANGUAGE.search(tag)
    return bool(found) and found[1] != language


def _between_entities(words: str, transcribe: Transcribe) -> str:
    if not words.strip():
        return words
    parts = ENTITY.split(words)
    parts[::2] = map(transcribe, parts[::2])
    return "".join(parts)


def _figure_in_page(data: str, transcribe: Transcribe) -> str:
    # As json_script does: what could end the block is escaped.
    safe = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
    return json.dumps(figure(json.loads(data), transcribe), ensure_ascii=False).translate(safe)


def figure(data: Any, transcribe: Transcribe, name: str = "") -> Any:
    """Turn the words of a Plotly figure in JSON; its days, sizes and keys stay."""
    if isinstance(data, dict):
        return {key: figure(value, transcribe, key) for key, value in data.items()}
    if isinstance(data, list):
        return [figure(value, transcribe, name) for value in data]
    return transcribe(data) if isinstance(data, str) and name in WORDS_OF_FIGURES else data
