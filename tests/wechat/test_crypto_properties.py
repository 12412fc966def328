"""Whatever comes: an event, or a refusal, and nothing else; what is sealed opens, what was changed
does not.
"""

from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wechat import WeChatChannel
from adapters.wechat.cipher import MessageKey
from adapters.wechat.envelope import Envelope, Sealed
from bot.clock import FrozenClock
from bot.domain.errors import CallbackRefusedError
from bot.domain.events import InboundEvent
from bot.ports import RawRequest
from tests.wechat.callbacks import (
    NONCE,
    PREVIOUS_KEY,
    XML,
    callback,
    cipher_of,
    encrypted,
    frame,
    padded,
    unsealed,
)
from tests.wechat.platform import (
    AES_KEY,
    APP_ID,
    HEAD,
    NOW,
    STAMP,
    TAIL,
    TOKEN,
    channel,
    event,
    plain,
    said,
    sealed,
)

STRICT, LENIENT = channel(), channel(allow_plaintext=True)
ENVELOPE = Envelope(
    app_id=APP_ID,
    token=TOKEN,
    aes_key=AES_KEY,
    previous_aes_key=PREVIOUS_KEY,
    allow_plaintext=False,
    clock=FrozenClock(NOW),
)
REFUSALS = {400, 403, 413, 415}
GIVEN = callback(cipher_of(said("今日一课")))
# Names and values that lead deep into the parser, and junk between them.
WORDS = st.sampled_from(
    [
        *("<xml>", "</xml>", HEAD, TAIL, "<MsgType>", "</MsgType>", "<Event>", "</Event>", "text"),
        *("event", "subscribe", "<EventKey>", "</EventKey>", "qrscene_", "MASSSENDJOBFINISH"),
        *("<SubscribeMsgPopupEvent>", "</SubscribeMsgPopupEvent>", "<List>", "</List>", "<List/>"),
        *("subscribe_msg_popup_event", "subscribe_msg_sent_event", "<MsgID>", "</MsgID>"),
        *("<TemplateId>", "</TemplateId>", "<![CDATA[", "]]>", "<!DOCTYPE x>", "&amp;", "&a;"),
        *("<CreateTime>", "</CreateTime>", "-1", "9" * 30, "\x00", "\ufffe", "<?xml?>", "<!--"),
        *("device_event", "user_info_modified", "<OpenID>", "</OpenID>", " a='1'", "<a:b/>"),
    ]
)
ANYTHING = st.text(max_size=60)
XMLS = (
    ANYTHING
    | st.lists(WORDS | ANYTHING, max_size=30).map("".join)
    | st.lists(WORDS, max_size=12).map(lambda parts: f"<xml>{HEAD}{''.join(parts)}{TAIL}</xml>")
    | st.tuples(st.sampled_from(["click", "subscribe", "masssendjobfinish"]), ANYTHING).map(
        lambda pair: event(pair[0], pair[1])
    )
)


def outcome(request: RawRequest, account: WeChatChannel = STRICT) -> InboundEvent | int:
    """The event, or the status of the refusal; any other exception fails the test."""
    try:
        got = account.read(request)
    except CallbackRefusedError as refused:
        return refused.status
    assert isinstance(got, InboundEvent)
    assert got.sender
    assert got.chat == got.sender
    assert got.key.startswith(got.sender)
    assert got.at.tzinfo is UTC
    return got


def event_or_400(request: RawRequest, account: WeChatChannel = STRICT) -> bool:
    """Whether a call that is rightly signed is let in, or refused for what it says."""
    got = outcome(request, account)
    return got == 400 or isinstance(got, InboundEvent)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(body: bytes) -> None:
    request = RawRequest("POST", GIVEN.query, XML, body)
    assert outcome(request) in REFUSALS


@given(st.binary(max_size=400))
def test_any_bytes_in_clear_are_an_event_or_a_refusal(body: bytes) -> None:
    assert event_or_400(RawRequest("POST", plain("").query, XML, body), LENIENT)


@given(st.binary(max_size=400))
def test_any_message_rightly_sealed_is_an_event_or_a_refusal(message: bytes) -> None:
    assert event_or_400(callback(cipher_of(message)))


@given(XMLS)
@settings(max_examples=300)
def test_any_xml_rightly_sealed_is_an_event_or_a_refusal(xml: str) -> None:
    assert event_or_400(callback(cipher_of(xml.encode(errors="replace"))))


@given(st.binary(max_size=400).map(lambda raw: raw + bytes(-len(raw) % 16)))
def test_any_frame_signed_is_an_event_or_a_refusal(plaintext: bytes) -> None:
    assert outcome(callback(encrypted(plaintext))) in REFUSALS


