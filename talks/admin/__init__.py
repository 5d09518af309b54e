"""The editors' pages. Readers never see them; what they hold is seen as soon as it is published."""

from talks.admin import addresses, decisions, editions, meetings, parties, sources, statements

__all__ = ["addresses", "decisions", "editions", "meetings", "parties", "sources", "statements"]
