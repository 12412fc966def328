"""How a course ends: missed questions come back, the pass mark counts, consent is asked once."""

from datetime import timedelta

from tests.flow.town import BANK, Town
from tests.handlers.school import begin, course, lesson, single, talk, truth

ASKED = "要不要把学习成绩送到学分银行"


async def facts(town: Town) -> list[tuple[object, object]]:
    """What was recorded for the ledger: kinds with their success."""
    rows = await town.rows("select kind, success from completion order by id")
    return [(row["kind"], row["success"]) for row in rows]


async def test_first_answers_make_the_quiz_and_latest_ones_the_course(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), single("二")), pass_mark=1.0))
    finished = await talk(town, "1", "3")
    assert "答对 0/2" in finished
    assert "还有 2 道题" in finished
    assert await facts(town) == [("lesson", None), ("quiz", False)]
    assert "练一练，共 2 题" in await town.wechat_says("1")
    wrong_again = await town.wechat_says("1")
    assert "还有 1 题" in wrong_again
    over = await town.wechat_says("2")
    assert "还有 1 道没答对" in over
    assert "一题怎么做" in await town.wechat_says("小测")
    assert "通过了" in await town.wechat_says("先核对对方是谁")
    assert (await facts(town))[2:] == [("course", True)]
    first = await town.rows("select first_right, latest_right from question_state")
    assert first == [{"first_right": False, "latest_right": True}] * 2


async def test_the_pass_mark_is_met_exactly(town: Town) -> None:
    questions = [single(f"{n}") for n in range(25)]
    await begin(town, course(lesson("甲", *questions), pass_mark=0.56))
    last = await talk(town, *["2"] * 14, *["1"] * 11)
    assert "答对 14/25" in last
    assert "通过了" in last
    assert ("quiz", True) in await facts(town)


async def test_below_the_pass_mark_one_right_answer_passes(town: Town) -> None:
    questions = [single(f"{n}") for n in range(5)]
    await begin(town, course(lesson("甲", *questions), pass_mark=0.6))
    assert "还有 3 道题" in await talk(town, "2", "2", "1", "1", "1")
    assert "通过了" in await talk(town, "小测", "2")


async def test_a_round_has_ten_questions_and_ends_also_when_all_are_wrong(town: Town) -> None:
    questions = [single(f"{n}") for n in range(12)]
    await begin(town, course(lesson("甲", *questions)))
    await talk(town, *["1"] * 12)
    assert "共 10 题" in await town.wechat_says("小测")
    over = await talk(town, *["1"] * 10)
    assert "10 题答对 0 题" in over
    assert "还有 12 道没答对" in over
    assert "【想一想】" not in over


async def test_missed_questions_come_back_on_a_later_day(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), single("二")), pass_mark=1.0))
    await talk(town, "1", "2")
    await town.move_to(town.clock.now() + timedelta(hours=22, minutes=30))
    assert "练一练，共 1 题" in town.wechat_chat()[-1].text
    assert "通过了" in await town.wechat_says("2")


async def test_consent_is_asked_after_the_first_passed_course_only(town: Town) -> None:
    one, two = course(lesson("甲", single("一"))), course(lesson("乙", single("二")), key="tea")
    await begin(town, two, one)
    passed = await town.wechat_says("2")
    assert ASKED in passed
    assert BANK in passed
    refused = await town.wechat_says("2")
    assert "不送" in refused
    assert "《种田小课》对您有用吗" in refused
    assert "评价记下了" in await town.wechat_says("2")
    second = await talk(town, "选课", "采茶", "1", "2")
    assert "通过了" in second
    assert ASKED not in second
    assert ASKED in await town.wechat_says("学分")
    await town.wechat_says("1")
    await town.simulator.until(lambda: len(town.simulator.bank.statements) == 6)
    assert "从现在起不再送" in await town.wechat_says("不同意")


async def test_a_vague_word_gives_no_consent(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"))))
    await town.wechat_says("2")
    again = await town.wechat_says("好的")
    assert "1. 同意" in again
    assert await town.rows("select * from consent") == []
    await town.wechat_says("同意")
    assert len(await town.rows("select * from consent")) == 1


async def test_who_passed_everything_is_praised_and_can_learn_again(town: Town) -> None:
    await town.rows("update course set current_version = null returning key")
    await begin(town, course(lesson("甲", single("一"))))
    await talk(town, "2", "不同意")
    end = await town.wechat_says("今日一课")
    assert "都通过了" in end
    assert "种田小课（已通过）" in end
    assert "都通过了" in await town.wechat_says("继续")
    assert "没有要练的题" in await town.wechat_says("小测")
    assert "第1课" in await talk(town, "选课", "1", "1")
    assert "通过了" in await town.wechat_says("2")
    claims = await town.rows("select * from claim")
    assert len(claims) == 1


async def test_switching_and_back_keeps_what_was_learned(town: Town) -> None:
    farm = course(
        lesson("甲", single("一")), lesson("乙", single("二")), lesson("丙", single("三"))
    )
    tea = course(lesson("茶", truth("四")), lesson("叶", truth("五")), key="tea")
    await begin(town, tea, farm)
    assert "现在学《采茶小课》" in await talk(town, "2", "今日一课", "选课", "采茶")
    assert "没看懂" in await town.wechat_says("先核对对方是谁")
    assert "第1课 茶课" in await town.wechat_says("1")
    assert "第2课 乙课" in await talk(town, "对", "选课 种田", "1")
    assert "答对了" in await town.wechat_says("2")
    states = await town.rows("select state from enrolment order by id")
    assert [row["state"] for row in states] == ["active", "waiting"]


async def test_dropping_is_confirmed_first(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    sure = await talk(town, "选课", "不学")
    assert "真的不学《种田小课》了吗" in sure
    assert "一题怎么做" in await town.wechat_says("接着学")
    assert "答对了" in await town.wechat_says("2")
    assert "不学了" in await talk(town, "选课", "不学", "1")
    states = await town.rows("select state from enrolment")
    assert states == [{"state": "dropped"}]


async def test_progress_tells_what_was_done(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), single("二")), lesson("乙", single("三"))))
    told = await talk(town, "2", "1", "进度")
    assert "连续学习：1 天" in told
    assert "《种田小课》：1/2 课" in told
    assert "答题：1/2 题对" in told
    assert "有 1 道题可以练" in told
