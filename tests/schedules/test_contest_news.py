"""What the staff did reaches those whom it concerns: once, at once, and nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.deciding import Outlook, decide
from bot.delivery.decision import Action
from bot.domain.competitions import CompetitionState, Stage, StageKind
from bot.domain.delivery import Composed, NotNeeded, Rung
from bot.ports import Ability
from bot.store import claims
from bot.store.competitions import cancel, put_state
from bot.store.db import Database
from bot.store.deliveries import Delivery
from bot.store.planning import reminders as planning_reminders
from tests.delivery.owing import QUIET, group, learner, rows
from tests.schedules.contest import (
    A_DAY_BEFORE,
    COHORT,
    COMPETITION,
    DAY,
    OPENS,
    REGISTRATION,
    ROUND,
    answered,
    cohort,
    crowd,
    dying,
    moved_away,
    owed,
    plan,
    take_in,
)
from tests.schedules.entrants import begin, composed, enter, stand, state, told

HOUR = timedelta(hours=1)
NOW = OPENS + DAY
LATER = replace(ROUND, opens=ROUND.opens + DAY, closes=ROUND.closes + DAY)
WORKS = Stage("works", StageKind.UPLOAD, OPENS + 10 * DAY, OPENS + 20 * DAY)


async def test_new_dates_are_told_at_once_to_entrants_groups_and_who_may_enter(
    db: Database,
) -> None:
    chat, late = await group(db), await learner(db, "city:2")
    entered, idle = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    outside, gone, out = [await learner(db, f"city:{n}") for n in (3, 4, 5)]
    await begin(db)
    await enter(db, entered, outside, gone, out)
    await state(db, gone, "withdrawn")
    await state(db, out, "disqualified")
    await take_in(db, replace(COMPETITION, stages=(REGISTRATION, LATER)), NOW)
    for _ in range(3):
        await plan(db, NOW)
    rule = "-/changed/2"
    assert await told(db) == {
        (None, chat, rule),
        *((person, None, rule) for person in (entered, idle, outside)),
    }
    assert late not in {person for person, _, _ in await told(db)}
    row = (await rows(db, "select * from delivery where learner_id is not null limit 1"))[0]
    assert (row["due"], row["expires"], row["detail"]) == (NOW, LATER.closes, {})
    await moved_away(db)
    await plan(db, NOW + HOUR)
    assert await told(db) == set(), "once, also when what was planned has moved away"


async def test_when_registration_is_over_only_entrants_hear_of_changes(db: Database) -> None:
    entered, idle = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    await begin(db)
    await enter(db, entered)
    now = REGISTRATION.closes + HOUR
    await plan(db, now)
    await moved_away(db)
    await take_in(db, replace(COMPETITION, stages=(REGISTRATION, LATER)), now)
    await plan(db, now)
    assert await told(db) == {(entered, None, "-/changed/2")}
    assert idle not in {person for person, _, _ in await told(db)}


async def test_other_words_and_what_was_not_announced_are_no_news(db: Database) -> None:
    chat = await group(db)
    await take_in(db, COMPETITION, OPENS - DAY)
    await plan(db, OPENS - DAY)
    await take_in(db, replace(COMPETITION, stages=(REGISTRATION, LATER)), OPENS - DAY)
    await plan(db, OPENS - DAY)
    assert (None, chat, "-/changed/2") not in await told(db), "the group was not told of it yet"
    await plan(db, OPENS)
    await moved_away(db)
    renamed = replace(COMPETITION, title="新的名字", stages=(REGISTRATION, LATER))
    await take_in(db, renamed, NOW)
    await plan(db, NOW)
    assert await told(db) == set()
    assert {row[2] for row in await owed(db, "announcement")} == set()


async def test_several_changes_between_two_looks_are_one_piece_of_news(db: Database) -> None:
    (entered,) = await cohort(db, "city-wechat:oA")
    await begin(db)
    await enter(db, entered)
    moved = LATER
    for _ in range(3):
        moved = replace(moved, closes=moved.closes + HOUR)
        await take_in(db, replace(COMPETITION, stages=(REGISTRATION, moved)), NOW)
    await plan(db, NOW)
    assert await told(db) == {(entered, None, "-/changed/4")}
    back = replace(COMPETITION, stages=(REGISTRATION, ROUND))
    await moved_away(db)
    await take_in(db, replace(back, stages=(REGISTRATION, LATER)), NOW)
    await take_in(db, replace(back, stages=(REGISTRATION, moved)), NOW)
    await plan(db, NOW)
    assert await told(db) == set(), "all is as entrants know it"


async def test_who_was_left_out_hears_no_more_of_what_comes_behind(db: Database) -> None:
    on, off = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    final = Stage("final", StageKind.QUIZ, OPENS + 20 * DAY, OPENS + 22 * DAY)
    contest = replace(COMPETITION, stages=(REGISTRATION, ROUND, final))
    await begin(db, contest)
    first, second = await enter(db, on, off)
    await stand(db, {first: True, second: False})
    later = replace(final, closes=final.closes + DAY)
    await take_in(db, replace(contest, stages=(REGISTRATION, ROUND, later)), ROUND.closes)
    await plan(db, ROUND.closes)
    assert {row for row in await told(db) if "changed" in row[2]} == {(on, None, "-/changed/2")}
    await moved_away(db)
    await plan(db, final.opens)
    assert await told(db) == {(on, None, "final/round-opens/2")}


async def test_a_cancellation_drops_the_rest_and_is_told_to_all_once(db: Database) -> None:
    chat = await group(db)
    entered, idle = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    gone = await learner(db, "city:3")
    await begin(db)
    await enter(db, entered, gone)
    await state(db, gone, "withdrawn")
    async with db.transaction() as conn:
        revision = await cancel(conn, "law", "台风", NOW)
    for at in (NOW, NOW + HOUR, A_DAY_BEFORE):
        await plan(db, at)
    rule = f"-/cancelled/{revision}"
    assert await told(db) == {
        (None, chat, rule),
        (entered, None, rule),
        (idle, None, rule),
    }
    left = await rows(db, "select rule from stage_moment where planned_at is null")
    assert left == []
    why = await rows(db, "select distinct dropped from stage_moment where rule = 'PT3H'")
    assert [row["dropped"] for row in why] == ["the competition was cancelled"]


async def test_what_was_planned_before_a_cancellation_is_not_said(db: Database) -> None:
    (entered,) = await cohort(db, "city-wechat:oA")
    await begin(db)
    await enter(db, entered)
    await plan(db, ROUND.closes - DAY)
    async with db.transaction() as conn:
        await cancel(conn, "law", "台风", NOW)
    [(_, words)] = await composed(db, ROUND.closes - DAY)
    assert words == NotNeeded("the competition is cancelled")


async def test_of_drafts_nothing_is_said(db: Database) -> None:
    await group(db)
    (entered,) = await cohort(db, "city-wechat:oA")
    await take_in(db, COMPETITION, OPENS)
    await enter(db, entered)
    for hidden in (CompetitionState.DRAFT, CompetitionState.WAITING):
        async with db.transaction() as conn:
            await put_state(conn, "law", hidden, "")
        await plan(db, ROUND.closes - DAY)
        assert await rows(db, "select 1 from delivery") == []
    async with db.transaction() as conn:
        await put_state(conn, "law", CompetitionState.PUBLISHED, "somebody")
    await plan(db, ROUND.closes - DAY)
    assert "round-1/P1D/1" in {rule for _, _, rule in await told(db)}


async def test_works_are_asked_of_entrants_who_have_none_accepted(db: Database) -> None:
    chat = await group(db)
    done, refused, none = await cohort(db, *(f"city-wechat:o{n}" for n in "ABC"))
    await begin(db, replace(COMPETITION, stages=(REGISTRATION, WORKS)))
    first, second, _ = await enter(db, done, refused, none)
    await plan(db, WORKS.opens)
    opening = {row for row in await told(db) if "works" in row[2]}
    assert opening == {(one, None, "works/opening/1") for one in (done, refused, none)}
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into work (entry_id, stage_key, source, state, sent_at)
            values ($1, 'works', 'chat', 'accepted', $3), ($2, 'works', 'chat', 'refused', $3)
            """,
            first,
            second,
            OPENS,
        )
    await plan(db, WORKS.closes - 7 * DAY)
    await moved_away(db)
    await plan(db, WORKS.closes - 3 * DAY)
    rule = "works/no-work/1"
    assert await told(db) == {(refused, None, rule), (none, None, rule)}, "chats are not told"
    await moved_away(db)
    await plan(db, WORKS.closes - DAY)
    rule = "works/P1D/1"
    assert await told(db) == {(None, chat, rule), (refused, None, rule), (none, None, rule)}


