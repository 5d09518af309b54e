"""The charts that travel: in frames of other sites."""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt

from talks.charts.locale import plotly_locale
from talks.embeds.charts import CHARTS
from talks.embeds.frames import drawings_of
from talks.models import AsOf, Edition
from talks.views.reading import NotThere, fresh_for_a_minute, only_reads, record_asked, written_as_chart_asks
from talks.views.refusing import as_sentence, what_is_wrong

# What a frame may load: our own files, and nothing else, from wherever it is shown.
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "connect-src": [NONE],
    "worker-src": [NONE],
    "frame-ancestors": ["*"],
}


def stands_in_frames(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let every site put what a view answers into a frame; no cookie, no word of who reads it."""

    @only_reads
    @fresh_for_a_minute
    @xframe_options_exempt
    @csp_replace(POLICY)
    @wraps(view)
    def answer(request: HttpRequest, *args: str, **names: str) -> HttpResponse:
        response = view(request, *args, **names)
        response["Referrer-Policy"] = "no-referrer"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


@stands_in_frames
def embed(request: HttpRequest, name: str) -> HttpResponse:
    """Show one chart with its headline, its source line and a link to its page, and nothing else."""
    edition = Edition.objects.current()
    if name not in CHARTS or edition is None:
        is_empty = name in CHARTS
        return render(
            request, "embeds/refused.html", {"is_not_there": True, "is_empty": is_empty}, status=404
        )
    try:
        with record_asked(request.GET, edition) as as_of:
            return _shown(request, as_of, name)
    except ValidationError as error:
        said = [as_sentence(*one) for one in what_is_wrong(error)]
        return render(request, "embeds/refused.html", {"said": said}, status=400)
    except NotThere:
        return render(request, "embeds/refused.html", {"is_not_there": True}, status=404)


@written_as_chart_asks
def _shown(request: HttpRequest, as_of: AsOf, name: str) -> HttpResponse:
    chart = CHARTS[name](request.GET, as_of)
    context = {
        "page": chart,
        "form": chart.form,
        "drawings": drawings_of(chart),
        "plotly_locale": plotly_locale(get_language()),
    }
    return render(request, f"embeds/{name}.html", context)
