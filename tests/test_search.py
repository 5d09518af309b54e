"""Search: one spelling for what readers take to be the same word, what it finds, and how that is marked."""

from importlib import import_module
from types import ModuleType
from unittest import skipUnless

from django.apps import apps
from django.db import connection
from django.test import SimpleTestCase

from talks.models import Decision, Difference, Event, FollowUp, Party, Person, Round, Source, Statement, Topic
from talks.models.searching import looked_for, names_of_record
from talks.search import (
    MOST_TERMS,
    Names,
    SearchTextField,
    correct,
    excerpt,
    mark,
    normalise,
    parse,
    search_text,
    stems,
    words,
)
from tests.base import (
    PUBLISHED,
    RecordTestCase,
    make_decision,
    make_event,
    make_follow_up,
    make_source,
    make_statement,
)

# Names as the record has them, with the same in the other language, and whether they are persons'.
NAMES = Names(
    [
        ("Sochi", "سوتشي", False),
        ("Egypt", "مصر", False),
        ("Jordan", "الأردن", False),
        ("Constitutional committee", "اللجنة الدستورية", False),
        ("Islamic State (ISIS)", "تنظيم الدولة الإسلامية (داعش)", False),
        ("UN refugee agency (UNHCR)", "المفوضية السامية", False),
        ("Alexander Lavrentiev", "ألكسندر لافرنتييف", True),
        ("Staffan de Mistura", "ستيفان دي ميستورا", True),
        ("Bashar al-Assad", "بشار الأسد", True),
        ("Kairat Abdrakhmanov", "خيرت عبد الرحمنوف", True),
        ("Nameless in Arabic", "", False),
    ]
)


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

    def test_cairo_seats_a_hamza_otherwise(self):
        self.assertSame("مسؤول", "مسئول")
        self.assertSame("شؤون", "شئون")

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
        self.assertSame("Kılıç", "KILIC")

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
        self.assertEqual(words("de-escalation/files_a"), ["de", "escalation", "files", "a"])
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


class StemsTestCase(SimpleTestCase):
    def test_the_article_is_no_part_of_a_word(self):
        self.assertEqual(stems("الجوله"), ["جوله"])
        self.assertEqual(stems("الدم"), ["دم"])

    def test_letters_are_joined_before_a_word(self):
        for joined in ("وهدنه", "فهدنه", "بهدنه", "لهدنه", "كهدنه"):
            self.assertEqual(stems(joined), ["هدنه"], joined)

    def test_they_are_joined_to_each_other_and_to_the_article(self):
        for joined in ("والجوله", "فالجوله", "بالجوله", "كالجوله", "للجوله", "وللجوله", "وبالجوله"):
            self.assertIn("جوله", stems(joined), joined)

    def test_what_is_too_short_without_them_stays_whole(self):
        for whole in ("وقف", "الى", "لجن", "فدا", "ال"):
            self.assertEqual(stems(whole), [], whole)

    def test_other_words_have_none(self):
        for word in ("مراقبه", "sochi", "2254"):
            self.assertEqual(stems(word), [], word)


