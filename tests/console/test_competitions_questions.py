"""Questions of quiz rounds in the console: looked at, and judged anew with a reason."""

import re

from bot.domain.content import QuestionKind
from tests.console.conftest import Browser, Office
from tests.console.test_competitions_flow import entered, made
from tests.console.test_competitions_results import to

ASKED = re.compile(r'name="asked" value="([0-9a-f]+)"')


async def the_round(office: Office, key: str) -> str:
    """The key of a competition's quiz round."""
    async with office.town.program.db.connection() as conn:
        found: str = await conn.fetchval(
            "select key from stage where competition_key = $1 and kind = 'quiz'", key
        )
    return found


async def a_question(office: Office, kind: QuestionKind) -> int:
    """A question of that kind; two options or more, or 长江 in words."""
    async with office.town.program.db.transaction() as conn:
        short = kind is QuestionKind.SHORT
        row: int = await conn.fetchval(
            """
            insert into question (lesson_id, key, family, position, kind, stem, options, right_options,
              accepted, why)
            select min(id), 'asked-' || $1, '', 99, $1, '中国最长的河是<b>哪条</b>？', $2, $3, $4, ''
            from lesson returning id
            """,
            kind.value,
            [] if short else ["黄河", "长江", "珠江"],
            [] if short else [2],
            ["长江"] if short else [],
        )
    return row


async def answered(
    office: Office, key: str, question: int, answers: dict[int, tuple[str, bool, bool]]
) -> None:
    """By entry what was given, whether it was right, and whether late."""
    stage, now = await the_round(office, key), office.town.clock.now()
    async with office.town.program.db.transaction() as conn:
        for entry, (given, right, late) in answers.items():
            attempt = await conn.fetchval(
                """
                insert into round_attempt (entry_id, stage_key, number, seed, questions, seconds,
                  at_item, shown_at, started_at, finished_at, right_answers, used_ms, ended)
                values ($1, $2, 1, 's', array[$3::bigint], 30, 1, $4, $4, $4, $5::boolean::int, 9000,
                  'answered') returning id
                """,
                *(entry, stage, question, now, right),
            )
            await conn.execute(
                "insert into round_answer values ($1, 1, $2, $3, $3, $4, $5, $6)",
                *(attempt, question, now, given, right, late),
            )


async def held_round(
    office: Office, kind: QuestionKind, *given: tuple[str, bool, bool]
) -> tuple[Browser, str, str, list[int]]:
    """A round that is open, with these answers; who runs it, its key, the question's page."""
    browser = await office.signed_in("operator")
    key = await made(browser, "quiz", **{"stages-2-course": "law-basics"})
    page = await browser.post(f"competitions/{key}/publish", {"revision": "1"})
    assert page.status == 200, page.text
    entries = [await entered(browser, key, f"选手{n}") for n in "甲乙丙丁"[: len(given)]]
    stage = await the_round(office, key)
    await to(office, key, stage, "opens")
    question = await a_question(office, kind)
    await answered(office, key, question, dict(zip(entries, given, strict=True)))
    return browser, key, f"competitions/{key}/questions/{stage}/{question}", entries


async def right_ones(office: Office) -> dict[int, int]:
    """By entry, how many are right."""
    async with office.town.program.db.connection() as conn:
        rows = await conn.fetch("select entry_id, right_answers from round_attempt order by id")
    return {row["entry_id"]: row["right_answers"] for row in rows}


async def confirmed(
    browser: Browser, at: str, wish: dict[str, str | list[str]], count: int
) -> str:
    """The wish is asked back with how many answers change, and then done; the page that follows."""
    page = await browser.post(at, wish)
    asked = ASKED.search(page.html)
    assert asked is not None, page.text
    assert f"会有 {count} 个答案改变对错" in page.text
    page = await browser.post(at, wish | {"asked": asked[1]})
    assert page.status == 200
    assert f"已改判 {count} 个答案" in page.text
    return page.text


async def test_while_a_round_is_open_it_is_looked_at_only(office: Office) -> None:
    browser, key, at, entries = await held_round(
        office, QuestionKind.SINGLE, ("2", True, False), ("1", False, False)
    )
    page = await browser.get(f"competitions/{key}/questions")
    assert "中国最长的河是&lt;b&gt;哪条" in page.html
    assert "1 (50%)" in page.text
    assert "请不要外传" in page.text
    assert f'href="/console/competitions/{key}/questions" aria-current' in page.html
    page = await browser.get(at)
    assert 'name="given"' not in page.html
    page = await browser.post(at, {"how": "everyone", "reason": "作废"})
    assert page.status == 422, "what comes later would be judged by the old key"
    assert "结束以后才能改判" in page.text
    assert await right_ones(office) == {entries[0]: 1, entries[1]: 0}


