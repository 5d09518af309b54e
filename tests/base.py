"""The small cast everyone knows, and how to make more of it.

A test adds only what it is about. What is made here is published and has both languages, unless a comment
says otherwise; nothing is random.
"""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language, override

from talks.charts.days import Tick
from talks.charts.theme import EVENT_SHAPES
from talks.charts.timeline.layout import MAX_BEADS
from talks.charts.timeline.values import Bead, Lane, Mark, Slip, Span, Stretch, Timeline
from talks.dates import month_starts
from talks.models import (
    AsOf,
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
    Status,
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
        # One by one: together they are written in the order of a set.
        for entry in entries:
            getattr(decision, name).add(entry)
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


def let_the_database_look_around() -> None:
    """Let the database count what was written at once, as it does by itself between readers' requests."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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

    def as_of(self, day: str = "") -> AsOf:
        """Give the day of the edition, or an earlier one to which a reader goes back."""
        return AsOf(self.edition, dt.date.fromisoformat(day) if day else self.edition.day)

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


# A page as its reader meets it


class Page(HTMLParser):
    """An answer of the site: its elements, and the words of each part that has an id."""

    VOID = {"br", "hr", "img", "input", "link", "meta"}
    # What stands apart from its neighbours.
    APART = {"dd", "div", "dt", "h1", "h2", "h3", "li", "option", "p", "span", "summary", "td", "th"}

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer
        self.html = answer.content.decode()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[tuple[str, str]] = []
        self._words: dict[str, list[str]] = defaultdict(list)
        self.feed(self.html)

    def words(self, part: str) -> str:
        """Give the words of the element with this id, with single blanks."""
        if part not in self._words:
            raise KeyError(f"There is no #{part} with words on the page.")
        return " ".join("".join(self._words[part]).split())

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """Give the attributes of each element of this tag that has these values in its attributes."""
        return [found for name, found in self.elements if name == tag and attributes.items() <= found.items()]

    def structured_data(self, kind: str) -> dict[str, Any]:
        """Give the block of schema.org data of this type."""
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', self.html, re.S)
        return next(data for data in map(json.loads, blocks) if data["@type"] == kind)

    def ids(self) -> list[str]:
        """Give every id of the page."""
        return [attributes["id"] for _tag, attributes in self.elements if "id" in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in self.VOID:
            self._open.append((tag, attributes.get("id", "")))
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _tag, part in self._open:
            self._words[part].append(data)

    def _part(self, tag: str) -> None:
        if tag in self.APART:
            self.handle_data(" ")


class PageTestCase(RecordTestCase):
    """A reader before the talks in small."""

    def setUp(self) -> None:
        # Answering a request leaves its language active.
        self.enterContext(override(get_language()))

    def read(self, address: str = "/en/", *, status: int | None = 200, **headers: str) -> Page:
        """Open an address; `hx_request="true"` and the like are headers of the request. None: any status."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.get(address, headers=named)
        if status is not None:
            self.assertEqual(answer.status_code, status, address)
        return Page(answer)

    def queries_of(self, address: str) -> int:
        """Give how often a page asks the database."""
        with CaptureQueriesContext(connection) as queries:
            self.read(address)
        return len(queries)

    def swap(self, address: str, *, status: int = 200, **headers: str) -> Page:
        """Open an address as htmx does for the filters of the page."""
        return self.read(address, status=status, hx_request="true", hx_trigger="filters", **headers)


# A timeline for the charts, as plain values


def make_mark(key: str, first: str, last: str = "", **values: Any) -> Mark:
    """Make a mark over some days, a summit with its key for a label where nothing else is said."""
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    defaults = {"kind": "summit", "title": f"{key}. {first}", "href": f"?event={key}#panel", "label": key}
    return Mark(key=key, first=start, last=end, **defaults | values)


def make_round_mark(number: int, first: str, last: str, *statuses: str, **values: Any) -> Mark:
    """Make the mark of a round that was held, with a bead for each status of a decision."""
    key = f"astana-{number}"
    defaults = {
        "kind": "held",
        "number": str(number),
        "label": "",
        "title": f"Round {number}. {first}. {len(statuses)} decisions",
        "hover": (f"Round {number}", first, f"{len(statuses)} decisions"),
        "href": f"?round={key}#panel",
        "beads": tuple(
            Bead(status, f"{status}: decision {place} of {number}", f"?round={key}#{key}-{place}")
            for place, status in enumerate(statuses, start=1)
        ),
    }
    return make_mark(key, first, last, **defaults | values)


def make_slip(first: str, last: str) -> Slip:
    """Make an announced date that slipped."""
    return Slip(dt.date.fromisoformat(first), dt.date.fromisoformat(last), f"announced for {first}")


def make_timeline(*lanes: Lane, **values: Any) -> Timeline:
    """Make a timeline of these lanes, from December 2016 to February 2019."""
    first, last = dt.date(2016, 12, 14), dt.date(2019, 3, 3)
    defaults = {
        "title": "Rounds",
        "description": "Rounds and what surrounded them.",
        "language": "en",
        "first": first,
        "last": last,
        "edition_day": dt.date(2018, 11, 29),
        "edition_label": "edition day: 29 Nov 2018",
        "ticks": tuple(
            Tick(month, f"{month:%b}", str(month.year) if month.month == 1 else "")
            for month in month_starts(first, last)
        ),
    }
    return Timeline(lanes=lanes, **defaults | values)


def talks_in_small(**values: Any) -> Timeline:
    """Make a timeline that has one of everything: rounds of each status, events of each kind, zones."""
    rounds = Lane(
        "astana",
        "Astana rounds",
        marks=(
            make_round_mark(1, "2017-01-23", "2017-01-24", *Status.values),
            make_round_mark(4, "2017-05-03", "2017-05-04", *["pending"] * (MAX_BEADS + 3), is_faint=True),
            make_round_mark(
                9,
                "2018-05-14",
                "2018-05-15",
                slips=(make_slip("2018-02-15", "2018-02-28"), make_slip("2018-04-01", "2018-04-30")),
            ),
            make_round_mark(10, "2018-07-30", "2018-07-31", "stalled", label="Sochi", is_selected=True),
            make_round_mark(12, "2019-02-01", "2019-02-28", kind="planned", label="planned", is_vague=True),
        ),
    )
    kinds = enumerate(EVENT_SHAPES)
    days = (dt.date(2016, 12, 14) + dt.timedelta(65 * place) for place in range(len(EVENT_SHAPES)))
    events = Lane(
        "events",
        "What surrounded the rounds",
        "as far as it is known",
        marks=(
            *(
                make_mark(
                    kind,
                    day.isoformat(),
                    (day + dt.timedelta(place)).isoformat(),
                    kind=kind,
                    is_selected=place == 4,
                    is_faint=place == 5,
                )
                for (place, kind), day in zip(kinds, days, strict=True)
            ),
            # Known to the month alone.
            make_mark("meeting", "2018-08-01", "2018-08-31", kind="technical-meeting", is_vague=True),
        ),
    )
    zones = Lane(
        "zones",
        "Zones",
        spans=(
            Span(
                "ghouta",
                "Eastern Ghouta",
                dt.date(2017, 7, 22),
                dt.date(2018, 4, 14),
                "14 Apr 2018",
                title="Eastern Ghouta, until 14 April 2018",
                href="?event=ghouta#panel",
                stretches=(Stretch(dt.date(2018, 2, 18), dt.date(2018, 4, 14), "the offensive"),),
            ),
            Span(
                "idlib",
                "Idlib",
                dt.date(2017, 9, 15),
                None,
                "in place",
                title="Idlib, in place",
                href="?event=idlib#panel",
                hover=("Idlib", "since 15 September 2017"),
                is_faint=True,
            ),
        ),
    )
    return make_timeline(rounds, events, zones, **values)
