"""Which day the record speaks for, and what was last loaded from its files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionQuerySet(models.QuerySet):
    def current(self) -> "Edition | None":
        """Give the newest published edition; None while there is none."""
        return self.filter(is_published=True).order_by("-day").first()


class Edition(models.Model):
    """The record as it stood at the end of one day. Whatever is relative to time is relative to it."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    day = models.DateField(_("day"), unique=True, help_text=_("The record speaks for the end of this day."))
    is_published = models.BooleanField(_("is published"), default=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.number} ({self.day})"


class LoadedEntry(models.Model):
    """The fingerprint of an entry as it was last loaded from the files: tells what editors changed since."""

    file = models.CharField(max_length=40)
    slug = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "slug"], name="entry_loaded_once")]

    def __str__(self) -> str:
        return f"{self.file}: {self.slug}"
