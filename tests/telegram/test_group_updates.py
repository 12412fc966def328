"""Groups and quizzes: who speaks, in which topic, with what rights, and what was chosen."""

from typing import Any

import pytest

from adapters.telegram.parse import UnreadableUpdateError, parse_value
from adapters.telegram.updates import Reader, TapEvent
from bot.domain.events import (
    GroupJoined,
    GroupLeft,
    GroupMigrated,
    GroupRights,
    InboundEvent,
    PollAnswered,
    Text,
)
from tests.telegram.conftest import NOW
from tests.telegram.samples import (
    AT,
    GROUP,
    USER,
    anonymous,
    group,
    member,
    membership,
    message,
    person,
    private,
    tap,
    vote,
)


def read(update: dict[str, Any]) -> InboundEvent | None:
    return Reader("city", "YikeBot").event(parse_value(update), NOW)


def read_some(update: dict[str, Any]) -> InboundEvent:
    event = read(update)
    assert event is not None
    return event


# who speaks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize("text", ["/course", "/course@yikebot"])
def test_an_anonymous_administrator_speaks_as_the_group(kind: str, text: str) -> None:
    chat = group(kind)
    event = read_some(message(chat, text=text, sender=anonymous(), sender_chat=chat))
    assert (event.body, event.as_chat, event.in_group) == (Text("/course"), True, True)
    assert (event.sender, event.chat, event.name) == (str(GROUP), str(GROUP), "")


@pytest.mark.parametrize(
    "update",
    [
        # talk, not a command
        message(group(), text="大家好", sender=anonymous(), sender_chat=group()),
        message(group(), text="/course@otherbot", sender=anonymous(), sender_chat=group()),
        # the shared user without the group behind it, or with another chat
        message(group(), text="/course", sender=anonymous()),
        message(group(), text="/course", sender=anonymous(), sender_chat={**group(), "id": -5}),
        # a channel in the group, and a channel's post forwarded into it
        message(
            group(),
            text="/course",
            sender={"id": 136817688, "is_bot": True, "first_name": "Channel"},
            sender_chat={"id": -1009, "type": "channel", "title": "频道"},
        ),
        message(
            group(),
            text="/course",
            sender=person(777000),
            sender_chat={"id": -1009, "type": "channel", "title": "频道"},
        ),
        # somebody who claims to speak as the group, and is not Telegram's shared user
        message(group(), text="/course", sender_chat=group()),
        # nobody at all
        {
            "update_id": 1,
            "message": {"message_id": 1, "chat": group(), "date": AT, "text": "/course"},
        },
    ],
)
def test_nobody_else_speaks_for_a_group(update: dict[str, Any]) -> None:
    assert read(update) is None


def test_a_plain_command_is_the_persons_own() -> None:
    event = read_some(message(group(), text="/course"))
    assert (event.sender, event.chat, event.as_chat) == (str(USER), str(GROUP), False)


def test_a_group_moves_whoever_moved_it() -> None:
    by_group = {"sender": anonymous(), "sender_chat": group("group")}
    by_person: dict[str, Any] = {"sender": person()}
    for who in (by_person, by_group):
        event = read_some(message(group("group"), migrate_to_chat_id=-1009, **who))
        assert (event.body, event.chat, event.as_chat) == (
            GroupMigrated("-1009"),
            str(GROUP),
            False,
        )
        assert event.in_group


def test_only_a_group_moves() -> None:
    assert read(message(private(), migrate_to_chat_id=-1009)) is None


@pytest.mark.parametrize(
    "service",
    [
        {"forum_topic_created": {"name": "一课", "icon_color": 1}},
        {"forum_topic_edited": {}},
        {"forum_topic_closed": {}},
        {"new_chat_members": [person()]},
        {"migrate_from_chat_id": -7},
        {"caption": "/today", "photo": [{"file_id": "f"}]},
    ],
)
def test_what_is_no_command_in_a_group_is_nothing(service: dict[str, Any]) -> None:
    assert read(message(group(), message_thread_id=4, is_topic_message=True, **service)) is None


# where -------------------------------------------------------------------------------------------


