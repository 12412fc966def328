"""Webhook calls: who is let in, and what each update becomes."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Update
from pydantic import ValidationError

from adapters.telegram import TelegramChannel
from adapters.telegram.updates import TapEvent
from bot.domain.errors import CallbackRefusedError
from bot.domain.events import (
    ChannelKind,
    FileSent,
    Followed,
    GroupJoined,
    GroupLeft,
    GroupMigrated,
    InboundEvent,
    Left,
    Tap,
    Text,
    Unsupported,
)
from bot.domain.messages import say
from bot.ports import RawResponse
from tests.telegram.conftest import NOW, MakeChannel
from tests.telegram.samples import (
    AT,
    BOT,
    GROUP,
    SECRET,
    USER,
    group,
    member,
    membership,
    message,
    person,
    post,
    private,
    tap,
)

PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
VOICE = {"file_id": "f", "file_unique_id": "u", "duration": 3}
STICKER = {
    "file_id": "f",
    "file_unique_id": "u",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}


def read(channel: TelegramChannel, update: Any) -> InboundEvent | RawResponse:
    return channel.read(post(json.dumps(update).encode()))


@pytest.mark.parametrize(
    ("update", "body"),
    [
        (message(text="上课"), Text("上课")),
        (message(text="/time 07:30"), Text("/time 07:30")),
        (message(text="/start c-42_x"), Text("/start c-42_x")),
        (message(text="/start@yikebot c-42"), Text("/start c-42")),
        (message(text="/start@otherbot"), Text("/start@otherbot")),
        (message(text="a\x00b\ud800"), Text("ab?")),
        (message(photo=PHOTO), FileSent("photo", "f")),
        (
            message(photo=[{"file_id": "small"}, *PHOTO], caption="我\x00的歌"),
            FileSent("photo", "f", caption="我的歌"),
        ),
        (message(voice=VOICE | {"file_size": 1234}), FileSent("voice", "f", size=1234)),
        (message(document={"file_id": "f", "file_size": "many"}), FileSent("document", "f")),
        (message(voice={"file_id": "f\n"}), Unsupported("voice")),
        (message(video={"file_id": 7}), Unsupported("video")),
        (message(photo=[]), Unsupported("unknown")),
        (message(sticker=STICKER), Unsupported("sticker")),
        (tap("q:7:2"), Tap("q:7:2")),
        (membership(member("member"), member("kicked"), private()), Left()),
        (membership(member("kicked"), member("member"), private()), Followed(None)),
    ],
)
def test_what_a_person_does_in_private(
    channel: TelegramChannel, update: dict[str, Any], body: Any
) -> None:
    event = read(channel, update)
    assert isinstance(event, InboundEvent)
    assert event.body == body
    assert (event.sender, event.chat) == (str(USER), str(USER))
    assert not event.in_group


@pytest.mark.parametrize(
    ("update", "body"),
    [
        (message(group(), text="/today"), Text("/today")),
        (message(group("group"), text="/today"), Text("/today")),
        (message(group(), text="/today@YikeBot"), Text("/today")),
        (message(group(), text="/time@yikebot 07:30"), Text("/time 07:30")),
        (message(group(), text="/time@yikebot\n07:30"), Text("/time\n07:30")),
        (tap("q:1", group()), Tap("q:1")),
        (message(group("group"), migrate_to_chat_id=-1009), GroupMigrated("-1009")),
        (membership(member("left"), member("member"), group()), GroupJoined("快递学院")),
        (
            membership(member("kicked"), member("administrator"), group()),
            GroupJoined("快递学院", administrator=True),
        ),
        (membership(member("left"), member("restricted"), group()), GroupJoined("快递学院")),
        (membership(member("member"), member("left"), group()), GroupLeft()),
        (membership(member("administrator"), member("kicked"), group()), GroupLeft()),
        (
            membership(member("member"), member("restricted", is_member=False), group()),
            GroupLeft(),
        ),
    ],
)
def test_what_happens_in_a_group(
    channel: TelegramChannel, update: dict[str, Any], body: Any
) -> None:
    event = read(channel, update)
    assert isinstance(event, InboundEvent)
    assert event.body == body
    assert (event.sender, event.chat) == (str(USER), str(GROUP))
    assert event.in_group


@pytest.mark.parametrize(
    "update",
    [
        message(group(), text="今天天气不错"),
        message(group(), text="/today@otherbot"),
        message(group(), text="/今天"),
        message(group(), text="/ today"),
        message(group(), photo=PHOTO),
        message(group(), text="/today", sender=BOT),
        message(group(), text="/today", sender_chat=group()),
        message(group(), new_chat_title="新名字"),
        message(private(), pinned_message={"message_id": 3, "date": 0, "chat": private()}),
        membership(member("left"), member("member"), {**group("channel")}),
        tap(None),
        {"update_id": 9, "edited_message": message(text="改")["message"]},
        {"update_id": 9, "channel_post": message(group("channel"), text="/today")["message"]},
        {"update_id": 9, "something_new": {"a": 1}},
        {"update_id": 9},
    ],
)
def test_what_is_nothing_to_handle_is_acknowledged(
    channel: TelegramChannel, update: dict[str, Any]
) -> None:
    assert read(channel, update) == RawResponse(200)


def test_an_event_carries_key_account_time_and_language(channel: TelegramChannel) -> None:
    assert read(channel, message(text="好", number=991)) == InboundEvent(
        account="city",
        channel=ChannelKind.TELEGRAM,
        key="991",
        sender=str(USER),
        chat=str(USER),
        at=datetime.fromtimestamp(AT, UTC),
        body=Text("好"),
        language="zh-hans",
        name="小李",
        message="17",
    )


def test_a_tap_happens_now_for_it_tells_no_time(channel: TelegramChannel) -> None:
    event = read(channel, tap())
    assert isinstance(event, InboundEvent)
    assert event.at == NOW


def test_a_person_without_language(channel: TelegramChannel) -> None:
    silent = {k: v for k, v in person().items() if k != "language_code"}
    event = read(channel, message(text="好", sender=silent))
    assert isinstance(event, InboundEvent)
    assert event.language is None


def test_a_named_command_waits_until_our_name_is_known(make: MakeChannel) -> None:
    fresh = make()
    assert read(fresh, message(group(), text="/today@yikebot")) == RawResponse(503)
    bare = read(fresh, message(group(), text="/today"))
    assert isinstance(bare, InboundEvent)
    alone = read(fresh, message(text="/today@yikebot"))
    assert isinstance(alone, InboundEvent)
    assert alone.body == Text("/today@yikebot")


async def test_a_touched_button_is_answered_in_the_response(channel: TelegramChannel) -> None:
    event = read(channel, tap())
    assert isinstance(event, TapEvent)
    call = {"method": "answerCallbackQuery", "callback_query_id": "4382bfdwdsb323b2d9"}
    response = await channel.respond(event, None)
    assert (response.status, response.content_type) == (200, "application/json")
    assert json.loads(response.body) == call
    shown = await channel.respond(event, say("好"))
    assert json.loads(shown.body) == {**call, "text": "好", "show_alert": True}


async def test_anything_else_is_answered_with_nothing(channel: TelegramChannel) -> None:
    event = read(channel, message(text="上课"))
    assert isinstance(event, InboundEvent)
    assert await channel.respond(event, say("好")) == RawResponse(200)
    assert await channel.respond(replace(event, body=Tap("menu")), None) == RawResponse(200)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.lower(), SECRET + "x", "密\udcff"])
def test_a_call_without_the_secret_is_refused(
    channel: TelegramChannel, secret: str | None
) -> None:
    with pytest.raises(CallbackRefusedError) as refused:
        channel.read(post(b"{}", secret))
    assert refused.value.status == 401


@pytest.mark.parametrize("secret", [None, "", SECRET])
def test_an_account_that_polls_takes_no_calls(make: MakeChannel, secret: str | None) -> None:
    polling = make(mode="polling", webhook_secret="")
    with pytest.raises(CallbackRefusedError) as refused:
        polling.read(post(json.dumps(message(text="好")).encode(), secret))
    assert refused.value.status == 401


def test_only_post_is_taken(channel: TelegramChannel) -> None:
    with pytest.raises(CallbackRefusedError) as refused:
        channel.read(post(b"{}", method="GET"))
    assert refused.value.status == 405


def test_an_oversized_body_is_refused(channel: TelegramChannel) -> None:
    whole = json.dumps(message(text="好")).encode()
    assert isinstance(channel.read(post(whole.ljust(256 * 1024))), InboundEvent)
    with pytest.raises(CallbackRefusedError) as refused:
        channel.read(post(whole.ljust(256 * 1024 + 1)))
    assert refused.value.status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b'{"update_id": "x"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id":1,"message":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
        b'{"update_id":1,"message":{"message_id":1}}',
        b'{"update_id":1,"message":"hello"}',
        json.dumps(message(text="好", date="gestern")).encode(),
        json.dumps(message(text="好", date=10**30)).encode(),
    ],
)
def test_what_is_no_update_is_refused(channel: TelegramChannel, body: bytes) -> None:
    with pytest.raises(CallbackRefusedError) as refused:
        channel.read(post(body))
    assert refused.value.status == 400


NEWER = {"type": "of_a_later_bot_api"}


@pytest.mark.parametrize(
    ("update", "body"),
    [
        (message(text="好", forward_origin=NEWER), Text("好")),
        (message(text="好", entities="new shape"), Text("好")),
        (message(sculpture=NEWER, forward_origin=NEWER), Unsupported("unknown")),
        (message(group(), migrate_to_chat_id=-1009, forward_origin=NEWER), GroupMigrated("-1009")),
        (
            membership(member("left"), {"user": BOT, "status": "administrator"}, group()),
            GroupJoined("快递学院", administrator=True),
        ),
        (
            membership(
                member("left"), {"user": BOT, "status": "restricted", "is_member": True}, group()
            ),
            GroupJoined("快递学院"),
        ),
        (membership({"user": BOT, "status": "restricted"}, member("left"), group()), None),
        (membership({"user": BOT, "status": "creator"}, member("kicked"), private()), Left()),
    ],
)
def test_what_is_newer_than_aiogram_is_still_read(
    channel: TelegramChannel, update: dict[str, Any], body: Any
) -> None:
    with pytest.raises(ValidationError):
        Update.model_validate(update)
    event = read(channel, update)
    assert (event.body if isinstance(event, InboundEvent) else None) == body


def test_a_tap_under_a_bubble_aiogram_cannot_read(channel: TelegramChannel) -> None:
    update = tap("q:1")
    update["callback_query"]["message"]["forward_origin"] = NEWER
    event = read(channel, update)
    assert isinstance(event, TapEvent)
    assert (event.body, event.callback_id) == (Tap("q:1"), "4382bfdwdsb323b2d9")


def test_a_membership_of_an_unknown_kind_is_refused(channel: TelegramChannel) -> None:
    with pytest.raises(CallbackRefusedError) as refused:
        read(channel, membership(member("left"), {"user": BOT, "status": "guest"}, group()))
    assert refused.value.status == 400
