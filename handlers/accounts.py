"""The account number at a credit bank that needs one: asked when there is something to claim, one
step at a time, confirmed by its end, and kept encrypted.

Between the question and the answer the number waits in the dialog, encrypted too; it stands in no
reply, no log and no event.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

from bot.domain.credits import Target
from bot.domain.messages import Message, Option, Reply
from bot.keys.vault import ACCOUNT, SealedError, Vault
from bot.learning.plain import plain
from bot.ledger import consent
from bot.ledger.account_numbers import AccountRead, Fault, read_account, tail
from bot.store.ledger import standing as credit_standing
from bot.store.ledger.consent import PURPOSE
from bot.store.ledger.standing import CreditStanding
from handlers.turn import Turn
from handlers.understand import tap_data

_ASKING, _SURE = "account:", "account_sure:"
_MOST_MISREAD = 2
_YES = frozenset(["对", "是", "是的", "对的", "没错", "正确", "yes", "right", "correct"])
_NO = frozenset(["不对", "不是", "错", "错了", "不正确", "no", "wrong", "not right"])
_LATER = frozenset(
    [
        "没有",
        "没有账号",
        "没有帐号",
        "我没有",
        "没",
        "以后",
        "以后再说",
        "下次",
        "下次再说",
        "不知道",
        "不记得",
        "忘了",
        "不填",
        "later",
        "i have none",
        "i do not know",
    ]
)

_FAULTS = {
    Fault.FORM: "account-form",
    Fault.ID_CARD: "account-id-card",
    Fault.BANK_CARD: "account-bank-card",
    Fault.PHONE: "account-phone",
}


def first_missing(turn: Turn, standing: CreditStanding) -> str:
    """The first bank that was agreed to, needs an account number and has none; empty while there is
    none, or nothing to claim.
    """
    if not standing.claims:
        return ""
    return next((one for one in _needing(turn, standing) if one not in standing.accounts), "")


def asking(bank: str) -> str:
    """What the dialog notes while the number at ``bank`` is waited for."""
    return f"{_ASKING}{bank}"


def is_asking(noted: str) -> bool:
    """Whether that is what the dialog notes, or that a number waits to be confirmed."""
    return noted.startswith((_ASKING, _SURE))


def question(turn: Turn, bank: str, fault: str = "account-ask") -> Message:
    """What the number at ``bank`` is; ``fault`` names the text that asks for it."""
    said = turn.t(fault, bank=turn.deployment.banks[bank])
    return Message(
        said,
        options=(Option(turn.t("account-later"), "account_later"),),
        hint=turn.t("account-hint"),
    )


async def ask_or_back(turn: Turn, *before: Message) -> Reply:
    """Ask for the number that is missing, if one is; else go back to what was open."""
    if turn.deployment.account_forms:
        standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
        if bank := first_missing(turn, standing):
            return turn.aside(*before, question(turn, bank), asking=asking(bank))
    return turn.back(*before)


async def change(turn: Turn, argument: str) -> Reply:
    """改账号: the number at one's bank, or at which of them; with a bank's name its number is asked
    for anew. A number that is kept is shown whatever was agreed to. A touch can be old, or forged.
    """
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    needing = _needing(turn, standing)
    banks = [one for one in needing if standing.claims or one in standing.accounts]
    banks += sorted(standing.accounts.difference(needing))
    if not banks:
        needed = set(turn.deployment.account_forms)
        return turn.back(Message(turn.t(_why_not(bool(needed), bool(needing)))))
    if argument in banks and argument in needing:
        return turn.aside(question(turn, argument), asking=asking(argument))
    if len(banks) > 1:
        options = tuple(Option(_title(turn, one), tap_data("account_at", one)) for one in banks)
        return turn.aside(
            Message(turn.t("account-which"), options=options, hint=turn.t("hint-number"))
        )
    return await at_bank(turn, banks[0])


async def at_bank(turn: Turn, argument: str) -> Reply:
    """The number at one bank: to be changed or deleted where it stands, else asked for. Without a
    consent that it serves it can only be deleted (PIPL article 47).
    """
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    needing = _needing(turn, standing)
    if argument not in standing.accounts:
        if argument not in needing:
            return turn.back(Message(turn.t("account-not-needed")))
        return turn.aside(question(turn, argument), asking=asking(argument))
    change = [Option(turn.t("account-change"), tap_data("account", argument))]
    options = (
        *(change if argument in needing else ()),
        Option(turn.t("account-drop"), tap_data("account_drop", argument)),
        Option(turn.t("account-keep"), "never_mind"),
    )
    said = await _stands(turn, argument)
    return turn.aside(Message(said, options=options, hint=turn.t("hint-number")))


async def later(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """以后再说: not asked again until 学分 is."""
    return turn.back(Message(turn.t("account-left")))


async def drop(turn: Turn, argument: str) -> Reply:
    """The number at a bank is deleted, also at one that is in the settings no more; what was not
    sent waits for another.
    """
    target = _target(turn, argument) or Target(argument, needs_account=True)
    if not await consent.drop_account(turn.conn, turn.learner.row, target, turn.now):
        return turn.back(Message(turn.t("account-not-needed")))
    agreed = PURPOSE + target.name in turn.learner.consents
    return turn.back(Message(turn.t("account-dropped" if agreed else "account-dropped-only")))


async def written(turn: Turn, text: str) -> Reply | None:
    """Free text while a number is waited for; None when it is about something else."""
    noted = turn.learner.dialog.asking
    said = plain(text).strip(" .,。!~")
    if noted.startswith(_SURE) and said in _YES:
        return await confirm(turn, "")
    bank = noted.removeprefix(_SURE).removeprefix(_ASKING).partition(":")[0]
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if bank not in _needing(turn, standing):
        return None
    if noted.startswith(_SURE) and said in _NO:
        return turn.aside(question(turn, bank), asking=asking(bank))
    if said in _LATER:
        return await later(turn, "")
    read = read_account(text, turn.deployment.account_forms[bank])
    return _again(turn, bank, read) if read.fault else _sure(turn, bank, read.number)


async def confirm(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - what waits is in the dialog
    """The end of the number was right: it is kept, and what waited for it goes."""
    waits = turn.learner.dialog.asking.removeprefix(_SURE)
    bank, _, packed = waits.partition(":")
    target, vault = _target(turn, bank), turn.deployment.vault
    if not turn.learner.dialog.asking.startswith(_SURE) or target is None or vault is None:
        return await change(turn, "")
    sealed = urlsafe_b64decode(packed)
    try:
        vault.open(ACCOUNT, sealed)
    except SealedError:  # the key has been changed while the person looked for the card
        return turn.aside(question(turn, bank), asking=asking(bank))
    queued = await consent.set_account(turn.conn, turn.learner.row, target, sealed, turn.now)
    turn.to_push |= bool(queued)
    return await ask_or_back(turn, Message(turn.t("account-saved")))


def _again(turn: Turn, bank: str, read: AccountRead) -> Reply | None:
    """What was wrong with it, twice at most; then it waits until 学分 is asked for."""
    misread = turn.learner.dialog.misread
    if misread >= _MOST_MISREAD and read.fault is Fault.FORM:
        return turn.back(Message(turn.t("account-left")))
    fault = _FAULTS[read.fault or Fault.FORM]
    reply = turn.aside(question(turn, bank, fault), asking=asking(bank))
    turn.dialog = replace(turn.dialog, misread=misread + 1)
    return reply


def _sure(turn: Turn, bank: str, number: str) -> Reply:
    """Whether that is the number, told by its end."""
    sealed = urlsafe_b64encode(_vault(turn).seal(ACCOUNT, number)).decode()
    options = (
        Option(turn.t("account-yes"), "account_yes"),
        Option(turn.t("account-again"), tap_data("account", bank)),
    )
    said = turn.t("account-sure", tail=tail(number))
    asked = Message(said, options=options, hint=turn.t("hint-number"))
    return turn.aside(asked, asking=f"{_SURE}{bank}:{sealed}")


async def _stands(turn: Turn, bank: str) -> str:
    """The number that is kept, by its end; where its key is lost, only that it is."""
    sealed = (await consent.accounts(turn.conn, turn.learner.row))[bank]
    title, vault = _title(turn, bank), turn.deployment.vault
    try:
        number = vault.open(ACCOUNT, sealed) if vault else ""
    except SealedError:
        number = ""
    if not number:
        return turn.t("account-stands-unseen", bank=title)
    return turn.t("account-stands", bank=title, tail=tail(number))


def _needing(turn: Turn, standing: CreditStanding) -> list[str]:
    """The banks that need a number and were agreed to, in their order; none where nothing can be
    encrypted.
    """
    if turn.deployment.vault is None:
        return []
    forms = turn.deployment.account_forms
    return [one for one in turn.deployment.banks if one in forms and one in standing.consents]


def _title(turn: Turn, bank: str) -> str:
    """A bank as people know it; one that is in the settings no more has its name only."""
    return turn.deployment.banks.get(bank, bank)


def _why_not(needed: bool, agreed: bool) -> str:
    """The name of the sentence."""
    if not needed:
        return "account-not-needed"
    return "account-too-early" if agreed else "account-first-agree"


def _target(turn: Turn, bank: str) -> Target | None:
    return next((one for one in turn.deployment.targets if one.name == bank), None)


def _vault(turn: Turn) -> Vault:
    if turn.deployment.vault is None:
        raise AssertionError("a number is asked for only where it can be encrypted")
    return turn.deployment.vault
