"""Reading without a line: what the server gives for it."""

from django.test import SimpleTestCase


class OfflineTestCase(SimpleTestCase):
    def test_the_worker_stands_at_the_root_and_is_asked_for_anew_each_time(self):
        answer = self.client.get("/service-worker.js")
        self.assertEqual(answer["Content-Type"], "text/javascript; charset=utf-8")
        self.assertEqual(answer["Cache-Control"], "no-cache")
        self.assertContains(answer, 'addEventListener("fetch"')

    def test_the_page_for_what_is_not_kept_is_there_in_each_language_and_asks_nothing_of_the_database(self):
        for language, words in {"en": "No connection", "ar": "لا اتصال", "ru": "Нет соединения"}.items():
            self.assertContains(self.client.get(f"/{language}/offline/"), f"<h1>{words}</h1>")

    def test_pages_name_the_worker_and_previews_and_frames_do_not(self):
        self.assertContains(self.client.get("/en/offline/"), 'data-worker="/service-worker.js"')
