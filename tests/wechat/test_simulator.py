"""The channel against the simulated platform: both half-pipes over HTTP, as in the demo."""

from datetime import timedelta

import pytest

from bot.domain.delivery import Result
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.domain.events import Followed, Left, Scanned, Tap, Text
from bot.domain.messages import Option, say
from tests.wechat.platform import NOW, Shelf
from tests.wechat.stage import staged

QUESTION = say(
    "该怎么做？",
    Option("马上付款", "q:1"),
    Option("先核对", "q:2"),
    title="小测",
    hint="回复数字即可",
)


async def test_the_console_accepts_our_url():
    async with staged() as on:
        assert await on.sim.wechat.verify("school")


async def test_a_persons_acts_arrive_as_events_and_replies_are_shown():
    async with staged() as on:
        await on.wechat.start()
        on.bot.answer = say("你好，陈老师。👵🏻 ]]>")
        assert await on.sim.wechat.follow("school", "oGrandma", scene="class-7")
        assert await on.sim.wechat.menu("school", "oGrandma", "today")
        assert await on.sim.wechat.menu("school", "oGrandma", "progress")
        assert await on.sim.wechat.say("school", "oGrandma", "上课")
        assert await on.sim.wechat.scan("school", "oGrandma", "class-8")
        assert await on.sim.wechat.unfollow("school", "oGrandma")
        assert on.bot.bodies == [
            Followed("class-7"),
            Tap("today"),
            Tap("progress"),
            Text("上课"),
            Scanned("class-8"),
            Left(),
        ]
        shown = on.bubbles()
    assert [(b.via, b.text) for b in shown] == [("passive", "你好，陈老师。👵🏻 ]]>")] * 5
    assert len({event.key for event in on.bot.seen}) == 6
    assert all(event.at == NOW for event in on.bot.seen)


async def test_a_repeat_carries_the_key_of_the_first():
    async with staged() as on:
        on.sim.deliver_times = 3
        await on.sim.wechat.follow("school", "oGrandma")
        await on.sim.wechat.say("school", "oGrandma", "上课")
        keys = [event.key for event in on.bot.seen]
    assert len(keys) == 6
    assert len(set(keys[:3])) == len(set(keys[3:])) == 1


async def test_a_question_in_an_open_window_is_tapped_back():
    async with staged() as on:
        await on.sim.wechat.follow("school", "oGrandma")
        assert await on.send(QUESTION) is Result.SENT
        (bubble,) = on.bubbles()
        assert bubble.via == "customer"
        assert bubble.buttons == [("1. 马上付款", "q:1"), ("2. 先核对", "q:2")]
        await on.sim.wechat.tap("school", "oGrandma", bubble.id, "q:2")
        assert on.bot.bodies[-1] == Tap("q:2")


async def test_a_subscription_account_gets_the_question_as_numbers():
    async with staged(console={"kind": "subscription"}, kind="subscription") as on:
        await on.sim.wechat.follow("school", "oGrandma")
        assert await on.send(QUESTION) is Result.SENT
        (bubble,) = on.bubbles()
    assert bubble.buttons == []
    assert bubble.text == "【小测】\n该怎么做？\n1. 马上付款\n2. 先核对\n回复数字即可"


async def test_windows_and_unknown_people_are_told_apart():
    async with staged() as on:
        assert await on.send(say("x"), chat="oNobody") is Result.GONE
        await on.sim.wechat.follow("school", "oGrandma")
        assert [await on.send(say(str(n))) for n in range(4)] == [
            *[Result.SENT] * 3,
            Result.QUOTA_USED_UP,
        ]
        on.clock.move(timedelta(minutes=2))
        assert await on.send(say("x")) is Result.WINDOW_CLOSED
        await on.sim.wechat.say("school", "oGrandma", "上课")
        assert await on.send(say("x")) is Result.SENT
        await on.sim.wechat.unfollow("school", "oGrandma")
        assert await on.send(say("x")) in {Result.GONE, Result.WINDOW_CLOSED}


