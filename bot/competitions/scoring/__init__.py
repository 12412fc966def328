"""Rounds, marks, places, and who goes on: pure."""
