"""The record as it stands in the database, in the form of the files."""

from dataclasses import dataclass, field

from django.db import models

from talks.record.fields import Form, Slugs
from talks.record.kinds import KINDS


@dataclass
class Stock:
    """Hold every entry of the database by model and id: its row and its form."""

    rows: dict[type[models.Model], dict[str, models.Model]] = field(default_factory=dict)
    forms: dict[type[models.Model], dict[str, Form]] = field(default_factory=dict)


def take_stock() -> Stock:
    """Read the whole record from the database, in about thirty queries."""
    stock = Stock()
    slugs: Slugs = {}
    for kind in KINDS:
        rows = list(kind.model.objects.order_by("pk"))
        slugs[kind.model] = kind.slugs_of(rows)
        forms = kind.forms_of(rows, slugs)
        stock.rows[kind.model] = dict(zip(slugs[kind.model].values(), rows, strict=True))
        stock.forms[kind.model] = dict(zip(slugs[kind.model].values(), forms, strict=True))
    return stock
