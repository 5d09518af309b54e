"""What whoever opens the data has to know, in the reader's language: for read-me files and sheets."""

from django.conf import settings
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from talks.record.open_data.release import Release

# What the tables say in the same way in every language.
EXAMPLES = {
    "day": "2018-05-15",
    "month": "2019-02",
    "year": "2018",
    "span": "2018-05-14/2018-05-15",
    "open": "2017-06-14/..",
    "approximate": "~",
    "uncertain": "?",
    "both": "%",
    "earliest": "earliest",
    "latest": "latest",
}
LEFT_TO_RIGHT, END = "\u2066", "\u2069"


def sentences(release: Release) -> list[str]:
    """Give what the data is, how it is to be read and what may be done with it, a paragraph each."""
    said = {"licence": settings.DATA_LICENCE_TITLE, "url": settings.DATA_LICENCE_URL}
    return [
        _(
            "The public record of the Astana talks on Syria: its rounds, what they decided and what became "
            "of it, each entry with its sources."
        ),
        _(
            "The data stands under %(licence)s (%(url)s): use it as you like, and name the Astana Record and "
            "the day of its edition."
        )
        % said,
        _("Name it so: %(attribution)s.") % {"attribution": release.attribution},
        *reading(),
    ]


def reading() -> list[str]:
    """Give how the values of the tables are to be read, a paragraph each."""
    return [
        _(
            "Entries have lasting ids, and name each other by them. In tables, a semicolon and a space stand "
            "between the ids of a list."
        ),
        _(
            "Texts are in Arabic and in English, each in a column of its own; where the record has a text in "
            "one language only, the other column is empty."
        ),
        _(
            "Dates are as exact as they are known, in EDTF (ISO 8601-2): %(day)s is a day, %(month)s a "
            "month, %(year)s a year, %(span)s a span, and %(open)s has no known end. After a date, "
            "%(approximate)s says approximate, %(uncertain)s uncertain, and %(both)s both. The columns "
            "%(earliest)s and %(latest)s give the first and the last day that a date can mean."
        )
        % {name: _as_written(text) for name, text in EXAMPLES.items()},
        _(
            "The status of a decision is the record’s own judgement from the sources cited, on the day for "
            "which the data speaks."
        ),
        _("What is not published is not in the data, nor is what became known after that day."),
    ]


def _as_written(text: str) -> str:
    """Give what is written from left to right as it stands within a text of the reader's language."""
    return f"{LEFT_TO_RIGHT}{text}{END}" if get_language_bidi() else text
