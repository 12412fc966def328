"""Equal in meaning: what an LRS may change, and what it may not."""

import json
from copy import deepcopy
from typing import Any

import pytest

from adapters.creditbank.meaning import same_meaning
from bot.ledger.statements import render
from tests.ledger.samples import ISSUER, NOW, quiz_finished

OURS: dict[str, Any] = json.loads(render(quiz_finished(), ISSUER, NOW).body)


def changed(path: str, value: Any) -> dict[str, Any]:
    """Ours with one place set; a value of ... takes it away."""
    copy = deepcopy(OURS)
    *way, last = path.split(".")
    at: Any = copy
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stored", "2026-11-24T00:00:00Z"),
        ("authority", {"objectType": "Agent", "mbox": "mailto:lrs@example.org"}),
        ("version", "2.0.0"),
        ("version", "1.0.3"),
        ("id", OURS["id"].upper()),
        ("timestamp", "2026-11-23T08:29:57+08:00"),
        ("timestamp", "2026-11-23T00:29:57Z"),
        ("result.score.raw", 4.0),
        ("actor.objectType", ...),
        ("object.objectType", ...),
    ],
)
def test_what_a_bank_may_change(path: str, value: Any) -> None:
    assert same_meaning(changed(path, value), OURS)
    assert same_meaning(OURS, changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "00000000-0000-4000-8000-000000000000"),
        ("timestamp", "2026-11-23T00:29:57.001Z"),
        ("timestamp", "yesterday"),
        ("timestamp", "2026-11-23T00:29:57"),
        ("timestamp", ...),
        ("result.score.raw", 3),
        ("result.success", 1),
        ("result.success", False),
        ("result.duration", "PT1M12S"),
        ("object.definition.name", {"zh-CN": "新名字"}),
        ("object.objectType", "SubStatement"),
        ("context.extensions", ...),
        ("context.contextActivities.parent", []),
        ("actor.account.name", "somebody else"),
        ("attachments", []),
    ],
)
def test_what_it_may_not(path: str, value: Any) -> None:
    assert not same_meaning(changed(path, value), OURS)
    assert not same_meaning(OURS, changed(path, value))


@pytest.mark.parametrize("other", [None, [], "text", 7, {}])
def test_nonsense_is_never_equal(other: Any) -> None:
    assert not same_meaning(other, OURS)
