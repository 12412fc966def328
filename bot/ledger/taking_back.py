"""What takes a statement or a record back at a credit bank: said by the deployment, of nobody.

xAPI-Spec 1.0.3, Data, 2.3.2 (and IEEE 9274.1.1): a statement with the verb ``voided`` and a
StatementRef; it stands whichever of the two arrives first. A bank of records is told by the
withdrawal that docs/credit-bank.md describes.
"""

from collections.abc import Iterable
from uuid import UUID, uuid5

from bot.domain.credits import Form
from bot.ledger.statements import VERBS, Issuer, compact, timestamp
from bot.store.ledger.consent import Held
from bot.store.ledger.settling import TakingBack


def voiding_id(entry: UUID) -> UUID:
    """The key of the voiding of an entry, or of the statement that takes a statement back."""
    return uuid5(entry, "voided")


def take_back(
    held: Iterable[Held], issuer: Issuer, reason: str, *, outliving: bool = False
) -> list[TakingBack]:
    """For each statement that targets may hold, the one that takes it back there, rendered.

    It says the same whenever it is made: after a restored backup it may meet itself at the bank. So
    its time is that of what it takes back. ``reason`` is told to banks that keep records, which
    take one record back for any reason. ``outliving``: it is kept without the entry that it is
    about, which is erased.
    """
    return [
        TakingBack(
            voiding_id(one.statement),
            None if outliving else one.completion,
            one.form,
            one.statement,
            _voiding(one, issuer, reason),
            one.targets,
        )
        for one in held
    ]


def _voiding(one: Held, issuer: Issuer, reason: str) -> bytes:
    if one.form is Form.RECORD:
        return compact({"outer_id": str(one.statement), "withdrawn": True, "reason": reason})
    return compact(
        {
            "id": str(voiding_id(one.statement)),
            "actor": issuer.agent,
            "verb": {"id": f"{VERBS}/voided", "display": {"en": "voided", "zh-CN": "作废"}},
            "object": {"objectType": "StatementRef", "id": str(one.statement)},
            "timestamp": timestamp(one.made_at),
        }
    )
