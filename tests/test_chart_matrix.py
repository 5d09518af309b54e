"""Topics by rounds: what a reader sees of the chart, in both directions and at both widths."""

from dataclasses import replace
from itertools import pairwise
from math import sqrt

from django.test import SimpleTestCase

from talks.charts import figures, matrix
from talks.charts.matrix import WIDTHS, Cell, Column, Matrix, Row
from talks.charts.texts import BOLD
from talks.models import Status
from tests.drawings import MARKUP, Box, ChartAssertions, DrawnFigure, DrawnSvg, bare, box_of, mark_of

WIDE, NARROW = WIDTHS
BOTH = [(width, is_right_to_left) for width in WIDTHS for is_right_to_left in (False, True)]


def make_column(number: int, label: str = "Sep 2017", **values) -> Column:
    """Make a round of which ten decisions are on record."""
    defaults = {"href": f"/rounds/astana-{number}/", "total": 10, "title": f"Round {number}, {label}"}
    return Column(key=f"astana-{number}", number=str(number), label=label, **defaults | values)


def make_cell(number: int, status: str, count: int = 1, topic: str = "Idlib") -> Cell:
    """Make the decisions of a round that have one status."""
    title = f"{topic}, round {number}: {count} {status}"
    hover = (topic, f"round {number}", f"{count} {status}")
    return Cell(
        f"astana-{number}", status, count, title, f"/decisions/?round={number}&status={status}", hover
    )


def make_row(name: str, *cells: Cell) -> Row:
    """Make a topic with the cells of some rounds."""
    key = name.lower().replace(" ", "-")
    return Row(key, name, f"/topics/{key}/", sum(cell.count for cell in cells), cells)


def make_matrix(*rows: Row, columns: int = 12, **values) -> Matrix:
    """Make a matrix of so many rounds, of which the last is planned."""
    held = tuple(make_column(number) for number in range(1, columns))
    planned = make_column(columns, "planned", is_planned=True, total=0, title="Round to come")
    defaults = {
        "title": "Topics by rounds",
        "description": "Which round dealt with what.",
        "language": "en",
        "columns": (*held, planned),
        "rows": rows,
        "total": 88,
        "total_heading": "decisions",
        "total_name": "Decisions in the round",
        "none": "none",
    }
    return Matrix(**defaults | values)


def the_topics(**values) -> Matrix:
    """Make a matrix as full as the record's."""
    return make_matrix(
        make_row("Format and schedule of the talks", *(make_cell(n, "implemented") for n in range(1, 12))),
        make_row(
            "Ceasefire",
            make_cell(2, "partly", 2),
            make_cell(2, "stalled"),
            make_cell(3, "implemented"),
            make_cell(3, "partly"),
            make_cell(5, "partly"),
        ),
        make_row("Idlib", make_cell(6, "implemented", 2), make_cell(11, "pending", 2)),
        make_row("Zones", make_cell(4, "partly", 4), make_cell(4, "lapsed"), make_cell(4, "unknown")),
        make_row("Sovereignty and territorial integrity", make_cell(1, "principle", 2)),
        make_row("Reconstruction"),
        **values,
    )


def draw(values: Matrix, width: int = WIDE) -> DrawnSvg:
    return DrawnSvg(matrix.draw_svg(values, width=width, name="wide"))


def figure(values: Matrix, width: int = WIDE, **options) -> DrawnFigure:
    return DrawnFigure(figures.draw_matrix(values, width=width, **options))


