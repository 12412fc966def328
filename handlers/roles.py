"""What reviewers, operators and organisers can do in chat; to everybody else it does not exist."""

from datetime import timedelta

from bot.domain.content import Course
from bot.domain.messages import Message, Option, Reply
from bot.domain.pseudonyms import person_hash
from bot.learning.present import right_answer
from bot.ledger.status import TargetStatus, targets_status
from bot.store import delivery_reports, entries, grants
from bot.store.approvals import SamePersonError, approve_draft
from bot.store.content import load_drafts
from handlers.turn import Turn


async def has_role(turn: Turn, role: str) -> bool:
    """Whether the sender was granted ``role`` (`yike grant`)."""
    key = turn.deployment.issuer.pseudonym_key
    person = person_hash(key, turn.event.account, turn.event.sender)
    return role in await grants.roles_of(turn.conn, turn.event.account, person)


async def drafts(turn: Turn, argument: str) -> Reply:
    """Courses that wait for approval, or one of them to read; for reviewers."""
    if not await has_role(turn, "reviewer"):
        return turn.say(Message(turn.t("not-understood")))
    waiting = {course.key: course for course in await load_drafts(turn.conn)}
    key, _, number = argument.partition(":")
    if course := waiting.get(key):
        return turn.offer(
            _lesson(turn, course, int(number)) if number.isdigit() else _draft(turn, course)
        )
    if not waiting:
        return turn.say(Message(turn.t("drafts-none")))
    options = tuple(Option(c.title, f"drafts:{c.key}") for c in waiting.values())
    return turn.offer(Message(turn.t("drafts"), options=options, hint=turn.t("hint-number")))


async def approve(turn: Turn, key: str) -> Reply:
    """Approve a draft: it is taught from now on, and the approval names this reviewer's key. Where
    two people are asked for, the first approval is the review, and the second is somebody else's.
    """
    if not await has_role(turn, "reviewer"):
        return turn.say(Message(turn.t("not-understood")))
    waiting = {course.key: course for course in await load_drafts(turn.conn)}
    course = waiting.get(key)
    if course is None:
        return turn.say(Message(turn.t("drafts-none")))
    name, two_people = f"reviewer {turn.learner.key}", turn.deployment.two_people
    try:
        done = await approve_draft(turn.conn, key, name, turn.now, two_people=two_people)
    except SamePersonError:
        return turn.say(Message(turn.t("draft-needs-other", title=course.title)))
    said = "draft-approved" if done.waits is None else "draft-reviewed"
    return turn.say(Message(turn.t(said, title=course.title)))


async def status(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What is owed and pushed, in a few lines; for operators."""
    if not await has_role(turn, "operator"):
        return turn.say(Message(turn.t("not-understood")))
    rows = await delivery_reports.counts(turn.conn, turn.now - timedelta(hours=24))
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["state"]] = totals.get(row["state"], 0) + row["count"]
    lines = [
        turn.t("status-line", state=turn.t(f"status-state-{s}"), count=n)
        for s, n in sorted(totals.items())
    ]
    banks = await targets_status(turn.conn, list(turn.deployment.banks), turn.now)
    lines += [
        turn.t(
            "status-bank",
            bank=bank.target,
            queued=bank.queued,
            accepted=bank.accepted,
            dead=bank.dead,
        )
        for bank in banks
    ]
    lines += [line for bank in banks if (line := _books(turn, bank))]
    return turn.say(
        Message("\n".join(lines) or turn.t("status-nothing"), title=turn.t("status-title"))
    )


def _books(turn: Turn, bank: TargetStatus) -> str:
    """What the newest comparison with a bank's books found, where it found anything."""
    found = bank.reconciled
    if found is None or found.ended_at is None:
        return ""
    if found.trouble:
        return turn.t("status-books-trouble", bank=bank.target)
    if not (found.missing or found.extra or found.differing):
        return ""
    return turn.t(
        "status-books",
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
    return turn.t("competition-reach", entrants=entrants, reached=reached)


def _draft(turn: Turn, course: Course) -> Message:
    """What a draft holds; reading it begins with its first lesson."""
    lessons = "\n".join(f"{n}. {lesson.title}" for n, lesson in enumerate(course.lessons, 1))
    text = turn.t("draft-card", version=course.version, source=course.source, lessons=lessons)
    if course.reviewed_by:
        text = f"{text}\n\n{turn.t('draft-once-reviewed')}"
    return Message(text, title=course.title, options=(_read(turn, course, 1),))


def _lesson(turn: Turn, course: Course, number: int) -> Message:
    """One lesson whole, with its questions, right answers and reasons; approval follows the last."""
    lesson = course.lessons[min(max(number, 1), len(course.lessons)) - 1]
    questions = "\n\n".join(
        turn.t(
            "draft-question",
            stem=q.stem,
            options=turn.t("mark-between").join(q.options),
            answer=right_answer(course, q, turn.t),
            why=q.why,
        )
        for q in lesson.questions
    )
    last = number >= len(course.lessons)
    option = (
        Option(turn.t("draft-approve"), f"approve:{course.key}")
        if last
        else _read(turn, course, number + 1)
    )
    title = turn.t("lesson-title", number=number, title=lesson.title)
    source = turn.t("draft-source", source=lesson.source or course.source)
    return Message(f"{lesson.text}\n\n{questions}\n\n{source}", title=title, options=(option,))


def _read(turn: Turn, course: Course, number: int) -> Option:
    return Option(turn.t("draft-read", number=number), f"drafts:{course.key}:{number}")
