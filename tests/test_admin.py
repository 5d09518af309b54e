"""The editors' pages: what they show, how they are filled in, and what they refuse."""

import datetime as dt
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from talks.bilingual import language_of
from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    EditionFile,
    Event,
    FollowUp,
    GuarantorState,
    LoadedEntry,
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
from talks.models.sources import CLAIMS
from tests.base import (
    PUBLISHED,
    RecordTestCase,
    cite,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_source,
    make_statement,
)

LANGUAGES = settings.RECORD_LANGUAGES
# What is written on the pages of others, or by the desk itself.
WITHOUT_PAGES = (Citation, EditionFile, LoadedEntry, OpenForm, Proposal)
MODELS = [model for model in apps.get_app_config("talks").get_models() if model not in WITHOUT_PAGES]


def named(name: str, *args: Any, language: str = "en") -> str:
    """Give an address in a language, whatever the language of the page that was shown last."""
    with override(language):
        return reverse(name, args=args)


def address(model: type, page: str = "changelist", entry: Any = None, language: str = "en") -> str:
    """Give the address of a page of a kind of entry."""
    name = f"admin:talks_{model._meta.model_name}_{page}"
    return named(name, *([entry.pk] if entry else []), language=language)


def in_both_languages(name: str, arabic: str, english: str) -> dict[str, str]:
    """Give a text for both of its columns."""
    return {f"{name}_ar": arabic, f"{name}_en": english}


class Page(HTMLParser):
    """The start tags of a page, and whether any of its code or look stands in the page itself."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def text_inputs(self, ending: str) -> list[dict[str, str | None]]:
        """Give the inputs of texts whose names end so."""
        inputs = (attributes for tag, attributes in self.tags if tag in ("input", "textarea"))
        return [of for of in inputs if of.get("type") != "hidden" and (of.get("name") or "").endswith(ending)]

    def inline_code(self) -> list[tuple[str, dict[str, str | None]]]:
        """Give the tags that our Content-Security-Policy would not let work."""
        return [
            (tag, of)
            for tag, of in self.tags
            if tag == "style"
            or (tag == "script" and not of.get("src"))
            or any(name == "style" or name.startswith("on") for name in of)
        ]


class EditorTestCase(RecordTestCase):
    """An editor at work on the small cast."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.editor = get_user_model().objects.create_superuser("editor")
        # What the cast has none of, and every list should have one of.
        cls.delegation = Participation.objects.create(**PUBLISHED, round=cls.fourth, party=cls.russia)
        cls.said = make_statement(cls.fourth, cls.minister, "2017-05-04", "All went well.")
        cls.difference = Difference.objects.create(
            **PUBLISHED,
            round=cls.fourth,
            field=Difference.Field.DATES,
            **in_both_languages("text", "تختلف المصادر.", "Sources differ."),
            **in_both_languages("why", "لأنه رسمي.", "It is official."),
        )
        cls.followed, cls.other = (
            DifferenceVersion.objects.create(
                difference=cls.difference,
                position=position,
                is_followed=position == 0,
                **in_both_languages("text", "رواية", f"Version {position}"),
            )
            for position in range(2)
        )
        cls.complete_the_cast()

    @classmethod
    def complete_the_cast(cls) -> None:
        """Give what is published sources, topics and both languages, without which no change of it is saved.

        The visit alone stays without Arabic.
        """
        cls.fourth.summary_ar = "اتُّفق على المناطق."
        cls.fourth.save()
        for claim in CLAIMS:
            claims = Citation._meta.get_field(claim).related_model.objects
            for entry in claims.filter(citations=None):
                if claim != "outcome":
                    cite(cls.sana, **{claim: entry})
        for decision in Decision.objects.filter(topics=None):
            decision.topics.add(cls.ceasefire)

    def setUp(self) -> None:
        self.client.force_login(self.editor)

    def filled_in(self, url: str) -> dict[str, Any]:
        """Give what a browser would send if the editor pressed save at once."""
        context = self.client.get(url).context
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        sent = {bound.html_name: bound.value() for form in forms for bound in form}
        sent |= {"_opened": context.get("opened"), "_state": context.get("state_opened")}
        return {name: value for name, value in sent.items() if value is not None and value is not False}

    def add_row(self, sent: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
        """Add a row to an inline, as its last."""
        number = int(sent[f"{prefix}-TOTAL_FORMS"])
        row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
        return sent | row | {f"{prefix}-TOTAL_FORMS": number + 1}

    def a_round(self, **values: Any) -> dict[str, Any]:
        """Give what is sent for a thirteenth round that is right."""
        sent = self.filled_in(address(Round, "add"))
        return (
            sent
            | in_both_languages("title", "أستانا 13", "Astana 13")
            | in_both_languages("short_label", "الجولة 13", "Round 13")
            | {"date": "2019-04-25/2019-04-26", "sources": [self.tass.pk]}
            # The form begins with the three guarantors.
            | {f"participations-{row}-sources": [self.tass.pk] for row in range(3)}
            | values
        )

    def a_decision(self, **values: Any) -> dict[str, Any]:
        """Give a row of a round for a decision that is right."""
        return (
            {"number": 1, "kind": "commitment", "topics": [self.ceasefire.pk], "adopted_by": [self.iran.pk]}
            | {"confidence": "high", "sources": [self.sana.pk]}
            | in_both_languages("title", "لجنة", "A committee")
            | in_both_languages("text", "قرروا لجنة.", "They decided on a committee.")
            | values
        )

    def assertSaved(self, url: str, sent: dict[str, Any]) -> None:
        response = self.client.post(url, sent)
        if response.status_code == 200:
            inlines = [inline.formset for inline in response.context["inline_admin_formsets"]]
            faults = [response.context["adminform"].form.errors, *(formset.errors for formset in inlines)]
            self.fail(f"It was not saved: {faults}")
        self.assertEqual(response.status_code, 302)

    def assertRefused(self, url: str, sent: dict[str, Any], says: str, *, where: str = "__all__") -> None:
        """See that the page comes back and says why, and that nothing in the database has changed.

        `where` is the field that the words stand by, `__all__` for the top of its form.
        """
        before = self.database()
        response = self.client.post(url, sent)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.database(), before)
        faults = [response.context["adminform"].form.errors]
        for inline in response.context["inline_admin_formsets"]:
            faults += [*inline.formset.errors, {"__all__": inline.formset.non_form_errors()}]
        found = [message for of_form in faults for message in of_form.get(where, [])]
        self.assertTrue([message for message in found if says in message], f"{faults} has no ‘{says}’")
        for message in found:
            self.assertContains(response, message, html=False, count=None)

    def database(self) -> dict[str, list[dict[str, Any]]]:
        """Give all that the record holds."""
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in [*MODELS, Citation]}


