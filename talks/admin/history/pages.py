"""The pages of the history of an entry, of one of its revisions, and of what was deleted."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.admin.history.deleting import Deleting
from talks.admin.history.words import kind_of_row, page_of, told
from talks.dates import format_moment
from talks.models.turns import take_turns
from talks.roles import may_publish
from talks.versions.gone import Gone, everything_gone, named
from talks.versions.past import Past, history
from talks.versions.restoring import CannotRestore, Restoration
from talks.versions.wholes import Key, key_of, kind, whole_of_each

LISTED_ON_A_PAGE = 50


class WithHistory(Deleting):
    """Pages of entries that tell their history, and lead back to what was."""

    def get_urls(self) -> list[Any]:
        """Add the page of a revision, and that of what was deleted of this kind."""
        name = f"talks_{self.opts.model_name}"
        view = self.admin_site.admin_view
        ours = [
            path("<int:object_id>/history/version/", view(self.version_view), name=f"{name}_version"),
            path("deleted/", view(self.deleted_view), name=f"{name}_deleted"),
        ]
        return ours + super().get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed what of an entry and its parts and when, also of one that was deleted."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = self._key(object_id)
        page = history(key, _number(request, "before"))
        entry = key.model._base_manager.filter(pk=key.pk).first()
        gone = None if entry or not page.pasts else everything_gone().get(key)
        if entry is None and gone is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        names = page.names()
        context = {
            "title": _("History: %(entry)s") % {"entry": entry or named([gone])[0].name},
            "pasts": [self._shown(past, key, names) for past in page.pasts],
            "is_newest": "before" not in request.GET,
            "older": page.older,
            "gone": gone and self._gone_shown(gone),
            "whole": entry and _whole_of(entry),
            **self._about(request, key, entry),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/talks/history.html", context)

    def version_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show what would change if an entry stood again as in a revision, and bring it back to that."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = _number(request, "revision")
        key = self._key(object_id)
        if request.method != "POST":
            return self._show_version(request, self._restoration(key, revision))
        with transaction.atomic():
            take_turns()
            restoration = self._restoration(key, revision)
            self._check_may_restore(request, restoration)
            if request.POST.get("stands") != restoration.fingerprint():
                says = _("The entry was changed while this page was open. Look at the difference again.")
                return self._show_version(request, restoration, [says], status=409)
            try:
                restoration.carry_out(request.user)
            except CannotRestore as refusal:
                transaction.set_rollback(True)
                faults = refusal.messages
            else:
                faults = []
        if faults:
            return self._show_version(request, self._restoration(key, revision), faults, status=409)
        says = (
            _("“%(entry)s” is back.")
            if restoration.is_recovery
            else _("“%(entry)s” stands again as it did then.")
        )
        self.message_user(request, says % {"entry": restoration.names().name(key)}, messages.SUCCESS)
        return HttpResponseRedirect(page_of(key, "history"))

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List what was deleted of this kind."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        title = _("Deleted: %(kind)s") % {"kind": self.opts.verbose_name_plural}
        return _list_gone(request, self.admin_site, title, kind(self.model), {"opts": self.opts})

    # Steps

    def _key(self, object_id: str | int) -> Key:
        text = unquote(str(object_id))
        if not text.isdecimal() or len(text) > 18:
            raise Http404
        return Key(kind(self.model), int(text))

    def _restoration(self, key: Key, revision: int | None) -> Restoration:
        restoration = Restoration.of(key, revision) if revision else None
        if restoration is None:
            raise Http404
        return restoration

    def _may_restore(self, request: HttpRequest, restoration: Restoration) -> bool:
        """Tell whether this account may carry it out: what readers see is a publisher's."""
        has_permission = self.has_add_permission if restoration.is_recovery else self.has_change_permission
        if not has_permission(request):
            return False
        return may_publish(request.user) or not restoration.is_seen_by_readers()

    def _check_may_restore(self, request: HttpRequest, restoration: Restoration) -> None:
        if not self._may_restore(request, restoration):
            raise PermissionDenied

    def _show_version(
        self,
        request: HttpRequest,
        restoration: Restoration,
        faults: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        key, names = restoration.key, restoration.names()
        past = next(iter(history(key, restoration.revision + 1).pasts), None)
        context = {
            "title": (
                _("Deleted: %(entry)s") if restoration.is_recovery else _("An earlier version of: %(entry)s")
            )
            % {"entry": names.name(key)},
            "restoration": restoration,
            "past": past,
            "made_on": format_moment(past.revision.date_created, get_language()) if past else "",
            "changes": told(restoration.changes, names),
            "left_empty": [
                (names.name(one.row), one.column.verbose_name, names.name(one.target))
                for one in restoration.missing
                if one.leaves_empty
            ],
            "needed": [
                (
                    names.name(one.row),
                    one.column.verbose_name,
                    names.name(one.target),
                    page_of(one.target, "history"),
                )
                for one in restoration.missing
                if not one.leaves_empty
            ],
            "may_restore": self._may_restore(request, restoration),
            "stands": restoration.fingerprint(),
            "faults": faults or [],
            **self._about(request, key, None if restoration.is_recovery else names.name(key)),
        }
        return TemplateResponse(request, "admin/talks/version.html", context, status=status)

    def _about(self, request: HttpRequest, key: Key, entry: Any) -> dict[str, Any]:
        """Give what every page of an entry's history shows around it."""
        request.current_app = self.admin_site.name
        name = f"admin:talks_{self.opts.model_name}"
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "entry": entry,
            "entry_url": reverse(f"{name}_change", args=[key.pk]),
            "history_url": reverse(f"{name}_history", args=[key.pk]),
            "version_url": reverse(f"{name}_version", args=[key.pk]),
            "deleted_url": reverse(f"{name}_deleted"),
        }

    def _shown(self, past: Past, key: Key, names: Any) -> dict[str, Any]:
        return {
            "past": past,
            "number": past.revision.pk,
            "made_on": format_moment(past.revision.date_created, get_language()),
            "user": past.revision.user,
            "changes": told(past.changes, names),
        }

    def _gone_shown(self, gone: Gone) -> dict[str, Any]:
        return shown_gone(gone)


