from typing import Any

from django.core.management.base import BaseCommand

from talks import setting_up


class Command(BaseCommand):
    """Make the files that pages need and the repository does not hold."""

    help = "Compiles the translations, fetches Plotly's JavaScript, and collects the static files."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        def say(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        try:
            setting_up.compile_translations(say)
            setting_up.prepare_plotly(say)
            setting_up.collect_static_files(say)
        except setting_up.NotReady as problem:
            raise SystemExit(str(problem)) from None
