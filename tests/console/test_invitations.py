"""An invitation makes somebody one of the staff, once, and only while its maker may still invite."""

import re

from tests.console.conftest import Office
from tests.flow.town import TEACHER

WORD = re.compile(r"([A-Z2-9]{4}-[A-Z2-9]{4})")
GUEST = "oGuestOfTianhe000000000000005"
OTHER = "oOtherOfTianhe000000000000006"


async def _invited(office: Office, browser) -> str:
    page = await browser.post("staff/invite", {"role": "reviewer", "name": "李老师"})
    found = WORD.search(page.text)
    assert found, page.text
    return found[1]


async def test_who_says_the_word_is_one_of_the_staff(office: Office):
    browser = await office.signed_in("operator")
    word = await _invited(office, browser)
    await office.town.wechat_follows(GUEST)
    assert "审核员" in await office.town.wechat_says(f"邀请码 {word}", GUEST)
    assert "已经用过" in await office.town.wechat_says(f"邀请码 {word}", GUEST)
    rows = await office.town.rows("select role from role_grant order by role")
    assert [row["role"] for row in rows] == ["operator", "reviewer"]


async def test_an_invitation_does_not_outlive_its_makers_role(office: Office):
    browser = await office.signed_in("operator")
    word = await _invited(office, browser)
    await office.town.rows("delete from role_grant returning role")
    await office.town.wechat_follows(GUEST)
    assert "邀请码不对" in await office.town.wechat_says(f"邀请码 {word}", GUEST)
    assert not await office.town.rows("select role from role_grant")
    assert "邀请码不对" in await office.town.wechat_says(f"邀请码 {word}", TEACHER)
