"""Those under fourteen: nothing about them goes to a credit bank unless a guardian agrees (PIPL
article 31), and they stand on no board.
"""

from bot.domain.messages import Message, Option
from bot.ledger.consent import By
from bot.ledger.consent_question import ConsentQuestion
from bot.store.groups import board_names
from bot.store.ledger import standing as credit_standing
from bot.store.ledger.standing import CreditStanding
from bot.texts.catalogue import Texts
from handlers.turn import Turn
from handlers.understand import tap_data


def age_question(t: Texts, where: str) -> Message:
    """Asked once. ``where`` goes with the answer, for what follows it."""
    options = (
        Option(t("age-yes"), tap_data("age", tap_data("yes", where))),
        Option(t("age-no"), tap_data("age", tap_data("no", where))),
    )
    return Message(t("age-ask"), options=options, hint=t("hint-number"))


def guardian_question(
    t: Texts, asked: ConsentQuestion, answers: str, where: str
) -> tuple[Message, ...]:
    """The question to a parent: what it is about, what goes, and what is confirmed. ``answers``
    goes with a yes, ``where`` with a no.
    """
    options = (
        Option(t("guardian-yes"), tap_data("guardian", answers)),
        Option(t("consent-no"), tap_data("refuse", where)),
    )
    return (
        Message(asked.asks),
        Message(asked.goes),
        Message(t("guardian-confirms"), options=options, hint=t("hint-number")),
    )


def agreed(standing: CreditStanding) -> bool:
    """Whether consents stand and a guardian has given each of them."""
    given = standing.consents.values()
    return bool(given) and all(one.by == By.GUARDIAN for one in given)


async def save_age(turn: Turn, *, under_14: bool) -> None:
    """Keep what was said; whoever is under fourteen leaves the boards."""
    await credit_standing.save_age(turn.conn, turn.learner.row, under_14=under_14)
    if under_14:
        await board_names.take_off_all(turn.conn, turn.learner.row)
