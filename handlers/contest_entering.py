"""Entering a competition: only what it needs is asked, one thing at a time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.competitions.entering.divisions import Found, occupations
from bot.competitions.windows import day_in
from bot.domain.competitions import Competition
from bot.domain.contests import EntryKind
from bot.domain.events import Text
from bot.domain.messages import Message, Reply
from bot.domain.names import NameFault, read_name, read_person
from bot.learning.plain import plain
from bot.store.contests import entering as store
from handlers import contest_asking as asking
from handlers import contest_children, guardians
from handlers import contest_waiting as waiting
from handlers.contest_admitting import admit, cannot, division_found
from handlers.contest_birth import BirthFault, read_birth
from handlers.contest_draft import (
    Draft,
    Step,
    is_entering,
    next_step,
    pack,
    unpack,
    with_birth,
)
from handlers.contest_room import gone, is_over, shown, then_greet, vault_of, zone_of
from handlers.contest_unclear import Said, chosen_at, is_correcting, said_of
from handlers.turn import Turn
from handlers.understand import FREE, Intent, of_tap

_LISTING = Intent("competitions")
_ENTERING_WORDS = frozenset({"报名", "我要报名", "参加", "参加比赛", "enter"})
_GOING_ON = frozenset({"接着报名", "接著报名", "继续报名", "接住报名", "go on entering"})
_CONSENTS = frozenset({"consent", "guardian"})
_NO_COMMANDS = frozenset({"fine", "hello", "thanks", "refuse", "resume", "companion"})
"""Words that, while somebody enters, lead nowhere else."""


async def enter(turn: Turn, key: str) -> Reply:
    """Take part, while one can: the first question, or at once where nothing is asked."""
    competition = await shown(turn, key)
    if competition is None or is_over(turn, competition):
        return await then_greet(turn, gone(turn))
    if words := await cannot(turn, competition):
        return await then_greet(turn, turn.back(Message(words)))
    draft = waiting_draft(turn)
    if draft is not None and draft.competition == key:
        return await then_greet(turn, await _go_on(turn, competition, draft, again=True))
    young = await store.under_14(turn.conn, turn.learner.row)
    return await then_greet(turn, await _go_on(turn, competition, Draft(key, young=young)))


def waiting_draft(turn: Turn) -> Draft | None:
    """The entry in the making that something else came between; None: there is none."""
    return unpack(waiting.waiting_entry(turn), turn.deployment.vault)


async def chosen(turn: Turn, argument: str) -> Reply:
    """An answer that was touched or numbered: ``unit:ROW``, ``job:NUMBER``, ``age:yes``, …; an old
    button finds nothing that waits for it.
    """
    draft = unpack(turn.learner.dialog.asking, turn.deployment.vault)
    if draft is None:
        return turn.back(Message(turn.t("entrant-step-over")))
    if argument == "no":
        reply = turn.back(Message(turn.t("entrant-left-out")))
        waiting.end_entry(turn)
        return reply
    competition = await shown(turn, draft.competition)
    if competition is None:
        return gone(turn)
    what, _, value = argument.partition(":")
    if what == "agree":
        return await _agreed(turn, competition, draft, masked=value == "masked")
    answered = _ANSWERS.get(what)
    if answered is not None:
        draft = await answered(turn, competition, draft, value)
    return await _go_on(turn, competition, draft)


async def written(turn: Turn, text: str) -> Reply | None:
    """What somebody who is entering writes: a birth, a name, a guardian's name, or words of their own
    where there is a choice. Whatever it is, the same step is asked again or the next one; None: nobody
    is entering.
    """
    draft = unpack(turn.learner.dialog.asking, turn.deployment.vault)
    competition = await shown(turn, draft.competition) if draft else None
    if draft is None or competition is None:
        return None
    asked = await _asked(turn, competition, draft)
    reader = _READERS.get(asked.step)
    if is_correcting(text):
        return await _go_on(turn, competition, await _redo(turn, competition, draft, ""))
    if reader is not None:
        return await reader(turn, competition, draft, text)
    meant_ = chosen_at(asked.step, text, named=bool(draft.name))
    return await chosen(turn, meant_) if meant_ else _again(turn, competition, asked, text)


def meant(turn: Turn, intent: Intent) -> Intent:
    """What a word means beside a competition: 报名 below the page of one is about that one; 继续 while
    an item is open is about that; and 好的, 同意, 不同意 and what is no command belong to what is asked
    while somebody enters, not to the credit bank or to a lesson.
    """
    dialog, body = turn.learner.dialog, turn.event.body
    offered = [option.data for option in dialog.options]
    says = body.text if isinstance(body, Text) else ""
    enters = intent == _LISTING and plain(says) in _ENTERING_WORDS
    if contest_children.is_asking(dialog.asking) and says:
        return Intent(FREE, says) if intent.name in _NO_COMMANDS | _CONSENTS else intent
    if not is_entering(dialog.asking):
        return _beside(turn, intent, says, enters=enters)
    if intent.name == "never_mind" or (intent.name == "refuse" and "entry:no" in offered):
        return Intent("entry", "no")
    if intent.name in _CONSENTS:
        yes = [one for one in offered if one.startswith(("entry:agree", "entry:guardian"))]
        return of_tap(yes[0]) if len(yes) == 1 else Intent(FREE, says)
    if says and not says.startswith("/") and (enters or intent.name in _NO_COMMANDS):
        return Intent(FREE, says)
    return intent


def _beside(turn: Turn, intent: Intent, says: str, *, enters: bool) -> Intent:
    """What a word means where nothing is asked for an entry now."""
    dialog = turn.learner.dialog
    if intent.name == "resume" and dialog.round and says:
        return Intent("goon")
    offered = [one.data for one in dialog.options if one.data.startswith("enter:")]
    if enters and len(offered) == 1:
        return of_tap(offered[0])
    goes_on = enters or (intent.name == FREE and plain(says) in _GOING_ON)
    return Intent("enter_on") if goes_on and waiting.waiting_entry(turn) else intent


# What was answered --------------------------------------------------------------------------------


async def _unit(turn: Turn, competition: Competition, draft: Draft, value: str) -> Draft:
    rows = [row for row, _ in await store.units(turn.conn, competition.key, turn.learner.row)]
    chosen = int(value) if value.isdecimal() and len(value) < 18 else 0
    return replace(draft, unit=chosen) if chosen in rows else draft


async def _job(turn: Turn, competition: Competition, draft: Draft, value: str) -> Draft:  # noqa: ARG001 - as all answers
    names = occupations(competition.divisions)
    if value == "none":
        return replace(draft, occupation=asking.NONE_OF_THEM)
    number = int(value) if value.isdecimal() and len(value) < 4 else 0
    return replace(draft, occupation=names[number - 1]) if 0 < number <= len(names) else draft


async def _age(turn: Turn, competition: Competition, draft: Draft, value: str) -> Draft:  # noqa: ARG001 - as all answers
    if draft.young is not None or value not in {"yes", "no"}:
        return draft
    await guardians.save_age(turn, under_14=value == "no")
    return replace(draft, young=value == "no")


async def _agrees(turn: Turn, competition: Competition, draft: Draft, value: str) -> Draft:  # noqa: ARG001 - as all answers
    return replace(draft, guardian_agreed=bool(draft.young and draft.guardian))


async def _redo(turn: Turn, competition: Competition, draft: Draft, value: str) -> Draft:  # noqa: ARG001 - as all answers
    """All once more; nothing of what was said is kept but the age somebody gave of old."""
    young = await store.under_14(turn.conn, turn.learner.row)
    return Draft(competition.key, young=young)


_ANSWERS: dict[str, Callable[[Turn, Competition, Draft, str], Awaitable[Draft]]] = {
    "unit": _unit,
    "job": _job,
    "age": _age,
    "guardian": _agrees,
    "redo": _redo,
}


async def _birth(turn: Turn, competition: Competition, draft: Draft, text: str) -> Reply:
    today = day_in(zone_of(turn, competition), turn.now)
    read = read_birth(text, today)
    if isinstance(read, BirthFault):
        return _ask(turn, draft, asking.birth(turn, turn.t(f"entrant-birth-{read.value}")))
    return await _go_on(turn, competition, with_birth(draft, read, today))


async def _name(turn: Turn, competition: Competition, draft: Draft, text: str) -> Reply:
    read = read_name(text) if competition.entry is EntryKind.TEAM else _person(text)
    if isinstance(read, NameFault):
        return _ask(turn, draft, asking.name(turn, competition, asking.name_fault(turn, read)))
    return await _go_on(turn, competition, replace(draft, name=read))


async def _guardian(turn: Turn, competition: Competition, draft: Draft, text: str) -> Reply:
    read = _person(text)
    if isinstance(read, NameFault):
        return _ask(turn, draft, asking.guardian(turn, asking.name_fault(turn, read)))
    return await _go_on(turn, competition, replace(draft, guardian=read))


def _person(text: str) -> str | NameFault:
    """A yes or a no is no name."""
    words = said_of(text) in {Said.YES, Said.NO}
    return NameFault.NO_NAME if words else read_person(text)


_READERS = {Step.BIRTH: _birth, Step.NAME: _name, Step.GUARDIAN: _guardian}


# What comes next ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for an entry; ``units`` as (row, title)."""

    draft: Draft
    step: Step
    found: Found
    units: list[tuple[int, str]]


