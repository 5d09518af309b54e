"""What every page of the record has: the day for which it speaks, its place, its words for machines."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, get_language_from_path
from django.utils.translation import gettext as _

from talks.forms import carried_on
from talks.models import AsOf, Edition

# schema.org's terms for the record itself.
CONTEXT = "https://schema.org"
Absolute = Callable[[str], str]
# The addresses of pages, of frames, and of figures: the path ends so.
OF_PAGES = re.compile(r"[^?#]*(/|\.json)(?=[?#]|$)")


@dataclass(frozen=True)
class Crumb:
    """A step of the way from the dashboard to a page."""

    label: str
    address: str
    # Where that is not the page's.
    language: str = ""


@dataclass(frozen=True)
class FeedLink:
    """A feed that tells more of what a page shows, as it becomes known."""

    label: str
    address: str


@dataclass(frozen=True)
class SharedPicture:
    """The picture of a page where it is shared: the card of a chart, its options, and what is to be seen."""

    chart: str
    options: dict[str, str]
    alternative: str
    width: int = 1200
    height: int = 630

    @property
    def path(self) -> str:
        """Give its address, from the root of the site, in the reader's language."""
        return f"{reverse('chart-png', args=[self.chart])}?{urlencode({**self.options, 'size': 'card'})}"


class RecordPage:
    """A page of the record as it stood on a day.

    Each page says its section of the menu, its title, and in a sentence what it is about; its address is
    that of the page itself, without what a reader asked of it.
    """

    section = ""
    og_type = "article"
    # Whether it says something that can be cited, and is no tool; and whether as data, not as an entry.
    is_cited = True
    is_dataset = False
    # Whether it has a chart that other sites can show in the place of its address.
    has_chart = False

    def __init__(self, as_of: AsOf) -> None:
        self.as_of = as_of
        self.edition = as_of.edition
        self.on = as_of.on

    @property
    def title(self) -> str:
        """Give the title of the page, without the name of the site."""
        raise NotImplementedError

    @property
    def short_title(self) -> str:
        """Give what the page is called at the end of the way to it."""
        return self.title

    @property
    def language_of_title(self) -> str:
        """Give the language of the title: that of the record's text, where the title is one."""
        return get_language()

    @property
    def language_of_short_title(self) -> str:
        """Give the language of what the page is called at the end of the way to it."""
        return self.language_of_title if self.short_title == self.title else get_language()

    @property
    def description(self) -> str:
        """Give a sentence on what the page says, for those who find it elsewhere."""
        return _(
            "What Russia, Turkey and Iran decided in each round of the Astana talks on Syria, "
            "and what became of it."
        )

    @property
    def address(self) -> str:
        """Give the lasting address of the page, from the root of the site, in the reader's language."""
        raise NotImplementedError

    @property
    def cited_title(self) -> str:
        """Give the title under which the page is cited."""
        return self.title

    @property
    def cited_edition(self) -> Edition:
        """Give the edition that is cited."""
        return self.edition

    @property
    def lasting_address(self) -> str:
        """Give the address at which the page will say the same when later editions have come."""
        asked = {"edition": self.cited_edition.number}
        if self.as_of.is_rewound:
            asked["as_of"] = self.on.isoformat()
        return f"{self.address}?{urlencode(asked)}"

    @property
    def shared_picture(self) -> SharedPicture:
        """Give the picture of the page where it is shared: that of its own chart, else of the timeline."""
        return SharedPicture("timeline", {}, _("Timeline of the rounds and what became of their decisions"))

    def on_the_day(self, path: str) -> str:
        """Give an address of the record on the day for which the page speaks.

        How months and digits are written belongs to pages and their figures; files and feeds have one way.
        """
        is_read = get_language_from_path(path) and OF_PAGES.match(path)
        query = urlencode(self.carried if is_read else self.as_of.parameters)
        if not query:
            return path
        path, hash_mark, anchor = path.partition("#")
        return f"{path}{'&' if '?' in path else '?'}{query}{hash_mark}{anchor}"

    @property
    def carried(self) -> dict[str, str]:
        """Give what every address of a page carries on: see `carried_on`."""
        return carried_on(self.as_of)

    def crumbs(self) -> list[Crumb]:
        """Give the way to the page from the dashboard, which is left out as the page itself is."""
        return []

    def whole_way(self) -> list[Crumb]:
        """Give the way to the page from the dashboard; empty for the dashboard."""
        way = self.crumbs()
        home = reverse("dashboard")
        return [] if self.address == home else [Crumb(_("Timeline"), home), *way]

    def feeds(self) -> list[FeedLink]:
        """Give the feeds that tell more of what the page shows."""
        return []

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        """Give what the page is about in the terms of schema.org.

        `absolute` makes a full address of one from the root of the site.
        """
        return []

    def breadcrumb_data(self, absolute: Absolute) -> dict[str, Any]:
        """Give the way to the page as a BreadcrumbList of schema.org."""
        steps = [*self.whole_way(), Crumb(self.title, self.address)]
        return {
            "@context": CONTEXT,
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "name": step.label, "item": absolute(step.address)}
                for place, step in enumerate(steps, start=1)
            ],
        }

    def series_data(self, absolute: Absolute) -> dict[str, Any]:
        """Give the talks as an EventSeries of schema.org, for the events that belong to it."""
        return {
            "@type": "EventSeries",
            "@id": absolute(reverse("round-list")),
            "name": _("The Astana talks on Syria"),
            "url": absolute(reverse("round-list")),
            "inLanguage": get_language(),
        }
