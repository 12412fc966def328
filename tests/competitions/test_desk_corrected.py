"""Results corrected by hand, and entries put back: what is taken and what is not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.competitions.desk import entries, results
from bot.competitions.desk.acting import Refusal, RefusedError
from bot.competitions.desk.admitting import TeamMember
from bot.competitions.desk.entries import OnPaper
from bot.competitions.desk.results import LONGEST_AWARD, MOST_PLACE, MOST_SCORE, ResultChange
from bot.competitions.entering.sealed import Facts
from bot.domain.contests import Division, Open
from bot.store.contests import entering
from bot.store.contests.entries import EntryState
from bot.store.contests.results import ResultRow, result_rows, revisions_of
from bot.store.db import Connection, Database
from tests.competitions.desk_house import (
    CHOIR,
    DESK,
    NOON,
    PUBLICITY,
    QUIZ,
    ROUND,
    at,
    attempted,
    by_hand,
    fetched,
    many,
    published,
)

OVER = at(PUBLICITY.closes)


async def frozen(db: Database) -> list[int]:
    """Two in a quiz whose results are final: 100.00 and 90.00; their rows."""
    await published(db, QUIZ)
    async with db.transaction() as conn:
        rows = await many(conn, QUIZ, 2, "public")
        await attempted(conn, "round-1", [(rows[0], 1, 10, 1000), (rows[1], 1, 9, 1000)])
        await results.freeze(conn, OVER, QUIZ.key)
    return rows


async def corrected(conn: Connection, row: int, change: ResultChange) -> ResultRow:
    """What stands of an entry after a correction, in a revision that its hash holds."""
    newest = (await revisions_of(conn, QUIZ.key))[0]
    made = await results.correct_result(
        conn, OVER, QUIZ.key, {row: change}, expected_revision=newest.revision, reason="笔误"
    )
    kept = await result_rows(conn, QUIZ.key, made.revision)
    assert results.hash_of(QUIZ.key, made.revision, kept) == made.hash
    return next(one for one in kept if one.entry == row)


@pytest.mark.parametrize(
    ("change", "refusal", "named"),
    [
        (ResultChange(rank=0), Refusal.MARKS, "rank"),
        (ResultChange(rank=-3), Refusal.MARKS, "rank"),
        (ResultChange(rank=MOST_PLACE + 1), Refusal.MARKS, "rank"),
        (ResultChange(rank=3_000_000_000), Refusal.MARKS, "rank"),
        (ResultChange(score=Decimal("NaN")), Refusal.MARKS, "score"),
        (ResultChange(score=Decimal("Infinity")), Refusal.MARKS, "score"),
        (ResultChange(score=Decimal("-0.01")), Refusal.MARKS, "score"),
        (ResultChange(score=Decimal("99.123")), Refusal.MARKS, "score"),
        (ResultChange(score=Decimal("1E-30")), Refusal.MARKS, "score"),
        (ResultChange(score=Decimal(MOST_SCORE)), Refusal.MARKS, "score"),
        (ResultChange(score=Decimal("1e50")), Refusal.MARKS, "score"),
        (ResultChange(award="一等\u202e奖"), Refusal.NAME, "award"),
        (ResultChange(award="一等\n奖"), Refusal.NAME, "award"),
        (ResultChange(award="奖" * (LONGEST_AWARD + 1)), Refusal.NAME, "award"),
    ],
)
async def test_a_correction_that_is_no_place_score_or_award_is_refused(
    db: Database, change: ResultChange, refusal: Refusal, named: str
) -> None:
    rows = await frozen(db)
    async with db.transaction() as conn:
        with pytest.raises(RefusedError) as refused:
            await corrected(conn, rows[1], change)
        assert (refused.value.refusal, list(refused.value.details)) == (refusal, [named])
        assert len(await revisions_of(conn, QUIZ.key)) == 1


async def test_a_corrected_score_is_one_number_wherever_it_stands(db: Database) -> None:
    rows = await frozen(db)
    async with db.transaction() as conn:
        for typed, kept in (
            ("1E+2", "100.00"),
            ("99.5000", "99.50"),
            ("-0", "0.00"),
            ("7", "7.00"),
        ):
            row = await corrected(conn, rows[1], ResultChange(score=Decimal(typed)))
            assert (str(row.score), row.keys["score"]) == (kept, kept)
        with pytest.raises(RefusedError) as refused:
            await corrected(conn, rows[1], ResultChange(score=Decimal("7.000")))
        assert refused.value.refusal is Refusal.SAME
        row = await corrected(conn, rows[1], ResultChange(rank=MOST_PLACE, award="  最佳 台风 "))
        assert (row.rank, row.award, str(row.score)) == (MOST_PLACE, "最佳 台风", "7.00")
        row = await corrected(conn, rows[1], ResultChange(award=" ", has_place=False))
        assert (row.rank, row.award) == (None, "")
        # What was corrected by hand holds, as it is written, when something else is corrected.
        await entries.disqualify(
            conn, OVER, QUIZ.key, rows[0], expected_revision=1, reason="重复参赛"
        )
        newest = (await revisions_of(conn, QUIZ.key))[0]
        kept_rows = await result_rows(conn, QUIZ.key, newest.revision)
        assert results.hash_of(QUIZ.key, newest.revision, kept_rows) == newest.hash
        [mine] = [one for one in kept_rows if one.entry == rows[1]]
        assert (str(mine.score), mine.keys["score"], mine.rank) == ("7.00", "7.00", None)


async def put_back(conn: Connection, key: str, row: int) -> None:
    revision = await conn.fetchval("select revision from entry where id = $1", row)
    await entries.reinstate(conn, DESK, key, row, expected_revision=revision, reason="弄错了")


async def test_who_left_is_not_put_back_by_somebody_else(db: Database) -> None:
    await published(db, CHOIR)
    team = [TeamMember(name, date(1960, 1, 1)) for name in ("陈一", "陈二")]
    async with db.transaction() as conn:
        paper = OnPaper(Facts("红棉"), members=team)
        one = await entries.enter_by_hand(conn, DESK, CHOIR.key, paper)
        await entering.withdraw(conn, one.row, NOON)
        for reason in ("", "erased"):
            await conn.execute("update entry set state_reason = $1", reason)
            with pytest.raises(RefusedError) as refused:
                await put_back(conn, CHOIR.key, one.row)
            assert refused.value.refusal is Refusal.FACTS_MISSING
        assert await conn.fetchval("select state from entry") == EntryState.WITHDRAWN
        again = await entries.enter_by_hand(conn, DESK, CHOIR.key, paper)
        await entries.withdraw(
            conn, DESK, CHOIR.key, again.row, expected_revision=1, reason="退出"
        )
        await entries.enter_by_hand(conn, DESK, CHOIR.key, replace(paper, facts=Facts("木棉")))
        with pytest.raises(RefusedError) as refused:
            await put_back(conn, CHOIR.key, again.row)
        assert refused.value.refusal is Refusal.TEAM, "its people are in another team by now"


async def test_who_is_put_back_takes_a_place_that_is_free(db: Database) -> None:
    full = replace(QUIZ, divisions=(Division("public", "公众组", Open(), quota=1),))
    await published(db, full)
    first = await by_hand(db, full, "甲")
    async with db.transaction() as conn:
        await entries.withdraw(
            conn, DESK, full.key, first.row, expected_revision=1, reason="本人要求"
        )
    second = await by_hand(db, full, "乙")
    async with db.transaction() as conn:
        with pytest.raises(RefusedError) as refused:
            await put_back(conn, full.key, first.row)
        assert refused.value.refusal is Refusal.NO_DIVISION
        await entries.disqualify(
            conn, DESK, full.key, second.row, expected_revision=1, reason="重复"
        )
        await put_back(conn, full.key, first.row)
    states = await fetched(db, "select state from entry order by number")
    assert [row["state"] for row in states] == ["entered", "disqualified"]


async def test_who_leaves_takes_the_work_and_its_marks_along(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        rows = await many(conn, QUIZ, 2, "public")
        await conn.execute(
            """
            insert into work_file select h, 'video/mp4', 1, 1, '\\x00', $1 from unnest(array['aa', 'bb']) h
            """,
            NOON,
        )
        for row, file in ((rows[0], "aa"), (rows[0], "bb"), (rows[1], "bb")):
            await conn.execute(
                "insert into work (entry_id, stage_key, source, state, hash, sent_at)"
                " values ($1, 'upload', 'chat', 'accepted', $2, $3)",
                *(row, file, NOON),
            )
        await entering.withdraw(conn, rows[0], ROUND.opens)
        left = await conn.fetch("select entry_id, hash from work")
        assert [tuple(one.values()) for one in left] == [(rows[1], "bb")]
        assert [one["hash"] for one in await conn.fetch("select hash from work_file")] == ["bb"]
