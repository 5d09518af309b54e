"""First use: an empty record says what to do, and every empty list why it is empty and what to try."""

import datetime as dt

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from talks.models import Edition, GuarantorState, Party, Source, State, Topic, Track
from talks.roles import EDITORS, PUBLISHERS
from tests.base import Page, PageTestCase, make_decision, make_round

LISTS = {
    "rounds/": "No round had been held by this day.",
    "decisions/": "By this day no decision stands in the record.",
    "topics/": "By this day no decision stands in the record.",
    "guarantors/": "By this day no party stands in the record.",
    "parties/": "By this day no party stands in the record.",
    "people/": "By this day the record tells of nobody.",
    "sources/": "By this day no source stands in the record.",
    "differences/": "By this day sources contradicted each other on nothing in the record.",
    "changes/": "Nothing in the record changed between these days.",
}
OTHER_PAGES = ["", "search/", "search/?q=idlib", "data/", "editions/", "embed/", "embed/site-owners/"]
DATA = [
    *(
        "/data/record.json",
        "/data/record.xlsx",
        "/data/datapackage.zip",
        "/data/rounds.csv",
        "/api/v1/rounds/",
    ),
    *("/en/rounds.ics", "/en/changes.atom", "/en/timeline.json", "/en/charts/timeline.svg"),
    *("/en/charts/topics.png", "/en/embed/timeline/"),
]
ENTERED_LATER = "Whatever editors enter and publish stands here at once."


class InFirstUse(TestCase):
    def read(self, address: str, status: int = 200) -> Page:
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, status, address)
        return Page(answer)


class NoRecordTestCase(InFirstUse):
    """A database in which nothing is but its tables."""

    def test_every_page_says_so_and_tells_editors_where_to_begin(self):
        for code, _name in settings.LANGUAGES:
            for path in [*LISTS, *OTHER_PAGES, "rounds/astana-1/"]:
                with self.subTest(path, language=code):
                    page = self.read(f"/{code}/{path}")
                    self.assertTrue(page.all("ol", **{"class": "steps"}))
                    self.assertTrue(page.all("a", href=f"/{code}/admin/"))
        said = self.read("/en/").words("main")
        self.assertIn("There is no edition of the record yet.", said)
        self.assertIn("python manage.py load_record", said)
        self.assertNotIn(str(settings.BASE_DIR), said)

    def test_files_feeds_and_charts_say_so_in_the_format_asked_for(self):
        for address in DATA:
            with self.subTest(address):
                answer = self.client.get(address, headers={"accept-language": "en"})
                self.assertEqual(answer.status_code, 404)
                if not address.endswith(".png"):
                    self.assertIn("There is no edition of the record yet.", answer.content.decode())
        self.assertEqual(self.client.get("/sitemap.xml").status_code, 200)
        self.assertContains(self.client.get("/robots.txt"), "Sitemap: http://testserver/sitemap.xml")


class AlmostEmptyTestCase(InFirstUse):
    """An edition of which nothing is told yet."""

    @classmethod
    def setUpTestData(cls) -> None:
        Edition.objects.create(number=1, day=dt.date(2018, 11, 29), is_published=True)

    def test_every_list_says_why_it_is_empty_and_what_to_try(self):
        for path, why in LISTS.items():
            with self.subTest(path):
                page = self.read(f"/en/{path}")
                said = page.words("main")
                self.assertIn(why, said)
                self.assertNotIn("fits what you ask for", said)
                if path != "changes/":
                    self.assertIn(f"{why} {ENTERED_LATER}", said)
                    self.assertTrue(page.all("a", href="/en/"))

    def test_the_dashboard_and_the_search_say_it_too(self):
        said = self.read("/en/").words("decisions")
        self.assertIn(f"By this day no decision stands in the record. {ENTERED_LATER}", said)
        self.assertIn("Try fewer words", self.read("/en/search/?q=idlib").words("main"))

    def test_filters_are_not_blamed_for_an_empty_record(self):
        for path in ("decisions/?q=idlib", "sources/?q=idlib", "?q=idlib"):
            with self.subTest(path):
                self.assertIn("stands in the record", self.read(f"/en/{path}").words("results"))

    def test_every_page_file_and_chart_answers(self):
        for code in settings.RECORD_LANGUAGES:
            for path in [*LISTS, *OTHER_PAGES]:
                self.read(f"/{code}/{path}")
        for address in DATA:
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 200)

    def test_a_round_without_decisions_says_so(self):
        make_round(
            Track.objects.create(slug="astana", name_en="Rounds", name_ar="الجولات", position=1), 1, "2017-01"
        )
        self.assertIn("No decision in the record", self.read("/en/rounds/astana-1/").words("main"))
        self.assertIn("By this day no decision stands", self.read("/en/decisions/").words("main"))


