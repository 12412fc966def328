"""WeChat's signatures and its safe mode (reference/wechat.md section 2).

Written here from the documents, apart from the library the bot uses, so that each checks the
other.
"""

import base64
import binascii
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.domain.errors import YikeError

BLOCK = 32
"""PKCS#7 block of WeChat, in bytes (not the cipher's 16)."""


class UnsealError(YikeError):
    """What was received is not sealed for this account."""


def sign(*parts: str) -> str:
    """SHA-1 over the parts, sorted and joined, as lower-case hexadecimal."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's


def signed(signature: str, *parts: str) -> bool:
    """Whether ``signature`` fits the parts."""
    return hmac.compare_digest(signature.encode(), sign(*parts).encode())


class SafeMode:
    """Seals and unseals the bodies of one account."""

    def __init__(self, app_id: str, aes_key: str) -> None:
        """``aes_key`` is the console's EncodingAESKey, 43 characters. Raises ValueError."""
        if len(aes_key) != 43:
            raise ValueError("an EncodingAESKey has 43 characters")
        self._key = base64.b64decode(aes_key + "=")
        self._app_id = app_id.encode()

    def seal(self, text: str, random: bytes) -> str:
        """``text`` as the base64 that stands in ``<Encrypt>``; ``random`` is 16 bytes."""
        message = text.encode()
        plain = random + struct.pack(">I", len(message)) + message + self._app_id
        pad = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def unseal(self, sealed: str) -> str:
        """The text in ``<Encrypt>``. Raises UnsealError for anything not sealed for us."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(raw) + decryptor.finalize()
            pad = plain[-1]
            if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
                raise UnsealError("padding")
            (length,) = struct.unpack(">I", plain[16:20])
            body, app_id = plain[20 : 20 + length], plain[20 + length : -pad]
            text = body.decode()
        except (binascii.Error, ValueError, struct.error, IndexError) as error:
            raise UnsealError("unreadable") from error
        if len(body) != length or app_id != self._app_id:
            raise UnsealError("appid")
        return text

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
