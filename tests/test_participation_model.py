"""Who took part: once in each round or event."""

from talks.models import Confidence, Participation
from tests.base import PUBLISHED, RecordTestCase


def make_participation(**values) -> Participation:
    return Participation.objects.create(**PUBLISHED | values)


class ParticipationTestCase(RecordTestCase):
    def test_it_is_of_a_round_or_an_event(self):
        for what, values in {
            "neither": {},
            "both": {"round": self.fourth, "event": self.summit},
        }.items():
            with self.subTest(what), self.assertRefusedBy("participation_of_round_or_event"):
                make_participation(party=self.russia, slug="nobody-knows-where", **values)

    def test_a_party_takes_part_once_in_a_round(self):
        make_participation(party=self.russia, round=self.fourth, role="guarantor")
        make_participation(party=self.russia, round=self.ninth, role="guarantor")
        with self.assertRefusedBy("party_once_in_a_round"):
            make_participation(party=self.russia, round=self.fourth, role="observer")

    def test_a_party_takes_part_once_in_an_event(self):
        make_participation(party=self.russia, event=self.summit)
        with self.assertRefusedBy("party_once_in_an_event"):
            make_participation(party=self.russia, event=self.summit)

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("participation_not_confirmed_is_no_fact"):
            make_participation(party=self.russia, round=self.fourth, confidence=Confidence.LOW)

    def test_its_id_names_the_meeting_and_the_party(self):
        self.assertEqual(make_participation(party=self.russia, event=self.summit).slug, "sochi-summit-russia")
