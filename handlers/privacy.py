"""One's own data: what is kept and why, a copy of it, and its end (PIPL articles 17 and 44 to 47)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import ChannelKind
from bot.domain.messages import Link, Message, Option, Reply
from bot.store.ledger import standing as credit_standing
from bot.store.ledger.standing import Given
from bot.store.privacy import copies as personal_copies
from bot.store.privacy.forgetting import ask_to_forget
from bot.texts import privacy_zh_hans as t
from bot.texts import zh_hans as words
from handlers.turn import Turn

FORGETTING = "forget"
"""What the dialog notes while 确认 is waited for."""


async def privacy(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What is stored and why, for how long, which consents stand, and what one can do."""
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    agreed = _consents(turn, standing.consents)
    if standing.under_14:
        agreed = f"{agreed}\n{t.UNDER_14}"
    if standing.accounts:
        agreed = f"{agreed}\n{_accounts(turn, standing.accounts)}"
    options = (Option(t.EXPORT, "export"), Option(t.FORGET, "forget"))
    return turn.aside(
        Message(t.KEPT, title=t.TITLE),
        Message(t.HOW_LONG),
        Message(agreed),
        Message(t.RIGHTS, options=options, hint=words.NUMBER_HINT),
    )


async def export(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """A link to a copy of everything; one that was given before goes out of use."""
    lasts = turn.deployment.copy_lasts
    token = await personal_copies.offer(turn.conn, turn.learner.row, turn.now, lasts)
    link = Link(t.COPY_LINK, f"{turn.deployment.public_url}/mine/{token}")
    return turn.say(Message(t.COPY.format(lasts=_lasts(lasts)), links=(link,)))


async def forget(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What is deleted, that it cannot be undone, and which word does it. Where options are read as
    numbers, that word stands in the sentence alone.
    """
    buttons = turn.event.channel is ChannelKind.TELEGRAM
    options = (Option(t.FORGET_YES, "forget_sure"), Option(t.FORGET_NO, "never_mind"))
    asked = Message(t.FORGET_ASK, options=options if buttons else ())
    return turn.aside(asked, asking=FORGETTING)


async def forget_sure(turn: Turn, argument: str) -> Reply:
    """确认, right behind the question: everything is erased within a minute. An old button asks anew."""
    if turn.learner.dialog.asking != FORGETTING:
        return await forget(turn, argument)
    await ask_to_forget(turn.conn, turn.learner.row, turn.now)
    turn.waiting = False  # nothing more is handed over to who is leaving
    return turn.offer(Message(t.FORGET_DONE))


def kept(reply: Reply) -> Reply:
    """``reply`` to something else than 确认, and that nothing was deleted."""
    said = Message(t.FORGET_KEPT)
    return Reply((said, *reply.messages), reply.aim, reply.keyboard)


def _consents(turn: Turn, given: Mapping[str, Given]) -> str:
    if not given:
        return t.CONSENTS_NONE
    lines = [
        _line(turn, bank, one) for bank, one in sorted(given.items(), key=lambda it: it[1].at)
    ]
    return t.CONSENTS.format(lines="\n".join(lines))


def _accounts(turn: Turn, kept: frozenset[str]) -> str:
    """At which banks an account number is kept, and how it is deleted."""
    titles = sorted(turn.deployment.banks.get(one, one) for one in kept)
    return t.ACCOUNTS.format(banks="、".join(titles))


def _line(turn: Turn, bank: str, one: Given) -> str:
    said = t.CONSENT_LINE_GUARDIAN if one.by == "guardian" else t.CONSENT_LINE
    title = turn.deployment.banks.get(bank, bank)
    return said.format(date=_day(one.at, turn.learner.zone), bank=title)


def _day(at: datetime, zone: str) -> str:
    there = at.astimezone(ZoneInfo(zone))
    return t.DATE.format(year=there.year, month=there.month, day=there.day)


def _lasts(lasts: timedelta) -> str:
    hours = int(lasts.total_seconds() // 3600)
    whole_days = hours >= 48 and hours % 24 == 0
    return words.DAYS.format(count=hours // 24) if whole_days else words.HOURS.format(count=hours)
