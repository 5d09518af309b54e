"""What is not published appears nowhere outside the admin: every public address is walked and searched."""

import datetime as dt
import hashlib
import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urljoin, urlsplit
from zipfile import ZipFile

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse
from django.urls.resolvers import RegexPattern
from django.utils.timezone import now
from django.utils.translation import get_language_from_path, override

from talks.bilingual import language_of
from talks.dates import EdtfField
from talks.embeds.charts import CHARTS
from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    Event,
    FollowUp,
    FormerAddress,
    GuarantorState,
    OpenForm,
    Participation,
    Party,
    Person,
    Proposal,
    Round,
    Source,
    State,
    Statement,
    Topic,
    Track,
    ZoneEvent,
)
from talks.models.claims import Claim, Entry
from talks.record.freezing import freeze_current
from talks.search import SearchTextField
from tests.base import (
    PUBLISHED,
    Page,
    PageTestCase,
    cite,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_source,
    make_statement,
    of,
)

# Words that stand in drafts alone, others that stand nowhere, and how the first might be misspelt.
SECRET = "zyxquark"
SECRET_WORDS = {"en": SECRET, "ar": "زغبرخفق"}
NEVER = {"en": "bodwimpf", "ar": "ثضصذظطن"}
NEAR_SECRET = {"en": "zyxquarq", "ar": "زغبرخفف"}
LANGUAGES = settings.RECORD_LANGUAGES
HIDDEN = [State.DRAFT, State.REVIEW]
# Earlier days on which the pages are read: when most of the drafts would have happened, and after.
DAYS = ["2018-03-05", "2018-10-01"]
# What says nothing that is not seen elsewhere: pictures are drawn from the SVG, citations name the page,
# addresses within the builder are those of charts, and other months and digits say the same. Of each route so
# many are opened.
SEEN_ELSEWHERE = (".png", "cite=", "embed/?", "oembed?", "months=", "digits=")
MOST_SKIMMED = 6
ENTRIES = [
    model
    for model in apps.get_app_config("talks").get_models()
    if issubclass(model, Entry) and not model._meta.proxy
]


# The secrets


def secret_texts(model: type[models.Model]) -> dict[str, str]:
    """Fill every text of a model with the secret word in its language."""
    texts = {}
    for field in model._meta.fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if not is_text or isinstance(field, models.SlugField | EdtfField | SearchTextField):
            continue
        if isinstance(field, models.URLField):
            texts[field.name] = f"https://{SECRET}.example/"
        elif field.max_length is None or field.max_length > 3:
            texts[field.name] = SECRET_WORDS.get(language_of(field) or "", SECRET).capitalize()
    return texts


