"""What a strict learning record store takes (xAPI 1.0.3, part two: statement data).

The rules that real stores were seen to hold are in reference/learning.md section 1; the rest is
the specification's.
"""

import math
import re
from datetime import datetime
from typing import Any

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
    strings,
    truth,
    uuid_text,
)

_SHA1 = re.compile(r"[0-9a-f]{40}")
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
INTERACTIONS = {
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
}


def check_statement(statement: Any, now: datetime) -> None:
    """Raises StatementRefusedError where ``statement`` (parsed JSON) breaks a rule."""
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
    if "version" in fields and not re.fullmatch(r"1\.0(\.\d+)?", string_in(fields, "version")):
        raise StatementRefusedError("version: only 1.0.x is taken")
    for name in ("timestamp", "stored"):
        if name in fields:
            instant(fields[name], name, now)
    if "authority" in fields:
        _actor(fields["authority"], "authority")
    _attachments(fields.get("attachments", []))
    _core(fields, nested=False)


def _core(fields: dict[str, Any], *, nested: bool) -> None:
    """What a statement and a sub-statement have in common."""
    _actor(fields["actor"], "actor")
    verb = object_of(fields["verb"], "verb", required=("id",), optional=("display",))
    iri(verb["id"], "verb.id")
    language_map(verb.get("display", {}), "verb.display")
    kind = _target(fields["object"], nested=nested)
    if verb["id"] == VOIDED and kind != "StatementRef":
        raise StatementRefusedError("object: voided needs a StatementRef")
    if "result" in fields:
        _result(fields["result"])
    if "context" in fields:
        _context(fields["context"], about_activity=kind == "Activity")


def _actor(value: Any, where: str) -> None:
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
        _actor(member, f"{where}.member")


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


def _target(value: Any, *, nested: bool) -> str:
    """The object of a statement; returns its objectType."""
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else "Activity"
    if kind == "Activity":
        _activity(value, "object")
    elif kind in ("Agent", "Group"):
        _actor(value, "object")
    elif kind == "StatementRef":
        _reference(value, "object")
    elif kind == "SubStatement" and not nested:
        names = ("actor", "verb", "object")
        optional = ("objectType", "result", "context", "timestamp", "attachments")
        _core(object_of(value, "object", required=names, optional=optional), nested=True)
    else:
        raise StatementRefusedError("object.objectType: is not known here")
    return str(kind)


def _reference(value: Any, where: str) -> None:
    fields = object_of(value, where, required=("objectType", "id"))
    if fields["objectType"] != "StatementRef":
        raise StatementRefusedError(f"{where}.objectType: must be StatementRef")
    uuid_text(fields["id"], f"{where}.id")


def _activity(value: Any, where: str) -> None:
    fields = object_of(value, where, required=("id",), optional=("objectType", "definition"))
    if fields.get("objectType", "Activity") != "Activity":
        raise StatementRefusedError(f"{where}.objectType: must be Activity")
    iri(fields["id"], f"{where}.id")
    if "definition" in fields:
        _definition(fields["definition"], f"{where}.definition")


def _definition(value: Any, where: str) -> None:
    components = ("choices", "scale", "source", "target", "steps")
    names = ("name", "description", "type", "moreInfo", "extensions", "interactionType")
    optional = (*names, "correctResponsesPattern", *components)
    fields = object_of(value, where, optional=optional)
    checks: dict[str, Check] = {
        "name": language_map,
        "description": language_map,
        "type": iri,
        "moreInfo": iri,
        "extensions": extensions,
        "interactionType": _interaction,
        "correctResponsesPattern": strings,
    } | dict.fromkeys(components, _components)
    each(fields, where, checks)
    if any(name in fields for name in components) and "interactionType" not in fields:
        raise StatementRefusedError(f"{where}: components need an interactionType")


def _interaction(value: Any, where: str) -> None:
    if value not in INTERACTIONS:
        raise StatementRefusedError(f"{where}: is not known")


def _components(value: Any, where: str) -> None:
    if not isinstance(value, list):
        raise StatementRefusedError(f"{where}: must be a list")
    for component in value:
        fields = object_of(component, where, required=("id",), optional=("description",))
        if not string_in(fields, "id"):
            raise StatementRefusedError(f"{where}.id: must not be empty")
        language_map(fields.get("description", {}), f"{where}.description")


def _result(value: Any) -> None:
    names = ("score", "success", "completion", "response", "duration", "extensions")
    checks: dict[str, Check] = {
        "score": _score,
        "success": truth,
        "completion": truth,
        "response": plain_text,
        "duration": duration,
        "extensions": extensions,
    }
    each(object_of(value, "result", optional=names), "result", checks)


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


def _context(value: Any, *, about_activity: bool) -> None:
    names = ("registration", "instructor", "team", "contextActivities", "revision", "platform")
    optional = (*names, "language", "statement", "extensions")
    fields = object_of(value, "context", optional=optional)
    if not about_activity and ("revision" in fields or "platform" in fields):
        raise StatementRefusedError("context: revision and platform are for activities only")
    checks: dict[str, Check] = {
        "registration": uuid_text,
        "instructor": _actor,
        "team": _team,
        "contextActivities": _related,
        "revision": plain_text,
        "platform": plain_text,
        "language": language_tag,
        "statement": _reference,
        "extensions": extensions,
    }
    each(fields, "context", checks)


def _team(value: Any, where: str) -> None:
    if not isinstance(value, dict) or value.get("objectType") != "Group":
        raise StatementRefusedError(f"{where}: must be a Group")
    _actor(value, where)


def _related(value: Any, where: str) -> None:
    fields = object_of(value, where, optional=("parent", "grouping", "category", "other"))
    for name, activities in fields.items():
        for activity in activities if isinstance(activities, list) else [activities]:
            _activity(activity, f"{where}.{name}")


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