class FoundTestCase(SimpleTestCase):
    """What finds what: a query beside a text, as a reader would expect."""

    def assertFinds(self, query: str, *texts: str) -> None:
        for text in texts:
            with self.subTest(query, text=text):
                self.assertTrue(parse(query, NAMES).is_in(search_text("", text)))
                self.assertIn("<mark>", mark(text, parse(query, NAMES)))

    def assertMisses(self, query: str, *texts: str) -> None:
        for text in texts:
            with self.subTest(query, text=text):
                self.assertFalse(parse(query, NAMES).is_in(search_text("", text)))

    def test_a_word_is_found_from_its_beginning(self):
        self.assertFinds("cease", "The ceasefire holds")
        self.assertMisses("fire", "The ceasefire holds")

    def test_every_word_has_to_be_found_in_any_order(self):
        self.assertFinds("Idlib ceasefire", "A ceasefire for Idlib")
        self.assertMisses("Idlib truce", "A ceasefire for Idlib")

    def test_the_spelling_of_arabic_does_not_matter(self):
        for query, text in {
            "انشاء": "إنشاء مناطق",
            "إنشاء": "انشاء مناطق",
            "آستانا": "محادثات أستانا",
            "أستانة": "محادثات أستانا",
            "مسئول": "مسؤول روسي",
            "الجوله": "الجولة الرابعة",
            "مستوي": "رفيع المستوى",
            "على": "علي",
            "التصعيد": "خفض التصعيـــــد",
            "هدنة": "هُدْنَةٌ",
            "هُدنة": "هدنة",
            "2254": "القرار ٢٢٥٤",
            "٢٢٥٤": "Resolution 2254",
        }.items():
            self.assertFinds(query, text)

    def test_the_article_hides_no_word(self):
        self.assertFinds("جولة", "الجولة الرابعة")
        self.assertFinds("الجولة", "جولة جديدة", "الجولة الرابعة", "والجولة", "بالجولة", "للجولة", "كالجولة")

    def test_joined_letters_hide_no_word(self):
        for joined in ("و", "ف", "ب", "ل", "ك", "وب", "ول", "ال", "وال", "بال", "كال", "فال", "لل", "ولل"):
            self.assertFinds("محتجزين", f"{joined}محتجزين")

    def test_joined_letters_may_be_asked_for(self):
        for joined in ("و", "ب", "ل", "وال", "بال", "لل"):
            self.assertFinds(f"{joined}محتجزين", "محتجزين", "المحتجزين")

    def test_letters_of_short_words_are_not_taken_for_joined_ones(self):
        self.assertMisses("بيان", "يان")
        self.assertMisses("وقف", "قف")
        self.assertMisses("لجنة", "جنة")

    def test_what_is_left_of_a_short_word_may_be_a_name(self):
        self.assertFinds("بمصر", "زار مصر")

    def test_the_first_letter_of_a_name_is_its_own(self):
        self.assertMisses("لافرنتييف", "افرنتييف")

    def test_words_in_quotation_marks_stand_together(self):
        for query in ('"zones are set"', "“zones are set”", "«zones are set»"):
            self.assertFinds(query, "The zones are set up")
            self.assertMisses(query, "Set are the zones")

    def test_words_with_a_hyphen_stand_together(self):
        self.assertFinds("de-escalation", "four de‑escalation zones", "de escalation")
        self.assertMisses("de-escalation", "escalation de")

    def test_a_phrase_may_have_letters_joined_before_it(self):
        for text in ("اللجنة الدستورية", "واللجنة الدستورية", "للجنة الدستورية", "باللجنة الدستورية"):
            self.assertFinds("«اللجنة الدستورية»", text)
        self.assertFinds("«وقف إطلاق النار»", "لوقف إطلاق النار")
        self.assertMisses("«اللجنة الدستورية»", "الدستورية اللجنة", "اللجنة العليا الدستورية")

    def test_a_short_number_is_the_whole_number(self):
        self.assertFinds("round 4", "Round 4", "Round ٤ of the talks")
        self.assertMisses("round 4", "Round 40", "Round 14")
        self.assertFinds("225", "Resolution 2254")

    def test_commas_part_words(self):
        self.assertFinds("Idlib,ceasefire", "A ceasefire for Idlib")
        self.assertFinds("روسيا،تركيا", "تركيا وروسيا")

    def test_signs_mean_nothing(self):
        self.assertFinds("100%", "100 of them")
        for sign in ("%", "_", " . ", "", '""', "|"):
            self.assertFalse(parse(sign), sign)
            self.assertEqual(mark("100% of it_", parse(sign)), "100% of it_")

    def test_so_many_words_are_looked_for_at_most(self):
        text = " ".join(f"word{number}" for number in range(100, 120))
        self.assertEqual(len(parse(text).terms), MOST_TERMS)

    def test_a_word_said_twice_is_looked_for_once(self):
        self.assertEqual(len(parse("Idlib idlib IDLIB").terms), 1)

    # Names

    def test_a_name_is_found_in_the_other_language(self):
        for query, text in {
            "Sochi": "قمة سوتشي",
            "سوتشي": "The Sochi summit",
            "Jordan": "زار الأردن",
            "أردن": "in Jordan",
            "بسوتشي": "in Sochi",
            "Constitutional Committee": "أعضاء اللجنة الدستورية",
            "للجنة الدستورية": "the constitutional committee",
        }.items():
            self.assertFinds(query, text)

    def test_the_last_word_of_a_persons_name_is_a_name(self):
        for query, text in {
            "Lavrentiev": "قال لافرنتييف",
            "لافرنتييف": "Lavrentiev said",
            "Mistura": "دي ميستورا",
            "assad": "بشار الأسد",
            "الأسد": "Bashar al-Assad",
            "Abdrakhmanov": "خيرت عبد الرحمنوف",
        }.items():
            self.assertFinds(query, text)

    def test_other_words_of_names_are_no_names(self):
        self.assertMisses("Alexander", "ألكسندر")
        self.assertMisses("committee", "الدستورية")

    def test_what_stands_in_parentheses_is_a_name(self):
        self.assertFinds("ISIS", "داعش")
        self.assertFinds("داعش", "ISIS")
        self.assertMisses("UNHCR", "المفوضية")

    def test_a_name_in_either_language_looks_for_the_same(self):
        for one, other in {"Sochi": "سوتشي", "Lavrentiev": "لافرنتييف", "Jordan": "الأردن"}.items():
            spellings = [{*parse(name, NAMES).terms[0].spellings} for name in (one, other)]
            self.assertEqual(*spellings)
            self.assertEqual(len(spellings[0]), 2)


