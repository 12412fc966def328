"""What is wrong with files that people wrote: collected, each on a line, each with its mend."""

from dataclasses import dataclass, field

from bot.domain.errors import InputError

MOST_FAULTS = 20
"""So many faults are told at once; the rest is counted."""


def quoted(text: str, width: int = 40) -> str:
    """``text`` as it was read: in quotes, on one line, shortened, nothing invisible in it."""
    short = text if len(text) <= width else text[: width - 1] + "…"
    return '"' + "".join(_visible(char) for char in short) + '"'


def _visible(char: str) -> str:
    if char == "\n":
        return "\\n"
    return char if char.isprintable() else f"\\u{ord(char):04x}"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was read: the file, the line (from 1, where known), the key."""

    file: str
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        """``courses/a.md, line 3, key level``."""
        line = f", line {self.line}" if self.line is not None else ""
        return f"{self.file}{line}{f', key {self.key}' if self.key else ''}"


@dataclass(slots=True)
class Faults:
    """The faults found so far, in the order in which they were found."""

    lines: list[str] = field(default_factory=list)

    def add(self, spot: Spot, sentence: str) -> None:
        """Note one fault; ``sentence`` says what was read and the mend, without a full stop."""
        self.lines.append(f"{spot}: {sentence}.")

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.lines)

    def stop(self) -> None:
        """Raise InputError with up to 20 faults, each on its own line, if there are any."""
        if not self.lines:
            return
        told = self.lines[:MOST_FAULTS]
        more = len(self.lines) - len(told)
        if more:
            told.append(f"and {more} more; mend these first.")
        raise InputError("\n".join(told))
