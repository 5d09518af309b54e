"""What happened when: tracks, the rounds of the talks, the events around them, and who took part."""

import datetime as dt
from contextlib import suppress
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from talks.bilingual import bilingual
from talks.dates import DateError, DerivedDayField, EdtfField, PreciseDate
from talks.models.claims import Claim, ClaimQuerySet, Entry, NamedQuerySet, State, exactly_one, joined
from talks.models.editions import AsOf
from talks.models.parties import Party, Person
from talks.models.searching import SearchedQuerySet
from talks.search import SearchTextField

# A rule on every pair of days below; open ends have no day.
ENDS_NOT_BEFORE_IT_STARTS = (
    models.Q(earliest__isnull=True)
    | models.Q(latest__isnull=True)
    | models.Q(latest__gte=models.F("earliest"))
)


# What stands on the timeline has a place there; its end may be open.
STARTS_ON_A_KNOWN_DAY = models.CheckConstraint(
    condition=models.Q(earliest__isnull=False),
    name="%(class)s_starts_on_a_known_day",
    violation_error_message=_("Say when it starts, if only by the month or the year."),
)


def _set_days(entry: models.Model) -> None:
    """Set the days derived from a date, so that the rules on them can be checked before it is saved."""
    for field in entry._meta.fields:
        if isinstance(field, DerivedDayField):
            with suppress(DateError):  # the date's own field says so
                field.pre_save(entry, add=False)


class TrackQuerySet(NamedQuerySet):
    """Readers see the lanes of the rounds and events that are published."""

    named_by = ("rounds", "events")


class Track(Entry):
    """A line of diplomacy or of events; each is a lane of the timeline. Rounds belong to one, too."""

    name = bilingual(models.CharField(_("name"), max_length=80))
    subtitle = bilingual(models.CharField(_("subtitle"), max_length=80, blank=True))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TrackQuerySet.as_manager()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    def proposed_slug(self) -> str:
        return slugify(self.name_en) or "track"


