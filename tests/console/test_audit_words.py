"""What an act changed, as the audit log's readers see it."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.store.audit import AuditEntry
from bot.texts.console import LANGUAGES, console_texts
from bot.web.console.audit_page import changes
from bot.web.console.visit import Visit
from tests.texts.speech import everything

AT = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


def fields() -> Iterator[str]:
    """Every field that is written down where an act is noted, as the code names it."""
    for _, tree in everything():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not _name(node.func).startswith("note"):
                continue
            for word in node.keywords:
                if word.arg in {"before", "after"}:
                    yield from _keys(word.value)


def _name(node: ast.expr) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.lstrip("_")


def _keys(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant):
                    yield str(key.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_its_word(language: str) -> None:
    t, named = console_texts(language), set(fields())
    assert len(named) > 25, "the code was read"
    assert not [one for one in named if not t.has(f"audit-field-{one.replace('_', '-')}")]


def shown(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    house = SimpleNamespace(zone=ZoneInfo("Asia/Shanghai"))
    visit = cast("Visit", SimpleNamespace(t=console_texts("zh-Hans"), house=house))
    entry = AuditEntry(1, AT, "operator 1", "x", "competition", "c", before, after, "")
    return list(changes(visit, entry))


def test_what_changed_is_told_in_words() -> None:
    span = {"round-1": f"{AT.isoformat()} - {AT.replace(hour=18).isoformat()}"}
    assert shown(
        {"title": "旧", "late": False, "times": ["07:30"], "stages": {}, "same": 1},
        {"title": "新", "late": True, "times": ["07:30", "12:00"], "stages": span, "same": 1},
    ) == [
        ("晚交", "否", "是"),
        ("阶段时间", "", "round-1: 2026-11-23 00:30 - 2026-11-23 02:30"),
        ("送课时间", "07:30", "07:30, 12:00"),
        ("标题", "旧", "新"),
    ]


def test_a_state_is_told_in_words() -> None:
    assert shown({"state": "draft"}, {"state": "approved"}) == [("状态", "草稿", "已批准")]
    assert shown({}, {"state": "made up"}) == [("状态", "", "made up")]


def test_a_field_that_nobody_named_keeps_its_own_name() -> None:
    assert shown({}, {"made_up": 3}) == [("made_up", "", "3")]
