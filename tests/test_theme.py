"""Colours: the charts wear those of the page, in light and in dark."""

import re

from django.conf import settings
from django.test import SimpleTestCase

from talks.charts.theme import DARK, EVENT_SHAPES, LIGHT, OF_THE_PAGE
from talks.models import Event, Status

CSS = (settings.BASE_DIR / "static" / "css" / "charts.css").read_text()


def colours_of(scheme: str) -> dict[str, str]:
    """Give the colours that the style sheet defines for a colour scheme, by their names."""
    root = re.search(r":root[^{]*{\s*color-scheme: " + scheme + r";(.*?)}", CSS, re.S)[1]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", root))


class ThemeTestCase(SimpleTestCase):
    def test_the_charts_have_the_colours_of_the_page(self):
        for scheme, theme in {"light": LIGHT, "dark": DARK}.items():
            with self.subTest(scheme):
                colours = colours_of(scheme)
                self.assertEqual(theme, {name: colours.get(name) for name in theme})

    def test_light_and_dark_name_the_same_colours(self):
        self.assertEqual(LIGHT.keys(), DARK.keys())
        self.assertEqual(colours_of("light").keys(), colours_of("dark").keys())

    def test_what_a_frame_draws_names_the_colours_of_its_page(self):
        self.assertEqual(
            OF_THE_PAGE, {name: f"var(--{name})" for name in colours_of("light") if name in LIGHT}
        )

    def test_every_status_has_a_colour(self):
        self.assertLessEqual(set(Status.values), LIGHT.keys())

    def test_every_kind_of_event_has_a_shape_and_a_colour(self):
        self.assertEqual(EVENT_SHAPES.keys(), set(Event.Kind.values) - {Event.Kind.ZONE})
        for _shape, colour in EVENT_SHAPES.values():
            self.assertIn(colour, LIGHT)
