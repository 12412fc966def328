"""What reviewers, operators and organisers can do in chat; everybody else is none the wiser."""

from dataclasses import replace
from datetime import timedelta

from bot.config import secret_keys
from bot.content.load import load_pack
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.pseudonyms import person_hash
from bot.store.competitions import import_competition
from bot.store.grants import grant
from tests.flow.town import PACKS, TEACHER, WECHAT, Town


async def _grant(town: Town, role: str) -> None:
    key = secret_keys(town.settings)["pseudonym_key"]
    person = person_hash(key, WECHAT, TEACHER)
    async with town.program.db.transaction() as conn:
        await grant(conn, WECHAT, person, role, town.clock.now())


async def test_a_reviewer_reads_a_draft_to_its_end_and_approves_it(town: Town) -> None:
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    course = load_pack(PACKS).courses[0]
    draft = replace(
        course, key="new-course", title="新课", reviewed_by="", lessons=course.lessons[:2]
    )
    await town.teach(draft)
    assert "没看懂" in await town.wechat_says("草稿")
    await _grant(town, "reviewer")
    assert "1. 新课" in await town.wechat_says("草稿")
    assert course.lessons[1].title in await town.wechat_says("1")
    first = await town.wechat_says("看第 1 课")
    assert course.lessons[0].text[:20] in first
    assert course.lessons[0].questions[0].why in first
    assert "全部看过，通过" in await town.wechat_says("看第 2 课")
    assert "新课（" not in await town.wechat_says("选课 新课")
    await town.wechat_says("草稿")
    await town.wechat_says("1")
    await town.wechat_says("看第 1 课")
    await town.wechat_says("看第 2 课")
    assert "已通过" in await town.wechat_says("全部看过，通过")
    approved = await town.rows(
        "select approved_by from course_version where course_key = 'new-course'"
    )
    assert str(approved[0]["approved_by"]).startswith("reviewer ")
    assert TEACHER not in str(approved[0]["approved_by"])


async def test_an_operator_sees_what_is_owed_and_pushed(town: Town) -> None:
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    for words in ("1", "1"):
        await town.wechat_says(words)
    assert "运行情况" not in await town.wechat_says("/status")
    await _grant(town, "operator")
    said = await town.wechat_says("/status")
    assert "送到了：1" in said
    assert "lrs：排队 0" in said


async def test_an_organiser_sees_how_a_competition_goes(town: Town) -> None:
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    now = town.clock.now()
    stage = Stage(
        "registration", StageKind.REGISTRATION, now - timedelta(hours=1), now + timedelta(days=9)
    )
    competition = Competition(
        "law-2026", "法律知识竞赛", Category.LEGAL_LITERACY, "图书馆", "https://example.org/r",
        (GroupName(WECHAT, "class-7"),), (stage,), (),
    )  # fmt: skip
    async with town.program.db.transaction() as conn:
        await import_competition(conn, competition, (), at=now)
    await town.wechat_says("比赛")
    assert "报名 0 人" not in await town.wechat_says("法律知识竞赛")
    await _grant(town, "organiser")
    await town.wechat_says("比赛")
    assert "报名 0 人" in await town.wechat_says("法律知识竞赛")


async def test_an_operator_is_told_when_a_banks_books_differ(town: Town) -> None:
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    await _grant(town, "operator")
    bank, now = town.settings.credit_bank[0].name, town.clock.now()
    insert = """
        insert into reconciliation (target, since, until, began_at, ended_at, checked, missing, trouble)
        values ($1, $2, $2, $2, $2, 9, $3, $4)
        """
    said = []
    for missing, trouble in ((0, ""), (2, ""), (0, "it did not answer")):
        now += timedelta(hours=1)
        async with town.program.db.connection() as conn:
            await conn.execute(insert, bank, now, missing, trouble)
        said.append(await town.wechat_says("/status"))
    assert "对账" not in said[0]
    assert f"{bank} 对账：缺 2，多 0，不同 0" in said[1]
    assert f"{bank} 对账没有做成" in said[2]
