"""Judges who stand aside for an entry: a selection that was held goes on, and the numbers are exact."""

from collections.abc import Awaitable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.competitions.desk import judging, judging_aside, results
from bot.competitions.desk.acting import Desk, Refusal, RefusedError
from bot.competitions.desk.judged import judged_stage, progress, unjudged
from bot.competitions.desk.judging import Place
from bot.competitions.desk.settling import settle
from bot.competitions.desk.standing import renew
from bot.competitions.scoring.judging import Judged
from bot.domain.competitions import Competition, Stage
from bot.domain.contests import Advance, Per
from bot.store.contests import judging as marked
from bot.store.contests.entering import withdraw
from bot.store.contests.judge_asides import asides_of_entry
from bot.store.contests.results import page_of_corrections
from bot.store.contests.standings import gone_on, page_of_standing
from bot.store.db import Connection, Database
from bot.store.merging.contests import merge_entries
from bot.store.privacy.competing import let_go_of_entries, let_go_of_staff
from tests.competitions.desk_house import (
    DAY,
    HOUR,
    JUDGED,
    JUDGING,
    LIVE,
    NOON,
    PUBLICITY,
    REGISTRATION,
    SHEET,
    UPLOAD,
    at,
    audited,
    fetched,
    many,
    published,
)
from tests.delivery.owing import learner

UPLOADING = replace(UPLOAD, opens=NOON + 10 * DAY)
CHOOSING = replace(JUDGING, advance=Advance(2, Per.ALL))
FINAL = replace(LIVE, judging=SHEET)
TWO_STAGES = replace(JUDGED, stages=(REGISTRATION, UPLOADING, CHOOSING, PUBLICITY, FINAL))
OPEN, CLOSED, LATE = at(CHOOSING.opens), at(CHOOSING.closes), at(CHOOSING.closes + HOUR)
FINALE, END = at(FINAL.opens), at(FINAL.closes)
"""``SHEET`` drops the highest and the lowest total."""
TONES = (("40", "45", "50", "30"), ("41", "44", "46", "60"), ("42", "43", "20", "59.5"))
"""By entry, what four judges give for tone; 30 for stage besides."""


async def mark(conn: Connection, desk: Desk, place: Place, tone: str, revision: int = 0) -> int:
    marks = {"tone": Decimal(tone), "stage": Decimal(30)}
    return await judging.save_marks(
        conn, desk, JUDGED.key, place, marks, expected_revision=revision
    )


async def a_contest(
    db: Database, judges: int = 4, *, without: tuple[tuple[int, int], ...] = ()
) -> tuple[list[int], list[int]]:
    """Three entries that all judges have marked, save those in ``without`` (entry, judge; from 0);
    the rows of the entries and of the judges.
    """
    await published(db, TWO_STAGES)
    async with db.transaction() as conn:
        rows = await many(conn, TWO_STAGES, len(TONES), "public")
        await conn.execute(
            """
            insert into work (entry_id, stage_key, source, state, title, url, kind, sent_at)
            select e, 'upload', 'link', 'accepted', 't', 'https://example.org', 'link', $2
            from unnest($1::bigint[]) e
            """,
            rows,
            NOON,
        )
        panel = [await a_judge(conn, n) for n in range(1, judges + 1)]
        for e, row in enumerate(rows):
            for j, judge in enumerate(panel):
                if (e, j) not in without:
                    await mark(conn, OPEN, Place("judging", row, judge), TONES[e][j])
    return rows, panel


async def a_judge(conn: Connection, n: int) -> int:
    return await judging.accept(
        conn, OPEN, JUDGED.key, account="city", person=bytes([n]), name=f"评委{n}"
    )


async def out(conn: Connection, desk: Desk, place: Place, relation: str = "relative") -> None:
    await judging_aside.stand_aside(conn, desk, JUDGED.key, place, relation)


async def put(conn: Connection, desk: Desk, place: Place, reason: str = "亲属") -> None:
    await judging_aside.put_aside(conn, desk, JUDGED.key, place, "relative", reason=reason)


async def back(conn: Connection, desk: Desk, place: Place, reason: str = "弄错了") -> None:
    await judging_aside.take_back(conn, desk, JUDGED.key, place, reason=reason)


async def refused(refusal: Refusal, act: Awaitable[object]) -> None:
    """An act that is refused for this reason."""
    with pytest.raises(RefusedError) as error:
        await act
    assert error.value.refusal is refusal


