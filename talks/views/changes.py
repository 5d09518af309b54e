"""What changed between two days: a page and a feed."""

from django.http import HttpRequest, HttpResponse

from talks.models import AsOf
from talks.pages.changes import Changes, ChangesFeed
from talks.views.reading import gives_data, reads_the_record, show


@reads_the_record
def changes(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Show what changed between two days; by default since the round before the last one ended."""
    return show(request, "talks/changes.html", Changes(request.GET, as_of), part="")


@gives_data
def changes_feed(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Give the latest of what changed as Atom."""
    feed = ChangesFeed(request.GET, as_of)
    feed.form.refuse_errors()
    atom = feed.write(request.build_absolute_uri)
    return HttpResponse(atom, content_type="application/atom+xml; charset=utf-8")
