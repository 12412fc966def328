"""Structured logs: JSON lines, or readable ones on a terminal. No secrets, ids, names or texts."""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import structlog

FRAMES = 30
"""The innermost ones, of an exception that has more."""


def set_up_logs(*, level: str = "info") -> None:
    """Configure structlog and the standard library's logging for this process."""
    terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=_on_terminal)
        if terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    if not terminal:
        shared.append(structlog.processors.ExceptionRenderer(_of_exc_info))
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(WithoutWords("%(levelname)s %(name)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[libraries])


class WithoutWords(logging.Formatter):
    """What libraries log, of which only the place is known to be harmless."""

    def formatException(self, ei: tuple[Any, ...]) -> str:  # noqa: N802 - the library's name
        """As ``without_words``."""
        return without_words(ei[1]) if ei[1] is not None else ""


def without_words(error: BaseException) -> str:
    """The traceback of ``error`` and of what it came from, with the kind of each but none of its
    words: a database's quote rows, and with them platform ids (design 4.12).
    """
    return "\n".join(
        "".join(traceback.format_tb(one.__traceback__, -FRAMES)) + type(one).__qualname__
        for one in _from_the_first(error)
    )


def _from_the_first(error: BaseException) -> Iterator[BaseException]:
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return reversed(chain)


def _of_exc_info(exc_info: structlog.typing.ExcInfo) -> str:
    return without_words(exc_info[1])


def _on_terminal(stream: TextIO, exc_info: structlog.typing.ExcInfo) -> None:
    stream.write("\n" + without_words(exc_info[1]))
