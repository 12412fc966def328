"""Deliveries to groups: their topic, their quiet hours, their rights, their pace."""

import asyncio
from collections import deque
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.delivery.contents import REFUSALS
from bot.delivery.deciding import Action, Reason, decide
from bot.delivery.ladder import Outlook
from bot.delivery.limiting import Limiter, Limits
from bot.delivery.worker import DeliveryWorker
from bot.domain.delivery import Kind, Lack, Outcome, Result, Scope
from bot.domain.messages import Aim, Message, Reply
from bot.domain.quiet_hours import QuietHours, quiet_hours_of
from bot.store import claims
from bot.store import redis as shared
from bot.store.db import Database
from bot.store.groups import membership as groups
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, QUIET, group, learner, one, owe, rows
from tests.delivery.records import claim_all, record, recorder
from tests.delivery.test_deciding import ABILITIES, owed, shanghai
from tests.delivery.test_leavings import answer_group

SECOND = timedelta(seconds=1)
NO_RIGHTS = Outcome(Result.REFUSED, "400 no rights")
KICKED = Outcome(Result.GONE, "403 kicked")


async def states(db: Database) -> list[str]:
    return [row["state"] for row in await rows(db, "select state from chat_group order by id")]


# topics -------------------------------------------------------------------------------------------


async def test_what_we_post_goes_to_the_topic_of_the_group(db: Database, office: Office) -> None:
    crowd, other = await group(db, "-100"), await group(db, "-200")
    await rows(db, "update chat_group set thread = '7' where id = $1", crowd)
    await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    await owe(db, other, kind=Kind.QUESTION, to_group=True)
    await owe(db, await learner(db, "city:1"))
    office.words.pages = ("first", "second")
    await office.work()
    sent = {(call.chat, call.page.aim.thread) for call in office.telegram.calls}
    assert sent == {("-100", "7"), ("-200", ""), ("1", "")}
    assert len(office.telegram.calls) == 6


async def test_words_that_name_a_topic_keep_it(db: Database, office: Office) -> None:
    crowd = await group(db)
    await rows(db, "update chat_group set thread = '7'")
    await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    office.words.reply = Reply((Message("x"),), Aim(thread="8"))
    await office.work()
    assert [page.aim.thread for page in office.telegram.pages_sent] == ["8"]


async def test_an_answer_stays_where_it_was_asked_for(db: Database, office: Office) -> None:
    crowd = await group(db)
    await rows(db, "update chat_group set thread = '7'")
    await answer_group(db, crowd, Reply((Message("in a topic"),), Aim(thread="9")), "a")
    await answer_group(db, crowd, Reply((Message("where everybody talks"),)), "b")
    await office.work()
    assert [page.aim.thread for page in office.telegram.pages_sent] == ["9", ""]


# quiet hours --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "read"),
    [
        ("21:30-07:30", QUIET),
        (" 21:30 - 07:30 ", QUIET),
        ("00:00-00:00", QuietHours(QUIET.begin.replace(0, 0), QUIET.begin.replace(0, 0))),
        ("", None),
        ("none", None),
        ("25:00-07:30", None),
        ("21:30", None),
    ],
)
def test_quiet_hours_are_read_from_a_span(span: str, read: QuietHours | None) -> None:
    assert quiet_hours_of(span) == read


def test_the_same_time_twice_is_no_quiet_hours() -> None:
    never = quiet_hours_of("00:00-00:00")
    assert never is not None
    assert not any(never.hold(shanghai(23, hour), "Asia/Shanghai") for hour in range(24))


