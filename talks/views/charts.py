"""The charts as data for Plotly's drawing."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from talks.charts import figure
from talks.charts.layout import SCALES, WIDE
from talks.charts.theme import THEMES
from talks.dashboard import Dashboard
from talks.models import Edition
from talks.views.pages import fresh_for_a_minute


def _refuse(reason: str, status: int = 400) -> HttpResponse:
    """Say what is wrong in plain text: it may quote the address, which is nobody's markup."""
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")


@require_safe
@fresh_for_a_minute
def timeline_figure(request: HttpRequest) -> HttpResponse:
    """Give the dashboard's timeline as a Plotly figure in JSON, for the same filters.

    `width` is one of the widths at which the timeline is laid out, `theme` is light or dark.
    """
    width, theme = request.GET.get("width", str(WIDE.width)), request.GET.get("theme", "light")
    if width not in map(str, SCALES):
        return _refuse(_("“%(value)s” is no width of the timeline.") % {"value": width})
    if theme not in THEMES:
        return _refuse(_("“%(value)s” is no theme: say light or dark.") % {"value": theme})
    edition = Edition.objects.current()
    if edition is None:
        return _refuse(_("There is no edition of the record yet."), status=404)
    board = Dashboard(request.GET, edition)
    if not board.is_valid:
        errors = " ".join(message for messages in board.form.errors.values() for message in messages)
        return _refuse(errors)
    drawn = figure.draw(board.layout(int(width)), theme=theme)
    return HttpResponse(drawn.to_json(), content_type="application/json")
