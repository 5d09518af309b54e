"""What readers see of an edition, and saw of those that are frozen.

It also tells what changed between two editions, or between the last one and the record as it is now.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models

from talks.models import AsOf, Edition, EditionFile, Party, ZoneEvent
from talks.models.claims import Claim
from talks.record.fields import Form, Key, Reference, Text, Versions
from talks.record.files import forms_in
from talks.record.kinds import KINDS, Kind
from talks.record.report import Fate
from talks.record.stock import take_stock

# The file with the sums of the files that an edition was frozen with.
SUMS = "SHA256SUMS"
# What the files have and readers do not see.
FOR_EDITORS = "editors_note"
# What follows from the rest of a published entry, and is no news of its own.
NO_NEWS = {FOR_EDITORS, "state"}

# The entries that readers see, by model and id.
Seen = dict[type[models.Model], dict[str, Form]]


# What readers see


def seen_on(edition: Edition) -> Seen:
    """Give what readers see once this edition is the current one, as the record stands now. Fifty queries.

    That is the claims that are published and known by its day, and what they name; of the parties, the
    guarantors in any case. Where one mentions what readers do not see, the mention is left out.
    """
    forms = take_stock().forms
    claims = _claims_seen(forms, AsOf(edition, edition.day))
    named: dict[type[models.Model], set[str]] = {kind.model: set() for kind in KINDS}
    named[Party] |= {slug for slug, form in forms[Party].items() if form.get("guarantor_order")}
    named[Edition] |= _editions_until(edition)
    seen: Seen = {}
    # An entry names those of the kinds before it: whoever names this one has been through.
    for kind in reversed(KINDS):
        kept = claims.get(kind.model, named[kind.model])
        seen[kind.model] = {
            slug: _for_readers(kind, form, claims) for slug, form in forms[kind.model].items() if slug in kept
        }
        for form in seen[kind.model].values():
            for _key, model, slug in kind.references(form):
                named[model].add(slug)
    return seen


def _editions_until(edition: Edition) -> set[str]:
    published = Edition.objects.published().filter(day__lte=edition.day)
    return {str(number) for number in published.values_list("number", flat=True)}


def _claims_seen(
    forms: dict[type[models.Model], dict[str, Form]], as_of: AsOf
) -> dict[type[models.Model], set[str]]:
    """Give the ids of the claims, and of the events of zones, that readers see on that day."""
    claims: dict[type[models.Model], set[str]] = {}
    for kind in KINDS:
        if not issubclass(kind.model, Claim | ZoneEvent):
            continue
        known = set(kind.model.objects.known_by(as_of).order_by().values_list("slug", flat=True))
        claims[kind.model] = {
            # What is said of a round that readers do not see is not seen either.
            slug
            for slug in known
            if all(_is_seen(key, forms[kind.model][slug], claims) for key in owners(kind))
        }
    return claims


def owners(kind: Kind) -> list[Key]:
    """Give the keys that name what an entry is part of, not what it mentions."""
    mentions = kind.model.MENTIONS
    return [key for key in kind.keys if isinstance(key, Reference) and key.name not in mentions]


def _is_seen(key: Key, form: Form, claims: dict[type[models.Model], set[str]]) -> bool:
    """Tell whether readers see what a key names; what it does not name, or has no state, is no matter."""
    return key.name not in form or key.target not in claims or form[key.name] in claims[key.target]


def _for_readers(kind: Kind, form: Form, claims: dict[type[models.Model], set[str]]) -> Form:
    """Give a form without what editors keep to themselves and without mentions of what readers do not see."""
    return {
        key.name: form[key.name]
        for key in kind.keys
        if key.name in form
        and key.name != FOR_EDITORS
        and (not isinstance(key, Reference) or _is_seen(key, form, claims))
    }


# What changed


@dataclass(frozen=True)
class FieldChange:
    """What one field of an entry had and has; `language` is empty for what is not a text in languages.

    `part` is the number of a version of a fact on which sources differ, nought for the entry itself.
    """

    key: Key
    language: str
    old: Any
    new: Any
    part: int = 0


@dataclass(frozen=True)
class EntryChange:
    """What became of one entry: added, changed or removed. Of the latter two, `fields` says how."""

    kind: Kind
    slug: str
    fate: Fate
    form: Form
    fields: tuple[FieldChange, ...] = ()


def frozen_forms(edition: Edition) -> Seen | None:
    """Give what readers saw of an edition, None where it has no frozen files. One or two queries."""
    sums = edition.files.filter(name=SUMS).values_list("sha256", flat=True).first()
    return None if sums is None else _forms_of_files(edition.pk, sums)


@lru_cache(maxsize=4)
def _forms_of_files(edition: int, sums: str) -> Seen:
    """Read the files of an edition, which never change: their sums tell them apart from any others."""
    contents = dict(
        EditionFile.objects.filter(edition=edition, name__in=[kind.file for kind in KINDS]).values_list(
            "name", "content"
        )
    )
    seen: Seen = {}
    for kind in KINDS:
        forms = forms_in(bytes(contents[kind.file])) if kind.file in contents else []
        seen[kind.model] = {kind.id_of(form): form for form in forms}
    return seen


def changes_between(before: Seen, after: Seen) -> list[EntryChange]:
    """Tell what changed for readers, entry by entry, in the order of the kinds and of their files."""
    return [
        change
        for kind in KINDS
        if kind.model is not Edition
        for change in _changes_of(kind, before[kind.model], after[kind.model])
    ]


def count_changes(changes: list[EntryChange]) -> dict[Kind, Counter[Fate]]:
    """Count what became of the entries of each kind that has any change."""
    counts: dict[Kind, Counter[Fate]] = {}
    for change in changes:
        counts.setdefault(change.kind, Counter())[change.fate] += 1
    return counts


def _changes_of(kind: Kind, before: dict[str, Form], after: dict[str, Form]) -> Iterator[EntryChange]:
    forms = kind.in_order([before[slug] | after.get(slug, {}) for slug in before])
    order = [kind.id_of(form) for form in forms]
    order += [
        kind.id_of(form) for form in kind.in_order([after[slug] for slug in after.keys() - before.keys()])
    ]
    for slug in order:
        old, new = before.get(slug), after.get(slug)
        if old is None:
            yield EntryChange(kind, slug, Fate.ADDED, new)
        elif new is None:
            yield EntryChange(kind, slug, Fate.REMOVED, old)
        elif fields := tuple(_fields_that_differ(kind.keys, old, new)):
            yield EntryChange(kind, slug, Fate.CHANGED, new, fields)


def _fields_that_differ(keys: list[Key], old: Form, new: Form, part: int = 0) -> Iterator[FieldChange]:
    """Give the fields in which two forms differ, each language and each version of a fact by itself."""
    for key in keys:
        was, now = (form.get(key.name, key.default(form)) for form in (old, new))
        if was == now or key.name in NO_NEWS:
            continue
        if isinstance(key, Text):
            for code in key.columns:
                if was.get(code, "") != now.get(code, ""):
                    yield FieldChange(key, code, was.get(code, ""), now.get(code, ""), part)
        elif isinstance(key, Versions):
            yield from _versions_that_differ(key, was or [], now or [])
        else:
            yield FieldChange(key, "", was, now, part)


def _versions_that_differ(key: Versions, was: list[Form], now: list[Form]) -> Iterator[FieldChange]:
    for number in range(max(len(was), len(now))):
        pair = (versions[number] if number < len(versions) else {} for versions in (was, now))
        yield from _fields_that_differ(key.keys, *pair, part=number + 1)
