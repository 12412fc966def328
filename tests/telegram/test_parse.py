"""Updates that are damaged or made up: refused or read, never a traceback, never somebody else."""

import copy
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from aiogram.enums import ContentType
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.parse import (
    ATTACHMENTS,
    SERVICE,
    UnreadableUpdateError,
    parse_body,
    parse_value,
)
from adapters.telegram.shapes import Update
from adapters.telegram.updates import NamelessError, Reader
from bot.domain.events import InboundEvent, PollAnswered, Tap, Text, Unsupported
from tests.telegram.conftest import NOW
from tests.telegram.samples import (
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

TOPIC: dict[str, Any] = {"message_thread_id": 4, "is_topic_message": True}

SAMPLES: dict[str, dict[str, Any]] = {
    "private text": message(text="上课", sender=person(last_name="四")),
    "private photo": message(photo=[{"file_id": "f"}], caption="看"),
    "command in a topic": message(group(), text="/today@YikeBot", **TOPIC),
    "anonymous command": message(group(), text="/course", sender=anonymous(), sender_chat=group()),
    "migration": message(group("group"), migrate_to_chat_id=-1009),
    "private tap": tap(),
    "tap in a group": tap("gq:7:2", group()),
    "answer to a quiz": vote(0, 2),
    "joined": membership(member("left"), member("administrator"), group()),
    "muted": membership(member("member"), member("restricted"), group()),
    "blocked": membership(member("member"), member("kicked"), private()),
}
OWN = {str(USER), str(GROUP), ""}
"""All who speak in the samples."""


def read(value: Any) -> InboundEvent | None:
    return Reader("city", "YikeBot").event(parse_value(value), NOW)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_an_event(name: str) -> None:
    event = read(SAMPLES[name])
    assert event is not None
    assert event.sender in OWN


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in plain JSON, as the keys that lead there."""
    yield way
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inner:
        yield from places(part, (*way, key))


def put(sample: dict[str, Any], way: tuple[Any, ...], value: Any) -> Any:
    """A copy with ``value`` at that place; DROP takes it out."""
    if not way:
        return None if value is DROP else value
    changed = copy.deepcopy(sample)
    inner: Any = changed
    for key in way[:-1]:
        inner = inner[key]
    if value is DROP:
        del inner[way[-1]]
    else:
        inner[way[-1]] = value
    return changed


DROP = object()
WRONG = [
    DROP,
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**12,
    10**30,
    -(10**30),
    float("nan"),
    float("inf"),
    "",
    "7",
    "\ud800\x00",
    "a" * 5000,
    [],
    [[]],
    {},
    {"id": []},
    "private",
    "supergroup",
    "channel",
]


def sound(event: InboundEvent | None) -> None:
    """Whatever was read can be stored."""
    if event is None:
        return
    for text in (event.sender, event.chat, event.name, event.message, event.thread, event.key):
        text.encode()
        assert "\x00" not in text
    assert len(event.name) <= 64
    assert event.at.tzinfo is not None
    json.dumps(event.language or "").encode("ascii")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_wrong_value_in_any_place_is_refused_or_read(name: str) -> None:
    sample = SAMPLES[name]
    ids = {"sender", "chat"}
    for way in places(sample):
        for wrong in WRONG:
            with suppress(UnreadableUpdateError):
                event = read(put(sample, way, wrong))
                sound(event)
                # Wherever an id itself was not changed, nobody else is spoken for.
                if event is not None and way[-1:] != ("id",) and not ids & set(way):
                    assert event.sender in OWN


IDS = st.integers(1, 2**53).filter(lambda number: number != USER)


@pytest.mark.parametrize("name", [n for n in SAMPLES if SAMPLES[n].get("poll_answer") is None])
@given(other=IDS)
def test_a_private_chat_is_never_given_to_another(name: str, other: int) -> None:
    """Only who changes sender and chat alike changes whose update it is."""
    sample = SAMPLES[name]
    for way in places(sample):
        if way[-1:] != ("id",) or way[-2] == "callback_query":
            continue
        with suppress(UnreadableUpdateError):
            event = read(put(sample, way, other))
            assert event is None or event.in_group or event.sender in OWN


@pytest.mark.parametrize(
    "update",
    [
        message(private(), sender=person(5), text="/forget"),
        message(group("private"), text="/forget"),
        message({**group(), "id": USER}, text="/today"),
        message({**group("group"), "id": 0}, text="/today"),
        tap(chat=private(5)),
        membership(member("member"), member("kicked"), private(5)),
        membership(member("left"), member("member"), {**group(), "id": 5}),
    ],
)
def test_chats_that_contradict_their_people_are_refused(update: dict[str, Any]) -> None:
    with pytest.raises(UnreadableUpdateError):
        parse_value(update)


@pytest.mark.parametrize("date", [-1, 253_402_300_800, 10**12])
def test_a_time_that_none_can_be_is_refused(date: int) -> None:
    with pytest.raises(UnreadableUpdateError):
        parse_value(message(text="好", date=date))


def test_what_cannot_be_stored_is_taken_out() -> None:
    for update, body in (
        (message(text="a\x00b\ud800"), Text("ab?")),
        (message(group(), text="/time \x007:30\udfff"), Text("/time 7:30?")),
        (tap("q\x00:1\ud800"), Tap("q:1?")),
        (vote(0, poll="5\x003\ud800"), PollAnswered("53?", (1,))),
    ):
        event = read(update)
        assert event is not None
        assert event.body == body


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["update_id", "message", "chat", "from", "id", "type", "date", "text", "user"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(data=st.data(), junk=JUNK)
def test_junk_in_any_place_is_refused_or_read(data: st.DataObject, junk: Any) -> None:
    sample = SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))]
    way = data.draw(st.sampled_from(list(places(sample))))
    with suppress(UnreadableUpdateError):
        sound(read(put(sample, way, junk)))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode(errors="replace")))
def test_bytes_are_refused_or_read(body: bytes) -> None:
    with suppress(UnreadableUpdateError):
        assert isinstance(parse_body(body), Update)


@given(
    cut=st.integers(0, 400), flip=st.integers(0, 400), bit=st.integers(0, 7), whole=st.booleans()
)
def test_a_damaged_body_is_refused_or_read(cut: int, flip: int, bit: int, whole: bool) -> None:
    for sample in SAMPLES.values():
        body = bytearray(json.dumps(sample, ensure_ascii=False).encode())
        body[flip % len(body)] ^= 1 << bit
        with suppress(UnreadableUpdateError, NamelessError):
            parse_body(bytes(body if whole else body[:cut]))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"update_id":1,"message":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
        b'{"update_id":' + b"9" * 5_000 + b"}",
        b'{"update_id":1e5}',
        b'{"update_id":NaN}',
        b'{"update_id":true}',
        b'{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":1,"type":null}}}',
    ],
)
def test_what_is_too_deep_or_too_large_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableUpdateError):
        parse_body(body)


def test_a_name_given_twice_counts_as_json_says() -> None:
    body = json.dumps(message(text="好")).replace('"text"', '"text": "坏", "text"').encode()
    event = Reader("city").event(parse_body(body), NOW)
    assert event is not None
    assert event.body == Text("好")


def test_what_was_never_asked_for_is_nothing() -> None:
    for kind in ("edited_message", "channel_post", "inline_query", "poll", "chat_member", "new"):
        assert parse_value({"update_id": 9, kind: {"any": "thing"}}) == Update(9, None)
        assert parse_value({"update_id": 9, kind: "damaged"}) == Update(9, None)


@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_what_is_sent_on_purpose_has_its_name(kind: str) -> None:
    sent: dict[str, Any] = {kind: {"any": "thing"}}
    event = read(message(**sent))
    assert event is not None
    assert event.body == Unsupported(kind)
    assert read(message(group(), **sent)) is None


def test_a_moving_picture_and_a_place_are_named_for_what_they_are() -> None:
    for first, second in (("animation", "document"), ("venue", "location")):
        both: dict[str, Any] = {second: {"file_id": "f"}, first: {"file_id": "f"}}
        event = read(message(**both))
        assert event is not None
        assert event.body == Unsupported(first)


def test_every_content_is_either_sent_or_a_service() -> None:
    known = {kind.value for kind in ContentType}
    assert set(ATTACHMENTS) <= known
    assert {"pinned_message", "forum_topic_created", "web_app_data", "new_chat_title"} <= SERVICE
    for kind in ("pinned_message", "web_app_data", "successful_payment"):
        service: dict[str, Any] = {kind: {"any": "thing"}}
        assert read(message(**service)) is None


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-hans", "zh-hans"),
        ("en", "en"),
        ("pt-BR", "pt-BR"),
        ("", None),
        ("-", None),
        ("中文", None),
        ("en\x00", None),
        ("a" * 36, None),
    ],
)
def test_a_language_is_a_tag_or_nothing(code: str, language: str | None) -> None:
    event = read(message(text="好", sender=person(language_code=code)))
    assert event is not None
    assert event.language == language
