"""A class's week in a Telegram group: from the bot's first word to the board on Sunday."""

import re
from datetime import time, timedelta

from adapters.simulator import Bubble
from tests.flow.town import TELEGRAM
from tests.groups.classroom import HELPER, OWNER, PUPILS, TITLE, Classroom

SENIORS, COURSE = "长者", "手机支付不求人（14 课）"


def opened(bubble: Bubble) -> str:
    """The ``/start`` payload of the first link under a bubble."""
    url = next(one["url"] for row in bubble.rows for one in row if "url" in one)
    found = re.search(r"\?start=([A-Za-z0-9_-]{1,64})$", url)
    assert found is not None
    return found[1]


async def start_by_link(room: Classroom, person: int, payload: str) -> Bubble:
    """Somebody follows a link into the private chat; what is answered."""
    town = room.town
    if not town.telegram_chat(person):
        await town.simulator.telegram.start_chat(TELEGRAM, person)
        await town.nothing_due()
    return await town.telegram_says(f"/start {payload}", person)


async def test_the_bot_is_greeted_and_says_what_comes_next(classroom: Classroom) -> None:
    greeting = await classroom.add_bot()
    assert "管理员发 /group" in greeting.text
    assert opened(greeting).startswith("g-")
    found = await classroom.town.rows("select title, state, language from chat_group")
    assert found == [{"title": TITLE, "state": "known", "language": "zh-Hans"}]


async def test_only_administrators_change_the_settings(classroom: Classroom) -> None:
    await classroom.add_bot()
    told = await classroom.write("/group", PUPILS[0])
    assert "管理员" in told.text
    assert not told.buttons
    panel = await classroom.write("/group", OWNER)
    assert panel.title == ""
    assert "本群设置" in panel.text
    before = len(classroom.bubbles)
    await classroom.touch("不发本周榜", PUPILS[0], of=panel)
    found = await classroom.town.rows("select board from chat_group")
    assert found == [{"board": True}]
    toast = classroom.platform.toast(TELEGRAM, PUPILS[0])
    assert toast is not None
    assert "管理员" in toast.text
    await classroom.touch("不发本周榜", OWNER, of=panel)
    found = await classroom.town.rows("select board from chat_group")
    assert found == [{"board": False}]
    assert len(classroom.bubbles) == before, "the panel is edited in its place"


async def test_a_new_and_an_anonymous_administrator_may_and_a_former_one_may_not(
    classroom: Classroom,
) -> None:
    await classroom.add_bot()
    town = classroom.town
    await classroom.platform.migrate_group(TELEGRAM, classroom.chat)
    classroom.chat = classroom.platform.group(TELEGRAM, classroom.chat).migrated_to or 0
    await town.nothing_due()
    await classroom.platform.promote(TELEGRAM, classroom.chat, HELPER, anonymous=True)
    panel = await classroom.write("/group@yike_demo_bot", HELPER, anonymous=True)
    assert "本群设置" in panel.text
    await classroom.platform.demote(TELEGRAM, classroom.chat, HELPER)
    town.clock.set(town.clock.now() + timedelta(seconds=61))
    told = await classroom.write("/group", HELPER)
    assert "管理员" in told.text
    assert not told.buttons


async def test_answers_to_commands_do_not_stay(classroom: Classroom) -> None:
    await classroom.add_bot()
    asked = await classroom.write("/help", PUPILS[1])
    town = classroom.town
    await town.move_to(town.clock.now() + timedelta(minutes=3))
    await classroom.said(lambda: asked.id not in {one.id for one in classroom.bubbles})
    assert "大家好" in classroom.last.text, "the greeting stays"


async def test_a_week(classroom: Classroom) -> None:
    """Monday's course, a question a day, its answer next morning, Sunday's board."""
    room, town = classroom, classroom.town
    greeting = await room.add_bot()
    panel = await room.choose_course(COURSE, SENIORS)
    assert "手机支付不求人" in next(b for b in room.bubbles if b.id == panel.id).text

    monday = room.today
    await room.at(monday, time(12, 0))
    quiz = room.last
    assert quiz.poll, "a question of its own kind"
    body = room.platform.poll(TELEGRAM, room.chat, quiz.id).body
    options, right = len(body["options"]), body["correct_option_ids"][0]
    await room.votes(quiz, right, *PUPILS[:12])
    await room.votes(quiz, (right + 1) % options, *PUPILS[12:20])
    await town.nothing_due()

    await room.at(room.days(1), time(8, 30))
    told = room.last.text
    assert "20 人作答，12 人答对" in told
    assert "正确答案" in told
    assert room.platform.poll(TELEGRAM, room.chat, quiz.id).closed

    # Two of them want to be on the board, and one of them learns a lesson at home.
    payload = opened(greeting)
    for pupil, choice in ((PUPILS[0], "上榜"), (PUPILS[1], "上榜"), (PUPILS[2], "不上榜")):
        await start_by_link(room, pupil, payload)
        assert TITLE in "".join(one.text for one in town.telegram_chat(pupil))
        await town.telegram_chooses(choice, pupil)
    names = await town.rows("select board_name from group_member order by board_name nulls last")
    assert [row["board_name"] for row in names] == ["同学00", "同学01", None]

    await room.at(room.days(5), time(19, 0))  # Sunday
    board = next(b for b in reversed(room.bubbles) if "本周学习榜" in b.text)
    assert "同学00" in board.text
    assert "同学01" in board.text
    assert "同学02" not in board.text

    await room.at(room.days(1), time(9, 0))  # Monday again
    week = next(b for b in reversed(room.bubbles) if "手机支付不求人" in b.text and b.rows)
    assert opened(week) == "c-smart-payments"
