"""学分: what was claimed and how it stands, and the consent to hand it to a credit bank."""

from collections.abc import Sequence
from decimal import Decimal

from bot.ledger import consent
from bot.ledger.status import ClaimState, ClaimStatus, claims_of
from bot.texts import app_zh_hans as w
from bot.texts import zh_hans as t
from bot.web.miniapp.visits import Done, Shown, Visit

_SAID = {
    "given": t.CONSENT_GIVEN,
    "refused": t.CONSENT_REFUSED,
    "withdrawn": t.CONSENT_WITHDRAWN,
}


async def show(visit: Visit) -> Shown:
    """Claims as 学分 in the chat tells them, their sum, and the question about consent."""
    banks = visit.house.banks
    claims = await claims_of(visit.conn, visit.person.learner.row, list(banks))
    missing = visit.banks_without_consent
    taken = _sum([one for one in claims if one.state is ClaimState.ACCEPTED])
    values = {
        "claims": [(one, _facts(one), t.CREDIT_STATES[one.state.value]) for one in claims],
        "total": f"{_sum(claims):f}",
        "taken": w.CREDITS_TAKEN.format(credit=f"{taken:f}") if taken else "",
        "banks": bool(banks),
        "asks": t.CONSENT_ASK.format(banks="、".join(banks[name] for name in missing)),
        "missing": missing,
        "stands": len(missing) < len(banks),
        "nothing": t.CREDITS_NONE,
        "no_bank": t.CREDITS_NO_BANK,
        "standing": t.CONSENT_STANDING,
        "said": _said(visit),
    }
    return Shown("credits", values)


async def agree(visit: Visit) -> Done:
    """The learner agrees; what was completed before is pushed too."""
    banks = list(visit.house.banks)
    if banks:
        queued = await consent.give(visit.conn, visit.person.learner.row, banks, visit.now)
        visit.to_push = bool(queued)
    return Done("credits", "given")


async def refuse(visit: Visit) -> Done:
    """The learner does not agree, or takes a consent back."""
    stood = len(visit.banks_without_consent) < len(visit.house.banks)
    await consent.withdraw(visit.conn, visit.person.learner.row, visit.now)
    return Done("credits", "withdrawn" if stood else "refused")


def _said(visit: Visit) -> tuple[str, ...]:
    """What was just done. A link that somebody made up may not say what is not so."""
    said = visit.query.get("said", "")
    if not visit.house.banks or (said == "given") is bool(visit.banks_without_consent):
        return ()
    return (_SAID[said],) if said in _SAID else ()


def _facts(claim: ClaimStatus) -> str:
    return w.CLAIM_FACTS.format(credit=f"{claim.credit:f}", hours=f"{claim.hours.normalize():f}")


def _sum(claims: Sequence[ClaimStatus]) -> Decimal:
    return sum((one.credit for one in claims), Decimal(0))
