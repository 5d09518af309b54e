"""Reading without a line: what the server gives for it."""

from django.test import SimpleTestCase

from tests.base import PageTestCase


class OfflineTestCase(SimpleTestCase):
    def test_the_worker_stands_at_the_root_and_is_asked_for_anew_each_time(self):
        answer = self.client.get("/service-worker.js")
        self.assertEqual(answer["Content-Type"], "text/javascript; charset=utf-8")
        self.assertEqual(answer["Cache-Control"], "no-cache")
        self.assertContains(answer, 'addEventListener("fetch"')

    def test_the_page_for_what_is_not_kept_is_there_in_each_language_and_asks_nothing_of_the_database(self):
        for language, words in {"en": "No connection", "ar": "لا اتصال", "ru": "Нет соединения"}.items():
            self.assertContains(self.client.get(f"/{language}/offline/"), f"<h1>{words}</h1>")

    def test_it_is_not_for_search_engines_and_leads_to_no_address_of_its_own(self):
        answer = self.client.get("/en/offline/")
        self.assertContains(answer, '<meta name="robots" content="noindex">')
        self.assertNotContains(answer, "/offline/")


class WorkerTestCase(PageTestCase):
    def test_pages_name_the_worker_and_frames_in_other_sites_do_not(self):
        self.assertIn("/service-worker.js", self.read("/en/").html)
        self.assertNotIn("/service-worker.js", self.read("/en/embed/timeline/").html)
