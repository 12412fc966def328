"""The way through a bank's listing, page by page, which must come to an end."""

from hashlib import sha256

from bot.domain.errors import PlatformUnavailableError

MOST_PAGES = 100_000
"""Of one listing: at 200 a page twenty million records, more than a comparison is made for."""


class Trail:
    """The pages of one listing that were asked for, kept as hashes: 32 bytes each."""

    def __init__(self, name: str) -> None:
        """``name`` is the target's, for errors."""
        self._name = name
        self._seen: set[bytes] = set()

    def go_on(self, where: str) -> None:
        """Note that the page at ``where`` (a cursor or an address) is asked for now.

        Raises PlatformUnavailableError where it was before, or where there are too many.
        """
        mark = sha256(where.encode(errors="surrogatepass")).digest()
        if mark in self._seen:
            raise PlatformUnavailableError(
                f"Credit bank {self._name} leads in a circle when it lists what it holds."
            )
        if len(self._seen) >= MOST_PAGES:
            raise PlatformUnavailableError(
                f"Credit bank {self._name} lists more than {MOST_PAGES:,} pages without an end."
            )
        self._seen.add(mark)
