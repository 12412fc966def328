"""The three vectors that the official pages print (消息加解密说明), exactly."""

from datetime import UTC, datetime

from adapters.wechat.cipher import MessageKey
from adapters.wechat.envelope import Envelope, Sealed
from bot.clock import FrozenClock
from bot.ports import RawRequest

TOKEN, APP_ID, AES_KEY = "AAAAA", "wxba5fad812f8e6fb9", "A" * 43
CIPHER = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)
REPLY = '{"demo_resp":"good luck"}'
REPLY_CIPHER = (
    "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
)


def envelope(at: int) -> Envelope:
    """The account of the examples, with its clock at ``at``."""
    clock = FrozenClock(datetime.fromtimestamp(at, UTC))
    return Envelope(
        app_id=APP_ID, token=TOKEN, aes_key=AES_KEY, allow_plaintext=False, clock=clock
    )


def test_the_check_of_the_address_is_answered() -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }
    assert envelope(1714036504).echo(query) == b"4375120948345356249"


def test_the_sealed_body_opens() -> None:
    query = {
        "timestamp": "1714112445",
        "nonce": "415670741",
        "encrypt_type": "aes",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    body = f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{CIPHER}]]></Encrypt></xml>"
    letter = envelope(1714112445).open(RawRequest("POST", query, {}, body.encode()))
    assert len(letter.xml.encode()) == 167
    assert '"debug_str":"hello world"' in letter.xml
    assert letter.sealed is Sealed.CURRENT


def test_the_answer_is_sealed_and_signed_byte_for_byte() -> None:
    cipher = MessageKey(AES_KEY).seal(REPLY.encode(), APP_ID.encode(), b"707722b803182950")
    assert cipher == REPLY_CIPHER
    assert envelope(1713424427)._signed(cipher, "415670741") == (
        f"<xml><Encrypt><![CDATA[{REPLY_CIPHER}]]></Encrypt>"
        "<MsgSignature><![CDATA[1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1]]></MsgSignature>"
        "<TimeStamp>1713424427</TimeStamp><Nonce><![CDATA[415670741]]></Nonce></xml>"
    )


def test_the_answer_opens_again() -> None:
    assert MessageKey(AES_KEY).open(REPLY_CIPHER) == (REPLY.encode(), APP_ID.encode())
