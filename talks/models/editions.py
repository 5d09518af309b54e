"""Which day the record speaks for, and what was last loaded from its files."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NoReturn, Self
from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class FrozenError(Exception):
    """Say that what stays as it was published was about to be changed or deleted."""


class EditionQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Keep the editions that readers got, the newest first."""
        return self.filter(is_published=True).order_by("-day")

    def current(self) -> "Edition | None":
        """Give the newest published edition; None while there is none."""
        return self.published().first()

    def before(self, edition: "Edition") -> "Edition | None":
        """Give the published edition that another one follows; None for the first. One query."""
        return self.published().filter(day__lt=edition.day).first()


class Edition(models.Model):
    """The record as it stood at the end of one day. Whatever is relative to time is relative to it."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    day = models.DateField(_("day"), unique=True, help_text=_("The record speaks for the end of this day."))
    is_published = models.BooleanField(_("is published"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    # The number and the day that a published edition has in the database; None for one that has none there.
    as_published: tuple[int, dt.date] | None = None

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-day"]
        permissions = [("publish_record", _("May publish, take back and correct what readers see"))]

    def __str__(self) -> str:
        return f"{self.number} ({self.day})"

    @classmethod
    def from_db(cls, db: str, field_names: Collection[str], values: Collection[Any]) -> Self:
        edition = super().from_db(db, field_names, values)
        had = edition.__dict__
        if had.get("is_published") and {"number", "day"} <= had.keys():
            edition.as_published = (edition.number, edition.day)
        return edition

    def clean(self) -> None:
        """Keep a published edition as it is, and let a new one come after those published. One query."""
        super().clean()
        if self.as_published:
            if not self.is_published:
                raise ValidationError({"is_published": _("A published edition cannot be taken back.")})
            for name, was in zip(("number", "day"), self.as_published, strict=True):
                if getattr(self, name) != was:
                    raise ValidationError({name: _("A published edition keeps its number and its day.")})
        if self.number is None or self.day is None:
            return  # the fields say so
        for number, day in self._others_published():
            if self.is_published and self.number < number and self.day < day:
                continue  # loaded together with those after it
            if self.day <= day:
                raise ValidationError({"day": _("An edition comes after those that are published.")})
            if self.number <= number:
                raise ValidationError({"number": _("An edition comes after those that are published.")})

    def _others_published(self) -> models.QuerySet:
        others = type(self).objects.published().exclude(pk=self.pk)
        return others.values_list("number", "day")

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete an edition that is not published; raises FrozenError for one that is."""
        if self.as_published:
            raise FrozenError("A published edition cannot be deleted.")
        return super().delete(*args, **options)

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
    nearest day within it. `is_pinned` tells that the reader asked for this edition, whichever came since; the
    newest of those is then `newer`.
    """

    edition: Edition
    on: dt.date
    asked: dt.date | None = None
    is_pinned: bool = False
    newer: Edition | None = None

    @property
    def is_rewound(self) -> bool:
        """Tell whether it is a day before the edition's."""
        return self.on < self.edition.day

    @property
    def parameters(self) -> dict[str, str]:
        """Give what an address carries on to stay on this day, and in this edition where it was asked for."""
        edition = {"edition": str(self.edition.number)} if self.is_pinned else {}
        return edition | ({"as_of": self.on.isoformat()} if self.is_rewound else {})

    @property
    def query(self) -> str:
        """Give the same as a query: `as_of=2018-02-01`; empty on the day of the current edition."""
        return urlencode(self.parameters)


class EditionFileQuerySet(models.QuerySet):
    def update(self, **values: Any) -> NoReturn:
        """Refuse: a file is written once."""
        raise FrozenError("The files of a published edition are not changed.")

    def delete(self) -> NoReturn:
        """Refuse: a file stays."""
        raise FrozenError("The files of a published edition are not deleted.")

    def without_content(self) -> Self:
        """Leave out what the files hold, which may be large."""
        return self.defer("content")


class EditionFile(models.Model):
    """A data file of a published edition, written once and never changed.

    `sha256` is the sum of `content` in hexadecimal digits.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("edition"), related_name="files")
    name = models.CharField(_("name"), max_length=80)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(max_length=64)

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an edition")
        verbose_name_plural = _("files of an edition")
        ordering = ["edition", "name"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="edition_file_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new file; raises FrozenError for one that is there."""
        if not self._state.adding:
            raise FrozenError("The files of a published edition are not changed.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse: a file stays."""
        raise FrozenError("The files of a published edition are not deleted.")


class LoadedEntry(models.Model):
    """The fingerprint of an entry as it was last loaded from the files: tells what editors changed since."""

    file = models.CharField(max_length=40)
    slug = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "slug"], name="entry_loaded_once")]

    def __str__(self) -> str:
        return f"{self.file}: {self.slug}"
