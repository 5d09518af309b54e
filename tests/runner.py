import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.runner import DiscoverRunner


class StrictRunner(DiscoverRunner):
    """Let nothing pass unseen: a run without a test fails, and skipped tests are named with their reason."""

    def setup_test_environment(self, **kwargs):
        super().setup_test_environment(**kwargs)
        # What tests freeze is thrown away with them.
        self.folder = tempfile.TemporaryDirectory()
        settings.EDITIONS_DIR = Path(self.folder.name, "editions")
        # No password of a test is worth guessing.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        if "browser" in self.exclude_tags:
            # Else every test would go through all static files before its first answer.
            settings.WHITENOISE_AUTOREFRESH = True
        elif connection.vendor == "sqlite":
            # In memory, all requests to a live server would share one connection, and cross each other in it.
            connection.settings_dict["TEST"]["NAME"] = str(Path(self.folder.name, "record.sqlite3"))

    def teardown_test_environment(self, **kwargs):
        self.folder.cleanup()
        super().teardown_test_environment(**kwargs)

    def suite_result(self, suite, result, **kwargs):
        for test, reason in result.skipped:
            self.log(f"Skipped: {test.id()}: {reason}")
        if result.testsRun == 0:
            self.log("No test was run.")
            return 1
        return super().suite_result(suite, result, **kwargs)
