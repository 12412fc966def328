"""学分: what was claimed and how it stands, the consent to hand it to a credit bank, the account
numbers there, and the certificates.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.credits import Target
from bot.keys.vault import ACCOUNT, SealedError
from bot.ledger import consent
from bot.ledger.account_numbers import Fault, read_account, tail
from bot.ledger.consent import By
from bot.ledger.consent_question import ConsentQuestion, consent_question
from bot.ledger.minors import must_ask_age
from bot.ledger.proofs.certificates import issue_all
from bot.ledger.status import ClaimStatus, balance, claims_of
from bot.ledger.telling import balance_text, plain, state_text
from bot.store.groups import board_names
from bot.store.ledger import standing as credit_standing
from bot.store.ledger.certificates import of_learner
from bot.store.ledger.standing import CreditStanding
from bot.web.miniapp.visits import Done, Shown, Visit

_SAID = {
    "given": ("consent-given",),
    "guardian": ("guardian-given",),
    "refused": ("consent-refused",),
    "withdrawn": ("consent-withdrawn",),
    "ended": ("consent-withdrawn", "accounts-gone"),
    "age": ("age-saved",),
    "look": ("consent-look-first",),
    "account": ("app-account-saved",),
    "dropped": ("app-account-dropped",),
}

_FAULTS = {
    Fault.FORM: "account-form",
    Fault.ID_CARD: "account-id-card",
    Fault.BANK_CARD: "account-bank-card",
    Fault.PHONE: "account-phone",
}


async def show(visit: Visit) -> Shown:
    """Claims as 学分 in the chat tells them, their sum, and the next step."""
    return await _shown(visit)


async def agree(visit: Visit) -> Done:
    """The learner agrees, or a guardian for who is under fourteen, to the banks that the page named;
    what was completed before is pushed too. Where the question would now be another one, it is
    shown first (PIPL article 23).
    """
    standing = await _standing(visit)
    asked = _question(visit, standing)
    if asked is None or must_ask_age(visit.person.learner.track, standing.under_14):
        return Done("credits", "")
    if visit.form.get("asked") != asked.mark:
        return Done("credits", "look")
    by = By.GUARDIAN if standing.under_14 else By.SELF
    if by is By.GUARDIAN and visit.form.get("guardian") != "yes":
        return Done("credits", "")
    row = visit.person.learner.row
    targets = [one for one in visit.house.credit.targets if one.name in asked.banks]
    visit.to_push = bool(await consent.give(visit.conn, row, targets, visit.now, by=by))
    return Done("credits", "guardian" if by is By.GUARDIAN else "given")


async def refuse(visit: Visit) -> Done:
    """The learner does not agree, or takes a consent back. What a bank may have is asked back, also
    where no consent stands any more.
    """
    standing = await _standing(visit)
    row, issuer = visit.person.learner.row, visit.house.credit.issuer
    ended = await consent.withdraw(visit.conn, row, issuer, visit.now)
    visit.to_push = ended.asked_back > 0
    if standing.accounts:
        return Done("credits", "ended")
    taken_back = bool(standing.consents) or visit.to_push
    return Done("credits", "withdrawn" if taken_back else "refused")


async def age(visit: Visit) -> Done:
    """Whether somebody is fourteen; what was said once stays."""
    said, standing = visit.form.get("age", ""), await _standing(visit)
    if standing.under_14 is not None or said not in {"yes", "no"}:
        return Done("credits", "")
    row = visit.person.learner.row
    await credit_standing.save_age(visit.conn, row, under_14=said == "no")
    if said == "no":
        await board_names.take_off_all(visit.conn, row)
        given = standing.consents.values()
        if not given or any(one.by == By.SELF for one in given):
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
        return await _shown(
            visit, {f"account-{visit.key}": visit.t(_FAULTS[read.fault], bank=bank)}
        )
    sealed = vault.seal(ACCOUNT, read.number)
    row = visit.person.learner.row
    queued = await consent.set_account(visit.conn, row, target, sealed, visit.now)
    visit.to_push = bool(queued)
    return Done("credits", "account")


async def drop_account(visit: Visit) -> Done:
    """The account number at a bank is deleted, also at one that is in the settings no more; what was
    not sent waits for another.
    """
    found = (one for one in visit.house.credit.targets if one.name == visit.key)
    target = next(found, Target(visit.key, needs_account=True))
    gone = await consent.drop_account(visit.conn, visit.person.learner.row, target, visit.now)
    return Done("credits", "dropped" if gone else "")


# what is shown --------------------------------------------------------------------------------


async def _shown(visit: Visit, wrong: Mapping[str, str] | None = None) -> Shown:
    row, banks = visit.person.learner.row, visit.house.credit.banks
    claims = await claims_of(visit.conn, row, list(banks))
    standing = await _standing(visit)
    whole = await balance(visit.conn, row) if claims else None
    values: dict[str, Any] = {
        "claims": [
            (one, _facts(visit, one), state_text(one, visit.t)) for one in reversed(claims)
        ],
        "claimed": plain(whole.claimed) if whole else "",
        "unit": visit.t("app-credits-unit", count=whole.claimed) if whole else "",
        "became": balance_text(whole, visit.t).split("\n")[1:] if whole else (),
        "accounts": await _accounts(visit, standing),
        "certificates": await _certificates(visit, claims) if claims else (),
        "wrong": wrong or {},
        "said": () if wrong else _said(visit, standing),
        **_asked(visit, standing),
    }
    return Shown("credits", values, 422 if wrong else 200)


def _asked(visit: Visit, standing: CreditStanding) -> dict[str, Any]:
    """The question about consent, as it stands: the age first where it is not known."""
    asked = _question(visit, standing)
    return {
        "banks": bool(visit.house.credit.banks),
        "asked": asked,
        "stands": bool(standing.consents),
        "asks_age": asked and must_ask_age(visit.person.learner.track, standing.under_14),
        "guardian": bool(standing.under_14),
        "asks": f"{asked.asks}\n{asked.goes}".split("\n") if asked else (),
    }


def _question(visit: Visit, standing: CreditStanding) -> ConsentQuestion | None:
    """The question about the banks that were not agreed to, as it stands now."""
    credit = visit.house.credit
    missing = [one for one in credit.banks if one not in standing.consents]
    return consent_question(
        {one: credit.named(one, visit.t) for one in missing},
        visit.t,
        account=any(one in credit.account_forms for one in missing),
        guardian=bool(standing.under_14),
    )


async def _accounts(visit: Visit, standing: CreditStanding) -> list[tuple[str, str, str, bool]]:
    """The banks that need an account number, once there is something to claim, and all others where
    one is kept: name, title, the end of the number that is kept (empty: none is), and whether it can
    be given or changed. Without a consent that it serves it can only be deleted.
    """
    needing, credit = _needing(visit, standing), visit.house.credit
    sealed = await consent.accounts(visit.conn, visit.person.learner.row)
    shown = [one for one in needing if standing.claims or one in sealed]
    return [
        (one, credit.banks.get(one, one), _tail(visit, sealed.get(one)), one in needing)
        for one in [*shown, *sorted(sealed.keys() - set(needing))]
    ]


def _tail(visit: Visit, sealed: bytes | None) -> str:
    vault = visit.house.credit.vault
    if sealed is None:
        return ""
    if vault is None:
        return visit.t("account-unseen")
    try:
        return visit.t("account-tail", tail=tail(vault.open(ACCOUNT, sealed)))
    except SealedError:
        return visit.t("account-unseen")


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
    if visit.house.credit.vault is None:
        return []
    return [one for one in banks if one in forms and one in standing.consents]


async def _standing(visit: Visit) -> CreditStanding:
    return await credit_standing.load_standing(visit.conn, visit.person.learner.row)


def _said(visit: Visit, standing: CreditStanding) -> tuple[str, ...]:
    """What was just done. A link that somebody made up may not say what is not so."""
    said = visit.query.get("said", "")
    so = {
        "given": bool(standing.consents),
        "look": _question(visit, standing) is not None,
        "guardian": any(one.by == By.GUARDIAN for one in standing.consents.values()),
        "refused": not standing.consents,
        "withdrawn": not standing.consents,
        "ended": not standing.consents and not standing.accounts,
        "age": standing.under_14 is not None,
        "account": bool(standing.accounts),
        "dropped": bool(standing.consents) and not standing.accounts,
    }
    if not visit.house.credit.banks or not so.get(said):
        return ()
    return (visit.t("mark-gap").join(map(visit.t, _SAID[said])),)


def _facts(visit: Visit, one: ClaimStatus) -> str:
    return visit.t("app-claim-facts", credit=one.credit, hours=one.hours, level=one.level)