class AdminPagesTestCase(EditorTestCase):
    def test_every_kind_of_entry_has_its_pages(self):
        registered = [model for model in admin.site._registry if model._meta.app_label == "talks"]
        self.assertCountEqual(registered, MODELS)

    def test_it_shows_lists_and_empty_pages_in_both_languages(self):
        for language in LANGUAGES:
            direction = "rtl" if language == "ar" else "ltr"
            for url in [
                named("admin:index", language=language),
                *(address(model, language=language) for model in MODELS),
                *(address(model, "add", language=language) for model in MODELS),
            ]:
                with self.subTest(url):
                    response = self.client.get(url)
                    self.assertContains(response, f'<html lang="{language}" dir="{direction}">')
                    self.assertEqual(Page(response).inline_code(), [])

    def test_it_shows_the_page_of_every_entry(self):
        for model in MODELS:
            for entry in model.objects.all():
                with self.subTest(entry=repr(entry)):
                    response = self.client.get(address(model, "change", entry))
                    self.assertEqual(response.status_code, 200)
                    self.assertEqual(Page(response).inline_code(), [])

    def test_guarantor_states_stand_in_the_menu_and_parts_do_not(self):
        response = self.client.get(named("admin:index"))
        self.assertContains(response, address(GuarantorState))
        self.assertNotContains(response, address(DifferenceVersion))
        self.assertNotContains(response, address(ZoneEvent))

    def test_lists_are_not_edited_in_place(self):
        for model in MODELS:
            self.assertEqual(list(admin.site._registry[model].list_editable), [])

    def test_texts_run_in_the_direction_of_their_language(self):
        for language in LANGUAGES:
            for model in MODELS:
                with self.subTest(language=language, model=model.__name__):
                    page = Page(self.client.get(address(model, "add", language=language)))
                    arabic, english = page.text_inputs("_ar"), page.text_inputs("_en")
                    self.assertEqual(len(arabic), len(english))
                    for ending, inputs, direction in [("ar", arabic, "rtl"), ("en", english, "ltr")]:
                        for attributes in inputs:
                            self.assertEqual(
                                (attributes.get("lang"), attributes.get("dir")),
                                (ending, direction),
                                attributes,
                            )
                    for attributes in page.text_inputs("date"):
                        self.assertEqual(attributes["dir"], "ltr")

    def test_that_holds_in_inlines_as_well(self):
        page = Page(self.client.get(address(Round, "add", language="en")))
        names = {attributes["name"] for attributes in page.text_inputs("_ar")}
        self.assertLessEqual(
            {
                "decisions-__prefix__-title_ar",
                "participations-__prefix__-note_ar",
                "statements-__prefix__-gist_ar",
                "announcements-__prefix__-note_ar",
            },
            names,
        )

    def test_languages_stand_side_by_side_and_are_named(self):
        for model in MODELS:
            context = self.client.get(address(model, "add")).context
            fieldsets = [*context["adminform"]]
            for inline in context["inline_admin_formsets"]:
                fieldsets += [fieldset for form in inline for fieldset in form]
            for line in (line for fieldset in fieldsets for line in fieldset):
                columns = [
                    line.form._meta.model._meta.get_field(name)
                    for name in line.fields
                    if name.endswith(("_ar", "_en"))
                ]
                with self.subTest(model=model.__name__, line=line.fields):
                    if columns:
                        self.assertEqual([language_of(column) for column in columns], ["ar", "en"])
        response = self.client.get(address(Topic, "add"))
        self.assertContains(response, "Name (Arabic)")
        self.assertContains(response, "Name (English)")

    def test_a_choice_does_not_lead_to_deleting_what_is_chosen(self):
        for model in MODELS:
            self.assertNotContains(self.client.get(address(model, "add")), "delete-related")

    def test_it_says_how_dates_are_written(self):
        for model in (Round, Event, FollowUp, DateAnnouncement):
            response = self.client.get(address(model, "add"))
            for example in ("2017-01-23/2017-01-24", "2019-02"):
                self.assertContains(response, f'<bdi dir="ltr">{example}</bdi>', html=True)

    def test_it_leads_to_the_same_page_in_the_other_language(self):
        for url in [
            address(Round, "change", self.fourth),
            address(Round) + "?q=4",
            named("admin:app_list", "talks"),
        ]:
            other = Page(self.client.get(url)).tags
            links = [of["href"] for tag, of in other if tag == "a" and of.get("hreflang") == "ar"]
            # Others lead to the pages of readers, and to previews of them.
            desk = named("admin:index", language="ar")
            links = [link for link in links if link.startswith(desk)]
            expected = url if "talks/round" in url else named("admin:index")
            self.assertEqual(links, [expected.replace("/en/", "/ar/")])

    def test_readers_are_sent_to_the_login_and_get_no_cookie(self):
        self.client.logout()
        self.client.cookies.clear()
        for model in MODELS:
            for page in ("changelist", "add"):
                url = address(model, page)
                self.assertRedirects(self.client.get(url), f"{named('admin:login')}?next={url}")
        self.client.cookies.clear()
        self.assertEqual(dict(self.client.get(named("dashboard")).cookies), {})


