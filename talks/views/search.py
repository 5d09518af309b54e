"""The search over everything."""

from django.http import HttpRequest, HttpResponse

from talks.models import AsOf
from talks.pages.search import SearchPage
from talks.views.reading import reads_the_record, show


@reads_the_record
def search(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Show what a text finds in the whole record, as it is typed."""
    answer = show(request, "talks/search.html", SearchPage(request.GET, as_of))
    # Each pause in typing has an address; a step back leads to what was asked before the first of them.
    if "HX-Push-Url" in answer:
        answer["HX-Replace-Url"] = answer["HX-Push-Url"]
        del answer["HX-Push-Url"]
    return answer
