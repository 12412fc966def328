"""What stands in the database's JSON columns is what was put there."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import contests_json as codecs
from bot.domain.contests import USUAL_RANKING
from tests.competitions.whole_competitions import ADVANCES, RANKINGS, RULES, SHEETS, TEAMS, WORKS

PAIRS: list[tuple[st.SearchStrategy[Any], Callable[[Any], Any], Callable[[Any], Any]]] = [
    (RULES, codecs.rule_json, codecs.rule_from),
    (WORKS, codecs.works_json, codecs.works_from),
    (SHEETS, codecs.sheet_json, codecs.sheet_from),
    (ADVANCES, codecs.advance_json, codecs.advance_from),
    (TEAMS, codecs.team_json, codecs.team_from),
    (RANKINGS, codecs.ranking_json, codecs.ranking_from),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[1].__name__)
@given(data=st.data())
def test_there_and_back(
    pair: tuple[st.SearchStrategy[Any], Callable[[Any], Any], Callable[[Any], Any]],
    data: st.DataObject,
) -> None:
    values, write, read = pair
    value = data.draw(values)
    assert read(json.loads(json.dumps(write(value)))) == value


def test_a_column_at_its_default_is_the_usual_ranking() -> None:
    assert codecs.ranking_from({}) == USUAL_RANKING


def test_a_rule_that_nobody_wrote() -> None:
    with pytest.raises(ValueError, match="no division's rule is called 'height'"):
        codecs.rule_from({"by": "height"})
