"""An entry as it stands in a list of entries of all kinds: what leads to it, and what it says."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from talks.dates import PreciseDate
from talks.models import (
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Event,
    FollowUp,
    Participation,
    Party,
    Person,
    Round,
    Source,
    Statement,
    Topic,
)
from talks.models.claims import Entry


class Text(NamedTuple):
    """Where to read a bilingual text: an object, and the name of its text."""

    of: Any
    name: str


@dataclass(frozen=True)
class Line:
    """One line of a list: the entry to which it leads, its heading and its words.

    `at` is where the entry belongs, such as the round that took a decision; `remark` a word on it. An entry
    that has no heading in two languages has a `name`.
    """

    entry: Entry
    heading: Text | None = None
    words: Text | None = None
    date: PreciseDate | None = None
    at: Text | None = None
    status: str = ""
    remark: str = ""
    name: str = ""


def of_round(meeting: Round) -> Line:
    """Give the line of a round."""
    remark = "" if meeting.is_held() else meeting.get_status_display()
    return _of_meeting(meeting, remark)


def of_event(event: Event) -> Line:
    """Give the line of an event, with its kind."""
    return _of_meeting(event, event.get_kind_display())


def _of_meeting(meeting: Round | Event, remark: str) -> Line:
    heading, words = Text(meeting, "title"), Text(meeting, "summary")
    return Line(meeting, heading, words, meeting.precise_date, remark=remark)


def of_decision(decision: Decision) -> Line:
    """Give the line of a decision, with the round or event that took it."""
    return _of_decision(decision, "text")


def of_outcome(decision: Decision) -> Line:
    """Give the line of what became of a decision, with its status. Needs `with_status`."""
    return _of_decision(decision, "outcome", decision.status)


def of_decision_and_status(decision: Decision) -> Line:
    """Give the line of a decision with its status. Needs `with_status`."""
    return _of_decision(decision, "text", decision.status)


def _of_decision(decision: Decision, words: str, status: str = "") -> Line:
    meeting, heading = decision.meeting, Text(decision, "title")
    at = Text(meeting, "title")
    return Line(decision, heading, Text(decision, words), meeting.precise_date, at, status)


def of_follow_up(follow_up: FollowUp) -> Line:
    """Give the line of a follow-up: its decision, and the status that it reports."""
    decision = follow_up.decision
    heading, words, at = Text(decision, "title"), Text(follow_up, "note"), Text(decision.meeting, "title")
    return Line(follow_up, heading, words, follow_up.precise_date, at, follow_up.status)


def of_statement(statement: Statement) -> Line:
    """Give the line of what somebody said, with of what."""
    heading, words = Text(statement.speaker, "name"), Text(statement, "gist")
    day, at = PreciseDate.parse(statement.day.isoformat()), Text(statement.meeting, "title")
    return Line(statement, heading, words, day, at, remark=statement.get_stance_display())


def of_participation(part: Participation) -> Line:
    """Give the line of who took part, with its role."""
    heading, words, at = Text(part.party, "name"), Text(part, "note"), Text(part.meeting, "title")
    return Line(part, heading, words, part.meeting.precise_date, at, remark=part.get_role_display())


def of_announcement(announcement: DateAnnouncement) -> Line:
    """Give the line of an announced date: who announced it on which day, for which round."""
    heading, words = Text(announcement.announced_by, "name"), Text(announcement, "note")
    day, at = PreciseDate.parse(announcement.announced_on.isoformat()), Text(announcement.round, "title")
    return Line(announcement, heading, words, day, at)


def of_version(version: DifferenceVersion) -> Line:
    """Give the line of one version of a fact on which sources differ."""
    difference = version.difference
    remark = _("the record follows this") if version.is_followed else difference.get_field_display()
    return Line(difference, Text(difference.about, "title"), Text(version, "text"), remark=remark)


def of_difference(difference: Difference) -> Line:
    """Give the line of a fact on which sources differ, with what differs."""
    heading, words = Text(difference.about, "title"), Text(difference, "text")
    return Line(difference, heading, words, remark=difference.get_field_display())


def of_topic(topic: Topic) -> Line:
    """Give the line of a topic."""
    return Line(topic, Text(topic, "name"))


def of_party(party: Party) -> Line:
    """Give the line of a party, with its kind."""
    return Line(party, Text(party, "name"), Text(party, "role_note"), remark=party.get_kind_display())


def of_person(person: Person) -> Line:
    """Give the line of a person, with the party."""
    return Line(person, Text(person, "name"), Text(person, "office"), at=Text(person.party, "name"))


def of_source(source: Source) -> Line:
    """Give the line of a source, which has its title in its own language alone."""
    day = PreciseDate.parse(source.published.isoformat()) if source.published else None
    return Line(source, date=day, remark=source.get_kind_display(), name=source.title or source.publisher)
