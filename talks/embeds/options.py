"""What an address may ask of a chart that travels: every option is checked, and one that is none is named."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from talks.forms import DashboardForm, QueryForm, SeveralChoicesField
from talks.models import AsOf, Event, Round

# No frame is lower or higher: what WordPress clamps heights to.
LOWEST, HIGHEST = 200, 1000
THEMES = [("auto", _("as the reader’s system")), ("light", _("light")), ("dark", _("dark"))]
# What every address of the record may ask; read before a form is.
OF_THE_RECORD = {"edition", "as_of"}
# What others add to the addresses of frames: pym.js, and campaigns. It is nobody's option.
ADDED_BY_OTHERS = {"initialWidth", "childId", "parentTitle", "parentUrl", "v"}
ADDED_BY_CAMPAIGNS = "utm_"


class ChartOptions(QueryForm):
    """The options that every chart has; each chart's own form adds others.

    `theme` is that of the colours, `title` shows or hides the headline, `height` is that of a frame whose
    height is fixed, in pixels.
    """

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", ""), *THEMES],
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no theme: say light, dark or auto.")},
    )
    title = forms.ChoiceField(
        label=_("Headline"),
        choices=[("", ""), ("on", _("shown")), ("off", _("not shown"))],
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” neither shows nor hides the title: say on or off.")},
    )
    height = forms.IntegerField(
        label=_("Fixed height, in pixels"),
        min_value=LOWEST,
        max_value=HIGHEST,
        required=False,
        error_messages={
            "invalid": _("The height must be a number of pixels."),
            "min_value": _("A frame is %(limit_value)s pixels high at least."),
            "max_value": _("A frame is %(limit_value)s pixels high at most."),
        },
    )

    # What a form of another page has, and no chart.
    NOT_ASKED = ("page",)

    def _leave_out(self) -> None:
        for name in self.NOT_ASKED:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        options = [*self.fields, *sorted(OF_THE_RECORD)]
        for name in self.data:
            if name in ADDED_BY_OTHERS or name.startswith(ADDED_BY_CAMPAIGNS) or name in options:
                continue
            words = _("“%(name)s” is no option of this chart. Its options: %(options)s.")
            self.add_error(None, words % {"name": name, "options": ", ".join(options)})
        return asked

    @property
    def theme_asked(self) -> str:
        """Give the theme: light, dark, or auto for that of the reader's system."""
        return self.cleaned_data.get("theme") or "auto"

    @property
    def has_title(self) -> bool:
        """Tell whether the headline is shown."""
        return self.cleaned_data.get("title") != "off"


class SeveralInOneField(SeveralChoicesField):
    """Any number of choices, each by itself or several with commas between them: `lanes=astana,un`."""

    def to_python(self, value: Any) -> list[str]:
        return [part.strip() for text in super().to_python(value) for part in text.split(",") if part.strip()]


class TimelineOptions(ChartOptions, DashboardForm):
    """The options of the timeline: lanes, filters, the round that stands out, the direction of time."""

    NOT_ASKED = ("page", "rows", "event", "q", "kind", "status", "at")

    lanes = SeveralInOneField(
        label=_("Lanes"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no lane of the timeline.")},
    )

    def __init__(self, data: QueryDict, as_of: AsOf, rounds: list[Round], events: list[Event]) -> None:
        """Take the address's query and what the timeline shows: its lanes may be asked for, or `all`."""
        super().__init__(data, as_of, rounds, events)
        tracks = {meeting.track for meeting in [*rounds, *events]}
        lanes = [(track.slug, track.name) for track in sorted(tracks, key=lambda track: track.position)]
        self.fields["lanes"].choices = [("all", _("all")), *lanes]
        self._leave_out()