class Dated(models.Model):
    """Something with a date at the precision at which it is known, and its earliest and latest day.

    `latest` is empty where the end is open. Days are days where the thing happened; no time zone.
    """

    date = EdtfField(_("date"))
    earliest = DerivedDayField(of="date", bound="earliest", verbose_name=_("earliest day"))
    latest = DerivedDayField(of="date", bound="latest", verbose_name=_("latest day"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=ENDS_NOT_BEFORE_IT_STARTS,
                name="%(class)s_ends_not_before_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        _set_days(self)

    @property
    def precise_date(self) -> PreciseDate:
        """Give the date as a value that can be asked and printed."""
        return PreciseDate.parse(self.date)


class RoundQuerySet(SearchedQuerySet, ClaimQuerySet):
    def held(self, on: dt.date | None = None) -> Self:
        """Keep the rounds that were held; with `on`, those that had ended by that day."""
        rounds = self.filter(status=Round.Status.HELD)
        return rounds.filter(latest__lte=on) if on else rounds

    def planned(self) -> Self:
        """Keep the rounds that are still to come."""
        return self.filter(status=Round.Status.PLANNED)

    def known_by(self, as_of: AsOf) -> Self:
        """Give the published rounds that were known on that day, as they stood on it.

        That is what had begun, and what is planned. A round that was held later is planned, too, for the date
        announced last by then, if any was; on a day before the edition's so is all that had not begun.
        """
        announced_date = models.Subquery(self._announced(as_of).values("date")[:1])
        rounds = self.published().annotate(announced_date=announced_date)
        is_known = self._stands_as_it_is(as_of) | models.Q(announced_date__isnull=False)
        return rounds.filter(is_known).as_it_stood(as_of)

    def with_days_shown(self, as_of: AsOf) -> Self:
        """Add `shown_status`, `shown_earliest` and `shown_latest`: what `known_by` shows on that day."""
        announced = self._announced(as_of)
        first_day = Coalesce("earliest", "latest")
        shown = {
            "status": models.Value(Round.Status.PLANNED.value),
            "earliest": models.Subquery(announced.annotate(first_day=first_day).values("first_day")[:1]),
            "latest": models.Subquery(announced.values("latest")[:1]),
        }
        stands = self._stands_as_it_is(as_of)
        return self.annotate(
            **{
                f"shown_{name}": models.Case(models.When(stands, then=models.F(name)), default=announced_one)
                for name, announced_one in shown.items()
            }
        )

    @staticmethod
    def _stands_as_it_is(as_of: AsOf) -> models.Q:
        """Give the condition that a round is known as it stands here: it had begun, or is planned."""
        begun = models.Q(status=Round.Status.HELD, earliest__lte=as_of.on)
        return begun if as_of.is_rewound else begun | ~models.Q(status=Round.Status.HELD)

    @staticmethod
    def _announced(as_of: AsOf) -> models.QuerySet:
        """Give the dates of a round that were announced by that day, the last first."""
        announced = DateAnnouncement.objects.published().filter(
            round=models.OuterRef("pk"), announced_on__lte=as_of.on
        )
        return announced.order_by("-announced_on", "-pk")

    def touching(self, since: dt.date | None, until: dt.date | None) -> Self:
        """Keep the rounds that have a day from one day to another; None is an open end."""
        rounds = self
        if since:
            rounds = rounds.filter(models.Q(latest__gte=since) | models.Q(latest=None))
        return rounds.filter(earliest__lte=until) if until else rounds

    def for_timeline(self, as_of: AsOf) -> Self:
        """Give the rounds known on that day in the order of time, with their tracks."""
        return self.known_by(as_of).select_related("track").order_by("earliest", "number")


class Round(Claim, Dated):
    """A numbered round of a track of talks."""

    PLACE = "city"  # the text that says where it meets

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    track = models.ForeignKey(Track, models.PROTECT, verbose_name=_("track"), related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    title = bilingual(models.CharField(_("title"), max_length=200))
    short_label = bilingual(models.CharField(_("label for charts"), max_length=18))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PLANNED)
    city = bilingual(models.CharField(_("city"), max_length=80, blank=True))
    country = models.CharField(
        _("country code"), max_length=2, blank=True, help_text=_("ISO 3166, such as KZ.")
    )
    venue = bilingual(models.CharField(_("venue"), max_length=120, blank=True))
    summary = bilingual(models.TextField(_("summary"), blank=True))
    search_text = SearchTextField(
        names=("title_en", "title_ar", "short_label_en", "short_label_ar", "city_en", "city_ar"),
        of=("venue_en", "venue_ar", "summary_en", "summary_ar"),
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-earliest", "-number"]
        indexes = [models.Index(fields=["state", "earliest"], name="round_by_day")]
        constraints = [
            *Claim.Meta.constraints,
            *Dated.Meta.constraints,
            STARTS_ON_A_KNOWN_DAY,
            models.UniqueConstraint(
                fields=["track", "number"],
                name="round_number_once_in_a_track",
                violation_error_message=_("This track already has a round with this number."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="held") | models.Q(earliest__isnull=False, latest__isnull=False),
                name="round_held_on_known_days",
                violation_error_message=_("A round that was held has a first and a last day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.slug])

    def proposed_slug(self) -> str:
        return f"{self.track.slug}-{self.number}"

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away what was not known on that day; needs `announced_date` of `known_by`.

        A round that had not begun is planned for the date announced last, and nothing else is known of it;
        of one under way its outcome is not.
        """
        if self.is_held() and self.latest <= as_of.on:
            return
        self.cites_what_came_later = True
        unknown = ["summary"]
        if not (self.is_held() and self.earliest <= as_of.on):
            self.status = self.Status.PLANNED
            self.date = self.announced_date
            self.earliest = self.precise_date.earliest or self.precise_date.latest
            self.latest = self.precise_date.latest
            unknown += ["city", "venue"]
            for language in settings.RECORD_LANGUAGES:
                # Its title may name what was not known, such as the city.
                with override(language):
                    name = gettext("Round %(number)s") % {"number": self.number}
                setattr(self, f"title_{language}", name)
                setattr(self, f"short_label_{language}", name)
        for name in unknown:
            for language in settings.RECORD_LANGUAGES:
                setattr(self, f"{name}_{language}", "")

    def came_later(self, as_of: AsOf) -> bool:
        """Tell whether it was held after the day: until an edition speaks for that, it is planned."""
        return self.is_held() and self.earliest > as_of.on

    def is_known(self, as_of: AsOf) -> bool:
        """Tell whether readers may see it and it had begun by that day, or is planned on the edition's."""
        return self.is_published() and (self.earliest <= as_of.on or not as_of.is_rewound)

    def is_under_way(self, on: dt.date) -> bool:
        """Tell whether it had begun by that day and not ended."""
        return self.is_held() and self.earliest <= on < self.latest

    def is_planned(self) -> bool:
        """Tell whether it is still to come."""
        return self.status == self.Status.PLANNED

    def is_held(self) -> bool:
        """Tell whether it took place."""
        return self.status == self.Status.HELD

    @property
    def place(self) -> str:
        """Give where it meets, in the reader's language."""
        return self.city


class EventQuerySet(SearchedQuerySet, ClaimQuerySet):
    def zones(self) -> Self:
        """Keep the de-escalation zones, each a span from its first day to its end."""
        return self.filter(kind=Event.Kind.ZONE)

    def known_by(self, as_of: AsOf) -> Self:
        """Give the published events that had begun by that day, as they stood on it."""
        return self.published().filter(earliest__lte=as_of.on).as_it_stood(as_of)

    def for_timeline(self, as_of: AsOf) -> Self:
        """Give the events known on that day, lane by lane, in the order of time."""
        events = self.known_by(as_of).select_related("track")
        return events.order_by("track__position", "earliest", "slug")


class Event(Claim, Dated):
    """Something that surrounded the rounds: a summit, an agreement, a resolution, an offensive, a zone."""

    PLACE = "place"  # the text that says where it happened

    class Kind(models.TextChoices):
        SUMMIT = "summit", _("summit")
        MINISTERIAL = "ministerial", _("ministers’ meeting")
        CONGRESS = "congress", _("congress")
        AGREEMENT = "agreement", _("agreement")
        CEASEFIRE = "ceasefire", _("ceasefire")
        UN_RESOLUTION = "un-resolution", _("Security Council resolution")
        GENEVA_ROUND = "geneva-round", _("UN-led round")
        TECHNICAL_MEETING = "technical-meeting", _("technical meeting")
        WORKING_GROUP = "working-group", _("working group meeting")
        DETAINEE_EXCHANGE = "detainee-exchange", _("release of detainees")
        MILITARY = "military", _("military development")
        ANNOUNCEMENT = "announcement", _("announcement")
        ZONE = "zone", _("de-escalation zone")

    track = models.ForeignKey(Track, models.PROTECT, verbose_name=_("track"), related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = bilingual(models.CharField(_("title"), max_length=200))
    short_label = bilingual(models.CharField(_("label for charts"), max_length=18))
    place = bilingual(models.CharField(_("place"), max_length=120, blank=True))
    summary = bilingual(models.TextField(_("summary"), blank=True))
    search_text = SearchTextField(
        names=("title_en", "title_ar", "short_label_en", "short_label_ar", "place_en", "place_ar"),
        of=("summary_en", "summary_ar"),
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-earliest", "slug"]
        indexes = [models.Index(fields=["state", "earliest"], name="event_by_day")]
        constraints = [*Claim.Meta.constraints, *Dated.Meta.constraints, STARTS_ON_A_KNOWN_DAY]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])

    def proposed_slug(self) -> str:
        return slugify(self.title_en) or "event"

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away what was not known on that day: of what still lasted, its end and how it went."""
        date = self.precise_date
        if date.start == date.end or (self.latest and self.latest <= as_of.on):
            return
        self.cites_what_came_later = True
        self.date, self.latest = f"{date.start}/..", None
        for language in settings.RECORD_LANGUAGES:
            setattr(self, f"summary_{language}", "")

    def is_known(self, as_of: AsOf) -> bool:
        """Tell whether readers may see it and it had begun by that day."""
        return self.is_published() and self.earliest <= as_of.on

    def is_zone(self) -> bool:
        """Tell whether it is the life of a de-escalation zone."""
        return self.kind == self.Kind.ZONE


class ZoneEventQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Keep what readers may see: an event and a zone that are published."""
        return self.filter(zone__state=State.PUBLISHED, event__state=State.PUBLISHED)

    def known_by(self, as_of: AsOf) -> Self:
        """Keep what readers may see and had begun by that day."""
        return self.published().filter(event__earliest__lte=as_of.on)


class ZoneEvent(Entry):
    """An event of the story of a de-escalation zone; contested ones are drawn within its span."""

    zone = models.ForeignKey(
        Event, models.CASCADE, verbose_name=_("de-escalation zone"), related_name="zone_events"
    )
    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="in_zones")
    contested_date = EdtfField(
        _("contested on"),
        blank=True,
        help_text=_(
            "The days of an offensive, a handover or strikes inside the zone; empty for other events."
        ),
    )
    earliest = DerivedDayField(of="contested_date", bound="earliest", verbose_name=_("earliest day"))
    latest = DerivedDayField(of="contested_date", bound="latest", verbose_name=_("latest day"))

    objects = ZoneEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a zone")
        verbose_name_plural = _("events of zones")
        ordering = ["zone", "event__earliest"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "event"], name="zone_names_an_event_once"),
            models.CheckConstraint(
                condition=ENDS_NOT_BEFORE_IT_STARTS,
                name="zone_contested_ends_not_before_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone} – {self.event}"

    def clean(self) -> None:
        super().clean()
        _set_days(self)

    def proposed_slug(self) -> str:
        return f"{self.zone.slug}-{self.event.slug}"

    @property
    def precise_date(self) -> PreciseDate:
        """Give the days on which the zone was contested, as a value that can be printed."""
        return PreciseDate.parse(self.contested_date)


class OfMeeting(models.Model):
    """What belongs to a round or an event, and stands as of a day as its event does."""

    class Meta:
        abstract = True

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away what was not known on that day of what was fetched with it."""
        for name in ("event", "speaker", "head", "party"):
            if hasattr(type(self), name) and self._meta.get_field(name).is_cached(self):
                related = getattr(self, name)
                if related is not None:
                    related.stand_as_of(as_of)


class OfMeetingQuerySet(ClaimQuerySet):
    def published(self) -> Self:
        """Keep what readers may see: published, of a round or an event that is."""
        of_published = models.Q(round__state=State.PUBLISHED) | models.Q(event__state=State.PUBLISHED)
        return super().published().filter(of_published)


class ParticipationQuerySet(OfMeetingQuerySet):
    def known_by(self, as_of: AsOf) -> Self:
        """Give who took part, by that day, in rounds and events that readers may see."""
        took_part = self.published().filter(
            models.Q(round__earliest__lte=as_of.on) | models.Q(event__earliest__lte=as_of.on)
        )
        return took_part.as_it_stood(as_of)


class Participation(OfMeeting, Claim):
    """Who took part in a round or an event, in which role, led by whom."""

    class Role(models.TextChoices):
        GUARANTOR = "guarantor", _("guarantor")
        HOST = "host", _("host")
        UN = "un", _("United Nations")
        OBSERVER = "observer", _("observer")
        SYRIAN_PARTY = "syrian-party", _("Syrian party")
        PARTY = "party", _("took part")

    round = models.ForeignKey(
        Round, models.CASCADE, verbose_name=_("round"), null=True, blank=True, related_name="participations"
    )
    event = models.ForeignKey(
        Event, models.CASCADE, verbose_name=_("event"), null=True, blank=True, related_name="participations"
    )
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("party"), related_name="participations")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.PARTY)
    head = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("led by"), null=True, blank=True, related_name="led"
    )
    note = bilingual(models.TextField(_("note"), blank=True))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["position", "pk"]
        constraints = [
            *Claim.Meta.constraints,
            models.CheckConstraint(
                condition=exactly_one("round", "event"),
                name="participation_of_round_or_event",
                violation_error_message=_("Name a round or an event, one of the two."),
            ),
            models.UniqueConstraint(fields=["round", "party"], name="party_once_in_a_round"),
            models.UniqueConstraint(fields=["event", "party"], name="party_once_in_an_event"),
        ]

    def __str__(self) -> str:
        return f"{self.party} – {self.round or self.event}"

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#{self.slug}"

    def proposed_slug(self) -> str:
        return joined(self.round or self.event, self.party)

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away what was not known on that day; the note while its round was under way."""
        super().stand_as_of(as_of)
        is_of_round = self.round_id and self._meta.get_field("round").is_cached(self)
        if is_of_round and self.round.is_under_way(as_of.on):
            self.note_ar = self.note_en = ""

    @property
    def meeting(self) -> "Round | Event":
        """Give the round or event in which it took part."""
        return self.round or self.event


class AnnouncementQuerySet(ClaimQuerySet):
    def published(self) -> Self:
        """Keep what readers may see: published, of a round that is."""
        return super().published().filter(round__state=State.PUBLISHED)

    def known_by(self, as_of: AsOf) -> Self:
        """Keep what readers may see and was public by the end of that day, in order, with who made it."""
        made = self.published().filter(announced_on__lte=as_of.on)
        return made.as_it_stood(as_of).select_related("by_person", "by_party")


class DateAnnouncement(Claim, Dated):
    """A publicly announced date of a round: on which day, by whom, for when. Kept when the date slips."""

    MENTIONS = ("decision",)

    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("round"), related_name="announcements")
    announced_on = models.DateField(_("announced on"))
    decision = models.ForeignKey(
        "Decision",
        models.SET_NULL,
        verbose_name=_("by the decision"),
        null=True,
        blank=True,
        related_name="dates_set",
        help_text=_("The decision of an earlier round that set this date."),
    )
    by_person = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("announced by (person)"),
        null=True,
        blank=True,
        related_name="announcements",
    )
    by_party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("announced by (party)"),
        null=True,
        blank=True,
        related_name="announcements",
    )
    note = bilingual(models.TextField(_("note"), blank=True))

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement of a date")
        verbose_name_plural = _("announcements of dates")
        ordering = ["announced_on", "slug"]
        indexes = [models.Index(fields=["round", "announced_on"], name="announcement_by_day")]
        constraints = [
            *Claim.Meta.constraints,
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=exactly_one("by_person", "by_party"),
                name="announcement_by_person_or_party",
                violation_error_message=_("Name the person or the party that announced it, one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.date} ({self.announced_on})"

    def get_absolute_url(self) -> str:
        return f"{self.round.get_absolute_url()}#{self.slug}"

    def proposed_slug(self) -> str:
        return f"{self.round.slug}-announced-{self.announced_on}"

    @property
    def announced_by(self) -> Person | Party:
        """Give the person or the party that made it public."""
        return self.by_person or self.by_party
