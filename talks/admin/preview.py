"""Entries in the pages in which readers will find them, shown to the desk before readers may see them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import (
    URLPattern,
    URLResolver,
    get_resolver,
    get_script_prefix,
    is_valid_path,
    path,
    resolve,
    reverse,
    set_script_prefix,
)
from django.utils.translation import get_language, get_language_from_path, override
from django.views.decorators.http import require_safe

from talks.admin.asking import Asked
from talks.models import (
    AsOf,
    Edition,
    State,
)
from talks.models.claims import Claim, Confidence, Entry, kind_of
from talks.models.turns import take_turns
from talks.versions.wholes import PARTS, whole_above

# The button of a form that asks for a preview of what is typed; its value is a language.
PREVIEW = "_preview"

# What is published for the length of a preview


def with_what_it_stands_in(entry: Claim) -> Iterator[Claim]:
    """Yield an entry, then what it belongs to, up to the round or event. A query for each step up."""
    yield entry
    if above := whole_above(entry):
        yield from with_what_it_stands_in(above.model._base_manager.get(pk=above.pk))


def publish_for_now(entry: Claim) -> None:
    """Publish an entry, its parts and what it belongs to; what is not confirmed stays a draft.

    Only for a transaction that is rolled back: no rule of publishing is asked, no signal is sent.
    """
    for one in with_what_it_stands_in(entry):
        _publish(type(one)._base_manager.filter(pk=one.pk))
    _publish_parts(type(entry)._base_manager.filter(pk=entry.pk))


def _publish_parts(claims: models.QuerySet) -> None:
    for name in PARTS.get(claims.model, ()):
        column = claims.model._meta.get_field(name).field
        if issubclass(column.model, Claim):
            parts = column.model._base_manager.filter(**{f"{column.name}__in": claims})
            _publish(parts)
            _publish_parts(parts)


def _publish(claims: models.QuerySet) -> None:
    confirmed = claims.exclude(state=State.PUBLISHED).exclude(confidence=Confidence.LOW)
    confirmed.update(state=State.PUBLISHED)


def readers_find(entry: Entry, edition: Edition | None) -> bool:
    """Tell whether an entry stands on a page of the current edition. One query at most."""
    entries = type(entry).objects
    if edition is None or not hasattr(entries, "known_by"):
        return edition is not None
    return entries.known_by(AsOf(edition, edition.day)).filter(pk=entry.pk).exists()


@dataclass(frozen=True)
class Preview:
    """What is shown before readers may see it: the banner on its pages says so.

    `form` is the address of the entry's form. Where the entry is not on the page, `unconfirmed` or else the
    `edition` says why. `is_typed` tells that it was typed and is not saved.
    """

    entry: Claim
    state: str
    form: str
    edition: Edition | None
    is_on_its_page: bool
    unconfirmed: Claim | None = None
    is_typed: bool = False

    def is_draft(self) -> bool:
        """Tell whether the entry itself is still hidden from readers."""
        return self.state != State.PUBLISHED

    def state_in_words(self) -> str:
        """Give the word for the state in which the entry is."""
        return State(self.state).label


def _prepared(entry: Claim, form: str, is_typed: bool = False) -> Preview:
    """Publish an entry for now, and give what the banner says of it. A dozen queries."""
    state = entry.state
    publish_for_now(entry)
    edition = Edition.objects.current()
    chain = with_what_it_stands_in(entry)
    return Preview(
        entry,
        state,
        form,
        edition,
        readers_find(entry, edition),
        next((one for one in chain if one.confidence == Confidence.LOW), None),
        is_typed,
    )


# How a public page is asked for within the desk


def shown(
    request: HttpRequest, path: str, prepare: Callable[[], Preview], *, under: str | None = None
) -> HttpResponse:
    """Answer with a public page as it would be after `prepare`, and leave the record as it was.

    `path` is the page's address without the site's own beginning, such as `en/rounds/astana-12/`; an empty
    one stands for the page of the entry. Whatever address the page names begins with `under`. What the page
    or `prepare` raises is raised here.

    On SQLite nobody else can write until the page is drawn, so nothing is done in the transaction that could
    be done before or after it; readers read on.
    """
    with transaction.atomic():
        take_turns()
        preview = prepare()
        answer = _public_page(request, path or path_of(preview.entry), preview, under or get_script_prefix())
        transaction.set_rollback(True)
    # No cache may keep it, nor take it for the public page that it looks like.
    for name in ("ETag", "Last-Modified", "Expires"):
        answer.headers.pop(name, None)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def path_of(entry: Entry) -> str:
    """Give where an entry stands, in the active language, without the site's own beginning."""
    return entry.get_absolute_url().removeprefix(get_script_prefix()).partition("#")[0]


