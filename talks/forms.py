"""What a reader may ask of a page in its address: a form, so that bad values are named in words."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from talks.dates import DateError, PreciseDate
from talks.models import Decision, Event, GuarantorState, Round, Status, Topic
from talks.models.decisions import Criteria, TakenAt
from talks.search import words


class BoundDayField(forms.CharField):
    """A day, a month or a year (2018-02-01, 2018-02, 2018): its first day, or its last where `ends`."""

    def __init__(self, *, ends: bool = False, **options: Any) -> None:
        self.ends = ends
        super().__init__(max_length=10, required=False, **options)

    def clean(self, value: Any) -> dt.date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            date = PreciseDate.parse(text)
        except DateError:
            date = None
        if date is None or date.start != date.end or date.is_approximate or date.is_uncertain:
            message = _("“%(value)s” is no day, month or year: write 2018-02-01, 2018-02 or 2018.")
            raise forms.ValidationError(message, code="date", params={"value": text})
        return date.latest if self.ends else date.earliest


class SeveralChoicesField(forms.MultipleChoiceField):
    """Any number of choices; an empty value asks for nothing, as it does in the other fields."""

    def to_python(self, value: Any) -> list[str]:
        return [choice for choice in super().to_python(value) if choice]


def _choices(
    anything: Any, choices: list[tuple[str, Any]], invalid: Any, **options: Any
) -> forms.ChoiceField:
    """Give a field for one of the choices or, by default, anything."""
    return forms.ChoiceField(
        choices=[("", anything), *choices],
        required=False,
        error_messages={"invalid_choice": invalid},
        **options,
    )


class DashboardForm(forms.Form):
    """The filters of the dashboard, the round or event that is open, the direction of time and the page."""

    q = forms.CharField(
        label=_("Search the decisions"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("Ask in %(limit_value)d characters at most, not %(show_value)d.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    guarantor = SeveralChoicesField(
        label=_("Adopted by"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no guarantor state.")},
    )
    since = BoundDayField(label=_("From"))
    until = BoundDayField(label=_("To"), ends=True)
    page = forms.IntegerField(
        label=_("Page"),
        min_value=1,
        max_value=100_000,
        required=False,
        error_messages={
            "invalid": _("The page must be a number."),
            "min_value": _("Pages are counted from 1."),
        },
    )

    # What says where the reader stands, not what is asked for: kept when the filters are cleared.
    PLACE = ("axis", "round", "event")

    def __init__(self, data: Any, rounds: list[Round], events: list[Event]) -> None:
        """Take the address's query and the rounds and events that may be open. Two queries."""
        super().__init__(data)
        self.guarantors = list(GuarantorState.objects.all())
        self.fields["guarantor"].choices = [(party.slug, party.name) for party in self.guarantors]
        topics = [(topic.slug, topic.name) for topic in Topic.objects.all()]
        self.fields |= {
            "topic": _choices(
                _("All topics"), topics, _("“%(value)s” is no topic of the record."), label=_("Topic")
            ),
            "kind": _choices(
                _("All kinds"),
                Decision.Kind.choices,
                _("“%(value)s” is no kind of decision."),
                label=_("Kind of decision"),
            ),
            "status": _choices(
                _("Any follow-up"),
                Status.choices,
                _("“%(value)s” is no status of a follow-up."),
                label=_("Follow-up"),
            ),
            "at": _choices(
                _("Rounds and events"),
                TakenAt.choices,
                _("“%(value)s” is no place where decisions are taken: say rounds or events."),
                label=_("Taken at"),
            ),
            "axis": _choices(
                "",
                [("ltr", ""), ("rtl", "")],
                _("“%(value)s” is no direction of time: say ltr or rtl."),
                label=_("Direction of time"),
            ),
            "round": _choices(
                "",
                [(meeting.slug, "") for meeting in rounds],
                _("“%(value)s” is no round of the record."),
                label=_("Round"),
            ),
            "event": _choices(
                "",
                [(event.slug, "") for event in events],
                _("“%(value)s” is no event of the record."),
                label=_("Event"),
            ),
        }

    def clean_q(self) -> str:
        """Give what is looked for; what has no letter or digit asks for nothing."""
        text = self.cleaned_data["q"]
        return text if words(text) else ""

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day lies before the first."))
        return asked

    def criteria(self) -> Criteria:
        """Give what the valid part of the form asks decisions for."""
        asked = self.cleaned_data
        return Criteria(
            guarantors=tuple(asked.get("guarantor", ())),
            topic=asked.get("topic", ""),
            kind=asked.get("kind", ""),
            status=asked.get("status", ""),
            taken_at=asked.get("at", ""),
            text=asked.get("q", ""),
            since=asked.get("since"),
            until=asked.get("until"),
        )

    def place(self) -> list[tuple[str, str]]:
        """Give where the reader stands, as names and values to keep in the address."""
        return [(name, self.cleaned_data[name]) for name in self.PLACE if self.cleaned_data.get(name)]

    def count_set(self) -> int:
        """Give how many filters are set."""
        return sum(
            bool(self.cleaned_data.get(name)) for name in self.fields if name not in (*self.PLACE, "page")
        )

    def query(self, **changes: str | int | None) -> str:
        """Give the query of this page's address with some of it changed; None takes a part away.

        Only what is valid is kept. A changed filter or round begins again at the first page of the list.
        """
        asked: dict[str, Any] = {
            name: self.cleaned_data[name] if name == "guarantor" else self.data.get(name)
            for name in self.fields
            if self.cleaned_data.get(name) and name != "page"
        }
        asked |= changes
        kept = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(kept, doseq=True)}" if kept else "?"

    def cleared_query(self) -> str:
        """Give the query with every filter cleared, in the same place."""
        return self.query(**{name: None for name in self.fields if name not in self.PLACE})
