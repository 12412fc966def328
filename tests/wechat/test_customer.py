"""Pictures, sounds and cards as customer messages, and what goes where they cannot."""

import asyncio

import pytest

from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.messages import Card, Media, Message, Reply
from tests.wechat.platform import Files, api, connected, send

SEND = "message/custom/send"
OK = {"errcode": 0, "errmsg": "ok"}
GONE = {"errcode": 40007, "errmsg": "invalid media_id"}
CARD = Card(
    "国防知识竞赛\x00", "三天后截止", "https://example.org/a?b=1&c=2", "https://example.org/p.png"
)
MINI = Card("学分", "看看学分", "https://example.org/m", "", "wx77", "pages/credit?a=1")


def shows(media: Media) -> Reply:
    return Reply((Message("", media=media),))


def carded(card: Card) -> Reply:
    return Reply((Message("", card=card),))


@pytest.fixture
def files() -> Files:
    return Files()


async def test_a_picture_is_uploaded_and_sent_by_its_id(files):
    name = files.put(b"\x89PNG picture")
    async with api() as made, connected(made, media=files) as got:
        assert await send(got, shows(Media("image", name, "一张图"))) == Outcome(Result.SENT, "0")
        (form,) = made.forms
        assert made.bodies(SEND) == [
            {"touser": "oPerson", "msgtype": "image", "image": {"media_id": "M1"}}
        ]
    assert (form.field, form.name) == ("media", f"{name[:16]}.png")
    assert (form.content_type, form.content) == ("image/png", b"\x89PNG picture")
    assert form.query == {"type": "image", "access_token": "T1"}
    assert form.length is not None


async def test_a_sound_is_sent_as_voice(files):
    name = files.put(b"#!AMR", kind="voice", content_type="audio/amr")
    async with api() as made, connected(made, media=files) as got:
        await send(got, shows(Media("voice", name, "听这一课")))
        assert made.forms[0].name.endswith(".amr")
        assert made.bodies(SEND) == [
            {"touser": "oPerson", "msgtype": "voice", "voice": {"media_id": "M1"}}
        ]


async def test_a_second_send_needs_no_second_upload(files):
    name = files.put()
    async with api() as made, connected(made, media=files) as got:
        picture = shows(Media("image", name, "图"))
        await asyncio.gather(*(send(got, picture) for _ in range(20)))
        assert len(made.forms) == 1
        assert len(made.bodies(SEND)) == 20
    assert files.looks == 1


async def test_a_file_the_platform_has_lost_is_uploaded_and_sent_again_once(files):
    name = files.put()
    async with api() as made, connected(made, media=files) as got:
        made.script(SEND, GONE, OK)
        assert (await send(got, shows(Media("image", name, "图")))).result is Result.SENT
        assert [body["image"]["media_id"] for body in made.bodies(SEND)] == ["M1", "M2"]
        made.script(SEND, GONE)
        outcome = await send(got, shows(Media("image", name, "图")))
        assert len(made.forms) == 3
        assert len(made.bodies(SEND)) == 4
    assert outcome == Outcome(Result.BAD_REQUEST, "40007 media gone")
    assert files.uploads[name][0] == "M3"


TEXT = {"touser": "oPerson", "msgtype": "text", "text": {"content": "图里写着：慢走。"}}


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": 40004, "errmsg": "invalid media type"},
        {"errcode": 45009, "errmsg": "reach max api daily quota limit"},
        {"errcode": 48001, "errmsg": "api unauthorized"},
    ],
)
async def test_a_picture_the_platform_does_not_take_goes_in_its_words(files, answer):
    name = files.put()
    async with api() as made, connected(made, media=files) as got:
        made.script("media/upload", answer)
        outcome = await send(got, shows(Media("image", name, "图里写着：慢走。")))
        assert made.bodies(SEND) == [TEXT]
    assert outcome.result is Result.SENT


