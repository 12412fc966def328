"""A judge stands aside for one entry in the console, or is put aside there, and taken back."""

from decimal import Decimal

from tests.console.conftest import Browser, Office
from tests.console.test_competitions_flow import made
from tests.console.test_competitions_results import CRITERIA, judge, started, to

NAMES = ("王秀英", "=李四()", "陈<b>明", "周老师", "评委")
GIVEN = (("80", "82", "90"), ("70", "72.5", "71"), ("60", "61", "62"))
"""By entry, the totals of three judges who sit beside the one in the browser."""


async def panel(office: Office, key: str, entries: list[int], count: int = 3) -> list[int]:
    """Judges who have marked all entries; their rows."""
    rows = []
    async with office.town.program.db.transaction() as conn:
        for n in range(count):
            row = await conn.fetchval(
                """
                insert into judge (competition_key, account, person, name, added_by, added_at)
                values ($1, 'city', $2, $3, 'operator', $4) returning id
                """,
                *(key, bytes([n]), f"评委{n + 1}", office.town.clock.now()),
            )
            rows.append(row)
            for entry, totals in zip(entries, GIVEN, strict=True):
                marks = {"mark": totals[n], "mark-2": "0", "mark-3": "0"}
                await conn.execute(
                    """
                    insert into judge_score (entry_id, stage_key, judge_id, marks, total, scored_at)
                    values ($1, 'judging', $2, $3, $4, $5)
                    """,
                    *(entry, row, marks, Decimal(totals[n]), office.town.clock.now()),
                )
    return rows


async def audited(office: Office) -> list[tuple[str, str]]:
    """Acts that concern judges, with all that is noted of them as text."""
    async with office.town.program.db.connection() as conn:
        rows = await conn.fetch(
            """
            select act, concat(before, after, reason) as noted from audit_entry
            where act like 'judge.%' order by id
            """
        )
    return [(row["act"], row["noted"]) for row in rows]


async def test_a_judge_stands_aside_and_goes_on_to_the_next(office: Office) -> None:
    _, key, entries = await started(office)
    mine = await judge(office, key)
    desk = f"competitions/{key}/desk/judging"
    assert "0 / 3" in (await mine.get(desk)).text
    assert "我回避这一件" in (await mine.get(f"{desk}/{entries[0]}")).text
    for wrong in ("", "neighbour"):
        page = await mine.post(f"{desk}/{entries[0]}/aside", {"relation": wrong})
        assert page.status == 422
        assert "请选是什么关系" in page.text
    page = await mine.post(f"{desk}/{entries[0]}/aside", {"relation": "relative"})
    assert page.status == 200
    assert "已记下：您回避这一件" in page.text
    assert page.url.split("?")[0].endswith(f"/desk/judging/{entries[1]}"), "the next one"
    page = await mine.get(desk)
    assert "0 / 2" in page.text
    assert "回避 1 件" in page.text
    page = await mine.get(f"{desk}/{entries[0]}")
    assert "您已回避这一件" in page.text
    assert "保存，下一件" not in page.text
    assert "我回避这一件" not in page.text
    page = await mine.post(f"{desk}/{entries[0]}", CRITERIA | {"revision": "0"})
    assert page.status == 422
    assert "这位评委回避这一件" in page.text
    [(act, noted)] = await audited(office)
    assert act == "judge.stand-aside"
    assert "relative" in noted
    assert not any(name in noted for name in NAMES)


async def test_nobody_waits_for_the_marks_of_who_stands_aside(office: Office) -> None:
    browser, key, entries = await started(office)
    await panel(office, key, entries)
    mine = await judge(office, key)
    desk, overview = f"competitions/{key}/desk/judging", f"competitions/{key}"
    assert "0 / 3" in (await browser.get(overview)).text
    await mine.post(f"{desk}/{entries[0]}/aside", {"relation": "relative"})
    await mine.post(f"{desk}/{entries[1]}", CRITERIA | {"revision": "0"})
    page = await mine.post(f"{desk}/{entries[2]}", CRITERIA | {"revision": "0"})
    assert "您都打完了" in page.text
    assert "2 / 2" in (await mine.get(desk)).text
    assert "3 / 3" in (await browser.get(overview)).text
    page = await browser.get(f"{overview}/judging")
    assert "3 / 3" in page.text
    assert "2 / 2" in page.text
    assert "还在等" not in page.text
    page = await browser.get(f"{overview}/judging/judging")
    assert "82.00" in page.text, "of 80 82 90"
    assert "71.75" in page.text, "of 70 71 72.5 83.5"
    assert "还差评委" not in page.text


