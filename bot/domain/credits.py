"""The words between the ledger and the credit banks."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Form(StrEnum):
    """What a target takes: an xAPI statement of every completion, or a record of each claim."""

    XAPI = "xapi"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Target:
    """A credit bank as the ledger knows it: its name in the settings, what it takes, and whether
    a person must have given an account number there before anything can go.
    """

    name: str
    form: Form = Form.XAPI
    needs_account: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed in: the exact stored bytes of one JSON object, and for a record that needs
    one the person's account number at the bank, in clear and nowhere else than here.

    ``takes_back``: the id that this one voids; None for an ordinary one.
    """

    id: UUID
    body: bytes
    takes_back: UUID | None = None
    account: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing a bank says that it holds of ours: its id in the bank's own writing, its bytes as
    one JSON object, and whether it was taken back since.
    """

    id: str
    body: bytes
    voided: bool = False


class Recognised(StrEnum):
    """What a bank decided about a claim: it counts; it does not; it was turned into credit."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CONVERTED = "converted"


@dataclass(frozen=True, slots=True)
class Recognition:
    """One decision. ``claim`` is the claim's key (its outer id); ``credit`` is in the bank's own
    credits, for a conversion; ``reason`` is in the bank's words, at most 300 characters.
    """

    claim: UUID
    state: Recognised
    said_at: datetime
    credit: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecognitionPage:
    """Decisions in the bank's order, and the cursor that leads on from them; ``more``: there are
    more already.
    """

    found: tuple[Recognition, ...]
    cursor: str
    more: bool = False
