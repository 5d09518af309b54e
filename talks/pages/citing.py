"""How a page is cited: APA and Chicago as text; BibTeX, RIS and CSL-JSON for programs that keep references.

What is cited is a page of one edition, at an address that names the edition: there it says the same when
later ones have come. That address and the edition's day stand in the place of a day of retrieval.

The texts follow the Publication Manual of the American Psychological Association, 7th edition, section 10.3
(an entry of an online reference work with a group author, who is named once where also the publisher; of an
archived version no day of retrieval is given) and 10.9 (data sets); and The Chicago Manual of Style, 17th
edition, 14.233 (online reference works) and 14.257 (data), as a bibliography has them. Arabic keeps their
order of elements. The files follow BibTeX, the RIS specification of 2011 and the schema of CSL 1.0.2.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from talks.dates import format_day, month_names
from talks.models import Edition
from talks.pages.frame import Absolute, RecordPage

# After these a title needs no full stop.
STOPS = (".", "?", "!", "؟", "…")
# Isolates a run of the other direction in plain text (Unicode, UAX 9); HTML has `bdi` for it.
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
LATIN, ARABIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0600-\u06ff]")
# What means something to TeX. Braces must balance in BibTeX even after a backslash: so they are named.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
BIBTEX_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Citation:
    """What is cited: a page of an edition of the record, or a set of its data, in the reader's language.

    `path` is the lasting address from the root of the site, `address` the same in full. `note` says of which
    day before the edition's the page speaks, where it does.
    """

    title: str
    path: str
    address: str
    edition: Edition
    language: str
    note: str = ""
    is_dataset: bool = False
    # That of the record's text, where the title is one.
    title_language: str = ""

    @classmethod
    def of(cls, page: RecordPage, absolute: Absolute) -> Self:
        """Give the citation of a page as it is shown; `absolute` makes full addresses."""
        note = ""
        if page.as_of.is_rewound:
            note = _("as it stood on %(day)s") % {"day": format_day(page.on, get_language())}
        return cls(
            title=_one_line(page.cited_title),
            path=page.lasting_address,
            address=absolute(page.lasting_address),
            edition=page.cited_edition,
            language=get_language(),
            note=note,
            is_dataset=page.is_dataset,
            title_language=page.language_of_title if page.cited_title == page.title else "",
        )

    @property
    def author(self) -> str:
        """Give the record's own name: that of author, work and publisher, which styles name once."""
        return _("Astana Record")

    @property
    def whole_title(self) -> str:
        """Give the title, with the day of which the page speaks where that is not the edition's."""
        if not self.note:
            return self.title
        # Translators: a title, and in brackets what it is, as citations have it.
        return _("%(title)s [%(note)s]") % {"title": self.title, "note": self.note}

    @cached_property
    def key(self) -> str:
        """Give a key and name for files, of plain letters: `astana-record-1-en-decisions-astana-4-1`."""
        parts = re.findall(r"[A-Za-z0-9]+", urlsplit(self.path).path)
        if self.language not in parts:
            parts.insert(0, self.language)
        day = re.findall(r"as_of=([\d-]+)", self.path)
        return "-".join(["astana-record", str(self.edition.number), *parts, *day])

    # As text

    def apa(self) -> str:
        """Give it as the American Psychological Association has it, as plain text."""
        return self._apa_pattern() % self._values(_isolated)

    def apa_html(self) -> SafeString:
        """Give the same with the name of the work in italics and each run of text isolated."""
        return self._as_html(self._apa_pattern())

    def chicago(self) -> str:
        """Give it as The Chicago Manual of Style has it in a bibliography, as plain text."""
        return self._chicago_pattern() % self._values(_isolated)

    def chicago_html(self) -> SafeString:
        """Give the same with the name of the work in italics and each run of text isolated."""
        return self._as_html(self._chicago_pattern())

    def _apa_pattern(self) -> str:
        if self.is_dataset:
            # Translators: a data set in APA style.
            return _("%(author)s. (%(apa_date)s). %(title)s (Edition %(number)s) [Data set]. %(address)s")
        # Translators: an entry of a reference work in APA style; its title ends with its own full stop.
        return _(
            "%(author)s. (%(apa_date)s). %(stopped_title)s In %(work)s (Edition %(number)s). %(address)s"
        )

    def _chicago_pattern(self) -> str:
        if self.is_dataset:
            # Translators: a data set in Chicago style; its title ends with its own full stop.
            return _(
                "%(author)s. %(stopped_title)s Edition %(number)s, %(chicago_date)s. Data set. %(address)s."
            )
        # Translators: an entry of a reference work in Chicago style; its title ends with its own full stop.
        return _(
            "%(author)s. “%(stopped_title)s” %(work)s, edition %(number)s, %(chicago_date)s. %(address)s."
        )

    def _values(self, isolated: Callable[[str, str], str]) -> dict[str, Any]:
        """Give what the patterns name. An address is a run of its own and no stop is ever part of it."""
        day = self.edition.day
        date = {"year": day.year, "month": month_names(self.language)[day.month - 1], "day": day.day}
        title = self.whole_title
        return {
            "author": self.author,
            "work": self.author,
            "title": isolated(title, self.language),
            "stopped_title": isolated(title if title.endswith(STOPS) else f"{title}.", self.language),
            "number": self.edition.number,
            # Translators: the day of an edition in APA style.
            "apa_date": _("%(year)s, %(month)s %(day)s") % date,
            # Translators: the day of an edition in Chicago style.
            "chicago_date": _("%(month)s %(day)s, %(year)s") % date,
            "address": self.address,
        }

    def _as_html(self, pattern: str) -> SafeString:
        values = {name: escape(value) for name, value in self._values(lambda text, _language: text).items()}
        in_italics = "title" if self.is_dataset else "work"
        is_marked = self.title_language not in ("", self.language)
        mark = format_html(' lang="{}"', self.title_language) if is_marked else ""
        for name in ("title", "stopped_title"):
            values[name] = format_html("<bdi{}>{}</bdi>", mark, values[name])
        if self.is_dataset:
            values["stopped_title"] = format_html("<i>{}</i>", values["stopped_title"])
        values[in_italics] = format_html("<i>{}</i>", values[in_italics])
        values["address"] = format_html('<bdi dir="ltr">{}</bdi>', values["address"])
        return mark_safe(escape(pattern) % values)

    # For programs

    def bibtex(self) -> str:
        """Give it for BibTeX and BibLaTeX, in UTF-8. A title keeps its capitals."""
        day, number = self.edition.day, {"number": self.edition.number}
        how = _("Data set, edition %(number)s") if self.is_dataset else _("Edition %(number)s")
        fields = {
            "author": f"{{{{{_tex(self.author)}}}}}",
            "title": f"{{{{{_tex(self.whole_title)}}}}}",
            "howpublished": f"{{{_tex(how % number)}}}",
            "edition": f"{{{self.edition.number}}}",
            "year": f"{{{day.year}}}",
            "month": BIBTEX_MONTHS[day.month - 1],
            "day": f"{{{day.day}}}",
            "url": f"{{{self.address}}}",
            "language": f"{{{self.language}}}",
        }
        lines = [f"  {name} = {value}," for name, value in fields.items()]
        return "\n".join([f"@misc{{{self.key},", *lines, "}", ""])

    def ris(self) -> str:
        """Give it as RIS: a tag and a value a line, lines end as on Windows."""
        day = self.edition.day
        lines = [
            ("TY", "DATA" if self.is_dataset else "ENCYC"),
            ("ID", self.key),
            ("AU", self.author),
            ("TI", self.whole_title),
            *([] if self.is_dataset else [("T2", self.author)]),
            ("PY", str(day.year)),
            ("DA", f"{day:%Y/%m/%d}"),
            ("ET", str(self.edition.number)),
            ("LA", self.language),
            ("UR", self.address),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)

    def csl_json(self) -> str:
        """Give it for the Citation Style Language: a list of one item."""
        day = self.edition.day
        item = {
            "id": self.key,
            "type": "dataset" if self.is_dataset else "entry-encyclopedia",
            "title": self.whole_title,
            "author": [{"literal": self.author}],
            **({} if self.is_dataset else {"container-title": self.author}),
            "issued": {"date-parts": [[day.year, day.month, day.day]]},
            "version" if self.is_dataset else "edition": str(self.edition.number),
            "language": self.language,
            "URL": self.address,
        }
        lines = [f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in item.items()]
        return "[{\n  " + ",\n  ".join(lines) + "\n}]\n"


