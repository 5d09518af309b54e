"""The record's files taken into the database: what is loaded, refused, kept, and brought back."""

import datetime as dt
import tempfile
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import TestCase

from talks.models import (
    Citation,
    Decision,
    Difference,
    Edition,
    Event,
    FollowUp,
    LoadedEntry,
    Participation,
    Party,
    Round,
    Source,
    State,
    Statement,
    Status,
    Topic,
    Track,
)
from talks.record import Fate, RecordError, load
from talks.record.kinds import KINDS

# A small record, with an entry of every kind. It is enough for all rules, and quickly loaded.
FILES = {
    "edition": """
- number: 1
  day: 2018-11-29
""",
    "tracks": """
- id: astana
  name: {en: Astana rounds, ar: جولات أستانا}
- id: zones
  position: 1
  name: {en: De-escalation zones, ar: مناطق خفض التصعيد}
  subtitle: {en: and when each ended, ar: حتى سيطرة الحكومة عليها}
""",
    "topics": """
- id: ceasefire
  name: {en: Ceasefire, ar: وقف إطلاق النار}
- id: detainees
  position: 1
  name: {en: Detainees, ar: المحتجزون}
""",
    "parties": """
- id: russia
  kind: state
  name: {en: Russia, ar: روسيا}
  iso: RU
  guarantor_order: 1
- id: turkey
  kind: state
  name: {en: Turkey, ar: تركيا}
  iso: TR
  guarantor_order: 2
""",
    "people": """
- id: envoy
  name: {en: The envoy, ar: المبعوث}
  party: russia
""",
    "sources": """
- id: tass-1
  kind: news
  publisher: TASS
  title: Round ends
  url: https://tass.com/1
  language: en
  published: 2017-01-24
- id: sana-1
  kind: official
  publisher: SANA
  language: ar
- id: spare
  kind: reference
  publisher: An encyclopedia
  language: en
""",
    "rounds": """
- id: astana-1
  track: astana
  number: 1
  title: {en: First round, ar: الجولة الأولى}
  short_label: {en: Round 1, ar: الجولة 1}
  date: 2017-01-23/2017-01-24
  status: held
  sources: [tass-1, sana-1]
- id: astana-2
  track: astana
  number: 2
  title: {en: Second round, ar: الجولة الثانية}
  short_label: {en: Round 2, ar: الجولة 2}
  date: 2019-02
  sources: [tass-1]
""",
    "events": """
- id: idlib
  track: zones
  kind: zone
  title: {en: Idlib, ar: إدلب}
  short_label: {en: Idlib, ar: إدلب}
  date: 2017-05-06/..
  sources: [sana-1]
- id: offensive
  track: zones
  kind: military
  title: {en: Offensive, ar: هجوم}
  short_label: {en: Offensive, ar: هجوم}
  date: 2017-12/2018-01-21
  sources: [sana-1]
""",
    "zone_events": """
- id: idlib-offensive
  zone: idlib
  event: offensive
  contested_date: 2017-12/2018-01-21
""",
    "participations": """
- id: astana-1-russia
  round: astana-1
  position: 1
  party: russia
  role: guarantor
  head: envoy
  sources: [tass-1]
- id: offensive-turkey
  event: offensive
  party: turkey
  sources: [sana-1]
""",
    "decisions": """
- id: astana-1-1
  round: astana-1
  number: 1
  kind: mechanism
  topics: [detainees, ceasefire]
  title: {en: A mechanism, ar: آلية}
  text: {en: They set it up., ar: أنشأوها.}
  adopted_by: [turkey, russia]
  sources: [sana-1, tass-1]
  outcome: {en: It met., ar: اجتمعت.}
  outcome_sources: [tass-1]
- id: astana-1-2
  round: astana-1
  number: 2
  kind: agreement
  topics: [ceasefire]
  title: {en: A truce, ar: هدنة}
  text: {en: They agreed., ar: اتفقوا.}
  carries_on: astana-1-1
  sources: [tass-1]
""",
    "follow_ups": """
- id: astana-1-1-2017-06
  decision: astana-1-1
  date: 2017-06
  status: partly
  note: {en: It met once., ar: اجتمعت مرة.}
  from_event: idlib
  sources: [tass-1]
- id: astana-1-1-2018-01-21
  decision: astana-1-1
  date: 2018-01-21
  status: implemented
  sources: [tass-1]
""",
    "statements": """
- id: said
  round: astana-1
  speaker: envoy
  day: 2017-01-24
  stance: positive
  gist: {en: It went well., ar: سارت جيداً.}
  about: astana-1-1
  relation: support
  sources: [tass-1]
- id: rumoured
  round: astana-1
  speaker: envoy
  day: 2017-01-24
  stance: neutral
  gist: {en: It is said., ar: يقال.}
  sources: [tass-1]
  confidence: low
""",
    "announcements": """
- id: astana-2-announced-2018-11-29
  round: astana-2
  announced_on: 2018-11-29
  date: 2019-02~
  by_party: russia
  sources: [tass-1]
""",
    "differences": """
- id: astana-1-dates
  round: astana-1
  field: dates
  text: {en: Two days or three., ar: يومان أو ثلاثة.}
  versions:
    - text: {en: Two days., ar: يومان.}
      is_followed: true
      sources: [tass-1, sana-1]
    - text: {en: Three days., ar: ثلاثة أيام.}
      sources: [sana-1]
  why: {en: Most say two., ar: يقول معظمها يومين.}
""",
}


