"""A QR code on the wall: who scans it is a member, and is told of what."""

from tests.flow.town import WECHAT, Town

PERSON = "oScansTheWallOfTianhe0000001"


async def known(town: Town, scene: str, title: str) -> None:
    await town.rows(
        """
        insert into chat_group (account, channel, platform_id, title, zone, known_at)
        values ($1, 'wechat', $2, $3, 'Asia/Shanghai', $4) returning id
        """,
        WECHAT,
        scene,
        title,
        town.clock.now(),
    )


async def scans(town: Town, scene: str) -> str:
    await town.simulator.wechat.scan(WECHAT, PERSON, scene)
    return town.wechat_chat(PERSON)[-1].text


async def members(town: Town) -> list[tuple[object, object]]:
    found = await town.rows(
        """
        select g.platform_id, a.platform_id as person from group_member m
        join chat_group g on g.id = m.group_id join address a on a.learner_id = m.learner_id order by 1
        """
    )
    return [(row["platform_id"], row["person"]) for row in found]


async def test_who_follows_by_a_cohort_s_code_is_greeted_in_its_name(town: Town) -> None:
    await known(town, "class-7", "骑手七班")
    answer = await scans(town, "class-7")
    assert answer.startswith("好，您已经加入“骑手七班”。")
    assert "您好，我是“一课”" in answer
    assert "先认识一下，您是哪一位？" in answer
    assert await members(town) == [("class-7", PERSON)]
    assert "每天什么时候给您送课？" in await town.wechat_says("我送外卖", PERSON)


async def test_a_follower_who_scans_another_code_joins_that_cohort_too(town: Town) -> None:
    await known(town, "class-7", "骑手七班")
    await known(town, "class-8", "骑手八班")
    await scans(town, "class-7")
    await town.wechat_says("我送外卖", PERSON)
    await town.wechat_says("上午 9:30", PERSON)
    assert await scans(town, "class-8") == "好，您已经加入“骑手八班”。有通知会告诉您。"
    assert await members(town) == [("class-7", PERSON), ("class-8", PERSON)]


async def test_a_code_nobody_named_makes_its_cohort_when_it_is_first_scanned(town: Town) -> None:
    answer = await scans(town, "class-9")
    assert answer.startswith("您好，我是“一课”")
    assert await members(town) == [("class-9", PERSON)]
    await town.wechat_says("我送外卖", PERSON)
    await town.wechat_says("上午 9:30", PERSON)
    assert await scans(town, "class-9") == "好，您已经加入了。有通知会告诉您。"
    assert len(await members(town)) == 1
