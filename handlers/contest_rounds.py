"""Quiz rounds in chat: the rules, the items one by one, the end.

The clock is ours: an item is shown when the reply that holds it is stored, and answered when its
answer is. While a round is open nothing is said of what is right.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.competitions.scoring.drawing import draw
from bot.competitions.scoring.rounds import (
    Begin,
    Ended,
    Tried,
    attempts_left,
    has_ended,
    item_over,
    judge_answer,
    may_begin,
    seconds_of,
)
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.content import Course, Question
from bot.domain.messages import Message, Option, Reply
from bot.learning.read_answer import Reading
from bot.store.content import load_versions
from bot.store.contests import entering, rounds
from bot.store.contests.entering import MyEntry
from bot.store.contests.entries import EntryState
from bot.store.contests.rounds import GivenAnswer, NewAttempt, OpenAttempt, PastAttempt
from handlers import contest_entering
from handlers.contest_items import (
    NO_ITEM,
    OpenItem,
    asking_of,
    given,
    is_right,
    item_asked,
    item_message,
    may_choose,
    read_tap,
    reading_of,
)
from handlers.contest_room import (
    division_named,
    gone,
    is_in,
    look,
    numbered_stage,
    shown,
    stage_called,
    when,
    zone_of,
)
from handlers.contest_round_end import over
from handlers.contest_unclear import is_skipping
from handlers.turn import Turn

_SEED_BYTES = 16


async def rules(turn: Turn, argument: str) -> Reply:
    """``COMPETITION:STAGE``: how many items, how long for each, what is left; the next touch begins."""
    found = await _place(turn, argument)
    if isinstance(found, Reply):
        return found
    competition, stage, entry = found
    past = await rounds.attempts(turn.conn, entry.row, stage.key)
    if (begin_ := await _may(turn, competition, stage, entry, past)) is not Begin.MAY:
        return await _not_now(turn, competition, stage, entry, begin_)
    seconds = seconds_of(stage, division_named(competition, entry.division))
    lines = [turn.t("entrant-rules-items", items=_size(stage, turn))]
    if seconds is None:
        lines.append(turn.t("entrant-rules-unhurried"))
    else:
        lines.append(turn.t("entrant-rules-seconds", seconds=seconds))
    if line := _left_line(turn, competition, stage, past):
        lines.append(line)
    lines.append(turn.t("entrant-rules-closes", closes=when(turn, stage, closes=True)))
    options = (
        Option(turn.t("entrant-begin"), f"begin:{argument}"),
        Option(turn.t("entrant-not-yet"), f"comp:{competition.key}"),
    )
    title = stage_called(turn, stage)
    return turn.aside(
        Message("\n".join(lines), title=title, options=options, hint=turn.t("hint-number"))
    )


async def begin(turn: Turn, argument: str) -> Reply:
    """``COMPETITION:STAGE``: draw the items and show the first."""
    found = await _place(turn, argument)
    if isinstance(found, Reply):
        return found
    competition, stage, entry = found
    past = await rounds.attempts(turn.conn, entry.row, stage.key)
    if (begin_ := await _may(turn, competition, stage, entry, past)) is not Begin.MAY:
        return await _not_now(turn, competition, stage, entry, begin_)
    seed = secrets.token_hex(_SEED_BYTES)
    course = turn.library.course(stage.course or "")
    questions = _drawn(course, seed, stage.draw) if course else ()
    seconds = seconds_of(stage, division_named(competition, entry.division))
    new = NewAttempt(entry.row, stage.key, len(past) + 1, seed, questions, seconds)
    row = await rounds.begin(turn.conn, new, turn.now)
    return await _show(turn, OpenItem(row, 1, questions[0]), len(questions), seconds)


async def tapped(turn: Turn, argument: str) -> Reply:
    """``ATTEMPT:ITEM:OPTION``: an answer by button or number. It may be old, or forged."""
    read = read_tap(argument)
    attempt = await rounds.load(turn.conn, turn.learner.row, read[0]) if read else None
    if read is None or attempt is None:
        return _none_open(turn)
    _, item, number = read
    if item != attempt.at_item or attempt.finished_at is not None:
        return await _answered(turn, attempt, Reading(clear=False), "", item)
    found = await _question(turn, attempt, attempt.questions[item - 1])
    if found is None or not may_choose(found[1], number):
        return await _again(turn, attempt)
    return await _answered(turn, attempt, Reading(True, frozenset({number})), "", item)


async def written(turn: Turn, text: str) -> Reply | None:
    """An answer in words, where an item was shown last; None where none was."""
    shown_item = item_asked(turn.learner.dialog.asking)
    if shown_item is None:
        return None
    attempt = await rounds.load(turn.conn, turn.learner.row, shown_item.attempt)
    if attempt is None:
        return None
    found = await _question(turn, attempt, shown_item.question)
    reading = reading_of(text, found[1]) if found else Reading(clear=False)
    return await _answered(turn, attempt, reading, text, shown_item.item)


def reads(turn: Turn, text: str) -> bool:
    """Whether a text answers the item that was shown last."""
    item = item_asked(turn.learner.dialog.asking)
    found = turn.library.question(item.question) if item else None
    return found is not None and reading_of(text, found[1]).clear


async def go_on(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - there is one at most that waits
    """继续答题: the open item again; one whose time is over counts as not answered, and the next one
    comes.
    """
    return await _resumed(turn, await rounds.open_attempt(turn.conn, turn.learner.row))


async def _resumed(turn: Turn, attempt: OpenAttempt | None) -> Reply:
    if attempt is None or not attempt.live:
        return _none_open(turn)
    if has_ended(attempt.items, attempt.at_item - 1, attempt.closes, turn.now) is not None:
        return await _over(turn, attempt)
    last = item_over(attempt.shown_at, attempt.seconds)
    if last is None or turn.now <= last:
        return await _again(turn, attempt)
    return await _keep(turn, attempt, Reading(True), "", None)


def behind(turn: Turn, reply: Reply, before: str) -> Reply:
    """``reply``, and behind it the way back to the item that is open (``before``, as the dialog noted
    it), where nothing else is asked; below a list it is one more choice. Also keeps the note of it.
    """
    if turn.dialog.round:
        ended = turn.dialog.round == NO_ITEM
        turn.dialog = replace(turn.dialog, round="" if ended else turn.dialog.round)
        return reply
    turn.dialog = replace(turn.dialog, round=before)
    dialog = turn.dialog
    if not before or turn.asked or dialog.asking:
        return reply
    option = Option(turn.t("entrant-go-on"), "goon")
    if dialog.options:
        last = reply.messages[-1]
        known = {one.data.partition(":")[0] for one in dialog.options}
        if last.options != dialog.options or known & {"goon", "ans"}:
            return reply
        turn.dialog = replace(dialog, options=(*last.options, option))
        text = f"{last.text}\n{turn.t('entrant-waits')}"
        listed = replace(last, text=text, options=turn.dialog.options, hint=turn.t("hint-number"))
        return replace(reply, messages=(*reply.messages[:-1], listed))
    if dialog.question:
        return reply
    turn.dialog = replace(dialog, options=(option,))
    way = Message(turn.t("entrant-waits"), options=(option,), hint=turn.t("hint-one"))
    return replace(reply, messages=(*reply.messages, way))


# Beginning ----------------------------------------------------------------------------------------


async def _place(turn: Turn, argument: str) -> tuple[Competition, Stage, MyEntry] | Reply:
    """The round and the entry in it, or what is said instead: who has not entered is led to it."""
    key, _, number = argument.rpartition(":")
    competition = await shown(turn, key)
    stage = numbered_stage(competition, number, StageKind.QUIZ) if competition else None
    if competition is None or stage is None:
        return gone(turn)
    entry = await entering.my_entry(turn.conn, key, turn.learner.row)
    if entry is None or entry.state is not EntryState.ENTERED:
        return await contest_entering.enter(turn, key)
    await rounds.close(turn.conn, turn.learner.row, turn.now)
    return competition, stage, entry


async def _may(
    turn: Turn,
    competition: Competition,
    stage: Stage,
    entry: MyEntry,
    past: Sequence[PastAttempt],
) -> Begin:
    tried = [Tried(one.started_at, one.finished_at) for one in past]
    inside = await is_in(turn, competition, entry.row, stage)
    course = turn.library.course(stage.course or "")
    pool = sum(len(lesson.questions) for lesson in course.lessons) if course else 0
    zone = zone_of(turn, competition)
    found = may_begin(stage, tried, turn.now, zone, in_round=bool(inside), pool=pool)
    if found is Begin.MAY and await rounds.open_attempt(turn.conn, turn.learner.row, entry.row):
        return Begin.ONE_OPEN  # in another round that is open as well: one after the other
    return found


async def _not_now(
    turn: Turn, competition: Competition, stage: Stage, entry: MyEntry, why: Begin
) -> Reply:
    if why is Begin.ONE_OPEN:
        opened = await rounds.open_attempt(turn.conn, turn.learner.row, entry.row)
        return await _resumed(turn, opened)
    opens, closes = when(turn, stage), when(turn, stage, closes=True)
    if why is Begin.NOT_IN and await is_in(turn, competition, entry.row, stage) is None:
        return turn.suggest(turn.t("entrant-chosen-soon"), look(turn, competition))
    words = {
        Begin.NOT_YET: turn.t("entrant-round-early", opens=opens),
        Begin.CLOSED: turn.t("entrant-round-closed", closes=closes),
        Begin.NOT_IN: turn.t("entrant-round-not-in"),
        Begin.USED_UP: turn.t("entrant-round-used"),
        Begin.TODAY_USED_UP: turn.t("entrant-round-used-today", closes=closes),
        Begin.NOTHING_TO_ASK: turn.t("entrant-round-empty"),
    }
    return turn.suggest(words[why], look(turn, competition))


def _drawn(course: Course, seed: str, count: int | None) -> tuple[int, ...]:
    """The rows of the items, drawn so that anybody can draw them again."""
    pool = {
        f"{lesson.key}/{question.key}": question
        for lesson in course.lessons
        for question in lesson.questions
    }
    families = {key: question.family for key, question in pool.items() if question.family}
    return tuple(pool[key].row for key in draw(seed, pool.keys(), count, families))


def _size(stage: Stage, turn: Turn) -> int:
    """How many items come: as many as are drawn, and no more than there are."""
    course = turn.library.course(stage.course or "")
    pool = sum(len(lesson.questions) for lesson in course.lessons) if course else 0
    return pool if stage.draw is None else min(stage.draw, pool)


def _left_line(
    turn: Turn, competition: Competition, stage: Stage, past: Sequence[PastAttempt]
) -> str:
    """How often one can still answer; empty where once is all there is, or no limit is set."""
    tried = [Tried(one.started_at, one.finished_at) for one in past]
    left = attempts_left(stage, tried, turn.now, zone_of(turn, competition))
    if left.today is not None:
        return turn.t("entrant-left-today", count=left.today)
    return turn.t("entrant-left", count=left.round) if left.round is not None else ""


# Answering ----------------------------------------------------------------------------------------


async def _answered(
    turn: Turn, attempt: OpenAttempt, reading: Reading, text: str, item: int
) -> Reply:
    """An answer to ``item``, as far as it is the open one and the attempt goes on."""
    if attempt.finished_at is not None or not attempt.live:
        return _none_open(turn, attempt.competition)
    if has_ended(attempt.items, attempt.at_item - 1, attempt.closes, turn.now) is not None:
        return await _over(turn, attempt)
    if item != attempt.at_item:
        return await _again(turn, attempt, turn.t("entrant-answered-before", item=item))
    found = await _question(turn, attempt, attempt.questions[item - 1])
    if found is None:
        return await _again(turn, attempt)
    if not reading.clear:
        return await _unread(turn, attempt, text)
    return await _keep(turn, attempt, reading, text, found[1])


async def _unread(turn: Turn, attempt: OpenAttempt, text: str) -> Reply:
    """What chooses nothing: asked again, or left behind where that is wanted; where nothing hurries,
    only if it is said twice.
    """
    unhurried = attempt.seconds is None
    if not is_skipping(text):
        words = turn.t("entrant-unclear-unhurried" if unhurried else "entrant-unclear")
        return await _again(turn, attempt, words)
    if unhurried and not turn.learner.dialog.misread:
        reply = await _again(turn, attempt, turn.t("entrant-skip-sure"))
        turn.dialog = replace(turn.dialog, misread=1)
        return reply
    return await _keep(turn, attempt, Reading(True), "", None)


async def _keep(
    turn: Turn, attempt: OpenAttempt, reading: Reading, text: str, question: Question | None
) -> Reply:
    """Record an answer (``question`` None: nothing came in time) and show what follows."""
    right = question is not None and is_right(question, reading)
    judged = judge_answer(right, attempt.shown_at, turn.now, attempt.seconds)
    item = attempt.at_item
    answer = GivenAnswer(
        item,
        attempt.questions[item - 1],
        attempt.shown_at,
        given(reading, text),
        judged.right,
        judged.late,
        judged.used_ms,
    )
    if not await rounds.record(turn.conn, attempt, answer, turn.now):
        return _none_open(turn, attempt.competition)
    said = turn.t("entrant-late" if judged.late else "entrant-noted", item=item)
    if item < attempt.items:
        following = OpenItem(attempt.row, item + 1, attempt.questions[item])
        return await _show(turn, following, attempt.items, attempt.seconds, said)
    done = replace(
        attempt,
        finished_at=turn.now,
        right=attempt.right + judged.right,
        used_ms=attempt.used_ms + judged.used_ms,
    )
    return await _finished(turn, done, Ended.ANSWERED, said)


async def _show(
    turn: Turn, item: OpenItem, items: int, seconds: int | None, said: str = ""
) -> Reply:
    """An item, which is what is answered now; behind it what was open before waits."""
    found = turn.library.question(item.question) or await _kept(turn, item)
    if found is None:
        return turn.back(Message(turn.t("entrant-round-empty")))
    asked = item_message(*found, item, items, seconds, turn.t)
    before = (Message(said),) if said else ()
    reply = turn.aside(*before, asked, asking=asking_of(item))
    turn.dialog = replace(turn.dialog, options=asked.options, round=item.noted)
    turn.asked = True
    last = reply.messages[-1]
    return replace(reply, messages=(*before, replace(last, hint=asked.hint)))


async def _again(turn: Turn, attempt: OpenAttempt, said: str = "") -> Reply:
    """The open item once more; its clock runs on."""
    item = OpenItem(attempt.row, attempt.at_item, attempt.questions[attempt.at_item - 1])
    return await _show(turn, item, attempt.items, attempt.seconds, said)


async def _question(turn: Turn, attempt: OpenAttempt, row: int) -> tuple[Course, Question] | None:
    """A question as it was drawn, also when its course was changed since."""
    item = OpenItem(attempt.row, attempt.at_item, row)
    return turn.library.question(row) or await _kept(turn, item)


async def _kept(turn: Turn, item: OpenItem) -> tuple[Course, Question] | None:
    """A question of a version that is taught no more: who began with it ends with it."""
    versions = await rounds.versions_of(turn.conn, item.attempt)
    for course in await load_versions(turn.conn, versions):
        for lesson in course.lessons:
            for question in lesson.questions:
                if question.row == item.question:
                    return course, question
    return None


# The end ------------------------------------------------------------------------------------------


async def _over(turn: Turn, attempt: OpenAttempt) -> Reply:
    """The round has closed over the attempt: what was answered counts."""
    await rounds.close(turn.conn, turn.learner.row, turn.now)
    closed = replace(attempt, finished_at=attempt.closes)
    return await _finished(turn, closed, Ended.CLOSED, turn.t("entrant-closed-over"))


async def _finished(turn: Turn, attempt: OpenAttempt, ended: Ended, said: str) -> Reply:
    reply = await over(turn, attempt, ended, said)
    turn.dialog = replace(turn.dialog, round=NO_ITEM)
    return reply


def _none_open(turn: Turn, competition: str = "") -> Reply:
    """Nothing waits for this answer."""
    said = Message(turn.t("entrant-none-open"))
    if competition and not turn.open_question:
        reply = turn.offer(
            replace(said, options=(Option(turn.t("entrant-look"), f"comp:{competition}"),))
        )
    else:
        reply = turn.back(said)
    turn.dialog = replace(turn.dialog, round=NO_ITEM)
    return reply
