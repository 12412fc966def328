"""What the pages of courses share: whose name stands on an approval, how names and states are told."""

import re
from uuid import UUID

from bot.store.console.courses import Text, load_texts
from bot.store.db import Connection
from bot.web.console.groups_common import number
from bot.web.console.staff import REVIEWERS
from bot.web.console.visit import Visit, unknown

TONES = {"taught": "good", "waits": "wait", "recalled": "bad", "earlier": "plain"}
_KEYED = re.compile(r"\breviewer ([0-9a-f]{4})[0-9a-f-]*")


def signature(visit: Visit) -> str:
    """Who imports, reviews and approves a text, as it is kept: one name for a person, whatever role
    he or she acts in, and the same that an approval in chat is signed with.
    """
    return f"reviewer {UUID(visit.staff.key)}"


def reviews(visit: Visit) -> bool:
    """Whether somebody may do more than look."""
    return visit.staff.may(REVIEWERS)


def named(visit: Visit, by: str) -> str:
    """Names as they were kept, those of people at the console or in chat in short."""
    return _KEYED.sub(lambda found: f"{visit.t('role-reviewer')} {found[1]}", by)


def state_of(text: Text) -> str:
    """The one word for what became of a text: an id behind ``courses-state-``."""
    if text.recalled_at is not None:
        return "recalled"
    if text.taught:
        return "taught"
    if text.waits:
        return "waits"
    return "earlier"


async def text_of(visit: Visit, conn: Connection) -> tuple[Text, list[Text]]:
    """The text that the path names, and all of its course. Raises PageError (404)."""
    row = number(visit.path["row"])
    texts = list(await load_texts(conn, visit.path["course"]))
    found = next((one for one in texts if one.row == row), None)
    if found is None:
        raise unknown()
    return found, texts
