"""A text of the record in its languages: the columns, and which language is shown."""

from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from translated_fields import TranslatedField, to_attribute


def language_shown(text_of: Any, name: str) -> str:
    """Give the code of the language in which `name` of an object is shown to the present reader.

    It is the reader's language where the record has the text in it, else another language of the record.
    This is the one place where the fallback is decided; pages mark a text that fell back with `lang=`.
    """
    wanted = language_of_record()
    for language in [wanted, *settings.RECORD_LANGUAGES]:
        if getattr(text_of, to_attribute(name, language)):
            return language
    return wanted


def language_of_record() -> str:
    """Give the code of the language in which the present reader gets the record's texts.

    It is the reader's own where the record is written in it, else FALLBACK_RECORD_LANGUAGE.
    """
    language = _language_of_reader()
    return language if language in settings.RECORD_LANGUAGES else settings.FALLBACK_RECORD_LANGUAGE


def _language_of_reader() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


class InOtherLanguage(str):
    """A text in another language than the reader's: `language` is its code, with which pages mark it."""

    __slots__ = ("language",)

    def __new__(cls, text: str, language: str) -> Self:
        """Give the text, which knows its language."""
        marked = super().__new__(cls, text)
        marked.language = language
        return marked

    def __getnewargs__(self) -> tuple[str, str]:
        """Give what a copy is made of, such as one in a cache."""
        return str(self), self.language


def in_language(text: str, language: str) -> str:
    """Give a text that knows its language, where that is not the reader's."""
    return text if language == _language_of_reader() else InOtherLanguage(text, language)


def _shown(name: str, field: TranslatedField) -> Callable[[Any], str]:
    def getter(text_of: Any) -> str:
        language = language_shown(text_of, name)
        return in_language(getattr(text_of, to_attribute(name, language), ""), language)

    return getter


def bilingual(field: models.Field) -> TranslatedField:
    """Give a text field a column for each language of the record: `title` becomes `title_ar`, `title_en`.

    Reading `title` gives the text in the reader's language, or the fallback of `language_shown`.
    """
    return TranslatedField(field, languages=settings.RECORD_LANGUAGES, attrgetter=_shown)


def language_of(column: models.Field) -> str | None:
    """Give the code of the language that a column of a bilingual text is for."""
    return getattr(column, "_translated_field_language_code", None)


def bilingual_texts(model: type[models.Model]) -> list[str]:
    """Name the texts of a model that have a column for each language: `title`."""
    first = settings.RECORD_LANGUAGES[0]
    return [
        column.name.removesuffix(f"_{first}") for column in model._meta.fields if language_of(column) == first
    ]
