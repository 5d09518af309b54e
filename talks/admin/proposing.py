"""Proposed revisions: an editor's change to what readers see, until a publisher accepts or refuses it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from talks.admin.sending import OPENED, STATE, Sent, is_key, salt_of
from talks.admin.typed import changed, compare, merged, rows_of, sealed, unsealed, words_of
from talks.models import Proposal
from talks.models.claims import kind_of

# What a form sends besides the words of the record.
NOT_PROPOSED = (
    *("csrfmiddlewaretoken", OPENED, STATE, "_save", "_continue", "_addanother", "_review", "_reason"),
    "_proposed_at",
)


def change_address(proposal: Proposal) -> str:
    """Give the address of the form that shows a proposal."""
    address = reverse(f"admin:talks_{proposal.kind}_change", args=[proposal.entry])
    return f"{address}?proposal={proposal.pk}"


class Proposed:
    """A page of entries to whose published text changes are proposed."""

    def proposal_asked(self, request: HttpRequest, entry: models.Model | None) -> Proposal | None:
        """Give the proposal that the address names; raises Http404 where it is no proposal of the entry."""
        key = request.GET.get("proposal")
        if key is None:
            return None
        found = entry and is_key(key) and Proposal.objects.of(entry).filter(pk=int(key)).first()
        if not found:
            raise Http404
        return found

    def proposed_text(self, sent: Sent, entry: models.Model | None) -> QueryDict | None:
        """Give the text of the proposal that the address names, upon what the record holds by now."""
        proposal = self.proposal_asked(sent.request, entry)
        if proposal is None:
            return None
        text = QueryDict(proposal.typed, mutable=True)
        now, typed = self.rows(sent.request, entry), self.rows(sent.request, self.entry_of(sent), text)
        comparison = compare(proposal.opened, now, words_of(typed))
        together = merged(text, typed, now, comparison, proposal.opened, deletes_changed=True)
        together[OPENED] = sealed(words_of(now), salt_of(entry))
        if comparison:
            sent.context["comparison"] = comparison
        return together

    def propose(self, sent: Sent) -> Proposal:
        """Keep what was sent as a proposal, in place of the one that it revises."""
        request, entry = sent.request, sent.request.asked.entry
        typed = request.POST.copy()
        for name in NOT_PROPOSED:
            typed.pop(name, None)
        revised = self.proposal_asked(request, entry)
        values = {
            "title": str(self.get_object(request, entry.pk))[:300],
            "typed": typed.urlencode(),
            "opened": unsealed(request.POST[OPENED], salt_of(entry)),
            "proposed_by": request.user,
            "proposed_at": timezone.now(),
        }
        if revised and revised.is_waiting() and revised.proposed_by_id == request.user.pk:
            Proposal.objects.filter(pk=revised.pk).update(**values)
            return revised
        return Proposal.objects.create(kind=kind_of(entry), entry=entry.pk, **values)

    def close_proposal(self, sent: Sent) -> None:
        """Note that a publisher accepted the proposal that the address names, by saving it."""
        request = sent.request
        proposal = sent.object_id and self.proposal_asked(request, request.asked.entry)
        if proposal and proposal.is_waiting():
            self._decide(request, proposal, Proposal.State.ACCEPTED)

    def decide_on_proposal(self, sent: Sent, entry: models.Model) -> HttpResponse | None:
        """Refuse a proposal or withdraw it, if a button asked for that; the record stays as it is."""
        request = sent.request
        proposal = self.proposal_asked(request, entry)
        if proposal is None:
            return None
        read_at = request.POST.get("_proposed_at")
        if read_at and read_at != proposal.proposed_at.isoformat():
            says = _("The proposal was revised while you read it: this is how it stands now.")
            self.message_user(request, says, messages.WARNING)
            return HttpResponseRedirect(change_address(proposal))
        if not {"_refuse", "_withdraw"} & set(request.POST):
            return None
        if not proposal.is_waiting():
            self.message_user(request, _("Somebody has decided on this proposal already."), messages.WARNING)
            return HttpResponseRedirect(change_address(proposal))
        if "_withdraw" in request.POST:
            if proposal.proposed_by_id != request.user.pk:
                raise PermissionDenied
            self._decide(request, proposal, Proposal.State.WITHDRAWN)
            self.message_user(request, _("The proposal is withdrawn."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:index"))
        reason = request.POST.get("_reason", "").replace("\0", "").strip()
        if not reason or not request.asked.may_publish:
            sent.context["reason_error"] = _("Say why it is refused.")
            return self.show_typed(sent, request.POST)
        self._decide(request, proposal, Proposal.State.REFUSED, reason)
        self.message_user(
            request, _("The proposal is refused; its author sees the reason."), messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:index"))

    def _decide(self, request: HttpRequest, proposal: Proposal, state: str, reason: str = "") -> None:
        decided = {"decided_by": request.user, "decided_at": timezone.now(), "reason": reason}
        Proposal.objects.filter(pk=proposal.pk).update(state=state, **decided)

    def proposal_context(
        self, request: HttpRequest, entry: models.Model | None, form: Any, formsets: list[Any]
    ) -> dict[str, Any]:
        """Give what the page says of the proposal that it shows, and of others that wait. Two queries."""
        if entry is None:
            return {}
        waiting = Proposal.objects.of(entry).waiting().select_related("proposed_by")
        if not request.asked.may_publish:
            waiting = waiting.filter(proposed_by=request.user)
        proposal = self.proposal_asked(request, entry)
        context = {
            "proposal": proposal,
            "waiting": [(one, change_address(one)) for one in waiting if one != proposal],
        }
        if proposal is not None and form.is_bound:
            opened = unsealed(request.POST.get(OPENED, ""), salt_of(entry)) or {}
            rows = list(rows_of(form, formsets))
            context["proposed"] = changed(opened, rows)
            context["proposed_to_go"] = [row.form.instance for row in rows if row.is_deleted]
        return context
