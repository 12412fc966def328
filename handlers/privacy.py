"""One's own data: what is kept and why, a copy of it, and its end (PIPL articles 17 and 44 to 47)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import ChannelKind
from bot.domain.messages import Link, Message, Option, Reply
from bot.store.contests import entering
from bot.store.ledger import standing as credit_standing
from bot.store.ledger.standing import Given
from bot.store.privacy import copies as personal_copies
from bot.store.privacy.forgetting import ask_to_forget
from bot.texts.dates import full_day
from handlers.contest_items import NO_ITEM
from handlers.contest_waiting import OVER
from handlers.turn import Turn

FORGETTING = "forget"
"""What the dialog notes while 确认 is waited for."""
MOST_KEEPERS = 3
"""Competitions that are named, the newest ones."""


async def privacy(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What is stored and why, for how long, which consents stand, and what one can do."""
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    agreed = _consents(turn, standing.consents)
    if standing.under_14:
        agreed = f"{agreed}\n{turn.t('privacy-under-14')}"
    if standing.accounts:
        agreed = f"{agreed}\n{_accounts(turn, standing.accounts)}"
    switch = turn.t("privacy-recommends" if turn.learner.recommends else "privacy-recommends-not")
    agreed = f"{agreed}\n{switch}"
    options = (
        Option(turn.t("privacy-export"), "export"),
        Option(turn.t("privacy-forget"), "forget"),
    )
    return turn.aside(
        Message(turn.t("privacy-kept"), title=turn.t("privacy-title")),
        Message(turn.t("privacy-how-long")),
        *await _entries(turn),
        Message(agreed),
        Message(turn.t("privacy-rights"), options=options, hint=turn.t("hint-number")),
    )


async def export(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """A link to a copy of everything; one that was given before goes out of use."""
    lasts = turn.deployment.copy_lasts
    token = await personal_copies.offer(turn.conn, turn.learner.row, turn.now, lasts)
    link = Link(turn.t("export-link"), f"{turn.deployment.public_url}/mine/{token}")
    return turn.say(Message(turn.t("export-ready", lasts=_lasts(turn, lasts)), links=(link,)))


async def forget(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What is deleted, that it cannot be undone, and which word does it. Where options are read as
    numbers, that word stands in the sentence alone.
    """
    buttons = turn.event.channel is ChannelKind.TELEGRAM
    options = (
        Option(turn.t("forget-yes"), "forget_sure"),
        Option(turn.t("forget-no"), "never_mind"),
    )
    asked = Message(turn.t("forget-ask"), options=options if buttons else ())
    return turn.aside(asked, asking=FORGETTING)


async def forget_sure(turn: Turn, argument: str) -> Reply:
    """确认, right behind the question: everything is erased within a minute. An old button asks anew."""
    if turn.learner.dialog.asking != FORGETTING:
        return await forget(turn, argument)
    await ask_to_forget(turn.conn, turn.learner.row, turn.now)
    turn.waiting = False  # nothing more is handed over to who is leaving
    reply = turn.offer(Message(turn.t("forget-done")))
    turn.dialog = replace(turn.dialog, round=NO_ITEM, work=OVER, entry=OVER)
    return reply


def kept(turn: Turn, reply: Reply) -> Reply:
    """``reply`` to something else than 确认, and that nothing was deleted."""
    said = Message(turn.t("forget-kept"))
    return Reply((said, *reply.messages), reply.aim, reply.keyboard)


async def _entries(turn: Turn) -> tuple[Message, ...]:
    """What was written on entering competitions, who sees it, until when, and whom to ask about it
    (PIPL article 17); nothing for who wrote nothing.
    """
    found = await entering.keepers(turn.conn, turn.learner.row, MOST_KEEPERS)
    lines = [
        turn.t(
            "privacy-entrant-line",
            title=title,
            contact=turn.t("mark-clause").join(filter(None, (organiser, contact))),
        )
        for title, organiser, contact in found
    ]
    return (Message(turn.t("privacy-entrant", lines="\n".join(lines))),) if lines else ()


def _consents(turn: Turn, given: Mapping[str, Given]) -> str:
    if not given:
        return turn.t("privacy-consents-none")
    lines = [
        _line(turn, bank, one) for bank, one in sorted(given.items(), key=lambda it: it[1].at)
    ]
    return turn.t("privacy-consents", lines="\n".join(lines))


def _accounts(turn: Turn, kept: frozenset[str]) -> str:
    """At which banks an account number is kept, and how it is deleted."""
    titles = sorted(turn.deployment.banks.get(one, one) for one in kept)
    return turn.t("privacy-accounts", banks=turn.t("mark-comma").join(titles))


def _line(turn: Turn, bank: str, one: Given) -> str:
    by_guardian = one.by == "guardian"
    name = "privacy-consent-line-guardian" if by_guardian else "privacy-consent-line"
    day = one.at.astimezone(ZoneInfo(turn.learner.zone)).date()
    title = turn.deployment.banks.get(bank, bank)
    return turn.t(name, date=full_day(day, turn.t), bank=title)


def _lasts(turn: Turn, lasts: timedelta) -> str:
    hours = int(lasts.total_seconds() // 3600)
    whole_days = hours >= 48 and hours % 24 == 0
    if whole_days:
        return turn.t("span-days", count=hours // 24)
    return turn.t("span-hours", count=hours)
