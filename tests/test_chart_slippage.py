"""The dates announced for a round: what a reader sees, in both directions and at both widths."""

import datetime as dt
from dataclasses import replace

from django.test import SimpleTestCase

from talks.charts import slippage
from talks.charts.days import Tick
from talks.charts.slippage import WIDTHS, Announced, Slippage
from talks.charts.texts import BOLD
from talks.dates import month_starts
from tests.drawings import MARKUP, ChartAssertions, DrawnSvg, box_of

WIDE, NARROW = WIDTHS
BOTH = [(width, is_right_to_left) for width in WIDTHS for is_right_to_left in (False, True)]
FIRST, LAST = dt.date(2017, 12, 1), dt.date(2018, 5, 31)
HELD = (dt.date(2018, 5, 14), dt.date(2018, 5, 15))


def announce(key: str, day: str, first: str, last: str | None, window: str = "", **values) -> Announced:
    """Announce on a day a date between two days."""
    said, begins = dt.date.fromisoformat(day), dt.date.fromisoformat(first)
    defaults = {"label": f"{said:%d %b %Y}", "who": "Kairat Abdrakhmanov", "title": f"said on {day}"}
    return Announced(
        key=key,
        day=said,
        first=begins,
        last=last and dt.date.fromisoformat(last),
        href=f"#{key}",
        window=window or f"{begins:%d %b %Y}",
        **defaults | values,
    )


def the_ninth_round(**values) -> Slippage:
    """Make the announcements for round 9: two windows in February, one open, one about a day, two kept."""
    defaults = {
        "title": "Dates announced for it",
        "description": "Seven announcements.",
        "language": "en",
        "first": FIRST,
        "last": LAST,
        "ticks": tuple(
            Tick(month, f"{month:%b}", str(month.year) if month.month in {1, 12} else "")
            for month in month_starts(FIRST, LAST)
        ),
        "announcements": (
            announce("first", "2017-12-22", "2018-02-15", "2018-02-28", "15–28 February 2018"),
            announce("second", "2018-02-06", "2018-02-21", "2018-02-28"),
            announce("open", "2018-02-13", "2018-03-01", None, "March 2018 or later"),
            announce("about", "2018-03-16", "2018-05-15", "2018-05-15", who="Turkey", is_vague=True),
            announce("kept", "2018-04-04", "2018-05-14", "2018-05-15", who="Alexander Lavrentiev"),
            announce("month", "2018-04-28", "2018-05-01", "2018-05-31", who=""),
        ),
        "held": HELD,
        "held_label": "held 14–15 May",
        "gap_label": "75 days",
        "gap_from": dt.date(2018, 2, 28),
        "heading": "announced on",
    }
    return Slippage(**defaults | values)


def draw(values: Slippage, width: int = WIDE) -> DrawnSvg:
    return DrawnSvg(slippage.draw_svg(values, width=width, name="wide"))


