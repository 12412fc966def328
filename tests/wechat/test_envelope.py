"""Callbacks let in and refused, and two keys at once (the official vectors: test_vectors)."""

import pytest

from adapters.wechat.envelope import MAX_BODY, Envelope, Sealed
from bot.clock import FrozenClock
from bot.domain.errors import CallbackRefusedError, SettingsError
from bot.domain.events import EventBody, InboundEvent, Text
from bot.ports import RawRequest, RawResponse
from tests.wechat.callbacks import PREVIOUS_KEY, callback, cipher_of, unsealed
from tests.wechat.platform import (
    AES_KEY,
    APP_ID,
    NOW,
    STAMP,
    TOKEN,
    channel,
    later,
    plain,
    said,
    sealed,
    sha1,
)


def refusal(request: RawRequest, **changes) -> int:
    """The status a callback is refused with."""
    with pytest.raises(CallbackRefusedError) as refused:
        channel(**changes).read(request)
    return refused.value.status


def body_of(request: RawRequest, **changes) -> EventBody:
    """What a callback that is let in says."""
    event = channel(**changes).read(request)
    assert isinstance(event, InboundEvent)
    return event.body


def changed(request: RawRequest, **query: str) -> RawRequest:
    return RawRequest(request.method, {**request.query, **query}, {}, request.body)


def without(request: RawRequest, name: str) -> RawRequest:
    query = {key: value for key, value in request.query.items() if key != name}
    return RawRequest(request.method, query, {}, request.body)


def test_the_echo_is_plain_text_and_unchanged():
    query = {
        "signature": sha1(TOKEN, STAMP, "n"),
        "timestamp": STAMP,
        "nonce": "n",
        "echostr": "<script>1</script>",
    }
    got = channel().read(RawRequest("GET", query, {}, b""))
    assert got == RawResponse(200, b"<script>1</script>", "text/plain")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 403),
        ({"timestamp": STAMP, "nonce": "n", "echostr": "1"}, 403),
        ({"timestamp": STAMP, "nonce": "n", "echostr": "1", "signature": "0" * 40}, 403),
        ({"timestamp": STAMP, "nonce": "n", "echostr": "1", "signature": "签名"}, 403),
        ({"timestamp": STAMP, "nonce": "n", "signature": sha1(TOKEN, STAMP, "n")}, 400),
        (
            {
                "timestamp": later(-301),
                "nonce": "n",
                "echostr": "1",
                "signature": sha1(TOKEN, later(-301), "n"),
            },
            403,
        ),
    ],
)
def test_a_url_check_not_signed_now_by_the_console_is_refused(query, status):
    assert refusal(RawRequest("GET", query, {}, b"")) == status


@pytest.mark.parametrize("name", ["timestamp", "nonce", "msg_signature"])
def test_a_callback_without_its_signature_is_refused(name):
    assert refusal(without(sealed(said("hi")), name)) == 403


@pytest.mark.parametrize("stamp", ["", "x", "１７", "-5", "1e9", "9" * 5000])
def test_a_timestamp_that_is_none_is_refused(stamp):
    assert refusal(changed(sealed(said("hi")), timestamp=stamp)) == 403


def test_a_forged_signature_is_refused():
    assert refusal(changed(sealed(said("hi")), msg_signature="0" * 40)) == 403


def test_the_plain_signature_does_not_let_an_encrypted_body_in():
    request = sealed(said("hi"))
    assert refusal(changed(request, msg_signature=request.query["signature"])) == 403


def test_another_accounts_token_is_refused():
    assert refusal(sealed(said("hi"), token="another")) == 403


def test_a_body_under_another_bodys_signature_is_refused():
    ours, theirs = sealed(said("hi")), sealed(said("ho"))
    assert refusal(RawRequest("POST", ours.query, {}, theirs.body)) == 403


@pytest.mark.parametrize("off", [-301, 301])
def test_a_stale_callback_is_refused(off):
    assert refusal(sealed(said("hi"), later(off))) == 403


@pytest.mark.parametrize("off", [-300, 0, 300])
def test_a_callback_within_five_minutes_is_let_in(off):
    assert body_of(sealed(said("hi"), later(off))) == Text("hi")


def test_a_replayed_body_with_a_fresh_timestamp_is_refused():
    old = sealed(said("hi"), later(-900))
    assert refusal(changed(old, timestamp=STAMP)) == 403


def test_a_callback_for_another_app_is_refused():
    assert refusal(sealed(said("hi"), app_id="wxanother")) == 403


def test_a_body_encrypted_with_another_key_is_unreadable():
    assert refusal(sealed(said("hi")), aes_key=AES_KEY[::-1]) == 400


@pytest.mark.parametrize("cipher", ["AAAA", "A" * 64, "A" * 63, "="])
def test_a_signed_cipher_that_is_junk_is_unreadable(cipher):
    request = sealed(said("hi"))
    body = f"<xml><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>".encode()
    signed = changed(request, msg_signature=sha1(TOKEN, STAMP, "nonce1", cipher))
    assert refusal(RawRequest("POST", signed.query, {}, body)) == 400


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe\x00", b"{}", b"<xml>", b"<xml><Encrypt/></xml>"])
def test_a_body_that_holds_nothing_encrypted_is_unreadable(junk):
    assert refusal(RawRequest("POST", sealed(said("hi")).query, {}, junk)) == 400


