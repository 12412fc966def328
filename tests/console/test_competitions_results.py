"""From marks to final results in the console: judges, standings, freezing, corrections, files."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.domain.pseudonyms import person_hash
from bot.web.console import competitions_ranking
from tests.console.conftest import SECRET, Browser, Office
from tests.console.test_competitions_flow import entered, made
from tests.flow.town import WECHAT

JUDGE = "oJudgeOfTheReading000000000001"
CRITERIA = {"mark-mark": "35", "mark-mark-2": "30.5", "mark-mark-3": "18"}


async def to(office: Office, key: str, stage: str, end: str, *judges: Browser) -> None:
    """Time goes on until just after a stage opens or closes; whoever was signed in signs in anew."""
    async with office.town.program.db.connection() as conn:
        at = await conn.fetchval(
            f"select {end} from stage where competition_key = $1 and key = $2", key, stage
        )
    office.town.clock.move(at - office.town.clock.now() + timedelta(minutes=1))
    await office.browsers[0].sign_in()
    for browser in judges:
        await browser.sign_in(JUDGE)


async def handed_in(office: Office, entry: int, content: bytes | None = None) -> int:
    """A work that was taken: a link, or a picture of these bytes."""
    async with office.town.program.db.transaction() as conn:
        now = office.town.clock.now()
        if content is not None:
            await conn.execute(
                """
                insert into work_file (hash, content_type, size, bytes, kept_at)
                values (encode(sha256($1), 'hex'), 'image/png', length($1), $1, $2) on conflict do nothing
                """,
                content,
                now,
            )
        row: int = await conn.fetchval(
            """
            insert into work (entry_id, stage_key, source, state, title, url, kind, hash, sent_at, decided_at)
            values ($1, 'works', 'chat', 'accepted', '<b>春</b>', $2, $3,
              case when $4::bytea is null then null else encode(sha256($4), 'hex') end, $5, $5) returning id
            """,
            entry,
            "" if content else "https://example.org/film",
            "image" if content else "link",
            content,
            now,
        )
    return row


async def judge(office: Office, key: str, openid: str = JUDGE) -> Browser:
    """Somebody who judges, signed in."""
    async with office.town.program.db.transaction() as conn:
        person = person_hash(SECRET, WECHAT, openid)
        await conn.execute(
            """
            insert into judge (competition_key, account, person, name, added_by, added_at)
            values ($1, $2, $3, '周老师', 'operator', $4)
            """,
            key,
            WECHAT,
            person,
            office.town.clock.now(),
        )
    return await office.signed_in(openid=openid)


async def started(office: Office) -> tuple[Browser, str, list[int]]:
    """A reading contest with three entries, each with a work, when judging has opened."""
    browser = await office.signed_in("operator")
    key = await made(browser)
    await browser.post(f"competitions/{key}/publish", {"revision": "1"})
    entries = [await entered(browser, key, name) for name in ("王秀英", "=李四()", "陈<b>明")]
    for entry in entries:
        await handed_in(office, entry)
    await to(office, key, "judging", "opens")
    return browser, key, entries


async def test_a_judge_marks_by_number_and_sees_no_names(office: Office) -> None:
    _, key, entries = await started(office)
    mine = await judge(office, key)
    assert "春天朗诵会" in (await mine.get("competitions")).text
    page = await mine.get(f"competitions/{key}/desk/judging")
    assert "0 / 3" in page.text
    for name in ("王秀英", "李四", "陈"):
        assert name not in page.text
    page = await mine.get(f"competitions/{key}/desk/judging/{entries[0]}")
    assert "1 号" in page.text
    assert "王秀英" not in page.text
    assert "&lt;b&gt;春&lt;/b&gt;" in page.html
    wrong = CRITERIA | {"mark-mark": "41", "mark-mark-2": "x", "mark-mark-3": "1.234"}
    at = f"competitions/{key}/desk/judging/{entries[0]}"
    page = await mine.post(at, wrong | {"revision": "0"})
    assert page.status == 422
    assert "最高 40 分" in page.text
    assert "请写数字" in page.text
    assert "最多两位小数" in page.text
    assert 'value="41"' in page.html
    page = await mine.post(at, CRITERIA | {"revision": "0"})
    assert page.url.split("?")[0].endswith(f"/desk/judging/{entries[1]}")
    page = await mine.post(at, CRITERIA | {"revision": "0", "mark-mark": "20"})
    assert page.status == 409
    assert "35" in page.text
    page = await mine.get(f"competitions/{key}/desk/judging")
    assert "1 / 3" in page.text
    assert "83.5" in page.text


async def test_a_judge_of_another_competition_sees_nothing(office: Office) -> None:
    browser, key, entries = await started(office)
    other = await made(browser, "reading")
    mine = await judge(office, other)
    for page in ("desk", "desk/judging", f"desk/judging/{entries[0]}"):
        assert (await mine.get(f"competitions/{key}/{page}")).status == 404
    posted = await mine.post(f"competitions/{key}/desk/judging/{entries[0]}", CRITERIA)
    assert posted.status == 404
    assert (await mine.get(f"competitions/{other}")).status == 403
    assert (await mine.get(f"competitions/{key}/entries")).status == 403


async def test_from_marks_to_final_results(office: Office) -> None:
    browser, key, entries = await started(office)
    mine = await judge(office, key)
    given = (("35", "30.5", "18"), ("38", "35", "19"), ("35", "30.5", "18"))
    for entry, (speech, feeling, bearing) in zip(entries, given, strict=True):
        marks = {"mark-mark": speech, "mark-mark-2": feeling, "mark-mark-3": bearing}
        page = await mine.post(
            f"competitions/{key}/desk/judging/{entry}", marks | {"revision": "0"}
        )
        assert page.status == 200, page.text
    page = await browser.get(f"competitions/{key}/judging")
    assert "3 / 3" in page.text
    page = await browser.get(f"competitions/{key}/judging/judging")
    assert "92" in page.text
    page = await browser.post(f"competitions/{key}/freeze", {"sure": "1"})
    assert page.status == 422
    await to(office, key, "judging", "closes", mine)
    late = CRITERIA | {"revision": "1", "mark-mark": "36"}
    page = await mine.post(f"competitions/{key}/desk/judging/{entries[0]}", late)
    assert page.status == 422
    assert "请写明原因" in page.text
    page = await browser.post(f"competitions/{key}/ranking/renew", {"stage": "judging"})
    assert "名次已重新算过" in page.text
    page = await browser.get(f"competitions/{key}/ranking", stage="judging")
    assert "并列" in page.text
    assert "92.00" in page.text
    await to(office, key, "publicity", "closes")
    page = await browser.get(f"competitions/{key}")
    assert "可以定下成绩" in page.text
    assert (await browser.post(f"competitions/{key}/freeze", {})).status == 422
    page = await browser.post(f"competitions/{key}/freeze", {"sure": "1"})
    assert "成绩已定" in page.text
    assert "核对无误" in page.text
    assert "王**" in page.text
    assert "王秀英" not in page.text
    await corrected(browser, key, entries[2])
    await checked_beside(office, browser, key)
    await exported(browser, key)


async def corrected(browser: Browser, key: str, entry: int) -> None:
    """One line is corrected with a reason, and never without."""
    change = {"entry": str(entry), "revision": "1", "rank": "3", "award": "三等奖", "score": ""}
    page = await browser.post(f"competitions/{key}/result/correct", change | {"reason": ""})
    assert page.status == 422
    page = await browser.post(f"competitions/{key}/result/correct", change | {"reason": "抄错了"})
    assert "这是第 2 版" in page.text
    assert "核对无误" in page.text
    page = await browser.post(f"competitions/{key}/result/correct", change | {"reason": "再改"})
    assert page.status == 409
    page = await browser.get(f"competitions/{key}/corrections")
    assert "抄错了" in page.text
    page = await browser.get(f"competitions/{key}/result", revision="1")
    assert "核对无误" in page.text
    assert (await browser.get(f"competitions/{key}/result", revision="9")).status == 404


async def checked_beside(office: Office, browser: Browser, key: str) -> None:
    """Of many lines the hash is checked beside the page; a line changed behind our back shows."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(competitions_ranking, "AT_ONCE", 0)
        page = await browser.get(f"competitions/{key}/result")
        assert "正在核对每一行" in page.text
        assert f"competitions/{key}/checked/2" in page.html
    part = await browser.get(f"competitions/{key}/checked/2")
    assert "核对无误" in part.text
    await office.town.rows("update result set score = score + 1 where revision = 2")
    part = await browser.get(f"competitions/{key}/checked/2")
    assert "与记录不符，请马上告诉管理员" in part.text
    await office.town.rows("update result set score = score - 1 where revision = 2")
    assert (await browser.get(f"competitions/{key}/checked/9")).status == 404


