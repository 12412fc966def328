"""Who acts, when and by which rules; and why an act is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.competitions.moments import QuietHours
from bot.domain.competitions import Competition
from bot.domain.errors import InputError
from bot.keys.vault import Vault
from bot.store import audit
from bot.store.competitions import Head, head_of, load_competition
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Desk:
    """One act's surroundings: ``at`` (UTC) it is done by ``actor`` (as the audit log names them).

    ``secret`` is the deployment's pseudonym key; ``zone`` the one of competitions that name none.
    ``two_people``: what goes out to many is approved by another person than the one who wrote it.
    """

    at: datetime
    actor: str
    vault: Vault
    secret: bytes
    quiet: QuietHours
    zone: ZoneInfo
    two_people: bool = False


class Refusal(StrEnum):
    """Why an act on a competition is refused; the value is the sentence of the command line."""

    UNKNOWN = "There is no such competition."
    UNKNOWN_ENTRY = "There is no such entry in this competition."
    UNKNOWN_STAGE = "The competition has no such stage."
    UNKNOWN_DIVISION = "The competition has no such division."
    UNKNOWN_JUDGE = "There is no such judge in this competition."
    UNKNOWN_UNIT = "This group is none of the competition's."
    UNKNOWN_OBJECTION = "There is no such objection in this competition."
    UNKNOWN_QUESTION = "The round did not ask this question."
    NO_REASON = "A reason is needed; it stands in the records."
    TOO_LONG = "The words are too long; say it in at most 1,000 characters."
    SAME = "Nothing would change."
    WRONG_STATE = "The competition is not in a state in which this can be done."
    SAME_PERSON = "Whoever wrote it down cannot approve it; a second person is asked for."
    SECOND_PERSON = "It is published, and two people are asked for: one alone changes no words or groups; have the changed file imported, or cancel it."
    HAS_ENTRIES = "Somebody has entered already; cancel it instead, so that they are told."
    IN_USE = "What was removed or changed is used by entries; look at what follows."
    FROZEN = "The results are final; only a correction with its reason changes them."
    NOT_FROZEN = "The results are not final yet, so they follow from answers and marks."
    NAME = "The name is empty, too long, or has characters that are not shown."
    NO_DIVISION = "The entrant fits no division, or the division is full."
    FACTS_MISSING = "The division cannot be told without a birth date or an occupation."
    GUARDIAN = "Under 14 a guardian must have agreed; write down who."
    TEAM = "The team is not as the rules ask for."
    NOT_A_TEAM = "Only a team has members."
    ALREADY = "It is so already."
    CHECKS = "The results cannot be made final now."
    NOT_JUDGED = "This stage is not judged."
    NOT_OPEN = "The stage has not begun."
    NOT_IN = "The entry is not in this stage."
    MARKS = "Marks are missing or out of bounds."
    JUDGE_ENDED = "Whoever gave this mark judges here no more."
    NO_SCORES = "The stage gives no score."
    ASIDE = "This judge stands aside for this entry."
    RELATION = "Say how the judge and the entrant know each other."
    SELECTED = "Who goes on is settled, and the next stage has begun."


class RefusedError(InputError):
    """An act was refused; nothing was changed. ``details`` name what is wrong, for the screen."""

    def __init__(self, refusal: Refusal, details: Mapping[str, object] | None = None) -> None:
        """Say the refusal's sentence."""
        super().__init__(refusal.value)
        self.refusal = refusal
        self.details = dict(details or {})


MOST_WORDS = 1000
"""Characters of a reason or an answer."""


def reasoned(words: str) -> str:
    """A reason as it was typed, without the space around it. Raises RefusedError."""
    said = words.strip()
    if not said:
        raise RefusedError(Refusal.NO_REASON)
    if len(said) > MOST_WORDS:
        raise RefusedError(Refusal.TOO_LONG)
    return said


async def held(conn: Connection, key: str) -> tuple[Head, Competition]:
    """A competition, locked until the act is done. Raises RefusedError where there is none."""
    head = await head_of(conn, key)
    competition = await load_competition(conn, key) if head else None
    if head is None or competition is None:
        raise RefusedError(Refusal.UNKNOWN)
    return head, competition


async def noted(
    conn: Connection,
    desk: Desk,
    act: str,
    about: str,
    *,
    kind: str = "competition",
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
    reason: str = "",
) -> None:
    """The act in the audit log."""
    await audit.note(
        conn,
        at=desk.at,
        actor=desk.actor,
        act=act,
        kind=kind,
        about=about,
        before=before,
        after=after,
        reason=reason,
    )
