"""Which rounds a party attended, and who led its delegation when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from talks import headlines
from talks.charts.attendance import MOST_SEATS, Seat, Strip
from talks.dates import CLOSE_SPAN, PreciseDate, format_date
from talks.models import AsOf, Participation, Party, Person, Round
from talks.pages.frame import RecordPage

# What of a round is needed to name it and to say when it was: pages read all rounds.
NAMED = ("slug", "number", "status", "date", "earliest", "latest", "country")
NAMED_IN_BOTH = ("title_en", "title_ar", "short_label_en", "short_label_ar")


def rounds_in_order(as_of: AsOf) -> list[Round]:
    """Give the rounds known on that day in the order of time, with what names them. One query.

    Each has `has_list`: whether the record says of anybody that it took part.
    """
    took_part = Participation.objects.known_by(as_of).filter(round=OuterRef("pk"))
    rounds = Round.objects.known_by(as_of).only(*NAMED, *NAMED_IN_BOTH)
    return list(rounds.annotate(has_list=Exists(took_part)).order_by("earliest", "number"))


@dataclass(frozen=True)
class Turn:
    """Rounds in which a delegation was led by one head; `head` is None where none is named in the sources.

    `ranges` names the rounds by their numbers: "1, 3–4, 6–11".
    """

    head: Person | None
    rounds: list[Round]
    ranges: str

    @property
    def days(self) -> PreciseDate:
        """Give the days from the first of these rounds to the last."""
        return PreciseDate.of_days(self.rounds[0].earliest, max(meeting.latest for meeting in self.rounds))


class Attendance:
    """The rounds that a party attended: which, and who led its delegation.

    Takes the rounds as `rounds_in_order` gives them, and the party's participations with their heads.
    """

    def __init__(self, party: Party, rounds: list[Round], participations: Iterable[Participation]) -> None:
        self.party = party
        self.rounds = rounds
        self._of_round = {part.round_id: part for part in participations}
        self.begun = [meeting for meeting in self.rounds if meeting.is_held()]
        self.attended = [meeting for meeting in self.begun if meeting.pk in self._of_round]
        self._places = {meeting.pk: place for place, meeting in enumerate(self.begun)}

    def turns(self) -> list[Turn]:
        """Give who led its delegation in which rounds, in the order of the first of them."""
        led = defaultdict(list)
        for meeting in self.attended:
            if head := self._of_round[meeting.pk].head:
                led[head].append(meeting)
        return [Turn(head, rounds, self._ranges(rounds)) for head, rounds in led.items()]

    def unnamed(self) -> Turn | None:
        """Give the rounds that it attended without a head being named in the sources."""
        return self._without_head([m for m in self.attended if self._of_round[m.pk].head is None])

    def not_listed(self) -> Turn | None:
        """Give the rounds on whose list of participants it is not."""
        return self._without_head([m for m in self.begun if m.pk not in self._of_round and m.has_list])

    def _without_head(self, rounds: list[Round]) -> Turn | None:
        return Turn(None, rounds, self._ranges(rounds)) if rounds else None

    def _ranges(self, rounds: list[Round]) -> str:
        """Name rounds by their numbers, those that followed one another from the first to the last."""
        runs: list[list[Round]] = []
        for meeting in rounds:
            if runs and self._places[meeting.pk] == self._places[runs[-1][-1].pk] + 1:
                runs[-1].append(meeting)
            else:
                runs.append([meeting])
        return headlines.in_a_row(
            str(run[0].number)
            if len(run) == 1
            else CLOSE_SPAN.format(start=run[0].number, end=run[-1].number)
            for run in runs
        )

    def hosted(self) -> list[Round]:
        """Give the rounds that met in the country of the party."""
        return [meeting for meeting in self.begun if meeting.country and meeting.country == self.party.iso]

    def told(self) -> str:
        """Say how many of the rounds it attended: "11 of 11 rounds"."""
        return headlines.rounds_attended(len(self.attended), len(self.begun))

    @property
    def left_out(self) -> int:
        """Count the rounds that are not drawn: the earliest."""
        return max(len(self.rounds) - MOST_SEATS, 0)

    def strip(self, page: RecordPage) -> Strip:
        """Give the plain view-model of the chart, with links on the day of the page."""
        return Strip(
            title=_("%(party)s in the rounds: %(rounds)s")
            % {"party": self.party.name, "rounds": self.told()},
            language=get_language(),
            seats=tuple(self._seat(meeting, page) for meeting in self.rounds[-MOST_SEATS:]),
            colour=self.party.slug if self.party.is_guarantor() else "accent",
            is_right_to_left=get_language_bidi(),
        )

    def as_table(self) -> list[tuple[Round, str]]:
        """Give the rounds that the strip shows, each with what it says of it."""
        return [(meeting, self._state(meeting)[1]) for meeting in self.rounds[-MOST_SEATS:]]

    def _seat(self, meeting: Round, page: RecordPage) -> Seat:
        state, words = self._state(meeting)
        date = format_date(meeting.precise_date, get_language())
        return Seat(
            key=meeting.slug,
            number=str(meeting.number),
            state=state,
            title=". ".join([headlines.in_a_row([meeting.title, date]), words]),
            href=page.on_the_day(self._where(meeting)),
            hover=(meeting.title, date, words),
        )

    def _where(self, meeting: Round) -> str:
        """Give the place at which the page of a round says who came; else its top."""
        address = meeting.get_absolute_url()
        return f"{address}#participants" if meeting.has_list else address

    def _state(self, meeting: Round) -> tuple[str, str]:
        part = self._of_round.get(meeting.pk)
        if not meeting.is_held():
            return "planned", meeting.get_status_display()
        if part is None and not meeting.has_list:
            return "absent", _("The record has no list of participants")
        if part is None:
            return "absent", _("Not on the list of participants")
        if part.head is None:
            return "attended", _("Took part; its head is not named in the sources")
        return "led", _("Led by %(head)s") % {"head": part.head.name}