class MatrixTestCase(ChartAssertions, SimpleTestCase):
    # What stands where

    def test_it_is_drawn_at_each_width_in_each_direction(self):
        for width, is_right_to_left in BOTH:
            drawn = draw(the_topics(is_right_to_left=is_right_to_left), width)
            self.assertEqual(drawn.width, width)
            self.assertEqual(drawn.root.get("viewBox"), f"0 0 {width} {drawn.height:g}")
            self.assertEqual(drawn.root.get("direction"), "rtl" if is_right_to_left else "ltr")
            self.assertStandsAlone(drawn)

    def test_from_right_to_left_it_is_the_mirror_image(self):
        for width in WIDTHS:
            self.assertMirrored(draw(the_topics(), width), draw(the_topics(is_right_to_left=True), width))

    def test_rounds_stand_in_the_order_of_time_and_names_where_reading_begins(self):
        for is_right_to_left in (False, True):
            drawn = draw(the_topics(is_right_to_left=is_right_to_left))
            discs = [box_of(disc).x for disc in drawn.all("disc")]
            self.assertEqual(discs, sorted(discs, reverse=is_right_to_left))
            names = {word.x for word in drawn.words() if word.css == "row-name"}
            self.assertEqual(names, {WIDE if is_right_to_left else 0})

    def test_the_rows_stand_in_the_order_in_which_they_are_given(self):
        drawn = draw(the_topics())
        rows = [word for word in drawn.words() if word.css == "row-name"]
        self.assertEqual(" ".join(word.text for word in rows).count("Ceasefire Idlib Zones"), 1)
        self.assertEqual([word.y for word in rows], sorted(word.y for word in rows))

    def test_a_mark_stands_in_the_column_of_its_round(self):
        for width, is_right_to_left in BOTH:
            drawn = draw(the_topics(is_right_to_left=is_right_to_left), width)
            links = drawn.links()
            for number in (1, 5, 11):
                mark = links[f"format-and-schedule-of-the-talks:astana-{number}:implemented"]
                disc = links[f"astana-{number}"].find("circle")
                self.assertAlmostEqual(mark_of(mark).x, box_of(disc).x, delta=0.1)

    # Marks

    def test_each_mark_is_a_link_to_its_decisions(self):
        links = draw(the_topics()).links()
        for row in the_topics().rows:
            for cell in row.cells:
                link = links[f"{row.key}:{cell.column}:{cell.status}"]
                self.assertEqual(link.get("href"), cell.href)
                self.assertEqual(link.find("title").text, cell.title)
                self.assertEqual(link.find("use").get("href"), f"#mark-{cell.status}")
                self.assertEqual(link.find("use").get("class"), f"status-{cell.status}")

    def test_its_area_is_the_number_of_decisions(self):
        for width in WIDTHS:
            links = draw(the_topics(), width).links()
            one = mark_of(links["ceasefire:astana-2:stalled"]).width
            for key, count in (("ceasefire:astana-2:partly", 2), ("zones:astana-4:partly", 4)):
                self.assertAlmostEqual(mark_of(links[key]).width, one * sqrt(count), delta=0.1)

    def test_the_number_stands_beside_it_where_there_is_more_than_one(self):
        for is_right_to_left in (False, True):
            drawn = draw(the_topics(is_right_to_left=is_right_to_left))
            links = drawn.links()
            self.assertIsNone(links["ceasefire:astana-2:stalled"].find("text"))
            number = links["ceasefire:astana-2:partly"].find("text")
            self.assertEqual(number.text, "2")
            mark = mark_of(links["ceasefire:astana-2:partly"])
            distance = (
                mark.x0 - float(number.get("x")) if is_right_to_left else float(number.get("x")) - mark.x1
            )
            self.assertAlmostEqual(distance, 2, delta=0.2)

    def test_every_status_can_be_drawn(self):
        cells = [make_cell(place, status) for place, status in enumerate(Status.values, 1)]
        values = make_matrix(make_row("Idlib", *cells))
        self.assertEqual(
            {use.get("href") for use in draw(values).root.iter("use")}, {f"#mark-{s}" for s in Status}
        )
        self.assertEqual(len(figure(values).figure.data[-1].customdata), len(Status))

    def assertReadable(self, values: Matrix, width: int) -> None:
        drawn = draw(values, width)
        pitch = matrix.lay_out(values, width).column_width
        boxes: dict[str, Box] = {}
        for key, link in drawn.links().items():
            if link.find("use") is not None:
                mark, number = mark_of(link), link.find("text")
                digits = 7.4 * len(number.text) + 2 if number is not None else 0
                is_left = values.is_right_to_left
                boxes[key] = Box(
                    mark.x0 - digits * is_left, mark.x1 + digits * (not is_left), mark.y, mark.height
                )
                self.assertLessEqual(boxes[key].width, pitch, key)
        for word in drawn.words():
            if "row-name" in word.css:
                boxes[f"{word.text} {word.y}"] = word.box(BOLD)
            elif word.css == "total" and word.side != "center":
                boxes[f"{word.text} {word.y}"] = word.box(7.4)
        self.assertNothingOverlaps(boxes, width)

    def test_nothing_overlaps(self):
        for width, is_right_to_left in BOTH:
            with self.subTest(width=width, is_right_to_left=is_right_to_left):
                self.assertReadable(the_topics(is_right_to_left=is_right_to_left), width)

    def test_nothing_overlaps_where_a_round_decided_on_everything_in_every_way(self):
        full = [
            make_cell(n, status, count) for n in range(1, 12) for count, status in enumerate(Status.values, 1)
        ]
        for width, is_right_to_left in BOTH:
            values = make_matrix(
                make_row("Idlib", *full), make_row("Zones", *full), is_right_to_left=is_right_to_left
            )
            self.assertReadable(values, width)

    def test_a_mark_never_leaves_its_column(self):
        values = make_matrix(make_row("Idlib", make_cell(3, "pending", 4000)))
        for width in WIDTHS:
            mark = mark_of(draw(values, width).links()["idlib:astana-3:pending"])
            self.assertLessEqual(mark.width, matrix.lay_out(values, width).column_width)

    # The thread of a row

    def thread(self, drawn: DrawnSvg) -> list[Box]:
        return sorted((box_of(line) for line in drawn.all("thread")), key=lambda box: box.x0)

    def test_it_runs_from_the_first_to_the_last_round_of_a_topic_and_crosses_no_mark(self):
        for is_right_to_left in (False, True):
            values = make_matrix(make_row("Idlib", *(make_cell(n, "pending") for n in (3, 4, 9))))
            drawn = draw(replace(values, is_right_to_left=is_right_to_left))
            marks = sorted((mark_of(link) for link in drawn.all("cell")), key=lambda box: box.x0)
            pieces = self.thread(drawn)
            self.assertEqual(len(pieces), 2)
            for piece, (before, after) in zip(pieces, pairwise(marks), strict=True):
                self.assertLess(before.x1, piece.x0)
                self.assertLess(piece.x1, after.x0)

    def test_a_topic_of_one_round_has_none(self):
        self.assertEqual(self.thread(draw(make_matrix(make_row("Idlib", make_cell(3, "pending"))))), [])

    def test_it_begins_at_the_edge_where_its_topic_came_up_before_what_is_drawn(self):
        rows = make_row("Idlib", make_cell(1, "pending"), make_cell(39, "pending"))
        drawn = draw(make_matrix(rows, columns=40))
        layout = matrix.lay_out(make_matrix(rows, columns=40))
        [piece] = self.thread(drawn)
        self.assertAlmostEqual(piece.x0, layout.name_column, delta=5)

    # Heads and totals

    def test_a_round_is_a_link_with_its_number_and_when_it_was(self):
        drawn = draw(the_topics())
        link = drawn.links()["astana-9"]
        self.assertEqual(link.get("href"), "/rounds/astana-9/")
        self.assertEqual(link.find("title").text, "Round 9, Sep 2017")
        self.assertEqual(link.find("text").text, "9")
        self.assertEqual(drawn.named("label").count("Sep 2017"), 11)

    def test_when_it_was_stands_in_two_lines_where_columns_are_narrow(self):
        labels = draw(the_topics(), NARROW).named("label")
        self.assertEqual((labels.count("Sep"), labels.count("2017"), labels.count("planned")), (11, 11, 1))

    def test_a_planned_round_looks_planned_and_its_column_is_tinted(self):
        drawn = draw(the_topics())
        link = drawn.links()["astana-12"]
        self.assertEqual(link.get("class"), "round planned")
        self.assertIsNotNone(link.find("rect"))
        tint, disc = drawn.place("after"), box_of(link.find("rect"))
        self.assertAlmostEqual(tint.x, disc.x, delta=0.2)
        self.assertEqual(drawn.all("after")[0].get("y"), "0")

    def test_a_long_number_has_room_in_its_disc(self):
        values = replace(the_topics(), columns=(make_column(1200),))
        disc = box_of(draw(values).links()["astana-1200"].find("rect"))
        self.assertGreater(disc.width, 4 * 8)

    def test_a_name_is_a_link(self):
        link = draw(the_topics()).links()["ceasefire"]
        self.assertEqual((link.get("href"), link.find("title").text), ("/topics/ceasefire/", "Ceasefire"))

    def test_rows_columns_and_all_of_it_have_totals(self):
        drawn = draw(the_topics())
        self.assertEqual(drawn.named("total").count("10"), 11)
        for total in ("11", "6", "4", "88", "none"):
            self.assertIn(total, drawn.named("total"))
        self.assertEqual(drawn.named("heading"), ["decisions", "Decisions in the round"])

    def test_a_topic_without_decisions_is_quiet(self):
        [row] = draw(the_topics()).all("none")
        self.assertEqual([text.text for text in row.iter("text")], ["Reconstruction", "none"])

    # More than fits

    def test_all_of_the_records_twelve_rounds_fit(self):
        for width in WIDTHS:
            self.assertEqual(the_topics().left_out(width), 0)
            self.assertEqual(len(draw(the_topics(), width).all("disc")), 12)

    def test_of_more_rounds_the_last_are_drawn_and_the_rest_is_counted(self):
        values = make_matrix(
            make_row("Idlib", *(make_cell(n, "pending") for n in range(1, 1200))), columns=1200
        )
        for width, shown in ((WIDE, 16), (NARROW, 12)):
            drawn = draw(values, width)
            self.assertEqual(len(values.shown(width)), shown)
            self.assertEqual(values.left_out(width), 1200 - shown)
            self.assertEqual(drawn.named("number"), [str(n) for n in range(1201 - shown, 1201)])
            self.assertIn("1199", drawn.named("total"))
            self.assertReadable(values, width)

    # The round that stands out

    def select(self, number: int, columns: int = 12) -> Matrix:
        """Make a matrix of which a round is selected."""
        values = make_matrix(make_row("Idlib", make_cell(1, "pending")), columns=columns)
        chosen = (replace(column, is_selected=column.number == str(number)) for column in values.columns)
        return replace(values, columns=tuple(chosen))

    def test_the_column_of_a_selected_round_stands_out(self):
        for width, is_right_to_left in BOTH:
            values = replace(self.select(9), is_right_to_left=is_right_to_left)
            drawn = draw(values, width)
            link = drawn.links()["astana-9"]
            self.assertEqual(link.get("class"), "round held selected")
            self.assertEqual(
                {word.css for word in drawn.words() if "selected" in word.css}, {"label selected"}
            )
            self.assertAlmostEqual(drawn.place("chosen").x, box_of(link.find("circle")).x, delta=0.2)
            self.assertSamePlace(drawn, figure(values, width))
        self.assertEqual(draw(the_topics()).all("chosen"), [])

    def test_plotly_gives_it_another_ground_and_ink(self):
        [label] = [note for note in figure(self.select(9)).layout.annotations if bare(note.text) == "9"]
        self.assertEqual(label.font.color, "#ffffff")
        disc = [shape for shape in figure(self.select(9)).layout.shapes if shape.fillcolor == "#16202b"]
        self.assertEqual(len(disc), 1)

    def test_a_selected_round_is_drawn_however_long_ago_it_was(self):
        for width in WIDTHS:
            values = self.select(3, columns=40)
            self.assertIn("3", draw(values, width).named("number"))
            self.assertEqual(len(values.shown(width)), len(self.select(39, columns=40).shown(width)))

    def test_few_rounds_stand_together(self):
        values = replace(the_topics(), columns=the_topics().columns[-3:])
        discs = [box_of(disc).x for disc in draw(values).all("disc")]
        self.assertLess(discs[-1] - discs[0], 200)

    def test_an_empty_matrix_can_be_drawn(self):
        empty = replace(make_matrix(), columns=(), total=0)
        self.assertStandsAlone(draw(empty))
        self.assertEqual(len(figure(empty).figure.data), 0)

    def test_what_editors_write_is_never_markup(self):
        row = replace(
            make_row(MARKUP, replace(make_cell(1, "pending"), title=MARKUP, hover=(MARKUP,))), key="a"
        )
        values = make_matrix(row, title=MARKUP, total_name=MARKUP)
        self.assertNotIn("<b>", draw(values).text)
        self.assertEqual(draw(values).root.find("title").text, MARKUP)
        self.assertReadsProperly(figure(values), is_right_to_left=False)

    # Plotly's drawing

    def test_plotly_draws_it_where_the_svg_has_it(self):
        for width, is_right_to_left in BOTH:
            values = the_topics(is_right_to_left=is_right_to_left)
            drawn, other = draw(values, width), figure(values, width)
            self.assertSamePlace(drawn, other)
            self.assertEqual(drawn.height, other.layout.height)
            places = other.places()
            for key, link in drawn.links().items():
                if link.find("use") is not None:
                    self.assertAlmostEqual(places[key].x, mark_of(link).x, delta=0.2, msg=key)
                    self.assertAlmostEqual(places[key].y, mark_of(link).y, delta=0.2, msg=key)

    def test_hovering_says_what_the_decisions_are(self):
        hovers = figure(the_topics()).hovers()
        self.assertEqual(hovers["ceasefire:astana-2:partly"], "Idlib\nround 2\n2 partly")
        self.assertEqual(hovers["astana-9"], "Round 9, Sep 2017")
        self.assertEqual(hovers["ceasefire"], "Ceasefire")

    def test_a_name_answers_to_the_pointer_all_along(self):
        for is_right_to_left in (False, True):
            area = figure(the_topics(is_right_to_left=is_right_to_left)).areas()["ceasefire"]
            self.assertGreater(area.width, 60)
            self.assertEqual(area.x1 if is_right_to_left else area.x0, WIDE if is_right_to_left else 0)

    def test_it_stays_as_it_is(self):
        layout = figure(the_topics()).layout
        self.assertFalse(layout.dragmode)
        self.assertTrue(layout.xaxis.fixedrange and layout.yaxis.fixedrange)
        self.assertEqual(tuple(layout.xaxis.range), (0, WIDE))
        self.assertFalse(layout.showlegend)

    def test_its_texts_read_properly(self):
        for is_right_to_left in (False, True):
            values = the_topics(is_right_to_left=is_right_to_left)
            self.assertReadsProperly(figure(values), is_right_to_left)

    def test_it_wears_the_colours_of_its_theme(self):
        light, dark = (figure(the_topics(), theme=theme).json for theme in ("light", "dark"))
        self.assertIn("#0b4f6c", light)
        self.assertNotIn("#0b4f6c", dark)