async def exported(browser: Browser, key: str) -> None:
    """Files hold exact numbers, and names that are no formulas."""
    file = await browser.get(f"competitions/{key}/result/file")
    sheet = load_workbook(BytesIO(file.body)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][:3] == ["编号", "姓名", "组别"]
    assert rows[1][:2] == [2, "=李四()"]
    assert sheet.cell(2, 2).data_type == "s"
    assert rows[1][4:7] == [1, "一等奖", 92]
    assert {row[1] for row in rows[1:]} == {"王秀英", "=李四()", "陈<b>明"}
    text = (await browser.get(f"competitions/{key}/entries/file", **{"as": "csv"})).body.decode()
    assert "'=李四()" in text
    assert (await browser.get(f"competitions/{key}/ranking/judging/file")).status == 200


async def test_a_work_is_played_in_parts_and_decided_with_a_reason(office: Office) -> None:
    browser, key, entries = await started(office)
    content = bytes(range(256)) * 900
    row = await handed_in(office, entries[0], content)
    page = await browser.get(f"competitions/{key}/works/{row}")
    assert f"/works/{row}/file" in page.html
    address = f"{browser.address}/competitions/{key}/works/{row}/file"
    async with browser.http.get(address, headers={"Range": "bytes=1000-1999"}) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes 1000-1999/{len(content)}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert await answer.read() == content[1000:2000]
    async with browser.http.get(address) as answer:
        assert answer.status == 200
        assert await answer.read() == content
    async with browser.http.get(address, headers={"Range": "bytes=999999-"}) as answer:
        assert answer.status == 416
    mine = await judge(office, key)
    assert (await mine.get(f"competitions/{key}/works/{row}/file")).status == 200
    page = await browser.post(f"competitions/{key}/works/{row}/decide", {"to": "refused"})
    assert page.status == 422
    async with office.town.program.db.transaction() as conn:
        await conn.execute(
            "update entry set learner_id = (select min(learner_id) from address) where id = $1",
            entries[0],
        )
    page = await browser.post(
        f"competitions/{key}/works/{row}/decide", {"to": "refused", "reason": "放错了"}
    )
    assert "作品已标为不收" in page.text
    async with office.town.program.db.connection() as conn:
        kind = await conn.fetchval(
            """
            select kind from delivery where subject = $1
            union all select kind from delivery_past where subject = $1
            """,
            f"work:{row}",
        )
    assert kind == "result"
    assert (await mine.get(f"competitions/{key}/works/{row}/file")).status == 404
    assert "放错了" in (await browser.get(f"competitions/{key}/corrections")).text
    page = await browser.get(f"competitions/{key}/works", after="9" * 18)
    assert "后面没有了" in page.text


