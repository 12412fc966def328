"""A team's people, written down by who leads it: one message, a line for each."""

import re
from dataclasses import dataclass
from datetime import date

from bot.competitions.entering.ages import needs_guardian
from bot.competitions.entering.divisions import Facts, Fits, Found, division_of
from bot.competitions.entering.sealed import MemberFacts, member_hash, seal_member
from bot.competitions.entering.teams import (
    COUNTED,
    Member,
    Role,
    TeamFault,
    TeamFinding,
    counted,
    team_day,
    team_faults,
)
from bot.competitions.windows import Entering, day_in, entering
from bot.domain.competitions import Competition
from bot.domain.contests import EntryKind, TeamRule
from bot.domain.messages import Message, Option, Reply
from bot.domain.names import NameFault, read_person, without_number
from bot.store.contests import entering as store
from bot.store.contests.entries import (
    EntryState,
    NewMember,
    hold_entering,
    in_other_teams,
    put_members,
    taken,
)
from bot.texts.catalogue import Texts
from handlers import contest_asking, contest_children
from handlers import contest_waiting as waiting
from handlers.contest_birth import BirthFault, read_birth
from handlers.contest_room import done, gone, shown, vault_of, zone_of
from handlers.contest_unclear import Said, said_of
from handlers.turn import Turn

