"""The months that the scale of a chart names."""

import datetime as dt
from collections.abc import Iterator

from talks.charts.days import Tick
from talks.dates import format_month, month_starts


def month_ticks(first: dt.date, last: dt.date, language: str) -> Iterator[Tick]:
    """Yield a tick a month, named by month, by quarter on a longer span; only years on a very long one."""
    months = list(month_starts(first, last)) or [first]
    is_long = len(months) > 60
    every_month = 1 if len(months) <= 8 else 3
    every_year = len(months) // 240 + 1
    for month in months:
        is_first = month == months[0] and month.year == months[-1].year
        if is_long and (month.month != 1 or month.year % every_year):
            continue
        is_named = not is_long and (month.month - 1) % every_month == 0
        yield Tick(
            month,
            format_month(month, language, months="short", year=False) if is_named else "",
            str(month.year) if month.month == 1 or is_first else "",
        )
