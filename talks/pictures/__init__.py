"""Pictures of the charts that travel: the page's own drawing, framed, dressed and, as PNG, drawn by resvg."""
