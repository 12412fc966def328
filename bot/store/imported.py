"""What an import, a review or an approval did with one course or competition."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of it."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    BACK = "taken up again"
    RETIRED = "approved earlier but not taught now"
    RECALLED = "recalled, so it is not taught; mend it and give it a new version"


class Waits(StrEnum):
    """What a text needs before it is taught."""

    APPROVAL = "a draft that waits for approval"
    SECOND = "waits for the approval of a second person"


@dataclass(frozen=True, slots=True)
class Imported:
    """One course or competition after an import; ``str`` is a line for the operator.

    ``version`` is a course's version or a competition's revision. ``waits``: what it needs before
    it is taught; None: nothing. ``same_version``: another text was imported under the same version
    before. ``as_recalled``: its lessons that are word for word those of a recalled text.
    """

    key: str
    version: str
    change: Change
    waits: Waits | None = None
    same_version: bool = False
    as_recalled: tuple[str, ...] = ()

    def __str__(self) -> str:
        """``smart-payments 2026.1: changed, a draft that waits for approval``."""
        words = [self.change.value]
        if self.waits is not None:
            words.append(self.waits.value)
        if self.same_version:
            words.append("another text had this version before; give each text its own version")
        if self.as_recalled:
            words.append(f"word for word as in a recalled text: {', '.join(self.as_recalled)}")
        return f"{self.key} {self.version}: {', '.join(words)}"
