"""A fault of ours is stored, said kindly, and blocks nobody."""

import pytest

from handlers import routes
from handlers.turn import Turn
from tests.flow.town import TEACHER, WECHAT, Town


async def _broken(turn: Turn, argument: str) -> object:
    await turn.conn.execute("update learner set track = 'spoilt' where id = $1", turn.learner.row)
    raise RuntimeError("a fault of ours")


async def test_a_fault_takes_no_effect_and_asks_to_try_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.simulator.wechat.follow(WECHAT, TEACHER)
    await town.wechat_says("1")
    monkeypatch.setitem(routes.ROUTES, "progress", _broken)
    assert "请再发一次" in await town.wechat_says("进度")
    assert [row["track"] for row in await town.rows("select track from learner")] == ["seniors"]
    monkeypatch.undo()
    assert "第1课" in await town.wechat_says("1")
