"""Mass messages handed to the platform, and every answer it has."""

import pytest

from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.errors import PlatformCallError
from bot.domain.messages import Card, Media, Message, Reply, say
from bot.ports import MassState
from tests.wechat.platform import Files, api, connected

TO_PEOPLE, TO_TAG, STATE = "message/mass/send", "message/mass/sendall", "message/mass/get"
TAKEN = {"errcode": 0, "errmsg": "send job submission success", "msg_id": 34182}
TWO = ["o1", "o2"]
WORDS = say("比赛开始了。", title="国防知识竞赛")


async def test_chosen_people_get_a_text():
    async with api() as made, connected(made) as got:
        made.script(TO_PEOPLE, TAKEN)
        outcome = await got.send_mass(WORDS, key="yike-p7", people=TWO)
        assert made.bodies(TO_PEOPLE) == [
            {
                "touser": ["o1", "o2"],
                "text": {"content": "【国防知识竞赛】\n比赛开始了。"},
                "msgtype": "text",
                "clientmsgid": "yike-p7",
            }
        ]
    assert outcome == Outcome(Result.SENT, "0", platform_id="34182")


@pytest.mark.parametrize("kind", ["subscription", "service"])
async def test_a_tag_gets_a_text(kind):
    async with api() as made, connected(made, kind=kind) as got:
        made.script(TO_TAG, TAKEN)
        outcome = await got.send_mass(WORDS, key="yike-p7", tag=102)
        assert made.bodies(TO_TAG) == [
            {
                "filter": {"is_to_all": False, "tag_id": 102},
                "text": {"content": "【国防知识竞赛】\n比赛开始了。"},
                "msgtype": "text",
                "clientmsgid": "yike-p7",
            }
        ]
    assert outcome.platform_id == "34182"


@pytest.mark.parametrize(
    ("kind", "content_type", "content"),
    [
        (
            "image",
            "image/png",
            {"images": {"media_ids": ["M2"], "recommend": ""}, "msgtype": "image"},
        ),
        ("voice", "audio/mpeg", {"voice": {"media_id": "M2"}, "msgtype": "voice"}),
    ],
)
async def test_a_file_goes_as_such_and_is_uploaded_again_once(kind, content_type, content):
    files = Files()
    name = files.put(kind=kind, content_type=content_type)
    reply = Reply((Message("", media=Media(kind, name, "听")),))
    async with api() as made, connected(made, media=files) as got:
        made.script(TO_PEOPLE, {"errcode": 40007, "errmsg": "invalid media_id"}, TAKEN)
        outcome = await got.send_mass(reply, key="k", people=TWO)
        assert made.bodies(TO_PEOPLE)[1] == {"touser": TWO, **content, "clientmsgid": "k"}
    assert outcome.platform_id == "34182"


@pytest.mark.parametrize(
    "message",
    [
        Message("", media=Media("image", "0" * 64, "图里有字")),
        Message("", media=Media("video", "0" * 64, "图里有字")),
    ],
)
async def test_a_file_that_cannot_go_goes_in_its_words(message):
    async with api() as made, connected(made, media=Files()) as got:
        made.script(TO_PEOPLE, TAKEN)
        await got.send_mass(Reply((message,)), key="k", people=TWO)
        assert made.bodies(TO_PEOPLE)[0]["text"] == {"content": "图里有字"}


async def test_words_of_a_lost_picture_are_cut_to_one_message():
    picture = Message("", media=Media("image", "0" * 64, "字" * 900))
    async with api() as made, connected(made) as got:
        made.script(TO_PEOPLE, TAKEN)
        await got.send_mass(Reply((picture,)), key="k", people=TWO)
        content = made.bodies(TO_PEOPLE)[0]["text"]["content"]
    assert content == "字" * 681 + "…"


async def test_a_card_goes_as_text_with_its_link():
    card = Card("竞赛", "三天后截止", "https://example.org/r")
    async with api() as made, connected(made) as got:
        made.script(TO_PEOPLE, TAKEN)
        await got.send_mass(Reply((Message("", card=card),)), key="k", people=TWO)
        assert made.bodies(TO_PEOPLE)[0]["text"] == {
            "content": '【竞赛】\n三天后截止\n<a href="https://example.org/r">点这里打开</a>'
        }


