"""What a strict learning record store takes (xAPI 1.0.3, part two: statement data), and what
xAPI 2.0 (IEEE 9274.1.1, 4.2) adds: contextAgents and contextGroups, and its own version.

The rules that real stores were seen to hold are in reference/learning.md section 1; the rest is
the specification's.
"""

import math
import re
from datetime import datetime
from typing import Any

from adapters.simulator.xapi_activities import check_activity
from adapters.simulator.xapi_values import (
    Check,
    StatementRefusedError,
    duration,
    each,
    extensions,
    instant,
    iri,
    language_map,
    language_tag,
    matching,
    object_of,
    plain_text,
    string_in,
    truth,
    uuid_text,
)

_SHA1 = re.compile(r"[0-9a-f]{40}")
_VERSIONS = {"1.0": re.compile(r"1\.0(\.\d+)?"), "2.0": re.compile(r"2\.0(\.\d+)?")}
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def check_statement(statement: Any, now: datetime, family: str = "1.0") -> None:
    """Raises StatementRefusedError where ``statement`` (parsed JSON) breaks a rule.

    ``family`` is the version that is spoken, without its last number: 1.0 or 2.0.
    """
    fields = object_of(
        statement,
        "statement",
        required=("actor", "verb", "object"),
        optional=(
            "id",
            "result",
            "context",
            "timestamp",
            "stored",
            "authority",
            "version",
            "attachments",
        ),
    )
    if "id" in fields:
        uuid_text(fields["id"], "id")
    if "version" in fields and not _VERSIONS[family].fullmatch(string_in(fields, "version")):
        raise StatementRefusedError(f"version: only {family}.x is taken")
    for name in ("timestamp", "stored"):
        if name in fields:
            instant(fields[name], name, now)
    if "authority" in fields:
        check_actor(fields["authority"], "authority")
    _attachments(fields.get("attachments", []))
    _core(fields, family, nested=False)


def _core(fields: dict[str, Any], family: str, *, nested: bool) -> None:
    """What a statement and a sub-statement have in common."""
    check_actor(fields["actor"], "actor")
    verb = object_of(fields["verb"], "verb", required=("id",), optional=("display",))
    iri(verb["id"], "verb.id")
    language_map(verb.get("display", {}), "verb.display")
    kind = _target(fields["object"], family, nested=nested)
    if verb["id"] == VOIDED and kind != "StatementRef":
        raise StatementRefusedError("object: voided needs a StatementRef")
    if "result" in fields:
        _result(fields["result"])
    if "context" in fields:
        _context(fields["context"], family, about_activity=kind == "Activity")


def check_actor(value: Any, where: str) -> None:
    """Raises StatementRefusedError where ``value`` is no agent and no group."""
    kind = value.get("objectType", "Agent") if isinstance(value, dict) else "Agent"
    if kind not in ("Agent", "Group"):
        raise StatementRefusedError(f"{where}.objectType: must be Agent or Group")
    extra = ("member",) if kind == "Group" else ()
    fields = object_of(value, where, optional=("objectType", "name", *IDENTIFIERS, *extra))
    if "name" in fields:
        plain_text(fields["name"], f"{where}.name")
    given = [name for name in IDENTIFIERS if name in fields]
    anonymous = kind == "Group" and "member" in fields and not given
    if len(given) != 1 and not anonymous:
        raise StatementRefusedError(f"{where}: needs exactly one identifier")
    for name in given:
        _identifier(name, fields[name], f"{where}.{name}")
    members = fields.get("member", [])
    if not isinstance(members, list) or (anonymous and not members):
        raise StatementRefusedError(f"{where}.member: must be a list of agents")
    for member in members:
        if isinstance(member, dict) and member.get("objectType", "Agent") != "Agent":
            raise StatementRefusedError(f"{where}.member: must be agents")
        check_actor(member, f"{where}.member")


def _identifier(name: str, value: Any, where: str) -> None:
    if name == "account":
        account = object_of(value, where, required=("homePage", "name"))
        iri(account["homePage"], f"{where}.homePage")
        if not string_in(account, "name"):
            raise StatementRefusedError(f"{where}.name: must not be empty")
    elif name == "mbox":
        matching(re.compile(r"mailto:[^\s@]+@[^\s@]+"), "must be a mailto IRI")(value, where)
    elif name == "mbox_sha1sum":
        matching(_SHA1, "must be a SHA-1 in hexadecimal")(value, where)
    else:
        iri(value, where)