async def scores(db: Database, stage: str = "judging") -> dict[int | None, str]:
    async with db.connection() as conn:
        lines = await page_of_standing(conn, JUDGED.key, stage)
    return {one.number: f"{one.score}" for one in lines}


async def selected(db: Database) -> dict[int, bool | None]:
    async with db.connection() as conn:
        return await gone_on(conn, JUDGED.key, "judging")


async def far(
    conn: Connection, competition: Competition = TWO_STAGES, stage: Stage = CHOOSING
) -> tuple[int, int, int, int]:
    found = await progress(conn, competition, stage)
    return (found.entries, found.marks, found.waiting, found.too_few)


async def test_a_selection_held_by_one_missing_mark_goes_on_once_the_judge_stands_aside(
    db: Database,
) -> None:
    rows, panel = await a_contest(db, without=((0, 3),))
    await settle(db, CLOSED)
    assert set((await selected(db)).values()) == {None}, "one mark is missing"
    async with db.transaction() as conn:
        assert await far(conn) == (3, 11, 1, 0)
        [holding] = (await progress(conn, TWO_STAGES, CHOOSING)).holding
        assert (holding.entry, holding.number, holding.why) == (rows[0], 1, Judged.JUDGES_MISSING)
        await out(conn, LATE, Place("judging", rows[0], panel[3]))
        found = await progress(conn, TWO_STAGES, CHOOSING)
        assert (found.entries, found.marks, found.waiting, found.holding) == (3, 11, 0, [])
        assert [found.of(judge) for judge in panel] == [3, 3, 3, 2]
        assert [found.marked.get(judge) for judge in panel] == [3, 3, 3, 2]
        assert found.aside == {panel[3]: 1}
        assert await unjudged(conn, TWO_STAGES) == 0
    assert await settle(db, LATE) == 2, "the selection, and what is made public"
    assert await selected(db) == {rows[0]: True, rows[1]: True, rows[2]: False}
    # 70 75 80: 75. 71 74 76 90: 75. 50 72 73 89.50: 72.5
    assert await scores(db) == {1: "75.00", 2: "75.00", 3: "72.50"}
    assert (await audited(db))[-1] == "judge.stand-aside"


async def test_it_is_never_too_late_while_the_selection_is_held(db: Database) -> None:
    rows, panel = await a_contest(db, without=((0, 3),))
    await settle(db, CLOSED)
    async with db.transaction() as conn:
        await out(conn, FINALE, Place("judging", rows[0], panel[3]))
    await settle(db, FINALE)
    assert await selected(db) == {rows[0]: True, rows[1]: True, rows[2]: False}


async def test_marks_of_who_stands_aside_are_kept_and_count_again_when_taken_back(
    db: Database,
) -> None:
    rows, panel = await a_contest(db)
    place = Place("judging", rows[1], panel[3])
    async with db.transaction() as conn:
        await out(conn, OPEN, place, "pupil")
        await refused(Refusal.ALREADY, out(conn, OPEN, place))
        await refused(Refusal.ASIDE, mark(conn, OPEN, place, "30", 1))
        marks = {"tone": Decimal(1), "stage": Decimal(1)}
        await refused(
            Refusal.ASIDE,
            judging.correct_marks(
                conn, OPEN, JUDGED.key, place, marks, expected_revision=1, reason="x"
            ),
        )
        kept = await marked.load_marks(conn, rows[1], "judging", panel[3])
        assert (kept.total, kept.revision) == (Decimal(90), 1)
        assert await far(conn) == (3, 11, 0, 0)
    await settle(db, CLOSED)
    assert await scores(db) == {1: "72.50", 2: "74.00", 3: "72.50"}, "of 71 74 76"
    async with db.transaction() as conn:
        await back(conn, LATE, place)
        await refused(Refusal.ALREADY, back(conn, LATE, place))
    assert await scores(db) == {1: "72.50", 2: "75.00", 3: "72.50"}, "of 71 74 76 90"
    async with db.transaction() as conn:
        assert await far(conn) == (3, 12, 0, 0)
        [kept_one] = await page_of_corrections(conn, JUDGED.key)
        assert (kept_one.what, kept_one.entry, kept_one.reason) == ("marks", rows[1], "弄错了")
        assert kept_one.before == {"judge": panel[3], "total": "–", "aside": "pupil"}
        assert kept_one.after == {"judge": panel[3], "total": "90", "aside": "–"}
    assert (await audited(db))[-2:] == ["judge.stand-aside", "judge.take-back"]


