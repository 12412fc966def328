"""What was said about a competition and what will be, and what became of it."""

from collections import Counter
from collections.abc import Sequence

from bot.content.durations import parse_duration
from bot.domain.concern import rule_of
from bot.store.console import competitions as pages
from bot.store.console.competitions import SaidLine
from bot.store.planning.reminders import read_occurrence
from bot.web.console.competitions_common import head_values, staffed
from bot.web.console.staff import EDITORS
from bot.web.console.visit import Shown, Visit
from bot.web.console.ways import Way, look


async def show(visit: Visit) -> Shown:
    """All moments by their time with how many were told, and all messages by kind and outcome."""
    async with visit.reading() as conn:
        found = await staffed(visit, conn)
        moments = await pages.moments(conn, found.key)
        said = await pages.said_of(conn, found.key)
    told, by_kind = _counted(said)
    values = {
        "moments": [
            (one, rule_words(visit, one.rule), told[one.stage, one.rule]) for one in moments
        ],
        "said": sorted(by_kind.items()),
        "capped": sum(one.count for one in said) >= pages.MOST_SAID,
    }
    return Shown("competitions_reminders", head_values(visit, found, "reminders") | values)


def _counted(
    said: Sequence[SaidLine],
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How many were sent by stage and rule; and all by kind and state."""
    told: Counter[tuple[str, str]] = Counter()
    by_kind: Counter[tuple[str, str]] = Counter()
    for one in said:
        by_kind[one.kind, one.state] += one.count
        about = read_occurrence(one.occurrence)
        if about is not None and one.state == "sent":
            told[about[0], about[1]] += one.count
    return told, by_kind


def rule_words(visit: Visit, rule: str) -> str:
    """What a rule says, in words."""
    known = rule_of(rule) if not rule.startswith("P") else None
    if known is not None:
        return visit.t(f"competitions-says-{known.value}")
    length = parse_duration(rule)
    hours = int(length.total_seconds()) // 3600 if length else 0
    if hours and hours % 24 == 0:
        return visit.t("competitions-before-days", count=hours // 24)
    return visit.t("competitions-before-hours", count=hours) if hours else rule


WAYS: list[Way] = [look("competitions/{key}/reminders", show, EDITORS)]
