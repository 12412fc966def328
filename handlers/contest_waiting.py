"""What waits behind whatever is said: a work that somebody is about to send, and an entry in the
making.

Both are noted in the dialog beside what was said last, with the time, so that neither words and
commands nor a lesson that comes by itself drop them.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.learners import Dialog
from bot.domain.messages import Reply
from bot.store.contests.entering import DRAFTS_KEPT
from handlers.turn import Turn

OVER = "-"
"""What the dialog notes for the rest of a turn when nothing waits any more."""
NEAR = timedelta(hours=1)
"""So long a file that comes is the work that was asked for, and so long the way back to an entry
stands below other answers."""


def note_work(turn: Turn, stage: str) -> None:
    """A work for ``stage`` is waited for from now on."""
    turn.dialog = replace(turn.dialog, work=_stamped(turn.now, stage))


def end_work(turn: Turn) -> None:
    """It came, or is waited for no more."""
    turn.dialog = replace(turn.dialog, work=OVER)


def awaited_work(turn: Turn) -> str:
    """The stage for which a work was asked for within the last hour; empty: none."""
    return _read(turn.learner.dialog.work, turn.now, NEAR)


def note_entry(turn: Turn, asking: str) -> None:
    """What was said for an entry so far, as the dialog notes it while something is asked."""
    turn.dialog = replace(turn.dialog, entry=_stamped(turn.now, asking))


def end_entry(turn: Turn) -> None:
    """It is made, or given up."""
    turn.dialog = replace(turn.dialog, entry=OVER)


def waiting_entry(turn: Turn, within: timedelta = DRAFTS_KEPT) -> str:
    """What ``note_entry`` noted; empty: nothing waits, or for too long."""
    return _read(turn.learner.dialog.entry, turn.now, within)


def carried(dialog: Dialog, before: Dialog) -> Dialog:
    """``dialog`` with what waited behind the one ``before``, as far as it still does."""
    return replace(
        dialog,
        work=_still(dialog.work, before.work),
        entry=_still(dialog.entry, before.entry),
    )


def kept(turn: Turn, reply: Reply) -> Reply:
    """``reply``, with what waited before still waiting behind it."""
    turn.dialog = carried(turn.dialog, turn.learner.dialog)
    return reply


def _still(now: str, before: str) -> str:
    return "" if now == OVER else now or before


def _stamped(at: datetime, what: str) -> str:
    return f"{int(at.timestamp())} {what}"


def _read(noted: str, now: datetime, within: timedelta) -> str:
    at, _, what = noted.partition(" ")
    if not at.isdecimal() or now - datetime.fromtimestamp(int(at), UTC) > within:
        return ""
    return what
