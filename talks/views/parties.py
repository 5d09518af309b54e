"""The guarantors side by side, every party and every person."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from plotly.graph_objects import Figure

from talks.charts import attendance, figures
from talks.charts.locale import plotly_locale
from talks.models import AsOf, Party, Person
from talks.pages.guarantors import Guarantors
from talks.pages.parties import PartyList, PartyPage
from talks.pages.people import PersonList, PersonPage
from talks.views.charts import draws_figure
from talks.views.reading import entry_or_not_there, reads_the_record, show


@reads_the_record
def guarantors(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Show the guarantors side by side."""
    page = Guarantors(request.GET, as_of)
    strips = [
        attendance.draw_svg(column.attendance.strip(page), name=f"attendance-{column.party.slug}")
        for column in page.columns
    ]
    return show(
        request,
        "talks/guarantors.html",
        page,
        part="",
        drawn=list(zip(page.columns, strips, strict=True)),
        width=attendance.WIDTH,
        plotly_locale=plotly_locale(get_language()),
    )


@reads_the_record
def party_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """List all parties by their kinds."""
    return show(request, "talks/parties.html", PartyList(request.GET, as_of), part="")


@reads_the_record
def party_detail(request: HttpRequest, as_of: AsOf, slug: str) -> HttpResponse:
    """Show one party: what it attended, adopted, said and announced."""
    party = entry_or_not_there(request, as_of, Party.objects.known_by(as_of), slug)
    page = PartyPage(request.GET, as_of, party)
    return show(
        request,
        "talks/party.html",
        page,
        part="",
        drawing=attendance.draw_svg(page.attendance.strip(page)),
        width=attendance.WIDTH,
        plotly_locale=plotly_locale(get_language()),
    )


@draws_figure(attendance.WIDTHS)
def attendance_figure(request: HttpRequest, as_of: AsOf, slug: str, *, width: int, theme: str) -> Figure:
    """Give the chart of the rounds that a party attended."""
    party = entry_or_not_there(request, as_of, Party.objects.known_by(as_of), slug)
    page = PartyPage(request.GET, as_of, party)
    return figures.draw_attendance(page.attendance.strip(page), width=width, theme=theme)


@reads_the_record
def person_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """List everyone who led or spoke."""
    return show(request, "talks/people.html", PersonList(request.GET, as_of), part="")


@reads_the_record
def person_detail(request: HttpRequest, as_of: AsOf, slug: str) -> HttpResponse:
    """Show one person: office, what they led, said and announced."""
    people = Person.objects.known_by(as_of).select_related("party")
    person = entry_or_not_there(request, as_of, people, slug)
    return show(request, "talks/person.html", PersonPage(request.GET, as_of, person), part="")
