"""The desk as a whole: its name, and what all its pages share."""

from django.contrib.admin import AdminSite
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from talks.admin.desk import DeskPages
from talks.admin.guide import GuidePage
from talks.admin.history import DeletedEntries
from talks.admin.preview import Previews
from talks.admin.signing_in import SignsInAgain


class DeskSite(SignsInAgain, DeletedEntries, DeskPages, GuidePage, Previews, AdminSite):
    """The editors' desk: Django's admin, of which the first page says what waits to be done."""

    site_header = _("Astana Record: editors’ desk")
    site_title = _("Astana Record")
    index_title = _("The desk")
    site_url = reverse_lazy("dashboard")
