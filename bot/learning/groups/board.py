"""The weekly board of those in a group who chose to be on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.deep_links import Target
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.group_slots import local_day, monday_of
from bot.domain.messages import Link, Message, Reply
from bot.domain.names import clean_name
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.groups.board import Merit, week_of
from bot.store.groups.turns import load_groups
from bot.texts.catalogue import Texts, texts
from bot.texts.ways_in import LinkTo, button

LEAST, MOST = 2, 10
"""A board of one shames whoever is not on it; more than ten lines are not read."""
LONGEST_NAME = 32
_ISOLATE, _END = "\u2068", "\u2069"


class BoardComposer:
    """Posts each group's board of the week."""

    def __init__(self, link: LinkTo) -> None:
        """``link`` leads into the private chat, where one joins the board."""
        self._link = link

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The board for each, by row; none where fewer than two people are on it."""
        groups = await load_groups(conn, {one.group or 0 for one in deliveries})
        weeks = {(one.group or 0, monday_of(one.occurrence)) for one in deliveries}
        merits = await week_of(conn, weeks)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            row = one.group or 0
            t = texts(groups[row].language)
            join = button(
                self._link, groups[row].account, Target.GROUP, str(row), t("post-board-join")
            )
            message = board_message(merits.get(row, ()), t, join)
            composed[one.row] = (
                Composed(Reply((message,)), {"week": one.occurrence})
                if message is not None
                else NotNeeded("fewer than two people are on the board")
            )
        return composed


async def board_now(conn: Connection, group: int, now: datetime, link: LinkTo) -> Message:
    """This week's board of a group as it stands at ``now``; where fewer than two people are on
    it, how to join. ``group`` is the row of a group that is there.
    """
    found = (await load_groups(conn, [group]))[group]
    day = local_day(now, found.zone)
    monday = day - timedelta(days=day.weekday())
    t = texts(found.language)
    join = button(link, found.account, Target.GROUP, str(group), t("post-board-join"))
    merits = (await week_of(conn, [(group, monday)])).get(group, ())
    empty = Message(t("post-board-waits"), title=t("post-board"), links=join)
    return board_message(merits, t, join) or empty


def board_message(merits: Sequence[Merit], t: Texts, join: tuple[Link, ...]) -> Message | None:
    """Pure: the first ten with their places, which equals share; None where fewer than two have
    a point.
    """
    ranked = sorted(
        (one for one in merits if one.points > 0), key=lambda one: (-one.points, one.name)
    )
    if len(ranked) < LEAST:
        return None
    points = [one.points for one in ranked]
    lines = [
        t(
            "post-board-line",
            place=points.index(one.points) + 1,
            name=isolated(one.name),
            points=one.points,
        )
        for one in ranked[:MOST]
    ]
    if len(ranked) > MOST:
        lines.append(t("post-board-more", count=len(ranked) - MOST))
    text = "\n".join(lines) + "\n\n" + t("post-board-rule")
    return Message(text, title=t("post-board"), links=join)


def isolated(name: str) -> str:
    """A name that can turn nothing around it: cleaned, at most 32 characters, between the marks
    that isolate its direction (Unicode UAX 9, FSI and PDI).
    """
    return f"{_ISOLATE}{clean_name(name, LONGEST_NAME) or '…'}{_END}"
