"""What a team must be: its size, health certificates of old singers, nobody in two teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.competitions.entering.ages import full_years
from bot.domain.contests import AgeOn, Division, TeamAverageAge, TeamRule


class Role(StrEnum):
    """What a member does; as ``entry_member.role`` holds it."""

    MEMBER = "member"
    SINGER = "singer"
    CONDUCTOR = "conductor"
    ACCOMPANIST = "accompanist"


COUNTED = frozenset({Role.MEMBER, Role.SINGER})
"""Whose number and age make the team; a conductor and who accompanies stand beside it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of a team. ``elsewhere``: is in another team of the competition."""

    role: Role
    born: date | None
    health_certificate: bool = False
    elsewhere: bool = False


class TeamFault(StrEnum):
    """What is wrong with a team."""

    TOO_FEW = "too few members"
    TOO_MANY = "too many members"
    CERTIFICATE_MISSING = "needs a health certificate"
    BIRTH_MISSING = "the birth date is needed"
    IN_TWO_TEAMS = "is in another team already"


@dataclass(frozen=True, slots=True)
class TeamFinding:
    """``position``: of the member concerned, from 1; None: of the whole team."""

    fault: TeamFault
    position: int | None = None


def counted(members: Sequence[Member]) -> tuple[date | None, ...]:
    """The births that a team's division goes by."""
    return tuple(one.born for one in members if one.role in COUNTED)


def team_day(division: Division | None, otherwise: date) -> date:
    """The day on which ages count: the division's own, or ``otherwise`` (when entering closes)."""
    if division is not None and isinstance(division.rule, (AgeOn, TeamAverageAge)):
        return division.rule.day
    return otherwise


def team_faults(rule: TeamRule, members: Sequence[Member], day: date) -> tuple[TeamFinding, ...]:
    """All that is wrong with a team on ``day``, the team's own first; empty: nothing is.

    The conductor, too, is in one team only; certificates are for who sings.
    """
    size = sum(one.role in COUNTED for one in members)
    found: list[TeamFinding] = []
    if size < rule.least:
        found.append(TeamFinding(TeamFault.TOO_FEW))
    if size > rule.most:
        found.append(TeamFinding(TeamFault.TOO_MANY))
    for position, member in enumerate(members, 1):
        if rule.one_team and member.elsewhere:
            found.append(TeamFinding(TeamFault.IN_TWO_TEAMS, position))
        fault = _certificate_fault(rule, member, day)
        if fault is not None:
            found.append(TeamFinding(fault, position))
    return tuple(found)


def _certificate_fault(rule: TeamRule, member: Member, day: date) -> TeamFault | None:
    if rule.certificate_age is None or member.role not in COUNTED or member.health_certificate:
        return None
    if member.born is None:
        return TeamFault.BIRTH_MISSING
    old = full_years(member.born, day) >= rule.certificate_age
    return TeamFault.CERTIFICATE_MISSING if old else None
