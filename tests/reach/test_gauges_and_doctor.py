"""What pushing can still draw on: for the metrics, and for ``yike doctor``."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from prometheus_client import CollectorRegistry

from bot.clock import FrozenClock
from bot.doctor import Line, _channel
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import PlatformCallError, PlatformUnavailableError
from bot.ports import Ability, CallQuota, Channel, Official
from bot.store import push_stops
from bot.store.announcing.stopping import CANCELLED
from bot.store.db import Database
from bot.web.reach_gauges import ReachGauges
from tests.delivery.channels import ScriptedChannel
from tests.delivery.owing import OFFICIAL
from tests.reach.crowd import MORNING, SERVICE, followers
from tests.wechat.stage import staged

CALLS = ("message/custom/send", "message/template/send", "message/mass/send", "user/get")


@dataclass
class Asked:
    """The part of an ``Official`` that is asked here. ``told`` are its answers to come."""

    told: list[list[CallQuota] | PlatformCallError]
    account: str = OFFICIAL
    ability: Ability = SERVICE
    kind: str = "wechat"
    stopped: int = 0
    checks: list[Exception] = field(default_factory=list)

    async def quotas(self) -> list[CallQuota]:
        answer = self.told.pop(0)
        if isinstance(answer, PlatformCallError):
            raise answer
        return answer

    async def check(self) -> str:
        if self.checks:
            raise self.checks.pop()
        return "The platform answers."

    async def stop(self) -> None:
        self.stopped += 1

    def __getattr__(self, name: str) -> object:
        """The other methods of the protocol are there, and not called."""
        if name in dir(Official):
            return self.quotas
        raise AttributeError(name)


def quotas(*used: int, leave_out: str = "") -> list[CallQuota]:
    return [
        CallQuota(f"/cgi-bin/{call}", 1000, count)
        for call, count in zip(CALLS, used, strict=True)
        if call != leave_out
    ]


REFUSED = PlatformCallError(Outcome(Result.REFUSED, "48001"), 48001)


async def examined(asked: Asked) -> list[Line]:
    lines = await _channel(cast(Channel, asked))
    assert asked.stopped == 1
    return lines


async def test_the_doctor_tells_the_quotas_of_the_day() -> None:
    may, used = await examined(Asked([quotas(12, 3, 0, 1)]))
    assert may.well
    assert used.well
    assert "subscription notices" in may.words
    assert "message/custom/send 12 of 1,000, message/template/send 3 of 1,000" in used.words


async def test_what_the_platform_does_not_let_it_call_is_named() -> None:
    _, refused, used = await examined(
        Asked([quotas(12, 3, 0, 1, leave_out="message/template/send")])
    )
    assert not refused.well
    assert "template messages, but the platform says that it may not" in refused.words
    assert used.well


async def test_a_quota_that_is_nearly_used_up_is_worth_a_look() -> None:
    _, used = await examined(Asked([quotas(900, 3, 0, 1)]))
    assert not used.well
    assert "Nearly used up: message/custom/send" in used.words


async def test_an_account_whose_quotas_cannot_be_asked_is_said_so() -> None:
    may, asked = await examined(Asked([REFUSED]))
    assert may.well
    assert not asked.well
    assert "cannot be asked" in asked.words


async def test_an_account_that_only_replies_is_not_asked() -> None:
    asked = Asked([], ability=Ability(replies_in_response=True))
    (line,) = await examined(asked)
    assert line.words.endswith("May send: replies.")


async def test_a_platform_that_is_down_is_one_line() -> None:
    (line,) = await examined(Asked([], checks=[PlatformUnavailableError("It is down.")]))
    assert line == Line(False, "wechat account city-wechat: It is down.")


async def test_a_real_channel_is_asked_as_an_official() -> None:
    async with staged() as on:
        _, used = await _channel(on.wechat)
    assert used.well
    assert "message/mass/send 0 of 100" in used.words


async def test_a_telegram_bot_has_no_quotas() -> None:
    (line,) = await _channel(ScriptedChannel("city"))
    assert line.well
    assert "messages at any time" in line.words


async def test_gauges_show_what_is_left(db: Database) -> None:
    await followers(db, 620)
    registry = CollectorRegistry()
    asked = Asked([quotas(12, 3, 0, 1), REFUSED])
    gauges = ReachGauges(db, FrozenClock(MORNING), {OFFICIAL: cast(Official, asked)}, registry)
    assert await gauges.measure() == 0

    def shown(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, {"account": OFFICIAL, **labels})

    assert shown("yike_platform_quota_limit", call="message/custom/send") == 1000
    assert shown("yike_platform_quota_used", call="message/custom/send") == 12
    there = [n for n in range(1, 621) if n % 31]
    assert shown("yike_consents_left", template="N1") == sum(n // 5 % 4 == 1 for n in there)
    assert shown("yike_consents_lasting", template="N1") == sum(n // 5 % 4 == 2 for n in there)
    had = [min(4, n // 3 % 6) if n % 4 < 3 else 0 for n in there]
    for left in range(5):
        assert shown("yike_mass_followers", left=str(left)) == had.count(4 - left)

    async with db.connection() as conn:
        await conn.execute("update address set notices = '{}', mass_month = '2026-11'")
    await gauges.measure()  # the platform refuses this time
    assert shown("yike_platform_quota_used", call="message/custom/send") == 12
    assert shown("yike_consents_left", template="N1") is None
    assert shown("yike_mass_followers", left="4") == len(there)
    assert shown("yike_mass_followers", left="0") == 0


async def test_gauges_show_what_is_refused(db: Database) -> None:
    registry = CollectorRegistry()
    asked = Asked([quotas(0, 0, 0, 0)] * 2)
    gauges = ReachGauges(db, FrozenClock(MORNING), {OFFICIAL: cast(Official, asked)}, registry)

    def shown(name: str) -> float | None:
        return registry.get_sample_value(name, {"account": OFFICIAL})

    await gauges.measure()
    assert shown("yike_push_ways_stopped") == shown("yike_mass_failed") == 0

    async with db.transaction() as conn:
        await push_stops.stop(conn, OFFICIAL, "N1", "wrong", MORNING - timedelta(hours=1))
        await push_stops.stop(conn, OFFICIAL, "template", "may not", MORNING - timedelta(days=2))
        for subject, ended, status in (
            ("text", timedelta(hours=2), "err(20008)"),
            ("long ago", timedelta(days=2), "err(20008)"),
            ("cancelled", timedelta(hours=2), CANCELLED),
        ):
            await conn.execute(
                """
                with m as (
                  insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)
                  values ($1, 'news', $2, 'once', $3, 'dropped', $3) returning id)
                insert into mass_part (mass_id, state, receivers, next_try, status, reserved_at, ended_at)
                select id, 'failed', 2, $3, $4, $3, $3 from m, generate_series(1, 2)
                """,
                OFFICIAL,
                subject,
                MORNING - ended,
                status,
            )
    await gauges.measure()
    assert shown("yike_push_ways_stopped") == 1
    assert shown("yike_mass_failed") == 1
