"""The words about what a credit bank said, found when they are sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.credits import Recognised
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import say
from bot.store import recipients
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.ledger import recognitions
from bot.store.ledger.recognitions import Decision
from bot.texts.catalogue import Texts, texts
from bot.texts.facts import facts

MOST_CHARACTERS = 150
"""Of one message (reference/learning.md section 4)."""
MOST_TITLE, MOST_BANK = 30, 20


@dataclass(frozen=True, slots=True)
class About:
    """What a delivery of this kind is about. One of ``claim`` and ``state``, or neither: then it
    is the account number at ``target``.
    """

    target: str
    claim: UUID | None = None
    state: Recognised | None = None


def about(subject: str, occurrence: str) -> About | None:
    """What ``claim:KEY`` with ``TARGET:STATE`` (and ``:2`` for a second time), or
    ``account:TARGET``, speaks of; None: it cannot be read.
    """
    what, _, name = subject.partition(":")
    if what == "account" and name:
        return About(name)
    target, _, rest = occurrence.partition(":")
    try:
        return About(target, UUID(name), Recognised(rest.partition(":")[0]))
    except ValueError:
        return None


class CreditNewsComposer:
    """Composes what the banks said as it now stands."""

    def __init__(self, banks: Mapping[str, str]) -> None:
        """``banks`` are the titles that learners know, by name."""
        self._banks = banks

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none where the bank has said something else since, or what
        it spoke of is gone or mended.
        """
        meant = {one.row: about(one.subject, one.occurrence) for one in deliveries}
        claims = {one.claim for one in meant.values() if one is not None and one.claim is not None}
        found = await recognitions.newest(conn, sorted(claims)) if claims else {}
        learners = {one.learner for one in deliveries if one.learner is not None}
        given = await recognitions.accounts_given(conn, sorted(learners))
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            subject, t = meant[one.row], texts(speak[one.row])
            if subject is None:
                composed[one.row] = NotNeeded("what it is about cannot be read")
            elif subject.claim is None or subject.state is None:
                is_given = (one.learner, subject.target) in given
                composed[one.row] = self._account(subject.target, one, t, is_given=is_given)
            else:
                decision = found.get((subject.claim, subject.target))
                composed[one.row] = self._claim(subject, subject.state, decision, one.zone, t)
        return composed

    def _account(
        self, target: str, delivery: Delivery, t: Texts, *, is_given: bool
    ) -> Composed | NotNeeded:
        if is_given:
            return NotNeeded("the account number was given again")
        return no_account(self._title(target), target, delivery.due, delivery.zone, t)

    def _claim(
        self, subject: About, state: Recognised, decision: Decision | None, zone: str, t: Texts
    ) -> Composed | NotNeeded:
        if decision is None:
            return NotNeeded("the claim is gone")
        if decision.voided:
            return NotNeeded("the claim does not count any more")
        if decision.state is not state:
            return NotNeeded("the bank has said something else since")
        return decided(decision, self._title(subject.target), subject.target, zone, t)

    def _title(self, target: str) -> str:
        return self._banks.get(target) or target


def decided(decision: Decision, bank: str, target: str, zone: str, t: Texts) -> Composed:
    """Pure: a decision in at most 150 characters, and the same in brief."""
    title, named = _short(decision.title, MOST_TITLE), _short(bank, MOST_BANK)
    name, brief = _names(decision)
    room = MOST_CHARACTERS - len(t("credit-news-see-all")) - 1
    credit = decision.credit or ""
    bare = t(name, title=title, bank=named, credit=credit, reason="")
    reason = _short(decision.reason.rstrip("。.；;，, "), room - len(bare))
    text = t(name, title=title, bank=named, credit=credit, reason=reason)
    told = facts(
        t, title=decision.title, text=t(brief), at=decision.said_at, zone=zone, organiser=bank
    )
    detail = {"target": target, "state": decision.state.value}
    return Composed(say(f"{text}\n{t('credit-news-see-all')}"), detail, facts=told)


def no_account(bank: str, target: str, at: datetime, zone: str, t: Texts) -> Composed:
    """Pure: the bank does not know the account number that was given."""
    text = t("credit-news-no-account", bank=_short(bank, MOST_BANK))
    told = facts(
        t,
        title=t("credit-news-fact-account-title"),
        text=t("credit-news-fact-no-account"),
        at=at,
        zone=zone,
        organiser=bank,
    )
    return Composed(say(f"{text}\n{t('credit-news-give-again')}"), {"target": target}, facts=told)


def _names(decision: Decision) -> tuple[str, str]:
    """The names of the sentence that tells it, and of the same in brief."""
    match decision.state:
        case Recognised.ACCEPTED:
            return "credit-news-accepted", "credit-news-fact-accepted"
        case Recognised.CONVERTED:
            told = "credit-news-converted"
            known = decision.credit is not None
            return told if known else f"{told}-untold", "credit-news-fact-converted"
        case Recognised.REJECTED:
            told = "credit-news-rejected"
            return told if decision.reason else f"{told}-untold", "credit-news-fact-rejected"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
