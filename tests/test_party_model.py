"""Parties: the guarantor states among them, in the order in which they are always named."""

from django.db import IntegrityError, transaction
from django.utils.translation import override

from talks.models import GuarantorState, Party
from tests.base import RecordTestCase


class PartyTestCase(RecordTestCase):
    def test_guarantors_stand_in_the_order_in_which_they_are_always_named(self):
        with override("en"):
            names = [party.name for party in Party.objects.guarantors()]
        self.assertEqual(names, ["Russia", "Turkey", "Iran"])

    def test_the_host_is_no_guarantor(self):
        self.assertFalse(self.kazakhstan.is_guarantor())
        self.assertNotIn(self.kazakhstan, Party.objects.guarantors())

    def test_editors_find_guarantor_states_apart(self):
        self.assertQuerySetEqual(GuarantorState.objects.all(), [self.russia, self.turkey, self.iran])
        self.assertTrue(self.russia.is_guarantor())

    def test_each_place_among_the_guarantors_is_taken_once(self):
        self.kazakhstan.guarantor_order = 2
        with self.assertRaisesMessage(IntegrityError, "guarantor_order"), transaction.atomic():
            self.kazakhstan.save()

    def test_its_id_is_made_of_its_english_name(self):
        self.assertEqual([self.russia.slug, self.minister.slug], ["russia", "kairat-abdrakhmanov"])
