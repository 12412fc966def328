"""All an account can do beyond conversations, against the simulated platform's own rules."""

import contextlib
from datetime import timedelta

import pytest

from adapters.simulator.wechat_tickets import is_signed
from bot.domain.delivery import Filled, Kind, Result, Rung, Scope, Template
from bot.domain.errors import PlatformCallError
from bot.domain.events import MassReported
from bot.domain.messages import Card, Media, Message, Reply, say
from bot.ports import CallQuota, MassState, MenuItem, PlatformPerson, TaggedMenu
from tests.wechat.platform import Files
from tests.wechat.stage import Stage, staged

FIELDS = {"thing1": "title", "time2": "time", "name3": "organiser"}
LABELS = {"thing1": "比赛", "time2": "截止", "name3": "主办"}
FACTS = {"title": "国防知识竞赛" * 5, "time": "2026年12月1日 15:01", "organiser": "某某图书馆"}
NOTICE = Template("TN", "notice", frozenset({Kind.REMINDER}), FIELDS)
FORM = Template("TF", "template", frozenset({Kind.REMINDER}), FIELDS)


async def pushed(on: Stage, template: Template, key: str = "d1"):
    filled = Filled(template, FACTS, "https://example.org/n")
    return await on.wechat.send("oGrandma", Reply(()), rung=template.rung, key=key, filled=filled)


async def test_a_notice_takes_a_consent_each_time():
    async with staged(templates=(NOTICE, FORM)) as on:
        on.sim.wechat.add_template("school", "TN", LABELS)
        await on.sim.wechat.follow("school", "oGrandma")
        assert (await pushed(on, NOTICE)).result is Result.QUOTA_USED_UP
        await on.sim.wechat.notices("school", "oGrandma", {"TN": "accept"})
        sent = await pushed(on, NOTICE)
        assert (sent.result, (await pushed(on, NOTICE)).code[:5]) == (Result.SENT, "43101")
        (bubble,) = on.bubbles()
    assert sent.platform_id
    assert bubble.via == "notice"
    assert "2026年12月1日 15:01" in bubble.text
    assert bubble.links[0][1] == "https://example.org/n"


async def test_a_template_message_repeated_with_its_key_arrives_once():
    async with staged(templates=(FORM,)) as on:
        on.sim.wechat.add_template("school", "TF", LABELS, use="template")
        await on.sim.wechat.follow("school", "oGrandma")
        outcomes = [await pushed(on, FORM) for _ in range(3)]
        other = await pushed(on, FORM, key="d2")
        assert [bubble.via for bubble in on.bubbles()] == ["template"] * 2
    assert len({outcome.platform_id for outcome in outcomes}) == 1
    assert other.platform_id != outcomes[0].platform_id
    assert {outcome.result for outcome in outcomes} == {Result.SENT}


async def test_who_refuses_or_left_or_has_no_such_template_is_told_apart():
    async with staged(templates=(NOTICE, FORM)) as on:
        await on.sim.wechat.follow("school", "oGrandma")
        unknown = await pushed(on, FORM)
        assert (unknown.result, unknown.scope) == (Result.REFUSED, Scope.TEMPLATE)
        on.sim.wechat.refuse_messages("school", "oGrandma")
        refused = await on.wechat.send("oGrandma", say("x"), rung=Rung.CUSTOMER, key="d")
        assert (refused.result, refused.scope) == (Result.REFUSED, Scope.PERSON)


async def test_pictures_sounds_and_cards_are_seen():
    files = Files()
    picture = files.put(b"\x89PNG seen")
    sound = files.put(b"#!AMR heard", kind="voice", content_type="audio/amr")
    shows = [
        Message("", media=Media("image", picture, "图")),
        Message("", media=Media("voice", sound, "听")),
        Message(
            "", card=Card("竞赛", "三天后", "https://example.org/a", "https://example.org/p.png")
        ),
        Message("", card=Card("学分", "", "https://example.org/m", "", "wx77", "pages/c")),
    ]
    async with staged(media=files) as on:
        await on.sim.wechat.follow("school", "oGrandma")
        await on.sim.wechat.say("school", "oGrandma", "上课")
        results = [await on.send(Reply((message,))) for message in shows]
        for message in shows:
            on.bot.answer = Reply((message,))
            await on.sim.wechat.say("school", "oGrandma", "上课")
        seen = [(bubble.via, bool(bubble.media)) for bubble in on.bubbles()]
    assert results == [Result.SENT] * 4
    assert seen == [
        *[("customer", shown) for shown in (True, True, True, False)],
        *[("passive", shown) for shown in (True, True, True, False)],
    ]


