"""A worker on the real database: what each result of a send leaves behind."""

from collections import deque
from datetime import timedelta

from bot.clock import FrozenClock
from bot.delivery.outcomes import LONGEST_REST, MISCONFIGURED_PAUSE
from bot.domain.delivery import Kind, Outcome, Result, Rung, Scope
from bot.store.db import Database
from tests.delivery.office import DIALOG, Office
from tests.delivery.owing import (
    BOT,
    NOON,
    OFFICIAL,
    group,
    learner,
    one,
    owe,
    places,
    reply_detail,
    rows,
    window,
)

SECOND = timedelta(seconds=1)


async def test_sent_by_telegram(db: Database, office: Office) -> None:
    person = await learner(db, "city:42")
    row = await owe(db, person)
    office.words.dialog = DIALOG
    assert await office.work() == 1
    call = office.telegram.calls[0]
    assert (call.chat, call.text, call.rung, call.key) == ("42", "a lesson", Rung.SEND, f"{row}-0")
    now = await one(db, row)
    assert (now["state"], now["rung"], now["attempts"]) == ("sent", "send", 1)
    assert (now["decided_at"], now["ended_at"], now["lease_until"]) == (NOON, NOON, None)
    assert now["detail"] == {"lesson": "one"}
    assert [step["reason"] for step in now["steps"]] == ["sent 200"]
    kept = await rows(db, "select dialog from learner where id = $1", person)
    assert kept[0]["dialog"] == DIALOG.to_json()


async def test_all_pages_go_out_in_telegram(db: Database, office: Office) -> None:
    await owe(db, await learner(db, "city:42"))
    office.words.pages = ("first", "second")
    await office.work()
    assert office.telegram.texts == ["first", "second"]


