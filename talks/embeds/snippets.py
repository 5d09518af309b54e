"""What a site pastes to show a chart: a frame, a frame with its script, a picture, or the address alone."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from talks.embeds.options import HIGHEST
from talks.embeds.travelling import TravellingChart
from talks.pages.frame import Absolute

# The column of an article, in pixels: the height that a frame is given fits this width.
ARTICLE_WIDTH = 720
# The column of a mail, in pixels: no picture is shown wider there.
MAIL_WIDTH = 600
SPARE = 16
# What a frame may do on a site that trusts nobody: run its script, and open its links in a tab of their own.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
# The script that keeps the height of frames right. Sites paste its address once, with the sum of what stands
# there, so what stands there is never changed: another script gets another name.
SCRIPT = "js/astana-embed.js"

PictureSize = Callable[[TravellingChart], tuple[int, int]]


@dataclass(frozen=True)
class Snippet:
    """A text to paste, what it is called, and for which sites it is."""

    name: str
    label: Any
    about: Any
    text: str

    @property
    def lines(self) -> int:
        """Give about how many lines of a box it fills."""
        return min(sum(1 + len(line) // 76 for line in self.text.splitlines()), 10)


@dataclass(frozen=True)
class File:
    """A chart as a file: what it is called, and its full address."""

    label: Any
    address: str


@dataclass(frozen=True)
class Taken:
    """What is taken of a chart: its frame's title, path and height in pixels, what to paste, its files."""

    title: str
    path: str
    height: int
    snippets: list[Snippet]
    files: list[File]


def take(chart: TravellingChart, absolute: Absolute, picture_size: PictureSize) -> Taken:
    """Give all that can be taken of a chart, its words in the active language.

    `absolute` makes a full address of one from the root of the site; `picture_size` gives the width and the
    height of the chart's picture, in pixels.
    """
    title = title_of(chart)
    height = height_of(chart, ARTICLE_WIDTH)
    address, page = absolute(chart.address_as("embed")), absolute(chart.page_address)
    frame = write_frame(address, title, height)
    credit = write_credit(page, title)
    return Taken(
        title,
        chart.address_as("embed"),
        height,
        [
            Snippet(
                "script",
                gettext_lazy("A frame that keeps its height right"),
                gettext_lazy(
                    "For pages that are read on screens of any width. The script comes once, for as many "
                    "frames as there are. It asks for nothing, and without it the frame is still there."
                ),
                f"{frame}\n{credit}\n{write_script(absolute)}",
            ),
            Snippet(
                "frame",
                gettext_lazy("A frame alone"),
                gettext_lazy("For sites that let no script of others in. Its height is fixed."),
                f"{frame}\n{credit}",
            ),
            Snippet(
                "picture",
                gettext_lazy("A picture"),
                gettext_lazy("For mail, for print, and where no frame is let in."),
                write_picture(chart, absolute, picture_size),
            ),
            Snippet(
                "address",
                gettext_lazy("The address alone"),
                gettext_lazy(
                    "For WordPress, Ghost and others that turn an address into the chart: paste it on a line "
                    "of its own."
                ),
                address,
            ),
        ],
        files_of(chart, absolute),
    )


def height_of(chart: TravellingChart, width: int) -> int:
    """Give the height of a frame of a width in pixels: the one that is asked for, or one that fits.

    A little more than is estimated: a frame that is too low gets a bar.
    """
    asked = chart.form.cleaned_data.get("height")
    return asked or min(chart.frame_height(width) + SPARE, HIGHEST)


def title_of(chart: TravellingChart) -> str:
    """Name a chart: by what it says in a frozen edition, by what stays true where it follows the newest."""
    name = chart.title if chart.as_of.is_pinned else lasting_name(chart)
    return _("%(chart)s · Astana Record") % {"chart": name}


def lasting_name(chart: TravellingChart) -> str:
    """Say what a chart is of, whatever the record comes to say: "Timeline", or the name of its topic."""
    # A chart of one entry has an option of its own name that says which.
    field = chart.form.fields.get(chart.name)
    if field is None:
        return str(chart.label)
    asked = chart.form.cleaned_data.get(chart.name) or ""
    which = dict(field.choices)[asked]
    return str(which) if asked else _("%(chart)s: %(which)s") % {"chart": chart.label, "which": which}


def write_frame(address: str, title: str, height: int) -> str:
    """Write the frame as HTML.

    No style attribute: the policy of the site may forbid it, and then its console says so. `frameborder` is
    obsolete, yet every browser knows it and no policy speaks of it; without it the frame has an edge.
    """
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" referrerpolicy="no-referrer"'
        ' sandbox="{}" frameborder="0"></iframe>',
        address,
        title,
        height,
        SANDBOX,
    )


def write_credit(page: str, title: str) -> str:
    """Write a link to the page of the chart, in the direction of its words whatever surrounds it."""
    direction = "rtl" if get_language_bidi() else "ltr"
    return format_html(
        '<p lang="{}" dir="{}"><a href="{}">{}</a></p>', get_language(), direction, page, title
    )


def write_script(absolute: Absolute) -> str:
    """Write the script that keeps the height of frames right."""
    return format_html(
        '<script src="{}" async integrity="{}" crossorigin="anonymous"></script>',
        absolute(script_address()),
        script_sum(),
    )


def write_picture(chart: TravellingChart, absolute: Absolute, picture_size: PictureSize) -> str:
    """Write the chart as a picture that leads to its page.

    It speaks for the day on which it is asked for; what is said for those who do not see it names the day for
    which that was written. It has more pixels than it is shown with, for print and for fine screens.
    """
    width, height = picture_size(chart)
    shown_width = min(width, MAIL_WIDTH)
    return format_html(
        '<a href="{}"><img src="{}" width="{}" height="{}" alt="{}"></a>',
        absolute(chart.page_address),
        absolute(chart.address_as("chart-png", height="", scale=2)),
        shown_width,
        round(height * shown_width / width),
        f"{chart.description} {chart.source_line}.",
    )


def files_of(chart: TravellingChart, absolute: Absolute) -> list[File]:
    """Give the chart as pictures and as data."""
    return [
        File(gettext_lazy("Picture, SVG"), absolute(chart.address_as("chart-svg", height=""))),
        File(gettext_lazy("Picture, PNG"), absolute(chart.address_as("chart-png", height=""))),
        File(
            gettext_lazy("Picture, PNG, twice as fine"),
            absolute(chart.address_as("chart-png", height="", scale=2)),
        ),
        File(
            gettext_lazy("Plotly’s figure, JSON"),
            absolute(chart.address_as("chart-json", height="", title="")),
        ),
    ]


def script_address() -> str:
    """Give the lasting address of the script, from the root of the site, without the sum of a release."""
    return f"{settings.STATIC_URL}{SCRIPT}"


@cache
def script_sum() -> str:
    """Give the sum by which a browser knows that the script is the one that was pasted."""
    content = Path(finders.find(SCRIPT)).read_bytes()
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"
