from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.translation import gettext_lazy as _


class TalksConfig(AppConfig):
    """The record of the talks: models, pages, charts, and the editors' desk."""

    default = True  # Django's own configurations are in sight here, too
    name = "talks"
    verbose_name = _("The record")


class DeskConfig(SimpleAdminConfig):
    """Django's admin, as the editors' desk."""

    default = False
    default_site = "talks.admin.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        # Before Django looks for the desk, whose module stands among them: else they would register with
        # one desk, and another one would take its place.
        import_module("talks.admin")
        self.module.autodiscover()