async def test_a_file_whose_days_are_over_is_uploaded_anew():
    files = Files()
    picture = Reply((Message("", media=Media("image", files.put(), "图")),))
    async with staged(media=files) as on:
        await on.sim.wechat.follow("school", "oGrandma")
        assert await on.send(picture) is Result.SENT
        name, (first, until) = next(iter(files.uploads.items()))
        on.clock.move(timedelta(hours=62))
        assert await on.wechat.renew_media() == 1
        on.clock.move(timedelta(hours=60))
        await on.sim.wechat.say("school", "oGrandma", "上课")
        assert await on.send(picture) is Result.SENT
        assert files.uploads[name][0] != first
        # The platform lost it before its time.
        on.wechat._line.media._known.clear()
        files.uploads[name] = (first, on.clock.now() + timedelta(days=1))
        assert await on.send(picture) is Result.SENT
        assert files.uploads[name][0] != first
        assert until < on.clock.now()


async def test_a_mass_message_is_followed_to_its_end():
    async with staged() as on:
        people = [f"oPerson{n}" for n in range(5)]
        on.sim.wechat.add_followers("school", people)
        taken = await on.wechat.send_mass(say("开始了"), key="part-1", people=people)
        again = await on.wechat.send_mass(say("开始了"), key="part-1", people=people)
        assert (taken.result, taken.platform_id) == (Result.SENT, again.platform_id)
        assert again.result is Result.SENT
        assert await on.wechat.mass_state(taken.platform_id) is MassState.SENDING
        on.clock.move(timedelta(seconds=5))
        await on.bot.hear(MassReported)
        assert await on.wechat.mass_state(taken.platform_id) is MassState.SENT
        report = on.bot.bodies[-1]
        assert isinstance(report, MassReported)
        assert (report.message_id, report.sent, report.total) == (taken.platform_id, 5, 5)
        chats = [on.sim.wechat.chat("school", person) for person in people]
    assert [[bubble.via for bubble in chat] for chat in chats] == [["mass"]] * 5


async def test_a_mass_message_that_waits_for_the_administrator_is_sending_until_refused():
    async with staged() as on:
        on.sim.wechat.switches("school").protect_mass = "every"
        on.sim.wechat.add_followers("school", ["o1", "o2"])
        taken = await on.wechat.send_mass(say("x"), key="k", people=["o1", "o2"])
        if taken.result is Result.SENT:
            assert await on.wechat.mass_state(taken.platform_id) is MassState.SENDING
        else:
            assert (taken.result, taken.retry_after) == (Result.THROTTLED, 1800)
        on.sim.wechat.refuse_mass("school")
        await on.bot.hear(MassReported)
        assert on.bot.bodies[-1].status == "err(40001)"


async def test_a_subscription_account_reaches_a_tag_once_a_day():
    async with staged(console={"kind": "subscription"}, kind="subscription") as on:
        on.sim.wechat.add_followers("school", ["o1", "o2", "o3"])
        tag = await on.wechat.make_tag("yike-1")
        assert await on.wechat.tag_people(tag, ["o1", "o2"], on=True) == []
        first = await on.wechat.send_mass(say("开始了"), key="a", tag=tag)
        second = await on.wechat.send_mass(say("又来了"), key="b", tag=tag)
        on.clock.move(timedelta(seconds=5))
        await on.bot.hear(MassReported)
        assert [bool(on.sim.wechat.chat("school", one)) for one in ("o1", "o2", "o3")] == [
            True,
            True,
            False,
        ]
        await on.wechat.delete_tag(tag)
        assert await on.wechat.tags() == {}
    assert first.result is Result.SENT
    assert (second.result, second.scope) == (Result.QUOTA_USED_UP, Scope.ACCOUNT)


