"""Many entries at once: lists that go out as files, and come in again after a trial."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import get_language, override
from openpyxl import Workbook, load_workbook
from reversion.models import Version

from talks import record
from talks.cells import bare, guarded
from talks.models import Citation, Decision, FollowUp, Round, Source, State
from talks.roles import EDITORS, PUBLISHERS
from talks.tables.files import FORMATS, MOST_BYTES, MOST_ROWS, read, write_csv, write_xlsx
from talks.tables.resources import TABLES
from tests.base import RecordTestCase, cite, make_follow_up, make_source

KINDS = [Round, Decision, FollowUp, Source]
LANGUAGES = ("ar", "en")


def address(model: type, page: str, *args: str, language: str = "en") -> str:
    """Give an address of the lists of a kind."""
    with override(language):
        return reverse(f"admin:talks_{model._meta.model_name}_{page}", args=args)


def as_csv(*rows: list[Any], delimiter: str = ",") -> bytes:
    """Give the file that an editor saves: the headings, then the rows."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode()


def as_xlsx(*rows: list[Any]) -> bytes:
    """Give the file that a spreadsheet saves, with values of its own kinds."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


class BulkTestCase(RecordTestCase):
    """An editor and a publisher with files, before the talks in small."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.editor, cls.publisher = (
            get_user_model().objects.create_user(name, is_staff=True) for name in ("editor", "publisher")
        )
        cls.editor.groups.add(Group.objects.get(name=EDITORS))
        cls.publisher.groups.add(Group.objects.get(name=PUBLISHERS))
        cls.fill_in()

    @classmethod
    def fill_in(cls) -> None:
        """Give what is published all that publishing requires today."""
        Round.objects.update(summary_ar="ملخص", summary_en="A summary.", city_ar="أستانا", city_en="Astana")
        for meeting in Round.objects.exclude(citations__source=cls.tass):
            cite(cls.tass, round=meeting)
        for decision in Decision.objects.exclude(citations__source=cls.tass):
            cite(cls.tass, decision=decision)
            decision.topics.add(cls.ceasefire)
        for follow_up in FollowUp.objects.all():
            cite(cls.tass, follow_up=follow_up)

    def setUp(self) -> None:
        # Answering a request leaves its language active.
        self.enterContext(override(get_language()))
        self.client.force_login(self.publisher)

    def export(self, model: type, form: str, **asked: str) -> bytes:
        answer = self.client.get(address(model, "export", form), asked)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(f'.{form}"', answer["Content-Disposition"])
        return answer.content

    def try_out(
        self, model: type, content: bytes, name: str = "table.csv", language: str = "en"
    ) -> HttpResponse:
        """Choose a file, and see what it would change."""
        answer = self.client.post(
            address(model, "import", language=language), {"file": SimpleUploadedFile(name, content)}
        )
        self.assertEqual(answer.status_code, 200)
        return answer

    def confirm(self, model: type, answer: HttpResponse, **more: str) -> HttpResponse:
        """Press “Import this” on the page that was shown."""
        return self.client.post(address(model, "import"), {"table": answer.context["table"], **more})

    def take_in(self, model: type, content: bytes, name: str = "table.csv") -> None:
        """Import a file, as it is."""
        answer = self.try_out(model, content, name)
        self.assertEqual(self.faults(answer), [])
        self.assertRedirects(self.confirm(model, answer), address(model, "changelist"))

    def faults(self, answer: HttpResponse) -> list[tuple[int, str, str]]:
        difference = answer.context.get("difference")
        self.assertIsNotNone(difference, answer.context["form"].errors)
        return [(fault.row, fault.column, str(fault.words)) for fault in difference.faults]

    def changes(self, answer: HttpResponse) -> dict[str, dict[str, tuple[str, str]]]:
        return {
            line.slug: {change.column.name: (change.old, change.new) for change in line.changes}
            for line in answer.context["difference"].changed_lines()
        }

    def assertFault(self, answer: HttpResponse, row: int, column: str, says: str) -> None:
        """See that the page names the row and the column, says why, and offers nothing to confirm."""
        found = [fault for fault in self.faults(answer) if fault[:2] == (row, column) and says in fault[2]]
        self.assertTrue(found, f"{self.faults(answer)} has no ‘{says}’")
        self.assertContains(answer, found[0][2])
        self.assertNotContains(answer, 'name="table"')

    def assertNotRead(self, content: bytes, name: str, says: str) -> None:
        """See that the file is refused beside its field."""
        answer = self.try_out(FollowUp, content, name)
        self.assertIsNone(answer.context.get("difference"))
        self.assertContains(answer, says)


