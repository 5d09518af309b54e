"""A new edition: its day, what changed since the last one, and the files that publishing it freezes."""

import datetime as dt
import hashlib
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talks.models import (
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    EditionFile,
    Event,
    FollowUp,
    Party,
    Person,
    Round,
    State,
    ZoneEvent,
)
from talks.models.editions import FrozenError
from talks.record import Fate, load
from talks.record.editions import (
    SUMS,
    changes_between,
    frozen_forms,
    seen_on,
)
from talks.record.freezing import freeze, keep, publish_edition, record_files
from tests.base import (
    Page,
    RecordTestCase,
    cite,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_source,
    make_statement,
)
from tests.test_desk import DRAFT, DeskTestCase, named

LATER = dt.date(2019, 5, 2)


def freeze_entries(edition: Edition) -> None:
    """Freeze the files of the record alone, of which changes are told."""
    keep(edition, record_files(seen_on(edition)), SUMS)


class FrozenFilesTestCase(RecordTestCase):
    def files(self) -> dict[str, bytes]:
        """Give the files of the record as the edition freezes them."""
        return record_files(seen_on(self.edition))

    def in_file(self, name: str) -> dict[Any, dict[str, Any]]:
        """Give the entries of a file of the edition by their ids."""
        entries = yaml.safe_load(self.files()[f"{name}.yaml"]) or []
        return {entry.get("id", entry.get("number")): entry for entry in entries}

    def test_it_writes_the_files_of_the_record_with_their_sums(self):
        files = {file.name: file for file in freeze(self.edition)}
        self.assertIn("rounds.yaml", files)
        for file in EditionFile.objects.all():
            self.assertEqual(hashlib.sha256(bytes(file.content)).hexdigest(), file.sha256)
        said = dict(line.split("  ")[::-1] for line in bytes(files[SUMS].content).decode().splitlines())
        self.assertEqual(said, {name: file.sha256 for name, file in files.items() if name != SUMS})

    def test_the_sums_are_checked_as_everybody_does(self):
        with tempfile.TemporaryDirectory() as folder:
            for file in freeze(self.edition):
                Path(folder, file.name).write_bytes(file.content)
            check = subprocess.run(
                ["sha256sum", "--check", "--strict", SUMS], cwd=folder, capture_output=True
            )
        self.assertEqual(check.returncode, 0, check.stdout)

    def test_the_same_record_gives_the_same_bytes(self):
        before = self.files()
        Round.objects.filter(pk=self.ninth.pk).update(search_text="")
        Event.objects.filter(pk=self.visit.pk).update(editors_note="Nobody reads this.")
        self.assertEqual(self.files(), before)

    def test_drafts_are_left_out_with_all_that_only_they_name(self):
        qatar = Party.objects.create(kind="state", name_en="Qatar", name_ar="قطر")
        person = Person.objects.create(name_en="Someone", name_ar="فلان", party=qatar)
        draft = make_round(self.astana, 13, "2018-11", **DRAFT)
        # Published by themselves, but of a round that is not.
        make_statement(draft, person, "2018-11-02", "Well.")
        make_follow_up(make_decision(draft, 1, "One"), "2018-11", "pending")
        source = make_source("Qatar News")
        cite(source, round=draft)
        make_event(self.summits, "In review", "قيد المراجعة", "2018-10", state=State.REVIEW)
        seen = seen_on(self.edition)
        for model, slug in [(Round, "astana-13"), (Party, "qatar"), (Person, "someone")]:
            self.assertNotIn(slug, seen[model])
        self.assertNotIn(source.slug, self.in_file("sources"))
        everything = b"".join(self.files().values()).decode()
        for word in ("Qatar", "Someone", "In review", "astana-13"):
            self.assertNotIn(word, everything)
        self.assertIn("kazakhstan", self.in_file("parties"))

    def test_guarantors_are_there_whatever_they_did(self):
        Event.objects.all().delete()
        Round.objects.all().delete()
        self.assertEqual(self.in_file("parties").keys(), {"russia", "turkey", "iran"})

    def test_what_editors_keep_to_themselves_is_left_out(self):
        Round.objects.update(editors_note="Nobody reads this.")
        self.assertNotIn("editors_note", self.in_file("rounds")["astana-4"])

    def test_what_is_mentioned_and_not_published_is_left_out_of_the_entry(self):
        earlier = make_decision(self.fourth, 9, "Not yet", **DRAFT)
        self.release.carries_on = earlier
        self.release.save()
        self.assertNotIn("carries_on", self.in_file("decisions")["astana-4-2"])

    def test_what_happened_after_its_day_is_left_out(self):
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        ZoneEvent.objects.create(zone=self.idlib, event=Event.objects.get(slug="summit-of-february"))
        self.assertNotIn("summit-of-february", self.in_file("events"))
        self.assertEqual(len(self.in_file("zone_events")), 1)
        self.assertIn("astana-12", self.in_file("rounds"))  # planned, and announced as such

    def test_editions_to_come_are_left_out(self):
        Edition.objects.create(number=2, day=LATER)
        self.assertEqual(self.in_file("edition").keys(), {1})

    def test_the_files_can_be_loaded(self):
        Edition.objects.create(number=2, day=LATER)
        self.visit.delete()  # files tell of no text in one language alone
        Round.objects.update(summary_en="")
        for decision in Decision.objects.all():
            decision.topics.set([self.ceasefire])
        with tempfile.TemporaryDirectory() as folder:
            for name, content in self.files().items():
                Path(folder, name).write_bytes(content)
            fates = {change.fate for change in load(folder, dry_run=True).changes}
        self.assertEqual(fates, {Fate.UNCHANGED})

    def test_files_are_never_changed_or_deleted(self):
        file = freeze(self.edition)[0]
        file = EditionFile.objects.get(pk=file.pk)
        file.content = b"other"
        for attempt in (
            file.save,
            file.delete,
            EditionFile.objects.all().delete,
            lambda: EditionFile.objects.update(content=b"other"),
        ):
            with self.assertRaises(FrozenError):
                attempt()

    def test_an_edition_is_frozen_once(self):
        freeze(self.edition)
        with self.assertRefusedBy("edition_file_once"):
            freeze(self.edition)