async def test_what_was_done_meanwhile_is_not_asked_for_any_more(db: Database) -> None:
    first, second = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    await begin(db)
    await enter(db, first, second)
    await plan(db, ROUND.closes - 3 * HOUR)
    await moved_away(db)
    await plan(db, ROUND.closes - HOUR)
    await answered(db, first)
    found = dict(await composed(db, ROUND.closes - HOUR))
    assert found[first] == NotNeeded("he or she has done it")
    words = found[second]
    assert isinstance(words, Composed)
    assert "您还没答题" in words.reply.messages[0].text


async def claimed(db: Database, now: datetime) -> Delivery:
    async with db.transaction() as conn:
        [found] = await claims.lock_candidates(conn, now, 5, ["reminder"])
    return found


@pytest.mark.parametrize(("ahead", "action"), [(23, Action.SEND), (25, Action.WAIT)])
async def test_in_quiet_hours_only_a_change_within_a_day_goes_out(
    db: Database, ahead: int, action: Action
) -> None:
    """23:00 in Shanghai; the round was to close in three days, and now closes ``ahead`` hours on."""
    now = datetime(2026, 12, 11, 15, tzinfo=UTC)
    (entered,) = [await learner(db, "city:1")]
    await begin(db)
    await enter(db, entered)
    await plan(db, now)
    await moved_away(db)
    sooner = replace(ROUND, closes=now + ahead * HOUR)
    await take_in(db, replace(COMPETITION, stages=(REGISTRATION, sooner)), now)
    await plan(db, now)
    one = await claimed(db, now)
    assert one.occurrence == "-/changed/2"
    outlook = Outlook({"city": Ability(replies_in_response=False, pushes=frozenset({Rung.SEND}))})
    assert decide(one, outlook, QUIET, now).action is action


