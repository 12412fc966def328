"""The OpenAPI document, and whether the API keeps to it: schemathesis asks everything of it."""

import asyncio
import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.domain.api import HookEvent
from bot.web.api import OPERATIONS
from bot.web.api.document import document
from tests.api.town_hall import (
    ISSUER,
    TownHall,
    announcement,
    competition,
    completion,
    group,
    person,
)

Operation = APIOperation[Any, Any, Any, Any]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    missing_required_header,
]
EXAMPLES = 20
"""Of each operation and mode; with them the whole takes some fifteen seconds."""
SETTINGS = hypothesis_settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ACCEPTED = ["2xx", "403", "404", "409", "412", "422"]
"""What well-formed data may come to: what they name need not be there, nor fit together."""


def _document() -> Any:
    return json.loads(document(OPERATIONS, "https://yike.example.org"))


def test_the_document_is_openapi_3_1() -> None:
    schemathesis.openapi.from_dict(_document()).validate()


def test_every_schema_in_it_is_one() -> None:
    for schema in _document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_it_names_all_operations_scopes_and_events() -> None:
    said = _document()
    found = {
        (method.upper(), path): one
        for path, methods in said["paths"].items()
        for method, one in methods.items()
    }
    assert set(found) == {(one.method, one.path) for one in OPERATIONS}
    assert len({one["operationId"] for one in found.values()}) == len(found)
    for one in OPERATIONS:
        shown = found[one.method, one.path]
        assert f"`{one.scope.value}`" in shown["description"]
        assert {"401", "403", "429", "503"} <= set(shown["responses"])
        names = {each["name"] for each in shown["parameters"] if each["in"] == "header"}
        expected = {"POST": {"Idempotency-Key"}, "PATCH": {"If-Match"}}
        assert names == expected.get(one.method, set())
    assert set(said["webhooks"]) == set(HookEvent)
    assert said["security"] == [{"token": []}]


async def _town(hall: TownHall) -> dict[str, Any]:
    """A town in which every kind of thing is there; what paths can name."""
    who, chat = await person(hall.db), await group(hall.db)
    await completion(hall.db, who)
    await hall.call("POST", "/competitions", competition("law-2026", [chat]))
    await hall.call("POST", "/announcements", announcement("law-2026", chat))
    hook = await hall.call(
        "POST", "/hooks", {"url": "http://127.0.0.1:9/", "events": ["course.passed"]}
    )
    return {
        "/learners/{id}": {"id": ISSUER.pseudonym(who)},
        "/groups/{id}": {"id": chat},
        "/hooks/{id}": {"id": hook.said["id"]},
        "stage": {"id": "law-2026", "stage": "round-1"},
        "": {"id": "law-2026"},
    }


def _named(operation: Operation, there: dict[str, Any]) -> dict[str, Any] | None:
    if "{stage}" in operation.path:
        return dict(there["stage"])
    if "{id}" in operation.path:
        return dict(there.get(operation.path, there[""]))
    return None


def _ask(
    operation: Operation, mode: GenerationMode, url: str, token: str, path: Any = None
) -> None:
    """As many calls as EXAMPLES, each held against the document."""
    judged = [positive_data_acceptance] if mode.is_positive else [negative_data_rejection]
    headers = {"Authorization": f"Bearer {token}"}
    more = {"path_parameters": path} if path is not None else {}

    @seed(8)
    @SETTINGS
    @given(case=operation.as_strategy(mode, **more))
    def ask(case: Any) -> None:
        case.call_and_validate(base_url=url, headers=headers, checks=[*CHECKS, *judged])

    ask()


def _ask_all(schema: BaseSchema, url: str, token: str, there: dict[str, Any]) -> int:
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # the document was validated
        path = _named(operation, there)
        _ask(operation, GenerationMode.POSITIVE, url, token)
        if path is not None:
            _ask(operation, GenerationMode.POSITIVE, url, token, path)
        _ask(operation, GenerationMode.NEGATIVE, url, token)
        count += 1
    return count


@pytest.mark.timeout(180)
async def test_the_api_keeps_to_its_document(hall: TownHall) -> None:
    """No 5xx, no answer that the document does not know, nothing taken that it does not allow."""
    there = await _town(hall)
    schema = schemathesis.openapi.from_dict(_document())
    schema.config.generation.with_security_parameters = False  # tests of their own: test_guard.py
    schema.config.checks.positive_data_acceptance.expected_statuses = ACCEPTED
    asked = await asyncio.to_thread(_ask_all, schema, hall.url, hall.token, there)
    assert asked == len(OPERATIONS)
