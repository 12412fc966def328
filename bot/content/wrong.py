"""What is wrong with something that people wrote: a kind and the values it speaks of.

The kind has its sentence in ``bot/texts/faults``, in each language; commands tell the English one,
the console that of its reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Union

from bot.domain.errors import InputError
from bot.texts.catalogue import ENGLISH
from bot.texts.faults import fault_texts

Value = Union[str, int, float, "Wrong"]
"""A figure, something that was read, or words of their own that differ between languages."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault by its kind. Two are equal when their kinds and all their values are."""

    kind: str
    values: tuple[tuple[str, Value], ...] = ()

    def told(self, language: str | None) -> str:
        """Its words in ``language`` (Simplified Chinese for one that faults have no words in)."""
        values = {
            name: value.told(language) if isinstance(value, Wrong) else value
            for name, value in self.values
        }
        return fault_texts(language)(self.kind, **values)

    def __str__(self) -> str:
        """Its words in English."""
        return self.told(ENGLISH)


def wrong(kind: str, /, **values: Value) -> Wrong:
    """The fault called ``kind`` in the catalogues, with the values that its words need."""
    return Wrong(kind, tuple(values.items()))


class WrongInputError(InputError):
    """What was given cannot be used; ``str`` says it in English, ``told`` in a reader's language."""

    def __init__(self, *faults: "Wrong | Located") -> None:
        """At least one; each becomes a line."""
        super().__init__("\n".join(str(one) for one in faults))
        self.faults = faults

    def told(self, language: str | None) -> tuple[str, ...]:
        """A line each, in ``language``."""
        return tuple(one.told(language) for one in self.faults)


@dataclass(frozen=True, slots=True)
class Located:
    """A fault and where it stands: the file (empty: the reader has it in hand), the line (from 1,
    where known), the key.
    """

    fault: Wrong
    file: str
    line: int | None = None
    key: str = ""

    def told(self, language: str | None) -> str:
        """``courses/a.md, line 3, key level: is missing; add it.``"""
        at: Mapping[str, Value] = {
            "file": self.file,
            "line": self.line or 0,
            "key": self.key,
            "fault": self.fault.told(language),
        }
        kind = _AT[bool(self.file), self.line is not None, bool(self.key)]
        return wrong(kind, **at).told(language)

    def __str__(self) -> str:
        """Its words in English."""
        return self.told(ENGLISH)


_AT = {
    (True, False, False): "at-file",
    (True, True, False): "at-line",
    (True, False, True): "at-key",
    (True, True, True): "at-line-and-key",
    (False, False, False): "here",
    (False, True, False): "here-line",
    (False, False, True): "here-key",
    (False, True, True): "here-line-and-key",
}
