"""Asking the credit banks what they decided."""

from bot.ledger.recognising import Recogniser
from schedules.jobs import Job

TICK = 15.0
"""Seconds between two looks at whose turn it is; a bank itself is asked each ten minutes."""


def recognition_jobs(recogniser: Recogniser) -> tuple[Job, ...]:
    """What brings the banks' decisions back."""
    return (Job("ask the banks what they decided", TICK, recogniser.run),)
