"""Each rule refuses what breaks it and lets by what keeps it."""

from typing import Any

import pytest

from adapters.simulator.xapi_rules import check_statement
from adapters.simulator.xapi_values import StatementRefusedError
from tests.simulator.conftest import BEGIN
from tests.simulator.statements import COURSE, GONE, LESSON, QUIZ, changed

AGENT = {"mbox": "mailto:a@example.org"}


@pytest.mark.parametrize("statement", [LESSON, QUIZ, COURSE])
def test_the_reference_statements_keep_the_rules(statement: dict[str, Any]) -> None:
    check_statement(statement, BEGIN)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", GONE),
        ("timestamp", GONE),
        ("version", GONE),
        ("timestamp", "2026-11-23T08:00:00+08:00"),
        ("actor", AGENT),
        ("actor", {"mbox_sha1sum": "0" * 40, "name": "李"}),
        ("actor", {"openid": "https://id.example.org/li"}),
        ("actor", {"objectType": "Group", "member": [AGENT]}),
        ("actor", {"objectType": "Group", "mbox": "mailto:a@example.org"}),
        ("object", {"objectType": "Agent", "mbox": "mailto:a@example.org"}),
        ("object", {"id": "https://example.org/a"}),
        ("context/contextActivities/parent", {"id": "https://example.org/a"}),
        ("context/instructor", AGENT),
        ("context/extensions", {"https://example.org/e": None}),
        ("result/duration", "P1DT2H3M4.5S"),
        ("result/duration", "P2W"),
        ("result/response", ""),
        ("verb/display", {"zh-Hans-CN": "完成"}),
    ],
)
def test_what_is_taken(path: str, value: Any) -> None:
    statement = changed(path, value)
    if path == "object" and value.get("objectType") == "Agent":
        del statement["context"]["platform"]
    check_statement(statement, BEGIN)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("id", "0F7C1B1E-6A0F-5C8E-9D1C-2F4A9E3B7C11", "lower-case UUID"),
        ("id", "1", "lower-case UUID"),
        ("actor", GONE, "actor: is missing"),
        ("verb", GONE, "verb: is missing"),
        ("object", GONE, "object: is missing"),
        ("result", None, "must not be null"),
        ("actor/name", None, "must not be null"),
        ("object/definition/description", None, "must not be null"),
        ("result/score", None, "must not be null"),
        ("context/revision", None, "must not be null"),
        ("colour", "red", "does not know"),
        ("Actor", {}, "does not know"),
        ("verb/name", "x", "does not know"),
        ("actor/account/id", "x", "does not know"),
        ("actor/mbox", "mailto:a@example.org", "exactly one identifier"),
        ("actor/account", GONE, "exactly one identifier"),
        ("actor/account/homePage", "/learners", "absolute IRI"),
        ("actor/account/homePage", GONE, "is missing"),
        ("actor/account/name", "", "must not be empty"),
        ("actor/objectType", "Person", "Agent or Group"),
        ("actor", {"mbox": "a@example.org"}, "mailto"),
        ("actor", {"mbox_sha1sum": "0" * 39}, "SHA-1"),
        ("actor", {"objectType": "Group"}, "identifier"),
        ("actor", {"objectType": "Group", "member": []}, "list of agents"),
        ("actor", "li", "must be an object"),
        ("verb/id", "completed", "absolute IRI"),
        ("verb/id", GONE, "is missing"),
        ("verb/display", {"完成": "x"}, "language tag"),
        ("verb/display", {"en": 1}, "must be a string"),
        ("object/id", "courses/1", "absolute IRI"),
        ("object/id", GONE, "is missing"),
        ("object/objectType", "Thing", "not known"),
        ("object/definition/type", "lesson", "absolute IRI"),
        ("object/definition/name", "课", "language map"),
        ("object/definition/extensions", {"qf-level": 1}, "absolute IRI"),
        ("object/definition/interactionType", "guess", "not known"),
        ("object/definition/choices", [{"id": "a"}], "need an interactionType"),
        ("result/completion", "true", "true or false"),
        ("result/success", 1, "true or false"),
        ("result/duration", "150", "duration"),
        ("result/duration", "P", "duration"),
        ("result/duration", "PT", "duration"),
        ("result/duration", "P1W2D", "duration"),
        ("result/score", {"scaled": 1.1}, "between -1 and 1"),
        ("result/score", {"raw": 6, "min": 0, "max": 5}, "between min and max"),
        ("result/score", {"min": 5, "max": 5}, "between min and max"),
        ("result/score", {"raw": "4"}, "must be a number"),
        ("result/score", {"raw": True}, "must be a number"),
        ("context/registration", "8B1C6A2E-3F4D-4A5B-8C6D-7E8F9A0B1C2D", "lower-case UUID"),
        ("context/language", "简体", "language tag"),
        ("context/team", AGENT, "must be a Group"),
        ("context/contextActivities/parents", [], "does not know"),
        ("context/contextActivities/parent", [{"id": "a"}], "absolute IRI"),
        ("context/extensions", {"version": 1}, "absolute IRI"),
        ("context/statement", {"objectType": "StatementRef", "id": "1"}, "lower-case UUID"),
        ("timestamp", "2026-11-23T00:00:00.001Z", "in the future"),
        ("timestamp", "2026-11-23T08:00:01+08:00", "in the future"),
        ("timestamp", "2026-11-22T23:30:00", "with its zone"),
        ("timestamp", "2026-11-22T23:30:00-00:00", "with its zone"),
        ("timestamp", "2026-11-31T23:30:00Z", "is no time"),
        ("timestamp", 1795392000, "with its zone"),
        ("version", "2.0.0", "only 1.0.x"),
        ("attachments", [{"usageType": "https://e.org/u"}], "is missing"),
    ],
)
def test_what_is_refused(path: str, value: Any, words: str) -> None:
    with pytest.raises(StatementRefusedError, match=words):
        check_statement(changed(path, value), BEGIN)


