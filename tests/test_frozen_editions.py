"""A reader asks for an edition by its number: whatever came later, every page says what it said then."""

import datetime as dt

from django.conf import settings
from django.utils.timezone import now

from talks.models import Decision, Edition, Round, State, Status
from talks.record.freezing import freeze_current, publish_edition
from talks.record.frozen import NotFrozen, frozen
from tests.base import PageTestCase, cite, make_follow_up, make_round


class FrozenEditionTestCase(PageTestCase):
    """Edition 1 was frozen; then edition 2 came, with a new round, a new status and another title."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze_current()
        cls.memorandum_address = cls.memorandum.get_absolute_url().replace("/ar/", "/en/")
        Decision.objects.filter(pk=cls.memorandum.pk).update(title_en="Zones are corrected")
        make_follow_up(cls.memorandum, "2019-04-20", Status.LAPSED, note_en="It lapsed.", note_ar="انقضى.")
        cls.thirteenth = make_round(cls.astana, 13, "2019-04-25/2019-04-26")
        cite(cls.tass, round=cls.thirteenth)
        cls.second = publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 2)), now())

    def test_the_present_address_tells_of_the_newest_edition(self):
        page = self.read(self.memorandum_address)
        self.assertIn("Zones are corrected", page.html)
        self.assertEqual(self.client.get("/en/rounds/astana-13/").status_code, 200)

    def test_an_edition_asked_for_says_what_it_said(self):
        page = self.read(f"{self.memorandum_address}?edition=1")
        self.assertIn("De-escalation zones are set up", page.html)
        self.assertNotIn("Zones are corrected", page.html)
        self.assertNotIn("It lapsed.", page.html)
        self.assertEqual(self.client.get("/en/rounds/astana-13/?edition=1").status_code, 404)

    def test_it_says_that_a_newer_one_has_come(self):
        page = self.read("/en/topics/?edition=1")
        said = "Edition 1, as it was frozen. Edition 2, of 2 May 2019, has come since."
        self.assertIn(said, page.words("day-shown"))
        self.assertIn('href="/en/topics/"', page.html)
        self.assertNotIn("as it was frozen", self.read("/en/topics/?edition=2").html)

    def test_a_correction_after_publishing_does_not_reach_what_was_cited(self):
        Decision.objects.filter(pk=self.memorandum.pk).update(title_en="Zones are corrected again")
        self.assertIn("Zones are corrected again", self.read(self.memorandum_address).html)
        cited = self.read(f"{self.memorandum_address}?edition=2")
        self.assertIn("Zones are corrected", cited.html)
        self.assertNotIn("Zones are corrected again", cited.html)

    def test_its_links_stay_in_it(self):
        page = self.read("/en/rounds/?edition=1")
        self.assertIn('href="/en/rounds/astana-4/?edition=1"', page.html)
        self.assertIn('<input type="hidden" name="edition" value="1">', page.html)

    def test_any_day_of_it_can_be_seen(self):
        page = self.read(f"{self.memorandum_address}?edition=1&as_of=2017-06-01")
        self.assertIn("as_of=2017-06-01", page.html)
        self.assertIn("edition=1&amp;as_of=2017-06-01", page.html)

    def test_every_page_of_it_can_be_read(self):
        for path in (
            "",
            "rounds/",
            "decisions/?q=zones",
            "search/?q=zones",
            "guarantors/",
            "changes/",
            "sources/",
        ):
            with self.subTest(path):
                mark = "&" if "?" in path else "?"
                answer = self.client.get(f"/en/{path}{mark}edition=1")
                self.assertContains(answer, "Edition 1")

    def test_what_is_no_edition_is_named(self):
        for value in ("3", "one", "-1", "1.5", "9" * 5000):
            with self.subTest(value[:9]):
                page = self.client.get("/en/", {"edition": value})
                self.assertContains(page, "is no edition of the record; the newest is 2.", status_code=400)

    def test_one_that_is_prepared_is_none_yet(self):
        Edition.objects.create(number=3, day=dt.date(2019, 8, 2))
        self.assertEqual(self.client.get("/en/?edition=3").status_code, 400)

    def test_data_of_it_can_be_read_and_errors_are_told_in_its_format(self):
        self.assertNotIn("astana-13", self.client.get("/en/timeline.json?edition=1").content.decode())
        self.assertIn("astana-13", self.client.get("/en/timeline.json").content.decode())
        error = self.client.get("/en/timeline.json?edition=7")
        self.assertEqual(error.status_code, 400)
        self.assertEqual(error.json()["errors"][0]["parameter"], "edition")

    def test_the_record_itself_is_read_again_afterwards(self):
        with frozen(self.edition):
            self.assertFalse(Round.objects.filter(number=13).exists())
        self.assertTrue(Round.objects.filter(number=13).exists())

    def test_drafts_are_not_in_it(self):
        Round.objects.filter(pk=self.thirteenth.pk).update(state=State.DRAFT)
        with frozen(self.second):
            self.assertFalse(Round.objects.filter(state=State.DRAFT).exists())
            self.assertTrue(Round.objects.filter(number=13).exists())

    def test_its_file_is_made_once(self):
        with frozen(self.edition):
            pass
        [path] = settings.EDITIONS_DIR.glob(f"1-{self.edition.files.get(name='SHA256SUMS').sha256[:20]}*")
        made = path.stat().st_mtime_ns
        with frozen(self.edition):
            pass
        self.assertEqual(path.stat().st_mtime_ns, made)
        self.assertEqual([name.name for name in settings.EDITIONS_DIR.glob("*.new*")], [])


class NotFrozenEditionTestCase(PageTestCase):
    def test_an_edition_whose_files_were_not_kept_is_said_to_have_none(self):
        publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 2)), now())
        with self.assertRaises(NotFrozen), frozen(self.edition):
            pass
        answer = self.client.get("/en/?edition=1")
        self.assertContains(answer, "Of edition 1 no frozen files were kept.", status_code=400)
