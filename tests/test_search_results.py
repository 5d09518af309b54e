"""The search over everything: what is found of each kind, in which order, and what on an earlier day."""

from django.conf import settings
from django.test import TestCase
from django.utils.translation import override

from talks.models import AsOf, Difference, Edition, Participation, Party, Person, State
from talks.pages.lists import ENTRIES_A_PAGE
from talks.pages.search import KINDS, SearchResults, search, search_kind
from talks.record import load
from tests.base import (
    PUBLISHED,
    RecordTestCase,
    cite,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_source,
    make_statement,
)

DRAFT = {"state": State.DRAFT}


class SearchTestCase(RecordTestCase):
    def search(self, text: str, day: str = "", **options) -> SearchResults:
        return search(text, self.as_of(day), **options)

    def found(self, text: str, day: str = "") -> dict[str, list]:
        """Give what is found, by the keys of the kinds."""
        return {group.key: group.entries for group in self.search(text, day).groups}

    def make_one_of_each(self, word: str) -> dict[str, list]:
        """Make an entry of each kind that says a word, by the keys of the kinds."""
        meeting = make_round(self.astana, 8, "2017-12-21/2017-12-22", summary_en=f"A {word} round.")
        topic = self.topic(f"A {word} topic")
        decision = make_decision(meeting, 1, f"A {word} decision", topics=[topic])
        party = Party.objects.create(kind=Party.Kind.UN, name_en=f"{word} body", name_ar="هيئة")
        person = Person.objects.create(name_en=f"{word} Smith", name_ar="سميث", party=party)
        Participation.objects.create(event=self.summit, party=party, head=person, **PUBLISHED)
        source = make_source(f"{word} news", published=meeting.latest)
        cite(source, decision=decision)
        return {
            "rounds": [meeting],
            "events": [make_event(self.summits, f"A {word} event", "حدث", "2017-12-20")],
            "decisions": [decision],
            "statements": [make_statement(meeting, self.minister, "2017-12-22", f"A {word} word.")],
            "follow-ups": [make_follow_up(decision, "2017-12-23", "pending", note_en=f"A {word} note.")],
            "topics": [topic],
            "parties": [party],
            "people": [person],
            "sources": [source],
            "differences": [self.difference(meeting, text_en=f"A {word} difference.")],
        }

    def topic(self, name_en: str):
        return type(self.ceasefire).objects.create(name_en=name_en, name_ar="موضوع", position=9)

    def difference(self, meeting, **values) -> Difference:
        texts = {"text_en": "Two dates.", "text_ar": "تاريخان.", "why_en": "First.", "why_ar": "الأول."}
        return Difference.objects.create(round=meeting, field="dates", **PUBLISHED | texts | values)


class GroupsTestCase(SearchTestCase):
    def test_every_kind_of_entry_is_found_in_the_order_of_the_kinds(self):
        made = self.make_one_of_each("velvet")
        found = self.found("velvet")
        self.assertEqual(found, made)
        self.assertEqual(list(found), [kind.key for kind in KINDS])

    def test_kinds_of_which_nothing_is_found_are_left_out(self):
        self.assertEqual(self.found("maps"), {"decisions": [self.maps]})

    def test_both_languages_find_the_same(self):
        self.assertEqual(self.found("Sochi"), self.found("سوتشي"))
        self.assertEqual(self.found("Sochi"), {"events": [self.summit], "decisions": [self.buffer]})
        self.assertEqual(self.found("Abdrakhmanov"), self.found("عبد الرحمنوف"))

    def test_what_is_named_so_stands_first_then_the_newest(self):
        saying_old = make_decision(self.fourth, 4, "Old", text_en="On velvet.")
        saying_new = make_decision(self.ninth, 2, "New", text_en="On velvet.")
        named_old = make_decision(self.fourth, 5, "Velvet of old")
        named_new = make_decision(self.ninth, 3, "Velvet of now")
        self.assertEqual(self.found("velvet"), {"decisions": [named_new, named_old, saying_new, saying_old]})

    def test_guarantors_stand_before_other_parties(self):
        for party in (self.kazakhstan, self.iran):
            party.role_note_en = "Velvet."
            party.save()
        self.assertEqual([party.slug for party in self.found("velvet")["parties"]], ["iran", "kazakhstan"])

    def test_a_few_of_each_kind_are_shown_and_all_are_counted(self):
        for number in range(2, 9):
            make_decision(self.ninth, number, f"Velvet {number}")
        results = self.search("velvet")
        [group] = results.groups
        self.assertEqual((len(group.entries), group.total, group.more), (5, 7, 2))
        self.assertEqual(results.total, 7)
        [group] = self.search("velvet", limit=3).groups
        self.assertEqual((len(group.entries), group.total, group.more), (3, 7, 4))

    def test_nothing_is_found_where_nothing_is_looked_for(self):
        for text in ("", "  ", "%", "«»"):
            with self.subTest(text), self.assertNumQueries(0):
                results = self.search(text)
            self.assertEqual((results.groups, results.total, results.suggestion), ([], 0, ""))

    def test_groups_are_found_by_the_kind(self):
        results = self.search("sochi")
        self.assertEqual(results.group("events").entries, [self.summit])
        self.assertIsNone(results.group("people"))