async def test_marks_on_which_a_stage_has_closed_cease_to_count_as_a_correction(
    db: Database,
) -> None:
    rows, panel = await a_contest(db)
    await settle(db, CLOSED)
    place = Place("judging", rows[0], panel[2])
    async with db.transaction() as conn:
        await refused(Refusal.NO_REASON, out(conn, LATE, place))
        await refused(Refusal.NO_REASON, put(conn, LATE, place, " "))
        assert not await asides_of_entry(conn, rows[0])
        await put(conn, LATE, place, "异议成立")
        [one] = await page_of_corrections(conn, JUDGED.key)
        assert (one.before["total"], one.after["aside"], one.reason) == (
            "80",
            "relative",
            "异议成立",
        )
    assert await scores(db) == {1: "70.00", 2: "75.00", 3: "72.50"}, "of 60 70 75"
    assert await selected(db) == {rows[0]: False, rows[1]: True, rows[2]: True}
    [entry] = await fetched(
        db, "select after, reason from audit_entry where act = 'judge.put-aside'"
    )
    assert entry["after"] == {
        "entry": rows[0],
        "judge": panel[2],
        "stages": ["gala", "judging"],
        "relation": "relative",
    }


async def test_it_holds_for_the_stages_that_follow_until_it_is_taken_back_there(
    db: Database,
) -> None:
    rows, panel = await a_contest(db, without=((0, 3),))
    async with db.transaction() as conn:
        await out(conn, OPEN, Place("judging", rows[0], panel[3]))
        stages = [(one.stage, one.judge) for one in await asides_of_entry(conn, rows[0])]
        assert stages == [("gala", panel[3]), ("judging", panel[3])]
    await settle(db, CLOSED)
    async with db.transaction() as conn:
        in_final = Place("gala", rows[0], panel[3])
        await refused(Refusal.ASIDE, mark(conn, FINALE, in_final, "40"))
        await refused(Refusal.SELECTED, back(conn, FINALE, replace(in_final, stage="judging")))
        await back(conn, FINALE, in_final)
        assert [one.stage for one in await asides_of_entry(conn, rows[0])] == ["judging"]
        assert await mark(conn, FINALE, in_final, "40") == 1
        assert await far(conn, stage=FINAL) == (2, 1, 1, 0), "the other one was not there"
    assert await scores(db) == {1: "75.00", 2: "75.00", 3: "72.50"}


async def test_too_few_judges_hold_an_entry_until_another_one_marks_it(db: Database) -> None:
    rows, panel = await a_contest(db, 3, without=((2, 2),))
    async with db.transaction() as conn:
        await out(conn, OPEN, Place("judging", rows[2], panel[2]), "unit")
        assert await far(conn) == (3, 8, 1, 1)
        [holding] = (await progress(conn, TWO_STAGES, CHOOSING)).holding
        assert (holding.number, holding.why) == (3, Judged.TOO_FEW)
    await settle(db, CLOSED)
    assert set((await selected(db)).values()) == {None}
    async with db.transaction() as conn:
        another = await a_judge(conn, 9)
        assert await far(conn) == (3, 8, 3, 0), "all wait for the new one"
        await mark(conn, LATE, Place("judging", rows[2], another), "50")
        await judging.end(conn, LATE, JUDGED.key, another, reason="只评这一件")
        assert await far(conn) == (3, 9, 0, 0)
    assert await settle(db, LATE) == 2, "the selection, and what is made public"
    # 70 75 80; 71 74 76; 72 73 80
    assert await scores(db) == {1: "75.00", 2: "74.00", 3: "73.00"}
    assert await selected(db) == {rows[0]: True, rows[1]: True, rows[2]: False}


