"""The index finds and weighs as a plain count over all texts does."""

from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.companion.index import LENGTH, SATURATION, Inverted
from bot.learning.companion.terms import is_faint, terms

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=8)


@given(st.lists(WORDS, max_size=8))
def test_weights_are_those_of_bm25(texts: list[list[str]]) -> None:
    index = Inverted(texts)
    average = max(1, sum(map(len, texts))) / max(1, len(texts))
    assert index.size == len(texts)
    for term in "abcdef":
        holding = [n for n, text in enumerate(texts) if term in text]
        postings = index.postings(term)
        assert list(postings.texts) == holding
        assert index.count(term) == len(holding)
        rarity = log(1 + (len(texts) - len(holding) + 0.5) / (len(holding) + 0.5))
        assert isclose(index.rarity(term), rarity, rel_tol=1e-5)
        for text, weight in zip(postings.texts, postings.weights, strict=True):
            times, long = texts[text].count(term), len(texts[text]) / average
            damped = times + SATURATION * (1 - LENGTH + LENGTH * long)
            assert isclose(weight, rarity * times * (SATURATION + 1) / damped, rel_tol=1e-4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打96110", ["打", "96110"]),
        ("Wi-Fi密码", ["wifi", "密码", "密", "码"]),
        ("ＷｉＦｉ", ["wifi"]),
        ("手機", ["手机", "手", "机"]),
        ("電單車", terms("电动自行车")),
        ("跌跤", ["跌倒", "跌", "倒"]),
        ("怎么蒸鱼呢？", ["蒸鱼", "蒸", "鱼"]),
        ("3.5克", ["3.5", "克"]),
        ("请问怎么办", []),
        ("😀！", []),
    ],
)
def test_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize(
    ("term", "faint"), [("鱼", True), ("蒸鱼", False), ("a", False), ("5", False)]
)
def test_a_single_character_is_faint(term: str, faint: bool) -> None:
    assert is_faint(term) is faint


@given(st.text(max_size=200))
def test_terms_are_found_again_whatever_is_written(text: str) -> None:
    said = terms(text)
    assert all(one and one == one.strip() for one in said)
    assert terms(f" {text} ") == said
