"""What waits at the desk: drafts, reviews, refusals, what is incomplete, what is overdue, what was changed.

Each of these lists names entries of many kinds. It is a union of keys, which the database counts and cuts
into pages; what the lines show is then read for those of a page alone, each kind at once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from reversion.models import Revision, Version
from translated_fields import to_attribute

from talks.models import (
    Citation,
    DateAnnouncement,
    Decision,
    Difference,
    DifferenceVersion,
    Edition,
    Event,
    FollowUp,
    FormerAddress,
    OpenForm,
    Participation,
    Party,
    Person,
    Proposal,
    Round,
    Source,
    State,
    Statement,
    Status,
    Topic,
    Track,
)
from talks.publishing import bilingual_texts
from talks.versions.revisions import AS_IT_STOOD
from talks.versions.wholes import Key

# The claims, each with what it is part of, in the order in which lists name them.
PART_OF: dict[type[models.Model], tuple[str, ...]] = {
    Round: (),
    Event: (),
    Decision: ("round", "event"),
    FollowUp: ("decision",),
    Participation: ("round", "event"),
    Statement: ("round", "event"),
    DateAnnouncement: ("round",),
    Difference: ("round", "event", "decision"),
}
NAMED = (Party, Person, Topic, Track)
# Every kind that a line may be about; a union names them by their place.
KINDS: tuple[type[models.Model], ...] = (
    *(Proposal, *PART_OF, *NAMED),
    *(Source, Edition, FormerAddress),
)
# What a line says of an entry besides itself.
READ_WITH: dict[type[models.Model], tuple[str, ...]] = {
    Proposal: ("proposed_by", "decided_by"),
    Decision: ("round", "event"),
    FollowUp: ("decision",),
    Participation: ("party", "round", "event"),
    Statement: ("speaker", "round", "event"),
    DateAnnouncement: ("round",),
    Difference: ("round", "event", "decision"),
}
# What is still expected of a decision.
OPEN = (Status.PARTLY, Status.STALLED, Status.PENDING, Status.UNKNOWN)

# What is changed as one, and recorded as one.
WHOLES = (Round, Event, *NAMED, Source, Edition, FormerAddress)


class Keys:
    """A list of entries of many kinds, which can be counted and cut: one query each."""

    def __init__(self, *arms: QuerySet) -> None:
        first, *others = arms
        self._rows = first.union(*others, all=True).order_by("in_rank", "waits_since", "of_kind", "-key")

    def count(self) -> int:
        """Count them."""
        return self._rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, some: slice) -> list[Key]:
        return [Key(KINDS[kind], key) for _rank, _since, kind, key in self._rows[some]]


def _keys(
    entries: QuerySet, *, rank: int | models.Expression = 0, since: models.Expression | None = None
) -> QuerySet:
    """Give one kind of entries as a part of a list: by rank, then by the day since when they wait."""
    return (
        entries.order_by()
        .annotate(
            in_rank=rank if isinstance(rank, models.Expression) else Value(rank),
            # The day has its type even where there is none: all parts of a union have the same.
            waits_since=Cast(Value(None) if since is None else since, models.DateField()),
            of_kind=Value(KINDS.index(entries.model)),
            key=F("pk"),
        )
        .values_list("in_rank", "waits_since", "of_kind", "key")
    )


# What waits


def drafts() -> Keys:
    """Give what was not sent to review yet; a draft that is part of another one comes with that."""
    return Keys(*_in_state(State.DRAFT))


def waiting_for_review() -> Keys:
    """Give the proposals on which nobody has decided, the oldest first, and the entries sent to review."""
    return Keys(_keys(Proposal.objects.waiting(), rank=-1, since=F("proposed_at")), *_in_state(State.REVIEW))


def _in_state(state: State) -> list[QuerySet]:
    arms = []
    for model, owners in PART_OF.items():
        entries = model.objects.filter(state=state)
        for owner in owners:
            entries = entries.exclude(**{f"{owner}__state": state})
        arms.append(_keys(entries))
    return arms


def refused(user: AbstractBaseUser) -> Keys:
    """Give somebody's refused proposals, but for those after which the same entry got a new one of theirs."""
    later = Proposal.objects.filter(
        proposed_by=user,
        kind=OuterRef("kind"),
        entry=OuterRef("entry"),
        proposed_at__gt=OuterRef("proposed_at"),
    )
    own = Proposal.objects.filter(proposed_by=user, state=Proposal.State.REFUSED)
    return Keys(_keys(own.exclude(Exists(later))))


