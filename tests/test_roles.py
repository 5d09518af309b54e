"""Who may do what at the desk: each role against each address of it, and what editors leave to publishers."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver
from reversion.models import Version

from talks.admin.history import recorded
from talks.models import (
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    EditionFile,
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
from talks.models.claims import Claim
from talks.roles import EDITORS, PUBLISHERS
from tests.base import make_decision, make_round
from tests.test_admin import EditorTestCase, address, in_both_languages, named


class Role(IntEnum):
    """Those who knock at the desk, from those who may least to those who may most."""

    ANONYMOUS = 0
    READER = 1  # has an account, and nothing to do with the desk
    COLLEAGUE = 2  # may enter the desk, but has none of the two roles
    EDITOR = 3
    PUBLISHER = 4
    SUPERUSER = 5
    NOBODY = 6


ANYBODY, COLLEAGUE, EDITOR, PUBLISHER = Role.ANONYMOUS, Role.COLLEAGUE, Role.EDITOR, Role.PUBLISHER
SUPERUSER, NOBODY = Role.SUPERUSER, Role.NOBODY


@dataclass(frozen=True, eq=False)
class Rule:
    """From which role on addresses of these names open, and take what is sent to them; and why."""

    names: str
    opens: Role
    takes: Role
    why: str
    asks: dict[str, str] = field(default_factory=dict)  # the query
    sends: dict[str, str] = field(default_factory=dict)  # the fields of the form


KEPT = "talks_(edition|formeraddress)"
# What something that readers see names, the database keeps; whoever asks for it to be deleted.
NAMED = "talks_(track|party|guarantorstate|person|source)"
DELETES = {"post": "yes"}
A_REVISION = {"revision": "{revision}"}
# Something of each kind of entry to be changed; the first that it has.
CHANGED = {
    **dict.fromkeys(("editors_note", "name_en", "text_en"), "Otherwise"),
    **{"contested_date": "2018-03", "present": "astana-9", "number": 3},
}
# The first rule that matches an address is its rule. Its name stands for it, else its route.
RULES = [
    # The desk as a whole
    Rule("index", COLLEAGUE, COLLEAGUE, "The first page has the way out and the menu of what one may do."),
    Rule("password_change", COLLEAGUE, COLLEAGUE, "Everybody at the desk has a password of their own."),
    Rule("password_change_done", COLLEAGUE, NOBODY, "It says that this was done."),
    Rule("jsi18n", COLLEAGUE, NOBODY, "Words of the interface, nothing of the record."),
    Rule("guide", COLLEAGUE, COLLEAGUE, "It says how to work at the desk, nothing of the record."),
    Rule("view_on_site", COLLEAGUE, COLLEAGUE, "It leads to the public address, which keeps its own rules."),
    Rule("deleted", COLLEAGUE, COLLEAGUE, "It names of what went the kinds that one may see."),
    Rule("app_list", EDITOR, EDITOR, "The menu of the record."),
    Rule("desk_section", EDITOR, EDITOR, "What waits is named to those who work on it."),
    Rule(
        "autocomplete",
        EDITOR,
        NOBODY,
        "It names drafts to those who may choose them, and takes nothing.",
        asks={"app_label": "talks", "model_name": "decision", "field_name": "round", "term": "4"},
    ),
    Rule("preview(-page)?", EDITOR, NOBODY, "Drafts are shown to the desk alone; a preview takes nothing."),
    # Accounts
    Rule("auth_[a-z]+_delete", SUPERUSER, SUPERUSER, "Accounts are for who runs the site.", sends=DELETES),
    Rule("auth_.*", SUPERUSER, SUPERUSER, "Roles are given by who runs the site, not by who writes."),
    # Editions and the addresses that entries had
    Rule("talks_edition_file", EDITOR, EDITOR, "The files of an edition are public."),
    Rule("talks_edition_publish", PUBLISHER, PUBLISHER, "An edition is what readers read."),
    Rule(f"{KEPT}_add", PUBLISHER, PUBLISHER, "Editions and former addresses are publishers’ to make."),
    Rule(f"{KEPT}_change", EDITOR, PUBLISHER, "Editors look at them and change nothing."),
    Rule(f"{KEPT}_delete", PUBLISHER, PUBLISHER, "Nor do they delete any.", sends=DELETES),
    Rule(f"{KEPT}_version", EDITOR, PUBLISHER, "Nor do they bring one back.", asks=A_REVISION),
    # What editors write
    Rule("talks_[a-z]+_(changelist|export)", EDITOR, EDITOR, "Lists are for those who work on them."),
    Rule("talks_[a-z]+_add", EDITOR, EDITOR, "Editors enter drafts."),
    Rule("talks_[a-z]+_change", EDITOR, EDITOR, "Editors write; of what readers see, they propose changes."),
    Rule(f"{NAMED}_delete", EDITOR, NOBODY, "What published claims name, the database keeps.", sends=DELETES),
    Rule("talks_[a-z]+_delete", EDITOR, PUBLISHER, "What readers see, publishers delete.", sends=DELETES),
    Rule("talks_[a-z]+_import", EDITOR, EDITOR, "A file is another way to enter drafts."),
    Rule("talks_[a-z]+_paste", EDITOR, EDITOR, "Pasted decisions are drafts."),
    Rule("talks_[a-z]+_miniature", EDITOR, NOBODY, "It draws what is typed, with drafts around it."),
    Rule("talks_[a-z]+_(history|deleted)", EDITOR, EDITOR, "What was is told to those who work on it."),
    Rule(
        "talks_[a-z]+_version",
        EDITOR,
        PUBLISHER,
        "Editors look at what was; what readers see, publishers bring back.",
        asks=A_REVISION,
    ),
    Rule("talks_[a-z]+_(keep|open|drop)(_new)?", NOBODY, EDITOR, "Open forms speak to them, by POST alone."),
    # What leads elsewhere
    Rule(
        r"(talks|auth)/[a-z]+/<path:object_id>/", COLLEAGUE, COLLEAGUE, "It leads to the page of the entry."
    ),
]
# Their answers are those of no page: each has a test of its own.
APART = {"login", "logout", "(?P<url>.*)$"}


@dataclass(frozen=True)
class Address:
    """An address of the desk: its name, else its route; and the parameters that it takes."""

    name: str
    route: str
    takes: tuple[str, ...]


def addresses_of(patterns: list[URLPattern | URLResolver], under: str = "") -> Iterator[Address]:
    """Give all addresses below some patterns."""
    for pattern in patterns:
        route = under + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses_of(pattern.url_patterns, route)
        else:
            named_groups = tuple(pattern.pattern.regex.groupindex)
            yield Address(pattern.name or route, route, named_groups)


DESK = list(addresses_of(admin.site.urls[0]))


def rule_of(known: Address) -> Rule | None:
    """Give the rule of an address; None if the table does not know it."""
    return next((rule for rule in RULES if re.fullmatch(rule.names, known.name)), None)


class RolesTestCase(EditorTestCase):
    """The cast, with somebody in each role."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        accounts = get_user_model().objects
        cls.people = {
            Role.READER: accounts.create_user("reader"),
            Role.COLLEAGUE: accounts.create_user("colleague", is_staff=True),
            Role.EDITOR: accounts.create_user("writer", is_staff=True),
            Role.PUBLISHER: accounts.create_user("publisher", is_staff=True),
            Role.SUPERUSER: cls.editor,
        }
        cls.people[Role.EDITOR].groups.add(Group.objects.get(name=EDITORS))
        cls.people[Role.PUBLISHER].groups.add(Group.objects.get(name=PUBLISHERS))

    def setUp(self) -> None:
        self.enter(Role.EDITOR)

    def enter(self, role: Role) -> None:
        """Sign in as somebody in a role."""
        self.client.logout()
        if role is not Role.ANONYMOUS:
            self.client.force_login(self.people[role])


