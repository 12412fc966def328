"""The credit banks at the console: what was refused, in words, and what an operator does about it."""

from tests.console.conftest import Office
from tests.flow.town import BANK


async def test_a_bank_is_told_in_figures(office: Office):
    browser = await office.signed_in("operator")
    page = await browser.get("credits")
    assert page.status == 200
    assert "排队中" in page.text
    one = await browser.get(f"credits/{BANK}")
    assert "没有被拒绝的成绩单" in one.text


async def test_books_are_compared_now(office: Office):
    browser = await office.signed_in("operator")
    page = await browser.post(f"credits/{BANK}/compare")
    assert "已开始对账" in page.text
    await office.town.program.life.settle()
    rows = await office.town.rows("select target, ended_at from reconciliation")
    assert [(row["target"], row["ended_at"] is not None) for row in rows] == [(BANK, True)]
    assert "上次对账" in (await browser.get(f"credits/{BANK}")).text


async def test_giving_up_needs_a_reason_and_a_dead_letter(office: Office):
    browser = await office.signed_in("operator")
    await browser.get(f"credits/{BANK}")
    fields = {"statement": "6f1e1f4a-9a7b-4c3d-8e2f-1a2b3c4d5e6f", "reason": ""}
    assert (await browser.post(f"credits/{BANK}/drop", fields)).status == 422
    late = await browser.post(f"credits/{BANK}/drop", {**fields, "reason": "重复"})
    assert late.status == 409
    assert "别人刚处理过" in late.text
    bad = await browser.post(f"credits/{BANK}/drop", {"statement": "x", "reason": "重复"})
    assert bad.status == 404


async def test_a_bank_that_is_none_is_not_there(office: Office):
    browser = await office.signed_in("operator")
    assert (await browser.get("credits/nobody")).status == 404
    assert (await browser.post("credits/nobody/retry")).status == 404


async def test_nothing_to_retry_changes_nothing(office: Office):
    browser = await office.signed_in("operator")
    page = await browser.post(f"credits/{BANK}/retry")
    assert "已重新排队 0 份" in page.text
