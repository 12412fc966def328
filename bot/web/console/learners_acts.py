"""What an operator does for one learner: each act confirmed on the page, and in the audit log."""

import re
import unicodedata
from datetime import time, timedelta

from bot.domain.content import Track
from bot.domain.learners import LearnerState
from bot.store import audit, learners
from bot.store.console import learner_acts
from bot.store.console.learner_acts import Again
from bot.store.console.learner_page import Facts
from bot.store.db import Connection
from bot.store.privacy import copies
from bot.store.privacy.forgetting import ask_to_forget
from bot.web.console.groups_common import number
from bot.web.console.learners_one import page, read_place, seen
from bot.web.console.staff import OPERATORS
from bot.web.console.visit import Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import act

MOST_TIMES = 4
COPY_LASTS = timedelta(hours=24)
SHORTEST_REASON, LONGEST_REASON = 4, 200
_BETWEEN = re.compile(r"[\s,;\u3001]+")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


async def _hold(visit: Visit, conn: Connection) -> Facts:
    found = await learner_acts.hold(conn, await seen(visit, conn))
    if found is None:
        raise unknown()
    return found


async def _note(
    visit: Visit,
    conn: Connection,
    learner: Facts,
    act_name: str,
    *,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
    reason: str = "",
) -> None:
    await audit.note(
        conn,
        at=visit.now,
        actor=visit.staff.actor,
        act=act_name,
        kind="learner",
        about=learner.key,
        before=before,
        after=after,
        reason=reason,
    )


def _done(learner: Facts, said: str, **values: str) -> Done:
    return Done(f"learners/{learner.row}", f"done-learners-{said}", values)


async def again(visit: Visit) -> Done:
    """Today's lesson once more."""
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        what = await learner_acts.lesson_again(conn, learner.row, visit.now)
        if what is not Again.PLANNED:
            raise PageError(409, f"learners-again-{what.value}")
        await _note(visit, conn, learner, "learner.lesson-again")
    visit.house.wake("delivery")
    return _done(learner, "again")


async def resend(visit: Visit) -> Done:
    """A failed delivery once more."""
    at, row = read_place(visit.form.get("place", ""))
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        if not await learner_acts.resend(conn, learner.row, at, row, visit.now):
            raise PageError(409, "learners-resend-late")
        await _note(visit, conn, learner, "learner.resend", after={"delivery": row})
    visit.house.wake("delivery")
    return _done(learner, "resent")


async def pause(visit: Visit) -> Done:
    """No lessons until somebody lets them come again."""
    return await _state(visit, {LearnerState.ACTIVE, LearnerState.AWAY}, LearnerState.PAUSED)


async def resume(visit: Visit) -> Done:
    """Lessons come again. Who wants no messages is let be: only a word of his or her own ends that."""
    return await _state(visit, {LearnerState.PAUSED}, LearnerState.ACTIVE)


async def _state(visit: Visit, allowed: set[LearnerState], state: LearnerState) -> Done:
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        if learner.state not in allowed:
            raise PageError(409, f"learners-not-{state.value}")
        await learners.save_state(conn, learner.row, state)
        was, now = {"state": learner.state}, {"state": state.value}
        await _note(visit, conn, learner, f"learner.{state.value}", before=was, after=now)
    return _done(learner, state.value)


async def set_track(visit: Visit) -> Done:
    """Whose courses he or she is shown first."""
    track = visit.form.get("track", "")
    if track not in set(Track):
        raise PageError(422, "learners-track-wrong")
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        await learners.save_track(conn, learner.row, track)
        was, now = {"track": learner.track}, {"track": track}
        await _note(visit, conn, learner, "learner.track", before=was, after=now)
    return _done(learner, "track")


async def set_times(visit: Visit) -> Done | Shown:
    """When lessons come, in the learner's zone."""
    times = read_times(visit.form.get("times", ""))
    if times is None:
        return await page(visit, {"times": visit.t("learners-times-wrong", most=MOST_TIMES)}, 422)
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        await learners.save_times(conn, learner.row, times, visit.now)
        was = {"times": [f"{one:%H:%M}" for one in learner.times]}
        now = {"times": [f"{one:%H:%M}" for one in times]}
        await _note(visit, conn, learner, "learner.times", before=was, after=now)
    return _done(learner, "times")


def read_times(written: str) -> list[time] | None:
    """``07:30 12:00``: one to four times of the day, in order; None for anything else."""
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", written).strip())
    found = [_TIME.fullmatch(one) for one in parts]
    times = sorted({time(int(one[1]), int(one[2])) for one in found if one})
    return times if all(found) and 0 < len(times) <= MOST_TIMES else None


async def end_address(visit: Visit) -> Done:
    """Nothing goes to an address any more."""
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        row = number(visit.form.get("address", ""))
        account = await learner_acts.end_address(conn, learner.row, row, visit.now)
        if account is None:
            raise unknown()
        before = {"address": row, "account": account}
        await _note(visit, conn, learner, "learner.end-address", before=before)
    return _done(learner, "address-ended")


async def end_codes(visit: Visit) -> Done:
    """Codes and links that were given and not used are good for nothing more."""
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        count = await learner_acts.end_codes(conn, learner.row)
        await _note(visit, conn, learner, "learner.end-codes", after={"ended": count})
    return _done(learner, "codes-ended", count=str(count))


def _reason(visit: Visit, field: str) -> tuple[str, dict[str, str]]:
    """Why, as it was written; and what is wrong with that."""
    reason = " ".join(visit.form.get(field, "").split())
    fits = SHORTEST_REASON <= len(reason) <= LONGEST_REASON
    return reason, {} if fits else {field: visit.t("learners-reason-needed")}


async def copy(visit: Visit) -> Shown:
    """A link to a copy of the person's data, to be handed on; shown once."""
    reason, faults = _reason(visit, "copy_reason")
    if faults:
        return await page(visit, faults, 422)
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        token = await copies.offer(conn, learner.row, visit.now, COPY_LASTS)
        await _note(visit, conn, learner, "learner.copy", reason=reason)
    link = f"{visit.house.public_url}/mine/{token}"
    return Shown("learners_copy", {"learner": learner, "link": link})


async def erase(visit: Visit) -> Done | Shown:
    """Everything of the person is erased within a minute; asked for in words, and confirmed by the
    beginning of the key.
    """
    reason, faults = _reason(visit, "erase_reason")
    async with visit.reading() as conn:
        await seen(visit, conn)
    async with visit.writing() as conn:
        learner = await _hold(visit, conn)
        if visit.form.get("key", "").lower() != learner.key:
            faults["key"] = visit.t("learners-key-differs")
        if not faults:
            await ask_to_forget(conn, learner.row, visit.now)
            await _note(visit, conn, learner, "learner.erase", reason=reason)
    if faults:
        return await page(visit, faults, 422)
    return Done("learners", "done-learners-erased")


WAYS = [
    act("learners/{row}/again", again, OPERATORS),
    act("learners/{row}/resend", resend, OPERATORS),
    act("learners/{row}/pause", pause, OPERATORS),
    act("learners/{row}/resume", resume, OPERATORS),
    act("learners/{row}/track", set_track, OPERATORS),
    act("learners/{row}/times", set_times, OPERATORS),
    act("learners/{row}/end-address", end_address, OPERATORS),
    act("learners/{row}/end-codes", end_codes, OPERATORS),
    act("learners/{row}/copy", copy, OPERATORS),
    act("learners/{row}/erase", erase, OPERATORS),
]