class Secrets:
    """Drafts of every kind in one state: whole ones, and ones that belong to what is published.

    `parts` is the state of what belongs to a draft: it may be published, and is hidden all the same.
    """

    def __init__(self, cast: type["UnpublishedTestCase"], state: str, parts: str) -> None:
        self.cast, self.state, self.parts = cast, state, parts
        self.place = HIDDEN.index(state) + 1
        self.entries: list[Entry] = []
        self.make_drafts()
        self.make_drafts_in_what_is_published()
        self.relate_what_is_published()

    def make(self, model: type[models.Model], **values: Any) -> Any:
        """Make an entry that says the secret word in every text, and in its slug."""
        if issubclass(model, Claim):
            values = {"state": self.state} | values
        if issubclass(model, Entry):
            values["slug"] = f"{SECRET}-{model._meta.model_name}-{self.state}-{len(self.entries)}"
        entry = model.objects.create(**secret_texts(model) | values)
        if isinstance(entry, Entry):
            self.entries.append(entry)
        return entry

    def party(self) -> Party:
        return self.make(Party, kind=Party.Kind.UN)

    def person(self) -> Person:
        return self.make(Person, party=self.party())

    def cite(self, **claim: Any) -> None:
        """Let a claim rest on a source that nothing else cites, and on one that readers know."""
        cite(self.make(Source, kind=Source.Kind.NEWS, language="en", published=dt.date(2018, 3, 3)), **claim)
        cite(self.cast.tass, **claim)

    def make_drafts(self) -> None:
        track = self.make(Track)
        status = Round.Status.HELD
        number = 60 + self.place
        self.round = self.make(Round, track=track, number=number, date="2018-03-04", status=status)
        self.event = self.make(Event, track=track, kind=Event.Kind.SUMMIT, date="2018-03-04")
        self.make(Round, track=self.cast.astana, number=number, date="2019-05", status="planned")
        for meeting in (self.round, self.event):
            self.cite(**of(meeting))
            self.make_parts(meeting, self.parts)
        self.zone = self.make(Event, track=self.cast.zones, kind=Event.Kind.ZONE, date="2015-02/..")
        self.make(ZoneEvent, zone=self.zone, event=self.cast.offensive, contested_date="2018-03")
        self.make(ZoneEvent, zone=self.cast.idlib, event=self.event, contested_date="2018-03")

    def make_drafts_in_what_is_published(self) -> None:
        cast = self.cast
        for meeting in (cast.fourth, cast.summit):
            self.make_parts(meeting, self.state)
        self.make_follow_up(cast.memorandum, self.state)
        for about in ({"decision": cast.maps}, {"event": cast.visit}):
            self.make_difference(self.state, **about)

    def make_parts(self, meeting: Round | Event, state: str) -> None:
        """Make what belongs to a round or an event, named by people and parties whom nobody else names."""
        said = {"state": state, **of(meeting)}
        part = self.make(Participation, party=self.party(), head=self.person(), **said)
        self.cite(participation=part)
        decision = self.make(Decision, number=40 + self.place, kind="appeal", **said)
        decision.topics.set([self.make(Topic, position=self.place), self.cast.ceasefire])
        decision.adopted_by.set([self.party(), self.cast.russia, self.cast.turkey])
        self.cite(decision=decision)
        self.cite(outcome=decision)
        self.make_follow_up(decision, state)
        for speaker, about in ((self.person(), decision), (self.cast.minister, self.cast.maps)):
            statement = self.make(
                Statement, speaker=speaker, day=dt.date(2018, 3, 5), stance="critical", about=about, **said
            )
            self.cite(statement=statement)
        self.make_difference(state, **of(meeting))
        self.make_difference(PUBLISHED["state"] if state == self.state else state, decision=decision)
        if isinstance(meeting, Round):
            for by in ({"by_person": self.person()}, {"by_party": self.party()}):
                day = dt.date(2017, 3, len(self.entries) % 28 + 1)
                announced = self.make(DateAnnouncement, announced_on=day, date="2017-04", **said, **by)
                self.cite(announcement=announced)
        self.decision = decision

    def make_follow_up(self, decision: Decision, state: str) -> None:
        day = f"2018-10-0{self.place}"
        follow_up = self.make(FollowUp, decision=decision, date=day, status="lapsed", state=state)
        self.cite(follow_up=follow_up)

    def make_difference(self, state: str, **about: Any) -> None:
        difference = self.make(Difference, field="dates", state=state, **about)
        for position in range(2):
            version = self.make(DifferenceVersion, difference=difference, position=position)
            self.cite(version=version)

    def relate_what_is_published(self) -> None:
        """Let published entries refer to the drafts, in every way in which they can."""
        cast = self.cast
        for entry, name, hidden in (
            (cast.said, "about", self.decision),
            (cast.said_of_summit, "about", self.decision),
            (cast.sovereignty, "carries_on", self.decision),
            (cast.buffer, "carries_on", self.decision),
            (cast.second_window, "decision", self.decision),
            (cast.undone, "from_round", self.round),
            (cast.reported, "from_event", self.event),
        ):
            type(entry).objects.filter(pk=entry.pk).update(**{name: hidden})