async def _go_on(
    turn: Turn, competition: Competition, draft: Draft, *, again: bool = False
) -> Reply:
    """The next question, or the entry. ``again``: something came between, so that what was said
    before is told as well.
    """
    asked = await _asked(turn, competition, draft)
    if not asked.found.good and asked.step not in {Step.UNIT, Step.BIRTH, Step.OCCUPATION}:
        reply = turn.back(Message(asking.refused(turn, competition, asked.found)))
        waiting.end_entry(turn)
        return reply
    if asked.step is Step.DONE:
        done = asked.draft
        return await admit(turn, competition, done, masked=done.guardian_agreed)
    question = _question(turn, competition, asked)
    if again and asked.step is not Step.AGREES:
        given = asking.given(turn, asked.draft, dict(asked.units))
        options = (*question.options, asking.redo(turn)) if given else question.options
        question = replace(question, text="\n".join([*given, question.text]), options=options)
    return _ask(turn, asked.draft, question)


async def _asked(turn: Turn, competition: Competition, draft: Draft) -> Asked:
    """What is missing of a draft, with the one group there is."""
    units = await store.units(turn.conn, competition.key, turn.learner.row)
    if len(units) == 1:
        draft = replace(draft, unit=units[0][0])
    step = next_step(draft, competition, len(units))
    return Asked(draft, step, await division_found(turn, competition, draft), units)


