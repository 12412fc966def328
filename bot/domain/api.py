"""The words of the public API: what a token may do, and what subscribers are told of."""

import hashlib
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TOKEN_PREFIX = "yike_"  # noqa: S105 - what tokens begin with
"""So that a token is recognised wherever it lies about."""
SHOWN = 12
"""Characters of a token by which it is recognised later."""
HOOKS = "webhooks"
"""The account in whose name events go out: the lane of their deliveries."""


class Scope(StrEnum):
    """What a token may do; nothing follows from anything else."""

    LEARNERS_READ = "learners:read"
    GROUPS_READ = "groups:read"
    GROUPS_WRITE = "groups:write"
    COURSES_READ = "courses:read"
    COMPLETIONS_READ = "completions:read"
    COMPETITIONS_READ = "competitions:read"
    COMPETITIONS_WRITE = "competitions:write"
    ANNOUNCEMENTS_READ = "announcements:read"
    ANNOUNCEMENTS_WRITE = "announcements:write"
    HOOKS_READ = "hooks:read"
    HOOKS_WRITE = "hooks:write"


class HookEvent(StrEnum):
    """What subscribers are told of; the facts of each are in docs/api.md."""

    COMPLETION_RECORDED = "completion.recorded"
    COURSE_PASSED = "course.passed"
    ENTRY_CREATED = "entry.created"
    RESULT_FROZEN = "result.frozen"
    RESULT_CORRECTED = "result.corrected"
    COMPETITION_CHANGED = "competition.changed"
    ANNOUNCEMENT_FINISHED = "announcement.finished"


READING: dict[HookEvent, Scope] = {
    HookEvent.COMPLETION_RECORDED: Scope.COMPLETIONS_READ,
    HookEvent.COURSE_PASSED: Scope.COMPLETIONS_READ,
    HookEvent.ENTRY_CREATED: Scope.COMPETITIONS_READ,
    HookEvent.RESULT_FROZEN: Scope.COMPETITIONS_READ,
    HookEvent.RESULT_CORRECTED: Scope.COMPETITIONS_READ,
    HookEvent.COMPETITION_CHANGED: Scope.COMPETITIONS_READ,
    HookEvent.ANNOUNCEMENT_FINISHED: Scope.ANNOUNCEMENTS_READ,
}
"""What a token must be allowed to read to be told of an event."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is known later: never itself. ``prefix`` are its first characters.

    It is good until ``expires_at`` (None: it does not expire), unless it was revoked before.
    """

    row: int
    name: str
    prefix: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    def stands(self, now: datetime) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    @property
    def actor(self) -> str:
        """Who acts by it, in the audit log."""
        return f"token {self.name}"


def new_token() -> str:
    """A fresh token: 256 random bits. It is shown once, and kept as its hash only."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token. It has 256 random bits: a plain hash cannot be searched back."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def new_hook_key() -> str:
    """A subscriber's name."""
    return f"h-{secrets.token_hex(8)}"


def new_hook_secret() -> str:
    """256 random bits, as Standard Webhooks writes a symmetric secret."""
    return "whsec_" + b64encode(secrets.token_bytes(32)).decode()
