"""Changes to the record are made one after another, whoever makes them."""

from django.db import connection

# Any number, as long as nothing else in the database uses it for a lock of its own.
LOCK_OF_THE_RECORD = 20170123


def take_turns() -> None:
    """Wait until nobody else changes the record; it is ours until the transaction ends.

    What is read after this is what everybody saved. SQLite lets one transaction write at a time by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_OF_THE_RECORD])