class AdminListsTestCase(EditorTestCase):
    def queries(self, url: str) -> int:
        """Count the queries of a page that has been shown before."""
        self.client.get(url)
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(url).status_code, 200)
        return len(queries)

    def add_entries(self, number: int) -> None:
        """Add one entry of every kind, and all that may stand on the page of the fourth round."""
        party = Party.objects.create(
            kind="un", **in_both_languages("name", f"هيئة {number}", f"Body {number}")
        )
        GuarantorState.objects.create(
            kind="state",
            guarantor_order=10 + number,
            **in_both_languages("name", f"دولة {number}", f"State {number}"),
        )
        person = Person.objects.create(party=party, **in_both_languages("name", "فلان", f"Someone {number}"))
        track = Track.objects.create(**in_both_languages("name", "مسار", f"Track {number}"))
        topic = Topic.objects.create(**in_both_languages("name", "موضوع", f"Topic {number}"))
        source = make_source(f"Agency {number}")
        Edition.objects.create(number=number, day=dt.date(2019, 1, number))
        make_round(track, number, "2019-05", status="planned")
        event = make_event(track, f"Event {number}", "حدث", "2018-01")
        ZoneEvent.objects.create(zone=self.ghouta, event=event)
        decision = make_decision(
            self.fourth, number, "Another", adopted_by=[party], topics=[topic], carries_on=self.release
        )
        follow_up = make_follow_up(decision, "2018", "stalled", from_round=self.ninth)
        statement = make_statement(self.fourth, person, "2017-05-04", "Well.", about=decision)
        delegation = Participation.objects.create(round=self.fourth, party=party, head=person)
        announcement = DateAnnouncement.objects.create(
            round=self.fourth, announced_on=dt.date(2017, 4, number), date="2017-05", by_party=party
        )
        difference = Difference.objects.create(
            decision=decision,
            field="text",
            **in_both_languages("text", "اختلاف", "Difference"),
            **in_both_languages("why", "سبب", "Reason"),
        )
        version = DifferenceVersion.objects.create(
            difference=difference, **in_both_languages("text", "رواية", "Version")
        )
        for claim, entry in {
            "round": self.fourth,
            "event": event,
            "decision": decision,
            "outcome": decision,
            "follow_up": follow_up,
            "statement": statement,
            "participation": delegation,
            "announcement": announcement,
            "version": version,
        }.items():
            cite(source, **{claim: entry})

    def test_queries_do_not_grow_with_the_rows(self):
        pages = [address(model) for model in MODELS]
        pages.append(address(Round, "change", self.fourth))
        self.add_entries(20)
        few = {page: self.queries(page) for page in pages}
        for number in range(21, 26):
            self.add_entries(number)
        self.assertEqual({page: self.queries(page) for page in pages}, few)
        # A round's page has the rows of four kinds, their sources, and all that they may be linked to.
        self.assertLessEqual(few.pop(address(Round, "change", self.fourth)), 40)
        self.assertLessEqual(max(few.values()), 15)

    def test_it_counts_what_a_round_decided_and_cites(self):
        make_decision(self.twelfth, 1, "One")
        cite(self.tass, round=self.twelfth)  # besides the one that every entry of the cast cites here
        [row] = self.client.get(address(Round), {"q": "astana-12"}).context["cl"].result_list
        self.assertEqual((row.decisions__count, row.citations__count), (1, 2))

    def test_it_says_what_became_of_a_decision(self):
        rows = self.client.get(address(Decision)).context["cl"].result_list
        became = {row.title_en: row.status for row in rows}
        self.assertEqual(became[self.release.title_en], "stalled")
        self.assertEqual(became[self.maps.title_en], "pending")

    def test_it_prints_dates_in_the_language_of_the_page(self):
        self.assertContains(self.client.get(address(Round)), "3–4 May 2017")
        self.assertContains(self.client.get(address(Round, language="ar")), "3 و4 مايو/أيار 2017")

    def test_it_searches_both_languages_and_all_spellings(self):
        for term in ("Astana 9", "أستانا 9", "استانا 9", "astana-9"):
            with self.subTest(term):
                rows = self.client.get(address(Round), {"q": term}).context["cl"].result_list
                self.assertEqual(list(rows), [self.ninth])

    def test_it_offers_what_is_searched_for_while_typing(self):
        url = named("admin:autocomplete")
        for field, term, found in [
            ("round", "استانا 4", self.fourth),
            ("carries_on", "المعتقلين", self.release),
            ("topics", "ceasefire", self.ceasefire),
            ("adopted_by", "تركيا", self.turkey),
            ("source", "سانا", self.sana),
        ]:
            model = "citation" if field == "source" else "decision"
            query = {"app_label": "talks", "model_name": model, "field_name": field, "term": term}
            with self.subTest(field):
                [choice] = self.client.get(url, query).json()["results"]
                self.assertEqual(choice["id"], str(found.pk))

    def test_it_finds_what_lacks_a_language_or_a_source(self):
        self.ninth.citations.all().delete()
        self.assertEqual(self.found(Event, without="ar"), [self.visit])
        self.assertEqual(self.found(Event, without="en"), [])
        self.assertNotIn(self.fourth, self.found(Round, sources="none"))
        self.assertIn(self.ninth, self.found(Round, sources="none"))
        self.assertEqual(len(self.found(Round, without="xx")), 3)

    def found(self, model: type, **query: str) -> list[Any]:
        return list(self.client.get(address(model), query).context["cl"].result_list)


