"""The charts as data for Plotly's drawing."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from talks.charts import figure
from talks.charts.layout import SCALES, WIDE
from talks.charts.theme import THEMES
from talks.models import AsOf, Edition
from talks.pages.dashboard import Dashboard
from talks.views.reading import NotThere, as_of_asked, fresh_for_a_minute, only_reads


def _refuse(reason: str, status: int = 400) -> HttpResponse:
    """Say what is wrong in plain text: it may quote the address, which is nobody's markup."""
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")


def draws_figure(widths: Iterable[int]) -> Callable[[Callable[..., Figure]], Callable[..., HttpResponse]]:
    """Let a view that gives a Plotly figure answer with it in JSON, for the day that the address asks for.

    The view gets an `AsOf` after the request, and as names the `width`, which is one of those at which the
    chart is laid out (the first where none is asked for), and the `theme`, which is light or dark. What it
    refuses with a ValidationError answers 400.
    """
    widths = tuple(widths)

    def decorate(view: Callable[..., Figure]) -> Callable[..., HttpResponse]:
        @only_reads
        @fresh_for_a_minute
        @wraps(view)
        def answer(request: HttpRequest, *args: str, **names: str) -> HttpResponse:
            width = request.GET.get("width", str(widths[0]))
            theme = request.GET.get("theme", "light")
            if width not in map(str, widths):
                return _refuse(_("“%(value)s” is no width of this chart.") % {"value": width})
            if theme not in THEMES:
                return _refuse(_("“%(value)s” is no theme: say light or dark.") % {"value": theme})
            edition = Edition.objects.current()
            if edition is None:
                return _refuse(_("There is no edition of the record yet."), status=404)
            try:
                as_of = as_of_asked(request, edition)
                drawn = view(request, as_of, *args, width=int(width), theme=theme, **names)
            except ValidationError as error:
                return _refuse(" ".join(error.messages))
            except NotThere as not_there:
                return not_there.answer
            return HttpResponse(drawn.to_json(), content_type="application/json")

        return answer

    return decorate


@draws_figure([WIDE.width, *SCALES])
def timeline_figure(request: HttpRequest, as_of: AsOf, *, width: int, theme: str) -> Figure:
    """Give the dashboard's timeline for the same filters."""
    board = Dashboard(request.GET, as_of)
    if not board.is_valid:
        raise ValidationError([message for messages in board.form.errors.values() for message in messages])
    return figure.draw(board.layout(width), theme=theme)
