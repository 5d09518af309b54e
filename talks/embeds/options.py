"""What an address may ask of a chart that travels: every option is checked, and one that is none is named."""

import datetime as dt
from collections.abc import Collection, Iterable
from copy import copy
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import DEFAULT_DB_ALIAS
from django.http import QueryDict
from django.utils.translation import get_language, get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from talks.dates import format_day
from talks.forms import (
    ADDED_BY_CAMPAIGNS,
    OF_THE_RECORD,
    BoundDayField,
    DashboardForm,
    DecisionsForm,
    NamesCheckboxes,
    NamesSelect,
    QueryForm,
    SeveralChoicesField,
    day_outside,
    said_differently,
)
from talks.models import AsOf, Edition, Event, Round, Topic
from talks.models.decisions import Criteria
from talks.notation import NO_DIGITS, NO_MONTHS

# No frame is lower or higher: what WordPress clamps heights to.
LOWEST, HIGHEST = 200, 1000
THEMES = [("auto", _("as the reader’s system")), ("light", _("light")), ("dark", _("dark"))]
# What pym.js adds to the addresses of frames, and what hosts add to get them anew. It is nobody's option.
ADDED_BY_OTHERS = {"initialWidth", "childId", "parentTitle", "parentUrl", "v"}


# Fields


class SeveralInOneField(SeveralChoicesField):
    """Any number of choices, each by itself or several with commas between them: `lanes=astana,un`."""

    widget = NamesCheckboxes

    def to_python(self, value: Any) -> list[str]:
        return [part.strip() for text in super().to_python(value) for part in text.split(",") if part.strip()]

    def clean(self, value: Any) -> list[str]:
        """Give the choices asked for, each once, in the order in which they are offered."""
        asked = super().clean(value)
        return [choice for choice, _label in self.choices if choice in asked]

    def prepare_value(self, value: Any) -> Any:
        return self.to_python(value) if isinstance(value, list | tuple) else value


class DayField(BoundDayField):
    """A day that is picked from a calendar; in an address a month or a year is one, too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Give the field no greatest length, which HTML allows no calendar."""
        return {}

    def prepare_value(self, value: Any) -> Any:
        try:
            return self.clean(value).isoformat()
        except (AttributeError, forms.ValidationError):
            return value


def _editions() -> Iterable[tuple[str, str]]:
    """Give the published editions to choose from, whichever of them is being read. One query."""
    yield "", gettext("the newest, whichever it is")
    for edition in Edition.objects.using(DEFAULT_DB_ALIAS).published():
        names = {"number": edition.number, "day": format_day(edition.day, get_language())}
        yield str(edition.number), gettext("edition %(number)s, as of %(day)s") % names


# Forms