@given(st.integers(0, 2**32 - 1), st.integers(0, 255), st.integers(0, 40))
def test_a_frame_that_lies_is_refused(length: int, pad: int, times: int) -> None:
    message = said("hi").encode()
    whole = frame(message, length=length) + bytes([pad]) * times
    honest = length == len(message) and whole == padded(frame(message))
    got = outcome(callback(encrypted(whole + bytes(-len(whole) % 16))))
    assert honest or got in REFUSALS


@given(st.dictionaries(st.sampled_from([*GIVEN.query, "signature", "x"]), ANYTHING))
def test_any_query_is_refused(query: dict[str, str]) -> None:
    assert outcome(RawRequest("POST", query, XML, GIVEN.body)) in REFUSALS


@given(st.sampled_from(sorted(GIVEN.query)), ANYTHING)
def test_any_other_value_in_the_query_is_refused_or_not_looked_at(name: str, value: str) -> None:
    got = outcome(RawRequest("POST", {**GIVEN.query, name: value}, XML, GIVEN.body))
    if name not in {"openid", "encrypt_type"} and value != GIVEN.query[name]:
        assert got in REFUSALS


@given(ANYTHING)
def test_any_content_type_is_taken_or_refused(kind: str) -> None:
    got = outcome(RawRequest("POST", GIVEN.query, {"Content-Type": kind}, GIVEN.body))
    assert got == 415 or got == STRICT.read(GIVEN)


@given(st.text(max_size=3000), st.sampled_from([Sealed.CURRENT, Sealed.PREVIOUS]))
def test_what_we_seal_opens_with_its_key_and_no_other(text: str, sealed_by: Sealed) -> None:
    text = text.encode(errors="replace").decode()
    key, other = AES_KEY, PREVIOUS_KEY
    if sealed_by is Sealed.PREVIOUS:
        key, other = other, key
    answer = ENVELOPE.seal(text, sealed_by).encode()
    assert unsealed(answer, key) == text
    cipher = answer.decode().split("[CDATA[")[1].split("]")[0]
    assert MessageKey(other).open(cipher) is None


@given(st.text(max_size=3000), st.binary(min_size=16, max_size=16))
def test_what_another_seals_opens(text: str, random: bytes) -> None:
    message = text.encode(errors="replace")
    cipher = encrypted(padded(frame(message, random=random)))
    assert MessageKey(AES_KEY).open(cipher) == (message, APP_ID.encode())
    assert MessageKey(AES_KEY).seal(message, APP_ID.encode(), random) == cipher


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A sealed body with bits turned over, its end cut off, or two pieces in each other's place."""
    body = bytearray(GIVEN.body)
    at = draw(st.integers(0, len(body) - 1))
    match draw(st.sampled_from(["flip", "cut", "swap", "insert", "drop"])):
        case "flip":
            body[at] ^= 1 << draw(st.integers(0, 7))
        case "cut":
            del body[at:]
        case "swap":
            to, size = draw(st.integers(0, len(body) - 1)), draw(st.integers(1, 32))
            one, two = bytes(body[at : at + size]), bytes(body[to : to + size])
            body[at : at + size], body[to : to + size] = two, one
        case "insert":
            body[at:at] = draw(st.binary(min_size=1, max_size=8))
        case _:
            del body[at : at + draw(st.integers(1, 16))]
    return bytes(body)


def cipher_in(body: bytes) -> bytes:
    """What stands in a body's Encrypt element."""
    return body.partition(b"<Encrypt><![CDATA[")[2].partition(b"]]></Encrypt>")[0]


@given(mutations())
@settings(max_examples=300)
def test_a_body_changed_on_its_way_is_refused(body: bytes) -> None:
    """Only the sealed text is signed: what stands around it is never read, so only an untouched
    sealed text can be let in, and means what it meant.
    """
    got = outcome(RawRequest("POST", GIVEN.query, XML, body))
    if cipher_in(body) != cipher_in(GIVEN.body):
        assert got in REFUSALS
    elif isinstance(got, InboundEvent):
        assert got == STRICT.read(GIVEN)


@given(st.integers(0, 10**6), st.integers(0, 7))
def test_bits_turned_over_by_one_who_can_sign_are_an_event_or_a_refusal(at: int, bit: int) -> None:
    cipher = bytearray(cipher_in(GIVEN.body))
    cipher[at % len(cipher)] ^= 1 << bit
    changed = cipher.decode(errors="replace")
    got = outcome(callback(changed))
    assert isinstance(got, InboundEvent) or got in {400, 403}


@given(st.integers(0, 10**6))
def test_a_cipher_cut_by_one_who_can_sign_is_refused(at: int) -> None:
    cipher = cipher_in(GIVEN.body).decode()
    assert outcome(callback(cipher[: at % len(cipher)])) in REFUSALS


def test_a_repeat_is_the_same_event() -> None:
    request = sealed(said("hi"))
    assert STRICT.read(request) == STRICT.read(request)
    assert GIVEN.query["nonce"] == NONCE
    assert GIVEN.query["timestamp"] == STAMP
