"""The steps that make a checkout ready: `serve` runs them all, `prepare_assets` those that make files.

A step says in one line what it does, does nothing the second time, and where only a person can help it
raises NotReady.
"""

import errno
import hashlib
import io
import os
import re
import secrets
import shutil
import socket
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from importlib.metadata import distribution, version
from pathlib import Path

import plotly
import polib
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from plotly.offline import get_plotlyjs_version

from talks.models import Round
from talks.record.freezing import freeze_current

Say = Callable[[str], None]

PLOTLY_PACKAGE = "plotly.js-basic-dist-min"
NPM_SECONDS = 90


class NotReady(Exception):
    """A step cannot go on; the message is one line that says what to do about it."""


# The machine


def check_port(host: str, port: int) -> None:
    """Make sure that the web server can listen there, before anything slow is begun."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OverflowError:
        raise NotReady(f"PORT={port} is no port: choose one up to 65535.") from None
    except OSError as error:
        another = f"choose another with PORT={port + 1 if port >= 1024 else 8000} make run"
        if error.errno == errno.EADDRINUSE:
            raise NotReady(f"Port {port} is in use: stop what uses it, or {another}") from None
        if error.errno == errno.EACCES:
            raise NotReady(f"Port {port} may not be used by this account: {another}") from None
        raise NotReady(f"HOST={host} is no address of this machine: give one, such as 127.0.0.1.") from None


# The database


def prepare_database(say: Say) -> None:
    """Create the database's tables, or bring them up to date."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0].rstrip(".:")
        raise NotReady(
            f"The database does not answer ({reason}): start it, or correct DATABASE_URL, and run this again."
        ) from None
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not steps:
        say(f"Database: the {connection.display_name} database is up to date.")
        return
    say(f"Database: bringing the {connection.display_name} database up to date, steps: {len(steps)}.")
    call_command("migrate", interactive=False, verbosity=0)


def load_record(say: Say) -> None:
    """Load the published record into a database that holds no round yet."""
    if Round.objects.exists():
        say("Record: it is there.")
        freeze_current()  # an edition may be older than the freezing of files
        return
    say("Record: loading it into the empty database.")
    call_command("load_record", stdout=io.StringIO())


def make_first_editor(say: Say, address: str) -> None:
    """Create an account for the admin where there is none, and tell its password this once."""
    accounts = get_user_model().objects
    if accounts.exists():
        say("Editors: there are accounts.")
        return
    password = secrets.token_urlsafe(12)
    accounts.create_superuser("editor", password=password)
    say(f"Editors: made the first account: name editor, password {password} (shown only now), {address}")


# Files made from others


