"""The feeds of rounds, decisions and follow-ups, as feed readers read them."""

import datetime as dt
from unittest.mock import patch
from xml.etree import ElementTree

import feedparser
from django.utils.timezone import now

from talks.models import Decision, Edition, FollowUp, Round, State, Topic
from talks.record.freezing import freeze_current, publish_edition
from tests.base import (
    PageTestCase,
    make_announcement,
    make_decision,
    make_follow_up,
    make_round,
)

FEEDS = ("rounds", "decisions", "follow-ups")
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class FeedTestCase(PageTestCase):
    def feed(self, name: str, query: str = "", language: str = "en") -> feedparser.FeedParserDict:
        answer = self.client.get(f"/{language}/{name}.atom{query}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Content-Type"], "application/atom+xml; charset=utf-8")
        feed = feedparser.parse(answer.content)
        self.assertFalse(feed.bozo, feed.get("bozo_exception"))
        self.assertEqual(feed.version, "atom10")
        return feed

    def titles(self, name: str, query: str = "", language: str = "en") -> list[str]:
        return [entry.title for entry in self.feed(name, query, language).entries]

    # What they tell

    def test_the_rounds_tell_what_was_held_and_which_dates_were_announced(self):
        make_announcement(self.twelfth, "2018-11-28", "2019-02", by_party=self.kazakhstan)
        self.assertEqual(
            self.titles("rounds"),
            [
                "Date announced for round 12: February 2019",
                "Round held: Astana 9",
                "Date announced for round 9: April 2018",
                "Date announced for round 9: 15–28 February 2018",
                "Round held: Astana 4",
            ],
        )
        feed = self.feed("rounds")
        self.assertEqual(feed.entries[0].summary, "Kazakhstan: February 2019")
        self.assertEqual(feed.entries[-1].summary, "Zones were agreed.")
        self.assertEqual(feed.entries[0].updated, "2018-11-28T00:00:00+00:00")
        self.assertEqual(feed.feed.updated, "2018-11-28T00:00:00+00:00")

    def test_the_decisions_tell_their_words_status_and_topics(self):
        self.assertEqual(
            self.titles("decisions"),
            [
                "Decision, Sochi summit: A buffer zone is set up",
                "Decision, Round 9: Sovereignty is affirmed",
                "Decision, Round 4: De-escalation zones are set up",
                "Decision, Round 4: Detainees are released",
                "Decision, Round 4: Maps are drawn",
            ],
        )
        entry = self.feed("decisions").entries[2]
        self.assertEqual(entry.summary, "They decided: De-escalation zones are set up.")
        self.assertEqual(entry.link, "http://testserver/en/decisions/astana-4-1/")
        self.assertEqual(
            [(tag.term, tag.label, tag.scheme) for tag in entry.tags],
            [
                ("decision", "decision", None),
                ("partly", "carried out in part", "http://testserver/en/decisions/"),
                ("ceasefire", "Ceasefire", "http://testserver/en/topics/"),
            ],
        )

    def test_the_follow_ups_tell_each_status_and_the_one_before(self):
        self.assertEqual(
            self.titles("follow-ups")[:3],
            [
                "A buffer zone is set up: pending",
                "De-escalation zones are set up: carried out in part (before: carried out)",
                "Sovereignty is affirmed: principle",
            ],
        )
        entry = self.feed("follow-ups").entries[1]
        self.assertEqual(entry.summary, "One zone is left.")
        self.assertEqual(entry.link, f"http://testserver/en/decisions/astana-4-1/#{self.undone.slug}")
        self.assertEqual([tag.term for tag in entry.tags], ["followup", "partly", "ceasefire"])

    def test_they_are_in_the_language_of_their_address(self):
        for name in FEEDS:
            with self.subTest(name):
                feed = self.feed(name, language="ar")
                self.assertEqual(feed.feed.language, "ar")
                for text in (feed.feed.title, feed.feed.author, feed.entries[0].title):
                    self.assertRegex(text, "[\u0620-\u064a]")
                self.assertTrue(feed.entries[0].link.startswith("http://testserver/ar/"))
        labels = [tag.label for tag in self.feed("decisions", language="ar").entries[2].tags]
        self.assertIn("وقف إطلاق النار", labels)

    # What is asked of them

    def test_each_can_be_on_a_topic(self):
        self.assertEqual(
            self.titles("decisions", "?topic=detainees"), ["Decision, Round 4: Detainees are released"]
        )
        follow_ups = self.titles("follow-ups", "?topic=detainees")
        self.assertEqual(follow_ups, ["Detainees are released: stalled (before: pending)"])
        self.assertEqual(self.titles("rounds", "?topic=detainees"), ["Round held: Astana 4"])
        self.assertEqual(self.feed("rounds", "?topic=detainees").feed.title[-11:], "(Detainees)")

    def test_each_can_be_of_what_a_guarantor_adopted(self):
        self.assertEqual(
            self.titles("decisions", "?guarantor=iran"),
            [
                "Decision, Round 9: Sovereignty is affirmed",
                "Decision, Round 4: De-escalation zones are set up",
            ],
        )
        self.assertNotIn("A buffer zone", "".join(self.titles("follow-ups", "?guarantor=iran")))
        self.assertIn("A buffer zone", "".join(self.titles("follow-ups", "?guarantor=iran&guarantor=turkey")))
        # With a round come the dates that were announced for it.
        self.assertEqual(len(self.titles("rounds", "?guarantor=iran")), 4)
        title = self.feed("decisions", "?guarantor=iran&guarantor=turkey").feed.title
        self.assertEqual(title, "Astana Record: decisions (Iran, Turkey)")

    def test_topic_and_guarantor_must_both_hold(self):
        query = "?topic=ceasefire&guarantor=iran"
        self.assertEqual(
            self.titles("decisions", query), ["Decision, Round 4: De-escalation zones are set up"]
        )
        self.assertEqual(self.titles("decisions", "?topic=detainees&guarantor=iran"), [])

    def test_they_can_be_read_as_they_stood_on_a_day(self):
        query = "?as_of=2017-06-01"
        self.assertEqual(self.titles("follow-ups", query), ["De-escalation zones are set up: pending"])
        self.assertEqual(self.titles("rounds", query), ["Round held: Astana 4"])
        entry = self.feed("decisions", query).entries[0]
        self.assertEqual(entry.link, "http://testserver/en/decisions/astana-4-1/?as_of=2017-06-01")
        self.assertEqual([tag.term for tag in entry.tags], ["decision", "pending", "ceasefire"])

    def test_they_can_be_read_as_an_edition_froze_them(self):
        freeze_current()
        Decision.objects.filter(pk=self.memorandum.pk).update(title_en="Corrected")
        make_follow_up(self.maps, "2019-03-01", "stalled")
        publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 1)), now())
        self.assertEqual(self.titles("follow-ups")[0], "Maps are drawn: stalled (before: pending)")
        self.assertEqual(self.titles("follow-ups", "?edition=1")[0], "A buffer zone is set up: pending")
        self.assertIn("De-escalation zones are set up", self.titles("decisions", "?edition=1")[2])
        self.assertIn("edition=1", self.feed("decisions", "?edition=1&topic=ceasefire").entries[0].link)

    def test_what_means_nothing_is_named_in_xml(self):
        for query, told in {
            "topic=nonsense": "“nonsense” is no topic of the record.",
            "guarantor=kazakhstan": "“kazakhstan” is no guarantor state.",
            "as_of=soon": "“soon” is no day, month or year",
            "edition=9": "“9” is no edition of the record",
            "party=iran": "“party” means nothing here; what can be asked: topic, guarantor, edition, as_of.",
        }.items():
            for name in FEEDS:
                with self.subTest(name, query=query):
                    answer = self.client.get(f"/en/{name}.atom?{query}")
                    self.assertEqual(answer.status_code, 400)
                    self.assertEqual(answer["Content-Type"], "application/xml; charset=utf-8")
                    (error,) = ElementTree.fromstring(answer.content)
                    self.assertIn(told, error.text)
                    if not query.startswith("party"):
                        self.assertEqual(error.attrib["parameter"], query.partition("=")[0])
                    self.assertIn(
                        'xml:lang="ar"', self.client.get(f"/ar/{name}.atom?{query}").content.decode()
                    )
        self.assertEqual(self.client.get("/en/rounds.atom?topic=&guarantor=&utm_source=x").status_code, 200)

    # What a feed must have

    def test_they_have_all_that_atom_requires_and_each_id_once(self):
        for language in ("ar", "en"):
            for name in FEEDS:
                with self.subTest(name, language=language):
                    feed = ElementTree.fromstring(self.client.get(f"/{language}/{name}.atom").content)
                    self.assertEqual((feed.tag, feed.attrib[XML_LANGUAGE]), (f"{ATOM}feed", language))
                    self.assertHasOnce(feed, "id", "title", "updated", "author", "subtitle", "rights")
                    self.assertTrue(feed.findtext(f"{ATOM}author/{ATOM}name"))
                    entries = feed.findall(f"{ATOM}entry")
                    self.assertTrue(entries)
                    for entry in entries:
                        self.assertHasOnce(entry, "id", "title", "updated", "published", "summary", "link")
                        for moment in ("updated", "published"):
                            dt.datetime.fromisoformat(entry.findtext(f"{ATOM}{moment}"))
                    ids = [feed.findtext(f"{ATOM}id"), *(entry.findtext(f"{ATOM}id") for entry in entries)]
                    self.assertEqual(len(ids), len(set(ids)))
                    for one in ids:
                        self.assertRegex(one, "^urn:uuid:[0-9a-f-]{36}$")

    def assertHasOnce(self, element: ElementTree.Element, *names: str) -> None:
        """See that an element has exactly one child of each of these names."""
        self.assertEqual({name: len(element.findall(ATOM + name)) for name in names}, dict.fromkeys(names, 1))

    def test_they_lead_to_themselves_to_their_page_and_to_the_licence(self):
        for name, page in {"rounds": "rounds", "decisions": "decisions", "follow-ups": "changes"}.items():
            links = {link.rel: link.href for link in self.feed(name).feed.links}
            self.assertEqual(
                links,
                {
                    "self": f"http://testserver/en/{name}.atom",
                    "alternate": f"http://testserver/en/{page}/",
                    "license": "https://creativecommons.org/licenses/by/4.0/",
                },
            )
        query = "?guarantor=iran&as_of=2018-06-01"
        links = {link.rel: link.href for link in self.feed("decisions", query).feed.links}
        self.assertEqual(links["self"], f"http://testserver/en/decisions.atom{query}")
        self.assertEqual(links["alternate"], f"http://testserver/en/decisions/{query}")
        self.assertEqual(self.client.get(links["alternate"]).status_code, 200)

    def test_an_entry_keeps_its_id_in_every_language_feed_and_day_and_on_every_host(self):
        for name in FEEDS:
            with self.subTest(name):
                english = {entry.id: entry.link for entry in self.feed(name).entries}
                arabic = {entry.id: entry.link for entry in self.feed(name, language="ar").entries}
                translated = {key: link.replace("/en/", "/ar/") for key, link in english.items()}
                self.assertEqual(arabic, translated)
                rewound = {entry.id for entry in self.feed(name, "?as_of=2018-03-01").entries}
                some = {entry.id for entry in self.feed(name, "?guarantor=iran").entries}
                elsewhere = self.client.get(f"/en/{name}.atom", headers={"host": "localhost"})
                self.assertLess(rewound, set(english))
                self.assertLessEqual(some, set(english))
                self.assertEqual(
                    {entry.id for entry in feedparser.parse(elsewhere.content).entries}, set(english)
                )

    def test_a_feed_keeps_its_id_on_every_day_and_has_another_for_each_language_and_filter(self):
        own = {self.feed("decisions", query).feed.id for query in ("", "?as_of=2018-06-01", "?utm_source=x")}
        self.assertEqual(len(own), 1)
        others = {self.feed("decisions", "?topic=ceasefire").feed.id, self.feed("rounds").feed.id}
        others.add(self.feed("decisions", language="ar").feed.id)
        self.assertEqual(len(others - own), 3)

    def test_an_empty_feed_is_as_old_as_its_day_whatever_the_clock_says(self):
        feed = self.feed("decisions", "?topic=detainees&guarantor=iran&as_of=2018-10-01")
        self.assertEqual(feed.feed.updated, "2018-10-01T00:00:00+00:00")
        for name in FEEDS:
            answers = []
            for today in ("2018-11-29", "2031-01-01"):
                with patch("time.time", return_value=dt.datetime.fromisoformat(today).timestamp()):
                    answers.append(self.client.get(f"/en/{name}.atom").content)
            self.assertEqual(*answers)

    def test_what_looks_like_markup_or_cannot_be_in_xml_does_no_harm(self):
        FollowUp.objects.filter(pk=self.undone.pk).update(note_en="<b>Bold</b> & \x0bbrave")
        Decision.objects.filter(pk=self.memorandum.pk).update(title_en="Zone <& more>\x01")
        Topic.objects.filter(pk=self.ceasefire.pk).update(name_en='Fire "&" <less>\x02')
        entry = self.feed("follow-ups").entries[1]
        self.assertIn("&lt;b&gt;Bold&lt;/b&gt; &amp; brave", entry.summary)
        self.assertIn("Zone", entry.title)
        self.assertEqual(entry.tags[-1].label, 'Fire "&" <less>')
        self.assertIn("Fire", self.feed("decisions", "?topic=ceasefire").feed.title)

    def test_drafts_are_nowhere(self):
        draft = {"state": State.DRAFT}
        hidden = make_round(self.astana, 5, "2017-07-04", title_en="HIDDEN", short_label_en="HIDDEN", **draft)
        make_announcement(hidden, "2017-06-20", "2017-07", by_party=self.russia, note_en="HIDDEN")
        secret_topic = Topic.objects.create(name_en="HIDDEN", name_ar="سر")
        make_decision(hidden, 1, "HIDDEN")
        secret = make_decision(self.ninth, 2, "HIDDEN", topics=[secret_topic], **draft)
        make_follow_up(secret, "2018-06", "stalled", note_en="HIDDEN")
        make_follow_up(self.maps, "2018-06", "stalled", note_en="HIDDEN", **draft)
        make_announcement(
            self.twelfth, "2018-11-20", "2019-03", by_party=self.iran, note_en="HIDDEN", **draft
        )
        for name in FEEDS:
            self.assertNotIn("HIDDEN", self.client.get(f"/en/{name}.atom").content.decode())
            answer = self.client.get(f"/en/{name}.atom?topic={secret_topic.slug}")
            self.assertEqual(answer.status_code, 400)

    def test_a_feed_has_the_latest_fifty_and_asks_the_database_as_often(self):
        queries = (
            "rounds",
            "decisions",
            "follow-ups",
            "rounds.atom?topic=ceasefire",
            "decisions.atom?guarantor=iran",
        )
        addresses = [f"/en/{name if '.' in name else f'{name}.atom'}" for name in queries]
        few = [self.queries_of(address) for address in addresses]
        for number in range(20, 80):
            meeting = make_round(self.astana, number, f"2018-0{number % 5 + 5}-{number % 28 + 1:02}")
            decision = make_decision(
                meeting, 1, f"More {number}", topics=[self.ceasefire], adopted_by=[self.iran]
            )
            make_follow_up(decision, "2018-11-01", "stalled")
            make_announcement(meeting, "2018-05-01", "2018-06", by_party=self.iran)
        self.assertEqual([self.queries_of(address) for address in addresses], few)
        self.assertLessEqual(max(few), 8)
        for name in FEEDS:
            entries = self.feed(name).entries
            self.assertEqual(len(entries), 50)
            days = [entry.updated for entry in entries]
            self.assertEqual(days, sorted(days, reverse=True))

    # Where they are found

    def test_the_pages_to_which_they_belong_lead_to_them(self):
        for page, feeds in {
            "rounds/": ["rounds.atom"],
            "decisions/": ["decisions.atom", "follow-ups.atom"],
            "topics/ceasefire/": ["decisions.atom?topic=ceasefire", "follow-ups.atom?topic=ceasefire"],
            "parties/russia/": ["decisions.atom?guarantor=russia", "follow-ups.atom?guarantor=russia"],
            "parties/kazakhstan/": [],
            "changes/": ["changes.atom"],
        }.items():
            for language in ("en", "ar"):
                with self.subTest(page, language=language):
                    shown = self.read(f"/{language}/{page}")
                    links = shown.all("link", rel="alternate", type="application/atom+xml")
                    self.assertEqual(
                        [link["href"] for link in links],
                        [f"http://testserver/{language}/{feed}" for feed in feeds],
                    )
                    self.assertTrue(all(link["title"] for link in links))
                    for feed in feeds:
                        address = f"/{language}/{feed}"
                        self.assertTrue(shown.all("a", href=address, type="application/atom+xml"))
                        self.assertEqual(self.client.get(address).status_code, 200)

    def test_they_lead_to_the_day_that_the_page_shows(self):
        page = self.read("/en/topics/ceasefire/?as_of=2018-06-01")
        self.assertTrue(page.all("a", href="/en/decisions.atom?topic=ceasefire&as_of=2018-06-01"))

    def test_anyone_may_keep_them_and_other_sites_read_them(self):
        for name in FEEDS:
            answer = self.client.get(f"/en/{name}.atom")
            self.assertIn("s-maxage=60", answer["Cache-Control"])
            self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
            self.assertFalse(answer.cookies)
            again = self.client.get(f"/en/{name}.atom", headers={"If-None-Match": answer["ETag"]})
            self.assertEqual(again.status_code, 304)
            self.assertEqual(self.client.post(f"/en/{name}.atom").status_code, 405)

    def test_without_rounds_they_are_empty(self):
        Round.objects.all().delete()
        self.assertEqual(self.titles("rounds"), [])
        self.assertEqual(self.titles("decisions"), ["Decision, Sochi summit: A buffer zone is set up"])
