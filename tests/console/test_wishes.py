"""Wishes and unanswered questions at the console: tallied, marked as seen, answered; own groups only."""

from datetime import timedelta

from bot.domain.pseudonyms import person_hash
from bot.store import grants, helpers
from tests.console.conftest import SECRET, Office
from tests.flow.town import TEACHER, WECHAT

MEMBER = "o-member-of-a-group"
STRANGER = "o-stranger-of-none"


async def learner_of(office: Office, openid: str) -> int:
    rows = await office.town.rows("select learner_id from address where platform_id = $1", openid)
    return int(rows[0]["learner_id"])


async def crowd(office: Office) -> tuple[int, int, int]:
    """A member of a group and a stranger each wish and ask; group, member, stranger."""
    for openid in (MEMBER, STRANGER):
        await office.town.wechat_follows(openid)
    member, stranger = await learner_of(office, MEMBER), await learner_of(office, STRANGER)
    at = office.town.clock.now() - timedelta(hours=1)
    async with office.town.program.db.transaction() as conn:
        group: int = await conn.fetchval(
            """
            insert into chat_group (account, channel, platform_id, title, state, zone, known_at)
            values ($1, 'wechat', 'cohort-1', '东区', 'known', 'Asia/Shanghai', $2) returning id
            """,
            WECHAT,
            at,
        )
        await conn.execute(
            "insert into group_member (group_id, learner_id, joined_at) values ($1, $2, $3)",
            group,
            member,
            at,
        )
        for learner, wish, asked in (
            (member, "做红烧肉", "社保卡丢了怎么补？"),
            (stranger, "修自行车", "怎么坐地铁？"),
        ):
            await conn.execute(
                "insert into wish (learner_id, language, words, wished_at) values ($1, 'zh-Hans', $2, $3)",
                learner,
                wish,
                at,
            )
            await conn.execute(
                """
                insert into asked (learner_id, account, words, language, outcome, asked_at)
                values ($1, $2, $3, 'zh-Hans', 'refused', $4)
                """,
                learner,
                WECHAT,
                asked,
                at,
            )
    return group, member, stranger


async def test_an_organiser_sees_own_groups_and_an_operator_all(office: Office):
    group, _, _ = await crowd(office)
    await office.known("organiser")
    await office.owns(group)
    browser = await office.browser()
    await browser.sign_in(TEACHER)
    page = await browser.get("wishes")
    assert page.status == 200, page.text
    assert "做红烧肉" in page.text
    assert "修自行车" not in page.text
    asked = await browser.get("wishes/questions")
    assert "社保卡丢了怎么补？" in asked.text
    assert "怎么坐地铁？" not in asked.text
    async with office.town.program.db.transaction() as conn:
        person = person_hash(SECRET, WECHAT, TEACHER)
        await grants.grant(conn, WECHAT, person, "operator", office.town.clock.now())
    page = await browser.get("wishes")
    assert "做红烧肉" in page.text
    assert "修自行车" in page.text


async def test_marking_as_seen_leaves_others_alone(office: Office):
    group, _, _ = await crowd(office)
    await office.known("organiser")
    await office.owns(group)
    browser = await office.browser()
    await browser.sign_in(TEACHER)
    await browser.get("wishes")
    page = await browser.post("wishes/seen", {"what": "wishes", "newest": "999999"})
    assert "1 条标为看过" in page.text
    assert "做红烧肉" not in (await browser.get("wishes")).text
    assert "做红烧肉" in (await browser.get("wishes", seen="1")).text
    rows = await office.town.rows("select words from wish where seen_at is null")
    assert [one["words"] for one in rows] == ["修自行车"]


async def test_a_question_is_answered_in_a_helpers_name_once(office: Office):
    group, member, _ = await crowd(office)
    await office.known("organiser")
    await office.owns(group)
    browser = await office.browser()
    await browser.sign_in(TEACHER)
    rows = await office.town.rows("select id from asked where learner_id = $1", member)
    way = f"wishes/questions/{rows[0]['id']}/answer"
    await browser.get("wishes/questions")
    refused = await browser.post(way, {"words": "去社保局窗口补。"})
    assert refused.status == 409
    assert "没有帮手" in refused.text
    teacher = await learner_of(office, TEACHER)
    async with office.town.program.db.transaction() as conn:
        await helpers.make_helper(conn, group, teacher, "王老师", office.town.clock.now())
    assert (await browser.post(way, {"words": "字" * 201})).status == 422
    page = await browser.post(way, {"words": "去社保局窗口补。"})
    assert "已发给提问的人" in page.text
    assert (await browser.post(way, {"words": "再说一遍。"})).status == 409
    rows = await office.town.rows("select answer from help_request where learner_id = $1", member)
    assert [one["answer"] for one in rows] == ["去社保局窗口补。"]


async def test_questions_of_others_cannot_be_answered(office: Office):
    group, _, stranger = await crowd(office)
    await office.known("organiser")
    await office.owns(group)
    browser = await office.browser()
    await browser.sign_in(TEACHER)
    await browser.get("wishes/questions")
    rows = await office.town.rows("select id from asked where learner_id = $1", stranger)
    page = await browser.post(f"wishes/questions/{rows[0]['id']}/answer", {"words": "坐到终点。"})
    assert page.status == 404


async def test_a_table_of_both(office: Office):
    await crowd(office)
    browser = await office.signed_in("operator")
    wished = (await browser.get("wishes/export/wishes")).body.decode("utf-8-sig")
    assert "做红烧肉" in wished
    asked = (await browser.get("wishes/export/questions")).body.decode("utf-8-sig")
    assert "怎么坐地铁？" in asked
    assert (await browser.get("wishes/export/secrets")).status == 404
