"""The desk: the editors’ first page, which says what waits to be done, and a page for each of its lists."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from talks import desk
from talks.admin.first_steps import first_steps
from talks.admin.proposing import change_address
from talks.dates import format_date, format_day
from talks.models import (
    DateAnnouncement,
    Decision,
    Difference,
    Edition,
    FollowUp,
    OpenForm,
    Participation,
    Proposal,
    State,
    Statement,
    Status,
)
from talks.models.meetings import Dated
from talks.publishing import missing_languages
from talks.roles import may_publish
from talks.versions.revisions import DELETED, RECOVERED, RESTORED

LINES_ON_THE_DESK = 10
LINES_A_PAGE = 25
# A form that was seen within this time is open still.
OPEN_FOR = dt.timedelta(minutes=1)
# What is offered on the desk itself.
ADDED_MOST = ("round", "event", "decision", "source")

# The menu: the kinds of entries by what they are about.
MENU: list[tuple[str, Any, tuple[str, ...]]] = [
    ("talks", _("The talks"), ("Round", "Event", "Participation", "DateAnnouncement", "Track")),
    ("decided", _("What was decided"), ("Decision", "FollowUp", "Topic")),
    ("parties", _("Who takes part"), ("GuarantorState", "Party", "Person")),
    ("said", _("What was said, and where it stands"), ("Statement", "Source", "Difference")),
    ("kept", _("The record as a whole"), ("Edition", "Proposal", "FormerAddress")),
    ("accounts", _("Accounts"), ("User", "Group")),
]

COMMENTS = {
    DELETED: _("deleted"),
    RESTORED: _("an earlier version restored"),
    RECOVERED: _("brought back after it was deleted"),
}


@dataclass(frozen=True)
class Line:
    """What the desk says of one thing that waits, and the way to its form."""

    kind: str
    title: str
    about: str = ""
    date: str = ""
    state: str = ""
    notes: Sequence[str] = ()
    by: str = ""
    at: dt.datetime | None = None
    address: str = ""

    @property
    def when(self) -> str:
        """Give the moment in words; empty where none is known."""
        return moment_in_words(self.at) if self.at else ""

    @property
    def timestamp(self) -> str:
        """Give the moment for machines, as exactly as HTML takes it; empty where none is known."""
        return self.at.isoformat(timespec="seconds") if self.at else ""

    @property
    def state_label(self) -> str:
        """Give its state in words; empty for what has none."""
        return str(State(self.state).label) if self.state else ""


class Listed(Protocol):
    """What a section lists: it can be counted and cut into pages."""

    def count(self) -> int: ...
    def __getitem__(self, some: slice) -> Iterable[Any]: ...


@dataclass
class Section:
    """A list of the desk: what it holds, in words and as what is listed, and how its lines are made."""

    name: str
    title: Any
    about: Any
    when_empty: Any
    listed: Listed
    shown: list[Any] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    count: int = 0

    def is_cut(self) -> bool:
        """Tell whether it holds more than is shown."""
        return self.count > len(self.lines)


class Desk:
    """What waits for somebody at the desk, as of the edition's day. About thirty queries for all of it."""

    def __init__(self, request: HttpRequest, edition: Edition | None = None) -> None:
        """Take the edition that is current, or another one for the day on which the desk is to be seen."""
        self.user = request.user
        self.edition = edition or Edition.objects.current()
        self.publishes = may_publish(self.user)

    @property
    def day(self) -> dt.date:
        """Give the day for which the record speaks; before the first edition, it speaks for none."""
        return self.edition.day if self.edition else dt.date.min

    def section(self, name: str) -> Section:
        """Give one of the lists; raises KeyError."""
        return self._sections[name]()

    def to_do(self) -> list[Section]:
        """Give the lists of what is to be done, first those on which this role can act."""
        order = ("drafts", "refused", "review", "incomplete", "overdue")
        if self.publishes:
            order = ("review", "drafts", "overdue", "incomplete", "refused")
        return [self.section(name) for name in order]

    def going_on(self) -> list[Section]:
        """Give the lists of what others do."""
        return [self.section("open"), self.section("changes")]

    @cached_property
    def _sections(self) -> dict[str, Callable[[], Section]]:
        makers = (self._drafts, self._review, self._refused, self._incomplete, self._overdue)
        return {maker.__name__[1:]: maker for maker in (*makers, self._changes, self._open)}

    def _drafts(self) -> Section:
        return Section(
            "drafts", _("Drafts"), _("Written, and not sent to review yet."), _("No drafts."), desk.drafts()
        )

    def _review(self) -> Section:
        return Section(
            "review",
            _("Waiting for review"),
            _("Drafts that editors sent to review, and changes that they propose to what readers see."),
            _("Nothing waits for review."),
            desk.waiting_for_review(),
        )

    def _refused(self) -> Section:
        return Section(
            "refused",
            _("My refused proposals"),
            _("Each with the reason. Open one to propose it anew."),
            _("None of your proposals was refused."),
            desk.refused(self.user),
        )

    def _incomplete(self) -> Section:
        return Section(
            "incomplete",
            _("Incomplete"),
            _("A language is missing, or nothing is cited. What readers see already stands first."),
            _("Everything has both languages and a source."),
            desk.incomplete(),
        )

    def _overdue(self) -> Section:
        return Section(
            "overdue",
            _("Overdue"),
            _("Rounds whose planned days have passed, and decisions not heard of since the last round."),
            _("Nothing is overdue."),
            desk.overdue(self.day),
        )

    def _changes(self) -> Section:
        return Section(
            "changes", _("Recent changes"), "", _("Nothing was saved at the desk yet."), desk.changes()
        )

    def _open(self) -> Section:
        seen = OpenForm.objects.seen_since(timezone.now() - OPEN_FOR)
        listed = seen.select_related("editor").order_by("-seen_at", "pk")
        return Section("open", _("Open now"), "", _("Nobody has a form open."), listed)

    # Lines

    def fill(self, sections: list[Section], cut: slice = slice(LINES_ON_THE_DESK)) -> None:
        """Read the lines of some sections, all together."""
        for section in sections:
            section.shown = list(section.listed[cut])
            section.count = section.listed.count()
        self.make_lines(sections)

    def make_lines(self, sections: list[Section]) -> None:
        """Make the lines of what sections show."""
        revisions = [row for section in sections if section.name == "changes" for row in section.shown]
        changed = desk.changed_in(revisions) if revisions else {}
        keys = {key for entries in changed.values() for key, _title in entries}
        for section in sections:
            if section.name == "open":
                keys |= {key for form in section.shown if (key := desk.entry_of(form))}
            elif section.name != "changes":
                keys |= set(section.shown)
        rows = desk.Rows(keys, self.day)
        for section in sections:
            if section.name == "changes":
                section.lines = [_line_of_change(one, changed.get(one.pk, []), rows) for one in section.shown]
            elif section.name == "open":
                section.lines = [_line_of_form(form, rows, self.user) for form in section.shown]
            else:
                entries = (key for key in section.shown if rows.get(key) is not None)
                section.lines = [line_of(section.name, key, rows) for key in entries]


