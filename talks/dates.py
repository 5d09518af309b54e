"""Dates at the precision at which they are known: read, printed in each language, kept in a model."""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from edtf import Date, UncertainOrApproximate

# The package is written with pyparsing, and only the slow door to it, parse_edtf(), has an error of its own.
from edtf.parser.grammar import ParseException

from talks.notation import months_shown

# A date as it is kept

FIRST_YEAR, LAST_YEAR = 1900, 2100  # a year outside is a slip of the hand
OPEN = ".."

# The marks after a date, and whether each says (approximate, uncertain): ISO 8601-2, EDTF level 1.
QUALIFIERS = {"": (False, False), "~": (True, False), "?": (False, True), "%": (True, True)}
QUALIFIER_FOR = {doubts: mark for mark, doubts in QUALIFIERS.items()}

Precision = Literal["day", "month", "year"]
PRECISIONS: tuple[Precision, ...] = ("day", "month", "year")  # from fine to coarse

UNREADABLE = _(
    "‘%(text)s’ is not a date that the record can keep. Write a day that exists (2018-05-15), a month "
    "(2018-05) or a year (2018), or two of them as a span (2018-05-14/2018-05-15) with .. for an open start "
    "or end. After a date, ~ says approximate, ? uncertain, and %% both."
)
ENDS_BEFORE_IT_STARTS = _(
    "‘%(text)s’ ends before it starts. Write the earlier date first, as in 2018-05-14/2018-05-15."
)
YEAR_OUT_OF_RANGE = _(
    "‘%(text)s’ has a year that the record cannot keep. Write years from %(first)s to %(last)s."
)


class DateError(ValueError):
    """Say why a text is not a date of the record, and what would be.

    `message` is translated when it is shown; `params` are what it names. Both are what Django's
    ValidationError takes.
    """

    def __init__(self, message: Promise, text: str) -> None:
        super().__init__(message, text)
        self.message = message
        self.params = {"text": text, "first": FIRST_YEAR, "last": LAST_YEAR}

    def __str__(self) -> str:
        return str(self.message) % self.params


@dataclass(frozen=True, slots=True)
class DatePart:
    """Hold one date of a text: a year, its month and day where they are known, and the doubts about it."""

    year: int
    month: int | None = None
    day: int | None = None
    is_approximate: bool = False
    is_uncertain: bool = False

    @property
    def precision(self) -> Precision:
        """Name the finest thing known: "day", "month" or "year"."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    @property
    def qualifier(self) -> str:
        """Give the mark of the doubts: "~", "?", "%" or nothing."""
        return QUALIFIER_FOR[self.is_approximate, self.is_uncertain]

    @property
    def earliest(self) -> dt.date:
        """Give the first day that the part can mean; its doubts do not widen it."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """Give the last day that the part can mean; its doubts do not widen it."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        month_and_day = "".join(f"-{number:02}" for number in (self.month, self.day) if number is not None)
        return f"{self.year:04}{month_and_day}{self.qualifier}"


