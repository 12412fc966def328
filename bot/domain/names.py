"""Names that people and groups give themselves: shown, never trusted."""

import unicodedata

LONGEST_NAME = 128
"""Characters; Telegram takes as many for a group's title (reference/telegram.md), 64 for a name."""

_JOINERS = "\u200c\u200d"
"""Within words of several scripts, and within emoji; they turn nothing round."""
_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean_name(name: str, longest: int = LONGEST_NAME) -> str:
    """``name`` in one line, without what is not shown: control characters, and the marks that turn
    the direction of what stands behind them; at most ``longest`` characters. May be empty.
    """
    spaced = (" " if char.isspace() else char for char in name)
    kept = (c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _UNSHOWN)
    cut = " ".join("".join(kept).split())[:longest].rstrip()
    return cut if cut.strip(_JOINERS) else ""
