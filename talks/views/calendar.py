"""The rounds as a calendar to subscribe to."""

from django.http import HttpRequest, HttpResponse

from talks.models import AsOf
from talks.pages.calendar import RoundCalendar
from talks.views.reading import gives_data


@gives_data
def round_calendar(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Give the rounds, or the one that is asked for, as iCalendar."""
    calendar = RoundCalendar(request.GET, as_of)
    written = calendar.write(request.build_absolute_uri)
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{calendar.file_name}"'
    return answer
