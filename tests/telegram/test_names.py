"""Names of every script, with whatever people put into them to be noticed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.names import NAME_CHARACTERS, shown_name


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("小李", None), "小李"),
        (("小", "李"), "小 李"),
        ((None, None), ""),
        (("", "李"), "李"),
        (("محمد", "علي"), "محمد علي"),
        (("שרה",), "שרה"),
        (("ประยุทธ์",), "ประยุทธ์"),
        (("हिन्दी",), "हिन्दी"),
        (("Zoë",), "Zoë"),
        (("👩\u200d🚀",), "👩🚀"),  # a joiner is invisible too: two signs stand for one
        (("小李\u202egpj.exe",), "小李gpj.exe"),
        (("\u2066a\u2069\u200eb\u061c",), "ab"),
        (("a\u200b\u200c\ufeffb",), "ab"),
        (("a\x00b\x1b[31m\n c\t",), "ab[31m c"),
        (("\u3000\u00a0小李\u2028",), "小李"),
        (("\u3164\u2800\uffa0",), ""),
        (("\ud83d小李",), "小李"),
        (("\U000e0041小李",), "小李"),
    ],
)
def test_a_name_is_shown_as_one_plain_line(parts: tuple[str | None, ...], shown: str) -> None:
    assert shown_name(*parts) == shown


def test_a_long_name_is_cut() -> None:
    assert shown_name("长" * 80) == "长" * NAME_CHARACTERS
    assert shown_name("长" * 63 + " 短") == "长" * 63
    assert shown_name("长" * 80, most=70) == "长" * 70


@given(
    st.text(
        st.characters() | st.sampled_from("\u202e\u2066\u200d\u200b\ufeff\u0000\u3164\ud800 \n")
    ),
    st.none() | st.text(),
)
def test_nothing_hidden_is_left(first: str, last: str | None) -> None:
    shown = shown_name(first, last)
    assert len(shown) <= NAME_CHARACTERS
    assert shown == shown.strip()
    assert "  " not in shown
    assert {unicodedata.category(c) for c in shown}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert shown_name(shown) == shown
    shown.encode()
