"""The sections of docs/scale.md on accounts, bots and the morning's peak."""

from bench.scale.answers import DAY_SAMPLE, Answers, share
from bench.scale.assumptions import CUSTOMER_A_DAY, MORNING, TELEGRAM_A_SECOND
from bench.scale.day import PUNCTUAL, Day
from bench.scale.formats import clock, percent, short, table

GOAL = 0.99
"""Of what is due, decided within 10 s (design 4.13)."""


def punctual(day: Day, channel: str) -> str:
    """The share decided within 10 s, never rounded up to the whole."""
    part = int(1000 * day.punctual(channel)) / 10
    return f"{part:g} %"


LIMIT_WORDS = {
    "turns": "the turns of the fullest quarter of an hour fit into the tolerance",
    "platform": "what is sent in it fits the platform's rate, with headroom",
    "quota": "the day's customer messages, with headroom",
}


def senders(found: Answers) -> str:
    """How many accounts and bots, and why."""
    a, fleets = found.assumptions, found.fleets
    rows = [
        (words, str(fleets.accounts[limit]), str(fleets.bots.get(limit, "-")))
        for limit, words in LIMIT_WORDS.items()
    ]
    morning = int(MORNING)
    sent = sum(found.smoothed.of_channel["sent", "wechat"][morning : morning + 15])
    came = sum(found.smoothed.of_channel["due", "wechat"][morning : morning + 15])
    return f"""
## How many accounts and bots

![Minutes until the last lesson of 07:30 is decided, by number of accounts and of bots](scale/senders.png)

{table("| limit | accounts | bots |", rows)}

- **Accounts**: {CUSTOMER_A_DAY:,} customer messages a day each, {percent(a.headroom, 1)} of them planned with. How many a second an account may send is published nowhere; {a.wechat_rate:g} is assumed: ask the platform, or watch for 45011. The program plans {a.pace:g} lessons a second for an account (`delivery.pace`), of which {percent(sent, came)} are pushed in the morning: {short(a.pace * sent / came if came else 0)} a second. Where the platform takes less, lower the pace; where it takes more, raise it, and fewer accounts will do until the quota binds.
- **Bots**: Telegram takes {TELEGRAM_A_SECOND} messages a second of one bot; lessons fill {a.bulk_rate:g}, the replies in that second counted, so that replies go first. {_planned(found)}A bot's morning is its lessons **and** its answers to those who already learn.
- Groups do not matter here: a Telegram group gets one announcement and at most 20 messages a minute; a WeChat cohort is its members.
"""


def _planned(found: Answers) -> str:
    own, full = found.bot_planned.pace, found.bot_full.pace
    if own >= full:
        return ""
    return f"The program plans {own:g} lessons a second for a bot and leaves what remains to the replies (see the one bot below). "


def _row(name: str, day: Day, channel: str) -> tuple[str, ...]:
    waits, moved = day.waits[channel], day.moved[channel]
    return (
        name,
        punctual(day, channel),
        *(f"{share(waits, part):.1f} s" for part in (0.99, 1)),
        *(f"{share(moved, part):.1f} min" for part in (0.5, 0.99, 1)),
        _last(day, channel),
    )


def _last(day: Day, channel: str) -> str:
    """When the last lesson of 07:30 is decided."""
    return clock(day.last_of_morning.get(channel, MORNING))


HEAD = "| | decided within 10 s of its turn | 99 % within | all within | half come after the chosen time by | 99 % | all | last of 07:30 |"


