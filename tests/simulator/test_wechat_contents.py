"""What customer messages carry, code by code (reference/wechat.md sections 6.1, 7, 8)."""

from datetime import timedelta

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from adapters.simulator.wechat_files import address
from tests.simulator.conftest import AES_KEY, Wechat

PNG, AMR, MP4, JPG = b"\x89PNG picture", b"#!AMR sound", b"....ftypmp4", b"\xff\xd8 thumb"
LONG = "课" * 683
"""2049 bytes."""


@pytest.fixture
async def writing(sim: Simulator, signed_in: Wechat) -> Wechat:
    """Signed in, and o1 has just written."""
    await sim.wechat.follow("lib", "o1")
    await sim.wechat.say("lib", "o1", "在吗")
    return signed_in


async def kept(wechat: Wechat, kind: str, content: bytes, filename: str) -> str:
    answer = await wechat.upload("media/upload", content, filename, type=kind)
    assert answer["type"] == kind
    return answer["media_id"]


async def files(wechat: Wechat) -> dict[str, str]:
    """One file of each kind: placeholders in bodies by their media ids."""
    return {
        "IMAGE": await kept(wechat, "image", PNG, "a.png"),
        "VOICE": await kept(wechat, "voice", AMR, "a.amr"),
        "VIDEO": await kept(wechat, "video", MP4, "a.mp4"),
        "THUMB": await kept(wechat, "thumb", JPG, "a.jpg"),
    }


def filled(value: object, ids: dict[str, str]) -> object:
    if isinstance(value, dict):
        return {key: filled(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, str) else value


def message(kind: str, content: object) -> dict:
    return {"touser": "o1", "msgtype": kind, kind: content}


VIDEO = {"media_id": "VIDEO", "thumb_media_id": "THUMB", "title": "片", "description": "述"}
MUSIC = {
    "title": "歌",
    "description": "述",
    "musicurl": "https://e.org/m",
    "hqmusicurl": "https://e.org/hq",
    "thumb_media_id": "THUMB",
}
ARTICLE = {"title": "题", "description": "述", "url": "https://e.org/a", "picurl": "https://p"}
MINI = {"title": "卡", "appid": "wx12", "pagepath": "pages/i", "thumb_media_id": "IMAGE"}
MENU = {"head_content": "选", "list": [{"id": "1", "content": "甲"}], "tail_content": "完"}


@pytest.mark.parametrize(
    ("kind", "content", "title", "words", "links"),
    [
        ("text", {"content": "你好"}, "", "你好", []),
        ("image", {"media_id": "IMAGE"}, "", "[图片]", []),
        ("voice", {"media_id": "VOICE"}, "", "[语音]", []),
        ("video", VIDEO, "片", "述", []),
        ("music", MUSIC, "歌", "述", [("歌", "https://e.org/m")]),
        ("news", {"articles": [ARTICLE]}, "题", "述", [("题", "https://e.org/a")]),
        ("msgmenu", MENU, "", "选\n完", []),
        ("miniprogrampage", MINI, "卡", "[小程序]", [("卡", "wx12:pages/i")]),
    ],
)
async def test_what_is_taken_is_shown(sim, writing, kind, content, title, words, links) -> None:
    ids = await files(writing)
    assert await writing.errcode("message/custom/send", message(kind, filled(content, ids))) == 0
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert (bubble.via, bubble.title, bubble.text) == ("customer", title, words)
    assert bubble.links == links


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", {"content": LONG}, 45002),
        ("text", {"content": " \n"}, 44004),
        ("text", None, 44004),
        ("image", {"media_id": "nothing"}, 40007),
        ("image", {"media_id": "VOICE"}, 40007),
        ("image", {}, 40007),
        ("image", "IMAGE", 47001),
        ("voice", {"media_id": "IMAGE"}, 40007),
        ("video", VIDEO | {"media_id": "IMAGE"}, 40007),
        ("video", VIDEO | {"thumb_media_id": "VIDEO"}, 40007),
        ("music", MUSIC | {"thumb_media_id": "VOICE"}, 40007),
        ("music", {"thumb_media_id": "THUMB"}, 47001),
        ("news", {"articles": []}, 45008),
        ("news", {"articles": [ARTICLE, ARTICLE]}, 45008),
        ("news", {"articles": ["a"]}, 47001),
        ("msgmenu", MENU | {"list": []}, 47001),
        ("msgmenu", MENU | {"list": [{"id": 1, "content": "甲"}]}, 47001),
        ("msgmenu", MENU | {"head_content": LONG}, 45002),
        ("miniprogrampage", MINI | {"appid": "1234"}, 40013),
        ("miniprogrampage", MINI | {"thumb_media_id": "VIDEO"}, 40007),
        ("mpnewsarticle", {"article_id": "nothing"}, 53600),
        ("mpnews", {"media_id": "IMAGE"}, 40008),
    ],
)
async def test_what_is_refused_uses_no_window_up(sim, writing, kind, content, code) -> None:
    ids = await files(writing)
    assert (
        await writing.errcode("message/custom/send", message(kind, filled(content, ids))) == code
    )
    fine = message("text", {"content": "课"})
    codes = [await writing.errcode("message/custom/send", fine) for _ in range(9)]
    assert codes == [0] * 8 + [45047], "three after the follow, five after the message"


