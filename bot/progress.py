"""How far a long command is: a bar on a terminal, a line now and then elsewhere.

It goes to stderr, so that what a command says on stdout can be read by a program. A command that
takes less than ten seconds says nothing of it in a pipe, a log or a test.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

SAY_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""

Advance = Callable[[int], None]
"""Called with how many more are done."""


@contextmanager
def progress(
    what: str,
    total: int | None = None,
    *,
    out: TextIO | None = None,
    elapsed: Callable[[], float] = time.perf_counter,
) -> Iterator[Advance]:
    """Show how far ``what`` is while the block runs; it calls what it gets after each step.

    ``total`` is how many steps there are; None: nobody knows, a bar only shows that it goes on.
    ``out`` is stderr unless given; ``elapsed`` gives seconds from anywhere on. The bar is gone
    when the block ends, also by an error.
    """
    stream = sys.stderr if out is None else out
    if stream.isatty():
        with _bar(what, total, stream) as advance:
            yield advance
    else:
        yield _Lines(what, total, stream, elapsed).advance


@contextmanager
def _bar(what: str, total: int | None, stream: TextIO) -> Iterator[Advance]:
    # Imported where it is shown: it takes longer than a short command.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    known = (MofNCompleteColumn(), TimeRemainingColumn()) if total is not None else ()
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *known,
        TimeElapsedColumn(),
        console=Console(file=stream),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.update(task, advance=steps)


class _Lines:
    """The same in plain lines, at most one every ten seconds."""

    def __init__(
        self, what: str, total: int | None, stream: TextIO, elapsed: Callable[[], float]
    ) -> None:
        self._what = what
        self._of = "" if total is None else f" of {total}"
        self._stream = stream
        self._elapsed = elapsed
        self._said = elapsed()
        self._done = 0

    def advance(self, steps: int) -> None:
        """Count, and say it when it is time."""
        self._done += steps
        if self._elapsed() - self._said >= SAY_EVERY:
            self._said = self._elapsed()
            self._stream.write(f"{self._what}: {self._done}{self._of}\n")
            self._stream.flush()
