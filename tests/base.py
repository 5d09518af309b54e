"""The small cast everyone knows, and how to make more of it.

A test adds only what it is about. What is made here is published and has both languages, unless a comment
says otherwise; nothing is random.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import TestCase

from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    Edition,
    Event,
    FollowUp,
    GuarantorState,
    Party,
    Person,
    Round,
    Source,
    State,
    Statement,
    Topic,
    Track,
    ZoneEvent,
)

PUBLISHED = {"state": State.PUBLISHED}


def make_round(track: Track, number: int, date: str, **values: Any) -> Round:
    """Make a round that was held; its texts are made of its number."""
    defaults = {
        "status": Round.Status.HELD,
        "title_en": f"Astana {number}",
        "title_ar": f"أستانا {number}",
        "short_label_en": f"Round {number}",
        "short_label_ar": f"الجولة {number}",
        "city_en": "Astana",
        "city_ar": "أستانا",
        "country": "KZ",
    }
    return Round.objects.create(track=track, number=number, date=date, **PUBLISHED | defaults | values)


def make_event(track: Track, title_en: str, title_ar: str, date: str, **values: Any) -> Event:
    """Make a summit, or an event of another kind; its label for charts is the beginning of its title."""
    defaults = {
        "kind": Event.Kind.SUMMIT,
        "title_en": title_en,
        "title_ar": title_ar,
        "short_label_en": title_en[:18],
        "short_label_ar": title_ar[:18],
    }
    return Event.objects.create(track=track, date=date, **PUBLISHED | defaults | values)


def make_decision(
    meeting: Round | Event, number: int, title_en: str, title_ar: str = "قرار", **values: Any
) -> Decision:
    """Make a commitment of a round or an event; `adopted_by` and `topics` take lists."""
    related = {name: values.pop(name, []) for name in ("adopted_by", "topics")}
    defaults = {
        "kind": Decision.Kind.COMMITMENT,
        "title_en": title_en,
        "title_ar": title_ar,
        "text_en": f"They decided: {title_en}.",
        "text_ar": f"قرروا: {title_ar}.",
    }
    decision = Decision.objects.create(number=number, **of(meeting), **PUBLISHED | defaults | values)
    for name, entries in related.items():
        getattr(decision, name).set(entries)
    return decision


def make_follow_up(decision: Decision, date: str, status: str, **values: Any) -> FollowUp:
    """Make a follow-up of a decision."""
    return FollowUp.objects.create(decision=decision, date=date, status=status, **PUBLISHED | values)


def make_statement(
    meeting: Round | Event, speaker: Person, day: str, gist_en: str, **values: Any
) -> Statement:
    """Make a neutral statement about a round or an event."""
    defaults = {"stance": Statement.Stance.NEUTRAL, "gist_en": gist_en, "gist_ar": "قال ما قال."}
    return Statement.objects.create(
        speaker=speaker, day=dt.date.fromisoformat(day), **of(meeting), **PUBLISHED | defaults | values
    )


def make_announcement(meeting: Round, announced_on: str, date: str, **values: Any) -> DateAnnouncement:
    """Make the announcement of a date of a round; `by_person` or `by_party` says whose."""
    day = dt.date.fromisoformat(announced_on)
    return DateAnnouncement.objects.create(round=meeting, announced_on=day, date=date, **PUBLISHED | values)


def make_source(publisher: str, **values: Any) -> Source:
    """Make a news report of a publisher."""
    defaults = {"kind": Source.Kind.NEWS, "language": "en"}
    return Source.objects.create(publisher=publisher, **defaults | values)


def cite(source: Source, **claim: Any) -> Citation:
    """Let a claim cite a source: `cite(tass, round=fourth)`."""
    return Citation.objects.create(source=source, **claim)


def of(meeting: Round | Event) -> dict[str, Round | Event]:
    """Give the round or the event as the value of the relation to it."""
    return {"round" if isinstance(meeting, Round) else "event": meeting}


class RecordTestCase(TestCase):
    """The talks in small, as they stood on 29 November 2018.

    Two rounds were held and a third is planned; around them stand a summit, a visit and two zones:

        May 2017   round 4    memorandum (carried out in part), detainees (stalled), maps (no follow-up)
        May 2018   round 9    had been announced twice for other days; a statement of principle
        Sep 2018   summit     a buffer zone (pending)
        Feb 2019   round 12   planned, the day not fixed
    """

    @classmethod
    def setUpTestData(cls) -> None:
        cls.edition = Edition.objects.create(number=1, day=dt.date(2018, 11, 29), is_published=True)
        cls.make_parties()
        cls.make_rounds()
        cls.make_surroundings()
        cls.make_sources()

    @classmethod
    def make_parties(cls) -> None:
        # The three guarantors, in the order in which they are always named.
        cls.russia, cls.turkey, cls.iran = (
            GuarantorState.objects.create(
                kind=Party.Kind.STATE, name_en=name_en, name_ar=name_ar, iso=iso, guarantor_order=order
            )
            for order, (name_en, name_ar, iso) in enumerate(
                [("Russia", "روسيا", "RU"), ("Turkey", "تركيا", "TR"), ("Iran", "إيران", "IR")], start=1
            )
        )
        # The host, who is no guarantor and adopts nothing.
        cls.kazakhstan = Party.objects.create(
            kind=Party.Kind.STATE, name_en="Kazakhstan", name_ar="كازاخستان", iso="KZ"
        )
        # The host's minister: announces dates and speaks.
        cls.minister = Person.objects.create(
            name_en="Kairat Abdrakhmanov",
            name_ar="خيرت عبد الرحمنوف",
            office_en="Foreign minister",
            office_ar="وزير الخارجية",
            party=cls.kazakhstan,
        )

    @classmethod
    def make_rounds(cls) -> None:
        cls.astana = Track.objects.create(
            slug="astana", name_en="Astana rounds", name_ar="جولات أستانا", position=1
        )
        cls.ceasefire = Topic.objects.create(name_en="Ceasefire", name_ar="وقف إطلاق النار", position=1)
        cls.detainees = Topic.objects.create(name_en="Detainees", name_ar="المعتقلون", position=2)

        # Held, with decisions that fared differently.
        cls.fourth = make_round(cls.astana, 4, "2017-05-03/2017-05-04", summary_en="Zones were agreed.")
        cls.memorandum = make_decision(
            cls.fourth,
            1,
            "De-escalation zones are set up",
            "إنشاء مناطق خفض التصعيد",
            kind=Decision.Kind.AGREEMENT,
            adopted_by=[cls.russia, cls.turkey, cls.iran],
            topics=[cls.ceasefire],
        )
        make_follow_up(cls.memorandum, "2017-05-04", "pending")
        make_follow_up(cls.memorandum, "2017-09-15", "implemented")
        cls.undone = make_follow_up(
            cls.memorandum, "2018-07", "partly", note_en="One zone is left.", note_ar="بقيت منطقة."
        )
        cls.release = make_decision(
            cls.fourth,
            2,
            "Detainees are released",
            "إطلاق سراح المعتقلين",
            adopted_by=[cls.russia],
            topics=[cls.detainees],
        )
        make_follow_up(cls.release, "2017-09-15", "stalled")
        # Nothing is reported of it.
        cls.maps = make_decision(cls.fourth, 3, "Maps are drawn", "رسم الخرائط", topics=[cls.ceasefire])

        # Held later than had been announced, twice.
        cls.ninth = make_round(cls.astana, 9, "2018-05-14/2018-05-15")
        cls.sovereignty = make_decision(
            cls.ninth,
            1,
            "Sovereignty is affirmed",
            "تأكيد السيادة",
            kind=Decision.Kind.ACKNOWLEDGEMENT,
            adopted_by=[cls.russia, cls.turkey, cls.iran],
        )
        make_follow_up(cls.sovereignty, "2018-05-15", "principle")
        cls.first_window = make_announcement(
            cls.ninth, "2018-02-06", "2018-02-15/2018-02-28", by_person=cls.minister
        )
        cls.second_window = make_announcement(cls.ninth, "2018-03-16", "2018-04", by_person=cls.minister)

        # Planned, and only to the month.
        cls.twelfth = make_round(cls.astana, 12, "2019-02", status=Round.Status.PLANNED)

    @classmethod
    def make_surroundings(cls) -> None:
        cls.summits = Track.objects.create(slug="summits", name_en="Summits", name_ar="القمم", position=2)
        cls.zones = Track.objects.create(
            slug="zones",
            name_en="Zones",
            name_ar="المناطق",
            subtitle_en="of de-escalation",
            subtitle_ar="لخفض التصعيد",
            position=3,
        )
        # An event that decided something.
        cls.summit = make_event(
            cls.summits, "Sochi summit", "قمة سوتشي", "2018-09-17", place_en="Sochi", place_ar="سوتشي"
        )
        cls.buffer = make_decision(
            cls.summit, 1, "A buffer zone is set up", "إنشاء منطقة عازلة", adopted_by=[cls.russia, cls.turkey]
        )
        make_follow_up(cls.buffer, "2018-09-17", "pending")
        # An entry without Arabic.
        cls.visit = make_event(cls.summits, "Envoy visits Ankara", "", "2017-10", kind="ministerial")

        # A zone that ended, contested in its last weeks, and one that is still in place.
        cls.ghouta = make_event(
            cls.zones, "Eastern Ghouta", "الغوطة الشرقية", "2017-07-22/2018-04-14", kind="zone"
        )
        cls.offensive = make_event(
            cls.zones, "Offensive on Ghouta", "هجوم الغوطة", "2018-02-18/2018-04-14", kind="military"
        )
        ZoneEvent.objects.create(zone=cls.ghouta, event=cls.offensive, contested_date="2018-02-18/2018-04-14")
        cls.idlib = make_event(cls.zones, "Idlib", "إدلب", "2017-09-15/..", kind="zone")

    @classmethod
    def make_sources(cls) -> None:
        cls.tass = make_source("TASS", url="https://tass.example/4", published=dt.date(2017, 5, 4))
        cls.sana = make_source(
            "سانا", url="https://sana.example/4", language="ar", title="البيان الختامي", kind="official"
        )
        cite(cls.tass, round=cls.fourth)
        cite(cls.sana, decision=cls.memorandum)
        cite(cls.tass, decision=cls.release)

    @contextmanager
    def assertRefusedBy(self, rule: str) -> Iterator[None]:
        """Expect that the database itself refuses what the block writes, by the constraint of this name."""
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            yield
        self.assertIn(_as_the_database_says(rule), str(caught.exception))


def _as_the_database_says(rule: str) -> str:
    """Give the name of a constraint, or what SQLite says in its place where it makes something unique."""
    model, constraint = next(
        (model, constraint)
        for model in apps.get_app_config("talks").get_models()
        for constraint in model._meta.constraints
        if constraint.name == rule
    )
    if connection.vendor == "postgresql" or not isinstance(constraint, models.UniqueConstraint):
        return rule
    columns = (model._meta.get_field(name).column for name in constraint.fields)
    return "UNIQUE constraint failed: " + ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
