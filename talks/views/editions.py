"""The editions of the record, and their files, which never change."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from talks.models import AsOf, EditionFile
from talks.pages.editions import EditionList, EditionPage, published_editions
from talks.record.open_data.files import TYPES
from talks.views.reading import only_reads, open_to_all_sites, reads_the_record, show
from talks.views.refusing import refuse

A_YEAR = 365 * 24 * 60 * 60


@reads_the_record
def edition_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """List all editions."""
    return show(request, "talks/editions.html", EditionList(as_of), part="")


@reads_the_record
def edition_detail(request: HttpRequest, as_of: AsOf, number: int) -> HttpResponse:
    """Show one edition: its files, and what it changed since the one before."""
    edition = get_object_or_404(published_editions(), number=number)
    return show(request, "talks/edition.html", EditionPage(request.GET, as_of, edition), part="")


@only_reads
@open_to_all_sites
def edition_file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Give a frozen file of an edition, byte for byte: whoever has it need not ask again. One query.

    It is saved under its own name, by which the file of sums knows it.
    """
    published = EditionFile.objects.filter(edition__is_published=True)
    file = published.filter(edition__number=number, name=name).first()
    if file is None:
        return refuse(request, ValidationError(_("There is no such file of an edition.")), status=404)
    ending = name.rpartition(".")[2]
    headers = {
        "Content-Type": TYPES.get(ending, "text/plain; charset=utf-8"),
        "Cache-Control": f"public, max-age={A_YEAR}, immutable",
        "ETag": f'"{file.sha256}"',
        "Link": f'<{settings.DATA_LICENCE_URL}>; rel="license"',
    }
    return HttpResponse(bytes(file.content), headers=headers)
