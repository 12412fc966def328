"""Competitions written down, approved, changed and cancelled, each act in the audit log."""

import asyncio
from dataclasses import replace

import pytest

from bot.competitions.desk import writing
from bot.competitions.desk.acting import Refusal, RefusedError
from bot.competitions.desk.following import consequences
from bot.competitions.moments import moments_of
from bot.domain.competitions import CompetitionState
from bot.domain.contests import BirthWindow, Division
from bot.domain.errors import InputError, StaleEditError
from bot.store.competitions import (
    import_competition,
    load_competition,
    load_competitions,
    load_shown,
)
from bot.store.db import Database
from bot.store.fingerprints import competition_hash
from tests.competitions.desk_house import (
    DAY,
    DESK,
    HOUR,
    NOON,
    QUIZ,
    REGISTRATION,
    WHOLE,
    at,
    attempted,
    audited,
    by_hand,
    fetched,
    published,
)

OTHER = replace(DESK, actor="reviewer 99ff88ee")


async def test_everything_of_it_comes_back(db: Database) -> None:
    await published(db, WHOLE)
    async with db.connection() as conn:
        assert await load_competition(conn, WHOLE.key) == replace(WHOLE, revision=1)
        [shown] = await load_competitions(conn, NOON)
    assert shown.divisions == WHOLE.divisions
    assert await audited(db) == ["competition.make", "competition.publish"]


@pytest.mark.parametrize(
    "changed",
    [
        {"rules": "x"},
        {"contact": "x"},
        {"zone": "Asia/Macau"},
        {"divisions": WHOLE.divisions[::-1]},
        {"ranking": replace(WHOLE.ranking, seed="another")},
        {"stages": (*WHOLE.stages[:-1], replace(WHOLE.stages[-1], place="别处"))},
        {"stages": (WHOLE.stages[0], replace(WHOLE.stages[1], per_day=2), *WHOLE.stages[2:])},
    ],
)
def test_its_hash_covers_every_rule(changed: dict[str, object]) -> None:
    assert competition_hash(replace(WHOLE, **changed)) != competition_hash(WHOLE)  # type: ignore[arg-type]


def test_what_becomes_of_it_is_not_in_its_hash() -> None:
    cancelled = replace(WHOLE, state=CompetitionState.CANCELLED, cancel_reason="台风", revision=9)
    assert competition_hash(cancelled) == competition_hash(WHOLE)


async def test_a_draft_is_seen_by_nobody_until_a_second_person_approves_it(db: Database) -> None:
    writer, reader = replace(DESK, two_people=True), replace(OTHER, two_people=True)
    async with db.transaction() as conn:
        await writing.save(conn, writer, QUIZ, expected_revision=0)
        assert await load_competitions(conn, NOON) == []
        assert await load_shown(conn, QUIZ.key, None) is None
        with pytest.raises(RefusedError) as refused:
            await writing.publish(conn, reader, QUIZ.key, expected_revision=1)
        assert refused.value.refusal is Refusal.WRONG_STATE, "it was not submitted"
        await writing.submit(conn, writer, QUIZ.key, expected_revision=1)
        # The same person, also when the role has changed in between.
        again = replace(writer, actor="operator 11aa22bb")
        with pytest.raises(RefusedError) as refused:
            await writing.publish(conn, again, QUIZ.key, expected_revision=1)
        assert refused.value.refusal is Refusal.SAME_PERSON
        assert not await conn.fetch("select from stage_moment"), "a draft reminds nobody"
        await writing.publish(conn, reader, QUIZ.key, expected_revision=1)
        assert await load_shown(conn, QUIZ.key, None) is not None
        assert await conn.fetch("select from stage_moment")
    row = (await fetched(db, "select approved_by, made_by from competition"))[0]
    assert (row["approved_by"], row["made_by"]) == (OTHER.actor, DESK.actor)


