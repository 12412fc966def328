"""A set of positive numbers that costs a bit for each, for millions of ids that lie close together."""

_PAGE = 1 << 16


class Bits:
    """Numbers that were seen."""

    def __init__(self) -> None:
        """Empty."""
        self._pages: dict[int, bytearray] = {}

    def add(self, number: int) -> bool:
        """Take in a number; whether it was not in yet."""
        page, at = divmod(number, _PAGE)
        if (bits := self._pages.get(page)) is None:
            bits = self._pages[page] = bytearray(_PAGE // 8)
        mask = 1 << (at & 7)
        if bits[at >> 3] & mask:
            return False
        bits[at >> 3] |= mask
        return True

    def __contains__(self, number: int) -> bool:
        """Whether it was taken in."""
        page, at = divmod(number, _PAGE)
        bits = self._pages.get(page)
        return bits is not None and bool(bits[at >> 3] & 1 << (at & 7))
