"""The deployment signs with Ed25519 (RFC 8032), under a key made from ``[security] signing_key``."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class SigningKey:
    """Signs, and tells the public key by which anybody may check."""

    def __init__(self, secret: bytes) -> None:
        """``secret``: the setting's bytes, of any length."""
        derive = HKDF(SHA256(), 32, salt=None, info=b"yike ed25519")
        self.private = Ed25519PrivateKey.from_private_bytes(derive.derive(secret))

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes; the same for the same message."""
        return self.private.sign(message)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``message``."""
        try:
            self.private.public_key().verify(signature, message)
        except InvalidSignature:
            return False
        return True