async def test_who_changes_what_waits_makes_it_a_draft_again(db: Database) -> None:
    async with db.transaction() as conn:
        await writing.save(conn, DESK, QUIZ, expected_revision=0)
        await writing.submit(conn, DESK, QUIZ.key, expected_revision=1)
        changed = replace(QUIZ, title="另一个题目")
        assert await writing.save(conn, DESK, changed, expected_revision=1) == 2
        assert await writing.save(conn, DESK, changed, expected_revision=2) == 2, "no change"
        found = await load_competition(conn, QUIZ.key)
        assert found is not None
        assert found.state is CompetitionState.DRAFT
        await writing.submit(conn, DESK, QUIZ.key, expected_revision=2)
        await writing.send_back(conn, OTHER, QUIZ.key, expected_revision=2, reason=" 日期写错了 ")
        with pytest.raises(StaleEditError):
            await writing.submit(conn, DESK, QUIZ.key, expected_revision=1)
    last = (await fetched(db, "select * from audit_entry order by id desc limit 1"))[0]
    assert (last["act"], last["reason"]) == ("competition.send-back", "日期写错了")
    assert (last["before"], last["after"]) == ({"state": "waiting"}, {"state": "draft"})


async def test_of_two_who_change_the_same_the_second_is_told(db: Database) -> None:
    await published(db, QUIZ)

    async def change(title: str) -> int:
        async with db.transaction() as conn:
            return await writing.save(conn, DESK, replace(QUIZ, title=title), expected_revision=1)

    outcomes = await asyncio.gather(change("甲"), change("乙"), return_exceptions=True)
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [StaleEditError]
    assert [one for one in outcomes if not isinstance(one, BaseException)] == [2]
    assert (await audited(db)).count("competition.change") == 1


