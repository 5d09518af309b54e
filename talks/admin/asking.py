"""What an editor asks for by pressing a button of a form, and what that makes of the entry's state."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.db import models
from django.http import HttpRequest

from talks.models import DifferenceVersion, Edition, Party, Source, State, ZoneEvent
from talks.models.claims import Claim
from talks.roles import may_publish


class Act(StrEnum):
    """What a button of the form does; its name is that of the button, after a low line."""

    SAVE = "save"
    REVIEW = "review"
    PUBLISH = "publish"
    DRAFT = "draft"


STATE_AFTER = {Act.REVIEW: State.REVIEW, Act.PUBLISH: State.PUBLISHED, Act.DRAFT: State.DRAFT}


def readers_see(entry: models.Model | None) -> bool:
    """Tell whether readers see an entry, so that a change of it would show at once."""
    if entry is None or entry.pk is None:
        return False
    if isinstance(entry, Claim):
        return entry.is_published()
    if isinstance(entry, DifferenceVersion):
        return entry.difference.is_published()
    if isinstance(entry, ZoneEvent):
        return entry.zone.is_published() and entry.event.is_published()
    return not hasattr(entry, "is_seen_by_readers") or entry.is_seen_by_readers()


def shows_at_once(entry: models.Model) -> bool:
    """Tell whether readers would see an entry as soon as it is saved, whoever saves it: it has no state."""
    if isinstance(entry, Party):
        return entry.is_guarantor()
    if isinstance(entry, DifferenceVersion):
        return bool(entry.difference_id) and entry.difference.is_published()
    if isinstance(entry, ZoneEvent):
        zone, event = entry.zone_id and entry.zone, entry.event_id and entry.event
        return bool(zone and event) and zone.is_published() and event.is_published()
    return False


@dataclass
class Asked:
    """What is asked of a form: the act, and whose entry it is as it stands in the database.

    `shows_only` is set where the form shows what was typed and nothing is to be saved.
    """

    act: Act
    entry: models.Model | None
    may_publish: bool
    shows_only: bool = False
    # What the entry cites as it was typed, in its order; set when its form is read.
    sources: list[Source] = field(default_factory=list)

    @classmethod
    def by(cls, request: HttpRequest, entry: models.Model | None) -> "Asked":
        """Read what a request asks for; a form that is only opened asks to be saved later."""
        act = next((act for act in Act if f"_{act}" in request.POST), Act.SAVE)
        return cls(act, entry, may_publish(request.user))

    @cached_property
    def edition(self) -> Edition | None:
        """Give the edition that readers read. One query."""
        return Edition.objects.current()

    @cached_property
    def guarantors(self) -> list[Party]:
        """Give the guarantor states, who adopt what the rounds decide. One query."""
        return list(Party.objects.guarantors())

    @cached_property
    def is_public(self) -> bool:
        """Tell whether readers see the entry as it stands. One query at most."""
        return readers_see(self.entry)

    @property
    def proposes(self) -> bool:
        """Tell whether a change waits for a publisher, as readers would see it."""
        return self.is_public and not self.may_publish

    def would_show(self, entry: models.Model) -> bool:
        """Tell whether an editor would show readers what they do not see yet."""
        return not (self.may_publish or self.is_public) and shows_at_once(entry)

    def is_allowed(self) -> bool:
        """Tell whether the account may do that at all: only publishers publish and take back."""
        if self.act is Act.PUBLISH or (self.act is Act.DRAFT and self.is_public):
            return self.may_publish
        return True

    @property
    def state(self) -> str:
        """Give the state in which the entry will be."""
        present = getattr(self.entry, "state", State.DRAFT)
        return STATE_AFTER.get(self.act, present)

    def state_of_row(self, row: models.Model, is_held_back: bool) -> str:
        """Give the state in which a row on the entry's page will be: that of the entry, unless held back."""
        if is_held_back:
            waits = row.pk and row.state == State.REVIEW and self.state == State.PUBLISHED
            return State.REVIEW if waits else State.DRAFT
        if isinstance(self.entry, Claim) or self.entry is None:
            return self.state
        return getattr(row, "state", State.DRAFT) if row.pk else State.DRAFT