def _public_page(request: HttpRequest, path: str, preview: Preview, under: str) -> HttpResponse:
    with _addresses_begin_with(under), override(get_language_from_path(f"/{path}") or get_language()):
        asking = _asking_for(request, path, under)
        asking.preview = preview
        try:
            answer = _answer_of_its_view(asking)
        except Http404 as error:
            answer = get_resolver().resolve_error_handler(404)(asking, error)
        if hasattr(answer, "render"):
            answer = answer.render()
        if answer.streaming:
            # What it would read later is gone by then.
            answer = HttpResponse(
                b"".join(answer), status=answer.status_code, headers=dict(answer.headers.items())
            )
        answer["Content-Language"] = get_language()
    return answer


def _answer_of_its_view(asking: HttpRequest) -> HttpResponse:
    """Call the view at the address; Http404 where readers have none there."""
    address = asking.path_info
    if not address.endswith("/") and not is_valid_path(address) and is_valid_path(f"{address}/"):
        return HttpResponsePermanentRedirect(f"{asking.path}/")
    match = resolve(address)
    if "admin" in match.app_names:
        raise Http404("The desk shows no part of itself.")
    asking.resolver_match = match
    return match.func(asking, *match.args, **match.kwargs)


def _asking_for(request: HttpRequest, path: str, under: str) -> HttpRequest:
    """Give the same request for another address, as if the site began `under` the address."""
    asking = copy(request)
    asking.path, asking.path_info = f"{under}{path}", f"/{path}"
    asking.META = {**request.META, "SCRIPT_NAME": under.rstrip("/"), "PATH_INFO": asking.path_info}
    asking.resolver_match = None
    if request.method == "POST":
        # A form was sent to the desk; the page is only asked for.
        asking.method, asking.META["REQUEST_METHOD"], asking.META["QUERY_STRING"] = "GET", "GET", ""
        asking.GET, asking.POST = QueryDict(), QueryDict()
    return asking


@contextmanager
def _addresses_begin_with(under: str) -> Iterator[None]:
    before = get_script_prefix()
    set_script_prefix(under)
    try:
        yield
    finally:
        set_script_prefix(before)


# The addresses


def address_of_preview(entry: Claim) -> str:
    """Give the address under which an entry is previewed, in the desk's language."""
    return reverse("admin:preview", args=[kind_of(entry), entry.pk])


def address_in_preview(entry: Claim, language: str) -> str:
    """Give the address of an entry's page in a language, within its preview."""
    under = address_of_preview(entry)
    with _addresses_begin_with(under), override(language):
        return entry.get_absolute_url()


def _form_of(entry: Claim) -> str:
    if entry.pk is None:
        return reverse(f"admin:talks_{kind_of(entry)}_add")
    return reverse(f"admin:talks_{kind_of(entry)}_change", args=[entry.pk])


def preview_of_typed(
    request: HttpRequest, saved: Claim | None, save: Callable[[], Claim], language: str
) -> HttpResponse:
    """Show what is typed in a form in a language, as readers would find it; nothing stays saved.

    `saved` is the entry as it stands in the database, None for a new one; `save` saves what is typed and
    gives the entry. The links of the page lead on to what is saved: of a new entry, to the public pages.
    """
    form = request.path
    under = address_of_preview(saved) if saved else None

    def prepare() -> Preview:
        return _prepared(save(), form, is_typed=True)

    with override(language):
        return shown(request, "", prepare, under=under)