class RoundFormTestCase(EditorTestCase):
    def test_it_proposes_the_next_round_as_a_planned_draft(self):
        form = self.client.get(address(Round, "add")).context["adminform"].form
        proposed = {name: form[name].value() for name in ("track", "number", "status")}
        self.assertEqual(proposed, {"track": self.astana.pk, "number": 13, "status": "planned"})
        self.assertSaved(address(Round, "add"), self.a_round())
        entered = Round.objects.get(number=13)
        self.assertEqual((entered.state, entered.slug), (State.DRAFT, "astana-13"))
        self.assertEqual(self.client.get(named("round", "astana-13")).status_code, 404)

    def test_nobody_chooses_a_state_but_by_the_button(self):
        self.assertSaved(address(Round, "add"), self.a_round(state="published"))
        self.assertEqual(Round.objects.get(number=13).state, State.DRAFT)

    def test_it_proposes_no_track_where_there_is_none(self):
        for model in (Citation, FollowUp, Decision, Round, Event, Track):
            model.objects.all().delete()
        form = self.client.get(address(Round, "add")).context["adminform"].form
        self.assertIsNone(form["track"].value())

    def test_a_round_is_entered_whole(self):
        # What was held in April is published with an edition of May.
        Edition.objects.create(number=2, day=dt.date(2019, 5, 1), is_published=True)
        sent = self.a_round(
            **{"status": "held", "sources": [self.tass.pk, self.sana.pk]},
            **in_both_languages("summary", "ملخص", "Summary"),
        )
        sent = self.add_row(
            sent,
            "participations",
            **{"party": self.kazakhstan.pk, "role": "host", "head": self.minister.pk},
            **{"position": 4, "confidence": "high", "sources": [self.tass.pk]},
        )
        sent = self.add_row(sent, "decisions", **self.a_decision(first_status="pending"))
        sent = self.add_row(
            sent, "decisions", **self.a_decision(number="", carries_on=self.release.pk, held_back="on")
        )
        sent = self.add_row(
            sent,
            "statements",
            **{"speaker": self.minister.pk, "day": "2019-04-26", "stance": "positive"},
            **in_both_languages("gist", "جيد", "Good"),
            **{"held_back": "on", "confidence": "low"},
        )
        sent = self.add_row(
            sent,
            "announcements",
            **{"announced_on": "2019-03-01", "date": "2019-04", "by_party": self.kazakhstan.pk},
            **{"confidence": "medium", "sources": [self.tass.pk]},
        )
        self.assertSaved(address(Round, "add"), sent | {"_publish": "Publish"})

        entered = Round.objects.get(slug="astana-13")
        self.assertEqual(entered.state, State.PUBLISHED)
        self.assertEqual(entered.earliest, dt.date(2019, 4, 25))
        self.assertEqual(entered.latest, dt.date(2019, 4, 26))
        self.assertEqual((entered.title_ar, entered.summary_en), ("أستانا 13", "Summary"))
        self.assertEqual([row.source for row in entered.citations.all()], [self.tass, self.sana])
        *guarantors, host = entered.participations.order_by("position")
        self.assertEqual([row.party_id for row in guarantors], [self.russia.pk, self.turkey.pk, self.iran.pk])
        self.assertEqual((host.slug, host.head), ("astana-13-kazakhstan", self.minister))
        self.assertEqual({row.state for row in [*guarantors, host]}, {State.PUBLISHED})
        first, second = entered.decisions.order_by("number")
        self.assertEqual((first.slug, first.event, first.state), ("astana-13-1", None, State.PUBLISHED))
        self.assertEqual(
            (list(first.topics.all()), list(first.adopted_by.all())), ([self.ceasefire], [self.iran])
        )
        self.assertEqual(first.citations.get().source, self.sana)
        begun = first.follow_ups.get()
        self.assertEqual(
            (begun.status, begun.latest, begun.state), ("pending", entered.latest, State.PUBLISHED)
        )
        self.assertEqual((second.number, second.carries_on, second.state), (2, self.release, State.DRAFT))
        said = entered.statements.get()
        self.assertEqual((said.speaker, said.state), (self.minister, State.DRAFT))
        announced = entered.announcements.get()
        self.assertEqual((announced.latest, announced.state), (dt.date(2019, 4, 30), State.PUBLISHED))

    def test_adopters_are_the_guarantors_unless_others_are_named(self):
        form = self.client.get(address(Round, "add")).context["inline_admin_formsets"][1].formset.empty_form
        self.assertEqual(form["adopted_by"].value(), [self.russia.pk, self.turkey.pk, self.iran.pk])

    def test_a_round_is_entered_in_arabic(self):
        self.assertSaved(address(Round, "add", language="ar"), self.a_round())
        self.assertTrue(Round.objects.filter(number=13, state=State.DRAFT).exists())

    def test_it_saves_what_it_shows(self):
        Edition.objects.create(number=2, day=dt.date(2019, 5, 1))
        for model in MODELS:
            for entry in model.objects.all():
                if entry == self.edition:  # published, and never changed again
                    continue
                before = self.database()
                with self.subTest(entry=repr(entry)):
                    url = address(model, "change", entry)
                    self.assertSaved(url, self.filled_in(url))
                    self.assertEqual(self.database(), before)

    def test_a_draft_is_reviewed_published_and_taken_back(self):
        self.assertSaved(address(Round, "add"), self.a_round(slug="thirteen"))
        entered = Round.objects.get(slug="thirteen")
        url = address(Round, "change", entered)
        for button, state in [
            ("_review", State.REVIEW),
            ("_draft", State.DRAFT),
            ("_review", State.REVIEW),
            ("_publish", State.PUBLISHED),
            ("_save", State.PUBLISHED),
            ("_draft", State.DRAFT),
        ]:
            self.assertSaved(url, self.filled_in(url) | {button: "pressed"})
            entered.refresh_from_db()
            self.assertEqual(entered.state, state)

    def test_a_source_chosen_twice_is_cited_once(self):
        url = address(Round, "change", self.fourth)
        sent = self.filled_in(url) | {"sources": [self.sana.pk, self.tass.pk, self.sana.pk]}
        self.assertSaved(url, sent)
        # What was cited stays where it is; what is new follows.
        self.assertEqual([row.source for row in self.fourth.citations.all()], [self.tass, self.sana])

    def test_an_id_changes_in_drafts_only(self):
        draft = make_round(self.astana, 13, "2019-04", status="planned", state=State.DRAFT)
        for entry, changes in [(draft, True), (self.fourth, False)]:
            url = address(Round, "change", entry)
            self.assertSaved(url, self.filled_in(url) | {"slug": "another"})
            entry.refresh_from_db()
            self.assertEqual(entry.slug == "another", changes)

    def test_decisions_exchange_their_numbers(self):
        url = address(Round, "change", self.fourth)
        sent = self.filled_in(url) | {"decisions-0-number": 3, "decisions-2-number": 1}
        self.assertSaved(url, sent)
        self.assertEqual(
            list(self.fourth.decisions.order_by("number")), [self.maps, self.release, self.memorandum]
        )

    def test_a_decision_takes_the_number_of_one_that_goes(self):
        url = address(Round, "change", self.fourth)
        sent = self.filled_in(url) | {"decisions-0-DELETE": "on", "decisions-1-number": 1}
        self.assertSaved(url, sent)
        numbers = self.fourth.decisions.order_by("number").values_list("title_en", "number")
        self.assertEqual(list(numbers), [(self.release.title_en, 1), (self.maps.title_en, 3)])

    def test_a_zone_is_entered_with_its_events(self):
        url = address(Event, "change", self.idlib)
        sent = self.add_row(
            self.filled_in(url), "zone_events", event=self.summit.pk, contested_date="2018-09-17/.."
        )
        self.assertSaved(url, sent)
        entered = self.idlib.zone_events.get()
        self.assertEqual((entered.earliest, entered.latest), (dt.date(2018, 9, 17), None))

    def test_a_decision_is_followed_up_with_sources(self):
        url = address(Decision, "change", self.maps)
        sent = self.filled_in(url) | in_both_languages("outcome", "رُسمت.", "They were drawn.")
        sent |= {"sources": [self.tass.pk], "outcome_sources": [self.tass.pk]}
        sent = self.add_row(
            sent,
            "follow_ups",
            **{"date": "2017-08", "status": "implemented", "confidence": "high", "sources": [self.sana.pk]},
        )
        self.assertSaved(url, sent)
        reported = self.maps.follow_ups.get()
        self.assertEqual((reported.latest, reported.state), (dt.date(2017, 8, 31), State.PUBLISHED))
        self.assertEqual(reported.citations.get().source, self.sana)
        self.assertEqual(self.maps.citations.get().source, self.tass)
        self.assertEqual(self.maps.outcome_citations.get().source, self.tass)

    def test_the_version_followed_changes_in_one_go(self):
        url = address(Difference, "change", self.difference)
        sent = self.filled_in(url) | {"versions-1-is_followed": "on"}
        del sent["versions-0-is_followed"]
        self.assertSaved(url, sent)
        self.assertEqual(self.difference.versions.get(is_followed=True), self.other)
        # And back, against the order of the rows.
        sent = self.filled_in(url) | {"versions-0-is_followed": "on"}
        del sent["versions-1-is_followed"]
        self.assertSaved(url, sent)
        self.assertEqual(self.difference.versions.get(is_followed=True), self.followed)

    def test_a_guarantor_state_is_added(self):
        names = in_both_languages("name", "العراق", "Iraq")
        self.assertSaved(
            address(GuarantorState, "add"), self.filled_in(address(GuarantorState, "add")) | names
        )
        added = GuarantorState.objects.get(name_en="Iraq")
        self.assertEqual((added.kind, added.guarantor_order, added.slug), ("state", 4, "iraq"))

    def test_a_guarantor_state_gets_an_id_that_no_other_party_has(self):
        names = in_both_languages("name", "كازاخستان", "Kazakhstan")
        self.assertSaved(
            address(GuarantorState, "add"), self.filled_in(address(GuarantorState, "add")) | names
        )
        self.assertTrue(GuarantorState.objects.filter(slug="kazakhstan-2").exists())


