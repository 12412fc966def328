"""What a group may not let us do, takes back, or becomes: no question is lost, nothing is said twice."""

import asyncio
from datetime import time, timedelta

from adapters.simulator import Bubble
from tests.flow.telegram_person import all_taken
from tests.flow.town import TELEGRAM, Town
from tests.groups.classroom import HELPER, PUPILS, Classroom, MinuteBook
from tests.groups.test_group_week import COURSE, SENIORS

NOON, MORNING = time(12, 0), time(8, 30)


async def learning(room: Classroom) -> Classroom:
    """The group has a course; its next question comes at noon."""
    await room.add_bot()
    await room.choose_course(COURSE, SENIORS)
    return room


async def touch_answer(room: Classroom, quiz: Bubble, number: int, by: int) -> str:
    """Somebody touches the button of option ``number`` below a question; what only he or she sees."""
    data = quiz.buttons[number - 1][1]
    await room.platform.tap(TELEGRAM, by, quiz.id, data, room.chat)
    toast = room.platform.toast(TELEGRAM, by)
    assert toast is not None
    assert toast.answered
    return toast.text


async def test_without_the_right_to_polls_there_are_buttons_and_a_toast(
    classroom: Classroom,
) -> None:
    room = await learning(classroom)
    room.platform.set_permissions(TELEGRAM, room.chat, can_send_polls=False)
    await room.at(room.today, NOON)
    asked = room.last
    assert not asked.poll
    assert len(asked.buttons) >= 2
    before = len(room.bubbles)
    told = [
        await touch_answer(room, asked, n, PUPILS[n]) for n in range(1, len(asked.buttons) + 1)
    ]
    assert len({one for one in told if "正确答案" not in one and "答对" in one}) == 1
    again = await touch_answer(room, asked, 1, PUPILS[1])
    assert "答过" in again
    assert len(room.bubbles) == before, "nobody else sees it"
    counted = await room.town.rows("select voter, is_right from group_answer")
    assert len(counted) == len(asked.buttons)
    assert sum(bool(one["is_right"]) for one in counted) == 1
    await room.at(room.days(1), MORNING)
    assert f"{len(counted)} 人作答，1 人答对" in room.last.text
    assert "讲过答案" in await touch_answer(room, asked, 1, PUPILS[20])
    assert len(await room.town.rows("select 1 from group_answer")) == len(counted)


async def test_without_the_right_to_post_nothing_is_tried_until_it_is_back(
    classroom: Classroom,
) -> None:
    room = await learning(classroom)
    book = MinuteBook(room.town)
    room.platform.set_permissions(
        TELEGRAM, room.chat, can_send_messages=False, can_send_polls=False
    )
    await room.at(room.today, NOON)
    assert await room.town.rows("select state from chat_group") == [{"state": "muted"}]
    tried = book.sent(room.chat)
    assert tried <= 2, "the quiz, and the same in words"
    await room.at(room.days(1), time(11, 0))
    assert book.sent(room.chat) == tried, "neither the answer nor anything else"
    assert [one for one in room.bubbles if one.poll] == []

    await room.platform.promote_bot(TELEGRAM, room.chat)
    await all_taken(room.town)
    assert await room.town.rows("select state from chat_group") == [{"state": "known"}]
    await room.at(room.today, NOON)
    assert len([one for one in room.bubbles if one.poll]) == 1, "only the newest question"


async def test_a_bot_that_is_restricted_keeps_silent_at_once(telegram_town: Town) -> None:
    room = await learning(Classroom.open(telegram_town, supergroup=True))
    book = MinuteBook(room.town)
    await room.platform.restrict_bot(TELEGRAM, room.chat)
    await all_taken(room.town)
    assert await room.town.rows("select state from chat_group") == [{"state": "muted"}]
    await room.at(room.today, NOON)
    assert book.sent(room.chat) == 0
    await room.at(room.today, time(20, 30))
    await room.platform.demote_bot(TELEGRAM, room.chat)  # a plain member again
    await all_taken(room.town)
    assert "/board" in (await room.write("/help@yike_demo_bot", PUPILS[0])).text
    await room.at(room.days(1), NOON)
    assert room.last.poll


