"""Mass messages, code by code and to their end (reference/wechat.md sections 6.4 and 8)."""

from datetime import timedelta

import pytest

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.bots import BotServer
from tests.simulator.conftest import AES_KEY, Wechat
from tests.simulator.wechat_bot import events

SEND, SEND_ALL, GET = "message/mass/send", "message/mass/sendall", "message/mass/get"
PEOPLE = ["o1", "o2", "o3"]
OTHER = "wx1111111111111111"


def to_people(*people: str, key: str = "", text: str = "本周课程") -> dict:
    body = {"touser": list(people), "msgtype": "text", "text": {"content": text}}
    return body | ({"clientmsgid": key} if key else {})


def to_tag(tag: object, key: str = "") -> dict:
    chosen = {"is_to_all": False, "tag_id": tag}
    return {"filter": chosen} | {k: v for k, v in to_people(key=key).items() if k != "touser"}


TO_ALL = to_tag(0) | {"filter": {"is_to_all": True}}


@pytest.fixture
async def account(sim: Simulator, signed_in: Wechat) -> Wechat:
    """Signed in; three people follow."""
    sim.wechat.add_followers("lib", PEOPLE)
    return signed_in


async def ended(sim: Simulator, bot: BotServer, clock: FrozenClock) -> list[tuple[str, ...]]:
    """Let what is under way end; what was reported so far: id, status, and the four figures."""
    clock.move(timedelta(seconds=2))
    await sim.settle()
    names = ("MsgID", "Status", "TotalCount", "FilterCount", "SentCount", "ErrorCount")
    reports = events(bot.arrivals, "MASSSENDJOBFINISH")
    return [tuple(one[name] for name in names) for one in reports]


def rungs(sim: Simulator, openid: str) -> list[str]:
    return [one.rung for one in sim.wechat.sent("lib", openid)]


async def test_submitted_is_not_sent(sim, account: Wechat, bot, clock) -> None:
    answer = await account.call(SEND, to_people("o1", "o2"))
    assert answer.keys() == {"errcode", "errmsg", "msg_id", "msg_data_id"}
    asked = {"msg_id": str(answer["msg_id"])}
    assert (await account.call(GET, asked))["msg_status"] == "SENDING"
    assert rungs(sim, "o1") == []
    assert await ended(sim, bot, clock) == [
        (str(answer["msg_id"]), "send success", "2", "2", "2", "0")
    ]
    assert (await account.call(GET, asked))["msg_status"] == "SEND_SUCCESS"
    assert [rungs(sim, one) for one in PEOPLE] == [["mass"], ["mass"], []]
    assert sim.wechat.sent("lib", "o1")[0].text == "本周课程"
    (event,) = events(bot.arrivals, "MASSSENDJOBFINISH")
    assert event["FromUserName"] not in PEOPLE
    assert event["ArticleUrlResult"]["Count"] == "0"


async def test_speed_decides_how_long_it_takes(sim, account, bot, clock) -> None:
    sim.wechat.add_followers("lib", [f"p{n}" for n in range(10_000)])
    assert await account.errcode("message/mass/speed/set", {"speed": 4}) == 0
    assert await account.call("message/mass/speed/get", {}) == {"speed": 4, "realspeed": 10}
    await account.call(SEND_ALL, TO_ALL)
    clock.move(timedelta(seconds=6))
    await sim.settle()
    assert events(bot.arrivals, "MASSSENDJOBFINISH") == []
    clock.move(timedelta(seconds=1))
    await sim.settle()
    assert events(bot.arrivals, "MASSSENDJOBFINISH")[0]["SentCount"] == "10003"


