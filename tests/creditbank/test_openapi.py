"""The OpenAPI document is sound, and what we send and the simulator answers is what it says."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from jsonschema import (  # type: ignore[import-untyped] # it has no types of its own
    Draft202012Validator,
    ValidationError,
)

from adapters.creditbank import lists
from adapters.creditbank.bank import INTERFACE, BankApi
from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.creditbank.parcels import ACCOUNT, NOW, TARGET, outer_id, parcel, takes_back

DOCUMENT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "docs" / "credit-bank.openapi.yaml").read_text("utf-8")
)
SCHEMAS = DOCUMENT["components"]["schemas"]
METHODS = {"get", "post"}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a ``$ref`` points to."""
    while "$ref" in part:
        found: Any = DOCUMENT
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def check(value: Any, schema: dict[str, Any]) -> None:
    """Raises ValidationError. References are those of the document."""
    checker = Draft202012Validator.FORMAT_CHECKER
    whole = {"components": DOCUMENT["components"], "allOf": [schema]}
    Draft202012Validator(whole, format_checker=checker).validate(value)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS & item.keys():
            yield path, method, item[method]


def operation(method: str, path: str) -> dict[str, Any]:
    """The operation that serves a path below the base."""
    bare = path.partition("?")[0]
    if bare.startswith("/v1/records/"):
        bare = "/v1/records/{outer_id}"
    found: dict[str, Any] = DOCUMENT["paths"][bare][method.lower()]
    return found


