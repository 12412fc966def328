"""Somebody is invited to the staff, from whichever page: by a word that is shown once and said in chat."""

from collections.abc import Collection

from bot.domain.spoken_codes import new_word, shown
from bot.store.db import Connection
from bot.store.staff_invites import Invite, invite
from bot.web.console.groups_common import typed_name
from bot.web.console.visit import Shown, Visit

LONGEST_NAME = 20


def asked(
    visit: Visit, roles: Collection[str], wrong: str, faults: dict[str, str]
) -> tuple[str, str]:
    """The name and the role of the form; what is wrong is added to ``faults`` (``wrong`` is the text
    that says it of a role that is none of ``roles``).
    """
    name = typed_name(visit, "name", LONGEST_NAME, faults)
    role = visit.form.get("role", "")
    if role not in roles:
        faults["role"] = visit.t(wrong)
    return name, role


async def kept(visit: Visit, conn: Connection, what: Invite) -> str:
    """Keep the invitation; its word, of which only a keyed hash stays."""
    word = new_word()
    await invite(conn, visit.house.keyed("invite", word), what, visit.staff.actor, visit.now)
    return word


def invited(word: str, role: str, name: str, back: str, back_title: str) -> Shown:
    """The page that shows the word, this once; ``back`` is the page that it was asked from."""
    values = {"word": shown(word), "role": role, "name": name}
    return Shown("staff_invited", {**values, "back": back, "back_title": back_title})
