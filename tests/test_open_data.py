"""The record as tables for researchers: which columns there are, what they hold, and which entries."""

from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from talks.models import Decision, Difference, DifferenceVersion, Source, Statement
from talks.record.open_data import datasets
from talks.record.open_data.columns import Column, Sort, in_each_language
from talks.record.open_data.datasets import DATASETS, Row
from talks.record.open_data.tables import TABLES
from talks.record.open_data.words import COLUMNS
from talks.record.open_data.words import TABLES as ABOUT
from tests.base import RecordTestCase, cite, make_decision, make_statement

BOTH = {"text_ar": "نص", "text_en": "Text", "why_ar": "سبب", "why_en": "Reason"}


def make_difference(cast: type[RecordTestCase]) -> Difference:
    """Make a difference on the dates of the fourth round, of which the record follows the second version."""
    difference = Difference.objects.create(round=cast.fourth, field="dates", state="published", **BOTH)
    for position, followed in enumerate([False, True]):
        version = DifferenceVersion.objects.create(
            difference=difference, position=position, is_followed=followed, text_ar="نص", text_en="A version"
        )
        cite(cast.tass, version=version)
    return difference


class ColumnsTestCase(SimpleTestCase):
    def columns(self) -> list[tuple[str, Column]]:
        return [(table.name, column) for table in TABLES.values() for column in table.columns]

    def test_each_says_what_it_holds_and_nothing_else_is_said(self):
        described = set()
        for table, column in self.columns():
            name = f"{table}.{column.name}"
            described.add(name if name in COLUMNS else column.name)
            with self.subTest(name):
                self.assertTrue(str(column.about))
                self.assertTrue(str(column.title))
        self.assertEqual(COLUMNS.keys() - described, {"differences.versions"})
        self.assertEqual(ABOUT.keys(), TABLES.keys())

    def test_ids_name_the_entries_of_a_table(self):
        for table, column in self.columns():
            if column.sort in {Sort.ID, Sort.IDS} and column.name != "id":
                with self.subTest(table, column=column.name):
                    self.assertIn(column.names, DATASETS)

    def test_codes_have_words(self):
        [status] = (column for column in DATASETS["decisions"].columns if column.name == "status")
        self.assertEqual(in_each_language(dict(status.codes)["stalled"])["en"], "stalled")
        [confidence] = (column for column in DATASETS["rounds"].columns if column.name == "confidence")
        self.assertEqual([str(code) for code, _words in confidence.codes], ["high", "medium"])

    def test_texts_in_languages_have_a_column_each(self):
        self.assertIn("title_en", TABLES["decisions"].headings)
        self.assertIn("title_ar", TABLES["decisions"].headings)
        self.assertNotIn("title", TABLES["decisions"].headings)

    def test_what_editors_keep_to_themselves_is_no_column(self):
        for table, column in self.columns():
            with self.subTest(table):
                self.assertNotIn(column.name, {"state", "editors_note", "search_text"})


class RowsTestCase(RecordTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_difference(cls)
        make_statement(cls.fourth, cls.minister, "2017-05-04", "It was good.", about=cls.memorandum)

    def rows(self, name: str, day: str = "") -> dict[str, Row]:
        return {row["id"]: row for row in DATASETS[name].all_rows(self.as_of(day))}

    def test_each_has_the_columns_of_its_table_in_their_order(self):
        for dataset in DATASETS.values():
            for row in dataset.all_rows(self.as_of()):
                with self.subTest(dataset.name, id=row["id"]):
                    self.assertEqual(list(row), [column.name for column in dataset.columns])

    def test_they_stand_in_the_order_of_their_ids(self):
        for name in DATASETS:
            self.assertEqual(list(self.rows(name)), sorted(self.rows(name)), name)

    def test_read_some_at_once_they_are_the_same(self):
        whole = {name: self.rows(name) for name in DATASETS}
        with patch.object(datasets, "ENTRIES_AT_ONCE", 2):
            self.assertEqual({name: self.rows(name) for name in DATASETS}, whole)
            self.assertEqual(list(self.rows("decisions")), list(whole["decisions"]))

    def test_a_decision_has_its_status_and_since_when(self):
        row = self.rows("decisions")["astana-4-1"]
        self.assertEqual((row["status"], row["status_day"]), ("partly", "2018-07-01"))
        self.assertEqual(row["adopted_by"], ["russia", "turkey", "iran"])
        self.assertEqual(row["title"]["ar"], "إنشاء مناطق خفض التصعيد")

    def test_on_an_earlier_day_it_has_the_status_of_that_day(self):
        row = self.rows("decisions", "2017-10-01")["astana-4-1"]
        self.assertEqual((row["status"], row["status_day"]), ("implemented", "2017-09-15"))
        self.assertNotIn("astana-9-1", self.rows("decisions", "2017-10-01"))

    def test_of_what_is_not_known_nothing_stands_there(self):
        Source.objects.filter(pk=self.tass.pk).update(published=None)
        source = self.rows("sources")["tass-2017-05-04"]
        self.assertEqual((source["title"], source["published"]), (None, None))
        decision = self.rows("decisions")["astana-4-3"]
        self.assertEqual(
            (decision["outcome"], decision["adopted_by"], decision["round"]), ({}, [], "astana-4")
        )
        self.assertEqual((decision["event"], decision["status_day"]), (None, None))
        self.assertEqual(self.rows("events")["idlib"]["latest"], None)

    def test_versions_stand_in_their_difference_and_in_a_table_of_their_own(self):
        row = self.rows("differences")["astana-4-dates"]
        self.assertEqual([version["is_followed"] for version in row["versions"]], [False, True])
        lines = list(TABLES["difference_versions"].lines([row]))
        self.assertEqual([line[:2] for line in lines], [["astana-4-dates", 1], ["astana-4-dates", 2]])
        self.assertEqual(lines[1][-2:], [True, "tass-2017-05-04"])

    def test_pages_are_where_the_entries_are(self):
        for dataset in DATASETS.values():
            rows = self.rows(dataset.name)
            for entry in dataset.kind.model.objects.filter(slug__in=rows):
                for code in settings.RECORD_LANGUAGES if hasattr(entry, "get_absolute_url") else []:
                    with override(code), self.subTest(dataset.name, id=entry.slug):
                        self.assertEqual(rows[entry.slug]["page"][code], entry.get_absolute_url())

    def test_more_entries_take_no_more_queries(self):
        Decision.objects.filter(pk=self.release.pk).update(carries_on=self.memorandum)
        before = self.queries()
        for number in range(5, 9):
            earlier = make_decision(self.ninth, number, f"Decision {number}", carries_on=self.memorandum)
            make_statement(self.ninth, self.minister, "2018-05-15", "Well.", about=earlier)
        self.assertEqual(self.queries(), before)

    def queries(self) -> dict[str, int]:
        counts = {}
        for name in DATASETS:
            with CaptureQueriesContext(connection) as queries:
                self.rows(name)
            counts[name] = len(queries)
        return counts

    def test_drafts_are_in_no_table_and_nothing_names_them(self):
        draft = make_decision(self.fourth, 9, "Not yet", state="draft", adopted_by=[self.russia])
        Statement.objects.update(about=draft)
        Decision.objects.filter(pk=self.release.pk).update(carries_on=draft)
        self.assertNotIn(draft.slug, self.rows("decisions"))
        self.assertEqual(self.rows("decisions")["astana-4-2"]["carries_on"], None)
        self.assertEqual([row["about"] for row in self.rows("statements").values()], [None])
