"""Ids for what travels: the same for an entry in every language, on every host and in every edition."""

from uuid import UUID, uuid5

from talks.models.claims import Entry, kind_of

# The record's own namespace. Changing it would make every entry new to calendars and feed readers.
RECORD = UUID("5d0f3f3e-6a43-5c1b-9a3c-2c5d7e4d8b17")


def lasting_id(*names: str) -> UUID:
    """Give the id of what these names say: `lasting_id("feed", "rounds", "ar")`."""
    return uuid5(RECORD, "/".join(names))


def id_of(entry: Entry) -> UUID:
    """Give the id of an entry, made of its kind and of its id in the record, which never changes."""
    return lasting_id(kind_of(entry), entry.slug)
