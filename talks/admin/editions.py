"""The pages of editions: a publisher sets the day, sees what changed since the last one, and publishes it."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from talks.admin import lists
from talks.admin.desk import LINES_A_PAGE, Desk, Section, edition_name, moment_in_words
from talks.admin.forms import RecordForm
from talks.admin.history import recorded
from talks.admin.pages import RecordAdmin
from talks.dates import format_day
from talks.models import Edition, EditionFile
from talks.record.changelog import Addresses, Since
from talks.record.editions import EntryChange
from talks.record.freezing import publish_edition
from talks.record.kinds import Kind
from talks.roles import may_publish


class EditionForm(RecordForm):
    """The form of an edition that is not published yet."""

    def clean_day(self) -> dt.date:
        """Refuse a day that has not come: nobody knows what it will bring."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


@admin.register(Edition)
class EditionAdmin(RecordAdmin):
    form = EditionForm
    fields = [("number", "day")]
    list_display = [
        "name",
        lists.day("day", _("day")),
        "is_published",
        "published_on",
        lists.count_of("files", _("files")),
    ]
    counted = ("files",)
    save_on_top = False
    change_form_template = "admin/talks/edition/change_form.html"

    @admin.display(description=_("edition"), ordering="number")
    def name(self, edition: Edition) -> str:
        return edition_name(edition)

    @admin.display(description=_("published at"), ordering="published_at")
    def published_on(self, edition: Edition) -> str | None:
        return edition.published_at and moment_in_words(edition.published_at)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "talks_edition_{}".format
        return [
            path("<path:object_id>/publish/", view(self.publish_view), name=name("publish")),
            path("<path:object_id>/files/<str:file>", view(self.file_view), name=name("file")),
            *super().get_urls(),
        ]

    # What may be done

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and may_publish(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Let nobody change what is published."""
        is_open = obj is None or not obj.is_published
        return is_open and may_publish(request.user) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Let nobody delete what is published."""
        is_open = obj is None or not obj.is_published
        return is_open and may_publish(request.user) and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer nothing for many editions at once: deleting asks of each whether it is published."""
        return {}

    # Pages

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose the next edition, for the day after that of the last."""
        last = Edition.objects.order_by("-number").first()
        proposed: dict[str, Any] = {"number": 1}
        if last:
            proposed = {"number": last.number + 1, "day": last.day + dt.timedelta(days=1)}
        return proposed | super().get_changeform_initial_data(request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], obj: Edition | None = None, **options: Any
    ) -> HttpResponse:
        if obj is not None:
            context |= self._page_context(request, Edition.objects.get(pk=obj.pk))
        return super().render_change_form(request, context, obj=obj, **options)

    def _page_context(self, request: HttpRequest, edition: Edition) -> dict[str, Any]:
        """Give what the page says of an edition besides its form, as the database has it."""
        since = Since(edition)
        page, changed = since.page(request.GET.get("page"), LINES_A_PAGE, form_addresses)
        context = {
            "title": edition_name(edition),
            "subtitle": None,
            "edition": edition,
            "since": since,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "changed": changed,
            "files": edition.files.without_content().annotate(size=Length("content")),
            "published_on": edition.published_at and moment_in_words(edition.published_at),
        }
        if not edition.is_published:
            context["warnings"] = warnings_of(request, edition)
            context["may_publish_edition"] = may_publish(request.user)
        return context

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether an edition is to be published, and publish it."""
        edition = self._edition(request, object_id)
        if not may_publish(request.user):
            raise PermissionDenied
        address = reverse("admin:talks_edition_change", args=[edition.pk])
        if edition.is_published:
            self.message_user(request, gettext("This edition is published already."), messages.WARNING)
            return HttpResponseRedirect(address)
        if request.method == "POST":
            return self._publish(request, edition, address)
        since = Since(edition)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Publish edition %(number)s?") % {"number": edition.number},
            "opts": self.opts,
            "edition": edition,
            "since": since,
            "warnings": warnings_of(request, edition),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/talks/edition/publish_confirmation.html", context)

    def _publish(self, request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
        comment = gettext("Edition %(number)s published") % {"number": edition.number}
        try:
            with recorded(request.user, edition, comment=comment):
                edition = publish_edition(edition, timezone.now())
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(address)
        said = {"number": edition.number, "day": format_day(edition.day, get_language())}
        words = gettext("Edition %(number)s is published: readers see the record as of %(day)s.") % said
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(address)

    def file_view(self, request: HttpRequest, object_id: str, file: str) -> HttpResponse:
        """Give a frozen file, byte for byte."""
        edition = self._edition(request, object_id)
        frozen = EditionFile.objects.filter(edition=edition, name=file).first()
        if frozen is None:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="edition-{edition.number}-{frozen.name}"'}
        return HttpResponse(bytes(frozen.content), content_type="text/plain; charset=utf-8", headers=headers)

    def _edition(self, request: HttpRequest, object_id: str) -> Edition:
        """Give an edition that the account may see; raises Http404 and PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        return edition


def warnings_of(request: HttpRequest, edition: Edition) -> list[Section]:
    """Give what would be overdue or incomplete on the day of an edition, and what would not be in it."""
    desk = Desk(request, edition)
    sections = [desk.section(name) for name in ("overdue", "incomplete", "review", "drafts")]
    desk.fill(sections)
    return [section for section in sections if section.lines]


def form_addresses(changes: list[EntryChange]) -> Addresses:
    """Give the addresses of the forms of what is still there. A query for each kind."""
    slugs: dict[Kind, list[str]] = {}
    for change in changes:
        slugs.setdefault(change.kind, []).append(change.slug)
    return {
        (kind.name, slug): reverse(f"admin:talks_{kind.model._meta.model_name}_change", args=[pk])
        for kind, named in slugs.items()
        for slug, pk in kind.model._base_manager.filter(slug__in=named).values_list("slug", "pk")
    }
