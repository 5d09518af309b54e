"""The card of a round: what a reader sees of it, in both directions and at both widths."""

from dataclasses import replace

from django.test import SimpleTestCase

from talks.charts import card, figures
from talks.charts.card import MOST_ROWS, WIDTHS, Card, Decided, Guest
from talks.charts.texts import BOLD, LETTER
from talks.models import Status
from tests.drawings import MARKUP, Box, ChartAssertions, DrawnFigure, DrawnSvg, box_of, mark_of

WIDE, NARROW = WIDTHS
BOTH = [(width, is_right_to_left) for width in WIDTHS for is_right_to_left in (False, True)]
LONG = "Commitment to the sovereignty, the independence and the territorial integrity of Syria, again"


def make_decided(number: int, status: str = "pending", label: str = "", **values) -> Decided:
    """Make a decision of round 11."""
    label = label or f"Decision {number}"
    defaults = {
        "key": f"astana-11-{number}",
        "label": label,
        "word": {"partly": "carried out in part"}.get(status, status),
        "href": f"/decisions/astana-11-{number}/",
        "title": f"{status}: {label}",
        "hover": (label, status),
    }
    return Decided(status=status, **defaults | values)


def make_card(*decisions: Decided, **values) -> Card:
    defaults = {
        "key": "astana-11",
        "number": "11",
        "name": "",
        "href": "/rounds/astana-11/",
        "title": "Eleventh round",
        "description": "It decided something.",
        "language": "en",
        "facts": ("28–29 November 2018 · Astana",),
        "guests": (Guest("Russia", "russia"), Guest("Turkey", "turkey"), Guest("Iran", "iran"), Guest("UN")),
        "decisions": decisions,
        "none": "" if decisions else "No decision",
        "more": lambda count: f"and {count} more",
    }
    return Card(**defaults | values)


def the_card(**values) -> Card:
    """Make a card as full as the record's, with a decision of each status."""
    decisions = (make_decided(number, status) for number, status in enumerate(Status.values, start=1))
    guests = [*make_card().guests, *(Guest(f"Delegation number {number}") for number in range(8))]
    return make_card(
        *decisions,
        make_decided(8, label=LONG),
        **{"guests": tuple(guests), "facts": ("28–29 November 2018 · Astana", "Held 75 days later")} | values,
    )


def draw(values: Card, width: int = WIDE) -> DrawnSvg:
    return DrawnSvg(card.draw_svg(values, width=width, name="wide"))


def figure(values: Card, width: int = WIDE, **options) -> DrawnFigure:
    return DrawnFigure(figures.draw_card(values, width=width, **options))


