"""Deleting: what would go, what would lose a link, what stands against it, and who may."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from talks.admin.history.words import kind_of_row, page_of
from talks.models import Citation, Edition, Proposal
from talks.models.claims import Entry, kind_of
from talks.models.turns import take_turns
from talks.roles import may_publish
from talks.versions.names import naming
from talks.versions.recording import recorded
from talks.versions.restoring import unlinked_by
from talks.versions.wholes import KINDS, key_of, kind


@dataclass(frozen=True)
class Named:
    """An entry on the page: its kind, its name, where it is edited, and whether readers see it."""

    kind: str
    name: str
    address: str
    is_seen: bool = False


@dataclass
class Deletion:
    """What it would take to delete some entries, by the rules of the database."""

    entries: list[models.Model]
    going: list[models.Model] = field(default_factory=list)
    protected: list[models.Model] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Iterable[models.Model]) -> "Deletion":
        """Find what goes with these entries. The number of queries depends on the kinds, not on the rows."""
        found = cls(list(entries))
        collector = NestedObjects(using=DEFAULT_DB_ALIAS)
        collector.collect(found.entries)
        found.going = [row for rows in collector.model_objs.values() for row in rows if kind(row) in KINDS]
        found.going.sort(key=_place)
        found.protected = sorted(collector.protected, key=_place)
        _fetch_what_names([*found.going, *found.protected, *found.unlinked])
        return found

    @cached_property
    def unlinked(self) -> list[models.Model]:
        """Give what stays but names something that goes, and will name nothing in its place."""
        return unlinked_by({key_of(row) for row in self.going})

    @cached_property
    def seen(self) -> set[models.Model]:
        """Give what readers see of what goes. A query for each kind."""
        seen: set[models.Model] = set()
        for model, rows in by_class(self.going).items():
            if published := getattr(model._default_manager, "published", None):
                pks = set(published().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
                seen |= {row for row in rows if row.pk in pks}
        return seen

    def is_seen_in_part(self) -> bool:
        """Tell whether readers see some of it, but not all."""
        shown = [row in self.seen for row in self.going if hasattr(row, "state")]
        return any(shown) and not all(shown)

    def addresses(self) -> list[str]:
        """Give the addresses of pages that readers may have noted, and that will say they were withdrawn."""
        pages = (row.get_absolute_url() for row in self.going if row in self.seen and _has_page(row))
        return sorted({address for address in pages if "#" not in address})

    def counted(self) -> list[tuple[str, int]]:
        """Give how many of each kind go."""
        kinds = by_class(self.going).items()
        return [(capfirst(str(model._meta.verbose_name_plural)), len(rows)) for model, rows in kinds]

    def listed(self) -> list[Named]:
        """Give what goes, without the citations, which are only counted."""
        return [self._named(row) for row in self.going if not isinstance(row, Citation)]

    def losing_a_link(self) -> list[Named]:
        """Give what stays without its link."""
        return [self._named(row) for row in self.unlinked]

    def standing_against(self) -> list[Named]:
        """Give what has to name something else first; of a citation, the claim that makes it."""
        rows = dict.fromkeys(_claim(row) if isinstance(row, Citation) else row for row in self.protected)
        _fetch_what_names(rows)
        return [self._named(row) for row in rows]

    def _named(self, row: models.Model) -> Named:
        return Named(kind_of_row(key_of(row)), str(row), page_of(key_of(row)), row in self.seen)


def _place(row: models.Model) -> tuple[int, int]:
    """Give the place of a row where several kinds are listed: what has parts comes before them."""
    return KINDS.index(kind(row)) if kind(row) in KINDS else len(KINDS), row.pk


def by_class(rows: Iterable[models.Model]) -> dict[type[models.Model], list[models.Model]]:
    """Sort rows by their kind."""
    of_kind: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        of_kind[kind(row)].append(row)
    return of_kind


def _fetch_what_names(rows: Iterable[models.Model]) -> None:
    """Fetch what the names of rows are made of. A query for each relation of each kind."""
    for model, of_kind in by_class(rows).items():
        prefetch_related_objects(of_kind, *naming(model))


def _has_page(row: models.Model) -> bool:
    return isinstance(row, Entry) and hasattr(row, "get_absolute_url")


def _claim(citation: Citation) -> models.Model:
    """Give what cites; it was fetched with the citation."""
    return getattr(citation, citation.claim()[0])


class Deleting:
    """Pages that delete entries: they say what would go, and what goes can be brought back."""

    delete_confirmation_template = "admin/talks/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/talks/delete_selected_confirmation.html"

    def get_deleted_objects(self, objs: Iterable[models.Model], request: HttpRequest) -> tuple[Any, ...]:
        """Find what goes with these entries, for the page, and what keeps this account from deleting it."""
        deletion = request.deletion = Deletion.of(objs)
        lacking = {
            str(model._meta.verbose_name)
            for model in by_class(deletion.going)
            if not request.user.has_perm(f"talks.delete_{model._meta.model_name}")
        }
        if not all(self.has_delete_permission(request, entry) for entry in deletion.entries):
            lacking.add(str(self.opts.verbose_name_plural))
        if deletion.seen and not may_publish(request.user):
            lacking.add(_("what readers see"))
        return deletion.listed(), dict(deletion.counted()), lacking, deletion.standing_against()

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        return self._in_turn(request, super().delete_view, *args, **options)

    def changelist_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        return self._in_turn(request, super().changelist_view, *args, **options)

    def _in_turn(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **options: Any
    ) -> HttpResponse:
        """Look at what is deleted only when nobody else changes it."""
        if request.method != "POST":
            return view(request, *args, **options)
        with transaction.atomic():
            take_turns()
            return view(request, *args, **options)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: Iterable[models.Model]) -> None:
        """Delete entries, and record before what they were."""
        entries = list(queryset)
        deletion = getattr(request, "deletion", None) or Deletion.of(entries)
        with recorded(request.user, *entries, *deletion.unlinked) as recording:
            recording.deleting(*entries)
            if kind(self.model) is Edition:
                for edition in entries:
                    edition.delete()  # which says no for one that is published
            else:
                self.model._base_manager.filter(pk__in=[entry.pk for entry in entries]).delete()
            for model, rows in by_class(deletion.going).items():
                pks = [row.pk for row in rows]
                Proposal.objects.waiting().filter(kind=kind_of(model), entry__in=pks).withdraw()
