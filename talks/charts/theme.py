"""Colours and sizes of the charts: the same tokens as in static/css/charts.css, which a test compares."""

FONT = '"IBM Plex Sans Arabic", "Noto Sans Arabic", "Segoe UI", Tahoma, system-ui, sans-serif'

LIGHT = {
    "ink": "#16202b",
    "soft": "#556370",
    "line": "#dde3e7",
    "rule": "#b9c3cb",
    "card": "#ffffff",
    "tint": "#eef3f5",
    "accent": "#0b4f6c",
    "on-accent": "#ffffff",
    "russia": "#0072b2",
    "turkey": "#c8501e",
    "iran": "#00845f",
    "un": "#4f7186",
    "summit": "#8a6510",
    "pact": "#5d4380",
    "release": "#0e6f60",
    "zone": "#d3e0e5",
    "hatch": "#8fa7b3",
    "implemented": "#0e6f60",
    "partly": "#b1790a",
    "stalled": "#8f1d18",
    "lapsed": "#70309a",
    "pending": "#76848f",
    "unknown": "#6b7681",
    "principle": "#7d8894",
}
DARK = {
    "ink": "#e9eef2",
    "soft": "#a7b4bf",
    "line": "#2a353f",
    "rule": "#4a5966",
    "card": "#182028",
    "tint": "#1f2a33",
    "accent": "#7fc6e6",
    "on-accent": "#0d1920",
    "russia": "#4ba3e0",
    "turkey": "#f2915f",
    "iran": "#86dcb6",
    "un": "#7ea6bf",
    "summit": "#d3ac55",
    "pact": "#b39ad8",
    "release": "#74e4dd",
    "zone": "#2b4350",
    "hatch": "#6f93a6",
    "implemented": "#74e4dd",
    "partly": "#f2b744",
    "stalled": "#ea6a5e",
    "lapsed": "#b47ad2",
    "pending": "#a3b0bc",
    "unknown": "#9aa7b3",
    "principle": "#8997a4",
}
# Those that a page has, whichever they are: charts.js puts its custom properties in the place of their names.
OF_THE_PAGE = {name: f"var(--{name})" for name in LIGHT}
# What a reader may ask for, and all that a figure can be drawn in.
THEMES = {"light": LIGHT, "dark": DARK}
PALETTES = THEMES | {"page": OF_THE_PAGE}

# The shape and the colour of each kind of event. Shapes: disc, ring, diamond, diamond-open, square,
# square-open, triangle-up, triangle-down, bar (as long as the event lasted), hatch (the same, hatched).
EVENT_SHAPES = {
    "geneva-round": ("bar", "un"),
    "announcement": ("bar", "un"),
    "summit": ("diamond", "summit"),
    "ministerial": ("diamond-open", "summit"),
    "congress": ("triangle-up", "summit"),
    "technical-meeting": ("ring", "summit"),
    "agreement": ("square", "pact"),
    "ceasefire": ("square", "pact"),
    "un-resolution": ("square-open", "pact"),
    "working-group": ("ring", "release"),
    "detainee-exchange": ("triangle-down", "release"),
    "military": ("hatch", "hatch"),
}
