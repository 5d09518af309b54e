import re
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase


class MakefileTestCase(SimpleTestCase):
    def make(self, *arguments, **options):
        return subprocess.run(
            ["make", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, **options
        )

    def test_its_help_names_every_target(self):
        makefile = (settings.BASE_DIR / "Makefile").read_text()
        targets = re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()
        help_text = self.make("help").stdout
        self.assertEqual(re.findall(r"^  make (\w+) +\S", help_text, re.M), targets)

    def test_it_says_in_one_line_that_python_is_too_old(self):
        with tempfile.TemporaryDirectory() as folder:
            checkout = Path(folder)
            (checkout / ".ci").mkdir()
            script = checkout / ".ci" / "environment.sh"
            script.write_text((settings.BASE_DIR / ".ci" / "environment.sh").read_text())
            (checkout / "requirements.txt").touch()
            old = checkout / "python3.9"
            old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\n')
            old.chmod(0o755)
            run = subprocess.run(
                ["sh", script],
                env={"PYTHON": str(old), "PATH": "/usr/bin:/bin"},
                capture_output=True,
                text=True,
            )
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"^Python 3\.11 or newer is needed, \S+ is 3\.9\.2: .*make run\n$")

    def test_continuous_integration_runs_make_test(self):
        script = settings.BASE_DIR / ".ci" / "run"
        self.assertTrue(script.stat().st_mode & 0o100, "it may be executed")
        self.assertIn("exec make test", script.read_text())
