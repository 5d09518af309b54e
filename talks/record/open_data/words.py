"""What the tables of the open data and their columns hold, in words for those who work with them.

A column is described under its table and name, or under its name alone where it means the same everywhere.
"""

from django.utils.translation import gettext_lazy as _

TABLES = {
    "tracks": _("The lines of diplomacy and of events to which rounds and events belong."),
    "topics": _("The matters that decisions are about."),
    "parties": _("States, organisations and delegations that take part, adopt or speak."),
    "people": _(
        "The people who lead delegations or speak, by their office; or institutions where no one is named."
    ),
    "sources": _("The published texts on which the entries of the record rest."),
    "rounds": _("The rounds of the talks, held and planned."),
    "events": _("What surrounded the rounds: summits, agreements, resolutions, offensives, zones."),
    "zone_events": _("Which events belong to the story of a de-escalation zone."),
    "participations": _("Who took part in a round or an event, in which role, led by whom."),
    "decisions": _("What rounds and events decided, each with its status on the day of the data."),
    "follow_ups": _(
        "The dated reports of what became of each decision. The status is the record’s own judgement."
    ),
    "statements": _("What was said of rounds and events, in the record’s own words."),
    "announcements": _("Every date that was publicly announced for a round, kept when the date slips."),
    "differences": _("Facts on which sources contradict each other, and why the record follows one of them."),
    "difference_versions": _("The versions of each fact on which sources differ, with their sources."),
}

