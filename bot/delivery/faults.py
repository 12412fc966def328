"""Faults that are said once, so that one broken thing does not fill the log."""


class SaidOnce:
    """Which faults were logged already, so that one broken thing does not fill the log."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._said: dict[str, set[str]] = {}

    def is_new(self, about: str, words: str) -> bool:
        """Whether ``words`` were not said of ``about`` since it last went well."""
        said = self._said.setdefault(about, set())
        if words in said:
            return False
        said.add(words)
        return True

    def went_well(self, about: str) -> None:
        """The next fault of ``about`` is news again."""
        self._said.pop(about, None)