class NearestTestCase(SimpleTestCase):
    """The name that is meant by a word that is none."""

    def assertNear(self, word: str, name: str) -> None:
        self.assertEqual(NAMES.nearest(normalise(word)), name)

    def test_it_is_given_as_the_record_writes_it(self):
        self.assertNear("Lavrentyev", "Lavrentiev")
        self.assertNear("mistora", "Mistura")
        self.assertNear("sotchi", "Sochi")

    def test_it_is_in_the_script_of_the_word(self):
        self.assertNear("لافرينتييف", "لافرنتييف")
        self.assertNear("ميستوره", "ميستورا")

    def test_joined_letters_do_not_matter(self):
        self.assertNear("وبسوتشيي", "سوتشي")

    def test_there_is_none_where_none_is_near(self):
        for word in ("zebra", "weather", "شجرة", "so", "سو"):
            self.assertNear(word, "")

    def test_words_are_put_right_where_they_stand(self):
        self.assertEqual(
            correct("«Lavrentyev», in sotchi!", {"lavrentyev": "Lavrentiev", "sotchi": "Sochi"}),
            "«Lavrentiev», in Sochi!",
        )
        self.assertEqual(correct("as it was", {}), "as it was")


class MarkTestCase(SimpleTestCase):
    def assertMarked(self, query: str, marked: str) -> None:
        text = marked.replace("[", "").replace("]", "")
        expected = marked.replace("[", "<mark>").replace("]", "</mark>")
        self.assertEqual(mark(text, parse(query, NAMES)), expected)

    def test_whole_words_are_marked(self):
        self.assertMarked("cease idlib", "A [ceasefire] for [Idlib], and no [cease]-fire since.")

    def test_words_are_marked_as_they_are_written(self):
        self.assertMarked("انشاء", "[إِنْشَاءُ] مناطق")
        self.assertMarked("جولة", "بعد [الجولة] [وللجولة]")
        self.assertMarked("cavusoglu", "Mevlüt [Çavuşoğlu].")
        self.assertMarked("2254", "القرار [٢٢٥٤]")

    def test_the_other_language_is_marked(self):
        self.assertMarked("Sochi", "قمة [سوتشي]")

    def test_a_phrase_is_marked_as_one(self):
        self.assertMarked("«اللجنة الدستورية»", "أعضاء [للجنة الدستورية] في جنيف")
        self.assertMarked('"zones are set"', "All [zones are settled].")

    def test_nothing_is_marked_twice(self):
        self.assertMarked('zones "zones are"', "All [zones are] set.")

    def test_a_short_number_is_marked_alone(self):
        self.assertMarked("4", "[4] of 40, not 14")

    def test_all_else_is_escaped(self):
        self.assertEqual(
            mark("<b>Sochi & co</b>", parse("sochi")), "&lt;b&gt;<mark>Sochi</mark> &amp; co&lt;/b&gt;"
        )

    def test_nothing_found_marks_nothing(self):
        self.assertMarked("zebra", "A ceasefire for Idlib")


