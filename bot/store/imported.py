"""What an import did with one course or competition."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of it."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    APPROVED = "approved"
    BACK = "taken up again"
    RETIRED = "approved earlier but not taught now"


@dataclass(frozen=True, slots=True)
class Imported:
    """One course or competition after an import; ``str`` is a line for the operator.

    ``version`` is a course's version or a competition's revision. ``draft``: it waits for
    approval. ``same_version``: another text was imported under the same version before.
    """

    key: str
    version: str
    change: Change
    draft: bool = False
    same_version: bool = False

    def __str__(self) -> str:
        """``smart-payments 2026.1: changed, a draft that waits for approval``."""
        words = [self.change.value]
        if self.draft:
            words.append("a draft that waits for approval")
        if self.same_version:
            words.append("another text had this version before; give each text its own version")
        return f"{self.key} {self.version}: {', '.join(words)}"
