"""Statements: the exact bytes (golden), the rules, and what makes an id."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.facts import CourseFinished, Fact, credit_of
from bot.ledger.records import render_record
from bot.ledger.statements import Issuer, claim_id, render, timestamp
from tests.ledger.samples import (
    ISSUER,
    NOW,
    course,
    course_finished,
    lesson_completed,
    quiz_finished,
)
from tests.ledger.strict import check_statement

GOLDEN = Path(__file__).parent / "golden"
FACTS: dict[str, Fact] = {
    "lesson-completed": lesson_completed(),
    "quiz-passed": quiz_finished(),
    "quiz-failed": quiz_finished(raw=1, attempt=2, platform="telegram"),
    "course-passed": course_finished(),
    "lesson-traditional": lesson_completed(course=course(language="zh-Hant")),
}


@pytest.mark.parametrize("name", FACTS)
def test_bytes_are_those_kept_in_the_golden_file(name: str) -> None:
    body = render(FACTS[name], ISSUER, NOW).body
    assert body + b"\n" == (GOLDEN / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", FACTS)
def test_every_kind_keeps_the_rules(name: str) -> None:
    statement = render(FACTS[name], ISSUER, NOW)
    assert check_statement(statement.body, NOW)["id"] == str(statement.id)


@given(
    seconds=st.integers(0, 10**7),
    ahead=st.integers(-(10**9), 10**9),
    raw=st.integers(0, 20),
    more=st.integers(0, 20),
    title=st.text(min_size=1, max_size=60),
)
def test_rules_hold_for_any_measure_and_title(
    seconds: int, ahead: int, raw: int, more: int, title: str
) -> None:
    taught = course(title=title, lessons=(replace(course().lessons[0], title=title),))
    at = NOW + timedelta(microseconds=ahead)
    common: dict[str, Any] = {"course": taught, "at": at, "seconds": seconds}
    quiz = quiz_finished(**common, raw=raw, maximum=max(1, raw + more))
    for fact in (lesson_completed(**common), quiz, course_finished(**common)):
        check_statement(render(fact, ISSUER, NOW).body, NOW)


def test_the_learner_key_and_the_secret_stay_inside() -> None:
    for fact in FACTS.values():
        body = render(fact, ISSUER, NOW).body
        assert str(fact.learner_key).encode() not in body
        assert fact.learner_key.hex.encode() not in body
        assert ISSUER.pseudonym_key not in body


def test_another_key_makes_another_pseudonym_of_the_same_learner() -> None:
    key = FACTS["quiz-passed"].learner_key
    other = replace(ISSUER, pseudonym_key=b"another")
    assert ISSUER.pseudonym(key) == ISSUER.pseudonym(key)
    assert ISSUER.pseudonym(key) != other.pseudonym(key)


def test_an_id_depends_on_the_domain_keys_alone() -> None:
    first = render(lesson_completed(), ISSUER, NOW)
    renamed = course(title="新名字", version="2027.1")
    later = NOW + timedelta(days=3)
    same = lesson_completed(course=renamed, seconds=999, at=later, platform="telegram")
    assert render(same, ISSUER, later).id == first.id
    assert first.id.version == 5


def test_each_key_makes_another_id() -> None:
    key = UUID("11111111-2222-4333-8444-555555555555")
    facts: list[Fact] = [
        lesson_completed(),
        lesson_completed(learner_key=key),
        lesson_completed(registration=key),
        lesson_completed(course=course(key="other")),
        lesson_completed(lesson=course().lessons[1]),
        quiz_finished(),
        quiz_finished(attempt=2),
        course_finished(),
    ]
    assert len({render(fact, ISSUER, NOW).id for fact in facts}) == len(facts)


def test_a_corrected_entry_has_an_id_of_its_own() -> None:
    for fact in FACTS.values():
        first, second = render(fact, ISSUER, NOW), render(fact, ISSUER, NOW, revision=2)
        assert first.id != second.id
        assert second.body == first.body.replace(str(first.id).encode(), str(second.id).encode())
    assert claim_id(course_finished(), ISSUER) != claim_id(course_finished(), ISSUER, 2)
    assert claim_id(course_finished(), ISSUER) != render(course_finished(), ISSUER, NOW).id


def record(fact: CourseFinished, issuer: Issuer = ISSUER) -> bytes:
    said = render_record(fact, issuer, NOW)
    return said.head + b'["7a9e5d80-7a6b-5f0e-8a73-7b1a50ff63a5"]' + said.tail


def test_a_record_s_bytes_are_those_kept_in_the_golden_file() -> None:
    issuer = replace(ISSUER, institution="黄埔区图书馆", uscc="12440112MB2D0000XX")
    assert record(course_finished(), issuer) + b"\n" == (GOLDEN / "record.json").read_bytes()


def test_a_record_leaves_out_what_there_is_not_and_says_no_instant_to_come() -> None:
    ahead = {"at": NOW + timedelta(minutes=5), "started_at": NOW + timedelta(minutes=4)}
    said = json.loads(record(course_finished(raw=0, maximum=0, **ahead)))
    assert {"uscc", "score", "score_max"}.isdisjoint(said)
    assert said["started_at"] == said["finished_at"] == "2026-11-23T00:30:00.000Z"


@given(title=st.text(min_size=1, max_size=60), hours=st.floats(0.1, 400), level=st.integers(1, 7))
def test_a_record_is_one_json_object_whatever_the_title(
    title: str, hours: float, level: int
) -> None:
    taught = course(title=title, hours=hours, level=level)
    said = json.loads(record(course_finished(course=taught)))
    assert (said["title"], said["level"]) == (title, level)
    assert said["credit"] * said["hours_per_credit"] <= said["hours"]
    assert list(said)[-2:] == ["evidence", "language"]


def test_a_passed_and_a_failed_outcome_of_one_attempt_share_their_id() -> None:
    passed, failed = quiz_finished(raw=5), quiz_finished(raw=0)
    assert render(passed, ISSUER, NOW).id == render(failed, ISSUER, NOW).id


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=8))), "00:30:00.000Z"),
        (datetime(2026, 3, 2, 8, 30, 0, 999_999, timezone(timedelta(hours=8))), "00:30:00.999Z"),
    ],
)
def test_time_is_utc_and_cut_to_milliseconds(at: datetime, text: str) -> None:
    assert timestamp(at) == f"2026-03-02T{text}"


@pytest.mark.parametrize(
    ("raw", "maximum", "mark", "passed"),
    [
        (3, 5, 0.6, True),
        (2, 5, 0.6, False),
        (0, 1, 0, True),
        (7, 10, 0.7, True),
        (1, 3, 0.34, False),
    ],
)
def test_the_pass_mark_is_counted_exactly(
    raw: int, maximum: int, mark: float, passed: bool
) -> None:
    fact = quiz_finished(raw=raw, maximum=maximum, pass_mark=mark)
    assert fact.passed is passed


@pytest.mark.parametrize(
    ("hours", "each", "credit", "rule"),
    [
        (8, 16, "0.50", "16h=1"),
        (4, 16, "0.25", "16h=1"),
        (16, 16, "1.00", "16h=1"),
        (10, 10, "1.00", "10h=1"),
        (2.5, 16, "0.15", "16h=1, rounded down to 0.01"),
        (1, 7.5, "0.13", "7.5h=1, rounded down to 0.01"),
    ],
)
def test_credit_is_hours_by_the_rule_and_never_rounded_up(
    hours: float, each: float, credit: str, rule: str
) -> None:
    claimed = credit_of(course(hours=hours, hours_per_credit=each))
    assert (str(claimed.credit), claimed.rule) == (credit, rule)
    assert claimed.credit * Decimal(str(each)) <= Decimal(str(hours))


@pytest.mark.parametrize(
    "wrong",
    [
        {"raw": 6},
        {"raw": -1},
        {"raw": 0, "maximum": 0},
        {"attempt": 0},
        {"seconds": -1},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001 - that it is naive is the case
    ],
)
def test_impossible_facts_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"quiz|completion"):
        quiz_finished(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"raw": 11},
        {"raw": -1},
        {"started_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - that it is naive is the case
        {"seconds": -1},
    ],
)
def test_impossible_courses_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"course|completion"):
        course_finished(**wrong)