def _again(turn: Turn, competition: Competition, asked: Asked, text: str) -> Reply:
    """The same question in other words, then with an example: nothing is lost by words that are not
    understood.
    """
    question, before, said = (
        _question(turn, competition, asked),
        turn.learner.dialog,
        said_of(text),
    )
    if said is Said.YES and asked.step is Step.AGREES:
        words = turn.t("entrant-which-list")
    elif said is Said.ASKS:
        words = asking.contact(turn, competition) + turn.t("mark-gap") + turn.t("entrant-again")
    elif before.misread:
        words = turn.t("entrant-again-example", label=question.options[0].label)
    else:
        words = turn.t("entrant-again")
    reply = _ask(turn, asked.draft, replace(question, text=f"{words}\n{question.text}"))
    turn.dialog = replace(turn.dialog, misread=before.misread + 1)
    return reply


def _question(turn: Turn, competition: Competition, asked: Asked) -> Message:
    draft = asked.draft
    questions: dict[Step, Callable[[], Message]] = {
        Step.UNIT: lambda: asking.unit(turn, asked.units),
        Step.BIRTH: lambda: asking.birth(turn, turn.t("entrant-ask-birth")),
        Step.OCCUPATION: lambda: asking.occupation(turn, competition),
        Step.AGE: lambda: asking.age(turn),
        Step.NAME: lambda: asking.name(turn, competition),
        Step.GUARDIAN: lambda: asking.guardian(turn),
        Step.GUARDIAN_AGREES: lambda: asking.guardian_agrees(turn, competition, draft),
        Step.AGREES: lambda: asking.agrees(
            turn, competition, draft, asked.found, dict(asked.units)
        ),
    }
    return questions[asked.step]()


async def _agreed(turn: Turn, competition: Competition, draft: Draft, *, masked: bool) -> Reply:
    units = await store.units(turn.conn, competition.key, turn.learner.row)
    if next_step(draft, competition, len(units)) is not Step.AGREES:
        return await _go_on(turn, competition, draft)
    return await admit(turn, competition, draft, masked=masked)


def _ask(turn: Turn, draft: Draft, question: Message) -> Reply:
    """One question; what was said so far waits encrypted. In a deployment that cannot encrypt
    nothing personal is asked.
    """
    turn.asked = True
    noted = pack(draft, vault_of(turn))
    reply = turn.aside(question, asking=noted)
    waiting.note_entry(turn, noted)
    return reply
