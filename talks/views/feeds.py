"""Feeds of what becomes known: rounds and their dates, decisions, follow-ups."""

from django.http import HttpRequest, HttpResponse

from talks.models import AsOf
from talks.pages.feeds import FEEDS
from talks.views.reading import gives_data


@gives_data
def feed(request: HttpRequest, as_of: AsOf, name: str) -> HttpResponse:
    """Give the feed of this name as Atom."""
    atom = FEEDS[name](request.GET, as_of).write(request.build_absolute_uri)
    return HttpResponse(atom, content_type="application/atom+xml; charset=utf-8")
