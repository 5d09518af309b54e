"""How entries are found by words: one way for every kind of entry, on every database."""

from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, In
from django.db.models.sql.compiler import SQLCompiler

from talks.search import Names, Query, Term, parse


class SearchedQuerySet(models.QuerySet):
    """The entries of a kind that has a `search_text`.

    `named_with` are relations to entries of such kinds, whose names count as if the entry said them: of a
    decision the round that took it, of a statement the speaker.
    """

    named_with: tuple[str, ...] = ()

    def matching(self, query: Query) -> Self:
        """Keep the entries in which every term is found; none where nothing is looked for."""
        return self.filter(self.found(query)) if query else self.none()

    def saying(self, query: Query) -> Self:
        """Keep the entries that say every term themselves, whatever they are named with."""
        return self.filter(*(_contains(term.needles) for term in query.terms)) if query else self.none()

    def found(self, query: Query) -> Q:
        """Give the condition that every term is found in an entry."""
        return reduce(and_, map(self._found, query.terms), Q())

    def _found(self, term: Term) -> Q:
        condition = _contains(term.needles)
        for relation in self.named_with:
            field = self.model._meta.get_field(relation)
            named = field.related_model._base_manager.filter(_contains(term.needles_in_names))
            keys = named.order_by().values("pk")
            if field.many_to_many:
                through = field.remote_field.through._base_manager
                rows = through.filter(**{f"{field.m2m_reverse_field_name()}__in": keys})
                condition |= Q(_OneOf(F("pk"), rows.values(field.m2m_field_name())))
            else:
                condition |= Q(_OneOf(F(field.attname), keys))
        return condition

    def with_names(self) -> Self:
        """Fetch what the entries are named with, as `is_found` needs it. A query for a relation to many."""
        entries = self
        for relation in self.named_with:
            is_many = self.model._meta.get_field(relation).many_to_many
            entries = entries.prefetch_related(relation) if is_many else entries.select_related(relation)
        return entries

    def with_named(self, query: Query) -> Self:
        """Add `is_named`: whether every term is found in the names of the entry itself."""
        if query and self.model._meta.get_field("search_text").names:
            condition = reduce(and_, (_holds(term.needles_in_names) for term in query.terms))
        else:
            condition = Q(pk=None)  # never true; a constant cannot be ordered by
        return self.annotate(is_named=ExpressionWrapper(condition, models.BooleanField()))


class _OneOf(In):
    """Whether a key is one of those that a subquery gives."""

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """As an array it is read before the entries, so that indexes serve it and the words beside it."""
        key, parameters = self.process_lhs(compiler, connection)
        keys, more = self.process_rhs(compiler, connection)
        return f"{key} = ANY (ARRAY{keys})", [*parameters, *more]


def _contains(needles: list[str]) -> Q:
    return reduce(or_, (Q(search_text__contains=needle) for needle in needles))


def _holds(needles: list[str]) -> Q:
    """Give the same condition for rows that are read anyway: no index serves it, but it is twice as fast."""
    places = (StrIndex("search_text", Value(needle)) for needle in needles)
    return reduce(or_, (Q(GreaterThan(place, 0)) for place in places))


def is_found(entry: models.Model, query: Query) -> bool:
    """Tell whether every term is found in an entry as it stands here, which is as it stood on some day.

    The column in the database knows all that is known today. Needs `with_names`, else it takes queries.
    """
    column = entry._meta.get_field("search_text").text_of(entry)
    named_with = []
    for relation in type(entry).objects.all().named_with:
        related = getattr(entry, relation)
        named_with += related.all() if isinstance(related, models.Manager) else filter(None, [related])
    return all(
        term.is_in(column) or any(term.is_in_names(named.search_text) for named in named_with)
        for term in query.terms
    )


def looked_for(text: str) -> Query:
    """Give what a reader's text looks for, names in either language. One query; none for an empty text."""
    return parse(text, names_of_record()) if parse(text) else Query(text)


def names_of_record() -> Names:
    """Give the names that the record has in both languages, of what readers may see. One query."""
    party, person, topic, meeting, event = (
        apps.get_model("talks", name).objects.published()
        for name in ("Party", "Person", "Topic", "Round", "Event")
    )
    first, *others = (
        names.order_by().values_list(f"{name}_en", f"{name}_ar", Value(is_person, models.BooleanField()))
        for names, name, is_person in [
            (person.filter(is_institution=False), "name", True),
            (person.filter(is_institution=True), "name", False),
            (party, "name", False),
            (topic, "name", False),
            (meeting, "city", False),
            (event, "place", False),
            (event.zones(), "short_label", False),
        ]
    )
    return _names(frozenset(first.union(*others)))


@lru_cache(maxsize=2)
def _names(names: frozenset[tuple[str, str, bool]]) -> Names:
    """Give them in order, whichever order the database has them in: what is noted first counts."""
    return Names(sorted(names))
