"""What a link into the private chat leads to: for who is new, and for who is known."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.deep_links import DeepLink, Target, payload_of
from bot.store.db import Database
from tests.delivery.owing import group
from tests.handlers.private_chat import CITY, SECRET, PrivateChats, told, touchable
from tests.handlers.school import course, lesson, single

ANN, BEN = f"{CITY}:1", f"{CITY}:2"
FARM = course(lesson("甲", single("一")), lesson("乙", single("二")))
TEA = course(lesson("茶", single("三")), key="tea")
WHO, WHEN = "您是哪一位", "什么时候"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(FARM, TEA)
    return chats


async def hold_contest(chats: PrivateChats) -> None:
    await chats.rows(
        """
        with c as (
          insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at)
          values ('song', '山歌会', 'other', '村图书馆', 'https://example.org/song', '{}', '\\x01', 1, $1) returning key
        )
        insert into stage (competition_key, key, position, kind, opens, closes)
        select key, 'sign', 1, 'registration', $1, $1 + interval '9 days' from c returning key
        """,
        chats.now,
    )


async def states(chats: PrivateChats) -> dict[str, str]:
    found = await chats.rows("select course_key, state from enrolment")
    return {row["course_key"]: row["state"] for row in found}


async def test_a_course_asks_who_is_new_only_for_a_time(chats: PrivateChats) -> None:
    asked = await chats.open_link(ANN, Target.COURSE, "tea")
    assert "《采茶小课》" in told(asked)
    assert WHEN in told(asked)
    assert WHO not in told(asked)
    begun = await chats.tap(ANN, "slot:12:30")
    assert "《采茶小课》，每天 12:30 见" in told(begun)
    assert "茶课的正文" in told(begun)
    assert await states(chats) == {"tea": "active"}
    learner = await chats.learner(ANN)
    assert (learner["state"], learner["track"]) == ("active", "farmers")
    assert (await chats.dialog(ANN)).wish == ""


@pytest.mark.parametrize("aside", ["帮助", "比赛", "选课", "哈哈", "随便说", "进度", "/nothing"])
async def test_the_wish_outlives_what_is_said_on_the_side(chats: PrivateChats, aside: str) -> None:
    await chats.open_link(ANN, Target.COURSE, "tea")
    await chats.say(ANN, aside)
    await chats.tap(ANN, "slot:07:30")
    assert await states(chats) == {"tea": "active"}


async def test_the_first_lesson_can_be_asked_for_at_once(chats: PrivateChats) -> None:
    await chats.open_link(ANN, Target.COURSE, "tea")
    assert "茶课的正文" in told(await chats.say(ANN, "今日一课"))


async def test_another_course_that_is_chosen_counts_more_than_the_link(
    chats: PrivateChats,
) -> None:
    await chats.open_link(ANN, Target.COURSE, "tea")
    await chats.tap(ANN, "course:farm")
    assert (await chats.dialog(ANN)).wish == ""
    assert await states(chats) == {"farm": "active"}


async def test_a_course_that_is_gone_when_the_time_is_told(chats: PrivateChats) -> None:
    await chats.open_link(ANN, Target.COURSE, "tea")
    await chats.rows("update course set current_version = null where key = 'tea' returning key")
    await chats.rows("update content_revision set revision = revision + 1 returning revision")
    assert "《种田小课》" in told(await chats.tap(ANN, "slot:07:30"))


async def test_a_course_is_chosen_for_who_is_known(chats: PrivateChats) -> None:
    first = await chats.enrolled(ANN)
    learned = "tea" if "茶课" in told(first) else "farm"
    other = "farm" if learned == "tea" else "tea"
    assert "正在学" in told(await chats.open_link(ANN, Target.COURSE, learned))
    assert "现在学" in told(await chats.open_link(ANN, Target.COURSE, other))
    assert await states(chats) == {learned: "waiting", other: "active"}
    assert "没有了" in told(await chats.open_link(ANN, Target.COURSE, "nothing"))


async def test_a_course_wakes_who_had_stopped(chats: PrivateChats) -> None:
    await chats.enrolled(ANN)
    await chats.say(ANN, "退订")
    await chats.open_link(ANN, Target.COURSE, "tea")
    assert (await chats.learner(ANN))["state"] == "active"


async def test_a_competition_is_shown_and_can_be_entered(chats: PrivateChats) -> None:
    await hold_contest(chats)
    page = await chats.open_link(ANN, Target.COMPETITION, "song")
    assert "我是“一课”" in told(page)
    assert "山歌会" in told(page)
    entered = await chats.tap(ANN, touchable(page)[0])
    assert "报名成功" in told(entered)
    assert WHO in told(entered)
    assert len(await chats.rows("select 1 from entry")) == 1
    await chats.enrolled(BEN)
    shown = await chats.open_link(BEN, Target.COMPETITION, "song")
    assert "山歌会" in told(shown)
    assert "我是“一课”" not in told(shown)


async def test_a_competition_that_is_over_greets_who_is_new(chats: PrivateChats) -> None:
    said = told(await chats.open_link(ANN, Target.COMPETITION, "song"))
    assert "已经结束" in said
    assert WHO in said


async def test_a_group_is_joined_and_its_board_is_a_choice(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.rows("update chat_group set title = '三班', track = 'farmers' returning id")
    asked = await chats.open_link(ANN, Target.GROUP, str(row))
    assert "加入“三班”" in told(asked)
    assert touchable(asked) == [f"board:{row}:yes", f"board:{row}:no"]
    assert [one["board_name"] for one in await chats.rows("select * from group_member")] == [None]
    on = await chats.tap(ANN, f"board:{row}:yes", "安妮")
    assert "榜上会写“安妮”" in told(on)
    assert WHEN in told(on), "the group's track tells who a newcomer is"
    assert [one["board_name"] for one in await chats.rows("select * from group_member")] == [
        "安妮"
    ]
    await chats.tap(ANN, "slot:07:30")
    off = await chats.tap(ANN, f"board:{row}:no", "安妮")
    assert "榜上不写您" in told(off)
    assert [one["board_name"] for one in await chats.rows("select * from group_member")] == [None]


@pytest.mark.parametrize("word", ["退订", "暂停三天"])
async def test_a_group_wakes_who_had_stopped(chats: PrivateChats, word: str) -> None:
    row = await group(chats.db)
    await chats.enrolled(ANN)
    await chats.say(ANN, word)
    joined = await chats.open_link(ANN, Target.GROUP, str(row))
    assert "接着送，每天 07:30 见" in told(joined)
    assert joined.keyboard == "zh-Hans"
    learner = await chats.learner(ANN)
    assert (learner["state"], learner["paused_until"]) == ("active", None)
    again = await chats.open_link(ANN, Target.GROUP, str(row))
    assert "接着送" not in told(again)


async def test_a_group_that_is_gone_wakes_nobody(chats: PrivateChats) -> None:
    await chats.enrolled(ANN)
    await chats.say(ANN, "退订")
    await chats.open_link(ANN, Target.GROUP, "999999")
    assert (await chats.learner(ANN))["state"] == "stopped"


async def test_a_group_without_a_board_asks_nothing(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.rows("update chat_group set board = false returning id")
    said = await chats.open_link(ANN, Target.GROUP, str(row))
    assert "已经加入" in told(said)
    assert WHO in told(said)
    await chats.enrolled(BEN)
    assert "已经加入" in told(await chats.open_link(BEN, Target.GROUP, str(row)))
    assert len(await chats.rows("select 1 from group_member")) == 2


async def test_a_group_that_is_gone_or_another_bot_s_is_not_joined(chats: PrivateChats) -> None:
    row = await group(chats.db, "-1", "town")
    left = await group(chats.db, "-2")
    await chats.rows("update chat_group set state = 'gone' where id = $1 returning id", left)
    for one in (row, left, 999_999):
        said = told(await chats.open_link(ANN, Target.GROUP, str(one)))
        assert "找不到" in said
        assert WHO in said
    assert not await chats.rows("select 1 from group_member")


async def test_a_forged_group_is_the_plain_start(chats: PrivateChats) -> None:
    row = await group(chats.db)
    forged = payload_of(DeepLink(Target.GROUP, str(row)), b"another secret")
    said = told(await chats.say(ANN, f"/start {forged}"))
    assert WHO in said
    assert not await chats.rows("select 1 from group_member")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(payload=st.text(max_size=70))
async def test_any_other_payload_is_the_plain_start(chats: PrivateChats, payload: str) -> None:
    said = await chats.say(ANN, f"/start {payload}")
    assert WHO in told(said) or WHEN in told(said)
    assert await states(chats) == {}


async def test_a_payload_signed_with_our_secret_is_read(chats: PrivateChats) -> None:
    """What this file signs is what the program signs with."""
    assert chats.deployment.link(CITY, DeepLink(Target.COURSE, "tea")).endswith("?start=c-tea")
    assert chats.deployment.secret == SECRET


async def test_who_enters_by_a_group_s_announcement_competes_for_that_group(
    chats: PrivateChats,
) -> None:
    await hold_contest(chats)
    row = await group(chats.db)
    await chats.rows(
        "insert into competition_group (competition_key, account, platform_id) values ('song', $1, '-100') returning 1",
        CITY,
    )
    page = await chats.open_link(ANN, Target.ENTRY, f"{row}-song")
    assert "我是“一课”" in told(page), "who is new learns first who is speaking"
    assert "山歌会" in told(page)
    [member] = await chats.rows("select group_id, board_name from group_member")
    assert tuple(member.values()) == (row, None)
    assert "报名成功" in told(await chats.tap(ANN, touchable(page)[0]))
    assert [one["group_id"] for one in await chats.rows("select group_id from entry")] == [row]


async def test_a_link_from_a_group_that_is_gone_still_shows_the_competition(
    chats: PrivateChats,
) -> None:
    await hold_contest(chats)
    row = await group(chats.db)
    await chats.rows("update chat_group set state = 'gone' returning id")
    await chats.enrolled(BEN)
    await chats.say(BEN, "退订")
    assert "山歌会" in told(await chats.open_link(BEN, Target.ENTRY, f"{row}-song"))
    assert not await chats.rows("select from group_member")
    assert (await chats.learner(BEN))["state"] == "stopped", "a competition wakes nobody"


async def test_a_forged_group_is_none(chats: PrivateChats) -> None:
    await hold_contest(chats)
    row = await group(chats.db)
    await chats.enrolled(BEN)
    good = payload_of(DeepLink(Target.ENTRY, f"{row}-song"), SECRET)
    for bad in (good.replace("-song", "-tea"), good.replace(f"e-{row}-", "e-9-"), "e-1-song"):
        await chats.say(BEN, f"/start {bad}")
    assert not await chats.rows("select from group_member")
