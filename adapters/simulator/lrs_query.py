"""What can be asked of the statements resource, and the link that leads on from a page.

Source: xAPI 1.0.3, Communication 2.1.3; unchanged in xAPI 2.0 (IEEE 9274.1.1, 4.1.6.1).
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.simulator.lrs_body import parse
from adapters.simulator.lrs_facets import ABSENT, agent_hash, hashed
from adapters.simulator.lrs_store import Sought
from adapters.simulator.xapi_rules import check_actor
from adapters.simulator.xapi_values import StatementRefusedError, iri, moment, uuid_text

ONE = ("statementId", "voidedStatementId")
_SINGLE_CHOICE = {
    "format": "exact",
    "attachments": "false",
    "related_activities": "false",
    "related_agents": "false",
}
"""Known to the specification, and taken with the one value that this store serves."""

_MANY = ("agent", "verb", "activity", "registration", "since", "until", "limit", "ascending")


@dataclass(frozen=True, slots=True)
class Question:
    """One call: ``params`` as they came; ``one`` names the parameter that asks for a single
    statement ('': many are asked for); ``after`` is the row that the last page ended with.
    """

    params: dict[str, str]
    one: str = ""
    after: int | None = None


def question(query: Mapping[str, str]) -> Question:
    """Read a query. Raises StatementRefusedError for a parameter that is unknown, stands twice,
    does not go with another, or has a value that this store does not serve.
    """
    params = dict(query.items())
    if len(params) != len(query):
        raise StatementRefusedError("A parameter stands twice.")
    if "more" in params:
        if len(params) > 1:
            raise StatementRefusedError("more goes with no other parameter.")
        return _continued(params["more"])
    known = {*ONE, *_MANY, *_SINGLE_CHOICE}
    for name, value in params.items():
        if name not in known:
            raise StatementRefusedError("A parameter is not known.")
        if name in _SINGLE_CHOICE and value != _SINGLE_CHOICE[name]:
            raise StatementRefusedError(f"{name}: this store serves {_SINGLE_CHOICE[name]} only.")
    ones = [name for name in ONE if name in params]
    if len(ones) > 1 or (ones and params.keys() - {ones[0], "format", "attachments"}):
        raise StatementRefusedError("A single statement is asked for without other parameters.")
    return Question(params, ones[0] if ones else "")


def sought(params: Mapping[str, str]) -> Sought:
    """What many are asked for. Raises StatementRefusedError for a malformed value."""
    for name, check in (("verb", iri), ("activity", iri), ("registration", uuid_text)):
        if name in params:
            check(params[name], name)
    return Sought(
        agent=_agent(params["agent"]) if "agent" in params else ABSENT,
        verb=hashed("verb", params.get("verb", "")),
        activity=hashed("activity", params.get("activity", "")),
        registration=hashed("in", params.get("registration", "")),
        since=_moment(params, "since"),
        until=_moment(params, "until"),
        ascending=_truth(params, "ascending"),
    )


def limit_of(params: Mapping[str, str], largest: int) -> int:
    """How many at most; 0 and no word both mean ``largest``."""
    text = params.get("limit", "0")
    if not (text.isascii() and text.isdigit()):
        raise StatementRefusedError("limit: must be a whole number, not below 0")
    return min(int(text) or largest, largest)


def more_token(params: Mapping[str, str], after: int) -> str:
    """What asks for the page that follows the row ``after``."""
    said = json.dumps([after, dict(params)], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _continued(token: str) -> Question:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        after, params = json.loads(raw)
    except (binascii.Error, ValueError, TypeError):
        raise StatementRefusedError("more: is none of this store's") from None
    known = isinstance(params, dict) and all(isinstance(one, str) for one in params.values())
    if not known or not isinstance(after, int) or after < 0:
        raise StatementRefusedError("more: is none of this store's")
    return Question(params, after=after)


def _agent(text: str) -> int:
    agent: Any = parse(text.encode(errors="surrogatepass"))
    check_actor(agent, "agent")
    return agent_hash(agent) or hashed("nobody", "an anonymous group")


def _moment(params: Mapping[str, str], name: str) -> datetime | None:
    return moment(params[name], name) if name in params else None


def _truth(params: Mapping[str, str], name: str) -> bool:
    value = params.get(name, "false")
    if value not in ("true", "false"):
        raise StatementRefusedError(f"{name}: must be true or false")
    return value == "true"
