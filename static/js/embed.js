// What an embedded chart does in its frame. Without it the chart is complete.