class WholeRecordTestCase(TestCase):
    """The record as it is loaded from its files."""

    @classmethod
    def setUpTestData(cls) -> None:
        record.load("talks/data")

    def test_what_goes_out_comes_in_unchanged(self):
        sizes = {Round: 12, Decision: 155, FollowUp: 355, Source: 540}
        for model, size in sizes.items():
            table = TABLES[model]().export()
            for form, content in {
                "csv": write_csv(table.headers, table),
                "xlsx": write_xlsx("table", table.headers, table),
            }.items():
                with self.subTest(model.__name__, form=form):
                    # Not even a publisher is needed for what changes nothing.
                    difference = TABLES[model](may_publish=False).take_in(read(f"table.{form}", content))
                    self.assertEqual((difference.faults, difference.changed_lines()), ([], []))
                    self.assertEqual(difference.count()["unchanged"], size)

    def test_it_asks_the_database_no_more_for_many_rows_than_for_one(self):
        for model in KINDS:
            with self.subTest(model.__name__):
                one, many = (
                    TABLES[model]().export(rows) for rows in (model.objects.all()[:1], model.objects.all())
                )
                self.assertEqual(*(self.queries_of_trial(model, table) for table in (one, many)))
                self.assertLessEqual(self.queries_of_trial(model, many), 25)

    def queries_of_trial(self, model: type, table: Any) -> int:
        sheet = read("table.csv", write_csv(table.headers, table))
        with CaptureQueriesContext(connection) as queries:
            TABLES[model]().take_in(sheet)
        return len(queries)

    def test_saving_a_row_takes_one_query(self):
        table = TABLES[FollowUp]().export(FollowUp.objects.all()[:100])
        place = table.headers.index("editors_note")
        sheets = {
            size: read(
                "t.csv", write_csv(table.headers, [[*row[:place], "Checked."] for row in table[:size]])
            )
            for size in (10, 100)
        }
        counts = {}
        for size, sheet in sheets.items():
            with CaptureQueriesContext(connection) as queries:
                difference = TABLES[FollowUp](may_publish=True).take_in(sheet)
            self.assertEqual(difference.count()["changed"], size)
            counts[size] = len(queries)
        self.assertEqual(counts[100] - counts[10], 90)


class ExportTestCase(BulkTestCase):
    def test_the_list_leads_to_the_files_in_both_languages(self):
        for language in LANGUAGES:
            for model in KINDS:
                with self.subTest(model.__name__, language=language):
                    page = self.client.get(address(model, "changelist", language=language), {"q": "x"})
                    for form in FORMATS:
                        self.assertContains(page, address(model, "export", form, language=language) + "?q=x")
                    self.assertContains(page, address(model, "import", language=language))

    def test_csv_has_the_mark_by_which_excel_knows_arabic(self):
        content = self.export(Round, "csv")
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        self.assertIn("أستانا 4", content.decode("utf-8-sig"))

    def test_it_gives_what_the_list_shows(self):
        for asked, slugs in [
            ({}, {"astana-4", "astana-9", "astana-12"}),
            ({"status": "planned"}, {"astana-12"}),
        ]:
            filtered = {f"{name}__exact": value for name, value in asked.items()}
            rows = csv.DictReader(io.StringIO(self.export(Round, "csv", **filtered).decode("utf-8-sig")))
            self.assertEqual({row["id"] for row in rows}, slugs)

    def test_it_gives_the_ticked_rows(self):
        sent = {"action": "export_xlsx", "_selected_action": [self.fourth.pk]}
        answer = self.client.post(address(Round, "changelist"), sent)
        rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
        self.assertEqual([row[0] for row in rows], ["id", "astana-4"])

    def test_entries_are_named_by_their_ids(self):
        rows = list(csv.DictReader(io.StringIO(self.export(Decision, "csv").decode("utf-8-sig"))))
        row = next(row for row in rows if row["id"] == "astana-4-1")
        self.assertEqual((row["round"], row["event"], row["kind"]), ("astana-4", "", "agreement"))
        self.assertEqual(set(row["adopted_by"].split("; ")), {"russia", "turkey", "iran"})
        self.assertEqual(row["sources"], f"{self.sana.slug}; {self.tass.slug}")

    def test_dates_are_text_in_xlsx(self):
        sheet = load_workbook(io.BytesIO(self.export(Round, "xlsx"))).active
        headings = [cell.value for cell in sheet[1]]
        cells = [row[headings.index("date")] for row in sheet.iter_rows(min_row=2)]
        self.assertEqual({cell.value for cell in cells} & {"2019-02"}, {"2019-02"})
        self.assertEqual({(cell.data_type, cell.number_format) for cell in cells}, {("s", "@")})

    def test_no_cell_is_a_formula(self):
        text = '=HYPERLINK("http://x.example","go")'
        make_source(text, title="  +1", slug="formula")
        rows = csv.DictReader(io.StringIO(self.export(Source, "csv").decode("utf-8-sig")))
        self.assertIn(f"'{text}", [row["publisher"] for row in rows])
        for row in load_workbook(io.BytesIO(self.export(Source, "xlsx"))).active.iter_rows():
            for cell in row:
                self.assertNotEqual(cell.data_type, "f")
        for form in FORMATS:
            answer = self.try_out(Source, self.export(Source, form), f"sources.{form}")
            self.assertEqual((self.faults(answer), self.changes(answer)), ([], {}))

    def test_a_list_that_cannot_be_filtered_so_comes_back(self):
        answer = self.client.get(address(Round, "export", "csv"), {"nonsense__exact": "1"})
        self.assertRedirects(answer, address(Round, "changelist"))

    def test_there_are_two_formats(self):
        self.assertEqual(self.client.get(address(Round, "export", "pdf")).status_code, 404)

    def test_a_text_too_long_for_xlsx_is_named(self):
        Round.objects.filter(pk=self.fourth.pk).update(summary_en="x" * 40_000)
        answer = self.client.get(address(Round, "export", "xlsx"), follow=True)
        self.assertContains(answer, "Export as CSV.")
        self.assertEqual(self.client.get(address(Round, "export", "csv")).status_code, 200)


