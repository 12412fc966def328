"""The separate consent before anything goes to a credit bank (PIPL articles 23 and 31), and its end."""

from dataclasses import replace

from bot.domain.messages import Message, Option, Reply
from bot.ledger import consent
from bot.ledger.consent import By
from bot.ledger.minors import must_ask_age
from bot.store import credit_standing
from bot.store.consent import PURPOSE
from bot.texts import credits_zh_hans as t
from bot.texts import zh_hans as words
from handlers import accounts, guardians
from handlers.turn import Turn
from handlers.understand import tap_data

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
    return turn.offer(Message(said.text, options=(Option(words.COURSES, "courses"),)))


async def questions(turn: Turn, where: str = "") -> tuple[Message, ...]:
    """What is asked before anything goes: the age where it is not known, else the consent itself,
    or a guardian's. ``where`` goes with the answer, for what follows it.
    """
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if must_ask_age(turn.learner.track, standing.under_14):
        return (guardians.age_question(where),)
    missing = turn.banks_without_consent
    banks = "、".join(turn.deployment.named(name) for name in missing)
    account = any(one in turn.deployment.account_forms for one in missing)
    goes = t.WHAT_GOES.format(account=t.WITH_ACCOUNT if account else "")
    if standing.under_14:
        return guardians.guardian_question(banks, goes, where)
    options = (Option(t.YES, tap_data("consent", where)), Option(t.NO, tap_data("refuse", where)))
    asked = Message(goes, options=options, hint=words.NUMBER_HINT)
    return Message(t.ASK.format(banks=banks)), asked


async def agree(turn: Turn, argument: str) -> Reply:
    """The learner agrees; what was completed before is pushed too. Who is or may be under fourteen
    is asked first.
    """
    if not turn.deployment.banks:
        return turn.back(Message(t.NO_BANK))
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    young = standing.under_14 or must_ask_age(turn.learner.track, standing.under_14)
    if turn.banks_without_consent and young:
        return turn.aside(*await questions(turn, argument))
    return await _give(turn, By.SELF, t.GIVEN)


async def guardian(turn: Turn, argument: str) -> Reply:
    """监护人同意, as a parent says or touches it."""
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if not standing.under_14 or not turn.deployment.banks:
        return await agree(turn, argument)
    return await _give(turn, By.GUARDIAN, t.GUARDIAN_GIVEN)


async def refuse(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The learner does not agree, or takes a consent back."""
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if standing.consents:
        await _take_back(turn)
        return turn.back(Message(t.WITHDRAWN))
    return turn.back(Message(t.GUARDIAN_NEEDED if standing.under_14 else t.REFUSED))


async def age(turn: Turn, argument: str) -> Reply:
    """``yes`` or ``no`` as touched; what was said once stays, whatever old button is touched. What
    somebody under fourteen agreed to alone does not hold.
    """
    said, _, where = argument.partition(":")
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if standing.under_14 is None and said in {"yes", "no"}:
        await guardians.save_age(turn, under_14=said == "no")
        if said == "no" and any(one.by == By.SELF for one in standing.consents.values()):
            await _take_back(turn)
    if turn.banks_without_consent:
        return turn.aside(Message(t.AGE_SAVED), *await questions(turn, where))
    return turn.back(Message(t.AGE_SAVED))


async def grown(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """我满十四岁了: a slip is put right, or a birthday has come (PIPL article 46)."""
    await guardians.save_age(turn, under_14=False)
    return turn.back(Message(t.AGE_SAVED))


async def _give(turn: Turn, by: By, said: str) -> Reply:
    """Keep the consent to all banks, and ask what one of them needs."""
    targets = turn.deployment.targets
    turn.to_push |= bool(await consent.give(turn.conn, turn.learner.row, targets, turn.now, by=by))
    given = frozenset(PURPOSE + one.name for one in targets)
    turn.learner = replace(turn.learner, consents=turn.learner.consents | given)
    return await accounts.ask_or_back(turn, Message(said))


async def _take_back(turn: Turn) -> None:
    """End all consents; what a bank may have is asked back."""
    issuer = turn.deployment.issuer
    ended = await consent.withdraw(turn.conn, turn.learner.row, issuer, turn.now)
    turn.to_push |= ended.asked_back > 0
    others = frozenset(one for one in turn.learner.consents if not one.startswith(PURPOSE))
    turn.learner = replace(turn.learner, consents=others)
