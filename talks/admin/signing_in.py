"""A session that ran out while somebody was typing: sign in again, and the text is still there."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve, reverse

from talks.admin.keeping import keep
from talks.admin.sending import is_key
from talks.models.claims import kind_of

TYPED = "_typed"


class SignsInAgain:
    """A desk whose forms survive the end of a session."""

    login_template = "admin/sign_in.html"

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., Any]:
        """Guard a view as Django does; what is sent by somebody who is signed out, the login carries on."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            is_form = request.method == "POST" and self._form_at(request.path) is not None
            if is_form and not self.has_permission(request):
                return self._ask_to_sign_in(request)
            return guarded(request, *args, **names)

        return update_wrapper(inner, guarded)

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        """Ask who it is, in a form that carries what was typed."""
        typed = request.POST.copy()
        typed.pop("csrfmiddlewaretoken", None)
        there = {REDIRECT_FIELD_NAME: request.get_full_path()}
        address = reverse("admin:login", current_app=self.name)
        request.method, request.GET = "GET", QueryDict(urlencode(there))
        context = {"typed": typed.urlencode(), "app_path": f"{address}?{urlencode(there)}"}
        return self.login(request, context)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign in; then show what was typed before the session ran out."""
        typed = request.POST.get(TYPED, "")
        answer = super().login(request, {"typed": typed} | (extra_context or {}))
        if not (
            typed and request.method == "POST" and answer.status_code == 302 and self.has_permission(request)
        ):
            return answer
        form = self._form_at(urlsplit(answer.url).path)
        if form is None:
            return answer
        model, entry = form
        keep(request, kind_of(model), entry, typed)
        # What else the address asks for stays: a proposal, a window of its own.
        asked = QueryDict(urlsplit(answer.url).query, mutable=True)
        asked["kept"] = "1"
        return HttpResponseRedirect(f"{urlsplit(answer.url).path}?{asked.urlencode()}")

    def _form_at(self, path: str) -> tuple[type[models.Model], int] | None:
        """Give the model and the key of the entry whose form is at an address; nought for a new entry."""
        try:
            found = resolve(path)
        except Resolver404:
            return None
        for model in self._registry:
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            if model._meta.app_label == "talks":
                if found.url_name == f"{name}_add":
                    return model, 0
                if found.url_name == f"{name}_change" and is_key(found.kwargs["object_id"]):
                    return model, int(found.kwargs["object_id"])
        return None
