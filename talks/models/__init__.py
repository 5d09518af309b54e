"""The record: rounds, guarantor states and decisions, and what surrounds them."""

from talks.models.addresses import FormerAddress
from talks.models.claims import Confidence, State
from talks.models.decisions import Decision, FollowUp, Status, Topic
from talks.models.desk import OpenForm, Proposal
from talks.models.editions import AsOf, Edition, EditionFile, LoadedEntry
from talks.models.meetings import DateAnnouncement, Event, Participation, Round, Track, ZoneEvent
from talks.models.parties import GuarantorState, Party, Person
from talks.models.sources import CLAIMS, Citation, Source
from talks.models.statements import Difference, DifferenceVersion, Statement

__all__ = [
    "AsOf",
    "CLAIMS",
    "Citation",
    "Confidence",
    "DateAnnouncement",
    "Decision",
    "Difference",
    "DifferenceVersion",
    "Edition",
    "EditionFile",
    "Event",
    "FollowUp",
    "FormerAddress",
    "GuarantorState",
    "LoadedEntry",
    "OpenForm",
    "Participation",
    "Party",
    "Person",
    "Proposal",
    "Round",
    "Source",
    "State",
    "Statement",
    "Status",
    "Topic",
    "Track",
    "ZoneEvent",
]
