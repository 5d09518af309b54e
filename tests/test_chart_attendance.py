"""The rounds that a party attended: what a reader sees of the strip."""

from django.test import SimpleTestCase

from talks.charts import attendance, figures
from talks.charts.attendance import MOST_SEATS, WIDTH, Seat, Strip
from talks.charts.theme import LIGHT
from tests.drawings import MARKUP, ChartAssertions, DrawnFigure, DrawnSvg, box_of

STATES = ("led", "attended", "absent", "planned")


def make_strip(*states: str, **values) -> Strip:
    """Make a strip of rounds in these states."""
    seats = tuple(
        Seat(f"astana-{number}", str(number), state, f"Round {number}: {state}", f"/rounds/{number}/")
        for number, state in enumerate(states, 1)
    )
    defaults = {"title": "Russia in the rounds", "language": "en", "seats": seats, "colour": "russia"}
    return Strip(**defaults | values)


def draw(strip: Strip) -> DrawnSvg:
    return DrawnSvg(attendance.draw_svg(strip, name="russia"))


def figure(strip: Strip, **options) -> DrawnFigure:
    return DrawnFigure(figures.draw_attendance(strip, **options))


class AttendanceTestCase(ChartAssertions, SimpleTestCase):
    def test_every_seat_is_a_link_to_its_round(self):
        drawn = draw(make_strip(*STATES))
        self.assertStandsAlone(drawn)
        for number, state in enumerate(STATES, 1):
            link = drawn.links()[f"astana-{number}"]
            self.assertEqual(link.get("href"), f"/rounds/{number}/")
            self.assertEqual(link.find("title").text, f"Round {number}: {state}")
            self.assertEqual(link.find("text").text, str(number))

    def test_each_state_has_a_look_of_its_own(self):
        links = draw(make_strip(*STATES)).all("seat")
        self.assertEqual([link.get("class") for link in links], [f"seat {state}" for state in STATES])
        corners = [float(link.find("rect").get("rx")) for link in links]
        self.assertEqual(corners[:3], [3, 3, 3])
        self.assertAlmostEqual(corners[3], box_of(links[3].find("rect")).width / 2)

    def test_it_wears_the_colour_of_the_party(self):
        self.assertEqual(draw(make_strip("led", colour="iran")).root.get("class"), "attendance iran")

    def test_it_fits_a_phone_and_goes_on_in_the_next_line_after_a_dozen(self):
        self.assertLessEqual(WIDTH, 336)
        for count, lines in ((1, 1), (12, 1), (13, 2), (36, 3)):
            drawn = draw(make_strip(*["led"] * count))
            self.assertEqual((drawn.width, drawn.height), (WIDTH, 28 * lines))
            self.assertEqual(len({box_of(seat).y for seat in drawn.all("shape")}), lines)

    def test_seats_stand_in_the_direction_of_reading_and_apart(self):
        for is_right_to_left in (False, True):
            drawn = draw(make_strip(*["led"] * 30, is_right_to_left=is_right_to_left))
            seats = [box_of(seat) for seat in drawn.all("shape")]
            first = [seat.x for seat in seats[:12]]
            self.assertEqual(first, sorted(first, reverse=is_right_to_left))
            self.assertNothingOverlaps(dict(enumerate(seats)), WIDTH)

    def test_from_right_to_left_it_is_the_mirror_image(self):
        strips = (make_strip(*STATES * 5, is_right_to_left=turned) for turned in (False, True))
        self.assertMirrored(*map(draw, strips))

    def test_of_more_rounds_the_last_are_drawn_and_the_rest_is_counted(self):
        strip = make_strip(*["led"] * 1200)
        self.assertEqual(strip.left_out, 1200 - MOST_SEATS)
        numbers = draw(strip).named("number")
        self.assertEqual(len(numbers), MOST_SEATS)
        self.assertEqual((numbers[0], numbers[-1]), ("1165", "1200"))
        self.assertEqual(make_strip("led").left_out, 0)

    def test_a_long_number_is_written_small(self):
        self.assertEqual(len(draw(make_strip(*["led"] * 1000)).named("long")), 1)

    def test_a_strip_of_no_rounds_can_be_drawn(self):
        self.assertEqual(draw(make_strip()).height, 28)
        self.assertEqual(len(figure(make_strip()).figure.data), 0)

    def test_what_editors_write_is_never_markup(self):
        strip = make_strip(title=MARKUP, seats=(Seat("a", "1", "led", MARKUP, "/rounds/1/"),))
        self.assertNotIn("<b>", draw(strip).text)
        self.assertEqual(draw(strip).links()["a"].find("title").text, MARKUP)
        self.assertReadsProperly(figure(strip), is_right_to_left=False)

    # Plotly's drawing

    def test_plotly_draws_it_where_the_svg_has_it(self):
        for is_right_to_left in (False, True):
            strip = make_strip(*STATES * 5, is_right_to_left=is_right_to_left)
            drawn, other = draw(strip), figure(strip)
            self.assertSamePlace(drawn, other)
            self.assertReadsProperly(other, is_right_to_left)
            for key, link in drawn.links().items():
                box, place = box_of(link.find("rect")), other.places()[key]
                self.assertAlmostEqual(place.x0, box.x0, delta=0.2)
                self.assertAlmostEqual(place.x1, box.x1, delta=0.2)
                self.assertAlmostEqual(place.y, box.y, delta=0.2)

    def test_hovering_says_the_round(self):
        self.assertEqual(figure(make_strip("led")).hovers()["astana-1"], "Round 1: led")

    def test_there_is_room_for_the_hover_label_beneath(self):
        strip = make_strip("led")
        layout = figure(strip).layout
        self.assertGreater(layout.height, 60)
        part = 1 - layout.yaxis.domain[0]
        self.assertAlmostEqual(part * layout.height, draw(strip).height)

    def test_it_wears_the_colour_of_the_party_there_too(self):
        for colour in ("russia", "turkey", "iran", "accent"):
            self.assertIn(LIGHT[colour], figure(make_strip("led", colour=colour)).json)