class Format(NamedTuple):
    """A way to write a citation: its name for readers, how it is written, and what the answer says it is."""

    label: str
    write: Callable[[Citation], str]
    content_type: str
    ending: str


FORMATS = {
    "apa": Format("APA", Citation.apa, "text/plain; charset=utf-8", "txt"),
    "chicago": Format("Chicago", Citation.chicago, "text/plain; charset=utf-8", "txt"),
    "bibtex": Format("BibTeX", Citation.bibtex, "application/x-bibtex; charset=utf-8", "bib"),
    "ris": Format("RIS", Citation.ris, "application/x-research-info-systems; charset=utf-8", "ris"),
    "csl-json": Format("CSL-JSON", Citation.csl_json, "application/vnd.citationstyles.csl+json", "json"),
}


def _one_line(text: str) -> str:
    """Give a text on one line, without control characters: none of the formats has either."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())


def _tex(text: str) -> str:
    """Give a text for BibTeX, with what would mean something to it escaped."""
    return "".join(TEX.get(sign, sign) for sign in text)


def _isolated(text: str, language: str) -> str:
    """Give a text that does not disturb the order of what stands around it in plain text of a language.

    Addresses are never isolated: what is copied with one would lead nowhere. They end with a digit, so they
    keep their order without.
    """
    is_right_to_left = get_language_info(language)["bidi"]
    other = LATIN if is_right_to_left else ARABIC
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if other.search(text) else text
