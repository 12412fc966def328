"""What the clock brings to the ledger."""

from bot.ledger.journal.sealing import Sealer
from schedules.jobs import Job

SEAL_EVERY = 5
"""Seconds: until it is sealed, an entry could be taken out without a trace."""


def ledger_jobs(sealer: Sealer) -> tuple[Job, ...]:
    """What is written is sealed."""
    return (Job("seal the journal", SEAL_EVERY, sealer.run),)