def tell_editors(cast: type["UnpublishedTestCase"]) -> None:
    """Put the secret word where only editors read: notes, proposals, what is typed, an edition to come."""
    for model in ENTRIES:
        if hasattr(model, "editors_note"):
            model.objects.update(editors_note=f"{SECRET} {SECRET_WORDS['ar']}")
    editor = get_user_model().objects.create_user(SECRET)
    typed = urlencode({f"summary_{code}": word for code, word in SECRET_WORDS.items()})
    Proposal.objects.create(
        kind="round",
        entry=cast.fourth.pk,
        title=SECRET,
        typed=typed,
        opened={"summary_en": SECRET},
        reason=SECRET,
        proposed_by=editor,
        proposed_at=now(),
    )
    OpenForm.objects.create(
        editor=editor, kind="round", entry=cast.fourth.pk, seen_at=now(), typed=typed, typed_at=now()
    )
    Edition.objects.create(number=2, day=dt.date(2018, 12, 24))


def make_secrets(cast: type["UnpublishedTestCase"]) -> list[Entry]:
    """Make all that readers must not see; gives the entries."""
    hidden = [Secrets(cast, State.DRAFT, State.PUBLISHED), Secrets(cast, State.REVIEW, State.REVIEW)]
    tell_editors(cast)
    return [entry for secrets in hidden for entry in secrets.entries]


def has_a_page_of_its_own(entry: Entry) -> bool:
    """Tell whether an entry would have a page, and does not stand on that of another."""
    address = entry.get_absolute_url() if hasattr(entry, "get_absolute_url") else ""
    return address.endswith(f"/{entry.slug}/")


# The walk


def public_routes(*languages: str) -> dict[str, URLPattern]:
    """Give every route of the site outside the admin with its pattern, in these languages or else in all."""
    routes = {}
    for code in languages or LANGUAGES:
        with override(code):
            routes |= dict(_routes(get_resolver().url_patterns))
    return routes


def _routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            # What answers to anything beneath an address leads nowhere.
            if not isinstance(one.pattern, RegexPattern):
                yield route, one
        elif one.app_name != "admin":
            yield from _routes(one.url_patterns, route)


def addresses_of(slug: str, *languages: str) -> Iterator[str]:
    """Give the address that a slug has in every route that takes one, in these languages or else in all."""
    for route, pattern in public_routes(*languages).items():
        if pattern.pattern.converters:
            yield "/" + re.sub(r"<[^>]+>", slug, route)


def charts(*languages: str) -> Iterator[str]:
    """Give the address of each chart that travels, in a frame and as a picture and a figure."""
    for code in languages or LANGUAGES:
        for name in CHARTS:
            asked = "?topic=ceasefire" if name == "topic" else ""
            for address in (f"embed/{name}/", f"charts/{name}.svg", f"charts/{name}.json"):
                yield f"/{code}/{address}{asked}"


class Answer(NamedTuple):
    """What a reader gets."""

    status: int
    location: str
    kind: str
    text: str

    @classmethod
    def of(cls, answer: HttpResponse) -> "Answer":
        kind = answer.get("Content-Type", "")
        return cls(answer.status_code, answer.get("Location", ""), kind, text_in(answer.content, kind))


def text_in(content: bytes, kind: str) -> str:
    """Give what an answer holds as text: of an archive, that of the files within; of a picture, its sum."""
    if kind.startswith("image/png"):
        return hashlib.sha256(content).hexdigest()
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            return "\n".join(f"{name} {archive.read(name).decode()}" for name in archive.namelist())
    return content.decode()