class PublishedTestCase(SearchTestCase):
    """Readers find what they may see."""

    def test_drafts_are_not_found(self):
        made = self.make_one_of_each("velvet")
        for key in ("events", "statements", "follow-ups", "differences"):
            made[key][0].state = State.DRAFT
            made[key][0].save()
        self.assertEqual(
            self.found("velvet").keys(), made.keys() - {"events", "statements", "follow-ups", "differences"}
        )

    def test_what_belongs_to_a_draft_is_not_found(self):
        made = self.make_one_of_each("velvet")
        made["rounds"][0].state = State.DRAFT
        made["rounds"][0].save()
        self.assertEqual(self.found("velvet").keys(), {"events", "parties", "people"})

    def test_a_follow_up_of_a_draft_decision_is_not_found(self):
        made = self.make_one_of_each("velvet")
        made["decisions"][0].state = State.DRAFT
        made["decisions"][0].save()
        self.assertEqual(
            made.keys() - self.found("velvet").keys(), {"decisions", "follow-ups", "topics", "sources"}
        )


class KnownTestCase(SearchTestCase):
    """On an earlier day, readers find what was known by then."""

    def test_what_came_later_is_not_found(self):
        made = self.make_one_of_each("velvet")
        self.assertEqual(self.found("velvet", "2017-12-23"), made)
        lasting = {"topics", "parties", "people"}
        self.assertEqual(self.found("velvet", "2017-12-22").keys(), made.keys() - {"follow-ups"})
        self.assertEqual(
            self.found("velvet", "2017-12-21").keys(),
            lasting | {"events", "differences"},
        )
        self.assertEqual(self.found("velvet", "2017-12-19").keys(), lasting)

    def test_words_that_were_not_there_yet_find_nothing(self):
        self.maps.outcome_en = "In velvet, at last."
        self.maps.save()
        self.assertEqual(self.found("velvet"), {"decisions": [self.maps]})
        self.assertEqual(self.found("velvet", "2018-02-01"), {})
        self.assertIsNone(search_kind("decisions", "velvet", self.as_of("2018-02-01")).group("decisions"))

    def test_names_of_where_it_was_taken_were_there(self):
        self.assertEqual(self.found("round 4 maps", "2018-02-01"), {"decisions": [self.maps]})
        self.assertEqual(self.found("ceasefire maps", "2018-02-01"), {"decisions": [self.maps]})

    def test_what_a_round_was_called_later_does_not_find_it_before(self):
        meeting = make_round(
            self.astana, 10, "2018-07-30/2018-07-31", title_en="Velvet", city_en="Velvet", city_ar="قطيفة"
        )
        make_announcement(meeting, "2018-05-15", "2018-07", by_person=self.minister)
        self.assertEqual(self.found("velvet"), {"rounds": [meeting]})
        self.assertEqual(self.found("قطيفة"), {"rounds": [meeting]})
        for name in ("velvet", "قطيفة"):
            self.assertEqual(self.found(name, "2018-06-01"), {})
        with override("en"):
            self.assertEqual(self.found("round 10", "2018-06-01"), {"rounds": [meeting]})

    def test_a_planned_round_is_found(self):
        self.assertEqual(self.found("Astana 12"), {"rounds": [self.twelfth]})


