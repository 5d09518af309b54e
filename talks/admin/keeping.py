"""Nothing typed is lost: a form that is open keeps its text at the desk, and says who else has it open."""

import datetime as dt
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from talks.admin.sending import Sent, is_key
from talks.models import OpenForm
from talks.models.claims import kind_of

# An open form speaks up every fifteen seconds; a browser slows it down to once a minute in the background.
OPEN_FOR = dt.timedelta(seconds=75)
# More than the largest form of the record, with room.
LONGEST_TEXT = 2_000_000


def keep(request: HttpRequest, kind: str, entry: int, typed: str) -> OpenForm:
    """Keep what an editor typed into a form and did not save."""
    now = timezone.now()
    kept, _is_new = OpenForm.objects.update_or_create(
        editor=request.user,
        kind=kind,
        entry=entry,
        defaults={"typed": typed[:LONGEST_TEXT].replace("\0", ""), "typed_at": now, "seen_at": now},
    )
    return kept


class Kept:
    """A page of entries whose form is kept while it is open."""

    def get_urls(self) -> list[Any]:
        """Add the addresses that open forms speak to."""
        name = f"talks_{self.opts.model_name}"
        ours = [
            ("add/keep/", self.keep_view, "keep_new"),
            ("<int:pk>/keep/", self.keep_view, "keep"),
            ("<int:pk>/open/", self.open_view, "open"),
            ("add/drop/", self.drop_view, "drop_new"),
            ("<int:pk>/drop/", self.drop_view, "drop"),
        ]
        urls = [
            path(route, require_POST(never_cache(view)), name=f"{name}_{end}") for route, view, end in ours
        ]
        return urls + super().get_urls()

    def _may_open(self, request: HttpRequest, pk: int = 0) -> bool:
        if not is_key(pk):
            raise Http404
        return self.admin_site.has_permission(request) and self.has_view_or_change_permission(request)

    def keep_view(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        """Keep what is typed and say so; `_typed` brings what was typed into a form that was not accepted."""
        if not self._may_open(request, pk):
            return render(request, "admin/_signed_out.html")
        brought = request.POST.get("_typed")
        typed = request.POST.copy()
        typed.pop("csrfmiddlewaretoken", None)
        kept = keep(request, kind_of(self.model), pk, brought or typed.urlencode())
        if brought:
            return HttpResponseRedirect(f"{self._address(pk)}?kept=1")
        return render(request, "admin/_kept.html", {"kept_at": kept.typed_at})

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that a form is open, and say who else has it open."""
        if not self._may_open(request, pk):
            return render(request, "admin/_signed_out.html")
        kind, now = kind_of(self.model), timezone.now()
        OpenForm.objects.update_or_create(editor=request.user, kind=kind, entry=pk, defaults={"seen_at": now})
        return render(request, "admin/_others.html", {"others": self.others(request, pk)})

    def drop_view(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        """Forget what was kept of a form."""
        if not self._may_open(request):
            return render(request, "admin/_signed_out.html")
        self.forget_kept(request, str(pk or ""))
        return HttpResponseRedirect(self._address(pk))

    def _address(self, pk: int) -> str:
        name = f"admin:talks_{self.opts.model_name}"
        return reverse(f"{name}_change", args=[pk]) if pk else reverse(f"{name}_add")

    def others(self, request: HttpRequest, pk: int) -> list[OpenForm]:
        """Give who else has the form of an entry open. One query."""
        forms = OpenForm.objects.of(kind_of(self.model), pk).seen_since(timezone.now() - OPEN_FOR)
        return list(forms.exclude(editor=request.user).select_related("editor").order_by("pk"))

    def _kept(self, request: HttpRequest, pk: int) -> OpenForm | None:
        forms = OpenForm.objects.of(kind_of(self.model), pk).filter(editor=request.user)
        return forms.exclude(typed="").first()

    def kept_text(self, sent: Sent, entry: models.Model | None) -> QueryDict | None:
        """Give what was kept of the form, if the address asks for it."""
        if "kept" not in sent.request.GET or (sent.object_id and entry is None):
            return None
        kept = self._kept(sent.request, entry.pk if entry else 0)
        if kept is None:
            return None
        sent.context["shows_kept"] = kept
        return QueryDict(kept.typed)

    def kept_context(self, request: HttpRequest, entry: models.Model | None) -> dict[str, Any]:
        """Give what the page says of kept text and of who else has it open. Two queries."""
        pk = entry.pk if entry else 0
        name = f"admin:talks_{self.opts.model_name}"
        urls = {
            f"{end}_url": reverse(f"{name}_{end}", args=[pk]) if pk else reverse(f"{name}_{end}_new")
            for end in ("keep", "drop")
        }
        if pk:
            urls["open_url"] = reverse(f"{name}_open", args=[pk])
        kept = self._kept(request, pk) if request.method == "GET" else None
        return {**urls, "kept": kept, "others": self.others(request, pk) if pk else []}

    def forget_kept(self, request: HttpRequest, object_id: str | None) -> None:
        """Forget what was kept of a form, as it is saved by now."""
        entry = int(object_id) if object_id and is_key(object_id) else 0
        OpenForm.objects.of(kind_of(self.model), entry).filter(editor=request.user).delete()
