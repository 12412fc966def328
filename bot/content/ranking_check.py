"""Whether a competition's ranking fits its stages and divisions."""

from collections.abc import Iterator, Sequence

from bot.content.competition_findings import Fault, Finding
from bot.content.stage_check import gives_score
from bot.domain.competitions import Competition
from bot.domain.contests import Award, Occupation, Open, RankKey, Ties


def check_ranking(competition: Competition) -> Iterator[Finding]:
    """What does not fit in the ranking."""
    ranking = competition.ranking
    if not ranking.keys:
        yield Finding("ranking.keys", Fault.NOTHING_COMPARED)
    for number, key in enumerate(ranking.keys, 1):
        if key in ranking.keys[: number - 1]:
            yield Finding(f"ranking.keys[{number}]", Fault.TWICE, (key.value,))
    if RankKey.AGE in ranking.keys and not _births_known(competition):
        yield Finding("ranking.keys", Fault.AGE_UNKNOWN)
    if ranking.ties is Ties.DRAWN and not ranking.seed.strip():
        yield Finding("ranking.seed", Fault.SEED_MISSING)
    yield from _weights(competition)
    yield from _awards(ranking.awards)


def _births_known(competition: Competition) -> bool:
    return any(not isinstance(one.rule, (Open, Occupation)) for one in competition.divisions)


def _weights(competition: Competition) -> Iterator[Finding]:
    stages = {one.key: one for one in competition.stages}
    seen: set[str] = set()
    for key, weight in competition.ranking.weights:
        path = f"ranking.weights.{key}"
        if key in seen:
            yield Finding(path, Fault.TWICE, (key,))
        elif key not in stages:
            yield Finding(path, Fault.WEIGHT_UNKNOWN, (key,))
        elif not gives_score(stages[key]):
            yield Finding(path, Fault.WEIGHT_UNSCORED, (key,))
        if not (weight.is_finite() and weight > 0):
            yield Finding(path, Fault.NOT_POSITIVE, (str(weight),))
        seen.add(key)


def _awards(awards: Sequence[Award]) -> Iterator[Finding]:
    """Awards stand in the order of their places."""
    title, last = "", 0
    for number, award in enumerate(awards, 1):
        path = f"ranking.awards[{number}]"
        if not award.title.strip():
            yield Finding(f"{path}.title", Fault.EMPTY)
        if award.first <= 0:
            yield Finding(f"{path}.first", Fault.NOT_POSITIVE, (str(award.first),))
        if award.last < award.first:
            yield Finding(f"{path}.last", Fault.REVERSED, (str(award.first), str(award.last)))
        if title and award.first <= last:
            yield Finding(f"{path}.first", Fault.AWARDS_OVERLAP, (title, str(award.first)))
        elif title and award.first > last + 1:
            yield Finding(f"{path}.first", Fault.AWARDS_GAP, (title, str(last + 1)))
        title, last = award.title, max(last, award.last)
