"""Who is in a judged stage, and who waits for a judge."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.competitions.desk.acting import Refusal, RefusedError
from bot.competitions.scoring.advancing import gate_of
from bot.competitions.scoring.judging import Judged as Why
from bot.competitions.scoring.judging_panel import Panel, seats
from bot.domain.competitions import Competition, Stage, StageKind
from bot.store.contests import judging as stored
from bot.store.contests.judging import MOST_NAMED, Judged
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Holding:
    """An entry that waits, by its row and number, and why."""

    entry: int
    number: int | None
    why: Why


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a judged stage is: ``entries`` in it, ``marks`` that count, entries that wait for
    somebody, and of these the ones for which too few judges are left.

    ``marked`` and ``aside`` are, by judge, how many entries he or she has marked, and for how many
    he or she stands aside. ``holding`` are the first that wait, those with too few judges before.
    """

    entries: int
    marks: int
    waiting: int
    too_few: int
    marked: Mapping[int, int]
    aside: Mapping[int, int]
    holding: Sequence[Holding]

    @property
    def done(self) -> int:
        """Entries that wait for nobody."""
        return self.entries - self.waiting

    def of(self, judge: int) -> int:
        """How many entries are a judge's to mark."""
        return self.entries - self.aside.get(judge, 0)


async def panel(conn: Connection, competition: str, stage: str) -> Panel:
    """Who judges a stage."""
    return Panel(*await stored.panel_of(conn, competition, stage))


async def progress(conn: Connection, competition: Competition, stage: Stage) -> Progress:
    """How far a stage is. Raises RefusedError for one that is not judged."""
    judged = judged_stage(competition, stage)
    trim = stage.judging.trim if stage.judging else 0
    judges = await panel(conn, competition.key, stage.key)
    marked, aside, waits = Counter[int](), Counter[int](), Counter[Why]()
    entries, holding = 0, list[Holding]()
    for one in await stored.patterns(conn, judged):
        found = seats(judges, one.given, one.aside, trim, live=judged.live)
        entries += one.entries
        for judge in found.counted:
            marked[judge] += one.entries
        for judge in one.aside:
            aside[judge] += one.entries
        if found.waits:
            waits[found.why] += one.entries
            holding += [Holding(row, number, found.why) for row, number in one.first]
    holding.sort(key=lambda one: (one.why is not Why.TOO_FEW, one.number or 0, one.entry))
    return Progress(
        entries,
        marked.total(),
        waits.total(),
        waits[Why.TOO_FEW],
        marked,
        aside,
        holding[:MOST_NAMED],
    )


async def unjudged(conn: Connection, competition: Competition) -> int:
    """How many entries wait for a judge, over all judged stages."""
    waiting = 0
    for stage in competition.stages:
        if stage.judging is not None:
            waiting += (await progress(conn, competition, stage)).waiting
    return waiting


async def is_being_judged(conn: Connection, competition: Competition, stage: Stage) -> bool:
    """Whether marks of a judged stage are still to come: an entry waits, or nobody has any."""
    if stage.judging is None:
        return False
    found = await progress(conn, competition, stage)
    return found.waiting > 0 or (found.entries > 0 and found.marks == 0)


def judged_stage(competition: Competition, stage: Stage) -> Judged:
    """Who is in a judged stage. Raises RefusedError for one that is not judged.

    A judging stage looks at the works of the upload stage before it; in a live one people perform.
    """
    if stage.judging is None:
        raise RefusedError(Refusal.NOT_JUDGED)
    live = stage.kind is StageKind.LIVE
    upload = None
    for one in competition.stages:
        if one.key == stage.key:
            break
        if one.kind is StageKind.UPLOAD:
            upload = one.key
    gate = gate_of(competition.stages, stage.key)
    return Judged(competition.key, stage.key, gate, None if live else upload, live)
