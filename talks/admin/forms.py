"""How the record is typed: each text in its own direction, each broken rule said before it is saved."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from talks.admin.asking import Act, Asked, shows_at_once
from talks.admin.sending import is_key
from talks.bilingual import bilingual_texts, language_of
from talks.dates import DerivedDayField, EdtfField, PreciseDate, format_date
from talks.models import Citation, Decision, DifferenceVersion, FollowUp, Source, State, Status
from talks.models.claims import Claim
from talks.publishing import Fault, bring_along, faults_of, faults_of_decision, overlapping

# What is written from left to right in any language; of a span with an open end, even the order would change.
MACHINE_TEXTS = (EdtfField, models.DateField, models.SlugField, models.URLField)

HOW_TO_WRITE_A_DATE = format_lazy(
    _(
        "As exactly as it is known: a day {day}, several days {days}, a month {month}, a year {year}; "
        "with an open end {open}. After a date, {about} says approximate and {doubt} uncertain."
    ),
    **{
        name: format_html('<bdi dir="ltr">{}</bdi>', text)
        for name, text in {
            "day": "2018-05-15",
            "days": "2017-01-23/2017-01-24",
            "month": "2019-02",
            "year": "2019",
            "open": "2017-06-14/..",
            "about": "~",
            "doubt": "?",
        }.items()
    },
)


def both(name: str) -> tuple[str, ...]:
    """Name the columns of a bilingual text; in one line of a form they stand side by side."""
    return tuple(to_attribute(name, language) for language in settings.RECORD_LANGUAGES)


NOTHING_CHOSEN = BLANK_CHOICE_DASH[0][1]


class OfRows:
    """An autocomplete among rows, of which a source is named in its own language."""

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict[str, Any]:
        """Leave out the language, which is that of whoever asked for a form first: the page says its own.

        Of several that are chosen each has a cross; one for all of them would stand in their list as no item.
        """
        attributes = super().build_attrs(base_attrs, extra_attrs)
        del attributes["lang"]
        if self.allow_multiple_selected:
            attributes["data-allow-clear"] = "false"
        return attributes

    def option(self, name: str, row: models.Model, label: str, is_chosen: bool, place: int) -> dict[str, Any]:
        """Give the option that stands for a row."""
        option = self.create_option(name, row.pk, label, is_chosen, place)
        if isinstance(row, Source):
            option["attrs"]["lang"] = row.language
        return option


class KnownRows(OfRows):
    """An autocomplete that asks the database only for chosen rows that it does not hold already.

    Where one row is chosen, the first option stands for none and has a label, as HTML asks.
    """

    known: Iterable[models.Model] = ()

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[tuple[None, list, int]]:
        # What was sent may be no key at all: the field says so, and there is nothing to ask for.
        value = [chosen for chosen in value if is_key(chosen)]
        rows = [row for row in self.known if str(row.pk) in value]
        if len(rows) < len(value):
            rows = self.choices.queryset.filter(pk__in=value)
        label = self.choices.field.label_from_instance
        options = [self.option(name, row, label(row), True, at) for at, row in enumerate(rows, start=1)]
        if not self.allow_multiple_selected:
            options.insert(0, self.create_option(name, "", NOTHING_CHOSEN, False, 0))
        return [(None, options, 0)]


class RowSelect(KnownRows, AutocompleteSelect):
    pass


class RowsSelect(KnownRows, AutocompleteSelectMultiple):
    pass


class RowsField(forms.ModelMultipleChoiceField):
    """A choice of several rows that says so of what cannot be one."""

    def clean(self, value: Any) -> models.QuerySet:
        for chosen in value or ():
            if not is_key(chosen):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": chosen}
                )
        return super().clean(value)


class RecordForm(forms.ModelForm):
    """A form that says which rule is broken, whichever columns the rule is about, and nothing typed is lost.

    Drafts may lack a language; what is or becomes published keeps the rules of `talks.publishing`.
    """

    # Columns whose rules the form set keeps, which sees all rows as they will be.
    left_to_form_set: tuple[str, ...] = ()
    # Set by the page: what the editor asks for, and whether the form is a row of another entry's page.
    asked: Asked | None = None
    is_row = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state_before = getattr(self.instance, "state", None) if self.instance.pk else None
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", None)  # within the links to add and to change
            if isinstance(widget, KnownRows):
                widget.known = self._rows_at_hand(name)
        if self._may_be_incomplete():
            for name in bilingual_texts(self._meta.model):
                for column in both(name):
                    if column in self.fields:
                        self.fields[column].required = False

    def _may_be_incomplete(self) -> bool:
        model = self._meta.model
        return issubclass(model, Claim) or model is DifferenceVersion

    def _rows_at_hand(self, name: str) -> Iterable[models.Model]:
        """Give the rows of a relation, as far as they came with the instance."""
        if self.instance._meta.get_field(name).many_to_many:
            return getattr(self.instance, "_prefetched_objects_cache", {}).get(name, ())
        row = self.instance._state.fields_cache.get(name)
        return [row] if row else []

    def is_valid(self) -> bool:
        """Tell whether it may be saved; never, where it only shows what was typed."""
        return super().is_valid() and not (self.asked and self.asked.shows_only)

    def has_changed(self) -> bool:
        """Tell whether anything is to be saved: what was typed, or the state that follows from the button."""
        return super().has_changed() or self._moves()

    def state_after(self) -> str | None:
        """Give the state in which the entry will be; None for what has none."""
        if not hasattr(self.instance, "state"):
            return None
        if self.asked is None:
            return self.instance.state
        if not self.is_row:
            return self.asked.state
        is_held_back = "held_back" in self.fields and bool(self["held_back"].data if self.is_bound else False)
        return self.asked.state_of_row(self.instance, is_held_back)

    def _moves(self) -> bool:
        return self.state_before is not None and self.is_bound and self.state_after() != self.state_before

    def _is_for_readers(self) -> bool:
        """Tell whether what is typed will be published, or stay so."""
        state = self.state_after()
        if state is None and self._may_be_incomplete():
            if not self.is_row:
                return shows_at_once(self.instance)
            state = self.asked.state if self.asked else None
        return state == State.PUBLISHED

    def _post_clean(self) -> None:
        if (state := self.state_after()) is not None:
            self.instance.state = state
        # Django leaves out the rules on columns that are not typed: derived days, ids, an inline's parent.
        super()._post_clean()
        if not self.has_changed() and (self.instance.pk or self.empty_permitted):
            return
        self._say_broken_rules()
        if self.asked and self.asked.would_show(self.instance):
            self.add_error(None, _("Readers would see this at once: that is for a publisher to enter."))
        if self._is_for_readers():
            for fault in self.faults():
                if fault.field not in self.errors:
                    self.add_error(fault.field if fault.field in self.fields else None, fault.words)
        elif self._may_be_incomplete():
            self._ask_for_one_language()

    def faults(self) -> Iterator[Fault]:
        """Find what keeps the entry from being published as it was typed."""
        sources = len(self.cleaned_data.get("sources") or ()) if "sources" in self.fields else None
        return faults_of(self.instance, sources, self.asked and self.asked.edition)

    def _ask_for_one_language(self) -> None:
        """Say of a draft which text it lacks altogether."""
        for name in bilingual_texts(self._meta.model):
            columns = [column for column in both(name) if column in self.fields]
            needed = columns and not self.instance._meta.get_field(columns[0]).blank
            if needed and not any(getattr(self.instance, column) for column in columns):
                self.add_error(columns[0], _("A draft needs this text in one language at least."))

    def _say_broken_rules(self) -> None:
        try:
            self.instance.validate_constraints(exclude=set(self._unknown_columns()))
        except ValidationError as broken:
            for error in (error for errors in broken.error_dict.values() for error in errors):
                for message in self._words_for(error):
                    if message not in self.non_field_errors():
                        self.add_error(None, message)

    def _words_for(self, error: ValidationError) -> list[str]:
        """Give the words of a broken rule; on the page of a row's parent, they need not name that."""
        names = (error.params or {}).get("unique_check", ())
        own = [name for name in names if not isinstance(self.fields.get(name), InlineForeignKeyField)]
        return error.messages if len(own) == len(names) else [twice_on_a_page(self.instance, own)]

    def _unknown_columns(self) -> Iterator[str]:
        """Name the columns whose values are wrong already, or known only when the row is saved."""
        # What is wrong with its state is said by what publishing requires, beside the field that is to blame.
        yield from (*self.errors, *self.left_to_form_set, "state")
        for column in self.instance._meta.concrete_fields:
            derived_of_wrong = isinstance(column, DerivedDayField) and column.of in self.errors
            is_parent = isinstance(self.fields.get(column.name), InlineForeignKeyField)
            unsaved = column.primary_key or is_parent
            if derived_of_wrong or (unsaved and getattr(self.instance, column.attname) is None):
                yield column.name


