"""What became of decisions: what a reader sees of the chart, in both directions and at each width."""

from dataclasses import replace

from django.test import SimpleTestCase

from talks.charts import figures, outcomes
from talks.charts.outcomes import WIDTHS, Outcome, Outcomes
from talks.charts.texts import BOLD
from talks.models import Status
from tests.drawings import MARKUP, ChartAssertions, DrawnFigure, DrawnSvg, box_of

WIDE, NARROW, PHONE = WIDTHS
BOTH = [(width, is_right_to_left) for width in WIDTHS for is_right_to_left in (False, True)]


def make_outcome(status: str, count: int, **values) -> Outcome:
    """Make a status that so many decisions have."""
    title = f"{count} {status}"
    defaults = {"word": status, "title": title, "href": f"/decisions/?status={status}"}
    return Outcome(status=status, count=count, **defaults | values)


def make_outcomes(*rows: Outcome, **values) -> Outcomes:
    defaults = {
        "title": "What became of the decisions",
        "description": "Of 73 decisions 18 were carried out.",
        "language": "en",
        "rows": rows,
        "none": "No decision",
        "unit_label": lambda count: f"Each mark is {count}",
    }
    return Outcomes(**defaults | values)


def the_outcomes(**values) -> Outcomes:
    """Make as many as the record has, the longest word among them."""
    counts = {"implemented": 18, "stalled": 4, "pending": 7, "unknown": 6, "principle": 15}
    partly = make_outcome("partly", 38, word="carried out in part")
    first, *others = (make_outcome(status, count) for status, count in counts.items())
    return make_outcomes(first, partly, *others, **values)


def draw(values: Outcomes, width: int = WIDE) -> DrawnSvg:
    return DrawnSvg(outcomes.draw_svg(values, width=width, name="wide"))


def figure(values: Outcomes, width: int = WIDE, **options) -> DrawnFigure:
    return DrawnFigure(figures.draw_outcomes(values, width=width, **options))


def units_of(drawn: DrawnSvg, status: str) -> list:
    """Give where the marks of the decisions of a status stand; the first is that of the status itself."""
    return [box_of(use) for use in drawn.links()[status].iter("use")][1:]


