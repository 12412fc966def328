"""Callbacks in and out of their envelope: signature, age, AES (official 消息加解密说明).

In safe mode only ``msg_signature`` covers the body, so it alone lets a body in; in plain mode
nothing does, so plain bodies are refused unless the settings allow them.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from wechatpy.utils import WeChatSigner

from adapters.wechat.cipher import RANDOM, MessageKey
from bot.domain.errors import CallbackRefusedError, SettingsError
from bot.ports import Clock, RawRequest

MAX_BODY = 256 * 1024
MAX_AGE = 300
"""Seconds a callback's timestamp may be off the clock, either way."""

# The outer body is read before anybody proved who sent it. A pattern costs nothing on junk,
# while a parser spends 80 ms on 256 KiB of small tags. Its repeats are possessive (++, *+):
# none is ever tried twice, so that no body costs more than one look at each byte.
_ENCRYPT = re.compile(
    rb"<Encrypt>\s*+(?:<!\[CDATA\[)?+\s*+([A-Za-z0-9+/]++={0,2}+)\s*+(?:\]\]>)?+\s*+</Encrypt>"
)


_KINDS = frozenset({"", "text/xml", "application/xml", "application/octet-stream"})
"""Content types a callback may come as: XML, or one that says nothing. WeChat sends text/xml."""


class Sealed(IntEnum):
    """How a callback came, and so its answer goes: in clear, or under which of two keys.

    While the console changes its EncodingAESKey, bodies under the one before still come
    (reference/wechat.md section 2).
    """

    NO = 0
    CURRENT = 1
    PREVIOUS = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """A callback's body in clear, and how it came (and is to be answered)."""

    xml: str
    sealed: Sealed


class Envelope:
    """Opens and seals the messages of one account."""

    def __init__(
        self,
        *,
        app_id: str,
        token: str,
        aes_key: str,
        allow_plaintext: bool,
        clock: Clock,
        previous_aes_key: str = "",
    ) -> None:
        """Raise SettingsError when a key is not the console's 43 characters.

        An empty ``aes_key`` is fine where plain bodies are allowed, an empty
        ``previous_aes_key`` always.
        """
        self._app_id = app_id.encode()
        self._token = token
        self._allow_plaintext = allow_plaintext
        self._clock = clock
        self._keys: dict[Sealed, MessageKey] = {}
        if aes_key or not allow_plaintext:
            self._keys[Sealed.CURRENT] = _key("aes_key", aes_key)
        if previous_aes_key:
            self._keys[Sealed.PREVIOUS] = _key("previous_aes_key", previous_aes_key)

    def echo(self, query: Mapping[str, str]) -> bytes:
        """The ``echostr`` of a signed URL check; raises CallbackRefusedError."""
        self._check(query, "signature")
        if not query.get("echostr"):
            raise CallbackRefusedError(400, "The WeChat URL check carries no echostr.")
        return query["echostr"].encode()

    def open(self, request: RawRequest) -> Letter:
        """The body in clear; raises CallbackRefusedError (400, 403, 413, 415)."""
        if len(request.body) > MAX_BODY:
            raise CallbackRefusedError(413, "A WeChat callback is larger than 256 KiB.")
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in _KINDS:
            raise CallbackRefusedError(415, "A WeChat callback is not labelled as XML.")
        query = request.query
        if query.get("encrypt_type", "raw") != "raw" or "msg_signature" in query:
            return self._decrypted(request)
        if not self._allow_plaintext:
            raise CallbackRefusedError(403, "A plain WeChat callback came; safe mode is needed.")
        self._check(query, "signature")
        return Letter(_text(request.body), Sealed.NO)

    def seal(self, xml: str, by: Sealed = Sealed.CURRENT) -> str:
        """``xml`` encrypted and signed, as the answer to a callback that came sealed so.

        Raises SettingsError where the account has no such key.
        """
        key = self._keys.get(by)
        if key is None:
            raise SettingsError("A WeChat account without aes_key cannot encrypt an answer.")
        cipher = key.seal(xml.encode(), self._app_id, secrets.token_bytes(RANDOM))
        return self._signed(cipher, secrets.token_hex(8))

    def _signed(self, cipher: str, nonce: str) -> str:
        stamp = str(int(self._clock.now().timestamp()))
        return (
            f"<xml><Encrypt><![CDATA[{cipher}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{self._signature(stamp, nonce, cipher)}]]></MsgSignature>"
            f"<TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _decrypted(self, request: RawRequest) -> Letter:
        query = request.query
        self._check_age(query)
        found = _ENCRYPT.search(request.body)
        if found is None:
            raise CallbackRefusedError(400, "A WeChat callback holds no Encrypt element.")
        cipher = found[1].decode()
        self._check(query, "msg_signature", cipher)
        if not self._keys:
            raise CallbackRefusedError(403, "An encrypted WeChat callback came without aes_key.")
        for sealed, key in self._keys.items():
            opened = key.open(cipher)
            if opened is not None:
                message, app_id = opened
                if app_id != self._app_id:
                    raise CallbackRefusedError(403, "A WeChat callback is for another app_id.")
                return Letter(_text(message), sealed)
        raise CallbackRefusedError(
            400, "A WeChat callback cannot be decrypted; compare aes_key with the console."
        )

    def _check(self, query: Mapping[str, str], name: str, *more: str) -> None:
        self._check_age(query)
        signature = self._signature(query["timestamp"], query["nonce"], *more)
        given = query.get(name, "")
        if not hmac.compare_digest(signature.encode(), given.encode(errors="replace")):
            raise CallbackRefusedError(403, "A WeChat callback is not signed with our token.")

    def _signature(self, *parts: str) -> str:
        signer = WeChatSigner()
        signer.add_data(*(part.encode(errors="replace") for part in (self._token, *parts)))
        signature: str = signer.signature
        return signature

    def _check_age(self, query: Mapping[str, str]) -> None:
        stamp = query.get("timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and query.get("nonce")):
            raise CallbackRefusedError(403, "A WeChat callback is not signed.")
        if abs(self._clock.now().timestamp() - int(stamp)) > MAX_AGE:
            raise CallbackRefusedError(
                403, "A WeChat callback is more than 300 s off our clock; compare the clocks."
            )


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise CallbackRefusedError(400, "A WeChat callback is not UTF-8.") from None


def _key(name: str, aes_key: str) -> MessageKey:
    try:
        return MessageKey(aes_key)
    except ValueError:
        raise SettingsError(
            f"A WeChat {name} is malformed; copy the 43 characters of EncodingAESKey "
            "from the console."
        ) from None