class EditionRulesTestCase(RecordTestCase):
    def refused(self, edition: Edition) -> dict[str, list[str]]:
        with self.assertRaises(ValidationError) as caught:
            edition.full_clean()
        return caught.exception.message_dict

    def test_a_published_one_keeps_its_number_and_day_and_stays_published(self):
        for name, value in {"number": 7, "day": LATER, "is_published": False}.items():
            edition = Edition.objects.get(pk=self.edition.pk)
            setattr(edition, name, value)
            with self.subTest(name):
                self.assertEqual(self.refused(edition).keys(), {name})
        Edition.objects.get(pk=self.edition.pk).full_clean()

    def test_a_published_one_is_not_deleted(self):
        edition = Edition.objects.get(pk=self.edition.pk)
        with self.assertRaises(FrozenError):
            edition.delete()
        freeze(edition)
        with self.assertRaises(ProtectedError), transaction.atomic():
            Edition.objects.all().delete()

    def test_one_that_is_prepared_may_be_deleted(self):
        Edition.objects.create(number=2, day=LATER)
        Edition.objects.get(number=2).delete()
        self.assertEqual(Edition.objects.count(), 1)

    def test_a_new_one_comes_after_those_published(self):
        self.assertEqual(self.refused(Edition(number=2, day=dt.date(2018, 11, 28))).keys(), {"day"})
        self.assertEqual(self.refused(Edition(number=0, day=LATER)).keys(), {"number"})
        Edition(number=2, day=dt.date(2018, 11, 30)).full_clean()

    def test_publishing_freezes_what_readers_see_from_then_on(self):
        second = Edition.objects.create(number=2, day=LATER)
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        moment = timezone.now()
        second = publish_edition(second, moment)
        self.assertEqual((second.is_published, second.published_at), (True, moment))
        self.assertEqual(Edition.objects.current(), second)
        self.assertIn("summit-of-february", frozen_forms(second)[Event])
        self.assertEqual(frozen_forms(second), seen_on(second))

    def test_publishing_twice_changes_nothing(self):
        second = publish_edition(Edition.objects.create(number=2, day=LATER), timezone.now())
        before = list(EditionFile.objects.values_list("name", "sha256"))
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        self.assertEqual(publish_edition(second, timezone.now()).published_at, second.published_at)
        self.assertEqual(list(EditionFile.objects.values_list("name", "sha256")), before)

    def test_one_that_was_overtaken_is_not_published(self):
        second = Edition.objects.create(number=2, day=LATER)
        Edition.objects.create(number=3, day=dt.date(2019, 6, 1), is_published=True)
        with self.assertRaises(ValidationError):
            publish_edition(second, timezone.now())
        self.assertEqual(EditionFile.objects.count(), 0)