COLUMNS = {
    # In every table
    "id": _("Its lasting id, unique in its table."),
    "date": _("When it happened, as exactly as it is known, in EDTF (ISO 8601-2)."),
    "earliest": _("The first day that the date can mean; empty where its start is open."),
    "latest": _("The last day that the date can mean; empty where its end is open."),
    "sources": _("The ids of the sources on which the entry rests, in their order."),
    "confidence": _("How well the sources bear the entry; what is not confirmed is not published."),
    "page": _("The address of the entry’s page, or of its place on the page of what it belongs to."),
    "round": _("The id of the round to which it belongs; empty where it belongs to an event."),
    "event": _("The id of the event to which it belongs; empty where it belongs to a round."),
    "position": _("Its place in the order in which the record shows the entries, lowest first."),
    "name": _("Its name."),
    "short_label": _("Its title in at most 18 characters, for charts."),
    "note": _("What is to be added, in the record’s own words."),
    # Tracks
    "tracks.subtitle": _("What the name leaves open."),
    # Parties and people
    "parties.kind": _("What kind of party it is."),
    "parties.iso": _("The country code of a state, in two letters (ISO 3166-1)."),
    "parties.guarantor_order": _(
        "Its place among the guarantor states, which are named in this order; empty for all others."
    ),
    "parties.role_note": _("Its part in the talks, as on the edition’s day; empty on earlier days."),
    "people.name": _("The person’s name, or that of the institution."),
    "people.office": _("The office held at the time, as on the edition’s day; empty on earlier days."),
    "people.party": _("The id of the party for which the person acts."),
    "people.is_institution": _("Whether an institution spoke and no person is named."),
    # Sources
    "sources.kind": _("What kind of text it is."),
    "sources.publisher": _("Who published it."),
    "sources.title": _("Its title in its own language; empty where it is not known."),
    "sources.title_from_address": _("Whether the title was read off the address, not off the text."),
    "sources.url": _("Where it was published on the web; empty where it was not."),
    "sources.language": _("The code of its language (ISO 639)."),
    "sources.published": _("The day of its publication; empty where it is not known."),
    # Rounds
    "rounds.track": _("The id of the track of the talks."),
    "rounds.number": _("Its number in its track."),
    "rounds.title": _("Its title."),
    "rounds.date": _("The days on which it was held, or for which it is planned, in EDTF (ISO 8601-2)."),
    "rounds.status": _("Whether it was held or is planned, on the day of the data."),
    "rounds.city": _("The city where it met; empty where it is not known."),
    "rounds.country": _("The code of the country where it met, in two letters (ISO 3166-1)."),
    "rounds.venue": _("The building where it met; empty where it is not known."),
    "rounds.summary": _("What happened there, as on the edition’s day; empty on earlier days."),
    # Events and zones
    "events.track": _("The id of the track: the lane of the timeline on which it stands."),
    "events.kind": _("What kind of event it is; a zone is the whole life of a de-escalation zone."),
    "events.title": _("Its title."),
    "events.place": _("Where it happened; empty where it has no single place."),
    "events.summary": _("What happened; empty on days on which it still lasted."),
    "zone_events.zone": _("The id of the event that is the zone."),
    "zone_events.event": _("The id of the event that belongs to the zone’s story."),
    "zone_events.contested_date": _(
        "The days of an offensive, a handover or strikes inside the zone, in EDTF (ISO 8601-2); empty for "
        "other events."
    ),
    "zone_events.earliest": _("The first day on which it was contested; empty for other events."),
    "zone_events.latest": _("The last day on which it was contested; empty for other events."),
    # Participations
    "participations.party": _("The id of the party that took part."),
    "participations.role": _("The role in which it took part."),
    "participations.head": _("The id of the person who led the delegation; empty where it is not known."),
    "participations.confidence": _("How well the sources bear who led the delegation."),
    # Decisions and what became of them
    "decisions.round": _("The id of the round that took it; empty where an event did."),
    "decisions.event": _("The id of the event that took it; empty where a round did."),
    "decisions.number": _("Its place among the decisions of its round or event."),
    "decisions.kind": _("What kind of decision it is."),
    "decisions.topics": _("The ids of the topics that it is about."),
    "decisions.title": _("What was decided, in a line."),
    "decisions.text": _("What was decided, in the record’s own words."),
    "decisions.adopted_by": _("The ids of the parties that adopted it."),
    "decisions.adopted_by_note": _("Who adopted it, in words, where the parties alone do not say it."),
    "decisions.carries_on": _("The id of the earlier decision on the same matter that it carries on."),
    "decisions.outcome": _("What became of it by the edition’s day; empty on earlier days."),
    "decisions.outcome_sources": _("The ids of the sources of what became of it."),
    "decisions.status": _(
        "Its status on the day of the data: that of the latest follow-up known by then. The record’s own "
        "judgement."
    ),
    "decisions.status_day": _("The first day of that follow-up; empty where nothing is reported."),
    "follow_ups.decision": _("The id of the decision of which it reports."),
    "follow_ups.date": _("When what it reports happened, in EDTF (ISO 8601-2)."),
    "follow_ups.status": _("The status that the decision had from then on: the record’s own judgement."),
    "follow_ups.note": _("What is reported, in the record’s own words."),
    "follow_ups.from_round": _("The id of the round at which it was reported or came about, if any."),
    "follow_ups.from_event": _("The id of the event at which it was reported or came about, if any."),
    # Statements
    "statements.speaker": _("The id of the person who said it."),
    "statements.day": _("The day on which it was said."),
    "statements.stance": _("How it speaks of the outcome; not whether the speaker is right."),
    "statements.gist": _("What was said, in the record’s own words; not a quotation."),
    "statements.about": _("The id of the decision that it is about, if it is about one."),
    "statements.relation": _("How it stands to that decision; empty where it is about none."),
    # Announcements
    "announcements.round": _("The id of the round for which the date was announced."),
    "announcements.announced_on": _("The day on which the date was made public."),
    "announcements.date": _("The date that was announced, in EDTF (ISO 8601-2)."),
    "announcements.decision": _("The id of the decision of an earlier round that set the date, if one did."),
    "announcements.by_person": _("The id of the person who announced it; empty where a party did."),
    "announcements.by_party": _("The id of the party that announced it; empty where a person did."),
    # Differences
    "differences.round": _("The id of the round that it is about; empty where it is about something else."),
    "differences.event": _("The id of the event that it is about; empty where it is about something else."),
    "differences.decision": _(
        "The id of the decision that it is about; empty where it is about something else."
    ),
    "differences.field": _("What sources differ on."),
    "differences.text": _("How the sources differ."),
    "differences.versions": _("The versions of the fact, each with its sources."),
    "differences.why": _("Why the record follows what it follows."),
    "difference_versions.difference": _("The id of the difference to which the version belongs."),
    "difference_versions.number": _("Its place among the versions, from 1."),
    "difference_versions.text": _("What the sources say in this version."),
    "difference_versions.is_followed": _("Whether the record follows this version."),
    "difference_versions.sources": _("The ids of the sources that give this version, in their order."),
}


def about_column(table: str, column: str) -> object:
    """Give what a column of a table holds, translated when it is shown."""
    return COLUMNS[f"{table}.{column}"] if f"{table}.{column}" in COLUMNS else COLUMNS[column]
