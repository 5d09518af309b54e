"""The topics by rounds, and the story of each."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from plotly.graph_objects import Figure

from talks.charts import course, figures, matrix
from talks.charts.locale import plotly_locale
from talks.models import AsOf, Topic
from talks.pages.topics import TopicList, TopicPage
from talks.views.charts import drawings, draws_figure
from talks.views.reading import entry_or_not_there, reads_the_record, show


@reads_the_record
def topic_list(request: HttpRequest, as_of: AsOf) -> HttpResponse:
    """Show which round dealt with which topics, as a chart and as a table."""
    page = TopicList(as_of)
    return show(
        request,
        "talks/topics.html",
        page,
        part="",
        drawings=[
            drawing | {"left_out": page.left_out(drawing["width"])}
            for drawing in drawings(matrix, page.matrix)
        ],
        plotly_locale=plotly_locale(get_language()),
    )


@reads_the_record
def topic_detail(request: HttpRequest, as_of: AsOf, slug: str) -> HttpResponse:
    """Show one topic: what became of its decisions, and its story from the first to the day shown."""
    page = TopicPage(
        request.GET, as_of, entry_or_not_there(request, as_of, Topic.objects.known_by(as_of), slug)
    )
    return show(
        request,
        "talks/topic.html",
        page,
        part="",
        drawings=drawings(course, page.course),
        plotly_locale=plotly_locale(get_language()),
    )


@draws_figure(matrix.WIDTHS)
def matrix_figure(request: HttpRequest, as_of: AsOf, *, width: int, theme: str) -> Figure:
    """Give the chart of topics by rounds."""
    return figures.draw_matrix(TopicList(as_of).matrix, width=width, theme=theme)


@draws_figure(course.WIDTHS)
def course_figure(request: HttpRequest, as_of: AsOf, slug: str, *, width: int, theme: str) -> Figure:
    """Give the chart of what became of each decision on a topic."""
    topic = entry_or_not_there(request, as_of, Topic.objects.known_by(as_of), slug)
    return figures.draw_course(TopicPage(request.GET, as_of, topic).course, width=width, theme=theme)
