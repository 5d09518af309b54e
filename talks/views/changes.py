"""What changed between two days: a page and a feed."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from talks.models import AsOf, Edition
from talks.pages.changes import Changes, ChangesFeed
from talks.views.reading import as_of_asked, fresh_for_a_minute, only_reads, reads_the_record, show


@reads_the_record
def changes(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Show what changed between two days; by default since the round before the last one ended."""
    return show(request, "talks/changes.html", Changes(request.GET, as_of), part="")


@only_reads
@fresh_for_a_minute
def changes_feed(request: HttpRequest) -> HttpResponse:
    """Give the latest of what changed as Atom. What is wrong in the address is said in plain text: 400."""
    edition = Edition.objects.current()
    if edition is None:
        return _say(_("There is no edition of the record yet."), status=404)
    try:
        feed = ChangesFeed(request.GET, as_of_asked(request, edition))
    except ValidationError as error:
        return _say(" ".join(error.messages))
    if not feed.form.is_valid():
        return _say(" ".join(message for messages in feed.form.errors.values() for message in messages))
    atom = feed.write(request.build_absolute_uri)
    return HttpResponse(atom, content_type="application/atom+xml; charset=utf-8")


def _say(reason: str, status: int = 400) -> HttpResponse:
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
