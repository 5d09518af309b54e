"""Drafts in their real pages: what the desk sees of them there, and that nobody else does."""

from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.urls import get_script_prefix
from django.utils.translation import get_language, override

from talks.admin.preview import preview_of_typed
from talks.models import (
    Confidence,
    Decision,
    Edition,
    Event,
    FollowUp,
    Participation,
    Round,
    State,
)
from talks.models.claims import Claim, kind_of
from talks.roles import EDITORS, PUBLISHERS
from tests.base import (
    PageTestCase,
    make_announcement,
    make_decision,
    make_event,
    make_follow_up,
    make_round,
    make_statement,
)

DRAFT = {"state": State.DRAFT}


def under(entry: Claim, language: str = "en") -> str:
    """Give the address under which an entry is previewed, at the desk in a language."""
    return f"/{language}/admin/preview/{kind_of(entry)}/{entry.pk}/"


def query(typed: dict[str, object]) -> str:
    """Give what a form sends of these fields."""
    return f"?{urlencode(typed)}"


def everything() -> dict[str, list[dict]]:
    """Give every row of every table."""
    return {
        model._meta.label: sorted(model._base_manager.values(), key=str)
        for model in apps.get_models()
        if model._meta.managed
    }


class PreviewTestCase(PageTestCase):
    """The desk before a round that is planned, written as a draft with all its parts."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        accounts = get_user_model().objects
        cls.editor = accounts.create_user("editor", is_staff=True)
        cls.editor.groups.add(Group.objects.get(name=EDITORS))
        cls.publisher = accounts.create_user("publisher", is_staff=True)
        cls.publisher.groups.add(Group.objects.get(name=PUBLISHERS))
        # The round before the planned one, in November 2018, nobody has published yet.
        cls.eleventh = make_round(cls.astana, 11, "2018-11-28/2018-11-29", **DRAFT)
        cls.delegation = Participation.objects.create(round=cls.eleventh, party=cls.iran, **DRAFT)
        cls.prisoners = make_decision(
            cls.eleventh, 1, "Prisoners are exchanged", "تبادل الأسرى", adopted_by=[cls.iran], **DRAFT
        )
        cls.exchange = make_follow_up(
            cls.prisoners, "2018-11-29", "partly", note_en="Ten were freed.", note_ar="أُفرج عن عشرة.", **DRAFT
        )
        cls.said = make_statement(cls.eleventh, cls.minister, "2018-11-29", "It went well.", **DRAFT)
        cls.announced = make_announcement(
            cls.eleventh, "2018-10-01", "2018-11", by_person=cls.minister, **DRAFT
        )

    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.editor)

    def preview(self, entry: Claim, page: str, **options):
        """Open a public page in the preview of an entry."""
        return self.read(f"{under(entry)}{page}", **options)


class PreviewPagesTestCase(PreviewTestCase):
    def test_a_draft_stands_on_its_own_page_in_both_languages(self):
        english = self.preview(self.eleventh, "en/rounds/astana-11/")
        self.assertContains(english.answer, "Prisoners are exchanged")
        self.assertContains(english.answer, "Ten were freed.")
        self.assertContains(english.answer, "It went well.")
        self.assertContains(english.answer, '<html lang="en" dir="ltr">')
        # It is kept on no device.
        self.assertNotContains(english.answer, "service-worker.js")
        arabic = self.preview(self.eleventh, "ar/rounds/astana-11/")
        self.assertContains(arabic.answer, "تبادل الأسرى")
        self.assertContains(arabic.answer, '<html lang="ar" dir="rtl">')
        self.assertEqual(arabic.answer["Content-Language"], "ar")

    def test_it_stands_on_the_real_timeline_beside_what_is_published(self):
        page = self.preview(self.eleventh, "en/")
        keys = {link.get("data-key") for link in page.all("a")}
        self.assertLessEqual({"astana-4", "astana-11", "astana-12"}, keys)
        figure = self.preview(self.eleventh, "en/timeline.json").answer
        self.assertContains(figure, "Astana 11")

    def test_it_is_marked_as_a_draft_with_ways_back(self):
        page = self.preview(self.eleventh, "en/rounds/astana-11/")
        self.assertContains(page.answer, "Preview: draft. Readers do not see this.")
        self.assertTrue(page.all("a", href=f"/en/admin/talks/round/{self.eleventh.pk}/change/"))
        self.assertTrue(page.all("a", href=f"{under(self.eleventh)}ar/rounds/astana-11/", hreflang="ar"))

    def test_it_says_in_which_state_it_is(self):
        Round.objects.filter(pk=self.eleventh.pk).update(state=State.REVIEW)
        page = self.preview(self.eleventh, "en/rounds/astana-11/")
        self.assertContains(page.answer, "Preview: in review. Readers do not see this.")
        published = self.preview(self.fourth, "en/rounds/astana-4/")
        self.assertContains(published.answer, "Preview: published, with what belongs to it")

    def test_every_link_stays_within_the_preview(self):
        for page in ("en/", "en/rounds/astana-11/", "ar/rounds/", "en/changes/", "en/search/?q=astana"):
            shown = self.preview(self.eleventh, page)
            with self.subTest(page):
                names = ("href", "action", "data-hx-get", "data-figure", "src", "data-plotly")
                addresses = [of[name] for _tag, of in shown.elements for name in names if of.get(name)]
                own = [one for one in addresses if one.startswith("/") and not one.startswith("/static/")]
                self.assertGreater(len(own), 10)
                back = "/en/admin/talks/round/"
                for one in own:
                    self.assertTrue(one.startswith((under(self.eleventh), back)), one)

    def test_every_page_of_the_site_can_be_read_in_it(self):
        pages = (
            *("", "rounds/", "rounds/astana-11/", "decisions/", "decisions/astana-11-1/", "topics/"),
            *("topics/ceasefire/", "guarantors/", "parties/", "parties/iran/", "people/", "sources/"),
            *(
                "differences/",
                "search/",
                "changes/",
                "changes.atom",
                "timeline.json",
                "topics/by-rounds.json",
            ),
            *("parties/iran/attendance.json", "people/kairat-abdrakhmanov/", "events/sochi-summit/"),
        )
        for language in ("ar", "en"):
            for page in pages:
                with self.subTest(page, language=language):
                    self.preview(self.eleventh, f"{language}/{page}")
        for page in ("robots.txt", "sitemap.xml", "sitemap-round.xml"):
            with self.subTest(page):
                self.preview(self.eleventh, page)
        self.assertContains(self.preview(self.eleventh, "sitemap-round.xml").answer, "astana-11")

    def test_filters_and_earlier_days_work_in_it(self):
        page = self.preview(self.eleventh, "en/decisions/?q=prisoners")
        self.assertContains(page.answer, "Prisoners are exchanged")
        part = self.swap(f"{under(self.eleventh)}en/?topic=ceasefire")
        self.assertTrue(part.answer["HX-Push-Url"].startswith(f"{under(self.eleventh)}en/?"))
        self.assertNotIn("<html", part.html)
        earlier = self.preview(self.eleventh, "en/rounds/astana-11/?as_of=2018-06-01", status=404)
        self.assertContains(earlier.answer, "it came later", status_code=404)

    def test_without_a_page_it_leads_to_that_of_the_entry(self):
        for entry, page in (
            (self.eleventh, "en/rounds/astana-11/"),
            (self.prisoners, "en/decisions/astana-11-1/"),
            (self.exchange, f"en/decisions/astana-11-1/#{self.exchange.slug}"),
            (self.said, f"en/rounds/astana-11/#{self.said.slug}"),
            (self.delegation, f"en/rounds/astana-11/#{self.delegation.slug}"),
            (self.announced, f"en/rounds/astana-11/#{self.announced.slug}"),
        ):
            with self.subTest(kind_of(entry)):
                answer = self.client.get(under(entry))
                self.assertRedirects(answer, f"{under(entry)}{page}", fetch_redirect_response=False)
                self.preview(entry, page.partition("#")[0])

    def test_a_follow_up_brings_its_decision_and_round_but_no_other_draft(self):
        page = self.preview(self.exchange, "en/decisions/astana-11-1/")
        self.assertContains(page.answer, "Ten were freed.")
        self.assertNotContains(self.preview(self.exchange, "en/rounds/astana-11/").answer, "It went well.")

    def test_an_event_is_shown_with_its_parts(self):
        summit = make_event(self.summits, "Tehran summit", "قمة طهران", "2018-09-07", **DRAFT)
        make_decision(summit, 1, "Idlib is discussed", **DRAFT)
        page = self.preview(summit, f"en/events/{summit.slug}/")
        self.assertContains(page.answer, "Idlib is discussed")

    def test_no_other_draft_is_shown(self):
        make_round(self.astana, 13, "2019-04", status=Round.Status.PLANNED, **DRAFT)
        page = self.preview(self.eleventh, "en/rounds/")
        self.assertContains(page.answer, "Astana 11")
        self.assertNotContains(page.answer, "Astana 13")

    def test_what_moved_and_what_is_not_there_come_out_as_on_the_site(self):
        self.ninth.slug = "astana-ninth"
        self.ninth.save()
        answer = self.client.get(f"{under(self.eleventh)}en/rounds/astana-9/")
        self.assertRedirects(
            answer, f"{under(self.eleventh)}en/rounds/astana-ninth/", 301, fetch_redirect_response=False
        )
        self.twelfth.delete()
        gone = self.preview(self.eleventh, "en/rounds/astana-12/", status=410)
        self.assertContains(gone.answer, "Preview: draft.", status_code=410)
        for page in ("en/rounds/astana-99/", "en/nowhere/"):
            with self.subTest(page):
                missing = self.preview(self.eleventh, page, status=404)
                self.assertContains(missing.answer, "Preview: draft.", status_code=404)
        for page in ("fr/", "nowhere"):
            with self.subTest(page):
                self.assertTrue(
                    self.preview(self.eleventh, page, status=404).all("aside", **{"class": "preview"})
                )
        slash = self.client.get(f"{under(self.eleventh)}en/rounds")
        self.assertRedirects(slash, f"{under(self.eleventh)}en/rounds/", 301, fetch_redirect_response=False)
        self.preview(self.eleventh, "en/rounds/?as_of=never", status=400)

    def test_it_shows_no_page_of_the_desk(self):
        self.preview(self.eleventh, "en/admin/", status=404)
        self.preview(self.eleventh, f"en/admin/talks/round/{self.eleventh.pk}/change/", status=404)
        self.preview(self.eleventh, f"en/admin/preview/round/{self.eleventh.pk}/en/", status=404)

    def test_no_cache_keeps_it_and_no_crawler_notes_it(self):
        for page in ("en/", "en/rounds/astana-11/", "en/timeline.json", "en/changes.atom", "sitemap.xml"):
            answer = self.preview(self.eleventh, page).answer
            with self.subTest(page):
                control = answer["Cache-Control"]
                self.assertIn("no-store", control)
                self.assertIn("private", control)
                self.assertNotIn("public", control)
                self.assertNotIn("s-maxage", control)
                self.assertIn("noindex", answer["X-Robots-Tag"])
                self.assertFalse(answer.has_header("ETag"))
                self.assertFalse(answer.has_header("Last-Modified"))

    def test_a_public_page_that_the_browser_has_is_no_answer_to_it(self):
        etag = self.client.get("/en/rounds/")["ETag"]
        self.preview(self.eleventh, "en/rounds/", if_none_match=etag)


class WhyItIsNotThereTestCase(PreviewTestCase):
    def test_the_banner_names_the_day_of_the_edition(self):
        later = make_round(self.astana, 13, "2019-04-25/2019-04-26", **DRAFT)
        page = self.preview(later, "en/rounds/astana-13/", status=404)
        self.assertContains(page.answer, "the current edition speaks for the end of", status_code=404)
        self.assertContains(page.answer, '<time datetime="2018-11-29">', status_code=404)

    def test_the_banner_names_what_is_not_confirmed(self):
        Round.objects.filter(pk=self.eleventh.pk).update(confidence=Confidence.LOW)
        for entry, page in (
            (self.eleventh, "en/rounds/astana-11/"),
            (self.prisoners, "en/decisions/astana-11-1/"),
        ):
            shown = self.preview(entry, page, status=404)
            self.assertContains(shown.answer, "“Astana 11” is not confirmed", status_code=404)

    def test_a_part_that_is_not_confirmed_stays_away(self):
        Decision.objects.filter(pk=self.prisoners.pk).update(confidence=Confidence.LOW)
        page = self.preview(self.eleventh, "en/rounds/astana-11/")
        self.assertNotContains(page.answer, "Prisoners are exchanged")

    def test_without_an_edition_it_says_so(self):
        Edition.objects.update(is_published=False)
        page = self.preview(self.eleventh, "en/")
        self.assertContains(page.answer, "There is no edition of the record yet.")

    def test_it_says_nothing_where_all_is_well(self):
        page = self.preview(self.eleventh, "en/rounds/astana-11/")
        self.assertNotContains(page.answer, "not on the page")


class NobodyElseTestCase(PreviewTestCase):
    def test_who_is_not_signed_in_is_asked_to(self):
        self.client.logout()
        for page in ("", "en/", "en/rounds/astana-11/", "en/timeline.json"):
            answer = self.client.get(f"{under(self.eleventh)}{page}")
            with self.subTest(page):
                self.assertEqual(answer.status_code, 302)
                self.assertTrue(answer["Location"].startswith("/en/admin/login/"))

    def test_an_account_that_is_not_of_the_desk_is_refused(self):
        reader = get_user_model().objects.create_user("reader")
        self.client.force_login(reader)
        answer = self.client.get(f"{under(self.eleventh)}en/rounds/astana-11/")
        self.assertEqual(answer.status_code, 302)
        self.assertTrue(answer["Location"].startswith("/en/admin/login/"))

    def test_staff_without_a_role_are_refused(self):
        helper = get_user_model().objects.create_user("helper", is_staff=True)
        self.client.force_login(helper)
        self.preview(self.eleventh, "en/rounds/astana-11/", status=403)
        self.read(under(self.eleventh), status=403)

    def test_both_roles_may_look(self):
        for account in (self.editor, self.publisher):
            self.client.force_login(account)
            for language in ("ar", "en"):
                with self.subTest(account.username, language=language):
                    self.read(f"{under(self.eleventh, language)}{language}/rounds/astana-11/")

    def test_nothing_can_be_sent_to_it(self):
        self.assertEqual(self.client.post(f"{under(self.eleventh)}en/rounds/").status_code, 405)

    def test_there_is_none_of_what_is_no_claim_or_not_there(self):
        self.read(f"/en/admin/preview/topic/{self.ceasefire.pk}/en/", status=404)
        self.read("/en/admin/preview/logentry/1/en/", status=404)
        self.read("/en/admin/preview/round/999999/en/", status=404)
        self.read("/en/admin/preview/round/99999999999999999999999/en/", status=404)

    def test_readers_see_neither_the_draft_nor_the_banner_afterwards(self):
        for page in ("en/", "en/rounds/", "en/rounds/astana-11/"):
            self.preview(self.eleventh, page)
        self.client.logout()
        self.read("/en/rounds/astana-11/", status=404)
        for address in ("/en/", "/ar/rounds/", "/en/sitemap.xml"):
            answer = self.client.get(address)
            self.assertNotContains(answer, "astana-11", status_code=answer.status_code)
            self.assertNotContains(answer, "preview", status_code=answer.status_code)
        self.assertIn("public", self.client.get("/en/rounds/")["Cache-Control"])

    def test_public_pages_ask_the_database_as_often_as_before(self):
        self.client.logout()
        self.assertLessEqual(self.queries_of("/en/"), 15)


class NothingStaysTestCase(PreviewTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.before = everything()

    def assertNothingStays(self) -> None:
        self.assertEqual(everything(), self.before)
        self.assertEqual(get_script_prefix(), "/")

    def test_no_row_changes(self):
        for entry in (self.eleventh, self.prisoners, self.exchange, self.said, self.announced):
            for page in ("", "en/", "en/rounds/astana-11/", "ar/timeline.json", "en/nowhere/"):
                self.preview(entry, page, status=None)
        self.assertNothingStays()

    def test_no_row_changes_when_a_page_fails(self):
        # A status that no form would take: the page cannot be drawn.
        FollowUp.objects.filter(pk=self.exchange.pk).update(status="soon")
        self.before = everything()
        with self.assertRaisesMessage(ValueError, "'soon' is not a valid Status"):
            self.client.get(f"{under(self.eleventh)}ar/rounds/astana-11/")
        self.assertNothingStays()
        self.assertEqual(get_language(), "en")

    def test_the_number_of_queries_does_not_grow_with_the_parts(self):
        address = f"{under(self.eleventh)}en/rounds/astana-11/"
        self.read(address)
        before = self.queries_of(address)
        for number in range(2, 8):
            decision = make_decision(self.eleventh, number, f"Decision {number}", **DRAFT)
            make_follow_up(decision, "2018-11-29", "pending", **DRAFT)
        self.assertEqual(self.queries_of(address), before)


class TypedPreviewTestCase(PreviewTestCase):
    """What is typed and not saved, as the form's own page would show it."""

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(override("en"))  # the desk's language

    def sent(self):
        request = RequestFactory().post(f"/en/admin/talks/round/{self.eleventh.pk}/change/")
        request.user, request.htmx = self.editor, False
        return request

    def typed(self) -> Round:
        self.eleventh.title_en, self.eleventh.title_ar = "As typed", "كما كُتب"
        self.eleventh.save()
        return self.eleventh

    def test_it_is_shown_in_either_language_and_not_saved(self):
        before = everything()
        for language, title in (("en", "As typed"), ("ar", "كما كُتب")):
            answer = preview_of_typed(self.sent(), self.eleventh, self.typed, language)
            self.assertContains(answer, title)
            self.assertContains(answer, f"{under(self.eleventh)}{language}/decisions/")
        self.assertContains(answer, f"/en/admin/talks/round/{self.eleventh.pk}/change/")
        self.assertEqual(everything(), before)

    def test_the_banner_says_that_it_is_not_saved(self):
        answer = preview_of_typed(self.sent(), self.eleventh, self.typed, "en")
        self.assertContains(answer, "Preview of what was typed and is not saved yet.")

    def test_a_new_entry_can_be_shown_before_it_has_an_address(self):
        before = everything()

        def save() -> Round:
            return make_round(self.astana, 10, "2018-07-30/2018-07-31", title_en="Sochi talks", **DRAFT)

        answer = preview_of_typed(self.sent(), None, save, "en")
        self.assertContains(answer, "Sochi talks")
        self.assertEqual(everything(), before)

    def test_what_cannot_be_saved_leaves_nothing_behind(self):
        before = everything()

        def save() -> Round:
            self.typed()
            raise ValueError("It cannot be saved.")

        with self.assertRaisesMessage(ValueError, "It cannot be saved."):
            preview_of_typed(self.sent(), self.eleventh, save, "en")
        self.assertEqual(everything(), before)
        self.assertEqual(get_script_prefix(), "/")