class SlippageTestCase(ChartAssertions, SimpleTestCase):
    def test_it_is_drawn_at_each_width_in_each_direction(self):
        for width, is_right_to_left in BOTH:
            drawn = draw(the_ninth_round(is_right_to_left=is_right_to_left), width)
            self.assertEqual(drawn.width, width)
            self.assertEqual(drawn.root.get("direction"), "rtl" if is_right_to_left else "ltr")
            self.assertStandsAlone(drawn)

    def test_from_right_to_left_it_is_the_mirror_image(self):
        for width in WIDTHS:
            self.assertMirrored(
                draw(the_ninth_round(), width), draw(the_ninth_round(is_right_to_left=True), width)
            )

    def test_every_announcement_is_a_link_with_its_day_who_made_it_and_its_date(self):
        links = draw(the_ninth_round()).links()
        link = links["first"]
        self.assertEqual((link.get("href"), link.find("title").text), ("#first", "said on 2017-12-22"))
        texts = [text.text for text in link.iter("text")]
        self.assertEqual(texts, ["22 Dec 2017", "Kairat Abdrakhmanov", "15–28 February 2018"])
        self.assertEqual(list(links), ["first", "second", "open", "about", "kept", "month"])

    def test_announcements_stand_in_the_order_in_which_they_are_given(self):
        days = [word.y for word in draw(the_ninth_round()).words() if word.css == "day"]
        self.assertEqual(days, sorted(days))

    def test_the_dot_is_the_day_and_the_bar_the_date(self):
        for width, is_right_to_left in BOTH:
            values = the_ninth_round(is_right_to_left=is_right_to_left)
            days = slippage.lay_out(values, width).days
            link = draw(values, width).links()["first"]
            dot, bar = (box_of(link.find(path)) for path in ("circle[@class='dot']", "rect[@class='shape']"))
            self.assertAlmostEqual(dot.x, days.x_of(dt.date(2017, 12, 22)), delta=0.1)
            ends = sorted((days.x_of(dt.date(2018, 2, 15)), days.x_of(dt.date(2018, 3, 1))))
            self.assertAlmostEqual(bar.x0, ends[0], delta=0.1)
            self.assertAlmostEqual(bar.x1, ends[1], delta=0.1)
            lead = box_of(link.find("line[@class='lead']"))
            ends = (lead.x1, bar.x1) if is_right_to_left else (lead.x0, bar.x0)
            self.assertAlmostEqual(ends[0], dot.x, delta=0.1)

    def test_a_date_without_an_end_is_an_arrow_to_the_end_of_time(self):
        for is_right_to_left in (False, True):
            values = the_ninth_round(is_right_to_left=is_right_to_left)
            days = slippage.lay_out(values).days
            arrow = box_of(draw(values).links()["open"].find("path"))
            tip = arrow.x0 - days.left if is_right_to_left else days.right - arrow.x1
            self.assertTrue(0 <= tip < 5, tip)

    def test_about_a_day_is_a_dashed_circle_and_about_a_month_a_dashed_bar(self):
        link = draw(the_ninth_round()).links()["about"]
        self.assertEqual(link.find("circle").get("class"), "shape vague")
        month = announce("month", "2018-04-28", "2018-05-01", "2018-05-31", is_vague=True)
        link = draw(the_ninth_round(announcements=(month,))).links()["month"]
        self.assertEqual(link.find("rect").get("class"), "shape vague")

    def test_the_date_that_was_kept_is_marked(self):
        kept = [link.get("data-key") for link in draw(the_ninth_round()).all("kept")]
        self.assertEqual(kept, ["kept"])

    def test_the_days_on_which_the_round_met_run_through_all_rows(self):
        for width, is_right_to_left in BOTH:
            values = the_ninth_round(is_right_to_left=is_right_to_left)
            drawn, days = draw(values, width), slippage.lay_out(values, width).days
            band = drawn.place("held-days")
            ends = sorted((days.x_of(HELD[0]), days.x_of(dt.date(2018, 5, 16))))
            self.assertAlmostEqual(band.x0, ends[0], delta=0.1)
            rows = [box_of(dot).y for dot in drawn.all("dot")]
            self.assertLess(band.y - band.height / 2, rows[0])
            self.assertGreater(band.y + band.height / 2, rows[-1])
            self.assertEqual(drawn.named("held-label"), ["held 14–15 May"])

    def test_an_arrow_says_how_much_later_than_first_announced_that_was(self):
        for is_right_to_left in (False, True):
            values = the_ninth_round(is_right_to_left=is_right_to_left)
            drawn, days = draw(values), slippage.lay_out(values).days
            foot, arrow = (box_of(element) for element in drawn.all("gap"))
            start, end = days.x_of(dt.date(2018, 3, 1)), days.x_of(HELD[0])
            self.assertAlmostEqual(foot.x, start, delta=0.1)
            self.assertAlmostEqual(arrow.width, abs(end - start), delta=0.2)
            self.assertAlmostEqual(foot.y + foot.height / 2, box_of(drawn.all("dot")[0]).y, delta=0.2)
            [label] = [word for word in drawn.words() if word.css == "gap-label"]
            self.assertEqual(label.text, "75 days")
            self.assertAlmostEqual(label.x, (start + end) / 2, delta=0.1)

    def test_what_was_held_as_announced_has_no_arrow_and_needs_less_room(self):
        late, in_time = (draw(the_ninth_round(gap_from=day)) for day in (dt.date(2018, 2, 28), None))
        self.assertEqual((in_time.all("gap"), in_time.named("gap-label")), ([], []))
        self.assertLess(in_time.height, late.height)

    def test_a_round_that_is_still_to_come_has_announcements_alone(self):
        drawn = draw(the_ninth_round(held=None, held_label=""))
        self.assertEqual((drawn.all("held-days"), drawn.all("gap"), drawn.all("kept")), ([], [], []))
        self.assertEqual(len(drawn.links()), 6)

    def test_months_are_named_in_their_middle_in_the_order_of_time(self):
        for is_right_to_left in (False, True):
            drawn = draw(the_ninth_round(is_right_to_left=is_right_to_left))
            ticks = [word for word in drawn.words() if word.css == "tick"]
            self.assertEqual(
                [tick.text for tick in ticks], ["Dec 2017", "Jan 2018", "Feb", "Mar", "Apr", "May"]
            )
            places = [tick.x for tick in ticks]
            self.assertEqual(places, sorted(places, reverse=is_right_to_left))

    def test_nothing_overlaps(self):
        sizes = {
            "who": 6.7,
            "day": 7,
            "window": 7,
            "tick": 6.7,
            "heading": 6.7,
            "held-label": BOLD,
            "gap-label": BOLD,
        }
        for width, is_right_to_left in BOTH:
            values = the_ninth_round(is_right_to_left=is_right_to_left)
            long = replace(
                values.announcements[0],
                who="Stanislav Gadzhimagomedov",
                window="21 November – 10 December 2018",
            )
            values = replace(values, announcements=(*values.announcements, replace(long, key="long")))
            drawn, days = draw(values, width), slippage.lay_out(values, width).days
            words = {f"{word.text} {word.y}": word.box(sizes[word.css]) for word in drawn.words()}
            self.assertNothingOverlaps(words, width)
            for word in drawn.words():
                if word.css in {"who", "day", "window"}:
                    box = word.box(sizes[word.css])
                    self.assertTrue(box.x1 <= days.left or box.x0 >= days.right, word)

    def test_months_too_narrow_for_their_names_are_not_named_upon_one_another(self):
        first = dt.date(2014, 1, 1)
        ticks = tuple(Tick(month, f"{month:%B}", str(month.year)) for month in month_starts(first, LAST))
        for is_right_to_left in (False, True):
            values = the_ninth_round(first=first, ticks=ticks, is_right_to_left=is_right_to_left)
            named = {word.text: word.box(6.7) for word in draw(values).words() if word.css == "tick"}
            self.assertGreater(len(named), 2)
            self.assertNothingOverlaps(named, WIDE)

    def test_a_round_without_announcements_can_be_drawn(self):
        self.assertStandsAlone(draw(the_ninth_round(announcements=(), gap_from=None)))

    def test_what_editors_write_is_never_markup(self):
        said = replace(
            the_ninth_round().announcements[0], who=MARKUP, window=MARKUP, title=MARKUP, label=MARKUP
        )
        drawn = draw(the_ninth_round(announcements=(said,), title=MARKUP, held_label=MARKUP))
        self.assertNotIn("<b>", drawn.text)
        self.assertEqual(drawn.links()["first"].find("title").text, MARKUP)