def test_platform_belongs_to_activities() -> None:
    statement = changed("object", {"objectType": "Agent", "mbox": "mailto:a@example.org"})
    with pytest.raises(StatementRefusedError, match="activities only"):
        check_statement(statement, BEGIN)


def test_a_sub_statement_holds_no_other_and_no_id() -> None:
    inner = {"actor": AGENT, "verb": LESSON["verb"], "object": {"id": "https://e.org/a"}}
    statement = changed("object", inner | {"objectType": "SubStatement"})
    del statement["context"]["platform"]
    check_statement(statement, BEGIN)
    statement["object"]["id"] = LESSON["id"]
    with pytest.raises(StatementRefusedError, match="does not know"):
        check_statement(statement, BEGIN)
    statement["object"] = inner | {
        "objectType": "SubStatement",
        "object": inner | {"objectType": "SubStatement"},
    }
    with pytest.raises(StatementRefusedError, match="not known here"):
        check_statement(statement, BEGIN)


AGENTS = [{"objectType": "contextAgent", "agent": AGENT, "relevantTypes": ["https://e.org/t"]}]
GROUP = {"objectType": "Group", "mbox": "mailto:a@example.org"}
GROUPS = [{"objectType": "contextGroup", "group": GROUP}]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("timestamp", GONE),
        ("version", "2.0.0"),
        ("context/contextAgents", AGENTS),
        ("context/contextAgents", []),
        ("context/contextGroups", GROUPS),
    ],
)
def test_what_the_second_version_takes(path: str, value: Any) -> None:
    check_statement(changed(path, value, changed("version", GONE)), BEGIN, "2.0")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("version", "1.0.3", "only 2.0.x"),
        ("version", "2.1.0", "only 2.0.x"),
        ("timestamp", "2026-11-22T23:30:00", "with its zone"),
        ("context/contextAgents", AGENTS[0], "must be a list"),
        ("context/contextAgents", [{"agent": AGENT}], "objectType: is missing"),
        ("context/contextAgents", [AGENTS[0] | {"objectType": "Agent"}], "must be contextAgent"),
        ("context/contextAgents", [AGENTS[0] | {"agent": {}}], "exactly one identifier"),
        ("context/contextAgents", [AGENTS[0] | {"relevantTypes": []}], "list of IRIs"),
        ("context/contextAgents", [AGENTS[0] | {"relevantTypes": ["t"]}], "absolute IRI"),
        ("context/contextAgents", [AGENTS[0] | {"group": GROUP}], "does not know"),
        ("context/contextGroups", [GROUPS[0] | {"group": AGENT}], "must be a Group"),
    ],
)
def test_what_the_second_version_refuses(path: str, value: Any, words: str) -> None:
    with pytest.raises(StatementRefusedError, match=words):
        check_statement(changed(path, value, changed("version", GONE)), BEGIN, "2.0")


def test_the_first_version_does_not_know_who_else_had_a_part() -> None:
    with pytest.raises(StatementRefusedError, match="does not know"):
        check_statement(changed("context/contextAgents", AGENTS), BEGIN)
