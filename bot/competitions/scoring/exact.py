"""Exact numbers: no score passes through binary fractions."""

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction, decimals: int) -> Decimal:
    """``value`` rounded once, to ``decimals`` places, a half away from zero: as notices do it
    (四舍五入), not to the even digit.
    """
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = Decimal(whole if value >= 0 else -whole)
    return digits.scaleb(-decimals)
