"""What the pages of competitions share: whose one is, refusals in words, dates, names of things."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.competitions.desk.acting import Desk, Refusal, RefusedError
from bot.competitions.desk.judged import Progress, progress
from bot.competitions.desk.writing import is_same_person
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.domain.errors import StaleEditError
from bot.store.competitions import load_competition
from bot.store.contests.overview import Office, office_of
from bot.store.contests.units import units_of
from bot.store.db import Connection
from bot.texts.catalogue import Texts
from bot.web.console.groups_common import number
from bot.web.console.staff import StaffRole
from bot.web.console.visit import Done, PageError, Result, Visit, unknown

A_PAGE = 50
_UNSEEN = {CompetitionState.DRAFT, CompetitionState.WAITING}
"""Its author's own still; after that it belongs to those of its groups."""
TONES = {
    "draft": "plain",
    "waiting": "wait",
    "coming": "plain",
    "running": "good",
    "over": "wait",
    "final": "good",
    "cancelled": "bad",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A competition as somebody may see it. ``units`` are its groups' rows and titles; ``writes``:
    it is his or hers to run, names are shown; ``judge`` is the row under which he or she judges.
    """

    competition: Competition
    office: Office
    units: Mapping[int, str]
    writes: bool
    judge: int | None

    @property
    def key(self) -> str:
        """The competition's."""
        return self.competition.key

    @property
    def url(self) -> str:
        """Where its pages are, below the console."""
        return f"competitions/{self.key}"

    @property
    def frozen(self) -> bool:
        """Whether its results are final."""
        return self.office.frozen_at is not None

    @property
    def has_rounds(self) -> bool:
        """Whether questions are answered in it."""
        return any(one.kind is StageKind.QUIZ for one in self.competition.stages)


async def seen(visit: Visit, conn: Connection) -> Seen:
    """The competition that the path names. Raises PageError (404) where there is none, or it is not
    theirs to see: an organiser sees those of his or her groups and those he or she wrote, a judge
    those that he or she judges.
    """
    found = await _found(visit, conn)
    allowed = found.writes or visit.staff.may({StaffRole.REVIEWER})
    if not (allowed or found.judge is not None or _of_groups(visit, found.units)):
        raise unknown()
    return found


async def owned(visit: Visit, conn: Connection) -> Seen:
    """One that is theirs to run. Raises PageError (404) like ``seen``."""
    found = await seen(visit, conn)
    if not found.writes:
        raise unknown()
    return found


async def staffed(visit: Visit, conn: Connection) -> Seen:
    """One that they see as organiser or reviewer; a judge alone does not. Raises PageError (404)."""
    found = await seen(visit, conn)
    reads = visit.staff.may({StaffRole.REVIEWER}) or _of_groups(visit, found.units)
    if not (found.writes or reads):
        raise unknown()
    return found


async def _found(visit: Visit, conn: Connection) -> Seen:
    key = visit.path.get("key", "")
    competition = await load_competition(conn, key)
    office = await office_of(conn, key) if competition else None
    if competition is None or office is None:
        raise unknown()
    units = await units_of(conn, key)
    mine = bool(office.author) and is_same_person(office.author, visit.staff.actor)
    mine = mine and (competition.state in _UNSEEN or not competition.groups)
    whole = len(units) == len(competition.groups) and bool(units)
    own = mine or (whole and all(visit.staff.sees(row) for row in units))
    organises = StaffRole.ORGANISER in visit.staff.roles
    writes = visit.staff.is_operator or (organises and own)
    return Seen(competition, office, units, writes, visit.staff.judges_in(key))


def _of_groups(visit: Visit, units: Mapping[int, str]) -> bool:
    organises = StaffRole.ORGANISER in visit.staff.roles
    return organises and any(visit.staff.sees(row) for row in units)


def desk_of(visit: Visit) -> Desk:
    """Who acts, and by which rules."""
    house = visit.house
    return Desk(
        visit.now,
        visit.staff.actor,
        house.vault,
        house.secret,
        (house.quiet.begin, house.quiet.end),
        house.zone,
        house.rules().two_people,
    )


Step = Callable[[Visit, Connection, Seen, Desk], Awaitable[Done]]


def doing(step: Step, *, own: bool = True) -> Callable[[Visit], Awaitable[Result]]:
    """A form's handler around ``step``, which does it in one transaction; ``own``: only for who runs
    the competition.
    """

    async def handler(visit: Visit) -> Result:
        try:
            async with visit.writing() as conn:
                found = await (owned if own else staffed)(visit, conn)
                done = await step(visit, conn, found, desk_of(visit))
        except RefusedError as error:
            raise PageError(422, refused(visit.t, error)) from error
        except StaleEditError as error:
            raise PageError(409, "competitions-stale-line") from error
        visit.house.wake("delivery")
        return done

    return handler


def refused(t: Texts, error: RefusedError) -> str:
    """Why an act was refused, in words, with what is wrong in particular."""
    said = t(f"competitions-refused-{error.refusal.name.lower().replace('_', '-')}")
    if error.refusal is Refusal.CHECKS:
        return t(f"competitions-freezing-{_slug(str(error.details.get('why', '')))}")
    if error.refusal is Refusal.TEAM:
        faults = error.details.get("faults")
        lines = [_team_fault(t, one) for one in faults] if isinstance(faults, list) else []
        return said + "".join(lines)
    return said


def _team_fault(t: Texts, fault: Mapping[str, Any]) -> str:
    name = f"competitions-team-{_slug(str(fault['fault']))}"
    return t(name, position=fault["position"] or 0)


def _slug(words: str) -> str:
    return words.replace(" ", "-")


def slug(words: str) -> str:
    """A reason's words as the end of a text's id."""
    return _slug(words)


def phase(competition: Competition, office: Office, now: datetime) -> str:
    """How a competition stands, as texts name it."""
    starts = min(one.opens for one in competition.stages)
    ends = max(one.closes for one in competition.stages)
    return phase_of(competition.state, office.frozen_at, starts, ends, now)


def phase_of(
    state: CompetitionState,
    frozen_at: datetime | None,
    starts: datetime,
    ends: datetime,
    now: datetime,
) -> str:
    """``phase`` from the bare facts."""
    if state is not CompetitionState.PUBLISHED:
        return state.value
    if frozen_at is not None:
        return "final"
    if now < starts:
        return "coming"
    return "running" if now < ends else "over"


def stage_word(t: Texts, kind: StageKind, title: str) -> str:
    """What a stage is called."""
    return title or t(f"competitions-kind-{kind.value}")


def stage_names(t: Texts, competition: Competition) -> dict[str, str]:
    """By key, what stages are called."""
    return {one.key: stage_word(t, one.kind, one.title) for one in competition.stages}


def division_names(competition: Competition) -> dict[str | None, str]:
    """By key, what divisions are called; nothing for entries without one."""
    return {None: ""} | {one.key: one.title for one in competition.divisions}


def countdown(t: Texts, at: datetime, now: datetime) -> str:
    """How long until ``at``, in words."""
    minutes = -(-int(max(timedelta(), at - now).total_seconds()) // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return t("competitions-in-days", days=days, hours=hours)
    return t("competitions-in-hours", hours=hours, minutes=minutes % 60)


def head_values(visit: Visit, found: Seen, tab: str) -> dict[str, Any]:
    """What the head of each page of a competition needs; ``tab`` is the one shown."""
    return {
        "seen": found,
        "competition": found.competition,
        "at": found.url,
        "tab": tab,
        "phase": phase(found.competition, found.office, visit.now),
        "tones": TONES,
        "names": stage_names(visit.t, found.competition),
        "divisions": division_names(found.competition),
        "now": visit.now,
    }


def zone_of(visit: Visit, competition: Competition) -> ZoneInfo:
    """The zone in which a competition's dates are read and written."""
    return ZoneInfo(competition.zone) if competition.zone else visit.house.zone


def stage_in(found: Seen, key: str) -> Stage:
    """A stage by its key. Raises PageError (404)."""
    for one in found.competition.stages:
        if one.key == key:
            return one
    raise unknown()


def revision_in(visit: Visit) -> int:
    """The revision that a form was opened with; 0 for what is none."""
    return min(number(visit.form.get("revision", "")), 2**31 - 1)


def after_in(visit: Visit) -> int:
    """Behind which row a page begins."""
    return min(number(visit.query.get("after", "")), 2**62)


async def far_of(
    visit: Visit, conn: Connection, competition: Competition, stage: Stage
) -> Progress:
    """How far the judges are in a stage."""
    return await visit.house.remembered(
        ("judged", competition.key, stage.key), lambda: progress(conn, competition, stage)
    )
