"""What is wrong with files that people wrote: collected, each on a line, each with its mend."""

from dataclasses import dataclass, field

from bot.content.wrong import Located, Wrong, WrongInputError, wrong

MOST_FAULTS = 20
"""So many faults are told at once; the rest is counted."""


def quoted(text: str, width: int = 40) -> Wrong:
    """``text`` as it was read: in quotes, on one line, shortened, nothing invisible in it."""
    short = text if len(text) <= width else text[: width - 1] + "…"
    return wrong("quoted", text="".join(_visible(char) for char in short))


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


@dataclass(slots=True)
class Faults:
    """The faults found so far, in the order in which they were found."""

    found: list[Located] = field(default_factory=list)

    def add(self, spot: Spot, fault: Wrong) -> None:
        """Note one fault; its words say what was read and the mend, without a full stop."""
        self.found.append(Located(fault, spot.file, spot.line, spot.key))

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.found)

    def stop(self) -> None:
        """Raise WrongInputError with up to 20 faults, each on its own line, if there are any."""
        if not self.found:
            return
        told: list[Located | Wrong] = [*self.found[:MOST_FAULTS]]
        more = len(self.found) - len(told)
        if more:
            told.append(wrong("more-faults", count=more))
        raise WrongInputError(*told)
