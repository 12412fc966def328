"""Competitions on the page: what asks for more than a touch is entered in the chat."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.contests import AgeOn, Award, Division, Open, Ranking
from tests.miniapp.stand import ANNA, Stand, competition

pytestmark = pytest.mark.asyncio(loop_scope="session")
AGES = (Division("old", "长者组", AgeOn(date(2026, 12, 1), 60, None)),)
IN_CHAT = "请在聊天里发“比赛”报名"


async def test_what_asks_for_something_is_entered_in_the_chat(stand: Stand) -> None:
    await stand.learner(ANNA)
    await stand.compete(
        replace(competition("named", "起名赛"), ranking=Ranking(awards=(Award("一等奖", 1, 1),))),
        replace(competition("aged", "长者赛"), divisions=AGES),
    )
    hers = await stand.visits(ANNA)
    page = (await hers.get("/app/competitions")).text
    assert page.count(IN_CHAT) == 2
    assert "/app/competitions/aged" not in page, "there is no button"
    for key in ("named", "aged"):
        answer = await hers.send(f"/app/competitions/{key}")
        assert answer.status == 409
        assert IN_CHAT in answer.text
    assert await stand.value("select count(*) from entry") == 0


async def test_an_open_division_is_entered_by_a_touch_until_it_is_full(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    one_place = (Division("all", "公开组", Open(), quota=1),)
    await stand.compete(replace(competition("open", "公开赛"), divisions=one_place))
    hers = await stand.visits(ANNA)
    assert (await hers.send("/app/competitions/open")).status == 303
    kept = await stand.value("select division_key || number from entry where learner_id = $1", row)
    assert kept == "all1"
    await stand.value("update entry set learner_id = null returning id")
    assert (await hers.send("/app/competitions/open")).status == 409
    assert await stand.value("select count(*) from entry") == 1


async def test_who_withdrew_is_not_in(stand: Stand) -> None:
    await stand.learner(ANNA)
    await stand.compete(competition("law", "法治竞赛"))
    hers = await stand.visits(ANNA)
    await hers.send("/app/competitions/law")
    await stand.value("update entry set state = 'withdrawn' returning id")
    assert "已报名" not in (await hers.get("/app/competitions")).text


async def test_a_cancelled_one_cannot_be_entered(stand: Stand) -> None:
    await stand.learner(ANNA)
    await stand.compete(competition("law", "法治竞赛"))
    await stand.value("update competition set state = 'cancelled' returning key")
    hers = await stand.visits(ANNA)
    assert (await hers.send("/app/competitions/law")).status == 404
    assert await stand.value("select count(*) from entry") == 0
