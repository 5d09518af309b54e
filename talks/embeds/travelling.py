"""What every chart that travels has: its options, its words, its drawings, and where it leads."""

import datetime as dt
from collections.abc import Collection
from functools import cached_property
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from talks import headlines
from talks.charts.texts import label_width
from talks.dates import format_day
from talks.embeds.options import HIGHEST, LOWEST, ChartOptions, FilteredOptions
from talks.models import AsOf, Source, Status
from talks.pages.frame import RecordPage

# A frame as embed.css lays it out, in pixels: how wide its content is at most, the space at its sides; from
# which width the key stands beside the drawing and how much that takes; from which width there is a drawing
# and no list; how high a drawing is at most.
WIDEST, AT_THE_SIDES = 1136, 32
KEY_BESIDE_FROM, KEY_BESIDE = 900, 208
DRAWING_FROM, HIGHEST_DRAWING = 640, 760
# The mean advances of letters there, and the heights of lines.
HEADLINE_LETTER, HEADLINE_LINE = 10.4, 27
SMALL_LETTER, SMALL_LINE = 6.8, 24


class TravellingChart(RecordPage):
    """A chart as it stands on other sites: in a frame, as a picture, as a figure.

    Takes the query of an address and the day asked for; `beside` names what the address may have besides the
    options. Raises ValidationError with what is wrong, by parameter. Whatever it says is in the active
    language.
    """

    # Its name in addresses, and what the builder calls it.
    name = ""
    label: Any = ""
    # The widths at which it is drawn, in pixels: wide, narrow, and for phones where the narrow does not do.
    widths: tuple[int, ...] = ()
    # In a frame it stands in words, however wide that is; it is drawn for pictures alone.
    is_of_words = False
    form: ChartOptions

    def __init__(
        self,
        query: QueryDict,
        as_of: AsOf,
        beside: Collection[str] = (),
        *,
        form: ChartOptions | None = None,
    ) -> None:
        super().__init__(as_of)
        self.form = self.options(query, as_of, beside) if form is None else form
        self.form.refuse_errors()

    @classmethod
    def options(cls, query: QueryDict, as_of: AsOf, beside: Collection[str] = ()) -> ChartOptions:
        """Give the form of its options with what a query asks, which may be wrong."""
        raise NotImplementedError

    # What it says

    @property
    def title(self) -> str:
        return self.headline()

    def headline(self) -> str:
        """Say what the chart shows: the headline of the frame and of the picture."""
        raise NotImplementedError

    @property
    def description(self) -> str:
        """Say what is to be seen, for those who do not see it: the text alternative of pictures."""
        raise NotImplementedError

    def limits(self) -> list[str]:
        """Say what part of the record its options ask for, phrase by phrase; nothing for the whole of it."""
        return []

    def legend(self) -> list[Status]:
        """Give the statuses whose marks a key has to explain: those that the drawing does not name."""
        return []

    @cached_property
    def source_line(self) -> str:
        """Name the record, how many sources it rests on, and the day for which it speaks. One query."""
        count = Source.objects.known_by(self.as_of).count()
        return _("Source: Astana Record, %(sources)s, as it stood on %(day)s") % {
            "sources": headlines.sources_counted(count),
            "day": format_day(self.on, get_language()),
        }

    # Where it leads

    @property
    def page_address(self) -> str:
        """Give the address of the page on which the whole of it can be read."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        return reverse("embed", args=[self.name])

    def query(self, **changes: Any) -> str:
        """Give the one query of all addresses that ask for this: only what differs from the defaults.

        With the edition and the day asked for, and with some of it changed; an empty value takes a part away.
        Without a question mark.
        """
        return self.form.canonical_query(**changes)

    def address_as(self, view: str = "embed", **changes: Any) -> str:
        """Give the address of the chart in a form: `embed`, `chart-json` and the like."""
        path, query = reverse(view, args=[self.name]), self.query(**changes)
        return f"{path}?{query}" if query else path

    def filtered(self, path: str, *names: str, **more: str) -> str:
        """Give the address of a page of the record on the same day, with these options asked of it, too."""
        asked = self.form.asked()
        kept = {name: asked[name] for name in names if name in asked} | more
        return self.on_the_day(f"{path}?{urlencode(kept, doseq=True)}" if kept else path)

    # The drawing

    def draw_svg(self, width: int) -> str:
        """Give the drawing at one of its widths, as the text of an SVG element."""
        raise NotImplementedError

    def draw_figure(self, width: int, theme: str) -> Figure:
        """Give Plotly's figure at one of its widths, in the colours of a theme of talks.charts.theme."""
        raise NotImplementedError

    def left_out_told(self, width: int) -> str:
        """Say what the drawing at one of its widths has no room for; empty where it has all."""
        return ""

    def drawn_height(self, width: int) -> float:
        """Give how high the drawing at one of its widths is."""
        raise NotImplementedError

    # The picture

    def drawings_for_card(self) -> list[tuple[str, str]]:
        """Give the drawings of which one stands in the card for social media, scaled to fit.

        Each as SVG, with what it has no room for in words.
        """
        return [(self.draw_svg(width), self.left_out_told(width)) for width in self.widths]

    # The frame

    def frame_height(self, width: int) -> int:
        """Estimate how high a frame of a width has to be, in pixels, for snippets and oEmbed.

        Between the lowest and the highest that frames may be. What is asked for as `height` is not looked at.
        """
        room = min(width, WIDEST) - AT_THE_SIDES
        has_key = bool(self.legend())
        is_beside = has_key and not self.is_of_words and width >= KEY_BESIDE_FROM
        chart = self.chart_height(width, room - KEY_BESIDE * is_beside)
        key = lines_of(" ".join(f"------ {status.label}" for status in self.legend()), room)
        words = self._words_height(room) + (key * SMALL_LINE + 17) * (has_key and not is_beside)
        return min(max(ceil(words + chart), LOWEST), HIGHEST)

    def chart_height(self, width: int, room: int) -> float:
        """Estimate how high the chart itself is in a frame of a width, of which so much is left for it."""
        listed = self.list_height(room) if width < DRAWING_FROM else 0
        drawn = self.widths[-1] if width < DRAWING_FROM else self.widths[1]
        left_out = SMALL_LINE * lines_of(self.left_out_told(drawn), room)
        return listed or min(self.drawn_height(drawn) * room / drawn, HIGHEST_DRAWING) + left_out + 16

    def list_height(self, room: int) -> float:
        """Estimate how high the list is that stands in the place of the drawing in a narrow frame.

        0 where there is none.
        """
        return 0

    def _words_height(self, room: int) -> float:
        """Estimate how high what stands around the chart is: headline, limits, and the source line."""
        headline = lines_of(self.headline(), room, HEADLINE_LETTER) * HEADLINE_LINE * self.form.has_title
        limits = lines_of(" · ".join(self.limits()), room)
        about = lines_of(self.source_line, room) + (lines_of(self.source_line, room - 180) > 1)
        return headline + (limits + about + bool(self.as_of.newer)) * SMALL_LINE + 64


