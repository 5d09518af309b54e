"""The data for researchers: the page that explains it, and its files as they are on the day asked for."""

import hashlib
from collections.abc import Callable
from functools import partial
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_script_prefix

from talks.models import AsOf
from talks.pages.data_forms import DataForm, TableForm
from talks.pages.open_data import DataPage
from talks.record.open_data.datasets import DATASETS
from talks.record.open_data.files import TYPES, write_csv, write_json, write_record, write_schema
from talks.record.open_data.package import write_description, write_package
from talks.record.open_data.release import Release
from talks.record.open_data.spreadsheet import write_xlsx
from talks.record.open_data.tables import TABLES
from talks.views.reading import NotThere, gives_data, reads_the_record, show

# What is larger is sent from a file, bit by bit.
IN_MEMORY = 5 * 1024 * 1024


@reads_the_record
def data(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Show what there is for researchers: files, columns, the API, how to cite and to read it."""
    return show(request, "talks/data.html", DataPage(as_of), part="")


@gives_data
def table_csv(request: HttpRequest, as_of: AsOf, name: str) -> HttpResponseBase:
    """Give a table as CSV; `bom=1` for Excel."""
    if name not in TABLES:
        raise NotThere(HttpResponse(status=404))
    form = TableForm(request.GET, as_of)
    form.refuse_errors()
    write = partial(write_csv, table=TABLES[name], for_excel=form.is_for_excel)
    return _file(request, as_of, f"{name}.csv", write)


@gives_data
def dataset_json(request: HttpRequest, as_of: AsOf, name: str) -> HttpResponseBase:
    """Give a dataset as JSON."""
    if name not in DATASETS:
        raise NotThere(HttpResponse(status=404))
    return _data(request, as_of, f"{name}.json", partial(write_json, dataset=DATASETS[name]))


@gives_data
def record_json(request: HttpRequest, as_of: AsOf) -> HttpResponseBase:
    """Give the whole record as one JSON file."""
    return _data(request, as_of, "record.json", write_record)


@gives_data
def record_schema(request: HttpRequest, as_of: AsOf) -> HttpResponseBase:
    """Give the JSON Schema of the whole record, the same for every edition and day."""
    return _data(request, as_of, "record.schema.json", write_schema)


@gives_data
def record_xlsx(request: HttpRequest, as_of: AsOf) -> HttpResponseBase:
    """Give the whole record as one XLSX file, a sheet for each table."""
    return _data(request, as_of, "record.xlsx", write_xlsx)


@gives_data
def package_description(request: HttpRequest, as_of: AsOf) -> HttpResponseBase:
    """Give what describes the tables as a data package."""
    return _data(request, as_of, "datapackage.json", write_description)


@gives_data
def package(request: HttpRequest, as_of: AsOf) -> HttpResponseBase:
    """Give the data package with its tables as a ZIP archive."""
    return _data(request, as_of, "datapackage.zip", write_package)


def release_asked(request: HttpRequest, as_of: AsOf) -> Release:
    """Give the data for the day asked for, with addresses of this site."""
    return Release(as_of, request.build_absolute_uri(get_script_prefix()).rstrip("/"))


def _data(request: HttpRequest, as_of: AsOf, name: str, write: Callable[..., None]) -> HttpResponseBase:
    """Answer with a file of which nothing can be asked but the edition and the day."""
    DataForm(request.GET, as_of).refuse_errors()
    return _file(request, as_of, name, write)


def _file(request: HttpRequest, as_of: AsOf, name: str, write: Callable[..., None]) -> HttpResponseBase:
    """Answer with a file that `write` writes, to be saved under a name with the edition and the day."""
    release = release_asked(request, as_of)
    file = _new_file()
    write(file, release=release)
    response = _answer(file)
    response["Content-Type"] = TYPES[name.rpartition(".")[2]]
    response["Content-Disposition"] = f'attachment; filename="{release.stem}-{name}"'
    links = {"license": settings.DATA_LICENCE_URL, "describedby": release.on_the_day("data-package")}
    response["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
    response["Access-Control-Expose-Headers"] = "Content-Disposition, ETag, Link"
    return response


def _new_file() -> SpooledTemporaryFile:
    return SpooledTemporaryFile(IN_MEMORY)


def _answer(file: SpooledTemporaryFile) -> HttpResponseBase:
    """Answer with what was written to a file, with its sum as its ETag."""
    size = file.tell()
    file.seek(0)
    headers = {"ETag": f'"{hashlib.file_digest(file, "sha256").hexdigest()}"'}
    file.seek(0)
    if size > IN_MEMORY:
        return FileResponse(file, headers=headers | {"Content-Length": size})
    with file:
        return HttpResponse(file.read(), headers=headers)