class FormTestCase(PreviewTestCase):
    """The form of a round: where it is seen, what is typed in it, and the small timeline."""

    def form(self, entry: Round | Event | None, language: str = "en"):
        page = f"{entry.pk}/change/" if entry else "add/"
        kind = kind_of(entry) if entry else "round"
        return self.read(f"/{language}/admin/talks/{kind}/{page}")

    def filled_in(self, answer) -> dict[str, str]:
        """Give what a browser would send."""
        forms = [answer.context["adminform"].form]
        for inline in answer.context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        sent = {bound.html_name: bound.value() for form in forms for bound in form}
        return {name: value for name, value in sent.items() if value is not None and value is not False}


class ViewOnSiteTestCase(FormTestCase):
    def test_a_draft_leads_to_its_preview(self):
        page = self.form(self.eleventh)
        self.assertTrue(page.all("a", href=under(self.eleventh)))
        context = page.answer.context["on_site"]
        self.assertEqual(context.public, [])
        self.assertEqual(
            [page.address for page in context.previews],
            [f"{under(self.eleventh)}{language}/rounds/astana-11/" for language in ("ar", "en")],
        )

    def test_what_readers_see_leads_to_the_site_and_has_a_preview_beside_it(self):
        page = self.form(self.fourth)
        self.assertTrue(page.all("a", href="/en/rounds/astana-4/", **{"class": "viewsitelink"}))
        context = page.answer.context["on_site"]
        self.assertEqual(
            [page.address for page in context.public], ["/ar/rounds/astana-4/", "/en/rounds/astana-4/"]
        )
        self.assertEqual(len(context.previews), 2)

    def test_a_new_round_is_nowhere_yet(self):
        self.assertNotIn("on_site", self.form(None).answer.context)


