"""What people call themselves, made fit to stand beside other words on a page or in a list."""

from unicodedata import category

NAME_CHARACTERS = 64
"""As long as Telegram lets a first name be; longer ones are cut."""

UNSEEN = str.maketrans(dict.fromkeys("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0", " "))
"""What is a letter or mark by its category and yet shows nothing: joiners and blank fillers."""

DROPPED = {"Cc", "Cf", "Cs"}
"""Control characters; format characters, among them every direction mark, isolate, zero-width
sign and tag; half characters. Any of them can hide or turn around the words that follow."""


def shown_name(*parts: str | None, most: int = NAME_CHARACTERS) -> str:
    """The parts as one line without anything invisible, at most ``most`` characters; may be
    empty.
    """
    name = " ".join(filter(None, parts)).translate(UNSEEN)
    if not name.isprintable():
        name = "".join(_plain(character) for character in name)
    return " ".join(name.split())[:most].rstrip()


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    return "" if category(character) in DROPPED else character