@pytest.mark.parametrize(
    ("own", "hour", "action"),
    [
        (None, 22, Action.WAIT),
        ("23:00-06:00", 22, Action.SEND),
        ("12:00-14:00", 13, Action.WAIT),
        ("00:00-00:00", 23, Action.SEND),
    ],
)
def test_a_group_s_own_quiet_hours_stand_for_the_deployment_s(
    own: str | None, hour: int, action: Action
) -> None:
    now = shanghai(23, hour)
    delivery = owed(
        Kind.REMINDER,
        learner=None,
        group=5,
        recipient_state="known",
        due=now,
        quiet=quiet_hours_of(own) if own else None,
        expires=now + timedelta(days=2),
    )
    assert decide(delivery, Outlook(ABILITIES), QUIET, now).action is action


async def test_own_quiet_hours_come_with_the_claim(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    quiet, other = await group(db, "-100"), await group(db, "-200")
    await rows(db, "update chat_group set quiet = '12:00-14:00' where id = $1", quiet)
    row = await owe(db, quiet, kind=Kind.REMINDER, to_group=True)
    await owe(db, other, kind=Kind.REMINDER, to_group=True)
    await office.work()
    assert office.telegram.chats == ["-200"]
    assert (await one(db, row))["next_try"] == NOON + timedelta(hours=2)
    clock.move(timedelta(hours=2))
    await office.work()
    assert office.telegram.chats == ["-200", "-100"]


async def test_a_span_nobody_can_read_leaves_the_deployment_s(
    db: Database, office: Office
) -> None:
    crowd = await group(db)
    await rows(db, "update chat_group set quiet = 'at night'")
    row = await owe(db, crowd, kind=Kind.REMINDER, to_group=True)
    await office.work()
    assert (await one(db, row))["state"] == "sent"


# rights -------------------------------------------------------------------------------------------


async def test_a_group_that_lets_us_say_nothing_is_left_alone(
    db: Database, office: Office
) -> None:
    crowd = await group(db)
    refused = await owe(db, crowd, kind=Kind.QUESTION, to_group=True, subject="a")
    office.telegram.script = deque([NO_RIGHTS])
    await office.work()
    assert (await one(db, refused))["reason"] == "refused 400 no rights"
    assert await states(db) == ["muted"]
    later = await owe(db, crowd, kind=Kind.QUESTION, to_group=True, subject="b")
    await answer_group(db, crowd, Reply((Message("x"),)))
    await office.work()
    now = await one(db, later)
    assert (now["state"], now["reason"]) == ("expired", Reason.GROUP_MUTED.value)
    assert len(office.telegram.calls) == 1, "nothing is sent, not even an answer"


async def test_rights_that_come_back_let_us_speak_again(db: Database, office: Office) -> None:
    crowd = await group(db)
    await rows(db, "update chat_group set state = 'muted'")
    await rows(db, "update chat_group set state = 'known'")
    row = await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    await office.work()
    assert (await one(db, row))["state"] == "sent"


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(Result.REFUSED, "400 no rights", lack=Lack.QUIZ),
        Outcome(Result.REFUSED, "400 topic closed"),
        Outcome(Result.BAD_REQUEST, "400"),
        Outcome(Result.THROTTLED, "429", retry_after=1),
    ],
    ids=lambda outcome: f"{outcome.code} {outcome.lack}",
)
async def test_what_was_refused_for_what_it_carried_mutes_nobody(
    db: Database, office: Office, outcome: Outcome
) -> None:
    await owe(db, await group(db), kind=Kind.QUESTION, to_group=True)
    office.telegram.script = deque([outcome])
    await office.worker.run_once()
    assert await states(db) == ["known"]


async def test_a_group_that_is_gone_is_not_brought_back_by_a_late_refusal(
    db: Database, office: Office
) -> None:
    await owe(db, await group(db), kind=Kind.QUESTION, to_group=True)
    office.telegram.script = deque([NO_RIGHTS])

    async def removed() -> None:
        async with db.connection() as conn:
            await groups.group_gone(conn, BOT, "-100")

    office.telegram.meanwhile = removed
    await office.work()
    assert await states(db) == ["gone"]


