"""Who may be under fourteen, and is asked before a consent (PIPL article 31)."""

MAY_BE_YOUNG = frozenset({None, "youth", "everyone"})
"""The tracks of people who may be: the others say that one works, or worked."""


def must_ask_age(track: str | None, under_14: bool | None) -> bool:
    """Whether a person on ``track`` is to be asked: once, as long as nothing is known."""
    return under_14 is None and track in MAY_BE_YOUNG