@pytest.mark.parametrize(
    ("answer", "result", "code", "scope"),
    [
        (502, Result.UNAVAILABLE, "HTTP 502", Scope.ACCOUNT),
        (b"{", Result.UNAVAILABLE, "HTTP 200 with broken JSON", Scope.ACCOUNT),
        (
            {"type": "image"},
            Result.UNAVAILABLE,
            "HTTP 200 with an answer of another form",
            Scope.ACCOUNT,
        ),
        ({"errcode": 45011}, Result.THROTTLED, "45011 too fast", Scope.ACCOUNT),
    ],
)
async def test_a_failed_upload_leaves_no_doubt_that_nothing_was_sent(
    files, answer, result, code, scope
):
    name = files.put()
    async with api() as made, connected(made, media=files) as got:
        made.script("media/upload", answer)
        outcome = await send(got, shows(Media("image", name, "图")))
        assert made.bodies(SEND) == []
    assert (outcome.result, outcome.code, outcome.scope) == (result, code, scope)


@pytest.mark.parametrize("shelf", [None, Files()])
async def test_a_file_nobody_has_goes_in_its_words(shelf):
    async with api() as made, connected(made, media=shelf) as got:
        await send(got, shows(Media("image", "0" * 64, "图里写着：慢走。")))
        assert made.paths() == [SEND]
        assert made.bodies(SEND) == [TEXT]


async def test_a_film_goes_in_its_words(files):
    name = files.put(b"mp4", kind="video", content_type="video/mp4")
    async with api() as made, connected(made, media=files) as got:
        await send(got, shows(Media("video", name, "图里写着：慢走。")))
        assert made.bodies(SEND) == [TEXT]


async def test_a_refused_token_does_not_send_an_empty_file(files):
    name = files.put(b"\x89PNG whole")
    async with api() as made, connected(made, media=files) as got:
        made.script("media/upload", {"errcode": 40001}, {"media_id": "M9"})
        await send(got, shows(Media("image", name, "图")))
        assert [form.content for form in made.forms] == [b"\x89PNG whole"] * 2
        assert [form.query["access_token"] for form in made.forms] == ["T1", "T2"]
        assert made.bodies(SEND)[0]["image"] == {"media_id": "M9"}


async def test_a_card_is_a_news_message_of_one_article():
    async with api() as made, connected(made) as got:
        await send(got, carded(CARD))
        assert made.bodies(SEND) == [
            {
                "touser": "oPerson",
                "msgtype": "news",
                "news": {
                    "articles": [
                        {
                            "title": "国防知识竞赛",
                            "description": "三天后截止",
                            "url": "https://example.org/a?b=1&c=2",
                            "picurl": "https://example.org/p.png",
                        }
                    ]
                },
            }
        ]


async def test_a_mini_program_without_a_picture_is_opened_from_a_text():
    async with api() as made, connected(made) as got:
        await send(got, carded(MINI))
        (body,) = made.bodies(SEND)
    assert body["text"]["content"] == (
        "【学分】\n看看学分\n"
        '<a href="https://example.org/m" data-miniprogram-appid="wx77"'
        ' data-miniprogram-path="pages/credit?a=1">点这里打开</a>'
    )


async def test_a_mini_program_with_a_picture_of_ours_is_a_card(files):
    name = files.put()
    card = Card("学分", "", "", f"https://example.org/media/{name}.png", "wx77", "pages/credit")
    async with api() as made, connected(made, media=files) as got:
        made.script(SEND, GONE, OK)
        await send(got, carded(card))
        assert made.bodies(SEND)[1] == {
            "touser": "oPerson",
            "msgtype": "miniprogrampage",
            "miniprogrampage": {
                "title": "学分",
                "appid": "wx77",
                "pagepath": "pages/credit",
                "thumb_media_id": "M2",
            },
        }


async def test_a_mini_program_whose_picture_is_lost_is_opened_from_a_text(files):
    card = Card("学分", "", "", f"/{'0' * 64}", 'wx"7', "pages/<x>")
    async with api() as made, connected(made, media=files) as got:
        await send(got, carded(card))
        (body,) = made.bodies(SEND)
    assert body["text"]["content"] == (
        '【学分】\n<a href="" data-miniprogram-appid="wx%227"'
        ' data-miniprogram-path="pages/%3Cx%3E">点这里打开</a>'
    )


async def test_words_too_long_for_one_message_are_cut_off():
    async with api() as made, connected(made) as got:
        await send(got, shows(Media("image", "0" * 64, "字" * 900)))
        content = made.bodies(SEND)[0]["text"]["content"]
    assert content == "字" * 681 + "…"
    assert len(content.encode()) <= 2048
