"""A group that was closed is spoken to again, one that returns gets its turns, and 60 who ask the
same get one answer."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.events import GroupLeft, GroupMigrated
from bot.store.db import Database
from bot.store.groups import standing as group_standing
from bot.store.groups import turns as group_turns
from bot.store.groups.said import forget_said, say_once
from bot.texts.catalogue import texts
from handlers.group_commands import GROUP_WORDS, command_of
from handlers.group_said import NOTHING
from tests.delivery.owing import BOT, NOON, group, rows
from tests.handlers.group_room import GROUP, PUPIL, Room, happened, only

SOON = timedelta(seconds=119)
STANDS = timedelta(minutes=2)


async def refused(db: Database, chat: str = GROUP) -> None:
    """The platform let us say nothing there."""
    async with db.transaction() as conn:
        await group_standing.mute_group(conn, BOT, chat, NOON)


async def turns(db: Database) -> set[str]:
    return {one["what"] for one in await rows(db, "select what from group_turn")}


# Muted -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/help", "/group", "本周榜"])
async def test_who_writes_a_command_in_a_muted_group_is_answered(
    db: Database, command: str
) -> None:
    room = Room(db)
    await room.joins()
    await refused(db)
    assert (await room.says(command)).reply is not None
    assert await room.state() == "known"
    assert [tuple(one.values()) for one in await rows(db, "select muted_at from chat_group")] == [
        (None,)
    ]


async def test_talk_in_a_muted_group_changes_nothing(db: Database) -> None:
    room = Room(db)
    await room.joins()
    await refused(db)
    assert await room.says("大家好", PUPIL) == NOTHING
    assert await room.state() == "muted"


async def test_where_the_answer_is_refused_again_not_each_of_sixty_tries(db: Database) -> None:
    room = Room(db)
    await room.joins()
    await room.says("/help", PUPIL, message="1")
    await refused(db)
    assert (await room.says("/help", "503", message="2")).reply is None
    assert await room.state() == "muted"


async def test_two_muted_groups_are_opened_crosswise_without_waiting(db: Database) -> None:
    first, second = await group(db, "-1"), await group(db, "-2")
    for chat in ("-1", "-2"):
        await refused(db, chat)
    async with asyncio.timeout(20), db.transaction() as one, db.transaction() as two:
        await group_standing.speak_again(one, first)
        await group_standing.speak_again(two, second)
        await group_standing.speak_again(one, second)
        await group_standing.speak_again(two, first)
    assert await rows(db, "select 1 from chat_group where state = 'muted'") == []


# Back again ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", ["joins", "says", "moves"])
async def test_a_group_that_is_back_has_its_turns(db: Database, back: str) -> None:
    room = Room(db)
    await room.joins()
    await room.taps("grp:board:on")
    before = await turns(db)
    assert before == {"board"}
    await room.handle(happened(GroupLeft()))
    assert await turns(db) == set()
    if back == "joins":
        await room.joins()
    elif back == "says":
        await room.says("/help", PUPIL)
    else:
        await room.handle(happened(GroupMigrated("-1009")))
    assert await turns(db) == before


async def test_a_group_that_was_met_by_a_command_has_turns(db: Database) -> None:
    await Room(db).says("/help", PUPIL)
    assert await turns(db) == {"board"}


async def test_a_known_group_is_not_locked_by_a_command(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(db)
    await room.joins()

    async def never(*_: object) -> None:
        raise AssertionError("the group's row is locked for its turns")

    monkeypatch.setattr(group_turns, "begin", never)
    assert (await room.says("/help", PUPIL)).reply is not None


# Said once ----------------------------------------------------------------------------------------


async def test_sixty_who_ask_get_one_answer_and_sixty_are_cleaned_up(db: Database) -> None:
    room = Room(db)
    await room.joins()
    said = await asyncio.gather(
        *(room.says("/help", str(1000 + n), message=str(n)) for n in range(60))
    )
    [answer] = [one.reply for one in said if one.reply is not None]
    kept = await rows(db, "select message_id, chat, remove_at from passing_message")
    asked = {str(n) for n in range(60)}
    assert {one["message_id"] for one in kept} == asked - {answer.aim.answers}
    assert {one["remove_at"] for one in kept} == {NOON + STANDS}
    assert {one["chat"] for one in kept} == {GROUP}


async def test_another_command_topic_group_or_time_is_answered(db: Database) -> None:
    room = Room(db)
    assert (await room.says("/help", PUPIL)).reply is not None
    assert (await room.says("/start", PUPIL)).reply is None, "says the same as /help"
    assert (await room.says("/board", PUPIL)).reply is not None
    assert (await room.says("/help", PUPIL, thread="9")).reply is not None, "seen only there"
    assert (await room.says("/help", PUPIL, chat="-77")).reply is not None
    room.clock.move(SOON)
    assert (await room.says("/help", PUPIL)).reply is None
    room.clock.move(STANDS - SOON)
    assert (await room.says("/help", PUPIL)).reply is not None
    assert (await room.says("/help", PUPIL)).reply is None, "it stands anew"


async def test_the_panel_is_always_opened_and_refused_once(db: Database) -> None:
    room = Room(db)
    await room.joins()
    assert only(await room.says("/group", PUPIL)).text == texts("zh-Hans")(
        "group-only-administrators"
    )
    assert (await room.says("/group", "503")).reply is None
    for _ in range(2):
        assert only(await room.says("/group")).options


async def test_two_who_ask_in_two_groups_crosswise_do_not_wait(db: Database) -> None:
    first, second = await group(db, "-1"), await group(db, "-2")
    async with asyncio.timeout(20), db.transaction() as one, db.transaction() as two:
        assert await say_once(one, first, "help", NOON, STANDS)
        assert await say_once(two, second, "help", NOON, STANDS)
        assert not await say_once(one, second, "help", NOON, STANDS)
        assert not await say_once(two, first, "help", NOON, STANDS)
        assert await say_once(two, first, "board", NOON, STANDS)


async def test_what_stands_no_more_is_forgotten(db: Database) -> None:
    row = await group(db)
    async with db.transaction() as conn:
        await say_once(conn, row, "help", NOON, STANDS)
        assert await forget_said(conn, NOON + STANDS, 10) == 0
        assert await forget_said(conn, NOON + STANDS + timedelta(seconds=1), 10) == 1


# Words --------------------------------------------------------------------------------------------


def test_each_word_that_passes_the_channel_is_understood() -> None:
    assert all(command_of(word) is not None for word in GROUP_WORDS)
    assert {"本群", "群设置", "群設置", "本周榜", "本週榜"} <= GROUP_WORDS
    assert not {"大家好", "比赛", "今天"} & GROUP_WORDS
