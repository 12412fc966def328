"""One process's use of one server: the first to come starts it, the last to go stops it."""

import logging

from adapters.embedded.launch import BUSY_SECONDS, Launcher, Server
from adapters.embedded.lease import FileLock
from bot.domain.errors import ServerStartError

_log = logging.getLogger(__name__)

_TURN_SECONDS = BUSY_SECONDS + 60.0
"""How long to wait for another process that starts or stops the server."""


class Tenancy:
    """A shared hold on ``users.lock``, taken and given up under ``start.lock``."""

    def __init__(self, server: Server) -> None:
        """Nothing is touched yet."""
        self._server = server
        self._launcher = Launcher(server)
        self._hold: FileLock | None = None

    async def enter(self) -> None:
        """Return when the server answers and will stay until ``leave``. Raises ServerStartError."""
        start = await self._turn()
        try:
            self._hold = self._server.place.lock("users")
            self._hold.try_shared()  # only the holder of start.lock ever asks for more
            await self._launcher.ensure_running()
        except OSError as error:  # a full disk, a folder deleted meanwhile
            await self._stop_if_last()
            raise ServerStartError(
                f"{self._server.title} cannot be started in {self._server.place.home} "
                f"({error.strerror or error}): mend that and try again."
            ) from error
        except BaseException:
            await self._stop_if_last()
            raise
        finally:
            start.close()

    async def leave(self) -> None:
        """Give up the hold and stop the server if nobody else has one. Does not raise ours."""
        if self._hold is None:
            return
        try:
            start = await self._turn()
            try:
                await self._stop_if_last()
            finally:
                start.close()
        except ServerStartError as error:
            _log.warning("%s is left as it is: %s", self._server.title, error)
        finally:
            self._drop()

    async def _turn(self) -> FileLock:
        start = self._server.place.lock("start")
        try:
            if await start.exclusive(_TURN_SECONDS):
                return start
        except BaseException:
            start.close()
            raise
        start.close()
        raise ServerStartError(
            f"Another process has been starting {self._server.title} in {self._server.place.home} "
            "for eleven minutes: end it, then try again."
        )

    async def _stop_if_last(self) -> None:
        """Stop the server unless others hold it, or our folder was deleted and made anew."""
        hold = self._hold
        try:
            if hold is not None and hold.in_place() and hold.try_exclusive():
                await self._launcher.stop()
        finally:
            self._drop()

    def _drop(self) -> None:
        if self._hold is not None:
            self._hold.close()
            self._hold = None
