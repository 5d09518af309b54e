"""The editors' pages. Readers never see them; what they hold is seen as soon as it is published."""

from talks.admin import accounts, addresses, decisions, editions, meetings, parties, sources, statements

__all__ = ["accounts", "addresses", "decisions", "editions", "meetings", "parties", "sources", "statements"]
