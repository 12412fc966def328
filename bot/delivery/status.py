"""How delivering goes, for an operator: what is open, how punctual it was, what failed and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from bot.delivery.outcomes import SENTENCES
from bot.domain.delivery import Result
from bot.store import delivery_reports, push_stops
from bot.store.db import Connection, Row
from bot.store.delivery_reports import OpenCount, Overdue

PUNCTUAL = timedelta(seconds=10)
"""What is due is decided within this of its time, 99 of 100 times (design 4.13)."""
DAY = timedelta(hours=24)
LATELY = timedelta(minutes=5)
HOUR = timedelta(hours=1)

Which = tuple[str, str]
"""An account and a kind."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Deliveries an account sent a minute: over the last five minutes, over the last hour."""

    account: str
    lately: float
    hour: float


@dataclass(frozen=True, slots=True)
class Punctuality:
    """``share`` (0-1) of ``count`` deliveries was decided within 10 s of its due; 95 and 99 of
    100 were decided within ``p95`` and ``p99`` seconds.
    """

    account: str
    kind: str
    count: int
    share: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """What did not arrive, in one class: ``what`` in words, the platforms' ``codes`` with how
    often each came, and the ``advice`` (empty: nothing is to be done).
    """

    account: str
    kind: str
    state: str
    what: str
    count: int
    codes: tuple[tuple[str, int], ...]
    advice: str


@dataclass(frozen=True, slots=True)
class AccountStop:
    """An account whose platform does not take our messages: since when, and what to do."""

    account: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class WayStop:
    """A template (its id) or a rung of an account that its platform refuses: since when, until
    when it is left alone, and what to do.
    """

    account: str
    what: str
    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class QuotaUsed:
    """What an account used of a platform's quota in ``period``, a day or a month."""

    account: str
    what: str
    period: str
    used: int


@dataclass(frozen=True, slots=True)
class Status:
    """All of it, as of ``at``; the times behind ``rates`` and the rest are those above."""

    at: datetime
    stops: tuple[AccountStop, ...]
    overdue: Overdue
    open: tuple[OpenCount, ...]
    rates: tuple[Rate, ...]
    punctuality: tuple[Punctuality, ...]
    troubles: tuple[Trouble, ...]
    quotas: tuple[QuotaUsed, ...]
    ways: tuple[WayStop, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell of."""
        told: Sequence[Sequence[object]] = (
            self.stops,
            self.ways,
            self.open,
            self.rates,
            self.punctuality,
            self.troubles,
            self.quotas,
        )
        return not (any(told) or self.overdue.total)


async def status(conn: Connection, now: datetime) -> Status:
    """How it goes at ``now``; eight statements, none of which reads what ended days ago."""
    since = now - DAY
    sent = await delivery_reports.sent_since(conn, (now - LATELY, now - HOUR), now)
    late = await delivery_reports.lateness(conn, since, now, PUNCTUAL)
    return Status(
        now,
        tuple(AccountStop(**dict(row)) for row in await delivery_reports.account_stops(conn)),
        await delivery_reports.overdue_planning(conn, now),
        tuple(await delivery_reports.open_counts(conn, now)),
        tuple(
            Rate(row["account"], row["lately"] / _minutes(LATELY), row["before"] / _minutes(HOUR))
            for row in sent
        ),
        punctuality(late),
        troubles(await delivery_reports.not_sent(conn, since, now)),
        tuple(QuotaUsed(**dict(row)) for row in await delivery_reports.quotas_used(conn, now)),
        tuple(WayStop(**dict(row)) for row in await push_stops.stops_now(conn, now)),
    )


def _minutes(span: timedelta) -> float:
    return span / timedelta(minutes=1)


def punctuality(rows: Iterable[Row]) -> tuple[Punctuality, ...]:
    """From ``delivery_reports.lateness``: one for each account and kind, in order."""
    found: dict[Which, list[tuple[float, int]]] = {}
    for row in rows:
        found.setdefault((row["account"], row["kind"]), []).append((row["seconds"], row["count"]))
    return tuple(_punctual(*which, sorted(spans)) for which, spans in sorted(found.items()))


def _punctual(account: str, kind: str, spans: Sequence[tuple[float, int]]) -> Punctuality:
    total = sum(count for _, count in spans)
    limit = PUNCTUAL.total_seconds()
    within = sum(count for seconds, count in spans if seconds <= limit)
    return Punctuality(
        account, kind, total, within / total, _within(spans, 95, total), _within(spans, 99, total)
    )


def _within(spans: Sequence[tuple[float, int]], percent: int, total: int) -> float:
    """The seconds within which ``percent`` of 100 were decided; ``spans`` in order."""
    wanted = ceil(total * percent / 100)
    for seconds, count in spans:
        wanted -= count
        if wanted <= 0:
            return seconds
    return 0.0


@dataclass(frozen=True, slots=True)
class Class:
    """What a stored reason comes to: our class where a platform's answer stands in it, else
    None and the reason's own words.
    """

    result: Result | None
    what: str
    code: str = ""


_BY_LENGTH = sorted(Result, key=lambda one: -len(one.value))


def classify(reason: str) -> Class:
    """The class of a reason, and the platform's code.

    ``reason`` reads "unavailable 502", or "gave up after 3 h: unavailable 502": what follows
    from an outcome (``outcomes.follow``) ends with it. Advice behind a semicolon is left out.
    """
    before, _, answer = reason.rpartition(": ")
    answer = answer.partition(";")[0]
    for result in _BY_LENGTH:
        word = result.value
        if answer == word or answer.startswith(f"{word} "):
            # How long it was tried differs each time, and would make a class of each.
            gave_up = "given up: " if before.startswith("gave up") else ""
            return Class(result, gave_up + word, answer[len(word) :].strip())
    return Class(None, reason)


def troubles(rows: Iterable[Row]) -> tuple[Trouble, ...]:
    """From ``delivery_reports.not_sent``: by class, what came most often first."""
    codes: dict[tuple[str, str, str, str], Counter[str]] = {}
    advice: dict[str, str] = {}
    for row in rows:
        found = classify(row["reason"])
        key = (row["account"], row["kind"], row["state"], found.what)
        codes.setdefault(key, Counter())[found.code] += row["count"]
        advice[found.what] = SENTENCES[found.result] if found.result else ""
    every = [
        Trouble(
            *key,
            count=named.total(),
            codes=tuple((code, count) for code, count in named.most_common() if code),
            advice=advice[key[3]],
        )
        for key, named in codes.items()
    ]
    return tuple(sorted(every, key=lambda one: (-one.count, one.account, one.kind, one.what)))
