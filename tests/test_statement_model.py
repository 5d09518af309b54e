"""Statements: of a round or an event, by somebody."""

from talks.models import Confidence, Statement
from tests.base import RecordTestCase, make_statement


class StatementTestCase(RecordTestCase):
    def test_it_is_of_a_round_or_an_event(self):
        made = make_statement(self.fourth, self.minister, "2017-05-04", "A good day.")
        for what, values in {"neither": {"round": None}, "both": {"event": self.summit}}.items():
            with self.subTest(what), self.assertRefusedBy("statement_of_round_or_event"):
                Statement.objects.filter(pk=made.pk).update(**values)

    def test_what_is_not_confirmed_cannot_be_published(self):
        with self.assertRefusedBy("statement_not_confirmed_is_no_fact"):
            make_statement(self.fourth, self.minister, "2017-05-04", "A good day.", confidence=Confidence.LOW)

    def test_its_id_names_the_meeting_and_the_speaker(self):
        for slug in ("astana-4-kairat-abdrakhmanov", "astana-4-kairat-abdrakhmanov-2"):
            made = make_statement(self.fourth, self.minister, "2017-05-04", "A good day.")
            self.assertEqual(made.slug, slug)
