"""What each table of the open data holds: which entries readers see, and the values of each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from talks.models import AsOf, Decision, Edition
from talks.models.claims import Claim, Entry
from talks.models.meetings import Dated
from talks.record.editions import FOR_EDITORS, owners
from talks.record.fields import Form, Key, Reference, Slugs
from talks.record.kinds import KINDS, Kind

# What says nothing to readers: all that they see is published.
NOT_OPEN = {FOR_EDITORS, "state"}

Row = dict[str, Any]


@dataclass(frozen=True)
class Dataset:
    """The table of one kind of entry: a row an entry, its values ready for JSON.

    Texts in languages are mappings of language codes, dates are EDTF, days ISO 8601, lists are lists of ids;
    what an entry does not have is null, an empty text in languages or an empty list.
    """

    kind: Kind

    @property
    def name(self) -> str:
        """Give its name in addresses and files: `follow_ups`."""
        return self.kind.name

    @cached_property
    def keys(self) -> list[Key]:
        """Give the keys of its entries that readers may see, in the order of the files."""
        return [key for key in self.kind.keys if key.name not in NOT_OPEN]

    def entries(self, as_of: AsOf) -> models.QuerySet:
        """Give the entries that readers see on that day, in the order of their ids.

        What is said of a round that they do not see is left out, as is what mentions it.
        """
        model = self.kind.model
        mentions = getattr(model, "MENTIONS", ())
        known = model.objects.known_by(as_of).select_related(*mentions)
        for key in owners(self.kind):
            if key.target in DATASET_OF and issubclass(key.target, Claim):
                seen = DATASET_OF[key.target].entries(as_of).order_by().values("pk")
                known = known.filter(Q(**{f"{key.name}__isnull": True}) | Q(**{f"{key.name}__in": seen}))
        return known.order_by("slug")

    def rows(self, entries: Iterable[models.Model]) -> list[Row]:
        """Give the rows of some of its entries. A query for each list and each kind that they refer to."""
        entries = list(entries)
        pks = [entry.pk for entry in entries]
        forms = self.kind.forms_of(entries, self._slugs(entries), pks)
        return [self._row(entry, form) for entry, form in zip(entries, forms, strict=True)]

    def _slugs(self, entries: list[models.Model]) -> Slugs:
        """Give the ids of all that the entries refer to."""
        wanted: dict[type[models.Model], set[int]] = {}
        for key in self.keys:
            if isinstance(key, Reference):
                wanted.setdefault(key.target, set()).update(
                    getattr(entry, key.column.attname) for entry in entries
                )
        return {
            model: dict(model._base_manager.filter(pk__in=pks - {None}).values_list("pk", "slug"))
            for model, pks in wanted.items()
        }

    def _row(self, entry: models.Model, form: Form) -> Row:
        row = {key.name: form.get(key.name, key.default(form)) for key in self.keys}
        if "outcome" in row and not row["outcome"]:
            row["outcome_sources"] = []  # of an outcome that came later
        if isinstance(entry, Dated):
            row |= {
                name: getattr(entry, name) and getattr(entry, name).isoformat()
                for name in ("earliest", "latest")
            }
        if isinstance(entry, Decision):
            row["status"] = entry.status
            row["status_day"] = entry.status_day and entry.status_day.isoformat()
        return row


DATASETS = {
    kind.name: Dataset(kind) for kind in KINDS if issubclass(kind.model, Entry) and kind.model is not Edition
}
DATASET_OF = {dataset.kind.model: dataset for dataset in DATASETS.values()}
