"""Sentences computed from the record, in the reader's language. Nothing here is typed in by hand.

Counts go through `ngettext`, since Arabic has six plural forms. Each function takes plain numbers or
entries and returns one phrase; the rules of the words stand in the glossary.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext, npgettext, pgettext
from django.utils.translation import gettext as _

from talks.dates import PreciseDate, format_date, months_between
from talks.models import DateAnnouncement, Decision, FollowUp, Round, Statement, Status


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
    return counts_told(Counter(decision.status for decision in decisions))


def counts_told(counts: Mapping[str, int]) -> str:
    """Say how many decisions have which status, in the order of statuses: "7 pending, 3 principles"."""
    # Translators: between two counts, such as "7 pending, 3 principles".
    comma = pgettext("between counts", ", ")
    return comma.join(status_counted(status, counts[status]) for status in Status if counts.get(status))


def counted_by_status(decisions: Iterable[Decision]) -> list[tuple[Status, int]]:
    """Count decisions by status, in the order in which statuses always stand; empty ones left out."""
    counts = Counter(decision.status for decision in decisions)
    return [(status, counts[status]) for status in Status if counts[status]]


def cut(text: str, length: int = 200) -> str:
    """Give a text cut between words where it is longer than that, for those who show a line of it."""
    return Truncator(" ".join(text.split())).chars(length)


def meeting_counted(decisions: list[Decision]) -> str:
    """Say how many decisions a meeting took and what became of them; empty where it took none."""
    return meeting_told(Counter(decision.status for decision in decisions))


def meeting_told(counts: Mapping[str, int]) -> str:
    """Say how many decisions a meeting took and what became of them, from how many have which status."""
    total = sum(counts.values())
    if not total:
        return ""
    return _("%(decisions)s: %(statuses)s") % {
        "decisions": decisions_counted(total),
        "statuses": Status(next(iter(counts))).label if total == 1 else counts_told(counts),
    }


def zones_left(left: int, zones: int) -> str:
    """Say how many of the de-escalation zones are left: "1 zone of 4 left"."""
    if left:
        phrase = ngettext("%(left)s zone of %(zones)s left", "%(left)s zones of %(zones)s left", left)
    else:
        phrase = ngettext("no zone of %(zones)s left", "no zone of %(zones)s left", zones)
    return phrase % {"left": left, "zones": zones}


def timeline_headline(held: list[Round], left: int, zones: int, *, names_the_talks: bool = False) -> str:
    """Say how many rounds there were in how many months, and how many zones are left.

    `held` are the rounds held, in the order of time. Where nothing around says of which talks they are,
    `names_the_talks` does.
    """
    if not held:
        return _("No round of the Astana talks held yet") if names_the_talks else _("No round held yet")
    rounds = rounds_counted(len(held))
    if names_the_talks:
        # Translators: "11 rounds of the Astana talks", within a longer headline.
        rounds = _("%(rounds)s of the Astana talks") % {"rounds": rounds}
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


def round_headline(meeting: Round, decisions: list[Decision], on: dt.date) -> str:
    """Say what a round decided and what became of it, or for when it is planned; `on` is the day shown."""
    if meeting.is_under_way(on):
        return _("Under way on this day")
    if meeting.is_planned():
        date = format_date(meeting.precise_date, get_language())
        if meeting.precise_date.precision == "day":
            return _("Planned for %(date)s") % {"date": date}
        return _("Planned for %(date)s, the day not fixed") % {"date": date}
    return meeting_counted(decisions) or _("No decision in the record")


def outcome_headline(decisions: list[Decision]) -> str:
    """Say how many of the decisions that can be measured were carried out, and how many in part."""
    return outcome_told(Counter(decision.status for decision in decisions))


def outcome_told(counts: Mapping[str, int]) -> str:
    """Say the same from how many decisions have which status."""
    measured = sum(counts.values()) - counts.get(Status.PRINCIPLE, 0)
    if not measured:
        return _("No decision here that can be measured")
    done, partly = counts.get(Status.IMPLEMENTED, 0), counts.get(Status.PARTLY, 0)
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


def days_moved(meeting: Round, announcements: list[DateAnnouncement]) -> int:
    """Give by how many days a round was held after the first window announced for it; before it, below 0.

    `announcements` are the round's, in the order in which they were made. A window without an end does
    not count. 0 for a round that was not held, had no window, or met within it.
    """
    windows = [announcement.precise_date for announcement in announcements]
    windows = [window for window in windows if not window.is_open_ended]
    if not meeting.is_held() or not windows:
        return 0
    if meeting.earliest > windows[0].latest:
        return (meeting.earliest - windows[0].latest).days
    return min((meeting.latest - windows[0].earliest).days, 0)


def slippage(meeting: Round, announcements: list[DateAnnouncement]) -> str:
    """Say how long after the end of the first window announced for it it was held, or nothing."""
    days = days_moved(meeting, announcements)
    if days <= 0:
        return ""
    return ngettext(
        "Held %(count)s day after the end of the first window announced for it",
        "Held %(count)s days after the end of the first window announced for it",
        days,
    ) % {"count": days}


def days_counted(count: int) -> str:
    """Say how many days: "75 days"."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def slippage_in_short(meeting: Round, announcements: list[DateAnnouncement]) -> str:
    """Say for a table how far the date of a round moved: "75 days later"; a word where it did not."""
    if not announcements:
        return _("no date announced before")
    if not meeting.is_held():
        return _("not held yet")
    days = days_moved(meeting, announcements)
    if not days:
        return _("as first announced")
    if days < 0:
        return ngettext("%(count)s day earlier", "%(count)s days earlier", -days) % {"count": -days}
    return ngettext("%(count)s day later", "%(count)s days later", days) % {"count": days}