class FormulaTestCase(TestCase):
    """What spreadsheets would run is written as a text, and reads back as it was."""

    def test_dangerous_beginnings_are_guarded(self):
        for text in ["=1", "+1", "-1", "@x", "\t=1", "\rx", " =1", "\n-x", "＝1", "'=1", "''@x", " \u00a0+1"]:
            with self.subTest(repr(text)):
                self.assertEqual(guarded(text), f"'{text}")
                self.assertEqual(bare(guarded(text)), text)

    def test_other_texts_are_as_they_were(self):
        for text in ["", "a=b", "'No tangible progress'", "2018-05-14/2018-05-15", "..", "’=1", "it's", "5"]:
            with self.subTest(repr(text)):
                self.assertEqual((guarded(text), bare(text)), (text, text))

    def test_a_file_keeps_every_text(self):
        texts = [
            "'=1",
            "=1",
            "''+x",
            "#N/A",
            "TRUE",
            "007",
            "1e5",
            "_x0041_",
            "a\nb",
            "\x0b!",
            "2018-05-14",
            "نص",
        ]
        rows = [[text, "x"] for text in texts]
        for form, content in {
            "csv": write_csv(["a", "b"], rows),
            "xlsx": write_xlsx("t", ["a", "b"], rows),
        }.items():
            with self.subTest(form):
                self.assertEqual([cells[0] for _row, cells in read(f"t.{form}", content).rows], texts)


