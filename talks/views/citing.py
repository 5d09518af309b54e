"""The citation of a page, in the format that its address asks for: `?cite=bibtex`."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from talks.pages.citing import FORMATS, Citation
from talks.pages.frame import RecordPage


def cited(request: HttpRequest, page: RecordPage) -> HttpResponse:
    """Answer with the citation of a page. Raises ValidationError for what is no format, or means nothing."""
    name = request.GET["cite"]
    if name not in FORMATS:
        words = _("“%(value)s” is no way to cite: say one of %(ways)s.")
        raise ValidationError({"cite": words % {"value": name, "ways": ", ".join(FORMATS)}})
    if form := getattr(page, "form", None):
        form.refuse_errors()
    way, citation = FORMATS[name], Citation.of(page, request.build_absolute_uri)
    answer = HttpResponse(way.write(citation), content_type=way.content_type)
    kept = "inline" if way.ending == "txt" else "attachment"
    answer["Content-Disposition"] = f'{kept}; filename="{citation.key}.{way.ending}"'
    answer["Link"] = f'<{citation.address}>; rel="cite-as"'
    # What is to be found is the page.
    answer["X-Robots-Tag"] = "noindex"
    return answer


def ending_asked(request: HttpRequest) -> str:
    """Give the ending of the files of the format in which a citation is asked for; empty where none is."""
    way = FORMATS.get(request.GET.get("cite", ""))
    return way.ending if way else ""