class Walk:
    """A reader who opens every public address that can be found, starting from the routes themselves.

    A page without a query is searched for further addresses. In English it is read on earlier days, as htmx
    reads it, and with each choice of its forms, too; what has a query is read alone.
    """

    # Found by any quotes or tags around them: in HTML, in the drawings, in JSON and in XML.
    ADDRESS = re.compile(r"""["'>]((?:http://testserver)?/[^"'<>\s\\]*|\?[^"'<>\s\\]*)["'<]""")
    HTMX = {"HX-Request": "true", "HX-Trigger": "filters"}

    def __init__(self, client: Client, *languages: str) -> None:
        self.client = client
        self.answers: dict[str, Answer] = {}
        self.opened: set[str] = set()
        self.skimmed: Counter[tuple[str, str]] = Counter()
        self.routes = public_routes(*languages)
        starts = (route for route, pattern in self.routes.items() if not pattern.pattern.converters)
        self._waiting = deque(f"/{route}" for route in starts)
        self._waiting.extend(charts(*languages))
        while self._waiting:
            self.open(self._waiting.popleft())

    def unopened(self) -> set[str]:
        """Give the routes to which no address led."""
        return self.routes.keys() - self.opened

    def open(self, address: str) -> None:
        route = self.route_of(address)
        if address in self.answers or route not in self.routes:
            return
        if kind := next((one for one in SEEN_ELSEWHERE if one in f"{route}?{urlsplit(address).query}"), None):
            self.skimmed[kind, route] += 1
            if self.skimmed[kind, route] > MOST_SKIMMED:
                return
        answer = self.read(address)
        if answer.status in (200, 301, 302):
            self.opened.add(route)
        if not urlsplit(address).query:
            self._waiting.extend(self.found_in(address, answer))
            if address.startswith("/ar/"):
                return
            self._waiting.extend(f"{address}?as_of={day}" for day in DAYS)
            if answer.kind.startswith("text/html"):
                self.answers[f"{address} (part)"] = Answer.of(self.client.get(address, headers=self.HTMX))
                self._waiting.extend(f"{address}?{choice}" for choice in self.choices(answer))

    def read(self, address: str) -> Answer:
        self.answers[address] = Answer.of(self.client.get(address))
        return self.answers[address]

    @staticmethod
    def route_of(address: str) -> str | None:
        """Give the route that an address has in its own language."""
        path = urlsplit(address).path
        with override(get_language_from_path(path)):
            try:
                return resolve(path).route
            except Resolver404:
                return None

    def found_in(self, address: str, answer: Answer) -> list[str]:
        found = [answer.location, *self.ADDRESS.findall(answer.text)]
        parts = (urlsplit(urljoin(f"http://testserver{address}", unescape(href))) for href in found if href)
        return [part._replace(scheme="", netloc="", fragment="").geturl() for part in parts]

    @staticmethod
    def choices(answer: Answer) -> Iterator[str]:
        """Give each choice that a form of the page offers, as the query that asks for it."""
        within = ""
        for tag, attributes in Page(HttpResponse(answer.text)).elements:
            if tag == "select":
                within = attributes.get("name", "")
            elif tag == "option" and attributes.get("value"):
                yield urlencode({within: attributes["value"]})
            elif tag == "input" and attributes.get("type") in ("checkbox", "radio"):
                yield urlencode({attributes["name"]: attributes.get("value", "on")})


