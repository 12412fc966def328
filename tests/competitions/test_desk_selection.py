"""Who goes on after a stage, made again when something changes, and kept once it stands."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.competitions.desk import entries, judging, results
from bot.competitions.desk.judging import Place
from bot.competitions.desk.regrading import regrade
from bot.competitions.desk.settling import settle
from bot.competitions.noticing import notice_results
from bot.domain.competitions import Competition
from bot.domain.contests import Advance, Division, Open, Per
from bot.store.contests import entering, standings_due
from bot.store.contests.shown_results import listed_standings
from bot.store.db import Connection, Database
from bot.store.privacy.competing import let_go_of_entries
from tests.competitions.desk_house import (
    DAY,
    HOUR,
    JUDGED,
    JUDGING,
    LIVE,
    NOON,
    PUBLICITY,
    QUIZ,
    REGISTRATION,
    ROUND,
    SHEET,
    UPLOAD,
    a_question,
    at,
    attempted,
    fetched,
    many,
    published,
)
from tests.delivery.owing import learner

FIRST = replace(ROUND, per_day=None, advance=Advance(2, Per.ALL))
SECOND = replace(
    ROUND,
    key="round-2",
    title="决赛",
    per_day=None,
    opens=NOON + 13 * DAY,
    closes=NOON + 14 * DAY,
    advance=None,
)
TWO_ROUNDS = replace(
    QUIZ,
    key="two-2026",
    stages=(REGISTRATION, FIRST, SECOND, replace(PUBLICITY, opens=SECOND.closes)),
)
GALA = replace(
    LIVE, opens=JUDGING.closes + 2 * DAY, closes=JUDGING.closes + 3 * DAY, judging=SHEET
)
TWO_PANELS = replace(
    JUDGED,
    stages=(
        REGISTRATION,
        replace(UPLOAD, opens=NOON + 10 * DAY),
        replace(JUDGING, advance=Advance(1, Per.ALL)),
        GALA,
        replace(PUBLICITY, opens=GALA.closes, closes=GALA.closes + DAY),
    ),
)
SCORES = (10, 9, 8, 7)


async def stands(db: Database, stage: str) -> dict[int, tuple[Any, ...]]:
    """By number, an entry's place, score, whether it goes on, and why."""
    rows = await fetched(
        db,
        "select e.number, t.rank, t.score, t.goes_on, t.why from stage_standing t"
        " join entry e on e.id = t.entry_id where t.stage_key = $1",
        stage,
    )
    return {row["number"]: tuple(row.values())[1:] for row in rows}


async def on(db: Database, stage: str) -> dict[int, bool | None]:
    """By number, who goes on."""
    return {number: line[2] for number, line in (await stands(db, stage)).items()}


async def played(db: Database, competition: Competition = TWO_ROUNDS) -> list[int]:
    """Four have answered the first round, and it is over; their rows."""
    await published(db, competition)
    async with db.transaction() as conn:
        rows = await many(conn, competition, 4, "public")
        tries = [(row, 1, right, 1000) for row, right in zip(rows, SCORES, strict=True)]
        await attempted(conn, "round-1", tries)
    assert await settle(db, at(FIRST.closes)) == 1
    assert await on(db, "round-1") == {1: True, 2: True, 3: False, 4: False}
    return rows


async def final_played(db: Database, rows: list[int]) -> None:
    """The first two have answered the second round, which the second won."""
    async with db.transaction() as conn:
        await attempted(conn, "round-2", [(rows[0], 1, 5, 1000), (rows[1], 1, 9, 1000)])
    assert await settle(db, at(SECOND.closes)) == 2


async def answered_wrong(conn: Connection, row: int, question: int) -> None:
    """An entry's first round holds a wrong answer to ``question``."""
    await conn.execute(
        """
        insert into round_answer (attempt_id, item, question_id, shown_at, answered_at, given,
          is_right, late)
        select id, 1, $2, started_at, started_at, '3', false, false from round_attempt
        where entry_id = $1 and stage_key = 'round-1'
        """,
        row,
        question,
    )


async def told(conn: Connection) -> list[tuple[list[int], list[int]]]:
    """Who was told of going on, and who of staying."""
    rows = await conn.fetch(
        "select detail from stage_moment where rule = 'selected' order by revision"
    )
    return [(row["detail"]["on"], row["detail"]["off"]) for row in rows]


