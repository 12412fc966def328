"""Results and selections reach each entrant once, and again only where something is different."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.competitions import Stage, StageKind
from bot.domain.contests import Advance, Criterion, Sheet
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.store.db import Database
from tests.delivery.owing import group
from tests.schedules.contest import (
    COMPETITION,
    DAY,
    OPENS,
    REGISTRATION,
    ROUND,
    cohort,
    moved_away,
    plan,
)
from tests.schedules.entrants import begin, composed, enter, stand, state, told

HOUR = timedelta(hours=1)
NOW = OPENS + DAY


async def publish(db: Database, revision: int, places: dict[int, tuple[int | None, str]]) -> None:
    """Results are made final."""
    async with db.transaction() as conn:
        await conn.execute(
            "insert into result_revision values ('law', $1, '\\x00', 'somebody', $2, '')",
            revision,
            NOW,
        )
        await conn.execute(
            """
            insert into result (competition_key, revision, entry_id, rank, award, score, keys)
            select 'law', $1, r.entry, r.rank, r.award, 100 - r.rank, '{}'
            from unnest($2::bigint[], $3::int[], $4::text[]) as r (entry, rank, award)
            """,
            revision,
            list(places),
            [rank for rank, _ in places.values()],
            [award for _, award in places.values()],
        )


def text_of(words: Composed | NotNeeded) -> str:
    """All that somebody reads."""
    assert isinstance(words, Composed)
    return "\n".join(f"{one.text}\n{one.hint}" for one in words.reply.messages)


async def test_each_entrant_hears_the_own_result_and_of_a_correction_who_it_touches(
    db: Database,
) -> None:
    await group(db)
    people = await cohort(db, *(f"city-wechat:o{n}" for n in "ABCDE"))
    first, second, third, out, idle = people
    await begin(db)
    rows_of = await enter(db, first, second, third, out)
    await state(db, out, "disqualified")
    async with db.connection() as conn:
        await conn.execute(
            "insert into entry (competition_key, number, entered_at) values ('law', 99, $1)", OPENS
        )
    won = dict(zip(rows_of, [(1, "一等奖"), (2, ""), (None, ""), (3, "")], strict=True))
    await publish(db, 1, won)
    for _ in range(2):
        await plan(db, NOW)
    rule = "-/result/1"
    entered = (first, second, third, out)
    assert await told(db, "result") == {(one, None, rule) for one in entered}
    assert idle not in {one for one, _, _ in await told(db, "result")}
    said = dict(await composed(db, NOW, Kind.RESULT))
    assert "第 1 名" in text_of(said[first])
    assert "一等奖" in text_of(said[first])
    assert "肯来参加就很好" in text_of(said[third]), "who has neither place nor score"
    assert "想看名单，发“比赛”" in text_of(said[third])
    assert "取消了您的参赛资格，所以您没有名次" in text_of(said[out])
    assert "第 3 名" not in text_of(said[out])

    await publish(db, 2, won | {rows_of[1]: (1, "一等奖")})
    again = dict(await composed(db, NOW, Kind.RESULT))
    assert again[second] == NotNeeded("the result was corrected, which is told by itself")
    assert isinstance(again[first], Composed)
    await moved_away(db)
    await plan(db, NOW)
    assert await told(db, "result") == {(second, None, "-/result/2")}


async def test_a_selection_is_told_to_all_it_was_made_among(db: Database) -> None:
    on, off, unranked = await cohort(db, *(f"city-wechat:o{n}" for n in "ABC"))
    await begin(db)
    first, second, _ = await enter(db, on, off, unranked)
    await stand(db, {first: True, second: False}, at=ROUND.closes - HOUR)
    await plan(db, ROUND.closes)
    assert await told(db, "result") == set(), "while the stage is open nobody has gone on"
    await stand(db, {first: True, second: False}, at=ROUND.closes)
    for hours in (0, 0, 1):
        await plan(db, ROUND.closes + hours * HOUR)
    rule = "round-1/selected/1"
    assert await told(db, "result") == {(on, None, rule), (off, None, rule)}
    said = {
        person: words.reply.messages[0].text
        for person, words in await composed(db, ROUND.closes, Kind.RESULT)
        if isinstance(words, Composed)
    }
    assert "您晋级了" in said[on]
    assert "没有晋级" in said[off]
    await moved_away(db)
    await stand(db, {first: True, second: True}, at=ROUND.closes + HOUR)
    for _ in range(2):
        await plan(db, ROUND.closes + HOUR)
    assert await told(db, "result") == {(off, None, "round-1/selected/2")}
    await moved_away(db)
    await stand(db, {first: True, second: True}, at=ROUND.closes + 2 * HOUR)
    await plan(db, ROUND.closes + 2 * HOUR)
    assert await told(db, "result") == set(), "what all have heard is no news"


async def test_who_went_on_is_told_once_nobody_waits_for_a_judge(db: Database) -> None:
    (on,) = await cohort(db, "city-wechat:oA")
    sheet = Sheet((Criterion("voice", "声音", Decimal(10)),))
    show = Stage(
        "show",
        StageKind.LIVE,
        OPENS + 10 * DAY,
        OPENS + 11 * DAY,
        judging=sheet,
        advance=Advance(1),
    )
    final = Stage("final", StageKind.LIVE, OPENS + 20 * DAY, OPENS + 21 * DAY)
    await begin(db, replace(COMPETITION, stages=(REGISTRATION, show, final)))
    [entry] = await enter(db, on)
    async with db.connection() as conn:
        judge = await conn.fetchval(
            "insert into judge (competition_key, account, person, name, added_by, added_at)"
            " values ('law', 'city', '\\x01', '评委', 'o', $1) returning id",
            OPENS,
        )
    await stand(db, {entry: True}, "show", at=show.closes)
    await plan(db, show.closes)
    assert await told(db, "result") == set()
    async with db.connection() as conn:
        await conn.execute(
            "insert into judge_score (entry_id, stage_key, judge_id, marks, total, scored_at)"
            " values ($1, 'show', $2, '{\"voice\": \"9\"}', 9, $3)",
            entry,
            judge,
            show.closes,
        )
    await plan(db, show.closes + HOUR)
    assert await told(db, "result") == {(on, None, "show/selected/1")}


async def test_who_withdrew_hears_no_result_and_who_was_disqualified_hears_why(
    db: Database,
) -> None:
    left, out, mute = await cohort(db, *(f"city-wechat:o{n}" for n in "ABC"))
    await begin(db)
    rows_of = await enter(db, left, out, mute)
    await state(db, left, "withdrawn")
    await state(db, out, "disqualified")
    async with db.connection() as conn:
        await conn.execute(
            "update entry set state_reason = '两个号报名' where learner_id = $1", out
        )
    await publish(db, 1, dict.fromkeys(rows_of, (None, "")))
    await plan(db, NOW)
    assert await told(db, "result") == {(one, None, "-/result/1") for one in (out, mute)}
    said = dict(await composed(db, NOW, Kind.RESULT))
    assert "原因：两个号报名" in text_of(said[out])
    assert "有问题，请问：某某图书馆" in text_of(said[out])


async def test_who_was_disqualified_hears_of_the_public_list_why_and_how_to_object(
    db: Database,
) -> None:
    public = Stage("public", StageKind.PUBLICITY, OPENS + 13 * DAY, OPENS + 15 * DAY)
    out, stays, left = await cohort(db, *(f"city-wechat:o{n}" for n in "ABC"))
    await begin(db, replace(COMPETITION, stages=(REGISTRATION, ROUND, public)))
    await enter(db, out, stays, left)
    await state(db, out, "disqualified")
    await state(db, left, "withdrawn")
    async with db.connection() as conn:
        await conn.execute("update entry set state_reason = '代人答题' where learner_id = $1", out)
    await plan(db, public.opens)
    rule = "public/publicity-begins/1"
    heard = {one for one in await told(db) if one[2] == rule and one[0]}
    assert heard == {(out, None, rule), (stays, None, rule)}
    said = dict(await composed(db, public.opens))
    assert "原因：代人答题" in text_of(said[out])
    assert "之前可以提异议：发“比赛”" in text_of(said[out])
    assert "取消了您的参赛资格" not in text_of(said[stays])


async def test_while_a_selection_is_not_made_nobody_is_told_to_go_on_with_the_next_stage(
    db: Database,
) -> None:
    """Whether one is in it is not known; who goes on hears the dates with that news."""
    works = Stage("works", StageKind.UPLOAD, OPENS + 13 * DAY, OPENS + 20 * DAY)
    on, off = await cohort(db, *(f"city-wechat:o{n}" for n in "AB"))
    gate = replace(ROUND, advance=Advance(1))
    await begin(db, replace(COMPETITION, stages=(REGISTRATION, gate, works)))
    first, second = await enter(db, on, off)
    await plan(db, works.opens)
    assert {one for one in await told(db) if one[2].startswith("works/")} == set()
    await stand(db, {first: True, second: False}, at=works.opens + HOUR)
    await plan(db, works.closes - DAY)
    assert {one[0] for one in await told(db) if one[2].startswith("works/")} == {on}
