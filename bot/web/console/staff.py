"""Who is at the console, and what he or she may do."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class StaffRole(StrEnum):
    """What somebody is here for. An operator may do all that the others may."""

    ORGANISER = "organiser"
    """Runs competitions and announcements for his or her own groups."""
    REVIEWER = "reviewer"
    """Reads and approves what goes out."""
    JUDGE = "judge"
    """Gives marks in the competitions he or she judges."""
    HELPER = "helper"
    """Answers the members of a group."""
    OPERATOR = "operator"
    """Runs the deployment."""


ANYONE = frozenset(StaffRole)
OPERATORS = frozenset({StaffRole.OPERATOR})
ORGANISERS = frozenset({StaffRole.ORGANISER, StaffRole.OPERATOR})
REVIEWERS = frozenset({StaffRole.REVIEWER, StaffRole.OPERATOR})
EDITORS = frozenset({StaffRole.ORGANISER, StaffRole.REVIEWER, StaffRole.OPERATOR})
JUDGES = frozenset({StaffRole.JUDGE, StaffRole.ORGANISER, StaffRole.OPERATOR})


@dataclass(frozen=True, slots=True)
class Staff:
    """One of the staff, as he or she is known now: roles are read anew for each page.

    ``groups`` are the rows of his or her own groups (an operator's are all: see ``sees``),
    ``judges`` competition key -> row of table judge. ``people`` are the keyed hashes of his or her
    addresses by account, as roles are granted to.
    """

    address: int
    learner: int
    key: str
    language: str
    roles: frozenset[StaffRole]
    groups: frozenset[int] = frozenset()
    judges: tuple[tuple[str, int], ...] = ()
    people: tuple[tuple[str, bytes], ...] = ()

    @property
    def is_operator(self) -> bool:
        """Whether everything is open to him or her."""
        return StaffRole.OPERATOR in self.roles

    @property
    def actor(self) -> str:
        """As the audit log names them: the highest role, and the beginning of a random key."""
        return f"{self.title.value} {self.key[:8]}"

    @property
    def title(self) -> StaffRole:
        """The role that says most."""
        order = (
            StaffRole.OPERATOR,
            StaffRole.REVIEWER,
            StaffRole.ORGANISER,
            StaffRole.JUDGE,
            StaffRole.HELPER,
        )
        return next((one for one in order if one in self.roles), StaffRole.HELPER)

    def may(self, roles: Collection[StaffRole]) -> bool:
        """Whether one of ``roles`` is his or hers."""
        return self.is_operator or not self.roles.isdisjoint(roles)

    def sees(self, group: int) -> bool:
        """Whether a group is his or hers."""
        return self.is_operator or group in self.groups

    def judges_in(self, competition: str) -> int | None:
        """The row under which he or she judges a competition; None: not at all."""
        return dict(self.judges).get(competition)