async def test_a_correction_after_the_final_moves_nobody_into_it_or_out_of_it(
    db: Database,
) -> None:
    rows = await played(db)
    await final_played(db, rows)
    async with db.transaction() as conn:
        assert await notice_results(conn, SECOND.closes) == 1
        question = await a_question(conn)
        await answered_wrong(conn, rows[2], question)
        await conn.execute(
            "update round_attempt set right_answers = 9, used_ms = 500"
            " where entry_id = $1 and stage_key = 'round-1'",
            rows[2],
        )
        after = at(SECOND.closes + HOUR)
        assert await regrade(
            conn, after, TWO_ROUNDS.key, "round-1", question, ["3"], reason="题目有误"
        )
    first, second = await stands(db, "round-1"), await stands(db, "round-2")
    assert first[3] == (1, Decimal("100.00"), False, "is behind the last place that goes on")
    assert [first[n][0] for n in (1, 2, 4)] == [2, 3, 4], "places follow the answers"
    assert await on(db, "round-1") == {1: True, 2: True, 3: False, 4: False}
    assert {n: line[:2] for n, line in second.items()} == {
        2: (1, Decimal("90.00")),
        1: (2, Decimal("50.00")),
    }
    async with db.transaction() as conn:
        await notice_results(conn, SECOND.closes + HOUR)
        assert await told(conn) == [(rows[:2], rows[2:])] * len(await told(conn))


async def test_only_a_disqualified_finalist_leaves_a_final_and_comes_back(db: Database) -> None:
    rows = await played(db)
    await final_played(db, rows)
    after = at(SECOND.closes + HOUR)
    async with db.transaction() as conn:
        await entries.disqualify(
            conn, after, TWO_ROUNDS.key, rows[1], expected_revision=1, reason="代考"
        )
    assert await on(db, "round-1") == {1: True, 2: False, 3: False, 4: False}
    assert {n: line[0] for n, line in (await stands(db, "round-2")).items()} == {1: 1, 2: None}
    async with db.transaction() as conn:
        await entries.reinstate(
            conn, after, TWO_ROUNDS.key, rows[1], expected_revision=2, reason="弄错了"
        )
    assert await on(db, "round-1") == {1: True, 2: True, 3: False, 4: False}
    assert {n: line[0] for n, line in (await stands(db, "round-2")).items()} == {2: 1, 1: 2}


async def test_a_finalist_who_changes_the_division_stays_in_the_final(db: Database) -> None:
    divisions = (Division("public", "公众组", Open()), Division("students", "学生组", Open()))
    per_division = replace(FIRST, advance=Advance(1, Per.DIVISION))
    both = replace(
        TWO_ROUNDS,
        divisions=divisions,
        stages=(REGISTRATION, per_division, *TWO_ROUNDS.stages[2:]),
    )
    await published(db, both)
    async with db.transaction() as conn:
        rows = await many(conn, both, 3, "public")
        await conn.execute("update entry set division_key = 'students' where number = 3")
        await attempted(conn, "round-1", [(row, 1, 9 - n, 1000) for n, row in enumerate(rows)])
    await settle(db, at(FIRST.closes))
    assert await on(db, "round-1") == {1: True, 2: False, 3: True}
    async with db.transaction() as conn:
        await entries.change_division(
            conn, at(SECOND.opens), both.key, rows[2], "public", expected_revision=1, reason="写错"
        )
    assert await on(db, "round-1") == {1: True, 2: False, 3: True}


async def test_before_the_next_stage_a_correction_selects_anew_and_publicity_is_no_such_stage(
    db: Database,
) -> None:
    shown = replace(PUBLICITY, key="shown", opens=FIRST.closes + HOUR, closes=SECOND.opens)
    rows = await played(
        db, replace(TWO_ROUNDS, stages=(*TWO_ROUNDS.stages[:2], shown, *TWO_ROUNDS.stages[2:]))
    )
    async with db.transaction() as conn:
        await entries.disqualify(
            conn,
            at(SECOND.opens - HOUR),
            TWO_ROUNDS.key,
            rows[0],
            expected_revision=1,
            reason="代考",
        )
    assert await on(db, "round-1") == {1: False, 2: True, 3: True, 4: False}


async def test_who_leaves_before_the_final_makes_room_for_the_next(db: Database) -> None:
    rows = await played(db)
    async with db.transaction() as conn:
        assert len(await listed_standings(conn, TWO_ROUNDS.key, "round-1", "public", 9)) == 4
        await entering.withdraw(conn, rows[0], FIRST.closes + HOUR)
        listed = await listed_standings(conn, TWO_ROUNDS.key, "round-1", "public", 9)
        assert [one.number for one in listed] == [2, 3, 4], "who has left is not named any more"
    assert await settle(db, at(FIRST.closes + HOUR)) == 1
    assert await on(db, "round-1") == {2: True, 3: True, 4: False}
    async with db.transaction() as conn:
        await entering.withdraw(conn, rows[0], FIRST.closes + 2 * HOUR)
    assert await settle(db, at(FIRST.closes + 2 * HOUR)) == 0, "leaving twice is leaving once"
    await final_played(db, rows[1:])
    async with db.transaction() as conn:
        await entering.withdraw(conn, rows[1], SECOND.closes + HOUR)
    await settle(db, at(SECOND.closes + HOUR))
    assert await on(db, "round-1") == {3: True, 4: False}, "nobody is let into what is over"
    assert set(await stands(db, "round-2")) == {3}


