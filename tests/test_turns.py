"""Whoever changes the record waits until nobody else does."""

from concurrent.futures import ThreadPoolExecutor
from unittest import skipUnless

from django.db import connection, transaction
from django.test import TestCase

from talks.models.turns import LOCK_OF_THE_RECORD, take_turns


def another_may_write() -> bool:
    """Tell whether somebody on a connection of their own could have the record to themselves now."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_OF_THE_RECORD])
            return cursor.fetchone()[0]
    finally:
        connection.close()


@skipUnless(connection.vendor == "postgresql", "SQLite lets one transaction write at a time by itself.")
class TurnsTestCase(TestCase):
    def test_one_changes_the_record_at_a_time(self):
        with ThreadPoolExecutor(1) as another:
            self.assertTrue(another.submit(another_may_write).result())
            take_turns()
            take_turns()  # who has it keeps it
            self.assertFalse(another.submit(another_may_write).result())
