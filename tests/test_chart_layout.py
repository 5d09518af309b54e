"""The layout of the timeline: where everything stands, whichever way time runs, at both widths."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from django.test import SimpleTestCase

from talks.charts.texts import label_width
from talks.charts.timeline.layout import (
    MAX_BEADS,
    MAX_ROWS,
    SCALES,
    WIDE,
    Layout,
    lane_name,
    lay_out,
)
from talks.charts.timeline.values import Lane, Span, Timeline
from tests.base import make_mark, make_round_mark, make_slip, make_timeline, talks_in_small

MIRRORED = {"left": "right", "right": "left", "middle": "middle", "": ""}


def a_crowd(count: int, every: int = 1) -> Lane:
    """Give a lane with so many events, one every so many days."""
    day = dt.date(2017, 6, 1)
    return Lane(
        "crowd",
        "Crowd",
        marks=tuple(
            make_mark(f"summit {number}", (day + dt.timedelta(every * number)).isoformat())
            for number in range(count)
        ),
    )


def zone(first: str, last: str | None, label: str = "Eastern Ghouta", end_label: str = "14 Apr 2018") -> Span:
    """Give a zone from its first day to its end."""
    start, end = dt.date.fromisoformat(first), last and dt.date.fromisoformat(last)
    return Span(label.lower(), label, start, end, end_label, title=label, href="?event=zone#panel")


def stretch_of_label(x: float, anchor: str, text: str) -> tuple[float, float]:
    """Give the left and the right end of a label."""
    width = label_width(text)
    left = {"left": x, "middle": x - width / 2, "right": x - width}[anchor]
    return left, left + width


def occupied(layout: Layout) -> Iterator[tuple[tuple[str, float], float, float, str]]:
    """Yield what must not overlap: the row in which it stands, its left and right end, what it is.

    A zone's bar is a row of its own, in which its label and that of its end stand.
    """
    for lane in layout.lanes:
        for placed in lane.marks:
            if placed.mark.number:
                continue
            row = (lane.lane.key, placed.y)
            ends = [placed.x0, placed.x1]
            if placed.label_x is not None:
                ends += stretch_of_label(placed.label_x, placed.label_anchor, placed.mark.label)
            yield row, min(ends), max(ends), placed.mark.key
        for placed in lane.spans:
            row = (lane.lane.key, placed.y)
            name = stretch_of_label(placed.label_x, placed.label_anchor, placed.span.label)
            yield row, *name, f"{placed.span.key}: name"
            if placed.end_label_x is not None:
                end = stretch_of_label(placed.end_label_x, placed.end_anchor, placed.span.end_label)
                yield row, *end, f"{placed.span.key}: end"


def each(timeline: Timeline) -> Iterator[Layout]:
    """Lay a timeline out in each way in which it is drawn."""
    for scale in SCALES.values():
        for runs_left in (False, True):
            yield lay_out(replace(timeline, time_runs_left=runs_left), scale)


class LayoutTestCase(SimpleTestCase):
    def assertReadable(self, layout: Layout) -> None:
        """Expect that nothing stands on anything else in its row, and nothing beyond the drawing."""
        rows = defaultdict(list)
        for row, left, right, what in occupied(layout):
            self.assertGreaterEqual(left, 0, what)
            self.assertLessEqual(right, layout.scale.width, what)
            rows[row].append((left, right, what))
        for row in rows.values():
            row.sort()
            for (_left, right, what), (next_left, _right, follows) in pairwise(row):
                self.assertLessEqual(right, next_left, (what, follows))


class DirectionTestCase(LayoutTestCase):
    """Time may run to either side; nothing else changes."""

    def assertMirrored(self, timeline: Timeline) -> None:
        for scale in SCALES.values():
            ltr, rtl = (
                lay_out(replace(timeline, time_runs_left=runs_left), scale) for runs_left in (False, True)
            )
            self.assertEqual(ltr.height, rtl.height)
            self.assertEqual(ltr.left_out, rtl.left_out)
            for ours, theirs in zip(self.places(ltr), self.places(rtl), strict=True):
                self.assertEqual(ours[:2], theirs[:2])
                for x, mirrored in zip(ours[2], theirs[2], strict=True):
                    if x is None or mirrored is None:
                        self.assertEqual(x, mirrored, ours)
                    else:
                        self.assertAlmostEqual(x, scale.width - mirrored, 6, ours)
                self.assertEqual([MIRRORED[anchor] for anchor in ours[3]], theirs[3], ours)

    def places(self, layout: Layout) -> Iterator[tuple]:
        """Yield what a thing is, its y's, its x's with the start of time first, and the sides of labels."""

        def in_time(x0, x1):
            return (x1, x0) if layout.timeline.time_runs_left else (x0, x1)

        for lane in layout.lanes:
            yield lane.lane.key, (lane.y, lane.rows), (), []
            for placed in lane.marks:
                x = (*in_time(placed.x0, placed.x1), placed.x, placed.label_x)
                yield placed.mark.key, (placed.y, placed.shape, placed.colour), x, [placed.label_anchor]
                for bead in placed.beads:
                    yield bead.bead.title, bead.y, (bead.x,), []
                for slip in placed.slips:
                    yield slip.slip.title, slip.y, in_time(slip.x0, slip.x1), []
            for placed in lane.spans:
                x = (*in_time(placed.x0, placed.x1), placed.start_x, placed.end_x)
                labels = (placed.label_x, placed.end_label_x)
                yield placed.span.key, placed.y, x + labels, [placed.label_anchor, placed.end_anchor]
                for part in placed.stretches:
                    yield part.stretch.title, 0, in_time(part.x0, part.x1), []
        yield "edition", layout.height, (layout.time_scale.edition_label_x,), []

    def test_from_right_to_left_it_is_the_mirror_image(self):
        self.assertMirrored(talks_in_small())

    def test_also_of_a_crowd(self):
        self.assertMirrored(make_timeline(a_crowd(30)))
        self.assertMirrored(make_timeline(a_crowd(30, 16)))

    def test_also_at_the_ends_of_time(self):
        ends = [
            make_mark(f"{side} {number} " + "long" * number, day.isoformat())
            for number in range(4)
            for side, day in {
                "first": dt.date(2016, 12, 14) + dt.timedelta(9 * number),
                "last": dt.date(2019, 3, 3) - dt.timedelta(9 * number),
            }.items()
        ]
        for mark in ends:
            with self.subTest(mark.key):
                self.assertMirrored(make_timeline(Lane("ends", "Ends", marks=(mark,))))

    def test_also_of_zones_with_little_room(self):
        for first, last in [("2016-12-15", "2016-12-17"), ("2019-02-20", "2019-03-01"), ("2019-02-28", None)]:
            with self.subTest(first=first):
                self.assertMirrored(
                    make_timeline(
                        Lane("zones", "Zones", spans=(zone(first, last),)), edition_day=dt.date(2019, 3, 1)
                    )
                )

    def test_the_past_is_at_the_side_where_time_begins(self):
        for layout in each(talks_in_small()):
            first, last = (layout.days.x_of(day) for day in (dt.date(2017, 1, 1), dt.date(2019, 1, 1)))
            self.assertEqual(first > last, layout.timeline.time_runs_left)


class RoomTestCase(LayoutTestCase):
    """What has room is drawn readably; what has none is counted."""

    def test_no_label_overlaps_another_in_its_row(self):
        for how in ((1, 1), (30, 16), (60, 1)):
            for layout in each(make_timeline(a_crowd(*how))):
                self.assertReadable(layout)

    def test_one_of_everything_is_readable(self):
        for layout in each(talks_in_small()):
            self.assertReadable(layout)
            self.assertEqual(layout.left_out, ())

    def test_a_zone_is_readable_wherever_the_days_shown_cut_it(self):
        spans = Lane("zones", "Zones", spans=(zone("2017-07-22", "2018-04-14"), zone("2017-09-15", None)))
        for first, last in [
            ("2016-12-14", "2018-04-20"),  # it ends right at the end
            ("2018-04-10", "2018-12-31"),  # hardly begun, it ends
            ("2016-12-14", "2017-07-24"),  # it begins right at the end
            ("2017-07-22", "2018-04-14"),  # nothing but the zone
            ("2018-01-01", "2018-01-31"),  # nothing but a part of it
        ]:
            days = {"first": dt.date.fromisoformat(first), "last": dt.date.fromisoformat(last)}
            for layout in each(make_timeline(spans, **days)):
                with self.subTest(first=first, last=last):
                    self.assertReadable(layout)

    def test_marks_take_as_few_rows_as_they_need_then_are_left_out(self):
        for lane, rows, are_drawn in [
            (a_crowd(4, every=120), 1, True),
            (a_crowd(4), MAX_ROWS, True),
            (a_crowd(30), MAX_ROWS, False),
        ]:
            for layout in each(make_timeline(lane)):
                self.assertEqual(len(layout.lanes[0].rows), rows)
                self.assertEqual(layout.left_out == (), are_drawn)

    def test_a_mark_whose_label_has_no_room_is_drawn_without_it(self):
        for label, has_label in {"short": True, "long " * 60: False}.items():
            lane = Lane("events", "Events", marks=(make_mark("summit", "2018-01-01", label=label),))
            for layout in each(make_timeline(lane)):
                self.assertEqual(layout.lanes[0].marks[0].label_x is not None, has_label)

    def test_every_mark_is_either_drawn_or_counted(self):
        outside = make_mark("outside", "2016-01-01")
        lane = replace(a_crowd(60), marks=(*a_crowd(60).marks, outside))
        for layout in each(make_timeline(lane)):
            drawn = [placed.mark for placed in layout.lanes[0].marks]
            self.assertCountEqual([*drawn, *layout.left_out], lane.marks)
            self.assertIn(outside, layout.left_out)

    def test_a_label_keeps_off_the_line_of_the_editions_day(self):
        near = make_mark("summit", "2018-11-10")
        for layout in each(make_timeline(Lane("events", "Events", marks=(near,)))):
            placed = layout.lanes[0].marks[0]
            left, right = stretch_of_label(placed.label_x, placed.label_anchor, "summit")
            self.assertFalse(left < layout.days.x_of(layout.timeline.edition_day) < right)

    def test_the_editions_label_stays_in_the_drawing(self):
        for day in (dt.date(2016, 12, 14), dt.date(2018, 11, 29), dt.date(2019, 3, 3)):
            for layout in each(make_timeline(edition_day=day)):
                left, right = stretch_of_label(
                    layout.time_scale.edition_label_x, "middle", "edition day: 29 Nov 2018"
                )
                self.assertGreaterEqual(left, 0)
                self.assertLessEqual(right, layout.scale.width)

    def test_the_name_of_a_lane_stays_in_its_column(self):
        for layout in each(talks_in_small()):
            for lane in layout.lanes:
                lines = lane_name(layout, lane)
                self.assertEqual(
                    " ".join(line.text for line in lines), f"{lane.lane.title} {lane.lane.subtitle}".strip()
                )
                for line in lines:
                    self.assertLessEqual(label_width(line.text), layout.scale.label_column + 12, line.text)
                self.assertEqual(len({line.y for line in lines}), len(lines))

    def test_the_names_of_lanes_do_not_overlap_where_little_is_shown(self):
        lanes = [
            Lane(
                f"lane-{number}",
                "Agreements and resolutions of the Security Council",
                "and when each of them ended, as far as it is known",
                marks=(make_mark(f"mark-{number}", "2018-01-01"),) * has_mark,
                spans=(zone("2017-07-22", "2018-04-14"),) * has_zone,
            )
            for number, (has_mark, has_zone) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)])
        ]
        for layout in each(make_timeline(*lanes)):
            lines = [line.y for lane in layout.lanes for line in lane_name(layout, lane)]
            self.assertTrue(all(below - above >= 15 for above, below in pairwise(lines)), lines)
            self.assertLess(lines[-1], layout.floor)

    def test_lanes_stand_below_each_other(self):
        for layout in each(talks_in_small()):
            bottom = 0
            for lane in layout.lanes:
                things = [*lane.marks, *lane.spans, *(bead for mark in lane.marks for bead in mark.beads)]
                self.assertGreater(min(thing.y for thing in things), bottom)
                bottom = max(thing.y for thing in things)
            self.assertLess(bottom, layout.floor)


class RoundsTestCase(LayoutTestCase):
    """Rounds, their decisions, and the dates that were announced for them."""

    def test_a_round_stands_at_the_middle_of_its_days(self):
        for layout in each(talks_in_small()):
            placed = layout.lanes[0].marks[0]
            self.assertEqual((placed.mark.number, placed.shape), ("1", "round"))
            self.assertAlmostEqual(placed.x, layout.days.x_of(dt.date(2017, 1, 24)))

    def test_a_round_planned_to_the_month_spans_its_month(self):
        for layout in each(talks_in_small()):
            placed = layout.lanes[0].marks[-1]
            self.assertEqual(placed.shape, "capsule")
            ends = sorted((layout.days.x_of(dt.date(2019, 2, 1)), layout.days.x_of(dt.date(2019, 3, 1))))
            if layout.scale is WIDE:
                self.assertAlmostEqual(placed.x0, ends[0])
                self.assertAlmostEqual(placed.x1, ends[1])
            # On a narrow drawing it is as wide as its number needs.
            self.assertAlmostEqual(placed.x, sum(ends) / 2)
            self.assertGreaterEqual(placed.x1 - placed.x0, 2 * layout.scale.radius)

    def test_each_decision_has_a_bead_below_its_round(self):
        layout = lay_out(talks_in_small())
        first = layout.lanes[0].marks[0]
        self.assertEqual([bead.bead for bead in first.beads], list(first.mark.beads))
        self.assertEqual({bead.x for bead in first.beads}, {first.x})
        tops = [bead.y for bead in first.beads]
        self.assertEqual(tops, sorted(set(tops)))
        self.assertGreater(tops[0], first.y + layout.scale.radius)

    def test_decisions_beyond_the_room_are_counted(self):
        many, few = lay_out(talks_in_small()).lanes[0].marks[1], lay_out(talks_in_small()).lanes[0].marks[0]
        self.assertEqual((len(many.beads), many.more_beads), (MAX_BEADS, 3))
        self.assertEqual(few.more_beads, 0)

    def test_the_dates_that_slipped_stand_above_the_round_as_long_as_they_were(self):
        for layout in each(talks_in_small()):
            placed = layout.lanes[0].marks[2]
            self.assertEqual(len(placed.slips), 2)
            for slip in placed.slips:
                self.assertLess(slip.y, placed.y - layout.scale.radius)
                days = (slip.slip.first, slip.slip.last + dt.timedelta(1))
                ends = sorted(layout.days.x_of(day) for day in days)
                self.assertAlmostEqual(slip.x0, ends[0])
                self.assertAlmostEqual(slip.x1, ends[1])

    def test_a_date_that_slipped_is_cut_where_the_days_shown_begin(self):
        late = make_round_mark(9, "2018-05-14", "2018-05-15", slips=(make_slip("2018-02-15", "2018-02-28"),))
        timeline = make_timeline(Lane("astana", "Astana", marks=(late,)), first=dt.date(2018, 2, 20))
        for layout in each(timeline):
            slip = layout.lanes[0].marks[0].slips[0]
            self.assertGreaterEqual(slip.x0, layout.days.left)
            self.assertLessEqual(slip.x1, layout.days.right)

    def test_a_date_that_slipped_outside_the_days_shown_is_not_drawn(self):
        timeline = make_timeline(talks_in_small().lanes[0], first=dt.date(2018, 3, 15))
        placed = next(placed for placed in lay_out(timeline).lanes[0].marks if placed.mark.number == "9")
        self.assertEqual([slip.slip.first for slip in placed.slips], [dt.date(2018, 4, 1)])

    def test_an_event_of_the_rounds_lane_stands_below_them(self):
        lane = talks_in_small().lanes[0]
        visit = make_mark("visit", "2018-01-10")
        for layout in each(make_timeline(replace(lane, marks=(*lane.marks, visit)))):
            placed = {placed.mark.key: placed for placed in layout.lanes[0].marks}
            self.assertEqual(placed["visit"].shape, "diamond")
            self.assertGreater(placed["visit"].y, placed["astana-4"].beads[-1].y)
            self.assertLess(placed["visit"].y, layout.floor)


class TimeTestCase(LayoutTestCase):
    """Days, ticks, zones and what lasts."""

    def test_a_day_has_the_same_length_everywhere(self):
        for layout in each(make_timeline()):
            self.assertAlmostEqual(
                abs(layout.days.x_of(dt.date(2017, 1, 2)) - layout.days.x_of(dt.date(2017, 1, 1))),
                abs(layout.days.x_of(dt.date(2019, 1, 2)) - layout.days.x_of(dt.date(2019, 1, 1))),
            )
            ends = sorted((layout.days.x_of(layout.timeline.first), layout.days.x_of(dt.date(2019, 3, 4))))
            self.assertAlmostEqual(ends[0], layout.days.left)
            self.assertAlmostEqual(ends[1], layout.days.right)

    def test_ticks_are_those_of_the_days_shown(self):
        timeline = make_timeline()
        shorter = replace(timeline, first=dt.date(2018, 1, 1), last=dt.date(2018, 3, 31))
        months = [tick.day.month for tick in lay_out(shorter).days.ticks(shorter.ticks)]
        self.assertEqual(months, [1, 2, 3])
        self.assertEqual(len(lay_out(timeline).days.ticks(timeline.ticks)), len(timeline.ticks))

    def test_a_zone_lasts_from_its_first_day_to_its_end(self):
        for layout in each(talks_in_small()):
            ghouta = layout.lanes[2].spans[0]
            ends = (layout.days.x_of(dt.date(2017, 7, 22)), layout.days.x_of(dt.date(2018, 4, 15)))
            self.assertAlmostEqual(ghouta.start_x, ends[0])
            self.assertAlmostEqual(ghouta.end_x, ends[1])
            self.assertEqual((ghouta.x0, ghouta.x1), (min(ends), max(ends)))

    def test_a_zone_in_place_goes_on_to_the_editions_day(self):
        for layout in each(talks_in_small()):
            idlib = layout.lanes[2].spans[1]
            self.assertIsNone(idlib.end_x)
            self.assertIn(layout.days.x_of(dt.date(2018, 11, 30)), (idlib.x0, idlib.x1))

    def test_a_zone_in_place_is_not_drawn_after_the_editions_day(self):
        lane = Lane("zones", "Zones", spans=(zone("2017-09-15", None),))
        for layout in each(make_timeline(lane, first=dt.date(2018, 12, 15))):
            self.assertEqual(layout.lanes[0].spans, ())

    def test_a_contested_stretch_lies_within_its_zone(self):
        for layout in each(talks_in_small()):
            ghouta = layout.lanes[2].spans[0]
            stretch = ghouta.stretches[0]
            ends = sorted((layout.days.x_of(dt.date(2018, 2, 18)), layout.days.x_of(dt.date(2018, 4, 15))))
            self.assertEqual([stretch.x0, stretch.x1], ends)
            self.assertLessEqual(ghouta.x0, stretch.x0)
            self.assertGreaterEqual(ghouta.x1, stretch.x1)

    def test_what_lasted_is_as_long_as_it_lasted(self):
        lasting = make_mark("geneva", "2017-02-23", "2017-03-31", kind="geneva-round")
        for layout in each(make_timeline(Lane("un", "UN", marks=(lasting,)))):
            placed = layout.lanes[0].marks[0]
            ends = sorted((layout.days.x_of(dt.date(2017, 2, 23)), layout.days.x_of(dt.date(2017, 4, 1))))
            self.assertEqual((placed.shape, placed.x0, placed.x1), ("bar", *ends))

    def test_what_lasted_is_cut_where_the_days_shown_end(self):
        lasting = make_mark("geneva", "2016-01-01", "2019-12-31", kind="geneva-round")
        for layout in each(make_timeline(Lane("un", "UN", marks=(lasting,)))):
            placed = layout.lanes[0].marks[0]
            self.assertAlmostEqual(placed.x0, layout.days.left)
            self.assertAlmostEqual(placed.x1, layout.days.right)

    def test_a_kind_that_has_no_shape_yet_is_drawn_as_a_ring(self):
        new = make_mark("new", "2018-01-01", kind="something-new")
        placed = lay_out(make_timeline(Lane("new", "New", marks=(new,)))).lanes[0].marks[0]
        self.assertEqual((placed.shape, placed.colour), ("ring", "soft"))

    def test_an_empty_lane_keeps_its_place(self):
        for layout in each(make_timeline(Lane("empty", "Empty"), a_crowd(1))):
            self.assertLess(layout.lanes[0].y, layout.lanes[1].y)

    def test_an_empty_timeline_can_be_laid_out(self):
        for layout in each(make_timeline()):
            self.assertGreater(layout.height, 0)
