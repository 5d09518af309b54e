"""Differences between sources: about one thing, and following one version at most."""

from django.core.exceptions import ValidationError
from django.utils.translation import override

from talks.models import Confidence, Difference, DifferenceVersion
from tests.base import PUBLISHED, RecordTestCase


def make_difference(**values) -> Difference:
    return Difference.objects.create(**PUBLISHED | {"field": Difference.Field.FIGURES} | values)


class DifferenceTestCase(RecordTestCase):
    def test_it_is_about_one_round_event_or_decision(self):
        for what, values in {
            "none": {},
            "two": {"round": self.fourth, "decision": self.maps},
            "all": {"round": self.fourth, "event": self.summit, "decision": self.maps},
        }.items():
            with self.subTest(what), self.assertRefusedBy("difference_about_one_thing"):
                make_difference(slug="a-difference", **values)

    def test_it_knows_what_it_is_about(self):
        for name, about in {"round": self.fourth, "event": self.summit, "decision": self.maps}.items():
            with self.subTest(name):
                self.assertEqual(make_difference(**{name: about}).about, about)

    def test_the_record_follows_one_version(self):
        difference = make_difference(decision=self.release)
        difference.versions.create(text_en="15 were released", is_followed=True)
        difference.versions.create(text_en="20 were released")
        difference.versions.create(text_en="25 were released")
        with self.assertRefusedBy("difference_follows_one_version"):
            difference.versions.create(text_en="30 were released", is_followed=True)

    def test_each_difference_may_follow_a_version(self):
        for meeting in (self.fourth, self.ninth):
            make_difference(round=meeting).versions.create(text_en="So it was", is_followed=True)
        self.assertEqual(DifferenceVersion.objects.filter(is_followed=True).count(), 2)

    def test_an_editor_is_told_so_in_words(self):
        difference = make_difference(decision=self.release)
        difference.versions.create(text_en="15 were released", is_followed=True)
        second = DifferenceVersion(difference=difference, text_en="20", text_ar="20", is_followed=True)
        with override("en"), self.assertRaises(ValidationError) as caught:
            second.validate_constraints()
        self.assertEqual(caught.exception.messages, ["The record follows one version at most."])

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("difference_not_confirmed_is_no_fact"):
            make_difference(round=self.fourth, confidence=Confidence.LOW)

    def test_its_id_names_what_it_is_about_and_what_differs(self):
        self.assertEqual(make_difference(decision=self.release).slug, "astana-4-2-figures")
