"""Where a line may end: Chinese between any two characters but before a comma, Latin between words
(W3C, Requirements for Chinese Text Layout, section 3.1.3: prohibition rules for line start and end).
"""

from collections.abc import Callable, Iterator

NOT_FIRST = frozenset("，。、！？：；）》」』】”’…·～％℃,.!?:;)%]}")
"""What may not begin a line."""
NOT_LAST = frozenset("（《「『【“‘([{￥¥$")
"""What may not end one."""


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """``text`` in lines of at most ``width`` as ``measure`` has it; its own line breaks stay. A piece
    that is wider by itself is cut where it must be.
    """
    return [line for part in text.split("\n") for line in _paragraph(part, width, measure)]


def _paragraph(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines = [""]
    for piece in _fitting(text, width, measure):
        if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def _fitting(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    for piece in pieces(text):
        rest = piece
        while len(rest) > 1 and measure(rest) > width:
            end = next(
                n for n in range(len(rest) - 1, 0, -1) if n == 1 or measure(rest[:n]) <= width
            )
            yield rest[:end]
            rest = rest[end:]
        yield rest


def pieces(text: str) -> Iterator[str]:
    """What stays together: a Chinese character with the marks that cling to it, a word, a number with
    its unit.
    """
    piece = ""
    for letter in text:
        joins = (
            letter in NOT_FIRST
            or piece[-1:] in NOT_LAST
            or (letter.isascii() and piece[-1:].isascii() and piece[-1:] != " ")
            or (piece[-1:].isdecimal() and letter.isalpha())
        )
        if piece and not joins:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
