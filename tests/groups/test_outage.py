"""The program is away while people write, vote and come: what still counts when it is back."""

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from adapters.embedded import dbmate_url
from adapters.simulator import Bubble
from bot.storage import Storage
from tests.flow.telegram_person import MODES, Mode, Person, all_taken, fetch_updates, words
from tests.flow.ten_questions import COURSE as TEN_QUESTIONS
from tests.flow.ten_questions import TEN, begins
from tests.flow.town import TELEGRAM, open_town
from tests.groups.classroom import OWNER, PUPILS, Classroom
from tests.groups.test_group_week import COURSE, SENIORS

ANNA, BERT, CARL, DORA, EVE, FRED, HANA = range(70201, 70208)
AWAY, STOPPED = "刚才没能及时回您", "不再给您发消息"
LATER = timedelta(hours=20)


@pytest.fixture(params=MODES)
async def room(
    request: pytest.FixtureRequest, database_url: str, redis_url: str, tmp_path: Path
) -> AsyncIterator[Classroom]:
    """A class with a course, at noon on Monday: the question of the day has just come."""
    mode: Mode = request.param
    place = Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)
    async with open_town(place, tmp_path) as town:
        fetch_updates(town, mode)
        await town.teach(TEN_QUESTIONS)
        await town.start()
        room = Classroom.open(town)
        await room.add_bot()
        await all_taken(town)
        await room.choose_course(COURSE, SENIORS)
        await room.at(room.today, time(12, 0))
        assert room.last.poll
        yield room


async def test_twenty_hours_away_in_private_chats(room: Classroom) -> None:
    town, telegram = room.town, room.platform
    people = [Person(town, user) for user in (ANNA, BERT, CARL, DORA, FRED, HANA, EVE)]
    anna, bert = people[:2]
    for one in people[:-1]:
        await begins(one, "时间 10:00")
    counts = {one.user: len(one.heard) for one in people}
    await town.stop()

    # Nobody waits for any of this: who would take it is away.
    telegram.vote(TELEGRAM, ANNA, anna.quizzes[-1].id, [place - 1 for place in TEN[0].right])
    telegram.say(TELEGRAM, BERT, "".join(map(str, TEN[0].right)))
    for user, *said in ((CARL, "退订"), (FRED, "比赛", "退订"), (HANA, "退订", "开始")):
        for text in said:
            telegram.say(TELEGRAM, user, text)
    for _ in range(5):
        telegram.say(TELEGRAM, DORA, "今日一课")
    telegram.start_chat(TELEGRAM, EVE)
    town.clock.move(LATER)
    await town.start()
    await all_taken(town)

    new = {one.user: one.heard[counts[one.user] :] for one in people}
    for one in (anna, bert):
        assert TEN[0].why in words(new[one.user])
        assert AWAY not in words(new[one.user])
        assert new[one.user][-1].poll, "the next question"
    assert len(await town.rows("select 1 from answer where is_right")) == 2
    assert beginnings(new[DORA], AWAY)
    assert beginnings(new[CARL], STOPPED)
    assert beginnings(new[FRED], AWAY, STOPPED)
    assert beginnings(new[HANA], STOPPED, "欢迎回来")
    assert "您是哪一位" in words(new[EVE])
    assert max(len(said) for said in new.values()) <= 2, "no flood"
    await room.at(room.today, time(10, 0))
    lessons = {one.user: len(one.heard) - counts[one.user] - len(new[one.user]) for one in people}
    assert lessons[CARL] == lessons[FRED] == lessons[EVE] == 0, "who stopped gets no lesson"
    assert min(lessons[DORA], lessons[HANA]) > 0


async def test_twenty_hours_away_in_groups(room: Classroom) -> None:
    town, telegram, quiz = room.town, room.platform, room.last
    panel = await room.write("/group")
    in_group = {one.id: one.text for one in room.bubbles}
    await town.stop()
    for pupil in PUPILS[:3]:
        telegram.say(TELEGRAM, pupil, "/help@yike_demo_bot", room.chat)
        telegram.vote(TELEGRAM, pupil, quiz.id, [0], room.chat)
    telegram.tap(TELEGRAM, OWNER, panel.id, dict(panel.buttons)["不发本周榜"], room.chat)
    other = telegram.make_group(TELEGRAM, "别的群", OWNER)
    telegram.add_bot(TELEGRAM, other)
    town.clock.move(LATER)
    await town.start()
    await all_taken(town)

    shown = {one.id: one.text for one in room.bubbles if one.id != panel.id}
    assert shown.items() <= in_group.items(), "the talk there has gone on"
    assert await town.rows(
        "select board from chat_group where platform_id = $1", str(room.chat)
    ) == [{"board": True}]
    assert len(await town.rows("select 1 from group_answer")) == 3
    greeting = [one for one in telegram.chat(TELEGRAM, other) if not one.mine]
    assert ["管理员发 /group" in one.text for one in greeting] == [True]
    await room.at(room.today, time(8, 30))
    assert "3 人作答" in room.last.text


def beginnings(said: list[Bubble], *starts: str) -> bool:
    """Whether so many things were said, each with these words in it, in that order."""
    return [start in one.text for start, one in zip(starts, said, strict=True)] == [True] * len(
        said
    )


async def test_what_waited_for_more_than_a_day_is_gone(room: Classroom) -> None:
    town, telegram, quiz = room.town, room.platform, room.last
    anna = await begins(Person(town, ANNA), "时间 18:00")
    carl = await begins(Person(town, CARL), "时间 18:00")
    await town.stop()
    telegram.vote(TELEGRAM, ANNA, anna.quizzes[-1].id, [place - 1 for place in TEN[0].right])
    telegram.say(TELEGRAM, ANNA, "退订")
    telegram.vote(TELEGRAM, PUPILS[0], quiz.id, [0], room.chat)
    town.clock.move(timedelta(hours=7))
    telegram.say(TELEGRAM, CARL, "退订")
    town.clock.move(timedelta(hours=17, minutes=1))
    counts = (len(anna.heard), len(carl.heard))
    await town.start()
    await all_taken(town)
    said = [one for one in telegram.chat(TELEGRAM, ANNA) if one.text == "退订"]
    assert [one.failed for one in said] == [True]
    assert await town.rows("select 1 from answer") == []
    assert await town.rows("select 1 from group_answer") == []
    states = await town.rows("select state from learner order by id")
    assert [row["state"] for row in states] == ["active", "stopped"]
    assert beginnings(carl.heard[counts[1] :], STOPPED)
    before = len(carl.heard)
    await room.at(room.today, time(18, 0))
    assert len(carl.heard) == before
    assert len(anna.heard) > counts[0]


async def test_a_stop_that_waited_comes_before_the_lesson_that_fell_due(room: Classroom) -> None:
    town = room.town
    carl = await begins(Person(town, CARL), "时间 7:30")
    dora = await begins(Person(town, DORA), "时间 7:30")
    counts = (len(carl.heard), len(dora.heard))
    await town.stop()
    room.platform.say(TELEGRAM, CARL, "退订")
    town.clock.move(LATER)  # it is past half past seven
    await town.start()
    await all_taken(town)
    assert ["不再给您发消息" in one.text for one in carl.heard[counts[0] :]] == [True]
    assert len(dora.heard) > counts[1], "the lesson comes late"