@dataclass(frozen=True, slots=True)
class PreciseDate:
    """Hold a date or a span of time as exactly as it is known; made by `parse` or `of_days`.

    A single date starts and ends with the same part. An open side is None.
    """

    start: DatePart | None
    end: DatePart | None

    @classmethod
    @lru_cache(maxsize=2048)  # room for every date of the record; each page prints dozens of them
    def parse(cls, text: str) -> Self:
        """Read a text such as "2018-05-15", "2019-02?", "2017-12/2018-01-21" or "2017-06-14/..".

        Takes EDTF (ISO 8601-2) of levels 0 and 1 in so far as it names years, months and days: spans, open
        sides and the marks ~ ? % included; seasons, unknown digits and unknown sides ("2018/") are not dates
        that a page could print. Raises DateError for anything else, for a day that does not exist, for a span
        that ends before it starts, and for years outside 1900 to 2100.
        """
        text = text.strip()
        first, slash, last = text.partition("/")
        start = _read_part(first, text)
        end = _read_part(last, text) if slash else start
        if start is None and end is None:  # ".." and "../.." say nothing
            raise DateError(UNREADABLE, text)
        if start and end and end.latest < start.earliest:
            raise DateError(ENDS_BEFORE_IT_STARTS, text)
        return cls(start, end)

    @classmethod
    def of_days(cls, start: dt.date, end: dt.date | None = None) -> Self:
        """Build the date of one day, or of the days from `start` to `end`; raises DateError like `parse`."""
        return cls.parse(start.isoformat() if end is None else f"{start.isoformat()}/{end.isoformat()}")

    @property
    def text(self) -> str:
        """Give the canonical text: no spaces, and a span between equal dates is that one date."""
        return str(self.start) if self.start == self.end else f"{self.start or OPEN}/{self.end or OPEN}"

    @property
    def earliest(self) -> dt.date | None:
        """Give the first day that the date can mean, None where the start is open.

        Doubts do not widen it: "2018-05-15~" is 15 May at both ends.
        """
        return self.start.earliest if self.start else None

    @property
    def latest(self) -> dt.date | None:
        """Give the last day that the date can mean, None where the end is open; see `earliest`."""
        return self.end.latest if self.end else None

    @property
    def precision(self) -> Precision:
        """Name the precision of the coarser part: "day", "month" or "year"."""
        return max((part.precision for part in self._parts), key=PRECISIONS.index)

    @property
    def is_approximate(self) -> bool:
        """Tell whether a part is marked ~ or %."""
        return any(part.is_approximate for part in self._parts)

    @property
    def is_uncertain(self) -> bool:
        """Tell whether a part is marked ? or %."""
        return any(part.is_uncertain for part in self._parts)

    @property
    def is_open_ended(self) -> bool:
        """Tell whether either side is open (".."); `earliest` or `latest` says which."""
        return self.start is None or self.end is None

    @property
    def _parts(self) -> list[DatePart]:
        return [part for part in (self.start, self.end) if part]

    def __str__(self) -> str:
        return self.text


def _read_part(text: str, whole: str) -> DatePart | None:
    """Read one side of the text `whole`, None for an open one; raises DateError about the whole."""
    if text == OPEN:
        return None
    try:
        # One of two small grammars: the package's full one, with level 2, takes thirteen times as long.
        read = UncertainOrApproximate.parse(text) if text[-1:] in QUALIFIERS else Date.parse(text)
    except ParseException:
        raise DateError(UNREADABLE, whole) from None
    day, qualifier = (read, "") if isinstance(read, Date) else (read.date, str(read.ua))
    part = DatePart(
        int(day.year),
        int(day.month) if day.month else None,
        int(day.day) if day.day else None,
        *QUALIFIERS[qualifier],
    )
    # The package skips spaces, stops reading after the first thing it takes for a date ("2018-5" is 2018) and
    # knows significant digits ("1950S2"). What was understood must be all that was written.
    if str(part) != text:
        raise DateError(UNREADABLE, whole)
    if not FIRST_YEAR <= part.year <= LAST_YEAR:
        raise DateError(YEAR_OUT_OF_RANGE, whole)
    # The package lets 29 February pass in any year.
    if part.month and part.day and part.day > calendar.monthrange(part.year, part.month)[1]:
        raise DateError(UNREADABLE, whole)
    return part


# A date as it is printed

MonthNaming = Literal["full", "short", "gregorian", "levantine"]

# Names of months and patterns of dates are entries of each language's catalogue, never a locale's: the Arabic
# locales of Plotly have numbers for short names, and one calls May آذار, which is March. That text has both
# Arabic names and charts the first alone is a rule of the record's glossary, "How we write".

