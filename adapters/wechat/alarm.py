"""One line in the log when a trouble begins that only a person can end, and one when it is over."""

import structlog

log = structlog.get_logger(__name__)


class Alarm:
    """The alarm of one account for tokens that are refused however new they are."""

    def __init__(self, account: str) -> None:
        """``account`` is the name in the settings, which the log lines carry."""
        self._account = account
        self._ringing = False

    def ring(self, code: str) -> None:
        """Say it, unless it was said since the last time all was well."""
        if not self._ringing:
            self._ringing = True
            log.error("wechat refuses every access token", account=self._account, code=code)

    def over(self) -> None:
        """All is well."""
        if self._ringing:
            self._ringing = False
            log.info("wechat takes our access token again", account=self._account)
