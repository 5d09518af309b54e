"""The read API: which entries may be asked for, page by page, and the description of it for programs."""