async def test_followers_people_and_tags():
    async with staged() as on:
        everybody = [f"o{n:05}" for n in range(10_050)]
        on.sim.wechat.add_followers("school", everybody, scene="class-7")
        listed, after = [], None
        while after != "":
            page = await on.wechat.followers(after or "")
            assert page.total == 10_050
            listed += page.platform_ids
            after = page.after
        assert sorted(listed) == everybody
        await on.sim.wechat.unfollow("school", "o00002")
        people = await on.wechat.people(["o00001", "o00002"])
        assert people[0] == PlatformPerson("o00001", True, people[0].union, "class-7")
        assert people[0].union
        assert people[1] == PlatformPerson("o00002", False)
        tag = await on.wechat.make_tag("yike-农民")
        assert await on.wechat.tags() == {"yike-农民": tag}
        assert await on.wechat.tag_people(tag, ["o00001", "oNobody"], on=True) == ["oNobody"]
        assert await on.wechat.tag_people(tag, ["o00001"], on=False) == []
        with pytest.raises(PlatformCallError):
            await on.wechat.make_tag("yike-农民")


async def test_a_code_brings_people_into_their_group():
    async with staged() as on:
        code = await on.wechat.group_code("class-7")
        assert code.url.startswith("http")
        assert code.ticket


MENUS = (MenuItem("今日一课", "today"), MenuItem("官网", url="https://example.org/"))


async def test_menus_of_a_tag_are_set_and_set_again_without_a_call_too_many():
    async with staged() as on:
        await on.wechat.start()
        tag = await on.wechat.make_tag("yike-couriers")
        await on.wechat.set_menus([TaggedMenu(tag, MENUS)])
        quotas = on.sim.wechat.quotas("school")
        quotas["menu/addconditional"] = 1
        await on.wechat.set_menus([TaggedMenu(tag, MENUS)])
        await on.wechat.set_menus([])
        with pytest.raises(PlatformCallError) as failed:
            await on.wechat.set_menus([TaggedMenu(tag, MENUS)])
    assert failed.value.outcome.result is Result.QUOTA_USED_UP


async def test_menus_can_be_set_before_the_accounts_own():
    async with staged() as on:
        tag = await on.wechat.make_tag("yike-couriers")
        await on.wechat.set_menus([TaggedMenu(tag, MENUS)])
        await on.sim.wechat.follow("school", "oGrandma")
        assert await on.sim.wechat.menu("school", "oGrandma", "progress")


async def test_a_page_is_signed_as_the_platform_checks_it():
    async with staged() as on:
        signed = await on.wechat.page_signature("https://example.org/wechat/school/notices#x")
        box = on.sim.wechat._account("school")
        assert is_signed(box, "https://example.org/wechat/school/notices", signed)
        assert not is_signed(box, "https://example.org/other", signed)


async def test_the_calls_of_the_day_are_counted():
    async with staged() as on:
        await on.sim.wechat.follow("school", "oGrandma")
        for _ in range(3):
            await on.send(say("x"))
        counted = {quota.call: quota for quota in await on.wechat.quotas()}
    assert counted["/cgi-bin/message/custom/send"] == CallQuota(
        "/cgi-bin/message/custom/send", 500_000, 3
    )
    assert counted["/cgi-bin/message/template/send"].limit == 100_000


async def test_an_unverified_account_may_not_but_never_fails_otherwise():
    async with staged(console={"verified": False}, verified=False) as on:
        calls = [
            on.wechat.followers(),
            on.wechat.people(["o1"]),
            on.wechat.group_code("s"),
            on.wechat.tags(),
            on.wechat.set_menus([]),
        ]
        for call in calls:
            with contextlib.suppress(PlatformCallError):
                await call
        assert (await on.wechat.send_mass(say("x"), key="k", tag=5)).result is Result.REFUSED


async def test_the_classic_token_works_and_survives_being_killed():
    async with staged(token_call="classic") as on:
        await on.wechat.start()
        assert "app_id" in await on.wechat.check()
        await on.sim.wechat.follow("school", "oGrandma")
        assert await on.send(say("x")) is Result.SENT
        on.clock.move(timedelta(hours=3))
        await on.sim.wechat.say("school", "oGrandma", "上课")
        assert await on.send(say("x")) is Result.SENT
