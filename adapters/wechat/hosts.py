"""Which of the platform's hosts is called: its own, or the one for disaster recovery."""

import re
from datetime import datetime, timedelta

from bot.ports import Clock

_PLATFORMS_OWN = re.compile(r"https?://(?:[^/@]+\.)?weixin\.qq\.com(?=[:/]|$)")

FAILURES = 3
"""Connections that fail in a row before the other host is called."""

LOOK_AGAIN = timedelta(seconds=60)
"""How long the main host is left alone before it is tried again."""


class Hosts:
    """The API's address and the one for when that cannot be reached (接口域名说明: ``api2``)."""

    def __init__(self, main: str, backup: str, clock: Clock) -> None:
        """``backup`` may be empty: then there is only ``main``.

        The platform's own host stands in for its own only: the credentials of a stand-in, and
        what is sent through a proxy, are not for it.
        """
        strange = _PLATFORMS_OWN.match(backup) and not _PLATFORMS_OWN.match(main)
        self._main = main.rstrip("/") + "/"
        self._backup = backup.rstrip("/") + "/" if backup and not strange else ""
        self._clock = clock
        self._failures = 0
        self._away_until: datetime | None = None

    def choose(self) -> str:
        """The address to call now, ending in a slash.

        When the pause is over one caller tries the main host; the others wait for its result.
        """
        if self._away_until is None:
            return self._main
        if self._clock.now() < self._away_until:
            return self._backup
        self._away_until = self._clock.now() + LOOK_AGAIN
        return self._main

    def reached(self, host: str) -> None:
        """A connection to ``host`` was made."""
        if host == self._main:
            self._failures, self._away_until = 0, None

    def missed(self, host: str) -> str | None:
        """No connection to ``host``: the other one, where it is to be tried at once."""
        if not self._backup:
            return None
        if host == self._backup:
            # Both are away, as when our own network is: the main host may be back first.
            self._failures, self._away_until = FAILURES - 1, None
            return None
        self._failures += 1
        if self._failures < FAILURES:
            return None
        self._away_until = self._clock.now() + LOOK_AGAIN
        return self._backup
