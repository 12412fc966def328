"""Children in a team: who leads it says that their guardians agree (PIPL article 31), once for the team
that is written down, before any of it is kept.

The lines wait in the dialog, encrypted, while that is asked.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from bot.keys.vault import ENTRANT, SealedError, Vault

_ASKING = "team_children:"


def note(key: str, text: str, vault: Vault) -> str:
    """What the dialog notes while it is asked for the team in ``text`` of the competition ``key``."""
    sealed = vault.seal(ENTRANT, json.dumps([key, text]))
    return _ASKING + urlsafe_b64encode(sealed).decode()


def is_asking(noted: str) -> bool:
    """Whether the dialog notes that this is asked."""
    return noted.startswith(_ASKING)


def waiting(noted: str, vault: Vault | None) -> tuple[str, str] | None:
    """The competition's key and the team's lines; None where nothing waits, or the key was changed
    meanwhile.
    """
    if vault is None or not is_asking(noted):
        return None
    try:
        key, text = json.loads(vault.open(ENTRANT, urlsafe_b64decode(noted.removeprefix(_ASKING))))
    except SealedError:
        return None
    return key, text