class UnpublishedTestCase(PageTestCase):
    """The talks in small, with something published of every kind beside which drafts can hide."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.said = make_statement(cls.fourth, cls.minister, "2017-05-04", "All went well.")
        cls.said_of_summit = make_statement(cls.summit, cls.minister, "2018-09-17", "It went on.")
        cls.came = Participation.objects.create(round=cls.fourth, party=cls.russia, **PUBLISHED)
        cls.reported = make_follow_up(cls.buffer, "2018-10-15", "partly", note_en="Some left.")
        cls.difference = Difference.objects.create(
            round=cls.fourth, field="dates", text_en="Two days.", why_en="It is official.", **PUBLISHED
        )
        cls.version = DifferenceVersion.objects.create(difference=cls.difference, text_en="The 4th.")
        cite(cls.tass, version=cls.version)
        freeze_current()

    def assertNoSecret(self, answer: Answer, address: str) -> None:
        text = unescape(answer.text + answer.location).casefold()
        for word in SECRET_WORDS.values():
            for written in (word, quote(word), word.encode("unicode_escape").decode()):
                self.assertNotIn(written.casefold(), text, address)

    def assertAsIfItNeverWas(
        self, address: str, secret: str = SECRET, never: str = NEVER["en"], status: int | None = None
    ) -> None:
        """Expect the answer that there is where the word stands nowhere, but for the word itself."""
        self.assertIn(secret, address)
        found, other = (self.answer_without(word, address.replace(secret, word)) for word in (secret, never))
        self.assertEqual(found, other, address)
        if status:
            self.assertEqual(found.status, status, address)

    def answer_without(self, word: str, address: str) -> Answer:
        answer = Answer.of(self.client.get(address))
        location, text = answer.location, answer.text
        # An address may stand within another one.
        for written in (quote(quote(word)), quote(word), word):
            location, text = location.replace(written, "…"), text.replace(written, "…")
        return Answer(answer.status, location, answer.kind, text)


class WalkTestCase(UnpublishedTestCase):
    def test_drafts_change_nothing_that_readers_get(self):
        before = Walk(self.client)
        self.assertEqual(before.unopened(), set(), "No address leads there: let the walk find one.")
        make_secrets(type(self))
        after = Walk(self.client)
        self.assertEqual(after.answers.keys(), before.answers.keys())
        for address, answer in after.answers.items():
            with self.subTest(address):
                self.assertNoSecret(answer, address)
                self.assertEqual(answer, before.answers[address])

    def test_the_walk_sees_what_is_published(self):
        secrets = Secrets(type(self), State.REVIEW, State.REVIEW)
        for model in ENTRIES:
            if issubclass(model, Claim):
                model.objects.update(state=State.PUBLISHED)
        walk = Walk(self.client, "ar")
        told = "".join(answer.text for answer in walk.answers.values())
        for entry in secrets.entries:
            # Of a zone's events, only what is contested is drawn; a track is told by its name.
            if not isinstance(entry, ZoneEvent | Track):
                with self.subTest(entry.slug):
                    self.assertIn(entry.slug, told)
        self.assertIn(f">{SECRET_WORDS['ar'].capitalize()}<", told)

    def test_there_is_a_secret_of_every_kind_in_every_state(self):
        entries = make_secrets(type(self))
        for model in ENTRIES:
            made = [entry for entry in entries if isinstance(entry, model)]
            with self.subTest(model.__name__):
                self.assertTrue(made)
                if issubclass(model, Claim):
                    self.assertLessEqual(set(HIDDEN), {entry.state for entry in made})
        related = {name for model in ENTRIES for name in model.MENTIONS}
        self.assertEqual(related, {"about", "carries_on", "decision", "from_round", "from_event"})


class AskedForTestCase(UnpublishedTestCase):
    """A reader who knows what the drafts are called, and asks for them."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.secrets = make_secrets(cls)
        with override("en"):
            # One of each kind and state that would have a page of its own.
            kinds = {(type(entry), getattr(entry, "state", "")): entry for entry in cls.secrets}
            cls.pages = [entry for entry in kinds.values() if has_a_page_of_its_own(entry)]

    def test_their_addresses_are_those_of_nothing(self):
        for entry in self.pages:
            for address in addresses_of(entry.slug):
                with self.subTest(address):
                    self.assertAsIfItNeverWas(address, status=404)

    def test_they_are_nothing_on_an_earlier_day_either(self):
        for entry in self.pages:
            for address in addresses_of(entry.slug, "en"):
                with self.subTest(address):
                    self.assertAsIfItNeverWas(f"{address}?as_of=2018-03-05", status=404)

    def test_addresses_that_they_had_are_those_of_nothing(self):
        for made in self.pages:
            entry = type(made).objects.get(pk=made.pk)
            entry.slug = f"another-{entry.slug}"
            entry.save()
            self.assertTrue(FormerAddress.objects.of(type(made), made.slug))
            for address in addresses_of(made.slug, "ar"):
                with self.subTest(address):
                    self.assertAsIfItNeverWas(address, status=404)

    def test_deleted_they_leave_nothing_behind(self):
        for model in (FollowUp, Difference, Statement, DateAnnouncement, Participation, Decision):
            model.objects.filter(slug__contains=SECRET).delete()
        Citation.objects.filter(source__slug__contains=SECRET).delete()
        for model in (ZoneEvent, Round, Event, Person, Party, Source, Topic, Track):
            model.objects.filter(slug__contains=SECRET).delete()
        self.assertFalse(FormerAddress.objects.exists())

    def test_what_a_draft_takes_along_when_it_is_deleted_leaves_nothing_behind(self):
        for meeting in (Round, Event):
            meeting.objects.filter(slug__contains=SECRET).delete()
        self.assertFalse(FormerAddress.objects.exists())

    def test_filters_do_not_know_them(self):
        for route, pattern in public_routes("en").items():
            if pattern.pattern.converters or not route.startswith("en/"):
                continue
            page = Page(self.client.get(f"/{route}"))
            named = {tag.get("name", "") for name in ("select", "input") for tag in page.all(name)}
            # The round and the event that are open stand in addresses alone.
            fields = sorted(named - {"", "as_of", "since", "until"} | {"round", "event"})
            for entry in self.pages:
                with self.subTest(route, asks_for=entry.slug):
                    self.assertAsIfItNeverWas(f"/{route}?{urlencode(dict.fromkeys(fields, entry.slug))}")

    def test_their_words_find_nothing(self):
        for code, word in SECRET_WORDS.items():
            for place in ("", "decisions/", "sources/", "search/", "timeline.json"):
                for more in ("", "&as_of=2018-03-05"):
                    with self.subTest(place, word=word):
                        self.assertAsIfItNeverWas(f"/{code}/{place}?q={word}{more}", word, NEVER[code])

    def test_nobody_is_told_how_they_are_spelt(self):
        for code, word in NEAR_SECRET.items():
            for place in ("search/?q=", "decisions/?q=", "people/", "topics/", "rounds/", "nowhere/"):
                address = f"/{code}/{place}{word}"
                with self.subTest(address):
                    self.assertNoSecret(Answer.of(self.client.get(address, follow=True)), address)

    def test_the_desk_shows_them_to_nobody_who_is_not_signed_in(self):
        for entry in self.pages:
            with override("en"):
                address = reverse(f"admin:talks_{entry._meta.model_name}_change", args=[entry.pk])
            answer = Answer.of(self.client.get(address, follow=True))
            with self.subTest(address):
                self.assertIn("login", answer.text)
                self.assertNoSecret(answer, address)


