"""The settings panel with its rights: who may, what is kept, what old and forged buttons do."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.events import Tap, Text
from bot.domain.messages import Aim
from bot.store.db import Database
from bot.texts.catalogue import texts
from tests.delivery.owing import NOON, rows
from tests.handlers.group_room import (
    GROUP,
    PUPIL,
    TEACHER,
    Room,
    data_of,
    happened,
    only,
    toast,
)
from tests.handlers.school import course, lesson, single

ZH = texts("zh-Hans")


async def school(db: Database) -> Room:
    """A group that we are in, and two courses for farmers."""
    room = Room(db)
    await room.teach(
        course(lesson("甲", single("一"))), course(lesson("乙", single("二")), key="tea")
    )
    await room.joins()
    return room


async def test_an_administrator_chooses_a_course_by_touching(db: Database) -> None:
    room = await school(db)
    opened = await room.says("/group", message="40", thread="3")
    assert opened.reply is not None
    assert opened.reply.aim == Aim(thread="3", passing=600, answers="40")
    shown, told = only(opened), ""
    for label in (ZH("group-to-course"), ZH("group-track-farmers"), "采茶小课"):
        said = await room.taps(data_of(shown, label), message="41", thread="3")
        assert said.reply is not None
        assert said.reply.aim == Aim(thread="3", replaces="41", passing=600)
        shown, told = only(said), toast(said) if said.toast else ""
    assert told == ZH("group-saved")
    assert "《采茶小课》，每周一换下一门" in shown.text
    assert "每日一题：12:00" in shown.text, "the question comes with the first course"
    found = await room.settings()
    assert (found.track, found.course, found.question_time) == ("farmers", "tea", time(12))
    turns = await rows(db, "select what from group_turn order by what")
    assert {"board", "course", "question"} <= {turn["what"] for turn in turns}


async def test_each_setting_is_kept_and_touched_twice_is_the_same(db: Database) -> None:
    room = await school(db)
    changes: dict[str, dict[str, Any]] = {
        "grp:take:everyone:farm": {},  # a forged shelf: farmers' courses do not stand there
        "grp:take:farmers:farm": {
            "track": "farmers",
            "course": "farm",
            "question_time": time(12),
        },
        "grp:rotate:off": {"rotates": False},
        "grp:at:off": {"question_time": None},
        "grp:take:farmers:tea": {"course": "tea"},
        "grp:at:1830": {"question_time": time(18, 30)},
        "grp:board:off": {"board": False},
        "grp:post:here": {"thread": "9"},
        "grp:post:general": {"thread": ""},
        "grp:hush:2200-0800": {"quiet": "22:00-08:00"},
        "grp:hush:none": {"quiet": "00:00-00:00"},
        "grp:hush:default": {"quiet": ""},
        "grp:speak:en": {"language": "en"},
        "grp:speak:zh-Hans": {"language": "zh-Hans"},
        "grp:none": {"course": None, "question_time": None},
    }
    expected = await room.settings()
    for data, change in changes.items():
        expected = replace(expected, **change)
        first, again = [await room.taps(data, thread="9") for _ in range(2)]
        assert await room.settings() == expected, data
        if change:
            assert toast(first) == texts(expected.language)("group-saved")
            assert again.toast is None, "what was so already is not told"
        else:
            assert toast(again) == ZH("group-button-old")


async def test_others_are_sent_to_the_private_chat(db: Database) -> None:
    room = await school(db)
    refused = await room.says("/group", PUPIL)
    assert only(refused).text == ZH("group-only-administrators")
    assert only(refused).links
    assert refused.reply is not None
    assert refused.reply.aim.passing == 120
    before = await room.settings()
    touched = await room.taps("grp:board:off", PUPIL)
    assert touched.reply is None
    assert toast(touched) == ZH("group-only-administrators")
    assert await room.settings() == before


async def test_when_nobody_can_be_asked_it_is_to_be_tried_again(db: Database) -> None:
    room = await school(db)
    opened = await room.handle(happened(Text("/group")), None)
    assert only(opened).text == ZH("group-administrators-unknown")
    touched = await room.handle(happened(Tap("grp:board:off")), None)
    assert toast(touched) == ZH("group-administrators-unknown")
    assert (await room.settings()).board


async def test_who_speaks_as_the_group_runs_it(db: Database) -> None:
    room = await school(db)
    anonymous = happened(Text("/group"), GROUP, as_chat=True)
    assert only(await room.handle(anonymous, None)).title == ZH("group-panel-title")


async def test_a_closed_panel_has_no_buttons_and_goes_soon(db: Database) -> None:
    room = await school(db)
    async with db.connection() as conn:
        await conn.executemany(
            "insert into passing_message (account, chat, message_id, remove_at) values ('city', $1, $2, $3)",
            [
                (GROUP, "41", NOON + timedelta(minutes=10)),
                (GROUP, "42", NOON + timedelta(minutes=9)),
            ],
        )
    said = await room.taps("grp:close", message="41")
    assert not only(said).options
    assert ZH("group-panel-closed") in only(said).text
    assert said.reply is not None
    assert said.reply.aim == Aim(replaces="41", passing=20)
    goes = await rows(db, "select message_id, remove_at from passing_message order by 1")
    assert [row["remove_at"] - NOON for row in goes] == [
        timedelta(seconds=20),
        timedelta(minutes=9),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "grp:",
        "grp:nothing",
        "grp:main:x",
        "grp:close:x",
        "grp:track:admins",
        "grp:track:farmers:-1",
        "grp:track:farmers:²",
        "grp:take:farmers:gone",
        "grp:take:farmers",
        "grp:rotate:",
        "grp:board:maybe",
        "grp:at:2460",
        "grp:at:١٢٠٠",
        "grp:post:there",
        "grp:hush:0000-2359",
        "grp:speak:fr",
        "grp:none:1",
    ],
)
async def test_forged_and_old_buttons_change_nothing(db: Database, data: str) -> None:
    room = await school(db)
    before = await room.settings()
    said = await room.taps(data)
    assert toast(said) == ZH("group-button-old")
    assert only(said).title == ZH("group-panel-title"), "the panel is shown as it is"
    assert await room.settings() == before


async def test_there_is_no_topic_to_post_in_where_there_are_no_topics(db: Database) -> None:
    room = await school(db)
    assert toast(await room.taps("grp:post:here", thread="")) == ZH("group-button-old")
    assert ZH("group-to-topic") not in [
        one.label for one in only(await room.says("/group")).options
    ]


async def test_two_administrators_at_once_lose_no_change(db: Database) -> None:
    room = await school(db)
    first, second = happened(Tap("grp:board:off")), happened(Tap("grp:rotate:off"), "777")
    both = frozenset({TEACHER, "777"})
    async with db.transaction() as conn:
        await room.talk.handle(conn, first, both)
        waiting = asyncio.ensure_future(room.handle(second, both))
        await waits_for_a_lock(db)
    await waiting
    found = await room.settings()
    assert (found.board, found.rotates) == (False, False)


async def waits_for_a_lock(db: Database) -> None:
    """Returns when somebody waits."""
    while not await rows(
        db,
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    ):
        pass


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.text(max_size=60))
async def test_whatever_is_touched_nothing_breaks(db: Database, data: str) -> None:
    room = Room(db)
    said = await room.taps(f"grp:{data.replace(chr(0), '')}")
    assert only(said).title
