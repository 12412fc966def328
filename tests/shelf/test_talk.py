"""The shelf, ratings and wishes as somebody talks about them."""

from dataclasses import replace

import pytest

from bot.domain.content import Course, Track
from bot.domain.pseudonyms import person_hash
from bot.store import grants
from bot.store.db import Database
from tests.handlers.private_chat import OFFICIAL, PrivateChats, told, touchable
from tests.handlers.school import course, lesson, single

ANN, WEI = "city:101", f"{OFFICIAL}:oWeiOfConghua0000000000001"


def small(key: str, *, track: Track = Track.FARMERS, level: int = 1, lessons: int = 1) -> Course:
    """A course with one question a lesson; its title is its key."""
    whole = course(*(lesson(f"{key}{n}", single(f"{key}{n}")) for n in range(lessons)))
    return replace(whole, key=key, title=f"{key}小课", track=track, level=level)


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    chats.deployment = replace(chats.deployment, banks={}, targets=())
    await chats.teach(
        replace(small("farm", lessons=3), place=1, about="春种秋收，一样一样来"),
        small("tea", level=2),
        small("law", track=Track.EVERYONE),
    )
    return chats


async def test_the_shelf_recommends_one_course_on_top_and_says_why(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    shelf = await chats.say(WEI, "选课")
    assert "推荐《tea小课》：适合务农的朋友，每课 2 分钟。" in told(shelf)
    assert touchable(shelf)[:3] == ["course:tea", "course:farm", "course:law"]
    labels = [option.label for option in shelf.messages[-1].options]
    assert labels[0] == "tea小课（第 2 级 · 1 课 · 每课 2 分钟）"
    assert labels[1] == "farm小课（正在学）"
    chosen = await chats.say(WEI, "选课 farm")
    assert "春种秋收" in told(chosen), "what it is about"


async def test_no_recommendation_for_who_wants_none(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    assert "不推荐了" in told(await chats.say(WEI, "不要推荐"))
    shelf = await chats.say(WEI, "选课")
    assert "推荐" not in told(shelf)
    assert touchable(shelf)[0] == "course:farm", "as the shelf has it"
    assert "要推荐" in told(await chats.say(WEI, "隐私"))
    await chats.say(WEI, "要推荐")
    assert "推荐《tea小课》" in told(await chats.say(WEI, "选课"))


async def test_the_reason_follows_what_was_learned_and_the_group(chats: PrivateChats) -> None:
    await chats.enrolled(ANN)
    await chats.rows(
        """
        with g as (
          insert into chat_group (account, channel, platform_id, zone, known_at, course_key)
          values ('city', 'telegram', '-100', 'Asia/Shanghai', $1, 'law') returning id
        )
        insert into group_member select g.id, l.id, $1 from g, learner l returning 1
        """,
        chats.now,
    )
    assert "推荐《law小课》：您的群这周也在学它。" in told(await chats.say(ANN, "选课"))
    for _ in range(3):
        await chats.say(ANN, "今日一课")
        await chats.say(ANN, "2")
    assert "推荐《tea小课》：您学完了《farm小课》，正好接着学。" in told(
        await chats.say(ANN, "选课")
    )
    chats.later(days=3)
    await chats.teach(small("rice"))
    await chats.say(ANN, "选课 tea")
    await chats.rows("delete from group_member returning 1")
    await chats.rows("update enrolment set passed_at = null returning 1")
    assert "推荐《rice小课》：这是新课。" in told(await chats.say(ANN, "选课"))


async def test_many_courses_come_a_page_at_a_time(chats: PrivateChats) -> None:
    await chats.teach(*(small(f"c{n}", level=3) for n in range(12)))
    await chats.enrolled(ANN)
    first = await chats.say(ANN, "选课 第三级")
    keys = touchable(first)
    assert len([key for key in keys if key.startswith("course:")]) == 8
    assert keys[8:] == ["courses:level/3/1", "courses:all//0", "drop"]
    second = await chats.tap(ANN, keys[8])
    rest = [key for key in touchable(second) if key.startswith("course:")]
    assert len(set(rest) | set(keys[:8])) == 12
    assert "第 3 级 · 1 课 · 每课 2 分钟" in told(second), "buttons have no room for it"


async def test_words_find_courses_and_what_is_not_there_leads_to_a_wish(
    chats: PrivateChats,
) -> None:
    await chats.enrolled(WEI)
    found = await chats.say(WEI, "选课 会泡 tea")
    assert told(found).strip() == "和“会泡 tea”有关的课："
    assert touchable(found) == ["course:tea", "courses:all//0"]
    missing = await chats.say(WEI, "选课 开飞机 13800138000")
    assert "没有找到和“开飞机 〔号码〕”有关的课" in told(missing)
    assert touchable(missing)[:2] == ["course:farm", "course:tea"]


async def pass_farm(chats: PrivateChats, who: str = WEI) -> str:
    """All three lessons; what the last one said."""
    await chats.enrolled(who)
    said = ""
    for _ in range(3):
        await chats.say(who, "今日一课")
        said = told(await chats.say(who, "2"))
    return said


async def test_a_passed_course_is_rated_once_a_version(chats: PrivateChats) -> None:
    assert "《farm小课》对您有用吗" in await pass_farm(chats)
    assert "评价记下了" in told(await chats.say(WEI, "1"))
    [kept] = await chats.rows("select course_key, stars, content_version from rating")
    assert list(kept.values()) == ["farm", 3, "1"]
    assert "对您有用吗" in told(await chats.say(WEI, "评课"))
    await chats.say(WEI, "没什么用")
    assert [row["stars"] for row in await chats.rows("select stars from rating")] == [1]
    await chats.say(WEI, "选课 tea")
    await chats.say(WEI, "今日一课")
    again = told(await chats.say(WEI, "2"))
    assert "《tea小课》对您有用吗" in again, "another course"


async def test_a_rating_that_was_not_earned_or_was_made_up_is_not_kept(
    chats: PrivateChats,
) -> None:
    await chats.enrolled(WEI)
    for data in ("rated:farm:3", "rated:tea:3", "rated:farm:9", "rated:x", "rated:", "rate:none"):
        assert "学完并通过一门课" in told(await chats.tap(WEI, data)), data
    assert not await chats.rows("select 1 from rating")


async def test_rating_leaves_an_open_question_open(chats: PrivateChats) -> None:
    await pass_farm(chats)
    await chats.say(WEI, "选课 tea")
    await chats.say(WEI, "今日一课")
    question = (await chats.dialog(WEI)).question
    await chats.say(WEI, "评课")
    assert "tea0题怎么做" in told(await chats.say(WEI, "2")), "the question is back"
    assert (await chats.dialog(WEI)).question == question
    assert [row["stars"] for row in await chats.rows("select stars from rating")] == [2]


async def test_a_wish_is_kept_masked_and_the_nearest_course_offered(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    said = await chats.say(WEI, "要是有教做豆腐的课就好了")
    assert "记下了：“教做豆腐”" in told(said)
    assert "已经记下了" in told(await chats.say(WEI, "要是有教做豆腐的课就好了"))
    await chats.say(WEI, "许愿")
    assert "记下了：“养鱼，打电话 〔号码〕”" in told(
        await chats.say(WEI, "养鱼，打电话 13800138000")
    )
    kept = await chats.rows("select words, track, language, seen_at from wish order by id")
    assert [row["words"] for row in kept] == ["教做豆腐", "养鱼，打电话 〔号码〕"]
    assert {(row["track"], row["language"]) for row in kept} == {("farmers", "zh-Hans")}
    await chats.say(WEI, "2")
    near = await chats.say(WEI, "想学law小课")
    assert "现在有一门《law小课》" in told(near)
    assert touchable(near) == ["course:law"]


async def test_an_answer_is_no_wish_and_a_wish_leaves_the_question_open(
    chats: PrivateChats,
) -> None:
    await chats.enrolled(WEI)
    question = (await chats.dialog(WEI)).question
    await chats.say(WEI, "想学做豆腐")
    assert (await chats.dialog(WEI)).question == question
    await chats.say(WEI, "许愿")
    assert "答对了" in told(await chats.say(WEI, "先核对对方是谁"))
    assert len(await chats.rows("select 1 from wish")) == 1


async def test_nobody_floods_the_list_of_wishes(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    said = [told(await chats.say(WEI, f"许愿 第{letter}种菜")) for letter in "abcdefghijkl"]
    assert ["明天再告诉我们" in one for one in said] == [False] * 10 + [True] * 2
    assert len(await chats.rows("select 1 from wish")) == 10
    chats.later(days=1, seconds=1)
    assert "记下了" in told(await chats.say(WEI, "许愿 第z种菜"))


async def test_organisers_read_in_chat_what_is_wished_for(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.enrolled(ANN)
    assert "您想学什么" in told(await chats.say(ANN, "心愿")), "to who is none it is a wish"
    await chats.say(ANN, "做豆腐")
    await chats.say(WEI, "想学做豆腐")
    await chats.say(WEI, "想学养鱼")
    key = chats.deployment.issuer.pseudonym_key
    async with chats.db.transaction() as conn:
        person = person_hash(key, "city", "101")
        await grants.grant(conn, "city", person, "organiser", chats.now)
    said = told(await chats.say(ANN, "心愿"))
    assert "1. 做豆腐（2 人）\n2. 养鱼（1 人）" in said


async def test_milestones_are_said_once_where_they_are_reached(chats: PrivateChats) -> None:
    await chats.teach(replace(small("farm", lessons=11), version="2"))
    await chats.enrolled(WEI)
    said = []
    for _ in range(10):
        said.append(told(await chats.say(WEI, "2")))
        await chats.say(WEI, "今日一课")
    far = [number for number, text in enumerate(said, 1) if "🌱" in text]
    assert far == [1, 3, 7, 10]
    assert "第 1 课，真好" in said[0]
    assert "已经学完 3 课" in said[2]
    assert "📅" not in "".join(said), "it is one day"


async def test_a_seventh_day_is_told_with_its_first_lesson(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    await chats.rows(
        """
        with e as (
          insert into enrolment (registration, learner_id, course_key, state, started_at)
          select gen_random_uuid(), id, 'law', 'waiting', $1 from learner returning id
        )
        insert into lesson_progress (enrolment_id, lesson_key, shown_at, shown_on, completed_at, completed_on)
        select e.id, 'old' || n, $1, $2, $1, $2::date - n % 6 - 1 from e, generate_series(1, 12) n returning 1
        """,
        chats.now,
        chats.now.date(),
    )
    assert "📅 您已经有 7 天学过课了" in told(await chats.say(WEI, "2"))
    await chats.say(WEI, "今日一课")
    assert "📅" not in told(await chats.say(WEI, "2"))


async def test_a_first_course_is_a_milestone_and_taking_it_again_is_none(
    chats: PrivateChats,
) -> None:
    assert "第 1 门课" in await pass_farm(chats)
    await chats.say(WEI, "选课 farm")
    again = ""
    for _ in range(3):
        await chats.say(WEI, "今日一课")
        again = told(await chats.say(WEI, "2"))
    assert "通过了" in again
    assert "门课。" not in again


async def test_progress_shows_the_week_in_words_and_as_a_picture(chats: PrivateChats) -> None:
    await chats.enrolled(WEI)
    assert all(one.media is None for one in (await chats.say(WEI, "进度")).messages)
    await chats.say(WEI, "2")
    words, picture = (await chats.say(WEI, "进度")).messages
    assert "1/3 课" in words.text
    assert picture.media is not None
    assert picture.media.kind == "image"
    assert "farm0课" in picture.media.alt, "the words where no picture can be shown"
    chats.later(days=7)
    again = (await chats.say(WEI, "进度")).messages
    assert [one.media for one in again] == [None], "nothing was learned in this week"
