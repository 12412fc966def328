"""What the log says of an exception nobody foresaw: its kind and place, never its words.

An exception's words may hold what must not be logged (design 4.12): a database error quotes rows,
a parser quotes text.
"""

import traceback
from pathlib import PurePath


def fault(error: BaseException) -> str:
    """For example ``KeyError at compose.py:42``: the innermost line of ours that it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "site-packages" not in f.filename and f.filename[:1] != "<"]
    if not ours:
        return type(error).__name__
    return f"{type(error).__name__} at {PurePath(ours[-1].filename).name}:{ours[-1].lineno}"