def announcements_counted(announcements: list[DateAnnouncement]) -> str:
    """Say how many announcements named how many dates: "7 announcements named 6 different dates"."""
    dates = len({announcement.date for announcement in announcements})
    made = ngettext("%(count)s announcement", "%(count)s announcements", len(announcements)) % {
        "count": len(announcements)
    }
    named = ngettext("%(made)s named %(count)s date", "%(made)s named %(count)s different dates", dates)
    return named % {"made": made, "count": dates}


def time_since(day: dt.date, until: dt.date) -> str:
    """Say for how many completed months something has lasted: "for 21 months"."""
    count = months_between(day, until)
    if not count:
        return _("for less than a month")
    return ngettext("for %(count)s month", "for %(count)s months", count) % {"count": count}


# Topics


def status_lasting(decision: Decision, history: list[FollowUp], on: dt.date) -> str:
    """Say since when a decision has had its present status, and for how long by that day.

    `history` are its follow-ups, the latest first. A status lasts since the first of the reports that all
    say it.
    """
    if not history:
        months = months_between(decision.day, on) if decision.day < on else 0
        if not months:
            return _("Nothing is reported of it yet.")
        return ngettext(
            "Nothing was reported of it in the %(count)s month since it was taken.",
            "Nothing was reported of it in the %(count)s months since it was taken.",
            months,
        ) % {"count": months}
    if decision.status == Status.PRINCIPLE:
        return _("It is a statement of principle with no agreed step to measure: no follow-up is expected.")
    first = next(group for _status, group in groupby(history, key=attrgetter("status")))
    *_later, began = first
    since = PreciseDate.parse(str(began.precise_date.start or began.earliest))
    if began.earliest == on:
        return _("In this status since %(date)s, the day shown.") % {
            "date": format_date(since, get_language())
        }
    return _("In this status since %(date)s, %(time)s.") % {
        "date": format_date(since, get_language()),
        "time": time_since(began.earliest, on),
    }


def changes_told(days: PreciseDate, rounds: int, decisions: int, follow_ups: int) -> str:
    """Say what happened over some days: "…: 1 round held, 10 decisions taken, 34 follow-ups reported"."""
    held = ngettext("%(count)s round held", "%(count)s rounds held", rounds) % {"count": rounds}
    taken = ngettext("%(count)s decision taken", "%(count)s decisions taken", decisions) % {
        "count": decisions
    }
    reported = ngettext("%(count)s follow-up reported", "%(count)s follow-ups reported", follow_ups) % {
        "count": follow_ups
    }
    return _("%(days)s: %(rounds)s, %(decisions)s, %(follow_ups)s") % {
        "days": format_date(days, get_language()),
        "rounds": held,
        "decisions": taken,
        "follow_ups": reported,
    }


