"""Many entries at once: lists go out as CSV and XLSX, and come in after a trial that shows what changes."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import select_template
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from talks.admin.forms import HOW_TO_WRITE_A_DATE
from talks.admin.history import recorded
from talks.models.turns import take_turns
from talks.record.kinds import KIND_OF
from talks.roles import may_publish
from talks.tables.difference import Difference
from talks.tables.files import (
    FORMATS,
    MOST_BYTES,
    Sheet,
    TooLongForXlsx,
    UnreadableFile,
    read,
    write_csv,
    write_xlsx,
)
from talks.tables.resources import TABLES, Table

SALT = "talks.admin.bulk"
LASTS = 24 * 60 * 60  # seconds from the trial to its confirmation


class FileForm(forms.Form):
    """A file with a table; what is clean is its sheet."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or XLSX; the names of the columns stand in the first row."),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Sheet:
        """Read the file into a sheet."""
        file = self.cleaned_data["file"]
        try:
            # One byte more than is allowed says as much as a gigabyte.
            return read(file.name, file.read(MOST_BYTES + 1))
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error


class Bulk:
    """A kind of entry whose list can be exported and imported, as its table in `TABLES` has it."""

    change_list_template = "admin/import_export/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of import and export."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name=f"{name}_import"),
            path("export/<slug:form>/", wrap(self.export_view), name=f"{name}_export"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list with the ways to import and export."""
        label, kind = self.opts.app_label, self.opts.model_name
        names = [f"admin/{label}/{kind}/change_list.html", f"admin/{label}/change_list.html"]
        more = {
            "list_template": select_template([*names, "admin/change_list.html"]),
            "formats": list(FORMATS),
            "may_import": self.has_import_permission(request),
        }
        return super().changelist_view(request, more | (extra_context or {}))

    # Export

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Add the export of the rows that are ticked."""
        actions = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET and self.has_view_permission(request):
            words = {"csv": _("Export the ticked rows as CSV"), "xlsx": _("Export the ticked rows as XLSX")}
            for form, description in words.items():
                actions[f"export_{form}"] = (_export_as(form), f"export_{form}", description)
        return actions

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """Give the list, as it is searched and filtered, as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in FORMATS:
            raise Http404
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self.list_address())
        return self.as_file(request, rows, form)

    def as_file(self, request: HttpRequest, rows: models.QuerySet, form: str) -> HttpResponse:
        """Give entries as a file, in the order in which they come."""
        table = TABLES[self.model]().export(rows)
        name = KIND_OF[self.model].name.replace("_", "-")
        try:
            content = (
                write_csv(table.headers, table) if form == "csv" else write_xlsx(name, table.headers, table)
            )
        except TooLongForXlsx as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(self.list_address())
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{form}"',
            "Cache-Control": "no-store",
        }
        return HttpResponse(content, content_type=FORMATS[form], headers=headers)

    def list_address(self) -> str:
        """Give the address of the list."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    # Import

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Tell whether an account may import: it can add and change entries of the kind."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file and show what it would change; then, when that is confirmed, change it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "table" in request.POST:
            return self.confirmed(request)
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        if not form.is_valid():
            return self.import_page(request, form=form)
        sheet, name = form.cleaned_data["file"], request.FILES["file"].name
        return self.trial(request, form, sheet, name)

    def trial(
        self, request: HttpRequest, form: FileForm, sheet: Sheet, name: str, **more: Any
    ) -> HttpResponse:
        """Show what an import would change."""
        difference = self.take_in(request, sheet, dry_run=True)
        if not difference.faults:
            more["table"] = self.sealed(request, sheet, name, difference)
            if len(more["table"]) > 0.9 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                form.add_error("file", _("The file holds too much. Split it into several."))
                return self.import_page(request, form=form)
        return self.import_page(request, form=FileForm(), difference=difference, file_name=name, **more)

    def confirmed(self, request: HttpRequest) -> HttpResponse:
        """Import what was shown, if it would still do what it did then."""
        try:
            kept = signing.loads(request.POST["table"], salt=self.salt(request), max_age=LASTS)
        except signing.BadSignature:
            self.message_user(
                request,
                _("Nothing was imported: what was shown is more than a day old. Choose the file again."),
                messages.ERROR,
            )
            return self.import_page(request, form=FileForm())
        sheet = Sheet(kept["headings"], [(row, cells) for row, cells in kept["rows"]])
        with transaction.atomic():
            take_turns()
            difference = self.take_in(request, sheet, dry_run=False)
            is_as_shown = difference.fingerprint() == kept["fingerprint"] and not difference.faults
            is_meant = is_as_shown and not (difference.doubts and "overlap_confirmed" not in request.POST)
            if not is_meant:
                transaction.set_rollback(True)
        if is_meant:
            self.message_user(request, self.told(difference), messages.SUCCESS)
            return HttpResponseRedirect(self.list_address())
        return self.trial(
            request, FileForm(), sheet, kept["name"], is_outdated=not is_as_shown, is_doubtful=is_as_shown
        )

    def take_in(self, request: HttpRequest, sheet: Sheet, dry_run: bool) -> Difference:
        """Try an import and take it back, or do it, recorded as the user's."""
        table: Table = TABLES[self.model](
            may_publish(request.user),
            lambda entries: recorded(request.user, *entries, comment=gettext("Imported from a file.")),
        )
        with transaction.atomic():
            take_turns()
            return table.take_in(sheet, dry_run=dry_run)

    def salt(self, request: HttpRequest) -> str:
        """Give what binds a table that was tried to its kind and to who tried it."""
        return f"{SALT}.{self.opts.model_name}.{request.user.pk}"

    def sealed(self, request: HttpRequest, sheet: Sheet, name: str, difference: Difference) -> str:
        """Give a table as the page keeps it until it is confirmed, with what it was seen to change."""
        kept = {
            "name": name,
            "fingerprint": difference.fingerprint(),
            "headings": sheet.headings,
            "rows": sheet.rows,
        }
        return signing.dumps(kept, salt=self.salt(request), compress=True)

    def told(self, difference: Difference) -> str:
        """Say what was imported."""
        count = difference.count()
        return " ".join(
            [
                ngettext("{number} entry was added.", "{number} entries were added.", count["new"]).format(
                    number=count["new"]
                ),
                ngettext(
                    "{number} entry was changed.", "{number} entries were changed.", count["changed"]
                ).format(number=count["changed"]),
            ]
        )

    def import_page(self, request: HttpRequest, **more: Any) -> HttpResponse:
        """Show the page of the import."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Import {kinds}").format(kinds=self.opts.verbose_name_plural),
            "opts": self.opts,
            "columns": TABLES[self.model].columns(),
            "how_to_write_a_date": HOW_TO_WRITE_A_DATE,
            "may_publish": may_publish(request.user),
            "change_name": f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
            "list_url": self.list_address(),
            **more,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/import_export/import.html", context)


def _export_as(form: str) -> Any:
    def action(page: Bulk, request: HttpRequest, rows: models.QuerySet) -> HttpResponse:
        return page.as_file(request, rows, form)

    return action
