"""The pages of addresses that moved or were withdrawn."""

from django.contrib import admin

from talks.admin.pages import RecordAdmin
from talks.models import FormerAddress


@admin.register(FormerAddress)
class FormerAddressAdmin(RecordAdmin):
    fields = [("kind", "slug"), "present"]
    list_display = ["slug", "kind", "present"]
    list_filter = ["kind"]
    search_fields = ["slug", "present"]