def turns_told(count: int) -> str:
    """Say how many follow-ups gave their decisions another status."""
    if not count:
        return _("None of them gave a decision another status.")
    return ngettext(
        "%(count)s of them gave a decision another status.",
        "%(count)s of them gave decisions another status.",
        count,
    ) % {"count": count}


def around_told(announcements: int, events: int, statements: int) -> str:
    """Say what else happened over some days: "Also: 3 dates announced, 14 events, 12 statements."""
    return _("Also: %(announcements)s, %(events)s, %(statements)s.") % {
        "announcements": ngettext(
            "%(count)s date announced for a round", "%(count)s dates announced for rounds", announcements
        )
        % {"count": announcements},
        "events": ngettext("%(count)s event", "%(count)s events", events) % {"count": events},
        "statements": ngettext("%(count)s statement", "%(count)s statements", statements)
        % {"count": statements},
    }


def topics_headline(topic: str, times: int, rounds: int, *, never_in_full: bool) -> str:
    """Say in how many of the rounds held a topic came up: one that came up in more of them than the others.

    With `never_in_full`, it need not be that one, but nothing decided on it was carried out in full.
    """
    if never_in_full:
        # Translators: the topic is the subject; a colon after its name spares you its gender.
        phrase = ngettext(
            "%(topic)s came up in %(times)s of %(count)s round and was never carried out in full",
            "%(topic)s came up in %(times)s of %(count)s rounds and was never carried out in full",
            rounds,
        )
    else:
        phrase = ngettext(
            "%(topic)s came up in %(times)s of %(count)s round, more than any other topic",
            "%(topic)s came up in %(times)s of %(count)s rounds, more than any other topic",
            rounds,
        )
    return phrase % {"topic": topic, "times": times, "count": rounds}


def topic_counted(topic: str, times: int, rounds: int) -> str:
    """Say in how many of the rounds held a topic came up: "Idlib came up in 2 of 11 rounds"."""
    # Translators: the topic is the subject; a colon after its name spares you its gender.
    return ngettext(
        "%(topic)s came up in %(times)s of %(count)s round",
        "%(topic)s came up in %(times)s of %(count)s rounds",
        rounds,
    ) % {"topic": topic, "times": times, "count": rounds}


def topic_headline(counts: Mapping[str, int], months: int) -> str:
    """Say in how many months how many decisions were taken on a topic, and how many were carried out.

    `counts` are its decisions by status; the months run from the first of them to the day shown.
    """
    decisions = sum(counts.values())
    if not decisions:
        return _("No decision on it yet")
    names = {
        "months": months_counted(months),
        "decisions": decisions_counted(decisions),
        "became": _carried_out(counts),
    }
    if not months:
        return _("%(decisions)s: %(became)s") % names
    return _("%(months)s and %(decisions)s: %(became)s") % names


def _carried_out(counts: Mapping[str, int]) -> str:
    decisions, done = sum(counts.values()), counts.get(Status.IMPLEMENTED, 0)
    if decisions == 1:
        return str(next(Status(status).label for status, count in counts.items() if count))
    if counts.get(Status.PRINCIPLE, 0) == decisions:
        return _("all of them statements of principle")
    if done == decisions:
        return _("all carried out")
    if not done and counts.get(Status.UNKNOWN):
        return _("none known to be carried out in full")
    if not done:
        return _("none carried out in full")
    return ngettext("%(count)s carried out in full", "%(count)s carried out in full", done) % {"count": done}