# A file, what is replaced in it by what, and the problem that it makes.
WRONG = [
    # The file
    ("topics", "- id: ceasefire", "- id: {ceasefire", "topics.yaml:2: is not YAML"),
    ("topics", "- id: ceasefire", "- id: *ceasefire", "topics.yaml:1: is not YAML"),
    ("topics", "- id: ceasefire", "- id: \x07", "topics.yaml: is not YAML"),
    ("topics", "- id: ceasefire", "- id: !!python/name:os.system x", "topics.yaml:1: 'tag:yaml.org"),
    ("topics", "- id: ceasefire", "- &a\n  id: *a", "topics.yaml:1: anchors and aliases"),
    ("topics", FILES["topics"].lstrip(), "ceasefire", "topics.yaml:1: is not a list of entries"),
    ("topics", "- id: ceasefire", "- ceasefire\n- id: ceasefire", "topics.yaml:1: is not an entry"),
    ("topics", "- id: ceasefire", "- id: a\n  id: b", "topics.yaml:2: the key 'id' stands twice"),
    ("topics", "- id: ceasefire", "- [id]: ceasefire", "topics.yaml:1: a key is not a word"),
    # Keys
    ("sources", "- id: spare\n  kind", "- kind", "sources.yaml:12: id: is missing"),
    ("sources", "spare", "to spare", "sources.yaml:12 to spare: id: Enter a valid “slug”"),
    ("sources", "spare", "s" * 81, "id: Ensure this value has at most 80 characters"),
    ("sources", "spare", "5", "sources.yaml:12 5: id: is not a text"),
    ("sources", "spare", "sana-1", "sources.yaml:12 sana-1: id: stands twice, first on line 8"),
    ("edition", "29", "29\n- number: 1\n  day: 2018-12-01", "edition.yaml:3 1: number: stands twice"),
    ("topics", "id: ceasefire", "id: ceasefire\n  hue: red", "topics.yaml:2 ceasefire: hue: is not a key"),
    ("decisions", "  kind: mechanism\n", "", "decisions.yaml:1 astana-1-1: kind: is missing"),
    ("decisions", "topics: [ceasefire]", "topics: []", "decisions.yaml:16 astana-1-2: topics: is missing"),
    ("rounds", "date: 2019-02", "date:", "rounds.yaml:14 astana-2: date: is missing"),
    # Texts
    ("topics", "{en: Ceasefire, ar: وقف إطلاق النار}", "{en: Truce}", "topics.yaml:2 ceasefire: name ar: is"),
    ("topics", "وقف إطلاق النار", "' '", "topics.yaml:2 ceasefire: name ar: is missing"),
    ("topics", "{en: Ceasefire, ar: وقف إطلاق النار}", "Truce", "name: is not a text for each of en, ar"),
    ("topics", "en: Ceasefire", "en: 2254", "topics.yaml:2 ceasefire: name en: is not a text"),
    ("topics", "en: Ceasefire", "fr: Trêve, en: Truce", "name fr: is not a language of the record"),
    ("topics", "en: Ceasefire", f"en: {'long ' * 20}", "name en: Ensure this value has at most 80"),
    ("topics", "en: Ceasefire", 'en: "Cease\\0fire"', "name en: has a character that cannot be kept"),
    ("decisions", "outcome: {en: It met., ", "outcome: {", "astana-1-1: outcome en: is missing"),
    ("sources", "title: Round ends", "title: true", "sources.yaml:4 tass-1: title: is not a text"),
    # Dates, numbers, flags, choices, addresses
    ("rounds", "2019-02", "2019-13", "rounds.yaml:14 astana-2: date: ‘2019-13’ is not a date"),
    ("rounds", "2019-02", "2018/2017", "astana-2: date: ‘2018/2017’ ends before it starts"),
    ("rounds", "2019-02", "[2019]", "astana-2: date: ‘[2019]’ is not a date"),
    ("zone_events", "2017-12/2018-01-21", "spring", "idlib-offensive: contested_date: ‘spring’"),
    ("sources", "2017-01-24", "2017-01", "sources.yaml:7 tass-1: published: “2017-01” value"),
    ("sources", "2017-01-24", "2017-02-30", "tass-1: published: “2017-02-30” value"),
    ("edition", "number: 1", "number: first", "edition.yaml:1 first: number: is not a whole number"),
    ("edition", "number: 1", "number: true", "number: is not a whole number"),
    ("edition", "number: 1", "number: -1", "number: Ensure this value is greater than or equal to 0"),
    ("people", "party:", "is_institution: no\n  party:", "is_institution: is neither true nor false"),
    ("decisions", "kind: mechanism", "kind: machine", "kind: ‘machine’ is none of agreement, mechanism"),
    ("decisions", "kind: mech", "confidence: sure\n  kind: mech", "confidence: ‘sure’ is none of high"),
    ("decisions", "kind: mech", "state: secret\n  kind: mech", "state: ‘secret’ is none of draft"),
    ("sources", "https://tass.com/1", "tass", "sources.yaml:5 tass-1: url: Enter a valid URL."),
    # References
    ("people", "russia", "utopia", "people.yaml:3 envoy: party: refers to ‘utopia’, which is not in parties"),
    ("people", "russia", "[russia]", "people.yaml:3 envoy: party: ‘['russia']’ is not an id"),
    ("decisions", "carries_on: astana-1-1", "carries_on: astana-9", "carries_on: refers to ‘astana-9’"),
    ("decisions", "[turkey, russia]", "[turkey, utopia]", "adopted_by: refers to ‘utopia’"),
    ("decisions", "[turkey, russia]", "turkey", "adopted_by: is not a list of ids"),
    ("decisions", "outcome_sources: [tass-1]", "outcome_sources: [x]", "outcome_sources: refers to ‘x’"),
    ("decisions", "[sana-1, tass-1]", "[sana-1, sana-1]", "astana-1-1: sources: names ‘sana-1’ twice"),
    ("differences", "[sana-1]", "[x]", "differences.yaml:5 astana-1-dates: versions: refers to ‘x’"),
    # Versions
    ("differences", "is_followed", "why: so\n      is_followed", "versions 1 why: is not a key"),
    (
        "differences",
        ", ar: يومان.}",
        "}",
        "differences.yaml:5 astana-1-dates: versions 1 text ar: is missing",
    ),
    (
        "differences",
        "text: {en: Three days., ar: ثلاثة أيام.}",
        "is_followed: true",
        "versions 2 text: is missing",
    ),
    (
        "differences",
        "    - text: {en: Three",
        "    - none\n    - text: {en: Three",
        "versions 2: is not made of",
    ),
    ("differences", "[sana-1]", "[sana-1]\n      is_followed: true", "versions: the record follows one"),
    ("differences", "  versions:\n", "  versions: none\n  is:\n", "versions: is not a list of versions"),
    # Rules
    ("rounds", "number: 2", "number: 1", "rounds.yaml:10 astana-2: track, number: ‘astana-1’ has the same"),
    ("decisions", "number: 2", "number: 1", "astana-1-2: round, number: ‘astana-1-1’ has the same"),
    ("parties", "guarantor_order: 2", "guarantor_order: 1", "turkey: guarantor_order: ‘russia’ has the"),
    ("follow_ups", "2018-01-21\n  status", "2017-06\n  status", "decision, date: ‘astana-1-1-2017-06’ has"),
    (
        "participations",
        "event: offensive\n  party: turkey",
        "round: astana-1\n  party: russia",
        "round, party: ‘a",
    ),
    ("edition", "29", "29\n- number: 2\n  day: 2018-11-29", "edition.yaml:4 2: day: ‘1’ has the same"),
    ("decisions", "on: astana-1-1", "on: astana-1-2", "carries_on: A decision cannot carry on itself."),
    ("decisions", "  round: astana-1\n", "", "round, event: Name a round or an event, one of the two."),
    ("decisions", "  kind: mech", "  event: idlib\n  kind: mech", "round, event: Name a round or an event"),
    ("rounds", "/2017-01-24", "/..", "date, status: A round that was held has a first and a last day."),
    ("statements", "low", "low\n  state: published", "confidence, state: What is not confirmed cannot be"),
    ("follow_ups", "from_event", "from_round: astana-1\n  from_event", "Name a round or an event, not both."),
    ("announcements", "  by_party: russia\n", "", "by_person, by_party: Name the person or the party"),
    ("differences", "  field", "  event: idlib\n  field", "Name a round, an event or a decision"),
]