async def test_removed_and_added_again(classroom: Classroom) -> None:
    room = await learning(classroom)
    book = MinuteBook(room.town)
    await room.platform.remove_bot(TELEGRAM, room.chat)
    await all_taken(room.town)
    await room.at(room.days(1), NOON)
    assert book.sent(room.chat) == 0
    assert await room.town.rows("select state from chat_group") == [{"state": "gone"}]
    await room.platform.add_bot(TELEGRAM, room.chat)
    await all_taken(room.town)
    assert "又见面了" in room.last.text
    panel = await room.write("/group")
    assert "手机支付不求人" in panel.text, "what was chosen is still chosen"
    await room.at(room.days(1), NOON)
    assert room.last.poll


async def test_a_migration_in_the_middle_of_a_question(classroom: Classroom) -> None:
    room = await learning(classroom)
    await room.at(room.today, NOON)
    quiz, old = room.last, room.chat
    poll = room.platform.poll(TELEGRAM, old, quiz.id)
    right = poll.body["correct_option_ids"][0]
    await room.votes(quiz, right, *PUPILS[:3])
    await room.platform.migrate_group(TELEGRAM, old)
    room.chat = room.platform.group(TELEGRAM, old).migrated_to or 0
    await all_taken(room.town)
    poll.protected = False  # who still has the old chat open votes there
    for pupil in PUPILS[3:5]:
        await room.platform.vote(TELEGRAM, pupil, quiz.id, [right], old, forwarded=True)
    await all_taken(room.town)
    assert len(await room.town.rows("select 1 from group_answer")) == 5
    groups = await room.town.rows("select platform_id, state from chat_group")
    assert groups == [{"platform_id": str(room.chat), "state": "known"}]
    before = len(room.platform.chat(TELEGRAM, old))
    await room.at(room.days(1), MORNING)
    assert "5 人作答" in room.last.text
    await room.at(room.today, NOON)
    assert room.last.poll
    assert len(room.platform.chat(TELEGRAM, old)) == before


async def test_a_migration_that_is_told_only_in_the_answer_to_a_send(classroom: Classroom) -> None:
    room = await learning(classroom)
    await room.town.stop()
    room.platform.migrate_group(TELEGRAM, room.chat)
    old, room.chat = room.chat, room.platform.group(TELEGRAM, room.chat).migrated_to or 0
    room.town.clock.set(room.town.clock.now() + timedelta(hours=25))  # the messages are gone
    await room.town.start()
    await all_taken(room.town)
    await room.at(room.today, NOON)
    assert room.last.poll
    assert await room.town.rows("select platform_id from chat_group") == [
        {"platform_id": str(room.chat)}
    ]
    assert [one.poll for one in room.platform.chat(TELEGRAM, old) if one.poll] == []


async def test_a_wait_that_telegram_asks_for_is_waited(classroom: Classroom) -> None:
    room = await learning(classroom)
    room.town.simulator.faults.add("telegram:sendPoll", status=429, retry_after=40)
    book = MinuteBook(room.town)
    await room.at(room.today, NOON)
    assert [one for one in room.bubbles if one.poll] == []
    tried = book.sent(room.chat)
    await room.town.move_to(room.town.clock.now() + timedelta(seconds=30))
    assert book.sent(room.chat) == tried
    await room.town.move_to(room.town.clock.now() + timedelta(seconds=15))
    assert len([one for one in room.bubbles if one.poll]) == 1


