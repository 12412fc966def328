"""What models outside do for us: read a text aloud, and word an answer out of passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Speaker(Protocol):
    """What reads a text aloud."""

    @property
    def name(self) -> str:
        """The engine and its voice, in a few words: what was made with another name is made anew."""
        ...

    async def speak(self, text: str) -> bytes:
        """``text`` (at most a few hundred characters of Chinese or English) as an MP3 or AMR file.

        Raises PlatformUnavailableError when it cannot be had now, PlatformMisconfiguredError when a
        person must mend something; either says what, and nothing of the text.
        """
        ...


@dataclass(frozen=True, slots=True)
class NumberedPassage:
    """A passage of a lesson as a model is given it: ``number`` counts from 1, ``title`` is the
    lesson's.
    """

    number: int
    text: str
    title: str


class WriteResult(StrEnum):
    """How asking a model ended."""

    WRITTEN = "written"
    LATE = "late"
    UNAVAILABLE = "unavailable"
    """The server is down, overloaded or away; asking again may help."""
    REFUSED = "refused"
    """It refuses the key, the model or what it was asked; a person must mend something."""
    UNREADABLE = "unreadable"
    """It answered something that is no answer."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote; ``text`` is empty unless it is WRITTEN. ``code`` is the HTTP status or a
    short fixed word, never text of the server's.
    """

    result: WriteResult
    text: str = ""
    code: str = ""


class Writer(Protocol):
    """A language model that words an answer out of passages."""

    async def write(self, question: str, passages: Sequence[NumberedPassage]) -> Written:
        """Answer ``question`` by what ``passages`` say, each sentence with the numbers ``[n]`` of
        those it rests on. Nothing but these two leaves. Never raises for anything the server or
        the network do; what comes is not to be trusted before it was checked.
        """
        ...

    async def stop(self) -> None:
        """Let go of connections."""
        ...