_ASKING = "team:"
MOST_LINES = 200
_BETWEEN = str.maketrans("，,、：:；;|\t", " " * 9)
_NAME_THEN_YEAR = re.compile(r"(?<=[^\W\d_年月日号])(?=\d{4})")
_HEADING = re.compile(
    r"(?:(?:全|我们|本)?队员?|成员|人员|名单|序号|编号|姓名|名字|生日|出生(?:日期|年月日?)?|角色|职务|如下|[\s，,、：:/|])+"
)
"""A line above a list that says what stands in it."""
_MOST_TOLD = 5
"""Faults in one answer: more would not be read."""
_ROLES = {
    **dict.fromkeys(("队员", "成员", "組員", "组员", "member"), Role.MEMBER),
    **dict.fromkeys(("歌手", "演唱", "合唱", "团员", "singer"), Role.SINGER),
    **dict.fromkeys(("指挥", "conductor"), Role.CONDUCTOR),
    **dict.fromkeys(("伴奏", "钢琴", "accompanist"), Role.ACCOMPANIST),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One of the team as written."""

    facts: MemberFacts
    role: Role


async def ask(turn: Turn, key: str) -> Reply:
    """How the members are written down; the whole team at once, in the place of who was there."""
    competition = await shown(turn, key)
    if competition is None:
        return gone(turn)
    if words := await _cannot(turn, competition):
        return turn.back(Message(words))
    return _asked(turn, competition)


def is_asking(noted: str) -> bool:
    """Whether the dialog notes that the members, or a word about the children among them, are waited
    for.
    """
    return noted.startswith(_ASKING) or contest_children.is_asking(noted)


def of(noted: str) -> str:
    """The competition for whose team a dialog notes that its members are waited for."""
    return noted.removeprefix(_ASKING)


async def go_on(turn: Turn, noted: str) -> Reply | None:
    """What was asked for a team, once more; None where the competition is gone."""
    waits = contest_children.waiting(noted, turn.deployment.vault)
    competition = await shown(turn, waits[0] if waits else of(noted))
    if competition is None:
        return None
    if words := await _cannot(turn, competition):
        return _ended(turn, turn.back(Message(words)))
    return _children(turn, competition, waits[1]) if waits else _asked(turn, competition)


async def written(turn: Turn, text: str) -> Reply | None:
    """The lines, read and checked; each fault in words, and nothing is kept then."""
    noted = turn.learner.dialog.asking
    if not is_asking(noted):
        noted = waiting.waiting_entry(turn)
    waits = contest_children.waiting(noted, turn.deployment.vault)
    key = waits[0] if waits else of(noted)
    competition = await shown(turn, key)
    if competition is None:
        return None
    if waits and "\n" not in text.strip():
        return await _in_words(turn, competition, waits[1], text)
    return await _read(turn, competition, text, agreed=False)


async def agreed(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - what waits says which team
    """监护人都同意了; an old button finds nothing that waits for it."""
    waits = contest_children.waiting(turn.learner.dialog.asking, turn.deployment.vault)
    competition = await shown(turn, waits[0]) if waits else None
    if waits is None or competition is None:
        return turn.back(Message(turn.t("entrant-step-over")))
    return await _read(turn, competition, waits[1], agreed=True)


async def _in_words(turn: Turn, competition: Competition, lines: str, text: str) -> Reply:
    """What was said in words of one's own about the children's guardians."""
    said = said_of(text)
    if said is Said.YES:
        return await _read(turn, competition, lines, agreed=True)
    if said is Said.NO:
        return _ended(turn, done(turn, competition, turn.t("entrant-team-not-kept")))
    if said is Said.WRONG:
        return _asked(turn, competition)
    return _children(turn, competition, lines, turn.t("entrant-again"))


async def _read(turn: Turn, competition: Competition, text: str, *, agreed: bool) -> Reply:
    """``agreed``: the guardians of the children in it have."""
    if words := await _cannot(turn, competition):
        return _ended(turn, turn.back(Message(words)))
    today = day_in(zone_of(turn, competition), turn.now)
    lines, faults = read_lines(text, today, turn.t)
    if faults:
        return _asked(turn, competition, _told(turn, faults))
    births = (one.facts.birth for one in lines)
    children = any(birth is not None and needs_guardian(birth, today) for birth in births)
    if children and not agreed:
        return _children(turn, competition, text)
    return await _save(turn, competition, lines, children=children)


def _children(turn: Turn, competition: Competition, text: str, before: str = "") -> Reply:
    """The one question for children in a team."""
    asks = turn.t("entrant-team-children", organiser=competition.organiser)
    options = (
        Option(turn.t("entrant-team-children-yes"), "team_agreed"),
        Option(turn.t("entrant-team-children-no"), f"comp:{competition.key}"),
    )
    words = f"{before}\n{asks}" if before else asks
    turn.asked = True
    noted = contest_children.note(competition.key, text, vault_of(turn))
    asked = Message(words, options=options, hint=turn.t("hint-number"))
    return _noted(turn, asked, noted)


def read_lines(text: str, today: date, t: Texts) -> tuple[list[Line], list[str]]:
    """The members that ``text`` names, "name birth role" in each line, and what is wrong with it, in
    words. Pure.
    """
    stripped = (line.strip() for line in text.splitlines())
    rows = [one for one in stripped if one and not _HEADING.fullmatch(one)]
    if len(rows) > MOST_LINES:
        return [], [t("entrant-team-many-lines", most=MOST_LINES)]
    lines: list[Line] = []
    faults: list[str] = []
    for number, row in enumerate(rows, 1):
        read = _line(row, today, t)
        if isinstance(read, Line):
            lines.append(read)
        else:
            faults.append(t("entrant-team-line", number=number, fault=read))
    return lines, faults


def _line(row: str, today: date, t: Texts) -> Line | str:
    """One member, or what is wrong with the line."""
    bare = _NAME_THEN_YEAR.sub(" ", without_number(row))
    words = bare.translate(_BETWEEN).split()
    role = _ROLES.get(words[-1].lower()) if len(words) > 2 else None
    words = words[:-1] if role else words
    # A name in letters has several words, a birth too: the shortest name that leaves a birth.
    for cut in range(1, len(words)):
        born = read_birth(" ".join(words[cut:]), today)
        if not isinstance(born, BirthFault):
            name = read_person(" ".join(words[:cut]))
            if isinstance(name, NameFault):
                return t("entrant-team-name")
            return Line(MemberFacts(name, born), role or Role.MEMBER)
    return t("entrant-team-birth") if words else t("entrant-team-name")


async def _save(
    turn: Turn, competition: Competition, lines: list[Line], *, children: bool
) -> Reply:
    """Keep the team if it is what the rules ask for; with children in it, that guardians agreed."""
    mine = await store.my_entry(turn.conn, competition.key, turn.learner.row)
    if mine is None:
        return gone(turn)
    key = turn.deployment.issuer.pseudonym_key
    people = [member_hash(key, competition.key, one.facts) for one in lines]
    await hold_entering(turn.conn, competition.key)
    elsewhere = await in_other_teams(turn.conn, competition.key, people, mine.row)
    members = [
        Member(one.role, one.facts.birth, elsewhere=hash_ in elsewhere)
        for one, hash_ in zip(lines, people, strict=True)
    ]
    found = division_of(
        competition.divisions,
        Facts(EntryKind.TEAM, counted(members)),
        await _others(turn, competition, mine.division),
    )
    faults = _faults(turn, competition, lines, members, found)
    if faults:
        return _asked(turn, competition, _told(turn, faults))
    vault = vault_of(turn)
    sealed = [
        NewMember(one.role, seal_member(vault, one.facts), hash_)
        for one, hash_ in zip(lines, people, strict=True)
    ]
    await put_members(turn.conn, mine.row, sealed)
    await store.put_guardians(turn.conn, mine.row, turn.now if children else None)
    await store.put_division(turn.conn, mine.row, found.division.key if found.division else None)
    return _kept(turn, competition, len(lines), found)


async def _others(turn: Turn, competition: Competition, division: str | None) -> dict[str, int]:
    """What the other teams have taken of each division."""
    full = await taken(turn.conn, competition.key)
    return {key: count - (key == division) for key, count in full.items()}


def _faults(
    turn: Turn,
    competition: Competition,
    lines: list[Line],
    members: list[Member],
    found: Found,
) -> list[str]:
    """What the rules have against the team, in words. A missing certificate is none: the organiser
    is shown it, and notes it once it is handed in.
    """
    rule = competition.team or TeamRule()
    day = team_day(found.division, day_in(zone_of(turn, competition), turn.now))
    of_team = [
        _fault(turn, rule, lines, one)
        for one in team_faults(rule, members, day)
        if one.fault is not TeamFault.CERTIFICATE_MISSING
    ]
    if len({one.facts for one in lines}) < len(lines):
        of_team.append(turn.t("entrant-team-twice"))
    if not of_team and not found.good and found.why is not Fits.NONE_NEEDED:
        return [contest_asking.refused(turn, competition, found)]
    return of_team


def _fault(turn: Turn, rule: TeamRule, lines: list[Line], found: TeamFinding) -> str:
    name = lines[found.position - 1].facts.name if found.position else ""
    size = sum(one.role in COUNTED for one in lines)
    words = {
        TeamFault.TOO_FEW: turn.t("entrant-team-few", least=rule.least, size=size),
        TeamFault.TOO_MANY: turn.t("entrant-team-many", most=rule.most, size=size),
        TeamFault.IN_TWO_TEAMS: turn.t("entrant-team-two", name=name),
    }
    return words.get(found.fault, turn.t("entrant-team-birth"))


def _kept(turn: Turn, competition: Competition, size: int, found: Found) -> Reply:
    lines = [turn.t("entrant-team-kept", size=size)]
    if found.division is not None:
        lines.append(turn.t("entrant-in-division", division=found.division.title))
    certificate = competition.team.certificate_age if competition.team else None
    if certificate is not None:
        lines.append(turn.t("entrant-team-certificates", age=certificate))
    return _ended(turn, done(turn, competition, "\n".join(lines)))


def _told(turn: Turn, faults: list[str]) -> str:
    told = faults[:_MOST_TOLD]
    if len(faults) > len(told):
        told.append(turn.t("entrant-team-more-faults", count=len(faults) - len(told)))
    return "\n".join([*told, turn.t("entrant-team-again")])


def _asked(turn: Turn, competition: Competition, words: str = "") -> Reply:
    """The question, or what was wrong with the answer."""
    rule = competition.team or TeamRule()
    asks = turn.t("entrant-ask-team", least=rule.least, most=rule.most)
    later = Option(turn.t("entrant-team-later"), f"comp:{competition.key}")
    asked = Message(words or asks, options=(later,), hint=turn.t("entrant-hint-team"))
    turn.asked = True
    return _noted(turn, asked, f"{_ASKING}{competition.key}")


def _noted(turn: Turn, asked: Message, noted: str) -> Reply:
    """A question that can be come back to."""
    reply = turn.aside(asked, asking=noted)
    waiting.note_entry(turn, noted)
    return reply


def _ended(turn: Turn, reply: Reply) -> Reply:
    """Nothing of the team is in the making any more."""
    waiting.end_entry(turn)
    return reply


async def _cannot(turn: Turn, competition: Competition) -> str:
    """Why the team cannot be written down now; empty where it can."""
    mine = await store.my_entry(turn.conn, competition.key, turn.learner.row)
    if mine is None or mine.state is not EntryState.ENTERED:
        return turn.t("entrant-not-in", title=competition.title)
    if competition.entry is not EntryKind.TEAM:
        return turn.t("entrant-no-team", title=competition.title)
    if entering(competition, turn.now) not in {Entering.OPEN, Entering.WITHOUT}:
        closed = turn.t("entrant-team-closed")
        return closed + turn.t("mark-gap") + contest_asking.contact(turn, competition)
    return ""
