"""The contests' fixture files, read as they stand."""

import csv
from collections.abc import Sequence
from pathlib import Path

from bot.competitions.scoring.ranking import Placed, award_of
from bot.competitions.scoring.results import Frozen, frozen_row
from bot.content.competition_file import load_competition
from bot.domain.competitions import Competition
from bot.domain.contests import Ranking

HERE = Path(__file__).parent
Line = dict[str, str]


def lines(contest: str, sheet: str) -> list[Line]:
    """The lines of one sheet, by column."""
    with (HERE / contest / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rules(contest: str) -> Competition:
    """The contest's competition file."""
    return load_competition(HERE / contest / "rules.yaml")


def frozen_text(contest: str) -> bytes:
    """The bytes whose hash a frozen result has, as they were written down beforehand."""
    return (HERE / contest / "frozen.jsonl").read_bytes()


def written(value: object) -> str:
    """A value as a sheet has it: nothing for None."""
    return "" if value is None else str(value)


def frozen_rows(placed: Sequence[Placed], ranking: Ranking) -> list[Frozen]:
    """The final places as they are frozen."""
    return [
        frozen_row(one.performance, one.rank, award_of(ranking, one.rank), ranking)
        for one in placed
    ]


def by_number(placed: Sequence[Placed]) -> dict[int, Placed]:
    """Places by the entry's number."""
    return {one.performance.number: one for one in placed}