async def test_a_tag_gets_what_is_sent_to_it(sim, account, bot, clock) -> None:
    tag = (await account.call("tags/create", {"tag": {"name": "班"}}))["tag"]["id"]
    given = {"openid_list": ["o1", "o3"], "tagid": tag}
    assert await account.errcode("tags/members/batchtagging", given) == 0
    assert await account.errcode(SEND_ALL, to_tag(str(tag))) == 0
    (report,) = await ended(sim, bot, clock)
    assert report[2:] == ("2", "2", "2", "0")
    assert [len(rungs(sim, one)) for one in PEOPLE] == [1, 0, 1]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (SEND, to_people("o1"), 40130),
        (SEND, to_people(), 40130),
        (SEND, to_people(*(f"p{n}" for n in range(10_001))), 40031),
        (SEND, to_people("o1", "o2") | {"touser": ["o1", 2]}, 40031),
        (SEND, to_people("o1", "o2") | {"touser": "o1"}, 40031),
        (SEND, to_people("o1", "o2", text=""), 44004),
        (SEND, to_people("o1", "o2", text="课" * 683), 45002),
        (SEND, to_people("o1", "o2") | {"msgtype": "poem"}, 40008),
        (SEND, to_people("o1", "o2") | {"msgtype": "news"}, 40008),
        (SEND, to_people("o1", "o2", key="k" * 33), 45067),
        (SEND, to_people("o1", "o2", key="课"), 45067),
        (SEND_ALL, to_tag(99), 45159),
        (SEND_ALL, to_tag(None), 47001),
        (SEND_ALL, to_people("o1", "o2"), 47001),
        (GET, {"msg_id": 1}, 40059),
        ("message/mass/delete", {"msg_id": 1}, 40059),
        ("message/mass/speed/set", {"speed": 5}, 40035),
        ("message/mass/preview", to_people() | {"touser": "o9"}, 40003),
    ],
)
async def test_what_is_refused(sim, account, bot, clock, path, body, code) -> None:
    assert await account.errcode(path, body) == code
    assert await ended(sim, bot, clock) == []


async def test_pictures_go_as_images(sim, account, bot, clock) -> None:
    up = await account.upload("media/upload", b"\x89PNG", "a.png", type="image")
    images = {"media_ids": [up["media_id"]], "recommend": "看图学习"}
    body = {"touser": ["o1", "o2"], "msgtype": "image", "images": images}
    assert await account.errcode(SEND, body) == 0
    assert await account.errcode(SEND, body | {"images": {"media_ids": ["x"]}}) == 40007
    assert await account.errcode(SEND, body | {"images": None, "image": images}) == 47001
    await ended(sim, bot, clock)
    assert sim.wechat.chat("lib", "o1")[0].media != ""


async def test_a_service_account_reaches_a_person_four_times_a_month(
    sim, account, bot, clock
) -> None:
    for _ in range(4):
        await account.call(SEND, to_people("o1", "o2"))
    await account.call(SEND, to_people("o1", "o3"))
    reports = await ended(sim, bot, clock)
    assert [one[2:] for one in reports] == [("2", "2", "2", "0")] * 4 + [("2", "1", "1", "0")]
    assert [len(rungs(sim, one)) for one in PEOPLE] == [4, 4, 1]
    clock.move(timedelta(days=7, hours=16))
    await account.sign_in()
    await account.call(SEND, to_people("o1", "o2"))
    assert (await ended(sim, bot, clock))[-1][2:] == ("2", "2", "2", "0"), "December in China"


async def test_who_is_filtered_out(sim, account, bot, clock) -> None:
    sim.wechat.refuse_messages("lib", "o1")
    sim.wechat.blacklist("lib", "o2")
    await account.call(SEND, to_people("o1", "o2", "o3", "o9"))
    assert (await ended(sim, bot, clock))[0][2:] == ("4", "1", "1", "0")


async def test_keys_are_taken_once_in_a_day(sim, account, bot, clock) -> None:
    first = await account.call(SEND, to_people("o1", "o2", key="k" * 32))
    again = await account.call(SEND, to_people("o1", "o2", key="k" * 32))
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    clock.move(timedelta(hours=24) - timedelta(seconds=1))
    await account.sign_in()
    assert await account.errcode(SEND_ALL, TO_ALL | {"clientmsgid": "k" * 32}) == 45065
    assert len(await ended(sim, bot, clock)) == 1
    assert await account.errcode(SEND, to_people("o1", "o2", key="k" * 32)) == 0
    assert rungs(sim, "o1") == ["mass"]


async def test_a_repeat_of_a_call_still_in_work(sim, account, clock) -> None:
    sim.wechat.switches("lib").mass_handling = timedelta(minutes=1)
    assert await account.errcode(SEND, to_people("o1", "o2", key="k")) == 0
    assert await account.errcode(SEND, to_people("o1", "o2", key="k")) == 45066
    clock.move(timedelta(minutes=1))
    assert await account.errcode(SEND, to_people("o1", "o2", key="k")) == 45065
    assert [r.errcode for r in sim.wechat.refused_for_limit("lib")] == [45066]


