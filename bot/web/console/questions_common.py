"""What the pages of the question editor share: which text is edited, and how it is saved."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.content.question_edit import WrittenQuestion, as_draft, question_of
from bot.content.wrong import Located
from bot.domain.content import Course, QuestionKind
from bot.learning.present import question_message
from bot.learning.previewing import Phone, phones
from bot.store import audit
from bot.store.console.courses import edited_row
from bot.store.content import load_versions
from bot.store.content_import import import_courses
from bot.store.db import Connection
from bot.texts.catalogue import texts
from bot.web.console.courses_common import signature
from bot.web.console.groups_common import number
from bot.web.console.visit import Visit, unknown

MOST_OPTIONS = 12


async def edited(visit: Visit, conn: Connection) -> Course:
    """The text of the path's course that is edited: the one that waits, else what is taught. Raises
    PageError (404).
    """
    row = await edited_row(conn, visit.path["course"])
    found = await load_versions(conn, [row]) if row is not None else ()
    if not found:
        raise unknown()
    return found[0]


async def as_read(visit: Visit, conn: Connection) -> Course | None:
    """The text that the form was opened with; None: it names none of this course."""
    row = number(visit.form.get("row", ""))
    found = await load_versions(conn, [row])
    return found[0] if found and found[0].key == visit.path["course"] else None


async def save(visit: Visit, conn: Connection, course: Course, act: str, question: str) -> None:
    """Keep ``course`` as a draft of its own, in the caller's transaction, with its entry in the log."""
    draft = as_draft(course)
    done = await import_courses(
        conn, [draft], at=visit.now, approver=signature(visit), two_people=True
    )
    await audit.note(
        conn,
        at=visit.now,
        actor=visit.staff.actor,
        act=act,
        kind="course",
        about=course.key,
        before={"version": course.version},
        after={"version": done[0].version, "question": question},
    )


def written(fields: Mapping[str, str]) -> WrittenQuestion:
    """The question as the form has it. Options that were left empty close up."""
    kind = fields.get("kind", "")
    given = [(n, fields.get(f"option-{n}", "").strip()) for n in range(1, MOST_OPTIONS + 1)]
    kept = [(n, text) for n, text in given if text]
    places = {n: place for place, (n, _) in enumerate(kept, 1)}
    chosen = tuple(places[n] for n, _ in kept if fields.get(f"right-{n}"))
    if kind == QuestionKind.TRUE_FALSE:
        chosen = (1,) if fields.get("truth") == "true" else (2,)
    accepted = tuple(filter(None, map(str.strip, fields.get("accepted", "").split("\n"))))
    return WrittenQuestion(
        fields.get("key", ""),
        kind,
        fields.get("stem", "").strip(),
        fields.get("why", "").strip(),
        tuple(text for _, text in kept),
        chosen,
        accepted,
        fields.get("family", "").strip(),
    )


async def looked_at(
    visit: Visit, course: Course, one: WrittenQuestion
) -> tuple[list[str], list[Phone]]:
    """What is wrong with a question as it is written, and how chats will ask it."""
    question, faults = await asyncio.to_thread(question_of, one)
    if question is None:
        return in_form(visit, one, faults), []
    t = texts(course.language)
    return [], phones((question_message(course, question, t),), visit.house.channels)


def in_form(visit: Visit, one: WrittenQuestion, faults: Sequence[Located]) -> list[str]:
    """What is wrong, each with its field as the form calls it, in the language of who looks."""
    return [
        replace(fault, key=_field(visit, one, fault.key)).told(visit.language) for fault in faults
    ]


def _field(visit: Visit, one: WrittenQuestion, key: str) -> str:
    """``options[3]`` as 选项 3."""
    name, _, number = key.rstrip("]").partition("[")
    if name == "answer":
        match one.kind:
            case QuestionKind.TRUE_FALSE:
                return visit.t("questions-truth")
            case QuestionKind.SHORT:
                name = "accepted"
            case _:
                name = "right"
    label = f"courses-field-{name}"
    said = visit.t(label) if visit.t.has(label) else name
    return f"{said} {number}" if number else said
