"""The editors' pages. Readers never see them; what they hold is seen as soon as it is published."""

from django.contrib import admin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from talks.admin import addresses, decisions, meetings, parties, sources, statements

__all__ = ["addresses", "decisions", "meetings", "parties", "sources", "statements"]

admin.site.site_header = _("Astana Record: editors’ desk")
admin.site.site_title = _("Astana Record")
admin.site.index_title = _("What the record holds")
admin.site.site_url = reverse_lazy("dashboard")