# What is incomplete


def incomplete() -> Keys:
    """Give what lacks a language or a source, first what readers see already."""
    hidden_last = models.Case(models.When(state=State.PUBLISHED, then=0), default=1)
    claims = [_keys(model.objects.filter(_lacks(model)), rank=hidden_last) for model in PART_OF]
    return Keys(*claims, *(_keys(model.objects.filter(lacks_language(model)), rank=1) for model in NAMED))


def _lacks(model: type[models.Model]) -> Q:
    return lacks_language(model) | lacks_source(model)


def lacks_language(model: type[models.Model]) -> Q:
    """Give the condition that a text lacks a language: one that is needed, or that another one has."""
    condition = Q(pk__in=[])
    for name in bilingual_texts(model):
        columns = [to_attribute(name, code) for code in settings.RECORD_LANGUAGES]
        empty = [Q(**{column: ""}) for column in columns]
        missing = reduce(or_, empty)
        if model._meta.get_field(columns[0]).blank:
            missing &= reduce(or_, (~is_empty for is_empty in empty))
        condition |= missing
    return condition


def lacks_source(model: type[models.Model]) -> Q:
    """Give the condition that a claim cites nothing; a difference does so where one of its versions does."""
    if model is Difference:
        versions = DifferenceVersion.objects.filter(difference=OuterRef("pk"))
        return Q(Exists(versions.filter(_lacks(DifferenceVersion)))) | ~Q(Exists(versions))
    return ~Q(Exists(Citation.objects.filter(**{_cited_as(model): OuterRef("pk")})))


def _cited_as(model: type[models.Model]) -> str:
    return model._meta.get_field("citations").field.name


# What is overdue


def overdue(day: dt.date) -> Keys:
    """Give what should have been heard of by the end of a day, what waits longest first.

    That is the rounds planned for days that have passed; and the published decisions of which more is
    expected, but nothing was reported since the last round began.
    """
    passed = Round.objects.planned().filter(latest__lte=day)
    arms = [_keys(passed, rank=0, since=F("latest"))]
    if (last := last_round(day)) is not None:
        heard = decisions_heard_of(day).filter(heard_of__lt=last.earliest, status__in=OPEN)
        arms.append(_keys(heard, rank=1, since=F("heard_of")))
    return Keys(*arms)


def last_round(day: dt.date) -> Round | None:
    """Give the round that was held last by the end of a day. One query."""
    return Round.objects.published().held(day).order_by("-earliest", "-number").first()


def decisions_heard_of(day: dt.date) -> QuerySet:
    """Give the published decisions taken by a day, with `heard_of`: the last day of which anything is told.

    That is the end of the latest follow-up, else the day of the decision. They have their `status`, too.
    """
    known = FollowUp.objects.published().filter(decision=OuterRef("pk"), earliest__lte=day)
    latest = known.order_by("-earliest", "-latest").values("latest")[:1]
    decisions = Decision.objects.published().with_status(day).with_day().filter(decided_on__lte=day)
    return decisions.annotate(heard_of=Coalesce(Subquery(latest), F("decided_on")))


# What lines show


@dataclass(frozen=True)
class Saved:
    """Who saved an entry last, and when; the name is empty where nobody is known."""

    by: str
    at: dt.datetime


