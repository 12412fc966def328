"""Lessons as sound: what is read aloud, made ahead and kept."""
