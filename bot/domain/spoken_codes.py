"""Words of random letters that a person reads from one screen and types into another."""

import secrets

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Told apart by eye: no I, L, O, U, 0, 1."""


def new_word(letters: int = 8) -> str:
    """A word of so many letters; eight have 39 bits: kept for a week and tried a few times an hour,
    nobody finds one.
    """
    return "".join(secrets.choice(LETTERS) for _ in range(letters))


def shown(word: str) -> str:
    """As it is read out: ``ABCD-2345``."""
    return "-".join(word[at : at + 4] for at in range(0, len(word), 4))
