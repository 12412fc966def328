"""A text is recalled while people are at it: it is taught no more, and nobody is left hanging."""

from datetime import timedelta

from bot.store.recalls import recall
from tests.flow.town import Town
from tests.handlers.school import begin, course, lesson, single

SECOND = course(lesson("甲", single("新")), version="2")


async def take_back(town: Town, version: str | None = None) -> None:
    async with town.program.db.transaction() as conn:
        await recall(conn, "farm", version, reason="数字写错了", by="馆长", at=town.clock.now())


async def test_an_open_question_of_it_gives_way_to_the_text_before(town: Town) -> None:
    await town.teach(course(lesson("甲", single("旧"))))
    town.clock.set(town.clock.now() + timedelta(minutes=1))
    assert "新题怎么做" in await begin(town, SECOND)
    await take_back(town)
    said = await town.wechat_says("2")
    assert "这道题刚刚更新了" in said
    assert "旧题怎么做" in said
    assert "新题" not in said
    assert "答对了" in await town.wechat_says("2")
    assert await town.rows("select content_version from answer") == [{"content_version": "1"}]


async def test_where_nothing_else_was_approved_the_question_is_let_go(town: Town) -> None:
    assert "新题怎么做" in await begin(town, SECOND)
    await take_back(town)
    assert "不用答了" in await town.wechat_says("2")
    assert await town.rows("select 1 from answer") == []
    assert "甲课的正文" not in await town.wechat_says("今日一课")
    assert "种田小课" not in await town.wechat_says("选课")


async def test_what_is_owed_of_it_finds_nothing_to_show(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await town.wechat_says("2")
    await take_back(town)
    await town.move_to(town.clock.now() + timedelta(days=1))
    assert not [one for one in town.wechat_chat() if "乙课的正文" in one.text]
    (owed,) = await town.rows(
        "select state, reason from delivery_past where kind = 'lesson' and rung is distinct from 'reply'"
    )
    assert owed["reason"] == "its course is not taught any more"


async def test_a_lesson_fetched_is_noted_with_its_version(town: Town) -> None:
    await begin(town, SECOND)
    assert await town.rows("select lesson_key, versions from lesson_progress") == [
        {"lesson_key": "甲", "versions": ["2"]}
    ]
