"""Settings changed while the program runs: at once, in words, with who did it, and back again."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.config_learning import Learning
from bot.domain.running import LONGEST_HELPER
from tests.console.conftest import Office
from tests.flow.town import WECHAT

NEWCOMER = "oNewcomerOfTianhe00000000007"


async def test_a_change_holds_at_once_for_newcomers(office: Office) -> None:
    browser = await office.signed_in("operator")
    page = await browser.post("settings/learning.daily_time", {"value": "09:15"})
    assert "已保存" in page.text
    assert 'value="09:15"' in page.html
    await office.town.wechat_follows(NEWCOMER)
    [row] = await office.town.rows(
        "select l.times from learner l join address a on a.learner_id = l.id where a.account = $1 and a.platform_id = $2",
        WECHAT,
        NEWCOMER,
    )
    times: Any = row["times"]
    assert [f"{one:%H:%M}" for one in times] == ["09:15"]


async def test_who_helps_is_said_as_long_as_in_the_file(office: Office) -> None:
    browser = await office.signed_in("operator")
    page = await browser.get("settings")
    assert f'maxlength="{LONGEST_HELPER}"' in page.html
    page = await browser.post("settings/learning.helper", {"value": "林" * (LONGEST_HELPER + 1)})
    assert page.status == 422
    assert f"最多 {LONGEST_HELPER} 个字" in page.text
    assert Learning(helper="林" * LONGEST_HELPER).helper
    with pytest.raises(ValidationError):
        Learning(helper="林" * (LONGEST_HELPER + 1))


async def test_it_is_noted_and_can_be_put_back(office: Office) -> None:
    browser = await office.signed_in("operator")
    await browser.post("settings/learning.helper", {"value": "小林"})
    assert office.town.program.running.now.helper == "小林"
    page = await browser.post("settings/learning.helper/reset")
    assert "已恢复" in page.text
    assert office.town.program.running.now.helper == ""
    rows = await office.town.rows(
        "select act, before, after from audit_entry where about_kind = 'setting' order by id"
    )
    assert [(row["act"], row["before"], row["after"]) for row in rows] == [
        ("setting.change", {"value": ""}, {"value": "小林"}),
        ("setting.reset", {"value": "小林"}, {"value": ""}),
    ]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("settings/console.two_people", {"value": "false"}),
        ("settings/console.two_people/reset", {}),
    ],
)
async def test_doing_without_the_second_person_takes_two(
    office: Office, way: str, said: dict[str, str]
) -> None:
    one, other = (
        await office.signed_in("operator"),
        await office.signed_in("operator", openid=NEWCOMER),
    )
    await one.post("settings/console.two_people", {"value": "true"})
    for _ in range(2):
        page = await one.post(way, said)
        assert "要另一位管理员" in page.text
        assert "等另一位管理员也来关" in page.text
        assert office.town.program.running.now.two_people
    await other.post(way, said)
    assert not office.town.program.running.now.two_people
    assert "等另一位管理员也来关" not in (await other.get("settings")).text


async def test_what_cannot_be_is_said_and_nothing_is_lost(office: Office) -> None:
    browser = await office.signed_in("operator")
    page = await browser.post("settings/learning.helper", {"value": "师" * 121})
    assert page.status == 422
    assert "最多 120 个字" in page.text
    assert "师" * 121 in page.html
    assert (await browser.post("settings/learning.daily_time", {"value": "25:00"})).status == 422
    assert (await browser.post("settings/server.port", {"value": "1"})).status == 404


async def test_secrets_are_not_shown(office: Office) -> None:
    browser = await office.signed_in("operator")
    page = await browser.get("settings")
    for secret in ("p" * 32, "d" * 32, "s" * 32, "app-secret", "bot-secret"):
        assert secret not in page.html


async def test_only_operators_change_settings(office: Office) -> None:
    browser = await office.signed_in("organiser")
    assert (await browser.get("settings")).status == 403
    assert (await browser.post("settings/console.two_people", {"value": "true"})).status == 403