@pytest.mark.parametrize(
    "filler", [b" ", b"A", b"<Encrypt>", b"<Encrypt>A", b"<Encrypt> <![CDATA["]
)
def test_no_junk_costs_more_than_one_look(filler):
    """A pattern that tried again at each byte would take minutes and run into the time limit."""
    junk = (b"<Encrypt>" + filler * MAX_BODY)[:MAX_BODY]
    assert refusal(RawRequest("POST", sealed(said("hi")).query, {}, junk)) == 400


def test_an_oversized_body_is_refused_by_its_size():
    request = sealed(said("hi"))
    padded = request.body + b" " * (MAX_BODY - len(request.body))
    assert body_of(RawRequest("POST", request.query, {}, padded)) == Text("hi")
    assert refusal(RawRequest("POST", request.query, {}, padded + b" ")) == 413


def test_other_methods_are_refused():
    request = sealed(said("hi"))
    assert refusal(RawRequest("PUT", request.query, {}, request.body)) == 400


def test_plain_bodies_are_refused_in_safe_mode():
    assert refusal(plain(said("hi"))) == 403
    assert refusal(changed(plain(said("hi")), encrypt_type="raw")) == 403


def test_plain_bodies_are_let_in_where_allowed_and_signed():
    assert body_of(plain(said("hi")), allow_plaintext=True) == Text("hi")
    assert refusal(changed(plain(said("hi")), signature="0" * 40), allow_plaintext=True) == 403
    binary = RawRequest("POST", plain("").query, {}, b"\xff\xfe")
    assert refusal(binary, allow_plaintext=True) == 400


def test_both_ways_at_once_the_encrypted_half_counts():
    request = sealed(said("sealed"))
    both = request.body.replace(b"<xml>", b"<xml><Content>clear</Content>")
    assert body_of(RawRequest("POST", request.query, {}, both)) == Text("sealed")


def test_an_account_without_key_refuses_encrypted_bodies():
    assert refusal(sealed(said("hi")), aes_key="", allow_plaintext=True) == 403


@pytest.mark.parametrize("key", ["", "short", "A" * 42, "A" * 44, "é" * 43, "=" * 43])
def test_a_malformed_key_stops_the_start(key):
    with pytest.raises(SettingsError, match="EncodingAESKey"):
        channel(aes_key=key)


def test_refusals_name_nothing_of_the_person_or_the_secrets():
    with pytest.raises(CallbackRefusedError) as refused:
        channel().read(changed(sealed(said("hello")), msg_signature="0" * 40))
    assert not {w for w in ("oPerson", "hello", TOKEN, APP_ID) if w in str(refused.value)}


@pytest.mark.parametrize(
    "kind", ["text/xml", "application/xml; charset=UTF-8", "TEXT/XML", "application/octet-stream"]
)
def test_xml_and_what_says_nothing_of_its_type_is_let_in(kind):
    request = sealed(said("hi"))
    labelled = RawRequest("POST", request.query, {"Content-Type": kind}, request.body)
    assert body_of(labelled) == Text("hi")


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/html",
        "text/xmlish",
    ],
)
def test_another_content_type_is_refused(kind):
    request = sealed(said("hi"))
    assert refusal(RawRequest("POST", request.query, {"Content-Type": kind}, request.body)) == 415


def rotating(**changes) -> Envelope:
    """An account whose console has just got a new key."""
    settings = {"aes_key": AES_KEY, "previous_aes_key": PREVIOUS_KEY, **changes}
    return Envelope(
        app_id=APP_ID, token=TOKEN, allow_plaintext=False, clock=FrozenClock(NOW), **settings
    )


def test_while_the_key_changes_no_message_is_lost_and_each_is_answered_as_it_came():
    envelope = rotating()
    for number in range(40):
        key = (AES_KEY, PREVIOUS_KEY)[number % 3 % 2]
        letter = envelope.open(callback(cipher_of(said(f"hi {number}"), key)))
        assert letter.xml == said(f"hi {number}")
        assert letter.sealed is (Sealed.CURRENT if key == AES_KEY else Sealed.PREVIOUS)
        answer = envelope.seal(f"<xml>{number}</xml>", letter.sealed)
        assert unsealed(answer.encode(), key) == f"<xml>{number}</xml>"


def test_a_key_that_is_neither_opens_nothing():
    with pytest.raises(CallbackRefusedError) as refused:
        rotating().open(callback(cipher_of(said("hi"), "B" * 42 + "A")))
    assert refused.value.status == 400


def test_the_key_before_does_not_let_another_app_in():
    with pytest.raises(CallbackRefusedError) as refused:
        rotating().open(callback(cipher_of(said("hi"), PREVIOUS_KEY, "wxother")))
    assert refused.value.status == 403


def test_once_the_change_is_over_the_key_before_opens_nothing():
    with pytest.raises(CallbackRefusedError) as refused:
        rotating(previous_aes_key="").open(callback(cipher_of(said("hi"), PREVIOUS_KEY)))
    assert refused.value.status == 400
    with pytest.raises(SettingsError):
        rotating(previous_aes_key="").seal("<xml/>", Sealed.PREVIOUS)


def test_a_malformed_key_before_stops_the_start():
    with pytest.raises(SettingsError, match="previous_aes_key"):
        rotating(previous_aes_key="short")
