"""控制台 12345678: the bot's part of signing in to the console; 邀请码 …: becoming one of the staff."""

import re

from bot.domain.messages import Message, Reply
from bot.domain.pseudonyms import console_hash, person_hash
from bot.domain.spoken_codes import new_word, shown
from bot.learning.plain import plain
from bot.store import audit, sign_ins
from bot.store.binding import may_try, miss
from bot.store.staff import staff_at
from bot.store.staff_invites import Guest, accept
from handlers.turn import Turn

WORD = 12
"""Letters of a one-time link; 58 bits."""
_CODE = re.compile(r"[0-9]{8}", re.ASCII)
_INVITE = re.compile(r"[A-Z0-9]{8}", re.ASCII)
_BETWEEN = re.compile(r"[\s\-:]+")


async def console(turn: Turn, argument: str) -> Reply:
    """A browser's code was said: whoever is of the staff gets the link that opens in that browser."""
    event, key = turn.event, turn.deployment.secret
    staff = await staff_at(turn.conn, turn.address, lambda a, p: person_hash(key, a, p))
    if staff is None or not (staff.roles or staff.groups):
        return turn.say(Message(turn.t("console-not-staff")))
    page = f"{turn.deployment.public_url}/console/"
    code = _BETWEEN.sub("", plain(argument))
    if not _CODE.fullmatch(code):
        return turn.say(Message(turn.t("console-how", page=page)))
    if event.in_group:
        return turn.say(Message(turn.t("console-private")))
    if not await may_try(turn.conn, turn.learner.row, turn.now):
        return turn.say(Message(turn.t("bind-too-many")))
    word = new_word(WORD)
    given = await sign_ins.give_link(
        turn.conn,
        console_hash(key, "code", code),
        console_hash(key, "link", word),
        turn.address,
        turn.now,
    )
    if not given:
        await miss(turn.conn, turn.learner.row, turn.now)
        return turn.say(Message(turn.t("console-code-unknown", page=page)))
    return turn.say(Message(turn.t("console-link", link=f"{page}enter/{word}", word=shown(word))))


async def invited(turn: Turn, argument: str) -> Reply:
    """The word of an invitation: from now on somebody is one of the staff."""
    event, key = turn.event, turn.deployment.secret
    if not await may_try(turn.conn, turn.learner.row, turn.now):
        return turn.say(Message(turn.t("bind-too-many")))
    word = _BETWEEN.sub("", plain(argument)).upper()
    guest = Guest(event.account, person_hash(key, event.account, event.sender), turn.learner.row)
    found = None
    if _INVITE.fullmatch(word):
        code = console_hash(key, "invite", word)
        found = await accept(turn.conn, code, guest, lambda a, p: person_hash(key, a, p), turn.now)
    if found is None:
        await miss(turn.conn, turn.learner.row, turn.now)
        return turn.say(Message(turn.t("invite-unknown")))
    await audit.note(
        turn.conn,
        at=turn.now,
        actor=f"{found.role} {turn.learner.key.hex[:8]}",
        act="staff.accept",
        kind="staff",
        about=turn.learner.key.hex[:8],
        after={"role": found.role, "competition": found.competition, "group": found.group},
    )
    page = f"{turn.deployment.public_url}/console/"
    return turn.say(Message(turn.t(f"invite-{found.role}", page=page)))
