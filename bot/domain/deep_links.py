"""What a ``/start`` link leads to: a course, a group, a competition (also for who comes to it from a
group), the binding of two addresses, or the console.

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
_ENTRY = re.compile(r"(\d{1,18})-([A-Za-z0-9_-]{16})-([A-Za-z0-9_-]+)", re.ASCII)
_CODE = re.compile(r"\d{6}", re.ASCII)
_SIGN_IN = re.compile(r"\d{8}", re.ASCII)


class Target(StrEnum):
    """What a link can lead to; the letter that its payload begins with."""

    COURSE = "c"
    GROUP = "g"
    COMPETITION = "k"
    BINDING = "b"
    SIGN_IN = "s"
    ENTRY = "e"
    """A competition, for who comes from one of its groups."""


@dataclass(frozen=True, slots=True)
class DeepLink:
    """Where a link leads. ``name`` is a course's or competition's key, a group's row, or a code; of an
    ``ENTRY`` the group's row, ``-`` and the competition's key.
    """

    target: Target
    name: str

    @property
    def group_and_competition(self) -> tuple[int, str]:
        """Of an ``ENTRY``: the group's row and the competition's key."""
        row, _, key = self.name.partition("-")
        return int(row), key


def entering_from(group: int, competition: str) -> DeepLink:
    """A competition's page, for who comes from the group with this row."""
    return DeepLink(Target.ENTRY, f"{group}-{competition}")


def payload_of(link: DeepLink, secret: bytes) -> str:
    """The link as Telegram carries it; empty for a key that has no room or no letters there."""
    name = link.name
    if link.target is Target.GROUP:
        name = f"{name}-{_sign('group', name, secret)}"
    elif link.target is Target.ENTRY:
        row, _, key = name.partition("-")
        name = f"{row}-{_sign('entry', name, secret)}-{key}"
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
    if target is Target.SIGN_IN and not _SIGN_IN.fullmatch(name):
        return None
    if target in {Target.GROUP, Target.ENTRY}:
        return _signed(target, name, secret)
    return DeepLink(target, name)


def _signed(target: Target, name: str, secret: bytes) -> DeepLink | None:
    """A link whose group may not be guessed."""
    found = (_GROUP if target is Target.GROUP else _ENTRY).fullmatch(name)
    if found is None:
        return None
    row, signature, *key = found.groups()
    told = "-".join((row, *key))
    wanted = _sign("group" if target is Target.GROUP else "entry", told, secret)
    return DeepLink(target, told) if hmac.compare_digest(signature, wanted) else None


def _sign(what: str, name: str, secret: bytes) -> str:
    digest = hmac.digest(secret, f"{what} link {name}".encode(), sha256)
    return urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()