class ExcerptTestCase(SimpleTestCase):
    BEFORE = "At the very beginning of a long text stands much that nobody looked for, and more of it. "
    AFTER = " And after it there is so much to read that it would fill the page of the results alone."

    def test_a_short_text_is_given_whole(self):
        self.assertEqual(excerpt("In Sochi.", parse("sochi")), "In <mark>Sochi</mark>.")

    def test_a_long_text_is_cut_between_words_around_what_is_found(self):
        text = f"{self.BEFORE}In Sochi they met.{self.AFTER}"
        shown = excerpt(text, parse("sochi"), 60)
        self.assertIn("In <mark>Sochi</mark> they met.", shown)
        self.assertTrue(shown.startswith("… ") and shown.endswith(" …"), shown)
        inside = shown[2:-2].replace("<mark>", "").replace("</mark>", "")
        self.assertIn(f" {inside} ", f" {text} ")
        self.assertLessEqual(len(inside), 60)

    def test_the_end_is_not_cut_where_it_is_near(self):
        shown = excerpt(f"{self.BEFORE}In Sochi they met.", parse("sochi"), 60)
        self.assertTrue(shown.endswith("they met."), shown)

    def test_the_beginning_stands_where_nothing_is_found(self):
        shown = excerpt(self.BEFORE + self.AFTER, parse("zebra"), 40)
        self.assertEqual(shown, "At the very beginning of a long text …")

    def test_a_text_without_blanks_is_cut_all_the_same(self):
        shown = excerpt("x" * 500, parse("zebra"), 40)
        self.assertEqual(shown, "x" * 40 + " …")


