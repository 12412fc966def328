"""The simulated credit bank's door: whose request it is, whether it is fresh, and never seen.

Source: docs/credit-bank.md. Written apart from the adapter, so that each tests the other.
"""

import base64
import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.simulator.creditbank_refusal import CreditBankRefusal

WINDOW = timedelta(seconds=300)
_HEADER = re.compile(
    r'YIKE-HMAC-SHA256 key_id="(?P<key_id>[^"]{1,100})", '
    r'timestamp="(?P<timestamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)", '
    r'nonce="(?P<nonce>[0-9a-f]{32})", signature="(?P<signature>[A-Za-z0-9+/]{43}=)"'
)


class Doorkeeper:
    """Lets signed requests in, each once."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """``now`` is the bank's clock. Nobody has a key yet."""
        self._now = now
        self._keys: dict[str, bytes] = {}
        self._seen: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def add_key(self, key_id: str, secret: str) -> None:
        """Let whoever signs with ``secret`` in."""
        self._keys[key_id] = secret.encode()

    def check(self, header: str, method: str, target: str, body: bytes) -> None:
        """Raises CreditBankRefusal 401. ``target`` is path and query as in the request line."""
        found = _HEADER.fullmatch(header)
        if found is None:
            raise _refused("The Authorization header is missing or malformed.")
        secret = self._keys.get(found["key_id"])
        if secret is None:
            raise _refused("The key is not known here.")
        lines = (method, target, found["timestamp"], found["nonce"], _sha256(body))
        right = hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(base64.b64encode(right).decode(), found["signature"]):
            raise _refused("The signature does not fit the request.")
        self._check_age(found["timestamp"])
        self._check_nonce(found["key_id"], found["nonce"])

    def _check_age(self, timestamp: str) -> None:
        try:
            at = datetime.fromisoformat(timestamp)
        except ValueError:
            raise _refused("The timestamp is no instant.") from None
        if abs(at - self._now()) > WINDOW:
            raise _refused("The timestamp is more than 300 s off.")

    def _check_nonce(self, key_id: str, nonce: str) -> None:
        now = self._now()
        # A request dated ahead stays fresh for twice the window.
        while self._seen and now - next(iter(self._seen.values())) > 2 * WINDOW:
            self._seen.popitem(last=False)
        if (key_id, nonce) in self._seen:
            raise _refused("The nonce was seen before.")
        self._seen[key_id, nonce] = now


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _refused(words: str) -> CreditBankRefusal:
    return CreditBankRefusal(401, "signature", words)
