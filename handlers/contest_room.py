"""What the handlers of competitions share: one competition as somebody in chat may see it."""

from zoneinfo import ZoneInfo

from bot.competitions.scoring.advancing import gate_of
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.contests import Division
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.keys.vault import Vault
from bot.store.competitions import load_shown
from bot.store.contests import entering
from bot.texts.dates import near_instant
from handlers import greeting
from handlers.turn import Turn
from handlers.understand import tap_data


async def shown(turn: Turn, key: str) -> Competition | None:
    """The competition, where there is one for this person to see: also one that is over."""
    return await load_shown(turn.conn, key, turn.learner.row)


def is_over(turn: Turn, competition: Competition) -> bool:
    """Whether all its stages have ended."""
    return max(stage.closes for stage in competition.stages) <= turn.now


def gone(turn: Turn) -> Reply:
    """There is no such competition, or no more."""
    return turn.back(Message(turn.t("competition-gone")))


def zone_of(turn: Turn, competition: Competition) -> ZoneInfo:
    """The zone of the competition's days."""
    return ZoneInfo(competition.zone or turn.deployment.zone)


def when(turn: Turn, stage: Stage, *, closes: bool = False) -> str:
    """When a stage opens or closes, as near as it is."""
    at = stage.closes if closes else stage.opens
    return near_instant(at, turn.now, turn.learner.zone, turn.t)


def stage_called(turn: Turn, stage: Stage) -> str:
    """A stage's own title, else what its kind is called."""
    return stage.title or turn.t(f"stage-{stage.kind.value}")


def division_named(competition: Competition, key: str | None) -> Division | None:
    """A division by its key."""
    return next((one for one in competition.divisions if one.key == key), None)


def numbered_stage(competition: Competition, number: str, kind: StageKind) -> Stage | None:
    """The stage with this number (from 1) if it is of ``kind``: a touch can be old, or forged."""
    index = int(number) if number.isdecimal() and len(number) < 3 else 0
    found = competition.stages[index - 1] if 0 < index <= len(competition.stages) else None
    return found if found is not None and found.kind is kind else None


def stage_number(competition: Competition, stage: Stage) -> int:
    """What ``numbered_stage`` finds it by."""
    return competition.stages.index(stage) + 1


async def is_in(turn: Turn, competition: Competition, entry: int, stage: Stage) -> bool | None:
    """Whether an entry may take part in ``stage``; None: the selection before it is not made yet."""
    gate = gate_of(competition.stages, stage.key)
    return True if gate is None else await entering.went_on(turn.conn, entry, gate)


def look(turn: Turn, competition: Competition) -> Option:
    """The way to a competition's page."""
    return Option(turn.t("entrant-look"), tap_data("comp", competition.key))


def done(turn: Turn, competition: Competition, text: str) -> Reply:
    """What was waited for is here: an open question behind it is asked again, else there is the way to
    the competition's page.
    """
    if turn.open_question:
        return turn.back(Message(text))
    return turn.suggest(text, look(turn, competition))


async def then_greet(turn: Turn, said: Reply) -> Reply:
    """``said``, and then the greeting for who is new, unless something is asked first."""
    if turn.learner.state is not LearnerState.NEW or turn.dialog.asking or turn.dialog.options:
        return said
    greeted = await greeting.start(turn, "")
    return Reply((*said.messages, *greeted.messages))


def vault_of(turn: Turn) -> Vault:
    """What encrypts names. Every program has it."""
    if turn.deployment.vault is None:
        raise AssertionError("names are asked for only where they can be encrypted")
    return turn.deployment.vault
