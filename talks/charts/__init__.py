"""Charts as functions of plain values: a view-model, its layout, and two drawings of the same geometry."""
