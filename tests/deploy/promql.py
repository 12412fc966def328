"""Enough of PromQL to see whether an expression asks for metrics that exist."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

from prometheus_client.parser import text_string_to_metric_families

from adapters.wechat.ability import ability_of
from bot.clock import MovableClock
from bot.domain.delivery import Kind
from bot.learning.companion.decision import Answer, Why
from bot.learning.companion.writing import Told
from bot.ports import CallQuota
from bot.store.delivery_reports import OpenCount, Overdue
from bot.web.companion_tallies import CompanionTallies, QuestionTallies
from bot.web.ledger_gauges import LedgerGauges, PushGauges
from bot.web.measures import Measures
from bot.web.reach_gauges import ReachGauges
from tests.commands.owed import NOON

SELECTOR = re.compile(r"\b(yike_\w+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'^(\w+)(=|!=|=~|!~)"[^"]*"$')
GROUPED = re.compile(r"\b(?:by|on) \(([^)]*)\)")
OF_TARGETS = {"instance", "job"}
"""Labels that Prometheus adds itself."""
BRACKETS = {")": "(", "}": "{", "]": "["}

Known = Mapping[str, frozenset[str]]
"""Each sample's name with the names of its labels."""


def metrics() -> dict[str, set[str]]:
    """Our metrics as a process shows them once everything has happened: each with the names of
    its samples.
    """
    families = text_string_to_metric_families(_busy().render().decode())
    return {
        family.name: {one.name for one in family.samples}
        for family in families
        if not family.name.endswith("_created")  # when a counter began, told beside it
    }


def samples() -> Known:
    """All samples with their labels."""
    return {
        one.name: frozenset(one.labels)
        for family in text_string_to_metric_families(_busy().render().decode())
        for one in family.samples
    }


def _busy() -> Measures:
    measures = Measures(["city"])
    measures.decided("city", Kind.LESSON, 1.0)
    measures.ended("city", Kind.LESSON, "sent")
    measures.attempted("city", Kind.LESSON, "sent")
    measures.platform("city", ready=True)
    measures.handled("city", "stored", 0.1)
    opened = OpenCount("city", "lesson", 1, NOON, 1, NOON, 1, 1, 1, NOON)
    measures.backlog([opened], Overdue(0, 0, 0), NOON)
    QuestionTallies(measures.registry).count(Answer(Why.FOUND))
    CompanionTallies(measures.registry).count(Told.TOLD, "")
    asyncio.run(_measure_reach(measures))
    PushGauges(["lrs"], measures.registry).stopped("lrs", "unavailable")
    asyncio.run(_measure_ledger(measures))
    return measures


async def _measure_reach(measures: Measures) -> None:
    """Once, of an account that may do everything; each question to the database has one row."""
    row = {"account": "city", "template": "notice", "left": 1, "lasting": 1, "people": 1}
    row |= {"ways": 1, "failed": 1}

    async def fetch(sql: str, *_: object) -> list[dict[str, object]]:
        names = ("account", "template", "left", "lasting")
        return [{name: row[name] for name in names} if "notices" in sql else row]

    @asynccontextmanager
    async def connection() -> AsyncIterator[Any]:
        yield SimpleNamespace(fetch=fetch)

    async def quotas() -> list[CallQuota]:
        return [CallQuota("/cgi-bin/user/get", 500, 1)]

    official = SimpleNamespace(ability=ability_of("service", True), quotas=quotas)
    db = cast(Any, SimpleNamespace(connection=connection))
    officials = {"city": cast(Any, official)}
    await ReachGauges(db, MovableClock(), officials, measures.registry).measure()


async def _measure_ledger(measures: Measures) -> None:
    """Once, of a credit bank that has everything; each question to the database has one row."""
    standing = {"began_at": NOON, "ended_at": NOON, "checked": 1, "missing": 1, "extra": 1}
    answers: dict[str, dict[str, object]] = {
        "recursive": {},
        "from reconciliation": {**standing, "differing": 1, "trouble": ""},
        "group by": {"state": "accepted", "many": 1},
        "oldest": {"queued": 1, "oldest": NOON, "dead": 1},
    }

    async def fetch(sql: str, *_: object) -> list[dict[str, object]]:
        return [{"target": "lrs", **next(row for word, row in answers.items() if word in sql)}]

    async def fetchval(*_: object) -> object:
        return NOON

    @asynccontextmanager
    async def connection() -> AsyncIterator[Any]:
        yield SimpleNamespace(fetch=fetch, fetchval=fetchval)

    db = cast(Any, SimpleNamespace(connection=connection))
    await LedgerGauges(db, MovableClock(), ["lrs"], measures.registry).measure()


def asked(expression: str) -> set[str]:
    """The samples that an expression asks for."""
    return {name for name, _ in SELECTOR.findall(expression)}


def faults(expression: str, known: Known) -> list[str]:
    """What is wrong with an expression: brackets, names, labels."""
    found = [] if _balanced(expression) else ["a bracket is missing"]
    carried: set[str] = set(OF_TARGETS)
    for name, selected in SELECTOR.findall(expression):
        if name not in known:
            found.append(f"no sample is named {name}")
            continue
        carried |= known[name]
        for part in filter(None, re.split(r",(?=\w+[=!])", selected)):
            matcher = MATCHER.match(part)
            if matcher is None:
                found.append(f"{part} is no matcher")
            elif matcher[1] not in known[name] | OF_TARGETS:
                found.append(f"{name} has no label {matcher[1]}")
    grouped = {
        label.strip() for group in GROUPED.findall(expression) for label in group.split(",")
    }
    return found + [f"nothing has the label {label}" for label in sorted(grouped - carried - {""})]


def _balanced(expression: str) -> bool:
    waiting: list[str] = []
    for letter in re.sub(r'"[^"]*"', "", expression):
        if letter in BRACKETS.values():
            waiting.append(letter)
        elif letter in BRACKETS and (not waiting or waiting.pop() != BRACKETS[letter]):
            return False
    return not waiting
