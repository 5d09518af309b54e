"""The revisions of a whole, as the database keeps them."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max
from reversion.models import Revision, Version

from talks.versions.wholes import Key, Snapshot, by_kind, kind, read, root

# What a revision is, where it is no plain saving: kept in its comment, in no language.
AS_IT_STOOD = ":as-it-stood"  # nobody's: found so before a saving
DELETED = ":deleted"  # the whole as it was when it was deleted
RESTORED = ":restored"
RECOVERED = ":recovered"
MARKS = (AS_IT_STOOD, DELETED, RESTORED, RECOVERED)


def kind_of_version(content_type: int) -> type[models.Model]:
    """Give the kind of the row that a version is of; content types are kept in memory."""
    return ContentType.objects.get_for_id(content_type).model_class()


def of_wholes(model: type[models.Model], pks: Iterable[int]) -> models.QuerySet[Version]:
    """Give the versions of these wholes themselves, without those of their parts."""
    return Version.objects.get_for_model(model).filter(object_id__in=[str(pk) for pk in pks])


def rows_of(revisions: Iterable[int]) -> dict[int, Snapshot]:
    """Give all that each of these revisions holds. One query."""
    rows: dict[int, Snapshot] = defaultdict(dict)
    found = Version.objects.filter(revision__in=list(revisions)).order_by("pk")
    for revision, content_type, pk, serialized in found.values_list(
        "revision_id", "content_type_id", "object_id", "serialized_data"
    ):
        model = kind_of_version(content_type)
        rows[revision][Key(model, int(pk))] = read(model, serialized)
    return rows


def last_recorded(wholes: Iterable[Key]) -> dict[Key, Snapshot]:
    """Give wholes as they were last recorded; those that never were are left out.

    A query for each kind, and one.
    """
    newest: dict[Key, int] = {}
    for model, pks in by_kind(wholes).items():
        revisions = of_wholes(model, pks).order_by().values_list("object_id").annotate(Max("revision_id"))
        newest |= {Key(model, int(pk)): revision for pk, revision in revisions}
    recorded: dict[Key, Snapshot] = {whole: {} for whole in newest}
    for revision, rows in rows_of(set(newest.values())).items():
        for key, values in rows.items():
            whole = root(key, rows)
            if newest.get(whole) == revision:
                recorded[whole][key] = values
    return recorded


def last_change(entry: models.Model) -> Revision | None:
    """Give the last revision that somebody made of an entry, or of its whole; None if there is none.

    Its `user` comes with it. One query.
    """
    versions = Version.objects.get_for_object_reference(kind(entry), entry.pk)
    revisions = Revision.objects.filter(version__in=versions, user__isnull=False)
    return revisions.select_related("user").order_by("-pk").first()
