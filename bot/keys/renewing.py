"""What was encrypted under an earlier key is sealed anew under the present one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from bot.keys.vault import NAME_BYTES, SealedError, Vault


class Sealed(Protocol):
    """Anything that has a sealed value."""

    @property
    def sealed(self) -> bytes:
        """The value."""
        ...


Kept = TypeVar("Kept", bound=Sealed)


@dataclass(slots=True)
class Renewed(Generic[Kept]):
    """Values sealed anew, each with the one it takes the place of; and how many cannot be opened:
    by the name of their key, in hexadecimal, and the sentence that says why.
    """

    fresh: list[tuple[Kept, bytes]] = field(default_factory=list)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)


def renew(vault: Vault, purpose: str, values: Iterable[Kept]) -> Renewed[Kept]:
    """Seal anew what is not under the vault's present key. Writes nothing."""
    done = Renewed[Kept]()
    for one in values:
        if vault.is_present(one.sealed):
            continue
        try:
            text = vault.open(purpose, one.sealed)
        except SealedError as error:
            done.left[one.sealed[:NAME_BYTES].hex(), str(error)] += 1
        else:
            done.fresh.append((one, vault.seal(purpose, text)))
    return done