class HitTestCase(SearchTestCase):
    """What a line of the results shows."""

    def hit(self, key: str, text: str, language: str = "en"):
        with override(language):
            hit = self.search(text).group(key).hits[0]
            return hit.title, hit.excerpt

    def test_its_title_is_marked(self):
        title, excerpt = self.hit("events", "sochi")
        self.assertEqual((title.html, title.language), ("<mark>Sochi</mark> summit", "en"))
        title, excerpt = self.hit("events", "sochi", "ar")
        self.assertEqual((title.html, title.language), ("قمة <mark>سوتشي</mark>", "ar"))

    def test_the_text_that_says_most_of_it_is_shown(self):
        self.maps.outcome_en = "They were printed in Vienna."
        self.maps.save()
        title, excerpt = self.hit("decisions", "maps vienna")
        self.assertEqual(title.html, "<mark>Maps</mark> are drawn")
        self.assertEqual(excerpt.html, "They were printed in <mark>Vienna</mark>.")

    def test_a_text_in_the_other_language_is_shown_where_it_alone_says_it(self):
        self.maps.text_ar = "طبعت في فيينا."
        self.maps.save()
        _title, excerpt = self.hit("decisions", "فيينا")
        self.assertEqual((excerpt.html, excerpt.language), ("طبعت في <mark>فيينا</mark>.", "ar"))

    def test_a_title_that_says_it_all_leaves_the_text_as_it_begins(self):
        _title, excerpt = self.hit("decisions", "buffer")
        self.assertEqual(excerpt.html, "They decided: A <mark>buffer</mark> zone is set up.")
        _title, excerpt = self.hit("events", "sochi")
        self.assertIsNone(excerpt)

    def test_an_entry_without_a_title_has_none(self):
        make_statement(self.ninth, self.minister, "2018-05-15", "In velvet.")
        title, excerpt = self.hit("statements", "velvet")
        self.assertIsNone(title)
        self.assertEqual(excerpt.html, "In <mark>velvet</mark>.")

    def test_a_source_is_in_its_own_language(self):
        title, excerpt = self.hit("sources", "البيان")
        self.assertEqual((title.html, title.language), ("<mark>البيان</mark> الختامي", "ar"))


class SuggestionTestCase(SearchTestCase):
    """Did you mean."""

    def assertSuggests(self, text: str, suggestion: str, day: str = "") -> None:
        results = self.search(text, day)
        self.assertEqual(results.suggestion, suggestion)
        if suggestion:
            self.assertEqual(results.groups, [])
            self.assertTrue(self.search(suggestion, day).groups)

    def test_a_misspelt_name_is_put_right(self):
        self.assertSuggests("Abdrakmanov", "Abdrakhmanov")
        self.assertSuggests("sotchi", "Sochi")
        self.assertSuggests("كزاخستان", "كازاخستان")

    def test_the_rest_of_the_query_stays_as_it_is(self):
        self.assertSuggests("“buffer”,  Sotchi!", "“buffer”,  Sochi!")

    def test_a_word_that_is_found_somewhere_is_not_misspelt(self):
        make_decision(self.ninth, 2, "Sotchi", text_en="A name of old.")
        self.assertSuggests("Sotchi zebra", "")

    def test_none_is_given_where_something_is_found(self):
        make_decision(self.ninth, 2, "Sotchi", text_en="A name of old.")
        self.assertEqual(self.search("Sotchi").total, 1)
        self.assertSuggests("Sotchi", "")

    def test_none_is_given_where_no_name_is_near(self):
        self.assertSuggests("zebra", "")

    def test_one_is_given_on_an_earlier_day(self):
        self.assertSuggests("Kazakstan", "Kazakhstan", "2018-02-01")

    def test_one_is_given_among_one_kind(self):
        results = search_kind("people", "Abdrakmanov", self.as_of())
        self.assertEqual((results.groups, results.suggestion), ([], "Abdrakhmanov"))


