"""What publishing requires: each refusal beside its field, in either language; nothing typed is lost."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.utils.translation import get_language, get_language_info, gettext, override

from talks.dates import format_date, format_day
from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    Event,
    FollowUp,
    OpenForm,
    Participation,
    Round,
    State,
    Statement,
)
from talks.models.claims import Claim
from talks.roles import EDITORS, PUBLISHERS
from tests.base import Page, cite, make_decision, make_follow_up, make_round
from tests.test_admin import LANGUAGES, EditorTestCase, address, in_both_languages, named

PUBLISH = {"_publish": "Publish"}

# What is said, in the words of the source.
LACKS_LANGUAGE = "Needed before this is published: the text in {language}."
NO_SOURCE = "Nothing is published without a source: name at least one."
NO_TOPIC = "Needed before this is published: what it is about."
NOT_CONFIRMED = "What is not confirmed cannot be published as fact."
TO_THE_DAY = "A round that was held is dated to the day."
NOT_YET_HELD = (
    "The current edition speaks for the end of {edition}: a round of {date} cannot have been held by then. "
    "Prepare an edition that does first, or keep it as planned."
)
NO_LONGER_PLANNED = (
    "The current edition speaks for the end of {edition}: a round of {date} is no longer planned by then. "
    "Say whether it was held, postponed or cancelled."
)
OVERLAPS = "Overlaps with {round} ({date}). If that is right, tick the box that says so."


class PublisherTestCase(EditorTestCase):
    """A publisher before a round that is complete but for what the test takes away."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        accounts = get_user_model().objects
        cls.publisher = accounts.create_user("publisher", is_staff=True)
        cls.publisher.groups.add(Group.objects.get(name=PUBLISHERS))
        cls.writer = accounts.create_user("writer", is_staff=True)
        cls.writer.groups.add(Group.objects.get(name=EDITORS))

    def setUp(self) -> None:
        self.client.force_login(self.publisher)

    def whole(self, **values: Any) -> dict[str, Any]:
        """Give what is sent for a planned round with a decision, which may be published; and this besides."""
        sent = self.a_round(**in_both_languages("summary", "ملخص", "Summary"))
        return self.add_row(sent, "decisions", **self.a_decision(first_status="pending")) | values

    def assertPublished(self, sent: dict[str, Any]) -> Round:
        self.assertSaved(address(Round, "add"), sent | PUBLISH)
        entered = Round.objects.get(number=sent["number"])
        self.assertEqual(entered.state, State.PUBLISHED)
        return entered

    def assertNotPublished(self, where: str, says: str, sent: dict[str, Any], **parts: Any) -> None:
        """See that a new round is not published, in either language; see `assertTurnedBack`."""
        for language in LANGUAGES:
            with self.subTest(language):
                url = address(Round, "add", language=language)
                self.assertTurnedBack(url, sent | PUBLISH, language, where, says, **parts)

    def assertTurnedBack(
        self, url: str, sent: dict[str, Any], code: str, where: str, says: str, **parts: Any
    ) -> None:
        """See that nothing is saved, that it is said why beside the field, and that all typed is still there.

        `parts` are what stands in the words, or functions that give it in the active language.
        """
        before = self.database()
        answer = self.client.post(url, sent)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.database(), before)
        with override(code):
            said = {name: part() if callable(part) else part for name, part in parts.items()}
            words = gettext(says).format(**said)
        if code == "ar":
            self.assertNotEqual(words, says.format(**said))
        page = Page(answer)
        self.assertIn(" ".join(words.split()), page.words(f"id_{where}_error"))
        [typed_into] = (
            page.all("input", name=where)
            or page.all("select", name=where)
            or page.all("textarea", name=where)
        )
        self.assertEqual(typed_into["aria-invalid"], "true")
        self.assertIn(f"id_{where}_error", typed_into["aria-describedby"].split())
        self.assertStillThere(answer, sent)

    def assertStillThere(self, answer: HttpResponse, sent: dict[str, Any]) -> None:
        """See that a form shows all that was sent."""
        context = answer.context
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        shown = {bound.html_name: bound.value() for form in forms for bound in form}
        buttons = {name for name in sent if name.startswith("_")}
        self.assertEqual(sent.keys() - shown.keys() - buttons, set())
        for name in sent.keys() & shown.keys():
            self.assertEqual(self.as_sent(shown[name]), self.as_sent(sent[name]), name)

    def as_sent(self, value: Any) -> Any:
        """Give a value as a browser sends it."""
        if isinstance(value, list):
            return [str(one) for one in value]
        return "on" if value is True else str(value)


