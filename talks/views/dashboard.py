"""The dashboard, and the way to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, get_language_from_request, override
from django.views.decorators.vary import vary_on_headers

from talks.charts.locale import plotly_locale
from talks.charts.timeline import svg
from talks.charts.timeline.layout import NARROW, WIDE
from talks.models import AsOf
from talks.pages.dashboard import Dashboard
from talks.views.reading import fresh_for_a_minute, only_reads, reads_the_record, show


@only_reads
@fresh_for_a_minute
@vary_on_headers("Accept-Language")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the dashboard in the language that the reader's browser asks for; Arabic where in doubt."""
    with override(get_language_from_request(request)):
        address = reverse("dashboard")
    query = request.META["QUERY_STRING"]
    return redirect(f"{address}?{query}" if query else address)


@reads_the_record
def dashboard(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Show the timeline, what is open beside it, what became of the decisions, and their list.

    htmx gets the part of the page that filters change. A filter that means nothing answers 400 with a
    page that names it and shows what the others ask for.
    """
    board = Dashboard(request.GET, as_of)
    wide, narrow = board.layout(WIDE.width), board.layout(NARROW.width)
    return show(
        request,
        "talks/dashboard.html",
        board,
        board=board,
        wide=svg.draw(wide, name="wide"),
        narrow=svg.draw(narrow, name="narrow"),
        left_out={"wide": wide.left_out, "narrow": narrow.left_out},
        plotly_locale=plotly_locale(get_language()),
    )