async def test_every_page_of_a_long_lesson_fits():
    lesson = say("第一步，先看清收款人的姓名，再输金额。\n\n" * 150, title="扫码付款三步走")
    async with staged() as on:
        await on.sim.wechat.follow("school", "oGrandma")
        await on.sim.wechat.say("school", "oGrandma", "上课")
        pages = on.wechat.pages(lesson)
        results = [await on.send(page) for page in pages]
        on.bot.answer = lesson
        await on.sim.wechat.say("school", "oGrandma", "上课")
        shown = [b.text for b in on.bubbles()]
    assert len(pages) > 3
    assert set(results) == {Result.SENT}
    assert shown[-1] == shown[0]


async def test_a_token_that_ran_out_is_renewed_by_itself():
    shelf = Shelf()
    async with staged(tokens=shelf) as on:
        await on.wechat.start()
        first = shelf.token
        on.clock.move(timedelta(hours=3))
        await on.sim.wechat.follow("school", "oGrandma")
        assert await on.send(say("x")) is Result.SENT
        assert shelf.token not in (None, first)


async def test_a_token_killed_behind_our_back_is_renewed_by_itself():
    shelf = Shelf()
    async with staged(tokens=shelf) as on:
        await on.sim.wechat.follow("school", "oGrandma")
        shelf.token = "never-valid"
        assert await on.send(say("x")) is Result.SENT
        assert [b.text for b in on.bubbles()] == ["x"]


async def test_a_lost_answer_is_unknown_and_an_outage_unavailable():
    async with staged() as on:
        await on.wechat.start()
        await on.sim.wechat.follow("school", "oGrandma")
        on.sim.faults.add("wechat:custom/send", lost=True)
        assert await on.send(say("lost")) is Result.UNKNOWN
        on.sim.faults.add("wechat:custom/send", status=502)
        assert await on.send(say("busy")) is Result.UNAVAILABLE
        on.sim.faults.add("wechat:custom/send", errcode=45011)
        assert await on.send(say("fast")) is Result.THROTTLED
        assert await on.send(say("well")) is Result.SENT
        assert [b.text for b in on.bubbles()] == ["lost", "well"]


async def test_start_during_an_outage_can_be_tried_again():
    async with staged() as on:
        on.sim.faults.down("wechat", True)
        with pytest.raises(PlatformUnavailableError):
            await on.wechat.start()
        on.sim.faults.down("wechat", False)
        await on.wechat.start()
        assert "app_id" in await on.wechat.check()


@pytest.mark.parametrize(
    ("setting", "mend"), [("app_secret", "app_secret is wrong"), ("app_id", "app_id is wrong")]
)
async def test_wrong_credentials_name_the_setting(setting, mend):
    async with staged(**{setting: "wx-wrong"}) as on:
        with pytest.raises(PlatformMisconfiguredError, match=mend):
            await on.wechat.check()


@pytest.mark.parametrize("setting", ["token", "app_id"])
async def test_callbacks_meant_for_another_are_refused(setting):
    async with staged(**{setting: "another"}) as on:
        await on.sim.wechat.follow("school", "oGrandma")
        assert (on.bot.seen, set(on.bot.refused)) == ([], {403})


async def test_mixed_mode_is_read_by_its_encrypted_half():
    async with staged(console={"mode": "mixed"}) as on:
        on.bot.answer = say("好")
        assert await on.sim.wechat.follow("school", "oGrandma")
        assert [b.text for b in on.bubbles()] == ["好"]


async def test_plain_mode_works_only_where_it_is_allowed():
    async with staged(console={"mode": "plain"}) as on:
        assert not await on.sim.wechat.follow("school", "oGrandma")
        assert set(on.bot.refused) == {403}
    async with staged(console={"mode": "plain"}, allow_plaintext=True) as on:
        on.bot.answer = say("好")
        assert await on.sim.wechat.follow("school", "oGrandma")
        assert [b.text for b in on.bubbles()] == ["好"]