def contents(part: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Each schema in a request or response, with its examples."""
    for content in part.get("content", {}).values():
        named = [resolved(one)["value"] for one in content.get("examples", {}).values()]
        alone = [content["example"]] if "example" in content else []
        yield content["schema"], [*named, *alone]


# The document itself ------------------------------------------------------------------------


def test_every_reference_leads_somewhere_and_everything_is_used() -> None:
    used = set[str]()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                resolved(part)
                used.add(part["$ref"])
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(DOCUMENT)
    there = {
        f"#/components/{kind}/{name}"
        for kind, named in DOCUMENT["components"].items()
        for name in named
    }
    assert there - used == {"#/components/securitySchemes/signature"}
    assert DOCUMENT["security"] == [{"signature": []}]


def test_it_is_openapi_3_1_with_sound_schemas_and_operations() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert {"title", "version"} <= DOCUMENT["info"].keys()
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
    tags = {one["name"] for one in DOCUMENT["tags"]}
    found = list(operations())
    assert len(found) == 7
    names = [one["operationId"] for _, _, one in found]
    assert len(set(names)) == len(names)
    for path, _, one in found:
        parameters = [resolved(each) for each in one.get("parameters", ())]
        in_path = {each["name"] for each in parameters if each["in"] == "path"}
        assert in_path == {name for name in ("outer_id",) if f"{{{name}}}" in path}
        assert all(each["required"] for each in parameters if each["in"] == "path")
        assert set(one["tags"]) <= tags
        assert {"200", "401", "429", "503"} <= one["responses"].keys()
        assert all(resolved(each)["description"] for each in one["responses"].values())


def test_the_examples_are_what_the_schemas_say() -> None:
    count = 0
    for _, _, one in operations():
        parts = [one["requestBody"]] if "requestBody" in one else []
        for part in (*parts, *map(resolved, one["responses"].values())):
            for schema, examples in contents(part):
                for example in examples:
                    check(example, schema)
                    count += 1
    assert count > 20


def test_the_schemas_refuse_what_is_wrong() -> None:
    good = DOCUMENT["components"]["examples"]["Training"]["value"]
    check(good, SCHEMAS["HandIn"])
    for path, wrong in (
        (("profiles", 0, "cb_id"), "a b"),
        (("profiles", 0, "training_list", 0, "experience_time"), "2026-13-40"),
        (("profiles", 0, "training_list", 0, "extension", "level"), 8),
        (("profiles", 0, "training_list", 0, "extension", "more"), 1),
        (("withdrawals",), None),
    ):
        bad: Any = json.loads(json.dumps(good))
        place = bad
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = wrong
        with pytest.raises(ValidationError):
            check(bad, SCHEMAS["HandIn"])


def test_the_lists_have_the_fields_that_the_adapter_fills() -> None:
    for name, schema in (
        ("training", "Training"),
        ("certificate", "Certificate"),
        ("credit", "Credit"),
    ):
        shape = lists.SHAPES[name]  # type: ignore[index]
        assert set(SCHEMAS[schema]["required"]) == {*shape.fields, "extension"}
        assert {shape.count, shape.entries} <= set(SCHEMAS["Profile"]["required"])
    assert set(SCHEMAS["Extension"]["properties"]) == set(lists.EXTENSION)
    assert SCHEMAS["About"]["properties"]["interface"] == {"const": INTERFACE}


# What goes over the wire --------------------------------------------------------------------


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(FrozenClock(NOW))
    await simulator.start()
    simulator.creditbank.add_key("yike", "a made-up secret")
    simulator.creditbank.add_account(ACCOUNT)
    yield simulator
    await simulator.stop()


class Listener:
    """Writes down each exchange of a bank's session: method, path, what was sent, status, answer."""

    def __init__(self, bank: BankApi) -> None:
        self.seen: list[tuple[str, str, bytes, int, Any]] = []
        real = bank._line.ask

        async def ask(method: str, path: str, *, body: bytes = b"", most: int = 65536) -> Any:
            response = await real(method, path, body=body, most=most)
            answer = json.loads(response.body)
            self.seen.append((method, path, body, response.status, answer))
            return response

        bank._line.ask = ask  # type: ignore[method-assign]

    def check(self) -> None:
        """Everything that was seen is what the document says."""
        for method, path, body, status, answer in self.seen:
            described = operation(method, path)
            if body and status != 422:  # what the bank calls invalid was sent on purpose
                [(schema, _)] = contents(described["requestBody"])
                check(json.loads(body), schema)
            self._check_query(described, path)
            [(schema, _)] = contents(resolved(described["responses"][str(status)]))
            check(answer, schema)

    def _check_query(self, described: dict[str, Any], path: str) -> None:
        parameters = {
            one["name"]: one["schema"]
            for one in map(resolved, described.get("parameters", ()))
            if one["in"] == "query"
        }
        for name, value in parse_qsl(path.partition("?")[2], keep_blank_values=True):
            schema = parameters[name]
            check(int(value) if schema.get("type") == "integer" else value, schema)


@pytest.mark.parametrize("name", ["training", "certificate", "credit"])
async def test_every_request_and_every_answer_is_what_the_document_says(
    sim: Simulator, name: lists.ListName
) -> None:
    base = f"{sim.url}/creditbank"
    bank = BankApi(TARGET, base, ("yike", "a made-up secret"), FrozenClock(NOW), record=name)
    listener = Listener(bank)
    plain = parcel(2, score=None, score_max=None, uscc=None, hours=2.5, credit=0.15)
    await bank.check()
    for parcels in (
        [parcel(1), plain, takes_back(3)],
        [parcel(1), takes_back(1)],
        [parcel(2, title="别的课")],
        [parcel(4, title="")],
        [parcel(4, "NOBODY0001")],
    ):
        await bank.push(parcels)
    for one in (parcel(1), takes_back(2), parcel(5)):
        await bank.holds(one)
    sim.creditbank.decide(str(outer_id(2)), "rejected", reason="与已有成果重复")
    sim.creditbank.decide(str(outer_id(2)), "converted", credit="0.12")
    page = await bank.recognitions("")
    await bank.recognitions(page.cursor)
    assert len([one async for one in bank.holdings(NOW, NOW.replace(year=2027))]) == 2
    strange = BankApi(TARGET, base, ("yike", "another"), FrozenClock(NOW), record=name)
    refused = Listener(strange)
    await strange.push([parcel(7)])
    await strange.stop()
    sim.creditbank.largest_body = 10
    await bank.push([parcel(6)])
    await bank.stop()
    listener.seen += refused.seen
    statuses = {status for *_, status, _ in listener.seen}
    assert statuses == {200, 401, 404, 409, 413, 422}
    listener.check()


async def test_the_simulator_refuses_a_bad_query_in_the_same_words(sim: Simulator) -> None:
    base = f"{sim.url}/creditbank"
    bank = BankApi(TARGET, base, ("yike", "a made-up secret"), FrozenClock(NOW))
    listener = Listener(bank)
    await bank._line.ask("GET", "/v1/recognitions?after=nonsense")
    await bank.stop()
    assert listener.seen[0][3] == 422
    described = operation("GET", "/v1/recognitions")
    [(schema, _)] = contents(resolved(described["responses"]["422"]))
    check(listener.seen[0][4], schema)
