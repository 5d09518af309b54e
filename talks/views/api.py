"""The read API: an index, a list for each dataset, each entry, and their description, all in JSON."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.utils.cache import set_response_etag

from talks.api.answers import entries_page, index_of, rows_of
from talks.api.description import describe
from talks.api.fields import ID
from talks.api.filters import FORMS, ApiForm
from talks.models import AsOf
from talks.record.open_data.datasets import DATASETS, Dataset
from talks.record.open_data.release import metadata
from talks.views.data import release_asked
from talks.views.reading import NotThere, entry_or_not_there, gives_data


def answers_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer with data in JSON, of which scripts of other sites may read the headers, too."""
    give = gives_data(view)

    @wraps(give)
    def answer(request: HttpRequest, **names: str) -> HttpResponse:
        response = give(request, **names)
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        if response.status_code == 200:
            response["Content-Language"] = ", ".join(settings.RECORD_LANGUAGES)
            set_response_etag(response)  # which HEAD would not have else
        return response

    return answer


@answers_programs
def index(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Tell what there is to be asked for. No query."""
    ApiForm(request.GET, as_of).refuse_errors()
    release = release_asked(request, as_of)
    return _in_json(index_of(release), {"service-desc": release.at("api-description")})


@answers_programs
def description(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Describe the API as OpenAPI does, the same for every edition and day. No query."""
    ApiForm(request.GET, as_of).refuse_errors()
    return _in_json(describe())


@answers_programs
def entry_list(request: HttpRequest, as_of: AsOf, dataset: str) -> HttpResponse:
    """Give a page of the entries of a dataset that are asked for. The queries do not depend on how many."""
    table = _dataset(dataset)
    form = FORMS[dataset](request.GET, as_of)
    form.refuse_errors()
    release = release_asked(request, as_of)
    page = entries_page(release, table, form)
    links = {"first": _page_after(request, None)}
    if page.next_after is not None:
        links["next"] = _page_after(request, page.next_after)
    listed = {"count": page.count, "next": links.get("next"), "results": page.rows}
    return _in_json(metadata(release) | listed, links)


@answers_programs
def entry(request: HttpRequest, as_of: AsOf, dataset: str, slug: str) -> HttpResponse:
    """Give one entry of a dataset. Ten queries at most."""
    table = _dataset(dataset)
    ApiForm(request.GET, as_of).refuse_errors()
    if not re.fullmatch(ID, slug):
        raise NotThere(HttpResponse(status=404))
    found = entry_or_not_there(request, as_of, table.entries(as_of), slug)
    release = release_asked(request, as_of)
    [row] = rows_of(release, table, [found])
    return _in_json(metadata(release) | {"result": row})


@answers_programs
def elsewhere(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Lead to the address with a slash at its end, also from pages of other sites; one with it is nothing."""
    if request.path.endswith("/"):
        raise NotThere(HttpResponse(status=404))
    return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))


def _dataset(name: str) -> Dataset:
    if name not in DATASETS:
        raise NotThere(HttpResponse(status=404))
    return DATASETS[name]


def _page_after(request: HttpRequest, last: str | None) -> str:
    """Give the full address of the page of the same list that begins after an id, or of its first page."""
    query = request.GET.copy()
    query.pop("after", None)
    if last is not None:
        query["after"] = last
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}".rstrip("?"))


def _in_json(data: dict[str, Any], links: dict[str, str] | None = None) -> HttpResponse:
    """Answer with data, and with links to other addresses by what these are to it (RFC 8288)."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    links = (links or {}) | {"license": settings.DATA_LICENCE_URL}
    response["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
    return response
