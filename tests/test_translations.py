import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.test import SimpleTestCase

# So many forms of a counted entry each language has; English is that of the sources.
FORMS = {"ar": 6, "ru": 4, "tr": 2, "fa": 2, "kk": 2}

# What is put into an entry, and tags.
NAMED = re.compile(r"%\(\w+\)[sd]|%s|\{\w*\}|</?\w+[^>]*>")


def path_of(code: str) -> Path:
    return Path("talks", "locale", code, "LC_MESSAGES", "django.po")


def messages(catalogue: polib.POFile) -> set[tuple[str | None, str, str]]:
    """Give what a catalogue translates, without the translations."""
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


class TranslationsTestCase(SimpleTestCase):
    """Every word of the interface is in the catalogue of each language, and nothing else is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogues = {
            code: polib.pofile((settings.BASE_DIR / path_of(code)).read_text("utf-8"))
            for code, _name in settings.LANGUAGES
            if code != "en"
        }

    def test_no_entry_is_empty_fuzzy_or_obsolete(self):
        for code, catalogue in self.catalogues.items():
            for kind, entries in {
                "empty": catalogue.untranslated_entries(),
                "fuzzy": catalogue.fuzzy_entries(),
                "obsolete": catalogue.obsolete_entries(),
            }.items():
                with self.subTest(kind, language=code):
                    self.assertEqual([entry.msgid for entry in entries], [])

    def test_counted_entries_have_all_forms_of_their_language(self):
        for code, catalogue in self.catalogues.items():
            self.assertIn(f"nplurals={FORMS[code]}", catalogue.metadata["Plural-Forms"])
            for entry in catalogue:
                if entry.msgid_plural:
                    with self.subTest(language=code, entry=entry.msgid):
                        self.assertEqual(set(entry.msgstr_plural), set(range(FORMS[code])))

    def test_a_translation_names_what_its_entry_names_and_has_its_tags(self):
        for code, catalogue in self.catalogues.items():
            for entry in catalogue:
                wanted = NAMED.findall(entry.msgid_plural or entry.msgid)
                # A form for one or two may leave the number out.
                said = entry.msgstr_plural[FORMS[code] - 1] if entry.msgid_plural else entry.msgstr
                with self.subTest(language=code, entry=entry.msgid):
                    self.assertEqual(set(NAMED.findall(said)), set(wanted))

    def test_each_is_up_to_date_with_the_sources(self):
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
            need = messages(polib.pofile(str(Path(folder, path_of("ar")))))
        for code, catalogue in self.catalogues.items():
            have = messages(catalogue)
            with self.subTest(language=code):
                lacking, unused = sorted(map(str, need - have)), sorted(map(str, have - need))
                self.assertEqual(lacking, [], "the catalogue lacks these: manage.py makemessages")
                self.assertEqual(unused, [], "no source uses these: manage.py makemessages")
