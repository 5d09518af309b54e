"""What Plotly needs to know of the language of the page.

Plotly's Arabic locale is wrong: it calls May by the name of March, and its short months are digits.
It is never loaded; the names of months are those of talks.dates.
"""

from talks.dates import month_names


def plotly_locale(language: str) -> dict:
    """Give the locale for Plotly's drawing: names of months; words it says none of."""
    return {
        "moduleType": "locale",
        "name": language,
        "dictionary": {},
        "format": {
            "months": list(month_names(language)),
            "shortMonths": list(month_names(language, months="short")),
            "date": "%d %B %Y",
        },
    }