# Translators: a month that stands without a day: "November 2018". In Arabic both names: Gregorian/Levantine.
MONTHS = (
    *(pgettext_lazy("month", "January"), pgettext_lazy("month", "February"), pgettext_lazy("month", "March")),
    *(pgettext_lazy("month", "April"), pgettext_lazy("month", "May"), pgettext_lazy("month", "June")),
    *(pgettext_lazy("month", "July"), pgettext_lazy("month", "August"), pgettext_lazy("month", "September")),
    *(pgettext_lazy("month", "October"), pgettext_lazy("month", "November")),
    pgettext_lazy("month", "December"),
)
# Translators: a month after a day, as in "29 November", or after a word, as in "since November 2018".
INFLECTED_MONTHS = (
    *(pgettext_lazy("inflected month", "January"), pgettext_lazy("inflected month", "February")),
    *(pgettext_lazy("inflected month", "March"), pgettext_lazy("inflected month", "April")),
    *(pgettext_lazy("inflected month", "May"), pgettext_lazy("inflected month", "June")),
    *(pgettext_lazy("inflected month", "July"), pgettext_lazy("inflected month", "August")),
    *(pgettext_lazy("inflected month", "September"), pgettext_lazy("inflected month", "October")),
    *(pgettext_lazy("inflected month", "November"), pgettext_lazy("inflected month", "December")),
)
# Translators: a month where there is little room, as in charts.
SHORT_MONTHS = (
    *(pgettext_lazy("short month", "Jan"), pgettext_lazy("short month", "Feb")),
    *(pgettext_lazy("short month", "Mar"), pgettext_lazy("short month", "Apr")),
    *(pgettext_lazy("short month", "May"), pgettext_lazy("short month", "Jun")),
    *(pgettext_lazy("short month", "Jul"), pgettext_lazy("short month", "Aug")),
    *(pgettext_lazy("short month", "Sep"), pgettext_lazy("short month", "Oct")),
    *(pgettext_lazy("short month", "Nov"), pgettext_lazy("short month", "Dec")),
)

# Translators: the same after a day or a word.
INFLECTED_SHORT_MONTHS = (
    pgettext_lazy("inflected short month", "Jan"),
    pgettext_lazy("inflected short month", "Feb"),
    pgettext_lazy("inflected short month", "Mar"),
    pgettext_lazy("inflected short month", "Apr"),
    pgettext_lazy("inflected short month", "May"),
    pgettext_lazy("inflected short month", "Jun"),
    pgettext_lazy("inflected short month", "Jul"),
    pgettext_lazy("inflected short month", "Aug"),
    pgettext_lazy("inflected short month", "Sep"),
    pgettext_lazy("inflected short month", "Oct"),
    pgettext_lazy("inflected short month", "Nov"),
    pgettext_lazy("inflected short month", "Dec"),
)

# The patterns are filled in from the inside out: days, month, year, then the words around the whole; a
# pattern may put its parts in any order.

# Translators: days of a month: "29 November", "28–29 November".
OF_MONTH = pgettext_lazy("date", "{days} {month}")
# Translators: {rest} is a month or days of a month: "November 2018", "29 November 2018".
OF_YEAR = pgettext_lazy("date", "{rest} {year}")
# Translators: two days that follow each other, in one month: "28–29".
TWO_DAYS = pgettext_lazy("date", "{start}–{end}")
# Translators: a span between bare days of one month, bare months or bare years: "14–16", "2017–2018".
CLOSE_SPAN = pgettext_lazy("close dates", "{start}–{end}")
# Translators: a span between dates of more than one word: "30 January – 2 February".
SPAN = pgettext_lazy("date", "{start} – {end}")
ABOUT = pgettext_lazy("date", "about {date}")
# Translators: before a span: "about 14–16 May 2018".
ABOUT_SPAN = pgettext_lazy("span of dates", "about {date}")
UNCERTAIN = pgettext_lazy("date", "{date} (uncertain)")
SINCE = pgettext_lazy("date", "since {date}")
AFTER = pgettext_lazy("date", "after {date}")
UNTIL = pgettext_lazy("date", "until {date}")

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class DateLanguage:
    """Hold what a language needs to print dates: its months, twelve a naming, and its patterns.

    `months` has, for every naming, the names that stand alone and those after a day or a word. The namings
    are "full" for text, "short" for charts, and either name alone of a language whose months have two.
    """

    months: dict[MonthNaming, tuple[tuple[str, ...], tuple[str, ...]]]
    of_month: str
    of_year: str
    two_days: str
    close_span: str
    span: str
    about: str
    about_span: str
    uncertain: str
    since: str
    after: str
    until: str

    @classmethod
    @cache
    def of(cls, language: str) -> Self:
        """Read a language from its catalogue; one that the site does not have prints dates in English."""
        known = language in dict(settings.LANGUAGES)
        with override(language if known else FALLBACK_LANGUAGE):
            alone, inflected = tuple(map(str, MONTHS)), tuple(map(str, INFLECTED_MONTHS))
            return cls(
                {
                    "full": (alone, inflected),
                    "short": (tuple(map(str, SHORT_MONTHS)), tuple(map(str, INFLECTED_SHORT_MONTHS))),
                    "gregorian": (_one_name(alone, 0), _one_name(inflected, 0)),
                    "levantine": (_one_name(alone, -1), _one_name(inflected, -1)),
                },
                *(str(OF_MONTH), str(OF_YEAR), str(TWO_DAYS), str(CLOSE_SPAN), str(SPAN)),
                *(str(ABOUT), str(ABOUT_SPAN), str(UNCERTAIN), str(SINCE), str(AFTER), str(UNTIL)),
            )

    @property
    def has_two_names(self) -> bool:
        """Tell whether a month has two names, of which readers may want one alone."""
        return self.months["gregorian"] != self.months["levantine"]


