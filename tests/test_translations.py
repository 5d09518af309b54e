import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.test import SimpleTestCase

CATALOGUE = Path("talks", "locale", "ar", "LC_MESSAGES", "django.po")


def messages(catalogue: polib.POFile) -> set[tuple[str | None, str, str]]:
    """Give what a catalogue translates, without the translations."""
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


class TranslationsTestCase(SimpleTestCase):
    """Every word of the interface is in the Arabic catalogue, and nothing else is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = polib.pofile((settings.BASE_DIR / CATALOGUE).read_text("utf-8"))

    def test_no_entry_is_empty_fuzzy_or_obsolete(self):
        for kind, entries in {
            "empty": self.catalogue.untranslated_entries(),
            "fuzzy": self.catalogue.fuzzy_entries(),
            "obsolete": self.catalogue.obsolete_entries(),
        }.items():
            with self.subTest(kind):
                self.assertEqual([entry.msgid for entry in entries], [])

    def test_counted_entries_have_the_six_forms_of_arabic(self):
        self.assertIn("nplurals=6", self.catalogue.metadata["Plural-Forms"])
        for entry in self.catalogue:
            if entry.msgid_plural:
                with self.subTest(entry=entry.msgid):
                    self.assertEqual(set(entry.msgstr_plural), set(range(6)))

    def test_it_is_up_to_date_with_the_sources(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("talks", "templates"):
                shutil.copytree(
                    settings.BASE_DIR / name,
                    Path(folder, name),
                    ignore=shutil.ignore_patterns("*.po", "*.pyc"),
                )
            shutil.copy(settings.BASE_DIR / "manage.py", folder)
            subprocess.run(
                [sys.executable, "manage.py", "makemessages", "--locale", "ar", "--verbosity", "0"],
                cwd=folder,
                env={**os.environ, "VAR_DIR": folder},
                check=True,
            )
            fresh = polib.pofile(str(Path(folder, CATALOGUE)))

        have, need = messages(self.catalogue), messages(fresh)
        self.assertEqual(
            sorted(map(str, need - have)), [], "the catalogue lacks these: manage.py makemessages"
        )
        self.assertEqual(sorted(map(str, have - need)), [], "no source uses these: manage.py makemessages")