def test_a_topic_is_told_and_a_thread_of_replies_is_none() -> None:
    topic: dict[str, Any] = {"message_thread_id": 44, "is_topic_message": True}
    assert read_some(message(group(), text="/today", **topic)).thread == "44"
    assert read_some(message(group(), text="/today", message_thread_id=44)).thread == ""
    update = tap("q:1", group())
    update["callback_query"]["message"].update(topic)
    assert read_some(update).thread == "44"


def test_a_tap_names_the_message_while_it_can_be_reached() -> None:
    event = read_some(tap("q:1", group()))
    assert (event.message, event.sender, event.chat) == ("18", str(USER), str(GROUP))
    gone = tap("q:1", group())
    gone["callback_query"]["message"] = {"message_id": 18, "date": 0, "chat": group()}
    event = read_some(gone)
    assert isinstance(event, TapEvent)
    assert (event.message, event.chat, event.callback_id) == (
        "",
        str(GROUP),
        "4382bfdwdsb323b2d9",
    )


def test_a_tap_without_a_message_is_none_of_ours() -> None:
    inline = tap("q:1")
    del inline["callback_query"]["message"]
    assert read(inline) is None


# rights ------------------------------------------------------------------------------------------


def restricted(may_post: bool, is_member: bool = True) -> dict[str, Any]:
    return member("restricted", can_send_messages=may_post, is_member=is_member)


@pytest.mark.parametrize(
    ("was", "now", "body"),
    [
        (member("left"), member("member"), GroupJoined("快递学院", administrator=False)),
        (member("left"), member("administrator"), GroupJoined("快递学院", administrator=True)),
        (restricted(False, is_member=False), member("member"), GroupJoined("快递学院")),
        (member("member"), member("administrator"), GroupRights(True, True)),
        (member("administrator"), member("member"), GroupRights(True, False)),
        (member("member"), restricted(False), GroupRights(False, False)),
        (restricted(False), restricted(True), GroupRights(True, False)),
        (restricted(False), member("administrator"), GroupRights(True, True)),
        (member("administrator"), restricted(False), GroupRights(False, False)),
        (restricted(True), member("kicked"), GroupLeft()),
        # what a bot may do has not changed
        (restricted(True), member("member"), None),
        (member("administrator"), member("administrator", can_pin_messages=True), None),
        (restricted(False), restricted(False, is_member=True), None),
        (member("left"), member("kicked"), None),
    ],
)
def test_what_the_bot_may_do(was: dict[str, Any], now: dict[str, Any], body: Any) -> None:
    event = read(membership(was, now, group()))
    assert (event.body if event else None) == body


def test_a_title_is_shown_without_hidden_signs() -> None:
    chat = {**group(), "title": "快递\u202e学院\u200b\n一班"}
    event = read_some(membership(member("left"), member("member"), chat))
    assert event.body == GroupJoined("快递学院 一班")


# quizzes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "chosen"),
    [((0,), (1,)), ((2, 0), (1, 3)), ((), ()), ((11,), (12,)), ((1, 1), (2,))],
)
def test_an_answer_to_a_quiz(options: tuple[int, ...], chosen: tuple[int, ...]) -> None:
    event = read_some(vote(*options, number=77))
    assert event.body == PollAnswered("5368324170671202286", chosen)
    assert (event.key, event.sender, event.chat, event.at) == ("77", str(USER), str(USER), NOW)
    assert (event.name, event.message, event.thread) == ("小李", "", "")


def test_a_channels_or_anonymous_vote_is_nobodys() -> None:
    update = vote(1)
    update["poll_answer"]["voter_chat"] = group()
    assert read(update) is None
    update["poll_answer"]["user"] = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    assert read(update) is None


@pytest.mark.parametrize(
    "damage",
    [
        {"option_ids": ["1"]},
        {"option_ids": [True]},
        {"option_ids": [-1]},
        {"option_ids": [100]},
        {"option_ids": {"0": 1}},
        {"option_ids": None},
        {"user": None},
        {"user": {"id": "7"}},
        {"poll_id": 5},
        {"poll_id": None},
        {"voter_chat": 5},
    ],
)
def test_a_damaged_answer_is_refused(damage: dict[str, Any]) -> None:
    update = vote(1)
    update["poll_answer"].update(damage)
    with pytest.raises(UnreadableUpdateError):
        parse_value(update)
