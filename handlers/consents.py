"""The separate consent before anything goes to a credit bank (PIPL articles 23 and 31), and its end."""

from dataclasses import replace

from bot.domain.messages import Message, Option, Reply
from bot.ledger import consent
from bot.ledger.consent import By
from bot.ledger.consent_question import ConsentQuestion, consent_question
from bot.ledger.minors import must_ask_age
from bot.store.ledger import standing as credit_standing
from bot.store.ledger.consent import PURPOSE
from bot.store.ledger.standing import CreditStanding
from handlers import accounts, guardians, ratings
from handlers.turn import Turn
from handlers.understand import of_tap, tap_data

AFTER_COURSE = "passed"
"""The argument of a consent that is asked below the words on a passed course."""


async def after_course(turn: Turn, said: Message, *, first: bool) -> Reply:
    """What is said on a passed course, and after the first one what is to be asked: the consent
    where it is missing, or the account number where only that is.
    """
    if first and turn.banks_without_consent:
        return turn.offer(said, *await questions(turn, AFTER_COURSE))
    if first and turn.deployment.account_forms:
        standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
        if bank := accounts.first_missing(turn, replace(standing, claims=True)):
            asked = accounts.question(turn, bank)
            return turn.offer(said, asked, asking=accounts.asking(bank))
    return await ratings.after_course(turn, said)


async def questions(turn: Turn, where: str = "") -> tuple[Message, ...]:
    """What is asked before anything goes: the age where it is not known, else the consent itself,
    or a guardian's; nothing where all is agreed to. ``where`` goes with the answer, for what
    follows it.
    """
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if must_ask_age(turn.learner.track, standing.under_14):
        return (guardians.age_question(turn.t, where),)
    asked = _question(turn, standing)
    if asked is None:
        return ()
    answers = tap_data(asked.mark, where)
    if standing.under_14:
        return guardians.guardian_question(turn.t, asked, answers, where)
    options = (
        Option(turn.t("consent-yes"), tap_data("consent", answers)),
        Option(turn.t("consent-no"), tap_data("refuse", where)),
    )
    return Message(asked.asks), Message(asked.goes, options=options, hint=turn.t("hint-number"))


async def agree(turn: Turn, argument: str) -> Reply:
    """同意, as said or touched: it counts for the question that was shown. Unasked, or where the
    question would now be another one, this one comes first (PIPL article 23).
    """
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if standing.under_14:  # a child's own word is not enough
        return await _ask_or_back(turn, argument.partition(":")[2])
    return await _answered(turn, standing, argument or _offered(turn, "consent"))


async def guardian(turn: Turn, argument: str) -> Reply:
    """监护人同意, as a parent says or touches it."""
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if not standing.under_14:
        return await agree(turn, argument)
    return await _answered(turn, standing, argument or _offered(turn, "guardian"))


async def refuse(turn: Turn, argument: str) -> Reply:
    """The learner does not agree, or takes a consent back. What a bank may have is asked back, also
    where no consent stands any more.
    """
    after_course = (argument or _offered(turn, "refuse")) == AFTER_COURSE
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    asked_back = await _take_back(turn)
    if standing.consents or asked_back:
        said = turn.t("consent-withdrawn")
    else:
        said = turn.t("guardian-needed" if standing.under_14 else "consent-refused")
    if standing.accounts:
        said += turn.t("mark-gap") + turn.t("accounts-gone")
    if after_course:
        return await ratings.follow(turn, Message(said))
    return turn.back(Message(said))


async def age(turn: Turn, argument: str) -> Reply:
    """``yes`` or ``no`` as touched; what was said once stays, whatever old button is touched. What
    somebody under fourteen agreed to alone does not hold.
    """
    said, _, where = argument.partition(":")
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if standing.under_14 is None and said in {"yes", "no"}:
        await guardians.save_age(turn, under_14=said == "no")
        if said == "no" and not guardians.agreed(standing):
            await _take_back(turn)
    if turn.banks_without_consent:
        return turn.aside(Message(turn.t("age-saved")), *await questions(turn, where))
    return turn.back(Message(turn.t("age-saved")))


async def grown(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """我满十四岁了: a slip is put right, or a birthday has come (PIPL article 46)."""
    await guardians.save_age(turn, under_14=False)
    return turn.back(Message(turn.t("age-saved")))


def _question(turn: Turn, standing: CreditStanding) -> ConsentQuestion | None:
    """The question about the banks that were not agreed to, as it stands now."""
    missing = turn.banks_without_consent
    return consent_question(
        {one: turn.deployment.named(one, turn.t) for one in missing},
        turn.t,
        account=any(one in turn.deployment.account_forms for one in missing),
        guardian=bool(standing.under_14),
    )


def _offered(turn: Turn, route: str) -> str:
    """What goes with an answer that was written in other words than its option; empty where no
    such option is on offer.
    """
    offered = (of_tap(one.data) for one in turn.learner.dialog.options)
    return next((one.argument for one in offered if one.name == route), "")


async def _answered(turn: Turn, standing: CreditStanding, answers: str) -> Reply:
    """Keep the consent to the banks that the question named, if it is still the question."""
    mark, _, where = answers.partition(":")
    asked = _question(turn, standing)
    unknown = must_ask_age(turn.learner.track, standing.under_14)
    if asked is None or unknown or mark != asked.mark:
        return await _ask_or_back(turn, where)
    by = By.GUARDIAN if standing.under_14 else By.SELF
    targets = [one for one in turn.deployment.targets if one.name in asked.banks]
    turn.to_push |= bool(await consent.give(turn.conn, turn.learner.row, targets, turn.now, by=by))
    given = frozenset(PURPOSE + one.name for one in targets)
    turn.learner = replace(turn.learner, consents=turn.learner.consents | given)
    said = turn.t("guardian-given" if by is By.GUARDIAN else "consent-given")
    if where == AFTER_COURSE and not turn.deployment.account_forms:
        return await ratings.follow(turn, Message(said))
    return await accounts.ask_or_back(turn, Message(said))


async def _ask_or_back(turn: Turn, where: str) -> Reply:
    """The question as it stands now; where all is agreed to, that this is so."""
    if not turn.deployment.banks:
        return turn.back(Message(turn.t("credit-no-bank")))
    if not turn.banks_without_consent:
        return await accounts.ask_or_back(turn, Message(turn.t("consent-given")))
    return turn.aside(*await questions(turn, where if where == AFTER_COURSE else ""))


async def _take_back(turn: Turn) -> int:
    """End all consents; what a bank may have is asked back. Returns how much that is."""
    issuer = turn.deployment.issuer
    ended = await consent.withdraw(turn.conn, turn.learner.row, issuer, turn.now)
    turn.to_push |= ended.asked_back > 0
    others = frozenset(one for one in turn.learner.consents if not one.startswith(PURPOSE))
    turn.learner = replace(turn.learner, consents=others)
    return ended.asked_back
