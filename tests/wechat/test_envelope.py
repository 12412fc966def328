"""Callbacks let in and refused: the official vectors first, then everything that is wrong."""

from datetime import UTC, datetime

import pytest
from wechatpy.crypto import PrpCrypto

from adapters.wechat.envelope import MAX_BODY, Envelope
from bot.clock import FrozenClock
from bot.domain.errors import CallbackRefusedError, SettingsError
from bot.domain.events import EventBody, InboundEvent, Text
from bot.ports import RawRequest, RawResponse
from tests.wechat.platform import (
    AES_KEY,
    APP_ID,
    STAMP,
    TOKEN,
    channel,
    later,
    plain,
    said,
    sealed,
    sha1,
)

OFFICIAL_CIPHER = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)


def official(at: int) -> Envelope:
    """The account of the official examples, with its clock at ``at``."""
    return Envelope(
        app_id="wxba5fad812f8e6fb9",
        token="AAAAA",
        aes_key="A" * 43,
        allow_plaintext=False,
        clock=FrozenClock(datetime.fromtimestamp(at, UTC)),
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


def test_the_official_url_check_is_answered():
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }
    assert official(1714036504).echo(query) == b"4375120948345356249"


def test_the_official_safe_mode_body_opens():
    query = {
        "timestamp": "1714112445",
        "nonce": "415670741",
        "encrypt_type": "aes",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    xml = f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{OFFICIAL_CIPHER}]]></Encrypt></xml>"
    letter = official(1714112445).open(RawRequest("POST", query, {}, xml.encode()))
    assert len(letter.xml.encode()) == 167
    assert '"debug_str":"hello world"' in letter.xml
    assert letter.sealed


def test_the_official_reply_is_made_byte_for_byte():
    class Fixed(PrpCrypto):
        def get_random_string(self) -> str:
            return "707722b803182950"

    crypto = official(1713424427)._crypto
    assert crypto is not None
    made = crypto._encrypt_message(
        '{"demo_resp":"good luck"}', "415670741", "1713424427", crypto_class=Fixed
    )
    assert (
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
        in made
    )
    assert "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1" in made


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
