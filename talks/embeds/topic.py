"""The thread of one topic, as it travels."""

from collections.abc import Collection
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from plotly.graph_objects import Figure

from talks.charts import course, figures
from talks.charts.course import Course
from talks.embeds.options import TopicOptions
from talks.embeds.travelling import SMALL_LETTER, TravellingChart, lines_of
from talks.models import AsOf, Status, Topic
from talks.pages.topics import Followed, TopicPage

# How high the drawing may be, so that a frame with it is not higher than frames may be, and in a card for
# social media; how many decisions are shown at most. In pixels, as is a row of the list of a narrow frame.
HIGHEST_SHOWN, HIGHEST_IN_CARD, MOST_SHOWN = 600, 400, 9
ROW, LINE = 44, 22


class TravellingTopic(TravellingChart):
    """One topic: how much of what was decided on it was carried out, and its latest decisions day by day."""

    name = "topic"
    label = gettext_lazy("A topic")
    widths = course.WIDTHS

    @classmethod
    def options(cls, query: QueryDict, as_of: AsOf, beside: Collection[str] = ()) -> TopicOptions:
        return TopicOptions(query, as_of, list(Topic.objects.known_by(as_of)), beside)

    @cached_property
    def page(self) -> TopicPage:
        """Give the topic, as its page has it."""
        return TopicPage(QueryDict(), self.as_of, self.form.topic())

    def headline(self) -> str:
        names = {"name": self.page.topic.name, "headline": self.page.headline()}
        # Translators: what a chart is of, and what it says: "Round 11 — 10 decisions".
        return _("%(name)s — %(headline)s") % names

    @property
    def description(self) -> str:
        return self.page.description

    def limits(self) -> list[str]:
        return [*filter(None, [self.page.state()])]

    def left_out_told(self, width: int) -> str:
        return self.earlier_told()

    def earlier_told(self) -> str:
        """Say how many decisions are not shown; empty where all are."""
        return self._told_without(self.drawn)

    def _told_without(self, drawn: list[Followed]) -> str:
        count = self.page.total - len(drawn)
        if not count:
            return ""
        return ngettext(
            "Not drawn: %(count)s earlier decision", "Not drawn: %(count)s earlier decisions", count
        ) % {"count": count}

    def legend(self) -> list[Status]:
        shown = {step.status for row in self.drawn for step in row.steps}
        return [status for status in Status if status in shown]

    @property
    def page_address(self) -> str:
        return self.on_the_day(self.page.address)

    @cached_property
    def drawn(self) -> list[Followed]:
        """Give the decisions that are shown: the latest, as many as a frame has room for."""
        return self._latest(HIGHEST_SHOWN, *self.widths)[-MOST_SHOWN:]

    def _latest(self, height: float, *widths: int) -> list[Followed]:
        """Give the latest decisions, as many as are no higher than that in drawings of these widths."""
        whole = self.page.course
        layouts = [course.lay_out(whole, width) for width in widths]
        fit = min(sum(layout.height - row.top <= height for row in layout.rows) for layout in layouts)
        return self.page.followed[-max(fit, 1) :]

    @cached_property
    def course(self) -> Course:
        """Give the plain view-model of what is drawn."""
        return self.page.course_of(self.drawn)

    def listed(self) -> list[Followed]:
        """Give the same for the list of a narrow frame, the newest first."""
        return self.drawn[::-1]

    def drawings_for_card(self) -> list[tuple[str, str]]:
        few = self._latest(HIGHEST_IN_CARD, max(self.widths))[-MOST_SHOWN:]
        drawn = course.draw_svg(self.page.course_of(few), width=max(self.widths), name="few")
        return [*super().drawings_for_card(), (drawn, self._told_without(few))]

    def draw_svg(self, width: int) -> str:
        return course.draw_svg(self.course, width=width, name=f"of-{width}")

    def draw_figure(self, width: int, theme: str) -> Figure:
        return figures.draw_course(self.course, width=width, theme=theme)

    def drawn_height(self, width: int) -> float:
        return course.lay_out(self.course, width).height

    def list_height(self, room: int) -> float:
        words = max((len(str(status.label)) for status in self.legend()), default=0) * SMALL_LETTER
        rows = [
            max(ROW, LINE * (lines_of(row.decision.title, room - words - 50) + 1) + 7) for row in self.drawn
        ]
        return sum(rows) + ROW * bool(self.earlier_told())
