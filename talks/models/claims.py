"""What every entry of the record has, a lasting id, and every claim: sources, confidence, a state."""

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.query import ModelIterable
from django.utils.translation import gettext_lazy as _

from talks.models.editions import AsOf


class Confidence(models.TextChoices):
    """How well the sources bear a claim."""

    HIGH = "high", _("confirmed")
    MEDIUM = "medium", _("confirmed in part")
    LOW = "low", _("not confirmed")


class State(models.TextChoices):
    """Whether readers see a claim: what is not published, they do not."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")


class Entry(models.Model):
    """Anything that the record's files name: matched by its slug, which never changes once published."""

    slug = models.SlugField(
        _("id"), max_length=80, unique=True, blank=True, help_text=_("Made from the entry where left empty.")
    )

    # The other claims that it mentions, by the names of its relations to them.
    MENTIONS: tuple[str, ...] = ()
    # The slug that the entry has in the database; empty for one that is not saved yet.
    slug_in_database = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self.slug:
            proposed, self.slug, number = self.proposed_slug()[:74], "", 1
            # Not by `objects`, which of guarantor states sees no other party.
            while not self.slug or type(self)._base_manager.filter(slug=self.slug).exists():
                self.slug = proposed if number == 1 else f"{proposed}-{number}"
                number += 1
        super().save(*args, **options)

    @classmethod
    def from_db(cls, db: str, field_names: Collection[str], values: Collection[Any]) -> Self:
        entry = super().from_db(db, field_names, values)
        entry.slug_in_database = entry.__dict__.get("slug", "")
        return entry

    def is_seen_by_readers(self) -> bool:
        """Tell whether readers see it now, as saved, by the rule `published` of its kind. One query."""
        is_saved = self.pk is not None
        return is_saved and type(self)._default_manager.published().filter(pk=self.pk).exists()

    def came_later(self, as_of: AsOf) -> bool:
        """Tell whether it tells of what happened after the day, though that is the edition's own."""
        return False

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away what was not known on an earlier day; nothing, of what says nothing of that."""

    def forget_what_readers_may_not_see(self, as_of: AsOf) -> None:
        """Take away the claims that it mentions, where they were fetched and are drafts or came later."""
        for name in self.MENTIONS:
            if self._meta.get_field(name).is_cached(self):
                mentioned = getattr(self, name)
                if mentioned is not None and not mentioned.is_known(as_of):
                    setattr(self, name, None)

    def proposed_slug(self) -> str:
        """Give the slug of an entry that was saved without one."""
        raise NotImplementedError(f"{type(self).__name__} needs a slug.")


class _AsItStood(ModelIterable):
    """Gives each row as it stood on the day for which the queryset was asked."""

    def __iter__(self) -> Iterator[models.Model]:
        as_of = self.queryset.as_of
        for row in super().__iter__():
            row.forget_what_readers_may_not_see(as_of)
            if as_of.is_rewound or row.came_later(as_of):
                row.stand_as_of(as_of)
            yield row


class EntryQuerySet(models.QuerySet):
    as_of: AsOf | None = None

    def as_it_stood(self, as_of: AsOf) -> Self:
        """Give each row as it stood on that day, by the model's `stand_as_of`. Which rows, others choose."""
        rows = self._chain()
        rows.as_of = as_of
        if rows._iterable_class is ModelIterable:
            rows._iterable_class = _AsItStood
        return rows

    def _clone(self) -> Self:
        clone = super()._clone()
        clone.as_of = self.as_of
        return clone


class NamedQuerySet(EntryQuerySet):
    """Entries that have no state of their own, such as people: readers see those that a claim names to them.

    `named_by` are the relations to what may name one, by the names that they have from its side.
    """

    named_by: tuple[str, ...] = ()

    def published(self) -> Self:
        """Keep what something names that readers may see."""
        return self.filter(self._named())

    def known_by(self, as_of: AsOf) -> Self:
        """Give what readers may see, as it stood on that day, whether or not it was named by then."""
        return self.published().as_it_stood(as_of)

    def _named(self) -> Q:
        return reduce(or_, map(self._named_by, self.named_by))

    def _named_by(self, relation: str) -> Q:
        field = self.model._meta.get_field(relation)
        naming = field.related_model.objects.published()
        return Q(Exists(naming.filter(**{field.remote_field.name: OuterRef("pk")})))


class ClaimQuerySet(EntryQuerySet):
    def published(self) -> Self:
        """Keep what readers may see."""
        return self.filter(state=State.PUBLISHED)


class Claim(Entry):
    """An entry that says something of the world: it cites its sources and may be a draft."""

    confidence = models.CharField(
        _("confidence"), max_length=8, choices=Confidence.choices, default=Confidence.HIGH
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    editors_note = models.TextField(_("note for editors"), blank=True, help_text=_("Readers do not see it."))

    # Whether its sources tell how it went, which was not known on the day for which it stands.
    cites_what_came_later = False

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(confidence=Confidence.LOW, state=State.PUBLISHED),
                name="%(class)s_not_confirmed_is_no_fact",
                violation_error_message=_("What is not confirmed cannot be published as fact."),
            )
        ]

    def is_published(self) -> bool:
        """Tell whether readers see it."""
        return self.state == State.PUBLISHED

    def is_confirmed_in_part(self) -> bool:
        """Tell whether readers are told to take it with care."""
        return self.confidence == Confidence.MEDIUM


def kind_of(entry: Entry | type[Entry]) -> str:
    """Give the name of a kind of entry: `round`; guarantor states are parties."""
    return entry._meta.concrete_model._meta.model_name


def exactly_one(*fields: str) -> models.Q:
    """Give the condition that one of these relations is set and the others are not."""
    condition = models.Q()
    for chosen in fields:
        condition |= models.Q(**{f"{name}__isnull": name != chosen for name in fields})
    return condition


def joined(*parts: Entry | str | int | None) -> str:
    """Give a slug of the slugs of entries and of words; what is missing is left for the rules to name."""
    words = (part.slug if isinstance(part, Entry) else part for part in parts)
    return "-".join(str(word) for word in words if word)
