"""The words between the ledger and the credit banks."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from unicodedata import category
from uuid import UUID

MOST_WORDS = 300
"""Of a bank's words that are kept, characters."""
MOST_ID = 200
_INVISIBLE = ("Cc", "Cf", "Cs")
"""Control and formatting characters, and halves of a character."""


def plain(words: str, most: int = MOST_WORDS) -> str:
    """What a bank said, fit to be kept and shown: one line, of at most so many characters (cut with
    an ellipsis), nothing invisible. The database takes neither NUL nor half a character, which JSON
    may carry (RFC 8259 section 8.2), and a terminal obeys control characters.
    """
    line = " ".join(words[: 100 * most].split())
    kept = "".join(one for one in line if category(one) not in _INVISIBLE).strip()
    return kept if len(kept) <= most else kept[: most - 1] + "…"


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
    """One thing a bank says that it holds of ours: its id in the bank's own writing (made plain, at
    most 200 characters), its bytes as one JSON object, and whether it was taken back since.
    """

    id: str
    body: bytes
    voided: bool = False

    def __post_init__(self) -> None:
        """Make the id plain: whoever tells of it, it is kept."""
        object.__setattr__(self, "id", plain(self.id, MOST_ID))


class Recognised(StrEnum):
    """What a bank decided about a claim: it counts; it does not; it was turned into credit."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CONVERTED = "converted"


@dataclass(frozen=True, slots=True)
class Recognition:
    """One decision. ``claim`` is the outer id that it is about: the claim's key, or the id of a later
    revision; ``credit`` is in the bank's own credits, for a conversion; ``reason`` is in the bank's
    words, made plain. ``source`` is where it stands, for a bank that says on which day only: what
    is said again on the same day in another place is said anew.
    """

    claim: UUID
    state: Recognised
    said_at: datetime
    credit: Decimal | None = None
    reason: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Make the reason plain: whoever tells of it, it is kept."""
        object.__setattr__(self, "reason", plain(self.reason))


@dataclass(frozen=True, slots=True)
class RecognitionPage:
    """Decisions in the bank's order, and the cursor that leads on from them; ``more``: there are
    more already; ``unreadable``: the outer ids of decisions that cannot be read, passed over.
    """

    found: tuple[Recognition, ...]
    cursor: str
    more: bool = False
    unreadable: tuple[UUID, ...] = ()
