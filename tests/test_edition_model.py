"""Editions: the day for which the record speaks."""

import datetime as dt

from django.db import IntegrityError, transaction

from talks.models import Edition, LoadedEntry
from tests.base import RecordTestCase


class EditionTestCase(RecordTestCase):
    def test_the_current_one_is_the_newest_that_is_published(self):
        Edition.objects.create(number=2, day=dt.date(2018, 7, 1), is_published=True)
        Edition.objects.create(number=3, day=dt.date(2019, 5, 1), is_published=False)
        self.assertEqual(Edition.objects.current(), self.edition)

    def test_there_is_none_while_none_is_published(self):
        Edition.objects.update(is_published=False)
        self.assertIsNone(Edition.objects.current())

    def test_a_day_and_a_number_have_one_edition(self):
        for what, number, day in [("number", 1, dt.date(2019, 5, 1)), ("day", 2, self.edition.day)]:
            with (
                self.subTest(what),
                self.assertRaisesMessage(IntegrityError, what),
                transaction.atomic(),
            ):
                Edition.objects.create(number=number, day=day)

    def test_what_was_loaded_of_an_entry_is_remembered_once(self):
        LoadedEntry.objects.create(file="rounds", slug="astana-4", fingerprint="a")
        LoadedEntry.objects.create(file="events", slug="astana-4", fingerprint="a")
        with self.assertRefusedBy("entry_loaded_once"):
            LoadedEntry.objects.create(file="rounds", slug="astana-4", fingerprint="b")