class LanguagesTestCase(PublisherTestCase):
    def test_a_round_without_arabic(self):
        self.lacking("title_ar", "ar")

    def test_a_round_without_english(self):
        self.lacking("title_en", "en")

    def test_a_text_that_may_be_left_out_in_both_is_not_left_out_in_one(self):
        self.lacking("summary_ar", "ar")
        self.lacking("summary_en", "en")
        self.assertPublished(self.whole(summary_ar="", summary_en=""))

    def test_a_decision_without_arabic(self):
        self.lacking("decisions-0-text_ar", "ar")

    def test_a_decision_without_english(self):
        self.lacking("decisions-0-title_en", "en")

    def test_blanks_are_no_text(self):
        sent = self.whole(title_ar="   ")
        answer = self.client.post(address(Round, "add"), sent | PUBLISH)
        self.assertIn("title_ar", answer.context["adminform"].form.errors)

    def lacking(self, where: str, language: str) -> None:
        name = lambda: get_language_info(language)["name_translated"]  # noqa: E731
        self.assertNotPublished(where, LACKS_LANGUAGE, self.whole(**{where: ""}), language=name)


class SourcesTestCase(PublisherTestCase):
    def test_a_round_without_a_source(self):
        self.assertNotPublished("sources", NO_SOURCE, self.whole(sources=[]))

    def test_a_decision_without_a_source(self):
        # A new decision would cite what the round cites.
        bare = self.whole(**{"sources": [], "decisions-0-sources": []})
        self.assertNotPublished("decisions-0-sources", NO_SOURCE, bare)

    def test_an_outcome_without_a_source(self):
        outcome = {f"decisions-0-outcome_{code}": "…" for code in LANGUAGES}
        self.assertNotPublished("decisions-0-outcome_sources", NO_SOURCE, self.whole(**outcome))
        self.assertPublished(self.whole(**outcome, **{"decisions-0-outcome_sources": [self.tass.pk]}))

    def test_any_claim_without_a_source_on_its_own_page(self):
        for model in (Round, Event, Decision, FollowUp, Statement, Participation, DateAnnouncement):
            entry = self.draft(model)
            for language in LANGUAGES:
                with self.subTest(language, model=model.__name__):
                    url = address(model, "change", entry, language)
                    sent = self.filled_in(url) | {"sources": []} | PUBLISH
                    self.assertTurnedBack(url, sent, language, "sources", NO_SOURCE)

    def test_what_is_published_does_not_lose_its_last_source(self):
        for language in LANGUAGES:
            url = address(Round, "change", self.fourth, language)
            sent = self.filled_in(url) | {"sources": []}
            self.assertTurnedBack(url, sent, language, "sources", NO_SOURCE)

    def test_a_version_without_a_source(self):
        hidden = self.draft(Difference)
        self.other.citations.all().delete()
        for language in LANGUAGES:
            url = address(Difference, "change", hidden, language)
            self.assertTurnedBack(
                url, self.filled_in(url) | PUBLISH, language, "versions-1-sources", NO_SOURCE
            )

    def test_a_version_on_its_own_page_keeps_the_rules_of_its_difference(self):
        for language in LANGUAGES:
            url = address(DifferenceVersion, "change", self.followed, language)
            self.assertTurnedBack(url, self.filled_in(url) | {"sources": []}, language, "sources", NO_SOURCE)

    def draft(self, model: type[Claim]) -> Claim:
        """Give an entry of a kind, as a draft."""
        entry = model.objects.filter(state=State.PUBLISHED).exclude(slug=self.visit.slug).first()
        model.objects.filter(pk=entry.pk).update(state=State.DRAFT)
        return entry


