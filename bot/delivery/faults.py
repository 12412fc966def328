"""What the log says of an exception nobody foresaw: its kind and place, never its words.

An exception's words may hold what must not be logged (design 4.12): a database error quotes rows,
a parser quotes text.
"""

import traceback
from pathlib import Path


def fault(error: BaseException) -> str:
    """For example ``KeyError at compose.py:42``: the innermost line of ours that it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "site-packages" not in f.filename and f.filename[:1] != "<"]
    if not ours:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


class SaidOnce:
    """Which faults were logged already, so that one broken thing does not fill the log."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._said: dict[str, set[str]] = {}

    def is_new(self, about: str, words: str) -> bool:
        """Whether ``words`` were not said of ``about`` since it last went well."""
        said = self._said.setdefault(about, set())
        if words in said:
            return False
        said.add(words)
        return True

    def went_well(self, about: str) -> None:
        """The next fault of ``about`` is news again."""
        self._said.pop(about, None)
