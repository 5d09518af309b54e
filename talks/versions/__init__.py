"""What was recorded of every saving at the desk: entries with their parts, compared, restored, recovered."""
