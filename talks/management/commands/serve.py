import os
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.urls import reverse
from django.utils import translation

from talks import setting_up


class Command(BaseCommand):
    """Do what is missing, then become the web server."""

    help = "Makes this checkout ready and serves the site at HOST:PORT (127.0.0.1:8000) with WEB_WORKERS (2)."
    requires_system_checks = []  # made below, when there is something to check

    def handle(self, *args: Any, **options: Any) -> None:
        # Ctrl-C ends any step at once; what a step was about is then done whole or not at all.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            host = os.environ.get("HOST", "127.0.0.1")
            port, workers = _number("PORT", 8000), _number("WEB_WORKERS", 2)
            self.get_ready(host, port)
        except setting_up.NotReady as problem:
            raise SystemExit(str(problem)) from None
        connections.close_all()
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, *_web_server(host, port, workers)])

    def get_ready(self, host: str, port: int) -> None:
        """Take the steps in order; the account comes last, so that its password is seen."""
        setting_up.check_port(host, port)
        setting_up.compile_translations(self.say)  # the files that an edition freezes speak Arabic, too
        setting_up.prepare_database(self.say)
        setting_up.load_record(self.say)
        setting_up.prepare_plotly(self.say)
        setting_up.collect_static_files(self.say)
        self.check()
        site = f"http://{_authority(host, port)}"
        with translation.override(settings.LANGUAGE_CODE):
            desk = site + reverse("admin:index")
        setting_up.make_first_editor(self.say, desk)
        self.say(f"Serving {site}/ until Ctrl-C.")

    def say(self, line: str) -> None:
        """Print a line now, not when the buffer is full or lost as the web server takes over."""
        self.stdout.write(line)
        self.stdout.flush()


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) == 0:
        raise setting_up.NotReady(f"{name} is {value!r}: give a number, such as {default}.")
    return int(value)


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _web_server(host: str, port: int, workers: int) -> list[str]:
    """Give the arguments that make Python the web server."""
    arguments = ["-m", "gunicorn", "talks.wsgi:application", "--bind", _authority(host, port)]
    arguments += ["--worker-class", "gthread", "--workers", str(workers), "--threads", "4"]
    arguments += ["--log-level", "warning", "--no-control-socket"]
    # Workers report by touching a file; on a slow disk that makes them look dead.
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK):
        arguments += ["--worker-tmp-dir", str(memory)]
    return arguments