def lines_of(text: str, room: float, letter: float = SMALL_LETTER) -> int:
    """Estimate in how many lines a text stands."""
    return ceil(label_width(text, letter) / max(room, 1))


def limits_asked(form: FilteredOptions) -> list[str]:
    """Say by whom, on what and when decisions were asked for in a form with their filters."""
    asked, said = form.cleaned_data, []
    states = [state.name for state in form.guarantors if state.slug in asked.get("guarantor", ())]
    if len(states) == 1:
        said.append(_("Adopted by %(party)s") % {"party": states[0]})
    elif states:
        said.append(_("Adopted by one of these: %(parties)s") % {"parties": headlines.in_a_row(states)})
    topics = [topic.name for topic in form.asked_topics()]
    if len(topics) == 1:
        said.append(_("Topic: %(topic)s") % {"topic": topics[0]})
    elif topics:
        said.append(_("Topics: %(topics)s") % {"topics": headlines.in_a_row(topics)})
    return said + _days_asked(asked.get("since"), asked.get("until"))


def _days_asked(since: dt.date | None, until: dt.date | None) -> list[str]:
    language = get_language()
    names = {
        "since": since and format_day(since, language),
        "until": until and format_day(until, language),
    }
    if since and until:
        return [_("From %(since)s to %(until)s") % names]
    if since:
        return [_("From %(since)s on") % names]
    return [_("Up to %(until)s") % names] if until else []
