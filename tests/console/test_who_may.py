"""What nobody may, and what no page may fall over: former organisers, other groups, forged forms."""

from dataclasses import replace
from datetime import timedelta

from bot.competitions.desk import writing
from bot.domain.competitions import GroupName
from tests.competitions.desk_house import DESK, QUIZ
from tests.console.conftest import Browser, Office
from tests.console.test_announcements import draft, group, join, revision
from tests.flow.town import MORNING, TEACHER, WECHAT

OPERATOR = "oAnOperator0000000000000001"
LEARNERS = (
    "select learner_id as row, l.key from address a join learner l on l.id = a.learner_id "
    "where a.platform_id = $1"
)


async def test_a_published_one_belongs_to_who_runs_its_groups(office: Office) -> None:
    browser = await office.signed_in("organiser")
    row = await group(office)
    (me,) = await office.town.rows(LEARNERS, TEACHER)
    desk = replace(DESK, actor=f"organiser {str(me['key'])[:8]}", at=MORNING)
    one = replace(QUIZ, groups=(GroupName(WECHAT, "class-7"),))
    db = office.town.program.db
    async with db.transaction() as conn:
        await writing.save(conn, desk, one, expected_revision=0)
        other = replace(desk, actor="operator 99ff88ee")
        await writing.save(conn, other, replace(one, title="法律知识竞赛"), expected_revision=1)
    assert (await browser.get(f"competitions/{one.key}/edit")).status == 200, "its author's draft"
    assert "法律知识竞赛" in (await browser.get("competitions")).text
    async with db.transaction() as conn:
        await conn.execute("update competition set state = 'published'")
    assert await _opens(browser, one.key) == {404}
    assert "法律知识竞赛" not in (await browser.get("competitions")).text
    await office.owns(row)
    assert await _opens(browser, one.key) == {200}


async def _opens(browser: Browser, key: str) -> set[int]:
    ways: list[tuple[str, dict[str, str]]] = [(way, {}) for way in ("", "/edit", "/entries")]
    ways.append(("/entries/file", {"as": "csv"}))
    return {(await browser.get(f"competitions/{key}{way}", **asked)).status for way, asked in ways}


async def test_what_other_groups_are_told_is_not_shown(office: Office) -> None:
    operator = await office.signed_in("operator", openid=OPERATOR)
    mine, other = await group(office), await group(office, "class-8")
    await join(office, mine, 1)
    async with office.town.program.db.transaction() as conn:
        learner = await conn.fetchval("select learner_id from group_member")
        await conn.execute(
            "insert into group_member (group_id, learner_id, joined_at) values ($1, $2, $3)",
            other,
            learner,
            MORNING,
        )
    organiser = await office.signed_in("organiser")
    await office.owns(mine)
    for row, title in ((mine, "本班的事"), (other, "别班的事")):
        key, page = await draft(operator, row, title=title)
        await operator.post(f"announcements/{key}/submit", {"revision": revision(page)})
    said = seen = ""
    for _ in range(2):  # what is planned, then what was sent
        said = (await operator.get(f"learners/{learner}")).text
        seen = (await organiser.get(f"learners/{learner}")).text
        assert "别班的事" not in seen
        await office.town.move_to(MORNING + timedelta(minutes=1))
    assert "别班的事" in said
    assert "本班的事" in said
    assert "本班的事" in seen


async def test_the_live_part_takes_a_book(office: Office) -> None:
    browser = await office.signed_in("operator")
    row = await group(office)
    await browser.get("announcements/new")
    for name in ("title", "link", "organiser"):
        page = await browser.post("announcements/live", {"groups": str(row), name: "a" * 50_000})
        assert page.status == 200, name
    page = await browser.post("announcements/live", {"groups": str(row), "text": "长" * 7_000})
    assert page.status == 200
    page = await browser.post("announcements/live", {"groups": str(row), "text": "a" * 70_000})
    assert page.status == 413


async def test_a_made_up_kind_is_none(office: Office) -> None:
    browser = await office.signed_in("operator")
    await browser.get("competitions/new", **{"from": "quiz"})
    said = {"title": "好", "stages-1-key": "a", "divisions-1-key": "b"}
    for forged in ("NaN", "²", "<script>", "[]"):
        form = said | {"stages-1-kind": forged, "divisions-1-rule": forged}
        assert (await browser.post("competitions/new", form)).status == 422
        for part in ("stage", "division"):
            added = form | {"do": f"add-{part}", "add-kind": forged, "add-rule": forged}
            assert (await browser.post("competitions/new", added)).status == 200


async def test_what_is_cancelled_does_not_go_on(office: Office) -> None:
    browser = await office.signed_in("operator")
    key, _ = await draft(browser, await group(office))
    await browser.post(f"announcements/{key}/cancel")
    for way in ("resume", "pause"):
        page = await browser.post(f"announcements/{key}/{way}")
        assert page.status == 409