class ImportTestCase(BulkTestCase):
    HEAD = ["id", "decision", "date", "status", "note_ar", "note_en", "state", "sources"]

    def test_it_shows_what_would_change_and_changes_nothing_yet(self):
        content = as_csv(["id", "note_en", "note_ar"], [self.undone.slug, "One zone is gone.", "بقيت منطقة."])
        for language in LANGUAGES:
            answer = self.try_out(FollowUp, content, language=language)
            self.assertEqual(
                self.changes(answer),
                {self.undone.slug: {"note_en": ("One zone is left.", "One zone is gone.")}},
            )
            self.assertContains(answer, "<del>left.</del>")
            self.assertContains(answer, "<ins>gone.</ins>")
            self.assertContains(answer, '<td dir="ltr" lang="en" class="bulk-change">')
        self.undone.refresh_from_db()
        self.assertEqual(self.undone.note_en, "One zone is left.")

    def test_it_changes_what_was_confirmed(self):
        self.take_in(FollowUp, as_csv(["id", "note_en"], [self.undone.slug, "One zone is gone."]))
        self.undone.refresh_from_db()
        self.assertEqual((self.undone.note_en, self.undone.note_ar), ("One zone is gone.", "بقيت منطقة."))

    def test_it_adds_entries_with_the_ids_that_they_bring_and_with_proposed_ones(self):
        self.client.force_login(self.editor)
        rows = [
            ["maps-are-drawn", self.maps.slug, "2017-06", "partly", "رسمت.", "Some are drawn.", "review", ""],
            [
                "",
                self.maps.slug,
                "2017-07-01/2017-07-02",
                "stalled",
                "",
                "",
                "",
                f"{self.tass.slug} {self.sana.slug}",
            ],
        ]
        self.take_in(FollowUp, as_csv(self.HEAD, *rows))
        first, second = self.maps.follow_ups.order_by("earliest")
        self.assertEqual((first.slug, first.state), ("maps-are-drawn", State.REVIEW))
        self.assertEqual((second.slug, second.state), ("astana-4-3-2017-07-01-2017-07-02", State.DRAFT))
        self.assertEqual(second.latest, dt.date(2017, 7, 2))
        self.assertEqual([citation.source for citation in second.citations.all()], [self.tass, self.sana])

    def test_it_adds_a_round_with_its_decisions(self):
        head = [
            "id",
            "track",
            "number",
            "title_ar",
            "title_en",
            "short_label_ar",
            "short_label_en",
            "date",
            "status",
        ]
        row = [
            "",
            "astana",
            "13",
            "أستانا 13",
            "Astana 13",
            "الجولة 13",
            "Round 13",
            "2019-04-25/2019-04-26",
            "planned",
        ]
        self.client.force_login(self.editor)
        self.take_in(Round, as_csv(head, row))
        head = [
            "id",
            "round",
            "number",
            "kind",
            "title_ar",
            "title_en",
            "text_ar",
            "text_en",
            "topics",
            "adopted_by",
            "carries_on",
        ]
        one = [
            "a-committee",
            "astana-13",
            "1",
            "commitment",
            "لجنة",
            "A committee",
            "لجنة",
            "It is set up.",
            "ceasefire",
            "russia; iran",
        ]
        other = [
            "",
            "astana-13",
            "2",
            "appeal",
            "نداء",
            "An appeal",
            "نداء",
            "They appeal.",
            "ceasefire;detainees",
            "",
        ]
        # The first carries on the second of another round; the second, the first.
        self.take_in(Decision, as_csv(head, [*other, "a-committee"], [*one, self.memorandum.slug]))
        committee = Decision.objects.get(slug="a-committee")
        self.assertEqual(committee.carries_on, self.memorandum)
        self.assertEqual(committee.carried_on_by.get().slug, "astana-13-2")
        self.assertCountEqual(committee.adopted_by.all(), [self.russia, self.iran])
        self.assertCountEqual(committee.carried_on_by.get().topics.all(), [self.ceasefire, self.detainees])

    def test_an_empty_cell_clears_and_an_absent_column_does_not(self):
        Decision.objects.filter(pk=self.release.pk).update(
            carries_on=self.memorandum, editors_note="Look again."
        )
        self.take_in(Decision, as_csv(["id", "carries_on", "adopted_by"], [self.release.slug, "", ""]))
        self.release.refresh_from_db()
        self.assertIsNone(self.release.carries_on)
        self.assertEqual((self.release.adopted_by.count(), self.release.editors_note), (0, "Look again."))

    def test_what_may_not_be_empty_is_not_cleared(self):
        answer = self.try_out(FollowUp, as_csv(["id", "state"], [self.undone.slug, ""]))
        self.assertFault(answer, 2, "state", "This field is required.")

    def test_sources_are_cited_in_the_order_of_the_cell(self):
        kept = Citation.objects.get(decision=self.memorandum, source=self.tass)
        mena = make_source("MENA")
        self.take_in(
            Decision, as_csv(["id", "sources"], [self.memorandum.slug, f"{self.tass.slug}; {mena.slug}"])
        )
        cited = list(self.memorandum.citations.all())
        self.assertEqual([citation.source for citation in cited], [self.tass, mena])
        self.assertEqual(cited[0].pk, kept.pk)

    def test_entries_exchange_what_only_one_may_have(self):
        self.take_in(Decision, as_csv(["id", "number"], ["astana-4-1", 2], ["astana-4-2", 1]))
        self.memorandum.refresh_from_db()
        self.assertEqual(self.memorandum.number, 2)
        self.assertEqual(self.memorandum.adopted_by.count(), 3)
        self.assertEqual(self.memorandum.follow_ups.count(), 3)
        dates = {self.undone.slug: "2017-05-04", "astana-4-1-2017-05-04": "2018-07"}
        self.take_in(FollowUp, as_csv(["id", "date"], *([slug, date] for slug, date in dates.items())))
        self.undone.refresh_from_db()
        self.assertEqual(self.undone.latest, dt.date(2017, 5, 4))

    def test_it_reads_what_spreadsheets_make_of_a_file(self):
        head, row = ["id", "note_en", "note_ar"], [self.undone.slug, "a; b, c", "بقيت"]
        for name, content in {
            "semicolons": as_csv(head, row, delimiter=";"),
            "tabs": as_csv(head, row, delimiter="\t"),
            "mark": b"\xef\xbb\xbf" + as_csv(head, row),
            "separator named": b"sep=;\r\n" + as_csv(head, row, delimiter=";"),
            "capitals and blanks": as_csv([" ID ", "Note_EN", "note_ar ", ""], [*row, ""], ["", "", "", ""]),
        }.items():
            with self.subTest(name):
                answer = self.try_out(FollowUp, content)
                self.assertEqual(self.faults(answer), [])
                self.assertEqual(self.changes(answer)[self.undone.slug]["note_en"][1], "a; b, c")

    def test_it_reads_the_values_of_xlsx(self):
        content = as_xlsx(["id", "number", "date"], ["astana-12", 12.0, dt.datetime(2019, 2, 4)])
        answer = self.try_out(Round, content, "rounds.xlsx")
        self.assertEqual(self.changes(answer), {"astana-12": {"date": ("2019-02", "2019-02-04")}})
        content = as_xlsx(["id", "title_from_address"], [self.tass.slug, True])
        answer = self.try_out(Source, content, "sources.xlsx")
        self.assertEqual(self.changes(answer), {self.tass.slug: {"title_from_address": ("no", "yes")}})

    def test_nothing_to_change_is_nothing_to_confirm(self):
        answer = self.try_out(FollowUp, self.export(FollowUp, "csv"))
        self.assertContains(answer, "there is nothing to import")
        self.assertNotContains(answer, "Import this")

    def test_a_record_that_changed_in_between_is_shown_anew(self):
        answer = self.try_out(FollowUp, as_csv(["id", "note_en"], [self.undone.slug, "One zone is gone."]))
        FollowUp.objects.filter(pk=self.undone.pk).update(note_en="Two zones are left.")
        again = self.confirm(FollowUp, answer)
        self.assertContains(again, "the record was changed after this was shown")
        self.assertEqual(
            self.changes(again)[self.undone.slug]["note_en"], ("Two zones are left.", "One zone is gone.")
        )
        self.undone.refresh_from_db()
        self.assertEqual(self.undone.note_en, "Two zones are left.")
        self.assertEqual(self.confirm(FollowUp, again).status_code, 302)

    def test_what_was_shown_is_bound_to_who_saw_it_and_to_its_kind(self):
        answer = self.try_out(FollowUp, as_csv(["id", "note_en"], [self.undone.slug, "Gone."]))
        self.assertContains(self.confirm(Decision, answer), "Nothing was imported")
        self.client.force_login(self.editor)
        self.assertContains(self.confirm(FollowUp, answer), "Nothing was imported")
        spoilt = self.client.post(address(FollowUp, "import"), {"table": answer.context["table"] + "x"})
        self.assertContains(spoilt, "Nothing was imported")
        self.undone.refresh_from_db()
        self.assertEqual(self.undone.note_en, "One zone is left.")

    def test_it_is_recorded_as_one_saving_of_the_editor(self):
        self.take_in(
            FollowUp, as_csv(["id", "note_en"], [self.undone.slug, "Gone."], ["astana-9-1-2018-05-15", ""])
        )
        last = Version.objects.get_for_object(self.undone).first()
        self.assertEqual(last.field_dict["note_en"], "Gone.")
        self.assertEqual(last.revision.user, self.publisher)
        self.assertEqual(last.revision.comment, "Imported from a file.")

    def test_rounds_that_overlap_are_asked_about(self):
        content = as_csv(["id", "date"], ["astana-9", "2017-05-04/2017-05-05"])
        answer = self.try_out(Round, content)
        self.assertContains(answer, "Overlaps with Astana 4")
        again = self.confirm(Round, answer)
        self.assertContains(again, "say first whether the overlapping days are right")
        self.ninth.refresh_from_db()
        self.assertEqual(self.ninth.date, "2018-05-14/2018-05-15")
        self.assertEqual(self.confirm(Round, again, overlap_confirmed="yes").status_code, 302)

    def test_the_page_explains_the_columns_in_both_languages(self):
        for language in LANGUAGES:
            for model in KINDS:
                with self.subTest(model.__name__, language=language):
                    page = self.client.get(address(model, "import", language=language))
                    self.assertContains(page, f'dir="{"rtl" if language == "ar" else "ltr"}"')
                    for column in TABLES[model].columns():
                        self.assertContains(page, f'<code dir="ltr">{column.name}</code>', html=True)
                    self.assertNotRegex(
                        page.content.decode(), r"""(?i)<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src)"""
                    )


