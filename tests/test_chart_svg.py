"""The timeline as SVG: complete without a script, each mark a link with its text."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

from django.conf import settings
from django.test import SimpleTestCase

from talks.charts.timeline import svg
from talks.charts.timeline.layout import NARROW, SCALES, WIDE, lay_out
from talks.charts.timeline.values import Lane, Timeline
from talks.models import Status
from tests.base import make_mark, make_round_mark, make_timeline, talks_in_small

HOSTILE = "\"><script>alert(1)</script>&amp;<b style='x' onload=y>"
PARTS = settings.BASE_DIR / "templates" / "talks"


def drawn(timeline: Timeline, scale=WIDE) -> ElementTree.Element:
    """Draw a timeline and read the drawing back, as XML, which it has to be."""
    return ElementTree.fromstring(svg.draw(lay_out(timeline, scale), name="wide"))


def links_by_key(drawing: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """Give the links by the key under which Plotly's drawing knows the same mark."""
    return {link.get("data-key"): link for link in drawing.iter("a")}


class SvgTestCase(SimpleTestCase):
    def setUp(self):
        self.timeline = talks_in_small()
        self.drawing = drawn(self.timeline)

    # What is drawn

    def test_it_is_drawn_at_each_width_in_each_direction(self):
        for scale in SCALES.values():
            for runs_left in (False, True):
                with self.subTest(width=scale.width, time_runs_left=runs_left):
                    timeline = replace(self.timeline, time_runs_left=runs_left, is_right_to_left=runs_left)
                    drawing = drawn(timeline, scale)
                    height = f"{lay_out(timeline, scale).height:g}"
                    self.assertEqual(drawing.get("viewBox"), f"0 0 {scale.width} {height}")
                    self.assertEqual(
                        (drawing.get("width"), drawing.get("height")), (str(scale.width), height)
                    )
                    self.assertEqual(drawing.get("direction"), "rtl" if runs_left else "ltr")

    def test_every_mark_zone_and_decision_is_a_link_with_its_text(self):
        links = links_by_key(self.drawing)
        for lane in lay_out(self.timeline).lanes:
            shown = [placed.mark for placed in lane.marks] + [placed.span for placed in lane.spans]
            for thing in shown:
                self.assertEqual(links[thing.key].get("href"), thing.href)
                self.assertEqual(links[thing.key].find("title").text, thing.title)
            for placed in lane.marks:
                for number, bead in enumerate(placed.beads, start=1):
                    link = links[f"{placed.mark.key}-{number}"]
                    self.assertEqual(link.get("href"), bead.bead.href)
                    self.assertEqual(link.find("title").text, bead.bead.title)

    def test_no_two_links_have_the_same_key(self):
        self.assertEqual(len(links_by_key(self.drawing)), len(list(self.drawing.iter("a"))))

    def test_the_text_of_a_link_comes_first_so_that_it_is_its_name(self):
        for link in self.drawing.iter("a"):
            self.assertEqual(link[0].tag, "title")

    def test_the_mark_of_each_status_is_in_the_page(self):
        symbols = set(re.findall(r'<symbol id="(mark-.*?)"', (PARTS / "_marks.html").read_text()))
        used = {use.get("href").removeprefix("#") for use in self.drawing.iter("use")}
        self.assertEqual(used, {f"mark-{status}" for status in Status})
        self.assertEqual(used, symbols)

    def test_decisions_beyond_the_room_are_counted(self):
        self.assertIn("+3", [text.text for text in self.drawing.iter("text")])

    def test_a_planned_round_looks_planned(self):
        links = links_by_key(self.drawing)
        self.assertEqual(links["astana-12"].get("class"), "round planned")
        self.assertIsNotNone(links["astana-12"].find("rect"))
        self.assertEqual(links["astana-1"].get("class"), "round held")
        self.assertIsNotNone(links["astana-1"].find("circle"))

    def test_what_is_open_is_marked_and_what_does_not_fit_is_faint(self):
        links = links_by_key(self.drawing)
        self.assertEqual(links["astana-10"].get("class"), "round held selected")
        self.assertEqual(links["astana-4"].get("class"), "round held faint")
        self.assertEqual(links["idlib"].get("class"), "span faint")

    def test_a_date_that_slipped_is_joined_to_its_round(self):
        layout = lay_out(self.timeline)
        ninth = layout.lanes[0].marks[2]
        slips = [link for link in self.drawing.iter("a") if link.get("class") == "slip"]
        lines = [path for path in self.drawing.iter("path") if path.get("class") == "slip-line"]
        self.assertEqual(len(slips), 2)
        for group, line, placed in zip(slips, lines, ninth.slips, strict=True):
            self.assertEqual(group.find("title").text, placed.slip.title)
            self.assertEqual(group.get("href"), ninth.mark.href)
            x, y, to_x, to_y = map(float, re.findall(r"[\d.]+", line.get("d")))
            self.assertAlmostEqual(x, (placed.x0 + placed.x1) / 2, delta=0.1)
            self.assertAlmostEqual(y, placed.y, delta=0.1)
            self.assertAlmostEqual(to_x, ninth.x, delta=0.1)
            self.assertLess(to_y, ninth.y - layout.scale.radius)
            window = group.find("rect")
            self.assertAlmostEqual(float(window.get("x")), placed.x0, delta=0.1)
            self.assertAlmostEqual(float(window.get("width")), placed.x1 - placed.x0, delta=0.1)

    def test_the_editions_day_is_marked_and_what_follows_is_tinted(self):
        for runs_left in (False, True):
            timeline = replace(self.timeline, time_runs_left=runs_left)
            layout, drawing = lay_out(timeline), drawn(timeline)
            line = next(line for line in drawing.iter("line") if line.get("class") == "edition")
            tint = next(box for box in drawing.iter("rect") if box.get("class") == "after")
            at = layout.days.x_of(timeline.edition_day)
            self.assertAlmostEqual(float(line.get("x1")), at, delta=0.1)
            self.assertEqual(line.get("x1"), line.get("x2"))
            near, far = float(tint.get("x")), float(tint.get("x")) + float(tint.get("width"))
            near, far = (far, near) if runs_left else (near, far)
            self.assertAlmostEqual(near, at, delta=0.2)
            self.assertAlmostEqual(far, layout.days.left if runs_left else layout.days.right, delta=0.2)

    def test_an_editions_day_that_is_not_shown_is_not_marked(self):
        earlier = replace(self.timeline, last=self.timeline.edition_day.replace(month=6))
        classes = {element.get("class") for element in drawn(earlier).iter()}
        self.assertFalse(classes & {"edition", "after", "edition-label"})

    def test_months_and_years_stand_in_the_order_of_time(self):
        for runs_left in (False, True):
            drawing = drawn(replace(self.timeline, time_runs_left=runs_left))
            years = [text for text in drawing.iter("text") if text.get("class") == "year"]
            self.assertEqual([text.text for text in years], ["2017", "2018", "2019"])
            places = [float(text.get("x")) for text in years]
            self.assertEqual(places, sorted(places, reverse=runs_left))

    def test_no_two_months_are_closer_than_their_names_are_wide(self):
        ticks = [text for text in self.drawing.iter("text") if text.get("class") == "tick"]
        places = sorted(float(text.get("x")) for text in ticks)
        self.assertTrue(all(right - left > 20 for left, right in pairwise(places)))

    # How it stands in a page

    def test_it_is_named_and_described(self):
        self.assertEqual(self.drawing.get("role"), "group")
        names = self.drawing.get("aria-labelledby").split()
        self.assertEqual(names, ["wide-title", "wide-description"])
        texts = {element.get("id"): element.text for element in self.drawing if element.get("id")}
        self.assertEqual([texts[name] for name in names], [self.timeline.title, self.timeline.description])

    def test_two_drawings_can_stand_in_one_page(self):
        wide, narrow = (
            svg.draw(lay_out(self.timeline, scale), name=name)
            for scale, name in ((WIDE, "wide"), (NARROW, "narrow"))
        )
        ids = re.findall(r' id="(.*?)"', wide + narrow)
        self.assertEqual(len(ids), 4)
        self.assertEqual(len(set(ids)), 4)

    def test_it_brings_no_style_no_script_and_no_handler(self):
        for element in self.drawing.iter():
            self.assertNotIn(element.tag, {"style", "script", "foreignObject", "animate"})
            for name in element.attrib:
                self.assertNotRegex(name, "^(style|on.*|fill|stroke)$")

    def test_no_number_is_longer_than_a_tenth_of_a_pixel(self):
        text = svg.draw(lay_out(self.timeline, NARROW), name="narrow")
        self.assertNotRegex(re.sub(r"<(title|desc|text).*?</\1>", "", text), r"\d\.\d\d")

    def test_what_editors_write_is_never_markup(self):
        events = Lane("events", HOSTILE, HOSTILE, marks=(make_mark("a", "2018-01-01", label=HOSTILE[:18]),))
        decided = make_round_mark(1, "2017-01-23", "2017-01-24", "pending", title=HOSTILE, label=HOSTILE)
        rounds = Lane("astana", "Astana", marks=(decided,))
        timeline = make_timeline(rounds, events, title=HOSTILE, description=HOSTILE, edition_label=HOSTILE)
        text = svg.draw(lay_out(timeline), name="wide")
        self.assertNotIn("<script", text)
        self.assertNotIn("<b ", text)
        drawing = ElementTree.fromstring(text)
        self.assertEqual(drawing.find("title").text, HOSTILE)
        self.assertEqual(links_by_key(drawing)["astana-1"].find("title").text, HOSTILE)
        self.assertEqual(
            {element.tag for element in drawing.iter()},
            {"svg", "title", "desc", "rect", "line", "text", "g", "a", "circle", "path", "use"},
        )

    # Texts

    def anchors(self, is_right_to_left: bool, time_runs_left: bool) -> dict[str, str]:
        timeline = replace(self.timeline, is_right_to_left=is_right_to_left, time_runs_left=time_runs_left)
        return {text.text: text.get("text-anchor", "start") for text in drawn(timeline).iter("text")}

    def test_texts_start_at_the_side_at_which_they_are_anchored_in_either_script(self):
        # In a text from right to left, "start" is its right end.
        self.assertEqual(self.anchors(False, False)["Zones"], "start")
        self.assertEqual(self.anchors(True, True)["Zones"], "start")
        self.assertEqual(self.anchors(False, True)["Zones"], "end")
        self.assertEqual(self.anchors(True, False)["Zones"], "end")
        self.assertEqual(self.anchors(True, True)["2018"], "start")
        self.assertEqual(self.anchors(True, True)["12"], "middle")

    def test_the_name_of_each_lane_stands_at_the_edge_where_time_begins(self):
        for runs_left, edge in {False: "0", True: str(WIDE.width)}.items():
            drawing = drawn(replace(self.timeline, time_runs_left=runs_left))
            names = [text for text in drawing.iter("text") if text.get("class") == "lane-name"]
            self.assertEqual({text.get("x") for text in names}, {edge})