class CardTestCase(ChartAssertions, SimpleTestCase):
    # What stands where

    def test_it_is_drawn_at_each_width_in_each_direction(self):
        for width, is_right_to_left in BOTH:
            drawn = draw(the_card(is_right_to_left=is_right_to_left), width)
            self.assertEqual(drawn.root.get("viewBox"), f"0 0 {width} {drawn.height:g}")
            self.assertEqual(drawn.root.get("direction"), "rtl" if is_right_to_left else "ltr")
            self.assertStandsAlone(drawn)

    def test_from_right_to_left_it_is_the_mirror_image(self):
        for width in WIDTHS:
            self.assertMirrored(draw(the_card(), width), draw(the_card(is_right_to_left=True), width))

    def test_nothing_overlaps(self):
        for width, is_right_to_left in BOTH:
            for name in ("", f"The eleventh round of the talks, {LONG}"):
                drawn = draw(the_card(is_right_to_left=is_right_to_left, name=name), width)
                boxes: dict[str, Box] = {}
                for word in drawn.words():
                    letter = {"name": 10.4, "word": BOLD, "number": 9}.get(word.css, LETTER)
                    boxes[f"{word.text} {word.y}"] = word.box(letter)
                for place, mark in enumerate([*drawn.root.iter("use"), *drawn.all("square")]):
                    boxes[f"mark {place}"] = box_of(mark)
                self.assertNothingOverlaps(boxes, width)

    # The head

    def test_the_number_leads_to_the_page_of_the_round(self):
        link = draw(the_card()).links()["astana-11"]
        self.assertEqual(link.get("href"), "/rounds/astana-11/")
        self.assertEqual(link.find("title").text, "Eleventh round")
        self.assertEqual(link.find("text").text, "11")

    def test_a_planned_round_looks_planned(self):
        planned = draw(the_card(is_planned=True)).links()["astana-11"]
        self.assertEqual(planned.get("class"), "round planned")
        self.assertEqual(draw(the_card()).links()["astana-11"].get("class"), "round held")

    def test_a_long_number_has_room_in_its_disc(self):
        link = draw(the_card(number="1200")).links()["astana-11"]
        self.assertGreater(box_of(link.find("rect")).width, 4 * 9)

    def test_its_name_stands_on_it_where_it_is_given(self):
        self.assertEqual(draw(the_card()).named("name"), [])
        self.assertEqual(draw(the_card(name="Eleventh round")).named("name"), ["Eleventh round"])

    def test_it_says_when_where_and_how_late(self):
        facts = draw(the_card()).named("fact")
        self.assertEqual(facts, ["28–29 November 2018 · Astana", "Held 75 days later"])

    def test_who_took_part_is_named_and_guarantors_have_their_colour(self):
        drawn = draw(make_card(make_decided(1)))
        self.assertEqual(drawn.named("guest"), ["Russia", "Turkey", "Iran", "UN"])
        squares = [square.get("class") for square in drawn.all("square")]
        self.assertEqual(squares, ["square russia", "square turkey", "square iran"])

    # Decisions

    def test_each_leads_to_its_page_with_its_mark_and_word(self):
        links = draw(the_card()).links()
        for decided in the_card().decisions:
            link = links[decided.key]
            self.assertEqual(link.get("href"), decided.href)
            self.assertEqual(link.find("title").text, decided.title)
            self.assertEqual(link.find("use").get("href"), f"#mark-{decided.status}")
            self.assertIn(decided.word.split()[0], "".join(link.itertext()))

    def test_they_stand_as_the_round_counts_them(self):
        drawn = draw(the_card())
        marks = [mark_of(link).y for key, link in drawn.links().items() if key != "astana-11"]
        self.assertEqual(marks, sorted(marks))

    def test_of_more_than_fit_the_first_are_drawn_and_the_rest_is_counted(self):
        many = make_card(*(make_decided(number) for number in range(1, 1001)))
        for width in WIDTHS:
            drawn = draw(many, width)
            self.assertEqual(len(drawn.links()) - 1, MOST_ROWS)
            self.assertEqual(drawn.named("note"), [f"and {1000 - MOST_ROWS} more"])
            self.assertLess(drawn.height, 600)

    def test_without_a_decision_it_says_so(self):
        drawn = draw(make_card())
        self.assertEqual(drawn.named("note"), ["No decision"])
        self.assertSamePlace(drawn, figure(make_card()))

    def test_a_card_of_nothing_but_a_number_can_be_drawn(self):
        bare = make_card(facts=(), guests=(), none="")
        self.assertStandsAlone(draw(bare))
        self.assertSamePlace(draw(bare), figure(bare))

    def test_what_editors_write_is_never_markup(self):
        decided = make_decided(1, label=MARKUP, title=MARKUP, hover=(MARKUP,))
        values = make_card(decided, title=MARKUP, name=MARKUP, facts=(MARKUP,), guests=(Guest(MARKUP),))
        self.assertNotIn("<b>", draw(values).text)
        self.assertReadsProperly(figure(values), is_right_to_left=False)

    # Plotly's drawing

    def test_plotly_draws_it_where_the_svg_has_it(self):
        for width, is_right_to_left in BOTH:
            values = the_card(is_right_to_left=is_right_to_left, name="Eleventh round")
            drawn, other = draw(values, width), figure(values, width)
            self.assertSamePlace(drawn, other)
            self.assertEqual(drawn.height, other.layout.height)
            places = other.places()
            for decided in values.decisions:
                mark = mark_of(drawn.links()[decided.key])
                self.assertAlmostEqual(places[decided.key].x, mark.x, delta=0.2)
                self.assertAlmostEqual(places[decided.key].y, mark.y, delta=0.2)

    def test_a_row_answers_to_the_pointer_all_along(self):
        other = figure(the_card())
        self.assertEqual(other.areas()["astana-11-3"].width, WIDE)
        self.assertEqual(other.hovers()["astana-11-3"], "Decision 3\nstalled")
        self.assertEqual(other.hovers()["astana-11"], "Eleventh round")

    def test_its_texts_read_properly(self):
        for is_right_to_left in (False, True):
            self.assertReadsProperly(figure(the_card(is_right_to_left=is_right_to_left)), is_right_to_left)

    def test_it_wears_the_colours_of_its_theme(self):
        planned = replace(the_card(), is_planned=True)
        for values in (the_card(), planned):
            light, dark = (figure(values, theme=theme).json for theme in ("light", "dark"))
            self.assertIn("#0b4f6c", light)
            self.assertNotIn("#0b4f6c", dark)
