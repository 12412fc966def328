"""Two chats of one person become one learner: a code from the one is sent in the other."""

import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import structlog

from bot.domain.deep_links import DeepLink, Target, read_payload
from bot.domain.events import InboundEvent, Tap, Text
from bot.domain.learners import Dialog, Enrolment, LearnerState
from bot.domain.messages import Link, Message, Option, Reply
from bot.learning.choose import Reason, choose_next
from bot.learning.plain import plain
from bot.learning.streak import streak
from bot.ledger.joining import join_people
from bot.store import binding, learners
from bot.store.binding import CodeState
from bot.texts.catalogue import LANGUAGE_NAMES, texts
from handlers import greeting, lessons
from handlers.turn import Turn
from handlers.understand import Intent, of_tap, of_text

VALID = timedelta(minutes=10)
_DRAWS = 20
_CODE = re.compile(r"[0-9]{6}")
_BETWEEN = re.compile(r"[\s:-]")

_MAY_NAME_A_CODE = re.compile(
    "[bB绑綁自ᴮᵇℬ⒝Ⓑⓑ\u3374\u3385-\u3387\u33c3-\u33ddＢｂ\U0001d400-\U0001d7ff\U0001f110-\U0001f17f]"
)
"""A text without any of these is neither /bind, 绑定, /start b- nor 是我自己, in whatever letters
(``bot.learning.plain``). Every event is asked, so that most are told apart by this alone."""

_NO_GOOD = {
    CodeState.UNKNOWN: "bind-wrong",
    CodeState.EXPIRED: "bind-expired",
    CodeState.USED: "bind-used",
}


log = structlog.get_logger("inbound")


@dataclass(frozen=True, slots=True)
class _Good:
    """A code that joins the sender and its owner."""

    number: str
    code: bytes
    owner: int


@dataclass(slots=True)
class _Warned:
    """When this process last told its operator that codes are being guessed."""

    at: datetime | None = None


_warned = _Warned()


async def bind(turn: Turn, argument: str) -> Reply:
    """绑定: a code of one's own; with a code from another chat, the two become one learner."""
    if not argument:
        return await _give(turn)
    found = await _try(turn, argument)
    if not isinstance(found, _Good):
        return await _no(turn, found)
    if not joins_people(turn.event, turn.deployment.secret):
        # The number of an option: other people's events may share this transaction.
        return turn.say(Message(turn.t("bind-touch", code=found.number)))
    return await _join(turn, found)


async def ask(turn: Turn, argument: str) -> Reply:
    """A link with a code: anybody can send such a link to anybody, so that it is only asked
    whether the two are one person. Who says yes by ``bind:CODE`` is joined.
    """
    found = await _try(turn, argument)
    if not isinstance(found, _Good):
        return await _no(turn, found)
    if turn.event.account not in turn.deployment.chats:
        return await _no(turn, turn.t("bind-ask-words", code=found.number))
    options = (
        Option(turn.t("bind-yes"), f"bind:{found.number}"),
        Option(turn.t("bind-no"), "never_mind"),
    )
    asked = Message(turn.t("bind-ask-touch"), options=options)
    new = turn.learner.state is LearnerState.NEW
    return turn.aside(*([Message(turn.t("welcome"))] if new else []), asked)


async def _try(turn: Turn, argument: str) -> _Good | str:
    """A code that was sent, if it is good; else the sentence that says why not."""
    if not await binding.may_try(turn.conn, turn.learner.row, turn.now):
        return turn.t("bind-too-many")
    number = read_code(argument)
    if not number:
        return turn.t("bind-six")
    if not await binding.all_may_try(turn.conn, turn.now):
        _warn(turn.now)
        return turn.t("bind-rest")
    code = code_hash(number, turn.deployment.secret)
    found = await binding.look_up(turn.conn, code, turn.learner.row, turn.now)
    match found.state:
        case CodeState.GOOD:
            return _Good(number, code, found.learner)
        case CodeState.OWN:
            return turn.t("bind-own")
        case CodeState.USED_HERE:
            return turn.t("bind-already")
        case _:
            await binding.miss(turn.conn, turn.learner.row, turn.now)
            return turn.t(_NO_GOOD[found.state])


def _warn(now: datetime) -> None:
    """Once while it lasts, whatever number of people is refused."""
    if _warned.at is None or abs(now - _warned.at) >= binding.MISSES_WITHIN:
        _warned.at = now
        log.warning(
            "too many wrong binding codes in an hour: somebody may be guessing; none is tried for now",
            most=binding.MOST_MISSES_OF_ALL,
        )


def read_code(said: str) -> str:
    """The six digits that somebody wrote, as leniently as numbers are read; empty: there are none."""
    bare = _BETWEEN.sub("", plain(said))
    return bare if _CODE.fullmatch(bare) else ""


def code_hash(number: str, secret: bytes) -> bytes:
    """A code as it is kept."""
    return hmac.digest(secret, f"bind code {number}".encode(), "sha256")


