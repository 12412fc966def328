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
from bot.texts import credits_zh_hans as t
from bot.texts import zh_hans as words
from handlers.turn import Turn
from handlers.understand import tap_data

_ASKING, _SURE = "account:", "account_sure:"
_MOST_MISREAD = 2
_YES = frozenset(["对", "是", "是的", "对的", "没错", "正确", "yes"])
_NO = frozenset(["不对", "不是", "错", "错了", "不正确", "no"])
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
    ]
)

_FAULTS = {
    Fault.FORM: t.ACCOUNT_FORM,
    Fault.ID_CARD: t.ACCOUNT_ID_CARD,
    Fault.BANK_CARD: t.ACCOUNT_BANK_CARD,
    Fault.PHONE: t.ACCOUNT_PHONE,
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


def question(turn: Turn, bank: str, fault: str = t.ACCOUNT_ASK) -> Message:
    """What the number at ``bank`` is."""
    said = fault.format(bank=turn.deployment.banks[bank])
    return Message(said, options=(Option(t.ACCOUNT_LATER, "account_later"),), hint=t.ACCOUNT_HINT)


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
        return turn.back(Message(_why_not(bool(needed), bool(needing))))
    if argument in banks and argument in needing:
        return turn.aside(question(turn, argument), asking=asking(argument))
    if len(banks) > 1:
        options = tuple(Option(_title(turn, one), tap_data("account_at", one)) for one in banks)
        return turn.aside(Message(t.ACCOUNT_WHICH, options=options, hint=words.NUMBER_HINT))
    return await at_bank(turn, banks[0])


async def at_bank(turn: Turn, argument: str) -> Reply:
    """The number at one bank: to be changed or deleted where it stands, else asked for. Without a
    consent that it serves it can only be deleted (PIPL article 47).
    """
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    needing = _needing(turn, standing)
    if argument not in standing.accounts:
        if argument not in needing:
            return turn.back(Message(t.ACCOUNT_NOT_NEEDED))
        return turn.aside(question(turn, argument), asking=asking(argument))
    change = [Option(t.ACCOUNT_CHANGE, tap_data("account", argument))]
    options = (
        *(change if argument in needing else ()),
        Option(t.ACCOUNT_DROP, tap_data("account_drop", argument)),
        Option(t.ACCOUNT_KEEP, "never_mind"),
    )
    said = await _stands(turn, argument)
    return turn.aside(Message(said, options=options, hint=words.NUMBER_HINT))


async def later(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """以后再说: not asked again until 学分 is."""
    return turn.back(Message(t.ACCOUNT_LEFT))


async def drop(turn: Turn, argument: str) -> Reply:
    """The number at a bank is deleted, also at one that is in the settings no more; what was not
    sent waits for another.
    """
    target = _target(turn, argument) or Target(argument, needs_account=True)
    if not await consent.drop_account(turn.conn, turn.learner.row, target, turn.now):
        return turn.back(Message(t.ACCOUNT_NOT_NEEDED))
    agreed = PURPOSE + target.name in turn.learner.consents
    return turn.back(Message(t.ACCOUNT_DROPPED if agreed else t.ACCOUNT_DROPPED_ONLY))


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
    return await ask_or_back(turn, Message(t.ACCOUNT_SAVED))


def _again(turn: Turn, bank: str, read: AccountRead) -> Reply | None:
    """What was wrong with it, twice at most; then it waits until 学分 is asked for."""
    misread = turn.learner.dialog.misread
    if misread >= _MOST_MISREAD and read.fault is Fault.FORM:
        return turn.back(Message(t.ACCOUNT_LEFT))
    fault = _FAULTS[read.fault or Fault.FORM]
    reply = turn.aside(question(turn, bank, fault), asking=asking(bank))
    turn.dialog = replace(turn.dialog, misread=misread + 1)
    return reply


def _sure(turn: Turn, bank: str, number: str) -> Reply:
    """Whether that is the number, told by its end."""
    sealed = urlsafe_b64encode(_vault(turn).seal(ACCOUNT, number)).decode()
    options = (
        Option(t.ACCOUNT_YES, "account_yes"),
        Option(t.ACCOUNT_AGAIN, tap_data("account", bank)),
    )
    said = t.ACCOUNT_SURE.format(tail=tail(number))
    asked = Message(said, options=options, hint=words.NUMBER_HINT)
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
        return t.ACCOUNT_STANDS_UNSEEN.format(bank=title)
    return t.ACCOUNT_STANDS.format(bank=title, tail=tail(number))


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
    if not needed:
        return t.ACCOUNT_NOT_NEEDED
    return t.ACCOUNT_TOO_EARLY if agreed else t.ACCOUNT_FIRST_AGREE


def _target(turn: Turn, bank: str) -> Target | None:
    return next((one for one in turn.deployment.targets if one.name == bank), None)


def _vault(turn: Turn) -> Vault:
    if turn.deployment.vault is None:
        raise AssertionError("a number is asked for only where it can be encrypted")
    return turn.deployment.vault