class LoadedEditionTestCase(TestCase):
    """The record as it is shipped."""

    @classmethod
    def setUpTestData(cls) -> None:
        load(settings.BASE_DIR / "talks" / "data")

    def test_loading_an_edition_freezes_what_readers_see_of_it(self):
        edition = Edition.objects.current()
        self.assertEqual(len(edition.files.all()), 50)
        self.assertEqual(changes_between(frozen_forms(edition), seen_on(edition)), [])

    def test_loading_it_again_freezes_nothing(self):
        before = list(EditionFile.objects.values_list("pk", "sha256"))
        Round.objects.filter(slug="astana-4").update(title_en="Another")
        load(settings.BASE_DIR / "talks" / "data", overwrite=True)
        self.assertEqual(list(EditionFile.objects.values_list("pk", "sha256")), before)


class ChangesTestCase(RecordTestCase):
    """What is different for readers, entry by entry."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze_entries(cls.edition)
        cls.second = Edition.objects.create(number=2, day=LATER)

    def changes(self) -> list[tuple[str, str, Fate]]:
        changes = changes_between(frozen_forms(self.edition), seen_on(self.second))
        return [(change.kind.name, change.slug, change.fate) for change in changes]

    def fields(self) -> list[tuple[str, str, Any, Any]]:
        changes = changes_between(frozen_forms(self.edition), seen_on(self.second))
        return [
            (field.key.name, field.language, field.old, field.new)
            for change in changes
            for field in change.fields
        ]

    def test_nothing_changed_before_anybody_did_anything(self):
        self.assertEqual(self.changes(), [])

    def test_it_tells_what_was_added_changed_and_removed(self):
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        Round.objects.filter(pk=self.ninth.pk).update(venue_ar="فندق", venue_en="Hotel")
        FollowUp.objects.filter(pk=self.undone.pk).update(state="draft")
        self.assertEqual(
            self.changes(),
            [
                ("rounds", "astana-9", Fate.CHANGED),
                ("events", "summit-of-february", Fate.ADDED),
                ("follow_ups", self.undone.slug, Fate.REMOVED),
            ],
        )
        self.assertEqual(self.fields(), [("venue", "en", "", "Hotel"), ("venue", "ar", "", "فندق")])

    def test_drafts_and_notes_for_editors_are_no_changes(self):
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14", **DRAFT)
        Round.objects.update(editors_note="Look again.")
        self.assertEqual(self.changes(), [])

    def test_a_source_that_comes_to_a_claim_is_one_change(self):
        cite(self.sana, round=self.fourth)
        self.assertEqual(
            self.fields(), [("sources", "", ["tass-2017-05-04"], ["tass-2017-05-04", self.sana.slug])]
        )

    def test_versions_of_a_difference_are_compared_one_by_one(self):
        both = {"text_ar": "نص", "text_en": "Text", "why_ar": "سبب", "why_en": "Reason"}
        difference = Difference.objects.create(round=self.fourth, field="dates", state="published", **both)
        DifferenceVersion.objects.create(difference=difference, text_ar="نص", text_en="Third of May")
        third = publish_edition(self.second, timezone.now())
        DifferenceVersion.objects.update(text_en="Fourth of May")
        [change] = changes_between(frozen_forms(third), seen_on(Edition(number=3, day=LATER)))
        [field] = change.fields
        self.assertEqual((field.key.name, field.part, field.new), ("text", 1, "Fourth of May"))


class EditionPagesTestCase(DeskTestCase):
    """Nadia publishes editions; Omar looks at them."""

    def setUp(self) -> None:
        self.client.force_login(self.nadia)

    def at(self, page: str, edition: Edition | None = None, *args: Any, language: str = "en") -> str:
        keys = ([edition.pk] if edition else []) + list(args)
        return named(f"admin:talks_edition_{page}", *keys, language=language)

    def add(self, number: int, day: str) -> HttpResponse:
        return self.client.post(self.at("add"), {"number": number, "day": day, "_continue": "1"}, follow=True)

    def second(self) -> Edition:
        return Edition.objects.get_or_create(number=2, defaults={"day": LATER})[0]

    def page(self, edition: Edition, language: str = "en") -> HttpResponse:
        return self.client.get(self.at("change", edition, language=language))

    def test_a_new_one_is_proposed_for_the_day_after_the_last(self):
        form = self.client.get(self.at("add")).context["adminform"].form
        self.assertEqual((form["number"].value(), form["day"].value()), (2, dt.date(2018, 11, 30)))

    def test_a_publisher_sets_the_day(self):
        answer = self.add(2, "2019-05-02")
        edition = Edition.objects.get(number=2)
        self.assertEqual((edition.day, edition.is_published), (LATER, False))
        self.assertContains(answer, "Publish edition 2…")
        self.assertEqual(Edition.objects.current(), self.edition)

    def test_the_day_comes_after_the_last_and_has_come(self):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        for day, says in [
            ("2018-11-29", "An edition comes after those that are published."),
            ("2017-01-01", "An edition comes after those that are published."),
            (tomorrow.isoformat(), "This day has not come yet."),
            ("soon", "Enter a valid date."),
        ]:
            with self.subTest(day):
                answer = self.add(2, day)
                self.assertIn(says, str(answer.context["adminform"].form.errors["day"]))
                self.assertContains(answer, f'value="{day}"')
        self.assertEqual(Edition.objects.count(), 1)

    def test_its_page_shows_what_changed_since_the_last_by_field_and_language(self):
        freeze_entries(self.edition)
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        self.memorandum.title_ar = "مذكرة"
        self.memorandum.save()
        self.memorandum.adopted_by.remove(self.iran)
        Round.objects.filter(pk=self.twelfth.pk).update(date="2019-04-25/2019-04-26", status="held")
        FollowUp.objects.filter(pk=self.undone.pk).update(state="draft")
        answer = self.page(self.second())
        self.assertContains(answer, "What changes for readers since edition 1")
        changed = {(entry.fate, entry.title): entry for entry in answer.context["changed"]}
        self.assertEqual(
            list(changed),
            [
                ("changed", "Astana 12"),
                ("added", "Summit of February"),
                ("changed", "De-escalation zones are set up"),
                ("removed", "De-escalation zones are set up – July 2018"),
            ],
        )
        told = {
            field.label: (field.old.texts, field.new.texts)
            for entry in changed.values()
            for field in entry.fields
        }
        self.assertEqual(told["Title (Arabic)"], (["إنشاء مناطق خفض التصعيد"], ["مذكرة"]))
        self.assertEqual(told["Adopted by"], (["Russia", "Turkey", "Iran"], ["Russia", "Turkey"]))
        self.assertEqual(told["Date"], (["February 2019"], ["25–26 April 2019"]))
        self.assertEqual(told["Status"], (["planned"], ["held"]))
        self.assertContains(answer, '<ins lang="ar" dir="rtl">مذكرة</ins>', html=True)

    def test_that_page_speaks_arabic_as_well(self):
        freeze_entries(self.edition)
        self.memorandum.title_en = "A memorandum"
        self.memorandum.save()
        answer = self.page(self.second(), "ar")
        self.assertContains(answer, '<html lang="ar" dir="rtl">')
        self.assertContains(answer, '<ins lang="en" dir="ltr">A memorandum</ins>', html=True)
        [entry] = answer.context["changed"]
        self.assertEqual(entry.title, "إنشاء مناطق خفض التصعيد")

    def test_a_long_list_of_changes_turns_its_pages(self):
        freeze_entries(self.edition)
        for number in range(30):
            make_event(self.summits, f"Event {number}", "حدث", "2019-01")
        second = self.second()
        self.assertEqual(len(self.page(second).context["changed"]), 25)
        answer = self.client.get(self.at("change", second), {"page": 2})
        self.assertEqual(len(answer.context["changed"]), 5)
        self.assertContains(answer, "?page=1#changes")

    def test_where_the_last_was_not_frozen_it_says_so(self):
        self.assertContains(self.page(self.second()), "The files of edition 1 were never frozen")

    def test_the_first_of_all_has_nothing_before_it(self):
        Edition.objects.all().delete()
        first = Edition.objects.create(number=1, day=LATER)
        self.assertContains(self.page(first), "This will be the first edition")

    def test_it_warns_of_what_would_be_overdue_or_incomplete_on_that_day(self):
        second = self.second()
        warnings = {section.name: section for section in self.page(second).context["warnings"]}
        self.assertEqual(list(warnings), ["overdue", "incomplete"])
        self.assertIn("Astana 12", [line.title for line in warnings["overdue"].lines])
        make_event(self.summits, "Not yet", "ليس بعد", "2019-01", **DRAFT)
        self.assertIn("drafts", [section.name for section in self.page(second).context["warnings"]])

    def test_publishing_asks_first(self):
        second = self.second()
        answer = self.client.get(self.at("publish", second))
        self.assertContains(answer, "Publish edition 2?")
        self.assertFalse(Edition.objects.get(number=2).is_published)

    def test_publishing_makes_it_the_one_that_readers_read_and_freezes_its_files(self):
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        second = self.second()
        answer = self.client.post(self.at("publish", second), follow=True)
        self.assertContains(answer, "Edition 2 is published: readers see the record as of 2 May 2019.")
        second.refresh_from_db()
        self.assertTrue(second.is_published and second.published_at)
        self.assertEqual(second.files.count(), 50)
        self.assertContains(answer, second.files.get(name="events.yaml").sha256)
        self.client.logout()
        self.assertContains(self.client.get(named("dashboard")), "2 May 2019")

    def test_it_is_told_among_the_recent_changes(self):
        self.client.post(self.at("publish", self.second()))
        line = self.line("changes", "Edition 2")
        self.assertEqual((line.by, list(line.notes)), ("nadia", ["Edition 2 published"]))

    def test_a_published_one_stays_as_it_is(self):
        before = Edition.objects.values().get()
        answer = self.page(self.edition)
        self.assertContains(answer, "A published edition stays as it is")
        self.assertNotContains(answer, 'name="day"')
        sent = {"number": 1, "day": "2018-11-30", "is_published": ""}
        self.assertEqual(self.client.post(self.at("change", self.edition), sent).status_code, 403)
        self.assertEqual(self.client.post(self.at("delete", self.edition), {"post": "yes"}).status_code, 403)
        picked = {"action": "delete_selected", "_selected_action": self.edition.pk, "post": "yes"}
        self.client.post(self.at("changelist"), picked)
        again = self.client.post(self.at("publish", self.edition), follow=True)
        self.assertContains(again, "This edition is published already.")
        self.assertEqual(Edition.objects.values().get(), before)

    def test_one_that_was_overtaken_says_why_it_is_not_published(self):
        second = self.second()
        Edition.objects.create(number=3, day=dt.date(2019, 6, 1), is_published=True)
        answer = self.client.post(self.at("publish", second), follow=True)
        self.assertContains(answer, "An edition comes after those that are published.")
        self.assertFalse(Edition.objects.get(number=2).is_published)

    def test_what_changed_with_a_published_one_is_read_from_the_files(self):
        freeze_entries(self.edition)
        make_event(self.summits, "Summit of February", "قمة شباط", "2019-02-14")
        second = publish_edition(self.second(), timezone.now())
        Event.objects.filter(slug="summit-of-february").delete()
        [entry] = self.page(second).context["changed"]
        self.assertEqual((entry.fate, entry.title, entry.address), ("added", "Summit of February", ""))

    def test_files_are_taken_away_as_they_were_frozen(self):
        freeze_entries(self.edition)
        file = self.edition.files.get(name="rounds.yaml")
        Round.objects.update(title_en="Another")
        for user in (self.nadia, self.omar):
            self.client.force_login(user)
            answer = self.client.get(self.at("file", self.edition, file.name))
            self.assertEqual(hashlib.sha256(answer.content).hexdigest(), file.sha256)
            self.assertEqual(
                answer.headers["Content-Disposition"], 'attachment; filename="edition-1-rounds.yaml"'
            )
        self.assertEqual(self.client.get(self.at("file", self.edition, "none.yaml")).status_code, 404)

    def test_an_editor_looks_and_changes_nothing(self):
        second = self.second()
        self.client.force_login(self.omar)
        answer = self.page(second)
        self.assertContains(answer, "What changes for readers since edition 1")
        self.assertNotContains(answer, "Publish edition 2…")
        self.assertNotContains(answer, 'name="day"')
        refused = [
            self.client.get(self.at("add")),
            self.client.post(self.at("add"), {"number": 3, "day": "2019-06-01"}),
            self.client.post(self.at("change", second), {"number": 3, "day": "2019-06-01"}),
            self.client.post(self.at("delete", second), {"post": "yes"}),
            self.client.get(self.at("publish", second)),
            self.client.post(self.at("publish", second)),
        ]
        self.assertEqual({answer.status_code for answer in refused}, {403})
        self.assertEqual(list(Edition.objects.values_list("number", "is_published")), [(2, False), (1, True)])

    def test_readers_are_sent_to_sign_in(self):
        freeze_entries(self.edition)
        self.client.logout()
        for address in (self.at("publish", self.edition), self.at("file", self.edition, "rounds.yaml")):
            for send in (self.client.get, self.client.post):
                self.assertRedirects(send(address), f"{named('admin:login')}?next={address}")

    def test_what_is_not_there_is_not_found(self):
        for key in (99, "x"):
            self.assertEqual(self.client.get(named("admin:talks_edition_publish", key)).status_code, 404)

    def test_pages_have_no_code_or_look_of_their_own(self):
        freeze_entries(self.edition)
        second = self.second()
        for language in ("ar", "en"):
            for address in (
                self.at("changelist", language=language),
                self.at("change", self.edition, language=language),
                self.at("change", second, language=language),
                self.at("publish", second, language=language),
            ):
                page = Page(self.client.get(address))
                for tag, attributes in page.elements:
                    self.assertNotIn("style", attributes, tag)
                    self.assertFalse([name for name in attributes if name.startswith("on")], tag)

    def test_queries_do_not_grow_with_what_changed(self):
        freeze_entries(self.edition)
        second = self.second()
        self.add_changes(range(3))
        few = self.queries(second)
        self.add_changes(range(3, 60))
        self.assertLessEqual(self.queries(second), few)

    def queries(self, edition: Edition) -> int:
        self.page(edition)
        with CaptureQueriesContext(connection) as queries:
            self.page(edition)
        return len(queries)

    def add_changes(self, numbers: range) -> None:
        for number in numbers:
            event = make_event(self.summits, f"Event {number}", "حدث", "2019-01")
            make_follow_up(make_decision(event, 1, "One"), "2019-01", "pending")
            make_round(self.astana, 100 + number, "2019-01", **DRAFT)