class SearchTextFieldTestCase(RecordTestCase):
    def test_it_holds_every_text_of_the_entry_in_both_languages(self):
        decision = make_decision(
            self.ninth,
            2,
            "Maps are drawn",
            "رسم الخرائط",
            text_en="In detail.",
            text_ar="بالتفصيل.",
            adopted_by_note_en="By all.",
            outcome_en="None came.",
            outcome_ar="لم تصل.",
        )
        self.assertEqual(
            decision.search_text,
            " maps are drawn رسم الخرايط in detail بالتفصيل by all none came لم تصل خرايط التفصيل تفصيل "
            "|maps|are|drawn|رسم|الخرايط|خرايط|",
        )

    def test_every_kind_of_entry_has_one(self):
        statement = make_statement(self.ninth, self.minister, "2018-05-15", "He hoped.")
        difference = Difference.objects.create(
            round=self.ninth,
            field="dates",
            text_en="Two dates.",
            text_ar="تاريخان.",
            why_en="Both.",
            **PUBLISHED,
        )
        for entry, word in [
            (self.ninth, "astana"),
            (self.summit, "sochi"),
            (self.maps, "maps"),
            (statement, "hoped"),
            (self.undone, "left"),
            (self.ceasefire, "ceasefire"),
            (Party.objects.get(slug="russia"), "russia"),
            (self.minister, "foreign"),
            (self.sana, "البيان"),
            (difference, "both"),
        ]:
            with self.subTest(type(entry).__name__):
                found = type(entry).objects.matching(parse(word))
                self.assertIn(entry, found)
                self.assertFalse(type(entry).objects.matching(parse("zebra")))

    def test_of_an_address_it_holds_the_host_and_the_last_part(self):
        source = make_source(
            "TASS",
            url="https://www.tass.example/world/2018/talks-in-%D8%A3%D8%B3%D8%AA%D8%A7%D9%86%D8%A7.html",
        )
        self.assertEqual(source.search_text, " tass tass example talks in استانا |tass|")

    def test_it_is_kept_when_the_entry_is_saved(self):
        self.maps.title_en = "Charts are drawn"
        self.maps.save()
        self.maps.refresh_from_db()
        self.assertIn(" charts are drawn رسم", self.maps.search_text)
        self.assertNotIn("maps are drawn رسم", self.maps.search_text)

    def test_it_is_kept_when_entries_are_written_in_bulk(self):
        rounds = [
            Round(track=self.astana, number=number, slug=f"bulk-{number}", date="2019-04", title_en=title)
            for number, title in ((13, "The THIRTEENTH"), (14, "The FOURTEENTH"))
        ]
        Round.objects.bulk_create(rounds)
        texts = Round.objects.filter(number__gt=12).order_by("number").values_list("search_text", flat=True)
        self.assertEqual(
            list(texts), [" the thirteenth |the|thirteenth|", " the fourteenth |the|fourteenth|"]
        )

    def test_it_leaves_out_what_is_empty(self):
        bare = Decision.objects.create(
            round=self.ninth, number=2, kind="appeal", title_en="Bare", **PUBLISHED
        )
        self.assertEqual(bare.search_text, " bare |bare|")
        self.assertEqual(FollowUp(decision=bare)._meta.get_field("search_text").text_of(FollowUp()), "")

    def test_editors_do_not_see_it(self):
        for model in (Round, Event, Decision, Statement, FollowUp, Topic, Party, Person, Source, Difference):
            self.assertFalse(model._meta.get_field("search_text").editable)

    def test_a_migration_can_write_it_down(self):
        field = SearchTextField(names=("title_en",), of=("text_en", "text_ar"))
        _name, _path, args, options = field.deconstruct()
        copy = SearchTextField(*args, **options)
        self.assertEqual((copy.names, copy.of), (("title_en",), ("text_en", "text_ar")))


class MigrationTestCase(RecordTestCase):
    """What the database had before there was a search over everything, and how it finds words."""

    def migration(self) -> ModuleType:
        return import_module("talks.migrations.0002_search")

    def test_it_fills_what_was_there_already(self):
        models = [apps.get_model("talks", name) for name in self.migration().SEARCHED]
        kept = {model: dict(model.objects.values_list("pk", "search_text")) for model in models}
        self.assertTrue(all(kept[model] for model in (Round, Event, Decision, Party, Person, Source)))
        for model in models:
            model.objects.update(search_text="")
        self.migration().fill(apps, connection.schema_editor())
        for model in models:
            with self.subTest(model.__name__):
                self.assertEqual(dict(model.objects.values_list("pk", "search_text")), kept[model])

    def test_it_knows_every_column(self):
        searched = {
            model._meta.model_name
            for model in apps.get_app_config("talks").get_models()
            if not model._meta.proxy
            and any(isinstance(field, SearchTextField) for field in model._meta.fields)
        }
        self.assertEqual({*self.migration().SEARCHED}, searched)

    @skipUnless(connection.vendor == "postgresql", "only PostgreSQL has trigrams")
    def test_every_column_has_an_index_of_trigrams(self):
        with connection.cursor() as cursor:
            for name in self.migration().SEARCHED:
                table = apps.get_model("talks", name)._meta.db_table
                index = connection.introspection.get_constraints(cursor, table)[f"{table}_by_words"]
                self.assertEqual((index["type"], index["columns"]), ("gin", ["search_text"]))


