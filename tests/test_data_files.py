"""The data as files: each is read back with what others wrote, and refused where it is asked for wrongly."""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import TestCase
from frictionless import validate
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from talks.models import Decision, Edition, EditionFile, Round
from talks.record import load
from talks.record.editions import frozen_forms, seen_on
from talks.record.freezing import data_files, freeze_current, publish_edition
from talks.record.open_data.datasets import DATASETS
from talks.record.open_data.tables import TABLES
from tests.base import PageTestCase, RecordTestCase, cite, make_decision, make_event, make_round, make_source
from tests.test_desk import DRAFT
from tests.test_open_data import make_difference

SECRET = "zyxquark"
# Every address of the data, with what it is asked for by default.
ADDRESSES = (
    *(f"/data/{name}.csv" for name in TABLES),
    *(f"/data/{name}.json" for name in DATASETS),
    "/data/record.json",
    "/data/record.schema.json",
    "/data/record.xlsx",
    "/data/datapackage.json",
    "/data/datapackage.zip",
)


def complaints(schema: dict[str, Any], record: dict[str, Any]) -> list[str]:
    """Give what is wrong with a record by its schema."""
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(record)]


def faults_of_package(files: dict[str, bytes]) -> list[str]:
    """Give what Frictionless finds wrong with a data package of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        report = validate(str(Path(folder, "datapackage.json")))
    return [error.message for error in [*report.errors, *(e for task in report.tasks for e in task.errors)]]


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def as_text(cell: Any) -> str:
    """Give the cell of a table as CSV says it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


class DataTestCase(PageTestCase):
    """A researcher before the talks in small, with one difference between sources."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_difference(cls)

    def get(self, address: str, status: int = 200, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.get(address, headers=named)
        self.assertEqual(answer.status_code, status, address)
        return answer

    def lines(self, address: str) -> list[dict[str, str]]:
        text = self.get(address).content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def rename(self, title: str) -> None:
        Decision.objects.filter(pk=self.maps.pk).update(title_en=title)


class CsvTestCase(DataTestCase):
    def test_it_says_what_the_tables_say(self):
        for name, table in TABLES.items():
            rows = list(table.lines(table.dataset.all_rows(self.as_of()), "http://testserver"))
            lines = self.lines(f"/data/{name}.csv")
            said = [[as_text(cell) for cell in row] for row in rows]
            with self.subTest(name):
                self.assertEqual([list(line.values()) for line in lines], said)

    def test_it_is_as_rfc_4180_has_it(self):
        self.rename('Maps, “drawn”,\nand "shown"')
        content = self.get("/data/decisions.csv").content
        self.assertTrue(content.startswith(b"id,round,event,number,"))
        self.assertTrue(content.endswith(b"\r\n"))
        self.assertIn('"Maps, “drawn”,\nand ""shown"""'.encode(), content)

    def test_lists_dates_and_pages_are_as_documented(self):
        [line] = (line for line in self.lines("/data/decisions.csv") if line["id"] == "astana-4-1")
        self.assertEqual(line["adopted_by"], "russia; turkey; iran")
        self.assertEqual(line["page_ar"], "http://testserver/ar/decisions/astana-4-1/")
        [line] = (line for line in self.lines("/data/rounds.csv") if line["id"] == "astana-12")
        self.assertEqual(
            (line["date"], line["earliest"], line["latest"]), ("2019-02", "2019-02-01", "2019-02-28")
        )

    def test_for_excel_it_has_the_mark_and_no_formulas(self):
        self.rename("=1+1")
        plain, for_excel = (self.get(f"/data/decisions.csv?bom={bom}").content for bom in (0, 1))
        self.assertFalse(plain.startswith(b"\xef\xbb\xbf"))
        self.assertIn(b",=1+1,", plain)
        self.assertTrue(for_excel.startswith(b"\xef\xbb\xbf"))
        self.assertIn(b",'=1+1,", for_excel)


class JsonTestCase(DataTestCase):
    def test_a_dataset_says_of_which_edition_and_day_it_is(self):
        data = json.loads(self.get("/data/decisions.json?as_of=2017-10-01").content)
        self.assertEqual(data["dataset"], "decisions")
        self.assertEqual((data["edition"], data["as_of"]), ({"number": 1, "day": "2018-11-29"}, "2017-10-01"))
        self.assertEqual(data["license"]["name"], "CC-BY-4.0")
        self.assertEqual({row["id"] for row in data["rows"]}, {"astana-4-1", "astana-4-2", "astana-4-3"})

    def test_the_whole_record_is_as_its_schema_has_it(self):
        schema = json.loads(self.get("/data/record.schema.json").content)
        for address in ("/data/record.json", "/data/record.json?as_of=2017-10-01"):
            record = json.loads(self.get(address).content)
            self.assertEqual(record["$schema"], schema["$id"])
            self.assertEqual(complaints(schema, record), [])
            self.assertEqual(record["datasets"].keys(), DATASETS.keys())

    def test_the_schema_refuses_what_is_no_record(self):
        schema = json.loads(self.get("/data/record.schema.json").content)
        record = json.loads(self.get("/data/record.json").content)
        row = record["datasets"]["decisions"][0]
        for name, value in {
            "status": "done",
            "title": {"fr": "Titre"},
            "number": None,
            "id": "",
            "more": 1,
        }.items():
            with self.subTest(name):
                changed = {**record, "datasets": {**record["datasets"], "decisions": [row | {name: value}]}}
                self.assertEqual(len(complaints(schema, changed)), 1)

    def test_without_any_entry_there_are_empty_lists(self):
        Round.objects.all().delete()
        self.assertEqual(json.loads(self.get("/data/rounds.json").content)["rows"], [])


