"""The two token calls, and the alarm when no token helps."""

from datetime import timedelta

import pytest

from adapters.wechat.errors import CallFailedError
from adapters.wechat.tokens import Granted, NoShelf, TokenKeeper
from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.domain.messages import say
from tests.wechat.platform import APP_ID, NOW, Shelf, api, connected, send

SEND = "message/custom/send"
OK = {"errcode": 0, "errmsg": "ok"}
BAD = {"errcode": 40001, "errmsg": "invalid credential"}


async def test_the_classic_call_as_the_platform_prints_it():
    async with api() as made, connected(made, token_call="classic") as got:
        assert (await send(got, say("x"))).result is Result.SENT
        assert made.calls[0] == (
            "token",
            {"grant_type": "client_credential", "appid": APP_ID, "secret": "secret"},
            b"",
        )
        assert made.bodies("stable_token") == []


async def test_a_lost_classic_token_is_fetched_anew_but_not_for_ever(capsys):
    clock = FrozenClock(NOW)
    async with api() as made, connected(made, token_call="classic", clock=clock) as got:
        made.script(SEND, BAD)
        outcomes = [await send(got, say(str(n))) for n in range(20)]
        assert made.tokens == 2, "2,000 a day may be had: another program is fetching its own"
        clock.move(timedelta(minutes=5))
        await send(got, say("x"))
        assert made.tokens == 3
    assert {outcome.result for outcome in outcomes} == {Result.MISCONFIGURED}
    assert capsys.readouterr().out.count("wechat refuses every access token") == 1


async def test_the_doctor_does_not_end_the_classic_token_others_use():
    shelf = Shelf()
    shelf.token = "T-ours"
    async with api() as made, connected(made, token_call="classic", tokens=shelf) as got:
        assert "app_id" in await got.check()
        assert made.calls == [("getcallbackip", {"access_token": "T-ours"}, b"")]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"errcode": 40125, "errmsg": "x"}, PlatformMisconfiguredError),
        (503, PlatformUnavailableError),
    ],
)
async def test_the_doctor_tells_what_the_classic_call_says(answer, error):
    async with api() as made, connected(made, token_call="classic") as got:
        made.script("token", answer)
        with pytest.raises(error):
            await got.check()


async def test_one_alarm_when_no_token_helps_and_a_line_when_one_does(capsys):
    clock = FrozenClock(NOW)
    async with api() as made, connected(made, clock=clock) as got:
        made.script(SEND, BAD)
        for _ in range(5):
            outcome = await send(got, say("x"))
            assert (outcome.result, outcome.scope) == (Result.MISCONFIGURED, Scope.ACCOUNT)
        said = capsys.readouterr().out
        assert said.count("wechat refuses every access token") == 1
        assert "city-wechat" in said
        assert "T1" not in said
        made.script(SEND, OK)
        for _ in range(3):
            assert (await send(got, say("x"))).result is Result.SENT
        assert capsys.readouterr().out.count("wechat takes our access token again") == 1
        made.script(SEND, BAD)
        await send(got, say("x"))
    assert capsys.readouterr().out.count("wechat refuses every access token") == 1


async def test_a_token_renewed_in_time_is_no_alarm(capsys):
    async with api() as made, connected(made) as got:
        made.script(SEND, BAD, OK)
        await send(got, say("x"))
    assert "wechat refuses" not in capsys.readouterr().out


async def test_a_forced_token_that_helps_no_more_is_not_forced_again_within_two_hours():
    clock = FrozenClock(NOW)
    async with api() as made, connected(made, clock=clock) as got:
        made.script("stable_token", {"access_token": "T1", "expires_in": 7200})
        made.script(SEND, BAD)
        for _ in range(10):
            assert (await send(got, say("x"))).result is Result.MISCONFIGURED
        forced = [body["force_refresh"] for body in made.bodies("stable_token")]
        assert forced.count(True) == 1
        clock.move(timedelta(hours=2))
        await send(got, say("x"))
        assert made.bodies("stable_token")[-1]["force_refresh"]


async def test_a_process_alone_remembers_what_it_was_granted():
    grants = iter(["T1", "T2"])

    async def fetch(force: bool) -> Granted:
        return Granted(next(grants), 7200)

    clock = FrozenClock(NOW)
    keeper = TokenKeeper(fetch, NoShelf(), clock)
    assert [await keeper.get(), await keeper.get()] == ["T1", "T1"]
    clock.move(timedelta(hours=2))
    assert await keeper.get() == "T2"


async def test_two_processes_of_a_classic_account_share_one_renewal():
    fetched: list[bool] = []

    async def fetch(force: bool) -> Granted:
        fetched.append(force)
        return Granted(f"T{len(fetched)}", 7200)

    shelf = Shelf()
    first, second = (TokenKeeper(fetch, shelf, FrozenClock(NOW), classic=True) for _ in range(2))
    assert [await first.get(), await second.get()] == ["T1", "T1"]
    assert [await first.get(bad="T1"), await second.get(bad="T1")] == ["T2", "T2"]
    assert fetched == [False, True]


async def test_a_failed_classic_renewal_may_be_tried_again():
    async def fetch(force: bool) -> Granted:
        raise CallFailedError(Outcome(Result.UNAVAILABLE, code="HTTP 502"))

    keeper = TokenKeeper(fetch, NoShelf(), FrozenClock(NOW), classic=True)
    for _ in range(2):
        with pytest.raises(CallFailedError) as failed:
            await keeper.get(bad="T1")
        assert failed.value.outcome.result is Result.UNAVAILABLE
