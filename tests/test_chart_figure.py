"""The timeline as a Plotly figure: where the SVG has everything, in texts that read properly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from xml.etree import ElementTree

import plotly.graph_objects as go
import plotly.io
from django.test import SimpleTestCase
from django.utils.translation import override

from talks.charts.locale import plotly_locale
from talks.charts.theme import THEMES
from talks.charts.timeline import figure, svg
from talks.charts.timeline.layout import SCALES, Layout, lay_out
from talks.charts.timeline.values import Lane, Timeline
from tests.base import make_mark, make_round_mark, make_timeline, talks_in_small

HOSTILE = "<b>bold</b> <a href='javascript:alert(1)'>& so</a><br>on"


@dataclass(frozen=True)
class Box:
    """Where something stands, in pixels."""

    x0: float
    x1: float
    y: float

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


class Drawn:
    """A figure as its reader meets it, taken from its JSON: pixels, hover texts, words."""

    def __init__(self, drawn: go.Figure) -> None:
        self.figure = plotly.io.from_json(drawn.to_json())
        self.layout = self.figure.layout
        self.left, self.right = (end * self.layout.width for end in self.layout.xaxis.domain)
        self.top, self.bottom = 0, self.layout.height
        self.days = [datetime.fromisoformat(day) for day in self.layout.xaxis.range]
        self.values = self.layout.yaxis.range

    def x(self, moment: str) -> float:
        """Give the pixel at which a moment of the x axis stands."""
        start, end = self.days
        part = (datetime.fromisoformat(moment) - start) / (end - start)
        return self.left + part * (self.right - self.left)

    def y(self, value: float) -> float:
        """Give the pixel at which a value of the y axis stands."""
        bottom, top = self.values
        return self.top + (value - top) / (bottom - top) * (self.bottom - self.top)

    def points(self) -> Iterator[tuple[str, Box, str]]:
        """Yield key, place and hover text of whatever can be hovered, as it is drawn from back to front."""
        for trace in self.figure.data:
            for place, key in enumerate(trace.customdata):
                if trace.type == "bar":
                    end = datetime.fromisoformat(trace.base[place]) + timedelta(milliseconds=trace.x[place])
                    ends = sorted((self.x(trace.base[place]), self.x(end.isoformat())))
                else:
                    ends = [self.x(trace.x[place])] * 2
                yield key, Box(*ends, self.y(trace.y[place])), trace.hovertext[place]

    def places(self) -> dict[str, Box]:
        """Give the place of each mark by its key.

        A zone shares its key with its contested stretches, which are shorter, a round with the dates that
        slipped, which are drawn before it.
        """
        places: dict[str, Box] = {}
        for key, box, _hover in self.points():
            if key not in places or box.width >= places[key].width:
                places[key] = box
        return places

    def hover(self, key: str) -> str:
        """Give the hover text of a mark, a line a line, without isolates."""
        *_others, text = (hover for found, _box, hover in self.points() if found == key)
        return bare(text.replace("<br>", "\n"))

    def words(self) -> list[tuple[str, str, float, float]]:
        """Give the texts that stand in the figure: text, the side at which it is anchored, x and y."""
        words = []
        for note in self.layout.annotations:
            x = note.x * self.layout.width if note.xref == "paper" else self.x(note.x)
            words.append((bare(note.text), note.xanchor, x + (note.xshift or 0), self.y(note.y)))
        return words

    def texts(self) -> list[str]:
        """Give every text of the figure as it was written."""
        return [note.text for note in self.layout.annotations] + [hover for *_, hover in self.points()]


def bare(text: str) -> str:
    """Give a text without what isolates it."""
    return re.sub("[\u2066-\u2069]", "", text)


@cache
def draw(timeline: Timeline, **options: str) -> Drawn:
    """Draw a timeline on a wide screen."""
    return Drawn(figure.draw(lay_out(timeline), **options))


@cache
def each(timeline: Timeline) -> list[tuple[Layout, Drawn]]:
    """Draw a timeline in each way in which it is drawn."""
    turned = [
        replace(timeline, time_runs_left=runs_left, is_right_to_left=runs_left) for runs_left in (False, True)
    ]
    layouts = [lay_out(timeline, scale) for timeline in turned for scale in SCALES.values()]
    return [(layout, Drawn(figure.draw(layout))) for layout in layouts]


# The same things in the SVG


def box_of(link: ElementTree.Element) -> Box:
    """Give where the mark of a link stands in the SVG."""
    shape = next(element for element in link if element.tag != "title")
    number = {name: float(value) for name, value in shape.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
    if shape.tag == "circle":
        return Box(number["cx"] - number["r"], number["cx"] + number["r"], number["cy"])
    if shape.tag == "path":
        corners = [float(value) for value in re.findall(r"[\d.]+", shape.get("d"))]
        xs, ys = corners[::2], corners[1::2]
        return Box(min(xs), max(xs), (min(ys) + max(ys)) / 2)
    return Box(number["x"], number["x"] + number["width"], number["y"] + number["height"] / 2)


def words_of(drawing: ElementTree.Element) -> list[tuple[str, str, float, float]]:
    """Give the texts of the SVG as `Drawn.words` does: text, the side at which it is anchored, x and y."""
    sides = {"start": "left", "middle": "center", "end": "right"}
    if drawing.get("direction") == "rtl":
        sides |= {"start": "right", "end": "left"}
    return [
        (
            text.text,
            sides[text.get("text-anchor", "start")],
            float(text.get("x")),
            # The SVG gives the base line, a figure the middle of the letters.
            float(text.get("y")) - 4.5,
        )
        for text in drawing.iter("text")
    ]


class GeometryTestCase(SimpleTestCase):
    """Plotly's drawing takes the place of the SVG without anything moving."""

    def both(self) -> Iterator[tuple[ElementTree.Element, Drawn]]:
        for layout, drawn in each(talks_in_small()):
            yield ElementTree.fromstring(svg.draw(layout, name="wide")), drawn

    def test_the_figure_is_as_large_as_the_svg(self):
        for drawing, drawn in self.both():
            self.assertEqual(float(drawing.get("width")), drawn.layout.width)
            self.assertEqual(float(drawing.get("height")), drawn.layout.height)

    def test_every_mark_stands_where_the_svg_has_it(self):
        for drawing, drawn in self.both():
            places = drawn.places()
            links = {link.get("data-key"): link for link in drawing.iter("a")}
            self.assertLessEqual(links.keys(), places.keys())
            for key, link in links.items():
                box = box_of(link)
                self.assertAlmostEqual(places[key].x, box.x, delta=1, msg=key)
                self.assertAlmostEqual(places[key].y, box.y, delta=1, msg=key)

    def test_what_lasted_is_as_long_as_in_the_svg(self):
        for drawing, drawn in self.both():
            bars = {key: box for key, box in drawn.places().items() if box.width}
            self.assertLessEqual({"ghouta", "idlib", "geneva-round", "military"}, bars.keys())
            links = {link.get("data-key"): link for link in drawing.iter("a")}
            for key, box in bars.items():
                self.assertAlmostEqual(box.x0, box_of(links[key]).x0, delta=1, msg=key)
                self.assertAlmostEqual(box.x1, box_of(links[key]).x1, delta=1, msg=key)

    def test_every_text_stands_where_the_svg_has_it(self):
        for drawing, drawn in self.both():
            ours, theirs = sorted(words_of(drawing)), sorted(drawn.words())
            self.assertEqual([word[0] for word in ours], [word[0] for word in theirs])
            for (text, side, x, y), (_text, their_side, their_x, their_y) in zip(ours, theirs, strict=True):
                self.assertEqual(side, their_side, text)
                self.assertAlmostEqual(x, their_x, delta=1, msg=text)
                self.assertAlmostEqual(y, their_y, delta=4, msg=text)

    def test_also_where_the_editions_day_is_near_the_end(self):
        timeline = replace(talks_in_small(), last=talks_in_small().edition_day)
        for layout, drawn in each(timeline):
            word = next(word for word in drawn.words() if word[0] == timeline.edition_label)
            self.assertAlmostEqual(word[2], layout.time_scale.edition_label_x, delta=1)

    def test_a_date_that_slipped_is_joined_to_its_round(self):
        for layout, drawn in each(talks_in_small()):
            ninth = layout.lanes[0].marks[2]
            dotted = [
                tuple(map(drawn.x, (shape.x0, shape.x1))) + tuple(map(drawn.y, (shape.y0, shape.y1)))
                for shape in drawn.layout.shapes
                if shape.line.dash == "dot"
            ]
            self.assertEqual(len(dotted), 4)
            for slip in ninth.slips:
                middle = (slip.x0 + slip.x1) / 2
                for expected in (
                    (middle, ninth.x, slip.y, slip.y),
                    (ninth.x, ninth.x, slip.y, ninth.y - layout.scale.radius - 2),
                ):
                    self.assertTrue(
                        any(
                            all(abs(a - b) < 1 for a, b in zip(line, expected, strict=True))
                            for line in dotted
                        ),
                        expected,
                    )

    def test_a_round_planned_to_the_month_is_a_dashed_capsule_as_long_as_its_month(self):
        for layout, drawn in each(talks_in_small()):
            twelfth = layout.lanes[0].marks[-1]
            capsules = [shape for shape in drawn.layout.shapes if shape.type == "path" and shape.line.dash]
            ends = [
                sorted(
                    drawn.x(moment.replace("_", "T")) for moment in re.findall(r"\d{4}-[\d_:-]+", shape.path)
                )
                for shape in capsules
            ]
            self.assertTrue(
                any(abs(found[0] - twelfth.x0) < 1 and abs(found[-1] - twelfth.x1) < 1 for found in ends),
                (twelfth.x0, twelfth.x1, ends),
            )


