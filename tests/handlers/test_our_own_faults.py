"""A fault of ours is stored, said kindly, and blocks nobody."""

import pytest

from bot.domain.errors import StorageUnavailableError
from bot.domain.events import ChannelKind, InboundEvent, MassReported
from bot.store import followers
from handlers import reports, routes
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


async def _faulty(*values: object, **named: object) -> None:
    raise RuntimeError("a fault of ours")


async def test_who_left_has_left_whatever_else_fails(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is asked to leave again."""
    await town.wechat_follows()
    monkeypatch.setattr(followers, "end_owed_of", _faulty)
    await town.simulator.wechat.unfollow(WECHAT, TEACHER)
    (row,) = await town.rows("select state, left_at is not null as left from address")
    assert (row["state"], row["left"]) == ("gone", True)


async def test_a_report_that_took_no_effect_is_to_come_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.wechat_follows()
    seen = await town.rows("select key from inbound_event")
    report = InboundEvent(
        account=WECHAT,
        channel=ChannelKind.WECHAT,
        key=f"{TEACHER}:1:masssendjobfinish:7",
        sender=TEACHER,
        chat=TEACHER,
        at=town.clock.now(),
        body=MassReported("7", "send success", total=2, filtered=0, sent=2, failed=0),
    )
    monkeypatch.setattr(reports, "take", _faulty)
    with pytest.raises(StorageUnavailableError):
        await town.program.inbound.handle(report)
    assert await town.rows("select key from inbound_event") == seen
    monkeypatch.undo()
    assert await town.program.inbound.handle(report) is None
    assert [row["message_id"] for row in await town.rows("select * from mass_report")] == ["7"]
