"""The weekly digest: what is open, what opens soon, which courses are new. In one short message."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.competitions import Competition, Stage
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import Reply, say
from bot.store import digests, recipients
from bot.store.competitions import load_competitions
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts.catalogue import SIMPLIFIED, Texts, texts
from bot.texts.dates import instant

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
        speak = await recipients.languages(conn, deliveries)
        said: dict[tuple[str, str, str], Composed | NotNeeded] = {}
        for one in deliveries:
            about = (one.lane, one.subject, speak[one.row])
            if about not in said:
                reply = await make_digest(
                    conn,
                    one.lane,
                    one.subject,
                    due=one.due,
                    expires=one.expires or one.due + AHEAD,
                    zone=one.zone,
                    language=about[2],
                )
                trace = {"digest": one.subject}
                said[about] = NotNeeded(NOTHING) if reply is None else Composed(reply, trace)
        return {one.row: said[one.lane, one.subject, speak[one.row]] for one in deliveries}


async def make_digest(
    conn: Connection,
    account: str,
    week: str,
    *,
    due: datetime,
    expires: datetime,
    zone: str,
    language: str = SIMPLIFIED,
) -> Reply | None:
    """The digest of an account and week: as it was made, or made now and kept. None: there is
    nothing to tell. Simplified Chinese is what is kept; in another language the same is said anew.
    """
    kept = await digests.words_of(conn, account, week)
    t = texts(language)
    if kept is not None and t.language == SIMPLIFIED:
        return Reply.from_json(kept)
    open_or_soon = await load_competitions(conn, due)
    new = await digests.new_courses(conn, due - AHEAD)
    if kept is None:
        found = digest(open_or_soon, new, due, zone, texts(SIMPLIFIED))
        if found is None:
            return None
        words = found.to_json()
        kept = await digests.keep(conn, account, week, due=due, expires=expires, words=words)
    other = digest(open_or_soon, new, due, zone, t) if t.language != SIMPLIFIED else None
    return other or Reply.from_json(kept)


def digest(
    competitions: Sequence[Competition],
    courses: Sequence[str],
    at: datetime,
    zone: str,
    t: Texts,
) -> Reply | None:
    """Pure: the digest that is read at ``at`` in ``zone``; None where there is nothing to tell."""
    open_now: list[str] = []
    soon: list[str] = []
    for one in competitions:
        stage = next((s for s in one.stages if s.closes > at), None)
        if stage is not None and stage.opens <= at:
            open_now.append(_open_line(one, stage, zone, t))
        elif stage is not None and stage.opens <= at + AHEAD:
            soon.append(_soon_line(one, stage, zone, t))
    new = [t("digest-course-line", title=_short(title)) for title in courses]
    parts = [
        _part(t("digest-open"), open_now, t),
        _part(t("digest-soon"), soon, t),
        _part(t("digest-courses"), new, t),
    ]
    text = "\n\n".join(part for part in parts if part)
    if not text:
        return None
    return say(text, title=t("digest-title"), hint=_hint(bool(open_now or soon), bool(new), t))


def _open_line(one: Competition, stage: Stage, zone: str, t: Texts) -> str:
    return t(
        "digest-open-line",
        title=_short(one.title),
        stage=t(f"stage-{stage.kind.value}"),
        closes=instant(stage.closes, zone, t),
    )


def _soon_line(one: Competition, stage: Stage, zone: str, t: Texts) -> str:
    return t(
        "digest-soon-line",
        title=_short(one.title),
        stage=t(f"stage-{stage.kind.value}"),
        opens=instant(stage.opens, zone, t),
    )


def _part(head: str, lines: Sequence[str], t: Texts) -> str:
    if not lines:
        return ""
    more = len(lines) - MOST_LINES
    shown = [*lines[:MOST_LINES], *([t("digest-more", count=more)] if more > 0 else [])]
    return "\n".join([head, *shown])


def _short(title: str) -> str:
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"


def _hint(competitions: bool, courses: bool, t: Texts) -> str:
    if competitions and courses:
        return t("digest-hint-both")
    return t("digest-hint-competitions" if competitions else "digest-hint-courses")