def topic_state(
    counts: Mapping[str, int], first: dt.date, done: FollowUp | None, change: FollowUp | None, on: dt.date
) -> str:
    """Say for how long a topic has been in its present state.

    Its state is how much of what was decided on it was carried out: as long as a decision that can be
    measured is not, the state lasts since the latest report that one was (`done`), or since `first`, the
    day of the first decision, where none ever was. Where all were carried out, or there is nothing to carry
    out, it lasts since the latest `change` of the status of one of them, or since `first`. `counts` are the
    decisions by status. Days are not counted from a date that is known to the month alone.
    """
    measured = sum(counts.values()) - counts.get(Status.PRINCIPLE, 0)
    is_complete = counts.get(Status.IMPLEMENTED, 0) == measured
    since = change if is_complete else done
    days = (on - (since.earliest if since else first)).days
    date = format_date(since.precise_date if since else PreciseDate.of_days(first), get_language())
    if not days:
        return _state_of_today(is_complete, since) % {"date": date}
    if since and since.precise_date.precision != "day":
        phrase = (
            _("The status of no decision on it has changed since %(date)s.")
            if is_complete
            else _("No decision on it has been reported carried out in full since %(date)s.")
        )
    elif is_complete and since:
        phrase = ngettext(
            "The status of no decision on it has changed since %(date)s: %(count)s day.",
            "The status of no decision on it has changed since %(date)s: %(count)s days.",
            days,
        )
    elif is_complete:
        phrase = ngettext(
            "The status of no decision on it has changed since the first was taken on %(date)s: "
            "%(count)s day.",
            "The status of no decision on it has changed since the first was taken on %(date)s: "
            "%(count)s days.",
            days,
        )
    elif since:
        phrase = ngettext(
            "No decision on it has been reported carried out in full since %(date)s: %(count)s day.",
            "No decision on it has been reported carried out in full since %(date)s: %(count)s days.",
            days,
        )
    else:
        phrase = ngettext(
            "No decision on it has been reported carried out in full since the first was taken on %(date)s: "
            "%(count)s day.",
            "No decision on it has been reported carried out in full since the first was taken on %(date)s: "
            "%(count)s days.",
            days,
        )
    return phrase % {"date": date, "count": days}


def _state_of_today(is_complete: bool, since: FollowUp | None) -> str:
    if since is None:
        return _("All that was decided on it was decided on the day shown, %(date)s.")
    if is_complete:
        return _("The status of a decision on it changed on the day shown, %(date)s.")
    return _("A decision on it was reported carried out in full on the day shown, %(date)s.")


def silence(days: int) -> str:
    """Say how long nothing happened: "96 days in which nothing is recorded"."""
    return ngettext(
        "%(count)s day in which nothing is recorded", "%(count)s days in which nothing is recorded", days
    ) % {"count": days}


def sources_counted(count: int) -> str:
    """Say how many sources: "540 sources"."""
    return ngettext("%(count)s source", "%(count)s sources", count) % {"count": count}


def sources_in_all(sources: int, publishers: int, languages: int) -> str:
    """Say how many sources there are: "540 sources of 275 publishers, in 17 languages"."""
    return _("%(sources)s of %(publishers)s, in %(languages)s") % {
        "sources": sources_counted(sources),
        "publishers": ngettext("%(count)s publisher", "%(count)s publishers", publishers)
        % {"count": publishers},
        "languages": ngettext("%(count)s language", "%(count)s languages", languages) % {"count": languages},
    }


def entries_counted(name: str, count: int) -> str:
    """Say how many entries of a kind there are; `name` is that of the model, or one of `CLAIMS`."""
    phrases = {
        "round": ngettext("%(count)s round", "%(count)s rounds", count),
        "event": ngettext("%(count)s event", "%(count)s events", count),
        "decision": ngettext("%(count)s decision", "%(count)s decisions", count),
        "outcome": ngettext("What became of %(count)s decision", "What became of %(count)s decisions", count),
        "follow_up": ngettext("%(count)s follow-up", "%(count)s follow-ups", count),
        "statement": ngettext("%(count)s statement", "%(count)s statements", count),
        "participation": ngettext(
            "%(count)s delegation that took part", "%(count)s delegations that took part", count
        ),
        "announcement": ngettext("%(count)s date announced", "%(count)s dates announced", count),
        "version": ngettext(
            "%(count)s version where sources differ", "%(count)s versions where sources differ", count
        ),
        "difference": ngettext(
            "%(count)s fact on which sources differ", "%(count)s facts on which sources differ", count
        ),
        "topic": ngettext("%(count)s topic", "%(count)s topics", count),
        "party": ngettext("%(count)s party", "%(count)s parties", count),
        "person": ngettext("%(count)s person or institution", "%(count)s people and institutions", count),
        "source": ngettext("%(count)s source", "%(count)s sources", count),
    }
    return phrases[name] % {"count": count}