async def test_an_organiser_puts_aside_and_takes_back_and_marks_count_again(
    office: Office,
) -> None:
    browser, key, entries = await started(office)
    rows = await panel(office, key, entries)
    mine = await judge(office, key)
    for entry in entries:
        await mine.post(f"competitions/{key}/desk/judging/{entry}", CRITERIA | {"revision": "0"})
    at = f"competitions/{key}/judging/judging/{entries[0]}"
    page = await browser.get(at)
    assert "82.75" in page.text, "of 80 82 83.5 90"
    assert "已打 4 份，一共要 4 份" in page.text
    who = {"judge": str(rows[2])}
    for wrong in ({"relation": "unit", "reason": " "}, {"relation": "", "reason": "同单位"}):
        assert (await browser.post(f"{at}/aside", who | wrong)).status == 422
    page = await browser.post(f"{at}/aside", who | {"relation": "unit", "reason": "同单位"})
    assert "这位评委已回避这一件" in page.text
    assert "82.00" in page.text, "of 80 82 83.5"
    assert "同一单位 · 主办方决定" in page.text
    assert "原来打的 90 分保留着，不计入" in page.text
    assert "已打 3 份，一共要 3 份" in page.text
    correction = {f"mark-{name}": "1" for name in ("mark", "mark-2", "mark-3")}
    page = await browser.post(at, who | correction | {"revision": "1", "reason": "改"})
    assert page.status == 422
    assert "<s>90</s>" in (await browser.get(f"competitions/{key}/judging/judging")).html
    assert (await browser.post(f"{at}/back", who | {"reason": ""})).status == 422
    page = await browser.post(f"{at}/back", who | {"reason": "查过了，不是一个单位"})
    assert "已取消回避" in page.text
    assert "82.75" in page.text
    assert [act for act, _ in await audited(office)] == ["judge.put-aside", "judge.take-back"]
    page = await browser.get("audit")
    assert "让评委回避一件" in page.text
    assert "取消评委的回避" in page.text


async def test_too_few_judges_are_named_with_what_to_do(office: Office) -> None:
    browser, key, entries = await started(office)
    rows = await panel(office, key, entries)
    overview = f"competitions/{key}"
    at = f"{overview}/judging/judging/{entries[1]}"
    page = await browser.post(
        f"{at}/aside", {"judge": str(rows[0]), "relation": "pupil", "reason": "师生"}
    )
    assert "给这一件打分的人太少" in page.text
    assert "请另请一位评委来打分" in page.text
    page = await browser.get(f"{overview}/judging")
    assert "有 1 件因为评委回避，剩下的人太少" in page.text
    assert "2 号 (评委太少)" in page.text
    assert "2 / 3" in page.text
    page = await browser.get(overview)
    assert "有 1 件因为评委回避，剩下的评委太少" in page.text
    assert "去请评委" in page.text
    assert "评委太少" in (await browser.get(f"{overview}/judging/judging")).text
    mine = await judge(office, key)
    page = await mine.post(f"{overview}/desk/judging/{entries[1]}", CRITERIA | {"revision": "0"})
    page = await browser.get(at)
    assert "给这一件打分的人太少" not in page.text
    assert "72.50" in page.text, "of 71 72.5 83.5"
    page = await browser.get(overview)
    assert "还有 2 件作品没有评完" in page.text, "the others wait for the new judge"


async def test_after_the_closing_it_is_a_correction_with_its_reason(office: Office) -> None:
    browser, key, entries = await started(office)
    await panel(office, key, entries)
    mine = await judge(office, key)
    desk = f"competitions/{key}/desk/judging/{entries[0]}"
    for entry in entries:
        await mine.post(f"competitions/{key}/desk/judging/{entry}", CRITERIA | {"revision": "0"})
    await to(office, key, "judging", "closes", mine)
    page = await browser.post(f"competitions/{key}/ranking/renew", {"stage": "judging"})
    assert "82.75" in (await browser.get(f"competitions/{key}/ranking", stage="judging")).text
    page = await mine.post(f"{desk}/aside", {"relation": "relative"})
    assert page.status == 422
    assert "请写明原因" in page.text
    assert 'value="35"' in page.html, "marks that were given stay on the page"
    page = await mine.post(f"{desk}/aside", {"relation": "relative", "reason": "刚知道"})
    assert page.status == 200
    page = await browser.get(f"competitions/{key}/ranking", stage="judging")
    assert "82.00" in page.text, "of 80 82 90"
    assert "82.75" not in page.text
    page = await browser.get(f"competitions/{key}/corrections")
    assert "刚知道" in page.text
    assert "83.5" in page.text


async def test_nobody_is_put_aside_elsewhere(office: Office) -> None:
    browser, key, entries = await started(office)
    rows = await panel(office, key, entries)
    other = await made(browser, "reading")
    mine: Browser = await judge(office, other)
    form = {"judge": str(rows[0]), "relation": "relative", "reason": "x"}
    page = await mine.post(f"competitions/{key}/desk/judging/{entries[0]}/aside", form)
    assert page.status == 404
    for act in ("aside", "back"):
        at = f"judging/judging/{entries[0]}/{act}"
        assert (await mine.post(f"competitions/{key}/{at}", form)).status == 403
        assert (await browser.post(f"competitions/{other}/{at}", form)).status in {404, 422}
        far = f"competitions/{key}/judging/judging/{'9' * 30}/{act}"
        assert (await browser.post(far, form)).status == 422
    nobody = await office.signed_in("organiser", openid="oAnOrganiserElsewhere000000001")
    page = await nobody.post(f"competitions/{key}/judging/judging/{entries[0]}/aside", form)
    assert page.status == 404
    assert await audited(office) == []