def joins_people(event: InboundEvent, secret: bytes) -> bool:
    """Whether ``event`` brings a code, and so may make two learners one. It then needs a
    transaction of its own: an event of the other learner in the same one would be about somebody
    who is no more. An option's number is not seen here, and joins nobody (``bind``).
    """
    match event.body:
        case Text(text=text) if _MAY_NAME_A_CODE.search(text) and not event.in_group:
            said = plain(text)
            return said in _yes() or (
                ("bind" in said or "绑定" in said or "b-" in said)
                and _brings_code(of_text(text, Dialog()), secret)
            )
        case Tap(data=data) if data.startswith("bind:") and not event.in_group:
            return _brings_code(of_tap(data), secret)
        case _:
            return False


@cache
def _yes() -> frozenset[str]:
    """What the button says that joins two people, in every language."""
    return frozenset(plain(texts(one)("bind-yes")) for one in LANGUAGE_NAMES)


def _brings_code(meant: Intent, secret: bytes) -> bool:
    if meant.name == "start":
        link = read_payload(meant.argument, secret)
        return link is not None and link.target is Target.BINDING
    return meant.name == "bind" and bool(meant.argument)


async def _give(turn: Turn) -> Reply:
    """A new code, in place of the one before."""
    for _ in range(_DRAWS):
        number = f"{secrets.randbelow(1_000_000):06d}"
        code = code_hash(number, turn.deployment.secret)
        ends = turn.now + VALID
        if await binding.give_code(turn.conn, turn.learner.row, code, ends, turn.now):
            break
    else:
        return turn.say(Message(turn.t("bind-busy")))
    links = _links(turn, number)
    lines = [
        turn.t("bind-code", code=number),
        *([turn.t("bind-code-link")] if links else []),
        turn.t("bind-for-you"),
    ]
    return turn.say(Message("\n".join(lines), links=links))


def _links(turn: Turn, number: str) -> tuple[Link, ...]:
    """The way to send the code in one touch, where another account has such links."""
    to = DeepLink(Target.BINDING, number)
    others = (account for account in turn.deployment.chats if account != turn.event.account)
    urls = filter(None, (turn.deployment.link(account, to) for account in others))
    return tuple(Link(turn.t("bind-link"), url) for url in urls)[:1]


async def _no(turn: Turn, text: str) -> Reply:
    """Nothing is joined; who is new is greeted all the same."""
    if turn.learner.state is not LearnerState.NEW:
        return turn.say(Message(text))
    greeted = await greeting.start(turn, "")
    return Reply((Message(text), *greeted.messages))


async def _join(turn: Turn, found: _Good) -> Reply:
    """The sender and the code's owner are one; from here on the turn is about who is kept."""
    sender = turn.learner.row
    if not await binding.use_code(turn.conn, found.code, found.owner, sender, turn.now):
        return await _no(turn, turn.t("bind-used"))
    pair = [found.owner, sender]
    before = await learners.load_learners(turn.conn, pair)
    await binding.heard(turn.conn, turn.address, turn.now)
    keep = await join_people(turn.conn, pair, turn.deployment.issuer, turn.now)
    if keep is None:
        return await _no(turn, turn.t("bind-wrong"))
    turn.learner = (await learners.load_learners(turn.conn, [keep]))[keep]
    if turn.learner.state is LearnerState.NEW:
        return await _no(turn, turn.t("bind-done"))
    turn.keyboard = True
    said = await _joined(turn) + await _go_on(turn, {one.state for one in before.values()})
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is not None and course is not None:
        chosen = choose_next(enrolment, course)
        if chosen.reason is Reason.COURSE_DONE:
            return await lessons.course_passed(turn, course, enrolment, said)
        if chosen.reason is Reason.MISSED_QUESTIONS:
            await _complete(turn, enrolment)
    if turn.open_question:
        return turn.back(Message(said))
    return turn.suggest(said, Option(turn.t("word-today"), "today"))


async def _go_on(turn: Turn, before: set[LearnerState]) -> str:
    """Who learned in one chat and had stopped the other one learns on: to bind is no 退订."""
    if before != {LearnerState.ACTIVE, LearnerState.STOPPED}:
        return ""
    if turn.learner.state is LearnerState.STOPPED:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
        turn.learner = replace(turn.learner, state=LearnerState.ACTIVE)
    return turn.t("bind-goes-on")


async def _joined(turn: Turn) -> str:
    """What now holds."""
    count = await binding.lessons_learned(turn.conn, turn.learner.row)
    if not count:
        return turn.t("bind-done")
    days = await learners.learning_days(turn.conn, turn.learner.row)
    chain = streak(days, turn.today)
    learned = "bind-lessons-streak" if chain > 1 else "bind-lessons"
    done = turn.t("bind-done") + turn.t("mark-gap")
    return done + turn.t(learned, lessons=count, streak=chain)


async def _complete(turn: Turn, enrolment: Enrolment) -> None:
    """Together, all lessons are done, though neither had done them all."""
    await learners.mark_completed(turn.conn, enrolment.row, turn.now, passed=False)