async def test_an_entry_is_moved_taken_out_and_put_back(office: Office) -> None:
    browser, key, entries = await started(office)
    at = f"competitions/{key}/entries/{entries[0]}"
    page = await browser.get(at)
    assert "王秀英" in page.text
    page = await browser.post(
        f"{at}/state", {"to": "disqualify", "reason": "代唱", "revision": "1"}
    )
    assert "取消资格" in page.text
    page = await browser.post(
        f"{at}/state", {"to": "reinstate", "reason": "查清了", "revision": "1"}
    )
    assert page.status == 409
    page = await browser.post(f"{at}/state", {"to": "reinstate", "reason": "", "revision": "2"})
    assert page.status == 422
    page = await browser.post(
        f"{at}/state", {"to": "reinstate", "reason": "查清了", "revision": "2"}
    )
    assert "查清了" in page.text
    async with office.town.program.db.connection() as conn:
        looks = await conn.fetchval("select count(*) from audit_entry where act = 'entry.look'")
        leaked = await conn.fetchval(
            "select count(*) from audit_entry where before::text || after::text || reason like '%王秀英%'"
        )
    assert looks >= 1
    assert leaked == 0


async def test_names_that_hide_something_are_refused(office: Office) -> None:
    browser, key, _ = await started(office)
    for name in ("王\u202e秀英", "张" * 41, "  "):
        page = await browser.post(f"competitions/{key}/entries/new", {"name": name})
        assert page.status == 422
        assert "名字空着、太长，或有看不见的字符" in page.text
    page = await browser.post(
        f"competitions/{key}/entries/new", {"name": "小明", "birth": "2020-05-01"}
    )
    assert "不满 14 岁" in page.text
    assert 'value="2020-05-01"' in page.html