async def test_published_articles_can_be_sent(sim: Simulator, writing: Wechat) -> None:
    article = sim.wechat.add_article("lib", "本周课程")
    body = message("mpnewsarticle", {"article_id": article})
    assert await writing.errcode("message/custom/send", body) == 0
    assert sim.wechat.chat("lib", "o1")[-1].title == "本周课程"


@pytest.mark.parametrize(
    ("kind", "setting", "code"),
    [
        ("service", None, 0),
        ("service", False, 40200),
        ("subscription", None, 40200),
        ("subscription", True, 0),
    ],
)
async def test_who_may_send_a_msgmenu(sim, wechat, bot, kind, setting, code) -> None:
    app_id = "wx1111111111111111"
    sim.add_wechat("other", app_id, "s", "t", AES_KEY, bot.url, kind=kind)
    sim.wechat.switches("other").msgmenu = setting
    await wechat.sign_in(appid=app_id, secret="s")
    await sim.wechat.follow("other", "o1")
    assert await wechat.errcode("message/custom/send", message("msgmenu", MENU)) == code


async def test_who_takes_no_messages(sim: Simulator, writing: Wechat) -> None:
    fine = message("text", {"content": "课"})
    sim.wechat.refuse_messages("lib", "o1")
    assert await writing.errcode("message/custom/send", fine) == 48002
    sim.wechat.refuse_messages("lib", "o1", on=False)
    sim.wechat.blacklist("lib", "o1")
    assert await writing.errcode("message/custom/send", fine) == 43019
    sim.wechat.blacklist("lib", "o1", on=False)
    assert await writing.errcode("message/custom/send", fine) == 0


# Media ---------------------------------------------------------------------------------------


async def test_a_picture_is_shown_by_its_bytes(sim, writing: Wechat, http: ClientSession) -> None:
    media_id = await kept(writing, "image", PNG, "a.png")
    await writing.call("message/custom/send", message("image", {"media_id": media_id}))
    where = sim.wechat.chat("lib", "o1")[-1].media
    async with http.get(where) as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert await answer.read() == PNG
    async with http.get(address("nothing.png")) as answer:
        assert answer.status == 404
    async with http.get(
        f"/wechat-api/cgi-bin/media/get?access_token={writing.token}&media_id={media_id}"
    ) as answer:
        assert await answer.read() == PNG
    assert await writing.errcode("media/get", media_id="nothing") == 40007


async def test_equal_bytes_are_kept_once_under_ids_of_their_own(sim, writing: Wechat) -> None:
    first = await kept(writing, "image", PNG, "a.png")
    second = await kept(writing, "image", PNG, "b.PNG")
    assert first != second
    shown = []
    for media_id in (first, second):
        await writing.call("message/custom/send", message("image", {"media_id": media_id}))
        shown.append(sim.wechat.chat("lib", "o1")[-1].media)
    assert shown[0] == shown[1] != ""


async def test_temporary_files_go_after_three_days(sim, writing: Wechat, clock) -> None:
    media_id = await kept(writing, "image", PNG, "a.png")
    lasting = await writing.upload("material/add_material", PNG, "a.png", type="image")
    assert lasting["url"].startswith(sim.url)
    clock.move(timedelta(days=3) - timedelta(seconds=1))
    await writing.sign_in()
    await sim.wechat.say("lib", "o1", "在吗")
    sent = message("image", {"media_id": media_id})
    assert await writing.errcode("message/custom/send", sent) == 0
    clock.move(timedelta(seconds=1))
    assert await writing.errcode("message/custom/send", sent) == 40007
    sent = message("image", {"media_id": lasting["media_id"]})
    assert await writing.errcode("message/custom/send", sent) == 0


@pytest.mark.parametrize(
    ("path", "kind", "content", "filename", "code"),
    [
        ("media/upload", "poem", PNG, "a.png", 40004),
        ("media/upload", "image", PNG, "a.bmp", 40005),
        ("media/upload", "voice", AMR, "a.wav", 40005),
        ("media/upload", "video", MP4, "a.mov", 40005),
        ("media/upload", "thumb", PNG, "a.png", 40005),
        ("media/upload", "image", b"", "a.png", 40006),
        ("media/upload", "image", b"x" * ((10 << 20) + 1), "a.png", 40006),
        ("media/upload", "voice", b"x" * ((2 << 20) + 1), "a.mp3", 40006),
        ("media/upload", "thumb", b"x" * ((64 << 10) + 1), "a.jpg", 40006),
        ("material/add_material", "image", PNG, "a.txt", 40005),
        ("media/uploadimg", "", b"x" * (1 << 20), "a.jpg", 40006),
        ("media/uploadimg", "", PNG, "a.gif", 40005),
    ],
)
async def test_files_that_wechat_refuses(
    signed_in: Wechat, path, kind, content, filename, code
) -> None:
    query = {"type": kind} if kind else {}
    assert (await signed_in.upload(path, content, filename, **query))["errcode"] == code


async def test_pictures_of_articles_have_an_address_only(signed_in: Wechat, http) -> None:
    answer = await signed_in.upload("media/uploadimg", PNG, "a.png")
    assert answer.keys() == {"url"}
    async with http.get(answer["url"]) as found:
        assert await found.read() == PNG
