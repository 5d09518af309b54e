"""The numbered sources of a page."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models

from talks.models import Citation, Source


class References:
    """The sources that a page cites, numbered in the order in which it cites them.

    Takes the claims of the page by the names of `CLAIMS`, such as `References(round=[meeting],
    statement=statements)`, and reads what they cite. One query.
    """

    def __init__(self, **claims: Iterable[models.Model | int]) -> None:
        self._cited_by = defaultdict(list)
        self._numbers: dict[Source, int] = {}
        for citation in Citation.objects.of_claims(**claims):
            self._cited_by[citation.claim()].append(citation.source)

    def cite(self, *claims: tuple[str, models.Model | int | None]) -> list[int]:
        """Give the numbers of the sources of these claims, each a name of `CLAIMS` and an entry or a key."""
        keys = [(name, getattr(entry, "pk", entry)) for name, entry in claims]
        sources = [source for key in keys for source in self._cited_by[key]]
        return sorted({self._numbers.setdefault(source, len(self._numbers) + 1) for source in sources})

    def cite_each(self, name: str, entries: Iterable[models.Model]) -> None:
        """Set `cited` of each entry, a claim of that name, to the numbers of its sources."""
        for entry in entries:
            entry.cited = self.cite((name, entry))

    @property
    def sources(self) -> list[Source]:
        """Give the sources cited so far, in the order of their numbers."""
        return list(self._numbers)
