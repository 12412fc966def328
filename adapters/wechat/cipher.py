"""One EncodingAESKey: what it opens and seals (official 消息加解密说明).

AES-256-CBC whose IV is the key's first half; inside stand 16 random bytes, the length of the
message (4 bytes, big-endian), the message, and the account's app_id, padded by PKCS#7 to blocks
of 32 bytes. A body that differs from this by one byte is not opened.
"""

import binascii
import struct

from wechatpy.crypto.base import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder

BLOCK = 32
"""Bytes to which WeChat pads (not the cipher's 16)."""
RANDOM = 16
"""Random bytes before each message, so that no two bodies are alike."""
_HEAD = RANDOM + 4


class MessageKey:
    """One key of an account's console."""

    def __init__(self, aes_key: str) -> None:
        """``aes_key`` is the console's 43 characters; raises ValueError for anything else."""
        if len(aes_key) != 43:
            raise ValueError("an EncodingAESKey has 43 characters")
        key = binascii.a2b_base64(f"{aes_key}=")
        if len(key) != 32:
            raise ValueError("an EncodingAESKey is 32 bytes in base64")
        self._cipher = WeChatCipher(key)

    def open(self, cipher: str) -> tuple[bytes, bytes] | None:
        """The message in ``cipher`` (base64) and the app_id it is for; None if the key does not
        fit or anything of the frame is wrong.
        """
        try:
            sealed = binascii.a2b_base64(cipher, strict_mode=True)
        except ValueError:
            return None
        if not sealed or len(sealed) % BLOCK:
            return None
        return _unframed(self._cipher.decrypt(sealed))

    def seal(self, message: bytes, app_id: bytes, random: bytes) -> str:
        """``message`` for ``app_id`` in base64; ``random`` is 16 bytes nobody can foretell."""
        plain = random + struct.pack(">I", len(message)) + message + app_id
        sealed: bytes = self._cipher.encrypt(PKCS7Encoder.encode(plain))
        return binascii.b2a_base64(sealed, newline=False).decode()


def _unframed(plain: bytes) -> tuple[bytes, bytes] | None:
    """Message and app_id. That a wrong padding shows is no oracle: only who knows the token,
    and so signed the body, gets this far.
    """
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
        return None
    inner = plain[:-pad]
    if len(inner) < _HEAD:
        return None
    end = _HEAD + int.from_bytes(inner[RANDOM:_HEAD])
    if end > len(inner):
        return None
    return inner[_HEAD:end], inner[end:]
