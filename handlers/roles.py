"""What reviewers, operators and organisers can do in chat; to everybody else it does not exist."""

from datetime import timedelta

from bot.domain.content import Course
from bot.domain.messages import Message, Option, Reply
from bot.domain.pseudonyms import person_hash
from bot.learning.present import right_answer
from bot.ledger.status import TargetStatus, targets_status
from bot.store import delivery_reports, entries, grants
from bot.store.content import approve_draft, load_drafts
from bot.texts import roles_zh_hans as words
from bot.texts import zh_hans as t
from handlers.turn import Turn


async def has_role(turn: Turn, role: str) -> bool:
    """Whether the sender was granted ``role`` (`yike grant`)."""
    key = turn.deployment.issuer.pseudonym_key
    person = person_hash(key, turn.event.account, turn.event.sender)
    return role in await grants.roles_of(turn.conn, turn.event.account, person)


async def drafts(turn: Turn, argument: str) -> Reply:
    """Courses that wait for approval, or one of them to read; for reviewers."""
    if not await has_role(turn, "reviewer"):
        return turn.say(Message(t.NOT_UNDERSTOOD))
    waiting = {course.key: course for course in await load_drafts(turn.conn)}
    key, _, number = argument.partition(":")
    if course := waiting.get(key):
        return turn.offer(_lesson(course, int(number)) if number.isdigit() else _draft(course))
    if not waiting:
        return turn.say(Message(words.DRAFTS_NONE))
    options = tuple(Option(c.title, f"drafts:{c.key}") for c in waiting.values())
    return turn.offer(Message(words.DRAFTS, options=options, hint=t.NUMBER_HINT))


async def approve(turn: Turn, key: str) -> Reply:
    """Approve a draft: it is taught from now on, and the approval names this reviewer's key."""
    if not await has_role(turn, "reviewer"):
        return turn.say(Message(t.NOT_UNDERSTOOD))
    waiting = {course.key: course for course in await load_drafts(turn.conn)}
    course = waiting.get(key)
    if course is None:
        return turn.say(Message(words.DRAFTS_NONE))
    await approve_draft(turn.conn, key, f"reviewer {turn.learner.key}", turn.now)
    return turn.say(Message(words.DRAFT_APPROVED.format(title=course.title)))


async def status(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What is owed and pushed, in a few lines; for operators."""
    if not await has_role(turn, "operator"):
        return turn.say(Message(t.NOT_UNDERSTOOD))
    rows = await delivery_reports.counts(turn.conn, turn.now - timedelta(hours=24))
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["state"]] = totals.get(row["state"], 0) + row["count"]
    lines = [
        words.STATUS_LINE.format(state=words.STATES[s], count=n) for s, n in sorted(totals.items())
    ]
    banks = await targets_status(turn.conn, list(turn.deployment.banks), turn.now)
    lines += [
        words.STATUS_BANK.format(
            bank=bank.target, queued=bank.queued, accepted=bank.accepted, dead=bank.dead
        )
        for bank in banks
    ]
    lines += [line for bank in banks if (line := _books(bank))]
    return turn.say(Message("\n".join(lines) or words.STATUS_NOTHING, title=words.STATUS_TITLE))


def _books(bank: TargetStatus) -> str:
    """What the newest comparison with a bank's books found, where it found anything."""
    found = bank.reconciled
    if found is None or found.ended_at is None:
        return ""
    if found.trouble:
        return words.STATUS_BOOKS_TROUBLE.format(bank=bank.target)
    if not (found.missing or found.extra or found.differing):
        return ""
    return words.STATUS_BOOKS.format(
        bank=bank.target,
        missing=found.missing,
        extra=found.extra,
        differing=found.differing,
    )


async def reach(turn: Turn, competition: str) -> str:
    """How a competition goes, one line below its card; empty for who is no organiser."""
    if not await has_role(turn, "organiser"):
        return ""
    entrants, reached = await entries.reach(turn.conn, competition)
    return words.REACH.format(entrants=entrants, reached=reached)


def _draft(course: Course) -> Message:
    """What a draft holds; reading it begins with its first lesson."""
    lessons = "\n".join(f"{n}. {lesson.title}" for n, lesson in enumerate(course.lessons, 1))
    text = words.DRAFT_CARD.format(version=course.version, source=course.source, lessons=lessons)
    return Message(text, title=course.title, options=(_read(course, 1),))


def _lesson(course: Course, number: int) -> Message:
    """One lesson whole, with its questions, right answers and reasons; approval follows the last."""
    lesson = course.lessons[min(max(number, 1), len(course.lessons)) - 1]
    questions = "\n\n".join(
        words.DRAFT_QUESTION.format(
            stem=q.stem, options="；".join(q.options), answer=right_answer(q), why=q.why
        )
        for q in lesson.questions
    )
    last = number >= len(course.lessons)
    option = Option(words.APPROVE, f"approve:{course.key}") if last else _read(course, number + 1)
    title = t.LESSON_TITLE.format(number=number, title=lesson.title)
    source = words.DRAFT_SOURCE.format(source=lesson.source or course.source)
    return Message(f"{lesson.text}\n\n{questions}\n\n{source}", title=title, options=(option,))


def _read(course: Course, number: int) -> Option:
    return Option(words.DRAFT_READ.format(number=number), f"drafts:{course.key}:{number}")