MANY = [f"o{n}" for n in range(10_001)]
NOT_ASKED = [
    ({"verified": False}, {"people": TWO}, Result.REFUSED, Scope.RUNG),
    ({"verified": False}, {"tag": 2}, Result.REFUSED, Scope.RUNG),
    ({"kind": "subscription"}, {"people": TWO}, Result.REFUSED, Scope.RUNG),
    ({}, {"people": ["o1"]}, Result.BAD_REQUEST, Scope.CHAT),
    ({}, {"people": MANY}, Result.BAD_REQUEST, Scope.CHAT),
    ({}, {}, Result.BAD_REQUEST, Scope.CHAT),
    ({}, {"people": TWO, "tag": 2}, Result.BAD_REQUEST, Scope.CHAT),
    ({}, {"people": TWO, "key": "x" * 33}, Result.BAD_REQUEST, Scope.CHAT),
    ({}, {"people": TWO, "key": "课"}, Result.BAD_REQUEST, Scope.CHAT),
    ({}, {"people": TWO, "key": ""}, Result.BAD_REQUEST, Scope.CHAT),
    ({}, {"people": TWO, "reply": say("字" * 683)}, Result.BAD_REQUEST, Scope.CHAT),
]


@pytest.mark.parametrize(("changes", "given", "result", "scope"), NOT_ASKED)
async def test_what_the_platform_would_refuse_is_not_asked(changes, given, result, scope):
    wanted = {"reply": WORDS, "key": "k", **given}
    async with api() as made, connected(made, **changes) as got:
        outcome = await got.send_mass(wanted.pop("reply"), **wanted)
        assert made.calls == []
    assert (outcome.result, outcome.scope) == (result, scope)


@pytest.mark.parametrize("people", [MANY[:2], MANY[:10_000]])
async def test_two_to_ten_thousand_people_go_in_one_call(people):
    async with api() as made, connected(made) as got:
        made.script(TO_PEOPLE, TAKEN)
        assert (await got.send_mass(WORDS, key="k" * 32, people=people)).result is Result.SENT
        assert made.bodies(TO_PEOPLE)[0]["touser"] == people


ANSWERS = [
    (
        {"errcode": 45065, "errmsg": "clientmsgid exist", "msg_id": 34182},
        Result.SENT,
        None,
        "34182",
    ),
    ({"errcode": 45066, "errmsg": "retry later"}, Result.THROTTLED, 60.0, ""),
    ({"errcode": 45011, "errmsg": "too fast"}, Result.THROTTLED, 60.0, ""),
    ({"errcode": 45028, "errmsg": "has no masssend quota"}, Result.QUOTA_USED_UP, None, ""),
    ({"errcode": 89504, "errmsg": "wait for the admin"}, Result.THROTTLED, 1800.0, ""),
    ({"errcode": 89505, "errmsg": "wait for the admin"}, Result.THROTTLED, 1800.0, ""),
    ({"errcode": 48001, "errmsg": "api unauthorized"}, Result.REFUSED, None, ""),
    ({"errcode": 40130, "errmsg": "at least 2 openids"}, Result.BAD_REQUEST, None, ""),
    ({"errcode": 48004, "errmsg": "api forbidden"}, Result.MISCONFIGURED, None, ""),
    ({"errcode": 0, "errmsg": "ok"}, Result.UNKNOWN, None, ""),
    ({"msg_id": 34182}, Result.UNKNOWN, None, ""),
    (502, Result.UNAVAILABLE, None, ""),
    (b'{"errcode":0', Result.UNKNOWN, None, ""),
]


@pytest.mark.parametrize(("answer", "result", "wait", "platform_id"), ANSWERS)
async def test_each_answer_to_a_mass_message_is_told(answer, result, wait, platform_id):
    async with api() as made, connected(made) as got:
        made.script(TO_PEOPLE, answer)
        outcome = await got.send_mass(WORDS, key="k", people=TWO)
        assert len(made.bodies(TO_PEOPLE)) == 1, "a repeat is the sender's to decide"
    assert (outcome.result, outcome.retry_after, outcome.platform_id) == (
        result,
        wait,
        platform_id,
    )


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("SEND_SUCCESS", MassState.SENT),
        ("SENDING", MassState.SENDING),
        ("SEND_FAIL", MassState.FAILED),
        ("DELETE", MassState.DELETED),
    ],
)
async def test_the_platform_says_how_far_one_is(word, state):
    async with api() as made, connected(made) as got:
        made.script(STATE, {"msg_id": 201053012, "msg_status": word})
        assert await got.mass_state("201053012") is state
        assert made.bodies(STATE) == [{"msg_id": "201053012"}]


@pytest.mark.parametrize("answer", [{"msg_status": "NEW"}, {}, {"errcode": -1}, 500, b"["])
async def test_an_unknown_state_is_a_failed_call(answer):
    async with api() as made, connected(made) as got:
        made.script(STATE, answer)
        with pytest.raises(PlatformCallError):
            await got.mass_state("1")
