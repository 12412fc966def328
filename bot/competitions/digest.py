"""The weekly digest: what is open, what opens soon, which courses are new. In one short message."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.competitions.present import instant
from bot.domain.competitions import Competition, Stage
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import Reply, say
from bot.store import digests
from bot.store.competitions import load_competitions
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts import zh_hans as t

AHEAD = timedelta(days=7)
"""What opens so soon is named, and what came so lately is new."""
MOST_LINES = 5
"""Of each sort: all of it fits one WeChat message (2048 bytes)."""
MOST_TITLE = 24
NOTHING = "there was nothing to tell this week"


class DigestComposer:
    """Says a digest in the words that were fixed when it was made."""

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row."""
        said: dict[tuple[str, str], Composed | NotNeeded] = {}
        for one in deliveries:
            about = (one.lane, one.subject)
            if about not in said:
                reply = await make_digest(
                    conn,
                    *about,
                    due=one.due,
                    expires=one.expires or one.due + AHEAD,
                    zone=one.zone,
                )
                trace = {"digest": one.subject}
                said[about] = NotNeeded(NOTHING) if reply is None else Composed(reply, trace)
        return {one.row: said[one.lane, one.subject] for one in deliveries}


async def make_digest(
    conn: Connection,
    account: str,
    week: str,
    *,
    due: datetime,
    expires: datetime,
    zone: str,
) -> Reply | None:
    """The digest of an account and week: as it was made, or made now and kept. None: there is
    nothing to tell.
    """
    kept = await digests.words_of(conn, account, week)
    if kept is None:
        found = digest(
            await load_competitions(conn, due),
            await digests.new_courses(conn, due - AHEAD),
            due,
            zone,
        )
        if found is None:
            return None
        kept = await digests.keep(
            conn, account, week, due=due, expires=expires, words=found.to_json()
        )
    return Reply.from_json(kept)


def digest(
    competitions: Sequence[Competition], courses: Sequence[str], at: datetime, zone: str
) -> Reply | None:
    """Pure: the digest that is read at ``at`` in ``zone``; None where there is nothing to tell."""
    open_now: list[str] = []
    soon: list[str] = []
    for one in competitions:
        stage = next((s for s in one.stages if s.closes > at), None)
        if stage is not None and stage.opens <= at:
            open_now.append(_open_line(one, stage, zone))
        elif stage is not None and stage.opens <= at + AHEAD:
            soon.append(_soon_line(one, stage, zone))
    new = [t.DIGEST_COURSE_LINE.format(title=_short(title)) for title in courses]
    parts = [
        _part(t.DIGEST_OPEN, open_now),
        _part(t.DIGEST_SOON, soon),
        _part(t.DIGEST_COURSES, new),
    ]
    text = "\n\n".join(part for part in parts if part)
    if not text:
        return None
    return say(text, title=t.DIGEST_TITLE, hint=_hint(bool(open_now or soon), bool(new)))


def _open_line(one: Competition, stage: Stage, zone: str) -> str:
    return t.DIGEST_OPEN_LINE.format(
        title=_short(one.title),
        stage=t.STAGE_KINDS[stage.kind.value],
        closes=instant(stage.closes, zone),
    )


def _soon_line(one: Competition, stage: Stage, zone: str) -> str:
    return t.DIGEST_SOON_LINE.format(
        title=_short(one.title),
        stage=t.STAGE_KINDS[stage.kind.value],
        opens=instant(stage.opens, zone),
    )


def _part(head: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = len(lines) - MOST_LINES
    shown = [*lines[:MOST_LINES], *([t.DIGEST_MORE.format(count=more)] if more > 0 else [])]
    return "\n".join([head, *shown])


def _short(title: str) -> str:
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"


def _hint(competitions: bool, courses: bool) -> str:
    if competitions and courses:
        return t.DIGEST_HINT_BOTH
    return t.DIGEST_HINT_COMPETITIONS if competitions else t.DIGEST_HINT_COURSES