async def test_it_is_refused_where_it_makes_no_sense(db: Database) -> None:
    rows, panel = await a_contest(db)
    place = Place("judging", rows[0], panel[0])
    async with db.transaction() as conn:
        judge = panel[3]
        await judging.end(conn, OPEN, JUDGED.key, judge, reason="生病")
        for where, relation, refusal in (
            (place, "", Refusal.RELATION),
            (place, "neighbour", Refusal.RELATION),
            (replace(place, stage="upload"), "other", Refusal.NOT_JUDGED),
            (replace(place, stage="none"), "other", Refusal.UNKNOWN_STAGE),
            (replace(place, entry=10**9), "other", Refusal.UNKNOWN_ENTRY),
            (replace(place, judge=10**9), "other", Refusal.UNKNOWN_JUDGE),
            (replace(place, judge=judge), "other", Refusal.JUDGE_ENDED),
        ):
            await refused(refusal, out(conn, OPEN, where, relation))
        await refused(Refusal.ALREADY, back(conn, OPEN, place))
        await put(conn, OPEN, replace(place, judge=judge))
        await conn.execute("delete from work where entry_id = $1", rows[1])
        await refused(Refusal.NOT_IN, out(conn, OPEN, replace(place, entry=rows[1])))
    await settle(db, CLOSED)
    async with db.transaction() as conn:
        await refused(Refusal.SELECTED, put(conn, FINALE, place))
        await refused(Refusal.SELECTED, back(conn, FINALE, replace(place, judge=judge)))
        await results.freeze(conn, END, JUDGED.key)
        in_final = replace(place, stage="gala")
        await refused(Refusal.FROZEN, put(conn, END, in_final))


async def test_the_desk_shows_who_stands_aside_last_and_counts_the_others(db: Database) -> None:
    rows, panel = await a_contest(db, without=((0, 0), (1, 0), (2, 0)))
    judged = judged_stage(TWO_STAGES, CHOOSING)
    async with db.transaction() as conn:
        await out(conn, OPEN, Place("judging", rows[0], panel[0]))
        desk = await marked.judging_desk(conn, judged, panel[0])
        assert [(one.number, one.done) for one in desk] == [(2, False), (3, False), (1, True)]
        rest = await marked.judging_desk(conn, judged, panel[0], after=(False, rows[2]))
        assert [one.number for one in rest] == [1]
        others = await marked.judging_desk(conn, judged, panel[1])
        assert [one.aside for one in others] == [None] * 3


async def test_a_standing_made_by_hand_leaves_out_what_does_not_count(db: Database) -> None:
    rows, panel = await a_contest(db)
    async with db.transaction() as conn:
        await out(conn, OPEN, Place("judging", rows[2], panel[2]))
        await renew(conn, OPEN, JUDGED.key, "judging")
    # 72 73 89.50 without 50
    assert (await scores(db))[3] == "73.00"


async def test_who_is_one_person_keeps_all_who_stand_aside(db: Database) -> None:
    rows, panel = await a_contest(db)
    keep, gone = await learner(db), await learner(db)
    async with db.transaction() as conn:
        await conn.execute("update entry set learner_id = $2 where id = $1", rows[0], keep)
        await conn.execute("update entry set learner_id = $2 where id = $1", rows[1], gone)
        await out(conn, OPEN, Place("judging", rows[0], panel[0]))
        await out(conn, OPEN, Place("judging", rows[1], panel[0]), "unit")
        await out(conn, OPEN, Place("judging", rows[1], panel[1]))
        await merge_entries(conn, keep, gone, NOON)
        asides = await asides_of_entry(conn, rows[0])
    found = [(one.judge, one.relation) for one in asides if one.stage == "judging"]
    assert found == [(panel[0], "relative"), (panel[1], "relative")]


async def test_nothing_of_it_leads_to_who_left_or_is_erased(db: Database) -> None:
    rows, panel = await a_contest(db)
    person = await learner(db)
    async with db.transaction() as conn:
        for row in rows[:2]:
            await out(conn, OPEN, Place("judging", row, panel[3]))
        await withdraw(conn, rows[0], NOON)
        assert not await asides_of_entry(conn, rows[0])
        await let_go_of_staff(conn, [bytes([4])], NOON)
        assert len(await asides_of_entry(conn, rows[1])) == 2, "the marks must not begin to count"
        await conn.execute("update entry set learner_id = $2 where id = $1", rows[1], person)
        await conn.execute("update competition set frozen_at = $1", NOON)
        await let_go_of_entries(conn, [person])
        assert {one.relation for one in await asides_of_entry(conn, rows[1])} == {"other"}
        await conn.execute("update competition set frozen_at = null")
        await conn.execute("update entry set learner_id = $2 where id = $1", rows[1], person)
        await let_go_of_entries(conn, [person])
        assert not await asides_of_entry(conn, rows[1])