class RecordFilesTestCase(TestCase):
    """A folder with the small record, which a test may change before it is loaded."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        (self.folder / f"{name}.yaml").write_text(text.lstrip(), encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / f"{name}.yaml").read_text(encoding="utf-8")
        self.assertIn(old, text, f"The test wants to change what {name}.yaml does not have.")
        self.write(name, text.replace(old, new, 1))

    def add(self, name: str, text: str) -> None:
        self.write(name, (self.folder / f"{name}.yaml").read_text(encoding="utf-8") + text.lstrip("\n"))

    def problems(self, **options: bool) -> list[str]:
        with self.assertRaises(RecordError) as raised:
            load(self.folder, **options)
        return [str(problem) for problem in raised.exception.problems]

    def assertFates(self, report, **fates: Fate) -> None:
        """Check what became of the entries that were not left as they are; _ stands for - in an id."""
        found = {change.entry.replace("-", "_"): change.fate for change in report.changes}
        self.assertEqual({e: fate for e, fate in found.items() if fate != Fate.UNCHANGED}, fates)


class LoadGoodTestCase(RecordFilesTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.report = load(self.folder)

    def test_it_adds_every_entry(self) -> None:
        self.assertEqual({change.fate for change in self.report.changes}, {Fate.ADDED})
        self.assertEqual(self.report.count(Fate.ADDED), 26)
        self.assertEqual(self.report.count(Fate.ADDED, "decisions.yaml"), 2)
        self.assertEqual(LoadedEntry.objects.count(), 26)

    def test_it_publishes_the_edition(self) -> None:
        edition = Edition.objects.current()
        self.assertEqual((edition.number, edition.day), (1, dt.date(2018, 11, 29)))

    def test_it_sets_texts_in_each_language(self) -> None:
        track = Track.objects.get(slug="zones")
        self.assertEqual((track.name_en, track.name_ar), ("De-escalation zones", "مناطق خفض التصعيد"))
        self.assertEqual(Track.objects.get(slug="astana").subtitle_ar, "")

    def test_it_derives_days_and_search_texts(self) -> None:
        planned, zone = Round.objects.get(slug="astana-2"), Event.objects.get(slug="idlib")
        self.assertEqual((planned.earliest, planned.latest), (dt.date(2019, 2, 1), dt.date(2019, 2, 28)))
        self.assertEqual((zone.earliest, zone.latest), (dt.date(2017, 5, 6), None))
        self.assertIn("first round", Round.objects.get(slug="astana-1").search_text)

    def test_it_takes_defaults_for_absent_keys(self) -> None:
        planned = Round.objects.get(slug="astana-2")
        self.assertEqual((planned.status, planned.confidence), (Round.Status.PLANNED, "high"))
        self.assertEqual(Participation.objects.get(slug="offensive-turkey").role, Participation.Role.PARTY)

    def test_it_keeps_the_order_of_sources(self) -> None:
        decision = Decision.objects.get(slug="astana-1-1")
        self.assertEqual([c.source.slug for c in decision.citations.all()], ["sana-1", "tass-1"])
        self.assertEqual([c.source.slug for c in decision.outcome_citations.all()], ["tass-1"])
        followed, other = Difference.objects.get().versions.all()
        self.assertTrue(followed.is_followed)
        self.assertEqual([c.source.slug for c in followed.citations.all()], ["tass-1", "sana-1"])
        self.assertEqual([c.source.slug for c in other.citations.all()], ["sana-1"])

    def test_it_links_entries(self) -> None:
        decision = Decision.objects.get(slug="astana-1-2")
        self.assertEqual(decision.carries_on.slug, "astana-1-1")
        self.assertEqual(
            {topic.slug for topic in decision.carries_on.topics.all()}, {"ceasefire", "detainees"}
        )
        self.assertEqual({party.slug for party in decision.carries_on.adopted_by.all()}, {"russia", "turkey"})
        self.assertEqual(FollowUp.objects.get(slug="astana-1-1-2017-06").from_event.slug, "idlib")
        self.assertEqual(Statement.objects.get(slug="said").about.slug, "astana-1-1")

    def test_it_publishes_what_is_confirmed_and_sourced(self) -> None:
        self.assertEqual(Statement.objects.get(slug="said").state, State.PUBLISHED)
        self.assertEqual(Statement.objects.get(slug="rumoured").state, State.DRAFT)

    def test_it_takes_an_entry_without_source_as_a_draft(self) -> None:
        self.edit("follow_ups", "  from_event: idlib\n  sources: [tass-1]\n", "")
        self.edit("differences", "      sources: [sana-1]\n", "")
        load(self.folder)
        self.assertEqual(FollowUp.objects.get(slug="astana-1-1-2017-06").state, State.DRAFT)
        self.assertEqual(Difference.objects.get().state, State.DRAFT)

    def test_it_takes_a_state_that_is_given(self) -> None:
        self.edit("announcements", "  by_party", "  state: draft\n  by_party")
        self.edit("events", "  kind: military", "  kind: military\n  state: published")
        self.edit("events", "  date: 2017-12/2018-01-21\n  sources: [sana-1]", "  date: 2017-12/2018-01-21")
        load(self.folder)
        self.assertEqual(Round.objects.get(slug="astana-2").announcements.get().state, State.DRAFT)
        self.assertEqual(Event.objects.get(slug="offensive").state, State.PUBLISHED)

    def test_it_changes_nothing_the_second_time(self) -> None:
        before = {kind.name: list(kind.model.objects.order_by("pk").values()) for kind in KINDS}
        citations = list(Citation.objects.order_by("pk").values())
        # What is there is read, between the ends of a transaction, and nothing is written.
        turns = connection.vendor == "postgresql"  # one query more, to wait for whoever else writes
        with self.assertNumQueries(30 + turns):
            self.assertFates(load(self.folder))
        after = {kind.name: list(kind.model.objects.order_by("pk").values()) for kind in KINDS}
        self.assertEqual(after, before)
        self.assertEqual(list(Citation.objects.order_by("pk").values()), citations)

    def test_it_changes_what_the_files_changed(self) -> None:
        pk = Decision.objects.get(slug="astana-1-1").pk
        self.edit("decisions", "A mechanism", "A body")
        self.edit("decisions", "[sana-1, tass-1]", "[tass-1, spare]")
        self.edit("decisions", "[detainees, ceasefire]", "[ceasefire]")
        report = load(self.folder)
        self.assertFates(report, astana_1_1=Fate.CHANGED)
        change = next(change for change in report.changes if change.fate == Fate.CHANGED)
        self.assertEqual(change.fields, ("topics", "title", "sources"))
        decision = Decision.objects.get(slug="astana-1-1")
        self.assertEqual((decision.pk, decision.title_en), (pk, "A body"))
        self.assertEqual([c.source.slug for c in decision.citations.all()], ["tass-1", "spare"])
        self.assertEqual([topic.slug for topic in decision.topics.all()], ["ceasefire"])
        self.assertEqual(decision.follow_ups.count(), 2)
        self.assertIn("a body", decision.search_text)

    def test_it_lets_entries_swap_their_numbers(self) -> None:
        self.edit("decisions", "number: 1", "number: 0")
        self.edit("decisions", "number: 2", "number: 1")
        self.edit("decisions", "number: 0", "number: 2")
        load(self.folder)
        self.assertEqual(
            list(Decision.objects.order_by("number").values_list("slug", flat=True)),
            ["astana-1-2", "astana-1-1"],
        )

    def test_it_makes_room_for_a_new_entry_in_between(self) -> None:
        self.edit("decisions", "number: 2", "number: 3")
        self.edit("decisions", "astana-1-2", "astana-1-3")
        self.add(
            "decisions",
            FILES["decisions"]
            .partition("- id: astana-1-2")[0]
            .replace("astana-1-1", "astana-1-2")
            .replace("number: 1", "number: 2"),
        )
        report = load(self.folder, overwrite=True)
        self.assertFates(report, astana_1_2=Fate.CHANGED, astana_1_3=Fate.ADDED)

    def test_it_tells_what_a_dry_run_would_do_and_does_not_do_it(self) -> None:
        self.edit("topics", "en: Ceasefire", "en: Truce")
        self.add("topics", "- id: aid\n  name: {en: Aid, ar: مساعدات}")
        self.assertFates(load(self.folder, dry_run=True), ceasefire=Fate.CHANGED, aid=Fate.ADDED)
        self.assertEqual(Topic.objects.get(slug="ceasefire").name_en, "Ceasefire")
        self.assertFalse(Topic.objects.filter(slug="aid").exists())
        self.assertFates(load(self.folder), ceasefire=Fate.CHANGED, aid=Fate.ADDED)
        self.assertEqual(Topic.objects.get(slug="ceasefire").name_en, "Truce")


class LoadBesideEditorsTestCase(RecordFilesTestCase):
    """The record was loaded, and then editors worked on it."""

    def setUp(self) -> None:
        super().setUp()
        load(self.folder)

    def test_it_keeps_what_editors_changed(self) -> None:
        Decision.objects.filter(slug="astana-1-1").update(title_en="As edited")
        self.edit("decisions", "A mechanism", "A body")
        report = load(self.folder)
        self.assertFates(report, astana_1_1=Fate.KEPT)
        self.assertIn("decisions.yaml astana-1-1: kept as editors have it (title)", str(report))
        self.assertFates(load(self.folder), astana_1_1=Fate.KEPT)  # and says so again
        self.assertEqual(Decision.objects.get(slug="astana-1-1").title_en, "As edited")

    def test_it_sees_what_editors_changed_beside_the_row(self) -> None:
        decision = Decision.objects.get(slug="astana-1-1")
        decision.topics.remove(Topic.objects.get(slug="detainees"))
        FollowUp.objects.get(slug="astana-1-1-2017-06").citations.all().delete()
        Difference.objects.get().versions.filter(is_followed=True).update(is_followed=False)
        report = load(self.folder)
        self.assertFates(report, astana_1_1=Fate.KEPT, astana_1_1_2017_06=Fate.KEPT, astana_1_dates=Fate.KEPT)
        self.assertFates(
            load(self.folder, overwrite=True),
            astana_1_1=Fate.CHANGED,
            astana_1_1_2017_06=Fate.CHANGED,
            astana_1_dates=Fate.CHANGED,
        )
        self.assertEqual(decision.topics.count(), 2)
        self.assertTrue(Difference.objects.get().versions.first().is_followed)

    def test_it_overwrites_what_editors_changed_when_told_to(self) -> None:
        Round.objects.filter(slug="astana-1").update(title_ar="كما حررت", state=State.DRAFT)
        self.assertFates(load(self.folder, overwrite=True), astana_1=Fate.CHANGED)
        entry = Round.objects.get(slug="astana-1")
        self.assertEqual((entry.title_ar, entry.state), ("الجولة الأولى", State.PUBLISHED))
        self.assertFates(load(self.folder))

    def test_it_takes_the_same_change_on_both_sides_as_none(self) -> None:
        Topic.objects.filter(slug="ceasefire").update(name_en="Truce")
        self.edit("topics", "en: Ceasefire", "en: Truce")
        self.assertFates(load(self.folder))
        self.edit("topics", "en: Truce", "en: Quiet")
        self.assertFates(load(self.folder), ceasefire=Fate.CHANGED)

    def test_it_does_not_mind_line_breaks_of_browsers(self) -> None:
        self.edit("sources", "publisher: SANA", 'editors_note: "One.\\n\\nTwo."\n  publisher: SANA')
        load(self.folder)
        Source.objects.filter(slug="sana-1").update(editors_note="One.\r\n\r\nTwo.")
        self.assertFates(load(self.folder))

    def test_it_does_not_bring_back_what_editors_deleted(self) -> None:
        Decision.objects.get(slug="astana-1-1").delete()
        fates = {
            "astana_1_1": Fate.DELETED,
            "astana_1_1_2017_06": Fate.DELETED,
            "astana_1_1_2018_01_21": Fate.DELETED,
            # These lost what they named: it was the editors who changed them.
            "astana_1_2": Fate.KEPT,
            "said": Fate.KEPT,
        }
        self.assertFates(load(self.folder), **fates)
        self.assertFates(load(self.folder), **fates)
        self.assertFalse(Decision.objects.filter(slug="astana-1-1").exists())

    def test_it_brings_back_what_editors_deleted_when_told_to(self) -> None:
        Decision.objects.get(slug="astana-1-1").delete()
        load(self.folder, overwrite=True)
        self.assertEqual(Decision.objects.get(slug="astana-1-1").follow_ups.count(), 2)
        self.assertEqual(Decision.objects.get(slug="astana-1-2").carries_on.slug, "astana-1-1")
        self.assertFates(load(self.folder))

    def test_it_refuses_a_new_entry_of_one_that_editors_deleted(self) -> None:
        Decision.objects.get(slug="astana-1-2").delete()
        self.add(
            "follow_ups",
            "- id: late\n  decision: astana-1-2\n  date: 2018-02\n  status: stalled\n  sources: [tass-1]",
        )
        problems = self.problems()
        self.assertEqual(
            problems,
            [
                "follow_ups.yaml:14 late: decision: refers to ‘astana-1-2’ of decisions.yaml, "
                "which editors deleted"
            ],
        )
        self.assertFalse(FollowUp.objects.filter(slug="late").exists())
        self.assertFates(load(self.folder, overwrite=True), astana_1_2=Fate.ADDED, late=Fate.ADDED)

    def test_it_refuses_a_new_entry_that_a_kept_one_leaves_no_room_for(self) -> None:
        Decision.objects.filter(slug="astana-1-2").update(number=3)
        self.add(
            "decisions",
            FILES["decisions"]
            .partition("- id: astana-1-2")[0]
            .replace("astana-1-1", "third")
            .replace("number: 1", "number: 3"),
        )
        (problem,) = self.problems()
        self.assertIn("third: round, number: ‘astana-1-2’ has the same (it is in the database", problem)
        load(self.folder, overwrite=True)
        self.assertEqual(Decision.objects.get(slug="astana-1-2").number, 2)

    def test_it_never_touches_what_editors_made(self) -> None:
        Topic.objects.create(slug="own", name_en="Own", name_ar="خاص")
        for overwrite in (False, True):
            self.assertFates(load(self.folder, overwrite=overwrite))
        self.assertEqual(Topic.objects.get(slug="own").name_en, "Own")

    def test_it_keeps_what_editors_made_under_an_id_of_the_files(self) -> None:
        Topic.objects.create(slug="aid", name_en="Own", name_ar="خاص")
        self.add("topics", "- id: aid\n  name: {en: Aid, ar: مساعدات}")
        self.assertFates(load(self.folder), aid=Fate.KEPT)
        self.assertEqual(Topic.objects.get(slug="aid").name_en, "Own")

    def test_it_leaves_what_the_files_have_no_more_until_told_to_remove_it(self) -> None:
        self.write("zone_events", "# No zone has an event.")
        self.write("announcements", "")
        gone = {"idlib_offensive": Fate.GONE, "astana_2_announced_2018_11_29": Fate.GONE}
        self.assertFates(load(self.folder), **gone)
        self.assertFates(load(self.folder), **gone)
        report = load(self.folder, overwrite=True)
        self.assertFates(report, **dict.fromkeys(gone, Fate.REMOVED))
        self.assertEqual(Event.objects.get(slug="idlib").zone_events.count(), 0)
        self.assertFates(load(self.folder))

    def test_it_does_not_remove_what_editors_changed(self) -> None:
        Event.objects.get(slug="idlib").zone_events.update(contested_date="2018")
        self.write("zone_events", "")
        self.assertFates(load(self.folder, overwrite=True), idlib_offensive=Fate.KEPT)

    def test_it_keeps_what_belongs_to_an_entry_that_moved_away_from_a_removed_one(self) -> None:
        self.write("rounds", FILES["rounds"].replace("astana-1", "astana-one"))
        for name in ("participations", "decisions", "statements", "differences"):
            self.edit(name, "round: astana-1", "round: astana-one")
        self.write("decisions", FILES["decisions"].replace("round: astana-1", "round: astana-one"))
        self.write("statements", FILES["statements"].replace("round: astana-1", "round: astana-one"))
        report = load(self.folder, overwrite=True)
        self.assertEqual(
            (report.count(Fate.ADDED), report.count(Fate.CHANGED), report.count(Fate.REMOVED)), (1, 6, 1)
        )
        decision = Decision.objects.get(slug="astana-1-1")
        self.assertEqual((decision.round.slug, decision.follow_ups.count()), ("astana-one", 2))
        self.assertEqual(Citation.objects.filter(follow_up__decision=decision).count(), 2)
        self.assertFates(load(self.folder))

    def test_it_refuses_to_remove_what_editors_refer_to(self) -> None:
        own = Statement.objects.create(
            slug="own",
            round=Round.objects.get(slug="astana-1"),
            speaker=Statement.objects.get(slug="said").speaker,
            day=dt.date(2017, 1, 24),
            stance="neutral",
            gist_en="Own",
            gist_ar="خاص",
        )
        Citation.objects.create(statement=own, source=Source.objects.get(slug="spare"))
        Decision.objects.filter(slug="astana-1-1").update(outcome_en="As edited")
        self.write("sources", FILES["sources"].partition("- id: spare")[0])
        self.write("follow_ups", "")
        self.assertEqual(
            self.problems(overwrite=True),
            [
                "sources.yaml spare: cannot be removed: ‘own’ of statements.yaml, which is the editors’, "
                "refers to it"
            ],
        )
        self.assertEqual(FollowUp.objects.count(), 2)
        own.delete()
        load(self.folder, overwrite=True)
        self.assertEqual((FollowUp.objects.count(), Source.objects.filter(slug="spare").count()), (0, 0))

    def test_it_takes_what_comes_back_to_the_files_as_new(self) -> None:
        Event.objects.get(slug="idlib").zone_events.all().delete()
        self.write("zone_events", "")
        load(self.folder)
        self.write("zone_events", FILES["zone_events"])
        self.assertFates(load(self.folder), idlib_offensive=Fate.ADDED)


class LoadBadTestCase(RecordFilesTestCase):
    """What is wrong is named by file, line, entry and key, and the database is left alone."""

    def test_it_names_what_is_wrong(self) -> None:
        for name, old, new, expected in WRONG:
            with self.subTest(name, old=old, new=new):
                self.edit(name, old, new)
                problems = "\n".join(self.problems())
                self.assertIn(expected, problems)
                self.assertNotRegex(problems, rf"(?m)^(?!{name}\.yaml)", "Another file is blamed, too.")
                self.assertEqual([kind.name for kind in KINDS if kind.model.objects.exists()], [])
                self.assertFalse(LoadedEntry.objects.exists())
            self.write(name, FILES[name])

    def test_it_names_everything_that_is_wrong_at_once(self) -> None:
        self.edit("topics", "en: Ceasefire", "en: 1")
        self.edit("people", "party: russia", "party: utopia")
        self.edit("rounds", "number: 2", "number: 1")
        self.edit("decisions", "carries_on: astana-1-1", "carries_on: astana-1-2")
        self.edit("decisions", "kind: mechanism", "kind: machine")
        places = [problem.rpartition(": ")[0] for problem in self.problems()]
        self.assertEqual(
            places,
            [
                "decisions.yaml:4 astana-1-1: kind",
                "decisions.yaml:19 astana-1-2: carries_on",
                "people.yaml:3 envoy: party",
                "rounds.yaml:10 astana-2: track, number",
                "topics.yaml:2 ceasefire: name en",
            ],
        )

    def test_it_wants_every_file_and_no_other(self) -> None:
        (self.folder / "topics.yaml").rename(self.folder / "topic.yaml")
        (self.folder / "people.yaml").write_bytes(b"# \xff\n")
        (self.folder / "rounds.yaml").unlink()
        (self.folder / "rounds.yaml").mkdir()
        self.assertEqual(
            self.problems(),
            [
                "people.yaml: is not in UTF-8 (byte 2)",
                "rounds.yaml: cannot be opened: Is a directory",
                "topic.yaml: holds no kind of entry that the record knows",
                "topics.yaml: the file is missing",
            ],
        )

    def test_it_wants_a_folder(self) -> None:
        with self.assertRaisesMessage(RecordError, "nowhere: is not a folder"):
            load(self.folder / "nowhere")

    def test_it_leaves_a_loaded_record_as_it_was(self) -> None:
        load(self.folder)
        self.edit("topics", "en: Ceasefire", "en: Truce")
        self.edit("statements", "stance: neutral", "stance: sour")
        self.problems()
        self.assertEqual(Topic.objects.get(slug="ceasefire").name_en, "Ceasefire")

    def test_it_asks_the_models(self) -> None:
        def clean(decision: Decision) -> None:
            raise ValidationError({"title_en": f"{decision.round.title_en} has no {decision.slug}."})

        with patch.object(Decision, "clean", clean):
            (problem, _other) = self.problems()
        self.assertEqual(problem, "decisions.yaml:1 astana-1-1: title_en: First round has no astana-1-1.")
        self.assertFalse(Decision.objects.exists())

    def test_it_passes_on_what_the_database_says(self) -> None:
        with patch.object(Citation.objects, "bulk_create", side_effect=DatabaseError("It is\nfull.")):
            self.assertEqual(self.problems(), ["database: It is full."])
        self.assertFalse(Topic.objects.exists())


class LoadRecordCommandTestCase(RecordFilesTestCase):
    def call(self, *options: str) -> str:
        output = StringIO()
        call_command("load_record", str(self.folder), *options, stdout=output)
        return output.getvalue()

    def test_it_sums_up(self) -> None:
        output = self.call()
        self.assertIn("decisions.yaml        2 added\n", output)
        self.assertIn(f"Loaded from {self.folder}.", output)
        self.assertNotIn("astana-1-1", output)
        self.edit("topics", "en: Ceasefire", "en: Truce")
        output = self.call()
        self.assertIn("topics.yaml           1 changed; 1 unchanged\n", output)
        self.assertIn("topics.yaml ceasefire: changed (name)\n", output)

    def test_it_can_try_without_writing(self) -> None:
        self.assertIn("Nothing was written: this was a dry run.", self.call("--dry-run"))
        self.assertFalse(Party.objects.exists())

    def test_it_can_overwrite(self) -> None:
        self.call()
        Topic.objects.update(name_en="As edited")
        self.assertIn("2 kept as editors have it", self.call())
        self.assertIn("2 changed", self.call("--overwrite"))
        self.assertEqual(Topic.objects.get(slug="ceasefire").name_en, "Ceasefire")

    def test_it_lists_what_is_wrong(self) -> None:
        self.edit("follow_ups", "status: partly", "status: done")
        expected = f"‘done’ is none of {', '.join(Status.values)}"
        with self.assertRaisesMessage(
            CommandError, f"follow_ups.yaml:4 astana-1-1-2017-06: status: {expected}"
        ):
            self.call()