def _target(value: Any, family: str, *, nested: bool) -> str:
    """The object of a statement; returns its objectType."""
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else "Activity"
    if kind == "Activity":
        check_activity(value, "object")
    elif kind in ("Agent", "Group"):
        check_actor(value, "object")
    elif kind == "StatementRef":
        _reference(value, "object")
    elif kind == "SubStatement" and not nested:
        names = ("actor", "verb", "object")
        optional = ("objectType", "result", "context", "timestamp", "attachments")
        fields = object_of(value, "object", required=names, optional=optional)
        _core(fields, family, nested=True)
    else:
        raise StatementRefusedError("object.objectType: is not known here")
    return str(kind)


def _reference(value: Any, where: str) -> None:
    fields = object_of(value, where, required=("objectType", "id"))
    if fields["objectType"] != "StatementRef":
        raise StatementRefusedError(f"{where}.objectType: must be StatementRef")
    uuid_text(fields["id"], f"{where}.id")


def _result(value: Any) -> None:
    names = ("score", "success", "completion", "response", "duration", "extensions")
    each(object_of(value, "result", optional=names), "result", _RESULT)


def _score(value: Any, where: str) -> None:
    fields = object_of(value, where, optional=("scaled", "raw", "min", "max"))
    for name, number in fields.items():
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise StatementRefusedError(f"{where}.{name}: must be a number")
        if not math.isfinite(number):
            raise StatementRefusedError(f"{where}.{name}: must be finite")
    low, high = fields.get("min", -math.inf), fields.get("max", math.inf)
    if not -1 <= fields.get("scaled", 0) <= 1:
        raise StatementRefusedError(f"{where}.scaled: must lie between -1 and 1")
    if low >= high or ("raw" in fields and not low <= fields["raw"] <= high):
        raise StatementRefusedError(f"{where}: raw must lie between min and max")


def _context(value: Any, family: str, *, about_activity: bool) -> None:
    names = ("registration", "instructor", "team", "contextActivities", "revision", "platform")
    optional = (*names, "language", "statement", "extensions")
    since_two = ("contextAgents", "contextGroups") if family == "2.0" else ()
    fields = object_of(value, "context", optional=(*optional, *since_two))
    if not about_activity and ("revision" in fields or "platform" in fields):
        raise StatementRefusedError("context: revision and platform are for activities only")
    each(fields, "context", _CONTEXT)


def _involved_agents(value: Any, where: str) -> None:
    _involved(value, where, "contextAgent", "agent", check_actor)


def _involved_groups(value: Any, where: str) -> None:
    _involved(value, where, "contextGroup", "group", _team)


def _involved(value: Any, where: str, kind: str, name: str, check: Check) -> None:
    """Who else had a part, each with the kinds of that part (xAPI 2.0, 4.2.4.1)."""
    if not isinstance(value, list):
        raise StatementRefusedError(f"{where}: must be a list")
    for one in value:
        fields = object_of(one, where, required=("objectType", name), optional=("relevantTypes",))
        if fields["objectType"] != kind:
            raise StatementRefusedError(f"{where}.objectType: must be {kind}")
        check(fields[name], f"{where}.{name}")
        if "relevantTypes" in fields:
            _relevant(fields["relevantTypes"], f"{where}.relevantTypes")


def _relevant(value: Any, where: str) -> None:
    if not isinstance(value, list) or not value:
        raise StatementRefusedError(f"{where}: must be a list of IRIs")
    for kind in value:
        iri(kind, where)


def _team(value: Any, where: str) -> None:
    if not isinstance(value, dict) or value.get("objectType") != "Group":
        raise StatementRefusedError(f"{where}: must be a Group")
    check_actor(value, where)


def _related(value: Any, where: str) -> None:
    fields = object_of(value, where, optional=("parent", "grouping", "category", "other"))
    for name, activities in fields.items():
        for activity in activities if isinstance(activities, list) else [activities]:
            check_activity(activity, f"{where}.{name}")


def _attachments(value: Any) -> None:
    if not isinstance(value, list):
        raise StatementRefusedError("attachments: must be a list")
    for attachment in value:
        fields = object_of(
            attachment,
            "attachments",
            required=("usageType", "display", "contentType", "length", "sha2", "fileUrl"),
            optional=("description",),
        )
        iri(fields["usageType"], "attachments.usageType")
        iri(fields["fileUrl"], "attachments.fileUrl")
        language_map(fields["display"], "attachments.display")


_RESULT: dict[str, Check] = {
    "score": _score,
    "success": truth,
    "completion": truth,
    "response": plain_text,
    "duration": duration,
    "extensions": extensions,
}
_CONTEXT: dict[str, Check] = {
    "registration": uuid_text,
    "instructor": check_actor,
    "team": _team,
    "contextActivities": _related,
    "revision": plain_text,
    "platform": plain_text,
    "language": language_tag,
    "statement": _reference,
    "extensions": extensions,
    "contextAgents": _involved_agents,
    "contextGroups": _involved_groups,
}
