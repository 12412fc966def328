"""The answers the official page prints (被动回复用户消息), as far as we give them: the same fields
with the same values, sender and receiver changed over.
"""

import re

import pytest
import xmltodict  # type: ignore[import-untyped]

from adapters.wechat.passive import Heading, card_reply, media_reply, text_reply
from bot.domain.messages import Card, Media

HEAD = Heading(own_id="gh_id", to="openid", seconds=1348831860)
PRINTED_HEAD = (
    "<ToUserName>«openid»</ToUserName><FromUserName>«gh_id»</FromUserName>"
    "<CreateTime>1348831860</CreateTime>"
)


def media(kind: str) -> str:
    return media_reply(HEAD, Media(kind, "0" * 64, "d"), "id")  # type: ignore[arg-type]


PRINTED = {
    "text": (text_reply(HEAD, "hello"), "<MsgType>«text»</MsgType><Content>«hello»</Content>"),
    "image": (media("image"), "<MsgType>«image»</MsgType><Image><MediaId>«id»</MediaId></Image>"),
    "voice": (media("voice"), "<MsgType>«voice»</MsgType><Voice><MediaId>«id»</MediaId></Voice>"),
    "video": (
        media("video"),
        (
            "<MsgType>«video»</MsgType><Video><MediaId>«id»</MediaId><Title>«»</Title>"
            "<Description>«d»</Description></Video>"
        ),
    ),
    "news": (
        card_reply(HEAD, Card(title="t", text="d", url="u", picture="p")),
        (
            "<MsgType>«news»</MsgType><ArticleCount>1</ArticleCount><Articles><item>"
            "<Title>«t»</Title><Description>«d»</Description><PicUrl>«p»</PicUrl><Url>«u»</Url>"
            "</item></Articles>"
        ),
    ),
}


@pytest.mark.parametrize(("made", "printed"), PRINTED.values(), ids=PRINTED.keys())
def test_an_answer_is_as_printed(made: str, printed: str) -> None:
    whole = f"<xml>{PRINTED_HEAD}{printed}</xml>"
    whole = whole.replace("«", "<![CDATA[").replace("»", "]]>")
    assert xmltodict.parse(made) == xmltodict.parse(whole)


@pytest.mark.parametrize("made", [made for made, _ in PRINTED.values()], ids=PRINTED.keys())
def test_every_word_stands_in_cdata(made: str) -> None:
    bare = re.findall(r"<(\w+)>([^<]+)</\1>", re.sub(r">\s+<", "><", made))
    assert [name for name, _ in bare if name not in {"CreateTime", "ArticleCount"}] == []