class DatesTestCase(PublisherTestCase):
    """The cast's edition speaks for the end of 29 November 2018."""

    def dates(self, date: str, day: dt.date = dt.date(2018, 11, 29)) -> dict[str, Any]:
        """Give the dates that the words name, in the active language."""
        meeting = Round(date=date)
        return {
            "date": lambda: format_date(meeting.precise_date, get_language()),
            "edition": lambda: format_day(day, get_language()),
        }

    def test_a_held_round_known_to_the_month_only(self):
        for date in ("2018-10", "2018", "2018-10-08/2018-10"):
            sent = self.whole(status="held", date=date)
            answer = self.client.post(address(Round, "add"), sent | PUBLISH)
            self.assertTrue(answer.context["adminform"].form.errors, date)
        self.assertNotPublished("date", TO_THE_DAY, self.whole(status="held", date="2018-10"))

    def test_a_held_round_after_the_day_of_the_edition(self):
        for date in ("2019-04-25/2019-04-26", "2018-11-30", "2018-11-29/2018-11-30"):
            sent = self.whole(status="held", date=date)
            self.assertNotPublished("status", NOT_YET_HELD, sent, **self.dates(date))

    def test_a_round_held_on_the_day_of_the_edition(self):
        self.assertPublished(self.whole(status="held", date="2018-11-28/2018-11-29"))

    def test_a_planned_round_whose_date_has_passed(self):
        for date in ("2018-10-08/2018-10-09", "2018-10", "2018-11-29"):
            sent = self.whole(status="planned", date=date)
            self.assertNotPublished("status", NO_LONGER_PLANNED, sent, **self.dates(date))

    def test_a_planned_round_whose_month_has_not_ended(self):
        self.assertPublished(self.whole(status="planned", date="2018-11"))

    def test_a_planned_round_may_be_known_to_the_month_or_the_year(self):
        self.assertPublished(self.whole(date="2019-04"))
        self.assertPublished(
            self.whole(date="2020", number=14, **in_both_languages("title", "أستانا 14", "Astana 14"))
        )

    def test_a_postponed_round_may_lie_on_any_day(self):
        self.assertPublished(self.whole(status="postponed", date="2018-10"))

    def test_a_held_round_waits_for_the_edition_that_is_prepared(self):
        prepared = Edition.objects.create(number=2, day=dt.date(2019, 4, 25))
        sent = self.whole(status="held")
        self.assertNotPublished("status", NOT_YET_HELD, sent, **self.dates("2019-04-25/2019-04-26"))
        Edition.objects.filter(pk=prepared.pk).update(day=dt.date(2019, 5, 1))
        entered = self.assertPublished(sent)
        # Readers read the edition of November, in which nobody knows of it.
        self.client.logout()
        self.assertEqual(self.client.get(entered.get_absolute_url()).status_code, 404)
        Edition.objects.filter(pk=prepared.pk).update(is_published=True)
        self.assertContains(self.client.get(entered.get_absolute_url()), entered.title)

    def test_a_planned_round_goes_by_the_edition_that_readers_read(self):
        Edition.objects.create(number=2, day=dt.date(2019, 5, 1))
        self.assertPublished(self.whole(status="planned"))

    def test_a_published_round_is_not_said_to_be_held_too_early(self):
        url = address(Round, "change", self.twelfth)
        sent = self.filled_in(url) | {"status": "held", "date": "2019-02-14/2019-02-15"}
        self.assertTurnedBack(url, sent, "en", "status", NOT_YET_HELD, **self.dates("2019-02-14/2019-02-15"))


class OverlapTestCase(PublisherTestCase):
    """The twelfth round is planned for February 2019."""

    def test_it_is_asked_whether_it_is_right(self):
        for date in ("2019-02-25/2019-03-02", "2019-02", "2019"):
            self.assertNotPublished(
                "date",
                OVERLAPS,
                self.whole(date=date),
                round=lambda: str(self.twelfth),
                date=self.date_of_the_twelfth,
            )

    def date_of_the_twelfth(self) -> str:
        return format_date(self.twelfth.precise_date, get_language())

    def test_it_is_published_where_that_is_right(self):
        self.assertPublished(self.whole(date="2019-02-25/2019-03-02", overlap_confirmed="on"))

    def test_the_box_stays_ticked_when_something_else_is_wrong(self):
        sent = self.whole(date="2019-02", overlap_confirmed="on", sources=[])
        self.assertNotPublished("sources", NO_SOURCE, sent)

    def test_rounds_that_follow_each_other_do_not_overlap(self):
        self.assertPublished(self.whole(date="2019-03-01/2019-03-02"))

    def test_what_is_cancelled_is_in_nobodys_way(self):
        self.assertPublished(self.whole(date="2019-02", status="cancelled"))
        Round.objects.filter(pk=self.twelfth.pk).update(status=Round.Status.CANCELLED)
        self.assertPublished(self.whole(date="2019-02-25/2019-03-02", number=14))

    def test_another_track_has_its_own_days(self):
        self.assertPublished(self.whole(date="2019-02-25", track=self.summits.pk))

    def test_it_is_not_asked_again_while_the_date_stays(self):
        entered = self.assertPublished(self.whole(date="2019-02", overlap_confirmed="on"))
        url = address(Round, "change", entered)
        self.assertSaved(url, self.filled_in(url) | {"summary_en": "Corrected"})

    def test_a_published_round_is_not_moved_over_another_one(self):
        url = address(Round, "change", self.twelfth)
        sent = self.filled_in(url) | {"date": "2018-05-15/2018-12-31"}
        date = lambda: "14–15 May 2018"  # noqa: E731
        self.assertTurnedBack(url, sent, "en", "date", OVERLAPS, round=lambda: str(self.ninth), date=date)