class RefusalsTestCase(BulkTestCase):
    """What keeps a file from being imported is said by row and column; then nothing of it is."""

    def test_one_error_keeps_all_rows_out(self):
        content = as_csv(["id", "note_en"], [self.undone.slug, "Gone."], ["no-such", ""])
        before = list(FollowUp.objects.values())
        answer = self.try_out(FollowUp, content)
        self.assertFault(answer, 1, "decision", "The column is missing, and a new entry needs it.")
        self.assertEqual(list(FollowUp.objects.values()), before)

    def test_errors_are_named_by_row_and_column_in_the_editors_language(self):
        head = ["id", "decision", "date", "status"]
        wrong = {
            "decision": (["x", "no-such", "2018", "partly"], "There is no ‘no-such’ among the decisions."),
            "date": (["x", self.maps.slug, "2018-13", "partly"], "‘2018-13’ is not a date"),
            "status": (
                ["x", self.maps.slug, "2018", "done"],
                "‘done’ is none of the codes implemented, partly",
            ),
            "id": (["a b", self.maps.slug, "2018", "partly"], "slug"),
        }
        for column, (row, says) in wrong.items():
            with self.subTest(column):
                answer = self.try_out(FollowUp, as_csv(head, row))
                self.assertFault(answer, 2, column, says)
                arabic = self.try_out(FollowUp, as_csv(head, row), language="ar")
                self.assertEqual([fault[:2] for fault in self.faults(arabic)], [(2, column)])

    def test_every_unknown_id_of_a_list_is_named(self):
        answer = self.try_out(Decision, as_csv(["id", "topics"], ["astana-4-1", "ceasefire; maps, zones"]))
        for slug in ("maps", "zones"):
            self.assertFault(answer, 2, "topics", f"There is no ‘{slug}’ among the topics.")

    def test_an_id_stands_in_one_row_and_once_in_a_cell(self):
        answer = self.try_out(Round, as_csv(["id", "country"], ["astana-4", "KZ"], ["astana-4", "RU"]))
        self.assertFault(answer, 3, "id", "This id stands in another row, too.")
        answer = self.try_out(Decision, as_csv(["id", "topics"], ["astana-4-1", "ceasefire ceasefire"]))
        self.assertFault(answer, 2, "topics", "‘ceasefire’ stands there twice.")

    def test_headings_are_the_columns(self):
        answer = self.try_out(Round, as_csv(["id", "colour", "city_ar", "city_ar"], ["astana-4", "", "", ""]))
        self.assertFault(answer, 1, "colour", "This table has no such column.")
        self.assertFault(answer, 1, "city_ar", "The column stands there twice.")
        answer = self.try_out(Round, as_csv(["city_ar"], ["x"]))
        self.assertFault(answer, 1, "id", "The column is missing")

    def test_a_number_that_is_taken_is_named(self):
        answer = self.try_out(Decision, as_csv(["id", "number"], ["astana-4-1", 3]))
        self.assertFault(answer, 2, "number", "‘astana-4-3’ has the same: round, number.")
        answer = self.try_out(FollowUp, as_csv(["id", "date"], [self.undone.slug, "2017-09-15"]))
        self.assertFault(answer, 2, "date", "‘astana-4-1-2017-09-15’ has the same")

    def test_a_broken_rule_of_the_database_is_said_in_words(self):
        answer = self.try_out(
            Decision, as_csv(["id", "event", "number"], ["astana-4-1", self.summit.slug, 7])
        )
        self.assertFault(answer, 2, "event", "Name a round or an event, one of the two.")
        answer = self.try_out(Decision, as_csv(["id", "carries_on"], ["astana-4-1", "astana-4-1"]))
        self.assertFault(answer, 2, "carries_on", "A decision cannot carry on itself.")

    def test_a_row_is_as_long_as_the_headings(self):
        answer = self.try_out(Round, as_csv(["id", "city_ar"], ["astana-4"], ["astana-9", "x", "y"]))
        self.assertFault(answer, 2, "", "The row has fewer cells")
        self.assertFault(answer, 3, "", "The row has more cells")

    def test_a_formula_is_no_value(self):
        content = as_xlsx(["id", "city_en"], ["astana-4", "=1+1"], ["astana-9", "#N/A"])
        answer = self.try_out(Round, content, "rounds.xlsx")
        self.assertFault(answer, 2, "city_en", "The cell holds a formula.")
        self.assertFault(answer, 3, "city_en", "The cell holds an error")

    def test_what_readers_see_needs_what_publishing_requires(self):
        answer = self.try_out(Decision, as_csv(["id", "sources", "title_ar"], ["astana-4-1", "", "قرار"]))
        self.assertFault(answer, 2, "sources", "Nothing is published without a source")
        answer = self.try_out(Decision, as_csv(["id", "text_ar"], ["astana-4-1", ""]))
        self.assertFault(answer, 2, "text_ar", "")
        answer = self.try_out(Decision, as_csv(["id", "confidence"], ["astana-4-1", "low"]))
        self.assertFault(answer, 2, "confidence", "What is not confirmed cannot be published as fact.")
        answer = self.try_out(Decision, as_csv(["id", "topics"], ["astana-4-1", ""]))
        self.assertFault(answer, 2, "topics", "what it is about")


