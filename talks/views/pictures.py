"""The charts that travel as pictures: SVG and PNG, and cards for social media."""

from dataclasses import replace

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.embeds.charts import CHARTS
from talks.models import AsOf
from talks.pictures.framing import Picture
from talks.pictures.making import card_of, picture_of
from talks.pictures.options import OF_PICTURES, PictureOptions
from talks.transcribing import drawn
from talks.views.reading import NotThere, gives_data, written_as_chart_asks

# What a picture may load when it is opened by itself: nothing at all.
POLICY = dict.fromkeys(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]) | {
    "default-src": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
    "sandbox": True,
}
# No picture has more pixels than a large screen twice over: what is asked for should not stop the others.
MOST_PIXELS = 16_000_000


@csp_replace(POLICY)
@gives_data
@written_as_chart_asks
def chart_svg(request: HttpRequest, as_of: AsOf, name: str) -> HttpResponse:
    """Give a chart as an SVG file."""
    picture, _scale = _picture_asked(request, as_of, name, has_pixels=False)
    return _answer(picture.svg, "image/svg+xml", f"{_file_name(name, as_of)}.svg")


@csp_replace(POLICY)
@gives_data
@written_as_chart_asks
def chart_png(request: HttpRequest, as_of: AsOf, name: str) -> HttpResponse:
    """Give a chart as a PNG file."""
    picture, scale = _picture_asked(request, as_of, name, has_pixels=True)
    # Pixels cannot be turned afterwards.
    picture = replace(picture, svg=drawn(picture.svg))
    return _answer(picture.png(scale), "image/png", f"{_file_name(name, as_of)}.png")


def _picture_asked(request: HttpRequest, as_of: AsOf, name: str, *, has_pixels: bool) -> tuple[Picture, int]:
    """Give the picture that an address asks for, and how many pixels are drawn for one of its own.

    Raises ValidationError with all that is wrong in the address, by parameter; NotThere without the chart.
    """
    if name not in CHARTS:
        raise NotThere(HttpResponse(status=404))
    options = PictureOptions(request.GET, CHARTS[name].widths, has_pixels=has_pixels)
    try:
        chart = CHARTS[name](request.GET, as_of, OF_PICTURES)
    except ValidationError as error:
        raise ValidationError(error.error_dict | options.errors_by_name()) from None
    if not options.is_valid():
        raise ValidationError(options.errors_by_name())
    asked = options.cleaned_data
    theme = options.theme_asked
    picture = (
        card_of(chart, theme=theme)
        if options.is_card
        else picture_of(chart, width=asked["width"], theme=theme)
    )
    if picture.width * picture.height * asked["scale"] ** 2 > MOST_PIXELS:
        raise ValidationError({"scale": _("That would be too large a picture.")})
    return picture, asked["scale"]


def _file_name(name: str, as_of: AsOf) -> str:
    """Give the name under which a picture is kept: it says of what day it is."""
    return f"astana-record-{name}-{as_of.on.isoformat()}-{get_language()}"


def _answer(content: str | bytes, content_type: str, file_name: str) -> HttpResponse:
    disposition = f'inline; filename="{file_name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