async def test_slow_mode_holds_back_and_loses_nothing(telegram_town: Town) -> None:
    room = await learning(Classroom.open(telegram_town, supergroup=True))
    await room.town.move_to(room.town.clock.now() + timedelta(minutes=15))
    room.platform.slow_mode(TELEGRAM, room.chat, 60)
    await room.at(room.today, NOON)
    assert room.last.poll
    quiz = room.last
    await room.tell("/help", PUPILS[0])
    assert room.last.id == quiz.id, "it has to wait"
    for _ in range(3):
        await room.town.move_to(room.town.clock.now() + timedelta(seconds=31))
    assert "/board" in room.last.text
    assert len([one for one in room.bubbles if one.poll]) == 1


async def test_who_blocks_us_in_private_still_counts_in_the_group(classroom: Classroom) -> None:
    room = await learning(classroom)
    pupil = PUPILS[0]
    await room.platform.start_chat(TELEGRAM, pupil)
    await all_taken(room.town)
    await room.platform.block(TELEGRAM, pupil)
    await room.at(room.today, NOON)
    right = room.platform.poll(TELEGRAM, room.chat, room.last.id).body["correct_option_ids"][0]
    await room.votes(room.last, right, pupil)
    private = len(room.platform.chat(TELEGRAM, pupil))
    await room.at(room.days(1), MORNING)
    assert "1 人" in room.last.text
    assert len(room.platform.chat(TELEGRAM, pupil)) == private
    states = await room.town.rows("select state from address where platform_id = $1", str(pupil))
    assert states == [{"state": "gone"}]


async def test_an_anonymous_administrator_may_touch_the_panel(classroom: Classroom) -> None:
    """The touch carries the person, who runs the group whether or not people see it."""
    await classroom.add_bot()
    await classroom.platform.promote(TELEGRAM, classroom.chat, HELPER, anonymous=True)
    panel = await classroom.write("/group@yike_demo_bot", HELPER, anonymous=True)
    assert "本群设置" in panel.text
    await classroom.touch("不发本周榜", HELPER, of=panel)
    assert await classroom.town.rows("select board from chat_group") == [{"board": False}]


async def test_when_nobody_can_say_who_runs_the_group_nothing_is_changed(
    classroom: Classroom,
) -> None:
    await classroom.add_bot()
    call = "telegram:getChatAdministrators"
    classroom.town.simulator.faults.add(call, status=500, times=10)
    told = await classroom.write("/group")
    assert "请过一分钟再试" in told.text
    assert not told.buttons
    classroom.town.simulator.faults.clear()
    classroom.town.clock.move(timedelta(seconds=61))
    assert (await classroom.write("/group")).buttons, "as it was said"


async def test_commands_go_too_where_we_may_delete_and_stay_where_not(
    classroom: Classroom,
) -> None:
    await classroom.platform.add_bot(TELEGRAM, classroom.chat, admin=True)
    await all_taken(classroom.town)
    town, everything = classroom.town, classroom.platform.chat
    for admin in (True, False):
        if not admin:
            await classroom.platform.demote_bot(TELEGRAM, classroom.chat)
        asked = await classroom.write("/help@yike_demo_bot", PUPILS[0])
        await town.move_to(town.clock.now() + timedelta(minutes=3))
        await until_no_passing(town)
        assert asked.id not in {one.id for one in classroom.bubbles}
        left = [b.text for b in everything(TELEGRAM, classroom.chat) if b.text.startswith("/help")]
        assert len(left) == (0 if admin else 1)
    deletions = sum(name == "telegram:deleteMessage" for name, _ in town.simulator.calls)
    await town.move_to(town.clock.now() + timedelta(hours=1))
    again = sum(name == "telegram:deleteMessage" for name, _ in town.simulator.calls)
    assert again == deletions, "what may not be deleted is let be"


async def until_no_passing(town: Town) -> None:
    """Wait until nothing is left to be taken away."""
    async with asyncio.timeout(20):
        while await town.rows("select 1 from passing_message"):
            await asyncio.sleep(0.01)
