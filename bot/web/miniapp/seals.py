"""What we hand to a browser signed: who is signed in, the proof of a form, the way to WeChat."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from bot.ports import Clock

IDLE = timedelta(hours=2)
"""A sign-in that nobody uses ends after this."""
LONGEST = timedelta(hours=12)
"""No sign-in lasts longer, however much it is used: nobody is hurried, and none lasts for ever."""
RENEWED = timedelta(minutes=10)
"""A sign-in in use is renewed at most this often."""
STATE_LASTS = timedelta(minutes=10)
"""So long somebody may be on the way to WeChat and back."""


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in: whose address, since when and until when (Unix seconds), and its random name,
    which forms are bound to.
    """

    address: int
    began: int
    until: int
    name: str


class Seals:
    """Signs and reads, with keys of its own derived from the deployment's secret."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        """``secret`` is the deployment's; what is signed here fits nothing else it signs."""
        self._key = hmac.digest(secret, b"pages of the mini app", "sha256")
        self._clock = clock

    def begin(self, address: int) -> Session:
        """A new sign-in of who is reached at ``address``."""
        now = self._now()
        return Session(address, now, now + _seconds(IDLE), secrets.token_hex(16))

    def seal(self, session: Session) -> str:
        """The sign-in as a cookie holds it."""
        said = f"{session.address}.{session.began}.{session.until}.{session.name}"
        return f"{said}.{self._sign('session', said)}"

    def read(self, cookie: str) -> Session | None:
        """The sign-in in a cookie; None when it is forged, malformed or over."""
        said, _, signature = cookie.rpartition(".")
        if not self._is(signature, "session", said):
            return None
        address, began, until, name = said.split(".")
        session = Session(int(address), int(began), int(until), name)
        return session if session.until > self._now() else None

    def renewed(self, session: Session) -> Session | None:
        """The same sign-in with its time begun anew; None while that is not worth a cookie."""
        until = min(self._now() + _seconds(IDLE), session.began + _seconds(LONGEST))
        if until - session.until < _seconds(RENEWED):
            return None
        return replace(session, until=until)

    def form_token(self, session: Session) -> str:
        """What each form of a signed-in page carries; it outlives renewals."""
        return self._sign("form", f"{session.address}.{session.began}.{session.name}")

    def is_form_token(self, session: Session, token: str) -> bool:
        """Whether a form came from a page of this sign-in."""
        return self._is(token, "form", f"{session.address}.{session.began}.{session.name}")

    def state(self, account: str) -> tuple[str, str]:
        """What goes to the platform and comes back, and what the browser's cookie keeps meanwhile.

        The first is letters and digits only, fewer than 128, as 网页授权 asks for.
        """
        kept, until = secrets.token_hex(16), f"{self._now() + _seconds(STATE_LASTS):010x}"
        return f"{until}{self._hex(account, until, kept)}", kept

    def is_state(self, account: str, state: str, kept: str) -> bool:
        """Whether ``state`` is what this browser was sent away with for ``account``, in time."""
        until = state[:10]
        made = self._hex(account, until, kept)
        return bool(kept) and _equal(state[10:], made) and int(until, 16) > self._now()

    def _hex(self, account: str, until: str, kept: str) -> str:
        said = f"state\0{account}\0{until}\0{kept}"
        return hmac.digest(self._key, _bytes(said), sha256)[:24].hex()

    def _sign(self, what: str, said: str) -> str:
        digest = hmac.digest(self._key, _bytes(f"{what}\0{said}"), sha256)
        return urlsafe_b64encode(digest[:24]).decode()

    def _is(self, signature: str, what: str, said: str) -> bool:
        return _equal(signature, self._sign(what, said))

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(said: str) -> bytes:
    """What a browser sends may hold half characters, which are no reason to stumble."""
    return said.encode(errors="replace")


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
