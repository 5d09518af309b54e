"""Texts in two languages: which is shown to whom, and how a page marks one that fell back."""

import pickle
from types import SimpleNamespace

from django.template import Context, Template
from django.test import SimpleTestCase
from django.utils.translation import deactivate_all, override

from talks.bilingual import language_shown
from talks.models import Event, Topic


class LanguageShownTestCase(SimpleTestCase):
    both = SimpleNamespace(title_ar="قمة", title_en="Summit")
    english_only = SimpleNamespace(title_ar="", title_en="Visit")
    arabic_only = SimpleNamespace(title_ar="زيارة", title_en="")
    neither = SimpleNamespace(title_ar="", title_en="")

    def assertShown(self, text_of, reader: str, language: str) -> None:
        with override(reader):
            self.assertEqual(language_shown(text_of, "title"), language)

    def test_it_is_the_readers_where_the_record_has_the_text_in_it(self):
        self.assertShown(self.both, "ar", "ar")
        self.assertShown(self.both, "en", "en")

    def test_it_is_the_other_where_the_readers_is_missing(self):
        self.assertShown(self.english_only, "ar", "en")
        self.assertShown(self.arabic_only, "en", "ar")

    def test_it_is_the_readers_where_both_are_missing(self):
        self.assertShown(self.neither, "ar", "ar")
        self.assertShown(self.neither, "en", "en")

    def test_a_readers_country_does_not_matter(self):
        self.assertShown(self.both, "ar-sy", "ar")
        self.assertShown(self.both, "en-gb", "en")

    def test_a_reader_of_another_language_gets_english_where_there_is_any(self):
        self.assertShown(self.both, "fr", "en")
        self.assertShown(self.english_only, "fr", "en")

    def test_it_is_arabic_where_no_language_is_set(self):
        with override(None):
            deactivate_all()
            self.assertEqual(language_shown(self.both, "title"), "ar")


class BilingualTestCase(SimpleTestCase):
    def test_a_text_has_a_column_for_each_language(self):
        columns = {field.name for field in Topic._meta.get_fields()}
        self.assertLessEqual({"name_ar", "name_en"}, columns)
        self.assertNotIn("name", columns)

    def test_its_plain_name_gives_it_in_the_readers_language(self):
        topic = Topic(name_ar="المعتقلون", name_en="Detainees")
        for language, name in {"ar": "المعتقلون", "en": "Detainees"}.items():
            with self.subTest(language), override(language):
                self.assertEqual(topic.name, name)
                self.assertEqual(str(topic), name)

    def test_in_another_language_it_knows_its_own(self):
        topic = Topic(name_ar="المعتقلون", name_en="Detainees")
        with override("ru"):
            self.assertEqual((topic.name, topic.name.language), ("Detainees", "en"))
            kept = pickle.loads(pickle.dumps(topic.name))
            self.assertEqual((kept, kept.language), ("Detainees", "en"))
        with override("en"):
            self.assertFalse(hasattr(topic.name, "language"))

    def test_its_plain_name_gives_the_other_language_rather_than_nothing(self):
        visit = Event(title_en="Envoy visits Ankara")
        with override("ar"):
            self.assertEqual(visit.title, "Envoy visits Ankara")

    def test_a_reader_of_another_language_gets_what_there_is_or_nothing(self):
        with override("fr"):
            self.assertEqual(Event(title_en="Envoy visits Ankara").title, "Envoy visits Ankara")
            self.assertEqual(Event().title, "")


class TextTagTestCase(SimpleTestCase):
    def written(self, event: Event, language: str) -> str:
        with override(language):
            template = Template('{% load talks %}{% text event "title" %}')
            return template.render(Context({"event": event}))

    def test_a_text_in_the_readers_language_stands_bare(self):
        self.assertEqual(self.written(Event(title_en="Summit", title_ar="قمة"), "en"), "Summit")

    def test_a_text_that_fell_back_says_its_language_and_direction(self):
        self.assertEqual(
            self.written(Event(title_en="Summit"), "ar"), '<bdi lang="en" dir="ltr">Summit</bdi>'
        )
        self.assertEqual(self.written(Event(title_ar="قمة"), "en"), '<bdi lang="ar" dir="rtl">قمة</bdi>')

    def test_a_text_that_is_missing_is_nothing(self):
        self.assertEqual(self.written(Event(), "en"), "")

    def test_what_editors_write_is_never_code(self):
        hostile = "<script>alert(1)</script>"
        for language in ("en", "ar"):
            with self.subTest(language):
                self.assertNotIn("<script>", self.written(Event(title_en=hostile), language))
