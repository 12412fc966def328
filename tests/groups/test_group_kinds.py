"""Groups of every kind: a forum, an English one, one with quiet hours and names of every script."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from adapters.simulator import Bubble
from bot.competitions.moments import moments_of
from bot.content.competition_file import load_competition
from bot.store.competitions import import_competition
from tests.flow.telegram_person import Person, all_taken, words
from tests.flow.town import TELEGRAM, Town
from tests.groups.classroom import OWNER, PUPILS, SHANGHAI, Classroom, MinuteBook
from tests.groups.test_group_troubles import MORNING, NOON, learning
from tests.groups.test_group_week import opened, start_by_link

OVERRIDE, ISOLATE, HIDDEN = "\u202e", "\u2066", "\u200b"
TURNING = f"{OVERRIDE}{ISOLATE}{HIDDEN}\u200f\u061c\u202b"


@pytest.fixture
async def forum(telegram_town: Town) -> Classroom:
    """A forum whose group learns a course, posted in a topic of its own."""
    room = Classroom.open(telegram_town, forum=True)
    await learning(room)
    thread = room.platform.open_topic(TELEGRAM, room.chat, "一课")
    await all_taken(room.town)
    panel = await room.write("/group", thread=thread)
    assert panel.thread == thread, "it is answered where it was asked"
    await room.touch("发在哪个话题", of=panel)
    await room.touch("就发在这个话题")
    return room


def topic(room: Classroom) -> int:
    """The topic that was opened."""
    return max(one.id for one in room.platform.group(TELEGRAM, room.chat).topics.values())


async def test_a_forum_gets_everything_in_its_topic(forum: Classroom, tmp_path: Path) -> None:
    await forum.at(forum.today, NOON)
    quiz = forum.last
    assert (bool(quiz.poll), quiz.thread) == (True, topic(forum))
    helped = await forum.write("/help@yike_demo_bot", PUPILS[0])
    assert helped.thread == 0, "asked in General, answered in General"
    await announce(forum, tmp_path)
    told = forum.last
    assert "天河图书馆" in told.text
    assert told.thread == topic(forum)
    await forum.at(forum.days(1), MORNING)
    assert "昨天的题" in forum.last.text
    assert forum.last.thread == topic(forum)


@pytest.mark.parametrize("end", ["deleted", "closed"])
async def test_a_topic_that_is_over_gives_way_to_general(forum: Classroom, end: str) -> None:
    if end == "deleted":
        forum.platform.delete_topic(TELEGRAM, forum.chat, topic(forum))
    else:
        await forum.platform.close_topic(TELEGRAM, forum.chat, topic(forum))
    book = MinuteBook(forum.town)
    await forum.at(forum.today, NOON)
    assert (bool(forum.last.poll), forum.last.thread) == (True, 0)
    assert book.sent(forum.chat) == 2, "once in the topic, once in General"
    await forum.at(forum.days(1), NOON)
    quizzes = [one for one in forum.bubbles if one.poll]
    assert [one.thread for one in quizzes] == [0, 0]


FILE = """
id: {key}
title: 全民法治知识竞赛
category: legal-literacy
organiser: 天河图书馆
link: https://example.org/rules
groups: ["{group}"]
stages:
  - {{id: registration, kind: registration, opens: {opens}, closes: 2026-12-20T18:00:00+08:00}}
