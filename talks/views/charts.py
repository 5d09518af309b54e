"""The charts as data for Plotly's drawing."""

from collections.abc import Callable, Iterable
from functools import wraps
from types import ModuleType
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from talks.charts.theme import THEMES
from talks.charts.timeline import figure
from talks.charts.timeline.layout import SCALES, WIDE
from talks.models import AsOf
from talks.pages.dashboard import Dashboard
from talks.views.reading import gives_data


def drawings(chart: ModuleType, values: Any) -> list[dict[str, Any]]:
    """Give the wide and the narrow drawing of a chart by the server: `name`, `width` and `svg` of each.

    `chart` is the module that draws the values: one of matrix, course and slippage.
    """
    return [
        {"name": name, "width": width, "svg": chart.draw_svg(values, width=width, name=name)}
        for name, width in zip(("wide", "narrow"), chart.WIDTHS, strict=True)
    ]


def draws_figure(widths: Iterable[int]) -> Callable[[Callable[..., Figure]], Callable[..., HttpResponse]]:
    """Let a view that gives a Plotly figure answer with it in JSON, for the day that the address asks for.

    The view gets an `AsOf` after the request, and as names the `width`, which is one of those at which the
    chart is laid out (the first where none is asked for), and the `theme`, which is light or dark.
    """
    widths = tuple(widths)

    def decorate(view: Callable[..., Figure]) -> Callable[..., HttpResponse]:
        @gives_data
        @wraps(view)
        def answer(request: HttpRequest, as_of: AsOf, *args: str, **names: str) -> HttpResponse:
            width = request.GET.get("width", str(widths[0]))
            theme = request.GET.get("theme", "light")
            if width not in map(str, widths):
                raise ValidationError(_("“%(value)s” is no width of this chart.") % {"value": width})
            if theme not in THEMES:
                raise ValidationError(_("“%(value)s” is no theme: say light or dark.") % {"value": theme})
            drawn = view(request, as_of, *args, width=int(width), theme=theme, **names)
            return HttpResponse(drawn.to_json(), content_type="application/json")

        return answer

    return decorate


@draws_figure([WIDE.width, *SCALES])
def timeline_figure(request: HttpRequest, as_of: AsOf, *, width: int, theme: str) -> Figure:
    """Give the dashboard's timeline for the same filters."""
    board = Dashboard(request.GET, as_of)
    board.form.refuse_errors()
    return figure.draw(board.layout(width), theme=theme)
