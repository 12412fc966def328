"""Ten thousand followers must be light, for the scripted month."""

from datetime import timedelta
from time import process_time

from adapters.simulator import Simulator
from adapters.simulator.wechat_calls import POSTED
from bot.clock import FrozenClock
from tests.simulator.bots import BotServer
from tests.simulator.conftest import Wechat
from tests.simulator.wechat_bot import events

PEOPLE = [f"oFollowerOfTheLibrary{n:08}" for n in range(10_000)]
SECONDS = 1.0


async def test_a_mass_message_to_ten_thousand(
    sim: Simulator, signed_in: Wechat, bot: BotServer, clock: FrozenClock
) -> None:
    begun = process_time()
    sim.wechat.add_followers("lib", PEOPLE)
    body = {"touser": PEOPLE, "msgtype": "text", "text": {"content": "本周课程"}}
    assert await signed_in.errcode("message/mass/send", body) == 0
    clock.move(timedelta(seconds=2))
    await sim.settle()
    assert process_time() - begun < SECONDS
    assert events(bot.arrivals, "MASSSENDJOBFINISH")[0]["SentCount"] == "10000"
    assert [one.rung for one in sim.wechat.sent("lib", PEOPLE[-1])] == ["mass"]


async def test_ten_thousand_customer_messages(sim: Simulator, signed_in: Wechat) -> None:
    """The call itself, without HTTP."""
    sim.wechat.add_followers("lib", [*PEOPLE, "o1"])
    await sim.wechat.say("lib", "o1", "在吗")
    account = sim._wechat_api.accounts["lib"]
    window = account.state.followers["o1"].message_window
    assert window is not None
    window.left = len(PEOPLE)
    send = POSTED["custom/send"]
    body = {"touser": "o1", "msgtype": "text", "text": {"content": "今天学扫码付款。"}}
    begun = process_time()
    for _ in PEOPLE:
        assert send(account, body)["errcode"] == 0
    assert process_time() - begun < SECONDS
    assert window.left == 0


async def test_all_followers_are_read_in_two_calls(sim: Simulator, signed_in: Wechat) -> None:
    sim.wechat.add_followers("lib", PEOPLE)
    begun = process_time()
    page = await signed_in.call("user/get")
    last = await signed_in.call("user/get", next_openid=page["next_openid"])
    assert process_time() - begun < SECONDS
    assert (page["data"]["openid"], last["count"]) == (PEOPLE, 0)
