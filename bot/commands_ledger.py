"""What ``yike credits`` does to the ledger itself: the audit, voiding, correcting; how its commands are
called stands in ``bot/cli_credits.py``.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from bot.domain.credits import Target
from bot.domain.errors import YikeError
from bot.keys.signing import SigningKey
from bot.ledger import corrections
from bot.ledger.journal.audit import Report, audit
from bot.ledger.journal.heads import read_heads, write_heads
from bot.ledger.statements import Issuer
from bot.ports import Clock
from bot.progress import progress
from bot.store.db import Database
from bot.store.ledger import journal

MOST_FINDINGS = 50
"""Findings of an audit that are said; all are counted."""

OPERATOR = "operator"
"""Who voids and corrects from the command line."""


class AuditFailedError(YikeError):
    """The ledger is not as it was written."""


async def audit_lines(
    db: Database,
    clock: Clock,
    key: SigningKey,
    *,
    heads: Path | None,
    since: date | None,
    say: Callable[[str], None],
) -> None:
    """`yike credits audit`: what was looked at and found is said, and in ``heads`` each day's head
    is compared and, where nothing was found, kept. Raises AuditFailedError for any finding.
    """
    known = read_heads(heads) if heads else {}
    async with db.connection() as conn:
        total = await journal.about_how_many(conn)
    with progress("Auditing the ledger", total if since is None else None) as advance:
        async with db.transaction() as conn:
            report = await audit(
                conn, [key], clock.now(), since=since, known=known, advance=advance
            )
    for line in report_lines(report):
        say(line)
    if not report.well:
        raise AuditFailedError(
            f"The audit found {_many(report.findings.total, 'fault')}; the ledger is not as it was written."
        )
    if heads:
        write_heads(heads, {**known, **report.heads})
        say(
            f"{_many(len(report.heads), 'day')} with their heads in {heads}; keep it on another machine."
        )


def report_lines(report: Report) -> list[str]:
    """What an audit saw, in words."""
    looked = (
        _many(report.entries, "entry", "entries"),
        _many(report.seals, "seal"),
        _many(len(report.heads), "day"),
    )
    lines = [
        ", ".join(looked),
        f"{report.erased:,} erased with their person, {report.unsealed:,} not sealed yet",
    ]
    lines += [f"  {one}" for one in report.findings.kept[:MOST_FINDINGS]]
    if report.findings.total > MOST_FINDINGS:
        counted = ", ".join(f"{n:,} {what}" for what, n in report.findings.counts.items())
        lines.append(f"  and more; in all: {counted}")
    if report.well:
        lines.append("Everything is as it was written, in its order, and signed.")
    return lines


async def void(
    db: Database, clock: Clock, key: UUID, reason: str, issuer: Issuer, targets: Sequence[Target]
) -> list[str]:
    """`yike credits void`: an entry counts no more. Raises CorrectionError."""
    async with db.transaction() as conn:
        done = await corrections.void(conn, key, reason, OPERATOR, clock.now(), issuer, targets)
    return _voided(done)


async def correct(
    db: Database, clock: Clock, key: UUID, reason: str, issuer: Issuer, targets: Sequence[Target]
) -> list[str]:
    """`yike credits correct`: voided, and a new entry in its place. Raises CorrectionError."""
    async with db.transaction() as conn:
        done = await corrections.correct(conn, key, reason, OPERATOR, clock.now(), issuer, targets)
    lines = _voided(done.voided) if done.voided else []
    return [*lines, f"added {done.key} in its place, as the course is taught now"]


def _voided(done: corrections.Voided) -> list[str]:
    """What became of it, and what still counts with it among its evidence."""
    return [
        f"voided {done.key}; {_asked_back(done.asked_back)}",
        *(
            f"  the claim {key} rests on it and still counts: correct it, or void it, if it should not"
            for key in done.evidence_of
        ),
    ]


def _asked_back(count: int) -> str:
    return f"asked back at {_many(count, 'credit bank')}" if count else "no credit bank had it"


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"
