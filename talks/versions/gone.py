"""What was deleted and can be brought back: when it went, by whom, and what went with it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from reversion.models import Revision, Version

from talks.models import Citation
from talks.versions.names import Names
from talks.versions.revisions import DELETED, kind_of_version, of_wholes
from talks.versions.wholes import KINDS, UP, Key, Snapshot, Values, above, by_kind, chain, read, whole_of_each

# What is listed; older ones are still there, but nobody looks for them in a list.
LISTED = 5000


@dataclass
class Gone:
    """An entry that was deleted: as it was last recorded, in the revision `last`.

    `deletion` is the revision that tells when and by whom, None if it was not done at the desk; `went_with`
    is what it was part of, where that was deleted with it.
    """

    key: Key
    values: Values
    last: int
    went_with: Key | None = None
    deletion: Revision | None = None
    parts: Counter[type[models.Model]] = field(default_factory=Counter)
    name: str = ""


def _last_versions() -> models.QuerySet[Version]:
    """Give the last version of each row that is gone; citations are looked at with their claims."""
    gone = Q(pk__in=[])
    for model in KINDS:
        if model is not Citation:
            gone |= Q(pk__in=Version.objects.get_deleted(model).order_by().values("pk"))
    return Version.objects.filter(gone).order_by("-revision_id", "pk")[:LISTED]


def everything_gone() -> dict[Key, Gone]:
    """Give all that was deleted, what went last first. About twenty queries."""
    gone: dict[Key, Gone] = {}
    for kind, pk, serialized, revision in _last_versions().values_list(
        "content_type_id", "object_id", "serialized_data", "revision_id"
    ):
        key = Key(kind_of_version(kind), int(pk))
        gone[key] = Gone(key, read(key.model, serialized), revision)
    for one in gone.values():
        up = gone.get(above(one.key, one.values))
        if up is not None and up.last == one.last:
            one.went_with = up.key
    for one in gone.values():
        for up in list(_went_with(one, gone)):
            up.parts[one.key.model] += 1
    _tell_by_whom(gone)
    return gone


def _went_with(one: Gone, gone: dict[Key, Gone]) -> Iterator[Gone]:
    while one.went_with is not None:
        one = gone[one.went_with]
        yield one


def _tell_by_whom(gone: dict[Key, Gone]) -> None:
    """Find the revisions by which they went: of a whole its last, of a part the next one of its whole."""
    rows: Snapshot = {key: one.values for key, one in gone.items()}
    tops = {key: list(chain(key, rows))[-1] for key, one in gone.items() if one.went_with is None}
    # Where what it was part of is still there, its whole is found from there.
    standing = whole_of_each({top for top in tops.values() if top not in gone})
    wholes = {key: standing.get(top, top) for key, top in tops.items()}
    later = _revisions_of(set(wholes.values()))
    numbers = {
        key: gone[key].last
        if key.model not in UP
        else min((number for number in later.get(wholes[key], ()) if number > gone[key].last), default=None)
        for key in wholes
    }
    revisions = Revision.objects.select_related("user").in_bulk(
        {number for number in numbers.values() if number}
    )
    for key, number in numbers.items():
        revision = revisions.get(number)
        if revision is not None and (key.model in UP or revision.comment.startswith(DELETED)):
            gone[key].deletion = revision


def _revisions_of(wholes: set[Key]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for model, pks in by_kind(whole for whole in wholes if whole.model not in UP).items():
        for pk, revision in of_wholes(model, pks).values_list("object_id", "revision_id"):
            found.setdefault(Key(model, int(pk)), []).append(revision)
    return found


def named(gone: Iterable[Gone]) -> list[Gone]:
    """Give these with their names. A few queries."""
    listed = list(gone)
    names = Names({one.key: one.values for one in listed})
    names.need(one.key for one in listed)
    names.find()
    for one in listed:
        one.name = names.name(one.key)
    return listed