class Rows:
    """The entries that lines are about, by their keys: a query for each kind, and two for who saved them."""

    def __init__(self, keys: Iterable[Key], day: dt.date) -> None:
        pks: dict[type[models.Model], set[int]] = defaultdict(set)
        for key in keys:
            pks[key.model].add(key.pk)
        self._rows: dict[Key, models.Model] = {}
        # Proposals come first: what they are about is read with the rest.
        for model in KINDS:
            if not pks[model]:
                continue
            for row in _read(model, day).filter(pk__in=pks[model]):
                self._rows[Key(model, row.pk)] = row
                if isinstance(row, Proposal) and (about := entry_of(row)):
                    pks[about.model].add(about.pk)
        self._saved = _last_saved({key for key in self._rows if key.model is not Proposal})

    def get(self, key: Key) -> models.Model | None:
        """Give an entry; None for one that is not there any more."""
        return self._rows.get(key)

    def saved(self, key: Key) -> Saved | None:
        """Tell who saved it last; None where that was not recorded."""
        return self._saved.get(key)


def entry_of(open_or_proposed: Proposal | OpenForm) -> Key | None:
    """Give the entry that a proposal or an open form is about; None of a form for a new one."""
    try:
        model = apps.get_model("talks", open_or_proposed.kind)
    except LookupError:
        return None
    return Key(model, open_or_proposed.entry) if open_or_proposed.entry else None


def _read(model: type[models.Model], day: dt.date) -> QuerySet:
    rows = model._base_manager.select_related(*READ_WITH.get(model, ()))
    if model in PART_OF:
        rows = rows.annotate(
            lacks_source=models.ExpressionWrapper(lacks_source(model), models.BooleanField())
        )
    if model is Decision:
        status = decisions_heard_of(day).filter(pk=OuterRef("pk"))
        rows = rows.annotate(
            status=Subquery(status.values("status")[:1]), heard_of=Subquery(status.values("heard_of")[:1])
        )
    if model in (Round, Event):
        rows = rows.annotate(number_of_decisions=Count("decisions"))
    return rows


def _last_saved(keys: set[Key]) -> dict[Key, Saved]:
    """Give by whom each of these entries was saved last. Two queries, however many there are."""
    if not keys:
        return {}
    models_of = {ContentType.objects.get_for_model(key.model).pk: key.model for key in keys}
    of_kinds = (
        Q(content_type=kind, object_id__in=[str(key.pk) for key in keys if key.model is model])
        for kind, model in models_of.items()
    )
    versions = Version.objects.filter(reduce(or_, of_kinds), db=DEFAULT_DB_ALIAS)
    versions = versions.exclude(revision__comment=AS_IT_STOOD).order_by()
    newest = versions.values_list("content_type", "object_id").annotate(newest=Max("revision_id"))
    newest = {Key(models_of[kind], int(pk)): revision for kind, pk, revision in newest}
    revisions = Revision.objects.select_related("user").in_bulk(newest.values())
    return {
        key: Saved(name_of(revisions[number].user), revisions[number].date_created)
        for key, number in newest.items()
    }


def name_of(user: AbstractBaseUser | None) -> str:
    """Give what somebody is called at the desk; empty for nobody."""
    return "" if user is None else user.get_full_name() or user.get_username()


# What was changed


def changes() -> QuerySet:
    """Give what was saved at the desk, the newest first."""
    saved = Revision.objects.exclude(comment=AS_IT_STOOD).select_related("user")
    return saved.order_by("-date_created", "-pk")


def changed_in(revisions: Iterable[Revision]) -> dict[int, list[tuple[Key, str]]]:
    """Give the entries that each of these changed, with what they were called then. One query."""
    kinds = {kind.pk: model for model, kind in ContentType.objects.get_for_models(*WHOLES).items()}
    versions = Version.objects.filter(
        revision__in=[revision.pk for revision in revisions], content_type__in=kinds
    )
    changed: dict[int, list[tuple[Key, str]]] = defaultdict(list)
    for revision, kind, pk, title in versions.order_by("pk").values_list(
        "revision_id", "content_type_id", "object_id", "object_repr"
    ):
        changed[revision].append((Key(kinds[kind], int(pk)), title))
    return changed
