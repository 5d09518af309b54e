"""Texts as they are compared in a search: one spelling for what readers take to be the same word."""

import re
import unicodedata
from typing import Any

from django.db import models

# What NFKD leaves apart: alef wasla, alef maqsura, ta marbuta, and the Persian ya and kaf.
_SAME_LETTER = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"})
_TATWEEL = "\u0640"


def normalise(text: str) -> str:
    """Give a text in the one spelling in which it is stored for search and looked up.

    Case, diacritics (Arabic and Latin), tatweel and the forms of alef, ya, ta marbuta and hamza do
    not matter; Arabic-Indic digits become Western ones; white space is single blanks.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_SAME_LETTER)
    letters = (
        str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter
        for letter in decomposed
        if not unicodedata.combining(letter) and letter != _TATWEEL
    )
    return re.sub(r"\s+", " ", "".join(letters).replace("’", "'")).strip()


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
