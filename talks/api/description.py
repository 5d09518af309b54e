"""The description of the API for programs, in OpenAPI: made from the columns and the forms themselves."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from talks.api.answers import TITLE
from talks.api.fields import ID, CodeField, EntryField, GuarantorsField, IdField
from talks.api.filters import A_PAGE, FORMS, ListForm
from talks.forms import BoundDayField
from talks.record.open_data.columns import in_each_language
from talks.record.open_data.datasets import DATASETS, Dataset
from talks.record.open_data.schema import row_schema
from talks.record.open_data.words import TABLES

OPENAPI, VERSION = "3.1.0", "1.0.0"

Part = dict[str, Any]

ABOUT = _(
    "Everything that the record holds, for reading: without a key, and open to pages of all sites. A list "
    "stands in the order of the ids; the address of its next page is in “next” and in the header Link. "
    "Whoever sends back an ETag is told with 304 that nothing changed. What is wrong in an address gets the "
    "answer 400, with a sentence for each parameter."
)

# Schemas

DAY = {"type": "string", "format": "date"}
ADDRESS = {"type": "string", "format": "uri"}
SOMETHING = "[^\\s]"
SLUG = {"type": "string", "pattern": ID}
# A day, a month or a year of those that dates of the record may have.
DAY_IN_PARTS = {
    "type": "string",
    "pattern": (
        "^(19[0-9][0-9]|20[0-9][0-9]|2100)"
        "(-(0[1-9]|1[0-2])|-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-9])|-(0[13-9]|1[0-2])-30|-(0[13578]|1[02])-31)?$"
    ),
    "examples": ["2018-02-01", "2018-02", "2018"],
}


def describe() -> Part:
    """Give the description: OpenAPI 3.1, the same whatever the record holds."""
    return {
        "openapi": OPENAPI,
        "info": {
            **_worded("title", TITLE),
            **_worded("description", ABOUT),
            "version": VERSION,
            "license": {"name": settings.DATA_LICENCE_TITLE, "identifier": settings.DATA_LICENCE},
        },
        "servers": [{"url": reverse("api").rstrip("/")}],
        "tags": [{"name": name, **_described(TABLES[name])} for name in DATASETS],
        "paths": {
            "/": {"get": _operation("index", _("Give the datasets and their addresses."), "Index", OF_ALL)},
            "/openapi.json": {
                "get": _operation("description", _("Give this description."), "Description", OF_ALL)
            },
            **dict(path for dataset in DATASETS.values() for path in _paths(dataset)),
        },
        "components": {
            "schemas": dict(_schemas()),
            "parameters": _parameters(),
            "responses": _responses(),
            "headers": _headers(),
        },
    }


def _worded(name: str, words: Any) -> Part:
    """Give words in English, and in each language in a property of our own."""
    said = in_each_language(words)
    return {name: said["en"], f"x-{name}": said}


def _described(words: Any) -> Part:
    return _worded("description", words)


def _schemas() -> Iterator[tuple[str, Part]]:
    words = _object(dict.fromkeys(settings.RECORD_LANGUAGES, {"type": "string"}))
    metadata = {
        "edition": _object({"number": {"type": "integer"}, "day": DAY}),
        "as_of": DAY,
        "license": _object({"name": {"type": "string"}, "title": {"type": "string"}, "url": ADDRESS}),
    }
    of_index = {
        "title": words,
        "documentation": _object(dict.fromkeys(settings.RECORD_LANGUAGES, ADDRESS)),
        "description": ADDRESS,
        "datasets": {
            "type": "array",
            "items": _object({"name": {"enum": list(DATASETS)}, "about": words, "entries": ADDRESS}),
        },
    }
    yield "Index", _object(metadata | of_index)
    yield "Description", {"type": "object", "required": ["openapi", "info", "paths"]}
    error = {
        "parameter": {"type": "string"}
        | _described(_("The parameter that is wrong; empty where it is none.")),
        "message": {"type": "string"} | _described(_("What is wrong with it.")),
    }
    yield (
        "Errors",
        _object(
            {
                "errors": {"type": "array", "items": _object(error), "minItems": 1},
                "language": {"enum": [code for code, _name in settings.LANGUAGES]}
                | _described(
                    _("The language of the messages: that which the header Accept-Language prefers.")
                ),
            }
        ),
    )
    count = {"type": ["integer", "null"], "minimum": 0} | _described(
        _("How many entries there are on all pages; told on the first page, null on those that follow.")
    )
    following = {**ADDRESS, "type": ["string", "null"]} | _described(
        _("The address of the next page; null on the last.")
    )
    for dataset in DATASETS.values():
        schema = row_schema(dataset)
        address = ADDRESS | _described(_("The address of the entry in this API."))
        schema["properties"] = schema["properties"] | {"self": address}
        schema["required"] = [*schema["required"], "self"]
        name = _name_of(dataset)
        yield name, schema
        yield (
            f"{name}Page",
            _object(
                metadata
                | {"count": count, "next": following, "results": {"type": "array", "items": _schema(name)}}
            ),
        )
        yield f"{name}Entry", _object(metadata | {"result": _schema(name)})


def _object(properties: dict[str, Part]) -> Part:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _name_of(dataset: Dataset) -> str:
    return dataset.kind.model.__name__


def _schema(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


# Parameters


def _parameter(name: str, words: Any, schema: Part, **more: Any) -> Part:
    return {"name": name, "in": "query", **_described(words), "schema": schema, **more}


def _of_field(name: str, field: forms.Field) -> Part:
    """Give the parameter that a field of a form reads."""
    parameter = _parameter(name, field.label, _values(field))
    if isinstance(field, GuarantorsField):
        parameter |= {"style": "form", "explode": True}
    if isinstance(field, EntryField):
        parameter["x-names"] = field.dataset
    return parameter


def _values(field: forms.Field) -> Part:
    """Give the schema of the values that a field takes."""
    match field:
        case GuarantorsField():
            return {"type": "array", "items": SLUG}
        case IdField():
            return SLUG
        case CodeField():
            return {"type": "string", "enum": field.codes}
        case BoundDayField():
            return DAY_IN_PARTS
        case forms.IntegerField():
            return {
                "type": "integer",
                "minimum": field.min_value,
                "maximum": field.max_value,
                "default": A_PAGE,
            }
        case _:
            return {"type": "string", "pattern": SOMETHING, "maxLength": field.max_length}


def _ref(sort: str, name: str) -> Part:
    return {"$ref": f"#/components/{sort}/{name}"}


def _parameters() -> dict[str, Part]:
    return {
        "edition": _parameter(
            "edition",
            _("The number of an edition, which is then read as it was published; without it, the newest."),
            {"type": "integer", "minimum": 1, "maximum": 99_999},
        ),
        "as_of": _parameter(
            "as_of",
            _(
                "The day as of which the record is read, or the month or the year at the end of which: what "
                "came later is left out."
            ),
            DAY_IN_PARTS,
        ),
        "id": {
            "name": "id",
            "in": "path",
            "required": True,
            **_described(_("The id of the entry. One that it had before is redirected.")),
            "schema": SLUG,
        },
        **{name: _of_field(name, field) for name, field in ListForm.base_fields.items()},
    }


OF_ALL = [_ref("parameters", name) for name in ("edition", "as_of")]


# Paths


def _paths(dataset: Dataset) -> Iterator[tuple[str, Part]]:
    name = _name_of(dataset)
    fields = FORMS[dataset.name].base_fields
    paging = [_ref("parameters", field) for field in ListForm.base_fields]
    filters = [
        _of_field(field, asked) for field, asked in fields.items() if field not in ListForm.base_fields
    ]
    tag = {"tags": [dataset.name]}
    listed = _operation(
        f"list_{dataset.name}",
        _("List the entries, page by page."),
        f"{name}Page",
        [*filters, *paging, *OF_ALL],
    )
    listed["responses"]["200"]["headers"]["Link"] = _ref("headers", "Link")
    yield f"/{dataset.name}/", {"get": tag | listed}
    entry = _operation(
        f"get_{dataset.name}", _("Give one entry."), f"{name}Entry", [_ref("parameters", "id"), *OF_ALL]
    )
    entry["responses"]["301"] = _ref("responses", "Moved")
    entry["responses"]["410"] = _ref("responses", "Gone")
    yield f"/{dataset.name}/{{id}}/", {"get": tag | entry}


def _operation(name: str, summary: Any, schema: str, parameters: list[Part]) -> Part:
    """Give an operation that answers with a schema, and with what all of them may answer."""
    return {
        "operationId": name,
        **_worded("summary", summary),
        "parameters": [*parameters],
        "responses": {
            "200": {
                **_described(_("What was asked for.")),
                "headers": {"ETag": _ref("headers", "ETag")},
                "content": {"application/json": {"schema": _schema(schema)}},
            },
            "304": _ref("responses", "NotModified"),
            "400": _ref("responses", "BadRequest"),
            "404": _ref("responses", "NotFound"),
            "405": _ref("responses", "NotAllowed"),
        },
    }


def _responses() -> dict[str, Part]:
    said = {
        "BadRequest": _("Something in the address is wrong, or there is no such parameter."),
        "NotFound": _("There is nothing of this name, or nothing is published yet."),
        "Gone": _("The entry was deleted."),
        "NotAllowed": _("Something was sent; only GET, HEAD and OPTIONS are answered."),
    }
    errors = {"application/json": {"schema": _schema("Errors")}}
    location = {"schema": {"type": "string", "format": "uri-reference"}, "required": True}
    return {
        "NotModified": _described(_("Nothing changed since the ETag that was sent in If-None-Match.")),
        "Moved": _described(_("The entry has another id now.")) | {"headers": {"Location": location}},
        **{name: _described(words) | {"content": errors} for name, words in said.items()},
    }


def _headers() -> dict[str, Part]:
    return {
        "ETag": _described(_("Tells whether the answer changed.")) | {"schema": {"type": "string"}},
        "Link": _described(
            _("The addresses of the first page, of the next one if there is any, and of the licence.")
        )
        | {"schema": {"type": "string"}},
    }
