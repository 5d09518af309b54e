"""What holds for every page of the record, in both languages."""

import datetime as dt

from django.conf import settings
from django.test import override_settings

from talks.models import Decision, FollowUp, Round, Statement
from tests.base import PUBLISHED, PageTestCase, let_the_database_look_around, make_statement

# A page of each kind of the talks in small.
PAGES = [
    "",
    "rounds/",
    "rounds/astana-4/",
    "rounds/astana-12/",
    "events/sochi-summit/",
    "decisions/",
    "decisions/astana-4-1/",
    "topics/",
    "topics/ceasefire/",
    "guarantors/",
    "parties/",
    "parties/russia/",
    "people/",
    "people/kairat-abdrakhmanov/",
    "sources/",
    "sources/tass-2017-05-04/",
    "differences/",
    "search/",
    "search/?q=zone",
    "changes/",
]
LANGUAGES = {"ar": "rtl", "en": "ltr"}


class EveryPageTestCase(PageTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_statement(cls.fourth, cls.minister, "2017-05-04", "It went well.")

    def each(self):
        """Yield every page in every language with its address."""
        for language in LANGUAGES:
            for page in PAGES:
                address = f"/{language}/{page}"
                with self.subTest(address):
                    yield address, self.read(address)

    def test_it_is_in_the_language_and_direction_of_its_address(self):
        for address, page in self.each():
            language = address[1:3]
            self.assertEqual(page.all("html"), [{"lang": language, "dir": LANGUAGES[language]}])

    def test_it_has_a_title_of_its_own_and_one_heading(self):
        titles = {}
        for address, page in self.each():
            title = page.html.partition("<title>")[2].partition("</title>")[0]
            self.assertNotIn(title, titles, f"as {titles.get(title)}") if "?" not in address else None
            titles[title] = address
            self.assertGreater(len(title), 10)
            self.assertEqual(len(page.all("h1")), 1)

    def test_it_says_in_a_sentence_what_it_is_about(self):
        for _address, page in self.each():
            (description,) = page.all("meta", name="description")
            self.assertGreater(len(description["content"]), 20)
            self.assertLessEqual(len(description["content"]), 320)
            for name in ("og:title", "og:description", "og:url", "og:type", "og:site_name", "og:locale"):
                self.assertTrue(page.all("meta", property=name)[0]["content"], name)

    def test_it_names_its_lasting_address_and_that_of_its_translation(self):
        for address, page in self.each():
            path = address.partition("?")[0]
            self.assertEqual(
                page.all("link", rel="canonical"), [{"rel": "canonical", "href": f"http://testserver{path}"}]
            )
            self.assertEqual(
                {
                    link["hreflang"]: link["href"]
                    for link in page.all("link", rel="alternate")
                    if "hreflang" in link
                },
                {
                    **{code: f"http://testserver/{code}{path[3:]}" for code, _name in settings.LANGUAGES},
                    "x-default": f"http://testserver/ar{path[3:]}",
                },
            )

    def test_it_leads_to_its_translation_and_back_to_the_dashboard(self):
        for address, page in self.each():
            other = {"ar": "en", "en": "ar"}[address[1:3]]
            self.assertTrue(page.all("a", href=f"/{other}{address[3:]}", hreflang=other))
            self.assertTrue(page.all("a", href=f"/{address[1:3]}/"))

    def test_it_tells_the_way_to_it(self):
        for address, page in self.each():
            way = page.structured_data("BreadcrumbList")["itemListElement"]
            self.assertEqual(way[-1]["item"], f"http://testserver{address.partition('?')[0]}")
            if address[4:]:
                self.assertEqual(way[0]["item"], f"http://testserver/{address[1:3]}/")
                self.assertTrue(page.all("li", **{"aria-current": "page"}))

    def test_ids_are_used_once(self):
        for _address, page in self.each():
            self.assertEqual(sorted(page.ids()), sorted(set(page.ids())))

    def test_anyone_may_keep_it_and_nobody_gets_a_cookie(self):
        for _address, page in self.each():
            answer = page.answer
            self.assertIn("public", answer["Cache-Control"])
            self.assertNotIn("Cookie", answer["Vary"])
            self.assertIn("HX-Request", answer["Vary"])
            self.assertFalse(answer.cookies)

    def test_it_is_read_and_not_written(self):
        for address, _page in self.each():
            self.assertEqual(self.client.post(address).status_code, 405)
            self.assertEqual(self.client.head(address).status_code, 200)

    @override_settings(DEBUG=False)
    def test_without_an_edition_it_says_so(self):
        self.edition.delete()
        for address in PAGES[:2] + PAGES[-4:]:
            with self.subTest(address):
                self.assertIn(
                    "There is no edition of the record yet", self.read(f"/en/{address}").words("main")
                )


class ManyRoundsTestCase(PageTestCase):
    """Twelve rounds or twelve hundred: a page asks the database as often."""

    def more(self, first: int, last: int) -> None:
        """Add rounds of these numbers, each with a decision, its follow-up and a statement."""
        days = [(number, dt.date(2014, 1, 1) + dt.timedelta(number)) for number in range(first, last)]
        texts = {"title_en": "T", "title_ar": "ع", "short_label_en": "T", "short_label_ar": "ع"}
        rounds = Round.objects.bulk_create(
            Round(
                slug=f"astana-{number}",
                track=self.astana,
                number=number,
                date=day.isoformat(),
                earliest=day,
                latest=day,
                status="held",
                **texts,
                **PUBLISHED,
            )
            for number, day in days
        )
        decisions = Decision.objects.bulk_create(
            Decision(
                slug=f"{meeting.slug}-1",
                round=meeting,
                number=1,
                kind="appeal",
                title_en="D",
                title_ar="ق",
                text_en="Zone.",
                text_ar="منطقة.",
                search_text=" zone ",
                carries_on=self.memorandum,
                **PUBLISHED,
            )
            for meeting in rounds
        )
        Decision.topics.through.objects.bulk_create(
            Decision.topics.through(decision=decision, topic=self.ceasefire) for decision in decisions
        )
        Decision.adopted_by.through.objects.bulk_create(
            Decision.adopted_by.through(decision=decision, party_id=self.russia.pk) for decision in decisions
        )
        FollowUp.objects.bulk_create(
            FollowUp(
                slug=f"{decision.slug}-f",
                decision=decision,
                date="2018-10-01",
                earliest=dt.date(2018, 10, 1),
                latest=dt.date(2018, 10, 1),
                status="partly",
                **PUBLISHED,
            )
            for decision in decisions
        )
        Statement.objects.bulk_create(
            Statement(
                slug=f"{meeting.slug}-s",
                round=meeting,
                speaker=self.minister,
                day=meeting.latest,
                stance="neutral",
                gist_en="Zone.",
                gist_ar="منطقة.",
                **PUBLISHED,
            )
            for meeting in rounds
        )

    def test_it_asks_as_often_of_1200_rounds_as_of_12(self):
        self.more(20, 32)
        past = ["rounds/", "decisions/?q=zone", "topics/ceasefire/", "parties/russia/", "search/?q=zone"]
        past = [f"{page}{'&' if '?' in page else '?'}as_of=2018-10-15" for page in past]
        few = {page: self.queries_of(f"/en/{page}") for page in PAGES[:-1] + ["changes/?since=2015", *past]}
        self.more(32, 1220)
        self.assertGreater(Round.objects.count(), 1200)
        let_the_database_look_around()
        for page, queries in few.items():
            with self.subTest(page):
                self.assertLessEqual(queries, 15)
                self.assertLessEqual(self.queries_of(f"/en/{page}"), queries)
