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
        return self.holds(now.astimezone(ZoneInfo(zone)).time())

    def holds(self, local: time) -> bool:
        """Whether a wall-clock time falls into them."""
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


def quiet_hours_of(span: str) -> QuietHours | None:
    """Quiet hours from words such as ``21:30-07:30``; where both times are the same, there are
    none. None for anything that is no such span.
    """
    begin, _, end = span.partition("-")
    try:
        return QuietHours(time.fromisoformat(begin.strip()), time.fromisoformat(end.strip()))
    except ValueError:
        return None
