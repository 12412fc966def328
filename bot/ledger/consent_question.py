"""The question before anything goes to a credit bank: the same words in the chat and on the pages.

PIPL article 23 asks that the recipient is named before somebody agrees. So each question has a mark,
which goes with its answer: an answer counts for the question that was shown and for no other, however
old the button or the page is by then.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from bot.ledger.consent import VERSION
from bot.texts.catalogue import Texts

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """What is asked: ``banks`` are the targets it is about, ``asks`` says their names and ``goes``
    what they are to get.
    """

    banks: tuple[str, ...]
    asks: str
    goes: str

    @property
    def mark(self) -> str:
        """Sixteen hexadecimal digits that tell this question from one with other banks or words."""
        words = json.dumps([VERSION, self.banks, self.asks, self.goes])
        return sha256(words.encode()).hexdigest()[:_DIGITS]


def consent_question(
    named: Mapping[str, str], t: Texts, *, account: bool, guardian: bool
) -> ConsentQuestion | None:
    """The question about the banks in ``named``, each with how people know it; None for none.

    ``account``: one of them gets the account number too. ``guardian``: it is put to a parent. In other words or another language it is another question.
    """
    if not named:
        return None
    ask = "guardian-ask" if guardian else "consent-ask"
    goes = t("consent-what-goes", account=t("consent-with-account") if account else "")
    return ConsentQuestion(tuple(named), t(ask, banks=t("mark-comma").join(named.values())), goes)
