"""Names are shown, never trusted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import LONGEST_NAME, clean_name

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("阿明", "阿明"),
        ("  two \n\t words ", "two words"),
        ("\u202eoverride\u202c", "override"),
        ("\u2066isolate\u2069\u200e\u200f\ufeff", "isolate"),
        ("nul\x00bell\x07", "nulbell"),
        ("👩\u200d🏫老师", "👩\u200d🏫老师"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200c\u200d", ""),
        ("\ue000private", "private"),
        ("", ""),
    ],
)
def test_what_is_not_shown_is_left_out(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@given(anything, st.integers(min_value=1, max_value=LONGEST_NAME))
def test_a_clean_name_is_short_in_one_line_and_stays_as_it_is(name: str, longest: int) -> None:
    clean = clean_name(name, longest)
    assert len(clean) <= longest
    assert clean_name(clean, longest) == clean
    assert all(unicodedata.category(char) not in {"Cc", "Zl", "Zp"} for char in clean)
    assert all(
        unicodedata.bidirectional(c) not in {"RLO", "LRO", "RLE", "LRE", "PDF"} for c in clean
    )