class PagesTestCase(SearchTestCase):
    """All that is found of one kind."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.velvet = [make_decision(cls.ninth, number, f"Velvet {number}") for number in range(2, 32)]

    def page(self, page: int, day: str = ""):
        results = search_kind("decisions", "velvet", self.as_of(day), page)
        [group] = results.groups
        self.assertEqual(group.total, 30)
        return group

    def test_it_is_given_page_by_page_in_the_same_order(self):
        for day in ("", "2018-06-01"):
            with self.subTest(day):
                first, second = self.page(1, day), self.page(2, day)
                self.assertEqual(first.entries + second.entries, self.velvet)
                self.assertEqual(len(first.entries), ENTRIES_A_PAGE)
                self.assertEqual((second.page.number, second.page.paginator.num_pages), (2, 2))

    def test_beyond_the_last_page_is_the_last(self):
        self.assertEqual(self.page(99).entries, self.velvet[ENTRIES_A_PAGE:])

    def test_it_begins_with_those_of_the_group(self):
        self.assertEqual(self.page(1).entries[:5], self.found("velvet")["decisions"])

    def test_other_kinds_are_left_out(self):
        make_event(self.summits, "A velvet event", "حدث", "2017-12-20")
        self.assertEqual(
            [group.key for group in search_kind("events", "velvet", self.as_of()).groups], ["events"]
        )


class QueriesTestCase(SearchTestCase):
    """As many queries for a large record as for a small one."""

    def read(self, results: SearchResults) -> None:
        """Read what a page shows of the results."""
        for group in results.groups:
            for hit in group.hits:
                str(hit.entry), hit.title, hit.excerpt, str(getattr(hit.entry, "meeting", ""))

    def test_everything_takes_twelve_queries_at_most(self):
        self.make_one_of_each("velvet")
        for more in (0, 8):
            for number in range(more):
                meeting = make_round(self.astana, 20 + number, "2017-12-21/2017-12-22", summary_en="Velvet.")
                make_decision(meeting, 1, "Velvet decision")
                make_statement(meeting, self.minister, "2017-12-22", "Velvet.")
            with self.subTest(more=more), self.assertNumQueries(12):
                self.read(self.search("velvet"))
            with self.subTest(more=more, day="2018-02-01"), self.assertNumQueries(12):
                self.read(self.search("velvet", "2018-02-01"))

    def test_nothing_takes_three_at_most(self):
        with self.assertNumQueries(2):
            self.search("zebra")
        with self.assertNumQueries(3):
            self.search("Sotchi Kazakstan")
        with self.assertNumQueries(12):
            self.search("Sotchi Kazakstan", "2018-02-01")

    def test_a_page_of_one_kind_takes_three(self):
        for number in range(2, 40):
            make_decision(self.ninth, number, f"Velvet {number}")
        with self.assertNumQueries(3):
            self.read(search_kind("decisions", "velvet", self.as_of()))


class ShippedRecordTestCase(TestCase):
    """Names of the record as it is shipped."""

    @classmethod
    def setUpTestData(cls) -> None:
        load(settings.BASE_DIR / "talks" / "data")
        edition = Edition.objects.current()
        cls.as_of = AsOf(edition, edition.day)

    def counts(self, text: str) -> dict[str, int]:
        return {group.key: group.total for group in search(text, self.as_of).groups}

    def test_a_name_finds_the_same_in_either_language(self):
        for one, other, kind in [
            ("Sochi", "سوتشي", "rounds"),
            ("Idlib", "إدلب", "topics"),
            ("Lavrentiev", "لافرنتييف", "people"),
            ("Cavusoglu", "أوغلو", "people"),
            ("Iran", "إيران", "parties"),
            ("Geneva", "جنيف", "events"),
        ]:
            with self.subTest(one):
                self.assertEqual(self.counts(one), self.counts(other))
                self.assertIn(kind, self.counts(one))

    def test_a_misspelt_name_is_put_right(self):
        for misspelt, name in {
            "Lavrentyev": "Lavrentiev",
            "لافرنتيف": "لافرنتييف",
            "Mistora": "Mistura",
            "Erdogn": "Erdoğan",
            "جعفريي": "الجعفري",
        }.items():
            with self.subTest(misspelt):
                self.assertEqual(search(misspelt, self.as_of).suggestion, name)
                self.assertTrue(self.counts(name))

    def test_other_words_are_no_misspelt_names(self):
        for word in ("zebra", "parrot", "بطيخ"):
            results = search(word, self.as_of)
            self.assertEqual((results.groups, results.suggestion), ([], ""))
