"""What holds the code together: who imports whom, and what no file may have."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

BASE = settings.BASE_DIR
TALKS = BASE / "talks"

# Who may import whom, from the ground up: a part of talks, and the other parts that it may know.
# What is not named here may be imported by nobody but itself.
TEXT = {"notation", "dates", "bilingual", "search"}
RECORD = {*TEXT, "models"}
PAGES = {*RECORD, "record", "charts", "forms", "headlines", "pages"}
MAY_IMPORT = {
    "notation": set(),
    "dates": {"notation"},
    "transcribing": {"notation", "dates"},
    "bilingual": set(),
    "search": set(),
    "cells": set(),
    "models": TEXT,
    "charts": {"dates"},
    "record": {*RECORD, "cells"},
    "forms": RECORD,
    "headlines": RECORD,
    "pages": PAGES,
    "embeds": PAGES,
    "pictures": {"models", "charts"},
    "api": {*RECORD, "record", "forms"},
    "templatetags": {*PAGES, "transcribing"},
    "views": {*PAGES, "transcribing", "embeds", "pictures", "api"},
    "joint_statement": {"search"},
    "roles": set(),
    "publishing": RECORD,
    "tables": {*RECORD, "cells", "publishing"},
    "versions": RECORD,
    "desk": {*RECORD, "publishing", "versions"},
    "admin": {*PAGES, "roles", "publishing", "desk", "versions", "joint_statement", "tables"},
    "setting_up": {*RECORD, "record"},
    "management": {*RECORD, "record", "setting_up"},
    "urls": {"views", "admin"},
    "apps": set(),
    "settings": set(),
    "wsgi": set(),
}
SVG = (
    *("texts", "elements", "days", "matrix", "attendance", "course", "slippage", "outcomes", "card"),
    *("timeline/values", "timeline/layout", "timeline/svg"),
)
# What the lower parts may use of others' packages.
MAY_USE = {
    "notation": {"django"},
    "dates": {"django", "edtf"},
    "bilingual": {"django", "translated_fields"},
    "search": {"django"},
    "models": {"django", "translated_fields"},
    "charts": {"plotly"},
    # What draws SVG: complete before Plotly is thought of.
    **{f"charts/{module}": set() for module in SVG},
}
# The clock: readers read an edition, editors work today, and a server is waited for.
MAY_READ_THE_CLOCK = {"admin"}
CLOCK = r"\b(date\.today|datetime\.(now|today|utcnow)|timezone\.(now|localdate|localtime)|time\.time)\b"


def modules() -> Iterator[tuple[str, str, Path]]:
    """Yield the part of talks to which a module belongs, the module within talks, and its file."""
    for path in sorted(TALKS.rglob("*.py")):
        module = path.relative_to(TALKS).with_suffix("").as_posix().removesuffix("/__init__")
        part = module.split("/")[0]
        if part not in {"migrations", "__init__"}:
            yield part, module, path


def imports(path: Path) -> Iterator[str]:
    """Yield the full names that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


class ImportsTestCase(SimpleTestCase):
    def test_no_part_imports_what_stands_above_it(self):
        for part, module, path in modules():
            known = {part, *MAY_IMPORT.get(part, ())}
            for name in imports(path):
                package, _dot, rest = name.partition(".")
                if package == "talks":
                    with self.subTest(module, imports=name):
                        self.assertIn(rest.split(".")[0], known)

    def test_every_part_of_talks_has_its_place(self):
        self.assertEqual({part for part, _module, _path in modules()}, MAY_IMPORT.keys())

    def test_the_lower_parts_use_few_packages(self):
        for part, module, path in modules():
            allowed = MAY_USE.get(module, MAY_USE.get(part))
            if allowed is None:
                continue
            packages = {name.split(".")[0] for name in imports(path)}
            with self.subTest(module):
                self.assertLessEqual(packages - sys.stdlib_module_names - {"talks"}, allowed)

    def test_all_imports_are_absolute(self):
        for _part, module, path in modules():
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom):
                    with self.subTest(module, line=node.lineno):
                        self.assertEqual(node.level, 0)
                        self.assertNotIn("*", [name.name for name in node.names])

    def test_charts_are_laid_out_and_drawn_without_django_and_plotly(self):
        code = (
            f"import sys, {', '.join(f'talks.charts.{module}' for module in SVG).replace('/', '.')};"
            "print(*{name.split('.')[0] for name in sys.modules} & {'django', 'plotly', 'edtf'})"
        )
        run = subprocess.run([sys.executable, "-c", code], cwd=BASE, capture_output=True, text=True)
        self.assertEqual((run.stdout.strip(), run.stderr), ("", ""))


