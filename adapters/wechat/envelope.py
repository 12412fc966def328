"""Callbacks in and out of their envelope: signature, age, AES (official 消息加解密说明).

In safe mode only ``msg_signature`` covers the body, so it alone lets a body in; in plain mode
nothing does, so plain bodies are refused unless the settings allow them.
"""

import binascii
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import WeChatSigner

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


@dataclass(frozen=True, slots=True)
class Letter:
    """A callback's body in clear, and whether it came (and is to be answered) encrypted."""

    xml: str
    sealed: bool


class Envelope:
    """Opens and seals the messages of one account."""

    def __init__(
        self, *, app_id: str, token: str, aes_key: str, allow_plaintext: bool, clock: Clock
    ) -> None:
        """Raise SettingsError when ``aes_key`` is not the console's 43 characters.

        An empty key is fine where plain bodies are allowed.
        """
        self._token = token
        self._allow_plaintext = allow_plaintext
        self._clock = clock
        self._crypto = _crypto(token, aes_key, app_id, optional=allow_plaintext)

    def echo(self, query: Mapping[str, str]) -> bytes:
        """The ``echostr`` of a signed URL check; raises CallbackRefusedError."""
        self._check(query, "signature")
        if not query.get("echostr"):
            raise CallbackRefusedError(400, "The WeChat URL check carries no echostr.")
        return query["echostr"].encode()

    def open(self, request: RawRequest) -> Letter:
        """The body in clear; raises CallbackRefusedError (400, 403, 413)."""
        if len(request.body) > MAX_BODY:
            raise CallbackRefusedError(413, "A WeChat callback is larger than 256 KiB.")
        query = request.query
        if query.get("encrypt_type", "raw") != "raw" or "msg_signature" in query:
            return Letter(self._decrypted(request), sealed=True)
        if not self._allow_plaintext:
            raise CallbackRefusedError(403, "A plain WeChat callback came; safe mode is needed.")
        self._check(query, "signature")
        try:
            return Letter(request.body.decode(), sealed=False)
        except UnicodeDecodeError:
            raise CallbackRefusedError(400, "A WeChat callback is not UTF-8.") from None

    def seal(self, xml: str) -> str:
        """``xml`` encrypted and signed, as the answer to an encrypted callback."""
        if self._crypto is None:
            raise SettingsError("A WeChat account without aes_key cannot encrypt an answer.")
        stamp = str(int(self._clock.now().timestamp()))
        sealed: str = self._crypto.encrypt_message(xml, secrets.token_hex(8), stamp)
        return sealed

    def _decrypted(self, request: RawRequest) -> str:
        query = request.query
        self._check_age(query)
        found = _ENCRYPT.search(request.body)
        if found is None:
            raise CallbackRefusedError(400, "A WeChat callback holds no Encrypt element.")
        cipher = found[1].decode()
        self._check(query, "msg_signature", cipher)
        if self._crypto is None:
            raise CallbackRefusedError(403, "An encrypted WeChat callback came without aes_key.")
        try:
            xml: str = self._crypto.decrypt_message(
                {"Encrypt": cipher}, query["msg_signature"], query["timestamp"], query["nonce"]
            )
        except InvalidAppIdException:
            raise CallbackRefusedError(403, "A WeChat callback is for another app_id.") from None
        except Exception:  # a wrong key shows as any of struct, value, index or Unicode errors
            raise CallbackRefusedError(
                400, "A WeChat callback cannot be decrypted; compare aes_key with the console."
            ) from None
        return xml

    def _check(self, query: Mapping[str, str], name: str, *more: str) -> None:
        self._check_age(query)
        signer = WeChatSigner()
        signer.add_data(self._token, query["timestamp"], query["nonce"], *more)
        given = query.get(name, "")
        if not hmac.compare_digest(signer.signature.encode(), given.encode(errors="replace")):
            raise CallbackRefusedError(403, "A WeChat callback is not signed with our token.")

    def _check_age(self, query: Mapping[str, str]) -> None:
        stamp = query.get("timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and query.get("nonce")):
            raise CallbackRefusedError(403, "A WeChat callback is not signed.")
        if abs(self._clock.now().timestamp() - int(stamp)) > MAX_AGE:
            raise CallbackRefusedError(
                403, "A WeChat callback is more than 300 s off our clock; compare the clocks."
            )


def _crypto(token: str, aes_key: str, app_id: str, *, optional: bool) -> WeChatCrypto | None:
    if optional and not aes_key:
        return None
    try:
        if len(aes_key) == 43 and len(binascii.a2b_base64(f"{aes_key}=")) == 32:
            return WeChatCrypto(token, aes_key, app_id)
    except ValueError:
        pass
    raise SettingsError(
        "A WeChat aes_key is malformed; copy the 43 characters of EncodingAESKey from the console."
    )
