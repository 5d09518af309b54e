"""Search: one spelling for what readers take to be the same word, kept beside the texts."""

from django.test import SimpleTestCase

from talks.models import Decision, Round
from talks.search import SearchTextField, normalise, words
from tests.base import PUBLISHED, RecordTestCase


class NormaliseTestCase(SimpleTestCase):
    def assertSame(self, *spellings: str) -> None:
        self.assertEqual(
            {normalise(spelling) for spelling in spellings}, {normalise(spellings[0])}, spellings
        )

    def assertDiffer(self, one: str, other: str) -> None:
        self.assertNotEqual(normalise(one), normalise(other))

    def test_the_forms_of_alef_do_not_matter(self):
        self.assertSame("إنشاء", "انشاء", "أنشاء", "ٱنشاء")
        self.assertSame("آستانا", "أستانا", "استانا")

    def test_a_hamza_on_its_seat_does_not_matter(self):
        self.assertSame("رئيس", "رييس")
        self.assertSame("مسؤول", "مسوول")

    def test_ta_marbuta_may_be_written_as_ha(self):
        self.assertSame("الجولة", "الجوله")

    def test_alef_maqsura_may_be_written_as_ya(self):
        self.assertSame("مستوى", "مستوي")

    def test_persian_letters_are_those_of_arabic(self):
        self.assertSame("کی", "كي", "كى")

    def test_tatweel_does_not_matter(self):
        self.assertSame("خفـــض التصعيـد", "خفض التصعيد")

    def test_vowel_signs_do_not_matter(self):
        self.assertSame("هُدْنَةٌ", "هدنة")
        self.assertSame("مُقَرَّر", "مقرر")

    def test_digits_of_arabic_and_persian_are_digits(self):
        self.assertSame("القرار ٢٢٥٤", "القرار 2254", "القرار ۲۲۵۴")

    def test_upper_and_lower_case_do_not_matter(self):
        self.assertSame("ASTANA", "Astana", "astana")
        self.assertSame("STRASSE", "Straße")

    def test_latin_accents_do_not_matter(self):
        self.assertSame("Çavuşoğlu", "Cavusoglu")
        self.assertSame("de Mistúra", "De Mistura")

    def test_an_apostrophe_is_an_apostrophe(self):
        self.assertSame("ministers’ meeting", "ministers' meeting")

    def test_white_space_is_single_blanks(self):
        self.assertEqual(normalise("  round\n\tfour "), "round four")

    def test_invisible_characters_and_quotation_marks_do_not_matter(self):
        self.assertSame("إد\u200fلب", "إدلب", "\u2067إدلب\u2069", "«إدلب»", '"إدلب"')

    def test_a_dash_is_a_hyphen(self):
        self.assertSame("de-escalation", "de\u2011escalation", "de–escalation")

    def test_astana_may_be_spelt_as_other_newsrooms_spell_it(self):
        self.assertSame("أستانا", "أستانة", "استانه")

    def test_words_are_what_has_a_letter_or_a_digit(self):
        self.assertEqual(words("ceasefire,  Idlib (2018) – ."), ["ceasefire", "idlib", "2018"])
        self.assertEqual(words(". \u0651 –"), [])

    def test_ligatures_are_their_letters(self):
        self.assertSame("ﻻ", "لا")

    def test_other_letters_make_other_words(self):
        self.assertDiffer("هدنة", "هجنة")
        self.assertDiffer("round 4", "round 9")
        self.assertDiffer("قرار", "قرارات")

    def test_what_was_normalised_stays_as_it_is(self):
        for text in ("إنشاء مناطق خفض التصعيد", "Çavuşoğlu", "القرار ٢٢٥٤"):
            with self.subTest(text=text):
                self.assertEqual(normalise(normalise(text)), normalise(text))

    def test_an_empty_text_is_empty(self):
        self.assertEqual(normalise(" \n"), "")


class SearchTextFieldTestCase(RecordTestCase):
    def test_it_holds_every_text_of_the_entry_in_both_languages(self):
        self.assertEqual(
            self.maps.search_text,
            "maps are drawn رسم الخرايط they decided: maps are drawn. قرروا: رسم الخرايط.",
        )

    def test_it_is_kept_when_the_entry_is_saved(self):
        self.maps.title_en = "Charts are drawn"
        self.maps.save()
        self.maps.refresh_from_db()
        self.assertIn("charts are drawn", self.maps.search_text)
        self.assertNotIn("maps are drawn رسم", self.maps.search_text)

    def test_it_is_kept_when_entries_are_written_in_bulk(self):
        rounds = [
            Round(track=self.astana, number=number, slug=f"bulk-{number}", date="2019-04", title_en=title)
            for number, title in ((13, "The THIRTEENTH"), (14, "The FOURTEENTH"))
        ]
        Round.objects.bulk_create(rounds)
        texts = Round.objects.filter(number__gt=12).order_by("number").values_list("search_text", flat=True)
        self.assertEqual(list(texts), ["the thirteenth", "the fourteenth"])

    def test_it_leaves_out_what_is_empty(self):
        bare = Decision.objects.create(
            round=self.ninth, number=2, kind="appeal", title_en="Bare", **PUBLISHED
        )
        self.assertEqual(bare.search_text, "bare")

    def test_editors_do_not_see_it(self):
        for field in (Decision._meta.get_field("search_text"), Round._meta.get_field("search_text")):
            self.assertFalse(field.editable)

    def test_a_migration_can_write_it_down(self):
        field = SearchTextField(of=("title_en", "title_ar"))
        _name, _path, args, options = field.deconstruct()
        self.assertEqual(SearchTextField(*args, **options).of, ("title_en", "title_ar"))
