"""What became of each decision, day by day: what a reader sees, in both directions and at both widths."""

import datetime as dt
from dataclasses import replace

from django.test import SimpleTestCase

from talks.charts import course, figures
from talks.charts.course import MOST_ROWS, WIDTHS, Course, CourseRow, Step
from talks.charts.days import Tick
from talks.dates import month_starts
from talks.models import Status
from tests.drawings import MARKUP, Box, ChartAssertions, DrawnFigure, DrawnSvg, box_of, mark_of

WIDE, NARROW = WIDTHS
BOTH = [(width, is_right_to_left) for width in WIDTHS for is_right_to_left in (False, True)]
FIRST, EDITION = dt.date(2017, 12, 20), dt.date(2018, 11, 29)
LONG = "Mandate and membership of the committee are left to the Geneva process under the United Nations " * 2
ROOM_FOR_LETTER = 6.5


def make_row(key: str, *steps: tuple[str, str], **values) -> CourseRow:
    """Make a decision whose statuses began on these days."""
    days = [dt.date.fromisoformat(day) for day, _status in steps]
    ends = [*(day - dt.timedelta(1) for day in days[1:]), EDITION][: len(days)]
    made = tuple(
        Step(day, end, status, f"{status} since {day}")
        for day, end, (_day, status) in zip(days, ends, steps, strict=True)
    )
    status = steps[-1][1] if steps else "pending"
    defaults = {
        "label": f"Decision {key}",
        "sublabel": "Round 9, 15 May 2018",
        "href": f"/decisions/{key}/",
        "status_label": status,
    }
    return CourseRow(key=key, steps=made, status=status, **defaults | values)


def make_course(*rows: CourseRow, **values) -> Course:
    """Make the course of these decisions from December 2017 to November 2018."""
    defaults = {
        "title": "What became of each decision",
        "description": "Day by day.",
        "language": "en",
        "first": FIRST,
        "last": EDITION,
        "edition_day": EDITION,
        "edition_label": "29 Nov",
        "ticks": tuple(
            Tick(month, f"{month:%b}", str(month.year) if month.month == 1 else "")
            for month in month_starts(FIRST, EDITION)
        ),
        "rows": rows,
        "guides": (Tick(dt.date(2018, 5, 14), "R9"), Tick(dt.date(2018, 7, 30), "R10")),
    }
    return Course(**defaults | values)


def the_committee(**values) -> Course:
    """Make the course of a topic as it is on record."""
    return make_course(
        make_row(
            "sochi",
            ("2018-01-30", "pending"),
            ("2018-06-19", "partly"),
            ("2018-10-26", "stalled"),
            label=LONG,
        ),
        make_row("meeting", ("2018-07-31", "pending"), ("2018-09-11", "implemented")),
        make_row(
            "lists", ("2018-09-11", "pending"), ("2018-09-15", "partly"), status_label="carried out in part"
        ),
        make_row("support", ("2018-11-29", "pending")),
        **values,
    )


def draw(values: Course, width: int = WIDE) -> DrawnSvg:
    return DrawnSvg(course.draw_svg(values, width=width, name="wide"))


def figure(values: Course, width: int = WIDE, **options) -> DrawnFigure:
    return DrawnFigure(figures.draw_course(values, width=width, **options))


