"""What a reader may ask of a page in its address: a form, so that bad values are named in words."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talks.bilingual import in_language
from talks.dates import DateError, PreciseDate
from talks.models import AsOf, Decision, Difference, Event, GuarantorState, Round, Source, Status, Topic
from talks.models.decisions import Criteria, TakenAt
from talks.models.sources import language_name
from talks.notation import present_notation
from talks.search import words

# So many characters can be looked for.
LONGEST_TEXT = 100
# What every address of the record may ask; read before a form is.
OF_THE_RECORD = ("edition", "as_of")
# What campaigns add to the addresses that they send around. It asks for nothing.
ADDED_BY_CAMPAIGNS = "utm_"


def carried_on(as_of: AsOf) -> dict[str, str]:
    """Give what every address of a page carries on: day, edition, how months and digits are written."""
    return as_of.parameters | present_notation().parameters


def said_differently(query: QueryDict, names: Iterable[str]) -> list[str]:
    """Give those of the names to which an address gives several values: none of them counts more."""
    return [name for name in names if len(set(query.getlist(name))) > 1]


def day_outside(as_of: AsOf) -> str:
    """Say that the day asked for lies outside the record; empty where it does not.

    Pages show the nearest day and say so. What cannot say so, such as a file, refuses the day.
    """
    if not as_of.asked:
        return ""
    days = {"first": as_of.edition.first_day().isoformat(), "last": as_of.edition.day.isoformat()}
    return _("The record speaks for the days from %(first)s to %(last)s.") % days


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


class NamesSelect(forms.Select):
    """A choice among names, each of which is marked with its language, where that is not the page's."""

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*args, **options)
        if language := getattr(option["label"], "language", ""):
            option["attrs"]["lang"] = language
        return option


class NamesCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes for any number of names, marked in the same way."""

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*args, **options)
        if language := getattr(option["label"], "language", ""):
            option["label"] = format_html('<bdi lang="{}">{}</bdi>', language, option["label"])
        return option


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


class TextField(forms.CharField):
    """Words that are looked for; what has no letter or digit asks for nothing."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return text if words(text) else ""


def text_field(label: Any) -> TextField:
    """Give the field for words that are looked for."""
    return TextField(
        label=label,
        max_length=LONGEST_TEXT,
        required=False,
        error_messages={"max_length": _("Ask in %(limit_value)d characters at most, not %(show_value)d.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def page_field(label: Any) -> forms.IntegerField:
    """Give the field for the page of a list."""
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=100_000,
        required=False,
        error_messages={
            "invalid": _("The page must be a number."),
            "min_value": _("Pages are counted from 1."),
        },
    )


class QueryForm(forms.Form):
    """What a page of the record can be asked: the base of each page's own form.

    The day `as_of` is read before the form is; addresses carry it on.
    """

    page = page_field(_("Page"))

    # What says where the reader stands, not what is asked for: kept when the filters are cleared.
    PLACE: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, as_of: AsOf) -> None:
        super().__init__(data)
        self.as_of = as_of

    def number(self, name: str = "page") -> int:
        """Give which page of a list is asked for; the first where none is."""
        return self.cleaned_data.get(name) or 1

    def refuse_errors(self) -> None:
        """Raise ValidationError with all that is wrong, by parameter, where there is no page to say it on."""
        if not self.is_valid():
            raise forms.ValidationError(self.errors.as_data())

    def place(self) -> list[tuple[str, Any]]:
        """Give where the reader stands, as names and values to keep in the address."""
        return [*carried_on(self.as_of).items()] + [
            (name, self.cleaned_data[name]) for name in self.PLACE if self.cleaned_data.get(name)
        ]

    def kept(self) -> list[tuple[str, str]]:
        """Give what is asked for, as names and values, for a form that asks for another day."""
        return parse_qsl(self.query(as_of=None).removeprefix("?"))

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
            name: value if isinstance(value, list) else self.data.get(name)
            for name, value in self.cleaned_data.items()
            if value and name != "page"
        }
        asked |= carried_on(self.as_of) | changes
        kept = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(kept, doseq=True)}" if kept else "?"

    def cleared_query(self) -> str:
        """Give the query with every filter cleared, in the same place."""
        return self.query(**{name: None for name in self.fields if name not in self.PLACE})


class ListsForm(QueryForm):
    """What a page with several lists can be asked: each list turns its own pages."""

    meetings = page_field(_("Page of the meetings"))
    decisions = page_field(_("Page of the decisions"))
    statements = page_field(_("Page of the statements"))
    dates = page_field(_("Page of the dates announced"))
    PLACE = ("meetings", "decisions", "statements", "dates")


def days_in_order(form: forms.Form, asked: dict[str, Any]) -> dict[str, Any]:
    """Give what is asked for; the day `until` is refused where it lies before `since`."""
    since, until = asked.get("since"), asked.get("until")
    if since and until and since > until:
        form.add_error("until", _("The last day lies before the first."))
    return asked