async def test_killed_anywhere_news_goes_on_without_loss_or_doubling(db: Database) -> None:
    chat = await group(db)
    people = await crowd(db, COHORT, 12)
    await begin(db)
    await enter(db, *people[:5])
    async with db.transaction() as conn:
        await cancel(conn, "law", "台风", NOW)
    await plan(db, NOW, planners=1)
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
        await conn.execute(
            "update stage_moment set planned_at = null, planned_to = 0 where rule = 'cancelled'"
        )
    done = await dying(db, planning_reminders.remind_some, NOW, 5)
    assert [(batch.chats, batch.people) for batch in done] == [(1, 5), (0, 5), (0, 2)]
    rule = "-/cancelled/2"
    expected = {(None, chat, rule), *((person, None, rule) for person in people)}
    assert await told(db) == expected


async def test_an_outage_keeps_for_chats_what_only_chats_would_lose(db: Database) -> None:
    """The last hour of a round is not spoken of in chats: what was due three hours before it is."""
    chat = await group(db)
    (entered,) = await cohort(db, "city-wechat:oA")
    await begin(db)
    await enter(db, entered)
    await plan(db, ROUND.closes - HOUR / 2)
    rule = "round-1/PT3H/1"
    assert await told(db) == {(None, chat, rule), (entered, None, rule)}, "people hear one of them"