class OutcomesTestCase(ChartAssertions, SimpleTestCase):
    # What stands where

    def test_it_is_drawn_at_each_width_in_each_direction(self):
        for width, is_right_to_left in BOTH:
            drawn = draw(the_outcomes(is_right_to_left=is_right_to_left), width)
            self.assertEqual(drawn.root.get("viewBox"), f"0 0 {width} {drawn.height:g}")
            self.assertEqual(drawn.root.get("direction"), "rtl" if is_right_to_left else "ltr")
            self.assertStandsAlone(drawn)

    def test_from_right_to_left_it_is_the_mirror_image(self):
        for width in WIDTHS:
            self.assertMirrored(draw(the_outcomes(), width), draw(the_outcomes(is_right_to_left=True), width))

    def test_nothing_overlaps(self):
        for width, is_right_to_left in BOTH:
            drawn = draw(the_outcomes(is_right_to_left=is_right_to_left), width)
            boxes = {f"{word.text} {word.y}": word.box(BOLD) for word in drawn.words()}
            for place, use in enumerate(drawn.root.iter("use")):
                boxes[f"mark {place}"] = box_of(use)
            self.assertNothingOverlaps(boxes, width)

    def test_the_rows_stand_in_the_order_in_which_they_are_given(self):
        self.assertEqual(list(draw(the_outcomes()).links()), [row.status for row in the_outcomes().rows])

    # A row

    def test_a_row_leads_to_its_decisions_and_says_what_it_counts(self):
        link = draw(the_outcomes()).links()["stalled"]
        self.assertEqual(link.get("href"), "/decisions/?status=stalled")
        self.assertEqual(link.find("title").text, "4 stalled")
        self.assertEqual([text.text for text in link.iter("text")], ["stalled", "4"])

    def test_it_has_a_mark_for_each_decision(self):
        for width, is_right_to_left in BOTH:
            values = the_outcomes(is_right_to_left=is_right_to_left)
            drawn = draw(values, width)
            for row in values.rows:
                self.assertEqual(len(units_of(drawn, row.status)), row.count)

    def test_every_status_has_its_mark(self):
        drawn = draw(make_outcomes(*(make_outcome(status, 1) for status in Status.values)))
        for status in Status.values:
            marks = {(use.get("href"), use.get("class")) for use in drawn.links()[status].iter("use")}
            self.assertEqual(marks, {(f"#mark-{status}", f"status-{status}")})

    def test_marks_of_a_row_stand_in_several_lines_where_one_has_no_room(self):
        lines = {
            width: {box.y for box in units_of(draw(the_outcomes(), width), "partly")} for width in WIDTHS
        }
        self.assertEqual({width: len(ys) for width, ys in lines.items()}, {WIDE: 1, NARROW: 2, PHONE: 4})

    def test_counts_end_at_the_same_place(self):
        counts = [word.x for word in draw(the_outcomes()).words() if word.css == "count"]
        self.assertEqual(len(set(counts)), 1)

    # Many, and none

    def test_of_very_many_each_mark_stands_for_several_and_it_says_so(self):
        values = make_outcomes(make_outcome("partly", 38_000), make_outcome("stalled", 12))
        for width, is_right_to_left in BOTH:
            drawn = draw(replace(values, is_right_to_left=is_right_to_left), width)
            [note] = drawn.named("note")
            unit = int(note.removeprefix("Each mark is "))
            self.assertEqual(len(units_of(drawn, "partly")), round(38_000 / unit))
            self.assertLess(drawn.height, 260)
            self.assertIn("38000", drawn.named("count"))
            self.assertStandsAlone(drawn)

    def test_of_few_among_very_many_a_mark_is_left(self):
        drawn = draw(make_outcomes(make_outcome("partly", 38_000), make_outcome("stalled", 1)))
        self.assertEqual(len(units_of(drawn, "stalled")), 1)

    def test_where_each_has_a_mark_nothing_is_said_of_that(self):
        self.assertEqual(draw(the_outcomes()).named("note"), [])

    def test_without_a_decision_it_says_so(self):
        for width in WIDTHS:
            drawn = draw(make_outcomes(), width)
            self.assertEqual([word.text for word in drawn.words()], ["No decision"])
            self.assertSamePlace(drawn, figure(make_outcomes(), width))

    def test_what_editors_write_is_never_markup(self):
        values = make_outcomes(make_outcome("partly", 2, word=MARKUP, title=MARKUP), title=MARKUP)
        self.assertNotIn("<b>", draw(values).text)
        self.assertReadsProperly(figure(values), is_right_to_left=False)

    # Plotly's drawing

    def test_plotly_draws_it_where_the_svg_has_it(self):
        for width, is_right_to_left in BOTH:
            values = the_outcomes(is_right_to_left=is_right_to_left)
            drawn, other = draw(values, width), figure(values, width)
            self.assertSamePlace(drawn, other)
            self.assertEqual(drawn.height, other.layout.height)
            points = [(round(box.x), round(box.y)) for _key, box, _hover in other.points() if not box.width]
            marks = [(round(box_of(use).x), round(box_of(use).y)) for use in drawn.root.iter("use")]
            self.assertEqual(points, marks)

    def test_a_row_answers_to_the_pointer_all_along(self):
        other = figure(the_outcomes())
        self.assertEqual(other.areas()["stalled"].width, WIDE)
        self.assertEqual(other.hovers()["stalled"], "4 stalled")

    def test_its_texts_read_properly(self):
        for is_right_to_left in (False, True):
            values = the_outcomes(is_right_to_left=is_right_to_left)
            self.assertReadsProperly(figure(values), is_right_to_left)

    def test_it_wears_the_colours_of_its_theme(self):
        light, dark = (figure(the_outcomes(), theme=theme).json for theme in ("light", "dark"))
        self.assertIn("#8f1d18", light)
        self.assertNotIn("#8f1d18", dark)