def line_of(section: str, key: desk.Key, rows: desk.Rows) -> Line:
    """Give the line of an entry in a section."""
    entry, saved = rows.get(key), rows.saved(key)
    if isinstance(entry, Proposal):
        return _line_of_proposal(entry, rows)
    title, about, date = names_of(entry)
    return Line(
        kind=kind_label(key.model),
        title=title,
        about=about,
        date=date,
        state=state_of(section, entry),
        notes=list(NOTES[section](entry)) if section in NOTES else (),
        by=saved.by if saved else "",
        at=saved.at if saved else None,
        address=form_address(key),
    )


def state_of(section: str, entry: models.Model) -> str:
    """Give the state that a line names: where readers see all decisions, it is not worth a word."""
    state = getattr(entry, "state", "")
    return "" if section == "overdue" and state == State.PUBLISHED else state


def names_of(entry: models.Model) -> tuple[str, str, str]:
    """Give what an entry is called, what it is about or part of, and its date in words."""
    language = get_language()
    date = format_date(entry.precise_date, language) if isinstance(entry, Dated) else ""
    match entry:
        case Decision():
            return str(entry), str(entry.meeting), ""
        case FollowUp():
            return str(entry.decision), str(Status(entry.status).label), date
        case Participation():
            return str(entry.party), str(entry.meeting), ""
        case Statement():
            return str(entry.speaker), str(entry.meeting), format_day(entry.day, language)
        case DateAnnouncement():
            return str(entry.round), date, format_day(entry.announced_on, language)
        case Difference():
            return str(entry.about), entry.get_field_display(), ""
        case Edition():
            return edition_name(entry), "", format_day(entry.day, language)
    return str(entry), "", date