class TypedFormTestCase(FormTestCase):
    def test_what_is_typed_is_shown_and_not_saved(self):
        url = f"/en/admin/talks/round/{self.eleventh.pk}/change/"
        sent = self.filled_in(self.client.get(url)) | {"title_en": "Typed just now", "title_ar": "كُتب الآن"}
        before = everything()
        for language, title in (("en", "Typed just now"), ("ar", "كُتب الآن")):
            answer = self.client.post(url, sent | {"_preview": language})
            self.assertContains(answer, title)
            self.assertContains(answer, f'<html lang="{language}"')
        self.assertEqual(everything(), before)
        self.assertNotContains(self.client.get("/en/admin/"), "was changed")

    def test_an_editor_sees_a_change_of_what_is_published_before_proposing_it(self):
        url = f"/en/admin/talks/round/{self.twelfth.pk}/change/"
        sent = self.filled_in(self.client.get(url)) | {"title_en": "A better title"}
        before = everything()
        self.assertContains(self.client.post(url, sent | {"_preview": "en"}), "A better title")
        self.assertEqual(everything(), before)

    def test_a_new_round_is_shown_before_it_is_saved(self):
        url = "/en/admin/talks/round/add/"
        texts = {"title_en": "Astana 13", "title_ar": "أستانا 13"}
        sent = self.filled_in(self.client.get(url)) | texts | {"date": "2019-04-25/2019-04-26"}
        before = everything()
        self.assertContains(self.client.post(url, sent | {"_preview": "en"}), "not saved yet")
        self.assertEqual(everything(), before)

    def test_what_is_wrong_is_said_in_the_form_and_nothing_typed_is_lost(self):
        url = f"/en/admin/talks/round/{self.eleventh.pk}/change/"
        sent = self.filled_in(self.client.get(url)) | {"title_en": "Typed just now", "date": "soon"}
        before = everything()
        answer = self.client.post(url, sent | {"_preview": "en"})
        self.assertContains(answer, "‘soon’ is not a date that the record can keep")
        self.assertContains(answer, "Typed just now")
        self.assertEqual(everything(), before)