class EarlierDayTestCase(PageTestCase):
    """The talks in small on their first day."""

    def test_an_empty_list_leads_back_to_the_day_of_the_edition(self):
        for path in ("decisions/", "topics/", "people/", "differences/"):
            with self.subTest(path):
                page = self.read(f"/en/{path}?as_of=2017-05-03")
                self.assertIn("Back to 29 November 2018", page.words("main"))
                self.assertTrue(page.all("a", href=f"/en/{path}"))

    def test_a_list_that_filters_emptied_offers_to_clear_them(self):
        for path in ("decisions/?q=qqqq", "sources/?q=qqqq", "?q=qqqq"):
            with self.subTest(path):
                page = self.read(f"/en/{path}")
                self.assertIn("fits what you ask for. Clear the filters", page.words("results"))


class DeskTestCase(InFirstUse):
    """Omar writes, Nadia publishes; nothing is entered yet."""

    @classmethod
    def setUpTestData(cls) -> None:
        for name, role in (("omar", EDITORS), ("nadia", PUBLISHERS)):
            account = get_user_model().objects.create_user(name, is_staff=True)
            account.groups.add(Group.objects.get(name=role))
            setattr(cls, name, account)

    def first_steps(self, account) -> dict[str, str]:
        """Give the beginning of what is still to be done, with the way there."""
        self.client.force_login(account)
        steps = self.client.get("/en/admin/").context["first_steps"]
        return {" ".join(str(step.said).split()[:3]): step.address for step in steps if not step.is_done}

    def test_it_says_what_to_do_first_and_leads_there(self):
        adding = {
            name: f"/en/admin/talks/{kind}/add/"
            for name, kind in {
                "Add tracks, the": "track",
                "Add the guarantor": "guarantorstate",
                "Add the topics": "topic",
                "Add sources: what": "source",
                "Add the first": "round",
            }.items()
        }
        decisions, publishing = {"Enter its decisions:": ""}, "A publisher publishes"
        # Only a publisher may prepare an edition.
        self.assertEqual(self.first_steps(self.omar), {**adding, **decisions, publishing: ""})
        self.assertEqual(
            self.first_steps(self.nadia), {**adding, **decisions, publishing: "/en/admin/talks/edition/add/"}
        )
        page = self.read("/en/admin/")
        for address in adding.values():
            self.assertTrue(page.all("a", href=address))
        self.assertIn("load_record", page.words("desk-first"))
        self.assertTrue(page.all("a", href="/en/admin/guide/"))

    def test_it_says_so_in_arabic(self):
        self.client.force_login(self.omar)
        self.assertTrue(self.read("/ar/admin/").all("a", href="/ar/admin/talks/track/add/"))

    def test_what_is_done_is_marked_and_at_last_all_of_it_goes(self):
        track = Track.objects.create(slug="astana", name_en="Rounds", name_ar="الجولات", position=1)
        names = {"name_en": "X", "name_ar": "س"}
        GuarantorState.objects.create(kind=Party.Kind.STATE, iso="RU", guarantor_order=1, **names)
        Topic.objects.create(position=1, **names)
        Source.objects.create(publisher="TASS", kind="news", language="en", url="https://tass.example/1")
        first = make_round(track, 1, "2017-01-23/2017-01-24", state=State.DRAFT)
        with override("en"):
            form = reverse("admin:talks_round_change", args=[first.pk])
        steps = self.first_steps(self.nadia)
        self.assertEqual(
            steps, {"Enter its decisions:": form, "A publisher publishes": "/en/admin/talks/edition/add/"}
        )

        make_decision(first, 1, "Ceasefire", state=State.DRAFT)
        prepared = Edition.objects.create(number=1, day=dt.date(2017, 2, 1))
        steps = self.first_steps(self.nadia)
        self.assertEqual(steps, {"A publisher publishes": f"/en/admin/talks/edition/{prepared.pk}/change/"})
        self.assertIn("Done", self.read("/en/admin/").words("desk-first"))

        Edition.objects.update(is_published=True)
        self.assertEqual(self.first_steps(self.nadia), {})
        self.assertNotIn("desk-first", self.read("/en/admin/").ids())
