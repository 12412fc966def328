"""What a competition waits for, named again behind the answer to something else: an item of a round, an
entry in the making, a work.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.learners import Dialog
from bot.domain.messages import Message, Option, Reply
from handlers import (
    contest_children,
    contest_entering,
    contest_rounds,
    contest_team,
    contest_works,
)
from handlers import contest_waiting as waiting
from handlers.contest_admitting import cannot
from handlers.contest_room import shown
from handlers.turn import Turn

ON = "enter_on"
"""The route back to an entry in the making."""
_DROPPING = "never_mind"


async def behind(turn: Turn, reply: Reply, before: Dialog, meant: str) -> Reply:
    """``reply`` with the way back to what waits, where nothing else is asked. ``before`` is the dialog
    as it was; ``meant``, what was answered: 算了 drops a work and an entry.
    """
    reply = contest_rounds.behind(turn, reply, before.round)
    if meant == _DROPPING:
        waiting.end_work(turn)
        waiting.end_entry(turn)
    else:
        reply = await _work(turn, await _entry(turn, reply))
    turn.dialog = waiting.carried(turn.dialog, before)
    return reply


async def go_on(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - there is one at most that waits
    """接着报名: what was asked last, with what was said before."""
    noted = waiting.waiting_entry(turn)
    if contest_team.is_asking(noted):
        found = await contest_team.go_on(turn, noted)
    else:
        draft = contest_entering.waiting_draft(turn)
        found = await contest_entering.enter(turn, draft.competition) if draft else None
    if found is not None:
        return found
    reply = turn.back(Message(turn.t("entrant-step-over")))
    waiting.end_entry(turn)
    return reply


async def _entry(turn: Turn, reply: Reply) -> Reply:
    """The way back to an entry that something came between: below a list one more choice, on the
    competition's own page in the place of its button.
    """
    noted, dialog = waiting.waiting_entry(turn, waiting.NEAR), turn.dialog
    if not noted or dialog.entry == waiting.OVER or _asks(turn, noted):
        return reply
    key = _competition(turn, noted)
    found = await shown(turn, key) if key else None
    team = contest_team.is_asking(noted)
    if found is None or (not team and await cannot(turn, found)):
        waiting.end_entry(turn)
        return reply
    option = Option(turn.t("entrant-team-go-on" if team else "entrant-entry-go-on"), ON)
    last = reply.messages[-1]
    if last.options:
        begins = f"team:{key}" if team else f"enter:{key}"
        return _listed(turn, reply, option, begins) if last.options == dialog.options else reply
    if dialog.question and not dialog.asking:
        return reply  # the numbers are its answers
    words = turn.t("entrant-team-waits" if team else "entrant-entry-waits", title=found.title)
    turn.dialog = replace(dialog, options=(option,))
    way = Message(words, options=(option,), hint=turn.t("hint-one"))
    return replace(reply, messages=(*reply.messages, way))


def _listed(turn: Turn, reply: Reply, option: Option, begins: str) -> Reply:
    last = reply.messages[-1]
    turn.dialog = replace(turn.dialog, options=_with(last.options, option, begins))
    hint = turn.t("hint-number") if len(turn.dialog.options) > 1 else last.hint
    listed = replace(last, options=turn.dialog.options, hint=hint)
    return replace(reply, messages=(*reply.messages[:-1], listed))


def _with(options: Sequence[Option], option: Option, place: str) -> tuple[Option, ...]:
    """``option`` in the place of the one that carries ``place``, else behind all."""
    if any(one.data == place for one in options):
        return tuple(option if one.data == place else one for one in options)
    return (*options, option)


def _asks(turn: Turn, noted: str) -> bool:
    """Whether the reply waits for an answer of its own; what was asked for the entry and waits still
    (``noted``) was not asked by it.
    """
    dialog = turn.dialog
    return bool(turn.asked or dialog.round or dialog.asking not in {"", noted})


def _competition(turn: Turn, noted: str) -> str:
    """The key of the competition that an entry is made for; empty where it cannot be read any more."""
    if contest_children.is_asking(noted):
        found = contest_children.waiting(noted, turn.deployment.vault)
        return found[0] if found else ""
    if contest_team.is_asking(noted):
        return contest_team.of(noted)
    draft = contest_entering.waiting_draft(turn)
    return draft.competition if draft else ""


async def _work(turn: Turn, reply: Reply) -> Reply:
    """One line on the work that is still waited for; in front of a question, so that it does not
    come between that and its answer.
    """
    asking = turn.dialog.asking
    asks = turn.asked if contest_works.is_sending(asking) else asking
    if asks or turn.dialog.work == waiting.OVER or not waiting.awaited_work(turn):
        return reply
    stage = await contest_works.still_awaited(turn)
    if stage is None:
        waiting.end_work(turn)
        return reply
    line = turn.t("work-awaited", title=stage.title)
    *others, last = reply.messages
    if turn.asked or turn.dialog.question or not last.text:
        return replace(reply, messages=(Message(line), *reply.messages))
    return replace(reply, messages=(*others, replace(last, text=f"{last.text}\n{line}")))
