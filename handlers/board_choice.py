"""Whether somebody is on the weekly board of a group, and under which name: by choice only."""

import re

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.store.groups import board_names
from bot.store.ledger.standing import is_under_14
from bot.texts.catalogue import Texts
from handlers import greeting
from handlers.board_name import board_name
from handlers.turn import Turn

_CHOICE = re.compile(r"([1-9]\d{0,17}):(yes|no)", re.ASCII)


async def board(turn: Turn, argument: str) -> Reply:
    """``ROW:yes`` or ``ROW:no`` as touched; a row can be forged, so only a member's counts. Without
    it: the question itself.
    """
    if not argument:
        return await ask_boards(turn)
    found = _CHOICE.fullmatch(argument)
    if found is None:
        return await _lead_on(turn, turn.t("board-none"))
    return await _lead_on(turn, await _set(turn, int(found[1]), on=found[2] == "yes"))


async def put_on(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """上榜: at once in one's group; with several, which one is asked."""
    boards = await board_names.boards_of(turn.conn, turn.learner.row)
    if len(boards) > 1:
        return _which(turn, boards)
    if not boards:
        return await _lead_on(turn, turn.t("board-none"))
    return await _lead_on(turn, await _set(turn, boards[0][0], on=True))


async def take_off(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """不上榜: off every board."""
    await board_names.take_off_all(turn.conn, turn.learner.row)
    return await _lead_on(turn, turn.t("board-off"))


async def ask_boards(turn: Turn) -> Reply:
    """Whether to be on the board of one's group, or of which one."""
    boards = await board_names.boards_of(turn.conn, turn.learner.row)
    if len(boards) > 1:
        return _which(turn, boards)
    if not boards:
        return await _lead_on(turn, turn.t("board-none"))
    return turn.aside(question(boards[0][0], turn.t))


def question(group: int, t: Texts) -> Message:
    """Whether to be on a group's board."""
    options = (
        Option(t("board-yes"), f"board:{group}:yes"),
        Option(t("board-no"), f"board:{group}:no"),
    )
    return Message(t("board-ask"), options=options, hint=t("hint-number"))


def _which(turn: Turn, boards: list[tuple[int, str]]) -> Reply:
    options = tuple(
        Option(title or turn.t("board-group-nameless"), f"board:{row}:yes")
        for row, title in boards
    )
    return turn.aside(Message(turn.t("board-which"), options=options, hint=turn.t("hint-number")))


async def _set(turn: Turn, group: int, *, on: bool) -> str:
    """Write it; the sentence that says so, and that something of the name was left out. Nobody under
    fourteen is put on a board.
    """
    if on and await is_under_14(turn.conn, turn.learner.row):
        return turn.t("board-not-under-14")
    name, cut = board_name(turn.event.name, turn.t)
    kept = name if on else None
    if not await board_names.set_name(turn.conn, group, turn.learner.row, kept):
        return turn.t("board-none")
    if not on:
        return turn.t("board-off")
    return turn.t("board-on-cut" if cut else "board-on", name=name)


async def _lead_on(turn: Turn, text: str) -> Reply:
    """Back to the open question, or, for who is new, on to the greeting."""
    if turn.learner.state is not LearnerState.NEW:
        return turn.back(Message(text)) if turn.open_question else turn.say(Message(text))
    greeted = await greeting.start(turn, "")
    return Reply((Message(text), *greeted.messages))
