"""Judges, marks, standings, objections, results made final and corrected: the numbers are exact."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.competitions.desk import entries, judging, objections, results
from bot.competitions.desk.acting import Desk, Refusal, RefusedError
from bot.competitions.desk.judged import judged_stage, progress, unjudged
from bot.competitions.desk.judging import Place
from bot.competitions.desk.regrading import regrade
from bot.competitions.desk.results import ResultChange
from bot.competitions.desk.settling import settle
from bot.competitions.desk.standing import renew
from bot.competitions.scoring.results import Freezing
from bot.domain.competitions import Competition
from bot.domain.errors import StaleEditError
from bot.store.contests import judging as marked
from bot.store.contests.judges import judges_of
from bot.store.contests.objections import ObjectionState, page_of_objections
from bot.store.contests.results import (
    page_of_corrections,
    result_of_entry,
    result_rows,
    revisions_of,
)
from bot.store.contests.standings import gone_on, page_of_standing, standing_of_entry
from bot.store.db import Connection, Database
from tests.competitions.desk_house import (
    DESK,
    HOUR,
    JUDGED,
    JUDGING,
    NOON,
    PUBLICITY,
    QUIZ,
    ROUND,
    WHOLE,
    a_question,
    at,
    attempted,
    audited,
    fetched,
    many,
    published,
)

OPEN, CLOSED = at(JUDGING.opens), at(JUDGING.closes)
OVER = at(PUBLICITY.closes)


async def a_panel(conn: Connection, desk: Desk = DESK, count: int = 3) -> list[int]:
    """So many who judge."""
    return [
        await judging.accept(
            conn, desk, JUDGED.key, account="city", person=bytes([n]), name=f"评委{n}"
        )
        for n in range(1, count + 1)
    ]


async def handed_in(conn: Connection, rows: list[int]) -> None:
    """A work of each entry, accepted."""
    await conn.execute(
        """
        insert into work (entry_id, stage_key, source, state, title, url, kind, sent_at)
        select e, 'upload', 'link', 'accepted', 't', 'https://example.org', 'link', $2
        from unnest($1::bigint[]) e
        """,
        rows,
        NOON,
    )


async def mark(
    conn: Connection, desk: Desk, place: Place, tone: str, stage: str = "30", **more: Any
) -> int:
    marks = {"tone": Decimal(tone), "stage": Decimal(stage)}
    more.setdefault("expected_revision", 0)
    return await judging.save_marks(conn, desk, JUDGED.key, place, marks, **more)


async def judged_contest(db: Database, tones: list[list[str]]) -> list[int]:
    """A judged contest whose entries have these marks for tone, and 30 for stage; their rows."""
    await published(db, JUDGED)
    async with db.transaction() as conn:
        rows = await many(conn, JUDGED, len(tones), "public")
        await handed_in(conn, rows)
        panel = await a_panel(conn, count=len(tones[0]))
        for row, given in zip(rows, tones, strict=True):
            for judge, tone in zip(panel, given, strict=True):
                await mark(conn, OPEN, Place("judging", row, judge), tone)
    return rows


async def places(conn: Connection, competition: Competition, stage: str) -> list[tuple[Any, ...]]:
    lines = await page_of_standing(conn, competition.key, stage)
    return [(line.number, line.rank, line.score, line.why) for line in lines]


async def test_the_highest_and_the_lowest_of_more_than_two_judges_do_not_count(
    db: Database,
) -> None:
    # Totals 40+30, 45+30, 50.55+30: the middle one counts; of 41, 44, 44 the middle is 44.
    await judged_contest(db, [["40", "45", "50.55"], ["41", "44", "44"], ["45", "45", "45"]])
    async with db.transaction() as conn:
        await renew(conn, CLOSED, JUDGED.key, "judging")
        assert await places(conn, JUDGED, "judging") == [
            (1, 1, Decimal("75.00"), "shares its place"),
            (3, 1, Decimal("75.00"), "shares its place"),
            (2, 3, Decimal("74.00"), "alone in its place"),
        ]


async def test_marks_are_checked_and_nobody_judges_elsewhere(db: Database) -> None:
    await published(db, JUDGED)
    async with db.transaction() as conn:
        rows = await many(conn, JUDGED, 2, "public")
        await handed_in(conn, rows[:1])
        [judge, *_] = await a_panel(conn)
        place = Place("judging", rows[0], judge)
        other = await conn.fetchval(
            """
            with c as (insert into competition (key, title, category, organiser, link, reminders,
                content_hash, revision, imported_at) values ('x', 't', 'other', 'o', '', '{}', '', 1, $1))
            insert into judge (competition_key, account, person, name, added_by, added_at)
            values ('x', 'city', '\\x01', 'n', 'o', $1) returning id
            """,
            NOON,
        )
        for desk, where, tone, refusal in (
            (at(JUDGING.opens - HOUR), place, "30", Refusal.NOT_OPEN),
            (OPEN, place, "60.01", Refusal.MARKS),
            (OPEN, place, "-1", Refusal.MARKS),
            (OPEN, place, "1.005", Refusal.MARKS),
            (OPEN, place, "NaN", Refusal.MARKS),
            (OPEN, replace(place, entry=rows[1]), "30", Refusal.NOT_IN),
            (OPEN, replace(place, judge=other), "30", Refusal.UNKNOWN_JUDGE),
            (OPEN, replace(place, stage="upload"), "30", Refusal.NOT_JUDGED),
            (OPEN, replace(place, stage="none"), "30", Refusal.UNKNOWN_STAGE),
        ):
            with pytest.raises(RefusedError) as refused:
                await mark(conn, desk, where, tone)
            assert refused.value.refusal is refusal
        assert await mark(conn, OPEN, place, "30") == 1
        with pytest.raises(StaleEditError):
            await mark(conn, OPEN, place, "31")
        assert await mark(conn, OPEN, place, "31", expected_revision=1) == 2
        await judging.end(conn, OPEN, JUDGED.key, judge, reason="生病")
        with pytest.raises(RefusedError) as refused:
            await mark(conn, OPEN, place, "32", expected_revision=2)
        assert refused.value.refusal is Refusal.JUDGE_ENDED
    assert "score" not in str(await fetched(db, "select * from correction")), (
        "nothing was corrected"
    )


async def test_a_mark_changed_after_the_closing_is_a_correction(db: Database) -> None:
    [row, _] = await judged_contest(db, [["40"] * 3, ["41"] * 3])
    async with db.transaction() as conn:
        await renew(conn, CLOSED, JUDGED.key, "judging")
        [judge, *_] = (one.row for one in await judges_of(conn, JUDGED.key))
        place = Place("judging", row, judge)
        with pytest.raises(RefusedError) as refused:
            await mark(conn, CLOSED, place, "60", expected_revision=1)
        assert refused.value.refusal is Refusal.NO_REASON
        await mark(conn, CLOSED, place, "60", expected_revision=1, reason="漏看一页")
        [kept] = await page_of_corrections(conn, JUDGED.key)
        assert (kept.what, kept.entry, kept.stage, kept.reason) == (
            "marks",
            row,
            "judging",
            "漏看一页",
        )
        assert kept.after == {"judge": judge, "tone": "60", "stage": "30"}
        # 90, 70, 70: trimmed to 70.
        assert (await places(conn, JUDGED, "judging"))[1][2] == Decimal("70.00")


async def test_the_desk_shows_what_is_not_marked_yet_first_and_no_names(db: Database) -> None:
    await published(db, JUDGED)
    async with db.transaction() as conn:
        rows = await many(conn, JUDGED, 4, "public")
        await handed_in(conn, rows[:3])
        [judge, *_] = await a_panel(conn, count=2)
        await mark(conn, OPEN, Place("judging", rows[0], judge), "40", note="好")
        judged = judged_stage(JUDGED, JUDGING)
        desk = await marked.judging_desk(conn, judged, judge, most=2)
        assert [one.number for one in desk] == [2, 3]
        rest = await marked.judging_desk(conn, judged, judge, after=(False, desk[-1].entry))
        assert [(one.number, one.mine.total, one.mine.note) for one in rest] == [
            (1, Decimal(70), "好")
        ]
        assert rest[0].works[0]["url"] == "https://example.org"
        far = await progress(conn, JUDGED, JUDGING)
        assert (far.entries, far.marks, far.waiting, far.too_few) == (3, 1, 3, 0)
        assert await unjudged(conn, JUDGED) == 3


async def test_results_are_final_when_everything_is_over_and_hold_their_hash(db: Database) -> None:
    rows = await judged_contest(db, [["40"] * 3, ["41"] * 3, ["39"] * 3])
    async with db.transaction() as conn:
        assert await results.freezing(conn, OPEN, JUDGED.key) is Freezing.STAGE_OPEN
        assert await results.freezing(conn, at(PUBLICITY.opens), JUDGED.key) is (
            Freezing.PUBLICITY_OPEN
        )
        await conn.execute(
            "insert into objection (competition_key, stage_key, entry_id, words, filed_at)"
            " values ($1, 'publicity', $2, '分数有误', $3)",
            *(JUDGED.key, rows[0], PUBLICITY.opens),
        )
        with pytest.raises(RefusedError) as refused:
            await results.freeze(conn, OVER, JUDGED.key)
        assert refused.value.details == {"why": Freezing.OBJECTIONS_OPEN.value}
        [objection] = await page_of_objections(conn, JUDGED.key)
        await objections.decide(
            conn, OVER, JUDGED.key, objection.row, upheld=False, answer="核对无误"
        )
        with pytest.raises(StaleEditError):
            await objections.decide(
                conn, OVER, JUDGED.key, objection.row, upheld=True, answer="有误"
            )
        assert await page_of_objections(conn, JUDGED.key, state=ObjectionState.OPEN) == []
        first = await results.freeze(conn, OVER, JUDGED.key)
        kept = await result_rows(conn, JUDGED.key, 1)
        assert [(one.number, one.rank, one.award, one.score) for one in kept] == [
            (2, 1, "一等奖", Decimal("71.00")),
            (1, 2, "二等奖", Decimal("70.00")),
            (3, 3, "二等奖", Decimal("69.00")),
        ]
        assert first.hash == results.hash_of(JUDGED.key, 1, kept)
        with pytest.raises(RefusedError) as refused:
            await results.freeze(conn, OVER, JUDGED.key)
        assert refused.value.refusal is Refusal.FROZEN
        with pytest.raises(RefusedError) as refused:
            await mark(conn, OVER, Place("judging", rows[0], 1), "60", expected_revision=1)
        assert refused.value.refusal is Refusal.FROZEN
    assert (await audited(db))[-2:] == ["objection.decide", "competition.freeze"]


async def test_a_correction_after_the_freezing_is_a_revision_of_its_own(db: Database) -> None:
    rows = await judged_contest(db, [["40"] * 3, ["41"] * 3, ["39"] * 3])
    async with db.transaction() as conn:
        await results.freeze(conn, OVER, JUDGED.key)
        change = {rows[2]: ResultChange(award="最佳台风")}
        with pytest.raises(RefusedError):
            await results.correct_result(
                conn, OVER, JUDGED.key, change, expected_revision=1, reason=""
            )
        await results.correct_result(
            conn, OVER, JUDGED.key, change, expected_revision=1, reason="评委会决定"
        )
        with pytest.raises(StaleEditError):
            await results.correct_result(
                conn, OVER, JUDGED.key, change, expected_revision=1, reason="再来"
            )
        # What was decided by hand holds when the leader is disqualified afterwards.
        await entries.disqualify(
            conn, OVER, JUDGED.key, rows[1], expected_revision=1, reason="重复参赛"
        )
        now = await result_rows(conn, JUDGED.key, 3)
        assert [(one.number, one.rank, one.award) for one in now] == [
            (1, 1, "一等奖"),
            (3, 2, "最佳台风"),
            (2, None, ""),
        ]
        before = await result_rows(conn, JUDGED.key, 1)
        assert [one.rank for one in before] == [1, 2, 3], "the first revision stays"
        for revision in await revisions_of(conn, JUDGED.key):
            kept = await result_rows(conn, JUDGED.key, revision.revision)
            assert revision.hash == results.hash_of(JUDGED.key, revision.revision, kept)
        mine = await result_of_entry(conn, rows[2])
        assert mine is not None
        assert (mine.rank, mine.award) == (2, "最佳台风")
        assert [one.what for one in await page_of_corrections(conn, JUDGED.key)] == [
            "state",
            "result",
        ]
        page = await page_of_corrections(conn, JUDGED.key, entry=rows[2])
        assert [one.after["award"] for one in page] == ["最佳台风"]
        [judge, *_] = (one.row for one in await judges_of(conn, JUDGED.key))
        marks = {"tone": Decimal(60), "stage": Decimal(40)}
        await judging.correct_marks(
            conn,
            OVER,
            JUDGED.key,
            Place("judging", rows[0], judge),
            marks,
            expected_revision=1,
            reason="异议成立",
        )
        assert len(await revisions_of(conn, JUDGED.key)) == 3, "trimmed away: nothing changes"


async def test_the_best_attempt_counts_ties_go_by_time_and_the_first_go_on(db: Database) -> None:
    await published(db, WHOLE)
    async with db.transaction() as conn:
        rows = await many(conn, WHOLE, 5, "open")
        attempts = [
            (rows[0], 1, 8, 90_000),
            (rows[0], 2, 9, 99_000),
            (rows[1], 1, 9, 80_000),
            (rows[2], 1, 9, 99_000),
            (rows[3], 1, 7, 10_000),
        ]
        await attempted(conn, "round-1", attempts)
        await renew(conn, at(ROUND.closes - HOUR), WHOLE.key, "round-1")
        assert set((await gone_on(conn, WHOLE.key, "round-1")).values()) == {None}, "it is open"
    assert await settle(db, at(ROUND.closes)) == 1
    assert await settle(db, at(ROUND.closes + HOUR)) == 0, "once"
    async with db.transaction() as conn:
        lines = await page_of_standing(conn, WHOLE.key, "round-1")
        assert [(one.number, one.rank, one.goes_on, one.score) for one in lines] == [
            (2, 1, True, Decimal("90.00")),
            (1, 2, True, Decimal("90.00")),
            (3, 2, True, Decimal("90.00")),
            (4, 4, False, Decimal("70.00")),
            (5, None, False, None),
        ]
        mine = await standing_of_entry(conn, rows[0])
        assert mine["round-1"].keys == {"score": "90.00", "time": 99000}
        judged = judged_stage(WHOLE, WHOLE.stages[3])
        assert judged.gate == "round-1"
        await handed_in(conn, rows)
        assert await marked.is_in_stage(conn, judged, rows[0])
        assert not await marked.is_in_stage(conn, judged, rows[3])


async def answered(
    conn: Connection, row: int, question: int, given: str, moment: datetime
) -> None:
    right = given == "2"
    await conn.execute(
        """
        with a as (
          insert into round_attempt (entry_id, stage_key, number, seed, questions, seconds, started_at,
            finished_at, right_answers, used_ms, ended)
          values ($1, 'round-1', 1, 's', array[$2::bigint], 30, $4, $4, $5::int, 1000, 'answered')
          returning id)
        insert into round_answer select id, 1, $2, $4, $4, $3, $5::int = 1, false from a
        """,
        *(row, question, given, moment, int(right)),
    )


async def test_a_wrong_question_is_judged_anew_for_everybody(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        rows = await many(conn, QUIZ, 3, "public")
        question = await a_question(conn)
        for row, given in zip(rows, ("1", "2", ""), strict=True):
            await answered(conn, row, question, given, ROUND.opens)
        later = at(ROUND.closes)
        await renew(conn, later, QUIZ.key, "round-1")
        assert (await places(conn, QUIZ, "round-1"))[0][:3] == (2, 1, Decimal("100.00"))
        changed = await regrade(
            conn, later, QUIZ.key, "round-1", question, {"1"}, reason="答案有误"
        )
        assert changed == 2
        assert (await places(conn, QUIZ, "round-1"))[0][:3] == (1, 1, Decimal("100.00"))
        assert (
            await regrade(conn, later, QUIZ.key, "round-1", question, None, reason="题目作废") == 1
        )
        assert [one[2] for one in await places(conn, QUIZ, "round-1")] == [
            Decimal("100.00"),
            Decimal("100.00"),
            Decimal("0.00"),
        ]
        with pytest.raises(RefusedError) as refused:
            await regrade(conn, later, QUIZ.key, "round-1", question, None, reason="再来")
        assert refused.value.refusal is Refusal.SAME
        with pytest.raises(RefusedError) as refused:
            await regrade(conn, later, QUIZ.key, "round-1", question + 9, None, reason="x")
        assert refused.value.refusal is Refusal.UNKNOWN_QUESTION


async def test_answers_in_words_are_read_again_one_by_one(db: Database) -> None:
    await published(db, QUIZ)
    async with db.transaction() as conn:
        rows = await many(conn, QUIZ, 4, "public")
        question = await a_question(conn)
        for row, given in zip(rows, ("長江。", "扬子江", "黄河", ""), strict=True):
            await answered(conn, row, question, given, ROUND.opens)
        await conn.execute("update round_answer set is_right = true where given = '長江。'")
        await conn.execute(
            "update round_attempt a set right_answers = 1 from round_answer r"
            " where r.attempt_id = a.id and r.is_right"
        )
        read: list[str] = []

        def is_right(said: str) -> bool:
            read.append(said)
            return said.endswith(("江", "江。"))

        later = at(ROUND.closes)
        changed = await regrade(
            conn, later, QUIZ.key, "round-1", question, is_right, reason="别名也对"
        )
        assert changed == 1, "what was right stays right"
        assert sorted(read) == sorted(["長江。", "扬子江", "黄河"])
        graded = await conn.fetch("select given, is_right from round_answer where given <> ''")
        assert {row["given"] for row in graded if row["is_right"]} == {"長江。", "扬子江"}


async def test_the_publicity_standing_is_the_final_ranking(db: Database) -> None:
    await judged_contest(db, [["40"] * 3, ["41"] * 3])
    assert await settle(db, at(PUBLICITY.opens)) == 2
    async with db.transaction() as conn:
        assert await places(conn, JUDGED, "publicity") == await places(conn, JUDGED, "judging")
        with pytest.raises(RefusedError) as refused:
            await renew(conn, OVER, JUDGED.key, "upload")
        assert refused.value.refusal is Refusal.NO_SCORES
