"""Which day the record speaks for, and what was last loaded from its files."""

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
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
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-day"]
        permissions = [("publish_record", _("May publish, take back and correct what readers see"))]

    def __str__(self) -> str:
        return f"{self.number} ({self.day})"

    def first_day(self) -> dt.date:
        """Give the first day of which the record says something; its own day in an empty one. One query."""
        days = [
            apps.get_model("talks", name).objects.published().order_by().values_list("earliest")
            for name in ("Event", "Round")
        ]
        first = days[0].union(days[1], all=True).order_by("earliest")[:1]
        return min([day for (day,) in first], default=self.day)


@dataclass(frozen=True)
class AsOf:
    """The day for which a page speaks: the edition's, or an earlier one to which the reader went back.

    `asked` is the day that the reader asked for where it lay outside the record's span; `on` is then the
    nearest day within it.
    """

    edition: Edition
    on: dt.date
    asked: dt.date | None = None

    @property
    def is_rewound(self) -> bool:
        """Tell whether it is a day before the edition's."""
        return self.on < self.edition.day

    @property
    def query(self) -> str:
        """Give what an address carries on to stay on this day: `as_of=2018-02-01`; empty on the edition's."""
        return f"as_of={self.on.isoformat()}" if self.is_rewound else ""


class EditionFile(models.Model):
    """A data file of a published edition, written once and never changed.

    `sha256` is the sum of `content` in hexadecimal digits.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("edition"), related_name="files")
    name = models.CharField(_("name"), max_length=80)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file of an edition")
        verbose_name_plural = _("files of an edition")
        ordering = ["edition", "name"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="edition_file_once")]

    def __str__(self) -> str:
        return self.name


class LoadedEntry(models.Model):
    """The fingerprint of an entry as it was last loaded from the files: tells what editors changed since."""

    file = models.CharField(max_length=40)
    slug = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "slug"], name="entry_loaded_once")]

    def __str__(self) -> str:
        return f"{self.file}: {self.slug}"
