"""How what was asked wrongly is refused: a sentence that names the parameter, in the format asked for."""

import csv
import io
import json
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, tostring

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from talks.pictures.making import refusal_of

# Pairs of the parameter that is wrong, empty where it is none, and the sentence that says so.
Said = list[tuple[str, str]]


def what_is_wrong(error: ValidationError) -> Said:
    """Give what an error says, parameter by parameter."""
    if hasattr(error, "error_dict"):
        by_name = error.message_dict.items()
        return [("" if name == "__all__" else name, said) for name, says in by_name for said in says]
    return [("", said) for said in error.messages]


def refuse(request: HttpRequest, error: ValidationError, status: int = 400, ending: str = "") -> HttpResponse:
    """Answer what was asked wrongly in the format of files with an ending; else in JSON.

    It is the ending of the address where none is given.
    """
    ending = ending or request.path.rpartition("/")[2].rpartition(".")[2]
    write, content_type = WAYS.get(ending, WAYS["json"])
    return HttpResponse(write(what_is_wrong(error)), status=status, content_type=content_type)


def as_sentence(parameter: str, said: str) -> str:
    """Give a sentence that names its parameter."""
    return said if not parameter or said.startswith(f"{parameter}:") else f"{parameter}: {said}"


def in_json(said: Said) -> str:
    """Give what is wrong as JSON: `{"errors": [{"parameter": …, "message": …}]}`."""
    errors = [{"parameter": parameter, "message": sentence} for parameter, sentence in said]
    return json.dumps({"errors": errors, "language": get_language()}, ensure_ascii=False)


def in_xml(said: Said) -> bytes:
    """Give what is wrong as XML."""
    root = Element("errors", {"xml:lang": get_language()})
    for parameter, sentence in said:
        SubElement(root, "error", {"parameter": parameter}).text = sentence
    return tostring(root, encoding="utf-8", xml_declaration=True)


def in_csv(said: Said) -> str:
    """Give what is wrong as a table."""
    file = io.StringIO()
    csv.writer(file).writerows([("parameter", "error"), *said])
    return file.getvalue()


def in_text(said: Said) -> str:
    """Give what is wrong line by line."""
    return "\n".join(as_sentence(*one) for one in said) + "\n"


def in_svg(said: Said) -> str:
    """Give what is wrong as a picture."""
    return refusal_of([as_sentence(*one) for one in said]).svg


def in_png(said: Said) -> bytes:
    """Give what is wrong as a picture of pixels."""
    return refusal_of([as_sentence(*one) for one in said]).png()


WAYS: dict[str, tuple[Callable[[Said], str | bytes], str]] = {
    "json": (in_json, "application/json"),
    "xml": (in_xml, "application/xml; charset=utf-8"),
    "atom": (in_xml, "application/xml; charset=utf-8"),
    "csv": (in_csv, "text/csv; charset=utf-8"),
    "txt": (in_text, "text/plain; charset=utf-8"),
    "ics": (in_text, "text/plain; charset=utf-8"),
    "bib": (in_text, "text/plain; charset=utf-8"),
    "ris": (in_text, "text/plain; charset=utf-8"),
    "xlsx": (in_text, "text/plain; charset=utf-8"),
    "zip": (in_text, "text/plain; charset=utf-8"),
    "svg": (in_svg, "image/svg+xml"),
    "png": (in_png, "image/png"),
}