def _one_name(names: tuple[str, ...], which: int) -> tuple[str, ...]:
    return tuple(name.split("/")[which] for name in names)


def month_names(language: str, *, months: MonthNaming = "full") -> tuple[str, ...]:
    """Give the twelve names that stand alone, January first; raises KeyError where `months` is no naming."""
    return _names(DateLanguage.of(language), months)[0]


def _names(words: DateLanguage, months: MonthNaming) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the names of a naming; where a month has two, the one that the reader wants."""
    wanted = months_shown()
    if wanted != "both" and words.has_two_names:
        months = wanted
    return words.months[months]


def format_date(
    date: PreciseDate, language: str, *, months: MonthNaming = "full", is_lasting: bool = True
) -> str:
    """Print a date at its precision in words of `language`: "28–29 November 2018", "since June 2017".

    An open end means that something lasts; or, where not `is_lasting`, that it is to happen some day after.

    What both ends of a span share is said once, if they are known equally well; if not, each is printed whole
    and with its own doubts. Spaces are ordinary ones and digits Western in every language. Raises KeyError
    where `months` is not a naming. The forms are those of the record's glossary, "How we write".
    """
    printer = _printer(language, months)
    match date.start, date.end:
        case DatePart() as start, None:
            pattern = printer.words.since if is_lasting else printer.words.after
            return pattern.format(date=printer.doubted(start, after_word=True))
        case None, DatePart() as end:
            return printer.words.until.format(date=printer.doubted(end, after_word=True))
        case DatePart() as start, DatePart() as end:
            return printer.doubted(start) if start == end else printer.span(start, end)
        case _:
            raise ValueError("A date is open on one side at most.")


def format_day(day: dt.date, language: str, *, months: MonthNaming = "full") -> str:
    """Print one day, "29 November 2018"; raises KeyError where `months` is not a naming."""
    printer = _printer(language, months)
    return printer.plain(DatePart(day.year, day.month, day.day))


def format_moment(at: dt.datetime, language: str) -> str:
    """Print a moment in words of `language`, in UTC: "24 November 2026, 22:41 UTC"."""
    at = at.astimezone(dt.UTC)
    with override(language):
        return gettext("%(day)s, %(time)s UTC") % {
            "day": format_day(at.date(), language),
            "time": f"{at:%H:%M}",
        }


def format_month(day: dt.date, language: str, *, months: MonthNaming = "full", year: bool = True) -> str:
    """Print the month of a day, "November 2018", or "November" without its `year`.

    Raises KeyError where `months` is not a naming.
    """
    printer = _printer(language, months)
    month = DatePart(day.year, day.month)
    return printer.plain(month) if year else printer.within_year(month)


def _printer(language: str, months: MonthNaming) -> "_Printer":
    words = DateLanguage.of(language)
    return _Printer(words, *_names(words, months))


@dataclass(frozen=True, slots=True)
class _Printer:
    """Fill in the patterns of a language, with the month names of one naming."""

    words: DateLanguage
    names: tuple[str, ...]
    inflected: tuple[str, ...]

    def span(self, start: DatePart, end: DatePart) -> str:
        """Print two dates, saying once what they share where they are known equally well."""
        if (start.precision, start.qualifier) != (end.precision, end.qualifier):
            return self.words.span.format(start=self.doubted(start), end=self.doubted(end))
        return self._doubt(start, self._plain_span(start, end), self.words.about_span)

    def doubted(self, part: DatePart, *, after_word: bool = False) -> str:
        """Print one date with the words for its doubts."""
        plain = self.plain(part, after_word=after_word or part.is_approximate)
        return self._doubt(part, plain, self.words.about)

    def plain(self, part: DatePart, *, after_word: bool = False) -> str:
        """Print one date without them; `after_word` inflects a month that stands without a day."""
        if part.month is None:
            return str(part.year)
        return self.words.of_year.format(rest=self.within_year(part, after_word=after_word), year=part.year)

    def within_year(self, part: DatePart, *, after_word: bool = False) -> str:
        """Print the month of a date, and its day where it is known."""
        if part.day:
            return self._of_month(part, part.day)
        return (self.inflected if after_word else self.names)[part.month - 1]

    def _doubt(self, part: DatePart, text: str, about: str) -> str:
        if part.is_approximate:
            text = about.format(date=text)
        return self.words.uncertain.format(date=text) if part.is_uncertain else text

    def _plain_span(self, start: DatePart, end: DatePart) -> str:
        words = self.words
        if start.month is None:
            return words.close_span.format(start=start.year, end=end.year)
        if start.year != end.year:
            return words.span.format(start=self.plain(start), end=self.plain(end))
        if start.month != end.month:
            pattern = words.span if start.day else words.close_span
            rest = pattern.format(start=self.within_year(start), end=self.within_year(end))
        else:
            consecutive = end.earliest - start.earliest == dt.timedelta(days=1)
            pattern = words.two_days if consecutive else words.close_span
            rest = self._of_month(start, pattern.format(start=start.day, end=end.day))
        return words.of_year.format(rest=rest, year=start.year)

    def _of_month(self, part: DatePart, days: int | str) -> str:
        assert part.month is not None
        return self.words.of_month.format(days=days, month=self.inflected[part.month - 1])


# Dates in a model


class EdtfField(models.CharField):
    """Keep the text that PreciseDate.parse reads, in its canonical form, in the forms of Django's CharField.

    Cleaning, saving and looking up alike raise ValidationError, with DateError's words, for any other text. A
    PreciseDate or a datetime.date may be given as the value.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)  # the longest text has 23 characters
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str | None:
        """Give the canonical text; nothing but spaces is an empty text."""
        text = super().to_python(value)
        if text is None:
            return None
        if not text.strip():
            return ""
        try:
            return PreciseDate.parse(text).text
        except DateError as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error


