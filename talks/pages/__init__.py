"""What each page shows, gathered from the record."""
