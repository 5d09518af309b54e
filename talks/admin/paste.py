"""A joint statement pasted beside a round or an event, and the draft decisions made of its paragraphs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from talks.admin.forms import OfRows, both
from talks.admin.history import recorded
from talks.joint_statement.paragraphs import MOST_PARAGRAPHS, Paragraph, cleaned, paragraphs
from talks.joint_statement.proposals import Proposal, ProposedTopic, next_free, proposals, remarks
from talks.models import Citation, Decision, Event, Party, Round, Source, State, Topic
from talks.models.turns import take_turns

Meeting = Round | Event

# Joint statements have some 8,000 characters.
MOST_CHARACTERS = 50_000
# The steps of the page, as its buttons send them.
PROPOSE, CHANGE_TEXT, SAVE = "propose", "text", "save"
ROWS = "rows"


# The fields


def _direction(language: str) -> dict[str, str]:
    return {"lang": language, "dir": "rtl" if get_language_info(language)["bidi"] else "ltr"}


def _text_field(language: str, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=get_language_info(language)["name_translated"],
        required=False,
        widget=forms.Textarea({"rows": rows, "class": "vLargeTextField", **_direction(language)}),
        # Not `max_length`: the browser would cut what is pasted without a word.
        validators=[
            MaxLengthValidator(
                MOST_CHARACTERS,
                _(
                    "The text has %(show_value)d characters, and at most %(limit_value)d are read: paste "
                    "only the part with the decisions."
                ),
            )
        ],
        **options,
    )


class EntriesSelect(OfRows, AutocompleteSelectMultiple):
    """A choice of entries found by typing; without JavaScript, of those that are offered at once."""

    offered: Mapping[str, models.Model] = {}

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[tuple[None, list, int]]:
        chosen = {str(pk) for pk in value}
        options = [
            self.option(name, entry, str(entry), pk in chosen, at)
            for at, (pk, entry) in enumerate(self.offered.items())
        ]
        return [(None, options, 0)]


class EntriesField(forms.Field):
    """Entries of one kind, by their keys, in the order in which they were chosen.

    `offered` holds all that may be meant, by key: who makes the form has fetched them, with one query for all
    the rows.
    """

    hidden_widget = forms.MultipleHiddenInput

    def __init__(
        self, relation: models.Field, site: Any, offered: Mapping[str, models.Model], **options: Any
    ):
        super().__init__(required=False, widget=EntriesSelect(relation, site), **options)
        self.offered = self.widget.offered = offered

    def to_python(self, value: Any) -> list[models.Model]:
        chosen = dict.fromkeys(map(str, value or ()))
        if unknown := [pk for pk in chosen if pk not in self.offered]:
            raise ValidationError(
                gettext("Select a valid choice. %(value)s is not one of the available choices.")
                % {"value": ", ".join(unknown)}
            )
        return [self.offered[pk] for pk in chosen]


@dataclass(frozen=True)
class Choices:
    """What may be chosen on the page, fetched once for all of its rows."""

    site: Any
    topics: Mapping[str, Topic]
    adopters: Mapping[str, Party]
    sources: Mapping[str, Source]

    @classmethod
    def of(cls, site: Any, meeting: Meeting, sent: QueryDict) -> "Choices":
        """Give all topics, the guarantors, the sources of the meeting, and what was sent. Three queries."""
        adopters, sources = _keys(sent, "adopted_by"), _keys(sent, "sources")
        cited = models.Q(citations__in=meeting.citations.all())
        guarantors = models.Q(guarantor_order__isnull=False)
        return cls(
            site,
            {topic.slug: topic for topic in Topic.objects.all()},
            _by_key(Party.objects.filter(guarantors | models.Q(pk__in=adopters))),
            _by_key(Source.objects.filter(cited | models.Q(pk__in=sources)).distinct()),
        )

    def fields(self) -> dict[str, forms.Field]:
        """Give the fields for who adopted something and where it is from."""
        return {
            "adopted_by": EntriesField(
                Decision._meta.get_field("adopted_by"),
                self.site,
                self.adopters,
                label=capfirst(_("adopted by")),
            ),
            "sources": EntriesField(
                Citation._meta.get_field("source"), self.site, self.sources, label=capfirst(_("sources"))
            ),
        }

    def names_of_topics(self) -> dict[str, list[str]]:
        """Give the names of each topic in all languages."""
        return {slug: [getattr(topic, name) for name in both("name")] for slug, topic in self.topics.items()}

    def guarantors(self) -> list[str]:
        """Give the keys of the guarantor states."""
        return [pk for pk, party in self.adopters.items() if party.is_guarantor()]


def _keys(sent: QueryDict, name: str) -> set[int]:
    """Give the keys that were sent for a field, of the statement and of the rows."""
    values = (value for key in sent if key == name or key.endswith(f"-{name}") for value in sent.getlist(key))
    return {int(value) for value in values if value.isdecimal() and len(value) < 19}


def _by_key(entries: Iterable[models.Model]) -> dict[str, Any]:
    return {str(entry.pk): entry for entry in entries}


# The statement


class StatementForm(forms.Form):
    """The text of a statement in its languages, its sources, and who adopted what it says."""

    def __init__(self, choices: Choices, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"adopted_by": choices.guarantors()})
        super().__init__(*args, **options)
        for language in settings.RECORD_LANGUAGES:
            self.fields[to_attribute("statement", language)] = _text_field(language, rows=16)
        self.fields |= choices.fields()
        self.fields["sources"].help_text = _(
            "Each decision will cite them; change that for single ones below."
        )

    def texts(self) -> list[forms.BoundField]:
        """Give the fields of the texts, which stand side by side."""
        return [self[name] for name in both("statement")]

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean()
        for language in settings.RECORD_LANGUAGES:
            if len(self.paragraphs.get(language, ())) > MOST_PARAGRAPHS:
                message = gettext(
                    "The text has %(count)d paragraphs, and at most %(most)d are read: paste only the part "
                    "with the decisions."
                )
                counts = {"count": len(self.paragraphs[language]), "most": MOST_PARAGRAPHS}
                self.add_error(to_attribute("statement", language), message % counts)
        if not self.errors and not any(self.paragraphs.values()):
            self.add_error(both("statement")[0], gettext("Paste the text in one language at least."))
        return cleaned_data

    @cached_property
    def paragraphs(self) -> dict[str, list[Paragraph]]:
        """Give the paragraphs of each text, as far as it is right."""
        return {language: paragraphs(text) for language, text in self.pasted().items()}

    def pasted(self) -> dict[str, str]:
        """Give the texts that are right as they were pasted, by language."""
        names = {language: to_attribute("statement", language) for language in settings.RECORD_LANGUAGES}
        return {
            language: self.cleaned_data[name] for language, name in names.items() if name in self.cleaned_data
        }

    def initial_of_rows(self, found: Iterable[Proposal]) -> Iterator[dict[str, Any]]:
        """Yield what the row of each proposal holds before anybody changes it."""
        for proposal in found:
            texts = {
                to_attribute(name, language): text
                for name, of_language in (("title", proposal.titles), ("text", proposal.texts))
                for language, text in of_language.items()
            }
            yield texts | {
                "keep": proposal.is_kept,
                "number": proposal.number,
                "kind": proposal.kind,
                "topics": [topic.slug for topic in proposal.topics if topic.is_chosen],
                "adopted_by": self["adopted_by"].value(),
                "sources": self["sources"].value(),
            }


# The rows


class RowForm(forms.Form):
    """A paragraph as a decision; of one that is dropped, nothing need be right."""

    keep = forms.BooleanField(label=_("Keep"), required=False)
    number = forms.IntegerField(
        label=capfirst(_("number")),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Left empty, the next free one."),
    )
    kind = forms.ChoiceField(label=capfirst(_("kind")))

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.proposal: Proposal | None = None
        self.fields["kind"].choices = [("", "---------"), *Decision.Kind.choices]
        self.fields["topics"] = forms.MultipleChoiceField(
            label=capfirst(_("topics")),
            choices=[(slug, topic.name) for slug, topic in choices.topics.items()],
            widget=forms.CheckboxSelectMultiple,
        )
        for language in settings.RECORD_LANGUAGES:
            self.fields[to_attribute("title", language)] = self._title_field(language)
            self.fields[to_attribute("text", language)] = _text_field(language, rows=4)
        self.fields |= choices.fields()

    def _title_field(self, language: str) -> forms.CharField:
        longest = Decision._meta.get_field(to_attribute("title", language)).max_length
        return forms.CharField(
            label=get_language_info(language)["name_translated"],
            required=False,
            widget=forms.TextInput({"class": "vTextField", **_direction(language)}),
            validators=[MaxLengthValidator(longest)],
        )

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.is_kept():
            self._errors.clear()

    def is_kept(self) -> bool:
        """Tell whether the editor keeps the paragraph."""
        return bool(self.cleaned_data.get("keep"))

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean()
        for name in ("title", "text"):
            columns = both(name)
            if not any(cleaned_data.get(column) or column in self.errors for column in columns):
                self.add_error(columns[0], gettext("A draft needs this text in one language at least."))
        return cleaned_data

    def titles(self) -> list[forms.BoundField]:
        """Give the fields of the title, which stand side by side."""
        return [self[name] for name in both("title")]

    def texts(self) -> list[forms.BoundField]:
        """Give the fields of the text, which stand side by side."""
        return [self[name] for name in both("text")]

    def is_open(self) -> bool:
        """Tell whether all of the row is shown: it is kept, or something in it is wrong."""
        return bool(self["keep"].value() or self.errors)

    def texts_have_errors(self) -> bool:
        """Tell whether the texts must be changed."""
        return any(field.errors for field in self.texts())

    def topics_with_words(self) -> list[tuple[Any, ProposedTopic]]:
        """Give the boxes of the topics that were found in the paragraph, with the words that made them."""
        found = {topic.slug: topic for topic in self.proposal.topics} if self.proposal else {}
        boxes = {str(box.data["value"]): box for box in self["topics"]}
        return [(boxes[slug], topic) for slug, topic in found.items() if slug in boxes]

    def other_topics(self) -> list[Any]:
        """Give the boxes of the topics that nothing in the paragraph speaks for."""
        found = {topic.slug for topic in self.proposal.topics} if self.proposal else set()
        return [box for box in self["topics"] if str(box.data["value"]) not in found]

    def other_topic_is_chosen(self) -> bool:
        """Tell whether the editor chose one of those."""
        return any(box.data["selected"] for box in self.other_topics())

    def kind_words(self) -> list[tuple[str, str, str]]:
        """Give each kind that a text of the paragraph speaks for, with the language and its word."""
        labels = dict(Decision.Kind.choices)
        kinds = self.proposal.kinds if self.proposal else ()
        return [
            (labels[kind.kind], language, keyword.text)
            for kind in kinds
            for language, keyword in kind.keywords.items()
        ]

    def pasted(self) -> list[tuple[str, str, str]]:
        """Give the language, the direction and the text of the paragraph as it was pasted, marked."""
        texts = self.proposal.texts if self.proposal else {}
        return [
            (language, _direction(language)["dir"], self.proposal.marked(language))
            for language in settings.RECORD_LANGUAGES
            if language in texts
        ]


class RowFormSet(forms.BaseFormSet):
    """The paragraphs of a statement; `taken` are the numbers that the meeting's decisions have."""

    def __init__(self, *args: Any, taken: Iterable[int] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.taken = set(taken)

    def kept(self) -> list[RowForm]:
        """Give the rows that become decisions."""
        return [form for form in self.forms if form.is_kept()]

    def clean(self) -> None:
        used = set(self.taken)
        for form in self.kept():
            number = form.cleaned_data.get("number")
            if number in self.taken:
                form.add_error("number", gettext("Another decision of this meeting has this number."))
            elif number in used:
                form.add_error("number", gettext("Another row has this number."))
            used |= {number} - {None}
        if not self.kept():
            raise ValidationError(gettext("Nothing is kept: keep one paragraph at least."))

    def give_free_numbers(self) -> None:
        """Give the kept rows that have no number the next free ones."""
        used = self.taken | {form.cleaned_data["number"] for form in self.kept()} - {None}
        for form in self.kept():
            if form.cleaned_data["number"] is None:
                form.cleaned_data["number"] = next_free(used, after=max(used, default=0))
                used.add(form.cleaned_data["number"])


def _rows(choices: Choices, *args: Any, **options: Any) -> RowFormSet:
    of_rows = forms.formset_factory(
        RowForm,
        RowFormSet,
        extra=0,
        # Two texts may have no paragraph in common.
        max_num=2 * MOST_PARAGRAPHS,
        absolute_max=2 * MOST_PARAGRAPHS,
        validate_max=True,
    )
    return of_rows(*args, prefix=ROWS, form_kwargs={"choices": choices}, **options)


# The pages


class Pasted:
    """A round's or an event's page with a way to the pages on which a joint statement is pasted."""

    def get_urls(self) -> list[URLPattern]:
        address = path(
            "<path:object_id>/paste/",
            self.admin_site.admin_view(self.paste_view),
            name=f"talks_{self.opts.model_name}_paste",
        )
        return [address, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        meeting = options.get("obj")
        context["may_paste"] = meeting is not None and self.may_paste(request, meeting)
        return super().render_change_form(request, context, *args, **options)

    def paste_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the text of a statement, show what is proposed of it, save what the editor keeps as drafts."""
        meeting = self._meeting_for_pasting(request, object_id)
        choices = Choices.of(self.admin_site, meeting, request.POST)
        step = request.POST.get("step") if request.method == "POST" else None
        if step not in (PROPOSE, CHANGE_TEXT, SAVE):
            return self._show_paste(request, meeting, StatementForm(choices))
        statement = StatementForm(choices, request.POST)
        if step == CHANGE_TEXT or not statement.is_valid():
            return self._show_paste(request, meeting, statement)
        if step == PROPOSE:
            return self._propose(request, meeting, choices, statement)
        return self._save_pasted(request, meeting, choices, statement)

    def may_paste(self, request: HttpRequest, meeting: Meeting) -> bool:
        """Tell whether an account may add draft decisions to a meeting, published or not."""
        adds = all(request.user.has_perm(f"talks.add_{kind}") for kind in ("decision", "citation"))
        return adds and self.has_view_permission(request, meeting)

    def _meeting_for_pasting(self, request: HttpRequest, object_id: str) -> Meeting:
        meeting = self.get_object(request, unquote(object_id))
        if not self.may_paste(request, meeting):
            raise PermissionDenied
        if meeting is None:
            raise Http404
        return meeting

    def _show_paste(self, request: HttpRequest, meeting: Meeting, statement: StatementForm) -> HttpResponse:
        context = self._paste_context(request, meeting, statement)
        return TemplateResponse(request, "admin/talks/paste.html", context)

    def _propose(
        self, request: HttpRequest, meeting: Meeting, choices: Choices, statement: StatementForm
    ) -> HttpResponse:
        taken = _numbers_of(meeting)
        found = proposals(statement.paragraphs, choices.names_of_topics(), taken)
        rows = _rows(choices, initial=list(statement.initial_of_rows(found)), taken=taken)
        return self._show_proposals(request, meeting, statement, rows, found)

    def _save_pasted(
        self, request: HttpRequest, meeting: Meeting, choices: Choices, statement: StatementForm
    ) -> HttpResponse:
        with transaction.atomic():
            take_turns()
            taken = _numbers_of(meeting)
            rows = _rows(choices, request.POST, taken=taken)
            if rows.is_valid():
                return self._add_decisions(request, meeting, choices, rows)
        found = proposals(statement.paragraphs, choices.names_of_topics(), taken)
        return self._show_proposals(request, meeting, statement, rows, found)

    def _show_proposals(
        self,
        request: HttpRequest,
        meeting: Meeting,
        statement: StatementForm,
        rows: RowFormSet,
        found: list[Proposal],
    ) -> HttpResponse:
        # What was sent may have other rows than its text has paragraphs.
        for form, proposal in zip(rows.forms, found, strict=False):
            form.proposal = proposal
        context = self._paste_context(request, meeting, statement) | {
            "rows": rows,
            "remarks": list(remarks(statement.pasted(), statement.paragraphs)),
            "kept": sum(bool(form["keep"].value()) for form in rows.forms),
        }
        return TemplateResponse(request, "admin/talks/paste_proposals.html", context)

    def _paste_context(
        self, request: HttpRequest, meeting: Meeting, statement: StatementForm
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": gettext("Paste a joint statement"),
            "subtitle": str(meeting),
            "opts": self.opts,
            "original": meeting,
            "statement": statement,
            "media": self.media + statement.media,
        }

    def _add_decisions(
        self, request: HttpRequest, meeting: Meeting, choices: Choices, rows: RowFormSet
    ) -> HttpResponse:
        rows.give_free_numbers()
        with recorded(request.user, meeting):
            added = [_decision_of(form, meeting, choices) for form in rows.kept()]
            self.log_change(request, meeting, [{"added": _named_in_log(decision)} for decision in added])
        message = ngettext(
            "%(count)d draft decision was added to “%(meeting)s”.",
            "%(count)d draft decisions were added to “%(meeting)s”.",
            len(added),
        )
        self.message_user(request, message % {"count": len(added), "meeting": meeting}, messages.SUCCESS)
        address = reverse(f"admin:talks_{self.opts.model_name}_change", args=[meeting.pk])
        return HttpResponseRedirect(address)


def _numbers_of(meeting: Meeting) -> set[int]:
    return set(meeting.decisions.values_list("number", flat=True))


def _decision_of(form: RowForm, meeting: Meeting, choices: Choices) -> Decision:
    """Save a row as a draft of the meeting, with its topics, adopters and sources."""
    typed = form.cleaned_data
    decision = Decision(
        number=typed["number"],
        kind=typed["kind"],
        state=State.DRAFT,
        **{meeting._meta.model_name: meeting},
        **{column: cleaned(typed[column]) for name in ("title", "text") for column in both(name)},
    )
    decision.save()
    decision.topics.set(choices.topics[slug] for slug in typed["topics"])
    decision.adopted_by.set(typed["adopted_by"])
    Citation.objects.bulk_create(
        Citation(source=source, decision=decision, position=position)
        for position, source in enumerate(typed["sources"])
    )
    return decision


def _named_in_log(decision: Decision) -> dict[str, str]:
    return {"name": str(Decision._meta.verbose_name), "object": str(decision)}
