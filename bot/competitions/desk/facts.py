"""What divisions and rankings ask of the people of an entry, opened for the moment of deciding."""

from datetime import date

from bot.competitions.entering import sealed
from bot.competitions.entering.divisions import Facts
from bot.competitions.entering.teams import COUNTED, Role
from bot.domain.contests import EntryKind
from bot.keys.vault import SealedError, Vault
from bot.store.contests.counting import Contender


def facts_of(vault: Vault, kind: EntryKind, one: Contender) -> Facts | None:
    """What a division goes by; None where it cannot be opened or is not kept any more."""
    try:
        said = sealed.open_facts(vault, one.sealed)
        if kind is EntryKind.PERSON:
            return Facts(kind, (said.birth,), said.occupation) if one.sealed else None
        births = [
            sealed.open_member(vault, member).birth
            for role, member in one.members
            if Role(role) in COUNTED
        ]
    except SealedError:
        return None
    return Facts(kind, tuple(births), said.occupation)


def birth_of(vault: Vault, one: Contender) -> date | None:
    """A person's birth, for a ranking by age; None where it is not known."""
    try:
        return sealed.open_facts(vault, one.sealed).birth
    except SealedError:
        return None
