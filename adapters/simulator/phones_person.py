"""What 陈老师 does in the pictured month: on which days she looks, and what she answers."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from adapters.simulator.bubbles import Bubble

DAYS = 30
AWAY = frozenset({4, 5, 6, 7, 11, 12, 13, 18, 19, 20, 21, 26, 27, 28})
"""Days without a look at WeChat, counted from 1: long enough for windows to close and consents to
be used up.
"""
EVENINGS = frozenset({8, 14, 22, 29})
"""The days after those: she comes back in the evening, and is handed over what waited."""
ASKS, ENTERS = 2, 14
"""The days on which she asks for credits, and takes part in the competition."""
COMPETITIONS, CREDITS, TAKE_PART, UNSURE = "比赛", "学分", "我要报名", "不知道"
STOPS = (time(4), time(7, 30), time(10), time(15), time(18), time(19), time(19, 5))
"""Where the clock halts each day: a day begins, the lesson, what organisers announce and remind
of, mass messages and their end.
"""
LOOKS = (time(8, 10), time(19, 40))
"""When she looks, on most days and on an evening."""
MOST_ANSWERS = 8
"""In one sitting; who is asked more goes on tomorrow."""

_NUMBERED = re.compile(r"^\s*([1-9])\s*[.．、)）]\s*\S")
_WORD = re.compile(r"(?:回复|发)[「“]([^」”]{1,8})[」”]")
_FINISH = ("学完了", "继续")
"""Words that are asked for in the middle of a lesson; others are offers."""
_OWN_WORDS = "直接把答案发来"


class Act(StrEnum):
    """What happens at a stop."""

    WAIT = "wait"
    JOIN = "join"
    LEARN = "learn"
    ANSWER = "answer"
    ALLOW = "allow"
    ASK = "ask"
    FIND = "find"
    ENTER = "enter"


@dataclass(frozen=True, slots=True)
class Stop:
    """A moment of the month: the day (from 1), the time, and what is done then."""

    day: int
    at: time
    act: Act = Act.WAIT


def stops() -> tuple[Stop, ...]:
    """The month, in its order."""
    found = [Stop(day, at) for day in range(1, DAYS + 1) for at in STOPS]
    for day in range(1, DAYS + 1):
        found += _looks(day)
    # Sorting is stable: what is done at one moment stays in the order it was written in.
    return tuple(sorted(found, key=lambda stop: (stop.day, stop.at)))


def _looks(day: int) -> list[Stop]:
    if day in AWAY:
        return []
    if day == 1:
        # She joins before anything else, whatever time it is.
        return [Stop(1, time(0), act) for act in (Act.JOIN, Act.ANSWER, Act.ALLOW)]
    at = LOOKS[day in EVENINGS]
    acts = [Act.LEARN, Act.ANSWER, Act.ALLOW]
    if day == ASKS:
        acts += [Act.ASK, Act.ANSWER]
    if day == ENTERS:
        acts += [Act.FIND, Act.ENTER]
    return [Stop(day, at, act) for act in acts]


def answer_to(bubbles: list[Bubble], day: int, said: int) -> str:
    """What she answers to what stands last in her chat, "" where nothing is asked.

    ``said``: her answers so far in this sitting. She is right now and then.
    """
    last = _asked(bubbles, said)
    if last is None:
        return ""
    count = options(last)
    if count > 1:
        return "1" if day <= ASKS else str(1 + (day + said) % 2)
    if _OWN_WORDS in last.text:
        return UNSURE
    if last.media and not last.text.strip("[图片]"):
        # Under a picture alone nothing can stand that says how to go on.
        return _FINISH[-1]
    return next((word for word in _WORD.findall(last.text) if word in _FINISH), "")


def entry(bubbles: list[Bubble], said: int) -> str:
    """What she says to take part in the newest competition: its number in the list, then that she
    takes part; "" when there is nothing more to say.
    """
    last = _asked(bubbles, said)
    if last is None:
        return ""
    if any(TAKE_PART in words for words in (last.text, *(label for label, _ in last.buttons))):
        return TAKE_PART
    return str(options(last) or "") if said == 0 else ""


def _asked(bubbles: list[Bubble], said: int) -> Bubble | None:
    """What stands last in the chat, if it is not her own and she has not said enough."""
    last = next((one for one in reversed(bubbles) if one.via != "system"), None)
    return None if last is None or last.mine or said >= MOST_ANSWERS else last


def options(bubble: Bubble) -> int:
    """How many numbered options a bubble offers: the last run of numbers from 1 on."""
    count = 0
    for line in "\n".join((bubble.text, *(label for label, _ in bubble.buttons))).split("\n"):
        found = _NUMBERED.match(line)
        if found and found[1] == "1":
            count = 1
        elif found and int(found[1]) == count + 1:
            count += 1
    return count


def way_to_allow(bubbles: list[Bubble], after: str) -> tuple[str, str]:
    """The newest bubble with a link to a page where reminders are allowed, and the link.

    ``after``: the bubble she used last; ("", "") where there is none newer.
    """
    for bubble in reversed(bubbles):
        if bubble.id == after:
            break
        for _, url in bubble.links:
            if url.partition("#")[0].endswith("/notices"):
                return bubble.id, url
    return "", ""
