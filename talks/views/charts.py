"""The charts as data for Plotly's drawing: those of pages, and those that travel."""

from collections.abc import Callable, Iterable
from functools import wraps
from types import ModuleType
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from talks.charts.theme import THEMES
from talks.charts.timeline import figure
from talks.charts.timeline.layout import SCALES, WIDE
from talks.embeds.charts import CHARTS
from talks.models import AsOf
from talks.pages.dashboard import Dashboard
from talks.views.reading import gives_data, written_as_asked, written_as_chart_asks
from talks.views.refusing import refuse


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
        @written_as_asked
        @wraps(view)
        def answer(request: HttpRequest, as_of: AsOf, *args: str, **names: str) -> HttpResponse:
            size = {"width": width_asked(request.GET, widths), "theme": theme_asked(request.GET)}
            return as_json(view(request, as_of, *args, **size, **names))

        return answer

    return decorate


def width_asked(query: QueryDict, widths: tuple[int, ...]) -> int:
    """Give the width that is asked for, the first where none is. Raises ValidationError for another one."""
    width = query.get("width") or str(widths[0])
    if width not in map(str, widths):
        words = _("“%(value)s” is no width of this chart. Its widths: %(widths)s.")
        raise ValidationError(
            {"width": words % {"value": width, "widths": ", ".join(str(width) for width in widths)}}
        )
    return int(width)


def theme_asked(query: QueryDict) -> str:
    """Give the theme that is asked for, light where none is. Raises ValidationError for what is none."""
    theme = query.get("theme") or "light"
    if theme not in THEMES:
        words = _("“%(value)s” is no theme: say light or dark.")
        raise ValidationError({"theme": words % {"value": theme}})
    return theme


def as_json(figure: Figure) -> HttpResponse:
    """Answer with a figure as plotly.io reads it."""
    return HttpResponse(figure.to_json(), content_type="application/json")


@gives_data
@written_as_chart_asks
def chart_figure(request: HttpRequest, as_of: AsOf, name: str) -> HttpResponse:
    """Give the Plotly figure of a chart that travels, with its options, a `width` and a `theme`."""
    if name not in CHARTS:
        words = _("There is no chart of the name “%(name)s”. The charts: %(charts)s.")
        return refuse(request, ValidationError(words % {"name": name, "charts": ", ".join(CHARTS)}), 404)
    chart = CHARTS[name](request.GET, as_of, beside=["width"])
    width, theme = width_asked(request.GET, chart.widths), theme_asked(request.GET)
    return as_json(chart.draw_figure(width, theme))


@draws_figure([WIDE.width, *SCALES])
def timeline_figure(request: HttpRequest, as_of: AsOf, *, width: int, theme: str) -> Figure:
    """Give the dashboard's timeline for the same filters."""
    board = Dashboard(request.GET, as_of)
    board.form.refuse_errors()
    return figure.draw(board.layout(width), theme=theme)