class ConfirmedTestCase(PublisherTestCase):
    def test_a_round_that_is_not_confirmed(self):
        self.assertNotPublished("confidence", NOT_CONFIRMED, self.whole(confidence="low"))

    def test_a_decision_that_is_not_confirmed(self):
        where = "decisions-0-confidence"
        self.assertNotPublished(where, NOT_CONFIRMED, self.whole(**{where: "low"}))

    def test_what_is_confirmed_in_part_is_published(self):
        self.assertPublished(self.whole(confidence="medium"))

    def test_what_is_published_does_not_become_unconfirmed(self):
        for language in LANGUAGES:
            url = address(Round, "change", self.fourth, language)
            sent = self.filled_in(url) | {"confidence": "low"}
            self.assertTurnedBack(url, sent, language, "confidence", NOT_CONFIRMED)


class TopicsTestCase(PublisherTestCase):
    def test_a_decision_without_a_topic(self):
        where = "decisions-0-topics"
        self.assertNotPublished(where, NO_TOPIC, self.whole(**{where: []}))

    def test_a_decision_without_a_topic_on_its_own_page(self):
        Decision.objects.filter(pk=self.maps.pk).update(state=State.DRAFT)
        for language in LANGUAGES:
            url = address(Decision, "change", self.maps, language)
            sent = self.filled_in(url) | {"topics": []} | PUBLISH
            self.assertTurnedBack(url, sent, language, "topics", NO_TOPIC)


class AllAtOnceTestCase(PublisherTestCase):
    def test_everything_that_is_wrong_is_said_at_once(self):
        sent = self.whole(
            **{"title_ar": "", "sources": [], "confidence": "low", "status": "held"},
            **{"decisions-0-sources": [], "decisions-0-topics": [], "decisions-0-title_en": ""},
        )
        page = Page(self.client.post(address(Round, "add"), sent | PUBLISH))
        wrong = [one for one in page.ids() if one.endswith("_error")]
        self.assertCountEqual(
            wrong,
            [
                *(f"id_{name}_error" for name in ("title_ar", "sources", "confidence", "status")),
                *(f"id_decisions-0-{name}_error" for name in ("sources", "topics", "title_en")),
            ],
        )

    def test_what_was_typed_stays_at_the_desk_until_it_is_saved(self):
        keep = named("admin:talks_round_keep_new")
        sent = self.whole(sources=[])
        self.client.post(keep, sent)
        self.client.post(address(Round, "add"), sent | PUBLISH)
        self.assertTrue(OpenForm.objects.filter(editor=self.publisher).exists())
        self.assertPublished(sent | {"sources": [self.tass.pk]})
        self.assertFalse(OpenForm.objects.filter(editor=self.publisher).exists())


