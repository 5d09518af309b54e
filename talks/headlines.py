"""Sentences computed from the record, in the reader's language. Nothing here is typed in by hand.

Counts go through `ngettext`, since Arabic has six plural forms. Each function takes plain numbers or
entries and returns one phrase; the rules of the words stand in the glossary.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import get_language, ngettext, npgettext, pgettext
from django.utils.translation import gettext as _

from talks.dates import format_date, months_between
from talks.models import DateAnnouncement, Decision, Round, Status


def decisions_counted(count: int) -> str:
    """Say how many decisions: "10 decisions"."""
    return ngettext("%(count)s decision", "%(count)s decisions", count) % {"count": count}


def rounds_counted(count: int) -> str:
    """Say how many rounds: "11 rounds"."""
    return ngettext("%(count)s round", "%(count)s rounds", count) % {"count": count}


def months_counted(count: int) -> str:
    """Say how many months: "22 months"."""
    if not count:
        return _("less than a month")
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def status_counted(status: str, count: int) -> str:
    """Say how many decisions have a status: "7 pending"."""
    phrases = {
        Status.IMPLEMENTED: ngettext("%(count)s carried out", "%(count)s carried out", count),
        Status.PARTLY: ngettext("%(count)s carried out in part", "%(count)s carried out in part", count),
        Status.STALLED: ngettext("%(count)s stalled", "%(count)s stalled", count),
        Status.LAPSED: ngettext("%(count)s lapsed", "%(count)s lapsed", count),
        Status.PENDING: ngettext("%(count)s pending", "%(count)s pending", count),
        Status.UNKNOWN: ngettext("%(count)s not known", "%(count)s not known", count),
        Status.PRINCIPLE: ngettext("%(count)s principle", "%(count)s principles", count),
    }
    return phrases[Status(status)] % {"count": count}


def in_a_row(phrases: Iterable[str]) -> str:
    """Join phrases into a list as the reader's language does: "a, b"."""
    # Translators: between two phrases of a list.
    return _(", ").join(phrases)


def statuses_counted(decisions: Iterable[Decision]) -> str:
    """Say what became of decisions, in the order of statuses: "7 pending, 3 principles"."""
    counts = Counter(decision.status for decision in decisions)
    # Translators: between two counts, such as "7 pending, 3 principles".
    comma = pgettext("between counts", ", ")
    return comma.join(status_counted(status, counts[status]) for status in Status if counts[status])


def meeting_counted(decisions: list[Decision]) -> str:
    """Say how many decisions a meeting took and what became of them; empty where it took none."""
    if not decisions:
        return ""
    one = Status(decisions[0].status).label if len(decisions) == 1 else ""
    return _("%(decisions)s: %(statuses)s") % {
        "decisions": decisions_counted(len(decisions)),
        "statuses": one or statuses_counted(decisions),
    }


def zones_left(left: int, zones: int) -> str:
    """Say how many of the de-escalation zones are left: "1 zone of 4 left"."""
    if left:
        phrase = ngettext("%(left)s zone of %(zones)s left", "%(left)s zones of %(zones)s left", left)
    else:
        phrase = ngettext("no zone of %(zones)s left", "no zone of %(zones)s left", zones)
    return phrase % {"left": left, "zones": zones}


def timeline_headline(held: list[Round], left: int, zones: int) -> str:
    """Say how many rounds there were in how many months, and how many zones are left.

    `held` are the rounds held, in the order of time.
    """
    if not held:
        return _("No round held yet")
    rounds = rounds_counted(len(held))
    months = months_counted(months_between(held[0].earliest, held[-1].latest))
    if not zones:
        return _("%(rounds)s in %(months)s") % {"rounds": rounds, "months": months}
    return _("%(rounds)s in %(months)s, %(zones)s") % {
        "rounds": rounds,
        "months": months,
        "zones": zones_left(left, zones),
    }


def events_between(count: int, older: Round | None, newer: Round | None) -> str:
    """Say how many events lie between two rounds, after the last or before the first, or at all."""
    names = {"count": count, "older": older and older.number, "newer": newer and newer.number}
    if older is None and newer is None:
        phrase = ngettext("%(count)s event", "%(count)s events", count)
    elif newer is None:
        phrase = ngettext(
            "%(count)s event since round %(older)s", "%(count)s events since round %(older)s", count
        )
    elif older is None:
        phrase = ngettext(
            "%(count)s event before round %(newer)s", "%(count)s events before round %(newer)s", count
        )
    else:
        phrase = ngettext(
            "%(count)s event between rounds %(older)s and %(newer)s",
            "%(count)s events between rounds %(older)s and %(newer)s",
            count,
        )
    return phrase % names


def round_headline(meeting: Round, decisions: list[Decision]) -> str:
    """Say what a round decided and what became of it, or for when it is planned."""
    if meeting.is_planned():
        date = format_date(meeting.precise_date, get_language())
        if meeting.precise_date.precision == "day":
            return _("Planned for %(date)s") % {"date": date}
        return _("Planned for %(date)s, the day not fixed") % {"date": date}
    return meeting_counted(decisions) or _("No decision in the record")


def outcome_headline(decisions: list[Decision]) -> str:
    """Say how many of the decisions that can be measured were carried out, and how many in part."""
    counts = Counter(decision.status for decision in decisions)
    measured = len(decisions) - counts[Status.PRINCIPLE]
    if not measured:
        return _("No decision here that can be measured")
    done, partly = counts[Status.IMPLEMENTED], counts[Status.PARTLY]
    return ngettext(
        "Of %(count)s decision that can be measured, %(implemented)s, %(partly)s",
        "Of %(count)s decisions that can be measured, %(implemented)s, %(partly)s",
        measured,
    ) % {
        "count": measured,
        "implemented": npgettext(
            "of those measured", "%(count)s was carried out", "%(count)s were carried out", done
        )
        % {"count": done},
        "partly": npgettext("of those measured", "%(count)s in part", "%(count)s in part", partly)
        % {"count": partly},
    }


def slippage(meeting: Round, announcements: list[DateAnnouncement]) -> str:
    """Say how long after the end of the first window announced for it a round was held; empty if it was not.

    `announcements` are the round's, in the order in which they were made. A window without an end does
    not count.
    """
    windows = [announcement.latest for announcement in announcements if announcement.latest]
    if not meeting.is_held() or not windows:
        return ""
    days = (meeting.earliest - windows[0]).days
    if days <= 0:
        return ""
    return ngettext(
        "Held %(count)s day after the end of the first window announced for it",
        "Held %(count)s days after the end of the first window announced for it",
        days,
    ) % {"count": days}


def time_since(day: dt.date, until: dt.date) -> str:
    """Say for how many completed months something has lasted: "for 21 months"."""
    count = months_between(day, until)
    if not count:
        return _("for less than a month")
    return ngettext("for %(count)s month", "for %(count)s months", count) % {"count": count}
