"""A program of the operator's own as a speech engine."""