async def test_a_lost_answer_is_made_good_by_the_key(sim, account, bot, clock) -> None:
    sim.faults.add("wechat:mass/send", lost=True)
    with pytest.raises(Exception, match="disconnected"):
        await account.call(SEND, to_people("o1", "o2", key="k"))
    assert await account.errcode(SEND, to_people("o1", "o2", key="k")) == 45065
    assert len(await ended(sim, bot, clock)) == 1


async def test_sixty_calls_a_minute(sim, account, clock) -> None:
    codes = {await account.errcode(SEND, to_people("o1")) for _ in range(60)}
    assert codes == {40130}
    assert await account.errcode(SEND_ALL, TO_ALL) == 45011
    clock.move(timedelta(minutes=1))
    assert await account.errcode(SEND_ALL, TO_ALL) == 0


async def test_a_hundred_calls_a_day(sim, account, clock) -> None:
    assert sim.wechat.quotas("lib")["mass"] == 100
    sim.wechat.quotas("lib")["mass"] = 2
    assert await account.errcode(SEND, to_people("o1", "o2", key="k")) == 0
    assert await account.errcode(SEND_ALL, TO_ALL) == 0
    assert await account.errcode(SEND, to_people("o1", "o2")) == 45028
    assert await account.errcode(SEND, to_people("o1", "o2", key="k")) == 45065
    clock.move(timedelta(hours=16))
    await account.sign_in()
    assert await account.errcode(SEND, to_people("o1", "o2")) == 0


async def test_a_subscription_account_has_one_call_a_day(sim, wechat, bot, clock) -> None:
    sim.add_wechat("other", OTHER, "s", "t", AES_KEY, bot.url, kind="subscription")
    await wechat.sign_in(appid=OTHER, secret="s")
    sim.wechat.add_followers("other", PEOPLE)
    assert await wechat.errcode(SEND, to_people("o1", "o2")) == 48001
    assert await wechat.errcode(SEND_ALL, TO_ALL) == 0
    assert await wechat.errcode(SEND_ALL, TO_ALL) == 45028
    for _ in range(5):
        clock.move(timedelta(days=1))
        await wechat.sign_in(appid=OTHER, secret="s")
        assert await wechat.errcode(SEND_ALL, TO_ALL) == 0
    clock.move(timedelta(seconds=2))
    assert len(sim.wechat.sent("other", "o1")) == 6, "it has no share a month"


# The administrator, and other ends ------------------------------------------------------------


async def test_the_administrator_is_asked(sim, account, bot, clock) -> None:
    sim.wechat.switches("lib").protect_mass = "all"
    assert await account.errcode(SEND, to_people("o1", "o2")) == 0, "a list is not to all"
    body = TO_ALL | {"clientmsgid": "k"}
    assert await account.errcode(SEND_ALL, body) == 89504
    assert await account.errcode(SEND_ALL, body) == 89505
    assert len(await ended(sim, bot, clock)) == 1
    sim.wechat.confirm_mass("lib")
    answer = await account.call(SEND_ALL, body)
    assert answer["errcode"] == 45065
    assert (await ended(sim, bot, clock))[1][:3] == (str(answer["msg_id"]), "send success", "3")
    with pytest.raises(InputError):
        sim.wechat.confirm_mass("lib")


@pytest.mark.parametrize("silent", [True, False])
async def test_the_administrator_says_no_or_nothing(sim, account, bot, clock, silent) -> None:
    sim.wechat.switches("lib").protect_mass = "every"
    assert await account.errcode(SEND, to_people("o1", "o2", key="k")) == 89504
    if not silent:
        sim.wechat.refuse_mass("lib")
        await sim.settle()
    clock.move(timedelta(minutes=30))
    (report,) = await ended(sim, bot, clock)
    assert report[1:] == ("err(40002)" if silent else "err(40001)", "2", "0", "0", "0")
    asked = {"msg_id": report[0]}
    assert (await account.call(GET, asked))["msg_status"] == "SEND_FAIL"
    assert rungs(sim, "o1") == []


async def test_an_arranged_end(sim, account, bot, clock) -> None:
    sim.wechat.switches("lib").mass_endings = ["err(20001)"]
    await account.call(SEND, to_people("o1", "o2"))
    await account.call(SEND, to_people("o1", "o2"))
    reports = await ended(sim, bot, clock)
    assert [one[1] for one in reports] == ["err(20001)", "send success"]
    assert rungs(sim, "o1") == ["mass"]
    assert sim.wechat.mass_jobs("lib")[0].status == "failed"
    one = {"msg_id": reports[1][0], "article_idx": 1}
    assert await account.errcode("message/mass/delete", one) == 40059, "a text stays"


