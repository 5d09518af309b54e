"""The pages that readers browse."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from talks.charts import svg
from talks.charts.layout import NARROW, WIDE
from talks.charts.locale import plotly_locale
from talks.dashboard import Dashboard
from talks.models import Edition

# Readers' own caches ask each time whether a page changed; shared ones may keep it for a minute.
fresh_for_a_minute = cache_control(public=True, max_age=0, s_maxage=60, must_revalidate=True)


@require_safe
@fresh_for_a_minute
@vary_on_headers("Accept-Language")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the dashboard in the language that the reader's browser asks for; Arabic where in doubt."""
    with override(get_language_from_request(request)):
        address = reverse("dashboard")
    query = request.META["QUERY_STRING"]
    return redirect(f"{address}?{query}" if query else address)


@require_safe
@fresh_for_a_minute
@vary_on_headers("HX-Request", "HX-History-Restore-Request", "HX-Trigger")
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the timeline, what is open beside it, what became of the decisions, and their list.

    htmx gets the part of the page that filters change. A filter that means nothing answers 400 with a
    page that names it and shows what the others ask for.
    """
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "talks/no_record.html")
    board = Dashboard(request.GET, edition)
    wants_part = request.htmx and not request.htmx.history_restore_request
    wide, narrow = board.layout(WIDE.width), board.layout(NARROW.width)
    context = {
        "board": board,
        "form": board.form,
        "wide": svg.draw(wide, name="wide"),
        "narrow": svg.draw(narrow, name="narrow"),
        "left_out": {"wide": wide.left_out, "narrow": narrow.left_out},
        "plotly_locale": plotly_locale(get_language()),
    }
    template = "talks/dashboard.html#results" if wants_part else "talks/dashboard.html"
    answer = render(request, template, context, status=200 if board.is_valid else 400)
    if wants_part and request.htmx.trigger == "filters":
        # The address to share names what was asked for and nothing that was left empty.
        answer["HX-Push-Url"] = request.path + board.form.query().rstrip("?")
    return answer
