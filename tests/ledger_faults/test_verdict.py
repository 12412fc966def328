"""The verdict on made-up books: it sees what is missing, doubled, extra and taken back."""

import json
from typing import Any

from bot.ledger.statements import render
from tests.ledger.samples import ISSUER, NOW, course_finished, lesson_completed, quiz_finished
from tests.ledger_faults.verdict import Totals, count, said_in, said_of

FACTS = (lesson_completed(), quiz_finished(), quiz_finished(attempt=2), course_finished())
STATEMENTS: list[dict[str, Any]] = [json.loads(render(one, ISSUER, NOW).body) for one in FACTS]
OWED = [said_of(one, ISSUER) for one in FACTS]


def test_a_statement_says_what_its_fact_does() -> None:
    assert [said_in(one, ISSUER) for one in STATEMENTS] == OWED
    assert len(set(OWED)) == 4


def test_all_once_is_well() -> None:
    totals = count(OWED, STATEMENTS, (), ISSUER)
    assert totals == Totals(owed=4, once=4, missing=0, doubled=0, extra=0, taken_back=0)
    assert totals.well


def test_what_is_missing_doubled_or_extra_is_not_well() -> None:
    again = {**STATEMENTS[0], "id": "another"}
    totals = count(OWED[:3], [*STATEMENTS[:2], again, STATEMENTS[3]], (), ISSUER)
    assert totals == Totals(owed=3, once=1, missing=1, doubled=1, extra=1, taken_back=0)
    assert not totals.well


def test_what_was_taken_back_does_not_stand() -> None:
    renewed = {**STATEMENTS[0], "id": "another"}
    back = {"id": "v", "object": {"objectType": "StatementRef", "id": STATEMENTS[0]["id"]}}
    held = [*STATEMENTS, renewed, back]
    totals = count(OWED, held, {STATEMENTS[0]["id"]}, ISSUER)
    assert totals == Totals(owed=4, once=4, missing=0, doubled=0, extra=0, taken_back=1)
    assert totals.well
