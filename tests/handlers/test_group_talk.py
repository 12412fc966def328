"""A group is greeted, known, muted, left; its people get short answers that go away again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.deep_links import DeepLink, Target, read_payload
from bot.domain.events import (
    GroupJoined,
    GroupLeft,
    GroupMigrated,
    PollAnswered,
    Tap,
    Text,
    Unsupported,
)
from bot.domain.messages import Aim
from bot.store.db import Database
from bot.texts.catalogue import texts
from handlers.group_said import NOTHING
from handlers.group_talk import needs_rights
from tests.delivery.owing import all_of, owe, rows
from tests.handlers.group_room import (
    GROUP,
    PUPIL,
    SECRET,
    TEACHER,
    Room,
    deployment,
    happened,
    only,
)
from tests.handlers.school import course, lesson, single


async def test_a_new_group_is_greeted_with_the_next_step(db: Database) -> None:
    said = await Room(db).joins()
    message = only(said)
    assert said.reply is not None
    assert said.reply.aim == Aim(), "the greeting stays"
    assert "管理员发 /group 选一门课" in message.text
    [link] = message.links
    payload = link.url.partition("start=")[2]
    assert read_payload(payload, SECRET) == DeepLink(Target.GROUP, str(said.group))
    [row] = await rows(db, "select title, state, zone, language from chat_group")
    assert tuple(row.values()) == ("骑手七班", "known", "Asia/Shanghai", "zh-Hans")


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh-Hans"), ("zh-hk", "zh-Hant"), ("en-GB", "en"), (None, "zh-Hans")],
)
async def test_it_is_greeted_in_the_language_of_who_added_us(
    db: Database, code: str | None, language: str
) -> None:
    room = Room(db)
    assert only(await room.joins(language=code)).text == texts(language)("group-greeting")
    assert (await room.settings()).language == language


async def test_who_adds_us_again_finds_the_settings_kept(db: Database) -> None:
    room = Room(db)
    await room.teach(course(lesson("甲", single("一"))))
    await room.joins()
    await room.taps("grp:take:farmers:farm")
    before = await room.settings()
    await room.handle(happened(GroupLeft()))
    assert await room.state() == "gone"
    back = await room.joins(language="en")
    assert only(back).text == texts("zh-Hans")("group-greeting-back")
    assert await room.settings() == before
    assert await room.state() == "known"
    assert (await room.joins()).reply is None, "told twice, greeted once"


async def test_what_is_planned_for_a_group_ends_when_we_are_removed(db: Database) -> None:
    room = Room(db)
    row = (await room.joins()).group
    planned = await owe(db, row, to_group=True)
    claimed = await owe(db, row, to_group=True, subject="on its way", state="claimed")
    await room.handle(happened(GroupLeft()))
    found = {one["id"]: one for one in await all_of(db)}
    assert found[planned]["state"] == "failed"
    [past] = await rows(db, f"select reason from delivery_past where id = {planned}")
    assert past["reason"] == "the bot is no longer in the group"
    assert found[claimed]["state"] == "claimed", "its sender ends it"


async def test_rights_come_and_go_without_a_word(db: Database) -> None:
    room = Room(db)
    await room.joins()
    for allowed, state in ((False, "muted"), (False, "muted"), (True, "known")):
        assert await room.may_post(allowed) == NOTHING
        assert await room.state() == state


async def test_a_command_in_a_group_that_is_gone_makes_it_known(db: Database) -> None:
    room = Room(db)
    await room.joins()
    await room.handle(happened(GroupLeft()))
    await room.says("/help", PUPIL)
    assert await room.state() == "known", "who writes to us there has us there"


async def test_rights_in_a_group_that_we_never_heard_of_make_it_known(db: Database) -> None:
    room = Room(db)
    await room.may_post(allowed=False)
    assert await room.state() == "muted"


@pytest.mark.parametrize("command", ["/today", "/quiz", "/progress", "/bind 123456", "今日一课"])
async def test_what_is_personal_is_answered_in_private(db: Database, command: str) -> None:
    room = Room(db)
    said = await room.says(command, PUPIL, thread="9", message="41")
    message = only(said)
    assert "只有您自己看得到" in message.text
    assert [link.url for link in message.links]
    assert said.reply is not None
    assert said.reply.aim == Aim(thread="9", passing=120, answers="41")
    assert not await rows(db, "select 1 from learner")


async def test_without_links_the_way_is_told_in_words(db: Database) -> None:
    room = Room(db, deployment=deployment(links=False))
    message = only(await room.says("/today", PUPIL))
    assert not message.links
    assert "点我的头像" in message.text


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/help", "管理员发 /group"),
        ("/start", "管理员发 /group"),
        ("/competitions", "现在没有比赛"),
        ("/board", "榜"),
        ("本周榜", "榜"),
    ],
)
async def test_commands_get_an_answer_that_passes(db: Database, command: str, words: str) -> None:
    said = await Room(db).says(command, PUPIL)
    assert words in only(said).text
    assert said.reply is not None
    assert said.reply.aim == Aim(passing=120, answers="77")


@pytest.mark.parametrize(
    "text",
    [
        "/weather",
        "/start g-1-abc",
        "大家好",
        "好的",
        "比赛",
        "谢谢",
        "1",
        "",
        "/",
        "/group" + "!" * 300,
    ],
)
async def test_what_is_not_for_us_is_left_alone(db: Database, text: str) -> None:
    assert await Room(db).says(text, PUPIL) == NOTHING
    assert not await rows(db, "select 1 from chat_group"), "and nothing is stored"


async def test_a_command_that_comes_late_is_left_alone(db: Database) -> None:
    room = Room(db)
    room.clock.move(timedelta(minutes=9))
    assert (await room.says("/help", PUPIL)).reply is not None
    room.clock.move(timedelta(minutes=2))
    assert await room.says("/help", PUPIL) == NOTHING


async def test_other_happenings_and_buttons_are_left_alone(db: Database) -> None:
    room = Room(db)
    assert await room.handle(happened(Unsupported("photo"))) == NOTHING
    assert await room.taps("ans:1:2") == NOTHING
    assert await room.taps("") == NOTHING


async def test_a_title_is_cleaned(db: Database) -> None:
    title = "七\u202e班\x00\n  عربي\u2066" + "长" * 200
    await Room(db).handle(happened(GroupJoined(title)))
    [row] = await rows(db, "select title from chat_group")
    assert row["title"].startswith("七班 عربي长")
    assert len(row["title"]) == 128


async def test_a_supergroup_keeps_all_and_is_not_greeted(db: Database) -> None:
    room = Room(db)
    first = (await room.joins()).group
    await room.taps("grp:at:1500")
    assert await room.handle(happened(GroupMigrated("-1001"))) == NOTHING
    assert await room.handle(happened(GroupMigrated("-1001"))) == NOTHING
    arrived = await room.handle(replace(happened(GroupJoined("骑手七班")), chat="-1001"))
    assert (arrived.group, arrived.reply) == (first, None)
    found = await rows(db, "select platform_id, state, question_time::text from chat_group")
    assert [tuple(one.values()) for one in found] == [("-1001", "known", "15:00:00")]


def test_only_the_panel_needs_to_know_who_runs_the_group() -> None:
    assert needs_rights(happened(Text("/group")))
    assert needs_rights(happened(Text("群設置")))
    assert needs_rights(happened(Tap("grp:main")))
    assert not needs_rights(happened(Text("/help")))
    assert not needs_rights(happened(Tap("gq:1:2")))
    assert not needs_rights(happened(PollAnswered("1", (1,))))
    assert not needs_rights(happened(Text("/group"), GROUP, as_chat=True))
    assert not needs_rights(happened(Text("/group"), TEACHER, chat=TEACHER))