async def test_a_new_one_does_not_overwrite_one_of_the_same_id(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        with pytest.raises(InputError, match="another id"):
            await writing.save(conn, DESK, QUIZ, expected_revision=0)


async def test_a_cancelled_one_is_seen_by_those_who_entered_and_stays_cancelled(
    db: Database,
) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        learner = await conn.fetchval(
            "insert into learner (key, zone, times, created_at) values"
            " (gen_random_uuid(), 'Asia/Shanghai', '{07:30}', $1) returning id",
            NOON,
        )
        await conn.execute(
            "insert into entry (competition_key, learner_id, entered_at) values ($1, $2, $3)",
            *(QUIZ.key, learner, NOON),
        )
        with pytest.raises(RefusedError):
            await writing.cancel(conn, DESK, QUIZ.key, reason="  ")
        await writing.cancel(conn, at(NOON + HOUR), QUIZ.key, reason="台风")
        mine = await load_shown(conn, QUIZ.key, learner)
        assert mine is not None
        assert (mine.cancel_reason, mine.revision) == ("台风", 2)
        assert await load_shown(conn, QUIZ.key, None) is None
        assert await load_competitions(conn, NOON) == []
        assert [one.key for one in await load_competitions(conn, NOON, learner)] == [QUIZ.key]
        with pytest.raises(RefusedError):
            await writing.cancel(conn, DESK, QUIZ.key, reason="x")
        with pytest.raises(InputError, match="was cancelled"):
            await import_competition(conn, replace(QUIZ, title="新"), (), at=NOON)


async def test_an_import_approves_the_draft_of_the_same_words(db: Database) -> None:
    async with db.transaction() as conn:
        await writing.save(conn, DESK, QUIZ, expected_revision=0)
        kept = moments_of(QUIZ, NOON, DESK.quiet, DESK.zone).kept
        await import_competition(conn, QUIZ, kept, at=NOON)
        again = await import_competition(conn, QUIZ, kept, at=NOON)
    assert str(again) == "law-2026 2: unchanged"
    row = (await fetched(db, "select state, approved_by from competition"))[0]
    assert (row["state"], row["approved_by"]) == ("published", "command line")


async def test_a_draft_goes_but_not_what_somebody_entered(db: Database) -> None:
    async with db.transaction() as conn:
        await writing.save(conn, DESK, QUIZ, expected_revision=0)
        await writing.discard(conn, DESK, QUIZ.key, expected_revision=1)
        assert await load_competition(conn, QUIZ.key) is None
        await writing.save(conn, DESK, QUIZ, expected_revision=0)
        await conn.execute(
            "insert into entry (competition_key, entered_at) values ($1, $2)", QUIZ.key, NOON
        )
        with pytest.raises(RefusedError) as refused:
            await writing.discard(conn, DESK, QUIZ.key, expected_revision=1)
        assert refused.value.refusal is Refusal.HAS_ENTRIES
        with pytest.raises(RefusedError) as refused:
            await writing.cancel(conn, DESK, "no-such", reason="x")
        assert refused.value.refusal is Refusal.UNKNOWN


async def test_what_follows_from_moved_dates_is_known_before_they_are_saved(db: Database) -> None:
    await published(db, QUIZ)
    one = await by_hand(db, QUIZ, "陈一")
    async with db.transaction() as conn:
        await conn.execute("update entry set entered_at = $1", NOON + 3 * DAY)
        await attempted(conn, "round-1", [(one.row, 1, 9, 60_000)])
        earlier = replace(
            QUIZ,
            stages=(
                replace(REGISTRATION, closes=NOON + 2 * DAY),
                replace(QUIZ.stages[1], opens=NOON + 11 * DAY),
                QUIZ.stages[2],
            ),
        )
        found = await consequences(conn, DESK, QUIZ, earlier)
        told = [(c.follow.name, c.subject, c.count, c.blocks) for c in found]
        assert told == [
            ("ENTERED_LATE", "registration", 1, False),
            ("ATTEMPT_OUTSIDE", "round-1", 1, False),
        ]
        assert await writing.save(conn, DESK, earlier, expected_revision=1) == 2


async def test_what_entries_rest_on_is_not_taken_away(db: Database) -> None:
    await published(db, QUIZ)
    one = await by_hand(db, QUIZ, "陈一")
    async with db.transaction() as conn:
        await attempted(conn, "round-1", [(one.row, 1, 9, 60_000)])
        without = replace(
            QUIZ,
            stages=(QUIZ.stages[0], QUIZ.stages[2]),
            divisions=(Division("old", "长者", BirthWindow(None, None)),),
        )
        with pytest.raises(RefusedError) as refused:
            await writing.save(conn, DESK, without, expected_revision=1)
    assert refused.value.refusal is Refusal.IN_USE
    assert refused.value.details.keys() == {"round-1", "public"}


async def test_a_file_is_taken_in_as_an_act_and_takes_nothing_away(db: Database) -> None:
    async with db.transaction() as conn:
        assert str(await writing.take_in(conn, DESK, QUIZ)) == "law-2026 1: new"
        assert str(await writing.take_in(conn, DESK, QUIZ)) == "law-2026 1: unchanged"
        await writing.take_in(conn, DESK, replace(QUIZ, title="新的题目"))
    one = await by_hand(db, QUIZ, "陈一")
    async with db.transaction() as conn:
        await attempted(conn, "round-1", [(one.row, 1, 9, 60_000)])
        with pytest.raises(RefusedError) as refused:
            await writing.take_in(conn, DESK, replace(QUIZ, stages=QUIZ.stages[:1]))
        assert refused.value.refusal is Refusal.IN_USE
        await conn.execute("update competition set frozen_at = $1", NOON)
        with pytest.raises(RefusedError) as refused:
            await writing.take_in(conn, DESK, replace(QUIZ, ranking=WHOLE.ranking))
        assert refused.value.refusal is Refusal.FROZEN
        later = (*QUIZ.stages[:-1], replace(QUIZ.stages[-1], closes=NOON + 30 * DAY))
        assert str(await writing.take_in(conn, DESK, replace(QUIZ, stages=later))).endswith(
            "changed"
        )
    assert [act for act in await audited(db) if act != "entry.add"] == ["competition.import"] * 3
