"""The read API: what programs get of the record, page by page, and how it is described to them."""

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import override
from openapi_spec_validator import validate

from talks.api.description import describe
from talks.api.filters import FORMS
from talks.models import (
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    Event,
    Participation,
    Round,
    State,
    Topic,
    ZoneEvent,
)
from talks.record.freezing import freeze, publish_edition
from talks.record.open_data.datasets import DATASETS
from tests.base import (
    PUBLISHED,
    PageTestCase,
    cite,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_source,
    make_statement,
)

API = "/api/v1/"
DRAFT = {"state": State.DRAFT}
ENGLISH = {"accept-language": "en"}
LATER = dt.date(2019, 5, 2)


class ApiTestCase(PageTestCase):
    """A program before the talks in small, with an entry in every dataset."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.said = make_statement(
            cls.fourth, cls.minister, "2017-05-04", "All went well.", about=cls.memorandum, stance="positive"
        )
        cls.came = Participation.objects.create(
            round=cls.fourth, party=cls.russia, role="guarantor", note_en="It came early.", **PUBLISHED
        )
        cls.difference = Difference.objects.create(
            round=cls.fourth, field="dates", text_en="Two days.", why_en="It is official.", **PUBLISHED
        )
        version = DifferenceVersion.objects.create(difference=cls.difference, text_en="The 4th.")
        cite(cls.tass, version=version)

    def ask(self, path: str, expected: int = 200, /, **query: Any) -> HttpResponse:
        """Ask the API in English, expecting a status; `path` is what follows its address."""
        answer = self.client.get(f"{API}{path}", query, headers=ENGLISH)
        self.assertEqual(answer.status_code, expected, f"{path} {query}: {answer.content.decode()[:500]}")
        return answer

    def ids(self, path: str, **query: Any) -> list[str]:
        """Give the ids of a page of a list."""
        return [row["id"] for row in self.ask(path, **query).json()["results"]]

    def wrong(self, path: str, **query: Any) -> dict[str, str]:
        """Give what is wrong in an address: the message for each parameter."""
        errors = self.ask(path, 400, **query).json()["errors"]
        return {error["parameter"]: error["message"] for error in errors}


class IndexTestCase(ApiTestCase):
    def test_it_leads_to_every_dataset(self):
        index = self.ask("").json()
        self.assertEqual([one["name"] for one in index["datasets"]], list(DATASETS))
        for one in index["datasets"]:
            with self.subTest(one["name"]):
                self.assertTrue(self.client.get(one["entries"]).json()["results"])
                self.assertEqual(one["about"].keys(), {"ar", "en"})

    def test_it_tells_the_edition_the_licence_and_where_it_is_described(self):
        index = self.ask("").json()
        self.assertEqual(index["edition"], {"number": 1, "day": "2018-11-29"})
        self.assertEqual(index["license"]["url"], settings.DATA_LICENCE_URL)
        self.assertEqual(self.client.get(index["description"]).json()["openapi"], "3.1.0")
        self.assertEqual(index["documentation"]["ar"], "http://testserver/ar/data/#api")

    def test_what_it_leads_to_stays_on_the_day(self):
        index = self.ask("", as_of="2018-02").json()
        self.assertEqual(index["as_of"], "2018-02-28")
        for one in index["datasets"]:
            self.assertTrue(one["entries"].endswith("/?as_of=2018-02-28"))

    def test_without_an_edition_there_is_nothing(self):
        Edition.objects.update(is_published=False)
        for path in ("", "openapi.json", "rounds/", "rounds/astana-4/"):
            with self.subTest(path):
                self.assertContains(self.ask(path, 404), "no edition", status_code=404)


class ListTestCase(ApiTestCase):
    def walk(self, address: str) -> list[list[str]]:
        """Follow a list to its end; gives the ids of each page."""
        pages = []
        while address:
            page = self.client.get(address).json()
            pages.append([row["id"] for row in page["results"]])
            address = page["next"]
        return pages

    def test_a_program_reads_all_of_every_dataset_page_by_page(self):
        for name, dataset in DATASETS.items():
            with self.subTest(name):
                pages = self.walk(f"{API}{name}/?per_page=2")
                ids = [slug for page in pages for slug in page]
                self.assertEqual(ids, sorted(entry.slug for entry in dataset.entries(self.as_of())))
                self.assertEqual([len(page) for page in pages[:-1]], [2] * (len(pages) - 1))

    def test_its_rows_are_those_of_the_files_with_full_addresses(self):
        for name, dataset in DATASETS.items():
            with self.subTest(name):
                rows = self.ask(f"{name}/").json()["results"]
                for row, expected in zip(rows, dataset.rows(dataset.entries(self.as_of())), strict=True):
                    self.assertEqual(row.pop("self"), f"http://testserver{API}{name}/{row['id']}/")
                    if "page" in expected:
                        expected["page"] = {
                            code: f"http://testserver{page}" for code, page in expected["page"].items()
                        }
                    self.assertEqual(row, json.loads(json.dumps(expected)))

    def test_the_addresses_in_it_lead_somewhere(self):
        for name in DATASETS:
            for row in self.ask(f"{name}/", per_page=1, as_of="2018-10").json()["results"]:
                with self.subTest(row["self"]):
                    self.assertEqual(self.client.get(row["self"]).json()["result"], row)
                    for page in row.get("page", {}).values():
                        self.assertIn("?as_of=2018-10-31", page)
                        self.assertEqual(self.client.get(page).status_code, 200)

    def test_pages_neither_lose_nor_repeat_what_others_do_not_touch(self):
        first = self.ask("decisions/", per_page=2).json()
        make_decision(self.fourth, 0, "Decided before")
        Decision.objects.get(slug=first["results"][0]["id"]).delete()
        rest = [slug for page in self.walk(first["next"]) for slug in page]
        self.assertEqual(rest, ["astana-4-3", "astana-9-1", "sochi-summit-1"])

    def test_the_first_page_tells_how_many_there_are(self):
        first = self.ask("decisions/", per_page=2, at="rounds").json()
        self.assertEqual(first["count"], 4)
        self.assertIsNone(self.client.get(first["next"]).json()["count"])

    def test_the_next_page_asks_for_the_same(self):
        page = self.ask("decisions/?guarantor=russia&guarantor=turkey&as_of=2018-10&per_page=1").json()
        self.assertEqual(page["count"], 4)
        pages = self.walk(f"{API}decisions/?guarantor=russia&guarantor=turkey&as_of=2018-10&per_page=1")
        self.assertEqual(pages, [["astana-4-1"], ["astana-4-2"], ["astana-9-1"], ["sochi-summit-1"]])

    def test_its_links_stand_in_the_header_too(self):
        answer = self.ask("rounds/", per_page=1)
        links = dict(re.findall(r'<([^>]+)>; rel="([a-z]+)"', answer["Link"]))
        self.assertEqual(
            {relation: address for address, relation in links.items()},
            {
                "first": f"http://testserver{API}rounds/?per_page=1",
                "next": answer.json()["next"],
                "license": settings.DATA_LICENCE_URL,
            },
        )
        self.assertNotIn("next", self.ask("rounds/")["Link"])

    def test_it_takes_as_many_queries_for_many_as_for_few(self):
        paths = [f"{API}{name}/" for name in DATASETS]
        self.make_one_of_each(20)
        few = {path: self.queries_of(path) for path in paths}
        for number in (21, 22, 23):
            self.make_one_of_each(number)
        for path, queries in few.items():
            with self.subTest(path):
                self.assertEqual(self.queries_of(path), queries)
                self.assertLessEqual(queries, 12)

    def make_one_of_each(self, number: int) -> None:
        """Make an entry of each dataset that refers to all that it can refer to."""
        meeting = make_round(self.astana, number, f"2018-06-{number}/2018-06-{number + 1}")
        event = make_event(self.summits, f"Meeting {number}", "لقاء", "2018-09-02")
        topic = Topic.objects.create(name_en=f"Topic {number}", name_ar="موضوع")
        decision = make_decision(
            meeting,
            1,
            "One",
            topics=[topic],
            adopted_by=[self.iran],
            carries_on=self.release,
            outcome_en="Done.",
        )
        follow_up = make_follow_up(decision, "2018-09", "pending", from_round=meeting)
        statement = make_statement(meeting, self.minister, "2018-09-03", "Well.", about=decision)
        came = Participation.objects.create(round=meeting, party=self.iran, head=self.minister, **PUBLISHED)
        announced = make_announcement(
            meeting, f"2018-05-{number}", "2018-06", by_party=self.iran, decision=self.release
        )
        ZoneEvent.objects.create(zone=self.idlib, event=event)
        difference = Difference.objects.create(
            decision=decision, field="text", text_en="Words.", why_en="So.", **PUBLISHED
        )
        version = DifferenceVersion.objects.create(difference=difference, text_en="One.")
        source = make_source(f"Paper {number}")
        for claim in (
            {"round": meeting},
            {"event": event},
            {"decision": decision},
            {"outcome": decision},
            {"follow_up": follow_up},
            {"statement": statement},
            {"participation": came},
            {"announcement": announced},
            {"version": version},
        ):
            cite(source, **claim)

    def test_what_is_not_published_is_not_in_it(self):
        before = {name: self.ask(f"{name}/").json() for name in DATASETS}
        draft = make_round(self.astana, 11, "2018-07-30/2018-07-31", **DRAFT)
        # Published by themselves, but of a round that is not.
        decision = make_decision(draft, 1, "Secret", adopted_by=[self.iran])
        make_follow_up(decision, "2018-08", "pending")
        make_statement(draft, self.minister, "2018-07-31", "Hush.")
        make_decision(self.ninth, 2, "Also secret", carries_on=self.release, **DRAFT)
        cite(make_source("Secret Post"), round=draft)
        for name in DATASETS:
            with self.subTest(name):
                self.assertEqual(self.ask(f"{name}/").json(), before[name])


class FilterTestCase(ApiTestCase):
    def test_it_keeps_what_is_asked_for(self):
        tass = self.tass.slug
        for path, query, ids in [
            ("parties", {"kind": "un"}, []),
            ("people", {"party": "kazakhstan"}, [self.minister.slug]),
            ("sources", {"publisher": "TASS"}, [tass]),
            ("sources", {"language": "ar"}, [self.sana.slug]),
            ("sources", {"kind": "news"}, [tass]),
            ("sources", {"q": "tass"}, [tass]),
            ("rounds", {"track": "astana", "status": "held"}, ["astana-4", "astana-9"]),
            ("rounds", {"status": "planned"}, ["astana-12"]),
            ("rounds", {"since": "2017-05-04", "until": "2018-05-14"}, ["astana-4", "astana-9"]),
            ("rounds", {"since": "2017-05-05", "until": "2018-05-13"}, []),
            ("rounds", {"until": "2017"}, ["astana-4"]),
            ("events", {"kind": "zone"}, ["eastern-ghouta", "idlib"]),
            ("events", {"track": "summits", "since": "2018"}, ["sochi-summit"]),
            ("events", {"since": "2018-05", "kind": "zone"}, ["idlib"]),
            ("zone_events", {"zone": "eastern-ghouta"}, ["eastern-ghouta-offensive-on-ghouta"]),
            ("zone_events", {"event": "sochi-summit"}, []),
            ("participations", {"round": "astana-4", "role": "guarantor"}, ["astana-4-russia"]),
            ("participations", {"party": "turkey"}, []),
            ("decisions", {"round": "astana-9"}, ["astana-9-1"]),
            ("decisions", {"event": "sochi-summit"}, ["sochi-summit-1"]),
            ("decisions", {"at": "events"}, ["sochi-summit-1"]),
            ("decisions", {"topic": "detainees"}, ["astana-4-2"]),
            ("decisions", {"kind": "agreement"}, ["astana-4-1"]),
            ("decisions", {"status": "pending"}, ["astana-4-3", "sochi-summit-1"]),
            ("decisions", {"guarantor": ["turkey"], "since": "2018-06"}, ["sochi-summit-1"]),
            ("decisions", {"until": "2017-05-03"}, ["astana-4-1", "astana-4-2", "astana-4-3"]),
            ("decisions", {"q": "المعتقلين"}, ["astana-4-2"]),
            ("follow_ups", {"decision": "astana-4-2"}, ["astana-4-2-2017-09-15"]),
            ("follow_ups", {"status": "partly"}, ["astana-4-1-2018-07"]),
            ("follow_ups", {"since": "2018-07-31", "until": "2018-08"}, ["astana-4-1-2018-07"]),
            ("statements", {"speaker": self.minister.slug, "stance": "positive"}, [self.said.slug]),
            ("statements", {"about": "astana-4-1"}, [self.said.slug]),
            ("statements", {"round": "astana-9"}, []),
            ("statements", {"since": "2017-05-05"}, []),
            ("announcements", {"round": "astana-9", "until": "2018-02"}, [self.first_window.slug]),
            ("differences", {"round": "astana-4", "field": "dates"}, [self.difference.slug]),
            ("differences", {"decision": "astana-4-1"}, []),
        ]:
            with self.subTest(path, **query):
                self.assertEqual(self.ids(f"{path}/", **query), ids)

    def test_each_filter_refuses_nonsense(self):
        for name, form in FORMS.items():
            for parameter in form.base_fields:
                if parameter == "q":
                    continue  # any words may be looked for
                with self.subTest(name, parameter=parameter):
                    self.assertEqual(self.wrong(f"{name}/", **{parameter: "?no"}).keys(), {parameter})

    def test_a_round_is_asked_for_as_it_stood(self):
        """The ninth round was held in May 2018 and announced before for February, then for April."""
        for day, query, ids in [
            ("2018-03-01", {"status": "planned"}, ["astana-9"]),
            ("2018-03-01", {"since": "2018-02-20", "until": "2018-02-20"}, ["astana-9"]),
            ("2018-03-01", {"since": "2018-05"}, []),
            ("2018-04-01", {"since": "2018-04-30"}, ["astana-9"]),
            ("2018-04-01", {"status": "held"}, ["astana-4"]),
            ("2018-05-15", {"status": "held", "since": "2018-05"}, ["astana-9"]),
        ]:
            with self.subTest(day, **query):
                rows = self.ask("rounds/", as_of=day, **query).json()["results"]
                self.assertEqual([row["id"] for row in rows], ids)
                for row in rows:
                    self.assertEqual(row["status"], query.get("status", row["status"]))

    def test_what_still_lasted_has_no_end_to_be_asked_for(self):
        self.assertIn("eastern-ghouta", self.ids("events/", as_of="2018-03-01", since="2018-06"))
        self.assertNotIn("eastern-ghouta", self.ids("events/", as_of="2018-05-01", since="2018-06"))

    def test_a_statement_is_not_found_by_a_decision_that_came_later(self):
        self.said.about = self.sovereignty
        self.said.save()
        self.assertEqual(self.ids("statements/", about="astana-9-1"), [self.said.slug])
        self.assertEqual(self.ids("statements/", about="astana-9-1", as_of="2018-01-01"), [])

    def test_an_id_that_an_entry_had_before_is_understood(self):
        entry = Round.objects.get(pk=self.ninth.pk)
        entry.slug = "ninth-round"
        entry.save()
        self.assertEqual(self.ids("decisions/", round="astana-9"), ["astana-9-1"])

    def test_what_is_not_published_cannot_be_asked_for(self):
        make_round(self.astana, 11, "2018-07-30/2018-07-31", **DRAFT)
        said = [self.wrong("decisions/", round=slug)["round"] for slug in ("astana-11", "astana-99")]
        self.assertEqual(said[0].replace("astana-11", "astana-99"), said[1])

    def test_words_are_looked_for_in_either_language(self):
        for text in ("zones", "مناطق"):
            self.assertEqual(self.ids("decisions/", q=text)[:1], ["astana-4-1"])


class RefusalTestCase(ApiTestCase):
    def test_it_names_each_parameter_that_is_wrong(self):
        wrong = self.wrong(
            "decisions/", sort="day", since="soon", status="good", per_page=0, round="astana-99"
        )
        self.assertEqual(wrong.keys(), {"sort", "since", "status", "per_page", "round"})
        self.assertIn("“soon” is no day", _plain(wrong["since"]))
        self.assertIn("pending", wrong["status"])
        self.assertIn("guarantor", wrong["sort"])
        self.assertIn("“astana-99” is the id of nothing", _plain(wrong["round"]))

    def test_nothing_is_taken_for_something_else(self):
        for path, query in {
            "rounds/": "page=2",
            "rounds/?": "status=held&status=planned",
            "rounds/??": "as_of=2018&as_of=2017",
            "rounds/???": "status=",
            "decisions/": "guarantor=kazakhstan",
            "decisions/?": "since=2018&until=2017",
            "sources/": "publisher=tass",
            "rounds/astana-4/": "status=held",
            "": "per_page=5",
            "openapi.json": "format=yaml",
        }.items():
            with self.subTest(path, query=query):
                answer = self.client.get(f"{API}{path.rstrip('?')}?{query}")
                self.assertEqual(answer.status_code, 400)
                [error] = answer.json()["errors"]
                self.assertIn(error["parameter"], query)

    def test_pages_are_of_a_bounded_length(self):
        self.assertEqual(self.ids("rounds/", per_page=200), ["astana-12", "astana-4", "astana-9"])
        for length in (0, -1, 201, "many", "1.5"):
            with self.subTest(length):
                self.assertEqual(self.wrong("rounds/", per_page=length).keys(), {"per_page"})

    def test_junk_is_refused_and_breaks_nothing(self):
        for value in ("\x00", "'", "%", "🏳", "a" * 5000, "../..", "<b>", "\ud800".encode(errors="replace")):
            for path in ("decisions/?round=", "decisions/?after=", "rounds/?as_of=", "rounds/?edition="):
                with self.subTest(path, value=value[:9]):
                    name = path.rpartition("?")[2].rstrip("=")
                    answer = self.client.get(f"{API}{path.partition('?')[0]}?{urlencode({name: value})}")
                    self.assertEqual(answer.status_code, 400)
                    self.assertEqual(answer.json()["errors"][0]["parameter"], name)

    def test_it_speaks_the_language_that_the_program_prefers(self):
        for language in ("ar", "en"):
            answer = self.client.get(f"{API}rounds/?since=soon", headers={"accept-language": language})
            with override(language):
                self.assertEqual(answer.json()["language"], language)
            self.assertEqual(answer["Content-Language"], language)
            self.assertIn("Accept-Language", answer["Vary"])
        self.assertIn("ليس يوماً", self.client.get(f"{API}rounds/?since=soon").content.decode())


def _plain(message: str) -> str:
    """Take away the marks that keep foreign words apart."""
    return re.sub("[\u2066-\u2069]", "", message)


class EntryTestCase(ApiTestCase):
    def test_it_is_the_row_of_the_list(self):
        for name in DATASETS:
            row = self.ask(f"{name}/").json()["results"][-1]
            with self.subTest(row["self"]):
                entry = self.client.get(row["self"]).json()
                self.assertEqual(entry["result"], row)
                self.assertEqual(entry["edition"], {"number": 1, "day": "2018-11-29"})

    def test_an_id_that_it_had_before_leads_to_it(self):
        entry = Round.objects.get(pk=self.ninth.pk)
        entry.slug = "ninth-round"
        entry.save()
        answer = self.ask("rounds/astana-9/", 301, as_of="2018-06-01")
        self.assertEqual(answer["Location"], f"{API}rounds/ninth-round/?as_of=2018-06-01")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")

    def test_what_was_deleted_is_gone(self):
        Event.objects.get(pk=self.visit.pk).delete()
        self.assertContains(self.ask("events/envoy-visits-ankara/", 410), "deleted", status_code=410)

    def test_what_is_not_there_is_not_found(self):
        draft = make_round(self.astana, 11, "2018-07-30/2018-07-31", **DRAFT)
        make_follow_up(make_decision(draft, 1, "Secret"), "2018-08", "pending")
        never = self.ask("rounds/astana-99/", 404).content
        for path in (
            *("rounds/astana-11/", "decisions/astana-11-1/", "follow_ups/astana-11-1-2018-08/"),
            *("rounds/astana-4-1/", "rounds/%00/", "rounds/%0A/", "rounds/%2e%2e/", f"rounds/{'a' * 99}/"),
            *(
                "edition/",
                "edition/1/",
                "difference_versions/",
                "rounds/astana-4/decisions/",
                "rounds//",
                "/",
            ),
        ):
            with self.subTest(path):
                self.assertEqual(self.ask(path, 404).content, never)

    def test_what_came_later_is_not_found_on_an_earlier_day(self):
        self.ask("decisions/astana-9-1/", 404, as_of="2018-05-01")
        self.ask("decisions/astana-9-1/", 200, as_of="2018-05-15")


class DayTestCase(ApiTestCase):
    """What the API says on an earlier day, and in an earlier edition."""

    def result(self, path: str, **query: Any) -> dict[str, Any]:
        return self.ask(path, **query).json()["result"]

    def test_a_decision_has_the_status_of_the_day(self):
        for day, status, reported in [
            ("2017-05", "pending", "2017-05-04"),
            ("2018", "partly", "2018-07-01"),
            ("2018-06-30", "implemented", "2017-09-15"),
        ]:
            row = self.result("decisions/astana-4-1/", as_of=day)
            self.assertEqual((row["status"], row["status_day"]), (status, reported), day)

    def test_a_day_outside_the_record_is_answered_with_the_nearest(self):
        self.assertEqual(self.ask("rounds/", as_of="2030").json()["as_of"], "2018-11-29")
        self.assertEqual(self.ask("rounds/", as_of="2001").json()["as_of"], "2017-05-03")

    def test_a_round_that_had_not_met_cites_nothing_of_how_it_went(self):
        cite(self.tass, round=self.ninth)
        self.assertEqual(self.result("rounds/astana-9/")["sources"], [self.tass.slug])
        before = self.result("rounds/astana-9/", as_of="2018-03-01")
        self.assertEqual((before["sources"], before["date"]), ([], "2018-02-15/2018-02-28"))

    def test_how_a_delegation_fared_is_not_told_while_its_round_was_under_way(self):
        path = f"participations/{self.came.slug}/"
        self.assertEqual(self.result(path)["note"]["en"], "It came early.")
        self.assertEqual(self.result(path, as_of="2017-05-03")["note"], {})

    def test_an_edition_is_read_as_it_was_published(self):
        freeze(self.edition)
        publish_edition(Edition.objects.create(number=2, day=LATER), dt.datetime(2019, 5, 3, tzinfo=dt.UTC))
        Round.objects.filter(pk=self.fourth.pk).update(title_en="Another title")
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        frozen = self.ask("rounds/astana-4/", edition=1).json()
        self.assertEqual(frozen["edition"], {"number": 1, "day": "2018-11-29"})
        self.assertEqual(frozen["result"]["title"]["en"], "Astana 4")
        self.assertIn("/en/rounds/astana-4/?edition=1", frozen["result"]["page"]["en"])
        self.assertEqual(self.result("rounds/astana-4/")["title"]["en"], "Another title")
        self.assertIn("summit-of-february", self.ids("events/"))
        self.assertNotIn("summit-of-february", self.ids("events/", edition=1))
        self.assertEqual(self.wrong("events/", edition=3).keys(), {"edition"})


class HttpTestCase(ApiTestCase):
    PATHS = ("", "openapi.json", "rounds/", "rounds/astana-4/")

    def test_who_has_it_already_is_told_so(self):
        for path in self.PATHS:
            with self.subTest(path):
                tag = self.ask(path)["ETag"]
                for method in (self.client.get, self.client.head):
                    again = method(API + path, headers={"if-none-match": tag})
                    self.assertEqual(again["ETag"], tag)
                self.assertEqual(self.client.get(API + path, headers={"if-none-match": tag}).status_code, 304)
        tag = self.ask("rounds/")["ETag"]
        Round.objects.filter(pk=self.fourth.pk).update(title_en="Another title")
        self.assertEqual(self.client.get(f"{API}rounds/", headers={"if-none-match": tag}).status_code, 200)

    def test_head_tells_what_get_would(self):
        for path in self.PATHS:
            with self.subTest(path):
                get, head = self.client.get(API + path), self.client.head(API + path)
                self.assertEqual(head.content, b"")
                self.assertEqual(dict(head.items()), dict(get.items()))

    def test_pages_of_all_sites_may_read_every_answer(self):
        for path, status in [
            *((path, 200) for path in self.PATHS),
            *(("rounds", 301), ("rounds/?x=1", 400), ("rounds/no/", 404), ("no/", 404)),
        ]:
            answer = self.client.get(API + path, headers={"origin": "https://paper.example"})
            with self.subTest(path):
                self.assertEqual(answer.status_code, status)
                self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
                self.assertIn("Link", answer["Access-Control-Expose-Headers"])
                self.assertEqual(answer["Cache-Control"], "public, max-age=0, s-maxage=60, must-revalidate")
                self.assertNotIn("Cookie", answer["Vary"])
                self.assertFalse(answer.cookies)

    def test_a_browser_may_ask_first(self):
        for path in (*self.PATHS, "no/"):
            answer = self.client.options(API + path, headers={"access-control-request-method": "GET"})
            with self.subTest(path):
                self.assertEqual((answer.status_code, answer.content), (204, b""))
                self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
                self.assertIn("GET", answer["Access-Control-Allow-Methods"])

    def test_nothing_can_be_sent(self):
        for path in self.PATHS:
            for method in (self.client.post, self.client.put, self.client.patch, self.client.delete):
                answer = method(API + path, headers=ENGLISH)
                with self.subTest(path, method=method.__name__):
                    self.assertContains(answer, "only be asked for", status_code=405)
                    self.assertEqual(answer["Content-Type"], "application/json")
                    self.assertEqual(answer["Allow"], "GET, HEAD, OPTIONS")

    def test_a_missing_slash_is_added(self):
        for path in ("", "rounds", "rounds/astana-4", "no/such/thing"):
            answer = self.client.get(f"{API}{path}".rstrip("/") + "?as_of=2018")
            with self.subTest(path):
                self.assertEqual(answer.status_code, 301)
                self.assertEqual(answer["Location"], f"{API}{path}".rstrip("/") + "/?as_of=2018")


class DescriptionTestCase(ApiTestCase):
    def test_it_is_valid(self):
        validate(self.ask("openapi.json").json())

    def test_it_is_the_same_whatever_the_record_holds_and_whoever_asks(self):
        before = self.ask("openapi.json", as_of="2018").content
        make_round(self.astana, 20, "2018-06-01/2018-06-02")
        after = self.client.get(f"{API}openapi.json", headers={"accept-language": "ar"}).content
        self.assertEqual(after, before)

    def test_it_describes_every_list_with_all_that_it_can_be_asked(self):
        description = describe()
        for name, form in FORMS.items():
            parameters = description["paths"][f"/{name}/"]["get"]["parameters"]
            names = [one.get("name") or one["$ref"].rpartition("/")[2] for one in parameters]
            with self.subTest(name):
                self.assertCountEqual(names, [*form.base_fields, "edition", "as_of"])
        self.assertEqual(FORMS.keys(), DATASETS.keys())

    def test_it_says_how_long_pages_are(self):
        length = describe()["components"]["parameters"]["per_page"]
        for number in ("minimum", "maximum", "default"):
            self.assertIn(str(length["schema"][number]), length["description"])
        message = self.wrong("rounds/", per_page=0)["per_page"]
        self.assertIn(f"from {length['schema']['minimum']} to {length['schema']['maximum']}", message)

    def test_its_words_are_in_both_languages(self):
        def described(part: Any):
            if isinstance(part, dict):
                if isinstance(part.get("x-description"), dict):
                    yield part
                for value in part.values():
                    yield from described(value)
            elif isinstance(part, list):
                for value in part:
                    yield from described(value)

        parts = list(described(describe()))
        self.assertGreater(len(parts), 200)
        for part in parts:
            self.assertTrue(part["x-description"]["ar"])
            self.assertEqual(part["x-description"]["en"], part["description"])
