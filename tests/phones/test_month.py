"""A senior's month on the page: played, paused, taken up again after a reload."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from adapters.simulator.phones_app import PHONES
from adapters.simulator.phones_month import Behind, Waited
from adapters.simulator.phones_person import AWAY, DAYS
from adapters.simulator.phones_state import WECHAT_PERSON
from tests.phones.conftest import LAPTOP, NOW, SMALL_PHONE, OpenPage, Stage
from tests.phones.scripted_bot import WECHAT
from tests.phones.test_for_everyone import MEASURES, OVERFLOW, check

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ASKED = {"X-Requested-With": "phones"}
HELD = NOW + timedelta(days=6, hours=1)
"""On the seventh day."""


async def ask(stage: Stage, what: str) -> int:
    body = {"do": what}
    async with stage.http.post(f"{stage.url}api/month", json=body, headers=ASKED) as answer:
        return answer.status


async def month_of(stage: Stage) -> dict[str, Any]:
    async with stage.http.get(f"{stage.url}api/state") as answer:
        found: dict[str, Any] = (await answer.json())["month"]
        return found


async def play_to(stage: Stage, day: int) -> dict[str, Any]:
    """Ask for steps until ``day`` has begun, or the month is over."""
    while True:
        assert await ask(stage, "step") == 204
        month = await month_of(stage)
        if month["over"] or month["day"] >= day:
            return month


async def held(since: datetime) -> list[Waited]:
    """Two things held on the seventh day: one was handed over on the eighth, one grew old."""
    given = Waited("lesson", HELD, "given", HELD + timedelta(days=1))
    return [given, Waited("lesson", HELD, "lost", HELD + timedelta(days=1))]


async def test_the_days_fill_with_the_ways(open_page: OpenPage, stage: Stage) -> None:
    stage.phones[PHONES].behind = Behind(waited=held)
    page: Page = await open_page()
    await expect(page.locator("#month")).to_be_hidden()
    assert await month_of(stage) is None
    assert await ask(stage, "begin") == 204
    assert await ask(stage, "begin") == 400, "one is under way"
    await play_to(stage, 3)
    days = page.locator("#month-days .day")
    await expect(days.nth(2)).to_have_class("day day-here day-now")
    await expect(days.nth(0)).to_have_css("background-color", "rgb(223, 240, 228)")
    await days.nth(0).evaluate("day => { day.dataset.kept = 'yes'; }")
    month = await play_to(stage, 9)
    await expect(days).to_have_count(DAYS)
    await expect(days.nth(0)).to_have_attribute("data-kept", "yes")  # not drawn anew
    await expect(days.nth(0).locator(".shape-reply")).to_have_count(1)
    await expect(days.nth(0)).to_contain_text("11月23日，看了微信，回复")
    await expect(days.nth(6).locator(".shape-held")).to_have_count(1)
    await expect(days.nth(6)).to_contain_text("没看微信，2 条送不到，先存着")
    await expect(days.nth(7)).to_contain_text("1 条存着的交给了她")
    await expect(days.nth(8)).to_have_class("day day-here day-first day-now")
    await expect(days.nth(9)).to_contain_text("还没到")
    legend = page.locator("#month-legend")
    await expect(legend).to_contain_text(f"回复{month['counts']['reply']}")
    await expect(legend).to_contain_text("先存着2")
    await expect(legend).to_contain_text("1 条后来交给了她，1 条换成了新的")

    month = await play_to(stage, DAYS + 1)
    assert month["over"]
    assert stage.clock.now() - NOW >= timedelta(days=DAYS - 1)
    looked = [number for number, day in enumerate(month["days"], 1) if "reply" in day["rungs"]]
    assert looked == [day for day in range(1, DAYS + 1) if day not in AWAY]
    # The bot heard her follow, and touch 今日一课 on every other day she looked.
    assert Counter(stage.bot.heard)["today"] == DAYS - len(AWAY) - 1
    before = stage.clock.now()
    assert await ask(stage, "step") == 204
    assert stage.clock.now() == before, "nothing more happens"
    await expect(page.get_by_role("button", name="再放一个月")).to_be_enabled()


async def test_played_paused_and_gone_on_after_a_reload(page: Page, stage: Stage) -> None:
    await page.get_by_role("button", name="放一个月").press("Enter")
    pause = page.get_by_role("button", name="暂停")
    await expect(page.locator("#month-day")).to_have_text("第 2 天")
    log = page.locator("#wechat .log")
    await expect(log).to_have_attribute("aria-busy", "true")
    await pause.press("Enter")
    await expect(pause).to_have_count(0)
    await expect(log).to_have_attribute("aria-busy", "false")
    # A step that was under way comes to its end; then the month stands still.
    await stage.sim.settle()
    day = (await month_of(stage))["day"]
    await page.reload()
    go_on = page.get_by_role("button", name="接着放")
    await expect(go_on).to_contain_text(f"第 {day} 天")
    await expect(page.locator("#month-days .day")).to_have_count(DAYS)
    await go_on.click()
    await expect(page.locator("#month-day")).to_have_text(f"第 {day + 1} 天")


async def test_nobody_runs_ahead_of_a_bot_at_work(stage: Stage) -> None:
    busy = True

    async def at_work() -> bool:
        return busy

    stage.phones[PHONES].behind = Behind(at_work=at_work)
    assert await ask(stage, "begin") == 204
    for _ in range(20):
        assert await ask(stage, "step") == 204
    assert stage.bot.heard == []
    busy = False
    assert await ask(stage, "step") == 204
    assert stage.bot.heard == ["subscribe"]


async def test_who_leaves_in_the_middle_does_nothing_more(stage: Stage) -> None:
    assert await ask(stage, "begin") == 204
    await play_to(stage, 3)
    await stage.sim.wechat.unfollow(WECHAT, WECHAT_PERSON)
    heard = list(stage.bot.heard)
    month = await play_to(stage, DAYS + 1)
    assert month["over"]
    assert stage.bot.heard == heard


async def test_a_month_that_cannot_begin_says_so(page: Page, stage: Stage) -> None:
    from bot.domain.errors import StorageUnavailableError

    async def down(first: datetime) -> None:
        raise StorageUnavailableError("the database does not answer")

    stage.phones[PHONES].behind = Behind(plan=down)
    await page.get_by_role("button", name="放一个月").click()
    await expect(page.locator("#month-note")).to_contain_text("没有回应")
    await expect(page.get_by_role("button", name="接着放")).to_have_count(0)
    assert await month_of(stage) is None


@pytest.mark.parametrize("body", [{}, {"do": "rewind"}, {"do": 3}])
async def test_what_a_month_cannot_do_is_refused(stage: Stage, body: dict[str, Any]) -> None:
    url = f"{stage.url}api/month"
    async with stage.http.post(url, json=body, headers=ASKED) as answer:
        assert answer.status == 400
    async with stage.http.post(url, json={"do": "begin"}) as answer:
        assert answer.status == 403, "only the page may"
    assert await month_of(stage) is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, SMALL_PHONE, {"width": 1280, "height": 660}])
async def test_it_can_be_read_on_every_screen(
    open_page: OpenPage, stage: Stage, size: dict[str, int], scheme: str
) -> None:
    stage.phones[PHONES].behind = Behind(waited=held)
    page: Page = await open_page(viewport=size, color_scheme=scheme)
    assert await ask(stage, "begin") == 204
    await play_to(stage, 8)
    await expect(page.locator("#month-day")).to_have_text("第 8 天")
    check(await page.evaluate(MEASURES))
    assert await page.evaluate(OVERFLOW) == [0, 0]
    await expect(page.locator("#wechat .dock")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#month-legend")).to_be_in_viewport(ratio=1)
