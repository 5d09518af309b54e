"""The builder: a page where one picks a chart and its options and takes what shows it on another site."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from talks.bilingual import in_language
from talks.embeds.charts import CHARTS
from talks.embeds.snippets import PictureSize, Taken, take
from talks.embeds.travelling import TravellingChart
from talks.forms import OF_THE_RECORD, NamesSelect
from talks.models import AsOf
from talks.pages.frame import Absolute, RecordPage

# What the address of the builder has beside the options of the chart.
OWN = ("chart", "language")
# The options that every chart has: kept when another is picked.
OF_EVERY_CHART = (*OF_THE_RECORD, "theme", "title", "language")


@dataclass(frozen=True)
class Value:
    """A value that an option may have, and what it means; no meaning where the value says it."""

    value: str
    meaning: Any


@dataclass(frozen=True)
class Option:
    """An option of a chart: its field in the form, and what is said of it."""

    field: forms.BoundField
    values: list[Value]

    @property
    def is_list(self) -> bool:
        """Tell whether several of its values may be asked for."""
        return isinstance(self.field.field, forms.MultipleChoiceField)


@dataclass(frozen=True)
class Choice:
    """A chart that can be picked."""

    name: str
    label: Any
    query: str
    is_chosen: bool


class EmbedBuilder(RecordPage):
    """A chart with its options, as another site would show it, and what to paste there.

    What is asked for wrongly is named by the form; shown is the chart as far as the rest asks for it.
    """

    is_cited = False

    def __init__(self, query: QueryDict, as_of: AsOf, wrong: dict[str, list[str]] | None = None) -> None:
        """Take the address's query; `wrong` is what is wrong with the edition and the day, read before."""
        super().__init__(as_of)
        self.asked = query
        asked_chart = query.get("chart") or next(iter(CHARTS))
        self.chart_class = CHARTS.get(asked_chart, next(iter(CHARTS.values())))
        self.chart_name = self.chart_class.name
        self.form = self.chart_class.options(query, as_of)
        # What has to be said is chosen already, as the field shows it; one that is wrong stays as it is.
        said = query.copy()
        for name, first in [*self._firsts(), ("language", get_language())]:
            said.setdefault(name, first)
        self.form.data = said
        self.form.fields["chart"] = _choice(
            _("Chart"),
            [(name, chart.label) for name, chart in CHARTS.items()],
            gettext_lazy("“%(value)s” is no chart of the record."),
        )
        languages = [(code, in_language(name, code)) for code, name in settings.LANGUAGES]
        self.form.fields["language"] = _choice(
            _("Language"), languages, gettext_lazy("“%(value)s” is no language of the record.")
        )
        self.form.fields["language"].widget = NamesSelect(choices=languages)
        self.form.order_fields(OWN)
        # Read again, now that its own are there, too.
        self.form.full_clean()
        for name, sentences in (wrong or {}).items():
            self.form.add_error(name, sentences)
        self._keep_what_was_typed()

    def _keep_what_was_typed(self) -> None:
        """Let fields for days that hold something else, such as a month, be texts: a calendar drops it."""
        for name, field in self.form.fields.items():
            typed = self.form.data.get(name)
            if isinstance(field.widget, forms.DateInput) and typed and not _is_day(self.form[name].value()):
                field.widget.input_type = "text"

    @property
    def title(self) -> str:
        return _("Take a chart with you")

    @property
    def description(self) -> str:
        return _("Pick a chart of the record and its options, and copy what shows it on your own site.")

    @property
    def address(self) -> str:
        return reverse("embed-builder")

    def typed_query(self) -> str:
        """Give the query of the page's address with all that was typed, right or wrong, and nothing empty."""
        typed = [(name, text) for name, texts in self.asked.lists() for text in texts if text]
        return f"?{urlencode(typed)}" if typed else ""

    def _firsts(self) -> Iterator[tuple[str, str]]:
        """Yield the options of the chart that have to be said, each with its first value."""
        for name, field in self.form.fields.items():
            if field.required and field.choices:
                yield name, field.choices[0][0]

    # What can be picked

    @cached_property
    def choices(self) -> list[Choice]:
        """Give the charts to pick from, each with what is asked of every chart."""
        kept = {name: self.form.cleaned_data.get(name) for name in OF_EVERY_CHART}
        kept |= self.as_of.parameters
        return [
            Choice(
                name,
                chart.label,
                "?" + urlencode({"chart": name} | {key: value for key, value in kept.items() if value}),
                chart is self.chart_class,
            )
            for name, chart in CHARTS.items()
        ]

    @cached_property
    def language(self) -> str:
        """Give the language that the chart is to have: that of the page where none is asked for."""
        return self.form.cleaned_data.get("language") or get_language()

    def count_set(self) -> int:
        """Give how many options of the chart are asked for."""
        return sum(bool(self.asked.get(name)) for name in self.form.fields if name not in OWN)

    def options(self) -> Iterator[Option]:
        """Yield the options of the chart, in the order in which the form has them."""
        for field in self.form:
            if field.name != "chart":
                yield Option(field, list(_values(field)))

    # What it comes to

    @cached_property
    def chart(self) -> TravellingChart:
        """Give the chart, in the language in which it is to be, as far as what is asked means something."""
        valid = QueryDict(self.form.query(**dict.fromkeys(OWN)).removeprefix("?"), mutable=True)
        for name, first in self._firsts():
            valid.setdefault(name, first)
        with override(self.language):
            return self.chart_class(valid, self.as_of)

    def taken(self, absolute: Absolute, picture_size: PictureSize) -> Taken:
        """Give what is taken of the chart, in the language in which it is to be."""
        with override(self.language):
            return take(self.chart, absolute, picture_size)


def _choice(label: Any, choices: Any, invalid: Any) -> forms.ChoiceField:
    """Give a field for one of the choices; nothing is asked for where it is empty."""
    return forms.ChoiceField(
        label=label, choices=choices, required=False, error_messages={"invalid_choice": invalid}
    )


def _is_day(value: Any) -> bool:
    """Tell whether a calendar can show a value."""
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _values(field: forms.BoundField) -> Iterator[Value]:
    """Yield the values that an option may have, where they can be counted."""
    for value, meaning in getattr(field.field, "choices", ()):
        if value:
            yield Value(value, meaning)
