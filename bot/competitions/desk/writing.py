"""Competitions written down, approved, changed and cancelled by the staff."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.competitions.desk.changes import touches_results
from bot.competitions.desk.following import consequences
from bot.competitions.desk.widening import says_more
from bot.competitions.moments import Moment, moments_of
from bot.domain.competitions import Competition, CompetitionState
from bot.store import competitions as stored
from bot.store.audit import Facts
from bot.store.contests import counting
from bot.store.contests.moments import put_moments
from bot.store.db import Connection
from bot.store.imported import Change, Imported


async def save(
    conn: Connection, desk: Desk, competition: Competition, *, expected_revision: int
) -> int:
    """Keep a competition as somebody wrote it; the revision it has now.

    ``expected_revision`` is the one that was read (0: it is a new one, and begins as a draft). What
    follows from a change after people have entered is shown beforehand by
    ``bot.competitions.desk.following.consequences``; what would take something away that entries
    rest on is refused, and so is, where two people are asked for, one person's change of what a
    published one says, or to whom: ``made_by`` is who wrote its words last. Raises RefusedError,
    StaleEditError, and InputError where the id is taken.
    """
    before, author = None, desk.actor
    if expected_revision:
        before = await _may_become(conn, desk, competition, expected_revision)
        author = await _words_by(conn, desk, before, competition, expected_revision)
    revision = await stored.save_competition(
        conn,
        competition,
        _moments(desk, competition),
        expected_revision=expected_revision,
        made_by=author,
        author=desk.actor,
        at=desk.at,
    )
    if revision != expected_revision:
        act = "competition.change" if before else "competition.make"
        await noted(
            conn,
            desk,
            act,
            competition.key,
            before=_written(before) if before else None,
            after=_written(replace(competition, revision=revision)),
        )
    return revision


async def take_in(conn: Connection, desk: Desk, competition: Competition) -> Imported:
    """Import a competition's file, which approves it (design section 9), as an act that is noted.

    What would take something away that entries or final results rest on is refused, as in ``save``.
    Raises RefusedError, and InputError where it was cancelled.
    """
    head = await stored.head_of(conn, competition.key)
    before = None
    if head is not None and head.state is not CompetitionState.CANCELLED:
        before = await _may_become(conn, desk, competition, head.revision)
    done = await stored.import_competition(
        conn, competition, _moments(desk, competition), at=desk.at
    )
    if done.change is not Change.UNCHANGED:
        await noted(
            conn,
            desk,
            "competition.import",
            competition.key,
            before=_written(before) if before else None,
            after=_written(replace(competition, revision=int(done.version))),
        )
    return done


async def submit(conn: Connection, desk: Desk, key: str, *, expected_revision: int) -> None:
    """A draft waits for approval. Raises RefusedError, StaleEditError."""
    head = await _at_revision(conn, key, expected_revision)
    if head.state is not CompetitionState.DRAFT:
        raise RefusedError(Refusal.WRONG_STATE)
    await stored.put_state(conn, key, CompetitionState.WAITING, "")
    await _note_state(conn, desk, "competition.submit", head.state, CompetitionState.WAITING, key)


async def send_back(
    conn: Connection, desk: Desk, key: str, *, expected_revision: int, reason: str
) -> None:
    """One that waits for approval is a draft again, for a reason. Raises RefusedError,
    StaleEditError.
    """
    said = reasoned(reason)
    head = await _at_revision(conn, key, expected_revision)
    if head.state is not CompetitionState.WAITING:
        raise RefusedError(Refusal.WRONG_STATE)
    await stored.put_state(conn, key, CompetitionState.DRAFT, "")
    await _note_state(
        conn, desk, "competition.send-back", head.state, CompetitionState.DRAFT, key, said
    )


async def publish(conn: Connection, desk: Desk, key: str, *, expected_revision: int) -> None:
    """Approve one: from now on learners see it, and its groups are told when it begins.

    Where two people are asked for it must wait for approval, and whoever wrote it last cannot be
    the one who approves it. Raises RefusedError, StaleEditError.
    """
    head = await _at_revision(conn, key, expected_revision)
    may_from = {CompetitionState.WAITING}
    if not desk.two_people:
        may_from.add(CompetitionState.DRAFT)
    if head.state not in may_from:
        raise RefusedError(Refusal.WRONG_STATE)
    if desk.two_people and is_same_person(head.made_by, desk.actor):
        raise RefusedError(Refusal.SAME_PERSON)
    _, competition = await held(conn, key)
    await stored.put_state(conn, key, CompetitionState.PUBLISHED, desk.actor)
    await put_moments(conn, competition, head.revision, _moments(desk, competition), desk.at)
    await _note_state(
        conn, desk, "competition.publish", head.state, CompetitionState.PUBLISHED, key
    )


async def cancel(conn: Connection, desk: Desk, key: str, *, reason: str) -> None:
    """It does not take place; ``reason`` is told to those who entered. Raises RefusedError."""
    said = reasoned(reason)
    head, _ = await held(conn, key)
    if head.state is not CompetitionState.PUBLISHED:
        raise RefusedError(Refusal.WRONG_STATE)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)
    await stored.cancel(conn, key, said, desk.at)
    await _note_state(
        conn, desk, "competition.cancel", head.state, CompetitionState.CANCELLED, key, said
    )


async def discard(conn: Connection, desk: Desk, key: str, *, expected_revision: int) -> None:
    """A draft that nobody but the staff has seen goes. Raises RefusedError, StaleEditError."""
    head = await _at_revision(conn, key, expected_revision)
    if head.state not in {CompetitionState.DRAFT, CompetitionState.WAITING}:
        raise RefusedError(Refusal.WRONG_STATE)
    if await counting.has_entries(conn, key):
        raise RefusedError(Refusal.HAS_ENTRIES)
    _, competition = await held(conn, key)
    await stored.discard(conn, key)
    await noted(conn, desk, "competition.discard", key, before=_written(competition))


def is_same_person(one: str, other: str) -> bool:
    """Whether two actors are one person: their roles may have changed, their key does not."""
    return one.rpartition(" ")[2] == other.rpartition(" ")[2]


async def _may_become(
    conn: Connection, desk: Desk, competition: Competition, revision: int
) -> Competition:
    """What it is before a change. Raises RefusedError where it cannot become ``competition``; who
    read an earlier ``revision`` is told that by the saving itself.
    """
    head, before = await held(conn, competition.key)
    if head.state is CompetitionState.CANCELLED:
        raise RefusedError(Refusal.WRONG_STATE)
    if head.frozen_at is not None and touches_results(before, competition):
        raise RefusedError(Refusal.FROZEN)
    follows = await consequences(conn, desk, before, competition)
    blocked = {one.subject: one.follow.value for one in follows if one.blocks}
    if head.revision == revision and blocked:
        raise RefusedError(Refusal.IN_USE, blocked)
    return before


async def _words_by(
    conn: Connection, desk: Desk, before: Competition, after: Competition, revision: int
) -> str:
    """Who answers for the words of ``after``. Raises RefusedError where one person cannot; who read
    an earlier ``revision`` is told that by the saving itself.
    """
    head, _ = await held(conn, after.key)
    if not says_more(before, after):
        return head.made_by
    published = head.state is CompetitionState.PUBLISHED and head.revision == revision
    if desk.two_people and published:
        raise RefusedError(Refusal.SECOND_PERSON)
    return desk.actor


async def _at_revision(conn: Connection, key: str, expected: int) -> stored.Head:
    head = await stored.head_of(conn, key)
    if head is None:
        raise RefusedError(Refusal.UNKNOWN)
    if head.revision != expected:
        raise stored.stale()
    return head


def _moments(desk: Desk, competition: Competition) -> tuple[Moment, ...]:
    zone = ZoneInfo(competition.zone) if competition.zone else desk.zone
    return moments_of(competition, desk.at, desk.quiet, zone).kept


async def _note_state(
    conn: Connection,
    desk: Desk,
    act: str,
    before: CompetitionState,
    after: CompetitionState,
    key: str,
    reason: str = "",
) -> None:
    await noted(
        conn,
        desk,
        act,
        key,
        before={"state": before},
        after={"state": after},
        reason=reason,
    )


def _written(competition: Competition) -> Facts:
    """What the audit log keeps of it: what a reader compares."""
    return {
        "revision": competition.revision,
        "title": competition.title,
        "organiser": competition.organiser,
        "link": competition.link,
        "rules": competition.rules,
        "contact": competition.contact,
        "zone": competition.zone,
        "divisions": [one.key for one in competition.divisions],
        "stages": {
            one.key: f"{one.opens.isoformat()} - {one.closes.isoformat()}"
            for one in competition.stages
        },
    }
