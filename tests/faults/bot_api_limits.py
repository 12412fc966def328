"""The Bot API's limits as sliding windows: a call over a limit is refused and counted."""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

SECOND, MINUTE = 1.0, 60.0


@dataclass
class Window:
    """At most ``most`` within any ``seconds``."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def full(self, now: float) -> bool:
        """Whether one more at ``now`` is too much."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return len(self.times) >= self.most


@dataclass
class Limits:
    """0 is no limit. ``chat_burst`` is how many a private chat takes within as many seconds.

    Source: Bots FAQ, "My bot is hitting limits": 30 a second, 1 a second in a chat with short
    bursts, 20 a minute in a group.
    """

    per_second: int = 0
    chat_burst: int = 0
    group_per_minute: int = 0
    over: Counter[str] = field(default_factory=Counter, init=False)
    """How often each limit was broken."""
    peak: Counter[str] = field(default_factory=Counter, init=False)
    """The most that any window of each limit has held."""

    def __post_init__(self) -> None:
        """Nothing was sent yet."""
        self._windows: defaultdict[tuple[str, str, int], Window | None] = defaultdict(lambda: None)

    def refuses(self, bot: str, chat: int, now: float) -> bool:
        """Whether a message at ``now`` (seconds) breaks a limit; one that does not is counted."""
        windows = [
            ("account", self._window("account", bot, 0, self.per_second, SECOND)),
            ("chat", self._window("chat", bot, chat, self.chat_burst, float(self.chat_burst)))
            if chat > 0
            else ("group", self._window("group", bot, chat, self.group_per_minute, MINUTE)),
        ]
        broken = [name for name, window in windows if window is not None and window.full(now)]
        self.over.update(broken)
        if not broken:
            for name, window in windows:
                if window is not None:
                    window.times.append(now)
                    self.peak[name] = max(self.peak[name], len(window.times))
        return bool(broken)

    def _window(self, name: str, bot: str, chat: int, most: int, seconds: float) -> Window | None:
        if not most:
            return None
        key = (name, bot, chat)
        found = self._windows[key]
        if found is None:
            found = self._windows[key] = Window(most, seconds)
        return found
