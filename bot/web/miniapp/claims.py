"""学分: what was claimed and how it stands, the consent to hand it to a credit bank, the account
numbers there, and the certificates.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.keys.vault import ACCOUNT, SealedError, Vault
from bot.ledger import consent
from bot.ledger.account_numbers import Fault, read_account, tail
from bot.ledger.consent import By
from bot.ledger.minors import must_ask_age
from bot.ledger.proofs.certificates import issue_all
from bot.ledger.status import ClaimStatus, balance, claims_of
from bot.ledger.telling import balance_text, plain, state_text
from bot.store import board_names, credit_standing
from bot.store.certificates import of_learner
from bot.store.credit_standing import CreditStanding
from bot.texts import app_zh_hans as w
from bot.texts import credits_zh_hans as t
from bot.web.miniapp.visits import Done, Shown, Visit

_SAID = {
    "given": t.GIVEN,
    "guardian": t.GUARDIAN_GIVEN,
    "refused": t.REFUSED,
    "withdrawn": t.WITHDRAWN,
    "age": t.AGE_SAVED,
    "account": w.ACCOUNT_SAVED,
    "dropped": w.ACCOUNT_DROPPED,
}

_FAULTS = {
    Fault.FORM: t.ACCOUNT_FORM,
    Fault.ID_CARD: t.ACCOUNT_ID_CARD,
    Fault.BANK_CARD: t.ACCOUNT_BANK_CARD,
    Fault.PHONE: t.ACCOUNT_PHONE,
}


async def show(visit: Visit) -> Shown:
    """Claims as 学分 in the chat tells them, their sum, and the next step."""
    return await _shown(visit)


async def agree(visit: Visit) -> Done:
    """The learner agrees, or a guardian for who is under fourteen; what was completed before is
    pushed too.
    """
    standing = await _standing(visit)
    if not visit.house.credit.targets or must_ask_age(
        visit.person.learner.track, standing.under_14
    ):
        return Done("credits", "")
    by = By.GUARDIAN if standing.under_14 else By.SELF
    if by is By.GUARDIAN and visit.form.get("guardian") != "yes":
        return Done("credits", "")
    row, targets = visit.person.learner.row, visit.house.credit.targets
    visit.to_push = bool(await consent.give(visit.conn, row, targets, visit.now, by=by))
    return Done("credits", "guardian" if by is By.GUARDIAN else "given")


async def refuse(visit: Visit) -> Done:
    """The learner does not agree, or takes a consent back."""
    if not (await _standing(visit)).consents:
        return Done("credits", "refused")
    row = visit.person.learner.row
    issuer = visit.house.credit.issuer
    ended = await consent.withdraw(visit.conn, row, issuer, visit.now)
    visit.to_push = ended.asked_back > 0
    return Done("credits", "withdrawn")


async def age(visit: Visit) -> Done:
    """Whether somebody is fourteen; what was said once stays."""
    said, standing = visit.form.get("age", ""), await _standing(visit)
    if standing.under_14 is not None or said not in {"yes", "no"}:
        return Done("credits", "")
    row = visit.person.learner.row
    await credit_standing.save_age(visit.conn, row, under_14=said == "no")
    if said == "no":
        await board_names.take_off_all(visit.conn, row)
        if any(one.by == By.SELF for one in standing.consents.values()):
            await refuse(visit)
    return Done("credits", "age")


async def set_account(visit: Visit) -> Done | Shown:
    """The account number at a bank; what waited for it goes."""
    standing, vault = await _standing(visit), visit.house.credit.vault
    target = next((one for one in visit.house.credit.targets if one.name == visit.key), None)
    if target is None or vault is None or visit.key not in _needing(visit, standing):
        return Done("credits", "")
    read = read_account(visit.form.get("account", ""), visit.house.credit.account_forms[visit.key])
    if read.fault is not None:
        bank = visit.house.credit.banks[visit.key]
        return await _shown(visit, {f"account-{visit.key}": _FAULTS[read.fault].format(bank=bank)})
    sealed = vault.seal(ACCOUNT, read.number)
    row = visit.person.learner.row
    queued = await consent.set_account(visit.conn, row, target, sealed, visit.now)
    visit.to_push = bool(queued)
    return Done("credits", "account")


async def drop_account(visit: Visit) -> Done:
    """The account number at a bank is deleted; what was not sent waits for another."""
    target = next((one for one in visit.house.credit.targets if one.name == visit.key), None)
    row = visit.person.learner.row
    gone = target is not None and await consent.drop_account(visit.conn, row, target, visit.now)
    return Done("credits", "dropped" if gone else "")


# what is shown --------------------------------------------------------------------------------


async def _shown(visit: Visit, wrong: Mapping[str, str] | None = None) -> Shown:
    row, banks = visit.person.learner.row, visit.house.credit.banks
    claims = await claims_of(visit.conn, row, list(banks))
    standing = await _standing(visit)
    whole = await balance(visit.conn, row) if claims else None
    values: dict[str, Any] = {
        "claims": [(one, _facts(one), state_text(one)) for one in reversed(claims)],
        "claimed": plain(whole.claimed) if whole else "",
        "became": balance_text(whole).split("\n")[1:] if whole else (),
        "accounts": await _accounts(visit, standing),
        "certificates": await _certificates(visit, claims) if claims else (),
        "wrong": wrong or {},
        "said": () if wrong else _said(visit, standing),
        **_asked(visit, standing),
    }
    return Shown("credits", values, 422 if wrong else 200)


def _asked(visit: Visit, standing: CreditStanding) -> dict[str, Any]:
    """The question about consent, as it stands: the age first where it is not known."""
    missing = [one for one in visit.house.credit.banks if one not in standing.consents]
    named = "、".join(visit.house.credit.named(one) for one in missing)
    account = any(one in visit.house.credit.account_forms for one in missing)
    ask = t.GUARDIAN_ASK if standing.under_14 else t.ASK
    return {
        "banks": bool(visit.house.credit.banks),
        "missing": missing,
        "stands": bool(standing.consents),
        "asks_age": bool(missing) and must_ask_age(visit.person.learner.track, standing.under_14),
        "guardian": bool(standing.under_14),
        "asks": ask.format(banks=named).split("\n"),
        "goes": t.WHAT_GOES.format(account=t.WITH_ACCOUNT if account else "").split("\n"),
    }


async def _accounts(visit: Visit, standing: CreditStanding) -> list[tuple[str, str, str]]:
    """The banks that need an account number, once there is something to claim: name, title and the
    end of the number that is kept (empty: none is).
    """
    if not standing.claims or visit.house.credit.vault is None:
        return []
    sealed = await consent.accounts(visit.conn, visit.person.learner.row)
    return [
        (one, visit.house.credit.banks[one], _tail(visit.house.credit.vault, sealed.get(one)))
        for one in _needing(visit, standing)
    ]


def _tail(vault: Vault, sealed: bytes | None) -> str:
    if sealed is None:
        return ""
    try:
        return t.ACCOUNT_TAIL.format(tail=tail(vault.open(ACCOUNT, sealed)))
    except SealedError:
        return t.ACCOUNT_UNSEEN


async def _certificates(visit: Visit, claims: Sequence[ClaimStatus]) -> list[tuple[str, str]]:
    """Each certificate that stands: its course, and where it is. That of a newly passed course is
    made when it is looked for.
    """
    if visit.house.credit.vault is None:
        return []
    row, root = visit.person.learner.row, visit.house.public_url
    found = await of_learner(visit.conn, row)
    if not {one.key for one in claims} <= {one.claim for one in found}:
        found = await issue_all(visit.conn, row, visit.now)
    return [(one.title, f"{root}/verify/{one.token}") for one in found if not one.is_revoked]


def _needing(visit: Visit, standing: CreditStanding) -> list[str]:
    forms, banks = visit.house.credit.account_forms, visit.house.credit.banks
    return [one for one in banks if one in forms and one in standing.consents]


async def _standing(visit: Visit) -> CreditStanding:
    return await credit_standing.load_standing(visit.conn, visit.person.learner.row)


def _said(visit: Visit, standing: CreditStanding) -> tuple[str, ...]:
    """What was just done. A link that somebody made up may not say what is not so."""
    said = visit.query.get("said", "")
    so = {
        "given": bool(standing.consents),
        "guardian": any(one.by == By.GUARDIAN for one in standing.consents.values()),
        "refused": not standing.consents,
        "withdrawn": not standing.consents,
        "age": standing.under_14 is not None,
        "account": bool(standing.accounts),
        "dropped": bool(standing.consents) and not standing.accounts,
    }
    return (_SAID[said],) if visit.house.credit.banks and so.get(said) else ()


def _facts(one: ClaimStatus) -> str:
    return w.CLAIM_FACTS.format(credit=plain(one.credit), hours=plain(one.hours), level=one.level)
