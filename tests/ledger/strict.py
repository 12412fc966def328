"""The rules that a statement is held to, each as one assertion with its name.

Written from reference section 1, xAPI-Spec 1.0.3, Data, and IEEE 9274.1.1; knows nothing of the
renderer. A statement says no version: the same bytes go to stores of either.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TIME_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DURATION_FORM = re.compile(r"P(?=.)(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?")
TAG_FORM = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
VERB_TYPES = {
    ("completed", "lesson"),
    ("passed", "assessment"),
    ("failed", "assessment"),
    ("completed", "course"),
}
PLACES = {
    "": {"id", "actor", "verb", "object", "result", "context", "timestamp"},
    "actor": {"objectType", "account"},
    "verb": {"id", "display"},
    "object": {"objectType", "id", "definition"},
    "result": {"score", "success", "completion", "duration", "extensions"},
    "context": {
        *("registration", "platform", "language", "contextActivities", "extensions"),
    },
}


def check_statement(body: bytes, now: datetime) -> dict[str, Any]:
    """Assert every rule on the bytes of one statement; returns it parsed."""
    said: dict[str, Any] = json.loads(body, object_pairs_hook=_no_doubles)
    assert b"\n" not in body
    assert len(body) < 4096, "small statements only"
    _no_nulls(said)
    assert set(said) == PLACES[""]
    for place in ("actor", "verb", "object", "result", "context"):
        assert set(said[place]) <= PLACES[place], place
    assert UUID_FORM.fullmatch(said["id"])
    assert UUID_FORM.fullmatch(said["context"]["registration"])
    _actor(said["actor"])
    _times(said, now)
    _language_maps(said)
    _iris(said)
    _kind(said)
    return said


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), "a key twice"
    return dict(pairs)


def _no_nulls(value: Any) -> None:
    assert value is not None, "no nulls"
    for inner in value.values() if isinstance(value, dict) else ():
        _no_nulls(inner)
    for inner in value if isinstance(value, list) else ():
        _no_nulls(inner)


def _actor(actor: dict[str, Any]) -> None:
    assert actor["objectType"] == "Agent"
    assert set(actor["account"]) == {"homePage", "name"}
    assert re.fullmatch(r"[0-9a-f]{32}", actor["account"]["name"]), "a pseudonym only"


def _times(said: dict[str, Any], now: datetime) -> None:
    assert TIME_FORM.fullmatch(said["timestamp"])
    assert datetime.fromisoformat(said["timestamp"]).astimezone(UTC) <= now, "never in the future"
    assert DURATION_FORM.fullmatch(said["result"]["duration"])


def _language_maps(said: dict[str, Any]) -> None:
    maps = [said["verb"]["display"], said["object"]["definition"]["name"]]
    for one in maps:
        assert one
        for tag, text in one.items():
            assert TAG_FORM.fullmatch(tag), tag
            assert isinstance(text, str)
            assert text
    assert TAG_FORM.fullmatch(said["context"]["language"])


def _iris(said: dict[str, Any]) -> None:
    definition, context = said["object"]["definition"], said["context"]
    around = context["contextActivities"]
    activities = [one for group in around.values() for one in group]
    extensions = (definition, said["result"], context)
    iris = [
        said["actor"]["account"]["homePage"],
        said["verb"]["id"],
        said["object"]["id"],
        definition["type"],
        *(one["id"] for one in activities),
        *(key for part in extensions for key in part.get("extensions", {})),
    ]
    for iri in iris:
        parts = urlsplit(iri)
        assert parts.scheme in ("http", "https"), iri
        assert parts.netloc, iri
        assert " " not in iri
    assert around["category"], "the profile"


def _kind(said: dict[str, Any]) -> None:
    verb = said["verb"]["id"].removeprefix("http://adlnet.gov/expapi/verbs/")
    kind = said["object"]["definition"]["type"].removeprefix(
        "http://adlnet.gov/expapi/activities/"
    )
    assert (verb, kind) in VERB_TYPES
    result, context = said["result"], said["context"]
    assert result["completion"] is True
    short = {key.rsplit("/", 1)[1]: value for key, value in context["extensions"].items()}
    assert short["content-version"]
    if kind == "lesson":
        assert set(result) == {"completion", "duration"}
        assert set(short) == {"content-version"}
    elif kind == "assessment":
        assert set(short) == {"content-version", "attempt"}
        _score(result, verb)
    else:
        _course(said)
    if kind != "course":
        (parent,) = context["contextActivities"]["parent"]
        assert said["object"]["id"].startswith(parent["id"] + "/")
        assert parent["definition"]["type"].endswith("/activities/course")


def _score(result: dict[str, Any], verb: str) -> None:
    score = result["score"]
    assert set(score) == {"scaled", "raw", "min", "max"}
    assert score["min"] <= score["raw"] <= score["max"]
    assert 0 <= score["scaled"] <= 1
    assert abs(score["scaled"] - score["raw"] / score["max"]) < 0.0001
    assert result["success"] is (verb == "passed")


def _course(said: dict[str, Any]) -> None:
    assert "score" not in said["result"], "no averaging"
    assert said["result"]["success"] is True
    assert "parent" not in said["context"]["contextActivities"]
    described = said["object"]["definition"]["extensions"]
    assert {key.rsplit("/", 1)[1] for key in described} == {
        "qf-framework",
        "qf-level",
        "notional-hours",
    }
    claimed = said["result"]["extensions"]
    assert {key.rsplit("/", 1)[1] for key in claimed} == {"credit-claimed", "credit-rule"}