@pytest.mark.parametrize(
    ("outcome", "later", "state"),
    [
        (NO_RIGHTS, timedelta(days=1), "known"),
        (NO_RIGHTS, SECOND, "muted"),
        (KICKED, timedelta(days=1), "known"),
        (KICKED, SECOND, "gone"),
    ],
)
async def test_a_refusal_of_yesterday_says_nothing_of_a_group_now(
    db: Database, clock: FrozenClock, outcome: Outcome, later: timedelta, state: str
) -> None:
    """It lay in the spool while rights came back, or we did; nothing would tell us of it again."""
    await group(db, "-100")
    await owe(db, await learner(db, "city:1"))
    (flight,) = await claim_all(db)
    flight.address, flight.group, flight.chat = None, 1, "-100"
    said = record(flight, outcome)
    clock.move(later)
    late = recorder(db, clock)
    late.add(said)
    await late.finish()
    assert await states(db) == [state]


async def test_groups_that_refuse_their_own_words_stop_no_other(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """All boards have the same empty subject, and each names other people."""
    for number in range(REFUSALS):
        crowd = await group(db, f"-10{number}")
        await owe(db, crowd, kind=Kind.QUESTION, to_group=True, subject="")
    due, other = NOON + timedelta(hours=1), await group(db, "-200")
    row = await owe(db, other, kind=Kind.QUESTION, to_group=True, subject="", due=due)
    office.telegram.script = deque([Outcome(Result.BAD_REQUEST, "400")] * REFUSALS)
    await office.work()
    assert len(office.telegram.calls) == REFUSALS
    clock.move(timedelta(hours=1))
    await office.work()
    assert (await one(db, row))["state"] == "sent"


# pace ---------------------------------------------------------------------------------------------


async def test_slow_mode_holds_back_its_own_group_only(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """Its wait is a chat's, however long; answers and posts of that group wait for it."""
    slow, other = await group(db, "-100"), await group(db, "-200")
    await owe(db, slow, kind=Kind.QUESTION, to_group=True)
    office.telegram.next_in["-100"] = Outcome(
        Result.THROTTLED, "429 slow mode", retry_after=30, scope=Scope.CHAT
    )
    await office.work()
    await owe(db, other, kind=Kind.QUESTION, to_group=True)
    await owe(db, await learner(db, "city:1"))
    await office.work()
    assert sorted(office.telegram.chats) == ["-100", "-200", "1"]
    assert await states(db) == ["known", "known"]
    clock.move(29 * SECOND)
    assert await office.work() == 0
    clock.move(3 * SECOND)
    await office.work()
    assert office.telegram.chats[3:] == ["-100"]


async def test_answers_and_posts_of_a_group_share_its_twenty_a_minute(
    db: Database, office: Office, clock: FrozenClock, redis_url: str
) -> None:
    """Every page counts, whoever asked for it; a page too many waits for the minute to pass."""
    crowd, other = await group(db, "-100"), await group(db, "-200")
    for number in range(4):
        await owe(db, crowd, kind=Kind.QUESTION, to_group=True, subject=f"{number}")
        await answer_group(db, crowd, Reply((Message("one"),)), f"a{number}")
        await answer_group(db, crowd, Reply((Message("one"),)), f"b{number}")
        await answer_group(db, crowd, Reply((Message("one"),)), f"c{number}")
    await owe(db, other, kind=Kind.QUESTION, to_group=True)
    office.words.pages = ("first", "second", "third")
    at = [1_000_000_000]
    async with asyncio.timeout(20):
        client = shared.connect(redis_url)
        limiter = Limiter(client, {BOT: Limits(30)}, timer=lambda: at[0])
        office.worker = worker_like(db, office, clock, limiter)
        for _ in range(40):
            await office.worker.run_once()
            clock.move(SECOND)
            at[0] += 1_000_000
        assert office.telegram.chats.count("-200") == 3
        first_minute = office.telegram.chats.count("-100")
        for _ in range(60):
            await office.worker.run_once()
            clock.move(SECOND)
            at[0] += 1_000_000
        await client.aclose()
    assert 18 <= first_minute <= 20
    assert office.telegram.chats.count("-100") == 4 * 3 + 12


def worker_like(
    db: Database, office: Office, clock: FrozenClock, limiter: Limiter
) -> DeliveryWorker:
    """The office's worker, with real limits."""
    other = Office(db, clock, turns=limiter, telegram=office.telegram)  # type: ignore[arg-type]
    other.words.pages = office.words.pages
    return other.worker


# a group that moves -------------------------------------------------------------------------------


MOVED = Outcome(Result.MIGRATED, "400 migrated", platform_id="-1001")


async def move(db: Database) -> None:
    """The service message tells of it."""
    async with db.transaction() as conn:
        await groups.migrate_group(conn, BOT, "-100", "-1001")


async def test_what_moves_while_it_is_sent_is_sent_once_more(db: Database, office: Office) -> None:
    row = await owe(db, await group(db, "-100"), kind=Kind.QUESTION, to_group=True)
    office.telegram.next_in["-100"] = MOVED
    office.telegram.meanwhile = lambda: move(db)
    await office.work()
    assert office.telegram.chats == ["-100", "-1001"]
    now = await one(db, row)
    assert (now["state"], now["tries"]) == ("sent", 2)
    assert [r["platform_id"] for r in await rows(db, "select platform_id from chat_group")] == [
        "-1001"
    ]


async def test_the_new_group_may_be_known_before_the_outcome(db: Database, office: Office) -> None:
    """Both rows are there, and the service message comes while our message is on its way."""
    old, new = await group(db, "-100"), await group(db, "-1001")
    row = await owe(db, old, kind=Kind.QUESTION, to_group=True)
    office.telegram.next_in["-100"] = MOVED
    office.telegram.meanwhile = lambda: move(db)
    await office.work()
    assert office.telegram.chats == ["-100", "-1001"]
    now = await one(db, row)
    assert (now["state"], now["group_id"]) == ("sent", new)
    assert await states(db) == ["gone", "known"]


async def test_moving_twice_is_moving_once(db: Database, office: Office) -> None:
    row = await owe(db, await group(db, "-100"), kind=Kind.QUESTION, to_group=True)
    office.telegram.next_in["-100"] = MOVED
    await office.work()
    await move(db)
    await move(db)
    assert (await one(db, row))["state"] == "sent"
    found = await rows(db, "select platform_id, state from chat_group")
    assert [tuple(r.values()) for r in found] == [("-1001", "known")]


async def test_the_outcome_and_the_service_message_may_meet(
    db: Database, clock: FrozenClock, office: Office
) -> None:
    """Both at once: one waits for the other, and the group has moved once."""
    crowd = await group(db, "-100")
    row = await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    office.telegram.next_in["-100"] = MOVED
    moving: list[asyncio.Task[None]] = []

    async def told() -> None:
        moving.append(asyncio.create_task(move(db)))

    office.telegram.meanwhile = told
    await office.work()
    await asyncio.gather(*moving)
    assert office.telegram.chats[-1] == "-1001"
    assert len(office.telegram.chats) == 2
    assert (await one(db, row))["state"] == "sent"
    found = await rows(db, "select platform_id, state from chat_group")
    assert [tuple(r.values()) for r in found] == [("-1001", "known")]


async def test_a_claim_reads_the_group_as_it_stands(db: Database) -> None:
    crowd = await group(db)
    await rows(db, "update chat_group set thread = '7', quiet = '01:00-02:00'")
    await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    async with db.transaction() as conn:
        (found,) = await claims.lock_candidates(conn, NOON, 10, ["question"])
    assert (found.thread, found.quiet) == ("7", quiet_hours_of("01:00-02:00"))
    assert [(a.account, a.platform_id) for a in found.addresses] == [(BOT, "-100")]
