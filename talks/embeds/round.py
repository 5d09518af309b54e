"""The card of one round, as it travels."""

from collections.abc import Collection
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from talks import headlines
from talks.charts import card, figures
from talks.charts.card import Card, Decided, Guest
from talks.dates import format_date, format_day
from talks.embeds.options import RoundOptions
from talks.embeds.travelling import DRAWING_FROM, TravellingChart, lines_of
from talks.models import AsOf, DateAnnouncement, Decision, Participation, Party, Round, Status

# As embed.css has them: the least height of a row, also on a phone, a line, the room of a status; in pixels.
ROW, PHONE_ROW, LINE, WORD = 30, 44, 23, 170


class TravellingRound(TravellingChart):
    """One round: when and where it met, who took part, what it decided and what became of that."""

    name = "round"
    label = gettext_lazy("A round")
    widths = card.WIDTHS
    is_of_words = True

    @classmethod
    def options(cls, query: QueryDict, as_of: AsOf, beside: Collection[str] = ()) -> RoundOptions:
        return RoundOptions(query, as_of, list(Round.objects.for_timeline(as_of)), beside)

    @cached_property
    def meeting(self) -> Round:
        """Give the round of the card."""
        return self.form.meeting()

    @property
    def is_asked(self) -> bool:
        """Tell whether a certain round was asked for: without, the card moves on with the editions."""
        return bool(self.form.cleaned_data.get("round"))

    @cached_property
    def decisions(self) -> list[Decision]:
        """Give its decisions as it counts them. One query."""
        known = Decision.objects.known_by(self.as_of).filter(round=self.meeting)
        return list(known.order_by("number"))

    @cached_property
    def parties(self) -> list[Party]:
        """Give who took part, the guarantors first. One query."""
        took_part = Participation.objects.known_by(self.as_of).filter(round=self.meeting)
        parties = [part.party for part in took_part.select_related("party")]
        return sorted(parties, key=lambda party: (party.guarantor_order is None, party.guarantor_order or 0))

    @cached_property
    def slippage(self) -> str:
        """Say how late it was held. One query."""
        announced = DateAnnouncement.objects.known_by(self.as_of).filter(round=self.meeting)
        return headlines.slippage(self.meeting, list(announced))

    def headline(self) -> str:
        decided = headlines.round_headline(self.meeting, self.decisions, self.on)
        # Translators: what a chart is of, and what it says: "Round 11 — 10 decisions".
        return _("%(name)s — %(headline)s") % {"name": self.meeting.title, "headline": decided}

    def limits(self) -> list[str]:
        if self.is_asked:
            return []
        if not self.meeting.is_held():
            return [_("The first round to come")]
        day = format_day(self.on, get_language())
        return [_("The last round held by %(day)s") % {"day": day}]

    def facts(self) -> list[str]:
        """Say when and where it met or is planned to, and how late it was."""
        date = format_date(self.meeting.precise_date, get_language())
        place = headlines.in_a_row(filter(None, [self.meeting.city, self.meeting.venue]))
        state = ""
        if self.meeting.is_under_way(self.on):
            state = _("under way")
        elif not self.meeting.is_held():
            state = self.meeting.get_status_display()
        return [" · ".join(filter(None, [state, date, place])), *filter(None, [self.slippage])]

    def nothing_decided(self) -> str:
        """Say why there is no decision, where there is none."""
        if self.decisions:
            return ""
        if self.meeting.is_held():
            return headlines.round_headline(self.meeting, self.decisions, self.on)
        return _("It has not met yet, so it has decided nothing.")

    def more(self) -> str:
        """Say how many decisions there is no room for."""
        return _more(self.card.left_out)

    @property
    def description(self) -> str:
        return " ".join(f"{said}." for said in [self.headline(), *self.facts()])

    @property
    def page_address(self) -> str:
        return self.on_the_day(self.meeting.get_absolute_url())

    @cached_property
    def card(self) -> Card:
        """Give the plain view-model."""
        meeting = self.meeting
        return Card(
            key=meeting.slug,
            number=str(meeting.number),
            name="" if self.form.has_title else meeting.title,
            href=self.page_address,
            title=meeting.title,
            description=self.description,
            language=get_language(),
            facts=tuple(self.facts()),
            guests=tuple(
                Guest(party.name, party.slug if party.is_guarantor() else "") for party in self.parties
            ),
            decisions=tuple(self._decided(decision) for decision in self.decisions),
            none=self.nothing_decided(),
            more=_more,
            is_planned=not meeting.is_held(),
            is_right_to_left=get_language_bidi(),
        )

    def _decided(self, decision: Decision) -> Decided:
        word = str(Status(decision.status).label)
        return Decided(
            key=decision.slug,
            label=decision.title,
            status=decision.status,
            word=word,
            href=self.on_the_day(decision.get_absolute_url()),
            title=_("%(status)s: %(decision)s") % {"status": word, "decision": decision.title},
            hover=(decision.title, word),
        )

    def draw_svg(self, width: int) -> str:
        return card.draw_svg(self.card, width=width, name=f"of-{width}")

    def draw_figure(self, width: int, theme: str) -> Figure:
        return figures.draw_card(self.card, width=width, theme=theme)

    def drawn_height(self, width: int) -> float:
        return card.lay_out(self.card, width).height

    def chart_height(self, width: int, room: int) -> float:
        guests = lines_of(" ".join(f"--- {party.name}" for party in self.parties), room)
        facts = sum(lines_of(fact, room - 56) for fact in self.facts())
        rows = [self._row_height(decided, width, room) for decided in self.card.shown]
        note = ROW * bool(self.card.left_out or self.card.none)
        return max(LINE * facts, 40) + 12 + (LINE * guests + 9) * bool(guests) + sum(rows) + note

    def _row_height(self, decided: Decided, width: int, room: int) -> float:
        if width < DRAWING_FROM:
            return max(PHONE_ROW, LINE * lines_of(f"{decided.word} {decided.label}", room - 26) + 7)
        return max(ROW, LINE * lines_of(decided.label, room - WORD) + 7)


def _more(count: int) -> str:
    """Say how many decisions are left out."""
    return ngettext("+%(count)s more decision", "+%(count)s more decisions", count) % {"count": count}
