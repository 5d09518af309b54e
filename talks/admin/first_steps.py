"""What to do first at the desk of an empty record, until readers see something of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from talks.models import Decision, Edition, GuarantorState, Round, Source, Topic, Track


@dataclass(frozen=True)
class Step:
    """One thing to do, and the way to its form; without one where this account may not do it."""

    said: Any
    address: str
    is_done: bool


# What is entered before there is a round, in the order in which one thing needs another.
BEFORE_A_ROUND: list[tuple[type[models.Model], Any]] = [
    (Track, _("Add tracks, the rows of the timeline: first that of the rounds, with the id “astana”.")),
    (GuarantorState, _("Add the guarantor states, and the other parties to the talks.")),
    (Topic, _("Add the topics under which decisions are filed.")),
    (Source, _("Add sources: what cites none cannot be published.")),
    (Round, _("Add the first round, with who took part.")),
]


def first_steps(request: HttpRequest, edition: Edition | None) -> list[Step]:
    """Give what to do first; nothing once there is an edition with a decision. One query then."""
    if edition and Decision.objects.exists():
        return []
    return list(_steps(request, edition))


def _steps(request: HttpRequest, edition: Edition | None) -> Iterator[Step]:
    for model, said in BEFORE_A_ROUND:
        yield Step(said, _address_to_add(request, model), model._base_manager.exists())
    meeting = Round.objects.order_by("-latest", "pk").first()
    at_round = reverse("admin:talks_round_change", args=[meeting.pk]) if meeting else ""
    said = _("Enter its decisions: one by one, or paste the joint statement.")
    yield Step(said, at_round, Decision.objects.exists())
    said = _("A publisher publishes what was entered, and an edition that names the day it speaks for.")
    yield Step(said, _address_to_publish(request), edition is not None)


def _address_to_add(request: HttpRequest, model: type[models.Model]) -> str:
    """Give the address of an empty form; none for whoever may not fill it in."""
    may_add = admin.site.get_model_admin(model).has_add_permission(request)
    return reverse(f"admin:talks_{model._meta.model_name}_add") if may_add else ""


def _address_to_publish(request: HttpRequest) -> str:
    """Give the address of the edition in preparation, or of the form for the first."""
    prepared = Edition.objects.filter(is_published=False).order_by("day").first()
    if prepared and admin.site.get_model_admin(Edition).has_change_permission(request):
        return reverse("admin:talks_edition_change", args=[prepared.pk])
    return _address_to_add(request, Edition)
