"""Reading the number of an account at a credit bank as people write it, and nothing that is more
dangerous to keep: an identity card, a bank card, a telephone.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 120
"""Characters of a reply that are looked at; an account number is far shorter."""

_BEFORE = re.compile(r"^(?:我的|是|[账帐賬帳卡][号號]|[号號][码碼]|[:：,，])+")
_AROUND = ".,。，!！~"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PHONE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_UNIONPAY = re.compile(r"(?:62|9558)[0-9]{14,17}")
_FOREIGN_CARD = re.compile(r"(?:4[0-9]{15}|5[1-5][0-9]{14})")


class Fault(StrEnum):
    """Why a reply is no account number that we keep."""

    FORM = "form"
    ID_CARD = "id card"
    BANK_CARD = "bank card"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class AccountRead:
    """What a reply says: the number, or (then it is empty) why there is none."""

    number: str = ""
    fault: Fault | None = None


def read_account(said: str, form: str) -> AccountRead:
    """The account number in a reply: widths folded, without spaces and dashes, in the bank's own
    ``form`` (a regular expression for the whole of it).

    A number that could be the person's identity card, bank card or telephone is none, also where it
    has the form: nobody would miss the warning, and the wrong one could do harm.
    """
    number = tidy(said)
    dangerous = _danger(number, form)
    if dangerous is not None:
        return AccountRead(fault=dangerous)
    if len(said) > LONGEST or not re.fullmatch(form, number):
        return AccountRead(fault=Fault.FORM)
    return AccountRead(number)


def tidy(said: str) -> str:
    """The characters of a number: what is written around and between them is gone."""
    folded = unicodedata.normalize("NFKC", said[:LONGEST])
    kept = "".join(one for one in folded if _counts(one))
    return _BEFORE.sub("", kept.strip(_AROUND)).strip(_AROUND)


def tail(number: str) -> str:
    """What shows a number to who wrote it, and to nobody else: its end."""
    return number[-4:] if len(number) >= 8 else number[-2:]


def is_id_card(number: str) -> bool:
    """Whether it has the form and the check character of a mainland identity number (GB 11643)."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17].upper()


def _danger(number: str, form: str) -> Fault | None:
    if is_id_card(number):
        return Fault.ID_CARD
    if _PHONE.fullmatch(number):
        return Fault.PHONE
    return Fault.BANK_CARD if _is_bank_card(number, form) else None


def _is_bank_card(number: str, form: str) -> bool:
    """Mainland cards begin with 62 (older ones of one bank with 9558). Cards of foreign schemes begin
    as region codes of account numbers do; where the bank's numbers are such digits, one in ten would
    pass for a card by its check digit, so that they are then let through.
    """
    foreign = _FOREIGN_CARD.fullmatch(number) and not _digits_only(form, len(number))
    return bool(_UNIONPAY.fullmatch(number) or foreign) and _luhn(number)


def _digits_only(form: str, length: int) -> bool:
    return not re.fullmatch(form, "A" * length)


def _luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _counts(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in {"Pd", "Cf", "Cc", "Mn", "So"}