class BadInputTestCase(EditorTestCase):
    """Each rule that is broken is said on the page, and nothing of the page is saved."""

    def test_a_date_that_is_none(self):
        for junk in ("yesterday", "2019-13", "2019-02-30", "24 April 2019", "2019-04-25/", "../..", "x" * 80):
            with self.subTest(junk):
                self.assertRefused(address(Round, "add"), self.a_round(date=junk), "", where="date")

    def test_an_end_before_its_start(self):
        self.assertRefused(
            address(Round, "add"),
            self.a_round(date="2019-04-26/2019-04-25"),
            "ends before it starts",
            where="date",
        )

    def test_a_date_that_is_none_in_an_inline(self):
        url = address(Decision, "change", self.memorandum)
        sent = self.filled_in(url) | {"follow_ups-0-date": "soon"}
        self.assertRefused(url, sent, "is not a date", where="date")
        url = address(Event, "change", self.ghouta)
        sent = self.filled_in(url) | {"zone_events-0-contested_date": "2018-04-14/2018-02-18"}
        self.assertRefused(url, sent, "ends before it starts", where="contested_date")

    def test_it_says_so_in_arabic(self):
        sent = self.a_round(number=4)
        with override("ar"):
            says = gettext("This track already has a round with this number.")
        self.assertNotIn("track", says)
        self.assertRefused(address(Round, "add", language="ar"), sent, says)

    def test_a_round_number_twice(self):
        says = "This track already has a round with this number."
        self.assertRefused(address(Round, "add"), self.a_round(number=4), says)
        url = address(Round, "change", self.ninth)
        self.assertRefused(url, self.filled_in(url) | {"number": 4}, says)

    def test_a_number_out_of_range(self):
        for number in (-1, 10**30, "four"):
            self.assertRefused(address(Round, "add"), self.a_round(number=number), "", where="number")

    def test_an_id_twice(self):
        self.assertRefused(
            address(Round, "add"), self.a_round(slug="astana-4"), "already exists", where="slug"
        )
        sent = self.filled_in(address(GuarantorState, "add")) | in_both_languages("name", "هيئة", "Body")
        self.assertRefused(
            address(GuarantorState, "add"), sent | {"slug": "kazakhstan"}, "already exists", where="slug"
        )

    def test_a_held_round_without_an_end(self):
        self.assertRefused(
            address(Round, "add"),
            self.a_round(status="held", date="2019-04-25/.."),
            "A round that was held has a first and a last day.",
        )

    def test_a_round_without_a_start(self):
        says = "Say when it starts, if only by the month or the year."
        self.assertRefused(address(Round, "add"), self.a_round(date="../2019-05"), says)

    def test_publishing_what_is_not_confirmed(self):
        says = "What is not confirmed cannot be published as fact."
        low, publish = {"confidence": "low"}, {"_publish": "Publish"}
        url = address(Round, "add")
        self.assertRefused(url, self.a_round(**low) | publish, says, where="confidence")
        sent = self.add_row(self.a_round(), "decisions", **self.a_decision(**low))
        self.assertRefused(url, sent | publish, says, where="confidence")

    def test_a_fault_in_a_row_keeps_the_whole_round_from_being_saved(self):
        url, publish = address(Round, "add"), {"_publish": "Publish"}
        sent = self.add_row(self.a_round(), "decisions", **self.a_decision(title_ar=""))
        self.assertRefused(url, sent | publish, "Needed before this is published", where="title_ar")
        sent = self.add_row(self.a_round(), "decisions", **self.a_decision(topics=[]))
        self.assertRefused(url, sent | publish, "what it is about", where="topics")
        # A draft as well, where it has no text at all.
        sent = self.add_row(self.a_round(), "decisions", **self.a_decision(title_ar="", title_en=""))
        self.assertRefused(url, sent, "in one language at least", where="title_ar")
        sent = self.add_row(self.a_round(), "decisions", **self.a_decision(kind=""))
        self.assertRefused(url, sent, "required", where="kind")

    def test_a_decision_of_neither_or_of_both(self):
        url, says = address(Decision, "add"), "Name a round or an event, one of the two."
        sent = self.filled_in(url) | self.a_decision()
        self.assertRefused(url, sent, says)
        self.assertRefused(url, sent | {"round": self.ninth.pk, "event": self.summit.pk}, says)
        self.assertRefused(url, sent | {"round": 10**6}, "valid choice", where="round")
        self.assertSaved(url, sent | {"event": self.visit.pk})

    def test_a_decision_number_twice(self):
        url = address(Decision, "add")
        sent = self.filled_in(url) | self.a_decision(round=self.fourth.pk, number=2)
        self.assertRefused(url, sent, "already exists")
        # In one submission, for a round that is there and for one that is not yet.
        url = address(Round, "change", self.fourth)
        sent = self.add_row(self.filled_in(url), "decisions", **self.a_decision(number=2))
        self.assertRefused(url, sent, "Another row has the same")
        sent = self.add_row(self.a_round(), "decisions", **self.a_decision())
        sent = self.add_row(sent, "decisions", **self.a_decision())
        self.assertRefused(address(Round, "add"), sent, "Another row has the same")

    def test_a_decision_that_carries_on_itself(self):
        says = "A decision cannot carry on itself."
        url = address(Decision, "change", self.release)
        self.assertRefused(url, self.filled_in(url) | {"carries_on": self.release.pk}, says)
        url = address(Round, "change", self.fourth)
        self.assertRefused(url, self.filled_in(url) | {"decisions-1-carries_on": self.release.pk}, says)

    def test_two_follow_ups_on_one_day(self):
        says = "This decision already has a follow-up on that day."
        standing = {"status": "stalled", "confidence": "high", "sources": [self.tass.pk]}
        url = address(FollowUp, "add")
        sent = self.filled_in(url) | standing | {"decision": self.memorandum.pk}
        self.assertRefused(url, sent | {"date": "2017-09-15"}, says)
        # Said in other words, and of a month.
        self.assertRefused(url, sent | {"date": "2018-07-01/2018-07-31"}, says)

        url = address(Decision, "change", self.memorandum)
        sent = self.add_row(self.filled_in(url), "follow_ups", **standing, date="2017-09-15")
        self.assertRefused(url, sent, says)
        url = address(Decision, "change", self.maps)
        sent = self.add_row(self.filled_in(url), "follow_ups", **standing, date="2017-06")
        sent = self.add_row(sent, "follow_ups", **standing, date="2017-06-01/2017-06-30")
        self.assertRefused(url, sent, says, where="date")
        url = address(Decision, "add")
        sent = self.filled_in(url) | self.a_decision(round=self.ninth.pk, number=2)
        sent = self.add_row(sent, "follow_ups", **standing, date="2017-06")
        sent = self.add_row(sent, "follow_ups", **standing, date="2017-06")
        self.assertRefused(url, sent, says, where="date")

    def test_the_models_find_that_without_a_form(self):
        second = FollowUp(decision=self.memorandum, date="2018-07", status="stalled", slug="second")
        with self.assertRaisesMessage(ValidationError, "already has a follow-up on that day"):
            second.full_clean()
        junk = FollowUp(decision=self.memorandum, date="soon", status="stalled", slug="second")
        with self.assertRaisesMessage(ValidationError, "is not a date"):
            junk.full_clean()

    def test_a_follow_up_from_a_round_and_an_event(self):
        url = address(FollowUp, "change", self.undone)
        sent = self.filled_in(url) | {"from_round": self.ninth.pk, "from_event": self.summit.pk}
        self.assertRefused(url, sent, "Name a round or an event, not both.")

    def test_a_source_that_is_none(self):
        url = address(Round, "change", self.fourth)
        for junk, says in [
            (10**6, "valid choice"),
            (10**40, "not a valid value"),
            (-1, "not a valid value"),
            ("TASS", "not a valid value"),
            ("²", "not a valid value"),
        ]:
            self.assertRefused(url, self.filled_in(url) | {"sources": [junk]}, says, where="sources")
        sent = self.filled_in(url) | {"decisions-0-sources": [self.tass.pk, 10**6]}
        self.assertRefused(url, sent, "valid choice", where="sources")

    def test_a_choice_that_is_none(self):
        url = address(Round, "change", self.fourth)
        for name in ("track", "participations-0-party", "decisions-0-carries_on", "decisions-0-topics"):
            for junk in (10**6, 10**40, -1, "x", "²"):
                with self.subTest(name, junk=junk):
                    where = name.rpartition("-")[2]
                    self.assertRefused(url, self.filled_in(url) | {name: [junk]}, "valid", where=where)

    def test_a_party_twice(self):
        url = address(Round, "change", self.fourth)
        delegation = {"role": "party", "position": 0, "confidence": "high", "sources": [self.tass.pk]}
        sent = self.add_row(self.filled_in(url), "participations", party=self.russia.pk, **delegation)
        self.assertRefused(url, sent, "Another row has the same")
        sent = self.filled_in(address(Participation, "add")) | delegation
        sent |= {"round": self.fourth.pk, "party": self.russia.pk}
        self.assertRefused(address(Participation, "add"), sent, "already exists")

    def test_parties_that_change_places(self):
        # The database would refuse the first of the two rows, so the page asks for two steps.
        other = Participation.objects.create(**PUBLISHED, round=self.fourth, party=self.iran, position=1)
        url = address(Round, "change", self.fourth)
        sent = self.filled_in(url)
        sent |= {"participations-0-party": other.party_id, "participations-1-party": self.russia.pk}
        self.assertRefused(url, sent, "Another row has the same")

    def test_an_announcement_by_nobody_or_by_two(self):
        says = "Name the person or the party that announced it, one of the two."
        row = {"announced_on": "2019-03-01", "date": "2019-04", "confidence": "high"}
        for by in ({}, {"by_person": self.minister.pk, "by_party": self.russia.pk}):
            sent = self.add_row(self.a_round(), "announcements", **row, **by)
            self.assertRefused(address(Round, "add"), sent, says)

    def test_an_event_twice_in_a_zone(self):
        url = address(Event, "change", self.ghouta)
        sent = self.add_row(self.filled_in(url), "zone_events", event=self.offensive.pk)
        self.assertRefused(url, sent, "Another row has the same")

    def test_a_difference_about_nothing(self):
        url = address(Difference, "change", self.difference)
        sent = self.filled_in(url)
        del sent["round"]
        self.assertRefused(url, sent, "Name a round, an event or a decision, one of the three.")

    def test_two_versions_followed(self):
        says = "The record follows one version at most."
        url = address(Difference, "change", self.difference)
        self.assertRefused(url, self.filled_in(url) | {"versions-1-is_followed": "on"}, says)
        url = address(DifferenceVersion, "change", self.other)
        self.assertRefused(url, self.filled_in(url) | {"is_followed": "on"}, says)

    def test_a_guarantor_without_its_place_or_with_that_of_another(self):
        url = address(GuarantorState, "change", self.iran)
        self.assertRefused(
            url, self.filled_in(url) | {"guarantor_order": ""}, "required", where="guarantor_order"
        )
        self.assertRefused(
            url, self.filled_in(url) | {"guarantor_order": 1}, "already exists", where="guarantor_order"
        )

    def test_an_edition_twice(self):
        Edition.objects.create(number=2, day=dt.date(2019, 5, 1))  # in preparation
        published = "An edition comes after those that are published."
        for number, day, says, where in [
            (1, "2019-06-01", published, "number"),
            (3, "2018-11-29", published, "day"),
            (2, "2019-06-01", "already exists", "number"),
            (3, "2019-05-01", "already exists", "day"),
        ]:
            with self.subTest(number=number, day=day):
                sent = {"number": number, "day": day}
                self.assertRefused(address(Edition, "add"), sent, says, where=where)

    def test_an_address_that_is_none(self):
        url = address(Source, "change", self.tass)
        self.assertRefused(
            url, self.filled_in(url) | {"url": "javascript:alert(1)"}, "valid URL", where="url"
        )

    def test_a_statement_of_neither(self):
        url = address(Statement, "change", self.said)
        sent = self.filled_in(url)
        del sent["round"]
        self.assertRefused(url, sent, "Name a round or an event, one of the two.")