class EveryAddressTestCase(RolesTestCase):
    """Each role against each address, asked for and sent to."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        EditionFile.objects.create(edition=cls.edition, name="rounds.toml", content=b"", sha256="0" * 64)
        former = FormerAddress.objects.create(kind="round", slug="astana-iv", present="astana-4")
        # One of each kind: whatever readers can see of it, they see.
        cls.examples: dict[str, models.Model] = {
            entry._meta.model_name: entry
            for entry in [
                *(cls.astana, cls.fourth, cls.summit, cls.delegation, cls.first_window),
                *(ZoneEvent.objects.get(), cls.ceasefire, cls.memorandum, cls.undone),
                *(cls.kazakhstan, cls.russia, cls.minister, cls.tass, cls.said),
                *(cls.difference, cls.followed, former),
                Edition.objects.create(number=2, day=dt.date(2018, 12, 31)),
                *(Group.objects.first(), cls.people[Role.READER]),
            ]
        }
        cls.fourth.participations.update(head=cls.minister)
        cls.make_history()

    @classmethod
    def make_history(cls) -> None:
        """Change each example, and note the revisions in which they stand as they were, by kind."""
        entries = {kind: one for kind, one in cls.examples.items() if one._meta.app_label == "talks"}
        with recorded(cls.editor, *entries.values()):
            for entry in entries.values():
                name = next(name for name in CHANGED if hasattr(entry, name))
                setattr(entry, name, CHANGED[name])
                entry.save()
        cls.revisions = {
            kind: Version.objects.get_for_object_reference(entry._meta.concrete_model, entry.pk)
            .values_list("revision", flat=True)
            .last()
            for kind, entry in entries.items()
        }

    def test_the_table_knows_every_address(self):
        unknown = [one.route for one in DESK if one.name not in APART and rule_of(one) is None]
        self.assertEqual(unknown, [], "Say in RULES who may open them.")

    def test_every_rule_has_an_address(self):
        used = {rule_of(one) for one in DESK}
        self.assertEqual([rule.names for rule in RULES if rule not in used], [])

    def test_every_kind_of_entry_has_an_example(self):
        self.assertCountEqual(self.examples, [model._meta.model_name for model in admin.site._registry])

    def test_nobody_opens_what_is_above_their_role(self):
        for known, rule, url in self.addresses():
            for role, client in self.clients.items():
                with self.subTest(address=known.name, role=role.name):
                    self.check(known, client.get, url, {}, role >= rule.opens)

    def test_nobody_sends_to_what_is_above_their_role(self):
        for known, rule, url in self.addresses():
            for role, client in self.clients.items():
                with self.subTest(address=known.name, role=role.name):
                    self.check(known, client.post, url, rule.sends, role >= rule.takes)

    def setUp(self) -> None:
        self.clients = {Role.ANONYMOUS: self.client_class()}
        for role, account in self.people.items():
            self.clients[role] = self.client_class()
            self.clients[role].force_login(account)

    def addresses(self) -> Iterator[tuple[Address, Rule, str]]:
        """Give each address that the table knows, with its rule, as it is for the example of its kind."""
        for known in DESK:
            rule = rule_of(known)
            if known.name in APART or rule is None:
                continue
            found = re.match(r"(?:talks|auth)[_/]([a-z]+)", known.name)
            kind = found[1] if found else "round"
            entry = self.edition if known.name == "talks_edition_file" else self.examples[kind]
            asked = {key: value.format(revision=self.revisions.get(kind)) for key, value in rule.asks.items()}
            yield known, rule, self.filled(known, entry) + (f"?{urlencode(asked)}" if asked else "")

    def filled(self, known: Address, entry: models.Model) -> str:
        """Give an address with what it asks for: the key of an entry, and the like."""
        values = {
            **dict.fromkeys(("object_id", "pk", "id"), entry.pk),
            "content_type_id": ContentType.objects.get_for_model(entry).pk,
            **{"section": "drafts", "form": "csv", "file": "rounds.toml", "app_label": "talks"},
            **{"kind": "round", "page": "en/rounds/astana-4/"},
        }
        if known.name == known.route:
            return named("admin:index") + re.sub(r"<path:object_id>", str(entry.pk), known.route)
        return named(f"admin:{known.name}", *(values[name] for name in known.takes))

    def check(
        self,
        known: Address,
        ask: Callable[[str, dict[str, str]], HttpResponse],
        url: str,
        sends: dict[str, str],
        is_let_in: bool,
    ) -> None:
        """See that an address lets somebody in, or turns them away and writes nothing of the record."""
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            answer = ask(url, sends) if sends else ask(url)
            transaction.set_rollback(True)
        self.assertLess(answer.status_code, 500)
        self.assertEqual(self.lets_in(known, answer), is_let_in, answer.status_code)
        if not is_let_in:
            asked = [query["sql"] for query in queries.captured_queries]
            self.assertEqual([sql for sql in asked if re.match('(INSERT|UPDATE|DELETE).* "talks_', sql)], [])

    def lets_in(self, known: Address, answer: HttpResponse) -> bool:
        """Tell whether an answer is the page that was asked for, not a refusal or a word to sign in."""
        if answer.status_code == 302 and answer.url.startswith(named("admin:login")):
            return False
        asks_to_sign_in = {"admin/sign_in.html", "admin/_signed_out.html"}
        if asks_to_sign_in & {template.name for template in answer.templates}:
            return False
        if answer.request["REQUEST_METHOD"] == "POST" and known.name.endswith("_delete"):
            return answer.status_code == 302
        return answer.status_code in (200, 302, 400, 409)


class DoorTestCase(RolesTestCase):
    """The ways in and out."""

    def test_everybody_may_knock(self):
        for role in Role:
            if role is Role.NOBODY:
                continue
            self.enter(role)
            answer = self.client.get(named("admin:login"))
            if role >= Role.COLLEAGUE:
                self.assertRedirects(answer, named("admin:index"))
            else:
                self.assertContains(answer, 'name="password"')

    def test_an_account_without_the_desk_does_not_come_in(self):
        account = self.people[Role.READER]
        account.set_password("right")
        account.save()
        self.client.logout()
        answer = self.client.post(named("admin:login"), {"username": "reader", "password": "right"})
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_the_way_out_is_a_button(self):
        self.assertEqual(self.client.get(named("admin:logout")).status_code, 405)
        self.client.post(named("admin:logout"))
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_what_is_not_there_is_not_there(self):
        self.assertEqual(self.client.get(named("admin:index") + "nothing/").status_code, 404)
        self.client.logout()
        url = named("admin:index") + "nothing/"
        self.assertRedirects(self.client.get(url), f"{named('admin:login')}?next={url}")


CLAIMS = [Round, Event, Participation, DateAnnouncement, Decision, FollowUp, Statement, Difference]


class EditorsDoNotPublishTestCase(RolesTestCase):
    """Whatever an editor does, readers go on seeing what they saw."""

    def seen(self) -> dict[str, list[dict[str, Any]]]:
        """Give all that readers may see."""
        kinds = (model for model in admin.site._registry if hasattr(model._default_manager, "published"))
        return {
            model.__name__: list(model._default_manager.published().order_by("pk").values())
            for model in kinds
        }

    def assertForbidden(self, url: str, sent: dict[str, Any]) -> None:
        before = self.database()
        self.assertEqual(self.client.post(url, sent).status_code, 403)
        self.assertEqual(self.database(), before)

    def draft(self, model: type[Claim]) -> Claim:
        """Give an entry of a kind, which readers do not see."""
        entry = model.objects.filter(state=State.PUBLISHED).first()
        model.objects.filter(pk=entry.pk).update(state=State.DRAFT)
        entry.refresh_from_db()
        return entry

    def test_editors_do_not_publish_a_draft(self):
        for model in CLAIMS:
            with self.subTest(model=model.__name__):
                entry = self.draft(model)
                url = address(model, "change", entry)
                self.assertForbidden(url, self.filled_in(url) | {"_publish": "Publish"})

    def test_editors_do_not_publish_what_they_enter(self):
        self.assertForbidden(address(Round, "add"), self.a_round() | {"_publish": "Publish"})
        for model in CLAIMS:
            with self.subTest(model=model.__name__):
                self.assertForbidden(address(model, "add"), {"_publish": "Publish"})

    def test_editors_do_not_take_back_what_is_published(self):
        for model in CLAIMS:
            with self.subTest(model=model.__name__):
                url = address(model, "change", model.objects.filter(state=State.PUBLISHED).first())
                self.assertForbidden(url, self.filled_in(url) | {"_draft": "Back to draft"})

    def test_two_buttons_do_not_do_what_one_may_not(self):
        url = address(Round, "change", self.draft(Round))
        for buttons in (("_save", "_publish"), ("_review", "_publish"), ("_publish", "_save")):
            sent = self.filled_in(url) | dict.fromkeys(buttons, "pressed")
            before = self.seen()
            self.client.post(url, sent)
            self.assertEqual(self.seen(), before)

    def test_a_state_in_what_is_sent_says_nothing(self):
        self.assertSaved(address(Round, "add"), self.a_round(state="published"))
        self.assertEqual(Round.objects.get(number=13).state, State.DRAFT)

    def test_editors_write_drafts_and_send_them_to_review_and_back(self):
        self.assertSaved(address(Round, "add"), self.a_round())
        entered = Round.objects.get(number=13)
        url = address(Round, "change", entered)
        for button, state in [("_save", "draft"), ("_review", "review"), ("_draft", "draft")]:
            self.assertSaved(url, self.filled_in(url) | {button: "pressed"})
            entered.refresh_from_db()
            self.assertEqual(entered.state, state)

    def test_what_editors_are_offered_is_what_they_may(self):
        draft, shown = self.draft(Round), Decision.objects.filter(state=State.PUBLISHED).first()
        page = self.client.get(address(Round, "change", draft))
        self.assertContains(page, 'name="_review"')
        self.assertNotContains(page, 'name="_publish"')
        page = self.client.get(address(Decision, "change", shown))
        self.assertContains(page, "Propose this change")
        for button in ("_publish", "_draft", "_review"):
            self.assertNotContains(page, f'name="{button}"')

    def test_changing_what_readers_see_is_a_proposal(self):
        changes = {
            **dict.fromkeys((Round, Event, Decision), in_both_languages("title", "عنوان", "Another title")),
            **dict.fromkeys(
                (Participation, DateAnnouncement, FollowUp), in_both_languages("note", "ل", "A note")
            ),
            Statement: in_both_languages("gist", "قول", "Another gist"),
            Difference: in_both_languages("why", "سبب", "Another reason"),
            DifferenceVersion: in_both_languages("text", "نص", "Another version"),
            **dict.fromkeys(
                (Party, GuarantorState, Person, Topic, Track),
                in_both_languages("name", "اسم", "Another name"),
            ),
            Source: {"publisher": "Another publisher"},
            ZoneEvent: {"contested_date": "2018-03-01"},
        }
        Participation.objects.update(head=self.minister)
        for model, change in changes.items():
            with self.subTest(model=model.__name__):
                published = getattr(model.objects, "published", model.objects.all)
                entry = published().exclude(pk=self.visit.pk if model is Event else None).first()
                url, before = address(model, "change", entry), self.database()
                self.assertSaved(url, self.filled_in(url) | change)
                self.assertEqual(self.database(), before)
                proposed = Proposal.objects.of(entry).latest("pk")
                self.assertEqual(proposed.proposed_by, self.people[Role.EDITOR])

    def test_what_has_no_state_does_not_slip_past_a_publisher(self):
        says = "that is for a publisher to enter"
        # An event of a zone and a version, each on its own page, of what readers see.
        url = address(ZoneEvent, "add")
        sent = self.filled_in(url) | {"zone": self.idlib.pk, "event": self.summit.pk}
        self.assertRefused(url, sent, says)
        url = address(DifferenceVersion, "add")
        version = in_both_languages("text", "رواية", "A third") | {"sources": [self.tass.pk]}
        sent = self.filled_in(url) | version | {"difference": self.difference.pk}
        self.assertRefused(url, sent, says)
        # A guarantor state: readers see it though no claim names it.
        url = address(GuarantorState, "add")
        iraq = in_both_languages("name", "العراق", "Iraq")
        self.assertRefused(url, self.filled_in(url) | iraq, says)
        url = address(Party, "add")
        self.assertRefused(url, self.filled_in(url) | iraq | {"kind": "state", "guarantor_order": 4}, says)
        # What publishers may.
        self.enter(Role.PUBLISHER)
        self.assertSaved(url, self.filled_in(url) | iraq | {"kind": "state", "guarantor_order": 4})

    def test_what_readers_do_not_see_does_not_move_into_their_sight(self):
        says = "that is for a publisher to enter"
        Event.objects.filter(pk=self.idlib.pk).update(state=State.DRAFT)
        part = ZoneEvent.objects.create(zone=self.idlib, event=self.summit)
        url = address(ZoneEvent, "change", part)
        self.assertRefused(url, self.filled_in(url) | {"zone": self.ghouta.pk}, says)
        party = Party.objects.create(kind="state", **in_both_languages("name", "العراق", "Iraq"))
        url = address(Party, "change", party)
        self.assertRefused(url, self.filled_in(url) | {"guarantor_order": 4}, says)

    def test_editors_enter_what_readers_do_not_see_yet(self):
        hidden = self.draft(Difference)
        url = address(DifferenceVersion, "add")
        sent = self.filled_in(url) | {"difference": hidden.pk, "text_en": "In one language"}
        self.assertSaved(url, sent)
        url = address(Person, "add")
        names = in_both_languages("name", "فلان", "Somebody")
        self.assertSaved(url, self.filled_in(url) | names | {"party": self.kazakhstan.pk})

    def test_editors_change_no_editions_and_no_former_addresses(self):
        former = FormerAddress.objects.create(kind="round", slug="iv", present="astana-4")
        prepared = Edition.objects.create(number=2, day=dt.date(2018, 12, 31))
        for entry, sent in [
            (former, {"kind": "round", "slug": "iv", "present": "astana-9"}),
            (prepared, {"number": 3, "day": "2018-12-30", "is_published": "on"}),
            (self.edition, {"number": 3, "day": "2018-12-30"}),
        ]:
            model = type(entry)
            self.assertEqual(self.client.get(address(model, "change", entry)).status_code, 200)
            for url in (
                address(model, "change", entry),
                address(model, "add"),
                address(model, "delete", entry),
            ):
                self.assertForbidden(url, sent | {"post": "yes"})
        self.assertForbidden(address(Edition, "publish", prepared), {})

    def test_a_published_edition_is_changed_by_nobody(self):
        self.enter(Role.SUPERUSER)
        for page in ("change", "delete"):
            sent = {"number": 7, "day": "2018-12-30", "post": "yes"}
            self.assertForbidden(address(Edition, page, self.edition), sent)

    def test_editors_do_not_delete_what_readers_see(self):
        Participation.objects.update(head=self.minister)
        for model in [*CLAIMS, DifferenceVersion, Topic]:
            with self.subTest(model=model.__name__):
                entry = model.objects.published().first()
                self.assertForbidden(address(model, "delete", entry), {"post": "yes"})
                self.assertForbidden(address(model), self.deleting(entry))

    def test_nor_with_what_readers_do_not_see(self):
        hidden = self.draft(Round)
        # Readers see it by itself as soon as its round is seen; but it is a publisher who published it.
        self.assertForbidden(
            address(Round), self.deleting(hidden) | {"_selected_action": [hidden.pk, self.fourth.pk]}
        )

    def test_editors_delete_their_drafts(self):
        mine = make_round(self.astana, 13, "2019-04", status="planned", state=State.DRAFT)
        make_decision(mine, 1, "Nothing", state=State.DRAFT)
        self.client.post(address(Round, "delete", mine), {"post": "yes"})
        self.assertFalse(Round.objects.filter(number=13).exists())
        again = make_round(self.astana, 13, "2019-04", status="planned", state=State.DRAFT)
        self.client.post(address(Round), self.deleting(again))
        self.assertFalse(Round.objects.filter(number=13).exists())

    def deleting(self, entry: models.Model) -> dict[str, Any]:
        """Give what a list sends to delete an entry, confirmed."""
        return {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}

    def test_a_row_of_what_readers_see_is_not_deleted_but_proposed_to_be(self):
        url, before = address(Round, "change", self.fourth), self.database()
        self.assertSaved(url, self.filled_in(url) | {"decisions-0-DELETE": "on"})
        self.assertEqual(self.database(), before)
        self.assertTrue(Proposal.objects.of(self.fourth).waiting().exists())

    def test_an_editor_decides_on_no_proposal(self):
        url = address(Round, "change", self.fourth)
        self.assertSaved(url, self.filled_in(url) | {"venue_en": "Rixos", "venue_ar": "ريكسوس"})
        mine = Proposal.objects.of(self.fourth).get()
        for button in ({"_save": "Accept"}, {"_refuse": "Refuse", "_reason": "No."}):
            before = self.database()
            asked = f"{url}?proposal={mine.pk}"
            self.client.post(asked, self.filled_in(asked) | button)
            mine.refresh_from_db()
            self.assertEqual(mine.state, Proposal.State.WAITING)
            self.assertEqual(self.database(), before)

    def test_nobody_reads_what_another_editor_keeps(self):
        url = address(Round, "change", self.fourth)
        keeping = named("admin:talks_round_keep", self.fourth.pk)
        self.client.post(keeping, {"summary_en": "A secret of mine"})
        other = get_user_model().objects.create_user("another", is_staff=True)
        other.groups.add(Group.objects.get(name=EDITORS))
        self.client.force_login(other)
        self.assertNotContains(self.client.get(f"{url}?kept=1"), "A secret of mine")
        self.client.post(named("admin:talks_round_drop", self.fourth.pk))
        self.assertTrue(OpenForm.objects.filter(editor=self.people[Role.EDITOR]).exists())

    def test_an_editor_takes_back_or_rewrites_no_proposal_of_another(self):
        url = address(Round, "change", self.fourth)
        self.assertSaved(url, self.filled_in(url) | {"venue_en": "Rixos", "venue_ar": "ريكسوس"})
        proposal = Proposal.objects.of(self.fourth).get()
        other = get_user_model().objects.create_user("another", is_staff=True)
        other.groups.add(Group.objects.get(name=EDITORS))
        self.client.force_login(other)
        asked = f"{url}?proposal={proposal.pk}"
        sent = self.filled_in(asked)
        self.assertForbidden(asked, sent | {"_withdraw": "Withdraw"})
        self.client.post(asked, sent | {"venue_en": "Another place"})
        proposal.refresh_from_db()
        self.assertTrue(proposal.is_waiting())
        self.assertNotIn("Another", proposal.typed)

    def test_publishers_publish_take_back_correct_and_delete(self):
        self.enter(Role.PUBLISHER)
        draft = self.draft(Statement)
        url = address(Statement, "change", draft)
        for change, state in [
            ({"_publish": "Publish"}, State.PUBLISHED),
            ({"_save": "Save", "gist_en": "Put better"}, State.PUBLISHED),
            ({"_draft": "Back to draft"}, State.DRAFT),
        ]:
            self.assertSaved(url, self.filled_in(url) | change)
            draft.refresh_from_db()
            self.assertEqual(draft.state, state)
        self.assertEqual(draft.gist_en, "Put better")
        for model in [FollowUp, Decision, Round]:
            entry = model.objects.published().first()
            self.client.post(address(model, "delete", entry), {"post": "yes"})
            self.assertFalse(model.objects.filter(pk=entry.pk).exists(), entry)

    def test_publishers_keep_former_addresses_and_prepare_editions(self):
        self.enter(Role.PUBLISHER)
        sent = {"kind": "round", "slug": "astana-iv", "present": "astana-4"}
        url = address(FormerAddress, "add")
        self.assertSaved(url, self.filled_in(url) | sent)
        url = address(Edition, "add")
        self.assertSaved(url, self.filled_in(url) | {"number": 2, "day": "2018-12-31"})
        self.assertFalse(Edition.objects.get(number=2).is_published)

    def test_neither_role_reaches_accounts(self):
        for role in (Role.EDITOR, Role.PUBLISHER):
            self.enter(role)
            self.assertNotContains(self.client.get(named("admin:index")), "/auth/")
            self.assertEqual(self.client.get(named("admin:app_list", "auth")).status_code, 404)
            account = self.people[role]
            url = named("admin:auth_user_change", account.pk)
            self.assertEqual(self.client.post(url, {"is_superuser": "on"}).status_code, 403)
            account.refresh_from_db()
            self.assertFalse(account.is_superuser)
