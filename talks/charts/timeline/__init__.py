"""The timeline: its values, where everything stands, and the two drawings of it."""
