"""The OpenAPI 3.1 document, made from the operations and their models: there is no second source."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openapi_pydantic import OpenAPI
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.domain.api import HookEvent, Scope
from bot.web.api.asking import IDEMPOTENCY_KEY
from bot.web.api.models import Problem
from bot.web.api.operation import ROOT, Operation
from bot.web.api.problems import TYPE

VERSION = "1"

Json = dict[str, Any]
_REF = "#/components/schemas/{model}"

SENTENCES: Mapping[int, str] = {
    400: "The call is not as this document says.",
    401: "There is no token, or it is good no more.",
    403: "The token may not do this.",
    404: "There is no such thing.",
    409: "It cannot be done as things stand.",
    412: "It was changed since it was read.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "It is well formed, and cannot be used: it does not fit what is there, the cursor is another"
    " list's, the Idempotency-Key was another call's.",
    428: "An edit names what it edits.",
    429: "The token has called too often; Retry-After says how long to wait.",
    500: "A fault of the deployment.",
    503: "Nothing could be stored now; make the call again.",
}
ALWAYS = (400, 401, 403, 429, 500, 503)


def document(operations: Sequence[Operation], public_url: str) -> bytes:
    """The document as JSON. Raises ValidationError where it would not be OpenAPI 3.1."""
    models: dict[str, tuple[type[BaseModel], JsonSchemaMode]] = {
        "Problem": (Problem, "serialization")
    }
    for one in operations:
        models[one.answer.__name__] = (one.answer, "serialization")
        if one.body is not None:
            models[one.body.__name__] = (one.body, "validation")
    _, schemas = models_json_schema(list(models.values()), ref_template=_REF)
    whole = {
        "openapi": "3.1.1",
        "info": {
            "title": "Yike",
            "version": VERSION,
            "summary": "Learners, groups, courses, completions, competitions and announcements of"
            " one deployment, for a city's own systems.",
            "description": "People stand in it by their pseudonyms only. What is written here is a"
            " draft until somebody approves it.",
        },
        "servers": [{"url": f"{public_url}{ROOT}"}],
        "security": [{"token": []}],
        "paths": _paths(operations),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by: yike token create. Scopes: "
                    + ", ".join(scope.value for scope in Scope),
                }
            },
        },
        "webhooks": {event.value: {"post": _told(event)} for event in HookEvent},
    }
    checked = OpenAPI.model_validate(whole)
    return checked.model_dump_json(by_alias=True, exclude_unset=True).encode()


def _paths(operations: Iterable[Operation]) -> Json:
    paths: Json = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return paths


def _operation(one: Operation) -> Json:
    said: Json = {
        "operationId": one.id,
        "summary": one.summary,
        "description": f"Needs the scope `{one.scope.value}`.",
        "tags": [one.path.split("/")[1]],
        "parameters": [*_parameters(one.place, "path"), *_parameters(one.query, "query")],
        "responses": {str(one.status): _answer(one), **_problems(one)},
    }
    said["parameters"] += _headers(one)
    if one.body is not None:
        reference = {"$ref": _REF.format(model=one.body.__name__)}
        said["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": reference}},
        }
    return said


def _parameters(model: type[BaseModel] | None, where: str) -> list[Json]:
    if model is None:
        return []
    schema = model.model_json_schema(mode="validation")
    required = schema.get("required", [])
    found = []
    for name, said in schema["properties"].items():
        entry: Json = {"name": name, "in": where, "required": name in required}
        if "description" in said:
            entry["description"] = said["description"]
        entry["schema"] = _plain(said, schema.get("$defs", {}))
        found.append(entry)
    return found


def _plain(said: Json, known: Json) -> Json:
    """A parameter's own schema: what may be left out is never null there."""
    if "anyOf" in said:
        (said,) = (one for one in said["anyOf"] if one.get("type") != "null")
    if "$ref" in said:
        said = known[said["$ref"].rsplit("/", 1)[1]]
    return {key: value for key, value in said.items() if key not in {"title", "description"}}


def _headers(one: Operation) -> list[Json]:
    found: list[Json] = []
    if one.repeatable:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "The same key and call within 24 hours: the same answer, done once.",
                "schema": {"type": "string", "pattern": IDEMPOTENCY_KEY.replace(r"\x", r"\u00")},
            }
        )
    if one.edits:
        found.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "The ETag of what was read.",
                "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}"$'},
            }
        )
    return found


def _answer(one: Operation) -> Json:
    said: Json = {
        "description": "Done." if one.writes else "Found.",
        "content": {
            "application/json": {"schema": {"$ref": _REF.format(model=one.answer.__name__)}}
        },
    }
    if one.tagged:
        said["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "Its revision."}}
    return said


def _problems(one: Operation) -> Json:
    statuses = {*ALWAYS, *one.problems}
    if one.place is not None:
        statuses.add(404)
    if one.query is not None:
        statuses.add(422)
    if one.body is not None:
        statuses |= {413, 415, 422}
    if one.repeatable:
        statuses.add(422)
    if one.edits:
        statuses |= {412, 428}
    schema = {"$ref": _REF.format(model="Problem")}
    return {
        str(status): {"description": SENTENCES[status], "content": {TYPE: {"schema": schema}}}
        for status in sorted(statuses)
    }


def _told(event: HookEvent) -> Json:
    return {
        "operationId": f"told.{event.value}",
        "summary": f"Subscribers are told of {event.value}.",
        "description": "Signed as Standard Webhooks describes: webhook-id, webhook-timestamp,"
        " webhook-signature.",
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["type", "timestamp", "data"],
                        "properties": {
                            "type": {"const": event.value},
                            "timestamp": {"type": "string", "format": "date-time"},
                            "data": {"type": "object"},
                        },
                    }
                }
            }
        },
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "The subscription ends."},
        },
    }