class FigureTestCase(SimpleTestCase):
    # What Plotly has to be told

    def test_time_is_a_date_axis_that_runs_as_it_is_read(self):
        for layout, drawn in each(talks_in_small()):
            axis = drawn.layout.xaxis
            self.assertEqual(axis.type, "date")
            start, end = axis.range
            self.assertEqual(start > end, layout.timeline.time_runs_left)
            self.assertEqual(sorted(axis.range), ["2016-12-14T00:00", "2019-03-04T00:00"])

    def test_it_brings_no_template_of_plotlys(self):
        drawn = figure.draw(lay_out(talks_in_small()))
        self.assertEqual(drawn.layout.template, plotly.io.templates["none"])

    def test_it_says_nothing_in_plotlys_own_words(self):
        layout = draw(talks_in_small()).layout
        self.assertFalse(layout.showlegend)
        for axis in (layout.xaxis, layout.yaxis):
            self.assertFalse(axis.showticklabels)
        self.assertTrue(layout.yaxis.fixedrange)

    def test_hover_texts_are_aligned_as_they_are_read(self):
        for layout, drawn in each(talks_in_small()):
            side = "right" if layout.timeline.is_right_to_left else "left"
            self.assertEqual(drawn.layout.hoverlabel.align, side)
            self.assertTrue(drawn.layout.hoverlabel.font.family)

    def test_it_wears_the_colours_of_its_theme(self):
        for theme, colours in THEMES.items():
            with self.subTest(theme):
                others = set(next(other for name, other in THEMES.items() if name != theme).values())
                text = draw(talks_in_small(), theme=theme).figure.to_json()
                used = set(re.findall("#[0-9a-f]{6}", text))
                self.assertLessEqual(used, set(colours.values()))
                self.assertFalse(used & (others - set(colours.values())))

    def test_its_json_is_loaded_again_as_the_same_figure(self):
        drawn = figure.draw(lay_out(talks_in_small()))
        text = drawn.to_json()
        self.assertEqual(plotly.io.from_json(text).to_json(), text)

    def test_an_empty_timeline_can_be_drawn(self):
        for _layout, drawn in each(make_timeline()):
            self.assertEqual(len(drawn.figure.data), 0)

    # Texts

    def test_every_text_is_isolated_line_by_line(self):
        for layout, drawn in each(talks_in_small()):
            mark = "\u2067" if layout.timeline.is_right_to_left else "\u2066"
            lines = [line for text in drawn.texts() for line in text.split("<br>")]
            self.assertTrue(lines)
            for line in lines:
                self.assertRegex(line, f"^{mark}[^\u2066-\u2069]+\u2069$")

    def test_the_direction_of_texts_is_not_that_of_time(self):
        arabic_from_the_left = draw(replace(talks_in_small(), is_right_to_left=True, time_runs_left=False))
        self.assertTrue(all(text.startswith("\u2067") for text in arabic_from_the_left.texts()))

    def test_no_text_has_a_tag_but_line_breaks(self):
        for _layout, drawn in each(talks_in_small()):
            for text in drawn.texts():
                self.assertNotRegex(text.replace("<br>", ""), "[<>]")

    def test_what_editors_write_is_never_markup(self):
        events = Lane("events", HOSTILE, HOSTILE, marks=(make_mark("a", "2018-01-01", label=HOSTILE[:14]),))
        decided = make_round_mark(1, "2017-01-23", "2017-01-24", hover=(HOSTILE,), label=HOSTILE)
        drawn = draw(make_timeline(Lane("astana", "Astana", marks=(decided,)), events, edition_label=HOSTILE))
        for text in drawn.texts():
            self.assertNotRegex(text, "[<>]|&(?!amp;|lt;|gt;)")
        self.assertIn("&lt;b&gt;bold&lt;/b&gt;", drawn.hover("astana-1"))

    def test_hovering_a_round_says_its_title_its_date_and_how_many_decisions(self):
        self.assertEqual(draw(talks_in_small()).hover("astana-1"), "Round 1\n2017-01-23\n7 decisions")

    def test_hovering_says_the_title_where_there_is_nothing_more_to_say(self):
        drawn = draw(talks_in_small())
        self.assertEqual(drawn.hover("astana-1-3"), "stalled: decision 3 of 1")
        self.assertEqual(drawn.hover("summit"), "summit. 2017-04-23")
        self.assertEqual(drawn.hover("idlib"), "Idlib\nsince 15 September 2017")

    def test_hovering_a_contested_stretch_says_what_it_was(self):
        self.assertEqual(draw(talks_in_small()).hover("ghouta"), "the offensive")

    def test_hovering_a_date_that_slipped_says_for_when_it_was_announced(self):
        hovers = [bare(hover) for _key, _box, hover in draw(talks_in_small()).points()]
        self.assertIn("announced for 2018-02-15", hovers)

    def test_every_point_has_a_hover_text(self):
        for _layout, drawn in each(talks_in_small()):
            for key, _box, hover in drawn.points():
                self.assertTrue(bare(hover), key)


class LocaleTestCase(SimpleTestCase):
    """Plotly's own Arabic names May after March and has digits for short names: ours are used."""

    def test_it_has_all_twelve_months_in_both_namings(self):
        months = plotly_locale("ar")["format"]["months"]
        self.assertEqual((months[0], months[11]), ("يناير/كانون الثاني", "ديسمبر/كانون الأول"))
        self.assertEqual(len(months), 12)

    def test_may_is_not_march(self):
        months = plotly_locale("ar")["format"]["months"]
        self.assertEqual((months[2], months[4]), ("مارس/آذار", "مايو/أيار"))

    def test_its_short_months_are_words(self):
        months = plotly_locale("ar")["format"]["shortMonths"]
        self.assertEqual((months[0], months[11]), ("يناير", "ديسمبر"))
        self.assertFalse(any(re.search(r"\d", month) for month in months))

    def test_it_does_not_depend_on_the_readers_language(self):
        with override("ar"):
            self.assertEqual(plotly_locale("en")["format"]["months"][4], "May")
            self.assertEqual(plotly_locale("en")["name"], "en")