class RolesTestCase(BulkTestCase):
    """Editors import drafts; what readers see is a publisher's."""

    def test_an_editor_changes_nothing_that_readers_see(self):
        self.client.force_login(self.editor)
        for model, head, row in [
            (FollowUp, ["id", "note_en"], [self.undone.slug, "Gone."]),
            (FollowUp, ["id", "state"], [self.undone.slug, "draft"]),
            (Source, ["id", "title"], [self.tass.slug, "A title"]),
        ]:
            with self.subTest(head):
                answer = self.try_out(model, as_csv(head, row))
                column = "id" if model is Source else "state"
                self.assertFault(answer, 2, column, "a publisher has to import this row")

    def test_an_editor_publishes_nothing(self):
        draft = make_follow_up(self.maps, "2017-06", "partly", state=State.DRAFT)
        cite(self.tass, follow_up=draft)
        content = as_csv(["id", "state"], [draft.slug, "published"])
        self.client.force_login(self.editor)
        self.assertFault(self.try_out(FollowUp, content), 2, "state", "a publisher has to import this row")
        self.client.force_login(self.publisher)
        self.take_in(FollowUp, content)
        draft.refresh_from_db()
        self.assertEqual(draft.state, State.PUBLISHED)

    def test_an_editor_imports_drafts_sources_and_what_changes_nothing(self):
        draft = make_follow_up(self.maps, "2017-06", "partly", state=State.DRAFT)
        self.client.force_login(self.editor)
        self.take_in(
            FollowUp,
            as_csv(
                ["id", "status", "state"],
                [draft.slug, "stalled", "review"],
                [self.undone.slug, "partly", "published"],
            ),
        )
        draft.refresh_from_db()
        self.assertEqual((draft.status, draft.state), ("stalled", State.REVIEW))
        unseen = make_source("MENA")
        self.take_in(Source, as_csv(["id", "title"], [unseen.slug, "A title"]))
        self.take_in(Source, as_csv(["id", "kind", "publisher", "language"], ["", "news", "AFP", "fr"]))
        self.assertTrue(Source.objects.filter(slug="afp").exists())

    def test_a_role_lost_in_between_counts(self):
        answer = self.try_out(FollowUp, as_csv(["id", "note_en"], [self.undone.slug, "Gone."]))
        self.publisher.groups.set([Group.objects.get(name=EDITORS)])
        again = self.confirm(FollowUp, answer)
        self.assertFault(again, 2, "state", "a publisher has to import this row")
        self.undone.refresh_from_db()
        self.assertEqual(self.undone.note_en, "One zone is left.")

    def test_others_have_no_way_in(self):
        reader = get_user_model().objects.create_user("reader")
        staff = get_user_model().objects.create_user("staff", is_staff=True)
        for model in KINDS:
            for page in [address(model, "import"), address(model, "export", "csv")]:
                with self.subTest(page):
                    self.client.logout()
                    self.assertEqual(self.client.get(page).status_code, 302)
                    self.client.force_login(reader)
                    self.assertEqual(self.client.get(page).status_code, 302)
                    self.client.force_login(staff)
                    self.assertEqual(self.client.get(page).status_code, 403)
                    self.assertEqual(self.client.post(page).status_code, 403)