async def test_a_wrong_key_is_judged_anew_for_everybody(office: Office) -> None:
    browser, key, at, entries = await held_round(
        office,
        QuestionKind.SINGLE,
        ("2", True, False),
        ("1", False, False),
        ("1", False, True),
        ("", False, True),
    )
    stage = await the_round(office, key)
    wish: dict[str, str | list[str]] = {"how": "these", "given": ["1", "2"], "reason": "两个都对"}
    await to(office, key, stage, "closes")
    await browser.post(f"competitions/{key}/ranking/renew", {"stage": stage})
    page = await browser.get(at)
    assert 'value="2" checked' in page.html
    assert 'value="1" checked' not in page.html
    assert 'value="3"' in page.html, "also what nobody chose can be right"
    page = await browser.post(at, wish | {"reason": " "})
    assert page.status == 422
    assert "请写明" in page.text or "原因" in page.text
    assert 'value="1" checked' in page.html, "nothing that was ticked is lost"
    page = await browser.post(at, {"how": "these", "reason": "没有答案"})
    assert "至少勾选一个" in page.text
    page = await browser.post(at, {"how": "these", "given": ["2"], "reason": "不变"})
    assert page.status == 422
    assert await right_ones(office) == {entries[0]: 1, entries[1]: 0, entries[2]: 0, entries[3]: 0}
    await confirmed(browser, at, wish, 1)
    assert await right_ones(office) == {entries[0]: 1, entries[1]: 1, entries[2]: 0, entries[3]: 0}
    page = await browser.get(f"competitions/{key}/corrections")
    assert "两个都对" in page.text
    async with office.town.program.db.connection() as conn:
        [entry] = await conn.fetch("select * from audit_entry where act = 'round.regrade'")
        scores = await conn.fetch("select score, rank from stage_standing where rank is not null")
    assert entry["reason"] == "两个都对"
    assert entry["after"]["answers"] == 1
    assert sorted(row["score"] for row in scores)[-2:] == [100, 100], "standings are made again"


async def test_answers_in_words_are_read_and_not_compared(office: Office) -> None:
    browser, key, at, entries = await held_round(
        office,
        QuestionKind.SHORT,
        ("長江。", True, False),
        ("扬子江", False, False),
        ("黄河", False, False),
    )
    await to(office, key, await the_round(office, key), "closes")
    page = await browser.get(at)
    assert "長江。" in page.text
    page = await browser.post(at, {"how": "these", "words": " \n", "reason": "别名"})
    assert page.status == 422
    wish: dict[str, str | list[str]] = {
        "how": "these",
        "words": "长江\n扬子江",
        "reason": "扬子江是别名",
    }
    await confirmed(browser, at, wish, 1)
    assert list((await right_ones(office)).values()) == [1, 1, 0], "長江。 stays right"
    everyone: dict[str, str | list[str]] = {"how": "everyone", "reason": "题目作废"}
    await confirmed(browser, at, everyone, 1)
    assert await right_ones(office) == dict.fromkeys(entries, 1)
    async with office.town.program.db.connection() as conn:
        kept = await conn.fetch("select after::text from audit_entry where act = 'round.regrade'")
    assert not any("長江" in row["after"] for row in kept), "no words of entrants in the records"


async def test_after_freezing_it_is_a_correction_with_a_revision_of_its_own(
    office: Office,
) -> None:
    browser, key, at, _ = await held_round(
        office, QuestionKind.SINGLE, ("2", True, False), ("1", False, False)
    )
    await to(office, key, "publicity", "closes")
    page = await browser.post(f"competitions/{key}/freeze", {"sure": "1"})
    assert "成绩已定" in page.text
    assert "现在改判就是更正" in (await browser.get(at)).text
    wish: dict[str, str | list[str]] = {"how": "these", "given": ["1"], "reason": "答案印错了"}
    page = await browser.post(at, wish)
    assert "最终成绩有变化时另出一版" in page.text
    await confirmed(browser, at, wish, 2)
    page = await browser.get(f"competitions/{key}/result")
    assert "核对无误" in page.text
    assert "答案印错了" in page.text
    async with office.town.program.db.connection() as conn:
        places = await conn.fetch("select revision, score, rank from result order by 1, entry_id")
    assert [(one["revision"], one["score"]) for one in places] == [
        (1, 100),
        (1, 0),
        (2, 0),
        (2, 100),
    ]


async def test_a_confirmation_holds_for_what_was_asked_only(office: Office) -> None:
    browser, key, at, entries = await held_round(
        office, QuestionKind.SINGLE, ("1", False, False), ("3", False, False)
    )
    await to(office, key, await the_round(office, key), "closes")
    wish: dict[str, str | list[str]] = {"how": "these", "given": ["1"], "reason": "一对"}
    asked = ASKED.search((await browser.post(at, wish)).html)
    assert asked is not None
    page = await browser.post(at, wish | {"given": ["3"], "asked": asked[1]})
    assert "会有 1 个答案改变对错" in page.text, "as many answers, but others"
    page = await browser.post(at, {"how": "everyone", "reason": "作废", "asked": asked[1]})
    assert "会有 2 个答案改变对错" in page.text
    assert await right_ones(office) == dict.fromkeys(entries, 0)


async def test_nobody_else_sees_the_questions(office: Office) -> None:
    browser, key, at, _ = await held_round(office, QuestionKind.SINGLE, ("1", False, False))
    other = await made(browser, "reading")
    assert (await browser.get(f"competitions/{other}/questions")).status == 404
    assert f"{other}/questions" not in (await browser.get(f"competitions/{other}")).html
    assert (await browser.get(at.replace(key, other))).status == 404
    assert (await browser.get(f"{at}9")).status == 404
    assert (await browser.get(f"competitions/{key}/questions", stage="nowhere")).status == 404
    organiser = await office.signed_in("organiser", openid="oAnOrganiserElsewhere000000001")
    for page in (f"competitions/{key}/questions", at):
        assert (await organiser.get(page)).status == 404, page
    wish = {"how": "everyone", "reason": "x"}
    assert (await organiser.post(at, wish)).status == 404
    reviewer = await office.signed_in("reviewer", openid="oAReviewerElsewhere00000000001")
    assert (await reviewer.get(at)).status == 403