class DerivedDayField(models.DateField):
    """Keep the earliest or latest day of the EDTF text in the field named `of`, for sorting and filtering.

    Computed whenever the instance is saved, by save(), create() or bulk_create(), and set on it; empty where
    the text is empty or open on that side. What bypasses the instance bypasses this too: update() and
    bulk_update() leave the day as it was, and save(update_fields=…) has to name both fields. Saving raises
    DateError for a text that parse() refuses.
    """

    def __init__(self, *args: Any, of: str, bound: Literal["earliest", "latest"], **kwargs: Any) -> None:
        if bound not in ("earliest", "latest"):
            raise ValueError(f"The bound of a date is earliest or latest, not {bound!r}.")
        self.of, self.bound = of, bound
        super().__init__(*args, **kwargs | {"editable": False, "null": True, "blank": True})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Add what the day is derived from, and leave out what is the same for every such field."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"of": self.of, "bound": self.bound}

    def pre_save(self, model_instance: models.Model, add: bool) -> dt.date | None:
        """Compute the day from the text that is about to be saved."""
        text = str(getattr(model_instance, self.of) or "")
        day = getattr(PreciseDate.parse(text), self.bound) if text.strip() else None
        setattr(model_instance, self.attname, day)
        return day


# Lengths of time, for headlines


def months_between(start: dt.date, end: dt.date) -> int:
    """Count the months completed from `start` to `end`: 23 January 2017 to 29 November 2018 is 22.

    A month is complete on the day of its start's number, or on the last day of a month too short to have it:
    31 January to 28 February is one month in a common year, none in a leap year. Raises ValueError if `end`
    is before `start`.
    """
    if end < start:
        raise ValueError(f"{end} is before {start}.")
    months = (end.year - start.year) * 12 + end.month - start.month
    last_day = calendar.monthrange(end.year, end.month)[1]
    return months if end.day >= min(start.day, last_day) else months - 1


def month_starts(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Give, in order, the first day of each month that begins from `first` to `last`, both included."""
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        day = (day + dt.timedelta(days=31)).replace(day=1)
