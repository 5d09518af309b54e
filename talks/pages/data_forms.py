"""What a reader may ask of a calendar or a feed: forms that refuse what they do not know."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from talks.forms import ADDED_BY_CAMPAIGNS, OF_THE_RECORD, QueryForm, SeveralChoicesField, day_outside
from talks.models import AsOf, GuarantorState, Round, Topic
from talks.models.decisions import Criteria


class DataForm(QueryForm):
    """What data can be asked beside the edition and the day; a name that means nothing is refused."""

    def __init__(self, data: QueryDict, as_of: AsOf) -> None:
        super().__init__(data, as_of)
        del self.fields["page"]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        known = [*self.fields, *OF_THE_RECORD]
        words = _("“%(name)s” means nothing here; what can be asked: %(known)s.")
        for name in self.data:
            if name not in known and not name.startswith(ADDED_BY_CAMPAIGNS):
                self.add_error(None, words % {"name": name, "known": ", ".join(known)})
        return asked

    def refuse_errors(self) -> None:
        """Raise ValidationError with all that is wrong, by parameter, a day outside the record before all."""
        if outside := day_outside(self.as_of):
            raise forms.ValidationError({"as_of": outside})
        super().refuse_errors()

    def lasting_query(self) -> str:
        """Give the query of what is asked for, whichever edition and day are shown; empty for nothing."""
        return self.query(edition=None, as_of=None).removeprefix("?")


class CalendarForm(DataForm):
    """Which round the calendar is to have; all of them where none is asked for."""

    def __init__(self, data: QueryDict, as_of: AsOf, rounds: list[Round]) -> None:
        """Take the address's query and the rounds that readers see."""
        super().__init__(data, as_of)
        self.fields["round"] = forms.ChoiceField(
            choices=[("", ""), *((meeting.slug, meeting.slug) for meeting in rounds)],
            required=False,
            error_messages={"invalid_choice": _("“%(value)s” is no round of the record.")},
        )


class FeedForm(DataForm):
    """Which decisions a feed is about: on a topic, adopted by one of some guarantors; all by default."""

    def __init__(self, data: QueryDict, as_of: AsOf) -> None:
        """Take the address's query. Two queries."""
        super().__init__(data, as_of)
        topics = [(topic.slug, topic.name) for topic in Topic.objects.known_by(as_of)]
        guarantors = [(party.slug, party.name) for party in GuarantorState.objects.known_by(as_of)]
        self.fields |= {
            "topic": forms.ChoiceField(
                choices=[("", ""), *topics],
                required=False,
                error_messages={"invalid_choice": _("“%(value)s” is no topic of the record.")},
            ),
            "guarantor": SeveralChoicesField(
                choices=guarantors,
                required=False,
                error_messages={"invalid_choice": _("“%(value)s” is no guarantor state.")},
            ),
        }

    def criteria(self) -> Criteria:
        """Give what the form asks decisions for."""
        return Criteria(topic=self.cleaned_data["topic"], guarantors=tuple(self.cleaned_data["guarantor"]))

    def names(self) -> list[str]:
        """Give the names of the topic and the guarantors that are asked for, in the reader's language."""
        asked = [self.cleaned_data["topic"], *self.cleaned_data["guarantor"]]
        names = dict(self.fields["topic"].choices + self.fields["guarantor"].choices)
        return [str(names[slug]) for slug in asked if slug]


class TableForm(DataForm):
    """How a table is to be written: `bom=1` is for Excel, which takes UTF-8 for something else without it."""

    bom = forms.ChoiceField(
        choices=[("", ""), ("0", ""), ("1", "")],
        required=False,
        error_messages={
            "invalid_choice": _("“%(value)s” is neither 1, with the mark for Excel, nor 0, without it.")
        },
    )

    @property
    def is_for_excel(self) -> bool:
        """Tell whether the table is to be opened in Excel."""
        return self.cleaned_data["bom"] == "1"
