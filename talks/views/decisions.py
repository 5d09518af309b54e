"""The list of decisions and the page of each."""

from django.http import HttpRequest, HttpResponse

from talks.models import AsOf, Decision
from talks.pages.decisions import DecisionList, DecisionPage
from talks.views.reading import entry_or_not_there, reads_the_record, show


@reads_the_record
def decision_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """List the decisions that fit, page by page; htmx gets the list and what stands beside it."""
    return show(request, "talks/decisions.html", DecisionList(request.GET, as_of))


@reads_the_record
def decision_detail(request: HttpRequest, as_of: AsOf, slug: str) -> HttpResponse:
    """Show one decision: its text, what became of it, and the chain of decisions that it is part of."""
    decision = entry_or_not_there(request, as_of, Decision.objects.for_page(as_of), slug)
    return show(request, "talks/decision.html", DecisionPage(as_of, decision), part="")
