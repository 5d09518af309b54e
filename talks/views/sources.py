"""The sources, what rests on each, and where they differ."""

from django.http import HttpRequest, HttpResponse

from talks.models import AsOf, Source
from talks.pages.sources import DifferenceList, SourceList, SourcePage
from talks.views.reading import entry_or_not_there, reads_the_record, show


@reads_the_record
def source_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """List the sources, filtered by publisher, language, kind and words."""
    return show(request, "talks/sources.html", SourceList(request.GET, as_of))


@reads_the_record
def source_detail(request: HttpRequest, as_of: AsOf, slug: str) -> HttpResponse:
    """Show one source with every claim that rests on it."""
    source = entry_or_not_there(request, as_of, Source.objects.known_by(as_of), slug)
    return show(request, "talks/source.html", SourcePage(request.GET, as_of, source), part="")


@reads_the_record
def difference_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """List every fact on which sources contradict each other, by what differs."""
    return show(request, "talks/differences.html", DifferenceList(request.GET, as_of))