reminders: [P1D]
"""


OPEN = "2026-11-20T09:00:00+08:00"


async def announce(room: Classroom, folder: Path, opens: str = OPEN) -> None:
    """A competition for the group is imported; what is due a minute later has happened."""
    await bring(room, folder, ["legal-literacy-2026"], opens)
    await room.town.move_to(room.town.clock.now() + timedelta(minutes=1))


async def bring(room: Classroom, folder: Path, keys: Iterable[str], opens: str = OPEN) -> None:
    """Competitions for the group are imported."""
    file, town = folder / "law.yaml", room.town
    for key in keys:
        given = FILE.format(key=key, group=f"{TELEGRAM}:{room.chat}", opens=opens)
        file.write_text(given, "utf-8")
        competition, learning_of = load_competition(file), town.settings.learning
        quiet = (learning_of.quiet.begin, learning_of.quiet.end)
        moments = moments_of(competition, town.clock.now(), quiet, learning_of.zone_info)
        async with town.program.db.transaction() as conn:
            await import_competition(conn, competition, moments.kept, at=town.clock.now())


def announcements(room: Classroom) -> list[Bubble]:
    """What was said of the competition of our own accord."""
    return [one for one in room.bubbles if "天河图书馆" in one.text]


async def test_a_competition_is_announced_once_and_told_on_request(
    classroom: Classroom, tmp_path: Path
) -> None:
    await classroom.add_bot()
    await announce(classroom, tmp_path, "2026-11-23T10:00:00+08:00")
    assert announcements(classroom) == []
    await classroom.at(classroom.today, time(10, 0))
    assert len(announcements(classroom)) == 1
    await announce(classroom, tmp_path, "2026-11-23T10:00:00+08:00")
    await classroom.at(classroom.days(1), time(10, 0))
    assert len(announcements(classroom)) == 1, "however often it is imported"
    told = await classroom.write("/competitions", PUPILS[0])
    assert "天河图书馆" in told.text
    await classroom.town.move_to(classroom.town.clock.now() + timedelta(minutes=3))
    await classroom.said(lambda: len(announcements(classroom)) == 1)


async def test_thirty_announcements_at_once_stay_below_the_limit(
    classroom: Classroom, tmp_path: Path
) -> None:
    """The fixture holds that no minute brings a group more than Telegram lets in."""
    town = classroom.town
    await classroom.add_bot()
    await town.stop()
    bot = town.settings.telegram[0].model_copy(update={"group_rate": 20})
    town.settings = town.settings.model_copy(update={"telegram": (bot,)})
    town.clock.move(timedelta(minutes=2))
    await town.start()
    book = MinuteBook(town)
    await bring(classroom, tmp_path, [f"contest-{number}" for number in range(30)])
    async with asyncio.timeout(40):
        while len(announcements(classroom)) < 30:
            town.clock.move(timedelta(seconds=5))
            await asyncio.sleep(0.05)
    await town.nothing_due()
    assert book.sent(classroom.chat) == 30, "nothing was refused and tried again"
    assert book.most_in_a_minute() > 5, "and no time was wasted"


async def test_quiet_hours_of_the_group_are_kept(classroom: Classroom) -> None:
    room = await learning(classroom)
    await room.write("/group")
    await room.touch("不打扰的时间")
    await room.touch("20:00–09:00")
    await room.at(room.today, NOON)
    asked = len(room.bubbles)
    await room.at(room.days(1), MORNING)
    assert len(room.bubbles) <= asked, "not before nine"
    await room.at(room.today, time(9, 0))
    await room.town.move_to(room.town.clock.now() + timedelta(minutes=1))
    assert "昨天的题" in room.last.text
    helped = datetime.combine(room.today.date(), time(22, 0), SHANGHAI)
    await room.town.move_to(helped)
    assert "/board" in (await room.write("/help", PUPILS[0])).text, "who asks is answered"


async def test_an_english_group_is_spoken_to_in_english(classroom: Classroom) -> None:
    room = await learning(classroom)
    await room.write("/group")
    await room.touch("语言 Language")
    await room.touch("English")
    assert "I am Yike" in (await room.write("/help", PUPILS[0])).text
    told = await room.write("/group", PUPILS[0])
    assert "for its admins" in told.text
    assert "Fewer than two" in (await room.write("/board", PUPILS[0])).text
    await room.at(room.today, NOON)
    quiz = room.last
    right = room.platform.poll(TELEGRAM, room.chat, quiz.id).body["correct_option_ids"][0]
    await room.votes(quiz, right, PUPILS[0])
    await room.votes(quiz, 1 - right if right < 2 else 0, PUPILS[1])
    await room.at(room.days(1), MORNING)
    assert "2 answers, 1 right." in room.last.text


async def test_names_of_every_script_turn_nothing_around(telegram_town: Town) -> None:
    names = {
        PUPILS[0]: f"{TURNING}مريم{OVERRIDE}",
        PUPILS[1]: f"שרה{TURNING}<b>&amp;",
        PUPILS[2]: TURNING,
    }
    room = Classroom.open(telegram_town, title=f"{TURNING}学习群<i>{OVERRIDE}")
    for pupil, name in names.items():
        room.platform.introduce(TELEGRAM, pupil, name)
    greeting = await room.add_bot()
    await room.choose_course("手机支付不求人（14 课）", "长者")
    await room.at(room.today, NOON)
    right = room.platform.poll(TELEGRAM, room.chat, room.last.id).body["correct_option_ids"][0]
    await room.votes(room.last, right, *names)
    await all_taken(room.town)
    for pupil in names:
        await start_by_link(room, pupil, opened(greeting))
        await Person(room.town, pupil).touches("上榜")
    board = await room.write("/board", PUPILS[5])
    lines = [line for line in board.text.splitlines() if line[:1].isdigit()]
    assert len(lines) == 3
    assert {"مريم" in board.text, "שרה<b>&amp;" in board.text} == {True}
    for shown in (board.text, *(words(Person(room.town, one).heard) for one in names)):
        assert not set(shown) & {OVERRIDE, HIDDEN, ISOLATE, "\u202b"}
    for line in lines:
        assert (line.count("\u2068"), line.count("\u2069")) == (1, 1), "each name is isolated"
        assert line.endswith(" 分")
    panel = await room.write("/group", OWNER)
    assert not set(panel.text) & set(TURNING)
