"""Where subscribers are, as the channel that tells them asks for each event."""

from bot.keys.vault import HOOK_SECRET, Vault
from bot.ports import Clock
from bot.store.api import hooks
from bot.store.db import Database


class HookTargets:
    """Reads them fresh each time: who has ended is told nothing more."""

    def __init__(self, db: Database, vault: Vault, clock: Clock) -> None:
        """Keeps nothing."""
        self._db = db
        self._vault = vault
        self._clock = clock

    async def whereabouts(self, key: str) -> tuple[str, str] | None:
        """The address of the subscriber ``key``, and its secret; None: it has ended.

        Raises StorageUnavailableError.
        """
        async with self._db.connection() as conn:
            found = await hooks.whereabouts(conn, key, self._clock.now())
        if found is None:
            return None
        url, sealed = found
        return url, self._vault.open(HOOK_SECRET, sealed)
