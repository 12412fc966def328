"""What somebody who is entering a competition has said so far, and what is asked next. Pure.

Between two questions it waits in the dialog, encrypted: it holds names and births.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum

from bot.competitions.entering.ages import needs_guardian
from bot.competitions.entering.asked import wants_name
from bot.competitions.entering.divisions import Ask, Facts, asked_of
from bot.competitions.entering.sealed import Facts as SealedFacts
from bot.domain.competitions import Competition
from bot.domain.contests import EntryKind
from bot.keys.vault import ENTRANT, SealedError, Vault

_ASKING = "entering:"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry in the making. ``unit`` 0: not chosen; ``young``: under fourteen, as far as it is
    known; ``guardian_agreed``: he or she did.
    """

    competition: str
    unit: int = 0
    birth: date | None = None
    occupation: str = ""
    name: str = ""
    young: bool | None = None
    guardian: str = ""
    guardian_agreed: bool = False

    @property
    def personal(self) -> bool:
        """Whether anything was asked that tells of a person."""
        return bool(self.birth or self.occupation or self.name)

    def facts(self) -> SealedFacts:
        """As the entry keeps them, encrypted."""
        return SealedFacts(self.name, self.birth, self.occupation, self.guardian)

    def division_facts(self, kind: EntryKind) -> Facts:
        """What a person's division goes by."""
        return Facts(kind, (self.birth,), self.occupation)


class Step(StrEnum):
    """What is asked next."""

    UNIT = "unit"
    BIRTH = "birth"
    OCCUPATION = "occupation"
    AGE = "age"
    """Whether he or she is fourteen already, where no birth tells it."""
    NAME = "name"
    GUARDIAN = "guardian"
    GUARDIAN_AGREES = "guardian-agrees"
    AGREES = "agrees"
    DONE = "done"


def next_step(draft: Draft, competition: Competition, units: int) -> Step:
    """The first thing that is missing; ``units`` is how many groups somebody can compete for."""
    missing = {
        Step.UNIT: units > 1 and not draft.unit,
        Step.BIRTH: _asks(competition, Ask.BIRTH) and draft.birth is None,
        Step.OCCUPATION: _asks(competition, Ask.OCCUPATION) and not draft.occupation,
        Step.AGE: draft.young is None and _asks_age(draft, competition),
        Step.NAME: wants_name(competition) and not draft.name,
        Step.GUARDIAN: bool(draft.young) and draft.personal and not draft.guardian,
        Step.GUARDIAN_AGREES: bool(draft.young) and draft.personal and not draft.guardian_agreed,
        Step.AGREES: draft.personal and not draft.guardian_agreed,
    }
    return next((step for step, is_missing in missing.items() if is_missing), Step.DONE)


def with_birth(draft: Draft, birth: date, today: date) -> Draft:
    """A birth tells whether a guardian must agree (PIPL article 31)."""
    return replace(draft, birth=birth, young=needs_guardian(birth, today))


def pack(draft: Draft, vault: Vault) -> str:
    """What the dialog notes while the next thing is asked."""
    text = json.dumps(asdict(draft), default=date.isoformat)
    return _ASKING + urlsafe_b64encode(vault.seal(ENTRANT, text)).decode()


def unpack(noted: str, vault: Vault | None) -> Draft | None:
    """What ``pack`` noted; None where something else is asked, or the key was changed meanwhile."""
    if vault is None or not is_entering(noted):
        return None
    try:
        kept = json.loads(vault.open(ENTRANT, urlsafe_b64decode(noted.removeprefix(_ASKING))))
    except SealedError:
        return None
    birth = kept.pop("birth")
    return Draft(**kept, birth=date.fromisoformat(birth) if birth else None)


def is_entering(noted: str) -> bool:
    """Whether that is what the dialog notes."""
    return noted.startswith(_ASKING)


def _asks(competition: Competition, what: Ask) -> bool:
    """A team's births are its members', who are written down later."""
    of_team = competition.entry is EntryKind.TEAM and what is Ask.BIRTH
    return what in asked_of(competition.divisions) and not of_team


def _asks_age(draft: Draft, competition: Competition) -> bool:
    """Where something of a person is asked for, and no birth tells the age. Who leads a team may be
    no child; its members' births tell of theirs.
    """
    if competition.entry is EntryKind.TEAM or draft.birth is not None:
        return False
    return wants_name(competition) or _asks(competition, Ask.OCCUPATION)
