"""The pages of rounds and events."""

from django.http import HttpRequest, HttpResponse

from talks.charts import slippage
from talks.models import AsOf, Event, Round
from talks.pages.meetings import EventPage, RoundList, RoundPage
from talks.views.charts import drawings
from talks.views.reading import entry_or_not_there, reads_the_record, show


@reads_the_record
def round_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """List the rounds, the newest first, held and planned told apart."""
    return show(request, "talks/rounds.html", RoundList(request.GET, as_of), part="")


@reads_the_record
def round_detail(request: HttpRequest, as_of: AsOf, slug: str) -> HttpResponse:
    """Show one round: who came, what was decided and said, and what became of it."""
    meeting = entry_or_not_there(request, as_of, Round.objects.for_timeline(as_of), slug)
    page = RoundPage(as_of, meeting)
    drawn = drawings(slippage, page.slippage_chart) if page.has_slippage_chart else []
    return show(request, "talks/round.html", page, part="", drawings=drawn)


@reads_the_record
def event_detail(request: HttpRequest, as_of: AsOf, slug: str) -> HttpResponse:
    """Show one event that surrounded the rounds."""
    meeting = entry_or_not_there(request, as_of, Event.objects.for_timeline(as_of), slug)
    return show(request, "talks/event.html", EventPage(as_of, meeting), part="")
