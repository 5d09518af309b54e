"""The topics by rounds as they travel."""

from collections.abc import Collection
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from plotly.graph_objects import Figure

from talks.charts import figures, matrix
from talks.embeds.options import TopicsOptions
from talks.embeds.travelling import TravellingChart, limits_asked, lines_of
from talks.models import AsOf, Round, Status
from talks.pages.topics import TopicList

# How high a row of the list of a narrow frame is, and a further line of its name, in pixels.
ROW, LINE = 54, 22


class TravellingTopics(TravellingChart):
    """Which round dealt with which topics, and what became of what it decided on them."""

    name = "topics"
    label = gettext_lazy("Topics by rounds")
    widths = matrix.WIDTHS

    @classmethod
    def options(cls, query: QueryDict, as_of: AsOf, beside: Collection[str] = ()) -> TopicsOptions:
        return TopicsOptions(query, as_of, rounds=list(Round.objects.for_timeline(as_of)), beside=beside)

    @cached_property
    def page(self) -> TopicList:
        """Give the topics, as their page has them, with what is asked for."""
        topics = self.form.cleaned_data.get("topic") or ()
        return TopicList(self.as_of, self.form.criteria(), topics, self.form.asked_round())

    def headline(self) -> str:
        return self.page.headline()

    @property
    def description(self) -> str:
        return self.page.description

    def limits(self) -> list[str]:
        return limits_asked(self.form)

    def left_out_told(self, width: int) -> str:
        count = self.page.left_out(width)
        if not count:
            return ""
        return ngettext(
            "Not drawn: %(count)s round. The counts of the topics are those of all rounds.",
            "Not drawn: %(count)s rounds. The counts of the topics are those of all rounds.",
            count,
        ) % {"count": count}

    def legend(self) -> list[Status]:
        return self.page.statuses

    @property
    def page_address(self) -> str:
        return self.on_the_day(reverse("topic-list"))

    def draw_svg(self, width: int) -> str:
        return matrix.draw_svg(self.page.matrix, width=width, name=f"of-{width}")

    def draw_figure(self, width: int, theme: str) -> Figure:
        return figures.draw_matrix(self.page.matrix, width=width, theme=theme)

    def drawn_height(self, width: int) -> float:
        return matrix.lay_out(self.page.matrix, width).height

    def list_height(self, room: int) -> float:
        return sum(ROW + LINE * (lines_of(row.topic.name, room - 96) - 1) for row in self.page.rows)
