"""Works that were handed in: listed, looked at and listened to, taken or refused by hand."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.competitions.desk.judged import judged_stage
from bot.competitions.desk.results import correct
from bot.competitions.scoring.results import What
from bot.domain.competitions import CompetitionState, StageKind
from bot.domain.works import WorkFault
from bot.store.console import competitions as pages
from bot.store.console.competitions import WorkLine
from bot.store.contests.judging import is_in_stage
from bot.store.contests.results import NewCorrection
from bot.store.contests.works import KeptFile, find_file, read_part
from bot.store.contests.works_decided import owe_news
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    A_PAGE,
    Seen,
    after_in,
    doing,
    head_values,
    owned,
    seen,
)
from bot.web.console.groups_common import number
from bot.web.console.staff import JUDGES, ORGANISERS
from bot.web.console.visit import Done, Part, Shown, Visit, unknown
from bot.web.console.ways import Way, act, look

STATES = ("fetching", "accepted", "refused", "replaced")
SHOWN_HERE = ("video/", "audio/", "image/")
"""What a browser shows in a page; everything else is given as a file only."""


async def show(visit: Visit) -> Shown:
    """Works in the order in which they came, by the entries' numbers."""
    query = {name: visit.query.get(name, "") for name in ("stage", "state")}
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        works = await pages.page_of_works(
            conn,
            found.key,
            stage=query["stage"] or None,
            state=query["state"] if query["state"] in STATES else None,
            after=after_in(visit),
            most=A_PAGE + 1,
        )
    listed, after = works[:A_PAGE], ""
    if len(works) > A_PAGE:
        chosen = {k: v for k, v in query.items() if v} | {"after": str(listed[-1].row)}
        after = f"{visit.house.root}/{found.url}/works?{urlencode(chosen)}"
    stages = [one for one in found.competition.stages if one.kind is StageKind.UPLOAD]
    values = {
        "works": listed,
        "after": after,
        "begun": "after" in visit.query,
        "query": query,
        "uploads": stages,
        "states": STATES,
    }
    return Shown("competitions_works", head_values(visit, found, "works") | values)


async def one(visit: Visit) -> Shown:
    """One work with its player or picture."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        work = await _work(visit, conn, found)
    values = {"work": work, "player": player(work.content_type)}
    return Shown("competitions_work", head_values(visit, found, "works") | values)


def player(content_type: str | None) -> str:
    """``video``, ``audio``, ``image``, or empty for what is downloaded."""
    return (content_type or "").partition("/")[0] if is_shown(content_type) else ""


def is_shown(content_type: str | None) -> bool:
    """Whether a browser may show it in a page; nothing that could run is."""
    return (
        bool(content_type)
        and str(content_type).startswith(SHOWN_HERE)
        and "svg" not in str(content_type)
    )


async def _work(visit: Visit, conn: Connection, found: Seen) -> WorkLine:
    row = number(visit.path.get("work", ""))
    work = await pages.look_at_work(conn, found.key, row) if row else None
    if work is None:
        raise unknown()
    return work


async def file(visit: Visit) -> Part:
    """A work's bytes, the part that was asked for; a judge gets those that he or she judges."""
    async with visit.reading() as conn:
        found = await seen(visit, conn)
        work = await _work(visit, conn, found)
        if not (found.writes or await _judges_it(conn, found, work)):
            raise unknown()
        kept = await find_file(conn, work.hash) if work.hash else None
    if kept is None or work.hash is None:
        raise unknown()
    return _part(visit, work, kept, work.hash)


async def _judges_it(conn: Connection, found: Seen, work: WorkLine) -> bool:
    if found.judge is None or work.state != "accepted":
        return False
    for stage in found.competition.stages:
        if stage.judging is None:
            continue
        judged = judged_stage(found.competition, stage)
        if judged.upload == work.stage and await is_in_stage(conn, judged, work.entry):
            return True
    return False


def _part(visit: Visit, work: WorkLine, kept: KeptFile, file_hash: str) -> Part:
    inline = is_shown(kept.content_type) and "download" not in visit.query
    name = f"{work.number or work.entry}-{work.row}{_ending(kept.content_type)}"
    content_type = kept.content_type if inline else "application/octet-stream"

    async def parts(begin: int, end: int) -> AsyncIterator[bytes]:
        while begin < end:
            async with visit.reading() as conn:
                content = await read_part(conn, file_hash, begin, end - begin)
            if not content:
                return
            begin += len(content)
            yield content

    return Part(name, content_type, kept.size, parts, inline=inline)


_ENDINGS = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/amr": ".amr",
    "audio/wav": ".wav",
    "audio/mp4": ".m4a",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}


def _ending(content_type: str) -> str:
    return _ENDINGS.get(content_type, "")


async def _decide(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    """Take or refuse by hand: a correction with its reason, from which standings follow."""
    reason = reasoned(visit.form.get("reason", ""))
    state = "accepted" if visit.form.get("to") == "accepted" else "refused"
    head, competition = await held(conn, found.key)
    if head.state is not CompetitionState.PUBLISHED:
        raise RefusedError(Refusal.WRONG_STATE)
    row = number(visit.path.get("work", ""))
    work = await pages.load_work(conn, found.key, row) if row else None
    if work is None:
        raise unknown()
    if work.state == state:
        raise RefusedError(Refusal.ALREADY)
    if state == "accepted" and not (work.hash or work.url):
        raise RefusedError(Refusal.WRONG_STATE)
    why = "" if state == "accepted" else WorkFault.BY_HAND.value
    await pages.decide_work(conn, work.row, state, why, desk.at)
    await owe_news(conn, work.row, desk.at, f"by hand {desk.at.isoformat()}")
    before, after = {"work": work.row, "state": work.state}, {"work": work.row, "state": state}
    new = NewCorrection(What.WORK, before, after, reason, work.entry, work.stage)
    await correct(conn, desk, head, competition, new)
    about = f"{found.key}/{work.row}"
    await noted(
        conn, desk, "work.decide", about, kind="work", before=before, after=after, reason=reason
    )
    return Done(f"{found.url}/works/{work.row}", f"done-competitions-work-{state}")


WAYS: list[Way] = [
    look("competitions/{key}/works", show, ORGANISERS),
    look("competitions/{key}/works/{work}", one, ORGANISERS),
    look("competitions/{key}/works/{work}/file", file, JUDGES),
    act("competitions/{key}/works/{work}/decide", doing(_decide), ORGANISERS),
]
