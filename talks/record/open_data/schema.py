"""The JSON Schema of the whole record in one JSON file, made from the columns of its tables."""

from typing import Any

from django.utils.translation import override

from talks.record.fields import LANGUAGES
from talks.record.open_data.columns import Column, Sort, in_each_language
from talks.record.open_data.datasets import DATASETS, Dataset
from talks.record.open_data.release import Release
from talks.record.open_data.words import TABLES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def record_schema(release: Release) -> Schema:
    """Give the schema of the record in one file: draft 2020-12. It says nothing of the record itself."""
    schema: Schema = {"$schema": DIALECT}
    if release.site:
        schema["$id"] = release.at("record-schema")
    day = {"type": "string", "format": "date"}
    word = {"type": "string", "minLength": 1}
    return schema | _object(
        {
            "$schema": word,
            "edition": _object({"number": {"type": "integer", "minimum": 0}, "day": day}),
            "as_of": day,
            "license": _object({"name": word, "title": word, "url": {**word, "format": "uri"}}),
            "datasets": _object(
                {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in DATASETS}
            ),
        },
        title="The Astana Record",
        **{"$defs": {name: row_schema(dataset) for name, dataset in DATASETS.items()}},
    )


def row_schema(dataset: Dataset) -> Schema:
    """Give the schema of a row of a dataset, with its words in each language."""
    return _object({column.name: _of_column(column) for column in dataset.columns}) | _described(
        TABLES[dataset.name]
    )


def _object(properties: dict[str, Schema], **more: Any) -> Schema:
    """Give the schema of an object that has all of these properties and no others."""
    return more | {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _described(about: Any) -> Schema:
    words = in_each_language(about)
    return {"description": words["en"], "x-description": words}


def _of_column(column: Column) -> Schema:
    with override("en"):
        schema: Schema = {"title": str(column.title)}
    schema |= _described(column.about) | _of_values(column)
    if column.names:
        schema["x-names"] = column.names
    if column.codes:
        schema["x-codes"] = {str(code): in_each_language(words) for code, words in column.codes}
    return schema


def _of_values(column: Column) -> Schema:
    """Give what the values of a column are; what is not required may be null, and texts and lists empty."""
    text: Schema = {"type": "string", "minLength": 1}
    at_least = 1 if column.is_required else 0
    match column.sort:
        case Sort.TEXTS:
            texts = dict.fromkeys(LANGUAGES, text)
            return {
                "type": "object",
                "properties": texts,
                "additionalProperties": False,
                "minProperties": at_least,
            }
        case Sort.PAGES:
            return _object({code: text | {"format": "uri-reference"} for code in LANGUAGES})
        case Sort.IDS:
            return {"type": "array", "items": text, "uniqueItems": True}
        case Sort.VERSIONS:
            parts = {part.name: _of_column(part) for part in column.parts}
            return {"type": "array", "items": _object(parts)}
        case Sort.CODE:
            codes: list[str | None] = [str(code) for code, _words in column.codes]
            return {"enum": codes if column.is_required else [*codes, None]}
        case Sort.NUMBER:
            schema: Schema = {"type": "integer", "minimum": 0}
        case Sort.FLAG:
            return {"type": "boolean"}
        case Sort.DAY:
            schema = text | {"format": "date"}
        case Sort.URL:
            schema = text | {"format": "iri"}
        case _:
            schema = text
    return schema if column.is_required else schema | {"type": [schema["type"], "null"]}