class SpreadsheetTestCase(DataTestCase):
    def book(self) -> Any:
        return load_workbook(io.BytesIO(self.get("/data/record.xlsx").content))

    def test_there_is_a_sheet_for_each_table_and_one_that_explains_them(self):
        book = self.book()
        self.assertEqual(book.sheetnames, ["read me", *TABLES])
        for name, table in TABLES.items():
            headings, *rows = book[name].iter_rows(values_only=True)
            with self.subTest(name):
                self.assertEqual(list(headings), table.headings)
                expected = table.lines(table.dataset.all_rows(self.as_of()), "http://testserver")
                self.assertEqual([list(row) for row in rows], list(expected))
        told = [cell for row in book["read me"].iter_rows(values_only=True) for cell in row if cell]
        self.assertIn("The Astana Record, edition 1: the record as it stood on 29 November 2018", told)
        self.assertIn("title_en, title_ar", told)
        self.assertTrue(any("stalled: stalled" in cell for cell in told))

    def test_no_text_is_a_formula_an_error_or_too_long(self):
        for title in ("=1+1", "#N/A", "1 May 2018"):
            self.rename(title)
            cells = [
                cell for row in self.book()["decisions"].iter_rows() for cell in row if cell.value == title
            ]
            self.assertEqual([cell.data_type for cell in cells], ["s"], title)
        Decision.objects.filter(pk=self.maps.pk).update(text_en="x" * 40_000)
        longest = max(
            len(str(cell)) for row in self.book()["decisions"].iter_rows(values_only=True) for cell in row
        )
        self.assertLess(longest, 32_767)

    def test_the_same_record_gives_the_same_bytes(self):
        self.assertEqual(self.get("/data/record.xlsx").content, self.get("/data/record.xlsx").content)


class PackageTestCase(DataTestCase):
    def test_frictionless_finds_nothing_wrong_with_it(self):
        files = unpacked(self.get("/data/datapackage.zip").content)
        self.assertEqual(files.keys(), {"datapackage.json", "README.md", *(f"{name}.csv" for name in TABLES)})
        self.assertEqual(faults_of_package(files), [])

    def test_it_would_find_what_names_nothing_and_what_was_changed(self):
        files = unpacked(self.get("/data/datapackage.zip").content)
        lines = files["topics.csv"].splitlines(keepends=True)
        sums = faults_of_package(files | {"topics.csv": b"".join(lines[:-1])})
        self.assertTrue(any("hash" in said for said in sums), sums)
        description = json.loads(files["datapackage.json"])
        for resource in description["resources"]:
            del resource["hash"], resource["bytes"]
        files["datapackage.json"] = json.dumps(description).encode()
        files["rounds.csv"] = files["rounds.csv"].replace(b"astana-4,", b"astana-5,")
        self.assertTrue(any('"astana-4"' in said for said in faults_of_package(files)))

    def test_by_itself_its_description_leads_to_the_tables_of_the_day(self):
        description = json.loads(self.get("/data/datapackage.json?edition=1&as_of=2018-02-01").content)
        paths = {resource["name"]: resource["path"] for resource in description["resources"]}
        self.assertEqual(paths["rounds"], "http://testserver/data/rounds.csv?edition=1&as_of=2018-02-01")
        self.assertEqual(description["licenses"][0]["name"], "CC-BY-4.0")
        [decisions] = (one for one in description["resources"] if one["name"] == "decisions")
        self.assertIn("title@ar", decisions)
        self.assertEqual(decisions["schema"]["primaryKey"], ["id"])
        keys = {key["fields"][0]: key["reference"]["resource"] for key in decisions["schema"]["foreignKeys"]}
        self.assertEqual(keys, {"round": "rounds", "event": "events", "carries_on": ""})


