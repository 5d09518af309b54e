"""What publishing requires: the rules that an entry keeps before readers see it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from translated_fields import to_attribute

from talks.bilingual import bilingual_texts
from talks.dates import format_date, format_day
from talks.models import Decision, Edition, FollowUp, Round, State
from talks.models.claims import Confidence


@dataclass(frozen=True)
class Fault:
    """What keeps an entry from being published: the field that it is about, and why."""

    field: str
    words: str


def missing_languages(entry: models.Model) -> Iterator[Fault]:
    """Find texts that lack a language: those that every entry has, and those that it has in another one."""
    for name in bilingual_texts(type(entry)):
        texts = {code: getattr(entry, to_attribute(name, code)) for code in settings.RECORD_LANGUAGES}
        may_be_empty = entry._meta.get_field(to_attribute(name, settings.RECORD_LANGUAGES[0])).blank
        if may_be_empty and not any(texts.values()):
            continue
        for code, text in texts.items():
            if not text:
                language = get_language_info(code)["name_translated"]
                words = _("Needed before this is published: the text in {language}.").format(
                    language=language
                )
                yield Fault(to_attribute(name, code), words)


def faults_of(entry: models.Model, sources: int | None, edition: Edition | None) -> Iterator[Fault]:
    """Find all that keeps an entry from being published, in the editor's language.

    `sources` is how many it cites, None for what cites none itself; its own state is not looked at. That a
    round overlaps another one is asked by `overlapping`, as it may be right. At most one query.
    """
    yield from missing_languages(entry)
    if sources == 0:
        yield Fault("sources", _("Nothing is published without a source: name at least one."))
    if getattr(entry, "confidence", None) == Confidence.LOW:
        yield Fault("confidence", _("What is not confirmed cannot be published as fact."))
    if isinstance(entry, Round):
        yield from _round_out_of_time(entry, edition)


def faults_of_decision(decision: Decision, topics: int, outcome_sources: int) -> Iterator[Fault]:
    """Find what a decision has to name besides its own sources, by the number of what it names."""
    if not topics:
        yield Fault("topics", _("Needed before this is published: what it is about."))
    if (decision.outcome_ar or decision.outcome_en) and not outcome_sources:
        yield Fault("outcome_sources", _("Nothing is published without a source: name at least one."))


def _round_out_of_time(meeting: Round, edition: Edition | None) -> Iterator[Fault]:
    """Find what contradicts the day for which the record speaks."""
    if meeting.earliest is None:
        return
    date = meeting.precise_date
    if meeting.is_held() and date.precision != "day":
        yield Fault("date", _("A round that was held is dated to the day."))
    if edition is None:
        return
    days = {
        "date": format_date(date, get_language()),
        "edition": format_day(edition.day, get_language()),
    }
    came_later = meeting.is_held() and meeting.latest and meeting.latest > edition.day
    if came_later and not Edition.objects.filter(day__gte=meeting.latest).exists():
        yield Fault(
            "status",
            _(
                "The current edition speaks for the end of {edition}: a round of {date} cannot have been "
                "held by then. Prepare an edition that does first, or keep it as planned."
            ).format(**days),
        )
    if meeting.is_planned() and meeting.latest and meeting.latest <= edition.day:
        yield Fault(
            "status",
            _(
                "The current edition speaks for the end of {edition}: a round of {date} is no longer planned "
                "by then. Say whether it was held, postponed or cancelled."
            ).format(**days),
        )


def overlapping(meeting: Round) -> models.QuerySet:
    """Give the other rounds of its track whose days or months touch its own; what is cancelled takes none."""
    if meeting.status == Round.Status.CANCELLED:
        return Round.objects.none()
    others = Round.objects.filter(track=meeting.track_id).exclude(pk=meeting.pk)
    others = others.exclude(status=Round.Status.CANCELLED)
    begun = Q() if meeting.latest is None else Q(earliest__lte=meeting.latest)
    return others.filter(begun, Q(latest=None) | Q(latest__gte=meeting.earliest)).order_by("earliest")


def bring_along(decision: Decision, state: str) -> None:
    """Let what became of a decision follow it to a state. Two queries.

    What is not confirmed stays behind, and what lacks a source or a language is not published.
    """
    hidden = FollowUp.objects.filter(decision=decision).exclude(state=State.PUBLISHED)
    following = hidden.exclude(confidence=Confidence.LOW).annotate(sources=Count("citations"))
    ready = [
        one.pk for one in following if state != State.PUBLISHED or not any(faults_of(one, one.sources, None))
    ]
    FollowUp.objects.filter(pk__in=ready).update(state=state)