class DraftsMayLackItTestCase(PublisherTestCase):
    """A draft is saved as far as it is known, and so it is reviewed."""

    LACKING = {
        "Arabic": {"title_ar": "", "short_label_ar": "", "summary_ar": "", "decisions-0-text_ar": ""},
        "English": {"title_en": "", "short_label_en": "", "summary_en": "", "decisions-0-title_en": ""},
        "sources": {"sources": [], "decisions-0-sources": []},
        "a day": {"status": "held", "date": "2018-10"},
        "a newer edition": {"status": "held"},
        "a status of the day": {"date": "2018-10-08/2018-10-09"},
        "days of its own": {"date": "2019-02"},
        "confirmation": {"confidence": "low", "decisions-0-confidence": "low"},
        "topics": {"decisions-0-topics": []},
    }

    def test_drafts_may_lack_it(self):
        self.saved_with("_save", State.DRAFT)

    def test_what_is_sent_to_review_may_lack_it(self):
        self.saved_with("_review", State.REVIEW)

    def saved_with(self, button: str, state: str) -> None:
        for account in (self.writer, self.publisher):
            self.client.force_login(account)
            for what, lacking in self.LACKING.items():
                with self.subTest(what, account=account.username):
                    self.assertSaved(address(Round, "add"), self.whole(**lacking) | {button: "pressed"})
                    entered = Round.objects.get(number=13)
                    self.assertEqual((entered.state, entered.decisions.get().state), (state, state))
                    entered.delete()

    def test_and_then_they_are_not_published_untouched(self):
        for what, lacking in self.LACKING.items():
            with self.subTest(what):
                self.assertSaved(address(Round, "add"), self.whole(**lacking))
                entered = Round.objects.get(number=13)
                url = address(Round, "change", entered)
                before = self.database()
                self.assertEqual(self.client.post(url, self.filled_in(url) | PUBLISH).status_code, 200)
                self.assertEqual(self.database(), before)
                entered.delete()