def sources_field(label: str = _("sources"), *, help_text: str = "") -> RowsField:
    """Give a field for the sources that a claim cites, found by typing, made without leaving the page."""
    relation = Citation._meta.get_field("source")
    widget = RelatedFieldWidgetWrapper(
        RowsSelect(relation, admin.site), relation.remote_field, admin.site, can_add_related=True
    )
    return RowsField(
        Source.objects.all(), label=capfirst(label), required=False, widget=widget, help_text=help_text
    )


class CitingForm(RecordForm):
    """The form of a claim, with the sources that it cites in their order."""

    sources = sources_field()
    # The fields of sources, with the relation of the citations that each of them stands for.
    CITED = {"sources": "citations"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, relation in self.CITED.items():
            if name in self.fields and self.instance.pk:
                self.initial.setdefault(name, [citation.source_id for citation in self._cited(relation)])

    def _cited(self, relation: str) -> list[Citation]:
        if not self.instance.pk:
            return []
        if relation in getattr(self.instance, "_prefetched_objects_cache", {}):
            return list(getattr(self.instance, relation).all())
        return list(getattr(self.instance, relation).select_related("source").order_by("position", "pk"))

    def _rows_at_hand(self, name: str) -> Iterable[models.Model]:
        if name in self.CITED:
            return [citation.source for citation in self._cited(self.CITED[name])]
        return super()._rows_at_hand(name)

    def _save_m2m(self) -> None:
        super()._save_m2m()
        for name, relation in self.CITED.items():
            if name in self.cleaned_data:
                self._cite(relation, self._in_order_typed(name))

    def _in_order_typed(self, name: str) -> list[Source]:
        """Give the chosen sources in the order in which they were chosen."""
        chosen = {str(source.pk): source for source in self.cleaned_data[name]}
        typed = dict.fromkeys(map(str, self[name].value() or ())) or chosen
        return [chosen[pk] for pk in typed if pk in chosen]

    def clean(self) -> dict[str, Any]:
        """Note what the entry of the page cites, for its new rows; its form is cleaned before theirs."""
        cleaned = super().clean() or self.cleaned_data
        if self.asked and not self.is_row and cleaned.get("sources"):
            self.asked.sources = self._in_order_typed("sources")
        return cleaned

    def _cite(self, relation: str, sources: list[Source]) -> None:
        """Let the entry cite these sources: those it had stay where they are, the others follow them."""
        citations = getattr(self.instance, relation)
        present = {citation.source_id: citation for citation in citations.order_by("position", "pk")}
        wanted = {source.pk for source in sources}
        gone = [citation.pk for pk, citation in present.items() if pk not in wanted]
        if gone:
            citations.filter(pk__in=gone).delete()
        last = max((citation.position for citation in present.values()), default=-1)
        new = [source for source in sources if source.pk not in present]
        claim = citations.field.name
        Citation.objects.bulk_create(
            Citation(source=source, position=position, **{claim: self.instance})
            for position, source in enumerate(new, start=last + 1)
        )


class RowForm(CitingForm):
    """A claim as a row of the page of the entry that it belongs to, whose state it follows."""

    is_row = True
    held_back = forms.BooleanField(
        label=_("Keep as a draft"),
        required=False,
        help_text=_("It stays out of sight when the rest of the page is published."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        parent = self.asked.entry if self.asked else None
        # What readers do not see yet of an entry that they see stays so until somebody unticks it.
        hidden = {State.REVIEW: (State.DRAFT,), State.PUBLISHED: (State.DRAFT, State.REVIEW)}
        waits = isinstance(parent, Claim) and self.state_before in hidden.get(parent.state, ())
        if "held_back" in self.fields:
            self.initial.setdefault("held_back", waits)
        if self.cites_as_the_page() and "sources" in self.fields:
            self.fields["sources"].help_text = _("Where left empty, those of the round or event.")

    def cites_as_the_page(self) -> bool:
        """Tell whether it rests on the sources of its round or event, where none are chosen for it."""
        return self.instance.pk is None and not isinstance(self.instance, FollowUp)

    def clean(self) -> dict[str, Any]:
        """Let a new row cite what its round or event cites, unless it says otherwise."""
        cleaned = super().clean()
        if self.cites_as_the_page() and not cleaned.get("sources") and self.asked:
            cleaned["sources"] = self.asked.sources
        return cleaned


def twice_on_a_page(row: models.Model | type[models.Model], names: Iterable[str]) -> str:
    """Say that two rows have the same in these columns."""
    labels = ", ".join(str(row._meta.get_field(name).verbose_name) for name in names)
    return gettext("Another row has the same: %(columns)s.") % {"columns": labels}


class RecordFormSet(BaseInlineFormSet):
    """The rows of an entry that stand on its page."""

    def get_unique_error_message(self, unique_check: Iterable[str]) -> str:
        return twice_on_a_page(self.model, [name for name in unique_check if name != self.fk.name])

    def kept_forms(self) -> list[RecordForm]:
        """Give the forms of the rows that will be there, as far as they are right."""
        kept = (form for form in self.forms if form not in self.deleted_forms)
        return [form for form in kept if form.is_valid() and (form.has_changed() or form.instance.pk)]

    def giving_up(self, name: str) -> list[int]:
        """Give the ids of the rows that are saved with another value of a column, or deleted."""
        leaving = (
            form for form in self.initial_forms if form in self.deleted_forms or name in form.changed_data
        )
        return [form.instance.pk for form in leaving]


class RoundForm(CitingForm):
    """A round, which may overlap another one of its track only where the editor says that this is right."""

    overlap_confirmed = forms.BooleanField(
        label=_("It is right that it overlaps another round of the track"), required=False
    )

    def _post_clean(self) -> None:
        super()._post_clean()
        moves = {"date", "track", "status"} & set(self.changed_data) or self.state_before != State.PUBLISHED
        known = self.instance.track_id and self.instance.earliest and "date" not in self.errors
        if not (self._is_for_readers() and moves and known) or self.cleaned_data.get("overlap_confirmed"):
            return
        for other in overlapping(self.instance):
            says = _("Overlaps with {round} ({date}). If that is right, tick the box that says so.")
            date = format_date(other.precise_date, get_language())
            self.add_error("date", says.format(round=other, date=date))


class DecisionForm(CitingForm):
    """A decision, with the sources of the decision and of what became of it."""

    outcome_sources = sources_field(_("sources of what became of it"))
    CITED = {"sources": "citations", "outcome_sources": "outcome_citations"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "topics" in self.fields:
            self.fields["topics"].required = False

    def faults(self) -> Iterator[Fault]:
        named = {name: len(self.cleaned_data.get(name) or ()) for name in ("topics", "outcome_sources")}
        yield from super().faults()
        yield from faults_of_decision(self.instance, **named)


class DecisionRowForm(DecisionForm, RowForm):
    """A decision on the page of its round or event, with its first follow-up."""

    left_to_form_set = ("number",)
    number = forms.IntegerField(
        label=capfirst(Decision._meta.get_field("number").verbose_name),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("The next one where left empty."),
    )
    first_status = forms.ChoiceField(
        label=_("First follow-up"), choices=[("", "---------"), *Status.choices], required=False
    )
    first_date = forms.CharField(
        label=_("As of"), required=False, help_text=_("The last day of the round where left empty.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["first_date"].widget.attrs |= {"dir": "ltr", "class": "vTextField"}
        if self.instance.pk:
            self._show_latest_follow_up()
        elif self.asked:
            self.initial.setdefault("adopted_by", [party.pk for party in self.asked.guarantors])
            self.initial.setdefault("kind", Decision.Kind.COMMITMENT)
            self.fields["adopted_by"].widget.widget.known = self.asked.guarantors

    def _show_latest_follow_up(self) -> None:
        """Show where a decision stands that has follow-ups; they are written on its own page."""
        follow_ups = list(self.instance.follow_ups.all())
        if follow_ups:
            latest = max(follow_ups, key=lambda follow_up: (follow_up.earliest, follow_up.latest))
            self.initial |= {"first_status": latest.status, "first_date": latest.date}
            for name, label in {"first_status": _("Latest follow-up"), "first_date": _("As of")}.items():
                self.fields[name].disabled, self.fields[name].label = True, label
                self.fields[name].help_text = ""

    def clean_first_date(self) -> str:
        """Read the date of the first follow-up; raises ValidationError for what is no date."""
        date = self.cleaned_data["first_date"]
        if date and not self.fields["first_date"].disabled:
            date = FollowUp._meta.get_field("date").to_python(date)
            precise = PreciseDate.parse(date)
            if precise.earliest is None or precise.latest is None:
                raise ValidationError(_("A follow-up lies on known days."))
        return date

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("first_date") and not cleaned.get("first_status"):
            self.add_error("first_status", _("Say how it stood on that day."))
        return cleaned

    def _save_m2m(self) -> None:
        super()._save_m2m()
        decision, status = self.instance, self.cleaned_data.get("first_status")
        if status and not self.fields["first_status"].disabled:
            meeting = decision.round or decision.event
            date = self.cleaned_data.get("first_date") or (meeting.latest or meeting.earliest).isoformat()
            first = FollowUp(decision=decision, date=date, status=status, state=decision.state)
            first.save()
            Citation.objects.bulk_create(
                Citation(source=source, position=position, follow_up=first)
                for position, source in enumerate(self._in_order_typed("sources"))
            )
        if self.state_before is not None and self.state_before != decision.state != State.DRAFT:
            bring_along(decision, decision.state)


class DecisionFormSet(RecordFormSet):
    """The decisions of a round or event, which may exchange their numbers."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and form.has_changed()]
        taken = {form.instance.number for form in self.forms if form.instance.number}
        free = (number for number in count(1) if number not in taken)
        for form in kept:
            if form.instance.number is None and "number" not in form.errors:
                form.instance.number = next(free)

    def save(self, commit: bool = True) -> list[Decision]:
        # The database knows a number once, and rows are saved one by one: each first takes one that is free.
        taken = {form.instance.number for form in self.kept_forms()}
        taken.update(self.get_queryset().values_list("number", flat=True))
        spare = (number for number in count(1000) if number not in taken)
        for pk in self.giving_up("number"):
            Decision.objects.filter(pk=pk).update(number=next(spare))
        return super().save(commit)


class FollowUpFormSet(RecordFormSet):
    """The follow-ups of a decision, of which a day has one."""

    def clean(self) -> None:
        super().clean()
        days = set()
        for form in self.kept_forms():
            span = (form.instance.earliest, form.instance.latest)
            if span in days:
                form.add_error("date", _("This decision already has a follow-up on that day."))
            elif None not in span:
                days.add(span)


class VersionForm(CitingForm):
    is_row = True
    left_to_form_set = ("is_followed",)

    def _moves(self) -> bool:
        """Tell whether it is published with its difference, as it has no state of its own."""
        publishes = self.asked is not None and self.asked.act is Act.PUBLISH and not self.asked.is_public
        return publishes and self.is_bound and self.instance.pk is not None


class VersionFormSet(RecordFormSet):
    """The versions of a difference, of which the record follows one at most."""

    def clean(self) -> None:
        super().clean()
        kept = self.kept_forms()
        if sum(form.instance.is_followed for form in kept) > 1:
            raise ValidationError(_("The record follows one version at most."))
        asked = self.form.asked
        if asked and asked.state == State.PUBLISHED and not kept and not self.total_error_count():
            raise ValidationError(_("Nothing is published without a source: name at least one."))

    def save(self, commit: bool = True) -> list[DifferenceVersion]:
        # The one given up goes first: the database allows one at any moment.
        DifferenceVersion.objects.filter(pk__in=self.giving_up("is_followed")).update(is_followed=False)
        return super().save(commit)


class TypedInDirection:
    """A page or an inline whose texts are typed in the direction of their language, whatever the page's."""

    form = RecordForm

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        """Give the field of a form its direction, its language and a word on how to fill it in."""
        if isinstance(db_field, models.URLField):
            options["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **options)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            # The cross beside a choice would delete the entry chosen, not the choice.
            field.widget.can_delete_related = False
        if field is None or db_field.is_relation or db_field.choices:
            return field
        attributes = field.widget.attrs
        if language := language_of(db_field):
            of_language = get_language_info(language)
            attributes |= {"lang": language, "dir": "rtl" if of_language["bidi"] else "ltr"}
            field.label = format_lazy(
                "{text} ({language})",
                text=capfirst(db_field.verbose_name),
                language=of_language["name_translated"],
            )
        elif isinstance(db_field, MACHINE_TEXTS):
            attributes["dir"] = "ltr"
        elif isinstance(db_field, models.CharField | models.TextField):
            attributes["dir"] = "auto"
        if isinstance(db_field, models.TextField):
            attributes["rows"] = 3
        if isinstance(db_field, EdtfField):
            what_for = db_field.help_text
            field.help_text = (
                format_lazy("{} {}", what_for, HOW_TO_WRITE_A_DATE) if what_for else HOW_TO_WRITE_A_DATE
            )
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            options["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            options["widget"] = RowsSelect(db_field, self.admin_site)
        options.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **options)
