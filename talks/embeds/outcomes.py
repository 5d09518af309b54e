"""What became of the decisions, as it travels."""

from collections.abc import Collection
from functools import cached_property

from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from talks import headlines
from talks.charts import figures, outcomes
from talks.charts.outcomes import Outcome, Outcomes
from talks.embeds.options import FilteredOptions
from talks.embeds.travelling import TravellingChart, limits_asked, lines_of
from talks.models import AsOf, Decision, Round, Status
from talks.models.decisions import TakenAt

# What is said beneath, and how high a line of it is.
PRINCIPLES = gettext_lazy(
    "Of statements of principle no follow-up is expected. The status is this record’s own judgement from its "
    "sources."
)
NOTE = 22


class TravellingOutcomes(TravellingChart):
    """How many decisions of the rounds have which status. The database counts them."""

    name = "outcomes"
    label = gettext_lazy("What became of the decisions")
    widths = outcomes.WIDTHS

    @classmethod
    def options(cls, query: QueryDict, as_of: AsOf, beside: Collection[str] = ()) -> FilteredOptions:
        return FilteredOptions(query, as_of, rounds=list(Round.objects.for_timeline(as_of)), beside=beside)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count the decisions asked for by status. One query."""
        decisions = Decision.objects.known_by(self.as_of).of_rounds().asked_for(self.form.criteria())
        meeting = self.form.asked_round()
        if meeting:
            decisions = decisions.filter(round=meeting)
        return dict(decisions.order_by().values_list("status").annotate(Count("pk")))

    def headline(self) -> str:
        return headlines.outcome_told(self.counts)

    @property
    def description(self) -> str:
        if not self.counts:
            return self.outcomes.none
        return _("%(headline)s. %(counts)s.") % {
            "headline": self.headline(),
            "counts": headlines.counts_told(self.counts),
        }

    def limits(self) -> list[str]:
        meeting = self.form.asked_round()
        return [*([meeting.title] if meeting else []), *limits_asked(self.form)]

    @property
    def page_address(self) -> str:
        return self._list()

    def _list(self, **more: str) -> str:
        """Give the address of the list of the decisions counted, or of those that ask for more."""
        names = ("guarantor", "topic", "since", "until", "round")
        return self.filtered(reverse("decision-list"), *names, at=TakenAt.ROUNDS.value, **more)

    @cached_property
    def outcomes(self) -> Outcomes:
        """Give the plain view-model."""
        rows = [(status, self.counts[status]) for status in Status if self.counts.get(status)]
        return Outcomes(
            title=_("What became of the decisions of the rounds"),
            description=self.headline(),
            language=get_language(),
            rows=tuple(
                Outcome(
                    status=status.value,
                    word=str(status.label),
                    count=count,
                    title=headlines.status_counted(status, count),
                    href=self._list(status=status.value),
                )
                for status, count in rows
            ),
            none=_("No decision in the record"),
            unit_label=_unit_label,
            is_right_to_left=get_language_bidi(),
        )

    def draw_svg(self, width: int) -> str:
        return outcomes.draw_svg(self.outcomes, width=width, name=f"of-{width}")

    def draw_figure(self, width: int, theme: str) -> Figure:
        return figures.draw_outcomes(self.outcomes, width=width, theme=theme)

    def drawn_height(self, width: int) -> float:
        return outcomes.lay_out(self.outcomes, width).height

    def chart_height(self, width: int, room: int) -> float:
        return super().chart_height(width, room) + NOTE * lines_of(str(PRINCIPLES), room)


def _unit_label(count: int) -> str:
    """Say for how many decisions a mark stands."""
    return ngettext(
        "Each mark stands for about %(count)s decision",
        "Each mark stands for about %(count)s decisions",
        count,
    ) % {"count": count}
