"""Pictures from plain values: faces, lines, and what is drawn with them."""