class Previews:
    """For the desk as a whole: the public site under `preview/<kind>/<pk>/`, with one entry published."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        under, view = "preview/<slug:kind>/<int:pk>/", self.admin_view(require_safe(self.preview))
        return [
            path(under, view, name="preview"),
            path(f"{under}<path:page>", view, name="preview-page"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, kind: str, pk: int, page: str = "") -> HttpResponse:
        """Show a public page with a claim and its parts published; without a page, lead to the claim's."""
        entry = self._previewed(request, kind, pk)
        if not page:
            return redirect(address_in_preview(entry, get_language()))
        form = _form_of(entry)
        return shown(request, page, lambda: _prepared(entry, form), under=address_of_preview(entry))

    def _previewed(self, request: HttpRequest, kind: str, pk: int) -> Claim:
        """Give the claim of this kind and key; PermissionDenied to accounts that may not see it."""
        model = apps.all_models["talks"].get(kind)
        if model is None or not issubclass(model, Claim) or not self.is_registered(model):
            raise Http404("There is no preview of this.")
        if not self.get_model_admin(model).has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(model, pk=pk)


@dataclass(frozen=True)
class Address:
    """The address of a page in a language, which is called by its own name."""

    language: str
    name: str
    address: str


@dataclass(frozen=True)
class OnSite:
    """Where an entry is seen: by readers, in each language, and by the desk alone."""

    public: list[Address]
    previews: list[Address]


def on_site(entry: Entry) -> OnSite:
    """Give the addresses at which an entry is seen. Two queries."""
    is_claim = isinstance(entry, Claim)
    has_page = hasattr(entry, "get_absolute_url")
    found = has_page and readers_find(entry, Edition.objects.current())
    return OnSite(
        _in_each_language(_public_address, entry) if found else [],
        _in_each_language(address_in_preview, entry) if is_claim and has_page else [],
    )


def _in_each_language(address: Callable[[Entry, str], str], entry: Entry) -> list[Address]:
    return [Address(code, name, address(entry, code)) for code, name in _languages()]


def _languages() -> list[tuple[str, str]]:
    """Give the languages in which entries are written, with their own names: the others show one of them."""
    return [(code, name) for code, name in settings.LANGUAGES if code in settings.RECORD_LANGUAGES]


def _public_address(entry: Entry, language: str) -> str:
    with override(language):
        return entry.get_absolute_url()


class _NotSaved(Exception):
    """What was typed could not be saved: ends the preview with the form, which says why."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer


class Previewed:
    """For the pages of a kind of entry: "view on site" leads to the page, or else to its preview.

    What `templates/admin/_preview.html` shows stands in `on_site` and `previews_typed`; its buttons send what
    is typed to the form's own address.
    """

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """Give the public address of what readers find, of other claims that of the preview, else None."""
        if obj is None or obj.pk is None or not hasattr(obj, "get_absolute_url"):
            return None
        if readers_find(obj, Edition.objects.current()):
            return obj.get_absolute_url()
        return address_of_preview(obj) if isinstance(obj, Claim) else None

    def typed_in_its_pages(
        self, request: HttpRequest, object_id: str | None, form_url: str, context: dict[str, Any] | None
    ) -> HttpResponse | None:
        """Show what was typed in the pages of readers, in the language asked for; None where none is.

        What cannot be saved is shown in the form, which says why.
        """
        language = request.POST.get(PREVIEW)
        if language not in dict(settings.LANGUAGES) or not issubclass(self.model, Claim):
            return None
        saved = self.get_object(request, unquote(object_id)) if object_id else None

        def save() -> Claim:
            trying = copy(request)
            trying.asked, trying.title = Asked.by(trying, saved), str(saved or "")
            # What the form says of saving is said to nobody.
            trying._messages = default_storage(trying)
            # Django's own way of saving, past what guards against saving over others: nothing stays.
            answer = ModelAdmin.changeform_view(self, trying, object_id, form_url, context)
            if not hasattr(trying, "saved"):
                raise _NotSaved(answer.render() if hasattr(answer, "render") else answer)
            return trying.saved

        try:
            return preview_of_typed(request, saved, save, language)
        except _NotSaved as not_saved:
            return not_saved.answer

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        if (entry := context.get("original")) is not None:
            # Not as it is typed, which may belong to no meeting, but as it stands in the database.
            entry = options["obj"] = request.asked.entry or entry
            context["on_site"] = on_site(entry)
        may_type = self.has_change_permission(request, entry) if entry else self.has_add_permission(request)
        if may_type and issubclass(self.model, Claim):
            context["previews_typed"] = _languages()
        return super().render_change_form(request, context, *args, **options)
