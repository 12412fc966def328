"""Whether an entry that somebody writes down is as the competition asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.competitions.desk.acting import Desk, Refusal, RefusedError
from bot.competitions.entering import sealed
from bot.competitions.entering.ages import needs_guardian
from bot.competitions.entering.divisions import Facts, Fits, division_of
from bot.competitions.entering.sealed import MemberFacts
from bot.competitions.entering.teams import Member, Role, counted, team_day, team_faults
from bot.competitions.windows import day_in
from bot.domain.competitions import Competition, StageKind
from bot.domain.contests import EntryKind, TeamRule
from bot.domain.names import LONGEST_TYPED, NameFault, read_name
from bot.store.contests.entries import NewMember


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One of a team, as the organiser writes them down."""

    name: str
    birth: date | None = None
    role: Role = Role.MEMBER
    health_certificate: bool = False


def named(facts: sealed.Facts) -> sealed.Facts:
    """``facts`` with names as they are kept. Raises RefusedError; its details name the field."""
    return replace(
        facts,
        name=_name("name", facts.name),
        occupation=facts.occupation.strip()[:LONGEST_TYPED],
        guardian=_name("guardian", facts.guardian) if facts.guardian.strip() else "",
        contact=_contact(facts.contact),
    )


def named_member(member: TeamMember, position: int) -> TeamMember:
    """A member with the name as it is kept. Raises RefusedError."""
    return replace(member, name=_name(f"member {position}", member.name))


def asks_guardian(competition: Competition, facts: sealed.Facts, desk: Desk) -> bool:
    """Whether a child enters for whom nobody has agreed (PIPL article 31)."""
    today = day_in(zone_of(competition, desk), desk.at)
    return bool(facts.birth and needs_guardian(facts.birth, today) and not facts.guardian)


def has_children(competition: Competition, members: Sequence[TeamMember], desk: Desk) -> bool:
    """Whether there are children in a team, whose guardians must agree (PIPL article 31)."""
    today = day_in(zone_of(competition, desk), desk.at)
    return any(one.birth is not None and needs_guardian(one.birth, today) for one in members)


def division_for(
    competition: Competition,
    facts: sealed.Facts,
    members: Sequence[TeamMember],
    taken: Mapping[str, int],
) -> str | None:
    """The key of the division an entry belongs to; None: there are none. Raises RefusedError."""
    found = division_of(competition.divisions, _facts(competition.entry, facts, members), taken)
    if found.good:
        return found.division.key if found.division else None
    missing = found.why in {Fits.BIRTH_MISSING, Fits.OCCUPATION_MISSING}
    refusal = Refusal.FACTS_MISSING if missing else Refusal.NO_DIVISION
    raise RefusedError(refusal, {"why": found.why.value})


def check_team(
    competition: Competition,
    division: str | None,
    members: Sequence[TeamMember],
    elsewhere: Sequence[bool],
    otherwise: date,
) -> None:
    """Whether a team is as the rules ask for. Raises RefusedError, whose details are a list of
    each fault with the member's position (None: the team's).
    """
    of = next((one for one in competition.divisions if one.key == division), None)
    people = [
        Member(one.role, one.birth, one.health_certificate, away)
        for one, away in zip(members, elsewhere, strict=True)
    ]
    rule = competition.team or TeamRule()
    if faults := team_faults(rule, people, team_day(of, otherwise)):
        found = [{"fault": one.fault.value, "position": one.position} for one in faults]
        raise RefusedError(Refusal.TEAM, {"faults": found})


def sealed_members(desk: Desk, competition: str, members: Sequence[TeamMember]) -> list[NewMember]:
    """A team's people as they are kept."""
    found = []
    for one in members:
        facts = MemberFacts(one.name, one.birth)
        found.append(
            NewMember(
                one.role,
                sealed.seal_member(desk.vault, facts),
                sealed.member_hash(desk.secret, competition, facts),
                one.health_certificate,
            )
        )
    return found


def entering_closes(competition: Competition) -> datetime | None:
    """When the last registration closes; None: nobody has to register."""
    ends = [one.closes for one in competition.stages if one.kind is StageKind.REGISTRATION]
    return max(ends, default=None)


def age_day(competition: Competition, desk: Desk) -> date:
    """The day on which ages count where a division names none: when entering closes."""
    return day_in(zone_of(competition, desk), entering_closes(competition) or desk.at)


def zone_of(competition: Competition, desk: Desk) -> ZoneInfo:
    """The zone in which its days are counted."""
    return ZoneInfo(competition.zone) if competition.zone else desk.zone


def _facts(kind: EntryKind, facts: sealed.Facts, members: Sequence[TeamMember]) -> Facts:
    if kind is EntryKind.PERSON:
        return Facts(kind, (facts.birth,), facts.occupation)
    births = counted([Member(one.role, one.birth) for one in members])
    return Facts(kind, births, facts.occupation)


def _name(field: str, typed: str) -> str:
    found = read_name(typed)
    if isinstance(found, NameFault):
        raise RefusedError(Refusal.NAME, {field: found.value})
    return found


def _contact(typed: str) -> str:
    """A telephone number or an address, shown as a name is."""
    if not typed.strip():
        return ""
    found = read_name(typed, 100)
    if isinstance(found, NameFault):
        raise RefusedError(Refusal.NAME, {"contact": found.value})
    return found
