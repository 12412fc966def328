"""The fields of one row of a form read, and what is wrong with them."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.names import NameFault, read_name
from bot.web.console.competitions_written import Row

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FormFault:
    """What is wrong with a field: the text ``competitions-fault-…`` that says it, and its values."""

    field: str
    said: str
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


class Fields:
    """Reads the fields of one row and notes what is wrong."""

    def __init__(self, row: Row, path: str, faults: list[FormFault]) -> None:
        self.row, self.path, self.faults = row, path, faults

    def fault(self, name: str, said: str, **values: str | int) -> None:
        self.faults.append(FormFault(f"{self.path}{name}", said, values))

    def raw(self, name: str) -> str:
        return self.row.get(name, "").strip()

    def line(self, name: str, most: int) -> str:
        """One line of words that anybody sees as they are; may be empty."""
        typed = self.raw(name)
        if not typed:
            return ""
        found = read_name(typed, most)
        if not isinstance(found, NameFault):
            return found
        self.fault(name, found.name.lower().replace("_", "-"), most=most)
        return typed[:most]

    def words(self, name: str, most: int) -> str:
        """Several lines; no more characters than ``most``."""
        typed = self.raw(name).replace("\r\n", "\n")
        lines = [one for one in typed.split("\n") if one.strip()]
        if any(read_name(f"x{one}", most + 1) is NameFault.UNSHOWN for one in lines):
            self.fault(name, "unshown", most=most)
        elif len(typed) > most:
            self.fault(name, "too-long", most=most)
        return typed

    def whole(self, name: str, least: int, most: int) -> int | None:
        typed = self.raw(name)
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) < 9 and least <= int(typed) <= most:
            return int(typed)
        self.fault(name, "whole", least=least, most=most)
        return None

    def decimal(self, name: str, most: int) -> Decimal | None:
        typed = self.raw(name)
        if not typed:
            return None
        found = exact(typed)
        if found is None or not 0 < found <= most:
            self.fault(name, "decimal", most=most)
            return None
        return found

    def choice(self, name: str, among: type[_Word]) -> _Word | None:
        typed = self.raw(name)
        found = next((one for one in among if one.value == typed), None)
        if found is None and typed:
            self.fault(name, "choice")
        return found

    def day(self, name: str) -> date | None:
        typed = self.raw(name)
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.fault(name, "day")
            return None

    def instant(self, name: str, zone: ZoneInfo) -> datetime | None:
        typed = self.raw(name)
        if not typed:
            self.fault(name, "no-time")
            return None
        try:
            found = datetime.fromisoformat(typed)
            local = found if found.tzinfo else found.replace(tzinfo=zone)
        except ValueError:
            local = None
        if local is None or not 2000 <= local.year < 2100:
            self.fault(name, "no-time")
            return None
        return local.astimezone(UTC)


def exact(typed: str) -> Decimal | None:
    """A decimal with at most four places behind the point; None: it is none."""
    try:
        found = Decimal(typed)
    except InvalidOperation:
        return None
    if not found.is_finite() or len(typed) > 12 or found.adjusted() > 12:
        return None  # 1e50 is a number, and a longer one than anybody means
    if found % Decimal("0.0001"):
        return None
    whole = found.to_integral_value()
    return whole if whole == found else found.normalize()
