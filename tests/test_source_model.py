"""Sources, and the claims that rest on them."""

import datetime as dt

from django.db.models import ProtectedError

from talks.models import CLAIMS, Citation, DifferenceVersion, Participation, Source
from tests.base import PUBLISHED, RecordTestCase, cite, make_source, make_statement


class SourceTestCase(RecordTestCase):
    def test_its_id_names_the_publisher_and_the_day(self):
        self.assertEqual(self.tass.slug, "tass-2017-05-04")
        self.assertEqual(make_source("TASS", published=dt.date(2017, 5, 4)).slug, "tass-2017-05-04-2")

    def test_its_id_is_made_where_the_publisher_has_no_latin_letters(self):
        self.assertEqual(self.sana.slug, "source")

    def test_it_knows_whether_its_title_runs_from_right_to_left(self):
        self.assertEqual((self.sana.is_right_to_left(), self.tass.is_right_to_left()), (True, False))

    def test_it_is_kept_while_a_claim_rests_on_it(self):
        with self.assertRaises(ProtectedError):
            self.tass.delete()
        Citation.objects.all().delete()
        self.tass.delete()
        self.assertFalse(Source.objects.filter(publisher="TASS").exists())


class CitationTestCase(RecordTestCase):
    def claims(self) -> dict:
        """Make a claim of every kind that can cite a source, by the name of the relation."""
        followed = DifferenceVersion(text_en="15 were released")
        followed.difference = self.release.differences.create(field="figures")
        followed.save()
        return {
            "round": self.ninth,
            "event": self.summit,
            "participation": Participation.objects.create(round=self.fourth, party=self.russia, **PUBLISHED),
            "decision": self.maps,
            "outcome": self.maps,
            "follow_up": self.undone,
            "statement": make_statement(self.fourth, self.minister, "2017-05-04", "A good day."),
            "announcement": self.first_window,
            "version": followed,
        }

    def test_any_claim_may_cite_a_source_but_once(self):
        claims = self.claims()
        self.assertEqual(set(claims), set(CLAIMS))
        for name, claim in claims.items():
            with self.subTest(name):
                cite(self.tass, **{name: claim})
                cite(self.sana, **{name: claim})
                with self.assertRefusedBy(f"{name}_cites_a_source_once"):
                    cite(self.tass, **{name: claim})

    def test_it_is_of_one_claim(self):
        for what, claims in {
            "none": {},
            "two": {"round": self.ninth, "event": self.summit},
            # A decision and what became of it are two claims.
            "a decision and its outcome": {"decision": self.maps, "outcome": self.maps},
        }.items():
            with self.subTest(what), self.assertRefusedBy("citation_of_one_claim"):
                cite(self.tass, **claims)

    def test_it_tells_which_claim_rests_on_the_source(self):
        for name, claim in self.claims().items():
            with self.subTest(name):
                self.assertEqual(cite(self.sana, **{name: claim}).claim(), (name, claim.pk))

    def test_what_some_claims_cite_leaves_out_what_others_do(self):
        of_decision = self.memorandum.citations.get()
        of_outcome = cite(self.tass, outcome=self.memorandum)
        cite(self.tass, outcome=self.release)
        cite(self.tass, event=self.summit)
        decisions = [self.memorandum, self.sovereignty]
        with self.assertNumQueries(1):
            found = list(
                Citation.objects.of_claims(decision=decisions, outcome=decisions, round=[self.ninth])
            )
            self.assertEqual([citation.source for citation in found], [self.sana, self.tass])
        self.assertEqual(found, [of_decision, of_outcome])
        self.assertQuerySetEqual(Citation.objects.of_claims(), [])