class DeletedEntries:
    """The desk's page of all that was deleted."""

    def get_urls(self) -> list[Any]:
        ours = [path("deleted/", self.admin_view(self.deleted_view), name="deleted")]
        return ours + super().get_urls()

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List all that was deleted, of whatever kind this account may see."""
        return _list_gone(request, self, _("Deleted"), None, {})


def shown_gone(gone: Gone) -> dict[str, Any]:
    """Give what was deleted as it is shown: when, by whom, with what, and where it is brought back."""
    return {
        "kind": kind_of_row(gone.key),
        "name": gone.name,
        "url": f"{page_of(gone.key, 'version')}?revision={gone.last}",
        "history_url": page_of(gone.key, "history"),
        "on": format_moment(gone.deletion.date_created, get_language()) if gone.deletion else "",
        "by": gone.deletion.user if gone.deletion else None,
        "parts": [
            (capfirst(str(model._meta.verbose_name_plural)), number) for model, number in gone.parts.items()
        ],
    }


def _list_gone(
    request: HttpRequest, site: Any, title: str, of: type[models.Model] | None, context: dict[str, Any]
) -> HttpResponse:
    """Show what was deleted, of one kind or of all, what went last first."""
    gone = [
        one
        for one in everything_gone().values()
        if one.went_with is None and request.user.has_perm(f"talks.view_{one.key.model._meta.model_name}")
    ]
    if of is not None:
        gone = [one for one in gone if one.key.model is of]
    page = Paginator(gone, LISTED_ON_A_PAGE).get_page(request.GET.get("page"))
    request.current_app = site.name
    shown = [shown_gone(one) for one in named(page.object_list)]
    context |= {**site.each_context(request), "title": title, "page": page, "entries": shown}
    return TemplateResponse(request, "admin/talks/deleted.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    """Give a number that the address asks for; None if it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _whole_of(entry: models.Model) -> dict[str, str] | None:
    """Give the whole that an entry is part of, with the way to its history; None of a whole."""
    key = key_of(entry)
    whole = whole_of_each([key]).get(key)
    if whole is None or whole == key:
        return None
    name = str(whole.model._base_manager.get(pk=whole.pk))
    return {"name": name, "url": page_of(whole, "history")}