class MiniatureTestCase(FormTestCase):
    def drawn(self, of: str = "round", language: str = "en", **typed):
        return self.read(f"/{language}/admin/talks/{of}/miniature/" + query(typed))

    def typed(self, **changes) -> dict[str, object]:
        return {
            "entry": self.eleventh.pk,
            "track": self.astana.pk,
            "status": "held",
            "number": 11,
            "title_en": "Astana 11",
            "title_ar": "أستانا 11",
            "date": "2018-11-28/2018-11-29",
        } | changes

    def css_of(self, page, key: str) -> set[str]:
        """Give the classes of each mark with this key."""
        return {link["class"] for link in page.all("a", **{"data-key": key})}

    def test_the_form_shows_what_is_saved_without_any_script(self):
        page = self.form(self.eleventh)
        self.assertEqual(page.answer.context["miniature"].when, "28–29 November 2018")

    def test_it_draws_the_round_as_typed_among_the_others(self):
        page = self.drawn(**self.typed(date="2019-01-10/2019-01-11", status="planned"))
        self.assertEqual(self.css_of(page, "astana-11"), {"round planned selected"})
        self.assertEqual(self.css_of(page, "astana-12"), {"round planned"})
        self.assertEqual(self.css_of(page, "astana-4"), set())
        self.assertIn("10–11 January 2019", page.words("miniature"))

    def test_a_round_known_to_the_month_is_as_long_as_that(self):
        def width(date: str) -> float:
            page = self.drawn(**self.typed(date=date, status="planned"))
            return max(float(box["width"]) for box in page.all("rect", **{"class": "disc"}))

        Round.objects.filter(pk=self.twelfth.pk).delete()
        self.assertGreater(width("2018-12"), width("2018-12-10/2018-12-11") * 1.5)

    def test_a_new_round_is_drawn_before_it_has_an_id(self):
        page = self.drawn(**self.typed(entry="", number=13, date="2019-04-25"))
        self.assertEqual(self.css_of(page, "as-typed"), {"round held selected"})

    def test_it_names_the_rounds_on_the_same_days_and_draws_them_apart(self):
        page = self.drawn(**self.typed(date="2018-05-15/2018-05-16"))
        self.assertIn("Astana 9 (14–15 May 2018)", page.words("miniature"))
        self.assertTrue(page.all("g", **{"class": "lane lane-overlapped"}))
        apart = self.drawn(**self.typed(date="2018-06-15/2018-06-16"))
        self.assertFalse(apart.all("g", **{"class": "lane lane-overlapped"}))

    def test_drafts_of_others_are_drawn_faintly(self):
        make_round(self.astana, 10, "2018-10-01", **DRAFT)
        page = self.drawn(**self.typed())
        self.assertEqual(self.css_of(page, "astana-10"), {"round held faint"})

    def test_it_says_where_the_status_does_not_fit_the_day_of_the_edition(self):
        page = self.drawn(**self.typed(date="2019-04-25/2019-04-26"))
        self.assertIn("The current edition speaks for the end of 29 November 2018", page.words("miniature"))

    def test_a_bad_date_is_named_in_its_place(self):
        for date, words in (
            ("soon", "‘soon’ is not a date"),
            ("2018-02-30", "‘2018-02-30’ is not a date"),
            ("2018-05-16/2018-05-14", "ends before it starts"),
            ("../2018", "Say when it starts"),
            ("2018-05-14/..", "has a first and a last day"),
        ):
            with self.subTest(date):
                page = self.drawn(**self.typed(date=date))
                self.assertIn(words, page.words("miniature"))
                self.assertFalse(page.all("svg"))

    def test_it_bears_whatever_is_typed(self):
        for name in ("track", "number", "status", "date", "entry", "title_en"):
            for text in ("", "x", "-1", "99999999999999999999", "٣", "<b>", "0"):
                with self.subTest(name, text=text):
                    page = self.drawn(**self.typed(**{name: text}))
                    self.assertNotContains(page.answer, "<b>")
        self.read("/en/admin/talks/round/miniature/")
        self.read("/en/admin/talks/event/miniature/?date=2018&kind=x")

    def test_it_works_without_an_edition(self):
        Edition.objects.update(is_published=False)
        self.assertTrue(self.drawn(**self.typed()).all("svg"))
        self.assertFalse(self.drawn(**self.typed(date="")).all("svg"))

    def test_it_speaks_the_language_of_the_page_in_its_direction(self):
        page = self.drawn(language="ar", **self.typed())
        self.assertIn("نوفمبر", page.words("miniature"))
        self.assertTrue(page.all("svg", direction="rtl", lang="ar"))

    def test_an_event_is_drawn_in_its_lane_beneath_the_rounds(self):
        typed = {
            "track": self.summits.pk,
            "kind": "summit",
            "date": "2018-10-27",
            "title_en": "Istanbul summit",
        }
        page = self.drawn("event", short_label_en="Istanbul", **typed)
        self.assertEqual(self.css_of(page, "as-typed"), {"mark summit diamond selected"})
        self.assertTrue(self.css_of(page, self.summit.slug))
        self.assertTrue(self.css_of(page, "astana-11"))

    def test_a_zone_is_drawn_as_long_as_it_lasts(self):
        typed = {"track": self.zones.pk, "kind": "zone", "date": "2017-09-15/..", "entry": self.idlib.pk}
        page = self.drawn("event", short_label_en="Idlib", **typed)
        self.assertEqual(self.css_of(page, self.idlib.slug), {"span selected"})

    def test_who_may_not_see_rounds_may_not_see_it(self):
        address = "/en/admin/talks/round/miniature/" + query(self.typed())
        self.client.force_login(get_user_model().objects.create_user("helper", is_staff=True))
        self.read(address, status=403)
        self.client.logout()
        self.read(address, status=302)
        # htmx would put the page on which to sign in where the drawing was.
        self.read(address, status=403, hx_request="true")
        self.client.force_login(self.publisher)
        self.read(address)
        self.assertEqual(self.client.post(address).status_code, 405)

    def test_the_number_of_queries_does_not_grow(self):
        address = "/en/admin/talks/round/miniature/" + query(self.typed())
        before = self.queries_of(address)
        for number in range(20, 40):
            make_round(self.astana, number, f"2018-12-{number - 10}")
        self.assertEqual(self.queries_of(address), before)
        self.assertLess(before, 12)
