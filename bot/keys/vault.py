"""Account numbers and names are encrypted at rest, under a key that can be changed.

AES-256-GCM (NIST SP 800-38D) with a key derived for each purpose by HKDF-SHA256 (RFC 5869) from the
setting ``[security] data_key``. What is sealed begins with four bytes that name its key, so that keys
before the present one still open it; ``yike keys renew`` seals everything anew.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.errors import YikeError

NAME_BYTES = 4
NONCE_BYTES = 12


class SealedError(YikeError):
    """Something cannot be opened: its key is not among those of the settings, or it was changed."""


class Vault:
    """Seals and opens short texts."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """``keys``: the present one first, then those before it."""
        self._keys = {sha256(b"yike key name\0" + key).digest()[:NAME_BYTES]: key for key in keys}
        self._present = next(iter(self._keys))

    def seal(self, purpose: str, text: str) -> bytes:
        """``text`` encrypted for ``purpose``; different at each call."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = self._cipher(self._present, purpose)
        return self._present + nonce + cipher.encrypt(nonce, text.encode(), purpose.encode())

    def open(self, purpose: str, sealed: bytes) -> str:
        """The text again. Raises SealedError."""
        name, rest = sealed[:NAME_BYTES], sealed[NAME_BYTES:]
        if name not in self._keys:
            raise SealedError(
                "Something was encrypted under a data_key that the settings do not have any more; "
                "add it to [security] previous_data_keys."
            )
        nonce, inside = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            return self._cipher(name, purpose).decrypt(nonce, inside, purpose.encode()).decode()
        except InvalidTag:
            raise SealedError("Something encrypted was changed and cannot be opened.") from None

    def is_present(self, sealed: bytes) -> bool:
        """Whether ``sealed`` is under the present key."""
        return sealed[:NAME_BYTES] == self._present

    def knows(self, name: bytes) -> bool:
        """Whether one of the keys is the one that sealed values begin with the ``name`` of."""
        return name in self._keys

    def _cipher(self, name: bytes, purpose: str) -> AESGCM:
        derive = HKDF(SHA256(), 32, salt=None, info=b"yike vault\0" + purpose.encode())
        return AESGCM(derive.derive(self._keys[name]))


ACCOUNT = "credit bank account"
"""The purpose of a person's account number at a credit bank."""
CERTIFICATE_NAME = "name on a certificate"
ENTRANT = "entrant of a competition"
"""The purpose of what an entry in a competition says of people: names, birth, guardian."""
TEAM_MEMBER = "member of a team in a competition"
"""The purpose of a team member's name and birth."""
HOOK_SECRET = "secret of a webhook"  # noqa: S105 - a purpose
"""The purpose of what is sent to a subscriber of the API is signed with."""
API_ANSWER = "answer of the api"
"""The purpose of answers kept for a day: one of them may hold a secret that is shown once."""
