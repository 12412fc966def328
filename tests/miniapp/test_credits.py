"""学分 on the pages: consents, a child's guardian, account numbers, certificates with their links."""

from datetime import timedelta

import pytest

from bot.keys.vault import ACCOUNT
from tests.miniapp.stand import ANNA, BERT, NOW, TODAY, VAULT, Stand, Visitors, passed

pytestmark = pytest.mark.asyncio(loop_scope="session")
NUMBER = "GZ20261234"
ID_CARD = "11010519491231002X"


async def graduate(stand: Stand, user: int = ANNA, track: str | None = "seniors") -> Visitors:
    """Somebody who passed a course, where a second bank needs an account number."""
    await stand.stop()
    stand.account = True
    await stand.serve()
    row = await stand.learner(user, track=track)
    await stand.enrol(row, "pay", {TODAY: 12}, right=12)
    await passed(stand, row, "pay")
    return await stand.visits(user)


async def page(one: Visitors, where: str = "/app/credits") -> str:
    return (await one.get(where)).text


async def sent(one: Visitors, path: str, **fields: str) -> str:
    """The page that a form leads to."""
    answer = await one.send(f"/app/credits/{path}", **fields)
    assert answer.status == 303
    return await page(one, answer.headers["Location"])


async def consents(stand: Stand) -> list[str]:
    found = await stand.value("select array_agg(by) from consent where withdrawn_at is null")
    return found or []


async def test_the_number_is_asked_once_it_is_of_use(stand: Stand) -> None:
    one = await graduate(stand)
    text = await page(one)
    assert "还有您填的学分银行账号（填了才送）" in text
    assert 'name="account"' not in text
    text = await page(one, (await one.agrees()).headers["Location"])
    assert "您在“市学分银行”的账号" in text
    text = await sent(one, "account/town", account=" ＧＺ 2026-1234 ")
    assert "好，账号记下了" in text
    assert "市学分银行：末尾是 1234" in text
    assert NUMBER not in text
    sealed = await stand.value("select sealed from bank_account")
    assert VAULT.open(ACCOUNT, sealed) == NUMBER
    assert await stand.value("select state from push where target = 'town'") == "queued"
    assert stand.pushed == 2
    text = await sent(one, "account/town/drop")
    assert "账号删掉了" in text
    assert await stand.value("select count(*) from bank_account") == 0
    assert await stand.value("select state from push where target = 'town'") == "waiting"


async def test_a_wrong_number_is_said_at_its_field_and_not_kept(stand: Stand) -> None:
    one = await graduate(stand)
    await one.agrees()
    for written, words in ((ID_CARD, "身份证号"), ("13800138000", "手机号"), ("x", "对不上")):
        answer = await one.send("/app/credits/account/town", account=written)
        assert answer.status == 422
        assert words in answer.text
        assert 'aria-describedby="account-town-fault"' in answer.text
        assert ID_CARD not in answer.text
    assert await stand.value("select count(*) from bank_account") == 0


async def test_no_number_without_a_consent_or_for_another_bank(stand: Stand) -> None:
    one = await graduate(stand)
    for path in ("account/town", "account/lrs", "account/none", "account/none/drop"):
        await sent(one, path, account=NUMBER)
    await one.agrees()
    await sent(one, "account/lrs", account=NUMBER)
    assert await stand.value("select count(*) from bank_account") == 0


async def test_a_child_s_guardian_agrees(stand: Stand) -> None:
    one = await graduate(stand, track="youth")
    text = await page(one)
    assert "您满 14 岁了吗" in text
    assert "credits/agree" not in text
    await sent(one, "agree")
    assert await consents(stand) == []
    text = await sent(one, "age", age="no")
    assert "家长您好" in text
    assert "好，记住了" in text
    await one.agrees()
    assert await consents(stand) == [], "the guardian did not confirm"
    await sent(one, "age", age="yes")
    assert await stand.value("select under_14 from learner where track = 'youth'") is True
    text = await page(one, (await one.agrees(guardian="yes")).headers["Location"])
    assert "监护人已同意" in text
    assert await consents(stand) == ["guardian", "guardian"]


async def test_what_was_accepted_is_asked_back(stand: Stand) -> None:
    one = await graduate(stand)
    await one.agrees()
    async with stand.db.transaction() as conn:
        await conn.execute("update push set state = 'accepted', accepted_at = $1", NOW)
    text = await sent(one, "refuse")
    assert "撤掉" in text
    assert "您收回了，学分银行还没有撤掉" in text
    query = "select count(*) from statement where voids is not null"
    assert await stand.value(query) == 2
    assert stand.pushed == 2


async def test_certificates_are_linked_and_nobody_elses(stand: Stand) -> None:
    one = await graduate(stand)
    text = await page(one)
    token = await stand.value("select token from certificate")
    assert f'href="{stand.public_url}/verify/{token}"' in text
    assert "打开《手机支付不求人》的证书" in text
    assert (await page(one)).count("/verify/") == 1
    await stand.learner(BERT)
    assert "/verify/" not in await page(await stand.visits(BERT))
    async with stand.db.transaction() as conn:
        await conn.execute("update certificate set revoked_at = $1", NOW + timedelta(hours=1))
    assert "/verify/" not in await page(one)


async def test_what_a_link_says_is_so_or_not_said(stand: Stand) -> None:
    one = await graduate(stand)
    for said in ("given", "guardian", "age", "account", "dropped", "<b>"):
        text = await page(one, f"/app/credits?said={said}")
        shown = text[text.index('id="said"') :].split("</div>")[0]
        assert "<p>" not in shown, said


async def test_nothing_goes_to_a_bank_that_the_page_did_not_name(stand: Stand) -> None:
    """The page was loaded before the second bank was there, and its form is sent now."""
    await graduate(stand)
    await stand.stop()
    stand.account = False
    await stand.serve()
    old = await (await stand.visits(ANNA)).asked()
    await stand.stop()
    stand.account = True
    await stand.serve()
    one = await stand.visits(ANNA)
    for asked in (old, "", "x"):
        text = await sent(one, "agree", asked=asked)
        assert "请先看看要送到哪里，再选。" in text
        assert "市学分银行" in text
        assert await consents(stand) == []
    assert len(old) == 16
    await one.agrees()
    assert await consents(stand) == ["self", "self"]


async def test_what_a_bank_may_have_is_asked_back_where_no_consent_stands(stand: Stand) -> None:
    one = await graduate(stand)
    await one.agrees()
    async with stand.db.transaction() as conn:
        await conn.execute("update push set state = 'accepted', accepted_at = $1", NOW)
        await conn.execute("update consent set withdrawn_at = $1", NOW)
    assert "从现在起不再送了" in await sent(one, "refuse")
    query = "select count(*) from statement where voids is not null"
    assert await stand.value(query) == 2
    assert stand.pushed == 2


async def test_a_number_ends_with_the_consent_and_can_be_deleted_without_one(stand: Stand) -> None:
    one = await graduate(stand)
    await one.agrees()
    await sent(one, "account/town", account=NUMBER)
    async with stand.db.transaction() as conn:
        await conn.execute("update consent set withdrawn_at = $1", NOW)
    text = await page(one)
    assert "市学分银行：末尾是 1234" in text
    assert 'name="account"' not in text
    await sent(one, "account/town/drop")
    assert await stand.value("select count(*) from bank_account") == 0
    await one.agrees()
    await sent(one, "account/town", account=NUMBER)
    assert "您填的账号也删掉了" in await sent(one, "refuse")
    assert await stand.value("select count(*) from bank_account") == 0
