"""Rounds of practice: how long they are, what is scored at their end, and what breaks them off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.learners import Dialog
from bot.domain.messages import Reply
from bot.learning.choose import ROUND, ROUND_COURIERS, round_size
from bot.store.db import Database
from handlers.answering import may_choose, read_tap
from tests.handlers.private_chat import CITY, PrivateChats, last, told, touchable
from tests.handlers.school import course, lesson, several, short, single, truth

ANN = f"{CITY}:1"
RIGHT, WRONG = "2", "1"


async def learned(db: Database, count: int, *, pass_mark: float = 1.0) -> PrivateChats:
    """Somebody who answered ``count`` questions of a lesson wrongly."""
    chats = PrivateChats(db)
    questions = [single(f"{n}") for n in range(count)]
    await chats.teach(course(lesson("甲", *questions), lesson("乙"), pass_mark=pass_mark))
    await chats.enrolled(ANN)
    for _ in range(count):
        await chats.say(ANN, WRONG)
    return chats


async def answer(chats: PrivateChats, *words: str) -> Reply:
    """What follows the last of these."""
    reply = Reply(())
    for one in words:
        reply = await chats.say(ANN, one)
    return reply


async def test_ten_questions_are_scored_at_the_end(db: Database) -> None:
    chats = await learned(db, 12)
    assert "共 10 题" in told(await chats.say(ANN, "小测"))
    over = await answer(chats, *[RIGHT] * 3, *[WRONG] * 2, *[RIGHT] * 5)
    assert "10 题答对 8 题" in told(over)
    assert "还有 4 道没答对" in told(over)
    assert touchable(over) == ["quiz"]
    again = await chats.say(ANN, "小测")
    assert "共 4 题" in told(again)
    all_right = await answer(chats, *[RIGHT] * 4)
    assert "4 题全对" in told(all_right)
    assert "练完了" in told(all_right)


async def test_a_courier_s_round_takes_two_minutes(db: Database) -> None:
    chats = await learned(db, 7)
    await chats.rows("update learner set track = 'couriers' returning id")
    assert f"共 {ROUND_COURIERS} 题" in told(await chats.say(ANN, "小测"))
    over = await answer(chats, *[RIGHT] * ROUND_COURIERS)
    assert "5 题全对" in told(over)
    assert "还有 2 道没答对" in told(over)


@pytest.mark.parametrize(
    "aside", ["进度", "比赛", "选课", "时间", "帮助", "看不懂的话", "1、3", "小测"]
)
async def test_the_score_outlives_what_is_said_on_the_side(db: Database, aside: str) -> None:
    chats = await learned(db, 3)
    await answer(chats, "小测", RIGHT)
    await chats.say(ANN, aside)
    over = await answer(chats, "先核对对方是谁", "马上付款")
    assert "3 题答对 2 题" in told(over), aside


async def test_breaking_off_keeps_the_answers(db: Database) -> None:
    chats = await learned(db, 3)
    await answer(chats, "小测", RIGHT, "今日一课")
    assert await chats.dialog(ANN) == Dialog(options=(await chats.dialog(ANN)).options)
    assert "共 2 题" in told(await chats.say(ANN, "小测"))
    over = await answer(chats, RIGHT, RIGHT)
    assert "2 题全对" in told(over)


async def test_a_round_of_one_is_told_without_a_score(db: Database) -> None:
    chats = await learned(db, 1)
    over = told(await answer(chats, "小测", RIGHT))
    assert "答对了" in over
    assert "全对" not in over


async def test_a_round_that_passes_the_course_is_scored_too(db: Database) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"), single("二"), single("三"))))
    await chats.enrolled(ANN)
    passed = await answer(chats, WRONG, WRONG, WRONG, "小测", WRONG, RIGHT, RIGHT)
    assert "3 题答对 2 题" in told(passed)
    assert "通过了" in told(passed)


async def test_a_touch_of_an_old_question_is_no_part_of_the_round(db: Database) -> None:
    chats = await learned(db, 3)
    first = await chats.say(ANN, "小测")
    old = touchable(first)[1]
    await chats.say(ANN, RIGHT)
    assert "答过了" in told(await chats.tap(ANN, old))
    assert "3 题全对" in told(await answer(chats, RIGHT, RIGHT))


async def test_a_quiz_of_the_channel_s_own_answers_what_a_button_would(db: Database) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", several("一"), truth("二"), short("三"), single("四"))))
    asked = await chats.enrolled(ANN)
    quiz = asked.messages[-1].quiz
    assert quiz is not None
    assert (quiz.several, quiz.right, quiz.options) == (True, (1, 3), several("一").options)
    judged = await chats.tap(ANN, f"{quiz.data}:1,3")
    assert "答对了" in told(judged)
    assert "一题的道理" in told(judged)
    assert len(judged.messages) == 2
    quiz = judged.messages[-1].quiz
    assert quiz is not None
    assert (quiz.several, quiz.options) == (False, ("对", "错"))
    written = await chats.tap(ANN, f"{quiz.data}:2")
    assert "没关系" in told(written)
    assert last(written).text == "三题是哪个号码？"
    assert written.messages[-1].quiz is None, "an answer in words has no options"
    given = await chats.rows("select given, is_right from answer order by id")
    assert [(row["given"], row["is_right"]) for row in given] == [("1,3", True), ("2", False)]


@pytest.mark.parametrize(
    "numbers", ["3,1", "1,1", "1,2,", ",1", "0", "4", "1,4", "01", "1, 2", "١", "", "1;2", "-1"]
)
async def test_made_up_numbers_are_no_answer(db: Database, numbers: str) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", several("一"))))
    asked = await chats.enrolled(ANN)
    quiz = asked.messages[-1].quiz
    assert quiz is not None
    again = await chats.tap(ANN, f"{quiz.data}:{numbers}")
    assert "请看这一道" in told(again)
    assert not await chats.rows("select 1 from answer")


async def test_several_numbers_answer_no_single_choice(db: Database) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"))))
    asked = await chats.enrolled(ANN)
    data = touchable(asked)[0].rpartition(":")[0]
    await chats.tap(ANN, f"{data}:1,2")
    assert not await chats.rows("select 1 from answer")


async def test_one_touch_answers_a_question_of_several(db: Database) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", several("一"))))
    quiz = (await chats.enrolled(ANN)).messages[-1].quiz
    assert quiz is not None
    assert "没关系" in told(await chats.tap(ANN, f"{quiz.data}:1"))


@given(st.integers(1, 10**18 - 1), st.sets(st.integers(1, 99), min_size=1))
def test_what_a_channel_sends_is_read(row: int, chosen: set[int]) -> None:
    numbers = tuple(sorted(chosen))
    assert read_tap(f"{row}:{','.join(map(str, numbers))}") == (row, numbers)


@given(st.text(alphabet="0123456789,:; -٣", max_size=24))
def test_whatever_is_sent_is_an_answer_in_order_or_nothing(said: str) -> None:
    row, numbers = read_tap(said)
    assert list(numbers) == sorted(set(numbers))
    assert (row, numbers) == (0, ()) or f"{row}:{','.join(map(str, numbers))}" == said


@given(st.lists(st.integers(1, 99), unique=True).map(sorted))
def test_only_options_there_are_can_be_chosen(numbers: list[int]) -> None:
    many, one = several("一"), single("一")
    assert may_choose(many, numbers) == (bool(numbers) and max(numbers) <= 3)
    assert may_choose(one, numbers) == (len(numbers) == 1 and numbers[0] <= 3)
    assert may_choose(truth("一"), numbers) == (len(numbers) == 1 and numbers[0] <= 2)
    assert not may_choose(short("一"), numbers)


def test_the_size_of_a_round_is_the_track_s() -> None:
    assert [round_size(one) for one in (None, "seniors", "couriers")] == [ROUND, ROUND, 5]
    assert ROUND == 10