async def test_pages_that_arrived_are_not_sent_again(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    office.words.pages = ("first", "second", "third")
    office.telegram.script = deque(
        [Outcome(Result.SENT), Outcome(Result.THROTTLED, retry_after=3)]
    )
    await office.work()
    assert (await one(db, row))["detail"]["pages_sent"] == 1
    clock.move(5 * SECOND)
    await office.work()
    assert office.telegram.texts == ["first", "second", "second", "third"]
    now = await one(db, row)
    assert (now["state"], now["detail"]) == ("sent", {"lesson": "one"})


async def test_other_words_are_sent_from_their_beginning(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    await owe(db, await learner(db, "city:42"))
    office.words.pages = ("first", "second")
    office.telegram.script = deque(
        [Outcome(Result.SENT), Outcome(Result.THROTTLED, retry_after=3)]
    )
    await office.work()
    office.words.pages, office.words.detail = ("new first", "new second"), {"lesson": "two"}
    clock.move(5 * SECOND)
    await office.work()
    assert office.telegram.texts == ["first", "second", "new first", "new second"]


async def test_throttled_in_a_chat_holds_back_what_else_is_owed_there(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    crowd, other = await group(db, "-100"), await group(db, "-200")
    first = await owe(db, crowd, kind=Kind.REMINDER, to_group=True, subject="a")
    await owe(db, crowd, kind=Kind.REMINDER, to_group=True, subject="b")
    await owe(db, other, kind=Kind.REMINDER, to_group=True, subject="a")
    office.telegram.next_in["-100"] = Outcome(Result.THROTTLED, "429", retry_after=20)
    await office.work()
    assert sorted(office.telegram.chats) == ["-100", "-200"]
    assert (await one(db, first))["state"] == "planned"
    clock.move(19 * SECOND)
    assert await office.work() == 0
    clock.move(2 * SECOND)
    assert await office.work() == 2
    assert office.telegram.chats[2:] == ["-100", "-100"]


async def test_throttled_for_the_account_pauses_all_of_it(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    await owe(db, await learner(db, "city:1"), priority=3)
    office.telegram.script = deque(
        [Outcome(Result.THROTTLED, "429", retry_after=30, scope=Scope.ACCOUNT)]
    )
    await office.work()
    waiting = await owe(db, await learner(db, "city:2"))
    await office.work()
    assert office.telegram.chats == ["1"], "nothing more goes to a platform that asked for a pause"
    now = await one(db, waiting)
    assert (now["state"], now["attempts"]) == ("planned", 0)
    clock.move(32 * SECOND)
    await office.work()
    assert sorted(office.telegram.chats) == ["1", "1", "2"]


async def test_who_has_another_address_is_reached_there_while_an_account_rests(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """What comes in the turn of an account that works does not wait for one that rests."""
    person = await learner(db, "city:3", "city-wechat:oC")
    await window(db, person)
    async with db.connection() as conn:
        await conn.execute("update address set last_in_at = $1 where account = $2", NOON, BOT)
    await owe(db, person, lane=OFFICIAL)
    await office.turns.pause(BOT, 30)
    await office.work()
    assert (office.telegram.chats, office.wechat.chats) == ([], ["oC"])


async def test_gone_takes_the_next_address(db: Database, office: Office) -> None:
    person = await learner(db, "city:42", "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    office.telegram.script = deque([Outcome(Result.GONE, "403 blocked")])
    await office.work()
    assert office.telegram.chats == ["42"]
    assert office.wechat.chats == ["oA"]
    assert (await one(db, row))["state"] == "sent"
    states = await rows(db, "select account, state, reason from address order by id")
    assert [(r["state"], r["reason"]) for r in states] == [
        ("gone", "403 blocked"),
        ("active", None),
    ]


async def test_gone_everywhere_fails(db: Database, office: Office) -> None:
    row = await owe(db, await learner(db, "city:42"))
    office.telegram.script = deque([Outcome(Result.GONE, "403 blocked")])
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["reason"]) == ("failed", "no address is left")


async def test_a_reply_never_takes_another_address(db: Database, office: Office) -> None:
    person = await learner(db, "city:42", "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person, kind=Kind.REPLY, priority=0, detail=reply_detail("an answer"))
    async with db.connection() as conn:
        await conn.execute(
            "update delivery set address_id = (select id from address where account = $1)", BOT
        )
    office.telegram.script = deque([Outcome(Result.GONE, "403 blocked")])
    await office.work()
    assert office.wechat.calls == []
    assert (await one(db, row))["state"] == "failed"


async def test_who_came_back_meanwhile_is_not_lost(db: Database, office: Office) -> None:
    await owe(db, await learner(db, "city:42"))

    async def the_person_returns() -> None:
        async with db.connection() as conn:
            await conn.execute("update address set last_in_at = $1", NOON + SECOND)

    office.telegram.meanwhile = the_person_returns
    office.telegram.script = deque([Outcome(Result.GONE, "403 blocked")])
    await office.work()
    assert (await rows(db, "select state from address"))[0]["state"] == "active"


async def test_a_group_that_removed_us(db: Database, office: Office) -> None:
    row = await owe(db, await group(db), kind=Kind.ANNOUNCEMENT, to_group=True)
    office.telegram.script = deque([Outcome(Result.GONE, "403 kicked")])
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["reason"]) == ("failed", "the bot is no longer in the group")
    assert (await rows(db, "select state from chat_group"))[0]["state"] == "gone"


async def test_a_group_that_moved(db: Database, office: Office) -> None:
    row = await owe(db, await group(db, "-100"), kind=Kind.ANNOUNCEMENT, to_group=True)
    office.telegram.script = deque([Outcome(Result.MIGRATED, platform_id="-1001")])
    await office.work()
    assert office.telegram.chats == ["-100", "-1001"]
    assert (await one(db, row))["state"] == "sent"


async def test_a_group_that_moved_to_where_we_are_already(db: Database, office: Office) -> None:
    old, new = await group(db, "-100"), await group(db, "-1001")
    row = await owe(db, old, kind=Kind.ANNOUNCEMENT, to_group=True)
    office.telegram.script = deque([Outcome(Result.MIGRATED, platform_id="-1001")])
    await office.work()
    assert office.telegram.chats == ["-100", "-1001"]
    now = await one(db, row)
    assert (now["state"], now["group_id"]) == ("sent", new)
    assert (await rows(db, "select state from chat_group where id = $1", old))[0][
        "state"
    ] == "gone"


async def test_a_platform_that_is_down_is_tried_again_by_itself(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    down = Outcome(Result.UNAVAILABLE, "no connection", scope=Scope.ACCOUNT)
    office.telegram.script = deque([down] * 5)
    for _ in range(20):
        await office.work()
        clock.move(LONGEST_REST)
    now = await one(db, row)
    assert (now["state"], now["attempts"]) == ("sent", 6)
    assert [step["reason"] for step in now["steps"]] == ["unavailable no connection", "sent 200"]


async def test_misconfigured_waits_for_a_person(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    office.telegram.script = deque([Outcome(Result.MISCONFIGURED, "401", scope=Scope.ACCOUNT)])
    await office.work()
    assert (await one(db, row))["next_try"] == NOON + MISCONFIGURED_PAUSE
    await owe(db, await learner(db, "city:43"))
    await office.work()
    assert office.telegram.chats == ["42"], "credentials that are refused are not worn out"
    clock.move(MISCONFIGURED_PAUSE + SECOND)
    await office.work()
    assert sorted(office.telegram.chats) == ["42", "42", "43"]


async def test_not_needed_ends_without_a_send(db: Database, office: Office) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    office.words.not_needed = "the course is finished"
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["reason"]) == ("expired", "the course is finished")
    assert office.wechat.calls == []
    assert await places(db, person) == (5, 0)


async def test_what_is_decided_without_sending(db: Database, office: Office) -> None:
    held = await owe(db, await learner(db, "city-wechat:oA"))
    expired = await owe(db, await learner(db, "city:1"), due=NOON - timedelta(days=2))
    stopped = await owe(db, await learner(db, "city:2", state="stopped"))
    failed = await owe(db, await learner(db))
    assert await office.work() == 4
    states = [(await one(db, row))["state"] for row in (held, expired, stopped, failed)]
    assert states == ["held", "expired", "expired", "failed"]
    assert office.telegram.calls == []


async def test_quiet_hours_put_off_until_they_end(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    crowd = await group(db)
    row = await owe(db, crowd, kind=Kind.REMINDER, to_group=True, expires=NOON + timedelta(days=2))
    clock.move(timedelta(hours=10))
    for _ in range(3):
        await office.work()
    now = await one(db, row)
    assert now["next_try"] == NOON + timedelta(hours=19, minutes=30)
    assert len(now["steps"]) == 1
    assert now["decided_at"] == NOON + timedelta(hours=10)
    clock.set(now["next_try"])
    await office.work()
    assert (await one(db, row))["state"] == "sent"
