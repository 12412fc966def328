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
MOST_ANSWERS = 12
"""In one sitting; who is asked more goes on tomorrow."""

_NUMBERED = re.compile(r"^\s*([1-9])\s*[.．、)）]\s*(\S.*)$")
_WORD = re.compile(r"(?:回复|发)[「“]([^」”]{1,8})[」”]")
_GO_ON = "继续"
_FINISH = ("学完了", _GO_ON)
"""Words that are asked for in the middle of a lesson; others are offers."""
_OWN_WORDS, _SEVERAL, _PASSED = "直接把答案发来", "可以选几个", "已通过"
_CORRECTED = re.compile(r"正确答案是：(.+?)。?$", re.MULTILINE)
_PARTS = re.compile(r"；?[1-9]\. ")
_NUMBER = re.compile(r"(?<!\d)\d{5}(?!\d)")
_READ_AGAIN = 6
"""Bubbles in which she looks a number up."""


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

    ``said``: her answers so far in this sitting. She does not know what is right; but she
    remembers what she was corrected in.
    """
    last = _asked(bubbles, said)
    if last is None:
        return ""
    offered = options(last)
    if offered == [_GO_ON]:
        return _GO_ON
    if len(offered) > 1:
        return "1" if day <= ASKS else _chosen(offered, last, bubbles)
    if _OWN_WORDS in last.text:
        return _looked_up(bubbles[-_READ_AGAIN:])
    return next((word for word in _WORD.findall(last.text) if word in _FINISH), "")


def _chosen(offered: list[str], question: Bubble, bubbles: list[Bubble]) -> str:
    """A course she has not had; what she was told is right; else that myths are wrong, and the fullest answer right."""
    if any(_PASSED in label for label in offered):
        return next((str(n) for n, label in enumerate(offered, 1) if _PASSED not in label), "")
    if len(offered) == 2:
        return "2"
    told = {
        label
        for one in bubbles
        for words in _CORRECTED.findall(one.text)
        for label in _PARTS.split(words)
    }
    right = [str(number) for number, label in enumerate(offered, 1) if label in told]
    if right:
        return "".join(right) if _SEVERAL in question.text else right[0]
    return str(1 + max(range(len(offered)), key=lambda at: len(offered[at])))


def _looked_up(bubbles: list[Bubble]) -> str:
    """The number that the lesson named."""
    found = [number for one in bubbles if not one.mine for number in _NUMBER.findall(one.text)]
    return found[0] if found else UNSURE


def entry(bubbles: list[Bubble], said: int) -> str:
    """What she says to take part in the newest competition: its number in the list, then that she
    takes part; "" when there is nothing more to say.
    """
    last = _asked(bubbles, said)
    if last is None:
        return ""
    if any(TAKE_PART in words for words in (last.text, *(label for label, _ in last.buttons))):
        return TAKE_PART
    return str(len(options(last)) or "") if said == 0 else ""


def _asked(bubbles: list[Bubble], said: int) -> Bubble | None:
    """What was said last in the chat, if it is not her own and she has not said enough.

    A lesson's pictures come below its question.
    """
    last = next((one for one in reversed(bubbles) if one.via != "system" and not one.media), None)
    return None if last is None or last.mine or said >= MOST_ANSWERS else last


def options(bubble: Bubble) -> list[str]:
    """The numbered options that a bubble offers: the last run of numbers from 1 on."""
    found: list[str] = []
    for line in "\n".join((bubble.text, *(label for label, _ in bubble.buttons))).split("\n"):
        match = _NUMBERED.match(line)
        if match and match[1] == "1":
            found = []
        if match and int(match[1]) == len(found) + 1:
            found.append(match[2].strip())
    return found


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
