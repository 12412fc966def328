"""Quiz rounds in chat: one item at a time, by our clock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.competitions import CompetitionState
from bot.domain.content import Course, Track
from bot.domain.contests import Advance, AgeOn, Division
from bot.store.content_import import import_courses
from bot.store.contests import rounds
from bot.store.db import Database
from tests.delivery.owing import NOON
from tests.handlers.contest import (
    ITEMS,
    LI,
    MEI,
    OLD,
    answer_all,
    begin_round,
    contest,
    enter,
    hold,
    labels,
    law,
    quiz,
)
from tests.handlers.private_chat import PrivateChats, last, told, touchable
from tests.handlers.school import course, lesson, several, short, single, truth

ANSWERS = "select * from round_answer order by attempt_id, item"
ATTEMPTS = "select * from round_attempt order by id"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    """Two who are in, and one more."""
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"), single("二"))), law())
    for who in (LI, MEI, OLD):
        await chats.enrolled(who)
    await hold(chats, contest())
    for who in (LI, MEI):
        await enter(chats, who)
    return chats


async def test_the_rules_come_first_and_a_touch_begins(chats: PrivateChats) -> None:
    page = await chats.tap(LI, "comp:law-2026")
    assert "您还没答题" in told(page)
    rules = await chats.say(LI, "开始答题")
    assert "一共 3 道题" in told(rules)
    assert "每题 30 秒" in told(rules)
    assert "还可以答 2 次" in told(rules)
    assert labels(rules) == ["准备好了，开始", "等一会儿再答"]
    assert not await chats.rows(ATTEMPTS), "reading the rules costs nothing"
    item = await chats.say(LI, "1")
    assert "第 1 题，共 3 题" in told(item)
    assert "30 秒内作答" in told(item)
    assert last(item).options[0].data.startswith("item:")
    assert item.messages[-1].quiz is None, "a channel's own quiz would tell what is right"


async def test_a_whole_attempt_with_its_score(chats: PrivateChats) -> None:
    first = await begin_round(chats, LI)
    second = await answer_all(chats, LI, first, 2)
    assert "第 1 题收到了" in told(second)
    assert "答对" not in told(second), "nothing is said of what is right while the round is open"
    end = await answer_all(chats, LI, second, 1, 2)
    assert "答对 2 题，共 3 题，66.67 分" in told(end)
    assert "用时 15 秒" in told(end)
    assert "还可以答 1 次" in told(end)
    [attempt] = await chats.rows(ATTEMPTS)
    assert (attempt["ended"], attempt["right_answers"], attempt["used_ms"]) == (
        "answered",
        2,
        15000,
    )
    answers = await chats.rows(ANSWERS)
    assert [(row["item"], row["given"], row["is_right"]) for row in answers] == [
        (1, "2", True),
        (2, "1", False),
        (3, "2", True),
    ]
    assert [row["question_id"] for row in answers] == attempt["questions"]
    assert [row["answered_at"] - row["shown_at"] for row in answers] == [timedelta(seconds=5)] * 3


async def test_numbers_and_words_answer(chats: PrivateChats) -> None:
    await begin_round(chats, LI)
    await chats.say(LI, "２")
    await chats.say(LI, "选第二个")
    assert "答对 3 题" in told(await chats.say(LI, "先核对对方是谁"))


async def test_items_are_drawn_by_a_seed_and_never_twice(chats: PrivateChats) -> None:
    await begin_round(chats, LI)
    await begin_round(chats, MEI)
    rows = await chats.rows(ATTEMPTS)
    assert all(len(set(row["questions"])) == ITEMS for row in rows)
    assert len({row["seed"] for row in rows}) == 2
    assert all(len(row["seed"]) == 32 for row in rows)


@pytest.mark.parametrize(("after", "late"), [(30.0, False), (32.0, False), (32.001, True)])
async def test_a_late_answer_is_wrong_and_the_next_item_comes(
    chats: PrivateChats, after: float, late: bool
) -> None:
    first = await begin_round(chats, LI)
    chats.later(seconds=after)
    second = await chats.tap(LI, touchable(first)[1])
    assert ("超过时间" in told(second)) is late
    assert "第 2 题，共 3 题" in told(second)
    [answer] = await chats.rows(ANSWERS)
    assert (answer["late"], answer["is_right"]) == (late, not late)
    assert (await chats.rows(ATTEMPTS))[0]["used_ms"] == 30000, (
        "more than its seconds never counts"
    )


async def test_a_second_touch_changes_nothing_and_shows_the_open_item(chats: PrivateChats) -> None:
    first = await begin_round(chats, LI)
    second = await answer_all(chats, LI, first, 2)
    chats.later(seconds=7)
    again = await chats.tap(LI, touchable(first)[0])
    assert "第 1 题已经答过了" in told(again)
    assert touchable(again) == touchable(second)
    [answer] = await chats.rows(ANSWERS)
    assert answer["given"] == "2"
    assert (await chats.rows(ATTEMPTS))[0]["shown_at"] == NOON + timedelta(seconds=5)


@pytest.mark.parametrize(
    "data", ["item:1:1:9", "item:1:3:1", "item:999:1:1", "item:x", "item:1:1:0"]
)
async def test_a_forged_touch_answers_nothing(chats: PrivateChats, data: str) -> None:
    first = await begin_round(chats, LI)
    row = (await chats.rows(ATTEMPTS))[0]["id"]
    await chats.tap(LI, data.replace("item:1:", f"item:{row}:"))
    assert not await chats.rows(ANSWERS)
    assert "答对" not in told(await chats.tap(MEI, touchable(first)[1]))
    assert not await chats.rows(ANSWERS), "nobody answers for somebody else"


async def test_what_is_not_understood_is_asked_again_and_the_clock_runs(
    chats: PrivateChats,
) -> None:
    await begin_round(chats, LI)
    chats.later(seconds=20)
    again = await chats.say(LI, "可能是吧不知道")
    assert "时间还在走" in told(again)
    chats.later(seconds=20)
    assert "超过时间" in told(await chats.say(LI, "2"))


async def test_other_words_work_and_the_item_waits_behind(chats: PrivateChats) -> None:
    first = await begin_round(chats, LI)
    assert "发" in told(await chats.say(LI, "帮助"))
    chats.later(seconds=3)
    second = await chats.say(LI, "2")
    assert "第 1 题收到了" in told(second)
    today = await chats.say(LI, "今日一课")
    assert "一题怎么做" in told(today)
    assert "答对了" in told(await chats.say(LI, "2"))
    chats.later(seconds=3)
    back = await chats.say(LI, "继续答题")
    assert "第 2 题，共 3 题" in told(back)
    chats.later(seconds=3)
    await chats.say(LI, "2")
    assert [row["used"] for row in await _used(chats)] == [3.0, 6.0]
    assert touchable(first)[0].startswith("item:")


async def test_the_way_back_is_offered_where_nothing_else_is(chats: PrivateChats) -> None:
    await chats.rows("update learner set dialog = '{}' returning id")
    await begin_round(chats, LI)
    await chats.say(LI, "改时间")
    saved = await chats.say(LI, "8:00")
    assert "您有一轮题还没答完" in told(saved)
    assert labels(saved) == ["继续答题"]
    assert "第 1 题" in told(await chats.say(LI, "1"))
    await answer_all(chats, LI, await chats.say(LI, "继续答题"), 2, 2, 2)
    await chats.say(LI, "改时间")
    assert "没答完" not in told(await chats.say(LI, "9:00"))


async def test_an_item_whose_time_is_over_is_left_behind(chats: PrivateChats) -> None:
    await begin_round(chats, LI)
    chats.later(minutes=10)
    page = await chats.tap(LI, "comp:law-2026")
    assert "您有一轮题还没答完" in told(page)
    onward = await chats.say(LI, "继续答题")
    assert "第 1 题超过时间了" in told(onward)
    assert "第 2 题，共 3 题" in told(onward)
    [answer] = await chats.rows(ANSWERS)
    assert (answer["given"], answer["late"], answer["is_right"]) == ("", True, False)


async def test_attempts_are_counted(chats: PrivateChats) -> None:
    end = await answer_all(chats, LI, await begin_round(chats, LI), 1, 1, 1)
    assert labels(end)[0] == "再答一次" or "一题怎么做" in told(end)
    again = await chats.tap(LI, "begin:law-2026:2")
    assert "第 1 题" in told(await chats.tap(LI, "begin:law-2026:2")), "the open one goes on"
    end = await answer_all(chats, LI, again, 2, 2, 2)
    assert "100 分" in told(end)
    assert "还可以答" not in told(end)
    assert "次数用完了" in told(await chats.tap(LI, "round:law-2026:2"))
    assert "次数用完了" in told(await chats.tap(LI, "begin:law-2026:2"))
    assert [row["number"] for row in await chats.rows(ATTEMPTS)] == [1, 2]


async def test_one_a_day_by_the_calendar(chats: PrivateChats) -> None:
    await hold(chats, contest(contest().stages[0], quiz(0, 3, attempts=None, per_day=1)))
    await answer_all(chats, LI, await begin_round(chats, LI), 2, 2, 2)
    assert "今天的次数用完了" in told(await begin_round(chats, LI))
    chats.now = NOON + timedelta(hours=12, minutes=1)  # 00:01 in Shanghai
    assert "第 1 题" in told(await begin_round(chats, LI))


async def test_a_round_that_closes_over_an_attempt(chats: PrivateChats) -> None:
    second = await answer_all(chats, LI, await begin_round(chats, LI), 2)
    chats.now = NOON + timedelta(days=3)
    over = await chats.tap(LI, touchable(second)[1])
    assert "这一轮已经截止" in told(over)
    assert "答对 1 题，共 3 题" in told(over)
    [attempt] = await chats.rows(ATTEMPTS)
    assert (attempt["ended"], attempt["finished_at"]) == ("closed", NOON + timedelta(days=3))
    assert attempt["used_ms"] == 5000 + 2 * 30000, "what was left out costs its seconds"
    assert len(await chats.rows(ANSWERS)) == 1
    assert "没有在答的题" in told(await chats.tap(LI, touchable(second)[1]))
    assert "截止了" in told(await chats.tap(LI, "begin:law-2026:2"))


async def test_attempts_that_nobody_came_back_to_are_ended(chats: PrivateChats) -> None:
    await answer_all(chats, LI, await begin_round(chats, LI), 2)
    await begin_round(chats, MEI)
    async with chats.db.transaction() as conn:
        await rounds.close_overdue(conn, "law-2026", NOON + timedelta(days=2))
    assert {row["ended"] for row in await chats.rows(ATTEMPTS)} == {""}
    async with chats.db.transaction() as conn:
        await rounds.close_overdue(conn, "law-2026", NOON + timedelta(days=3))
    rows = await chats.rows(ATTEMPTS)
    assert [(row["ended"], row["used_ms"]) for row in rows] == [
        ("closed", 65000),
        ("closed", 90000),
    ]


async def test_before_and_after_the_round(chats: PrivateChats) -> None:
    await hold(chats, contest(contest().stages[0], quiz(1, 2)))
    assert "才开始" in told(await chats.tap(LI, "round:law-2026:2"))
    chats.later(days=2)
    assert "截止了" in told(await chats.tap(LI, "begin:law-2026:2"))
    assert not await chats.rows(ATTEMPTS)


async def test_who_is_not_in_is_led_to_entering(chats: PrivateChats) -> None:
    assert "报名成功" in told(await chats.tap(OLD, "round:law-2026:2"))
    assert "第 1 题" in told(await chats.tap(OLD, "begin:law-2026:2"))


async def test_a_round_without_registration_is_entered_by_answering(chats: PrivateChats) -> None:
    await hold(chats, replace(contest(quiz()), key="open-quiz"))
    assert "我要报名" in labels(await chats.tap(OLD, "comp:open-quiz"))
    assert "报名成功" in told(await chats.tap(OLD, "round:open-quiz:1"))
    assert "第 1 题" in told(await begin_round(chats, OLD, "open-quiz:1"))


async def test_only_who_went_on_is_in_the_next_round(chats: PrivateChats) -> None:
    first = quiz(0, 1, advance=Advance(1))
    final = replace(quiz(1, 3), key="final", title="决赛")
    await hold(chats, contest(contest().stages[0], first, final))
    chats.later(days=1)
    assert "入选名单还没出来" in told(await chats.tap(LI, "begin:law-2026:3"))
    assert "入选名单还没出来" in told(await chats.tap(LI, "comp:law-2026"))
    await chats.rows(
        """
        insert into stage_standing (competition_key, stage_key, entry_id, rank, score, keys, goes_on, why, made_at)
        select competition_key, 'round', id, number, 90, '{}', number = 1, 'among-first', $1 from entry
        returning 1 as one
        """,
        chats.now,
    )
    assert "第 1 题" in told(await chats.tap(LI, "begin:law-2026:3"))
    assert "只有入选的人" in told(await chats.tap(MEI, "begin:law-2026:3"))


async def test_an_unhurried_division_has_no_seconds(chats: PrivateChats) -> None:
    old = (
        Division(
            "old", "长者组", AgeOn((NOON + timedelta(days=1)).date(), 60, None), unhurried=True
        ),
    )
    await hold(chats, replace(contest(divisions=old), key="calm"))
    await enter(chats, OLD, "1950-1-1", "1", key="calm")
    rules = await chats.tap(OLD, "round:calm:2")
    assert "不限时间" in told(rules)
    first = await chats.tap(OLD, "begin:calm:2")
    assert "秒内" not in told(first)
    chats.later(hours=2)
    second = await chats.tap(OLD, touchable(first)[1])
    assert "第 1 题收到了" in told(second)
    chats.later(hours=2)
    assert "第 2 题，共 3 题" in told(await chats.say(OLD, "继续答题")), "its time is never over"


async def test_every_kind_of_question(chats: PrivateChats) -> None:
    kinds = course(lesson("杂", several("多"), truth("判"), short("填")))
    await chats.teach(replace(kinds, key="mixed", title="杂", track=Track.EVERYONE))
    await hold(
        chats, replace(contest(contest().stages[0], quiz(course="mixed", draw=None)), key="mix")
    )
    await enter(chats, LI, key="mix")
    item = await begin_round(chats, LI, "mix:2")
    for _ in range(3):
        text = told(item)
        said = "1 3" if "多题" in text else "对" if "判题" in text else "110"
        item = await chats.say(LI, said)
    assert "答对 2 题，共 3 题" in told(item), (
        "110 is not 96110, and a word of danger is an answer here"
    )
    given = {row["given"]: row["is_right"] for row in await chats.rows(ANSWERS)}
    assert given == {"1,3": True, "1": True, "110": False}


async def test_a_course_that_changes_leaves_an_attempt_as_it_was_drawn(
    chats: PrivateChats,
) -> None:
    first = await begin_round(chats, LI)
    changed = law("2")
    questions = tuple(
        replace(one, stem=f"新{one.stem}", right=(1,)) for one in changed.lessons[0].questions
    )
    await _teach(
        chats, replace(changed, lessons=(replace(changed.lessons[0], questions=questions),))
    )
    end = await answer_all(chats, LI, first, 2, 2, 2)
    assert "答对 3 题" in told(end)
    assert "新" in told(await begin_round(chats, MEI))


async def test_leaving_ends_the_attempt(chats: PrivateChats) -> None:
    first = await begin_round(chats, LI)
    await chats.tap(LI, "leave_sure:law-2026")
    assert (await chats.rows(ATTEMPTS))[0]["ended"] == "withdrawn"
    assert "没有在答的题" in told(await chats.tap(LI, touchable(first)[1]))
    assert not await chats.rows(ANSWERS)


async def test_a_cancelled_competition_takes_no_answers(chats: PrivateChats) -> None:
    first = await begin_round(chats, LI)
    await chats.rows(
        "update competition set state = $1, cancel_reason = '场馆停电' returning key",
        CompetitionState.CANCELLED.value,
    )
    assert "没有在答的题" in told(await chats.tap(LI, touchable(first)[1]))
    assert "没有在答的题" in told(await chats.say(LI, "继续答题"))
    assert not await chats.rows(ANSWERS)
    page = await chats.tap(LI, "comp:law-2026")
    assert "取消了。场馆停电" in told(page)
    assert labels(page) == ["看规则和日期"]


async def test_one_person_at_two_addresses_answers_one_attempt(chats: PrivateChats) -> None:
    await chats.rows(
        """
        update address set learner_id = (
          select learner_id from address where account = 'city' and platform_id = '901')
        where platform_id = 'oOldLady0000000000001' returning id
        """
    )
    first = await begin_round(chats, LI)
    second = await chats.say(OLD, "2")
    assert "第 2 题，共 3 题" in told(second)
    assert "第 1 题已经答过了" in told(await chats.tap(LI, touchable(first)[0]))
    assert "第 3 题，共 3 题" in told(await chats.tap(LI, touchable(second)[1]))
    assert "答对 3 题" in told(await chats.say(OLD, "2"))
    assert len(await chats.rows(ATTEMPTS)) == 1


async def _used(chats: PrivateChats) -> list[dict[str, float]]:
    rows = await chats.rows(
        "select extract(epoch from answered_at - shown_at)::float as used from round_answer order by item"
    )
    return [{"used": row["used"]} for row in rows]


async def _teach(chats: PrivateChats, changed: Course) -> None:
    async with chats.db.transaction() as conn:
        await import_courses(conn, (changed,), at=chats.now, approver="test")
