"""What every page and every inline of the editors has."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from talks.admin.asking import Act, Asked
from talks.admin.forms import RecordForm, RecordFormSet, TypedInDirection
from talks.admin.history import WithHistory, last_change, recorded
from talks.admin.keeping import Kept, keep
from talks.admin.preview import Previewed
from talks.admin.proposing import Proposed
from talks.admin.sending import OPENED, STATE, Sent, is_key, salt_of
from talks.admin.typed import (
    Comparison,
    Row,
    as_new,
    compare,
    merged,
    rows_of,
    sealed,
    unsealed,
    with_theirs,
    words_of,
)
from talks.models import State
from talks.models.claims import Claim, kind_of
from talks.models.searching import SearchedQuerySet, looked_for
from talks.models.turns import take_turns
from talks.search import normalise


class RecordAdmin(WithHistory, Previewed, Kept, Proposed, TypedInDirection, admin.ModelAdmin):
    """The list and the page of a kind of entry.

    What is sent to a page is saved only if the page still holds what it held when it was opened, and by whom
    may change what readers see; else it is kept, and shown or proposed.
    """

    counted: tuple[str, ...] = ()  # relations whose rows the list counts
    save_on_top = True
    change_form_template = "admin/talks/change_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page of an entry, or save what was sent to it."""
        if shown := self.typed_in_its_pages(request, object_id, form_url, extra_context):
            return shown
        sent = Sent(request, object_id, form_url, dict(extra_context or {}))
        if request.method != "POST":
            return self.open_page(sent)
        with transaction.atomic():
            take_turns()
            answer = self.answer_to(sent)
            if sent.is_saved and request.asked.proposes:
                transaction.set_rollback(True)
        if sent.is_saved:
            self.settle(sent)
        return answer

    def open_page(self, sent: Sent) -> HttpResponse:
        """Show a page: as the record has it, or with the text that was kept or proposed."""
        entry = self.entry_of(sent)
        sent.request.asked = Asked.by(sent.request, entry)
        for typed in (self.kept_text(sent, entry), self.proposed_text(sent, entry)):
            if typed is not None:
                return self.show_typed(sent, typed)
        return self.draw(sent)

    def answer_to(self, sent: Sent) -> HttpResponse:
        """Save what was sent, or show it with what keeps it from being saved."""
        entry = self.entry_of(sent)
        asked = sent.request.asked = Asked.by(sent.request, entry)
        sent.request.title = str(entry or "")  # as it is before anything is saved
        if not asked.is_allowed():
            raise PermissionDenied
        if entry is None and sent.object_id and is_key(sent.object_id):
            return self.begin_anew(sent)
        if entry is not None and self.has_change_permission(sent.request, entry):
            if (decided := self.decide_on_proposal(sent, entry)) is not None:
                return decided
            if (comparison := self.changed_since_opened(sent, entry)) is not None:
                sent.context["comparison"] = comparison
                sent.context["changed_by"] = last_change(entry)
                return self.show_typed(sent, sent.request.POST, status=409)
        with recorded(sent.request.user, *([entry] if entry else [])):
            return self.draw(sent)

    def begin_anew(self, sent: Sent) -> HttpResponse:
        """Lead on to a new entry with what was typed into the form of one that is gone by now."""
        request = sent.request
        if not self.has_add_permission(request):
            raise PermissionDenied
        typed = as_new(request.POST, self.rows(request, self.model(), request.POST))
        for name in ("csrfmiddlewaretoken", OPENED, STATE):
            typed.pop(name, None)
        keep(request, kind_of(self.model), 0, typed.urlencode())
        says = _(
            "Somebody deleted this entry while you had it open. What you typed stands here as a new one."
        )
        self.message_user(request, says, messages.WARNING)
        return HttpResponseRedirect(f"{self._address(0)}?kept=1")

    def draw(self, sent: Sent) -> HttpResponse:
        """Let Django do its part: show the page, or save what is right."""
        return super().changeform_view(sent.request, sent.object_id, sent.form_url, sent.context)

    def show_typed(self, sent: Sent, typed: QueryDict, status: int = 200) -> HttpResponse:
        """Show a page with what was typed into it, and save nothing."""
        request = sent.request
        request.asked.shows_only = True
        if request.asked.entry is not None:
            sent.context["subtitle"] = str(request.asked.entry)  # before the form puts into it what was typed
        method, request.method, request.POST = request.method, "POST", typed
        # Readers of the page may not send it; to show it, they need not.
        answer = self.draw(sent)
        request.method = method
        answer.status_code = status
        return answer.render() if hasattr(answer, "render") and not answer.is_rendered else answer

    def settle(self, sent: Sent) -> None:
        """Do what follows when something was saved: what was kept goes, a proposal is made or closed."""
        if "_popup" not in sent.request.POST:  # which keeps nothing: what is kept is another form's
            self.forget_kept(sent.request, sent.object_id)
        if sent.request.asked.proposes:
            self.propose(sent)
        else:
            self.close_proposal(sent)

    def entry_of(self, sent: Sent) -> models.Model | None:
        """Give the entry of the page as the database has it; None for a new one or where there is none."""
        return sent.object_id and self.get_object(sent.request, unquote(sent.object_id))

    def changed_since_opened(self, sent: Sent, entry: models.Model) -> Comparison | None:
        """Tell what others saved since the form was opened, and add it to what was sent; None if nothing."""
        opened = unsealed(sent.request.POST.get(OPENED, ""), salt_of(entry))
        now = self.rows(sent.request, entry)
        typed = self.rows(sent.request, self.entry_of(sent), sent.request.POST)
        sent.request.POST = with_theirs(sent.request.POST, typed, now)
        state = getattr(entry, "state", "")
        has_moved = sent.request.POST.get(STATE, state) != state
        if opened is not None and opened == words_of(now) and not has_moved:
            return None
        typed = self.rows(sent.request, self.entry_of(sent), sent.request.POST)
        # A form that does not say what it held when it was opened may have held anything.
        known = opened if opened is not None else {}
        comparison = compare(known, now, words_of(typed))
        comparison.state = entry.get_state_display() if has_moved else ""
        together = merged(sent.request.POST, typed, now, comparison, known)
        together[OPENED] = sealed(words_of(now), salt_of(entry))
        together[STATE] = state
        sent.request.POST = together
        return comparison

    def rows(self, request: HttpRequest, entry: models.Model, typed: QueryDict | None = None) -> list[Row]:
        """Give the rows of an entry's page, filled from the database or with what was typed."""
        method, post = request.method, request.POST
        request.method, request.POST = ("GET", QueryDict()) if typed is None else ("POST", typed)
        try:
            names = flatten_fieldsets(self.get_fieldsets(request, entry))
            form = self.get_form(request, entry, change=True, fields=names)(typed, instance=entry)
            formsets, _inlines = self._create_formsets(request, entry, change=True)
            return list(rows_of(form, formsets))
        finally:
            request.method, request.POST = method, post

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **options: Any
    ) -> type[RecordForm]:
        form = super().get_form(request, obj, change=change, **options)
        form.asked = getattr(request, "asked", None)
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], obj: models.Model | None = None, **options: Any
    ) -> HttpResponse:
        form, inlines = context["adminform"].form, context["inline_admin_formsets"]
        formsets = [inline.formset for inline in inlines]
        if obj is not None:
            held = request.POST.get(OPENED) if form.is_bound else None
            context["opened"] = held or sealed(words_of(rows_of(form, formsets)), salt_of(obj))
        context["asked"] = asked = request.asked
        if isinstance(form.instance, Claim):  # nothing was saved: it stands where it stood
            form.instance.state = getattr(asked.entry, "state", State.DRAFT)
            context["state_opened"] = (form.is_bound and request.POST.get(STATE)) or form.instance.state
        context["is_claim"] = isinstance(form.instance, Claim)
        context["may_publish"] = asked.may_publish
        context |= self.proposal_context(request, obj, form, formsets) | self.kept_context(request, obj)
        return super().render_change_form(request, context, obj=obj, **options)

    def save_related(self, request: HttpRequest, form: RecordForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.saved = form.instance

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        asked = request.asked
        if asked.proposes:
            says = _(
                "Your change to “%(entry)s” waits for a publisher. Readers see the present text meanwhile."
            )
            self.message_user(request, says % {"entry": request.title}, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:index"))
        if asked.act is not Act.SAVE:
            return self._after_move(request, obj)
        return super().response_change(request, obj)

    def response_add(
        self, request: HttpRequest, obj: models.Model, post_url_continue: str | None = None
    ) -> Any:
        if request.asked.act is not Act.SAVE and "_popup" not in request.POST:
            return self._after_move(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def _after_move(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        """Say into which state an entry went, and stay on its page."""
        says = {
            Act.REVIEW: _("“%(entry)s” waits for review."),
            Act.PUBLISH: _("“%(entry)s” is published: readers see it."),
            Act.DRAFT: _("“%(entry)s” is a draft: readers do not see it."),
        }[request.asked.act]
        self.message_user(request, says % {"entry": obj}, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:talks_{self.opts.model_name}_change", args=[obj.pk]))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        counts = (Count(relation, distinct=True) for relation in self.counted)
        return super().get_queryset(request).annotate(*counts)

    def get_ordering(self, request: HttpRequest) -> list[Any] | tuple[Any, ...]:
        """Keep the model's order, which counting would take away."""
        return super().get_ordering(request) or self.opts.ordering

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Look for a text as readers' searches do, and in `search_fields` as well.

        The columns of other entries, which stand there, are normalised.
        """
        if any(name.endswith("search_text") for name in self.search_fields):
            search_term = normalise(search_term)
        if not isinstance(queryset, SearchedQuerySet) or not (query := looked_for(search_term)):
            return super().get_search_results(request, queryset, search_term)
        every, _may_repeat = super().get_search_results(request, self.model._base_manager.all(), search_term)
        by_fields = every.order_by().values("pk")
        return queryset.filter(queryset.found(query) | models.Q(pk__in=by_fields)), False

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """Let no id change that others may have noted; that of a draft may."""
        fields = tuple(super().get_readonly_fields(request, obj))
        # A form that was sent has put into `obj` the state that the button asks for.
        entry = getattr(getattr(request, "asked", None), "entry", None) or obj
        noted = obj is not None and getattr(entry, "state", State.PUBLISHED) == State.PUBLISHED
        return (*fields, "slug") if noted and hasattr(obj, "slug") else fields


class PartAdmin(RecordAdmin):
    """The page of what is part of another entry: reached from there, and not in the menu."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


class RecordInline(TypedInDirection, admin.options.InlineModelAdmin):
    """Rows of an entry on its page."""

    formset = RecordFormSet
    extra = 0
    view_on_site = False  # a draft has no public page yet
    select_related: tuple[str, ...] = ()
    prefetch_related: tuple[str, ...] = ()

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **options: Any) -> Any:
        formset = super().get_formset(request, obj, **options)
        formset.form.asked = getattr(request, "asked", None)
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related(*self.select_related).prefetch_related(*self.prefetch_related)
