"""What the files hold: one description for each kind of entry, which drives all that is done with it."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from talks.dates import DerivedDayField
from talks.models import (
    DateAnnouncement,
    Decision,
    Difference,
    Edition,
    Event,
    FollowUp,
    Participation,
    Party,
    Person,
    Round,
    Source,
    Statement,
    Topic,
    Track,
    ZoneEvent,
)
from talks.record.fields import Form, Key, Owners, Pks, Slugs, key_of, put_keys, read_keys, take_keys


@dataclass(frozen=True)
class Kind:
    """A kind of entry: the name of its file, its model, what the file says it holds, and its keys.

    The keys are named as the model names them and stand in the file in this order; the first is the id.
    `order` names the keys that the file is sorted by before the id.
    """

    name: str
    model: type[models.Model]
    about: str
    key_names: str
    order: str = ""

    @property
    def file(self) -> str:
        """Give the name of the file."""
        return f"{self.name}.yaml"

    @cached_property
    def keys(self) -> list[Key]:
        """Give the keys with their ways to and from the database."""
        keys = [key_of(self.model, name) for name in self.key_names.split()]
        keys[0].required = True  # an editor may leave a slug to be made, a file names its entries
        return keys

    def id_of(self, form: Form) -> str:
        """Give the id of an entry."""
        return str(form[self.keys[0].name])

    def read(self, values: Any) -> tuple[Form, list[tuple[str, str]]]:
        """Read an entry; gives its form and its faults: pairs of a key and what is wrong with it."""
        return read_keys(self.keys, values)

    def slugs_of(self, rows: list[models.Model]) -> dict[int, str]:
        """Give the ids of rows by their primary keys."""
        return {row.pk: str(getattr(row, self.keys[0].column.attname)) for row in rows}

    def forms_of(self, rows: list[models.Model], slugs: Slugs, owners: Owners = None) -> list[Form]:
        """Give the forms of rows that are in the database; `owners` are their keys where they are only some.

        `slugs` are those of all that they refer to. A query for each list that they have in another table.
        """
        fetched = {key.name: key.fetch(owners) for key in self.keys}
        return [take_keys(self.keys, row, fetched, slugs) for row in rows]

    def fill(self, row: models.Model, form: Form, pks: Pks) -> None:
        """Set on a row what its own columns hold of an entry, with the days that follow from its dates."""
        put_keys(self.keys, row, form, pks)
        for field in self.model._meta.fields:
            if isinstance(field, DerivedDayField):
                field.pre_save(row, add=False)

    def references(self, form: Form) -> Iterator[tuple[str, type[models.Model], str]]:
        """Give, for every entry that this one names, the key, the model and the id."""
        for key in self.keys:
            if key.name in form:
                for model, slug in key.references(form[key.name]):
                    yield key.name, model, slug

    def differing(self, one: Form, other: Form) -> tuple[str, ...]:
        """Name the keys in which two forms differ."""
        return tuple(key.name for key in self.keys if one.get(key.name) != other.get(key.name))

    def in_order(self, forms: list[Form]) -> list[Form]:
        """Sort entries as the file has them."""
        names = [*self.order.split(), self.keys[0].name]
        keys = [next(key for key in self.keys if key.name == name) for name in names]
        return sorted(
            forms, key=lambda form: [_naturally(form.get(key.name, key.default(form))) for key in keys]
        )


def _naturally(value: Any) -> tuple[bool, list[str | int]]:
    """Give what sorts numbers within a text as numbers, and nothing after something."""
    # Every other part is a number, so that like is compared with like.
    parts = re.split(r"(\d+)", str(value))
    return value is None, [int(part) if position % 2 else part for position, part in enumerate(parts)]


def fingerprint(form: Form) -> str:
    """Give what tells whether two forms are the same, whatever the order of their keys."""
    text = json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# An entry may name those of the kinds before it, and of its own.
KINDS = [
    Kind(
        "edition",
        Edition,
        "The editions of the record: each speaks for the end of its day.",
        "number day is_published published_at",
    ),
    Kind(
        "tracks",
        Track,
        "The lines of diplomacy and of events, in their order: each is a lane of the timeline.",
        "id position name subtitle",
        order="position",
    ),
    Kind(
        "topics",
        Topic,
        "The matters that decisions are about, in their order.",
        "id position name",
        order="position",
    ),
    Kind(
        "parties",
        Party,
        "States, organisations and delegations. guarantor_order is the place among the guarantor states.",
        "id kind name iso guarantor_order role_note",
        order="guarantor_order",
    ),
    Kind(
        "people",
        Person,
        "The people of the talks, by the office that they held; or an institution that spoke without a name.",
        "id name office party is_institution",
    ),
    Kind(
        "sources",
        Source,
        "Where the record has its claims from. A title is in the source’s own language, and absent where it "
        "is not known; title_from_address says that it was read off the address.",
        "id kind publisher title title_from_address url language published editors_note",
    ),
    Kind(
        "rounds",
        Round,
        "The rounds of the talks, held and planned. Dates are EDTF, only as exact as they are known.",
        "id track number title short_label date status city country venue summary sources "
        "confidence editors_note state",
        order="track number",
    ),
    Kind(
        "events",
        Event,
        "What surrounded the rounds, in the order of time; an event of the kind zone is the life of a "
        "de-escalation zone. The track is the lane of the timeline.",
        "id track kind title short_label date place summary sources confidence editors_note state",
        order="date",
    ),
    Kind(
        "zone_events",
        ZoneEvent,
        "Which events belong to the story of a de-escalation zone. contested_date gives the days of an "
        "offensive, a handover or strikes inside the zone.",
        "id zone event contested_date",
        order="zone",
    ),
    Kind(
        "participations",
        Participation,
        "Who took part in a round or an event, in which role, led by whom, in the order of their position. "
        "The confidence speaks of the head of the delegation.",
        "id round event position party role head note sources confidence editors_note state",
        order="round event position",
    ),
    Kind(
        "decisions",
        Decision,
        "What the rounds decided, then what the events did. carries_on names an earlier decision on the same "
        "matter; outcome is what became of it by the edition’s day, with sources of its own.",
        "id round event number kind topics title text adopted_by adopted_by_note carries_on sources "
        "outcome outcome_sources confidence editors_note state",
        order="round event number",
    ),
    Kind(
        "follow_ups",
        FollowUp,
        "The dated steps behind the status of each decision; the latest counts. A status is the record’s own "
        "judgement.",
        "id decision date status note from_round from_event sources confidence editors_note state",
        order="decision date",
    ),
    Kind(
        "statements",
        Statement,
        "What was said of a round or an event, in the record’s own words. about and relation set it beside a "
        "decision.",
        "id round event speaker day stance gist about relation sources confidence editors_note state",
        order="round event day",
    ),
    Kind(
        "announcements",
        DateAnnouncement,
        "Every date that was publicly announced for a round: on which day, by whom, for when; decision names "
        "that of an earlier round which set it.",
        "id round announced_on date decision by_person by_party note sources confidence editors_note state",
        order="round announced_on",
    ),
    Kind(
        "differences",
        Difference,
        "Where sources contradict each other: the versions, which of them the record follows, and why.",
        "id round event decision field text versions why confidence editors_note state",
        order="round event decision",
    ),
]
KIND_OF = {kind.model: kind for kind in KINDS}
