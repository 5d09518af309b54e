"""The Nu Html Checker, which reads HTML and CSS as the standards do: it comes from npm, and Java runs it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from unittest import SkipTest

from django.conf import settings

from talks.setting_up import NotReady, files_of_npm

PACKAGE, VERSION = "vnu-jar", "26.9.27"
# It is thirty megabytes.
SECONDS_TO_FETCH = 600
# Continuous integration checks always; a person without Java does without.
IS_REQUIRED = bool(os.environ.get("CI"))


def checker() -> Path:
    """Give the program, fetched the first time; skips the test where it cannot be had or run."""
    if not shutil.which("java"):
        raise _left_out("Java is not installed")
    jar = settings.VAR_DIR / "nu" / f"vnu-{VERSION}.jar"
    if not jar.exists():
        try:
            [program] = files_of_npm(PACKAGE, VERSION, "build/dist/vnu.jar", seconds=SECONDS_TO_FETCH)
        except NotReady as problem:
            raise _left_out(str(problem)) from None
        jar.parent.mkdir(parents=True, exist_ok=True)
        beside = jar.with_suffix(f".{os.getpid()}")
        beside.write_bytes(program)
        beside.replace(jar)
    return jar


def _left_out(reason: str) -> Exception:
    said = f"the HTML is not checked, {reason}"
    return RuntimeError(said) if IS_REQUIRED else SkipTest(said)


def complaints(paths: Iterable[Path]) -> list[str]:
    """Give all that the checker says of files and folders, once: warnings and remarks, too."""
    command = ["java", "-jar", str(checker()), "--also-check-css", "--also-check-svg"]
    command += ["--format", "json", "--stdout", "--exit-zero-always", *map(str, paths)]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode:
        raise RuntimeError(f"The checker did not run: {answer.stderr}")
    return [_in_words(message) for message in json.loads(answer.stdout)["messages"]]


def _in_words(message: dict) -> str:
    place = f"{Path(message['url']).name}:{message.get('lastLine', '')}"
    kind = message.get("subType", message["type"])
    extract = re.sub(r"\s+", " ", message.get("extract", ""))
    return f"{place}: {kind}: {message['message']} [{extract}]"
