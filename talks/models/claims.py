"""What every entry of the record has, a lasting id, and every claim: sources, confidence, a state."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidence(models.TextChoices):
    """How well the sources bear a claim."""

    HIGH = "high", _("confirmed")
    MEDIUM = "medium", _("confirmed in part")
    LOW = "low", _("not confirmed")


class State(models.TextChoices):
    """Whether readers see a claim."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Entry(models.Model):
    """Anything that the record's files name: matched by its slug, which never changes once published."""

    slug = models.SlugField(
        _("id"), max_length=80, unique=True, blank=True, help_text=_("Made from the entry where left empty.")
    )

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

    def proposed_slug(self) -> str:
        """Give the slug of an entry that was saved without one."""
        raise NotImplementedError(f"{type(self).__name__} needs a slug.")


class ClaimQuerySet(models.QuerySet):
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

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(confidence=Confidence.LOW, state=State.PUBLISHED),
                name="%(class)s_not_confirmed_is_no_fact",
                violation_error_message=_("What is not confirmed cannot be published as fact."),
            )
        ]

    def is_confirmed_in_part(self) -> bool:
        """Tell whether readers are told to take it with care."""
        return self.confidence == Confidence.MEDIUM


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