class MatchingTestCase(RecordTestCase):
    """What the database finds is what the rules find, on either database."""

    def found(self, model: type, text: str) -> set[str]:
        return {str(entry) for entry in model.objects.matching(looked_for(text))}

    def test_it_finds_by_the_same_rules_as_texts_are_marked(self):
        for model in (Round, Event, Topic, Party, Person, Source):
            entries = model.objects.all()
            for text in (
                "astana",
                "٤",
                "round 4",
                "الغوطة",
                "غوطة",
                "وبالغوطة",
                '"eastern ghouta"',
                "عبد",
                "100%",
            ):
                with self.subTest(model.__name__, text=text):
                    query = looked_for(text)
                    expected = {str(entry) for entry in entries if query.is_in(entry.search_text)}
                    self.assertEqual(self.found(model, text), expected)
        self.assertEqual(len(self.found(Round, "round 4")), 1)
        self.assertEqual(len(self.found(Event, "وبالغوطة")), 2)

    def test_nothing_is_found_where_nothing_is_looked_for(self):
        for text in ("", " . "):
            self.assertEqual(self.found(Round, text), set())

    def test_a_decision_is_found_by_the_names_of_where_it_was_taken_and_of_its_topics(self):
        self.assertEqual(self.found(Decision, "sochi"), {str(self.buffer)})
        self.assertEqual(self.found(Decision, "سوتشي عازلة"), {str(self.buffer)})
        self.assertEqual(self.found(Decision, "round 9"), {str(self.sovereignty)})
        self.assertEqual(self.found(Decision, "ceasefire maps"), {str(self.maps)})
        self.assertEqual(self.found(Decision, "round 9 maps"), set())

    def test_what_else_its_round_says_does_not_count(self):
        self.assertIn("Zones were agreed.", self.fourth.summary_en)
        self.assertEqual(self.found(Decision, "agreed"), set())

    def test_a_statement_is_found_by_who_made_it_but_not_by_the_office(self):
        statement = make_statement(self.ninth, self.minister, "2018-05-15", "He hoped.")
        self.assertEqual(self.found(Statement, "Abdrakhmanov hoped"), {str(statement)})
        self.assertEqual(self.found(Statement, "minister hoped"), set())

    def test_what_is_named_so_is_told_from_what_says_so(self):
        named = make_event(self.summits, "Talks on maps", "محادثات الخرائط", "2018-01")
        saying = make_event(self.summits, "A visit", "زيارة", "2018-02", summary_en="Maps were shown.")
        events = Event.objects.with_named(looked_for("maps"))
        self.assertEqual([events.get(pk=one.pk).is_named for one in (named, saying)], [True, False])
        self.assertFalse(FollowUp.objects.with_named(looked_for("zone")).get(pk=self.undone.pk).is_named)

    def test_the_names_are_those_of_the_record_in_one_query(self):
        make_event(
            self.summits,
            "Secret talks",
            "سرية",
            "2018-01",
            place_en="Vienna",
            place_ar="فيينا",
            state="draft",
        )
        with self.assertNumQueries(1):
            names = names_of_record()
        for one, other in {
            "russia": "روسيا",
            "abdrakhmanov": "الرحمنوف",
            "ceasefire": "وقف اطلاق النار",
            "astana": "استانا",
            "sochi": "سوتشي",
            "idlib": "ادلب",
        }.items():
            self.assertEqual(names.others([one]), [other])
        self.assertEqual(names.others(["vienna"]), [])

    def test_a_follow_up_is_found_by_its_note(self):
        make_follow_up(self.maps, "2018-06", "partly", note_en="Half of them.", note_ar="نصفها.")
        self.assertEqual(FollowUp.objects.matching(looked_for("half")).count(), 1)