def compile_translations(say: Say) -> None:
    """Compile the catalogues of the interface that changed since they were last compiled."""
    changed = []
    for source in sorted(po for folder in settings.LOCALE_PATHS for po in Path(folder).glob("*/*/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        try:
            _write(compiled, polib.pofile(str(source)).to_binary())
        except (OSError, ValueError) as error:
            raise NotReady(f"{source} cannot be compiled: {error}") from None
        changed.append(source.parent.parent.name)
    say(f"Translations: compiled {', '.join(changed)}." if changed else "Translations: up to date.")


def prepare_plotly(say: Say) -> None:
    """Put in place the plotly.js that the Python package speaks to, with its style sheet.

    The basic bundle draws all that we draw and is a quarter of the one in the Python package, which serves
    where npm cannot fetch the basic one.
    """
    wanted = get_plotlyjs_version()
    folder = settings.VENDOR_DIR / "plotly"
    bundle = folder / "plotly.min.js"
    if bundle.exists() and plotlyjs_version(bundle.read_text("utf-8")) == wanted:
        say(f"Plotly: plotly.js {wanted} is there.")
    else:
        try:
            code, licence = _fetch_bundle(wanted, say)
        except NotReady as problem:
            say(f"Plotly: {problem}; taking plotly.js {wanted} of the Python package, four times the size.")
            code, licence = _packaged_bundle()
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "LICENSE", licence)
        _write(bundle, code)
    # Made anew each time: it takes no time, and a change of the rules below reaches old checkouts.
    css = plotly_css(bundle.read_text("utf-8")).encode()
    sheet = folder / "plotly.css"
    if not sheet.exists() or sheet.read_bytes() != css:
        _write(sheet, css)


def collect_static_files(say: Say) -> None:
    """Collect and compress the static files, which takes long, if any of them changed."""
    stamp = settings.STATIC_ROOT.with_suffix(".stamp")
    ingredients = _static_ingredients()
    collected = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if collected and stamp.exists() and stamp.read_text() == ingredients:
        say("Static files: up to date.")
        return
    say("Static files: collecting and compressing them.")
    stamp.unlink(missing_ok=True)  # what is left half done must not pass for done
    call_command("collectstatic", interactive=False, verbosity=0)
    _write(stamp, ingredients.encode())


def _static_ingredients() -> str:
    """Give a digest of all that the collected files are made of."""
    makers = [f"{name} {version(name)}" for name in ("django", "whitenoise", "brotli")]
    digest = hashlib.blake2b(repr([settings.STORAGES["staticfiles"], makers]).encode())
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    for finder in get_finders():
        for path, storage in finder.list(ignored):
            with storage.open(path) as file:
                content = file.read()
            digest.update(f"{path} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


# Plotly


def plotlyjs_version(bundle: str) -> str | None:
    """Read the version of a plotly.js bundle from the comment that opens it."""
    opening = re.match(r"/\*\*\s+\* plotly\.js .*?v(\d\S+)", bundle)
    return opening[1] if opening else None


# A JavaScript object of texts by name, as the minifier leaves it: {"X a":"text-decoration:none;",Y:'…'}
_TEXT = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.)*`"
_PAIR = re.compile(rf"({_TEXT}|[A-Za-z_$][\w$]*):({_TEXT})")
_RULES = re.compile(rf"\{{(?:{_PAIR.pattern},?)+\}}")


def plotly_css(bundle: str) -> str:
    """Give as a style sheet the rules that a plotly.js bundle would write into the page.

    Our Content-Security-Policy lets no script write rules. In the bundle they stand in one object, in which X
    is short for the figure and Y for its notices; a loop after it spells them out.
    """
    start = re.search(r"""\{["'`]X,X div["'`]:""", bundle)
    rules = start and _RULES.match(bundle, start.start())
    if not rules or not re.match(r";for\(.{0,80}\.replace\(/X/g,", bundle[rules.end() :]):
        raise NotReady("Plotly's style rules are not where they were: plotly_css() must learn this version.")
    lines = [f"/* plotly.js {plotlyjs_version(bundle)}: the rules of its own script, as a file. */"]
    for name, declarations in _PAIR.findall(rules[0]):
        selector = _plain(name).replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")
        lines.append(f"{selector}{{{_plain(declarations)}}}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Take a JavaScript text out of its quotes."""
    if text[0] not in "\"'`":
        return text
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _fetch_bundle(wanted: str, say: Say) -> tuple[bytes, bytes]:
    """Fetch the basic bundle and its licence from npm."""
    say(f"Plotly: fetching plotly.js {wanted} with npm.")
    code, licence = files_of_npm(PLOTLY_PACKAGE, wanted, "plotly-basic.min.js", "LICENSE")
    if plotlyjs_version(code.decode()) != wanted:
        raise NotReady(f"npm gave another {PLOTLY_PACKAGE} than {wanted}")
    return code, licence


def _packaged_bundle() -> tuple[bytes, bytes]:
    """Take the whole plotly.js, and the licence, that the Python package carries."""
    code = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    licences = [file for file in distribution("plotly").files if file.name.startswith("LICENSE")]
    return code.read_bytes(), licences[0].locate().read_bytes()


# npm


def files_of_npm(package: str, wanted: str, *names: str, seconds: int = NPM_SECONDS) -> list[bytes]:
    """Fetch a version of a package with npm, and give what these files in it hold."""
    if not shutil.which("npm"):
        raise NotReady("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{package}@{wanted}", "--silent", "--ignore-scripts"]
        patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", f"--fetch-timeout={seconds * 333}"]
        try:
            subprocess.run(
                [*command, *patience], cwd=folder, check=True, capture_output=True, timeout=seconds
            )
            [archive] = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as files:
                return [files.extractfile(f"package/{name}").read() for name in names]
        except (OSError, ValueError, KeyError, tarfile.TarError, subprocess.SubprocessError):
            raise NotReady(f"npm could not fetch {package}") from None