class FilesTestCase(BulkTestCase):
    """A file that cannot be read is refused in words, never with an error page."""

    def test_no_file_and_an_empty_file(self):
        answer = self.client.post(address(FollowUp, "import"))
        self.assertContains(answer, "This field is required.")
        self.assertNotRead(b"", "t.csv", "The file is empty.")
        self.assertNotRead(b" \n", "t.csv", "The file is empty.")
        self.assertNotRead(as_csv(["id", "date"]), "t.csv", "The file has headings, but no rows.")
        self.assertNotRead(as_xlsx(), "t.xlsx", "The first row has to name the columns")

    def test_other_encodings(self):
        arabic = "id,note_ar\nx,بقيت منطقة\n"
        self.assertNotRead(arabic.encode("cp1256"), "t.csv", "The file is not in UTF-8")
        self.assertNotRead(arabic.encode("utf-16"), "t.csv", "The file is not in UTF-8")

    def test_other_kinds_of_files(self):
        table = as_csv(["id", "date"], ["x", "2018"])
        self.assertNotRead(table, "t.txt", "The file is neither CSV nor XLSX")
        self.assertNotRead(table, "t.xlsx", "it is no XLSX file")
        self.assertNotRead(as_xlsx(["id"], ["x"]), "t.csv", "Is it an XLSX file?")
        self.assertNotRead(b'id,date\n"x,2018\n', "t.csv", "cannot be read as CSV, from its line")

    def test_damaged_archives(self):
        whole = as_xlsx(["id"], ["x"])
        self.assertNotRead(whole[: len(whole) // 2], "t.xlsx", "The file is damaged")
        self.assertNotRead(b"PK\x03\x04" + b"x" * 100, "t.xlsx", "The file is damaged")
        self.assertNotRead(self.zipped({"a.txt": b"x"}), "t.xlsx", "cannot be read as XLSX")
        spoilt = bytearray(whole)
        spoilt[100 : len(whole) // 2] = b"\xff" * (len(whole) // 2 - 100)
        self.assertNotRead(bytes(spoilt), "t.xlsx", "The file")

    def test_archives_that_unpack_to_too_much(self):
        bomb = self.zipped({"xl/worksheets/sheet1.xml": b" " * (60 * 1024 * 1024)})
        self.assertLess(len(bomb), 100_000)
        self.assertNotRead(bomb, "t.xlsx", "The file holds too much.")
        self.assertNotRead(
            self.zipped({f"{n}.xml": b"" for n in range(500)}), "t.xlsx", "The file holds too much."
        )

    def test_a_sheet_whose_last_row_is_the_millionth(self):
        book, file = Workbook(), io.BytesIO()
        book.active.append(["id", "city_en"])
        book.active.append(["astana-4", "Astana"])
        book.active.cell(1_048_576, 16_384).number_format = "@"
        book.save(file)
        self.assertEqual(self.faults(self.try_out(Round, file.getvalue(), "t.xlsx")), [])

    def test_entities_that_grow(self):
        whole, file = as_xlsx(["id"], ["x"]), io.BytesIO()
        laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
        sheet = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><worksheet><sheetData>&a9;</sheetData></worksheet>'
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w") as new:
            for name in old.namelist():
                new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
        self.assertNotRead(file.getvalue(), "t.xlsx", "cannot be read as XLSX")

    def test_a_file_that_is_too_large(self):
        self.assertNotRead(b"id\n" + b"x" * MOST_BYTES, "t.csv", "The file is larger than 5.0")
        self.assertNotRead(b"id\n" + b"x\n" * (MOST_ROWS + 1), "t.csv", f"more than {MOST_ROWS} rows")

    def test_characters_that_cannot_be_kept(self):
        answer = self.try_out(FollowUp, as_csv(["id", "note_en"], [self.undone.slug, "a\0b"]))
        self.assertFault(answer, 2, "note_en", "a character that cannot be kept")

    def zipped(self, parts: dict[str, bytes]) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return file.getvalue()
