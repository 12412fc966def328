"""Numbers as people type them into forms."""

from decimal import Decimal

import pytest

from bot.web.console.competitions_fields import Fields, FormFault, exact


@pytest.mark.parametrize(
    "typed", ["1e50", "-1e50", "0e99999999", "9e999999", "NaN", "1.00001", "x"]
)
def test_what_is_no_number_of_a_form_is_a_fault_and_no_failure(typed: str) -> None:
    assert exact(typed) is None
    faults: list[FormFault] = []
    assert Fields({"weight": typed}, "criteria-1-", faults).decimal("weight", 1000) is None
    assert [(one.field, one.said) for one in faults] == [("criteria-1-weight", "decimal")]


@pytest.mark.parametrize(
    ("typed", "is_read"), [("1e2", "100"), ("9.50", "9.5"), ("0.0001", "0.0001")]
)
def test_numbers_are_read_exactly(typed: str, is_read: str) -> None:
    assert exact(typed) == Decimal(is_read)