class WithdrawnTestCase(UnpublishedTestCase):
    """What was published and is taken back is gone at once."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        track = Track.objects.create(slug=f"{SECRET}-track", name_en="Others", name_ar="أخرى")
        cls.round = make_round(track, 1, "2018-03-04", title_en=SECRET.capitalize(), slug=f"{SECRET}-round")
        cls.event = make_event(track, SECRET.capitalize(), "حدث", "2018-03-06")
        texts = {"name_en": SECRET.capitalize(), "name_ar": SECRET_WORDS["ar"]}
        cls.topic = Topic.objects.create(**texts)
        cls.party = Party.objects.create(kind=Party.Kind.UN, **texts)
        cls.person = Person.objects.create(party=cls.party, **texts)
        cls.source = make_source(SECRET.capitalize())
        cls.decision = make_decision(cls.round, 1, SECRET.capitalize(), topics=[cls.topic])
        cls.statement = make_statement(cls.round, cls.person, "2018-03-04", SECRET)
        cite(cls.source, round=cls.round)
        cls.pages = [cls.round, cls.event, cls.decision, cls.topic, cls.party, cls.person, cls.source]

    def addresses(self) -> Iterator[str]:
        for code in LANGUAGES:
            with override(code):
                yield from [entry.get_absolute_url() for entry in self.pages]

    def withdraw(self, state: str) -> None:
        for claim in (self.round, self.event):
            claim.state = state
            claim.save()

    def test_it_answers_as_if_it_never_was(self):
        addresses = list(self.addresses())
        for state in HIDDEN:
            for address in addresses:
                self.read(address)
            self.withdraw(state)
            for address in addresses:
                with self.subTest(address, state=state):
                    self.assertAsIfItNeverWas(address, status=404)
            self.withdraw(State.PUBLISHED)

    def test_it_stands_on_no_page(self):
        self.withdraw(State.DRAFT)
        for address, answer in Walk(self.client, "ar").answers.items():
            with self.subTest(address):
                self.assertNoSecret(answer, address)

    def test_where_it_moved_before_nothing_leads_to_it(self):
        before = self.round.get_absolute_url()
        entry = Round.objects.get(pk=self.round.pk)
        entry.slug = f"moved-{SECRET}"
        entry.save()
        self.assertEqual(self.client.get(before).status_code, 301)
        entry.state = State.DRAFT
        entry.save()
        self.assertAsIfItNeverWas(before, status=404)

    def test_what_readers_knew_says_so_when_it_is_deleted(self):
        address = self.decision.get_absolute_url()
        self.round.delete()
        self.assertEqual(self.client.get(address).status_code, 410)


class SeenByReadersTestCase(UnpublishedTestCase):
    """The question that the desk asks of an entry: do readers see it now?"""

    def test_they_see_what_is_published(self):
        zone_event = ZoneEvent.objects.get(zone=self.ghouta)
        track, party = self.astana, GuarantorState.objects.get(pk=self.iran.pk)
        claims = [self.fourth, self.summit, self.memorandum, self.undone, self.said, self.came]
        claims += [self.first_window, self.difference]
        names = [self.minister, self.kazakhstan, self.iran, party, self.ceasefire, self.tass, track]
        self.assertEqual(
            {type(entry) for entry in [*claims, *names, zone_event]} - {GuarantorState}, {*ENTRIES}
        )
        for entry in [*claims, *names, zone_event]:
            with self.subTest(type(entry).__name__), self.assertNumQueries(1):
                self.assertTrue(entry.is_seen_by_readers())

    def test_they_see_no_draft_and_nothing_that_drafts_alone_name(self):
        for entry in make_secrets(type(self)):
            with self.subTest(entry.slug), self.assertNumQueries(1):
                self.assertFalse(entry.is_seen_by_readers())

    def test_they_do_not_see_what_is_not_saved(self):
        for model in ENTRIES:
            with self.subTest(model.__name__), self.assertNumQueries(0):
                self.assertFalse(model().is_seen_by_readers())

    def test_they_do_not_see_what_nothing_names(self):
        topic = Topic.objects.create(name_en="Alone", name_ar="وحده")
        party = Party.objects.create(kind=Party.Kind.UN, name_en="Alone", name_ar="وحده")
        person = Person.objects.create(name_en="Alone", name_ar="وحده", party=party)
        for entry in (topic, party, person, make_source("Alone")):
            self.assertFalse(entry.is_seen_by_readers())

    def test_a_published_claim_lets_them_see_whom_it_names(self):
        party = Party.objects.create(kind=Party.Kind.UN, name_en="Envoys", name_ar="مبعوثون")
        head, speaker, herald = (
            Person.objects.create(name_en=name, name_ar="فلان", party=party) for name in ("A", "B", "C")
        )
        part = Participation.objects.create(event=self.visit, party=self.russia, head=head, **PUBLISHED)
        said = make_statement(self.visit, speaker, "2017-10-01", "So it is.")
        made = make_announcement(self.twelfth, "2018-11-01", "2019-02", by_person=herald)
        for claim, person in ((part, head), (said, speaker), (made, herald)):
            self.assertTrue(person.is_seen_by_readers())
            self.assertTrue(party.is_seen_by_readers())
            claim.delete()
            self.assertFalse(person.is_seen_by_readers())

    def test_a_party_is_seen_by_what_it_did_itself(self):
        made = {
            "participations": lambda party: Participation.objects.create(
                event=self.visit, party=party, **PUBLISHED
            ),
            "decisions_adopted": lambda party: make_decision(self.visit, 1, "So be it", adopted_by=[party]),
            "announcements": lambda party: make_announcement(
                self.twelfth, "2018-11-01", "2019-02", by_party=party
            ),
        }
        for name, make in made.items():
            party = Party.objects.create(kind=Party.Kind.UN, name_en=name, name_ar="جهة")
            self.assertFalse(party.is_seen_by_readers(), name)
            claim = make(party)
            self.assertTrue(party.is_seen_by_readers(), name)
            type(claim).objects.update(state=State.REVIEW)
            self.assertFalse(party.is_seen_by_readers(), name)

    def test_what_became_of_a_decision_cites_its_source_once_it_is_told(self):
        source = make_source("Later")
        cite(source, outcome=self.maps)
        self.assertFalse(source.is_seen_by_readers())
        self.maps.outcome_en = "They were drawn."
        self.maps.save()
        self.assertTrue(source.is_seen_by_readers())
