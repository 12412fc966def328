"""What an import says before it does anything: grouped, each with row, column and the mend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.banks.model import Bank, Doubt, Place
from bot.content.wrong import Wrong


@dataclass(frozen=True, slots=True)
class DoubtGroup:
    """Doubts of one sentence, in the order of their rows."""

    says: Wrong
    mend: Wrong
    fatal: bool
    doubts: tuple[Doubt, ...]


def grouped(doubts: Iterable[Doubt]) -> tuple[DoubtGroup, ...]:
    """Doubts by what they say: fatal ones first, then by how many they are, rarest first, because
    what concerns every row is read last.
    """
    found: dict[tuple[Wrong, Wrong, bool], list[Doubt]] = {}
    for doubt in doubts:
        found.setdefault((doubt.says, doubt.mend, doubt.fatal), []).append(doubt)
    groups = [DoubtGroup(*key, tuple(rows)) for key, rows in found.items()]
    return tuple(sorted(groups, key=lambda group: (not group.fatal, len(group.doubts))))


def as_data(bank: Bank, name: str, doubts: Sequence[Doubt]) -> dict[str, Any]:
    """All of a report, for a program; ``doubts`` are the bank's and those of the course."""
    return {
        "file": name,
        "format": bank.format.value,
        "encoding": bank.encoding,
        "questions": len(bank.questions),
        "kinds": kinds(bank),
        "fatal": sum(doubt.fatal for doubt in doubts),
        "doubts": [
            {
                **_place(doubt.place),
                "read": doubt.read,
                "says": str(doubt.says),
                "mend": str(doubt.mend),
                "fatal": doubt.fatal,
            }
            for doubt in doubts
        ],
        "skipped": [{**_place(place), "why": str(why)} for place, why in bank.skipped],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"sheet": place.sheet, "row": place.row, "column": place.column}


def kinds(bank: Bank) -> dict[str, int]:
    """How many questions there are of each kind."""
    found: dict[str, int] = {}
    for one in bank.questions:
        found[one.question.kind.value] = found.get(one.question.kind.value, 0) + 1
    return dict(sorted(found.items()))
