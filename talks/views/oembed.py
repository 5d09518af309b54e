"""The oEmbed endpoint, by which sites turn an address of the record into its chart."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from talks.embeds.oembed import Address, NoChart, OEmbedForm, answer_for, in_xml
from talks.models import Edition
from talks.views.reading import fresh_for_a_minute, open_to_all_sites, record_asked
from talks.views.refusing import WAYS, what_is_wrong

# How an answer is written in each of the formats, and of which type it is: those that the standard names.
FORMATS = {
    "json": (lambda answer: json.dumps(answer, ensure_ascii=False), "application/json"),
    "xml": (in_xml, "text/xml; charset=utf-8"),
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "OPTIONS"])
@fresh_for_a_minute
@open_to_all_sites
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer with what to show for an address of the record, in JSON or XML.

    404 for an address that has no chart that readers see, 501 for a format that is none of the two. The
    standard's 401, for what is private, never comes: readers see all that is in the record, and what is not
    published is not there.
    """
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    written_as = request.GET.get("format") or "json"
    if written_as not in FORMATS:
        words = _("“%(value)s” is no format here: say json or xml.") % {"value": written_as}
        return _refuse("json", ValidationError({"format": words}), 501)
    try:
        form = OEmbedForm(request.GET)
        form.refuse_errors()
        return _write(written_as, _answer(request, form.cleaned_data))
    except NoChart:
        words = _("There is no chart of the record at this address.")
        return _refuse(written_as, ValidationError({"url": words}), 404)
    except ValidationError as error:
        return _refuse(written_as, error, 400)


def _answer(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    """Give the answer for an address; raises NoChart where it has none."""
    edition = Edition.objects.current()
    if edition is None:
        raise NoChart
    address = Address(asked["url"], request.get_host())
    try:
        with override(address.language), record_asked(address.query, edition) as as_of:
            chart = address.chart(as_of)
            return answer_for(chart, request.build_absolute_uri, asked["maxwidth"], asked["maxheight"])
    except ValidationError as error:
        # The page itself refuses what is asked of it.
        raise NoChart from error


def _write(written_as: str, answer: dict[str, Any]) -> HttpResponse:
    write, content_type = FORMATS[written_as]
    return HttpResponse(write(answer), content_type=content_type)


def _refuse(written_as: str, error: ValidationError, status: int) -> HttpResponse:
    """Refuse in the format that was asked for."""
    write, content_type = WAYS[written_as]
    return HttpResponse(write(what_is_wrong(error)), status=status, content_type=content_type)