def punctuality(found: Answers) -> str:
    """How long the morning takes, and how punctual it is."""
    a, fleet = found.assumptions, found.fleet
    rows = [
        _row(f"{words}, {name}", day, channel)
        for name, day in (("smoothed", found.smoothed), ("all at once", found.at_once))
        for channel, words in (("wechat", f"WeChat, {fleet.accounts} accounts"),
                               ("telegram", f"Telegram, {fleet.bots} bots"))
    ]  # fmt: skip
    bots = [
        _row(
            f"one of {one.bots} bots at full scale, {one.pace:g} lessons/s planned",
            day,
            "telegram",
        )
        for one, day in found.bot.items()
    ]
    return f"""
## How long the morning takes, and how punctual it is

![Lessons of 07:30 and 08:00 added up: as chosen, as planned, as decided, as sent](scale/peak.png)

{table(HEAD, [*rows, *bots])}

{short(found.usual_time)} lessons are chosen for 07:30 sharp, {percent(found.usual_time, found.smoothed.lessons)} of the day. Decided within {PUNCTUAL:g} s of that they would be {short(found.usual_time / PUNCTUAL)} a second. So the planner gives each account's lessons turns one after another, at most {a.tolerance:g} minutes after the chosen time; the peak becomes {short(found.smoothed.peak("due"))} a second. Punctuality counts from the turn; the right half of the table counts from the time that was chosen. "All at once" is a tolerance of 0. In the first rows a person of the sample stands for {short(a.learners / DAY_SAMPLE)} and a channel's accounts are one stream, so that a few seconds of waiting are chance.

{_bots(found)}
"""


def _bots(found: Answers) -> str:
    """What was found of one bot, and what the program does."""
    if not found.bot:
        return ""
    a = found.assumptions
    replies = [wait for day in found.bot.values() for wait in day.replies]
    parts = [_found(found)]
    if found.bot_planned != found.bot_full:
        parts.append(_chosen(found))
    return f"""![How late one bot decides, by the lessons planned for it a second](scale/bot.png)

**One bot at full scale** is the day of {short(a.learners * a.telegram / found.fleet.bots)} learners, each lesson and each reply asking the program's own limiter for its turn. Of the replies 99 % wait no longer than {max(0.01, share(replies, 0.99)):.2f} s, none longer than {max(0.01, share(replies, 1)):.2f} s at any of these paces: they go first, and what they take is taken from lessons.

{chr(10).join(parts)}"""


def _found(found: Answers) -> str:
    full = found.bot_full
    day = found.bot[full]
    said = f"- **At the whole rate**, {full.pace:g} lessons planned a second, turns and replies come to {_busiest(day):.1f} a second in the fullest minute, and {punctual(day, 'telegram')} are decided in time"
    if day.punctual("telegram") >= GOAL:
        return f"{said}."
    return f"{said}: nothing is left for the replies, and for as long as the peak lasts the lessons fall behind, by up to {share(day.waits['telegram'], 1):.0f} s."


def _chosen(found: Answers) -> str:
    own, full = found.bot_planned, found.bot_full
    day, a = found.bot[own], found.assumptions
    others = [
        f"{other.pace:g} a second for one of {other.bots} bots ({punctual(found.bot[other], 'telegram')} in time)"
        for other in found.bot
        if other not in {own, full}
    ]
    return f"""- **As the program plans**, {own.pace:g} a second ({percent(own.pace, full.pace)} of the whole rate, `pacing_of` in `bot/allowances.py`), they come to {_busiest(day):.1f}, and {punctual(day, "telegram")} are in time, the slowest after {share(day.waits["telegram"], 1):.1f} s. The last lesson of 07:30 comes at {_last(day, "telegram")} instead of {_last(found.bot[full], "telegram")}; the tolerance is {a.tolerance:g} minutes.
- **Tried besides**: {" and ".join(others)}. {_margin(found)}"""


def _margin(found: Answers) -> str:
    """Whether less had to be given up than was, as far as this day tells."""
    if found.bot[found.bot_planned].punctual("telegram") < GOAL:
        return "**So plan less for a bot than the program does.**"
    enough = [
        one.pace
        for one, day in found.bot.items()
        if one.bots == found.fleet.bots and day.punctual("telegram") >= GOAL
    ]
    if max(enough) > found.bot_planned.pace:
        free = found.bot_full.pace - _busiest(found.bot[found.bot_planned])
        return f"So {max(enough):g} would do on this day too. The lower pace leaves {free:.1f} a second free in the fullest minute, for a day with more replies."
    return "So the pace that was chosen is the highest of those tried that reaches the goal."


def _busiest(day: Day) -> float:
    """Turns and replies of Telegram in the fullest minute, a second."""
    series = (day.of_channel[what, "telegram"] for what in ("due", "requests"))
    return max(map(sum, zip(*series, strict=True))) / 60
