"""The pages of sources."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from talks.admin import lists
from talks.admin.bulk import Bulk
from talks.admin.pages import RecordAdmin
from talks.models import Source


@admin.register(Source)
class SourceAdmin(Bulk, RecordAdmin):
    fieldsets = [
        (None, {"fields": [("publisher", "kind"), "title", "title_from_address", "url"]}),
        (None, {"fields": [("language", "published")]}),
        (_("For editors"), {"fields": ["editors_note", "slug"], "classes": ["collapse"]}),
    ]
    search_fields = ["url", "slug"]
    list_display = [
        "publisher",
        "named",
        "kind",
        "language",
        lists.day("published", _("day of publication")),
        lists.count_of("citations", _("claims that cite it")),
    ]
    list_filter = ["kind", "language"]
    counted = ("citations",)

    @admin.display(description=Source._meta.get_field("title").verbose_name, ordering="title")
    def named(self, source: Source) -> SafeString:
        """Give the title, in the language of what was published."""
        return format_html('<bdi lang="{}">{}</bdi>', source.language, source.title)
