"""Who had a text that was taken back is told what was wrong in it: looked at first, then sent."""

from bot.content.files import hidden_character
from bot.content.inducement import inducement
from bot.domain.messages import Message
from bot.learning.correcting import MOST_WORDS, words
from bot.learning.previewing import phones
from bot.store import audit
from bot.store.console.courses import Text
from bot.store.recall_notices import load_notice, tell_receivers
from bot.store.received import about_how_many
from bot.texts.catalogue import SIMPLIFIED, texts
from bot.web.console.courses_common import signature, text_of
from bot.web.console.staff import REVIEWERS
from bot.web.console.visit import Done, PageError, Shown, Visit
from bot.web.console.ways import act, look


async def ask(visit: Visit) -> Shown:
    """What is to be said, and to about how many."""
    return await _form(visit, await _recalled(visit), {})


async def tell(visit: Visit) -> Shown | Done:
    """The words as chats will bring them; pressed once more, they are owed to each receiver."""
    text = await _recalled(visit)
    written = visit.form.get("words", "")
    if fault := _fault(visit, written):
        return await _form(visit, text, {"words": fault}, 422)
    if visit.form.get("do") != "tell":
        return await _form(visit, text, {})
    async with visit.writing() as conn:
        if await load_notice(conn, text.course, text.version) is not None:
            raise PageError(409, "courses-told-already")
        await tell_receivers(
            conn, text.course, text.version, written, by=signature(visit), at=visit.now
        )
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="course.tell",
            kind="course",
            about=text.course,
            after={"version": text.version, "characters": len(written)},
        )
    return Done(f"courses/{text.course}/{text.row}", "done-courses-told")


async def _recalled(visit: Visit) -> Text:
    async with visit.reading() as conn:
        text, _ = await text_of(visit, conn)
        told = await load_notice(conn, text.course, text.version)
    if text.recalled_at is None:
        raise PageError(409, "courses-not-recalled")
    if told is not None:
        raise PageError(409, "courses-told-already")
    return text


def _fault(visit: Visit, written: str) -> str:
    if not written or len(written) > MOST_WORDS:
        return visit.t("courses-words-length", most=MOST_WORDS)
    if (hidden := hidden_character(written)) is not None:
        return visit.t("courses-words-hidden", character=hidden)
    if bait := inducement(written):
        return visit.t("courses-words-bait", words=bait)
    return ""


async def _form(visit: Visit, text: Text, faults: dict[str, str], status: int = 200) -> Shown:
    async with visit.reading() as conn:
        about = await about_how_many(conn, text.course)
    written = visit.form.get("words", "")
    said = words(text.title, written, texts(SIMPLIFIED))
    shown = phones((Message(said),), visit.house.channels) if written and not faults else []
    return Shown(
        "courses_tell",
        {
            "text": text,
            "about": about,
            "written": written,
            "wrong": faults,
            "shown": shown,
            "most": MOST_WORDS,
        },
        status,
    )


WAYS = [
    look("courses/{course}/{row}/tell", ask, REVIEWERS),
    act("courses/{course}/{row}/tell", tell, REVIEWERS),
]