class ClockTestCase(SimpleTestCase):
    def test_nothing_that_readers_see_depends_on_todays_clock(self):
        for part, module, path in modules():
            if part not in MAY_READ_THE_CLOCK:
                with self.subTest(module):
                    self.assertNotRegex(path.read_text(), CLOCK)
        for path in (BASE / "templates").rglob("*.html"):
            with self.subTest(path.name):
                self.assertNotRegex(path.read_text(), r"{%\s*now\b|\|(timesince|timeuntil|naturaltime)\b")


class StyleSheetTestCase(SimpleTestCase):
    """One sheet for both directions: it speaks of start and end, not of left and right."""

    def declarations(self) -> Iterator[tuple[str, str]]:
        for path in sorted((BASE / "static" / "css").glob("*.css")):
            for declaration in re.findall(r"[\w-]+\s*:[^;{}]+(?=[;}])", without_comments(path.read_text())):
                yield path.name, declaration.strip()

    def test_it_has_no_left_and_no_right(self):
        for name, declaration in self.declarations():
            with self.subTest(name):
                self.assertNotRegex(declaration, r"\b(left|right)\b")

    def test_its_shorthands_are_the_same_on_both_sides(self):
        for name, declaration in self.declarations():
            found = re.fullmatch(r"(?:margin|padding|inset|border-width):\s*(\S+ \S+ \S+ \S+)", declaration)
            if found:
                _top, right, _bottom, left = found[1].split()
                with self.subTest(name, declaration=declaration):
                    self.assertEqual(right, left)

    def test_it_is_read(self):
        self.assertGreater(len(list(self.declarations())), 300)


class TemplatesTestCase(SimpleTestCase):
    """Pages stand under a policy that runs no inline code and applies no inline style."""

    def test_no_template_has_inline_styles_handlers_or_scripts(self):
        templates = sorted((BASE / "templates").rglob("*.html"))
        self.assertTrue(templates)
        for path in templates:
            with self.subTest(path.relative_to(BASE).as_posix()):
                text = path.read_text()
                self.assertNotRegex(text, r"""(?i)[\s"'](style|on[a-z]+)\s*=""")
                self.assertNotRegex(text, r"(?i)<style\b|javascript:")
                for script in re.findall(r"(?i)<script\b[^>]*>.*?</script>", text, re.S):
                    self.assertRegex(script, r'^<script src="[^>]*></script>$')

    def test_no_template_loads_anything_from_elsewhere(self):
        for path in sorted((BASE / "templates").rglob("*.html")):
            with self.subTest(path.relative_to(BASE).as_posix()):
                self.assertNotRegex(path.read_text(), r"""(src|<link[^>]* href)=["'](https?:)?//""")


class ConfigurationTestCase(SimpleTestCase):
    """Every name that is read from the environment is explained once, in README."""

    def names_read(self) -> set[str]:
        # DATABASE_URL is read by dj_database_url, TEST_DATABASE_URL by what runs the tests.
        names = {"DATABASE_URL", "TEST_DATABASE_URL"}
        for _part, _module, path in modules():
            names.update(re.findall(r'(?:environ\.get|_flag|_names|_number)\("(\w+)"', path.read_text()))
        return names

    def names_explained(self) -> list[str]:
        readme = (BASE / "README.md").read_text()
        section = readme.partition("\n## Configuration\n")[2].partition("\n## ")[0]
        cells = re.findall(r"^\|(.*?)\|", section, re.M)
        return [name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)]

    def test_readme_explains_every_name(self):
        self.assertEqual(sorted(self.names_explained()), sorted(self.names_read()))

    def test_names_are_read_in_no_other_way(self):
        for _part, module, path in modules():
            with self.subTest(module):
                self.assertNotRegex(path.read_text(), r"\benviron\b(?!\.(get|setdefault)\()|\bgetenv\b")
