"""What was found in a course: where, what, and the mend."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters."""

    FAULT = "fault"
    """It cannot be taught like this."""
    WARNING = "warning"
    """It can, and will teach less well, or get somebody into trouble."""
    NOTE = "note"
    """Good to know; nothing has to be changed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``rule`` is its name, as `docs/content.md` lists it; ``lesson`` the lesson's id,
    empty for the course as a whole; ``place`` the key in the file, empty for the lesson's text;
    ``what`` was found and ``mend`` are each half a sentence.
    """

    rule: str
    severity: Severity
    course: str
    lesson: str
    place: str
    what: str
    mend: str
