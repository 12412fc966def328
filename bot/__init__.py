"""Yike: one small lesson a day in the chat people already have open."""