class DecisionsForm(QueryForm):
    """The filters of decisions, wherever decisions are listed."""

    q = text_field(_("Search the decisions"))
    guarantor = SeveralChoicesField(
        label=_("Adopted by"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no guarantor state.")},
    )
    since = BoundDayField(label=_("From"))
    until = BoundDayField(label=_("To"), ends=True)

    def __init__(self, data: QueryDict, as_of: AsOf) -> None:
        """Take the address's query. Two queries."""
        super().__init__(data, as_of)
        self.guarantors = list(GuarantorState.objects.known_by(as_of))
        self.topics = list(Topic.objects.known_by(as_of))
        self.fields["guarantor"].choices = [(party.slug, party.name) for party in self.guarantors]
        topics = [(topic.slug, topic.name) for topic in self.topics]
        self.fields |= {
            "topic": _choices(
                _("All topics"),
                topics,
                _("“%(value)s” is no topic of the record."),
                label=_("Topic"),
                widget=NamesSelect,
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
        }

    def clean(self) -> dict[str, Any]:
        return days_in_order(self, super().clean() or {})

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


class DashboardForm(DecisionsForm):
    """The filters of the dashboard, the round or event that is open, the direction of time and the page."""

    rows = page_field(_("Page of the table"))
    PLACE = ("axis", "round", "event", "rows")

    def __init__(self, data: QueryDict, as_of: AsOf, rounds: list[Round], events: list[Event]) -> None:
        """Take the address's query and the rounds and events that may be open. Two queries."""
        super().__init__(data, as_of)
        self.fields |= {
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


class DecisionListForm(DecisionsForm):
    """The filters of the list of decisions, the round whose decisions they are, and their order."""

    PLACE = ("sort",)
    # What is chosen beside the list, not in the form.
    FACETS = ("topic", "status", "kind", "guarantor")

    def __init__(self, data: QueryDict, as_of: AsOf, rounds: list[Round]) -> None:
        """Take the address's query and the rounds that may be asked for. Two queries."""
        super().__init__(data, as_of)
        self.fields |= {
            "round": _choices(
                _("All rounds"),
                [(meeting.slug, meeting.short_label) for meeting in rounds],
                _("“%(value)s” is no round of the record."),
                label=_("Round"),
                widget=NamesSelect,
            ),
            "sort": _choices(
                _("newest first"),
                [
                    ("oldest", _("oldest first")),
                    ("status", pgettext_lazy("order of a list", "by follow-up")),
                    ("round", pgettext_lazy("order of a list", "by round")),
                ],
                _("“%(value)s” is no order of the decisions: say oldest, status or round."),
                label=_("Sorted by"),
            ),
        }

    def beside(self) -> list[tuple[str, str]]:
        """Give what is chosen beside the list, and the day, as names and values for the form to carry on."""
        chosen = ((name, self.cleaned_data.get(name) or []) for name in self.FACETS)
        return [*carried_on(self.as_of).items()] + [
            (name, value)
            for name, values in chosen
            for value in (values if isinstance(values, list) else [values])
        ]


class ChangesForm(QueryForm):
    """The days between which a reader asks what changed."""

    since = BoundDayField(label=_("From"))
    until = BoundDayField(label=_("To"), ends=True)

    def clean(self) -> dict[str, Any]:
        return days_in_order(self, super().clean() or {})


class SourcesForm(QueryForm):
    """The filters of the sources, and their order."""

    q = text_field(_("Search titles and publishers"))
    PLACE = ("sort",)

    def __init__(self, data: QueryDict, as_of: AsOf, publishers: list[str], languages: list[str]) -> None:
        """Take the address's query, and the publishers and languages that the record has."""
        super().__init__(data, as_of)
        self.fields |= {
            "publisher": _choices(
                _("All publishers"),
                # The record names publishers in Latin letters.
                [(publisher, in_language(publisher, "en")) for publisher in publishers],
                _("“%(value)s” is no publisher of the record."),
                label=_("Publisher"),
                widget=NamesSelect,
            ),
            "language": _choices(
                _("All languages"),
                [(code, language_name(code)) for code in languages],
                _("“%(value)s” is no language of a source."),
                label=_("Language"),
            ),
            "kind": _choices(
                _("All kinds"),
                Source.Kind.choices,
                _("“%(value)s” is no kind of source."),
                label=_("Kind of source"),
            ),
            "sort": _choices(
                pgettext_lazy("order of a list", "by publisher"),
                [("date", _("date, newest first")), ("claims", _("number of claims"))],
                _("“%(value)s” is no order of the sources: say date or claims."),
                label=_("Sorted by"),
            ),
        }

    def offer(self, name: str, counts: dict[str, int]) -> None:
        """Offer, of the choices of a field, those that anything fits, with how much, and the one chosen."""
        anything, *choices = self.fields[name].choices
        chosen = self.cleaned_data.get(name)
        self.fields[name].choices = [anything] + [
            (value, _counted(label, counts.get(value, 0)))
            for value, label in choices
            if counts.get(value) or value == chosen
        ]


def _counted(label: Any, count: int) -> str:
    counted = _("%(choice)s (%(count)s)") % {"choice": label, "count": count}
    language = getattr(label, "language", "")
    return in_language(counted, language) if language else counted


class DifferencesForm(QueryForm):
    """What sources differ on, and the page of the list."""

    def __init__(self, data: QueryDict, as_of: AsOf) -> None:
        super().__init__(data, as_of)
        self.fields["field"] = _choices(
            _("All"),
            Difference.Field.choices,
            _("“%(value)s” is nothing on which sources differ in the record."),
            label=_("What differs"),
        )


class SearchForm(QueryForm):
    """What is looked for in the whole record, and the kind of entry where it is only one."""

    q = text_field(_("Search the record"))
    PLACE = ("kind",)

    def __init__(self, data: QueryDict, as_of: AsOf, kinds: list[str]) -> None:
        """Take the address's query and the kinds of entries that are found."""
        super().__init__(data, as_of)
        self.fields["kind"] = _choices(
            "",
            [(kind, kind) for kind in kinds],
            _("“%(value)s” is no kind of entry that is searched."),
            label=_("Kind of entry"),
        )
