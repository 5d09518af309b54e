"""How charts get to other sites: the builder of what is pasted there, and a page for those who run them."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

from talks.embeds.builder import EmbedBuilder
from talks.embeds.site_owners import SiteOwnersPage
from talks.embeds.travelling import TravellingChart
from talks.models import AsOf, Edition
from talks.pictures.making import picture_of
from talks.views.reading import (
    bad_request,
    fresh_for_a_minute,
    only_reads,
    reads_the_record,
    record_asked,
    show,
    wants_part,
)


@only_reads
@fresh_for_a_minute
@vary_on_headers("HX-Request", "HX-History-Restore-Request", "HX-Trigger")
@csp_update({"frame-src": [SELF]})
def embed_builder(request: HttpRequest) -> HttpResponse:
    """Show a chart with its options as another site would, and what to paste there.

    What is asked for wrongly is named beside its field, with 400; an edition that is none is, too, and the
    chart is then that of the newest.
    """
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "talks/no_record.html")
    try:
        with record_asked(request.GET, edition) as as_of:
            return _show_builder(request, EmbedBuilder(request.GET, as_of))
    except ValidationError as error:
        wrong = error.message_dict
    try:
        return _show_builder(request, EmbedBuilder(request.GET, AsOf(edition, edition.day), wrong))
    except ValidationError as error:
        # Nor can the newest draw it: there is no round yet, or no topic.
        return bad_request(request, error)


def _show_builder(request: HttpRequest, page: EmbedBuilder) -> HttpResponse:
    answer = show(
        request,
        "talks/embed_builder.html",
        page,
        taken=page.taken(request.build_absolute_uri, _picture_size),
    )
    # What was typed stays in the address as it does in the form, right or wrong.
    if wants_part(request):
        answer["HX-Push-Url"] = page.address + page.typed_query()
    return answer


def _picture_size(chart: TravellingChart) -> tuple[int, int]:
    """Give the width and the height of a chart's picture, in pixels."""
    picture = picture_of(chart)
    return round(picture.width), round(picture.height)


@reads_the_record
def site_owners(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Tell those who run other sites how to let charts of the record in."""
    page = SiteOwnersPage(as_of)
    snippets = page.snippets(request.build_absolute_uri)
    return show(request, "talks/site_owners.html", page, part="", snippets=snippets)
