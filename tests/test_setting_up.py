import io
import os
import re
import socket
import subprocess
import tarfile
import tempfile
from pathlib import Path
from unittest import mock

from django.contrib.auth import authenticate, get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import OperationalError
from django.test import SimpleTestCase, TestCase, override_settings
from plotly.offline import get_plotlyjs_version

from talks import setting_up
from talks.management.commands import serve

BASIC_BUNDLE = """/**
* plotly.js (basic - minified) v{version}
*/
var a={{"X,X div":'font-family:"Open Sans";',"X a:hover":"color:red;",Y:"content:\\"\\";"}};\
for(k in a)b=k.replace(/^,/," ,").replace(/X/g,".js-plotly-plot .plotly").replace(/Y/g,".plotly-notifier");"""


class Spoken(list):
    """What the steps said."""

    __call__ = list.append


class InFoldersOfItsOwn(SimpleTestCase):
    """Give each test an empty var folder, so that the checkout's own is left alone."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.var = Path(folder.name)
        ours = override_settings(
            VAR_DIR=self.var,
            VENDOR_DIR=self.var / "vendor",
            STATIC_ROOT=self.var / "static",
            LOCALE_PATHS=[self.var / "locale"],
        )
        ours.enable()
        self.addCleanup(ours.disable)
        self.said = Spoken()


class PortTestCase(SimpleTestCase):
    def test_it_says_in_one_line_that_the_port_is_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with self.assertRaisesMessage(
                setting_up.NotReady,
                f"Port {port} is in use: stop what uses it, or choose another with PORT={port + 1} make run",
            ):
                setting_up.check_port("127.0.0.1", port)

    def test_it_leaves_a_free_port_free(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
        setting_up.check_port("127.0.0.1", port)
        setting_up.check_port("127.0.0.1", port)

    def test_it_refuses_addresses_and_ports_that_cannot_be(self):
        with self.assertRaisesMessage(setting_up.NotReady, "HOST=192.0.2.1 is no address of this machine"):
            setting_up.check_port("192.0.2.1", 8000)
        with self.assertRaisesMessage(setting_up.NotReady, "PORT=70000 is no port"):
            setting_up.check_port("127.0.0.1", 70000)


class DatabaseTestCase(TestCase):
    def setUp(self):
        self.said = Spoken()

    def test_it_says_in_one_line_that_the_database_does_not_answer(self):
        refused = OperationalError('connection to server at "db" failed: refused\n\tIs it running there?')
        with (
            mock.patch.object(setting_up.connection, "ensure_connection", side_effect=refused),
            self.assertRaises(setting_up.NotReady) as raised,
        ):
            setting_up.prepare_database(self.said)
        self.assertEqual(
            str(raised.exception),
            'The database does not answer (connection to server at "db" failed: refused): '
            "start it, or correct DATABASE_URL, and run this again.",
        )

    def test_it_leaves_a_database_alone_that_is_up_to_date(self):
        with mock.patch.object(setting_up, "call_command") as command:
            setting_up.prepare_database(self.said)
        command.assert_not_called()
        self.assertIn("is up to date", self.said[0])

    def test_it_loads_the_record_only_into_an_empty_database(self):
        for exists, commands in ((False, ["load_record"]), (True, [])):
            with (
                self.subTest(exists=exists),
                mock.patch.object(setting_up, "call_command") as command,
                mock.patch.object(setting_up.Round, "objects", **{"exists.return_value": exists}),
            ):
                setting_up.load_record(self.said)
                self.assertEqual([call.args[0] for call in command.mock_calls], commands)

    def test_it_makes_the_first_editor_once_and_tells_the_password_once(self):
        setting_up.make_first_editor(self.said, "http://127.0.0.1:8000/ar/admin/")
        setting_up.make_first_editor(self.said, "http://127.0.0.1:8000/ar/admin/")

        password = re.search(r"password (\S+)", self.said[0])[1]
        self.assertIn("http://127.0.0.1:8000/ar/admin/", self.said[0])
        self.assertTrue(authenticate(username="editor", password=password).is_superuser)
        self.assertEqual(self.said[1:], ["Editors: there are accounts."])
        self.assertEqual(get_user_model().objects.count(), 1)


class TranslationsTestCase(InFoldersOfItsOwn):
    def setUp(self):
        super().setUp()
        folder = self.var / "locale" / "ar" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        self.source, self.compiled = folder / "django.po", folder / "django.mo"
        self.source.write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Round"\nmsgstr "جولة"\n',
            "utf-8",
        )

    def test_it_compiles_what_changed_and_only_that(self):
        setting_up.compile_translations(self.said)
        self.assertIn("جولة", self.compiled.read_bytes().decode("utf-8", "replace"))
        setting_up.compile_translations(self.said)
        later = self.compiled.stat().st_mtime + 1
        os.utime(self.source, (later, later))
        setting_up.compile_translations(self.said)

        compiled, up_to_date = "Translations: compiled ar.", "Translations: up to date."
        self.assertEqual(self.said, [compiled, up_to_date, compiled])

    def test_it_names_the_catalogue_that_cannot_be_read(self):
        self.source.write_text("nonsense", "utf-8")
        with self.assertRaisesMessage(setting_up.NotReady, str(self.source)):
            setting_up.compile_translations(self.said)
        self.assertFalse(self.compiled.exists())


class PlotlyTestCase(InFoldersOfItsOwn):
    """Without a network: npm is played by a function."""

    def npm(self, version):
        """Act as an npm whose registry holds a small bundle that says it is of that version."""

        def pack(command, cwd, **options):
            with tarfile.open(Path(cwd) / "plotly.tgz", "w:gz") as archive:
                for name, text in (
                    ("package/plotly-basic.min.js", BASIC_BUNDLE.format(version=version)),
                    ("package/LICENSE", "MIT"),
                ):
                    member = tarfile.TarInfo(name)
                    member.size = len(text)
                    archive.addfile(member, io.BytesIO(text.encode()))

        return mock.patch.multiple(
            setting_up,
            shutil=mock.Mock(which=mock.Mock(return_value="npm")),
            subprocess=mock.Mock(run=pack, SubprocessError=subprocess.SubprocessError),
        )

    @property
    def folder(self):
        return self.var / "vendor" / "plotly"

    def test_it_fetches_the_basic_bundle_once(self):
        version = get_plotlyjs_version()
        with self.npm(version):
            setting_up.prepare_plotly(self.said)
        setting_up.prepare_plotly(self.said)

        self.assertEqual(
            self.said,
            [f"Plotly: fetching plotly.js {version} with npm.", f"Plotly: plotly.js {version} is there."],
        )
        self.assertEqual((self.folder / "LICENSE").read_text(), "MIT")
        self.assertEqual(
            (self.folder / "plotly.css").read_text().splitlines()[1:],
            [
                '.js-plotly-plot .plotly,.js-plotly-plot .plotly div{font-family:"Open Sans";}',
                ".js-plotly-plot .plotly a:hover{color:red;}",
                '.plotly-notifier{content:"";}',
            ],
        )

    def test_it_takes_the_python_package_s_own_where_npm_cannot_help(self):
        with mock.patch.object(setting_up.shutil, "which", return_value=None):
            setting_up.prepare_plotly(self.said)

        self.assertIn("npm is not installed", self.said[-1])
        self.assertIn("MIT", (self.folder / "LICENSE").read_text())
        css = (self.folder / "plotly.css").read_text()
        self.assertIn("\n.js-plotly-plot .plotly .main-svg{position:absolute;", css)
        self.assertIn("\n.plotly-notifier .notifier-close{", css)
        self.assertNotRegex(css, r"(?m)^[^/{]*[XY]")

    def test_it_does_not_serve_a_bundle_of_another_version(self):
        with self.npm("1.0.0"):
            setting_up.prepare_plotly(self.said)
        self.assertIn("npm gave another", self.said[1])
        bundle = (self.folder / "plotly.min.js").read_text("utf-8")
        self.assertEqual(setting_up.plotlyjs_version(bundle), get_plotlyjs_version())

    def test_it_fetches_again_when_the_python_package_moves_on(self):
        for version in ("98.0.0", "99.0.0"):
            with self.npm(version), mock.patch.object(setting_up, "get_plotlyjs_version", lambda: version):  # noqa: B023
                setting_up.prepare_plotly(self.said)
        self.assertEqual(len(self.said), 2)
        self.assertIn("v99.0.0", (self.folder / "plotly.min.js").read_text())

    def test_it_says_so_when_the_rules_are_not_found(self):
        for bundle in ("", 'var a={"X,X div":"margin:0;"};other(a)', 'var a={"X,X div":margin};for(k in a)'):
            with self.subTest(bundle=bundle), self.assertRaisesMessage(setting_up.NotReady, "plotly_css()"):
                setting_up.plotly_css(bundle)


class ServedPlotlyTestCase(SimpleTestCase):
    def test_it_is_the_version_that_the_python_package_speaks(self):
        bundle = finders.find("plotly/plotly.min.js")
        self.assertIsNotNone(bundle, "run manage.py prepare_assets first")
        self.assertEqual(setting_up.plotlyjs_version(Path(bundle).read_text("utf-8")), get_plotlyjs_version())

    def test_it_comes_with_its_style_sheet(self):
        sheet = Path(finders.find("plotly/plotly.css")).read_text("utf-8")
        self.assertIn(".js-plotly-plot .plotly .main-svg{position:absolute;", sheet)


class StaticFilesTestCase(InFoldersOfItsOwn):
    def setUp(self):
        super().setUp()
        source = self.var / "source"
        source.mkdir()
        self.sheet = source / "site.css"
        self.sheet.write_text("p { margin: 0 }")
        ours = override_settings(
            STATICFILES_DIRS=[source],
            STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        )
        ours.enable()
        self.addCleanup(ours.disable)

    def test_it_collects_only_when_a_file_changed(self):
        setting_up.collect_static_files(self.said)
        manifest = (self.var / "static" / "staticfiles.json").read_text()
        self.assertIn('"site.css": "site.', manifest)
        setting_up.collect_static_files(self.said)
        self.sheet.write_text("p { margin: 1em }")
        setting_up.collect_static_files(self.said)

        collected, up_to_date = "Static files: collecting and compressing them.", "Static files: up to date."
        self.assertEqual(self.said, [collected, up_to_date, collected])
        self.assertNotEqual((self.var / "static" / "staticfiles.json").read_text(), manifest)

    def test_it_collects_again_what_was_left_half_done(self):
        with (
            mock.patch.object(setting_up, "call_command", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            setting_up.collect_static_files(self.said)
        setting_up.collect_static_files(self.said)
        self.assertEqual(len(set(self.said)), 1)


class ServeTestCase(TestCase):
    """The command itself: the order of things, and what it becomes at the end."""

    def serve(self, trouble=None, **environment):
        steps = ("check_port", "compile_translations", "prepare_database", "load_record", "prepare_plotly")
        steps += ("collect_static_files",)
        out = io.StringIO()
        with (
            mock.patch.multiple(setting_up, **dict.fromkeys(steps, mock.DEFAULT)) as self.steps,
            mock.patch.dict(os.environ, environment),
            mock.patch.object(serve, "connections"),
            mock.patch.object(serve.os, "chdir"),
            mock.patch.object(serve.signal, "signal"),
            mock.patch.object(serve.os, "execv") as self.become,
        ):
            self.steps["check_port"].side_effect = trouble
            call_command("serve", stdout=out)
        return out.getvalue()

    def test_it_tells_the_account_and_the_address_and_becomes_the_web_server(self):
        said = self.serve(HOST="127.0.0.1", PORT="8123", WEB_WORKERS="3")
        self.assertIn("http://127.0.0.1:8123/ar/admin/", said)
        self.assertIn("Serving http://127.0.0.1:8123/ until Ctrl-C.", said)
        command = " ".join(self.become.call_args.args[1])
        self.assertIn("-m gunicorn talks.wsgi:application --bind 127.0.0.1:8123 ", command)
        self.assertIn("--workers 3 --threads 4", command)

    def test_it_ends_with_the_line_of_a_step_that_cannot_go_on(self):
        with self.assertRaisesMessage(SystemExit, "Port 8000 is in use"):
            self.serve(trouble=setting_up.NotReady("Port 8000 is in use"))
        self.steps["prepare_database"].assert_not_called()
        self.become.assert_not_called()

    def test_it_refuses_a_number_that_is_none(self):
        for name in ("PORT", "WEB_WORKERS"):
            with self.subTest(name=name), self.assertRaisesMessage(SystemExit, f"{name} is 'x'"):
                self.serve(**{name: "x"})