class ChartOptions(QueryForm):
    """The options that every chart has; each chart's own form adds others, which stand before them.

    `theme` is that of the colours, `months` and `digits` are how they are written (see talks.notation),
    `title` shows or hides the headline, `height` is that of a frame whose height is fixed, in pixels.
    `edition` and `as_of` were read before the form is; they stand here so that they can be chosen.
    """

    edition = forms.CharField(
        label=_("Edition"),
        help_text=_(
            "Left empty, the chart follows the newest edition. A number keeps it as that edition was "
            "published; when a newer one has come, a line says so."
        ),
        required=False,
        widget=forms.Select(choices=_editions),
    )
    as_of = forms.CharField(
        label=_("As it stood on"),
        help_text=_("A day (2018-02-01), a month or a year: the record as it stood at its end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        help_text=_("Light, dark, or as the reader’s system has it, which is so where nothing is said."),
        choices=THEMES,
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no theme: say light, dark or auto.")},
    )
    months = forms.ChoiceField(
        label=_("Names of months"),
        help_text=_("In Arabic: both names of each month, or one alone."),
        choices=[("both", _("both")), ("gregorian", _("Gregorian")), ("levantine", _("Levantine"))],
        required=False,
        error_messages={"invalid_choice": NO_MONTHS},
    )
    digits = forms.ChoiceField(
        label=_("Digits"),
        help_text=_("In Arabic and Persian: Western digits (2019) or the language’s own (٢٠١٩)."),
        choices=[
            ("", _("usual in the language")),
            ("western", _("Western")),
            ("arabic-indic", _("Arabic-Indic")),
        ],
        required=False,
        error_messages={"invalid_choice": NO_DIGITS},
    )
    title = forms.ChoiceField(
        label=_("Headline"),
        help_text=_("Whether the headline is shown above the chart; it is where nothing is said."),
        choices=[("on", _("shown")), ("off", _("not shown"))],
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” neither shows nor hides the title: say on or off.")},
    )
    height = forms.IntegerField(
        label=_("Fixed height, in pixels"),
        help_text=_(
            "From 200 to 1,000. Left empty, the frame is as high as the chart needs at the width it gets."
        ),
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
    NOT_ASKED: tuple[str, ...] = ("page",)
    # The options of the chart itself in the order in which they are offered, and what each does.
    OWN: dict[str, Any] = {}

    def __init__(self, data: QueryDict, as_of: AsOf, *more: Any, beside: Collection[str] = ()) -> None:
        """Take the address's query; `beside` names what the address may have besides the options.

        That is what belongs to a format and not to the chart, such as the width of a picture.
        """
        super().__init__(data, as_of, *more)
        self.beside = beside

    def _arrange(self) -> None:
        """Leave out what no chart has, put the chart's own options first, and say what each does."""
        for name in self.NOT_ASKED:
            self.fields.pop(name, None)
        self.order_fields([*self.OWN, *ChartOptions.base_fields])
        for name, says in self.OWN.items():
            self.fields[name].help_text = says
        if self.as_of.is_rewound and "round" in self.fields:
            # It may be one of a later day.
            words = _("“%(value)s” is no round that was known by the day shown.")
            self.fields["round"].error_messages["invalid_choice"] = words

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if outside := day_outside(self.as_of):
            self.add_error("as_of", outside)
        options = [*self.fields, *self.beside]
        for name in self.data:
            if name in ADDED_BY_OTHERS or name.startswith(ADDED_BY_CAMPAIGNS) or name in options:
                continue
            words = _("“%(name)s” is no option of this chart. Its options: %(options)s.")
            self.add_error(None, words % {"name": name, "options": ", ".join(options)})
        for name in said_differently(self.data, options):
            field, once = self.fields.get(name), _("It can be said only once.")
            if field is None:
                self.add_error(None, f"{name}: {once}")
            elif not isinstance(field, forms.MultipleChoiceField):
                self.add_error(name, once)
        return asked

    def asked(self) -> dict[str, Any]:
        """Give what is asked of the chart beyond its defaults: text, or a list of texts, by option.

        Without `edition` and `as_of`, which the day shown says.
        """
        defaults = {
            "theme": "auto",
            "title": "on",
            "months": "both",
            "axis": "rtl" if get_language_bidi() else "ltr",
        }
        return {
            # A day stands as it was asked for, which may be a month.
            name: self.data[name].strip() if isinstance(value, dt.date) else value
            for name, value in self.cleaned_data.items()
            if value and name not in OF_THE_RECORD and value != defaults.get(name)
        }

    def canonical_query(self, **changes: Any) -> str:
        """Give the one query of all that ask for the same: only what differs from the defaults, in order.

        With some of it changed; an empty value takes a part away. Without a question mark.
        """
        asked = self.asked() | self.as_of.parameters | changes
        order = [*self.fields, *asked]
        kept = {name: asked[name] for name in sorted(asked, key=order.index) if asked[name]}
        joined = {name: ",".join(text) if isinstance(text, list) else text for name, text in kept.items()}
        return urlencode(joined, safe=",")

    @property
    def theme_asked(self) -> str:
        """Give the theme: light, dark, or auto for that of the reader's system."""
        return self.cleaned_data.get("theme") or "auto"

    @property
    def has_title(self) -> bool:
        """Tell whether the headline is shown."""
        return self.cleaned_data.get("title") != "off"


class FilteredOptions(ChartOptions, DecisionsForm):
    """The options of a chart of decisions of the rounds: by whom, on what, when, at which round."""

    NOT_ASKED = ("page", "q", "kind", "status", "at")
    OWN = {
        "guarantor": _("Only decisions that one of these adopted; all where none is chosen."),
        "topic": _("Only decisions on it."),
        "since": _("Only rounds from this day on: 2018-02-01; or from a month, 2018-02, or a year, 2018."),
        "until": _("Only rounds up to this day, month or year."),
        "round": _("Only the decisions of this round."),
    }

    guarantor = SeveralInOneField(
        label=_("Adopted by"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no guarantor state.")},
    )
    since = DayField(label=_("From"))
    until = DayField(label=_("To"), ends=True)

    def __init__(
        self, data: QueryDict, as_of: AsOf, *more: Any, rounds: list[Round], beside: Collection[str] = ()
    ) -> None:
        """Take the address's query and the rounds, of which one may be asked for. Two queries."""
        super().__init__(data, as_of, *more, beside=beside)
        self.rounds = rounds
        self.fields["round"] = _round_field(rounds)
        self._arrange()

    def asked_round(self) -> Round | None:
        """Give the round that is asked for."""
        slug = self.cleaned_data.get("round")
        return next((meeting for meeting in self.rounds if meeting.slug == slug), None)

    def asked_topics(self) -> list[Topic]:
        """Give the topics that are asked for."""
        asked = self.cleaned_data.get("topic") or []
        return [
            topic for topic in self.topics if topic.slug in (asked if isinstance(asked, list) else [asked])
        ]


def _round_field(rounds: list[Round]) -> forms.ChoiceField:
    """Give the field for one of the rounds, the newest first."""
    choices = [(meeting.slug, meeting.title) for meeting in reversed(rounds)]
    return forms.ChoiceField(
        label=_("Round"),
        choices=[("", _("none chosen")), *choices],
        required=False,
        widget=NamesSelect,
        error_messages={"invalid_choice": _("“%(value)s” is no round of the record.")},
    )


class TimelineOptions(FilteredOptions, DashboardForm):
    """The options of the timeline: lanes, filters, the round that stands out, the direction of time."""

    NOT_ASKED = (*FilteredOptions.NOT_ASKED, "rows", "event")
    OWN = {
        "lanes": _("Which lanes are drawn; those of the rounds, summits and zones where none is chosen."),
        "guarantor": _("Decisions that one of these adopted stand out; all do where none is chosen."),
        "topic": _("Decisions on it stand out."),
        "since": _("The first day shown: 2018-02-01; or the first of a month, 2018-02, or a year, 2018."),
        "until": _("The last day shown, or the month or year at whose end the timeline does."),
        "round": _("The round that stands out; the last one held where none is chosen."),
        "axis": _("In which direction time runs; as the language reads where nothing is said."),
    }

    lanes = SeveralInOneField(
        label=_("Lanes"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no lane of the timeline.")},
    )

    def __init__(
        self,
        data: QueryDict,
        as_of: AsOf,
        rounds: list[Round],
        events: list[Event],
        beside: Collection[str] = (),
    ) -> None:
        """Take the address's query and what the timeline shows: its lanes may be asked for, or `all`."""
        super().__init__(data, as_of, rounds, events, rounds=rounds, beside=beside)
        tracks = {meeting.track for meeting in [*rounds, *events]}
        lanes = [(track.slug, track.name) for track in sorted(tracks, key=lambda track: track.position)]
        self.fields["lanes"].choices = [("all", _("all")), *lanes]
        self.fields["axis"].choices = [
            ("", _("as the language reads")),
            ("ltr", _("from left to right")),
            ("rtl", _("from right to left")),
        ]


class TopicsOptions(FilteredOptions):
    """The options of the topics by rounds: the same, of several topics, and the round that stands out."""

    OWN = FilteredOptions.OWN | {
        "topic": _("Only these rows; all topics where none is chosen."),
        "round": _("The round whose column stands out."),
    }

    topic = SeveralInOneField(
        label=_("Topics"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no topic of the record.")},
    )

    def __init__(
        self, data: QueryDict, as_of: AsOf, *more: Any, rounds: list[Round], beside: Collection[str] = ()
    ) -> None:
        super().__init__(data, as_of, *more, rounds=rounds, beside=beside)
        self.fields["topic"] = copy(self.base_fields["topic"])
        self.fields["topic"].choices = [(topic.slug, topic.name) for topic in self.topics]
        self._arrange()

    def criteria(self) -> Criteria:
        """Give what decisions are asked for, whatever their topics, of which there may be several."""
        return super().criteria().without("topic")


class RoundOptions(ChartOptions):
    """The options of the card of a round: which one."""

    OWN = {"round": _("Which round; the last one held by the day where none is chosen.")}

    def __init__(
        self, data: QueryDict, as_of: AsOf, rounds: list[Round], beside: Collection[str] = ()
    ) -> None:
        """Take the address's query and the rounds to choose from."""
        super().__init__(data, as_of, beside=beside)
        self.rounds = rounds
        self.fields["round"] = _round_field(rounds)
        self.fields["round"].choices = [("", _("the last one held")), *self.fields["round"].choices[1:]]
        self._arrange()

    def clean(self) -> dict[str, Any]:
        if not self.rounds:
            self.add_error("round", _("The record has no round by this day."))
        return super().clean()

    def meeting(self) -> Round:
        """Give the round asked for; else the last one held by the day, else the first one to come."""
        asked, on = self.cleaned_data.get("round"), self.as_of.on
        held = [meeting for meeting in self.rounds if meeting.is_held() and meeting.latest <= on]
        return next(
            (meeting for meeting in self.rounds if meeting.slug == asked), (held or self.rounds[:1])[-1]
        )


class TopicOptions(ChartOptions):
    """The options of the thread of a topic: which one has to be said."""

    OWN = {"topic": _("Which topic; it has to be said.")}

    def __init__(
        self, data: QueryDict, as_of: AsOf, topics: list[Topic], beside: Collection[str] = ()
    ) -> None:
        """Take the address's query and the topics to choose from."""
        super().__init__(data, as_of, beside=beside)
        self.fields["topic"] = forms.ChoiceField(
            label=_("Topic"),
            choices=[(topic.slug, topic.name) for topic in topics],
            widget=NamesSelect,
            error_messages={
                "required": _("Say which topic: topic=… with one of those of the record."),
                "invalid_choice": _("“%(value)s” is no topic of the record."),
            },
        )
        self.topics = topics
        self._arrange()

    def topic(self) -> Topic:
        """Give the topic asked for."""
        return next(topic for topic in self.topics if topic.slug == self.cleaned_data["topic"])
