"""oEmbed 1.0 (oembed.com): what a site that was given an address of the record shows in its place."""

from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django import forms
from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_from_path, gettext_lazy, override
from django.utils.translation import gettext as _

from talks.dates import format_day
from talks.embeds.charts import CHARTS
from talks.embeds.options import LOWEST
from talks.embeds.snippets import ARTICLE_WIDTH, height_of, title_of
from talks.embeds.travelling import TravellingChart
from talks.forms import said_differently
from talks.models import AsOf, FormerAddress, Round, Topic
from talks.pages.frame import Absolute

# For so many seconds a site may keep an answer: a day. The frame itself is asked for each time.
CACHE_AGE = 86_400
# The size of a card for social media, in pixels, which serves as the thumbnail.
THUMBNAIL = 1200, 630
# The pages that have a chart, by the names of their addresses: its name.
CHARTS_OF_PAGES = {"dashboard": "timeline", "topic-list": "topics", "topic": "topic", "round": "round"}
# The pages of entries among them: the option by which the chart is asked for the entry.
ENTRIES: dict[str, type[Model]] = {"topic": Topic, "round": Round}
# The port that an address of a scheme has where it names none.
PORTS = {"http": 80, "https": 443}


class NoChart(Exception):
    """The address leads to no chart that readers of the record see."""


class OEmbedForm(forms.Form):
    """What may be asked of the endpoint; what else an address asks is left aside, as the standard says."""

    url = forms.CharField(
        max_length=4000,
        error_messages={"required": gettext_lazy("Say in url which page of the record is asked for.")},
    )
    maxwidth = forms.IntegerField(
        min_value=1,
        required=False,
        error_messages={
            "invalid": gettext_lazy("The greatest width must be a number of pixels."),
            "min_value": gettext_lazy("The greatest width is %(limit_value)s pixel at least."),
        },
    )
    maxheight = forms.IntegerField(
        min_value=1,
        required=False,
        error_messages={
            "invalid": gettext_lazy("The greatest height must be a number of pixels."),
            "min_value": gettext_lazy("The greatest height is %(limit_value)s pixel at least."),
        },
    )

    # One that is none of the standard's gets another answer, before the form is read.
    format = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        for name in said_differently(self.data, self.fields):
            self.add_error(name, _("It can be said only once."))
        return asked

    def refuse_errors(self) -> None:
        """Raise ValidationError with all that is wrong, by parameter."""
        if not self.is_valid():
            raise ValidationError(self.errors.as_data())


class Address:
    """An address of the record that has a chart: which chart, in which language, and what is asked of it.

    Nothing is fetched: the address is taken apart.
    """

    def __init__(self, address: str, host: str) -> None:
        """Take a full address, and the host under which the site was asked.

        Raises NoChart for an address of another site, and for a page that has no chart.
        """
        try:
            parts = urlsplit(address.strip())
            path = _path_on_own_site(parts, host)
            self.query = QueryDict(parts.query)
            self.language = get_language_from_path(path)
            if not self.language:
                raise NoChart
            with override(self.language):
                page = resolve(path)
        except (Resolver404, ValueError, TooManyFieldsSent) as error:
            raise NoChart from error
        self.page = page.url_name
        self.slug = page.kwargs.get("slug", "")
        self.name = page.kwargs.get("name") if self.page == "embed" else CHARTS_OF_PAGES.get(self.page)
        if self.name not in CHARTS:
            raise NoChart

    def chart(self, as_of: AsOf) -> TravellingChart:
        """Give the chart on the day for which it is asked; its words are in the active language.

        Raises NoChart where readers of that day do not see what it is of, and ValidationError where it is
        asked for what means nothing.
        """
        chart = CHARTS[self.name]
        if self.page == "embed":
            return chart(self.query, as_of)
        asked = self.query.copy()
        known = chart.options(QueryDict(), as_of).fields
        # A page is asked for more than its chart: for words, for the page of a list.
        for name in set(asked) - {*known}:
            del asked[name]
        if self.page in ENTRIES:
            asked[self.page] = _present_slug(ENTRIES[self.page], self.slug, as_of)
        return chart(asked, as_of)


def _path_on_own_site(parts: SplitResult, host: str) -> str:
    """Give the path of an address of this site, from where the site begins, whichever scheme it has."""
    default, own = PORTS.get(parts.scheme), urlsplit(f"//{host}")
    is_own = (parts.hostname, parts.port or default) == (own.hostname, own.port or default)
    if default is None or not is_own or "@" in parts.netloc:
        raise NoChart
    path, prefix = unquote(parts.path), get_script_prefix()
    if not path.startswith(prefix):
        raise NoChart
    return f"/{path.removeprefix(prefix)}"


def _present_slug(entries: type[Model], slug: str, as_of: AsOf) -> str:
    """Give the slug that an entry of which readers of the day know has now."""
    known = entries.objects.known_by(as_of)
    if known.filter(slug=slug).exists():
        return slug
    former = FormerAddress.objects.of(entries, slug)
    if former is None or not known.filter(slug=former.present).exists():
        raise NoChart
    return former.present


def answer_for(
    chart: TravellingChart, absolute: Absolute, maxwidth: int | None, maxheight: int | None
) -> dict[str, Any]:
    """Give what oEmbed answers for a chart, in the active language; no larger than was asked for, in pixels.

    No author is named: the record is nobody's article.
    """
    width = min(ARTICLE_WIDTH, maxwidth or ARTICLE_WIDTH)
    height = height_of(chart, width)
    query: dict[str, Any] = {}
    if maxheight and maxheight < height:
        # The frame knows that it gets no more, and does not ask for it.
        height = maxheight
        query = {"height": max(height, LOWEST)}
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": chart.title,
        "provider_name": _("Astana Record"),
        "provider_url": absolute(reverse("dashboard")),
        "cache_age": CACHE_AGE,
        "width": width,
        "height": height,
        "html": _write_html(chart, absolute, width, height, query),
    }
    thumbnail_width, thumbnail_height = THUMBNAIL
    if thumbnail_width <= (maxwidth or thumbnail_width) and thumbnail_height <= (
        maxheight or thumbnail_height
    ):
        answer |= {
            "thumbnail_url": absolute(chart.address_as("chart-png", height="", size="card")),
            "thumbnail_width": thumbnail_width,
            "thumbnail_height": thumbnail_height,
        }
    return answer


def _write_html(
    chart: TravellingChart, absolute: Absolute, width: int, height: int, query: dict[str, Any]
) -> SafeString:
    """Write a quotation with title, date and link, then the frame.

    That is what WordPress lets through from those it does not know, and it shows the quotation until the
    frame speaks; it drops whatever else an element has.
    """
    link = format_html('<a href="{}">{}</a>', absolute(chart.page_address), chart.title)
    # Translators: under a chart on another site; {chart} is its headline.
    words = _("{chart}. Astana Record, as it stood on {day}.")
    return format_html(
        "<blockquote>{}</blockquote>"
        '<iframe src="{}" width="{}" height="{}" frameborder="0" title="{}"></iframe>',
        format_html(words, chart=link, day=format_day(chart.on, get_language())),
        absolute(chart.address_as("embed", **query)),
        width,
        height,
        title_of(chart),
    )


def in_xml(answer: dict[str, Any]) -> bytes:
    """Write an answer as XML."""
    root = Element("oembed")
    for name, value in answer.items():
        SubElement(root, name).text = str(value)
    return tostring(root, encoding="utf-8", xml_declaration=True)
