"""What a ``/start`` link leads to: a course, a group, a competition, or the binding of two addresses.

Telegram takes 64 letters, digits, ``_`` and ``-`` (Bot Features, "Deep Linking"), and anybody can
write such a link, so that what may not be guessed is signed.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

LONGEST = 64
_SIGNATURE_BYTES = 12
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,62}", re.ASCII)
_GROUP = re.compile(r"(\d{1,18})-([A-Za-z0-9_-]{16})", re.ASCII)
_CODE = re.compile(r"\d{6}", re.ASCII)


class Target(StrEnum):
    """What a link can lead to; the letter that its payload begins with."""

    COURSE = "c"
    GROUP = "g"
    COMPETITION = "k"
    BINDING = "b"


@dataclass(frozen=True, slots=True)
class DeepLink:
    """Where a link leads. ``name`` is a course's or competition's key, a group's row, or a code."""

    target: Target
    name: str


def payload_of(link: DeepLink, secret: bytes) -> str:
    """The link as Telegram carries it; empty for a key that has no room or no letters there."""
    name = f"{link.name}-{_sign(link.name, secret)}" if link.target is Target.GROUP else link.name
    fits = _PLAIN.fullmatch(name) is not None
    return f"{link.target.value}-{name}" if fits else ""


def read_payload(payload: str, secret: bytes) -> DeepLink | None:
    """Where ``payload`` leads; None for one that is none of ours, or forged."""
    letter, _, name = payload.partition("-")
    if letter not in set(Target) or len(payload) > LONGEST or not _PLAIN.fullmatch(name):
        return None
    target = Target(letter)
    if target is Target.BINDING and not _CODE.fullmatch(name):
        return None
    if target is not Target.GROUP:
        return DeepLink(target, name)
    found = _GROUP.fullmatch(name)
    if found is None or not hmac.compare_digest(found[2], _sign(found[1], secret)):
        return None
    return DeepLink(target, found[1])


def _sign(name: str, secret: bytes) -> str:
    digest = hmac.digest(secret, f"group link {name}".encode(), sha256)
    return urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()
