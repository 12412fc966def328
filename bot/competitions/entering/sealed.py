"""What is known of the people of an entry, and how it is kept: encrypted, each for one purpose.

``entry.sealed`` holds a ``Facts``, ``entry_member.sealed`` a ``MemberFacts``, each as JSON.
"""

import hmac
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.keys.vault import ENTRANT, TEAM_MEMBER, Vault


@dataclass(frozen=True, slots=True)
class Facts:
    """``name`` of the person or team; what divisions ask for; who agreed for a child.

    Empty, or None: not asked. ``contact`` is how the organiser reaches somebody without a chat.
    """

    name: str = ""
    birth: date | None = None
    occupation: str = ""
    guardian: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One of a team."""

    name: str
    birth: date | None = None


def seal_facts(vault: Vault, facts: Facts) -> bytes:
    """As ``entry.sealed`` keeps it."""
    return vault.seal(ENTRANT, _text(asdict(facts)))


def open_facts(vault: Vault, sealed: bytes | None) -> Facts:
    """What was sealed; nothing known where there is nothing. Raises SealedError."""
    if sealed is None:
        return Facts()
    found = json.loads(vault.open(ENTRANT, sealed))
    return Facts(**found | {"birth": _birth(found)})


def seal_member(vault: Vault, member: MemberFacts) -> bytes:
    """As ``entry_member.sealed`` keeps it."""
    return vault.seal(TEAM_MEMBER, _text(asdict(member)))


def open_member(vault: Vault, sealed: bytes) -> MemberFacts:
    """What was sealed. Raises SealedError."""
    found = json.loads(vault.open(TEAM_MEMBER, sealed))
    return MemberFacts(found.get("name", ""), _birth(found))


def member_hash(key: bytes, competition: str, member: MemberFacts) -> bytes:
    """What tells that a person is in two teams of ``competition``; of no use outside of it.

    ``key`` is the deployment's ``pseudonym_key``. The same person is the same name, as
    ``bot.domain.names.read_name`` gives it and without its spaces, and the same birth.
    """
    name = "".join(member.name.split()).casefold()
    birth = member.birth.isoformat() if member.birth else ""
    return hmac.digest(key, f"member\0{competition}\0{name}\0{birth}".encode(), "sha256")


def _text(facts: dict[str, Any]) -> str:
    """Only what is known."""
    known = {name: value for name, value in facts.items() if value}
    return json.dumps(known, ensure_ascii=False, default=date.isoformat)


def _birth(found: dict[str, Any]) -> date | None:
    return date.fromisoformat(found["birth"]) if found.get("birth") else None
