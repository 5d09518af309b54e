"""How those who run other sites let charts of the record in: in the terms of what each site is made with."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.embeds.snippets import ARTICLE_WIDTH, Snippet, script_address
from talks.pages.frame import Absolute, Crumb, RecordPage

# AMP lets a frame tell its height only where it keeps its origin.
SANDBOX_OF_AMP = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"

WORDPRESS = """\
add_action( 'init', function () {
	wp_oembed_add_provider( '#^https?://%(host_pattern)s/(ar|en)/.*#i', '%(endpoint)s', true );
} );"""

WAGTAIL = """\
from wagtail.embeds.oembed_providers import all_providers

astana_record = {
    "endpoint": "%(endpoint)s",
    "urls": [r"^https?://%(host_pattern)s/(?:ar|en)/.*$"],
}
WAGTAILEMBEDS_FINDERS = [
    {"class": "wagtail.embeds.finders.oembed", "providers": [astana_record, *all_providers]},
]"""

DRUPAL = """\
Astana Record
%(site)s
%(endpoint)s
%(site)sar/*
%(site)sen/*"""

POLICY = """\
frame-src %(origin)s;
img-src %(origin)s;
script-src %(script)s;"""

AMP = """\
<amp-iframe src="%(frame)s" title="%(title)s" width="%(width)s" height="%(height)s" layout="responsive"
  sandbox="%(sandbox)s" resizable frameborder="0">
  <button overflow type="button">%(more)s</button>
</amp-iframe>"""

PYM = """\
<div data-pym-src="%(frame)s"></div>
<script src="pym.v1.min.js"></script>"""


class SiteOwnersPage(RecordPage):
    """What to set on a site so that it shows charts of the record; the host is the one that was asked."""

    is_cited = False

    @property
    def title(self) -> str:
        return _("For those who run a site")

    @property
    def description(self) -> str:
        return _(
            "How a site lets charts of the record in: WordPress, Ghost, Drupal, Wagtail, AMP, and policies."
        )

    @property
    def address(self) -> str:
        return reverse("site-owners")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Take a chart with you"), reverse("embed-builder"))]

    def snippets(self, absolute: Absolute) -> dict[str, Snippet]:
        """Give what to set or paste, by what the site is made with."""
        site = absolute("/")
        names = {
            "site": site,
            "origin": site.rstrip("/"),
            "host_pattern": re.escape(site.partition("//")[2].rstrip("/")),
            "endpoint": absolute(reverse("oembed")),
            "script": absolute(script_address()),
            "frame": absolute(reverse("embed", args=["timeline"])),
            "title": _("Timeline"),
            "width": ARTICLE_WIDTH,
            "height": 480,
            "sandbox": SANDBOX_OF_AMP,
            "more": _("Show the whole chart"),
        }
        return {
            name: Snippet(name, label, "", text % names)
            for name, label, text in (
                ("wordpress", gettext_lazy("For functions.php of the theme, or a plugin"), WORDPRESS),
                ("wagtail", gettext_lazy("For the settings"), WAGTAIL),
                ("drupal", gettext_lazy("Name, address, endpoint, schemes"), DRUPAL),
                ("policy", gettext_lazy("For the Content-Security-Policy"), POLICY),
                ("amp", gettext_lazy("For a page in AMP"), AMP),
                ("pym", gettext_lazy("For a page with pym.js"), PYM),
                ("oembed", gettext_lazy("The endpoint"), "%(endpoint)s"),
            )
        }
