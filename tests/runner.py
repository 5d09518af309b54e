from django.test.runner import DiscoverRunner


class StrictRunner(DiscoverRunner):
    """Let nothing pass unseen: a run without a test fails, and skipped tests are named with their reason."""

    def suite_result(self, suite, result, **kwargs):
        for test, reason in result.skipped:
            self.log(f"Skipped: {test.id()}: {reason}")
        if result.testsRun == 0:
            self.log("No test was run.")
            return 1
        return super().suite_result(suite, result, **kwargs)