def moment_in_words(moment: dt.datetime) -> str:
    """Give a day and a time of day, in the reader's language."""
    moment = timezone.localtime(moment)
    said = {"day": format_day(moment.date(), get_language()), "time": f"{moment:%H:%M}"}
    return gettext("%(day)s, %(time)s") % said


def edition_name(edition: Edition) -> str:
    """Give what an edition is called."""
    return gettext("Edition %(number)s") % {"number": edition.number}


def kind_label(model: type[models.Model]) -> str:
    """Give what a kind of entry is called."""
    return capfirst(str(model._meta.verbose_name))


def form_address(key: desk.Key, page: str = "change") -> str:
    """Give the address of the form of an entry, or of another of its pages."""
    return reverse(f"admin:talks_{key.model._meta.model_name}_{page}", args=[key.pk])


def deleted_address(model: type[models.Model]) -> str:
    """Give the address of what was deleted of a kind, from where it can be brought back."""
    return reverse(f"admin:talks_{model._meta.model_name}_deleted")


def _line_of_proposal(proposal: Proposal, rows: desk.Rows) -> Line:
    is_refused = proposal.state == Proposal.State.REFUSED
    about = desk.entry_of(proposal)
    entry = about and rows.get(about)
    return Line(
        kind=kind_label(apps.get_model("talks", proposal.kind)),
        title=proposal.title if entry is None else names_of(entry)[0],
        about=str(proposal._meta.verbose_name),
        notes=[proposal.reason] if is_refused else [],
        by=desk.name_of(proposal.decided_by if is_refused else proposal.proposed_by),
        at=proposal.decided_at if is_refused else proposal.proposed_at,
        address=change_address(proposal),
    )


def _line_of_change(revision: Any, changed: list[tuple[desk.Key, str]], rows: desk.Rows) -> Line:
    """Say what was saved at once: the first entry, and how many more."""
    first, _blank, words = revision.comment.partition(" ")
    comment = [str(COMMENTS[first]), words] if first in COMMENTS else [revision.comment]
    notes = [said for said in comment if said]
    if len(changed) > 1:
        more = len(changed) - 1
        notes.append(
            ngettext("and %(count)s more entry", "and %(count)s more entries", more) % {"count": more}
        )
    said = {"by": desk.name_of(revision.user), "at": revision.date_created, "notes": notes}
    if not changed:
        return Line(kind="", title=gettext("An entry"), **said)
    key, title_then = changed[0]
    entry = rows.get(key)
    title = title_then if entry is None else names_of(entry)[0]
    address = deleted_address(key.model) if entry is None else form_address(key)
    return Line(kind=kind_label(key.model), title=title, address=address, **said)


def _line_of_form(form: OpenForm, rows: desk.Rows, user: Any) -> Line:
    key = desk.entry_of(form)
    entry = key and rows.get(key)
    by = gettext("you") if form.editor_id == user.pk else desk.name_of(form.editor)
    if key is None:
        try:
            model = apps.get_model("talks", form.kind)
        except LookupError:
            return Line(kind="", title=form.kind, by=by)
        address = reverse(f"admin:talks_{form.kind}_add")
        return Line(kind=kind_label(model), title=gettext("A new entry"), by=by, address=address)
    title = names_of(entry)[0] if entry is not None else f"№ {key.pk}"
    return Line(kind=kind_label(key.model), title=title, by=by, address=form_address(key))


def _notes_of_parts(entry: models.Model) -> Iterable[str]:
    number = getattr(entry, "number_of_decisions", 0)
    if number:
        yield ngettext("%(count)s decision", "%(count)s decisions", number) % {"count": number}


def notes_of_gaps(entry: models.Model) -> Iterable[str]:
    """Say what is missing of an entry."""
    missing = {fault.field.rpartition("_")[2] for fault in missing_languages(entry)}
    for code in sorted(missing):
        yield gettext("{language} is missing").format(language=get_language_info(code)["name_translated"])
    if getattr(entry, "lacks_source", False):
        if isinstance(entry, Difference):
            yield gettext("a version lacks a text or a source")
        else:
            yield gettext("no source")