def differences_counted(count: int) -> str:
    """Say on how many facts sources differ: "On 45 facts sources differ"."""
    return ngettext("On %(count)s fact sources differ", "On %(count)s facts sources differ", count) % {
        "count": count
    }


def entries_found(count: int, text: str) -> str:
    """Say how many entries a text finds in the record."""
    return ngettext(
        "%(count)s entry found for “%(text)s”", "%(count)s entries found for “%(text)s”", count
    ) % {"count": count, "text": text}


# Parties and people


def rounds_attended(attended: int, rounds: int) -> str:
    """Say how many of the rounds a party attended: "11 of 11 rounds"."""
    return ngettext("%(attended)s of %(count)s round", "%(attended)s of %(count)s rounds", rounds) % {
        "attended": attended,
        "count": rounds,
    }


def decisions_adopted(count: int) -> str:
    """Say how many decisions a party adopted: "133 decisions adopted"."""
    return ngettext("%(count)s decision adopted", "%(count)s decisions adopted", count) % {"count": count}


def guarantors_headline(with_all: int, decisions: int, more: list[tuple[str, int]]) -> str:
    """Say how many decisions all guarantors adopted, and how many each adopted besides."""
    if not decisions:
        return _("No decision yet")
    phrase = ngettext(
        "%(all)s of %(count)s decision carries the names of all guarantors",
        "%(all)s of %(count)s decisions carry the names of all guarantors",
        decisions,
    ) % {"all": with_all, "count": decisions}
    # Translators: a guarantor and how many decisions, one of a list: "Russia 20".
    besides = [
        pgettext("of a list", "%(party)s %(count)s") % {"party": party, "count": count}
        for party, count in more
        if count
    ]
    if not besides:
        return phrase
    return _("%(decisions)s; besides these: %(list)s") % {"decisions": phrase, "list": in_a_row(besides)}


def guarantors_summary(rounds: int, lacking: int) -> str:
    """Say what is compared, and how many decisions lack the name of a guarantor."""
    compared = _("On everything that the record holds: %(rounds)s and what surrounded them.") % {
        "rounds": rounds_counted(rounds)
    }
    lack = ngettext(
        "%(count)s decision lacks the name of at least one guarantor.",
        "%(count)s decisions lack the name of at least one guarantor.",
        lacking,
    ) % {"count": lacking}
    return f"{compared} {lack}" if lacking else compared


def stances_counted(counts: Mapping[str, int]) -> str:
    """Say how many statements had which tone: "5 positive, 13 neutral, 2 critical"."""
    phrases = {
        Statement.Stance.POSITIVE: ngettext("%(count)s positive", "%(count)s positive", counts["positive"]),
        Statement.Stance.NEUTRAL: ngettext("%(count)s neutral", "%(count)s neutral", counts["neutral"]),
        Statement.Stance.CRITICAL: ngettext("%(count)s critical", "%(count)s critical", counts["critical"]),
    }
    comma = pgettext("between counts", ", ")
    return comma.join(
        phrase % {"count": counts[stance]} for stance, phrase in phrases.items() if counts[stance]
    )


def person_summary(led: int, said: int, announced: int) -> str:
    """Say how often somebody led a delegation, how many statements are told, how many dates announced."""
    parts = [
        ngettext("led a delegation %(count)s time", "led a delegation %(count)s times", led) % {"count": led},
        ngettext("%(count)s statement in the record", "%(count)s statements in the record", said)
        % {"count": said},
        ngettext("%(count)s date announced", "%(count)s dates announced", announced) % {"count": announced},
    ]
    told = [part for part, count in zip(parts, (led, said, announced), strict=True) if count]
    if not told:
        return _("The record tells nothing that they led or said by this day.")
    told[0] = told[0][:1].upper() + told[0][1:]
    # Translators: a list of what somebody did becomes a sentence.
    return _("%(list)s.") % {"list": in_a_row(told)}
