"""Addresses that pages once had: those that moved lead on, those of deleted entries say so."""

from typing import Any

from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from talks.models.claims import Entry, kind_of


class FormerAddressQuerySet(models.QuerySet):
    def of(self, entry: type[Entry], slug: str) -> "FormerAddress | None":
        """Give what became of the address that an entry of this model had under this slug."""
        return self.filter(kind=kind_of(entry), slug=slug).first()


class FormerAddress(models.Model):
    """A slug that an entry had; `present` is the one that it has now, empty where it was deleted."""

    kind = models.CharField(_("kind"), max_length=20)
    slug = models.SlugField(_("former id"), max_length=80)
    present = models.SlugField(_("present id"), max_length=80, blank=True)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="former_address_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.slug}"


def _leads(kind: str, former: str, present: str) -> None:
    FormerAddress.objects.update_or_create(kind=kind, slug=former, defaults={"present": present})


@receiver(models.signals.post_save)
def keep_former_address(sender: type[models.Model], instance: models.Model, **_signal: Any) -> None:
    """Let the address that a changed slug leaves behind lead on; one that is used again no longer does."""
    if not isinstance(instance, Entry) or instance.slug == instance.slug_in_database:
        return
    kind, former = kind_of(instance), instance.slug_in_database
    FormerAddress.objects.filter(kind=kind, slug=instance.slug).delete()
    if former:
        FormerAddress.objects.filter(kind=kind, present=former).update(present=instance.slug)
        _leads(kind, former, instance.slug)
    instance.slug_in_database = instance.slug


@receiver(pre_delete)
def keep_address_of_deleted(sender: type[models.Model], instance: models.Model, **_signal: Any) -> None:
    """Remember that readers may come back for an entry that is deleted; of a draft nobody knows the address.

    Asked while all that goes with it is still there: what it belongs to, and what names it.
    """
    if not hasattr(instance, "get_absolute_url") or not isinstance(instance, Entry):
        return
    if not instance.is_seen_by_readers():
        return
    kind = kind_of(instance)
    FormerAddress.objects.filter(kind=kind, present=instance.slug).update(present="")
    _leads(kind, instance.slug, "")
