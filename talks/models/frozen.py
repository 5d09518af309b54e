"""Which database the record is read from: the site's own, or the file of an edition that is frozen."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

# What is kept of editions beside them, by the names of the models.
NEVER_FROZEN = {"editionfile"}

_read_from: ContextVar[str | None] = ContextVar("read_from", default=None)


@contextmanager
def read_from(alias: str) -> Iterator[None]:
    """Let everything within read the record from the database of this alias."""
    token = _read_from.set(alias)
    try:
        yield
    finally:
        _read_from.reset(token)


class FrozenEditionRouter:
    """Leads the models of the record to the database that `read_from` names, and no others."""

    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str | None:
        is_frozen = model._meta.app_label == "talks" and model._meta.model_name not in NEVER_FROZEN
        return _read_from.get() if is_frozen else None

    db_for_write = db_for_read
