"""Addresses last: those that moved lead on, those of deleted entries say so."""

from talks.models import FormerAddress, State
from tests.base import PageTestCase, make_event, make_round


class LastingAddressTestCase(PageTestCase):
    def rename(self, entry, slug: str) -> None:
        entry = type(entry).objects.get(pk=entry.pk)
        entry.slug = slug
        entry.save()

    def test_a_slug_that_changed_leads_on(self):
        self.rename(self.fourth, "the-fourth")
        answer = self.client.get("/ar/rounds/astana-4/?as_of=2018-02-01")
        self.assertRedirects(
            answer, "/ar/rounds/the-fourth/?as_of=2018-02-01", status_code=301, fetch_redirect_response=False
        )

    def test_one_that_changed_twice_leads_on_in_one_step(self):
        self.rename(self.memorandum, "memo")
        self.rename(self.memorandum, "memorandum")
        for former in ("astana-4-1", "memo"):
            answer = self.client.get(f"/en/decisions/{former}/")
            self.assertEqual((answer.status_code, answer["Location"]), (301, "/en/decisions/memorandum/"))

    def test_one_that_changed_back_is_itself_again(self):
        self.rename(self.fourth, "the-fourth")
        self.rename(self.fourth, "astana-4")
        self.read("/en/rounds/astana-4/")
        self.assertEqual(self.client.get("/en/rounds/the-fourth/")["Location"], "/en/rounds/astana-4/")

    def test_one_that_is_used_again_is_the_new_entrys(self):
        self.rename(self.fourth, "the-fourth")
        make_round(self.astana, 40, "2017-04-01", slug="astana-4", title_en="Another")
        self.assertIn("Another", self.read("/en/rounds/astana-4/").words("main"))

    def test_guarantor_states_are_parties(self):
        self.rename(self.russia, "russian-federation")
        self.assertEqual(
            self.client.get("/en/parties/russia/")["Location"], "/en/parties/russian-federation/"
        )

    def test_a_slug_that_is_part_of_the_address_leads_on_all_the_same(self):
        self.rename(self.ceasefire, "t")
        self.rename(self.ceasefire, "truce")
        self.assertEqual(self.client.get("/en/topics/t/")["Location"], "/en/topics/truce/")

    def test_where_it_leads_to_a_draft_it_says_nothing(self):
        self.rename(self.memorandum, "secret-name")
        type(self.memorandum).objects.filter(pk=self.memorandum.pk).update(state=State.DRAFT)
        self.read("/en/decisions/astana-4-1/", status=404)

    def test_what_was_deleted_says_so(self):
        self.summit.delete()
        for address in ("/en/events/sochi-summit/", "/en/decisions/sochi-summit-1/"):
            with self.subTest(address):
                page = self.read(address, status=410)
                self.assertIn("This page was withdrawn", page.words("main"))
        self.assertIn("English", self.read("/ar/events/sochi-summit/", status=410).html)

    def test_one_that_moved_and_was_deleted_says_so_at_both_addresses(self):
        self.rename(self.visit, "a-visit")
        type(self.visit).objects.get(pk=self.visit.pk).delete()
        for slug in ("envoy-visits-ankara", "a-visit"):
            self.read(f"/en/events/{slug}/", status=410)

    def test_of_a_deleted_draft_nobody_knew(self):
        make_event(self.summits, "A secret", "سر", "2018-01-01", state=State.DRAFT).delete()
        self.read("/en/events/a-secret/", status=404)

    def test_what_never_was_is_not_there(self):
        for kind in ("rounds", "events", "decisions", "topics", "parties", "people", "sources"):
            with self.subTest(kind):
                self.read(f"/en/{kind}/no-such-thing/", status=404)

    def test_entries_that_keep_their_slug_leave_nothing_behind(self):
        self.fourth.title_en = "Another title"
        self.fourth.save()
        self.assertFalse(FormerAddress.objects.exists())