async def test_a_preview_is_no_mass_message(sim, account, bot, clock) -> None:
    body = to_people() | {"touser": "o1"}
    assert await account.errcode("message/mass/preview", body) == 0
    assert sim.wechat.chat("lib", "o1")[-1].via == "preview"
    assert rungs(sim, "o1") == []
    sim.wechat.quotas("lib")["mass/preview"] = 1
    assert await account.errcode("message/mass/preview", body) == 45009


async def test_a_mass_message_opens_no_window(sim, account, bot, clock) -> None:
    await account.call(SEND, to_people("o1", "o2"))
    await ended(sim, bot, clock)
    body = {"touser": "o1", "msgtype": "text", "text": {"content": "课"}}
    assert await account.errcode("message/custom/send", body) == 45015


# Articles ------------------------------------------------------------------------------------


def article(thumb: str, **change: object) -> dict:
    given = {"article_type": "news", "title": "一周好课", "content": "<p>好</p>"}
    return given | {"thumb_media_id": thumb} | change


async def drafted(wechat: Wechat) -> str:
    up = await wechat.upload("material/add_material", b"\x89PNG", "a.png", type="image")
    articles = [article(up["media_id"]), article(up["media_id"], title="比赛报名")]
    return (await wechat.call("draft/add", {"articles": articles}))["media_id"]


async def test_articles_are_sent_and_taken_back(sim, account, bot, clock) -> None:
    media_id = await drafted(account)
    body = {"touser": ["o1", "o2"], "msgtype": "mpnews", "mpnews": {"media_id": media_id}}
    answer = await account.call(SEND, body | {"clientmsgid": "k"})
    assert await account.errcode(SEND, body) == 40007, "a draft is sent once"
    assert await account.errcode(SEND, body | {"clientmsgid": "k"}) == 45065
    one = {"msg_id": answer["msg_id"], "article_idx": 0}
    assert await account.errcode("message/mass/delete", one) == 40059, "it is still under way"
    await ended(sim, bot, clock)
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert [label for label, _ in bubble.links] == ["一周好课", "比赛报名"]
    (event,) = events(bot.arrivals, "MASSSENDJOBFINISH")
    addresses = event["ArticleUrlResult"]["ResultList"]["item"]
    assert [(a["ArticleIdx"], a["ArticleUrl"]) for a in addresses] == [
        (str(n), url) for n, (_, url) in enumerate(bubble.links, 1)
    ]
    assert await account.errcode("message/mass/delete", one) == 0
    assert (await account.call(GET, one))["msg_status"] == "DELETE"
    assert sim.wechat.chat("lib", "o1")[-1].links == []


async def test_articles_are_published(sim, account, bot) -> None:
    media_id = await drafted(account)
    answer = await account.call("freepublish/submit", {"media_id": media_id})
    assert await account.errcode("freepublish/submit", {"media_id": media_id}) == 40007
    await sim.settle()
    (event,) = events(bot.arrivals, "PUBLISHJOBFINISH")
    info = event["PublishEventInfo"]
    assert (info["publish_id"], info["publish_status"]) == (answer["publish_id"], "0")
    await sim.wechat.say("lib", "o1", "在吗")
    shown = {"mpnewsarticle": {"article_id": info["article_id"]}, "msgtype": "mpnewsarticle"}
    assert await account.errcode("message/custom/send", {"touser": "o1"} | shown) == 0
    assert rungs(sim, "o2") == []


@pytest.mark.parametrize(
    ("change", "number", "code"),
    [
        ({}, 0, 45008),
        ({}, 9, 45008),
        ({"title": " "}, 1, 44004),
        ({"content": ""}, 1, 44004),
        ({"thumb_media_id": "nothing"}, 1, 40007),
        ({"title": None}, 1, 47001),
    ],
)
async def test_articles_that_wechat_refuses(account, change, number, code) -> None:
    up = await account.upload("material/add_material", b"\x89PNG", "a.png", type="image")
    articles = [article(up["media_id"], **change)] * number
    assert await account.errcode("draft/add", {"articles": articles}) == code


async def test_an_articles_picture_must_last(account: Wechat) -> None:
    up = await account.upload("media/upload", b"\x89PNG", "a.png", type="image")
    assert await account.errcode("draft/add", {"articles": [article(up["media_id"])]}) == 40007