class TogetherTestCase(PublisherTestCase):
    """What is published with a round, and what stays behind."""

    def test_rows_and_first_follow_ups_are_published_with_the_round(self):
        entered = self.assertPublished(self.whole())
        [decision] = entered.decisions.all()
        [first] = decision.follow_ups.all()
        self.assertEqual({decision.state, first.state}, {State.PUBLISHED})
        self.assertEqual((first.status, first.date), ("pending", "2019-04-26"))
        self.assertEqual([row.source for row in first.citations.all()], [self.sana])
        self.assertEqual({row.state for row in entered.participations.all()}, {State.PUBLISHED})

    def test_so_they_are_when_they_were_saved_as_drafts(self):
        self.assertSaved(address(Round, "add"), self.whole())
        entered = Round.objects.get(number=13)
        self.assertEqual({one.state for one in self.parts_of(entered)}, {State.DRAFT})
        url = address(Round, "change", entered)
        self.assertSaved(url, self.filled_in(url) | PUBLISH)
        self.assertEqual({one.state for one in self.parts_of(entered)}, {State.PUBLISHED})

    def parts_of(self, meeting: Round) -> list[Claim]:
        """Give a round, its parts, and what became of its decisions."""
        decisions = list(meeting.decisions.all())
        follow_ups = FollowUp.objects.filter(decision__in=decisions)
        return [Round.objects.get(pk=meeting.pk), *decisions, *follow_ups, *meeting.participations.all()]

    def test_review_takes_them_along_as_well(self):
        self.client.force_login(self.writer)
        self.assertSaved(address(Round, "add"), self.whole() | {"_review": "Send to review"})
        entered = Round.objects.get(number=13)
        self.assertEqual({one.state for one in self.parts_of(entered)}, {State.REVIEW})

    def test_what_is_held_back_stays_a_draft(self):
        sent = self.add_row(self.whole(), "decisions", **self.a_decision(number=2, held_back="on"))
        sent["participations-2-held_back"] = "on"
        entered = self.assertPublished(sent)
        states = dict(entered.decisions.values_list("number", "state"))
        self.assertEqual(states, {1: State.PUBLISHED, 2: State.DRAFT})
        iran = entered.participations.get(party=self.iran.pk)
        self.assertEqual(iran.state, State.DRAFT)
        # Nor does it come along later, when the round is saved again.
        url = address(Round, "change", entered)
        sent = self.filled_in(url)
        self.assertEqual(sent["decisions-1-held_back"], True)
        self.assertSaved(url, sent | {"summary_en": "Corrected"})
        self.assertEqual(dict(entered.decisions.values_list("number", "state")), states)

    def test_what_is_held_back_may_lack_what_publishing_requires(self):
        row = self.a_decision(number=2, held_back="on", sources=[], topics=[], title_ar="", confidence="low")
        entered = self.assertPublished(self.add_row(self.whole(), "decisions", **row))
        self.assertEqual(entered.decisions.get(number=2).state, State.DRAFT)
        self.client.logout()
        page = self.client.get(named("round", entered.slug))
        self.assertContains(page, "Astana 13")
        self.assertEqual(self.client.get(named("decision", f"{entered.slug}-2")).status_code, 404)

    def test_a_first_follow_up_of_what_is_held_back_stays_a_draft(self):
        row = self.a_decision(number=2, held_back="on", first_status="stalled", first_date="2019-05")
        entered = self.assertPublished(self.add_row(self.whole(), "decisions", **row))
        first = FollowUp.objects.get(decision__round=entered, decision__number=2)
        self.assertEqual((first.status, first.date, first.state), ("stalled", "2019-05", State.DRAFT))

    def test_a_row_held_back_is_published_when_its_tick_is_taken_away(self):
        row = self.a_decision(number=2, held_back="on", first_status="stalled")
        entered = self.assertPublished(self.add_row(self.whole(), "decisions", **row))
        url = address(Round, "change", entered)
        sent = self.filled_in(url)
        del sent["decisions-1-held_back"]
        self.assertSaved(url, sent)
        second = entered.decisions.get(number=2)
        self.assertEqual((second.state, second.follow_ups.get().state), (State.PUBLISHED, State.PUBLISHED))

    def test_a_row_added_to_a_published_round_is_published_at_once(self):
        url = address(Round, "change", self.ninth)
        sent = self.add_row(self.filled_in(url), "decisions", **self.a_decision(number=""))
        self.assertSaved(url, sent)
        added = self.ninth.decisions.get(number=2)
        self.assertEqual(added.state, State.PUBLISHED)

    def test_a_row_of_a_published_round_is_taken_back_by_holding_it_back(self):
        url = address(Round, "change", self.fourth)
        self.assertSaved(url, self.filled_in(url) | {"decisions-2-held_back": "on"})
        self.maps.refresh_from_db()
        self.assertEqual(self.maps.state, State.DRAFT)
        self.assertEqual(self.client.get(named("decision", self.maps.slug)).status_code, 404)

    def test_back_to_draft_takes_all_out_of_sight(self):
        url = address(Round, "change", self.fourth)
        self.assertSaved(url, self.filled_in(url) | {"_draft": "Back to draft"})
        self.client.logout()
        for gone in (self.fourth, self.memorandum):
            self.assertEqual(self.client.get(gone.get_absolute_url()).status_code, 404)
        self.assertFalse(FollowUp.objects.published().filter(decision__round=self.fourth).exists())

    def test_follow_ups_that_lack_what_publishing_requires_stay_behind(self):
        draft = {"state": State.DRAFT}
        meeting = make_round(self.astana, 13, "2019-04", status="planned", **draft)
        cite(self.tass, round=meeting)
        decision = make_decision(meeting, 1, "A committee", topics=[self.ceasefire], **draft)
        cite(self.tass, decision=decision)
        complete, unsourced, english, doubtful = (
            make_follow_up(decision, f"2019-0{month}", "pending", **draft, **values)
            for month, values in [
                (5, {}),
                (6, {}),
                (7, {"note_en": "In English only."}),
                (8, {"confidence": "low"}),
            ]
        )
        for one in (complete, english, doubtful):
            cite(self.tass, follow_up=one)
        url = address(Round, "change", meeting)
        self.assertSaved(url, self.filled_in(url) | PUBLISH)
        published = FollowUp.objects.filter(decision=decision, state=State.PUBLISHED)
        self.assertEqual(list(published), [complete])

    def test_a_first_follow_up_with_a_date_that_is_none(self):
        for date, where in [
            ("soon", "decisions-0-first_date"),
            ("2019-05/..", "decisions-0-first_date"),
            ("2019-05-02/2019-05-01", "decisions-0-first_date"),
        ]:
            sent = self.whole(**{where: date})
            answer = self.client.post(address(Round, "add"), sent | PUBLISH)
            self.assertEqual(answer.status_code, 200, date)
            self.assertIn("first_date", answer.context["inline_admin_formsets"][1].formset.errors[0])
            self.assertStillThere(answer, sent)

    def test_a_date_of_a_first_follow_up_without_its_status(self):
        sent = self.whole(**{"decisions-0-first_status": "", "decisions-0-first_date": "2019-05"})
        self.assertNotPublished("decisions-0-first_status", "Say how it stood on that day.", sent)

    def test_sources_that_are_cited_stay_in_their_order(self):
        entered = self.assertPublished(self.whole(sources=[self.sana.pk, self.tass.pk]))
        cited = Citation.objects.filter(round=entered).order_by("position")
        self.assertEqual([one.source for one in cited], [self.sana, self.tass])