class CourseTestCase(ChartAssertions, SimpleTestCase):
    # What stands where

    def test_it_is_drawn_at_each_width_in_each_direction(self):
        for width, is_right_to_left in BOTH:
            drawn = draw(the_committee(is_right_to_left=is_right_to_left), width)
            self.assertEqual(drawn.width, width)
            self.assertEqual(drawn.root.get("direction"), "rtl" if is_right_to_left else "ltr")
            self.assertStandsAlone(drawn)

    def test_from_right_to_left_it_is_the_mirror_image(self):
        for width in WIDTHS:
            self.assertMirrored(
                draw(the_committee(), width), draw(the_committee(is_right_to_left=True), width)
            )

    def test_a_row_has_its_name_its_bars_and_its_status_in_the_direction_of_reading(self):
        for is_right_to_left in (False, True):
            drawn = draw(the_committee(is_right_to_left=is_right_to_left))
            name = next(word.x for word in drawn.words() if word.text == "Decision meeting")
            links = drawn.links()
            bars = [box_of(links[f"meeting:{place}"].find("rect")).x for place in (1, 2)]
            word = next(word.x for word in drawn.words() if word.text == "implemented")
            places = [name, *bars, mark_of(links["meeting:now"]).x, word]
            self.assertEqual(places, sorted(places, reverse=is_right_to_left))

    def test_a_bar_lasts_from_the_day_on_which_a_status_began_to_the_next(self):
        for width, is_right_to_left in BOTH:
            values = the_committee(is_right_to_left=is_right_to_left)
            days = course.lay_out(values, width).days
            links = draw(values, width).links()
            first, second, third = (links[f"sochi:{place}"] for place in (1, 2, 3))
            for link, day in ((first, (2018, 1, 30)), (second, (2018, 6, 19)), (third, (2018, 10, 26))):
                self.assertAlmostEqual(mark_of(link).x, days.x_of(dt.date(*day)), delta=0.1)
            for link, following in ((first, second), (second, third)):
                bar = next(box_of(element) for element in link if "bar" in element.get("class", "").split())
                mark = mark_of(following)
                near = bar.x0 - mark.x1 if is_right_to_left else mark.x0 - bar.x1
                self.assertTrue(0 < near < 4, near)

    def test_the_last_bar_ends_at_the_edition_day(self):
        for is_right_to_left in (False, True):
            values = the_committee(is_right_to_left=is_right_to_left)
            drawn = draw(values)
            line, bar = (
                drawn.place("edition"),
                box_of(drawn.links()["sochi:3"].find("rect[@class='bar stalled']")),
            )
            self.assertAlmostEqual(bar.x0 if is_right_to_left else bar.x1, line.x, delta=0.2)

    def test_the_edition_day_may_be_before_the_last_day(self):
        values = the_committee(edition_day=dt.date(2018, 6, 30))
        drawn = draw(values)
        edge = drawn.place("edition").x
        self.assertLessEqual(max(box_of(bar).x1 for bar in drawn.all("bar")), edge + 0.2)
        self.assertAlmostEqual(drawn.place("after").x0, edge, delta=0.2)

    def test_what_began_before_the_first_day_is_drawn_from_there_without_a_mark(self):
        drawn = draw(make_course(make_row("old", ("2015-05-01", "pending"))))
        link = drawn.links()["old:1"]
        self.assertIsNone(link.find("use"))
        days = course.lay_out(make_course()).days
        self.assertAlmostEqual(box_of(link.find("rect[@class='bar pending']")).x0, days.left, delta=0.1)

    # What it says

    def test_every_step_is_a_link_that_says_what_it_was(self):
        links = draw(the_committee()).links()
        for row in the_committee().rows:
            for place, step in enumerate(row.steps, 1):
                link = links[f"{row.key}:{place}"]
                self.assertEqual((link.get("href"), link.find("title").text), (row.href, step.title))
                self.assertIn(f"status-{step.status}", link.get("class"))

    def test_the_present_status_stands_in_a_mark_and_a_word(self):
        link = draw(the_committee()).links()["sochi:now"]
        self.assertEqual(link.find("use").get("href"), "#mark-stalled")
        self.assertEqual(link.find("text").text, "stalled")
        self.assertEqual(link.find("title").text, "stalled since 2018-10-26")

    def test_a_name_is_a_link_that_says_all_of_it(self):
        link = draw(the_committee(), NARROW).links()["sochi"]
        self.assertEqual(link.get("href"), "/decisions/sochi/")
        self.assertEqual(link.find("title").text, f"{LONG}. Round 9, 15 May 2018")

    def test_each_status_has_a_bar_of_its_own(self):
        values = make_course(*(make_row(status, ("2018-02-01", status)) for status in Status.values))
        drawn = draw(values)
        self.assertEqual(
            [bar.get("class") for bar in drawn.all("bar")], [f"bar {status}" for status in Status]
        )
        fill, bar = drawn.place("fill"), box_of(drawn.links()["partly:1"].find("rect[@class='bar partly']"))
        self.assertAlmostEqual(fill.height, bar.height / 2, delta=0.1)
        self.assertGreater(fill.y, bar.y, "the lower half is filled")
        self.assertEqual(len(figure(values).figure.data[-1].customdata), len(Status))

    def test_days_and_rounds_are_named(self):
        drawn = draw(the_committee())
        for text in ("Feb", "Nov", "R9", "R10"):
            self.assertIn(text, drawn.named("tick"))
        self.assertEqual(drawn.named("year"), ["2018"])
        self.assertEqual(drawn.named("edition-label"), ["29 Nov"])

    def test_rounds_too_near_to_each_other_are_not_named_upon_one_another(self):
        guides = tuple(Tick(dt.date(2018, 5, day), f"R{day}") for day in range(1, 30))
        for is_right_to_left in (False, True):
            drawn = draw(the_committee(guides=guides, is_right_to_left=is_right_to_left))
            self.assertEqual(len(drawn.all("guide")), 29)
            named = {word.text: word.box(6.7) for word in drawn.words() if word.text.startswith("R")}
            named.pop("Round 9, 15 May 2018", None)
            self.assertLess(len(named), 10)
            self.assertNothingOverlaps(named, WIDE)

    # Room

    def assertReadable(self, values: Course, width: int) -> None:
        drawn, days = draw(values, width), course.lay_out(values, width).days
        texts = {
            f"{word.text} {word.y}": word.box(ROOM_FOR_LETTER)
            for word in drawn.words()
            if word.css in {"row-name", "sublabel", "word"}
        }
        marks: dict[str, Box] = {}
        for link in drawn.root.iter("a"):
            if link.find("use") is not None:
                marks[link.get("data-key")] = mark_of(link)
        self.assertNothingOverlaps(texts | marks, width)
        for name, box in texts.items():
            self.assertTrue(box.x1 <= days.left or box.x0 >= days.right, name)

    def test_nothing_overlaps(self):
        for width, is_right_to_left in BOTH:
            self.assertReadable(the_committee(is_right_to_left=is_right_to_left), width)

    def test_nothing_overlaps_where_statuses_change_every_few_days(self):
        steps = [
            (f"2018-07-{day:02}", status) for day, status in zip(range(1, 29, 3), [*Status] * 2, strict=False)
        ]
        for width, is_right_to_left in BOTH:
            self.assertReadable(
                make_course(make_row("restless", *steps), is_right_to_left=is_right_to_left), width
            )

    def test_of_two_changes_in_a_few_days_the_later_has_its_mark(self):
        links = draw(the_committee()).links()
        self.assertIsNone(links["lists:1"].find("use"))
        self.assertIsNotNone(links["lists:2"].find("use"))

    def test_a_long_name_is_broken_and_cut(self):
        for width, lines in ((WIDE, 2), (NARROW, 3)):
            link = draw(the_committee(), width).links()["sochi"]
            names = [text.text for text in link.iter("text") if text.get("class") == "row-name"]
            self.assertEqual(len(names), lines)
            self.assertTrue(names[-1].endswith("…"))

    def test_of_more_decisions_the_latest_are_drawn_and_the_rest_is_counted(self):
        rows = [make_row(f"d{number}", ("2018-02-01", "pending")) for number in range(300)]
        values = make_course(*rows)
        self.assertEqual(values.left_out, 300 - MOST_ROWS)
        links = draw(values).links()
        self.assertNotIn("d259", links)
        self.assertIn("d260", links)
        self.assertIn("d299", links)
        self.assertEqual(the_committee().left_out, 0)

    def test_a_topic_without_decisions_can_be_drawn(self):
        self.assertStandsAlone(draw(make_course()))
        self.assertEqual(len(figure(make_course()).figure.data), 0)

    def test_a_decision_without_a_step_has_its_status_alone(self):
        values = make_course(make_row("new", status_label="pending"))
        self.assertEqual(draw(values).links()["new:now"].find("title").text, "pending")
        self.assertSamePlace(draw(values), figure(values))

    def test_what_editors_write_is_never_markup(self):
        row = make_row("a", ("2018-02-01", "pending"), label=MARKUP, sublabel=MARKUP)
        row = replace(row, steps=(replace(row.steps[0], title=MARKUP),))
        values = make_course(row, title=MARKUP, edition_label=MARKUP[:12])
        self.assertNotIn("<b>", draw(values).text)
        self.assertReadsProperly(figure(values), is_right_to_left=False)

    # Plotly's drawing

    def test_plotly_draws_it_where_the_svg_has_it(self):
        for width, is_right_to_left in BOTH:
            values = the_committee(is_right_to_left=is_right_to_left)
            drawn, other = draw(values, width), figure(values, width)
            self.assertSamePlace(drawn, other)
            self.assertEqual(drawn.height, other.layout.height)
            places, areas = other.places(), other.areas()
            for key, link in drawn.links().items():
                if link.find("use") is not None:
                    self.assertAlmostEqual(places[key].x, mark_of(link).x, delta=0.5, msg=key)
                    self.assertAlmostEqual(places[key].y, mark_of(link).y, delta=0.2, msg=key)
                if "step" in link.get("class"):
                    hit = box_of(link.find("rect[@class='hit']"))
                    self.assertAlmostEqual(areas[key].x0, hit.x0, delta=0.5, msg=key)
                    self.assertAlmostEqual(areas[key].x1, hit.x1, delta=0.5, msg=key)

    def test_time_is_a_date_axis_that_runs_as_it_is_read(self):
        for is_right_to_left in (False, True):
            other = figure(the_committee(is_right_to_left=is_right_to_left))
            axis = other.layout.xaxis
            self.assertEqual(axis.type, "date")
            start, end = axis.range
            self.assertEqual(start > end, is_right_to_left)
            # As far as a mark at the end reaches.
            self.assertTrue("2017-12-10" < min(axis.range) < "2017-12-20T00:00", axis.range)
            self.assertTrue("2018-11-30T00:00" < max(axis.range) < "2018-12-10", axis.range)
            self.assertEqual({axis.minallowed, axis.maxallowed}, set(axis.range))

    def test_what_stands_beside_the_days_does_not_move_with_them(self):
        for is_right_to_left in (False, True):
            other = figure(the_committee(is_right_to_left=is_right_to_left))
            fixed = {trace.xaxis for trace in other.figure.data} - {"x"}
            self.assertEqual(fixed, {"x2", "x3"})
            for axis in (other.layout.xaxis2, other.layout.xaxis3):
                self.assertTrue(axis.fixedrange)
            names = [note for note in other.layout.annotations if "Decision meeting" in note.text]
            self.assertEqual(names[0].xref, "paper")

    def test_hovering_says_what_the_step_was(self):
        hovers = figure(the_committee()).hovers()
        self.assertEqual(hovers["sochi:2"], "partly since 2018-06-19")
        self.assertEqual(hovers["sochi:now"], "stalled since 2018-10-26")
        self.assertEqual(hovers["meeting"], "Decision meeting. Round 9, 15 May 2018")

    def test_its_texts_read_properly(self):
        for is_right_to_left in (False, True):
            values = the_committee(is_right_to_left=is_right_to_left)
            self.assertReadsProperly(figure(values), is_right_to_left)

    def test_it_wears_the_colours_of_its_theme(self):
        light, dark = (figure(the_committee(), theme=theme).json for theme in ("light", "dark"))
        self.assertIn("#b1790a", light)
        self.assertNotIn("#b1790a", dark)
