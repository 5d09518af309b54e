"""What whoever opens the data has to know, in the reader's language: for read-me files and sheets."""

from django.conf import settings
from django.utils.translation import gettext as _

from talks.record.open_data.release import Release


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
            "Entries have lasting ids, and name each other by them. Where a column holds several, “; ” "
            "stands between them."
        ),
        _(
            "Texts are in Arabic and in English, each in a column of its own; where the record has a text in "
            "one language only, the other column is empty."
        ),
        _(
            "Dates are as exact as they are known, in EDTF (ISO 8601-2): 2018-05-15 is a day, 2019-02 a "
            "month, 2018 a year, 2018-05-14/2018-05-15 a span, and 2017-06-14/.. has no known end. After a "
            "date, ~ says approximate, ? uncertain, and % both. The columns earliest and latest give the "
            "first and the last day that a date can mean."
        ),
        _(
            "The status of a decision is the record’s own judgement from the sources cited, on the day for "
            "which the data speaks."
        ),
        _("What is not published is not in the data, nor is what became known after that day."),
    ]
