"""Texts as they are compared in a search: one spelling for what readers take to be the same word."""

import re
import unicodedata
from typing import Any

from django.db import models

# What NFKD leaves apart: alef wasla, alef maqsura, ta marbuta, and the Persian ya and kaf.
_SAME_LETTER = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"})
_TATWEEL = "\u0640"
# The record writes أستانا; many newsrooms write أستانة, which comes out as the first of these.
_SAME_NAME = ("استانه", "استانا")
# Marks and signs by their Unicode category: format characters (such as isolates), combining marks,
# opening and closing quotation marks.
_UNHEARD = {"Cf", "Mn", "Me", "Pi", "Pf"}


def normalise(text: str) -> str:
    """Give a text in the one spelling in which it is stored for search and looked up.

    Case, diacritics (Arabic and Latin), tatweel, quotation marks, invisible characters and the forms of
    alef, ya, ta marbuta and hamza do not matter; Arabic-Indic digits become Western ones, dashes hyphens;
    white space is single blanks.
    """
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_SAME_LETTER)
    heard = "".join(_heard(letter) for letter in letters)
    return re.sub(r"\s+", " ", heard).strip().replace(*_SAME_NAME)


def _heard(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _UNHEARD or letter in {_TATWEEL, '"', "'"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(letter))
    return "-" if category == "Pd" else letter


def words(text: str) -> list[str]:
    """Give the words that a reader looks for, normalised; what is no letter or digit is none."""
    stripped = (word.strip(".,;:!?()[]«»،؛؟…") for word in normalise(text).split())
    return [word for word in stripped if any(letter.isalnum() for letter in word)]


class SearchTextField(models.TextField):
    """The normalised text of other fields of the same row, kept in step on every save.

    `of` names the fields; a bilingual one by each of its columns.
    """

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **options: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "blank": True, "default": "", **options})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, row: models.Model, add: bool) -> str:
        text = normalise(" ".join(getattr(row, name) or "" for name in self.of))
        setattr(row, self.attname, text)
        return text
