"""What the API can be asked: a form for the list of each dataset, of which its description is made, too."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from talks.api.fields import CodeField, EntryField, GuarantorsField, IdField, SourceValueField
from talks.forms import OF_THE_RECORD, BoundDayField, QueryForm, days_in_order, text_field
from talks.models import Decision, Difference, Event, Participation, Party, Round, Source, Statement, Status
from talks.models.decisions import Criteria, TakenAt
from talks.models.searching import looked_for
from talks.record.open_data.datasets import DATASETS

# Entries of a page of a list: where nothing is said, and at most.
A_PAGE, LARGEST_PAGE = 50, 200


class ApiForm(QueryForm):
    """What every address of the API can be asked: nothing but the edition and the day."""

    page = None

    def refuse_errors(self) -> None:
        """Raise ValidationError with all that is wrong, by parameter, unknown ones among them."""
        wrong = self.errors.as_data() | self._meaning_nothing()
        if wrong:
            raise forms.ValidationError(wrong)

    def _meaning_nothing(self) -> dict[str, list[forms.ValidationError]]:
        """Give what is wrong with parameters that are unknown, empty, or said twice where one would count."""
        known = [*self.fields, *OF_THE_RECORD]
        wrong = {}
        for name, values in self.data.lists():
            is_list = isinstance(self.fields.get(name), GuarantorsField)
            if name not in known:
                words = _("There is no such parameter here. There are: %(known)s.")
                wrong[name] = [forms.ValidationError(words, params={"known": ", ".join(known)})]
            elif len(values) > 1 and not is_list:
                wrong[name] = [forms.ValidationError(_("It can be said only once."))]
            elif not all(value.strip() for value in values):
                wrong[name] = [forms.ValidationError(_("Say something, or leave it out."))]
        return wrong


class ListForm(ApiForm):
    """What every list can be asked: the place where its page begins, and how long it is.

    A list stands in the order of the ids, and its pages follow each other by them: so no entry is left out or
    given twice where others come or go meanwhile, and the last page is found as fast as the first.
    """

    # The filters that ask for the value of a column, with its lookup.
    LOOKUPS: dict[str, str] = {}

    after = IdField(label=_("Begin after this id, which is that of the last entry of the page before."))
    per_page = forms.IntegerField(
        label=_("How many entries the page has at most: from 1 to 200; without it, 50."),
        min_value=1,
        max_value=LARGEST_PAGE,
        required=False,
        error_messages={
            "invalid": _("The number of entries must be a whole number."),
            "min_value": _("A page has from 1 to 200 entries."),
            "max_value": _("A page has from 1 to 200 entries."),
        },
    )

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        for name, field in self.fields.items():
            if asked.get(name) and isinstance(field, EntryField | SourceValueField):
                try:
                    asked[name] = field.in_the_record(asked[name], self.as_of)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return asked

    def keep(self, entries: QuerySet) -> QuerySet:
        """Keep what is asked for."""
        asked = {name: self.cleaned_data[name] for name in self.LOOKUPS if self.cleaned_data[name]}
        entries = entries.filter(**{self.LOOKUPS[name]: value for name, value in asked.items()})
        return self.keep_more(entries)

    def keep_more(self, entries: QuerySet) -> QuerySet:
        """Keep of them what is asked for by other filters."""
        return entries

    @property
    def length(self) -> int:
        """Give how many entries a page has at most."""
        return self.cleaned_data["per_page"] or A_PAGE


class DaysForm(ListForm):
    """What a list can be asked whose entries have days."""

    # The columns of the first day and the last.
    DAYS = ("earliest", "latest")

    since = BoundDayField(label=_("What touches this day or a later one: 2018-02-01, 2018-02 or 2018."))
    until = BoundDayField(
        label=_("What touches this day or an earlier one: 2018-02-01, 2018-02 or 2018."), ends=True
    )

    def clean(self) -> dict[str, Any]:
        return days_in_order(self, super().clean())

    def keep_more(self, entries: QuerySet) -> QuerySet:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        first, last = self.DAYS
        if since:
            entries = entries.filter(self.ends_not_before(since, last))
        return entries.filter(**{f"{first}__lte": until}) if until else entries

    def ends_not_before(self, since: Any, last: str) -> Q:
        """Give the condition that the last day is not before another; an open end is not."""
        return Q(**{f"{last}__gte": since}) | Q(**{last: None})


class PartiesFilters(ListForm):
    """What the list of parties can be asked."""

    LOOKUPS = {"kind": "kind"}

    kind = CodeField(Party.Kind.choices, label=_("Parties of this kind."))


class PeopleFilters(ListForm):
    """What the list of people can be asked."""

    LOOKUPS = {"party": "party__slug"}

    party = EntryField("parties", label=_("People who act for the party with this id."))


class SourcesFilters(ListForm):
    """What the list of sources can be asked, as on their page."""

    LOOKUPS = {"publisher": "publisher", "language": "language", "kind": "kind"}

    publisher = SourceValueField(
        "publisher",
        _("“%(value)s” is no publisher of the record."),
        label=_("Sources of this publisher, by its name."),
    )
    language = SourceValueField(
        "language",
        _("“%(value)s” is no language of a source."),
        label=_("Sources in the language of this code."),
    )
    kind = CodeField(Source.Kind.choices, label=_("Sources of this kind."))
    q = text_field(_("Sources in whose title, publisher or address all of these words are found."))

    def keep_more(self, entries: QuerySet) -> QuerySet:
        text = self.cleaned_data["q"]
        return entries.matching(looked_for(text)) if text else entries


class RoundsFilters(DaysForm):
    """What the list of rounds can be asked: their days and status are those of the day shown."""

    LOOKUPS = {"track": "track__slug", "status": "shown_status"}
    DAYS = ("shown_earliest", "shown_latest")

    track = EntryField("tracks", label=_("Rounds of the track with this id."))
    status = CodeField(Round.Status.choices, label=_("Rounds with this status on the day of the data."))

    def keep(self, entries: QuerySet) -> QuerySet:
        return super().keep(entries.with_days_shown(self.as_of))


class EventsFilters(DaysForm):
    """What the list of events can be asked."""

    LOOKUPS = {"track": "track__slug", "kind": "kind"}

    track = EntryField("tracks", label=_("Events of the track with this id."))
    kind = CodeField(Event.Kind.choices, label=_("Events of this kind."))

    def ends_not_before(self, since: Any, last: str) -> Q:
        # Of what still lasted on an earlier day the end is open, as the rows have it.
        still_lasted = (
            Q(latest__gt=self.as_of.on, date__contains="/") if self.as_of.is_rewound else Q(pk=None)
        )
        return super().ends_not_before(since, last) | still_lasted


class ZoneEventsFilters(ListForm):
    """What the list of the events of zones can be asked."""

    LOOKUPS = {"zone": "zone__slug", "event": "event__slug"}

    zone = EntryField("events", label=_("What belongs to the zone that is the event with this id."))
    event = EntryField("events", label=_("To which zones the event with this id belongs."))


class ParticipationsFilters(ListForm):
    """What the list of participations can be asked."""

    LOOKUPS = {
        "round": "round__slug",
        "event": "event__slug",
        "party": "party__slug",
        "head": "head__slug",
        "role": "role",
    }

    round = EntryField("rounds", label=_("Who took part in the round with this id."))
    event = EntryField("events", label=_("Who took part in the event with this id."))
    party = EntryField("parties", label=_("Where the party with this id took part."))
    head = EntryField("people", label=_("Which delegations the person with this id led."))
    role = CodeField(Participation.Role.choices, label=_("Who took part in this role."))


class DecisionsFilters(DaysForm):
    """What the list of decisions can be asked, under the names that its page on the site has for it."""

    LOOKUPS = {"round": "round__slug", "event": "event__slug"}

    round = EntryField("rounds", label=_("Decisions of the round with this id."))
    event = EntryField("events", label=_("Decisions of the event with this id."))
    topic = EntryField("topics", label=_("Decisions on the topic with this id."))
    kind = CodeField(Decision.Kind.choices, label=_("Decisions of this kind."))
    status = CodeField(Status.choices, label=_("Decisions with this status on the day of the data."))
    guarantor = GuarantorsField(
        label=_(
            "Decisions that one of the guarantor states with these ids adopted; it may be said several times."
        )
    )
    at = CodeField(TakenAt.choices, label=_("Decisions that were taken at rounds, or around them at events."))
    q = text_field(
        _(
            "Decisions in which all of these words are found, in either language, or in the names of where "
            "they were taken and of their topics."
        )
    )

    def keep_more(self, entries: QuerySet) -> QuerySet:
        asked = self.cleaned_data
        criteria = Criteria(
            guarantors=tuple(asked["guarantor"]),
            topic=asked["topic"],
            kind=asked["kind"],
            status=asked["status"],
            taken_at=asked["at"],
            text=asked["q"],
            since=asked["since"],
            until=asked["until"],
        )
        return entries.asked_for(criteria)


class FollowUpsFilters(DaysForm):
    """What the list of follow-ups can be asked."""

    LOOKUPS = {"decision": "decision__slug", "status": "status"}

    decision = EntryField("decisions", label=_("What is reported of the decision with this id."))
    status = CodeField(Status.choices, label=_("Reports of this status."))


class StatementsFilters(DaysForm):
    """What the list of statements can be asked; their day is that on which they were made."""

    LOOKUPS = {
        "round": "round__slug",
        "event": "event__slug",
        "speaker": "speaker__slug",
        "stance": "stance",
    }
    DAYS = ("day", "day")

    round = EntryField("rounds", label=_("What was said of the round with this id."))
    event = EntryField("events", label=_("What was said of the event with this id."))
    speaker = EntryField("people", label=_("What the person with this id said."))
    about = EntryField("decisions", label=_("What was said about the decision with this id."))
    stance = CodeField(Statement.Stance.choices, label=_("Statements with this stance."))

    def keep_more(self, entries: QuerySet) -> QuerySet:
        about = self.cleaned_data["about"]
        if about:
            # It may be a decision that came after the day: then the rows do not name it either.
            known = DATASETS["decisions"].entries(self.as_of).filter(slug=about)
            entries = entries.filter(about__in=known.order_by().values("pk"))
        return super().keep_more(entries)


class AnnouncementsFilters(DaysForm):
    """What the list of announced dates can be asked; the day is that of the announcement."""

    LOOKUPS = {"round": "round__slug"}
    DAYS = ("announced_on", "announced_on")

    round = EntryField("rounds", label=_("Dates that were announced for the round with this id."))


class DifferencesFilters(ListForm):
    """What the list of differences between sources can be asked."""

    LOOKUPS = {
        "round": "round__slug",
        "event": "event__slug",
        "decision": "decision__slug",
        "field": "field",
    }

    round = EntryField("rounds", label=_("On what sources differ about the round with this id."))
    event = EntryField("events", label=_("On what sources differ about the event with this id."))
    decision = EntryField("decisions", label=_("On what sources differ about the decision with this id."))
    field = CodeField(Difference.Field.choices, label=_("Where sources differ on this."))


# The form of each dataset's list, by the name of the dataset.
FORMS: dict[str, type[ListForm]] = {
    "tracks": ListForm,
    "topics": ListForm,
    "parties": PartiesFilters,
    "people": PeopleFilters,
    "sources": SourcesFilters,
    "rounds": RoundsFilters,
    "events": EventsFilters,
    "zone_events": ZoneEventsFilters,
    "participations": ParticipationsFilters,
    "decisions": DecisionsFilters,
    "follow_ups": FollowUpsFilters,
    "statements": StatementsFilters,
    "announcements": AnnouncementsFilters,
    "differences": DifferencesFilters,
}
