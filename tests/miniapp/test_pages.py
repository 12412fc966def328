"""What the pages say, and what their forms change: the same as the chat would."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.learners import Dialog
from bot.domain.messages import Option
from bot.ledger import consent
from bot.store import learners
from bot.store.content_import import import_courses
from tests.miniapp.stand import (
    ANNA,
    EVIL,
    NOW,
    TODAY,
    Stand,
    competition,
    course,
    passed,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
DAY = timedelta(days=1)


async def active(stand: Stand, row: int) -> str | None:
    """The course that somebody is learning."""
    found: str | None = await stand.value(
        "select course_key from enrolment where learner_id = $1 and state = 'active'", row
    )
    return found


# Courses ------------------------------------------------------------------------------------------


async def test_the_shelf_is_that_of_the_track_and_all_on_demand(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    page = await one.get("/app/courses")
    assert "防骗一点通" in page.text
    assert "第 2 级，8 课，4 学时" in page.text
    assert "看懂体检单" in page.text, "everyone's courses stand on every shelf"
    assert "骑行安全" not in page.text
    assert "骑行安全" in (await one.get("/app/courses?all=1")).text


async def test_one_course_is_recommended_with_its_reason_unless_that_was_refused(
    stand: Stand,
) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    page = (await one.get("/app/courses")).text
    assert "给您推荐" in page
    assert "适合长辈，每课" in page
    assert "发“不要推荐”" in page
    assert "给您推荐" not in (await one.get("/app/courses?all=1")).text
    await stand.value("update learner set recommends = false where id = $1 returning id", row)
    assert "推荐" not in (await one.get("/app/courses")).text


async def test_choosing_a_course_is_what_the_chat_does(stand: Stand) -> None:
    row = await stand.learner(ANNA, state="paused")
    async with stand.db.transaction() as conn:
        offered = Dialog(options=(Option("看看", "courses"),), question=7)
        await learners.save_dialogs(conn, {row: offered})
    one = await stand.visits(ANNA)
    detail = await one.get("/app/courses/fraud")
    assert "学这门课" in detail.text
    assert "您现在在学" not in detail.text
    answer = await one.send("/app/courses/fraud")
    where = "/app/courses?said=chosen&about=fraud"
    assert (answer.status, answer.headers["Location"]) == (303, where)
    assert await active(stand, row) == "fraud"
    assert await stand.value("select state from learner where id = $1", row) == "active"
    assert await stand.value("select dialog from learner where id = $1", row) == {}
    due = await stand.value("select next_due from lesson_turn where learner_id = $1", row)
    assert due == NOW.replace(hour=23, minute=30), "07:30 tomorrow in Shanghai"
    page = await one.get(where)
    assert "好，现在学《防骗一点通》，每天 07:30 送课。" in page.text
    assert 'href="https://t.me/yike_bot?start=c-fraud"' in page.text


async def test_switching_says_what_it_means_and_keeps_what_was_learned(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.enrol(row, "pay", {TODAY: 2})
    one = await stand.visits(ANNA)
    page = await one.get("/app/courses/fraud")
    assert "您现在在学《手机支付不求人》。换了以后，它先放着" in page.text
    await one.send("/app/courses/fraud")
    await one.send("/app/courses/pay")
    assert await active(stand, row) == "pay"
    page = await one.get("/app/courses")
    assert "已学 2 课，共 12 课" in page.text
    assert await stand.value("select count(*) from enrolment") == 2
    detail = await one.get("/app/courses/pay")
    assert detail.text.count("学完了") == 2
    assert "换成这门课" not in detail.text


async def test_a_course_that_is_none_is_said_kindly(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    for key in ("none", "%3Cb%3E", "%00", "%FF", "..%2F..", "x" * 3000):
        page = await one.get(f"/app/courses/{key}")
        assert page.status == 404
        assert "这门课现在没有了" in page.text
        assert (await one.send(f"/app/courses/{key}")).status == 404
        assert (await one.send(f"/app/competitions/{key}")).status == 404
    assert await active(stand, row) is None


async def test_a_link_cannot_say_what_is_not_so(stand: Stand) -> None:
    await stand.learner(ANNA)
    await stand.compete(competition("law", "法治竞赛"))
    one = await stand.visits(ANNA)
    for path in (
        "/app/courses?said=chosen&about=fraud",
        "/app/competitions?said=entered&about=law",
        "/app/credits?said=given",
        "/app/settings?said=paused",
        "/app/settings?said=%3Cb%3E",
    ):
        text = (await one.get(path)).text
        said = text[text.index('id="said"') :].split("</div>")[0]
        assert "<p>" not in said, path


async def test_titles_are_text_and_nothing_else(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.compete(competition("evil", EVIL))
    evil = course("evil", EVIL)
    lessons = (replace(evil.lessons[0], title=EVIL), *evil.lessons[1:])
    async with stand.db.transaction() as conn:
        await import_courses(conn, [replace(evil, lessons=lessons)], at=NOW, approver="test")
    await stand.enrol(row, "evil", {TODAY: 1})
    one = await stand.visits(ANNA)
    for path in ("courses", "courses/evil", "progress", "competitions", "courses/fraud"):
        text = (await one.get(f"/app/{path}")).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in text
    page = (await one.send("/app/competitions/evil")).headers["Location"]
    assert "<script>alert" not in (await one.get(page)).text


# Progress -----------------------------------------------------------------------------------------


async def test_progress_counts_as_the_chat_does(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.enrol(row, "health", {TODAY - 20 * DAY: 2, TODAY - 10 * DAY: 1}, right=3)
    await stand.enrol(row, "pay", {TODAY - 2 * DAY: 1, TODAY - DAY: 2, TODAY: 1}, right=2)
    text = (await (await stand.visits(ANNA)).get("/app/progress")).text
    assert "<b>3</b> 天" in text
    assert "最近四周学了 7 课，有 5 天在学。" in text
    assert "已学 4 课，共 12 课" in text
    assert "已学 3 课，共 6 课" in text
    assert "7 题里，5 题答对了。" in text
    assert "有 2 道题可以再练一练" in text
    assert text.count("<rect x=") == 28
    assert text.count('class="learned"') == 5
    week = re.sub(r"<[^>]+>", " ", text[text.index("11月17日</span>") :]).split()[:5]
    assert week == ["11月17日", "到", "11月23日", "3", "4"]


async def test_who_has_not_begun_is_told_how(stand: Stand) -> None:
    await stand.learner(ANNA)
    text = (await (await stand.visits(ANNA)).get("/app/progress")).text
    assert "还没开始学" in text
    assert '<svg class="chart"' not in text


# Credits ------------------------------------------------------------------------------------------


async def test_credits_wait_for_a_consent_and_are_pushed_after_it(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.enrol(row, "pay", {TODAY: 12}, right=12)
    one = await stand.visits(ANNA)
    assert "还没有可以申请学分的课" in (await one.get("/app/credits")).text
    await passed(stand, row, "pay")
    text = (await one.get("/app/credits")).text
    claimed = await stand.value("select credit from claim")
    assert claimed == Decimal("0.25")
    assert "<b>0.25</b> 学分" in text
    assert "已记下，还没有送出" in text
    assert "要不要把学习成绩送到学分银行（广东学分银行）？" in text
    answer = await one.agrees()
    assert (answer.status, stand.pushed) == (303, 1)
    assert await stand.value("select state from push") == "queued"
    page = (await one.get(answer.headers["Location"])).text
    assert "好，您学过的会送到学分银行" in page
    assert "正在送往学分银行" in page
    assert await stand.value("select version from consent") == consent.VERSION
    answer = await one.send("/app/credits/refuse")
    assert "从现在起不再送了" in (await one.get(answer.headers["Location"])).text
    assert await stand.value("select state from push") == "waiting"
    answer = await one.send("/app/credits/refuse")
    assert "好，不送。" in (await one.get(answer.headers["Location"])).text


async def test_what_a_bank_has_taken_is_not_called_credited(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.enrol(row, "pay", {TODAY: 12}, right=12)
    await passed(stand, row, "pay")
    async with stand.db.transaction() as conn:
        await conn.execute("update push set state = 'accepted', accepted_at = $1", NOW)
    text = (await (await stand.visits(ANNA)).get("/app/credits")).text
    assert "银行收到 0.25 学分。" in text
    assert "学分银行已收到，等待认定" in text
    assert "已认可" not in text


# Competitions -------------------------------------------------------------------------------------


async def test_taking_part_while_registration_is_open(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.compete(
        competition("law", "法治竞赛"),
        competition("later", "朗诵大会", opens=2, closes=4),
        competition("over", "合唱节", opens=-9, closes=-1),
    )
    one = await stand.visits(ANNA)
    text = (await one.get("/app/competitions")).text
    assert text.count("我要报名</button>") == 1
    assert "11月25日 09:00 开始报名。" in text
    assert "报名已经结束。" in text
    for _ in range(2):
        assert (await one.send("/app/competitions/law")).status == 303
    assert await stand.value("select learner_id from entry") == row
    answer = await one.get("/app/competitions?said=entered&about=law")
    text = answer.text
    assert "报名成功：法治竞赛。" in text
    assert text.index("我报名的") < text.index("法治竞赛</h3>") < text.index("朗诵大会</h3>")
    for key, status in (("later", 409), ("over", 409), ("none", 404)):
        answer = await one.send(f"/app/competitions/{key}")
        assert answer.status == status
    assert await stand.value("select count(*) from entry") == 1
    stand.clock.move(13 * DAY)
    one = await stand.visits(ANNA)
    assert "现在没有比赛" in (await one.get("/app/competitions")).text
    answer = await one.send("/app/competitions/law")
    assert answer.status == 409
    assert "这个比赛已经结束了" in answer.text


async def test_a_link_that_is_no_web_address_is_not_offered(stand: Stand) -> None:
    await stand.learner(ANNA)
    await stand.compete(replace(competition("law", "法治竞赛"), link="javascript:alert(1)"))
    text = (await (await stand.visits(ANNA)).get("/app/competitions")).text
    assert "javascript:" not in text
