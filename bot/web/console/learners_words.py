"""How a delivery went, in words: kind, state, way and reason."""

from collections.abc import Iterator

from bot.delivery.decision import WAITS
from bot.delivery.reason_classes import OTHER, class_and_code, parts_of
from bot.learning.compose import NOT_TAUGHT
from bot.learning.situation import Reason as Chosen
from bot.learning.week import NOTHING_LEARNED
from bot.store.announcing import stopping, taking_off
from bot.store.console.group_page import GROUP_ENDED
from bot.store.masses import receivers
from bot.store.merging.deliveries import OTHER_COURSE, TWICE
from bot.store.operator_acts import CANCELLED, RETRIED
from bot.store.privacy.erasing_people import FORGOTTEN
from bot.texts.catalogue import Texts

FETCHED = "fetched by the learner"
"""As ``bot.store.deliveries`` keeps it."""
_FIXED = {
    FETCHED: "fetched",
    TWICE: "twice",
    OTHER_COURSE: "other-course",
    stopping.CANCELLED: "recalled",
    taking_off.TAKEN_OFF: "recalled",
    stopping.PAUSED: "halted",
    stopping.UNAPPROVED: "unapproved",
    receivers.LONE: "lone",
    receivers.LATE: "mass-late",
    receivers.FOUR: "mass-used-up",
    receivers.KEPT: "mass-kept",
    receivers.UNREACHED: "gone",
    FORGOTTEN: "erased",
    NOT_TAUGHT: "not-taught",
    NOTHING_LEARNED: "nothing-learned",
    Chosen.TODAY_DONE: "today-done",
    Chosen.NO_COURSE: "no-course",
    Chosen.COURSE_DONE: "course-done",
    WAITS: "waits",
    CANCELLED: "cancelled",
    RETRIED: "retried",
    GROUP_ENDED: "group-ended",
    "sent": "sent",
}


def reason_words(t: Texts, reason: str) -> str:
    """A reason as it is kept with a delivery, in the reader's language; a platform's own code stays
    beside it.
    """
    return t("learners-between").join(dict.fromkeys(_parts(t, reason)))


def _parts(t: Texts, reason: str) -> Iterator[str]:
    for part in parts_of(reason):
        name, code = class_and_code(part)
        if part in _FIXED:
            yield t(f"learners-reason-{_FIXED[part]}")
        elif part.startswith("gave up after "):
            yield t("learners-reason-gave-up")
        elif not t.has(f"learners-reason-{name}") or name == OTHER:
            yield part
        else:
            told = t(f"learners-reason-{name}")
            yield t("learners-coded", words=told, code=code) if code else told


def named(t: Texts, prefix: str, word: str) -> str:
    """A word of ours in the reader's language; as it is where nobody has named it."""
    name = f"learners-{prefix}-{word.replace(' ', '-')}"
    return t(name) if t.has(name) else word
