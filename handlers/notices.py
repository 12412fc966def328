"""Reminders in WeChat: the way to the page where they are allowed, offered rarely and at the right
moment, or whenever somebody asks for it.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.delivery.asking import Decision, NoticePage, Talk, left, may_ask, may_begin
from bot.domain.delivery import Kind, Rung
from bot.domain.events import ChannelKind
from bot.domain.learners import LearnerState
from bot.domain.messages import Link, Message, Reply
from bot.ports import Channel
from bot.store.notice_standing import load_standing, note_asked
from handlers.turn import Turn

_DAILY = {Kind.LESSON, Kind.QUIZ}


def notice_pages(channels: Mapping[str, Channel], public_url: str) -> dict[str, NoticePage]:
    """The pages of all accounts that have notices, by account (``bot.web.notice_page`` serves
    them).
    """
    pages = {}
    for account, channel in channels.items():
        notices = tuple(one for one in channel.ability.templates if one.rung is Rung.NOTICE)
        if notices:
            pages[account] = NoticePage(f"{public_url}/wechat/{account}/notices", notices)
    return pages


async def asked_for(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """提醒: the way to allow reminders, or how many are left; what was open stays open."""
    page = _page(turn)
    if turn.event.channel is not ChannelKind.WECHAT:
        return turn.say(Message(turn.t("notices-not-needed")))
    if page is None:
        return turn.say(Message(turn.t("notices-none")))
    standing = await load_standing(turn.conn, turn.address)
    balances = [standing.notices.get(one.id, 0) for one in page.templates]
    if all(one < 0 for one in balances):
        return turn.say(Message(turn.t("notices-lasting")))
    await note_asked(turn.conn, turn.address, turn.now)
    count = sum(one for one in balances if one > 0)
    words = turn.t("notices-left", count=count) if count else turn.t("notices-offer")
    label = turn.t("notices-more-link" if count else "notices-link")
    return turn.say(Message(words, link=Link(label, page.url)))


async def invite(turn: Turn, reply: Reply) -> Reply:
    """``reply`` with the way to allow reminders behind it, if this is a moment to ask."""
    chance, page = turn.chance, _page(turn)
    if chance is None or page is None:
        return reply
    templates = page.fitting(chance.kind)
    if may_begin(_talk(turn, reply, chance.kind), templates) is not Decision.ASK:
        return reply
    standing = await load_standing(turn.conn, turn.address)
    if may_ask(turn.now, standing, templates) is not Decision.ASK:
        return reply
    await note_asked(turn.conn, turn.address, turn.now)
    moment = chance.moment.name.lower().replace("_", "-")
    words = turn.t(f"notices-invite-{moment}")
    invitation = Message(words, link=Link(turn.t("notices-link"), page.url))
    return replace(reply, messages=(*reply.messages, invitation))


async def will_remind(turn: Turn, kind: Kind) -> bool:
    """Whether the person can be told in time of what is of ``kind``, so that we may promise it."""
    if turn.event.channel is not ChannelKind.WECHAT:
        return True
    page = _page(turn)
    standing = await load_standing(turn.conn, turn.address)
    return standing.reached_anyway or bool(page and left(standing, page.fitting(kind)))


def _page(turn: Turn) -> NoticePage | None:
    return turn.deployment.notices.get(turn.event.account)


def _talk(turn: Turn, reply: Reply, kind: Kind) -> Talk:
    state, dialog = turn.learner.state, turn.dialog
    asks = turn.asked or dialog.asking or len(reply.messages[-1].options) > 1
    resting = state is LearnerState.STOPPED or (state is LearnerState.PAUSED and kind in _DAILY)
    return Talk(
        newcomer=state is LearnerState.NEW,
        wanted=not resting,
        question=bool(asks or dialog.question),
    )
