from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalksConfig(AppConfig):
    """The record of the talks: models, pages, charts, and the editors' desk."""

    name = "talks"
    verbose_name = _("The record")
