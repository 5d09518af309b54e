"""Reading without a line: the service worker, and the page for what it does not have."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from talks.views.reading import fresh_for_a_minute, only_reads


@only_reads
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker at the root of the site: it serves the pages beneath its own address."""
    script = Path(finders.find("js/service-worker.js")).read_text()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@only_reads
@fresh_for_a_minute
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no line, and which pages are kept on the reader's device: a script lists them."""
    return render(request, "talks/offline.html")
