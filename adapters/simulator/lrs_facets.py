"""What statements can be asked for by: agent, verb, activity, registration, as short hashes."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from adapters.simulator.xapi_rules import IDENTIFIERS, VOIDED

ABSENT = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """64-bit hashes of who, did, what, and in which registration (0: none); ``members`` are the
    further agents of groups. ``target`` is the id of the statement that this one is about ('':
    none), ``voiding`` whether it takes that one back.
    """

    actor: int
    verb: int
    object: int
    registration: int
    members: tuple[int, ...]
    target: str
    voiding: bool


def facets_of(statement: dict[str, Any]) -> Facets:
    """The facets of a statement that keeps the rules."""
    actor, about, verb = statement["actor"], statement["object"], statement["verb"]["id"]
    kind = about.get("objectType", "Activity")
    groups = [actor, about] if kind == "Group" else [actor]
    return Facets(
        actor=agent_hash(actor),
        verb=hashed("verb", verb),
        object=_object_hash(about, kind),
        registration=hashed("in", statement.get("context", {}).get("registration", "")),
        members=tuple(agent_hash(one) for group in groups for one in group.get("member", [])),
        target=about["id"] if kind == "StatementRef" else "",
        voiding=verb == VOIDED,
    )


def agent_hash(agent: dict[str, Any]) -> int:
    """Agents and groups are the same when one identifier of theirs is (xAPI 1.0.3, Data 2.4.2);
    ABSENT for a group without one.
    """
    for name in IDENTIFIERS:
        if name in agent:
            value = agent[name]
            said = f"{value['homePage']}\n{value['name']}" if name == "account" else value
            return hashed(name, said)
    return ABSENT


@lru_cache(maxsize=4096)
def hashed(kind: str, value: str) -> int:
    """A hash that is the same in every process; ABSENT for ''."""
    if not value:
        return ABSENT
    data = f"{kind} {value}".encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big") or 1


def _object_hash(about: dict[str, Any], kind: str) -> int:
    if kind == "Activity":
        return hashed("activity", about["id"])
    return agent_hash(about) if kind in ("Agent", "Group") else ABSENT
