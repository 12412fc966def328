"""Callbacks made apart from the library the bot uses, down to a single wrong byte."""

import struct
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.ports import RawRequest
from tests.wechat.platform import AES_KEY, APP_ID, STAMP, TOKEN, sha1

PREVIOUS_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopA"
NONCE = "415670741"
XML = {"Content-Type": "text/xml"}


def encrypted(plain: bytes, key: str = AES_KEY) -> str:
    """Whole blocks of ``plain`` as they are, in base64."""
    raw = b64decode(key + "=")
    encryptor = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def decrypted(cipher: str, key: str = AES_KEY) -> bytes:
    """What stands in ``cipher``, with its frame."""
    raw = b64decode(key + "=")
    decryptor = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).decryptor()
    return decryptor.update(b64decode(cipher)) + decryptor.finalize()


def frame(
    message: bytes, app_id: str = APP_ID, length: int | None = None, random: bytes = b"r" * 16
) -> bytes:
    """The frame of ``message`` without its padding; ``length`` where it is to lie."""
    size = len(message) if length is None else length
    return random + struct.pack(">I", size) + message + app_id.encode()


def padded(plain: bytes, block: int = 32) -> bytes:
    """``plain`` with its padding."""
    pad = block - len(plain) % block
    return plain + bytes([pad]) * pad


def cipher_of(xml: str | bytes, key: str = AES_KEY, app_id: str = APP_ID) -> str:
    """``xml`` sealed as the platform does it."""
    message = xml.encode() if isinstance(xml, str) else xml
    return encrypted(padded(frame(message, app_id)), key)


def callback(
    cipher: str, *, stamp: str = STAMP, token: str = TOKEN, body: bytes | None = None
) -> RawRequest:
    """A call that carries ``cipher``, signed with ``token``."""
    query = {
        "timestamp": stamp,
        "nonce": NONCE,
        "openid": "oPerson",
        "encrypt_type": "aes",
        "msg_signature": sha1(token, stamp, NONCE, cipher),
    }
    made = f"<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>"
    return RawRequest("POST", query, XML, made.encode() if body is None else body)


def unsealed(answer: bytes, key: str = AES_KEY) -> str:
    """The XML in an encrypted answer; fails unless it is signed, and sealed with ``key``."""
    fields = {
        name: answer.decode().split(f"<{name}>")[1].split(f"</{name}>")[0]
        for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
    }
    clear = {name: value[9:-3] if "[" in value else value for name, value in fields.items()}
    cipher = clear["Encrypt"]
    assert clear["MsgSignature"] == sha1(TOKEN, clear["TimeStamp"], clear["Nonce"], cipher)
    plain = decrypted(cipher, key)
    (size,) = struct.unpack(">I", plain[16:20])
    assert plain == padded(frame(plain[20 : 20 + size], random=plain[:16]))
    return plain[20 : 20 + size].decode()
