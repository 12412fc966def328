"""Quiet hours: a span of local time in which nothing unasked-for arrives (design 4.9)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``begin`` (inclusive) to ``end`` (exclusive), local; may go over midnight."""

    begin: time
    end: time

    def hold(self, now: datetime, zone: str) -> bool:
        """Whether ``now`` (aware) falls into them for somebody in ``zone``."""
        local = now.astimezone(ZoneInfo(zone)).time()
        if self.begin <= self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end

    def end_after(self, now: datetime, zone: str) -> datetime:
        """The next instant (UTC) at which they end."""
        local = now.astimezone(ZoneInfo(zone))
        ends = datetime.combine(local.date(), self.end, tzinfo=ZoneInfo(zone))
        if ends <= local:
            ends = datetime.combine(
                local.date() + timedelta(days=1), self.end, tzinfo=ZoneInfo(zone)
            )
        return ends.astimezone(UTC)