async def test_a_forged_id_of_another_competition_is_unknown(office: Office) -> None:
    browser, key, entries = await started(office)
    other = await made(browser)
    work = await handed_in(office, entries[1])
    for page in (
        f"entries/{entries[0]}",
        f"works/{work}",
        f"works/{work}/file",
        f"judging/judging/{entries[0]}",
        f"result/{entries[0]}",
        "ranking?stage=nowhere",
        "entries/99999999999999999999999",
    ):
        assert (await browser.get(f"competitions/{other}/{page}")).status == 404, page
    group = await office.signed_in("organiser", openid="oAnOrganiserElsewhere000000001")
    for page in ("", "/entries", "/edit", "/settings", "/ranking", "/entries/file"):
        assert (await group.get(f"competitions/{key}{page}")).status == 404, page
    posted = await group.post(f"competitions/{key}/cancel", {"reason": "x"})
    assert posted.status == 404


async def test_an_invitation_to_judge_is_shown_once(office: Office) -> None:
    browser, key, _ = await started(office)
    page = await browser.post(f"competitions/{key}/judging/invite", {"name": "周\u202e老师"})
    assert page.status == 422
    page = await browser.post(f"competitions/{key}/judging/invite", {"name": "周老师"})
    word = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page.text)
    assert word is not None
    assert word[0] not in (await browser.get(f"competitions/{key}/judging")).text


async def test_objections_are_answered(office: Office) -> None:
    browser, key, entries = await started(office)
    async with office.town.program.db.transaction() as conn:
        row = await conn.fetchval(
            """
            insert into objection (competition_key, stage_key, entry_id, words, filed_at)
            values ($1, 'publicity', $2, '<i>不公平</i>', $3) returning id
            """,
            key,
            entries[0],
            office.town.clock.now(),
        )
    page = await browser.get(f"competitions/{key}/objections")
    assert "&lt;i&gt;不公平" in page.html
    at = f"competitions/{key}/objections/{row}"
    assert (await browser.post(at, {"to": "upheld", "answer": ""})).status == 422
    page = await browser.post(at, {"to": "dismissed", "answer": "核对过，打分没有错。"})
    assert "异议不成立" in page.text
    assert (await browser.post(at, {"to": "upheld", "answer": "再答"})).status == 409
