"""The record written into files, and taken from them again."""

import tempfile
from io import StringIO
from pathlib import Path

import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, models
from django.test import SimpleTestCase, TestCase

from talks.dates import DerivedDayField
from talks.models import (
    Citation,
    Decision,
    DifferenceVersion,
    Edition,
    EditionFile,
    FollowUp,
    LoadedEntry,
    Round,
    Source,
    State,
    Statement,
    Topic,
)
from talks.record import Fate, export, load
from talks.record.kinds import KINDS
from talks.search import SearchTextField

DATA = settings.BASE_DIR / "talks" / "data"


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


class ExportTestCase(TestCase):
    """The record as it is shipped, loaded once."""

    maxDiff = 2000

    @classmethod
    def setUpTestData(cls) -> None:
        load(DATA)

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def exported(self) -> dict[str, str]:
        export(self.folder)
        return contents(self.folder)

    def load_into_empty_database(self) -> None:
        # Nobody deletes the files of an edition; an empty database has none.
        EditionFile.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
        for kind in reversed(KINDS):
            kind.model.objects.all().delete()
        LoadedEntry.objects.all().delete()
        load(self.folder)

    def test_it_gives_the_files_that_were_loaded(self) -> None:
        for name, text in self.exported().items():
            self.assertEqual(text, (DATA / name).read_text(encoding="utf-8"))
        self.assertEqual(set(contents(self.folder)), set(contents(DATA)))

    def test_it_counts_what_it_wrote(self) -> None:
        counts = export(self.folder)
        self.assertEqual((counts["rounds.yaml"], counts["decisions.yaml"]), (12, 155))

    def test_it_changes_nothing_when_loaded_back(self) -> None:
        export(self.folder)
        self.assertEqual({change.fate for change in load(self.folder).changes}, {Fate.UNCHANGED})

    def test_it_carries_what_editors_did(self) -> None:
        Topic.objects.create(slug="own", name_en="Own", name_ar="خاص", position=99)
        Round.objects.filter(slug="astana-3").update(
            title_en="Third: “the one” the rebels missed", title_ar="الثالثة"
        )
        Statement.objects.filter(slug="astana-8-s6").update(confidence="medium", state=State.PUBLISHED)
        # Against the rule that a state follows from confidence and sources, each way.
        Round.objects.filter(slug="astana-4").update(state=State.DRAFT)
        FollowUp.objects.filter(decision__slug="astana-1-1").first().citations.all().delete()
        Source.objects.filter(slug="tass-926628").update(
            editors_note="Read on paper:\r\n\r\n# not a comment\r\n- nor a list  ", title="no", published=None
        )
        Decision.objects.get(slug="astana-11-1").adopted_by.clear()
        Edition.objects.create(number=2, day="2019-04-26")
        first = self.exported()
        self.load_into_empty_database()
        self.assertEqual(self.exported(), first)

        self.assertFalse(Edition.objects.get(number=2).is_published)
        self.assertEqual(Topic.objects.get(slug="own").position, 99)
        self.assertEqual(Round.objects.get(slug="astana-4").state, State.DRAFT)
        self.assertEqual(Statement.objects.get(slug="astana-8-s6").state, State.PUBLISHED)
        unsourced = FollowUp.objects.filter(citations=None).get()
        self.assertEqual((unsourced.decision.slug, unsourced.state), ("astana-1-1", State.PUBLISHED))
        source = Source.objects.get(slug="tass-926628")
        self.assertEqual(source.editors_note, "Read on paper:\n\n# not a comment\n- nor a list")
        self.assertEqual((source.title, source.published), ("no", None))

    def test_it_names_a_state_only_where_it_does_not_follow(self) -> None:
        self.assertNotIn("state:", "".join(self.exported().values()))
        Round.objects.filter(slug="astana-4").update(state=State.DRAFT)
        self.assertEqual(self.exported()["rounds.yaml"].count("  state: draft\n"), 1)

    def test_it_does_not_depend_on_the_order_of_writing(self) -> None:
        """An entry that comes last into the database has its place in the file all the same."""
        Decision.objects.get(slug="astana-4-2").delete()
        load(DATA, overwrite=True)
        self.assertEqual(self.exported(), contents(DATA))

    def test_it_leaves_other_files_alone(self) -> None:
        (self.folder / "README").write_text("Ours.")
        (self.folder / "rounds.yaml").write_text("Old.")
        found = self.exported()
        self.assertEqual(found["README"], "Ours.")
        self.assertEqual(found["rounds.yaml"], (DATA / "rounds.yaml").read_text(encoding="utf-8"))

    def test_it_makes_the_folder(self) -> None:
        export(self.folder / "new" / "one")
        self.assertEqual(contents(self.folder / "new" / "one"), contents(DATA))

    def test_it_reads_few_times(self) -> None:
        with self.assertNumQueries(29):
            export(self.folder)

    def test_the_command_sums_up(self) -> None:
        output = StringIO()
        call_command("export_record", str(self.folder), stdout=output)
        self.assertIn("decisions.yaml        155\n", output.getvalue())
        self.assertEqual(contents(self.folder), contents(DATA))

    def test_the_command_says_where_it_cannot_write(self) -> None:
        (self.folder / "file").write_text("")
        with self.assertRaisesMessage(CommandError, "cannot be written"):
            call_command("export_record", str(self.folder / "file" / "folder"))


class FormatTestCase(SimpleTestCase):
    """What a reader of a diff counts on, and any other YAML reader."""

    def test_it_writes_blocks_of_lines_that_fit(self) -> None:
        for name, text in contents(DATA).items():
            with self.subTest(name):
                self.assertRegex(text, r"\A# [A-Z]")
                self.assertNotIn("\\u", text)
                self.assertTrue(text.endswith("\n"))
                for line in text.splitlines():
                    self.assertNotRegex(line, r":\s[{\[]")
                    # A word may stick out, and an address is one.
                    self.assertTrue(len(line) <= 128 or "url:" in line, line)

    def test_other_readers_find_the_same_texts(self) -> None:
        for path in DATA.iterdir():
            for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
                with self.subTest(path.name, entry=entry):
                    self.assertIsInstance(entry.get("id", ""), str)
                    self.assertIsInstance(entry.get("iso", ""), str)

    def test_every_column_is_in_the_files(self) -> None:
        """A column that is added to a model without a key here would be lost on the way."""
        for model, keys in [
            *((kind.model, kind.keys) for kind in KINDS),
            (
                DifferenceVersion,
                next(key for kind in KINDS for key in kind.keys if key.name == "versions").keys,
            ),
        ]:
            known = {"id", "difference", "position"} if model is DifferenceVersion else {"id"}
            for key in keys:
                columns = getattr(key, "columns", {"": key.column})
                known |= {column.name for column in columns.values()}
            derived = (DerivedDayField, SearchTextField)
            fields = [*model._meta.fields, *model._meta.many_to_many]
            left = {field.name for field in fields if not isinstance(field, derived)} - known
            with self.subTest(model.__name__):
                self.assertEqual(left, set())

    def test_every_claim_has_its_sources_in_the_files(self) -> None:
        claims = {field.name for field in Citation._meta.fields if isinstance(field, models.ForeignKey)}
        keys = [key for kind in KINDS for key in kind.keys]
        keys += next(key for key in keys if key.name == "versions").keys
        cited = {key.claim.name for key in keys if key.name.endswith("sources")}
        self.assertEqual(cited, claims - {"source"})
