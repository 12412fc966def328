"""Where a text may be cut: at a paragraph, a sentence or a word, never inside a character.

Lengths are in UTF-16 units, the strictest reading of Telegram's "characters".
"""

import re
import unicodedata

SENTENCE_END = re.compile(r"[。！？；…!?;]+[”’」』）)\"']*|\.(?=\s)|\n")
SPACE = re.compile(r"\s")
PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 units, as Telegram's entities count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_text(text: str, room: int, later: int) -> list[str]:
    """``text`` in pieces: the first of at most ``room`` units, the others of ``later``."""
    pieces = []
    while units(text) > room:
        end = _cut_point(text, room)
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
        room = later
    return [*pieces, text]


def shortened(text: str, room: int) -> str:
    """``text``, or as much of it as fits ``room`` units together with the … that then ends it."""
    if units(text) <= room:
        return text
    end = _fitting(text, room - 1)
    while end > 0 and _clings(text[end - 1], text[end]):
        end -= 1
    return f"{text[:end].rstrip()}…"


def _cut_point(text: str, room: int) -> int:
    """Where to end a piece of at most ``room`` units: after a paragraph, sentence or word.

    A boundary in the first half is passed over, for it would cost one more message to send.
    """
    limit = _fitting(text, room)
    for boundary in (PARAGRAPH_END, SENTENCE_END, SPACE):
        ends = [found.end() for found in boundary.finditer(text, limit // 2, limit)]
        if ends:
            return ends[-1]
    end = limit
    while end > limit // 2 and _clings(text[end - 1], text[end]):
        end -= 1
    return end if end > limit // 2 else limit


def _fitting(text: str, room: int) -> int:
    """How many characters of ``text`` fit ``room`` units."""
    fitting = text.encode("utf-16-le", "surrogatepass")[: room * 2]
    # An incomplete pair at the end is dropped; a lone surrogate of the text's own stays.
    return len(fitting.decode("utf-16-le", "surrogatepass" if _whole(fitting) else "ignore"))


def _whole(encoded: bytes) -> bool:
    """Whether UTF-16 ends with a whole character."""
    return not 0xD8 <= encoded[-1] <= 0xDB


def _clings(before: str, after: str) -> bool:
    """Whether two characters are drawn as one: a combining mark, a joiner, a flag's half."""
    return (
        unicodedata.category(after) in {"Mn", "Mc", "Me", "Cf", "Sk"}
        or before == "\u200d"
        or "\U0001f1e6" <= after <= "\U0001f1ff"
    )
