"""What was sent to the page of an entry, on its way through the desk."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest

from talks.models.claims import kind_of

# The field that carries what a form held when it was opened.
OPENED = "_opened"
# The field that carries the state in which the entry was then.
STATE = "_state"


@dataclass
class Sent:
    """A request for the page of an entry, and what the page is to say besides."""

    request: HttpRequest
    object_id: str | None
    form_url: str
    context: dict[str, Any]

    @property
    def is_saved(self) -> bool:
        """Tell whether Django took what was typed for right and saved it."""
        return hasattr(self.request, "saved")


def salt_of(entry: models.Model) -> str:
    """Give what ties the words of a form to one entry."""
    return f"{kind_of(entry)}-{entry.pk}"


def is_key(value: Any) -> bool:
    """Tell whether something that was sent may be a primary key; the database refuses to look for others."""
    return str(value).isdecimal() and len(str(value)) < 19
