"""What editors have in hand: what they typed and did not save yet, and the changes that they propose."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talks.models.claims import Entry, kind_of


class OpenFormQuerySet(models.QuerySet):
    def of(self, kind: str, entry: int) -> Self:
        """Keep the forms of one entry; nought stands for one that is not saved yet."""
        return self.filter(kind=kind, entry=entry)

    def seen_since(self, moment: dt.datetime) -> Self:
        """Keep the forms that were open at that moment or later."""
        return self.filter(seen_at__gte=moment)


class OpenForm(models.Model):
    """A form that an editor has open or had open: when it was last seen, and what was typed and not saved.

    `typed` is what the browser would send, in the form's own encoding; empty where nothing waits. `entry` is
    the primary key, nought for an entry that is not saved yet.
    """

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    entry = models.PositiveBigIntegerField(default=0)
    seen_at = models.DateTimeField()
    typed = models.TextField(blank=True)
    typed_at = models.DateTimeField(null=True, blank=True)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        constraints = [models.UniqueConstraint(fields=["editor", "kind", "entry"], name="form_open_once")]
        indexes = [models.Index(fields=["kind", "entry", "seen_at"], name="open_form_by_entry")]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry}: {self.editor}"


class ProposalQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Keep those that no publisher has decided on, the oldest first."""
        return self.filter(state=Proposal.State.WAITING).order_by("proposed_at")

    def of(self, entry: Entry) -> Self:
        """Keep the proposals to change an entry."""
        return self.filter(kind=kind_of(entry), entry=entry.pk)

    def withdraw(self) -> int:
        """Withdraw them all, as when their entry is deleted; gives how many."""
        return self.update(state=Proposal.State.WITHDRAWN)


class Proposal(models.Model):
    """A change that an editor proposes to what readers see; they keep what is published until it is accepted.

    `typed` is the form as it was sent, `opened` what its page held when the editor opened it; both as in
    `talks.admin.typed`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a publisher")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    kind = models.CharField(max_length=40)
    entry = models.PositiveBigIntegerField()
    title = models.CharField(_("entry"), max_length=300)
    typed = models.TextField()
    opened = models.JSONField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("proposed by"), related_name="proposals"
    )
    proposed_at = models.DateTimeField(_("proposed on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed revision")
        verbose_name_plural = _("proposed revisions")
        ordering = ["-proposed_at"]
        indexes = [
            models.Index(fields=["kind", "entry", "state"], name="proposal_by_entry"),
            models.Index(fields=["state", "proposed_at"], name="proposal_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="proposal_is_refused_with_a_reason",
                violation_error_message=_("Say why it is refused."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_waiting(self) -> bool:
        """Tell whether a publisher has still to decide."""
        return self.state == self.State.WAITING