class AskingTestCase(DataTestCase):
    def test_every_address_gives_a_file_with_its_licence_to_every_site(self):
        for address in ADDRESSES:
            with self.subTest(address):
                answer = self.get(address)
                name = address.rpartition("/")[2]
                saved = f'attachment; filename="astana-record-1-2018-11-29-{name}"'
                self.assertEqual(answer["Content-Disposition"], saved)
                self.assertIn('<https://creativecommons.org/licenses/by/4.0/>; rel="license"', answer["Link"])
                self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
                self.assertFalse(answer.cookies)

    def test_whoever_has_it_need_not_get_it_again(self):
        for name in ("rounds.csv", "rounds.json", "record.json", "record.xlsx", "datapackage.zip"):
            answer = self.get(f"/data/{name}")
            self.assertEqual(self.get(f"/data/{name}", 304, if_none_match=answer["ETag"]).content, b"")

    def test_what_means_nothing_is_refused_by_its_name_in_the_format_asked_for(self):
        for address in ADDRESSES:
            for query, named in {"when=1": "when", "as_of=soon": "as_of", "edition=9": "edition"}.items():
                with self.subTest(address, query=query):
                    answer = self.get(f"{address}?{query}", 400, accept_language="en")
                    self.assertIn(named, answer.content.decode())
                    kind = "csv" if ".csv" in address else "json" if ".json" in address else "plain"
                    self.assertIn(kind, answer["Content-Type"])

    def test_a_day_of_which_the_record_says_nothing_is_refused(self):
        for day in ("1999", "2030-01-01"):
            answer = self.get(f"/data/rounds.csv?as_of={day}", 400, accept_language="en")
            self.assertIn("from 2017-05-03 to 2018-11-29", answer.content.decode())

    def test_the_mark_for_excel_is_asked_for_or_not(self):
        self.assertIn(b"bom", self.get("/data/rounds.csv?bom=maybe", 400).content)
        self.assertIn(b"bom", self.get("/data/rounds.json?bom=1", 400).content)

    def test_tables_that_are_none_are_not_there(self):
        for address in (
            "/data/none.csv",
            "/data/none.json",
            "/data/edition.csv",
            "/data/difference_versions.json",
        ):
            self.get(address, 404)

    def test_a_large_file_is_sent_bit_by_bit(self):
        Decision.objects.filter(pk=self.maps.pk).update(text_en="x" * 6_000_000)
        answer = self.get("/data/decisions.csv")
        self.assertTrue(answer.streaming)
        content = b"".join(answer.streaming_content)
        self.assertEqual(int(answer["Content-Length"]), len(content))
        self.assertEqual(answer["ETag"], f'"{hashlib.sha256(content).hexdigest()}"')
        self.get("/data/decisions.csv", 304, if_none_match=answer["ETag"])

    def test_an_edition_asked_for_says_what_it_said(self):
        freeze_current()
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        publish_edition(Edition.objects.create(number=2, day="2019-05-02"), None)
        first, second = (self.get(f"/data/events.csv?edition={number}") for number in (1, 2))
        self.assertNotIn(b"summit-of-february", first.content)
        self.assertIn(b"summit-of-february", second.content)
        self.assertIn("astana-record-1-2018-11-29-", first["Content-Disposition"])


class FrozenDataTestCase(RecordTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_difference(cls)

    def test_the_order_in_which_a_database_gives_entries_makes_no_difference(self):
        seen = seen_on(self.edition)
        turned = {model: dict(reversed(forms.items())) for model, forms in seen.items()}
        self.assertEqual(data_files(self.edition, seen), data_files(self.edition, turned))

    def test_what_is_not_published_is_in_no_file(self):
        words = {f"{name}_{code}": SECRET for name in ("title", "summary", "venue") for code in ("ar", "en")}
        draft = make_round(self.astana, 13, "2018-11", slug=SECRET, **words, **DRAFT)
        cite(make_source(SECRET), round=draft)
        make_decision(draft, 1, SECRET)
        make_decision(self.fourth, 9, SECRET, **DRAFT)
        make_event(self.summits, SECRET, SECRET, "2018-01", **DRAFT)
        make_event(self.summits, SECRET, SECRET, "2018-12-31")  # after the day of the edition
        Round.objects.update(editors_note=SECRET)
        for name, content in data_files(self.edition, seen_on(self.edition)).items():
            parts = unpacked(content) if content.startswith(b"PK") else {"": content}
            for part, text in parts.items():
                with self.subTest(name, part=part):
                    self.assertNotIn(SECRET, text.decode().lower())


class ShippedRecordTestCase(TestCase):
    """The record as it is shipped, as its edition froze it."""

    @classmethod
    def setUpTestData(cls) -> None:
        load(settings.BASE_DIR / "talks" / "data")
        cls.edition = Edition.objects.current()
        cls.files = {file.name: bytes(file.content) for file in EditionFile.objects.all()}

    def test_frictionless_finds_nothing_wrong_with_it(self):
        package = {name: self.files[name] for name in self.files if name.endswith((".csv", "package.json"))}
        self.assertEqual(faults_of_package(package), [])
        self.assertEqual(
            unpacked(self.files["datapackage.zip"])["decisions.csv"], self.files["decisions.csv"]
        )

    def test_it_is_as_its_schema_has_it(self):
        record = json.loads(self.files["record.json"])
        self.assertEqual(complaints(json.loads(self.files[record["$schema"]]), record), [])

    def test_frozen_again_it_is_the_same_byte_for_byte(self):
        again = data_files(self.edition, frozen_forms(self.edition))
        self.assertEqual([name for name in again if again[name] != self.files[name]], [])