async def test_who_is_erased_makes_room_for_the_next(db: Database) -> None:
    rows = await played(db)
    person = await learner(db, "city:1")
    async with db.transaction() as conn:
        await conn.execute("update entry set learner_id = $1 where id = $2", person, rows[1])
        await let_go_of_entries(conn, [person])
    assert await settle(db, at(FIRST.closes + HOUR)) == 1
    assert await on(db, "round-1") == {1: True, 3: True, 4: False}


async def test_freezing_makes_what_is_out_of_date_first(db: Database) -> None:
    rows = await played(db)
    await final_played(db, rows)
    over = at(TWO_ROUNDS.stages[-1].closes)
    async with db.transaction() as conn:
        await entering.withdraw(conn, rows[1], over.at - HOUR)
        await results.freeze(conn, over, TWO_ROUNDS.key)
    assert {n: line[0] for n, line in (await stands(db, "round-2")).items()} == {1: 1}
    assert await settle(db, over) == 0


async def marked(conn: Connection, when: Any, place: Place, tone: str) -> None:
    marks = {"tone": Decimal(tone), "stage": Decimal(30)}
    await judging.save_marks(conn, at(when), TWO_PANELS.key, place, marks, expected_revision=0)


async def two_works(db: Database) -> tuple[list[int], list[int]]:
    """Two works; three judges have marked the first in time. Rows of entries and judges."""
    await published(db, TWO_PANELS)
    async with db.transaction() as conn:
        rows = await many(conn, TWO_PANELS, 2, "public")
        await conn.execute(
            """
            insert into work (entry_id, stage_key, source, state, title, url, kind, sent_at)
            select e, 'upload', 'link', 'accepted', 't', 'https://example.org', 'link', $2
            from unnest($1::bigint[]) e
            """,
            rows,
            NOON,
        )
        panel = [
            await judging.accept(
                conn, at(NOON), TWO_PANELS.key, account="city", person=bytes([n]), name=f"评委{n}"
            )
            for n in (1, 2, 3)
        ]
        for judge in panel:
            await marked(conn, JUDGING.opens, Place("judging", rows[0], judge), "20")
    return rows, panel


async def test_first_marks_after_the_closing_count_and_nobody_is_told_before(
    db: Database,
) -> None:
    rows, panel = await two_works(db)
    assert await settle(db, at(JUDGING.closes)) == 1
    assert await on(db, "judging") == {1: None, 2: None}, "one waits for its judges"
    for n, judge in enumerate(panel):
        async with db.transaction() as conn:
            later = JUDGING.closes + (n + 1) * HOUR
            assert await notice_results(conn, later) == 0
            await marked(conn, later, Place("judging", rows[1], judge), "60")
            assert await notice_results(conn, later) == 0, "not before it is made again"
        assert await settle(db, at(later)) == 1
        assert (await on(db, "judging"))[2] is (True if judge == panel[-1] else None)
    assert await on(db, "judging") == {1: False, 2: True}
    async with db.transaction() as conn:
        assert await notice_results(conn, JUDGING.closes + 4 * HOUR) == 1
        assert await told(conn) == [(rows[1:], rows[:1])]


async def test_a_judge_who_ends_is_not_waited_for(db: Database) -> None:
    rows, panel = await two_works(db)
    async with db.transaction() as conn:
        for judge in panel[:2]:
            await marked(conn, JUDGING.opens, Place("judging", rows[1], judge), "60")
    await settle(db, at(JUDGING.closes))
    assert await on(db, "judging") == {1: None, 2: None}
    async with db.transaction() as conn:
        late = at(JUDGING.closes + HOUR)
        await judging.end(conn, late, TWO_PANELS.key, panel[2], reason="生病")
    assert await settle(db, late) == 1
    assert await on(db, "judging") == {1: False, 2: True}


async def test_a_round_waits_some_seconds_for_answers_on_their_way(db: Database) -> None:
    await published(db, TWO_ROUNDS)
    async with db.transaction() as conn:
        [row] = await many(conn, TWO_ROUNDS, 1, "public")
        await conn.execute(
            """
            insert into round_attempt (entry_id, stage_key, number, seed, questions, seconds, at_item,
              shown_at, started_at) values ($1, 'round-1', 1, 's', '{1,2}', 30, 1, $2, $2)
            """,
            row,
            FIRST.closes - HOUR / 3600,
        )
    assert await settle(db, at(FIRST.closes)) == 0
    assert await settle(db, at(FIRST.closes + 4 * HOUR / 3600)) == 0
    assert await settle(db, at(FIRST.closes + 5 * HOUR / 3600)) == 1
    assert (await stands(db, "round-1"))[1][:2] == (1, Decimal("0.00"))
    async with db.connection() as conn:
        assert await standings_due.made_before(conn, TWO_ROUNDS.key) == {"round-1"}
