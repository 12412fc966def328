"""A question stays open behind whatever is said on the side, and is answered once."""

from dataclasses import replace

from tests.flow.town import Town
from tests.handlers.school import (
    begin,
    course,
    lesson,
    people,
    several,
    short,
    single,
    talk,
    truth,
)


async def hold_contest(town: Town) -> None:
    """An open competition."""
    await town.rows(
        """
        with c as (
          insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at)
          values ('tea', '采茶知识竞赛', 'other', '村图书馆', 'https://example.org/tea', '{}', '\\x00', 1, $1),
                 ('song', '山歌会', 'other', '村图书馆', 'https://example.org/song', '{}', '\\x01', 1, $1)
          returning key
        )
        insert into stage (competition_key, key, position, kind, opens, closes)
        select key, 'sign', 1, 'registration', $1, $1 + interval '9 days' from c returning key
        """,
        town.clock.now(),
    )


async def test_an_open_question_is_answered_after_something_else(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"), single("二"))))
    words = (
        "进度",
        "帮助",
        "谢谢",
        "比赛",
        "学分",
        "时间",
        "选课",
        "停三天",
        "什么呀",
        "今日一课",
    )
    for word, who in zip(words, people(len(words)), strict=True):
        await begin(town, who=who)
        await town.wechat_says(word, who)
        assert "答对了" in await town.wechat_says("先核对对方是谁", who), word


async def test_its_numbers_count_when_nothing_else_was_numbered(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"), single("二"))))
    words = ("进度", "帮助", "谢谢", "比赛", "停三天", "什么呀", "小测", "继续", "开始")
    for word, who in zip(words, people(len(words)), strict=True):
        await begin(town, who=who)
        await town.wechat_says(word, who)
        assert "答对了" in await town.wechat_says("2", who), word


async def test_numbers_go_to_the_list_shown_last_and_then_back_to_the_question(town: Town) -> None:
    await hold_contest(town)
    await begin(town, course(lesson("甲", single("一"), single("二"))))
    listing = await town.wechat_says("比赛")
    assert "2. 采茶知识竞赛" in listing
    card = await town.wechat_says("2")
    assert "村图书馆" in card
    assert "1. 我要报名" in card
    entered = await town.wechat_says("报名")
    assert "报名成功：采茶知识竞赛" in entered
    assert "一题怎么做" in entered
    assert "答对了" in await town.wechat_says("2")
    assert await town.rows("select competition_key from entry") == [{"competition_key": "tea"}]


async def test_a_list_without_a_question_behind_stays_for_another_look(town: Town) -> None:
    await hold_contest(town)
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await talk(town, "2", "比赛", "采茶", "1")
    assert "采茶知识竞赛（已报名）" in await town.wechat_says("比赛")
    card = await town.wechat_says("2")
    assert "已报名，号码 1" in card
    assert "看别的比赛" in card
    assert "采茶知识竞赛（已报名）" in await town.wechat_says("看别的比赛")
    assert "山歌会" in await town.wechat_says("1")


async def test_consent_is_no_answer_and_an_answer_is_no_consent(town: Town) -> None:
    await begin(town, course(lesson("甲", truth("一"), truth("二", right=False), truth("三"))))
    assert "答对了" in await town.wechat_says("同意")
    assert "答对了" in await town.wechat_says("不同意")
    assert await town.rows("select * from consent") == []
    assert "1. 同意" in await town.wechat_says("学分")
    given = await town.wechat_says("同意")
    assert "会送到学分银行" in given
    assert "三题说得对吗" in given
    assert len(await town.rows("select * from consent where withdrawn_at is null")) == 1
    assert "答对了" in await town.wechat_says("同意")


async def test_right_with_nothing_open_answers_nothing(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await town.wechat_says("2")
    assert "没看懂" in await town.wechat_says("对")
    assert len(await town.rows("select * from answer")) == 1


async def test_each_time_it_is_not_understood_another_help_comes(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"))))
    helps = [(await town.wechat_says("说不好")).splitlines()[0] for _ in range(4)]
    assert len(set(helps)) == 3
    assert helps[2] == helps[3]
    assert await town.rows("select * from answer") == []
    assert "答对了" in await town.wechat_says("2")


async def test_an_unclear_short_answer_is_not_asked_for_a_number(town: Town) -> None:
    await begin(town, course(lesson("甲", short("一"))))
    assert "只把答案发来" in await town.wechat_says("什么意思？")
    wrong = await town.wechat_says("不知道")
    assert "正确答案是：96110" in wrong


async def test_several_are_chosen_at_once(town: Town) -> None:
    lesson_text = await begin(town, course(lesson("甲", several("一"))))
    assert "1. 马上付款" in lesson_text
    assert "比如 13" in lesson_text
    assert "答对了" in await town.wechat_says("一和三")


async def test_a_time_asked_in_the_middle_guesses_nothing(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), single("二"))))
    await town.wechat_says("时间")
    unsure = await town.wechat_says("2")
    assert "没看明白时间" in unsure
    assert "一题怎么做" in unsure
    assert await town.rows("select times[1]::text as at from learner") == [{"at": "07:30:00"}]
    set_to = await talk(town, "时间", "8点")
    assert "08:00" in set_to
    assert "一题怎么做" in set_to
    assert "答对了" in await town.wechat_says("2")


async def test_a_word_of_ours_that_is_an_option_answers(town: Town) -> None:
    listed = replace(single("一"), options=("比赛", "暂停", "帮助"))
    await begin(town, course(lesson("甲", listed)))
    assert "答对了" in await town.wechat_says("暂停")
    assert await town.rows("select state from learner") == [{"state": "active"}]