def notes_of_delay(entry: models.Model) -> Iterable[str]:
    """Say since when nothing was heard of an entry."""
    if isinstance(entry, Decision):
        yield str(Status(entry.status).label)
        heard_of = format_day(entry.heard_of, get_language())
        yield gettext("last heard of on %(day)s") % {"day": heard_of}
    else:
        yield gettext("planned, and its day has passed")


NOTES: dict[str, Callable[[models.Model], Iterable[str]]] = {
    "drafts": _notes_of_parts,
    "review": _notes_of_parts,
    "incomplete": notes_of_gaps,
    "overdue": notes_of_delay,
}


def sees_the_desk(request: HttpRequest) -> bool:
    """Tell whether an account may see every kind of entry that the desk names."""
    return all(request.user.has_perm(f"talks.view_{model._meta.model_name}") for model in desk.PART_OF)


class DeskPages:
    """The pages of the desk, for the site of the editors."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("desk/<slug:section>/", self.admin_view(self.desk_section), name="desk_section"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what waits, and below it the menu."""
        context: dict[str, Any] = {"add_links": _add_links(self, request)}
        if sees_the_desk(request):
            waiting = Desk(request)
            sections, going_on = waiting.to_do(), waiting.going_on()
            waiting.fill([*sections, *going_on])
            context |= {"desk": waiting, "sections": sections, "going_on": going_on}
            context |= _editions_context(request, waiting)
            context["first_steps"] = first_steps(request, waiting.edition)
        return super().index(request, context | (extra_context or {}))

    def desk_section(self, request: HttpRequest, section: str) -> HttpResponse:
        """Show one list of the desk, page by page."""
        if not sees_the_desk(request):
            raise PermissionDenied
        waiting = Desk(request, _edition_asked(request))
        try:
            shown = waiting.section(section)
        except KeyError as error:
            raise Http404 from error
        page = read_page(shown, request.GET.get("page"))
        waiting.make_lines([shown])
        context = self.each_context(request) | {
            "title": shown.title,
            "section": shown,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "desk": waiting,
            "mark": f"&edition={waiting.edition.number}" if "edition" in request.GET else "",
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/desk_section.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Give the menu: kinds of entries in groups of our own; for the page of an application, as it is."""
        apps_listed = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps_listed
        found = {kind["object_name"]: kind for app in apps_listed for kind in app["models"]}
        home = reverse("admin:index", current_app=self.name)
        groups = [
            (label, title, [found.pop(name) for name in names if name in found])
            for label, title, names in MENU
        ]
        groups.append(("more", _("More"), list(found.values())))
        return [
            {
                "name": title,
                "app_label": label,
                "app_url": f"{home}#menu-{label}",
                "has_module_perms": True,
                "models": kinds,
            }
            for label, title, kinds in groups
            if kinds
        ]


def read_page(section: Section, number: str | None) -> Page:
    """Read one page of a section's list into what it shows; gives the page."""
    page = Paginator(section.listed, LINES_A_PAGE).get_page(number)
    section.shown, section.count = list(page.object_list), page.paginator.count
    return page


def _edition_asked(request: HttpRequest) -> Edition | None:
    """Give the edition for whose day a list is asked; None for the current one. Raises Http404."""
    number = request.GET.get("edition")
    if number is None:
        return None
    edition = (
        Edition.objects.filter(number=int(number)).first() if number.isdecimal() and len(number) < 5 else None
    )
    if edition is None:
        raise Http404
    return edition


def _add_links(site: Any, request: HttpRequest) -> list[tuple[str, str]]:
    """Give the kinds that are added most, each with the address of an empty form."""
    return [
        (str(model._meta.verbose_name), reverse(f"admin:talks_{name}_add"))
        for name in ADDED_MOST
        if site._registry[model := apps.get_model("talks", name)].has_add_permission(request)
    ]


def _editions_context(request: HttpRequest, waiting: Desk) -> dict[str, Any]:
    """Give the edition that is being prepared, or whether one may be."""
    prepared = Edition.objects.filter(is_published=False).order_by("day").first()
    return {"prepared": prepared, "may_prepare": waiting.publishes and prepared is None}
