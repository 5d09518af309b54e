"""The history of entries at the desk: who changed what and when, and the way back."""

from talks.admin.history.pages import DeletedEntries, WithHistory
from talks.versions.recording import recorded
from talks.versions.revisions import last_change

__all__ = ["DeletedEntries", "WithHistory", "last_change", "recorded"]
