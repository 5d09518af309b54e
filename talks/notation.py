"""How a reader likes months and digits written, as the address says it.

Arabic names each month twice, Gregorian/Levantine; a reader may want one of the two alone. Arabic and Persian
have digits of their own besides the Western ones. What the record says is written once, by the rules of its
glossary; talks.transcribing turns an answer into what its reader asked for.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, get_args

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

Months = Literal["both", "gregorian", "levantine"]
Digits = Literal["western", "arabic-indic"]
WESTERN_DIGITS = "0123456789"
NO_MONTHS = _("“%(value)s” is no way to name months: say both, gregorian or levantine.")
NO_DIGITS = _("“%(value)s” is no kind of digits: say western or arabic-indic.")


@dataclass(frozen=True)
class Notation:
    """The months and digits that a reader asked for; None is what is usual in the language of the page."""

    months: Months | None = None
    digits: Digits | None = None

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Notation":
        """Read what an address asks for; raises ValidationError, by parameter, for what is no notation."""
        months, digits = query.get("months") or None, query.get("digits") or None
        errors = {}
        if months not in (None, *get_args(Months)):
            errors["months"] = NO_MONTHS % {"value": months}
        if digits not in (None, *get_args(Digits)):
            errors["digits"] = NO_DIGITS % {"value": digits}
        if errors:
            raise ValidationError(errors)
        return cls(months, digits)

    @classmethod
    def asked_of_chart(cls, query: Mapping[str, str]) -> "Notation":
        """Read the same for a chart, whose options say what is wrong; what is none is left aside."""
        try:
            return cls.asked(query)
        except ValidationError:
            return USUAL

    @property
    def parameters(self) -> dict[str, str]:
        """Give what an address carries on so that the pages it leads to are written in the same way."""
        asked = {"months": self.months, "digits": self.digits}
        return {name: value for name, value in asked.items() if value}

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let what is within be written so: addresses carry it on, dates name months in its way."""
        token = _in_use.set(self)
        try:
            yield
        finally:
            _in_use.reset(token)


USUAL = Notation()
_in_use: ContextVar[Notation] = ContextVar("notation", default=USUAL)


def present_notation() -> Notation:
    """Give the notation in use; the usual one of each language where none was asked for."""
    return _in_use.get()


def own_digits() -> str:
    """Give the ten digits of the reader's language; the Western ones where it has no others."""
    # Translators: the ten digits of the language, zero to nine. Arabic: "٠١٢٣٤٥٦٧٨٩", Persian: "۰۱۲۳۴۵۶۷۸۹".
    return pgettext("digits of the language", "0123456789")


def digits_shown() -> Digits:
    """Give the kind of digits in which the reader's page is written."""
    # Translators: the digits that readers of the language expect: western, or arabic-indic, which stands
    # for the language's own. Never translate the word.
    return present_notation().digits or pgettext("usual digits", "western")  # type: ignore[return-value]


def months_shown() -> Months:
    """Give the names by which the reader's page calls months."""
    return present_notation().months or "both"
