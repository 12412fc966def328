"""A lesson with a picture, from the folder of its pack into people's chats."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from adapters.simulator import Bubble
from bot.domain.content import Course, LessonMedia
from bot.storage import Storage
from tests.content.media import picture
from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town, open_town
from tests.handlers.school import begin, course, lesson, single

PICTURE = picture()
ALT = "先看名字，再看金额"
HASH = hashlib.sha256(PICTURE).hexdigest()
LOOK = "回复「继续」看图"


def illustrated() -> Course:
    """Three lessons; the second shows the picture."""
    shown = (LessonMedia("look.png", ALT, HASH, PICTURE),)
    first, second, third = (lesson(key, single(f"{key}的")) for key in "甲乙丙")
    return course(first, replace(second, media=shown), third)


def is_picture(bubble: Bubble) -> bool:
    """Whether a follower sees our picture there, its very bytes."""
    return HASH in bubble.media


async def test_a_picture_follows_its_lesson(town: Town) -> None:
    await begin(town, illustrated())
    await town.wechat_says("2")
    await town.wechat_says("今日一课")
    words = town.wechat_chat()[-1]
    assert "第2课 乙课" in words.text
    assert words.text.index("乙课的正文") < words.text.index("乙的题怎么做")
    assert words.via == "passive"
    assert "继续" not in words.text
    await town.move_to(town.clock.now() + timedelta(seconds=2))
    shown = town.wechat_chat()[-1]
    assert is_picture(shown)
    assert shown.via == "customer"
    assert "答对了" in await town.wechat_says("2")


async def test_a_lesson_that_comes_by_itself_costs_one_message_and_shows_on_request(
    town: Town,
) -> None:
    await begin(town, illustrated())
    await town.wechat_says("2")
    seen = len(town.wechat_chat())
    await town.move_to(town.clock.now() + timedelta(days=1))
    (pushed,) = town.wechat_chat()[seen:]
    assert pushed.via == "customer"
    assert "乙课的正文" in pushed.text
    assert pushed.text.endswith(LOOK)
    await town.wechat_says("继续")
    assert is_picture(town.wechat_chat()[-1])
    assert "答对了" in await town.wechat_says("2")


async def test_where_no_message_may_follow_the_words_travel_in_the_answer(
    place: Storage, tmp_path: Path
) -> None:
    async with open_town(place, tmp_path) as town:
        account = town.settings.wechat[0].model_copy(update={"verified": False})
        town.settings = town.settings.model_copy(update={"wechat": (account,)})
        await town.start()
        await begin(town, illustrated())
        await town.wechat_says("2")
        lesson_two = await town.wechat_says("今日一课")
        assert "乙的题怎么做" in lesson_two
        assert lesson_two.endswith(LOOK)
        await town.wechat_says("继续")
        assert is_picture(town.wechat_chat()[-1])
        assert "答对了" in await town.wechat_says("2")
        assert {bubble.via for bubble in town.wechat_chat() if not bubble.mine} == {"passive"}


async def test_who_does_not_look_goes_on_with_the_answer(town: Town) -> None:
    await begin(town, illustrated())
    await town.wechat_says("2")
    await town.move_to(town.clock.now() + timedelta(days=1))
    assert "答对了" in await town.wechat_says("2")
    assert "第3课" in await town.wechat_says("继续")
    assert not any(is_picture(bubble) for bubble in town.wechat_chat())


async def test_a_file_is_brought_to_the_platform_once_for_all(town: Town) -> None:
    await town.teach(illustrated())
    followers = [TEACHER, "oFarmerOfConghua000000000001"]
    for openid in followers:
        await begin(town, who=openid)
        await town.wechat_says("2", openid)
        await town.wechat_says("今日一课", openid)
        await town.move_to(town.clock.now() + timedelta(seconds=2))
        assert is_picture(town.wechat_chat(openid)[-1])
    uploads = await town.rows("select account, hash from media_upload")
    assert uploads == [{"account": WECHAT, "hash": HASH}]


async def test_in_telegram_the_lesson_stands_below_its_picture(town: Town) -> None:
    await town.teach(illustrated())
    for user in (COURIER, COURIER + 1):
        await town.telegram_starts(user)
        for words in ("我务农", "早上 7:30", "2", "今日一课"):
            await town.telegram_says(words, user)
            await town.nothing_due()
        *_, card, quiz = town.telegram_chat(user)
        assert card.media
        assert "乙课的正文" in card.text
        assert ALT not in card.text, "who sees the picture needs no words for it"
        assert town.quiz_options(quiz, user)[:2] == ["马上付款", "先核对对方是谁"]
    uploads = await town.rows("select account, hash from media_upload")
    assert uploads == [{"account": TELEGRAM, "hash": HASH}], "brought once, sent twice"
