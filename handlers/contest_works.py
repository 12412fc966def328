"""Works for competitions: 交作品, a file sent without a word, what a work is called.

What somebody sent is noted here with the time it came; a link is taken at once, a file when it was
fetched and checked (``bot.competitions.works.fetching``), which the entrant is then told.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.competitions.works.taking import (
    LONGEST_TITLE,
    may_be_meant,
    not_taken_at,
    open_stages,
    read_link,
    refused_at_once,
    undecided,
)
from bot.competitions.works.words import wanted, why_not
from bot.domain.events import FileSent, Text
from bot.domain.messages import Message, Option, Reply
from bot.domain.names import NameFault, read_name
from bot.domain.works import UploadStage, WorkFault
from bot.store.contests import works, works_decided
from bot.store.contests.works import Sent
from bot.texts.dates import instant
from handlers import contest_waiting as waiting
from handlers.contest_unclear import is_keeping_back
from handlers.turn import Turn

MOST = 9
"""So many stages are on offer; more would make a list that nobody reads."""

_LINK = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_SENDING, _TITLING = "work:", "work_title:"
"""What the dialog notes: a work for a stage is waited for, or what one is called."""


def is_asking(noted: str) -> bool:
    """Whether the dialog notes that a work, or a name for one, is waited for."""
    return noted.startswith((_SENDING, _TITLING))


def is_sending(noted: str) -> bool:
    """Whether the dialog notes that a work is waited for."""
    return noted.startswith(_SENDING)


async def hand_in(turn: Turn, argument: str) -> Reply:
    """交作品: what to send for the stage that is open; with several, for which."""
    stages = await works.load_upload_stages(turn.conn, turn.learner.row)
    if (found := _named(stages, argument)) is not None:
        return _ask_for(turn, found)
    opened = open_stages(stages, turn.now)[:MOST]
    if not opened:
        return _closed(turn, stages)
    if len(opened) == 1:
        return _ask_for(turn, opened[0])
    options = tuple(Option(one.title, f"work:{_name(one)}") for one in opened)
    return turn.aside(Message(turn.t("work-which"), options=options, hint=turn.t("hint-number")))


async def sent(turn: Turn, file: FileSent) -> Reply | None:
    """A file or link that somebody sent; None where nothing of his or hers takes works now, or none
    that this could be: it is then answered as it is from anybody.
    """
    stages = await works.load_upload_stages(turn.conn, turn.learner.row)
    asking, at = turn.learner.dialog.asking, _came(turn)
    if asking.startswith(_SENDING):
        stage = _named(stages, asking.removeprefix(_SENDING))
        if stage is not None:
            return await _take(turn, stage, file)
    awaited = _named(stages, waiting.awaited_work(turn))
    if awaited is not None and may_be_meant(file, awaited.rule):
        return await _take(turn, awaited, file)
    meant = [one for one in open_stages(stages, at) if may_be_meant(file, one.rule)]
    missing = [one for one in meant if not one.handed_in]
    if meant:
        return await _ask_whether(turn, (missing or meant)[:MOST], file)
    early = [one for one in undecided(stages, at) if may_be_meant(file, one.rule)]
    return _undecided(turn, early[0]) if early else None


async def spoken(turn: Turn, *, understood: bool) -> Reply | None:
    """A voice message while a work is waited for is that work, whatever words were heard in it. Where
    something came between, it is asked about, unless the words are ``understood`` or answer something.
    """
    body, dialog = turn.event.body, turn.learner.dialog
    if not isinstance(body, Text) or body.voice is None:
        return None
    if dialog.asking.startswith(_SENDING):
        return await sent(turn, body.voice)
    if understood or dialog.asking or turn.open_question:
        return None
    stage = await still_awaited(turn)
    if stage is None or not may_be_meant(body.voice, stage.rule):
        return None
    return await _ask_whether(turn, [stage], body.voice)


async def still_awaited(turn: Turn) -> UploadStage | None:
    """The stage for which a work is waited for, as long as it takes one."""
    name = waiting.awaited_work(turn)
    if not name:
        return None
    stage = _named(await works.load_upload_stages(turn.conn, turn.learner.row), name)
    return stage if stage is not None and not_taken_at(stage, turn.now) is None else None


async def written(turn: Turn, text: str) -> Reply | None:
    """Free text: a link, or what a work is called; None where it is neither."""
    asking = turn.learner.dialog.asking
    if asking.startswith(_TITLING):
        return await _titled(turn, asking.removeprefix(_TITLING), text)
    if read_link(text) is not None:
        return await sent(turn, FileSent("link", url=text.strip()))
    awaited = asking.startswith(_SENDING) or (not asking and waiting.awaited_work(turn))
    if awaited and is_keeping_back(text):
        reply = turn.back(Message(turn.t("work-not-now")))
        waiting.end_work(turn)
        return reply
    # What other apps share is a sentence with a link in it.
    found = _LINK.search(text) if awaited else None
    return await sent(turn, FileSent("link", url=found[0])) if found else None


async def is_one(turn: Turn, argument: str) -> Reply:
    """是: what was sent is a work, for that stage."""
    row, _, name = argument.partition(":")
    asked = await works.find_asked(turn.conn, _number(row), turn.learner.row)
    stages = await works.load_upload_stages(turn.conn, turn.learner.row)
    stage = _named(stages, name)
    if asked is None or stage is None:
        return turn.back(Message(turn.t("work-lost")))
    if (fault := not_taken_at(stage, asked.sent_at)) is not None:
        await works.let_go(turn.conn, asked.row)
        return turn.back(Message(_refusal(turn, stage, fault)))
    title = asked.title or stage.titled or ""
    await works.is_meant(turn.conn, asked.row, stage, title, turn.now)
    if asked.url:
        await works_decided.accept_asked_link(turn.conn, asked.row, turn.now)
    return _got(turn, stage, asked.row, title, link=bool(asked.url))


async def is_none(turn: Turn, argument: str) -> Reply:
    """不是: nothing of it stays."""
    asked = await works.find_asked(turn.conn, _number(argument), turn.learner.row)
    if asked is not None:
        await works.let_go(turn.conn, asked.row)
    return turn.back(Message(turn.t("work-not-one")))


async def untitled(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - nothing is noted of it
    """不用名字: the work is called nothing."""
    return turn.back(Message(turn.t("said-fine")))


# what is taken --------------------------------------------------------------------------------


async def _take(turn: Turn, stage: UploadStage, file: FileSent) -> Reply:
    """What was sent for a stage that was asked for."""
    at = _came(turn)
    late = not_taken_at(stage, at)
    if late is not None:
        reply = turn.back(Message(_refusal(turn, stage, late)))
        waiting.end_work(turn)
        return reply
    fault = refused_at_once(file, stage.rule)
    if fault is not None:
        return _waiting_for(turn, stage, _refusal(turn, stage, fault))
    new = _new(turn, stage, file, at)
    if file.url:
        row = await works_decided.accept_link(turn.conn, new, turn.now)
    else:
        row = await works.to_be_fetched(turn.conn, new, turn.now)
    return _got(turn, stage, row, new.title, link=bool(file.url))


async def _ask_whether(turn: Turn, stages: Sequence[UploadStage], file: FileSent) -> Reply:
    """这是您的参赛作品吗？ Nothing of it is fetched before that is answered."""
    first = stages[0]
    row = await works.ask_about(turn.conn, _new(turn, first, file, _came(turn)))
    no = Option(turn.t("work-no"), f"work_not:{row}")
    if len(stages) > 1:
        options = tuple(Option(one.title, f"work_is:{row}:{_name(one)}") for one in stages)
        words = turn.t("work-is-which")
    else:
        options = (Option(turn.t("work-yes"), f"work_is:{row}:{_name(first)}"),)
        asked = "work-is-new" if first.handed_in else "work-is-this"
        words = turn.t(asked, title=first.title)
    turn.asked = True
    return turn.aside(Message(words, options=(*options, no), hint=turn.t("hint-number")))


def _got(turn: Turn, stage: UploadStage, row: int, title: str, *, link: bool) -> Reply:
    """It came; and, where no work of this entry was ever called anything, what it is called."""
    got = turn.t("work-link-got" if link else "work-got")
    if title or stage.titled is not None:
        reply = turn.back(Message(got))
    else:
        asked = Message(
            f"{got}\n{turn.t('work-title')}",
            options=(Option(turn.t("work-title-none"), "work_untitled"),),
        )
        reply = turn.aside(asked, asking=f"{_TITLING}{row}")
    waiting.end_work(turn)
    return reply


async def _titled(turn: Turn, row: str, text: str) -> Reply:
    name = read_name(text, LONGEST_TITLE)
    if isinstance(name, NameFault):
        fault = "work-title-too-long" if name is NameFault.TOO_LONG else "work-title-unfit"
        again = Message(
            turn.t(fault, most=LONGEST_TITLE),
            options=(Option(turn.t("work-title-none"), "work_untitled"),),
        )
        return turn.aside(again, asking=f"{_TITLING}{row}")
    if not await works.set_title(turn.conn, _number(row), turn.learner.row, name):
        return turn.back(Message(turn.t("work-lost")))
    return turn.back(Message(turn.t("work-titled", title=name)))


def _new(turn: Turn, stage: UploadStage, file: FileSent, at: datetime) -> Sent:
    """What came, called as its caption says, else as the work before it."""
    caption = read_name(file.caption, LONGEST_TITLE) if file.caption else NameFault.EMPTY
    title = (stage.titled or "") if isinstance(caption, NameFault) else caption
    url = read_link(file.url) or "" if file.url else ""
    return Sent(
        stage.entry, stage.stage, turn.event.account, turn.address, file.ref, url, title, at
    )


# what is said ---------------------------------------------------------------------------------


def _ask_for(turn: Turn, stage: UploadStage) -> Reply:
    fault = not_taken_at(stage, turn.now)
    if fault is not None:
        return _closed(turn, [stage])
    words = turn.t(
        "work-send-new" if stage.handed_in else "work-send",
        title=stage.title,
        wanted=wanted(stage.rule, turn.t),
        closes=instant(stage.closes, turn.learner.zone, turn.t),
    )
    return _waiting_for(turn, stage, words)


def _waiting_for(turn: Turn, stage: UploadStage, words: str) -> Reply:
    """The next file or link is a work for ``stage``, also where other words come between."""
    turn.asked = True
    reply = turn.aside(Message(words), asking=f"{_SENDING}{_name(stage)}")
    waiting.note_work(turn, _name(stage))
    return reply


def _undecided(turn: Turn, stage: UploadStage) -> Reply:
    """Who may hand in follows from a selection that is not made yet."""
    return turn.back(Message(turn.t("work-undecided", title=stage.title)))


def _closed(turn: Turn, stages: Sequence[UploadStage]) -> Reply:
    """Nothing can be handed in now: when it could, or can, be."""
    if early := undecided(stages, turn.now):
        return _undecided(turn, early[0])
    live = [one for one in stages if one.live]
    coming = [one for one in live if turn.now < one.opens]
    zone = turn.learner.zone
    if coming:
        first = min(coming, key=lambda one: one.opens)
        opens = instant(first.opens, zone, turn.t)
        return turn.back(Message(turn.t("work-opens", title=first.title, opens=opens)))
    if live:
        last = max(live, key=lambda one: one.closes)
        closes = instant(last.closes, zone, turn.t)
        return turn.back(Message(turn.t("work-closed", title=last.title, closes=closes)))
    return turn.back(Message(turn.t("work-fault-not-open" if stages else "work-none")))


def _refusal(turn: Turn, stage: UploadStage, fault: WorkFault) -> str:
    why = why_not(fault, stage.rule, turn.t)
    if not_taken_at(stage, turn.now) is not None:
        return why
    return why + turn.t("mark-gap") + turn.t("work-try-again")


def _came(turn: Turn) -> datetime:
    """When it came: by the platform's clock where that is earlier, for it keeps what it cannot
    bring while we are away.
    """
    return min(turn.event.at, turn.now)


def _name(stage: UploadStage) -> str:
    return f"{stage.entry}:{stage.position}"


def _named(stages: Sequence[UploadStage], name: str) -> UploadStage | None:
    """The stage of a button or a note; a touch can be old, or forged."""
    return next((one for one in stages if _name(one) == name), None)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
